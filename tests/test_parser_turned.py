"""Things said the other way round, in pairs, for each place, by what they are for, and alone."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES
from spoken import calls

from vla.dryrun import dry_run
from vla.plan import Plan
from vla.planner import Question
from vla.planners.language import SemanticParser

PARSER = SemanticParser()


def put(thing: str, skill: str, *where: str) -> list[str]:
    return [f"pick {thing}", " ".join((skill, thing, *where))]


CAN_ON = put("red_can", "place_on", "white_plate")
BALL_IN = put("blue_ball", "place_in", "green_bowl")
YELLOW_ALONE = [
    *put("purple_block", "place_on", "table"),
    *put("yellow_block", "place_in", "white_bowl"),
]


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        # what carries is named first
        ("table", "the plate should carry the can", CAN_ON),
        ("table", "the can should be supported by the plate", CAN_ON),
        ("table", "the plate must be the one that bears the can", CAN_ON),
        ("table", "see to it that the ball is accommodated in the bowl", BALL_IN),
        # nothing else may be there
        ("tower", "the bowl shall hold nothing but the yellow block", YELLOW_ALONE),
        ("tower", "the bowl should contain only the yellow block", YELLOW_ALONE),
        ("table", "the bowl must contain the ball and nothing else", BALL_IN),
        # changing places
        (
            "tower",
            "have the purple and the orange block trade places",
            [
                *put("purple_block", "place_on", "table"),
                *put("orange_block", "place_in", "white_bowl"),
                *put("purple_block", "place_on", "white_plate"),
            ],
        ),
        # the former, the latter
        (
            "table",
            "There's a ball and a can. The former belongs in the bowl, the latter on the plate.",
            BALL_IN + CAN_ON,
        ),
        (
            "many",
            "you see the red bowl and the blue bowl? the former gets the red ball, the latter the"
            " blue ball",
            [
                *put("red_ball", "place_in", "red_bowl"),
                *put("blue_ball", "place_in", "blue_bowl"),
            ],
        ),
        # named again, or by what it is for
        ("table", "put the red thing, the cylinder, on the plate", CAN_ON),
        (
            "table",
            "the thing one drinks from belongs on the plate",
            put("yellow_mug", "place_on", "white_plate"),
        ),
        ("table", "put the ball in what soup is eaten out of", BALL_IN),
        # what a fixture is about to be
        (
            "kitchen",
            "before closing the middle drawer, put the ball in it",
            [*put("green_ball", "place_in", "middle_drawer"), "close middle_drawer"],
        ),
        ("kitchen", "check that the top drawer is open and, if not, fix it", ["open top_drawer"]),
        ("kitchen", "whatever is open, close it", ["close middle_drawer"]),
        # layer by layer
        (
            "table",
            "make me a tower: its base is the green block, its middle the red one, its crown the"
            " blue one",
            [
                *put("red_block", "place_on", "green_block"),
                *put("blue_block", "place_on", "red_block"),
            ],
        ),
        (
            "table",
            "the red block should stand on the blue one, which in turn stands on the plate",
            [
                *put("blue_block", "place_on", "white_plate"),
                *put("red_block", "place_on", "blue_block"),
            ],
        ),
        ("table", "not the ball but the can goes on the plate", CAN_ON),
        # measures
        ("table", "nudge the can two inches to the left", ["push red_can left"]),
        ("table", "BALL TO BOWL STOP CAN TO PLATE STOP", BALL_IN + CAN_ON),
    ],
)
def test_said_the_other_way_round(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


@pytest.mark.parametrize(
    "text", ["one block per bowl", "each bowl gets one block, I don't mind which"]
)
def test_one_for_each(text: str) -> None:
    done = calls(text, "many")
    assert done is not None
    placed = [line.split()[1:] for line in done if line.startswith("place_in")]
    assert {bowl for _, bowl in placed} == {"red_bowl", "blue_bowl", "green_bowl"}
    assert len({block for block, _ in placed}) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [("the green block", "the yellow mug"), ("the yellow mug", "the green block")],
)
def test_those_that_swap_stand_where_the_other_stood(first: str, second: str) -> None:
    before = SCENES["table"]
    plan = PARSER.plan(f"swap {first} and {second}", before)
    assert isinstance(plan, Plan)
    after = dry_run(plan, before).scene
    for a, b in (("green_block", "yellow_mug"), ("yellow_mug", "green_block")):
        assert after[a].position[:2] == pytest.approx(before[b].position[:2], abs=0.01)


def test_what_stands_out_is_not_what_was_just_brought_there() -> None:
    text = "the block closest to you goes in the bowl, the one furthest from you on the plate"
    assert calls(text, "table") == [
        *put("green_block", "place_in", "green_bowl"),
        *put("blue_block", "place_on", "white_plate"),
    ]


def test_inches_and_feet() -> None:
    for said, metres in (("an inch and a half", 0.0381), ("half a foot", 0.1524)):
        plan = PARSER.plan(f"push the can {said} to the left", SCENES["table"])
        assert isinstance(plan, Plan)
        (call,) = dry_run(plan, SCENES["table"]).calls
        assert dict(call.options)["distance"] == pytest.approx(metres, abs=1e-4)


@pytest.mark.parametrize(
    ("scene", "text"),
    [
        ("table", "the plate should not carry the can"),
        ("table", "never let the plate carry the can"),
        ("table", "does the plate carry the can?"),
        ("table", "the red block supported by the green block"),
        ("table", "do not swap the can and the mug"),
        ("table", "i once saw the mug and the can change places"),
        ("table", "swap the red block for a beer"),
        ("table", "the ball and the can should swap sides"),
        ("table", "the former goes in the bowl"),
        ("table", "a ball, a can and a mug. the former goes in the bowl"),
        ("table", "have the red block and the can change places"),
        ("table", "one block per plate, but not the red one"),
        ("many", "one ball in each bowl"),
        ("many", "put the red ball in each bowl"),
        ("many", "put one block in each bowl and leave the red ones alone"),
        ("table", "give the ball a kick"),
        ("table", "put the can, the yellow one, on the plate"),
    ],
)
def test_what_is_not_meant_or_not_clear_is_not_done(scene: str, text: str) -> None:
    assert calls(text, scene) is None


def test_it_is_what_a_condition_supposes() -> None:
    """`it` is no bowl that happens to be there."""
    text = "if a block is in the red bowl, take it out"
    assert calls(text, "many") == []
    held = SCENES["many"]
    done = PARSER.plan("put the green block in the red bowl", held)
    assert isinstance(done, Plan)
    later = dry_run(done, held).scene
    plan = PARSER.plan(text, held)
    assert isinstance(plan, Plan)
    assert [call.args[0] for call in dry_run(plan, later).calls] == ["green_block", "green_block"]


def test_only_is_not_dropped() -> None:
    for text in ("have only the yellow block on the plate",
                 "only the yellow block should be in the bowl"):  # fmt: skip
        assert isinstance(PARSER.plan(text, SCENES["tower"]), Question)


def test_what_cannot_be_known_is_asked() -> None:
    for text in ("the two of them should swap", "swap the ball and the green block"):
        assert isinstance(PARSER.plan(text, SCENES["many"]), Question)
