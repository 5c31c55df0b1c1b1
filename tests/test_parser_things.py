"""Sets, towers and things that are told apart by what they are like, where, or by what is left."""

from __future__ import annotations

import pytest
from spoken import calls


def on(thing: str, *below: str) -> list[str]:
    return [f"pick {thing}", f"place_on {thing} {' '.join(below)}"]


def into(thing: str, *where: str) -> list[str]:
    return [f"pick {thing}", f"place_in {thing} {' '.join(where)}"]


RED_OFF = on("red_block", "table")
FLIPPED = [*RED_OFF, *on("blue_block", "red_block"), *on("green_block", "blue_block")]
TWO_IN = [*into("red_block", "white_bowl"), *into("blue_block", "white_bowl")]
BALLS_IN = [*into("red_ball", "gray_bin"), *into("blue_ball", "gray_bin")]
ONE_EACH = [
    *on("red_block", "white_plate"), *on("blue_block", "white_plate"),
    *on("green_block", "white_plate"),
]  # fmt: skip
MOVED = [
    *RED_OFF, *on("blue_block", "table"), *on("green_block", "white_plate"),
    *on("blue_block", "green_block"), *on("red_block", "blue_block"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # its parts
        ("the topmost two cubes of the pile belong in the bowl", TWO_IN),
        ("put the upper two blocks of the tower in the bowl", TWO_IN),
        ("every cube of the stack except the lowest one goes in the bowl", TWO_IN),
        ("what is at the very top of the tower goes in the bowl", into("red_block", "white_bowl")),
        ("the pile's uppermost block goes in the bowl", into("red_block", "white_bowl")),
        ("put a block that is not part of the tower in the bowl",
         into("yellow_block", "white_bowl")),
        ("the blocks outside the tower go in the bowl",
         [*into("yellow_block", "white_bowl"), *into("orange_block", "white_bowl")]),
        # beside it
        ("put the yellow block behind the stack",
         ["pick yellow_block", "place_beside yellow_block green_block back"]),
        # elsewhere, and upside down
        ("shift the whole tower onto the plate", MOVED),
        ("the tower should stand on the plate", MOVED),
        ("transfer the upper two blocks of the tower to the yellow one, in the same order",
         [*RED_OFF, *on("blue_block", "yellow_block"), *on("red_block", "blue_block")]),
        ("flip the tower upside down", FLIPPED),
        ("restack the tower in reverse order", FLIPPED),
        # higher and lower
        ("top the tower with the orange block", on("orange_block", "red_block")),
        ("make the tower two blocks higher, using the yellow and the orange one",
         [*on("yellow_block", "red_block"), *on("orange_block", "yellow_block")]),
        ("the tower has to be five storeys high: the fourth is yellow, the fifth is orange",
         [*on("yellow_block", "red_block"), *on("orange_block", "yellow_block")]),
        ("the yellow block will do as a roof for the tower", on("yellow_block", "red_block")),
        ("shorten the tower by one block", RED_OFF),
        ("cut the tower down to two storeys", RED_OFF),
        # out of it
        ("extract the blue block and put it in the bowl",
         [*RED_OFF, *into("blue_block", "white_bowl")]),
        ("get the blue one out of the middle and into the bowl",
         [*RED_OFF, *into("blue_block", "white_bowl")]),
        # what is in the way of a tower is set aside
        ("a snowman: yellow at the bottom, blue in the middle, red on top",
         [*RED_OFF, *on("blue_block", "yellow_block"), *on("red_block", "blue_block")]),
        ("put blue on yellow and red on blue",
         [*RED_OFF, *on("blue_block", "yellow_block"), *on("red_block", "blue_block")]),
        ("red onto yellow, purple onto orange",
         [*on("red_block", "yellow_block"), *on("purple_block", "orange_block")]),
    ],
)  # fmt: skip
def test_towers(text: str, expected: list[str]) -> None:
    assert calls(text, "tower") == expected


@pytest.mark.parametrize(
    "text",
    [
        "make the tower two blocks higher",  # with which
        "make the tower two blocks higher with the yellow one",
        "lower the tower by three blocks",  # nothing would be left
        "put the green block in the bowl",  # nobody said where the others go
        "pick up the tower",
        "build me a lighthouse, put the yellow block in the bowl",
        "put the middle block in the bowl",  # of which
    ],
)
def test_towers_that_are_unclear(text: str) -> None:
    assert calls(text, "tower") is None


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        # whose choice it is
        ("many", "two balls belong in the bin, it does not matter which", BALLS_IN),
        ("table", "one of the balls goes in the bowl, you choose",
         into("blue_ball", "green_bowl")),
        ("many", "put a ball in the bin, as long as it is not red", into("blue_ball", "gray_bin")),
        # what it is like
        ("table", "everything round goes in the bowl", into("blue_ball", "green_bowl")),
        ("table", "what is blue and cubic goes on the plate", on("blue_block", "white_plate")),
        ("table", "place that cylindrical red thingy on the plate", on("red_can", "white_plate")),
        ("table", "the cube that is the colour of a tomato goes in the bowl",
         into("red_block", "green_bowl")),
        ("table", "put the grass-coloured block on the plate", on("green_block", "white_plate")),
        # all but some, and none
        ("many", "of the balls, all but the red one belong in the bin",
         into("blue_ball", "gray_bin")),
        ("many", "everything red except for the bowl itself goes in the bin",
         [c for n in ("red_block", "red_block_2", "red_block_3", "red_ball")
          for c in into(n, "gray_bin")]),
        ("many", "no ball may remain on the table; the bin will do for them", BALLS_IN),
        ("tower", "neither the plate nor the bowl should contain a block",
         [*on("orange_block", "table"), *on("purple_block", "table")]),
        ("many", "the red bowl stays empty, whereas the blue bowl gets the blue ball",
         into("blue_ball", "blue_bowl")),
        ("kitchen", "only the fridge should be open", ["close middle_drawer", "open fridge"]),
        ("kitchen", "nothing may be left open", ["close middle_drawer"]),
        ("kitchen", "neither the top drawer nor the bottom one but the remaining one is to be shut",
         ["close middle_drawer"]),
        ("kitchen", "pull out the top drawer and shut the one below it",
         ["open top_drawer", "close middle_drawer"]),
        # so many in all, one of each
        ("tower", "there should be two blocks on the plate", on("red_block", "white_plate")),
        ("tower", "make it two blocks in the bowl", into("red_block", "white_bowl")),
        ("table", "put a block of every colour on the plate", ONE_EACH),
        ("many", "put one ball in the red bowl and one in the blue bowl",
         [*into("red_ball", "red_bowl"), *into("blue_ball", "blue_bowl")]),
        ("table", "put two of the blocks in the bowl and the other one on the plate",
         [*into("red_block", "green_bowl"), *into("blue_block", "green_bowl"),
          *on("green_block", "white_plate")]),
        ("tower", "put two blocks in the bowl, any two", TWO_IN),
        # said afterwards
        ("table", "two things belong in the bowl, namely the ball and the green block",
         [*into("blue_ball", "green_bowl"), *into("green_block", "green_bowl")]),
        ("many", "one ball and one block, both of them blue, go in the bin",
         [*into("blue_ball", "gray_bin"), *into("blue_block", "gray_bin")]),
        # which one is asked or told before
        ("table", "which of the blocks stands furthest to the left? put that one on the plate",
         on("red_block", "white_plate")),
        ("many", "lift the block whose colour is unique", ["pick green_block"]),
        ("many", "the ball that matches the blue bowl goes in it", into("blue_ball", "blue_bowl")),
        ("table", "put the green block on the blue one", on("green_block", "blue_block")),
        ("kitchen", "shut the drawer that somebody has left standing open",
         ["close middle_drawer"]),
        # headings
        ("table", "the plate, the can on top. the bowl, the ball inside.",
         [*on("red_can", "white_plate"), *into("blue_ball", "green_bowl")]),
        # where
        ("table", "put the ball on the near side of the green bowl",
         ["pick blue_ball", "place_beside blue_ball green_bowl front"]),
        ("table", "the can belongs in the corner at the back, the left one",
         ["pick red_can", "place_at red_can back_left"]),
    ],
)  # fmt: skip
def test_sets_and_places(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


def test_nothing_is_dropped() -> None:
    """Exceptions, numbers and what is to stay empty are kept, or nothing is planned."""
    assert calls("put a red block in each bowl. the green bowl stays empty.", "many") is None
    assert calls("there should be one more block than balls in the bin", "many") is None
    assert calls("put all balls in the bin, neither of the red ones", "many") is None
    assert calls("put the two upper blocks in the bowl but not the red one", "tower") is None
    assert calls("do not turn the tower upside down", "tower") is None
    assert calls("put nothing round in the bowl") is None
