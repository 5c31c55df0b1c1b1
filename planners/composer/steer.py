"""Value maps steer a policy: the cost of its chunks, and a filter in front of the robot.

The hand and what it holds are balls; their signed distances to what is painted, along the poses
that a chunk commands, say how far it is from obeying. No network is asked, so it does not matter
whose chunks they are, nor what they have been learned from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from vla.action import ActionSpec
from vla.clearance import clearances
from vla.geometry import quat_rotate
from vla.guidance import Filtered, check_guided, commanded, held, path, pushes, with_path
from vla.plan import Condition
from vla.protocols import Env
from vla.scene import Scene

from . import body
from .kept import avoidance
from .maps import Paint, ValueMaps
from .regions import FAR, Region, distance, located, stacked

MARGIN = 0.02
"""[m] beyond what must be kept in which a chunk begins to cost something."""
ROUNDS = 16
"""Pushes after which the filter gives up."""
LONGEST = 0.025
"""[m] that a pushed tool may go in one control step, if it did not go farther by itself."""
RETREAT = 0.005
"""[m] per control step, away from what has come too near."""
NOWHERE = Region((0.0, 0.0, -FAR))
"""Where nobody goes: fills up worlds in which less is painted than in others."""


def distances(scene: Scene, keep: Sequence[Condition]) -> ValueMaps:
    """What conditions say about distances to things."""
    return ValueMaps(avoidance=avoidance(scene, clearances(keep)))


@dataclass(frozen=True)
class _Looked:
    """Some worlds as they are now."""

    reference: Tensor
    """(B, 7) pose commanded last."""
    centers: Tensor
    """(B, K, 3) of the balls, in the tool's frame."""
    radii: Tensor
    """(B, K)"""
    whole: Tensor
    """(B, P, 11) regions that all balls stay out of, see `regions.stacked`."""
    point: Tensor
    """(B, Q, 11) regions that only the tool's point stays out of."""

    def room(self, position: Tensor, turn: Tensor) -> Tensor:
        """How far from all of them (B, H) [m] at poses (B, H, 3), (B, H, 4); negative inside."""
        rows, steps, balls = *position.shape[:2], self.radii.shape[1]
        shape = rows, steps, balls
        aside = quat_rotate(
            turn[:, :, None].expand(*shape, 4), self.centers[:, None].expand(*shape, 3)
        )
        middles = (position[:, :, None] + aside).flatten(1, 2)
        gaps = (
            distance(self.whole, middles).unflatten(-1, (steps, balls)) - self.radii[:, None, None]
        )
        tool = distance(self.point, position)
        return torch.minimum(gaps.amin((1, 3)), tool.amin(1))

    def rows(self, chosen: Tensor) -> _Looked:
        """Some of the worlds."""
        return _Looked(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


class Steer:
    """A `vla.guidance.Guidance` of value maps.

    Args:
        env: the worlds; whose scenes, tools and commands are looked at in every call.
        maps: of a world, now; only what they say about avoidance counts.
        margin: [m] see `MARGIN`.

    Raises:
        UserError: actions that do not say where the tool goes.
    """

    def __init__(self, env: Env, maps: Callable[[int], ValueMaps], margin: float = MARGIN):
        check_guided(env.action_spec)
        self._env, self._maps, self._margin = env, maps, margin

    @property
    def spec(self) -> ActionSpec:
        """What the actions mean."""
        return self._env.action_spec

    def cost(self, chunks: Tensor, worlds: Tensor) -> Tensor:
        """Half the squares of what chunks (B, H, A) lack of their room, over all steps: (B,)."""
        looked = self._look(worlds, chunks)
        return self._lacking(looked.room(*commanded(self.spec, chunks, looked.reference)))

    def room(self, chunks: Tensor, worlds: Tensor) -> Tensor:
        """[m] (B, H) by which chunks (B, H, A) keep more than they must, step by step."""
        looked = self._look(worlds, chunks)
        return looked.room(*commanded(self.spec, chunks, looked.reference))

    def filtered(self, chunks: Tensor, worlds: Tensor, gripper: Tensor) -> Filtered:
        """Chunks that are pushed out of where they come too near, or stop before.

        Those that are near nothing come back as they are, bit for bit.
        """
        with torch.inference_mode(False), torch.no_grad():
            chunks, worlds = chunks.detach().clone(), worlds.clone()
            looked = self._look(worlds, chunks)
            room = looked.room(*commanded(self.spec, chunks, looked.reference))
            changed = (room < 0).any(1)
            stopped = torch.zeros_like(changed)
            rows = changed.nonzero()[:, 0]
            if len(rows):
                made = self._pushed(chunks[rows], looked.rows(rows))
                chunks[rows], stopped[rows] = self._stopped(
                    made, looked.rows(rows), gripper.to(chunks)[rows]
                )
            return Filtered(chunks, changed, stopped)

    # --- inside ----------------------------------------------------------------------------------

    def _pushed(self, chunks: Tensor, looked: _Looked) -> Tensor:
        """Chunks on ways that keep out, as far as rounds of pushing find them."""
        spec, start = self.spec, looked.reference[:, None, :3]
        if spec.mode != "ee_pose":
            start = torch.zeros_like(start)
        first = path(spec, chunks)
        pace = first.diff(dim=1, prepend=start).norm(dim=-1).clamp_min(LONGEST)
        for _ in range(ROUNDS):
            way = path(spec, chunks)
            gradient, room = self._gradient(chunks, way, looked)
            near = (room < 0).any(1)
            if not bool(near.any()):
                break
            moved = _paced(way + pushes(way, gradient), start[:, 0], pace)
            made = self._bounded(with_path(spec, chunks, moved))
            chunks = torch.where(near[:, None, None], made, chunks)
        return chunks

    def _stopped(self, chunks: Tensor, looked: _Looked, gripper: Tensor) -> tuple[Tensor, Tensor]:
        """Chunks that end where they would come too near, and those (B,) that do so at once."""
        spec, reference = self.spec, looked.reference
        near = looked.room(*commanded(spec, chunks, reference)) < 0
        counts = (~near).long().cumprod(1).sum(1)
        stopped = counts == 0
        chunks = held(spec, chunks, counts, reference, gripper)
        here = looked.room(reference[:, None, :3], reference[:, None, 3:])[:, 0]
        retreats = stopped & (here < 0)  # something has come nearer than the hand may be
        if bool(retreats.any()):
            shift = self._away(looked, chunks.shape[1])
            away = self._bounded(with_path(spec, chunks, path(spec, chunks) + shift))
            chunks = torch.where(retreats[:, None, None], away, chunks)
        return chunks, stopped

    def _away(self, looked: _Looked, steps: int) -> Tensor:
        """How far (B, steps, 3) [m] the hand gets out of what is near, never downwards."""
        turn, shift = looked.reference[:, None, 3:], torch.zeros_like(looked.reference[:, :3])
        shifts = []
        for _ in range(steps):
            place = looked.reference[:, None, :3] + shift[:, None]
            with torch.enable_grad():
                room = looked.room(place.requires_grad_(), turn)
                (slope,) = torch.autograd.grad(room.sum(), place)
            out = torch.cat((slope[:, 0, :2], slope[:, 0, 2:].clamp_min(0.0)), -1)
            out = out / out.norm(dim=-1, keepdim=True).clamp_min(1e-9)
            lack = (self._margin - room.detach()).clamp(0.0, RETREAT)
            shift = shift + lack * out
            shifts.append(shift)
        return torch.stack(shifts, 1)

    def _gradient(self, chunks: Tensor, way: Tensor, looked: _Looked) -> tuple[Tensor, Tensor]:
        """Of the cost, with regard to a way (B, H, 3); and the room (B, H)."""
        with torch.enable_grad():
            way = way.clone().requires_grad_()
            chunks = with_path(self.spec, chunks, way)
            room = looked.room(*commanded(self.spec, chunks, looked.reference))
            (gradient,) = torch.autograd.grad(self._lacking(room).sum(), way)
        return gradient, room.detach()

    def _lacking(self, room: Tensor) -> Tensor:
        return 0.5 * (self._margin - room).clamp_min(0.0).square().sum(1)

    def _bounded(self, chunks: Tensor) -> Tensor:
        """Translations within what the robot takes; it would cut them off itself."""
        low, high = (chunks.new_tensor(bound[:3]) for bound in (self.spec.low, self.spec.high))
        return torch.cat((chunks[..., :3].clamp(low, high), chunks[..., 3:]), -1)

    def _look(self, worlds: Tensor, like: Tensor) -> _Looked:
        listed = worlds.tolist()
        scenes = [self._env.scene(world) for world in listed]
        paints = [self._maps(world).avoidance.paints for world in listed]
        balls = [self._balls(world, scene) for world, scene in zip(listed, scenes, strict=True)]
        most = max(map(len, balls))
        # A ball that is less than nothing touches nothing.
        filled = [(*own, *[((0.0, 0.0, 0.0), -FAR)] * (most - len(own))) for own in balls]
        command = self._env.command
        return _Looked(
            torch.stack([command[world] for world in listed]).to(like),
            like.new_tensor([[center for center, _ in own] for own in filled]),
            like.new_tensor([[radius for _, radius in own] for own in filled]),
            _regions(paints, scenes, like, whole=True),
            _regions(paints, scenes, like, whole=False),
        )

    def _balls(self, world: int, scene: Scene) -> body.Balls:
        """The hand, and what it holds."""
        own = body.hand(scene.gripper_width)
        if scene.held is None:
            return own
        pose = self._env.tool_pose[world].tolist()
        return (*own, *body.held(scene[scene.held], pose[:3], pose[3:]))


def _regions(
    paints: Sequence[Sequence[Paint]], scenes: Sequence[Scene], like: Tensor, whole: bool
) -> Tensor:
    """Where what is painted is now, as `regions.stacked`, as many in each world."""
    rows = [
        [located(paint.region, scene) for paint in listed if paint.whole == whole]
        for listed, scene in zip(paints, scenes, strict=True)
    ]
    most = max(1, *map(len, rows))
    filled = [[*row, *[NOWHERE] * (most - len(row))] for row in rows]
    return stacked(filled, like.device, like.dtype)


def _paced(way: Tensor, start: Tensor, pace: Tensor) -> Tensor:
    """A way (B, H, 3) from a start (B, 3) on which no step is longer than its pace (B, H) [m]."""
    at, points = start, []
    for point, longest in zip(way.unbind(1), pace.unbind(1), strict=True):
        step = point - at
        share = (longest / step.norm(dim=-1).clamp_min(1e-9)).clamp_max(1.0)
        at = at + share[:, None] * step
        points.append(at)
    return torch.stack(points, 1)
