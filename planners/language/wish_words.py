"""How a goal is said without a command: what goes where, what is done, what somebody wants."""

from __future__ import annotations

# fmt: off

_MODALS = (
    "should", "must", "shall", "has to", "have to", "needs to", "need to", "ought to", "is to",
    "are to", "is supposed to", "are supposed to", "is meant to", "are meant to", "wants to",
    "want to", "can", "may", "will", "had better", "better", "has got to", "have got to",
    "had best", "might", "is going to", "is expected to", "would better", "could", "would",
    "would like to", "would love to", "wishes to", "longs to", "deserves to", "is ready to",
    "is dying to", "is best", "is due to", "are due to", "is required to", "are required to",
    "might as well", "may as well", "can just as well", "are going to", "would want to",
    "is bound to", "is asked to", "are asked to", "gets to",
)
ENDS_UP = (
    "be", "go", "get", "end up", "land", "sit", "lie", "stand", "live", "rest", "come", "move",
    "belong", "go back", "be located", "be found", "be sitting", "be lying", "be standing",
    "come to rest", "find its way", "finish up", "wind up", "travel", "be moved over",
    "find their way", "make its way", "make their way", "find a home", "find its place", "settle",
    "be at home", "be kept", "be resting", "be waiting", "stay", "remain", "dwell", "reside",
    "sleep", "nap", "go to sleep",
    "spend the night", "spend the day", "spend some time", "take a nap", "take a bath",
    "have a bath",
    "have a rest", "have a seat", "take a rest", "hang out", "look stunning", "look smart",
    "look right at home", "look splendid", "look fantastic", "look wonderful", "feel at ease",
    "enjoy itself", "have a lie down", "rest its bones", "rest up", "camp", "camp out", "live now",
    "make its home", "be put away", "be tucked away", "be put back", "be dropped off",
    "go to bed", "be tucked up", "join the others", "hop", "jump", "fly", "head", "be off",
    "go home",
    "make itself at home", "be sat", "be stood", "relax", "wait", "take a seat", "have its place",
    "take its place", "be better off", "be happier", "be best off", "be safe", "be safer",
    "look good", "look nice", "look great", "look better", "look lovely", "do well", "be perfect",
    "look much better", "look far better", "look a lot better", "look so much better",
    "come to stand", "come to lie", "be good", "be nice", "feel at home", "be better",
    "be fine", "be great", "be lovely", "be right", "look perfect", "look right", "look pretty",
)
_BRINGING = (
    "put placed moved set laid brought taken dropped transferred stored inserted positioned "
    "deposited carried relocated stowed packed delivered shifted tucked parked loaded kept sent "
    "stood rested seated nestled perched housed lodged gathered collected dumped tossed thrown "
    "chucked popped plonked exhibited displayed served returned installed situated settled "
    "stationed "
    "planted added dunked balanced assembled hidden buried locked secured received presented"
)
BROUGHT = tuple(_BRINGING.split())
BECOMES = tuple(dict.fromkeys((
    *(f"{modal} {verb}" for modal in _MODALS for verb in ENDS_UP),
    *(f"{modal} be {done}" for modal in _MODALS for done in BROUGHT),
    "goes", "go", "belongs", "belong", "gets put", "gets placed", "should get", "needs moving",
    "needs putting", "goes back", "go back", "comes", "be", "to be", "needs", "wants",
    "has its place", "have their place", "place is", "right place is", "proper place is",
    "home is", "right place to be is", "right spot is", "spot is", "is best placed", "is best put",
    "lives", "live", "gets to go", "gets to be", "gets moved", "is better off", "are better off",
    "looks better", "looks best", "is happiest", "is safest", "is due", "is off", "is to be kept",
    "find their home", "finds its home", "gets a place", "is homesick for its place", "moves",
    "come", "wants moving to", "needs to come", "is headed", "is headed straight", "is bound",
    "move", "lands", "ends up", "end up", "land", "travels", "heads", "wanders", "hops", "jumps",
    "has to end up", "is to be stored",
    "finds its place", "takes its place", "makes its way", "finds its way", "gets its place",
    "is wanted", "are wanted", "is needed", "are needed", "is required", "are required",
    "is expected", "are expected",
    "is going", "are going", "is coming", "is moving", "are moving", "should be at home",
    "resides", "reside", "dwells", "dwell", "abides", "nests",
)))
"""`the red block ... in the bowl`."""
FLOATING = ("please", "still", "really", "definitely", "also", "just", "all of it", "both", "all",
            "each", "both of them", "all of them")
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
    "i only need", "we only need", "i just need", "we just need", "i only want", "we only want",
    "i would need", "we would need", "i would require", "i would expect", "i would expect to see",
    "i would expect to find", "i would appreciate", "i could do with having",
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
    "what if", "how about if", "i want that", "i would like that", "i wish that",
    "i need that", "we want that", "we need that", "i demand that", "i require that", "i ask that",
    "i would prefer that", "i insist that", "it is needed that", "it is required that",
    "is needed that",
    "is required that", "is necessary that", "it is time that", "it is time for", "make that",
    "i request that", "see to it", "the plan is that", "the goal is that", "the idea is that",
    "i am going to need", "i will need", "i shall need", "we will need", "i will want",
    "i am going to want", "we are going to need", "i am going to want to see", "i still need",
    "i still want", "i really need", "i really want", "i just want", "i just need", "i only want",
    "i would rather", "i would sooner", "it is about time", "it is high time", "about time",
    "high time", "arrange that", "i would much rather", "i would just as soon",
    "i expect that", "i would have", "i will have", "i shall have", "let there be", "could i have",
    "it is essential that", "it is crucial that", "it is desired that", "it is imperative that",
    "to see", "to have", "to find", "seeing", "having", "finding", "arranging for",
    "i would be happy if", "i hope that", "i dream of", "i dream of seeing",
    *(f"it would {help_}{if_}" for help_ in (
        "help", "help me", "help us", "help a lot", "help me a lot", "make my day", "make me happy",
        "please me", "be a help", "be a relief", "make sense", "suit me", "be of help", "be handy",
        "be a great help", "be neat", "be awesome", "be amazing", "be fantastic", "be super",
        "be appreciated", "be much appreciated", "be swell", "be grand", "be brilliant",
        "be useful",
        "mean a lot", "mean the world", "be a treat", "be a joy", "be a dream", "be wise",
        "be best", "be preferable", "be desirable", "be advisable", "be splendid",
      ) for if_ in (" if", " to have", " to see", " for", " to get", " to find", " having")),
    *(f"i would be {happy} {if_}" for happy in (
        "happy", "glad", "grateful", "delighted", "pleased", "thrilled", "most grateful",
        "so happy",
        "very happy", "very grateful", "obliged", "much obliged", "over the moon", "happiest",
        "happier", "thankful", "relieved", "so grateful", "most obliged", "content",
      ) for if_ in ("if", "to see", "to have", "to find", "with", "seeing", "having")),
    *(f"it would be {good}{if_}" for good in _GOOD
      for if_ in (" if", " to have", " to see", " for", " to get")),
)))
"""`... the drawer open`."""
_INFINITIVES = tuple(f"to {verb}" for verb in ENDS_UP)
WISHED = tuple(dict.fromkeys((
    "", "to be", "to go", "to end up", "placed", "put", "moved", "is", "are", "ends up",
    "end up", "to sit", "to be placed", "to be put", "to be moved", "be", "go", "goes", "gets",
    "lands", "sitting", "is put", "is placed", "to be sitting", "to land", "to come", "to rest",
    "to lie", "to stand", "to be lying", "were", "was", "to live", "lying", "standing",
    "ending up",
    *_INFINITIVES, *ENDS_UP, *BROUGHT, *(f"to be {done}" for done in BROUGHT),
    *(f"be {done}" for done in BROUGHT), *(f"is {done}" for done in BROUGHT),
    *(f"was {done}" for done in BROUGHT), *(f"gets {done}" for done in BROUGHT),
    *(f"{modal} be" for modal in _MODALS), "gets", "got", "went", "ended up", "goes", "stored",
    "inside", "is located", "gets to", "finds its way", "being", "is being", "stands", "sits",
    "lies",
    "rests", "comes", "made its way", "found its way", "landed", "sat", "came", "moved", "ends",
    "finds its place", "stays", "stand", "sit", "lie", "come", "belongs", "belong", "comes to rest",
    "comes to lie", "gets moved", "sleeping", "resting", "settled", "nestled", "perched", "parked",
    "safe", "safely", "wound up", "happily", "neatly", "standing there", "waiting", "asleep",
    "living",
    *(f"{modal} {verb}" for modal in ("could", "would", "might", "should", "can", "shall",
                                      "were to",
                                      "was to", "is to", "may") for verb in ENDS_UP),
)))
"""`I want the block ... in the bowl`."""
CONTAINS = (
    *(f"{modal} {have}" for modal in _MODALS for have in ("contain", "hold", "have", "receive",
    "get")),
    "to end up with", "to finish up with", "ends up with", "to finish with", "to wind up with",
    "needs", "wants", "gets", "need", "want", "needs to get", "to contain", "to have", "to hold",
    "have", "hold", "contain", "get", "receive", *(f"{modal} end up with" for modal in _MODALS),
    "to receive", "with", "containing", "filled with", "contains", "is missing", "are missing",
    "lacks", "lack", "is lacking", "is short of", "still needs", "could do with", "could use",
    "is waiting for", "calls for", "is crying out for", "is to get", "is to receive", "be given",
    "is to be given", "should be given", "be handed", "still lacks", "still wants", "gets to hold",
    "is made for", "was made for", "is hungry for", "is home for", "is awaiting",
    "receives", "is given", "takes", "welcomes", "awaits", "is still waiting for",
    "is still missing", "should get", "must be given",
    "needs to be given", "gets to have", "is longing for", "is ready for",
)
"""`the bowl ... the ball`."""
IN_IT = {"in it": "in", "inside it": "in", "inside": "in", "inside of it": "in", "within it": "in",
         "in there": "in", "on it": "on", "on top": "on", "on top of it": "on", "on them": "on",
         "in them": "in"}
"""`the plate needs the red block ...`."""
IS_WHERE = ("is where", "is the place where", "is the place for",
            "is the only place for", "is the only place where", "is the one place for",
            "is the right place for",
            "is the place to put", "is where you put", "is where you should put", "is where i want",
            "is home to", "is the home of", "is the destination for", "is the destination of",
            "is the target for", "is where you can put", "is reserved for", "is meant for",
            "is for", "is intended for", "is where you will put", "is where i would put",
            "is where i would like", "is where we keep", "is where we put", "is where i keep",
            "is where to put", "is where you will want", "is the home for", "is a good place for",
            "is a good home for", "is the best place for", "is the perfect place for",
            "is the spot for",
            "is the right spot for", "would be a good place for", "would be the right place for",
            "is where you place", "is just the place for", "is a fine place for", "is the goal for",
            "is where you drop", "is the new home of", "is the new home for", "shall be home to")
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
PARTICIPLES |= {"binned": "bin", "trashed": "trash", "returned": "return", "dumped": "dump",
                "chucked": "chuck", "fetched": "fetch", "left": "leave", "popped": "pop",
                "sealed": "seal", "hoisted": "hoist", "scooped": "scoop", "settled": "settle",
                "parked": "park", "lowered": "lower", "refrigerated": "refrigerate",
                "microwaved": "microwave", "disposed of": "dispose of", "dropped off": "drop off",
                "extracted": "extract", "fished out": "fish out", "taken out": "take out",
                "cleared away": "clear away", "taken off": "take", "switched": "switch"}
"""`opened` -> `open`."""
