"""Effects on fixtures: they keep their place, only their openness changes."""

from __future__ import annotations

from dataclasses import replace

from vla.errors import UserError
from vla.scene import Entity, Scene


def opened(scene: Scene, name: str, openness: float) -> Scene:
    """With a drawer, door or switch so far open, and the hand at its handle.

    Raises:
        UserError: it does not open.
    """
    fixture = scene[name]
    if not fixture.affords.openable:
        raise UserError(f"{name} does not open or close: it is a {fixture.kind}.")
    return _at(scene, fixture, openness)


def pressed(scene: Scene, name: str) -> Scene:
    """With a button pressed, and the hand at it.

    Raises:
        UserError: it is nothing to press.
    """
    button = scene[name]
    if not button.affords.pressable:
        raise UserError(f"{name} cannot be pressed: it is a {button.kind}.")
    return _at(scene, button, 1.0)


def _at(scene: Scene, fixture: Entity, openness: float) -> Scene:
    changed = replace(fixture, openness=openness)
    entities = tuple(changed if e.name == fixture.name else e for e in scene)
    return replace(scene, entities=entities, tool=fixture.handle or fixture.position)
