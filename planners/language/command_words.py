"""Phrases of commands, ready to be found in a sentence."""

from __future__ import annotations

from . import grip_words, lexicon, pace_words, rare_words, verbs, wish_words
from .phrases import Phrases

# fmt: off

PUT = Phrases.of((*verbs.PUT, *rare_words.PUT))
TAKE_TO = Phrases.of(verbs.TAKE_TO)
PICK = Phrases.of((*verbs.PICK, *rare_words.PICK))
FROM_HEIGHT = Phrases.of(verbs.FROM_HEIGHT)
HEIGHT_TAIL = Phrases.of(verbs.HEIGHT_TAIL)
LET_FALL = Phrases.of(verbs.LET_FALL)
TAKE_OFF = Phrases.of(verbs.TAKE_OFF)
RELEASE = Phrases.of(verbs.RELEASE)
PUSH = Phrases.of(verbs.PUSH)
PUSH_TO = Phrases.of(verbs.PUSH_TO)
OPEN = Phrases.of((*verbs.OPEN, *rare_words.OPEN))
CLOSE = Phrases.of((*verbs.CLOSE, *rare_words.CLOSE))
OPEN_AROUND = Phrases.of(verbs.OPEN_AROUND)
SWITCH = Phrases.of(verbs.SWITCH)
PRESS = Phrases.of((*verbs.PRESS, *rare_words.PRESS))
BY_PUSHING = Phrases.of(verbs.BY_PUSHING)
BY_HANDLE = Phrases.of(verbs.BY_HANDLE)
PUSH_FRONT = Phrases.of(verbs.PUSH_FRONT)
UNTIL_SHUT = Phrases.of(verbs.UNTIL_SHUT)
ALONG = Phrases.of(verbs.ALONG)
HOLDS = Phrases(grip_words.HOLDS)
SIDES_OF = Phrases(grip_words.FROM)
PART_OF = Phrases(grip_words.PART_OF)
FACING = Phrases.of(verbs.FACING)
MOVE_TO = Phrases.of(verbs.MOVE_TO)
HAND_TO = Phrases.of(verbs.HAND_TO)
HAND = Phrases.of(
    tuple(f"{article}{hand}" for article in ("", "the ", "your ") for hand in verbs.HAND)
)
HOME = Phrases.of(verbs.HOME)
STACK = Phrases.of(verbs.STACK)
STACK_ONLY = Phrases.of(verbs.STACK_ONLY)
BUILD = Phrases.of(verbs.BUILD)
UNSTACK = Phrases.of(verbs.UNSTACK)
SORT = Phrases.of(verbs.SORT)
SORT_ONLY = Phrases.of(verbs.SORT_ONLY)
SORTED_BY = Phrases(
    {**dict.fromkeys(verbs.BY_COLOR, "color"), **dict.fromkeys(verbs.BY_KIND, "kind")}
)
AMONG = Phrases.of(("with", "to", "up with", "over", "among", "across", "between", "amongst",
                    "up to"))
"""`match the blocks ... the bowls by color`."""
FILL = Phrases.of(verbs.FILL)
EMPTY = Phrases.of(verbs.EMPTY)
BECOMES = Phrases.of(wish_words.BECOMES)
WISH = Phrases.of(wish_words.WISH)
WISHED = Phrases.of(wish_words.WISHED)
SPEEDS = Phrases(pace_words.GLOBAL_SPEEDS)
FRACTIONS = Phrases(lexicon.FRACTIONS)
WAYS = Phrases(lexicon.PUSH_WAYS)
TO = Phrases.of((
    "to", "over to", "toward", "towards", "up to", "across to", "down to", "back to", "out to",
    "all the way to", "along to", "right to", "straight to",
))
DO_IT = Phrases.of((
    "do it", "do this", "do that", "do so", "do everything", "do all of this", "do all this",
    "do the whole thing", "move", "go", "work", "proceed", "act", "do all of that",
    "all of this", "all of that", "do both", "moving", "and all of it", "all of it",
    "everything",
))
STATES: Phrases[tuple[bool, float]] = Phrases({
    f"{start}{state}": value
    for start in (
        "", "to be ", "is ", "are ", "be ", "should be ", "must be ", "needs to be ",
        "need to be ", "has to be ", "have to be ", "gets ", "ought to be ", "stays ", "stay ",
        "turned ", "switched ", "to be turned ", "to be switched ",
    )
    for state, value in (
        ("open", (True, 1.0)), ("opened", (True, 1.0)), ("wide open", (True, 1.0)),
        ("fully open", (True, 1.0)), ("closed", (False, 1.0)), ("shut", (False, 1.0)),
        ("fully closed", (False, 1.0)), ("on", (True, 1.0)), ("off", (False, 1.0)),
        ("half open", (True, 0.5)), ("halfway open", (True, 0.5)), ("half opened", (True, 0.5)),
        ("opened halfway", (True, 0.5)), ("half closed", (False, 0.5)),
        ("open halfway", (True, 0.5)), ("halfway out", (True, 0.5)), ("half out", (True, 0.5)),
        ("half way out", (True, 0.5)), ("pulled out", (True, 1.0)), ("wide opened", (True, 1.0)),
    )
} | {
    f"{modal} not {be} {state}": value
    for be in ("be", "stay", "remain", "be left", "stand")
    for modal in ("should", "must", "may", "can", "shall", "ought to", "is to", "are to")
    for state, value in (("open", (False, 1.0)), ("closed", (True, 1.0)), ("shut", (True, 1.0)))
})
AT = Phrases.of(("at", "to", "on"))
BARE_SIDES = Phrases({
    f"{side}{tail}": side for side in ("left", "right") for tail in ("", " side", " hand side")
})
ON_ITS = Phrases({
    f"{on} {its} {side}{tail}": side for on in ("on", "to", "at") for its in ("its", "the")
    for side in ("left", "right") for tail in ("", " side", " hand side")
})
"""`5 cm from the bowl, ...`."""
OFF = Phrases.of((
    "off", "off of", "out of", "from", "from the top of", "from on top of", "down from",
    "from inside", "from inside of", "out from", "away from", "off the top of", "from within",
    "from out of",
))
TOWERS = tuple(f"{article} {tower}" for article in ("the", "that") for tower in verbs.TOWER)
OUT = Phrases.of(("out of here", "out of there", "out of it", "off it", "from there", "off there",
                  "out", "off",
                  "down", "away", "back out"))
OF = Phrases.of((
    "of", "from", "out of", "with", "using", "by stacking", "made of", "made from",
    "consisting of", "by piling up", "made out of",
))
AWAY = Phrases.of((
    "down", "back over", "back", "over", "away", "up", "out", "straight", "off", "along", "across",
    "upright", "out of the way", "out of my way", "aside", "home", "right", "together", "all",
    "neatly",
    "safely", "nicely",
))
"""`put the ball ... in the bowl`."""
LYING = Phrases.of((
    "lying around", "lying about", "lying", "sitting", "standing", "having it", "leaving it",
    "just", "being", "out",
))
"""`rather than ... on the table`."""
A_PRESS = Phrases.of(tuple(
    f"a {how}{press}" for how in ("", "nice ", "little ", "gentle ", "good ", "firm ", "quick ",
                                  "light ", "soft ", "small ")
    for press in ("press", "push", "tap", "click", "poke", "jab")
))
"""`give the button ...`."""
AT_TOP = Phrases.of((
    "at the tippy top", "right on top", "on the very top", "sitting on top", "up top", "to finish",
    "on top", "at the top", "on the top", "as the top", "uppermost", "last", "topmost",
    "at the very top", "to go on top", "going on top",
))
AT_BOTTOM = Phrases.of((
    "at the bottom", "on the bottom", "as the base", "at the base", "lowest", "as the bottom",
    "underneath", "first", "at the very bottom", "as base", "as a base", "below",
))
_HEIGHTS = {
    "bottom": ("at the bottom", "on the bottom", "as the base", "at the base", "lowest",
    "as the bottom",
               "underneath", "first", "at the very bottom", "as base", "as a base", "bottom",
               "below",
               "lowermost", "down below", "the lowest", "as the foundation"),
    "middle": ("in the middle", "in between", "between", "in the center", "between them", "middle"),
    "top": ("on top", "at the top", "on the top", "as the top", "uppermost", "last", "topmost",
    "top",
            "at the very top", "highest", "at the tippy top", "at the tip top",
            "right at the top", "above", "as the top one", "crowning it", "up top"),
    "next": ("next", "second", "above it", "above that", "on top of that", "on top of it", "on it",
             "then", "after that", "third", "on that"),
}
HEIGHTS = Phrases({phrase: level for level, phrases in _HEIGHTS.items() for phrase in phrases})
"""How high in a tower."""
NEXT_LAYER = Phrases.of((
    ",", "and", ", and", "then", ", then", "and then", ", and then", ", followed by", "followed by",
    "next", ", next", "above it", ", above it", "on top of it", ", on top of it", "on it",
    "on top of that", ", on top of that", ", above that", "and on top of it", "and above it",
    "with",
    "and finally", ", and finally", ", finally", "with the", ", with",
))
UPWARDS = Phrases({
    "from bottom to top": True, "from the bottom up": True, "from the bottom to the top": True,
    "from top to bottom": False, "from the top down": False, "from the top to the bottom": False,
})
EACH_OTHER = Phrases.of((
    "on top of each other", "on each other", "on top of one another", "on one another",
    "into a tower", "in a tower", "into a stack", "in a stack", "into a pile",
    "into one tower", "one on top of the other", "onto each other", "in a pile",
    "on top of another", "one on the other", "one above the other", "one on top of another",
    "as a tower", "to a tower", "in one tower", "into a single tower", "into a column",
))
STACKED_UP = Phrases.of(("together", "up"))
BETWEEN_LAYERS = Phrases.of((
    "on", "on top of", "onto", "over", "upon", "atop", "then on", "which goes on", "on to",
    "which is on",
))
DISTANCE_LEAD = Phrases.of((
    "at least", "about", "around", "roughly", "approximately", "exactly", "at a distance of",
    "a distance of", "some", "another", "by", "with a gap of", "with a distance of",
    "with a", "leaving a", "keeping a", "at a", "leaving about", "with about", "with some",
    "leaving a gap of", "by about", "for", "a gap of", "leaving", "with", "by exactly", "of",
))
VAGUE = Phrases({"a few": 3.0, "some": 3.0, "several": 5.0, "a couple of": 2.0, "a couple": 2.0,
                 "just a few": 3.0, "a good few": 5.0})
"""How many `a few centimeters` are."""
GAP_TAIL = Phrases.of((
    "", "clearance", "of clearance", "margin", "of margin", "spacing", "gap between them",
    "gap in between", "of room", "of air", "of free space", "interval", "of separation",
    "", "of space", "apart", "of distance", "between them", "of gap", "in between",
    "of space between them", "gap", "away", "distance", "of space in between", "space",
))
IN_THE_AIR = Phrases.of((
    "up in the air", "in the air", "into the air", "up from the table", "off the ground",
    "up off the table", "from the table", "off the table", "with your gripper",
    "into your gripper", "up into the air", "into your hand", "in your hand",
    "from the tabletop", "off the surface", "aloft", "up high", "high up", "high in the air",
    "from the worktop", "from the counter", "from the desk", "off the worktop", "off the counter",
    *(f"{in_} {your} {hand}" for in_ in ("in", "into") for your in ("your", "the")
      for hand in ("grip", "grasp", "hands", "hand", "gripper", "claw", "fingers")),
))
THERE = Phrases({
    "in there": "in", "inside": "in", "in": "in", "into there": "in", "on top": "on",
    "on there": "on", "there": "there", "over there": "there",
})
FROM_THERE = Phrases.of(("from where it is", "from there", "from its place", "from here",
                         "from where they are",
                        "from where it is now", "from its current place", "from its spot"))
A_BIT = Phrases.of(("for a moment", "for a second", "for a while", "tightly", "tight","a bit",
                    "a little", "a little bit", "slightly", "a bit up", "up a bit", "up a little",
                    "up high", "high", "a few centimeters", "up slightly", "a touch"))
"""`lift the ball ...`."""
SO_THAT = Phrases.of((
    *(f"{so} {it} {ends}" for so in ("so that", "such that", "so", "until", "to where")
    for it in ("it", "they") for ends in (
        "is", "are", "ends up", "end up", "sits", "stands", "lies", "comes to rest", "rests",
        "lands",
        "is located", "is placed", "will be", "is standing", "is sitting", "is lying",
    )),
    "to be", "to sit", "to stand", "to lie", "to rest", "to end up",
))
"""`move the can ... next to the mug`."""
TOGETHER = Phrases.of((
    "next to each other", "next to one another", "beside each other", "side by side",
    "close to each other", "near each other", "beside one another", "close together",
    "right next to each other", "by each other", "to be next to each other",
))
CONTRAST = Phrases.of((
    "rather than", "instead of", "not", ", not", ", rather than", ", instead of", "and not",
    ", and not",
    "but not", ", but not",
))
"""`in the bowl ... on the plate`."""
