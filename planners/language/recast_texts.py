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
    # --- second thoughts -------------------------------------------------------------------------
    **{f"{end} (nah|nope|no no|no wait|wait no|actually no|no actually|hmm no|oh no|er no|um no"
       "|no sorry|sorry no) ,": f"{end} no ," for end in (".", ",")},
    f"{{BEGINS}} {_PUT} {{THING}} {{PLACE}} (.|,) no , [rather|instead] {_PUT} it {{ELSEWHERE}}":
        "put THING ELSEWHERE",
    # --- some of those that were counted --------------------------------------------------------
    **{f"{_COUNTED} {{NUMBER}} {color}{{KIND}} (.|{{COMMA}}) {{CLAUSE}} {of} them":
       f"CLAUSE {of} the {name}KIND"
       for color, name in (("{COLOR} ", "COLOR "), ("{SIZE} ", "SIZE "), ("", ""))
       for of in ("of", "all of", "both of")},
    # --- so many in all --------------------------------------------------------------------------
    **{f"{{BEGINS}} [(i|we) (want|need|would like)|get|put|have|let us have] {{NUMBER}}"
       f" {color}{{KIND}} (in|on|inside) {{THING}} [,] {_TOTAL}":
       f"there should be NUMBER {name}KIND in THING"
       for color, name in (("{COLOR} ", "COLOR "), ("", ""))},
    f"{{BEGINS}} [(i|we) (want|need|would like)] {{NUMBER}} of {{OTHER}} (in|on|inside) {{THING}}"
    f" [,] {_TOTAL}": "there should be NUMBER of OTHER in THING",
    # --- what is meant is said afterwards --------------------------------------------------------
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
    # --- a part of a tower -----------------------------------------------------------------------
    "the (tower|stack|pile|column) {COLOR} {LOOSE}": "the COLOR LOOSE",
    # --- taken off something and kept ------------------------------------------------------------
    "{BEGINS} (take|remove|get|lift|pick) the {LEVEL} [{LOOSE}|one] (off|from) the (tower|stack"
    "|pile) [,] [and] (hold on to|hang on to|keep hold of|hold|keep) it [there|up] {ENDS}":
        "pick up the LEVEL block of the tower",
    "{BEGINS} (take|remove|get|lift|pick) {THING} (off|from|out of) {OTHER}"
    " [,] [and] (hold on to|hang on to|keep hold of) it [there|up] {ENDS}": "pick up THING",
    "{BEGINS} take out {THING} and (keep|hold) it [in your (hand|gripper|grip|grasp|fingers)]"
    " {ENDS}": "pick up THING",
    "unless it is [already] empty , (pick up|take out|take|empty out|remove) what is in {THING}":
        "unless THING is empty , pick up what is in THING",
    **{f"{{BEGINS}} {throw} {{CLAUSE}} [,] but (hang on to|keep|hold on to|save|spare|retain"
       "|hang onto|hold onto) {THING} {ENDS}": f"{throw} CLAUSE , leave THING alone"
       for throw in ("throw", "chuck", "toss", "bin", "dump", "discard", "scrap")},
    # --- mind one thing while another is moved ---------------------------------------------------
    "{BEGINS} do not (touch|hit|bump into|bump|knock|brush|brush against|disturb|jog|graze|nudge)"
    " {THING} (when|as|whilst|while) you": "do not touch THING while you",
    "{BEGINS} (keep away from|stay away from|avoid|mind|watch out for|beware of|keep clear of"
    "|steer clear of) {THING} (when|as|whilst) you": "keep away from THING while you",
}
"""Pattern -> plainer words. Names in capitals are slots."""
