"""Words of towers that grow, shrink, turn over, move, and give up what is inside them."""

from __future__ import annotations

from .verbs import forms

# fmt: off


def _verbs(words: str) -> tuple[str, ...]:
    return tuple(form for verb in words.split(", ") for form in forms(verb))


TURN_OVER = _verbs("turn, flip, put, stand, set, tip")
ON_ITS_HEAD = ("upside down", "on its head", "on their heads", "the other way up",
               "the other way round", "bottom up", "head over heels")
"""`turn the tower ...`."""
REVERSE = _verbs("reverse, invert, turn round, turn around")
IN_REVERSE = tuple(
    f"{in_}{the}{reverse}{order}" for in_ in ("in ", "into ") for the in ("", "the ", "its ")
    for reverse in ("reverse ", "reversed ", "inverse ", "inverted ", "opposite ")
    for order in ("order", "sequence")
)
"""`rebuild the tower ...`."""
ORDER_OF = tuple(f"the order of {what}" for what in ("", "the blocks in ", "the blocks of ",
                                                      "the cubes in ", "the layers of "))
REBUILD = _verbs("rebuild, restack, build up, build, stack, restack, set up, erect, put up, "
                 "reassemble, re erect, reconstruct, pile up")
RAISE = _verbs("raise, heighten, extend, grow, increase, build up, make, expand")
LOWER = _verbs("lower, reduce, shorten, cut, cut down, bring down, shrink, trim, take down, make")
BE = ("", *(f"{must} {be}" for must in ("should", "must", "needs to", "has to", "ought to", "is to",
                                        "shall", "wants to", "could", "might", "may", "will")
            for be in ("be", "become", "grow", "get", "rise", "be made", "come to be", "stand")),
      "be", "to be", "is", "become", "grow", "grows")
STOREYS = ("storey", "storeys", "story", "stories", "block", "blocks", "cube", "cubes", "floor",
           "floors", "level", "levels", "layer", "layers", "brick", "bricks", "unit", "units")
HIGHER, HIGH = ("higher", "taller", "more"), ("high", "tall")
LOW = ("lower", "shorter", "less", "fewer")
WITH = (", using", ", use", "using", "with", "by adding", ", by adding", ", adding", ", namely",
        "by using", ", with", "by putting on", ", add", ", take", ". use", ". take", ". add", ",",
        "by stacking", "by means of", "with the help of")
"""`the tower should be two storeys higher ...`."""
NTH_IS = tuple(f"the {nth}{storey}{be}" for nth in ("first", "second", "third", "fourth", "fifth",
                                                     "sixth", "next", "last", "top", "other")
               for storey in ("", " one", " storey", " floor", " level", " layer", " block")
               for be in (" is", " being", " should be", " shall be", " must be", " will be"))
ROOF = tuple(f"{be} {a}{fine}{roof} {of}"
             for be in ("would make", "will make", "makes", "shall be", "should be", "is to be",
                        "will be", "should form", "shall form", "should become", "must become",
                        "serves as", "should serve as", "would do as", "will do as", "as", "would "
                        "be", "can be", "could be")
             for a in ("a ", "the ") for fine in ("", "fine ", "nice ", "good ", "lovely ", "new ")
             for roof in ("roof", "top", "crown", "hat", "cap", "summit", "peak", "top storey",
                          "top block", "top floor", "spire", "head")
             for of in ("for", "of", "on", "to"))
"""`the yellow block ... the tower`: on top of it."""
SAME_ORDER = tuple(
    f"{comma}{order}" for comma in (", ", "") for order in (
        *(f"{in_} {its} {order}" for in_ in ("in", "keeping", "preserving", "retaining", "with")
          for its in ("the same", "its present", "their present", "its", "their", "the present",
                      "that same", "this", "the", "exactly the same")
          for order in ("order", "sequence", "arrangement")),
        "just as it is", "just as they are", "without changing the order", "as it is now",
        "still stacked", "as they are now", "as a tower again", "order unchanged",
    )
)
"""`move the two upper blocks to the plate ...`."""
DIG_OUT = _verbs("dig out, fish out, extract, excavate, unearth, prise out, pry out, ease out, "
                 "tease out, wriggle out, winkle out, dig up, disentangle, free up, recover, "
                 "work out, salvage, rescue")
"""`... the green block`: what stands on it is set aside first."""
OUT_OF_THERE = ("out of the middle", *(
    f"{out}from {there}" for out in ("out ", "")
    for there in ("the middle", "underneath", "below", "under the others", "in between", "beneath",
                  "between the others", "the bottom", "under the rest")
))
PULL = _verbs("pull, take, get, draw, slide, drag, tug, remove, bring, have")
UNCOVER = _verbs("uncover, unbury, lay bare, bare, expose, lay free")
"""`... the green block`: what stands on it is taken off."""
APART_SO_THAT = tuple(
    f"{comma}{until} {each} {stands} on the {bare}table{alone}"
    for comma in ("", ", ") for until in ("so that", "until", "such that", "so")
    for each in ("each of its blocks", "every block", "each block", "all blocks",
                 "all the blocks", "all of its blocks", "every one of its blocks", "all of them",
                 "each of them", "every one of them", "they all", "all its blocks", "each cube",
                 "every cube", "each of its cubes", "each", "they")
    for stands in ("stands", "stand", "is", "are", "lies", "lie", "sits", "sit", "rests", "rest")
    for bare in ("", "bare ")
    for alone in ("", " by itself", " by themselves", " on its own", " on their own", " alone",
                  " separately", " itself")
)
"""`take the tower apart ...`."""
