"""Questions about a scene with their short answers, true by the predicates of the core."""

from __future__ import annotations

import random
from collections.abc import Callable

from vla.evaluate import members
from vla.plan import Objects, Sorted
from vla.predicates import read
from vla.scene import Entity, Scene
from vla.vocabulary import COLORS

from .asking import (
    ARE_THERE,
    COLOR_OF,
    DONE,
    HELD,
    HOW_MANY,
    IS_CLOSED,
    IS_OPEN,
    KIND_OF,
    RELATED,
    WHICH,
)
from .encode import encode_reply
from .phrases import Look, Phrase, bare, look, the
from .plain import Unspeakable
from .sentences import Sentence, asking

Asked = tuple[Sentence, list[int]]


def question(scene: Scene, rng: random.Random) -> Asked | None:
    """A question with the tokens of its answer; `None` if none came to mind."""
    made = rng.choice(KINDS_OF_QUESTIONS)(scene, rng)
    if made is None:
        return None
    templates, slots, word = made
    try:
        tokens = encode_reply(word, scene)
    except Unspeakable:
        return None
    return asking(templates, slots), tokens


Made = tuple[tuple[str, ...], dict[str, Phrase], str] | None


def _loose(scene: Scene) -> list[Entity]:
    return [e for e in scene if e.affords.shape != "fixture"]


def _one(scene: Scene, rng: random.Random) -> tuple[Entity, Phrase] | None:
    able = _loose(scene)
    if not able:
        return None
    entity = rng.choice(able)
    some = look(entity, scene, rng)
    return None if some is None else (entity, the(some, rng))


def _color(scene: Scene, rng: random.Random) -> Made:
    able = [e for e in _loose(scene) if e.color and sum(o.kind == e.kind for o in scene) == 1]
    if not able:
        return None
    entity = rng.choice(able)
    return COLOR_OF, {"a": the(Look(entity.kind), rng)}, str(entity.color)


def _kind(scene: Scene, rng: random.Random) -> Made:
    able = [e for e in _loose(scene) if e.color and sum(o.color == e.color for o in scene) == 1]
    if not able:
        return None
    entity = rng.choice(able)
    return KIND_OF, {"a": the(Look("thing", entity.color), rng)}, entity.kind


def _count(scene: Scene, rng: random.Random) -> Made:
    some = _some(scene, rng)
    if some is None:
        return None
    return HOW_MANY, {"S": bare(some, True)}, str(sum(map(some.fits, scene)))


def _there(scene: Scene, rng: random.Random) -> Made:
    some = _some(scene, rng)
    if some is None:
        return None
    return ARE_THERE, {"a": bare(some)}, _yes(any(map(some.fits, scene)))


def _some(scene: Scene, rng: random.Random) -> Look | None:
    """A look that something has, or that nothing has."""
    able = _loose(scene)
    if not able:
        return None
    entity = rng.choice(able)
    color = rng.choice((entity.color, None, rng.choice(tuple(COLORS))))
    return Look(entity.kind, color)


def _relation(scene: Scene, rng: random.Random) -> Made:
    first, second = _one(scene, rng), _one(scene, rng)
    if first is None or second is None or first[0].name == second[0].name:
        return None
    names = first[0].name, second[0].name
    true = [name for name in RELATED if read(scene, name, names).truth]
    name = rng.choice(true) if true and rng.random() < 0.5 else rng.choice(tuple(RELATED))
    slots = {"a": first[1], "b": second[1]}
    return RELATED[name], slots, _yes(name in true)


def _which(scene: Scene, rng: random.Random) -> Made:
    kinds = [e.kind for e in _loose(scene)]
    able = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    if not able:
        return None
    kind, key = rng.choice(able), rng.choice(tuple(WHICH))
    name = members(Sorted(Objects(kind), key), scene)[0]
    return WHICH[key], {"k": bare(Look(kind))}, name


def _open(scene: Scene, rng: random.Random) -> Made:
    able = [e for e in scene if e.affords.openable and e.openness is not None]
    if not able:
        return None
    entity = rng.choice(able)
    words = f"the {entity.name.replace('_', ' ')}"
    told, name = rng.choice(((IS_OPEN, "opened"), (IS_CLOSED, "closed")))
    phrase = Phrase(words, lambda rng, kept: words)
    return told, {"f": phrase}, _yes(read(scene, name, (entity.name,)).truth)


def _holding(scene: Scene, rng: random.Random) -> Made:
    return HELD, {}, scene.held or "no"


def _done(scene: Scene, rng: random.Random) -> Made:
    """Whether something has been put there since the episode began."""
    vessels = [e for e in _loose(scene) if e.interior is not None]
    moved = [e for e in _loose(scene) if read(scene, "moved", (e.name,)).truth]
    if not vessels:
        return None
    vessel = rng.choice(vessels)
    there = [e for e in moved if read(scene, "inside", (e.name, vessel.name)).truth]
    pool = there if there and rng.random() < 0.5 else _loose(scene)
    entity = rng.choice(pool)
    looks = look(entity, scene, rng), look(vessel, scene, rng)
    if entity.name == vessel.name or looks[0] is None or looks[1] is None:
        return None
    return DONE, {"a": the(looks[0], rng), "b": the(looks[1], rng)}, _yes(entity in there)


def _yes(truth: bool | None) -> str:
    return "yes" if truth else "no"


KINDS_OF_QUESTIONS: tuple[Callable[[Scene, random.Random], Made], ...] = (
    _color, _kind, _count, _there, _relation, _relation, _which, _open, _holding, _done,
)  # fmt: skip
