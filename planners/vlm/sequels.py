"""What is said of a command and a fixture in order, and of what is done only where it is needed.

`{1}` is a command of `deeds`, other slots phrases; the first text of each is for the parser.
"""

from __future__ import annotations

SEQUELS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "f",
        "{1} , then close {f}",
        (
            "before [closing|shutting] {f} , {1}",
            "before you [close|shut] {f} , {1}",
            "{1} , then [slide|push|swing] {f} [shut|closed]",
            "{1} , and [close|shut] {f} after that",
            "{f} is to be [shut|closed] , but [first|before that] {1}",
            "{1} , and {f} [has got to|must|has to] be shut at the end",
            "close {f} , but not before you {1}",
            "{1} . {f} closed when you are done",
            "after that {f} [is closed|gets closed|goes shut] , but first {1}",
            "{1} before closing {f}",
            "only then close {f} : first {1}",
        ),
    ),
    (
        "f",
        "open {f} , then {1}",
        (
            "[once|as soon as|now that] {f} is open , {1}",
            "after [opening|having opened] {f} , {1}",
            "{1} , but open {f} [first|before that]",
            "{1} after opening {f}",
            "{f} open first , then {1}",
            "{f} open . {1} . finish",
            "before you do anything else open {f} , then {1}",
            "open {f} and , that done , {1}",
        ),
    ),
    (
        "q",
        "press {q} , then {1}",
        (
            "after pressing {q} , {1}",
            "after {q} has been pressed , and only then , {1}",
            "{1} , but before that [hit|press|push] {q}",
            "{q} first , then {1}",
            "{q} in , then {1} , in that order",
            "[once|as soon as] {q} has been [pressed|hit] , {1}",
            "before you do anything else press {q} , then {1}",
            "do not {1} until {q} has been pressed ; do both",
        ),
    ),
    (
        "q",
        "{1} , then press {q}",
        (
            "before pressing {q} , {1}",
            "{1} , and after that {q} is to be pressed",
            "{1} , then {q} in",
            "{q} is to be pressed , but [first|before that] {1}",
            "once that is done press {q} : {1}",
            "{1} before [pressing|you press|hitting] {q}",
        ),
    ),
)
"""Phrases needed, for the parser, and as people say it."""

CHECKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "ab",
        "if {a} is not in {b} put it in {b}",
        (
            "unless {a} is [already|] in {b} , put it [there|in there|in]",
            "put {a} in {b} , unless it is [in there|there] already",
            "is {a} in {b} ? if not , put it there",
            "{a} , unless it is there already , goes in {b}",
            "[check|verify|make sure] that {a} is in {b} and , [if not|should that not be so] , "
            "[put it there|remedy it]",
            "if {a} [isn't|is not] in {b} [yet|] , [put|drop] it in",
            "should {a} not be in {b} , put it there",
            "{a} goes in {b} if it is not there [yet|already]",
        ),
    ),
    (
        "ab",
        "if {b} is empty put {a} in {b}",
        (
            "provided {b} is empty , [put|drop] {a} in it",
            "provided {b} is empty , fill it with {a} ; if it isn't , leave it",
            "unless there is something in {b} already , {a} goes in",
            "{a} goes in {b} , provided that is empty",
            "should {b} be empty , put {a} in it",
            "fill {b} with {a} if it is empty , otherwise [leave it|do nothing]",
            "is {b} empty ? then {a} goes in",
            "if there is nothing in {b} , {a} is to go there",
            "only if {b} is empty : {a} in it",
        ),
    ),
    (
        "fab",
        "if {f} is closed open it, then put {a} in {b}",
        (
            "if {f} is [shut|closed] , open it ; then [put|drop] {a} in {b}",
            "open {f} unless it is open , then put {a} in {b}",
        ),
    ),
)
"""What is done only where it is needed: phrases, for the parser, and as people say it."""
