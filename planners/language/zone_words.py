"""Where to be slow, and on which side of a thing to stay: words of zones and sides."""

from __future__ import annotations

from . import lexicon, verbs

# fmt: off

SLOWLY, VERY_SLOWLY = 0.3, 0.15
"""Share of the usual speed, where no number is said."""
NEAR = 0.10
"""[m] that `near` means."""

_MANNERS = (
    "slowly", "slow", "gently", "softly", "carefully", "cautiously", "delicately", "with care",
    "nice and slow", "nice and slowly", "nice and gently", "at low speed", "at a low speed",
    "at a slow pace", "at slow speed", "in slow motion", "more slowly", "slower", "with low speed",
)
SLOW: dict[str, float] = {
    **dict.fromkeys((*_MANNERS, "go easy", "take your time"), SLOWLY),
    **{f"{very} {how}": VERY_SLOWLY for very in ("very", "extremely", "especially")
       for how in ("slowly", "slow", "gently", "softly", "carefully", "cautiously")},
    **{f"as {how} as {far}": VERY_SLOWLY for how in ("slowly", "gently", "carefully")
       for far in ("possible", "you can")},
}
"""Manner -> share of the usual speed."""
SHARES: dict[str, float] = {
    "half": 0.5, "a half": 0.5, "one half": 0.5, "quarter": 0.25, "a quarter": 0.25,
    "one quarter": 0.25, "third": 0.33, "a third": 0.33, "one third": 0.33, "two thirds": 0.67,
    "three quarters": 0.75, "a fifth": 0.2, "one fifth": 0.2, "a tenth": 0.1, "one tenth": 0.1,
}
"""Said before `speed` or `of the speed` -> share of the usual speed."""
AT = (
    "at", "with", "at most", "at most at", "with at most", "at no more than", "no faster than",
    "not faster than", "never faster than", "do not go faster than", "do not move faster than",
    "never go faster than", "never move faster than", "at only", "only at",
)
SPEED = (
    *(f"{of}{whose}{normal}speed"
      for of in ("", "of ")
      for whose in ("", "the ", "your ", "its ")
      for normal in ("", "normal ", "usual ", "full ", "maximum ", "top ", "max ")),
    "as fast", "as fast as usual",
)
REDUCE = (
    "slow down", "slowing down", "slow", "reduce speed", "reduce your speed", "reduce the speed",
    "reducing speed", "reducing your speed", "reducing the speed", "decelerate", "decelerating",
)
"""`slow down to half speed`."""

_MOVES = (
    "move", "moving", "go", "going", "drive", "driving", "travel", "traveling", "travelling",
    "steer", "steering", "bring", "guide",
)
MOVERS = (
    *_MOVES, "proceed", "proceeding", "work", "working", "act", "be", "being", "stay", "staying",
    "keep", "keeping", "keep moving", "pass", "passing", "only move", "only go", "always move",
    "always go",
    *(f"{move} {article}{hand}" for move in ("move", "moving", "steer", "guide")
      for article in ("", "the ", "your ") for hand in verbs.HAND),
)
"""What is done slowly: nothing but moving."""

_WHO = (
    "you are", "you get", "you come", "you move", "you go", "you pass", "getting", "moving",
    "coming", "being", "going", "you are moving", "you are passing",
    *(f"{article} {hand} is" for article in ("the", "your") for hand in verbs.HAND),
)
WHEN = tuple(
    f"{when} {who}".strip()
    for when in ("when", "while", "whenever", "if", "as long as", "as")
    for who in ("", *_WHO)
)
NEARBY = (
    "near", "near to", "around", "close to", "by", "in the vicinity of", "in the neighborhood of",
    "in the proximity of", "anywhere near", "everywhere near", "all around", "right by",
    "passing", "passing by", "when passing", "while passing", "going past", "when going past",
    "as you pass", "when you pass", "while you pass", "whenever you pass", "as you go past",
)
WITHIN = (
    "within", "within a distance of", "within a radius of", "closer than", "nearer than",
    "less than", "at less than", "in a radius of", "at a distance of less than",
)
IN = ("in the", "on the", "at the", "within the", "inside the", "over the", "inside of the")
PARTS: dict[str, str] = {
    words: f"{region}_half"
    if region in lexicon.SIDES and words.split()[-1] in ("half", "side", "part", "area") else region
    for words, region in lexicon.REGION_WORDS.items()
    if words not in lexicon.SIDES
}
"""Part of the table -> region. A side is a half: better slow too often."""
OF = ("of", "to", "from", "away from", "around")
OF_IT = ("of it", "to it", "from it", "away from it", "around it")

SIDES: dict[str, str] = {
    phrase: lexicon.DIRECTION_OF[relation]
    for phrase, relation in lexicon.RELATIONS.items()
    if relation in lexicon.DIRECTION_OF and phrase != "before"  # that is about time
} | {
    f"{on}{side}": way
    for on in ("", "on ", "to ", "at ")
    for side, way in (
        ("the left side of", "left"), ("the right side of", "right"), ("the far side of", "back"),
        ("the back side of", "back"), ("the near side of", "front"), ("the front side of", "front"),
    )
}
"""Preposition -> direction."""
STAY = (
    "stay", "staying", "keep", "keeping", "remain", "remaining", "pass", "passing", "pass by",
    "passing by", "stay always", "always stay", "always staying", "always keep", "always keeping",
    "always remain", "always pass",
    *(f"{keep} {article}{hand}" for keep in ("keep", "keeping")
      for article in ("", "the ", "your ") for hand in verbs.HAND),
)
"""`stay on the left of the vase`."""
PASS = ("pass", "passing", "pass by", "passing by", "go past", "going past", "move past",
        "moving past", "drive past")
PAST: dict[str, str] = {
    f"{on} {side}{tail}": way
    for on in ("on", "to", "at") for tail in ("", " side")
    for side, way in (
        ("the left", "left"), ("its left", "left"), ("the right", "right"), ("its right", "right"),
    )
}
"""`pass the vase on the left`."""
YOUR_SIDE: dict[str, str] = {
    f"{on} your {side}{tail}": opposite
    for on in ("on", "to", "at") for tail in ("", " side", " hand side")
    for side, opposite in (("left", "right"), ("right", "left"))
}
"""`keep the vase on your right`: the hand is on its left."""
