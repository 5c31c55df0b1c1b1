"""Queries of single nouns, and words that tell things apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vla.evaluate import members
from vla.plan import Atom, Either, Names, Objects, Query, Var, Where, Without
from vla.predicates import read
from vla.scene import Scene

from .lexicon import CONTAINER, DOOR, THING
from .syntax import Noun, NounPhrase

ONE_SIZE = ("bin", "tray", "vase", "fridge", "cupboard", "cabinet", "shelf", "button", "switch")
"""Kinds that come in one size: `the big tray` praises it."""


def replace_quantity(phrase: NounPhrase) -> NounPhrase:
    """`a ball` as any ball there is: for relations to something indefinite."""
    if isinstance(phrase, Noun) and phrase.quantity == "a":
        return replace(phrase, quantity="all", plural=True)
    return phrase


def describe(scene: Scene, names: tuple[str, ...]) -> list[str]:
    """Names in words that tell them apart."""
    plain = [scene[name].describe() for name in names]
    if len(set(plain)) == len(plain):
        return [f"the {words}" for words in plain]
    order = sorted(names, key=lambda name: -scene[name].position[1])
    spots = ["leftmost", *(f"number {i + 1} from the left" for i in range(1, len(order) - 1))]
    spots.append("rightmost")
    where = dict(zip(order, spots, strict=True)) if len(order) > 1 else {}
    return [f"the {scene[name].describe()} ({where.get(name, name)})" for name in names]


def objects(kind: str | None, color: str | None, size: str | None, role: str) -> Query:
    """Everything of a kind, a colour and a size; without a kind, whatever can play a role."""
    if kind == THING:
        return Objects(None, color, size)
    if kind == CONTAINER:
        return Objects(CONTAINER, color, size)
    if kind == DOOR:
        return Either((Objects("cupboard", color, size), Objects("fridge", color, size)))
    if kind is not None:
        return Objects(kind, color, size)
    if role == "grasp":
        return Objects(None, color, size)
    if role == "container":
        return Objects(CONTAINER, color, size)
    everything = (Objects(None, color, size), Objects(CONTAINER, color, size))
    return Either((*everything, *(Objects(k, color, size) for k in ("vase", "button", "switch"))))


def recolored(query: Query, color: str) -> Query:
    """The same things in another colour."""
    match query:
        case Objects(kind, _, size):
            return Objects(kind, color, size)
        case Either(sources):
            return Either(tuple(recolored(source, color) for source in sources))
        case _:
            return Objects(None, color)


def seen(scene: Scene, kind: str | None, colors: tuple[str, ...]) -> str | None:
    """A kind that was spoken of, unless nothing of it has one of some colours."""
    found = {entity.color for entity in scene if entity.kind == kind}
    return kind if not colors or found & {*colors} else None


def has_kind(scene: Scene, kind: str) -> bool:
    """Whether anything of a kind is there."""
    return any(entity.kind == kind for entity in scene)


def stacked(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that belong to a tower: they stand on a block or a can, or carry one another."""
    solid = [e.name for e in scene if e.affords.shape in ("box", "cylinder")]
    pairs = ((a, b) for a in solid for b in solid if a != b and read(scene, "on", (a, b)).truth)
    parts = {name for pair in pairs for name in pair}
    return tuple(name for name in names if name in parts)


def one_of_each_color(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """The first of every colour."""
    return tuple({scene[name].color: name for name in reversed(names)}.values())[::-1]


def alone_in_color(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those whose colour none of the others has."""
    colors = [scene[name].color for name in names]
    return tuple(name for name in names if colors.count(scene[name].color) == 1)


def alone(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are in nothing, on nothing but the table, and carry nothing."""
    towers = stacked(scene, names)
    around = [
        e.name for e in scene if e.kind != "table" and e.affords.container | e.affords.support
    ]
    within = {
        name for name in names for holder in around if holder != name
        and any(read(scene, where, (name, holder)).truth for where in ("inside", "on"))
    }  # fmt: skip
    return tuple(name for name in names if name not in towers and name not in within)


def empty_ones(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that hold nothing now."""
    held = {n: members(Where(Objects(), Atom("inside", (Var("it"), n))), scene) for n in names}
    return tuple(name for name in names if not held[name])


def others(scene: Scene, query: Query, mentions: Sequence[tuple[str | Var, ...]]) -> Query:
    """Those not spoken of; of a set that was spoken of, those that were not singled out."""
    spoken = [name for names in mentions for name in names if isinstance(name, str)]
    singled = [names[0] for names in mentions if len(names) == 1 and isinstance(names[0], str)]
    rest = Without(query, Names(tuple(dict.fromkeys(spoken))))
    return rest if members(rest, scene) else Without(query, Names(tuple(dict.fromkeys(singled))))


def next_below(scene: Scene, name: str) -> tuple[str, ...]:
    """The drawer under a drawer."""
    if scene[name].kind != "drawer":
        return ()
    height = scene[name].position[2]
    lower = [e for e in scene if e.kind == "drawer" and e.position[2] < height - 0.01]
    return tuple(e.name for e in sorted(lower, key=lambda e: -e.position[2])[:1])


def as_drawer(noun: Noun) -> Noun:
    """`the middle one`, `the lowest`, where a drawer is meant: by its height."""
    level = {"middle": "middle", "shortest": "bottom", "tallest": "top"}
    key = noun.order.key if noun.order and noun.order.reference is None else None
    if key not in level or noun.level is not None:
        return replace(noun, kind="drawer")
    return replace(noun, kind="drawer", level=level[key], order=None)


def drawers_at(scene: Scene, level: str, count: int) -> tuple[str, ...]:
    """The uppermost drawers, the lowest, or the one in the middle."""
    drawers = sorted((e for e in scene if e.kind == "drawer"), key=lambda e: -e.position[2])
    if level == "middle":
        chosen = drawers[len(drawers) // 2 :][:1] if len(drawers) % 2 else []
    else:
        chosen = drawers[:count] if level == "top" else drawers[-count:]
    return tuple(drawer.name for drawer in chosen)


TOLD_NOW: dict[str, Callable[[Scene, tuple[str, ...]], tuple[str, ...]]] = {
    "empty": empty_ones, "stacked": stacked, "each_color": one_of_each_color,
    "own_color": alone_in_color, "alone": alone,
}  # fmt: skip
"""What is said of things and looked up at once: those of them of which it is true."""
