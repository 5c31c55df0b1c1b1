"""Whether a resolved value is what a parameter of a skill asks for."""

from __future__ import annotations

import math

from vla.errors import UnknownName
from vla.scene import Scene
from vla.skills import DIRECTIONS, HALVES, PARTS, REGIONS, Param


def value_problem(param: Param, value: object, scene: Scene) -> str | None:
    """Why `value` cannot be this parameter, with what was probably meant; `None` if it can."""
    if param.type == "number":
        return number_problem(param, value)
    if not isinstance(value, str):
        return f"{param.name} must be {_article(param.type)}, not {value!r}."
    words = {
        "entity": scene.names,
        "direction": DIRECTIONS,
        "region": (*REGIONS, *HALVES),
        "part": PARTS,
    }
    known = words.get(param.type)
    if known is not None and value not in known:
        return str(UnknownName("object" if param.type == "entity" else param.type, value, known))
    return None


def number_problem(param: Param, value: object) -> str | None:
    """Why `value` cannot be this number: type, finiteness, range, likely a wrong unit."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return f"{param.name} must be a number, not {value!r}."
    if param.low <= value <= param.high:
        return None
    unit = f" {param.unit}" if param.unit else ""
    reach = f"{param.low:g} to {param.high:g}{unit}"
    for factor, meant in ((0.01, "centimetres or percent"), (0.001, "millimetres")):
        if param.low <= value * factor <= param.high:
            return (
                f"{param.name} {value:g}{unit}: did you mean {value * factor:.3g}{unit}? "
                f"{value:g} may be in {meant}; the range is {reach}."
            )
    return f"{param.name} {value:g}{unit} is out of range: {reach}."


def _article(kind: str) -> str:
    name = "object" if kind == "entity" else kind
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
