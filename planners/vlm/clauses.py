"""What people say around what is to be done: in which order, how, if what, minding what, and chat.

`{1}` and `{2}` are commands of `deeds`, other slots phrases. The first text of a pair is for the
parser, the others are what people say who mean the same.
"""

from __future__ import annotations

JOINED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "{1} , then {2}",
        (
            "{1} and then {2}",
            "{1} , then {2}",
            "{1} . then {2}",
            "first {1} , then {2}",
            "first {1} . after that {2}",
            "{1} and after that {2}",
            "{1} . [afterwards|subsequently|next|now|finally] {2}",
            "{1} , and [afterwards|finally|next] {2}",
            "before you {2} , {1}",
            "{2} after you {1}",
            "{2} , but first {1}",
            "{2} , but before that {1}",
            "start with this : {1} . once that is done , {2}",
            "two things : {1} , and {2}",
            "{1} . when you are done , {2}",
            "step one : {1} . step two : {2}",
            "you can {2} as soon as you {1}",
        ),
    ),
)
"""Two commands in order: for the parser, and as people say it."""

CAUTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "vm",
        "{1} and stay {m} away from {v}",
        (
            "{1} and [stay|keep|remain] [at least |]{m} [away|clear] [from|of] {v}",
            "{1} , but [stay|keep] [at least |]{m} [away from|from|off] {v}",
            "while [staying|keeping] {m} away from {v} , {1}",
            "[stay|keep] {m} [away from|clear of] {v} and {1}",
            "{1} , but never [come|get] closer than {m} to {v}",
            "{1} . [leave|allow] {m} [of room|of space|of distance] to {v}",
            "{1} with {m} [between you and|of clearance to] {v}",
            "{v} needs {m} of room . {1}",
        ),
    ),
    (
        "v",
        "{1} but watch out for {v}",
        (
            "{1} , but watch out for {v}",
            "[watch out for|mind|be careful with|take care of|beware of] {v} and {1}",
            "{1} [without touching|and do not touch|and don't touch|without bumping into] {v}",
            "{1} , [careful with|mind|and mind] {v}",
            "{1} . {v} is [fragile|delicate|precious] , so [be careful|do not touch it]",
            "{1} and do not [hit|knock over|bump into] {v}",
        ),
    ),
    (
        "v",
        "{1} but keep away from {v}",
        (
            "{1} but [keep|stay] away from {v}",
            "{1} while avoiding {v}",
            "{1} , [keep|stay] [clear of|well away from] {v}",
            "avoid {v} and {1}",
            "give {v} a wide berth and {1}",
        ),
    ),
    (
        "vu",
        "{1} while staying {u} {v}",
        (
            "{1} while [staying|keeping|remaining] {u} {v}",
            "[stay|keep|remain] {u} {v} and {1}",
            "{1} , but [stay|keep] {u} {v}",
            "{1} and always be {u} {v}",
        ),
    ),
    (
        "vmp",
        "{1} while moving {p} when within {m} of {v}",
        (
            "{1} while [moving|going|travelling] {p} when within {m} of {v}",
            "{1} , {p} within {m} of {v}",
            "{1} , and when you are closer than {m} to {v} , move {p}",
            "{1} . [nearer|closer] than {m} to {v} , go {p}",
        ),
    ),
    (
        "xp",
        "{1} {p} in the {x} of the table",
        (
            "{1} {p} in the {x} of the table",
            "{p} in the {x} of the table , {1}",
            "{1} , but in the {x} of the table move {p}",
        ),
    ),
)
"""What is to be minded: phrases needed, for the parser, and as people say it."""

MANNERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "{1} , slowly",
        (
            "{1} , slowly",
            "slowly {1}",
            "{1} [slowly|in slow motion|without any hurry]",
            "{1} , but [slowly|take your time|do not rush]",
            "[take your time|no hurry] , {1}",
        ),
    ),
    (
        "{1} , quickly",
        (
            "{1} , quickly",
            "quickly {1}",
            "{1} [quickly|fast|as fast as you can|in a hurry]",
            "[hurry up|quick] , {1}",
            "{1} , [i am in a hurry|make it quick]",
        ),
    ),
    ("{1} at half speed", ("{1} at half speed", "at half speed , {1}", "{1} with half the speed")),
)

CONDITIONALS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "ecb",
        "if there is {e} put it in {b}, otherwise put {c} in {b}",
        (
            "if there is {e} [put|place|drop] it in {b} , otherwise [put|place|drop] {c} in {b}",
            "if you [see|find|have|spot] {e} put it in {b} , [else|otherwise|if not] put {c} there",
            "{b} gets {e} if there is one , otherwise {c}",
            "put {e} in {b} if there is one , [otherwise|else|if not] put {c} in it",
            "should there be {e} , put it in {b} . otherwise put {c} in {b}",
            "look for {e} . if there is one put it in {b} , if not put {c} in {b}",
            "provided there is {e} , place it in {b} , otherwise {c}",
        ),
    ),
    (
        "eb",
        "if there is {e} put it in {b}",
        (
            "if there is {e} [put|place|drop] it in {b}",
            "if you [see|find|spot] {e} , [put|drop] it in {b}",
            "put {e} in {b} if there is one",
            "in case there is {e} , put it into {b}",
            "should you see {e} , it goes in {b}",
        ),
    ),
    (
        "f",
        "if {f} is open close it",
        (
            "if {f} is open [close|shut] it",
            "[close|shut] {f} if it is open",
            "should {f} be open , close it",
            "make sure {f} is not open",
        ),
    ),
    (
        "f",
        "if {f} is closed open it",
        (
            "if {f} is [closed|shut] open it",
            "open {f} if it is [closed|shut]",
            "should {f} be closed , open it",
        ),
    ),
)

NONSENSE: tuple[str, ...] = (
    "sing [a song|me something|happy birthday]",
    "what [a nice day|time is it|is your name]",
    "tell me [a joke|about yourself|the weather]",
    "make [me a sandwich|coffee|some tea|dinner]",
    "[fly|jump|run|dance|swim] [around|away|please|to the moon]",
    "call [my mother|the police|a taxi]",
    "[hello|good morning|how are you|thank you]",
    "[paint|eat|break|cut|wash|fold|read|write|burn] {a}",
    "put [the sun|your heart|some music|the sky] in {b}",
    "[blah|asdf|foo bar|lorem ipsum] {a}",
    "i [like|hate|love] {a}",
    "{a} is [nice|pretty|mine|ugly]",
)
"""What no robot arm can do, or means nothing."""

BEFORE: tuple[str, ...] = (
    "please", "could you", "can you", "can you please", "could you please", "robot ,",
    "hey robot ,", "hey ,", "ok ,", "now", "would you", "will you please", "i want you to",
    "i need you to", "you should", "you have to", "kindly", "just", "go ahead and", "let us",
    "please try to", "hello , could you", "be so kind and", "time to", "next ,", "dear robot ,",
    "your job is to", "do me a favor and", "if possible ,", "so ,", "right ,",
    "i was wondering if you could", "would it be possible for you to", "could i ask you to",
    "i'd like you to", "i would like you to", "any chance you could", "why don't you", "let's",
    "it would be great if you could", "would you be able to", "i'd appreciate it if you would",
    "what i want is for you to", "would you kindly", "if it is not too much trouble ,", "well ,",
    "the first thing to do is to", "it would help me if you", "you may", "maybe you could",
    "can someone", "might you", "i would be glad if you could", "be a dear and", "alright ,",
    "excuse me , could you", "i want the robot to", "please robot ,", "next i want you to",
    "we need to", "you ought to", "remember to", "do not forget to", "start now and",
)  # fmt: skip
"""Before a command."""
AFTER: tuple[str, ...] = (
    "please", ", please", ", thanks", ", thank you", "for me", "now", "right now", "if you can",
    ", ok", ", would you", ", will you", "as soon as possible", "at once", ", my friend",
    ", if you do not mind", "when you have a moment", ", that would be great", "today", "quietly",
    "when you can", "whenever you are ready", "and let me know", "and tell me when you are done",
    ", then stop", "and nothing else", ", that is all", ", alright", ", could you", ", buddy",
    "please and thank you", "before dinner", "so that i can work", "because guests are coming",
    ", i beg you", ", dear", ", can you", "for a moment", "next", ", as always", ", i guess",
)  # fmt: skip
CONTEXT: tuple[str, ...] = (
    "i am tidying up .", "my mother is coming to visit .", "the table is a mess .",
    "we are going to play a game .", "dinner is nearly ready .", "i am too lazy to get up .",
    "my hands are full .", "this place needs some order .", "we start in a minute .",
    "the kids want to paint .", "it is getting late .", "i have a meeting soon .",
    "somebody left a mess here .", "there is something i need .", "guests arrive at eight .",
    "i cannot reach it from here .", "let me tell you what to do .", "listen carefully .",
    "what a day .", "this is how it goes .", "my back hurts .", "the music is too loud .",
    "you did well last time .", "i am new here .", "i have to leave soon .", "nice work so far .",
    "we are nearly done .", "it is my birthday .", "the cat has been here .", "good morning .",
    "i am testing you .", "my son made this .", "here is the plan .", "this one is easy .",
    "the room is cold .", "i am on the phone .", "hello again .", "one more thing .",
)  # fmt: skip
"""What has nothing to do with it, before a sentence or behind it."""
