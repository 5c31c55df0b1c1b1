"""How well things are pushed to a place: `python scripts/bench_pushing.py`.

Random tables: a block, can, mug or ball is to get to a point 10 to 25 cm away, with nothing or with
a vase on the straight way there. The same scenes for both models of what a push does: VoxPoser's
planar one, and rehearsals in copies of the world. It counts as done within 2 cm of the point with
the vase where it was and nothing fallen over. Options, as `key=value`:

    scenes      of each kind, with and without the vase (20)
    copies      pushes that are rehearsed at once (16)
    dynamics    planar, simulated or both (both)
    seed        of the first scene (0)
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vla.compose import part_config, worlds
from vla.envs.rehearsal import Rehearsal
from vla.errors import UnknownName, UserError
from vla.planners.composer.regions import box
from vla.planners.motion import Motion, Unreachable
from vla.planners.skills.context import Context
from vla.planners.skills.push_to import pushed
from vla.planners.tracker import Tracker
from vla.predicates import TIPPED
from vla.scene import Entity, Scene
from vla.settings import script_options
from vla.stats import wilson

OPTIONS = {"scenes": 20, "copies": 16, "dynamics": "both", "seed": 0}
THINGS = (
    Entity("thing", "block", "red", "medium", extent=(0.04, 0.04, 0.04)),
    Entity("thing", "can", "red", "medium", extent=(0.056, 0.056, 0.094)),
    Entity("thing", "mug", "red", "medium", extent=(0.0988, 0.068, 0.082)),
    Entity("thing", "ball", "red", "medium", extent=(0.046, 0.046, 0.046)),
)
VASE = Entity("vase", "vase", "white", "medium", extent=(0.09, 0.09, 0.2))
BOARD = Entity("table", "table", position=(0.5, 0.0, -0.02), extent=(1.0, 1.2, 0.04))
WITHIN = 0.02
"""[m] from the point that is success."""
EXACT = 0.004
"""Half size of what is given as the goal [m]."""
AREA = (0.36, -0.28), (0.64, 0.28)
"""Where things begin and points lie [m]."""
MOST_TICKS = 3000


@dataclass
class Effort:
    """What pushing in one scene has taken so far."""

    pushes: int = 0
    planning: float = 0.0
    """[s] of wall time, of all pushes."""
    computing: float = 0.0
    """[s] of processor time, of all pushes."""


@dataclass(frozen=True)
class Try:
    """How one scene ended."""

    kind: str
    done: bool
    effort: Effort
    why: str


def scene(seed: int, blocked: bool) -> tuple[Scene, tuple[float, float]]:
    """A table, and the point that the thing is to get to."""
    rng = np.random.default_rng([seed, 7])
    low, high = np.array(AREA)
    while True:
        start, goal = rng.uniform(low, high, (2, 2))
        if (0.22 if blocked else 0.10) <= math.dist(start, goal) <= 0.25:
            break
    made = THINGS[seed % len(THINGS)]
    turn = rng.uniform(-math.pi, math.pi)
    thing = Entity(made.name, made.kind, made.color, made.size, (*start, made.extent[2] / 2),
                   (math.cos(turn / 2), 0.0, 0.0, math.sin(turn / 2)), made.extent)  # fmt: skip
    middle = 0.5 * (start + goal) + rng.uniform(-0.01, 0.01, 2)
    vase = Entity("vase", "vase", "white", "medium", (*middle, 0.1), extent=VASE.extent)
    x, y = goal.tolist()
    return Scene((BOARD, thing, vase) if blocked else (BOARD, thing)), (x, y)


def carried_out(
    env: object, context: Context, motions: Generator[Motion, None, None], effort: Effort
) -> None:
    """Push, and count what it takes, also when it ends in `Unreachable`."""
    tracker, ticks = Tracker(env), 0  # type: ignore[arg-type]
    while True:
        began = time.perf_counter(), time.process_time()
        try:
            status = tracker.status[0]
            failed = status.state == "failed"
            motion = motions.throw(Unreachable(status.reason)) if failed else next(motions)
        except StopIteration:
            motion = None
        finally:
            effort.planning += time.perf_counter() - began[0]
            effort.computing += time.process_time() - began[1]
        if motion is None:
            return
        effort.pushes += len(motion.legs) > 1  # waiting is no push
        tracker.start(0, motion)
        while tracker.status[0].state == "running" and ticks < MOST_TICKS:
            context.env.step(tracker.actions())
            ticks += 1


def tried(env: object, seed: int, blocked: bool, copies: int) -> Try:
    """Push in one scene; `copies` = 0 thinks of planes only."""
    made, (x, y) = scene(seed, blocked)
    env.begin_scene(0, made)  # type: ignore[attr-defined]
    begun = env.scene(0)  # type: ignore[attr-defined]
    rehearse = REHEARSALS.setdefault(copies, Rehearsal(env, copies)) if copies else None  # type: ignore[arg-type]
    context = Context(env, 0, begun, rehearse=rehearse)  # type: ignore[arg-type]
    goal = box((x - EXACT, y - EXACT, -1.0), (x + EXACT, y + EXACT, 1.0))
    why, effort = "", Effort()
    motions = pushed(context, "thing", lambda scene: goal, "the point")
    try:
        carried_out(env, context, motions, effort)
    except Unreachable as reason:
        why = str(reason)
    end = env.scene(0)  # type: ignore[attr-defined]
    thing = end["thing"]
    fell = thing.kind != "ball" and thing.tilt > TIPPED
    moved = blocked and math.dist(begun["vase"].position, end["vase"].position) > 0.01
    off = math.dist(thing.position[:2], (x, y))
    why = why or ("it fell over" if fell else "the vase was moved" if moved else
                  f"{100 * off:.1f} cm off" if off > WITHIN else "")  # fmt: skip
    return Try(thing.kind, off <= WITHIN and not fell and not moved, effort, why)


REHEARSALS: dict[int, Rehearsal] = {}
"""Copies of the worlds, by their number."""


def row(name: str, vase: str, tries: list[Try]) -> tuple[str, ...]:
    """A line of the table."""
    done = sum(t.done for t in tries)
    low, high = wilson(done, len(tries))
    pushes = sum(t.effort.pushes for t in tries)
    each = [sum(getattr(t.effort, what) for t in tries) / max(pushes, 1)
            for what in ("planning", "computing")]  # fmt: skip
    return (name, vase, f"{done} of {len(tries)}", f"{low:.0%} to {high:.0%}",
            f"{pushes / len(tries):.1f}", f"{each[0]:.1f} s", f"{each[1]:.1f} s")  # fmt: skip


def main() -> int:
    """Measure and print."""
    try:
        options = script_options(sys.argv[1:], OPTIONS)
    except UserError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    console, copies = Console(), {"planar": 0, "simulated": int(options["copies"])}
    chosen = [name for name in copies if options["dynamics"] in (name, "both")]
    if not chosen:
        print(UnknownName("dynamics", str(options["dynamics"]), (*copies, "both")), file=sys.stderr)
        return 2
    env = worlds("tabletop", part_config("robot", "panda"))
    table = Table(header_style="bold", title="things pushed to a point")
    for name in ("dynamics", "in the way", "done", "95 %", "pushes", "planning", "processor"):
        table.add_column(name, justify="right")
    why: dict[str, Counter[str]] = {name: Counter() for name in chosen}
    first = int(options["seed"])
    for blocked in (False, True):
        for name in chosen:
            seeds = track(range(first, first + int(options["scenes"])), f"{name} ...",
                          console=console, transient=True)  # fmt: skip
            tries = [tried(env, seed, blocked, copies[name]) for seed in seeds]
            table.add_row(*row(name, "a vase" if blocked else "nothing", tries))
            why[name].update(f"{t.kind}: {t.why}" for t in tries if not t.done)
    console.print(table)
    for name, reasons in why.items():
        for reason, count in reasons.most_common():
            console.print(f"{name}: {count} x {reason}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
