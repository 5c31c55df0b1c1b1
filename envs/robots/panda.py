"""The Franka Emika Panda with its parallel gripper, built from published numbers.

Kinematics, joint, velocity and torque limits: Franka Control Interface documentation, "Robot and
interface specifications" (modified Denavit-Hartenberg parameters and limits). Masses, centres and
inertias: C. Gaz et al., "Dynamic Identification of the Franka Emika Panda Robot With Retrieval of
Feasible Parameters Using Penalty-Based Optimization", RA-L 2019, as franka_description's
`inertial.yaml` states them. Collision: few capsules and boxes after franka_description's coarse
capsules. Looks: `panda_shape`.

Collision bits: the forearm, hand and fingers (contype 2) meet the base and upper arm
(conaffinity 1 + 2); all links meet whatever has MuJoCo's default bits (1, 1). Other pairs of
links cannot meet within the joint limits or only graze, so they are not tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import mujoco
import numpy as np

from .panda_shape import add_looks
from .robot import PREFIX, Robot
from .surface import Point

GEOM = mujoco.mjtGeom

COLLISION_GROUP = 3
PROXIMAL, DISTAL, MIDDLE = (0, 3), (2, 1), (0, 1)
"""(contype, conaffinity): see the module's docstring."""

RX_PLUS = (0.5**0.5, 0.5**0.5, 0.0, 0.0)
RX_MINUS = (0.5**0.5, -(0.5**0.5), 0.0, 0.0)
UNTURNED = (1.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Link:
    """One moving link: where its joint sits on the parent, its limits and its inertia."""

    pos: Point
    quat: tuple[float, float, float, float]
    limits: tuple[float, float]
    velocity: float
    """[rad/s]"""
    torque: float
    """[N m]"""
    kp: float
    """[N m / rad]; near what the real joint impedance controller reaches."""
    kv: float
    """[N m s / rad]; near critical for the inertia that the joint carries at home."""
    mass: float
    """[kg]"""
    com: Point
    """[m], link frame"""
    inertia: tuple[float, float, float, float, float, float]
    """xx, yy, zz, xy, xz, yz about the centre of mass, link axes [kg m^2]"""


# d1 = 0.333, d3 = 0.316, a4 = 0.0825, a5 = -0.0825, d5 = 0.384, a7 = 0.088 [m] (FCI documentation)
LINKS = (
    Link(
        (0, 0, 0.333), UNTURNED, (-2.8973, 2.8973), 2.175, 87, 4500, 200,
        4.970684, (0.003875, 0.002081, -0.04762),
        (0.70337, 0.70661, 0.009117, -0.000139, 0.006772, 0.019169),
    ),
    Link(
        (0, 0, 0), RX_MINUS, (-1.7628, 1.7628), 2.175, 87, 4500, 220,
        0.646926, (-0.003141, -0.02872, 0.003495),
        (0.007962, 0.02811, 0.025995, -0.003925, 0.010254, 0.000704),
    ),
    Link(
        (0, -0.316, 0), RX_PLUS, (-2.8973, 2.8973), 2.175, 87, 3500, 160,
        3.228604, (0.027518, 0.039252, -0.066502),
        (0.037242, 0.036155, 0.01083, -0.004761, -0.011396, -0.012805),
    ),
    Link(
        (0.0825, 0, 0), RX_PLUS, (-3.0718, -0.0698), 2.175, 87, 3500, 160,
        3.587895, (-0.05317, 0.104419, 0.027454),
        (0.025853, 0.019552, 0.028323, 0.007796, -0.001332, 0.008641),
    ),
    Link(
        (-0.0825, 0.384, 0), RX_MINUS, (-2.8973, 2.8973), 2.61, 12, 2000, 40,
        1.225946, (-0.011953, 0.041065, -0.038437),
        (0.035549, 0.029474, 0.008627, -0.002117, -0.004037, 0.000229),
    ),
    Link(
        (0, 0, 0), RX_PLUS, (-0.0175, 3.7525), 2.61, 12, 2000, 40,
        1.666555, (0.060149, -0.014117, -0.010517),
        (0.001964, 0.004354, 0.005433, 0.000109, -0.001158, 0.000341),
    ),
    Link(
        (0.088, 0, 0), RX_PLUS, (-2.8973, 2.8973), 2.61, 12, 2000, 40,
        0.735522, (0.010517, -0.004252, 0.061597),
        (0.012516, 0.010027, 0.004815, -0.000428, -0.001196, -0.000741),
    ),
)  # fmt: skip
ARMATURE = 0.1
"""Reflected rotor inertia [kg m^2]; the value usual in MuJoCo models of this arm."""
DAMPING = 1.0
"""Joint damping [N m s / rad]; likewise."""

FLANGE = 0.107
"""Flange from link 7 along z [m] (FCI documentation)."""
HAND_YAW = -pi / 4
"""Hand on the flange about z [rad] (franka_description)."""
TCP = 0.1034
"""Tool centre from the hand's frame along z [m] (franka_description)."""
FINGER = 0.0584
"""Origin of the fingers in the hand's frame along z [m] (franka_description)."""
TRAVEL = 0.04
"""Stroke of each finger [m] (Franka Hand data sheet)."""
GRIP_FORCE = 50.0
"""Squeeze on each side [N]; the Franka Hand holds 70 N continuously (data sheet)."""
GRIP_SPEED = 0.15
"""Free speed of each finger [m/s]; three times the real hand's, to keep episodes short."""
GRIP_STIFFNESS = 6000.0
"""Position gain on the gap [N / m]: saturated within 9 mm of the target."""
GRIP_ARMATURE = 2.0
"""Reflected inertia of the geared drive at each finger [kg]. Must outweigh what is held and the
damping times the time step, else the grasp chatters: implicit integration adds damping to the
inertia after the contact forces were found without it."""

HOME = (0.0, -0.62478316, 0.0, -2.52757111, 0.0, 1.90278795, pi / 4)
"""tcp at (0.36, 0, 0.38) to a micrometre, pointing down [rad]: clear of tall things, and out of
the way of the camera overhead."""


def panda() -> Robot:
    """The Panda as a fresh model: 9 joints, 8 actuators, 14 collision geoms."""
    spec = mujoco.MjSpec()
    spec.modelname = "panda"
    spec.compiler.degree = False
    base = spec.worldbody.add_body(name=PREFIX + "link0")
    _inertia(base, 0.629769, (-0.041018, -0.00014, 0.049974),
             (0.00315, 0.00388, 0.004285, 8.29e-7, 0.00015, 8.23e-6))  # fmt: skip
    body, bodies = base, [base]
    for number, link in enumerate(LINKS, 1):
        body = body.add_body(name=f"{PREFIX}link{number}", pos=link.pos, quat=link.quat)
        body.gravcomp = 1
        _inertia(body, link.mass, link.com, link.inertia)
        body.add_joint(
            name=f"{PREFIX}joint{number}",
            type=mujoco.mjtJoint.mjJNT_HINGE,
            axis=(0, 0, 1),
            range=link.limits,
            limited=True,
            armature=ARMATURE,
            damping=DAMPING,
        )
        actuator = spec.add_actuator(
            name=f"{PREFIX}joint{number}",
            target=f"{PREFIX}joint{number}",
            trntype=mujoco.mjtTrn.mjTRN_JOINT,
            ctrllimited=True,
            ctrlrange=link.limits,
            forcelimited=True,
            forcerange=(-link.torque, link.torque),
        )
        actuator.set_to_position(kp=link.kp, kv=link.kv)
        bodies.append(body)
    hand = body.add_body(
        name=PREFIX + "hand",
        pos=(0, 0, FLANGE),
        quat=(np.cos(HAND_YAW / 2), 0, 0, np.sin(HAND_YAW / 2)),
    )
    hand.gravcomp = 1
    _inertia(hand, 0.73, (-0.01, 0, 0.03), (0.001, 0.0025, 0.0017, 0, 0, 0))  # Franka Hand data
    hand.add_site(name=PREFIX + "tcp", pos=(0, 0, TCP), group=5, size=(0.004,) * 3)
    _wrist_camera(hand)
    _gripper(spec, hand)
    _collision(bodies, hand)
    add_looks(spec, bodies, hand)
    fingers = (PREFIX + "finger_left", PREFIX + "finger_right")
    arm = tuple(f"{PREFIX}joint{number}" for number in range(1, 8))
    return Robot(
        name="panda",
        spec=spec,
        arm_joints=arm,
        arm_actuators=arm,
        gripper_joints=fingers,
        gripper_actuator=PREFIX + "gripper",
        gripper_ctrl=(2 * TRAVEL, -0.01),
        gripper_width=(0.0, 2 * TRAVEL),
        width_joints=fingers,
        width_scale=1.0,
        width_offset=0.0,
        tcp_site=PREFIX + "tcp",
        pad_geoms=((PREFIX + "pad_left",), (PREFIX + "pad_right",)),
        hand_body=PREFIX + "hand",
        home=HOME,
        velocity_limits=tuple(link.velocity for link in LINKS),
        wrist_camera=PREFIX + "wrist",
    )


def _inertia(body: mujoco.MjsBody, mass: float, com: Point, inertia: tuple[float, ...]) -> None:
    body.explicitinertial = True
    body.mass, body.ipos, body.fullinertia = mass, com, inertia


def _wrist_camera(hand: mujoco.MjsBody) -> None:
    """A camera in front of the hand (+x) that looks down at the fingertips, tilted to them."""
    tilt = np.radians(14)
    right, out = np.array([0, 1, 0]), np.array([-np.sin(tilt), 0, np.cos(tilt)])
    frame = np.stack([right, np.cross(-out, right), -out], axis=1)
    quat = np.empty(4)
    mujoco.mju_mat2Quat(quat, frame.flatten())
    hand.add_camera(name=PREFIX + "wrist", pos=(0.07, 0, 0.035), quat=quat, fovy=73)


def _gripper(spec: mujoco.MjSpec, hand: mujoco.MjsBody) -> None:
    """Two coupled fingers, one servo on the gap between their pads."""
    gap = spec.add_tendon(name=PREFIX + "gap")
    for side, quat in (("left", UNTURNED), ("right", (0.0, 0.0, 0.0, 1.0))):
        joint = f"{PREFIX}finger_{side}"
        finger = hand.add_body(name=joint, pos=(0, 0, FINGER), quat=quat)
        finger.gravcomp = 1
        _inertia(finger, 0.015, (0, 0.01, 0.025), (2.4e-6, 2.4e-6, 7.5e-7, 0, 0, 0))  # Franka Hand
        finger.add_joint(
            name=joint,
            type=mujoco.mjtJoint.mjJNT_SLIDE,
            axis=(0, 1, 0),
            range=(0, TRAVEL),
            limited=True,
            armature=GRIP_ARMATURE,
            damping=GRIP_FORCE / GRIP_SPEED,
            solref_limit=(0.01, 1),
            solimp_limit=(0.99, 0.999, 0.001, 0.5, 2),
        )
        gap.wrap_joint(joint, 1)
        pad = _touch(finger, f"pad_{side}", GEOM.mjGEOM_BOX, (0, 0.005, TCP - FINGER),
                     (0.009, 0.005, 0.0085), DISTAL)  # fmt: skip
        pad.condim = 4
        pad.friction = (1.0, 0.005, 0.0001)
        # light objects between strong fingers: stiff, and the pad's softness counts, not theirs
        pad.solref, pad.solimp, pad.solmix = (0.01, 1), (0.99, 0.999, 0.001, 0.5, 2), 100
        _touch(finger, f"finger_{side}", GEOM.mjGEOM_BOX, (0, 0.013, 0.018),
               (0.0105, 0.008, 0.018), DISTAL)  # fmt: skip
    spec.add_equality(
        name=PREFIX + "fingers",
        type=mujoco.mjtEq.mjEQ_JOINT,
        objtype=mujoco.mjtObj.mjOBJ_JOINT,
        name1=PREFIX + "finger_left",
        name2=PREFIX + "finger_right",
        data=[0, 1] + [0] * 10,
        solref=(0.01, 1),
        solimp=(0.99, 0.999, 0.001, 0.5, 2),
    )
    servo = spec.add_actuator(
        name=PREFIX + "gripper",
        target=PREFIX + "gap",
        trntype=mujoco.mjtTrn.mjTRN_TENDON,
        ctrllimited=True,
        ctrlrange=(-0.01, 2 * TRAVEL),
        forcelimited=True,
        forcerange=(-GRIP_FORCE, GRIP_FORCE),
    )
    servo.set_to_position(kp=GRIP_STIFFNESS)


def _collision(links: list[mujoco.MjsBody], hand: mujoco.MjsBody) -> None:
    """Capsules (radius, half length) after franka_description, and a box for the hand."""
    capsule = GEOM.mjGEOM_CAPSULE
    along_x = (0.5**0.5, 0.0, 0.5**0.5, 0.0)
    tilted = (np.cos(0.14), np.sin(0.14), 0.0, 0.0)
    for number, radius, half, pos, quat, bits in (
        (0, 0.068, 0.045, (-0.04, 0, 0.07), along_x, PROXIMAL),
        (1, 0.06, 0.09, (0, 0, -0.1), UNTURNED, PROXIMAL),
        (2, 0.06, 0.065, (0, 0, 0), UNTURNED, PROXIMAL),
        (3, 0.06, 0.08, (0, 0, -0.13), UNTURNED, PROXIMAL),
        (4, 0.06, 0.065, (0, 0, 0), UNTURNED, MIDDLE),
        (5, 0.06, 0.05, (0, 0, -0.255), UNTURNED, DISTAL),
        (5, 0.045, 0.08, (0, 0.05, -0.11), tilted, DISTAL),
        (6, 0.05, 0.05, (0, 0, -0.02), UNTURNED, DISTAL),
        (7, 0.047, 0.06, (0, 0, 0.01), UNTURNED, DISTAL),
    ):
        # link 5 has two; the second is the slim part beside the wrist
        name = f"link{number}" + ("_slim" if quat == tilted else "")
        _touch(links[number], name, capsule, pos, (radius, half, 0), bits).quat = quat
    _touch(hand, "hand", GEOM.mjGEOM_BOX, (0, 0, 0.033), (0.0315, 0.1, 0.033), DISTAL)


def _touch(
    body: mujoco.MjsBody,
    name: str,
    shape: mujoco.mjtGeom,
    pos: Point,
    size: Point,
    bits: tuple[int, int],
) -> mujoco.MjsGeom:
    return body.add_geom(
        name=PREFIX + name,
        type=shape,
        pos=pos,
        size=size,
        contype=bits[0],
        conaffinity=bits[1],
        group=COLLISION_GROUP,
        rgba=(0.6, 0.3, 0.3, 0.4),
    )
