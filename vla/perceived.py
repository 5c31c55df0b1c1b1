"""Perceived scenes: a planner is told what somebody saw, and what it means are the things there.

Who sees may be wrong about where things are and what they are; a plan is understood in the scene
that was seen, so "the red block" is what looked red.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from vla.dryrun import dry_run
from vla.plan import Call, Keep, Node, Plan, Seq
from vla.planner import Refusal
from vla.scene import Entity, Scene, Vec3, unique_name
from vla.skills import SKILLS


@dataclass(frozen=True)
class Perceived:
    """A scene as it was seen."""

    scene: Scene
    meant: Mapping[str, str]
    """Name in this scene -> name of the thing that was seen."""


Look = Callable[[Scene], Perceived]
"""What is seen of the truth."""


def noisy(
    scene: Scene, rng: np.random.Generator, position: float = 0.02, label: float = 0.05
) -> Perceived:
    """The truth with errors of a detector; fixtures are known.

    Args:
        position: standard deviation of where a thing is, along x and y [m].
        label: how often a thing is taken for another that is there: it gets its kind, colour and
            size in words.
    """
    loose = [e for e in scene if e.affords.shape != "fixture"]
    taken = {e.name for e in scene if e.affords.shape == "fixture"}
    meant, seen = {name: name for name in taken}, list[Entity]()
    for entity in scene:
        if entity.affords.shape == "fixture":
            seen.append(entity)
            continue
        x, y = rng.normal(0.0, position, 2)
        other = loose[int(rng.integers(len(loose)))] if rng.random() < label else entity
        looks = replace(entity, kind=other.kind, color=other.color, size=other.size)
        stem = entity.name if looks == entity else "_".join(looks.describe().split())
        name = unique_name(stem, taken)
        meant[name] = entity.name
        seen.append(_moved(replace(looks, name=name), (float(x), float(y), 0.0)))
    held = next((name for name, real in meant.items() if real == scene.held), None)
    return Perceived(replace(scene, entities=tuple(seen), held=held), meant)


def _moved(entity: Entity, by: Vec3) -> Entity:
    """A thing elsewhere, with its inside."""

    def shifted(point: Vec3) -> Vec3:
        x, y, z = (a + b for a, b in zip(point, by, strict=True))
        return (x, y, z)

    inside = entity.interior
    return replace(
        entity,
        position=shifted(entity.position),
        start=None if entity.start is None else shifted(entity.start),
        interior=None if inside is None else (shifted(inside[0]), inside[1]),
    )


def pinned(plan: Plan, seen: Perceived) -> Plan | Refusal:
    """A plan with everything looked up in the scene that was seen, about the things there.

    A plan that cannot be carried out as far as can be seen is refused.
    """
    run = dry_run(plan, seen.scene)
    if not run.finished and run.problems:
        return Refusal(f"As it is seen, it cannot be done: {run.problems[0]}")
    if not run.finished or any(call.skill not in SKILLS for call in run.calls):
        return plan  # its motion, or the way it goes on, is decided while it runs
    steps: list[Node] = []
    for keep, calls in groupby(run.calls, lambda call: call.keep):
        body = tuple(
            Call(call.skill, _named(call.args, seen.meant), call.options)  # type: ignore[arg-type]
            for call in calls
        )
        steps += [Keep(_named(keep, seen.meant), Seq(body))] if keep else body
    return Plan(Seq(tuple(steps)), plan.instruction)


def _named(part: Any, meant: Mapping[str, str]) -> Any:
    """Part of a plan about the things that are meant."""
    if isinstance(part, str):
        return meant.get(part, part)
    if isinstance(part, tuple):
        return tuple(_named(member, meant) for member in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{f.name: _named(getattr(part, f.name), meant) for f in fields(part)})
