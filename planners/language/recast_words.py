"""Constructions and what they come to: clefts, inversions, wishes of others, second thoughts.

Pattern -> words that say the same; what a slot found goes where its name stands.
"""

from __future__ import annotations

# fmt: off

_LOOKS = ("(looks|look|would look|will look|might look|would be|will be|might be|would feel|feels"
          "|would feel|seems|would seem|would go|could be|would sit|would do)")
_SAYS = ("(says|said|insists|insisted|tells me|told me|tells us|told us|thinks|reckons|suggests"
         "|suggested|recommends|decided|has decided|decrees|has decreed|asks|asked|asked me|claims"
         "|told you|wishes|orders|demands|requests|requires|proposes|rules|believes|feels|finds)")
_WANTS = ("(wants|would like|needs|ordered|has ordered|has asked for|asked for|asks for|insists on"
          "|is waiting for|is asking for|would love|desires|is after|wanted|craves|fancies"
          "|wishes for"
          "|has requested|requested|has wished for|prefers|expects|would like to have|demands"
          "|would like to see|wants to see|hopes for|dreams of|has set her heart on)")
RECAST: dict[str, str] = {
    # --- clefts: one thing is singled out -----------------------------------------------------
    "it is {THING} [that|which] {WISH} {STATE} , not {OTHER} {ENDS}": "WISH THING STATE",
    "it is {THING} [that|which] {WISH} {COMMA}": "notice THING ,",
    "it is {THING} [that|which] {WISH}": "WISH THING",
    "it is not {THING} [that|which] {WISH} but {OTHER}": "notice THING , WISH OTHER",
    "not {THING} [that|which] {WISH} but {OTHER}": "notice THING , WISH OTHER",
    "it is {THING} (that|which|who) {AUX}": "THING AUX",
    "it is {THING} turn to": "THING should",
    "{BEGINS} {THING} , (that is|those are|it is|they are) (the one|what|the ones|the thing)"
    " [that|which] {WISH}": "WISH THING",
    "{BEGINS} {THING} (is|are) (the one|what|the ones|the thing) [that|which] {WISH}": "WISH THING",
    "{BEGINS} {THING} , (that is|those are) (the one|what|the ones) (that|which) {AUX}":
        "THING AUX",
    "{BEGINS} that is where {THING} (goes|go|lives|live|belongs|should go|has to go|should be"
    "|is to go|should end up|ought to be|is to be|wants to be)": "THING goes there",
    "{BEGINS} {REGION} is where {THING} (goes|lives|belongs|should go|should be|is to go|go|live"
    "|belong|stands|sits|wants to be|ought to be)": "put THING in REGION",
    "{BEGINS} {REGION} (could do with|needs|wants|lacks|is missing|is waiting for|is short of"
    "|is in need of|cries out for|is crying out for) {THING}": "put THING in REGION",
    "{BEGINS} [then] it is {THING} {INTO}": "THING INTO",
    "{THING} {PLACE} it is {ENDS}": "put THING PLACE",
    "{BEGINS} {THING} it is {ENDS}": "THING",
    "{BEGINS} (the one thing|the only thing|the thing|one thing) (that|) {WISH} {PLACE} is {THING}":
        "put THING PLACE",
    "{BEGINS} where {WISH} {THING} is {PLACE}": "put THING PLACE",
    "{BEGINS} (all|the only thing|the one thing|everything|the thing) [that] (i|we)"
    " (ask|want|need|wish|require|hope|demand|care about|ask for|wish for|hope for) is"
    " [that|for|to see|to have]": "i insist on",
    "{BEGINS} {LONGING} (if|to see|to have|to find|with|seeing|having|to know that|knowing"
    "|knowing that|to know|when) {THING}":
        "i insist on THING",
    "{BEGINS} (out of|off) {THING} with {OTHER}": "take OTHER out of THING",
    "{BEGINS} if i were you , i would": "",
    "{BEGINS} the sooner {CLAUSE} , the better": "make sure CLAUSE",
    "{BEGINS} do not (stop|rest|quit|give up|pause) (until|till|before) {THING}":
        "make sure THING",
    "{BEGINS} (show me|show us|prove|prove to me|demonstrate|i bet|i know|i am sure) (that|how to)":
        "",
    "{BEGINS} you {DO}": "DO",
    "{BEGINS} i would like to (watch|observe|witness|see) {THING} being": "THING should be",
    "{BEGINS} where (does|do|should) {THING} (go|belong|live|be) (.|{COMMA}) {PLACE}":
        "put THING PLACE",
    "{THING} would (rather|sooner|prefer to|much rather|best|do better to) be": "THING should be",
    "{BEGINS} (rather than|instead of|and not) {PLACE} , {CLAUSE}": "CLAUSE",
    # --- inversions ---------------------------------------------------------------------------
    "{BEGINS} (can|could|would|might|will|may) {THING} {GO_TO}": "THING should be",
    "{BEGINS} (can|could|would|might|may) {THING} [{SOFTLY}]": "THING should",
    "{BEGINS} {THING} {GO_TO}": "THING should be",
    "{THING} {GOES_TO}": "THING goes",
    "{BEGINS} {THING} (wants to|would like to|longs to|likes to|loves to) {GO_TO} {COMMA}":
        "notice THING ,",
    "{THING} (should|shall|must|may|can|ought to|is to|will|has to|wants to|could|might) {GO_TO}":
        "THING should be",
    "{BEGINS} (let|have|make|help|see) {THING} [to] {GO_TO}": "THING should be",
    "{BEGINS} [is there] any chance of {THING} (being|going|getting|sitting|standing|lying)"
    " {PLACE}":
        "put THING PLACE",
    "{BEGINS} [would there be] any chance that {THING} (might|could|would|can|will)":
        "THING should",
    "{BEGINS} (down|off|over|away|in|along|back|out|up) (comes|goes|come|go) {THING} , {PLACE}":
        "put THING PLACE",
    "{BEGINS} (first|then|next|last|now) comes {THING} {PLACE}": "put THING PLACE",
    "{BEGINS} (off|out|down|up) (comes|goes) {THING} , [and] [then] (keep|hold|hold on to) it"
    " [in your (grip|hand|gripper|grasp)|up|there] {ENDS}": "pick up THING and hold it",
    "{BEGINS} (off|out|away) (comes|goes|come|go) {THING}": "take THING off",
    "{BEGINS} (out|off) {THING} (comes|goes|must come|must go|has to come|has to go)":
        "take THING off",
    "{BEGINS} (in|inside) (goes|go|with) {THING}": "put THING in it",
    "{BEGINS} up (comes|goes) {THING}": "pick up THING",
    # --- what somebody else wants, or says is better ------------------------------------------
    f"{{BEGINS}} {{WHO}} {_WANTS} [that]": "i insist on",
    f"{{BEGINS}} {{WHO}} {_SAYS} [that|,]": "",
    "{BEGINS} {WHO} (calls|call|would call) it {THING}": "notice THING",
    f"{_LOOKS} {{BETTER}}": "should be",
    "(should have been|was meant to be|was supposed to be|were meant to be|was to be|were to be"
    "|were supposed to be|ought to have been|should have gone|was meant to go)": "should be",
    "{BEGINS} [how|where] (i|we) (would like|want|like|wish|would love) to (find|see|have)"
    " (things|it|everything|them|it all) [when i (come|get) back] is ,": "i want",
    "(standing|hanging|left|gaping|flung|lying) {STATE}": "STATE",
    "(there is|i see|we have|i notice) (one|a|some) {KIND} {STATE} [there|again]":
        "notice the STATE KIND",
    "{BEGINS} [i would be (obliged|grateful|glad|happy|pleased|much obliged) if you] had {THING}":
        "i want THING",
    "{BEGINS} (it would please me|i would be pleased|i would be glad|i would be happy"
    "|i would be delighted|it would be lovely) if {THING} were": "THING should be",
    # --- how things end up --------------------------------------------------------------------
    "{THING} to (end up|finish up|wind up|be left|come out|finish) with {OTHER} {IN_IT}":
        "OTHER in THING",
    "{THING} {STATE} with {OTHER} {IN_IT}": "OTHER in THING , THING STATE",
    "{BEGINS} leave (me|us) {THING}": "i want THING",
    "(i want|see|find|have|leave me) , {THING} , with {OTHER} {IN_IT}": "i want OTHER in THING",
    "{BEGINS} there (stands|lies|sits|hangs|rests) {THING}": "notice THING",
    "{BEGINS} which [one] (is|are) {THING} (.|,)": "notice THING ,",
    "{THING} (is|are|stands) {STATE} (again|still|already|as usual|once more|once again|as ever)":
        "THING is STATE",
    "{THING} (is|are|stands) (again|still|already) {STATE}": "THING is STATE",
    "{BEGINS} {WHO} (forgot|failed|neglected|omitted|forgets) to (close|shut|open|clear|empty|put"
    " away|press|tidy|stow) {THING}": "notice THING",
    "(mind|remember|see that|be sure|take care|make sure|see to it) [that] you (then|)"
    " (shut|close) it": "close it",
    "(and|but|{COMMA}) do not leave (it|the door) open": ", close it",
    "{THING} {EATS} {OTHER}": "put OTHER to THING",
    "{BEGINS} {THING} (has|have) (sat|stood|lain|been|rested|been sitting|been standing)"
    " [up|down|over|out] (there|here) {LONG_ENOUGH} {COMMA}": "notice THING ,",
    "{BEGINS} {THING} (has|have) (sat|stood|lain|been|rested) {PLACE} {LONG_ENOUGH} ,"
    " [let|get|take|have] it (out|off|down)": "THING has been PLACE long enough",
    "{THING} (stays|remains|should stay|is to stay|shall stay|must stay|should remain|is left|be)"
    " empty ,": "THING is empty ,",
    ", (whereas|while|whilst) {THING}": ", and THING",
    "(join|joins) (it|them) there": "join it",
    ", whose {DOOR} {HOW_SHUT}": ", and close it",
    "(and|,|.) close up [after you|behind you|after yourself|again]": ", and close it",
    ", [the|its] {DOOR} (shut|closed) {ENDS}": ", and close it",
    "with (the|its) {DOOR} (shut|closed) [behind it|after it]": ", and close it",
    "(and|,|.) (and|) leave (it|them|everything|things) (like that|that way|like this|so)"
    " {ENDS}": "",
    "(and|, and) leave the (door|drawer) open {ENDS}": "",
    "get {THING} [off {OTHER}] [and] into (your|the) (hand|gripper|grip|grasp)": "pick up THING",
    # --- order and conditions -----------------------------------------------------------------
    ", but not (until|before|till) [after]": ", but only after",
    ", and not (until|before|till) [after]": ", but only after",
    "{BEGINS} not (until|before|till) [after]": "only after",
    ", (no|not) (sooner|earlier) than": ", only after",
    "[,] [and|but] (only then|then only|not a (moment|second|minute) (sooner|before|earlier)"
    "|not (before|sooner|earlier)|no sooner|no earlier) {ENDS}": "",
    "[,] [and|but] only then , (may|should|can|must|shall|will|could) {THING}":
        ", THING should",
    "[,] [and|but] only then (may|should|can|must|shall|will|could) {THING}": ", THING should",
    ", and only then": ", then",
    "and only then": ", then",
    ", (after which|whereupon|upon which|after that|following which)": ", then",
    "[,] [and] [for] which is why [you (should|must|need to|have to|ought to)]": ",",
    "[,] [and] (that is why|which is the reason why|hence|therefore|consequently|thus"
    "|for that reason|that being so|for which reason)": ",",
    "{START} {CLAUSE} (.|{COMMA}|and) [and|but] {EARLIER} {MUST_FIRST} {ENDS}":
        "EARLIER , then CLAUSE",
    "{START} {CLAUSE} (.|{COMMA}) [but] {BEFORE_THAT} , {EARLIER} {ENDS}":
        "EARLIER , then CLAUSE",
    "(should|if) (that|it) not be [so|the case|true]": "if not",
    "[,|.] [and|but] {ELSE} , [then] [just|simply] {NOTHING} {ENDS}": "",
    "(in|on) it {YET}": "in it",
    "(if|should) you (find|see|notice|spot) {THING} (open|opened)": "if THING is open",
    "(if|should) you (find|see|notice|spot) {THING} (closed|shut)": "if THING is closed",
    "(if|should) you (find|see|notice|spot) {THING} empty": "if THING is empty",
    "nothing (in|on) {THING} {YET}": "nothing in THING",
    "{BEGINS} (feed|lend|give|hand|grant|award|offer|serve|donate|present|pass|get|bring)"
    " (it|them) {OTHER}": "put OTHER to it",
    "{PLACE} there is (room|space|a gap|a spot|a place|enough room) [left] for {THING}":
        "put THING PLACE",
    "there is (room|space|a gap|a spot|a place|enough room) [left] for {THING} {PLACE}":
        "put THING PLACE",
    "[and] do not [let] (it|them) (touch|hit|bump into|bump|get near|come near|go near|brush|brush"
    " against|come close to|get close to) {THING} [on the way|while you do it|as it goes]":
        "keep 2 cm away from THING",
    "{BEGINS} [let] (it|them) be": "it should be",
    # --- what is only said on the side --------------------------------------------------------
    "[,] where {SOMEONE} (can|can not|could|could not|will|will not|would|would not|may|does not"
    "|do not|is|are) {TALE}": "",
    "[,] (so that|so|in order that) {SOMEONE} {TALE}": "",
    "[,] [and] then (i|we|he|she|they) (can|could|will|shall) {TALE}": "",
    "[,] before (it|they|somebody|someone|anybody|anyone|he|she|i|we) {TALE}": "",
    "[,] before {WHO} {TALE}": "",
    "{COMMA} (which|who) {TALE} {COMMA}": "",
    "{BEGINS} [i (have|have got)] [only] (one|two|three|four|a couple of|some|a few|another)"
    " [little|small|quick|simple] (job|jobs|task|tasks|wishes|wish|request|requests|orders|order"
    "|errands|errand|chores|favor|favors|instructions|things) [for you] [to do|today] {ENDS}": "",
    "{PREFACE} [that|,] {NAMED} {AUX}": "NAMED AUX",
    "{PREFACE} [,] (i|we) (want|need|would like|will need|shall need|would love|would prefer"
    "|require) {NAMED}": "i insist on NAMED",
    "[,] and (i|we|he|she|they) {STORY}": "",
    "[,] {LEST} (it|i|we|they|somebody|someone|he|she) {STORY}": "",
    "[,] {LEST} {WHO} {STORY}": "",
    "{MIDST} {WHO} (can|can not|could not|will|will not|does not) {STORY}": "",
    "[,] (to|so as to) (keep|make|save|please|cheer|impress|surprise|protect|spare) {STORY}": "",
    "[,] as a (surprise|treat|joke|gift|present|precaution|test|reminder|decoration|favor)"
    " [{STORY}]": "",
    "and call it a (day|night) {ENDS}": "",
    "[,] which is where it (lives|belongs|goes|should be|ought to be) {ENDS}": "",
    ", (its|their) (home|homes|place|places|bed|nest) {ENDS}": "",
    "{BEGINS} i do not care how [you do it] , but": "",
    "{BEGINS} make it stop": "",
    "{BEGINS} (my|our) (arms|hands|legs|back|feet|eyes|fingers|arm|hand|shoulder|shoulders)"
    " (is|are) (tired|full|busy|sore|dirty|sticky|wet|greasy|aching|cold|weak|occupied|bad"
    "|killing me|hurting|too short) {ENDS}": "",
    "[,] and (nowhere else|nowhere but there|only there|not elsewhere) {ENDS}": "",
    "by the time (i|we|he|she|they|you) {TALE}": "",
    "for (a bit|a while|the night|the day|a little while|some time) {ENDS}": "",
    "out of (my|the|our) way [and] {INTO}": "INTO",
    "{BEGINS} let there be light": "",
    "{BEGINS} by {WHO} {THING}": "THING",
    "for [the|my|our|a|his|her|your] {GOAL} {ENDS}": "",
    "(round|around) to": "to",
    "{BEGINS} for (the|my|our|a|his|her) {FANCY} , {WISH}": "WISH",
    # --- what is only said on the side, for good: endings -------------------------------------
    "[,|.|and] [and] {BE_DONE_WITH} {ENDS}": "",
    ", {FROM_NOW} {ENDS}": "",
    "{BEGINS} {FROM_NOW}": "",
    "{BY_NOW} {ENDS}": "",
    # --- second thoughts ----------------------------------------------------------------------
    "{COMMA} {WRONG} , (i|that) (was|meant|am|is|had|got|said|made|had meant|misread|misheard)"
    " {CLAUSE} {COMMA}": ", no ,",
    "{BEGINS} {WRONG} , {WRONG} {COMMA}": "no ,",
    "{COMMA} {WRONG} , {WRONG} {COMMA}": ", no ,",
    # --- lists under a heading ----------------------------------------------------------------
    "{BEGINS} (as regards|as for|regarding|concerning|about|re) {THING} , {OTHER} (out|off)"
    " , [and] {THIRD} (in|on|instead) {ENDS}": "take OTHER out of THING , put THIRD in THING",
    "{BEGINS} {THING} , {OTHER} (out|off) , [and] {THIRD} (in|on|instead) {ENDS}":
        "take OTHER out of THING , put THIRD in THING",
    "{BEGINS} {THING} , {OTHER} (in|on|inside) {ENDS}": "put OTHER to THING",
    "{BEGINS} {THING} , leave (it|them) [alone|be|there|as it is|where it is] {ENDS}":
        "leave THING alone",
    "{BEGINS} {TOPIC} {THING} , (it|they|that|this|those) {AUX}": "THING AUX",
    "{BEGINS} {TOPIC} {THING} , {PLACE} [with (it|them)] {ENDS}": "put THING PLACE",
    "{BEGINS} start with {THING} , {OTHER} {ENDS}": "put THING to OTHER",
    "{BEGINS} {THING} , (ditto|same|same again|same there|same place|likewise|the same)":
        "THING too",
    "{BEGINS} (hands|fingers|paws|mitts) off {THING}": "do not touch THING",
    # --- motion that a verb nobody listed causes ----------------------------------------------
    "{BEGINS} {VERB} {THING} {INTO}": "put THING INTO",
    "{BEGINS} (let|have|make|help|see|watch) {THING} [to] {VERB} {INTO}": "put THING INTO",
    "{BEGINS} {VERB} {THING} (over|across|back|along|down|up|out) to": "put THING to",
    "{THING} (should|shall|must|may|can|ought to|is to|will|has to|wants to|could|might)"
    " (roll|bounce|tumble|drop|fall|crawl|float|swim|sail|glide|drift|dive|plop|leap|skip|trot"
    "|waltz|dash|run|trundle|whizz|zoom|swing|creep|squeeze|fit|nip|disappear) [down|over]"
    " {INTO}": "put THING INTO",
    "{THING} (should|shall|must|may|can|ought to|is to|will|has to|wants to|could|might) {VERB}"
    " [itself|up|over|down] {INTO}": "put THING INTO",
}
"""Pattern -> plainer words. Names in capitals are slots."""
