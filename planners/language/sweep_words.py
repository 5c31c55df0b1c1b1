"""Words for sweeping things over the table."""

from __future__ import annotations

# fmt: off

SWEEP = tuple(f"{verb}{tail}" for tail in (" up", " over", " together", "") for verb in (
    "sweep", "sweeping", "brush", "brushing", "rake", "raking", "plow", "plowing"))
"""`... the blocks into the corner`."""
TOGETHER = ("together", "over", "all", "away", "across", "across the table", "over the table",
            "along the table", "up", "all together", "aside")
"""`sweep the blocks ... into the corner`."""
CORNER = tuple(f"{into} {a} corner{of}" for into in ("into", "in", "to")
               for a in ("the", "a", "one") for of in ("", " of the table"))
"""Nobody said which."""
