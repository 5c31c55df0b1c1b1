"""What surrounds a goal and how it is said: what is told first, what suits a thing, whose it is."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES
from spoken import PARSER, calls

from vla.plan import Plan
from vla.planners.language.joints import joins
from vla.planners.language.recasting import numbered, recast

BALL_IN = ["pick blue_ball", "place_in blue_ball green_bowl"]
MUG_ON = ["pick yellow_mug", "place_on yellow_mug white_plate"]
CAN_ON = ["pick red_can", "place_on red_can white_plate"]


@pytest.mark.parametrize(
    "text",
    [
        # what is told of it first
        "Treat the ball like a newborn: lay it in the bowl gently",
        "Handle the ball as though it were made of sugar: set it in the bowl",
        "The ball has no business on the table, it belongs in the bowl",
        "I have no use for the ball there; stash it in the bowl",
        "The ball could do with a polish, so put it in the bowl",
        "The ball, it is sticky, put it in the bowl",
        "With the ball being so sticky, put it in the bowl",
        "What is the point of an empty bowl? Put the ball in it.",
        "What the bowl lacks is a cherry, so give it the ball",
        "My cat adores the ball, so put it in the bowl",
        "It's chilly so put the ball in the bowl",
        "Balls don't stack, so put the ball in the bowl",
        # what suits it, what it deserves, how it comes there
        "The bowl would suit the ball better",
        "The ball has earned a place in the bowl",
        "Only the ball deserves a place in the bowl",
        "Might the ball come and rest in the bowl?",
        "Let the ball run and hide in the bowl",
        "Would you see how the ball looks in the bowl?",
        "I would rather have the ball in the bowl than on the table",
        "A ball in the bowl is all I need",
        "It's the bowl, not the plate, that the ball should be in",
        "Give the bowl what it deserves: the ball",
        "I'd like to see nothing but the ball in the bowl",
        "Tuck the ball into its green den",
        "Target state: ball contained in the bowl",
        "put the thing that rolls in the bowl",
        # in the order of other languages
        "In the bowl you put the ball please",
        "Please to take the ball and to put in the bowl",
        "take ball and put in bowl",
        # asked, hoped, denied
        "Why is the ball not in the bowl yet?",
        "Does the ball fit in the bowl? Try it.",
        "I bet you can't put the ball in the bowl",
        "I would put the ball in the bowl if I were you",
        "Can't you see the ball belongs in the bowl?",
        "Where does the ball belong? In the bowl!",
        "The only thing missing in the bowl is the ball",
        "The ball must not be outside the bowl",
        "Make sure nothing is in the bowl but the ball",
        "No blocks in the bowl, only the ball",
        "Without moving anything else, put the ball in the bowl",
        "Grab the ball, hold it over the bowl and let go",
        "Whoever left the ball there, put it in the bowl",
        "Final arrangement: ball in bowl",
        "Dear Sir or Madam, kindly put the ball in the bowl. Yours truly, Bob",
        "put ball bowl",
        "pls put ball 2 the bowl",
        # said twice
        "Don't put the ball on the plate, put it in the bowl instead",
        "Put the mug, no wait, I mean the ball, in the bowl",
    ],
)
def test_a_goal_in_many_settings(text: str) -> None:
    assert calls(text) == BALL_IN


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        ("table", "Target state: ball contained in the bowl, mug supported by the plate",
         BALL_IN + MUG_ON),
        ("table", "Clear the table of ball and mug: ball to the bowl, mug to the plate",
         BALL_IN + MUG_ON),
        ("table", "Since the bowl is free, let the ball and the can share it",
         [*BALL_IN, "pick red_can", "place_in red_can green_bowl"]),
        ("table", "the mug needs to join the ball",
         ["pick yellow_mug", "place_beside yellow_mug blue_ball left"]),
        ("table", "Give the vase the ball for company",
         ["pick blue_ball", "place_beside blue_ball vase left"]),
        ("table", "The centre of the table suits the ball best",
         ["pick blue_ball", "place_at blue_ball center"]),
        ("table", "Before you lift the red block, put the blue one on the plate",
         ["pick blue_block", "place_on blue_block white_plate", "pick red_block"]),
        ("table", "put the blue block in the bowl and the other two blocks on the plate",
         ["pick blue_block", "place_in blue_block green_bowl", "pick red_block",
          "place_on red_block white_plate", "pick green_block",
          "place_on green_block white_plate"]),
        ("many", "put the red ball in the bin and the other two balls in the tray", None),
        # what was asked, forgotten, or stands there
        ("kitchen", "Somebody forgot to shut the middle drawer", ["close middle_drawer"]),
        ("kitchen", "Somebody forgot to close the fridge; put the can in it",
         ["open fridge", "pick yellow_can", "place_in yellow_can fridge"]),
        ("kitchen", "What's in the top drawer? Pull it open.", ["open top_drawer"]),
        ("kitchen", "There's a button over on the left. Press it.", ["press button"]),
        ("kitchen", "It's dark. There is a switch, please press it.", ["open switch"]),
        ("many", "Which block is green? That one, in the tray.",
         ["pick green_block", "place_in green_block white_tray"]),
        ("tower", "There is a lone block on its own, please put it on the plate",
         ["pick yellow_block", "place_on yellow_block white_plate"]),
        ("many", "Among the bowls there's one that is red; put the blue ball in it",
         ["pick blue_ball", "place_in blue_ball red_bowl"]),
        ("many", "Of the blocks, put the one nearest to the tray in there",
         ["pick green_block", "place_in green_block white_tray"]),
        # doors and drawers
        ("kitchen", "close a drawer", ["close middle_drawer"]),
        ("kitchen", "open a drawer", ["open top_drawer"]),
        ("kitchen", "Shut whichever drawer you see standing open", ["close middle_drawer"]),
        ("kitchen", "Make sure the fridge has been opened and the switch flipped",
         ["open fridge", "open switch"]),
        ("kitchen", "I want the fridge opened and the can placed in it",
         ["open fridge", "pick yellow_can", "place_in yellow_can fridge"]),
        ("kitchen", "The ball goes in the middle drawer, as long as it is closed afterwards",
         ["pick green_ball", "place_in green_ball middle_drawer", "close middle_drawer"]),
        ("kitchen", "The can should live somewhere cool",
         ["open fridge", "pick yellow_can", "place_in yellow_can fridge"]),
        ("kitchen", "Dinner's over so close the fridge", ["close fridge"]),
        # beside what stands on a shelf is on the shelf
        ("kitchen", "Put the ball on the shelf and the red block next to it",
         ["pick green_ball", "place_on green_ball shelf", "pick red_block",
          "place_on red_block shelf"]),
        # as many as there are, and no others
        ("many", "put a block in each of the three bowls",
         ["pick red_block", "place_in red_block red_bowl", "pick red_block_2",
          "place_in red_block_2 blue_bowl", "pick red_block_3", "place_in red_block_3 green_bowl"]),
        ("many", "put a block in each of the two bowls", None),
        ("many", "both outer bowls get a ball",
         ["pick red_ball", "place_in red_ball red_bowl", "pick blue_ball",
          "place_in blue_ball green_bowl"]),
        # what is pushed over there ends there, unless it is said how far
        ("table", "push the green block over to the left", ["push_to green_block left"]),
        ("table", "push the green block over to the left, 5 cm", ["push green_block left"]),
        # a set, and which of it
        ("many", "Of the blue blocks, the rightmost goes in the bin",
         ["pick blue_block_2", "place_in blue_block_2 gray_bin"]),
        ("many", "Instead of the red ball, put the blue one in the bin",
         ["pick blue_ball", "place_in blue_ball gray_bin"]),
        ("many", "There are three red blocks. Put the middle one in the bin.",
         ["pick red_block_2", "place_in red_block_2 gray_bin"]),
        ("many", "The leftmost bowl gets the red ball, the rightmost one gets the blue ball",
         ["pick red_ball", "place_in red_ball red_bowl", "pick blue_ball",
          "place_in blue_ball green_bowl"]),
        ("many", "All but one of the red blocks go to the tray", None),
        ("many", "Are there any green things? If so put them in the bin, but not the bowl.",
         ["pick green_block", "place_in green_block gray_bin"]),
        ("many", "I don't want the red ball in the bin, I want it in the tray",
         ["pick red_ball", "place_in red_ball white_tray"]),
        ("many", "Put the green block into whichever bowl is closest to it",
         ["pick green_block", "place_in green_block green_bowl"]),
        ("tower", "Put the block in the bowl on the plate, and the one on the plate in the bowl",
         ["pick purple_block", "place_on purple_block white_plate", "pick orange_block",
          "place_in orange_block white_bowl"]),
        # towers
        ("table", "Stack the cubes in the order blue, red and green from top to bottom",
         ["pick red_block", "place_on red_block green_block", "pick blue_block",
          "place_on blue_block red_block"]),
        ("table", "put red on top of green", ["pick red_block", "place_on red_block green_block"]),
        ("many", "put green on red", None),
        # what is open, and what is pressed twice
        ("kitchen", "Is the middle drawer open? Close it.", ["close middle_drawer"]),
        ("kitchen", "Is the top drawer open? Close it.", []),
        ("kitchen", "Close everything and turn off the light",
         ["close middle_drawer", "close switch"]),
        ("kitchen", "Make sure that neither the fridge nor the cupboard is open",
         ["close fridge", "close cupboard"]),
        ("kitchen", "Turn off the lights when you're done putting the ball in the bowl",
         ["pick green_ball", "place_in green_ball white_bowl", "close switch"]),
        ("kitchen", "Open the drawer below the middle one", ["open bottom_drawer"]),
        ("kitchen", "Take the can, open the fridge, put it in and shut the door",
         ["open fridge", "pick yellow_can", "place_in yellow_can fridge", "close fridge"]),
        ("kitchen", "Press the button twice", ["press button", "press button"]),
        ("kitchen", "Don't press the button, flip the switch", ["open switch"]),
        # verbs and places nobody listed before
        ("table", "nab the yellow mug", ["pick yellow_mug"]),
        ("kitchen", "slide out the top drawer", ["open top_drawer"]),
        ("kitchen", "thump the button", ["press button"]),
        ("kitchen", "throw the switch", ["open switch"]),
        ("table", "put the green block against the bowl",
         ["pick green_block", "place_beside green_block green_bowl left"]),
        ("table", "put the red block in the upper right",
         ["pick red_block", "place_at red_block back_right"]),
    ],
)  # fmt: skip
def test_what_is_meant(scene: str, text: str, expected: list[str] | None) -> None:
    assert calls(text, scene) == expected


@pytest.mark.parametrize(
    ("scene", "text"),
    [
        ("table", "put the ball in the thing"),  # which nobody can tell, if only one holds it
        ("kitchen", "put the mug in the, er, the thing"),
        ("kitchen", "close the drawer"),  # there are three
        ("table", "Don't put the ball in the bowl."),
        ("table", "It would be lovely if the ball weren't on the table"),
        ("table", "The bowl is so empty"),
        ("table", "What is in the bowl?"),
        ("table", "Either the ball or the can goes on the plate, you know which I mean"),
        ("table", "Blocks don't go in the bowl, so put them there"),
        ("table", "put the ball next to my cat"),
        ("table", "Treat the ball like a newborn"),
        ("table", "i want the ball not in the bowl"),
        ("table", "put the ball in the bowl. wait a moment"),
        ("many", "Put the red ball and the blue ball in different bowls"),
        ("many", "put all but one of the blocks in the bin"),
        ("table", "Why is the ball in the bowl?"),
    ],
)
def test_alike_but_not_to_be_done(scene: str, text: str) -> None:
    assert calls(text, scene) is None


def test_how_fast_is_kept_where_the_words_change() -> None:
    answer = PARSER.plan("Gently, please, bring the mug over and stand it on the shelf",
                         SCENES["kitchen"])  # fmt: skip
    assert isinstance(answer, Plan)
    assert "speed" in str(answer.body)


def test_so_joins_a_deed_but_no_quality() -> None:
    def words(text: str) -> tuple[str, ...]:
        return tuple(text.split())

    assert joins(["dirty"], words("put it there"), 0)
    assert joins(["over"], words("close the fridge"), 0)
    assert not joins(["is"], words("close to it"), 0)
    assert not joins(["stands"], words("close to it"), 0)
    assert not joins(["and"], words("put it there"), 0)


def test_only_the_place_that_a_rule_changes_changes() -> None:
    said = numbered(
        ("carefully", ",", "the", "ball", "deserves", "a", "place", "in", "the", "bowl")
    )
    told = recast(said)
    assert [word for word, _ in told][:2] == ["carefully", ","]
    assert {at for _, at in told} >= {0, 1, 2, 3, 7, 8, 9}
