"""Requests as people make them, that the parser was widened with: first part of a written study.

They were written without a look at the grammar or at the other lists, in as many voices as came to
mind: curt, polite, halting, foreign, technical, to a child, on a loading dock. First what can be
done, with what holds afterwards; then what cannot be done there; then what leaves a question.
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

from vla.plan import Atom, Condition, Count, Not, Objects, Or, Var, Where


def on_tray(a: str) -> Condition:
    """A tray is both stood on and lain in."""
    return Or((inside(a, "white_tray"), on(a, "white_tray")))


def inside_it(target: str) -> Condition:
    return Atom("inside", (Var("it"), target))


def near(a: str, b: str) -> Condition:
    return Atom("near", (a, b, 0.1))


def left_of(a: str, b: str) -> Condition:
    return Atom("left_of", (a, b))


def right_of(a: str, b: str) -> Condition:
    return Atom("right_of", (a, b))


def beside(a: str, b: str, side: str, gap: float) -> Condition:
    return Atom("beside", (a, b, side, gap))


def moved_by(a: str, direction: str, distance: float) -> Condition:
    return Atom("moved_by", (a, direction, distance))


BALLS_IN_BIN = all_in("ball", None, "gray_bin")
RED_BLOCKS_IN_BIN = all_in("block", "red", "gray_bin")
PRESSED = Atom("pressed", ("button",))
BOWL_EMPTIED = Not(inside("purple_block", "white_bowl"))
PLATE_CLEARED = Not(on("orange_block", "white_plate"))

STUDY_A: tuple[Paraphrase, ...] = (
    # terse
    p("table", "Can, plate, go.", on("red_can", "white_plate")),
    p("table", "blue ball -> bowl", inside("blue_ball", "green_bowl")),
    p("many", "bin: both balls", BALLS_IN_BIN),
    p("kitchen", "fridge open", opened("fridge")),
    p("tower", "red off the tower", Not(on("red_block", "blue_block"))),
    p("kitchen", "button. press.", PRESSED),
    p("many", "red blocks binned, ta", RED_BLOCKS_IN_BIN),
    p("table", "Mug. Hold it.", holding("yellow_mug")),
    p("kitchen", "Drawer shut (the middle one)", closed("middle_drawer")),
    p("table", "green block left of can", left_of("green_block", "red_can")),
    # very polite, indirect
    p(
        "table",
        "I was wondering whether the red cube might find its way into the bowl.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "If it isn't too much trouble, would it be possible for the can to be stood on the plate?",
        on("red_can", "white_plate"),
    ),
    p(
        "kitchen",
        "Might I trouble you to pull the top drawer open for me?",
        opened("top_drawer"),
    ),
    p(
        "kitchen",
        "I'd be ever so grateful if the blue mug could spend the night in the fridge.",
        inside("blue_mug", "fridge"),
    ),
    p(
        "many",
        "Do you suppose you could see your way to moving the green block into the blue bowl?",
        inside("green_block", "blue_bowl"),
    ),
    p(
        "tower",
        "Sorry to bother you, but could the yellow block perhaps settle on top of the orange one?",
        on("yellow_block", "orange_block"),
    ),
    p(
        "table",
        "It would make my day to see the green block sitting on that plate.",
        on("green_block", "white_plate"),
    ),
    p(
        "many",
        "Whenever you have a second, the smallest red block would be happier in the red bowl.",
        inside("red_block", "red_bowl"),
    ),
    p(
        "kitchen",
        "Would you be so good as to see to it that the middle drawer gets shut?",
        closed("middle_drawer"),
    ),
    p(
        "table",
        "Any chance the ball could be kept in the bowl rather than lying about on the table?",
        inside("blue_ball", "green_bowl"),
    ),
    p("many", "Could I ask that the tray be given the red ball?", on_tray("red_ball")),
    # a need or a state
    p(
        "table",
        "The bowl has nothing in it yet, and the blue block should be what fills it.",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "kitchen",
        "The middle drawer is hanging open again, that needs fixing.",
        closed("middle_drawer"),
    ),
    p("many", "No ball has any business being outside the bin.", BALLS_IN_BIN),
    p(
        "kitchen",
        "The yellow can is supposed to be cold, so the fridge is where it ought to be.",
        inside("yellow_can", "fridge"),
    ),
    p("tower", "There shouldn't be anything lying on that plate.", PLATE_CLEARED),
    p("table", "What's missing on the plate is the red block.", on("red_block", "white_plate")),
    p("kitchen", "It's stuffy in the cupboard; its door has to stand open.", opened("cupboard")),
    p(
        "many",
        "The green bowl is where the green block lives.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "table",
        "I can't use the can where it is, I need it in the back right corner.",
        at("red_can", "back_right"),
    ),
    p(
        "table",
        "The red block and the bowl are too far apart, they should be side by side.",
        near("red_block", "green_bowl"),
    ),
    p("tower", "The purple block has been in the bowl long enough.", BOWL_EMPTIED),
    # spoken, with second thoughts
    p(
        "table",
        "uh so, take the, um, the red one, no wait, the blue block, yeah, and drop it in the bowl",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "kitchen",
        "okay so like, the fridge? yeah, could you, you know, open that",
        opened("fridge"),
    ),
    p(
        "many",
        "right, erm, green block... in the red bowl, no, sorry, blue bowl",
        inside("green_block", "blue_bowl"),
    ),
    p("table", "hang on, let me think... ok, the mug, hm, just lift it", holding("yellow_mug")),
    p(
        "tower",
        "so the yellow cube, right, you're gonna wanna put that, uh, on top of the red one",
        on("yellow_block", "red_block"),
    ),
    p(
        "table",
        "The ball goes on the plate. Scratch that, in the bowl I mean.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "kitchen",
        "er, what's it called, the thing with the door, up there... the cupboard! Open it.",
        opened("cupboard"),
    ),
    p(
        "many",
        "well, let's see, both balls I guess, and then, um, they go in the bin",
        BALLS_IN_BIN,
    ),
    p(
        "table",
        "oh and the can, the can should be, like, right in front of the vase",
        Atom("in_front_of", ("red_can", "vase")),
    ),
    p(
        "kitchen",
        "you know what, forget the mug, just get the ball into the bowl, would ya",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "many",
        "red ball, blue bowl. Actually, hmm. Yes. Red ball, blue bowl.",
        inside("red_ball", "blue_bowl"),
    ),
    # English as a second language
    p(
        "table",
        "Please to put inside of bowl the ball of color blue.",
        inside("blue_ball", "green_bowl"),
    ),
    p("kitchen", "I want that you close drawer of the middle.", closed("middle_drawer")),
    p(
        "table",
        "You must make go the green block upon the plate.",
        on("green_block", "white_plate"),
    ),
    p("many", "All what is ball, in the bin it must go.", BALLS_IN_BIN),
    p("kitchen", "The refrigerator, he should to be open.", opened("fridge")),
    p("tower", "Take away please the block orange from plate.", PLATE_CLEARED),
    p("table", "The red can in your hand take, please.", holding("red_can")),
    p("kitchen", "Is needed that the mug blue stands in the shelf.", on("blue_mug", "shelf")),
    p(
        "many",
        "Me I would like have little red block in bowl red.",
        inside("red_block", "red_bowl"),
    ),
    p(
        "table",
        "Make that ball is being on right side of the cup.",
        right_of("blue_ball", "yellow_mug"),
    ),
    p(
        "table",
        "How about you are bringing red block near to the can?",
        near("red_block", "red_can"),
    ),
    # technical
    p(
        "table",
        "Deposit object red_block at target green_bowl.",
        inside("red_block", "green_bowl"),
    ),
    p("kitchen", "Actuate the top drawer to its fully open position.", opened("top_drawer")),
    p(
        "many",
        "Execute pick-and-place: source = green_block, destination = gray_bin.",
        inside("green_block", "gray_bin"),
    ),
    p(
        "table",
        "Position the can 10 cm to the left of the vase, measured edge to edge.",
        beside("red_can", "vase", "left", 0.10),
    ),
    p("kitchen", "Initiate a press event on the red push-button.", PRESSED),
    p(
        "tower",
        "Stacking order from bottom to top: yellow block, purple block.",
        on("purple_block", "yellow_block"),
    ),
    p(
        "table",
        "Grasp the cylindrical red object and maintain the grip.",
        holding("red_can"),
    ),
    p(
        "table",
        "Displace the blue block rightwards by 50 mm.",
        moved_by("blue_block", "right", 0.05),
    ),
    p(
        "kitchen",
        "Goal state: fridge door closed, yellow can inside.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "many",
        "Route every blue cuboid to the blue receptacle.",
        all_in("block", "blue", "blue_bowl"),
    ),
    p(
        "table",
        "Minimise velocity in the vicinity of the vase while conveying the ball to the bowl.",
        inside("blue_ball", "green_bowl"),
    ),
    # parents to a child
    p(
        "table",
        "Can you show Mummy how the ball goes into the bowl, sweetheart?",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "Time for the blue block to go night-night in the bowl!",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "kitchen",
        "Somebody left the middle drawer open, didn't they? Let's close it, poppet.",
        closed("middle_drawer"),
    ),
    p("many", "Balls away, please, into the bin, there's a good robot.", BALLS_IN_BIN),
    p(
        "tower",
        "Who's going to climb up onto the red block? The yellow block is!",
        on("yellow_block", "red_block"),
    ),
    p(
        "table",
        "Let's pretend the plate is a boat and the red block its captain, so hop him aboard!",
        on("red_block", "white_plate"),
    ),
    p(
        "many",
        "One, two, three, and the green block jumps into the green bowl.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "kitchen",
        "Be a good helper and tuck the ball up in the bowl, love.",
        inside("green_ball", "white_bowl"),
    ),
    p("kitchen", "Give the red button a nice push with your big robot finger.", PRESSED),
    p("tower", "Purple block has had a nice bath, out of the bowl he comes now.", BOWL_EMPTIED),
    p(
        "table",
        "Granny's vase mustn't be touched, darling, but do get the can onto the plate.",
        on("red_can", "white_plate"),
        keep="vase",
    ),
    # on the loading dock
    p(
        "kitchen",
        "Load one yellow can into the fridge and seal it.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p("many", "Pick list: green block. Drop location: tray.", on_tray("green_block")),
    p("tower", "Unload the bowl.", BOWL_EMPTIED),
    p(
        "many",
        "Restock the blue bowl with the two blue blocks.",
        all_in("block", "blue", "blue_bowl"),
    ),
    p(
        "table",
        "Stage the mug at the front right corner for pickup.",
        at("yellow_mug", "front_right"),
    ),
    p("many", "Final destination of the three red blocks is the bin.", RED_BLOCKS_IN_BIN),
    # passive and nominal
    p(
        "table",
        "A transfer of the ball to the bowl is requested.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "tower",
        "Removal of the red block from the tower, then its placement on the yellow one.",
        on("red_block", "yellow_block"),
    ),
    p(
        "kitchen",
        "Opening of the fridge, followed by insertion of the mug.",
        inside("blue_mug", "fridge"),
    ),
    p(
        "many",
        "Both blue blocks are to be found in the blue bowl afterwards.",
        all_in("block", "blue", "blue_bowl"),
    ),
    p("table", "Immediate lifting of the mug would be appreciated.", holding("yellow_mug")),
    p(
        "kitchen",
        "Storage place of the red block: top drawer.",
        inside("red_block", "top_drawer"),
    ),
    # conditions and quantities
    p(
        "many",
        "If there's a green block anywhere, bin it.",
        inside("green_block", "gray_bin"),
    ),
    p(
        "many",
        "All but the largest of the red blocks belong in the red bowl.",
        both(
            inside("red_block", "red_bowl"),
            inside("red_block_2", "red_bowl"),
            Not(inside("red_block_3", "red_bowl")),
        ),
    ),
    p(
        "many",
        "Two of the red blocks will do for the bin.",
        count_in("block", "red", "gray_bin", 2),
    ),
    p("many", "Whichever ball is further away from you, hold it.", holding("blue_ball")),
    p(
        "table",
        "The only thing here that's yellow should be in your gripper.",
        holding("yellow_mug"),
    ),
    p("many", "The second bowl from the left gets the red ball.", inside("red_ball", "blue_bowl")),
    p("tower", "Make sure no block stays in the bowl.", BOWL_EMPTIED),
    p(
        "kitchen",
        "Should the top drawer happen to be closed, open it; otherwise leave it be.",
        opened("top_drawer"),
    ),
    p(
        "many",
        "Either ball will do, just get one of them into the green bowl.",
        Count(Where(Objects("ball"), inside_it("green_bowl")), "==", 1),
    ),
    p(
        "many",
        "Leftmost block to the rightmost bowl.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "Unless the bowl has got the ball in it already, chuck the ball in.",
        inside("blue_ball", "green_bowl"),
    ),
    # space and manner
    p(
        "table",
        "10 cm of air between the bowl and the red block, please, with the block on the bowl's "
        "left.",
        beside("red_block", "green_bowl", "left", 0.10),
    ),
    p(
        "table",
        "Set the green block down a hand's breadth to the left of the can.",
        left_of("green_block", "red_can"),
    ),
    p("table", "Back right corner for the ball.", at("blue_ball", "back_right")),
    p(
        "table",
        "Nestle the green block in between the can and the vase.",
        Atom("between", ("green_block", "red_can", "vase")),
    ),
    p(
        "table",
        "Give the vase a wide berth while you take the ball to the bowl and drop it in.",
        inside("blue_ball", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Ease the can onto the plate, nice and slow.",
        on("red_can", "white_plate"),
        speed="slow",
    ),
    p(
        "tower",
        "Front left-hand corner, that's the yellow block's new home.",
        at("yellow_block", "front_left"),
    ),
    p(
        "kitchen",
        "Just to the right of the mug there's room for the ball, so park it there.",
        right_of("green_ball", "blue_mug"),
    ),
    p(
        "kitchen",
        "Steering clear of the mug, get the ball to the bowl and plonk it in.",
        inside("green_ball", "white_bowl"),
        keep="blue_mug",
    ),
    # drawers and doors
    p(
        "kitchen",
        "Bottom drawer: halfway out and no further.",
        Atom("open_to", ("bottom_drawer", 0.5)),
    ),
    p(
        "kitchen",
        "Chuck the ball in the drawer that's already open.",
        inside("green_ball", "middle_drawer"),
    ),
    p(
        "kitchen",
        "Pop the mug in the cupboard and mind you close up after.",
        both(inside("blue_mug", "cupboard"), closed("cupboard")),
    ),
    p("kitchen", "Pull out the lowest of the three drawers.", opened("bottom_drawer")),
    # stacking
    p(
        "table",
        "Build me a tower: green block at the bottom, blue block in the middle, red block on top.",
        both(on("blue_block", "green_block"), on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "Dismantle the tower so that no block of it rests on another.",
        both(Not(on("red_block", "blue_block")), Not(on("blue_block", "green_block"))),
    ),
    p("tower", "Crown the yellow block with the orange one.", on("orange_block", "yellow_block")),
    p(
        "many",
        "Pile the two blue blocks up.",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    # sorting, holding, swapping
    p(
        "many",
        "Sort the balls by colour into the bowls.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "Reunite every block with the bowl of its own colour.",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p(
        "tower",
        "Fish the purple block out of there and hang on to it.",
        holding("purple_block"),
    ),
    p(
        "tower",
        "Have the purple and the orange block trade places.",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    # what cannot be done there
    p("table", "There's a banana around, so fetch it and put it in the bowl.", REFUSE),
    p("table", "Stick the purple block on the plate.", REFUSE),
    p("kitchen", "Would you shove the fridge over to the left a bit?", REFUSE),
    p("many", "Hoist the bin up in the air.", REFUSE),
    p("many", "Five red blocks are to go into the bin.", REFUSE),
    p("kitchen", "I'd appreciate it if the oven door were opened.", REFUSE),
    p("table", "robot, the whole table goes half a metre to the right", REFUSE),
    p("tower", "Get the yellow block inside the red block somehow.", REFUSE),
    p("kitchen", "the microwave, ehm, its door is open still I think, so close it", REFUSE),
    p("table", "Unscrew the lid of the can.", REFUSE),
    p("kitchen", "Evacuate the cabinet from the room, please.", REFUSE),
    p("many", "Yellow ball, meet yellow bowl: in you hop!", REFUSE),
    p("tower", "Boil me an egg.", REFUSE),
    p("table", "What the green block needs is a coat of blue paint.", REFUSE),
    p("many", "Actuate drawer no. 2 to the closed state.", REFUSE),
    # what leaves a question
    p("many", "The red block, into the bin with it.", ASK),
    p("many", "That ball belongs in the bin, doesn't it?", ASK),
    p("kitchen", "I wonder if you'd open the drawer for me.", ASK),
    p("many", "The bowl could do with the green block.", ASK),
    p("table", "Now put it over there.", ASK),
    p("table", "Whack the block on the plate, would you?", ASK),
    p("table", "Do something with the can.", ASK),
    p("table", "The ball should go, well, you know where.", ASK),
    p("many", "Gimme the blue one to hold.", ASK),
    p("tower", "Pick that block up, no, not that one, the other.", ASK),
    p("kitchen", "Door must be opened, please.", ASK),
    p("kitchen", "Put the thing inside the other thing.", ASK),
    p("tower", "Stick this on top of that.", ASK),
    p("table", "Somebody has to lift the red one.", ASK),
    p("many", "A bit further, and then into the one next to it.", ASK),
)
