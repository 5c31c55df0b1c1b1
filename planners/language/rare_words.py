"""Words that people use now and then: understood as they stand, never guessed from a slip.

A rare word is so easily one letter away from a common one ("ferry" and "berry") that no unknown
word is ever corrected to it.
"""

from __future__ import annotations

from .verbs import forms

# fmt: off


def _verbs(words: str) -> tuple[str, ...]:
    return tuple(form for verb in words.split(", ") for form in forms(verb))


PUT = _verbs(
    "upgrade, promote, evacuate, ferry, shuttle, escort, usher, shelve, house, rehome, rehouse, "
    "plant, dunk, wedge, "
    "jam, tote, migrate, repatriate, reposition, reallocate, consign, dispatch, introduce, seat, "
    "sit, land, bury, hide, smuggle, trundle, walk, heave, bundle, stuff, thrust, banish, exile, "
    "reinstate, redirect, route, channel, secure, conceal, squirrel away, chuck away, immerse, "
    "arrange, pop over, drop in, move over, carry over, bring over, hand over, "
    "transfer over, lay out, serve, present, steer, guide, swing, swoop, roll, file, file away, "
    "assign, allocate, commit, entrust, confine, submerge, reseat, dock, stage, "
    "accommodate, lodge, berth, convey, rehang, restore, plonk over, "
    "ensconce, enthrone, emplace, mount, bed, cradle, enshrine, entomb, inter, encase, cache, "
    "drape, hang, suspend, roost, billet, quarter, moor, anchor, garage, shelter, harbor, "
    "harbour, lean, ensheathe, embed, bivouac, deploy, plant down, set up, "
    "whisk, spirit, beam, teleport, zip, hurry, plump, plop down, plonk down, "
    "set aside, put aside, shunt, dispense, tuck away, store away, stow away, "
    "stash away, stack away, pack away, shoot, bounce, lead, hop, station"
)
"""Put something somewhere."""
UNITE = _verbs("reunite, unite, combine, pair, pair up, join, match, marry, bring together, "
               "couple, "
               "partner, group, connect")
"""`... the ball with the bowl`: puts it there, if it is a place to put things."""
HAND_OVER = ("hand me", "pass me", "give me", "bring me", "get me", "fetch me", "grab me",
             "lend me", "reach me", "let me have", "provide me with", "supply me with")
"""`... the mug`: it is taken and held out."""
LACK = tuple(
    f"{who} {need}" for who in ("i", "we")
    for need in ("need", "want", "would like", "could do with", "could use", "would love",
                 "require", "am after", "would like to have", "want to have", "fancy", "would take",
                 "would like to get", "need to have", "am looking for", "was looking for")
)
"""`... the mug`, and nothing more: it is picked up."""
_DONE = {
    "seat": "seated", "sit": "sat", "jam": "jammed", "ferry": "ferried", "bury": "buried",
    "hide": "hidden", "shoot": "shot", "lead": "led", "swing": "swung", "thrust": "thrust",
    "tip": "tipped", "commit": "committed", "put aside": "put aside", "set aside": "set aside",
    "get back": "got back", "zip": "zipped", "lay out": "laid out", "channel": "channeled",
    "bring over": "brought over", "bring together": "brought together", "pop over": "popped over",
    "drop in": "dropped in", "plop down": "plopped down",
}


def done(verb: str) -> str:
    """`evacuate` -> `evacuated`."""
    if verb in _DONE:
        return _DONE[verb]
    head, _, tail = verb.partition(" ")
    ed = head + ("d" if head.endswith("e") else "ed")
    return f"{ed} {tail}".strip()


PARTICIPLES = {done(verb): verb for verb in PUT[::2]}
"""`evacuated` -> `evacuate`."""

NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("beaker", "tumbler", "goblet", "drinking cup", "drinking vessel", "tea mug",
                     "coffee beaker", "tankard", "cuppa"), ("mug",)),
    **dict.fromkeys(("canister", "soda", "cola", "coke", "coke can", "beer can", "pop can",
                     "cola can",
                     "drinks can", "beverage can", "can of soda", "can of cola", "can of coke",
                     "can of soup", "can of beans", "tin of soup", "tin of beans", "soup tin",
                     "food can", "metal can", "aluminum can", "tin cylinder"), ("can",)),
    **dict.fromkeys(("tub", "pail", "hamper", "trashcan", "dustbin", "wastebin", "wastebasket",
                     "waste bin", "garbage can", "garbage bin", "litter bin", "storage box",
                     "storage bin", "trash basket", "paper bin", "rubbish can", "carton"),
                    ("bin",)),
    "platter": ("tray", "plate"),
    **dict.fromkeys(("serving plate", "side plate", "disc", "disk", "flat dish", "dining plate",
                     "dessert plate"), ("plate",)),
    **dict.fromkeys(("cereal bowl", "soup bowl", "salad bowl", "mixing bowl", "fruit bowl",
                     "round bowl", "deep dish", "deep plate", "soup dish", "soup plate"),
                     ("bowl",)),
    **dict.fromkeys(("vessel", "holder"), ("container", "bin")),
    **dict.fromkeys(("urn", "flowerpot", "flower pot", "flower holder", "glass vase"), ("vase",)),
    **dict.fromkeys(("dice", "die", "lego", "lego brick", "building block", "building brick",
                     "wooden block", "toy block", "wooden cube", "toy brick", "toy cube",
                     "wood block", "square thing", "square one", "cubic thing", "cubical thing",
                     "cubical object", "cubic object", "square object", "cube shaped thing",
                     "cube shaped object", "boxy thing", "blocky thing", "cubelet"), ("block",)),
    **dict.fromkeys(("globe", "rubber ball", "toy ball", "bouncy ball", "tennis ball",
                     "bouncing ball",
                     "round thing", "round object", "spherical thing", "spherical object",
                     "round toy", "round one", "ball thing", "spherical one", "globule",
                     "ball shaped thing", "ball shaped object", "beach ball"), ("ball",)),
    **dict.fromkeys(("chest of drawers", "dresser", "kitchen cabinet", "bureau"), ("cabinet",)),
    **dict.fromkeys(("ledge", "rack", "bookshelf", "wall shelf", "book shelf"), ("shelf",)),
    **dict.fromkeys(("buzzer", "knob", "round button"), ("button",)),
    **dict.fromkeys(("lamp switch", "toggle switch", "slide switch"), ("switch",)),
    **dict.fromkeys(("countertop", "counter", "worktop", "work surface", "tabletop surface",
                     "work table", "work bench", "table surface"), ("table",)),
    **dict.fromkeys(("kitchen cupboard", "wall cupboard", "closet"), ("cupboard",)),
    **dict.fromkeys(("cooler", "cold box"), ("fridge",)),
    **dict.fromkeys(("article", "piece", "entity"), ("thing",)),
}
"""What things are called otherwise -> kinds it may mean, the most usual first."""
IRREGULAR = {"dice": "die", "knives": "knife"}
