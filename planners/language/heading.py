"""Where the hand itself is to go: over a thing, beside it, into a part of the table."""

from __future__ import annotations

import math

from vla.dryrun import dry_run
from vla.measures import AXES
from vla.plan import Keep, Plan, Seq, Value
from vla.planner import Question, Refusal
from vla.steps import call

from .lexicon import DIRECTION_OF
from .queries import Referent, Unclear
from .script import Script, within
from .syntax import NounPhrase, Place

WORDS = {"left": "to the left of", "right": "to the right of", "front": "in front of",
         "back": "behind"}  # fmt: skip
THERE = {"left": "the left", "right": "the right", "front": "in front", "back": "behind",
         "side": "a side"}  # fmt: skip


class Heading(Script):
    """Moves the hand."""

    def _move_to(self, place: Place) -> None:
        if place.relation == "side":
            raise Unclear(
                Question(
                    f"Do you mean the {place.region} side of the table, or {place.region} of what?"
                )
            )
        if place.region is not None:
            words = f"move to the {place.region.replace('_', ' ')} of the table"
            self._emit(words, self._call("move_at", place.region))
            return
        assert place.target is not None
        name = self.ground.one(place.target)
        if place.relation == "to":
            self._emit(f"move to {self._the(name)}", self._call("move_to", name))
        else:
            options: dict[str, Value] = {}
            if place.gap is not None:
                options["gap"] = within(place.gap, 0.02, 0.40, "left to a thing by the hand")
            direction = DIRECTION_OF.get(place.relation) or self._near_side(name, options)
            gap = f"{100 * place.gap:g} cm " if place.gap is not None else ""
            words = f"move {gap}{WORDS[direction]} {self._the(name)}"
            self._emit(words, self._call("move_beside", name, direction, **options))
        self.ground.mention(name)

    def _approach(self, thing: NounPhrase, side: str) -> None:
        """Come to a thing from one side, or down to it from above."""
        name = self.ground.one(thing)
        if side == "below":
            raise Unclear(Refusal(f"The hand cannot come to {self._the(name)} from below."))
        if side == "above":
            self._emit(f"move to {self._the(name)}", self._call("move_to", name))
        else:
            side = self._near_side(name, {}) if side == "side" else side
            words = f"approach {self._the(name)} from {THERE[side]}"
            self._emit(words, self._call("approach", name, side))
        self.ground.mention(name)

    def _near_side(self, name: Referent, options: dict[str, Value]) -> str:
        """The side of a thing that is nearest to the hand, of those where it may be."""
        scene = self.scene
        if not isinstance(name, str):
            return "front"
        x, y, _ = (a - b for a, b in zip(scene.tool, scene[name].position, strict=True))
        for way in sorted(AXES, key=lambda way: math.dist(AXES[way], (x, y))):
            step = Seq((call("move_beside", name, way, **options),))
            run = dry_run(Plan(Seq((Keep(tuple(self.keep), step),)) if self.keep else step), scene)
            if not run.problems and not run.astray:
                return way
        raise Unclear(Refusal(f"There is no place next to {self._the(name)} for the hand."))
