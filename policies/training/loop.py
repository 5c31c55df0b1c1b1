"""The loop: batches in, a better policy out, step by step.

    training = Training(policy, sampler, recipe, processes("auto"))
    for step in training.steps():
        ...  # log, measure, save: time that is spent here is no time of the step

Steps are exact: on a CPU with a fixed number of threads they depend on the seed alone, and on
nothing that is done between them (`randomness.undisturbed`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from ..base import Policy
from .optimise import Average, Recipe, adamw, clip, learning_rate, set_learning_rate
from .randomness import undisturbed

Batch = Mapping[str, Any]


class Batches(Protocol):
    """An endless stream that knows where it stands, as `vla.datasets.sampler.Sampler`.

    Its batches are on the device already, and may be overwritten when the next one is asked for.
    """

    def __iter__(self) -> Iterator[Batch]: ...

    def state_dict(self) -> dict[str, int]: ...

    def load_state_dict(self, state: Mapping[str, int]) -> None: ...


@dataclass(frozen=True)
class Step:
    """What happened in one step of the optimiser."""

    number: int
    """From 1 on."""
    loss: Tensor
    """Mean over the batches of this process; a scalar, on the device."""
    figures: Mapping[str, Tensor]
    """What the policy says besides; scalars."""
    norms: Mapping[str, Tensor]
    """Group of parameters -> norm of its gradient before clipping."""
    rate: float
    """Learning rate."""
    samples: int
    """In this process."""
    waited: float
    """Seconds until the data were there. On a GPU it may still have been busy meanwhile, so this
    is the most that it can have waited."""
    seconds: float
    """Of the whole step. On a GPU the work may end later; see `meter.Meter`."""


class Training:
    """Everything that changes while a policy is trained.

    Args:
        policy: is moved to the device of the process, and trained in place.
        batches: see `Batches`.
        recipe: how.
        processes: see `processes.processes`.

    Attributes:
        trained: the trained parameters by name.
        average: their moving average, which is what is evaluated and saved.
        step: steps that were made.
        stop: set it to end `steps` after the present one (everywhere, if there are several
            processes).
    """

    def __init__(self, policy: Policy, batches: Batches, recipe: Recipe, processes: Accelerator):
        self.policy, self.batches = policy.to(processes.device), batches
        self.recipe, self.processes = recipe, processes
        policy.train()
        self.groups = policy.parameter_groups()
        chosen = {id(parameter) for group in self.groups for parameter in group.parameters}
        self.trained: dict[str, nn.Parameter] = {
            name: p for name, p in policy.named_parameters() if id(p) in chosen
        }
        self.optimiser = adamw(self.groups, recipe)
        self.average = Average(self.trained, recipe.ema_power, recipe.ema_max)
        self.model = processes.prepare_model(policy)
        self.step, self.stop = 0, False
        self._before, self._began = 0.0, None

    # --- the budget ------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Wall time since the first step, with everything between the steps."""
        return self._before + (0.0 if self._began is None else time.perf_counter() - self._began)

    @seconds.setter
    def seconds(self, value: float) -> None:
        self._before, self._began = value, None

    @property
    def share(self) -> float:
        """Of steps or time, what is used up sooner; from 1 on it is over."""
        time_used = 0.0 if self.recipe.minutes is None else self.seconds / self.recipe.minutes / 60
        return max(self.step / self.recipe.steps, time_used)

    # --- steps -----------------------------------------------------------------------------------

    def steps(self) -> Iterator[Step]:
        """Make steps until the budget is used up, or `stop` is set."""
        if self._began is None:
            self._began = time.perf_counter()
        stream: Any = iter(self.batches)
        with closing(stream):
            while True:
                share, stop = self._agreed(self.share, float(self.stop))
                if stop or share >= 1.0:
                    return
                yield self._step(stream, share)

    def _step(self, stream: Iterator[Batch], share: float) -> Step:
        began, waited, samples = time.perf_counter(), 0.0, 0
        rate = learning_rate(self.recipe, self.step, share)
        set_learning_rate(self.optimiser, rate)
        total: dict[str, Tensor] = {}
        many = self.recipe.accumulation
        for _ in range(many):
            asked = time.perf_counter()
            batch = next(stream)
            waited += time.perf_counter() - asked
            samples += len(batch["task"])
            with self.processes.accumulate(self.model):
                with self.autocast():
                    loss, figures = self.model(batch)
                self.processes.backward(loss)  # divides by the number of batches
            for name, value in {**figures, "loss": loss}.items():
                part = torch.as_tensor(value).detach().float() / many
                total[name] = total[name] + part if name in total else part
        norms = clip(self.groups, self.recipe.clip)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.average.update()
        self.step += 1
        loss = total.pop("loss")
        seconds = time.perf_counter() - began
        return Step(self.step, loss, total, norms, rate, samples, waited, seconds)

    def autocast(self) -> torch.autocast:
        """Products of matrices in bf16, if the recipe says so."""
        return torch.autocast(
            self.processes.device.type, torch.bfloat16, self.recipe.precision == "bf16"
        )

    def _agreed(self, *values: float) -> list[float]:
        """The greatest of all processes, each of which has a clock and a keyboard of its own."""
        if self.processes.num_processes == 1:
            return list(values)
        ours = torch.tensor(values, dtype=torch.float32, device=self.processes.device)
        largest: Any = self.processes.reduce(ours, "max")
        return largest.tolist()

    # --- between the steps -----------------------------------------------------------------------

    @contextmanager
    def measured(self, seed: int) -> Iterator[Policy]:
        """The policy as it would be saved now, in evaluation mode, with random numbers of its
        own; afterwards training goes on as if nothing had been."""
        with undisturbed(seed), self.average.in_place():
            self.policy.eval()
            try:
                yield self.policy
            finally:
                self.policy.train()

    @torch.no_grad()
    def held_out_loss(self, batches: Iterable[Batch], seed: int = 0) -> float:
        """Mean loss of the averaged parameters, with the same random numbers every time."""
        with self.measured(seed) as policy:
            losses = []
            for batch in batches:
                with self.autocast():
                    losses.append(policy(batch)[0].float())
        return float(torch.stack(losses).mean())
