"""Words for how a thing is taken: from where the hand comes, and by which part it holds."""

from __future__ import annotations

# fmt: off

_SIDES: dict[str, tuple[str, ...]] = {
    "left": ("left", "left side", "left hand side"),
    "right": ("right", "right side", "right hand side"),
    "front": ("front", "front side", "near side"),
    "back": ("back", "back side", "far side", "rear"),
    "below": ("bottom", "underside"),
    "side": ("side", "one side", "either side", "any side", "a side", "the sides"),
    "above": ("top", "top side"),
}
FROM: dict[str, str] = {
    **{f"from {article}{word}": side for side, words in _SIDES.items() for word in words
       for article in ("", "the ", "its ")},
    **dict.fromkeys(("from above", "from overhead", "from straight above", "from directly above",
                     "top down", "from above it", "from over it"), "above"),
    **dict.fromkeys(("from below", "from underneath", "from beneath"), "below"),
    "from behind": "back",
    **dict.fromkeys(("sideways", "horizontally", "laterally"), "side"),
}
"""`approach the block ...`, `pick up the block ...`."""

_PARTS: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "ear"),
    "rim": ("rim", "brim", "lip"),
    "body": ("body", "sides", "belly"),
}
_BY = ("by", "at", "on", "around", "with a grip on", "holding it by", "holding")
HOLDS: dict[str, str] = FROM | {
    f"{by} {article}{word}": part for part, words in _PARTS.items() for word in words
    for by in _BY for article in ("the ", "its ", "")
} | {
    f"{by} {article}{word}": part for by in ("by", "around") for article in ("the ", "its ")
    for word, part in (("edge", "rim"), ("middle", "body"))
}
"""`pick up the mug ...`."""
PART_OF: dict[str, str] = {
    f"{article}{word} of": part for part, words in _PARTS.items() for word in words
    for article in ("the ", "")
}
"""`grasp ... the mug`."""
COMING = (
    "approach", "approaching", "come at", "coming at", "come to", "go to", "move to", "move toward",
    "move towards", "go toward", "go towards", "come near", "near", "draw near", "close in on",
    "move your hand to", "move the hand to", "bring your hand to", "bring the hand to",
    "move the gripper to", "move the arm to", "reach for", "reach",
)
"""`... the block from the left`."""
