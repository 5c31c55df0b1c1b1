"""The task families, one small module each."""

from __future__ import annotations

from collections.abc import Callable

from vla.task import Task

from .articulated import Articulated
from .attribute import AttributePickPlace
from .condition import Conditional
from .count import CountedObjects
from .household import Household
from .negation import Exclusion
from .order import OrderedPlacement
from .ordinal import OrdinalReferent
from .reach_zone import ReachZone
from .region import RegionPlacement
from .relative import RelativePlacement
from .sorting import Sorting
from .spatial import SpatialReferent
from .stack import Stacking
from .templates import Templates
from .watch_out import WatchOut

TASKS: dict[str, Callable[[], Task]] = {
    family.name: family
    for family in (
        AttributePickPlace,
        SpatialReferent,
        OrdinalReferent,
        RelativePlacement,
        RegionPlacement,
        CountedObjects,
        Exclusion,
        Conditional,
        OrderedPlacement,
        Sorting,
        Stacking,
        WatchOut,
        ReachZone,
        Templates,
        Articulated,
        Household,
    )
}
"""Family name -> its class; call it for the family as it stands in `configs/task`."""
