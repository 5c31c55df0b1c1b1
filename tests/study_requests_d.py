"""Study requests: what very different people would ask a robot arm to do.

They were written without a look at the grammar, from the scenes and the conditions alone.
The first four groups can be done; each comes with what must hold afterwards and nothing more.
`CANNOT` asks for what is not there or no arm can do, `UNCLEAR` for what needs a question first.
"""

from __future__ import annotations

from paraphrases import (
    ASK,
    REFUSE,
    all_in,
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

from vla.plan import Atom, Condition, Count, ForAll, Not, Objects, Or, Var, Where, Without


def rel(a: str, name: str, b: str) -> Condition:
    """`a` stands in a relation such as `left_of` to `b`."""
    return Atom(name, (a, b))


def between(a: str, b: str, c: str) -> Condition:
    return Atom("between", (a, b, c))


def pressed(a: str) -> Condition:
    return Atom("pressed", (a,))


def count_on(target: str, op: str, number: int) -> Condition:
    """That many blocks lie on the target."""
    return Count(Where(Objects("block"), Atom("on", (Var("it"), target))), op, number)


def blocks_in(target: str, number: int) -> Condition:
    return count_in("block", None, target, number)


def other_blocks_in(color: str, target: str) -> Condition:
    """One block in the target, and not of this colour."""
    others = Without(Objects("block"), Objects("block", color))
    return both(
        blocks_in(target, 1),
        Count(Where(others, Atom("inside", (Var("it"), target))), "==", 1),
    )


AT_THE_TABLE = (
    p("table", "Can to plate.", on("red_can", "white_plate")),
    p(
        "table",
        "Now then, sweetheart, that little ball keeps rolling about and it makes me nervous, "
        "so tuck it into the bowl where it can't run off.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "can the green block go sit next to the ball? they're best friends",
        rel("green_block", "near", "blue_ball"),
    ),
    p(
        "table",
        "Please you to take cup of yellow color and to put on plate.",
        on("yellow_mug", "white_plate"),
    ),
    p(
        "table",
        "Right, let's plate up: the red block first, then rest the blue one on top of it.",
        both(on("red_block", "white_plate"), on("blue_block", "red_block")),
    ),
    p("table", "I'll need the can held up where I can read the label.", holding("red_can")),
    p(
        "table",
        "Lesson's over, so every last block goes back in the bowl.",
        all_in("block", None, "green_bowl"),
    ),
    p(
        "table",
        "Haul the red block over to the starboard side of the bowl, mate.",
        rel("red_block", "right_of", "green_bowl"),
    ),
    p(
        "table",
        "Put the blue block, sorry, I was looking at the wrong thing, the blue ball on the plate.",
        on("blue_ball", "white_plate"),
    ),
    p(
        "table",
        "The mug is full of hot tea, which is why you should keep well clear of it while "
        "you're taking the ball to its place in the bowl.",
        inside("blue_ball", "green_bowl"),
        keep="yellow_mug",
    ),
    p(
        "table",
        "It would please me if the green block were found on the plate when I return.",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "It's the red block, not the red can, that has to go in the bowl.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "I want the plate to end up with a block of each colour on it.",
        ForAll(Objects("block"), Atom("on", (Var("it"), "white_plate"))),
    ),
    p(
        "table",
        "The block that is neither blue nor green should be moved behind the ball.",
        rel("red_block", "behind", "blue_ball"),
    ),
    p(
        "table",
        "My coffee goes in that thing with the handle; pick it up, would you?",
        holding("yellow_mug"),
    ),
    p(
        "table",
        "The ball goes in the bowl and the can onto the plate.",
        both(inside("blue_ball", "green_bowl"), on("red_can", "white_plate")),
    ),
    p(
        "table",
        "Of the blocks, all but the green one are wanted on the plate.",
        both(
            on("red_block", "white_plate"),
            on("blue_block", "white_plate"),
            Not(on("green_block", "white_plate")),
        ),
    ),
    p(
        "table",
        "Stack red on blue, but first get the blue block onto the plate.",
        both(on("blue_block", "white_plate"), on("red_block", "blue_block")),
    ),
    p(
        "table",
        "Provided there's nothing in the bowl yet, drop the green block in; otherwise leave "
        "everything as it is.",
        inside("green_block", "green_bowl"),
    ),
    p("table", "A couple of blocks in the bowl, whichever suit you.", blocks_in("green_bowl", 2)),
    p(
        "table",
        "Which of the blocks stands furthest to the left? Lay that one on the plate.",
        on("red_block", "white_plate"),
    ),
    p(
        "table",
        "You see the can at the back? It belongs beside the mug.",
        rel("red_can", "near", "yellow_mug"),
    ),
    p(
        "table",
        "The cup, which nobody is using right now, should stand behind the red block.",
        rel("yellow_mug", "behind", "red_block"),
    ),
    p(
        "table",
        "Any chance of the green cube being on the blue one?",
        on("green_block", "blue_block"),
    ),
    p(
        "table",
        "Build me a little lighthouse: green at the bottom, red in the middle, blue as the lamp.",
        both(on("red_block", "green_block"), on("blue_block", "red_block")),
    ),
    p("table", "Ensconce the mug in the bowl.", inside("yellow_mug", "green_bowl")),
    p(
        "table",
        "Slow as a snail now, don't rush: the red can goes in the bowl.",
        inside("red_can", "green_bowl"),
        speed="slow",
    ),
    p(
        "table",
        "Mind the vase, it was my mother's, and bring the green block round to the right of "
        "the bowl.",
        rel("green_block", "right_of", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Let the blocks' colours decide: red and green ones on the plate, blue ones in the bowl.",
        both(
            on("red_block", "white_plate"),
            on("green_block", "white_plate"),
            inside("blue_block", "green_bowl"),
        ),
    ),
    p(
        "table",
        "The mug and the can should trade places.",
        both(at("yellow_mug", "back"), at("red_can", "front_left")),
    ),
    p("table", "Give the red block a little nudge to the right.", Atom("moved", ("red_block",))),
    p(
        "table",
        "The front left corner of the table is where the can lives.",
        at("red_can", "front_left"),
    ),
    p(
        "table",
        "That round blue thingamajig, whatever you call it, needs to go left of the mug.",
        rel("blue_ball", "left_of", "yellow_mug"),
    ),
    p(
        "table",
        "Imagine a line from the can to the green block; the ball belongs in the middle of it.",
        between("blue_ball", "red_can", "green_block"),
    ),
    p("table", "Whatever stands furthest out on the left, pick it up.", holding("yellow_mug")),
    p(
        "table",
        "Hold the green block up against the light, I think it's got a scratch.",
        holding("green_block"),
    ),
    p(
        "table",
        "Two things I'd like on the plate, namely the mug and the ball.",
        both(on("yellow_mug", "white_plate"), on("blue_ball", "white_plate")),
    ),
    p(
        "table",
        "I put the green block in the wrong place this morning; it should have been to the "
        "left of the ball. Fix that for me.",
        rel("green_block", "left_of", "blue_ball"),
    ),
    p(
        "table",
        "Not the ball, the other blue thing: in the bowl with it.",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "table",
        "Behind the can there is room for the blue block, so use it.",
        rel("blue_block", "behind", "red_can"),
    ),
    p(
        "table",
        "Our guest has ordered a green block on a plate and a can in a bowl.",
        both(on("green_block", "white_plate"), inside("red_can", "green_bowl")),
    ),
    p(
        "table",
        "At least two of those blocks have to be on the plate by noon.",
        count_on("white_plate", ">=", 2),
    ),
    p(
        "table",
        "The vase is lonely over there; give it the red block for company.",
        rel("red_block", "near", "vase"),
    ),
    p(
        "table",
        "Before the mug goes on the plate, the blue block has to be in the bowl.",
        both(inside("blue_block", "green_bowl"), on("yellow_mug", "white_plate")),
    ),
    p(
        "table",
        "Red block, bowl. Green block, plate. Ball stays.",
        both(inside("red_block", "green_bowl"), on("green_block", "white_plate")),
        keep="blue_ball",
    ),
    p(
        "table",
        "Would the block nearest the can kindly hop onto the plate?",
        on("blue_block", "white_plate"),
    ),
    p(
        "table",
        "I'm left out here, I can't reach the mug; could you move it to the right-hand side of "
        "the table?",
        at("yellow_mug", "right"),
    ),
    p(
        "table",
        "Balls don't stack, so blue block over red block it is.",
        on("blue_block", "red_block"),
    ),
    p(
        "table",
        "What's green and cubic goes atop what's red and cylindrical.",
        on("green_block", "red_can"),
    ),
    p(
        "table",
        "Engineering note: the desired position of the can is to the right of the vase.",
        rel("red_can", "right_of", "vase"),
    ),
)

AMONG_MANY = (
    p(
        "many",
        "Sort the blocks by colour, each into the bowl that matches it.",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "many",
        "Both balls have been chewed by the dog, so the bin is the only place for them.",
        all_in("ball", None, "gray_bin"),
    ),
    p(
        "many",
        "the biggest of the red blocks, that's the one I need on the tray",
        inside("red_block_3", "white_tray"),
    ),
    p(
        "many",
        "I'm colour-blind, so do this for me: find the only block that's green and drop it in "
        "the bowl of the same colour.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "Into the bin with everything blue, except of course the bowl!",
        both(all_in("block", "blue", "gray_bin"), inside("blue_ball", "gray_bin")),
    ),
    p(
        "many",
        "Every red block but the small one belongs in the red bowl.",
        both(
            inside("red_block_2", "red_bowl"),
            inside("red_block_3", "red_bowl"),
            Not(inside("red_block", "red_bowl")),
        ),
    ),
    p(
        "many",
        "Three blocks on the tray, please, and no two of the same colour.",
        both(
            count_in("block", "red", "white_tray", 1),
            count_in("block", "blue", "white_tray", 1),
            inside("green_block", "white_tray"),
        ),
    ),
    p(
        "many",
        "One blue block in the blue bowl will do; its twin can stay where it is.",
        count_in("block", "blue", "blue_bowl", 1),
    ),
    p(
        "many",
        "The red ball wants to be in the blue bowl and the blue ball in the red one, don't ask "
        "me why.",
        both(inside("red_ball", "blue_bowl"), inside("blue_ball", "red_bowl")),
    ),
    p("many", "The teeniest of all the blocks, up in the air with it!", holding("red_block")),
    p(
        "many",
        "Like a wedding cake: the large red block below, the middling red one on it and the "
        "tiny one to crown it all.",
        both(on("red_block_2", "red_block_3"), on("red_block", "red_block_2")),
    ),
    p(
        "many",
        "Is that bin empty? Then let it swallow the green block.",
        inside("green_block", "gray_bin"),
    ),
    p(
        "many",
        "I count three red blocks and three bowls. One each.",
        both(*(count_in("block", "red", f"{color}_bowl", 1) for color in ("red", "blue", "green"))),
    ),
    p(
        "many",
        "Tidy-up time, children! Blocks live on the tray and balls live in the bin.",
        both(all_in("block", None, "white_tray"), all_in("ball", None, "gray_bin")),
    ),
    p(
        "many",
        "The ball that matches the bowl on the far left should be lying inside that bowl.",
        inside("red_ball", "red_bowl"),
    ),
    p(
        "many",
        "Green block, middle one of the three bowls, quick march.",
        inside("green_block", "blue_bowl"),
    ),
    p(
        "many",
        "It is not the red ball that I am after but the blue one. Hold it, please.",
        holding("blue_ball"),
    ),
    p(
        "many",
        "Two red blocks in the green bowl, one blue in the red bowl. Done.",
        both(count_in("block", "red", "green_bowl", 2), count_in("block", "blue", "red_bowl", 1)),
    ),
    p(
        "many",
        "Give the blue bowl what is its due, that is, the blue blocks.",
        all_in("block", "blue", "blue_bowl"),
    ),
    p(
        "many",
        "The blue bowl should contain one more block than the red bowl, which gets exactly one.",
        both(blocks_in("red_bowl", 1), blocks_in("blue_bowl", 2)),
    ),
    p(
        "many",
        "The red ball was on the floor of the ward: straight into the bin, and don't let it "
        "touch the blue ball on the way.",
        inside("red_ball", "gray_bin"),
        keep="blue_ball",
    ),
    p(
        "many",
        "Move like you're carrying a sleeping cat, nice and slow, and bring the large red "
        "block to the tray.",
        inside("red_block_3", "white_tray"),
        speed="slow",
    ),
    p(
        "many",
        "Each of the two outer bowls gets a ball; I don't mind which.",
        both(count_in("ball", None, "red_bowl", 1), count_in("ball", None, "green_bowl", 1)),
    ),
    p(
        "many",
        "Whatever block happens to be nearest to the tray, put it in there.",
        inside("green_block", "white_tray"),
    ),
    p(
        "many",
        "Throw one block away, any block so long as it isn't blue.",
        other_blocks_in("blue", "gray_bin"),
    ),
    p(
        "many",
        "The blue blocks, one on top of the other, thanks.",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    p(
        "many",
        "My wife says the green block looks better on the other side, to the left of the red bowl.",
        rel("green_block", "left_of", "red_bowl"),
    ),
    p("many", "Red ball: tray. Blue ball: ditto.", all_in("ball", None, "white_tray")),
    p(
        "many",
        "Imagine the tray is a car park and the red blocks are the cars. Park them.",
        all_in("block", "red", "white_tray"),
    ),
    p(
        "many",
        "Which is bigger, the green block or the large red one? The bigger of the two goes in "
        "the gray bin.",
        inside("red_block_3", "gray_bin"),
    ),
    p(
        "many",
        "A pair of blocks, one red, the other blue, shall share the green bowl.",
        both(count_in("block", "red", "green_bowl", 1), count_in("block", "blue", "green_bowl", 1)),
    ),
    p(
        "many",
        "If there's a green ball, put it in the green bowl; if there isn't, the green block "
        "will do.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "Ladies first: the red ball in the red bowl, and only then the blue ball in the blue one.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "Show me which of the red blocks is the medium-sized one by lifting it.",
        holding("red_block_2"),
    ),
    p(
        "many",
        "The bin is hungry. Feed it a single ball, it doesn't care about the colour.",
        count_in("ball", None, "gray_bin", 1),
    ),
    p(
        "many",
        "All the blocks apart from the red ones: tray.",
        both(all_in("block", "blue", "white_tray"), inside("green_block", "white_tray")),
    ),
    p(
        "many",
        "There are six blocks, aren't there? Then half of them go in the bin, your choice which.",
        blocks_in("gray_bin", 3),
    ),
    p(
        "many",
        "Over to the right of the tray with the blue ball, if you'd be so good.",
        rel("blue_ball", "right_of", "white_tray"),
    ),
    p(
        "many",
        "I won't have anything red in my blue bowl. What it should have in it is the blue ball.",
        inside("blue_ball", "blue_bowl"),
    ),
    p(
        "many",
        "Take the large block and the small one, both red, without the one in the middle, and "
        "chuck the two of them in the bin.",
        both(inside("red_block", "gray_bin"), inside("red_block_3", "gray_bin")),
        keep="red_block_2",
    ),
    p(
        "many",
        "Help the green block climb onto the biggest red one.",
        on("green_block", "red_block_3"),
    ),
    p(
        "many",
        "What the green bowl lacks is a tomato, so lend it the red ball.",
        inside("red_ball", "green_bowl"),
    ),
    p(
        "many",
        "The blue blocks go in the bin. No, scratch that, on the tray.",
        all_in("block", "blue", "white_tray"),
    ),
    p("many", "The rightmost bowl receives the leftmost block.", inside("red_block", "green_bowl")),
    p(
        "many",
        "In each bowl one block whose colour isn't the bowl's own.",
        both(*(other_blocks_in(color, f"{color}_bowl") for color in ("red", "blue", "green"))),
    ),
    p(
        "many",
        "Both spheres and the green cube are rubbish, so they go where rubbish goes.",
        both(all_in("ball", None, "gray_bin"), inside("green_block", "gray_bin")),
    ),
    p(
        "many",
        "Among the blocks there's just one that has its colour all to itself; grip it and hold it.",
        holding("green_block"),
    ),
    p(
        "many",
        "You'd be doing me a favour by hiding the red ball behind the blue bowl.",
        rel("red_ball", "behind", "blue_bowl"),
    ),
    p(
        "many",
        "The balls have drifted over to the right; I'd have them on the left side of the table.",
        both(at("red_ball", "left"), at("blue_ball", "left")),
    ),
    p("many", "Exactly four blocks on the tray, no more and no fewer.", blocks_in("white_tray", 4)),
)

IN_THE_KITCHEN = (
    p(
        "kitchen",
        "Would you shut the drawer that someone has left hanging open?",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "Fridge open, can in, fridge closed.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "I like my drinks chilled, so the can had better go somewhere cold.",
        inside("yellow_can", "fridge"),
    ),
    p("kitchen", "ding dong! push the red button push it push it", pressed("button")),
    p("kitchen", "The switch wants flipping, would you see to that?", pressed("switch")),
    p(
        "kitchen",
        "Put the ball away in the drawer that's already open.",
        inside("green_ball", "middle_drawer"),
    ),
    p(
        "kitchen",
        "A mug has no business on the work surface, it lives on the shelf.",
        on("blue_mug", "shelf"),
    ),
    p(
        "kitchen",
        "I want the top drawer pulled out and the red block laid in it.",
        both(opened("top_drawer"), inside("red_block", "top_drawer")),
    ),
    p(
        "kitchen",
        "After the blue block has been put in the middle drawer, that drawer must be closed.",
        both(inside("blue_block", "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Get the cupboard for me, will you, I've both hands full of dishes and can't open it.",
        opened("cupboard"),
    ),
    p("kitchen", "What's in the bottom drawer? Open it and let me see.", opened("bottom_drawer")),
    p(
        "kitchen",
        "Of the three drawers only the lowest should be open, neither of the others.",
        both(opened("bottom_drawer"), closed("middle_drawer"), closed("top_drawer")),
    ),
    p(
        "kitchen",
        "Pull out all three drawers, I'm going to wipe them.",
        ForAll(Objects("drawer"), Atom("opened", (Var("it"),))),
    ),
    p("kitchen", "Breakfast is over; cup back in the cupboard.", inside("blue_mug", "cupboard")),
    p(
        "kitchen",
        "When you've dropped the blue block in the bowl, press the button so that I know.",
        both(inside("blue_block", "white_bowl"), pressed("button")),
    ),
    p(
        "kitchen",
        "I keep banging my hip on that open drawer. Make it stop, push the thing in.",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "The fridge may be opened once the switch has been pressed and not a moment sooner, so "
        "do both.",
        both(pressed("switch"), opened("fridge")),
    ),
    p("kitchen", "It's the mug I want, mate, the blue one, hold it up.", holding("blue_mug")),
    p(
        "kitchen",
        "Exchange the two blocks, so that each stands where the other stood.",
        rel("blue_block", "left_of", "red_block"),
    ),
    p(
        "kitchen",
        "Blocks in the middle drawer, ball in the bowl, can on the shelf; then I can start "
        "cooking.",
        both(
            all_in("block", None, "middle_drawer"),
            inside("green_ball", "white_bowl"),
            on("yellow_can", "shelf"),
        ),
    ),
    p(
        "kitchen",
        "The can is full to the brim, so stay away from it while you set the mug to the left "
        "of the red block.",
        rel("blue_mug", "left_of", "red_block"),
        keep="yellow_can",
    ),
    p(
        "kitchen",
        "Stack the blocks, red below and blue above, but do it at a snail's pace.",
        on("blue_block", "red_block"),
        speed="slow",
    ),
    p(
        "kitchen",
        "One of the two blocks, and I leave it to you which, in the bowl.",
        blocks_in("white_bowl", 1),
    ),
    p("kitchen", "Up onto the shelf with the cube that isn't red.", on("blue_block", "shelf")),
    p(
        "kitchen",
        "Anything in this kitchen that's open ought to be closed before we leave.",
        both(
            *(
                closed(name)
                for name in ("top_drawer", "middle_drawer", "bottom_drawer", "cupboard", "fridge")
            )
        ),
    ),
    p(
        "kitchen",
        "It's so dark in here. There's a switch over on the right, would you press it?",
        pressed("switch"),
    ),
    p(
        "kitchen",
        "Open the fridge, but not until you've closed the middle drawer.",
        both(closed("middle_drawer"), opened("fridge")),
    ),
    p(
        "kitchen",
        "Let's play hide the ball! Stash it in the cupboard and shut the door again.",
        both(inside("green_ball", "cupboard"), closed("cupboard")),
    ),
    p(
        "kitchen",
        "From today on both blocks are to be kept in the top drawer.",
        all_in("block", None, "top_drawer"),
    ),
    p(
        "kitchen",
        "Would it be too much trouble to have the yellow tin to the left of the mug?",
        rel("yellow_can", "left_of", "blue_mug"),
    ),
    p(
        "kitchen",
        "For the photograph I'd need the ball in front of the bowl.",
        rel("green_ball", "in_front_of", "white_bowl"),
    ),
    p(
        "kitchen",
        "My grandson left his ball lying about again. Bowl, please, before it rolls under the "
        "stove.",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "kitchen",
        "Leave me the fridge open with the mug in it.",
        both(inside("blue_mug", "fridge"), opened("fridge")),
    ),
    p(
        "kitchen",
        "Open sesame! The cupboard, I mean, and the fridge too.",
        both(opened("cupboard"), opened("fridge")),
    ),
    p(
        "kitchen",
        "The red block belongs in a drawer, and that's neither the top nor the middle one.",
        inside("red_block", "bottom_drawer"),
    ),
    p(
        "kitchen",
        "Can into the cupboard, after which the red block takes up residence on the shelf.",
        both(inside("yellow_can", "cupboard"), on("red_block", "shelf")),
    ),
    p(
        "kitchen",
        "The blue block would be better off on the can's right.",
        rel("blue_block", "right_of", "yellow_can"),
    ),
    p(
        "kitchen",
        "In the bowl, the red block. In the fridge, the can. In the bowl as well, the ball.",
        both(
            inside("red_block", "white_bowl"),
            inside("yellow_can", "fridge"),
            inside("green_ball", "white_bowl"),
        ),
    ),
    p(
        "kitchen",
        "What I'm after is a bowl with something round in it, and we've only the one ball.",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "kitchen",
        "The green sphere should vanish behind the yellow cylinder.",
        rel("green_ball", "behind", "yellow_can"),
    ),
    p(
        "kitchen",
        "Hands off the switch; it's the button that should be pressed.",
        both(pressed("button"), Not(pressed("switch"))),
        keep="switch",
    ),
    p(
        "kitchen",
        "There's a gap between the mug and the can just wide enough for the red block. Plug it.",
        between("red_block", "blue_mug", "yellow_can"),
    ),
    p(
        "kitchen",
        "Shove the red block all the way over to the right, close to the switch.",
        rel("red_block", "near", "switch"),
    ),
    p(
        "kitchen",
        "The ball may go in any drawer you like, as long as that drawer is closed afterwards.",
        Or(
            tuple(
                both(inside("green_ball", f"{name}_drawer"), closed(f"{name}_drawer"))
                for name in ("top", "middle", "bottom")
            )
        ),
    ),
    p("kitchen", "Get the ball off the table and into your hand.", holding("green_ball")),
    p(
        "kitchen",
        "Can and mug, side by side on the shelf. Yes, chef?",
        both(on("yellow_can", "shelf"), on("blue_mug", "shelf")),
    ),
    p(
        "kitchen",
        "Two jobs for you. Top drawer: open. Middle drawer: closed.",
        both(opened("top_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Whichever drawer sits lowest, tug it open and lay the ball in; the one above had "
        "better be shut beforehand.",
        both(inside("green_ball", "bottom_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Aye, the wee mug's awfu' precious, so tak it slowly tae the shelf.",
        on("blue_mug", "shelf"),
        speed="slow",
    ),
    p(
        "kitchen",
        "It's the fridge that I need open, not the cupboard.",
        both(opened("fridge"), Not(opened("cupboard"))),
    ),
)

AT_THE_TOWER = (
    p(
        "tower",
        "Take the tower apart until each of its blocks stands on the table by itself.",
        both(*(on(f"{color}_block", "table") for color in ("red", "blue", "green"))),
    ),
    p(
        "tower",
        "Turn the order of the tower upside down.",
        both(on("green_block", "blue_block"), on("blue_block", "red_block")),
    ),
    p("tower", "Crown the tower with the yellow block.", on("yellow_block", "red_block")),
    p(
        "tower",
        "The purple one has been in the bowl long enough, let it out.",
        Not(inside("purple_block", "white_bowl")),
    ),
    p(
        "tower",
        "The block in the bowl and the block on the plate should swap.",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    p(
        "tower",
        "I need nothing lying on the blue block any more.",
        Not(on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "What's at the very top of the pile goes in the bowl.",
        inside("red_block", "white_bowl"),
    ),
    p(
        "tower",
        "No matter how you do it, the block at the foot of the stack should be on the plate in "
        "the end.",
        on("green_block", "white_plate"),
    ),
    p(
        "tower",
        "Take the orange block off the plate and give its place there to the yellow one.",
        both(on("yellow_block", "white_plate"), Not(on("orange_block", "white_plate"))),
    ),
    p(
        "tower",
        "The plate is needed for supper, so let it be empty.",
        count_on("white_plate", "==", 0),
    ),
    p(
        "tower",
        "Decant the contents of the bowl onto the plate.",
        on("purple_block", "white_plate"),
    ),
    p(
        "tower",
        "Start a second tower: yellow below, orange on it.",
        on("orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "The council insists that the tower be one storey lower.",
        Not(on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "Two storeys more on the tower, please, yellow and then purple.",
        both(on("yellow_block", "red_block"), on("purple_block", "yellow_block")),
    ),
    p(
        "tower",
        "I would like to see more near the block what is in the bowl, so please hold it high.",
        holding("purple_block"),
    ),
    p(
        "tower",
        "In the tower red and blue are the wrong way round, so put that right and leave green "
        "at the bottom.",
        both(on("red_block", "green_block"), on("blue_block", "red_block")),
    ),
    p(
        "tower",
        "Give the purple block some company in its bowl; the yellow one will do.",
        inside("yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "Every block that isn't part of the tower should be in the bowl.",
        both(*(inside(f"{color}_block", "white_bowl") for color in ("yellow", "orange", "purple"))),
    ),
    p(
        "tower",
        "The yellow cube should shift over to the left-hand side of the stack.",
        rel("yellow_block", "left_of", "green_block"),
    ),
    p(
        "tower",
        "Yellow wants to hide, so behind the bowl with it.",
        rel("yellow_block", "behind", "white_bowl"),
    ),
    p(
        "tower",
        "Yellow into the bowl, purple out of it.",
        both(inside("yellow_block", "white_bowl"), Not(inside("purple_block", "white_bowl"))),
    ),
    p(
        "tower",
        "A single block on a plate looks so stingy. Add another, not from the tower, pick "
        "whichever you like.",
        both(
            count_on("white_plate", "==", 2),
            on("red_block", "blue_block"),
            on("blue_block", "green_block"),
        ),
    ),
    p(
        "tower",
        "Off comes the red block, slow as honey, and then keep it in your grip.",
        holding("red_block"),
        speed="slow",
    ),
    p(
        "tower",
        "Let the red block find a new home on top of the yellow one.",
        on("red_block", "yellow_block"),
    ),
    p(
        "tower",
        "Transfer the two upper blocks of the tower to the yellow one, in the same order.",
        both(on("blue_block", "yellow_block"), on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "Pull the blue out of the middle and into the bowl, and have red sit on green instead.",
        both(inside("blue_block", "white_bowl"), on("red_block", "green_block")),
    ),
    p(
        "tower",
        "Make a traffic light out of them: red on top, yellow in the middle, green at the bottom.",
        both(on("red_block", "yellow_block"), on("yellow_block", "green_block")),
    ),
    p(
        "tower",
        "One block isn't stacked on anything, nor in a bowl, nor on a plate, nor under "
        "anything. Hold that.",
        holding("yellow_block"),
    ),
    p(
        "tower",
        "Bring the number of blocks on the plate up to three.",
        count_on("white_plate", "==", 3),
    ),
    p(
        "tower",
        "If purple is in the bowl, orange should join it there; if not, never mind.",
        inside("orange_block", "white_bowl"),
    ),
    p(
        "tower",
        "The block from the bowl would make a fine roof for the tower.",
        on("purple_block", "red_block"),
    ),
    p(
        "tower",
        "First clear the plate, then set the purple block on it.",
        both(Not(on("orange_block", "white_plate")), on("purple_block", "white_plate")),
    ),
    p("tower", "Dig out the green block and hold it.", holding("green_block")),
    p(
        "tower",
        "Red to the bowl, blue to the plate, green stays put.",
        both(
            inside("red_block", "white_bowl"),
            on("blue_block", "white_plate"),
            on("green_block", "table"),
        ),
    ),
    p(
        "tower",
        "Marry them off: red goes on yellow, blue on orange, green on purple once purple has "
        "left the bowl.",
        both(
            on("red_block", "yellow_block"),
            on("blue_block", "orange_block"),
            on("green_block", "purple_block"),
            Not(inside("purple_block", "white_bowl")),
        ),
    ),
    p(
        "tower",
        "Warm colours, by which I mean red, orange and yellow, are to be served on the plate.",
        both(*(on(f"{color}_block", "white_plate") for color in ("red", "orange", "yellow"))),
    ),
    p(
        "tower",
        "I'd like the bowl to end up with the purple and the blue block in it and no others.",
        both(
            inside("blue_block", "white_bowl"),
            inside("purple_block", "white_bowl"),
            blocks_in("white_bowl", 2),
        ),
    ),
    p(
        "tower",
        "The tower's topmost block and the plate's block ought to change places.",
        both(on("orange_block", "blue_block"), on("red_block", "white_plate")),
    ),
    p(
        "tower",
        "Steer clear of the bowl, the paint's still wet, and get yellow up onto the plate.",
        on("yellow_block", "white_plate"),
        keep="white_bowl",
    ),
    p(
        "tower",
        "Nestle the yellow block up close to the plate.",
        rel("yellow_block", "near", "white_plate"),
    ),
    p(
        "tower",
        "my tower needs to be FOUR high, use the orange one!!",
        on("orange_block", "red_block"),
    ),
    p("tower", "Lower the flag: the red block comes down to the table.", on("red_block", "table")),
    p(
        "tower",
        "By the apprentice the yellow block was meant to be laid in front of the tower, which "
        "he forgot, so do it for him.",
        rel("yellow_block", "in_front_of", "green_block"),
    ),
    p(
        "tower",
        "Neither the bowl nor the plate may hold a block any longer.",
        both(blocks_in("white_bowl", 0), count_on("white_plate", "==", 0)),
    ),
    p(
        "tower",
        "Stack purple on orange, right there on the plate.",
        both(on("purple_block", "orange_block"), on("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "Fish out the block that's sandwiched in the tower and hold on to it.",
        holding("blue_block"),
    ),
    p(
        "tower",
        "I prefer my stacks in rainbow order, that's red over orange over yellow.",
        both(on("red_block", "orange_block"), on("orange_block", "yellow_block")),
    ),
    p(
        "tower",
        "Banish the red block to the corner at the front, the right-hand one.",
        at("red_block", "front_right"),
    ),
    p(
        "tower",
        "The block with the colour of grapes should lie on the one with the colour of lemons.",
        on("purple_block", "yellow_block"),
    ),
    p(
        "tower",
        "Two's company, but I want a crowd, so make it three blocks in the bowl.",
        blocks_in("white_bowl", 3),
    ),
)

CANNOT = (
    p("table", "Slice the red block in two, thinly if you can.", REFUSE),
    p("table", "Put the spoon next to the plate, dear, soup's nearly ready.", REFUSE),
    p("table", "There was a banana here. It should go in the bowl.", REFUSE),
    p("table", "Open the top drawer and get me the ball out of it.", REFUSE),
    p("table", "I never liked it green; paint that block blue.", REFUSE),
    p("table", "Set the purple ball on the plate.", REFUSE),
    p("table", "Sing me something while I water the vase.", REFUSE),
    p("table", "The teddy bear is tired, lay him in the bowl.", REFUSE),
    p("many", "Scrub the red bowl until it shines.", REFUSE),
    p("many", "It's the yellow block that I want in the bin.", REFUSE),
    p("many", "Place two green blocks on the tray.", REFUSE),
    p("many", "Inflate the blue ball a little, it looks flat.", REFUSE),
    p("many", "The orange bowl is meant for the balls, so put them in there.", REFUSE),
    p("many", "Glue the two blue blocks together.", REFUSE),
    p("many", "Hold up the hammer, I want to see whether it's mine.", REFUSE),
    p("many", "Iron the tablecloth, and mind the corners.", REFUSE),
    p("kitchen", "Load the dishwasher with the mug.", REFUSE),
    p("kitchen", "Could you boil me an egg, four minutes?", REFUSE),
    p("kitchen", "The fourth drawer from the top needs opening.", REFUSE),
    p("kitchen", "Preheat the oven to 180 degrees.", REFUSE),
    p("kitchen", "Press the green button, not the red one.", REFUSE),
    p("kitchen", "Put the whole fridge up on the shelf.", REFUSE),
    p(
        "kitchen",
        "Take the patient's thermometer out of the cabinet and lay it in the bowl.",
        REFUSE,
    ),
    p("tower", "Top the tower off with the black block.", REFUSE),
    p("tower", "Juggle with three of the blocks for the kids.", REFUSE),
    p("tower", "Take a photograph of the tower and mail it to my mum.", REFUSE),
    p("tower", "Pack the yellow block in the suitcase.", REFUSE),
    p("tower", "Melt the orange block down and cast a ring from it.", REFUSE),
    p("tower", "Stack the red block on top of itself.", REFUSE),
    p("tower", "Run over to the neighbours and borrow another plate.", REFUSE),
)

UNCLEAR = (
    p("table", "Move the block onto the plate, won't you?", ASK),
    p("table", "Hold the red one.", ASK),
    p("table", "The blue thing goes in the bowl.", ASK),
    p("table", "Set the mug down over there.", ASK),
    p("table", "It's in my way, so put it somewhere else.", ASK),
    p("table", "Just do what you did yesterday.", ASK),
    p("table", "Something ought to be on the plate, I forget what.", ASK),
    p("table", "The cube next to the other cube, grab that.", ASK),
    p("many", "The ball, if you please, into the bin.", ASK),
    p("many", "Drop the green block in the bowl.", ASK),
    p("many", "I'd like the blue block to be inside the blue bowl.", ASK),
    p("many", "Put the red ball in the bowl that isn't red.", ASK),
    p("many", "Not that red block, the other one; lift it.", ASK),
    p("many", "The blue ball should be in the bowl I like best.", ASK),
    p("many", "Stand the green block to the right of the ball.", ASK),
    p("many", "Of the red blocks, take the nicer one to the tray.", ASK),
    p("kitchen", "The drawer that's closed should be open.", ASK),
    p("kitchen", "Put the ball in the drawer, but not the open one.", ASK),
    p("kitchen", "The cube, on the shelf, now.", ASK),
    p("kitchen", "Would you get the door?", ASK),
    p("kitchen", "The blue one belongs in the fridge.", ASK),
    p("kitchen", "This goes there, and quickly.", ASK),
    p("kitchen", "She told me to put the thing back where it came from.", ASK),
    p("tower", "The cube should go in with the purple one.", ASK),
    p("tower", "Put the red block in the white one, you know, the dish.", ASK),
    p("tower", "Yellow should be on the other side.", ASK),
    p("tower", "The one that fell down yesterday goes on the plate.", ASK),
    p("tower", "Make it look nicer.", ASK),
    p("tower", "Two of the blocks have to change places.", ASK),
    p("tower", "Hold my favourite block for a second.", ASK),
)

STUDY_D = (
    *AT_THE_TABLE,
    *AMONG_MANY,
    *IN_THE_KITCHEN,
    *AT_THE_TOWER,
    *CANNOT,
    *UNCLEAR,
)
