"""What value maps say, on a grid, for pictures: the composer's maps in the core's plain types."""

from __future__ import annotations

from typing import Any

import torch

from vla.maps_page import Survey
from vla.ways import Journey, Zone, Zones

CELLS = (50, 50, 50)
"""Of the arm's space."""
FAR = 3.0
"""[m] What is larger is a side of a thing, not around it."""


def painted(journey: Journey) -> Zones:
    """All that is painted on the maps of a journey, as its scene was at first."""
    from vla.planners.composer.grid import Grid
    from vla.planners.composer.maps import KINDS, ValueMap, ValueMaps

    maps, grid = ValueMaps.from_json(journey.searches[0].maps), Grid(shape=CELLS)
    zones = []
    for kind in KINDS:
        for paint in getattr(maps, kind).paints:
            gap = ValueMap(kind, (paint,)).distance_on([journey.scene], grid)[0].numpy()
            zones.append(Zone(kind, _words(kind, paint), paint.value, gap, paint.whole))
    x, y, z = (line.numpy() for line in grid.axes())
    return Zones((x, y, z), zones)


def survey(journey: Journey) -> Survey:
    """Everything about the first search of a journey."""
    from vla.planners.composer.body import placed
    from vla.planners.composer.follow import problem
    from vla.planners.composer.grid import Grid
    from vla.planners.composer.maps import ValueMaps
    from vla.planners.composer.route import plan, solid_on, values_on

    first, grid = journey.searches[0], Grid(shape=CELLS)
    maps = ValueMaps.from_json(first.maps)
    asked = problem(
        maps, journey.scene, torch.tensor(first.start), torch.tensor(first.turn),
        frozenset(first.ignore),
    )  # fmt: skip
    hand: list[Any] = []
    slow: list[float] = []
    if first.points:
        routes = plan(asked)
        tightest = int(routes.room[0].argmin())
        centers, radii = placed(asked.balls, routes.turns[0, tightest])
        places = (centers + routes.points[0, tightest]).tolist()
        hand = [
            (tuple(place), radius) for place, radius in zip(places, radii.tolist(), strict=True)
        ]
        slow = maps.velocity.at([journey.scene], torch.tensor([first.points]))[0].tolist()
    return Survey(
        journey,
        painted(journey),
        values_on(asked, grid)[0].numpy(),
        solid_on(asked, grid)[0].numpy(),
        hand,
        slow,
    )


def _words(kind: str, paint: Any) -> str:
    """What a paint asks for."""
    name, value = paint.region.entity, paint.value[0]
    thing = (name or "a place").replace("_", " ")
    match kind:
        case "avoidance" if paint.whole:
            return f"keep away from {thing}"
        case "avoidance":
            sided = max(paint.region.half) > FAR
            return f"fingertips {'stay on a side of' if sided else 'keep away from'} {thing}"
        case "velocity":
            return f"{value:.2g} times the speed near {thing}"
        case "rotation":
            return f"turn the tool near {thing}"
        case "gripper":
            return f"{'close' if value > 0 else 'open'} the gripper near {thing}"
    return "the goal"
