"""Space in many people's words: a request and its plain sentence come to the same plan."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES
from spatial_mixtures import MIXED
from study_spatial import STUDY_SPATIAL

from vla.errors import UserError
from vla.plan import Node, Plan
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser
from vla.planners.language.patterns import PatternGrammar, Patterns, compiled, words_of
from vla.planners.language.phrases import Phrases

PARSER = SemanticParser()


def body(text: str, scene: str) -> Node | None:
    """What is planned; `None` if it is asked about or refused."""
    try:
        answer = PARSER.plan(text, SCENES[scene])
    except UserError:
        return None
    return answer.body if isinstance(answer, Plan) else None


# --- requests that somebody wrote without a look at the grammar ----------------------------------


def test_study_requests_mean_their_plain_sentences() -> None:
    found = {s.text: body(s.text, s.scene) for s in STUDY_SPATIAL}
    meant = {s.text: body(s.means[0], s.scene) for s in STUDY_SPATIAL}
    assert len(found) == len(STUDY_SPATIAL) >= 130
    assert all(len(s.means) == 1 for s in STUDY_SPATIAL)
    assert None not in meant.values()
    assert [text for text, plan in found.items() if plan != meant[text]] == []


# --- styles mixed with each other ----------------------------------------------------------------


@pytest.mark.parametrize(("scene", "text", "means"), MIXED, ids=[text for _, text, _ in MIXED])
def test_styles_mix(scene: str, text: str, means: str) -> None:
    meant = body(means, scene)
    assert meant is not None
    assert body(text, scene) == meant


# --- nothing that was said is lost ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Don't push the red block to the left.",
        "Push the red block 5 cm to the left, unless the vase is close.",
        "When you push the red block to the left, stop.",
        "push the red block 5 cm to the left with a hammer",
        "The red block was pushed 5 cm to the left.",
        "push the red block 5 cm to the left or to the right",
        "Push the red block 5 cm to the left, then to the right",
        "Never push the red block to the left edge",
        "go to the left of the vase but not slowly",
        "hover 10 cm over the vase",
        "hover over the vase until the light turns on",
        "hover over the vase for 5 seconds",
        "push the red block to the left edge for 10 seconds",
        "Go 10 cm to the left of the vase and 5 cm in front of the plate",
        "Push the red block halfway to the left edge",
        "Push the red block 10 cm to the left and then back again",
        "Push the red block at most 5 cm to the left",
        "push it 5 cm to the left with the red block",
        "Push the red block to the left edge and the hand to the left of the vase",
        "put it over the plate",
        "Go there and hover over the vase",
        "Get over the plate and steer to the left of the vase",
        "Instead of pushing the red block 5 cm to the left push the blue one",
        "Push the red block 5 cm to the left, not 6",
        "stay left of the vase",
        "never faster than half speed",
        "the hand was over the vase",
        "Hand over the blue block",
        "The gripper goes to the left of the vase, keeping the red block behind the vase.",
        "Hover over the vase while you push it",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    answer = PARSER.plan(text, SCENES["table"])
    assert isinstance(answer, Refusal | Question), answer


@pytest.mark.parametrize(
    "text",
    [
        "Hover over the white plate but never come closer than 10 cm to the purple mug.",
        "Within 10 cm of the purple mug slow down to half speed on your way to the white plate.",
        "At no time leaving the left side of the lemon, the hand should reach the near edge.",
    ],
)
def test_what_is_not_there_is_named(text: str) -> None:
    with pytest.raises(UserError, match=r"purple mug|lemon"):
        PARSER.plan(text, SCENES["table"])


def test_the_hand_and_what_it_pushes_stay_on_different_sides() -> None:
    pushed = "Push the red block to the far edge, {} the blue block throughout."
    thing = (
        "push the red block to the back edge of the table while letting it stay left of the blue "
    )
    assert body(pushed.format("staying left of"), "table") == body(f"{thing}block", "table")
    hand = body(pushed.format("with your hand staying left of"), "table")
    assert hand is not None
    assert "on_side" in str(hand)
    assert "lies_to" not in str(hand)


def test_what_is_said_in_two_sentences_belongs_together() -> None:
    meant = body("drop the yellow block at the front edge of the table from 2 cm slowly", "tower")
    carried = "Carry the yellow block slowly to the near edge. Drop it there from 2 cm."
    assert body(carried, "tower") == meant
    kept = "push the red block to the back edge of the table slowly while letting it stay left of "
    pushed = "The red block needs pushing to the far edge. Staying left of {0} throughout, slowly."
    assert body(pushed.format("the vase"), "table") == body(f"{kept}the vase", "table")


def test_a_pace_belongs_to_the_place_beside_it() -> None:
    text = "go over the plate; at a quarter of full speed, within 12 cm of the vase move slowly"
    plain = "move over the plate at 25 percent speed while moving slowly when within 12 cm of the "
    assert body(text, "table") == body(f"{plain}vase", "table")


def test_a_request_names_its_scene() -> None:
    text = "8 cm is as near as you may get to the vase: hand to the near edge, thanks"
    assert [wanted.kind for wanted in PARSER.mentions(text)] == ["vase"]


# --- patterns ------------------------------------------------------------------------------------


def test_patterns() -> None:
    grammar = PatternGrammar(
        ("keep", "well", "over", "five", "cm", "away", ",", "please"),
        Patterns(
            {"kept": ("(keep|stay) [well] [{far}] {amount} cm [away|off] , please",)},
            {"far": Phrases({"over": None, "under": None})},
            {"kept": lambda amount: amount},
        ),
        {"amount": lambda i: [(5.0, i + 1)] if i == 3 else []},
    )
    assert list(grammar.values("kept", 0)) == [(5.0, 8)]
    assert grammar.at("kept", 1) == []
    assert words_of(["(keep|stay) {amount} cm [away]"]) == {"keep", "stay", "cm", "away"}
    with pytest.raises(ValueError, match="bracket"):
        compiled("keep) away")
