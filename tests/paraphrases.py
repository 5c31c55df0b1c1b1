"""What different people say, written apart from the grammar, which then learned from it.

A scene, a sentence, what is right; sentences that nobody has learned from: `held_out_paraphrases`.

Expected is a condition on the scene afterwards, `ASK` (a question), `REFUSE` (a refusal or an
error that explains itself). `keep` and `slow` demand more of the plan than its end.
"""

from __future__ import annotations

from dataclasses import dataclass

from vla.plan import And, Atom, Condition, Count, ForAll, Not, Objects, Or, Var, Where

ASK = "ask"
REFUSE = "refuse"


@dataclass(frozen=True)
class Paraphrase:
    """One sentence and what it should lead to."""

    scene: str
    text: str
    expected: Condition | str
    keep: str | None = None
    """An entity that the plan must keep away from, or leave alone."""
    speed: str | None = None
    """`slow` or `fast`."""


def p(
    scene: str,
    text: str,
    expected: Condition | str,
    keep: str | None = None,
    speed: str | None = None,
) -> Paraphrase:
    return Paraphrase(scene, text, expected, keep, speed)


def inside(a: str, b: str) -> Condition:
    return Atom("inside", (a, b))


def on(a: str, b: str) -> Condition:
    return Atom("on", (a, b))


def holding(a: str) -> Condition:
    return Atom("holding", (a,))


def opened(a: str) -> Condition:
    return Atom("opened", (a,))


def closed(a: str) -> Condition:
    return Atom("closed", (a,))


def at(a: str, region: str) -> Condition:
    return Atom("at", (a, region))


def both(*conditions: Condition) -> Condition:
    return And(conditions)


def all_in(kind: str | None, color: str | None, target: str) -> Condition:
    return ForAll(Objects(kind, color), Atom("inside", (Var("it"), target)))


def count_in(kind: str, color: str | None, target: str, number: int) -> Condition:
    return Count(Where(Objects(kind, color), Atom("inside", (Var("it"), target))), "==", number)


PARAPHRASES: tuple[Paraphrase, ...] = (
    # one thing somewhere
    p("table", "Red block goes in the green bowl, thanks!", inside("red_block", "green_bowl")),
    p(
        "table",
        "Could you be a dear and drop the red cube into the bowl for me?",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "I'd like the red block to end up inside the bowl.",
        inside("red_block", "green_bowl"),
    ),
    p("table", "Grab that red cube and chuck it in the bowl", inside("red_block", "green_bowl")),
    p("table", "See the red block? Put it into the green bowl.", inside("red_block", "green_bowl")),
    p("table", "The blue ball belongs in the bowl.", inside("blue_ball", "green_bowl")),
    p(
        "table",
        "I need you to get the blue ball into the green bowl please",
        inside("blue_ball", "green_bowl"),
    ),
    p("table", "Would you mind putting the ball in the bowl?", inside("blue_ball", "green_bowl")),
    p("table", "Let's have the green block on the plate.", on("green_block", "white_plate")),
    p(
        "table",
        "What I want is for the blue cube to sit on the plate",
        on("blue_block", "white_plate"),
    ),
    p("table", "pop the blue block onto the white plate", on("blue_block", "white_plate")),
    p("table", "Robot, please transfer the red can to the plate.", on("red_can", "white_plate")),
    p("table", "The plate needs the red block on it.", on("red_block", "white_plate")),
    p(
        "table",
        "Can you take the block that's red and set it down on the plate?",
        on("red_block", "white_plate"),
    ),
    p("table", "Have the green cube moved into the bowl", inside("green_block", "green_bowl")),
    p("table", "In the bowl: the blue ball.", inside("blue_ball", "green_bowl")),
    p("table", "Relocate the azure sphere to the bowl", inside("blue_ball", "green_bowl")),
    p("table", "i wanna see the crimson brick in the bowl", inside("red_block", "green_bowl")),
    p("table", "get me the mug", holding("yellow_mug")),
    p("table", "Pick the yellow cup up.", holding("yellow_mug")),
    p("table", "lift up the ball a bit", holding("blue_ball")),
    p("table", "Please hold the red can.", holding("red_can")),
    p("table", "Hand over the blue block", REFUSE),
    p("table", "Reach out and grab hold of the blue ball", holding("blue_ball")),
    p("table", "would you kindly take the can", holding("red_can")),
    p("table", "Stick the ball on the dish", on("blue_ball", "white_plate")),
    p("table", "fill the bowl with the green block", inside("green_block", "green_bowl")),
    p("table", "The bowl is where the green block should go", inside("green_block", "green_bowl")),
    p(
        "table",
        "Make it so that the red block is inside the bowl",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "there should be a ball in the bowl when you are finished",
        inside("blue_ball", "green_bowl"),
    ),
    # beside, regions, pushing
    p(
        "table",
        "slide the red block over to the left by 5 centimetres",
        Atom("moved_by", ("red_block", "left", 0.05)),
    ),
    p(
        "table",
        "Nudge the green block seven cm to the right",
        Atom("moved_by", ("green_block", "right", 0.07)),
    ),
    p(
        "table",
        "give the red block a push to the left, 6 cm or so",
        Atom("moved_by", ("red_block", "left", 0.06)),
    ),
    p(
        "table",
        "shove the blue cube away from you by 5cm",
        Atom("moved_by", ("blue_block", "back", 0.05)),
    ),
    p("table", "Put the can right next to the mug", Atom("near", ("red_can", "yellow_mug", 0.1))),
    p(
        "table",
        "I want the red block standing to the right of the plate, with 5 cm between them",
        Atom("beside", ("red_block", "white_plate", "right", 0.05)),
    ),
    p(
        "table",
        "The green block should sit just in front of the plate",
        Atom("in_front_of", ("green_block", "white_plate")),
    ),
    p("table", "Park the blue ball in the far right corner", at("blue_ball", "back_right")),
    p(
        "table",
        "move the mug to the front-right corner of the table please",
        at("yellow_mug", "front_right"),
    ),
    p(
        "table",
        "Leave the red block somewhere in the middle of the table",
        at("red_block", "center"),
    ),
    p("table", "red block, centre of the table, please", at("red_block", "center")),
    p("table", "bring the green cube over to the left hand side", at("green_block", "left")),
    p(
        "table",
        "Place the red block 10 cm to the left of the bowl.",
        Atom("beside", ("red_block", "green_bowl", "left", 0.10)),
    ),
    p("table", "I'd prefer the ball behind the mug", Atom("behind", ("blue_ball", "yellow_mug"))),
    p(
        "table",
        "Set the blue cube down a few centimetres left of the can",
        Atom("left_of", ("blue_block", "red_can")),
    ),
    # which one
    p("many", "put the biggest red block in the bin", inside("red_block_3", "gray_bin")),
    p("many", "The tiniest of the red blocks goes in the bin.", inside("red_block", "gray_bin")),
    p(
        "many",
        "Take the block that is furthest to the left and drop it in the bin",
        inside("red_block", "gray_bin"),
    ),
    p("many", "grab the small red one and put it in the bin", inside("red_block", "gray_bin")),
    p("many", "Pick up the rightmost block", holding("green_block")),
    p("many", "pick up the block closest to the red ball", ASK),
    p("many", "I'd like you to bin the ball that's blue", inside("blue_ball", "gray_bin")),
    p("many", "put the second block from the right in the bin", inside("red_block_3", "gray_bin")),
    p(
        "many",
        "The red ball, not the blue one, should go in the tray",
        inside("red_ball", "white_tray"),
    ),
    p("many", "Put the red block in the bin", ASK),
    p("many", "Put it in the bin", ASK),
    p("many", "Throw a block into the bin", count_in("block", None, "gray_bin", 1)),
    p(
        "many",
        "put one of the blue cubes in the blue bowl",
        count_in("block", "blue", "blue_bowl", 1),
    ),
    p(
        "many",
        "Whichever red block is largest, put it into the red bowl",
        inside("red_block_3", "red_bowl"),
    ),
    p(
        "many",
        "take the block nearest to you and place it in the green bowl",
        inside("red_block_3", "green_bowl"),
    ),
    p("tower", "pick up the block on the plate", holding("orange_block")),
    p(
        "tower",
        "Get the block out of the bowl and put it on the table",
        Not(inside("purple_block", "white_bowl")),
    ),
    p("tower", "Whatever is in the bowl, put it on the plate", on("purple_block", "white_plate")),
    p(
        "tower",
        "put the yellow block with the purple one in the bowl",
        inside("yellow_block", "white_bowl"),
    ),
    # sets
    p("many", "All of the red cubes should end up in the bin", all_in("block", "red", "gray_bin")),
    p("many", "Get every red block into the bin, will you?", all_in("block", "red", "gray_bin")),
    p("many", "I want both balls in the tray.", all_in("ball", None, "white_tray")),
    p("many", "throw all the balls in the bin", all_in("ball", None, "gray_bin")),
    p(
        "many",
        "Two red blocks go in the bin, doesn't matter which",
        count_in("block", "red", "gray_bin", 2),
    ),
    p(
        "many",
        "Put any two of the red blocks into the red bowl",
        count_in("block", "red", "red_bowl", 2),
    ),
    p(
        "many",
        "place exactly two red cubes inside the bin",
        count_in("block", "red", "gray_bin", 2),
    ),
    p(
        "many",
        "Put all the blocks away in the bin apart from the green one",
        both(
            all_in("block", "red", "gray_bin"),
            all_in("block", "blue", "gray_bin"),
            Not(inside("green_block", "gray_bin")),
        ),
    ),
    p(
        "many",
        "Everything that isn't red goes into the bin, but leave the bowls alone",
        both(
            all_in("block", "blue", "gray_bin"),
            all_in("block", "green", "gray_bin"),
            inside("blue_ball", "gray_bin"),
            count_in("bowl", None, "gray_bin", 0),
        ),
    ),
    p("many", "clear up the balls: into the tray with them", all_in("ball", None, "white_tray")),
    p(
        "many",
        "Each block that is not blue belongs in the bin",
        both(
            all_in("block", "red", "gray_bin"),
            all_in("block", "green", "gray_bin"),
            count_in("block", "blue", "gray_bin", 0),
        ),
    ),
    p(
        "many",
        "put the blue blocks and the red ball in the bin",
        both(
            all_in("block", "blue", "gray_bin"),
            inside("red_ball", "gray_bin"),
            Not(inside("blue_ball", "gray_bin")),
        ),
    ),
    p(
        "many",
        "put a couple of red blocks in the red bowl",
        count_in("block", "red", "red_bowl", 2),
    ),
    p("many", "put a few blocks in the bin", ASK),
    p("many", "put four red blocks in the bin", REFUSE),
    p(
        "many",
        "Sort all the blocks by colour into the bowls",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "many",
        "Each block goes in the bowl that matches its colour.",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "many",
        "I'd like every cube in the bowl of its own color",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "many",
        "Match the blocks up with the bowls by color",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "many",
        "blocks into the bin, balls onto the tray",
        both(all_in("block", None, "gray_bin"), all_in("ball", None, "white_tray")),
    ),
    p(
        "many",
        "Separate the blocks and the balls: blocks in the bin, balls in the tray",
        both(all_in("block", None, "gray_bin"), all_in("ball", None, "white_tray")),
    ),
    p(
        "many",
        "Sort the balls and the blocks into the tray and the bin respectively",
        both(all_in("block", None, "gray_bin"), all_in("ball", None, "white_tray")),
    ),
    p(
        "many",
        "put blue things in the blue bowl",
        both(all_in("block", "blue", "blue_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "put the balls in the bowls with the same colour",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    # conditions
    p(
        "table",
        "If you can see a lemon, put it on the plate; otherwise put the ball there.",
        on("blue_ball", "white_plate"),
    ),
    p(
        "table",
        "If there's a blue ball on the table, pop it in the bowl",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "In case there is a purple block put it in the bowl, else put the red one in",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "if there is a purple block put it in the bowl, if not put the red block in it",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "Unless there's something in the bowl, put the ball in it",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "if the bowl is empty then the red block should go in it",
        inside("red_block", "green_bowl"),
    ),
    p("kitchen", "Is the middle drawer open? Then close it.", closed("middle_drawer")),
    p("kitchen", "If any drawer is open, close it", closed("middle_drawer")),
    p("kitchen", "close the middle drawer if it's open", closed("middle_drawer")),
    p(
        "kitchen",
        "If the top drawer is closed, open it and put the red block inside",
        both(opened("top_drawer"), inside("red_block", "top_drawer")),
    ),
    p("kitchen", "Should the fridge be open, shut it, otherwise open it", opened("fridge")),
    # order
    p(
        "table",
        "First the ball goes into the bowl, then the red block.",
        both(inside("blue_ball", "green_bowl"), inside("red_block", "green_bowl")),
    ),
    p(
        "table",
        "Before you touch the red block, put the blue ball in the bowl."
        " Then put the red block on the plate.",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p(
        "table",
        "Put the ball in the bowl, but before that put the red block on the plate",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p(
        "table",
        "Once the red block is on the plate, put the ball in the bowl",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p(
        "table",
        "After placing the red cube on the plate, grab the ball",
        both(on("red_block", "white_plate"), holding("blue_ball")),
    ),
    p(
        "table",
        "put the green block in the bowl followed by the ball",
        both(inside("blue_ball", "green_bowl"), inside("green_block", "green_bowl")),
    ),
    p(
        "table",
        "Start by putting the ball into the bowl, next up is the red block which goes on the plate",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p(
        "table",
        "ball in bowl and red block on plate",
        both(inside("blue_ball", "green_bowl"), on("red_block", "white_plate")),
    ),
    p("table", "Put the red block on the plate and the blue block on top of it.", ASK),
    # stacking
    p(
        "table",
        "Stack the three blocks with the red one on top",
        Or(
            (
                both(on("red_block", "blue_block"), on("blue_block", "green_block")),
                both(on("red_block", "green_block"), on("green_block", "blue_block")),
            )
        ),
    ),
    p(
        "table",
        "Make me a little tower: green at the bottom, then blue, then red",
        both(on("red_block", "blue_block"), on("blue_block", "green_block")),
    ),
    p(
        "table",
        "Build a tower out of the blocks, green at the bottom",
        Atom("moved", ("red_block",)),
    ),
    p("table", "put the red block on top of the blue one", on("red_block", "blue_block")),
    p(
        "table",
        "red on blue on green please",
        both(on("red_block", "blue_block"), on("blue_block", "green_block")),
    ),
    p("table", "pile the red block on the green block", on("red_block", "green_block")),
    p(
        "table",
        "the blue cube goes on the green one and the red one goes on the blue one",
        both(on("red_block", "blue_block"), on("blue_block", "green_block")),
    ),
    p("tower", "Take the tower apart", both(on("red_block", "table"), on("blue_block", "table"))),
    p("tower", "Take the top block off the tower", Not(on("red_block", "blue_block"))),
    p("tower", "remove the red block from the blue block", on("red_block", "table")),
    p(
        "tower",
        "get the red block off the stack and put it on the plate",
        on("red_block", "white_plate"),
    ),
    p("tower", "knock down the tower", REFUSE),
    # cautions and speed
    p(
        "table",
        "put the red block in the bowl without hitting the vase",
        inside("red_block", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Mind the vase while you put the ball in the bowl!",
        inside("blue_ball", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Watch out for the vase, it is fragile, and put the red block on the plate",
        on("red_block", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "Place the ball in the bowl. Whatever you do, don't knock over the vase.",
        inside("blue_ball", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "The vase is precious so don't go near it, and put the red block in the bowl",
        inside("red_block", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Take the ball to the bowl, steering well clear of the vase",
        inside("blue_ball", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Keeping at least 8 cm from the vase, put the can on the plate",
        on("red_can", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "Don't touch the mug. Put the blue block on the plate.",
        on("blue_block", "white_plate"),
        keep="yellow_mug",
    ),
    p("table", "slowly and carefully lift the mug", holding("yellow_mug"), speed="slow"),
    p(
        "table",
        "Take your time and put the ball in the bowl",
        inside("blue_ball", "green_bowl"),
        speed="slow",
    ),
    p("table", "quick, get the ball in the bowl!", inside("blue_ball", "green_bowl"), speed="fast"),
    p(
        "table",
        "put the red block on the plate at half the usual speed",
        on("red_block", "white_plate"),
        speed="slow",
    ),
    p("table", "Put the red block in the bowl but stay away from the bowl", REFUSE),
    p("table", "Don't touch the red block, just pick it up", REFUSE),
    # kitchen
    p("kitchen", "Pull the top drawer open", opened("top_drawer")),
    p("kitchen", "open up the fridge please", opened("fridge")),
    p("kitchen", "I want the middle drawer shut.", closed("middle_drawer")),
    p("kitchen", "Give the button a press", Atom("pressed", ("button",))),
    p("kitchen", "hit the red button", Atom("pressed", ("button",))),
    p("kitchen", "Could you turn the light on?", opened("switch")),
    p("kitchen", "flip the switch on", opened("switch")),
    p("kitchen", "Store the red block in the upper drawer", inside("red_block", "top_drawer")),
    p(
        "kitchen",
        "Pop the can in the fridge and shut the door afterwards",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Please put the mug away in the cupboard and close it.",
        both(inside("blue_mug", "cupboard"), closed("cupboard")),
    ),
    p("kitchen", "open the bottom drawer about halfway", Atom("open_to", ("bottom_drawer", 0.5))),
    p("kitchen", "the lowest drawer should be half open", Atom("open_to", ("bottom_drawer", 0.5))),
    p(
        "kitchen",
        "Close all the drawers",
        both(closed("top_drawer"), closed("middle_drawer"), closed("bottom_drawer")),
    ),
    p("kitchen", "Open a drawer", Or((opened("top_drawer"), opened("bottom_drawer")))),
    p("kitchen", "Open the drawer", ASK),
    p("kitchen", "The mug wants to be on the shelf", on("blue_mug", "shelf")),
    p(
        "kitchen",
        "Put the ball in the white bowl and then put the bowl in the fridge",
        inside("white_bowl", "fridge"),
    ),
    p("kitchen", "Open the red block", REFUSE),
    p("kitchen", "put the fridge on the shelf", REFUSE),
)
