"""What other people say: a held-out set of sentences for the parser.

Written once, apart from the grammar and without a look at it, from the scenes alone, and never
tuned on: a sentence that the parser misses stays as it is. The convention is that of
`paraphrases`: a scene, a sentence, and the condition on the scene afterwards, `ASK` or `REFUSE`,
with `keep` and `speed` where the sentence demands more of the plan than its end.
"""

from __future__ import annotations

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

from vla.plan import Atom, Condition, ForAll, Not, Objects, Or, Var


def atom(name: str, *args: str | float) -> Condition:
    return Atom(name, args)


HELD_OUT: tuple[Paraphrase, ...] = (
    # --- table: one of each ---------------------------------------------------------------
    p("table", "put the mug on the plate", on("yellow_mug", "white_plate")),
    p("table", "Hey robot, could you please pick up the blue ball for me?", holding("blue_ball")),
    p("table", "The red can should be on the plate.", on("red_can", "white_plate")),
    p("table", "I want the green block in the bowl.", inside("green_block", "green_bowl")),
    p("table", "blue cube into bowl", inside("blue_block", "green_bowl")),
    p("table", "You take ball and you put in bowl, ok?", inside("blue_ball", "green_bowl")),
    p(
        "table",
        "can you stack the red block on top of the blue one",
        on("red_block", "blue_block"),
    ),
    p(
        "table",
        "Make a tower out of the three blocks with the green one at the bottom, the blue one in "
        "the middle and the red one on top.",
        both(on("blue_block", "green_block"), on("red_block", "blue_block")),
    ),
    p(
        "table",
        "Pick and place: green block, target: white plate.",
        on("green_block", "white_plate"),
    ),
    p("table", "Grip the red can and hold it.", holding("red_can")),
    p("table", "lift up the yellow cup please", holding("yellow_mug")),
    p("table", "I'm thirsty, can you grab my mug?", holding("yellow_mug")),
    p("table", "robot pick the flower vase up", holding("vase")),
    p("table", "Move the vase to the back left corner of the table.", at("vase", "back_left")),
    p("table", "Bring the red can over to the left side.", at("red_can", "left")),
    p("table", "The ball belongs on the right side of the table.", at("blue_ball", "right")),
    p("table", "Place the mug in the center of the table.", at("yellow_mug", "center")),
    p(
        "table",
        "I'd like to have the red block in the front right corner.",
        at("red_block", "front_right"),
    ),
    p(
        "table",
        "Slide the green block 10 cm to the left.",
        atom("moved_by", "green_block", "left", 0.10),
    ),
    p(
        "table",
        "Nudge the red can 5 centimeters to the right",
        atom("moved_by", "red_can", "right", 0.05),
    ),
    p("table", "Put the leftmost block in the bowl.", inside("red_block", "green_bowl")),
    p(
        "table",
        "Take the block that's closest to the bowl and put it on the plate.",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "The block furthest away from you goes on the plate.",
        on("blue_block", "white_plate"),
    ),
    p(
        "table",
        "Set the red block down to the right of the bowl.",
        atom("right_of", "red_block", "green_bowl"),
    ),
    p(
        "table",
        "Place the green cube directly behind the red one.",
        atom("behind", "green_block", "red_block"),
    ),
    p(
        "table",
        "Could you put the ball next to the can?",
        atom("near", "blue_ball", "red_can"),
    ),
    p(
        "table",
        "Put the red block somewhere between the can and the vase.",
        atom("between", "red_block", "red_can", "vase"),
    ),
    p("table", "All the blocks go in the bowl.", all_in("block", None, "green_bowl")),
    p(
        "table",
        "put everything that's blue in the bowl",
        both(inside("blue_block", "green_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "Put the red and the green block on the plate",
        both(on("red_block", "white_plate"), on("green_block", "white_plate")),
    ),
    p(
        "table",
        "First put the ball in the bowl, then lay the red block on the plate.",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p("table", "Pick up the mug, but slowly please.", holding("yellow_mug"), speed="slow"),
    p(
        "table",
        "Quickly! Blue block on the plate!",
        on("blue_block", "white_plate"),
        speed="fast",
    ),
    p(
        "table",
        "Put the green block in the bowl, and please watch out for the vase, it was my "
        "grandmother's.",
        inside("green_block", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Move the can onto the plate without going anywhere near the vase",
        on("red_can", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "I need two of the blocks in the bowl, doesn't matter which.",
        count_in("block", None, "green_bowl", 2),
    ),
    p(
        "table",
        "Don't take the red block, take the blue one and put it in the bowl.",
        both(inside("blue_block", "green_bowl"), Not(inside("red_block", "green_bowl"))),
    ),
    p(
        "table",
        "If there's a ball on the table, drop it in the bowl.",
        inside("blue_ball", "green_bowl"),
    ),
    # --- many: several of a kind ----------------------------------------------------------
    p("many", "Put the green block in the green bowl.", inside("green_block", "green_bowl")),
    p(
        "many",
        "toss both balls in the bin",
        both(inside("red_ball", "gray_bin"), inside("blue_ball", "gray_bin")),
    ),
    p(
        "many",
        "Sort the balls: red ball in the red bowl, blue ball in the blue bowl.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p("many", "All blue blocks into the tray please", all_in("block", "blue", "white_tray")),
    p("many", "Put the smallest block in the blue bowl", inside("red_block", "blue_bowl")),
    p(
        "many",
        "take the big red block and put it in the bin",
        inside("red_block_3", "gray_bin"),
    ),
    p("many", "Pick up the largest block on the table.", holding("red_block_3")),
    p(
        "many",
        "Second block from the left goes into the gray bin.",
        inside("blue_block", "gray_bin"),
    ),
    p(
        "many",
        "Put the rightmost block on the tray.",
        Or((inside("green_block", "white_tray"), on("green_block", "white_tray"))),
    ),
    p(
        "many",
        "Put the green block into the bowl that is furthest to the left.",
        inside("green_block", "red_bowl"),
    ),
    p(
        "many",
        "I would like all of the red blocks in the red bowl.",
        all_in("block", "red", "red_bowl"),
    ),
    p(
        "many",
        "Two of the red blocks should be in the bin, any two.",
        count_in("block", "red", "gray_bin", 2),
    ),
    p("many", "throw three blocks in the bin", count_in("block", None, "gray_bin", 3)),
    p(
        "many",
        "Put every block in the bin except the green one.",
        both(
            all_in("block", "red", "gray_bin"),
            all_in("block", "blue", "gray_bin"),
            Not(inside("green_block", "gray_bin")),
        ),
    ),
    p(
        "many",
        "All the blocks that aren't red go in the bin.",
        both(
            all_in("block", "blue", "gray_bin"),
            inside("green_block", "gray_bin"),
            count_in("block", "red", "gray_bin", 0),
        ),
    ),
    p(
        "many",
        "Put all the red blocks and the red ball in the bin.",
        both(all_in("block", "red", "gray_bin"), inside("red_ball", "gray_bin")),
    ),
    p(
        "many",
        "put one blue block in the blue bowl and the other one in the red bowl",
        both(
            count_in("block", "blue", "blue_bowl", 1),
            count_in("block", "blue", "red_bowl", 1),
        ),
    ),
    p(
        "many",
        "Drop the red ball in any bowl you like.",
        Or(
            (
                inside("red_ball", "red_bowl"),
                inside("red_ball", "blue_bowl"),
                inside("red_ball", "green_bowl"),
            )
        ),
    ),
    p(
        "many",
        "Put the blue block that's closest to the green block in the tray.",
        inside("blue_block_2", "white_tray"),
    ),
    p(
        "many",
        "Place the small red block on top of the large red block.",
        on("red_block", "red_block_3"),
    ),
    p(
        "many",
        "stack the two blue blocks",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    p(
        "many",
        "Put the green block next to the red bowl.",
        atom("near", "green_block", "red_bowl"),
    ),
    p(
        "many",
        "Balls in the tray, green block in the bin.",
        both(all_in("ball", None, "white_tray"), inside("green_block", "gray_bin")),
    ),
    p(
        "many",
        "Start with the blue ball, put it in the bin. After that do the same with the red ball.",
        both(inside("blue_ball", "gray_bin"), inside("red_ball", "gray_bin")),
    ),
    p(
        "many",
        "put the blue ball in the bowl with the same color",
        inside("blue_ball", "blue_bowl"),
    ),
    p(
        "many",
        "Please put the large red block in the green bowl, very slowly.",
        inside("red_block_3", "green_bowl"),
        speed="slow",
    ),
    p(
        "many",
        "Get the red ball into the bin as fast as you can",
        inside("red_ball", "gray_bin"),
        speed="fast",
    ),
    p(
        "many",
        "Move the green block into the bin, but keep your arm away from the blue bowl.",
        inside("green_block", "gray_bin"),
        keep="blue_bowl",
    ),
    p(
        "many",
        "Please gather up all the blocks and place them in the tray.",
        all_in("block", None, "white_tray"),
    ),
    p(
        "many",
        "Put the leftmost red block in the rightmost bowl",
        inside("red_block", "green_bowl"),
    ),
    p("many", "the middle bowl should get the red ball", inside("red_ball", "blue_bowl")),
    p(
        "many",
        "Place the medium-sized red block in the red bowl.",
        inside("red_block_2", "red_bowl"),
    ),
    # --- kitchen: drawers, doors, a button ------------------------------------------------
    p("kitchen", "open the top drawer", opened("top_drawer")),
    p("kitchen", "Close the drawer that is open.", closed("middle_drawer")),
    p(
        "kitchen",
        "I always bang my knee on that open drawer, can you close it?",
        closed("middle_drawer"),
    ),
    p("kitchen", "Push the red button please.", atom("pressed", "button")),
    p("kitchen", "flip the switch", atom("pressed", "switch")),
    p("kitchen", "Hit the button as quick as possible", atom("pressed", "button"), speed="fast"),
    p(
        "kitchen",
        "Turn on the switch, then press the button.",
        both(atom("pressed", "switch"), atom("pressed", "button")),
    ),
    p("kitchen", "You must open the door of fridge.", opened("fridge")),
    p("kitchen", "Open the cupboard for me, would you?", opened("cupboard")),
    p("kitchen", "Pull the bottom drawer halfway open.", atom("open_to", "bottom_drawer", 0.5)),
    p(
        "kitchen",
        "Open the top drawer slowly, it tends to get stuck.",
        opened("top_drawer"),
        speed="slow",
    ),
    p(
        "kitchen",
        "Close the middle drawer and then open the bottom one.",
        both(closed("middle_drawer"), opened("bottom_drawer")),
    ),
    p(
        "kitchen",
        "Make sure every drawer is closed.",
        ForAll(Objects("drawer"), Atom("closed", (Var("it"),))),
    ),
    p(
        "kitchen",
        "Leave the middle drawer open but open the top drawer too.",
        both(opened("middle_drawer"), opened("top_drawer")),
    ),
    p("kitchen", "If the top drawer is closed, open it.", opened("top_drawer")),
    p(
        "kitchen",
        "if the fridge is open close it, otherwise press the button",
        both(closed("fridge"), atom("pressed", "button")),
    ),
    p(
        "kitchen",
        "If the middle drawer is open, put the blue block in it, otherwise put it in the bowl.",
        inside("blue_block", "middle_drawer"),
    ),
    p("kitchen", "Put the green ball in the middle drawer.", inside("green_ball", "middle_drawer")),
    p(
        "kitchen",
        "Put the ball in the open drawer, then shut it.",
        both(inside("green_ball", "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Take the red block and put it away in the top drawer.",
        inside("red_block", "top_drawer"),
    ),
    p(
        "kitchen",
        "Put the can in the fridge and close the door afterwards.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Open the fridge, take the yellow can, put it inside, close the fridge.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p("kitchen", "I need the mug put away in the cupboard.", inside("blue_mug", "cupboard")),
    p("kitchen", "Put the blue mug on the shelf.", on("blue_mug", "shelf")),
    p(
        "kitchen",
        "Would you mind putting the can and the mug on the shelf?",
        both(on("yellow_can", "shelf"), on("blue_mug", "shelf")),
    ),
    p("kitchen", "red block in the bowl pls", inside("red_block", "white_bowl")),
    p("kitchen", "Both blocks into the white bowl.", all_in("block", None, "white_bowl")),
    p(
        "kitchen",
        "put the block nearest to you in the bowl",
        inside("red_block", "white_bowl"),
    ),
    p(
        "kitchen",
        "Put the ball in the bowl. Keep clear of the blue mug, it's full of hot coffee.",
        inside("green_ball", "white_bowl"),
        keep="blue_mug",
    ),
    p(
        "kitchen",
        "do not touch the red block, only put the blue one into the bowl",
        inside("blue_block", "white_bowl"),
        keep="red_block",
    ),
    p("kitchen", "Hold the yellow can.", holding("yellow_can")),
    p(
        "kitchen",
        "Place the green ball to the left of the red block.",
        atom("left_of", "green_ball", "red_block"),
    ),
    p(
        "kitchen",
        "Bring the red block 5 cm towards you.",
        atom("moved_by", "red_block", "front", 0.05),
    ),
    # --- tower: things on things ----------------------------------------------------------
    p("tower", "Put the top block of the tower in the bowl.", inside("red_block", "white_bowl")),
    p("tower", "Take the red block down and put it on the table.", on("red_block", "table")),
    p("tower", "Put the yellow block on top of the tower.", on("yellow_block", "red_block")),
    p(
        "tower",
        "take the purple block out of the bowl",
        Not(inside("purple_block", "white_bowl")),
    ),
    p("tower", "Blue block on yellow block.", on("blue_block", "yellow_block")),
    p(
        "tower",
        "Unstack the tower completely, please.",
        both(Not(on("red_block", "blue_block")), Not(on("blue_block", "green_block"))),
    ),
    p(
        "tower",
        "move the orange block from the plate into the bowl",
        inside("orange_block", "white_bowl"),
    ),
    p(
        "tower",
        "Swap the purple and the orange block.",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    p(
        "tower",
        "I want the yellow block on the plate next to the orange one.",
        both(on("yellow_block", "white_plate"), atom("near", "yellow_block", "orange_block")),
    ),
    p("tower", "Pick up the purple block and hold on to it.", holding("purple_block")),
    p(
        "tower",
        "first take off the red block and lay it in the bowl, then put the blue one on the plate",
        both(inside("red_block", "white_bowl"), on("blue_block", "white_plate")),
    ),
    p(
        "tower",
        "Place the yellow block between the bowl and the plate",
        atom("between", "yellow_block", "white_bowl", "white_plate"),
    ),
    p(
        "tower",
        "Is the orange block on the plate? If so, put it in the bowl.",
        inside("orange_block", "white_bowl"),
    ),
    p(
        "tower",
        "Yellow block in the bowl, and don't bump into the plate!",
        inside("yellow_block", "white_bowl"),
        keep="white_plate",
    ),
    p(
        "tower",
        "Whatever is in the bowl should go on the plate.",
        on("purple_block", "white_plate"),
    ),
    p("tower", "lift the yellow block very slowly", holding("yellow_block"), speed="slow"),
    p(
        "tower",
        "build a new tower: yellow at the bottom, purple in the middle, orange on top",
        both(on("purple_block", "yellow_block"), on("orange_block", "purple_block")),
    ),
    # --- truly ambiguous ------------------------------------------------------------------
    p("table", "Pick up the block.", ASK),
    p("table", "Put it in the bowl.", ASK),
    p("table", "grab the blue one", ASK),
    p("table", "Put the red thing on the plate.", ASK),
    p("table", "put this one over there", ASK),
    p("many", "Put the ball in the bowl.", ASK),
    p("many", "Put the red block in the tray.", ASK),
    p("many", "Could you drop the blue block in the bin?", ASK),
    p("many", "Move the green block into the bowl please", ASK),
    p("many", "Hold the bowl.", ASK),
    p("many", "give me the red one", ASK),
    p("kitchen", "Open the closed drawer.", ASK),
    p("kitchen", "I'd like you to put the block on the shelf.", ASK),
    p("kitchen", "Can you open it for me?", ASK),
    p("tower", "Put the block in the bowl.", ASK),
    # --- impossible, or not there ---------------------------------------------------------
    p("table", "Put the banana in the bowl.", REFUSE),
    p("table", "Pick up the purple block.", REFUSE),
    p("table", "Open the drawer.", REFUSE),
    p("table", "Can you lift the table?", REFUSE),
    p("table", "Make me a sandwich.", REFUSE),
    p("table", "press the button", REFUSE),
    p("many", "Put the fourth red block from the left in the bin.", REFUSE),
    p("many", "I need five blue blocks in the tray.", REFUSE),
    p("many", "Place the yellow ball in the green bowl.", REFUSE),
    p("many", "Put the red ball inside the blue ball.", REFUSE),
    p("kitchen", "Pick up the fridge and put it on the shelf.", REFUSE),
    p("kitchen", "put the spoon in the top drawer", REFUSE),
    p("kitchen", "Open the oven please", REFUSE),
    p("tower", "Put the black block on top of the tower.", REFUSE),
    p("tower", "put the yellow block on top of itself", REFUSE),
)
