"""What people say: for every deed one sentence that the parser reads, and many that mean the same.

`{a}` and the like are phrases (`slots`); `[put|place]` is a choice. Of `commands`, any can follow
"please" or "and then"; `statements` cannot. A part of the templates and of the choices is never
trained on (`sentences.held_out`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .more_voices import VOICES
from .turned_voices import TURNED


@dataclass(frozen=True)
class Deed:
    """Something to do, in words."""

    slots: str
    """Phrases that it needs: see `slots.SLOTS`."""
    canonical: str
    commands: tuple[str, ...]
    statements: tuple[str, ...] = ()
    weight: float = 1.0


def voiced(deed: Deed) -> Deed:
    """A deed with what other voices say for it."""
    said = [voices.get(deed.canonical, ((), ())) for voices in (VOICES, TURNED)]
    return replace(
        deed,
        commands=tuple(dict.fromkeys((*deed.commands, *(c for some, _ in said for c in some)))),
        statements=tuple(dict.fromkeys((*deed.statements, *(s for _, some in said for s in some)))),
    )


PUT = "[put|place|set|drop|move|lay|stick|get|bring|pop|leave|transfer|deposit|shift|carry]"
TAKE = "[take|grab|pick up|get|grasp|lift|fetch|seize|collect|get hold of]"
LET = "[put|place|set|drop|lay|leave|release|deposit]"
INTO = "[in|into|inside|inside of]"
ONTO = "[on|onto|on top of|atop|upon]"
WANT = (
    "[i want|i would like|i'd like|i need|i wish to have|let us have|we want|we need|i prefer"
    "|give me]"
)
BESIDE = (
    "[next to|beside|near|close to|by|alongside|adjacent to|right beside|at the side of"
    "|not far from]"
)
SHOULD = (
    "[goes|belongs|should go|must go|has to go|needs to go|comes|ought to go|is supposed to go"
    "|can go]"
)
PUTTING = "[putting|placing|dropping|setting|moving]"
DEEDS: tuple[Deed, ...] = tuple(
    voiced(deed)
    for deed in (
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
                f"[find|locate|spot|look for] {{a}} and {LET} it {INTO} {{b}}",
                "[reach for|go for|go get] {a} , then drop it [in|into] {b}",
                f"bring {{a}} over to {{b}} and {LET} it in",
                f"carry {{a}} over to {{b}} and {LET} it inside",
                "let {a} [fall|drop|go] [in|into] {b}",
                "[add|return] {a} to {b}",
                "hide {a} [in|inside] {b}",
                "put {a} away [in|into|inside] {b}",
                "tidy {a} away into {b}",
                f"{PUT} {{a}} where it belongs : in {{b}}",
                f"{PUT} {{a}} over there in {{b}}",
                f"{TAKE} {{a}} , {{b}} is where it {SHOULD}",
                f"{TAKE} {{a}} . it {SHOULD} {INTO} {{b}}",
                f"choose {{a}} and {LET} it {INTO} {{b}}",
                "get {a} off the table and [into|inside] {b}",
                "have {b} filled with {a}",
                "place for {a} is {b} , put it there",
                "[move|bring] {a} from where it is [to|into] {b}",
                "combine {a} with {b} by putting it in",
            ),
            (
                f"{{a}} {SHOULD} [in|into|inside] {{b}}",
                "{a} [is supposed|is meant|ought|has|needs] to be [in|inside] {b}",
                "[can|could|may] i have {a} [in|inside] {b}",
                "[could|can] {a} go [in|into|inside] {b}",
                "{b} is missing {a}",
                "{a} has its place [in|inside] {b}",
                "[in the end|at the end|afterwards] {a} should be [in|inside] {b}",
                "i want to [see|find] {a} [in|inside] {b}",
                f"how about {PUTTING} {{a}} [in|into] {{b}}",
                f"try {PUTTING} {{a}} [in|into] {{b}}",
                "{a} is not where it should be , it belongs in {b}",
                "{a} should not be on the table but in {b}",
                "for {a} there is {b}",
                "{b} is waiting for {a}",
                "i am looking for {a} to be in {b}",
                "{a} . {b} . put the first into the second",
                "inside {b} , that is where {a} [goes|belongs]",
                "we keep {a} in {b}",
                f"{WANT} {{a}} [in|inside|to be in] {{b}}",
                "{a} should [be|end up|lie] in {b}",
                "{a} [into|in] {b}",
                "{b} is where {a} [goes|belongs|should be]",
                "{b} should [contain|hold|have] {a}",
                "the [right|proper|new] place for {a} is {b}",
                "{a} is to be [put|placed|stored] in {b}",
                f"what about {PUTTING} {{a}} [in|into] {{b}}",
                f"would you mind {PUTTING} {{a}} [in|into] {{b}}",
                f"i would not mind you {PUTTING} {{a}} [in|into] {{b}}",
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
                f"[find|locate] {{a}} and {LET} it {ONTO} {{s}}",
                "use {s} as a base for {a}",
                "[top|crown|cover] {s} with {a}",
                f"{{s}} first , then {{a}} {ONTO} it",
                "build a [tower|stack] of two , {a} [on|on top of] {s}",
                "[perch|seat] {a} on {s}",
                "add {a} on top of {s}",
                "{s} : put {a} on it",
                f"{TAKE} {{a}} . it {SHOULD} {ONTO} {{s}}",
            ),
            (
                f"{{a}} {SHOULD} [on|onto|on top of] {{s}}",
                "{a} [is supposed|ought|has|needs] to be [on|on top of] {s}",
                "[can|could|may] i have {a} on {s}",
                "i want to see {a} [on|on top of] {s}",
                f"how about {PUTTING} {{a}} on {{s}}",
                "{s} should [carry|support|bear] {a}",
                "[under|below|underneath] {a} should be {s}",
                "on {s} , that is where {a} [goes|belongs]",
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
            "ao",
            "put {a} next to {o}",
            (
                f"{PUT} {{a}} {BESIDE} {{o}}",
                f"{TAKE} {{a}} and {LET} it {BESIDE} {{o}}",
                f"{BESIDE} {{o}} , {PUT} {{a}}",
                "[bring|move|get] {a} [closer|near|close] to {o}",
                "let {a} be the neighbour of {o}",
                "[join|accompany] {o} with {a} at its side",
                "make {a} and {o} neighbours",
                "have {a} stand with {o}",
            ),
            (
                f"{{a}} {SHOULD} {BESIDE} {{o}}",
                f"{WANT} {{a}} {BESIDE} {{o}}",
                f"{{a}} should [be|stand|lie] {BESIDE} {{o}}",
                f"would you mind {PUTTING} {{a}} {BESIDE} {{o}}",
                "{a} is too far from {o} , put it beside it",
            ),
            1.5,
        ),
        Deed(
            "aov",
            "put {a} between {o} and {v}",
            (
                f"{PUT} {{a}} [between|in between|halfway between|in the middle of] {{o}} and "
                f"{{v}}",
                f"{TAKE} {{a}} and {LET} it between {{o}} and {{v}}",
                f"between {{o}} and {{v}} , {PUT} {{a}}",
                "[separate|part] {o} and {v} with {a}",
                "make {a} stand between {o} and {v}",
            ),
            (
                f"{{a}} {SHOULD} between {{o}} and {{v}}",
                f"{WANT} {{a}} [between|in between] {{o}} and {{v}}",
                "there is room for {a} between {o} and {v} , put it there",
            ),
            0.8,
        ),
        Deed(
            "acb",
            "put {a} and {c} in {b}",
            (
                f"{PUT} {{a}} and {{c}} {INTO} {{b}}",
                f"{PUT} both {{a}} and {{c}} {INTO} {{b}}",
                f"{PUT} {{a}} {INTO} {{b}} and {{c}} [too|as well|also]",
                f"{PUT} {{a}} {INTO} {{b}} and do the same with {{c}}",
                f"{PUT} {{a}} {INTO} {{b}} . then {{c}} [too|as well]",
                f"{TAKE} {{a}} and {{c}} and {LET} them {INTO} {{b}}",
                "fill {b} with {a} and {c}",
                f"{PUT} {{a}} together with {{c}} {INTO} {{b}}",
                f"{PUT} {{a}} plus {{c}} {INTO} {{b}}",
                f"into {{b}} {PUT} {{a}} and {{c}}",
                f"{PUT} {{a}} as well as {{c}} {INTO} {{b}}",
                f"{PUT} these two {INTO} {{b}} : {{a}} and {{c}}",
            ),
            (
                "{a} and {c} [go|belong|should go|must go|have to go] [in|into|inside] {b}",
                "both {a} and {c} [go|belong|should go] [in|into] {b}",
                f"{WANT} {{a}} and {{c}} [in|inside] {{b}}",
                "{a} and {c} into {b}",
                "{a} [goes|belongs] in {b} , and so does {c}",
                "{b} is the place for {a} and {c}",
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
            (
                "{a} [goes|belongs|should go|should be] {n} {d} {o}",
                f"{WANT} {{a}} {{n}} {{d}} {{o}}",
            ),
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
                "[hold|keep|lift] {a} up in the air",
                "show me {a}",
                "[go and|go] [get|fetch|grab] {a}",
                "[reach for|reach out for] {a} and [take|grasp|grab] it",
                "[lift|take] {a} from the table",
                "close on {a}",
                "let me have {a}",
                "take hold of {a}",
                "have {a} in your hand",
                "wrap your fingers around {a}",
            ),
            (
                f"{WANT} {{a}} in [your hand|the gripper]",
                f"{WANT} {{a}}",
                "[can|could|may] i [have|get] {a}",
                "i want you to be holding {a}",
                "{a} , lift it",
                "{a} needs to be [lifted|picked up|taken]",
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
                "[push|slide|shove|nudge|drag|move|shift] {a} {n} {w}",
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
)
