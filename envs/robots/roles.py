"""What is what in an arm's model: its joints, hand and actuators, told by tree and names."""

from __future__ import annotations

import re

import mujoco
import numpy as np

from vla.errors import UnknownName, UserError

from .description import Description

FINGER = re.compile(r"grip|finger|jaw|claw", re.I)


def subtree(model: mujoco.MjModel, root: int) -> list[int]:
    """Bodies below and including `root`; children come after parents in MuJoCo."""
    inside = {root}
    for body in range(root + 1, model.nbody):
        if int(model.body_parentid[body]) in inside:
            inside.add(body)
    return sorted(inside)


def chain(model: mujoco.MjModel, described: Description) -> tuple[list[str], str]:
    """Names of the arm's joints from the base to the hand, and of the hand's body."""
    if described.arm_joints is not None:
        for name in described.arm_joints:
            known_name("joint", name, [model.joint(i).name for i in range(model.njnt)])
    body, hand, joints = 0, 0, []
    while True:
        below = [
            child
            for child in range(1, model.nbody)
            if model.body_parentid[child] == body
            and any(model.body_jntnum[inner] for inner in subtree(model, child))
        ]
        if len(below) != 1:
            break
        body = below[0]
        first, count = model.body_jntadr[body], model.body_jntnum[body]
        here = [model.joint(i) for i in range(first, first + count)]
        hinges = [j.name for j in here if j.type[0] == int(mujoco.mjtJoint.mjJNT_HINGE)]
        if len(hinges) != len(here) or any(map(FINGER.search, hinges)):
            break
        hand = body
        joints += hinges
        if described.arm_joints and joints[-1:] == list(described.arm_joints[-1:]):
            break
    joints = list(described.arm_joints or joints)
    if len(joints) < 4:
        raise UserError(
            f"'{described.model}' shows no arm: found the hinge chain {joints}, expected at least "
            "4 joints up to the hand. State 'arm_joints' in its description."
        )
    return joints, model.body(hand).name


def drivers_of(model: mujoco.MjModel, joint: int) -> list[int]:
    """Actuators that drive the joint directly."""
    on_joint = model.actuator_trntype == int(mujoco.mjtTrn.mjTRN_JOINT)
    return list(map(int, np.flatnonzero(on_joint & (model.actuator_trnid[:, 0] == joint))))


def is_servo(model: mujoco.MjModel, actuator: int) -> bool:
    """Whether the actuator's ctrl is the position [rad or m] that it drives its joint to."""
    gain, bias = model.actuator_gainprm[actuator, 0], model.actuator_biasprm[actuator, 1]
    return bool(gain > 0 and np.isclose(gain, -bias) and model.actuator_gear[actuator, 0] == 1)


def find_gripper_actuator(model: mujoco.MjModel, arm: list[str], described: Description) -> str:
    """Name of the stated actuator, or of the only one left for the gripper.

    Raises `UserError` when not exactly one is left, `UnknownName` for a stated one not there.
    """
    names = [model.actuator(i).name for i in range(model.nu)]
    if described.gripper_actuator is not None:
        return known_name("actuator", described.gripper_actuator, names)
    taken = {driver for name in arm for driver in drivers_of(model, model.joint(name).id)}
    rest = [name for i, name in enumerate(names) if i not in taken]
    if len(rest) > 1:
        rest = [name for name in rest if FINGER.search(name)]
    if len(rest) != 1:
        raise UserError(
            f"'{described.model}' has {len(rest)} candidates for the gripper's actuator; state "
            f"'gripper_actuator' in its description (actuators: {', '.join(names)})."
        )
    return rest[0]


def driven_joints(model: mujoco.MjModel, servo: str) -> tuple[str, ...]:
    """Joints that the gripper's actuator pulls, directly or by its tendon."""
    actuator = model.actuator(servo).id
    target = model.actuator_trnid[actuator, 0]
    if model.actuator_trntype[actuator] == int(mujoco.mjtTrn.mjTRN_JOINT):
        return (model.joint(target).name,)
    if model.actuator_trntype[actuator] == int(mujoco.mjtTrn.mjTRN_TENDON):
        first, count = model.tendon_adr[target], model.tendon_num[target]
        wraps = range(first, first + count)
        joint = int(mujoco.mjtWrap.mjWRAP_JOINT)
        if all(model.wrap_type[w] == joint for w in wraps):
            return tuple(model.joint(model.wrap_objid[w]).name for w in wraps)
    raise UserError(f"Gripper actuator '{servo}' must pull a joint or a fixed tendon.")


def known_name(what: str, name: str, known: list[str]) -> str:
    """`name` itself; raises `UnknownName` when it is not among `known`."""
    if name not in known:
        raise UnknownName(what, name, known)
    return name
