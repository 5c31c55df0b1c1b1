"""Guidance: policies that never saw a vase keep away from it, or stop where there is no way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import tabletop
from torch import Tensor, nn

from vla import cli, compose, learned
from vla.action import action_spec, action_to_pose, pose_to_action
from vla.commands.eval_guided import avoided, cells
from vla.commands.eval_result import Measured
from vla.dryrun import GroundedCall
from vla.envs.tasks.past import Past
from vla.errors import UserError
from vla.features import ACTION, STATE, Feature
from vla.guidance import against, commanded, path, pushes
from vla.learned import LearnedSkills
from vla.plan import Atom, Condition, Plan, Seq
from vla.planners.composer import steer as steering
from vla.planners.composer.maps import ValueMap, ValueMaps
from vla.planners.composer.regions import ball, box
from vla.planners.composer.steer import MARGIN, Steer, distances
from vla.policies.base import Inputs, Policy
from vla.policies.build import build
from vla.policies.context import Context
from vla.policies.engine import Engine
from vla.policies.heads.diffusion import DiffusionHead
from vla.policies.predictor import Predictor
from vla.policies.spec import PolicySpec
from vla.relative import ROTATION
from vla.scene import DOWN, Entity, Scene
from vla.settings import choices
from vla.task import Setup
from vla.trials import Outcome, Trial, TrialWorlds, play

STEPS, WIDTH = 32, 16
START = (0.52, -0.25, 0.12)
KEEP = (Atom("clear_of", ("white_vase", 0.05)),)
VASE = Entity(
    "white_vase", "vase", "white", "medium", (0.5, 0.0, 0.09), extent=(0.07, 0.07, 0.18)
)  # fmt: skip
BLOCK = Entity("red_block", "block", "red", position=(*START[:2], 0.10), extent=(0.04, 0.04, 0.04))
ONE = torch.tensor([0])


class Worlds:
    """Hands that are commanded to be somewhere among things, and nothing moves."""

    def __init__(self, mode: str, *scenes: Scene):
        self.action_spec, self.scenes = action_spec(mode), list(scenes)
        self.command = torch.tensor([[*s.tool, *DOWN] for s in scenes], dtype=torch.float64)
        self.tool_pose, self.num_worlds = self.command, len(scenes)

    def scene(self, world: int) -> Scene:
        return self.scenes[world]


PLAIN = Scene((VASE,), tool=START)


def steer(mode: str, *scenes: Scene, keep: Sequence[Condition] = KEEP) -> Any:
    worlds: Any = Worlds(mode, *(scenes or (PLAIN,)))
    return Steer(worlds, lambda world: distances(worlds.scene(world), keep))


def mapped(mode: str, avoidance: ValueMap, scene: Scene = PLAIN) -> Any:
    worlds: Any = Worlds(mode, scene)
    return Steer(worlds, lambda world: ValueMaps(avoidance=avoidance))


def straight(mode: str, end: Sequence[float] = (0.52, 0.25, 0.12), steps: int = STEPS) -> Tensor:
    """A chunk (1, steps, A) from `START` to somewhere, straight through where the vase stands."""
    share = (1 + torch.arange(steps, dtype=torch.float64)[:, None]) / steps
    begin = torch.tensor(START, dtype=torch.float64)
    way = begin + share * (torch.tensor(end, dtype=torch.float64) - begin)
    turn = torch.tensor(DOWN, dtype=torch.float64).expand(steps, 4)
    before = torch.cat((torch.cat((begin[None], way[:-1])), turn), 1)
    grip = torch.ones(steps, dtype=torch.float64)
    return pose_to_action(action_spec(mode), way, turn, grip, before)[None]


# --- what chunks cost ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["ee_pose", "ee_delta"])
@pytest.mark.parametrize("carrying", [False, True])
def test_gradients_are_those_of_finite_differences(mode: str, carrying: bool) -> None:
    scene = replace(PLAIN, entities=(VASE, BLOCK), held="red_block") if carrying else PLAIN
    guide = steer(mode, scene)
    chunks = straight(mode)
    draw = torch.Generator().manual_seed(0)
    chunks = chunks + 0.01 * torch.randn(chunks.shape, generator=draw, dtype=chunks.dtype)
    chunks.requires_grad_()
    cost = guide.cost(chunks, ONE)
    assert float(cost.detach()) > 0
    (gradient,) = torch.autograd.grad(cost.sum(), chunks)
    assert bool((gradient[..., :3] != 0).any())
    with torch.no_grad():
        steps, dim = torch.arange(0, STEPS, 5), chunks.shape[-1]
        nudges = torch.zeros(len(steps), dim, STEPS, dim, dtype=chunks.dtype)
        nudges[torch.arange(len(steps))[:, None], torch.arange(dim), steps[:, None],
               torch.arange(dim)] = 1e-6  # fmt: skip
        nudges = nudges.flatten(0, 1)
        world = torch.zeros(len(nudges), dtype=torch.long)
        up, down = (guide.cost(chunks + sign * nudges, world) for sign in (1, -1))
        expected = ((up - down) / 2e-6).unflatten(0, (len(steps), dim))
    torch.testing.assert_close(gradient[0, steps], expected, atol=1e-6, rtol=1e-4)


def test_a_step_down_the_cost_moves_by_as_much_as_is_missing() -> None:
    """One ball of nothing, one point of the tool: the push is the distance that it lacks."""
    fence = ValueMap("avoidance").painted(ball((0.5, 0.0, 0.1), 0.06), whole=False)
    guide = mapped("ee_pose", fence)
    chunks = straight("ee_pose", (0.5, -0.05, 0.1))[:, -1:].expand(1, STEPS, 10)
    moved = path(guide.spec, chunks - against(guide, chunks, ONE))
    gap = (moved[0, -1] - torch.tensor([0.5, 0.0, 0.1], dtype=torch.float64)).norm()
    assert float(gap) == pytest.approx(0.06 + MARGIN, abs=1e-6)


def test_increments_add_up_to_the_poses_that_they_command() -> None:
    spec = action_spec("ee_delta")
    chunks = torch.randn(2, 11, 7, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    pose = torch.tensor([[*START, *DOWN]] * 2, dtype=torch.float64)
    way, turns = commanded(spec, chunks, pose)
    for step in range(11):
        position, turn, _ = action_to_pose(spec, chunks[:, step], pose)
        torch.testing.assert_close(way[:, step], position)
        torch.testing.assert_close(turns[:, step], turn)
        pose = torch.cat((position, turn), 1)


def test_a_way_through_is_pushed_to_one_side() -> None:
    """Straight down the gradient it would be torn apart: back before the middle, on behind it."""
    fence = ValueMap("avoidance").painted(ball((0.0, 0.0, 0.0), 0.05))
    way = torch.zeros(1, 21, 3)
    way[0, :, 1] = torch.linspace(-0.2, 0.2, 21)
    way[0, :, 0] = 0.01
    points = way.clone().requires_grad_()
    lack = (0.05 - fence.distance([PLAIN], points) - 0.05).clamp_min(0)
    (gradient,) = torch.autograd.grad((0.5 * lack.square()).sum(), points)
    moved = pushes(way, gradient)
    assert float(moved[..., 0].max()) > 0.01
    assert float(moved[..., 0].min()) >= 0
    assert float(moved[..., 1:].abs().max()) < 1e-6
    # One that ends inside is held back, and never sent on.
    short = way[:, :12]
    assert float(pushes(short, gradient[:, :12])[..., 1].max()) < 1e-6


def test_worlds_do_not_influence_each_other() -> None:
    carrying = replace(PLAIN, entities=(VASE, BLOCK), held="red_block")
    far = Scene((replace(VASE, position=(0.3, 0.5, 0.09)),), tool=START)
    scenes = (PLAIN, far, Scene((), tool=START), carrying)
    chunks = straight("ee_delta").float().expand(4, -1, -1).clone()
    chunks += 0.02 * torch.randn(chunks.shape, generator=torch.Generator().manual_seed(1))
    everywhere = torch.arange(4)
    together = steer("ee_delta", *scenes)
    cost, less = together.cost(chunks, everywhere), against(together, chunks, everywhere)
    found = together.filtered(chunks, everywhere, torch.ones(4))
    assert found.changed.tolist() == [True, False, False, True]
    assert bool(torch.equal(found.chunks[1:3], chunks[1:3]))
    for world, scene in enumerate(scenes):
        alone = steer("ee_delta", scene)
        one = chunks[world : world + 1]
        torch.testing.assert_close(alone.cost(one, ONE), cost[world : world + 1])
        torch.testing.assert_close(against(alone, one, ONE), less[world : world + 1])
        filtered = alone.filtered(one, ONE, torch.ones(1)).chunks
        torch.testing.assert_close(filtered, found.chunks[world : world + 1])


# --- the filter ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["ee_pose", "ee_delta"])
def test_the_filter_leads_around_and_ends_where_it_was_to(mode: str) -> None:
    guide, chunks = steer(mode), straight(mode)
    assert float(guide.room(chunks, ONE).min()) < -0.05
    found = guide.filtered(chunks, ONE, torch.ones(1))
    assert (bool(found.changed), bool(found.stopped)) == (True, False)
    assert float(guide.room(found.chunks, ONE).min()) >= 0
    before, _ = commanded(guide.spec, chunks, guide._env.command)
    after, _ = commanded(guide.spec, found.chunks, guide._env.command)
    torch.testing.assert_close(after[0, -1], before[0, -1], atol=0.005, rtol=0)
    assert bool(torch.equal(found.chunks[..., -1], chunks[..., -1]))
    assert float(after.diff(dim=1).norm(dim=-1).max()) < 0.03, "it must not leap"


@pytest.mark.parametrize("mode", ["ee_pose", "ee_delta"])
@pytest.mark.parametrize("rounds", [0, 16])
def test_the_filter_stops_where_there_is_no_way(
    mode: str, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wall to the sky; without rounds of pushing there is nothing but to stand before it."""
    monkeypatch.setattr(steering, "ROUNDS", rounds)
    wall = ValueMap("avoidance").painted(box((-1.0, 0.0, -1.0), (2.0, 1.0, 2.0)))
    guide, chunks = mapped(mode, wall), straight(mode)
    chunks[..., -1] = torch.linspace(-1, 1, STEPS)
    found = guide.filtered(chunks, ONE, torch.ones(1))
    assert bool(found.changed)
    assert not bool(found.stopped), "there is some way to go before it stands"
    assert float(guide.room(found.chunks, ONE).min()) >= 0
    way, _ = commanded(guide.spec, found.chunks, guide._env.command)
    assert float(way[0, :, 1].max()) < 0
    if rounds == 0:
        free = int((guide.room(chunks, ONE)[0] >= 0).sum())
        torch.testing.assert_close(found.chunks[:, :free], chunks[:, :free])
        assert float(way.diff(dim=1)[0, free - 1 :].abs().max()) < 1e-6, "it stands"
        grips = found.chunks[0, free - 1 :, -1]
        assert bool((grips == chunks[0, free - 1, -1]).all()), "and drops nothing"


@pytest.mark.parametrize("mode", ["ee_pose", "ee_delta"])
def test_what_has_come_too_near_is_given_way_to(mode: str) -> None:
    near = Scene((replace(VASE, position=(0.52, -0.17, 0.09)),), tool=START)
    guide, chunks = steer(mode, near), straight(mode)
    found = guide.filtered(chunks, ONE, torch.tensor([-0.5]))
    assert bool(found.stopped)
    room = guide.room(found.chunks, ONE)[0]
    assert float(room[0]) < 0 < float(room[-1])
    assert bool((room.diff() > -1e-6).all()), "away, step by step"
    assert found.chunks[0, :, -1].unique().tolist() == [-0.5], "whatever it holds, it holds on"
    way, _ = commanded(guide.spec, found.chunks, guide._env.command)
    assert float(way[..., 2].min()) > START[2] - 1e-6, "not into the table"


# --- heads --------------------------------------------------------------------------------------


def spec(mode: str, **options: Any) -> PolicySpec:
    names = ("x", "y", "z", *ROTATION)
    dim = action_spec(mode).dim
    features = {
        STATE: Feature((9,), "float32", "state", names),
        ACTION: Feature((dim,), "float32", "action"),
    }
    usual = {"n_obs_steps": 1, "horizon": STEPS, "n_action_steps": 8, "relative": True}
    return PolicySpec(features, action_spec(mode), **{**usual, **options})


def statistics(policy: PolicySpec) -> Mapping[str, Any]:
    """Every number of an action spans its own range."""
    found = {}
    for key, dim in (
        (STATE, 9),
        (ACTION, policy.action_dim),
        ("action.relative", policy.action_dim),
    ):
        span = np.linspace(0.9, 1.9, dim)
        found[key] = {"min": 0.1 - span, "max": 0.1 + span, "q01": 0.1 - span, "q99": 0.1 + span}
    return found


class Sketch(Policy):
    """A head on a context that never changes."""

    def __init__(self, spec: PolicySpec, head: Any):
        super().__init__(spec, [statistics(spec)], normalisation="min_max")
        self.head = head

    @property
    def steerable(self) -> bool:
        return getattr(self.head, "steerable", False)

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        return self.head.sample(context(len(inputs.state)), **options)


class Knows(nn.Module):
    """An expert that has learned one chunk by heart, whatever it is asked in."""

    def __init__(self, head: Any, clean: Tensor):
        super().__init__()
        self._clean, self._target = clean, head._target
        self._scales = head._scales if isinstance(head, DiffusionHead) else None
        self._count = getattr(head, "_train_steps", 1)

    def remember(self, context: Context) -> None:
        return None

    def forward(self, x: Tensor, times: Tensor, memory: None, given: Any = None) -> Tensor:
        time = float(times[0, 0])
        if self._target == "data":
            return self._clean.expand_as(x)
        if self._scales is None:
            return (x - self._clean) / time
        signal, noise = self._scales(round(time * self._count) - 1)
        return (x - signal * self._clean) / noise


def context(rows: int) -> Context:
    there = torch.ones(rows, 2, dtype=torch.bool)
    return Context(torch.zeros(rows, 2, WIDTH), there, torch.zeros(rows, WIDTH))


def made(name: str, policy: PolicySpec, **more: Any) -> Any:
    """A head as its YAML says, but small."""
    config: dict[str, Any] = {**compose.part_config("head", name), **more}
    config["net"] = {**config["net"], "width": 16, "layers": 1}
    return build(config, action_dim=policy.action_dim, horizon=STEPS, width=WIDTH)


def state(spec: PolicySpec) -> Tensor:
    """A hand at the start that looks down: x, y, z, and the first two columns of its rotation."""
    return torch.tensor([[*START, 1.0, 0.0, 0.0, 0.0, -1.0, 0.0]])


def knowing(name: str, mode: str) -> Policy:
    """A policy that goes straight through the vase."""
    steps = {"steps": 10} if name == "ddpm" else {}  # instead of a hundred
    policy = Sketch(spec(mode), made(name, spec(mode), **steps))
    clean = policy._normalised(straight(mode).float(), state(policy.spec), None)
    policy.head.net = Knows(policy.head, clean)
    return policy.eval()


def acted(
    policy: Policy, guide: Any = None, strength: float = 1.0, filtering: bool = False
) -> Tensor:
    """The chunk that an engine begins to carry out."""
    engine = Engine(Predictor(policy))
    if guide is not None:
        engine.guide(guide, strength, filtering)
    everywhere = torch.ones(1, dtype=torch.bool)
    engine.reset(everywhere)
    torch.manual_seed(0)
    batch = {STATE: state(policy.spec), "task": ["go"], "worlds": everywhere}
    engine.predict_action_chunk(batch)
    return engine._chunk


CONTINUOUS = [
    n for n in choices("head")
    if n not in ("bins", "fast", "flow_gemma") and not n.endswith("_mlp")
]  # fmt: skip


@pytest.mark.parametrize("mode", ["ee_pose", "ee_delta"])
@pytest.mark.parametrize("name", CONTINUOUS)
def test_every_continuous_head_is_steered(name: str, mode: str) -> None:
    guide, policy = steer(mode), knowing(name, mode)
    free = acted(policy)
    if name != "ddpm":  # which ends in noise of its schedule's last step
        torch.testing.assert_close(free, straight(mode).float(), atol=2e-2, rtol=0)
    led = acted(policy, guide)
    rooms = [float(guide.room(chunk, ONE).min()) for chunk in (free, led)]
    assert rooms[0] < -0.05
    assert rooms[1] > -0.02
    torch.testing.assert_close(led[..., 3:], free[..., 3:], atol=2e-2, rtol=0)
    whole = acted(policy, guide, 1.0, filtering=True)
    assert float(guide.room(whole, ONE).min()) >= 0


def test_the_other_heads_say_that_they_cannot_and_are_filtered() -> None:
    for name in ("bins", "fast"):
        policy = Sketch(spec("ee_delta"), made(name, spec("ee_delta")))
        engine = Engine(Predictor(policy.eval()))
        with pytest.raises(UserError, match=r"step by step.*filter=true"):
            engine.guide(steer("ee_delta"), 1.0)
        engine.guide(steer("ee_delta"), 0.0, filtering=True)


def test_off_is_as_if_there_were_nothing() -> None:
    for name in ("flow", "ddpm", "ddim", "mip"):
        torch.manual_seed(3)
        few = {"steps": 2}
        policy = Sketch(spec("ee_delta"), made(name, spec("ee_delta"), **few)).eval()
        free = acted(policy)
        far = steer("ee_delta", Scene((replace(VASE, position=(3.0, 3.0, 0.09)),), tool=START))
        assert torch.equal(acted(policy, far, 0.0, filtering=True), free), name
        inputs = {STATE: state(policy.spec), "task": ["go"]}
        chunks = []
        for options in ({}, {"steer": lambda a: a, "steer_strength": 0.0}):
            torch.manual_seed(0)
            chunks.append(policy.predict_action_chunk(inputs, **options))
        assert torch.equal(*chunks), name


@pytest.fixture(scope="module")
def learner() -> Policy:
    """A flow that has learned straight ways through the vase, by gradient descent."""
    torch.manual_seed(0)
    policy = Sketch(spec("ee_pose"), made("flow", spec("ee_pose"), steps=8))
    chunks = straight("ee_pose").float().repeat(16, 1, 1)
    shift = torch.linspace(-0.03, 0.03, 16)[:, None]
    chunks[..., 0] += shift * torch.linspace(0, 1, STEPS)
    wanted = policy._normalised(chunks, state(policy.spec).expand(16, -1), None)
    there = torch.ones(16, STEPS, dtype=torch.bool)
    optimiser = torch.optim.Adam(policy.head.parameters(), lr=5e-3)
    for _ in range(150):
        optimiser.zero_grad()
        policy.head.loss(context(16), wanted, there)[0].backward()
        optimiser.step()
    return policy.eval()


def test_a_learned_flow_goes_around_the_more_the_stronger(learner: Policy) -> None:
    guide = steer("ee_pose")
    free = acted(learner)
    found = {s: acted(learner, guide, s) for s in (0.1, 0.3, 0.6, 1.0)}
    assert float(guide.room(free, ONE).min()) < -0.05, "what was learned leads through"
    costs = [float(guide.cost(chunk, ONE)) for chunk in (free, *found.values())]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 0.05 * costs[0]
    assert float(guide.room(found[1.0], ONE).min()) > -0.03
    for chunk in found.values():
        torch.testing.assert_close(chunk[0, -1, :2], free[0, -1, :2], atol=0.02, rtol=0)
    sure = acted(learner, guide, 1.0, filtering=True)
    assert float(guide.room(sure, ONE).min()) >= 0


# --- the engine ---------------------------------------------------------------------------------


def test_the_filter_looks_again_in_every_step() -> None:
    """A vase that comes into the way of a chunk that was fine."""
    policy = knowing("flow", "ee_pose")
    guide = steer("ee_pose", replace(PLAIN, entities=(replace(VASE, position=(3.0, 3.0, 0.09)),)))
    engine = Engine(Predictor(policy))
    engine.guide(guide, 0.0)
    everywhere = torch.ones(1, dtype=torch.bool)
    engine.reset(everywhere)
    batch = {STATE: state(policy.spec), "task": ["go"], "worlds": everywhere}
    engine.predict_action_chunk(batch)
    assert engine.guided == {"steps": 1, "pushed": 0, "stopped": 0}
    guide._env.scenes[0] = PLAIN
    engine.predict_action_chunk(batch)
    assert engine.guided == {"steps": 2, "pushed": 1, "stopped": 0}
    assert float(guide.room(engine._chunk[:, 1:], ONE).min()) >= 0
    # Worlds that do not act are left alone.
    engine.predict_action_chunk({**batch, "worlds": ~everywhere})
    assert engine.guided["steps"] == 2


def test_settings_without_sense_complain() -> None:
    policy, guide = knowing("flow", "ee_pose"), steer("ee_pose")
    for strength, filtering, says in (
        (-1.0, True, "steer=-1"),
        (float("nan"), True, "steer=nan"),
        (0.0, False, "nothing would guide"),
    ):
        with pytest.raises(UserError, match=says):
            Engine(Predictor(policy)).guide(guide, strength, filtering)
    with pytest.raises(UserError, match="not joint"):
        steer("joint")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("eval", "checkpoint=x", "steer=1"), "avoid=vase"),
        (("eval", "checkpoint=x", "filter=true"), "avoid=vase"),
        (("eval", "checkpoint=x", "avoid=dragon"), "avoid=dragon"),
        (("eval", "checkpoint=x", "avoid=vase", "distance=5"), "distance=5"),
        (("eval", "checkpoint=x", "avoid=vase", "steer=1,much"), "steer=1,much"),
        (("eval", "checkpoint=x", "avoid=vase", "steer=-1"), "steer=-1"),
        (("eval", "checkpoint=x", "avoid=vase", "against=y"), "against=y"),
        (("eval", "checkpoint=x", "avoid=vase", "instruction=other"), "instruction=other"),
        (("eval", "policy=nearest", "avoid=vase", "filter=true"), "policy=nearest"),
        (("run", "open the drawer", "policy_steer=1"), "policy_steer=1"),
        (("run", "open the drawer", "policy_filter=false"), "policy_steer=1"),
        (("run", "open the drawer", "policy=x", "policy_steer=-2"), "policy_steer=-2"),
        (("run", "x", "policy=x", "policy_steer=0", "policy_filter=false"), "nothing would"),
    ],
)
def test_keys_without_sense_complain(
    words: Sequence[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(list(words)) == 2
    said = capsys.readouterr()
    assert says in " ".join((said.out + said.err).split())


# --- plans --------------------------------------------------------------------------------------


class Halting:
    """A policy that finds no way."""

    def __init__(self) -> None:
        self.stopped = torch.tensor([True])

    def reset(self, worlds: Tensor) -> None:
        """Nothing is remembered."""

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        return torch.full((1, 1, 10), 7.0)


def test_a_guided_policy_carries_out_steps_with_distances() -> None:
    scene, thing, bowl = tabletop(), "red_block", "green_bowl"
    (vase,) = (entity.name for entity in scene if entity.kind == "vase")
    keep = (Atom("clear_of", (vase, 0.05)),)
    calls = [GroundedCall("place_in", (thing, bowl))]
    for guided in (False, True):
        env: Any = FakeWorlds()
        env.begin(0, Setup(scene, "", Atom("holding", (thing,)), Plan(Seq(()))))
        own = FakeSkills(env)
        skills = LearnedSkills(
            env, own, Halting(), lambda: {"agent_pos": torch.zeros(1, 9)}, calls, guided
        )
        skills.start(0, "pick", (thing,), {}, keep)
        assert len(own.started) == (0 if guided else 1)
        assert skills.keeping(0) == (keep if guided else ())
        if not guided:
            continue
        for _ in range(learned.STUCK - 1):
            skills.actions()
            assert skills.status(0).state == "running"
        skills.actions()
        status = skills.status(0)
        assert (status.state, "no way" in status.reason) == ("failed", True)
        skills.start(0, "pick", (thing,), {}, keep)
        assert len(own.started) == 1, "now the robot's own skill searches a way"
        assert skills.keeping(0) == ()
        side = (Atom("on_side", (bowl, "left")),)
        skills.start(0, "place_in", (thing, bowl), {}, side)
        assert len(own.started) == 2, "sides are not the policy's"


# --- evaluation ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trial() -> Trial:
    (task,) = compose.tasks("attribute_pick_place")
    return Trial(task.name, 0, replace(Past(task).sample(np.random.default_rng(4)), horizon=10))


def test_something_stands_in_the_way_and_nobody_says_so(trial: Trial) -> None:
    setup = trial.setup
    (name,) = setup.watch
    assert "vase" not in setup.instruction
    assert Atom("tipped", (name,)) in setup.never
    assert isinstance(setup.goal, Atom)
    thing, goal = (np.array(setup.scene[str(n)].position[:2]) for n in setup.goal.args)
    vase = np.array(setup.scene[name].position[:2])
    along = (goal - thing) / np.linalg.norm(goal - thing)
    aside = (vase - thing) @ np.array((-along[1], along[0]))
    assert abs(float(aside)) < 0.08
    assert 0.25 < float((vase - thing) @ along) / float(np.linalg.norm(goal - thing)) < 0.75


def test_how_near_the_robot_comes_is_measured(trial: Trial) -> None:
    (task,) = compose.tasks("attribute_pick_place")
    env = compose.batch([task], 1, cameras=(), setups=1, action_mode="ee_delta")
    try:
        worlds = TrialWorlds(env, [trial], measured=True)

        class Down:
            def reset(self, worlds: Tensor) -> None:
                """Nothing is remembered."""

            def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
                gaps.append(env.worlds.scene(0).clearance[trial.setup.watch[0]])
                return torch.tensor([[[0.0, 0.0, -0.5, 0.0, 0.0, 0.0, -1.0]]])

        gaps: list[float] = []
        (outcome,) = play(Down(), worlds).outcomes
        gaps.append(env.worlds.scene(0).clearance[trial.setup.watch[0]])
        assert outcome.clearance == pytest.approx(min(gaps[1:]))
    finally:
        env.close()


class Straight(Policy):
    """A flow that knows nothing but the straight way to the thing, and on to where it goes."""

    def __init__(self, env: Any):
        features = {key: env.features[key] for key in (STATE, ACTION)}
        steps = {"horizon": STEPS, "n_action_steps": 8, "relative": False}
        policy = PolicySpec(features, env.worlds.action_spec, **steps)
        super().__init__(policy, normalisation="identity")
        names = features[STATE].names
        self.head, self._env, self._leg = made("flow", policy, steps=4), env, 0
        self._place = [names.index(axis) for axis in "xyz"]

    @property
    def steerable(self) -> bool:
        return True

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        setup = self._env.episodes.setup(0)
        assert isinstance(setup.goal, Atom)
        stops = [torch.tensor((*setup.scene[str(name)].position[:2], 0.13))
                 for name in setup.goal.args]  # fmt: skip
        here = inputs.state[0, -1, self._place]
        self.left = [float((here[:2] - stop[:2]).norm()) for stop in stops]
        self._leg = max(self._leg, int(self.left[0] < 0.03))
        way = stops[self._leg] - here
        far = way.norm().clamp_min(1e-6)
        steps = (0.012 * (1 + torch.arange(STEPS))).clamp_max(float(far))[:, None]
        moves = (steps * way / far).diff(dim=0, prepend=torch.zeros(1, 3)) / 0.05
        clean = torch.cat((moves, torch.zeros(STEPS, 3), torch.ones(STEPS, 1)), 1)
        self.head.net = Knows(self.head, clean[None])
        return self.head.sample(context(1), **options)


def test_in_the_simulator_it_goes_around_the_vase_and_arrives(trial: Trial) -> None:
    (task,) = compose.tasks("attribute_pick_place")
    env = compose.batch([task], 1, cameras=(), setups=1, action_mode="ee_delta")

    def keeping(world: int) -> Sequence[Condition]:
        return [Atom("clear_of", (name, 0.05)) for name in env.episodes.setup(world).watch]

    try:
        gaps = []
        for strength, filtering in ((0.0, False), (1.0, False), (0.0, True), (1.0, True)):
            policy = Straight(env)
            engine = Engine(Predictor(policy.eval()))
            if strength or filtering:
                engine.guide(compose.guidance(env.worlds, keeping), strength, filtering)
            longer = replace(trial, setup=replace(trial.setup, horizon=110))
            (outcome,) = play(engine, TrialWorlds(env, [longer], measured=True)).outcomes
            assert outcome.clearance is not None
            gaps.append(outcome.clearance)
            if strength or filtering:
                assert outcome.failure == "timeout", "nothing was moved"
                assert policy.left[1] < 0.03, "it gets to the goal"
        assert gaps[0] < 0.001, "the straight way leads through"
        assert min(gaps[1:]) > 0.05, gaps
    finally:
        env.close()


def test_strengths_are_compared_on_the_same_episodes() -> None:
    def outcome(seed: int, success: bool, gap: float) -> Outcome:
        return Outcome("a", seed, "do it", success, success, False, 10, "", gap)

    plain = Measured("p", [outcome(0, True, 0.0), outcome(1, True, 0.03), outcome(2, False, 0.2)])
    led = Measured(
        "p steer=1", [outcome(0, True, 0.06), outcome(1, False, 0.08), outcome(2, False, 0.2)]
    )
    led.guided = {"steps": 30, "pushed": 6, "stopped": 3}
    first, second = avoided([plain, led], 0.05)
    assert (first.successes, first.near, first.touched, first.least) == (2, 2, 1, 0.0)
    assert (second.successes, second.near, second.touched) == (1, 0, 0)
    assert (second.pushed, second.stopped) == (0.2, 0.1)
    assert second.kept_pair is not None
    assert second.success_pair is not None
    assert (second.kept_pair.both, second.kept_pair.first, second.kept_pair.second) == (1, 0, 2)
    assert second.success_pair.first == 1
    assert cells(second)[-2].startswith("-33 pp")
    assert cells(second)[-1].startswith("+67 pp")
