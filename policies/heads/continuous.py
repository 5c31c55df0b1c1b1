"""Flow matching, two-step regression and regression: one head, four knobs.

Between actions a and noise e runs a straight line, x_t = t e + (1 - t) a: t = 1 is noise, t = 0 is
data (the code of pi-0; its paper counts the other way). Which times are trained, what is predicted
there, where sampling starts and in how many steps it comes down make the variants:

                     density         target     start    steps
  flow (pi-0)        beta            velocity   noise    1 to 10
  one-step flow      ends            velocity   zeros    1
  MIP                points 1, 0.1   data       zeros    2
  regression, l1/l2  points 1        data       zeros    1
  X-VLA              uniform         data       noise    10
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

from vla.errors import UnknownName, UserError

from ..build import Config
from ..expert import LayerShape
from .denoising import EXPERT, Correct, DenoisingHead, Noised, Predict, strata

DENSITIES = ("beta", "uniform", "ends", "points")
MEET_THE_START = ("ends", "points")
"""Densities in which time 1, where sampling begins, is trained."""
TARGETS = ("velocity", "data")
LEAST = 1e-3
"""Smallest time that is trained; the others are spread over the rest (openpi)."""
AT_NOISE = 0.5
"""Share of the times that are 1, where the density is `ends`."""


class ContinuousHead(DenoisingHead):
    """Actions along straight lines from noise.

    Args:
        density: of the times in training. `beta`: Beta(alpha, 1), more where there is noise (pi-0,
            appendix B); `uniform`; `ends`: half of them 1, the rest Beta(alpha, 1), for few steps;
            `points`: only those where sampling predicts.
        alpha: see `density`.
        points: times in descending order, the first of them 1.
        target: `velocity` e - a, or `data` a, that is the clean actions themselves.
        start: see `DenoisingHead`; with the densities `ends` and `points`, training at 1 sees the
            same. With the others nothing was trained at zeros, and what comes from there is wrong.
        action_dim, horizon, width, layer_shape, net, times, loss, steps, prefix, insulated,
        auxiliary, auxiliary_weight: see `DenoisingHead`.

    MIP is Pan et al. 2025 (Much Ado About Noising), in the form of the paper: both regressions
    count alike, and the second sees 0.9 times what the first predicted.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        width: int,
        layer_shape: LayerShape | None = None,
        net: Config = EXPERT,
        density: str = "beta",
        alpha: float = 1.5,
        points: Sequence[float] = (1.0,),
        target: str = "velocity",
        start: str = "noise",
        steps: int = 10,
        times: int = 4,
        loss: str = "l2",
        prefix: int = 0,
        insulated: bool = False,
        auxiliary: str | Config | None = None,
        auxiliary_weight: float = 1.0,
    ):
        super().__init__(
            action_dim, horizon, width, layer_shape, net, times, loss, start, steps, prefix,
            insulated, auxiliary, auxiliary_weight,
        )  # fmt: skip
        for what, name, known in (("density", density, DENSITIES), ("target", target, TARGETS)):
            if name not in known:
                raise UnknownName(what, name, known)
        if not alpha > 0:
            raise UserError(f"alpha={alpha} of the head must be above 0.")
        if density == "points":
            falling = all(a > b > 0 for a, b in pairwise(points))
            if not points or points[0] != 1 or not falling or times % len(points):
                raise UserError(
                    f"points={list(points)} with times={times}: points fall from 1 and stay above"
                    " 0, and times is a multiple of how many there are."
                )
        self._density, self._alpha, self._points = density, alpha, tuple(map(float, points))
        self._target = target
        self.grid(steps)

    def noised(self, actions: Tensor) -> Noised:
        time = self.draw_times(actions)
        clean = actions[:, None]
        noise = torch.randn(*time.shape, *self.shape, device=actions.device)
        t = time[..., None, None]
        if self._density in MEET_THE_START and self.start == "zeros":
            noise = noise * (t < 1)
        target = noise - clean if self._target == "velocity" else clean.expand_as(noise)
        return Noised(t * noise + (1 - t) * clean, time, target)

    def draw_times(self, actions: Tensor) -> Tensor:
        """Times (B, K) for actions (B, H, A); K times of a row are spread over the density."""
        if self._density == "points":
            points = torch.tensor(self._points, device=actions.device)
            return points.repeat(self.times // len(points)).expand(len(actions), -1)
        drawn = strata(actions, self.times)
        at_noise = torch.zeros((), dtype=torch.bool, device=actions.device)
        if self._density == "ends":
            at_noise = drawn >= 1 - AT_NOISE
            drawn = drawn / (1 - AT_NOISE)
        if self._density != "uniform":
            drawn = drawn.clamp_max(1) ** (1 / self._alpha)  # quantiles of Beta(alpha, 1)
        return torch.where(at_noise, 1.0, LEAST + (1 - LEAST) * drawn)

    def grid(self, steps: int) -> list[float]:
        """Times at which a solver with so many steps predicts, and 0 at the end.

        Raises:
            UserError: more steps than points were trained.
        """
        if self._density != "points":
            return [1 - step / steps for step in range(steps)] + [0.0]
        if steps > len(self._points):
            raise UserError(
                f"steps={steps}: this head is trained at {list(self._points)} only, which makes"
                f" {len(self._points)} at most."
            )
        return [*self._points[:steps], 0.0]

    def solve(
        self, predict: Predict, x: Tensor, steps: int, correct: Correct | None,
        generator: torch.Generator | None,
    ) -> Tensor:  # fmt: skip
        """Euler's method; of predicted data, the velocity towards it: (x - a) / t."""
        for now, after in pairwise(self.grid(steps)):
            said = predict(x, now)
            clean = x - now * said if self._target == "velocity" else said
            if correct is not None:
                clean = correct(clean)
            x = clean + (after / now) * (x - clean)
        return x
