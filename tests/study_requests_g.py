"""Study requests among many things: what ordinary people might say to the robot.

They were written without a look at the grammar; `study_requests_g2` has the other half.
Each has the condition that it promises, or says that a refusal or a question is right.
"""

from __future__ import annotations

from itertools import permutations

from paraphrases import (
    ASK,
    REFUSE,
    And,
    Atom,
    Condition,
    Count,
    Objects,
    Or,
    Paraphrase,
    Var,
    Where,
    at,
    both,
    count_in,
    holding,
    inside,
    on,
    p,
)
from study_requests_g2 import STUDY_G2, blocks_at, each_in, none_in, out, rel

REDS = ("red_block", "red_block_2", "red_block_3")
BLUES = ("blue_block", "blue_block_2")
BLOCKS = (*REDS, *BLUES, "green_block")
BALLS = ("red_ball", "blue_ball")


def at_least_in(kind: str, color: str | None, target: str, number: int) -> Condition:
    """That many things of a kind, or more, are in the container."""
    return Count(Where(Objects(kind, color), Atom("inside", (Var("it"), target))), ">=", number)


MANY = (
    # quite ordinary
    p("many", "put the green block in the gray bin", inside("green_block", "gray_bin")),
    p("many", "Pick up the blue ball.", holding("blue_ball")),
    p(
        "many",
        "Could you place the red ball on the white tray for me, dear?",
        inside("red_ball", "white_tray"),
    ),
    p("many", "The two balls go in the bin.", each_in("gray_bin", *BALLS)),
    p("many", "blue ball in blue bowl pls thx", inside("blue_ball", "blue_bowl")),
    p(
        "many",
        "I want the green block sitting on top of the biggest red one.",
        on("green_block", "red_block_3"),
    ),
    p("many", "Drop the smallest block into the red bowl.", inside("red_block", "red_bowl")),
    p(
        "many",
        "Move the green block to the right side of the table, please.",
        at("green_block", "right"),
    ),
    p("many", "Put all the red blocks on the tray.", each_in("white_tray", *REDS)),
    p("many", "To the tray with the green cube!", inside("green_block", "white_tray")),
    p("many", "Lift the large red block and keep it up", holding("red_block_3")),
    p(
        "many",
        "How about we tuck the tiny red block into the green bowl?",
        inside("red_block", "green_bowl"),
    ),
    p("many", "green block: up!", holding("green_block")),
    p(
        "many",
        "Set the red ball down beside the small red block.",
        rel("near", "red_ball", "red_block"),
    ),
    p(
        "many",
        "both blue blocks into the blue bowl, chop chop",
        each_in("blue_bowl", *BLUES),
    ),
    p(
        "many",
        "Put a blue block on top of the green one, whichever is easier.",
        Or(tuple(on(name, "green_block") for name in BLUES)),
    ),
    p(
        "many",
        "First put the red ball in the green bowl and after that the green block in the bin.",
        both(inside("red_ball", "green_bowl"), inside("green_block", "gray_bin")),
    ),
    p("many", "I'm done with the blue ball, it can be binned.", inside("blue_ball", "gray_bin")),
    p(
        "many",
        "Any block will do, just get one onto the tray.",
        at_least_in("block", None, "white_tray", 1),
    ),
    p(
        "many",
        "Place the green block right in front of the red bowl.",
        rel("in_front_of", "green_block", "red_bowl"),
    ),
    # meant by what it is like, or where
    p(
        "many",
        "The block furthest to the left belongs in the red bowl.",
        inside("red_block", "red_bowl"),
    ),
    p(
        "many",
        "Which block is closest to the green bowl? Pop that one in it.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "Of the two blue blocks, the one nearer to the green block goes on the tray",
        inside("blue_block_2", "white_tray"),
    ),
    p(
        "many",
        "Goldilocks time: not the big red block, not the little one, the just-right one goes in "
        "the red bowl.",
        both(inside("red_block_2", "red_bowl"), none_in("red_bowl", "red_block", "red_block_3")),
    ),
    p(
        "many",
        "See that blue ball? And the bowl standing between the red one and the green one? Drop it "
        "in there.",
        inside("blue_ball", "blue_bowl"),
    ),
    p(
        "many",
        "The smallest and the largest red block go in the red bowl, the middle one doesn't.",
        both(each_in("red_bowl", "red_block", "red_block_3"), out("red_block_2", "red_bowl")),
    ),
    p(
        "many",
        "Mind taking the leftmost of all the blocks and setting it on the green one?",
        on("red_block", "green_block"),
    ),
    p(
        "many",
        "It would be lovely if the blue ball found its way into the bowl of the same colour.",
        inside("blue_ball", "blue_bowl"),
    ),
    # many things at once
    p(
        "many",
        "All the blocks have to sleep in the big gray box now!",
        each_in("gray_bin", *BLOCKS),
    ),
    p(
        "many",
        "Sort the blocks by colour into the bowls that match.",
        And(
            (
                each_in("red_bowl", *REDS),
                each_in("blue_bowl", *BLUES),
                inside("green_block", "green_bowl"),
            )
        ),
    ),
    p(
        "many",
        "Nothing that rolls should stay on the table; use the tray.",
        each_in("white_tray", *BALLS),
    ),
    p(
        "many",
        "Whatever is round, into the gray bin; the cube that's green, into the tray.",
        both(each_in("gray_bin", *BALLS), inside("green_block", "white_tray")),
    ),
    p(
        "many",
        "Laundry time! Red blocks in the bin, blue blocks on the tray.",
        both(each_in("gray_bin", *REDS), each_in("white_tray", *BLUES)),
    ),
    p(
        "many",
        "When I come back I'd rather not find any blue blocks lying about, the bin would be a "
        "good home for them.",
        each_in("gray_bin", *BLUES),
    ),
    p(
        "many",
        "Give each ball a bowl: red with red, blue with blue.",
        both(inside("red_ball", "red_bowl"), inside("blue_ball", "blue_bowl")),
    ),
    p(
        "many",
        "I'll need the blue ball in the red bowl and the red one in the blue.",
        both(inside("blue_ball", "red_bowl"), inside("red_ball", "blue_bowl")),
    ),
    # everything but
    p(
        "many",
        "Except for the green one, all blocks go into the bin.",
        both(each_in("gray_bin", *REDS, *BLUES), out("green_block", "gray_bin")),
    ),
    p(
        "many",
        "Put every ball on the tray but leave the blocks where they are",
        both(each_in("white_tray", *BALLS), none_in("white_tray", *BLOCKS)),
    ),
    p(
        "many",
        "Everything that's blue and isn't a bowl ought to end up in the bin.",
        each_in("gray_bin", *BLUES, "blue_ball"),
    ),
    p(
        "many",
        "Please don't put the red ball in a bowl, the bin is where it goes.",
        inside("red_ball", "gray_bin"),
    ),
    p(
        "many",
        "Make sure that the bin holds both of the balls and none of the blocks",
        both(each_in("gray_bin", *BALLS), none_in("gray_bin", *BLOCKS)),
    ),
    p(
        "many",
        "Every red block bar the largest can go on the tray.",
        both(each_in("white_tray", "red_block", "red_block_2"), out("red_block_3", "white_tray")),
    ),
    # counting
    p(
        "many",
        "Two of the red blocks on the tray, I don't care which.",
        count_in("block", "red", "white_tray", 2),
    ),
    p("many", "Three blocks, no more, no less, in the bin.", blocks_at("inside", "gray_bin", 3)),
    p(
        "many",
        "At least four blocks in the bin, please.",
        at_least_in("block", None, "gray_bin", 4),
    ),
    p(
        "many",
        "One red, one blue, one green: a block of each colour is wanted on the tray.",
        And(tuple(count_in("block", color, "white_tray", 1) for color in ("red", "blue", "green"))),
    ),
    p(
        "many",
        "Half of the blue blocks in the blue bowl, the other half in the red bowl.",
        both(count_in("block", "blue", "blue_bowl", 1), count_in("block", "blue", "red_bowl", 1)),
    ),
    p(
        "many",
        "Each bowl should get one block.",
        And(tuple(blocks_at("inside", f"{color}_bowl", 1) for color in ("red", "blue", "green"))),
    ),
    p(
        "many",
        "The bin is hungry, feed it a blue block.",
        at_least_in("block", "blue", "gray_bin", 1),
    ),
    # building
    p(
        "many",
        "Pile up the red blocks with the largest at the bottom and the smallest on top.",
        both(on("red_block_2", "red_block_3"), on("red_block", "red_block_2")),
    ),
    p(
        "many",
        "Clear the balls away into the bin before you stack the two blue blocks.",
        both(
            each_in("gray_bin", *BALLS),
            Or((on("blue_block", "blue_block_2"), on("blue_block_2", "blue_block"))),
        ),
    ),
    p(
        "many",
        "Two blocks, one on top of the other, any two, that's all I ask.",
        Or(tuple(on(a, b) for a, b in permutations(BLOCKS, 2))),
    ),
    p(
        "many",
        "Make a stack: a blue block, the other blue block on it, and the green one to top it off.",
        Or(
            (
                both(on("blue_block_2", "blue_block"), on("green_block", "blue_block_2")),
                both(on("blue_block", "blue_block_2"), on("green_block", "blue_block")),
            )
        ),
    ),
    # corrections, conditions, order
    p(
        "many",
        "Take the green block, no wait, the red ball, and put it in the green bowl.",
        both(inside("red_ball", "green_bowl"), out("green_block", "green_bowl")),
    ),
    p(
        "many",
        "Once the blue ball is in the bin, lift up the green block.",
        both(inside("blue_ball", "gray_bin"), holding("green_block")),
    ),
    p(
        "many",
        "If the green bowl is empty, put the green block in it.",
        inside("green_block", "green_bowl"),
    ),
    p(
        "many",
        "Put the red ball on the tray and, oh, you may as well do the blue one too.",
        each_in("white_tray", *BALLS),
    ),
    p("many", "Bin it. The green block, I mean.", inside("green_block", "gray_bin")),
    # in the voices of all sorts of people
    p(
        "many",
        "So, as I was telling Marge the other day, these balls, they roll off, and then the dog "
        "gets them, anyway, just stick the pair of them in the bin, would you",
        each_in("gray_bin", *BALLS),
    ),
    p(
        "many",
        "The block small red, I like that you put to green bowl, yes?",
        inside("red_block", "green_bowl"),
    ),
    p(
        "many",
        "Watch, class: the robot will now carry the green block over to the tray.",
        inside("green_block", "white_tray"),
    ),
    p(
        "many",
        "Goal state: red ball in gray bin, blue ball in white tray.",
        both(inside("red_ball", "gray_bin"), inside("blue_ball", "white_tray")),
    ),
    p("many", "plase put teh smal red blok in the gray bin", inside("red_block", "gray_bin")),
    p(
        "many",
        "Between you and me, the green block would look better in the red bowl.",
        inside("green_block", "red_bowl"),
    ),
    p(
        "many",
        "Is there anything to stop you from putting the red ball in the blue bowl?",
        inside("red_ball", "blue_bowl"),
    ),
    p(
        "many",
        "I can't reach the blue ball way over there, so bring it across to the left of the table.",
        at("blue_ball", "left"),
    ),
    p(
        "many",
        "You know what would make my day? The blue ball in the green bowl.",
        inside("blue_ball", "green_bowl"),
    ),
    p(
        "many",
        "Careful with this one, it's fragile: slowly put the red ball in the red bowl.",
        inside("red_ball", "red_bowl"),
        speed="slow",
    ),
)

MANY_REFUSED = tuple(
    p("many", text, REFUSE)
    for text in (
        "Pour the water from the red bowl into the blue one.",
        "Paint the green block yellow.",
        "Could you bring me the scissors?",
        "Cut the large red block in two",
        "Put the gray bin inside the small red block.",
        "the banana goes in the bin",
        "Open the drawer and put the red ball in it.",
        "Squash the blue ball flat, please.",
        "Put the purple ball with the other balls on the tray.",
        "Melt the green block down and pour it into the green bowl.",
    )
)

MANY_UNCLEAR = tuple(
    p("many", text, ASK)
    for text in (
        "Put the ball in the blue bowl.",
        "Can you move the green block?",
        "The blue block goes in the bin.",
        "Drop the red ball in the bowl, please.",
        "put it on the tray",
        "Pick up the red block.",
        "Would you take that one over there and bin it?",
        "I'd like the blue one to be on the tray.",
        "Set the medium block on the tray.",
        "Place the green block on the red block",
    )
)

STUDY_G: tuple[Paraphrase, ...] = MANY + MANY_REFUSED + MANY_UNCLEAR + STUDY_G2
