"""What people say who correct themselves, or say what they do not mean."""

from __future__ import annotations

from .deeds import INTO, LET, ONTO, PUT, TAKE, Deed
from .voices import GROPING, IN, NAMED, ON, WHERE, WRONG

CORRECTED_DEEDS: tuple[Deed, ...] = (
    Deed(
        "acb",
        "put {a} in {b}",
        (
            f"{PUT} {{c}} , {WRONG} , {{a}} {IN} {{b}}",
            f"{PUT} {{c}} {INTO} {{b}} , {WRONG} , {{a}}",
            f"{PUT} {{c}} {INTO} {{b}} . {WRONG} , {{a}}",
            f"{TAKE} {{c}} , {WRONG} , {{a}} , and {LET} it {INTO} {{b}}",
            f"{TAKE} {{c}} , {GROPING} , {WRONG} , {{a}} , {GROPING} , and put it in {{b}}",
            "put {a} , not {c} , in {b}",
            "put {a} and not {c} [in|into] {b}",
            "put {a} in {b} , not {c}",
            "not {c} but {a} , put it in {b}",
            "[forget|never mind|leave out|skip] {c} , [just|] put {a} in {b}",
            "put {a} [instead of|rather than] {c} in {b}",
            "i said {a} , not {c} , put it in {b}",
        ),
        (
            f"{{c}} , {WRONG} , {{a}} {IN} {{b}}",
            f"{{c}} goes {IN} {{b}} , {WRONG} , {{a}} does",
            f"{{c}} {IN} {{b}} . {WRONG} . {{a}} {IN} {{b}}",
            "not {c} but {a} [goes|belongs|should go] in {b}",
            "{a} [rather than|instead of|and not] {c} [goes|belongs|should go] in {b}",
            "it is {a} , not {c} , that [goes|belongs] in {b}",
            "i want {a} in {b} , not {c}",
            "{a} , not {c} , into {b}",
        ),
        1.0,
    ),
    Deed(
        "asb",
        "put {a} in {b}",
        (
            f"{PUT} {{a}} {ONTO} {{s}} , {WRONG} , {IN} {{b}}",
            f"{PUT} {{a}} {ONTO} {{s}} . {WRONG} , put it {IN} {{b}}",
            f"{TAKE} {{a}} and {LET} it {ONTO} {{s}} , {WRONG} , {INTO} {{b}}",
            "put {a} in {b} , not on {s}",
            "not on {s} , put {a} in {b}",
            "put {a} in {b} [instead of|rather than] on {s}",
        ),
        (
            f"{{a}} on {{s}} , {WRONG} , in {{b}}",
            "{a} [goes|belongs|should go] in {b} , not on {s}",
            "no , not on {s} , in {b} , that is where {a} goes",
            f"{NAMED} : {{a}} . {WHERE} : {{s}} , {WRONG} , {{b}}",
        ),
        0.6,
    ),
    Deed(
        "abs",
        "put {a} on {s}",
        (
            f"{PUT} {{a}} {INTO} {{b}} , {WRONG} , {ON} {{s}}",
            f"{PUT} {{a}} {INTO} {{b}} . {WRONG} , put it {ON} {{s}}",
            "put {a} on {s} , not in {b}",
            "not in {b} , put {a} on {s}",
        ),
        (
            f"{{a}} in {{b}} , {WRONG} , on {{s}}",
            "{a} [goes|belongs|should go] on {s} , not in {b}",
            "no , not in {b} , on {s} ! {a} goes on {s}",
        ),
        0.5,
    ),
    Deed(
        "ac",
        "pick up {a}",
        (
            f"{TAKE} {{c}} , {WRONG} , {{a}}",
            f"{TAKE} {{c}} . {WRONG} , {{a}}",
            "pick up {a} , not {c}",
            "[leave|forget|never mind] {c} , pick up {a}",
        ),
        (f"i want {{c}} , {WRONG} , {{a}} in your hand", "{a} , not {c} , lift it"),
        0.5,
    ),
)
