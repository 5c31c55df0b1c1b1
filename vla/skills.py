"""What a robot can do: the signatures, ranges and effects of skills.

Rooms share these words; `vla.planners.skills` makes the motions. Pre- and post-conditions are
predicates of `vla.predicates` over the skill's own parameters (`Var("object")`, ...): the
checker dry-runs them, the executor treats every post-condition as an implicit `Ensure`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vla.plan import And, Atom, Condition, Not, Or, Var


@dataclass(frozen=True)
class Param:
    """One parameter: `type` is entity, direction, region, part, number or word."""

    name: str
    type: str
    default: float | str | None = None
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    required: bool = True


@dataclass(frozen=True)
class SkillSpec:
    """A skill's face towards planners."""

    name: str
    params: tuple[Param, ...]
    doc: str
    requires: Condition | None = None
    achieves: Condition | None = None

    @property
    def positional(self) -> tuple[Param, ...]:
        return tuple(param for param in self.params if param.required)

    @property
    def signature(self) -> str:
        """`place_beside(object, reference, direction, gap=0.05)`"""
        parts = [
            param.name if param.required else f"{param.name}={param.default!r}"
            for param in self.params
        ]
        return f"{self.name}({', '.join(parts)})"


DIRECTIONS = ("left", "right", "front", "back")
"""As seen from the robot's base: left = +y, back = +x (away from the robot), front = -x."""

REGIONS = (
    "center", "left", "right", "front", "back",
    "front_left", "front_right", "back_left", "back_right",
)  # fmt: skip
"""Parts of the workspace; the four corners are `front_left`, ... (front is nearest the robot)."""

HALVES = ("left_half", "right_half", "front_half", "back_half")
"""Halves of the workspace, which share its middle with other regions."""

PARTS = ("handle", "rim", "body")
"""By which a thing is held. Only mugs have a handle, only round open things a rim."""

_SPEED = Param("speed", "number", 1.0, 0.05, 1.5, "x", required=False)
_DROP = Param("drop", "number", 0.0, 0.0, 0.03, "m", required=False)
"""How far a thing falls; from higher up it would sink into the table at a step of 5 ms."""


def _entity(name: str) -> Param:
    return Param(name, "entity")


def _spec(
    name: str,
    params: tuple[Param, ...],
    doc: str,
    requires: Condition | None = None,
    achieves: Condition | None = None,
) -> SkillSpec:
    return SkillSpec(name, (*params, _SPEED), doc, requires, achieves)


_OBJECT = Var("object")
_FREE = Not(Atom("holding_something"))
_HOLDING = Atom("holding", (_OBJECT,))

SKILLS: dict[str, SkillSpec] = {
    spec.name: spec
    for spec in (
        _spec("pick", (_entity("object"),), "Grasp an object and lift it.", _FREE, _HOLDING),
        _spec(
            "pick_from",
            (_entity("object"), Param("direction", "direction")),
            "Grasp an object with the hand coming from one side, and lift it.",
            _FREE,
            And((_HOLDING, Atom("held_from", (_OBJECT, Var("direction"))))),
        ),
        _spec(
            "pick_by",
            (_entity("object"), Param("part", "part")),
            "Grasp an object by one of its parts and lift it.",
            _FREE,
            And((_HOLDING, Atom("held_by", (_OBJECT, Var("part"))))),
        ),
        _spec(
            "place_in",
            (_entity("object"), _entity("container")),
            "Put the held object into a container.",
            _HOLDING,
            And((Atom("inside", (_OBJECT, Var("container"))), _FREE)),
        ),
        _spec(
            "place_on",
            (_entity("object"), _entity("support"), _DROP),
            "Put the held object on top of another thing.",
            _HOLDING,
            And((Atom("on", (_OBJECT, Var("support"))), _FREE)),
        ),
        _spec(
            "place_beside",
            (
                _entity("object"),
                _entity("reference"),
                Param("direction", "direction"),
                Param("gap", "number", 0.05, 0.01, 0.40, "m", required=False),
                _DROP,
            ),
            "Put the held object next to another, `gap` metres away edge to edge.",
            _HOLDING,
            And(
                (
                    Atom("beside", (_OBJECT, Var("reference"), Var("direction"), Var("gap"))),
                    _FREE,
                )
            ),
        ),
        _spec(
            "place_at",
            (_entity("object"), Param("region", "region"), _DROP),
            "Put the held object into a region of the table.",
            _HOLDING,
            And((Atom("at", (_OBJECT, Var("region"))), _FREE)),
        ),
        _spec(
            "push",
            (
                _entity("object"),
                Param("direction", "direction"),
                Param("distance", "number", 0.08, 0.01, 0.30, "m", required=False),
            ),
            "Push an object along the table with closed fingers.",
            _FREE,
            Atom("moved_by", (_OBJECT, Var("direction"), Var("distance"))),
        ),
        _spec(
            "push_to",
            (_entity("object"), Param("region", "region")),
            "Push an object into a region of the table, around what is in the way.",
            _FREE,
            And((Atom("at", (_OBJECT, Var("region"))), _FREE)),
        ),
        _spec(
            "sweep",
            (_entity("object"), Param("region", "region")),
            "Push an object, and others of its kind that stand with it, into a region of the table,"
            " several at once.",
            _FREE,
            And((Atom("at", (_OBJECT, Var("region"))), _FREE)),
        ),
        _spec(
            "push_beside",
            (
                _entity("object"),
                _entity("reference"),
                Param("direction", "direction"),
                Param("gap", "number", 0.05, 0.01, 0.40, "m", required=False),
            ),
            "Push an object next to another, `gap` metres away edge to edge.",
            _FREE,
            And(
                (
                    Atom("beside", (_OBJECT, Var("reference"), Var("direction"), Var("gap"))),
                    _FREE,
                )
            ),
        ),
        _spec(
            "turn_to",
            (_entity("object"), _entity("reference")),
            "Turn an object where it is so that it faces another: a mug with its handle, a long"
            " thing with an end.",
            Or((_FREE, _HOLDING)),
            Atom("faces", (_OBJECT, Var("reference"))),
        ),
        _spec(
            "turn_towards",
            (_entity("object"), Param("direction", "direction")),
            "Turn an object where it is so that it faces in a direction.",
            Or((_FREE, _HOLDING)),
            Atom("faces_to", (_OBJECT, Var("direction"))),
        ),
        _spec(
            "open",
            (
                _entity("fixture"),
                Param("fraction", "number", 1.0, 0.1, 1.0, "", required=False),
            ),
            "Open a drawer, door or switch, all the way or by a fraction.",
            _FREE,
            Atom("open_to", (Var("fixture"), Var("fraction"))),
        ),
        _spec(
            "close",
            (
                _entity("fixture"),
                Param("fraction", "number", 1.0, 0.1, 1.0, "", required=False),
            ),
            "Close a drawer, door or switch, all the way or by a fraction.",
            _FREE,
            Atom("closed_by", (Var("fixture"), Var("fraction"))),
        ),
        _spec(
            "push_shut",
            (_entity("fixture"),),
            "Close a drawer or door by pushing its front.",
            _FREE,
            Atom("closed", (Var("fixture"),)),
        ),
        _spec(
            "press",
            (_entity("button"),),
            "Press a button.",
            _FREE,
            Atom("pressed", (Var("button"),)),
        ),
        _spec(
            "move_to",
            (_entity("target"),),
            "Move the hand over a thing.",
            None,
            Atom("hand_over", (Var("target"),)),
        ),
        _spec(
            "move_beside",
            (
                _entity("target"),
                Param("direction", "direction"),
                Param("gap", "number", 0.05, 0.02, 0.40, "m", required=False),
            ),
            "Move the hand beside a thing, `gap` metres from its edge.",
            None,
            Atom("hand_beside", (Var("target"), Var("direction"), Var("gap"))),
        ),
        _spec(
            "approach",
            (
                _entity("target"),
                Param("direction", "direction"),
                Param("gap", "number", 0.03, 0.02, 0.40, "m", required=False),
            ),
            "Move the hand up to a thing from one side, in a straight line.",
            None,
            Atom("hand_beside", (Var("target"), Var("direction"), Var("gap"))),
        ),
        _spec(
            "move_at",
            (Param("region", "region"),),
            "Move the hand into a region of the table.",
            None,
            Atom("hand_at", (Var("region"),)),
        ),
        _spec("home", (), "Return to the resting pose.", None, None),
    )
}
"""Skill name -> its face."""

PICKS = ("pick", "pick_from", "pick_by")
"""Skills after which the hand holds a thing."""
TURNS = ("turn_to", "turn_towards")
"""Skills that turn a thing where it is."""

EXECUTE = _spec(
    "execute", (Param("movable", "word"),), "Move as value maps say (`vla.plan.Execute`)."
)
MOTIONS: dict[str, SkillSpec] = {**SKILLS, EXECUTE.name: EXECUTE}
"""All that a robot is told to do; `SKILLS` are the words that planners are made of."""
