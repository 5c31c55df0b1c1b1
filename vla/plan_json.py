"""Plan <-> JSON, exactly and strictly.

Every part of a plan is an object with its `type` and its fields; fields that have their default
are left out, options are one object. Texts and numbers stand for themselves:
`{"type": "Call", "skill": "pick", "args": ["red_block"], "options": {"speed": 0.5}}`.
"""

from __future__ import annotations

import math
import types
import typing
from dataclasses import MISSING, fields
from typing import Any

from vla import plan as language
from vla.errors import UnknownName, UserError
from vla.plan import Call, Plan, Seq

VERSION = 1
MAX_DEPTH = 80
"""Of the JSON, counted in objects and lists of a plan."""

_PARTS: dict[str, type] = {
    name: part
    for name, part in vars(language).items()
    if isinstance(part, type) and part.__module__ == language.__name__ and part is not Plan
}
_HINTS = {part: typing.get_type_hints(part) for part in _PARTS.values()}


def to_json(plan: Plan) -> dict[str, Any]:
    """A plan as plain lists, dictionaries, texts and numbers.

    Raises:
        UserError: infinite numbers, an option given twice.
    """
    return {"version": VERSION, "instruction": plan.instruction, "body": _encode(plan.body)}


def from_json(record: object) -> Plan:
    """The plan of `to_json`.

    Raises:
        UserError: another version, unknown or missing fields, wrong types; it says where.
    """
    if not isinstance(record, dict):
        raise UserError(f"A plan is a JSON object, not {_kind(record)}.")
    unknown = record.keys() - {"version", "instruction", "body"}
    if unknown:
        raise UserError(f"A plan has no field {sorted(map(str, unknown))[0]!r}.")
    if record.get("version") != VERSION:
        raise UserError(f"Plan version {record.get('version')!r}; this program reads {VERSION}.")
    instruction = _decode(record.get("instruction", ""), str, "instruction", 0)
    return Plan(_decode(record.get("body"), Seq, "body", 0), instruction)


def _encode(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f"A plan cannot hold the number {value}.")
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [_encode(member) for member in value]
    record: dict[str, Any] = {"type": type(value).__name__}
    for field in fields(value):
        content = getattr(value, field.name)
        if content == field.default:
            continue
        if isinstance(value, Call) and field.name == "options":
            record["options"] = {name: _encode(option) for name, option in content}
            if len(record["options"]) < len(content):
                raise UserError(f"{value.skill} has an option given twice.")
        else:
            record[field.name] = _encode(content)
    return record


def _decode(record: Any, hint: Any, path: str, depth: int) -> Any:
    """`record` as an instance of the type `hint`."""
    if depth > MAX_DEPTH:
        raise UserError(f"{path[:80]}...: nested deeper than {MAX_DEPTH}.")
    choices = typing.get_args(hint) if _is_union(hint) else (hint,)
    if isinstance(record, dict):
        return _part(record, [c for c in choices if c in _HINTS], path, depth)
    if isinstance(record, list):
        for choice in choices:
            if typing.get_origin(choice) is tuple:
                member = typing.get_args(choice)[0]
                found = enumerate(record)
                return tuple(_decode(r, member, f"{path}[{i}]", depth + 1) for i, r in found)
    elif isinstance(record, float) and not math.isfinite(record):
        raise UserError(f"{path}: a plan cannot hold the number {record}.")
    elif type(record) in choices:
        return record
    wanted = " or ".join(getattr(choice, "__name__", str(choice)) for choice in choices)
    raise UserError(f"{path}: expected {wanted}, got {_kind(record)}.")


def _part(record: dict, choices: list[type], path: str, depth: int) -> Any:
    """An object of one of the classes `choices`."""
    names = {choice.__name__: choice for choice in choices}
    kind = record.get("type")
    if not isinstance(kind, str) or kind not in names:
        raise UserError(f"{path}: {UnknownName('type', str(kind), names)}")
    hints, values = _HINTS[names[kind]], {}
    for name, content in record.items():
        if name == "type":
            continue
        if name not in hints:
            raise UserError(f"{path}: {UnknownName(f'field of {kind}', str(name), hints)}")
        at = f"{path}.{name}"
        if kind == "Call" and name == "options":
            values[name] = _options(content, at, depth + 1)
        else:
            values[name] = _decode(content, hints[name], at, depth + 1)
    for field in fields(names[kind]):
        if field.default is MISSING and field.name not in values:
            raise UserError(f"{path}: {kind} needs the field '{field.name}'.")
    return names[kind](**values)


def _options(record: Any, path: str, depth: int) -> tuple[tuple[str, Any], ...]:
    if not isinstance(record, dict) or not all(isinstance(name, str) for name in record):
        raise UserError(f"{path}: expected an object of names and values, got {_kind(record)}.")
    value = language.Value
    return tuple((n, _decode(v, value, f"{path}.{n}", depth + 1)) for n, v in record.items())


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def _kind(record: object) -> str:
    return "nothing" if record is None else f"{type(record).__name__} {str(record)[:40]!r}"
