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
    "fit, plug, bang, heap, rush, feed, offer, donate, rack, coax, navigate, fly, slap, whack, "
    "set aside, put aside, shunt, dispense, tuck away, store away, stow away, "
    "stash away, stack away, pack away, shoot, bounce, lead, hop, station"
)
"""Put something somewhere."""
PICK = _verbs(
    "nab, snag, obtain, acquire, procure, elevate, heave up, haul up, pull up, capture, clamp, "
    "lay hands on, lay your hands on, lay your hand on, get your claws on, get your mitts on, "
    "get your fingers around, get your hands on, wrap your fingers around, winch up"
)
"""Take something up."""
OPEN = _verbs("slide out, draw out, ease out, tug out, roll out, jerk open, wrench open, "
              "fling open, push open, nudge open, unlatch, prop open, unlock")
CLOSE = _verbs("push back in, slide back in, push back, slide back, slide in, shove in, ease in, "
               "shove shut, nudge shut, ease shut, press shut, knock shut, bump shut, retract, "
               "draw shut, push home, slide home, latch, lock")
"""What is done to doors and drawers."""
PRESS = _verbs("strike, thump, prod, smack, mash, slap, actuate, whack, boop, lean on, push in, "
               "give a push to, give a press to, buzz, knock on, rap")
"""What is done to a button."""
UNITE = _verbs("reunite, unite, combine, pair, pair up, join, match, marry, bring together, "
               "couple, "
               "partner, group, connect")
"""`... the ball with the bowl`: puts it there, if it is a place to put things."""
HAND_OVER = (*(f"{give} {whom}" for give in ("hand", "pass", "give", "bring", "get", "fetch")
               for whom in ("him", "her", "them")), "hand me", "pass me", "give me", "bring me",
               "get me", "fetch me", "grab me",
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
                     "coffee beaker", "tankard", "cuppa", "drinking mug", "stein", "chalice"),
                    ("mug",)),
    **dict.fromkeys(("canister", "soda", "cola", "coke", "coke can", "beer can", "pop can",
                     "cola can",
                     "drinks can", "beverage can", "can of soda", "can of cola", "can of coke",
                     "can of soup", "can of beans", "tin of soup", "tin of beans", "soup tin",
                     "food can", "soft drink", "soda pop", "fizzy drink", "tin tube", "metal can",
                     "aluminum can", "tin cylinder"), ("can",)),
    **dict.fromkeys(("tub", "pail", "hamper", "trashcan", "dustbin", "wastebin", "wastebasket",
                     "waste bin", "garbage can", "garbage bin", "litter bin", "wastepaper basket",
                     "storage box",
                     "storage bin", "recycling bin", "recycling", "dumpster", "trash basket",
                     "paper bin", "rubbish can", "carton"),
                    ("bin",)),
    "platter": ("tray", "plate"), "salver": ("tray",), "tea tray": ("tray",),
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
                     "golf ball", "football", "cricket ball", "ping pong ball", "beanbag ball",
                     "round thing", "round object", "spherical thing", "spherical object",
                     "round toy", "round one", "ball thing", "spherical one", "globule",
                     "ball shaped thing", "ball shaped object", "beach ball"), ("ball",)),
    **dict.fromkeys(("chest of drawers", "dresser", "kitchen cabinet", "bureau"), ("cabinet",)),
    **dict.fromkeys(("ledge", "rack", "bookshelf", "wall shelf", "book shelf"), ("shelf",)),
    **dict.fromkeys(("buzzer", "knob", "round button"), ("button",)),
    **dict.fromkeys(("lamp switch", "toggle switch", "slide switch"), ("switch",)),
    **dict.fromkeys(("countertop", "counter", "worktop", "work surface", "tabletop surface",
                     "work table", "work bench", "table surface"), ("table",)),
    **dict.fromkeys(("kitchen cupboard", "wall cupboard", "closet", "locker", "pantry", "larder"),
                    ("cupboard",)),
    **dict.fromkeys(("cooler", "cold box", "chiller", "fridge freezer"), ("fridge",)),
    **dict.fromkeys(("article", "piece", "entity", "specimen", "sample", "workpiece", "component",
                     "widget", "gadget", "gizmo", "thingy", "thingie", "doodad", "whatnot",
                     "trinket"), ("thing",)),
}
"""What things are called otherwise -> kinds it may mean, the most usual first."""
IRREGULAR = {"dice": "die", "knives": "knife"}
