"""How fast: adverbs of a clause, and clauses about the speed of everything."""

from __future__ import annotations

# fmt: off

SPEEDS: dict[str, float] = {
    "slowly": 0.4, "slow": 0.4, "very slowly": 0.25, "gently": 0.4, "very gently": 0.25,
    "softly": 0.4, "carefully": 0.4, "very carefully": 0.25, "with care": 0.4, "nice and slow": 0.4,
    "nice and slowly": 0.4, "nice and gently": 0.4, "at a slow pace": 0.4, "delicately": 0.4,
    "with great care": 0.4, "without rushing": 0.4, "without haste": 0.4,
    "in slow motion": 0.4, "quickly": 1.3, "quick": 1.3, "fast": 1.3, "rapidly": 1.3,
    "swiftly": 1.3, "very quickly": 1.5, "as fast as you can": 1.5, "as fast as possible": 1.5,
    "as quickly as you can": 1.5, "as quickly as possible": 1.5, "speedily": 1.3,
    "as slowly as possible": 0.25, "as slowly as you can": 0.25, "as gently as possible": 0.25,
    "as gently as you can": 0.25, "as carefully as you can": 0.25,
    "at half speed": 0.5, "at half the speed": 0.5, "at half the usual speed": 0.5,
    "with half speed": 0.5, "at half your speed": 0.5, "at half the normal speed": 0.5,
    "at quarter speed": 0.25, "at a quarter of the speed": 0.25, "at full speed": 1.0,
    **{f"{at} {a}{slow} {pace}": factor for at in ("at", "with", "in", "using") for a in ("a ", "")
       for words, factor in (("slow gentle careful soft leisurely relaxed calm low reduced "
                              "moderate easy delicate cautious unhurried steady tender light", 0.4),
                             ("fast quick rapid swift brisk high speedy", 1.3))
       for slow in words.split()
       for pace in ("pace", "speed", "way", "manner", "fashion", "motion", "movement", "touch",
                    "tempo", "velocity")},
    **{f"with {much}{care}": 0.4 for much in ("", "great ", "the utmost ", "utmost ", "extreme ",
                                              "some ", "a lot of ", "extra ", "due ")
       for care in ("care", "caution", "gentleness", "patience")},
    **{f"as {slow} as {can}": 0.25 for slow in ("slowly", "gently", "carefully", "softly",
    "cautiously")
       for can in ("possible", "you can", "you are able to", "you possibly can")},
    **{f"as {fast} as {can}": 1.5 for fast in ("fast", "quickly", "rapidly", "swiftly")
       for can in ("possible", "you can", "you are able to", "you possibly can")},
    **{f"{fast} as you {can}": factor for words, factor in (("fast quick quickly swiftly", 1.5),
       ("slow slowly gently softly carefully", 0.25))
       for fast in words.split() for can in ("can", "possibly can", "like")},
    **dict.fromkeys(("safely", "securely", "leisurely", "gingerly", "tenderly", "unhurriedly",
                     "steadily", "calmly", "cautiously",
                     "smoothly", "lightly", "nice and easy", "slowly and carefully",
                     "ever so gently",
                     "ever so slowly", "ever so carefully", "real slow", "really slowly",
                     "really gently", "really carefully", "with ease", "bit by bit"), 0.4),
    **dict.fromkeys(("promptly", "hastily", "briskly", "hurriedly", "in a hurry", "in haste",
                     "without delay", "without hesitation", "real quick", "really quickly",
                     "really fast", "very fast", "double quick", "pronto", "asap", "in no time"),
                     1.3),
    "at normal speed": 1.0, "at low speed": 0.4, "at high speed": 1.3, "at top speed": 1.5,
}
"""Adverb -> factor on the usual speed. Invariants of manner, wherever they stand."""

GLOBAL_SPEEDS: dict[str, float] = {
    "take your time": 0.4, "do not rush": 0.4, "do not hurry": 0.4, "no rush": 0.4, "no hurry": 0.4,
    "be gentle": 0.4, "be quick": 1.3, "be fast": 1.3, "hurry": 1.3, "hurry up": 1.3,
    "go slow": 0.4, "be slow": 0.4, "go easy": 0.4, "easy does it": 0.4, "be careful": 0.4,
    **dict.fromkeys((
        "easy", "steady", "no need to hurry", "no need to rush", "there is no need to hurry",
        "there is no need to rush", "there is no rush", "there is no hurry",
        "you do not need to rush",
        "you do not need to hurry", "you do not have to hurry", "you do not have to rush",
        "be very careful", "be extra careful", "be really careful", "please be careful",
        "be cautious",
        "be very gentle", "be patient", "take it easy", "take it slow", "take it slowly",
        "do not be hasty", "make it slow", "keep it slow", "handle with care", "exercise caution",
        "use caution", "proceed with caution", "be delicate", "do not go fast",
        "do not go too fast",
        "not too fast", "not so fast", "slow down", "be careful about it", "be slow about it",
    ), 0.4),
    **dict.fromkeys((
        "make it quick", "make it snappy", "make it fast", "make haste", "be speedy", "chop chop",
        "quick quick", "on the double", "at the double", "look lively", "look sharp",
        "shake a leg", "quick sticks", "hop to it", "jump to it", "snap to it", "look alive",
        "get cracking", "quick march",
        "get a move on", "step on it", "do not dawdle", "do not waste time", "be swift", "go fast",
        "i am in a hurry", "we are in a hurry", "quick as you can", "speed it up", "speed up",
        "do not take too long", "do not be slow",
    ), 1.3),
    "careful": 0.4, "take care": 0.4, "be gentle about it": 0.4, "be quick about it": 1.3,
}
"""A clause of its own about the speed of everything."""
