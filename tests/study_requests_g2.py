"""Study requests at the tower: what ordinary people might say about it.

They were written without a look at the grammar; `study_requests_g` has the other half.
"""

from __future__ import annotations

from paraphrases import (
    ASK,
    REFUSE,
    And,
    Atom,
    Condition,
    Count,
    Not,
    Objects,
    Or,
    Paraphrase,
    Var,
    Where,
    at,
    both,
    holding,
    inside,
    on,
    p,
)


def rel(name: str, *args: str) -> Condition:
    """A relation that has no short name of its own."""
    return Atom(name, args)


def each_in(target: str, *names: str) -> Condition:
    """All these things are in one container."""
    return And(tuple(inside(name, target) for name in names))


def each_on(target: str, *names: str) -> Condition:
    """All these things are on one thing."""
    return And(tuple(on(name, target) for name in names))


def none_in(target: str, *names: str) -> Condition:
    """None of these things is in the container."""
    return And(tuple(Not(inside(name, target)) for name in names))


def off(a: str, b: str) -> Condition:
    return Not(on(a, b))


def out(a: str, b: str) -> Condition:
    return Not(inside(a, b))


def blocks_at(relation: str, target: str, number: int) -> Condition:
    """That many blocks, whichever, are inside or on it."""
    return Count(Where(Objects("block"), Atom(relation, (Var("it"), target))), "==", number)


TOWER = (
    # quite ordinary
    p("tower", "put the yellow block on the plate", on("yellow_block", "white_plate")),
    p("tower", "Please lift the yellow block.", holding("yellow_block")),
    p("tower", "Take the purple block out of the bowl.", out("purple_block", "white_bowl")),
    p("tower", "yellow on orange pls", on("yellow_block", "orange_block")),
    p(
        "tower",
        "Could you put the orange block in the bowl, please?",
        inside("orange_block", "white_bowl"),
    ),
    p("tower", "Cap the yellow one with the red.", on("red_block", "yellow_block")),
    p("tower", "Place the yellow block on top of the tower.", on("yellow_block", "red_block")),
    p("tower", "Move the red block down onto the table.", on("red_block", "table")),
    p("tower", "the bowl wants the yellow block", inside("yellow_block", "white_bowl")),
    p(
        "tower",
        "Would somebody tidy that yellow cube away into the bowl?",
        inside("yellow_block", "white_bowl"),
    ),
    p("tower", "Red block to the plate, quick as you can!", on("red_block", "white_plate")),
    p("tower", "i need u to hold up the orange block 4 me", holding("orange_block")),
    p(
        "tower",
        "Set the yellow block down somewhere on the left side of the table.",
        at("yellow_block", "left"),
    ),
    p(
        "tower",
        "Purple can join orange on the plate.",
        on("purple_block", "white_plate"),
    ),
    p(
        "tower",
        "Bring the yellow block over next to the tower",
        rel("near", "yellow_block", "green_block"),
    ),
    p(
        "tower",
        "Get the red block and then the blue block into the bowl.",
        each_in("white_bowl", "red_block", "blue_block"),
    ),
    p("tower", "Stack the purple block on the yellow block.", on("purple_block", "yellow_block")),
    p("tower", "Empty the bowl onto the plate.", on("purple_block", "white_plate")),
    p("tower", "Grab the red one off the top and hold on to it", holding("red_block")),
    p(
        "tower",
        "Put the yellow block between the bowl and the plate.",
        rel("between", "yellow_block", "white_bowl", "white_plate"),
    ),
    # meant by where it is
    p(
        "tower",
        "The block at the very top of the tower is to go in the bowl.",
        inside("red_block", "white_bowl"),
    ),
    p(
        "tower",
        "What's that underneath the blue block? I want it on the plate.",
        on("green_block", "white_plate"),
    ),
    p(
        "tower",
        "Whatever the red block is standing on should end up on the plate.",
        on("blue_block", "white_plate"),
    ),
    p(
        "tower",
        "In the end I'd like to have the lowest block of the tower in the bowl",
        inside("green_block", "white_bowl"),
    ),
    p(
        "tower",
        "the one in the middle of the stack, can it go in the bowl?",
        inside("blue_block", "white_bowl"),
    ),
    p(
        "tower",
        "Take whatever is in the white bowl and add it to the top of the tower.",
        on("purple_block", "red_block"),
    ),
    p(
        "tower",
        "Both the block that's on the plate and the loose one on the table belong in the bowl.",
        each_in("white_bowl", "orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "On the plate I see an orange block; on that orange block I'd like to see a purple one.",
        on("purple_block", "orange_block"),
    ),
    p(
        "tower",
        "The block that isn't part of any stack nor lying in or on a dish, pick that up.",
        holding("yellow_block"),
    ),
    p(
        "tower",
        "Remove the two uppermost blocks of the tower and lay them on the plate",
        each_on("white_plate", "red_block", "blue_block"),
    ),
    # the tower becomes another
    p(
        "tower",
        "Take the tower apart, so that every block of it stands on the table by itself.",
        each_on("table", "red_block", "blue_block", "green_block"),
    ),
    p(
        "tower",
        "Same tower but upside down: red at the bottom, blue in the middle, green on top.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    p(
        "tower",
        "This time blue gets to be on top, with red just under it and green still at the bottom.",
        both(on("red_block", "green_block"), on("blue_block", "red_block")),
    ),
    p(
        "tower",
        "Make the tower one block taller.",
        Or(tuple(on(f"{color}_block", "red_block") for color in ("yellow", "purple", "orange"))),
    ),
    p("tower", "The tower, minus its red hat, please.", off("red_block", "blue_block")),
    p(
        "tower",
        "Get rid of the blue in the middle, i.e. I want red sitting directly on green",
        on("red_block", "green_block"),
    ),
    p(
        "tower",
        "Only the green block is to remain where the tower stands; the other two go on the plate.",
        both(each_on("white_plate", "red_block", "blue_block"), on("green_block", "table")),
    ),
    p(
        "tower",
        "Turn the three-storey tower into a two-storey one by dropping its roof into the bowl.",
        both(inside("red_block", "white_bowl"), on("blue_block", "green_block")),
    ),
    p(
        "tower",
        "Two piles now instead of one: red onto yellow, blue onto orange.",
        both(on("red_block", "yellow_block"), on("blue_block", "orange_block")),
    ),
    p(
        "tower",
        "We'll grow a second tower on the plate. The orange one's there already, red goes on it, "
        "yellow on red.",
        both(on("red_block", "orange_block"), on("yellow_block", "red_block")),
    ),
    p(
        "tower",
        "Please see to it that blue and green no longer touch.",
        both(off("blue_block", "green_block"), off("green_block", "blue_block")),
    ),
    p(
        "tower",
        "Continue taking blocks from the tower to the plate till just the green one is left of it.",
        each_on("white_plate", "red_block", "blue_block"),
    ),
    # corrections, exclusions, conditions
    p(
        "tower",
        "Yellow into the bowl... ah, sorry, onto the plate rather.",
        both(on("yellow_block", "white_plate"), out("yellow_block", "white_bowl")),
    ),
    p(
        "tower",
        "Of the blocks in the tower the blue one is the only one I want in the bowl.",
        both(inside("blue_block", "white_bowl"), none_in("white_bowl", "red_block", "green_block")),
    ),
    p(
        "tower",
        "Don't bother with the tower. The yellow block, though, could keep the purple one company "
        "in the bowl.",
        both(inside("yellow_block", "white_bowl"), on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "If there happens to be a block in the bowl, move it to the plate.",
        on("purple_block", "white_plate"),
    ),
    p("tower", "Nothing should be left in the bowl.", out("purple_block", "white_bowl")),
    p(
        "tower",
        "The plate ought to be bare by the time my guests arrive",
        off("orange_block", "white_plate"),
    ),
    p(
        "tower",
        "Instead of the orange block I want the yellow one on the plate.",
        both(on("yellow_block", "white_plate"), off("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "Not blue, not green, just the red one out of that tower, into the bowl it goes",
        both(inside("red_block", "white_bowl"), none_in("white_bowl", "blue_block", "green_block")),
    ),
    p(
        "tower",
        "Can you let what's in the bowl and what's on the plate change places?",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    p(
        "tower",
        "For the plate the yellow, for the bowl the orange.",
        both(on("yellow_block", "white_plate"), inside("orange_block", "white_bowl")),
    ),
    # counting
    p(
        "tower",
        "I want exactly two blocks in the bowl, no matter which.",
        blocks_at("inside", "white_bowl", 2),
    ),
    p(
        "tower",
        "One block on the plate looks a bit sad, make it two.",
        blocks_at("on", "white_plate", 2),
    ),
    p(
        "tower",
        "add 1 more block to the bowl, any except yellow",
        both(blocks_at("inside", "white_bowl", 2), out("yellow_block", "white_bowl")),
    ),
    # in the voices of all sorts of people
    p(
        "tower",
        "The yellow block looks lonely over there, seat it on the plate beside the orange one.",
        both(on("yellow_block", "white_plate"), rel("near", "yellow_block", "orange_block")),
    ),
    p(
        "tower",
        "Red, orange and yellow are warm colours, children, and we want all of these on the plate.",
        each_on("white_plate", "red_block", "orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "Oh dear, I did not mean to drop the purple block in there. Would you fish it out and "
        "put it on the table for me, love?",
        both(out("purple_block", "white_bowl"), on("purple_block", "table")),
    ),
    p(
        "tower",
        "Step 1: red to table. Step 2: blue to plate.",
        both(on("red_block", "table"), on("blue_block", "white_plate")),
    ),
    p(
        "tower",
        "Please the block of colour orange from the plate to take and on the yellow to put.",
        on("orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "If I were you I'd park the red block just to the right of the yellow one.",
        rel("right_of", "red_block", "yellow_block"),
    ),
    p(
        "tower",
        "plese put the yelow blok in the bowl",
        inside("yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "Easy now, nice and slow, lower the yellow block into the bowl.",
        inside("yellow_block", "white_bowl"),
        speed="slow",
    ),
    p(
        "tower",
        "Since nobody needs the purple block any more it might as well go over to the left.",
        at("purple_block", "left"),
    ),
    p(
        "tower",
        "I'm after the blue block; fetch it out of there and keep it in your hand.",
        holding("blue_block"),
    ),
    p(
        "tower",
        "First yellow, then purple, that's the order in which they should go on the plate.",
        each_on("white_plate", "yellow_block", "purple_block"),
    ),
    p(
        "tower",
        "So my nephew built this tower, good lad, takes after his mother, and now the red one on "
        "top wobbles, so let's have it in the bowl before it comes down",
        inside("red_block", "white_bowl"),
    ),
)

TOWER_REFUSED = tuple(
    p("tower", text, REFUSE)
    for text in (
        "Put the black block on the plate.",
        "Could you peel the orange for me?",
        "Glue the red block to the blue one so that it can't fall off.",
        "Move the teacup next to the tower, please.",
        "Put the bowl inside the yellow block.",
        "Throw the purple block out of the window",
        "Saw the yellow block in half.",
        "Stand the red block on top of itself.",
        "I'd like the green block to turn pink.",
        "hand me the spoon that's lying by the bowl",
    )
)

TOWER_UNCLEAR = tuple(
    p("tower", text, ASK)
    for text in (
        "Put the block in the bowl.",
        "Place the yellow block.",
        "Give the block a lift, will you",
        "Can you move it to the plate?",
        "The purple block should be put over there.",
        "Stack that one on the red block.",
        "Put the yellow block next to the block.",
        "Lay the block from the tower on the plate",
        "Take the one that I like best.",
        "I'd like the red block to be on the other one.",
    )
)

STUDY_G2: tuple[Paraphrase, ...] = TOWER + TOWER_REFUSED + TOWER_UNCLEAR
