"""Any arm with a gripper from an MJCF file.

The parts are discovered from the model's tree and names, and whatever is discovered wrongly can
be stated in a small YAML or JSON description:

    model: package://ogbench/manipspace/descriptions/universal_robots_ur5e/ur5e.xml
    gripper: package://ogbench/manipspace/descriptions/robotiq_2f85/2f85.xml
    mount: attachment_site

`path` is such a description, or an MJCF file with an optional `<stem>.robot.yaml` beside it.
"""

from __future__ import annotations

from pathlib import Path

import mujoco
import numpy as np
from numpy.typing import NDArray

from vla.errors import UnknownName, UserError

from .description import Description, menagerie_file, read_description
from .fit import decimate, freeze_inertias, sort_geoms
from .grip import add_tcp, find_pads, gap_between, settled
from .posture import exclude_self_contacts, find_home
from .robot import PREFIX, Robot
from .roles import chain, driven_joints, drivers_of, find_gripper_actuator, is_servo

__all__ = ["Description", "load_mjcf", "menagerie_file", "read_description"]

Array = NDArray[np.floating]

SERVO_RATE = 40.0
"""Natural frequency of synthesised servos [rad/s]."""


def load_mjcf(source: str | Description) -> Robot:
    """The arm that an MJCF file or a description of one describes.

    Raises `UserError` when a file is missing or no arm with a gripper is found in it.
    """
    described = source if isinstance(source, Description) else read_description(Path(source))
    spec = _parse(described)
    model = _compile(spec, described.model)
    freeze_inertias(spec, model)
    arm, hand = chain(model, described)
    sort_geoms(spec, model, hand)
    decimate(spec, model, described.decimate)
    _servos(spec, model, arm)
    servo = find_gripper_actuator(model, arm, described)

    wrapped = mujoco.MjSpec()
    wrapped.modelname = spec.modelname
    _same_options(spec, wrapped)
    wrapped.attach(spec, prefix=PREFIX, frame=wrapped.worldbody.add_frame())
    return _measure(wrapped, described, [PREFIX + n for n in arm], PREFIX + hand, PREFIX + servo)


def _parse(described: Description) -> mujoco.MjSpec:
    """Arm (and gripper) without the floor, lights and keyframes their files may bring."""
    spec = _read(described.model)
    if described.gripper:
        mount = spec.site(described.mount)
        if mount is None:
            raise UnknownName("mount site", described.mount, (s.name for s in spec.sites))
        hand = _read(described.gripper)
        _same_options(hand, spec)
        spec.attach(hand, prefix="gripper/", site=mount)
    for thing in (*spec.worldbody.geoms, *spec.lights, *spec.keys):
        spec.delete(thing)
    for kind in ("geom", "joint", "actuator"):
        for number, thing in enumerate(getattr(spec, kind + "s")):
            thing.name = thing.name or f"unnamed_{kind}{number}"
    if any(int(j.type) == int(mujoco.mjtJoint.mjJNT_FREE) for j in spec.joints):
        raise UserError(f"'{described.model}' has a free joint: only arms on a fixed base work.")
    for body in spec.bodies:
        if body.name != "world":
            body.gravcomp = 1  # as the controllers of real arms do
    return spec


def _same_options(child: mujoco.MjSpec, parent: mujoco.MjSpec) -> None:
    """Leave solver options to the parent, in the end the scene: MuJoCo warns where they differ."""
    for name in dir(parent.option):
        if not name.startswith("_"):
            setattr(child.option, name, getattr(parent.option, name))


def _read(file: str) -> mujoco.MjSpec:
    try:
        return mujoco.MjSpec.from_file(file)
    except ValueError as error:
        raise UserError(f"Cannot read robot '{file}': {error}") from None


def _compile(spec: mujoco.MjSpec, file: str) -> mujoco.MjModel:
    try:
        return spec.compile()
    except ValueError as error:
        raise UserError(f"Robot '{file}' does not compile: {error}") from None


def _servos(spec: mujoco.MjSpec, model: mujoco.MjModel, arm: list[str]) -> None:
    """Give every arm joint one position servo whose ctrl is the joint's target, in arm order."""
    inertia = _heaviest(model)
    for name in arm:
        joint = model.joint(name)
        drivers = drivers_of(model, joint.id)
        if len(drivers) == 1 and is_servo(model, drivers[0]):
            continue
        limit = 0.0
        for driver in drivers:
            force = model.actuator_forcerange[driver]
            reach = model.actuator_ctrlrange[driver] * model.actuator_gear[driver, 0]
            limit += float(np.abs(force if model.actuator_forcelimited[driver] else reach).max())
            spec.delete(spec.actuator(model.actuator(driver).name))
        mass = inertia[joint.dofadr[0]]
        servo = spec.add_actuator(
            name=name + "_servo", target=name, trntype=mujoco.mjtTrn.mjTRN_JOINT,
            ctrllimited=bool(joint.limited[0]), ctrlrange=joint.range,
            forcelimited=limit > 0, forcerange=(-limit, limit),
        )  # fmt: skip
        servo.set_to_position(kp=mass * SERVO_RATE**2, kv=2 * mass * SERVO_RATE)


def _heaviest(model: mujoco.MjModel) -> Array:
    """Largest inertia (nv,) that each joint carries over random postures [kg m^2 or kg]."""
    data = mujoco.MjData(model)
    inertia, largest = np.zeros((model.nv, model.nv)), np.zeros(model.nv)
    random = np.random.default_rng(0)
    for _ in range(50):
        mujoco.mj_resetData(model, data)
        mujoco.mj_integratePos(model, data.qpos, random.uniform(-np.pi, np.pi, model.nv), 1.0)
        mujoco.mj_fwdPosition(model, data)
        mujoco.mj_fullM(model, data, inertia)
        largest = np.maximum(largest, np.diag(inertia))
    return largest


def _measure(
    spec: mujoco.MjSpec, described: Description, arm: list[str], hand: str, servo: str
) -> Robot:
    """Add tcp and wrist camera, find home, open and close the gripper, exclude self-contact."""
    model = spec.compile()
    wrist = model.body(hand)
    low, high = model.actuator(servo).ctrlrange
    actuators = tuple(model.actuator(drivers_of(model, model.joint(n).id)[0]).name for n in arm)
    ends = described.gripper_ctrl or (low, high)
    shut, wide = (settled(model, arm, actuators, servo, ctrl) for ctrl in reversed(ends))
    left, right = find_pads(model, wide, wrist.id, described)
    if described.gripper_ctrl is None and gap_between(model, wide, left, right) < gap_between(
        model, shut, left, right
    ):
        ends, shut, wide = (high, low), wide, shut
    gap = gap_between(model, shut, left, right), gap_between(model, wide, left, right)
    drives = driven_joints(model, servo)
    address = [model.joint(name).qposadr[0] for name in drives]
    closed_at, open_at = shut.qpos[address].sum(), wide.qpos[address].sum()
    if gap[1] - gap[0] < 0.005 or np.isclose(closed_at, open_at):
        raise UserError(
            f"The gripper of '{described.model}' does not move its pads: gap {gap[0]:.4f} to "
            f"{gap[1]:.4f} m. State 'pads', 'gripper_actuator' or 'gripper_ctrl'."
        )
    scale = (gap[1] - gap[0]) / (open_at - closed_at)

    tcp = add_tcp(spec, model, wide, wrist.id, left, right, described)
    model = spec.compile()
    home = described.home or find_home(model, arm, tcp, wide.qpos)
    exclude_self_contacts(spec, model, arm, home, (shut, wide), {*left, *right})
    names = [[model.geom(g).name for g in side] for side in (left, right)]
    return Robot(
        name=spec.modelname,
        spec=spec,
        arm_joints=tuple(arm),
        arm_actuators=actuators,
        gripper_joints=tuple(
            model.joint(j).name for j in range(model.njnt) if model.joint(j).name not in arm
        ),
        gripper_actuator=servo,
        gripper_ctrl=(float(ends[0]), float(ends[1])),
        gripper_width=gap,
        width_joints=drives,
        width_scale=float(scale),
        width_offset=float(gap[0] - scale * closed_at),
        tcp_site=tcp,
        pad_geoms=(tuple(names[0]), tuple(names[1])),
        hand_body=hand,
        home=tuple(map(float, home)),
        velocity_limits=described.velocity_limits or (2.0,) * len(arm),
        wrist_camera=PREFIX + "wrist",
    )
