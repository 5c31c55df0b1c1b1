"""Places of value maps, as a program names them: points, things, parts of the table, lengths."""

from __future__ import annotations

import ast
from collections.abc import Callable

from vla.check_maps import AWAY, PLACE
from vla.errors import UserError
from vla.paintings import HAND, SIDES, SIZES_OF, pointing
from vla.plan import Facing, Size, Spot, Thing, Var
from vla.program_expressions import ExpressionReader
from vla.skills import HALVES, REGIONS, Param
from vla.values import number_problem

BESIDE = {
    "above": "top", "below": "bottom", "left_of": "left", "right_of": "right",
    "in_front_of": "front", "behind": "back",
}  # fmt: skip
"""Function of a spot beside a thing -> the side."""
SPOTS = (
    "center", "body", "handle", *BESIDE, "shifted", "region", "everywhere", "get_ee_pos",
)  # fmt: skip
HANDS = (HAND, "gripper", "ee", "endeffector", "end_effector", "robot")
"""What else the hand is called."""
VOXEL_CM = 1.0
"""An index is a voxel of this size [cm]: `index2cm(5)` are 5 cm, and so are `cm2index(5)`."""
DETECT = "bowl = detect('bowl')"
_ATTRIBUTES = {
    "position": "center(it)", "center": "center(it)", "aabb": "body(it)", "normal": "normal(it)",
    "occupancy_map": "body(it)", "height": "height(it)", "name": "the name itself",
}  # fmt: skip
_FORMS = {
    "detect": DETECT,
    "shifted": "shifted(center('bowl'), 'left', 0.10), or by x, y and z",
    "region": "region('back_left')",
    "above": "above('bowl', 0.10)",
}


class PlaceReader(ExpressionReader):
    """Translates places; names stand for what was assigned to them."""

    def __init__(self, rows: list[str]):
        super().__init__(rows)
        self.spots: dict[str, Spot] = {}

    def detected(self, call: ast.Call) -> str:
        if len(call.args) != 1 or call.keywords:
            raise self.refuse(call, "detect is called differently.", _FORMS["detect"])
        words = self.string(call.args[0])
        return HAND if words.lower().replace(" ", "_") in HANDS else words

    def movable(self, expr: ast.expr) -> str | Var:
        found = self.thing(expr)
        if isinstance(found, str):
            return HAND if found.lower() in HANDS else found
        if isinstance(found, Var):
            return found
        raise self.refuse(expr, "One thing moves at a time.", "execute('red_block', ...)")

    def thing(self, expr: ast.expr) -> Thing:
        match expr:
            case ast.Attribute(ast.Name(name), attribute):
                raise self.refuse(expr, *_instead(name, attribute))
            case ast.Name(name) if name in self.spots:
                raise self.refuse(expr, f"'{name}' is no thing.", _FORMS["detect"])
            case ast.Call(ast.Name("detect")) as call:
                return self.detected(call)
            case ast.Name() | ast.Constant():
                return self.name(expr)
        return self.query(expr)

    def spot(self, expr: ast.expr) -> Spot:
        match expr:
            case ast.Attribute(ast.Name(name), attribute):
                raise self.refuse(expr, *_instead(name, attribute))
            case ast.Name(name) if name in self.spots:
                return self.spots[name]
            case ast.List(parts) | ast.Tuple(parts) if len(parts) == 3:
                place = tuple(self.length(part, PLACE) for part in parts)
                return Spot("point", shift=place)
            case ast.Call(ast.Name(function)) as call:
                self.known(call, function, SPOTS, "place")
                self.no_keywords(call)
                return _READ[function](self, call)
        hint = "center('bowl'), above('bowl', 0.10), region('left'), [0.5, 0.0, 0.1]"
        raise self.refuse(expr, "This is no place.", hint)

    def part(self, call: ast.Call) -> Spot:
        function = self.function(call)
        match function, call.args:
            case (("center" | "body" | "handle"), [thing]):
                found = self.thing(thing)
                if found == HAND:
                    return Spot(HAND)
                return Spot(function, found)
            case _, [thing, *away] if function in BESIDE and len(away) < 2:
                far = self.distance(away[0]) if away else 0.0
                return Spot(BESIDE[function], self.thing(thing), far)
            case "everywhere", []:
                return Spot("everywhere")
            case "get_ee_pos", []:
                return Spot(HAND)
            case "region", [name]:
                word = self.string(name)
                self.known(name, word, (*REGIONS, *HALVES), "region")
                return Spot(word)
        form = _FORMS.get(function, f"{function}('bowl')")
        raise self.refuse(call, f"{function} is called differently.", form)

    def distance(self, expr: ast.expr) -> float | Size:
        match expr:
            case ast.Call(ast.Name(what), [thing], []) if what in SIZES_OF:
                return Size(self.thing(thing), what)
        return self.length(expr, AWAY)

    def shifted(self, call: ast.Call) -> Spot:
        match call.args:
            case [spot, way, far]:
                found, word = self.spot(spot), self.string(way)
                ways = {**SIDES, "up": (0.0, 0.0, 1.0), "down": (0.0, 0.0, -1.0)}
                self.known(way, word, ways, "direction")
                by = [self.length(far, AWAY) * part for part in ways[word]]
            case [spot, *parts] if len(parts) == 3:
                found, by = self.spot(spot), [self.length(part, PLACE) for part in parts]
            case _:
                raise self.refuse(call, "shifted is called differently.", _FORMS["shifted"])
        shift = tuple(a + b for a, b in zip(found.shift, by, strict=True))
        return Spot(found.part, found.thing, found.away, shift)

    def pointed(self, way: ast.expr) -> tuple[float, ...] | Facing:
        match way:
            case ast.UnaryOp(ast.USub(), ast.Call(ast.Name("normal"), [thing], [])):
                return Facing(self.thing(thing), True)
            case ast.Call(ast.Name("normal"), [thing], []):
                return Facing(self.thing(thing), False)
            case ast.List([_, _, _] as parts) | ast.Tuple([_, _, _] as parts):
                try:
                    return pointing([float(self.number(part)) for part in parts])
                except UserError as error:
                    raise self.refuse(way, str(error)) from None
        raise self.refuse(way, "This is no direction.", "[0, 0, -1] or -normal('top_drawer')")

    def length(self, expr: ast.expr, allowed: Param, unit: float = 1.0) -> float:
        """A length [m] of a number in units of so many metres, or of one that is converted."""
        match expr:
            case ast.Call(ast.Name("cm2index"), [inner, *axis], []) if len(axis) < 2:
                return self.ranged(inner, allowed, 0.01)
            case ast.Call(ast.Name("index2cm"), [inner, *axis], []) if len(axis) < 2:
                return self.ranged(inner, allowed, 0.01 * VOXEL_CM)
        return self.ranged(expr, allowed, unit)

    def ranged(self, expr: ast.expr, allowed: Param, unit: float = 1.0) -> float:
        value = self.number(expr)
        value = value if unit == 1.0 else round(value * unit, 9)
        problem = number_problem(allowed, value)
        if problem is not None:
            raise self.refuse(expr, problem)
        return float(value)


_READ: dict[str, Callable[[PlaceReader, ast.Call], Spot]] = {
    **dict.fromkeys(SPOTS, PlaceReader.part),
    "shifted": PlaceReader.shifted,
}


def _instead(name: str, attribute: str) -> tuple[str, str]:
    """What to write for an attribute: message and hint."""
    form = _ATTRIBUTES.get(attribute, "center(it)").replace("it", name)
    return "There is no attribute access.", f"Write {form}."
