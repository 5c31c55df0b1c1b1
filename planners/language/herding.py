"""Sweeping things into a part of the table: together where they stand together."""

from __future__ import annotations

from vla.evaluate import members
from vla.plan import Atom, ForEach, Names, Not, Seq, Take, Var, Where, Without
from vla.planner import Question, Refusal
from vla.predicates import read
from vla.skills import REGIONS
from vla.vocabulary import KINDS

from .lexicon import THING
from .queries import Many, Unclear
from .script import Script
from .syntax import NounPhrase


class Herding(Script):
    """Sweeps."""

    def _sweep(self, thing: NounPhrase, region: str | None) -> None:
        if region is None:
            corners = tuple(name for name in REGIONS if "_" in name)
            said = tuple(name.replace("_", " ") for name in corners)
            raise Unclear(Question("Which corner of the table do you mean?", said))
        words = f"to the {region.replace('_', ' ')} of the table"
        for item in self.ground.several(thing, "grasp"):
            if not isinstance(item, Many):
                name = self._able(item, "grasp", "pushed")
                step = self._call("push_to", name, region)
                self._hands_free(f"sweep {self._the(name)} {words}", step)
                self.ground.mention(name)
                continue
            self._sweep_many(item, region, words)

    def _sweep_many(self, item: Many, region: str, words: str) -> None:
        there, query = Atom("at", (Var("it"), region)), item.query
        out = [name for name in item.found if name in self.guarded or name in self.still]
        if out:
            query = Without(query, Names(tuple(out)))
        if item.limit is not None:
            there_now = sum(read(self.scene, "at", (n, region)).truth is True for n in item.found)
            limit = item.limit - (there_now if item.exact else 0)
            if limit < 0:
                raise Unclear(Refusal(f"{there_now} are there, more than the {item.limit} asked."))
            query = Take(Where(query, Not(there)), limit)
        else:
            query = Where(query, Not(there))
        for name in members(query, self.scene):
            self._able(name, "grasp", "pushed")
        var = item.kind if item.kind in KINDS else THING
        alike = {entity.name for entity in self.scene if entity.kind == item.kind}
        # What is not meant must stay where it is, so the others are then pushed one by one.
        every = alike == set(item.found) and not out
        skill = "sweep" if every and item.limit in (None, len(alike)) else "push_to"
        plural = KINDS[var].plural if var in KINDS else "things"
        body = Seq((self._call(skill, Var(var), region),))
        self._hands_free(f"sweep {plural} {words}", ForEach(var, query, body))
        self.ground.mention(*item.found)
