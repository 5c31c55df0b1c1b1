"""Every predicate true, false and unknown, and the values at which it turns."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from small_scenes import block, changed, tabletop

from vla.errors import UnknownName, UserError
from vla.hand_predicates import USUAL_SPEED
from vla.predicates import VOCABULARY, half_width, offset_along, read
from vla.regions import region_box
from vla.scene import Entity, Scene
from vla.skills import HALVES, REGIONS

BASE = tabletop()


def rows(*pairs: tuple[str, str]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in pairs)


def at(x: float, y: float, z: float = 0.02, **fields: float) -> Scene:
    """The red block moved to a point."""
    return changed(BASE, "red_block", position=(x, y, z), **fields)


def turned(angle: float) -> tuple[float, float, float, float]:
    """Tilt about x."""
    return (math.cos(angle / 2), math.sin(angle / 2), 0.0, 0.0)


def opened(fraction: float | None) -> Scene:
    return changed(BASE, "top_drawer", openness=fraction)


def hand(x: float, y: float, z: float = 0.08, speed: float = 0.0, **vase: object) -> Scene:
    """The tool at a point from the middle of the vase, which is 8 cm wide and 16 cm high."""
    there = (0.45 + x, -0.05 + y, z)
    return replace(changed(BASE, "vase", **vase), tool=there, tool_speed=speed)


def leaning(angle: float, aside: float = 0.0, **fields: object) -> Scene:
    """A hand that holds the red block, `angle` off straight down, come from beside its left."""
    c, s = math.cos(angle), math.sin(angle)
    x, y, z = s * math.sin(aside), -s * math.cos(aside), -c  # out of the hand
    half = math.sqrt((1 + z) / 2)
    turn = (half, -y / (2 * half), x / (2 * half), 0.0)
    return replace(BASE, held="red_block", tool_turn=turn, **fields)


def fingers(away: float, up: float = 0.0, **fields: object) -> Scene:
    """A white mug, turned by a quarter, with the hand so far from the axis of its cup."""
    quarter = (math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5))
    mug = Entity("mug", "mug", "white", None, (0.5, 0.0, 0.041), quarter, (0.0988, 0.068, 0.082))
    tool = (0.5, -0.0154 + away, 0.06 + up)
    return replace(Scene((mug,), held="mug", tool=tool), **fields)


def yawed(degrees: float, wide: float = 0.04, **fields: object) -> Scene:
    """The red block `wide` across, 10 cm before the blue one, turned."""
    half = math.radians(degrees) / 2
    turn = (math.cos(half), 0.0, 0.0, math.sin(half))
    return changed(BASE, "red_block", quaternion=turn, extent=(0.04, wide, 0.04), **fields)


def handled(degrees: float) -> Scene:
    """A mug 20 cm in front of a vase, turned."""
    half = math.radians(degrees) / 2
    turn = (math.cos(half), 0.0, 0.0, math.sin(half))
    mug = Entity("mug", "mug", "white", None, (0.4, 0.0, 0.041), turn, (0.0988, 0.068, 0.082))
    return Scene((mug, Entity("vase", "vase", "white", None, (0.6, 0.0, 0.09))))


LYING = (math.sqrt(0.5), math.sqrt(0.5), 0.0, 0.0)
HELD = replace(BASE, held="red_block", gripper_width=0.04)
FELT = replace(BASE, contacts=rows(("red_block", "table")))
RED, BLUE = "red_block", "blue_block"

CASES = [
    (HELD, "holding", (RED,), True),
    (HELD, "holding", (BLUE,), False),
    (HELD, "holding_something", (), True),
    (BASE, "holding_something", (), False),
    (fingers(0.06), "held_by", ("mug", "handle"), True),
    (fingers(0.0421), "held_by", ("mug", "handle"), True),
    (fingers(0.0419), "held_by", ("mug", "handle"), False),
    (fingers(0.06, held=None), "held_by", ("mug", "handle"), False),
    (fingers(0.0419), "held_by", ("mug", "rim"), True),
    (fingers(-0.0201), "held_by", ("mug", "rim"), True),
    (fingers(-0.0199), "held_by", ("mug", "rim"), False),
    (fingers(-0.0199), "held_by", ("mug", "body"), True),
    (HELD, "held_by", (RED, "body"), True),
    (HELD, "held_by", (RED, "handle"), False),
    (HELD, "held_by", (RED, "rim"), False),
    (HELD, "held_by", ("top_drawer", "handle"), False),
    (leaning(0.9), "held_from", (RED, "left"), True),
    (leaning(0.9), "held_from", (RED, "right"), False),
    (leaning(0.9), "held_from", (BLUE, "left"), False),
    (leaning(0.9), "held_from", (RED, "back"), False),
    (leaning(0.9, math.radians(44)), "held_from", (RED, "left"), True),
    (leaning(0.9, math.radians(46)), "held_from", (RED, "left"), False),
    (leaning(math.radians(31)), "held_from", (RED, "left"), True),
    (leaning(math.radians(29)), "held_from", (RED, "left"), False),
    (HELD, "held_from", (RED, "left"), False),
    (handled(14.9), "faces", ("mug", "vase"), True),
    (handled(-15.1), "faces", ("mug", "vase"), False),
    (handled(180.0), "faces", ("mug", "vase"), False),
    (handled(180.0), "faces", ("vase", "mug"), False),
    (yawed(14.9), "faces", (RED, BLUE), True),
    (yawed(45.0), "faces", (RED, BLUE), False),
    (yawed(75.1), "faces", (RED, BLUE), True),
    (yawed(75.1, 0.02), "faces", (RED, BLUE), False),
    (yawed(165.1, 0.02), "faces", (RED, BLUE), True),
    (yawed(75.1, 0.08), "faces", (RED, BLUE), True),
    (BASE, "faces", (RED, RED), False),
    (BASE, "faces", ("red_ball", RED), False),
    (handled(95.0), "faces_to", ("mug", "left"), True),
    (handled(95.0), "faces_to", ("mug", "right"), False),
    (changed(BASE, RED, quaternion=turned(0.4)), "faces_to", (RED, "back"), False),
    (FELT, "touching", ("table", RED), True),
    (FELT, "touching", (RED, BLUE), False),
    (BASE, "touching", (RED, BLUE), None),
    (at(0.5, 0.1, 0.06), "on", (RED, BLUE), True),
    (at(0.5, 0.1, 0.0699), "on", (RED, BLUE), True),
    (at(0.5, 0.1, 0.0701), "on", (RED, BLUE), False),
    (at(0.5, 0.1249, 0.06), "on", (RED, BLUE), True),
    (at(0.5, 0.1251, 0.06), "on", (RED, BLUE), False),
    (at(0.5, 0.1, 0.06, speed=0.06), "on", (RED, BLUE), False),
    (at(0.5, 0.1, 0.06, speed=0.04), "on", (RED, BLUE), True),
    (replace(at(0.5, 0.1, 0.06), held=RED), "on", (RED, BLUE), False),
    (replace(at(0.5, 0.1, 0.06), contacts=rows()), "on", (RED, BLUE), False),
    (replace(at(0.5, 0.1, 0.065), contacts=rows((RED, BLUE))), "on", (RED, BLUE), True),
    (at(0.5, 0.1, 0.06), "on", (BLUE, RED), False),
    (at(0.6, 0.05, 0.03), "on", (RED, "plate"), True),
    (at(0.6, 0.146, 0.03), "on", (RED, "plate"), False),
    (BASE, "on", (RED, "table"), True),
    (at(0.5, -0.2, 0.03), "inside", (RED, "green_bowl"), True),
    (at(0.5599, -0.2, 0.03), "inside", (RED, "green_bowl"), True),
    (at(0.5601, -0.2, 0.03), "inside", (RED, "green_bowl"), False),
    (at(0.5, -0.2, 0.051), "inside", (RED, "green_bowl"), False),
    (replace(at(0.5, -0.2, 0.03), held=RED), "inside", (RED, "green_bowl"), False),
    (BASE, "inside", ("green_bowl", "green_bowl"), False),
    (BASE, "inside", (RED, "plate"), False),
    (at(0.5, 0.151), "left_of", (RED, BLUE), True),
    (at(0.5, 0.149), "left_of", (RED, BLUE), False),
    (at(0.5, 0.05), "left_of", (RED, BLUE), False),
    (at(0.57, 0.16), "left_of", (RED, BLUE), False),
    (at(0.5, 0.049), "right_of", (RED, BLUE), True),
    (BASE, "right_of", (RED, BLUE), False),
    (BASE, "in_front_of", (RED, BLUE), True),
    (BASE, "in_front_of", (BLUE, RED), False),
    (BASE, "behind", (BLUE, RED), True),
    (BASE, "behind", (RED, RED), False),
    (at(0.5, 0.19), "beside", (RED, BLUE, "left"), True),
    (at(0.5, 0.204), "beside", (RED, BLUE, "left"), True),
    (at(0.5, 0.206), "beside", (RED, BLUE, "left"), False),
    (at(0.549, 0.19), "beside", (RED, BLUE, "left"), True),
    (at(0.551, 0.19), "beside", (RED, BLUE, "left"), False),
    (replace(at(0.5, 0.19), held=RED), "beside", (RED, BLUE, "left", 0.05), False),
    (BASE, "near", (RED, BLUE), True),
    (BASE, "near", (RED, BLUE, 0.04), False),
    (BASE, "near", (RED, RED), False),
    (at(0.55, 0.075, 0.02), "between", (RED, BLUE, "plate"), True),
    (at(0.505, 0.0975), "between", (RED, BLUE, "plate"), False),
    (at(0.59, 0.14), "between", (RED, BLUE, "plate"), False),
    (at(0.5, 0.0), "at", (RED, "center"), True),
    (at(0.5, 0.141), "at", (RED, "center"), False),
    (at(0.5, 0.139), "at", (RED, "center"), True),
    (at(0.65, 0.3), "at", (RED, "back_left"), True),
    (at(0.65, 0.3), "at", (RED, "back"), True),
    (at(0.65, 0.3), "at", (RED, "right"), False),
    (replace(at(0.5, 0.0), held=RED), "at", (RED, "center"), False),
    (opened(0.7), "opened", ("top_drawer",), True),
    (opened(0.69), "opened", ("top_drawer",), False),
    (opened(None), "opened", ("top_drawer",), None),
    (BASE, "opened", (RED,), False),
    (opened(0.05), "closed", ("top_drawer",), True),
    (opened(0.06), "closed", ("top_drawer",), False),
    (opened(None), "closed", ("top_drawer",), None),
    (opened(0.45), "open_to", ("top_drawer", 0.5), True),
    (opened(0.6), "open_to", ("top_drawer", 0.5), False),
    (opened(0.75), "open_to", ("top_drawer",), True),
    (opened(0.3), "closed_by", ("top_drawer", 0.75), True),
    (opened(0.0), "closed_by", ("top_drawer", 0.5), False),
    (opened(0.0), "closed_by", ("top_drawer",), True),
    (opened(None), "closed_by", ("top_drawer",), None),
    (changed(BASE, "button", openness=1.0), "pressed", ("button",), True),
    (BASE, "pressed", ("button",), False),
    (changed(BASE, "button", openness=None), "pressed", ("button",), None),
    (BASE, "settled", ("red_ball",), False),
    (changed(BASE, "red_ball", speed=0.049), "settled", ("red_ball",), True),
    (BASE, "settled", (RED,), None),
    (at(0.411, 0.1), "moved", (RED,), True),
    (at(0.409, 0.1), "moved", (RED,), False),
    (at(0.45, 0.1), "moved", (RED, 0.06), False),
    (BASE, "moved", ("vase",), None),
    (at(0.4, 0.18), "moved_by", (RED, "left", 0.08), True),
    (at(0.4, 0.196), "moved_by", (RED, "left", 0.08), False),
    (at(0.431, 0.18), "moved_by", (RED, "left", 0.08), False),
    (at(0.4, 0.02), "moved_by", (RED, "right", 0.08), True),
    (BASE, "moved_by", ("vase", "left", 0.1), None),
    (at(0.4199, 0.3), "on_line", (RED, "left", 0.02), True),
    (at(0.4201, 0.3), "on_line", (RED, "right", 0.02), False),
    (at(0.6, 0.1199), "on_line", (RED, "back", 0.02), True),
    (BASE, "on_line", ("vase", "left", 0.02), None),
    (at(0.4, -0.1999), "lies_to", (RED, "green_bowl", "left"), True),
    (at(0.4, -0.2001), "lies_to", (RED, "green_bowl", "left"), False),
    (at(0.4, -0.2001), "lies_to", (RED, "green_bowl", "right"), True),
    (changed(BASE, "vase", quaternion=turned(0.36)), "tipped", ("vase",), True),
    (changed(BASE, "vase", quaternion=turned(0.34)), "tipped", ("vase",), False),
    (changed(BASE, "vase", quaternion=turned(math.pi)), "tipped", ("vase",), True),
    (replace(BASE, clearance={"vase": 0.1}), "clear_of", ("vase",), True),
    (replace(BASE, clearance={"vase": 0.099}), "clear_of", ("vase",), False),
    (BASE, "clear_of", ("vase", 0.01), None),
    (replace(BASE, tool_speed=0.2), "slower_than", (0.2,), True),
    (replace(BASE, tool_speed=0.21), "slower_than", (0.2,), False),
    (hand(0.0, 0.139, speed=0.25), "slow_near", ("vase",), True),
    (hand(0.0, 0.1399, speed=0.2501), "slow_near", ("vase",), False),
    (hand(0.0, 0.1401, speed=0.2501), "slow_near", ("vase",), True),
    (hand(0.0, -0.1401, speed=2.0), "slow_near", ("vase",), True),
    (hand(0.01, 0.03, 0.1, speed=0.26), "slow_near", ("vase", 0.01), False),
    (hand(0.0, 0.0, 0.2599, speed=0.3), "slow_near", ("vase", 0.1, 0.5), False),
    (hand(0.0, 0.0, 0.2601, speed=0.3), "slow_near", ("vase", 0.1, 0.5), True),
    (hand(0.07, 0.08, speed=0.2), "slow_near", ("vase", 0.0499, 0.1), True),
    (hand(0.07, 0.08, speed=0.2), "slow_near", ("vase", 0.0501, 0.1), False),
    (hand(0.07, 0.08, speed=0.05), "slow_near", ("vase", 0.0501, 0.1), True),
    (hand(0.0, 0.0, 0.1399, 0.3, quaternion=LYING), "slow_near", ("vase", 0.02), False),
    (hand(0.0, 0.0, 0.1401, 0.3, quaternion=LYING), "slow_near", ("vase", 0.02), True),
    (hand(0.0, 0.0999, 0.08, 0.3, quaternion=LYING), "slow_near", ("vase", 0.02), False),
    (hand(0.0, 0.1001, 0.08, 0.3, quaternion=LYING), "slow_near", ("vase", 0.02), True),
    (hand(0.0, 0.001), "on_side", ("vase", "left"), True),
    (hand(0.0, 0.001), "on_side", ("vase", "right"), False),
    (hand(0.0, 0.0), "on_side", ("vase", "left"), False),
    (hand(0.0, 0.0), "on_side", ("vase", "right"), False),
    (hand(0.3, -0.001), "on_side", ("vase", "right"), True),
    (hand(0.001, -0.3), "on_side", ("vase", "back"), True),
    (hand(-0.001, 0.3), "on_side", ("vase", "back"), False),
    (hand(-0.001, 0.3), "on_side", ("vase", "front"), True),
    (hand(0.0, 0.001, quaternion=LYING), "on_side", ("vase", "left"), True),
    (replace(BASE, tool=(0.5, -0.001, 0.2), tool_speed=0.2501), "slow_in", ("left_half",), True),
    (replace(BASE, tool=(0.5, 0.0, 0.2), tool_speed=0.2501), "slow_in", ("left_half",), False),
    (replace(BASE, tool=(0.5, 0.0, 0.2), tool_speed=0.25), "slow_in", ("left_half",), True),
    (replace(BASE, tool=(0.5, 0.5, 0.2), tool_speed=0.2), "slow_in", ("left", 0.3), False),
    (replace(BASE, tool=(0.1, -0.5, 0.2), tool_speed=0.2), "slow_in", ("front_right", 0.3), False),
    (replace(BASE, tool=(0.44, 0.0, 0.2), tool_speed=0.2), "slow_in", ("center", 0.3), False),
    (replace(BASE, tool=(0.43, 0.0, 0.2), tool_speed=0.2), "slow_in", ("center", 0.3), True),
    (hand(0.0499, -0.0499, 0.1601), "hand_over", ("vase",), True),
    (hand(0.0501, 0.0, 0.1601), "hand_over", ("vase",), False),
    (hand(0.0, 0.0501, 0.1601), "hand_over", ("vase",), False),
    (hand(0.0, 0.0, 0.1599), "hand_over", ("vase",), False),
    (hand(0.0, 0.0, 0.0801, quaternion=LYING), "hand_over", ("vase",), False),  # 12 cm up
    (hand(0.0, 0.0, 0.1201, quaternion=LYING), "hand_over", ("vase",), True),
    (hand(0.0, 0.1049), "hand_beside", ("vase", "left"), True),
    (hand(0.0, 0.1051), "hand_beside", ("vase", "left"), False),
    (hand(0.0, 0.0749), "hand_beside", ("vase", "left"), False),
    (hand(0.0, 0.1049), "hand_beside", ("vase", "right"), False),
    (hand(0.0499, -0.12), "hand_beside", ("vase", "right", 0.08), True),
    (hand(0.0501, -0.12), "hand_beside", ("vase", "right", 0.08), False),
    (hand(0.09, 0.0, 0.3099), "hand_beside", ("vase", "back"), True),
    (hand(0.09, 0.0, 0.3101), "hand_beside", ("vase", "back"), False),
    (replace(BASE, tool=(0.3, 0.379, 0.4)), "hand_at", ("front_left",), True),
    (replace(BASE, tool=(0.3, 0.381, 0.4)), "hand_at", ("front_left",), False),
    (replace(BASE, tool=(0.5, -0.021, 0.1)), "hand_at", ("left_half",), False),
    (replace(BASE, tool=(0.5, -0.019, 0.1)), "hand_at", ("left_half",), True),
    (BASE, "same_color", (RED, "red_ball"), True),
    (BASE, "same_color", (RED, BLUE), False),
    (BASE, "same_color", ("table", "top_drawer"), False),
    (BASE, "same_kind", (RED, BLUE), True),
    (BASE, "same_kind", (RED, "red_ball"), False),
    (BASE, "larger_than", ("vase", RED), True),
    (BASE, "larger_than", (RED, BLUE), False),
    (BASE, "taller_than", ("vase", "plate"), True),
    (BASE, "taller_than", (RED, BLUE), False),
]


@pytest.mark.parametrize(("scene", "name", "args", "truth"), CASES, ids=range(len(CASES)))
def test_reading(
    scene: Scene, name: str, args: tuple[str | float, ...], truth: bool | None
) -> None:
    reading = read(scene, name, args)
    assert reading.truth is truth, reading.evidence
    assert reading.evidence


def test_every_predicate_is_covered() -> None:
    for name in VOCABULARY:
        assert {case[3] for case in CASES if case[1] == name} >= {True, False}, name


@pytest.mark.parametrize(
    ("name", "args", "error"),
    [
        ("flying", (RED,), UnknownName),
        ("on", (RED, "mug"), UnknownName),
        ("on", (RED,), UserError),
        ("on", (RED, BLUE, "vase"), UserError),
        ("on", (RED, 3.0), UserError),
        ("near", (RED, BLUE, "far"), UserError),
        ("near", (RED, BLUE, float("nan")), UserError),
        ("beside", (RED, BLUE, "up"), UnknownName),
        ("moved_by", (RED, "up", 0.1), UnknownName),
        ("at", (RED, "middle"), UnknownName),
        ("held_by", (RED, "lid"), UnknownName),
        ("held_from", (RED, "above"), UnknownName),
        ("slow_near", ("mug",), UnknownName),
        ("slow_near", (RED, "close"), UserError),
        ("slow_near", (RED, 0.1, 0.5, 0.5), UserError),
        ("slow_in", ("bottom",), UnknownName),
        ("slow_in", ("left", "slowly"), UserError),
        ("hand_over", ("mug",), UnknownName),
        ("hand_beside", (RED, "up"), UnknownName),
        ("hand_at", ("here",), UnknownName),
        ("on_side", (RED, "up"), UnknownName),
        ("on_side", (RED,), UserError),
    ],
)
def test_bad_arguments(name: str, args: tuple[str | float, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        read(BASE, name, args)


def test_slowness_tells_both_numbers() -> None:
    reading = read(hand(0.0, 0.07, speed=0.31), "slow_near", ("vase", 0.08, 0.5))
    assert reading.evidence == "tool 3.0 cm away at 0.31 m/s (at most 0.25 within 8 cm)"
    reading = read(hand(0.0, 0.07), "on_side", ("vase", "right"))
    assert reading.evidence == "tool -7.0 cm right of its centre"


def test_usual_speed_is_what_a_share_is_taken_of() -> None:
    for share in (0.05, 0.3, 1.0):
        scene = hand(0.0, 0.05, speed=share * USUAL_SPEED)
        assert read(scene, "slow_near", ("vase", 0.1, share)).truth
        faster = replace(scene, tool_speed=share * USUAL_SPEED + 1e-6)
        assert read(faster, "slow_near", ("vase", 0.1, share)).truth is False


def test_gap_to_a_box() -> None:
    vase = BASE["vase"]
    assert vase.gap((0.46, -0.04, 0.15)) == 0.0
    assert vase.gap((0.45, -0.05, 0.2)) == pytest.approx(0.04)
    assert vase.gap((0.52, 0.03, 0.28)) == pytest.approx(0.13)  # 3, 4 and 12 cm


def test_regions_lie_in_the_workspace() -> None:
    (x0, y0, _), (x1, y1, _) = BASE.workspace
    for region in (*REGIONS, *HALVES):
        (a, b), (c, d) = region_box(BASE, region)
        assert x0 <= a < c <= x1
        assert y0 <= b < d <= y1
        assert (c - a == pytest.approx((x1 - x0) / 2)) == (region in ("front_half", "back_half"))


def test_half_width_turns_with_the_thing() -> None:
    tray = Entity("tray", "tray", extent=(0.3, 0.1, 0.03))
    assert half_width(tray, "back") == pytest.approx(0.15)
    quarter = replace(tray, quaternion=(math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5)))
    assert half_width(quarter, "back") == pytest.approx(0.05)
    assert half_width(BASE["plate"], "left") == pytest.approx(0.09)


def test_offset_is_antisymmetric() -> None:
    a, b = block("a_block", 0.4, 0.1), block("b_block", 0.5, -0.05)
    for direction, opposite in (("left", "right"), ("front", "back")):
        assert offset_along(a, b, direction) == pytest.approx(offset_along(b, a, opposite))
