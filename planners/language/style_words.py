"""Words of other styles: nouns that stand for verbs, means and ends, what is out of order."""

from __future__ import annotations

from .verbs import forms

# fmt: off

_MADE_OF_VERBS = {
    "transfer": "move", "relocation": "move", "movement": "move", "displacement": "move",
    "shift": "move", "transport": "move", "transportation": "move", "conveyance": "move",
    "repositioning": "move", "translation": "push",
    "placement": "put", "positioning": "put", "delivery": "bring", "insertion": "put",
    "deposit": "put", "deposition": "put", "storage": "put", "stowage": "put", "dispatch": "bring",
    "introduction": "put", "return": "put", "addition": "put", "drop off": "put", "drop": "drop",
    "handover": "put", "stowing": "put", "installation": "put", "allocation": "put",
    "disposal": "throw away", "collection": "collect", "gathering": "gather",
    "removal": "remove", "extraction": "remove", "retrieval": "pick up", "pickup": "pick up",
    "pick up": "pick up", "pick": "pick up", "grasp": "pick up", "grip": "pick up",
    "acquisition": "pick up", "lift": "pick up", "elevation": "pick up", "seizure": "pick up",
    "closure": "close", "activation": "press", "actuation": "press", "press": "press",
    "push": "push", "depression": "press", "press event": "press",
    "sorting": "sort", "distribution": "sort", "stacking": "stack", "emptying": "empty",
    "unloading": "empty", "evacuation": "move", "pick and place": "put", "loading": "put",
}
_GERUNDS = (
    "put, place, move, bring, set, drop, transfer, deposit, insert, store, stow, load, relocate, "
    "carry, shift, deliver, return, lay, collect, gather, lift, pick up, pick, grasp, grab, take, "
    "hold, fetch, raise, open, close, shut, push, slide, press, stack, sort, empty, remove, "
    "unload, "
    "position, stash, pack, dump, toss, throw, add, transport, park, clear, tidy"
)
HOW = frozenset((
    "immediate", "prompt", "careful", "gentle", "swift", "quick", "speedy", "safe", "complete",
    "full",
    "direct", "simple", "straightforward", "rapid", "clean", "urgent", "the", "a", "an",
))
"""May stand before such a noun."""
ACTS: dict[str, str] = {
    **_MADE_OF_VERBS, **{forms(verb)[1]: verb for verb in _GERUNDS.split(", ")},
}
"""`its placement` -> `put`."""
NOMINALS: dict[str, str] = {
    f"{noun} {of}": verb
    for noun, verb in (
        *_MADE_OF_VERBS.items(), *((forms(verb)[1], verb) for verb in _GERUNDS.split(", ")),
    )
    for of in ("of", "operation of", "action on", "of object", "operation on", "event on",
               "operation for", "command for", "operation ,", "task ,")
} | {f"{noun} {on}": verb for noun, verb in (("press", "press"), ("push", "press"), ("grip",
                                                                                     "pick up"))
     for on in ("on", "for")}
"""`transfer of` -> `move`."""
LIGHT = tuple(
    f"{do}{article}" for do in (
        "perform", "execute", "initiate", "carry out", "effect", "conduct", "make", "do", "start",
        "undertake", "arrange", "arrange for", "see to", "attend to", "please effect", "complete",
        "commence", "begin", "proceed with", "proceed to", "go ahead with", "requesting", "request",
        "i request", "i would request", "we request", "i ask for", "i am asking for", "needed",
        "required", "action", "task", "next task", "ensure", "trigger", "issue", "go for",
    ) for article in ("", " the", " a", " an", " ,")
)
"""`perform ... of the ball to the bowl`."""
REQUESTED = (*(
    f"{be} {asked}" for be in ("is", "would be", "is hereby", "has been", "is kindly", "is now",
                               "is being", "are", "will be", "shall be", "is to be", "must be",
                               "should be", "is humbly")
    for asked in ("needed", "required", "requested", "due", "in order", "desired", "called for",
                  "appreciated", "good", "great", "nice", "lovely", "welcome", "next", "asked for",
                  "what i want", "what i need", "the goal", "the task", "your task", "wanted",
                  "performed", "carried out", "done", "much appreciated", "initiated", "ordered",
                  "the next step", "on the agenda", "pending", "to be performed", "executed",
                  "on the list", "the next task", "made", "effected", "undertaken", "completed")
), "must happen", "has to happen", "should happen", "needs to happen", "please",
     "should take place", "must take place", "has to take place", "shall take place",
     "needs doing", "must be done", "is a must", "comes next", "requested", "required")
"""`a transfer of the ball to the bowl ...`."""

USE = ("use", "using", "make use of", "take", "utilise", "utilize", "employ", "i want you to use",
       "let us use", "with the help of")
TO_HOLD = ("hold", "store", "keep", "contain", "collect", "house", "carry", "take", "receive",
           "holding", "storing", "keeping", "collecting", "put away", "stow", "accommodate",
           "gather",
           "support", "hold onto", "park", "stash", "containing")
"""`use the bowl to ... the ball`."""
CROWN = tuple(form for verb in ("crown", "top", "cap", "cover", "top off", "surmount", "adorn")
              for form in forms(verb))
"""`... the blue block with the red one`."""
JOINS = ("joins", "join", "should join", "is to join", "goes with", "accompanies", "follows",
         "must join",
         "may join", "can join", "shall join", "keeps company with", "is joining", "will join")
"""`the ball ... the mug in the bowl`."""
MISSING = tuple(
    f"what {lacks} {prep}" for lacks in ("is missing", "is lacking", "is needed",
                                         "is still missing",
                                         "we still need", "i miss", "we need", "is required",
                                         "i still need", "belongs", "should be", "goes", "i need")
    for prep in ("on", "in", "from", "inside", "for")
)
"""`... the plate is the red block`."""
HOME_OF = tuple(
    f"{the}{right}{place} {of}" for the in ("", "the ", "a ") for right in (
        "", "right ", "final ", "new ", "proper ", "correct ", "best ", "storage ", "next ",
        "target ",
        "rightful ", "intended ", "ideal ", "perfect ", "designated ", "assigned ", "usual ",
        "good ")
    for place in ("place", "home", "destination", "spot", "location", "target", "position", "goal",
                  "storage place", "storage", "container", "address", "resting place")
    for of in ("of", "for")
)
"""`the right place for ... is the bowl`."""
AT_HOME = (*(
    f"{place} {be}" for place in ("place", "home", "new home", "destination", "spot", "target",
                                  "right place", "proper place", "new place", "rightful place")
    for be in ("is", "will be", "should be", "shall be", ",")
), "needs a new home ,", "needs a home ,", "has a new home ,", "gets a new home ,", "new home ,")
"""`the ball's ... the bowl`."""
TIDY = ("clean up", "get rid of", "clear up", "clear away", "tidy up", "tidy", "take care of",
        "deal with", "put away", "sort out", "combine", "clear", "collect", "save", "handle", "fix")
"""`... the balls by putting them in the bin`."""
A_PRESS = tuple(f"{needs} {press}" for needs in ("needs", "wants", "requires", "could use", "gets")
                for press in ("a press", "a push", "a prod", "a jab", "a good push", "a tap",
                              "a click", "pressing", "a good press", "a poke"))
"""`the button ...`."""
TOO_LONG = ("long enough", "too long", "for too long", "for long enough", "for ages",
            "way too long",
            "far too long", "enough")
"""`the ball has been in the bowl ...`."""
NOTHING = (*(f"nothing {must} {stay}" for must in ("must", "shall", "can", "ought to", "will")
              for stay in ("stay", "remain", "be left", "lie", "stand", "be lying", "be standing")),
           "nothing should stay", "nothing may stay", "nothing should be", "nothing must be",
           "nothing may be", "nothing should remain", "nothing may remain", "nothing stays",
           "nothing is to be", "nothing is to stay", "nothing is to remain",
           "there should be nothing",
           "there should not be anything", "there must be nothing", "there must not be anything",
           "i want nothing", "i do not want anything", "nothing is allowed to stay",
           "leave nothing",
           "nothing gets to stay", "nothing shall remain", "make sure nothing stays",
           "make sure nothing is", "make sure nothing remains", "make sure there is nothing",
           "i want there to be nothing", "let nothing stay", "let nothing remain",
           "i do not want to see anything", "i want to see nothing", "nothing ought to be",
           "nothing belongs", "do not leave anything", "get rid of everything",
           "nothing more should be")
"""`... on the plate`: it is emptied."""
EMPTIED = ("should be empty", "must be empty", "has to be empty", "needs to be empty",
           "is to be empty",
           "should be emptied", "needs emptying", "needs clearing", "wants emptying",
           "ought to be empty", "should end up empty", "should not hold anything",
           "needs to be cleared",
           "should be cleared", "has to be cleared", "should not contain anything",
           "should hold nothing", "should contain nothing", "must not contain anything")
"""`the bowl ...`."""
_STILL = ("", "still ", "now ", "already ", "currently ", "left ", "standing ", "hanging ", "wide ",
          "half ", "sitting ", "being ", "stuck ", "lying ")
_AGAIN = ("", " again", " now", " still", " at the moment", " right now", " once more", " i see",
          " as usual", " i think")
STATES: dict[str, bool] = {
    f"{be} {still}{state}{again}": value
    for be in ("is", "stands", "has been left", "was left", "are", "is standing", "got left",
               "stays",
               "has been standing")
    for still in _STILL for state, value in (("open", True), ("opened", True), ("closed", False),
                                             ("shut", False), ("on", True), ("off", False),
                                             ("ajar", True))
    for again in _AGAIN
}
"""`the drawer ..., fix that` -> whether it is open."""
FIX_IT = tuple(
    f"{joint}{fix}" for joint in (", ", ". ", ", so ", ", and ", " and ", ", but ", "")
    for fix in (
        "that needs fixing", "fix that", "fix it", "change that", "change it", "sort that out",
        "do something about it", "do something about that", "see to it", "see to that",
        "take care of it", "take care of that", "put that right", "that should not be",
        "that is not right", "that is wrong", "that must change", "that needs changing",
        "which is wrong", "which needs fixing", "it should not be", "it must not be",
        "that will not do", "that needs to change", "that has to change", "i do not like that",
        "and it should not be", "and that needs fixing", "remedy that", "rectify that", "undo that",
        "deal with that", "deal with it", "correct that", "would you see to it",
        "though it should not be",
        "although it should not be", "when it should not be", "but should not be",
        "it ought not to be",
    )
)
"""The state before is the wrong one."""
STAYS = tuple(
    f"{stays}{put}" for stays in (
        "stays", "stay", "may stay", "can stay", "should stay", "must stay", "is to stay",
        "gets to stay", "remains", "remain", "may remain", "should remain", "is allowed to stay",
        "is left", "are left", "is allowed to remain", "should be left", "is to be left",
        "can remain",
        "must remain", "shall stay", "shall remain", "ought to stay", "will stay", "may be",
        "should be", "is supposed to stay", "gets left", "must be", "can be", "is to be",
        "are to stay", "are allowed to stay", "is to remain", "belongs", "is allowed",
    ) for put in ("", " behind", " put", " there")
)
"""`only the green one ... in the bowl`."""
