"""What people say: for every deed one sentence that the parser reads, and many that mean the same.

`{a}` and the like are phrases (`slots`); `[put|place]` is a choice. Of `commands`, any can follow
"please" or "and then"; `statements` cannot. A part of the templates and of the choices is never
trained on (`sentences.held_out`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """Something to do, in words."""

    slots: str
    """Phrases that it needs: see `slots.SLOTS`."""
    canonical: str
    commands: tuple[str, ...]
    statements: tuple[str, ...] = ()
    weight: float = 1.0


PUT = "[put|place|set|drop|move|lay|stick|get|bring|pop|leave|transfer|deposit|shift|carry]"
TAKE = "[take|grab|pick up|get|grasp|lift|fetch|seize|collect|get hold of]"
LET = "[put|place|set|drop|lay|leave|release|deposit]"
INTO = "[in|into|inside|inside of]"
ONTO = "[on|onto|on top of|atop|upon]"
WANT = "[i want|i would like|i'd like|i need|i wish to have|let us have]"
DEEDS: tuple[Deed, ...] = (
    Deed(
        "ab",
        "put {a} in {b}",
        (
            f"{PUT} {{a}} {INTO} {{b}}",
            f"{TAKE} {{a}} and {LET} it {INTO} {{b}}",
            f"{TAKE} {{a}} , then {LET} it {INTO} {{b}}",
            f"into {{b}} {PUT} {{a}}",
            "[throw|toss|chuck|dump] {a} [in|into] {b}",
            "[store|stow|keep|pack] {a} [in|inside] {b}",
            "[load|insert|slip|slide] {a} into {b}",
            "make sure {a} [ends up|is|lands|lies] in {b}",
            "fill {b} with {a}",
            "let {b} [hold|contain|have] {a}",
            "use {b} for {a}",
            f"with {{b}} as the target , {PUT} {{a}} there",
            "see to it that {a} gets into {b}",
            "have {a} [put|placed|dropped] into {b}",
            "{a} : put it in {b}",
        ),
        (
            "{a} [goes|belongs|should go|must go|has to go|needs to go|comes] [in|into|inside] {b}",
            f"{WANT} {{a}} [in|inside|to be in] {{b}}",
            "{a} should [be|end up|lie] in {b}",
            "{a} [into|in] {b}",
            "{b} is where {a} [goes|belongs|should be]",
            "{b} should [contain|hold|have] {a}",
            "the [right|proper|new] place for {a} is {b}",
            "{a} is to be [put|placed|stored] in {b}",
            "what about putting {a} [in|into] {b}",
            "would you mind [putting|placing|dropping] {a} [in|into] {b}",
            "{a} needs to be inside {b}",
            "the goal is to have {a} in {b}",
            "your task is to [put|place] {a} in {b}",
        ),
        4.0,
    ),
    Deed(
        "as",
        "put {a} on {s}",
        (
            f"{PUT} {{a}} {ONTO} {{s}}",
            f"{TAKE} {{a}} and {LET} it {ONTO} {{s}}",
            "stack {a} [on|onto|on top of] {s}",
            f"onto {{s}} {PUT} {{a}}",
            "[balance|rest|pile] {a} on {s}",
            "make sure {a} [ends up|is|lands|lies] on {s}",
            "serve {a} on {s}",
            "let {a} [stand|rest|sit] on {s}",
        ),
        (
            "{a} [goes|belongs|should go|must go|has to go] [on|onto|on top of] {s}",
            f"{WANT} {{a}} [on|on top of|to be on] {{s}}",
            "{a} [onto|on] {s}",
            "{a} should [be|sit|stand|end up] on {s}",
            "{s} is where {a} [goes|belongs]",
            "would you mind [putting|placing|stacking] {a} on {s}",
            "the top of {s} is the place for {a}",
        ),
        2.5,
    ),
    Deed(
        "aod",
        "put {a} {d} {o}",
        (
            f"{PUT} {{a}} {{d}} {{o}}",
            f"{TAKE} {{a}} and {LET} it {{d}} {{o}}",
            f"{{d}} {{o}} , {PUT} {{a}}",
            "[arrange|position] {a} [so that it is|so it stands|to be] {d} {o}",
        ),
        (
            "{a} [goes|belongs|should go|must go|should be] {d} {o}",
            f"{WANT} {{a}} {{d}} {{o}}",
            "would you mind [putting|placing] {a} {d} {o}",
        ),
        1.5,
    ),
    Deed(
        "aodn",
        "put {a} {n} {d} {o}",
        (
            f"{PUT} {{a}} {{n}} {{d}} {{o}}",
            f"{TAKE} {{a}} and {LET} it {{n}} {{d}} {{o}}",
            f"{PUT} {{a}} {{d}} {{o}} , {{n}} [away|from it|apart]",
            f"{PUT} {{a}} {{d}} {{o}} [with a gap of|at a distance of|leaving] {{n}}",
        ),
        ("{a} [goes|belongs|should go|should be] {n} {d} {o}", f"{WANT} {{a}} {{n}} {{d}} {{o}}"),
        1.5,
    ),
    Deed(
        "ar",
        "put {a} in the {r}",
        (
            f"{PUT} {{a}} [in|to|into|at] the {{r}}",
            f"{PUT} {{a}} [in|to|into|at] the {{r}} of the [table|desk|workspace]",
            f"{TAKE} {{a}} and {LET} it [in|at] the {{r}}",
            "have {a} moved to the {r}",
            "relocate {a} to the {r}",
        ),
        (
            "{a} [goes|belongs|should go|should be] in the {r}",
            f"{WANT} {{a}} [in|at] the {{r}} of the table",
            "the {r} is where {a} [goes|belongs]",
        ),
        2.0,
    ),
    Deed(
        "a",
        "pick up {a}",
        (
            f"{TAKE} {{a}}",
            "pick {a} up",
            "lift {a} up",
            "[hold|catch|raise|elevate|clutch] {a}",
            "[hand|give|bring|pass] me {a}",
            "close [the gripper|your hand|the fingers] around {a}",
            "take {a} [in|into] [your hand|the gripper|your gripper]",
            f"{TAKE} {{a}} and [hold|keep] it",
            "get {a} off the table",
        ),
        (
            f"{WANT} {{a}} in [your hand|the gripper]",
            "{a} should be in [the gripper|your hand]",
            "would you mind [lifting|grabbing|picking up] {a}",
        ),
        2.0,
    ),
    Deed(
        "aw",
        "push {a} {w}",
        (
            "[push|slide|shove|nudge|drag|move] {a} {w}",
            "[push|shove] {a} a [bit|little] {w}",
            "give {a} a [push|shove|nudge] {w}",
            "{w} , push {a}",
            "make {a} slide {w}",
        ),
        ("{a} should be [pushed|slid|shoved] {w}",),
        0.8,
    ),
    Deed(
        "awn",
        "push {a} {n} {w}",
        (
            "[push|slide|shove|nudge|drag] {a} {n} {w}",
            "[push|slide|shove|nudge] {a} {w} by {n}",
            "give {a} a [push|shove] of {n} {w}",
            "make {a} slide {n} {w}",
        ),
        ("{a} should be [pushed|slid|shoved] {n} {w}",),
        1.2,
    ),
    Deed(
        "ar",
        "push {a} into the {r}",
        (
            "[push|slide|shove|drag] {a} [to|into|over to] the {r}",
            "[push|slide|shove] {a} until it is in the {r}",
            "bring {a} to the {r} by pushing",
        ),
        (),
        0.8,
    ),
    Deed(
        "f",
        "open {f}",
        (
            "[open|pull open] {f}",
            "open {f} [all the way|fully|completely]",
            "make {f} open",
            "[open|pull] up {f}",
            "get {f} open",
            "unclose {f}",
        ),
        (
            f"{WANT} {{f}} [open|opened|to be open]",
            "{f} should be [open|opened]",
            "{f} needs opening",
            "would you mind opening {f}",
        ),
        1.2,
    ),
    Deed(
        "f",
        "close {f}",
        (
            "[close|shut|push shut] {f}",
            "close {f} [all the way|fully|completely]",
            "make {f} [closed|shut]",
            "get {f} [closed|shut]",
            "seal {f}",
        ),
        (
            f"{WANT} {{f}} [closed|shut|to be closed]",
            "{f} should be [closed|shut]",
            "{f} needs closing",
            "would you mind [closing|shutting] {f}",
        ),
        1.2,
    ),
    Deed(
        "f",
        "open {f} halfway",
        (
            "open {f} [halfway|half way|by half|50 percent|to 50 %]",
            "[half open|partly open] {f}",
            "pull {f} out [halfway|by half]",
        ),
        ("{f} should be [half open|open by half]",),
        0.4,
    ),
    Deed(
        "q",
        "press {q}",
        (
            "[press|push|hit|tap|push down|press down] {q}",
            "press {q} [down|once]",
            "activate {q}",
            "touch {q} until it clicks",
        ),
        ("{q} should be [pressed|pushed]", "would you mind pressing {q}"),
        0.8,
    ),
    Deed(
        "z",
        "turn on {z}",
        (
            "[turn|switch] on {z}",
            "[turn|switch|flip] {z} on",
            "make {z} go on",
            "put {z} on , i mean turn it on",
        ),
        (f"{WANT} {{z}} on", "{z} should be on"),
        0.4,
    ),
    Deed(
        "z",
        "turn off {z}",
        ("[turn|switch] off {z}", "[turn|switch|flip] {z} off", "make {z} go off"),
        (f"{WANT} {{z}} off", "{z} should be off"),
        0.4,
    ),
    Deed(
        "Sb",
        "put {S} in {b}",
        (
            f"{PUT} {{S}} {INTO} {{b}}",
            f"{TAKE} {{S}} and {LET} them {INTO} {{b}}",
            "[throw|toss|dump|gather|collect|clear] {S} [in|into] {b}",
            f"into {{b}} {PUT} {{S}}",
            "fill {b} with {S}",
            "make sure {S} [end up|are|land] in {b}",
            "one after the other , put {S} in {b}",
        ),
        (
            "{S} [go|belong|should go|must go|have to go] [in|into|inside] {b}",
            f"{WANT} {{S}} [in|inside|to be in] {{b}}",
            "{S} [into|in] {b}",
            "{b} is for {S}",
            "{b} should [contain|hold] {S}",
            "would you mind putting {S} in {b}",
        ),
        4.0,
    ),
    Deed(
        "Ss",
        "put {S} on {s}",
        (
            f"{PUT} {{S}} {ONTO} {{s}}",
            f"{TAKE} {{S}} and {LET} them {ONTO} {{s}}",
            "make sure {S} [end up|are] on {s}",
        ),
        (
            "{S} [go|belong|should go|must go] [on|onto] {s}",
            f"{WANT} {{S}} on {{s}}",
            "{S} onto {s}",
        ),
        0.8,
    ),
    Deed(
        "k",
        "put each {k} in the bowl of the same color",
        (
            "put each {k} [in|into] the bowl of the same [color|colour]",
            "[sort|distribute|divide] the {K} [into|among|over] the bowls by [color|colour]",
            "sort the {K} by [color|colour] into the bowls",
            f"{PUT} every {{k}} [in|into] the [matching bowl|bowl that matches it]",
            f"{PUT} the {{K}} [in|into] the bowls [of their color|with their colour|that match]",
            "match {K} and bowls by [color|colour]",
        ),
        (
            "every {k} [goes|belongs] in the bowl of its [color|colour]",
            "each {k} has a bowl of the same colour , put it there",
            f"{WANT} the {{K}} in the bowls of their colours",
        ),
        1.5,
    ),
    Deed(
        "ABC",
        "stack {A} on {B} on {C}",
        (
            "stack {A} on {B} on {C}",
            "[build|make] a tower with {C} at the bottom , {B} in the middle and {A} on top",
            "[build|make] a [tower|stack|pile] of {A} on {B} on {C}",
            "put {A} on {B} , and {B} on {C}",
            "pile {C} , {B} and {A} up , in this order from below",
        ),
        (f"{WANT} a tower : {{C}} , {{B}} on it , {{A}} on top",),
        0.8,
    ),
    Deed(
        "E",
        "empty {E}",
        (
            "empty {E}",
            "[clear|empty] out {E}",
            "take everything out of {E}",
            "remove [all things|everything] from {E}",
        ),
        ("{E} should be empty", "nothing may stay in {E}"),
        0.5,
    ),
    Deed(
        "h",
        "put {h} down",
        (
            "put {h} down",
            "[let go of|release|set down|lay down] {h}",
            "put {h} [back|down] on the table",
        ),
        ("you can let go of {h} [now|again]",),
        0.3,
    ),
)
