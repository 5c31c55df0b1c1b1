"""What queries, conditions and values mean in a scene."""

from __future__ import annotations

import pytest
from small_scenes import changed, tabletop

from vla.errors import UnknownName, UserError
from vla.evaluate import ground, judge, members, resolve, since
from vla.plan import (
    And,
    Atom,
    Condition,
    Count,
    Either,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Query,
    Sorted,
    Take,
    Var,
    Where,
    Without,
)
from vla.predicates import read

SCENE = tabletop()
IT = Var("it")
BLOCKS = Objects("block")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (BLOCKS, "red_block blue_block"),
        (Objects(color="red"), "red_block red_ball"),
        (Objects(), "red_block blue_block red_ball green_bowl plate"),
        (Objects("container"), "green_bowl top_drawer"),
        (Objects("ball", size="small"), "red_ball"),
        (Objects("mug"), ""),
        (Where(BLOCKS, Atom("in_front_of", (IT, "blue_block"))), "red_block"),
        (Where(Objects(), Atom("settled", (IT,))), ""),  # unknown is not true
        (Where(Objects(), Not(Atom("settled", (IT,)))), "red_ball"),
        (Without(Objects(), Either((BLOCKS, Objects("plate")))), "red_ball green_bowl"),
        (Either((BLOCKS, Objects(color="red"), BLOCKS)), "red_block blue_block red_ball"),
        (Either(()), ""),
        (Names(("vase", Var("x"))), "vase red_ball"),
        (Sorted(Objects(), "left"), "red_block blue_block plate red_ball green_bowl"),
        (Sorted(Objects(), "front"), "red_ball red_block blue_block green_bowl plate"),
        (Take(Sorted(Objects(), "right"), 1), "green_bowl"),
        (Take(Sorted(Objects(), "back"), 1), "plate"),
        (Take(Sorted(Objects(), "smallest"), 1), "red_ball"),
        (Take(Sorted(Objects(), "largest"), 2), "green_bowl plate"),
        (Take(Sorted(Objects(), "shortest"), 1), "plate"),
        (Take(Sorted(Objects(), "tallest"), 1), "green_bowl"),
        (Take(Sorted(Objects(), "nearest"), 1), "red_ball"),
        (Take(Sorted(Objects(), "farthest"), 1), "plate"),
        (Sorted(BLOCKS, "nearest", "plate"), "blue_block red_block"),
        (Sorted(BLOCKS, "farthest", Var("x")), "blue_block red_block"),
        (Take(BLOCKS, 5, start=1), "blue_block"),
    ],
)
def test_members(query: Query, names: str) -> None:
    assert members(query, SCENE, {"x": "red_ball"}) == tuple(names.split())


YES, NO = Exists(BLOCKS), Exists(Objects("mug"))
UNKNOWN = Atom("settled", ("red_block",))


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (YES, True),
        (NO, False),
        (UNKNOWN, None),
        (Not(YES), False),
        (Not(NO), True),
        (Not(UNKNOWN), None),
        (And(()), True),
        (Or(()), False),
        *[
            (And((a, b)), False if NO in (a, b) else None if UNKNOWN in (a, b) else True)
            for a in (YES, NO, UNKNOWN)
            for b in (YES, NO, UNKNOWN)
        ],
        *[
            (Or((a, b)), True if YES in (a, b) else None if UNKNOWN in (a, b) else False)
            for a in (YES, NO, UNKNOWN)
            for b in (YES, NO, UNKNOWN)
        ],
        (Count(BLOCKS, "==", 2), True),
        (Count(BLOCKS, ">=", 3), False),
        (Count(BLOCKS, "<=", 2), True),
        (Count(BLOCKS, ">", 2), False),
        (Count(BLOCKS, "<", 3), True),
        (ForAll(BLOCKS, Atom("left_of", (IT, "vase"))), True),
        (ForAll(BLOCKS, Atom("same_color", (IT, "red_ball"))), False),
        (ForAll(BLOCKS, Atom("settled", (IT,))), None),
        (ForAll(Objects("mug"), NO), True),
        (Atom("near", (Objects("ball"), Objects("vase"), 0.2)), True),
    ],
)
def test_judge(condition: Condition, truth: bool | None) -> None:
    assert judge(condition, SCENE).truth is truth


def test_evidence_names_what_failed() -> None:
    evidence = judge(And((YES, Atom("opened", ("top_drawer",)))), SCENE).evidence
    assert evidence == "opened(top_drawer): 0% open"


def test_resolve() -> None:
    assert resolve(0.5, SCENE) == 0.5
    assert resolve("left", SCENE) == "left"
    assert resolve(Var("x"), SCENE, {"x": "vase"}) == "vase"
    assert resolve(Objects("ball"), SCENE) == "red_ball"
    with pytest.raises(UserError, match="the scene has 2: red_block, blue_block"):
        resolve(BLOCKS, SCENE)
    with pytest.raises(UserError, match="the scene has 0"):
        resolve(Objects("mug"), SCENE)
    with pytest.raises(UnknownName):
        resolve(Var("x"), SCENE)


@pytest.mark.parametrize(
    "query", [Names(("mug",)), Sorted(BLOCKS, "leftest"), Sorted(BLOCKS, "nearest", "mug")]
)
def test_unknown_words_in_queries(query: Query) -> None:
    with pytest.raises(UnknownName):
        members(query, SCENE)


def test_unknown_comparison() -> None:
    with pytest.raises(UnknownName):
        judge(Count(BLOCKS, "!=", 1), SCENE)


def test_ground_leaves_the_inner_variable() -> None:
    inner = Where(Names((Var("x"), IT)), Atom("near", (IT, Var("x"), 0.1)))
    expected = Where(Names(("vase", "plate")), Atom("near", (IT, "vase", 0.1)))
    assert ground(inner, {"x": "vase", "it": "plate"}) == expected


def test_since_counts_changes_from_another_scene() -> None:
    later = changed(SCENE, "vase", position=(0.45, 0.05, 0.08))
    assert read(later, "moved", ("vase",)).truth is None
    assert read(since(SCENE, later), "moved_by", ("vase", "left", 0.1)).truth is True
