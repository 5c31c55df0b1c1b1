"""Diffusion Policy: chunks of actions by removing noise (Chi et al. 2023, arXiv:2303.04137).

As published, but for two things. Words may be heard (`text`), which the published policy has not.
Steps behind the end of an episode are seen as the last action held, as published, but do not
count in the loss. The average of the weights (EMA) is the trainer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor

from vla.errors import UnknownName, UserError

from ..base import Inputs, ParameterGroup, Policy, Statistics, held
from ..build import Config, build
from ..heads.sampling import Sampling
from ..parts import kept_parts, trained_parts
from ..resnet import WIDTHS
from ..spec import PolicySpec
from .observations import Observations

SCHEDULERS = {"ddpm": DDPMScheduler, "ddim": DDIMScheduler}


class DiffusionPolicy(Policy):
    """A network learns the noise in actions, given what is seen; samples begin as noise.

    Args:
        spec, statistics, datasets, normalisation: see `Policy`. Samples are kept within +-1, which
            `min_max` makes the bounds of what was demonstrated.
        network: `unet.Unet` or `transformer.Transformer`.
        text: part that hears the instruction; its pooled vector goes with what is seen. None:
            nothing is heard, as published.
        crop, keypoints, resnet: see `Observations`.
        scheduler: `ddpm`, or `ddim`, which needs fewer steps.
        steps: of sampling, at most `diffusion_steps`.
        diffusion_steps: that training tells apart, from actions to noise.
        encoder_weight_decay: of what sees; None for the optimiser's.
    """

    options = ("steps", "noise", "generator")
    """Of `Sampling`, which it follows."""

    def __init__(
        self,
        spec: PolicySpec,
        statistics: Sequence[Statistics] | None = None,
        datasets: int = 1,
        normalisation: str = "min_max",
        *,
        network: Config,
        text: Config | None = None,
        crop: float = 0.905,
        keypoints: int = 32,
        resnet: Sequence[int] = WIDTHS,
        scheduler: str = "ddpm",
        steps: int = 100,
        diffusion_steps: int = 100,
        encoder_weight_decay: float | None = None,
    ):
        super().__init__(spec, statistics, normalisation, datasets)
        self.observations = Observations(spec, crop, keypoints, resnet)
        self.text = None if text is None else build(text)
        self.network = build(
            network,
            action_dim=spec.action_dim,
            horizon=spec.horizon,
            n_obs_steps=spec.n_obs_steps,
            seen=self.observations.width,
            said=0 if self.text is None else self.text.width,
        )
        self._scheduler, self._steps, self._diffusion_steps = scheduler, steps, diffusion_steps
        self._encoder_weight_decay = encoder_weight_decay
        self._noising = self._solver(steps)

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        """Mean square error of the noise that was put in."""
        actions = held(actions, there)
        noise = torch.randn_like(actions)
        time = torch.randint(self._diffusion_steps, actions.shape[:1], device=actions.device)
        noisy: Any = self._noising.add_noise(actions, noise, time)
        found = self.network(noisy, time, *self._condition(inputs)).float()
        errors = (found - noise).square().mean(-1) * there
        return errors.sum() / there.sum().clamp_min(1), {}

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        """Chunks (B, H, A), normalised.

        Args:
            options: those of the class; see `Sampling`.

        Raises:
            UserError: other options, or more steps than it was trained with.
        """
        chosen = Sampling.of(options, *self.options)
        solver = self._solver(chosen.steps or self._steps)
        seen, said = self._condition(inputs)
        actions = chosen.noise
        if actions is None:
            shape = (len(seen), self.spec.horizon, self.spec.action_dim)
            actions = randn_tensor(shape, chosen.generator, seen.device, torch.float32)
        # The solver counts on the host, the network on the device: neither waits for the other.
        for time, there in zip(solver.timesteps, solver.timesteps.to(seen.device), strict=True):
            found = self.network(actions, there.expand(len(seen)), seen, said).float()
            actions = solver.step(found, time, actions, generator=chosen.generator).prev_sample
        return actions

    def parameter_groups(self) -> list[ParameterGroup]:
        """What reads, what sees, and the network's own groups."""
        eyes = tuple(self.observations.parameters())
        seeing = ParameterGroup("encoder", eyes, weight_decay=self._encoder_weight_decay)
        text = trained_parts({"text": self.text})
        return [*text, seeing, *self.network.parameter_groups()]

    def checkpoint_config(self, folder: Path) -> Config:
        """What reads keeps its vocabulary in the checkpoint."""
        return kept_parts(self.config, {"text": self.text}, folder)

    def _condition(self, inputs: Inputs) -> tuple[Tensor, Tensor | None]:
        """What is seen (B, O, D) and said (B, W)."""
        said = None if self.text is None else self.text(inputs.task)[2]
        return self.observations(inputs), said

    def _solver(self, steps: int) -> Any:
        """A scheduler of diffusers for so many steps; it remembers them, so each has its own."""
        if self._scheduler not in SCHEDULERS:
            raise UnknownName("scheduler", self._scheduler, SCHEDULERS)
        if not 1 <= steps <= self._diffusion_steps:
            raise UserError(
                f"steps={steps}: at least 1, and at most the {self._diffusion_steps} steps of the"
                " diffusion it is trained with."
            )
        solver = SCHEDULERS[self._scheduler](
            self._diffusion_steps, beta_schedule="squaredcos_cap_v2", clip_sample=True
        )
        solver.set_timesteps(steps)
        return solver
