"""A plan's paintings as value maps: regions that ride on what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from vla.paintings import is_region, offset, point_of
from vla.plan import Dab, Painting
from vla.regions import OUTSIDE, region_zone
from vla.scene import Scene

from .maps import ValueMap, ValueMaps
from .regions import FAR, Region, ball, box, of


def maps_of(paintings: Mapping[str, Painting], scene: Scene) -> ValueMaps:
    """The value maps that grounded paintings mean, by kind; the others stay empty."""
    return ValueMaps(**{kind: value_map(one, scene) for kind, one in paintings.items()})


def value_map(painting: Painting, scene: Scene) -> ValueMap:
    """One grounded painting.

    Raises:
        UserError: a value that this kind of map does not hold, a region out of every reach.
    """
    made = ValueMap(painting.kind)
    for dab in painting.dabs:
        assert isinstance(dab.value, tuple), "grounded before it is painted"
        made = made.painted(region_of(dab, scene), *dab.value)
    return made


def region_of(dab: Dab, scene: Scene) -> Region:
    """Where a grounded dab is: it goes, but does not turn, with the thing that it is beside."""
    spot, radius = dab.spot, float(dab.radius)
    if spot.part == "everywhere":
        return ball((0.0, 0.0, 0.0), FAR)
    if is_region(spot):
        (x0, y0), (x1, y1) = region_zone(scene, spot.part)
        return box((x0, y0, -OUTSIDE), (x1, y1, OUTSIDE)).grown(radius)
    if spot.thing is None:
        return ball(point_of(spot, scene), radius)
    thing = scene[str(spot.thing)]
    if spot.part == "body":
        return of(thing, radius)
    return Region(offset(spot, thing), radius=radius, entity=thing.name, turns=False)
