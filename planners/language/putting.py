"""Putting: where a thing goes, and the steps that bring it there."""

from __future__ import annotations

from dataclasses import replace

from vla.dryrun import dry_run
from vla.effects import riders
from vla.evaluate import judge, members
from vla.plan import (
    Atom,
    Call,
    Ensure,
    ForEach,
    Names,
    Node,
    Not,
    Plan,
    Query,
    Seq,
    Take,
    Value,
    Var,
    Where,
    Without,
)
from vla.planner import Question, Refusal
from vla.predicates import AXES, half_width, read
from vla.skills import PICKS
from vla.steps import call
from vla.vocabulary import KINDS

from .lexicon import DIRECTION_OF, THING
from .noun_tails import WHOLE
from .queries import Many, Referent, Role, Unclear
from .script import Script, within
from .syntax import Noun, NounPhrase, Place

FALL = 0.03
"""[m] that a thing may fall when it is let go."""


class Putting(Script):
    """Picks things up and puts them somewhere."""

    # --- putting ---------------------------------------------------------------------------

    def _put(
        self,
        thing: NounPhrase,
        places: tuple[Place, ...],
        drop: float | None = None,
        total: bool = False,
    ) -> None:
        if len(places) > 1:
            both = " and ".join(self._place_words(place) for place in places)
            raise Unclear(Refusal(f'"{thing.text}" cannot be in two places at once: {both}.'))
        if not places:
            self.ground.several(thing)
            raise Unclear(Question(f'Where should "{thing.text}" go?'))
        place = next(iter(places))
        if isinstance(place.target, Noun) and place.target.matching:
            self._match(self.ground.several(thing), place.target, place.relation, strict=True)
            return
        items = self.ground.several(thing)
        names = [n for item in items for n in (item.found if isinstance(item, Many) else (item,))]
        if len(names) == 1 and (not isinstance(items[0], Many) or items[0].limit is None):
            items = [items[0] if not isinstance(items[0], Many) else names[0]]
        apart = items[0] if len(items) == 1 and not isinstance(items[0], Many) else None
        order = getattr(place.target, "order", None)
        if apart is not None and order is not None and getattr(order.reference, "pronoun", None):
            self.ground.mention(apart)  # `put the block in the bowl closest to it`
        skill, target, options, words = self._destination(place, apart, names)
        if drop is not None:
            options |= self._fall(drop, skill, len(names))
        moved: list[Referent] = []
        for item in items:
            if isinstance(item, Many):
                item = replace(item, exact=item.exact or total)
                moved += self._put_many(item, skill, target, options, words)
            else:
                self._put_one(item, skill, target, options, words)
                moved.append(item)
        names = moved or names
        if len(names) > 1:
            self.ground.mention(*names)
        if skill != "place_at" and not isinstance(target, str | Var):
            raise AssertionError("a place has a target")
        if skill != "place_at":
            self.ground.mention(target, place=True)
        if len(names) == 1:
            self.ground.mention(*names)
        self.place = (skill, target)

    def _fall(self, drop: float, skill: str, count: int) -> dict[str, Value]:
        """From how high a thing is let go."""
        fall = within(drop, 0.0, FALL, "fallen through")
        if count > 1:
            raise Unclear(Refusal("Only one thing at a time is dropped from a height."))
        # Into a container things are let go below its rim.
        return {} if skill == "place_in" else {"drop": fall}

    def _put_one(
        self, item: Referent, skill: str, target: Referent, options: dict[str, Value], words: str
    ) -> None:
        name = self._able(item, "grasp", "picked up")
        if name == target:
            raise Unclear(Refusal(f"{self._the(name).capitalize()} cannot go {words}."))
        if isinstance(name, str) and skill != "place_at" and target in riders(self.scene, name):
            raise Unclear(
                Refusal(
                    f"{self._the(target).capitalize()} is on or in {self._the(name)} by then, "
                    f"so {self._the(name)} cannot go {words}."
                )
            )
        goal = {"place_in": "inside", "place_on": "on"}.get(skill)
        atom = Atom(goal, (name, target)) if goal else None
        there = atom is not None and isinstance(name, str) and isinstance(target, str)
        there = there and judge(atom, self.scene).truth is True  # type: ignore[arg-type]
        there = there and (goal == "inside" or not self._in_a_vessel(name))
        if not there or not self.clears:
            self._bare(name)
        before: tuple[Call, ...] = ()
        if self.steps and self.steps[-1].lifts == name:
            lifted = self._take_back().node.steps
            before = tuple(n for n in lifted if isinstance(n, Call) and n.skill in ("open", *PICKS))
            before = self._same_pace(before)
        opening = self._opened(target) if skill == "place_in" else ()
        self._free_hand(name)
        taking: tuple[Node, ...] = ()
        if self.scene.held != name:
            taking = before or (*self._reach(name), self._call("pick", name))
        where = {key: value for key, value in options.items() if key != "direction"}
        placing = self._call(skill, name, *_placing(target, options), **where)
        comment = f"put {self._the(name)} {words}"
        if there and atom is not None and not before:
            # It is there already: done again only if it is not by then.
            self._emit(comment, Ensure(atom, Seq((*opening, *taking, placing))))
            return
        self._emit(comment, *opening, *taking, placing)

    def _same_pace(self, before: tuple[Call, ...]) -> tuple[Call, ...]:
        """`pick it up and put it there slowly`: one movement, one speed, wherever it was said."""
        said = [value for node in before for key, value in node.options if key == "speed"]
        if said and self.speed is None and isinstance(said[0], float | int):
            self.speed = float(said[0])
        if said or self.speed is None:
            return before
        return tuple(self._call(node.skill, *node.args, **dict(node.options)) for node in before)

    def _put_many(
        self, item: Many, skill: str, target: Referent, options: dict[str, Value], words: str
    ) -> tuple[str, ...]:
        """Gives what is moved."""
        if skill == "place_beside":
            raise Unclear(
                Refusal(f"Only one thing fits {words}; {len(item.found)} are meant. Name one.")
            )
        self._free_hand(Var(THING))
        var = item.kind if item.kind in KINDS else THING
        query = item.query
        out = [n for n in item.found if n == target or n in self.guarded or n in self.still]
        if out:
            query = Without(query, Names(tuple(out)))
            if not members(query, self.scene) and not {*out} <= {target}:
                raise Unclear(Refusal(f"All that should go {words} are to be left alone."))
        where = {"place_in": "inside", "place_on": "on", "place_at": "at"}[skill]
        there = Where(query, Atom(where, (Var("it"), target)))
        already = members(there, self.scene)
        query = Where(query, Not(Atom(where, (Var("it"), target))))
        moving = members(query, self.scene)
        if item.limit is not None:
            limit = item.limit - (len(already) if item.exact else 0)
            if item.exact and limit < 0:
                raise Unclear(
                    Refusal(
                        f"{len(already)} are already {words}, more than the {item.limit} asked."
                    )
                )
            if len(moving) < limit:
                limit = item.limit - len(already)
            chosen = self._free_ones(moving, max(limit, 0))
            query = Take(query, max(limit, 0)) if chosen is None else Names(chosen)
        for name in members(query, self.scene):
            self._able(name, "grasp", "picked up")
        query = self._from_the_top(query)
        body = Seq((self._call("pick", Var(var)), self._call(skill, Var(var), target)))
        number = "" if item.limit is None else f"{item.limit} "
        plural = KINDS[var].plural if var in KINDS else "things"
        opening = self._opened(target) if skill == "place_in" else ()
        moved = members(query, self.scene)
        limit = max(16, len(item.found))
        self._emit(f"put {number}{plural} {words}", *opening, ForEach(var, query, body, limit))
        return moved

    def _destination(
        self, place: Place, apart: Referent | None, moved: list[Referent]
    ) -> tuple[str, Referent, dict[str, Value], str]:
        """Skill, target, options and words of a place."""
        relation = place.relation
        if relation == "side":
            raise Unclear(
                Question(
                    f"Do you mean the {place.region} side of the table, or how many centimeters "
                    f"to the {place.region} from where it is?"
                )
            )
        if relation == "region":
            region = str(place.region)
            return "place_at", region, {}, f"in the {region.replace('_', ' ')} of the table"
        if relation == "there":
            if self.place is None:
                raise Unclear(Question('Where is "there"?'))
            skill, target = self.place
            if skill == "place_at":
                return skill, target, {}, f"in the {str(target).replace('_', ' ')} of the table"
            preposition = {"place_in": "in", "place_on": "on"}.get(skill)
            if preposition is None:
                raise Unclear(Question('Where is "there"?'))
            return skill, target, {}, f"{preposition} {self._the(target)}"
        if relation == "between":
            return self._between(place, moved)
        if relation == "below":
            raise Unclear(Refusal("Nothing can be put underneath another thing here."))
        roles: dict[str, Role] = {"in": "container", "on": "support"}
        phrase = place.target or Noun(None, pronoun="it", text="there")
        role = roles.get(relation, "any")
        if isinstance(phrase, Noun) and phrase.kind is None and relation not in ("in", "to"):
            kinds = {self.scene[name].kind for name in moved if isinstance(name, str)}
            phrase = self.ground.alike(phrase, kinds.pop(), role) if len(kinds) == 1 else phrase
        if isinstance(phrase, Noun) and WHOLE in phrase.relations:
            # beside a tower is beside its foot
            phrase = replace(phrase, quantity="the", plural=False, level="bottom")
        if (
            isinstance(phrase, Noun)
            and not phrase.pronoun
            and phrase.plural
            and phrase.quantity != "a"
        ):
            found = self.ground.several(phrase, role)  # type: ignore[arg-type]
            if len(found) == 1 and isinstance(found[0], Many) and len(found[0].found) > 1:
                raise Unclear(Question(f'Which of "{phrase.text}" do you mean?', found[0].found))
            if isinstance(found[0], Many):
                phrase = replace(phrase, plural=False, quantity="a")
        target = self.ground.one(phrase, role, apart)  # type: ignore[arg-type]
        if relation in DIRECTION_OF or relation == "near":
            return self._next_to(place, target, moved)
        if relation == "with":
            around = self._home_of(target)
            if isinstance(around, str) and self.scene[around].kind == "table":
                return self._next_to(replace(place, relation="near"), target, moved)
            target = around
        return self._into(relation, target)

    def _into(self, relation: str, target: Referent) -> tuple[str, Referent, dict[str, Value], str]:
        """In, on, or `to` whichever of both a thing is made for."""
        kind = (
            self.ground.supposed[0].kind
            if isinstance(target, Var) and self.ground.supposed
            else None
        )
        kind = self.scene[target].kind if isinstance(target, str) else kind
        affords = KINDS[kind or "bowl"]
        the = self._the(target)
        if kind == "cabinet" and relation in ("in", "to"):
            drawers = tuple(
                e.name for e in self.scene if e.part_of == target and e.affords.container
            )
            raise Unclear(Question(f"Which part of {the} do you mean?", drawers))
        if relation in ("in", "to", "over", "with") and affords.container:
            return "place_in", target, {}, f"in {the}"
        if affords.support and not (relation == "in" and kind in ("block", "can")):
            return "place_on", target, {}, f"on {the}"
        if relation == "on" and affords.container:
            raise Unclear(
                Question(f"Nothing stands on top of {the}. Do you mean inside it?", (str(target),))
            )
        wrong = "has no inside" if relation == "in" else "carries nothing"
        raise Unclear(Refusal(f"{the.capitalize()} {wrong}: it is a {affords.name}."))

    def _next_to(
        self, place: Place, target: Referent, moved: list[Referent]
    ) -> tuple[str, Referent, dict[str, Value], str]:
        if len(moved) > 1:
            raise Unclear(
                Refusal(f"Only one thing fits {self._place_words(place)}; {len(moved)} are meant.")
            )
        if isinstance(target, str) and self.scene[target].kind in ("table", "cabinet"):
            raise Unclear(Refusal(f"There is no room next to {self._the(target)} within reach."))
        options: dict[str, Value] = {}
        if place.gap is not None:
            options["gap"] = within(place.gap, 0.01, 0.40, "left free")
        direction = DIRECTION_OF.get(place.relation)
        around = self._furniture_of(target) if direction is None else None
        if around is not None:
            return self._into("with", around)
        if direction is None:
            direction = self._free_side(moved[0], target, place.gap or 0.05)
        options["direction"] = direction
        words = {"left": "left of", "right": "right of", "front": "in front of", "back": "behind"}
        gap = f"{100 * place.gap:g} cm " if place.gap is not None else ""
        return "place_beside", target, options, f"{gap}{words[direction]} {self._the(target)}"

    def _free_side(self, thing: Referent, target: Referent, gap: float) -> str:
        """The first side of a thing that is free and within reach."""
        if not isinstance(thing, str) or not isinstance(target, str):
            return "left"
        for direction in ("left", "right", "front", "back"):
            node = Seq(
                (call("pick", thing), call("place_beside", thing, target, direction, gap=gap))
            )
            start = replace(self.scene, held=None)
            run = dry_run(Plan(node), start)
            if not run.problems and not any("stands where" in note for note in run.notes):
                return direction
        raise Unclear(Refusal(f"There is no free place next to {self._the(target)}."))

    def _between(
        self, place: Place, moved: list[Referent]
    ) -> tuple[str, Referent, dict[str, Value], str]:
        """Between two things, as a place beside the first, towards the second."""
        assert place.target is not None
        assert place.second is not None
        first, second = self.ground.pair(place.target, place.second)
        words = f"between {self._the(first)} and {self._the(second)}"
        if len(moved) != 1 or not all(isinstance(n, str) for n in (first, second, moved[0])):
            raise Unclear(Refusal(f"Only one thing can be put {words}."))
        a, b, thing = self.scene[str(first)], self.scene[str(second)], self.scene[str(moved[0])]
        dx, dy = b.position[0] - a.position[0], b.position[1] - a.position[1]
        direction = max(AXES, key=lambda d: dx * AXES[d][0] + dy * AXES[d][1])
        along = abs(dx * AXES[direction][0] + dy * AXES[direction][1])
        gap = along / 2 - half_width(a, direction) - half_width(thing, direction)
        if gap < 0.01:
            raise Unclear(Refusal(f"There is no room {words}."))
        options: dict[str, Value] = {"direction": direction, "gap": round(min(gap, 0.4), 3)}
        x = a.position[0] + AXES[direction][0] * along / 2
        y = a.position[1] + AXES[direction][1] * along / 2
        there = replace(thing, position=(x, y, thing.position[2]))
        scene = replace(
            self.scene, entities=tuple(there if e.name == thing.name else e for e in self.scene)
        )
        if not read(scene, "between", (thing.name, a.name, b.name)).truth:
            raise Unclear(Refusal(f"The two are too far askew to put anything {words}."))
        return "place_beside", first, options, words

    # --- matching ---------------------------------------------------------------

    def _match(self, items: list[Referent | Many], into: Noun, relation: str, strict: bool) -> None:
        """Every thing to the one of its own colour."""
        skill = "place_in" if relation in ("in", "to") else "place_on"
        plain = replace(into, matching=None, quantity="all", plural=True)
        if plain.kind is None:
            plain = replace(plain, kind="container")
        places = self.ground.many(plain, "container")
        if skill == "place_in" and not all(self.scene[n].affords.container for n in places.found):
            skill = "place_on"
        for item in items:
            found = item.found if isinstance(item, Many) else (item,)
            alone: list[str] = []
            for name in found:
                fits = [p for p in places.found if p != name and self._same_color(str(name), p)]
                if len(fits) > 1:
                    raise Unclear(Question(f"Which one is for {self._the(name)}?", tuple(fits)))
                if not fits:
                    alone.append(str(name))
            if alone and (strict or len(alone) == len(found)):
                raise Unclear(
                    Refusal(f"Nothing of its own color is there for {self._the(alone[0])}.")
                )
            self._match_item(item, places.query, skill, into.kind or "container", alone)
        self.ground.mention(*(n for i in items for n in (i.found if isinstance(i, Many) else (i,))))

    def _match_item(
        self, item: Referent | Many, places: Query, skill: str, kind: str, alone: list[str]
    ) -> None:
        if not isinstance(item, Many):
            names = [p for p in members(places, self.scene) if self._same_color(str(item), p)]
            word = "in" if skill == "place_in" else "on"
            self._put_one(item, skill, names[0], {}, f"{word} {self._the(names[0])}")
            return
        var = item.kind if item.kind in KINDS else THING
        target = Where(places, Atom("same_color", (Var("it"), Var(var))))
        query = item.query
        if alone:
            query = Without(query, Names(tuple(alone)))
        if item.limit is not None:
            query = Take(query, item.limit)
        for name in item.found:
            self._able(name, "grasp", "picked up")
        self._free_hand(Var(var))
        body = Seq((self._call("pick", Var(var)), self._call(skill, Var(var), target)))
        plural = KINDS[var].plural if var in KINDS else "things"
        self._emit(f"put {plural} in the {kind} of the same color", ForEach(var, query, body))

    def _same_color(self, a: str, b: str) -> bool:
        return read(self.scene, "same_color", (a, b)).truth is True


def _placing(target: Referent, options: dict[str, Value]) -> tuple[Value, ...]:
    return (target, options["direction"]) if "direction" in options else (target,)
