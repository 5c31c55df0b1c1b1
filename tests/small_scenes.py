"""A small hand-made scene, for tests that need no physics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vla.scene import Entity, Scene, Vec3


def block(name: str, x: float, y: float, z: float = 0.02, **fields: Any) -> Entity:
    """A 4 cm block that knows where it began; the colour is the first word of its name."""
    known = {"color": name.split("_")[0], "size": "medium", "start": (x, y, z), **fields}
    return Entity(name, "block", position=(x, y, z), extent=(0.04, 0.04, 0.04), **known)


def tabletop(**fields: Any) -> Scene:
    """Two blocks, a ball, a bowl, a vase, a plate, a drawer and a button on a table."""
    inside: tuple[Vec3, Vec3] = ((0.5, -0.2, 0.028), (0.06, 0.06, 0.022))
    drawer: tuple[Vec3, Vec3] = ((0.68, 0.28, 0.15), (0.08, 0.1, 0.04))
    return Scene(
        (
            block("red_block", 0.40, 0.10),
            block("blue_block", 0.50, 0.10),
            Entity(
                "red_ball",
                "ball",
                "red",
                "small",
                (0.35, -0.1, 0.018),
                extent=(0.036, 0.036, 0.036),
                speed=0.3,
            ),
            Entity(
                "green_bowl",
                "bowl",
                "green",
                "medium",
                (0.5, -0.2, 0.025),
                extent=(0.15, 0.15, 0.05),
                interior=inside,
            ),
            Entity("vase", "vase", "white", None, (0.45, -0.05, 0.08), extent=(0.08, 0.08, 0.16)),
            Entity(
                "plate", "plate", "white", None, (0.6, 0.05, 0.0105), extent=(0.18, 0.18, 0.021)
            ),
            Entity(
                "top_drawer",
                "drawer",
                position=(0.68, 0.28, 0.15),
                extent=(0.2, 0.24, 0.1),
                openness=0.0,
                handle=(0.57, 0.28, 0.15),
                axis=(-1.0, 0.0, 0.0),
                interior=drawer,
                part_of="cabinet",
            ),
            Entity("button", "button", "red", position=(0.3, 0.3, 0.02), openness=0.0),
            Entity("table", "table", position=(0.5, 0.0, -0.01), extent=(0.6, 1.0, 0.02)),
        ),
        **fields,
    )


def changed(scene: Scene, name: str, **fields: Any) -> Scene:
    """The scene with some fields of one entity replaced."""
    entities = tuple(replace(e, **fields) if e.name == name else e for e in scene)
    return replace(scene, entities=entities)
