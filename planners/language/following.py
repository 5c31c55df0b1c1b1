"""What remarks mean for a plan: things to speak of, claims to check, commands said again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeGuard

from vla.evaluate import judge
from vla.planner import Question, Refusal
from vla.scene import Scene

from .branches import test_condition
from .queries import Many, Referent, Unclear
from .script import Script, Step
from .syntax import Claim, Command, Instead, Noun, NounPhrase, Place, Put, Remark

_THINGS = ("thing", "fixture", "button", "things")
"""Fields of commands that say with what."""


@dataclass
class Following(Script):
    """Knows the last command and how things were before it."""

    last: Command | None = None
    undo: tuple[list[Step], Scene] | None = None
    last_speed: float | None = None

    def _begin(self, command: Command) -> Command:
        """Remember a command that may be said again, or taken back; gives what it comes to.

        `Carry it to the edge. Drop it there` puts it once.
        """
        if self.undo is not None and _is_put_once(self.last) and _drops_there(command):
            self.steps, self.ground.scene = list(self.undo[0]), self.undo[1]
            self.speed = self.last_speed if self.speed is None else self.speed
            command = replace(self.last, drop=getattr(command, "drop", None))
        if not isinstance(command, Remark):
            self.last, self.undo = command, (list(self.steps), self.scene)
            self.last_speed = self.speed
        return command

    def _regard(self, thing: NounPhrase) -> None:
        for item in self.ground.several(thing, "any"):
            self.ground.mention(*(item.found if isinstance(item, Many) else (item,)))
            self._point_at(item)

    def _point_at(self, item: Referent | Many) -> None:
        """What `there` means once a place was spoken of, and nothing was put anywhere yet."""
        if not isinstance(item, str) or self.place is not None:
            return
        entity = self.scene[item]
        if entity.affords.container or entity.kind in ("plate", "shelf"):
            self.place = ("place_in" if entity.affords.container else "place_on", item)

    def _claim(self, claim: Claim) -> None:
        condition = test_condition(self.ground, claim.test)
        truth = condition if isinstance(condition, bool) else judge(condition, self.scene).truth
        if truth is False:
            what = claim.test.subject.text
            raise Unclear(Refusal(f'What is said of "{what}" is not so. Say it in another way.'))
        if claim.test.test == "empty":
            self._point_at(self.ground.one(claim.test.subject, "any"))

    def _again(self, thing: NounPhrase) -> Command:
        """The last command with another thing."""
        last = self.last
        name = next((f.name for f in fields(last) if f.name in _THINGS), None) if last else None
        if last is None or name is None:
            raise Unclear(Question(f'What should be done with "{thing.text}"?'))
        if isinstance(last, Put) and last.places[0].relation in ("in", "on", "to"):
            last = replace(last, places=(Place("there"),))
        return replace(last, **{name: thing})  # type: ignore[arg-type]

    def _corrected(self, said: Instead) -> Command:
        """The last command as it should have been."""
        if said.thing is not None:
            return self._again(said.thing)
        if said.excluded is not None:
            thing = getattr(self.last, "thing", None)
            if not isinstance(thing, Noun) or thing.excluded or not thing.plural:
                raise Unclear(Question(f'What should be done with "{said.excluded.text}"?'))
            left_out = replace(thing, excluded=(said.excluded,))
            return replace(self.last, thing=left_out)  # type: ignore[type-var, arg-type]
        return said.command or self._elsewhere(said.places)

    def _elsewhere(self, places: tuple[Place, ...]) -> Command:
        """The last command with another place."""
        if not isinstance(self.last, Put):
            raise Unclear(Question("What should be done instead?"))
        return replace(self.last, places=places)

    def _take_last_back(self, said: Instead) -> None:
        if self.undo is None and said.command is not None:
            return  # `no, put it there`: what was wrong was said some other time
        if self.undo is None:
            raise Unclear(Refusal("Nothing was said before that could be corrected."))
        self.steps, self.ground.scene = list(self.undo[0]), self.undo[1]


def _is_put_once(command: Command | None) -> TypeGuard[Put]:
    """Whether one thing is put in one place, and nobody said how deep it falls."""
    if not isinstance(command, Put) or not isinstance(command.thing, Noun):
        return False
    return command.drop is None and len(command.places) == 1


def _drops_there(command: Command) -> bool:
    """Whether `it` is put where it was just put."""
    if not isinstance(command, Put) or not isinstance(command.thing, Noun):
        return False
    there = [place.relation == "there" and place.target is None for place in command.places]
    return command.thing.pronoun == "it" and there == [True]
