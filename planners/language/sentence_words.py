"""Phrases between clauses: and, then, before, if, otherwise."""

from __future__ import annotations

from .phrases import Phrases

# fmt: off

AND = Phrases.of((
    "and", ", and", ",", "and also", "but", ", but", "while", ", while", "whilst", "and while",
    "while you", "while you are", "as you", ", while you", "but also", "and please", "also",
    ", also", "", "as well as", "and at the same time", "all the while", "and always", "plus",
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
    "after which", ", after which", "once that is done", ", once that is done",
    "when that is done", ", when that is done", "once done", ", once done", "when done",
    ", when done", "and once that is done", "when you are done", ", when you are done",
    "when you have done that", "after this", "and after this", "then finally", ", then finally",
    "then also", "later", "and later", "when finished", "once you are done",
    "once you have done that", "then next", "then lastly", "secondly", "second", "thirdly",
    "third", ", once you are done", "and when that is done", "and when you are done",
))
LEAD = Phrases.of((
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
    "last of all ,", "start with", "plus", "and now", "start off by", "in that case",
    "in that case ,", "in this case ,",
))
BEFORE = Phrases.of((
    "before", "before you", "prior to", "but before", "but before you", ", but before",
    ", before", ", but before you", ", before you", "ahead of", "but before that",
))
AFTER = Phrases.of((
    "after", "after you", "once", "once you", "as soon as", "as soon as you", "when",
    "after you have", "once you have", "when you have", "as soon as you have", "but only after",
    "only after", "but only after you", "only after you", "but after", "but first after",
    "right after", "only once", "but only once", ", after", ", but only after",
    ", but only after you have", ", once", "but once", "but only after you have",
    "only once you have", "only when", "but only once you have", ", but only once you have",
    ", but only after you",
))
TAIL = Phrases.of((
    "afterwards", "after that", "at the end", "in the end", "when you are done", "when done",
    "first", "when you are finished", "once you are done", "next", "at last", "after all that",
    "again",
))
BUT_FIRST = Phrases.of((
    "but first", ", but first", "but before that", ", but before that", "but before that ,",
    ", but before that ,", "but first ,", ", but first of all", "but first you have to",
))
IF = Phrases.of((
    "if", "in case", "provided", "provided that", "as long as", "only if", "but only if", "when",
    "assuming", "assuming that", "should", "in the event that", "and if", "but if",
    ", but only if", ", if", "whenever", "in case that", "but just if", "given that",
    ", provided", ", provided that", ", only if", ", in case", "if and only if",
))
UNLESS = Phrases.of(("unless", ", unless", "but not if", "except if", "except when"))
ELSE = Phrases.of((
    "otherwise", "else", "or else", "if not", "if there is not", "if it is not", "and otherwise",
    "or otherwise", "and if not", "but otherwise", "but if not", "if that is not the case",
    "if there is none", "if there are none", "if there is no such thing", "if it does not exist",
    "but if there is not", "and if there is not", "if you can not find one",
    "if there is not one", "but if there is none", "if there are not any",
    "and if there is none", "failing that", "if you do not see one", "if not then",
    "but if it is not", "and if it is not", "in any other case",
))
THERE = Phrases({
    **dict.fromkeys((
        "there is", "there are", "there exists", "there exist", "you see", "you find",
        "you can see", "we have", "you have", "there happens to be", "you can find", "you spot",
        "is there", "are there", "there be", "i have", "there happen to be",
        "it turns out there is", "you notice",
    ), False),
    **dict.fromkeys((
        "there is no", "there are no", "there is not", "there are not", "you see no",
        "there is not any", "there are not any", "you do not see", "we have no",
        "you can not see", "you do not find", "you find no", "you can not find",
        "there exists no",
    ), True),
})
IS = Phrases.of((
    "is", "are", "is already", "are already", "is currently", "be", "is still", "happens to be",
    "lies", "sits", "stands", "is lying", "is sitting", "are lying", "is standing", "was",
    "has been", "rests", "are still", "is now",
))
STATES = Phrases({
    "open": "opened", "opened": "opened", "closed": "closed", "shut": "closed", "empty": "empty",
    "wide open": "opened", "on": "opened", "off": "closed", "there": "exists",
    "present": "exists", "on the table": "exists", "available": "exists", "pressed": "pressed",
    "in your gripper": "held", "in the gripper": "held", "in your hand": "held",
    "in the scene": "exists", "visible": "exists", "around": "exists", "turned on": "opened",
    "turned off": "closed", "switched on": "opened", "switched off": "closed", "ajar": "opened",
    "fully open": "opened", "completely closed": "closed", "missing": "missing",
})
MORE = Phrases({"at least": ">=", "more than": ">", "fewer than": "<", "less than": "<",
                 "at most": "<=", "exactly": "==", "no more than": "<=", "only": "==",
                 "not more than": "<=", "": ">="})
