"""Reading for the gist: what is left out of a sentence, and what never may be."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES

from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Atom, Plan
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser
from vla.planners.language.gist import gist
from vla.planners.language.leaving import says_nothing
from vla.planners.language.understanding import understood

PARSER = SemanticParser()

GETS: tuple[tuple[str, str, Atom], ...] = (
    # cries, thanks and tales around a clause
    ("kitchen", "Wakey wakey! Button, press it.", Atom("pressed", ("button",))),
    ("kitchen", "Brr, draughty in here, somebody close the middle drawer.",
     Atom("closed", ("middle_drawer",))),
    ("table", "Right-o, sunshine, my hands are full, so would you whisk the can onto the plate?",
     Atom("on", ("red_can", "white_plate"))),
    ("table", "My therapist says I need closure, and the ball needs to be in the bowl.",
     Atom("inside", ("blue_ball", "green_bowl"))),
    ("tower", "Whoever stacked this deserves a medal, but I need the red block on the table.",
     Atom("on", ("red_block", "table"))),
    ("many", "Listen up team: red ball to red bowl, over.",
     Atom("inside", ("red_ball", "red_bowl"))),
    ("kitchen", "Six, five, four, three, two, one: press the button.",
     Atom("pressed", ("button",))),
    ("kitchen", "Close the middle drawer before the plumber comes.",
     Atom("closed", ("middle_drawer",))),
    # a thing that is told of and then called `it`
    ("tower", "The poor yellow block has been standing there all alone. Set it on the plate.",
     Atom("on", ("yellow_block", "white_plate"))),
    ("table", "The can, bless it, has been lonely for weeks; set it on the plate.",
     Atom("on", ("red_can", "white_plate"))),
    ("many", "The green block has been naughty, so off to the bin with it!",
     Atom("inside", ("green_block", "gray_bin"))),
    # words that nobody knows
    ("table", "Honestly, that grubby mug belongs in the bowl.",
     Atom("inside", ("yellow_mug", "green_bowl"))),
    ("table", "Place the trusty old red block onto the shiny plate.",
     Atom("on", ("red_block", "white_plate"))),
    ("tower", "The yellow block feels left out. Invite it onto the plate.",
     Atom("on", ("yellow_block", "white_plate"))),
    ("table", "Ladies and gentlemen, for my next trick the ball shall vanish into the bowl.",
     Atom("inside", ("blue_ball", "green_bowl"))),
    # asides in the middle, clauses without a verb
    ("kitchen", "The fridge door, whose hinges squeak terribly, ought to be opened.",
     Atom("opened", ("fridge",))),
    ("kitchen", "You know what would be splendid? The mug chilling in the fridge with the door "
     "closed.", Atom("closed", ("fridge",))),
    ("table", "Our lawyers advise that the can be put on the plate.",
     Atom("on", ("red_can", "white_plate"))),
    ("kitchen", "Your mission, should you choose to accept it: get the ball into the bowl.",
     Atom("inside", ("green_ball", "white_bowl"))),
    ("kitchen", "I have a feeling the button wants to be pressed.", Atom("pressed", ("button",))),
    ("tower", "Rumour has it the orange block belongs in the bowl; make it so.",
     Atom("inside", ("orange_block", "white_bowl"))),
)  # fmt: skip


@pytest.mark.parametrize(("scene", "text", "goal"), GETS, ids=[text for _, text, _ in GETS])
def test_gets_the_gist(scene: str, text: str, goal: Atom) -> None:
    answer = PARSER.plan(text, SCENES[scene])
    assert isinstance(answer, Plan), answer
    run = dry_run(answer, SCENES[scene])
    assert run.finished
    assert judge(goal, run.scene).truth is True


LEAVES: tuple[tuple[str, str], ...] = (
    # no request
    ("table", "Photograph the mug on the plate."),
    ("table", "Rotate the mug on the plate."),
    ("table", "He shoved the mug onto the plate."),
    ("table", "Yesterday I zorped the mug in the bowl."),
    ("table", "The mug jumped into the bowl."),
    ("table", "Anna put the mug on the plate, so thanks."),
    ("table", "Describe how to put the mug on the plate."),
    ("table", "I wonder how the mug got into the bowl."),
    ("table", "I would hate to see the mug on the plate."),
    ("table", "It would be a disaster if the mug ended up on the plate."),
    ("kitchen", "Pretend to open the fridge."),
    ("kitchen", "Explain why the can is in the fridge."),
    # negations, conditions, exceptions, times
    ("table", "Nobody but Anna may put the mug on the plate."),
    ("table", "Please don't be silly, the mug can't go on the plate."),
    ("table", "Whenever the bell rings, put the mug on the plate."),
    ("table", "If Anna calls, the mug goes on the plate."),
    ("table", "Put the mug on the plate unless you are tired."),
    ("table", "Rather than sulk, put the mug on the plate."),
    ("table", "Put the mug on the plate, or maybe don't."),
    ("table", "Put the mug on the plate, only not that one."),
    ("table", "Put the mug in the bowl when I say so."),
    ("table", "Wait for my signal, then put the mug on the plate."),
    ("table", "Put the mug in the bowl tomorrow."),
    ("table", "Put the mug on the plate forty times."),
    ("table", "Put the mug on the plate, twice."),
    ("table", "Put the mug on the plate, zorpwise."),
    ("table", "Put the mug on the plate, provided it is clean."),
    ("table", "Heaven forbid, the mug on the plate!"),
    ("table", "Let nobody put the mug on the plate."),
    ("table", "I was told the mug goes on the plate, but that was a lie."),
    ("table", "Some say the mug goes on the plate, others say it goes in the bowl."),
    # a part that cannot be done
    ("table", "Sing a song, then put the mug on the plate."),
    ("table", "Put the mug on the plate and dance."),
    ("table", "Bring me the hammer and put the mug on the plate."),
    ("table", "I bought a flurb. Put it in the bowl."),
    ("table", "Grab the zorp and put the mug on the plate."),
    ("table", "Put the mug and the zorp on the plate."),
    ("table", "Having zorped the bowl, put the mug on the plate."),
    ("table", "Put the mug on the plate, then clap your hands."),
    ("table", "Put the mug on the plate, together with its lid."),
    # words that may tell things apart
    ("table", "Put the striped mug on the plate."),
    ("table", "Put the mug on the chequered plate."),
    ("table", "Put the mug with the handle on the plate."),
    # something is named, and nothing done with it
    ("table", "The vase has been in the family for ages, gosh, put the ball in the bowl, zorp it."),
    ("kitchen", "Like I told the other robot: can, fridge, shut the door."),
    ("kitchen", "The fridge is humming strangely, crikey, flurb, open the top drawer."),
)


@pytest.mark.parametrize(("scene", "text"), LEAVES, ids=[text for _, text in LEAVES])
def test_leaves_what_might_be_meant_otherwise(scene: str, text: str) -> None:
    try:
        answer = PARSER.plan(text, SCENES[scene])
    except UserError:
        return
    assert isinstance(answer, Question | Refusal)


def test_the_scene_still_decides() -> None:
    """A light word is left out; which block is meant is asked for, so there is no gist."""
    assert isinstance(PARSER.plan("Schlepp the green block to the tray.", SCENES["many"]), Plan)
    assert not isinstance(PARSER.plan("Schlepp the blue block to the tray.", SCENES["many"]), Plan)


def test_order_is_kept() -> None:
    """A clause that says when it is to be done is not cut from the other."""
    for text in (
        "Blimey, zorp, put the mug on the plate, but first put the ball in the bowl.",
        "Blimey, put the ball in the bowl, zorp, put the mug on the plate beforehand.",
    ):
        answer = PARSER.plan(text, SCENES["table"])
        if isinstance(answer, Plan):
            calls = dry_run(answer, SCENES["table"]).calls
            order = [call.args[0] for call in calls if call.skill == "pick"]
            assert order == (["blue_ball", "yellow_mug"] if "but first" in text else None)


def test_says_what_was_left_aside() -> None:
    readings = PARSER.explain("Honestly, that grubby mug belongs in the bowl.")
    assert "grubby" in " ".join(reading.words for reading in readings)


def test_a_made_up_scene_holds_what_is_named() -> None:
    kinds = {
        wanted.kind for wanted in PARSER.mentions("Trust me, that grubby mug goes in the bowl.")
    }
    assert kinds == {"mug", "bowl"}


def test_what_is_understood_is_not_read_again() -> None:
    _, sentences = understood("put the mug in the bowl")
    assert gist(sentences) == sentences


@pytest.mark.parametrize(
    ("clause", "nothing"),
    [
        ("i told bob it was not his job", True),
        ("not the mug", False),
        ("sing a song", False),
        ("bring the hammer", False),
        ("by the time i am back", True),
        ("before the drawer is closed", False),
        ("going once", True),
        ("keep your distance", False),
    ],
)
def test_what_says_nothing(clause: str, nothing: bool) -> None:
    assert says_nothing(tuple(clause.split()), (), False) is nothing
