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
    "medium": "medium", "medium sized": "medium", "mid sized": "medium",
    "large": "large", "big": "large", "huge": "large", "giant": "large",
}

SUPERLATIVES: dict[str, str] = {
    "biggest": "largest", "largest": "largest", "bigger": "largest", "larger": "largest",
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

LEVELS: dict[str, str] = {
    "top": "top", "upper": "top", "uppermost": "top", "topmost": "top", "highest": "top",
    "first": "top",
    "middle": "middle", "center": "middle", "centre": "middle", "second": "middle",
    "bottom": "bottom", "lower": "bottom", "lowest": "bottom", "lowermost": "bottom",
    "bottommost": "bottom", "third": "bottom",
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

RELATIONS: dict[str, str] = {
    "left of": "left_of", "to the left of": "left_of", "on the left of": "left_of",
    "to the left side of": "left_of", "on the left side of": "left_of", "at the left of": "left_of",
    "on the left hand side of": "left_of", "to the left hand side of": "left_of",
    "right of": "right_of", "to the right of": "right_of", "on the right of": "right_of",
    "to the right side of": "right_of", "on the right side of": "right_of",
    "at the right of": "right_of", "on the right hand side of": "right_of",
    "to the right hand side of": "right_of",
    "behind": "behind", "in back of": "behind", "at the back of": "behind",
    "to the back of": "behind", "in the back of": "behind", "beyond": "behind",
    "in front of": "in_front_of", "before": "in_front_of", "to the front of": "in_front_of",
    "next to": "near", "beside": "near", "besides": "near", "by": "near", "near": "near",
    "close to": "near", "alongside": "near", "adjacent to": "near", "near to": "near",
    "right next to": "near", "right beside": "near", "closely beside": "near",
    "by the side of": "near", "at the side of": "near", "to the side of": "near",
    "beneath": "below", "under": "below", "underneath": "below", "below": "below",
    "on": "on", "on top of": "on", "onto": "on", "upon": "on", "atop": "on", "on to": "on",
    "onto the top of": "on", "on the top of": "on", "over": "on", "onto top of": "on",
    "in": "in", "into": "in", "inside": "in", "inside of": "in", "within": "in", "in to": "in",
    "to the inside of": "in",
}
"""Preposition -> relation, in places and in noun phrases alike."""

NOT_IN_NOUNS = {"onto", "on to", "into", "in to", "before", "to the inside of", "onto the top of",
                "beyond", "over", "to the back of", "to the front of"}
"""Prepositions that only say where something goes."""

SIDES = ("left", "right", "front", "back")

DIRECTION_OF: dict[str, str] = {
    "left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back",
}

COMPARISONS: dict[str, tuple[str, bool]] = {
    "bigger than": ("larger_than", False), "larger than": ("larger_than", False),
    "smaller than": ("larger_than", True), "taller than": ("taller_than", False),
    "higher than": ("taller_than", False), "shorter than": ("taller_than", True),
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
        "center area", "middle area", "center region",
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
    for words, row in (("top", "back"), ("upper", "back"), ("bottom", "front"), ("lower", "front")):
        for side in ("left", "right"):
            found[f"{words} {side} corner"] = found[f"{words} {side} hand corner"] = f"{row}_{side}"
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

SPEEDS: dict[str, float] = {
    "slowly": 0.4, "slow": 0.4, "very slowly": 0.25, "gently": 0.4, "very gently": 0.25,
    "softly": 0.4, "carefully": 0.4, "very carefully": 0.25, "with care": 0.4, "nice and slow": 0.4,
    "nice and slowly": 0.4, "nice and gently": 0.4, "at a slow pace": 0.4, "delicately": 0.4,
    "with great care": 0.4, "without rushing": 0.4, "without haste": 0.4,
    "in slow motion": 0.4, "quickly": 1.3, "quick": 1.3, "fast": 1.3, "rapidly": 1.3,
    "swiftly": 1.3, "very quickly": 1.5, "as fast as you can": 1.5, "as fast as possible": 1.5,
    "as quickly as you can": 1.5, "as quickly as possible": 1.5, "speedily": 1.3,
    "as slowly as possible": 0.25, "as slowly as you can": 0.25, "as gently as possible": 0.25,
    "as gently as you can": 0.25, "as carefully as you can": 0.25,
    "at half speed": 0.5, "at half the speed": 0.5, "at half the usual speed": 0.5,
    "with half speed": 0.5, "at half your speed": 0.5, "at half the normal speed": 0.5,
    "at quarter speed": 0.25, "at a quarter of the speed": 0.25, "at full speed": 1.0,
    "at normal speed": 1.0, "at low speed": 0.4, "at high speed": 1.3, "at top speed": 1.5,
}
"""Adverb -> factor on the usual speed. Invariants of manner, wherever they stand."""

GLOBAL_SPEEDS: dict[str, float] = {
    "take your time": 0.4, "do not rush": 0.4, "do not hurry": 0.4, "no rush": 0.4, "no hurry": 0.4,
    "be gentle": 0.4, "be quick": 1.3, "be fast": 1.3, "hurry": 1.3, "hurry up": 1.3,
    "go slow": 0.4, "be slow": 0.4, "go easy": 0.4, "easy does it": 0.4, "be careful": 0.4,
    "careful": 0.4, "take care": 0.4, "be gentle about it": 0.4, "be quick about it": 1.3,
}
"""A clause of its own about the speed of everything."""

FILLERS: tuple[str, ...] = (
    "please", "pls", "plz", "kindly", "robot", "dear robot", "hey", "hi", "hello", "hey there",
    "hi there", "hello there", "ok", "okay", "alright", "all right then", "right then", "well",
    "so", "now", "right now", "just", "simply", "thanks", "thank you", "thanks a lot", "cheers",
    "many thanks", "thank you very much", "thank you so much", "thanks in advance", "for me",
    "could you", "can you", "would you", "will you", "could you maybe", "may i ask you to",
    "could i ask you to", "can i ask you to", "can i get you to", "could i get you to",
    "would you mind", "do you mind", "do you think you could", "do you think you can",
    "would you be so kind as to", "would you be able to", "are you able to", "be so kind as to",
    "would it be possible to", "would it be possible for you to", "is it possible to",
    "i was wondering if you could", "i wonder if you could", "i wonder whether you could",
    "i was wondering whether you could", "i would be grateful if you could",
    "it would be great if you could", "it would be nice if you could", "if you could",
    "it would be lovely if you could", "it would help if you could", "i would appreciate it if you",
    "i would appreciate it if you could", "i want you to", "i need you to", "i would like you to",
    "i would love you to", "i would love for you to", "i would like for you to",
    "what i want is for you to",
    "i would ask you to", "i ask you to", "you should", "you need to", "you have to", "you must",
    "you can", "you could", "you may", "you are to", "we need to", "we should", "we have to",
    "let us", "let", "go ahead and", "go and", "make sure to", "be sure to", "make sure you",
    "try to", "remember to", "do not forget to", "your task is to", "your job is to",
    "the task is to", "your next task is to", "your mission is to", "the goal is to",
    "the plan is to",
    "what you need to do is", "what i need is for you to", "all you have to do is", "start by",
    "begin by", "how about", "do me a favor and", "do me a favour and", "be a dear and",
    "if you can", "if you please", "if possible", "if that is possible", "if you do not mind",
    "if you would", "if you would not mind", "when you can", "when you have a moment",
    "when you get a chance", "when you have time", "whenever you are ready", "as well", "too",
    "maybe", "perhaps", "proceed to", "i guess", "i think", "you know", "um", "uh", "er",
    "ah", "oh",
    "actually", "basically", "buddy", "mate", "pal", "friend", "my friend", "old friend", "lovely",
    "great", "good", "good morning", "good evening", "sir", "everyone", "somehow", "directly",
    "straight", "immediately", "right away", "at once", "straight away", "yourself", "quick thing",
    "whatever you do", "reach out and", "it does not matter which", "does not matter which",
    "no matter which", "whichever you like", "at your leisure", "if needed", "of course",
    *(f"{it} {very}{adjective}" for it in (
        "it is", "they are", "which is", "because it is", "since it is", "as it is",
        "because they are", "that is",
    ) for very in (
          "", "very ", "quite ",
      )
      for adjective in (
          "fragile", "precious", "expensive", "delicate", "breakable", "valuable",
      )),
    "next step is to", "the next step is to", "your arm and", "use your gripper to",
    "use your arm to", "use the gripper to", "use the arm to", "with your gripper",
    "with the gripper", "with your hand", "with your arm", "using your gripper", "with the arm",
    "using the gripper", "using your arm", "it is time to", "time to", "listen", "look here",
    "excuse me",
)
"""Said out of politeness or habit; they change nothing."""

_EVERYDAY = (
    "apple banana lemon lime orange plum pear peach carrot tomato potato onion salmon fish "
    "bread toast cupcake cake cookie egg cheese bottle fork knife spoon pan pot lid kettle "
    "glass jar jug hammer screwdriver wrench pen pencil book phone key toothbrush towel "
    "sponge cloth napkin cat dog teddy bear doll car truck duck pyramid cone triangle ring"
)
FOREIGN: frozenset[str] = frozenset(_EVERYDAY.split())
"""Things people talk about that no scene has: a condition on one of them is simply false."""
