"""Wishes in other styles than commands, and what sounds like one and is none."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES
from spoken import calls

from vla.planner import Question
from vla.planners.language import SemanticParser
from vla.planners.language.framing import is_frame, parts
from vla.planners.language.tokens import correction, known_words

PARSER = SemanticParser()


BALL_IN = ["pick blue_ball", "place_in blue_ball green_bowl"]
MUG_ON = ["pick yellow_mug", "place_on yellow_mug white_plate"]


@pytest.mark.parametrize(
    "text",
    [
        # politeness that no list of phrases has
        "I was wondering whether the ball could go in the bowl",
        "might I trouble you to put the ball in the bowl",
        "do you suppose you could see your way to moving the ball into the bowl",
        "how would you feel about putting the ball into the bowl",
        "would it be possible for the ball to be put in the bowl",
        "whenever you have a second, the ball would be happier in the bowl",
        "it would make my day to see the ball sitting in the bowl",
        "it would help if the ball was in the bowl",
        "what if the ball were in the bowl",
        "put the ball in the bowl, if that's not too much to ask, there's a good robot",
        "as per my last message, the ball needs to be in the bowl",
        # groping, stuttering, slang
        "uh so, take the, um, the ball, yeah, and, er, drop it in the bowl",
        "the ball, the ball should be, like, in the bowl",
        "yo cld u put da ball in2 the bowl thx",
        "the ball, he should to go in the bowl",
        # telegrams and forms
        "ball bowl pls", "Ball. Bowl. Thanks.", "bowl: ball", "ball, bowl, go",
        "Object: ball. Destination: bowl. Execute.",
        "Execute pick-and-place: source = blue_ball, destination = green_bowl",
        # nouns for verbs
        "A transfer of the ball to the bowl is requested",
        "initiate the immediate relocation of the ball into the bowl",
        "use the bowl to store the ball", "reunite the ball with the bowl",
        # statements of a need
        "the bowl is still empty; the ball belongs there",
        "what's missing in the bowl is the ball", "what the bowl needs is the ball",
        "the bowl is waiting for the ball", "the right place for the ball is the bowl",
        "the ball, into the bowl it goes",
        "there is nothing in the bowl, the ball should be in there",
        # corrections
        "put the mug, no, wait, sorry, the ball in the bowl",
        "the ball goes on the plate, no, sorry, in the bowl",
        # another order of words
        "the ball I would like in the bowl", "the ball blue in the bowl of green",
        # unusual verbs
        "evacuate the ball to the bowl", "usher the ball into the bowl",
        "bung the ball in the bowl",
    ],
)  # fmt: skip
def test_one_wish_in_many_styles(text: str) -> None:
    assert calls(text) == BALL_IN


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        ("table", "put the beaker on the plate", MUG_ON),
        ("table", "put the tumbler on the round plate", MUG_ON),
        ("table", "grasp the cylindrical red object and maintain the grip", ["pick red_can"]),
        ("table", "put a lemon in the bowl if you can find one, otherwise the ball", BALL_IN),
        ("table", "mug plate, ball bowl", MUG_ON + BALL_IN),
        ("table", "pick ball, place bowl", BALL_IN),
        ("table", "The mug goes on the plate, but the ball in the bowl first.", BALL_IN + MUG_ON),
        ("table", "See that ball over there? Into the bowl with it.", BALL_IN),
        ("table", "put the cube, the red one, in the bowl",
         ["pick red_block", "place_in red_block green_bowl"]),
        ("table", "the can 5 cm left", ["push red_can left"]),
        ("kitchen", "no drawer should be open",
         ["close top_drawer", "close middle_drawer", "close bottom_drawer"]),
        ("kitchen", "make sure that the middle drawer isn't open", ["close middle_drawer"]),
        ("kitchen", "shut the drawer, the middle one", ["close middle_drawer"]),
        ("tower", "put the yellow block on top of the stack",
         ["pick yellow_block", "place_on yellow_block red_block"]),
        ("tower", "get everything off the plate and out of the bowl",
         ["pick orange_block", "place_on orange_block table",
          "pick purple_block", "place_on purple_block table"]),
        ("kitchen", "Fridge open, mug in, fridge shut. Go!",
         ["open fridge", "pick blue_mug", "place_in blue_mug fridge", "close fridge"]),
        ("kitchen", "Goal state: fridge door closed, mug inside.",
         ["open fridge", "pick blue_mug", "place_in blue_mug fridge", "close fridge"]),
        ("kitchen", "the middle drawer is hanging open again, that needs fixing",
         ["close middle_drawer"]),
        ("kitchen", "button, pressed", ["press button"]),
        ("many", "counting from the left, the third block goes in the bin",
         ["pick red_block_2", "place_in red_block_2 gray_bin"]),
        ("tower", "red off the tower", ["pick red_block", "place_on red_block table"]),
        ("tower", "make sure no block stays in the bowl",
         ["pick purple_block", "place_on purple_block table"]),
        ("tower", "the bowl should be empty",
         ["pick purple_block", "place_on purple_block table"]),
    ],
)  # fmt: skip
def test_other_styles(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


@pytest.mark.parametrize(
    "text",
    [
        "put all blocks in the bin and leave the green one where it is",
        "every block goes in the bin, only the green one stays",
        "blocks to the bin, except the green one",
        "all blocks save the green one belong in the bin",
    ],
)
def test_what_is_spared(text: str) -> None:
    moved = {line.split()[1] for line in calls(text, "many") or [] if line.startswith("pick")}
    reds = {"red_block", "red_block_2", "red_block_3"}
    assert moved == {*reds, "blue_block", "blue_block_2"}


@pytest.mark.parametrize(
    "text",
    [
        "color-sort the blocks into the bowls",
        "use the bowls to sort the blocks by color",
        "sort the blocks by color, using the bowls",
        "reunite every block with the bowl of its own color",
    ],
)
def test_sorting_in_other_words(text: str) -> None:
    done = [line.split()[1:] for line in calls(text, "many") or [] if line.startswith("place")]
    assert len(done) == 6
    assert all(thing.split("_")[0] == bowl.split("_")[0] for thing, bowl in done)


@pytest.mark.parametrize(
    "text",
    [
        # questions and what somebody did or does
        "did you put the ball in the bowl?", "have you put the ball in the bowl?",
        "why did you put the ball in the bowl", "who put the ball in the bowl",
        "how would you put the ball in the bowl", "which ball goes in the bowl",
        "I think you put the ball in the bowl", "I wonder whether you put the ball in the bowl",
        "I put the ball in the bowl", "she would put the ball in the bowl",
        "we can put the ball in the bowl ourselves", "thanks for putting the ball in the bowl",
        "good job putting the ball in the bowl", "I was about to put the ball in the bowl",
        # feelings about it
        "I see the ball in the bowl", "I love seeing the ball in the bowl",
        "it would be bad if the ball was in the bowl", "I doubt the ball could go in the bowl",
        "I would hate it if the ball ended up in the bowl", "I wonder if the ball is in the bowl",
        # the opposite
        "I do not want the ball in the bowl", "ball, not bowl", "no ball in the bowl",
        "there is no need to put the ball in the bowl", "not the ball in the bowl",
        "it makes no sense to put the ball in the bowl", "nobody puts the ball in the bowl",
        "never put the red block and also the ball in the bowl",
        "do not put the mug and the ball in the bowl",
        # a wish of which a part would be lost
        "sing, put the ball in the bowl", "paint the wall and put the ball in the bowl",
        "put the ball in the bowl diagonally", "put the ball in the bowl for the vase",
        "use the bowl to smash the ball", "cover the ball with the bowl",
        "do something with the ball",
        "put the ball inside the red block",
    ],
)  # fmt: skip
def test_what_is_no_wish_is_not_carried_out(text: str) -> None:
    assert calls(text) is None


def test_a_place_is_asked_for_where_none_is_said() -> None:
    assert isinstance(PARSER.plan("transfer of the ball", SCENES["table"]), Question)


def test_frames_hold_nothing_that_matters() -> None:
    assert is_frame(("would", "you", "be", "so", "kind"))
    for word in ("ball", "red", "not", "bowl", "left", "open", "careful", "two", "without", "put"):
        assert not is_frame((word,))


def test_the_longest_part_is_tried_first() -> None:
    words = ("would", "you", "be", "so", "kind", "as", "to", "lift", "it", ",", "love")
    found = list(parts(words))
    lengths = [end - start for start, end in found]
    assert lengths == sorted(lengths, reverse=True)
    assert (7, 9) in found


def test_rare_words_are_known_and_never_guessed() -> None:
    assert {"ferry", "beaker", "usher", "urn"} <= known_words()
    for slip in ("ferri", "beeker", "berry", "wedg", "tubb"):
        assert correction(slip) not in {"ferry", "beaker", "wedge", "tub"}
