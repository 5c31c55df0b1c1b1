"""Words of things said the other way round: what carries, what holds nothing else, what swaps."""

from __future__ import annotations

# fmt: off

_MUST = ("should", "must", "shall", "is to", "has to", "needs to", "ought to", "has got to",
         "is supposed to", "is meant to", "will", "may", "can", "could", "would")
_CARRY = ("support", "carry", "bear", "hold up", "prop up")
_CARRIES = ("supports", "carries", "bears", "holds up", "props up")
BEARS = (*(f"{must} {carry}" for must in _MUST for carry in _CARRY), *_CARRIES,
         *(f"to {carry}" for carry in _CARRY),
         *(f"{must} be the one {that}" for must in _MUST
           for that in (*(f"that {c}" for c in _CARRIES), *(f"to {c}" for c in _CARRY))))
"""`the green block ... the red one`."""
_CARRIED = ("supported", "carried", "borne", "held up", "propped up")
BORNE = (*(f"{must} be {done} by" for must in _MUST for done in _CARRIED),
         *(f"{to}{done} by" for to in ("to be ", "be ") for done in _CARRIED))
"""`the red block ... the green one`."""
WISHED_BEARS = (*BEARS, *_CARRY)
WISHED_BORNE = (*BORNE, *(f"{done} by" for done in _CARRIED))
"""The same after `I want`."""
_HOLD = ("hold", "contain", "have", "carry", "bear", "support")
_HOLDS = ("holds", "contains", "has", "carries", "bears", "supports")
ONLY = ("nothing but", "only", "nothing except", "nothing other than", "nothing besides",
        "nothing else but", "nothing else than", "nothing apart from", "just", "solely",
        "no more than")
"""`the bowl should hold ... the ball`."""
HOLDS = (*(f"{must} {hold}" for must in _MUST for hold in _HOLD), *_HOLDS, *_HOLD,
         *(f"to {hold}" for hold in _HOLD), "is for", "is to be for")
NOTHING_ELSE = ("and no others", "and no other", "and none other",
                "and nothing else", "and nothing besides", "and nothing more", "and only that",
                "and that alone", "alone", "and no other thing", "and nothing beside it")
"""`the bowl should hold the ball ...`."""
SWAP = ("swap", "exchange", "interchange", "switch", "trade", "swap round", "swap around",
        "change round", "transpose")
"""`... the ball and the can`."""
_PLACES = ("places", "positions", "spots", "seats", "locations", "place", "position")
SWAP_PLACES = tuple(f"{verb} {the}{places} of" for verb in (*SWAP, "change", "reverse")
                    for the in ("", "the ") for places in _PLACES)
"""`... the ball and the can`."""
_CHANGE = ("change", "swap", "trade", "switch", "exchange", "interchange")
CHANGE = (*(f"{must}{verb} {places}" for must in ("", *(f"{m} " for m in (*_MUST, "to")))
            for verb in _CHANGE for places in _PLACES),
          *(f"{must}swap" for must in ("", *(f"{m} " for m in _MUST))),
          *(f"{must}be {done}" for must in ("", *(f"{m} " for m in (*_MUST, "to")))
            for done in ("swapped", "exchanged", "interchanged", "switched", "transposed")))
"""`the ball and the can ...`."""
REPLACE = ("replace", "replacing", "supersede")
"""`... the ball with the can`."""
SUBSTITUTE = ("substitute", "substituting", "put", "place", "set")
"""`... the can for the ball`, `... the can in place of the ball`."""
EACH_OTHER = ("with each other", "with one another", "for each other", "for one another", "over",
              "around", "round", "about")
PER = ("per", "for each", "for every", "to each", "to every", "in each", "in every", "into each",
       "into every", "on each", "onto each", "on every", "onto every", "in each of the",
       "in every single")
"""`one block ... bowl`."""
APIECE = ("one each", "one apiece", "a block each")
PAIR = ("former", "latter")
SPEAKING = ("", "there is", "there are", "you see", "see", "do you see", "i see", "here is",
            "here are", "take", "look at", "we have", "consider", "can you see", "you can see",
            "given",
            "suppose there is", "there being", "we have got", "i have", "imagine")
"""`... a ball and a can`: what the former and the latter are."""
RELIEVED = ("should be relieved of the load that it is carrying", "should be relieved of its load",
            "should carry nothing", "is to carry nothing", "should bear nothing",
            "must carry nothing", "should not carry anything", "shall carry nothing")
"""`the blue block ...`: what is on it is taken off."""
STAYS = (*(f"{stays}{put}" for stays in (
             "stays", "stay", "remains", "remain", "may stay", "can stay", "should stay",
             "must stay", "shall stay", "is to stay", "are to stay", "is fine", "are fine",
             "is good", "is okay",
           )
           for put in (" put", " where it is", " where they are", " as it is", " as they are",
                       " there", " right where it is", " just where it is")),
         "stays", "stay", "as it is", "as they are", "where it is", "where they are",
         "is not to be moved", "is not to move", "does not move", "do not move", ", hands off")
"""`the bowl ...`: nobody moves it."""
STAYS_EMPTY = (
    "gets none", "gets nothing", "receives nothing", "goes without", "gets nothing at all",
    "should get none", "should get nothing", "is to get nothing", "takes none", "comes away empty",
    *(f"{stays} {empty}" for stays in (
        "stays", "stay", "remains", "remain", "should stay", "should remain", "must stay",
        "must remain", "is to stay", "is to remain", "shall stay", "shall remain", "may stay",
        "is to be left", "should be left", "must be left", "will stay", "gets", "is left",
    ) for empty in ("empty", "vacant", "free", "unused", "bare", "void", "clear")),
)
"""`the bowl ...`: nothing is put there."""
REMEDY = tuple(
    f"{joint}{unless} {remedy}"
    for joint in ("and , ", ", and ", "and ", ", ", ". ")
    for unless in ("should that not be so ,", "should it not be so ,", "if not ,", "if not",
                   "if that is not so ,", "if that is not the case ,", "if it is not ,",
                   "should that not be the case ,", "should it not be ,", "otherwise")
    for remedy in ("remedy it", "remedy that", "fix it", "fix that", "see to it", "correct it",
                   "correct that", "put that right", "put it right", "change that", "make it so")
)
"""`check that the drawer is open ...`: it is opened."""
VERIFY = tuple(f"{verify}{that}" for verify in ("verify", "check", "confirm", "make sure", "see",
                                                "ascertain", "establish")
               for that in (" that", " whether", " if", ""))
ENOUGH = tuple(f"{open_}{is_}{enough} for" for open_ in ("", "open ", "out ")
               for is_ in ("is ", "will be ", "is quite ", "should be ", "")
               for enough in ("enough", "plenty", "sufficient", "fine", "will do", "does"))
"""`halfway ... the drawer`."""
GETS = ("gets", "takes", "receives", "is given", "should get", "should receive", "shall have",
        "should hold", "is to get", "is for", "should have", "must have")
"""`the bowl ... the ball, the plate the can`."""
HUES = ("color", "hue", "shade", "tint")
"""`of an azure ...`."""
STICKING_OUT = ("that sticks out", "that is sticking out", "sticking out", "that hangs out",
                "hanging out", "that is hanging out", "that hangs open", "hanging open",
                "standing open", "that stands open", "that is standing open", "that gapes open",
                *(f"{left}{hanging}{out}" for left in (
                    "that was left ", "that has been left ", "left ",
                    *(f"that {who} {have}left " for have in ("", "has ", "have ", "had ")
                      for who in ("someone", "somebody", "you", "i", "we", "he", "she", "they")),
                  ) for hanging in ("", "hanging ", "standing ", "wide ", "sticking ")
                  for out in ("open", "out", "ajar")))
"""`the drawer ...`: it is open."""
ON_THAT = (", on that", ", upon that", ", on it", ", atop that", ", on top of that", "on that",
           ", and on that", "and on that", ", on that one", "and upon that", ", then on that",
           ", on top of it", ", above that", ", on that again", ", over that")
"""`green ... blue ... red`: a tower from below."""
WHICH_ON = tuple(f"{which}{turn}{sits} on{top}" for which in (", which ", "which ", ", and that ")
                 for turn in ("", "in its turn ", "in turn ", "itself ", "again ")
                 for sits in ("sits", "stands", "rests", "lies", "is", "goes", "should be",
                              "should sit", "should stand", "belongs", "is to be")
                 for top in ("", " top of"))
"""`red on blue ... green`."""
ONE_ON_OTHER = tuple(f"{comma}{one} {on} {other}" for comma in ("", ", ")
                     for one in ("one", "the one")
                     for on in ("on", "on top of", "atop", "upon", "above")
                     for other in ("the other", "the other one", "another"))
"""`the two cubes ...`."""
AIR = tuple(f"{of}{air}" for of in ("", "of ", "of free ", "of empty ")
            for air in ("air", "space", "room", "free", "clear", "empty", "clearance"))
"""`leave 10 cm ... left of the plate, and then comes the can`."""
COMES = (", and then comes", "and then comes", ", then comes", ", and then put", "and then put",
         ", then put", ", and there goes", "and then place", ", and then place", "for", "before")
TOWER = tuple(f"{build}{a}{tower}{of}{such}"
              for build in ("", "build ", "make ", "make me ", "build me ", "pile up ", "stack ",
                            "stack up ", "erect ", "put together ")
              for a in ("", "a ", "one ", "the ", "us a ") for tower in ("tower", "pile", "stack")
              for of in ("", " of three", " of them", " of blocks", " of cubes", " of the blocks",
                         " of the cubes", " of the three blocks", " of the three cubes")
              for such in (" ,", " with", " such that", " so that", " in which", " where", " .",
                           " , with", " whose", " so"))
PILED = tuple(f"{pile}{them} {such}" for pile in (
                "pile up ", "stack ", "stack up ", "pile ", "heap up ", "arrange ", "build up ",
              )
              for them in ("them", "the three blocks", "the three cubes", "the blocks", "the cubes",
                           "three blocks", "three cubes", "these three", "these blocks")
              for such in ("such that", "so that", ",", "with", "so", "in such a way that"))
"""Begins what is said of a tower, layer by layer."""
LAYERS: dict[str, tuple[str, ...]] = {
    "bottom": ("lowest", "at the bottom", "the bottom", "the base", "its base", "the bottom one",
        "at the base", "the foot", "its foot", "its bottom", "undermost", "lowermost",
        "at the very bottom", "bottom", "the lowest", "on the bottom", "below", "underneath",
        "down below", "at the foot"),
    "middle": ("next", "in the middle", "the middle", "its middle", "in between", "between them",
        "comes next", "the middle one", "second", "middle", "still in the middle", "on it",
        "on that", "upon it", "upon that", "above it", "above that"),
    "top": ("uppermost", "on top", "at the top", "the top", "its top", "its crown", "the crown",
        "topmost", "highest", "the top one", "at the very top", "on the very top", "top",
        "its roof", "the roof", "the summit", "its summit", "its head", "crowning it", "above",
        "to crown it all", "to crown it", "to top it all", "to top it off", "to finish it off",
        "as the crowning glory", "up on top", "right on top"),
}
"""Which layer of three."""
BE = ("", "is ", "should be ", "comes ", "goes ", "is to be ", "shall be ", "must be ", "being ",
      "will be ", "lies ", "stands ", "sits ")
HERE = ("is where", "that is where", "is the place where", "is the spot where")
"""`in front of the bowl ... the block has to stand`."""
HOME = tuple(f"a {new}{place}" for new in ("", "new ", "better ", "safe ", "nice ", "cosy ")
             for place in ("home", "place", "spot", "bed", "seat", "berth", "resting place"))
"""`give the ball ... in the bowl`, `the ball needs ... , namely the bowl`."""
NAMELY = (", namely", "namely", ", that is ,", ", i mean", ",", ", specifically", "in", "on")
UP = (", up in the air with it", ", up with it", ", up it goes", ", up it comes",
      ", up into the air with it", ", off the table with it")
"""`the ball ...`: it is picked up."""
UP_WITH = ("up with", "up in the air with", "up into the air with", "off the table with")
IN_WITH = ("in with", "back in with", "shut in")
"""`... the drawer`: it is closed."""
INSIDE = ("inside", "in it", "in there", "inside it", "goes inside", "goes in", "goes in there")
"""`ball ...`: into what was spoken of last."""
JOIN = ("should join", "is to join", "joins", "must join", "shall join")
"""`the ball ... the can`: where that is."""
