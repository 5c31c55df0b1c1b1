"""Choosing episodes: by what is known of them, or by a hash that never changes its mind."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

import numpy as np

from vla.errors import UnknownName, UserError

from .dataset import Dataset
from .entries import Entry

EXAMPLE = "success=true,task=stacking,length<200,seed>=10,source=expert,instruction~bowl"
EXTRA = "extra."
"""What stands before the name of anything else that was noted of an episode."""

_TERM = re.compile(r"\s*([\w.]+)\s*(!=|<=|>=|!~|=|<|>|~)\s*(.*?)\s*")
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_FIELDS: dict[str, tuple[type, Callable[[int, Entry], tuple[Any, ...]]]] = {
    "episode": (int, lambda number, entry: (number,)),
    "ended": (str, lambda number, entry: (entry.ended,)),
    "id": (str, lambda number, entry: (entry.id,)),
    "instruction": (str, lambda number, entry: entry.instructions),
    "length": (int, lambda number, entry: (entry.length,)),
    "recorded": (str, lambda number, entry: (entry.recorded,)),
    "seed": (int, lambda number, entry: (entry.seed,)),
    "source": (str, lambda number, entry: (entry.source,)),
    "success": (bool, lambda number, entry: (entry.success,)),
    "task": (str, lambda number, entry: (entry.task,)),
}
"""Name -> kind of value, and its values for an episode (several for its instructions)."""

Test = Callable[[int, Entry], bool]


def select(dataset: Dataset, where: str) -> np.ndarray:
    """The numbers of the episodes for which all terms of `where` hold, in order.

    A term is a field, a comparison and a value; terms are joined by commas (`EXAMPLE`). Besides
    `= != < <= > >=` there are `~` (contains, capitals or not) and `!~`. Text cannot hold a
    comma. `extra.<name>` is anything else that was noted. An empty `where` chooses everything.

    Raises:
        UnknownName: no such field.
        UserError: what is no term, or a value that does not fit its field.
    """
    tests = list(_tests(dataset, where))
    chosen = [n for n, e in enumerate(dataset.episodes) if all(test(n, e) for test in tests)]
    return np.array(chosen, np.int64)


def held_out(dataset: Dataset, fraction: float, by: str = "episode", salt: str = "") -> np.ndarray:
    """Which episodes (E,) are kept for validation; see `shares`."""
    return shares(dataset, by, salt) < fraction


def shares(dataset: Dataset, by: str = "episode", salt: str = "") -> np.ndarray:
    """A number (E,) in [0, 1) for every episode, which never changes when others are added.

    Args:
        by: `episode` hashes its id; `seed` its task and seed, so that episodes that began alike
            stay together (those without a seed go by their id).
        salt: another text, another division.

    Raises:
        UnknownName: an unknown `by`.
    """
    if by not in ("episode", "seed"):
        raise UnknownName("way to divide episodes", by, ("episode", "seed"))

    def share(entry: Entry) -> float:
        alone = by == "episode" or entry.seed is None
        name = entry.id if alone else json.dumps([entry.task, entry.seed])
        digest = blake2b(f"{salt}/{name}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "little") / 2**48

    return np.array([share(entry) for entry in dataset.episodes], np.float64)


def _tests(dataset: Dataset, where: str) -> Iterator[Test]:
    for term in where.split(",") if where.strip() else ():
        found = _TERM.fullmatch(term)
        if found is None:
            raise UserError(f"'{term}' chooses nothing. Terms are like these: {EXAMPLE}")
        yield _test(dataset, *found.groups())


def _test(dataset: Dataset, field: str, sign: str, text: str) -> Test:
    kind, values = _field(dataset, field)
    wanted = text if "~" in sign else _value(field, kind, text)

    def holds(number: int, entry: Entry) -> bool:
        found = values(number, entry)
        if sign in ("~", "!~"):
            return any(text.lower() in str(v).lower() for v in found) == (sign == "~")
        if sign in ("=", "!="):
            return (wanted in found) == (sign == "=")
        return any(_comparable(v, wanted) and _ORDER[sign](v, wanted) for v in found)

    return holds


def _field(dataset: Dataset, name: str) -> tuple[type, Callable[[int, Entry], tuple[Any, ...]]]:
    if name in _FIELDS:
        return _FIELDS[name]
    extras = {EXTRA + key for entry in dataset.episodes for key in entry.extra}
    if name not in extras:
        raise UnknownName("field of an episode", name, {*_FIELDS, *extras})
    key = name.removeprefix(EXTRA)
    return object, lambda number, entry: (entry.extra.get(key),)


def _value(field: str, kind: type, text: str) -> Any:
    """What stands behind the sign; plain JSON where the field is not text."""
    if kind is str:
        return text
    try:
        value = json.loads({"none": "null"}.get(text.lower(), text.lower()))
    except ValueError:
        value = text
    if value is None or kind is object:
        return value
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, bool | int | float):
        wanted = "true, false or none" if kind is bool else "a number or none"
        raise UserError(f"{field} is compared with '{text}', which is not {wanted}.")
    return value


def _comparable(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str)
    return isinstance(one, int | float) and isinstance(other, int | float)
