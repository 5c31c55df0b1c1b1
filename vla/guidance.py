"""Guidance: what motions cost that a policy proposes, and how they give way.

A policy that never saw a vase knows nothing of distances to it. Somebody who does gives its chunks
a cost; the policy's sampler goes down that cost on the way to an action, and what comes out of the
sampler is looked at once more before the robot does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad

from vla.action import ActionSpec, pose_to_action
from vla.errors import UserError
from vla.geometry import quat_exp, quat_from_6d, quat_multiply

HEAD_ON = 0.2
"""Share of a push that must point sideways; with less of it, the way leads straight into what is
to be avoided, and any side is as good as the other."""
DESCENTS = 4
"""Steps down the gradient for one step of a sampler: a cost is cheap beside a network."""
SMOOTHING = 2
"""Times that pushes are averaged with their neighbours."""


@dataclass(frozen=True)
class Filtered:
    """Chunks as they may be carried out."""

    chunks: Tensor
    """(B, H, A)"""
    changed: Tensor
    """(B,) bool: those that came too near somewhere."""
    stopped: Tensor
    """(B,) bool: those whose very next step found no way; they hold still, or retreat."""


class Guidance(Protocol):
    """Knows the N worlds as they are now. Chunks (B, H, A) are from now on, absolute, in units."""

    @property
    def spec(self) -> ActionSpec:
        """What the actions mean."""
        ...

    def cost(self, chunks: Tensor, worlds: Tensor) -> Tensor:
        """Cost (B,) of chunks in the worlds (B,) long, with gradients.

        It is in [m^2], a half of squared distances by which steps are out of place, so that one
        step down the gradient with regard to where the tool goes puts them right.
        """
        ...

    def filtered(self, chunks: Tensor, worlds: Tensor, gripper: Tensor) -> Filtered:
        """Chunks that obey.

        Args:
            gripper: (B,) the number commanded last, which stays where the hand stops.
        """
        ...


def check_guided(spec: ActionSpec) -> None:
    """Raise `UserError` for actions that do not say where the tool goes."""
    if spec.mode == "joint":
        raise UserError(
            "Guidance needs actions that say where the tool goes, ee_pose or ee_delta, not joint."
        )


def against(guidance: Guidance, chunks: Tensor, worlds: Tensor) -> Tensor:
    """What is to be taken away from chunks (B, H, A), so that they cost less.

    A few steps down the gradient with regard to where the tool is commanded to be, not to
    increments: each of these would move all that follows, and the chunk would end elsewhere. What
    the gradient makes of a way through something, see `pushes`.
    """
    spec = guidance.spec
    # Samplers run in inference mode, where nothing can be differentiated.
    with torch.inference_mode(False), torch.enable_grad():
        worlds, there = worlds.clone(), chunks.detach().clone()
        way = path(spec, there)
        for _ in range(DESCENTS):
            way = way.detach().requires_grad_()
            cost = guidance.cost(with_path(spec, there, way), worlds).sum()
            if not cost.requires_grad or not float(cost.detach()):
                break
            (gradient,) = torch.autograd.grad(cost, way)
            way = way + pushes(way, gradient)
        return there - with_path(spec, there, way.detach())


def pushes(way: Tensor, gradient: Tensor) -> Tensor:
    """How to move the points of a way (B, H, 3) that have a gradient (B, H, 3) of a cost.

    Straight down the gradient, the way into a thing would be pushed back and the way out of it on,
    with a leap in between. So a way that leads out again is pushed as a whole to one side, which
    is what remains of a gradient of a cost along a line (CHOMP, Zucker et al. 2013, section 3.2);
    one that ends inside is pushed back and aside, never on. Neighbours are smoothed, and before
    the first point nothing moves: there the tool is.
    """
    down = -gradient
    depth = down.norm(dim=-1)
    hit = depth > 0
    steps = torch.arange(way.shape[1], device=way.device)
    first = torch.where(hit, steps, way.shape[1] - 1).amin(1)
    last = torch.where(hit, steps, 0).amax(1)
    along = _unit(_at(way, last + 1) - _at(way, first - 1))
    forward = (down * along[:, None]).sum(-1, keepdim=True)
    back = down - forward.clamp_min(0.0) * along[:, None]
    total = down.sum(1)
    aside = total - (total * along).sum(-1, keepdim=True) * along
    head_on = aside.norm(dim=-1) <= HEAD_ON * depth.sum(1)
    flat = torch.stack((-along[:, 1], along[:, 0], torch.zeros_like(along[:, 0])), -1)
    upright = flat.norm(dim=-1, keepdim=True) < 1e-3
    side = _unit(torch.where(upright, flat.new_tensor((1.0, 0.0, 0.0)), flat))
    sign = torch.where((total * side).sum(-1, keepdim=True) < 0, -1.0, 1.0)
    aside = _unit(torch.where(head_on[:, None], sign * side, aside))
    leaves = hit.any(1) & ~hit[:, -1]
    moved = torch.where(leaves[:, None, None], depth[..., None] * aside[:, None], back)
    for _ in range(SMOOTHING):
        longer = torch.cat((pad(moved, (0, 0, 1, 0)), moved[:, -1:]), 1)
        moved = 0.25 * longer[:, :-2] + 0.5 * longer[:, 1:-1] + 0.25 * longer[:, 2:]
    return moved


# --- where chunks lead ---------------------------------------------------------------------------


def path(spec: ActionSpec, chunks: Tensor) -> Tensor:
    """Where the tool is commanded to be (B, H, 3) [m]; increments count from where it is now."""
    if spec.mode == "ee_pose":
        return chunks[..., :3]
    return spec.translation_scale * chunks[..., :3].cumsum(1)


def with_path(spec: ActionSpec, chunks: Tensor, way: Tensor) -> Tensor:
    """The same chunks (B, H, A) along another path (B, H, 3)."""
    if spec.mode != "ee_pose":
        way = way.diff(dim=1, prepend=torch.zeros_like(way[:, :1])) / spec.translation_scale
    return torch.cat((way, chunks[..., 3:]), -1)


def commanded(spec: ActionSpec, chunks: Tensor, reference: Tensor) -> tuple[Tensor, Tensor]:
    """Positions (B, H, 3) [m] and orientations (B, H, 4) that chunks command, step by step.

    Args:
        reference: (B, 7) pose commanded last.
    """
    way = path(spec, chunks)
    if spec.mode == "ee_pose":
        return way, quat_from_6d(chunks[..., 3:9])
    turns, known = quat_exp(spec.rotation_scale * chunks[..., 3:6]), 1
    while known < turns.shape[1]:  # products of the last 1, 2, 4, ... steps
        later = quat_multiply(turns[:, known:], turns[:, :-known])
        turns, known = torch.cat((turns[:, :known], later), 1), 2 * known
    turns = quat_multiply(turns, reference[:, None, 3:].expand_as(turns))
    return reference[:, None, :3] + way, turns


def held(
    spec: ActionSpec, chunks: Tensor, counts: Tensor, reference: Tensor, gripper: Tensor
) -> Tensor:
    """The first `counts` (B,) steps of chunks (B, H, A); from there on the hand is held still.

    Args:
        reference: (B, 7) pose commanded last, and `gripper` (B,): what is held without any step.
    """
    still = pose_to_action(spec, reference[:, :3], reference[:, 3:], gripper, reference)
    still = still.to(chunks)
    steps = torch.arange(chunks.shape[1], device=chunks.device)
    going = (steps < counts[:, None])[..., None]
    last = torch.where((counts > 0)[:, None], _at(chunks, counts - 1), still)
    if spec.mode != "ee_pose":  # increments: none
        last = torch.cat((still[:, :-1], last[:, -1:]), -1)
    return torch.where(going, chunks, last[:, None])


def _at(values: Tensor, index: Tensor) -> Tensor:
    """Steps (B, D) of values (B, H, D), the first or last where the index (B,) is beyond."""
    index = index.clamp(0, values.shape[1] - 1)
    return values[torch.arange(len(values), device=values.device), index]


def _unit(vectors: Tensor) -> Tensor:
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-9)
