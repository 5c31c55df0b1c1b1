"""VoxPoser's functions as part of the plan language: maps are painted, then `execute` moves.

    vase = detect('white vase')
    affordance_map = get_empty_affordance_map()
    set_voxel_by_radius(affordance_map, above('green_bowl', 0.10), 0.02, 1)
    avoidance_map = get_empty_avoidance_map()
    set_voxel_by_radius(avoidance_map, body(vase), 0.10, 1)
    execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)

The names are those of Huang et al. 2023, attributes are functions, lengths are metres;
`radius_cm=`, `cm2index` and `index2cm` are converted. As all of the language this is translated to
a plan, never run.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vla.check_maps import RADIUS, content_problem
from vla.plan import (
    MAPS,
    Call,
    Dab,
    Execute,
    Facing,
    Node,
    Painting,
    Query,
    Size,
    Spot,
    Var,
)
from vla.program_places import DETECT, SPOTS, PlaceReader
from vla.program_print import MAP_NAMES

PAINT = "set_voxel_by_radius"
EMPTY = {f"get_empty_{kind}_map": kind for kind in MAPS}
TURNS = ("pointat2quat", "vec2quat")
FUNCTIONS = ("detect", *EMPTY, *SPOTS, *TURNS)
"""What may stand to the right of `name =`."""
STEPS = ("execute", "reset_to_default_pose", PAINT)
GRIPS = {"open": -1.0, "close": 1.0, "closed": 1.0}

_FORMS = {
    PAINT: "set_voxel_by_radius(map, center('bowl'), 0.05, 1)",
    "detect": DETECT,
    "execute": "execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)",
}


class MapReader(PlaceReader):
    """Translates what is said about maps; names stand for what was assigned to them."""

    def __init__(self, rows: list[str]):
        super().__init__(rows)
        self.paintings: dict[str, tuple[Painting, int]] = {}
        """Name -> the map, and the block that began it."""
        self.turns: dict[str, tuple[float, ...] | Facing] = {}
        self.open_block = 0
        """Number of the branch that is being read; 0 is none."""
        self.branches = 0
        self.idle: dict[str, ast.AST] = {}
        """Maps that nothing has been moved by yet."""

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Read a block that may be skipped or repeated: names given in it are unknown after it."""
        tables = (self.things, self.paintings, self.spots, self.turns)
        before, outer = [dict(table) for table in tables], self.open_block
        self.branches += 1
        self.open_block = self.branches
        yield
        self.open_block = outer
        for table, known in zip(tables, before, strict=True):
            for name in [n for n in table if known.get(n) is not table[n]]:
                del table[name]

    def all_used(self) -> None:
        """Refuse a map that is painted for nothing."""
        for name, node in self.idle.items():
            raise self.refuse(node, f"{name} is never given to execute.", _FORMS["execute"])

    # --- statements ----------------------------------------------------------------------

    def drawn(self, stmt: ast.stmt) -> bool:
        """Take in a statement that only says what is on a map, or what a name stands for."""
        match stmt:
            case ast.Assign([ast.Name(name)], ast.Call(ast.Name(function)) as call) if function in (
                *FUNCTIONS,
                PAINT,
            ):
                self.assigned(name, function, call)
            case ast.Assign([ast.Subscript(ast.Name(name), cut)], value) if (
                name in self.paintings and _all_of_it(cut)
            ):
                self.paint(stmt, name, Spot("everywhere"), 0.0, value)
            case ast.Expr(ast.Call(ast.Name(function)) as call) if function == PAINT:
                self.painted(call)
            case ast.For(ast.Name(var), query, body, []) if body and all(map(_paints, body)):
                self.all_painted(var, self.query(query), body)
            case _:
                return False
        return True

    def step(self, call: ast.Call, name: str) -> Node:
        """`execute`, or back to where the hand rests."""
        if name == "reset_to_default_pose":
            if call.args or call.keywords:
                raise self.refuse(call, "reset_to_default_pose takes nothing.")
            return Call("home")
        keywords = self.keywords(call)
        for key in keywords:
            self.known(call, key, MAP_NAMES, "map")
        if len(call.args) != 1 or "affordance_map" not in keywords:
            raise self.refuse(call, "execute is called differently.", _FORMS["execute"])
        maps = []
        for kind, key in zip(MAPS, MAP_NAMES, strict=True):
            if key in keywords:
                painting = self.map(keywords[key])
                self.idle.pop(getattr(keywords[key], "id", ""), None)
                if painting.kind != kind:
                    words = f"{key} is given a map of {painting.kind}."
                    raise self.refuse(keywords[key], words, f"{key}=get_empty_{kind}_map()")
                maps.append(painting)
        if not maps[0].dabs:
            words = "The affordance map is empty: nothing says where to go."
            raise self.refuse(call, words, _FORMS[PAINT])
        return Execute(self.movable(call.args[0]), tuple(maps))

    # --- names and maps ------------------------------------------------------------------

    def assigned(self, name: str, function: str, call: ast.Call) -> None:
        if function == PAINT:  # VoxPoser's returns nothing, but models forget
            if not (call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == name):
                raise self.refuse(call, f"{PAINT} paints the map that it is given.", _FORMS[PAINT])
            self.painted(call)
            return
        if name not in MAP_NAMES:
            self.variable(ast.copy_location(ast.Name(name, ast.Load()), call))
        for names in (self.things, self.paintings, self.spots, self.turns):
            names.pop(name, None)
        if function in EMPTY:
            self.paintings[name] = (self.map(call), self.open_block)
            self.idle[name] = call
        elif function == "detect":
            self.things[name] = self.detected(call)
        elif function in TURNS:
            self.turns[name] = self.turn(call)
        else:
            self.spots[name] = self.spot(call)

    def map(self, expr: ast.expr) -> Painting:
        match expr:
            case ast.Call(ast.Name(function), [], []) if function in EMPTY:
                return Painting(EMPTY[function])
            case ast.Name(name) if name in self.paintings:
                return self.paintings[name][0]
        hint = "affordance_map = get_empty_affordance_map()"
        raise self.refuse(expr, "This is no map.", hint)

    def painted(self, call: ast.Call, loop: tuple[str, Query] | None = None) -> None:
        keywords = self.keywords(call)
        order = ("map", "point", "radius", "value")
        given: dict[str, ast.expr] = dict(zip(order, call.args, strict=False))
        for key, value in keywords.items():
            self.known(call, key, (*order, "radius_cm"), "keyword")
            if key in given or (key == "radius_cm" and "radius" in given):
                raise self.refuse(call, f"'{key}' is given twice.", _FORMS[PAINT])
            given[key] = value
        if len(call.args) > 4 or not {"map", "point"} <= given.keys():
            raise self.refuse(call, f"{PAINT} is called differently.", _FORMS[PAINT])
        target = given["map"]
        if not isinstance(target, ast.Name):
            raise self.refuse(target, "Give the map a name first.", _FORMS[PAINT])
        self.map(target)
        spot = self.spot(given["point"])
        if loop is not None:
            spot = self.spread(call, spot, *loop)
        radius = 0.0
        if "radius_cm" in given:
            radius = self.length(given["radius_cm"], RADIUS, 0.01)
        elif "radius" in given:
            radius = self.length(given["radius"], RADIUS)
        self.paint(call, target.id, spot, radius, given.get("value"))

    def paint(
        self, at: ast.AST, name: str, spot: Spot, radius: float, value: ast.expr | None
    ) -> None:
        painting, block = self.paintings[name]
        if block != self.open_block:
            words = f"{name} was begun outside of this block, and is painted only there."
            raise self.refuse(at, words, "Begin the map in the block that executes it.")
        wanted = (1.0,) if value is None else self.content(value, painting.kind)
        if painting.kind == "rotation" and value is None:
            raise self.refuse(at, "A rotation must be given.", "pointat2quat([0, 0, -1])")
        dabs = (*painting.dabs, Dab(spot, radius, wanted))
        self.paintings[name] = (Painting(painting.kind, dabs), block)

    def all_painted(self, var: str, query: Query, body: Sequence[ast.stmt]) -> None:
        """A loop that only paints: around everything that the query denotes."""
        if var in self.things:
            raise self.refuse(body[0], f"'{var}' already stands for a thing.", "Rename it.")
        for stmt in body:
            match stmt:
                case ast.Expr(ast.Call() as call):
                    self.painted(call, (var, query))

    def spread(self, at: ast.AST, spot: Spot, var: str, query: Query) -> Spot:
        if spot.thing != Var(var):
            raise self.refuse(at, f"Every turn paints the same: '{var}' is not in it.")
        if isinstance(spot.away, Size):
            raise self.refuse(at, "In a loop, distances are plain numbers.")
        return Spot(spot.part, query, spot.away, spot.shift)

    # --- values --------------------------------------------------------------------------

    def content(self, expr: ast.expr, kind: str) -> tuple[float, ...] | Facing:
        if kind == "rotation":
            return self.turn(expr)
        if kind == "gripper" and isinstance(expr, ast.Constant) and isinstance(expr.value, str):
            self.known(expr, expr.value, GRIPS, "gripper's value")
            return (GRIPS[expr.value],)
        value = self.contained(expr, kind)
        if kind == "gripper" and abs(value) != 1.0:
            words = "A gripper's value is 'open' or 'close', or -1 and 1."
            raise self.refuse(expr, words, "VoxPoser's 0 and 1 mean both, so neither is taken.")
        return (value,)

    def contained(self, expr: ast.expr, kind: str) -> float:
        value = float(self.number(expr))
        problem = content_problem(kind, value)
        if problem is not None:
            raise self.refuse(expr, problem)
        return value

    def turn(self, expr: ast.expr) -> tuple[float, ...] | Facing:
        match expr:
            case ast.Name(name) if name in self.turns:
                return self.turns[name]
            case ast.List(parts) | ast.Tuple(parts) if len(parts) == 4:
                turn = tuple(self.contained(part, "rotation") for part in parts)
                if abs(math.hypot(*turn) - 1.0) > 0.01:
                    raise self.refuse(expr, "A quaternion has length one.")
                return turn
            case ast.Call(ast.Name(function), [way], []) if function in TURNS:
                return self.pointed(way)
        raise self.refuse(expr, "This is no rotation.", "pointat2quat([0, 0, -1])")


def _all_of_it(cut: ast.expr) -> bool:
    """Whether `map[cut]` is all of a map: `[:]` or `[:, :, :]`."""
    match cut:
        case ast.Slice(None, None, None):
            return True
        case ast.Tuple(parts):
            return all(map(_all_of_it, parts))
    return False


def _paints(stmt: ast.stmt) -> bool:
    match stmt:
        case ast.Expr(ast.Call(ast.Name(name))):
            return name == PAINT
    return False
