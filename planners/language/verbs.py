"""What can be commanded: verbs and fixed phrases of clauses."""

from __future__ import annotations

# fmt: off


def forms(verb: str) -> tuple[str, ...]:
    """`put` -> put, putting; `place` -> place, placing."""
    head, _, tail = verb.partition(" ")
    if head.endswith("e") and not head.endswith("ee"):
        ing = head[:-1] + "ing"
    elif head in _DOUBLED:
        ing = head + head[-1] + "ing"
    else:
        ing = head + "ing"
    return tuple(f"{form} {tail}".strip() for form in (head, ing))


_DOUBLED = {
    "lob",
    "slot",
    "fit",
    "slap",
    "nab",
    "snag",
    "prod",
    "rap",
    "cram",
    "lug",
    "ship",
    "prop",
    "put",
    "set",
    "drop",
    "grab",
    "get",
    "shut",
    "pop",
    "flip",
    "tap",
    "hit",
    "swap",
    "plug",
}


def _verbs(words: str) -> tuple[str, ...]:
    return tuple(form for verb in words.split(", ") for form in forms(verb))


PUT = _verbs(
    "put, place, set, lay, drop, move, bring, carry, transfer, deposit, stick, toss, throw, get, "
    "shift, relocate, load, stow, store, insert, dump, position, rest, pop, plop, deliver, tuck, "
    "park, add, send, transport, set down, put down, lay down, place down, drop off, leave, chuck, "
    "put away, slip, stash, pack, fetch, return, relocate, gather, collect, throw away, put back, "
    "place back, move back, settle, balance, stand, haul, "
    "fling, lob, bung, plonk, plunk, situate, install, convey, hoist, hurl, sling, lower, ease, "
    "nestle, squeeze, cram, slot, ship, lug, tidy, tidy up, tidy away, clear, clear up, "
    "clear away, "
    "clean up, gather up, collect up, round up, pick up, release, let go of, lodge, pitch, cast, "
    "lift, scoop, raise, perch, prop, nudge, shove, slide, push, scoot, drag, pull"
)
FROM_HEIGHT = ("from", "from a height of", "from about", "from a height of about")
HEIGHT_TAIL = ("", "above", "above it", "up", "high", "above the table", "above there", "height",
               "up in the air")
LET_FALL = ("fall", "drop")
"""`drop it there from 3 cm above`, `let it fall there`."""
MOVE_ALONE = ("move", "shift", "relocate", "transfer", "put", "place", "position", "displace")
"""Without a place the question is where."""
INTO = ("nudge", "shove", "slide", "push", "scoot", "drag", "pull", "lift", "scoop", "raise",
        "pick", "hoist")
"""Verbs that put only into or onto something."""
TAKE_TO = _verbs("take, pick up, grab, pick, lift, scoop up, lift up, grasp, pull")
"""Verbs of taking; with `into`, `onto`, `to` they put."""
PICK = _verbs(
    "fetch up, pick out, gather up, take a hold of, hang on to, hang onto, latch onto, clasp, "
    "pick up, pick, grab, grasp, take, lift, lift up, get, fetch, seize, get hold of, "
    "take hold of, grab hold of, hold, snatch, raise, scoop up, collect, catch, grip, hold on to, "
    "hold up, clutch, retrieve, get me, grab me, fetch me, grab onto, hold onto, take up, "
    "get a grip on, get a hold of, take a hold of, lay hold of, raise up, hoist, hoist up, pluck, "
    "go get, go grab, go fetch, go pick up, go and get, come get, go take, pinch, "
    "get your hand on, "
    "close your gripper around, close the gripper around, close your hand around, close your "
    "fingers around, get your gripper around, go pick, take into your hand, get up, scoop"
)
UP = ("pick", "lift", "picking", "lifting", "hold", "holding", "scoop", "scooping", "raise",
      "raising",
      "take", "get", "bring", "grab", "hoist")
TAKE_OFF = _verbs(
    "take away, lift off, pull off, fish, dig, scoop, haul, coax, yank, whip, drag, evict, eject, "
    "pluck, carry, bring, shift, slide, evacuate, free, rescue, liberate, pull out, take out, "
    "get out, lift out, fish out, scoop out, pick out, clear away, hoist, "
    "clear, extract, take, remove, lift, pick, get, pull, unload, fetch, retrieve, pick up, "
    "grab, move"
)
RELEASE = _verbs("let it go, let them go, release, let go of, put down, set down, lay down, drop, "
                 "place down, let go")
PUSH = _verbs("translate, budge, scooch, bump, shunt, herd, jog, inch, edge, push, slide, shove, "
              "nudge, scoot, move, drag, pull, shift, poke, displace")
PUSH_TO = _verbs("herd, shunt, push, slide, shove, nudge, scoot, drag, poke")
"""Those that also take a place: what is moved there otherwise is carried."""
OPEN = _verbs("unseal, prise open, pop open, ease open, throw open, crack open, yank open, "
              "tug open, draw open, open, open up, pull open, slide open, pull out, swing open, "
              "unclose")
CLOSE = _verbs("seal, seal up, slam, slam shut, bang shut, close off, shut up, close, shut, "
               "close up, push shut, push in, slide shut, push closed, slide closed, "
               "pull shut, swing shut")
OPEN_AROUND = (
    "pull", "slide", "swing", "get", "leave", "have", "keep", "crack", "flip", "push", "draw",
    "yank", "tug", "make", "set", "put", "ease", "shove", "bring",
)
SWITCH = _verbs("turn, switch, flip, flick, toggle, put, slide")
BY_PUSHING = (
    *(f"{by}{what}"
      for by in ("by pushing", "by only pushing", "by just pushing", "by pushing on")
      for what in ("", " it", " it shut", " its front", " the front", " against it",
                   " against its front", " against the front")),
    "with a push", "with closed fingers", "without grasping it", "without grasping the handle",
    "without gripping the handle", "without taking its handle", "without taking the handle",
)
"""`close the drawer ...`."""
PUSH_FRONT = tuple(
    f"{push}{at} the front of" for push in ("push", "pushing", "press", "pressing")
    for at in ("", " against", " on", " in")
)
UNTIL_SHUT = tuple(f"{until} {shut}" for until in ("until it is", "till it is") for shut in
                   ("closed", "shut", "fully closed", "completely closed"))  # fmt: skip
BY_HANDLE = ("by the handle", "by its handle", "at the handle", "at its handle", "by pulling",
             "by pulling the handle", "by pulling its handle", "by pulling on the handle",
             "by pulling it")
"""How fixtures are moved anyway."""
ALONG = (
    *(f"{along} {article}line" for along in ("along", "on", "in", "following")
      for article in ("a ", "the ", "one ", "")),
    "along a line that is straight", "without leaving the line", "without leaving its line",
)
"""`push it ... to the left`; `straight` is dropped before."""
FACING = ("facing", "face", "and face", "while facing", "turn to", "turn towards", "turn toward",
          "pointing at", "pointing towards", "pointing toward", "turning to", "turning towards",
          "looking at")
LETTING = ("letting", "let", "keeping", "keep", "so that", "such that", "having")
LET_STAY = ("", "stay", "stays", "remain", "remains", "always", "always stays", "staying", "be")
"""`letting it stay on the left of the vase`."""
PRESS = _verbs("press, push, hit, tap, click, activate, trigger, touch, poke, press down, "
               "push down, press on, push on, hit, push down on, press down on, tap on, bash, "
               "use, operate, "
    "punch, jab, depress, click on, hit on, flip, flick, toggle, trip"
)
MOVE_TO = _verbs(
    "move to, go to, hover over, hover above, move over, move above, go over, go above, reach for, "
    "point at, point to, move over to, go over to, reach, approach, reach to, reach toward, "
    "reach towards, position yourself over, position yourself above, stop over, stop above, "
    "float over, hang over, move on top of, drive to, head to, come to, travel to, drive over, "
    "head over, travel over, fly over, glide over, move to the top of, go to the top of"
)
GO = _verbs("move, go, drive, travel, head, steer, fly, glide, come, stop, hover, wait")
"""`... to the left of the bowl`: the hand does."""
LEAD = ("move", "bring", "put", "position", "place", "hold", "take", "lead", "moving", "hover",
        "go", "send", "steer", "guide", "drive", "bringing", "steering", "guiding")
"""`... your hand over the bowl`."""
NEXT_TO = ("next to", "right next to", "beside", "right beside", "alongside", "to the side of",
           "to next to")
HAND_TO = (
    "over", "above", "to", "on top of", "toward", "towards", "right over", "right above",
    "over to", "directly over", "directly above", "near",
)
HAND = (
    "hand", "arm", "gripper", "robot hand", "robot arm", "end effector", "tool", "fingers",
    "robot", "claw", "robotic arm",
)
HOME = (
    "go home", "going home", "return home", "move home", "go back home", "home", "home position",
    "go to the home position", "go to your home position", "return to home", "reset the arm",
    "return to the home position", "return to your home position", "return to the resting pose",
    "return to your resting pose", "return to rest", "return to the rest position", "reset",
    "return to the start position", "return to your start position", "go to rest", "go to home",
    "go back to your resting pose", "go back to the resting pose", "go back to the start",
    "go back to rest", "go back to your home position", "go back to the home position",
    "go back to where you started", "return to where you started", "return to the start",
    "go back to the start position", "go back to your starting position", "park the arm",
    "return to your starting position", "return to the starting position", "park yourself",
    "move to the home position", "move back home", "move to your home position",
    "reset yourself", "go to the resting pose", "go to your resting pose",
    "return to the neutral position", "go to the neutral position", "retract the arm",
    "move the arm home", "bring the arm home", "move the arm back home",
    "move to the resting pose", "go back to the starting position", "move your arm home",
    "go to rest position", "go to your rest position",
)
STACK = _verbs("stack, stack up, pile, pile up, put, place, set, lay")
STACK_ONLY = _verbs("stack, stack up, pile, pile up")
BUILD = _verbs("build, make, create, construct, erect, build up, form, assemble, put together")
TOWER = ("tower", "stack", "pile", "column")
UNSTACK = _verbs("unstack, take apart, dismantle, disassemble, take down, unpile, break down, "
                 "tear down, take to pieces, un stack, pull apart, separate, break up")
SORT = _verbs("color sort, color match, match, match up, sort, arrange, organize, organise, "
              "distribute, separate, divide, "
              "group, put, place, sort out, put away")
COLOR_SORT = (
    "color sort", "color sorting", "color coordinate", "color coordinating", "color match",
    "color matching", "color code", "color group", "sort color wise", "sort by color",
)
SORT_ONLY = COLOR_SORT + _verbs(
    "match, match up, sort, arrange, organize, organise, distribute, separate, divide, group, "
    "sort out"
)
BY_COLOR = (
    "by color", "by their color", "by colors", "by its color", "according to color",
    "according to their color", "based on color", "based on their color", "by their colors",
    "according to their colors", "depending on their color", "color by color", "matching colors",
    "by matching color", "depending on color", "color wise",
)
BY_KIND = (
    "by kind", "by type", "by shape", "by their kind", "by their type", "by their shape",
    "respectively", "according to kind", "according to type", "according to shape",
    "in that order",
)
FILL = _verbs("fill, load, restock, stock, supply, furnish, refill, replenish, equip, stuff, pack, "
              "provide, feed, populate, serve")
EMPTY = _verbs("empty, empty out, clear out, unload, clear, clear off, take the contents out of, "
               "remove the contents of, get the contents out of, take all the contents out of, "
               "remove the contents from, take everything out of, take everything from")

_GRAMMAR = (
    "a an the this that these those all any each every both some either no none only exactly "
    "and or but except excluding other than apart besides from it them they one ones there "
    "here which who is are was were be not non that's of to if then else otherwise unless in "
    "case provided before after once when first next finally afterwards lastly also with "
    "without while whilst same matching corresponding color colour colored coloured their its "
    "his her my your everything at least most more fewer less by between among lying sitting "
    "standing placed located resting percent per cent speed way far away you me robot "
    "yourself rest others remaining still two i we do does have has had been being can table "
    "workspace board surface top base bottom up down off out on onto over above back open "
    "opened closed shut empty pressed held holding together again already currently inside "
    "outside order largest order side hand part corner distance gap apart another whichever "
    "whatever leave alone too right left middle front rest as soon as until end now sort pair "
    "shape kind type see like just put spot place space region area half and then exists "
    "exist about away least than somewhere anywhere nothing something contains contain holds "
    "filled full whose belongs respectively pieces later second followed time meanwhile usual "
    "normal twice three times inch upside bigger kept whether so too well likewise instead sorry "
    "wait oops mistake correction scratch mean meant rather actually thought changed mind goes "
    "applies repeat find locate spot identify choose select consider notice search detect look "
    "recognize seek single finding locating choosing selecting identifying remember among "
    "amongst place exception size contents content painted lowest trio couple handful bunch lots "
    "plenty numerous multiple looks whose has having sharing shares share own respective identical "
    "very extreme outer far further farther nearer closer addition fragile "
    "additionally ajar approximately aside assuming attend available barring chest chilling "
    "completion concerning conclude consisting cooling correct counted counting crowning "
    "dealing determine discarding done dozen dresser entire equally even event examine exclude "
    "failing finished firstly foundation furthermore given ground handling happen happens "
    "heating include initially last lies matched matches mentioned minus missing moreover "
    "occupied omit plus present prior random regard regarding regards rests rinsing roughly "
    "save scene secondly sight sits skip solely spare speaking stands starters subsequently "
    "talking test thereafter thirdly thoughts tight tightly toasting total turns ultimately "
    "unoccupied vacant various verify view visible warming washing whole world yet yours"
)
GRAMMAR_WORDS = tuple(_GRAMMAR.split())
