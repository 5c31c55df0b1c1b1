"""Words for turning things so that they face something."""

from __future__ import annotations

# fmt: off

_TURN = ("turn", "rotate", "spin", "orient", "swivel", "twist", "aim", "point", "face", "align",
         "orientate", "angle", "direct", "turn around", "turn round", "rotate around")
TURN = tuple(word for verb in _TURN for word in (
    verb, verb.removesuffix("e") + "ing" if " " not in verb else verb, f"{verb} the front of"))
"""`... the mug toward the vase`."""
LET_FACE = ("make", "have", "let", "get", "making", "having", "i want", "i would like", "i need",
            "we want", "we need")
"""`... the mug face the vase`."""
_FRONTS = ("its handle", "the handle", "its front", "the front", "its long side", "its end",
           "its long axis", "it", "that it", "a side", "one side", "its grip")
_POINTS = ("faces", "points to", "points at", "points toward", "points towards", "looks at",
           "looks to", "looks toward", "looks towards", "is facing", "is pointing at",
           "is pointing to", "is pointing toward", "is pointing towards",
           "points in the direction of", "is turned to", "is turned toward", "is turned towards",
           "is toward", "is towards")
_POINTING = ("facing", "pointing to", "pointing at", "pointing toward", "pointing towards",
             "toward", "towards", "looking at", "looking to", "turned to", "turned toward",
             "turned towards", "facing toward", "facing towards", "aimed at", "directed at",
             "oriented to", "oriented toward", "oriented towards", "pointed at", "pointed toward",
             "pointed towards", "in the direction of")
TO_FACE = (
    *_POINTING, "to face", "to point at", "to point to", "to point toward", "to point towards",
    "to", "at", "to look at", "face", "point at", "point to", "point toward", "point towards",
    "look at",
    "around to face", "round to face", "so as to face", "around toward", "around towards",
    *(f"{so} {front} {points}" for so in ("so that", "so", "such that", "until", "till")
      for front in _FRONTS for points in _POINTS),
    *(f"with {front} {points}" for front in _FRONTS for points in _POINTING),
)
"""`turn the mug ... the vase`."""
SHOULD_FACE = tuple(f"{should} {face}" for should in (
    "should", "must", "shall", "has to", "is to", "needs to", "ought to",
) for face in ("face", "face toward", "face towards", "point at", "point to", "point toward",
               "point towards", "look at", "be facing", "be turned to", "be turned toward",
               "be turned towards"))
"""`the mug ... the vase`."""
HANDLE_OF = ("the handle of", "handle of", "the front of")
"""`point ... the mug at the vase`."""
WITH_FRONT = (
    "facing", "and facing", "facing toward", "facing towards", "so that it faces", "so it faces",
    "such that it faces", "and turn it to", "and turn it toward", "and turn it towards",
    "and make it face", "and let it face", "oriented toward", "oriented towards", "turned toward",
    "turned towards", "and face it toward", "and face it towards", "and face it to",
    *(f"{and_}with {front} {points}" for and_ in ("", "and ") for front in _FRONTS
      for points in _POINTING),
    *(f"{so} {front} {points}" for so in ("so that", "so", "such that") for front in _FRONTS
      for points in _POINTS),
)
"""`put the mug on the plate ... the bowl`."""
WAYS = {
    "left": ("left", "the left", "to the left", "leftwards", "toward the left", "towards the left"),
    "right": ("right", "the right", "to the right", "rightwards", "toward the right",
              "towards the right"),
    "front": ("you", "me", "the robot", "yourself", "the front", "to the front", "to you", "to me",
              "toward you", "towards you", "toward me", "towards me", "toward the robot",
              "towards the robot", "forwards to you", "us"),
    "back": ("away", "away from you", "away from me", "the back", "to the back", "backwards",
             "away from the robot", "forward", "forwards", "toward the back", "towards the back"),
}
"""`turn it ...`, `with its handle to ...`."""
