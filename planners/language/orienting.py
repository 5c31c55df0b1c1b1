"""Turning things so that they face others."""

from __future__ import annotations

from vla.facing import front
from vla.planner import Question, Refusal

from .queries import Referent, Unclear
from .script import Script
from .syntax import Face


class Orienting(Script):
    """Turns things where they are."""

    def _face(self, said: Face) -> None:
        name = self._able(self.ground.one(said.thing, "grasp"), "grasp", "turned")
        if isinstance(name, str) and front(self.scene[name]) is None:
            kind = self.scene[name].kind
            raise Unclear(
                Refusal(f"{self._the(name).capitalize()} faces nothing: a {kind} is round.")
            )
        if said.target is None:
            assert said.side is not None
            words, step = _ASIDE[said.side], self._call("turn_towards", name, said.side)
        else:
            target: Referent = self.ground.one(said.target)
            if target == name:
                raise Unclear(Question(f"What should {self._the(name)} face?"))
            words, step = f"toward {self._the(target)}", self._call("turn_to", name, target)
        comment = f"turn {self._the(name)} {words}"
        if self.scene.held == name:
            self._emit(comment, step)
        else:
            self._hands_free(comment, step)
        self.ground.mention(name)


_ASIDE = {"left": "to the left", "right": "to the right", "front": "towards the robot",
          "back": "away from the robot"}  # fmt: skip
