"""The same deeds turned round: what carries is named first, what is to hold is said for what to do.

By the sentence that the parser reads, as in `voices`; also forms of offices and of telegrams,
errands by the way, and requests that come at the end of a reason.
"""

from __future__ import annotations

from .voices import IN, Said

SHALL = "[should|shall|must|is to|ought to|needs to|has to]"
ORDERED = (
    "[it is hereby requested that|it is requested that|be it decreed that|kindly note that"
    "|the management wishes that]"
)
LABELLED = "[|the item designated |the item known as |the article called |the object named ]"
GIVEN = "[gets|receives|takes|is given|is to get|welcomes|accepts]"
HURRY = "[chop chop|off you go|quick|you know the drill|you know how it goes|the usual|easy]"
CARRY = "[support|carry|bear|hold up]"
CARRIED = "[supported|carried|borne|held up]"
CARRIES = "[supports|carries|bears|holds up]"
CHANCE = (
    "[would there be any chance that|is it conceivable that|might it be arranged that"
    "|i hate to ask , but might it be that|do you see a way that]"
)
END = "[in the end|at the end|when all is done|by the time i am back|once you are done]"

TURNED: dict[str, Said] = {
    "put {a} in {b}": (
        (
            "have {a} [accommodated|housed|lodged|deposited|interred] in {b}",
            f"see to it that {{a}} is [accommodated|housed|kept|stowed|lodged] {IN} {{b}}",
            "[give|gie|grant|find] {a} a [home|hame|bed|place|berth] in {b}",
            f"into {{b}} with {{a}} , {HURRY}",
            "[i have no use for|i am done with|i am tired of] {a} , into {b} with it",
            "let {b} be the [home|place|bed|resting place] of {a}",
            "[have|make] {b} [hold|contain|accommodate|receive] {a}",
            "{b} , [fill it with|put in it|drop into it] {a}",
            "robot take {a} . put inside {b} . finish",
            "[fill up|provide|supply|equip|furnish] {b} with {a}",
            "while you are at it , {a} {b}",
            "what about {a} ? into {b} with it",
        ),
        (
            f"{ORDERED} {LABELLED}{{a}} be [relocated|transferred|moved|conveyed] [to|into] {{b}}",
            f"{LABELLED}{{a}} is to be [relocated|conveyed|deposited|accommodated] [to|in] {{b}}",
            f"{{b}} {SHALL} [hold|contain|house|accommodate|receive|have] {{a}}",
            "{b} [should|shall|must] have {a} [in it|inside|inside of it]",
            f"{{b}} {GIVEN} {{a}}",
            f"{{a}} {SHALL} be [held|contained|accommodated|housed] [by|in] {{b}}",
            "in {b} there [should|shall|must] [be|lie] {a}",
            f"{END} , {{b}} [holds|contains|has] {{a}}",
            f"{END} i [want|expect|hope] to find {{a}} [in|inside] {{b}}",
            "[this is how i like it|here is the picture|how i want it is] : {b} , with {a} in it",
            "{b} , with {a} [in it|inside] , [please|that is what i want|is what i would like]",
            f"{CHANCE} {{a}} [finds its way|might end up|goes|gets] [into|in] {{b}}",
            "{a} [lives|sleeps|dwells|has its home|has its bed] in {b}",
            "{a} [lives|sleeps|belongs] in {b} , so would you",
            "me want {a} in {b} [, many thank|]",
            f"{{a}} , {{b}} , {HURRY}",
            "{a} to {b} stop",
            "{b} is where {a} [is going|is bound|is headed|ends up]",
            "{b} is [nothing|not complete|not right] without {a}",
            "that is {a} , and this is {b} , and the one goes in the other",
            "{b} ? that is for {a} , [right|obviously|of course]",
            "it is {b} that {a} [goes into|has to go into|is meant for]",
            "[somewhere safe|somewhere else] for {a} , namely {b}",
            "{a} needs a new home , namely {b}",
            "{a} would look so much better in {b} , [don't you think|right] ? do it , dear",
            "as for {a} , [in|into] {b} with it",
            "as regards {a} : {b}",
        ),
    ),
    "put {a} on {s}": (
        (
            "[have|let|make] {s} [carry|support|bear|hold up] {a}",
            "[place|slide|put] {s} [under|beneath|below] {a} , i mean , {a} goes on it",
            "[stand|set|perch|seat] {a} upon {s}",
            "give {a} a [place|seat|home] on {s}",
            f"onto {{s}} with {{a}} , {HURRY}",
            "top {s} off with {a}",
        ),
        (
            f"{{s}} {SHALL} {CARRY} {{a}}",
            f"{{a}} {SHALL} be {CARRIED} by {{s}}",
            f"{{s}} {CARRIES} {{a}} [, please|, that is the goal|when you are done|]",
            f"{{s}} is what [should|shall|must] {CARRY} {{a}}",
            f"{{s}} should be the one that {CARRIES} {{a}}",
            f"{ORDERED} {LABELLED}{{a}} be [relocated|transferred|moved|placed] [onto|on] {{s}}",
            "[under|underneath|below|beneath] {a} [there should be|comes|goes] {s}",
            "{s} below , {a} above",
            "{s} at the bottom , {a} on top [of it|]",
            f"{{s}} {GIVEN} {{a}} [on it|on top|]",
            "{s} has nothing on it yet . change that : {a} belongs there",
            "{a} atop {s}",
            "{a} , top of {s} , go",
            "{a} on {s} stop",
            "{a} rides on {s}",
            "{a} is to [rest|lie|stand|sit] upon {s}",
            "{a} wants {s} [under|beneath|underneath] it",
            f"{END} , {{a}} [sits|stands|lies|rests] on {{s}}",
            "{a} lives [up|] on {s} , so would you",
            f"{CHANCE} {{a}} [finds its way|might end up|goes|gets] onto {{s}}",
            "it is {s} that {a} should [stand|rest|sit] on",
            "{a} , [{s}|on {s}] , that is where it goes",
        ),
    ),
    "put {a} next to {o}": (
        (
            "[shift|move|take] {a} so that it [stands|is|lies] [next to|beside|right by] {o}",
            "give {o} {a} for a neighbour",
        ),
        (
            "{o} is fine where it is , but {a} should be [next to|beside] it",
            "{o} [should|shall] have {a} [next to|beside|by] it",
            "[next to|beside|by] {o} there should be {a}",
            "{o} [should|is to] be joined by {a} , side by side",
        ),
    ),
    "put {a} {d} {o}": (
        ("[shift|move|take] {a} so that it [stands|is|lies|ends up] {d} {o}",),
        (
            "[seen from your seat|from where you are|as you see it] , {a} should "
            "[come to stand|stand|be|lie] {d} {o}",
            "{d} {o} there should be {a}",
            "{a} would look [better|so much better|nice] {d} {o} , do it",
            "{a} , please , {d} {o}",
            "{d} {o} [goes|comes|belongs] {a}",
        ),
    ),
    "put {a} {n} {d} {o}": (
        (),
        (
            "leave {n} [of air|of space|of room|free] {d} {o} and then comes {a}",
            "{n} {d} {o} , that is where {a} [goes|belongs|should be]",
            "{n} {d} {o} : {a}",
            "{a} : {n} {d} {o}",
        ),
    ),
    "put {a} between {o} and {v}": (
        ("[have|let] {a} [end up|come to rest] somewhere between {o} and {v}",),
        (
            "{a} [ought to|should|is to] end up [somewhere|] between {o} and {v}",
            "{o} on one side , {v} on the other , {a} between them",
            "between {o} and {v} there [should|is to] be {a}",
        ),
    ),
    "put {a} in the {r}": (
        (
            "get {a} out of my way , say to the {r}",
            "[scoot|shunt|shoo|steer] {a} over to the {r}",
        ),
        (
            "{a} i would have over in the {r}",
            "the {r} is where {a} is going",
            f"{CHANCE} {{a}} [finds its way|might end up|gets] to the {{r}}",
            "in the {r} there should be {a}",
            "{a} to the {r} stop",
        ),
    ),
    "push {a} {n} {w}": (
        (
            "[scoot|scooch|budge|bump|nudge] {a} over {n} {w}",
            "{n} {w} with {a}",
            "bring {a} {n} {w}",
            "give {a} a [nudge|shove|bump] {n} {w}",
        ),
        (
            "{a} : {n} {w} [, straight line|, cheers|]",
            "{a} , {n} {w}",
            "{n} {w} , that is how far {a} [should|has to] go",
            "{a} [should|needs to|is to] [go|come|move] {n} {w}",
        ),
    ),
    "pick up {a}": (
        (
            "take {a} in your grip and keep it there",
            "raise {a} off the table",
            "[hold|keep] {a} [aloft|up high|up]",
            "lay hold of {a} [and do not let go|and don't let go of it|]",
            "[fetch up|hoist|pick up] {a} and don't put it down [again|]",
            "just hold {a} up , that is all",
            "pick up {a} and stay [like so|like that|so]",
            "take charge of {a} with your [hand|gripper]",
        ),
        (
            "{a} : up in the air with it",
            "up with {a} [, and there it stays|]",
            "{a} [should|is to|shall] be raised off the table",
            "{a} , [up it goes|up with it] [and hold it|and there it stays , in your hand|]",
            "what i want [in your hand|you to hold] is {a}",
            "your hand should be [holding|around] {a}",
            "{a} [goes|belongs] in your hand",
            "{a} [should|is to] be held",
        ),
    ),
    "open {f}": (
        (
            "[verify|check|confirm] that {f} is open and , [if not|should that not be so] , "
            "[open it|remedy it|see to it]",
            "pull {f} out and leave it like that",
            "[have|leave] {f} standing [wide|] open",
            "let {f} be open",
        ),
        (
            "{f} [is to be|shall be|wants to be] [pulled out|opened]",
            f"{END} {{f}} [stands|is] open",
            f"{ORDERED} {{f}} be opened",
            "i would be obliged if you had {f} standing open",
            "{f} is still shut , is it not ? open it then",
            "it is {f} that i want open",
            "{f} open stop",
        ),
    ),
    "close {f}": (
        (
            "in with {f}",
            "slide {f} [home|back in]",
            "[verify|check|confirm] that {f} is [closed|shut] and , [if not|should that not be so]"
            " , [close it|remedy it|see to it]",
            "let {f} be [closed|shut]",
        ),
        (
            f"{END} {{f}} is [closed|shut]",
            "{f} has [got|] to be shut at the end",
            "someone has left {f} hanging out , shut it",
            "i keep banging my knee on {f} , shut it",
            "{f} has been left open , do something about it",
            f"{ORDERED} {{f}} be [closed|shut]",
            "{f} back in [please|]",
            "{f} [closed|shut] stop",
            "the air gets in , {f} is to be shut",
        ),
    ),
    "open {f} halfway": (
        ("pull {f} [half way|halfway] out",),
        (
            "{f} halfway out [pls|please|]",
            "[halfway|half way|half open] is [quite|] enough for {f}",
            "{f} [need not be|does not have to be] open all the way , half will do",
        ),
    ),
    "press {q}": (
        ("{q} in", "[hit|push] {q} and let go"),
        ("{q} has to be in", "{q} [pressed|in] stop", f"{ORDERED} {{q}} be pressed"),
    ),
    "turn on {z}": (
        (),
        ("{z} [shall|should|must] be on", f"{END} {{z}} is on", f"{ORDERED} {{z}} be turned on"),
    ),
    "put {S} in {b}": (
        ("[out of my sight|away] with {S} , into {b}",
         "[have|make] {b} [hold|contain|receive] {S}"),
        (
            "{b} will do for {S}",
            f"{{b}} {GIVEN} {{S}}",
            f"{{b}} {SHALL} [hold|contain|house|receive] {{S}}",
            "{S} are to be found in {b}",
            "{S} shall be [deposited|accommodated|housed] in {b}",
            "{S} , however many there may be , [in|into] {b}",
            "{b} is for rubbish , and rubbish , today , is {S}",
            f"{ORDERED} {{S}} be [transferred|moved|conveyed] [to|into] {{b}}",
            f"{END} i want {{S}} in {{b}} , i don't mind the order",
            "{S} shall not remain on the table , {b} will do for them",
        ),
    ),
    "put {S} on {s}": (
        ("[have|make|let] {s} [carry|support|bear] {S}",),
        (
            f"{{s}} {SHALL} {CARRY} {{S}}",
            f"{{s}} {GIVEN} {{S}}",
            "{S} [shall|are to] be [deposited|placed|set] {s} , on top",
            "{s} has nothing on it yet . change that : {S} belong there",
            f"{{S}} [shall|are to] be {CARRIED} by {{s}}",
        ),
    ),
    "stack {A} on {B} on {C}": (
        (
            "pile up three blocks such that {C} is [lowest|at the bottom] , {B} comes next and "
            "{A} is [uppermost|on top]",
            "[make me|raise] a tower : its base is {C} , its middle {B} , its [crown|top] {A}",
            "have {A} on {B} , which in its turn [sits|stands] on {C}",
        ),
        (
            f"{{C}} {CARRIES} {{B}} , {{B}} {CARRIES} {{A}}",
            f"{{B}} {CARRIES} {{A}} ; {{C}} {CARRIES} {{B}}",
            "{C} , upon that {B} , upon that {A}",
            "{B} atop {C} , {A} atop {B}",
            "i'd have {A} sit on {B} , which in its turn sits on {C}",
            f"{{A}} {SHALL} be {CARRIED} by {{B}} , and that by {{C}}",
            "from below : {C} , {B} , {A}",
        ),
    ),
    "empty {E}": (
        ("[tip|turf] out what is in {E}", "relieve {E} of [what is in it|its contents]"),
        (
            "as for {E} , i want [it|that] empty",
            "whatever {E} holds , out with it",
            "the contents of {E} , out with them",
            "{E} shall hold nothing [any more|]",
            f"{END} {{E}} [holds nothing|is empty]",
        ),
    ),
}  # fmt: skip
"""What the parser reads -> commands and statements that mean the same."""
