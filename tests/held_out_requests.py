"""Requests as people make them: a second held-out set of sentences for the parser and the planner.

Written once, apart from grammar and weights and without a look at them, from the scenes alone;
never tuned on: a sentence that is missed stays as it is. The convention is that of `paraphrases`:
a scene, a sentence, and the condition on the scene afterwards, `ASK` or `REFUSE`, with `keep` and
`speed` only where the sentence itself demands them.
"""

from __future__ import annotations

from held_out_paraphrases import atom
from paraphrases import (
    ASK,
    REFUSE,
    Paraphrase,
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

from vla.plan import Atom, Condition, Count, ForAll, Not, Objects, Or, Var, Where


def on_tray(thing: str | Var) -> Condition:
    """On the white tray, or in it: of a tray, people say either."""
    return Or((Atom("on", (thing, "white_tray")), Atom("inside", (thing, "white_tray"))))


def count_on_tray(kind: str | None, color: str | None, number: int) -> Condition:
    return Count(Where(Objects(kind, color), on_tray(Var("it"))), "==", number)


REQUESTS: tuple[Paraphrase, ...] = (
    # The plain scene: blocks, a ball, a bowl, a plate, a mug, a can and a vase.
    p("table", "ball in bowl pls", inside("blue_ball", "green_bowl")),
    p(
        "table",
        "Could I trouble you to pop the red block into the green bowl, dear?",
        inside("red_block", "green_bowl"),
    ),
    p("table", "I'd like my mug to stand on the white plate.", on("yellow_mug", "white_plate")),
    p(
        "table",
        "Would you be so kind as to set the can down on the plate?",
        on("red_can", "white_plate"),
    ),
    p(
        "table",
        "The green block belongs in the bowl, so please put it there.",
        inside("green_block", "green_bowl"),
    ),
    p("table", "Grab the can and hang on to it.", holding("red_can")),
    p("table", "robot robot pick up the yellow cup!!", holding("yellow_mug")),
    p(
        "table",
        "Let's build something: red block on top of the blue one.",
        on("red_block", "blue_block"),
    ),
    p(
        "table",
        "Make me a tower with green at the bottom, blue in the middle and red on top.",
        both(on("blue_block", "green_block"), on("red_block", "blue_block")),
    ),
    p(
        "table",
        "Everything that's blue should end up in the bowl.",
        all_in(None, "blue", "green_bowl"),
    ),
    p(
        "table",
        "Please clear the three blocks away into the bowl.",
        all_in("block", None, "green_bowl"),
    ),
    p(
        "table",
        "Slide the can ten centimetres to the right.",
        atom("moved_by", "red_can", "right", 0.10),
    ),
    p(
        "table",
        "Nudge the green block 5 cm towards yourself.",
        atom("moved_by", "green_block", "front", 0.05),
    ),
    p(
        "table",
        "I want the ball to the right of the bowl.",
        atom("right_of", "blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "Could you stand the mug behind the green block?",
        atom("behind", "yellow_mug", "green_block"),
    ),
    p(
        "table",
        "the can should be left of the plate, not right of it",
        atom("left_of", "red_can", "white_plate"),
    ),
    p(
        "table",
        "Put the green block somewhere between the mug and the ball.",
        atom("between", "green_block", "yellow_mug", "blue_ball"),
    ),
    p(
        "table",
        "The can goes on the plate, but stay well clear of the vase on the way.",
        on("red_can", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "That vase was a wedding present, so don't you dare touch it. Put the ball on the plate.",
        on("blue_ball", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "Very slowly, please, lower the blue ball into the bowl.",
        inside("blue_ball", "green_bowl"),
        speed="slow",
    ),
    p(
        "table",
        "Quick, quick, the mug onto the plate, I'm late!",
        on("yellow_mug", "white_plate"),
        speed="fast",
    ),
    p(
        "table",
        "The middle of the table is where I want the ball.",
        at("blue_ball", "center"),
    ),
    p(
        "table",
        "move your hand over the vase and wait there",
        atom("hand_over", "vase"),
    ),
    p(
        "table",
        "First the red block goes on the plate, then the ball goes in the bowl.",
        both(on("red_block", "white_plate"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "Once you have put the green block in the bowl, lay the blue block on the plate.",
        both(inside("green_block", "green_bowl"), on("blue_block", "white_plate")),
    ),
    p(
        "table",
        "Two blocks on the plate, please. I don't mind which.",
        Count(Where(Objects("block"), Atom("on", (Var("it"), "white_plate"))), "==", 2),
    ),
    p(
        "table",
        "Whichever block is closest to the plate, put it in the bowl.",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "table",
        "What I need is the mug next to the vase.",
        atom("near", "yellow_mug", "vase"),
    ),
    p(
        "table",
        "The mug is in my way over there on the left. Can you move it to the right half?",
        at("yellow_mug", "right_half"),
    ),
    p(
        "table",
        "Put all the blocks but the green one on the plate.",
        both(
            on("red_block", "white_plate"),
            on("blue_block", "white_plate"),
            Not(on("green_block", "white_plate")),
        ),
    ),
    p("table", "Could you put the banana in the bowl, please?", REFUSE),
    p("table", "I'd like the purple block on the plate.", REFUSE),
    p("table", "Brew me a nice hot coffee.", REFUSE),
    p("table", "Put four blocks in the bowl.", REFUSE),
    p("table", "Would you place the block on the plate?", ASK),
    p("table", "Pick up the red thing.", ASK),
    p("table", "put it over there", ASK),
    p("table", "Could you lift the green one for me?", ASK),
    # Many of a kind: blocks, balls, bowls, a bin and a tray.
    p(
        "many",
        "All the red blocks into the red bowl, and the blue blocks into the blue bowl.",
        both(all_in("block", "red", "red_bowl"), all_in("block", "blue", "blue_bowl")),
    ),
    p(
        "many",
        "Please sort the balls into the bowls of the same colour.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p("many", "chuck both balls in the bin", all_in("ball", None, "gray_bin")),
    p(
        "many",
        "I'm looking for the biggest block. Would you hold it up for me?",
        holding("red_block_3"),
    ),
    p(
        "many",
        "Please place the smallest of the blocks on the tray.",
        on_tray("red_block"),
    ),
    p(
        "many",
        "Exactly two of the red blocks should be on the tray.",
        count_on_tray("block", "red", 2),
    ),
    p(
        "many",
        "Give the green block a push to the left, 6 cm will do.",
        atom("moved_by", "green_block", "left", 0.06),
    ),
    p(
        "many",
        "It would be lovely if you could put one ball on the tray, either one.",
        count_on_tray("ball", None, 1),
    ),
    p(
        "many",
        "Put the red block that's furthest to the right in the bin.",
        inside("red_block_3", "gray_bin"),
    ),
    p(
        "many",
        "The blue block nearest to the red bowl should go into that bowl.",
        inside("blue_block", "red_bowl"),
    ),
    p(
        "many",
        "Take the ball that is closest to the bin and drop it in there.",
        inside("blue_ball", "gray_bin"),
    ),
    p(
        "many",
        "Kindly transfer the medium-sized red block to the green bowl.",
        inside("red_block_2", "green_bowl"),
    ),
    p(
        "many",
        "Bedtime! Every single block goes back in the bin.",
        all_in("block", None, "gray_bin"),
    ),
    p(
        "many",
        "The red ball and all the red blocks have to go on the tray.",
        both(on_tray("red_ball"), ForAll(Objects("block", "red"), on_tray(Var("it")))),
    ),
    p(
        "many",
        "can you stack the two blue blocks",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    p(
        "many",
        "Build a tower of the three red blocks, the large one at the bottom, "
        "the medium one on it and the small one on top.",
        both(on("red_block_2", "red_block_3"), on("red_block", "red_block_2")),
    ),
    p(
        "many",
        "One blue block in the bin please, doesn't matter which one.",
        count_in("block", "blue", "gray_bin", 1),
    ),
    p("many", "The middle bowl gets the green block.", inside("green_block", "blue_bowl")),
    p(
        "many",
        "Go and get the red ball, and then put it in the leftmost bowl.",
        inside("red_ball", "red_bowl"),
    ),
    p(
        "many",
        "The green bowl is for the balls, so in they go!",
        all_in("ball", None, "green_bowl"),
    ),
    p(
        "many",
        "The red ball is to be placed between the tray and the blue bowl.",
        atom("between", "red_ball", "white_tray", "blue_bowl"),
    ),
    p(
        "many",
        "Keep away from the red bowl while you put the green block in the green bowl.",
        inside("green_block", "green_bowl"),
        keep="red_bowl",
    ),
    p(
        "many",
        "Don't touch the green bowl, I just washed it. The blue ball goes in the bin.",
        inside("blue_ball", "gray_bin"),
        keep="green_bowl",
    ),
    p(
        "many",
        "Take your time and move slowly. I want the red ball on the tray.",
        on_tray("red_ball"),
        speed="slow",
    ),
    p(
        "many",
        "As fast as you can, get the green block into the bin!",
        inside("green_block", "gray_bin"),
        speed="fast",
    ),
    p(
        "many",
        "If there's a green ball, put it in the bin, otherwise put the green block there.",
        inside("green_block", "gray_bin"),
    ),
    p(
        "many",
        "I want three blocks in the bin, any three.",
        count_in("block", None, "gray_bin", 3),
    ),
    p(
        "many",
        "Could the small red block sit on top of the large red block, please?",
        on("red_block", "red_block_3"),
    ),
    p(
        "many",
        "Of the two blue blocks, put the left one in the red bowl and the right one in the bin.",
        both(inside("blue_block", "red_bowl"), inside("blue_block_2", "gray_bin")),
    ),
    p(
        "many",
        "First the red ball in the bin, and after that the blue one as well.",
        both(inside("red_ball", "gray_bin"), inside("blue_ball", "gray_bin")),
    ),
    p("many", "The black block should go in the bin.", REFUSE),
    p("many", "Put the bin into the red bowl.", REFUSE),
    p("many", "Please fetch me the yellow ball.", REFUSE),
    p("many", "Paint the green block red.", REFUSE),
    p("many", "Pick up the blue block, would you?", ASK),
    p("many", "I'd like the green block in the bowl.", ASK),
    p("many", "the ball goes on the tray", ASK),
    p("many", "Throw the red block in the bin, please.", ASK),
    # The kitchen: drawers, a cupboard, a fridge, a shelf, a button, a switch and loose things.
    p("kitchen", "It's so dark in here, please turn on the switch.", opened("switch")),
    p("kitchen", "Give the red button a press, will you?", atom("pressed", "button")),
    p(
        "kitchen",
        "Somebody left the middle drawer open. Shut it, please.",
        closed("middle_drawer"),
    ),
    p("kitchen", "get the fridge door open for me", opened("fridge")),
    p(
        "kitchen",
        "The can must stay cold, so it goes in the fridge.",
        inside("yellow_can", "fridge"),
    ),
    p(
        "kitchen",
        "Put the can in the fridge and don't forget to close the door afterwards.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p("kitchen", "Blue mug up on the shelf, thanks.", on("blue_mug", "shelf")),
    p("kitchen", "Pull the top drawer halfway open.", atom("open_to", "top_drawer", 0.5)),
    p(
        "kitchen",
        "Would you close the drawer that is open?",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "I want to see inside every drawer, so open them all.",
        ForAll(Objects("drawer"), Atom("opened", (Var("it"),))),
    ),
    p(
        "kitchen",
        "hide the ball in the middle drawer and then shut it",
        both(inside("green_ball", "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Mum says the green ball lives in the bottom drawer.",
        inside("green_ball", "bottom_drawer"),
    ),
    p(
        "kitchen",
        "Would you mind putting the two blocks in the white bowl?",
        all_in("block", None, "white_bowl"),
    ),
    p(
        "kitchen",
        "The drawer below the middle one needs to be opened.",
        opened("bottom_drawer"),
    ),
    p(
        "kitchen",
        "The mug belongs in the cupboard. Close the cupboard once it is in.",
        both(inside("blue_mug", "cupboard"), closed("cupboard")),
    ),
    p(
        "kitchen",
        "Before you press the button, put the red block into the bowl.",
        both(inside("red_block", "white_bowl"), atom("pressed", "button")),
    ),
    p(
        "kitchen",
        "Flip the switch on and then put the can on the shelf.",
        both(opened("switch"), on("yellow_can", "shelf")),
    ),
    p(
        "kitchen",
        "I can't reach the shelf with my bad back. Could you get the red block up there for me?",
        on("red_block", "shelf"),
    ),
    p("kitchen", "If the cupboard is shut, open it.", opened("cupboard")),
    p(
        "kitchen",
        "please you put bowl in cupboard, i am not tall enough",
        inside("white_bowl", "cupboard"),
    ),
    p(
        "kitchen",
        "Open the top drawer slowly, it squeaks.",
        opened("top_drawer"),
        speed="slow",
    ),
    p(
        "kitchen",
        "Hurry up and close the middle drawer!",
        closed("middle_drawer"),
        speed="fast",
    ),
    p(
        "kitchen",
        "Keep away from the mug, it's full. Put the ball in the bowl.",
        inside("green_ball", "white_bowl"),
        keep="blue_mug",
    ),
    p(
        "kitchen",
        "Without touching the can, put the blue block into the middle drawer.",
        inside("blue_block", "middle_drawer"),
        keep="yellow_can",
    ),
    p(
        "kitchen",
        "Two blocks to stack: the red one is the base, the blue one comes on top.",
        on("blue_block", "red_block"),
    ),
    p(
        "kitchen",
        "set the mug down to the left of the red block",
        atom("left_of", "blue_mug", "red_block"),
    ),
    p("kitchen", "Hold your hand above the bowl.", atom("hand_over", "white_bowl")),
    p(
        "kitchen",
        "The top of the cabinet is where the can should stand.",
        on("yellow_can", "cabinet"),
    ),
    p(
        "kitchen",
        "Open the cupboard first, then the fridge, and leave both of them open.",
        both(opened("cupboard"), opened("fridge")),
    ),
    p(
        "kitchen",
        "Close the middle drawer and open the one above it instead.",
        both(closed("middle_drawer"), opened("top_drawer")),
    ),
    p("kitchen", "Open the microwave, please.", REFUSE),
    p("kitchen", "Put the fridge in the top drawer.", REFUSE),
    p("kitchen", "the forks go in the bottom drawer", REFUSE),
    p("kitchen", "Can you pull the red block open?", REFUSE),
    p("kitchen", "Put the block in the bowl, there's a good robot.", ASK),
    p("kitchen", "I'd like you to put the blue thing on the shelf.", ASK),
    p("kitchen", "put that one away", ASK),
    p("kitchen", "Bring the block over to the fridge and put it in.", ASK),
    # The tower: red on blue on green, yellow apart, purple in the bowl, orange on the plate.
    p(
        "tower",
        "Take the top block off the tower and put it on the plate.",
        on("red_block", "white_plate"),
    ),
    p(
        "tower",
        "Please take the tower apart so that the red, the blue and the green block "
        "all stand on the table.",
        both(on("red_block", "table"), on("blue_block", "table"), on("green_block", "table")),
    ),
    p(
        "tower",
        "I wish the yellow block were at the very top of the tower.",
        on("yellow_block", "red_block"),
    ),
    p(
        "tower",
        "Rebuild the tower the other way round, with red at the bottom, blue in the middle "
        "and green on top.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    p(
        "tower",
        "get the purple block out of the bowl",
        Not(inside("purple_block", "white_bowl")),
    ),
    p(
        "tower",
        "Take the block from the bowl and put it on the plate, please.",
        on("purple_block", "white_plate"),
    ),
    p(
        "tower",
        "Swap the orange block and the purple block.",
        both(on("purple_block", "white_plate"), inside("orange_block", "white_bowl")),
    ),
    p(
        "tower",
        "The block that's on the plate should be in the bowl instead.",
        inside("orange_block", "white_bowl"),
    ),
    p(
        "tower",
        "The purple block looks lonely in the bowl. Put the yellow one in with it.",
        inside("yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "I need the bowl empty, so take out whatever is in it.",
        Not(inside("purple_block", "white_bowl")),
    ),
    p("tower", "clear the plate", Not(on("orange_block", "white_plate"))),
    p(
        "tower",
        "Would you hold the block that is at the top of the tower?",
        holding("red_block"),
    ),
    p(
        "tower",
        "Put the red block aside, then drop the blue block into the bowl.",
        both(inside("blue_block", "white_bowl"), Not(on("red_block", "blue_block"))),
    ),
    p(
        "tower",
        "Could you carry the orange block over to the tower and put it on top?",
        on("orange_block", "red_block"),
    ),
    p(
        "tower",
        "The block at the bottom of the tower should be lying in the bowl.",
        inside("green_block", "white_bowl"),
    ),
    p("tower", "yellow on top of orange, please", on("yellow_block", "orange_block")),
    p(
        "tower",
        "The bowl should contain exactly three blocks when you are finished.",
        count_in("block", None, "white_bowl", 3),
    ),
    p(
        "tower",
        "Keep off the plate. All I want is the yellow block in the bowl.",
        inside("yellow_block", "white_bowl"),
        keep="white_plate",
    ),
    p(
        "tower",
        "Slowly, so that nothing falls, take the red block down and set it on the table.",
        on("red_block", "table"),
        speed="slow",
    ),
    p(
        "tower",
        "No time to lose, yellow block onto the plate, fast!",
        on("yellow_block", "white_plate"),
        speed="fast",
    ),
    p(
        "tower",
        "I'd prefer to have the yellow block to the left of the plate.",
        atom("left_of", "yellow_block", "white_plate"),
    ),
    p(
        "tower",
        "Move the yellow block into the front right corner of the table.",
        at("yellow_block", "front_right"),
    ),
    p(
        "tower",
        "Push yellow 8 cm to the right.",
        atom("moved_by", "yellow_block", "right", 0.08),
    ),
    p(
        "tower",
        "Start a new tower: put the red block on the yellow one, then the blue block on the red.",
        both(on("red_block", "yellow_block"), on("blue_block", "red_block")),
    ),
    p(
        "tower",
        "Show me the block that is in the bowl by picking it up.",
        holding("purple_block"),
    ),
    p(
        "tower",
        "If the bowl isn't empty, put the block that is in it on the plate.",
        on("purple_block", "white_plate"),
    ),
    p(
        "tower",
        "Red and blue into the bowl, but leave green where it is.",
        both(
            inside("red_block", "white_bowl"),
            inside("blue_block", "white_bowl"),
            Not(atom("moved", "green_block")),
        ),
    ),
    p(
        "tower",
        "I want blue on the plate, and red straight on green.",
        both(on("blue_block", "white_plate"), on("red_block", "green_block")),
    ),
    p(
        "tower",
        "This tower is one block too tall, so take the top one away.",
        Not(on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "There's room between the bowl and the plate, and that's where I want the yellow block.",
        atom("between", "yellow_block", "white_bowl", "white_plate"),
    ),
    p("tower", "The black block would look nice on top of the tower, so add it.", REFUSE),
    p("tower", "Lift up the table.", REFUSE),
    p("tower", "Put the bowl inside the purple block.", REFUSE),
    p("tower", "Pick up the block, please.", ASK),
    p("tower", "put this on top of that", ASK),
    p("tower", "Would you mind moving that one?", ASK),
)
"""A hundred and fifty of them."""
