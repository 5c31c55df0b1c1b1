"""Effects: what a skill does to a `Scene`, without physics.

`apply` returns the scene after a skill went well: real poses, so that predicates can be judged
afterwards. What stands on or lies in a moved thing moves along. Fixtures keep their place; only
their openness changes, since a scene does not tell how far a drawer runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from vla.errors import UnknownName, UserError
from vla.fixture_effects import opened, pressed
from vla.grip_effects import gripped
from vla.measures import AXES, footprint_gap, half_width, is_round
from vla.predicates import read
from vla.regions import region_box, region_points
from vla.scene import Entity, Scene, Vec3, to_world
from vla.skills import PICKS
from vla.turn_effects import TURN_EFFECTS

LIFT = 0.12
"""[m] by which pick lifts, and above which the empty hand waits after placing."""
ACCESSIBLE = 0.3
"""Openness from which one can reach into a drawer or through a door."""
WIDE = 0.08
"""[m] between the fingers of the open gripper."""
BEYOND = 0.10
"""[m] by which the hand may be outside the workspace."""
HOME: Vec3 = (0.45, 0.0, 0.25)
"""Resting place of the tool [m]."""

Point = tuple[float, float]
Notes = list[str]


def apply(
    scene: Scene,
    skill: str,
    args: Sequence[str | float],
    options: Mapping[str, str | float],
    avoid: Mapping[str, float] | None = None,
    sides: Iterable[tuple[str, str]] = (),
) -> tuple[Scene, tuple[str, ...]]:
    """The scene after a skill, and remarks about what may go wrong.

    Args:
        args: resolved values in the order of the skill's `SkillSpec.positional`.
        options: named values; defaults have been filled in.
        avoid: entity -> distance [m] that a freely chosen place should keep.
        sides: entities, and the side of each on which a freely chosen place for the hand should be.

    Raises:
        UserError: the skill cannot do this in this scene.
    """
    if skill not in _EFFECTS:
        raise UnknownName("skill", skill, _EFFECTS)
    notes: Notes = []
    effect = partial(_move_at, sides=tuple(sides)) if skill == "move_at" else _EFFECTS[skill]
    after = effect(scene, list(args), dict(options), dict(avoid or {}), notes)
    still = tuple(entity if entity.speed == 0.0 else replace(entity, speed=0.0) for entity in after)
    # Clearances were measured before: nobody knows them now.
    after = replace(after, entities=still, tool_speed=0.0, clearance={})
    return after, tuple(notes)


def riders(scene: Scene, name: str) -> tuple[str, ...]:
    """Loose things that stand on or lie in a thing, directly or not."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        below = waiting.pop()
        for entity in scene:
            loose = entity.affords.shape != "fixture"
            if loose and entity.name != name and entity.name not in found and entity.name != below:
                on = read(scene, "on", (entity.name, below)).truth
                if on or read(scene, "inside", (entity.name, below)).truth:
                    found.append(entity.name)
                    waiting.append(entity.name)
    return tuple(found)


# --- moving things -----------------------------------------------------------------------


def _shifted(entity: Entity, delta: Vec3) -> Entity:
    interior = entity.interior
    if interior is not None:
        interior = (_plus(interior[0], delta), interior[1])
    return replace(entity, position=_plus(entity.position, delta), interior=interior)


def _plus(a: Vec3, b: Vec3) -> Vec3:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def moved(scene: Scene, name: str, position: Vec3, touching: Iterable[str]) -> Scene:
    """The scene with a thing, and all it carries, at `position`, in touch with `touching`."""
    old = scene[name].position
    delta = (position[0] - old[0], position[1] - old[1], position[2] - old[2])
    along = {name, *riders(scene, name)}
    entities = tuple(_shifted(e, delta) if e.name in along else e for e in scene)
    contacts = scene.contacts
    if contacts is not None:
        kept = {pair for pair in contacts if pair <= along or not pair & along}
        contacts = frozenset(kept | {frozenset((name, other)) for other in touching})
    return replace(scene, entities=entities, contacts=contacts)


def hand_to(scene: Scene, tool: Vec3) -> Scene:
    """Move the hand, and what it holds below the tool."""
    if scene.held is not None:
        scene = moved(scene, scene.held, tool, ("robot",))
    return replace(scene, tool=tool)


def released(scene: Scene, name: str, centre: Point, bottom: float, onto: Iterable[str]) -> Scene:
    """Let go of a thing so that it stands at `centre` with its underside at `bottom`."""
    position = (centre[0], centre[1], bottom + scene[name].height / 2)
    scene = moved(scene, name, position, onto)
    return replace(scene, held=None, gripper_width=WIDE, tool=_plus(position, (0.0, 0.0, LIFT)))


# --- finding room ------------------------------------------------------------------------


def _table(scene: Scene) -> tuple[str, ...]:
    return tuple(entity.name for entity in scene if entity.kind == "table")


def _in_workspace(scene: Scene, point: Point, beyond: float = 0.02) -> bool:
    edges = zip(point, *scene.workspace, strict=False)
    return all(low - beyond <= p <= high + beyond for p, low, high in edges)


def _grid(centre: Point, half: Point, count: int = 15) -> list[Point]:
    """Points of a rectangle, the middle first."""
    steps = [2 * i / (count - 1) - 1 for i in range(count)]
    points = [(centre[0] + u * half[0], centre[1] + v * half[1]) for u in steps for v in steps]
    return sorted(dict.fromkeys(points), key=lambda point: math.dist(point, centre))


def _in_the_way(
    scene: Scene, name: str, point: Point, bottom: float, radius: float, ignore: Iterable[str]
) -> str | None:
    """Something that leaves no room for a thing of this radius at a point, if anything does."""
    entity, skip = scene[name], {name, *riders(scene, name), *ignore}
    for other in scene:
        apart = other.top <= bottom + 0.002 or other.bottom >= bottom + entity.height
        if other.name not in skip and not apart and footprint_gap(point, other) < radius:
            return other.name
    return None


def _free_point(
    scene: Scene,
    name: str,
    points: Sequence[Point],
    bottom: float,
    avoid: Mapping[str, float],
    ignore: Iterable[str] = (),
) -> Point | None:
    """The first point with room: a generous margin first, then a tight one."""
    entity, ignore = scene[name], tuple(ignore)
    around = {other: keep for other, keep in avoid.items() if other in scene and other != name}
    for radius in (entity.radius + 0.015, min(entity.extent[:2]) / 2):
        for point in points:
            far = all(
                footprint_gap(point, scene[other]) >= keep + radius
                for other, keep in around.items()
            )
            if far and not _in_the_way(scene, name, point, bottom, radius, ignore):
                return point
    return None


def _ground(scene: Scene, entity: Entity) -> float:
    """Height of the fixed surface below a thing, also when it stands on loose ones [m]."""
    loose = (below for below in scene if below.affords.shape != "fixture")
    carriers = (below for below in loose if entity.name in riders(scene, below.name))
    return min((below.bottom for below in carriers), default=entity.bottom)


# --- the skills ----------------------------------------------------------------------------

Args = list[str | float]
Options = dict[str, str | float]
Avoid = dict[str, float]
Sides = Iterable[tuple[str, str]]
Effect = Callable[[Scene, Args, Options, Avoid, Notes], Scene]


def _pick(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    entity = scene[str(args[0])]
    if not entity.affords.graspable:
        raise UserError(f"{entity.name} cannot be grasped: it is a {entity.kind}.")
    for around in scene:
        if around.affords.openable and read(scene, "inside", (entity.name, around.name)).truth:
            _reach_into(around)
    above = [n for n in riders(scene, entity.name) if entity.affords.shape in ("box", "cylinder")]
    if above:
        notes.append(f"{', '.join(above)} stands on {entity.name}, which is picked up.")
    position = _plus(entity.position, (0.0, 0.0, LIFT))
    scene = moved(scene, entity.name, position, ("robot",))
    width = min(WIDE, *entity.extent[:2])
    scene = replace(scene, held=entity.name, tool=position, gripper_width=width)
    return gripped(scene, entity, *map(str, args[1:]))


def _reach_into(container: Entity) -> None:
    shut = container.affords.openable and container.openness is not None
    if shut and (container.openness or 0.0) < ACCESSIBLE:
        raise UserError(f"{container.name} is closed. Open it first.")


def _place_in(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    entity, container = scene[str(args[0])], scene[str(args[1])]
    if not container.affords.container or container.interior is None:
        raise UserError(f"{container.name} is no container: it is a {container.kind}.")
    _reach_into(container)
    centre, half = container.interior
    if 2 * min(half[:2]) < min(entity.extent[:2]):
        raise UserError(f"{entity.name} does not fit into {container.name}.")
    inside = [
        other
        for other in scene
        if other.name not in (entity.name, container.name)
        and read(scene, "inside", (other.name, container.name)).truth
    ]

    def room(offset: Point) -> float:
        x, y, _ = to_world((*offset, 0.0), centre, container.quaternion)
        return min((math.dist((x, y), e.position[:2]) for e in inside), default=0.0)

    best = max(_grid((0.0, 0.0), (0.6 * half[0], 0.6 * half[1]), 5), key=room)
    x, y, _ = to_world((*best, 0.0), centre, container.quaternion)
    below = [e.top for e in inside if footprint_gap((x, y), e) < min(entity.extent[:2]) / 2]
    bottom = max([centre[2] - half[2], *below])
    # What is piled up still counts as inside, up to the rim.
    bottom = min(bottom, centre[2] + 0.95 * half[2] - entity.height / 2)
    return released(scene, entity.name, (x, y), bottom, (container.name,))


def _place_on(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    entity, support = scene[str(args[0])], scene[str(args[1])]
    if not support.affords.support:
        raise UserError(f"Nothing can stand on {support.name}: it is a {support.kind}.")
    bottom = support.top
    if support.affords.shape == "vessel":
        bottom = support.bottom + 0.3 * support.height
        if support.interior is not None:
            bottom = support.interior[0][2] - support.interior[1][2]
    radius = min(entity.extent[:2]) / 2
    half = (max(support.extent[0] / 2 - radius, 0.0), max(support.extent[1] / 2 - radius, 0.0))
    x, y, z = support.position
    world = (to_world((*p, 0.0), (x, y, z), support.quaternion) for p in _grid((0.0, 0.0), half))
    points = [
        (px, py)
        for px, py, _ in world
        if _in_workspace(scene, (px, py)) or support.affords.shape != "fixture"
        if not is_round(support) or math.dist((px, py), (x, y)) <= max(half)
    ]
    point = _free_point(scene, entity.name, points, bottom, avoid, (support.name,))
    if point is None:
        raise UserError(f"There is no room on {support.name} for {entity.name}.")
    return released(scene, entity.name, point, bottom, (support.name,))


def _place_beside(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    entity, reference, direction = scene[str(args[0])], scene[str(args[1])], str(args[2])
    if direction not in AXES:
        raise UnknownName("direction", direction, AXES)
    ux, uy = AXES[direction]
    far = float(options["gap"]) + half_width(entity, direction) + half_width(reference, direction)
    point = (reference.position[0] + ux * far, reference.position[1] + uy * far)
    if not _in_workspace(scene, point):
        raise UserError(
            f"{direction.capitalize()} of {reference.name} is outside the workspace: "
            f"({100 * point[0]:.0f}, {100 * point[1]:.0f}) cm."
        )
    bottom = _ground(scene, reference)
    radius = min(entity.extent[:2]) / 2
    other = _in_the_way(scene, entity.name, point, bottom, radius, ())
    if other:
        notes.append(f"{other} stands where {entity.name} is to be placed.")
    return released(scene, entity.name, point, bottom, _table(scene))


def _place_at(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    name, region = str(args[0]), str(args[1])
    low, high = region_box(scene, region)
    centre = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    half = ((high[0] - low[0]) / 2 - 0.02, (high[1] - low[1]) / 2 - 0.02)
    bottom = scene.workspace[0][2]
    point = _free_point(scene, name, _grid(centre, half), bottom, avoid, _table(scene))
    if point is None:
        raise UserError(f"There is no room at {region} for {name}.")
    return released(scene, name, point, bottom, _table(scene))


def _push(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    entity, direction, distance = scene[str(args[0])], str(args[1]), float(options["distance"])
    if direction not in AXES:
        raise UnknownName("direction", direction, AXES)
    ux, uy = AXES[direction]
    target = (entity.position[0] + ux * distance, entity.position[1] + uy * distance)
    if not _in_workspace(scene, target):
        raise UserError(
            f"Pushing {entity.name} {100 * distance:.0f} cm {direction} leaves the workspace."
        )
    return _pushed(scene, entity, target)


def _pushed(scene: Scene, entity: Entity, target: Point) -> Scene:
    """A thing moved over the table, and the hand above it."""
    if entity.affords.shape == "fixture":
        raise UserError(f"{entity.name} cannot be pushed away: it is a {entity.kind}.")
    scene = moved(scene, entity.name, (*target, entity.position[2]), _table(scene))
    return replace(scene, tool=(*target, entity.top + LIFT))


def _push_to(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    placed = _place_at(scene, args, options, avoid, notes)[str(args[0])]
    return _pushed(scene, scene[placed.name], placed.position[:2])


def _push_beside(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    placed = _place_beside(scene, args, options, avoid, notes)[str(args[0])]
    return _pushed(scene, scene[placed.name], placed.position[:2])


def _open(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    return opened(scene, str(args[0]), float(options["fraction"]))


def _close(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    return opened(scene, str(args[0]), 1.0 - float(options["fraction"]))


def _push_shut(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    if scene[str(args[0])].interior is None:
        raise UserError(f"{args[0]} has no front to push against.")
    return opened(scene, str(args[0]), 0.0)


def _press(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    return pressed(scene, str(args[0]))


def _move_to(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    target = scene[str(args[0])]
    return hand_to(scene, (target.position[0], target.position[1], target.top + LIFT))


def _move_beside(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    target, direction = scene[str(args[0])], str(args[1])
    far = half_width(target, direction) + float(options["gap"])
    x, y = (p + far * u for p, u in zip(target.position, AXES[direction], strict=False))
    if not _in_workspace(scene, (x, y), BEYOND):
        raise UserError(
            f"{direction.capitalize()} of {target.name} is out of reach: "
            f"({100 * x:.0f}, {100 * y:.0f}) cm."
        )
    return hand_to(scene, (x, y, target.top))


def _move_at(
    scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes, sides: Sides = ()
) -> Scene:
    x, y = region_points(scene, str(args[0]), avoid, sides)[0]
    return hand_to(scene, (x, y, LIFT))


def _home(scene: Scene, args: Args, options: Options, avoid: Avoid, notes: Notes) -> Scene:
    return hand_to(scene, HOME)


_EFFECTS: dict[str, Effect] = {
    **dict.fromkeys(PICKS, _pick),
    "place_in": _place_in,
    "place_on": _place_on,
    "place_beside": _place_beside,
    "place_at": _place_at,
    **TURN_EFFECTS,
    "push": _push,
    **dict.fromkeys(("push_to", "sweep"), _push_to),
    "push_beside": _push_beside,
    "open": _open,
    "close": _close,
    "push_shut": _push_shut,
    "press": _press,
    "move_to": _move_to,
    **dict.fromkeys(("move_beside", "approach"), _move_beside),
    "move_at": _move_at,
    "home": _home,
}
