"""Where to be slow and on which side to stay: from words to invariants, checked before motion."""

from __future__ import annotations

import pytest
from parser_scenes import SCENES

from vla.check import check
from vla.dryrun import dry_run
from vla.errors import UnknownName
from vla.monitor import Invariant, pinned
from vla.plan import And, Atom, Call, Condition, ForAll, Keep, Names, Objects, Plan, Seq, Var
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser
from vla.program import from_code, to_code
from vla.scene import Scene
from vla.skills import DIRECTIONS
from vla.steps import call, plan
from vla.task import Wanted

PARSER = SemanticParser()
TABLE = SCENES["table"]
BOWL, MUG, CAN = "green_bowl", "yellow_mug", "red_can"
TO_BOWL = (call("move_to", BOWL),)
RED_IN = (call("pick", "red_block"), call("place_in", "red_block", BOWL))


def slow(name: str, share: float, distance: float = 0.10) -> Atom:
    return Atom("slow_near", (name, distance, share))


def slow_in(region: str, share: float) -> Atom:
    return Atom("slow_in", (region, share))


def side(name: str, direction: str) -> Atom:
    return Atom("on_side", (name, direction))


def flat(node: object) -> list[Call]:
    """The calls of a plan in order."""
    if isinstance(node, Call):
        return [node]
    steps = (
        node.steps if isinstance(node, Seq) else node.body.steps if isinstance(node, Keep) else ()
    )
    return [one for step in steps for one in flat(step)]


def understood(text: str, scene: Scene = TABLE) -> tuple[tuple[Condition, ...], tuple[Call, ...]]:
    """Invariants and calls; the plan prints, parses back and may begin."""
    answer = PARSER.plan(text, scene)
    assert isinstance(answer, Plan), answer
    assert from_code(to_code(answer)) == answer
    assert not [problem for problem in check(answer, scene) if problem.severity == "error"]
    (step,) = answer.body.steps
    kept = step.conditions if isinstance(step, Keep) else ()
    return kept, tuple(flat(answer.body))


# --- speed zones -----------------------------------------------------------------------------

ZONES: tuple[tuple[str, Atom], ...] = (
    ("slowly near the vase", slow("vase", 0.3)),
    ("move slowly near the vase", slow("vase", 0.3)),
    ("go slowly near the vase", slow("vase", 0.3)),
    ("moving slowly around the vase", slow("vase", 0.3)),
    ("slow down near the mug", slow(MUG, 0.3)),
    ("slow down when passing the mug", slow(MUG, 0.3)),
    ("slow down to a quarter of the speed near the mug", slow(MUG, 0.25)),
    ("reduce your speed by 60% near the mug", slow(MUG, 0.4)),
    ("be slow around the can", slow(CAN, 0.3)),
    ("go gently around the vase", slow("vase", 0.3)),
    ("carefully close to the vase", slow("vase", 0.3)),
    ("go slow by the can", slow(CAN, 0.3)),
    ("take your time near the vase", slow("vase", 0.3)),
    ("very slowly near the vase", slow("vase", 0.15)),
    ("as slowly as possible near the vase", slow("vase", 0.15)),
    ("at half speed near the mug", slow(MUG, 0.5)),
    ("at half the usual speed near the mug", slow(MUG, 0.5)),
    ("half speed near the mug", slow(MUG, 0.5)),
    ("no faster than half speed near the mug", slow(MUG, 0.5)),
    ("quarter speed near the mug", slow(MUG, 0.25)),
    ("at a quarter of your speed near the mug", slow(MUG, 0.25)),
    ("at a third of the speed near the mug", slow(MUG, 0.33)),
    ("a third of the speed near the mug", slow(MUG, 0.33)),
    ("at 30 percent speed near the mug", slow(MUG, 0.3)),
    ("at thirty percent of the normal speed near the mug", slow(MUG, 0.3)),
    ("at 5 % speed near the mug", slow(MUG, 0.05)),
    ("at half speed when within 10 cm of the mug", slow(MUG, 0.5)),
    ("at 30 percent speed within 15 cm of the vase", slow("vase", 0.3, 0.15)),
    ("move slowly when within 8 cm of the mug", slow(MUG, 0.3, 0.08)),
    ("slowly closer than 6 cm to the can", slow(CAN, 0.3, 0.06)),
    ("slowly near the vase (within 7 cm)", slow("vase", 0.3, 0.07)),
    ("slowly when you are near the vase", slow("vase", 0.3)),
    ("when the hand is near the vase, move slowly", slow("vase", 0.3)),
    ("within 12 cm of the vase go at half speed", slow("vase", 0.5, 0.12)),
    ("at half speed in the left half", slow_in("left_half", 0.5)),
    ("at half speed on the right side of the table", slow_in("right_half", 0.5)),
    ("at 30 percent speed in the back part of the table", slow_in("back_half", 0.3)),
    ("slowly in the middle of the table", slow_in("center", 0.3)),
    ("move slowly in the front left corner", slow_in("front_left", 0.3)),
    ("very slowly at the right edge", slow_in("right", 0.15)),
    ("move at a quarter of the speed on the left side", slow_in("left_half", 0.25)),
    ("slow down to half speed in the right half", slow_in("right_half", 0.5)),
    ("slowly when you are in the left half", slow_in("left_half", 0.3)),
    ("in the left half of the table move at half speed", slow_in("left_half", 0.5)),
    ("while the hand is in the right half, move slowly", slow_in("right_half", 0.3)),
)


@pytest.mark.parametrize(("words", "zone"), ZONES, ids=[words for words, _ in ZONES])
def test_zones(words: str, zone: Atom) -> None:
    for text, calls in (
        (f"move to the bowl, {words}", TO_BOWL),
        (f"put the red block in the bowl, but {words}", RED_IN),
        (f"{words}, and put the red block in the bowl".capitalize(), RED_IN),
        (f"Go to the bowl. {words.capitalize()}!", TO_BOWL),
    ):
        assert understood(text) == ((zone,), calls), text


@pytest.mark.parametrize("words", [w for w, _ in ZONES if w.split()[0] in ("slowly", "at", "very")])
def test_zones_need_no_comma(words: str) -> None:
    kept, calls = understood(f"put the red block in the bowl {words}")
    assert (kept, calls) == ((dict(ZONES)[words],), RED_IN)


# --- sides -----------------------------------------------------------------------------------

SIDES: tuple[tuple[str, Atom], ...] = (
    ("stay on the left of the vase", side("vase", "left")),
    ("stay left of the vase", side("vase", "left")),
    ("staying to the right of the mug", side(MUG, "right")),
    ("while staying to the right of the mug", side(MUG, "right")),
    ("keep to the left side of the can", side(CAN, "left")),
    ("keep on the left side of the can", side(CAN, "left")),
    ("keep your hand to the right of the can", side(CAN, "right")),
    ("remain behind the vase", side("vase", "back")),
    ("pass on the left of the vase", side("vase", "left")),
    ("pass behind the vase", side("vase", "back")),
    ("passing in front of the vase", side("vase", "front")),
    ("pass on the far side of the vase", side("vase", "back")),
    ("pass the vase on the right", side("vase", "right")),
    ("pass the vase on its left side", side("vase", "left")),
    ("keep the vase on your right", side("vase", "left")),
)


@pytest.mark.parametrize(("words", "kept"), SIDES, ids=[words for words, _ in SIDES])
def test_sides(words: str, kept: Atom) -> None:
    joint = " " if words.startswith(("while", "passing", "staying")) else ", "
    name, noun = (BOWL, "bowl") if MUG in kept.args else (MUG, "mug")
    for text in (f"move to the {noun}{joint}{words}", f"{words}, and move to the {noun}"):
        assert understood(text) == ((kept,), (call("move_to", name),)), text


# --- together --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "move to the bowl, but keep 10 cm away from the vase and slowly near the mug",
            (Atom("clear_of", ("vase", 0.1)), slow(MUG, 0.3)),
        ),
        (
            "slowly near the mug, stay right of the can, keep 8 cm away from the vase, and go to "
            "the bowl",
            (slow(MUG, 0.3), side(CAN, "right"), Atom("clear_of", ("vase", 0.08))),
        ),
        (
            "at half speed near the mug and quarter speed near the vase, move to the bowl",
            (slow(MUG, 0.5), slow("vase", 0.25)),
        ),
        ("move to the bowl, slowly near the vase and the mug", (slow("vase", 0.3), slow(MUG, 0.3))),
        ("move to the bowl, slowly near the vase or the mug", (slow("vase", 0.3), slow(MUG, 0.3))),
        (
            "move to the bowl passing behind the vase slowly near the mug",
            (side("vase", "back"), slow(MUG, 0.3)),
        ),
        ("move to the bowl, slowly near it", (slow(BOWL, 0.3),)),
    ],
)
def test_several_clauses(text: str, kept: tuple[Condition, ...]) -> None:
    assert understood(text) == (kept, TO_BOWL)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("move to the bowl", BOWL),
        ("go to the red block", "red_block"),
        ("move over the plate", "white_plate"),
        ("move the hand above the plate", "white_plate"),
        ("hover over the mug", MUG),
    ],
)
def test_bare_motion(text: str, name: str) -> None:
    assert understood(text) == ((), (call("move_to", name),))


def test_an_adverb_may_be_about_the_clause() -> None:
    """`near the mug` is a place to put something where nothing else says where."""
    beside = (
        call("pick", "red_block", speed=0.4),
        call("place_beside", "red_block", MUG, "right", speed=0.4),
    )
    assert understood("put the red block slowly near the mug") == ((), beside)
    both = "put the red block slowly near the mug, at half speed near the vase"
    assert understood(both) == ((slow("vase", 0.5),), beside)
    assert understood(both.replace(",", "")) == ((slow("vase", 0.5),), beside)
    pushed = (call("push", "red_block", "left", distance=0.05, speed=0.4),)
    assert understood("push the red block gently by 5 cm to the left") == ((), pushed)
    to_vase = (call("move_to", "vase", speed=0.4),)
    assert understood("move the hand slowly near the vase") == ((), to_vase)


def test_an_adverb_before_a_region_may_be_about_the_clause() -> None:
    """`in the left corner` is a place to put something where nothing else says where."""
    there = (
        call("pick", "red_block", speed=0.4),
        call("place_at", "red_block", "back_left", speed=0.4),
    )
    assert understood("put the red block slowly in the back left corner") == ((), there)
    both = "put the red block slowly in the back left corner, at half speed in the right half"
    assert understood(both) == ((slow_in("right_half", 0.5),), there)
    assert understood("put the red block in the bowl slowly, at half speed on the left side") == (
        (slow_in("left_half", 0.5),),
        tuple(call(c.skill, *c.args, speed=0.4) for c in RED_IN),
    )


def test_an_adverb_beside_a_caution_is_about_everything() -> None:
    paced = (call("move_to", BOWL, speed=0.4),)
    for words, kept in (
        ("slowly passing behind the vase", side("vase", "back")),
        ("staying left of the vase, slowly", side("vase", "left")),
        ("carefully avoiding the vase", Atom("clear_of", ("vase", 0.1))),
    ):
        assert understood(f"move to the bowl, {words}") == ((kept,), paced)


def test_what_is_named_gets_a_scene() -> None:
    found = PARSER.mentions("move to the bowl, slowly near the mug, pass behind the vase")
    assert set(found) == {Wanted("bowl"), Wanted("mug"), Wanted("vase")}


def test_how_a_zone_was_read() -> None:
    readings = {r.words: r.meaning for r in PARSER.explain("move to the bowl slowly near the mug")}
    assert readings == {"slowly": "speed 0.3 there"}


# --- refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("move to the bowl, at 300 percent speed near the mug", "300%"),
        ("move to the bowl at 300 percent speed near the mug", "300%"),
        ("at 4 % speed near the mug, move to the bowl", "4%"),
        ("move to the bowl, slowly within 60 cm of the mug", "60 cm"),
        ("move to the bowl, slowly within 5 mm of the mug", "0.5 cm"),
        ("move to the bowl, slowly near", "near"),
        ("move to the bowl, quickly near the vase", "near the vase"),
        ("move to the bowl, never slowly near the vase", "never"),
        ("move to the bowl, do not move slowly near the vase", "do not"),
        ("move to the bowl, stay on the left", "stay"),
        ("move to the bowl, do not pass behind the vase", "do not pass"),
        ("move to the bowl without passing behind the vase", "without passing"),
        ("move to the bowl, stay left of the vase and stay right of the vase", "contradict"),
        ("slowly near the vase", "nothing to do"),
        ("slowly in the left half", "nothing to do"),
        ("move to the bowl, at 300 percent speed in the left half", "300%"),
        ("move to the bowl, never slowly in the left half", "never"),
        ("move to the bowl, slowly on the left of", "on the left of"),
        ("pass behind the vase", "nothing to do"),
    ],
)
def test_refuses(text: str, why: str) -> None:
    answer = PARSER.plan(text, TABLE)
    assert isinstance(answer, Refusal), answer
    assert why in answer.reason


@pytest.mark.parametrize(
    "text",
    [
        "move to the bowl slowly near the unicorn",
        "slowly near the glass, move to the bowl",
        "move to the bowl, pass behind the unicorn",
    ],
)
def test_absent(text: str) -> None:
    with pytest.raises(UnknownName):
        PARSER.plan(text, TABLE)


def test_asks_near_which() -> None:
    answer = PARSER.plan("move to the bowl, slowly near the block", TABLE)
    assert isinstance(answer, Question)
    assert set(answer.candidates) == {"red_block", "blue_block", "green_block"}


# --- checked before motion, watched while moving -----------------------------------------------


def problems(*keep: Condition) -> str:
    return "; ".join(str(problem) for problem in check(plan(*TO_BOWL, keep=keep), TABLE))


@pytest.mark.parametrize(
    ("atom", "why"),
    [
        (slow("vase", 0.5, 0.009), "out of range"),
        (slow("vase", 0.5, 0.51), "out of range"),
        (slow("vase", 0.5, 10.0), "did you mean 0.1 m"),
        (slow("vase", 0.04), "out of range"),
        (slow("vase", 1.01), "0.05 to 1"),
        (slow("vase", 30.0), "did you mean 0.3"),
        (slow("unicorn", 0.5), "unicorn"),
        (slow_in("left_half", 0.04), "out of range"),
        (slow_in("left_half", 30.0), "did you mean 0.3"),
        (slow_in("left_hand", 0.5), "left_half"),
        (side("vase", "up"), "direction"),
        (Atom("on_side", ("vase",)), "Expected on_side(entity, direction)"),
    ],
)
def test_check(atom: Atom, why: str) -> None:
    assert why in problems(atom)


def test_what_is_within_range_is_no_problem() -> None:
    assert not problems(slow("vase", 0.05, 0.01), slow("vase", 1.0, 0.5), Atom("slow_near", (MUG,)))
    assert not problems(*(side("vase", "left"), side("vase", "front"), side(MUG, "right")))


def test_opposite_sides_contradict() -> None:
    opposite = {"left": "right", "right": "left", "front": "back", "back": "front"}
    for one in DIRECTIONS:
        for other in DIRECTIONS:
            found = "contradict" in problems(side("vase", one), side("vase", other))
            assert found == (other == opposite[one])


def test_a_side_counts_once_the_hand_is_there() -> None:
    """The hand begins in the middle; the mug is on the left, the bowl and the vase on the right."""
    to_bowl, to_mug = call("move_to", BOWL), call("move_to", MUG)
    left = (side("white_plate", "left"),)
    assert dry_run(plan(to_mug, keep=left), TABLE).finished
    assert dry_run(plan(to_bowl, keep=left), TABLE).finished
    run = dry_run(plan(to_mug, to_bowl, keep=(And(left),)), TABLE)
    assert "broken by move_to('green_bowl')" in run.problems[0]
    again = Plan(Seq((Keep(left, Seq((to_mug,))), Keep(left, Seq((to_bowl,))))))
    assert "before it begins" not in str(dry_run(again, TABLE).problems)


def test_pinned() -> None:
    blocks = ForAll(Objects("block"), Atom("slow_near", (Var("it"), 0.05)))
    found = pinned((And((Atom("slow_near", (Names(("vase",)),)), blocks)),), TABLE)
    assert found == (slow("vase", 0.5), *(slow(f"{c}_block", 0.5, 0.05)
                                           for c in ("red", "blue", "green")))  # fmt: skip
    assert pinned((Atom("slow_in", ("left",)),), TABLE) == (slow_in("left", 0.5),)
    assert pinned((slow("vase", 0.2), side(MUG, "left")), TABLE) == (
        slow("vase", 0.2),
        side(MUG, "left"),
    )
    assert pinned((Atom("clear_of", (Names(("vase",)),)),), TABLE) == (
        Atom("clear_of", ("vase", 0.1)),
    )


def test_a_breach_is_seen_and_told() -> None:
    def at(y: float, speed: float) -> Scene:
        x, _, z = TABLE["vase"].position
        return Scene(TABLE.entities, tool=(x, y, z), tool_speed=speed)

    invariant = Invariant(slow("vase", 0.5))
    assert invariant.check(at(0.0, 0.5)) is None
    assert invariant.check(at(-0.14, 0.25)) is None
    assert "8.0 cm away at 0.40 m/s (at most 0.25" in str(invariant.check(at(-0.14, 0.4)))
    assert (invariant.count, invariant.margin(TABLE)) == (1, None)
