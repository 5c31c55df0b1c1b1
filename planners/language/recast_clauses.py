"""Clauses in plainer words: the place first, what somebody forgot, what was planned, what for.

Pattern -> words that say the same, as in `recast_words`; what a slot found goes where its name
stands.
"""

from __future__ import annotations

# fmt: off

_BE = ("(should be|ought to be|has to be|must be|needs to be|is to be|is supposed to be"
       "|is meant to be|will be|can be|may be|would be|should go|ought to go|has to go|must go"
       "|needs to go|is to go|can go|may go|will go|would go|should stand|should sit|should lie"
       "|should end up|should stay|should live|can live|can stand|can sit|can stay|belongs|goes"
       "|lives|is at home|have to be|need to be|are to be|have to go|need to go|belong|go|live)")
_PUT = "(put|leave|place|park|set|set down|drop|stow|lay|stand|deposit|sit|store|keep)"
_YOU = ("(you can|you should|you could|you may|you might|you must|you are to|you need to"
        "|you have to|i want you to|i would like you to|i need you to|to)")
_SPOT = "(place|spot|home|location|position|resting place|parking place|destination|storage place)"
_SINCE = "(as soon as|once|when|after|the moment|the minute|the instant|now that)"
_CLEAR = "(room|space|a gap|a spot|a place|a bit of room|a bit of space|nothing|nothing yet)"
_LIE = "(stand|sit|lie|rest|be|live|settle|settle down|perch|end up|nestle|dwell|land)"
_UP = "(up|right up|close up|hard up|snug|right|directly|immediately|smack|tight|hard)"
_DROPPED = ("(will not|can not|do not|did not|would rather not|changed my mind|have changed my mind"
            "|decided against it|have decided against it|decided not to|will not be|am not"
            "|am not going to|do not want to|do not feel like it|no longer want to|never did"
            "|never got round to it|never got around to it|thought better of it)")
RECAST: dict[str, str] = {
    # --- the place comes first ----------------------------------------------------------------
    **{f"{{BEGINS}} {where} , [there is [{{SOME}}] {_CLEAR} [left|free] ,] {{THERE}} {who}": put
       for where, to in (
           ("{PLACE}", "PLACE"), ("{REGION}", "in REGION"), ("there is {SPACE} {PLACE}", "PLACE"),
           ("there is {SPACE} {REGION}", "in REGION"))
       for who, put in (
           (f"[{_YOU}] {_PUT} {{THING}}", f"put THING {to}"),
           (f"{{THING}} {_BE}", f"put THING {to}"),
           ("{WISH} {THING} [to (be|go|stand|sit|lie|live|stay)]", f"put THING {to}"))},
    f"{{THING}} (is|are|was|would be|will be|makes|would make) (a|an|the) [very] [{{APT}}] {_SPOT}"
    " (for|of) {OTHER}": "put OTHER to THING",
    f"{{PLACE}} (is|would be|will be) (a|an|the) [very] [{{APT}}] {_SPOT} for {{OTHER}}":
        "put OTHER PLACE",
    "{IF_SO} {THING} is not [already] {PLACE} [already|yet] , {THERE} (it|they) (belongs|goes|lives"
    "|should be|should go|has to be|has to go|ought to be|needs to be|wants to be|belong|go)":
        "if THING is not PLACE , put THING PLACE",
    "{IF_SO} {THING} is not [already] {PLACE} [already|yet] , put (it|them) there":
        "if THING is not PLACE , put THING PLACE",
    "unless {THING} is [already] {PLACE} [already] , {THERE} (it|they) (belongs|goes|lives"
    "|should be|should go|has to be|has to go|ought to be|needs to be|wants to be|belong|go)":
        "unless THING is PLACE , put THING PLACE",
    "unless {THING} is [already] {PLACE} [already] , put (it|them) there":
        "unless THING is PLACE , put THING PLACE",
    # --- where, more closely ------------------------------------------------------------------
    "[exactly|right|precisely|just] (halfway|midway|half way|mid way|equidistant) between":
        "between",
    "[exactly|right|precisely] in the middle between": "between",
    f"{_UP} {{CLOSE_TO}}": "CLOSE_TO",
    "(dead|bang in the|smack in the|exact|very|precise) (center|centre|middle) of the table":
        "center of the table",
    f"(get|let|have|make|help|allow) {{THING}} [to] {_LIE} [{_UP}] {{PLACE}}": "put THING PLACE",
    "({COMMA}|and|then) it (stand|sit|lie|rest|live|settle|perch) {PLACE}": ", put it PLACE",
    "(if|that) {THING} were (standing|sitting|lying|resting|kept|placed|put) {PLACE}":
        "if THING were PLACE",
    "i insist on {THING} were (standing|sitting|lying|resting|kept|placed|put) {PLACE}":
        "i insist on THING PLACE",
    "{BEGINS} line [up] {ONE_THING} [up] {PLACE}": "put ONE_THING PLACE",
    "(carry|bring|take|fetch|walk|move) {THING} [over|across|along|back|up] and {LEAVE} (it|them)"
    " {PLACE}": "put THING PLACE",
    "[both] the {LEVEL} and [the] {RUNG} drawers": "the LEVEL drawer and the RUNG drawer",
    **{f"{drawer} {{CLAUSE}} , [and|but] the {{RUNG}} one [to be] {{STATE}}":
       f"{drawer} CLAUSE , the RUNG drawer STATE" for drawer in ("drawer", "drawers")},
    "{NAMED} both {STATE}": "NAMED STATE",
    # --- hands --------------------------------------------------------------------------------
    **{f"(fish|pull|take|scoop|pluck|get|lift|bring|fetch|draw) {thing} [back] out [again] [,]"
       " (and|but) (hold it|hold on to it|keep hold of it|keep it|hang on to it|do not let go of it"
       "|do not let go|do not release it|do not drop it)": f"pick up {taken} and hold it"
       for thing, taken in (("it", "it"), ("{THING}", "THING"))},
    "{BEGINS} {THING} , {DO} (the two of them|both of them|them both|the pair of them|the pair"
    "|the lot|all of them|all three|all three of them) {ENDS}": "DO THING",
    "{BEGINS} (give|hand|pass|fetch|get|bring|lend) (me|us) {THING} to {TO_USE} {ENDS}":
        "hand me THING",
    "{START} {THING} [,] up [with it|with them|with you|you go|you come|you get] {ENDS}":
        "pick up THING",
    "{BEGINS} (somebody|someone|one of you|one of us|anybody|anyone) (has to|must|should|needs to"
    "|ought to|had better|has got to|will have to|is to) [please|kindly|just|really|go and]": "",
    # --- one after the other ------------------------------------------------------------------
    f"[,|.] [and|but|then] {_SINCE} (that|this|it|all that|all this|that bit|that part)"
    " (is|has been|gets) {DONE} [,]": ", then",
    f"[,|.] [and|but|then] {_SINCE} you (are|have) [{{DONE}}] (done|finished) [with]"
    " (that|this|it|so|doing that|doing so) [,]": ", then",
    "[,|.] [and|but|then] (with that|that) {DONE} ,": ", then",
    "[,] (and|but) [please|also] do not (forget|fail|neglect|omit) to": ", then",
    "[,|.] [and|but] (if|should) there (is not|is none|is nothing|are none|not be)": ", if not",
    # --- what is told, and what it comes to ---------------------------------------------------
    f"{{BEGINS}} (i|we) (was|were|had been|am|have been) (going|about|planning|meaning|hoping"
    f"|supposed|wanting|intending|thinking of) [to] {{BIT}} {{NAMED}} but (i|we) {_DROPPED}"
    " [now|anymore|any more|after all|any longer|today|in the end|instead] ,": "notice NAMED ,",
    "{BEGINS} {NAMED} (is going to|will|would|could|might|may|can|is about to|is bound to"
    "|is likely to) {BIT} (if|when|unless) (it|they) (stays|stay|is left|are left|remains|remain)"
    " [there|here|like that|that way|where it is|where they are|as it is|so] [,]": "notice NAMED ,",
    "{BEGINS} {THING} (is|are|seems|looks) (too|far too|much too|way too|rather|a bit|not) {UNFIT}"
    " [enough] for {OTHER} ,": "notice OTHER ,",
    "{BEGINS} {THING} (has|have) no (room|space) [left] for {OTHER} ,": "notice OTHER ,",
    "{BEGINS} (toys|things|stuff|objects|items|pieces|bits) {CLAUSE} , (meaning|namely|that is"
    "|that means|by which i mean|i mean|specifically|in other words) {THING} {ENDS}":
        "THING CLAUSE",
    "(neither|no|not one) {KIND} {MUST} {STAY} on the table [{ANY_LONGER}] , the {COLOR} one":
        "the COLOR KIND",
    "{BEGINS} (mind|avoid|watch|watch out for|look out for|beware of|be careful with|careful with"
    "|stay clear of|keep clear of) {THING} [,] {CLAUSE} , (it is|they are|it has|it holds"
    "|it contains) {BIT} {ENDS}": "mind THING CLAUSE",
    "[,] (and|but|{COMMA}) (the other|the other one|the others|the rest) [should|shall|must|is|are]"
    " [be] (left|stay|stays|remain|remains) (outside|out|out of it|where it is|where they are"
    "|alone|as it is|as they are|untouched)": ", leave the others alone",
    "(i|we) (will|shall|am going to|are going to) be (needing|wanting)": "i want",
    # --- the choice is left open in the middle ------------------------------------------------
    "{BEGINS} {THING} {COMMA} (should|must|has to|have to|needs to|need to|ought to|is to|are to)":
        "THING should",
    # --- what it is for -----------------------------------------------------------------------
    "{PLACE} where (it|they) (lives|belongs|goes|is kept|came from|is at home|should be|sleeps"
    "|live|belong|go|are kept|came from)": "PLACE",
    "[,] (before|after|during|in time for|ahead of|in readiness for) [the|my|our|this|that]"
    " {GOAL} {ENDS}": "",
    "{MIDST} (i|we|he|she|they) (can|could) {BIT} {ENDS}": "",
    "{MIDST} (the|my|our|your) ({GOAL}|machine|timer|lights|light|robot) (starts|stops|begins"
    "|rings|works|runs|goes off|lights up"
    "|comes on|wakes up|is happy|is pleased|gets going|can start|can begin) {ENDS}": "",
    "[,] while (i|we|you|he|she|they) {STORY}": "",
    "[,] to [let|show|tell|signal|signal to|indicate to|say] [to] [me|us|him|her|them|everybody"
    "|everyone|everyone else] [know] [that] (you are|it is|everything is|all is|you have|we are"
    "|you were) [all] (done|finished|ready|through|complete|completed|set)": "",
    "[,] [and|but] not (the other way around|the other way round|the other way about|vice versa"
    "|the reverse|the opposite|conversely)": "",
}
"""Pattern -> plainer words. Names in capitals are slots."""

TABLES: dict[str, tuple[str, ...]] = {
    "THERE": tuple(f"{that}{just}{where}" for that in (
        "is ", "that is ", "this is ", "there is ", "and that is ", "which is ", "that would be ")
                   for just in ("", "exactly ", "just ", "precisely ", "really ")
                   for where in ("where", "the place where", "the spot where", "the place")),
    "SPACE": tuple(f"{some}{room}{left}" for some in (
        "", "some ", "enough ", "plenty of ", "still ", "lots of ", "a lot of ", "free ",
        "still some ")
                   for room in ("room", "space", "a gap", "a spot", "a place", "a bit of room")
                   for left in ("", " left", " free")),
    "SOME": ("some", "enough", "plenty of", "still", "lots of", "a lot of", "free", "still some"),
    "APT": ("fine", "lovely", "splendid", "handsome", "great", "good", "right", "best", "proper",
            "perfect", "ideal", "better", "fine", "nice",
            "great", "natural", "usual", "safe", "safer", "sensible", "suitable", "fitting"),
    "IF_SO": ("if", "as long as", "so long as", "provided", "provided that", "in case",
              "assuming", "on condition that"),
    "CLOSE_TO": ("close to", "next to", "against", "near", "beside", "behind", "in front of",
                 "alongside", "by"),
    "LEAVE": ("leave", "put", "place", "set", "drop", "deposit", "park", "lay", "set down",
              "put down", "stow", "stand", "rest", "balance", "sit", "position", "store", "stick",
              "pop", "lay down", "stand up", "seat"),
    "RUNG": ("top", "middle", "bottom", "upper", "lower", "uppermost", "lowest", "central"),
    "DONE": ("done", "finished", "over", "complete", "completed", "sorted", "sorted out", "settled",
             "taken care of", "dealt with", "out of the way", "seen to", "over with",
             "over and done with", "behind you", "accomplished", "achieved", "handled", "in place"),
    "TAKE": ("take", "take away", "take off", "take down", "lift off", "pull off", "remove",
             "get", "lift", "pick", "pick up", "grab", "fish", "pull", "fetch",
             "bring", "pluck", "haul", "scoop", "draw", "collect", "retrieve", "extract",
             "snatch", "grasp", "hoist", "raise", "whip", "ease", "coax", "winkle", "hook"),
    "AWAY": ("out", "off", "away", "out of there", "out of here", "out of it", "off there",
             "off it", "from there", "from it", "back out", "down", "up", "out again", "off again",
             "down from there", "up from there", "out from there"),
    "KEEP_IT": (
        *(f"{keep} {it}{there}" for keep in (
            "hang on to", "hang onto", "hold on to", "hold onto", "keep hold of", "keep a hold of",
            "keep a grip on", "do not let go of", "keep", "hold", "do not drop", "do not release",
            "do not put down", "keep holding", "just hold",
          ) for it in ("it", "that", "them") for there in (
            "", " up", " there", " tight", " tightly", " for me", " up for me", " in the air",
            " up in the air", " for now", " for a moment", " safely",
            *(f" {in_} {your} {hand}" for in_ in ("in", "between") for your in ("your", "the")
              for hand in ("hand", "gripper", "grip", "grasp", "fingers", "claw", "hands",
                           "jaws")))),
        "do not let go", "hang on tight", "hold on tight", "do not put it down", "hold tight"),
    "TO_USE": ("hold", "look at", "have a look at", "see", "play with", "have", "admire",
               "inspect", "drink from", "drink out of", "use", "work with", "examine", "study",
               "touch", "feel", "check", "test", "try", "try out", "keep", "show around"),
    "UNFIT": ("small", "big", "large", "narrow", "shallow", "flat", "full", "tiny", "short", "wide",
              "slippery", "tight", "low", "high", "deep", "little", "roomy", "sturdy", "strong"),
}
"""Slots: phrases that mean the same where they stand."""
