"""Family 17: ten errands in the kitchen, after the ten tasks of ProgPrompt (Singh et al. 2023)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import And, Atom, Call, Value
from vla.scene import Scene
from vla.steps import call, plan, put
from vla.task import Setup
from vla.vocabulary import COLORS

from ..layout import Item, scatter
from .articulated import still
from .base import SMALL, choose, colors, draw, shuffled, untouched

ASIDE = (0.37, -0.26)
"""Where what is fetched or filled stands: beside the counter, clear of the microwave [m]."""
PLATE = (0.50, 0.0)
"""Where a plate stands that is laid [m]."""
SOLID = ("block", "ball", "can")


@dataclass(frozen=True)
class Errand:
    """One of the ten: what is there, what is said, what an expert does, and the goal."""

    wordings: tuple[str, ...]
    """With `{a}` and `{b}` for the things, which are `a` and `b` in steps and goal."""
    kinds: tuple[tuple[str, ...], ...]
    """Of `a`, `b`, ...: one of each."""
    steps: tuple[Call, ...]
    goal: tuple[Atom, ...]
    at: tuple[Item, ...] = ()
    """What else must be there."""
    openness: dict[str, float] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    """Fixtures that may move."""
    distractors: tuple[str, ...] = SMALL


ERRANDS: dict[str, Errand] = {
    "light_on": Errand(
        ("turn on the light", "switch the lamp on", "I would like the light on",
         "could you please switch on the light"),
        (), (call("open", "switch"),), (Atom("opened", ("switch",)),), moved=("switch",),
    ),
    "light_off": Errand(
        ("turn off the light", "switch the lamp off", "lights out please", "i want the light off"),
        (), (call("close", "switch"),), (Atom("closed", ("switch",)),),
        openness={"switch": 1.0}, moved=("switch",),
    ),
    "throw_away": Errand(
        ("throw away the {a}", "please throw the {a} away", "get rid of the {a}",
         "put the {a} in the trash", "the {a} goes in the bin"),
        (SOLID,), put("place_in", "a", "bin"), (Atom("inside", ("a", "bin")),),
        (Item("bin", "gray", at=ASIDE, name="bin"),),
    ),
    "microwave": Errand(
        ("microwave the {a}", "heat up the {a}", "warm the {a} in the microwave",
         "put the {a} in the microwave, close it and press the timer"),
        (SOLID,),
        (call("open", "microwave"), *put("place_in", "a", "microwave"), call("close", "microwave"),
         call("press", "timer")),
        (Atom("inside", ("a", "microwave")), Atom("closed", ("microwave",)),
         Atom("pressed", ("timer",))),
        moved=("microwave", "timer"),
    ),
    "toast": Errand(
        ("make toast with the {a}", "toast the {a}", "make some toast from the {a}",
         "put the {a} in the toaster and push the lever down"),
        (("block",),), (*put("place_in", "a", "toaster"), call("press", "lever")),
        (Atom("inside", ("a", "toaster")), Atom("pressed", ("lever",))), moved=("lever",),
    ),
    "wash": Errand(
        ("wash the {a}", "rinse the {a}", "give the {a} a wash",
         "put the {a} in the sink and turn on the water"),
        (("mug", "bowl"),), (*put("place_in", "a", "sink"), call("open", "tap")),
        (Atom("inside", ("a", "sink")), Atom("opened", ("tap",))), moved=("tap",),
        distractors=("block", "ball", "can"),
    ),
    "put_away": Errand(
        ("put the {a} away in the top drawer and close it",
         "open the top drawer, put the {a} in it and close it",
         "stow the {a} in the top drawer, then shut the drawer",
         "put the {a} in the top drawer and then push the drawer shut"),
        (("block", "ball"),),
        (call("open", "top_drawer"), *put("place_in", "a", "top_drawer"),
         call("close", "top_drawer")),
        (Atom("inside", ("a", "top_drawer")), Atom("closed", ("top_drawer",))),
        moved=("top_drawer",),
    ),
    "bring_two": Errand(
        ("bring the {a} and the {b} to the tray", "put the {a} and the {b} on the tray",
         "take the {a} and the {b} over to the tray",
         "put the {a} on the tray, then bring the {b} there too"),
        (("can", "block"), ("ball", "block")),
        (*put("place_in", "a", "tray"), *put("place_in", "b", "tray")),
        (Atom("inside", ("a", "tray")), Atom("inside", ("b", "tray"))),
        (Item("tray", "white", at=ASIDE, name="tray"),),
    ),
    "set_table": Errand(
        ("set the table", "please set the table for one", "lay the table", "lay a place"),
        (("can",),),
        (*put("place_beside", "mug", "plate", "right"),
         *put("place_beside", "a", "plate", "left")),
        (Atom("right_of", ("mug", "plate")), Atom("near", ("mug", "plate")),
         Atom("left_of", ("a", "plate")), Atom("near", ("a", "plate"))),
        (Item("plate", "white", at=PLATE, name="plate"),
         Item("mug", "white", at=ASIDE, name="mug")),
        distractors=(),
    ),
    "tidy": Errand(
        ("tidy up", "tidy up the kitchen", "put everything on the tray", "clear the counter"),
        (SOLID, ("block", "ball")),
        (*put("place_in", "a", "tray"), *put("place_in", "b", "tray")),
        (Atom("inside", ("a", "tray")), Atom("inside", ("b", "tray"))),
        (Item("tray", "white", at=ASIDE, name="tray"),), distractors=(),
    ),
}  # fmt: skip
"""Name -> errand. ProgPrompt's salmon, apple and bread are cans, balls and blocks here."""


@dataclass(frozen=True)
class Household:
    """One of ten errands; each needs up to five skills, and leaves all else as it is."""

    name: str = "household"
    scene: str = "kitchen"
    distractors: tuple[int, int] = (0, 2)
    errands: tuple[str, ...] = tuple(ERRANDS)
    """Those that are drawn."""
    wordings: tuple[str, ...] = tuple(
        wording for errand in ERRANDS.values() for wording in errand.wordings
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        errand = ERRANDS[choose(rng, self.errands)]
        scene = self._kitchen(rng, errand)
        loose = [e for e in scene if e.affords.shape != "fixture"][len(errand.at) :]
        things = dict(zip("ab", loose[: len(errand.kinds)], strict=False))
        words = {letter: shortest_name(thing, scene) for letter, thing in things.items()}
        if None in words.values():
            return None
        text = choose(rng, errand.wordings).format(**words)
        names = {letter: thing.name for letter, thing in things.items()}
        goal = tuple(replace(atom, args=_named(atom.args, names)) for atom in errand.goal)
        steps = (replace(step, args=_named(step.args, names)) for step in errand.steps)
        apart = (*names.values(), *(str(item.name) for item in errand.at))
        never = (*still(scene, errand.moved), *untouched(scene, apart))
        return Setup(
            scene,
            text,
            And(goal) if len(goal) > 1 else next(iter(goal)),
            plan(*steps, instruction=text),
            never,
            horizon=1600,
        )

    def _kitchen(self, rng: np.random.Generator, errand: Errand) -> Scene:
        """The furniture, what the errand is about, and some more on the counter."""
        from ..scenes.kitchen import COUNTER, fixture_entities

        kinds = [choose(rng, options) for options in errand.kinds]
        paints = [str(color) for color in rng.permutation(list(COLORS))]
        items = [
            Item(kind, color, "small" if kind == "bowl" else "medium")
            for kind, color in zip(kinds, colors(rng, len(kinds)), strict=True)
        ]
        count = int(rng.integers(self.distractors[0], self.distractors[1] + 1))
        others = shuffled(rng, errand.distractors)[:count]
        more = [Item(kind, paint, "medium") for kind, paint in zip(others, paints, strict=False)]
        fixtures = fixture_entities(errand.openness)
        return scatter(rng, [*errand.at, *items, *more], fixtures, COUNTER, spare=len(more))


def _named(args: tuple[Value, ...], names: dict[str, str]) -> tuple[Value, ...]:
    """Arguments with the things' names for their letters."""
    return tuple(names.get(str(value), value) for value in args)
