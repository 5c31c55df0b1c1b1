"""Small talk is left aside; what could change what is right never is."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES

from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser

PARSER = SemanticParser()
SCENE = SCENES["table"]


def calls(text: str) -> list[str] | None:
    """The skill calls that a sentence leads to; `None` if it is asked about or refused."""
    try:
        answer = PARSER.plan(text, SCENE)
    except UserError:
        return None
    if not isinstance(answer, Plan):
        return None
    run = dry_run(answer, SCENE)
    assert run.finished, run.problems
    return [" ".join([call.skill, *map(str, call.args)]) for call in run.calls]


BALL_IN = ["pick blue_ball", "place_in blue_ball green_bowl"]
TALK = (
    "It is so cold outside this morning",
    "My brother lives in Canada",
    "The neighbours have a new dog",
    "I slept badly last night",
    "My parents will arrive tomorrow",
    "We are having pasta for dinner",
    "She works in a bank",
    "What a lovely morning",
    "Today is my birthday",
    "Last week we went to the zoo",
    "I love rainy days",
    "My grandmother was a teacher",
)


@pytest.mark.parametrize("talk", TALK)
def test_small_talk_is_left_aside(talk: str) -> None:
    put = "put the blue ball in the bowl"
    for text in (f"{talk}. {put}", f"{put}. {talk}.", f"{talk}, {put}", f"{put}, and {talk}",
                 f"{talk}, so {put}", f"{put} because {talk}"):  # fmt: skip
        assert calls(text) == BALL_IN, text


def test_small_talk_between_and_around_sentences() -> None:
    text = (
        "I had a long day. Put the ball in the bowl. We are having pasta for dinner. "
        "Then pick up the mug. My brother lives in Canada."
    )
    assert calls(text) == [*BALL_IN, "pick yellow_mug"]


def test_what_was_left_aside_is_said() -> None:
    readings = PARSER.explain("My brother lives in Canada. Put the ball in the bowl.")
    left = [r.words for r in readings if "left aside" in r.meaning]
    assert left == ["my brother lives in canada"]
    assert not [r for r in PARSER.explain("put the ball in the bowl") if "aside" in r.meaning]


@pytest.mark.parametrize(
    "first",
    [
        # a thing, a place, a colour of the scene
        "The vase is old", "My sister wants the mug", "I like red", "A cloth lies on the table",
        # negations and conditions
        "I never put balls away", "Nobody is allowed to play", "We must not play with it",
        "If it rains", "My sister is here unless it rains", "I am not sure about that",
        # demands, dangers, stops
        "Stop", "Wait a moment", "I want a cup of tea", "We must be home by six", "Forget it",
        "The floor is wet", "My finger is stuck", "It is dangerous", "My hand is in the way",
        "I changed my mind", "I meant another one", "The house is on fire",
        # deeds, known and unknown, also where nobody is told to do them
        "Juggle the red block", "Sing a song", "Dance", "I am going to lift something",
        "My brother will throw it", "You are slow", "Call my sister",
        # things that nobody knows
        "The flurb", "The flurb is nice, put it on the plate", "Bring a flurb",
        # how it is to be done
        "My baby is asleep, slowly",
    ],
)  # fmt: skip
def test_what_could_matter_is_never_left_aside(first: str) -> None:
    for text in (f"{first}. put the ball in the bowl", f"put the ball in the bowl. {first}"):
        assert calls(text) is None, text


def test_small_talk_does_not_say_what_it_is() -> None:
    """`it` may be what the small talk was about."""
    assert calls("I bought a flurb. Put it in the bowl.") is None
    assert calls("Put the ball in the bowl. I bought a flurb. Put it on the plate.") is None


def test_small_talk_alone_is_refused() -> None:
    answer = PARSER.plan("My brother lives in Canada.", SCENE)
    assert isinstance(answer, Refusal)
    assert not answer.understood


def test_unknown_words_of_small_talk_are_not_blamed() -> None:
    answer = PARSER.plan("My brother lives in Canada. Juggle the red block.", SCENE)
    assert isinstance(answer, Refusal)
    assert "juggle" in answer.reason
    assert "brother" not in answer.reason


# --- remarks about what was said, or is there ---------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("put the red block in the bowl. No, the green one.", "place_in green_block green_bowl"),
        ("put the red block, no, the ball in the bowl", "place_in blue_ball green_bowl"),
        ("put the ball in the bowl, or rather on the plate", "place_on blue_ball white_plate"),
        ("put the ball in the bowl, not on the plate", "place_in blue_ball green_bowl"),
        ("instead of the red block put the ball in the bowl", "place_in blue_ball green_bowl"),
    ],
)
def test_corrections_replace_what_was_said(text: str, expected: str) -> None:
    found = calls(text)
    assert found is not None
    assert found[1:] == [expected]


def test_again_does_the_same_with_something_else() -> None:
    both = ["place_in red_block green_bowl", "place_in blue_ball green_bowl"]
    for text in ("put the red block in the bowl, and the ball too",
                 "put the red block in the bowl. Do the same with the ball."):  # fmt: skip
        found = calls(text)
        assert found is not None
        assert found[1::2] == both
    assert isinstance(PARSER.plan("the ball too", SCENE), Question)


def test_claims_are_checked() -> None:
    assert calls("There is a ball. Put it in the bowl.") == BALL_IN
    assert calls("The ball is in the bowl. Put it on the plate.") is None
    assert calls("There is a ball in the bowl. Put the red block on the plate.") is None


def test_looking_for_a_thing_is_nothing_to_do() -> None:
    assert calls("find the ball and put it in the bowl") == BALL_IN
    assert isinstance(PARSER.plan("find the ball", SCENE), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "the ball should not be in the bowl", "the ball must never go in the bowl",
        "it is not the ball that goes in the bowl", "i want the ball not in the bowl",
        "could the ball not be put in the bowl", "the ball is not to be put in the bowl",
        "i would be happy if you did not put the ball in the bowl",
        "put the ball in the bowl later",
        "the ball was put in the bowl", "my sister put the ball in the bowl",
        "put the ball in the bowl with the flurb", "is the ball in the bowl",
    ],
)  # fmt: skip
def test_no_other_voice_or_mood_turns_a_prohibition_into_a_command(text: str) -> None:
    assert calls(text) is None
