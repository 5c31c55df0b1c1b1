"""Study requests: what ordinary people might say to the robot.

They were written without a look at the grammar.
Each has the condition that it promises, or says that a refusal or a question is right.
"""

from __future__ import annotations

from paraphrases import (
    ASK,
    REFUSE,
    And,
    Atom,
    Condition,
    Count,
    ForAll,
    Not,
    Objects,
    Or,
    Var,
    Where,
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

from vla.plan import Exists


def rel(name: str, *args: str | float) -> Condition:
    """A relation that has no short name of its own."""
    return Atom(name, args)


def each_in(target: str, *names: str) -> Condition:
    """All these things are in one container."""
    return And(tuple(inside(name, target) for name in names))


def nothing_in(target: str) -> Condition:
    """No thing is left in the container."""
    return ForAll(Objects(), Not(Atom("inside", (Var("it"), target))))


def some_on(kind: str, target: str, number: int) -> Condition:
    """That many things of a kind are on it."""
    return Count(Where(Objects(kind), Atom("on", (Var("it"), target))), "==", number)


AT_THE_TABLE = (
    p(
        "table",
        "That mug keeps getting in my way, could you shift it over to the right-hand side of "
        "the table?",
        at("yellow_mug", "right"),
    ),
    p("table", "stow the can in the far left corner for now", at("red_can", "back_left")),
    p(
        "table",
        "Build me a little tower: green at the bottom, then blue, and red goes on last.",
        both(on("blue_block", "green_block"), on("red_block", "blue_block")),
    ),
    p("table", "Hold the ball up in the air for me so I can take a photo", holding("blue_ball")),
    p(
        "table",
        "whatever blocks you can find, gather them all up in the bowl",
        all_in("block", None, "green_bowl"),
    ),
    p(
        "table",
        "When you're done I want exactly two blocks in the bowl, no matter which.",
        count_in("block", None, "green_bowl", 2),
    ),
    p("table", "nudge the green block 5 cm toward you", rel("moved", "green_block", 0.04)),
    p(
        "table",
        "Set the ball down halfway between the red cube and the green one.",
        rel("between", "blue_ball", "red_block", "green_block"),
    ),
    p(
        "table",
        "The red cube and the ball should trade places.",
        both(rel("moved", "red_block", 0.1), rel("moved", "blue_ball", 0.1)),
    ),
    p(
        "table",
        "Of the three blocks, the one furthest to the right goes on the dish.",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "Steering well clear of the vase, carry the ball over and leave it in the bowl.",
        inside("blue_ball", "green_bowl"),
        keep="vase",
    ),
    p(
        "table",
        "Treat the red block as though it were an egg: lower it into the bowl really slowly",
        inside("red_block", "green_bowl"),
        speed="slow",
    ),
    p(
        "table",
        "Hurry up and get that can over to the front right corner!",
        at("red_can", "front_right"),
        speed="fast",
    ),
    p(
        "table",
        "Have a look whether there's anything in the bowl, and if there isn't, the green block "
        "can go in there.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "table",
        "Pick a block, any block, and park it on the plate",
        Exists(Where(Objects("block"), Atom("on", (Var("it"), "white_plate")))),
    ),
    p(
        "table",
        "By the time I come back everything blue should be lying in the bowl.",
        both(inside("blue_block", "green_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "All of the blocks bar the red one need to be in the bowl, please.",
        both(
            each_in("green_bowl", "blue_block", "green_block"),
            Not(inside("red_block", "green_bowl")),
        ),
    ),
    p(
        "table",
        "can onto the plate, and as soon as that's done grab the mug and keep hold of it",
        both(on("red_can", "white_plate"), holding("yellow_mug")),
    ),
    p(
        "table",
        "I'd love to see the green cube sitting right behind the red one",
        rel("behind", "green_block", "red_block"),
    ),
    p(
        "table",
        "To the right of the bowl there's some room, that's where you can leave the red block.",
        rel("right_of", "red_block", "green_bowl"),
    ),
    p(
        "table",
        "In front of the flower vase is where I'd like the blue cube.",
        rel("in_front_of", "blue_block", "vase"),
    ),
    p(
        "table",
        "Dunk the ball in the bowl, then fish it back out again and don't let go of it",
        holding("blue_ball"),
    ),
    p(
        "table",
        "Give the can a shove, ten centimetres to the right should do",
        rel("moved", "red_can", 0.09),
    ),
    p(
        "table",
        "I was going to drink from that yellow mug but I won't now, so leave it in the back "
        "right corner.",
        at("yellow_mug", "back_right"),
    ),
    p(
        "table",
        "There's just the one ball on this table; would you balance it on the blue block?",
        on("blue_ball", "blue_block"),
    ),
    p(
        "table",
        "Only two of the blocks fit on the plate, so take the red and the blue and leave the "
        "green where it is",
        both(on("red_block", "white_plate"), on("blue_block", "white_plate")),
        keep="green_block",
    ),
    p(
        "table",
        "before you put the blue block in the bowl, put the green one in",
        each_in("green_bowl", "blue_block", "green_block"),
    ),
    p(
        "table",
        "Either the red block or the green block has to be on the plate, you choose.",
        Or((on("red_block", "white_plate"), on("green_block", "white_plate"))),
    ),
    p(
        "table",
        "Tall thing made of tin, red, standing at the back: lift it off the table, please",
        holding("red_can"),
    ),
    p(
        "table",
        "the ball's going to roll off if it stays there so tuck it up against the green block",
        rel("near", "blue_ball", "green_block"),
    ),
    p(
        "table",
        "Would it be possible to have the cup standing beside the vase instead?",
        rel("near", "yellow_mug", "vase"),
    ),
    p(
        "table",
        "The plate is too small for all the blocks, so they go in the bowl and the ball gets the "
        "plate.",
        both(all_in("block", None, "green_bowl"), on("blue_ball", "white_plate")),
    ),
    p(
        "table",
        "Now I'd be curious whether you can stack the red block on top of the can, so go ahead.",
        on("red_block", "red_can"),
    ),
    p(
        "table",
        "slide the red block away from you by roughly 8 centimeters",
        rel("moved", "red_block", 0.08),
    ),
    p("table", "get the can to stand right up close to the vase", rel("near", "red_can", "vase")),
    p(
        "table",
        "So the green block is ours and the blue one is theirs: ours goes in the bowl, theirs "
        "goes on the plate.",
        both(inside("green_block", "green_bowl"), on("blue_block", "white_plate")),
    ),
    p(
        "table",
        "Line the mug up in front of the red block",
        rel("in_front_of", "yellow_mug", "red_block"),
    ),
    p(
        "table",
        "One block per place: red one in the front left corner, green one front right.",
        both(at("red_block", "front_left"), at("green_block", "front_right")),
    ),
    p(
        "table",
        "As long as the can isn't on the plate already, that's where it belongs",
        on("red_can", "white_plate"),
    ),
    p(
        "table",
        "Dead centre of the table, that's where the ball should be",
        at("blue_ball", "center"),
    ),
)

AMONG_MANY = (
    p(
        "many",
        "My little one wants the balls in the tray, both of them.",
        all_in("ball", None, "white_tray"),
    ),
    p(
        "many",
        "colour sort the blocks please, each one into the bowl that matches it",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    p("many", "The tiniest block we have goes in the bin.", inside("red_block", "gray_bin")),
    p(
        "many",
        "Out of the red cubes take the biggest and drop it in the blue bowl",
        inside("red_block_3", "blue_bowl"),
    ),
    p(
        "many",
        "I've counted three red blocks; I want two of them in the green bowl and no more",
        count_in("block", "red", "green_bowl", 2),
    ),
    p(
        "many",
        "anything blue that isn't a bowl is rubbish, bin it",
        each_in("gray_bin", "blue_block", "blue_block_2", "blue_ball"),
    ),
    p(
        "many",
        "Please throw away the balls but hang on to the blocks.",
        both(
            all_in("ball", None, "gray_bin"),
            ForAll(Objects("block"), Not(Atom("inside", (Var("it"), "gray_bin")))),
        ),
    ),
    p(
        "many",
        "Put the red ball in the bowl of its own colour and the blue ball in the green one.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "many",
        "Could each of the three bowls get one block? Colours don't matter.",
        both(
            count_in("block", None, "red_bowl", 1),
            count_in("block", None, "blue_bowl", 1),
            count_in("block", None, "green_bowl", 1),
        ),
    ),
    p(
        "many",
        "Make a pile out of the red blocks with the large one underneath and the small one on "
        "the very top",
        both(on("red_block_2", "red_block_3"), on("red_block", "red_block_2")),
    ),
    p("many", "pick up the only green cube there is", holding("green_block")),
    p(
        "many",
        "Whichever block is closest to the tray, that's the one I want in the tray.",
        inside("green_block", "white_tray"),
    ),
    p(
        "many",
        "The tray should have exactly three blocks on it at the end, take whichever you like.",
        count_in("block", None, "white_tray", 3),
    ),
    p(
        "many",
        "Start with the blue ball into the red bowl; after that do the same with the green block",
        each_in("red_bowl", "blue_ball", "green_block"),
    ),
    p(
        "many",
        "Half of the six blocks into the bin, whichever ones are easiest for you",
        count_in("block", None, "gray_bin", 3),
    ),
    p(
        "many",
        "Every block that's neither red nor blue should be sitting on the tray.",
        inside("green_block", "white_tray"),
    ),
    p(
        "many",
        "Take it easy and don't rush: red ball, blue bowl.",
        inside("red_ball", "blue_bowl"),
        speed="slow",
    ),
    p(
        "many",
        "chop chop, both blue blocks in the tray",
        all_in("block", "blue", "white_tray"),
        speed="fast",
    ),
    p(
        "many",
        "Tidy the red stuff away into the bin, though obviously not the bowl",
        each_in("gray_bin", "red_block", "red_block_2", "red_block_3", "red_ball"),
    ),
    p(
        "many",
        "I'd like the medium red block up on top of the large red one.",
        on("red_block_2", "red_block_3"),
    ),
    p(
        "many",
        "There ought to be a ball in the green bowl as well as a green block",
        both(
            Exists(Where(Objects("ball"), Atom("inside", (Var("it"), "green_bowl")))),
            inside("green_block", "green_bowl"),
        ),
    ),
    p(
        "many",
        "the block farthest to the left, grab that one and don't put it down",
        holding("red_block"),
    ),
    p(
        "many",
        "Hide the green block behind the red bowl? Nah, put it inside the red bowl.",
        inside("green_block", "red_bowl"),
    ),
    p(
        "many",
        "Seeing as the blue ball and the green cube look nice together, let them share the tray.",
        each_in("white_tray", "blue_ball", "green_block"),
    ),
    p(
        "many",
        "For the class demo: reds in the tray, blues in the bin. Only cubes, leave the balls be.",
        both(all_in("block", "red", "white_tray"), all_in("block", "blue", "gray_bin")),
    ),
    p(
        "many",
        "The two blue cubes belong on top of each other, doesn't matter which way round",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    p(
        "many",
        "If you see a green ball then put it in the tray, and if you don't, use the red ball.",
        inside("red_ball", "white_tray"),
    ),
    p(
        "many",
        "All six blocks have to be off the table and in the bin before we start.",
        all_in("block", None, "gray_bin"),
    ),
    p(
        "many",
        "bring the red ball next to the bin, but not in it",
        both(rel("near", "red_ball", "gray_bin"), Not(inside("red_ball", "gray_bin"))),
    ),
    p(
        "many",
        "A red block, no matter what size, goes into the red bowl. Just one!",
        count_in("block", "red", "red_bowl", 1),
    ),
    p(
        "many",
        "Push the green cube fifteen centimetres, hmm, no, eight is plenty, away from you.",
        rel("moved", "green_block", 0.08),
    ),
    p(
        "many",
        "Could I get the smallest and the largest block together in the blue bowl?",
        each_in("blue_bowl", "red_block", "red_block_3"),
    ),
    p(
        "many",
        "First things first, the green block lands in the tray, next the red ball lands in the "
        "bin, and to finish you pick up the blue ball",
        both(
            inside("green_block", "white_tray"),
            inside("red_ball", "gray_bin"),
            holding("blue_ball"),
        ),
    ),
    p(
        "many",
        "Except for the blue ball, all the blue things you can grip go in the bowl that's blue.",
        both(all_in("block", "blue", "blue_bowl"), Not(inside("blue_ball", "blue_bowl"))),
    ),
    p(
        "many",
        "The bin is the one thing I want you to stay away from while you take the green "
        "block to the green bowl.",
        inside("green_block", "green_bowl"),
        keep="gray_bin",
    ),
    p(
        "many",
        "For every ball there is, find the bowl with the same color and put the ball in",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "i think the big red cube would look good on the white tray, so that's where it goes",
        inside("red_block_3", "white_tray"),
    ),
    p(
        "many",
        "What about the little red block on the green one?",
        on("red_block", "green_block"),
    ),
    p(
        "many",
        "We need one block of each colour in the tray, so a red, a blue and a green.",
        both(
            count_in("block", "red", "white_tray", 1),
            count_in("block", "blue", "white_tray", 1),
            inside("green_block", "white_tray"),
        ),
    ),
    p(
        "many",
        "I dropped the blue ball in the wrong spot, it was supposed to be in the bin.",
        inside("blue_ball", "gray_bin"),
    ),
)

IN_THE_KITCHEN = (
    p(
        "kitchen",
        "It smells in there, so have the fridge standing open for a while please",
        opened("fridge"),
    ),
    p(
        "kitchen",
        "someone forgot to shut the middle drawer again, would you?",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "The can wants cooling, so in the fridge with it, and don't forget to shut the door "
        "afterwards.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Put my mug back in the cupboard where it lives",
        inside("blue_mug", "cupboard"),
    ),
    p("kitchen", "hit the red button", rel("pressed", "button")),
    p("kitchen", "Somebody flip the light switch for me, thanks", rel("pressed", "switch")),
    p(
        "kitchen",
        "Have every single drawer closed before the inspection.",
        ForAll(Objects("drawer"), Atom("closed", (Var("it"),))),
    ),
    p(
        "kitchen",
        "I'm looking for my keys, can you pull all three drawers open?",
        ForAll(Objects("drawer"), Atom("opened", (Var("it"),))),
    ),
    p(
        "kitchen",
        "The drawer that's open already is a good place for the green ball.",
        inside("green_ball", "middle_drawer"),
    ),
    p(
        "kitchen",
        "stash the red block in the top drawer & close it again when the block is in",
        both(inside("red_block", "top_drawer"), closed("top_drawer")),
    ),
    p(
        "kitchen",
        "Both cubes go in the bowl, then push the button so the timer starts.",
        both(all_in("block", None, "white_bowl"), rel("pressed", "button")),
    ),
    p(
        "kitchen",
        "The lowest drawer is stuck, I think. Try to get it open.",
        opened("bottom_drawer"),
    ),
    p("kitchen", "set the yellow tin on the shelf", on("yellow_can", "shelf")),
    p(
        "kitchen",
        "Once you've closed the middle drawer, open the one underneath it",
        both(closed("middle_drawer"), opened("bottom_drawer")),
    ),
    p(
        "kitchen",
        "I'd prefer the fridge and the cupboard both standing open while I unpack.",
        both(opened("fridge"), opened("cupboard")),
    ),
    p(
        "kitchen",
        "Ball in bowl. Mug on shelf. That's it.",
        both(inside("green_ball", "white_bowl"), on("blue_mug", "shelf")),
    ),
    p(
        "kitchen",
        "if the middle drawer happens to be open, shut it; otherwise don't bother",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "Creep up on the green ball nice and slow and lift it up",
        holding("green_ball"),
        speed="slow",
    ),
    p(
        "kitchen",
        "Fast as you can, press the button!",
        rel("pressed", "button"),
        speed="fast",
    ),
    p(
        "kitchen",
        "Dinner's over so clear the table of mug and can: mug to the cupboard, can to the fridge",
        both(inside("blue_mug", "cupboard"), inside("yellow_can", "fridge")),
    ),
    p(
        "kitchen",
        "Mind the mug while you're taking the red cube over to the bowl, it's full of hot tea",
        inside("red_block", "white_bowl"),
        keep="blue_mug",
    ),
    p(
        "kitchen",
        "The switch on the right and the red button on the left, press the two of them.",
        both(rel("pressed", "switch"), rel("pressed", "button")),
    ),
    p(
        "kitchen",
        "I want the uppermost drawer opened and the blue cube dropped into it",
        both(opened("top_drawer"), inside("blue_block", "top_drawer")),
    ),
    p(
        "kitchen",
        "Toys into the bowl, please, meaning the ball and the two blocks.",
        each_in("white_bowl", "green_ball", "red_block", "blue_block"),
    ),
    p(
        "kitchen",
        "make sure the blue block ends up on the red one and not the other way around",
        on("blue_block", "red_block"),
    ),
    p(
        "kitchen",
        "Leave nothing but the mug, the can and the bowl on the table; everything else can go in "
        "the drawer that's open.",
        each_in("middle_drawer", "red_block", "blue_block", "green_ball"),
    ),
    p(
        "kitchen",
        "Shove the can some 6 centimetres over to the left",
        rel("moved", "yellow_can", 0.05),
    ),
    p(
        "kitchen",
        "It'd be great if the red block were standing to the right of the bowl",
        rel("right_of", "red_block", "white_bowl"),
    ),
    p(
        "kitchen",
        "With the fridge door open, hold the can up.",
        both(opened("fridge"), holding("yellow_can")),
    ),
    p(
        "kitchen",
        "fetch the red block off the table and let it rest on the shelf",
        on("red_block", "shelf"),
    ),
    p(
        "kitchen",
        "You know the ball? Fridge. Why? It's a prank. Shut the door after.",
        both(inside("green_ball", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "One of the cubes, I don't care which, should be in the bowl and the other left outside.",
        count_in("block", None, "white_bowl", 1),
    ),
    p(
        "kitchen",
        "i can't reach the cupboard door from my chair, open it for me",
        opened("cupboard"),
    ),
    p(
        "kitchen",
        "The bowl looks lonely, give it the blue cube and after that shut the drawer that's "
        "hanging open.",
        both(inside("blue_block", "white_bowl"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Nothing breakable on the table today please, the mug should go into the middle drawer.",
        inside("blue_mug", "middle_drawer"),
    ),
    p(
        "kitchen",
        "Can the green ball be put right in front of the bowl?",
        rel("in_front_of", "green_ball", "white_bowl"),
    ),
    p(
        "kitchen",
        "after flipping the switch take hold of the mug and stay like that",
        both(rel("pressed", "switch"), holding("blue_mug")),
    ),
    p(
        "kitchen",
        "I'll be needing the top and bottom drawers open but the middle one closed",
        both(opened("top_drawer"), opened("bottom_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Place the blue block somewhere in the front right corner of the table, then press the "
        "red button to let me know that you're finished.",
        both(at("blue_block", "front_right"), rel("pressed", "button")),
    ),
    p(
        "kitchen",
        "Neither block should be left lying on the table: the red one belongs in the bottom drawer,"
        " the blue one in the cupboard.",
        both(inside("red_block", "bottom_drawer"), inside("blue_block", "cupboard")),
    ),
)

AT_THE_TOWER = (
    p("tower", "Take the top block off the tower and hold on to it.", holding("red_block")),
    p("tower", "Empty the bowl for me, would you?", nothing_in("white_bowl")),
    p(
        "tower",
        "the plate should be bare, so get the orange cube off it",
        Not(on("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "Take that tower apart so all three blocks are standing on the table",
        both(on("red_block", "table"), on("blue_block", "table"), on("green_block", "table")),
    ),
    p(
        "tower",
        "Make the tower one higher with the yellow block.",
        on("yellow_block", "red_block"),
    ),
    p(
        "tower",
        "I want the bowl's block and the plate's block swapped",
        both(on("purple_block", "white_plate"), inside("orange_block", "white_bowl")),
    ),
    p(
        "tower",
        "Get at the green block, it's at the bottom of the stack, and put it in the bowl.",
        inside("green_block", "white_bowl"),
    ),
    p(
        "tower",
        "Turn the tower upside down: red on the bottom, blue still in the middle, green on top",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    p(
        "tower",
        "yellow one joins purple in the bowl",
        inside("yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "Whatever is lying on the plate, put it in the bowl instead.",
        inside("orange_block", "white_bowl"),
    ),
    p(
        "tower",
        "Fish the purple block out of the bowl and stand it on the yellow one",
        on("purple_block", "yellow_block"),
    ),
    p(
        "tower",
        "Remove only the uppermost block of the stack, and set it down on the table; the rest of "
        "the stack stays.",
        both(on("red_block", "table"), on("blue_block", "green_block")),
    ),
    p(
        "tower",
        "The block that's in the middle of the tower is the one I need, lift it up please",
        holding("blue_block"),
    ),
    p(
        "tower",
        "Bit by bit and very carefully, move the red cube from the tower to the plate.",
        on("red_block", "white_plate"),
        speed="slow",
    ),
    p(
        "tower",
        "quickly now, yellow block to the back right corner",
        at("yellow_block", "back_right"),
        speed="fast",
    ),
    p(
        "tower",
        "Start a second stack: yellow as the base, orange above it.",
        on("orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "There's a loose block by itself on the table, please move it to the front right corner",
        at("yellow_block", "front_right"),
    ),
    p(
        "tower",
        "Don't bump into the tower's green block when you bring the yellow one to the plate.",
        on("yellow_block", "white_plate"),
        keep="green_block",
    ),
    p(
        "tower",
        "could we have two blocks on the plate rather than one? pick the yellow one as the extra",
        both(on("yellow_block", "white_plate"), on("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "I'd like the red and blue blocks in the bowl, green can stay put",
        each_in("white_bowl", "red_block", "blue_block"),
    ),
    p(
        "tower",
        "Tip: the purple one's in the bowl. Take it from there and lay it next to the plate.",
        rel("near", "purple_block", "white_plate"),
    ),
    p(
        "tower",
        "First clear the plate, then put the red block on it.",
        both(Not(on("orange_block", "white_plate")), on("red_block", "white_plate")),
    ),
    p(
        "tower",
        "Unless it's already empty, take out what's in the bowl and keep it in your hand",
        holding("purple_block"),
    ),
    p(
        "tower",
        "Give the yellow block a 12 cm push to the right",
        rel("moved", "yellow_block", 0.11),
    ),
    p(
        "tower",
        "My son wants a traffic light, so that's green at the bottom, yellow on that and red on "
        "top of the yellow.",
        both(on("yellow_block", "green_block"), on("red_block", "yellow_block")),
    ),
    p(
        "tower",
        "red and yellow must swap: yellow on the tower, red on the table",
        both(on("yellow_block", "blue_block"), on("red_block", "table")),
    ),
    p(
        "tower",
        "What's on top of blue should be on top of orange",
        on("red_block", "orange_block"),
    ),
    p(
        "tower",
        "Let's free up the green block: nothing should be resting on it any more.",
        ForAll(Objects("block"), Not(Atom("on", (Var("it"), "green_block")))),
    ),
    p(
        "tower",
        "Stick the yellow cube directly to the right of the bowl if there's room",
        rel("right_of", "yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "I was told purple and orange go together, so stack the purple on the orange one.",
        on("purple_block", "orange_block"),
    ),
    p(
        "tower",
        "Three blocks in the bowl altogether, that's what I'm after; take any you like.",
        count_in("block", None, "white_bowl", 3),
    ),
    p(
        "tower",
        "Everything that isn't part of the tower goes in the bowl, I mean the blocks",
        each_in("white_bowl", "yellow_block", "purple_block", "orange_block"),
    ),
    p(
        "tower",
        "The top two of the tower should come down onto the table, one beside the other.",
        both(
            on("red_block", "table"),
            on("blue_block", "table"),
            rel("near", "red_block", "blue_block"),
        ),
    ),
    p(
        "tower",
        "lift the orange thing off the dish, wait, don't keep it, leave it in the front left "
        "corner",
        at("orange_block", "front_left"),
    ),
    p(
        "tower",
        "Place yellow so that it's between the plate and the bowl",
        rel("between", "yellow_block", "white_plate", "white_bowl"),
    ),
    p(
        "tower",
        "Orange and yellow have to be neighbours on the table, side by side.",
        both(
            on("orange_block", "table"),
            on("yellow_block", "table"),
            rel("near", "orange_block", "yellow_block"),
        ),
    ),
    p(
        "tower",
        "You may only move the yellow block, and it should wind up on top of the purple one.",
        on("yellow_block", "purple_block"),
    ),
    p(
        "tower",
        "When the blue block is on the plate beside the orange one you can stop.",
        both(on("blue_block", "white_plate"), on("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "Both the dish and the bowl have to be empty so I can wash them up",
        both(
            nothing_in("white_bowl"),
            some_on("block", "white_plate", 0),
        ),
    ),
    p(
        "tower",
        "behind the tower, that's a good spot for our yellow friend",
        rel("behind", "yellow_block", "green_block"),
    ),
)

CANNOT = (
    p("table", "Would you pour me some water from the jug?", REFUSE),
    p("table", "The purple block needs to go on the plate", REFUSE),
    p("table", "Crack the vase open with a hammer", REFUSE),
    p("table", "please cut the ball in half", REFUSE),
    p("table", "Stir the spoon around in the mug a few times.", REFUSE),
    p("many", "Put all of the orange blocks in the gray bin.", REFUSE),
    p("many", "I want five balls lying on the tray when you're done", REFUSE),
    p("many", "paint the green cube red so that we have four reds", REFUSE),
    p("many", "Throw the red ball across the room to my colleague.", REFUSE),
    p("many", "Drop the banana in the blue bowl", REFUSE),
    p("kitchen", "Heat up the soup in the microwave, two minutes.", REFUSE),
    p("kitchen", "open the dishwasher so I can unload it", REFUSE),
    p("kitchen", "Come over to the living room and bring me the remote", REFUSE),
    p("kitchen", "Wash the mug under the tap and dry it, please.", REFUSE),
    p("kitchen", "Stuff the fridge into the top drawer", REFUSE),
    p("tower", "Call my mother and tell her the tower is done.", REFUSE),
    p("tower", "Glue the red block to the blue one so that it can't fall off.", REFUSE),
    p("tower", "close the lid of the box and lock it", REFUSE),
    p("tower", "Stack the four green blocks on one another", REFUSE),
    p("tower", "Peel the apple that's next to the plate.", REFUSE),
)

UNCLEAR = (
    p("table", "Take the block and set it on the plate.", ASK),
    p("table", "could you pick up the red one", ASK),
    p("table", "I'd like the blue thing in the bowl.", ASK),
    p("table", "Put it over there, will you?", ASK),
    p("table", "Stick that cube on top of the other one", ASK),
    p("many", "The green block goes in the bowl.", ASK),
    p("many", "Hold the ball up for a second please", ASK),
    p("many", "Let me have the blue cube on the tray.", ASK),
    p("many", "pop the red block into the gray bin", ASK),
    p("many", "Set the red ball on the left of the bowl, close to it", ASK),
    p("kitchen", "Open the thing, would you?", ASK),
    p("kitchen", "Pull the closed drawer open.", ASK),
    p("kitchen", "the block belongs in the fridge", ASK),
    p("kitchen", "Drop the blue one in the bowl when you have a moment.", ASK),
    p("kitchen", "Put the can away in its usual drawer.", ASK),
    p("tower", "Move the block onto the table, please.", ASK),
    p("tower", "Swap it with the other one", ASK),
    p("tower", "Yellow should be next to the white one.", ASK),
    p("tower", "Put the cube from the tower in the bowl", ASK),
    p("tower", "Could you do something with the yellow block?", ASK),
)

STUDY_E = (
    *AT_THE_TABLE,
    *AMONG_MANY,
    *IN_THE_KITCHEN,
    *AT_THE_TOWER,
    *CANNOT,
    *UNCLEAR,
)
