"""The built-in parser: every construct on hand-made scenes, paraphrases, generated sentences."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from held_out_paraphrases import HELD_OUT
from paraphrases import ASK, PARAPHRASES, REFUSE, Paraphrase
from parser_scenes import SCENES, box
from study_requests_a import STUDY_A
from study_requests_b import STUDY_B
from study_requests_c import STUDY_C
from study_requests_d import STUDY_D
from study_requests_e import STUDY_E
from study_requests_f import STUDY_F
from study_requests_g import STUDY_G

from vla.dryrun import dry_run
from vla.errors import UnknownName, UserError
from vla.evaluate import judge
from vla.plan import Atom, Ensure, ForEach, If, Keep, Node, Plan, Seq
from vla.planner import Planner, Question, Refusal
from vla.planners.language import SemanticParser
from vla.scene import Scene
from vla.task import Wanted

PARSER = SemanticParser()


def plan_of(text: str, scene: Scene) -> Plan:
    answer = PARSER.plan(text, scene)
    assert isinstance(answer, Plan), answer
    return answer


def calls(text: str, scene: str | Scene) -> list[str]:
    """The skill calls that an instruction leads to: `pick red_block`."""
    where = SCENES[scene] if isinstance(scene, str) else scene
    run = dry_run(plan_of(text, where), where)
    assert run.finished, run.problems
    lines = []
    for call in run.calls:
        options = [f"{name}={value}" for name, value in call.options]
        lines.append(" ".join([call.skill, *map(str, call.args), *options]))
    return lines


def nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Seq(steps, _):
            for step in steps:
                yield from nodes(step)
        case If(_, then, otherwise):
            yield from nodes(then)
            yield from nodes(otherwise)
        case ForEach(_, _, body, _) | Keep(_, body) | Ensure(_, body, _):
            yield from nodes(body)
        case _:
            return


def put(thing: str, skill: str, *where: str) -> list[str]:
    return [f"pick {thing}", " ".join((skill, thing, *where))]


RED_IN = put("red_block", "place_in", "green_bowl")
BALL_IN = put("blue_ball", "place_in", "green_bowl")

DOES: tuple[tuple[str, str, list[str]], ...] = (
    # putting and picking
    ("table", "put the red block in the green bowl", RED_IN),
    ("table", "Move the red cube into the bowl.", RED_IN),
    ("table", "put the red block inside of the bowl", RED_IN),
    ("table", "into the bowl put the red block", RED_IN),
    ("table", "the red block goes into the bowl", RED_IN),
    ("table", "I want the red block in the bowl", RED_IN),
    ("table", "could you please put the red block in the bowl, thank you", RED_IN),
    ("table", "bring the red block to the bowl", RED_IN),
    ("table", "red block into bowl", RED_IN),
    ("table", "pick up the red block and put it in the bowl", RED_IN),
    ("table", "take the red block, then drop it into the bowl", RED_IN),
    ("table", "put the red block on the plate", put("red_block", "place_on", "white_plate")),
    ("table", "pick the mug up", ["pick yellow_mug"]),
    ("table", "grab the coffee mug", ["pick yellow_mug"]),
    ("table", "put the red block on the table", []),
    ("tower", "put the red block on the table", put("red_block", "place_on", "table")),
    ("table", "pick up the red block and put it down", put("red_block", "place_on", "table")),
    ("table", "put the red block and the blue ball in the bowl", RED_IN + BALL_IN),
    (
        "table",
        "put the red and the blue block in the bowl",
        RED_IN + put("blue_block", "place_in", "green_bowl"),
    ),
    (
        "table",
        "put the red block in the bowl and the blue ball on the plate",
        RED_IN + put("blue_ball", "place_on", "white_plate"),
    ),
    # typing slips
    ("table", "put the red blcok in the gren bowl", RED_IN),
    ("table", "plce the redd block in the bowll", RED_IN),
    # beside, regions, pushing
    (
        "table",
        "place the ball 5 cm behind the mug",
        put("blue_ball", "place_beside", "yellow_mug", "back", "gap=0.05"),
    ),
    (
        "table",
        "put the red block two centimeters left of the bowl",
        put("red_block", "place_beside", "green_bowl", "left", "gap=0.02"),
    ),
    (
        "table",
        "put the red block to the right of the plate",
        put("red_block", "place_beside", "white_plate", "right"),
    ),
    (
        "table",
        "put the red block in front of the plate",
        put("red_block", "place_beside", "white_plate", "front"),
    ),
    (
        "table",
        "move the ball to the front right corner of the table",
        put("blue_ball", "place_at", "front_right"),
    ),
    ("table", "put the ball in the middle", put("blue_ball", "place_at", "center")),
    ("table", "put the ball on the left side of the table", put("blue_ball", "place_at", "left")),
    ("table", "push the red block 7 cm to the left", ["push red_block left distance=0.07"]),
    ("table", "push the red block away from you", ["push red_block back"]),
    ("table", "slide the blue block 5 cm towards me", ["push blue_block front distance=0.05"]),
    ("table", "move to the mug", ["move_to yellow_mug"]),
    ("table", "go home", ["home"]),
    # which one
    (
        "table",
        "put the blue thing that is not a ball in the bowl",
        put("blue_block", "place_in", "green_bowl"),
    ),
    ("table", "pick up the block that is neither red nor green", ["pick blue_block"]),
    (
        "many",
        "put the second block from the left in the bin",
        put("blue_block", "place_in", "gray_bin"),
    ),
    ("many", "pick up the third block from the right", ["pick blue_block_2"]),
    ("many", "pick up the leftmost blue block", ["pick blue_block"]),
    ("many", "pick up the largest block", ["pick red_block_3"]),
    ("many", "pick up the small red block", ["pick red_block"]),
    ("many", "pick up the block closest to the blue ball", ["pick green_block"]),
    ("many", "pick up the smallest of the red blocks", ["pick red_block"]),
    (
        "tower",
        "put the block in the bowl on the plate",
        put("purple_block", "place_on", "white_plate"),
    ),
    ("tower", "pick up the block that is on the plate", ["pick orange_block"]),
    ("tower", "pick up the block on the blue block", ["pick red_block"]),
    ("table", "pick up the block to the right of the blue block", ["pick green_block"]),
    # order
    (
        "table",
        "put the ball in the bowl before you put the red block in the bowl",
        BALL_IN + RED_IN,
    ),
    (
        "table",
        "before putting the red block in the bowl, put the ball in the bowl",
        BALL_IN + RED_IN,
    ),
    ("table", "after you put the ball in the bowl, put the red block in it", BALL_IN + RED_IN),
    ("table", "put the red block in the bowl after putting the ball in the bowl", BALL_IN + RED_IN),
    (
        "table",
        "First put the ball in the bowl; then put the red block in the bowl.",
        BALL_IN + RED_IN,
    ),
    ("table", "put the ball in the bowl. Put the red block there too.", BALL_IN + RED_IN),
    # conditions
    (
        "table",
        "if there is a lemon put it in the bowl, otherwise put the ball in the bowl",
        BALL_IN,
    ),
    (
        "table",
        "if there is a blue ball put it in the bowl, otherwise put the red block in it",
        BALL_IN,
    ),
    (
        "table",
        "if there is a purple ball put it in the bowl. Otherwise put the red block in it",
        RED_IN,
    ),
    (
        "table",
        "if there is no red can put the ball in the bowl, otherwise put the red block in the bowl",
        RED_IN,
    ),
    ("many", "if there are more than two red blocks pick up the green block", ["pick green_block"]),
    ("kitchen", "if the middle drawer is open close it", ["close middle_drawer"]),
    ("kitchen", "close the middle drawer if it is open", ["close middle_drawer"]),
    ("kitchen", "if the top drawer is open close it", []),
    ("kitchen", "open the fridge unless it is open", ["open fridge"]),
    (
        "table",
        "put the ball in the bowl if there is no lemon, otherwise put the red block in it",
        BALL_IN,
    ),
    (
        "many",
        "pick up both balls and put them in the bin",
        put("red_ball", "place_in", "gray_bin") + put("blue_ball", "place_in", "gray_bin"),
    ),
    # stacking
    (
        "table",
        "stack red on blue on green",
        put("blue_block", "place_on", "green_block") + put("red_block", "place_on", "blue_block"),
    ),
    ("table", "stack the red block on the blue block", put("red_block", "place_on", "blue_block")),
    (
        "table",
        "stack the green block, the blue block and the red block from bottom to top",
        put("blue_block", "place_on", "green_block") + put("red_block", "place_on", "blue_block"),
    ),
    (
        "tower",
        "unstack the tower",
        put("red_block", "place_on", "table") + put("blue_block", "place_on", "table"),
    ),
    ("tower", "take the red block off the blue block", put("red_block", "place_on", "table")),
    (
        "tower",
        "take the purple block out of the bowl and put it on the plate",
        put("purple_block", "place_on", "white_plate"),
    ),
    # speeds
    ("table", "slowly pick up the mug", ["pick yellow_mug speed=0.4"]),
    ("table", "pick up the mug at half speed", ["pick yellow_mug speed=0.5"]),
    ("table", "pick up the mug at 30 % speed", ["pick yellow_mug speed=0.3"]),
    (
        "table",
        "slowly put the red block in the bowl and then quickly pick up the ball",
        [
            "pick red_block speed=0.4",
            "place_in red_block green_bowl speed=0.4",
            "pick blue_ball speed=1.3",
        ],
    ),
    ("table", "take your time and pick up the mug", ["pick yellow_mug speed=0.4"]),
    # fixtures
    ("kitchen", "open the top drawer", ["open top_drawer"]),
    ("kitchen", "pull the bottom drawer open", ["open bottom_drawer"]),
    ("kitchen", "open the top drawer by half", ["open top_drawer fraction=0.5"]),
    ("kitchen", "close the middle drawer by 30 %", ["close middle_drawer fraction=0.3"]),
    ("kitchen", "shut the middle drawer", ["close middle_drawer"]),
    ("kitchen", "press the button", ["press button"]),
    ("kitchen", "turn on the switch", ["open switch"]),
    ("kitchen", "switch the light off", ["close switch"]),
    (
        "kitchen",
        "close all drawers",
        ["close top_drawer", "close middle_drawer", "close bottom_drawer"],
    ),
    (
        "kitchen",
        "put the red block in the top drawer",
        ["open top_drawer", *put("red_block", "place_in", "top_drawer")],
    ),
    (
        "kitchen",
        "put the red block in the middle drawer",
        put("red_block", "place_in", "middle_drawer"),
    ),
    (
        "kitchen",
        "pick up the red block and put it in the top drawer",
        ["open top_drawer", *put("red_block", "place_in", "top_drawer")],
    ),
    (
        "kitchen",
        "open the top drawer, put the red block in it and close it",
        ["open top_drawer", *put("red_block", "place_in", "top_drawer"), "close top_drawer"],
    ),
    ("kitchen", "put the can on the shelf", put("yellow_can", "place_on", "shelf")),
)


@pytest.mark.parametrize(("scene", "text", "expected"), DOES, ids=[text for _, text, _ in DOES])
def test_does(scene: str, text: str, expected: list[str]) -> None:
    assert calls(text, scene) == expected


SETS: tuple[tuple[str, set[str]], ...] = (
    ("put all red blocks in the bin", {"red_block", "red_block_2", "red_block_3"}),
    ("put every block that is not red in the bin", {"blue_block", "blue_block_2", "green_block"}),
    ("put the non-red blocks in the bin", {"blue_block", "blue_block_2", "green_block"}),
    (
        "put all blocks except the red ones in the bin",
        {"blue_block", "blue_block_2", "green_block"},
    ),
    (
        "put all blocks in the bin except the red ones",
        {"blue_block", "blue_block_2", "green_block"},
    ),
    ("put both balls in the bin", {"red_ball", "blue_ball"}),
    ("put the two balls in the bin", {"red_ball", "blue_ball"}),
    ("put exactly two red blocks in the bin", {"red_block", "red_block_2"}),
    ("put any two of the red blocks in the bin", {"red_block", "red_block_2"}),
    ("put the red and blue balls in the bin", {"red_ball", "blue_ball"}),
    ("put the small blocks in the bin", {"red_block"}),
    ("put the two largest blocks in the bin", {"red_block_3"}),
    ("put the balls and the green block in the bin", {"red_ball", "blue_ball", "green_block"}),
    (
        "put all blocks left of the green block in the bin",
        {"blue_block", "blue_block_2", "red_block", "red_block_2"},
    ),
    ("put all green things in the bin", {"green_block", "green_bowl"}),
)


@pytest.mark.parametrize(("text", "expected"), SETS, ids=[text for text, _ in SETS])
def test_sets(text: str, expected: set[str]) -> None:
    if text == "put the two largest blocks in the bin":
        # The second largest is one of four of the same size.
        assert isinstance(PARSER.plan(text, SCENES["many"]), Question)
        return
    done = calls(text, "many")
    assert {line.split()[1] for line in done if line.startswith("pick")} == expected


def test_sets_are_looked_up_when_the_plan_runs() -> None:
    plan = plan_of("put all red blocks in the bin", SCENES["many"])
    loops = [node for node in nodes(plan.body) if isinstance(node, ForEach)]
    assert len(loops) == 1
    more = replace(SCENES["many"], entities=(*SCENES["many"], box("red_block_4", 0.5, -0.2)))
    assert "pick red_block_4" in [f"{c.skill} {c.args[0]}" for c in dry_run(plan, more).calls]


@pytest.mark.parametrize(
    "text",
    [
        "sort the blocks by color into the bowls",
        "put each block into the bowl of the same color",
        "put every block in the matching bowl",
        "put the blocks in the bowls of the same colour",
    ],
)
def test_sorting(text: str) -> None:
    done = calls(text, "many")
    places = [line.split()[1:] for line in done if line.startswith("place_in")]
    assert len(places) == 6
    assert all(thing.split("_")[0] == bowl.split("_")[0] for thing, bowl in places)


def test_sorting_by_kind() -> None:
    done = calls("sort the blocks and the balls into the bin and the tray", "many")
    places = dict(line.split()[1:] for line in done if line.startswith("place_in"))
    assert {name for name, place in places.items() if place == "white_tray"} == {
        "red_ball",
        "blue_ball",
    }
    assert len(places) == 8


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("put the red block in the bowl but watch out for the vase", 0.05),
        ("put the red block in the bowl without touching the vase", 0.05),
        ("don't touch the vase and put the red block in the bowl", 0.05),
        ("be careful with the vase and put the red block in the bowl", 0.05),
        ("put the red block in the bowl, but keep away from the vase", 0.10),
        ("put the red block in the bowl while avoiding the vase", 0.10),
        ("stay 8 cm away from the vase and put the red block in the bowl", 0.08),
        ("put the red block in the bowl and stay at least 7 cm from the vase", 0.07),
        ("put the red block in the bowl. Never come closer than 6 cm to the vase.", 0.06),
    ],
)
def test_cautions(text: str, distance: float) -> None:
    plan = plan_of(text, SCENES["table"])
    kept = [node for node in nodes(plan.body) if isinstance(node, Keep)]
    assert kept[0].conditions == (Atom("clear_of", ("vase", distance)),)
    assert calls(text, "table") == RED_IN


ASKS: tuple[tuple[str, str, set[str]], ...] = (
    ("table", "put the block in the bowl", {"red_block", "blue_block", "green_block"}),
    ("many", "pick up the red block", {"red_block", "red_block_2", "red_block_3"}),
    ("many", "put the ball in the bin", {"red_ball", "blue_ball"}),
    ("many", "put the red ball in the bowl", {"red_bowl", "blue_bowl", "green_bowl"}),
    ("kitchen", "open the drawer", {"top_drawer", "middle_drawer", "bottom_drawer"}),
    ("kitchen", "put the can in the cabinet", {"top_drawer", "middle_drawer", "bottom_drawer"}),
    ("table", "move the red block to the left", set()),
    ("many", "put some blocks in the bin", set()),
    ("table", "pick up the second block", {"red_block", "blue_block", "green_block"}),
    ("table", "put it in the bowl", set()),
)


@pytest.mark.parametrize(("scene", "text", "candidates"), ASKS, ids=[t for _, t, _ in ASKS])
def test_asks(scene: str, text: str, candidates: set[str]) -> None:
    answer = PARSER.plan(text, SCENES[scene])
    assert isinstance(answer, Question), answer
    if candidates:
        assert set(answer.candidates) == candidates


REFUSES: tuple[tuple[str, str, str], ...] = (
    # impossible
    ("table", "pick up the vase", "vase"),
    ("table", "open the red block", "opened"),
    ("table", "press the mug", "pressed"),
    ("table", "put the red block in the ball", "no inside"),
    ("table", "put the red block on the ball", "carries nothing"),
    ("table", "put the table in the bowl", "table"),
    ("table", "put the bowl in the bowl", "bowl"),
    ("table", "pick up the red block and the blue block", "one thing at a time"),
    ("table", "pick up the red block and then pick up the ball", "one thing at a time"),
    ("many", "put five red blocks in the bin", "3"),
    ("table", "push the red block 2 m to the left", "range"),
    # contradictory
    ("table", "put the red block in the bowl and keep it 10 cm away from the bowl", "contradict"),
    ("table", "don't touch the red block and pick up the red block", "contradict"),
    ("table", "don't move the red block but put it in the bowl", "contradict"),
    ("table", "put the red block left of the plate and right of the plate", "two places"),
    # not understood
    ("table", "sing a song for me", "sing"),
    ("many", "put all but one red block in the bin", "but one"),
    ("many", "put blocks of the same color together", "together"),
    ("tower", "put the green block in the bowl", "stands on"),
    ("table", "put the red block in the bowl and make me a sandwich", "sandwich"),
    ("table", "what a nice day", "day"),
    ("table", "watch out for the vase", "nothing to do"),
)


@pytest.mark.parametrize(("scene", "text", "why"), REFUSES, ids=[t for _, t, _ in REFUSES])
def test_refuses(scene: str, text: str, why: str) -> None:
    answer = PARSER.plan(text, SCENES[scene])
    assert isinstance(answer, Refusal), answer
    assert why in answer.reason


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("put the purple block in the bowl", "red_block"),
        ("put the red block in the drawer", None),
        ("put the flurb in the bowl", None),
        ("put the spoon in the bowl", None),
        ("put all yellow blocks in the bowl", None),
    ],
)
def test_absent(text: str, near: str | None) -> None:
    with pytest.raises(UnknownName) as error:
        PARSER.plan(text, SCENES["table"])
    if near:
        assert near in error.value.near


@pytest.mark.parametrize(
    "text", ["", "   \n", "please", "a" * 10_000, "put \x00 it", "put \x1b[31m it", "put \udcff"]
)
def test_not_an_instruction(text: str) -> None:
    with pytest.raises(UserError):
        PARSER.plan(text, SCENES["table"])


def test_the_limit_is_named() -> None:
    with pytest.raises(UserError, match="2,000"):
        PARSER.plan("word " * 2_000, SCENES["table"])


@pytest.mark.parametrize("word", ["bell", "pear", "book", "cap", "boll weevil"])
def test_real_words_are_no_slips(word: str) -> None:
    answer: object
    try:
        answer = PARSER.plan(f"pick up the {word}", SCENES["table"])
    except UserError as error:
        answer = error
    assert not isinstance(answer, Plan)


def test_already_there_is_checked_first() -> None:
    assert calls("put the purple block in the bowl", "tower") == []


def test_the_gripper_is_taken_into_account() -> None:
    scene = dry_run(plan_of("pick up the ball", SCENES["table"]), SCENES["table"]).scene
    assert calls("put it in the bowl", scene) == ["place_in blue_ball green_bowl"]
    assert calls("put the ball down", scene) == ["place_on blue_ball table"]
    assert isinstance(PARSER.plan("pick up the mug", scene), Refusal)


def test_replan() -> None:
    plan = plan_of("put the red block in the bowl", SCENES["table"])
    assert PARSER.replan("", SCENES["table"], plan, ("red_block slipped",)) is plan
    gone = replace(SCENES["table"], entities=SCENES["table"].entities[1:])
    answer = PARSER.replan("", gone, plan, ())
    assert isinstance(answer, Refusal)
    assert "red_block" in answer.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("put the red block in the green bowl", {Wanted("block", "red"), Wanted("bowl", "green")}),
        (
            "put two small blue balls in the bin",
            {Wanted("ball", "blue", "small", 2), Wanted("bin")},
        ),
        ("open the top drawer", {Wanted("drawer")}),
        ("pick up the mug left of the plate", {Wanted("mug"), Wanted("plate")}),
        (
            "put the ball on the plate and watch out for the vase",
            {Wanted("ball"), Wanted("plate"), Wanted("vase")},
        ),
        ("stack red on blue", {Wanted("block", "red"), Wanted("block", "blue")}),
        (
            "sort the blocks by color into the bowls",
            {Wanted(k, c) for k in ("block", "bowl") for c in ("red", "blue")},
        ),
        ("sing", set()),
    ],
)
def test_mentions(text: str, expected: set[Wanted]) -> None:
    assert set(PARSER.mentions(text)) == expected


def test_explains_how_words_were_read() -> None:
    readings = {r.words: r.meaning for r in PARSER.explain("please slowly lift the blcok")}
    assert "block" in readings["blcok"]
    assert "0.4" in readings["slowly"]


def test_is_a_planner_and_light() -> None:
    assert isinstance(PARSER, Planner)
    code = "import sys, vla.planners.language; print({'torch', 'mujoco'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"


# --- paraphrases --------------------------------------------------------------------------------


def outcome(said: Paraphrase) -> str:
    """`right`, `wrong`, or what was answered instead of a plan."""
    scene = SCENES[said.scene]
    try:
        answer = PARSER.plan(said.text, scene)
    except UserError:
        return REFUSE
    if isinstance(answer, Question):
        return ASK
    if isinstance(answer, Refusal):
        return REFUSE
    if isinstance(said.expected, str):
        return "wrong"
    run = dry_run(answer, scene)
    right = run.finished and judge(said.expected, run.scene).truth is True
    if said.keep is not None:
        kept = [c for n in nodes(answer.body) if isinstance(n, Keep) for c in n.conditions]
        right = right and any(said.keep in str(condition) for condition in kept)
    if said.speed is not None:
        speeds = [dict(call.options).get("speed", 1.0) for call in run.calls]
        speeds = [s for s in speeds if isinstance(s, float | int)]
        right = right and all(s < 1 if said.speed == "slow" else s > 1 for s in speeds)
    return "right" if right else "wrong"


def check_paraphrases(said: Sequence[Paraphrase], share: float) -> None:
    """Nothing wrong, what cannot be done is not tried, and a share of the rest is understood."""
    outcomes = {sentence.text: outcome(sentence) for sentence in said}
    assert len(outcomes) >= 150
    assert [text for text, result in outcomes.items() if result == "wrong"] == []
    possible = [sentence for sentence in said if not isinstance(sentence.expected, str)]
    right = sum(outcomes[sentence.text] == "right" for sentence in possible)
    assert right >= share * len(possible)
    for sentence in said:
        if isinstance(sentence.expected, str):
            assert outcomes[sentence.text] in (ASK, REFUSE), sentence.text


def test_paraphrases() -> None:
    """The parser was improved on these."""
    check_paraphrases(PARAPHRASES, 0.92)


@pytest.mark.parametrize(
    ("said", "share"),
    [
        pytest.param((*STUDY_A, *STUDY_B), 0.88, marks=pytest.mark.slow, id="ab"),
        pytest.param(STUDY_C, 0.78, marks=pytest.mark.slow, id="c"),
        pytest.param(STUDY_D, 0.82, marks=pytest.mark.slow, id="d"),
        pytest.param(STUDY_E, 0.88, marks=pytest.mark.slow, id="e"),
        pytest.param(STUDY_F, 0.9, id="f"),
        pytest.param(STUDY_G, 0.76, id="g"),
    ],
)
def test_study_requests(said: Sequence[Paraphrase], share: float) -> None:
    """The parser was widened with these, which were written without a look at it."""
    check_paraphrases(said, share)


def test_held_out_paraphrases() -> None:
    """The parser was not improved on these."""
    check_paraphrases(HELD_OUT, 0.8)


# --- generated sentences ------------------------------------------------------------------------


@dataclass(frozen=True)
class Phrase:
    """A noun phrase and the names that it means, found without the parser."""

    text: str
    names: tuple[str, ...]


def noun_phrases(scene: Scene, rng: random.Random) -> list[Phrase]:
    """Singular noun phrases with exactly one referent, each built with its denotation."""
    loose = [e for e in scene if e.affords.graspable]
    synonyms = {"block": ("block", "cube"), "ball": ("ball", "sphere"), "mug": ("mug", "cup")}
    found: list[Phrase] = []

    def add(text: str, names: list[str]) -> None:
        if len(names) == 1:
            found.append(Phrase(text, tuple(names)))

    for kind in {e.kind for e in loose}:
        word = rng.choice(synonyms.get(kind, (kind,)))
        same = [e for e in loose if e.kind == kind]
        add(f"the {word}", [e.name for e in same])
        for color in {e.color for e in same}:
            fits = [e for e in same if e.color == color]
            add(f"the {color} {word}", [e.name for e in fits])
            add(f"the {word} that is {color}", [e.name for e in fits])
            add(f"the non-{color} {word}", [e.name for e in same if e.color != color])
            for size in ("small", "large"):
                add(f"the {size} {color} {word}", [e.name for e in fits if e.size == size])
        if len(same) > 1:
            by_y = sorted(same, key=lambda e: -e.position[1])
            add(f"the leftmost {word}", [by_y[0].name])
            add(f"the rightmost {word}", [by_y[-1].name])
            add(f"the second {word} from the left", [by_y[1].name])
            add(f"the second {word} from the right", [by_y[-2].name])
    return found


def test_generated_sentences() -> None:
    """Noun phrases x verbs x modifiers: the parser's plan does what the words mean."""
    rng = random.Random(0)
    tried = 0
    templates = (
        "put {a} in {b}",
        "move {a} into {b}",
        "{a} goes into {b}",
        "please drop {a} in {b}",
        "pick up {a} and put it in {b}",
        "could you put {a} inside {b}?",
        "I want {a} in {b}",
        "into {b} put {a}",
    )
    modifiers: tuple[tuple[str, float | None], ...] = (
        ("", None),
        (", slowly", 0.4),
        (" at half speed", 0.5),
        (" quickly", 1.3),
    )
    targets = {
        "table": [Phrase("the green bowl", ("green_bowl",)), Phrase("the bowl", ("green_bowl",))],
        "many": [
            Phrase("the bin", ("gray_bin",)),
            Phrase("the gray basket", ("gray_bin",)),
            Phrase("the tray", ("white_tray",)),
            Phrase("the blue bowl", ("blue_bowl",)),
        ],
    }
    for _ in range(600):
        scene_id = rng.choice(tuple(targets))
        scene = SCENES[scene_id]
        a = rng.choice(noun_phrases(scene, rng))
        b = rng.choice(targets[scene_id])
        name, target = a.names[0], b.names[0]
        small = max(scene[name].extent[:2]) < 0.1
        if not small or name == target:
            continue
        words, speed = rng.choice(modifiers)
        text = rng.choice(templates).format(a=a.text, b=b.text)
        if speed is not None:
            text = text.rstrip("?") + words
        run = dry_run(plan_of(text, scene), scene)
        assert [c.skill for c in run.calls] == ["pick", "place_in"], text
        assert run.calls[1].args == (name, target), text
        assert judge(Atom("inside", (name, target)), run.scene).truth, text
        assert dict(run.calls[0].options).get("speed") == speed, text
        tried += 1
    assert tried > 300


def test_joined_generated_sentences() -> None:
    """Several commands in one sentence: their calls follow each other."""
    rng = random.Random(1)
    joints = (" and ", ", then ", ". ", "; ", " and then ", ", and finally ")
    single = [
        (t, c) for s, t, c in DOES if s == "table" and c and t.startswith(("put the", "push"))
    ]
    for _ in range(150):
        (one, first), (two, second) = rng.sample(single, 2)
        if {c.split()[1] for c in first} & {c.split()[1] for c in second}:
            continue
        text = one.rstrip(".") + rng.choice(joints) + two
        scene = SCENES["table"]
        answer = PARSER.plan(text, scene)
        if isinstance(answer, Refusal):
            continue  # the second thing would stand in the way of the first
        if isinstance(answer, Question):
            continue
        done = [c.skill + " " + str(c.args[0]) for c in dry_run(answer, scene).calls]
        assert done == [" ".join(c.split()[:2]) for c in (*first, *second)], text


def test_random_words_never_crash() -> None:
    rng = random.Random(2)
    texts = [(said.scene, said.text) for said in PARAPHRASES] + [(s, t) for s, t, _ in DOES]
    vocabulary = " ".join(text for _, text in texts).split()
    for _ in range(250):
        scene, text = rng.choice(texts)
        words = text.split()
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(words))
            if rng.random() < 0.5:
                words[place] = rng.choice(vocabulary)
            else:
                words.insert(place, rng.choice(vocabulary))
        try:
            PARSER.plan(" ".join(words), SCENES[scene])
            PARSER.mentions(" ".join(words))
        except UserError:
            continue


def test_is_fast() -> None:
    texts = [(SCENES[scene], text) for scene, text, _ in DOES]
    start = time.process_time()
    for scene, text in texts:
        PARSER.plan(text, scene)
    assert (time.process_time() - start) / len(texts) < 0.02
