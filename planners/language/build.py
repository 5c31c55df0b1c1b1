"""From commands to plans: what a command means in the scene as it will be by then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from vla.dryrun import dry_run
from vla.effects import riders
from vla.errors import UserError
from vla.evaluate import judge, members
from vla.plan import (
    And,
    Atom,
    Call,
    Condition,
    Fail,
    ForEach,
    If,
    Names,
    Node,
    Not,
    Objects,
    Or,
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
from vla.scene import Scene
from vla.steps import call
from vla.vocabulary import KINDS

from .branches import hypothesis, test_condition
from .ground import Absent, Grounder, Many, Referent, Unclear
from .lexicon import DIRECTION_OF, THING
from .syntax import (
    Clause,
    Command,
    Conditional,
    Group,
    Guard,
    Home,
    Manner,
    MoveTo,
    Noun,
    NounPhrase,
    Pick,
    Place,
    Press,
    Push,
    Put,
    PutDown,
    Sort,
    Stack,
    Statement,
    TakeOff,
    Turn,
    Unstack,
)

REACHABLE = 0.45
"""Openness below which a drawer or a door is opened first."""


@dataclass(frozen=True)
class Step:
    """One sub-goal of the plan and the scene before it."""

    node: Seq
    before: Scene
    lifts: Referent | None = None
    """It only takes this thing up (or off something): a later `put` of it takes over."""


@dataclass
class Builder:
    """Builds the plan of one reading, statement by statement."""

    ground: Grounder
    steps: list[Step] = field(default_factory=list)
    keep: list[Condition] = field(default_factory=list)
    guarded: dict[str, str] = field(default_factory=dict)
    """Name -> the words that forbid it; `still` things may be used, not moved."""
    still: set[str] = field(default_factory=set)
    pace: float | None = None
    """Speed of everything."""
    speed: float | None = None
    """Speed of the present clause."""
    place: tuple[str, Referent | str] | None = None
    """Where the last thing went: skill and target."""

    def copy(self) -> Builder:
        return replace(
            self,
            ground=self.ground.copy(),
            steps=list(self.steps),
            keep=list(self.keep),
            guarded=dict(self.guarded),
            still=set(self.still),
        )

    @property
    def scene(self) -> Scene:
        """The scene as it will be when the steps so far are done."""
        return self.ground.scene

    # --- statements ------------------------------------------------------------------------

    def add(self, statements: Iterable[Statement], speeds: dict[int, float]) -> None:
        """Append statements; `speeds` maps word positions to factors.

        Raises:
            Unclear: the answer is a question or a refusal.
            UserError: something is named that the scene does not have.
        """
        statements = tuple(statements)
        early = [s for s in statements if isinstance(s, Clause) and _is_early(s.command)]
        for statement in (*early, *(s for s in statements if s not in early)):
            self.ground.turn += 1
            if isinstance(statement, Conditional):
                self._conditional(statement, speeds)
                continue
            inside = [v for at, v in speeds.items() if statement.start <= at < statement.end]
            self.speed = inside[0] if inside else None
            self._command(statement.command)

    def plan(self, instruction: str) -> Plan:
        """The whole plan; refuses what contradicts the cautions."""
        nodes = tuple(self._paced(step.node) for step in self.steps)
        self._check_cautions(nodes)
        body = Seq(nodes)
        if self.keep:
            from vla.plan import Keep

            body = Seq((Keep(tuple(dict.fromkeys(self.keep)), body),))
        return Plan(body, instruction)

    def _conditional(self, statement: Conditional, speeds: dict[int, float]) -> None:
        conditions = [test_condition(self.ground, test) for test in statement.tests]
        known = [c for c in conditions if not isinstance(c, bool)]
        fixed = [c for c in conditions if isinstance(c, bool)]
        if fixed and (not known or any(c is statement.any_test for c in fixed)):
            truth = any(fixed) if statement.any_test else all(fixed)
            chosen = statement.then if truth is not statement.unless else statement.otherwise
            self.add(chosen, speeds)
            return
        joined = Or if statement.any_test else And
        condition = known[0] if len(known) == 1 else joined(tuple(known))
        if statement.unless:
            condition = Not(condition)
        now = judge(condition, self.scene).truth
        supposed = None if now else hypothesis(self.ground, statement.tests)
        then = self._branch(statement.then, speeds, now is not False, supposed)
        otherwise = self._branch(statement.otherwise, speeds, now is not True, None)
        before = self.scene
        words = "if " + " and ".join(_test_words(test) for test in statement.tests)
        node = Seq((If(condition, then, otherwise),), words.replace("if", "unless", 1)
                   if statement.unless else words)  # fmt: skip
        self._append(node, before)

    def _branch(
        self,
        statements: tuple[Statement, ...],
        speeds: dict[int, float],
        taken: bool,
        supposed: tuple[Noun, Var, Query] | None,
    ) -> Seq:
        """The steps of one branch; one that is not taken now may name things that are not there."""
        if not statements:
            return Seq(())
        inner = self.copy()
        inner.steps = []
        if supposed is not None:
            inner.ground.supposed = supposed[:2]
            inner.ground.mention(supposed[1])
        try:
            inner.add(statements, speeds)
        except Absent as absent:
            if taken:
                raise
            return Seq((Fail(str(absent)),))
        self.keep, self.guarded, self.still = inner.keep, inner.guarded, inner.still
        nodes = tuple(self._paced(step.node) for step in inner.steps)
        if supposed is not None:
            return Seq((ForEach(supposed[1].name, Take(supposed[2], 1), Seq(nodes), 1),))
        return nodes[0] if len(nodes) == 1 else Seq(nodes)

    # --- steps -----------------------------------------------------------------------------

    def _emit(self, comment: str, *nodes: Node, lifts: Referent | None = None) -> None:
        self._append(Seq(nodes, comment), self.scene, lifts)

    def _append(self, node: Seq, before: Scene, lifts: Referent | None = None) -> None:
        self.steps.append(Step(node, before, lifts))
        if self.ground.supposed is not None:
            return  # what is only supposed cannot be tried out
        run = dry_run(Plan(Seq((node,))), before)
        if run.problems:
            raise Unclear(Refusal(_plain(run.problems[0])))
        self.ground.scene = run.scene

    def _take_back(self) -> Step:
        step = self.steps.pop()
        self.ground.scene = step.before
        return step

    def _call(self, skill: str, *args: Value, **options: Value) -> Call:
        if self.speed is not None:
            options["speed"] = self.speed
        return call(skill, *args, **options)

    def _paced(self, node: Seq) -> Seq:
        return _with_speed(node, self.pace) if self.pace is not None else node

    def _hands_free(self, comment: str, *nodes: Node) -> None:
        """A step that needs the hand: done before a thing that was only just picked up."""
        if self.steps and self.steps[-1].lifts is not None and self.scene.held is not None:
            lifted = self._take_back()
            self._emit(comment, *nodes)
            self._append(lifted.node, self.scene, lifted.lifts)
            return
        self._emit(comment, *nodes)

    # --- commands --------------------------------------------------------------------------

    def _command(self, command: Command) -> None:
        match command:
            case Put(thing, places):
                self._put(thing, places)
            case Pick(thing):
                self._pick(thing)
            case TakeOff(thing, source):
                self._take_off(thing, source)
            case PutDown(thing):
                self._put_down(thing)
            case Push(thing, direction, distance):
                self._push(thing, direction, distance)
            case Turn(fixture, opening, fraction):
                self._turn(fixture, opening, fraction)
            case Press(button):
                name = self._able(self.ground.one(button, "press"), "press", "pressed")
                self._hands_free(f"press {self._the(name)}", self._call("press", name))
                self.ground.mention(name)
            case MoveTo(target):
                name = self.ground.one(target)
                self._emit(f"move to {self._the(name)}", self._call("move_to", name))
                self.ground.mention(name)
            case Home():
                self._emit("go home", self._call("home"))
            case Stack():
                self._stack(command)
            case Unstack(things):
                self._unstack(things)
            case Sort(things, into, relation):
                self._sort(things, into, relation)
            case Guard(thing, distance, still):
                self._guard(thing, distance, still)
            case Manner(speed):
                pace = speed or self.speed
                if pace is None:
                    raise Unclear(Refusal("It is not clear what to do, or how."))
                self.pace = pace

    def _pick(self, thing: NounPhrase) -> None:
        items = self.ground.several(thing)
        if len(items) == 1 and isinstance(items[0], Many) and len(items[0].found) == 1:
            items = [items[0].found[0]]
        if len(items) != 1 or isinstance(items[0], Many):
            raise Unclear(
                Refusal(f'The gripper holds one thing at a time; "{thing.text}" are several.')
            )
        name = self._able(items[0], "grasp", "picked up")
        self.ground.mention(name)
        if self.scene.held == name:
            return
        self._free_hand(name)
        opening = self._reach(name)
        self._emit(f"pick up {self._the(name)}", *opening, self._call("pick", name), lifts=name)

    def _free_hand(self, name: Referent) -> None:
        held = self.scene.held
        if held is not None and held != name:
            raise Unclear(
                Refusal(
                    f"The gripper holds one thing at a time: it would still hold {self._the(held)} "
                    f"when it is to pick up {self._the(name)}. Say where that goes first."
                )
            )

    def _reach(self, name: Referent) -> tuple[Node, ...]:
        """Open the closed drawer or cupboard that a thing is in."""
        if not isinstance(name, str):
            return ()
        for entity in self.scene:
            if entity.affords.openable and read(self.scene, "inside", (name, entity.name)).truth:
                return self._opened(entity.name)
        return ()

    def _opened(self, container: Referent) -> tuple[Node, ...]:
        if not isinstance(container, str) or not self.scene[container].affords.openable:
            return ()
        openness = self.scene[container].openness
        return () if (openness or 0.0) >= REACHABLE else (self._call("open", container),)

    def _put_down(self, thing: NounPhrase | None) -> None:
        held = self.scene.held
        if held is None:
            if thing is None:
                raise Unclear(Refusal("The gripper holds nothing that it could let go of."))
            raise Unclear(Question(f'Where should "{thing.text}" go?'))
        name = held if thing is None else self.ground.one(thing, "grasp")
        if name != held:
            raise Unclear(Refusal(f"The gripper holds {self._the(held)}, not {self._the(name)}."))
        self._emit(f"put down {self._the(held)}", self._on_table(held))
        self.ground.mention(held)

    def _on_table(self, name: Value) -> Call:
        tables = [e.name for e in self.scene if e.kind == "table"]
        if tables:
            return self._call("place_on", name, tables[0])
        return self._call("place_at", name, "center")

    def _take_off(self, thing: NounPhrase | None, source: NounPhrase | None) -> None:
        base = None if source is None else self.ground.one(source)
        if base is not None and isinstance(base, str) and self.scene[base].kind == "table":
            if thing is not None:
                self._pick(thing)
                return
            raise Unclear(Refusal("It is not clear where the things on the table should go."))
        if thing is None:
            assert base is not None
            self._empty(base)
            return
        names = self._resting(thing, base)
        for name in names:
            self._free_hand(name)
            self._able(name, "grasp", "picked up")
            nodes = (*self._reach(name), self._call("pick", name), self._on_table(name))
            off = f" off {self._the(base)}" if base is not None else ""
            lifts = name if len(names) == 1 else None
            self._emit(f"take {self._the(name)}{off}", *nodes, lifts=lifts)
        if base is not None:
            self.ground.mention(base, place=True)
        self.ground.mention(*names)

    def _resting(self, thing: NounPhrase, base: Referent | None) -> tuple[Referent, ...]:
        """Things that are to be taken off `base`, and are on or in it."""

        def rests(name: Referent) -> bool:
            return isinstance(name, str) and (
                base is None
                or any(read(self.scene, p, (name, str(base))).truth for p in ("on", "inside"))
            )

        names: list[Referent] = []
        if isinstance(thing, Noun) and thing.pronoun is None and not thing.plural and base:
            found = self.ground.candidates(thing, "grasp")
            if not found:
                raise self.ground.absent(thing)
            names = [name for name in found if rests(name)] or list(found)
            if len(names) > 1:
                raise Unclear(self.ground.which(thing, found))
        else:
            for item in self.ground.several(thing):
                names += [n for n in item.found if rests(n)] if isinstance(item, Many) else [item]
        wrong = [name for name in names if not rests(name)]
        if wrong or not names:
            what = self._the(wrong[0]) if wrong else "nothing of that"
            raise Unclear(Refusal(f"{what} is not on or in {self._the(base)}.".capitalize()))
        return tuple(sorted(names, key=lambda n: -self.scene[str(n)].position[2]))

    def _empty(self, base: Referent) -> None:
        if not self.scene[str(base)].affords.container:
            raise Unclear(Refusal(f"{self._the(base).capitalize()} is nothing to empty."))
        inside = Where(Objects(), Atom("inside", (Var("it"), base)))
        if not members(inside, self.scene):
            raise Unclear(Refusal(f"{self._the(base).capitalize()} is already empty."))
        body = Seq((self._call("pick", Var(THING)), self._on_table(Var(THING))))
        nodes = (*self._opened(base), ForEach(THING, inside, body))
        self._emit(f"empty {self._the(base)}", *nodes)
        self.ground.mention(base)

    def _push(self, thing: NounPhrase, direction: str, distance: float | None) -> None:
        name = self.ground.one(thing, "grasp")
        if isinstance(name, str) and self.scene[name].affords.shape == "fixture":
            raise Unclear(Refusal(f"{self._the(name).capitalize()} cannot be pushed away."))
        options: dict[str, Value] = {}
        if distance is not None:
            options["distance"] = _within(distance, 0.01, 0.30, "pushed")
        way = {"back": "away", "front": "towards the robot"}.get(direction, f"to the {direction}")
        self._hands_free(
            f"push {self._the(name)} {way}", self._call("push", name, direction, **options)
        )
        self.ground.mention(name)

    def _turn(self, fixture: NounPhrase, opening: bool, fraction: float) -> None:
        skill = "open" if opening else "close"
        if not 0.1 <= fraction <= 1.0:
            raise Unclear(Refusal(f"Between 10 % and 100 % can be {skill}d, not {fraction:.0%}."))
        options: dict[str, Value] = {} if fraction == 1.0 else {"fraction": round(fraction, 3)}
        for item in self.ground.several(fixture, "open"):
            if isinstance(item, Many):
                var = item.kind
                for name in item.found:
                    self._able(name, "open", f"{skill}d")
                body = Seq((self._call(skill, Var(var), **options),))
                query = item.query if item.limit is None else Take(item.query, item.limit)
                self._hands_free(f"{skill} {fixture.text}", ForEach(var, query, body))
                self.ground.mention(*item.found)
                continue
            name = self._able(item, "open", "opened" if opening else "closed")
            much = "" if fraction == 1.0 else f" by {fraction:.0%}"
            self._hands_free(
                f"{skill} {self._the(name)}{much}", self._call(skill, name, **options)
            )
            self.ground.mention(name)

    # --- putting ---------------------------------------------------------------------------

    def _put(self, thing: NounPhrase, places: tuple[Place, ...]) -> None:
        if len(places) > 1:
            both = " and ".join(self._place_words(place) for place in places)
            raise Unclear(Refusal(f'"{thing.text}" cannot be in two places at once: {both}.'))
        place = places[0]
        if isinstance(place.target, Noun) and place.target.matching:
            self._match(self.ground.several(thing), place.target, place.relation, strict=True)
            return
        items = self.ground.several(thing)
        names = [n for item in items for n in (item.found if isinstance(item, Many) else (item,))]
        if len(names) == 1 and (not isinstance(items[0], Many) or items[0].limit is None):
            items = [items[0] if not isinstance(items[0], Many) else names[0]]
        apart = items[0] if len(items) == 1 and not isinstance(items[0], Many) else None
        skill, target, options, words = self._destination(place, apart, names)
        for item in items:
            if isinstance(item, Many):
                self._put_many(item, skill, target, options, words)
            else:
                self._put_one(item, skill, target, options, words)
        if len(names) > 1:
            self.ground.mention(*names)
        if skill != "place_at" and not isinstance(target, str | Var):
            raise AssertionError("a place has a target")
        if skill != "place_at":
            self.ground.mention(target, place=True)
        if len(names) == 1:
            self.ground.mention(*names)
        self.place = (skill, target)

    def _put_one(
        self, item: Referent, skill: str, target: Referent, options: dict[str, Value], words: str
    ) -> None:
        name = self._able(item, "grasp", "picked up")
        if name == target:
            raise Unclear(Refusal(f"{self._the(name).capitalize()} cannot go {words}."))
        if isinstance(name, str) and isinstance(target, str) and skill in ("place_in", "place_on"):
            if target in riders(self.scene, name):
                raise Unclear(
                    Refusal(
                        f"{self._the(target).capitalize()} is on or in {self._the(name)} by then, "
                        f"so {self._the(name)} cannot go {words}."
                    )
                )
        before: tuple[Node, ...] = ()
        if self.steps and self.steps[-1].lifts == name:
            lifted = self._take_back().node.steps
            before = tuple(n for n in lifted if isinstance(n, Call) and n.skill in ("open", "pick"))
        if skill in ("place_in", "place_on") and not before:
            if self._is_there(name, skill, target):
                return
        opening = self._opened(target) if skill == "place_in" else ()
        self._free_hand(name)
        if self.scene.held == name:
            nodes = (*opening, self._call(skill, name, target, **self._beside(options)))
        else:
            pick = before or (*self._reach(name), self._call("pick", name))
            nodes = (*opening, *pick, self._call(skill, name, *_placing(target, options),
                                                 **self._beside(options)))  # fmt: skip
            self._emit(f"put {self._the(name)} {words}", *nodes)
            return
        nodes = (*opening, self._call(skill, name, *_placing(target, options), **self._beside(options)))
        self._emit(f"put {self._the(name)} {words}", *nodes)

    def _is_there(self, name: Referent, skill: str, target: Referent) -> bool:
        """Whether nothing need be done. The step is kept all the same: it explains itself."""
        return False

    def _beside(self, options: dict[str, Value]) -> dict[str, Value]:
        return {key: value for key, value in options.items() if key != "direction"}

    def _put_many(
        self, item: Many, skill: str, target: Referent, options: dict[str, Value], words: str
    ) -> None:
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
        where = {"place_in": "inside", "place_on": "on", "place_at": "at"}[skill]
        there = Where(query, Atom(where, (Var("it"), target)))
        already = members(there, self.scene)
        query = Where(query, Not(Atom(where, (Var("it"), target))))
        moving = [n for n in members(query, self.scene)]
        if item.limit is not None:
            limit = item.limit - (len(already) if item.exact else 0)
            if item.exact and limit < 0:
                raise Unclear(
                    Refusal(f"{len(already)} are already {words}, more than the {item.limit} asked.")
                )
            if len(moving) < limit:
                limit = item.limit - len(already)
            query = Take(query, max(limit, 0))
        for name in members(query, self.scene):
            self._able(name, "grasp", "picked up")
        body = Seq((self._call("pick", Var(var)), self._call(skill, Var(var), target)))
        number = "" if item.limit is None else f"{item.limit} "
        plural = KINDS[var].plural if var in KINDS else "things"
        opening = self._opened(target) if skill == "place_in" else ()
        limit = max(16, len(item.found))
        self._emit(
            f"put {number}{plural} {words}", *opening, ForEach(var, query, body, limit)
        )

    def _destination(
        self, place: Place, apart: Referent | None, moved: list[Referent]
    ) -> tuple[str, Referent, dict[str, Value], str]:
        """Skill, target, options and words of a place."""
        relation = place.relation
        if relation == "region":
            region = str(place.region)
            return "place_at", region, {}, f"in the {region.replace('_', ' ')} of the table"
        if relation == "there":
            if self.place is None:
                raise Unclear(Question('Where is "there"?'))
            skill, target = self.place
            preposition = {"place_in": "in", "place_on": "on"}.get(skill)
            if preposition is None:
                raise Unclear(Question('Where is "there"?'))
            return skill, target, {}, f"{preposition} {self._the(target)}"
        if relation == "between":
            return self._between(place, moved)
        if relation == "below":
            raise Unclear(Refusal("Nothing can be put underneath another thing here."))
        roles = {"in": "container", "on": "support"}
        phrase = place.target or Noun(None, pronoun="it", text="there")
        role = roles.get(relation, "any")
        if isinstance(phrase, Noun) and not phrase.pronoun and phrase.plural and phrase.quantity != "a":
            found = self.ground.several(phrase, role)  # type: ignore[arg-type]
            if len(found) == 1 and isinstance(found[0], Many) and len(found[0].found) > 1:
                raise Unclear(Question(f'Which of "{phrase.text}" do you mean?', found[0].found))
            if isinstance(found[0], Many):
                phrase = replace(phrase, plural=False, quantity="a")
        target = self.ground.one(phrase, role, apart)  # type: ignore[arg-type]
        if relation in DIRECTION_OF or relation == "near":
            return self._next_to(place, target, moved)
        return self._into(relation, target)

    def _into(
        self, relation: str, target: Referent
    ) -> tuple[str, Referent, dict[str, Value], str]:
        """In, on, or `to` whichever of both a thing is made for."""
        kind = self.ground.supposed[0].kind if isinstance(target, Var) and self.ground.supposed else None
        kind = self.scene[target].kind if isinstance(target, str) else kind
        affords = KINDS[kind or "bowl"]
        the = self._the(target)
        if kind == "cabinet" and relation in ("in", "to"):
            drawers = tuple(e.name for e in self.scene if e.part_of == target and e.affords.container)
            raise Unclear(Question(f"Which part of {the} do you mean?", drawers))
        if relation in ("in", "to") and affords.container:
            return "place_in", target, {}, f"in {the}"
        if affords.support:
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
            options["gap"] = _within(place.gap, 0.01, 0.40, "left free")
        direction = DIRECTION_OF.get(place.relation)
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
            node = Seq((call("pick", thing), call("place_beside", thing, target, direction, gap=gap)))
            start = replace(self.scene, held=None)
            run = dry_run(Plan(node), start)
            if not run.problems and not any("stands where" in note for note in run.notes):
                return direction
        raise Unclear(Refusal(f"There is no free place next to {self._the(target)}."))

    def _between(
        self, place: Place, moved: list[Referent]
    ) -> tuple[str, Referent, dict[str, Value], str]:
        """Between two things, as a place beside the first, towards the second."""
        assert place.target is not None and place.second is not None
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

    # --- matching and sorting ---------------------------------------------------------------

    def _match(
        self, items: list[Referent | Many], into: Noun, relation: str, strict: bool
    ) -> None:
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
                    raise Unclear(
                        Question(f"Which one is for {self._the(name)}?", tuple(fits))
                    )
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

    def _sort(self, things: NounPhrase, into: NounPhrase, relation: str) -> None:
        if isinstance(things, Group) and isinstance(into, Group) and not _by_color(into):
            if len(things.members) != len(into.members):
                raise Unclear(
                    Question(f'Which of "{things.text}" goes where in "{into.text}"?')
                )
            for thing, target in zip(things.members, into.members, strict=True):
                self._put(thing, (Place(relation, target),))
            return
        items = self.ground.several(replace_all(things))
        if isinstance(into, Group):
            names = tuple(self.ground.one(member, "container") for member in into.members)
            found = tuple(str(name) for name in names)
            skill = "place_in" if relation == "in" else "place_on"
            for item in items:
                things_found = item.found if isinstance(item, Many) else (str(item),)
                alone = [
                    n for n in things_found if not any(self._same_color(str(n), p) for p in found)
                ]
                if len(alone) == len(things_found):
                    raise Unclear(Question(f'What goes where in "{into.text}"?', found))
                self._match_item(item, Names(names), skill, "container", [str(n) for n in alone])
            return
        if into.plural or into.matching:
            self._match(items, into, relation, strict=False)
            return
        self._put(things, (Place(relation, into),))

    # --- towers ----------------------------------------------------------------------------

    def _stack(self, command: Stack) -> None:
        self.ground.default_kind = "block"
        try:
            names = self._tower(command)
        finally:
            self.ground.default_kind = None
        if len(names) < 2:
            raise Unclear(Refusal("A tower takes at least two things."))
        if len(set(names)) != len(names):
            raise Unclear(Refusal(f"{self._the(names[0])} cannot be in a tower twice."))
        for below, above in zip(names, names[1:], strict=False):
            support = self.scene[str(below)]
            if not support.affords.support:
                raise Unclear(
                    Refusal(f"{self._the(below).capitalize()} carries nothing: it is a {support.kind}.")
                )
            self._put_one(above, "place_on", below, {}, f"on {self._the(below)}")
        self.ground.mention(*names)

    def _tower(self, command: Stack) -> list[Referent]:
        """Names from the bottom."""
        if len(command.layers) > 1:
            names: list[Referent] = []
            for layer in command.layers:
                names.append(self.ground.one(layer, apart=names[-1] if names else None))
            return names
        things = command.layers[0]
        names = []
        for item in self.ground.several(things):
            found = list(item.found) if isinstance(item, Many) else [item]
            if isinstance(item, Many):
                found.sort(key=lambda n: -_footprint(self.scene, str(n)))
                if item.limit is not None:
                    found = found[: item.limit]
            names += found
        for phrase, last in ((command.top, True), (command.bottom, False)):
            if phrase is None:
                continue
            name = self.ground.one(phrase)
            rest = [n for n in names if n != name]
            names = [*rest, name] if last else [name, *rest]
        return names

    def _unstack(self, things: NounPhrase | None) -> None:
        scene = self.scene
        wanted: set[str] | None = None
        if things is not None:
            items = self.ground.several(things)
            wanted = {
                str(n) for item in items for n in (item.found if isinstance(item, Many) else (item,))
            }
        upper = [
            e.name
            for e in scene
            if e.affords.graspable
            and (wanted is None or e.name in wanted)
            and any(
                b.affords.graspable and read(scene, "on", (e.name, b.name)).truth
                for b in scene
                if b.name != e.name
            )
        ]
        if not upper:
            raise Unclear(Refusal("Nothing stands on anything else that could be taken apart."))
        for name in sorted(upper, key=lambda n: -scene[n].position[2]):
            nodes = (self._call("pick", name), self._on_table(name))
            self._emit(f"put {self._the(name)} on the table", *nodes)
        self.ground.mention(*upper)

    # --- cautions --------------------------------------------------------------------------

    def _guard(self, thing: NounPhrase, distance: float | None, still: bool) -> None:
        for item in self.ground.several(thing, "any"):
            for name in item.found if isinstance(item, Many) else (item,):
                if not isinstance(name, str):
                    raise Unclear(Refusal(f'"{thing.text}" may not be there.'))
                if still:
                    self.keep.append(Not(Atom("moved", (name,))))
                    self.still.add(name)
                    continue
                apart = _within(distance or 0.10, 0.005, 0.5, "kept")
                self.keep.append(Atom("clear_of", (name, apart)))
                self.guarded[name] = f"keep {100 * apart:g} cm away from {self._the(name)}"

    def _check_cautions(self, nodes: tuple[Node, ...]) -> None:
        start = self.steps[0].before if self.steps else self.scene
        for used, skill, comment in _uses(Seq(nodes), start):
            inside = [
                name
                for name in self.guarded
                if name == used or (used in start and used in riders(start, name))
            ]
            if inside:
                raise Unclear(
                    Refusal(
                        f'These contradict each other: "{comment}" and '
                        f'"{self.guarded[inside[0]]}".'
                    )
                )
            if used in self.still and skill in ("pick", "push", "open", "close"):
                raise Unclear(
                    Refusal(
                        f'These contradict each other: "{comment}" and '
                        f'"leave {self._the(used)} where it is".'
                    )
                )

    # --- words -----------------------------------------------------------------------------

    def _able(self, name: Referent, role: str, doing: str) -> Referent:
        if not isinstance(name, str):
            return name
        entity = self.scene[name]
        fits = {
            "grasp": entity.affords.graspable,
            "open": entity.affords.openable,
            "press": entity.affords.pressable,
        }[role]
        if not fits and entity.kind == "cabinet" and role == "open":
            parts = tuple(e.name for e in self.scene if e.part_of == name)
            raise Unclear(Question(f"Which part of {self._the(name)} do you mean?", parts))
        if not fits:
            raise Unclear(
                Refusal(f"{self._the(name).capitalize()} cannot be {doing}: it is a {entity.kind}.")
            )
        return name

    def _the(self, name: Referent | None) -> str:
        if isinstance(name, Var):
            return f"the {name.name}"
        if name is None:
            return "it"
        if name not in self.scene:
            return name
        twins = [e for e in self.scene if e.describe() == self.scene[name].describe()]
        words = self.scene[name].describe() if len(twins) == 1 else name.replace("_", " ")
        return f"the {words}"

    def _place_words(self, place: Place) -> str:
        target = place.target.text if place.target is not None else (place.region or "there")
        return f"{place.relation.replace('_', ' ')} {target}".replace("near", "next to")


def replace_all(phrase: NounPhrase) -> NounPhrase:
    """`sort blocks` means all of them."""
    if isinstance(phrase, Noun) and phrase.plural and phrase.quantity == "bare":
        return replace(phrase, quantity="all")
    return phrase


def _placing(target: Referent, options: dict[str, Value]) -> tuple[Value, ...]:
    return (target, options["direction"]) if "direction" in options else (target,)


def _is_early(command: Command) -> bool:
    """Cautions hold from the beginning, wherever they are said, unless they point back."""
    if not isinstance(command, Guard):
        return isinstance(command, Manner)
    members = command.thing.members if isinstance(command.thing, Group) else (command.thing,)
    return not any(m.pronoun or m.other or m.kind is None for m in members)


def _by_color(group: Group) -> bool:
    kinds = {member.kind for member in group.members}
    return len(kinds) == 1 and all(member.colors for member in group.members)


def _within(value: float, low: float, high: float, done: str) -> float:
    if not low - 1e-9 <= value <= high + 1e-9:
        raise Unclear(
            Refusal(
                f"{100 * value:g} cm is out of range: {100 * low:g} to {100 * high:g} cm "
                f"can be {done}."
            )
        )
    return round(value, 4)


def _footprint(scene: Scene, name: str) -> float:
    x, y, _ = scene[name].extent
    return x * y


def _test_words(test: object) -> str:
    subject = getattr(test, "subject", None)
    state = getattr(test, "test", "")
    return f"{getattr(subject, 'text', '')} {state}".strip()


def _plain(problem: str) -> str:
    """The reason without the call it came from."""
    return problem.split("): ", 1)[-1]


def _with_speed(node: Seq, speed: float) -> Seq:
    def paced(inner: Node) -> Node:
        match inner:
            case Call(skill, args, options):
                if any(key == "speed" for key, _ in options):
                    return inner
                return Call(skill, args, tuple(sorted((*options, ("speed", speed)))))
            case Seq():
                return _with_speed(inner, speed)
            case If(condition, then, otherwise):
                return If(condition, _with_speed(then, speed), _with_speed(otherwise, speed))
            case ForEach(var, query, body, limit):
                return ForEach(var, query, _with_speed(body, speed), limit)
            case _:
                return inner

    return Seq(tuple(paced(inner) for inner in node.steps), node.comment)


def _uses(node: Node, scene: Scene, comment: str = "") -> Iterable[tuple[str, str, str]]:
    """Names that a plan handles: (name, skill, sub-goal)."""
    match node:
        case Seq(steps, words):
            for step in steps:
                yield from _uses(step, scene, words or comment)
        case Call(skill, args, _):
            for index, arg in enumerate(args):
                if isinstance(arg, str):
                    yield arg, skill if index == 0 else "", comment
        case If(_, then, otherwise):
            yield from _uses(then, scene, comment)
            yield from _uses(otherwise, scene, comment)
        case ForEach(_, query, body, _):
            try:
                yield from ((name, "pick", comment) for name in members(query, scene))
            except UserError:
                pass
            yield from _uses(body, scene, comment)
        case _:
            return
