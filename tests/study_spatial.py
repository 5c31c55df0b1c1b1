"""Requests about space as people say them, each with plain sentences that mean the same.

The templates are VoxPoser's; the words are many people's. What a grammar lacks shows where the
plan of a request and that of its plain sentences differ. Left, right, near and far are the
robot's, and "forward" is away from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spatial:
    """A request, the scene of `parser_scenes` it is made in, and what it means."""

    text: str
    scene: str
    means: tuple[str, ...]
    """Plain sentences, to be followed in order."""


CLOSE_BY_PUSHING = (
    Spatial(
        "Give the middle drawer a push so that it shuts.",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "the drawer in the middle needs pushing shut",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "Could you nudge the middle drawer closed for me?",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "Shove the open drawer back in until it's shut.",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "push in the middle drawer till it closes",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "No need to grab the handle, just push the middle drawer shut.",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "The middle drawer should be closed with a push.",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
    Spatial(
        "Pushing against its front, shut the middle drawer.",
        "kitchen",
        ("close the middle drawer by pushing",),
    ),
)

PUSH_STRAIGHT = (
    Spatial(
        "Slide the red block 10 cm to the right, dead straight.",
        "table",
        ("push the red block 10 cm to the right along a straight line",),
    ),
    Spatial(
        "push the blue block in a straight line for 8 centimetres away from you",
        "table",
        ("push the blue block 8 cm away from the robot along a straight line",),
    ),
    Spatial(
        "Straight to the left with the green block, twelve centimetres please, by pushing.",
        "table",
        ("push the green block 12 cm to the left along a straight line",),
    ),
    Spatial(
        "The blue block is to be pushed 60 mm toward the robot without straying from a straight "
        "line.",
        "table",
        ("push the blue block 6 cm toward the robot along a straight line",),
    ),
    Spatial(
        "I want the red can shoved seven cm leftwards on a perfectly straight path",
        "table",
        ("push the red can 7 cm to the left along a straight line",),
    ),
    Spatial(
        "Without veering off, nudge the yellow block 5 cm to the left in a straight line.",
        "tower",
        ("push the yellow block 5 cm to the left along a straight line",),
    ),
    Spatial(
        "Move the green ball along a straight line, 9 cm to the left, by pushing it.",
        "kitchen",
        ("push the green ball 9 cm to the left along a straight line",),
    ),
    Spatial(
        "a straight push of 10 cm to the right for the blue block",
        "table",
        ("push the blue block 10 cm to the right along a straight line",),
    ),
    Spatial(
        "Push the red block 6 cm forward and keep it on a straight line.",
        "table",
        ("push the red block 6 cm away from the robot along a straight line",),
    ),
)

PUSH_SOME_WAY = (
    Spatial(
        "Budge the red block four centimetres to the left.",
        "table",
        ("push the red block 4 cm to the left",),
    ),
    Spatial(
        "give the blue block a 5 cm push to the right",
        "table",
        ("push the blue block 5 cm to the right",),
    ),
    Spatial(
        "A push of 5 cm to the left is what the green block needs.",
        "table",
        ("push the green block 5 cm to the left",),
    ),
    Spatial(
        "Shift the red can 30 mm closer to the robot by pushing.",
        "table",
        ("push the red can 3 cm toward the robot",),
    ),
    Spatial(
        "The yellow block has to go 6 cm further right; push it there.",
        "tower",
        ("push the yellow block 6 cm to the right",),
    ),
    Spatial(
        "nudge the green ball over to the right by 4 cm",
        "kitchen",
        ("push the green ball 4 cm to the right",),
    ),
    Spatial(
        "Would you mind scooting the blue mug 5 cm away from you?",
        "kitchen",
        ("push the blue mug 5 cm away from the robot",),
    ),
    Spatial(
        "Push away from you, by 70 millimetres, the green block.",
        "table",
        ("push the green block 7 cm away from the robot",),
    ),
    Spatial(
        "0.1 m to the left: that's how far I want the blue block pushed.",
        "table",
        ("push the blue block 10 cm to the left",),
    ),
    Spatial(
        "the red block should be slid leftward over a distance of 8 cm",
        "table",
        ("push the red block 8 cm to the left",),
    ),
    Spatial(
        "Try pushing the vase 3 cm back towards you.",
        "table",
        ("push the vase 3 cm toward the robot",),
    ),
)

PUSH_TO_A_REGION = (
    Spatial(
        "slide the red block over into the middle of the table",
        "table",
        ("push the red block to the center of the table",),
    ),
    Spatial(
        "The green block belongs in the far left corner, so push it there.",
        "table",
        ("push the green block to the back left corner of the table",),
    ),
    Spatial(
        "Nudge the blue block along until it's at the right-hand edge of the table",
        "table",
        ("push the blue block to the right edge of the table",),
    ),
    Spatial(
        "Shove the red can over to the left-hand side of the table.",
        "table",
        ("push the red can to the left half of the table",),
    ),
    Spatial(
        "I'd like the yellow block pushed into the corner nearest you on the right",
        "tower",
        ("push the yellow block to the front right corner of the table",),
    ),
    Spatial(
        "Get the green ball to the near edge of the table by pushing it.",
        "kitchen",
        ("push the green ball to the front edge of the table",),
    ),
    Spatial(
        "Have the red ball end up at the far side of the table; push, don't lift.",
        "many",
        ("push the red ball to the back edge of the table",),
    ),
)

PUSH_AT_A_SPEED = (
    Spatial(
        "Slowly now, slide the blue block into the center of the table.",
        "table",
        ("push the blue block to the center of the table slowly",),
    ),
    Spatial(
        "Push the green block to the far edge at 20 % of your usual speed.",
        "table",
        ("push the green block to the back edge of the table at 20 percent speed",),
    ),
    Spatial(
        "At a crawl, the red block should be shoved into the near left corner.",
        "table",
        ("push the red block to the front left corner of the table slowly",),
    ),
    Spatial(
        "nudge the green ball to the right side of the table, half as fast as you normally would",
        "kitchen",
        ("push the green ball to the right half of the table at half speed",),
    ),
    Spatial(
        "Take your time pushing the yellow block to the center of the table",
        "tower",
        ("push the yellow block to the center of the table slowly",),
    ),
    Spatial(
        "The red can is to be pushed to the left edge at a quarter of full speed.",
        "table",
        ("push the red can to the left edge of the table at 25 percent speed",),
    ),
    Spatial(
        "Be quick about it and push the blue block to the right half of the table.",
        "table",
        ("push the blue block to the right half of the table quickly",),
    ),
)

PUSH_ON_A_SIDE = (
    Spatial(
        "Push the red block to the far edge but always keep it on the left of the blue block.",
        "table",
        (
            "push the red block to the back edge of the table while letting it stay left of the "
            "blue block",
        ),
    ),
    Spatial(
        "Shove the green block to the near edge; at no time may it leave the right side of the "
        "red block.",
        "table",
        (
            "push the green block to the front edge of the table while letting it stay right of "
            "the red block",
        ),
    ),
    Spatial(
        "The blue block needs pushing to the left half of the table, staying in front of the "
        "white plate throughout.",
        "table",
        (
            "push the blue block to the left half of the table while letting it stay in front "
            "of the white plate",
        ),
    ),
    Spatial(
        "Guide the red block to the left edge with a push and have it remain in front of the "
        "blue ball the entire time",
        "table",
        (
            "push the red block to the left edge of the table while letting it stay in front of "
            "the blue ball",
        ),
    ),
    Spatial(
        "while remaining to the left of the white bowl, the yellow block should be slid to the "
        "center",
        "tower",
        (
            "push the yellow block to the center of the table while letting it stay left of the "
            "white bowl",
        ),
    ),
    Spatial(
        "keep the green block left of the blue ball the whole way while you push it to the back "
        "edge of the table",
        "many",
        (
            "push the green block to the back edge of the table while letting it stay left of "
            "the blue ball",
        ),
    ),
)

PUSH_AT_A_DISTANCE = (
    Spatial(
        "Push the red block to the center, but keep it at least 8 cm from the blue block.",
        "table",
        (
            "push the red block to the center of the table while letting it stay at least 8 cm "
            "away from the blue block",
        ),
    ),
    Spatial(
        "Slide the blue block into the near right corner, never closer than 10 cm to the vase.",
        "table",
        (
            "push the blue block to the front right corner of the table while letting it stay "
            "at least 10 cm away from the vase",
        ),
    ),
    Spatial(
        "Without coming within 12 cm of the yellow mug, the red block is to be shoved to the "
        "far edge.",
        "table",
        (
            "push the red block to the back edge of the table while letting it stay at least 12 "
            "cm away from the yellow mug",
        ),
    ),
    Spatial(
        "Shove the green ball to the left edge and give the blue mug a berth of 6 cm or more.",
        "kitchen",
        (
            "push the green ball to the left edge of the table while letting it stay at least 6 "
            "cm away from the blue mug",
        ),
    ),
    Spatial(
        "the green block should be nudged to the left edge with no less than 50 mm between it "
        "and the red block",
        "table",
        (
            "push the green block to the left edge of the table while letting it stay at least "
            "5 cm away from the red block",
        ),
    ),
    Spatial(
        "Nudge the yellow block to the near edge of the table; it must always stay 10 "
        "centimetres or more away from the white bowl.",
        "tower",
        (
            "push the yellow block to the front edge of the table while letting it stay at "
            "least 10 cm away from the white bowl",
        ),
    ),
)

GRASP_AT_A_SPEED = (
    Spatial(
        "grab the red can at half speed",
        "table",
        ("grasp the red can at half speed",),
    ),
    Spatial(
        "Pick the yellow mug up at a quarter of your normal speed.",
        "table",
        ("grasp the yellow mug at 25 percent speed",),
    ),
    Spatial(
        "Grasp the green ball, and make it quick.",
        "kitchen",
        ("grasp the green ball quickly",),
    ),
    Spatial(
        "At 30 % speed, the red block is to be grasped.",
        "table",
        ("grasp the red block at 30 percent speed",),
    ),
    Spatial(
        "seize the blue mug at 60 percent of the usual speed",
        "kitchen",
        ("grasp the blue mug at 60 percent speed",),
    ),
    Spatial(
        "No rush when you pick up the orange block.",
        "tower",
        ("grasp the orange block slowly",),
    ),
    Spatial(
        "I want the yellow block grabbed half as fast as usual",
        "tower",
        ("grasp the yellow block at half speed",),
    ),
    Spatial(
        "a slow grasp of the blue ball please",
        "table",
        ("grasp the blue ball slowly",),
    ),
    Spatial(
        "Get a grip on the red can, moving at a crawl.",
        "table",
        ("grasp the red can slowly",),
    ),
)

DROP = (
    Spatial(
        "Let go of the red block over the far right corner of the table.",
        "table",
        ("drop the red block at the back right corner of the table",),
    ),
    Spatial(
        "Drop the blue ball somewhere in the left half of the table.",
        "table",
        ("drop the blue ball at the left half of the table",),
    ),
    Spatial(
        "the green block should be dropped in the centre of the table",
        "table",
        ("drop the green block at the center of the table",),
    ),
    Spatial(
        "From 2 cm up, let the red block fall onto the near left corner of the table.",
        "table",
        ("drop the red block at the front left corner of the table from 2 cm",),
    ),
    Spatial(
        "Drop the blue block on the right side of the table from a height of 30 mm",
        "table",
        ("drop the blue block at the right half of the table from 3 cm",),
    ),
    Spatial(
        "I'd like you to release the red can 2 cm above the centre of the table.",
        "table",
        ("drop the red can at the center of the table from 2 cm",),
    ),
    Spatial(
        "Let the green ball drop from a height of one centimetre at the front of the table",
        "kitchen",
        ("drop the green ball at the front edge of the table from 1 cm",),
    ),
    Spatial(
        "Carry the yellow block to the near edge and drop it there.",
        "tower",
        ("drop the yellow block at the front edge of the table",),
    ),
    Spatial(
        "In the middle of the table is where the purple block gets dropped, from 25 mm.",
        "tower",
        ("drop the purple block at the center of the table from 2.5 cm",),
    ),
    Spatial(
        "dump the small red block in the near right corner",
        "many",
        ("drop the small red block at the front right corner of the table",),
    ),
)

GO_BESIDE = (
    Spatial(
        "Bring your hand to the left of the vase.",
        "table",
        ("move to the left of the vase",),
    ),
    Spatial(
        "gripper over to the right side of the red can, please",
        "table",
        ("move to the right of the red can",),
    ),
    Spatial(
        "Park the end effector in front of the white plate.",
        "table",
        ("move in front of the white plate",),
    ),
    Spatial(
        "I need the tool behind the yellow mug.",
        "table",
        ("move behind the yellow mug",),
    ),
    Spatial(
        "Get over to the vase's left side",
        "table",
        ("move to the left of the vase",),
    ),
    Spatial(
        "Position yourself on the right of the green bowl.",
        "table",
        ("move to the right of the green bowl",),
    ),
)

GO_SO_FAR_BESIDE = (
    Spatial(
        "Steer the hand to a point 10 cm left of the vase.",
        "table",
        ("move 10 cm to the left of the vase",),
    ),
    Spatial(
        "Place the gripper eight centimetres in front of the red can",
        "table",
        ("move 8 cm in front of the red can",),
    ),
    Spatial(
        "The end effector should come to rest 120 mm to the right of the yellow mug.",
        "table",
        ("move 12 cm to the right of the yellow mug",),
    ),
    Spatial(
        "Behind the blue block, 6 cm from it: that's where the gripper belongs.",
        "table",
        ("move 6 cm behind the blue block",),
    ),
    Spatial(
        "have the tool wait to the left of the white bowl, leaving a gap of 7 cm",
        "tower",
        ("move 7 cm to the left of the white bowl",),
    ),
    Spatial(
        "With 10 centimetres between them, the gripper goes to the right of the blue mug.",
        "kitchen",
        ("move 10 cm to the right of the blue mug",),
    ),
)

GO_OVER = (
    Spatial(
        "Hover above the green bowl.",
        "table",
        ("move over the green bowl",),
    ),
    Spatial(
        "Take the hand over the vase and hold it there.",
        "table",
        ("move over the vase",),
    ),
    Spatial(
        "The tool tip needs to be right above the yellow can",
        "kitchen",
        ("move over the yellow can",),
    ),
    Spatial(
        "your gripper should be parked directly over the white plate",
        "table",
        ("move over the white plate",),
    ),
)

GO_TO_A_REGION = (
    Spatial(
        "Travel to the far left corner of the table.",
        "table",
        ("move to the back left corner of the table",),
    ),
    Spatial(
        "The arm should head for the middle of the table.",
        "table",
        ("move to the center of the table",),
    ),
    Spatial(
        "hand to the near edge, thanks",
        "many",
        ("move to the front edge of the table",),
    ),
    Spatial(
        "Make your way over to the right half of the table",
        "tower",
        ("move to the right half of the table",),
    ),
    Spatial(
        "Let's have the end effector in the corner that's closest to you on the left.",
        "kitchen",
        ("move to the front left corner of the table",),
    ),
)

GO_ON_A_SIDE = (
    Spatial(
        "Go over to the far left corner of the table while never leaving the left side of the "
        "vase.",
        "table",
        ("move to the back left corner of the table while staying left of the vase",),
    ),
    Spatial(
        "Hand above the white plate, and stay behind the blue block the whole time.",
        "table",
        ("move over the white plate while staying behind the blue block",),
    ),
    Spatial(
        "Staying to the right of the red block throughout, bring the gripper over the green bowl.",
        "table",
        ("move over the green bowl while staying right of the red block",),
    ),
    Spatial(
        "The tool has to get to the center of the table, always keeping in front of the red can.",
        "table",
        ("move to the center of the table while staying in front of the red can",),
    ),
    Spatial(
        "hover over the blue ball but remain left of the blue block all the way",
        "table",
        ("move over the blue ball while staying left of the blue block",),
    ),
    Spatial(
        "Keep left of the blue block at all times as you travel to the yellow mug's left side",
        "table",
        ("move to the left of the yellow mug while staying left of the blue block",),
    ),
    Spatial(
        "keeping to the right-hand side of the white bowl, steer to the near right corner",
        "kitchen",
        ("move to the front right corner of the table while staying right of the white bowl",),
    ),
    Spatial(
        "At no time leaving the near side of the white plate, the hand should reach the near "
        "edge of the table",
        "tower",
        ("move to the front edge of the table while staying in front of the white plate",),
    ),
    Spatial(
        "Guide the end effector to 8 cm left of the red can, and only ever be on the left of "
        "the vase",
        "table",
        ("move 8 cm to the left of the red can while staying left of the vase",),
    ),
)

GO_AT_A_DISTANCE = (
    Spatial(
        "Hover over the white plate, but stay at least 10 cm clear of the vase.",
        "table",
        ("move over the white plate while staying at least 10 cm away from the vase",),
    ),
    Spatial(
        "Never come closer than 15 cm to the vase on your way to the green bowl's left side",
        "table",
        ("move to the left of the green bowl while staying at least 15 cm away from the vase",),
    ),
    Spatial(
        "Bring the gripper to the centre of the table with 12 centimetres or more between it "
        "and the yellow mug at all times.",
        "table",
        ("move to the center of the table while staying at least 12 cm away from the yellow mug",),
    ),
    Spatial(
        "keeping a distance of no less than 100 mm from the red can, go to the far left corner",
        "table",
        (
            "move to the back left corner of the table while staying at least 10 cm away from "
            "the red can",
        ),
    ),
    Spatial(
        "The tool should end up behind the blue block without ever getting within 8 cm of the vase",
        "table",
        ("move behind the blue block while staying at least 8 cm away from the vase",),
    ),
    Spatial(
        "Give the blue mug a berth of 9 cm or more while the hand goes over the green ball.",
        "kitchen",
        ("move over the green ball while staying at least 9 cm away from the blue mug",),
    ),
    Spatial(
        "Steer around the white bowl with a margin of at least 6 cm and park above the yellow "
        "block",
        "tower",
        ("move over the yellow block while staying at least 6 cm away from the white bowl",),
    ),
    Spatial(
        "travel to the near left corner of the table; the vase is not to be approached nearer "
        "than 20 cm",
        "table",
        (
            "move to the front left corner of the table while staying at least 20 cm away from "
            "the vase",
        ),
    ),
    Spatial(
        "Get above the red bowl, and don't get any closer than ten centimetres to the gray bin",
        "many",
        ("move over the red bowl while staying at least 10 cm away from the gray bin",),
    ),
)

GO_AT_A_SPEED_NEAR = (
    Spatial(
        "Slow down to half speed whenever you're within 10 cm of the vase on your way to the "
        "center of the table.",
        "table",
        (
            "move to the center of the table while moving at half speed when within 10 cm of "
            "the vase",
        ),
    ),
    Spatial(
        "Go above the white plate, at 30 percent speed while less than 15 cm from the red can",
        "table",
        (
            "move over the white plate while moving at 30 percent speed when within 15 cm of "
            "the red can",
        ),
    ),
    Spatial(
        "Hover over the green bowl; within 20 cm of the vase, creep along at 20 % speed.",
        "table",
        (
            "move over the green bowl while moving at 20 percent speed when within 20 cm of the "
            "vase",
        ),
    ),
    Spatial(
        "Anywhere closer than 12 cm to the yellow mug the hand may only move slowly as it heads "
        "for the far left corner.",
        "table",
        (
            "move to the back left corner of the table while moving slowly when within 12 cm of "
            "the yellow mug",
        ),
    ),
    Spatial(
        "Bring the tool over the red can, taking it at a quarter of full speed near the vase, "
        "meaning 10 cm or less",
        "table",
        ("move over the red can while moving at 25 percent speed when within 10 cm of the vase",),
    ),
    Spatial(
        "Travel to the right of the blue mug, going half as fast as usual when the yellow can "
        "is nearer than 80 mm",
        "kitchen",
        (
            "move to the right of the blue mug while moving at half speed when within 8 cm of "
            "the yellow can",
        ),
    ),
    Spatial(
        "bring the gripper over the yellow block, moving slowly any time it gets closer than 10 "
        "cm to the white bowl",
        "tower",
        ("move over the yellow block while moving slowly when within 10 cm of the white bowl",),
    ),
    Spatial(
        "Position the hand to the left of the gray bin. Whenever the green bowl is within 15 "
        "cm, drop to 40 percent of the normal speed.",
        "many",
        (
            "move to the left of the gray bin while moving at 40 percent speed when within 15 "
            "cm of the green bowl",
        ),
    ),
    Spatial(
        "With the speed cut to 50 % inside a 10 cm radius around the vase, steer to the near "
        "edge of the table",
        "table",
        (
            "move to the front edge of the table while moving at half speed when within 10 cm "
            "of the vase",
        ),
    ),
)

GO_AT_A_SPEED_IN = (
    Spatial(
        "Go to the vase's left, but only at half speed while in the right half of the table",
        "table",
        ("move to the left of the vase at half speed in the right half of the table",),
    ),
    Spatial(
        "In the left half of the table move slowly, and go hover over the yellow mug.",
        "table",
        ("move over the yellow mug slowly in the left half of the table",),
    ),
    Spatial(
        "Take it at 30 % speed in the far half of the table when you bring the hand over the "
        "white plate.",
        "table",
        ("move over the white plate at 30 percent speed in the back half of the table",),
    ),
    Spatial(
        "The gripper is to be brought over the green bowl, at a crawl as long as it's in the "
        "right half of the table.",
        "table",
        ("move over the green bowl slowly in the right half of the table",),
    ),
    Spatial(
        "hover above the red can with a speed limit of a quarter of full speed for the back "
        "half of the table",
        "table",
        ("move over the red can at 25 percent speed in the back half of the table",),
    ),
    Spatial(
        "While you're in the near half of the table, go half as fast as usual; your destination "
        "is in front of the vase.",
        "table",
        ("move in front of the vase at half speed in the front half of the table",),
    ),
    Spatial(
        "travel to the center of the table with the speed reduced to 60 % across the front half",
        "kitchen",
        ("move to the center of the table at 60 percent speed in the front half of the table",),
    ),
    Spatial(
        "Slowly through the right half of the table, bring the tool over the gray bin.",
        "many",
        ("move over the gray bin slowly in the right half of the table",),
    ),
    Spatial(
        "The hand ought to get to the near left corner, and inside the left half it should only "
        "move at 25 percent of its speed",
        "tower",
        (
            "move to the front left corner of the table at 25 percent speed in the left half of "
            "the table",
        ),
    ),
)

STUDY_SPATIAL: list[Spatial] = [
    *CLOSE_BY_PUSHING,
    *PUSH_STRAIGHT,
    *PUSH_SOME_WAY,
    *PUSH_TO_A_REGION,
    *PUSH_AT_A_SPEED,
    *PUSH_ON_A_SIDE,
    *PUSH_AT_A_DISTANCE,
    *GRASP_AT_A_SPEED,
    *DROP,
    *GO_BESIDE,
    *GO_SO_FAR_BESIDE,
    *GO_OVER,
    *GO_TO_A_REGION,
    *GO_ON_A_SIDE,
    *GO_AT_A_DISTANCE,
    *GO_AT_A_SPEED_NEAR,
    *GO_AT_A_SPEED_IN,
]
