"""Requests as people make them, last part of a written study: what the grammar was to be shown.

They were written without a look at the grammar or at the other lists. Things are named by what
they are for, by their place, or by rare words; much is said backwards, corrected, or left to the
robot within bounds. First what can be done, scene by scene, with what holds afterwards; then what
cannot be done there; then what leaves a question.
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
from study_requests_a import (
    BALLS_IN_BIN,
    BOWL_EMPTIED,
    PLATE_CLEARED,
    PRESSED,
    beside,
    inside_it,
    left_of,
    moved_by,
    near,
    on_tray,
    right_of,
)
from study_requests_b import IT, all_on, out_of, rel, still

from vla.plan import Atom, Condition, Count, Not, Objects, Or, Where

SWITCHED_ON = rel("pressed", "switch")


def count_on(target: str, number: int) -> Condition:
    """So many blocks stand there."""
    return Count(Where(Objects("block"), Atom("on", (IT, target))), "==", number)


def holds_only(target: str, a: str) -> Condition:
    """It is in there, and alone."""
    return both(inside(a, target), Count(Where(Objects(), inside_it(target)), "==", 1))


AT_THE_TABLE: tuple[Paraphrase, ...] = (
    p(
        "table",
        "That red thing, the sort that beans come in, yeah? Stick it on the plate for us.",
        on("red_can", "white_plate"),
    ),
    p(
        "table",
        "Have the red block and the can change places.",
        both(
            at("red_can", "front_left"),
            at("red_block", "back"),
            right_of("red_block", "white_plate"),
        ),
    ),
    p(
        "table",
        "The green cube and the yellow mug should trade positions, if you'd be so good.",
        both(moved_by("green_block", "left", 0.30), moved_by("yellow_mug", "right", 0.30)),
    ),
    p(
        "table",
        "What one drinks tea out of, kindly take it in your grip and keep it there.",
        holding("yellow_mug"),
    ),
    p(
        "table",
        "There's a ball and there's a can. The former goes in the bowl, the latter on the plate.",
        both(inside("blue_ball", "green_bowl"), on("red_can", "white_plate")),
    ),
    p(
        "table",
        "I see three cubes. The one that has the colour of the sky goes into the vessel that has"
        " the colour of grass; leave the other two be.",
        both(inside("blue_block", "green_bowl"), still("red_block", "green_block")),
    ),
    p(
        "table",
        "The plate has nothing on it yet. Change that: a cube of each colour belongs there.",
        all_on("block", None, "white_plate"),
    ),
    p(
        "table",
        "No block other than the blue one shall lie in the bowl, and that one shall.",
        holds_only("green_bowl", "blue_block"),
    ),
    p(
        "table",
        "How I'd like to find things when I come back is: bowl, with the ball in it.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "The red block, no wait, the other one, the blue, into the bowl with it.",
        both(inside("blue_block", "green_bowl"), still("red_block")),
    ),
    p(
        "table",
        "Before you let the ball drop into the bowl, the red block has to be set on the plate.",
        both(on("red_block", "white_plate"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "table",
        "Unless there is already a ball in the bowl, put the ball in there.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "Everything block-shaped, the green one excepted, belongs upon the plate.",
        both(on("red_block", "white_plate"), on("blue_block", "white_plate"), still("green_block")),
    ),
    p(
        "table",
        "Shift that can two inches to the right, there's a good lad.",
        moved_by("red_can", "right", 0.0508),
    ),
    p(
        "table",
        "Green cube: 40 mm nearer to yourself, straight line.",
        moved_by("green_block", "front", 0.04),
    ),
    p(
        "table",
        "Leave ten centimetres of air on the left side of the plate and then comes the blue block.",
        beside("blue_block", "white_plate", "left", 0.10),
    ),
    p(
        "table",
        "The ball ought to end up somewhere between the mug and the can.",
        rel("between", "blue_ball", "yellow_mug", "red_can"),
    ),
    p(
        "table",
        "Please see to it that the sphere is accommodated in the lid-less container.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "me want red thing, the square one, in bowl. many thank",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "BLUE CUBE TO DISH STOP RED CUBE TO DISH STOP GREEN CUBE STAYS",
        both(on("blue_block", "white_plate"), on("red_block", "white_plate"), still("green_block")),
    ),
    p(
        "table",
        "Och, gie the wee ball a hame in yon bowl, will ye.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "table",
        "Right, next on the pallet, I mean the plate, is the can, and then the green block goes"
        " on there an' all.",
        both(on("red_can", "white_plate"), on("green_block", "white_plate")),
    ),
    p(
        "table",
        "It is hereby requested that the item designated 'can' be relocated onto the plate.",
        on("red_can", "white_plate"),
    ),
    p(
        "table",
        "I know it's a bother and I do hate to ask, but would there be any chance that the mug"
        " might find its way to the far left corner?",
        at("yellow_mug", "back_left"),
    ),
    p(
        "table",
        "That vase makes me nervous, it was my mother's, so give it a wide berth while you carry"
        " the can to the plate.",
        on("red_can", "white_plate"),
        keep="vase",
    ),
    p(
        "table",
        "My grandson calls it the drinking thingy with the ear. Stand it on the plate.",
        on("yellow_mug", "white_plate"),
    ),
    p(
        "table",
        "The cylinder, the red one, should be raised off the table. Just hold it up, that's all.",
        holding("red_can"),
    ),
    p("table", "ball, bowl, you know the drill", inside("blue_ball", "green_bowl")),
    p(
        "table",
        "Pile up the three cubes such that red is lowest, blue comes next and green is uppermost.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    p(
        "table",
        "Make me a tower: its base is the green block, its middle the red one, its crown the blue.",
        both(on("red_block", "green_block"), on("blue_block", "red_block")),
    ),
    p(
        "table",
        "The blue block should be supported by the green block.",
        on("blue_block", "green_block"),
    ),
    p(
        "table",
        "Green block carries red block; plate carries green block.",
        both(on("green_block", "white_plate"), on("red_block", "green_block")),
    ),
    p(
        "table",
        "I'd have the red block sit on the blue one, which in its turn sits on the plate.",
        both(on("blue_block", "white_plate"), on("red_block", "blue_block")),
    ),
    p(
        "table",
        "Whichever cube is furthest to the left, the bowl is where it's going.",
        inside("red_block", "green_bowl"),
    ),
    p(
        "table",
        "cube that's closest to you: bowl. cube that's furthest from you: plate",
        both(inside("green_block", "green_bowl"), on("blue_block", "white_plate")),
    ),
    p(
        "table",
        "From where you are, the mug should be hidden behind the red block, sort of.",
        rel("behind", "yellow_mug", "red_block"),
    ),
    p(
        "table",
        "Two of the blocks in the bowl, whichever you fancy, and the third on the plate.",
        both(count_in("block", None, "green_bowl", 2), count_on("white_plate", 1)),
    ),
    p(
        "table",
        "At the end I want exactly one block in the bowl, no more, no fewer, I don't mind which.",
        count_in("block", None, "green_bowl", 1),
    ),
    p(
        "table",
        "The vase is fine where it is, but the can, would you shift that so it stands next to it?",
        both(near("red_can", "vase"), still("vase")),
    ),
    p(
        "table",
        "Take hold of the ball, no rush, nice and slow, we have all day.",
        holding("blue_ball"),
        speed="slow",
    ),
    p(
        "table",
        "My hands are full, so could you get that mug out of my way, say to the right-hand side?",
        at("yellow_mug", "right"),
    ),
    p(
        "table",
        "First thing, plate gets green block. Second thing, bowl gets ball. Third thing, you pick"
        " up can and stay like so.",
        both(
            on("green_block", "white_plate"), inside("blue_ball", "green_bowl"), holding("red_can")
        ),
    ),
)

AMONG_MANY: tuple[Paraphrase, ...] = (
    p(
        "many",
        "One block in each bowl, please; I do not care which goes where.",
        both(*(count_in("block", None, f"{c}_bowl", 1) for c in ("red", "blue", "green"))),
    ),
    p(
        "many",
        "Each bowl receives a block of its own colour: of the red ones the largest, of the blue"
        " ones whichever stands further right.",
        both(
            inside("red_block_3", "red_bowl"),
            inside("blue_block_2", "blue_bowl"),
            inside("green_block", "green_bowl"),
        ),
    ),
    p(
        "many",
        "Every ball is to be found in the bowl that matches it in colour.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "The two spheres should swap: red to where blue is now, blue to where red is now.",
        both(
            rel("lies_to", "red_ball", "blue_ball", "back"),
            rel("lies_to", "red_ball", "blue_ball", "right"),
            near("red_ball", "blue_ball"),
        ),
    ),
    p(
        "many",
        "Trade the positions of the two blue blocks.",
        both(moved_by("blue_block", "right", 0.12), moved_by("blue_block_2", "left", 0.12)),
    ),
    p(
        "many",
        "Let the green block and the big red one exchange places, would you.",
        both(
            at("green_block", "front"),
            at("red_block_3", "center"),
            rel("lies_to", "green_block", "red_block_3", "left"),
        ),
    ),
    p(
        "many",
        "That bin's for rubbish, right, and rubbish, today, is the balls.",
        BALLS_IN_BIN,
    ),
    p(
        "many",
        "Everything red onto the tray, only not the bowl.",
        both(*(on_tray(a) for a in ("red_block", "red_block_2", "red_block_3", "red_ball"))),
    ),
    p(
        "many",
        "All cubes save the green one are to be deposited on the tray.",
        both(
            *(
                on_tray(a)
                for a in ("red_block", "red_block_2", "red_block_3", "blue_block", "blue_block_2")
            ),
            still("green_block"),
        ),
    ),
    p(
        "many",
        "The tiniest of the red blocks wants to be in the red bowl, the bulkiest in the gray bin.",
        both(inside("red_block", "red_bowl"), inside("red_block_3", "gray_bin")),
    ),
    p(
        "many",
        "medium-sized red cube, top of large red cube, go",
        on("red_block_2", "red_block_3"),
    ),
    p(
        "many",
        "A pyramid of the red ones, if you please: large, upon that medium, upon that small.",
        both(on("red_block_2", "red_block_3"), on("red_block", "red_block_2")),
    ),
    p(
        "many",
        "The blue bowl stays empty, whereas the green bowl gets both balls.",
        both(
            inside("red_ball", "green_bowl"),
            inside("blue_ball", "green_bowl"),
            out_of("blue_ball", "blue_bowl"),
        ),
    ),
    p(
        "many",
        "Neither ball shall remain on the table; the bin will do for them.",
        BALLS_IN_BIN,
    ),
    p(
        "many",
        "Take three blocks, any three, makes no odds to me, and leave them in the gray bin.",
        count_in("block", None, "gray_bin", 3),
    ),
    p("many", "Half of the balls should be in the bin.", count_in("ball", None, "gray_bin", 1)),
    p(
        "many",
        "A couple of red blocks in the red bowl would be lovely, but not the big one.",
        both(
            inside("red_block", "red_bowl"),
            inside("red_block_2", "red_bowl"),
            out_of("red_block_3", "red_bowl"),
        ),
    ),
    p(
        "many",
        "The leftmost cube goes in the leftmost bowl, and the rightmost cube, you guessed it, in"
        " the rightmost.",
        both(inside("red_block", "red_bowl"), inside("green_block", "green_bowl")),
    ),
    p(
        "many",
        "three bowls in a row; the one in the middle wants the green block",
        inside("green_block", "blue_bowl"),
    ),
    p(
        "many",
        "Blue things, however many they may be, in the blue bowl. Not the bowl itself, obviously.",
        both(
            all_in("block", "blue", "blue_bowl"),
            inside("blue_ball", "blue_bowl"),
        ),
    ),
    p(
        "many",
        "I want the tray to carry one ball and one block, both of them red, and let the block be"
        " the small one.",
        both(on_tray("red_ball"), on_tray("red_block")),
    ),
    p(
        "many",
        "Nudge the green block 5 cm away from yourself.",
        moved_by("green_block", "back", 0.05),
    ),
    p(
        "many",
        "an inch and a half to the right with the small red cube",
        moved_by("red_block", "right", 0.0381),
    ),
    p(
        "many",
        "Half a foot further back with the red ball, cheers.",
        moved_by("red_ball", "back", 0.1524),
    ),
    p(
        "many",
        "Kindly hold the blue sphere aloft; nothing else is required of you.",
        holding("blue_ball"),
    ),
    p(
        "many",
        "You see the red bowl and the green bowl? The former takes the red ball, the latter the"
        " blue ball.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "green_bowl")),
    ),
    p(
        "many",
        "Not the red ball but the other one should be resting in the red bowl.",
        both(inside("blue_ball", "red_bowl"), out_of("red_ball", "red_bowl")),
    ),
    p(
        "many",
        "Provided the green bowl is empty, fill it with the green block; if it isn't, leave it.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "Should any block be sitting in the red bowl, take it out; otherwise set the small red"
        " block in there.",
        inside("red_block", "red_bowl"),
    ),
    p(
        "many",
        "Two cubes per bowl, red ones in the red, blue ones in the blue, and the green bowl gets"
        " none.",
        both(
            count_in("block", "red", "red_bowl", 2),
            count_in("block", "blue", "blue_bowl", 2),
            count_in("block", None, "green_bowl", 0),
        ),
    ),
    p(
        "many",
        "The ball with the colour of blood goes into the piece of crockery of the same colour.",
        inside("red_ball", "red_bowl"),
    ),
    p(
        "many",
        "The two cubes of azure hue: one atop the other, the order being immaterial.",
        Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
    ),
    p(
        "many",
        "Sort the balls for me, would ya: blue, bin; red, tray.",
        both(inside("blue_ball", "gray_bin"), on_tray("red_ball")),
    ),
    p(
        "many",
        "Before the small red block goes in the bin, the large red one has to be in there.",
        both(inside("red_block", "gray_bin"), inside("red_block_3", "gray_bin")),
    ),
    p(
        "many",
        "Once you have finished, the bin must contain the green block and nothing besides.",
        holds_only("gray_bin", "green_block"),
    ),
    p(
        "many",
        "lemme have the blue block, the one on the left, over on the tray",
        on_tray("blue_block"),
    ),
    p(
        "many",
        "Of the balls, it's the one closest to the bin that should be dropped in it.",
        both(inside("blue_ball", "gray_bin"), out_of("red_ball", "gray_bin")),
    ),
    p(
        "many",
        "Second block from the left, in the green bowl with it.",
        inside("blue_block", "green_bowl"),
    ),
    p(
        "many",
        "Counting from the right, take the third cube and let the red bowl have it.",
        inside("blue_block_2", "red_bowl"),
    ),
    p(
        "many",
        "Lay the blue ball behind the green block, on the side away from you, I mean.",
        rel("behind", "blue_ball", "green_block"),
    ),
    p(
        "many",
        "3 cm in front of the green bowl is where the medium red block has to stand.",
        beside("red_block_2", "green_bowl", "front", 0.03),
    ),
    p(
        "many",
        "We're keeping the red ball and getting rid of the blue one, so bin it.",
        both(inside("blue_ball", "gray_bin"), out_of("red_ball", "gray_bin")),
    ),
    p(
        "many",
        "Green bowl, red ball inside. Red bowl, green block inside. The rest, hands off!",
        both(
            inside("red_ball", "green_bowl"),
            inside("green_block", "red_bowl"),
            still("blue_ball", "red_block", "red_block_2", "red_block_3", "blue_block"),
        ),
    ),
)

IN_THE_KITCHEN: tuple[Paraphrase, ...] = (
    p("kitchen", "Unless the top drawer is already open, open it.", opened("top_drawer")),
    p(
        "kitchen",
        "Before closing the middle drawer, drop the red block in it.",
        both(inside("red_block", "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "The can, the yellow one, goes where food is kept cold, and shut the door on it.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "So it's the can into the fridge then, and leave the door open, I'm still unpacking.",
        both(inside("yellow_can", "fridge"), opened("fridge")),
    ),
    p("kitchen", "whatever's open, close it", closed("middle_drawer")),
    p("kitchen", "It's dark. Let there be light: flip the switch.", SWITCHED_ON),
    p("kitchen", "Give the red button a good shove with your finger.", PRESSED),
    p(
        "kitchen",
        "The mug and the can should change places.",
        both(moved_by("blue_mug", "right", 0.16), moved_by("yellow_can", "left", 0.16)),
    ),
    p(
        "kitchen",
        "Have the red block and the mug swap spots.",
        both(moved_by("red_block", "back", 0.10), moved_by("blue_mug", "front", 0.10)),
    ),
    p(
        "kitchen",
        "ball goes in the lowest drawer, and close up after you",
        both(inside("green_ball", "bottom_drawer"), closed("bottom_drawer")),
    ),
    p(
        "kitchen",
        "The uppermost drawer needs opening, the one below it needs shutting.",
        both(opened("top_drawer"), closed("middle_drawer")),
    ),
    p("kitchen", "bottom drawer halfway out pls", rel("open_to", "bottom_drawer", 0.5)),
    p(
        "kitchen",
        "I'd be obliged if you had the cupboard standing wide open by the time I'm back.",
        opened("cupboard"),
    ),
    p("kitchen", "The cup lives up on the shelf, so would you?", on("blue_mug", "shelf")),
    p(
        "kitchen",
        "The blue block should be supported by the shelf.",
        on("blue_block", "shelf"),
    ),
    p(
        "kitchen",
        "After the button has been pressed, and only then, may the fridge be opened; do both.",
        both(PRESSED, opened("fridge")),
    ),
    p(
        "kitchen",
        "Open the fridge, but before that hit the switch.",
        both(SWITCHED_ON, opened("fridge")),
    ),
    p(
        "kitchen",
        "Stow the cup in the cupboard, whose door has got to be shut at the end.",
        both(inside("blue_mug", "cupboard"), closed("cupboard")),
    ),
    p(
        "kitchen",
        "All cubes go in the middle drawer, which as you see is open already; then slide it shut.",
        both(all_in("block", None, "middle_drawer"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Both cubes belong in the bowl; the ball does not.",
        both(all_in("block", None, "white_bowl"), out_of("green_ball", "white_bowl")),
    ),
    p(
        "kitchen",
        "Fetch up the drinking vessel from the worktop and don't put it down again.",
        holding("blue_mug"),
    ),
    p(
        "kitchen",
        "If the fridge is shut, open it; in goes the can; shut it again.",
        both(inside("yellow_can", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Red block, top drawer. Blue block, bottom drawer. Every drawer shut when you are done.",
        both(
            inside("red_block", "top_drawer"),
            inside("blue_block", "bottom_drawer"),
            closed("top_drawer"),
            closed("middle_drawer"),
            closed("bottom_drawer"),
        ),
    ),
    p(
        "kitchen",
        "One by one, open every drawer that isn't open.",
        both(opened("top_drawer"), opened("middle_drawer"), opened("bottom_drawer")),
    ),
    p(
        "kitchen",
        "Neither the top drawer nor the middle one but the remaining one is to be pulled out.",
        both(opened("bottom_drawer"), closed("top_drawer")),
    ),
    p("kitchen", "press button, wait small time, press button again", PRESSED),
    p(
        "kitchen",
        "The green sphere I would have over on the left-hand side of the table.",
        at("green_ball", "left"),
    ),
    p(
        "kitchen",
        "Ball to bowl, not bowl to ball: the bowl stays put.",
        both(inside("green_ball", "white_bowl"), still("white_bowl")),
    ),
    p(
        "kitchen",
        "Scoot that yellow can over 3 cm, to the right.",
        moved_by("yellow_can", "right", 0.03),
    ),
    p(
        "kitchen",
        "The tin would look so much better to the right of the bowl, don't you think? Do it, dear.",
        right_of("yellow_can", "white_bowl"),
    ),
    p(
        "kitchen",
        "There's one drawer open, isn't there? Well, that's where the ball goes.",
        inside("green_ball", "middle_drawer"),
    ),
    p(
        "kitchen",
        "Someone has left one of the drawers hanging out; I keep banging my knee on it, shut it.",
        closed("middle_drawer"),
    ),
    p(
        "kitchen",
        "Nothing should be left standing open, and the switch should be on.",
        both(closed("middle_drawer"), SWITCHED_ON),
    ),
    p(
        "kitchen",
        "Know what'd be grand? The mug chillin' in the fridge with the door closed.",
        both(inside("blue_mug", "fridge"), closed("fridge")),
    ),
    p(
        "kitchen",
        "Robot take green ball. Upper drawer open. Ball inside. Upper drawer close. Finish.",
        both(inside("green_ball", "top_drawer"), closed("top_drawer")),
    ),
    p(
        "kitchen",
        "The drawer at the bottom: pull it out, lay the blue cube in it, and leave it like that.",
        both(opened("bottom_drawer"), inside("blue_block", "bottom_drawer")),
    ),
    p(
        "kitchen",
        "Kindly verify that the top drawer is open and, should that not be so, remedy it.",
        opened("top_drawer"),
    ),
    p("kitchen", "switch on, then button in, that order", both(SWITCHED_ON, PRESSED)),
    p(
        "kitchen",
        "Red block on top of blue block and, while you're at it, in with the drawer that sticks"
        " out.",
        both(on("red_block", "blue_block"), closed("middle_drawer")),
    ),
    p(
        "kitchen",
        "Leave everything but the can alone; that, however, belongs on the shelf.",
        both(
            on("yellow_can", "shelf"),
            still("red_block", "blue_block", "green_ball", "white_bowl", "blue_mug"),
        ),
    ),
    p(
        "kitchen",
        "Two drawers are shut. Open either of them, I leave it to you which.",
        Or((opened("top_drawer"), opened("bottom_drawer"))),
    ),
    p(
        "kitchen",
        "A third of the way open is quite enough for the top drawer.",
        rel("open_to", "top_drawer", 1 / 3),
    ),
    p(
        "kitchen",
        "The red cube, no, hang on, I tell a lie, the ball, have that in the bowl.",
        both(inside("green_ball", "white_bowl"), still("red_block")),
    ),
)

AT_THE_TOWER: tuple[Paraphrase, ...] = (
    p(
        "tower",
        "Have the purple and the orange block change places.",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    p(
        "tower",
        "What is in the bowl and what is on the plate should be exchanged for one another.",
        both(inside("orange_block", "white_bowl"), on("purple_block", "white_plate")),
    ),
    p(
        "tower",
        "Take the tower down so that each of its blocks stands on the bare table.",
        both(on("red_block", "table"), on("blue_block", "table"), on("green_block", "table")),
    ),
    p(
        "tower",
        "In the end the bowl holds nothing but the yellow block.",
        holds_only("white_bowl", "yellow_block"),
    ),
    p(
        "tower",
        "Nothing must remain on the plate; what is on it, stand it on the table.",
        on("orange_block", "table"),
    ),
    p(
        "tower",
        "You see the tower? Its topmost block, into the bowl with that.",
        inside("red_block", "white_bowl"),
    ),
    p(
        "tower",
        "Turn the tower on its head: red at the bottom, blue still in the middle, green on top.",
        both(on("blue_block", "red_block"), on("green_block", "blue_block")),
    ),
    p(
        "tower",
        "Yellow goes on top of the pile, chop chop.",
        both(on("yellow_block", "red_block"), on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "The yellow block should be the one that supports the orange one.",
        on("orange_block", "yellow_block"),
    ),
    p(
        "tower",
        "The red block has sat up there long enough. Get it down onto the table.",
        on("red_block", "table"),
    ),
    p("tower", "Whatever is on the plate, hold it.", holding("orange_block")),
    p(
        "tower",
        "The contents of the bowl should join what's on the plate.",
        both(on("purple_block", "white_plate"), on("orange_block", "white_plate")),
    ),
    p(
        "tower",
        "Yellow cube and red cube: the former in the bowl, the latter on the plate.",
        both(inside("yellow_block", "white_bowl"), on("red_block", "white_plate")),
    ),
    p(
        "tower",
        "Once the red one has been taken off and laid on the table, set the blue one on the plate.",
        both(on("blue_block", "white_plate"), on("red_block", "table")),
    ),
    p(
        "tower",
        "The lowest block of the tower, that's the green one, belongs in the bowl; where the upper"
        " two go is all the same to me.",
        inside("green_block", "white_bowl"),
    ),
    p(
        "tower",
        "before you put yellow on plate, orange must be gone from there",
        both(on("yellow_block", "white_plate"), PLATE_CLEARED),
    ),
    p(
        "tower",
        "Let the yellow block and the block at the very top of the tower trade places.",
        both(on("yellow_block", "blue_block"), on("red_block", "table")),
    ),
    p(
        "tower",
        "The blue block should be relieved of the load that it is carrying.",
        Not(on("red_block", "blue_block")),
    ),
    p(
        "tower",
        "That loner, the yellow fella, give him a shove 6 cm to the right.",
        moved_by("yellow_block", "right", 0.06),
    ),
    p(
        "tower",
        "Tip out, I mean take out, what's in the bowl, and then it's the yellow block's turn to be"
        " in there.",
        both(inside("yellow_block", "white_bowl"), BOWL_EMPTIED),
    ),
    p(
        "tower",
        "Let's have the tower two storeys higher: the fourth is orange, the fifth is yellow.",
        both(on("orange_block", "red_block"), on("yellow_block", "orange_block")),
    ),
    p(
        "tower",
        "Two blocks are wanted in the bowl, and seeing that one's there already, add any other.",
        count_in("block", None, "white_bowl", 2),
    ),
    p(
        "tower",
        "The plate has one block on it; make that three, none of them on top of another.",
        count_on("white_plate", 3),
    ),
    p(
        "tower",
        "As regards the bowl: purple out, orange in.",
        both(inside("orange_block", "white_bowl"), BOWL_EMPTIED),
    ),
    p(
        "tower",
        "In the bowl there's a block. Out it comes and onto the yellow one it goes.",
        on("purple_block", "yellow_block"),
    ),
    p(
        "tower",
        "Lay hold of the brick that tops the stack, and don't let go of it.",
        holding("red_block"),
    ),
    p(
        "tower",
        "As for the crockery, both pieces: I want them empty.",
        both(BOWL_EMPTIED, PLATE_CLEARED),
    ),
    p(
        "tower",
        "bring the yellow block nearer to you by one and a half inches",
        moved_by("yellow_block", "front", 0.0381),
    ),
    p(
        "tower",
        "Orange atop yellow, purple atop orange, the others as they are.",
        both(
            on("orange_block", "yellow_block"),
            on("purple_block", "orange_block"),
            still("red_block", "blue_block", "green_block"),
        ),
    ),
    p(
        "tower",
        "The brick riding piggyback on the blue one needs a new home, namely the bowl.",
        inside("red_block", "white_bowl"),
    ),
    p(
        "tower",
        "purple: up in the air with it, and there it stays, in your hand",
        holding("purple_block"),
    ),
    p(
        "tower",
        "Seen from your seat, the yellow block should come to stand behind the tower.",
        rel("behind", "yellow_block", "green_block"),
    ),
    p(
        "tower",
        "A red roof on a yellow house, that's what my daughter wants, so: red block, yellow block.",
        on("red_block", "yellow_block"),
    ),
    p(
        "tower",
        "The yellow block, please, to the left of the plate, not on it.",
        both(left_of("yellow_block", "white_plate"), Not(on("yellow_block", "white_plate"))),
    ),
    p(
        "tower",
        "Reduce the tower to its bottom two and let the plate have the one that's over.",
        both(on("red_block", "white_plate"), on("blue_block", "green_block")),
    ),
    p(
        "tower",
        "Clear the plate, and then rebuild the tower on it in its present order: green, on that"
        " blue, on that red.",
        both(
            PLATE_CLEARED,
            on("green_block", "white_plate"),
            on("blue_block", "green_block"),
            on("red_block", "blue_block"),
        ),
    ),
    p(
        "tower",
        "Every block of the tower except the two lower ones goes into the vessel.",
        both(inside("red_block", "white_bowl"), still("blue_block", "green_block")),
    ),
)

CANNOT: tuple[Paraphrase, ...] = (
    p("table", "The purple cube has its place in the bowl, so put it there.", REFUSE),
    p("table", "Be an angel and pour me a glass of the red.", REFUSE),
    p("table", "Fold the napkin and lay it under the mug.", REFUSE),
    p("table", "Saw the red block in two equal halves.", REFUSE),
    p("table", "Before you do anything else, what will the weather be tomorrow?", REFUSE),
    p("many", "No bowl without a ball: one ball in every single one of the three.", REFUSE),
    p("many", "The yellow ball should be lying on the tray.", REFUSE),
    p("many", "I need seven blocks in the bin by noon.", REFUSE),
    p("many", "Glue the two balls together so they never come apart.", REFUSE),
    p("kitchen", "Set the oven to a hundred and eighty degrees, would you?", REFUSE),
    p("kitchen", "The scissors belong in the top drawer.", REFUSE),
    p("kitchen", "Counting from above, pull out the fourth drawer.", REFUSE),
    p("kitchen", "boil me egg, four minute, soft", REFUSE),
    p("tower", "The black block should swap places with the yellow one.", REFUSE),
    p("tower", "Balance the football on the summit of the tower.", REFUSE),
    p("tower", "Paint the yellow block blue, both coats.", REFUSE),
    p("tower", "Carry the plate upstairs and leave it by my bed.", REFUSE),
)

UNCLEAR: tuple[Paraphrase, ...] = (
    p("table", "If it isn't too much trouble: the cube into the bowl.", ASK),
    p("table", "The two of them should swap.", ASK),
    p("table", "Move the can over a bit, you know where.", ASK),
    p("table", "Do with the mug what you did with the last one.", ASK),
    p("table", "Either the ball or the mug goes on the plate, and you know which I mean.", ASK),
    p("many", "The bowl should have the green block in it.", ASK),
    p("many", "Red cube into red bowl, quick.", ASK),
    p("many", "Have the ball and the green block change places.", ASK),
    p("many", "Nothing but the blue block should be in the bin.", ASK),
    p("many", "Put the other one next to the bin.", ASK),
    p("kitchen", "Pull that shut drawer open, please.", ASK),
    p("kitchen", "Take the block, open the fridge, put it in, close the fridge.", ASK),
    p("kitchen", "The can should not be here. Put it somewhere better.", ASK),
    p("kitchen", "You might do something about the drawers.", ASK),
    p("tower", "The block goes on the plate too, mind.", ASK),
    p("tower", "No, not that one, this one, over there.", ASK),
    p("tower", "One of them has to come down, the usual one.", ASK),
    p("tower", "Before you lift the block, hmm, put the other one in the bowl.", ASK),
)

STUDY_C: tuple[Paraphrase, ...] = (
    *AT_THE_TABLE,
    *AMONG_MANY,
    *IN_THE_KITCHEN,
    *AT_THE_TOWER,
    *CANNOT,
    *UNCLEAR,
)
