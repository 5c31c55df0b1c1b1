"""Arrays in MessagePack, as openpi's client and server exchange them.

An array is a map of `__ndarray__`, `data`, `dtype` and `shape`, a single number one of
`__npgeneric__`, `data` and `dtype`; the keys are bytes. Only plain numbers are read and written:
nothing that arrives is ever run, and sizes are checked before memory is taken.
"""

from __future__ import annotations

import math
from typing import Any

import msgpack
import numpy as np

from vla.errors import UserError

KINDS = "biuf"
"""Booleans, integers and floating-point numbers."""
MOST_AXES = 8
LIMITS = {"max_map_len": 1024, "max_array_len": 65_536, "max_ext_len": 0}
"""Of what is not an array: a message of nothing but tiny members would take much memory."""

_ARRAY, _SCALAR = b"__ndarray__", b"__npgeneric__"
_DTYPES = {
    np.dtype(order + kind).str: np.dtype(order + kind)
    for order in "<>"
    for kind in ("b1", *(f"{sign}{size}" for sign in "iu" for size in (1, 2, 4, 8)),
                 *(f"f{size}" for size in (2, 4, 8)))
}  # fmt: skip
"""Every type that is accepted, by the name that numpy gives it: `|u1`, `<f4`, ..."""


def pack(message: Any) -> bytes:
    """A message of dictionaries, lists, text, numbers and arrays as bytes.

    Raises:
        UserError: something in it is none of these.
    """
    try:
        return msgpack.Packer(default=_encoded).pack(message)
    except (TypeError, ValueError, OverflowError) as error:
        raise UserError(f"This cannot be sent: {error}.") from None


def unpack(content: bytes) -> Any:
    """The message that bytes hold; arrays are read-only views of them.

    Raises:
        UserError: they are no MessagePack, or an array in it is not what it says.
    """
    try:
        return msgpack.unpackb(content, object_hook=_decoded, **LIMITS)
    except UserError:
        raise
    except Exception as error:  # msgpack has many, with no base of their own
        reason = str(error) or type(error).__name__
        raise UserError(f"The message is no MessagePack that is accepted here: {reason}.") from None


def _encoded(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind not in KINDS:
        raise UserError(f"Arrays of {value.dtype} are not sent, only plain numbers.")
    if isinstance(value, np.ndarray):
        return {
            _ARRAY: True,
            b"data": value.tobytes(),
            b"dtype": value.dtype.str,
            b"shape": value.shape,
        }
    if isinstance(value, np.generic):
        return {_SCALAR: True, b"data": value.item(), b"dtype": value.dtype.str}
    raise UserError(f"A {type(value).__name__} cannot be sent.")


def _decoded(found: dict[Any, Any]) -> Any:
    if _ARRAY in found:
        return _array(found.get(b"data"), found.get(b"dtype"), found.get(b"shape"))
    if _SCALAR in found:
        value = found.get(b"data")
        if not isinstance(value, (bool, int, float)):
            raise UserError(f"A single number is sent as a {type(value).__name__}.")
        return _dtype(found.get(b"dtype")).type(value)
    return found


def _array(content: Any, name: Any, shape: Any) -> np.ndarray:
    dtype = _dtype(name)
    lengths = shape if isinstance(shape, (list, tuple)) else None
    if lengths is None or len(lengths) > MOST_AXES or not all(map(_is_length, lengths)):
        raise UserError(f"An array's shape is {str(shape)[:80]}, not up to {MOST_AXES} lengths.")
    needed = dtype.itemsize * math.prod(lengths)
    if not isinstance(content, bytes) or len(content) != needed:
        size = len(content) if isinstance(content, bytes) else "no"
        raise UserError(
            f"An array of {dtype} {tuple(lengths)} has {needed} bytes, {size} were sent."
        )
    return np.frombuffer(content, dtype).reshape(lengths)


def _dtype(name: Any) -> np.dtype[Any]:
    found = _DTYPES.get(name) if isinstance(name, str) else None
    if found is None:
        raise UserError(
            f"An array's type is {str(name)[:40]!r}; accepted are booleans, integers and"
            " floating-point numbers of up to 8 bytes."
        )
    return found


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
