"""Sentences: clauses in their order, conditions, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .adjectives import Adjectives
from .amending import amended
from .among import among
from .commands import CommandGrammar
from .noun_words import FROM_SIDE
from .nouns import NounGrammar
from .phrases import number
from .sentence_words import (
    AFTER,
    AND,
    BEFORE,
    BUT_FIRST,
    CAUTIONS,
    CHECK,
    ELSE,
    HANDLE,
    HAS_BEEN,
    HOLDS_NOTHING,
    IF,
    IF_ANY,
    IF_NOT,
    IF_SO,
    INSTEAD_OF,
    IS,
    LEAD,
    LEFT,
    MORE,
    NOTHING_IN,
    STATES,
    TAIL,
    THEN,
    THERE,
    UNLESS,
)
from .syntax import (
    Claim,
    Clause,
    Conditional,
    Group,
    Holds,
    Instead,
    Noun,
    Pick,
    Put,
    Regard,
    Relation,
    Statement,
    Turn,
)
from .wishes import passives

MAX_READINGS = 48
"""Readings of one sentence that are kept."""

Program = tuple[Statement, ...]


NOTHING = Noun(None, "a")
"""What an unknown word after `there is no` is read as."""


class SentenceGrammar:
    """Reads whole sentences; a program is the statements of one."""

    def __init__(self, words: tuple[str, ...]):
        self.words = words
        self.commands = CommandGrammar(words)
        self.nouns: NounGrammar = self.commands.nouns
        self._runs: dict[tuple[int, bool], list[tuple[Program, int]]] = {}

    def programs(self) -> list[Program]:
        """Readings that take every word."""
        start = 1 if self.words[:1] == (",",) else 0
        whole = [p for p, end in self._runs_from(start, True) if end == len(self.words)]
        return list(dict.fromkeys(amended(program, self.words) for program in whole))

    def _lead(self, i: int) -> int:
        """Past `first`, `finally` and the like at the beginning."""
        return max([i, *(end for _, end in LEAD.at(self.words, i))])

    def _runs_from(self, i: int, top: bool) -> list[tuple[Program, int]]:
        """Statements joined by `and` and `then`, every length; `top` allows conditions inside."""
        key = (i, top)
        if key in self._runs:
            return self._runs[key]
        self._runs[key] = []
        found: list[tuple[Program, int]] = []
        start = self._lead(i)
        for first, j in dict.fromkeys((*self._statements(start, top), *self._statements(i, top))):
            found.append((first, j))
            if j < len(self.words):
                only_then = isinstance(first[-1], Conditional) and not first[-1].otherwise
                for k in self._joints(j, only_then):
                    for rest, end in self._runs_from(k, top):
                        but = "but" in self.words[j : k + 1]
                        before = but and self.words[end - 1] == "first"
                        found.append(((*rest, *first) if before else (*first, *rest), end))
                for _, k in BUT_FIRST.at(self.words, j):
                    for rest, end in self._runs_from(k, False):
                        found.append(((*rest, *first), end))
        # Long readings first: they are the ones that end the sentence.
        found = list(dict.fromkeys(found))
        found.sort(key=lambda reading: -reading[1])
        self._runs[key] = found[: 3 * MAX_READINGS]
        return self._runs[key]

    def _joints(self, i: int, only_then: bool) -> list[int]:
        """Starts of a next statement: after `and`, `then`, a comma, or nothing before a caution.

        What `and` joins to a condition's consequence belongs to it; `then` leaves that open.
        """
        ends = [end for _, end in THEN.at(self.words, i)]
        if not only_then:
            ends += [end for _, end in AND.at(self.words, i)]
        if self.words[i] in CAUTIONS:
            ends.append(i)
        result = dict.fromkeys(ends)
        for end in ends:
            if self.words[end : end + 1] == (",",):
                result[end + 1] = None
        return list(result)

    def _statements(self, i: int, top: bool) -> Iterator[tuple[Program, int]]:
        yield from self._clauses(i, top)
        if top:
            yield from self._conditionals(i)
            yield from self._orders(i)
            yield from self._remarks(i)

    def _clauses(self, i: int, top: bool) -> Iterator[tuple[Program, int]]:
        for command, j in self.commands.commands(i):
            clause = Clause(command, i, j)
            yield (clause,), j
            for tail, end in TAIL.at(self.words, j):
                yield (replace(clause, end=end),), end
                if tail == "instead":
                    yield (Clause(Instead(command=command), i, end),), end
            if not top:
                continue
            for _, k in BEFORE.at(self.words, j):
                for rest, end in self._runs_from(k, False):
                    yield (clause, *rest), end
            for _, k in AFTER.at(self.words, j):
                for rest, end in self._earlier(k):
                    yield (*rest, clause), end
            yield from self._if_any(clause, j)
            yield from self._but_for(clause, j)
            for unless, table in ((False, IF), (True, UNLESS)):
                for _, k in table.at(self.words, j):
                    for tests, any_test, end in self._tests(k):
                        only_if = Conditional(tests, any_test, (clause,), unless=unless)
                        yield (only_if,), end
                        yield from self._otherwise(only_if, end)

    def _but_for(self, clause: Clause, i: int) -> Iterator[tuple[Program, int]]:
        """`blocks to the bin, except the green one`."""
        put = clause.command
        thing = put.thing if isinstance(put, Put) else None
        if isinstance(put, Put) and isinstance(thing, Noun) and thing.plural and not thing.excluded:
            for _, excluded, end in self.nouns.exclusions(i):
                left_out = replace(put, thing=replace(thing, excluded=(excluded,)))
                yield (replace(clause, command=left_out),), end

    def _if_any(self, clause: Clause, i: int) -> Iterator[tuple[Program, int]]:
        """`put the lemon in the bowl if there is one, otherwise the ball`."""
        thing = getattr(clause.command, "thing", None)
        if not isinstance(thing, Noun) or thing.pronoun is not None or thing.plural:
            return
        for _, end in IF_ANY.at(self.words, i):
            looked_for = replace(thing, quantity="a")
            only_if = Conditional((Holds(looked_for, "exists"),), False, (clause,))
            yield (only_if,), end
            yield from self._otherwise(only_if, end)
            put = clause.command
            for _, j in ELSE.at(self.words, self.commands.comma(end)):
                for other, last in self.nouns.phrases(self.commands.comma(j)):
                    if isinstance(put, Put):
                        instead = (Clause(replace(put, thing=other), j, last),)
                        yield (replace(only_if, otherwise=instead),), last

    def _counted(self, i: int) -> Iterator[tuple[Program, int]]:
        """`from the left, the third block goes in the bin`: from where is said first."""
        for side, j in FROM_SIDE.at(self.words, i):
            for rest, end in self._runs_from(self.commands.comma(j), False):
                clause = rest[0]
                thing = (
                    getattr(clause.command, "thing", None) if isinstance(clause, Clause) else None
                )
                order = thing.order if isinstance(thing, Noun) else None
                if isinstance(clause, Clause) and order is not None and order.key == "unsaid":
                    counted = replace(thing, order=replace(order, key=side))  # type: ignore[type-var]
                    command = replace(clause.command, thing=counted)  # type: ignore[call-arg]
                    yield (replace(clause, command=command), *rest[1:]), end

    def _remarks(self, i: int) -> Iterator[tuple[Program, int]]:
        """`the drawer is open`, `of the blocks, put ...`, `instead of the red block put ...`."""
        for test, end in self._test(i):
            yield (Clause(Claim(test), i, end),), end
        yield from self._asked(i)
        yield from self._counted(i)
        for _, excluded, j in self.nouns.exclusions(i):
            for rest, end in self._runs_from(self.commands.comma(j), False):
                put = rest[0].command if isinstance(rest[0], Clause) else None
                if isinstance(put, Put) and isinstance(put.thing, Noun) and not put.thing.excluded:
                    without = replace(put, thing=replace(put.thing, excluded=(excluded,)))
                    left = (replace(rest[0], command=without), *rest[1:])
                    yield among(excluded, "instead of", left), end
        for of, j in INSTEAD_OF.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                but = {"but", "except", "save"} & {*self.words[k : k + 3]}
                place = of in ("of", "out of", "from") and not getattr(thing, "plural", True)
                if place or but or "all" in thing.text.split():
                    continue  # `out of the bowl`; `of the blocks, all but the green one`
                for rest, end in self._runs_from(self.commands.comma(k), False):
                    yield (Clause(Regard(thing), i, k), *among(thing, of, rest)), end

    def _asked(self, i: int) -> Iterator[tuple[Program, int]]:
        """`is the drawer open? Then close it`."""
        found = list(self._test(i)) if next(THERE.at(self.words, i), None) else []
        if self.words[i : i + 1] in (("is",), ("are",)):
            for subject, j in self.nouns.phrases(i + 1):
                found += [(Holds(subject, s), end) for s, end in STATES.at(self.words, j)]
                found += [
                    (Holds(subject, "relation", r), end) for r, end in self.nouns.relations(j)
                ]
        for _, j in CHECK.at(self.words, i):
            found += self._test(j)
        for test, j in found:
            answers = [(False, k) for _, k in IF_SO.at(self.words, j)]
            answers += [(True, k) for _, k in IF_NOT.at(self.words, j)]
            for unless, k in answers:
                for then, end in self._runs_from(self.commands.comma(k), False):
                    yes = Conditional((test,), False, then, unless=unless)
                    yield (yes,), end
                    yield from self._otherwise(yes, end)

    def _orders(self, i: int) -> Iterator[tuple[Program, int]]:
        """`before you ..., ...`, `after ..., ...`."""
        for _, j in BEFORE.at(self.words, i):
            touched = [((Clause(Regard(thing), i, k),), k) for _, m in HANDLE.at(self.words, j)
                       for thing, k in self.nouns.phrases(m)]  # fmt: skip
            for later, k in (*touched, *self._runs_from(j, False)):
                for m in self._breaks(k):
                    for earlier, end in self._runs_from(m, False):
                        yield (*_spoken_of(later), *earlier, *later), end
        for _, j in AFTER.at(self.words, i):
            for earlier, k in self._earlier(j):
                for m in self._breaks(k):
                    for later, end in self._runs_from(m, False):
                        yield (*earlier, *later), end

    def _earlier(self, i: int) -> Iterator[tuple[Program, int]]:
        """What must have happened: commands, also as `the drawer is open`."""
        yield from self._runs_from(i, False)
        for command, j in passives(self.commands, i, HAS_BEEN):
            yield (Clause(command, i, j),), j
        for thing, j in self.nouns.phrases(i):
            for _, k in IS.at(self.words, j):
                for place, end in self.commands.places(k):
                    yield (Clause(Put(thing, (place,)), i, end),), end

    def _breaks(self, i: int) -> Iterator[int]:
        asked = (
            f"{mark}{modal} you" for mark in ("", ", ") for modal in ("should", "do", "must", "may")
        )
        for phrase in (", then", "then", *asked, ",", ", and then"):
            end = self.commands.after(i, phrase)
            if end is not None:
                yield end
                return
        yield i

    # --- conditions ------------------------------------------------------------------------

    def _conditionals(self, i: int) -> Iterator[tuple[Program, int]]:
        for unless, table in ((False, IF), (True, UNLESS)):
            for _, j in table.at(self.words, i):
                for tests, any_test, k in self._tests(j):
                    for m in self._breaks(k):
                        for then, end in self._runs_from(m, False):
                            yes = Conditional(tests, any_test, then, (), unless)
                            yield (yes,), end
                            yield from self._otherwise(yes, end)

    def _otherwise(self, yes: Conditional, i: int) -> Iterator[tuple[Program, int]]:
        start = self.commands.after(i, ".", ",", ", and", "and", ", or", ", but") or i
        for at in dict.fromkeys((start, i)):
            for _, j in ELSE.at(self.words, at):
                j = self.commands.comma(j)
                j = self.commands.after(j, "then", "just") or j
                for rest, end in self._runs_from(j, False):
                    yield (replace(yes, otherwise=rest),), end
                last = yes.then[-1].command if isinstance(yes.then[-1], Clause) else None
                for other, k in self.nouns.phrases(j) if isinstance(last, Put) else ():
                    k = self.commands.after(k, "will do", "instead", "does", "goes there") or k
                    put = replace(last, thing=other)  # type: ignore[type-var]
                    yield (replace(yes, otherwise=(Clause(put, j, k),)),), k

    def _tests(self, i: int) -> Iterator[tuple[tuple[Holds, ...], bool, int]]:
        for test, j in self._test(i):
            yield (test,), False, j
            for joint, any_test in (
                ("and", False),
                ("or", True),
                ("and if", False),
                ("or if", True),
            ):
                k = self.commands.after(j, joint)
                if k is not None:
                    for second, end in self._test(k):
                        yield (test, second), any_test, end

    def _test(self, i: int) -> Iterator[tuple[Holds, int]]:
        words = self.words
        for negated, j in THERE.at(words, i):
            j = self.commands.after(j, "actually", "still", "already") or j
            for op, k in (*MORE.at(words, j), (None, j)):
                if op is not None and (k >= len(words) or number(words[k]) is None):
                    continue
                strangers = self.nouns.foreign(NOTHING, Adjectives(), k, k) if negated else ()
                for subject, end in (*self.nouns.phrases(k), *strangers):
                    end = (
                        self.commands.after(
                            end, "left", "at all", "anywhere", "somewhere", "around"
                        )
                        or end
                    )
                    if isinstance(subject, Noun) and subject.count and subject.quantity == "count":
                        yield Holds(subject, "exists", negated=negated, op=op or ">="), end
                    elif op is None:
                        yield Holds(subject, "exists", negated=negated), end
        for _, j in NOTHING_IN.at(words, i):
            for relation, end in self.nouns.relations(j):
                holder = relation.args[0] if relation.args else None
                if relation.name in ("in", "on") and isinstance(holder, Noun | Group):
                    yield Holds(holder, "empty"), end
        for _, j in LEFT.at(words, i):
            for subject, k in self.nouns.phrases(j):
                for state, end in STATES.at(words, k):
                    yield Holds(subject, state), end
        j = self.commands.after(i, "somewhere") or i
        for relation, k in self.nouns.relations(j):
            m = self.commands.after(
                k, "sits", "lies", "stands", "is", "rests", "there is", "there sits"
            )
            for subject, end in self.nouns.phrases(m) if m is not None else ():
                yield Holds(subject, "relation", relation), end
        for subject, j in self.nouns.phrases(i):
            for nothing, end in HOLDS_NOTHING.at(words, j):
                yield Holds(subject, "empty", negated=not nothing), end
            for _, k in IS.at(words, j):
                negated = words[k : k + 1] == ("not",)
                k = k + negated
                k = self.commands.after(k, "already", "currently", "still", "fully") or k
                for state, end in STATES.at(words, k):
                    yield Holds(subject, state, negated=negated), end
                    already = self.commands.after(
                        end, "already", "now", "at the moment", "right now"
                    )
                    if already is not None:
                        yield Holds(subject, state, negated=negated), already
                lying = self.commands.after(k, "sitting", "lying", "standing", "resting")
                for relation, end in self.nouns.relations(k if lying is None else lying):
                    yield Holds(subject, "relation", relation, negated), end
                for color, end in self._color(k):
                    yield Holds(subject, "relation", color, negated), end
            exists = self.commands.after(j, "exists", "exist")
            if exists is not None:
                yield Holds(subject, "exists"), exists
            contains = self.commands.after(j, "contains", "holds", "has got", "has", "contain")
            if contains is not None:
                for inside, end in self.nouns.phrases(contains):
                    end = self.commands.after(end, "in it", "inside", "on it", "inside it") or end
                    end = self.commands.after(end, "already", "by now", "now") or end
                    yield Holds(inside, "relation", Relation("in", (subject,))), end

    def _color(self, i: int) -> Iterator[tuple[Relation, int]]:
        for phrase, end in self.nouns.singles(i):
            bare = isinstance(phrase, Noun) and (phrase.kind, phrase.quantity) == (None, "bare")
            if bare and len(phrase.colors) == 1 and not phrase.relations:  # type: ignore[union-attr]
                yield Relation("color", (phrase.colors[0],)), end  # type: ignore[union-attr]


def _spoken_of(program: Program) -> Program:
    """`before closing the drawer, put the ball in it`: the drawer is spoken of first."""
    first = program[0]
    command = first.command if isinstance(first, Clause) else None
    if not isinstance(first, Clause) or not isinstance(command, Turn | Put | Pick | Regard):
        return ()
    thing = command.fixture if isinstance(command, Turn) else command.thing
    return (replace(first, command=Regard(thing)),)
