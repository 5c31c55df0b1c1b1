"""Optimisation: how fast which parameters learn, and the average of what they have been."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from diffusers.training_utils import EMAModel
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from vla.errors import UserError

from ..base import ParameterGroup


@dataclass(frozen=True)
class Recipe:
    """How a policy is trained. The values are those of `configs/train.yaml`.

    Raises:
        UserError: a value that cannot work.
    """

    steps: int
    """Of the optimiser, at most."""
    minutes: float | None
    """Of wall time, at most; the learning rate falls with whichever is used up sooner."""
    lr: float
    """Highest learning rate."""
    betas: tuple[float, float]
    weight_decay: float
    warmup: int
    """Steps in which the learning rate rises."""
    clip: float
    """Greatest norm of the gradient of every group of parameters; 0 for any."""
    ema_power: float
    """The average at step n forgets as 1 - (1 + n)^-power ..."""
    ema_max: float
    """... and at most this; 0 for no average."""
    accumulation: int
    """Batches whose gradients make one step."""
    precision: str
    """`fp32`, or `bf16` for products of matrices."""

    def __post_init__(self) -> None:
        one, two = self.betas
        for wrong, text in (
            (self.steps < 1, f"steps={self.steps}: 1 is the least."),
            (self.minutes is not None and self.minutes <= 0, f"minutes={self.minutes} is no time."),
            (not 0 < self.lr < math.inf, f"lr={self.lr} is no learning rate, such as 3e-4."),
            (not (0 <= one < 1 and 0 <= two < 1), f"betas={one},{two}: 0 to less than 1 each."),
            (self.weight_decay < 0, f"weight_decay={self.weight_decay} is negative."),
            (self.warmup < 0, f"warmup={self.warmup} is negative."),
            (self.clip < 0, f"clip={self.clip} is negative; 0 clips nothing."),
            (not 0 <= self.ema_max < 1, f"ema_max={self.ema_max}: 0 to less than 1."),
            (self.ema_power <= 0, f"ema_power={self.ema_power} is not above 0."),
            (self.accumulation < 1, f"accumulation={self.accumulation}: 1 is the least."),
        ):
            if wrong:
                raise UserError(text)


def learning_rate(recipe: Recipe, step: int, share: float) -> float:
    """The learning rate at step `step` (from 0): a linear rise, and half a cosine down to 0.

    Args:
        share: of the budget that is used, in [0, 1].
    """
    rise = min(1.0, (step + 1) / recipe.warmup) if recipe.warmup else 1.0
    return recipe.lr * rise * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))


def adamw(groups: Sequence[ParameterGroup], recipe: Recipe) -> AdamW:
    """AdamW (Loshchilov and Hutter 2019) over groups; `set_learning_rate` knows their rates.

    Raises:
        ValueError: a parameter that is in two groups, or frozen.
    """
    found = [parameter for group in groups for parameter in group.parameters]
    if len(found) != len(set(map(id, found))) or not all(p.requires_grad for p in found):
        raise ValueError("A parameter is in two groups, or frozen.")
    on_cuda = any(parameter.is_cuda for parameter in found)
    chosen = [
        {
            "params": list(group.parameters),
            "rate": group.rate,
            "weight_decay": recipe.weight_decay if group.weight_decay is None
            else group.weight_decay,
        }
        for group in groups if group.parameters
    ]  # fmt: skip
    return AdamW(chosen, recipe.lr, recipe.betas, fused=on_cuda or None)


def set_learning_rate(optimiser: AdamW, rate: float) -> None:
    """Every group learns at its own rate times this."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group["rate"]


def clip(groups: Sequence[ParameterGroup], most: float) -> dict[str, Tensor]:
    """Scale the gradients of each group by itself down to a norm; the norms before, by name."""
    limit = most or math.inf
    return {
        group.name: clip_grad_norm_(group.parameters, limit) for group in groups if group.parameters
    }


class Average:
    """Exponential moving average of parameters (diffusers'): what is evaluated and saved.

    Args:
        parameters: by name; those that are trained.
        power, most: see `Recipe`.
    """

    def __init__(self, parameters: Mapping[str, nn.Parameter], power: float, most: float):
        self._parameters = list(parameters.values())
        self._ema = EMAModel(
            self._parameters, decay=most, use_ema_warmup=True, power=power, foreach=True
        )

    @property
    def steps(self) -> int:
        """Updates so far."""
        return self._ema.optimization_step

    def update(self) -> None:
        """Move towards the parameters as they are."""
        self._ema.step(self._parameters)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The policy has the averaged parameters meanwhile."""
        self._ema.store(self._parameters)
        self._ema.copy_to(self._parameters)
        try:
            yield
        finally:
            self._ema.restore(self._parameters)

    @torch.no_grad()
    def restart(self, steps: int) -> None:
        """The parameters as they are now are the average after so many updates."""
        for kept, parameter in zip(self._ema.shadow_params, self._parameters, strict=True):
            kept.copy_(parameter)
        self._ema.optimization_step = steps
