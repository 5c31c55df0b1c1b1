"""Slots of templates, and the phrases that fill them in a scene."""

from __future__ import annotations

import random
from collections.abc import Callable

from vla.evaluate import members
from vla.plan import Atom, Objects, Var, Where
from vla.scene import Entity, Scene
from vla.vocabulary import COLORS, KINDS

from .phrases import Look, Phrase, centimetres, fixed, look, ordered, related, several, the

UNCLEAR = 0.16
"""How often a phrase may fit several things, or nothing."""
SIDES = {
    "left": ("to the left of", "left of", "on the left of", "on the left side of",
             "on the left hand side of"),
    "right": ("to the right of", "right of", "on the right of", "on the right side of",
              "on the right hand side of"),
    "back": ("behind", "in back of", "on the far side of", "at the back of"),
    "front": ("in front of", "on the near side of", "before"),
}  # fmt: skip
STAYING = {
    "left": ("on the left of", "to the left of", "left of"),
    "right": ("on the right of", "to the right of", "right of"),
    "front": ("in front of", "on the near side of"),
}
WAYS = {
    "to the left": ("to the left", "left", "leftwards", "towards the left"),
    "to the right": ("to the right", "right", "rightwards", "towards the right"),
    "away from you": ("away from you", "away", "backwards", "forward , away from you"),
    "towards you": ("towards you", "towards yourself", "closer to you", "to the front"),
}
CORNERS = {
    f"{row} {side} corner": (
        f"{row} {side} corner", f"{side} {row} corner", f"{row} {side}", f"corner {row} {side}",
        f"corner at the {row} {side}", f"{side} corner at the {row}", f"{other} {side} corner",
        f"{side} {other} corner",
    )
    for row, other in (("front", "near"), ("back", "far")) for side in ("left", "right")
}  # fmt: skip
PLACES = CORNERS | {
    "center": ("center", "middle", "centre", "very middle", "central part"),
    "left side": ("left side", "left hand side", "left"),
    "right side": ("right side", "right hand side", "right"),
}
HALVES = {
    f"{half} half": (f"{half} half", f"{half} part", f"half on the {half}")
    for half in ("left", "right", "front", "back")
}
PACES = {
    "at half speed": ("at half speed", "with half the speed", "half as fast"),
    "at 30 percent speed": ("at 30 percent speed", "at 30 % speed", "with 30 percent of the speed"),
    "at a quarter of the usual speed": ("at a quarter of the usual speed", "at quarter speed"),
}
PARTS = {
    "handle": ("handle", "ear", "grip"),
    "rim": ("rim", "upper edge", "brim"),
    "body": ("body", "belly"),
}
FROM = {
    "the left": ("the left", "the left side", "the left hand side"),
    "the right": ("the right", "the right side", "the right hand side"),
    "the front": ("the front", "the near side"),
    "behind": ("behind", "the back", "the far side"),
}
SHARES = {
    "20 percent": ("20 percent", "20 %", "a fifth"),
    "25 percent": ("25 percent", "a quarter", "one quarter"),
    "30 percent": ("30 percent", "30 %"),
    "33 percent": ("a third", "one third"),
    "50 percent": ("half", "50 %"),
    "75 percent": ("three quarters", "75 percent"),
}
VESSELS = ("the vessel", "the receptacle", "the container", "the open container",
           "the lid less container", "the hollow thing", "the only vessel")  # fmt: skip
"""Of the one thing that holds others, where there is one."""
VAGUE = 0.12
"""How often it is called so."""
LEVELS = {
    "top": ("top", "upper", "topmost", "uppermost", "highest"),
    "middle": ("middle", "central"),
    "bottom": ("bottom", "lowest", "lower", "bottommost"),
}


def phrases_for(letters: str, scene: Scene, rng: random.Random) -> dict[str, Phrase] | None:
    """A phrase for every slot, of different things; `None` if one cannot be filled."""
    found: dict[str, Phrase] = {}
    for letter in letters:
        told = {phrase.canonical for phrase in found.values()}
        drawn = (SLOTS[letter](scene, rng) for _ in range(4))
        phrase = next((p for p in drawn if p is not None and p.canonical not in told), None)
        if phrase is None:
            return None
        found[letter] = phrase
    if "k" in found:
        kind = found["k"].canonical
        found["K"] = fixed(KINDS[kind].plural)
    return found


def _thing(
    scene: Scene, rng: random.Random, fits: Callable[[Entity], bool], unclear: float = UNCLEAR
) -> Phrase | None:
    """A thing that fits, by its looks or by where it is; sometimes one that is not there."""
    able = [e for e in scene if fits(e) and e.affords.shape != "fixture"]
    if not able:
        return None
    entity = rng.choice(able)
    draw = rng.random()
    if draw < 0.35 * unclear:
        absent = Look(entity.kind, rng.choice(tuple(COLORS)))
        return the(absent, rng) if not any(map(absent.fits, scene)) else None
    if draw < unclear:
        some = look(entity, scene, rng, unique=False)
        return None if some is None else the(some, rng)
    alike = [e for e in able if e.kind == entity.kind]
    if len(alike) > 1 and rng.random() < 0.35:
        color = rng.choice((None, entity.color))
        some = Look(entity.kind, color)
        if sum(map(some.fits, scene)) > 1:
            return _standing_out(some, scene, rng)
    some = look(entity, scene, rng)
    return _standing_out(Look(entity.kind), scene, rng) if some is None else the(some, rng)


def _standing_out(some: Look, scene: Scene, rng: random.Random) -> Phrase | None:
    """One of several that look alike."""
    draw = rng.random()
    if draw < 0.35:
        return ordered(some, rng.choice(("left", "right", "largest", "smallest", "tallest",
                                         "front", "back")))  # fmt: skip
    if draw < 0.6:
        return ordered(some, rng.choice(("left", "right")), rng.choice(("second", "third")))
    others = [e for e in scene if e.kind != some.kind and e.affords.shape != "fixture"]
    seen = look(rng.choice(others), scene, rng) if others else None
    if seen is None:
        return None
    relation = rng.choice(("nearest", "nearest", "farthest", "left", "right", "behind", "front",
                           "on", "in"))  # fmt: skip
    return related(some, relation, the(seen, rng))


def _grasped(scene: Scene, rng: random.Random) -> Phrase | None:
    """Something to take: what one holds, at times."""
    if scene.held is not None and rng.random() < 0.3:
        return fixed("it")
    return _thing(scene, rng, lambda e: e.affords.graspable and e.kind not in ("bowl", "plate"))


def _container(scene: Scene, rng: random.Random) -> Phrase | None:
    if any(e.affords.openable for e in scene) and rng.random() < 0.5:
        return _fixture(scene, rng, lambda e: e.affords.container)
    able = [e for e in scene if e.affords.container]
    if len(able) == 1 and rng.random() < VAGUE:
        return fixed(f"the {able[0].kind}", *VESSELS)
    return _thing(scene, rng, lambda e: e.affords.container, UNCLEAR / 2)


def _fixture(
    scene: Scene, rng: random.Random, fits: Callable[[Entity], bool] = lambda e: e.affords.openable
) -> Phrase | None:
    able = [e for e in scene if fits(e) and e.affords.shape == "fixture" and e.kind != "switch"]
    if not able:
        return None
    entity = rng.choice(able)
    if entity.kind != "drawer":
        return the(Look(entity.kind), rng)
    level = entity.name.partition("_")[0]
    if level not in LEVELS or rng.random() < 0.04:
        return fixed("the drawer")
    forms = tuple(f"the {word} drawer" for word in LEVELS[level])
    return fixed(*forms, f"the drawer at the {level}", f"the {level} one of the drawers")


def _of_kind(kind: str) -> Callable[[Scene, random.Random], Phrase | None]:
    return lambda scene, rng: the(Look(kind), rng) if any(e.kind == kind for e in scene) else None


def _set(scene: Scene, rng: random.Random) -> Phrase | None:
    kinds = sorted({e.kind for e in scene if e.affords.graspable} - {"plate", "bowl"})
    if not kinds:
        return None
    kind = rng.choice(kinds)
    colors = sorted({e.color for e in scene if e.kind == kind and e.color})
    how = rng.choice(("all", "all", "each", "count", "count", "not", "except"))
    color = rng.choice(colors) if colors else None
    if rng.random() < 0.06:
        kind, color = "thing", color
    if color is None or how in ("all", "each", "count"):
        shown = color if color is not None and rng.random() < 0.5 else None
        return several(Look(kind, shown), "all" if how in ("not", "except") else how,
                       number=rng.randint(2, 4))  # fmt: skip
    return several(Look(kind), how, color)


def _indefinite(scene: Scene, rng: random.Random) -> Phrase | None:
    """`a red can`: there or not."""
    loose = [e for e in scene if e.affords.graspable and e.kind in ("block", "ball", "can", "mug")]
    if loose and rng.random() < 0.5:
        entity = rng.choice(loose)
        some = Look(entity.kind, entity.color)
    else:
        some = Look(rng.choice(("block", "ball", "can", "mug")), rng.choice(tuple(COLORS)))
    noun = some.canonical()
    return Phrase(
        f"{_a(noun)} {noun}", lambda rng, kept: (lambda n: f"{_a(n)} {n}")(some.vary(rng, kept))
    )


def _a(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _emptied(scene: Scene, rng: random.Random) -> Phrase | None:
    """A vessel with something in it."""
    full = [e for e in scene if e.interior is not None and e.affords.shape == "vessel"
            and members(Where(Objects(), Atom("inside", (Var("it"), e.name))), scene)]  # fmt: skip
    some = look(rng.choice(full), scene, rng) if full else None
    return None if some is None else the(some, rng)


def _swept(scene: Scene, rng: random.Random) -> Phrase | None:
    """All of a kind that lie about."""
    kinds = [k for k in ("block", "ball", "can") if sum(e.kind == k for e in scene) > 1]
    return several(Look(rng.choice(kinds)), "all") if kinds else None


def _one_of(options: dict[str, tuple[str, ...]]) -> Callable[[Scene, random.Random], Phrase]:
    def draw(scene: Scene, rng: random.Random) -> Phrase:
        canonical = rng.choice(tuple(options))
        return fixed(canonical, *options[canonical])

    return draw


def _loose(scene: Scene, rng: random.Random) -> Phrase | None:
    return _thing(scene, rng, lambda e: True, UNCLEAR / 2)


def _supporting(scene: Scene, rng: random.Random) -> Phrase | None:
    if rng.random() < 0.05:
        return the(Look("table"), rng)
    return _thing(scene, rng, lambda e: e.affords.support, UNCLEAR / 2)


def _block(scene: Scene, rng: random.Random) -> Phrase | None:
    return _thing(scene, rng, lambda e: e.kind == "block", 0.0)


def _sortable(scene: Scene, rng: random.Random) -> Phrase | None:
    kinds = [k for k in ("block", "ball", "can") if any(e.kind == k for e in scene)]
    bowls = any(e.kind == "bowl" for e in scene)
    return fixed(rng.choice(kinds)) if kinds and bowls else None


SLOTS: dict[str, Callable[[Scene, random.Random], Phrase | None]] = {
    "a": _grasped,
    "c": lambda scene, rng: _thing(scene, rng, lambda e: e.kind in ("block", "ball", "can", "mug")),
    "b": _container,
    "s": _supporting,
    "o": _loose,
    "v": _loose,
    "d": _one_of(SIDES),
    "u": _one_of(STAYING),
    "n": lambda scene, rng: centimetres(rng.randint(2, 20)),
    "m": lambda scene, rng: centimetres(rng.randint(3, 15)),
    "r": _one_of(PLACES),
    "x": _one_of(HALVES),
    "w": _one_of(WAYS),
    "p": _one_of(PACES),
    "f": _fixture,
    "g": _container,
    "M": lambda scene, rng: _thing(scene, rng, lambda e: e.kind == "mug"),
    "l": _one_of(PARTS),
    "j": _one_of(FROM),
    "y": _one_of(SHARES),
    "T": _swept,
    "D": lambda scene, rng: (
        fixed("drawers") if sum(e.kind == "drawer" for e in scene) > 1 else None
    ),
    "q": _of_kind("button"),
    "z": _of_kind("switch"),
    "S": _set,
    "k": _sortable,
    "A": _block,
    "B": _block,
    "C": _block,
    "E": _emptied,
    "e": _indefinite,
    "h": lambda scene, rng: None if scene.held is None else fixed("it"),
}
"""Slot -> how it is filled."""
