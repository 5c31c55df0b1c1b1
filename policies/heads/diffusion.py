"""Denoising diffusion (Ho et al. 2020) with the schedulers of diffusers, as Diffusion Policy.

Chi et al. 2023. The expert is that of the other heads; to it step i of n is time (i + 1) / n.
"""

from __future__ import annotations

from typing import Any

import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from torch import Tensor

from vla.errors import UnknownName, UserError

from ..build import Config
from ..context import Context
from ..expert import LayerShape
from .denoising import EXPERT, Correct, DenoisingHead, Noised, Predict, masked_mean, strata

TARGETS = {"noise": "epsilon", "velocity": "v_prediction", "data": "sample"}
"""Our words for what is predicted, and those of diffusers."""


class DiffusionHead(DenoisingHead):
    """Actions out of Gaussian noise, along a cosine schedule.

    Args:
        scheduler: `ddpm`, which draws new noise in every step, or `ddim`, which draws none.
        train_steps: n, of the schedule.
        target: `noise`, `velocity` (Salimans and Ho 2022) or `data`.
        clip: predicted actions are kept within ± this in every step, None for not at all; what the
            data has beyond it is lost. Diffusion Policy has 1, with actions normalised by their
            least and greatest.
        action_dim, horizon, width, layer_shape, net, times, loss, steps, prefix, insulated,
        auxiliary, auxiliary_weight: see `DenoisingHead`.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        width: int,
        layer_shape: LayerShape | None = None,
        net: Config = EXPERT,
        scheduler: str = "ddpm",
        train_steps: int = 100,
        target: str = "noise",
        clip: float | None = 1.0,
        steps: int = 100,
        times: int = 4,
        loss: str = "l2",
        prefix: int = 0,
        insulated: bool = False,
        auxiliary: str | Config | None = None,
        auxiliary_weight: float = 1.0,
    ):
        super().__init__(
            action_dim, horizon, width, layer_shape, net, times, loss, "noise", steps, prefix,
            insulated, auxiliary, auxiliary_weight,
        )  # fmt: skip
        if target not in TARGETS:
            raise UnknownName("target", target, TARGETS)
        about: dict[str, Any] = {
            "num_train_timesteps": train_steps,
            "beta_schedule": "squaredcos_cap_v2",
            "prediction_type": TARGETS[target],
            "clip_sample": clip is not None,
            "clip_sample_range": clip or 1.0,
        }
        if scheduler == "ddpm":
            self.scheduler: Any = DDPMScheduler(variance_type="fixed_small", **about)
        elif scheduler == "ddim":
            self.scheduler = DDIMScheduler(set_alpha_to_one=True, **about)
        else:
            raise UnknownName("scheduler", scheduler, ("ddpm", "ddim"))
        self._target, self._train_steps, self._clip = target, train_steps, clip
        self._check(steps)

    def loss(
        self, context: Context, actions: Tensor, there: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """See `DenoisingHead`; `clipped` is the share of actions that cannot be sampled."""
        total, figures = super().loss(context, actions, there)
        if self._clip is not None:
            beyond = (actions.abs() > self._clip).float().mean(-1)
            figures["clipped"] = masked_mean(beyond, there)
        return total, figures

    def noised(self, actions: Tensor) -> Noised:
        steps = (strata(actions, self.times) * self._train_steps).long()
        clean = actions[:, None].expand(-1, self.times, -1, -1)
        noise = torch.randn_like(clean)
        rows = [v.flatten(0, 1) for v in (clean, noise, steps)]
        noisy = self.scheduler.add_noise(*rows).unflatten(0, steps.shape)
        if self._target == "velocity":
            target = self.scheduler.get_velocity(*rows).unflatten(0, steps.shape)
        else:
            target = noise if self._target == "noise" else clean
        return Noised(noisy, (steps + 1) / self._train_steps, target)

    def solve(
        self, predict: Predict, x: Tensor, steps: int, correct: Correct | None,
        generator: torch.Generator | None,
    ) -> Tensor:  # fmt: skip
        """The scheduler's steps; what would be predicted of corrected actions takes its place."""
        self._check(steps)
        self.scheduler.set_timesteps(steps)
        for step in self.scheduler.timesteps.tolist():
            said = predict(x, (step + 1) / self._train_steps)
            if correct is not None:
                said = self._said(correct(self._clean(said, x, step)), x, step)
            x = self.scheduler.step(said, step, x, generator=generator).prev_sample
        return x

    def _check(self, steps: int) -> None:
        if steps > self._train_steps:
            raise UserError(f"steps={steps}: there are train_steps={self._train_steps} only.")

    def _clean(self, said: Tensor, x: Tensor, step: int) -> Tensor:
        """Actions that a prediction means."""
        signal, noise = self._scales(step)
        if self._target == "noise":
            return (x - noise * said) / signal
        return signal * x - noise * said if self._target == "velocity" else said

    def _said(self, clean: Tensor, x: Tensor, step: int) -> Tensor:
        """The prediction that means these actions."""
        signal, noise = self._scales(step)
        if self._target == "noise":
            return (x - signal * clean) / noise
        return (signal * x - clean) / noise if self._target == "velocity" else clean

    def _scales(self, step: int) -> tuple[float, float]:
        """Of actions and noise: x = signal * actions + noise * e."""
        kept = float(self.scheduler.alphas_cumprod[step])
        return kept**0.5, (1 - kept) ** 0.5
