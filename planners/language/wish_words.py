"""How a goal is said without a command: what goes where, what is done, what somebody wants."""

from __future__ import annotations

# fmt: off

_MODALS = (
    "should", "must", "shall", "has to", "have to", "needs to", "need to", "ought to", "is to",
    "are to", "is supposed to", "are supposed to", "is meant to", "are meant to", "wants to",
    "want to", "can", "may", "will", "had better", "better", "has got to", "have got to",
    "had best", "might", "is going to", "is expected to", "would better",
)
_ENDS_UP = (
    "be", "go", "get", "end up", "land", "sit", "lie", "stand", "live", "rest", "come", "move",
    "belong", "go back", "be located", "be found", "be sitting", "be lying", "be standing",
    "come to rest", "find its way", "finish up", "wind up", "travel", "be moved over",
)
_BRINGING = (
    "put placed moved set laid brought taken dropped transferred stored inserted positioned "
    "deposited carried relocated stowed packed delivered shifted tucked parked loaded kept sent"
)
_BROUGHT = tuple(_BRINGING.split())
BECOMES = tuple(dict.fromkeys((
    *(f"{modal} {verb}" for modal in _MODALS for verb in _ENDS_UP),
    *(f"{modal} be {done}" for modal in _MODALS for done in _BROUGHT),
    "goes", "go", "belongs", "belong", "gets put", "gets placed", "should get", "needs moving",
    "needs putting", "goes back", "go back", "comes", "be", "to be", "needs", "wants",
    "has its place", "have their place", "place is", "right place is", "proper place is",
    "home is", "right place to be is", "right spot is", "spot is", "is best placed", "is best put",
    "lives", "gets to go", "gets to be", "gets moved",
)))
"""`the red block ... in the bowl`."""
FLOATING = ("both", "all", "each", "both of them", "all of them")
"""`the red block and the ball ... go in the bowl`."""
_GOOD = ("good", "nice", "great", "lovely", "best", "better", "perfect", "ideal", "helpful", "fine",
         "wonderful", "cool")
WISH = tuple(dict.fromkeys((
    "i want", "i need", "i would like", "i would like to have", "i would like to see",
    "i want to have", "i want to see", "i need to have", "make sure", "make sure that", "ensure",
    "ensure that", "see to it that", "see that", "have", "i would prefer", "i would love",
    "i would love to see", "i would love to have", "be sure", "be sure that", "get", "we want",
    "we need", "we would like", "i wish", "i expect", "let", "take care that", "make it so",
    "make it so that", "i want it so that", "it would be good to have", "i would rather have",
    "i would like it if", "check that", "i like", "leave",
    "i require", "we require", "i demand", "we would like to have", "we want to have",
    "we would like to see",
    "i insist on", "i insist on having", "i ask for", "i would ask for", "please have",
    "i would want",
    "make certain", "make certain that", "make", "get me", "we would love", "we would prefer",
    "i am hoping for", "i was hoping for", "i am after", "arrange for", "arrange", "see",
    "time for",
    "it is time for", "i would love it if", "i would prefer it if", "i would like it that",
    "i would be happy with", "i would be happier with", "i would like for", "i would love for",
    "i want for", "i need for", "what i need is", "what i want is", "what i want is for",
    "what i would like is", "what i would like is for", "what we need is", "the goal is",
    "my goal is",
    "the idea is for", "the aim is for", "the goal is for", "the plan is for", "my wish is",
    "my wish is for", "let me have", "let me see", "let us have", "let us get", "how about",
    "i hope to see", "i want to find", "i expect to find", "i expect to see",
    "it is important that",
    "it is necessary that", "it is necessary for", "cause", "it would please me if",
    *(f"it would be {good}{if_}" for good in _GOOD
      for if_ in (" if", " to have", " to see", " for", " to get")),
)))
"""`... the drawer open`."""
_INFINITIVES = tuple(f"to {verb}" for verb in _ENDS_UP)
WISHED = tuple(dict.fromkeys((
    "", "to be", "to go", "to end up", "placed", "put", "moved", "is", "are", "ends up",
    "end up", "to sit", "to be placed", "to be put", "to be moved", "be", "go", "goes", "gets",
    "lands", "sitting", "is put", "is placed", "to be sitting", "to land", "to come", "to rest",
    "to lie", "to stand", "to be lying", "were", "was", "to live", "lying", "standing",
    "ending up",
    *_INFINITIVES, *_ENDS_UP, *_BROUGHT, *(f"to be {done}" for done in _BROUGHT),
    *(f"be {done}" for done in _BROUGHT), *(f"is {done}" for done in _BROUGHT),
    *(f"was {done}" for done in _BROUGHT), *(f"gets {done}" for done in _BROUGHT),
    *(f"{modal} be" for modal in _MODALS), "gets", "got", "went", "ended up", "goes", "stored",
    "inside", "is located", "gets to", "finds its way", "being",
)))
"""`I want the block ... in the bowl`."""
CONTAINS = (
    *(f"{modal} {have}" for modal in _MODALS for have in ("contain", "hold", "have", "receive",
    "get")),
    "needs", "wants", "gets", "need", "want", "needs to get", "to contain", "to have", "to hold",
    "to receive", "with", "containing", "filled with", "contains",
)
"""`the bowl ... the ball`."""
IN_IT = {"in it": "in", "inside it": "in", "inside": "in", "inside of it": "in", "within it": "in",
         "in there": "in", "on it": "on", "on top": "on", "on top of it": "on", "on them": "on",
         "in them": "in"}
"""`the plate needs the red block ...`."""
IS_WHERE = ("is where", "is the place where", "is the place for", "is the right place for",
            "is the place to put", "is where you put", "is where you should put", "is where i want",
            "is home to", "is the home of", "is the destination for", "is the destination of",
            "is the target for", "is where you can put", "is reserved for", "is meant for",
            "is for", "is intended for")
"""`the bowl ... the ball goes`."""
IN_THE_HAND = tuple(
    f"{at} {article} {hand}" for at in ("in", "into") for article in ("your", "the", "its")
    for hand in ("hand", "gripper", "claw", "grip", "grasp", "fingers", "robot hand", "hands")
)
"""`the mug should be ...`."""
THERE_BE = tuple(f"there {modal} be" for modal in _MODALS)
"""`... two blocks in the bin`."""

# --- what is done, not who does it ------------------------------------------------------------

BE_DONE = (
    *(f"{modal} be" for modal in _MODALS), *(f"{modal} get" for modal in _MODALS), "to be", "be",
    "gets", "get", "has got to be", "needs to get",
)
"""`the drawer ... opened`."""
ASKED = ("could", "can", "should", "may", "might", "would", "shall", "must", "will", "let")
"""`... the drawer be opened`."""
NEEDS = ("needs", "need", "wants", "requires", "could use some", "could do with", "needs some",
         "is in need of")
"""`the drawer ... opening`."""
_IRREGULAR = {
    "put": "put", "set": "set", "lay": "laid", "bring": "brought", "stick": "stuck",
    "throw": "thrown", "send": "sent", "shut": "shut", "swing": "swung", "slide": "slid",
    "build": "built", "make": "made", "draw": "drawn", "hold": "held", "take": "taken",
    "hit": "hit", "sweep": "swept", "grip": "gripped", "slip": "slipped", "ship": "shipped",
    "give": "given", "cast": "cast",
}
_DOUBLED = frozenset(("drop", "pop", "tap", "flip", "plug", "swap", "grab"))
_DONE = (
    "put, place, set, lay, drop, move, bring, carry, transfer, deposit, stick, toss, throw, shift, "
    "relocate, load, stow, store, insert, position, pop, deliver, tuck, park, add, send, "
    "transport, put away, put back, gather, collect, throw away, sweep, put down, set down, "
    "pick up, pick, "
    "grab, grasp, take, lift, lift up, hold, raise, retrieve, seize, fetch, pull, push, slide, "
    "shove, nudge, drag, open, open up, pull open, pull out, slide open, close, shut, push shut, "
    "push in, press, push down, press down, tap, hit, click, activate, turn, switch, flip, toggle, "
    "stack, stack up, pile, pile up, sort, arrange, organize, distribute, separate, group, divide, "
    "empty, clear, empty out, remove, unload, unstack, take apart, dismantle, fill, heat, heat up, "
    "warm, warm up, toast, wash, rinse, clean, chill, cool, throw out, discard, tidy, tidy away"
)


def _participle(verb: str) -> str:
    head, _, tail = verb.partition(" ")
    if head in _IRREGULAR:
        done = _IRREGULAR[head]
    elif head in _DOUBLED:
        done = head + head[-1] + "ed"
    elif head.endswith("e"):
        done = head + "d"
    elif head.endswith("y"):
        done = head[:-1] + "ied"
    else:
        done = head + "ed"
    return f"{done} {tail}".strip()


PARTICIPLES: dict[str, str] = {_participle(verb): verb for verb in _DONE.split(", ")}
PARTICIPLES["laid"], PARTICIPLES["displaced"] = "lay", "displace"
"""`opened` -> `open`."""
