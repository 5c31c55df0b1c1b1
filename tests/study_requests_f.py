"""Study requests: what ordinary people might say to the robot at the plain table, and all of them.

They were written without a look at the grammar.
Each has the condition that it promises, or says that a refusal or a question is right.
"""

from __future__ import annotations

from itertools import permutations

from paraphrases import (
    ASK,
    REFUSE,
    Condition,
    Not,
    Or,
    all_in,
    at,
    both,
    count_in,
    holding,
    inside,
    on,
    p,
)
from study_requests_f2 import F2, rel, some_on


def piled(*names: str) -> Condition:
    """These blocks are one tower, in any order."""
    return Or(tuple(both(on(a, b), on(b, c)) for a, b, c in permutations(names, 3)))


PLAIN = (
    p("table", "Put the red block in the bowl.", inside("red_block", "green_bowl")),
    p("table", "Place the blue ball on the plate, please.", on("blue_ball", "white_plate")),
    p("table", "Pick up the green block.", holding("green_block")),
    p("table", "Stack the blue block on top of the green one.", on("blue_block", "green_block")),
    p(
        "table",
        "Move the can to the front right corner of the table.",
        at("red_can", "front_right"),
    ),
    p("table", "Put the mug in the middle of the table.", at("yellow_mug", "center")),
    p(
        "table",
        "Set the red block down behind the blue block.",
        rel("behind", "red_block", "blue_block"),
    ),
    p("table", "Bring the can next to the red block.", rel("near", "red_can", "red_block")),
    p("table", "Put all three blocks into the bowl.", all_in("block", None, "green_bowl")),
    p("table", "Lift the can.", holding("red_can")),
    p(
        "table",
        "Put the ball and the green block on the plate.",
        both(on("blue_ball", "white_plate"), on("green_block", "white_plate")),
    ),
    p("table", "Take the mug over to the right side.", at("yellow_mug", "right")),
    p(
        "table",
        "Put the red block between the blue block and the bowl.",
        rel("between", "red_block", "blue_block", "green_bowl"),
    ),
    p(
        "table",
        "Put the blue block in the bowl and the red one on the plate.",
        both(inside("blue_block", "green_bowl"), on("red_block", "white_plate")),
    ),
    p("table", "Grab the mug.", holding("yellow_mug")),
    p(
        "table",
        "Move the ball to the right of the bowl.",
        rel("right_of", "blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "Build a tower out of the three blocks.",
        piled("red_block", "blue_block", "green_block"),
    ),
    p("table", "Put the can on the plate.", on("red_can", "white_plate")),
    p(
        "table",
        "Place the green block in front of the mug.",
        rel("in_front_of", "green_block", "yellow_mug"),
    ),
    p(
        "table",
        "Put the red block on the blue block, then the green block on the red block.",
        both(on("red_block", "blue_block"), on("green_block", "red_block")),
    ),
    p("table", "Push the green block over to the left.", at("green_block", "left")),
)

PEOPLE = (
    p("table", "Quick, ball in the bowl, go go!", inside("blue_ball", "green_bowl")),
    p(
        "table",
        "Dear, if it's not too much bother, might the little red cube come and rest on the plate?",
        on("red_block", "white_plate"),
    ),
    p(
        "table",
        "I want the blue block to sleep in the bowl and the ball too!",
        both(inside("blue_block", "green_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "Please the green cube you put there where is the plate, on it.",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "Target state: green block supported by the plate, blue block supported by the green "
        "block.",
        both(on("green_block", "white_plate"), on("blue_block", "green_block")),
    ),
    p(
        "table",
        "Now my brother, he always kept his marbles in a dish, never loose on the table, so why "
        "don't we do the same and get that ball into the bowl.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "First the green block goes into the bowl, class, and only after that does the blue "
        "block join it.",
        both(inside("green_block", "green_bowl"), inside("blue_block", "green_bowl")),
    ),
    p(
        "table",
        "Nice and slowly now, ease that red can onto the plate.",
        on("red_can", "white_plate"),
        speed="slow",
    ),
    p("table", "can u put teh blue blok in the bowl plz", inside("blue_block", "green_bowl")),
    p(
        "table",
        "Put the green block, no wait, I mean the red one, on top of the can.",
        both(on("red_block", "red_can"), Not(on("green_block", "red_can"))),
    ),
    p(
        "table",
        "It would be nice if the mug weren't so near the edge; the centre of the table would "
        "suit it better.",
        at("yellow_mug", "center"),
    ),
    p(
        "table",
        "When you're finished, I'd expect to see nothing but the ball on the plate.",
        on("blue_ball", "white_plate"),
    ),
    p(
        "table",
        "Tell you what, I'll count to ten and by then the red block is off to the back left "
        "corner.",
        at("red_block", "back_left"),
    ),
    p(
        "table",
        "What's holding the can down? Nothing, so up with it and hang on to it.",
        holding("red_can"),
    ),
)

LOGIC = (
    p(
        "table",
        "Every block except the green one goes in the bowl.",
        both(
            inside("red_block", "green_bowl"),
            inside("blue_block", "green_bowl"),
            Not(inside("green_block", "green_bowl")),
        ),
    ),
    p(
        "table",
        "Leave the blue block where it is and put the other two blocks on the plate.",
        both(
            on("red_block", "white_plate"),
            on("green_block", "white_plate"),
            Not(on("blue_block", "white_plate")),
        ),
        keep="blue_block",
    ),
    p(
        "table",
        "I only need two blocks in the bowl, any two you like.",
        count_in("block", None, "green_bowl", 2),
    ),
    p(
        "table",
        "Take whichever block stands closest to the mug and drop it in the bowl.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "The block farthest to the right should be on the plate.",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "The thing that's round and rolls, place it in the thing you eat soup from.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "See the red cube? Pick it up and leave it beside the vase.",
        rel("near", "red_block", "vase"),
    ),
    p(
        "table",
        "Red block, plate. Green block, bowl.",
        both(on("red_block", "white_plate"), inside("green_block", "green_bowl")),
    ),
    p(
        "table",
        "Do you think you could balance the green block on top of the red can?",
        on("green_block", "red_can"),
    ),
    p("table", "Give the red block a lift, would you?", holding("red_block")),
    p("table", "Tuck the ball into its green nest.", inside("blue_ball", "green_bowl")),
    p("table", "The can's place is over by the vase.", rel("near", "red_can", "vase")),
    p(
        "table",
        "Before you touch the red block, put the blue one in the bowl; the red one can then "
        "follow.",
        both(inside("blue_block", "green_bowl"), inside("red_block", "green_bowl")),
    ),
    p(
        "table",
        "After the ball is in the bowl, pick the mug up and keep hold of it.",
        both(inside("blue_ball", "green_bowl"), holding("yellow_mug")),
    ),
    p(
        "table",
        "Don't put the red block in the bowl, put it on the plate instead.",
        on("red_block", "white_plate"),
    ),
    p(
        "table",
        "How about we get the two blue things into the bowl?",
        both(inside("blue_block", "green_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "Anything red onto the plate.",
        both(on("red_block", "white_plate"), on("red_can", "white_plate")),
    ),
    p(
        "table",
        "I can't reach the can back there; bring it round to the front.",
        at("red_can", "front_half"),
    ),
    p(
        "table",
        "With the vase being so fragile, keep well clear of it while moving the can to the left "
        "side.",
        at("red_can", "left"),
        keep="vase",
    ),
    p(
        "table",
        "It's the bowl, not the plate, that the green block ought to be in.",
        inside("green_block", "green_bowl"),
    ),
    p("table", "As for the mug: on the plate, please.", on("yellow_mug", "white_plate")),
    p(
        "table",
        "I'd sooner have the ball on the right half of the table than on the left.",
        at("blue_ball", "right_half"),
    ),
    p(
        "table",
        "What's the use of an empty bowl? Throw the red and green cubes in there.",
        both(inside("red_block", "green_bowl"), inside("green_block", "green_bowl")),
    ),
    p(
        "table",
        "Let's see how the ball looks next to the can.",
        rel("near", "blue_ball", "red_can"),
    ),
    p(
        "table",
        "A two-storey tower with red at the base and blue up top, and green stays out of it.",
        on("blue_block", "red_block"),
        keep="green_block",
    ),
    p(
        "table",
        "You know what, forget the plate; the can should stand to the left of the bowl.",
        rel("left_of", "red_can", "green_bowl"),
    ),
    p(
        "table",
        "Out of the three blocks, only the blue one deserves a place on the plate.",
        both(on("blue_block", "white_plate"), some_on("block", "white_plate", 1)),
    ),
    p("table", "The red cube on the green cube you must put, yes?", on("red_block", "green_block")),
    p(
        "table",
        "Since the plate is free, have the blue ball and the red block share it.",
        both(on("blue_ball", "white_plate"), on("red_block", "white_plate")),
    ),
    p(
        "table",
        "One block of your choosing on the plate will do.",
        some_on("block", "white_plate", 1),
    ),
    p(
        "table",
        "Blue block: 1) pick up, 2) carry above the plate, 3) release.",
        on("blue_block", "white_plate"),
    ),
)

NOT_TO_BE_DONE = (
    p("table", "Put the banana in the bowl.", REFUSE),
    p("table", "Saw the red block in half for me.", REFUSE),
    p("table", "I fancy the green block in purple, so paint it.", REFUSE),
    p("table", "Close the drawer, please.", REFUSE),
    p("table", "Could you slip the plate inside the mug?", REFUSE),
    p("table", "Where's the spoon? Lay it next to the plate.", REFUSE),
    p("table", "Sing me something while I wait.", REFUSE),
    p("table", "Let's fit the whole table into the bowl.", REFUSE),
    p("table", "Take the ball outside and play fetch with the dog.", REFUSE),
    p("table", "Melt the can down and pour it on the plate.", REFUSE),
)

UNCLEAR = (
    p("table", "Put the block in the bowl.", ASK),
    p("table", "The blue thing should be on the plate.", ASK),
    p("table", "Put that over there.", ASK),
    p("table", "Could you please put the mug", ASK),
    p("table", "I'd say the red one goes on the plate.", ASK),
    p("table", "Set the block on top of the other block.", ASK),
    p("table", "Right, now drop it in the bowl.", ASK),
    p("table", "Is it okay if you pick the cube up?", ASK),
    p("table", "Take the ball and place it, um, on the...", ASK),
    p("table", "Switch them round, would you?", ASK),
)

F1 = PLAIN + PEOPLE + LOGIC + NOT_TO_BE_DONE + UNCLEAR

STUDY_F = F1 + F2
