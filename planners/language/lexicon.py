"""The words that the parser knows, and what they mean: tables, no code that decides.

A phrase is written as words separated by blanks. Where a word has several senses, all are
listed: the grammar tries each, and the scene decides.
"""

from __future__ import annotations

from vla.vocabulary import COLORS, KINDS

# fmt: off

THING = "thing"
"""Kind of `thing`, `object`, `everything`: whatever can be grasped."""
CONTAINER = "container"
DOOR = "door"
"""The cupboard or the fridge."""

NOUNS: dict[str, tuple[str, ...]] = {
    **{kind.name: (kind.name,) for kind in KINDS.values()},
    "cube": ("block",),
    "brick": ("block",),
    "cuboid": ("block",),
    "box": ("bin", "block"),
    "sphere": ("ball",),
    "orb": ("ball",),
    "marble": ("ball",),
    "cup": ("mug",),
    "coffee mug": ("mug",),
    "coffee cup": ("mug",),
    "tea cup": ("mug",),
    "teacup": ("mug",),
    "tin": ("can",),
    "tin can": ("can",),
    "soda can": ("can",),
    "soup can": ("can",),
    "drink can": ("can",),
    "cylinder": ("can",),
    "dish": ("plate", "bowl"),
    "saucer": ("plate",),
    "dinner plate": ("plate",),
    "basket": ("bin",),
    "crate": ("bin",),
    "bucket": ("bin",),
    "container": (CONTAINER, "bin"),
    "receptacle": (CONTAINER, "bin"),
    "serving tray": ("tray",),
    "flower vase": ("vase",),
    "desk": ("table",),
    "tabletop": ("table",),
    "table top": ("table",),
    "refrigerator": ("fridge",),
    "icebox": ("fridge",),
    "refrigerator door": ("fridge",),
    "fridge door": ("fridge",),
    "door of the fridge": ("fridge",),
    "door of the refrigerator": ("fridge",),
    "door of the cupboard": ("cupboard",),
    "cupboard door": ("cupboard",),
    "door": (DOOR,),
    "push button": ("button",),
    "light switch": ("switch",),
    "slider": ("switch",),
    "toggle": ("switch",),
    "light": ("switch",),
    "lamp": ("switch",),
    "microwave oven": ("microwave",),
    "oven": ("microwave",),
    "basin": ("sink",),
    "faucet": ("tap",),
    "water tap": ("tap",),
    "water": ("tap",),
    "microwave timer": ("timer",),
    "toaster lever": ("lever",),
    "handle of the toaster": ("lever",),
    "sliding window": ("window",),
    "window pane": ("window",),
    "rubbish bin": ("bin",),
    "trash": ("bin",),
    "trash bin": ("bin",),
    "trash can": ("bin",),
    "garbage": ("bin",),
    "rubbish": ("bin",),
    "waste basket": ("bin",),
    "thing": (THING,),
    "object": (THING,),
    "item": (THING,),
    "toy": (THING,),
    "stuff": (THING,),
}
"""Noun in the singular -> kinds it may mean, the most usual first."""

IRREGULAR: dict[str, str] = {
    "boxes": "box", "dishes": "dish", "switches": "switch", "shelves": "shelf",
    "coffee mugs": "coffee mug", "stuff": "stuff",
}

WHOLE: dict[str, str] = {
    "everything": "all", "all": "all", "anything": "all", "something": "any", "whatever": "all",
    "what": "all",
}
"""Words that are a whole noun phrase about things."""

COLOR_WORDS: dict[str, str] = {
    **{color: color for color in COLORS},
    "crimson": "red", "scarlet": "red", "ruby": "red", "maroon": "red", "reddish": "red",
    "violet": "purple", "lilac": "purple", "magenta": "pink", "rose": "pink",
    "grey": "gray", "silver": "gray", "navy": "blue", "azure": "blue", "bluish": "blue",
    "dark blue": "blue", "light blue": "cyan", "turquoise": "cyan", "teal": "cyan",
    "aqua": "cyan", "lime": "green", "olive": "green", "emerald": "green", "dark green": "green",
    "light green": "green", "greenish": "green", "golden": "yellow", "gold": "yellow",
    "yellowish": "yellow", "amber": "orange", "tan": "brown", "dark red": "red",
    "bright red": "red", "bright green": "green", "bright blue": "blue", "bright yellow": "yellow",
}

SIZE_WORDS: dict[str, str] = {
    "small": "small", "little": "small", "tiny": "small", "mini": "small",
    "medium": "medium", "middling": "medium", "middle sized": "medium",
    "medium sized": "medium", "mid sized": "medium",
    "large": "large", "big": "large", "huge": "large", "giant": "large",
}

SUPERLATIVES: dict[str, str] = {
    "biggest": "largest", "largest": "largest", "bulkiest": "largest", "hugest": "largest",
    "chunkiest": "largest", "teeniest": "smallest", "weest": "smallest",
    "bigger": "largest", "larger": "largest",
    "smallest": "smallest", "tiniest": "smallest", "littlest": "smallest", "smaller": "smallest",
    "tallest": "tallest", "highest": "tallest", "taller": "tallest", "tall": "tallest",
    "shortest": "shortest", "lowest": "shortest", "shorter": "shortest", "short": "shortest",
    "leftmost": "left", "left most": "left", "far left": "left", "left hand": "left",
    "left": "left", "rightmost": "right", "right most": "right", "right hand": "right",
    "far right": "right", "right": "right",
    "front most": "front", "frontmost": "front", "front": "front", "rear": "back",
    "back": "back", "backmost": "back", "rearmost": "back",
    "nearest": "nearest", "closest": "nearest", "nearer": "nearest", "closer": "nearest",
    "farthest": "farthest", "furthest": "farthest", "most distant": "farthest",
}
"""Adjective -> sort key of `vla.plan.Sorted`."""

STATE_WORDS: dict[str, str] = {
    "open": "opened", "opened": "opened", "closed": "closed", "shut": "closed", "empty": "empty",
}
"""Adjective -> predicate of the thing."""

LEVELS: dict[str, str] = {
    "top": "top", "upper": "top", "uppermost": "top", "topmost": "top", "highest": "top",
    "first": "top",
    "middle": "middle", "center": "middle", "centre": "middle", "second": "middle",
    "bottom": "bottom", "lower": "bottom", "lowest": "bottom", "lowermost": "bottom",
    "bottommost": "bottom", "undermost": "bottom", "third": "bottom",
}
"""Which of the drawers."""

ORDINALS: dict[str, int] = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
}

_UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBERS: dict[str, int] = {
    word: value
    for value, word in enumerate(_UP_TO_TWENTY.split())
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
     "ninety": 90, "hundred": 100}

UNITS: dict[str, float] = {
    "cm": 0.01, "cms": 0.01, "centimeter": 0.01, "centimeters": 0.01, "centimetre": 0.01,
    "centimetres": 0.01, "mm": 0.001, "millimeter": 0.001, "millimeters": 0.001,
    "millimetre": 0.001, "millimetres": 0.001, "m": 1.0, "meter": 1.0, "meters": 1.0,
    "metre": 1.0, "metres": 1.0, "inch": 0.0254, "inches": 0.0254, "dm": 0.1,
    "foot": 0.3048, "feet": 0.3048, "ft": 0.3048,
    "decimeter": 0.1, "decimetre": 0.1,
}
"""Unit -> metres."""

FRACTIONS: dict[str, float] = {
    "half": 0.5, "halfway": 0.5, "half way": 0.5, "by half": 0.5, "by a half": 0.5,
    "by halfway": 0.5, "half of the way": 0.5, "partway": 0.5, "part way": 0.5,
    "a third": 1 / 3, "by a third": 1 / 3, "one third": 1 / 3, "a third of the way": 1 / 3,
    "two thirds": 2 / 3, "by two thirds": 2 / 3, "a quarter": 0.25, "by a quarter": 0.25,
    "one quarter": 0.25, "a quarter of the way": 0.25, "three quarters": 0.75,
    "by three quarters": 0.75, "slightly": 0.25, "a bit": 0.25, "a little": 0.25,
    "a little bit": 0.25, "a crack": 0.25, "fully": 1.0, "completely": 1.0, "all the way": 1.0,
    "entirely": 1.0, "wide": 1.0, "totally": 1.0, "properly": 1.0,
}

_BESIDE = tuple(
    f"{exactly}{where}{tail}"
    for exactly in ("", "immediately ", "directly ", "slightly ", "a bit ", "a little ", "right ")
    for where, tails in (
        ("{side}", (" of", " from")), ("to the {side}", (" of", " from")),
        ("on the {side}", (" of",)), ("at the {side}", (" of",)), ("further {side}", (" of",)),
        ("to the {side} side", (" of",)), ("on the {side} side", (" of",)),
        ("at the {side} side", (" of",)), ("to the {side} hand side", (" of",)),
        ("on the {side} hand side", (" of",)), ("at the {side} hand side", (" of",)),
        ("towards the {side}", (" of",)), ("toward the {side}", (" of",)),
        ("more to the {side}", (" of",)),
    )
    for tail in tails
)
RELATIONS: dict[str, str] = {
    **{words.format(side=side): f"{side}_of" for side in ("left", "right") for words in _BESIDE},
    **{f"{exactly} {words}": relation for exactly in ("immediately", "directly", "right",
    "slightly", "just", "a bit", "a little", "a little bit", "somewhat", "over", "close")
       for words, relation in (("behind", "behind"), ("in front of", "in_front_of"),
                               ("beside", "near"), ("next to", "near"), ("by", "near"))},
    "behind": "behind", "in back of": "behind", "at the back of": "behind",
    "to the back of": "behind", "in the back of": "behind", "beyond": "behind",
    "in front of": "in_front_of", "before": "in_front_of", "to the front of": "in_front_of",
    "against": "near", "nearby": "near", "not far from": "near", "over near": "near",
    "in the neighborhood of": "near", "snug against": "near", "leaning against": "near",
    "next to": "near", "beside": "near", "besides": "near", "by": "near", "near": "near",
    "close to": "near", "alongside": "near", "adjacent to": "near", "near to": "near",
    "closely beside": "near", "as close as possible to": "near", "as near as possible to": "near",
    "very close to": "near", "as close as you can to": "near", "really close to": "near",
    "quite close to": "near", "close by": "near", "right up to": "near", "up against": "near",
    "by the side of": "near", "at the side of": "near", "to the side of": "near",
    "in the vicinity of": "near", "side by side with": "near", "hard by": "near",
    "on the side of": "near", "together with": "with",
    "in with": "with", "with": "with", "along with": "with", "in the same place as": "with",
    "ahead of": "in_front_of", "at the front of": "in_front_of",
    "at the rear of": "behind", "to the rear of": "behind", "past": "behind",
    "beneath": "below", "under": "below", "underneath": "below", "below": "below",
    "on": "on", "on top of": "on", "onto": "on", "upon": "on", "atop": "on", "on to": "on",
    **{f"{at} {side} {hand}side of": f"{side}_of" for at in ("on", "at", "to")
       for side in ("left", "right") for hand in ("", "hand ")},
    **{f"{at} {side} of": f"{side}_of" for at in ("on", "at", "to") for side in ("left", "right")},
    **{f"{to} {a} {spot} {at}": relation for to in ("to", "in", "into", "at", "on", "onto")
       for a in ("a", "its", "the", "their") for spot in ("spot", "place", "seat", "position",
                                                          "home", "bed")
       for at, relation in (("on", "on"), ("in", "in"), ("inside", "in"), ("next to", "near"),
                            ("beside", "near"), ("upon", "on"))},
    "closer to": "near", "nearer to": "near", "closer up to": "near",
    "aboard": "on", "up against the side of": "near", "in the company of": "near",
    "a stone throw from": "near", "hard against": "near", "cheek by jowl with": "near",
    "flush with": "near", "just by": "near", "in the lap of": "on",
    "in the belly of": "in", "on board": "on", "on board of": "on", "inside the confines of": "in",
    "onto the top of": "on", "on the top of": "on", "over": "over", "onto top of": "on",
    "above": "over", "up on": "on", "up onto": "on", "up on top of": "on",
    "on the surface of": "on",
    "in on": "on", "down on": "on", "down onto": "on", "down on top of": "on", "out onto": "on",
    "up in": "in", "up into": "in", "down in": "in", "down into": "in", "back in": "in",
    "back into": "in", "back on": "on", "back onto": "on",
    "in the inside of": "in", "to inside": "in", "in the interior of": "in", "over into": "in",
    "over onto": "on", "over in": "in", "over on": "on", "straight into": "in", "on into": "in",
    "in": "in", "into": "in", "inside": "in", "inside of": "in", "within": "in", "in to": "in",
    "to the inside of": "in",
}
"""Preposition -> relation, in places and in noun phrases alike."""

NOT_IN_NOUNS = {"closer to", "nearer to", "closer up to", "onto", "on to", "into", "in to",
                "before", "to the inside of", "onto the top of",
                "beyond", "over", "above", "to the back of", "to the front of", "together with",
                "with",
                "in with", "along with", "in the same place as", "past", "to inside"}
"""Prepositions that only say where something goes."""

SIDES = ("left", "right", "front", "back")

DIRECTION_OF: dict[str, str] = {
    "left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back",
}

COMPARISONS: dict[str, tuple[str, bool]] = {
    "bigger than": ("larger_than", False), "larger than": ("larger_than", False),
    "smaller than": ("larger_than", True), "taller than": ("taller_than", False),
    "higher than": ("taller_than", False), "shorter than": ("taller_than", True),
    **dict.fromkeys((
        "of the same color as", "with the same color as", "the same color as", "that matches",
        "that has the same color as", "that matches the color of", "matching", "colored like",
        "in the same color as", "which matches", "that shares its color with",
    ), ("same_color", False)),
}
"""Comparison -> predicate, and whether its arguments change places."""

_ROWS = {"front": "front", "near": "front", "close": "front", "nearest": "front",
         "closest": "front", "back": "back", "rear": "back", "far": "back",
         "farthest": "back"}
_EDGES = (
    "", "side", "edge", "part", "area", "end", "half", "region", "third", "hand side",
)
_CORNERS = ("corner", "", "side", "area", "region", "part", "hand corner", "edge")


def _regions() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in (
        "center", "centre", "middle", "very middle", "very center", "central area",
        "center area", "middle area", "center region", "heart", "very heart",
    ):
        found[word] = "center"
    for edge in _EDGES:
        for side in ("left", "right"):
            found[f"{side} {edge}".strip()] = side
            found[f"far {side} {edge}".strip()] = side
        for word, row in _ROWS.items():
            if edge or row == word:
                found[f"{word} {edge}".strip()] = row
    for corner in _CORNERS:
        for word, row in _ROWS.items():
            for side in ("left", "right"):
                found[f"{word} {side} {corner}".strip()] = f"{row}_{side}"
                found[f"{side} {word} {corner}".strip()] = f"{row}_{side}"
    for word, row in _ROWS.items():
        for side in ("left", "right"):
            for at in ("at the", "on the", "in the", "to the"):
                found[f"corner {at} {word} {side}"] = f"{row}_{side}"
    for middle in ("center", "centre", "middle"):
        found[f"table {middle}"] = found[f"exact {middle}"] = "center"
    for words, row in (("top", "back"), ("upper", "back"), ("bottom", "front"), ("lower", "front")):
        for side in ("left", "right"):
            found[f"{words} {side} corner"] = found[f"{words} {side} hand corner"] = f"{row}_{side}"
            found[f"{words} {side}"] = f"{row}_{side}"
    # "far left" may mean the left edge as well as the corner at the back: nobody can tell.
    for side in ("left", "right"):
        for edge in _EDGES:
            found.pop(f"far {side} {edge}".strip(), None)
        found[f"far {side} corner"] = f"back_{side}"
        found[f"far {side} edge"] = found[f"far {side} side"] = side
    return found


REGION_WORDS: dict[str, str] = _regions()
"""Part of the table, without article -> region of `vla.skills.REGIONS`."""

OF_TABLE = tuple(
    f"{of} {the}{what}"
    for of in ("of", "on")
    for the in ("the ", "your ", "")
    for what in (
        "table", "table top", "tabletop", "desk", "workspace", "board", "surface", "work area",
        "work surface", "working area", "workspace area", "scene",
    )
)
"""Said after a part of the table."""

PUSH_WAYS: dict[str, str] = {
    **{words.format(side=side): side for side in ("left", "right") for words in (
        "in the {side} direction", "in the direction of the {side}", "to the {side} side",
        "further to the {side}", "further {side}", "more to the {side}", "over to the {side}",
        "farther to the {side}", "towards the {side} side", "in {side} direction", "{side} wards",
        "out to the {side}", "along the table to the {side}", "across to the {side}",
    )},
    **{f"{to} {robot}": "front" for to in (
        "in the direction of", "back towards", "back toward", "closer to", "nearer to", "back to",
    ) for robot in ("me", "you", "the robot", "yourself", "us", "the robot base")},
    "further away from you": "back", "farther away from you": "back",
    "further away from me": "back",
    "further from you": "back", "further back": "back", "away from us": "back",
    "straight ahead": "back", "ahead": "back",
    "left": "left", "to the left": "left", "leftwards": "left", "leftward": "left",
    "toward the left": "left", "towards the left": "left", "to its left": "left",
    "right": "right", "to the right": "right", "rightwards": "right", "rightward": "right",
    "toward the right": "right", "towards the right": "right", "to its right": "right",
    "away": "back", "away from you": "back", "away from me": "back", "away from the robot": "back",
    "away from yourself": "back", "backward": "back", "backwards": "back", "back": "back",
    "to the back": "back", "towards the back": "back", "toward the back": "back",
    "farther away": "back", "further away": "back",
    "forward": "back", "forwards": "back",
    "towards me": "front", "toward me": "front", "towards you": "front", "toward you": "front",
    "towards the robot": "front", "toward the robot": "front", "towards yourself": "front",
    "closer": "front", "closer to me": "front", "closer to you": "front", "to the front": "front",
    "towards the front": "front", "toward the front": "front", "nearer": "front",
    "towards the robot base": "front", "toward the base": "front", "towards the base": "front",
}
"""Which way something is pushed, as the robot sees it (away from it is `back`)."""

_EVERYDAY = (
    "apple banana lemon lime orange plum pear peach carrot tomato potato onion salmon fish "
    "bread toast cupcake cake cookie egg cheese bottle fork knife spoon pan pot lid kettle "
    "glass jar jug hammer screwdriver wrench pen pencil book phone key toothbrush towel "
    "sponge cloth napkin cat dog teddy bear doll car truck duck pyramid cone triangle ring"
)
FOREIGN: frozenset[str] = frozenset(_EVERYDAY.split())
"""Things people talk about that no scene has: a condition on one of them is simply false."""
