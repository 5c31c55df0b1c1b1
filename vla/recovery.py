"""Recovery: which skill brings back a condition that another one needs."""

from __future__ import annotations

import math

from vla.dryrun import GroundedCall, with_defaults
from vla.evaluate import ground
from vla.plan import And, Atom, Condition, Not, Var
from vla.regions import region_box
from vla.scene import Scene
from vla.skills import MOTIONS, REGIONS, SKILLS, SkillSpec


def filled(condition: Condition, call: GroundedCall) -> Condition:
    """A skill's condition with the call's arguments put in."""
    names = [param.name for param in MOTIONS[call.skill].positional]
    options = with_defaults(call.skill, dict(call.options))
    return ground(condition, {**options, **dict(zip(names, call.args, strict=True))})


def achiever(condition: Condition, scene: Scene) -> GroundedCall | None:
    """A skill call whose post-condition contains `condition`, with every argument known.

    What the condition does not tell is filled from the present: the object is the held one, the
    region is the one the hand is over.
    """
    for spec in SKILLS.values():
        parts = spec.achieves.conditions if isinstance(spec.achieves, And) else (spec.achieves,)
        for part in parts:
            found = _unify(part, condition)
            if found is None:
                continue
            call = _complete(spec, found, scene)
            if call is not None:
                return call
    return None


def _complete(spec: SkillSpec, found: dict[str, str | float], scene: Scene) -> GroundedCall | None:
    if scene.held is not None:
        found.setdefault("object", scene.held)
    (x, y, _), here = scene.tool, []
    for region in REGIONS:
        low, high = region_box(scene, region)
        here.append(
            (math.dist((x, y), [(a + b) / 2 for a, b in zip(low, high, strict=True)]), region)
        )
    found.setdefault("region", min(here)[1])
    if any(param.name not in found for param in spec.positional):
        return None
    return GroundedCall(spec.name, tuple(found[param.name] for param in spec.positional))


def _unify(pattern: Condition | None, condition: Condition) -> dict[str, str | float] | None:
    """Values of the pattern's variables that make it the condition."""
    match pattern, condition:
        case Not(inner), Not(other):
            return _unify(inner, other)
        case Atom(name, args), Atom(other, values) if name == other and len(args) == len(values):
            pairs = list(zip(args, values, strict=True))
            if all(isinstance(a, Var) and isinstance(v, (str, float, int)) for a, v in pairs):
                return {
                    a.name: v
                    for a, v in pairs
                    if isinstance(a, Var) and isinstance(v, (str, float, int))
                }
    return None
