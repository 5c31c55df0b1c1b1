"""Study requests in the kitchen: the second half of `study_requests_f`."""

from __future__ import annotations

from paraphrases import (
    ASK,
    REFUSE,
    Atom,
    Condition,
    Count,
    ForAll,
    Not,
    Objects,
    Or,
    Var,
    Where,
    at,
    both,
    closed,
    count_in,
    holding,
    inside,
    on,
    opened,
    p,
)


def rel(name: str, *args: str | float) -> Condition:
    """A relation that has no short name of its own."""
    return Atom(name, args)


def pressed(name: str) -> Condition:
    return Atom("pressed", (name,))


def some_on(kind: str, target: str, number: int) -> Condition:
    """That many things of a kind are on it."""
    return Count(Where(Objects(kind), Atom("on", (Var("it"), target))), "==", number)


PLAIN = (
    p("kitchen", "Open the top drawer.", opened("top_drawer")),
    p("kitchen", "Close the middle drawer.", closed("middle_drawer")),
    p("kitchen", "Open the fridge.", opened("fridge")),
    p("kitchen", "Put the red block in the bowl.", inside("red_block", "white_bowl")),
    p("kitchen", "Press the red button.", pressed("button")),
    p("kitchen", "Turn on the switch.", pressed("switch")),
    p("kitchen", "Put the mug on the shelf.", on("blue_mug", "shelf")),
    p("kitchen", "Put the can in the fridge.", inside("yellow_can", "fridge")),
    p("kitchen", "Pick up the ball.", holding("green_ball")),
    p("kitchen", "Open the cupboard and put the mug inside.", inside("blue_mug", "cupboard")),
    p(
        "kitchen",
        "Put the green ball into the middle drawer.",
        inside("green_ball", "middle_drawer"),
    ),
    p("kitchen", "Stack the red block on the blue block.", on("red_block", "blue_block")),
    p(
        "kitchen",
        "Put the ball in the middle drawer and close it.",
        both(inside("green_ball", "middle_drawer"), closed("middle_drawer")),
    ),
    p("kitchen", "Move the red block to the right side of the table.", at("red_block", "right")),
    p("kitchen", "Put the ball next to the can.", rel("near", "green_ball", "yellow_can")),
    p(
        "kitchen",
        "Put both blocks in the top drawer.",
        both(inside("red_block", "top_drawer"), inside("blue_block", "top_drawer")),
    ),
    p("kitchen", "Open the bottom drawer, please.", opened("bottom_drawer")),
    p(
        "kitchen",
        "Put the can in the cupboard, then shut the cupboard door.",
        both(inside("yellow_can", "cupboard"), closed("cupboard")),
    ),
    p("kitchen", "Take the ball and place it in the bowl.", inside("green_ball", "white_bowl")),
    p(
        "kitchen",
        "Put the red block on the shelf and the blue block in the bowl.",
        both(on("red_block", "shelf"), inside("blue_block", "white_bowl")),
    ),
    p("kitchen", "Lift the blue mug up.", holding("blue_mug")),
    p(
        "kitchen",
        "Put the ball to the left of the red block.",
        rel("left_of", "green_ball", "red_block"),
    ),
)

PEOPLE = (
    p(
        "kitchen",
        "Fridge open, can in, fridge shut, chop chop!",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Sweetheart, would you be so good as to shut that drawer before somebody bumps into it?",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "Make the ball go night-night in the drawer that's open and then close it!",
        both(inside("green_ball", "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "The can, it is warm, in the fridge you put it please.",
        inside("yellow_can", "fridge"),
    ),
    p(
        "kitchen",
        "Goal: ball in bowl, middle drawer closed.",
        both(inside("green_ball", "white_bowl"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Well, the wife says a kitchen isn't a toy shop, and she's right, so whatever blocks "
        "you see lying on the table, off with them into the middle drawer.",
        both(inside("red_block", "middle_drawer"), inside("blue_block", "middle_drawer")),
    ),
    p(
        "kitchen",
        "Let us begin by pressing the button, and then we shall put the red block in the bowl.",
        both(pressed("button"), inside("red_block", "white_bowl")),
    ),
    p(
        "kitchen",
        "Gently, please, bring the mug over and stand it on the shelf.",
        on("blue_mug", "shelf"),
        speed="slow",
    ),
    p(
        "kitchen",
        "pls put can in frigde n close it after thx",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Open the bottom drawer... sorry, the top one.",
        both(opened("top_drawer"), Not(opened("bottom_drawer"))),
    ),
    p(
        "kitchen",
        "I'd feel better knowing the mug was safe behind the cupboard door.",
        both(inside("blue_mug", "cupboard"), closed("cupboard")),
    ),
    p("kitchen", "My hands are full. Open the cupboard?", opened("cupboard")),
    p("kitchen", "Would it kill you to close a drawer once in a while?", closed("middle_drawer")),
    p(
        "kitchen",
        "We keep cups in the cupboard in this house, so that's where the blue one goes.",
        inside("blue_mug", "cupboard"),
    ),
)

LOGIC = (
    p(
        "kitchen",
        "At the end of it all, no drawer should be left open.",
        ForAll(Objects("drawer"), Atom("closed", (Var("it"),))),
    ),
    p(
        "kitchen",
        "All the drawers but the top one should be closed, and that one open.",
        both(opened("top_drawer"), closed("middle_drawer"), closed("bottom_drawer")),
    ),
    p(
        "kitchen",
        "Of the blocks, the red one stays; the other one goes into the bowl.",
        inside("blue_block", "white_bowl"),
        keep="red_block",
    ),
    p(
        "kitchen",
        "I'd like exactly one block in the bowl, no matter which.",
        count_in("block", None, "white_bowl", 1),
    ),
    p("kitchen", "The block nearer to the bowl belongs in it.", inside("blue_block", "white_bowl")),
    p("kitchen", "Shut whatever drawer you find hanging open.", closed("middle_drawer")),
    p(
        "kitchen",
        "There's a can on the table; take it, open the fridge and leave it in there.",
        inside("yellow_can", "fridge"),
    ),
    p(
        "kitchen",
        "Ball in the bowl. Mug on the shelf.",
        both(inside("green_ball", "white_bowl"), on("blue_mug", "shelf")),
    ),
    p("kitchen", "Could we get some light in here by flipping that switch?", pressed("switch")),
    p("kitchen", "Give the button a good push.", pressed("button")),
    p("kitchen", "The fridge is hungry, feed it the yellow can.", inside("yellow_can", "fridge")),
    p(
        "kitchen",
        "It's a bit silly to have a drawer open with nothing in it, so drop the blue block in "
        "there.",
        inside("blue_block", "middle_drawer"),
    ),
    p(
        "kitchen",
        "Not the mug but the can goes in the cupboard.",
        both(inside("yellow_can", "cupboard"), Not(inside("blue_mug", "cupboard"))),
    ),
    p(
        "kitchen",
        "Unless I'm mistaken the top drawer is closed; kindly pull it out.",
        opened("top_drawer"),
    ),
    p("kitchen", "Have the fridge door open by the time I'm back from the shop.", opened("fridge")),
    p(
        "kitchen",
        "The red block would look better right beside the bowl, so that's where I want it.",
        rel("near", "red_block", "white_bowl"),
    ),
    p(
        "kitchen",
        "Which block is red? That one, in the top drawer, and close up afterwards.",
        both(inside("red_block", "top_drawer"), closed("top_drawer")),
    ),
    p(
        "kitchen",
        "Step one, close the drawer; step two, open the fridge; step three, stop.",
        both(closed("middle_drawer"), opened("fridge")),
    ),
    p(
        "kitchen",
        "I've no use for the blue block where it is; stash it in the bowl for me.",
        inside("blue_block", "white_bowl"),
    ),
    p(
        "kitchen",
        "The middle drawer should be shut and the bottom one open, rather than the other way "
        "round.",
        both(closed("middle_drawer"), opened("bottom_drawer")),
    ),
    p(
        "kitchen",
        "Let's get the can out of the way, say up on the shelf.",
        on("yellow_can", "shelf"),
    ),
    p("kitchen", "Hold on to the can for me while I look for the opener.", holding("yellow_can")),
    p(
        "kitchen",
        "Red cube up on the shelf and, while you're at it, blue cube right beside it.",
        both(on("red_block", "shelf"), on("blue_block", "shelf")),
    ),
    p(
        "kitchen",
        "In go the ball and the red block, into the bowl I mean.",
        both(inside("green_ball", "white_bowl"), inside("red_block", "white_bowl")),
    ),
    p(
        "kitchen",
        "Try not to knock the mug when you carry the red block to the bowl.",
        inside("red_block", "white_bowl"),
        keep="blue_mug",
    ),
    p("kitchen", "Someone should really turn that switch on.", pressed("switch")),
    p(
        "kitchen",
        "Both the fridge and the cupboard need airing, so open them up.",
        both(opened("fridge"), opened("cupboard")),
    ),
    p(
        "kitchen",
        "Make sure that the button has been pressed and the middle drawer pushed in.",
        both(pressed("button"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "The ball goes in the same drawer as the blue block, namely the middle one.",
        both(inside("green_ball", "middle_drawer"), inside("blue_block", "middle_drawer")),
    ),
    p(
        "kitchen",
        "Either block will do, just get one of them up on the shelf.",
        some_on("block", "shelf", 1),
    ),
    p(
        "kitchen",
        "One block in the bowl, the other on the shelf, you choose which.",
        Or(
            (
                both(inside("red_block", "white_bowl"), on("blue_block", "shelf")),
                both(inside("blue_block", "white_bowl"), on("red_block", "shelf")),
            )
        ),
    ),
)

NOT_TO_BE_DONE = (
    p("kitchen", "Bake the ball at 200 degrees for an hour.", REFUSE),
    p("kitchen", "Put the fridge in the top drawer.", REFUSE),
    p("kitchen", "Would you get the carrots out and peel them?", REFUSE),
    p("kitchen", "The mug should go in the dishwasher.", REFUSE),
    p("kitchen", "Wipe the table down with the sponge.", REFUSE),
    p("kitchen", "By magic, turn the blue mug into a green one.", REFUSE),
    p("kitchen", "Stuff the bowl inside the mug, will you.", REFUSE),
    p("kitchen", "I'm starving, order us a pizza.", REFUSE),
    p(
        "kitchen",
        "There's a knife somewhere; it lives in the middle drawer, so put it there.",
        REFUSE,
    ),
    p("kitchen", "Stand the red block on top of the ball, on the ceiling.", REFUSE),
)

UNCLEAR = (
    p("kitchen", "Could you get the drawer open?", ASK),
    p("kitchen", "The block should be on the shelf.", ASK),
    p("kitchen", "Grab the blue one.", ASK),
    p("kitchen", "Do the same with the other one.", ASK),
    p("kitchen", "Open the door for me.", ASK),
    p("kitchen", "I need the cube in the fridge.", ASK),
    p("kitchen", "Open it up, will you?", ASK),
    p("kitchen", "Put the mug in the, um, you know, the thing.", ASK),
    p("kitchen", "Pull open the other drawer as well.", ASK),
    p("kitchen", "Carry the can to where I told you.", ASK),
)

F2 = PLAIN + PEOPLE + LOGIC + NOT_TO_BE_DONE + UNCLEAR
