"""Layouts: where things stand before an episode begins. Pure geometry, no physics.

Things are drawn one after the other at random places where they overlap nothing and leave room
for the fingers; if that fails the whole layout is drawn again, from the same generator, so a seed
always gives the same scene.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vla.errors import UnknownName, UserError
from vla.predicates import half_width
from vla.scene import Entity, Scene, Vec3, to_world, unique_name
from vla.task import Wanted
from vla.vocabulary import COLORS, KINDS

TABLE = Entity("table", "table", position=(0.5, 0.0, -0.02), extent=(1.0, 1.2, 0.04))
WORKSPACE: tuple[Vec3, Vec3] = ((0.30, -0.36, 0.0), (0.70, 0.36, 0.40))
REACH = 0.70
"""Farthest from the base that something is put [m]."""
NEAR = 0.33
"""Nearest to the base [m]."""
GAP = 0.035
"""Free space between two things [m]: a finger fits in."""
TALL = {"bin", "vase"}
"""Kinds whose walls the palm meets when the fingers take something low beside them."""
HAND_GAP = 0.035
"""Additional space beside those [m], and half of it between things of different height."""
PALM = 0.035
"""Height of a hand's palm over what its fingers hold [m]."""
TRIES = 60
"""Places tried for one thing before the layout is drawn again."""
REDRAWS = 60
PATIENCE = 4
"""Redraws after which one of the items that may be left out is left out."""


@dataclass(frozen=True)
class Make:
    """One size of a kind as the scenes build it: see `tests/test_layout.py`."""

    extent: Vec3
    interior: tuple[Vec3, Vec3] | None = None
    """Centre and half size in the thing's own frame [m]."""


MAKES: dict[str, dict[str, Make]] = {
    "block": {
        "small": Make((0.032, 0.032, 0.032)),
        "medium": Make((0.040, 0.040, 0.040)),
        "large": Make((0.052, 0.052, 0.052)),
    },
    "ball": {
        "small": Make((0.036, 0.036, 0.036)),
        "medium": Make((0.046, 0.046, 0.046)),
        "large": Make((0.056, 0.056, 0.056)),
    },
    "can": {
        "small": Make((0.050, 0.050, 0.080)),
        "medium": Make((0.056, 0.056, 0.094)),
        "large": Make((0.064, 0.064, 0.108)),
    },
    "mug": {
        "medium": Make((0.0988, 0.068, 0.082), ((-0.0154, 0.0, 0.003), (0.029, 0.029, 0.038))),
    },
    "plate": {"medium": Make((0.180, 0.180, 0.021))},
    "bowl": {
        "small": Make((0.120, 0.120, 0.045), ((0.0, 0.0, 0.0105), (0.055, 0.055, 0.0270))),
        "medium": Make((0.150, 0.150, 0.050), ((0.0, 0.0, 0.0105), (0.070, 0.070, 0.0295))),
        "large": Make((0.180, 0.180, 0.055), ((0.0, 0.0, 0.0105), (0.085, 0.085, 0.0320))),
    },
    "bin": {"medium": Make((0.174, 0.174, 0.085), ((0.0, 0.0, 0.0025), (0.080, 0.080, 0.040)))},
    "tray": {"medium": Make((0.240, 0.180, 0.030), ((0.0, 0.0, 0.0175), (0.113, 0.083, 0.0275)))},
    "vase": {"medium": Make((0.070, 0.070, 0.180))},
}
"""Kind -> size -> make, of everything loose."""

CAPACITY: dict[str, dict[str, int]] = {
    "tabletop": {
        "block": 8, "ball": 3, "can": 3, "mug": 2, "plate": 2, "bowl": 3, "bin": 2, "tray": 1,
        "vase": 1,
    },
    "kitchen": {
        "block": 4, "ball": 2, "can": 2, "mug": 1, "plate": 1, "bowl": 2, "vase": 1, "bin": 1,
        "tray": 1,
    },
}  # fmt: skip
"""Scene -> how many things of a kind it has slots for; bowls come once in each size."""

FILLERS = ("block", "ball", "can", "mug")
"""Kinds of distractors; vessels take too much room."""


@dataclass(frozen=True)
class Item:
    """Something to be put into a scene; what is `None` is drawn."""

    kind: str
    color: str | None = None
    size: str | None = None
    at: tuple[float, float] | None = None
    name: str | None = None


def place(
    kind: str,
    color: str | None,
    size: str | None = None,
    at: tuple[float, float] = (0.5, 0.0),
    yaw: float = 0.0,
    name: str | None = None,
) -> Entity:
    """A loose thing standing on the table; `size` is `medium` unless given.

    Raises:
        UnknownName: a kind that is not loose, or a size it does not come in.
    """
    if kind not in MAKES:
        raise UnknownName("kind of object", kind, MAKES)
    size = size or "medium"
    if size not in MAKES[kind]:
        raise UnknownName(f"size of a {kind}", size, MAKES[kind])
    make = MAKES[kind][size]
    position = (at[0], at[1], make.extent[2] / 2)
    quaternion = (math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2))
    interior = None
    if make.interior is not None:
        interior = (to_world(make.interior[0], position, quaternion), make.interior[1])
    return Entity(
        name or "_".join(word for word in (color, kind) if word),
        kind,
        color,
        size,
        position,
        quaternion,
        make.extent,
        start=position,
        interior=interior,
    )


def scatter(
    rng: np.random.Generator,
    items: Sequence[Item],
    fixed: Iterable[Entity] = (),
    area: tuple[tuple[float, float], tuple[float, float]] | None = None,
    gap: float = GAP,
    spare: int = 0,
) -> Scene:
    """A scene of `fixed` entities and of items at random places.

    Args:
        area: low and high (x, y) corner that everything stays inside [m]; the workspace if `None`.
        gap: free space between any two things [m]; half of it when they do not fit otherwise.
        spare: how many of the last items may be left out where all of them do not fit.

    Raises:
        UserError: it does not fit.
    """
    fixed = tuple(fixed)
    low, high = area or (WORKSPACE[0][:2], WORKSPACE[1][:2])
    # those with a place of their own first, then the largest: they decide whether the rest fits
    largest = sorted(range(len(items)), key=lambda i: (items[i].at is None, -_radius(items[i])))
    for attempt in range(REDRAWS):
        count = len(items) - min(spare, attempt // PATIENCE)
        space = gap if attempt < REDRAWS // 2 else gap / 2
        placed: dict[int, Entity] = {}
        for index in (i for i in largest if i < count):
            here = (*fixed, *placed.values())
            entity = _find_place(rng, items[index], here, (low, high), space)
            if entity is None:
                break
            placed[index] = entity
        else:
            taken = {entity.name for entity in fixed}
            named = []
            for index, item in enumerate(items[:count]):
                stem = item.name or placed[index].name
                named.append(replace(placed[index], name=unique_name(stem, taken)))
            return Scene((TABLE, *fixed, *named), workspace=WORKSPACE)
    raise UserError(f"{len(items)} things do not fit on the table; ask for fewer.")


def made_up_scene(
    wanted: Sequence[Wanted], rng: np.random.Generator, distractors: int = 4
) -> Scene:
    """A scene that holds what an instruction names, and distractors that cannot be mistaken for it.

    Distractors that do not fit are left out.

    Fixtures among the wanted things make it a kitchen.

    Raises:
        UserError: more of a kind than there is, or too many things to fit.
    """
    loose = [w for w in wanted if KINDS[w.kind].shape != "fixture"]
    kitchen = any(KINDS[w.kind].shape == "fixture" and w.kind != "table" for w in wanted)
    scene = "kitchen" if kitchen else "tabletop"
    items = [
        Item(w.kind, w.color or _color(rng), w.size) for w in loose for _ in range(max(1, w.count))
    ]
    items = _with_sizes(rng, items, scene)
    return _furnished(rng, items, _distractors(rng, items, loose, distractors, scene), scene)


def random_scene(name: str, rng: np.random.Generator, distractors: int = 4) -> Scene:
    """A scene of the given model with one or two vessels and some other things, as many as fit.

    Raises:
        UnknownName: an unknown scene.
    """
    if name not in CAPACITY:
        raise UnknownName("scene", name, CAPACITY)
    vessels = ["bowl", "plate"] if name == "kitchen" else ["bowl", "bin", "tray", "plate"]
    kinds = [str(kind) for kind in rng.permutation(vessels)[:2]] if name == "tabletop" else ["bowl"]
    items = _with_sizes(rng, [Item(kind, _color(rng)) for kind in kinds], name)
    return _furnished(rng, items, _distractors(rng, items, (), max(distractors, 3), name), name)


def _furnished(rng: np.random.Generator, items: list[Item], extra: list[Item], scene: str) -> Scene:
    everything, spare = [*items, *extra], len(extra)
    if scene == "tabletop":
        return scatter(rng, everything, spare=spare)
    from .scenes.kitchen import COUNTER, fixture_entities

    return scatter(rng, everything, fixture_entities(), COUNTER, spare=spare)


def _find_place(
    rng: np.random.Generator,
    item: Item,
    others: Sequence[Entity],
    area: tuple[tuple[float, ...], tuple[float, ...]],
    gap: float,
) -> Entity | None:
    """A place that overlaps nothing and is in reach; `None` if none was found."""
    (x0, y0), (x1, y1) = area
    color = item.color or _color(rng)
    turn = math.pi / 4 if item.kind == "block" else math.pi
    for _ in range(1 if item.at else TRIES):
        yaw = float(rng.uniform(-turn, turn))
        turned = place(item.kind, color, item.size, (0.0, 0.0), yaw)
        ex, ey = half_width(turned, "back"), half_width(turned, "left")
        low, high = (x0 + ex, y0 + ey), (max(x0 + ex, x1 - ex), max(y0 + ey, y1 - ey))
        x, y = (float(v) for v in rng.uniform(low, high))
        if item.at:
            x, y = item.at
        elif not NEAR <= math.hypot(x, y) <= REACH:
            continue
        entity = place(item.kind, color, item.size, (x, y), yaw, item.name)
        if item.at or all(clear(entity, other, gap) for other in others):
            return entity
    return None


def clear(a: Entity, b: Entity, gap: float) -> bool:
    """Whether two things are at least `gap` apart [m]; things on other levels do not count."""
    if b.kind == "table" or b.bottom > a.top + 0.3:
        return True
    if b.affords.shape == "fixture":
        low = [b.position[i] - b.extent[i] / 2 - gap - a.radius for i in range(2)]
        high = [b.position[i] + b.extent[i] / 2 + gap + a.radius for i in range(2)]
        return not all(lo < p < hi for lo, p, hi in zip(low, a.position, high, strict=False))
    if a.affords.graspable or b.affords.graspable:
        gap += HAND_GAP if {a.kind, b.kind} & TALL else 0.0
        gap += HAND_GAP / 2 if abs(a.extent[2] - b.extent[2]) > PALM else 0.0
    return math.dist(a.position[:2], b.position[:2]) >= a.radius + b.radius + gap


def _radius(item: Item) -> float:
    x, y, _ = MAKES[item.kind][item.size or "medium"].extent
    return max(x, y) / 2 if KINDS[item.kind].shape != "box" else math.hypot(x, y) / 2


def _color(rng: np.random.Generator) -> str:
    return str(rng.choice(list(COLORS)))


def _with_sizes(rng: np.random.Generator, items: Sequence[Item], scene: str) -> list[Item]:
    """Items with the sizes that are left; bowls come once in each size."""
    for kind in {item.kind for item in items}:
        count, most = sum(i.kind == kind for i in items), CAPACITY[scene].get(kind, 0)
        if count > most:
            raise UserError(
                f"The {scene} has at most {most} {KINDS[kind].plural}, and {count} are asked for."
            )
    bowls = ["medium", "small"] if scene == "kitchen" else ["medium", "large", "small"]
    for item in items:
        if item.kind == "bowl" and item.size in bowls:
            bowls.remove(item.size)
    sized = []
    for item in items:
        size = item.size
        if size is None and item.kind == "bowl":
            size = bowls.pop(0)
        elif size is None and item.kind in ("block", "ball", "can"):
            size = str(rng.choice(("small", "medium", "large"), p=(0.2, 0.6, 0.2)))
        sized.append(replace(item, size=size))
    return sized


def _distractors(
    rng: np.random.Generator,
    items: Sequence[Item],
    wanted: Sequence[Wanted],
    count: int,
    scene: str,
) -> list[Item]:
    """Small things that no wanted thing can be mistaken for."""
    bare = {w.kind for w in wanted if w.color is None}
    used = {(item.kind, item.color) for item in items}
    left = {
        kind: CAPACITY[scene].get(kind, 0) - sum(item.kind == kind for item in items)
        for kind in FILLERS
    }
    found: list[Item] = []
    for _ in range(20 * count):
        kind, color = str(rng.choice(FILLERS)), _color(rng)
        if len(found) == count:
            break
        if kind in bare or (kind, color) in used or left[kind] <= 0:
            continue
        used.add((kind, color))
        left[kind] -= 1
        size = None if kind == "mug" else str(rng.choice(("small", "medium")))
        found.append(Item(kind, color, size))
    return found
