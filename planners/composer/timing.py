"""How fast along a route: no faster than the velocity map says, and never faster than brakes."""

from __future__ import annotations

import numpy as np

ACCELERATION = 1.2
"""Along the route [m/s^2]."""
SLOWEST = 0.01
"""[m/s]"""


def speeds(points: np.ndarray, limits: np.ndarray, began: float, end: float = 0.0) -> np.ndarray:
    """Speeds (M,) [m/s] at points (M, 3) [m] of a route.

    As fast as the limits (M,) allow while speed changes by `ACCELERATION` at most: the two passes
    of time-optimal path parameterisation (Bobrow et al. 1985) for a bound on acceleration alone.
    Slowing down to a limit begins before the place where it holds; only the speed `began` with may
    be too high for it.
    """
    spans = np.linalg.norm(np.diff(points, axis=0), axis=1)
    made = np.maximum(limits, SLOWEST)
    made[-1] = min(made[-1], max(end, SLOWEST))
    for i in range(len(spans) - 1, -1, -1):
        made[i] = min(made[i], np.sqrt(made[i + 1] ** 2 + 2 * ACCELERATION * spans[i]))
    made[0] = max(min(made[0], began), SLOWEST) if began < made[0] else began
    for i, span in enumerate(spans):
        made[i + 1] = min(made[i + 1], np.sqrt(made[i] ** 2 + 2 * ACCELERATION * span))
    return made


def advanced(arc: np.ndarray, speed: np.ndarray, along: float, dt: float) -> tuple[float, float]:
    """Place [m] and speed [m/s] on a route after a time step.

    Args:
        arc: (M,) lengths of the route up to its points [m].
        speed: (M,) of `speeds`.
        along: place now [m].
        dt: [s]
    """
    now = float(np.interp(along, arc, speed))
    there = along + dt * now
    # The middle's speed: on a slope of speeds the first one would be off by half a step.
    between = float(np.interp(along + 0.5 * dt * now, arc, speed))
    there = min(along + dt * between, float(arc[-1]))
    return there, float(np.interp(there, arc, speed))
