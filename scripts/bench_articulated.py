"""How well things on joints are opened by experience: `python scripts/bench_articulated.py`.

A cupboard's door, a fridge and a sliding window, of which nobody tells how they move: their handles
are seen, to a millimetre. VoxPoser's experiment on learning dynamics online, in our kitchen: first
its zero-shot trajectory as it is (the handle is taken and pulled along the normal of the front),
then after trying leads around it in copies of the world, and after the same number of control steps
of moving about anywhere. What was tried gives a mechanism, by least squares, or a small network,
as VoxPoser trains; model-predictive control opens with it. Options, as `key=value`:

    things      of cupboard, fridge and window, with + between (all)
    methods     of zero-shot, mechanism, network and anywhere, with + between (all)
    seeds       learning begins anew with each (3)
    episodes    of opening, for each seed (12)
    copies      of the world in which is tried at once (8)
    times       the control steps of the others that going anywhere may take (1)
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from vla.envs.layout import TABLE
from vla.envs.rehearsal import Rehearsal
from vla.envs.robots import load_robot
from vla.envs.scenes import build_scene
from vla.envs.scenes.kitchen import fixture_entities
from vla.envs.untold import Untold
from vla.envs.worlds import Worlds
from vla.errors import UnknownName, UserError
from vla.evaluate import judge
from vla.plan import Atom
from vla.planners.composer.leads import (
    AROUND,
    LOOK,
    MOST_LOOKS,
    SPEED,
    STEP,
    Tries,
    around,
    learned,
    tried,
    waypoints,
    zero_shot,
)
from vla.planners.composer.mechanisms import Follows, Handling, Mechanism, fitted
from vla.planners.motion import Leg, Motion, Turn, Unreachable
from vla.planners.skills.by_experience import NEAR, hold, led, let_go, taken
from vla.planners.skills.context import Context
from vla.planners.tracker import Tracker
from vla.progress import track
from vla.scene import Entity, Scene
from vla.settings import script_options
from vla.stats import wilson

OPTIONS = {"things": "cupboard+fridge+window", "methods": "zero-shot+mechanism+network+anywhere",
           "seeds": 3, "episodes": 12, "copies": 8, "times": 1.0}  # fmt: skip
PUBLISHED = {
    "cupboard": {"zero-shot": "6.7 ± 4.4", "network": "88.3 ± 1.7", "anywhere": "58.3"},
    "fridge": {"zero-shot": "18.3", "network": "91.7", "anywhere": "70.0"},
    "window": {"zero-shot": "3.3", "network": "80.0", "anywhere": "36.7"},
}
"""Percent, of VoxPoser (Huang et al. 2023); its objects are others: a door, a fridge and a window
with a lever in SAPIEN. Learning took it 142, 71 and 137 s with, and over 12 h without the prior."""
SEEN = 0.001
"""Standard deviation of where a handle is seen at every look [m] ..."""
TAKEN = 0.004
"""... and of where the hand takes it [m]."""
ROOM = (-0.20, -0.75, 0.10), (0.70, 0.60, 0.60)
"""Where the hand goes when it goes anywhere [m]."""
PLACES, BRISK = 8, 0.5
"""It goes to on each try, and its peak speed there [m/s]."""
MOST_TICKS = 500
Motions = Generator[Motion, None, None]


@dataclass
class Row:
    """What one method did with one thing, over all seeds."""

    opened: int = 0
    episodes: int = 0
    tries: int = 0
    steps: int = 0
    """Control steps of learning."""
    seconds: float = 0.0
    """Of learning, wall time."""
    computing: float = 0.0
    """Likewise, of processor time."""
    errors: list[float] = field(default_factory=list)
    """On leads that nobody learned from [m]."""


class Network(nn.Module):
    """Where the handle goes in one look, from where it is and where the hand would take it."""

    def __init__(self, tries: Tries, generator: torch.Generator):
        super().__init__()
        self.shut = tries.handle[:, 0].mean(0)
        with torch.random.fork_rng():
            torch.manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
            self.layers = nn.Sequential(
                nn.Linear(6, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 3)
            ).double()
        wanted = tries.hand + (tries.handle - tries.hand)[:, :1]
        held = tries.held[:, 1:]
        handle, after = tries.handle[:, :-1][held], tries.handle[:, 1:][held]
        pull = wanted[:, 1:][held] - handle
        optimiser = torch.optim.Adam(self.parameters(), 3e-3)
        for _ in range(400):
            optimiser.zero_grad()
            (self._moved(handle, pull) - (after - handle)).div(STEP).pow(2).mean().backward()
            optimiser.step()
        self.requires_grad_(False)

    def forward(self, handle: Tensor, hand: Tensor) -> Tensor:
        """Handles (K, T, 3) on ways of the hand (K, T, 3), look by look."""
        wanted = hand + (handle - hand[:, :1])
        way = [handle.expand(len(hand), 3)]
        for place in wanted[:, 1:].unbind(1):
            way.append(way[-1] + self._moved(way[-1], place - way[-1]))
        return torch.stack(way, 1)

    def travel(self, points: Tensor) -> Tensor:
        """The distance from where the handle was when it was shut [m]."""
        return (points - self.shut).norm(dim=-1)

    def turned(self, turn: Turn, travel: float) -> Turn:
        """As it is: nothing was said about turning."""
        return turn

    def _moved(self, handle: Tensor, pull: Tensor) -> Tensor:
        inputs = torch.cat(((handle - self.shut) / 0.1, pull / STEP), -1)
        return STEP * self.layers(inputs)


def run(env: Any, motions: list[Motions]) -> None:
    """One motion after the other in every world; a world in which something fails stands still."""
    tracker, going = Tracker(env), dict(enumerate(motions))
    for _ in range(MOST_TICKS):
        for world in [w for w in going if tracker.status[w].state != "running"]:
            status = tracker.status[world]
            try:
                failed = status.state == "failed"
                coming = going[world]
                motion = coming.throw(Unreachable(status.reason)) if failed else next(coming)
                tracker.start(world, motion)
            except (StopIteration, Unreachable):
                del going[world]
        if not going:
            break
        env.step(tracker.actions())


def opening(context: Context, name: str, model: Handling | Tensor, aside: Tensor) -> Motions:
    """Take a handle, a little beside where it is seen, and open: by a model, or on a lead (6,)."""
    thing = context.scene[name]
    approach, turn = hold(context, thing)
    assert thing.handle is not None
    x, y, z = (torch.tensor(thing.handle) + aside).tolist()
    yield taken(context, Entity(name, thing.kind, handle=(x, y, z)), approach, turn)
    context = context.now()
    if isinstance(model, Tensor):
        ways = torch.tensor(context.tool) + waypoints(model[None])[0, 1:]
        points = tuple((a, b, c) for a, b, c in ways.tolist())
        yield Motion((Leg(points, context.turn, "pull", 1.0, SPEED, hold=4, strict=False),))
    else:
        known = isinstance(model, Mechanism)
        target = model.farthest + NEAR if known else 0.30  # type: ignore[union-attr]
        yield from led(context, name, model, target)
    yield let_go(context, approach)


def opened(stage: Kitchen, name: str, models: list[Handling | Tensor], seed: int) -> list[bool]:
    """Whether a thing is opened, by one model in each world."""
    generator = torch.Generator().manual_seed(1000 + seed)
    env = Untold(stage.many, SEEN, seed)
    motions = []
    for world, model in enumerate(models):
        stage.many.begin_scene(world, SHUT)
        aside = TAKEN * torch.randn(3, generator=generator)
        context = Context(env, world, env.scene(world))  # type: ignore[arg-type]
        motions.append(opening(context, name, model, aside))
    run(env, motions)
    goal = Atom("opened", (name,))
    return [judge(goal, stage.many.scene(w)).truth is True for w in range(len(models))]


def taken_once(stage: Kitchen, name: str) -> Context:
    """A world in which the hand has just taken the handle."""
    stage.one.begin_scene(0, SHUT)
    env = Untold(stage.one, SEEN)
    context = Context(env, 0, env.scene(0))  # type: ignore[arg-type]
    approach, turn = hold(context, context.scene[name])
    run(env, [iter_once(taken(context, context.scene[name], approach, turn))])
    return context.now()


def anywhere(stage: Kitchen, name: str, steps: float, seed: int) -> Tries:
    """Tries of going anywhere from the resting pose with fingers that open and close, for so many
    control steps; the hand is held as it would take the handle."""
    stage.one.begin_scene(0, SHUT)
    seen = Untold(stage.one, SEEN, seed)
    context = Context(seen, 0, seen.scene(0))  # type: ignore[arg-type]
    _, turn = hold(context, context.scene[name])
    generator = torch.Generator().manual_seed(seed)
    low, high = torch.tensor(ROOM, dtype=torch.float64)
    tries: Tries | None = None
    while tries is None or tries.steps < steps:
        env = stage.copies(0)
        share = torch.rand(env.num_worlds, PLACES, 3, generator=generator, dtype=torch.float64)
        ways = torch.cat((env.command[:, None, :3], low + share * (high - low)), 1)
        grips = torch.rand(ways.shape[:2], generator=generator).round() * 2 - 1
        left = steps - (0 if tries is None else tries.steps)
        looks = min(MOST_LOOKS, math.ceil(left / (LOOK * env.num_worlds)))
        more = tried(env, name, ways, turn, grips, BRISK, looks)
        tries = more if tries is None else tries.joined(more)
    return tries


def error(model: Handling, tries: Tries) -> float:
    """How far off a model is on the way of tries, on average while the handle is held [m]."""
    off = [
        (model(handle[0], hand[None])[0] - handle).norm(dim=-1)[held]
        for handle, hand, held in zip(tries.handle, tries.hand, tries.held, strict=True)
    ]
    return float(torch.cat(off).mean())


class Kitchen:
    """One kitchen without loose things, many of them, and copies of the one."""

    def __init__(self, episodes: int, copies: int):
        robot = load_robot("panda")
        stage = build_scene("kitchen", robot, {})
        self.one, self.many = Worlds(stage, robot), Worlds(stage, robot, episodes)
        rehearsal = Rehearsal(self.one, copies)
        self.copies: Callable[[int], Any] = lambda world: Untold(rehearsal(world), SEEN, world)


def iter_once(motion: Motion) -> Motions:
    """One motion."""
    yield motion


SHUT = Scene((TABLE, *fixture_entities()))


def models_of(
    stage: Kitchen, name: str, methods: list[str], seed: int, rows: dict[str, Row], times: float
) -> dict[str, Handling | None]:
    """What every method makes of its tries, from one seed; `None` where nothing moved."""
    context = taken_once(stage, name)
    began = time.perf_counter(), time.process_time()
    mechanism, tries = learned(stage.copies, 0, context.scene[name], seed)
    learning = time.perf_counter() - began[0], time.process_time() - began[1]
    # Leads that nobody learns from, from the same beginning.
    env = stage.copies(0)
    fresh = torch.Generator().manual_seed(2000 + seed)
    ways = waypoints(around(zero_shot(context.scene[name]), AROUND, env.num_worlds, fresh))
    ways = env.command[:, None, :3] + ways
    unseen = tried(env, name, ways, context.turn, torch.ones(ways.shape[:2]))  # type: ignore[arg-type]
    x, y, z = unseen.handle[0, 0].tolist()
    found: dict[str, Handling | None] = {}
    for method in methods:
        row, used, spent = rows[method], tries, learning
        began = time.perf_counter(), time.process_time()
        if method == "zero-shot":
            found[method] = Follows((x, y, z))
        elif method == "mechanism":
            found[method] = mechanism
        elif method == "network":
            found[method] = Network(tries, torch.Generator().manual_seed(seed))
        else:
            used, spent = anywhere(stage, name, times * tries.steps, seed), (0.0, 0.0)
            found[method] = fitted(used.handle, used.hand)
        if method != "zero-shot":
            row.tries, row.steps = row.tries + len(used), row.steps + used.steps
            row.seconds += spent[0] + time.perf_counter() - began[0]
            row.computing += spent[1] + time.process_time() - began[1]
        model = found[method]
        row.errors += [] if model is None else [error(model, unseen)]
    return found


def measure(stage: Kitchen, name: str, rows: dict[str, Row], seeds: int, times: float) -> None:
    """Learn anew with each seed, then open in all ways at once."""
    methods, generator = list(rows), torch.Generator().manual_seed(7)
    who: list[str] = []
    models: list[Handling | Tensor] = []
    pull = zero_shot(next(entity for entity in SHUT if entity.name == name))
    for seed in track(range(seeds), f"learning to open the {name} ..."):
        found = models_of(stage, name, methods, seed, rows, times)
        for method in methods * (stage.many.num_worlds // (seeds * len(methods))):
            model = found[method]
            if model is None:  # every lead is as good as another
                anyhow = torch.randn(3, generator=generator, dtype=torch.float64)
                models.append(torch.cat((anyhow, torch.zeros(3, dtype=torch.float64))))
            else:
                models.append(pull if method == "zero-shot" else model)
            who.append(method)
    for method, done in zip(who, opened(stage, name, models, seeds), strict=True):
        rows[method].episodes += 1
        rows[method].opened += done


def line(name: str, method: str, row: Row, seeds: int) -> tuple[str, ...]:
    """A line of the table."""
    low, high = wilson(row.opened, row.episodes)
    off = sum(row.errors) / len(row.errors) if row.errors else None
    learns = row.steps > 0
    return (
        name, method, f"{row.opened} of {row.episodes}", f"{low:.0%} to {high:.0%}",
        f"{row.tries / seeds:.0f}" if learns else "", f"{row.steps / seeds:,.0f}" if learns else "",
        f"{row.seconds / seeds:.0f} s" if learns else "",
        f"{row.computing / seeds:.1f} s" if learns else "",
        "" if off is None else f"{1000 * off:.1f} mm", PUBLISHED[name].get(method, ""),
    )  # fmt: skip


def chosen(options: dict[str, Any], key: str) -> list[str]:
    """The words of an option. Raises `UnknownName`."""
    known = str(OPTIONS[key]).split("+")
    words = str(options[key]).split("+")
    for word in words:
        if word not in known:
            raise UnknownName(key[:-1], word, known)
    return words


def main() -> int:
    """Measure and print."""
    try:
        options = script_options(sys.argv[1:], OPTIONS)
        things, methods = (chosen(options, key) for key in ("things", "methods"))
    except UserError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    count = options["episodes"] * options["seeds"] * len(methods)
    stage = Kitchen(count, options["copies"])
    table = Table(header_style="bold", title="opened, without being told how it moves")
    for column in ("thing", "method", "opened", "95 %", "tries", "steps", "learning", "processor",
                   "off by", "VoxPoser"):  # fmt: skip
        table.add_column(column, justify="left" if column in ("thing", "method") else "right")
    rows = {name: {method: Row() for method in methods} for name in things}
    for name, of in rows.items():
        measure(stage, name, of, options["seeds"], options["times"])
    for name, of in rows.items():
        for method, row in of.items():
            table.add_row(*line(name, method, row, options["seeds"]))
        table.add_section()
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
