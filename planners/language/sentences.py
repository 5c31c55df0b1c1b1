"""Sentences: clauses in their order, conditions, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .commands import CommandGrammar, relation_of
from .nouns import NounGrammar
from .syntax import Clause, Conditional, Holds, Noun, Relation, Statement
from .tokens import Phrases, number

MAX_READINGS = 48
"""Readings of one sentence that are kept."""

Program = tuple[Statement, ...]

_AND = Phrases.of(("and", ", and", ",", "and also", "but", ", but", "while", ", while", "whilst",
                   "and while", "but also", "and please", "also", ", also", "", "as well as",
                   "and at the same time", "all the while", "and always", "plus", "and all",
                   ", all", "and all the while", ", and also", "but always", "meanwhile"))  # fmt: skip
_THEN = Phrases.of(("then", "and then", ", then", ", and then", "after that", ", after that",
                    "and after that", ", and after that", "afterwards", ", afterwards", "next",
                    ", next", "finally", ", finally", "and finally", ", and finally", "and next",
                    "lastly", ", lastly", "followed by", ", followed by", "and lastly", ", and next",
                    "and afterwards", ", and afterwards", "after which", ", after which",
                    "once that is done", ", once that is done", "when that is done",
                    ", when that is done", "once done", ", once done", "when done", ", when done",
                    "and once that is done", "when you are done", ", when you are done",
                    "when you have done that", "after this", "and after this", "then finally",
                    ", then finally", "then also", "later", "and later", "when finished",
                    "once you are done", "once you have done that", "then next", "then lastly",
                    "secondly", "second", "thirdly", "third", ", once you are done",
                    "and when that is done", "and when you are done"))  # fmt: skip
_LEAD = Phrases.of(("first", "first of all", "firstly", "first ,", "first of all ,", "to begin with",
                    "to start with", "to start", "initially", "first thing", "then", "and then",
                    "next", "after that", "finally", "afterwards", "lastly", "and", "also", "but",
                    "then ,", "next ,", "after that ,", "finally ,", "lastly ,", "afterwards ,",
                    "second", "third", "second ,", "third ,", "secondly ,", "once that is done ,",
                    "once that is done", "when that is done ,", "when done ,", "when you are done ,",
                    "when that is done", "once done ,", "also ,", "and finally", "then finally",
                    "when you are done", "to begin", "to begin with ,", "oh and", "and also",
                    "once you are done ,", "after this ,", "when finished ,", "later ,", "and ,",
                    "in the end ,", "at the end ,", "in the end", "at the end", "last ,",
                    "as a last step ,", "last of all ,", "start with", "plus", "and now",
                    "start off by", "in that case", "in that case ,", "in this case ,"))  # fmt: skip
_BEFORE = Phrases.of(("before", "before you", "prior to", "but before", "but before you",
                      ", but before", ", before", ", but before you", ", before you",
                      "ahead of", "but before that"))  # fmt: skip
_AFTER = Phrases.of(("after", "after you", "once", "once you", "as soon as", "as soon as you", "when",
                     "after you have", "once you have", "when you have", "as soon as you have",
                     "but only after", "only after", "but only after you", "only after you",
                     "but after", "but first after", "right after", "only once", "but only once",
                     ", after", ", but only after", ", but only after you have", ", once", "but once",
                     "but only after you have", "only once you have", "only when",
                     "but only once you have", ", but only once you have",
                     ", but only after you"))  # fmt: skip
_BUT_FIRST = Phrases.of(("but first", ", but first", "but before that", ", but before that",
                         "but before that ,", ", but before that ,", "but first ,",
                         ", but first of all", "but first you have to"))  # fmt: skip
_IF = Phrases.of(("if", "in case", "provided", "provided that", "as long as", "only if", "but only if",
                  "when", "assuming", "assuming that", "should", "in the event that", "and if",
                  "but if", ", but only if", ", if", "whenever", "in case that",
                  "but just if", "given that", ", provided", ", provided that",
                  ", only if", ", in case", "if and only if"))  # fmt: skip
_UNLESS = Phrases.of(("unless", ", unless", "but not if", "except if", "except when"))
_ELSE = Phrases.of(("otherwise", "else", "or else", "if not", "if there is not", "if it is not",
                    "and otherwise", "or otherwise", "and if not", "but otherwise", "but if not",
                    "if that is not the case", "if there is none", "if there are none",
                    "if there is no such thing", "if it does not exist", "but if there is not",
                    "and if there is not", "if you can not find one", "if there is not one",
                    "but if there is none", "if there are not any", "and if there is none",
                    "failing that", "if you do not see one", "if not then",
                    "but if it is not", "and if it is not", "in any other case"))  # fmt: skip
_THERE = Phrases({
    **dict.fromkeys(("there is", "there are", "there exists", "there exist", "you see", "you find",
                     "you can see", "we have", "you have", "there happens to be", "you can find",
                     "you spot", "is there", "are there", "there be", "i have",
                     "there happen to be", "it turns out there is", "you notice"), False),
    **dict.fromkeys(("there is no", "there are no", "there is not", "there are not", "you see no",
                     "there is not any", "there are not any", "you do not see", "we have no",
                     "you can not see", "you do not find", "you find no", "you can not find",
                     "there exists no"), True),
})  # fmt: skip
_IS = Phrases.of(("is", "are", "is already", "are already", "is currently", "be", "is still",
                  "happens to be", "lies", "sits", "stands", "is lying", "is sitting", "are lying",
                  "is standing", "was", "has been", "rests", "are still", "is now"))  # fmt: skip
_STATES = Phrases({
    "open": "opened", "opened": "opened", "closed": "closed", "shut": "closed", "empty": "empty",
    "wide open": "opened", "on": "opened", "off": "closed", "there": "exists",
    "present": "exists", "on the table": "exists", "available": "exists", "pressed": "pressed",
    "in your gripper": "held", "in the gripper": "held", "in your hand": "held",
    "in the scene": "exists", "visible": "exists", "around": "exists", "turned on": "opened",
    "turned off": "closed", "switched on": "opened", "switched off": "closed", "ajar": "opened",
    "fully open": "opened", "completely closed": "closed", "missing": "missing",
})  # fmt: skip
_MORE = Phrases({"at least": ">=", "more than": ">", "fewer than": "<", "less than": "<",
                 "at most": "<=", "exactly": "==", "no more than": "<=", "only": "==",
                 "not more than": "<=", "": ">="})  # fmt: skip


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
        return list(dict.fromkeys(whole))

    def _lead(self, i: int) -> int:
        """Past `first`, `finally` and the like at the beginning."""
        return max([i, *(end for _, end in _LEAD.at(self.words, i))])

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
                for k in self._joints(j):
                    for rest, end in self._runs_from(k, top):
                        found.append(((*first, *rest), end))
                for _, k in _BUT_FIRST.at(self.words, j):
                    for rest, end in self._runs_from(k, False):
                        found.append(((*rest, *first), end))
        # Long readings first: they are the ones that end the sentence.
        found = list(dict.fromkeys(found))
        found.sort(key=lambda reading: -reading[1])
        self._runs[key] = found[: 3 * MAX_READINGS]
        return self._runs[key]

    def _joints(self, i: int) -> list[int]:
        """Starts of a next statement: after `and`, `then`, a comma, or nothing before a caution."""
        ends = [end for _, end in (*_AND.at(self.words, i), *_THEN.at(self.words, i))]
        if self.words[i] in ("without", "avoiding", "keeping", "staying", "slowly", "watching",
                             "making", "being", "do", "taking", "never", "and", "minding",
                             "steering", "at", "with"):  # fmt: skip
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

    def _clauses(self, i: int, top: bool) -> Iterator[tuple[Program, int]]:
        for command, j in self.commands.commands(i):
            clause = Clause(command, i, j)
            yield (clause,), j
            if not top:
                continue
            for _, k in _BEFORE.at(self.words, j):
                for rest, end in self._runs_from(k, False):
                    yield (clause, *rest), end
            for _, k in _AFTER.at(self.words, j):
                for rest, end in self._earlier(k):
                    yield (*rest, clause), end
            for unless, table in ((False, _IF), (True, _UNLESS)):
                for _, k in table.at(self.words, j):
                    for tests, any_test, end in self._tests(k):
                        yield (Conditional(tests, any_test, (clause,), unless=unless),), end

    def _orders(self, i: int) -> Iterator[tuple[Program, int]]:
        """`before you ..., ...`, `after ..., ...`."""
        for _, j in _BEFORE.at(self.words, i):
            for later, k in self._runs_from(j, False):
                for m in self._breaks(k):
                    for earlier, end in self._runs_from(m, False):
                        yield (*earlier, *later), end
        for _, j in _AFTER.at(self.words, i):
            for earlier, k in self._earlier(j):
                for m in self._breaks(k):
                    for later, end in self._runs_from(m, False):
                        yield (*earlier, *later), end

    def _earlier(self, i: int) -> Iterator[tuple[Program, int]]:
        """What must have happened: commands, also as `the drawer is open`."""
        yield from self._runs_from(i, False)

    def _breaks(self, i: int) -> Iterator[int]:
        for phrase in (", then", "then", ",", ", and then"):
            end = self.commands.after(i, phrase)
            if end is not None:
                yield end
                return
        yield i

    # --- conditions ------------------------------------------------------------------------

    def _conditionals(self, i: int) -> Iterator[tuple[Program, int]]:
        for unless, table in ((False, _IF), (True, _UNLESS)):
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
            for _, j in _ELSE.at(self.words, at):
                j = self.commands.comma(j)
                j = self.commands.after(j, "then", "just") or j
                for rest, end in self._runs_from(j, False):
                    yield (replace(yes, otherwise=rest),), end

    def _tests(self, i: int) -> Iterator[tuple[tuple[Holds, ...], bool, int]]:
        for test, j in self._test(i):
            yield (test,), False, j
            for joint, any_test in (("and", False), ("or", True), ("and if", False), ("or if", True)):
                k = self.commands.after(j, joint)
                if k is not None:
                    for second, end in self._test(k):
                        yield (test, second), any_test, end

    def _test(self, i: int) -> Iterator[tuple[Holds, int]]:
        words = self.words
        for negated, j in _THERE.at(words, i):
            j = self.commands.after(j, "actually", "still", "already") or j
            for op, k in (*_MORE.at(words, j), (None, j)):
                if op is not None and (k >= len(words) or number(words[k]) is None):
                    continue
                for subject, end in self.nouns.phrases(k):
                    end = self.commands.after(end, "left", "at all", "on the table") or end
                    if isinstance(subject, Noun) and subject.count and subject.quantity == "count":
                        yield Holds(subject, "exists", negated=negated, op=op or ">="), end
                    elif op is None:
                        yield Holds(subject, "exists", negated=negated), end
        for subject, j in self.nouns.phrases(i):
            for _, k in _IS.at(words, j):
                negated = words[k : k + 1] == ("not",)
                k = k + negated
                k = self.commands.after(k, "already", "currently", "still", "fully") or k
                for state, end in _STATES.at(words, k):
                    yield Holds(subject, state, negated=negated), end
                for relation, end in self.nouns.relations(k):
                    yield Holds(subject, "relation", relation, negated), end
                for color, end in self._color(k):
                    yield Holds(subject, "relation", color, negated), end
            exists = self.commands.after(j, "exists", "exist")
            if exists is not None:
                yield Holds(subject, "exists"), exists
            contains = self.commands.after(j, "contains", "holds", "has", "contain")
            if contains is not None:
                for inside, end in self.nouns.phrases(contains):
                    yield Holds(inside, "relation", Relation("in", (subject,))), end

    def _color(self, i: int) -> Iterator[tuple[Relation, int]]:
        for phrase, end in self.nouns.singles(i):
            if isinstance(phrase, Noun) and phrase.kind is None and phrase.quantity == "bare":
                if len(phrase.colors) == 1 and not phrase.relations:
                    yield Relation("color", (phrase.colors[0],)), end


__all__ = ["Program", "SentenceGrammar", "relation_of"]
