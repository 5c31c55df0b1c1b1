"""Distances on the device against MuJoCo's own."""

import numpy as np
import torch
from small_worlds import stage

from vla.envs.clearance import Clearance
from vla.envs.observe import FAR, clearances
from vla.envs.tasks import TASKS
from vla.envs.worlds import Worlds


def test_distances_are_mujocos() -> None:
    """Robot and held thing against the vase, in postures all around it."""
    made = Worlds(*stage(), num_worlds=40, action_mode="joint", threads=1)
    rng = np.random.default_rng(0)
    task = TASKS["watch_out"]()
    for world in range(made.num_worlds):
        setup = task.sample(np.random.default_rng(world))
        made.begin(world, setup)
        arm = made.rig._arm_address
        made.engine.qpos[world, arm] += torch.tensor(rng.uniform(-0.7, 0.7, len(arm)))
        made.place(
            world, setup.scene.names[1], rng.uniform((0.3, -0.4, 0.05), (0.7, 0.4, 0.4)).tolist()
        )
    made.engine.forward()
    cast = made.bank.cast.take(made.rows)
    held = torch.zeros_like(cast.watched)
    held[::2, 1] = True
    measured = Clearance(made.rig)(cast, held, 1)
    exact = torch.full_like(measured, FAR)
    for world in range(made.num_worlds):
        numbers = cast.watched[world].nonzero()[:, 0].tolist()
        holding = held[world].nonzero()[:, 0].tolist()
        group, robot = cast.group[world].numpy(), made.stage.most_entities
        gaps = clearances(
            made.world_model(world), made.engine.data(world), group, robot, numbers, holding
        )
        exact[world, numbers] = exact.new_tensor(gaps).clamp_min(0.0)
    assert int((exact < FAR).sum()) > 20
    torch.testing.assert_close(measured, exact, atol=5e-4, rtol=0.0)
