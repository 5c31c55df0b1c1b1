"""Arms: published kinematics, servos, gripper, grasps, and any other arm from MJCF."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import mujoco
import numpy as np
import pytest

from vla.envs.robots import Robot, load_robot
from vla.envs.robots.surface import blend, block, drum, rod, triangles
from vla.errors import UnknownName, UserError

DT = 0.005

# Panda, modified DH (Craig): a, d, alpha per joint, then the flange and the hand [m, rad]
PANDA_DH = (
    (0.0, 0.333, 0.0),
    (0.0, 0.0, -np.pi / 2),
    (0.0, 0.316, np.pi / 2),
    (0.0825, 0.0, np.pi / 2),
    (-0.0825, 0.384, -np.pi / 2),
    (0.0, 0.0, np.pi / 2),
    (0.088, 0.0, np.pi / 2),
)
PANDA_LIMITS = (2.8973, 1.7628, 2.8973, (-3.0718, -0.0698), 2.8973, (-0.0175, 3.7525), 2.8973)


@dataclass
class Bench:
    """A robot on a table, with the addresses of what it moves."""

    robot: Robot
    model: mujoco.MjModel
    data: mujoco.MjData

    def __post_init__(self) -> None:
        joint, actuator = self.model.joint, self.model.actuator
        self.arm = [joint(name).qposadr[0] for name in self.robot.arm_joints]
        self.dofs = [joint(name).dofadr[0] for name in self.robot.arm_joints]
        self.servos = [actuator(name).id for name in self.robot.arm_actuators]
        self.grip = actuator(self.robot.gripper_actuator).id
        self.fingers = [joint(name).qposadr[0] for name in self.robot.width_joints]
        self.site = self.model.site(self.robot.tcp_site).id
        self.go_home()

    def go_home(self) -> None:
        mujoco.mj_resetData(self.model, self.data)
        self.data.qpos[self.arm] = self.data.ctrl[self.servos] = self.robot.home
        self.data.ctrl[self.grip] = self.robot.gripper_ctrl[0]
        mujoco.mj_forward(self.model, self.data)

    def run(self, seconds: float) -> None:
        mujoco.mj_step(self.model, self.data, round(seconds / self.model.opt.timestep))
        mujoco.mj_forward(self.model, self.data)

    def width(self) -> float:
        return float(self.robot.width(self.data.qpos[self.fingers]))

    def reach(self, target: tuple[float, float, float]) -> tuple[np.ndarray, float]:
        """Joints for the tcp at `target` pointing down, from home; and what is missing [m]."""
        data, jacobian = mujoco.MjData(self.model), np.zeros((6, self.model.nv))
        data.qpos[self.arm] = self.robot.home
        error = np.ones(6)
        for _ in range(50):
            mujoco.mj_kinematics(self.model, data)
            mujoco.mj_comPos(self.model, data)
            axes = data.site_xmat[self.site].reshape(3, 3)
            turn = np.cross(axes.T, np.diag([1.0, -1.0, -1.0])).sum(axis=0) / 2
            error = np.concatenate([target - data.site_xpos[self.site], turn])
            mujoco.mj_jacSite(self.model, data, jacobian[:3], jacobian[3:], self.site)
            part = jacobian[:, self.dofs]
            data.qpos[self.arm] += part.T @ np.linalg.solve(part @ part.T + 1e-4 * np.eye(6), error)
        return data.qpos[self.arm].copy(), float(np.abs(error).max())


def on_table(robot: Robot, box: tuple[float, float, float, float] | None = None) -> Bench:
    """The robot on a plane, with a box (half sizes [m], mass [kg]) in front of it."""
    spec = robot.spec.copy()
    option = spec.option
    option.timestep, option.impratio, option.noslip_iterations = DT, 10, 5
    option.integrator = int(mujoco.mjtIntegrator.mjINT_IMPLICITFAST)
    option.cone = int(mujoco.mjtCone.mjCONE_ELLIPTIC)
    plane, cube = mujoco.mjtGeom.mjGEOM_PLANE, mujoco.mjtGeom.mjGEOM_BOX
    spec.worldbody.add_geom(name="table", type=plane, size=(2, 2, 0.1))
    if box is not None:
        body = spec.worldbody.add_body(name="box", pos=(0.45, 0, box[2]))
        body.add_freejoint(name="box")
        body.add_geom(name="box", type=cube, size=box[:3], mass=box[3])
    model = spec.compile()
    return Bench(robot, model, mujoco.MjData(model))


@pytest.fixture(scope="module")
def panda() -> Bench:
    return on_table(load_robot("panda"))


def panda_forward(joints: np.ndarray) -> np.ndarray:
    """Pose (4, 4) of the tool from the published chain."""

    def about(axis: int, angle: float) -> np.ndarray:
        c, s = np.cos(angle), np.sin(angle)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        pose = np.eye(4)
        pose[i, i] = pose[j, j] = c
        pose[i, j], pose[j, i] = -s, s
        return pose

    def along(x: float, z: float) -> np.ndarray:
        pose = np.eye(4)
        pose[[0, 2], 3] = x, z
        return pose

    pose = np.eye(4)
    for (a, d, alpha), angle in zip(PANDA_DH, joints, strict=True):
        pose = pose @ about(0, alpha) @ along(a, 0) @ about(2, angle) @ along(0, d)
    return pose @ along(0, 0.107) @ about(2, -np.pi / 4) @ along(0, 0.1034)


# -- the Panda ------------------------------------------------------------------------------


def test_forward_kinematics_match_the_published_chain(panda: Bench) -> None:
    ranges = np.array([panda.model.joint(name).range for name in panda.robot.arm_joints])
    random = np.random.default_rng(1)
    for joints in random.uniform(ranges[:, 0], ranges[:, 1], (50, 7)):
        panda.data.qpos[panda.arm] = joints
        mujoco.mj_kinematics(panda.model, panda.data)
        expected = panda_forward(joints)
        np.testing.assert_allclose(panda.data.site_xpos[panda.site], expected[:3, 3], atol=1e-6)
        axes = panda.data.site_xmat[panda.site].reshape(3, 3)
        np.testing.assert_allclose(axes, expected[:3, :3], atol=1e-6)
    panda.go_home()


def test_limits_and_size(panda: Bench) -> None:
    for name, servo, limit in zip(
        panda.robot.arm_joints, panda.robot.arm_actuators, PANDA_LIMITS, strict=True
    ):
        expected = limit if isinstance(limit, tuple) else (-limit, limit)
        np.testing.assert_allclose(panda.model.joint(name).range, expected)
        np.testing.assert_allclose(panda.model.actuator(servo).ctrlrange, expected)
    assert panda.model.nv == 9
    assert panda.model.nu == 8
    touching = (panda.model.geom_contype | panda.model.geom_conaffinity) > 0
    assert touching.sum() - 1 <= 16
    assert not (touching & (panda.model.geom_type == int(mujoco.mjtGeom.mjGEOM_MESH))).any()
    assert (panda.model.geom_group[touching] == 3).sum() == touching.sum() - 1


def test_every_name_is_prefixed_and_present(panda: Bench) -> None:
    robot, model = panda.robot, panda.model
    for joint in (*robot.arm_joints, *robot.gripper_joints, *robot.width_joints):
        assert joint.startswith("robot/")
        assert model.joint(joint).id >= 0
    for geom in (*robot.pad_geoms[0], *robot.pad_geoms[1]):
        assert geom.startswith("robot/")
        assert model.geom(geom).id >= 0
    assert model.body(robot.hand_body).id > 0
    assert model.camera(robot.wrist_camera).id >= 0


def test_home_points_down_opens_along_y_and_touches_nothing(panda: Bench) -> None:
    panda.go_home()
    np.testing.assert_allclose(panda.data.site_xpos[panda.site], (0.36, 0, 0.38), atol=1e-4)
    axes = panda.data.site_xmat[panda.site].reshape(3, 3)
    np.testing.assert_allclose(axes, np.diag([1, -1, -1]), atol=1e-4)
    left, right = (panda.data.geom(side[0]).xpos for side in panda.robot.pad_geoms)
    assert (left - right) @ axes[:, 1] > 0
    assert panda.data.ncon == 0


def test_gravity_is_compensated_and_home_is_held(panda: Bench) -> None:
    panda.go_home()
    panda.run(2.0)
    assert np.abs(panda.data.qpos[panda.arm] - panda.robot.home).max() < 1e-4
    assert panda.data.ncon == 0


def test_a_step_settles_within_half_a_second(panda: Bench) -> None:
    for joint in range(7):
        panda.go_home()
        target = np.array(panda.robot.home)
        target[joint] += 0.1
        panda.data.ctrl[panda.servos] = target
        panda.run(0.5)
        missing = np.abs(panda.data.qpos[panda.arm] - target).max()
        assert missing < 0.002, f"joint {joint + 1}: {missing:.4f} rad"


def test_ordinary_postures_have_no_self_contact(panda: Bench) -> None:
    random = np.random.default_rng(3)
    for target in random.uniform((0.3, -0.35, 0.02), (0.65, 0.35, 0.45), (40, 3)):
        joints, missing = panda.reach(tuple(target))
        assert missing < 1e-3, target
        panda.data.qpos[panda.arm] = joints
        mujoco.mj_forward(panda.model, panda.data)
        assert panda.data.ncon == 0, target
    panda.go_home()


def test_the_hand_cannot_pass_through_the_table_or_the_base(panda: Bench) -> None:
    panda.go_home()
    panda.data.qpos[panda.arm] = (0, 1.2, 0, -1.2, 0, 1.6, 0.8)
    mujoco.mj_forward(panda.model, panda.data)
    assert any("table" in _names(panda, c) for c in panda.data.contact)
    panda.data.qpos[panda.arm] = (0, -1.4, 0, -3.0, 0, 0.3, 0.8)
    mujoco.mj_forward(panda.model, panda.data)
    assert panda.data.ncon > 0
    panda.go_home()


def _names(bench: Bench, contact: mujoco.MjContact) -> list[str]:
    return [bench.model.geom(g).name for g in contact.geom]


def test_gripper_width(panda: Bench) -> None:
    panda.go_home()
    for ctrl, width in zip(
        reversed(panda.robot.gripper_ctrl), panda.robot.gripper_width, strict=True
    ):
        panda.data.ctrl[panda.grip] = ctrl
        panda.run(0.6)
        assert panda.width() == pytest.approx(width, abs=5e-4)
    panda.data.ctrl[panda.grip] = 0.03
    panda.run(1.0)
    assert panda.width() == pytest.approx(0.03, abs=5e-4)
    positions = np.array([[0.01, 0.01], [0.04, 0.04]])
    np.testing.assert_allclose(panda.robot.width(positions), (0.02, 0.08))
    panda.go_home()


@pytest.mark.parametrize(
    "box",
    [
        (0.02, 0.02, 0.02, 0.05),
        (0.025, 0.025, 0.025, 0.2),
        (0.03, 0.035, 0.03, 0.3),
        (0.04, 0.0015, 0.03, 0.05),
    ],
    ids=["50g", "200g", "300g-70mm", "3mm-wall"],
)
def test_a_grasped_box_is_lifted_and_does_not_creep(
    box: tuple[float, float, float, float],
) -> None:
    bench = on_table(load_robot("panda"), box)
    data, model = bench.data, bench.model
    down, _ = bench.reach((0.45, 0.0, box[2]))
    up, _ = bench.reach((0.45, 0.0, 0.2))
    data.qpos[bench.arm] = data.ctrl[bench.servos] = down
    data.qpos[bench.fingers] = 0.04
    data.ctrl[bench.grip] = bench.robot.gripper_ctrl[1]
    bench.run(0.6)
    for share in np.linspace(0, 1, 200):
        data.ctrl[bench.servos] = down + share * (up - down)
        mujoco.mj_step(model, data)
    bench.run(0.3)
    assert data.body("box").xpos[2] > 0.19

    def offset() -> np.ndarray:
        return data.body("box").xpos - data.site_xpos[bench.site]

    before = offset()
    bench.run(3.0)
    assert np.linalg.norm(offset() - before) / 3.0 < 10e-6
    assert data.ncon >= 4
    assert min(c.dist for c in data.contact) > -1e-3
    assert bench.width() == pytest.approx(2 * box[1], abs=1.5e-3)


def test_the_wrist_camera_sees_the_fingertips_at_the_lower_edge(panda: Bench) -> None:
    panda.go_home()
    camera = panda.data.cam(panda.robot.wrist_camera)
    seen = (panda.data.site_xpos[panda.site] - camera.xpos) @ camera.xmat.reshape(3, 3)
    half = np.tan(np.radians(panda.model.cam(panda.robot.wrist_camera).fovy[0]) / 2)
    across, up = seen[0] / -seen[2] / half, seen[1] / -seen[2] / half
    assert seen[2] < 0
    assert abs(across) < 0.01
    assert -1.0 < up < -0.6


def test_mujoco_warp_accepts_the_panda(panda: Bench) -> None:
    warp = pytest.importorskip("mujoco_warp")
    warp.put_model(panda.model)


def test_each_load_is_fresh() -> None:
    first, second = load_robot(), load_robot()
    first.spec.worldbody.add_body(name="extra")
    assert second.spec.body("extra") is None


def test_surfaces_are_closed_and_lie_on_the_solid() -> None:
    solid = blend(0.02, drum((0, 0, 0), (0, 0, 0.1), 0.04), rod((0, 0, 0.1), (0.1, 0, 0.1), 0.03),
                  block((0, 0, 0), (0.06, 0.06, 0.02), 0.015))  # fmt: skip
    vertices, normals, faces = triangles(solid, (-0.1, -0.1, -0.1), (0.16, 0.16, 0.16))
    assert np.abs(solid(vertices)).max() < 1e-3
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1)
    edges = np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] % 2 == 0).all()
    a, b, c = vertices[faces].transpose(1, 0, 2)
    assert np.einsum("ij,ij->", a, np.cross(b, c)) > 0  # outward: positive volume


# -- any other arm ----------------------------------------------------------------------------

UR5E = """
model: package://ogbench/manipspace/descriptions/universal_robots_ur5e/ur5e.xml
gripper: package://ogbench/manipspace/descriptions/robotiq_2f85/2f85.xml
"""

MOTOR_ARM = """
<mujoco model="motors">
  <worldbody>
    <geom name="floor" type="plane" size="1 1 .1"/>
    <body name="b0"><geom type="cylinder" size=".06 .05" pos="0 0 .05"/>
    <body name="b1" pos="0 0 .1"><joint name="j1" axis="0 0 1" range="-180 180"/>
      <geom type="capsule" size=".05" fromto="0 0 0 0 0 .2"/>
    <body name="b2" pos="0 0 .25"><joint name="j2" axis="0 1 0" range="-120 120"/>
      <geom type="capsule" size=".04" fromto="0 0 .06 0 0 .34"/>
    <body name="b3" pos="0 0 .4"><joint name="j3" axis="0 1 0" range="-10 170"/>
      <geom type="capsule" size=".04" fromto="0 0 .06 0 0 .24"/>
    <body name="b4" pos="0 0 .3"><joint name="j4" axis="0 0 1" range="-180 180"/>
      <geom type="capsule" size=".03" fromto="0 0 .04 0 0 .06"/>
    <body name="b5" pos="0 0 .1"><joint name="j5" axis="0 1 0" range="-130 130"/>
      <geom type="sphere" size=".03"/>
    <body name="b6" pos="0 0 .06"><joint name="j6" axis="0 0 1" range="-180 180"/>
      <geom type="box" size=".03 .06 .015" pos="0 0 .03"/>
      <body name="l" pos="0 0 .05"><joint name="left" type="slide" axis="0 1 0" range="0 .04"
        armature="1" damping="100"/>
        <geom name="left_pad" type="box" size=".01 .005 .02" pos="0 .005 .03" mass=".02"/></body>
      <body name="r" pos="0 0 .05"><joint name="right" type="slide" axis="0 -1 0" range="0 .04"
        armature="1" damping="100"/>
        <geom name="right_pad" type="box" size=".01 .005 .02" pos="0 -.005 .03" mass=".02"/></body>
    </body></body></body></body></body></body></body>
  </worldbody>
  <equality><joint joint1="left" joint2="right"/></equality>
  <actuator>
    <motor joint="j1" ctrlrange="-1 1" gear="80"/><motor joint="j2" ctrlrange="-1 1" gear="80"/>
    <motor joint="j3" ctrlrange="-1 1" gear="80"/><motor joint="j4" ctrlrange="-1 1" gear="20"/>
    <motor joint="j5" ctrlrange="-1 1" gear="20"/><motor joint="j6" ctrlrange="-1 1" gear="20"/>
    <position name="hand" joint="left" kp="2000" ctrlrange="0 .04" forcerange="-30 30"/>
  </actuator>
</mujoco>
"""


@pytest.fixture(scope="module", params=["ur5e", "motors"])
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A UR5e with a Robotiq 2F-85 from a wheel, and a small arm with torque motors."""
    folder = tmp_path_factory.mktemp("arm")
    if request.param == "ur5e":
        if importlib.util.find_spec("ogbench") is None:
            pytest.skip("ogbench is not installed")
        path = folder / "ur5e.yaml"
        path.write_text(UR5E)
    else:
        path = folder / "motors.xml"
        path.write_text(MOTOR_ARM)
    return on_table(load_robot("mjcf", path=str(path)))


def test_other_arms_stand_at_home_and_hold_it(other: Bench) -> None:
    assert len(other.robot.arm_joints) == len(other.robot.arm_actuators) == 6
    other.go_home()
    np.testing.assert_allclose(other.data.site_xpos[other.site], (0.45, 0, 0.25), atol=1e-3)
    axes = other.data.site_xmat[other.site].reshape(3, 3)
    np.testing.assert_allclose(axes, np.diag([1, -1, -1]), atol=1e-2)
    other.run(1.0)
    assert other.data.ncon == 0
    assert np.abs(other.data.qpos[other.arm] - other.robot.home).max() < 1e-3


def test_other_arms_open_close_and_reach(other: Bench) -> None:
    other.go_home()
    closed, opened = other.robot.gripper_width
    assert closed < 0.005
    assert opened > 0.07
    other.run(1.0)
    assert other.width() == pytest.approx(opened, abs=2e-3)
    other.data.ctrl[other.grip] = other.robot.gripper_ctrl[1]
    other.run(1.0)
    assert other.width() == pytest.approx(closed, abs=2e-3)
    for target in ((0.4, 0.2, 0.1), (0.5, -0.2, 0.05), (0.35, 0.0, 0.3)):
        assert other.reach(target)[1] < 1e-3


def test_other_arms_collide_by_primitives_only(other: Bench) -> None:
    touching = (other.model.geom_contype | other.model.geom_conaffinity) > 0
    assert not (touching & (other.model.geom_type == int(mujoco.mjtGeom.mjGEOM_MESH))).any()
    assert other.model.nmeshface < 70_000
    other.go_home()
    other.data.ctrl[other.servos[0]] += 0.1
    other.run(1.0)
    assert other.data.qpos[other.arm[0]] == pytest.approx(other.robot.home[0] + 0.1, abs=5e-3)


# -- what is wrong is said --------------------------------------------------------------------


def test_unknown_names_and_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownName, match="panda"):
        load_robot("pandda")
    with pytest.raises(UserError, match="path"):
        load_robot("mjcf")
    with pytest.raises(UserError, match="No robot file"):
        load_robot("mjcf", path=str(tmp_path / "none.xml"))
    monkeypatch.setenv("MENAGERIE_ROOT", str(tmp_path))
    with pytest.raises(UserError, match="MENAGERIE_ROOT"):
        load_robot("menagerie/franka_emika_panda")


def test_bad_descriptions(tmp_path: Path) -> None:
    (tmp_path / "typo.yaml").write_text("model: arm.xml\ngriper: hand.xml\n")
    with pytest.raises(UnknownName, match="gripper"):
        load_robot("mjcf", path=str(tmp_path / "typo.yaml"))
    (tmp_path / "ball.xml").write_text("<mujoco><worldbody><body/></worldbody></mujoco>")
    with pytest.raises(UserError, match="no arm"):
        load_robot("mjcf", path=str(tmp_path / "ball.xml"))
    (tmp_path / "broken.xml").write_text("<mujoco>")
    with pytest.raises(UserError, match="Cannot read"):
        load_robot("mjcf", path=str(tmp_path / "broken.xml"))


def test_menagerie_models_are_found_by_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "acme_motors"
    folder.mkdir()
    (folder / "motors.xml").write_text(MOTOR_ARM)
    (folder / "scene.xml").write_text('<mujoco><include file="motors.xml"/></mujoco>')
    monkeypatch.setenv("MENAGERIE_ROOT", str(tmp_path))
    assert load_robot("menagerie/acme_motors").arm_joints[0] == "robot/j1"
    with pytest.raises(UnknownName, match="acme_motors"):
        load_robot("menagerie/acme_motor")
