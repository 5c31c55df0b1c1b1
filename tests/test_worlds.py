"""The batched worlds: exact repetition, independence, what is observed, pictures."""

from pathlib import Path

import numpy as np
import pytest
import torch
from small_worlds import BLOCK, SCENE, TABLE, stage, worlds

from vla.action import pose_to_action
from vla.envs.worlds import Worlds
from vla.errors import UnknownName, UserError
from vla.scene import Entity, Scene


def drive(made: Worlds, steps: int, seed: int = 0) -> None:
    """Random actions, the same in every world."""
    rng = np.random.default_rng(seed)
    low, high = np.array(made.action_spec.low), np.array(made.action_spec.high)
    for _ in range(steps):
        action = torch.tensor(rng.uniform(low, high))
        made.step(action.expand(made.num_worlds, -1))


@pytest.mark.parametrize("mode", ["ee_delta", "ee_pose", "joint"])
def test_same_actions_same_bits(mode: str) -> None:
    """World i of seven equals a single world; one thread equals two; twice equals once."""
    many = worlds(7, action_mode=mode, threads=2)
    one = worlds(1, action_mode=mode, threads=1)
    drive(many, 25)
    drive(one, 25)
    for world in range(7):
        assert torch.equal(many.engine.qpos[world], one.engine.qpos[0])
        assert torch.equal(many.engine.qvel[world], one.engine.qvel[0])


def test_a_world_begun_again_is_the_same() -> None:
    made = worlds()
    drive(made, 20)
    first = made.engine.qpos[0].clone()
    made.begin_scene(0, SCENE)
    drive(made, 20)
    assert torch.equal(made.engine.qpos[0], first)


def test_state_returns_bit_for_bit() -> None:
    made = worlds(action_mode="ee_delta")
    drive(made, 10)
    saved = made.get_state(0)
    drive(made, 10, seed=1)
    later = made.engine.qpos[0].clone()
    made.set_state(0, saved)
    drive(made, 10, seed=1)
    assert torch.equal(made.engine.qpos[0], later)


def test_a_broken_world_stops_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # MuJoCo writes its warning into the working directory
    made, other = worlds(3), worlds(3)
    made.engine.qpos[1, 0] = float("nan")
    drive(made, 5)
    drive(other, 5)
    assert made.active.tolist() == [True, False, True]
    for world in (0, 2):
        assert torch.equal(made.engine.qpos[world], other.engine.qpos[world])


def test_the_scene_comes_out_as_it_went_in() -> None:
    scene = worlds().scene(0)
    for entity in SCENE:
        seen = scene[entity.name]
        assert (seen.kind, seen.color, seen.size) == (entity.kind, entity.color, entity.size)
        np.testing.assert_allclose(seen.position, entity.position, atol=5e-4)
    assert scene.held is None
    assert scene.touching("red_block", "table") is True
    assert scene.touching("red_block", "blue_block") is False
    assert scene["green_bowl"].interior is not None


def test_pose_commands_are_followed() -> None:
    made = worlds()
    target = made.command.clone()
    target[:, :3] += torch.tensor([0.05, 0.08, 0.04])
    for _ in range(30):
        action = pose_to_action(
            made.action_spec, target[:, :3], target[:, 3:], torch.tensor([-1.0]), made.command
        )
        made.step(action)
    assert (made.tool_pose - target)[:, :3].norm() < 1e-3


def test_no_nan_in_ten_thousand_random_steps() -> None:
    made = worlds(8, action_mode="ee_delta")
    rng = np.random.default_rng(0)
    for _ in range(1250):
        made.step(torch.tensor(rng.uniform(-1, 1, (8, 7))))
    assert made.active.all()
    assert torch.isfinite(made.engine.qpos).all()


def test_clearance_is_measured_when_watched() -> None:
    made = worlds()
    assert made.scene(0).clearance == {}
    made.watch(0, ["pink_can"])
    gap = made.scene(0).clearance["pink_can"]
    assert 0.1 < gap <= 0.3
    with pytest.raises(UnknownName, match="pink_can"):
        made.watch(0, ["pink_cam"])


def test_cameras_show_what_is_there() -> None:
    made = worlds()
    image = made.render(0, "front", 96, 72)
    assert image.shape == (72, 96, 3)
    assert image.dtype == np.uint8
    assert image.std() > 20
    depth = made.depth(0, "overhead", 64, 64)
    height = made.model.cam_pos[made.model.camera("overhead").id][2]
    assert depth.min() > 0.05
    assert abs(np.median(depth) - height) < 0.25
    rows = made.segmentation(0, "front", 320, 240)
    shown = {list(SCENE.names)[row] for row in np.unique(rows) if row >= 0}
    assert {"red_block", "green_bowl", "pink_can"} <= shown
    with pytest.raises(UnknownName, match="front"):
        made.render(0, "frnt")
    made.close()
    made.close()


def test_too_many_of_a_kind_is_an_error() -> None:
    bowls = tuple(
        Entity(f"bowl_{i}", "bowl", "red", "medium", (0.4, 0.2 * i - 0.3, 0.025)) for i in range(3)
    )
    with pytest.raises(UserError, match="cannot hold"):
        Worlds(*stage()).begin_scene(0, Scene((TABLE, BLOCK, *bowls)))
