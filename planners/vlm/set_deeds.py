"""What people say where several things are meant at once."""

from __future__ import annotations

from .deeds import INTO, LET, ONTO, PUT, TAKE, WANT, Deed, voiced

SET_DEEDS: tuple[Deed, ...] = tuple(
    voiced(deed)
    for deed in (
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
                "[find|look for|pick out] {S} and put them in {b}",
                "[tidy|put] {S} away into {b}",
                "move {S} over to {b} and drop them in",
                "{b} : put {S} in it",
                "get {S} off the table and into {b}",
                "gather up {S} . they go [in|into] {b}",
                "make {b} hold {S}",
            ),
            (
                "{S} [go|belong|should go|must go|have to go] [in|into|inside] {b}",
                f"{WANT} {{S}} [in|inside|to be in] {{b}}",
                "{S} [into|in] {b}",
                "{b} is for {S}",
                "{b} should [contain|hold] {S}",
                "would you mind putting {S} in {b}",
                "{S} [ought|are supposed|need|have] to be in {b}",
                "[can|could|may] i have {S} in {b}",
                "in the end {S} should be in {b}",
                "{S} do not belong on the table but in {b}",
                "we keep {S} in {b}",
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
                f"{PUT} the {{K}} [in|into] the bowls [of their color|with their colour|that "
                f"match]",
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
    )
)
