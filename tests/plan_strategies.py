"""Random plans, for tests of the plan language."""

from __future__ import annotations

from hypothesis import strategies as st

from vla.plan import (
    SORT_KEYS,
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
from vla.skills import SKILLS

names = st.sampled_from(("red_block", "blue_block", "plate", "it's", 'say "hi"', "a\\nb", ""))
texts = st.text(max_size=20) | st.sampled_from(
    ("# 1: x", "1: y", "end 1", "\\", "\\n", "'''", " a ")
)
loop_variables = st.sampled_from(("block", "thing", "x1"))
variables = st.builds(Var, st.sampled_from(("block", "thing", "it")))
numbers = (
    st.integers(-1000, 1000)
    | st.floats(-1e5, 1e5, allow_nan=False).map(lambda x: round(x, 6))
    | st.floats(-1e5, 1e5, allow_nan=False)
)
options = st.dictionaries(
    st.sampled_from(("speed", "gap", "fraction", "distance")), numbers, max_size=2
).map(lambda d: tuple(sorted(d.items())))


def queries(depth: int) -> st.SearchStrategy[Query]:
    words = st.none() | names
    flat = st.builds(Objects, words, words, words) | st.builds(
        Names, st.lists(names | variables, max_size=3).map(tuple)
    )
    flat |= st.builds(Seen, texts)
    if depth <= 0:
        return flat
    inner = queries(depth - 1)
    return (
        flat
        | st.builds(Where, inner, conditions(depth - 1))
        | st.builds(Without, inner, inner)
        | st.builds(Either, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Sorted, inner, st.sampled_from(SORT_KEYS), st.none() | names | variables)
        | st.builds(Take, inner, st.integers(0, 5), st.integers(0, 3))
        | st.builds(Best, inner, texts)
    )


def values(depth: int) -> st.SearchStrategy[Value]:
    return names | numbers | st.booleans() | variables | queries(depth)


def conditions(depth: int) -> st.SearchStrategy[Condition]:
    predicate = st.sampled_from(sorted(VOCABULARY))
    flat = st.builds(Atom, predicate, st.lists(values(0), max_size=3).map(tuple))
    flat = flat | st.builds(Verified, texts) | st.builds(Answered, texts, texts)
    if depth <= 0:
        return flat
    inner = conditions(depth - 1)
    several = st.lists(inner, max_size=3).map(tuple)
    query = queries(depth - 1)
    ops = st.sampled_from(("==", ">=", "<=", ">", "<"))
    return (
        flat
        | st.builds(Not, inner)
        | st.builds(And, several)
        | st.builds(Or, several)
        | st.builds(Exists, query)
        | st.builds(Count, query, ops, st.integers(-2, 9))
        | st.builds(ForAll, query, inner)
    )


def blocks(depth: int) -> st.SearchStrategy[Seq]:
    comment = st.just("") | texts
    return st.builds(Seq, st.lists(nodes(depth), max_size=3).map(tuple), comment)


def nodes(depth: int) -> st.SearchStrategy[Node]:
    flat = (
        st.builds(
            Call,
            st.sampled_from(sorted(SKILLS)),
            st.lists(values(1), max_size=3).map(tuple),
            options,
        )
        | st.builds(Require, conditions(1), texts)
        | st.builds(Fail, texts)
        | st.just(Done())
    )
    if depth <= 0:
        return flat
    body = blocks(depth - 1)
    return (
        flat
        | body
        | st.builds(If, conditions(1), body, body)
        | st.builds(ForEach, loop_variables, queries(1), body, st.sampled_from((16, 4, 0)))
        | st.builds(Repeat, st.integers(0, 5), body)
        | st.builds(Ensure, conditions(1), body, st.sampled_from((2, 2, 0, 5)))
        | st.builds(Keep, st.lists(conditions(1), max_size=2).map(tuple), body)
    )


plans = st.builds(Plan, blocks(3), texts)
