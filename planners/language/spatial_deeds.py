"""What is done to things in space, and by the hand: tables for the patterns of `spatial_rules`."""

from __future__ import annotations

from . import verbs, wish_words

# fmt: off

_PUSH = ("push shove slide nudge budge scoot scooch poke bump shunt prod drag thrust herd")
_PUSHED = ("pushed shoved slid slided nudged budged scooted scooched poked bumped shunted prodded "
           "dragged thrust herded")
_STATIVE = ("", "be ", "get ", "being ", "gets ", "to be ", "is to be ", "are to be ",
"gets to be ")


def _deeds(bases: str, participles: str) -> tuple[str, ...]:
    actives = [form for base in bases.split() for form in (*verbs.forms(base), f"{base}s")]
    return *actives, *(f"{be}{done}" for be in _STATIVE for done in participles.split())


PUSH = _deeds(_PUSH, _PUSHED)
A_PUSH = ("push", "shove", "nudge", "slide", "prod", "poke", "bump")
MOVE = (
    *_deeds("move shift guide bring steer take work coax direct", "moved shifted guided brought "
            "steered taken directed coaxed worked"),
    "get", "send", "put", "transfer",
)
"""What may be done by pushing."""
CARRY = _deeds("carry bring take transport move lift fetch transfer convey ferry",
               "carried brought taken transported moved lifted transferred conveyed ferried")
GRASP = (
    *_deeds("grab grasp seize grip clutch clasp take snatch catch pick lift hold",
            "grabbed grasped seized gripped clutched clasped taken snatched caught lifted held"),
    "pick up", "picking up", "lift up", "get hold of", "getting hold of", "take hold of",
    "grab hold of", "get a grip on", "getting a grip on", "get a hold of", "take a hold of",
    "get a grasp of", "get your fingers around", "take a grip on", "taking hold of",
    "close your gripper around", "close the gripper around", "close your fingers around",
    "close the fingers around", "close your hand around", "lay hold of", "get a grasp on",
    *(f"{be}picked up" for be in _STATIVE), *(f"{be}lifted up" for be in _STATIVE),
    "gripping", "grabbing", "go for a grasp of", "have a hold of",
)
A_GRASP = ("grasp of", "grip on", "grab at", "grasp on", "pick up of", "grip of", "hold of")
DROP = (
    *_deeds("drop release dump ditch", "dropped released dumped ditched"), "let go of",
    "letting go of", "let fall", "letting fall", "let drop", "dropping", "be let go of",
    "be let go", "set free", "let loose of", "gets dropped",
)
FALL = ("fall", "drop", "fall down", "drop down", "tumble", "falls", "drops", "tumbles")
CLOSE = (
    *(f"{until} {shut}" for until in (
        "until it is", "till it is", "so that it is", "so it is", "so that it gets",
        "until it gets",
        "such that it is", "till it gets", "so as to be",
      ) for shut in ("shut", "closed", "fully closed", "fully shut", "completely closed", "in",
                     "completely shut", "all the way in", "back in")),
    *(f"{until} {shut}" for until in ("until it", "till it", "so that it", "so it", "such that it")
      for shut in ("shuts", "closes", "will not go any further", "clicks shut", "is shut again",
                   "is closed again")),
    "shut", "closed", "in", "back in", "all the way in", "to close it", "to shut it", "fully shut",
    "fully closed", "completely shut", "completely closed", "so as to close it", "right in",
    "so as to shut it", "all the way shut", "all the way closed", "to close", "to shut",
)
"""What pushing leads to."""
SHUT = (*_deeds("close shut", "closed shut"), "shutting", "closing")
UNLIFTED = tuple(
    f"{no} {lift}{what}" for no, lifts in (
        ("do not", "lift grasp grab pick carry grip hold raise"),
        ("without", "lifting grasping grabbing carrying gripping holding raising"),
        ("no", "lifting grasping grabbing carrying gripping"),
        ("not", "lifting grasping grabbing carrying lift grasp grab carry"),
        ("never", "lifting lift"),
        ("no need to", "lift grasp grab carry grip hold raise take"),
        ("there is no need to", "lift grasp grab carry grip hold raise"),
        ("rather than", "lifting grasping grabbing carrying gripping"),
        ("instead of", "lifting grasping grabbing carrying gripping"),
        ("you need not", "lift grasp grab carry grip"),
    ) for lift in lifts.split()
    for what in ("", " it", " it up", " the handle", " its handle", " the handle of it", " that")
)
GO = tuple(dict.fromkeys((
    *_deeds("go move travel head steer drive fly glide come hover park position proceed navigate "
            "venture wait stop float hang sail wander pop swing", ""),
    *(form for verb in ("get", "run", "reach", "rest", "sit") for form in verbs.forms(verb)),
    "make your way", "making your way", "make its way", "making its way", "find your way",
    "find its way", "end up", "ending up", "ends up", "come to rest", "coming to rest", "belong",
    "belongs", "comes to rest", "come to a stop", "come to a halt", "take up position",
    "take up a position", "take position", "set off", "is headed", "be", "goes", "travelling",
    "be found", "wind up", "finish up", "finish", "be at rest", "is heading", "are heading",
    "your destination is", "the destination is", "your goal is", "the goal is", "your target is",
    "the target is", "destination", "where you go is", "where it goes is", "is going", "rests",
    "where you want to be is", "where you should end up is", "where it should end up is",
)))
"""What somebody does: goes somewhere."""
LEAD = tuple(dict.fromkeys((
    *_deeds("move travel steer drive fly park position place hover station bring take guide send "
            "lead put hold direct navigate point lower set have transfer rest get swing run",
            "moved parked positioned placed brought guided steered driven sent led held taken "
            "directed stationed put hovered navigated lowered flown kept wanted needed"),
    "is wanted", "is needed",
)))
"""What is done with the hand, which must be named."""
THE_OTHER_WAY = ("over", "across", "along", "around", "back", "on over", "straight", "out", "right",
                 "all the way", "directly", "off", "up", "down", "somewhere")
"""`go ... to the left of the vase`."""

SKIPPED = frozenset((
    ",", ".", "a", "an", "along", "and", "but", "while", "whilst", "so", "also", "please",
    "plus", "though",
    "however", "yet", "thus",
    "i want", "i would like", "i need", "i would like to see", "i want to see", "i wish",
    "i would like to have", "we need", "we want", "we would like", "make sure", "make sure that",
    "see that", "see to it that", "ensure", "ensure that", "have", "let", "get", "give", "giving",
    "try", "is what", "that is where", "that is how far", "that is what", "is where", "what",
    "do that", "do this", "do it", "except that", "my request", "request", "my wish", "my order",
    "using", "could", "would",
    "needs", "wants", "requires", "needs to", "has to", "need", "is how far", "that is all",
    "in the process", "i would prefer", "i would love", "at that", "to do so", "to do that",
    "you want", "deserves", "is due", "could do with", "is in need of", "i am after",
    "what is needed is", "what i need is", "what i want is", "what i would like is",
    "required", "is required", "is needed", "is wanted", "calls for", "i am asking for",
    "your task is", "your job is", "the task is", "the job is", "the idea is", "in one go",
    "i ask for", "is called for", "is to take place", "should take place", "is in order",
    "perform", "carry out", "execute", "make", "apply", "do", "performing", "by", "for",
    "in that", "once there", "when you get there", "hold it there", "keep it there",
    "and stay there", "and wait there", "stay there", "wait there", "leave it there",
    "stop there", "remain there", "hold there", "and hold it there", "hold position",
    *wish_words.FLOATING,
))
"""What carries no meaning of its own beside the rest."""
NOT_SKIPPED = frozenset(("straight", "directly", "all", "both", "each", "all of it"))
"""Fillers elsewhere."""
