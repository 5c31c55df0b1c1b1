"""Captions in words, and the closed vocabulary of captions and instructions.

Wordings are those that the built-in parser reads in instructions, so that a tower trained on
captions knows the words of tasks. Some are held out: `text(..., held_out=True)` draws from others
than training does. Text is lower case; `words` splits it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from vla.captions import LOOSE, Count, Statement, There, Thing, described, fits, pick
from vla.scene import Entity, Scene
from vla.skills import REGIONS
from vla.vocabulary import COLORS, KINDS, SIZES

USUAL = 0.8
"""How often a thing is called by its usual name."""

Wordings = tuple[tuple[str, ...], tuple[str, ...]]
"""For training, and held out."""

NOUNS: dict[str, tuple[str, ...]] = {
    "block": ("cube",), "ball": ("sphere",), "can": ("tin",), "mug": ("cup",),
    "plate": ("dinner plate",), "bin": ("basket", "crate"), "tray": ("serving tray",),
    "vase": ("flower vase",), "fridge": ("refrigerator",), "thing": ("object", "item"),
}  # fmt: skip
"""Kind, or `thing`, -> other nouns that the built-in parser takes for it."""
COLOR_SYNONYMS: dict[str, tuple[str, ...]] = {"gray": ("grey",)}
SIZE_SYNONYMS: dict[str, tuple[str, ...]] = {"large": ("big",), "small": ("little", "tiny")}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

JOINED: Wordings = (
    (
        "{0} and {1}",
        "{0} and also {1}",
        "{0} as well as {1}",
        "{0} , {1}",
        "both {0} and {1}",
        "{0} and then {1}",
        "{0} but also {1}",
        "{0} , also {1}",
        "{0} , then {1}",
    ),
    ("{0} together with {1}", "{0} along with {1}", "{0} plus {1}"),
)
SHOWN: Wordings = (
    (
        "{0}",
        "there is {0}",
        "a picture of {0}",
        "i see {0}",
        "you can see {0}",
        "here is {0}",
        "{0} is here",
        "{0} is there",
        "the picture has {0}",
        "in the picture there is {0}",
        "what i see is {0}",
        "you see {0} here",
    ),
    ("this picture shows {0}", "{0} can be seen", "look , there is {0}"),
)
RELATED: Wordings = (
    (
        "{0} {r} {1}",
        "{0} is {r} {1}",
        "there is {0} {r} {1}",
        "{0} that is {r} {1}",
        "{r} {1} is {0}",
        "{r} {1} , {0}",
        "{r} {1} you see {0}",
        "i see {0} {r} {1}",
        "here is {0} {r} {1}",
        "{0} which is {r} {1}",
        "you can see {0} {r} {1}",
        "{r} {1} stands {0}",
        "{0} stands {r} {1}",
    ),
    ("{r} {1} there is {0}", "{0} can be seen {r} {1}", "{0} lies {r} {1}"),
)
RELATIONS: dict[str, tuple[str, ...]] = {
    "left_of": ("left of", "to the left of", "on the left of", "on the left side of"),
    "right_of": ("right of", "to the right of", "on the right of", "on the right side of"),
    "in_front_of": ("in front of",),
    "behind": ("behind", "in back of"),
    "near": ("next to", "near", "beside", "close to", "by"),
    "on": ("on", "on top of"),
    "inside": ("in", "inside"),
}
FACTS: dict[str, Wordings] = {
    "on": (("{1} with {0} on it", "{1} with {0} on top", "{1} has {0} on it", "on {1} is {0}",
            "{1} that has {0} on top"), ("{1} below {0}", "{1} under {0}")),
    "inside": (("{1} with {0} in it", "{1} that has {0} in it", "{1} has {0} in it",
                "in {1} is {0}", "{1} , in which there is {0}"), ("{1} that contains {0}",)),
    "between": (
        ("{0} between {1} and {2}", "{0} is between {1} and {2}",
         "there is {0} between {1} and {2}", "between {1} and {2} is {0}",
         "between {1} and {2} you see {0}", "{0} stands between {1} and {2}"),
        ("between {1} and {2} there is {0}", "{0} lies between {1} and {2}"),
    ),
    "at": (
        ("{0} {1}", "{0} is {1}", "there is {0} {1}", "{0} {1} of the table", "{1} is {0}",
         "{1} you see {0}", "{1} of the table is {0}", "{0} stands {1}"),
        ("{1} there is {0}", "{0} can be seen {1}", "{1} of the table lies {0}"),
    ),
    "holding": (
        ("the robot holds {0}", "the gripper holds {0}", "{0} in the gripper",
         "the robot is holding {0}", "{0} held by the robot", "the arm holds {0}",
         "{0} is in the gripper", "{0} is held by the arm", "the hand has {0} in it"),
        ("the arm has picked up {0}", "{0} in the hand of the robot"),
    ),
    "opened": (("{0} is open", "{0} that is open", "i see that {0} is open"),
               ("{0} stands open", "{0} has been opened")),
    "closed": (("{0} is closed", "{0} that is closed", "i see that {0} is shut"),
               ("{0} stands closed", "{0} has been closed")),
}  # fmt: skip
SWITCHED = {"opened": "on", "closed": "off"}
SWITCH: Wordings = (("{0} is {1}", "{0} that is {1}"), ("{0} is turned {1}",))
COUNTED: Wordings = (
    (
        "{0}",
        "there are {0}",
        "exactly {0}",
        "a picture of {0}",
        "i see {0}",
        "here are {0}",
        "the picture has {0}",
        "you see {0}",
        "in the picture there are {0}",
    ),
    ("this picture shows {0}", "{0} can be seen", "i count {0}"),
)
ONE: Wordings = (
    (
        "exactly one {0}",
        "only one {0}",
        "there is exactly one {0}",
        "a single {0}",
        "i see exactly one {0}",
        "the picture has only one {0}",
    ),
    ("i count one {0}", "this picture shows exactly one {0}"),
)
NONE: Wordings = (
    (
        "no {0}",
        "no {1}",
        "there is no {0}",
        "there are no {1}",
        "i see no {0}",
        "here is no {0}",
        "the picture has no {1}",
        "you see no {0}",
    ),
    ("no {0} can be seen", "this picture shows no {0}", "i count no {1}"),
)
PLACES: dict[str, tuple[str, ...]] = {
    "center": ("in the center", "in the middle"),
    **{side: (f"on the {side} side",) for side in ("left", "right")},
    "front": ("at the front", "on the front side"),
    "back": ("at the back", "on the back side"),
    **{
        f"{row}_{side}": (f"in the {row} {side} corner", f"in the {row} {side}")
        for row in ("front", "back")
        for side in ("left", "right")
    },
}
"""Region -> where that is."""

PUNCTUATION = ",.;:!?'-"
INSTRUCTIONS = """
after all and any are at away back before behind between biggest bottom bring but by center
centimeter centimeters centre clear close closed closer closest cm color colour corner could counter
counting do down drop each else every everything exactly except far farthest fifth first five for
four fourth from front furthest get give go goes grab grasp half halfway hand heat i if in inside
into is it its keep kitchen lamp largest lay least left leftmost less letting lift light lights like
line make matching meter middle more most move moving nearest next no non not of off on once one
onto open other otherwise out over percent pick place please press pull push pushing put quarter
rearmost rest rid right rightmost rinse robot same second see set shut side six slide slowly
smallest some sort speed stack stay staying stow straight switch table take tallest ten than that
the them then there third three throw tidy to toast together too top toward towards tower trash turn
twice two up usual want warm wash watch water when where which while with within without would you
your
"""
"""What instructions are made of besides nouns, colours, sizes and numbers."""
DIGITS = tuple(str(number) for number in range(31))

_TOKEN = re.compile(rf"[a-z]+|[0-9]+|[{re.escape(PUNCTUATION)}]|\S")


def words(text: str) -> list[str]:
    """Lower-case words, numbers and punctuation marks of a text, one by one."""
    return _TOKEN.findall(text.lower())


def text(statement: Statement, rng: np.random.Generator, held_out: bool = False) -> str:
    """A statement in words, lower case.

    Args:
        held_out: in a wording that is never drawn without it.
    """

    def said(wordings: Wordings, *args: str, **named: str) -> str:
        return pick(wordings[held_out], rng).format(*args, **named)

    if isinstance(statement, Count):
        return _count(statement, rng, held_out)
    if isinstance(statement, There):
        parts = [phrase(thing, rng) for thing in statement.things]
        if len(parts) == 1:
            return said(SHOWN, *parts)
        *first, last = parts
        joined = said(JOINED, " , ".join(first), last)
        return joined if held_out else said(SHOWN, joined)
    things = [phrase(arg, rng) for arg in statement.args if isinstance(arg, Thing)]
    predicate = statement.predicate
    if predicate == "at":
        return said(FACTS["at"], *things, pick(PLACES[str(statement.args[1])], rng))
    if predicate in SWITCHED and _is_switch(statement.args[0]):
        return said(SWITCH, *things, SWITCHED[predicate])
    if predicate not in RELATIONS or (predicate in FACTS and rng.random() < 0.3):
        return said(FACTS[predicate], *things)
    return said(RELATED, *things, r=pick(RELATIONS[predicate], rng))


def disturbed(text: str, rng: np.random.Generator, share: float = 0.2) -> str:
    """A caption in which some words that say nothing are strangers, which may not mislead either.

    Args:
        share: of those words that are exchanged.
    """
    return " ".join(
        pick(STRANGERS, rng) if word in FILLERS and rng.random() < share else word
        for word in words(text)
    )


def phrase(thing: Thing, rng: np.random.Generator) -> str:
    """A thing with its article: `a large red block`, `the top drawer`."""
    alone = thing.kind in KINDS and thing.kind not in (*LOOSE, "drawer")
    noun = _noun(thing, rng)
    return f"the {noun}" if alone or thing.name else _with_article(noun)


def region(entity: Entity, scene: Scene, rng: np.random.Generator) -> str:
    """What is seen where an entity is: `a red block`, `the large red block`, `red thing`."""
    thing = described(entity, rng)
    alone = sum(fits(thing, other) for other in scene) == 1
    noun = _noun(thing, rng)
    return pick((noun, f"the {noun}" if alone else _with_article(noun), _with_article(noun)), rng)


def caption_vocabulary() -> tuple[str, ...]:
    """All words that captions and the instructions of the task families can contain, sorted."""
    return tuple(sorted({word for said in _everything() for word in words(said)}))


def _count(statement: Count, rng: np.random.Generator, held_out: bool) -> str:
    one = _noun(statement.thing, rng)
    if statement.number == 1:
        return pick(ONE[held_out], rng).format(one)
    many = _noun(statement.thing, rng, plural=True)
    if statement.number == 0:
        return pick(NONE[held_out], rng).format(one, many)
    digits = statement.number >= len(NUMBERS) or rng.random() < 0.15
    number = str(statement.number) if digits else NUMBERS[statement.number]
    return pick(COUNTED[held_out], rng).format(f"{number} {many}")


def _noun(thing: Thing, rng: np.random.Generator, plural: bool = False) -> str:
    """`large red block`, `red things`, `top drawer`."""
    if thing.name is not None:
        return thing.name.replace("_", " ")
    noun = _called(thing.kind or "thing", NOUNS, rng)
    if plural:
        noun = KINDS[noun].plural if noun in KINDS else f"{noun}s"
    color = thing.color and _called(thing.color, COLOR_SYNONYMS, rng)
    size = thing.size and _called(thing.size, SIZE_SYNONYMS, rng)
    return " ".join(word for word in (size, color, noun) if word)


def _called(usual: str, synonyms: Mapping[str, Sequence[str]], rng: np.random.Generator) -> str:
    others = synonyms.get(usual)
    return pick(others, rng) if others and rng.random() > USUAL else usual


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _is_switch(thing: Thing | str) -> bool:
    return isinstance(thing, Thing) and thing.kind == "switch"


def _everything() -> Iterator[str]:
    """All texts that words come from."""
    yield from _captions()
    yield from (*PUNCTUATION, *DIGITS, INSTRUCTIONS)


def _captions() -> Iterator[str]:
    """All that captions are made of, in whatever wording."""
    for wordings in (JOINED, SHOWN, RELATED, SWITCH, COUNTED, ONE, NONE, *FACTS.values()):
        for said in wordings:
            yield from (re.sub(r"\{\w\}", " ", one) for one in said)
    for table in (RELATIONS, PLACES, NOUNS, COLOR_SYNONYMS, SIZE_SYNONYMS):
        yield from (one for said in table.values() for one in said)
    yield from (f"{one}s" for said in NOUNS.values() for one in said)
    yield from (word for kind in KINDS.values() for word in (kind.name, kind.plural))
    yield from (*COLORS, *SIZES, *NUMBERS, *SWITCHED.values(), "a an the thing things")
    yield from (region.replace("_", " ") for region in REGIONS)


FILLERS = frozenset((
    "also", "and", "as", "but", "here", "i", "picture", "see", "stands", "that", "then", "well",
    "what", "which", "you",
))  # fmt: skip
"""Words of captions that could be left out."""
STRANGERS = tuple(sorted(
    set(INSTRUCTIONS.split()) - {word for said in _captions() for word in words(said)}
    - {"bottom"}  # a drawer's name
))  # fmt: skip
"""Words that no caption has, in whatever wording."""
