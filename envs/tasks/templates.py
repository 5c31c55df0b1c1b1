"""VoxPoser's thirteen templates: what is done with things, and what is said about space.

Names, groups and the attributes are those of the paper's block world (Huang et al. 2023, appendix
on simulated experiments); the sentences, scenes and exact goals are our own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from vla.errors import UnknownName
from vla.plan import Atom, Not
from vla.task import Setup

from . import template_deeds as deeds
from .base import choose
from .reach_zone import ReachZone

TOUCH = 0.001
"""[m] Nearer than that the hand touches what it is to mind."""


@dataclass(frozen=True)
class Template:
    """One template, in the words that examples have and in others."""

    published: str
    """As the paper has it."""
    group: str
    """`object`: something is done with a thing; `spatial`: something is said about the way."""
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    make: Callable[[np.random.Generator, str, str, tuple[int, int]], Setup]
    """(generator, wording, attributes, distractors) -> an episode."""
    scene: str = "tabletop"


def _reach(
    *goals: str,
) -> Callable[[np.random.Generator, str, str, tuple[int, int]], Setup]:
    """Episodes of `reach_zone` with goals of some kinds; touching what is minded fails, too."""

    def make(
        rng: np.random.Generator, wording: str, attributes: str, distractors: tuple[int, int]
    ) -> Setup:
        family = ReachZone(
            attributes=attributes, goals=goals, wordings=(wording,), distractors=distractors
        )
        setup = family.sample(rng)
        minded = tuple(
            {str(a.args[0]): None for a in deeds.kept(setup.plan) if a.name != "slow_in"}
        )
        touch = tuple(Not(Atom("clear_of", (name, TOUCH))) for name in minded)
        tipped = tuple(Atom("tipped", (name,)) for name in minded)
        watch = tuple(dict.fromkeys((*setup.watch, *minded)))
        return replace(setup, never=(*setup.never, *touch, *tipped), watch=watch)

    return make


TEMPLATES: dict[str, Template] = {
    "close_drawer": Template(
        "close the [deixis] drawer by pushing", "object",
        ("close the {f} by pushing", "close the {f} by pushing its front"),
        ("shut the {f} with a push", "push against the front of the {f} until it is closed",
         "using only a push, get the {f} closed"),
        deeds.close_drawer, "kitchen",
    ),
    "push_line": Template(
        "push the [obj] along the [line]", "object",
        ("push the {a} along a straight line {way} by {d} cm",
         "push the {a} {d} cm {way} along a straight line"),
        ("slide the {a} {way} in a straight line, {d} cm",
         "shove the {a} {d} cm {way} without leaving the line",
         "nudge the {a} {d} cm {way}, keeping it on a straight line"),
        deeds.push_line,
    ),
    "grasp_pace": Template(
        "grasp the [obj] from the table at [velocity]", "object",
        ("grasp the {a} from the table {pace}", "grasp the {a} {pace}"),
        ("{pace}, take hold of the {a}", "lift the {a} off the table {pace}",
         "grip the {a}, moving {pace}"),
        deeds.grasp_pace,
    ),
    "drop_at": Template(
        "drop the [obj] to the [pos]", "object",
        ("drop the {a} to the {r}", "drop the {a} at the {r}"),
        ("let the {a} fall from 2 cm at the {r}", "drop the {a} to the {r} from a height of 3 cm",
         "release the {a} above the {r}"),
        deeds.drop_at,
    ),
    "push_by": Template(
        "push the [obj] by [d] cm", "object",
        ("push the {a} by {d} cm {way}", "push the {a} {way} by {d} cm"),
        ("slide the {a} {d} cm {way}", "give the {a} a push of {d} cm {way}",
         "the {a} should be displaced {d} cm {way}"),
        deeds.push_by,
    ),
    "move_prep": Template(
        "move to the [prep] of the [obj]", "spatial",
        ("move {go}", "go {go}"),
        ("bring your hand {go}", "steer the gripper {go}", "have the end effector hover {go}"),
        _reach("beside", "at a distance", "over"),
    ),
    "move_region": Template(
        "move to the [region]", "spatial",
        ("move {go}", "go {go}"),
        ("bring your hand {go}", "head {go}", "the gripper should travel {go}"),
        _reach("region"),
    ),
    "move_side": Template(
        "move to the [pos] while staying on the [side] of the [obj]", "spatial",
        ("move {go} while staying {side} the {b}", "stay {side} the {b} and move {go}"),
        ("drive {go}, always staying {side} the {b}",
         "keep your hand {side} the {b} and travel {go}",
         "go {go}, and at no time leave the region {side} the {b}"),
        _reach("region"),
    ),
    "move_clear": Template(
        "move to the [pos] while staying at least [d] cm from the [obj]", "spatial",
        ("move {go} while staying at least {d} cm away from the {b}",
         "move {go}, but keep {d} cm away from the {b}"),
        ("go {go} without coming closer than {d} cm to the {b}",
         "maintaining a distance of {d} cm to the {b}, travel {go}",
         "the {b} needs {d} cm of space around it while you head {go}"),
        _reach("region"),
    ),
    "move_slow_near": Template(
        "move to the [pos] while moving at [speed] when within [d] cm of the [obj]", "spatial",
        ("move {go} while moving {pace} when within {d} cm of the {b}",
         "move {go}, {pace} within {d} cm of the {b}"),
        ("whenever you are closer than {d} cm to the {b}, travel {pace}, and go {go}",
         "drive {go}, going {pace} within a radius of {d} cm of the {b}",
         "head {go} and slow down {pace} for the last {d} cm before the {b}"),
        _reach("beside", "at a distance", "region"),
    ),
    "move_slow_in": Template(
        "move to the [pos] at [speed] in the [region]", "spatial",
        ("move {go} {pace} in the {part} of the table",
         "{pace} in the {part} of the table, move {go}"),
        ("drive {go}, travelling {pace} while you are in the {part} of the table",
         "while in the {part} of the table, move {pace}, and head {go}",
         "the {part} of the table is to be crossed {pace} as you go {go}"),
        _reach("beside", "at a distance", "region", "over"),
    ),
    "push_keeping": Template(
        "push the [obj] while letting it stay on the [side] of / away from the [obj]", "spatial",
        ("push the {a} to the {r} while letting it stay {side} the {b}",
         "push the {a} to the {r} while letting it stay at least {d} cm away from the {b}"),
        ("slide the {a} to the {r}, keeping it {side} the {b}",
         "slide the {a} to the {r}, but keep it {d} cm away from the {b}",
         "shove the {a} to the {r} such that it remains {side} the {b} throughout"),
        deeds.push_keeping,
    ),
    "push_pace": Template(
        "push the [obj] to the [pos] at [speed]", "spatial",
        ("push the {a} to the {r} {pace}", "{pace}, push the {a} to the {r}"),
        ("slide the {a} {pace} to the {r}", "shove the {a} over to the {r} {pace}",
         "moving {pace}, push the {a} into the {r}"),
        deeds.push_pace,
    ),
}  # fmt: skip
"""Name -> template."""


@dataclass(frozen=True)
class Templates:
    """One of the templates, or any that plays on the table."""

    name: str = "templates"
    scene: str = "tabletop"
    template: str = "any"
    """A key of `TEMPLATES`, or any of those that play in the scene."""
    attributes: str = "seen"
    """`seen` or `unseen`: colours, distances, and which drawer."""
    instructions: str = "seen"
    """`seen` or `unseen`: the sentences."""
    distractors: tuple[int, int] = (0, 2)
    wordings: tuple[str, ...] = field(init=False)
    """Sentences of all that may be asked for."""

    def __post_init__(self) -> None:
        all_of_them = (w for key in self._chosen() for w in self._sentences(TEMPLATES[key]))
        object.__setattr__(self, "wordings", tuple(all_of_them))

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        template = TEMPLATES[choose(rng, self._chosen())]
        wording = choose(rng, self._sentences(template))
        return template.make(rng, wording, self.attributes, self.distractors)

    def _sentences(self, template: Template) -> tuple[str, ...]:
        return template.seen if self.instructions == "seen" else template.unseen

    def _chosen(self) -> tuple[str, ...]:
        if self.template == "any":
            return tuple(key for key, made in TEMPLATES.items() if made.scene == self.scene)
        if self.template not in TEMPLATES:
            raise UnknownName("template", self.template, TEMPLATES)
        return (self.template,)


def of(template: str, attributes: str = "seen", instructions: str = "seen") -> Templates:
    """The family of one template.

    Raises:
        UnknownName: no such template.
    """
    if template not in TEMPLATES:
        raise UnknownName("template", template, TEMPLATES)
    made = TEMPLATES[template]
    return Templates(template, made.scene, template, attributes, instructions)
