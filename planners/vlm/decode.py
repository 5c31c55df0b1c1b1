"""What tokens say: a plan, a question, a refusal, or a reply about the scene."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vla.errors import UserError
from vla.evaluate import members
from vla.plan import (
    And,
    Atom,
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
    Seq,
    Sorted,
    Take,
    Value,
    Var,
    Where,
    Without,
)
from vla.planner import Question, Refusal
from vla.predicates import VOCABULARY
from vla.scene import Scene
from vla.skills import SKILLS
from vla.vocabulary import KINDS

from .atoms import ATOMS, END, LIMIT, LOOPS, MAX_ENTITIES, POINTER
from .plain import REASON


class Unresolved(Exception):
    """A description that does not mean one thing in the scene."""

    def __init__(self, query: Query, found: tuple[str, ...]):
        super().__init__(query)
        self.query, self.found = query, found


@dataclass(frozen=True)
class Spoken:
    """An answer."""

    tokens: tuple[int, ...]
    confidence: float
    """Probability of its least likely token, among those that might have come."""


@dataclass(frozen=True)
class Reply:
    """A short answer to a question about the scene."""

    text: str
    """`yes`, `no`, a number, a colour, a size, a kind, or the name of an entity."""


@dataclass(frozen=True)
class Description:
    """What is to be seen."""

    looks: tuple[Objects, ...]

    @property
    def text(self) -> str:
        """`a red block, two green bowls`"""
        counts = Counter(self.looks)
        return ", ".join(_several(look, number) for look, number in counts.items()) or "nothing"


Answer = Plan | Question | Refusal | Reply | Description


def decode(tokens: Sequence[int], scene: Scene, instruction: str = "") -> Answer:
    """What tokens say about a scene, descriptions looked up in it.

    A description that several things fit becomes a question, one that nothing fits a refusal.

    Raises:
        ValueError: the tokens cannot be read.
    """
    reader = _Reader(tokens, scene)
    try:
        answer = reader.answer(instruction)
    except Unresolved as problem:
        if problem.found:
            return which(problem.found)
        return Refusal(f"There is no {words(problem.query)} here.")
    if reader.at != len(tokens):
        raise ValueError(f"{len(tokens) - reader.at} tokens too many")
    return answer


def which(found: Sequence[str]) -> Question:
    """Which of several things is meant."""
    shown = [name.replace("_", " ") for name in found]
    listed = f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else "".join(shown)
    return Question(f"Which do you mean: {listed}?", tuple(found))


def words(query: Query) -> str:
    """A query for people, roughly: `red block`."""
    match query:
        case Objects(kind, color, size):
            return " ".join(word for word in (size, color, kind or "thing") if word)
        case Where(source, _) | Without(source, _) | Sorted(source, _, _) | Take(source, _, _):
            return f"such {words(source)}"
        case Either(sources):
            return " or ".join(map(words, sources))
        case _:
            return "such thing"


def _several(look: Objects, number: int) -> str:
    noun = look.kind or "thing"
    noun = noun if number == 1 else KINDS[noun].plural
    told = " ".join(word for word in (look.size, look.color, noun) if word)
    return f"{'an' if told[0] in 'aeiou' else 'a'} {told}" if number == 1 else f"{number} {told}"


class _Reader:
    """One answer, token by token."""

    def __init__(self, tokens: Sequence[int], scene: Scene):
        self.tokens, self.scene, self.at = tokens, scene, 0
        self.loops = 0

    def peek(self) -> str:
        """The next atom; empty for a pointer and at the end."""
        if self.at < len(self.tokens) and self.tokens[self.at] < POINTER:
            return ATOMS[self.tokens[self.at]]
        return ""

    def atom(self) -> str:
        if self.at >= len(self.tokens):
            raise ValueError("the tokens end too early")
        atom = self.peek()
        self.at += 1
        return atom

    def optional(self, prefix: str) -> str | None:
        atom = self.peek()
        if not atom.startswith(prefix):
            return None
        self.at += 1
        return atom.removeprefix(prefix)

    def closed(self) -> bool:
        """Whether the list ends here; its end is passed over."""
        if self.at >= len(self.tokens):
            raise ValueError("a list has no end")
        return self.optional(END) is not None

    def answer(self, instruction: str) -> Answer:
        match self.atom():
            case "plan":
                return Plan(self.steps(), instruction)
            case "ask":
                found = self.found(self.query())
                self.atom()
                return which(found) if found else Question("Which thing do you mean?")
            case "ask_what":
                return Question("What exactly do you mean?")
            case "absent":
                query = self.query()
                self.atom()
                return Refusal(f"There is no {words(query)} here.")
            case "unable":
                return Refusal("I do not understand this, or it cannot be done.")
            case "see":
                return self.description()
            case "say" | "look" as how:
                while how == "look" and not self.closed():
                    self.at += 1
                if self.at < len(self.tokens) and not self.peek():
                    return Reply(self.pointer())
                return Reply(self.atom().rpartition(":")[2])
        raise ValueError("no answer")

    def description(self) -> Description:
        found = []
        while not self.closed():
            if not self.peek():
                self.at += 1  # a pointer to the thing that is described next
                continue
            query = self.query()
            assert isinstance(query, Objects)
            found.append(query)
        return Description(tuple(found))

    def steps(self) -> Seq:
        steps: list[Node] = []
        while not self.closed():
            steps += self.node()
        return Seq(tuple(steps))

    def node(self) -> tuple[Node, ...]:
        atom = self.atom()
        kind, _, skill = atom.partition(":")
        if kind in ("do", "put"):
            return self.call(skill, joined=kind == "put")
        match atom:
            case "if":
                return (If(self.condition(), self.steps(), self.steps()),)
            case "foreach" | "foreach_most":
                query = self.query()
                limit = LIMIT if atom == "foreach" else self.number()
                variable = LOOPS[self.loops]
                self.loops += 1
                body = self.steps()
                self.loops -= 1
                return (ForEach(variable, query, body, limit),)
            case "repeat":
                return (Repeat(self.number(), self.steps()),)
            case "ensure":
                condition, retries = self.condition(), self.number()
                return (Ensure(condition, self.steps(), retries),)
            case "keep":
                return (Keep(self.conditions(), self.steps()),)
            case "require":
                return (Require(self.condition()),)
            case "fail":
                return (Fail(REASON),)
            case "done":
                return (Done(),)
        raise ValueError(f"'{atom}' is no step")

    def call(self, skill: str, joined: bool) -> tuple[Call, ...]:
        args = tuple(self.value(param.type) for param in SKILLS[skill].positional)
        options: dict[str, Value] = {}
        while (name := self.optional("option:")) is not None:
            options[name] = self.value("number")
        told = tuple(sorted(options.items()))
        placing = Call(skill, args, told)
        if not joined:
            return (placing,)
        return Call("pick", args[:1], tuple(o for o in told if o[0] == "speed")), placing

    def value(self, kind: str) -> Value:
        if kind == "number":
            return self.number() / 100
        if kind == "entity":
            named = self.peek() in ("", "the") or self.peek().startswith("var:")
            return self.name() if named else self.query()
        return self.atom().partition(":")[2]

    def number(self) -> int:
        return int(self.atom())

    def pointer(self) -> str:
        if self.at >= len(self.tokens):
            raise ValueError("the tokens end too early")
        place = self.tokens[self.at] - POINTER
        self.at += 1
        if not 0 <= place < min(len(self.scene.entities), MAX_ENTITIES):
            raise ValueError(f"no entity {place}")
        return self.scene.entities[place].name

    def name(self) -> str | Var:
        if not self.peek():
            return self.pointer()
        variable = self.optional("var:")
        if variable is not None:
            return Var(variable)
        if self.atom() != "the":
            raise ValueError("no name")
        query = self.query()
        found = self.found(query)
        if len(found) != 1:
            raise Unresolved(query, found)
        return found[0]

    def found(self, query: Query) -> tuple[str, ...]:
        """What a query denotes now; nothing where it cannot be looked up yet."""
        try:
            return members(query, self.scene)
        except UserError:
            return ()

    def query(self) -> Query:
        atom = self.atom()
        kind, _, word = atom.partition(":")
        if kind == "kind":
            color, size = self.optional("color:"), self.optional("size:")
            return Objects(None if word == "any" else word, color, size)
        match kind:
            case "where":
                return Where(self.query(), self.condition())
            case "without":
                return Without(self.query(), self.query())
            case "either":
                sources = []
                while not self.closed():
                    sources.append(self.query())
                return Either(tuple(sources))
            case "names":
                names = []
                while not self.closed():
                    names.append(self.name())
                return Names(tuple(names))
            case "sorted":
                source = self.query()
                about = self.name() if self.optional("about") is not None else None
                return Sorted(source, word, about)
            case "take":
                count, start = self.number(), self.number()
                return Take(self.query(), count, start)
        raise ValueError(f"'{atom}' is no query")

    def condition(self) -> Condition:
        atom = self.atom()
        kind, _, word = atom.partition(":")
        match kind:
            case "is":
                return Atom(word, tuple(self.value(arg) for arg in VOCABULARY[word].args))
            case "not":
                return Not(self.condition())
            case "and":
                return And(self.conditions())
            case "or":
                return Or(self.conditions())
            case "exists":
                return Exists(self.query())
            case "count":
                return Count(self.query(), word, self.number())
            case "forall":
                return ForAll(self.query(), self.condition())
        raise ValueError(f"'{atom}' is no condition")

    def conditions(self) -> tuple[Condition, ...]:
        found = []
        while not self.closed():
            found.append(self.condition())
        return tuple(found)
