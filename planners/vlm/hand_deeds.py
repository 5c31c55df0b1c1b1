"""What people say where only the hand is to move."""

from __future__ import annotations

from .deeds import Deed, voiced

GO = "[move|go|travel|head|drive|come]"
HAND = "[|the hand |your hand |the gripper |the arm |your gripper ]"

HAND_DEEDS: tuple[Deed, ...] = tuple(
    voiced(deed)
    for deed in (
        Deed(
            "o",
            "move to {o}",
            (
                f"{GO} {HAND}[to|over|above|towards] {{o}}",
                "[point|hover|float] [over|above] {o}",
                "bring [the hand|your hand|the gripper] over {o}",
                "position [the gripper|yourself] above {o}",
            ),
            ("[the hand|the gripper] should be [over|above] {o}",),
            1.0,
        ),
        Deed(
            "od",
            "move {d} {o}",
            (
                f"{GO} {HAND}{{d}} {{o}}",
                "bring [the hand|your hand|the gripper] {d} {o}",
                "position [the gripper|yourself] {d} {o}",
            ),
            ("[the hand|the gripper] should be {d} {o}",),
            1.0,
        ),
        Deed(
            "odn",
            "move {n} {d} {o}",
            (
                f"{GO} {HAND}{{n}} {{d}} {{o}}",
                f"{GO} {HAND}{{d}} {{o}} , {{n}} [away|from it|apart]",
                "bring [the hand|your hand|the gripper] {n} {d} {o}",
            ),
            ("[the hand|the gripper] should be {n} {d} {o}",),
            1.0,
        ),
        Deed(
            "r",
            "move to the {r} of the table",
            (
                f"{GO} {HAND}[to|into|over] the {{r}} of the [table|desk|workspace]",
                f"{GO} {HAND}[to|into] the {{r}}",
                "bring [the hand|your hand|the gripper] to the {r} of the table",
            ),
            ("[the hand|the gripper] should be in the {r} of the table",),
            1.0,
        ),
        Deed(
            "",
            "go home",
            (
                "[go|move|return|drive] home",
                "[go|move|return] to [your|the] [home|resting|starting] [position|pose]",
                "[withdraw|retreat] [the arm|your arm]",
            ),
            ("that is all , go home",),
            0.3,
        ),
    )
)
