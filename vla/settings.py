"""Settings of a command: what its YAML offers, and whether `key=value` arguments fit it.

Reads the text of `configs/<verb>.yaml` itself, comments included, so that help and complaints
need no heavy library. A line is `key: default  # meaning`, or `key: default  # a | b: meaning`
when only those values are allowed; entries of `defaults` choose a file of a group's folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vla.errors import UnknownName, UserError

CONFIGS = Path(__file__).parent / "configs"

_LINE = re.compile(r"(?P<group>  - )?(?P<name>[a-z]\w*): *(?P<value>[^#]*?) *(?:# *(?P<doc>.*))?")
_CHOICES = re.compile(r"(?P<choices>\w+(?: \| \w+)+)(?:: *(?P<doc>.*))?")
_OVERRIDE = re.compile(r"(?P<key>[A-Za-z_][\w./]*)=(?P<value>.*)", re.DOTALL)
AUTO = "auto"
"""The choice of a part that the command itself makes."""

_OPEN_ENDED = ("menagerie",)
"""Choices that take a model's name after a slash."""


@dataclass(frozen=True)
class Key:
    """One setting."""

    name: str
    default: str
    doc: str = ""
    choices: tuple[str, ...] = ()
    group: bool = False
    """Chooses a part: a file in the folder of this name."""


@dataclass(frozen=True)
class Usage:
    """What a command offers."""

    verb: str
    doc: str
    example: str
    keys: tuple[Key, ...]


def usage(verb: str) -> Usage:
    """Read what the YAML of a verb offers."""
    lines = (CONFIGS / f"{config_name(verb)}.yaml").read_text("utf-8").splitlines()
    doc = lines[0].removeprefix("# ")
    example = lines[1].removeprefix("# example: ")
    return Usage(verb, doc, example, tuple(_keys(lines)))


def config_name(verb: str) -> str:
    """`data info` -> `data_info`: the YAML of a verb."""
    return verb.replace(" ", "_")


def choices(group: str) -> tuple[str, ...]:
    """Names of the files in a group's folder."""
    return tuple(sorted(path.stem for path in (CONFIGS / group).glob("*.yaml")))


def is_override(word: str) -> bool:
    """Whether an argument is `key=value` and not words."""
    return _OVERRIDE.fullmatch(word) is not None


def checked(verb: str, overrides: Sequence[str]) -> dict[str, str]:
    """The `key=value` arguments of a verb as a mapping, after a check against its YAML.

    Raises:
        UnknownName: a key or a choice that does not exist.
        UserError: a key given twice, or a value of the wrong type.
    """
    known = {key.name: key for key in usage(verb).keys}
    given: dict[str, str] = {}
    for word in overrides:
        match = _OVERRIDE.fullmatch(word)
        assert match is not None, word
        name, value = match["key"], match["value"]
        head, _, rest = name.partition(".")
        if head not in known or (rest and not known[head].group):
            raise UnknownName(f"key of 'vla {verb}'", name, known)
        if name in given:
            raise UserError(f"'{name}' is given twice: '{given[name]}' and '{value}'.")
        if rest:
            inner = _inner_keys(head)
            if rest.split(".")[0] not in inner:
                raise UnknownName("key", name, [f"{head}.{key}" for key in inner])
        else:
            _check_value(known[head], value)
        given[name] = value
    return given


def _keys(lines: Sequence[str]) -> list[Key]:
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match["name"] == "defaults":
            continue
        name, value, doc = match["name"], match["value"], match["doc"] or ""
        if match["group"]:
            optional = value == "null"
            listed = (AUTO, *choices(name)) if optional else choices(name)
            found.append(Key(name, AUTO if optional else value, doc, listed, True))
            continue
        listed = _CHOICES.fullmatch(doc)
        if listed is None:
            found.append(Key(name, value, doc))
        else:
            allowed = tuple(listed["choices"].split(" | "))
            found.append(Key(name, value, listed["doc"] or "", allowed))
    return found


def _inner_keys(group: str) -> tuple[str, ...]:
    """Top keys of all files of a group."""
    found: dict[str, None] = {}
    for path in sorted((CONFIGS / group).glob("*.yaml")):
        found.update((key.name, None) for key in _keys(path.read_text("utf-8").splitlines()))
    return tuple(found)


def _check_value(key: Key, value: str) -> None:
    what = f"{key.name}={value}"
    if key.group and value.partition("/")[0] in _OPEN_ENDED and "/" in value:
        return
    if key.group and key.default == AUTO and value == "null":
        return  # without this part
    if key.choices:
        if value not in key.choices:
            raise UnknownName(key.name, value, key.choices)
    elif key.default in ("true", "false"):
        if value not in ("true", "false"):
            raise UserError(f"'{what}' is not understood: {key.name} is true or false.")
    elif re.fullmatch(r"-?\d+", key.default) and not re.fullmatch(r"-?\d{1,9}", value):
        raise UserError(f"'{what}' is not understood: {key.name} is a whole number.")


def script_options(words: Sequence[str], usual: Mapping[str, Any]) -> dict[str, Any]:
    """What a script is told as `key=value`, over the usual values and of their types.

    Raises:
        UserError: a key that does not exist, or a value that is not of its type.
    """
    told = dict(usual)
    for word in words:
        key, equals, value = word.partition("=")
        if key not in usual:
            raise UnknownName("option", key, usual)
        kind = type(usual[key])
        try:
            told[key] = kind(value)
        except ValueError:
            equals = ""
        if not equals:
            raise UserError(f"{word} is not understood: {key}={usual[key]}, for example.")
    return told
