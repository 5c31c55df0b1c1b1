"""Clauses in plainer words: the place first, what was planned, what for, the other way round."""

from __future__ import annotations

import pytest
from spoken import calls

BALL_IN = ["pick blue_ball", "place_in blue_ball green_bowl"]
CAN_ON = ["pick red_can", "place_on red_can white_plate"]
MUG_BACK = ["pick yellow_mug", "place_at yellow_mug back_left"]
CAN_BEHIND = ["pick red_can", "place_beside red_can green_bowl back"]
OPENED = ["open top_drawer", "open bottom_drawer"]


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        # the place comes first
        ("table", "Behind the bowl is where I'd like the can", CAN_BEHIND),
        ("table", "There's some space behind the bowl, that's where the can belongs", CAN_BEHIND),
        ("table", "Behind the bowl there's room, that's where you can park the can", CAN_BEHIND),
        ("table", "The back left corner, that's where the mug should be", MUG_BACK),
        ("table", "The bowl would be an ideal home for the ball", BALL_IN),
        ("table", "Unless the can is on the plate already, that's where it should go", CAN_ON),
        # things come to stand somewhere
        ("table", "Get the can to stand right behind the bowl", CAN_BEHIND),
        ("table", "Line up the can behind the bowl", CAN_BEHIND),
        ("table", "Bring the ball over and drop it in the bowl", BALL_IN),
        ("table", "The can gets the plate", CAN_ON),
        ("table", "The plate gets the can", CAN_ON),
        # what was planned, what would happen, what for
        ("table", "I was going to wash this mug but I changed my mind, so put it in the back left"
                  " corner", MUG_BACK),
        ("table", "The ball will roll away if it stays there, so put it in the bowl", BALL_IN),
        ("table", "The bowl is too shallow for the can, so it goes on the plate", CAN_ON),
        ("table", "Hold the can up so I can film it properly", ["pick red_can"]),
        ("kitchen", "Press the button to let everyone know that you are done", ["press button"]),
        ("kitchen", "Press the button so the music stops", ["press button"]),
        # one after the other
        ("table", "Ball into the bowl, and once that's sorted, put the can on the plate",
         BALL_IN + CAN_ON),
        ("table", "Put the ball in the bowl, then pull it out again and don't let go of it",
         [*BALL_IN, "pick blue_ball"]),
        ("table", "Take a peek whether there is anything in the bowl, and if there isn't, put the"
                  " ball in it", BALL_IN),
        ("kitchen", "Open the top drawer and don't forget to shut it",
         ["open top_drawer", "close top_drawer"]),
        # pairs, and what `one` leaves out
        ("kitchen", "Open the top and bottom drawers", OPENED),
        ("kitchen", "I'll be needing the top and bottom drawers open but the middle one closed",
         [*OPENED, "close middle_drawer"]),
        ("kitchen", "Press the switch and the red button", ["open switch", "press button"]),
        ("table", "Put the green cube behind the red one",
         ["pick green_block", "place_beside green_block red_block back"]),
        ("kitchen", "Stack the red block on the blue one and not the other way round",
         ["pick red_block", "place_on red_block blue_block"]),
    ],
)  # fmt: skip
def test_the_same_in_plainer_clauses(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


@pytest.mark.parametrize(
    ("scene", "text"),
    [
        ("table", "Line up the blocks in front of the vase"),  # a row, and of what kind?
        ("table", "I was going to put the mug on the plate but I won't now"),
        ("table", "The ball will roll away if it stays there"),
        ("table", "The bowl is too shallow for the can"),
        ("table", "Behind the bowl is where the can never belongs"),
        ("table", "Put the ball where I can reach it"),
        ("table", "Put the mug next to the red one"),  # a block or a can
        ("kitchen", "Press the red button and the blue block"),
    ],
)
def test_what_only_looks_like_it_is_not_done(scene: str, text: str) -> None:
    assert not calls(text, scene)
