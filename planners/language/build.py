"""From commands to plans: what a command means in the scene as it will be by then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vla.evaluate import judge, members
from vla.plan import (
    And,
    Atom,
    Fail,
    ForEach,
    If,
    Keep,
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
)
from vla.planner import Question, Refusal
from vla.predicates import LINE_ACROSS, read

from .arranging import Arranging
from .branches import hypothesis, test_condition
from .cautions import Cautions, is_early
from .heading import Heading
from .lexicon import THING
from .queries import Absent, Many, Referent, Unclear
from .script import within
from .syntax import (
    Clause,
    Command,
    Conditional,
    Errand,
    Facing,
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
    PushTo,
    Put,
    PutDown,
    Side,
    SlowPart,
    Sort,
    Stack,
    Statement,
    TakeOff,
    ThingSide,
    Turn,
    Unstack,
    Zone,
)

_UNHELD = {
    "side": ", not from another side",
    "handle": " and by its rim or across its sides, not by a handle",
}
"""Ways to hold a thing that the hand does not know -> what it does instead."""


@dataclass
class Builder(Arranging, Heading, Cautions):
    """Builds the plan of one reading, statement by statement."""

    # --- statements ------------------------------------------------------------------------

    def add(self, statements: Iterable[Statement], speeds: dict[int, float]) -> None:
        """Append statements; `speeds` maps word positions to factors.

        Raises:
            Unclear: the answer is a question or a refusal.
            UserError: something is named that the scene does not have.
        """
        statements = tuple(statements)
        early = [s for s in statements if isinstance(s, Clause) and _comes_first(s.command)]
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
            body = Seq((Keep(tuple(dict.fromkeys(self.keep)), body),))
        return Plan(body, instruction)

    def _conditional(self, statement: Conditional, speeds: dict[int, float]) -> None:
        try:
            conditions = [test_condition(self.ground, test) for test in statement.tests]
        except Unclear:
            # `close the drawer if it is open`: what follows the condition says what `it` is.
            ahead = self.copy()
            ahead.steps = []
            ahead.add(statement.then, speeds)
            self.ground.mentions = ahead.ground.mentions
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
        before, known_before = self.scene, list(self.ground.mentions)
        then = self._branch(statement.then, speeds, now is not False, supposed)
        otherwise = self._branch(statement.otherwise, speeds, now is not True, None)
        self.ground.mentions = known_before
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
        known = [m for m in inner.ground.mentions if all(isinstance(n, str) for n in m.names)]
        self.ground.mentions = known
        nodes = tuple(self._paced(step.node) for step in inner.steps)
        if supposed is not None:
            return Seq((ForEach(supposed[1].name, Take(supposed[2], 1), Seq(nodes), 1),))
        return nodes[0] if len(nodes) == 1 else Seq(nodes)

    # --- commands --------------------------------------------------------------------------

    def _command(self, command: Command) -> None:
        match command:
            case Errand(commands):
                for part in commands:
                    self._command(part)
            case Put(thing, places, drop):
                self._put(thing, places, drop)
            case Pick(thing, hold):
                self._pick(thing, hold)
            case TakeOff(thing, source):
                self._take_off(thing, source)
            case PutDown(thing):
                self._put_down(thing)
            case Push(thing, direction, distance, line):
                self._push(thing, direction, distance, line)
            case PushTo(thing, place):
                self._push_to(thing, place)
            case Turn(fixture, opening, fraction, pushing):
                if pushing and (opening or fraction != 1.0):
                    raise Unclear(Refusal("A push only closes things, and all the way."))
                self._turn(fixture, "push_shut" if pushing else "open" if opening else "close",
                           fraction)  # fmt: skip
            case Press(button):
                name = self._able(self.ground.one(button, "press"), "press", "pressed")
                self._hands_free(f"press {self._the(name)}", self._call("press", name))
                self.ground.mention(name)
            case MoveTo(place):
                self._move_to(place)
            case Home():
                self._emit("go home", self._call("home"))
            case Stack():
                self._stack(command)
            case Unstack(things):
                self._unstack(things)
            case Sort(things, into, relation):
                self._sort(things, into, relation)
            case Guard() | Zone() | SlowPart() | Side() | ThingSide():
                self._caution(command)
            case Facing(thing):
                raise Unclear(
                    Refusal(f'My hand points down; it cannot turn to face "{thing.text}".')
                )
            case Manner(speed):
                pace = speed or self.speed
                if pace is None:
                    raise Unclear(Refusal("It is not clear what to do, or how."))
                self.pace = pace

    def _pick(self, thing: NounPhrase, hold: str = "above") -> None:
        if hold in _UNHELD:
            raise Unclear(Refusal(f'I take "{thing.text}" from above{_UNHELD[hold]}.'))
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
        self._bare(name)
        opening = self._reach(name)
        self._emit(f"pick up {self._the(name)}", *opening, self._call("pick", name), lifts=name)

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

    def _push(
        self, thing: NounPhrase, direction: str | None, distance: float | None, line: bool
    ) -> None:
        name = self._pushable(thing)
        if direction is None:
            ways = ("to the left", "to the right", "away", "towards the robot")
            raise Unclear(Question(f"Which way should {self._the(name)} be pushed?", ways))
        options: dict[str, Value] = {}
        if distance is not None:
            options["distance"] = within(distance, 0.01, 0.30, "pushed")
        way = {"back": "away", "front": "towards the robot"}.get(direction, f"to the {direction}")
        node: Node = self._call("push", name, direction, **options)
        if line:
            node = Keep((Atom("on_line", (name, direction, LINE_ACROSS)),), Seq((node,)))
        straight = "straight " if line else ""
        self._hands_free(f"push {self._the(name)} {straight}{way}", node)
        self.ground.mention(name)

    def _push_to(self, thing: NounPhrase, place: Place) -> None:
        name = self._pushable(thing)
        skill, target, options, words = self._destination(place, name, [name])
        pushing = {"place_at": "push_to", "place_beside": "push_beside"}[skill]
        words = words.replace("in the ", "into the ", 1) if skill == "place_at" else words
        where = {key: value for key, value in options.items() if key != "direction"}
        args = (target, options["direction"]) if "direction" in options else (target,)
        self._hands_free(
            f"push {self._the(name)} {words}", self._call(pushing, name, *args, **where)
        )
        self.ground.mention(name)

    def _pushable(self, thing: NounPhrase) -> Referent:
        name = self.ground.one(thing, "grasp")
        if isinstance(name, str) and self.scene[name].affords.shape == "fixture":
            raise Unclear(Refusal(f"{self._the(name).capitalize()} cannot be pushed away."))
        return name

    def _turn(self, fixture: NounPhrase, skill: str, fraction: float) -> None:
        opening, doing = skill == "open", {"push_shut": "push shut"}.get(skill, skill)
        if not 0.1 <= fraction <= 1.0:
            raise Unclear(Refusal(f"Between 10 % and 100 % can be {skill}d, not {fraction:.0%}."))
        options: dict[str, Value] = {} if fraction == 1.0 else {"fraction": round(fraction, 3)}
        for item in self.ground.several(fixture, "open"):
            if isinstance(item, Many):
                var = item.kind
                for name in item.found:
                    self._able(name, "open", "opened" if opening else "closed")
                body = Seq((self._call(skill, Var(var), **options),))
                query = item.query if item.limit is None else Take(item.query, item.limit)
                self._hands_free(f"{doing} {fixture.text}", ForEach(var, query, body))
                self.ground.mention(*item.found)
                continue
            name = self._able(item, "open", "opened" if opening else "closed")
            much = "" if fraction == 1.0 else f" by {fraction:.0%}"
            self._hands_free(f"{doing} {self._the(name)}{much}", self._call(skill, name, **options))
            self.ground.mention(name)


def _comes_first(command: Command) -> bool:
    return isinstance(command, Manner) or is_early(command)


def _test_words(test: object) -> str:
    subject = getattr(test, "subject", None)
    state = getattr(test, "test", "")
    return f"{getattr(subject, 'text', '')} {state}".strip()
