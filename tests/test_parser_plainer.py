"""Constructions that are recast: what is said once more, taken back, counted, or told before."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES
from spoken import PARSER, calls

from vla.dryrun import dry_run
from vla.plan import Plan
from vla.planner import Question


def on(thing: str, *below: str) -> list[str]:
    return [f"pick {thing}", f"place_on {thing} {' '.join(below)}"]


def into(thing: str, *where: str) -> list[str]:
    return [f"pick {thing}", f"place_in {thing} {' '.join(where)}"]


BALLS_IN = [*into("red_ball", "gray_bin"), *into("blue_ball", "gray_bin")]
RED_IN = into("red_block", "white_bowl")
YELLOW_ON = on("yellow_block", "white_plate")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # how many, said once more
        ("put the balls in the bin, both of them", BALLS_IN),
        ("our little one wants the balls in the bin, the whole lot", BALLS_IN),
        ("I can see two balls; put one of them in the bin", into("red_ball", "gray_bin")),
        ("half of the two balls goes in the bin", into("red_ball", "gray_bin")),
        ("all the green things you can carry go in the bin, except the bowl",
         into("green_block", "gray_bin")),
        ("the balls go in the bin, in any order", BALLS_IN),
        ("for each ball you see, look for the bowl of the same colour and drop the ball in it",
         [*into("red_ball", "red_bowl"), *into("blue_ball", "blue_bowl")]),
        # what is left out
        ("the red things go in the bin, though of course not the bowl or the blocks",
         into("red_ball", "gray_bin")),
        ("throw away the red ball but hang on to the blue one", into("red_ball", "gray_bin")),
        # what is told of a thing before it is asked for
        ("the blue ball is rubbish, get rid of it", into("blue_ball", "gray_bin")),
        ("since the red ball and the blue ball go well together, let them share the bin",
         BALLS_IN),
        ("the bin is a good place for the red ball", into("red_ball", "gray_bin")),
        ("i think the large red block would look nice on the tray",
         on("red_block_3", "white_tray")),
        ("if there is a green ball put it in the bin, if not, use the blue ball",
         into("blue_ball", "gray_bin")),
        # taken back
        ("Place the red ball on the tray? Nah, put it in the bin.", into("red_ball", "gray_bin")),
        ("Put the green block behind the red bowl. No, put it in the bin.",
         into("green_block", "gray_bin")),
        ("push the green block twelve centimetres, no, five is enough, to the left",
         ["push green_block left"]),
        # the order of the last one
        ("the red ball goes in the bin, and to finish you lift the blue ball",
         [*into("red_ball", "gray_bin"), "pick blue_ball"]),
    ],
)  # fmt: skip
def test_among_many(text: str, expected: list[str]) -> None:
    assert calls(text, "many") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remove the uppermost block from the tower and hang on to it", ["pick red_block"]),
        ("get only the top block of the tower and set it down in the bowl; the rest of the tower "
         "stays put", RED_IN),
        ("i want three blocks in the bowl in total",
         [*RED_IN, *into("blue_block", "white_bowl")]),
        ("i want two blocks on the plate and no more", on("red_block", "white_plate")),
        ("all things outside the tower go in the bowl, I mean the blocks",
         [*into("yellow_block", "white_bowl"), *into("orange_block", "white_bowl")]),
        ("swap red and yellow: yellow goes on the tower, red on the table",
         [*on("red_block", "table"), *on("yellow_block", "blue_block")]),
        ("the plate must be bare, so lift the orange one off it", on("orange_block", "table")),
        ("both the plate and the bowl have to be empty so we can use them",
         [*on("orange_block", "table"), *on("purple_block", "table")]),
        ("get at the blue block, it's in the middle of the tower, and put it in the bowl",
         [*on("red_block", "table"), *into("blue_block", "white_bowl")]),
        ("beside the bowl, that's a fine spot for our yellow friend",
         ["pick yellow_block", "place_beside yellow_block white_bowl left"]),
        ("red goes in the bowl, green can stay", RED_IN),
        ("you may only touch the yellow block, and it should end up on the plate", YELLOW_ON),
        ("you can stop once the yellow block is on the plate", YELLOW_ON),
        ("put the yellow block on the plate if there's room", YELLOW_ON),
        ("Hint: the purple one is in the bowl. Take it from there and put it on the table.",
         on("purple_block", "table")),
    ],
)  # fmt: skip
def test_at_the_tower(text: str, expected: list[str]) -> None:
    assert calls(text, "tower") == expected


@pytest.mark.parametrize("idiom", ["chop chop", "look lively", "on the double"])
def test_haste_in_other_words(idiom: str) -> None:
    answer = PARSER.plan(f"{idiom}, the balls go in the bin", SCENES["many"])
    assert isinstance(answer, Plan)
    made = dry_run(answer, SCENES["many"]).calls
    assert made
    assert all(float(str(dict(call.options)["speed"])) > 1 for call in made)


def test_distance_while_something_else_is_moved() -> None:
    text = "don't bump into the tower's green block when you bring the yellow one to the plate"
    answer = PARSER.plan(text, SCENES["tower"])
    assert isinstance(answer, Plan)
    assert "clear_of" in str(answer)
    assert calls(text, "tower") == YELLOW_ON


def test_what_is_left_open_is_asked() -> None:
    for text in ("do something nice with the orange block", "do whatever with the yellow one"):
        assert isinstance(PARSER.plan(text, SCENES["tower"]), Question)


def test_nothing_is_dropped() -> None:
    """What is said behind a request is left aside only where it changes nothing."""
    assert calls("put the red block on the plate, nothing should be on it", "tower") is None
    assert calls("put the red ball in the bin if there is a green ball", "many") == []
    assert calls("put the balls in the bin, none of them", "many") is None
    assert calls("the blue ball is not rubbish, bin it", "many") is None
