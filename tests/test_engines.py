"""The engines agree: `mujoco.batch` in float64, `mujoco_warp`, here on the CPU, in float32."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch
from small_worlds import SCENE, stage, worlds
from test_skills import carry_out
from torch import Tensor

from vla.agent import Job, run
from vla.envs.cpu_engine import CpuEngine
from vla.envs.engine import Snapshots
from vla.envs.robots import load_robot
from vla.envs.scenes import SceneModel, build_scene
from vla.envs.tasks import TASKS
from vla.envs.warp_engine import WarpEngine
from vla.envs.worlds import Worlds
from vla.plan import Atom
from vla.planners.skills import SkillSet
from vla.protocols import Env
from vla.scene import Scene
from vla.steps import plan, put
from vla.task import Setup

LIFT = 1500
"""Physics steps of the grasp and lift that are compared."""


class Tape:
    """An episode sink that keeps the states, motor commands and models of a world."""

    def __init__(self) -> None:
        self.states: list[Tensor] = []
        self.controls: list[Tensor] = []

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        assert isinstance(env, Worlds)
        self.env, self.world = env, world

    def step(self, action: np.ndarray, scene: Scene) -> None:
        self.states.append(self.env.engine.get_states()[self.world])
        self.controls.append(self.env.rig.control.hold()[self.world])

    def end(self, success: bool) -> None:
        self.success = success


@cache
def warp_engine(name: str, num_worlds: int) -> WarpEngine:
    model = scene_model(name)
    return WarpEngine(model.model, num_worlds, "cpu", 1, model.contacts, model.rows)


@cache
def scene_model(name: str) -> SceneModel:
    return build_scene(name, load_robot("panda"))


@pytest.mark.parametrize("family", TASKS)
def test_one_step_from_every_state_of_an_expert(family: str) -> None:
    """The engines agree on qpos to 1e-4 after one step from wherever an expert comes.

    One state of an episode may miss that: when a can lands hard, the depths of its contacts differ
    by some 10 um in single precision.
    """
    task = TASKS[family]()
    made = Worlds(scene_model(task.scene), load_robot("panda"), 1)
    tape = Tape()
    setup = task.sample(np.random.default_rng(1))
    run(made, SkillSet(made), [Job(setup, sinks=(tape,))])
    assert tape.success
    chunk = 64
    cpu, warp = CpuEngine(made.model, chunk, 1), warp_engine(task.scene, chunk)
    rows = torch.arange(chunk) * 0
    fields = made.bank.snapshots.fields
    apart: list[float] = []
    for start in range(0, len(tape.states), chunk):
        here = range(start, min(start + chunk, len(tape.states)))
        mask = torch.arange(chunk) < len(here)
        states = torch.stack([tape.states[i] for i in here])
        padded = torch.cat((states, states[-1:].expand(chunk - len(here), -1)))
        controls = torch.stack([tape.controls[i][:1] for i in here])
        controls = torch.cat((controls, controls[-1:].expand(chunk - len(here), -1, -1)))
        for engine in (cpu, warp):
            own = {name: value.to(engine.field(name)) for name, value in fields.items()}
            engine.load(torch.ones_like(mask), Snapshots(padded.to(engine.dtype)[:1], own), rows)
            engine.set_states(padded.to(engine.dtype))
            engine.step(controls.to(engine.dtype))
        apart += (cpu.qpos - warp.qpos.double())[mask].abs().amax(-1).tolist()
        assert not warp.faults().any()
        assert not cpu.faults().any()
    assert len(apart) == len(tape.states)
    assert sum(gap >= 1e-4 for gap in apart) <= 1
    assert max(apart) < 2e-4


def lift_controls() -> tuple[Worlds, Tensor]:
    """A grasp and lift on the CPU, and the motor commands (1, steps, nu) that it took."""
    made = worlds(1, threads=1)
    paths: list[Tensor] = []
    advance = made.rig.control.advance

    def recorded(actions: Tensor, moving: Tensor) -> Tensor:
        paths.append(advance(actions, moving).clone())
        return paths[-1]

    made.rig.control.advance = recorded  # type: ignore[method-assign]
    assert carry_out(made, SkillSet(made), "pick", "red_block") == "done"
    return made, torch.cat(paths, 1)


def test_a_grasp_and_lift_of_1500_steps() -> None:
    """The same motor commands take a block up alike, to a millimetre, and it does not creep."""
    made, controls = lift_controls()
    assert controls.shape[1] < LIFT
    held = torch.cat((controls, controls[:, -1:].expand(-1, LIFT + 600 - controls.shape[1], -1)), 1)
    cpu = CpuEngine(made.model, 1, 1)
    warp = WarpEngine(made.model, 1, "cpu", 1, made.stage.contacts, made.stage.rows)
    made.begin_scene(0, SCENE)
    body = made.bank.actors[0][made.entity_index(0, "red_block")].body
    first = torch.tensor([True]), torch.tensor([0])
    tracks = []
    for engine in (cpu, warp):
        snapshots = made.bank.snapshots
        own = {name: value.to(engine.field(name)) for name, value in snapshots.fields.items()}
        engine.load(first[0], Snapshots(snapshots.states.to(engine.dtype), own), first[1])
        trail = []
        for step in range(held.shape[1]):
            engine.step(held[:, step : step + 1].to(engine.dtype))
            if step >= LIFT - 1:
                trail.append(torch.cat((engine.xpos[0, body], engine.qpos[0])).double().clone())
        tracks.append(torch.stack(trail))
    assert tracks[0][0, 2] > 0.05, "it was not lifted"
    assert float((tracks[0][0] - tracks[1][0]).abs().max()) < 1e-3
    for track in tracks:  # over three seconds
        assert float((track[600, :3] - track[0, :3]).norm()) / 3.0 < 10e-6


def test_an_expert_works_on_the_other_engine() -> None:
    made = worlds(2, device="warp")
    setup = Setup(
        SCENE,
        "put the block in the bowl",
        Atom("inside", ("red_block", "green_bowl")),
        plan(*put("place_in", "red_block", "green_bowl")),
    )
    assert all(outcome.success for outcome in run(made, SkillSet(made), [Job(setup)] * 2))


def test_too_small_buffers_are_a_fault_of_the_world() -> None:
    """Rows are a world's own; contacts are shared, and so is the blame."""
    model = stage()[0].model
    made = worlds(1)
    for sizes, bit in (((128, 20), 4), ((6, 512), 2)):
        engine = WarpEngine(model, 1, "cpu", 1, *sizes)
        snapshots = made.bank.snapshots
        own = {name: value.to(engine.field(name)) for name, value in snapshots.fields.items()}
        everywhere = torch.tensor([True]), torch.tensor([0])
        engine.load(everywhere[0], Snapshots(snapshots.states.to(engine.dtype), own), everywhere[1])
        engine.step(made.rig.control.hold()[:, :1].float())
        assert int(engine.faults()[0]) & bit
