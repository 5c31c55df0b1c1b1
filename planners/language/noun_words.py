"""Phrases around a noun: articles, numbers, pronouns, what may follow."""

from __future__ import annotations

from vla.vocabulary import KINDS

from . import lexicon, rare_words, use_words
from .phrases import Phrases
from .tokens import plural

# fmt: off


def _heads() -> dict[str, tuple[tuple[str, ...], bool]]:
    nouns = use_words.NAMES | rare_words.NAMES | lexicon.NOUNS
    heads = {noun: (kinds, False) for noun, kinds in nouns.items()}
    heads |= {plural(noun): (kinds, True) for noun, kinds in nouns.items()}
    heads |= {kind.plural: ((kind.name,), True) for kind in KINDS.values()}
    return heads


HEADS = Phrases(_heads())
SIZES = Phrases(lexicon.SIZE_WORDS)
SUPERLATIVES = Phrases(lexicon.SUPERLATIVES)
LEVELS = Phrases(lexicon.LEVELS)
RELATIONS = Phrases({p: r for p, r in lexicon.RELATIONS.items() if p not in lexicon.NOT_IN_NOUNS})
PLACES = Phrases(lexicon.RELATIONS)
COMPARISONS = Phrases(lexicon.COMPARISONS)
REGIONS = Phrases(lexicon.REGION_WORDS)

QUANTIFIERS: Phrases[tuple[str, bool]] = Phrases(
    {
        **dict.fromkeys((
            "the", "this", "that", "these", "those", "your", "my", "its", "our", "only the",
            "the only",
            "the one and only", "his", "her", "their", "that there", "this here", "the said",
            "thy", "thine",
            "just the", "the cabinet", "nothing but the", "solely the",
            *(f"the {item} {named}" for item in ("item", "object", "article", "thing")
              for named in ("designated", "called", "known as", "named", "labelled", "labeled")),
        ),
                        ("the", False)),
        **dict.fromkeys((
            "a", "an", "any", "one", "one of the", "any of the", "any one of the", "either",
            "either of the", "a single", "any one", "exactly one", "some", "only one",
            "one of these", "one of those", "a random", "any single", "whichever",
        ), ("a", False)),
        **dict.fromkeys((
            "all", "all the", "all of the", "all these", "all those", "all of these",
            "all of those", "any and all", "all your", "all of your", "the whole",
            "the full set of", "all the various", "the entire set of",
        ),
                        ("all", False)),
        **dict.fromkeys((
            "every", "each", "each of the", "every one of the", "every single", "each and every",
            "each one of the", "each single", "every last", "every single one of the",
        ), ("each", False)),
        **dict.fromkeys(("both", "both the", "both of the", "both of these"), ("both", False)),
        **dict.fromkeys((
            "the other", "the remaining", "the rest of the", "all other", "all the other",
            "all of the other", "the others", "the rest of",
        ),
                        ("the", True)),
        **dict.fromkeys(("another", "any other", "one other"), ("a", True)),
        **dict.fromkeys(("every other", "each other", "each remaining"), ("each", True)),
        **dict.fromkeys(("whatever",), ("each", False)),
        **dict.fromkeys((
            "half of the", "half the", "half of", "part of the", "a handful of", "a bunch of",
            "lots of", "plenty of", "a lot of", "a third of the", "a quarter of the",
            "not all of the", "quite a few", "a couple or so of the", "multiple", "numerous",
            "a few", "several", "some of the", "a few of the", "several of the", "many", "most",
            "most of the", "a number of",
        ), ("some", False)),
    }
)
COUNTED = Phrases({"exactly": "count", "any": "count", "only": "count", "the": "the",
                    "all": "all", "all the": "all", "any of the": "count", "these": "the",
                    "": "count", "those": "the", "exactly any": "count", "a total of": "count",
                    "the first": "first", "up to": "up"})
COUPLE = Phrases({"a couple of": 2, "a couple": 2, "a pair of": 2,
                   "a dozen": 12, "the pair of": 2, "a trio of": 3, "the trio of": 3,
                   "a couple of the": 2,
                   "a pair of the": 2, "the couple of": 2, "two out of the": 2})
PRONOUNS = Phrases({
    "it": "it", "this": "it", "that": "it", "that one": "it", "this one": "it",
    "them": "them", "they": "them", "these": "them", "those": "them", "both": "them",
    "both of them": "them", "them both": "them", "all of them": "them", "them all": "them",
    "the lot": "them", "the whole lot": "them", "the pair": "them", "the two of them": "them",
    "the lot of them": "them", "the whole bunch": "them", "all three": "them", "all two": "them",
    "all four": "them", "the three of them": "them", "it all": "them", "the pair of them": "them",
    "each of them": "them", "each one": "them", "each": "them", "all of these": "them",
    "the thing": "it", "the object": "it", "the item": "it",
    **{f"the {spare}": "it" for spare in (
        "one that is over", "one that is left over", "one left over", "spare one", "surplus one",
        "one that came off", "one that is too many", "one you took off", "one you removed",
    )},
    **{f"the {spare}": "them" for spare in (
        "ones that are over", "ones that are left over", "ones left over", "spare ones",
        "ones that came off", "ones you took off", "ones you removed",
    )},
})
EXCEPT = Phrases.of((
    "except", "except for", "excluding", "other than", "apart from", "but", "but not", "besides",
    "with the exception of", "and not", "not", "but for", "aside from", "save for",
    "leaving out", "except of", "with exception of", "minus", "rather than", "instead of",
    "save and except", "bar", "save", "with the exclusion of", "not including",
    "exclusive of", "sparing", "leave out", "but leave out", "not counting", "other than for",
    "barring",
))
WHICH = Phrases.of((
    "that is", "that are", "which is", "which are", "that was", "who is", "that lies",
    "that lie", "that sits", "that sit", "that stands", "which lies", "which sits",
    "which stands", "that stand", "that rests", "that i see", "sitting", "lying", "standing",
    "located", "placed", "resting", "that is lying", "that is sitting", "that is standing",
    "which is lying", "which is sitting", "which is standing", "that are lying",
    "that are sitting", "that you see", "that is located", "that is placed", "that is resting",
    "that you can see", "that are standing", "which are lying", "currently", "that is currently",
    "positioned", "found", "that you find", "that i put", "which you find", "that happens to be",
    "that is already", "that is still", "which is already", "that is now", "which is still",
    "that are already", "that are still", "that stands", "that is standing there",
    "that is there", "which you see", "that is being", "which i put", "that you will find",
    "you will find", "sat", "stood", "laid", "left", "stored", "kept", "stuck", "that has been put",
    "that was put", "that got put", "that ended up", "that is stuck", "hiding", "that is hiding",
    "riding", "riding piggyback", "that rides", "that is riding", "riding on top",
    "waiting", "that is waiting", "that is stored", "that is kept", "perched", "that someone put",
    "that happen to be", "that are currently", "being",
))
HELD = Phrases.of((
    "that you are holding", "you are holding", "in your gripper", "in the gripper",
    "in your hand", "that you hold", "which you are holding", "you hold", "in the robot hand",
    "you have picked up", "that you picked up", "you picked up",
))
MATCHING = Phrases.of((
    "of the same color", "of matching color", "of the matching color", "with the same color",
    "with the matching color", "with matching color", "of its color", "of its own color",
    "of their color", "of their own color", "that matches its color", "that matches their color",
    "that match", "which match", "that match them", "which match them", "that match each one",
    "that goes with it", "that go with them", "that suits it", "to match", "to go with it",
    "that has the same color", "which has the same color", "that is the same color",
    "which is the same color", "that matches it", "that matches", "which matches its color",
    "of same color", "of the corresponding color", "in the same color", "in its color",
    "of the same color as itself", "whose color matches", "that match their color",
    "that match in color", "that matches in color", "that matches the color",
    "matching its color", "matching their color", "matching in color", "with its color",
    "in matching color", "in the matching color", "of identical color", "that shares its color",
    "sharing its color", "that shares the same color", "with the corresponding color",
    "of the color it has", "having the same color", "that matches it in color",
    "which matches it in color", "that matches them in color", "that is like it in color",
    *(f"{has} {its} {color}" for color in ("color", "colors") for has in (
        "that has", "which has", "with", "having", "of", "in", "sharing", "that shares",
        "that have", "which have", "that matches", "matching", "that is of", "that are of",
    ) for its in (
        "its", "its own", "their", "their own", "the same", "matching", "the matching",
        "a matching", "the corresponding", "corresponding", "the right", "identical",
        "the identical", "their respective", "its respective",
    )),
))
MATCHING_ADJECTIVES = Phrases.of((
    "matching", "same color", "same colored", "corresponding", "matching color", "like colored",
    "matching colored", "color matched", "equally colored", "correct", "right colored",
))
ORDER_TO = Phrases({
    **dict.fromkeys((
        "closest to", "nearest to", "nearest", "most close to", "next closest to", "closer to",
        "nearer to", "the closest to", "the nearest to",
    ), "nearest"),
    **dict.fromkeys((
        "farthest from", "furthest from", "farthest away from", "most far from",
        "furthest away from", "farther from", "further from", "the farthest from",
        "the furthest from", "the farthest away from",
    ), "farthest"),
})
ROBOT = Phrases.of((
    "you", "me", "the robot", "the arm", "yourself", "the robot arm", "the gripper", "your base",
    "the robot base", "the base", "the hand", "us",
))
FROM_SIDE = Phrases({
    f"{word}{article}{side}{tail}": side
    for word in (
        "from ", "starting from ", "counting from ", "counted from ", "on ", "to ",
    )
    for article in ("the ", "")
    for side in ("left", "right", "front", "back")
    for tail in ("", " side", " hand side", " end")
})
EXTREME = Phrases({
    f"{start}{far} {to}{side}{tail}": side
    for start in ("", "the ")
    for far in ("farthest", "furthest", "most", "further", "farther", "more", "far", "closest",
                "nearest", "furthest over", "closer", "nearer")
    for to in ("to the ", "on the ", "toward the ", "towards the ", "at the ", "")
    if to or far in ("farthest", "furthest", "further", "farther")
    for side in ("left", "right", "front", "back")
    for tail in ("", " side", " edge", " hand side", " end")
} | {
    f"{at} the {far} {side}{tail}": side
    for at in ("on", "at", "to")
    for far in ("far", "very", "extreme", "outer", "farthest", "furthest")
    for side in ("left", "right", "front", "back")
    for tail in ("", " side", " edge", " end")
})
ON_SIDE = Phrases({
    f"{at} the {side}{tail}": side
    for at in ("on", "at")
    for side in ("left", "right")
    for tail in ("", " side", " end", " hand side")
})
"""`the block on the left`: of several."""
LEVEL_TAILS = Phrases({
    f"{at}{level}": value
    for at in ("of the ", "at the ", "on the ", "in the ", "that is ", "that is the ",
               "that is at the ",
               "which is the ",
               "that is on the ", "which is at the ")
    for level, value in lexicon.LEVELS.items() if level not in lexicon.ORDINALS
} | {"on top": "top", "that is on top": "top"})
"""`the drawer at the top`."""
FROM_END = Phrases({
    f"from {the}{end}": end for the in ("the ", "") for end in ("top", "bottom", "above", "below")
})
_TOWER = ("tower", "stack", "pile", "column")
_THE_TOWER = tuple(f"{the} {whole}{tower}" for the in ("the", "that", "this", "my", "your", "our")
                   for whole in ("", "whole ", "entire ", "block ") for tower in _TOWER)
THE_TOWER = Phrases.of(_THE_TOWER)
OF_TOWER = Phrases.of(tuple(f"{of} {tower}" for of in ("of", "on", "in", "from")
                            for tower in _THE_TOWER))
"""`the top block of the tower`."""
_TIPS = {
    "top": ("top", "very top", "summit", "peak", "head", "tip", "upper end"),
    "bottom": ("bottom", "very bottom", "foot", "base", "lower end"),
    "middle": ("middle", "center", "heart", "very middle"),
}
IN_TOWER = Phrases({
    f"{at}the {tip} of {tower}": level
    for at in ("at ", "on ", "in ", "that is at ", "that is on ", "that is in ", "from ",
               "that forms ", "that makes up ", "that stands at ", "that sits at ",
               "right at ", "that is right at ", "forming ")
    for level, tips in _TIPS.items() for tip in tips for tower in _THE_TOWER
} | {
    f"{on} {tower}": level for tower in _THE_TOWER
    for on, level in (("on top of", "top"), ("that is on top of", "top"), ("atop", "top"),
                      ("that tops", "top"), ("that crowns", "top"), ("that is topping", "top"),
                      ("that carries", "bottom"), ("that supports", "bottom"),
                      ("that the rest of", "bottom"), ("sandwiched in", "middle"),
                      ("that is sandwiched in", "middle"), ("that is stuck inside", "middle"),
                      ("inside", "middle"), ("wedged in", "middle"))
})
PART_OF_TOWER: Phrases[tuple[bool, bool]] = Phrases({
    f"{that}{part} {tower}": (negated, bool(that))
    for negated, thats in ((False, ("", "that is ", "that are ", "which is ", "which are ")),
                           (True, ("not ", "that is not ", "that are not ", "which is not ")))
    for that in thats for part in ("of", "in", "on", "part of", "a part of", "from")
    for tower in _THE_TOWER
} | {f"{out} {tower}": (True, True) for tower in _THE_TOWER
     for out in ("outside", "outside of", "not from", "that is outside", "that does not belong to",
                 "that do not belong to", "that is no part of", "that are no part of")})
"""`the blocks ...`: whether they are outside it; a single block is only told so by a clause."""
_LIKE: dict[str, tuple[str, ...]] = {
    "blue": ("sky", "sea", "ocean", "summer sky", "sapphire", "sapphires", "cornflower"),
    "green": ("grass", "leaf", "leaves", "frog", "frogs", "spinach", "limes", "peas", "cucumber",
              "cucumbers", "emerald", "emeralds", "meadow", "lawn", "clover", "lettuce", "moss"),
    "red": ("blood", "tomato", "tomatoes", "strawberry", "strawberries", "fire engine", "cherry",
            "cherries", "ketchup", "poppy", "poppies", "fire truck", "ruby", "rubies", "lipstick",
            "raspberries", "stop sign", "post box"),
    "yellow": ("lemon", "lemons", "banana", "bananas", "sun", "canary", "canaries", "butter",
               "sunflower", "sunflowers", "mustard", "custard", "corn", "egg yolk", "dandelions"),
    "white": ("snow", "milk", "chalk", "sugar", "salt", "cotton"),
    "black": ("coal", "night", "soot", "tar", "ink", "raven"),
    "orange": ("carrot", "carrots", "pumpkin", "pumpkins", "oranges", "tangerines", "apricots"),
    "brown": ("chocolate", "wood", "earth", "mud", "coffee", "chestnuts"),
    "pink": ("flamingo", "flamingos", "bubblegum", "salmon"),
    "purple": ("plum", "plums", "lavender", "grape", "grapes", "aubergine", "eggplant", "violets",
               "blackberries", "amethyst", "lilacs"),
    "gray": ("ash", "ashes", "elephant", "elephants", "mouse", "rain cloud", "steel", "concrete"),
}
COLOR_LIKE = Phrases({
    f"{has} {color_of} {the}{thing}": color for color, things in _LIKE.items() for thing in things
    for has, color_of in (*((has, "the color of") for has in (
        "that has", "which has", "with", "having", "of", "in", "that is", "which is", "that shares",
    )), ("as", f"{color} as"), ("that is as", f"{color} as"), ("colored", "like"),
        ("that is colored", "like"))
    for the in ("", "the ", "a ", "ripe ")
})
"""`the cube ...`: of that colour."""
COLORS = Phrases(lexicon.COLOR_WORDS | {
    f"{thing} {like}": color for color, things in _LIKE.items() for thing in things
    for like in ("colored", color)
})
EACH_COLOR = Phrases.of((
    *(f"{of} {each}" for of in ("of", "in") for each in (
        "each color", "every color", "each of the colors", "different colors", "every single color",
        "all different colors", "various colors", "all colors", "each hue", "every hue",
        "a different color each",
    )),
    *(f"{comma}{no_two}" for comma in (", ", "") for no_two in (
        "and no two of the same color", "no two of the same color", "no two of one color",
        "no two alike", "and no two alike", "each of a different color", "each a different color",
        "all of different colors", "each in a different color", "no two of them the same color",
        "and no two the same color", "no color twice", "and no color twice", "one of each color",
        "one per color", "one of every color",
    )),
))
"""`a block ...`: one of every colour there is."""
OWN_COLOR = Phrases.of((
    "that has its color to itself", "that has its color all to itself", "whose color is unique",
    "whose color no other has", "of its color", "with a unique color", "of a unique color",
    "whose color nothing else has", "that is alone in its color", "that has no twin",
    "whose color appears only once", "whose color occurs only once", "without a twin",
    "that has a color of its own", "that no other matches in color",
))
"""`the block ...`: none like it has its colour."""
ALONE = Phrases.of(tuple(f"{that}{on}" for that in (
    "", "that is ", "which is ", "that stands ", "that lies ", "that sits ", "standing ", "lying ",
    "sitting ") for on in ("by itself", "on its own", "all by itself", "all on its own",
                           "all alone", "by its lonesome", "apart", "apart from the others",
                           "alone")
    if that or on not in ("apart", "alone")))
"""`the block ...`: in nothing, on nothing and under nothing."""
CONTENTS = Phrases.of((
    "the contents of", "the content of", "all the contents of", "the entire contents of",
    "all of the contents of", "all that is in", "all there is in",
))
OF_COLOR = Phrases.of(("of", "of a", "with", "with the", "with a", "in", "colored", "painted",
                       "whose color is",
                       "which has the color", "that has the color", "having the color",
                       "in the color",
                       "of the color", "with color", "that has a", "which has a", "that looks"))
OF_SIZE = Phrases.of(("of", "of a", "of the", "with a", "with the", "whose size is", "that has a"))
IN_REGION = Phrases.of((
    "over the", "into the very", "to the very", "in the", "at the", "on the", "to the", "near the",
    "in", "into the", "onto the",
    "towards the", "toward the", "over to the", "over on the", "over in the", "down in the",
    "over at the", "down at the", "close to the", "around the", "along the", "within the",
))
OF_TABLE = Phrases.of(lexicon.OF_TABLE)
OF_FURNITURE = Phrases.of((
    "of the cabinet", "in the cabinet", "of the cupboard", "cabinet", "of the dresser",
    "of the chest", "of the kitchen cabinet",
))
IDLE = Phrases.of((
    "there", "here", "you see", "you can see", "around", "you can find", "over there",
    "out there", "over here", "in the scene", "in view", "that there are", "there are",
    "in sight", "available", "in question", "in front of you", "of yours", "too", "as well",
    "there is", "that there is", "of them", "of them all", "in the world", "i was talking about",
    "i mentioned", "that i mentioned", "we have", "that we have", "you have", "that you have",
    "in a row", "in a line", "side by side",
    ", both of them", ", all of them", ", each of them", "one by one", "one at a time",
    "one after the other", "one after another",
))
JOIN = Phrases.of((
    "and", ", and", ",", "as well as", ", as well as", "plus", "together with", "along with",
    "and then", "and also", ", and also", "& ", "and finally",
))
FIXED = Phrases.of(tuple(
    f"{comma}{wrong}{end}" for comma in (", ", "") for wrong in (
        "no", "sorry", "i mean", "or rather", "no wait", "sorry i mean", "no sorry", "wait no",
        "i meant", "no i mean", "actually", "make that", "no actually", "or actually",
    ) for end in (" ,", "") if comma or end or wrong not in ("no", "sorry", "actually")
))
"""`the red block, no, the green one`."""
OR = Phrases.of(("or", ", or", "or else"))
