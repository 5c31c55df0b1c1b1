"""What slots of patterns stand for: phrases that mean the same, and people that no scene has."""

from __future__ import annotations

# fmt: off


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PEOPLE = _set("she he somebody someone everybody everyone mom mum mommy mummy dad daddy grandma "
              "grandpa granny")
OWNERS = _set("my our his her their the a your")
OF_A_FAMILY = _set("my our his her their")
"""Before a cat that no scene has, and its owner may want something for it."""
CONDITIONS = _set("if unless not no never only except until till must should")
GLAD = _set("better easier please pleased love lovely nice nicer glad happy happier happiest grand "
            "delight delighted delightful relief relieved relaxed grateful thankful wonderful "
            "splendid great good fine thrilled thrill marvellous perfect favor favour kindness "
            "weight cheer tickled bliss heaven heavenly pleasure smile beautiful sweet reassured "
            "comfort comforting joy rejoice proud treat calmer calm peace")
GLUM = _set("hate terrible worse worst sad cry mad angry sorry disaster shame never not no "
            "horrible awful dislike bad unhappy annoyed annoy upset pity dread fear afraid "
            "worry worried dangerous surprised surprise shocked odd strange until "
             "unless before after")
"""What a wish sounds like, and what it does not."""
DETERMINERS = _set("the a an my your our his her their this these those every each all some any "
                   "no both of")
DOUBT = _set("doubt wonder wondering whether false lie wrong deny unlikely untrue how "
             "what where why which who when did does do is are was were should hate terrible "
             "worse pity hardly pretend imagine suppose grandma said thought yesterday will "
             "would can could may "
             "might shall")
"""Never before what is wished."""
KIN = _set("boss chief captain team wife husband daughter son mother father sister brother guest "
           "children kids friend guys lady gentleman customer boy girl baby neighbor")
"""Who may want something."""
NO_CARRYING = _set(
    "pour spill melt crumble cut slice chop grate saw hammer screw glue drill smash bake crush "
    "break burn shatter squash rip tear paint draw photograph film weigh measure count tie nail "
    "weld iron fold knead dissolve blend transform morph convert shrink split divide translate "
    "bump crash dig bite kick drill grind crumple squirt spray drip stir"
)
"""Unknown verbs that are no way to bring something somewhere."""

TABLES: dict[str, tuple[str, ...]] = {
    "IN_IT": ("in it", "inside it", "inside", "on it", "on top", "on top of it", "in there",
              "on them", "in them"),
    "INTO": ("into", "onto"),
    "LEST": ("else", "or else", "lest", "or", "otherwise"),
    "TOPIC": ("as for", "as regards", "regarding", "concerning", "about", "with regard to",
              "speaking of", "re", "when it comes to", "as to", "on the subject of", "talking of"),
    "DO": ("take", "pick", "move", "bring", "place", "lift", "open", "close", "press", "push",
           "carry", "lay", "stack", "grab", "hold", "fetch", "drop", "leave", "give", "grasp"),
    "STATE": ("open", "closed", "shut", "opened", "wide open", "pulled out", "pushed in"),
    "SOMEONE": ("i", "we", "it", "they", "nobody", "no one", "somebody", "someone", "everyone",
                "everybody", "anyone", "anybody", "people", "he", "she", "you"),
    "AUX": ("should", "must", "has to", "have to", "needs to", "need to", "ought to", "is to",
            "are to", "goes", "go", "belongs", "belong", "is supposed to", "are supposed to",
            "is meant to", "shall", "has got to", "wants to", "gets to", "will", "had better",
            "can", "may", "could", "might"),
    "NOTHING": (
        "never mind", "do nothing", "leave it", "leave it alone", "leave it be", "leave it there",
        "leave it as it is", "leave it where it is", "leave everything as it is", "leave them",
        "leave everything where it is", "leave everything alone", "leave things as they are",
        "do not bother", "forget it", "forget about it", "do not", "do not do anything",
        "that is fine", "it is fine", "all is well", "all is good", "just leave it", "let it be",
        "nothing needs doing", "nothing needs to be done", "there is nothing to do",
        "you are done", "you need do nothing", "leave them alone", "leave them be", "leave well",
        "leave well alone", "no need to do anything", "let it stay where it is", "stay put",
        "stay where you are", "let everything be", "let it stay", "carry on", "no matter",
        "leave all as it is", "leave everything", "let everything stay as it is", "that is okay",
        "that is all right", "skip it", "you may rest", "just do nothing", "do nothing at all",
    ),
    "ELSE": ("otherwise", "if not", "else", "or else", "if it is not", "if they are not",
             "if there is not", "if there is none", "if that is not so", "in any other case",
             "if that is not the case", "if it does not", "if there are none", "if not so",
             "if there is nothing", "if it has not", "if you do not", "failing that"),
    "BE_DONE_WITH": (
        "see to it", "see to that", "would you see to it", "would you see to that", "fix that",
        "fix that for me", "fix it for me", "please see to it", "do both", "do that", "do it",
        "do so", "make it so", "make it happen", "you know what to do", "get on with it",
        "take care of it", "take care of that", "deal with it", "handle it", "arrange that",
        "arrange it", "sort it out", "sort that out", "get it done", "do it for me",
        "do it for him",
        "do it for her", "do it for them", "do this for me", "use it", "put that right",
        "put it right", "set that right", "make that happen", "see it done", "do all of that",
        "i leave it to you", "i leave that to you", "do them both", "remedy that", "remedy it",
        "correct that", "correct it", "mend that", "plug it", "plug that", "plug the gap",
        "fill the gap", "bridge the gap", "do not let go",
        "do not let go of it", "do not drop it", "hold on tight", "do the honors",
        "do your thing", "thanks",
    ),
    "SOFTLY": ("kindly", "possibly", "perhaps", "maybe", "please", "now", "also", "by any chance",
               "at all", "too", "then"),
    "BETTER": tuple(f"{very}{good}" for very in (
            "", "so ", "so much ", "much ", "far ", "a lot ", "even ", "way ", "rather ", "very ",
            "really ", "quite ", "all the ", "most ", "absolutely ", "just ",
        ) for good in (
            "better", "best", "nicer", "happier", "happy", "safer", "safe", "lovely", "good",
            "nice", "great", "fine", "perfect", "wonderful", "splendid", "prettier", "pretty",
            "at home", "at ease", "comfortable", "more comfortable", "cosy", "cosier", "right",
            "well", "more at home", "grand", "handsome", "fantastic", "tidier", "ideal",
            "in its element", "at its best", "warmer", "content", "contented", "useful", "smart",
        )),
    "WRONG": ("no", "sorry", "no wait", "wait", "oops", "no sorry", "my mistake", "correction",
              "scratch that", "hang on", "hold on", "or rather", "no no", "whoops", "excuse me",
              "strike that", "my bad", "i was wrong", "that is wrong", "not that", "not that one",
              "forget that", "i misspoke", "silly me", "i am sorry", "pardon", "pardon me",
              "no not that", "no not that one", "beg pardon", "i beg your pardon", "cancel that",
              "that was wrong", "no cancel that", "belay that", "i take that back", "let me think",
              "no actually", "actually", "oh no", "oh", "i have changed my mind", "stop",
              "i changed my mind", "on second thought", "on second thoughts", "no hang on",
              "no hold on", "no scratch that", "ignore that", "wrong one", "that is the wrong one"),
    "YET": ("yet", "as yet", "so far", "any longer", "any more", "anymore", "just yet"),
    "DOOR": ("door", "lid", "front", "doors", "flap"),
    "HOW_SHUT": (*(f"{modal} be {state}" for modal in (
            "must", "has got to", "should", "has to", "is to", "needs to", "ought to", "will",
            "shall", "must then", "should then", "must afterwards", "should afterwards",
        ) for state in ("shut", "closed", "shut again", "closed again", "shut afterwards")),
        "you shut", "you close", "you then shut", "you then close", "needs shutting",
        "needs closing"),
    "MUST_FIRST": ("beforehand", "before that", "before all else", "before anything else",
                   "ahead of that", "prior to that", "in advance"),
    "BEFORE_THAT": ("before you", "before you do", "before you do that", "before you do so",
                    "before that", "before doing so", "before doing that", "prior to that",
                    "but before that", "ahead of that", "before you begin", "before you start",
                    "before you do this", "before any of that", "before you do any of that"),
    "GO_TO": ("go sit", "go stand", "go lie", "go rest", "go live", "go and sit", "go and stand",
              "go and lie", "come sit", "come and sit", "come and stand", "go join",
              "take up residence", "take up its place", "take up position", "take up quarters",
              "set up camp", "make camp", "cosy up", "snuggle down", "find a new home",
              "find a home", "find shelter", "find refuge", "seek shelter", "take shelter",
              "vanish", "disappear", "be hidden", "be out of sight", "hide", "take refuge",
              "go into hiding", "find its new home", "set up home", "make a home", "keep company",
              "be tucked in", "nestle down", "squat", "be enthroned", "sit enthroned", "reign",
              "be lodged", "be housed", "be stowed", "shift over", "shift", "budge over",
              "be displayed", "pop", "climb", "move house", "move home", "stroll", "saunter",
              "wander", "march", "migrate", "emigrate", "slip", "slide", "retire", "withdraw",
              "retreat", "be waiting", "be resting", "take its leave"),
    "GOES_TO": ("takes up residence", "takes up its place", "takes up position", "finds a home",
                "finds a new home", "finds shelter", "takes shelter", "finds refuge", "hides",
                "vanishes", "disappears", "climbs", "retires", "withdraws", "goes to live",
                "goes to sit", "moves in", "settles down", "makes its home", "sets up home",
                "takes its seat", "slips", "slides", "retreats", "pops", "strolls", "marches",
                "finds its new home", "shifts", "shifts over", "nestles", "nestles down",
                "joins in"),
    "EATS": tuple(f"{may}{eat}" for may in ("", "should ", "may ", "can ", "must ", "to ")
                  for eat in ("swallow", "swallows", "eat", "eats", "gobble", "gobbles up",
                              "gobble up", "devour", "devours", "gulp down", "munch", "digest",
                              "eat up", "consume", "feed on", "feast on", "house", "host",
                              "shelter", "accommodate", "welcome", "cradle", "embrace")),
    "LONG_ENOUGH": ("long enough", "too long", "for too long", "for long enough", "for ages",
                    "far too long", "way too long", "for hours", "all day", "much too long"),
    "BY_NOW": ("when i return", "when i get back", "when i am back", "when i come back",
               "when i come home", "by the time i return", "by the time i am back", "by tonight",
               "by noon", "by midday", "by lunchtime", "by dinner", "by this evening",
               "by tomorrow", "by then", "before i return", "before i get back", "at the end of it",
               "when all is done", "before i am back", "before i come back", "before we leave",
               "before we go", "before i leave", "before i go", "in the morning", "this morning",
               "before lunch", "before dinner", "before bed", "when you are done with it",
               "in the end", "at the end of the day", "by the end"),
    "FROM_NOW": ("from today on", "from now on", "from today", "as of today", "as of now",
                 "from this day on", "starting today", "starting now", "from here on",
                 "from now onwards",
                 "henceforth", "for today", "for the time being", "for once", "for a change",
                 "once again", "as a rule", "as promised", "as agreed", "as discussed",
                 "in future", "in the future", "no matter how", "no matter how you do it",
                 "however you do it", "one way or another", "one way or the other",
                 "by hook or crook",
                 "come what may", "at any rate", "in any case", "in any event", "all in all",
                 "in short", "in a word", "in other words", "to be precise", "to be exact",
                 "do not ask me why", "do not ask why", "never mind why", "believe it or not",
                 "to my mind", "if you ask me", "for all i care", "as far as i am concerned"),
}
"""Slots: phrases that mean the same where they stand."""
