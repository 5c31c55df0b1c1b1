"""Patterns of what is said about space: places, measures, paces, what to mind, what to do."""

from __future__ import annotations

# fmt: off

_FROM = "(from|of|to|off|around|about|away from|clear of)"
_OF_WHAT = "[of (space|room|clearance|distance|air|free space|separation|margin)]"
_OR_MORE = "[or more|or further|or farther|at least|minimum|at a minimum|and more|at the least]"
_CALM = "[a] [good|nice|little|small|single|short]"

PLACES: dict[str, tuple[str, ...]] = {
    "dist": ("[about|roughly|exactly|approximately|around|precisely|just|some] {measure}",),
    "beside": (
        "{side} {things}",
        "[the|at the|on the|to the|on|to|over on the|over to the|at|into the] {flank} of {things}",
        "[at|on|to|over to|by|towards] {things} {own_flank}",
    ),
    "spot": (
        "[over|across|back|up|down|out|straight|right|all the way|directly|round]"
        " (to|at|for|into|in|on|toward|towards|onto)"
        " [(a|the|some|that) (point|spot|place|position|location|area) [that is|which is|lying]]",
        "(a|the|some) (point|spot|place|position|location) [that is|which is|lying]",
        "[somewhere|over|just|directly|right]",
        "(so that|such that|so|until|till) (it|you) (is|are|ends up|comes to rest|rests|hovers)",
    ),
    "place_beside": (
        "{spot} {dist} [away|off|out|further|over] [to] {beside}",
        "{spot} {beside}",
        "{spot} {beside} , [by|at|with] {dist}",
        "{spot} {dist} (off|from|away from|out from|clear of|to|of|beside) {things} {own_flank}",
        "{spot} {dist} (off|from|away from|out from|clear of) the {flank} of {things}",
        "{spot} {dist} (from|away from|off) {things} , (on|to|at) (its|the) {flank}",
        "(on|to|at) the {flank} , {dist} (from|away from|off) {things}",
    ),
    "place_over": (
        "[over|back|up|so that it is|so that you are|until it is|until you are|so it is]"
        " [to|at|into|in] [(a|the|some) (point|spot|place|position|location|area)"
        " [that is|which is|lying]]"
        " [right|directly|straight|just|exactly|hovering|vertically|somewhere|squarely|up|out]"
        " (to|toward|towards|up to|over|above|on top of|over the top of|over the middle of"
        "|above the middle of|atop"
        "|over the center of|above the center of|right on top of) {things}"
        " [, (without touching|but do not touch|not touching|without making contact with) it]",
    ),
    "region": (
        "[the|a|that|your] {region_name} [{of_table}]",
        "[the|a|that|your] {region_name} {of_table}",
        "(the|your) table {region_name}",
    ),
    "place_region": (
        "[over|across|back|up|down|out|on|right|straight|all the way|directly|along|somewhere"
        "|anywhere|someplace]"
        " (to|in|into|at|onto|on|over|toward|towards|for|inside|within|across|above|around|near)"
        " [a (point|spot|place) (in|at|on|inside|within)]"
        " [the inside of|the area of|somewhere in|somewhere on] {region}",
        "(until|till|so that|such that|so|to where) it (is|gets|comes|lies|ends up|rests|sits"
        "|stands|reaches|arrives|has reached|comes to rest|stops)"
        " [to|at|in|on|into|onto|within|inside] {region}",
        "{region} , (is where|is the place where|is the spot where|that is where|is the place)",
    ),
    "height": (
        "(from|at) [a|the] [height of] [only|just] {dist}"
        " [up|above|high|above it|above the table|up in the air|above there|height|up high|over it"
        "|above the surface|over the table|in the air|above the tabletop|of height]",
        "(from|at) a {dist} (height|drop)",
        "{dist} (up|above there|above the table|high|above the surface|in the air|over the table"
        "|up in the air)",
        "[with] (a drop|a fall|a height|a drop height|a falling height) of {dist}",
    ),
    "from_above": ("{dist} (above|over|up above) {region}",),
    "gap": (
        "[with|leaving|keeping|leave|keep|at|allowing] [only|just] [a (gap|distance|space|clearance"
        "|margin) of] {dist} [of (space|room|air|clearance|distance)]"
        " (between them|in between|between the two|from it|away from it|away|apart|off it|to it"
        "|to spare|between the two of them|of it|from there)",
        "(with|leaving|keeping|leave|keep|at|allowing) a (gap|distance|space|clearance) of {dist}"
        " [between them|from it|in between|to it|away from it|between the two|away]",
        "(with|leaving|keeping|at) a {dist} (gap|distance|space|clearance)"
        " [between them|from it|in between|to it|between the two]",
        "the (gap|distance) [between them|to it|in between] (is|being|should be|must be|is to be)"
        " {dist}",
        "(leaving|keeping|with|leave|keep) {dist} of (space|room|air|clearance|distance)",
    ),
    "amount": (
        "[by|for|over|through|about] [a distance of|a length of|a total of|the distance of] {dist}"
        " [or so|in total|altogether|exactly|far|further|farther]",
        "the (distance|way) (is|being|should be|is to be) {dist}",
    ),
}

PACES: dict[str, tuple[str, ...]] = {
    "share": ("{some_share}", "{percent}"),
    "rated": (
        "[{at}] {share} {speed}",
        "[{at}] [only|just] {share} (as fast|as quickly|as quick|as rapidly) [as {usual}]",
        "{at} [only|just] {percent}",
        "[{at}|with] [a] (speed|pace|velocity|rate|speed limit) of [at most|no more than|only]"
        " {share}"
        " [{speed}]",
        "[with|having|keeping|and] [{whose}] (speed|pace|velocity|speed limit)"
        " [is|being|must be|should be|is to be|has to be|may be|kept|to be] [{reduced}]"
        " (to|at|down to|below|under|of) [at most|no more than|only|just|a maximum of] {share}"
        " [{speed}]",
        "{reduce} (to|down to|at|below) [at most|no more than|only|just|about] {share} [{speed}]",
        "{reduce} by {cut_by}",
        "{reduce} by {cut_by} {speed}",
        "(not|never) (exceed|exceeding|go over|go above|be over|be above|surpass|top)"
        " {share} [{speed}]",
        "(stay|staying|keep|keeping|remain|be) (below|under|at or below) {share} [{speed}]",
        "[not|never|no] (move|moving|go|going|travel|travelling|be) (faster|quicker) than"
        " {share} [{speed}]",
        "(halve|halving) [{whose}] (speed|pace)",
        "[with|and] [{whose}] (speed|pace|velocity) [is|being|must be|should be|is to be] halved",
        "twice as (slow|slowly) [as {usual}]",
    ),
    "slowed": (
        "{slow}", "{creep}", "{reduce}", "{creep} {slow}", "{reduce} to {slow}",
        "{reduce} to a (crawl|creep|snail pace)", "(no|not) (faster|quicker) than a (crawl|creep)",
    ),
    "pace": ("{rated}", "{creep} {rated}", "{slowed}"),
    "moved_pace": (
        "{pace}", "{doing} {pace}", "{pace} {doing}",
        "[{who}] {modal} {pace}", "[{who}] {modal} {doing} {pace}",
        "{who} {doing} {pace}", "{who} {pace}", "{reduce} , {doing} {pace}",
    ),
    "doing": ("[only|always|just|then|must|please|slow down and|slow down ,] {mover}",),
    "whose": ("the", "your", "its", "a"),
}

WHERE: dict[str, tuple[str, ...]] = {
    "standing": (
        "[{when}] {who} {are} [anywhere|somewhere|still|any]", "[{when}] {are}", "{when} [{who}]",
        "[{when}] {who}", "",
    ),
    "near": (
        "{standing} {within} {dist} (of|to|from|away from|off|around|near|short of) {things}",
        "{standing} {within} {dist} away",
        "{standing} (closer|nearer) to {things} than {dist}",
        "[{when}] {things} (is|gets|comes|lies|be|are|stands|sits) [any] {within} {dist}"
        " [away|of you|of it|of {hand}|from you|from it|to you|to it|from {hand}|to {hand}|off]",
        "[{when}] {things} (is|gets|comes|lies|are) {dist} [away] or (less|closer|nearer)"
        " [away|from you|from it]",
        "{standing} (in|inside|within|in the|inside the|within the|inside of) [a|the] {dist} {ring}"
        " (of|around|about|from|to|round) {things}",
        "{standing} (in|inside|within) [a|the] {ring} of [less than|under|up to] {dist}"
        " (of|around|about|from|to|round) {things}",
        "(for|over|on|in|during|within) the (last|final) {dist}"
        " (before|to|up to|toward|towards|until|ahead of|in front of|before reaching"
        "|before you reach|leading up to|next to|near) {things}",
        "{standing} {nearby} {things}",
        "{standing} {nearby} {things} , [meaning|that is|i mean|so|say|which means|by which i mean"
        "|that means] [when] [at|within|up to|under|less than|closer than|nearer than|no more than]"
        " {dist} [or (less|closer|nearer|under|below)] [away|from it|of it|to it]",
        "{standing} {dist} or (less|closer|nearer|under) [away] (from|to|of) {things}",
        "[with|when|if|while] less than {dist} (between {who} and {things}|to {things}|left to"
        " {things}|from {things}|away from {things})",
        "[{when}] the (distance|gap) (to|from) {things} is"
        " (below|under|less than|smaller than|at most|within) {dist}",
        "[{when}] [{who}] {are} less than {dist} [away] from {things}",
    ),
    "part": (
        "[{when}] [{who}] [{are}] {across} [the|its] {part_name} [{of_table}] [of it]",
        "[{when}] [{who}] [{are}] {across} the table {part_name}",
    ),
    "zone": (
        "{moved_pace} , [but] [only] {near}", "{near} {calls} {pace}",
        "{near} , [only|just] {moved_pace}",
        "{near} , {the_speed} {bounded}", "{the_speed} {near} {bounded}",
    ),
    "slow_part": (
        "{moved_pace} , [but] [only] {part}", "{part} {calls} {pace}",
        "{part} , [only|just] {moved_pace}",
        "{part} , {the_speed} {bounded}", "{the_speed} {part} {bounded}",
    ),
    "the_speed": ("(the|your|its) (speed|pace|speed limit|top speed|maximum speed)",),
    "calls": ("(calls for|means|requires|asks for|demands)",),
    "bounded": (
        "[{modal}] (is|is limited to|is at most|is no more than|is reduced to|not exceed"
        "|never exceed|not be above|not be over|be at most|be no more than"
        "|be|stay below|stay under|be limited to|be reduced to|be kept below|be kept at|drop to"
        "|go down to|fall to|be cut to|not go above|not go over) {share} [{speed}]",
    ),
    "paced": (
        "[{doing}] {manner}", "[{doing}] {rated}", "{whole_pace}", "[{doing}] {creep}",
        "{creep} {rated}", "[and] (make|keep) it {manner}", "[{doing}] {manner} [please|now]",
        "{modal} {doing} {manner}", "{who} {doing} {rated}", "{who} {modal} {doing} {rated}",
        "{who} {modal} {doing} {manner}", "{modal} {doing} {rated}",
    ),
}

CAUTIONS: dict[str, tuple[str, ...]] = {
    "sided": (
        "[with] [{who}] [{modal}] [{always}] {stay} [{always}] [over|out|well] {beside}",
        "{whom} {modal} [{always}] {stay} [{always}] [over|out|well] {beside}",
        "{have} {who} [{always}] [{modal}] [{stay}] [{always}] {beside}",
        "{have} {whom} [{always}] [{modal}] [{stay}] [{always}] {beside}",
        "{never} [{who}] {leave_side} {beside}", "{who} {may_never} {leave_side} {beside}",
        "{whom} {may_never} {leave_side} {beside}", "{never} {whom} {leave_side} {beside}",
        "{never} {modal} {who} {leave_side} {beside}",
        "{never} {modal} {whom} {leave_side} {beside}",
        "{never} (let|letting|have|allow|allowing) {who} [to] {leave_side} {beside}",
        "{never} (let|letting|have|allow|allowing) {whom} [to] {leave_side} {beside}",
        "[{who}] (pass|passing|passes|go by|going by|go past) [by] {beside}",
        "(always|ever|only ever|only) {beside}",
    ),
    "sided_on": (
        "(keep|keeping|leave|leaving|have|having|with) {things} (on|to|at) your {left_or_right}"
        " [side|hand side]",
    ),
    "whoever": ("{who}", "{whom}"),
    "anyone": ("{who}", "{whom}"),
    "room": (
        "[at least|no less than|not less than|a minimum of|more than|a good|a full|fully|never less"
        " than|never fewer than|always] {dist} " + _OR_MORE,
    ),
    "kept_off": (
        "[with] [{whoever}] [{modal}] [{always}] {stay} [{whoever}] [{always}] [well|safely|clear]"
        " [at] [a distance of] {room} [away|clear|back|off|apart|distant|of distance|of clearance]"
        " " + _OR_MORE + " " + _FROM + " {things}",
        "{have} {whoever} [{always}] [{modal}] [{stay}] [{always}] [at a distance of] {room}"
        " [away|clear|back|off|apart|distant] " + _FROM + " {things}",
        "{keep} [{always}] [a|the] [minimum|safe|safety|clear] {of_room} of {room} " + _OF_WHAT
        + " (from|to|of|around|about|towards|round|off) {things}",
        "{keep} [{always}] [a|the] [minimum|safe|safety|clear] {of_room} (from|to|around|of)"
        " {things} of {room}",
        "{keep} [{always}] [a] {room} {of_room} (from|to|of|around|about|towards|round) {things}",
        "{keep} [{always}] {room} of [free|clear] {of_room} (from|to|around|about|towards|round)"
        " {things}",
        "{keep} [{always}] {room} [free|clear|open] (around|about|round|away from|from|to)"
        " {things}",
        "(give|giving|allow|allowing|leave|leaving|grant) {things} [a|the] [wide|minimum]"
        " {of_room} of {room}",
        "(give|giving|allow|allowing|leave|leaving|grant) {things} {room} of {of_room}",
        "(give|giving|allow|allowing|leave|leaving|grant) {things} [a] {room} {of_room}",
        "{never} [{who}|{whom}] {come} [any] (closer|nearer) (than|to) {dist} (to|from|of|near)"
        " {things}",
        "{never} [{who}|{whom}] {come} [any] (closer|nearer) to {things} than {dist}",
        "{never} [{who}|{whom}] [{modal}] [{who}|{whom}] {come} [anywhere] (within|inside"
        "|inside of)"
        " [a (radius|distance|range) of] {dist} (of|from|to|around) {things}",
        "{never} [{who}|{whom}] [{modal}] [{who}|{whom}] {come} [any] (closer|nearer) than {dist}"
        " (to|from|of) {things}",
        "{never} [any] (closer|nearer) than {dist} (to|from|of) {things}",
        "{never} (get|getting|bring|bringing|let|letting|push|pushing|move|moving|have|having)"
        " ({who}|{whom}) [come|get|coming] [any] (closer|nearer) [to {things}] than {dist}"
        " [(to|from|of) {things}]",
        "{never} [any] (closer|nearer) to {things} than {dist}",
        "{never} [anywhere] (within|inside|less than) {dist} (of|from|to) {things}",
        "[{who}|{whom}] {may_never} [{come}] [any] (closer|nearer) than {dist} (to|from|of)"
        " {things}",
        "[{who}|{whom}] {may_never} [{come}] [any] (closer|nearer) to {things} than {dist}",
        "[{who}|{whom}] {may_never} {come} [anywhere] (within|inside) {dist} (of|from|to) {things}",
        "{things} {may_never} [to] (be|get) (approached|neared) [any]"
        " (closer than|nearer than|within|to within|to less than|by more than) {dist}",
        "(approach|approaching) {things} (no|not) (closer|nearer) than {dist}",
        "{never} (approach|approaching) {things} [any|to] (closer than|nearer than|within"
        "|less than)"
        " {dist}",
        "{never} (approach|approaching) [any] (closer|nearer) than {dist} to {things}",
        "{dist} (is|are|being) as (near|close) [to {things}] as (you|it|the hand|{hand}|anything)"
        " (may|can|should|must|is allowed to|are allowed to|is to|are to|shall) (get|come|go|be)"
        " [to {things}]",
        "{dist} (is|are|being) as (near|close) as (you|it|{hand}) (may|can|should|must|are allowed"
        " to|is allowed to) (get|come|go|be) to {things}",
        "{dist} (is|are|being) (the (closest|nearest)|as close as|the minimum distance)"
        " [that] [you|it|{hand}] (may|can|should|must|are allowed to|is allowed to) [ever]"
        " (get|come|go|be) to {things}",
        "[as (close|near)|the (closest|nearest)] [as] (you|it|{hand}) (may|can|should|must)"
        " (get|come|go|be) to {things} is {dist}",
        "{dist} is the (least|minimum|smallest) (distance|gap|clearance|room) to {things}",
        "[with|keeping|leaving|keep|leave|and|so that there is|there must be|there should be]"
        " [{always}] [a (gap|distance|clearance|margin) of] {room} " + _OF_WHAT
        + " between {anyone} and {things}",
        "[with|keeping|leaving|keep|leave|and|so that there is|there must be|there should be]"
        " [{always}] [a (gap|distance|clearance|margin) of] {room} " + _OF_WHAT
        + " between {things} and {anyone}",
        "(stay|staying|keep|keeping|remain|remaining|be) (outside|out of|outside of|off|beyond)"
        " (a|the) {dist} {ring} (of|around|about|from|round) {things}",
        "(stay|staying|keep|keeping|remain|remaining) (outside|out of|outside of|beyond)"
        " (a|the) {ring} of {dist} (of|around|about|from|round) {things}",
        "(steer|steering|go|going|move|moving|pass|passing|drive|driving|curve|swing|swinging)"
        " [clear] (around|round|past|by|of) {things} , (with|by|at|leaving|keeping)"
        " [a (margin|distance|gap|clearance|berth) of] {room} " + _OF_WHAT,
        "(avoid|avoiding|clear|clearing|miss|missing|bypass|bypassing) {things} , (by|with|at)"
        " [a (margin|distance|gap|clearance|berth) of] {room} " + _OF_WHAT,
        "(stay|staying|keep|keeping|remain|remaining|steer|steering) [well] (clear of|away from|off"
        "|back from) {things} , (by|with|at) [a (margin|distance|gap|clearance) of] {room}",
        "{things} (needs|must have|is to have|should have|has to have|gets|wants) [a {of_room} of]"
        " {room} [of {of_room}] [around it|to itself|on all sides|on every side]",
        "the (distance|gap|clearance|space) (to|from|between {anyone} and|around) {things}"
        " (must|should|has to|is to|needs to) [always|never] (be|stay|remain) {room}",
        "the (distance|gap|clearance|space) (to|from|between {anyone} and) {things}"
        " (must|should|may|can|is) (never|not) [to] (be less than|be smaller than|drop below"
        "|fall below|go below|be below|be under|get below|shrink below|sink below) {dist}",
        "(a|with a) {dist} (distance|gap|clearance|margin) (to|from|around|of) {things}",
        "{things} , [with] {room} (away|clear) at all times",
    ),
}

DEEDS: dict[str, tuple[str, ...]] = {
    "verb_push": (
        "[{helped}] {push} [along|over|around]", "(with|using) " + _CALM + " {a_push}",
        "by {push} [it|on it|against it|against its front|at it|its front|on its front]",
        "by giving it " + _CALM + " {a_push}",
        "{push} (against|on) (its front|it|the front [of it])",
        _CALM + " {a_push}", "(by|with|through) (a|means of a) {a_push}",
        "{a_push} [of|for]",
    ),
    "verb_move": ("[{helped}] {move}",),
    "verb_carry": ("[{helped}] {carry}",),
    "verb_grasp": ("[{helped}] {grasp}", "a {a_grasp}", "{a_grasp}"),
    "verb_drop": ("[{helped}] {drop} [down|off]", "[{helped}] [let it] {fall}",
                  "(a|the) (drop|release) of"),
    "verb_shut": ("[{helped}] {shut}", "{close}", "so that [it] {close}"),
    "verb_go": ("[{helped}] {go} [{other_way}]", "on (your|the|its) way [there]"),
    "verb_lead": ("[{helped}] {lead} [{other_way}]",),
    "helped": ("{modal}", "{modal} then", "(can|could|would) you"),
    "no_lift": ("[, but|and|,] {unlifted}",),
    "later": ("(as|while|when|whenever|whilst) (you|it|{hand})",
    "on your way , (as|while|when) you",
              "(as|when|while) you are", "while"),
    "line": (
        "[all|exactly|always|perfectly|dead|absolutely|completely|strictly] straight [as a die|only"
        "|all the way|on|ahead of it]",
        "[all|always|all the time|keeping|staying|remaining|moving] (along|on|in|following"
        "|over) [a|one"
        "|the|its] [perfectly|dead|single|completely|exact|absolutely|exactly] [straight]"
        " (line|path|course|track) [that is straight]",
        "(keep|keeping|and keep|have|letting|hold) it (to|on|along|in|moving along|moving in)"
        " [a|one|the|its] [perfectly|dead|exactly] [straight] (line|path|course|track)",
        "(without|never|not) [ever] (straying|veering|deviating|swerving|curving|drifting|wandering"
        "|leaving|stray|veer|deviate|swerve|departing|bending|turning) [off|from|aside|away|away"
        " from|off from|sideways|to (the|either) side] [a|the|its|that|this] [straight]"
        " [line|path|course|track]",
        "(no|without any) (veering|swerving|curves|detours|deviation|deviations|straying)"
        " [off|from] [the|a|its] [straight] [line|path|course]",
        "[stay|staying|keep|keeping] (in|on) [a] beeline", "as the crow flies",
        "[{who}] (must|should|has to|is to|needs to) [always] (go|move|travel|stay|remain|run|keep)"
        " [in|on|along|to] [a|the|one] [perfectly] straight [line|path|course]",
    ),
    "thing": ("[for|on|to|at|against] {one}",),
    "with_thing": ("with {one}",),
    "fronted": ("{one} front", "[on|against] the front [side|panel|face] of {one}"),
    "it": ("it",),
    "there": ("there", "that way"),
    "hand_said": ("{hand}", "{bare_hand}", "(with|for|by) {hand}"),
    "way_to": ("[directly|further|over|along|back|out|off] {way}",),
    "named_region": ("{region} ,",),
    "reached": ("[{helped}] (reach|reaching|reaches|enter|entering|reached) {region}",),
}

RULES = PLACES | PACES | WHERE | CAUTIONS | DEEDS
