"""What is not to happen, and what to keep away from."""

from __future__ import annotations

# fmt: off

NEAR_MISS = (
    "touches", "bumps into", "hits", "disturbs", "knocks over",
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
    "nobody", "no one", "let no one", "let nobody", "let nothing",
    "do not", "never", "without", "must not", "you must not", "should not", "you should not",
    "avoid", "avoiding", "be careful not to", "careful not to", "being careful not to",
    "take care not to", "taking care not to", "make sure not to", "be sure not to",
    "making sure not to", "make sure you do not", "try not to", "trying not to", "not",
    "you may not", "do not you dare", "do not ever", "please do not", "making sure you do not",
    "without ever", "refrain from", "may not", "cannot", "you cannot", "and do not", "nor",
    "do not let yourself", "make sure that you do not", "see that you do not",
    "you are not allowed to", "you are not to", "it is not allowed to", "you are forbidden to",
    "nothing may", "nobody may", "nothing should", "nothing must", "nothing shall", "do not you",
    "under no circumstances", "on no account", "by no means", "make certain not to", "never ever",
    "you must never", "must never", "you should never", "should never", "you had better not",
    "i do not want you to", "i would not want you to", "i would rather you did not", "do not go",
    "i would prefer it if you did not", "i would not like you to", "i do not want you",
    "it is forbidden to", "you can not", "can not", "you will not", "you shall not", "shall not",
    "ensure you do not", "ensure that you do not", "so that you do not", "but not",
    "ensuring you do not",
    "and not", "being sure not to", "while not", "taking care to not", "be careful to not",
    "make sure to not", "be careful that you do not", "careful that you do not",
    "in a way that does not",
    "so as not to", "so as to not", "in order not to", "see to it that you do not",
    "minding not to",
    "do your best not to", "watch that you do not", "mind that you do not", "mind you do not",
    "i forbid you to", "please avoid", "please never", "you may never", "and never", "but never",
)
STEER = (
    "maintain distance from", "maintain your distance from", "maintaining distance from",
    "maintain a distance from", "hold your distance from", "maintain a safe distance from",
    "keep well away from", "stay well away from", "staying well away from", "keep well back from",
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
BERTH = tuple(
    f"{a} {berth}" for a in ("a", "some", "plenty of", "enough", "lots of")
    for berth in ("wide berth", "room", "space", "very wide berth", "clearance", "good wide berth")
)
"""`give the vase ...`."""
ALONE = (
    "alone", "where it is", "where they are", "in place", "untouched", "in its place",
    "as it is", "be", "out", "out of it", "out of this", "in peace", "as they are",
    "be where it is",
    "like that", "like this", "that way", "this way", "the way it is", "the way they are",
    "at rest", "unmoved", "undisturbed", "exactly where it is", "right where it is",
    "in their place", "in position", "standing where it is", "just as it is", "to itself",
)

NOT_BE = (
    *(f"{modal} {be}" for modal in (
        "must not", "should not", "may not", "can not", "shall not", "will not", "is not to",
        "are not to", "must never", "should never", "may never", "is never to", "ought not to",
        "has not to", "is not allowed to", "are not allowed to", "is not supposed to",
        "does not want to",
        "does not like to", "had better not", "would better not", "can never", "need not to",
    ) for be in ("be", "get")),
    "is not", "are not", "does not get", "do not get", "is never", "being not", "not to be",
    "not being", "stays not",
)
"""`the vase ... touched`."""
_TOUCHED = (
    "touched, hit, bumped, bumped into, knocked over, knocked, knocked down, knocked into, "
    "disturbed, tipped over, tipped, broken, toppled, brushed against, bothered, damaged, "
    "smashed, scratched, "
    "grazed, harmed, run into, crashed into, contacted, upset, pushed over, endangered, jostled"
)
TOUCHED = tuple(_TOUCHED.split(", "))
_MOVED = (
    "moved, displaced, shifted, picked up, taken, used, relocated, budged, grabbed, messed with, "
    "moved away, taken away"
)
MOVED = tuple(_MOVED.split(", "))
FORBIDDEN = tuple(
    f"{is_} {bad}" for is_ in ("is", "would be") for bad in (
        "not allowed", "forbidden", "prohibited", "not permitted", "off limits", "a no go",
        "not ok",
        "not okay", "not an option", "out of the question", "strictly forbidden", "bad", "taboo",
        "not good", "not acceptable", "absolutely forbidden", "to be avoided", "not what i want",
    )
)
"""`touching the vase ...`."""
OFF_LIMITS = {
    **dict.fromkeys(("is off limits", "is taboo", "is a no go", "are off limits",
                     "is out of bounds",
                     "is to be avoided", "must be avoided", "should be avoided",
                     "needs to be avoided",
                     "has to be avoided", "are to be avoided", "is a no go area", "is in danger"),
                     "near"),
    **{f"{modal} {left}": "still" for modal in ("is to", "are to", "must", "should", "has to",
    "needs to",
                                             "shall", "ought to", "may")
       for left in ("be left alone", "be left untouched", "be left where it is", "stay where it is",
                    "remain where it is", "stay in place", "remain in place", "stay put",
                    "be left as it is",
                    "be left in place", "stay untouched", "remain untouched", "stay there", "stay",
                    "remain there", "stay where they are", "remain where they are", "not move")},
    **dict.fromkeys((*(f"{stays} {where}" for stays in (
        "stays", "stay", "may stay", "should stay", "can stay", "must stay", "is to stay",
        "remains",
        "should remain", "may remain", "shall remain", "is allowed to stay", "gets to stay",
        "remain", "shall stay", "can remain", "are to remain", "is left", "are left",
        "should be left",
      ) for where in ("on the table", "on the desk", "here", "there", "where it is", "in place",
                      "where it stands", "where it lies", "where they stand", "where they lie",
                      "undisturbed", "untouched", "as it is", "behind", "out", "as is", "put",
                      "out of it", "right there", "right here", "on the tabletop", "in its place")),
                     "rests where it is", "stays ashore", "remains", "may stay", "can stay",
                     "gets to stay", "is allowed to stay",
                     "may remain", "shall stay", "is to stay", "stays where it is", "stays put",
                     "stays in place", "remains where it is",
                     "remains in place", "is not part of this", "stays", "stay where they are",
                     "stays untouched", "stays there"), "still"),
}
FRAGILE = tuple(
    f"{is_} {very}{weak}" for is_ in ("is", "are", "looks", "being") for very in (
        "", "very ", "quite ", "so ", "really ", "extremely ", "rather ", "pretty ", "a bit ",
        "made of "
    ) for weak in ("antique", "an antique", "ancient", "frail", "top heavy", "easily knocked over",
                   "fragile", "precious", "expensive", "delicate", "breakable", "valuable",
                   "brittle",
                   "wobbly", "unstable", "easily broken", "easy to break", "sensitive",
                   "irreplaceable",
                   "an heirloom", "priceless", "dear to me", "glass", "porcelain")
)
"""`the vase ...`: better not touch it."""
