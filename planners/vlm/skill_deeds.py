"""What people say where it matters how a thing is held, how it stands, or from where one comes."""

from __future__ import annotations

from .deeds import TAKE, WANT, Deed

TURN = "[turn|rotate|spin|twist|swivel]"
HANDLE = "[handle|ear|grip]"
SWEEP = "[sweep|brush|herd|rake|shepherd|push together]"
FROM = "[from|coming from|going in from|with your hand coming from]"

SKILL_DEEDS: tuple[Deed, ...] = (
    Deed(
        "Mw",
        "turn {M} {w}",
        (
            f"{TURN} {{M}} {{w}}",
            f"{TURN} {{M}} [so that|until] its {HANDLE} [points|looks|faces|is] {{w}}",
            f"{TURN} {{M}} where it is , {HANDLE} {{w}}",
            f"[make|let|have] the {HANDLE} of {{M}} [point|face|look] {{w}}",
            f"[point|turn] the {HANDLE} of {{M}} {{w}}",
            "[make|let] {M} face {w}",
        ),
        (
            f"the {HANDLE} of {{M}} [should|must|is to|has to] [point|face|look] {{w}}",
            f"{{M}} should [stand|be] with its {HANDLE} {{w}}",
            f"{{M}} , {HANDLE} {{w}}",
            f"{WANT} the {HANDLE} of {{M}} [pointing|facing] {{w}}",
        ),
        0.6,
    ),
    Deed(
        "Mo",
        "turn {M} towards {o}",
        (
            f"{TURN} {{M}} [towards|toward|to face] {{o}}",
            f"{TURN} {{M}} [so that|until] its {HANDLE} [points at|faces|looks at] {{o}}",
            f"[make|let|have] the {HANDLE} of {{M}} [point at|face|look towards] {{o}}",
            f"[point|aim] the {HANDLE} of {{M}} [at|towards] {{o}}",
            "[make|let] {M} face {o}",
        ),
        (
            f"the {HANDLE} of {{M}} [should|must|is to] [point at|face|look at] {{o}}",
            f"{WANT} the {HANDLE} of {{M}} [pointing at|facing|towards] {{o}}",
            f"{{M}} , {HANDLE} towards {{o}}",
        ),
        0.6,
    ),
    Deed(
        "Ml",
        "pick up {M} by its {l}",
        (
            f"{TAKE} {{M}} by [its|the] {{l}}",
            f"{TAKE} {{M}} , but by [its|the] {{l}}",
            f"by [its|the] {{l}} {TAKE} {{M}}",
            "[hold|lift] {M} by the {l}",
            "take hold of the {l} of {M} and lift it",
            "[grab|grasp] the {l} of {M}",
            f"{TAKE} {{M}} , [using|touching only|fingers on] the {{l}}",
        ),
        (
            "{M} [should|is to|must] be [held|lifted|picked up|taken] by its {l}",
            "{M} in your hand , by the {l}",
            f"{WANT} {{M}} [held|lifted|taken] by the {{l}}",
            "the {l} of {M} is what to grab",
        ),
        0.6,
    ),
    Deed(
        "aj",
        "pick up {a} from {j}",
        (
            f"{TAKE} {{a}} {FROM} {{j}}",
            f"{FROM} {{j}} , {TAKE} {{a}}",
            f"{TAKE} {{a}} , but [come|go in|reach in] from {{j}}",
            f"[come|reach in] from {{j}} and {TAKE} {{a}}",
        ),
        (
            "{a} [should|must|is to] be [grasped|picked up|taken|lifted] from {j}",
            "{a} in your hand , taken from {j}",
        ),
        0.6,
    ),
    Deed(
        "oj",
        "approach {o} from {j}",
        (
            f"[approach|near|draw near] {{o}} {FROM} {{j}}",
            "[go|move|come] up to {o} from {j}",
            "[bring|move] [the hand|your hand|the gripper] up to {o} from {j}",
            "from {j} , approach {o}",
            "come at {o} from {j} , but do not touch it",
        ),
        ("[the hand|the gripper] should come up to {o} from {j}",),
        0.6,
    ),
    Deed(
        "Tr",
        "sweep {T} to the {r}",
        (
            f"{SWEEP} {{T}} [to|into|over to] the {{r}}",
            f"{SWEEP} {{T}} [to|into] the {{r}} of the [table|desk|workspace]",
            f"{SWEEP} {{T}} together [in|to] the {{r}}",
            "with one sweep , get {T} to the {r}",
        ),
        (
            "{T} [should|are to|must] be swept [to|into] the {r}",
            f"{WANT} {{T}} swept [to|into] the {{r}}",
        ),
        0.6,
    ),
    Deed(
        "fy",
        "open {f} {y}",
        (
            "[open|pull open] {f} {y}",
            "[open|pull open] {f} [by|to] {y}",
            "pull {f} out {y} of the way",
            "set {f} to {y} open",
        ),
        (
            "{y} of the way [open|] is [quite|] enough for {f}",
            "{f} [should|is to] be {y} open",
            "{f} , {y} open",
        ),
        0.5,
    ),
    Deed(
        "D",
        "close all {D}",
        (
            "[close|shut] [all|all the|every one of the] {D}",
            "one by one , [close|shut] the {D}",
            "in with all the {D}",
            "leave none of the {D} open",
            "[see that|make sure that] all {D} are [closed|shut]",
        ),
        (
            "all {D} [closed|shut] [please|when you are done|]",
            "none of the {D} [should|may|shall] [be left|stay|stand] open",
            "the {D} [have to|must|shall] all be [closed|shut]",
            "i don't want to see any of the {D} open",
        ),
        0.4,
    ),
    Deed(
        "D",
        "open all {D}",
        (
            "[open|pull open] [all|all the|every one of the] {D}",
            "one by one , open the {D}",
            "out with all the {D}",
            "leave none of the {D} [closed|shut]",
            "[see that|make sure that] all {D} are open",
        ),
        (
            "all {D} open [please|when you are done|]",
            "none of the {D} [should|may|shall] [be left|stay] [closed|shut]",
            "the {D} [have to|must|shall] all be open",
        ),
        0.4,
    ),
)
