"""Sentences that were once planned wrongly: what they lead to now."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES

from vla.dryrun import dry_run
from vla.plan import Plan
from vla.planners.language import SemanticParser
from vla.planners.language.among import in_one_set
from vla.planners.language.syntax import Clause, Noun, Order, Put

RIGHT = {
    "Among the red blocks, the smallest goes in the tray; among the blue ones, the rightmost goes "
    "in the bin.": {"red_block": "white_tray", "blue_block_2": "gray_bin"},
    "put one blue block in the bin and another in the tray": {
        "blue_block": "gray_bin", "blue_block_2": "white_tray",
    },
    "put the biggest red block in the bin and leave the rest where they are, but put the blue "
    "blocks in the tray.": {
        "red_block_3": "gray_bin", "blue_block": "white_tray", "blue_block_2": "white_tray",
    },
    "Of the red blocks put the smallest one into the tray, the middle one into the bin and the "
    "biggest one into the red bowl.": {
        "red_block": "white_tray", "red_block_2": "gray_bin", "red_block_3": "red_bowl",
    },
    "put the red ball in the tray and then put it in the bin": {"red_ball": "gray_bin"},
}  # fmt: skip
"""What ends where, in the scene of many things."""

NO_PLAN = (
    "Of the red blocks, put the smallest in the tray, and of the blue ones, put the largest in "
    "the bin.",
    "Of the red blocks, put the largest in the bin and the next largest in the tray.",
    "put the largest red block in the bin and the next one in the tray",
    "Of the three red blocks, put the leftmost one in the red bowl and the rightmost in the blue "
    "bowl.",
    "put the red ball in the tray and the blue ball in the tray and the red ball in the bin",
)


@pytest.mark.parametrize("text", RIGHT)
def test_every_part_is_done_with_the_right_thing(text: str) -> None:
    scene = SCENES["many"]
    plan = SemanticParser().plan(text, scene)
    assert isinstance(plan, Plan)
    calls = dry_run(plan, scene).calls
    assert {c.args[0]: c.args[1] for c in calls if c.skill == "place_in"} == RIGHT[text]


@pytest.mark.parametrize("text", NO_PLAN)
def test_what_cannot_be_meant_is_asked_or_refused(text: str) -> None:
    assert not isinstance(SemanticParser().plan(text, SCENES["many"]), Plan)


def test_the_middle_one_alone_is_told_by_its_place() -> None:
    middle = Clause(Put(Noun(None, order=Order("middle")), ()), 0, 1)
    assert in_one_set((middle,)) == (middle,)
