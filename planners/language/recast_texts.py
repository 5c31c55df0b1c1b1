"""Constructions that the grammar would misread, or that go over the end of a sentence.

As `recast_words`, but a text is recast by them before anything of it is read.
"""

from __future__ import annotations

# fmt: off

_COUNTED = ("(i have counted|i counted|i count|i see|i can see|i have spotted|i spotted|there are"
            "|we have|i have|you have|i have found|i found)")
_TOTAL = ("(altogether|in all|all told|in total|overall|and no more|and not more|and no others"
          "|and not one more|no more and no less|no more no less|and no fewer)")
_MEANT = ("(i mean|meaning|that is|that is to say|namely|by which i mean|and i mean"
          "|i am talking about)")
_PUT = "(put|place|set|hide|lay|move|bring|stick|drop|leave|stand|pop|take)"
_ONLY = "(only|just|merely|simply)"
RECAST: dict[str, str] = {
    # --- second thoughts ----------------------------------------------------------------------
    **{f"{end} (nah|nope|no no|no wait|wait no|actually no|no actually|hmm no|oh no|er no|um no"
       "|no sorry|sorry no) ,": f"{end} no ," for end in (".", ",")},
    f"{{BEGINS}} {_PUT} {{THING}} {{PLACE}} (.|,) no , [rather|instead] {_PUT} it {{ELSEWHERE}}":
        "put THING ELSEWHERE",
    f"{{BEGINS}} [(stop|wait|hold on|no) ,] do not {_PUT} {{THING}} {{PLACE}} (.|,)"
    f" [but] [rather|instead] {_PUT} (it|them) {{ELSEWHERE}} [instead] {{ENDS}}":
        "put THING ELSEWHERE",
    "{BEGINS} (i|we) do not want {THING} {PLACE} (.|,) [but] [rather|instead] (i|we) (want|would"
    " like"
    "|want to have|need) (it|them) {ELSEWHERE} {ENDS}": "put THING ELSEWHERE",
    "{BEGINS} {THING} (does not|do not) (go|belong|live) {PLACE} (.|,) [but] [rather|instead]"
    " (it|they|that one|those) (goes|go|belongs|belong|lives|live) {ELSEWHERE} {ENDS}":
        "put THING ELSEWHERE",
    "{BEGINS} {THING} is [only|just|reserved|meant|there] for {OTHER} [only|alone] (.|,|and|, and)"
    " [so] (put|place|set) (them|it) (there|in there|in it|on it|in|on)": "put OTHER to THING",
    "{START} (is there|are there) (any|a|an|some) {KIND} {STATE} . {CLAUSE} if (there is|so|it is"
    "|yes"
    "|there are|that is so)": "if a KIND_NAME is STATE , CLAUSE",
    "{START} (is there|are there) (any|a|an|some) {KIND} {STATE} . (if so|if there is|if yes|then)"
    " [,] {CLAUSE}": "if a KIND_NAME is STATE , CLAUSE",
    "{START} first {SWAP_A} , then {SWAP_B} , (both|both of them|all) {PLACE}":
        "put SWAP_A PLACE , then put SWAP_B PLACE",
    ", no , (i mean|i meant|make that|make it|rather|that is)": ", no ,",
    # --- questions that nobody is to answer ---------------------------------------------------
    "{BEGINS} [i wonder|do you know|tell me] what is (in|inside|on|behind) {THING} .":
        "notice THING .",
    "{BEGINS} (does|do|will|would|could|might) {THING} fit {PLACE} . (try|try it|try it out|see"
    "|test"
    "|test it|find out|check|check it|have a go)": "put THING PLACE",
    "{START} (is|are) {THING} [still|already|by any chance] {STATE} . [then] {DEED} {ASIDE}":
        "if THING is STATE , DEED ASIDE",
    "{START} (is|are) {THING} [still|already|by any chance] empty . [then] {DEED} {ASIDE}":
        "if THING is empty , DEED ASIDE",
    "{BEGINS} {BIT} the {KIND} {PLACE} (.|{COMMA}) the {COLOR} one [,] (i mean|i meant|that is"
    "|to be precise|obviously|of course)": "BIT the COLOR KIND_NAME PLACE",
    **{f"{_COUNTED} {{NUMBER}} {{COLOR}} {{KIND}} (.|{{COMMA}}) {{BIT}} the {most} one":
       f"BIT the {name} COLOR KIND_NAME" for most, name in (
           ("{MOST}", "MOST"), ("middle", "middle"))},
    "{BEGINS} where (does|do|should) {THING} (go|belong|live|be) . {PLACE}": "put THING PLACE",
    "{BEGINS} where {THING} (belongs|goes|lives|should go|should be|has to go) . {PLACE}":
        "put THING PLACE",
    "{BEGINS} what is {THING} doing (there|here|{PLACE}) .": "notice THING .",
    "{BEGINS} why (is|are) {THING} [still] not [yet] {PLACE} [yet|already] {ENDS}":
        "put THING PLACE",
    "{BEGINS} why (is|are) not {THING} {PLACE} [yet|already] {ENDS}": "put THING PLACE",
    "(when|once|after|as soon as) you (are|have) (done|finished|through) [with] {DOING}":
        "after DOING",
    "{BEGINS} what is the (use|point|good|sense) (of|in) [having] (a|an) {ASIDE} .":
        "notice the ASIDE .",
    "{BEGINS} which [one] {KIND} is {ASIDE} (.|{COMMA}) (that one|that|it|this one)":
        "the KIND_NAME that is ASIDE",
    "{START} {WHO} (forgot|failed|neglected|omitted|has forgotten|did not remember) to {CLAUSE}"
    " {FINAL}": "CLAUSE",
    **{f"{{START}} (push|slide|shove|nudge|scoot) {{THING}} [all the way|right] (over|across) to"
       f" the"
       f" {{LATERAL}} {end}": f"push THING into the LATERAL part of the table {stop}".strip()
       for end, stop in (("{FINAL}", ""), (".", "."))},
    # --- where, drawn in the air --------------------------------------------------------------
    "{BEGINS} (imagine|picture|draw|suppose|think of) (a|the) [straight|imaginary] line (from"
    "|between) {THING} (to|and) {OTHER} (.|{COMMA}) [and] {THIRD} {AUX} [be|go|sit|lie|stand] (in"
    "|at|on) (the|its) [exact"
    "|very] (middle|center|midpoint) [of (it|that|that line|the line)]":
        "put THIRD between THING and OTHER",
    # --- some of those that were counted ------------------------------------------------------
    **{f"{_COUNTED} {{NUMBER}} {color}{{KIND}} (.|{{COMMA}}) {{CLAUSE}} {of} them":
       f"CLAUSE {of} the {name}KIND"
       for color, name in (("{COLOR} ", "COLOR "), ("{SIZE} ", "SIZE "), ("", ""))
       for of in ("of", "all of", "both of")},
    f"{_COUNTED} {{NUMBER}} {{COLOR}} {{KIND}} and {{OTHER_NUMBER}} {{SECOND}} (.|{{COMMA}}) one"
    " (each|apiece|for each|in each|per SECOND)": "put one COLOR KIND_NAME in each SECOND_NAME",
    # --- so many in all -----------------------------------------------------------------------
    **{f"{{BEGINS}} [(i|we) (want|need|would like)|get|put|have|let us have] {{NUMBER}}"
       f" {color}{{KIND}} (in|on|inside) {{THING}} [,] {_TOTAL}":
       f"there should be NUMBER {name}KIND in THING"
       for color, name in (("{COLOR} ", "COLOR "), ("", ""))},
    f"{{BEGINS}} [(i|we) (want|need|would like)] {{NUMBER}} of {{OTHER}} (in|on|inside) {{THING}}"
    f" [,] {_TOTAL}": "there should be NUMBER of OTHER in THING",
    # --- what is meant is said afterwards -----------------------------------------------------
    f"{{BEGINS}} (everything|anything|all things|all the things|all) {{CLAUSE}} , {_MEANT} ,"
    " [only|just|all] [the] {KIND} {ENDS}": "all the KIND CLAUSE",
    "{THING} {MUST} (swap|swap places|change places|trade places|switch places|switch) ,"
    " {SWAP_A} [goes] on the (tower|stack|pile) , [and] {SWAP_B} [goes] on the table {ENDS}":
        "put SWAP_B on the table , then put SWAP_A on the tower",
    "(swap|switch|exchange) {THING} [around|round|over] , {SWAP_A} [goes] on the (tower|stack"
    "|pile) , [and] {SWAP_B} [goes] on the table {ENDS}":
        "put SWAP_B on the table , then put SWAP_A on the tower",
    f"{{START}} [you (may|can|should|are to)] {_ONLY} (move|touch|handle|use) {{THING}} , [and]"
    " (it|they) {AUX}": "THING AUX",
    # --- a part of a tower --------------------------------------------------------------------
    "the (tower|stack|pile|column) {COLOR} {LOOSE}": "the COLOR LOOSE",
    # --- taken off something and kept ---------------------------------------------------------
    "{BEGINS} {TAKE} the {LEVEL} [{LOOSE}|one] (off|from) the (tower|stack|pile) [,] [and|but]"
    " {KEEP_IT} {ENDS}": "pick up the LEVEL block of the tower",
    "{BEGINS} ({TAKE}|dig|work) {THING} (out|back out|out again|out of there|out of here|out from"
    " there|out of the (tower|stack|pile)) [,] [and|but] {KEEP_IT} {ENDS}":
        "dig out THING and hold it",
    "{BEGINS} {TAKE} {THING} [(out of|from|off|off of|out from|down from|up from|away from) {OTHER}"
    "|from the top [of {OTHER}]|off the top [of {OTHER}]|{AWAY}] [,] [and|but] {KEEP_IT} {ENDS}":
        "pick up THING and hold it",
    "{BEGINS} (take|get|lift|pull|grab|pick) (out|up|off) {THING} [,] [and|but] {KEEP_IT} {ENDS}":
        "pick up THING and hold it",
    "unless it is [already] empty , (pick up|take out|take|empty out|remove) what is in {THING}":
        "unless THING is empty , pick up what is in THING",
    **{f"{{BEGINS}} {throw} {{CLAUSE}} [,] but (hang on to|keep|hold on to|save|spare|retain"
       "|hang onto|hold onto) {THING} {ENDS}": f"{throw} CLAUSE , leave THING alone"
       for throw in ("throw", "chuck", "toss", "bin", "dump", "discard", "scrap")},
    # --- mind one thing while another is moved ------------------------------------------------
    "{BEGINS} (do not|not to|try not to|be careful not to|take care not to|mind you do not"
    "|make sure not to|make sure you do not|see that you do not|careful not to) (touch|hit|bump"
    " into|bump|knock|brush|brush against|disturb|jog|graze|nudge)"
    " {THING} (when|as|whilst|while) you": "do not touch THING while you",
    "{BEGINS} (keep away from|stay away from|avoid|mind|watch out for|beware of|keep clear of"
    "|steer clear of) {THING} (when|as|whilst) you": "keep away from THING while you",
}
"""Pattern -> plainer words. Names in capitals are slots."""
