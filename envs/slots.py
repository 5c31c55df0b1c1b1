"""What a compiled scene offers: slots for loose objects, and fixtures that stay.

A scene is compiled once with a number of slots per kind. A task uses some of them and parks
the rest; colours, and the sizes of simple shapes, are set per world.
"""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Interior:
    """The volume that counts as "inside", in the frame of its body."""

    center: Vector
    half: Vector
    """Half sizes [m]; of a round interior: (radius, radius, half height)."""
    round: bool = False
    """A cylinder about the body's z axis instead of a box."""


@dataclass(frozen=True)
class Slot:
    """One free body of a scene that can stand for an object of its kind.

    Lengths are in metres, in the body's frame, whose origin is the centre of the bounding box;
    those of a resizable slot are nominal (as compiled).
    """

    name: str
    """Name of the body, such as `bowl_1`; its joint is called `<name>/joint`."""
    kind: str
    """A key of `vla.vocabulary.KINDS`."""
    size: str | None
    """`small`, `medium` or `large`; None when resizable."""
    extent: Vector
    """Full size of the bounding box [m]."""
    resizable: bool
    """One geom (box, sphere or cylinder) makes the object: its `geom_size` can change per world."""
    color_geoms: tuple[str, ...]
    """Geoms whose `geom_rgba` is the colour of the object."""
    collision_geoms: tuple[str, ...]
    interior: Interior | None
    """Where contents of a vessel are."""
    floor_height: float | None
    """Where contents rest [m]."""
    top_height: float | None
    """Where things put on it rest [m]; None when it supports nothing."""
    mass: float
    """Nominal mass [kg]."""


@dataclass(frozen=True)
class Fixture:
    """A part of the scene that is not loose: furniture, a drawer, a door, a button, a switch.

    Lengths are in metres, in the body's frame.
    """

    name: str
    kind: str
    """A key of `vla.vocabulary.KINDS`."""
    color: str | None
    size: str | None
    body: str
    """Name of the body."""
    joint: str | None
    """Name of the slide or hinge that moves it; None when it stands still."""
    closed: float
    """Joint position when closed, off or released [m] or [rad]."""
    open: float
    """Joint position when open, on or pressed [m] or [rad]."""
    interior: Interior | None
    handle_site: str | None
    """Site at the middle of the handle (or the pressed face), its x axis along the pull."""
    part_of: str | None
    """Name of the fixture that carries it, such as the cabinet of a drawer."""
    extent: Vector
    """Full size of the bounding box [m]."""
    top_height: float | None
    """Where things put on it rest [m]; None when it supports nothing."""
    floor_height: float | None
    """Where contents rest [m]."""
