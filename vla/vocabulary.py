"""The words the whole toolkit shares: colours, sizes and kinds of things.

A `Kind` states what a thing affords, so that planners, tasks and environments agree
without knowing each other. Local frames: the origin of an object's body is the centre of
its bounding box and +z points up when it stands; a mug's handle points along local +x; a
drawer's or door's handle points along local -x (towards whoever opens it).
"""

from __future__ import annotations

from dataclasses import dataclass

COLORS: dict[str, tuple[float, float, float]] = {
    "red": (0.80, 0.10, 0.10),
    "orange": (0.95, 0.45, 0.05),
    "yellow": (0.95, 0.80, 0.10),
    "green": (0.12, 0.55, 0.18),
    "cyan": (0.15, 0.70, 0.75),
    "blue": (0.10, 0.25, 0.80),
    "purple": (0.45, 0.15, 0.65),
    "pink": (0.95, 0.50, 0.65),
    "brown": (0.42, 0.25, 0.12),
    "white": (0.93, 0.93, 0.93),
    "gray": (0.45, 0.45, 0.47),
    "black": (0.07, 0.07, 0.08),
}
"""Colour name -> sRGB in [0, 1]."""

SIZES: tuple[str, ...] = ("small", "medium", "large")


@dataclass(frozen=True)
class Kind:
    """What a kind of thing is and affords."""

    name: str
    plural: str
    shape: str
    """`box`, `sphere`, `cylinder`, `vessel` (open at the top) or `fixture` (moves on a joint)."""
    graspable: bool = False
    container: bool = False
    """Things can be put in it."""
    support: bool = False
    """Has a flat top: things can be put on it."""
    openable: bool = False
    pressable: bool = False
    knob: bool = False
    """Moved by a knob that is taken from above, not by a handle in front."""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("block", "blocks", "box", graspable=True, support=True),
        Kind("ball", "balls", "sphere", graspable=True),
        Kind("can", "cans", "cylinder", graspable=True, support=True),
        Kind("mug", "mugs", "vessel", graspable=True),
        Kind("plate", "plates", "vessel", graspable=True, support=True),
        Kind("bowl", "bowls", "vessel", graspable=True, container=True),
        Kind("bin", "bins", "vessel", container=True),
        Kind("tray", "trays", "vessel", container=True, support=True),
        Kind("vase", "vases", "vessel"),
        Kind("table", "tables", "fixture", support=True),
        Kind("cabinet", "cabinets", "fixture", support=True),
        Kind("drawer", "drawers", "fixture", container=True, openable=True),
        Kind("cupboard", "cupboards", "fixture", container=True, openable=True),
        Kind("fridge", "fridges", "fixture", container=True, openable=True),
        Kind("shelf", "shelves", "fixture", support=True),
        Kind("button", "buttons", "fixture", pressable=True),
        Kind("switch", "switches", "fixture", openable=True, knob=True),
        Kind("microwave", "microwaves", "fixture", container=True, openable=True, knob=True),
        Kind("timer", "timers", "fixture", pressable=True),
        Kind("sink", "sinks", "fixture", container=True),
        Kind("tap", "taps", "fixture", openable=True, knob=True),
        Kind("toaster", "toasters", "fixture", container=True),
        Kind("lever", "levers", "fixture", pressable=True),
        Kind("window", "windows", "fixture", openable=True),
    )
}
"""Kind name -> what it affords. A switch is "open" when it is on, a tap when it runs."""
