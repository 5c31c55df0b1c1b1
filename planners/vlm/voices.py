"""The same deeds in other voices: telegrams, forms, nouns for verbs, wishes wrapped in politeness.

By the sentence that the parser reads; `deeds` says what `{a}` and `[put|place]` mean. First what is
said as a command, then what is a statement.
"""

from __future__ import annotations

VERBS = (
    "[chuck|dump|plonk|park|nestle|slot|stash|house|shove|plop|relocate|position|settle|tuck"
    "|ferry|evacuate|deliver|send|haul|guide|seat|store|bring|return|escort|ease|lower|install"
    "|dispatch|usher|convey|squeeze|pack|shelve|bung|lob|slip|sit|stand|lay|fling|sling|lodge"
    "|stow|shift]"
)
FETCH = (
    "[take|grab|pick up|get|fetch|lift|grasp|snatch|scoop up|collect|retrieve|seize|pluck|find"
    "|go get|get hold of|fish out|reach for]"
)
WISHING = (
    "[it would help if|it would be great if|it would be nice if|i would be glad if|what if"
    "|how about if|i'd love it if|i would be happy if|it would make my day if|i'd be grateful if"
    "|i wish|if only|it would be lovely if|i would be delighted if|would it be ok if"
    "|do you mind if|could we arrange that|i should be most grateful if|it would please me if"
    "|i'd prefer it if|wouldn't it be nice if]"
)
WERE = "[were|was|ended up|went|landed|found its way|could be|would go|came to rest|sat|got put]"
WONDERING = (
    "[i was wondering whether|i was wondering if|i wonder whether|do you think|is there a chance"
    "|any chance|i am hoping|i was hoping|i have been thinking|i think|i believe|i reckon|i feel"
    "|could it be arranged that|perhaps|may i suggest that|i suppose|i propose that"
    "|my idea is that]"
)
MIGHT = (
    "[could go|might go|should go|could be put|might find its way|could end up|can go"
    "|would look good|would be better off|could be moved|may go|would be happier|could live"
    "|might sit|ought to be]"
)
SEEING = (
    "[i would love to see|i'd be delighted to see|it would make me happy to see|i want to see"
    "|it would be nice to have|i would like to have|i hope to find|i dream of seeing|let me see"
    "|it would be good to have|i am going to need|i'll need|what i need is|what i want is]"
)
NEEDED = (
    "[is needed|is required|is requested|would be appreciated|please|is in order|is due"
    "|is what i want|would be good|is next|must happen|is called for|would be welcome"
    "|is your next task]"
)
PERFORM = (
    "[|perform the |execute |initiate the |carry out the |the |a |i request the "
    "|please arrange the ]"
)
MOVING = (
    "[transfer|relocation|movement|transport|delivery|placement|moving|putting|shifting|bringing]"
)
NAMED = "[object|item|source|payload|what|thing|cargo|subject]"
WHERE = "[destination|target|goal|location|where|receptacle|drop location]"
GROPING = "[um|uh|er|hmm|well|like|you know|so|okay|right|let me see|erm]"
WRONG = (
    "[no|no wait|sorry|i mean|no sorry|or rather|wait|actually|scratch that|make that|oops|er no"
    "|no no|correction|hang on|my mistake|wait no|i meant]"
)
ROOM = (
    "[goes|belongs|has to go|must go|wants to be|wants to go|needs to be|shall go|is to go"
    "|would go|is supposed to be|is meant to be|ought to be|is going|gets to go|should end up"
    "|should live]"
)
IN, ON = "[in|into|inside|inside of|within]", "[on|onto|on top of|atop|upon]"
RESTING = "[sitting|lying|standing|resting|placed||safely|nicely|tucked away]"

Said = tuple[tuple[str, ...], tuple[str, ...]]
LOOSE: dict[str, Said] = {
    "put {a} in {b}": (
        (
            f"{VERBS} {{a}} {IN} {{b}}",
            f"{VERBS} {{a}} over [in|into|to] {{b}}",
            f"{FETCH} {{a}} and {VERBS} it {IN} {{b}}",
            f"{FETCH} {{a}} , {{b}} is where it goes",
            f"{FETCH} {{a}} . {IN} {{b}} with it",
            f"{IN} {{b}} with {{a}}",
            f"{GROPING} , put , {GROPING} , {{a}} , in {{b}}",
            f"take {{a}} , {GROPING} , and put it {IN} {{b}}",
            f"{GROPING} , {{a}} , {GROPING} , put that in {{b}}",
            "[reunite|unite|combine|pair|join] {a} with {b}",
            "use {b} [for|to hold|to store|to keep|as a home for|to put] {a} [in|]",
            "{b} : {a} in it",
            "[execute|perform] pick and place : source {a} , destination {b}",
            "deposit [object|item|] {a} at [target|destination|] {b}",
            "[move|get|take|carry] {a} to a [spot|place|seat] in {b}",
            "[help|let|make] {a} [find its way|get] [in|into] {b}",
            "[tuck|pop|put] {a} up in {b} , [love|dear|sweetheart|will you]",
            "let us [tuck|put|pop] {a} [in|into] {b} , shall we",
            "have {a} [moved|brought|taken|transferred|delivered] to {b}",
            "get {a} [into|in] {b} and [leave it there|that is it|you are done|nothing more]",
            "you [make|have to make] {a} be [in|inside of] {b}",
            "please to put {a} inside of {b}",
            "[ensure|see to it|take care|make certain] that {a} [ends up|is|lands|goes|gets] in "
            "{b}",
            "the thing to do is [put|move] {a} [in|into] {b}",
            "{b} is empty , [put|drop|stick] {a} in it",
            "[do something about|deal with|take care of] {a} , it belongs in {b}",
            "rather than on the table , put {a} in {b}",
            "put {a} in {b} [instead of|rather than] [leaving it|having it] on the table",
            "[say goodbye to|get rid of] {a} , into {b} with it",
            "[please|] {a} in {b} put",
            "what you do is take {a} and drop it in {b}",
        ),
        (
            f"{WISHING} {{a}} {WERE} [in|inside|into] {{b}}",
            f"{WISHING} you [put|moved|placed|dropped|popped] {{a}} [in|into] {{b}}",
            f"{WONDERING} {{a}} {MIGHT} [in|into|inside] {{b}}",
            f"{SEEING} {{a}} {RESTING} [in|inside] {{b}}",
            f"{WONDERING} you could [put|move|get|drop] {{a}} [in|into] {{b}}",
            f"{{a}} {ROOM} {IN} {{b}}",
            f"{{a}} [|please |now ]{IN} {{b}} [pls|please|thx|now|asap|]",
            f"{PERFORM}{MOVING} of {{a}} [to|into|in] {{b}} {NEEDED}",
            f"{PERFORM}{MOVING} of {{a}} [to|into|in] {{b}}",
            f"{NAMED} : {{a}} . {WHERE} : {{b}}",
            f"{NAMED} {{a}} , {WHERE} {{b}}",
            f"{NAMED} = {{a}} , {WHERE} = {{b}} . [go|execute|]",
            "{a} {b}",
            "{a} {b} [pls|please|thx|now|go|asap]",
            "{a} , {b}",
            "{a} , {b} , [go|now|please|thanks]",
            "{a} : {b}",
            "{b} : {a}",
            "{a} to {b}",
            "{a} - {b}",
            "{a} . {b} . [go|now|please|thanks|you know what to do]",
            "{b} for {a}",
            "[goal|goal state|target state|end state|wanted|result] : {a} [in|inside] {b}",
            "{b} is [still empty|empty|free|waiting] , {a} [belongs|goes|should be|should go] "
            "there",
            "{b} is [still empty|empty] ; {a} [belongs|goes|should be] in it",
            "{b} [could do with|needs|lacks|wants|is crying out for|is still missing|calls for] "
            "{a}",
            "what {b} [needs|lacks|is missing|wants] is {a}",
            "what [belongs|is missing|should be|goes] in {b} is {a}",
            "what [goes|belongs] in {b} ? {a} does",
            "it is {a} that [goes|belongs|should be] in {b}",
            "{a} is what [goes|belongs|should be] in {b}",
            "{a} should be what fills {b}",
            "i want that {a} [goes|is|comes|ends up] in {b}",
            "is needed that {a} goes in {b}",
            "{a} , in {b} it must go",
            "{a} , it [goes|should go|belongs] in {b}",
            "into {b} [it goes|it should go|it must go] , {a}",
            "into {b} [goes|with] {a}",
            "{a} would [look|be|feel] [better|happier|nicer|good|safer] in {b}",
            "{a} [is better off|would be better off|would do better|is safer] in {b}",
            "{a} [wants|would like|is ready] to [sleep|sit|live|take a nap|be|spend the night] "
            "in {b}",
            "time for {a} to go [in|into] {b}",
            "[in|into] {b} you go , {a}",
            "{b} is hungry for {a}",
            "the home of {a} is {b}",
            "[destination|place|home|final destination|storage place] of {a} [is|:] {b}",
            "the [right|best|proper|usual] place for {a} is {b}",
            "there is room for {a} in {b} , so put it there",
            "there is still [room|space] in {b} , [for|and that is for] {a}",
            "i [cannot|can not] use {a} where it is , i need it in {b}",
            "{a} has no business on the table , it belongs in {b}",
            "{a} [is in my way|is in the way] , [put it in|it goes in] {b}",
            "[somebody|someone] [has to|should|needs to|must] put {a} [in|into] {b}",
            "{a} [must|should] [not stay here but go|leave the table and go] [in|into] {b}",
            "how would you feel about [putting|moving|dropping] {a} [in|into] {b}",
            "[would|could] {a} please [go|be put|be moved] [in|into] {b}",
            "[is there any chance of|i would appreciate] {a} [being put|ending up|landing] in {b}",
            "it is hereby ordered that {a} be [put|placed|moved] in {b}",
            "{a} is to [reside|remain|be kept|be stored|be found] in {b}",
            "by the end of the day {a} [needs|has|ought] to be in {b}",
            "{a} [will do|is the one] for {b}",
            "so [long story short|anyway|in short|what i am saying is] , {a} goes in {b}",
        ),
    ),
    "put {a} on {s}": (
        (
            f"{VERBS} {{a}} {ON} {{s}}",
            f"{FETCH} {{a}} and {VERBS} it {ON} {{s}}",
            f"{FETCH} {{a}} . {ON} {{s}} with it",
            f"{GROPING} , put , {GROPING} , {{a}} , on {{s}}",
            "[crown|top|cap|adorn] {s} with {a}",
            "use {s} [for|to hold|to support|as a stand for|as a base for] {a}",
            "deposit [object|item|] {a} on [target|destination|] {s}",
            "[pop|put|plonk] {a} up on {s} , [love|dear|will you]",
            "have {a} [placed|put|set|stood] on {s}",
            "let {a} [climb|hop|jump|get] [onto|up onto|on] {s}",
            "[ensure|see to it|make certain] that {a} [ends up|is|stands|rests] on {s}",
            "[move|get|take] {a} to a [spot|place|seat] on {s}",
            "please to put {a} on {s}",
            "{s} is empty , [put|set|stick] {a} on it",
        ),
        (
            f"{WISHING} {{a}} {WERE} [on|on top of] {{s}}",
            f"{WISHING} you [put|set|placed|stood] {{a}} [on|onto] {{s}}",
            f"{WONDERING} {{a}} {MIGHT} [on|onto|on top of] {{s}}",
            f"{SEEING} {{a}} {RESTING} [on|on top of] {{s}}",
            f"{{a}} {ROOM} {ON} {{s}}",
            f"{PERFORM}{MOVING} of {{a}} [onto|on] {{s}} {NEEDED}",
            f"{PERFORM}[stacking|placement|placing|setting] of {{a}} [onto|on] {{s}}",
            f"{NAMED} : {{a}} . {WHERE} : on {{s}}",
            "{a} on {s} [pls|please|thx|now|asap|go]",
            "{a} onto {s} , [go|now|please|that is it]",
            "{a} on top , {s} [below|underneath|at the bottom]",
            "[goal|goal state|end state|result] : {a} on {s}",
            "{s} is [still empty|empty|bare] ; {a} [belongs|goes|should be] there",
            "{s} [could do with|needs|lacks|is missing|wants] {a} [on it|on top|]",
            "what is missing on {s} is {a}",
            "what {s} needs is {a} on it",
            "it is {a} that [goes|belongs] on {s}",
            "i want that {a} [stands|is|goes|sits] on {s}",
            "is needed that {a} stands on {s}",
            "{a} , on {s} it must go",
            "onto {s} [it goes|with] {a}",
            "{a} [wants|would like|is ready] to [sit|stand|rest|take a seat] on {s}",
            "{a} would look [good|better|nice|stunning] on {s}",
            "who is going to sit on {s} ? {a} is",
            "the [right|best|proper] place for {a} is on {s}",
            "by the end of the day {a} [needs|has] to be on {s}",
        ),
    ),
    "put {a} next to {o}": (
        (
            f"{VERBS} {{a}} [next to|beside|near|close to|by|alongside] {{o}}",
            "[park|stand|line up] {a} [right beside|up against|alongside] {o}",
            "[pair up|reunite|bring together] {a} and {o} , side by side",
            "have {a} keep {o} company",
            "let {a} and {o} stand side by side",
        ),
        (
            f"{WISHING} {{a}} {WERE} [next to|beside|near|close to] {{o}}",
            f"{WONDERING} {{a}} {MIGHT} [next to|beside|near] {{o}}",
            f"{SEEING} {{a}} {RESTING} [next to|beside|near] {{o}}",
            f"{PERFORM}{MOVING} of {{a}} to a place next to {{o}}",
            "{a} [next to|beside|by] {o} [pls|please|now|thx]",
            "{a} and {o} are too far apart , put the first beside the other",
            "{a} feels lonely without {o} next to it",
        ),
    ),
    "put {a} {d} {o}": (
        (
            f"{VERBS} {{a}} {{d}} {{o}}",
            f"{FETCH} {{a}} and {VERBS} it {{d}} {{o}}",
            "have {a} [moved|put|placed] {d} {o}",
            "make that {a} is {d} {o}",
        ),
        (
            f"{WISHING} {{a}} {WERE} {{d}} {{o}}",
            f"{SEEING} {{a}} {RESTING} {{d}} {{o}}",
            f"{WONDERING} {{a}} {MIGHT} {{d}} {{o}}",
            "{a} {d} {o} [pls|please|now|thx|]",
            "{d} {o} , that is where i want {a}",
            "there is room for {a} {d} {o} , put it there",
            "{a} should be [right|just|] {d} {o}",
        ),
    ),
    "put {a} in the {r}": (
        (
            f"{VERBS} {{a}} [in|into|at|over in] the {{r}}",
            f"{FETCH} {{a}} and {VERBS} it [in|at|over in] the {{r}}",
            "stage {a} [at|in] the {r}",
            "[send|take|get] {a} over to the {r} of the table",
        ),
        (
            f"{WISHING} {{a}} {WERE} in the {{r}}",
            f"{SEEING} {{a}} {RESTING} in the {{r}} of the table",
            f"{WONDERING} {{a}} {MIGHT} in the {{r}}",
            f"{PERFORM}{MOVING} of {{a}} to the {{r}}",
            "{r} for {a}",
            "{a} , {r}",
            "{a} [in|to|into] the {r} [pls|please|now|thx|]",
            "the {r} , that is the new home of {a}",
            "i cannot use {a} where it is , i need it in the {r}",
        ),
    ),
    "put {a} and {c} in {b}": (
        (
            f"{VERBS} {{a}} and {{c}} {IN} {{b}}",
            f"{FETCH} {{a}} and {{c}} and {VERBS} them {IN} {{b}}",
            "[reunite|combine] {a} and {c} in {b}",
            "use {b} for {a} and {c}",
            "into {b} with {a} and {c}",
            f"put {{a}} {IN} {{b}} and [after it|after that|while you are at it] {{c}}",
            "[two things go|these go|the following go] in {b} : {a} , {c}",
        ),
        (
            f"{WISHING} {{a}} and {{c}} [were|ended up|landed|went] in {{b}}",
            f"{SEEING} {{a}} and {{c}} [in|inside] {{b}}",
            f"{PERFORM}[transfer|relocation|moving] of {{a}} and {{c}} [to|into] {{b}}",
            "{a} {b} , {c} {b}",
            "{a} and {c} , {b}",
            "{b} : {a} , {c}",
            "{a} and {c} , in {b} they must go",
            "{a} joins {c} , both in {b}",
            "i want {a} in {b} and {c} with it",
        ),
    ),
    "pick up {a}": (
        (
            "[snatch|pluck|scoop up|retrieve|clasp|grip|fetch up|latch onto|hoist|secure"
            "|acquire] {a}",
            "{a} in [your hand|the gripper|your gripper] take",
            "take {a} and [hold on to it|hang on to it|do not let go|keep it|keep hold of it]",
            "grasp {a} and maintain the grip",
            "get [your hand|your fingers|your gripper] on {a}",
            "let me see you [holding|lifting|holding up] {a}",
            "[hold|lift] {a} for [me|a moment|a while|now]",
            "do get {a}",
            "have {a} [ready|] in your hand",
            "relieve the table of {a}",
        ),
        (
            "{a} [is needed|is wanted] in [the gripper|your hand]",
            "[could|may|can] i trouble you for {a}",
            "[i could do with|i could use|i fancy|i am after|i require|i am looking for] {a}",
            "[somebody|someone] has to [lift|pick up|take] {a}",
            "[lifting|grasping|picking up|retrieval|pickup|removal from the table] of {a} , please",
            "immediate [lifting|retrieval|pickup] of {a} would be appreciated",
            "{a} in hand [pls|please|now|]",
            "{a} . lift",
            "{a} . grab . [hold|go|]",
            "[how about|what about|how would you feel about] [lifting|picking up|taking] {a}",
            "it would help if you [held|lifted|took|picked up] {a}",
            "it would be nice if {a} were in your [hand|gripper]",
            "i was wondering whether you could [hold|lift|take|pick up] {a}",
            "{a} should come off the table",
        ),
    ),
}
"""For single things: what the parser reads -> commands and statements that mean the same."""
