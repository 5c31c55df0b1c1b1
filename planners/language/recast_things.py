"""Constructions about things, sets and places in plainer words: as `recast_words`, for nouns."""

from __future__ import annotations

# fmt: off

_LIKE = ("you like", "you please", "you fancy", "you want", "you prefer", "you wish", "you choose",
         "you pick", "suits you", "suit you", "suits you best", "suit you best", "you like best",
         "is easiest", "are easiest", "is easiest for you", "are easiest for you", "you can reach",
         "is easiest to reach", "are easiest to reach", "you can get at", "suits you fine",
         "is nearest to hand", "comes first", "takes your fancy", "is easier", "are easier",
         "is simpler", "is handier", "is quicker",
         "you find first", "appeals to you", "is handiest", "are handiest")
TABLES: dict[str, tuple[str, ...]] = {
    "LOOSE": ("block", "cube", "ball", "sphere", "can", "tin", "mug", "cup"),
    "ANY_DO": (
        *(f"{pick}{which} {like}" for pick in ("", "pick ", "take ", "choose ", "use ")
          for which in ("whichever", "whichever one", "whichever ones", "any", "any ones",
                        "any one", "whatever", "any that", "whichever of them")
          for like in _LIKE),
        *(f"{i} {which}{ones}" for i in (
            "i do not mind", "i do not care", "i leave it to you", "i leave you to choose",
            "it does not matter", "no matter", "does not matter", "i could not care less",
            "it is all the same to me", "all the same to me", "it is up to you", "up to you",
            "your choice", "it is your choice", "makes no odds", "makes no odds to me",
            "it makes no difference", "makes no difference", "it is your call", "you choose",
            "you decide", "you pick", "i have no preference", "never mind", "you may choose",
            "you can choose", "i am not fussy", "i do not fuss", "who cares",
          ) for which in ("which", "about which", "as to which") for ones in (
            "", " one", " ones", " of them", " it is", " they are", " way round",
            " way around", " order", " goes first", " goes on top", " is on top", " comes first",
          )),
        "which", "whichever", "any will do", "any one will do", "any of them will do",
        "either will do", "either one will do", "either is fine", "any is fine", "your choice",
        "it is your choice", "the choice is yours", "take your pick", "your pick", "you choose",
        "you decide", "makes no odds", "makes no odds to me", "it makes no odds", "any you like",
        "any that you like", "it is up to you", "up to you", "it is all the same to me",
        "all the same to me", "i leave it to you", "i leave that to you", "i leave you the choice",
        "it does not matter", "i am not picky", "i am not fussy", "i do not mind", "i do not care",
        "no preference", "the color does not matter", "it does not care about the color",
        "never mind the color", "whatever the color", "regardless of color", "of whatever color",
        "whatever color", "of any color", "no matter the color", "dealer choice", "at random",
        "of your choice", "of your choosing", "chosen at random", "picked at random",
        "however many there are", "however many they are", "however many there may be",
        "however many they may be", "as many as there are", "how many is no matter",
        "in any order", "in whatever order", "way round", "way around", "take", "choose", "pick",
        "in whichever order", "in whatever order you like", "in any order you like",
        *(f"{either} {fine}" for either in ("either one", "either", "any one", "any", "whichever",
                                            "either of them", "any of them")
          for fine in ("is fine", "is ok", "is okay", "will be fine", "would be fine", "is good",
                       "will serve", "does")),
        *(f"{never} {order}" for never in ("i do not care about", "i do not mind", "never mind",
                                           "i am not fussy about", "regardless of", "no matter")
          for order in ("the order", "in which order", "what order", "in what order",
                        "which order")),
        "the order is up to you", "order does not matter", "order is up to you", "whatever order",
        "whatever the order", "the order is your choice",
        "the order does not matter", "colors do not matter", "the colors do not matter",
        *(f"{never} {what} {size}" for never in ("no matter", "never mind", "regardless of")
          for what in ("what", "which", "the", "of") for size in ("size", "color", "colors")),
        "whatever size", "of whatever size", "of any size", "whatever the size", "any size",
        "no matter how big", "no matter how small", "no matter how large",
    ),
    "MUST": ("should", "must", "may", "shall", "can", "is to", "are to", "ought to", "has to",
             "have to", "will", "could", "needs to", "need to", "is allowed to", "are allowed to"),
    "STAY": ("remain", "stay", "be left", "be left lying", "be left standing", "be", "lie", "sit",
             "be lying", "be sitting", "be left behind"),
    "ANY_LONGER": ("any longer", "any more", "anymore", "now", "in the end"),
    "THEM": ("of them", "of these", "of those", "of the two", "of the lot"),
    "THINGY": ("thing", "thingy", "thingamajig", "thingummy", "object", "item", "one", "piece",
               "doodah", "doodad", "whatsit", "gizmo", "fella", "fellow", "toy", "contraption",
               "affair", "job", "number"),
    "NAMELY": ("namely", "that is", "that is to say", "to wit", "specifically", "viz", "i mean",
               "these being", "to be precise", "by which i mean"),
    "LEVEL_UP": ("above", "above it", "over it", "on top of it", "one up", "just above",
                 "right above", "directly above", "above that", "higher up", "next up"),
    "LEVEL_DOWN": ("below", "below it", "under it", "underneath", "underneath it", "beneath",
                   "beneath it", "one down", "just below", "right below", "directly below",
                   "below that", "under that", "lower down", "next down"),
    "ROOM": tuple(f"in {the} {room}" for the in ("this", "the", "my", "our", "that")
                  for room in ("kitchen", "room", "place", "house", "scene", "workshop", "lab",
                               "picture", "flat", "office", "world")),
    "FAR_SIDE": ("away from you", "away from yourself", "away from the robot", "far from you",
                 "facing away from you", "that faces away from you", "farthest from you",
                 "furthest from you", "turned away from you", "away from your base"),
    "NEAR_SIDE": ("nearest you", "nearest to you", "facing you", "that faces you", "towards you",
                  "toward you", "close to you", "closest to you", "next to you", "near you",
                  "on your side", "nearer to you", "nearer you", "facing yourself"),
    "BIN_IT": (*(f"{goes} where {the}{trash} {belongs}"
                 for goes in ("it goes", "they go", "it belongs", "they belong")
                 for the in ("", "the ") for trash in ("rubbish", "trash", "garbage", "waste")
                 for belongs in ("goes", "belongs", "is put")),
               "bin it", "bin them", "throw it away", "throw them away", "throw it out",
               "throw them out", "chuck it", "chuck them", "chuck it out", "chuck it away",
               "toss it", "toss them", "get rid of it", "get rid of them", "out with it",
               "out with them", "away with it", "away with them", "dump it", "dump them",
               "discard it", "discard them", "dispose of it", "dispose of them", "scrap it"),
    "REASON": ("seeing as", "seeing that", "since", "because", "as", "given that", "considering",
               "considering that", "now that", "seeing how", "seeing"),
    "TOGETHER": tuple(f"{look}{well}{together}" for look in (
            "look ", "would look ", "go ", "fit ", "work ", "belong ", "match ", "sit ", "are ",
            "should be ", "pair ", "get on ", "get along ",
        ) for well in ("", "nice ", "nicely ", "well ", "good ", "so well ", "so nice ", "best ",
                       "beautifully ", "perfectly ", "great ", "lovely ", "happy ", "better ")
        for together in ("together", "with each other", "with one another", "side by side")),
    "SHUN": ("stay away from", "keep away from", "avoid", "keep clear of", "stay clear of",
             "keep your distance from", "steer clear of", "not touch", "leave alone",
             "keep well away from", "not go near", "not get near"),
    "LEVEL_AT": tuple(f"{at} {level} of {tower}"
                      for at in ("at the", "in the", "on the", "the one at the", "on")
                      for level in ("bottom", "top", "middle", "base", "very bottom", "foot")
                      for tower in ("the stack", "the tower", "the pile", "the column", "it")),
    "A_SPOT": tuple(f"{a} {good}{spot}" for a in ("a", "the", "just the", "where there is a")
                    for good in ("", "good ", "nice ", "fine ", "great ", "perfect ", "right ",
                                 "suitable ", "lovely ", "proper ", "ideal ", "better ", "best ")
                    for spot in ("spot", "place", "location", "position", "home", "space")),
    "PAL": ("friend", "buddy", "chap", "guy", "mate", "pal", "fellow", "lad", "chum", "boy",
            "gentleman", "lady", "darling", "beauty"),
    "UNIT": ("centimeters", "centimeter", "cm", "millimeters", "mm", "inches",
             "centimetres", "centimetre", "millimetres"),
    "HUM": ("hmm", "hm", "um", "er", "well", "oh", "wait", "no wait", "sorry"),
}
"""Slots: phrases that mean the same where they stand."""

_SHAPES = {
    "ball": "(round|spherical|ball shaped|globular|sphere shaped|ball like|round and rolling)",
    "block": "(cubic|cubical|cube shaped|block shaped|square|boxy|cuboid|block like|brick shaped"
             "|box shaped|cube like|blocky|brick like)",
    "can": "(cylindrical|can shaped|cylinder shaped|tubular|tin shaped|can like|tube shaped)",
}
_PLURAL = {"ball": "balls", "block": "blocks", "can": "cans"}
_EVERY = "(everything|all|anything|all things|all the things|every thing|all objects|whatever is)"


def _by_shape() -> dict[str, str]:
    """`everything block shaped`, `what is green and cubic`, `that round blue thing`."""
    found: dict[str, str] = {}
    for kind, shape in _SHAPES.items():
        found |= {
            f"{_EVERY} [that is|that are] {shape}": f"all {_PLURAL[kind]}",
            f"{_EVERY} [that is|that are] {{COLOR}} and {shape}": f"all COLOR {_PLURAL[kind]}",
            f"something {shape}": f"a {kind}",
            f"something {{COLOR}} and {shape}": f"a COLOR {kind}",
            f"what is {{COLOR}} and {shape}": f"the COLOR {kind}",
            f"what is {shape} and {{COLOR}}": f"the COLOR {kind}",
            f"{{THINGY}} (that|which) is {shape} and {{COLOR}}": f"COLOR {kind}",
            f"{{THINGY}} (that|which) is {{COLOR}} and {shape}": f"COLOR {kind}",
            f"{{THINGY}} (that|which) is {shape}": kind,
            f"{{COLOR}} {{THINGY}} , the {shape} {{OTHER_THINGY}}": f"COLOR {kind}",
            f"{shape} {{COLOR}} {{THINGY}}": f"COLOR {kind}",
            f"{{COLOR}} {shape} {{THINGY}}": f"COLOR {kind}",
            f"{shape} {{THINGY}}": kind,
        }
    return found


def _levels() -> dict[str, str]:
    """`the uppermost drawer ..., the one below it ...`."""
    drawers = {"top": "(top|upper|uppermost|highest|topmost|first)", "middle": "middle",
               "bottom": "(bottom|lower|lowest|lowermost|bottommost)"}
    steps = (("top", "LEVEL_DOWN", "middle"), ("middle", "LEVEL_DOWN", "bottom"),
             ("bottom", "LEVEL_UP", "middle"), ("middle", "LEVEL_UP", "top"))
    return {
        f"the {drawers[a]} drawer {{CLAUSE}} , [and|but] the (one|drawer) {{{way}}}":
            f"the {a} drawer CLAUSE , the {b} drawer" for a, way, b in steps
    }


_KEEPS = "(hold|contain|have|carry|bear|support)"
RECAST: dict[str, str] = {
    # --- the choice is left open -----------------------------------------------------------------
    "[,|.] (and|but) {ANY_DO} {ENDS}": "",
    "(,|.) {ANY_DO} {ENDS}": "",
    "(a|an|one|any|some) {KIND} {CLAUSE} , [any {SECOND}] [as|so] long as (it is|they are) {ASIDE}"
    " {ENDS}": "a KIND that is ASIDE CLAUSE",
    "(a|an|one|any|some) {KIND} {CLAUSE} , (provided|provided that|on condition that) it is {ASIDE}"
    " {ENDS}": "a KIND that is ASIDE CLAUSE",
    ", any {NUMBER} {ENDS}": "",
    ", [or] whatever (you|one|they|people|we) (call|calls|may call|want to call) (it|them|that)"
    " {ENDS}": "",
    ", [or] (whatever it is called|whatever its name is|as it is called|if that is the word)"
    " {ENDS}": "",
    "{BEGINS} me (want|need|wants|needs)": "i want",
    # --- what is meant is said afterwards --------------------------------------------------------
    "{NUMBER} things {CLAUSE} , {NAMELY} {THING} {ENDS}": "THING CLAUSE",
    "{NUMBER} {KIND} {CLAUSE} , {NAMELY} {THING} {ENDS}": "THING CLAUSE",
    "(a pair of|two|a couple of) {KIND} , one {COLOR} , [and] [the other|one|another] {SHADE}":
        "one of the COLOR KIND and one of the SHADE KIND",
    "(a|one) {KIND} and (a|one) {SECOND} , both [of them] {COLOR}":
        "a COLOR KIND and a COLOR SECOND",
    "{NUMBER} {KIND} {CLAUSE} , [and] (no two|none) (of|in) the same color":
        "NUMBER KIND of different colors CLAUSE",
    "the {SIZE} {KIND} and the {GRADE} one , both [of them] {COLOR}":
        "the SIZE COLOR KIND and the GRADE COLOR KIND",
    **_by_shape(),
    **_levels(),
    # --- all but some, none ----------------------------------------------------------------------
    "{BEGINS} [out] of the {KIND} , all [of them] (but|except|save|bar) {THING}":
        "all the KIND except THING",
    ", only not {THING}": ", except THING",
    ", (though|but) [of course|naturally|obviously] not {THING} itself": ", except THING",
    "{BEGINS} not {THING} itself {ENDS}": "leave out THING",
    ", [but] not {THING} itself {ENDS}": ", except THING",
    f"neither {{THING}} nor {{OTHER}} {{MUST}} {_KEEPS} (a|any) {{KIND}} [{{ANY_LONGER}}]":
        "empty THING , empty OTHER",
    "(neither|no|not one) {KIND} {MUST} {STAY} on the table [{ANY_LONGER}] {ENDS}":
        "see all the KIND",
    "(a|one) {KIND} , (and that is|which is|that is|but) neither {THING} nor {OTHER}":
        "a KIND except THING and OTHER",
    "{BEGINS} of the {NUMBER} {KIND} [,] only the {LEVEL} [one] {MUST} be open"
    " [, (neither|none) of the (others|other two)]":
        "close all the KIND except the LEVEL one , open the LEVEL one",
    "{BEGINS} only {THING} {MUST} be open [, (neither|none) of the (others|other two)]":
        "close everything that is open except THING , open THING",
    "(nothing|not a thing|no door|none of them|none) {MUST} be [left] [standing|hanging] open":
        "close everything that is open",
    "(nothing|not a thing|no door|none of them|none) {MUST} (stand|stay|remain|hang) open":
        "close everything that is open",
    "[,] whereas": ",",
    "{ROOM}": "",
    # --- those that are left ---------------------------------------------------------------------
    "two of the {KIND} {CLAUSE} , [and] the (third|last|remaining) [one]":
        "two of the KIND CLAUSE , and the other one",
    "(leave|let) the other (two|three|four|five) [be|alone|where they are|as they are]":
        "leave the others alone",
    "the rest , hands off": "leave the others alone",
    "{BEGINS} not {THING} , the other {ASIDE}": "see THING , see the other ASIDE",
    "{BEGINS} [but] {THING} (does not|do not|is not to|are not to|must not|should not|may not"
    "|need not) {ENDS}": "leave THING alone",
    "{THING} to {OTHER} , not {SWAP_A} to {SWAP_B}": "THING to OTHER",
    ", [but] not (on|in|inside|onto|into) (it|them) {ENDS}": "",
    # --- which one is asked before it is spoken of ------------------------------------------------
    "{BEGINS} which [one] of the {KIND} (is|stands|lies|sits) {ASIDE} {ENDS}":
        "see the KIND_NAME that is ASIDE",
    "{BEGINS} (whatever|whichever) {KIND} (is|stands|lies|sits|happens to be) {ASIDE}":
        "see the KIND that is ASIDE",
    "{BEGINS} (whatever|whichever thing|whichever) (is|stands|lies|sits|happens to be) {ASIDE}":
        "see the thing that is ASIDE",
    "(furthest|farthest) out": "furthest",
    "{BEGINS} sort {THING} [by color] , [putting|and put] each [one] (in|into|on|onto) {OTHER}":
        "put THING to OTHER",
    # --- in each other's place -------------------------------------------------------------------
    "{THING} {MUST} (swap|swap places|change places|trade places|exchange places) , {OTHER} to"
    " where {SWAP_A} is [now] , [and] {SWAP_B} to where {SWAP_C} is [now]": "swap THING",
    "{BEGINS} {THING} to where {OTHER} is [now] , [and] {SWAP_A} to where {SWAP_B} is [now]":
        "swap THING and OTHER",
    "[,] so that each (stands|is|lies|sits|goes) where the other (stood|was|lay|sat|is|stands)": "",
    "{THING} , {MUST} share {OTHER}": "THING should go in OTHER",
    "{BEGINS} {THING} (will|would|should|can|might) do [nicely|fine|just fine|well] for {OTHER}":
        "put OTHER to THING",
    "{THING} {MUST} join what is (in|on) {OTHER}": "put THING to OTHER",
    # --- where -----------------------------------------------------------------------------------
    "behind {THING} , on the side {FAR_SIDE}": "behind THING",
    "in front of {THING} , on the side {NEAR_SIDE}": "in front of THING",
    "(on|to|at) the side of {THING} {FAR_SIDE}": "behind THING",
    "(on|to|at) the side of {THING} {NEAR_SIDE}": "in front of THING",
    "(on|to|at) the (far|farther|further|back|rear) side of": "behind",
    "(on|to|at) the (near|nearer|front) side of": "in front of",
    "[over] (to|on) (the starboard|starboard) [side] of": "to the right of",
    "[over] (to|on) (the port|the larboard|port|larboard) [side] of": "to the left of",
    **{f"(to|in|into) the corner at the {row} , the {{LATERAL}} [hand] one":
       f"to the {row} LATERAL corner" for row in ("front", "back", "rear")},
    **{f"{{BEGINS}} over {to}": to for to in ("to", "into", "onto", "behind", "beside", "in")},
    # --- towers ----------------------------------------------------------------------------------
    "{BEGINS} (build|make|create|construct|assemble|erect|put together) [me|us] (a|an) {FIGURE}"
    " [(out of|of|from|with) (them|these|those|the blocks|the cubes)] ,": "make a tower ,",
    "{BEGINS} (a|an|one) {FIGURE} ,": "make a tower ,",
    "{BEGINS} (like|as in|as with) (a|an|the) {FIGURE} ,": "make a tower ,",
    "the (tower|stack|pile) {LEVEL} (block|cube|one)": "the LEVEL block of the tower",
    **{f"the {place} {{LOOSE}}": f"the LOOSE in the {place}"
       for place in ("plate", "tray", "bowl", "bin")},
    "{BEGINS} (i|we) (need|want) nothing [more] [lying|standing|sitting|resting|left] (on|in)"
    " {THING} [{ANY_LONGER}] {ENDS}": "nothing should be on THING",
    "{BEGINS} the {KIND} from {THING} {MUST}": "the KIND in THING MUST",
    "{BEGINS} the {KIND} from {THING} (goes|belongs)": "the KIND in THING goes",
    "{BEGINS} the {KIND} from {THING} would": "the KIND in THING would",
    # --- how many, said once more ----------------------------------------------------------------
    "{COMMA} (both|all|each one|every one|each|all {NUMBER}) {THEM} {ENDS}": "",
    "{COMMA} (both|all|every last one|every single one|the (whole|entire) (lot|bunch)|the lot)"
    " [{THEM}] {ENDS}": "",
    "{NUMBER} {KIND} of each color {CLAUSE} , [(so|that is|meaning|i mean|which makes|namely)]"
    " a {COLOR} [one] , [and] a {SHADE} [one] and a {TINT} [one] {ENDS}":
        "a COLOR KIND , a SHADE KIND and a TINT KIND CLAUSE",
    "(you|your (hand|gripper|fingers)) (can|could|are able to) (grip|hold|lift|grasp|grab|carry"
    "|move|pick up|handle|manage)": "",
    "{COMMA} {ANY_DO} {COMMA}": "",
    "{COMMA} (though|although|but) [obviously|of course|naturally|certainly] not {THING} {ENDS}":
        ", except THING",
    "{COMMA} (obviously|of course|naturally|certainly) not {THING} {ENDS}": ", except THING",
    "{BEGINS} for (every|each) {KIND} [there is|you (find|see)|on the table|here] , (find|look for"
    "|pick|choose|take|get|locate|seek) {THING} and (put|place|drop|lay|set) the {SECOND}"
    " (in|on|inside) [it|there]": "put every KIND to THING",
    "there (should|must|ought to|has to|needs to|is to) be {THING} (in|on) {OTHER} (as well as"
    "|together with|along with|and also) (a|an) {ASIDE}":
        "put THING to OTHER , put a ASIDE to OTHER",
    # --- what is told of a thing before it is asked for -----------------------------------------
    "{BEGINS} {THING} (is|are) (rubbish|trash|garbage|junk|waste|scrap|litter|for the bin"
    "|for the trash|for the chop) [,] [so|and] {BIN_IT} {ENDS}": "throw away THING",
    "{BEGINS} {REASON} {THING} {TOGETHER} , [let|have|make] them share {OTHER}":
        "put THING to OTHER",
    "{BEGINS} {REASON} {THING} {TOGETHER} ,": "notice THING ,",
    "{BEGINS} (i was told|i hear|i heard|they say|i think|someone said|people say|i have read"
    "|i find|in my opinion) [that] {THING} {TOGETHER} , [so]": "notice THING ,",
    "{BEGINS} {THING} (is|are) the [one|only|very] (thing|things|object|objects|one|ones) [that]"
    " [i (want|need|would like|beg|ask) you to|you (should|must|are to|have to|ought to)]"
    " {SHUN}": "keep away from THING",
    "{START} (you can stop|you may stop|stop|you are done|you are finished|i am happy"
    "|i am satisfied|you have finished|that is it|the job is done) (when|once|as soon as)":
        "make sure",
    "{START} (when|once|as soon as) {CLAUSE} [,] (you can stop|you may stop|stop|you are done"
    "|you are finished|you can rest|the job is done|you have finished|you can relax) {ENDS}":
        "make sure CLAUSE",
    "{THING} , it is {LEVEL_AT} ,": "THING that is LEVEL_AT ,",
    "{BEGINS} {PLACE} , that is {A_SPOT} [for|to put] {THING}": "put THING PLACE",
    "{BEGINS} {PLACE} is {A_SPOT} [for|to put] {THING}": "put THING PLACE",
    "{BEGINS} {THING} {MUST} (be|become) (bare|cleared|unoccupied|vacant) ,":
        "THING should be empty ,",
    "{THING} (should|must|is to|has to|needs to|ought to) be empty , [so] (get|take|move|lift"
    "|remove) {OTHER} (off|out of) it": "take OTHER off THING",
    "[both] {SWAP_A} and {SWAP_B} {MUST} be empty [(i|we|he|she|they) (can|could|may) {ASIDE}]":
        "empty SWAP_A , empty SWAP_B",
    **{f"half [of] (the|these|those|all) {of} {{KIND}}": f"{half} KIND" for of, half in (
        ("two", "one"), ("four", "two"), ("six", "three"), ("eight", "four"))},
    "{BEGINS} if {CLAUSE} put it {PLACE} , [and] {ELSE} , (use|take|try|make do with) {THING}"
    " [instead]": "if CLAUSE put it PLACE , otherwise put THING PLACE",
    "{BEGINS} if {CLAUSE} put it {PLACE} , {ELSE} (use|take|try|make do with) {THING} [instead]":
        "if CLAUSE put it PLACE , otherwise put THING PLACE",
    "{THING} {MUST} be next to each other on the table [, next to each other] {ENDS}":
        "put THING on the table , THING should be next to each other",
    "(things|objects|items|stuff|toys) (grip|hold|lift|grasp|grab|carry|handle|manage|pick up)":
        "things",
    "{BEGINS} {WISH} {THING} (swapped|exchanged|switched|interchanged) [over|round|around]":
        "swap THING",
    "{BEGINS} the (rest|remainder) of (it|{OTHER}) (stays|remains|stay|should stay|must stay"
    "|is to stay|should remain|is fine) [put|there|where it is|as it is|in place] {ENDS}":
        "leave the others alone",
    "{START} (tip|hint|note|fyi|info|nb|warning|clue|by the way|heads up) {COMMA}": "",
    "{BEGINS} i insist on (a|an) {FIGURE} , [so] [that is]": "make a tower ,",
    "each of the {NUMBER} {KIND}": "all NUMBER KIND",
    "{BEGINS} {THING} {MUST} (get|receive|be given) (a|one) {KIND} {ENDS}":
        "put one KIND in THING",
    "{BEGINS} take {THING} (apart|to pieces|down) [,] [so|until] all {NUMBER} {KIND}"
    " (are|stand|lie|sit|rest) [standing|lying|sitting|resting] on the table": "take THING apart",
    # --- a part of a tower -----------------------------------------------------------------------
    "the {LEVEL} {NUMBER} (of|on|in|from|off) the (tower|stack|pile|column)":
        "the LEVEL NUMBER blocks of the tower",
    "{BEGINS} (take|remove|get|lift) [only|just] {THING} [,] and (put|set|place|lay|stand)"
    " it [down] {PLACE}": "put THING PLACE",
    "{BEGINS} get at {THING} [,] and": "dig out THING and",
    **{f"{free} {{THING}} , (nothing|not a thing|no block|no other block) (should|must|may|is to)"
       " be [resting|sitting|standing|lying|left|sat] (on|on top of) it [{ANY_LONGER}] {ENDS}":
       f"{free} THING" for free in ("free", "free up", "uncover", "clear", "expose", "bare")},
    "(one beside the other|one next to the other|side by side|shoulder to shoulder"
    "|cheek by jowl|beside one another)": "next to each other",
    "(be|become|end up as|be made|be made into) [close|next door|good] (neighbors|neighbours)":
        "be next to each other",
    "{THING} (belong|belongs|go|goes|{MUST} (be|stand|sit|go|lie)) (on top of each other"
    "|on top of one another|on each other|on one another|one on the other|one on top of the other)":
        "stack THING",
    "(our|my|your|the) {COLOR} {PAL}": "the COLOR one",
    **{f"{{COLOR}} can {stay}": f"the COLOR one should {stay}" for stay in (
        "stay", "remain", "be", "go", "come", "sit", "wait", "rest", "live")},
    "(off|away from) {OTHER} and (in|into|inside)": "in",
    "(off|away from) {OTHER} and (on|onto)": "on",
    # --- what is only said on the side -----------------------------------------------------------
    "[,] before (we|i|they|he|she|you|{WHO}) (start|begin|finish|stop|open|close|leave|eat|go"
    "|get started|get going|carry on|continue|move on|dine|serve|play) {ENDS}": "",
    "{MIDST} (at the end|when all is said and done|when you finish|by the end of it) {ENDS}": "",
    "[,] if (there is|you find|you can find|there should be) [enough|any|still] (room|space)"
    " [for it|for them|there|left] {ENDS}": "",
    "[,] if (it|they|that) (fits|fit|will fit) [there|in|on it] {ENDS}": "",
    "[,] [and] that is (what|all) (i am|we are) (after|looking for|hoping for|aiming for)": "",
    "should be {PLACE} , [and|so] that is where (it|they) (goes|go|should go|should be|belongs"
    "|belong|will go) {ENDS}": "should be PLACE",
    "{BEGINS} to end [off|with|things off|it off] [,] [you]": "then",
    "(to finish|to round off|to conclude|to wrap up|to top it off|to finish up|to close)"
    " [off|with|things off|it off] [,] [you]": "then",
    "do (something|anything|whatever) [useful|nice|fun|good|clever|sensible] (with|about) {THING}"
    " {ENDS}": "move THING",
    **{f"[the] {color}s": f"the {color} things" for color in (
        "red", "blue", "green", "yellow", "purple", "white", "pink", "black", "brown")},
    # --- second thoughts -------------------------------------------------------------------------
    "{COMMA} wait , do not (keep|hold) it , (leave|put|set|place|lay) it": "and put it",
    "{NUMBER} {UNIT} , [{HUM} ,] [no ,] {OTHER_NUMBER} [{UNIT}] (is|are|will be|would be|should be"
    "|will|would|makes) (plenty|enough|better|sufficient|right|do|fine|more like it) [,]":
        "OTHER_NUMBER UNIT",
    # --- so many in all --------------------------------------------------------------------------
    "[bring|get|raise|increase|take] the number of {KIND} (in|on) {THING} [up] to {NUMBER}":
        "there should be NUMBER KIND in THING",
    "make (it|that) {NUMBER} {KIND} (in|on) {THING}": "there should be NUMBER KIND in THING",
    "at least {NUMBER} [of the|of those|of these] {KIND} {MUST} be (in|on) {THING}":
        "there should be NUMBER KIND in THING",
}
"""Pattern -> plainer words. Names in capitals are slots."""
