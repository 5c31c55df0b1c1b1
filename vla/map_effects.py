"""Effects of `execute`: where value maps bring the hand, what it holds, or what it pushes."""

from __future__ import annotations

import math

from vla.effects import LIFT, apply, hand_to, moved, released
from vla.errors import UserError
from vla.evaluate import Bindings
from vla.paintings import HAND, aims, allowed, by_kind, grounded, point_of, told, value_at
from vla.plan import Dab, Execute
from vla.scene import Scene, Vec3

GRASP = 0.02
"""[m] beside the body of a thing at which closing fingers still take it."""


def executed(step: Execute, scene: Scene) -> Scene:
    """The scene after a grounded step went well.

    Raises:
        UserError: it cannot: no target, one that is avoided or out of reach, nothing to move.
    """
    aim = allowed(step, scene)
    point = point_of(aim.spot, scene)
    if step.movable not in (HAND, scene.held):
        return _pushed(step, scene, aim, point)
    grip = value_at(by_kind(step.maps).get("gripper"), point, scene)
    closes, opens = grip is not None and grip[0] > 0, grip is not None and grip[0] < 0
    thing = grasped(step, scene)
    if thing is not None and scene.held is None:
        return apply(scene, "pick", [thing], {}, {})[0]
    if closes and scene.held is None and step.movable != HAND:
        raise UserError(f"Nothing is there to be grasped {told(aim)}.")
    if step.movable != HAND:
        point = (point[0], point[1], max(point[2], 0.5 * scene[str(step.movable)].height))
    scene = hand_to(scene, point)
    if opens and scene.held is not None:
        return released(scene, scene.held, point[:2], _below(scene, scene.held, point), ())
    return scene


def grasped(step: Execute, scene: Scene) -> str | None:
    """What the hand is to take hold of: the thing that it closes at, if there is one."""
    if step.movable != HAND:
        return None
    gripper = by_kind(step.maps).get("gripper")
    for aim in aims(step, scene):
        name, point = aim.spot.thing, point_of(aim.spot, scene)
        grip = value_at(gripper, point, scene)
        if grip is None or grip[0] <= 0 or not isinstance(name, str) or name == scene.held:
            continue
        if scene[name].affords.graspable and scene[name].gap(point) <= GRASP:
            return name
    return None


def checked(step: Execute, scene: Scene, bound: Bindings | None = None) -> Execute:
    """A step with everything looked up, which can begin.

    Raises:
        UserError: it cannot.
    """
    made = grounded(step, scene, bound)
    if made.movable not in (HAND, scene.held):
        thing = scene[str(made.movable)]
        if thing.affords.shape == "fixture":
            raise UserError(
                f"{thing.name} stays where it is, it is a {thing.kind}: use open, close,"
                " push_shut or press."
            )
        if scene.held is not None:
            raise UserError(f"{thing.name} cannot be pushed while {scene.held} is held.")
    return made


def _pushed(step: Execute, scene: Scene, aim: Dab, point: Vec3) -> Scene:
    """What stands on the table is pushed over it; how high the target is does not matter."""
    thing = scene[str(step.movable)]
    tables = tuple(entity.name for entity in scene if entity.kind == "table")
    if math.dist(point[:2], thing.position[:2]) <= aim.radius:
        point = thing.position
    scene = moved(scene, thing.name, (point[0], point[1], thing.position[2]), tables)
    return hand_to(scene, (point[0], point[1], thing.top + LIFT))


def _below(scene: Scene, name: str, point: Vec3) -> float:
    """Height [m] at which a thing comes to rest that is let go at a point."""
    radius = 0.5 * min(scene[name].extent[:2])
    under = [0.0]
    for other in scene:
        loose = other.name != name and other.kind != "table"
        if loose and other.gap((point[0], point[1], other.position[2])) < 0.5 * radius:
            vessel = other.affords.container and other.interior is not None
            inside = other.interior[0][2] - other.interior[1][2] if vessel else other.top  # type: ignore[index]
            under.append(inside)
    return max(under)
