"""Episodes of the templates in which something is done with a thing: pushed, grasped, dropped, or
a drawer closed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from vla.evaluate import shortest_name
from vla.measures import AXES, side_of
from vla.plan import Atom, Condition, Keep, Node, Not, Plan, Seq
from vla.regions import region_box
from vla.scene import Entity, Scene
from vla.steps import call, plan, put
from vla.task import Setup

from ..layout import NEAR, REACH, WORKSPACE, Item, clear, place, scatter
from .base import apart, choose, draw, layout, untouched
from .reach_zone import ATTRIBUTES, PACES
from .region import PLACES

WAYS = {"left": "to the left", "right": "to the right", "back": "away",
        "front": "towards the robot"}  # fmt: skip
SIDES = {"left": "on the left of", "right": "on the right of", "back": "behind",
         "front": "in front of"}  # fmt: skip
DRAWERS = {"seen": ("top_drawer", "middle_drawer"), "unseen": ("bottom_drawer",)}
FASTEST = 0.6
"""[m/s] The hand's peak speed when nothing is said about speed ..."""
SLACK = 1.1
"""... and how much faster than its share of that it may be measured."""
ROOM = 0.10
"""Free around a thing that is pushed, for the hand [m]."""
FARTHEST, LONGEST = 0.28, 0.50
"""[m] that things are pushed into a region, without and with something on the way."""
NEAR_LINE = 0.05
"""From the straight way of a thing to the middle of what is to be minded, at most [m]."""
BESIDE = 0.03
"""How far inside the side of a thing that another stays on it begins and ends [m]."""
WIDEST = 7
"""[cm] that fit on the table twice, beside what is to be minded and what is pushed past it."""
TRIES = 200
WITHIN = 0.04
"""How far inside the workspace things begin and end [m]."""
TICKS = 1600
PUSHED = ("block", "can")
"""Kinds that keep standing when they are pushed."""


def kept(made: Plan) -> Iterator[Atom]:
    """What holds all the while in a plan."""

    def inside(node: Node) -> Iterator[Atom]:
        match node:
            case Keep(conditions, body):
                yield from (c for c in conditions if isinstance(c, Atom))
                yield from inside(body)
            case Seq(steps, _):
                for step in steps:
                    yield from inside(step)

    return inside(made.body)


def close_drawer(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """A drawer stands open; the other joints stay as they are."""

    def make(again: np.random.Generator) -> Setup:
        from ..scenes.kitchen import COUNTER, fixture_entities

        drawer = choose(again, DRAWERS[attributes])
        openness = round(float(again.uniform(0.5, 1.0)), 3)
        count = int(again.integers(distractors[0], distractors[1] + 1))
        paints = [str(color) for color in again.permutation(ATTRIBUTES[attributes][0])]
        items = [Item("block", paint, "medium") for paint in paints[:count]]
        fixtures = fixture_entities({drawer: openness})
        scene = scatter(again, items, fixtures, COUNTER, spare=count)
        text = wording.format(f=drawer.replace("_", " "))
        jointed = [e.name for e in scene if e.openness is not None and e.name != drawer]
        others = tuple(Not(Atom("closed", (name,))) for name in jointed)
        step = call("push_shut", drawer)
        never = (*others, *untouched(scene, ()))
        return Setup(scene, text, Atom("closed", (drawer,)), plan(step, instruction=text), never,
                     horizon=1000)  # fmt: skip

    return draw(rng, make, "close_drawer")


def push_line(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """So far, and never more than 2 cm off the line."""
    return _push_by(rng, wording, attributes, distractors, line=True)


def push_by(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """So far."""
    return _push_by(rng, wording, attributes, distractors, line=False)


def _push_by(
    rng: np.random.Generator,
    wording: str,
    attributes: str,
    distractors: tuple[int, int],
    line: bool,
) -> Setup:
    palette, distances = ATTRIBUTES[attributes]

    def make(again: np.random.Generator) -> Setup | None:
        item = Item(choose(again, PUSHED), choose(again, palette))
        scene = layout(again, (item,), distractors, gap=ROOM)
        a, way, cm = scene.entities[1], choose(again, tuple(WAYS)), choose(again, distances)
        end = tuple(p + cm / 100 * u for p, u in zip(a.position, AXES[way], strict=False))
        begin = tuple(p - ROOM * u for p, u in zip(a.position, AXES[way], strict=False))
        name = shortest_name(a, scene)
        others = [e for e in scene if e.name != a.name]
        there = place(a.kind, a.color, a.size, (end[0], end[1]))
        if name is None or not _on_table(end) or not _workable(begin) or not _workable(end):
            return None
        if not apart(a, others, ROOM) or not apart(there, others, ROOM):
            return None
        step: Node = call("push", a.name, way, distance=cm / 100)
        never: tuple[Condition, ...] = untouched(scene, (a.name,))
        if line:
            on_line = Atom("on_line", (a.name, way, 0.02))
            step, never = Keep((on_line,), Seq((step,))), (Not(on_line), *never)
        text = wording.format(a=name, way=WAYS[way], d=cm)
        goal = Atom("moved_by", (a.name, way, cm / 100))
        tipped = Atom("tipped", (a.name,))
        made = plan(step, instruction=text)
        return Setup(scene, text, goal, made, (*never, tipped), horizon=TICKS)

    return draw(rng, make, "push_by")


def grasp_pace(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """Held in the end, and the hand never faster than that."""

    def make(again: np.random.Generator) -> Setup | None:
        kind = choose(again, ("block", "ball", "can", "mug"))
        item = Item(kind, choose(again, ATTRIBUTES[attributes][0]), "medium")
        scene = layout(again, (item,), distractors, gap=0.06)
        a, pace = scene.entities[1], choose(again, tuple(PACES))
        name = shortest_name(a, scene)
        if name is None:
            return None
        text = wording.format(a=name, pace=pace)
        made = plan(call("pick", a.name, speed=PACES[pace]), instruction=text)
        never = (_too_fast(pace), *untouched(scene, (a.name,)))
        return Setup(scene, text, Atom("holding", (a.name,)), made, never, horizon=800)

    return draw(rng, make, "grasp_pace")


def drop_at(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """Lies there in the end, let go."""

    def make(again: np.random.Generator) -> Setup | None:
        kind = choose(again, ("block", "can", "mug"))
        item = Item(kind, choose(again, ATTRIBUTES[attributes][0]), "medium")
        scene = layout(again, (item,), distractors, gap=0.06)
        a, region = scene.entities[1], choose(again, PLACES)
        name = shortest_name(a, scene)
        if name is None or not _empty(scene, region):
            return None
        fall = {"2 cm": 0.02, "3 cm": 0.03}
        drop = next(({"drop": far} for words, far in fall.items() if words in wording), {})
        text = wording.format(a=name, r=_region(region))
        made = plan(*put("place_at", a.name, region, **drop), instruction=text)
        never = untouched(scene, (a.name,))
        return Setup(scene, text, Atom("at", (a.name, region)), made, never, horizon=800)

    return draw(rng, make, "drop_at")


def push_pace(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """Pushed there, and the hand never faster than that."""

    def make(again: np.random.Generator) -> Setup | None:
        item = Item(choose(again, PUSHED), choose(again, ATTRIBUTES[attributes][0]))
        scene = layout(again, (item,), distractors, gap=ROOM)
        a, region = scene.entities[1], choose(again, PLACES)
        pace, name = choose(again, tuple(PACES)), shortest_name(a, scene)
        if name is None or not _pushable(scene, a, region):
            return None
        text = wording.format(a=name, r=_region(region), pace=pace)
        made = plan(call("push_to", a.name, region, speed=PACES[pace]), instruction=text)
        never = (_too_fast(pace), Atom("tipped", (a.name,)), *untouched(scene, (a.name,)))
        return Setup(scene, text, Atom("at", (a.name, region)), made, never, horizon=2 * TICKS)

    return draw(rng, make, "push_pace")


def push_keeping(
    rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
) -> Setup:
    """Pushed there past another thing, on a side of it or so far from it."""
    palette, distances = ATTRIBUTES[attributes]

    def make(again: np.random.Generator) -> Setup | None:
        first, second = (str(color) for color in again.permutation(palette)[:2])
        kind, other = choose(again, PUSHED), choose(again, ("vase", "can", "mug"))
        a, region = _anywhere(again, kind, first), choose(again, PLACES)
        side, cm = choose(again, tuple(SIDES)), choose(again, [d for d in distances if d <= WIDEST])
        far = cm / 100
        b = _minded(again, a, place(other, second), region, side if "{side}" in wording else far)
        if b is None or not _empty(Scene((b,), workspace=WORKSPACE), region):
            return None
        items = [Item(e.kind, e.color, e.size, e.position[:2]) for e in (a, b)]
        scene = layout(again, items, (0, min(1, distractors[1])), gap=ROOM)
        a, b = scene.entities[1:3]
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names or not _pushable(scene, a, region, LONGEST):
            return None
        keep = Atom("clear_of", (b.name, far))
        never: tuple[Condition, ...] = (Not(keep), Atom("near", (a.name, b.name, far)))
        if "{side}" in wording:
            keep = Atom("lies_to", (a.name, b.name, side))
            never = (Not(keep), Atom("touching", (a.name, b.name)))
        text = wording.format(a=names[0], b=names[1], r=_region(region), side=SIDES[side], d=cm)
        made = plan(call("push_to", a.name, region), instruction=text, keep=(keep,))
        tipped = (Atom("tipped", (a.name,)), Atom("tipped", (b.name,)))
        return Setup(
            scene, text, Atom("at", (a.name, region)), made,
            (*never, *tipped, *untouched(scene, (a.name,))), (b.name,), TICKS,
        )  # fmt: skip

    return draw(rng, make, "push_keeping")


def _minded(
    rng: np.random.Generator, a: Entity, b: Entity, region: str, rule: str | float
) -> Entity | None:
    """`b` about half way between `a` and a region: on whose side, or how far from which [m], `a` is
    to stay, begins and can end."""
    low, high = region_box(Scene((), workspace=WORKSPACE), region)
    middle = (0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]))
    start = a.position[:2]
    for _ in range(TRIES):
        share, aside = rng.uniform(0.35, 0.65), rng.uniform(-NEAR_LINE, NEAR_LINE, 2)
        x, y = (
            float(p + share * (q - p) + d) for p, q, d in zip(start, middle, aside, strict=True)
        )
        made = replace(b, position=(x, y, b.position[2]))
        if isinstance(rule, str):
            fits = min(side_of(point, made, rule) for point in (start, middle)) > BESIDE
        else:
            fits = min(_gap(made, start), _gap(made, middle) - 0.02) > rule + 0.05
        if fits and clear(a, made, ROOM):
            return made
    return None


def _too_fast(pace: str) -> Condition:
    return Not(Atom("slower_than", (round(SLACK * PACES[pace] * FASTEST, 4),)))


def _region(region: str) -> str:
    return region.replace("_", " ") + (" corner" if "_" in region else " of the table")


def _anywhere(rng: np.random.Generator, kind: str, color: str) -> Entity:
    low, high = np.array(WORKSPACE[0][:2]) + 0.06, np.array(WORKSPACE[1][:2]) - 0.06
    x, y = (float(v) for v in rng.uniform(low, high))
    return place(kind, color, "medium", (x, y))


def _gap(entity: Entity, point: tuple[float, ...]) -> float:
    return math.dist(entity.position[:2], point[:2]) - entity.radius


def _on_table(point: tuple[float, ...]) -> bool:
    (x0, y0, _), (x1, y1, _) = WORKSPACE
    x, y = point[:2]
    return x0 + WITHIN <= x <= x1 - WITHIN and y0 + WITHIN <= y <= y1 - WITHIN


def _workable(point: tuple[float, ...]) -> bool:
    return NEAR - 0.06 <= math.hypot(*point[:2]) <= REACH


def _empty(scene: Scene, region: str) -> bool:
    """Whether nothing stands in or near a region, and its middle is in reach."""
    (x0, y0), (x1, y1) = region_box(scene, region)
    crowd = [
        e.name
        for e in scene
        if e.kind != "table"
        and x0 - 0.03 < e.position[0] < x1 + 0.03
        and y0 - 0.03 < e.position[1] < y1 + 0.03
    ]
    return not crowd and math.hypot(0.5 * (x0 + x1), 0.5 * (y0 + y1)) <= REACH


def _pushable(scene: Scene, a: Entity, region: str, farthest: float = FARTHEST) -> bool:
    """Whether a thing is not too far from an empty region, with room for the hand all around."""
    low, high = region_box(scene, region)
    middle = (0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]))
    near = math.dist(a.position[:2], middle) <= farthest
    free = apart(a, [e for e in scene if e.name != a.name], 0.06)
    return near and free and _empty(scene, region) and _workable(a.position)
