"""Following value maps in closed loop: the route is looked at in every control step.

Where the goal is, what stands where and how fast one may be is read off the scene again and again;
a route that leads elsewhere or has become too narrow is replaced at once, and while anything moves
at least every fifth of a second.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from vla.geometry import quat_conjugate, quat_log, quat_multiply, quat_slerp
from vla.protocols import Env
from vla.scene import Scene, Vec3
from vla.trace import Searched

from .body import hand, held
from .maps import ValueMap, ValueMaps
from .regions import ball
from .route import TURNING, Problem, Routes, plan, room_along, why_not
from .timing import advanced, speeds

AGAIN = 4
"""Control steps after which a route is searched again while something moves: 5 Hz."""
MOVED = 0.004
"""[m] from which on a thing, or the goal, has moved."""
HOPE = 40
"""Control steps to wait for a way before giving up."""
REACH = 0.003
"""[m] around the goal that is the goal."""
CREEP = 0.92
"""Share of a speed limit that is used: motions are not followed to the last bit."""
EARLY = 0.02
"""[m] by which speed limits begin earlier."""
TURN_SPEED = 1.2
"""[rad/s] at most."""


@dataclass(frozen=True)
class _Course:
    """A route over time: M points [m], how far along [m], how fast [m/s] and how turned."""

    points: np.ndarray
    arc: np.ndarray
    speed: np.ndarray
    turns: Tensor


@dataclass
class _Way:
    """What one world's tool is to do, the course that it is on and the place there."""

    maps: ValueMaps
    turn: Tensor
    pace: float
    ignore: frozenset[str]
    goal: np.ndarray | None = None
    course: _Course | None = None
    along: float = 0.0
    fast: float = 0.0
    seen: Scene | None = None
    age: int = 0
    waited: int = 0
    why: str = ""


class Follower:
    """Leads the tools of some worlds along routes through their value maps."""

    def __init__(self, env: Env):
        self._env = env
        self._ways: dict[int, _Way] = {}
        self._searched: dict[int, Searched] = {}

    def begin(
        self, world: int, maps: ValueMaps, turn: Tensor, pace: float, ignore: Sequence[str]
    ) -> None:
        """Set out in a world.

        Args:
            maps: all but the affordance, which `step` is told.
            turn: (4,) orientation at the goal, wxyz.
            pace: usual speed [m/s].
            ignore: things that may be touched.
        """
        self._ways[world] = _Way(maps, turn, pace, frozenset(ignore))

    def end(self, world: int) -> None:
        """Forget a world."""
        self._ways.pop(world, None)
        self._searched.pop(world, None)

    @property
    def worlds(self) -> list[int]:
        """Worlds that are being led."""
        return list(self._ways)

    def arrived(self, world: int) -> bool:
        """Whether the set point is at the goal."""
        way = self._ways[world]
        return way.course is not None and way.along >= way.course.arc[-1] - 1e-6

    def lost(self, world: int) -> str:
        """Why there has been no way for too long; empty while there is hope."""
        way = self._ways[world]
        return way.why if way.waited > HOPE else ""

    def searched(self, world: int) -> Searched | None:
        """The search of the last `step`, if there was one."""
        return self._searched.get(world)

    def step(self, goals: Tensor) -> Tensor:
        """Where tools should be after this control step (N, 7); of other worlds, as commanded.

        Args:
            goals: (N, 3) where the tools are to get to now [m].
        """
        pose = self._env.command.clone()
        scenes = {world: self._env.scene(world) for world in self._ways}
        self._searched.clear()
        for world, way in self._ways.items():
            because = self._stale(way, scenes[world], goals[world].numpy())
            if because:
                self._search(world, scenes[world], goals[world], pose[world], because)
        for world, way in self._ways.items():
            way.age += 1
            if way.course is None:
                way.waited += 1
                continue
            arc, points = way.course.arc, way.course.points
            way.along, way.fast = advanced(arc, way.course.speed, way.along, self._env.control_dt)
            place = [np.interp(way.along, arc, points[:, axis]) for axis in range(3)]
            pose[world, :3] = pose.new_tensor(np.array(place))
            pose[world, 3:] = _between(way.course.turns, way.along / max(float(arc[-1]), 1e-9))
        return pose

    # --- inside ----------------------------------------------------------------------------------

    def _stale(self, way: _Way, scene: Scene, goal: np.ndarray) -> str:
        """Why a route must be searched now; empty if none must."""
        if way.goal is None or way.seen is None:
            return "first"
        if float(np.abs(goal - way.goal).max()) > MOVED:
            return "goal moved"
        if not _moved(way.seen, scene):
            return ""
        if way.age >= AGAIN or way.course is None:
            return "obstacle moved"
        return "too narrow" if self._too_narrow(way, way.course, scene) else ""

    def _too_narrow(self, way: _Way, course: _Course, scene: Scene) -> bool:
        """Whether there is no room on what is left of a course."""
        rest = torch.from_numpy(course.points[course.arc >= way.along])
        if not len(rest):
            return False
        pose = torch.cat((rest[0], way.turn.to(rest)))
        room = room_along(self._problem(way, scene, rest[-1], pose), rest[None])[0]
        return bool((room < 0.0).any())

    def _problem(self, way: _Way, scene: Scene, goal: Tensor, pose: Tensor) -> Problem:
        x, y, z = (float(v) for v in goal)
        target = ValueMap("affordance").painted(ball((x, y, z), REACH))
        return problem(replace(way.maps, affordance=target), scene, pose, way.turn, way.ignore)

    def _search(self, world: int, scene: Scene, goal: Tensor, pose: Tensor, because: str) -> None:
        """Replace a world's route."""
        began, way = time.perf_counter(), self._ways[world]
        asked = self._problem(way, scene, goal, pose)
        routes = plan(asked)
        way.age, way.seen, way.goal = 0, scene, goal.numpy().copy()
        if bool(routes.found[0]):
            way.why, way.waited = "", 0
            points = routes.points[0].double().numpy()
            points[-1] = goal.numpy()
            arc = np.concatenate(([0.0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()))
            speed = speeds(points, self._limits(way, scene, routes), way.fast)
            way.course, way.along = _Course(points, arc, speed, routes.turns[0].to(pose)), 0.0
        else:
            way.why, way.fast, way.course = why_not(asked), 0.0, None
        took = 1000 * (time.perf_counter() - began)
        self._searched[world] = _told(asked, routes, way, because, took)

    def _limits(self, way: _Way, scene: Scene, routes: Routes) -> np.ndarray:
        """Greatest speeds (M,) [m/s] at a route's points."""
        velocity = way.maps.velocity
        if velocity.paints:
            early = tuple(replace(p, region=p.region.grown(EARLY)) if p.value[0] < 1 else p
                          for p in velocity.paints)  # fmt: skip
            share = replace(velocity, paints=early).at([scene], routes.points)[0]
            share = torch.where(share < 1, CREEP * share, share)
        else:
            share = torch.ones_like(routes.room[0])
        turned = quat_log(quat_multiply(routes.turns[0, -1], quat_conjugate(routes.turns[0, 0])))
        length = TURNING * float(routes.points[0].diff(dim=0).norm(dim=-1).sum())
        angle = float(turned.norm())
        most = min(way.pace, TURN_SPEED * length / angle) if angle > 1e-3 else way.pace
        return (most * share).clamp_max(max(most, 0.02)).double().numpy()


def problem(
    maps: ValueMaps, scene: Scene, pose: Tensor, turn: Tensor, ignore: frozenset[str]
) -> Problem:
    """What is to be solved for a hand with what it holds.

    Args:
        pose: (7,) of the tool: position [m], wxyz.
        turn: (4,) orientation at the goal, wxyz.
        ignore: things that may be touched.
    """
    balls = hand(scene.gripper_width)
    if scene.held is not None:
        balls = (*balls, *held(scene[scene.held], scene.tool, pose[3:].tolist()))
    return Problem(maps, [scene], pose.float()[None], turn.float()[None], balls, ignore=ignore)


def _told(asked: Problem, routes: Routes, way: _Way, because: str, took: float) -> Searched:
    """A search for the trace.

    Args:
        took: [ms]
    """
    points, speed, room, length = np.zeros((0, 3)), np.zeros(0), np.zeros(0), 0.0
    if way.course is not None:
        points, speed, room = way.course.points, way.course.speed, routes.room[0].numpy()
        length = float(way.course.arc[-1])
    return Searched(
        asked.scenes[0].time,
        "",
        because,
        tuple((x, y, z) for x, y, z in points.round(3).tolist()),
        _rounded(speed),
        _rounded(room),
        round(length, 3),
        round(float(room.min()), 4) if len(room) else None,
        round(took, 1),
        way.why,
        _rounded(asked.start[0]),
        _rounded(asked.goal_turn[0]),
        tuple(sorted(asked.ignore)),
        asked.maps.to_json(),
    )


def _rounded(values: np.ndarray | Tensor) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _between(turns: Tensor, share: float) -> Tensor:
    """The orientation (4,) at a share of the way through some (M, 4)."""
    place = min(max(share, 0.0), 1.0) * (len(turns) - 1)
    first = min(int(place), len(turns) - 2)
    return quat_slerp(turns[first], turns[first + 1], turns.new_tensor([place - first]))


def _moved(before: Scene, now: Scene) -> bool:
    """Whether anything but what is held is elsewhere."""
    where: dict[str, Vec3] = {thing.name: thing.position for thing in before}
    return any(
        max(abs(a - b) for a, b in zip(thing.position, where[thing.name], strict=True)) > MOVED
        for thing in now
        if thing.name != now.held and thing.name in where
    )
