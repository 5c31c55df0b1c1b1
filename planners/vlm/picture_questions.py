"""Questions about pictures with their answers, true of what shows.

Nothing is asked that could be argued about: half hidden things, or relations that only just hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from vla.captions import LOOSE, Count, Fact, There, Thing, doubtful_of, may_fit, true_of
from vla.evaluate import members
from vla.plan import Objects, Sorted
from vla.scene import Entity, Scene
from vla.vocabulary import COLORS, KINDS

from .asking import (
    ARE_THERE,
    COLOR_OF,
    DESCRIBE,
    DONE,
    DONE_ON,
    HOW_MANY,
    IS_CLOSED,
    IS_OPEN,
    KIND_OF,
    RELATED,
    WHERE,
    WHICH,
)
from .atoms import INDEX
from .encode import encode_description, encode_looked, encode_pointer, encode_reply
from .phrases import Look, Phrase, bare, fixed, look, the
from .reading import Around
from .sentences import Sentence, asking


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture, and what is true of it."""

    around: Around
    scene: Scene
    visible: tuple[str, ...]
    """Names of what shows."""
    things: tuple[str | None, ...]
    """Which entity each thing of the picture is; `None` for none."""

    @cached_property
    def seen(self) -> Scene:
        """The scene without what does not show."""
        return replace(self.scene, entities=tuple(map(self.scene.__getitem__, self.visible)))

    def place(self, name: str) -> int | None:
        """Which thing of the picture an entity is."""
        return self.things.index(name) if name in self.things else None

    @property
    def loose(self) -> list[Entity]:
        """What shows of what could be moved."""
        return [entity for entity in self.seen if entity.kind in LOOSE]


Told = list[int]
Made = tuple[tuple[str, ...], dict[str, Phrase], Told, Told]
"""Wordings, what fills them, the tokens to tell, and the plain answer."""
Maker = Callable[[Shown, random.Random], Made | None]


@dataclass(frozen=True)
class Asked:
    """A question about a picture."""

    said: Sentence
    tokens: Told
    """To tell: what the answer rests on, and the answer or how it is looked up."""
    answer: Told
    """The plain answer."""


def question(shown: Shown, kind: str, rng: random.Random) -> Asked | None:
    """A question of one of `MAKERS`; `None` where this picture has none."""
    made = MAKERS[kind](shown, rng)
    if made is None:
        return None
    templates, slots, tokens, answer = made
    return Asked(asking(templates, slots), tokens, answer)


def _color(shown: Shown, rng: random.Random) -> Made | None:
    able = [e for e in shown.loose if e.color and _alone(shown, Thing(e.kind))]
    if not able:
        return None
    entity = rng.choice(able)
    word = _word(str(entity.color))
    return COLOR_OF, {"a": the(Look(entity.kind), rng)}, _looked(shown, [entity], word), word


def _kind(shown: Shown, rng: random.Random) -> Made | None:
    able = [e for e in shown.loose if e.color and e.affords.graspable
            and _alone(shown, Thing(None, e.color))]  # fmt: skip
    if not able:
        return None
    entity = rng.choice(able)
    word, some = _word(entity.kind), the(Look("thing", entity.color), rng)
    return KIND_OF, {"a": some}, _looked(shown, [entity], word), word


def _count(shown: Shown, rng: random.Random) -> Made | None:
    """As often many as few: one of the numbers that some look has here, then such a look."""
    kinds = {entity.kind for entity in shown.loose} | {rng.choice(LOOSE)}
    colors = {entity.color for entity in shown.loose} | {rng.choice(tuple(COLORS)), None}
    counts: dict[int, list[Thing]] = {}
    for thing in (
        Thing(kind, color) for kind in sorted(kinds) for color in sorted(colors, key=str)
    ):
        number = sum(may_fit(thing, entity) for entity in shown.loose)
        if number == sum(may_fit(thing, entity) for entity in shown.scene):
            counts.setdefault(number, []).append(thing)
    if not counts:
        return None
    number = rng.choice(sorted(counts))
    thing = rng.choice(counts[number])
    word, some = _word(str(number)), Look(str(thing.kind), thing.color)
    return HOW_MANY, {"S": bare(some, True)}, _looked(shown, _fitting(shown, thing), word), word


def _there(shown: Shown, rng: random.Random) -> Made | None:
    thing = _some(shown, rng)
    if thing is None or thing.kind is None:
        return None
    truth = _truth(There((thing,)), shown)
    if truth is None:
        return None
    told = _looked(shown, _fitting(shown, thing), _yes(truth))
    return ARE_THERE, {"a": bare(Look(thing.kind, thing.color))}, told, _yes(truth)


def _relation(shown: Shown, rng: random.Random) -> Made | None:
    return _about_two(shown, rng, rng.choice(tuple(RELATED)), RELATED)


def _done(shown: Shown, rng: random.Random) -> Made | None:
    return _about_two(shown, rng, rng.choice(("inside", "inside", "on")),
                      {"inside": DONE, "on": DONE_ON})  # fmt: skip


def _about_two(
    shown: Shown, rng: random.Random, predicate: str, wordings: dict[str, tuple[str, ...]]
) -> Made | None:
    """Whether something is true of two things: only where it is true of some here and not of
    others, and as often so as not, so that the answer cannot be guessed without a look."""
    able = shown.loose
    firsts = [e for e in able if e.affords.graspable] if wordings is not RELATED else able
    seconds = [e for e in able if _takes(e, predicate)]
    pairs = [(a, b) for a in firsts for b in seconds if a.name != b.name]
    rng.shuffle(pairs)
    looks = {entity.name: look(entity, shown.seen, rng) for entity in (*firsts, *seconds)}
    found: dict[bool, tuple[Entity, Entity]] = {}
    for pair in pairs:
        first, second = (looks[entity.name] for entity in pair)
        if first is None or second is None or len(found) == 2:
            continue
        told = _thing(first), _thing(second)
        if all(_alone(shown, thing) for thing in told):
            truth = _truth(Fact(predicate, told), shown)
            if truth is not None:
                found.setdefault(truth, pair)
    if len(found) < 2:
        return None
    truth = rng.random() < 0.5
    slots = {slot: the(some, rng) for slot, entity in zip("ab", found[truth], strict=True)
             if (some := looks[entity.name]) is not None}  # fmt: skip
    apart = all(shown.place(entity.name) is not None for entity in found[truth])
    reply = [INDEX["say"], INDEX[f"is:{predicate}"]] if apart else _yes(truth)
    return wordings[predicate], slots, _looked(shown, found[truth], reply), _yes(truth)


def _takes(entity: Entity, predicate: str) -> bool:
    """Whether it makes sense to ask what is so to this thing: nothing lies in a block."""
    if predicate == "inside":
        return entity.interior is not None
    return predicate != "on" or entity.affords.support


def _where(shown: Shown, rng: random.Random) -> Made | None:
    able = [e for e in shown.loose if e.name in shown.things]
    if not able:
        return None
    entity = rng.choice(able)
    some = look(entity, shown.seen, rng)
    if some is None or not _alone(shown, _thing(some)):
        return None
    told = encode_pointer(shown.things.index(entity.name))
    return WHERE, {"a": the(some, rng)}, told, told


def _which(shown: Shown, rng: random.Random) -> Made | None:
    kinds = [e.kind for e in shown.loose]
    able = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    if not able:
        return None
    kind, key = rng.choice(able), rng.choice(tuple(WHICH))
    name = members(Sorted(Objects(kind), key), shown.seen)[0]
    if name not in shown.things:
        return None
    reply = [INDEX["say"], INDEX[f"sorted:{key}"]]
    told = _looked(shown, _fitting(shown, Thing(kind)), reply)
    return WHICH[key], {"k": bare(Look(kind))}, told, encode_pointer(shown.things.index(name))


def _state(shown: Shown, rng: random.Random) -> Made | None:
    able = [e for e in shown.seen if e.affords.openable and e.openness is not None]
    if not able:
        return None
    entity = rng.choice(able)
    wordings, predicate = rng.choice(((IS_OPEN, "opened"), (IS_CLOSED, "closed")))
    truth = _truth(Fact(predicate, (Thing(entity.kind, name=entity.name),)), shown)
    words = fixed(f"the {entity.name.replace('_', ' ')}")
    return None if truth is None else (wordings, {"f": words}, _yes(truth), _yes(truth))


def _described(shown: Shown, rng: random.Random) -> Made | None:
    """From left to right."""
    order = sorted(shown.loose, key=lambda entity: -entity.position[1])
    looks = [(shown.place(e.name), Objects(e.kind, e.color)) for e in order]
    plain = [(None, look) for _, look in looks]
    told, answer = (encode_description(some, shown.scene) for some in (looks, plain))
    return DESCRIBE, {}, told, answer


MAKERS: dict[str, Maker] = {
    "colour": _color, "kind": _kind, "how many": _count, "is there": _there,
    "relation": _relation, "success": _done, "where": _where, "which": _which, "open": _state,
    "description": _described,
}  # fmt: skip
"""Kinds of questions."""
OFTEN = {"colour": 3, "kind": 3, "how many": 5, "is there": 3, "relation": 5, "success": 5,
         "where": 2, "which": 3, "open": 1, "description": 2}  # fmt: skip
"""How often each is drawn."""


def _some(shown: Shown, rng: random.Random) -> Thing | None:
    """A look that something has, or nearly something."""
    if not shown.loose:
        return None
    entity = rng.choice(shown.loose)
    kind = rng.choice((entity.kind,) * 4 + (rng.choice(LOOSE),))
    return Thing(kind, rng.choice((entity.color, None, rng.choice(tuple(COLORS)))))


def _thing(some: Look) -> Thing:
    return Thing(some.kind if some.kind in KINDS else None, some.color, some.size)


def _alone(shown: Shown, thing: Thing) -> bool:
    """Whether nothing else could be meant, hidden or not."""
    return sum(may_fit(thing, entity) for entity in shown.scene) == 1


def _truth(statement: There | Fact | Count, shown: Shown) -> bool | None:
    """`None` where it could be argued about."""
    if true_of(statement, shown.scene, shown.visible):
        return True
    return None if doubtful_of(statement, shown.scene, shown.visible) else False


def _fitting(shown: Shown, thing: Thing) -> list[Entity]:
    """What a look may mean here, from left to right."""
    found = [entity for entity in shown.loose if may_fit(thing, entity)]
    return sorted(found, key=lambda entity: -entity.position[1])


def _looked(shown: Shown, entities: Sequence[Entity], reply: list[int]) -> list[int]:
    """An answer after what it rests on, as far as the picture has it as things."""
    places = [shown.place(entity.name) for entity in entities]
    return encode_looked([place for place in places if place is not None], reply)


def _word(word: str) -> list[int]:
    return encode_reply(word, Scene(()))


def _yes(truth: bool) -> list[int]:
    return _word("yes" if truth else "no")
