"""Phrases between clauses: and, then, before, if, otherwise."""

from __future__ import annotations

from .phrases import Phrases

# fmt: off

AND = Phrases.of((
    "and", ", and", ",", "and also", "but", ", but", "while", ", while", "whilst", "and while",
    "while you", "while you are", "as you", ", while you", "but also", "and please", "also",
    ", also", "", "as well as", "and at the same time", "all the while", "and always", "plus",
    "whereas", ", whereas",
    "and all", ", all", "and all the while", ", and also", "but always", "meanwhile",
))
CAUTIONS = frozenset((
    "without", "avoiding", "keeping", "staying", "watching", "making", "being", "do", "taking",
    "never", "and", "minding", "steering", "at", "with", "passing", "moving", "going", "remaining",
    "slowly", "very", "gently", "softly", "carefully", "cautiously", "slowing", "slow",
    "slower", "half", "quarter", "no", "as",
))
"""First words of cautions that may follow a command without a joint."""
THEN = Phrases.of((
    "then", "and then", ", then", ", and then", "after that", ", after that", "and after that",
    ", and after that", "afterwards", ", afterwards", "next", ", next", "finally", ", finally",
    "and finally", ", and finally", "and next", "lastly", ", lastly", "followed by",
    ", followed by", "and lastly", ", and next", "and afterwards", ", and afterwards",
    "on completion", ", on completion", "upon completion", "on completion ,", ", and on completion",
    "when that is finished ,", "with that done", ", with that done", "with that done ,",
    "that done",
    ", that done ,", "once it is in", "and from there",
    "after which", ", after which", "once that is done", ", once that is done",
    "when that is done", ", when that is done", "once done", ", once done", "when done",
    ", when done", "and once that is done", "when you are done", ", when you are done",
    "when you have done that", "after this", "and after this", "then finally", ", then finally",
    "then also", "later", "and later", "when finished", "once you are done",
    "once you have done that", "then next", "then lastly", "secondly", "second", "thirdly",
    "third", "subsequently", ", subsequently", "and subsequently", "thereafter", "and thereafter",
    ", thereafter", "next up", ", next up", "following that", ", following that",
    "and following that",
    "ultimately", "and ultimately", "when that is finished", "once finished",
    "once that is finished",
    "upon completion", "and in the end", "and at the end", ", and in the end", "straight after",
    "and straight after", "on top of that", "and on top of that", ", and on top of that",
    "in addition",
    "and in addition", "additionally", "and additionally", "furthermore", "end with", ", end with",
    "and end with", "and end by", ", and end with", "and finish by", "and finish with",
    ", finish by",
    ", finish with", "and finish off by", "before finally", "before lastly", ", once you are done",
    "and when that is done", "and when you are done",
))
LEAD = Phrases.of((
    "do", "but do", "and do", "then do", "on completion ,", "lot one ,", "lot two ,", "next up is",
    "go", "come", "go on", "come and", "one after the other ,", "one by one ,", "one at a time ,",
    "while", "whilst", "first", "first of all", "firstly", "first ,", "first of all ,",
    "to begin with",
    "to start with", "to start", "initially", "first thing", "then", "and then", "next",
    "after that", "finally", "afterwards", "lastly", "and", "also", "but", "then ,", "next ,",
    "after that ,", "finally ,", "lastly ,", "afterwards ,", "second", "third", "second ,",
    "third ,", "secondly ,", "once that is done ,", "once that is done", "when that is done ,",
    "when done ,", "when you are done ,", "when that is done", "once done ,", "also ,",
    "and finally", "then finally", "when you are done", "to begin", "to begin with ,", "oh and",
    "and also", "once you are done ,", "after this ,", "when finished ,", "later ,", "and ,",
    "in the end ,", "at the end ,", "in the end", "at the end", "last ,", "as a last step ,",
    "last of all ,", "start with", "plus", "and now", "start off by", "in that case", "begin with",
    "end with", "end by",
    "finish by", "finish with", "finish off by", "not only", "on top of that", "on top of that ,",
    "in addition", "in addition ,", "furthermore", "furthermore ,", "moreover", "besides",
    "besides ,",
    "additionally", "additionally ,", "likewise ,",
    "begin by", "for starters", "for starters ,", "first up", "first up ,", "next up", "next up ,",
    "in the first place", "if so", "if so ,", "as a first step", "as a first step ,", "meanwhile ,",
    "as a next step", "as a next step ,", "subsequently", "subsequently ,", "thereafter ,",
    "to finish",
    "to finish ,", "to conclude ,", "to end", "to end with ,", "following that ,", "ultimately ,",
    "in that case ,", "in this case ,",
))
BEFORE = Phrases.of((
    "before", "before you", "prior to", "but before", "but before you", ", but before",
    ", before", ", but before you", ", before you", "ahead of", "but before that",
))
AFTER = Phrases.of((
    "having",
    "after", "after you", "once", "once you", "as soon as", "as soon as you", "when",
    "after you have", "once you have", "when you have", "as soon as you have", "but only after",
    "in addition to", "besides", "besides that", "following", "upon", "only after",
    "but only after you", "only after you", "but after", "but first after",
    "right after", "only once", "but only once", ", after", ", but only after",
    ", but only after you have", ", once", "but once", "but only after you have",
    "only once you have", "only when", "but only once you have", ", but only once you have",
    ", but only after you",
))
TAIL = Phrases.of((
    "and nothing else", ", and nothing else", "and nothing more", ", and nothing more",
    "at all times", "throughout", "the whole time", "all the time", "all the way", "each",
    "together",
    "after you", "behind you", "afterwards please", "when you are through", "already",
    "to begin with",
    "to start with", "for starters", "before anything else", "right off", "first of all",
    "first thing",
    "as a first step", "as the first step", "as a last step", "as the last step", "last",
    "last of all",
    "to finish", "to end with", "to finish off", "at the very end", "in the first place",
    "afterwards", "after that", "at the end", "in the end", "when you are done", "when done",
    "first", "when you are finished", "once you are done", "next", "at last", "after all that",
    "in one go", "one by one", "one at a time", "one after the other",
    "one after another", "at the same time", "all at once",
    "again", "after", "after it", "thereafter", "subsequently", "straight after",
    "immediately after",
    "once that is done", "when that is done", "again afterwards", "after you are done",
    "right after", "too", ", too", "as well", ", as well", "also", ", also", "instead",
    ", both of them",
    ", all of them", ", each of them", ", every one of them", ", both", "likewise",
))
BUT_FIRST = Phrases.of((
    "but first", ", but first", "but before that", ", but before that", "but before that ,",
    ", but before that ,", "but first ,", ", but first of all", "but first you have to",
))
TOO = Phrases.of(("too", ", too", "as well", ", as well", "also", "likewise", "next", "after that"))
"""`... the ball too`."""
THENCE = frozenset(("then", "next", "afterwards", "finally", "lastly"))
SAME = Phrases.of(tuple(
    f"{same} {to}"
    for same in (
        "do the same", "the same", "same", "do the same thing", "the same goes", "same goes",
        "do likewise", "likewise", "do that", "do it", "repeat that", "repeat this", "repeat it",
        "do so", "proceed likewise", "the same applies", "and the same",
    )
    for to in ("with", "for", "to")
))
"""`do the same with the ball`."""
_WRONG = (
    "no", "sorry", "no wait", "wait", "oops", "no sorry", "wait no", "my mistake", "correction",
    "scratch that", "i mean", "i meant", "or rather", "rather", "no i mean", "no i meant",
    "sorry i mean", "sorry i meant", "make that", "actually", "actually no", "no actually",
    "better", "or better", "on second thought", "on second thoughts", "i changed my mind", "no no",
    "wait i mean", "oh no", "oh wait", "wait sorry", "or actually", "or better yet", "that is",
)
_PLAIN = ("no", "wait", "sorry", "better", "that is", "rather")
WRONG = Phrases.of((
    *(f"{wrong} ," for wrong in _WRONG), *(wrong for wrong in _WRONG if wrong not in _PLAIN),
))
"""`put the red block in the bowl. No, the green one`."""
INSTEAD_OF = Phrases.of(("instead of", "rather than", "in place of", "of", "among", "out of",
                         "from among", "from", "amongst", "as for", "regarding", "concerning",
                         "with regard to",
                         "when it comes to", "speaking of", "as regards", "as to", "about"))
"""`of the blocks, put the green one ...`."""
LEAVE_OUT = Phrases.of(("leave out", "but leave out", "except", "except for", "not", "but not",
                        "just not",
                         "skip", "but skip", "spare", "but spare", "exclude", "excluding",
                         "do not include",
                         "but do not include", "omit", "apart from", "all except", "all but"))
CHECK = Phrases.of(tuple(
    f"{check} {if_}" for check in ("check", "see", "look", "test", "find out", "verify",
    "determine", "examine", "have a look", "take a look", "have a peek", "take a peek",
    "look and see", "go and see", "go and look", "peek", "inspect", "ascertain", "work out",
    "have a look to see", "take a look to see", "check first")
    for if_ in ("if", "whether")
))
"""`... the bowl is empty; if so, ...`."""
IF_NOT = Phrases.of(tuple(
    f"{mark}{no}" for mark in (". ", ", ", "", ", and ", "and ") for no in (
        "if not", "if there is not", "if there is none",
        "if there is nothing", "if it is not", "if there are none",
        "if you do not",
        "if there are not", "if they are not", "if that is not the case", "if no", "and if not",
    )
))
"""`is there a lemon? ...`."""
NOTHING_IN = Phrases.of(("nothing is", "there is nothing", "nothing lies", "there is not anything",
                         "nothing sits"))
HOLDS_NOTHING = Phrases({
    **dict.fromkeys(("has nothing in it", "contains nothing", "holds nothing", "has nothing inside",
                     "has nothing inside it", "does not contain anything", "does not hold anything",
                     "does not have anything in it", "have nothing in them", "is not full",
                     "is free", "is not occupied", "is vacant", "is unoccupied"), True),
    **dict.fromkeys(("has something in it", "contains something", "holds something", "is full",
                     "has something inside", "has anything in it", "contains anything",
                     "is occupied", "is filled", "is not free"), False),
})
"""Whether the bowl is empty."""
LEFT = Phrases.of(tuple(
    f"{who} {left}" for who in ("somebody", "someone", "who", "you", "we", "they", "i", "he", "she")
    for left in ("left", "has left", "have left", "keeps leaving", "keep leaving",
                 "forgot and left")
))
"""`... the drawer open`."""
HAS_BEEN = Phrases.of(("has been", "have been", "is", "are", "was", "were", "got", "gets",
                       "had been"))
KEEP_HOLDING = Phrases.of((
    "keep holding it", "hold it there", "do not let go", "do not let it go", "do not drop it",
    "keep hold of it", "keep it there", "do not let go of it", "hold it in the air",
    "keep it in your hand",
    "hold it in place", "hold on", "keep it in the air", "hold it up", "keep it up",
    "keep it in your gripper",
    "do not put it down", "do not put it down again", "there it stays", "stay like so",
    "stay like that", "stay so", "there it stays , in your hand", "keep it so",
    "there it stays in your hand", "do not ever let go of it", "never let go of it",
    "keep it in your grip", "keep it in your grasp", "hold it still", "hold it for me",
    "wait", "wait a bit", "stay there", "maintain the grip", "maintain your grip", "maintain grip",
    "keep the grip",
    "keep your grip", "retain it", "hang on to it", "hang onto it", "hold on to it", "hold onto it",
    "keep hold", "do not release it", "keep gripping it", "do not put it anywhere", "keep it",
    "hold it", "wait for me", "wait for further instructions", "wait for orders", "stay like that",
    "keep holding on to it", "keep holding on", "hang on", "hold it tight", "hold it tightly",
    "wait there", "keep a hold of it", "hold it in your hand", "hold it in your gripper",
))
SEEK = Phrases.of(tuple(
    f"{start}{seek}" for start in ("", "do you ", "you ", "first ", "go ") for seek in (
        "see", "look at", "find", "locate", "look for", "spot", "identify", "choose", "select",
        "consider", "notice", "search for", "detect", "take a look at", "have a look at",
        "recognize",
        "need", "here is", "here are", "you need", "meet", "this is", "take note of", "point out",
    "think of", "recall", "picture",
    "seek out", "seek", "pick out", "single out", "finding", "locating", "choosing",
        "selecting", "identifying", "know", "remember", "note",
    )
))
HANDLE = Phrases.of((
    "touch", "touching", "handle", "handling", "use", "using", "deal with", "dealing with",
    "get to", "getting to", "turn to", "do anything with", "doing anything with", "do anything to",
    "attend to", "even touch", "ever touch", "do something with",
))
"""`before you touch the red block, ...`."""
IF_SO = Phrases.of(tuple(
    f"{mark}{so}" for mark in (". ", ", ", "") for so in (
        "then", "if so", "if yes", "if it is", "if that is the case", "in that case",
        "if there is ,",
        "if they are", "if that is so", "if it is so", "and if so", "if you do ,", "if there are ,",
    )
))
"""`is the drawer open? ...`."""
IF = Phrases.of((
    "if", "in case", "provided", "provided that", "as long as", "only if", "but only if", "when",
    "assuming", "assuming that", "should", "in the event that", "and if", "but if",
    ", but only if", ", if", "whenever", "in case that", "but just if", "given that",
    ", provided", ", provided that", ", only if", ", in case", "if and only if",
))
IF_ANY = Phrases.of(tuple(
    f"{comma}{if_} {any_}" for comma in ("", ", ") for if_ in ("if", "provided", "in case",
                                                               "assuming",
                                                              "should", "as long as", "but only if",
                                                              "provided that", "only if")
    for any_ in (
        "there is one", "there is any", "there are any", "one is there", "you see one",
        "you find one",
        "you can find one", "you have one", "we have one", "one exists", "it exists", "it is there",
        "you can see one", "you can see it", "you can find it", "you see it", "you find it",
        "available", "present", "there happens to be one", "any", "there be one", "you spot one",
        "you spot it", "you can spot one", "you can spot it", "one is around", "it is around",
        "there is such a thing", "there is one around", "there is one there", "it is present",
        "it is on the table", "there is one on the table", "one is available",
        "you come across one",
        "you should find one", "you should see one", "such a thing exists", "i have one",
        "one can be found", "it can be found", "there is one left", "there is one here",
    )
))
"""`put the lemon in the bowl, ...`."""
UNLESS = Phrases.of(("unless", ", unless", "but not if", "except if", "except when"))
ELSE = Phrases.of((
    "otherwise", "else", "or else", "if not", "if there is not", "if it is not", "and otherwise",
    "or otherwise", "and if not", "but otherwise", "but if not", "if that is not the case",
    "if there is none", "if there are none", "if there is no such thing", "if it does not exist",
    "but if there is not", "and if there is not", "if you can not find one",
    "if there is not one", "but if there is none", "if there are not any",
    "and if there is none", "failing that", "if you do not see one", "if not then",
    "but if it is not", "and if it is not", "in any other case",
    *(f"{but}{no}" for but in ("", "and ", "but ") for no in (
        "if you do not", "if you can not", "if you see none", "if you do not find one",
        "if you can not see one", "if you do not find any", "if you do not see any",
        "if that is not so", "if they are not", "if it does not", "if there is nothing",
    )),
))
THERE = Phrases({
    **dict.fromkeys((
        "there is", "there are", "there exists", "there exist", "you see", "you find",
        "you can see", "we have", "you have", "there happens to be", "you can find", "you spot",
        "is there", "are there", "there be", "i have", "there happen to be",
        "you happen to see", "you happen to find", "you happen to have", "you come across",
        "you should see", "you should find", "there should be", "you do see", "you do find",
        "it turns out there is", "you notice", "do you see", "do we have", "do you have",
        "do you find",
    ), False),
    **dict.fromkeys((
        "there is no", "there are no", "there is not", "there are not", "you see no",
        "there is not any", "there are not any", "you do not see", "we have no",
        "you can not see", "you do not find", "you find no", "you can not find",
        "there exists no",
    ), True),
})
IS = Phrases.of((
    "happen to be", "should be found", "turns out to be", "turn out to be", "is found",
    "is", "are", "is already", "are already", "is currently", "be", "is still", "happens to be",
    "lies", "sits", "stands", "is lying", "is sitting", "are lying", "is standing", "was",
    "has been", "rests", "are still", "is now",
))
STATES = Phrases({
    "open": "opened", "opened": "opened", "closed": "closed", "shut": "closed", "empty": "empty",
    "wide open": "opened", "on": "opened", "off": "closed", "there": "exists",
    "present": "exists", "on the table": "exists", "available": "exists", "pressed": "pressed",
    "halfway out": "opened", "lying around": "exists", "in here": "exists", "on hand": "exists",
    "in your gripper": "held", "in the gripper": "held", "in your hand": "held",
    "in the scene": "exists", "visible": "exists", "around": "exists", "turned on": "opened",
    "turned off": "closed", "switched on": "opened", "switched off": "closed", "ajar": "opened",
    "fully open": "opened", "completely closed": "closed", "missing": "missing",
})
MORE = Phrases({"at least": ">=", "more than": ">", "fewer than": "<", "less than": "<",
                 "at most": "<=", "exactly": "==", "no more than": "<=", "only": "==",
                 "not more than": "<=", "": ">="})
