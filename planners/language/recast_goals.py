"""Ways to say where a thing is to be, in plainer words: what suits it, what it deserves.

Pattern -> words that say the same, as in `recast_words`; what a slot found goes where its name
stands.
"""

from __future__ import annotations

# fmt: off

_PUT = "(put|place|set|lay|bring|move|take|carry|leave|stand)"
_COME = "(come|go|run|hop|pop|walk|trot|move|jump|fly|nip|slip|climb|step)"
_REST = ("(rest|sit|stand|lie|live|stay|settle|settle down|sleep|wait|nestle|perch|dwell|play|hide"
         "|take a seat|take a rest|take its place|lie down|sit down|have a rest|have a seat)")
_MODAL = ("(should|shall|must|may|can|ought to|is to|will|has to|wants to|could|might|would"
          "|needs to|would like to)")
_GOES = "(over|across|round|around|all the way|right over|all the way over|all the way across)"
_SPOT = "(place|spot|seat|position|home|room)"
_SUITS = ("(suit|suits|would suit|will suit|might suit|does for|would do for|befits|becomes"
          "|would be right for|is right for|is just right for|would be just right for|is the thing"
          " for|would be better for|is better for|would be best for|is best for)")
_ORDERED = ("[up] (in the order|in this order|in the following order|in order|as follows"
            "|with the order)")
_THEN = "(and then|and|then|{COMMA} then|{COMMA} and|{COMMA})"
RECAST: dict[str, str] = {
    # --- each in the other's place ------------------------------------------------------------
    f"{{BEGINS}} {_PUT} {{THING}} where {{OTHER}} is [now|at the moment] [,] and {{SWAP_A}} where"
    " {SWAP_B} is [now|at the moment]": "swap THING and OTHER",
    # --- what it carries ----------------------------------------------------------------------
    "only {THING} and nothing else": "only THING",
    "{BEGINS} no {KIND} {PLACE} , (only|just|nothing but) {THING} {ENDS}":
        "only THING should be PLACE",
    "{BEGINS} fill (each|every) {KIND} with (a|one) {SECOND} of (its|their|the same) [own] color":
        "put a SECOND_NAME of each color in the KIND_NAME of the same color",
    "{BEGINS} (each|every) {KIND} (gets|should get|needs|is to get|should have|receives) (a|one)"
    " {SECOND} of (its|their|the same) [own] color":
        "put a SECOND_NAME of each color in the KIND_NAME of the same color",
    "{BEGINS} (either|any) of {THING} (will do|would do|is fine|does|will serve) , put one":
        "put one of THING",
    "{BEGINS} {HOLDER} {MUST} (carry|take|accommodate|receive|store|get|be given|contain|have)"
    " {OTHER} {ENDS}": "put OTHER in HOLDER",
    "{BEGINS} {HOLDER} (gets|takes|receives|will get) {OTHER} {ENDS}": "put OTHER in HOLDER",
    "{BEGINS} {ONE_THING} (rest|stand|sit|lie|live) {PLACE} {ENDS}": "put ONE_THING PLACE",
    "{BEGINS} {THING} (comes|goes) (off|out of) {OTHER} and (goes|belongs|lands) {PLACE}":
        "put THING PLACE",
    "(hold|carry|lift|move|bring|take) {THING} (over|above) {OTHER} [,] and (let go|let it go"
    "|drop it|release it|let it drop|let it fall|let go of it|open your hand|let it fall in)":
        "put THING to OTHER",
    "(as soon as|once|after) {THING} (has|holds|carries|contains) {OTHER} [{IN_IT}] ,":
        "put OTHER to THING , then",
    **{f"{{BEGINS}} {{THING}} (goes|belongs|should go|is to go|must go|lives) (to|at|in|on) the"
       f" {side} {{ENDS}}": f"put THING in the {side} part of the table"
       for side in ("back", "front", "left", "right")},
    "{BEGINS} (the only thing|what is|all that is|the thing|the one thing) [that is|still]"
    " (missing|lacking) (on|in|from) {HOLDER} is {OTHER}": "put OTHER in HOLDER",
    "{BEGINS} [make sure|make sure that|ensure|ensure that|see that] nothing (is|should be|must be"
    "|stands|lies) {PLACE} (but|except|other than|apart from|besides) {THING} {ENDS}":
        "only THING should be PLACE",
    "{THING} {MUST} not be (outside|outside of|out of|anywhere but in|anywhere else"
    " but in) {OTHER}":
        "put THING in OTHER",
    "{BEGINS} (whichever|which ever|what) [one] of the {KIND} is {COLOR}": "the COLOR KIND_NAME",
    "(should|must|shall|to|will) be touching": "should be next to",
    "(is|are) touching": "is next to",
    "{NUMBER} {KIND} {PLACE} , one (of|in) (each|every) color":
        "put NUMBER KIND of different colors PLACE",
    "{THING} {MUST} leave the table {COMMA} {HOLDER} {ENDS}": "put THING in HOLDER",
    "{PLACE} [,] [and] not {ELSEWHERE} {FINAL}": "PLACE",
    # --- what it does there -------------------------------------------------------------------
    f"{{BEGINS}} {{THING}} {_MODAL} {_COME} and {_REST}": "THING should be",
    f"{{BEGINS}} (can|could|would|might|will|may) {{THING}} [please] {_COME} and {_REST}":
        "THING should be",
    f"{{BEGINS}} (let|have|make|help|see) {{THING}} [to] {_COME} and {_REST}": "THING should be",
    f"{{BEGINS}} {{THING}} {_COME} and {_REST}": "THING should be",
    "{BEGINS} {THING} (deserves|deserve|earns|earned|has earned|have earned|merits|gets|is to have"
    f"|should have|may have|shall have|can have) (a|an|the|its|their) [own] {_SPOT} {{PLACE}}":
        "put THING PLACE",
    "{BEGINS} only {THING} (deserves|deserve|merits|earned|gets) (a|an|the|its|their) [own]"
    f" {_SPOT} {{PLACE}}": "only THING should be PLACE",
    f"{{BEGINS}} {{PLACE}} {_SUITS} {{THING}} [better|best|well|nicely|fine|perfectly]":
        "put THING PLACE",
    f"{{BEGINS}} {{REGION}} {_SUITS} {{THING}} [better|best|well|nicely|fine|perfectly]":
        "put THING in REGION",
    f"{{BEGINS}} {{OTHER}} {_SUITS} {{THING}} [better|best|well|nicely|fine|perfectly]":
        "put THING to OTHER",
    "{BEGINS} (see|find out|watch|show me|show us|try) how {THING} (looks|look|would look|does|do"
    "|fits|fit|likes it|feels|goes|gets on) {PLACE}": "put THING PLACE",
    "{START} {THING} being {PLACE} {ENDS}": "put THING PLACE",
    "{START} how {THING} (looks|look|would look|fits|fit|would fit) {PLACE}": "put THING PLACE",
    "(is|was|were|be) (safe|safely|snug|snugly|tucked away|stowed away|shut away|hidden) {PLACE}":
        "is PLACE",
    **{f"behind the {door} door {{ENDS}}": f"in the {door} , then close it"
       for door in ("cupboard", "fridge")},
    "{BEGINS} (i|we) would (sooner|rather|much rather|prefer to) (have|see|find|keep) {THING}"
    " {PLACE} (than|rather than|instead of|and not) {ASIDE} {ENDS}": "put THING PLACE",
    "{BEGINS} {THING} {PLACE} (will do|would do|is enough|will be enough|suffices|will suffice"
    "|is plenty|is fine|is all i ask|is all i need|is all i want|is all we need)":
        "put THING PLACE",
    "{BEGINS} it is {THING} , not {OTHER} , that {THIRD} {AUX} (be|go|sit|stand|lie|rest|live)"
    " (in|on|inside)": "put THIRD to THING",
    "{BEGINS} {THING} (would|could|will|might|can|should) (make|be|do as|serve as) (a|the) {APT}"
    " (roof|top|crown|hat|lid|peak|tip|spire|summit|cap|finish) (for|on|of|to) {OTHER}":
        "put THING on OTHER",
    "{BEGINS} {THING} (would|could|will|might|can|should) (make|be|do as|serve as) (a|the) (roof"
    "|top|crown|hat|lid|peak|tip|spire|summit|cap) (for|on|of|to) {OTHER}": "put THING on OTHER",
    "[let|have|make|see] {THING} share {OTHER}": "put THING to OTHER",
    "{THING} (can|may|should|will|shall|must|could) [then] follow [suit|after|it|along|on|later]"
    " {ENDS}": "THING too",
    "[,] [and] (only|not) (after|until|before) (that|then|this) (does|do|should|may|can|will)"
    " {THING} join [it|them|in|the party]": ", then THING should join it",
    "{BEGINS} {THING} {MUST} join {OTHER} [there|in there]": "put THING with OTHER",
    # --- given to it --------------------------------------------------------------------------
    "{BEGINS} (give|lend|get|find|bring) {THING} {OTHER} (for|as) (company|a companion|a friend"
    "|a neighbor|a playmate)": "put OTHER next to THING",
    "{BEGINS} (give|hand|let) {THING} [have] what (it deserves|is its due|belongs to it|it needs"
    "|it wants|is coming to it|it is due|it lacks) , [{NAMELY} ,] {OTHER}": "put OTHER to THING",
    "(give|hand|pass|offer) its (place|spot|seat|position) [there|on it|in it|to it] to {THING}":
        "put THING there",
    "give {THING} its (place|spot|seat|position) [there|on it|in it]": "put THING there",
    "(let|have|see) {THING} [be|become] empty {ENDS}": "empty THING",
    "{BEGINS} it be empty {ENDS}": "empty it",
    "{BEGINS} (take|remove|get|lift) {THING} (off|out of|from) {OTHER} [,] and (give|hand|leave"
    "|offer) its (place|spot|seat|position) [there|on it|in it] to {THIRD}":
        "take THING off OTHER and put THIRD to OTHER",
    "(stays|stay|staying) put": "stays",
    "where [the|our|your] (rubbish|trash|garbage|waste|litter) (goes|belongs|lives)": "in the bin",
    # --- short ------------------------------------------------------------------------------
    "{START} (put|place|drop|move|set) {KIND} {HOLDER} {ENDS}": "put KIND in HOLDER",
    "{START} (put|place|drop|move|set) {COLOR} {KIND} {HOLDER} {ENDS}": "put COLOR KIND in HOLDER",
    "(get rid of|away with|out with|off with) {THING} {COMMA} {REGION} with it":
        "put THING in REGION",
    "{BEGINS} [into|to|in] [the] {REGION} with {THING} {ENDS}": "put THING in REGION",
    "(press|push|hit|tap|click|poke) {THING} (twice|two times|2 times|two times in a row)":
        "press THING , then press THING",
    "(press|push|hit|tap|click|poke) {THING} (three times|3 times|thrice)":
        "press THING , then press THING , then press THING",
    "(pull|slide|draw|tug|ease) {THING} (halfway|half way|half|partway) (out|open)":
        "open THING halfway",
    "(push|slide|shove|ease) {THING} (halfway|half way|half|partway) (in|shut|closed)":
        "close THING halfway",
    "(ring|sound) the (buzzer|button)": "press the button",
    "(push|shove|slide|nudge|move|shift|scoot|drag|pull) {THING} (a (little|bit|touch|tad)"
    "|slightly) (to|towards|toward) the {LATERAL} {ENDS}": "push THING 3 cm to the LATERAL",
    "(and|but|{COMMA}) do not leave {THING} (open|ajar) [afterwards]": ", then close THING",
    "where {KIND} (belong|go|live|are kept) {COMMA} {PLACE}": "PLACE",
    "but leave {THING} {ENDS}": "but leave THING alone",
    "{BEGINS} leave {THING} (and|{COMMA}) {DEED}": "leave THING alone and DEED",
    "(in|on|at) the {FANCY} , (i mean|no|sorry|i meant) {PLACE}": "PLACE",
    "{BEGINS} do not (press|push|hit|open|close|shut|lift|take|pick up|grab|move) {THING} {COMMA}":
        "do not touch THING ,",
    "(that is|which is|that has|which has|with) the color of {THING}": "of the same color as THING",
    "whose color (matches|is that of|is the same as) {THING}": "of the same color as THING",
    "do not (move|touch) anything (except|but|other than) {THING} , which {AUX}": "THING AUX",
    "{BEGINS} give (each|every|each of the|all the) {KIND} (a|one) {SECOND} {ENDS}":
        "put one SECOND_NAME in each KIND_NAME",
    "{START} keep {THING} {ENDS}": "leave THING alone",
    "(close|shut) everything [up]": "shut whatever is open",
    "open and [then] (close|shut) {THING}": "open THING , then close THING",
    "(take care of|see about|see to) {DOING}": "DOING",
    "{BEGINS} {WISH} {SWAP_A} and {SWAP_B} [to be|standing|sitting] (next to each other"
    "|side by side|beside each other) {ENDS}": "put SWAP_A next to SWAP_B",
    "{BEGINS} (clear up|clear away|tidy up|clean up|put away|tidy away|pack up) {THING} {COMMA}"
    " {PLACE} with (it|them)": "put THING PLACE",
    "{BEGINS} (clear|rid|free) {THING} of {OTHER} [,|and] put (it|them) {PLACE}":
        "put OTHER PLACE",
    # --- where --------------------------------------------------------------------------------
    "(on the other side|over there|over here|further along|somewhere else|elsewhere"
    "|over on the other side|to the other side) {COMMA} {PLACE}": "PLACE",
    f"(push|slide|shove|nudge|scoot|put|bring|move|take|carry) {{THING}} [{_GOES}] to the"
    " {LATERAL} [side] {COMMA} {CLOSE_TO} {OTHER} {ENDS}": "put THING CLOSE_TO OTHER",
    f"{_PUT} {{THING}} {_GOES} to the {{LATERAL}} {{ENDS}}":
        "put THING in the LATERAL part of the table",
    f"{_PUT} {{THING}} {_GOES} to the (front|near side) {{ENDS}}":
        "put THING in the front part of the table",
    "(all|right|clear|clean|straight) the way [over|across|along|down|up|back] (to|into|onto)":
        "to",
    "(all the way|all|clear|clean) (over|across) to": "to",
    "[in the|at the|on the|to the|into the] (dead|bang|smack|plumb|slap) (center|centre|middle)"
    " [on|of|in] [the table]": "in the center of the table",
    "{BEGINS} there is (room|space|a gap|a spot|a place|enough room) {PLACE} [just|that is"
    "|which is] [just|wide|big|large] [wide|big|large|long|deep|good] [enough] for {THING} [to"
    " fit]":
        "put THING PLACE",
    "{COMMA} [right] there (on|in) {THING} {ENDS}": "that is on THING",
    **{f"{into} its {{COLOR}} (home|house|nest|bed|den|lair|cradle|throne|cave|castle|garage"
       "|burrow|hideout)": f"{into} the COLOR one" for into in ("in", "into", "to", "onto", "on")},
    "{BEGINS} {THING} , (side by side|next to each other|next to one another|together"
    "|shoulder to shoulder) [,] {PLACE} {ENDS}": "put THING PLACE",
    "{COMMA} {ONE_THING} (supported by|carried by|borne by|resting atop) {OTHER}":
        ", ONE_THING on OTHER",
    "{COMMA} {ONE_THING} (contained in|contained by|enclosed in|enclosed by|held by) {OTHER}":
        ", ONE_THING in OTHER",
    # --- in the order of other languages ------------------------------------------------------
    f"{{BEGINS}} {{PLACE}} [,] you {_PUT} {{THING}}": "put THING PLACE",
    f"{{BEGINS}} {{THING}} [,] you {_PUT} {{PLACE}}": "put THING PLACE",
    **{f"{{BEGINS}} [you] to {do} {{THING}}": f"{do} THING" for do in (
        "take", "put", "place", "bring", "move", "lift", "pick up", "open", "close", "press")},
    **{f"and to {do}": f"and {do}" for do in (
        "put", "place", "set", "lay", "lift", "move", "bring", "open", "close", "press", "stack",
        "hold", "drop", "leave")},
    "{BEGINS} (take|grab|pick up|pick|get) {THING} and (put|place|set|lay|drop) {PLACE}":
        "put THING PLACE",
    "{BEGINS} do (this|the following|something|one thing|one more thing) [for me|for us] {COMMA}":
        "",
    "i insist on {THING} (were|was|is|are) (found|seen|discovered|located|moved|laid|left|set)"
    " {PLACE}": "put THING PLACE",
    **{f"(out of|off|away from|from) (the|that|my|our) {{FANCY}} and {into}": into
       for into in ("into", "onto", "in", "on", "to")},
    # --- towers -------------------------------------------------------------------------------
    "[and|, and|, then|,] {COLOR} (goes|comes|is) [on] (last|at the end|to finish|finally) {ENDS}":
        ", then COLOR",
    "[and|, and|, then|,] {THING} (goes|comes|is|should go|should be|must go|must be) [on] (last"
    "|at the end|to finish|finally) {ENDS}": ", then THING",
    "(a|one) {NUMBER} (storey|story|level|block|floor|tier) (tower|stack|pile)":
        "a tower",
    "[,] and {THING} (stays|remains|keeps|is left|should stay|must stay|is kept) out of it":
        ", leave THING alone",
    **{f"(stack|pile|stack up|pile up|arrange|build|put) {{THING}} {_ORDERED} , {{COLOR}} {_THEN}"
       f" {{SHADE}} {_THEN} {{TINT}} {end}": tower
       for ends, first, last in (
           (("from bottom to top", "bottom to top", "from the bottom up", "from the bottom",
             "starting at the bottom"), "COLOR", "TINT"),
           (("from top to bottom", "top to bottom", "from the top down", "from the top",
             "starting at the top"), "TINT", "COLOR"))
       for end in ends
       for tower in (f"make a tower , {first} at the bottom , then SHADE , then {last}",)},
    # --- what is so in the end ----------------------------------------------------------------
    "(cleared|clear|emptied|rid) of (everything|all things|all objects|all that is on it)":
        "cleared",
    "(remove|take away|take out|get rid of) (whatever|what|everything|anything|all|all that)"
    " [there] is (in|on) {THING}": "empty THING",
    "(leave no {KIND}|do not leave any {KIND}) (open|standing open|hanging open)":
        "close all the KIND",
    "{BEGINS} [{WISH}] neither {SWAP_A} nor {SWAP_B} (is|are|stays|remains|be|{MUST} be) [left]"
    " open": "close SWAP_A , close SWAP_B",
    "{BEGINS} [{WISH}] the (stack|tower|pile) [to be|to have|should be|should have|with] {COLOR}"
    " (at|on) the bottom": "make a tower with COLOR at the bottom",
    "{THING} {MUST} both": "THING MUST",
    "except {THING} , which {MUST} be {STATE}": "except THING , THING should be STATE",
    "no {KIND} {MUST} (be|stay|remain|stand|hang|be left|be left standing|be left hanging) open":
        "close all the KIND",
    "{BEGINS} [i would expect to see|i would expect|i would want|{WISH}] nothing (but|except"
    "|other than|besides) {THING} [should be|is to be|must be|to be|lying|sitting] {PLACE}":
        "only THING should be PLACE",
    "[,] [and] (as|so) long as (it|they|that {KIND}|the {KIND}|this {KIND}) (is|are|gets|get)"
    " (closed|shut) (afterwards|again|after|after that|at the end|later|in the end|behind it)":
        ", then close it",
    "{BEGINS} {WISH} {CLAUSE} [,] and {NAMED} {BROUGHT}": "WISH CLAUSE , and i want NAMED BROUGHT",
    "{WISH} {THING} (has been|have been|gets|get|has got|is getting) {BROUGHT}":
        "WISH THING is BROUGHT",
    "the {LEVEL} one {CLAUSE} , and that one {STATE}":
        "the LEVEL one CLAUSE , and the LEVEL one STATE",
    "[,] (rather than|instead of|and not|but not|not) the (other|opposite|wrong) way"
    " (round|around|about) {ENDS}": "",
    "(, any|any) {NUMBER} [that] you (like|want|please|fancy|choose|wish|care to pick) {ENDS}": "",
    "of your (choosing|choice|liking|picking)": "",
    "{BEGINS} (we|you) (shall|should|must|have to|need to) {DEED}": "DEED",
}
"""Pattern -> plainer words. Names in capitals are slots."""
