"""What is told, shown or asked around a request in plainer words: mostly which thing it is about.

Pattern -> words that say the same, as in `recast_words`. A thing that is only spoken of is noticed,
so that what follows can call it `it`; where nothing follows, there is nothing to do.
"""

from __future__ import annotations

# fmt: off

_SEEN = ("(there is|there stands|there lies|there sits|i see|i can see|you will see|you can see"
         "|you will find|you can find|we have|we have got|i have got|i notice|i spot|i can spot)")
_ALONE = "by itself|on its own|all by itself|all alone|all on its own|alone"
_COLD = "(cold|cool|chilly|chilled|icy|nice and cold|nice and cool)"
_GAZE = "(the light|the lamp|the sun|the window|the sky|the camera)"
RECAST: dict[str, str] = {
    f"{{BEGINS}} {_SEEN} (a|an|one|some) {{KIND}} {{STATE}} [there|again|here] {{ENDS}}":
        "notice the STATE KIND_NAME",
    # --- there it is --------------------------------------------------------------------------
    f"{{BEGINS}} {_SEEN} (a|an|one|some) (loose|lonely|lone|stray) {{KIND}} [{_ALONE}] {{ASIDE}}":
        "notice the KIND_NAME by itself ASIDE",
    f"{{BEGINS}} {_SEEN} (a|an|one|some) {{KIND}} [lying around|lying about|standing around|left"
    " over|over] {ASIDE}": "notice the KIND_NAME ASIDE",
    f"{{BEGINS}} {_SEEN} (a|an|one|some) {{COLOR}} {{KIND}} {{ASIDE}}":
        "notice the COLOR KIND_NAME ASIDE",
    "{BEGINS} among the {KIND} there is [only|just] one that {ASIDE}":
        "notice the KIND_NAME that ASIDE",
    "{BEGINS} (do you see|can you see|have you seen|see) {THING} [there|over there|here] {ENDS}":
        "notice THING",
    "(show me|show us|point out|indicate) {THING} by (lifting|picking up|raising|holding up) it"
    " [up]": "pick up THING",
    "(show me|show us|point out) which [one] of the {COLOR} {KIND} is the {SIZE} [one] by"
    " (lifting|picking up|raising|holding up) it [up]": "pick up the SIZE COLOR KIND_NAME",
    # --- how it is, and what it needs ---------------------------------------------------------
    "{BEGINS} (treat|handle|think of) {THING} (as if|as though|like) (it|they) (is|are|was|were)"
    " {ASIDE} ,": "notice THING ,",
    "{BEGINS} (treat|handle) {THING} like [a|an|your|my|the] {FANCY} ,": "notice THING ,",
    "{BEGINS} {THING} (has|have) no (business|place|right to be|call to be|reason to be) {PLACE} ,":
        "notice THING ,",
    "{BEGINS} (i|we|nobody|no one) (have|has|had) [got] (no|little) (use|need|love|time) for"
    " {THING} [where (it is|they are)|there|here|any more|anymore|any longer|now|today] ,":
        "notice THING ,",
    "{BEGINS} (i|we|nobody|no one) (do not|does not|no longer) (need|needs|want|wants|use|uses|like"
    "|likes) {THING} [any more|anymore|any longer|now|today|there|here] {COMMA}": "notice THING ,",
    "{BEGINS} {THING} (is|are) (needed|wanted|required|used) for {FANCY} ,": "notice THING ,",
    "{BEGINS} {THING} (need|needs|wants|want|could do with|could use|is due|are due|deserves"
    "|deserve) [a|an|some] {FANCY} {COMMA}": "notice THING ,",
    "{BEGINS} what {THING} (lacks|needs|wants|misses|could do with|is missing) is [a|an|some]"
    " {FANCY} ,": "notice THING ,",
    "{BEGINS} (creep|sneak|steal|tiptoe|inch|edge) up (on|to) {THING} [,] and": "notice THING ,",
    "{BEGINS} with {THING} being {ASIDE} {COMMA}": "notice THING ,",
    "{BEGINS} {REASON} {THING} (is|are) [still|now|so|currently] (free|empty|vacant|unoccupied"
    "|available|bare|idle) ,": "notice THING ,",
    "{BEGINS} {THING} , (it is|they are|it looks|they look) {STORY} {COMMA}": "notice THING ,",
    "{BEGINS} it would be (nice|better|good|great|lovely|safer) if {THING} (were not|was not"
    "|did not|would not) {ASIDE} {ENDS}": "notice THING",
    "{BEGINS} it is {BIT} to (have|leave|keep|see) (a|an) {KIND} {STATE} [with nothing in it"
    "|and empty|with nothing inside] ,": "notice the STATE KIND ,",
    "{BEGINS} [let|have] {THING} [color|colors|size|sizes] (decide|decides|rule|be your guide"
    "|guide you|be the guide|settle it) ,": "notice THING ,",
    "{BEGINS} play {BIT} {THING} {ENDS}": "notice THING",
    # --- what only one reading of the scene can mean ------------------------------------------
    "(whatever|whichever|any) {KIND} [that] you (find|see|notice|come across|spot) [to be] {STATE}":
        "the STATE KIND",
    "(in|into|to|on) (the|a) one that is {STATE}": "in the STATE one",
    f"(somewhere|some place|some where|to a place|in a place|to some place) {_COLD}":
        "in the fridge",
    f"(hold|lift|raise) {{THING}} [up|high] (against|to|into|towards|toward) {_GAZE}":
        "hold up THING",
    "{BEGINS} get the {DOOR_OF} {ENDS}": "open the DOOR_OF",
    "(throw|turn|switch|work|hit|operate) the [light|lamp|wall|room] switch {ENDS}":
        "flip the switch",
    "(its|the|their|his|her) (twin|double|brother|sister|counterpart|lookalike|look alike|sibling)":
        "the other one",
    "{BEGINS} (each of the|both|both the|both of the|the) [two|pair of] (outer|outermost|outside)"
    " {KIND} [each]"
    " (gets|get|receives|should get|needs|should have) (a|one) {SECOND}":
        "put one SECOND_NAME in the leftmost KIND_NAME and another SECOND_NAME in the rightmost"
        " KIND_NAME",
    "[both|both of] the [two|pair of] (outer|outermost|outside) {KIND}":
        "the leftmost KIND_NAME and the rightmost KIND_NAME",
    "{BEGINS} [could|can|should|would|might|may|let|have] each of the {NUMBER} {KIND} [should|must]"
    " (get|gets|receive|receives|have|has|be given) (a|one) {SECOND}":
        "put one SECOND_NAME in each KIND_NAME , notice the NUMBER KIND ,",
    **{f"{into} (each of the|all the|all of the|all) {{NUMBER}} {{KIND}} {{ENDS}}":
       f"{into} each KIND_NAME , notice the NUMBER KIND" for into in ("in", "into", "on", "onto")},
    # --- what it is good for: who drinks from it ----------------------------------------------
    **{f"{{THINGY}} [that|which] (you|we|i|people|one|they) {use}": kind for use, kind in (
        ("(drink|drinks|sip|sips) [tea|coffee|cocoa|hot drinks|your coffee|my coffee|your tea]"
         " (from|out of)", "mug"),
        ("(eat|eats) [soup|cereal|your soup|my soup|your cereal|porridge] (from|out of|with a spoon"
         " from)", "bowl"),
        ("(eat|eats) [dinner|lunch|your dinner|food|meals] (off|off of)", "plate"),
        ("(throw|throws|put|puts|chuck) [the|your|our] (rubbish|trash|garbage|waste) (in|into)",
         "bin"),
        ("(put|puts|arrange) [the|your|our] flowers (in|into)", "vase"))},
    "{THINGY} (that is round and|that is round and it|that|which) rolls": "ball",
    # --- asides that name things --------------------------------------------------------------
    "{COMMA} (the|its|their) {GOAL} (is|are) [still|so|rather|very|quite] {TALE} {COMMA}": ",",
    "{BEGINS} (move|act|go|work|behave|drive|do it|do this|do that|operate) (like|as if|as though)"
    " {TALE} {COMMA} [and]": "",
    "{COMMA} (it|they) (has|have) [got] (a|an|some) {TALE}": "",
    "{BEGINS} (move|act|go|work|behave|drive|operate) (like|as if you were|as though you were)"
    " (a|an|the|my|your) {FANCY} [,] and": "",
    "[,] (i|we) have [got] (my|our|both|both my|both our) hands full [of|with] [{TALE}]": "",
    "{BEGINS} (we|i|you) [really|just] [need|want|could do with|get|have|would like] (some|more"
    "|a bit of|a little) light (in here|on this|in the room|around here|on the matter)"
    " [by|,]": "",
    "{BEGINS} (get|have) (some|more|a bit of|a little) light (in here|here|in the room|on this)"
    " [by|,]": "",
    "{BEGINS} {THING} (do not|does not|can not|will not) (stack|balance|roll|bounce|wobble) ,": "",
    "{BEGINS} {STORY} , {NAMELY} {NAMED} {COMMA} {AUX}": "NAMED AUX",
    "{BEGINS} (i am|i happen to be|my eyes are|we are|{WHO} is|{WHO} are) color blind": "",
    "{BEGINS} line up {COMMA}": "",
    "{BEGINS} {THING} (is|are|stands|looks) (too|far too|much too|so|rather) (close to|near to|near"
    "|far from|far away from) {OTHER} {COMMA}": "notice THING ,",
    "{BEGINS} (whoever|whichever of you) (left|put|dropped) {THING} (there|here|{PLACE}) {COMMA}":
        "notice THING ,",
    "{BEGINS} (i|we|{WHO}) [have|has] [just] (dropped|left|put|lost|hid|spotted|found|saw)"
    " {ONE_THING} {PLACE} {ENDS}": "notice ONE_THING",
    "{BEGINS} given the choice between {THING} ,": "notice THING ,",
    "trouble you for {THING}": "hand me THING",
    "{START} (yours|best wishes|kind regards|regards|best regards|sincerely|many thanks)"
    " [faithfully|sincerely|truly|ever] [, {FANCY}] {FINAL}": "",
    "{START} (final|desired|target|end|wanted|expected|required|intended) (arrangement|state"
    "|situation|configuration|result|outcome|layout|position|picture|setup|scene) {COMMA}": "",
    "[,] without (moving|touching|disturbing|shifting) anything else [,]": ",",
    "{COMMA} [and] [then] wait [for] (a|one|two|three|a few) (moment|second|seconds|minute|bit"
    "|while|moments|sec) [,] [and] then": ", then",
    "make the (tower|stack|pile) (lower|shorter|smaller|taller|higher|bigger) by {DOING}": "DOING",
    "{BEGINS} i would {CLAUSE} if i were you": "CLAUSE",
    "{BEGINS} (can not you see|can you not see|do not you see|do not you think|not you see) [that]":
        "",
    "{BEGINS} i bet you (can not|can|could not|could)": "",
    "{BEGINS} (show me|show us|prove|prove to me|let me see you|let us see you) {DEED}": "DEED",
    "{MIDST} (i|we|he|she|they) (can|could) (see|look at|check|find out|tell|show you|admire) (what"
    "|whatever) is (inside|in there|in it|there)": "",
    "{BEGINS} (i|we|he|she|{WHO}) [have|has|had] [just|nearly|almost|only] (spilled|spilt|broke"
    "|broken|hurt|burned|burnt|cut|dropped|lost|bumped) (my|our|his|her|a|some|the) {TALE}": "",
    "{BEGINS} (i am|we are|they are|{WHO} is) [just|busy] (setting|laying|clearing|cleaning"
    "|decorating|wiping|dusting|tidying) [up] the (table|kitchen|room|house|place) {COMMA}": "",
    "{BEGINS} (i|we|{WHO}) (would like|want|wants|need|needs|fancy|fancies|could do with|could use)"
    " (a|an|some|something) {GOAL} {ENDS}": "",
    "[,] and then {THING} (will|would|should) be (full|happy|complete|finished|perfect|done|fine)"
    " {ENDS}": "",
    "{MIDST} (nobody|no one|everybody|everyone|none of them) (sees|finds|notices|steals|takes"
    "|trips over|can see|can find|will find|will see|can reach|gets|can take) (it|them|anything)"
    " {ENDS}": "",
    "{BEGINS} (make|create) [some|more|a bit of] (room|space) [{PLACE}] [for {OTHER}] by": "",
    "{BEGINS} {THING} (is|are|looks|look|seems|stands) (too|far too|much too|so|rather|a bit too"
    "|a little too|way too) (tall|heavy|warm|cold|hot|bare|crowded|messy|lonely|dull|full|close"
    "|{UNFIT}) {COMMA}": "notice THING ,",
    "{BEGINS} do something (about|with) {THING} {COMMA}": "notice THING ,",
    "{PLACE} [,] i mean {ENDS}": "PLACE",
    "{NAMED} [,] i mean {ENDS}": "NAMED",
    "from (the|my|our|a) {OUTING} {ENDS}": "",
    "{BEGINS} (before anything else|first of all|first and foremost|to begin with|to start with"
    "|before all else|before you do anything else|first off|for a start) ,": "",
    "{BEGINS} at the end of (it all|it|everything|all this|the day|all that) ,": "",
    "{BEGINS} when (you are|it is|all is|everything is) (finished|done|through) ,": "",
    # --- lists under a summary ----------------------------------------------------------------
    "{BEGINS} (one|a|one single|a single) {KIND} (per|in each|on each|for each|to each|to a)"
    " (place|spot|corner|position|location|{FANCY}) , {SWAP_A}": "SWAP_A",
    "{BEGINS} (clear|rid|free|empty) {THING} of {OTHER} , {SWAP_A} {TOWARDS}": "SWAP_A TOWARDS",
    "{BEGINS} only {NUMBER} [of the|of these] {KIND} (fit|fits|go|will fit|can fit|have room)"
    " (in|on|inside) {THING} , take {OTHER}":
        "notice the KIND_NAMES , put OTHER to THING",
}
"""Pattern -> plainer words. Names in capitals are slots."""

TABLES: dict[str, tuple[str, ...]] = {
    "DEED": ("put", "set", "get", "shut", "pull", "lower", "stow", "remove", "turn", "stand",
             "build", "sort", "take", "pick", "move", "bring", "place", "lift", "open", "close",
             "press", "push", "carry", "lay", "stack", "grab", "hold", "fetch", "drop", "leave",
             "give", "grasp", "empty", "fill", "flip", "raise", "swap", "switch"),
    "DOOR_OF": ("door", "fridge", "cupboard", "fridge door", "cupboard door", "refrigerator"),
    "OUTING": ("shop", "shops", "store", "office", "school", "holiday", "market", "bathroom",
               "garden", "meeting", "toilet", "loo", "station", "airport", "gym", "party", "walk",
               "run", "pub", "bakery", "supermarket", "library", "break", "lunch break"),
    "TOWARDS": ("to", "into", "in", "onto", "on", "goes", "should"),
}
"""Slots: phrases that mean the same where they stand."""
