"""How people speak about space: tables of phrases for the patterns of `spatial_rules`."""

from __future__ import annotations

from . import lexicon, pace_words, verbs, zone_words

# fmt: off

_THE = ("", "the ", "your ")
HANDS = (
    *verbs.HAND, "tool tip", "tip of the tool", "fingertips", "manipulator", "robot gripper",
    "tip of your tool", "arm tip", "robot tool",
)
_UNCLEAR = ("robot", "hand")  # a name that is called, and `hand over the block`
HAND = {f"{the}{hand}": "hand" for the in _THE for hand in HANDS if the or hand not in _UNCLEAR}
HAND |= {"yourself": "hand", "itself": "hand"}
WHO = HAND | {"you": "hand", "it": "it", "they": "it"}
"""Of whom something is said: the hand, or `it`, which depends."""

_ROBOTS = ("you", "me", "us", "the robot", "yourself", "your base", "the robot base", "the arm")
WAY = lexicon.PUSH_WAYS | {
    **{f"{to} {robot}": "front" for robot in _ROBOTS for to in (
        "to", "toward", "towards", "back toward", "back towards", "closer to", "nearer to",
        "back to", "in the direction of", "nearer", "closer", "further towards", "up to",
        "straight toward", "straight towards",
    )},
    **{f"{away} {robot}": "back" for robot in _ROBOTS for away in (
        "away from", "farther from", "further from", "farther away from", "further away from",
        "straight away from",
    )},
    **{f"{to} {whose} {side}{tail}": side for side in ("left", "right")
       for to in ("to", "towards", "toward", "over to", "on", "further to")
       for whose in ("your", "the", "the robot", "my", "its") for tail in ("", " hand side")},
    **{words.format(side=side): side for side in ("left", "right") for words in (
        "{side}ward", "{side}wards", "over {side}", "out {side}", "a bit to the {side}",
        "further over to the {side}", "more {side}", "farther {side}",
    )},
    "further forward": "back", "further forwards": "back", "backward": "back",
    "further away": "back",
}
WAY.pop("back", None)  # `push it back` may be where it was
SIDE = {words: side for words, side in zone_words.SIDES.items() if words != "past"} | {
    f"{on}{side}": way
    for on in ("", "on ", "to ", "at ", "over on ", "over to ")
    for side, way in (
        ("the left hand side of", "left"), ("the right hand side of", "right"),
        ("the near side of", "front"), ("the rear of", "back"), ("the left of", "left"),
        ("the right of", "right"), ("the front of", "front"), ("the back of", "back"),
        ("the close side of", "front"), ("the rear side of", "back"), ("the side left of", "left"),
    )
}
FLANK = {
    f"{side}{tail}": way
    for side, way in (("left", "left"), ("right", "right"), ("near", "front"), ("far", "back"),
                      ("front", "front"), ("back", "back"), ("rear", "back"))
    for tail in (" side", " hand side", " flank", *(("",) if side in ("left", "right") else ()))
}
"""Behind a possessive, or before `of the vase`."""
LEFT_OR_RIGHT = {"left": "left", "right": "right"}

_NEAR_YOU = tuple(
    f"{that}{near} {robot}" for that in ("", "that is ", "which is ")
    for near in ("nearest", "nearest to", "closest to", "near", "close to", "closer to",
                 "nearer to", "nearer")
    for robot in ("you", "me", "the robot", "your base", "us")
)
_FAR_FROM_YOU = tuple(
    f"{that}{far} {robot}" for that in ("", "that is ", "which is ")
    for far in ("farthest from", "furthest from", "farthest away from", "furthest away from",
                "far from", "away from", "far away from", "opposite")
    for robot in ("you", "me", "the robot", "your base", "us")
)
_ROWS = (
    *((near, "front") for near in (*_NEAR_YOU, "at the near end", "at the front")),
    *((far, "back") for far in (*_FAR_FROM_YOU, "at the far end", "at the back")),
)
REGION_EXTRAS: dict[str, str] = {
    **{f"{edge}{of_table} {near}": row for near, row in _ROWS
       for edge in ("edge", "side", "end", "half") for of_table in ("", " of the table")},
    **{words.format(near=near, side=side): f"{row}_{side}" for near, row in _ROWS
       for side in ("left", "right") for words in (
           "corner {near} on the {side}", "corner on the {side} {near}", "{side} corner {near}",
           "{side} hand corner {near}", "corner {near} on your {side}", "corner {near} {side}",
           "corner {near} and to the {side}", "corner {near} on the {side} side",
           "corner {near} , on the {side}", "corner {near} to the {side}",
       )},
    **{f"{side} hand {edge}": side for side in ("left", "right")
       for edge in ("edge", "half", "part", "area", "end")},
    "very middle": "center", "very center": "center", "dead center": "center", "heart": "center",
}
"""Part of the table, without article -> region."""
PART_EXTRAS: dict[str, str] = {
    words: f"{region}_half" if {"half", "part", "area", "side"} & {*words.split()}
    and region in lexicon.SIDES else region for words, region in REGION_EXTRAS.items()
}
"""A part to be slow in -> region: a side is a half."""

SHARE: dict[str, float] = zone_words.SHARES | {
    "two fifths": 0.4, "three fifths": 0.6, "four fifths": 0.8, "two quarters": 0.5,
    "one and a half times": 1.5, "twice": 2.0, "one half of": 0.5,
}
_NORMAL = ("", "usual ", "normal ", "full ", "maximum ", "top ", "max ", "standard ", "regular ",
           "ordinary ", "customary ", "whole ")
_PACES = ("speed", "pace", "velocity", "tempo", "rate")
SPEED = (
    *(f"{of}{whose}{normal}{pace}" for of in ("", "of ") for normal in _NORMAL for pace in _PACES
      for whose in ("", "the ", "your ", "its ", "what is ", "that ") if whose or normal or not of),
    *(f"{of}{whose} {normal}" for of in ("", "of ") for whose in ("the", "your")
      for normal in ("usual", "normal", "maximum")),
    "of what is usual", "of what is normal",
)
USUAL = (
    "usual", "normal", "normally", "usually", "you normally would", "you usually would",
    "you would normally", "you usually do", "you normally do", "you usually go",
    "you normally go", "always", "you otherwise would", "you would otherwise", "otherwise",
    "you usually move", "you normally move", "it normally would", "it usually does",
    "it normally does", "you would usually", "elsewhere", "it usually moves", "before",
)
AT = (
    *zone_words.AT, "to", "using", "at a speed of", "at a maximum of", "at up to", "with only",
    "at just", "at a pace of", "not above", "below", "to at most", "not more than", "no more than",
    "at no faster than", "no quicker than", "with no more than", "not exceeding", "up to",
    "at a rate of", "by no more than", "to no more than", "to just", "to only", "down to",
)
REDUCE = (
    *zone_words.REDUCE, "drop", "dropping", "go down", "going down", "come down", "brake",
    "braking", "throttle back", "throttle down", "ease off", "slow it", "cut down", "slow it down",
    "cut your speed", "cut the speed", "cutting your speed", "cutting the speed", "cut speed",
    "lower your speed", "lower the speed", "lowering your speed", "lowering the speed",
    "drop your speed", "drop the speed", "dropping your speed", "limit your speed",
    "limit the speed", "limiting your speed", "limiting the speed", "halt down", "slows down",
    "keep your speed", "keep the speed", "keeping your speed", "keeping the speed", "slows",
    "hold your speed", "hold the speed", "ease down", "ease up", "reduce your pace",
    "reduce the pace", "throttle your speed", "cap your speed", "cap the speed", "slow yourself",
    "bring your speed down", "bring the speed down", "drops", "brakes", "reduces its speed",
)
"""`slow down to half speed`."""
REDUCED = ("cut", "reduced", "lowered", "limited", "capped", "dropped", "set", "kept", "held",
           "brought", "throttled", "slowed", "halved", "down", "restricted")
_CREEPS = ("creep", "creeping", "crawl", "crawling", "tiptoe", "dawdle")
CREEP: dict[str, str] = {
    **dict.fromkeys(_CREEPS, "slow"),
    **{f"{creep} {along}": "slow" for along in ("along", "on", "forward", "past", "over")
       for creep in (*_CREEPS, "inch", "inching", "edge", "edging")},
}
_CRAWL = ("at a crawl", "at a crawling pace", "at a snail pace", "at a creep", "at walking pace",
          "at a leisurely pace", "at a slow speed", "at a low speed", "at a reduced speed",
          "at reduced speed", "without any rush", "without any hurry", "unhurriedly",
          "without hurrying", "in no hurry", "at a gentle pace", "leisurely", "slow and steady",
          "at a slow pace", "at an easy pace", "at low speed", "in slow motion", "not fast",
          "slow and easy", "slowly now", "nice and slow", "nice and slowly", "with no rush",
          "with no hurry", "in a slow manner", "at a slower pace", "at a slower speed", "slower")
SLOW: dict[str, str] = {
    **{words: "slow" if share > zone_words.VERY_SLOWLY else "very slow"
       for words, share in zone_words.SLOW.items() if words not in ("take your time", "go easy")},
    **dict.fromkeys(_CRAWL, "slow"),
}
MANNERS: dict[str, float] = pace_words.SPEEDS | dict.fromkeys((*_CRAWL, "slow", "gentle", "soft",
"careful", "cautious", "calm"), 0.4) | {"in a hurry": 1.3, "swift": 1.3, "brisk": 1.3, "rapid": 1.3}
"""Said of a whole errand -> factor on the usual speed."""
_ABOUT_IT = ("", " about it", " about this", " over it", " with it", " doing it", " doing so",
             " over this", " about that", " doing this")
WHOLE_PACES: dict[str, float] = {
    f"{words}{tail}": factor for tail in _ABOUT_IT
    for words, factor in (pace_words.GLOBAL_SPEEDS | {
        "take all the time you need": 0.4, "take plenty of time": 0.4, "taking your time": 0.4,
        "there is no need to be quick": 0.4, "no haste": 0.4, "do not be quick": 0.4,
        "be speedy": 1.3, "lose no time": 1.3, "do it quickly": 1.3, "do it slowly": 0.4,
        "do this slowly": 0.4, "do this quickly": 1.3, "do it fast": 1.3, "keep it slow": 0.4,
    }).items()
    if words not in ("be careful", "careful", "take care", "slow down", "steady", "easy", "slow")
}
_MOVES = (
    "move", "moves", "moving", "go", "goes", "going", "travel", "travels", "traveling",
    "travelling", "proceed", "proceeds", "proceeding", "be", "being", "drive", "driving", "fly",
    "flying", "advance", "advancing", "run", "running", "steer", "steering", "work", "working",
    "act", "pass", "passing", "take it", "taking it", "do it", "doing it", "take things", "keep it",
    "do so", "doing so", "keep moving", "keep going", "keep", "keeping", "do this",
)
MOVER = tuple(
    f"{move}{tail}" for move in _MOVES
    for tail in ("", " along", " on", " only", " forward", " just", " at most")
)
WHEN = (
    *(f"{only}{when}" for only in ("", "only ", "but ", "but only ", "at least ") for when in (
        "when", "while", "whenever", "whilst", "if", "as long as", "so long as", "for as long as",
        "as", "once", "where", "wherever", "anywhere", "everywhere", "any time", "anytime",
        "every time", "each time", "at any time", "all the time", "the moment", "in case", "since",
        "any time that", "at all times when", "in places", "during the time", "as soon as",
        "for the time that", "for the time", "at any point",
    )),
)
ARE = (
    "is", "are", "am", "be", "get", "gets", "getting", "come", "comes", "coming", "being", "move",
    "moves", "moving", "go", "goes", "going", "is moving", "are moving", "is getting",
    "are getting", "find yourself", "happen to be", "is still", "are still", "travel", "travels",
    "is anywhere", "are anywhere", "passes", "pass", "is traveling", "is travelling",
    "finds itself",
)
NEARBY = (
    *(near for near in zone_words.NEARBY if near != "by"), "nearby", "near to", "closing in on",
    "as you approach", "when approaching", "while approaching", "approaching", "as you near",
    "when you approach", "while you approach", "whenever you approach", "as it passes",
    "while it passes", "when it passes", "as it approaches", "as you get close to",
    "when you get close to", "when you get near", "as you get near", "as it nears",
    "as the hand passes", "as the gripper passes", "whenever it passes", "next to", "alongside",
    "on passing", "on approaching", "while going past", "when it gets near", "as it gets near",
    "while near", "when near", "in the area of", "in the surroundings of", "past", "close by",
)
WITHIN = (
    "within", "inside", "inside of", "closer than", "nearer than", "less than", "under", "below",
    "not more than", "no more than", "at most", "no further than", "no farther than", "fewer than",
    "at less than", "closer in than", "at a distance of less than", "at a distance below",
    "anywhere within", "anything less than", "anywhere closer than", "anywhere nearer than",
    "any closer than", "any nearer than", "at a distance under", "anything closer than",
    "anything nearer than",
)
RING = ("radius", "circle", "ring", "zone", "range", "distance", "area", "neighborhood", "bubble")
ACROSS = (
    "in", "inside", "inside of", "within", "across", "through", "throughout", "over", "for", "on",
    "crossing", "cross", "traverse", "pass through", "go through", "move through", "anywhere in",
    "everywhere in", "going through", "passing through",
    "moving through",
    "all through", "all over", "anywhere on", "traversing", "when crossing", "while crossing",
    "as you cross", "while you cross", "when you cross", "whenever you cross", "as it crosses",
    "while it crosses", "as the hand crosses", "as the gripper crosses", "while in", "when in",
    "whenever in", "once in", "once inside", "as you pass through", "while you pass through",
    "while passing through", "as it passes through", "while going through", "over in", "when on",
    "while traversing", "upon entering", "once you enter", "when you enter", "when it enters",
    "after entering", "once it enters", "as long as you are crossing", "while you are crossing",
    "when inside", "while inside", "whilst in", "as you go through", "while you go through",
    "as you travel through", "on your way through", "on the way through", "at",
)

STAY = (
    "stay", "stays", "staying", "keep", "keeps", "keeping", "remain", "remains", "remaining", "be",
    "being", "is", "stick", "sticking", "sticks", "always be", "hold", "holding", "is kept",
    "be kept", "stay put",
)
HAVE = (
    "keep", "keeping", "have", "having", "let", "letting", "leave", "leaving", "make", "making",
    "make sure", "making sure", "ensure", "ensuring", "so that", "such that", "see that",
    "make sure that", "making sure that", "ensure that", "ensuring that", "seeing to it that",
    "see to it that", "hold", "holding", "taking care that", "take care that", "with", "while",
    "whilst", "provided", "provided that", "on condition that",
)
ALWAYS = (
    "always", "ever", "only ever", "constantly", "at all times", "throughout", "consistently",
    "only", "the whole time", "the entire time", "all the time", "all along", "permanently",
    "the whole way", "all the way", "all the while", "at every moment", "continuously", "safely",
)
ALL_ALONG = (
    *ALWAYS, "for the whole way", "for the entire way", "the entire way", "on the whole way",
    "along the whole way", "along the way", "from start to finish", "from beginning to end",
    "during the whole motion", "during the motion", "during the push", "during the whole push",
    "throughout the motion", "throughout the push", "throughout the move", "the entire journey",
    "for the whole time", "for the entire time", "as you do so", "while doing so", "in doing so",
    "when doing so", "while you do so", "as you do it", "while you do it", "during this",
    "the whole journey",
    "while you are at it", "during that", "every step of the way", "every moment", "as you go",
    "while it moves", "as it moves", "while it is moving", "as it goes", "all of the time",
)
NEVER = (
    "never", "at no time", "without ever", "without", "do not", "do not ever", "not once",
    "under no circumstances", "on no account", "by no means", "not", "at no point", "never ever",
    "you must not", "you must never", "you may not", "you may never", "you should never",
    "you should not", "it must not", "it must never", "it should never", "it may never",
    "it may not", "it should not", "avoid", "avoiding", "and not", "but not", "no", "never let it",
    "do not let it", "without letting it", "never allow it to", "do not allow it to",
    "without allowing it to", "not allowing it to", "not letting it", "never letting it",
    "without it", "without the hand", "without you", "without your hand", "without the gripper",
    "do not let yourself", "make sure not to", "be sure not to", "take care not to",
    "careful not to",
    "refrain from", "so as not to", "in no case", "no part of you", "you are not to",
    "it is not to", "it is never to", "you are never to", "the hand must not", "the hand may not",
    "the hand must never", "the hand should never", "the gripper must not", "the tool must not",
    "the gripper must never", "the tool must never", "the tool may not", "the gripper may not",
)
MAY_NEVER = (
    *(f"{may} {never}" for may in (
        "must", "may", "should", "shall", "can", "is to", "are to", "is allowed to", "ought to",
        "is", "are", "does", "will", "do",
    ) for never in ("not", "never", "not ever", "at no time", "at no point")),
    "is not to", "is never to", "are not to", "are never to", "is not allowed to",
    "must on no account", "must under no circumstances", "is at no time to",
)
MODAL = (
    "must", "should", "shall", "has to", "have to", "needs to", "need to", "ought to", "is to",
    "are to", "may", "can", "could", "will", "would", "is supposed to", "is meant to",
    "are supposed to", "is allowed to", "is required to", "had better", "is going to",
    "must always", "should always", "has always to", "always has to", "always needs to", "may only",
    "should only", "must only", "can only", "is only to", "is only allowed to", "has got to",
    "is always to", "shall always", "shall only", "might", "only needs to", "still has to",
    "wants to", "want to", "are required to", "are only to", "are only allowed to", "has only to",
)
LEAVE_SIDE = ("leave", "leaving", "leaves", "quit", "quitting", "depart from", "stray from",
              "straying from", "strays from", "move off", "moving off", "be off", "come off",
              "departing from", "get off", "being anywhere but", "be anywhere but", "go off",
              "crossing from", "be anywhere else than", "being off", "abandon", "abandoning",
              "be elsewhere than", "drift from", "drifting from", "wander from", "wandering from")
COME = (
    "come", "coming", "comes", "get", "getting", "gets", "go", "going", "goes", "move", "moving",
    "be", "being", "pass", "passing", "venture", "venturing", "stray", "straying", "bring it",
    "approach", "approaching", "let it come", "letting it come", "let it get", "letting it get",
    "draw", "drawing", "drift", "drifting", "fly", "travel", "end up", "is", "reach", "reaching",
    "come any", "coming any", "get any", "getting any", "go any", "going any", "coming anywhere",
    "come anywhere", "getting anywhere", "get anywhere", "have it come", "moves",
)
ROOM = ("space", "room", "clearance", "margin", "distance", "gap", "air", "free space", "berth",
        "separation", "leeway", "free room", "elbow room", "safety distance", "safety margin",
        "breathing room", "breathing space", "buffer")
KEEP = (
    "keep", "keeping", "keeps", "leave", "leaving", "leaves", "maintain", "maintaining",
    "maintains", "with", "at", "by", "hold", "holding", "observe", "observing", "allow",
    "allowing", "have", "having", "stay", "staying", "preserve", "preserving", "there must be",
    "there should be", "there has to be", "there must always be", "there should always be",
    "ensure", "ensuring", "make sure there is", "making sure there is", "make sure to keep",
    "making sure to keep", "be sure to keep", "always keep", "always keeping", "always leave",
    "always leaving", "remember to keep", "be sure to leave", "keep to", "remain", "remaining",
    "there needs to be", "so that there is", "taking care to keep", "take care to keep",
    "insist on", "respect", "respecting", "i want", "there is to be",
)
