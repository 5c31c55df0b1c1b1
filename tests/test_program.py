"""Plans as code and as JSON: exact round trips, and refusal of everything else."""

from __future__ import annotations

import builtins
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_strategies import plans

from vla.errors import UserError
from vla.plan import (
    Atom,
    Call,
    Ensure,
    ForEach,
    Keep,
    Not,
    Objects,
    Plan,
    Require,
    Seq,
    Var,
    Where,
)
from vla.plan_json import from_json, to_json
from vla.program import ProgramError, code_lines, from_code, to_code
from vla.steps import call, plan, put

relaxed = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=150,
)

EXAMPLE = Plan(
    Seq(
        (
            Keep(
                (Atom("clear_of", ("vase", 0.1)),),
                Seq(
                    (
                        Seq(
                            (
                                ForEach(
                                    "block",
                                    Where(
                                        Objects("block", "red"),
                                        Not(Atom("inside", (Var("it"), "green_bowl"))),
                                    ),
                                    Seq(
                                        (
                                            *put("place_in", Var("block"), "green_bowl", speed=0.5),
                                            Ensure(
                                                Atom("inside", (Var("block"), "green_bowl")),
                                                Seq((call("pick", Var("block")),)),
                                            ),
                                        )
                                    ),
                                ),
                            ),
                            "fill the bowl",
                        ),
                        Seq((call("home"), Require(Atom("settled", ("vase",)), "it fell"))),
                    )
                ),
            ),
        )
    ),
    "put the red blocks in the bowl",
)

CODE = """\
# "put the red blocks in the bowl"
from skills import pick, place_in, home
objects = ['red_block', 'vase']

keep(clear_of('vase', 0.1))

# 1: fill the bowl
for block in where(objects('block', color='red'), not inside(it, 'green_bowl')):
    pick(block, speed=0.5)
    place_in(block, 'green_bowl', speed=0.5)
    assert inside(block, 'green_bowl')
        else: pick(block)

# 2:
home()
assert settled('vase'), 'it fell'
"""


def test_the_look_of_a_program() -> None:
    assert to_code(EXAMPLE, ["red_block", "vase"]) == CODE
    assert from_code(CODE) == EXAMPLE
    assert from_code(CODE, "something else").instruction == "something else"


def test_code_lines() -> None:
    rows = to_code(EXAMPLE).split("\n")
    lines = code_lines(EXAMPLE)
    assert rows[lines["1"] - 1].startswith("keep(")
    assert rows[lines["1.body.1.1.body.3.recover.1"] - 1].strip() == "else: pick(block)"


@relaxed
@given(plans)
def test_round_trip_through_code(example: Plan) -> None:
    code = to_code(example)
    try:
        again = from_code(code)
    except ProgramError as error:
        assert "too" in str(error) or "longer" in str(error)  # noqa: PT017
        return
    assert again == example
    assert repr(again) == repr(example)  # 1 is not 1.0
    lines = code.split("\n")
    assert all(lines[line - 1].strip() for line in code_lines(example).values())


@relaxed
@given(plans)
def test_round_trip_through_json(example: Plan) -> None:
    again = from_json(json.loads(json.dumps(to_json(example))))
    assert again == example
    assert repr(again) == repr(example)


def test_lenient_spellings() -> None:
    held = Atom("holding", ("a",))
    expected = plan(Ensure(held, Seq((call("pick", "a"),))))
    spellings = (
        "assert holding('a')\n    else: pick('a')",
        "assert holding('a')\nelse: pick('a')",
        "assert(holding('a'))  # is it?\n\n    # no\n    else:\n        pick('a')",
        'assert holding("a")\r\n  else:\r\n    pick("a")\r\n',
    )
    for text in spellings:
        assert from_code(text) == expected, text


def test_keep_governs_the_rest_of_its_block_also_across_subgoals() -> None:
    text = "# 1: away\nkeep(clear_of('vase'))\n# 2: do\npick('a')"
    steps = from_code(text).body.steps
    keep = steps[0].steps[0]  # type: ignore[union-attr]
    assert isinstance(keep, Keep)
    assert keep.body == Seq((Seq((call("pick", "a"),), "do"),))


ATTACKS = [
    "",
    "\n# only a comment\n",
    "Sure! Here is the program:\npick('a')",
    "```python\npick('a')\n```",
    "pick('a')\n\nI hope this helps.",
    "x = 1",
    "objects = open",
    "pick = home",
    "import os",
    "from os import system",
    "from skills import *",
    "from skills import pick as home",
    "from .skills import pick",
    "pick('a')\nfrom skills import home",
    "open('/etc/hostname').read()",
    "().__class__.__mro__[1].__subclasses__()",
    "getattr(pick, '__glo' + 'bals__')",
    "'{0.__class__}'.format(1)",
    "__import__('os').system('true')",
    "eval('1')",
    "exec('1')",
    "globals()",
    "exit()",
    "pick(open)",
    "pick(pick('a'))",
    "pick(eval('1'))",
    "pick((x for x in [1]).gi_frame)",
    "pick([x for x in objects()])",
    "pick({'a': 1})",
    "pick({'a'})",
    "pick('a'[0])",
    "pick('a' + 'b')",
    "pick('a' * 1000000000)",
    "pick(9 ** 9 ** 9)",
    "pick(1 << 99)",
    "pick('%s' % 'a')",
    "pick(lambda: 1)",
    "pick(x := 1)",
    "pick('a' if True else 'b')",
    "pick(*['a'])",
    "pick(**{})",
    "pick('a', speed=1, speed=2)",
    "pick('a', pick=1)",
    "pick(f'{1}')",
    "pick(b'a')",
    "pick(r'a')",
    "pick(None)",
    "pick(...)",
    "pick(1j)",
    "pick(1e999)",
    "pick(-1e999)",
    "pick(1000001)",
    "pick(" + "9" * 5000 + ")",
    "pick(not holding('a'))",
    "pick(nan)()",
    "'a doc string'",
    "done",
    "done(1)",
    "fail()",
    "fail('a' 'b', 'c')",
    "while True: pass",
    "while  holding('a'):\n    if 1: pick('a')",
    "assert holding('a')\n    else: pick('a')\n    home()",
    "assert holding('a'), 'x'\n    else: pick('a')",
    "assert (holding('a'), 'x')",
    "assert True",
    "assert 'a'",
    "assert holding('a') == 1",
    "assert count(objects())",
    "assert count(objects()) != 1",
    "assert 0 < count(objects()) < 3",
    "assert count(objects()) == 1.5",
    "assert holding(thing='a')",
    "else: pick('a')",
    "def main():\n    pick('a')",
    "async def main():\n    pick('a')",
    "class A:\n    def __del__(self): pass",
    "try:\n    pick('a')\nexcept:\n    pass",
    "with open('x') as f:\n    pass",
    "with keep() as k:\n    pass",
    "return",
    "global x",
    "del x",
    "raise x",
    "await x",
    "yield 1",
    "@pick\ndef f(): pass",
    "match x:\n    case 1: pass",
    "for pick in objects(): home()",
    "for it in objects(): home()",
    "for a, b in objects(): home()",
    "for x.y in objects(): home()",
    "for x in objects(): home()\nelse: home()",
    "for x in 'abc': home()",
    "for x in range(): home()",
    "for x in range(10 ** 9): home()",
    "pick(objects('a', 'b'))",
    "pick(objects(shape='round'))",
    "pick(objects(kind))",
    "pick(take(objects(), 1.5))",
    "pick(where(objects()))",
    "pick([" + "'a', " * 65 + "])",
    "pik('a')",
    "print('a')",
    "pick('a'",
    "pick('a)",
    "pick('a\nb')",
    "pick('''a''')",
    "pick('a'\\\n)",
    "pick('\\d')",
    "pick('a')\n\tpick('b')",
    "pick('a')\x00",
    "pick('a')\x0c",
    "pick('a\u202e')",
    "pick('\ud800')",
    "ｐick('a')",
    "рick('a')",
    "pick(ﬁle)",
    "pick('a') if holding('a') else home()",
    "True = 1",
    "pick('" + "a" * 401 + "')",
    "pick('" + "a" * 10**6 + "')",
    "(" * 4000,
    "[" * 100 + "]" * 100,
    "-" * 8000 + "1",
    "not " * 2000 + "a",
    "lambda: " * 1000 + "1",
    "a" + ".b" * 4000,
    "f" + "()" * 4000,
    "a" + "+a" * 4000,
    "keep(holding_something())\n" * 300,
    "keep()\n" * 150,
    "home()\n" * 300,
    "if holding('a'): home()\n" + "elif holding('a'): home()\n" * 200,
    "\n".join(" " * depth + "for x in objects():" for depth in range(100)),
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_attacks_are_refused_with_line_and_column(text: str, monkeypatch) -> None:
    def trap(*args: object, **options: object) -> object:
        raise AssertionError("something was executed")

    for module, name in ((builtins, "eval"), (builtins, "exec"), (os, "system")):
        monkeypatch.setattr(module, name, trap)
    with pytest.raises(ProgramError) as caught:
        from_code(text)
    assert caught.value.line >= 1
    assert caught.value.column >= 1
    assert str(caught.value).startswith(f"Line {caught.value.line}, column {caught.value.column}: ")
    assert len(str(caught.value)) < 700


def test_where_an_error_is() -> None:
    text = "home()\nif holding('a'):\n    pick('ä'); pik('b')"
    with pytest.raises(ProgramError, match=r"Line 3, column 16: .*Did you mean 'pick'"):
        from_code(text)


def test_comments_cannot_add_steps() -> None:
    assert from_code("# 1: home()\n# Query: pick('b')\npick('a')  # 2: home()").body == Seq(
        (Seq((call("pick", "a"),), "home()"),)
    )


WORDS = "pick ( ) 'a' if for in : assert else: keep objects [ ] , = 1 not holding x . and"
WORDS += " where it while with pass count == \\ lambda ** done() #"
LAYOUT = ("\n", "\n    ", "\n# 1: x\n", "\n# end 1\n")
fragments = st.sampled_from((*(f"{word} " for word in WORDS.split()), *LAYOUT))


@settings(relaxed, max_examples=400)
@given(st.lists(fragments, max_size=40).map("".join) | st.text(max_size=60))
def test_random_text_is_a_plan_or_a_clear_refusal(text: str) -> None:
    try:
        found = from_code(text)
    except ProgramError:
        return
    assert from_code(to_code(found)) == found


@pytest.mark.parametrize(
    "bad",
    [
        plan(Call("fly", ())),
        plan(call("pick", float("nan"))),
        plan(call("pick", float("inf"))),
        plan(call("pick", Var("pick"))),
        plan(call("pick", Var("a b"))),
        plan(call("pick", Var("ä"))),
        plan(ForEach("it", Objects(), Seq(()))),
        plan(Require(Atom("flying", ()))),
    ],
)
def test_what_has_no_code(bad: Plan) -> None:
    with pytest.raises(UserError):
        to_code(bad)


HOME = {"type": "Call", "skill": "home"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "expected Seq"),
        ([], "expected Seq"),
        ({"type": "Call", "skill": "home"}, "Unknown type 'Call'"),
        ({"type": "Seq"}, "needs the field 'steps'"),
        ({"type": "Seq", "steps": [HOME | {"stepps": 1}]}, "body.steps[0]: Unknown field of Call"),
        ({"type": "Seq", "steps": [HOME | {"args": "a"}]}, "body.steps[0].args: expected"),
        ({"type": "Seq", "steps": [HOME | {"args": [None]}]}, "got nothing"),
        ({"type": "Seq", "steps": [HOME | {"args": [float("nan")]}]}, "cannot hold"),
        ({"type": "Seq", "steps": [HOME | {"options": [["speed", 1]]}]}, "names and values"),
        ({"type": "Seq", "steps": [{"type": "Repeat", "count": True}]}, "expected int"),
        ({"type": "Seq", "steps": [{"type": "Repeat", "count": 1.0}]}, "expected int"),
        ({"type": "Seq", "steps": [{"type": "Plan"}]}, "Unknown type 'Plan'"),
        ({"type": "Seq", "steps": [{"type": ["Seq"]}]}, "Unknown type"),
    ],
)
def test_bad_json(body: object, words: str) -> None:
    with pytest.raises(UserError) as caught:
        from_json({"version": 1, "instruction": "", "body": body})
    assert words in str(caught.value)


def test_bad_json_around_the_body() -> None:
    body = {"type": "Seq", "steps": []}
    for record in ([], None, {"version": 2, "body": body}, {"version": 1, "body": body, "x": 1}):
        with pytest.raises(UserError):
            from_json(record)
    deep: dict = body
    for _ in range(3000):
        deep = {"type": "Seq", "steps": [deep]}
    with pytest.raises(UserError, match="deeper"):
        from_json({"version": 1, "body": deep})
