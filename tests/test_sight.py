"""Places in pictures become places on the table, as the simulator's own cameras have it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from small_worlds import BLOCK, TABLE, worlds

from vla.envs.cameras import Shot
from vla.envs.entity_cameras import EntityCameras
from vla.envs.features import features_of
from vla.features import Camera
from vla.geometry import quat_to_matrix
from vla.planners.skills import SkillSet
from vla.policies.sight import HEIGHT, TURN, Sight, tool_poses
from vla.scene import Scene

FLAT = replace(BLOCK, position=(0.52, 0.08, HEIGHT), extent=(0.04, 0.04, 2 * HEIGHT))
NAMES = ("gripper_width", "x", "y", "z", *TURN)


@pytest.mark.parametrize(("camera", "steps"), [("overhead", 0), ("wrist", 40)])
def test_things_are_where_the_rays_end(camera: str, steps: int) -> None:
    made = worlds(scene=Scene((TABLE, FLAT)))
    skills = SkillSet(made)
    skills.start(0, "move_to", ("red_block",), {}, ())
    for _ in range(steps):
        made.step(skills.actions())
    shot = Shot((camera,), 192, 192, ("rgb", "segmentation"))
    cameras = EntityCameras(made, shot)
    picture = cameras.render()["segmentation"][camera][0]
    cameras.close()
    rows, columns = (picture == made.scene(0).names.index("red_block")).nonzero().double().unbind(1)
    assert len(rows) > 10
    place = torch.stack((rows.mean() + 0.5, columns.mean() + 0.5)) / 96.0 - 1.0
    sight = Sight([features_of(made, shot)[f"observation.images.{camera}"].camera])
    pose = made.tool_pose[0]
    turn = quat_to_matrix(pose[3:]).T.flatten()[:6]
    state = torch.cat((torch.zeros(1), pose[:3], turn)).float()[None, None]
    tool = tool_poses(state, NAMES)
    assert tool is not None
    there = pose[:2].float() + sight(place.float()[None, None, None], tool)[0, 0, 0]
    # The middle of what is seen is not quite the middle of the block.
    assert (there - torch.tensor(FLAT.position[:2])).norm() < 0.012


def test_what_is_not_calibrated_says_nothing() -> None:
    sight = Sight([None, Camera(1.0, "elbow", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0))])
    assert not sight(torch.rand(3, 2, 4, 2), torch.rand(3, 2, 12)).any()
    assert tool_poses(torch.rand(2, 1, 3), ("joint1", "joint2", "gripper_width")) is None


def test_rays_that_miss_the_table_end() -> None:
    level = Camera(1.0, "world", (0.0, 0.0, 0.5), (0.5, 0.5, -0.5, -0.5))
    lies = Sight([level])(torch.zeros(1, 1, 1, 2), torch.zeros(1, 1, 12))
    assert lies.isfinite().all()
    assert lies.abs().max() == pytest.approx(1.0)
