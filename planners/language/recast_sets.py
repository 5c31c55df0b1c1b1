"""Sets, towers and answered questions in plainer words: which of them, in what order, who does it.

Pattern -> words that say the same, as in `recast_words`; what a slot found goes where its name
stands. `TEXTS` go over the end of a sentence, as in `recast_texts`.
"""

from __future__ import annotations

# fmt: off

_THE = "(the|these|those|your|my|our|all the)"
_ONE = "(the one|the ones|only the one|just the one|only the ones)"
_COUNTS = (
    (f"{_THE} {{COLOR}} {{KIND}}", "COLOR "), (f"{_THE} {{SIZE}} {{KIND}}", "SIZE "),
    (f"{_THE} {{KIND}}", ""), (f"{_THE} {{NUMBER}} {{COLOR}} {{KIND}}", "COLOR "),
    (f"{_THE} {{NUMBER}} {{KIND}}", ""))
_WHO = ("(who|what|which|which one|which ones|which of them|which thing|which {KIND}|whose turn"
        " is it to)")
_DOES = ("(is|are|does|do|should|will|must|can|may|shall|of course|please|naturally|obviously"
         "|goes|go|belongs|gets to)")
_MUST = "(should|must|has to|have to|shall|ought to|gets to|needs to|is to|will|wants to)"
_GOES = "(goes|go|belongs|belong|fits|lives|sits|stands|should go|should be|is to go|must go|gets)"
_BUT = "(but|except|except for|save|save for|bar|barring|apart from|other than|excluding|minus)"
_UP = "(bottom to top|the bottom up|bottom up|the bottom to the top|the bottom upwards)"
_DOWN = "(top to bottom|the top down|top down|the top to the bottom|the top downwards)"
_ORDER = ("([the] stacking order [is]|[the] building order [is]|[the] order [is]|[a|the] tower"
          "|[a|the] stack|stack|pile|stack up|pile up|stack them|pile them|in this order"
          "|stack these|build|in order)")
_OTHER_WAY = ("(upside down|the other way round|the other way up|the other way around|in reverse"
              "|the other way about|reversed|in reverse order)")
RECAST: dict[str, str] = {
    # --- one of a set ----------------------------------------------------------------------------
    **{f"{{BEGINS}} [out] of {those} [,] {_ONE}": f"the {name}KIND_NAME"
       for those, name in _COUNTS},
    **{f"{{BEGINS}} [out] of {those} [,] [only|just] the {{MOST}} [one]":
       f"the MOST {name}KIND_NAME" for those, name in _COUNTS},
    **{f"{{BEGINS}} [out] of {those} , {{BIT}} the {{MOST}} [one] and the {{SECOND_MOST}} [one]":
       f"BIT the MOST {name}KIND_NAME and the SECOND_MOST {name}KIND_NAME"
       for those, name in _COUNTS},
    "{BEGINS} the (remaining|other|rest|third|last) [one|ones] [{MUST}] (stay|stays|remain|remains)"
    " (put|where it is|where it stands|where they are|there|where it was|in place|out) {ENDS}":
        "leave the others alone",
    "{THING} (is|are) the only (one|ones|thing|things) [that|which] {WISH}": "WISH THING",
    "(everything|anything|all|every thing) [that is] {COLOR} (and|but) (is not|that is not|not)"
    " (a|an) {KIND}": "everything COLOR except the KIND_NAMES",
    "(everything|anything|all|every thing) [that is] {COLOR} (and|but) (are not|that are not|not)"
    " {KIND}": "everything COLOR except the KIND_NAMES",
    ", [but|and] the (middle|third|other|remaining|in between|odd|last) one (does not|must not"
    "|should not|is not|may not|is not to|need not|can not|stays|stays put|stays out"
    "|stays where it is) {ENDS}": ", leave the others alone",
    "nothing (that|which) rolls": "no ball",
    "(everything|anything|whatever|all) (that|which|) rolls": "every ball",
    # --- so many ---------------------------------------------------------------------------------
    "{BEGINS} [i want|we need|i need|i would like|we want] (at least|no fewer than|no less than)"
    " {NUMBER} [of the|of those] [more] {KIND} (in|into|on|onto|inside) {THING}":
        "there should be NUMBER KIND in THING",
    "there {MUST} be (at least|no fewer than|no less than) {NUMBER} [of the] {KIND} (in|on|inside)"
    " {THING}": "there should be NUMBER KIND in THING",
    "{THING} {MUST} (hold|contain|have) {OTHER} (and|but) (no|none of the|not one of the|not a"
    "|not any) {KIND}": "put OTHER to THING , if a KIND_NAME is in THING take the KIND_NAMES out"
    " of THING",
    "{THING} (holds|contains|has) {OTHER} (and|but) (no|none of the|not one of the|not a|not any)"
    " {KIND}": "put OTHER to THING , if a KIND_NAME is in THING take the KIND_NAMES out of THING",
    # --- what goes with it -----------------------------------------------------------------------
    "{BEGINS} sort {THING} [by color] , {ALIKE} {ENDS}": "put THING in the bowl of the same color",
    # --- poured out ------------------------------------------------------------------------------
    "{BEGINS} (empty|empty out|tip|tip out|pour|pour out|unload|clear out|turn out|dump) {VESSEL}"
    " [out] (into|onto|in|on) {OTHER}": "put everything in VESSEL to OTHER",
    "{GOODS} (will|would|should|can|might) do [nicely|fine|just fine|well] for {VESSEL}":
        "put GOODS to VESSEL",
    # --- towers ----------------------------------------------------------------------------------
    f"{{BEGINS}} {_ORDER} [,] [from] {_UP} ,": "build one tower from bottom to top of",
    f"{{BEGINS}} {_ORDER} [,] [from] {_DOWN} ,": "build one tower from top to bottom of",
    f"{{BEGINS}} from {_UP} , [i want|it should be|it goes|stack|put]":
        "build one tower from bottom to top of",
    "{BEGINS} {SWAP_A} ({AUX}|) (be|is|goes|go|gets to be|stands|come|comes) (on top|at the top) ,"
    " with {SWAP_B} [just|right|directly] (under|below|underneath|beneath) it [,] and {SWAP_C}"
    " [still|again] (at the bottom|lowest|at the base)":
        "build a tower with SWAP_C at the bottom , SWAP_B in the middle and SWAP_A on top",
    "{START} [make|build|i want] {NUMBER} (piles|towers|stacks) [now|please|again] [instead of"
    " (one|the one|{OTHER_NUMBER})] {COMMA}": "",
    "{THING} (come|comes|must come|should come) off (the tower|the stack|the pile|it) [,] [and"
    " (stay|stays|remain|rest|stand|lie) on the table]": "put THING on the table",
    **{f"{{BEGINS}} {same} {_OTHER_WAY} {end}": turned for same in (
        "[the|make the|build the|leave the|i want the|we want the] same tower [again|please] [,]"
        " (but|only|just|except) [it is|turned|build it|make it]",
        "(take|pull|knock|tear|break) the (tower|stack|pile) (down|apart) and (put|build|stack|set"
        "|pile|make) it [back] [up] [again]",
       ) for end, turned in ((",", "build a tower with"),
                             ("{ENDS}", "turn the tower upside down"))},
    "(dismantle|take apart|unstack|take down|pull down|break up|disassemble) (the|this|that) (tower"
    "|stack|pile) [,] {ALL_APART} {ENDS}": "take the tower apart",
    "(take|pull|break|knock) (the|this|that) (tower|stack|pile) (apart|down|to pieces|to bits) [,]"
    " {ALL_APART} {ENDS}": "take the tower apart",
    "{TAKE} {THING} [(off|from|out of|away from|down from) {OTHER}|{AWAY}] [,] and [then] (put"
    "|lay|set|place|stand|drop|leave|stow|deposit) (it|them) [down] {PLACE}": "put THING PLACE",
    "(and|then) add (it|them) to the (top|roof|summit|peak) of the (tower|stack|pile)":
        "and put it on the tower",
    "to the (top|roof|summit|peak) of the (tower|stack|pile)": "on the tower",
}
"""Pattern -> plainer words. Names in capitals are slots."""

TEXTS: dict[str, str] = {
    # --- a question and its answer ---------------------------------------------------------------
    f"{{START}} [(do you know|you know|know|guess|can you guess|say) ,] {_WHO} {_MUST} {{CLAUSE}}"
    f" (.|{{COMMA}}) {{THING}} [{_DOES}] {{ENDS}}": "THING should CLAUSE",
    f"{{START}} [(do you know|you know|know|guess|can you guess|say) ,] {_WHO} (is|are) going to"
    f" {{CLAUSE}} (.|{{COMMA}}) {{THING}} [{_DOES}] {{ENDS}}": "THING should CLAUSE",
    f"{{START}} [(do you know|you know|know|guess|can you guess|say) ,] {_WHO} {_GOES} {{CLAUSE}}"
    f" (.|{{COMMA}}) {{THING}} [{_DOES}] {{ENDS}}": "THING goes CLAUSE",
    "{BEGINS} which [one] of (the|these|those) {COLOR} {KIND} (is|lies|stands|sits) {ASIDE} . [so"
    "|then|now|please]": "see the COLOR KIND_NAME that is ASIDE .",
    "(whatever|what) is (nearest|closest)": "the thing nearest",
    "(whatever|what) is (farthest|furthest)": "the thing farthest",
    "(swap|exchange|switch) the {KIND} {PLACE} and {ELSEWHERE}":
        "swap the KIND_NAME PLACE and the KIND_NAME ELSEWHERE",
    "{BEGINS} which {KIND} (is|lies|stands|sits) {ASIDE} . [so|then|now|please]":
        "see the KIND_NAME that is ASIDE .",
    f"all [of them] {_BUT} the {{MOST}} [one|ones] of {{THING}}": "THING except the MOST one",
    f"{{BEGINS}} (all|everything|every one) {_BUT} the {{MOST}} {{KIND}}":
        "all the KIND_NAMES except the MOST one",
    "nothing (that|which) rolls {MUST} {STAY} on the table [{ANY_LONGER}] (.|,|and|so) [so|and]"
    " (use|take|try|fill) {THING}": "put every ball to THING",
    "(no|not one|not a single|none of the) {KIND} {MUST} {STAY} on the table [{ANY_LONGER}]"
    " (,|.|and|so) [so|and] (use|take|try|fill) {THING}": "put every KIND_NAME to THING",
    # --- what goes with it -----------------------------------------------------------------------
    "(give|find|get|assign) (each|every) {KIND} (a|an|its|its own|one|the right|the matching)"
    " {SECOND} , {ALIKE} {ENDS}": "put every KIND_NAME in the SECOND of the same color",
    # --- in place of another ---------------------------------------------------------------------
    **{f"{{BEGINS}} (instead of|in place of|rather than) {{THING}} [,] {wish} {{OTHER}} ({ins})"
       " {SWAP_A}": f"if THING is {at} SWAP_A take THING out . put OTHER {at} SWAP_A"
       for wish in ("{WISH}", "(put|place|set|lay|stand)")
       for at, ins in (("in", "in|into|inside"), ("on", "on|onto|on top of"))},
    **{f"{{BEGINS}} {wish} {{OTHER}} ({ins}) {{SWAP_A}} [,] (instead of|in place of) {{THING}}"
       " {ENDS}": f"if THING is {at} SWAP_A take THING out . put OTHER {at} SWAP_A"
       for wish in ("{WISH}", "(put|place|set|lay|stand)")
       for at, ins in (("in", "in|into|inside"), ("on", "on|onto|on top of"))},
    "[let] {OTHER} ({AUX}|) (take|takes|have|get|gets) {SWAP_A} (place|seat|spot|position)"
    " [(in|on) {SWAP_B}]": "replace SWAP_A with OTHER",
    "{TAKE} {THING} (out of|off|from) {SWAP_A} and (swap|exchange|replace|switch|trade) it (for"
    "|with|by) {OTHER}": "replace THING with OTHER",
}
"""The same over the ends of sentences."""

TABLES: dict[str, tuple[str, ...]] = {
    "ALL_APART": (
        *(f"{so} {every}{of} {rests} {there}" for so in ("so", "so that", "until", "till",
          "such that")
          for every in ("every block", "each block", "all blocks", "all the blocks", "each cube",
                        "every cube", "all cubes", "all the cubes", "each one", "every one", "they",
                        "they all", "each", "all", "all three", "all of them", "each of them")
          for of in ("", " of it", " in it")
          for rests in ("stands", "stand", "is", "are", "sits", "sit", "lies", "lie", "rests",
          "rest")
          for there in ("on the table", "on the table by itself", "on the table by themselves",
                        "on its own", "on their own", "by itself", "by themselves", "alone",
                        "separately", "on the table separately", "on the table on its own",
                        "apart", "directly on the table", "flat on the table")),
        *(f"{so} no {block}{of} {rests} on {other}"
          for so in ("so", "so that", "until", "till", "such that")
          for block in ("block", "cube", "one") for of in ("", " of it", " in it")
          for rests in ("rests", "stands", "is", "sits", "lies", "remains")
          for other in ("another", "another one", "any other", "another block", "top of another",
                        "the other", "another cube")),
    ),
}
"""Slots: phrases that mean the same where they stand."""
