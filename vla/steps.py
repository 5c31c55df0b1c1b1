"""Small constructors for the plans that come up again and again."""

from __future__ import annotations

from vla.plan import Call, Condition, Keep, Node, Plan, Seq, Value


def call(skill: str, *args: Value, **options: Value) -> Call:
    """`call("pick", "red_block", speed=0.5)`."""
    return Call(skill, args, tuple(sorted(options.items())))


def put(skill: str, thing: Value, *where: Value, **options: Value) -> tuple[Call, Call]:
    """Pick a thing, then place it: `put("place_in", "red_block", "green_bowl")`."""
    speed = {key: value for key, value in options.items() if key == "speed"}
    return call("pick", thing, **speed), call(skill, thing, *where, **options)


def plan(*steps: Node, instruction: str = "", keep: tuple[Condition, ...] = ()) -> Plan:
    """A plan of steps in order, under invariants if there are any."""
    body = Seq(tuple(steps))
    return Plan(Seq((Keep(keep, body),)) if keep else body, instruction)
