"""What surrounds and joins wishes: stories, clefts, second thoughts, order, verbs nobody listed."""

from __future__ import annotations

import pytest
from spoken import calls

from vla.planners.language.recasting import recast
from vla.planners.language.telling import told_of, without_stories

BALL_IN = ["pick blue_ball", "place_in blue_ball green_bowl"]
MUG_ON = ["pick yellow_mug", "place_on yellow_mug white_plate"]
CAN_ON = ["pick red_can", "place_on red_can white_plate"]


@pytest.mark.parametrize(
    "text",
    [
        # what is told first is what "it" is
        "My aunt adores the ball, so put it in the bowl",
        "The ball is sticky again. Put it in the bowl.",
        "This ball keeps driving me mad and it makes me giddy, so drop it into the bowl",
        "The ball has been chewed by the puppy, so the bowl is the only place for it",
        "I keep tripping over that ball. Into the bowl with it.",
        "The ball fell off the sofa: straight into the bowl",
        "Since nobody needs the ball, it can go in the bowl",
        "My uncle put the ball in the wrong place; it should have been in the bowl",
        # and what is only told is left aside
        "Ladies first! The ball goes in the bowl.",
        "Rehearsal is over, so the ball goes back in the bowl",
        "Put the ball in the bowl where it can't roll away",
        "The ball, which nobody is playing with, belongs in the bowl",
        "Put the ball in the bowl, then I can start mopping",
        "Put the ball in the bowl before somebody trips over it",
        "My arms are tired. Would you put the ball in the bowl?",
        # wishes of others, and what would be better
        "Our lodger would like the ball in the bowl",
        "The foreman insists that the ball be put in the bowl",
        "My niece reckons the ball would look much prettier in the bowl",
        "The ball would rather be in the bowl",
        "I would sleep so much better if the ball were in the bowl",
        "All I ask is that the ball ends up in the bowl",
        "The sooner the ball is in the bowl, the better",
        "Don't rest until the ball is in the bowl",
        # one thing singled out, or said in another order
        "It is the ball that I want in the bowl",
        "The ball, that's the one I need in the bowl",
        "Where I want the ball is in the bowl",
        "In the bowl there is room for the ball",
        "Could the ball kindly hop into the bowl?",
        "In goes the ball into the bowl",
        "As for the ball, it belongs in the bowl",
        # how things end up
        "I want the bowl to end up with the ball in it",
        "How I would like to find things is: bowl, with the ball in it",
        "The ball is to be found in the bowl, and nowhere else",
        # second thoughts
        "Put the mug, sorry, I misread the list, the ball in the bowl",
        "Onto the plate with the ball. No, scratch that, into the bowl with it.",
        # verbs that nobody listed
        "schlep the ball into the bowl", "Help the ball clamber into the bowl",
        "ensconce the ball in the bowl", "The ball should take up residence in the bowl",
        "Let the bowl swallow the ball",
        # prefaces and afterthoughts that nobody listed
        "Rumor has it that the ball belongs in the bowl",
        "Strictly speaking the ball belongs in the bowl",
        "For my birthday I want the ball in the bowl",
        "Put the ball in the bowl so the kitten can't nibble it",
        "Put the ball in the bowl, else my boss will sulk",
        "Put the ball in the bowl and I'll buy us a pizza",
        # what is to be done is said again
        "The ball belongs in the bowl. See to it.",
        "If the bowl is empty, put the ball in it; otherwise leave everything as it is",
    ],
)  # fmt: skip
def test_one_wish_in_many_settings(text: str) -> None:
    assert calls(text) == BALL_IN


@pytest.mark.parametrize(
    ("scene", "text", "expected"),
    [
        # order
        ("table", "The ball goes in the bowl, but not before the mug is on the plate",
         MUG_ON + BALL_IN),
        ("table", "After the mug has been put on the plate, and only then, may the ball be put in "
         "the bowl. Do both.", MUG_ON + BALL_IN),
        ("table", "When you've dropped the ball in the bowl, lift the mug",
         [*BALL_IN, "pick yellow_mug"]),
        ("kitchen", "Open the fridge, but not until you've closed the middle drawer",
         ["close middle_drawer", "open fridge"]),
        ("kitchen", "Open the fridge; the middle drawer must be closed beforehand",
         ["close middle_drawer", "open fridge"]),
        ("table", "Put the ball in the bowl. Before you do so, put the mug on the plate.",
         MUG_ON + BALL_IN),
        # what is opened is shut, or stays open
        ("kitchen", "Stow the mug in the cupboard, whose door must be shut at the end",
         ["open cupboard", "pick blue_mug", "place_in blue_mug cupboard", "close cupboard"]),
        ("kitchen", "the mug goes in the cupboard, and close up after you",
         ["open cupboard", "pick blue_mug", "place_in blue_mug cupboard", "close cupboard"]),
        ("kitchen", "I'd be grateful if you had the cupboard standing open", ["open cupboard"]),
        ("kitchen", "It's the fridge that I need open, not the cupboard", ["open fridge"]),
        ("kitchen", "There's one drawer open. That's where the ball goes.",
         ["pick green_ball", "place_in green_ball middle_drawer"]),
        ("kitchen", "Someone forgot to close the middle drawer, so close it",
         ["close middle_drawer"]),
        ("kitchen", "Two jobs for you. Top drawer: open. Middle drawer: closed.",
         ["open top_drawer", "close middle_drawer"]),
        # a switch is turned to where it is not
        ("kitchen", "flip the switch", ["open switch"]),
        ("kitchen", "The switch wants flipping", ["open switch"]),
        # headings, and what goes under them
        ("table", "The bowl: ball in. The mug: plate.", BALL_IN + MUG_ON),
        ("tower", "As regards the bowl: purple out, orange in",
         ["pick purple_block", "place_on purple_block table",
          "pick orange_block", "place_in orange_block white_bowl"]),
        ("many", "Red ball: tray. Blue ball: ditto.",
         ["pick red_ball", "place_in red_ball white_tray",
          "pick blue_ball", "place_in blue_ball white_tray"]),
        ("tower", "The purple one has been in the bowl long enough, let it out",
         ["pick purple_block", "place_on purple_block table"]),
    ],
)  # fmt: skip
def test_settings_in_scenes(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


@pytest.mark.parametrize(
    "text",
    [
        # told of a thing, and nothing said of it again
        "The vase is old. Put the ball in the bowl.",
        # told of a thing that nobody knows
        "My dog likes the lemon, so put it in the bowl", "I lost a flurb. Put it in the bowl.",
        # told of two
        "The ball and the mug are dirty, so put it on the plate",
        # told, and nothing wished
        "I put the ball in the bowl yesterday", "I keep putting the ball in the bowl",
        "My daughter loves the ball in the bowl", "Why is the ball in the bowl?",
        # wished the other way
        "My wife says the ball does not belong in the bowl",
        "Somebody wants the ball in the bowl but I do not",
        "Nobody wants the ball in the bowl", "I would hate it if the ball were in the bowl",
        "I would be happy if the ball never went in the bowl",
        "Do not put the ball where I can not see it",
        # conditions that nobody can check
        "Put the ball in the bowl if nobody is using it", "Put the ball in the bowl, or don't",
        "Put the ball in the bowl or I will put the mug on the plate",
        "I doubt that the ball belongs in the bowl",
        # verbs that do not bring anything anywhere
        "pour the can into the bowl", "squash the ball into the bowl",
        "photograph the mug, then put it on the plate", "whistle a tune. Put the mug on the plate",
        # what is left open
        "Something ought to be on the plate, I forget what",
    ],
)  # fmt: skip
def test_what_is_told_is_not_taken_for_a_wish(text: str) -> None:
    assert calls(text) is None


def test_what_a_clause_tells_of() -> None:
    assert told_of(("that", "vase", "makes", "me", "nervous")) == (0, 2)
    assert told_of(("i", "can", "not", "reach", "the", "mug")) == (4, 6)
    assert told_of(("lesson", "is", "over")) == (0, 0)
    for asks in ("the vase should go", "my sister needs the mug", "the drawer is open",
                 "the ball is in the bowl", "i am not sure"):  # fmt: skip
        assert told_of(tuple(asks.split())) is None, asks


def test_recasting_keeps_what_matters() -> None:
    def recast_words(text: str) -> str:
        return " ".join(w for w, _ in recast(tuple((w, i) for i, w in enumerate(text.split()))))

    assert recast_words("put all blocks in the bin , not the red one").endswith("not the red one")
    assert recast_words("it is the mug that goes there") == "the mug goes there"
    assert recast_words("open it , but not until you have closed that") == (
        "open it , but only after you have close that"
    )


def test_danger_is_only_left_aside_where_somebody_says_what_it_means() -> None:
    def left(text: str) -> str:
        return " ".join(w for w, _ in without_stories(tuple((w, -1) for w in text.split())))

    assert left("the vase is hot , keep away from it") == "notice the vase , keep away from it"
    assert left("the vase is hot , take the mug") == "the vase is hot , take the mug"
