"""Answers as rows of tokens; `decode` is the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vla.plan import (
    And,
    Answered,
    Atom,
    Best,
    Call,
    Condition,
    Count,
    Done,
    Either,
    Ensure,
    Exists,
    Fail,
    ForAll,
    ForEach,
    If,
    Keep,
    Names,
    Node,
    Not,
    Objects,
    Or,
    Plan,
    Query,
    Repeat,
    Require,
    Seen,
    Seq,
    Sorted,
    Take,
    Value,
    Var,
    Verified,
    Where,
    Without,
)
from vla.predicates import VOCABULARY
from vla.scene import Scene
from vla.skills import SKILLS

from .atoms import END, INDEX, LIMIT, MAX_ENTITIES, MAX_NUMBER, MAX_TOKENS, POINTER, PUTS
from .plain import Unspeakable, plain


def encode_plan(
    plan: Plan, scene: Scene, described: Mapping[str, Query] | None = None
) -> list[int]:
    """A plan as tokens.

    Args:
        described: entities that are told by a description, which means them alone in this scene.

    Raises:
        Unspeakable: it holds something that there is no atom for, or is too long.
    """
    writer = _Writer(scene, described or {})
    writer.say("plan")
    writer.steps(plain(plan).body)
    return writer.finished()


def encode_question(query: Query | None, scene: Scene) -> list[int]:
    """ "Which of these do you mean?"; without a query, what is meant at all is unclear."""
    return _about("ask" if query is not None else "ask_what", query, scene)


def encode_refusal(query: Query | None, scene: Scene) -> list[int]:
    """ "There is no such thing"; without a query, it cannot be done."""
    return _about("absent" if query is not None else "unable", query, scene)


def encode_reply(word: str, scene: Scene) -> list[int]:
    """A short answer: an entity of the scene by its name, or one of the words of `Reply`."""
    writer = _Writer(scene, {})
    writer.say("say")
    if word in scene:
        writer.pointer(word)
    else:
        known = (word, f"color:{word}", f"size:{word}", f"a:{word}")
        writer.say(next((atom for atom in known if atom in INDEX), word))
    return writer.finished()


def encode_description(looks: Iterable[tuple[int | None, Objects]], scene: Scene) -> list[int]:
    """ "What do you see?": things of a picture, each with what it looks like."""
    writer = _Writer(scene, {})
    writer.say("see")
    for place, look in looks:
        if place is not None:
            writer.tokens.append(POINTER + place)
        writer.query(look)
    writer.say(END)
    return writer.finished()


def encode_looked(places: Iterable[int], reply: Sequence[int]) -> list[int]:
    """A short answer after the things that it rests on: to point first, and then to compare or
    count what was pointed at, is learned where the bare answer is not."""
    return [INDEX["look"], *(POINTER + place for place in places), INDEX[END], *reply[1:]]


def encode_pointer(place: int) -> list[int]:
    """A short answer that points at a thing by its number."""
    return [INDEX["say"], POINTER + place]


def _about(atom: str, query: Query | None, scene: Scene) -> list[int]:
    writer = _Writer(scene, {})
    writer.say(atom)
    if query is not None:
        writer.query(query)
        writer.say(END)
    return writer.finished()


class _Writer:
    """Tokens of one answer."""

    def __init__(self, scene: Scene, described: Mapping[str, Query]):
        self.places = {name: at for at, name in enumerate(scene.names[:MAX_ENTITIES])}
        self.described = described
        self.tokens: list[int] = []

    def finished(self) -> list[int]:
        if len(self.tokens) > MAX_TOKENS:
            raise Unspeakable(f"{len(self.tokens)} tokens, at most {MAX_TOKENS}")
        return self.tokens

    def say(self, atom: str) -> None:
        if atom not in INDEX:
            raise Unspeakable(atom)
        self.tokens.append(INDEX[atom])

    def pointer(self, name: str) -> None:
        if name not in self.places:
            raise Unspeakable(f"{name} is not in the scene")
        self.tokens.append(POINTER + self.places[name])

    def steps(self, seq: Seq) -> None:
        steps = list(seq.steps)
        while steps:
            step = steps.pop(0)
            if steps and _joined(step, steps[0]):
                placing = steps.pop(0)
                assert isinstance(placing, Call)
                self.call(f"put:{placing.skill}", placing)
            else:
                self.node(step)
        self.say(END)

    def node(self, node: Node) -> None:
        match node:
            case Call(skill, _, _):
                self.call(f"do:{skill}", node)
            case If(condition, then, otherwise):
                self.say("if")
                self.condition(condition)
                self.steps(then)
                self.steps(otherwise)
            case ForEach(_, query, body, limit):
                self.say("foreach" if limit == LIMIT else "foreach_most")
                self.query(query)
                if limit != LIMIT:
                    self.number(limit)
                self.steps(body)
            case Repeat(count, body):
                self.say("repeat")
                self.number(count)
                self.steps(body)
            case Ensure(condition, recover, retries):
                self.say("ensure")
                self.condition(condition)
                self.number(retries)
                self.steps(recover)
            case Keep(conditions, body):
                self.say("keep")
                self.conditions(conditions)
                self.steps(body)
            case Require(condition, _):
                self.say("require")
                self.condition(condition)
            case Fail():
                self.say("fail")
            case Done():
                self.say("done")

    def call(self, atom: str, call: Call) -> None:
        self.say(atom)
        spec = SKILLS.get(call.skill)
        if spec is None or len(spec.positional) != len(call.args):
            raise Unspeakable(f"{call.skill} with {len(call.args)} arguments")
        for param, value in zip(spec.positional, call.args, strict=True):
            self.value(param.type, value)
        for name, value in call.options:
            self.say(f"option:{name}")
            self.value("number", value)

    def value(self, kind: str, value: Value) -> None:
        if kind == "number":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise Unspeakable(f"{value!r} for a number")
            self.number(100 * value)
        elif kind != "entity":
            self.say(f"{'to' if kind == 'direction' else kind}:{value}")
        elif isinstance(value, (str, Var)):
            self.name(value)
        elif isinstance(value, (int, float)):
            raise Unspeakable(f"{value!r} for an entity")
        else:
            self.query(value)

    def number(self, value: float) -> None:
        whole = round(value)
        if abs(value - whole) > 1e-6 or not 0 <= whole <= MAX_NUMBER:
            raise Unspeakable(f"the number {value}")
        self.say(str(whole))

    def name(self, name: str | Var) -> None:
        if isinstance(name, Var):
            self.say(f"var:{name.name}")
        elif name in self.described:
            known = self.described
            self.described = {n: query for n, query in known.items() if n != name}
            self.say("the")
            self.query(known[name])
            self.described = known
        else:
            self.pointer(name)

    def query(self, query: Query) -> None:
        match query:
            case Objects(kind, color, size):
                self.say(f"kind:{kind or 'any'}")
                if color is not None:
                    self.say(f"color:{color}")
                if size is not None:
                    self.say(f"size:{size}")
            case Where(source, condition):
                self.say("where")
                self.query(source)
                self.condition(condition)
            case Without(source, excluded):
                self.say("without")
                self.query(source)
                self.query(excluded)
            case Either(sources):
                self.say("either")
                for source in sources:
                    self.query(source)
                self.say(END)
            case Names(names):
                self.say("names")
                for name in names:
                    self.name(name)
                self.say(END)
            case Sorted(source, key, reference):
                self.say(f"sorted:{key}")
                self.query(source)
                if reference is not None:
                    self.say("about")
                    self.name(reference)
            case Take(source, count, start):
                self.say("take")
                self.number(count)
                self.number(start)
                self.query(source)
            case Seen() | Best():
                raise Unspeakable("what pictures show")

    def condition(self, condition: Condition) -> None:
        match condition:
            case Atom(name, args):
                self.say(f"is:{name}")
                kinds = VOCABULARY[name].args
                if len(kinds) != len(args):
                    raise Unspeakable(f"{name} with {len(args)} arguments")
                for kind, value in zip(kinds, args, strict=True):
                    self.value(kind, value)
            case Not(inner):
                self.say("not")
                self.condition(inner)
            case And(conditions):
                self.say("and")
                self.conditions(conditions)
            case Or(conditions):
                self.say("or")
                self.conditions(conditions)
            case Exists(query):
                self.say("exists")
                self.query(query)
            case Count(query, op, number):
                self.say(f"count:{op}")
                self.query(query)
                self.number(number)
            case ForAll(query, inner):
                self.say("forall")
                self.query(query)
                self.condition(inner)
            case Verified() | Answered():
                raise Unspeakable("what pictures show")

    def conditions(self, conditions: Sequence[Condition]) -> None:
        for condition in conditions:
            self.condition(condition)
        self.say(END)


def _joined(first: Node, second: Node) -> bool:
    """Whether two steps are one `put:`: picked at the speed at which it is placed."""
    if not isinstance(first, Call) or not isinstance(second, Call) or first.skill != "pick":
        return False
    speed = tuple((n, v) for n, v in second.options if n == "speed")
    return second.skill in PUTS and first.args == second.args[:1] and first.options == speed
