"""How fast the simulation runs on this machine: `python scripts/bench_sim.py`.

Counts env steps per second, one being a control step of 50 ms of one world, of the environment
that `gymnasium.make_vec` gives, with states and with pictures. Beside it, in turns, so that noise
hits all alike: the bare physics engine, which replays the environment's own motor commands from
the same states, and Gymnasium's `AsyncVectorEnv`, a process per world, always on the CPU. Writes
the numbers as JSON, of which `show_bench.py` makes a table and a plot. Ctrl-C shows what is there.
Options, as `key=value`:

    device    cpu, cuda, or warp for the CUDA engine's kernels on the CPU; default: what there is
    sizes     numbers of worlds, such as 1,4,16
    pixels    heights and widths of pictures (64,128,224), 0 for states only
    cameras   that photograph at every step (front)
    seconds   measured per cell (2)
    task      a task family (attribute_pick_place)
    slots     full, or lean: no more objects in the scene than the task's episodes need
    out       folder to write to (outputs/bench_sim)
"""

from __future__ import annotations

import ctypes
import gc
import json
import math
import multiprocessing
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest import mock

import gymnasium as gym
import numpy as np
import torch
from rich.console import Console
from rich.progress import Progress

from vla.envs.engine import DERIVED_FIELDS, SCENE_FIELDS, STATE
from vla.envs.registration import environment_id, register_environments
from vla.envs.scenes.lean import lean_slots
from vla.envs.tasks import TASKS
from vla.envs.vector import BatchedEnv
from vla.errors import UnknownName, UserError
from vla.settings import script_options

OPTIONS = {
    "device": "cuda" if torch.cuda.is_available() else "cpu", "sizes": "", "pixels": "64,128,224",
    "cameras": "front", "seconds": "2", "task": "attribute_pick_place", "slots": "full",
    "out": "outputs/bench_sim",
}  # fmt: skip
SIZES = {"cpu": "1,4,16,64,256", "cuda": "1,16,256,1024,4096,8192,16384", "warp": "1,4"}
MOST_PROCESSES = max(16, os.cpu_count() or 1)
REPEATS, BLOCK, EPISODES = 5, 32, 32
"""Turns per cell; steps after which all go back to where they began; what the worlds play."""
OURS, PROCESSES = "vla", "AsyncVectorEnv"


@dataclass
class Cell:
    """One contestant at one number of worlds."""

    who: str
    what: str
    worlds: int
    rates: list[float] = field(default_factory=list)
    """Env steps per second; those of one turn were measured next to each other."""
    memory: float | None = None
    """Bytes per world."""
    missing: str = "not reached"
    """Why there are no rates."""


@dataclass
class Contestant:
    """Steps N worlds: `rewind`, then `step(0)`, `step(1)`, ... up to `BLOCK`."""

    rewind: Callable[[], Any]
    step: Callable[[int], Any]
    close: Callable[[], Any] = lambda: None
    env: BatchedEnv | None = None
    device: str = "cpu"
    children: Sequence[Any] = ()


# --- contestants -----------------------------------------------------------------------------


def ours(family: str, worlds: int, **options: Any) -> Contestant:
    """The environment as users get it."""
    env = gym.make_vec(environment_id(family), num_envs=worlds, obs_type="torch", **options)
    batch = env.unwrapped
    assert isinstance(batch, BatchedEnv)
    state = batch.get_state()  # a first reset would make an episode for every world
    state["seed"] = torch.arange(worlds, device=batch.device)
    state["episode"] = torch.ones_like(state["seed"])
    batch.set_state(state)
    env.reset()
    actions = torch.from_numpy(random_actions(env)).to(batch.device)
    rewind = partial(batch.set_state, batch.get_state())
    return Contestant(rewind, lambda k: env.step(actions[k]), env.close, batch, str(batch.device))


def random_actions(env: gym.vector.VectorEnv[Any, Any, Any]) -> np.ndarray:
    """(BLOCK, N, A) float32."""
    shape = (BLOCK, *(env.action_space.shape or ()))
    return np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)


def bare(contestant: Contestant | None) -> Contestant:
    """The engine under an environment, with nothing around it."""
    from mujoco.batch import Batch  # once vla.envs has chosen its OpenGL

    if contestant is None or contestant.env is None:
        raise UserError("replays the environment, which is missing")
    env = contestant.env
    engine = env.worlds.engine
    contestant.rewind()
    begin = env.get_state()["physics"]
    with mock.patch.object(engine, "step", wraps=engine.step) as commands:
        for k in range(BLOCK):
            contestant.step(k)
    path = [call.args[0] for call in commands.call_args_list]  # BLOCK times (N, S, nu)
    contestant.rewind()
    if given := getattr(engine, "warp", None):
        return bare_warp(env, given[0], begin, path)
    batch, substeps = Batch(engine.model, env.num_envs), path[0].shape[1]
    for name in (*SCENE_FIELDS, *DERIVED_FIELDS):
        batch.expand(name)[...] = engine.field(name).numpy()
    controls = [step.contiguous().numpy() for step in path]
    return Contestant(
        lambda: np.copyto(batch.state, begin.numpy()),
        lambda k: batch.rollout(substeps, controls[k], record=()),
    )


def bare_warp(
    env: BatchedEnv, model: Any, begin: torch.Tensor, path: list[torch.Tensor]
) -> Contestant:
    """A control step is one graph, with the command that the environment reaches at its end."""
    import mujoco_warp as mjw
    import warp as wp

    from vla.envs.graphs import on_device

    scene, here = env.worlds.stage, wp.device_from_torch(env.device)
    with wp.ScopedDevice(here):  # CUDA cannot record the default stream, which torch uses
        room = {"nworld": env.num_envs, "nconmax": scene.contacts, "njmax": scene.rows}
        data: Any = mjw.make_data(scene.model, **room)
        state: Any = wp.from_torch(begin.contiguous())
        mjw.step(model, data)  # compiles
        with wp.ScopedCapture() as tape:
            for _ in range(path[0].shape[1]):
                mjw.step(model, data)
        graph: Any = tape.graph
        wp.synchronize()
    control = wp.to_torch(data.ctrl)
    controls = [step[:, -1].to(control) for step in path]

    def rewind() -> None:
        with on_device(env.device):
            mjw.set_state(model, data, state, STATE)

    def step(k: int) -> None:
        with on_device(env.device):
            control.copy_(controls[k])
            wp.capture_launch(graph)

    return Contestant(rewind, step, device=str(env.device))


def processes(family: str, worlds: int, **options: Any) -> Contestant:
    """Gymnasium's own vectorisation of the single environment."""
    if worlds > MOST_PROCESSES:
        raise UserError(f"more than {MOST_PROCESSES} processes")
    make = [partial(single, family, **options)] * worlds
    env = gym.vector.AsyncVectorEnv(make, context="forkserver")
    actions, close = random_actions(env), partial(env.close, terminate=True)
    rewind = partial(env.reset, seed=0)
    return Contestant(rewind, lambda k: env.step(actions[k]), close, children=env.processes)


def single(family: str, **options: Any) -> gym.Env[Any, Any]:
    """What a process runs."""
    if multiprocessing.parent_process() is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent closes it
    register_environments()
    return gym.make(environment_id(family), disable_env_checker=True, **options)


# --- measuring -------------------------------------------------------------------------------


def compare(cells: Sequence[Cell], given: dict[str, str], told: Callable[[Cell], None]) -> None:
    """Fill the cells of one number of worlds and one kind of observation, in turns."""
    options: dict[str, Any] = {"cameras": (), "setups": EPISODES}
    if cells[0].what != "states":
        size = int(cells[0].what.removesuffix(" px"))
        options |= {"cameras": tuple(given["cameras"].split(",")), "image_size": size}
    if given["slots"] == "lean":
        options["slots"] = lean_slots([TASKS[given["task"]]()])
    playing: dict[str, Contestant] = {}
    steps: dict[str, int] = {}
    try:
        for turn in range(-1, REPEATS):
            for cell in cells:
                told(cell)
                try:
                    if turn < 0:
                        steps[cell.who] = enter(cell, playing, given, options)
                    elif cell.who in playing:
                        took = timed(playing[cell.who], steps[cell.who])
                        cell.rates.append(cell.worlds * steps[cell.who] / took)
                except Exception as error:  # whatever it is, the other cells are of use
                    kind = "" if isinstance(error, UserError) else f"{type(error).__name__}: "
                    cell.missing = f"{kind}{' '.join(str(error).split())[:160]}"
                    if cell.who in playing:
                        playing.pop(cell.who).close()
    finally:
        for contestant in playing.values():
            contestant.close()


def enter(
    cell: Cell, playing: dict[str, Contestant], given: dict[str, str], options: dict[str, Any]
) -> int:
    """Make a contestant, warm it up, and say how many steps to measure in a turn."""
    device, family = given["device"], given["task"]
    if cell.who == PROCESSES:
        device = "cpu"
    before = memory(device)
    if cell.who == OURS:
        one = ours(family, cell.worlds, device=device, **options)
    elif cell.who == PROCESSES:
        one = processes(family, cell.worlds, **options)
    else:
        one = bare(playing.get(OURS))
    playing[cell.who], cell.missing = one, ""
    timed(one, 3)  # compiles and records
    took = timed(one, 2) / 2
    grown = memory(device, one.children) - before
    cell.memory = grown / cell.worlds if grown > 0 else None
    return math.ceil(float(given["seconds"]) / REPEATS / took)


def timed(contestant: Contestant, steps: int) -> float:
    """Seconds that some steps take."""
    cuda = contestant.device if "cuda" in contestant.device else None
    wait = partial(torch.cuda.synchronize, cuda) if cuda else lambda: None
    total = 0.0
    for first in range(0, steps, BLOCK):
        contestant.rewind()
        wait()
        begun = perf_counter()
        for k in range(min(BLOCK, steps - first)):
            contestant.step(k)
        wait()
        total += perf_counter() - begun
    return total


def memory(device: str, children: Sequence[Any] = ()) -> float:
    """Bytes in use: of a CUDA device, or resident in this process and its children's share."""
    gc.collect()
    if "cuda" in device and torch.cuda.is_available():
        torch.cuda.synchronize(device)
        torch.cuda.empty_cache()
        free, total = torch.cuda.mem_get_info(device)
        return total - free
    with suppress(OSError, AttributeError):  # Linux tells
        ctypes.CDLL(None).malloc_trim(0)
        rolls = [Path(f"/proc/{pid}/smaps_rollup") for pid in ("self", *(c.pid for c in children))]
        lines = [line.split() for roll in rolls for line in roll.read_text().splitlines()]
        return 1024 * sum(int(words[1]) for words in lines if words[0] == "Pss:")
    return math.nan


# --- the whole ---------------------------------------------------------------------------------


def machine(given: dict[str, str]) -> dict[str, str]:
    """What the numbers are of."""
    name = platform.processor() or platform.machine()
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    facts = {"CPU": f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"}
    if torch.cuda.is_available():
        facts["GPU"] = torch.cuda.get_device_name()
    packages = ("mujoco", "torch", "gymnasium")
    facts["packages"] = ", ".join(f"{name} {version(name)}" for name in packages)
    return facts | {"options": " ".join(f"{k}={v}" for k, v in given.items() if k != "out")}


def read_options(words: Sequence[str]) -> dict[str, str]:
    """`OPTIONS` with what was given instead."""
    given = script_options(words, OPTIONS)
    if given["task"] not in TASKS:
        raise UnknownName("task", given["task"], TASKS)
    given["sizes"] = given["sizes"] or SIZES.get(given["device"].split(":")[0], SIZES["cpu"])
    return given


def main() -> None:
    """Measure, write and show."""
    try:
        given = read_options(sys.argv[1:])
        sizes, pixels = ([int(n) for n in given[key].split(",")] for key in ("sizes", "pixels"))
    except ValueError as error:
        sys.exit(f"{error} The options stand at the head of {__file__}.")
    engine = "mujoco.batch" if given["device"] == "cpu" else "mujoco_warp"
    whats = {"states": (OURS, engine, PROCESSES)}
    whats |= {f"{size} px": (OURS, PROCESSES) for size in pixels if size}
    groups = [
        [Cell(who, what, size) for who in whos] for size in sizes for what, whos in whats.items()
    ]
    cells = [cell for group in groups for cell in group]
    register_environments()
    multiprocessing.get_context("forkserver").set_forkserver_preload(["vla.envs.registration"])
    numbers = Path(given["out"]) / f"{given['device'].replace(':', '_')}_{given['slots']}.json"
    numbers.parent.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Any] = {"machine": machine(given)}
    bar = Progress(console=Console(stderr=True), transient=True)
    job = bar.add_task("", total=len(cells) * (REPEATS + 1))

    def told(cell: Cell) -> None:
        where = f"{cell.worlds:,} x {cell.who}, {cell.what}"
        bar.update(job, advance=1, description=where)

    with suppress(KeyboardInterrupt), bar:
        for group in groups:
            try:
                compare(group, given, told)
            finally:
                contents["cells"] = [asdict(cell) for cell in cells]
                numbers.write_text(json.dumps(contents, indent=1))
    subprocess.run([sys.executable, str(Path(__file__).with_name("show_bench.py")), str(numbers)])


if __name__ == "__main__":
    main()
