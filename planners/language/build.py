"""From commands to plans: what a command means in the scene as it will be by then."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import (
    And,
    Atom,
    Fail,
    ForEach,
    If,
    Keep,
    Node,
    Not,
    Or,
    Plan,
    Query,
    Seq,
    Take,
    Value,
    Var,
)
from vla.planner import Question, Refusal
from vla.predicates import LINE_ACROSS

from .among import in_one_set
from .arranging import Arranging
from .branches import hypothesis, test_condition
from .cautions import Cautions, is_early, the_rest_last
from .heading import Heading
from .herding import Herding
from .orienting import Orienting
from .queries import Absent, Many, Referent, Unclear
from .script import within
from .storeys import Storeys
from .syntax import (
    Again,
    Approach,
    Claim,
    Clause,
    Command,
    Conditional,
    Errand,
    Face,
    Facing,
    Free,
    Group,
    Grow,
    Guard,
    Home,
    Instead,
    Manner,
    MoveTo,
    Noun,
    NounPhrase,
    Only,
    Pick,
    Place,
    Press,
    Push,
    PushTo,
    Put,
    PutDown,
    Rebuild,
    Regard,
    Side,
    SlowPart,
    Sort,
    Stack,
    Statement,
    Swap,
    Sweep,
    TakeOff,
    ThingSide,
    Turn,
    Unstack,
    Vacant,
    Zone,
)


@dataclass
class Builder(Arranging, Heading, Herding, Orienting, Cautions, Storeys):
    """Builds the plan of one reading, statement by statement."""

    # --- statements ------------------------------------------------------------------------

    def add(self, statements: Iterable[Statement], speeds: dict[int, float]) -> None:
        """Append statements; `speeds` maps word positions to factors.

        Raises:
            Unclear: the answer is a question or a refusal.
            UserError: something is named that the scene does not have.
        """
        statements = the_rest_last(_with_the_spared_left_out(in_one_set(statements)))
        said: list[float] = []
        early = [s for s in statements if isinstance(s, Clause) and _comes_first(s.command)]
        for statement in (*early, *(s for s in statements if s not in early)):
            self.ground.turn += 1
            if isinstance(statement, Conditional):
                self._conditional(statement, speeds)
                continue
            inside = [v for at, v in speeds.items() if statement.start <= at < statement.end]
            inside = inside or said
            said = inside if isinstance(statement.command, Regard) else []  # of what comes then
            self.speed = inside[0] if inside else None
            self._command(self._begin(statement.command))

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
            taken = truth is not statement.unless
            if not taken:
                self._note_place(statement.then)
            self.add(statement.then if taken else statement.otherwise, speeds)
            return
        joined = Or if statement.any_test else And
        condition = known[0] if len(known) == 1 else joined(tuple(known))
        if statement.unless:
            condition = Not(condition)
        now = judge(condition, self.scene).truth
        supposed = None if now else hypothesis(self.ground, statement.tests)
        before, known_before = self.scene, list(self.ground.mentions)
        then = self._branch(statement.then, speeds, now is not False, supposed)
        if self.place is None:
            self._note_place(statement.then)
        otherwise = self._branch(statement.otherwise, speeds, now is not True, None)
        self.ground.mentions = known_before
        words = "if " + " and ".join(_test_words(test) for test in statement.tests)
        node = Seq((If(condition, then, otherwise),), words.replace("if", "unless", 1)
                   if statement.unless else words)  # fmt: skip
        self._append(node, before)

    def _note_place(self, statements: tuple[Statement, ...]) -> None:
        """Where something would have gone: `otherwise put the ball there`."""
        for statement in statements:
            command = statement.command if isinstance(statement, Clause) else None
            if isinstance(command, Put) and command.places[:1] and command.places[0].target:
                with suppress(Unclear, UserError):
                    skill, target, _, _ = self._destination(command.places[0], None, [])
                    self.place = skill, target

    def _branch(
        self,
        statements: tuple[Statement, ...],
        speeds: dict[int, float],
        taken: bool,
        supposed: tuple[Noun, Var, Query] | None,
    ) -> Seq:
        """The steps of one branch; one that is not taken now may name things that are not there."""
        statements = tuple(s for s in statements if not _leaves_alone(s))
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
        except Unclear as unclear:
            if taken or not isinstance(unclear.answer, Refusal):
                raise
            return Seq((Fail(unclear.answer.reason),))
        self.keep, self.guarded, self.still = inner.keep, inner.guarded, inner.still
        self.vacant = inner.vacant
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
            case Put() if self._shares(command):
                self._share(command)
            case Put(thing, (place,)) if self._moves_tower(command) and place.target:
                self._rebuild(thing, place.target)
            case Put(thing) if self._grows_tower(command):
                self._grow(Grow((thing,)))
            case Grow():
                self._grow(command)
            case Rebuild(_, None):
                self._flip()
            case Rebuild(things, target) if target is not None:
                self._rebuild(things, target)
            case Free(thing):
                self._free(thing)
            case Swap():
                self._swap(command)
            case Only():
                self._only(command)
            case Put(thing, places, drop, total):
                self._put(thing, places, drop, total)
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
            case Press(Group(buttons, False)):
                for button in buttons:
                    self._command(Press(button))
            case Press(button):
                named = self.ground.one(button, "press")
                if isinstance(named, str) and self.scene[named].kind == "switch":
                    start = self.steps[0].before if self.steps else self.scene
                    on = (start[named].openness or 0.0) > 0.5  # pressed, it is the other way
                    self._turn(button, "close" if on else "open", 1.0)
                    return
                name = self._able(named, "press", "pressed")
                self._hands_free(f"press {self._the(name)}", self._call("press", name))
                self.ground.mention(name)
            case MoveTo(place):
                self._move_to(place)
            case Approach(thing, side):
                self._approach(thing, side)
            case Home():
                self._emit("go home", self._call("home"))
            case Stack():
                self._stack(command)
            case Unstack(things):
                self._unstack(things)
            case Sort(things, into, relation):
                self._sort(things, into, relation)
            case Guard() | Vacant() | Zone() | SlowPart() | Side() | ThingSide():
                self._caution(command)
            case Regard(thing):
                self._regard(thing)
            case Claim():
                self._claim(command)
            case Again(thing):
                self._command(self._again(thing))
            case Instead():
                self._take_last_back(command)
                again = self._corrected(command)
                self._begin(again)
                self._command(again)
            case Sweep(thing, region):
                self._sweep(thing, region)
            case Face():
                self._face(command)
            case Facing(thing):
                raise Unclear(
                    Refusal(f'My hand points down; it cannot turn to face "{thing.text}".')
                )
            case Manner(speed):
                pace = speed or self.speed
                if pace is None:
                    raise Unclear(Refusal("It is not clear what to do, or how."))
                self.pace = pace

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
        if isinstance(fixture, Noun) and fixture.quantity == "a" and not fixture.pronoun:
            fixture = self._still(fixture, "closed" if opening else "opened")
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


def _with_the_spared_left_out(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """`put all blocks in the bin and leave the green one where it is`: all but the green one."""
    commands = [s.command for s in statements if isinstance(s, Clause)]
    spared = [c.thing for c in commands if isinstance(c, Guard) and c.still]
    spared = [t for t in spared if isinstance(t, Noun) and not t.pronoun]

    def left_out(statement: Statement) -> Statement:
        put = statement.command if isinstance(statement, Clause) else None
        thing = put.thing if isinstance(put, Put) else None
        if not isinstance(thing, Noun) or (
            not thing.plural and thing.quantity not in ("all", "each")
        ):
            return statement
        fitting = tuple(t for t in spared if t.kind in (None, thing.kind) and t.colors)
        if thing.excluded or thing.colors or not fitting or thing.kind is None:
            return statement
        assert isinstance(statement, Clause)
        assert isinstance(put, Put)
        return replace(statement, command=replace(put, thing=replace(thing, excluded=fitting)))

    return tuple(map(left_out, statements))


def _leaves_alone(statement: Statement) -> bool:
    """`otherwise leave it be`: nothing is to be done there."""
    command = statement.command if isinstance(statement, Clause) else None
    return isinstance(command, Guard) and command.still


def _comes_first(command: Command) -> bool:
    return isinstance(command, Manner) or is_early(command)


def _test_words(test: object) -> str:
    subject = getattr(test, "subject", None)
    state = getattr(test, "test", "")
    return f"{getattr(subject, 'text', '')} {state}".strip()
