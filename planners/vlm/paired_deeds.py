"""What people say of two things and their places at once, and of what else is to stay as it is."""

from __future__ import annotations

from .deeds import INTO, PUT, Deed
from .turned_voices import CARRIES, GIVEN, HURRY, SHALL
from .voices import IN, ON

FORMER = "[the former|the first|the first one]"
LATTER = "[the latter|the second|the second one]"
SEE = "[you see|see|do you see|there is|i see|here are]"
FINE = "[is fine where it is|stays put|stays where it is|stays|is not to move|may stay]"
BE = "[be|alone|where it is|in peace|as it is]"

PAIRED_DEEDS: tuple[Deed, ...] = (
    Deed(
        "acbs",
        "put {a} in {b}, then put {c} on {s}",
        (
            f"{PUT} {{a}} {INTO} {{b}} and {{c}} {ON} {{s}}",
            "put {a} and {c} in {b} and on {s} , respectively",
            "[take|look at] {a} and {c} , and put the former in {b} , the latter on {s}",
            "{a} to {b} stop {c} to {s} stop",
            "first thing , {b} gets {a} . second thing , {s} gets {c}",
        ),
        (
            f"{{a}} and {{c}} : {FORMER} in {{b}} , {LATTER} on {{s}}",
            f"{SEE} {{a}} and {{c}} . {FORMER} goes in {{b}} , {LATTER} on {{s}}",
            f"there is {{a}} and there is {{c}} . {FORMER} goes in {{b}} , {LATTER} on {{s}}",
            f"{SEE} {{b}} and {{s}} ? {FORMER} {GIVEN} {{a}} , {LATTER} {{c}}",
            "{a} [into|in] {b} , {c} [on|onto] {s}",
            "{b} for {a} , {s} for {c}",
            "{b} gets {a} , {s} gets {c}",
            "{a} : {b} . {c} : {s}",
            "{a} , {b} . {c} , {s}",
            f"{{b}} {SHALL} hold {{a}} , and {{s}} {CARRIES} {{c}}",
            "{a} goes in {b} , whereas {c} goes on {s}",
        ),
        1.0,
    ),
    Deed(
        "acbg",
        "put {a} in {b}, then put {c} in {g}",
        (
            f"{PUT} {{a}} {INTO} {{b}} and {{c}} {INTO} {{g}}",
            "put {a} and {c} in {b} and {g} , respectively",
            "{a} to {b} stop {c} to {g} stop",
            "first thing , {b} gets {a} . second thing , {g} gets {c}",
        ),
        (
            f"{{a}} and {{c}} : {FORMER} in {{b}} , {LATTER} in {{g}}",
            f"{SEE} {{b}} and {{g}} ? {FORMER} {GIVEN} {{a}} , {LATTER} {{c}}",
            f"{SEE} {{a}} and {{c}} . {FORMER} goes in {{b}} , {LATTER} in {{g}}",
            "{a} [into|in] {b} , {c} [into|in] {g}",
            "{b} [gets|takes] {a} , {g} [gets|takes] {c}",
            "{a} : {b} . {c} : {g}",
            "{a} , {b} . {c} , {g}",
            "{a} goes in {b} , whereas {c} goes in {g}",
            "{a} wants to be in {b} , {c} in {g}",
        ),
        0.8,
    ),
    Deed(
        "Ea",
        "empty {E}, then put {a} in {E}",
        (
            "make {E} hold nothing but {a}",
            "take out what is in {E} and put {a} in [it|there] instead",
            "[swap|replace|exchange] what is in {E} [for|with|by] {a}",
            "[empty|clear] {E} and put {a} in it",
            "take everything out of {E} , and then it is the turn of {a} to be in there",
        ),
        (
            "{E} [should hold|holds|shall hold|is to contain] nothing but {a}",
            "nothing but {a} [should|is to|may|shall] be in {E}",
            "nothing other than {a} shall lie in {E} , and that shall",
            "{a} and nothing else [in|inside] {E}",
            "{E} : only {a} in it",
            "as regards {E} : what is in there out , {a} in",
            "in the end {E} holds nothing but {a}",
        ),
        0.8,
    ),
    Deed(
        "acb",
        "put {a} in {b}",
        (
            f"leave {{c}} {BE} , but put {{a}} {IN} {{b}}",
            f"put {{a}} {IN} {{b}} and leave {{c}} {BE}",
            f"leave everything but {{a}} {BE} , that however goes {IN} {{b}}",
        ),
        (
            f"{{c}} {FINE} , but {{a}} goes {IN} {{b}}",
            f"{{a}} goes {IN} {{b}} ; {{c}} {FINE}",
            f"{{a}} goes {IN} {{b}} ; leave {{c}} {BE}",
            "{a} to {b} stop {c} stays stop",
            "{a} belongs in {b} ; {c} does not",
            f"{{a}} , {{b}} , {HURRY} ; {{c}} {FINE}",
            "neither {c} nor anything else but {a} goes in {b}",
            "it is not {c} but {a} that is wanted in {b}",
            "{b} is for {a} . {c} has no business there",
        ),
        0.8,
    ),
    Deed(
        "acs",
        "put {a} on {s}",
        (
            f"leave {{c}} {BE} , but put {{a}} on {{s}}",
            f"put {{a}} on {{s}} and leave {{c}} {BE}",
        ),
        (
            f"{{c}} {FINE} , but {{a}} goes on {{s}}",
            f"{{a}} goes on {{s}} ; {{c}} {FINE}",
            "{a} on {s} stop {c} stays stop",
            "{a} belongs on {s} ; {c} does not",
            f"{{s}} {GIVEN} {{a}} , {{c}} {FINE}",
        ),
        0.4,
    ),
    Deed(
        "k",
        "put one {k} in each bowl",
        (
            f"{PUT} one {{k}} {INTO} [each|every] bowl",
            "[spread|distribute|share out] the {K} over the bowls , one [each|apiece|per bowl]",
            "give each bowl a {k} , i do not care which",
            "[drop|put] a {k} in every single bowl",
        ),
        (
            "one {k} per bowl , [please|whichever you like|makes no odds which]",
            "each bowl [gets|receives|takes|wants] one {k}",
            "in [each|every] bowl there should be [one|a] {k}",
            "no bowl without a {k}",
        ),
        0.5,
    ),
    Deed(
        "ac",
        "swap {a} and {c}",
        (
            "[have|let|make] {a} and {c} [change places|trade places|swap places|swap]",
            "[swap|exchange|switch|interchange] {a} [and|with|for] {c}",
            "[trade|swap|switch|exchange] the [positions|places] of {a} and {c}",
            "put {a} where {c} is and {c} where {a} is",
        ),
        (
            "{a} and {c} should [swap|trade places|change places|trade positions]",
            "{a} [takes|should take] the place of {c} , and the other way round",
            "{a} goes to where {c} is now , {c} to where {a} is now",
            "{a} <-> {c}",
        ),
        0.5,
    ),
)  # fmt: skip
