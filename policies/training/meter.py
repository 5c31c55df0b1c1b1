"""Means over the steps since the last look; a GPU is only waited for when somebody looks."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

import torch
from accelerate import Accelerator
from torch import Tensor

from vla.errors import UserError

from .loop import Step


class Meter:
    """Adds up steps.

    Attributes:
        steps: since the last look.
    """

    def __init__(self, processes: Accelerator):
        self._processes = processes
        self._sums: dict[str, Tensor] = {}
        self.steps = self._samples = 0
        self._waited = self._seconds = self._rate = 0.0
        self._waited_ever = self._seconds_ever = 0.0

    def add(self, step: Step) -> None:
        """Count a step."""
        norms = {f"gradient/{name}": norm for name, norm in step.norms.items()}
        for name, value in {"loss": step.loss, **step.figures, **norms}.items():
            value = value.detach()
            self._sums[name] = self._sums[name] + value if name in self._sums else value
        self.steps, self._rate = self.steps + 1, step.rate
        self._samples += step.samples
        self._waited += step.waited
        self._seconds += step.seconds

    def read(self) -> dict[str, float]:
        """Means since the last time; begins anew. In all processes at once.

        `loss`, the policy's figures and norms of gradients; `samples_per_second` of all
        processes; `data_wait`, the share of the steps' time in which there were no data;
        `learning_rate`.

        Raises:
            UserError: the loss is not a number any more.
        """
        began = time.perf_counter()
        names = sorted(self._sums)
        sums: Tensor = torch.stack([self._sums[name].float() for name in names])
        sums = self._processes.reduce(sums, "mean")  # type: ignore[assignment]
        means = dict(zip(names, (sums / self.steps).tolist(), strict=True))
        seconds = self._seconds + time.perf_counter() - began
        found = {
            **means,
            "learning_rate": self._rate,
            "samples_per_second": self._processes.num_processes * self._samples / seconds,
            "data_wait": self._waited / seconds,
        }
        self._waited_ever, self._seconds_ever = (
            self._waited_ever + self._waited, self._seconds_ever + seconds,
        )  # fmt: skip
        self._sums = {}
        self.steps = self._samples = 0
        self._waited = self._seconds = 0.0
        refuse_nonsense(means)
        return found

    @property
    def data_wait(self) -> float:
        """Share of the time of all steps so far in which there were no data."""
        return self._waited_ever / self._seconds_ever if self._seconds_ever else 0.0


def refuse_nonsense(means: Mapping[str, float]) -> None:
    """Raises `UserError` where the loss or a gradient, and so the next loss, is not finite."""
    gradients = {n: value for n, value in means.items() if n.startswith("gradient/")}
    if not all(map(math.isfinite, (means["loss"], *gradients.values()))):
        norms = ", ".join(
            f"{name.removeprefix('gradient/')} {value:g}" for name, value in gradients.items()
        )
        raise UserError(
            f"The loss is {means['loss']} (norms of gradients: {norms}). Lower lr or clip, or"
            " lengthen warmup; the last checkpoint is from before."
        )
