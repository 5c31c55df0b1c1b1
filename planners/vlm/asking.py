"""Questions about a scene, in words; `{a}` and the like are phrases."""

from __future__ import annotations

COLOR_OF = ("what color is {a}", "which colour does {a} have", "tell me the color of {a}",
            "{a} has what color", "name the colour of {a}", "of what color is {a}")  # fmt: skip
KIND_OF = ("what is {a}", "what kind of thing is {a}", "what do you call {a}", "name {a}",
           "tell me what {a} is")  # fmt: skip
HOW_MANY = ("how many {S} are there", "how many {S} do you see", "count the {S}",
            "what is the number of {S}", "tell me how many {S} there are",
            "how many {S} are on the table")  # fmt: skip
ARE_THERE = ("is there a {a}", "do you see a {a}", "can you see any {a}", "is a {a} on the table",
             "does the scene have a {a}", "is there any {a} here")  # fmt: skip
RELATED: dict[str, tuple[str, ...]] = {
    "left_of": ("is {a} left of {b}", "is {a} to the left of {b}", "does {a} stand left of {b}",
                "would you say {a} is left of {b}"),
    "right_of": ("is {a} right of {b}", "is {a} to the right of {b}",
                 "does {a} stand right of {b}", "would you say {a} is right of {b}"),
    "behind": ("is {a} behind {b}", "does {a} stand behind {b}"),
    "in_front_of": ("is {a} in front of {b}", "does {a} stand in front of {b}"),
    "inside": ("is {a} in {b}", "is {a} inside {b}", "does {b} contain {a}", "is {a} within {b}"),
    "on": ("is {a} on {b}", "is {a} on top of {b}", "does {a} lie on {b}"),
}  # fmt: skip
WHICH: dict[str, tuple[str, ...]] = {
    "left": ("which {k} is the leftmost", "which {k} is furthest to the left"),
    "right": ("which {k} is the rightmost", "which {k} is furthest to the right"),
    "front": ("which {k} is closest to you", "which {k} is nearest to the robot"),
    "back": ("which {k} is farthest from you", "which {k} is furthest from the robot"),
}
IS_OPEN = ("is {f} open", "does {f} stand open", "has {f} been opened", "did you open {f}")
IS_CLOSED = ("is {f} closed", "is {f} shut", "has {f} been closed", "did you close {f}")
HELD = ("what do you hold", "what are you holding", "what is in your hand",
        "which thing is in the gripper", "what have you picked up")  # fmt: skip
DONE = ("did you put {a} in {b}", "was {a} put in {b} successfully", "have you moved {a} into {b}",
        "the task was to put {a} in {b} . was it successful", "has {a} been placed in {b}",
        "did it work to put {a} in {b}")  # fmt: skip
DONE_ON = ("did you put {a} on {b}", "was {a} put on {b} successfully",
           "have you stacked {a} on {b}",
           "the task was to put {a} on {b} . was it successful", "has {a} been placed on {b}",
           "did it work to place {a} on top of {b}")  # fmt: skip
WHERE = ("where is {a}", "point at {a}", "show me {a}", "which thing is {a}",
         "where do you see {a}", "find {a}")  # fmt: skip
DESCRIBE = ("what do you see", "describe the picture", "what is on the table",
            "tell me what you see", "what does the picture show", "list what is there")  # fmt: skip
