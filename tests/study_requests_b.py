"""Requests as people make them, that the parser was widened with: sixty people, two wishes each.

The first wish of everybody is simple, the second composed. What holds afterwards follows from
the words alone. After them come wishes that cannot be met in their scene, and unclear ones.
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

from vla.plan import Atom, Condition, Count, ForAll, Names, Not, Objects, Var, Where, Without

IT = Var("it")


def still(*names: str) -> Condition:
    """They are where they began."""
    return both(*(Not(Atom("moved", (name,))) for name in names))


def all_on(kind: str | None, color: str | None, target: str) -> Condition:
    return ForAll(Objects(kind, color), Atom("on", (IT, target)))


def out_of(a: str, b: str) -> Condition:
    return Not(inside(a, b))


def rel(name: str, *args: str | float) -> Condition:
    return Atom(name, args)


FIRST: tuple[Paraphrase, ...] = (
    # a nurse
    p(
        "table",
        "Could the tin go on the plate, please, whenever you've a hand free.",
        on("red_can", "white_plate"),
    ),
    p(
        "table",
        "When you've put the ball in the bowl, pick up the mug and hold on to it for me, will you,"
        " and stay away from the vase.",
        both(inside("blue_ball", "green_bowl"), holding("yellow_mug")),
        keep="vase",
    ),
    # a teenager texting
    p("table", "yo green cube in da bowl pls", inside("green_block", "green_bowl")),
    p(
        "many",
        "ok so like both balls in the tray n the blue blocks r going in the bin lol",
        both(all_in("ball", None, "white_tray"), all_in("block", "blue", "gray_bin")),
    ),
    # a professor
    p(
        "kitchen",
        "I should be most grateful if the sphere were to find its way into the bowl.",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "many",
        "Of the three red cubes, kindly transfer the smallest and the largest to the tray;"
        " the remaining one should stay where it stands.",
        both(
            inside("red_block", "white_tray"),
            inside("red_block_3", "white_tray"),
            still("red_block_2"),
        ),
    ),
    # a chef
    p("kitchen", "Tin in the fridge, chef's orders.", inside("yellow_can", "fridge")),
    p(
        "kitchen",
        "Fridge open, mug in, fridge shut. Go!",
        both(inside("blue_mug", "fridge"), closed("fridge")),
    ),
    # a warehouse picker
    p("many", "Red ball, pick, destination grey bin.", inside("red_ball", "gray_bin")),
    p(
        "many",
        "Order 4471: two red blocks, one blue block, all to the tray.",
        both(
            count_in("block", "red", "white_tray", 2),
            count_in("block", "blue", "white_tray", 1),
        ),
    ),
    # a lawyer
    p(
        "table",
        "The blue cube shall be deposited upon the plate.",
        on("blue_block", "white_plate"),
    ),
    p(
        "many",
        "All blocks, save and except the green one, are to be placed in the bin, and the balls"
        " shall remain undisturbed.",
        both(
            ForAll(
                Without(Objects("block"), Names(("green_block",))),
                Atom("inside", (IT, "gray_bin")),
            ),
            out_of("green_block", "gray_bin"),
            still("red_ball", "blue_ball"),
        ),
    ),
    # somebody reading a manual aloud
    p(
        "tower",
        "Step one. Place the yellow block on top of the orange block.",
        on("yellow_block", "orange_block"),
    ),
    p(
        "table",
        "You will need one red block, one blue block and one green block. Put the blue one on the"
        " red one, then the green one on the blue one.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    # a poet
    p(
        "table",
        "O little ball of blue, come rest within the bowl of green",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "The mug I'd have at the table's centre; the cube, the crimson one, asleep upon the plate.",
        both(at("yellow_mug", "center"), on("red_block", "white_plate")),
    ),
    # a pilot with a checklist
    p("kitchen", "Switch... on.", opened("switch")),
    p(
        "kitchen",
        "Checklist: middle drawer, closed. Fridge door, open. Button, pressed.",
        both(closed("middle_drawer"), opened("fridge"), rel("pressed", "button")),
    ),
    # a toddler's mother
    p(
        "table",
        "Let's pick up your ball, shall we, and into the bowl it goes!",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "many",
        "Tidy-up time: every ball goes in the bin, and then the little red brick can sit in the"
        " red bowl.",
        both(all_in("ball", None, "gray_bin"), inside("red_block", "red_bowl")),
    ),
    # an engineer
    p(
        "table",
        "Translate the green block 4 cm to the right.",
        rel("moved_by", "green_block", "right", 0.04),
    ),
    p(
        "table",
        "Position the blue block to the right of the can with a 5 cm gap, maintaining at least"
        " 10 cm of clearance from the mug throughout.",
        rel("beside", "blue_block", "red_can", "right", 0.05),
        keep="yellow_mug",
    ),
    # somebody angry
    p("kitchen", "For crying out loud, shut that damn drawer!", closed("middle_drawer")),
    p(
        "kitchen",
        "I said the RED one, not the blue one! Red block in the fridge, and don't you dare leave"
        " the door open again!",
        both(inside("red_block", "fridge"), closed("fridge"), still("blue_block")),
    ),
    # somebody who rambles
    p(
        "table",
        "So my sister's coming over, and she's fussy, and, well, anyway, what I was going to say"
        " is would you put the mug on the plate.",
        on("yellow_mug", "white_plate"),
    ),
    p(
        "many",
        "You know how we had that mess last week, and I told Bob, and Bob said it wasn't his job,"
        " so in the end what I'd like is the red ball in the red bowl and the blue ball in the"
        " blue one.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    # somebody who thinks aloud
    p(
        "kitchen",
        "Hmm, the mug... no, wait, the can. Yes. The can into the cupboard.",
        both(inside("yellow_can", "cupboard"), still("blue_mug")),
    ),
    p(
        "tower",
        "Right, so the red's on the blue and the blue's on the green... if you take the red off"
        " and set it on the yellow, and then the blue on the red, that's it, do that.",
        both(on("red_block", "yellow_block"), on("blue_block", "red_block")),
    ),
    # a foreigner
    p(
        "table",
        "Please, you make block green be inside of bowl.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "I want that blocks of colour blue go to bin, but most big red block go to green bowl.",
        both(all_in("block", "blue", "gray_bin"), inside("red_block_3", "green_bowl")),
    ),
    # a grandmother
    p("table", "Sweetheart, fetch up that yellow cup and hold it.", holding("yellow_mug")),
    p(
        "kitchen",
        "Open the top drawer, dear, tuck the little ball away in it, and shut it after you.",
        both(inside("green_ball", "top_drawer"), closed("top_drawer")),
    ),
    # a soldier
    p(
        "table",
        "Object: red cube. Destination: plate. Execute.",
        on("red_block", "white_plate"),
    ),
    p(
        "table",
        "Secure the ball in the bowl first; on completion, relocate the mug to the front right"
        " corner; maintain distance from the vase at all times.",
        both(inside("blue_ball", "green_bowl"), at("yellow_mug", "front_right")),
        keep="vase",
    ),
    # a child
    p(
        "table",
        "put the blocky thing that's green on the round white dish",
        on("green_block", "white_plate"),
    ),
    p(
        "table",
        "make a tower with red at the bottom and then green and then blue at the tippy top!",
        both(on("green_block", "red_block"), on("blue_block", "green_block")),
    ),
    # an accountant
    p("many", "Green block: white tray.", inside("green_block", "white_tray")),
    p(
        "many",
        "One red cube per bowl, please: three bowls, three cubes.",
        both(
            count_in("block", "red", "red_bowl", 1),
            count_in("block", "red", "blue_bowl", 1),
            count_in("block", "red", "green_bowl", 1),
        ),
    ),
    # a surgeon
    p(
        "tower",
        "Remove the block from the bowl and lay it on the table.",
        both(on("purple_block", "table"), out_of("purple_block", "white_bowl")),
    ),
    p(
        "tower",
        "Take the stack down one block at a time so that red, blue and green each stand on the"
        " table.",
        both(on("red_block", "table"), on("blue_block", "table"), on("green_block", "table")),
    ),
    # a gardener
    p(
        "table",
        "Stick the can over in the back left corner, mate.",
        at("red_can", "back_left"),
    ),
    p(
        "table",
        "Ball in the bowl, and then carry the bowl over to the near right corner.",
        both(inside("blue_ball", "green_bowl"), at("green_bowl", "front_right")),
    ),
    # a shopkeeper
    p(
        "many",
        "That green cube wants to be sitting in the blue bowl.",
        inside("green_block", "blue_bowl"),
    ),
    p(
        "many",
        "Sort the blocks by colour: reds in the red bowl, blues in the blue, green in the green.",
        both(
            all_in("block", "red", "red_bowl"),
            all_in("block", "blue", "blue_bowl"),
            all_in("block", "green", "green_bowl"),
        ),
    ),
    # a journalist
    p(
        "table",
        "What belongs in the bowl? The red block does. Put it there.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "Whatever is red belongs on the plate, whatever is blue in the bowl.",
        both(
            on("red_block", "white_plate"),
            on("red_can", "white_plate"),
            inside("blue_block", "green_bowl"),
            inside("blue_ball", "green_bowl"),
        ),
    ),
    # a musician
    p("kitchen", "And a one, and a two, and press the button!", rel("pressed", "button")),
    p(
        "kitchen",
        "Adagio, nice and slowly: the ball into the bowl, and after that the red cube beside the"
        " bowl.",
        both(inside("green_ball", "white_bowl"), rel("near", "red_block", "white_bowl")),
        speed="slow",
    ),
    # a mechanic
    p("kitchen", "Get me that blue cube up on the shelf.", on("blue_block", "shelf")),
    p(
        "kitchen",
        "Close up the middle drawer before you pull out the bottom one.",
        both(closed("middle_drawer"), opened("bottom_drawer")),
    ),
    # a librarian
    p(
        "tower",
        "The item in the bowl is to be returned to the plate.",
        on("purple_block", "white_plate"),
    ),
    p(
        "many",
        "Put the balls together in whichever bowl is leftmost.",
        all_in("ball", None, "red_bowl"),
    ),
    # a student
    p(
        "tower",
        "cld u move the yellow block in2 the white bowl thx",
        inside("yellow_block", "white_bowl"),
    ),
    p(
        "tower",
        "pls get everything off the plate n out of the bowl, just leave it on the table",
        both(
            on("orange_block", "table"),
            on("purple_block", "table"),
            out_of("purple_block", "white_bowl"),
        ),
    ),
    # a politician
    p(
        "kitchen",
        "What that cupboard needs, my friends, is a mug in it.",
        inside("blue_mug", "cupboard"),
    ),
    p(
        "many",
        "No red block left behind: all three into the bin, and not one blue block among them.",
        both(all_in("block", "red", "gray_bin"), count_in("block", "blue", "gray_bin", 0)),
    ),
    # a referee
    p(
        "table",
        "Ball to be placed to the right of the bowl.",
        rel("right_of", "blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "If the bowl is empty, the ball goes in it; otherwise leave the ball be.",
        inside("blue_ball", "green_bowl"),
    ),
    # a therapist
    p("table", "How would you feel about picking up the red can?", holding("red_can")),
    p(
        "table",
        "There's no hurry at all: take your time and ease the red cube into the bowl, staying"
        " well clear of the vase.",
        inside("red_block", "green_bowl"),
        keep="vase",
        speed="slow",
    ),
)

FIRST_CANNOT: tuple[Paraphrase, ...] = (
    p("table", "Pass me the scissors from the tray.", REFUSE),
    p("kitchen", "Dice the onion and throw it in the bowl.", REFUSE),
    p("table", "Top drawer, close. Confirm closed.", REFUSE),
    p("table", "Pick up the vase and set it down on the plate.", REFUSE),
    p("many", "I count four red blocks; I'd like all four in the tray.", REFUSE),
    p("kitchen", "Shove the fridge into the top drawer.", REFUSE),
    p("many", "Fill the blue bowl with water, up to the rim.", REFUSE),
    p("tower", "Build me a tower of twelve blocks, would you?", REFUSE),
)

FIRST_UNCLEAR: tuple[Paraphrase, ...] = (
    p("table", "the cube goes on the plate, ta", ASK),
    p("many", "I'll have the red brick in the tray, please.", ASK),
    p("kitchen", "Pull the drawer open for us, would you.", ASK),
    p("table", "Put that over there.", ASK),
    p("many", "Blue ball into the bowl, quick as you can.", ASK),
    p("tower", "Set the block on top of the other one.", ASK),
    p("kitchen", "Would you put it back where it was?", ASK),
)


SECOND: tuple[Paraphrase, ...] = (
    # a waiter
    p("table", "Cup to be served on the plate, please.", on("yellow_mug", "white_plate")),
    p(
        "kitchen",
        "Clear the blocks away before the guests sit down, the red one into the top drawer and"
        " the blue one onto the shelf.",
        both(inside("red_block", "top_drawer"), on("blue_block", "shelf")),
    ),
    # a police officer
    p(
        "tower",
        "I'm going to need that yellow cube moved to the plate, sir.",
        on("yellow_block", "white_plate"),
    ),
    p(
        "many",
        "Nobody touches the balls. Blocks, the green and both of the blues, into the blue bowl.",
        both(
            inside("green_block", "blue_bowl"),
            all_in("block", "blue", "blue_bowl"),
            still("red_ball", "blue_ball"),
        ),
    ),
    # an auctioneer
    p(
        "many",
        "Going once, going twice, going into the bin: the green cube!",
        inside("green_block", "gray_bin"),
    ),
    p(
        "many",
        "Lot one, the leftmost block, to the red bowl; lot two, the rightmost block, to the green"
        " bowl.",
        both(inside("red_block", "red_bowl"), inside("green_block", "green_bowl")),
    ),
    # a taxi driver
    p(
        "table",
        "Drop the green cube off at the front right corner.",
        at("green_block", "front_right"),
    ),
    p(
        "kitchen",
        "Open up the fridge, drop off the mug, grab the blue block on your way back and keep hold"
        " of that.",
        both(inside("blue_mug", "fridge"), holding("blue_block")),
    ),
    # an elderly gentleman
    p(
        "tower",
        "Might I trouble you to lower the orange block from the plate to the table?",
        on("orange_block", "table"),
    ),
    p(
        "tower",
        "Be so good as to empty the bowl, and then let yellow take orange's place on the plate.",
        both(
            out_of("purple_block", "white_bowl"),
            on("yellow_block", "white_plate"),
            Not(on("orange_block", "white_plate")),
        ),
    ),
    # a mathematician
    p(
        "table",
        "Given a red block and a bowl, put the former in the latter.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "many",
        "Exactly two of the blocks that are not red shall end up in the tray.",
        Count(
            Where(
                Without(Objects("block"), Objects("block", "red")),
                Atom("inside", (IT, "white_tray")),
            ),
            "==",
            2,
        ),
    ),
    # a coach
    p(
        "kitchen",
        "Hurry, hurry, hurry! Get that ball in the bowl!",
        inside("green_ball", "white_bowl"),
        speed="fast",
    ),
    p(
        "kitchen",
        "Unless the fridge is open already, open it; next up, the red block onto the shelf.",
        both(opened("fridge"), on("red_block", "shelf")),
    ),
    # a preacher
    p(
        "table",
        "And the red block shall be laid upon the blue.",
        on("red_block", "blue_block"),
    ),
    p(
        "table",
        "Let the ball be gathered into the bowl, and let the blocks, one and all, be laid upon the"
        " plate.",
        both(inside("blue_ball", "green_bowl"), all_on("block", None, "white_plate")),
    ),
    # an estate agent
    p(
        "table",
        "This lovely green cube would look stunning in the far right corner; let's get it there.",
        at("green_block", "back_right"),
    ),
    p(
        "table",
        "Picture the green cube halfway between the bowl and the plate. Do that, without moving"
        " the can.",
        both(rel("between", "green_block", "green_bowl", "white_plate"), still("red_can")),
    ),
    # a hairdresser
    p(
        "tower",
        "Just scoot the yellow cube three centimetres to the left, love.",
        rel("moved_by", "yellow_block", "left", 0.03),
    ),
    p(
        "tower",
        "A bit shorter on top: the top two blocks come off the tower and stay on the table.",
        both(on("red_block", "table"), on("blue_block", "table"), still("green_block")),
    ),
    # a detective
    p(
        "tower",
        "Somewhere in this bowl sits a purple cube. I want it in your hand.",
        holding("purple_block"),
    ),
    p(
        "many",
        "The smallest block knows too much. Into the bin with it, and with the two blue ones.",
        both(inside("red_block", "gray_bin"), all_in("block", "blue", "gray_bin")),
    ),
    # a dog owner
    p(
        "kitchen",
        "Fetch the ball! Good boy. Now drop it in the bowl.",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "table",
        "Leave it! Leave the mug, I mean; just the can, onto the plate.",
        both(on("red_can", "white_plate"), still("yellow_mug")),
    ),
    # somebody tired on a night shift
    p("kitchen", "ugh, just... ball. bowl. thanks", inside("green_ball", "white_bowl")),
    p(
        "kitchen",
        "last thing before i go: if any drawer's still open push it shut, and hit the button",
        both(
            closed("top_drawer"),
            closed("middle_drawer"),
            closed("bottom_drawer"),
            rel("pressed", "button"),
        ),
    ),
    # a scientist
    p(
        "tower",
        "Using the gripper, stack the purple specimen atop the yellow one.",
        on("purple_block", "yellow_block"),
    ),
    p(
        "many",
        "Repeat for each red block: pick it up, place it in the tray. Stop when the tray holds"
        " three.",
        all_in("block", "red", "white_tray"),
    ),
    # a salesman
    p(
        "kitchen",
        "How about we upgrade that can to a spot on the shelf?",
        on("yellow_can", "shelf"),
    ),
    p(
        "many",
        "Buy one, get one: the red ball goes in the red bowl, and any one of the red blocks goes"
        " in with it.",
        both(inside("red_ball", "red_bowl"), count_in("block", "red", "red_bowl", 1)),
    ),
    # a decorator
    p(
        "many",
        "A touch further back with the green cube; five centimetres ought to do it.",
        rel("moved_by", "green_block", "back", 0.05),
    ),
    p(
        "many",
        "Get the blue ball out of the way, into the blue bowl, and then the green cube goes ten"
        " centimetres in front of the green bowl.",
        both(
            inside("blue_ball", "blue_bowl"),
            rel("beside", "green_block", "green_bowl", "front", 0.10),
        ),
    ),
    # a Scotsman
    p("table", "Away and stick that wee can on the plate.", on("red_can", "white_plate")),
    p(
        "many",
        "Both the balls in the bin first, so they are, and the green block in after them.",
        both(all_in("ball", None, "gray_bin"), inside("green_block", "gray_bin")),
    ),
    # a manager writing mails
    p(
        "table",
        "As per my last email, the green block still needs to be in the bowl by end of day.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "table",
        "Action items: (1) can to plate, (2) ball to bowl, (3) mug not to be touched.",
        both(
            on("red_can", "white_plate"),
            inside("blue_ball", "green_bowl"),
            still("yellow_mug"),
        ),
    ),
    # somebody who looks for words
    p(
        "table",
        "Could you, um, could you put the, the uh, the blue, the blue block on the plate?",
        on("blue_block", "white_plate"),
    ),
    p(
        "tower",
        "Take the, what's it called, the purple one, out of the bowl and, er, swap it for the"
        " orange one.",
        both(inside("orange_block", "white_bowl"), out_of("purple_block", "white_bowl")),
    ),
    # a gamer
    p("table", "ez quest, grab the yellow mug and don't drop it", holding("yellow_mug")),
    p(
        "many",
        "speedrun time, both blue cubes in the blue bowl as fast as you can",
        all_in("block", "blue", "blue_bowl"),
        speed="fast",
    ),
    # a judge
    p("kitchen", "It is hereby ordered that the cupboard be opened.", opened("cupboard")),
    p(
        "many",
        "Of the six blocks, I award two to the red bowl and the remaining four to the tray.",
        both(
            count_in("block", None, "red_bowl", 2),
            count_in("block", None, "white_tray", 4),
        ),
    ),
    # a yoga teacher
    p(
        "kitchen",
        "And with the next breath, the bowl receives the ball.",
        inside("green_ball", "white_bowl"),
    ),
    p(
        "kitchen",
        "Moving slowly, lift the red block and simply hold it; the blue one rests where it is.",
        both(holding("red_block"), still("blue_block")),
        speed="slow",
    ),
    # a sailor
    p("many", "Ahoy, stow the blue ball in the tray!", inside("blue_ball", "white_tray")),
    p(
        "many",
        "Red ball, blue ball, green cube: stow the lot in the bin, but the red blocks stay ashore.",
        both(
            inside("red_ball", "gray_bin"),
            inside("blue_ball", "gray_bin"),
            inside("green_block", "gray_bin"),
            still("red_block", "red_block_2", "red_block_3"),
        ),
    ),
    # a painter
    p(
        "table",
        "What goes on the white dish is the yellow thing.",
        on("yellow_mug", "white_plate"),
    ),
    p(
        "many",
        "For my still life, give me a tray with one red cube, one blue cube and the green cube in"
        " it, and nothing else.",
        both(
            count_in("block", "red", "white_tray", 1),
            count_in("block", "blue", "white_tray", 1),
            inside("green_block", "white_tray"),
            count_in("ball", None, "white_tray", 0),
        ),
    ),
    # a builder
    p("tower", "Cap it off, yellow on top of the red.", on("yellow_block", "red_block")),
    p(
        "tower",
        "Pull the tower down and put it up again the other way round: red at the bottom, blue in"
        " the middle, green on top.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    # a secretary
    p("kitchen", "File the red cube in the top drawer.", inside("red_block", "top_drawer")),
    p(
        "kitchen",
        "Top drawer: red cube. Fridge: mug. And all doors and drawers closed when you're through.",
        both(
            inside("red_block", "top_drawer"),
            inside("blue_mug", "fridge"),
            closed("top_drawer"),
            closed("middle_drawer"),
            closed("bottom_drawer"),
            closed("fridge"),
            closed("cupboard"),
        ),
    ),
    # quarrelling sisters
    p(
        "table",
        "No, not in the bowl, silly, on the plate! The green block goes on the plate!",
        on("green_block", "white_plate"),
    ),
    p(
        "many",
        "She gets a ball and I get a ball, so one in the red bowl and one in the green, doesn't"
        " matter which.",
        both(
            count_in("ball", None, "red_bowl", 1),
            count_in("ball", None, "green_bowl", 1),
        ),
    ),
    # a museum's curator
    p(
        "tower",
        "The yellow cube is to be exhibited in front of the plate.",
        rel("in_front_of", "yellow_block", "white_plate"),
    ),
    p(
        "tower",
        "The orange block joins the purple one in the bowl; the tower, mind you, is not to be"
        " disturbed.",
        both(
            inside("orange_block", "white_bowl"),
            inside("purple_block", "white_bowl"),
            still("red_block", "blue_block", "green_block"),
        ),
    ),
    # a farmer
    p(
        "table",
        "Herd the blue ball over to the right-hand side of the table.",
        at("blue_ball", "right_half"),
    ),
    p(
        "many",
        "Cubes in one pen, balls in the other, I mean the tray for the cubes and the bin for the"
        " balls.",
        both(all_in("block", None, "white_tray"), all_in("ball", None, "gray_bin")),
    ),
    # somebody who types with the eyes
    p("table", "RED CUBE INTO BOWL", inside("red_block", "green_bowl")),
    p(
        "table",
        "MUG PLATE THEN BALL BOWL THEN STOP",
        both(on("yellow_mug", "white_plate"), inside("blue_ball", "green_bowl")),
    ),
)

SECOND_CANNOT: tuple[Paraphrase, ...] = (
    p("table", "Two coffees for the lady by the window, when you're ready.", REFUSE),
    p("many", "Balance the red ball on top of the blue ball.", REFUSE),
    p("kitchen", "Warm the mug up in the microwave for thirty seconds.", REFUSE),
    p("table", "Purple cube, bowl, off you go.", REFUSE),
    p("many", "Shift the green block two metres to the left.", REFUSE),
    p("tower", "Once the orange block is in the fridge, shut the fridge.", REFUSE),
    p("table", "Lift the whole table up and turn it round.", REFUSE),
)

SECOND_UNCLEAR: tuple[Paraphrase, ...] = (
    p("table", "It'd be lovely if it were sitting on the plate.", ASK),
    p("many", "Of the two, the smaller belongs in the tray.", ASK),
    p("tower", "stick the brick in the bowl will ya", ASK),
    p("kitchen", "No, open the other one.", ASK),
    p("table", "The red one's for the plate, thanks.", ASK),
    p("many", "Whichever ball is closest to the bowl can go in the bin.", ASK),
    p("many", "Some of them in here and the rest in there.", ASK),
    p("kitchen", "Do the same as yesterday, but with the other thing.", ASK),
)

STUDY_B: tuple[Paraphrase, ...] = (
    *FIRST,
    *SECOND,
    *FIRST_CANNOT,
    *SECOND_CANNOT,
    *FIRST_UNCLEAR,
    *SECOND_UNCLEAR,
)
