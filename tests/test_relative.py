"""Actions relative to where the robot is: there and back, and the same wherever that is."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from vla.action import MODES, ActionSpec, action_spec
from vla.errors import UnknownName, UserError
from vla.geometry import quat_exp, quat_multiply, quat_rotate, quat_to_6d, quat_to_matrix
from vla.relative import POSITION, ROTATION, to_absolute, to_relative

JOINTS = tuple(f"joint{n}" for n in range(1, 8))
NAMES = ("gripper", *JOINTS, *ROTATION, "force", *POSITION)
"""Of a state; in no helpful order."""
SHAPES = [(1,), (5,), (3, 4), (2, 3, 6)]
"""Of chunks of actions, without the numbers of one action; the last axis is time."""


def spec(mode: str) -> ActionSpec:
    return action_spec(mode, joint_range=((-3.0, 3.0),) * 7)


def turns(shape: tuple[int, ...], seed: int = 0) -> Tensor:
    """Any quaternions (..., 4)."""
    generator = torch.Generator().manual_seed(seed)
    return quat_exp(3 * torch.randn((*shape, 3), generator=generator, dtype=torch.float64))


def drawn(mode: str, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Actions (..., T, A) and states (..., S)."""
    generator = torch.Generator().manual_seed(len(shape))
    actions = torch.randn((*shape, spec(mode).dim), generator=generator, dtype=torch.float64)
    if mode == "ee_pose":
        actions[..., 3:9] = quat_to_6d(turns(shape))
    state = torch.randn((*shape[:-1], len(NAMES)), generator=generator, dtype=torch.float64)
    state[..., 8:14] = quat_to_6d(turns(shape[:-1], 1))
    return actions, state


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_there_and_back(mode: str, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    actions, state = (x.to(dtype) for x in drawn(mode, shape))
    relative = to_relative(spec(mode), actions, state, NAMES)
    assert relative.shape == actions.shape
    assert relative.dtype == dtype
    torch.testing.assert_close(
        to_absolute(spec(mode), relative, state, NAMES), actions, atol=1e-5, rtol=0
    )
    torch.testing.assert_close(
        to_relative(spec(mode), to_absolute(spec(mode), actions, state, NAMES), state, NAMES),
        actions, atol=1e-5, rtol=0,
    )  # fmt: skip
    assert torch.equal(relative[..., -1], actions[..., -1])  # the gripper's number stays
    assert torch.equal(relative, actions) == (mode == "ee_delta")


def test_a_pose_is_seen_from_the_tool() -> None:
    """Against homogeneous matrices, one by one."""
    actions, state = drawn("ee_pose", (3, 4))
    relative = to_relative(spec("ee_pose"), actions, state, NAMES)

    def matrix(position: Tensor, columns: Tensor) -> Tensor:
        made = torch.eye(4, dtype=torch.float64)
        x, y = columns[:3], columns[3:]
        made[:3] = torch.stack((x, y, torch.linalg.cross(x, y), position), 1)
        return made

    for b in range(3):
        tool = matrix(state[b, -3:], state[b, 8:14])
        for t in range(4):
            wanted = torch.linalg.inv(tool) @ matrix(actions[b, t, :3], actions[b, t, 3:9])
            found = matrix(relative[b, t, :3], relative[b, t, 3:9])
            torch.testing.assert_close(found, wanted, atol=1e-9, rtol=0)


def test_joints_are_differences() -> None:
    actions, state = drawn("joint", (2, 3))
    relative = to_relative(spec("joint"), actions, state, NAMES)
    assert torch.equal(relative[..., :-1], actions[..., :-1] - state[:, None, 1:8])


def test_to_stay_is_zero() -> None:
    _, state = drawn("ee_pose", (4, 1))
    stay = torch.cat((state[:, -3:], state[:, 8:14], torch.ones(4, 1)), -1)[:, None]
    relative = to_relative(spec("ee_pose"), stay, state, NAMES)
    wanted = torch.tensor([0, 0, 0, 1, 0, 0, 0, 1, 0, 1.0], dtype=torch.float64)
    torch.testing.assert_close(relative, wanted.expand_as(relative), atol=1e-9, rtol=0)


def test_moving_the_world_changes_nothing() -> None:
    """UMI's point: the same motion somewhere else, turned otherwise, is the same action."""
    actions, state = drawn("ee_pose", (3, 5))
    turn, shift = turns((), 7), torch.tensor([0.3, -2.0, 0.7], dtype=torch.float64)

    def moved(values: Tensor, position: slice, columns: slice) -> Tensor:
        made = values.clone()
        rotation = turn.expand(*values.shape[:-1], 4)
        made[..., position] = quat_rotate(rotation, values[..., position]) + shift
        x_y = values[..., columns].unflatten(-1, (2, 3))
        made[..., columns] = (x_y @ quat_to_matrix(turn).T).flatten(-2)
        return made

    there = to_relative(
        spec("ee_pose"),
        moved(actions, slice(0, 3), slice(3, 9)),
        moved(state, slice(15, 18), slice(8, 14)),
        NAMES,
    )
    here = to_relative(spec("ee_pose"), actions, state, NAMES)
    torch.testing.assert_close(there, here, atol=1e-9, rtol=0)
    halfway = to_relative(spec("ee_pose"), moved(actions, slice(0, 3), slice(3, 9)), state, NAMES)
    assert not torch.allclose(halfway, here, atol=0.1)


def test_turns_compose() -> None:
    """Relative to a turned tool, its own turn comes out."""
    before, more = turns((6,), 3), turns((6,), 4)
    state = torch.cat((torch.zeros(6, 3, dtype=torch.float64), quat_to_6d(before)), -1)
    after = quat_to_6d(quat_multiply(before, more))
    zeros = torch.zeros(6, 3, dtype=torch.float64)
    actions = torch.cat((zeros, after, zeros[:, :1]), -1)[:, None]
    relative = to_relative(spec("ee_pose"), actions, state, (*POSITION, *ROTATION))
    torch.testing.assert_close(relative[:, 0, 3:9], quat_to_6d(more), atol=1e-9, rtol=0)


@pytest.mark.parametrize("turned", [to_relative, to_absolute])
def test_a_state_must_say_where_the_robot_is(turned: type(to_relative)) -> None:  # type: ignore[valid-type]
    for mode, lost in (("ee_pose", "r31"), ("ee_pose", "z"), ("joint", "joint7")):
        actions, state = drawn(mode, (2, 3))
        names = tuple(name if name != lost else "else" for name in NAMES)
        with pytest.raises(UnknownName, match=f"component of the state '{lost}'"):
            turned(spec(mode), actions, state, names)
        with pytest.raises(UserError, match="have no names"):
            turned(spec(mode), actions, state, ())
    actions, state = drawn("ee_delta", (2, 3))
    assert turned(spec("ee_delta"), actions, state, ()) is actions
