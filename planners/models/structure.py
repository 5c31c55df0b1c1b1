"""The plan language as a grammar and as a JSON schema, for servers that decode by one.

The grammar (GBNF, as vLLM and llama.cpp read it) knows the skills, the predicates and the names
of one scene, so a server that obeys it writes no unknown word and no absent object. What comes
back is read as if there were none: a server may ignore both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from vla.plan import SORT_KEYS
from vla.predicates import VOCABULARY
from vla.program import value_code
from vla.skills import DIRECTIONS, HALVES, PARTS, REGIONS, SKILLS, Param
from vla.vocabulary import COLORS, KINDS, SIZES

LEVELS = 5
"""Blocks within blocks."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "program": {
            "type": "array",
            "items": {"type": "string"},
            "description": "the program line by line, with its indentation",
        }
    },
    "required": ["program"],
    "additionalProperties": False,
}
"""A program as a list of its lines."""
IN_JSON = '\nSend it as JSON, line by line: {"program": ["# 1: ...", "pick(...)"]}\n'
"""What a model is told besides when its answer is to fit `SCHEMA`."""


def as_json(program: str) -> str:
    """A program as `SCHEMA` has it."""
    return json.dumps({"program": program.rstrip("\n").split("\n")})


def grammar(names: Iterable[str], looking: bool = False) -> str:
    """The language in GBNF, with the names of a scene.

    Args:
        looking: there is somebody who answers questions about pictures.
    """
    looks, seen = (("verify", "vqa"), " | detect | select") if looking else ((), "")
    rules = {
        "root": 'question | refusal | "# 1: " words "\\n" s0+ | s0+',
        "question": '"ask(" text (", " text)* ")\\n"',
        "refusal": '"fail(" text ")\\n"',
        "name": _either(value_code(name) for name in dict.fromkeys(names)),
        "text": '"\'" [^\'\\\\\\x00-\\x1f]+ "\'"',
        "words": "[^\\x00-\\x1f]+",
        "number": '"-"? [0-9] [0-9]? [0-9]? ("." [0-9] [0-9]? [0-9]?)?',
        "whole": "[0-9] [0-9]?",
        "variable": _either(("it", "thing", "item", *KINDS)),
        "entity": "name | variable | query",
        "direction": _either(map(repr, DIRECTIONS)),
        "region": _either(map(repr, (*REGIONS, *HALVES))),
        "part": _either(map(repr, PARTS)),
        "call": " | ".join(_call(spec.name, spec.params) for spec in SKILLS.values()),
        "condition": 'clause (" and " clause)* | clause (" or " clause)*',
        "clause": '"not "? (atom | "(" condition ")")',
        "atom": " | ".join((*map(_atom, VOCABULARY), "exists", "amount", "all", *looks)),
        "exists": '"exists(" query ")"',
        "amount": '"count(" counted ") " ("==" | ">=" | "<=" | ">" | "<") " " whole',
        "counted": "text | query" if looking else "query",
        "all": '"for_all(" query ", " condition ")"',
        "query": 'objects | where | without | either | sorted | take | "[" entities "]"' + seen,
        "entities": '(name | variable) (", " (name | variable))*',
        "objects": f'"objects(" ({_objects()})? ")"',
        "kind": _either(map(repr, (*KINDS, "container"))),
        "color": '"color=" (' + _either(map(repr, COLORS)) + ")",
        "size": '"size=" (' + _either(map(repr, SIZES)) + ")",
        "where": '"where(" query ", " condition ")"',
        "without": '"without(" query ", " query ")"',
        "either": '"either(" query (", " query)+ ")"',
        "sorted": '"sorted_by(" query ", " key (", " (name | variable))? ")"',
        "key": _either(map(repr, SORT_KEYS)),
        "take": '"take(" query ", " whole (", start=" whole)? ")"',
        "loop": 'query | "limit(" query ", " whole ")" | "range(" whole ")"',
        "keep": '"keep(" condition (", " condition)* ")"',
    }
    if looking:
        rules |= {
            "verify": '"verify(" text ")"',
            "vqa": '"vqa(" text ") == " text',
            "detect": '"detect(" text ")"',
            "select": '"select(" query ", " text ")"',
        }
    for level in range(LEVELS):
        rules[f"s{level}"] = _statement(level)
    return "\n".join(f"{name} ::= {rule}" for name, rule in rules.items()) + "\n"


def _statement(level: int) -> str:
    """A statement at a level of indentation, with the blocks under it."""
    indent = json.dumps("    " * level) + " " if level else ""
    deeper = json.dumps("    " * (level + 1))
    simple = f'{indent}(call | keep | "done()" | "fail(" text ")" | "# " words) "\\n"'
    forms = [simple, f'{indent}"assert " condition (", " text)? "\\n"']
    if level + 1 < LEVELS:
        body = f"s{level + 1}+"
        forms += [
            f'{indent}"if " condition ":\\n" {body} ({indent}"elif " condition ":\\n" {body})*'
            f' ({indent}"else:\\n" {body})?',
            f'{indent}"for " variable " in " loop ":\\n" {body}',
            f'{indent}"assert " condition "\\n" {deeper} "else: " call "\\n"',
        ]
    if level + 2 < LEVELS:
        recovery = f"s{level + 2}+"
        forms.append(f'{indent}"assert " condition "\\n" {deeper} "else:\\n" {recovery}')
    return " | ".join(forms)


def _call(name: str, params: Iterable[Param]) -> str:
    parts, first = [json.dumps(f"{name}(")], True
    for param in params:
        kind = param.type
        if param.required:
            parts += [kind] if first else ['", "', kind]
            first = False
        else:
            comma = "" if first else ", "
            parts.append(f"({json.dumps(f'{comma}{param.name}=')} {kind})?")
    return " ".join((*parts, '")"'))


def _atom(name: str) -> str:
    signature = VOCABULARY[name]
    low, _ = signature.arity
    parts = [json.dumps(f"{name}(")]
    for index, kind in enumerate(signature.args):
        comma = '", " ' if index else ""
        parts.append(f"{comma}{kind}" if index < low else f"({comma}{kind}")
    return " ".join((*parts, ")?" * len(signature.defaults), '")"')).replace("  ", " ")


def _objects() -> str:
    """Arguments of `objects`: each may be left out, their order is fixed."""
    return 'kind (", " color)? (", " size)? | color (", " size)? | size'


def _either(words: Iterable[str]) -> str:
    """Alternatives of literal words; never without one."""
    return " | ".join(json.dumps(word, ensure_ascii=False) for word in words) or "\"''\""
