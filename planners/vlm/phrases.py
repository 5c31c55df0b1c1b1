"""Phrases for the things of a scene: as the parser says them, and as people do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vla.scene import Entity, Scene
from vla.vocabulary import KINDS

from .looks import COLOR_WORDS, NOUNS, SIZE_WORDS, USES

ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "left": ("leftmost {}", ("leftmost {}", "{} on the far left", "{} furthest to the left",
                             "far left {}", "{} that is most to the left")),
    "right": ("rightmost {}", ("rightmost {}", "{} on the far right", "{} furthest to the right",
                               "far right {}", "{} that is most to the right")),
    "largest": ("largest {}", ("largest {}", "biggest {}", "{} that is the biggest")),
    "smallest": ("smallest {}", ("smallest {}", "tiniest {}", "{} that is the smallest")),
    "tallest": ("tallest {}", ("tallest {}", "highest {}", "{} that is the tallest")),
    "front": ("{} closest to you", ("nearest {}", "{} nearest to you", "{} closest to the robot",
                                    "closest {}")),
    "back": ("{} farthest from you", ("farthest {}", "furthest {}", "{} farthest away from you",
                                      "{} that is farthest from the robot")),
}  # fmt: skip
"""What stands out: as the parser says it, and as people do."""
COLORED = ("{n} that's {c}", "{c} one , the {n} ,", "{n} {c}", "{n} of {c}",
           "{n} of color {c}", "{n} that {be} {c}", "{n} which {be} {c}", "{c} colored {n}",
           "{n} with the color {c}",
           "{n} in {c}", "{n} of {c} color", "{n} painted {c}", "{n} , the {c} one",
           "{n} , the {c} one ,", "{n} , i mean the {c} one ,", "{n} , namely the {c} one ,",
           "{n} that has the color {c}")  # fmt: skip
"""Ways to say a colour that is not before its noun."""
RANKED = ("{r} {n} from the {s}", "{r} {n} counting from the {s}", "{r} {n} counted from the {s}",
          "number {r} {n} from the {s}", "{r} {n} if you count from the {s}",
          "{r} {n} , counting from the {s} ,", "{r} {n} as you go from the {s}")  # fmt: skip
RANKS = {"second": ("second", "2nd"), "third": ("third", "3rd")}
RELATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "nearest": ("{} closest to {}", ("{} closest to {}", "{} nearest to {}", "{} nearest {}",
                                     "{} that is closest to {}", "{} which is nearest to {}")),
    "farthest": ("{} farthest from {}", ("{} farthest from {}", "{} furthest from {}",
                                         "{} most distant from {}", "{} farthest away from {}")),
    "left": ("{} left of {}", ("{} left of {}", "{} to the left of {}", "{} that is left of {}",
                               "{} on the left of {}", "{} standing left of {}")),
    "right": ("{} right of {}", ("{} right of {}", "{} to the right of {}", "{} on the right of {}",
                                 "{} that is right of {}", "{} standing right of {}")),
    "behind": ("{} behind {}", ("{} behind {}", "{} that is behind {}", "{} standing behind {}")),
    "front": ("{} in front of {}", ("{} in front of {}", "{} that is in front of {}",
                                    "{} standing in front of {}")),
    "on": ("{} on {}", ("{} on {}", "{} that is on {}", "{} lying on {}", "{} on top of {}")),
    "in": ("{} in {}", ("{} in {}", "{} that is in {}", "{} inside {}", "{} lying in {}")),
}  # fmt: skip

USED = 0.05
"""How often a thing is named by what it is for."""
INCHES = {5: ("two inches", "2 inches"), 8: ("three inches",), 10: ("four inches", "4 inches"),
          13: ("five inches",), 15: ("six inches", "half a foot"), 18: ("seven inches",),
          20: ("eight inches",)}  # fmt: skip
"""Centimetres -> what is hardly more or less."""

Kept = Callable[[str], bool]
"""Whether a wording may be used."""


@dataclass(frozen=True)
class Phrase:
    """Words for the same thing: as the parser says it, and how people do."""

    canonical: str
    vary: Callable[[random.Random, Kept], str]


def fixed(canonical: str, *others: str) -> Phrase:
    """A phrase with a list of other ways to say it, in which `[a|b]` is a choice."""
    return Phrase(canonical, lambda rng, kept: choose((canonical, *others), rng, kept))


def choose(options: Sequence[str], rng: random.Random, kept: Kept) -> str:
    """One of the wordings that may be used, its own choices made; the first if none may be."""
    able = [option for option in options if kept(option)] or [options[0]]
    return chosen(rng.choice(able), rng, kept)


def chosen(template: str, rng: random.Random, kept: Kept) -> str:
    """A template with its choices `[a|b]` made."""

    def pick(match: re.Match[str]) -> str:
        options = match[1].split("|")
        return rng.choice([o for o in options if kept(o)] or options[:1])

    return re.sub(r"\[([^\]]*)\]", pick, template)


@dataclass(frozen=True)
class Look:
    """What is said of the looks of a thing; `None` is not said."""

    kind: str
    color: str | None = None
    size: str | None = None

    def fits(self, entity: Entity) -> bool:
        """Whether it may be meant."""
        kind = entity.affords.graspable if self.kind == "thing" else entity.kind == self.kind
        return kind and self.color in (None, entity.color) and self.size in (None, entity.size)

    def canonical(self, plural: bool = False) -> str:
        """Without an article."""
        noun = _plural(self.kind) if plural else self.kind
        return " ".join(word for word in (self.size, self.color, noun) if word)

    def vary(self, rng: random.Random, kept: Kept, plural: bool = False) -> str:
        """The same in other words, `color` before or after the noun."""
        noun = choose((self.kind, self.kind, *NOUNS.get(self.kind, ())), rng, kept)
        if plural:
            noun = _plural(noun)
        elif self.kind in USES and rng.random() < USED:
            noun = choose(USES[self.kind], rng, kept)
        color = self.color and choose((self.color,) * 3 + COLOR_WORDS[self.color], rng, kept)
        size = self.size and choose((self.size, *SIZE_WORDS[self.size]), rng, kept)
        if color and rng.random() < 0.1:
            be = "are" if plural else "is"
            told = choose(COLORED, rng, kept).format(n=noun, c=color, be=be)
            return f"{size} {told}" if size else told
        return " ".join(word for word in (size, color, noun) if word)


def look(entity: Entity, scene: Scene, rng: random.Random, unique: bool = True) -> Look | None:
    """Some words for the looks of an entity; those that mean it alone if `unique`."""
    full = Look(entity.kind, entity.color, entity.size)
    levels = [Look(entity.kind), replace(full, size=None), full]
    if rng.random() < 0.04 and entity.affords.graspable and entity.color:
        levels.insert(0, Look("thing", entity.color))
    if unique:
        levels = [some for some in levels if sum(map(some.fits, scene)) == 1]
        if not levels:
            return None
        return levels[0] if rng.random() < 0.5 else rng.choice(levels)
    return rng.choice(levels)


def the(some: Look, rng: random.Random) -> Phrase:
    """A thing by its looks."""
    return Phrase(
        f"the {some.canonical()}",
        lambda rng, kept: f"{_article(rng)}{some.vary(rng, kept)}",
    )


def bare(some: Look, plural: bool = False) -> Phrase:
    """One or several by their looks, without an article."""
    return Phrase(some.canonical(plural), lambda rng, kept: some.vary(rng, kept, plural))


def ordered(some: Look, key: str, rank: str | None = None) -> Phrase:
    """One that stands out among those that look so: `the leftmost block`, `the second from ...`."""
    if rank is not None:

        def count(rng: random.Random, kept: Kept) -> str:
            word = choose(RANKS[rank], rng, kept)
            return "the " + choose(RANKED, rng, kept).format(r=word, n=some.vary(rng, kept), s=key)

        return Phrase(f"the {rank} {some.canonical()} from the {key}", count)
    canonical, others = ORDERS[key]
    return Phrase(
        "the " + canonical.format(some.canonical()),
        lambda rng, kept: "the " + choose(others, rng, kept).format(some.vary(rng, kept)),
    )


def related(some: Look, relation: str, other: Phrase) -> Phrase:
    """One by where it is: `the block closest to the plate`."""
    canonical, others = RELATIONS[relation]
    return Phrase(
        "the " + canonical.format(some.canonical(), other.canonical),
        lambda rng, kept: (
            "the " + choose(others, rng, kept).format(some.vary(rng, kept), other.vary(rng, kept))
        ),
    )


def several(some: Look, how: str, color: str = "", number: int = 2) -> Phrase:
    """A set: `all`, `each`, `count`, `not` of a colour, `except` one of a colour."""
    single, plural = some.canonical(), some.canonical(True)
    word = NUMBERS[number]
    canonical = {
        "all": f"all {plural}",
        "each": f"every {single}",
        "count": f"{word} {plural}",
        "not": f"every {single} that is not {color}",
        "except": f"all {plural} except the {color} one",
    }[how]

    def vary(rng: random.Random, kept: Kept) -> str:
        one, many = some.vary(rng, kept), some.vary(rng, kept, True)
        c = choose((color,) * 3 + COLOR_WORDS.get(color, ()), rng, kept)
        forms = {
            "all": (f"all {many}", f"all the {many}", f"all of the {many}", f"the {many}",
                    f"every single {one}", f"each and every {one}", f"any {one} you can find",
                    f"every {one}", f"each {one}", f"whatever {many} there are"),
            "count": (f"{word} {many}", f"{word} of the {many}", f"any {word} {many}",
                      f"exactly {word} {many}", f"{number} {many}", f"just {word} {many}"),
            "not": (f"every {one} that is not {c}", f"all {many} that are not {c}",
                    f"all non {c} {many}", f"the {many} that aren't {c}",
                    f"every {one} which isn't {c}", f"all {many} of another color than {c}",
                    f"any {one} whose color is not {c}"),
            "except": (f"all {many} except the {c} one", f"all {many} but the {c} one",
                       f"every {one} except the {c} one", f"all the {many} apart from the {c} one",
                       f"each {one} other than the {c} one", f"the {many} without the {c} one",
                       f"every {one} but not the {c} one"),
        }  # fmt: skip
        forms["each"] = forms["all"]
        templates = {
            name: tuple(_shape(f, one, many, c) for f in told) for name, told in forms.items()
        }
        able = [f for f, t in zip(forms[how], templates[how], strict=True) if kept(t)]
        return rng.choice(able or [forms[how][0]])

    return Phrase(canonical, vary)


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve")  # fmt: skip


def centimetres(number: int) -> Phrase:
    """A distance."""
    words = [f"{number} centimeters", f"{number} centimetres", f"{number}cm"]
    if number < len(NUMBERS):
        words += [f"{NUMBERS[number]} centimeters", f"{NUMBERS[number]} cm"]
    words += [f"{10 * number} mm", f"{10 * number} millimeters", *INCHES.get(number, ())]
    return fixed(f"{number} cm", *words)


def _shape(form: str, one: str, many: str, color: str) -> str:
    """A form without what varies in it, by which it is held out or not."""
    return form.replace(many, "{many}").replace(one, "{one}").replace(color or "\0", "{c}")


def _article(rng: random.Random) -> str:
    return rng.choices(("the ", "", "that ", "my ", "this "), (0.8, 0.11, 0.04, 0.03, 0.02))[0]


def _plural(noun: str) -> str:
    if noun in KINDS:
        return KINDS[noun].plural
    return f"{noun}es" if noun.endswith(("x", "s", "sh", "ch")) else f"{noun}s"
