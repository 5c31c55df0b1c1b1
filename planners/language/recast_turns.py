"""Turns of speech in plainer words: the thing first and then `it`, things that are called upon.

Pattern -> words that say the same, as in `recast_words`; what a slot found goes where its name
stands. `TEXTS` go over the end of a sentence, as in `recast_texts`.
"""

from __future__ import annotations

# fmt: off

_IT = "(it|they|he|she|those|these|this|that)"
_GOES = ("(go|goes|be|is|belong|belongs|come|comes|land|lands|fly|flies|sit|sits|live|lives|move"
         "|moves|hop|hops|pop|pops|slide|slides)")
_COME = ("(come|go|hop|jump|fly|climb|crawl|slip|creep|get|get yourself|take yourself|move|walk|run"
         "|step|march|roll|pop)")
_REST = ("(rest|sit|stand|lie|live|stay|settle|settle down|sleep|wait|nestle|perch|dwell|lie down"
         "|sit down|be seated|take a seat|take your place)")
_SPOT = "(home|place|spot|position|seat|location|destination|address|residence|resting place)"
_ALL = "(all|all of them|both|both of them|everything|the lot|each|each of them|all of it)"
_AWAY = "(away|up|out of the way|aside|off the table|off)"
_GONE = "(too|much too|far too|way too|so|very|rather|a bit|a little|a bit too|a little too)"
_OUT = "(outside|out of|outside of|anywhere but in|anywhere else than in|elsewhere than in)"
_SLOW = "(minimise|minimize|reduce|lower|limit|decrease|keep down|cut)"
_CARES = "(use|reach|get at|see|need|like|want|find|stand|bear|work with)"
RECAST: dict[str, str] = {
    # --- the thing first, then `it` ---------------------------------------------------------------
    f"{{BEGINS}} {{THING}} , {{PLACE}} {_IT} [{{AUX}}] {_GOES}": "put THING PLACE",
    f"{{BEGINS}} {{THING}} , {{PLACE}} {_IT} (should|must|shall)": "put THING PLACE",
    f"{{BEGINS}} (out of|off) {{THING}} {_IT} (comes|goes|must come|must go|has to come|come|go"
    "|should come|has to go|gets) [now]": "take it out of THING",
    f"{{BEGINS}} {{REGION}} , (that is|this is|there is) {{THING}} [new|own|proper] {_SPOT}"
        f" {{ENDS}}":
        "put THING in REGION",
    f"{{BEGINS}} {{PLACE}} , (that is|this is|there is) {{THING}} [new|own|proper] {_SPOT}"
        f" {{ENDS}}":
        "put THING PLACE",
    f"{{BEGINS}} {{OTHER}} , (that is|this is) {{THING}} [new|own|proper] {_SPOT} {{ENDS}}":
        "put THING to OTHER",
    f"{{BEGINS}} {{THING}} (new|own|proper|next|future) {_SPOT} (is|will be|shall be|should be)"
    " {OTHER}": "put THING to OTHER",
    f"{{BEGINS}} {{THING}} (new|own|proper|next|future) {_SPOT} (is|will be|shall be|should be)"
    " {PLACE}": "put THING PLACE",
    f"{{BEGINS}} (clear|tidy|put|pack|stow|get|move|sort) {{THING}} {_AWAY} , {{ONE_THING}}"
    " {PLACE} (and|,)": "ONE_THING PLACE ,",
    # --- things that are called upon --------------------------------------------------------------
    f"{{BEGINS}} [o|oh|dear|hey|you|hello] {{THING}} , {_COME} [and|now|please] [{_REST}]"
        f" {{PLACE}}":
        "put THING PLACE",
    f"{{BEGINS}} [o|oh|dear|hey|you] {{THING}} , (please|kindly|now|do) {_REST} {{PLACE}}":
        "put THING PLACE",
    # --- in other people's order ------------------------------------------------------------------
    "(all|everything|anything) (what|that|which) is [a] {KIND}": "every KIND_NAME",
    "{START} [you] are (bringing|putting|placing|moving|carrying|setting|laying)": "put",
    "{START} (you are|are) (opening|pulling open)": "open",
    "{START} (you are|are) (closing|shutting)": "close",
    "{AUX} (stand|stay|remain|hang|be left|be kept) {STATE}": "should be STATE",
    "(properly|firmly|tightly|really|securely|safely|well and truly|tight) {STATE}": "STATE",
    "its (door|doors|lid|flap)": "it",
    "{KIND} of {COLOR} {ENDS}": "COLOR KIND",
    "{KIND} [that is|which is] (further|farther) [away] from you": "KIND furthest from you",
    "[,] (rather than|instead of|and not) [just|being] (lying|sitting|standing|hanging|left"
    "|rolling) [around|about|out] [{PLACE}] {ENDS}": "",
    "{BEGINS} it is [so|too|very|rather|really] {FANCY} (in|on|inside) {THING} {ENDS}":
        "notice THING",
    "insertion of {THING} {ENDS}": "put THING in it",
    "[of] this {KIND} [here]": "this KIND",
    # --- what is so, and what follows -------------------------------------------------------------
    "{BEGINS} [is there|would there be] any (chance|hope|possibility) [that] {THING} (might|could"
    "|would|can|will)": "THING should",
    "{BEGINS} {THING} (has|have|holds|contains) nothing [at all] (in it|on it|inside) [yet|so far"
    "|far|now|at the moment|any more] ,": "notice THING ,",
    "{BEGINS} {THING} {MUST} be (what|the one that|the thing that|the one to) (fills|fill|goes in"
    "|goes into|occupies|sits in|to fill) {OTHER}": "put THING to OTHER",
    f"(no|not one|not a single|none of the) {{KIND}} [has any (business|right|reason)|{{MUST}}]"
    f" [to be|being|be|stay|staying|lie|lying|left|remain|to stay] {_OUT} {{THING}}":
        "put every KIND_NAME in THING",
    "{BEGINS} {THING} (is|are) (supposed|meant|required|known|said) to be [kept] {FANCY} ,":
        "notice THING ,",
    "{BEGINS} {THING} (is|are) (supposed|meant|required|known|said) to be [kept|nice and] (cold"
    "|cool|chilled|fresh|warm|safe|tidy|hidden|out of sight|out of reach|out of the way) ,":
        "notice THING ,",
    f"{{BEGINS}} (i|we|nobody|no one|you|one) (can not|could not|do not|will not) {_CARES}"
    " {THING} (where it is|where they are|there|here|like that|over there|in that place) ,":
        "notice THING ,",
    "{BEGINS} (i|we) said {THING} , not {OTHER} {ENDS}": "",
    "do not [you] dare [to]": "do not",
    "{BEGINS} (i|we) (would rather not|do not want to|would prefer not to|do not like to|hate to"
    "|do not wish to) (find|see|have) (any|any more|all these|all those) {THING} [lying|standing"
    "|sitting|left] [about|around|out|here|there|on the table] ,": "notice all the THING ,",
    "{BEGINS} (i|we) did not (mean|intend|want|plan) (to|for) {BIT} {NAMED} [to be] [in there|there"
    "|in here|{PLACE}] {ENDS}": "notice NAMED",
    "{BEGINS} (since|as|because) (nobody|no one) (needs|wants|uses|likes) {THING} [any more|anymore"
    "|any longer|now|today] ,": "notice THING ,",
    "{BEGINS} {PLACE} (i see|i can see|there is|there stands|there lies|stands|lies|sits|you see"
    "|you will find) (a|an|one) {COLOR} {KIND} {ENDS}": "notice the COLOR KIND",
    "{BEGINS} do not (bother with|worry about|bother about|mind about|concern yourself with)"
    " {THING} {ENDS}": "leave THING alone",
    "{BEGINS} [is there] (anything to stop you|what is stopping you|what stops you|what keeps you"
    "|what prevents you|nothing to stop you|nothing stops you|nothing is stopping you|something to"
    " stop you) from": "",
    "{BEGINS} the (robot|arm|machine|gripper) (will|shall|should|must|is going to|is to|has to"
    "|is about to) [now|then|next]": "",
    "{START} (watch|look|behold|observe|listen|attention|now|right) , (class|children|everyone"
    "|everybody|kids|folks|people|students|team|pupils|lads|guys) [,]": "",
    "the (loose|lone|lonely|solitary|stray) one": "the one that stands alone",
    "the (loose|lone|lonely|solitary|stray) {KIND}": "the KIND that stands alone",
    "go (over|across|round|around) to the {LATERAL} {ENDS}": "go in the LATERAL part of the table",
    "{BEGINS} (i|we|he|she|they) (need|want|left|forgot|have) (something|a thing|stuff|things|some"
    " things|a few things) (from|out of|in|inside) {THING} ,": "notice THING ,",
    "[together|along] with the (others|other ones|rest) {PLACE}": "PLACE",
    "(check|see|find out|look|have a look) (whether|if) {THING} (is|are) {STATE} [,] and {CLAUSE}"
    " if"
    " (it is|so|they are|that is so|that is the case|it should be)": "if THING is STATE , CLAUSE",
    "(drop|release|let go of) {THING} from [about|around|roughly] {NUMBER} {UNIT} [high|up] (above"
    "|over) {OTHER}": "drop THING to OTHER from NUMBER UNIT above",
    **{f"{push} {{THING}} (until|till|so that|so|to where) (it|they) (is|are|stands|sits|stops"
       "|comes to rest|ends up) {PLACE}": f"{push} THING PLACE"
       for push in ("push", "slide", "shove", "nudge", "scoot", "drag")},
    "{BEGINS} (i|we) (was|were|am|are) (hoping|wondering|thinking|wishing) [that|if|whether] you"
    " (would|could|might|can|will)": "",
    "{BEGINS} do not (put|place|set|lay|drop|move|bring|throw|stick|stand) {THING} {PLACE} {ENDS}":
        "leave THING alone",
    **{f"{{BEGINS}} {{THING}} {do} {{ENDS}}": f"{do} THING" for do in (
        "close", "lift", "grab", "take", "fetch", "press", "hold", "pick up")},
    "{THING} ({MUST} be|is to be) (gone|away|out|off|removed) [from (there|here|it)] {ENDS}":
        "take THING off",
    "give {THING} a [good|little|gentle|quick|firm] (shove|push|nudge|poke) [of|by] {ASIDE}":
        "push THING ASIDE",
    "[,] many thank {ENDS}": "",
    # --- politely ---------------------------------------------------------------------------------
    "{BEGINS} [you] be (a|an|so) {BIT} and": "",
    "{BEGINS} (were you to|if you were to|would you only) {CLAUSE} , (i|we|it|that) would {ASIDE}"
    " {ENDS}": "CLAUSE",
    "{BEGINS} should you (find|have|get) [the|a|some] [spare|free] (time|moment|minute|chance"
    "|second|opportunity) ,": "",
    "{COMMA} (upon|on|after) completion {COMMA}": "",
    "[,] (upon|on|after) completion [,]": "",
    "{BEGINS} [it is|is it] [not] [high|about] time [that] {THING} (went|got|was|were|moved|came"
    "|sat|stood|lay) {PLACE}": "put THING PLACE",
    **{f"{{BEGINS}} [it is|is it] [not] [high|about] time [that] (somebody|someone|you|we) {did}":
       do for did, do in (
           ("put", "put"), ("moved", "move"), ("opened", "open"), ("closed", "close"),
           ("shut", "shut"), ("took", "take"), ("placed", "place"), ("pressed", "press"),
           ("lifted", "lift"), ("brought", "bring"), ("emptied", "empty"))},
    "(put|tuck) {THING} (to bed|to sleep|to rest|down for a nap) {PLACE}": "put THING PLACE",
    "[,] as (should|must|does|do|is|has|ought) {THING} {ENDS}": ", and THING too",
    "{BEGINS} if you open {THING} [,] (put|place|drop|lay|stow) {OTHER} (in it|inside|there"
    "|in there)": "open THING , then put OTHER in it",
    "[,] so [that] (i|we|they|he|she) (can|could|may) {BIT} (something|things|stuff|everything|it"
    "|them) [{ASIDE}] {ENDS}": "",
    "(the|all|all the) {KIND} {MUST} each (contain|hold|have|get|receive) (one|a) {SECOND}":
        "put one SECOND in each KIND_NAME",
    "the {NUMBER} {KIND} {MUST} each (contain|hold|have|get|receive) (one|a) {SECOND}":
        "put one SECOND in each KIND_NAME",
    "{BEGINS} leave {THING} {FINAL}": "leave THING alone",
    "make the (tower|stack|pile) (taller|higher|bigger) (with|by adding|using|by) {THING}":
        "put THING on the tower",
    "{WISH} the (tower|stack|pile) (gone|down|apart|dismantled|taken apart) [, all [the|of the]"
    " (blocks|cubes) [flat] on the table]": "take the tower apart",
    "with its [friend|friends|mates|pals|companion|fellow|brother|sister] {PLACE}": "PLACE",
    # --- company ----------------------------------------------------------------------------------
    "{THING} ({AUX}|) (keep|keeps|bear) {OTHER} company {PLACE}": "put THING PLACE",
    "{THING} ({AUX}|) (keep|keeps|bear) {OTHER} company {ENDS}": "put THING with OTHER",
    "{BEGINS} for {SWAP_A} {THING} [,] [and] for {SWAP_B} {OTHER} {ENDS}":
        "put THING to SWAP_A , put OTHER to SWAP_B",
    "(into|onto|in|on|to) {OTHER} with (it|them) [,] and [also] with {THING}":
        "put it to OTHER , put THING to OTHER",
    "{BEGINS} (give me|give us|bring me|make me|get me|fix me) (a|an|the) {KIND} with":
        "i want the KIND with",
    "{BEGINS} both {SWAP_A} and {SWAP_B}": "SWAP_A and SWAP_B",
    "(a|one|another|1) [more] {KIND} {CLAUSE} , any [one] (except|except for|but|but not|other than"
    "|bar) {THING} {ENDS}": "a KIND except THING CLAUSE",
    "{BEGINS} first {SWAP_A} , then {SWAP_B} , (that is|this is) the order in which (they|these)"
    " {AUX} (go|be|stand) {PLACE}": "put SWAP_A PLACE , then put SWAP_B PLACE",
    # --- one by one -------------------------------------------------------------------------------
    "{BEGINS} (repeat|do this|do so|do the following|do the same|this goes) [for|with] {THING} ,"
    " [(pick|take|lift|grab) it [up] [,] [and|then]] (place|put|set|lay|drop|stow|stand) it"
        " {PLACE}":
        "put THING PLACE",
    "{BEGINS} (cap|top|finish|crown|round) it off [with]": "",
    ", {NUMBER} {KIND} , [and] {OTHER_NUMBER} {SECOND} {FINAL}": "",
    "{COMMA} (mind you|though|however|naturally|obviously|please note|needless to say|you see"
    "|i believe|i suppose|i might add|you understand|incidentally|of course|if you ask me"
    "|as you know|on the other hand|then again|for one|to be sure) {COMMA}": "",
    # --- measures ---------------------------------------------------------------------------------
    "[,] [as] (measured|counted|taken) [from] (edge to edge|rim to rim|side to side"
    "|surface to surface)": "",
    "(a|one) (hand|palm) (breadth|width)": "8 cm",
    "(a|one) (finger|thumb) (breadth|width)": "2 cm",
    "{NUMBER} {UNIT} [of (air|space|room|gap|clearance)] between {SWAP_A} and {SWAP_B} , [and] with"
    " {THIRD} (on|to|at) {ONE_THING} {LATERAL}":
        "put THIRD NUMBER UNIT to the LATERAL of ONE_THING",
    "(actuate|operate|drive|bring|move|set|put|return|take|get|run) {THING} (to|into|in) (its|the"
    "|a) [fully|completely] {STATE} (position|state|setting|condition)": "THING should be STATE",
    f"{_SLOW} [your|the] (velocity|speed|pace) (near|in the vicinity of|close to|around|by|next to"
    "|when near)": "move slowly near",
    "[,] [just] one (block|cube|thing|piece|ball|item) (at a time|after the other|after another"
    "|by one)": "",
    "{START} (order|ticket|job|task|request|item|no|number) [number|no] {NUMBER} {COMMA}": "",
}
"""Pattern -> plainer words. Names in capitals are slots."""

TEXTS: dict[str, str] = {
    # --- what was meant ---------------------------------------------------------------------------
    "{BEGINS} {BIT} it {PLACE} (.|,) {THING} , (i mean|i meant|that is|is what i mean)":
        "BIT THING PLACE",
    "{BEGINS} {BIN_IT} (.|,) {THING} [,] (i mean|i meant|that is|is what i mean)":
        "throw away THING",
    "{BEGINS} {BIT} it (.|,) {THING} , (i mean|i meant|that is|is what i mean)": "BIT THING",
    "{COMMA} (ah|oh|er|um|no|) [,] sorry , {PLACE} (rather|instead|i mean|i meant) {ENDS}":
        ", no , PLACE",
    "{START} no , not {PLACE} , [{GOAL} ,] {ELSEWHERE} . {THING}": "THING",
    "{START} [please|kindly] do not put {THING} {PLACE} (.|,) {OTHER} (is where (it|that|they)"
    " (goes|belongs|should"
    " go|go|belong)|is the place for (it|them|that)|is (its|their) place)": "put THING to OTHER",
    "{BEGINS} (picture|imagine|envisage|visualise|visualize|think of|suppose) {THING} {PLACE} ."
    " (do that|make it so|make that happen|make it real|make it happen|do it|just do that)":
        "put THING PLACE",
    "{BEGINS} (tidy up|clean up|clear up|tidy|pack up|pack away|tidy away) {COMMA} {THING} {AUX}":
        "THING AUX",
    "{BEGINS} (tidy up|clean up|clear up|tidy|pack up|pack away|tidy away) {COMMA} {THING} {PLACE}":
        "put THING PLACE",
    **{f"(nobody|no one|i did not|we did not|you did not|he did not|she did not|they did not) [has]"
       f" ({did}) {{THING}} (.|,) [so|and] {{BE_DONE_WITH}} {{ENDS}}": f"{do} THING"
       for do, did in (("close", "close|closed|shut"), ("open", "open|opened"),
                       ("press", "press|pressed"), ("empty", "empty|emptied"))},
    "leave {THING} open [,] (but|and) (close|shut) (everything else|all the others|the others"
    "|all else|the rest|all the rest)": "close everything that is open except THING",
    "do not (touch|move|disturb|use) (anything|any thing|any of them|anything else) [else] (except"
    "|except for|but|other than|besides|apart from) {THING} {ENDS}":
        "leave everything except THING alone . notice THING",
    "{THING} is not [yet] {PLACE} [yet|already|so far|any more] (.|,) [so|please|well|now] (change"
    " that|rectify that|put that right|fix that|do something about that|remedy that|put it there"
    "|it should be|it ought to be|it has to be) {ENDS}": "put THING PLACE",
    "{THING} {COMMA} where (should|does|must|will|shall|could) (it|that) (go|be|live|belong) (.|,)"
    " {PLACE}": "put THING PLACE",
    "(put|get|move|take|bring|clear|stow|shift) {THING} [out of the way|away|aside|somewhere"
    "|somewhere else|elsewhere|off the table] (.|,) {OTHER} (is fine|will do|would do|will be fine"
    "|would be fine|is ok|is okay|is good|will do nicely|would be good|is as good a place as any)":
        "put THING to OTHER",
    **{f"do not (put|place|set|lay|drop) {{THING}} ({at}|{into}) {{SWAP_A}} (.|,) [but|instead"
       f"|rather]"
       f" (put|place|set|lay|drop) {{OTHER}} (there|{at} it|{into} it|inside) [instead] {{ENDS}}":
       f"put OTHER {at} SWAP_A" for at, into in (("in", "into"), ("on", "onto"))},
    "(verify|check|make certain|ensure) that {THING} is {STATE} [,] [and] [,] (if not|if it is not"
    "|should that not be so|should it not be|should that not be the case) [,] (remedy it|fix it"
    "|remedy that|fix that|{BE_DONE_WITH})": "THING should be STATE",
    **{f"{{NUMBER}} {{KIND}} are {state} (.|,) [so|please] {do} (either|either one|one|any|any one)"
       " of them": f"{do} a {state} KIND_NAME" for do, state in (
           ("open", "shut"), ("open", "closed"), ("close", "open"), ("shut", "open"))},
    "leave everything (but|except|except for|other than) {THING} alone (.|,) [but] (that|it|this)":
        "leave everything except THING alone . THING",
    **{f"{{BEGINS}} {put} {{COMMA}} {{THING}}": f"{put} THING" for put in (
        "put", "place", "set", "take", "bring", "move", "open", "close", "lift", "pick up")},
    **{f"{{START}} {{ASIDE}} {{COMMA}} (i mean|i meant|or rather|i should say) {do}": do for do in (
        "press", "put", "open", "close", "take", "move", "pick up", "lift", "shut", "place")},
    # --- so many of them --------------------------------------------------------------------------
    **{f"{{BEGINS}} [out] of (the|these|those|your|my|our) {those} , {{BIT}} {{NUMBER}} (to|into"
       "|in|on|onto) {SWAP_A} [,] and (the rest|the others|the remaining {OTHER_NUMBER}|the other"
       " {OTHER_NUMBER}) (to|into|in|on|onto) {SWAP_B}":
       f"put NUMBER {name}KIND_NAMES to SWAP_A , put the other {name}KIND_NAMES to SWAP_B"
       for those, name in (("{KIND}", ""), ("{COUNT} {KIND}", ""), ("{COLOR} {KIND}", "COLOR "),
                           ("{COUNT} {COLOR} {KIND}", "COLOR "))},
    "[a (touch|bit|little|tad|smidgen)] {WAY} with {THING} (.|,) {NUMBER} {UNIT} (ought to|should"
    "|will|would) (do|do it|suffice|be enough|be plenty|be fine)": "push THING NUMBER UNIT WAY",
    # --- in other people's order ------------------------------------------------------------------
    f"{{BEGINS}} {{THING}} {{COMMA}} {_ALL} {{PLACE}} {{ENDS}}": "put THING PLACE",
    **{f"{{START}} {{THING}} (.|{{COMMA}}) {do} {{ENDS}}": f"{do} THING" for do in (
        "press", "push", "lift", "grab", "grasp", "pick up", "take", "hold", "fetch", "raise",
        "shut", "click", "tap")},
    f"{{THING}} (is|are|stand|stands) [{_GONE}] far (apart|from each other|from one another"
    "|away from each other|away from one another) (.|,|and) [so|and|but] (they|both|the two) {MUST}"
    " be": "THING should be",
    "(take|pull|knock|break) the (tower|stack|pile) (down|apart|to pieces) [,] [one block at a time"
    "|one by one|one at a time] [,] so that {OTHER} [each|all] (stand|stands|are|is|sit|lie|rest)"
    " on the table": "take the tower apart",
}
"""The same over the ends of sentences."""
