"""How fast value maps become routes here: `python scripts/bench_composer.py`.

Random tables with something to keep away from in the way. A search is everything from the scene to
a route that is free: distances on the grid, the room for the whole hand at every cell, costs to go,
the way down, the elastic band. VoxPoser's own steps on the same scene (two distance transforms and
a Gaussian of 10 voxels, with scipy) are timed beside it. Options, as `key=value`:

    scenes      random scenes (20)
    together    scenes that are planned as one batch (64)
    device      cpu or cuda (cpu)
    rounds      turns, of which the median counts (5)
    threads     of torch (1)

Goals on one core: five searches a second at 100 cells along each side; a batch of 64 four times as
fast as its scenes one by one at 25, where calls set the pace, and 1.2 times at 100. There
distances are measured for each ball of the hand at the cells of the search: they are fewer.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.ndimage import distance_transform_edt, gaussian_filter

from vla.errors import UserError
from vla.planners.composer.body import hand
from vla.planners.composer.grid import Grid
from vla.planners.composer.maps import ValueMap, ValueMaps
from vla.planners.composer.regions import ball, of
from vla.planners.composer.route import Problem, plan
from vla.scene import DOWN, Entity, Scene
from vla.settings import script_options

OPTIONS = {"scenes": 20, "together": 64, "device": "cpu", "rounds": 5, "threads": 1}
START, GOAL = (0.5, 0.33, 0.15), (0.5, -0.33, 0.15)
SIDES = (25, 50, 100)
"""Cells along each side of the grid on which distances are measured."""


def scene(seed: int) -> Scene:
    """A vase about half way, and five cans."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-0.05, 0.05, 2)
    vase = Entity("vase", "vase", "white", None, (0.5 + x, y, 0.1), extent=(0.08, 0.08, 0.20))
    cans = []
    for number in range(5):
        where = (rng.uniform(0.25, 0.8), rng.uniform(-0.15, 0.15), 0.05)
        cans.append(Entity(f"can_{number}", "can", position=where, extent=(0.06, 0.06, 0.10)))
    return Scene((vase, *cans))


def problem(scenes: list[Scene], side: int, device: str) -> Problem:
    """From the left to the right, 8 cm away from the vase."""
    maps = ValueMaps(
        affordance=ValueMap("affordance").painted(ball(GOAL, 0.003)),
        avoidance=ValueMap("avoidance").painted(of(scenes[0]["vase"], 0.08)),
    )
    pose = torch.tensor([[*START, *DOWN]], device=device).repeat(len(scenes), 1)
    return Problem(maps, scenes, pose, pose[:, 3:], hand(), space=Grid(shape=(side, side, side)))


def voxposer(one: Scene) -> None:
    """What VoxPoser's planner computes before it walks: targets' and obstacles' costs at 100^3."""
    grid = Grid()
    given = problem([one], 100, "cpu").maps
    target = given.affordance.on([one], grid)[0].numpy()
    target[tuple(grid.index(torch.tensor(GOAL)).tolist())] = 1.0
    obstacles = given.avoidance.on([one], grid)[0].numpy()
    distance_transform_edt(1 - target)
    distance_transform_edt(1 - (obstacles > 0))
    gaussian_filter(obstacles, 10)


def seconds(scenes: list[Scene], side: int, device: str, rounds: int) -> float:
    """Time that a search takes in all scenes as one batch, the median of the turns."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        plan(problem(scenes, side, device))
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    return float(np.median(taken))


def main() -> int:
    """Measure and print."""
    try:
        options = script_options(sys.argv[1:], OPTIONS)
    except UserError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    rounds, device, count = options["rounds"], options["device"], options["together"]
    torch.set_num_threads(int(options["threads"]))
    console = Console()
    scenes = [scene(seed) for seed in range(int(options["scenes"]))]
    together = [scene(seed) for seed in range(count)]
    table = Table(header_style="bold", title="searches of a route")
    for name in ("grid", "one at a time", "a second", f"batch of {count}", "speed-up", "found"):
        table.add_column(name, justify="right")
    for side in track(SIDES, "searching", console=console, transient=True):
        found = sum(bool(plan(problem([s], side, device)).found[0]) for s in scenes)
        alone = float(np.median([seconds([s], side, device, rounds) for s in scenes]))
        each = seconds(together, side, device, max(1, rounds // 2)) / count
        table.add_row(
            f"{side}³", f"{1e3 * alone:.0f} ms", f"{1 / alone:.1f}", f"{1e3 * each:.1f} ms",
            f"{alone / each:.1f}x", f"{found} of {len(scenes)}",
        )  # fmt: skip
    console.print(table)
    began = time.perf_counter()
    voxposer(scenes[0])
    theirs = time.perf_counter() - began
    console.print(f"VoxPoser's distance transforms and Gaussian at 100³: {1e3 * theirs:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
