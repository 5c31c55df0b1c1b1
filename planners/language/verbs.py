"""What can be commanded: verbs and fixed phrases of clauses."""

from __future__ import annotations

# fmt: off


def _forms(verb: str) -> tuple[str, ...]:
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
    return tuple(form for verb in words.split(", ") for form in _forms(verb))


PUT = _verbs(
    "put, place, set, lay, drop, move, bring, carry, transfer, deposit, stick, toss, throw, get, "
    "shift, relocate, load, stow, store, insert, dump, position, rest, pop, plop, deliver, tuck, "
    "park, add, send, transport, set down, put down, lay down, place down, drop off, leave, chuck, "
    "put away, slip, stash, pack, fetch, return, relocate, gather, collect, throw away, put back, "
    "place back, move back, settle, balance, stand, haul, sweep"
)
FROM_HEIGHT = ("from", "from a height of", "from about", "from a height of about")
HEIGHT_TAIL = ("", "above", "above it", "up", "high", "above the table", "above there", "height",
               "up in the air")
LET_FALL = ("fall", "drop")
"""`drop it there from 3 cm above`, `let it fall there`."""
TAKE_TO = _verbs("take, pick up, grab, pick, lift, scoop up, lift up, grasp, pull")
"""Verbs of taking; with `into`, `onto`, `to` they put."""
PICK = _verbs(
    "pick up, pick, grab, grasp, take, lift, lift up, get, fetch, seize, get hold of, "
    "take hold of, grab hold of, hold, snatch, raise, scoop up, collect, catch, grip, hold on to, "
    "hold up, clutch, retrieve, get me, grab me, fetch me"
)
UP = ("pick", "lift", "picking", "lifting", "hold", "holding", "scoop", "scooping")
TAKE_OFF = _verbs(
    "take, remove, lift, pick, get, pull, unload, fetch, retrieve, pick up, grab, move"
)
RELEASE = _verbs("release, let go of, put down, set down, lay down, drop, place down, let go")
PUSH = _verbs("push, slide, shove, nudge, scoot, move, drag, pull, shift, poke, displace")
PUSH_TO = _verbs("push, slide, shove, nudge, scoot, drag, poke")
"""Those that also take a place: what is moved there otherwise is carried."""
OPEN = _verbs("open, open up, pull open, slide open, pull out, swing open, unclose")
CLOSE = _verbs("close, shut, close up, push shut, push in, slide shut, push closed, slide closed, "
               "pull shut, swing shut")
OPEN_AROUND = (
    "pull", "slide", "swing", "get", "leave", "have", "keep", "crack", "flip", "push",
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
HOLDS: dict[str, str] = {
    **dict.fromkeys(("from above", "from the top", "from overhead", "from straight above",
                     "top down", "from directly above"), "above"),
    **{f"{at} {article}{side}": "side" for at in ("from",) for article in ("the ", "its ", "")
       for side in ("side", "left", "right", "left side", "right side", "front", "back", "below",
                    "front side", "back side", "underneath", "behind", "bottom")},
    **dict.fromkeys(("sideways", "horizontally"), "side"),
    **{f"{by} {article}{part}": part for by in ("by", "at", "on") for article in ("the ", "its ")
       for part in ("handle", "rim")},
}
"""`pick up the mug ...`."""
FACING = ("facing", "face", "and face", "while facing", "turn to", "turn towards", "turn toward",
          "pointing at", "pointing towards", "pointing toward", "turning to", "turning towards",
          "looking at")
LETTING = ("letting", "let", "keeping", "keep", "so that", "such that", "having")
LET_STAY = ("", "stay", "stays", "remain", "remains", "always", "always stays", "staying", "be")
"""`letting it stay on the left of the vase`."""
PRESS = _verbs("press, push, hit, tap, click, activate, trigger, touch, poke, press down, "
               "push down, press on, push on, hit")
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
                 "tear down, take to pieces")
SORT = _verbs("sort, arrange, organize, organise, distribute, separate, divide, group, put, place, "
              "sort out, put away")
SORT_ONLY = _verbs(
    "sort, arrange, organize, organise, distribute, separate, divide, group, sort out"
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
FILL = _verbs("fill, load")
EMPTY = _verbs("empty, empty out, clear out, unload, clear")

BECOMES = (
    "goes", "go", "belongs", "belong", "should go", "should be", "must be", "must go",
    "is to go", "needs to be", "need to be", "needs to go", "need to go", "has to be",
    "have to be", "has to go", "have to go", "is to be", "are to be", "should end up",
    "should be put", "should be placed", "should be moved", "should be sitting", "must be put",
    "must be placed", "needs to be put", "needs to be placed", "needs to be moved",
    "has to be put", "shall go", "has to be placed", "has to be moved", "needs to end up",
    "must end up", "ought to be", "ought to go", "should sit", "should live", "should lie",
    "should rest", "should stand", "will go", "gets put", "gets placed", "is supposed to be",
    "are supposed to be", "is supposed to go", "are supposed to go", "is meant to be",
    "is meant to go", "can go", "wants to be", "wants to go", "need to be put",
    "need to be placed", "should get", "should be moved over", "has to end up", "have to end up",
    "need to end up", "should be brought", "needs to be brought", "should be lying",
    "should move", "should come", "needs to move", "has to move", "must move", "needs moving",
    "needs putting",
)
"""`the red block ... in the bowl`."""
WISH = (
    "i want", "i need", "i would like", "i would like to have", "i would like to see",
    "i want to have", "i want to see", "i need to have", "make sure", "make sure that", "ensure",
    "ensure that", "see to it that", "see that", "have", "i would prefer", "i would love",
    "i would love to see", "i would love to have", "be sure", "be sure that", "get", "we want",
    "we need", "we would like", "i wish", "i expect", "let", "take care that", "make it so",
    "make it so that", "i want it so that", "it would be good to have", "i would rather have",
    "i would like it if", "check that", "i like", "leave",
)
WISHED = (
    "", "to be", "to go", "to end up", "placed", "put", "moved", "is", "are", "ends up",
    "end up", "to sit", "to be placed", "to be put", "to be moved", "be", "go", "goes", "gets",
    "lands", "sitting", "is put", "is placed", "to be sitting", "to land", "to come", "to rest",
    "to lie", "to stand", "to be lying", "were", "was", "to live", "lying", "standing",
    "ending up",
)

NEAR_MISS = (
    "touch", "touching", "hit", "hitting", "bump", "bumping", "bump into", "bumping into",
    "knock over", "knocking over", "knock", "knocking", "knock down", "knocking down",
    "knock into", "knocking into", "collide with", "colliding with", "crash into",
    "crashing into", "disturb", "disturbing", "tip over", "tipping over", "tip", "tipping",
    "break", "breaking", "topple", "toppling", "brush against", "brushing against", "bother",
    "bothering", "contact", "contacting", "brush", "brushing", "run into", "running into",
    "graze", "grazing", "damage", "damaging", "smash", "smashing", "scratch", "scratching",
    "push over", "pushing over", "upset", "upsetting",
)
"""What must not happen to something: 5 cm are kept."""
APPROACH = (
    "come near", "coming near", "come near to", "get near", "getting near", "go near",
    "going near", "get close to", "getting close to", "come close to", "coming close to",
    "go close to", "going close to", "approach", "approaching", "get too close to",
    "getting too close to", "come too close to", "coming too close to", "go too close to",
    "going too close to", "get anywhere near", "come anywhere near", "go anywhere near",
    "get near to", "going anywhere near", "coming anywhere near", "getting anywhere near",
    "pass near", "pass over", "pass close to",
)
"""What the robot must not do: 10 cm are kept."""
CLOSER = (
    "come closer than", "coming closer than", "get closer than", "getting closer than",
    "go closer than", "going closer than", "get any closer than", "come any closer than",
    "go any closer than", "come within", "coming within", "get within", "getting within",
    "go within", "going within", "approach closer than", "move closer than", "move within",
    "moving within", "be closer than", "be within",
)
DISPLACE = (
    "move", "moving", "displace", "displacing", "shift", "shifting", "pick up", "picking up",
    "take", "taking", "use", "using", "pick", "picking", "grab", "grabbing", "mess with",
    "messing with", "put", "budge", "relocate",
)
WATCH = (
    "watch out for", "watching out for", "look out for", "looking out for", "beware of",
    "beware", "be careful with", "be careful of", "be careful about", "be careful around",
    "careful with", "careful of", "careful about", "careful around", "mind", "minding",
    "be mindful of", "take care of", "take care with", "watch", "be wary of", "heed",
    "be aware of", "pay attention to", "being careful with", "being careful of",
    "being careful around", "be gentle around", "respect", "be cautious of",
    "be cautious around", "be cautious with", "keep an eye on", "look after", "be careful near",
    "being mindful of", "protect", "steer around", "go around", "move around", "going around",
    "moving around", "mind out for", "work around", "with care for", "with an eye on",
    "careful not to disturb",
)
NOT = (
    "do not", "never", "without", "must not", "you must not", "should not", "you should not",
    "avoid", "avoiding", "be careful not to", "careful not to", "being careful not to",
    "take care not to", "taking care not to", "make sure not to", "be sure not to",
    "making sure not to", "make sure you do not", "try not to", "trying not to", "not",
    "you may not", "do not you dare", "do not ever", "please do not", "making sure you do not",
    "without ever", "refrain from", "may not", "cannot", "you cannot", "and do not", "nor",
    "do not let yourself", "make sure that you do not", "see that you do not",
)
STEER = (
    "avoid", "avoiding", "steer clear of", "steering clear of", "keep clear of",
    "keeping clear of", "stay clear of", "staying clear of", "keep your distance from",
    "keeping your distance from", "keep off", "stay off", "keeping a distance from",
    "give a wide berth to", "keep a safe distance from", "keeping a safe distance from",
    "keep distance from", "keeping distance from", "keep a distance from", "steer clear from",
    "stay well clear of", "keep well clear of", "staying well clear of", "well clear of",
    "clear of", "away from", "stay far from", "keep far from", "keep a good distance from",
    "keep some distance from", "leave some space around", "leave room around",
)
KEEP_OFF = (
    "keep", "keeping", "stay", "staying", "remain", "remaining", "steer", "leave", "leaving",
    "keep a distance of", "keeping a distance of", "stay a distance of", "maintain",
    "maintaining", "keep a clearance of", "with a clearance of", "with a distance of",
    "maintain a distance of", "be", "leave a gap of", "leave a margin of", "hold",
    "letting it stay", "letting it remain", "having it stay", "letting it keep", "letting it",
)
KEPT = (
    "", "your arm", "the arm", "the gripper", "the robot", "your hand", "the hand", "it",
    "yourself", "everything", "the robot arm", "your gripper", "them", "the claw",
)
OFF = (
    "away from", "from", "clear of", "off", "of distance from", "of distance to", "away of",
    "far from", "far away from", "well away from", "a safe distance from", "of clearance from",
    "of clearance to", "of space from", "apart from", "to", "distance from", "distance to",
    "clearance from", "clearance to", "out of the way of", "back from", "of space around",
    "around", "clear from", "free around",
)
ALONE = (
    "alone", "where it is", "where they are", "in place", "untouched", "in its place",
    "as it is", "be", "out", "out of it", "out of this",
)

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
    "normal twice three times inch upside bigger kept whether so"
)
GRAMMAR_WORDS = tuple(_GRAMMAR.split())
