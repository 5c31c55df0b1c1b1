"""Any arm with a gripper from an MJCF file.

The parts are discovered from the model's tree and names, and whatever is discovered wrongly can
be stated in a small YAML or JSON description:

    model: package://ogbench/manipspace/descriptions/universal_robots_ur5e/ur5e.xml
    gripper: package://ogbench/manipspace/descriptions/robotiq_2f85/2f85.xml
    mount: attachment_site

`path` is such a description, or an MJCF file with an optional `<stem>.robot.yaml` beside it.
"""

from __future__ import annotations

import importlib.util
import os
import re
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import yaml
from numpy.typing import NDArray

from vla.errors import UnknownName, UserError

from .robot import PREFIX, Robot

Array = NDArray[np.floating]

TCP_SITE = re.compile(r"tcp|pinch|grip|attachment_site|end_effector|(^|[_/])ee([_/]|$)", re.I)
FINGER = re.compile(r"grip|finger|jaw|claw", re.I)
PAD = re.compile(r"pad|fingertip", re.I)

HOME_TARGET = np.array([0.45, 0.0, 0.25])
"""Where the tcp waits [m]; nearer for arms that do not reach so far."""
DOWN = np.diag([1.0, -1.0, -1.0])
"""The tcp's axes in the world at home."""
SERVO_RATE = 40.0
"""Natural frequency of synthesised servos [rad/s]."""
MIN_FACES = 1000
"""Meshes with fewer faces are drawn as they are."""


@dataclass(frozen=True)
class Description:
    """An MJCF arm; every field but `model` is discovered when left out.

    Files are relative to the description, or `package://NAME/...` inside an installed Python
    package (located, never imported). Names are those of the MJCF; names of a separate `gripper`
    start with `gripper/`.
    """

    model: str
    gripper: str | None = None
    """MJCF of a hand to attach at the site `mount`."""
    mount: str = "attachment_site"
    arm_joints: tuple[str, ...] | None = None
    gripper_actuator: str | None = None
    gripper_ctrl: tuple[float, float] | None = None
    """(open, closed)"""
    pads: tuple[str, ...] | None = None
    """Collision geoms of the fingertips, both sides."""
    tcp: str | None = None
    """Site between the fingertips."""
    home: tuple[float, ...] | None = None
    """[rad]"""
    velocity_limits: tuple[float, ...] | None = None
    """[rad/s]; MJCF does not state them, 2.0 when left out."""
    decimate: float = 0.75
    """Share of the faces of visual meshes to leave out."""


def load_mjcf(source: str | Description) -> Robot:
    """The arm that an MJCF file or a description of one describes.

    Raises `UserError` when a file is missing or no arm with a gripper is found in it.
    """
    described = source if isinstance(source, Description) else read_description(Path(source))
    spec = _parse(described)
    model = _compile(spec, described.model)
    _freeze_inertias(spec, model)
    arm, hand = _chain(model, described)
    _sort_geoms(spec, model, hand)
    _decimate(spec, model, described.decimate)
    _servos(spec, model, arm)
    servo = _gripper_actuator(model, arm, described)

    wrapped = mujoco.MjSpec()
    wrapped.modelname = spec.modelname
    _same_options(spec, wrapped)
    wrapped.attach(spec, prefix=PREFIX, frame=wrapped.worldbody.add_frame())
    return _measure(wrapped, described, [PREFIX + n for n in arm], PREFIX + hand, PREFIX + servo)


def read_description(path: Path) -> Description:
    """A description from a YAML / JSON file, or of an MJCF file and what lies beside it."""
    if not path.is_file():
        raise UserError(f"No robot file at '{path}'. Give an MJCF (.xml) or a description (.yaml).")
    if path.suffix in (".yaml", ".yml", ".json"):
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    else:
        beside = path.with_name(path.stem + ".robot.yaml")
        stated = yaml.safe_load(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        stated = {"model": path.name} | (stated or {})
    if not isinstance(stated, dict) or "model" not in stated:
        raise UserError(f"'{path}' describes no robot: it needs at least 'model: <file>.xml'.")
    known = [field.name for field in fields(Description)]
    for key in stated:
        if key not in known:
            raise UnknownName("robot setting", str(key), known)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stated.items()}
    described = Description(**values)
    hand = described.gripper and _locate(described.gripper, path.parent)
    return replace(described, model=_locate(described.model, path.parent), gripper=hand)


def menagerie_file(name: str) -> str:
    """MJCF of a MuJoCo Menagerie model, `<folder>` or `<folder>/<file>`, from `MENAGERIE_ROOT`.

    Without that variable the assets are looked for beside the `mujoco-menagerie` package.
    """
    stated = os.environ.get("MENAGERIE_ROOT")
    found = importlib.util.find_spec("mujoco_menagerie")
    inside = list(found.submodule_search_locations or []) if found else []
    roots = [Path(root) for root in ([stated] if stated else inside)]
    root = next((r for r in roots if r.is_dir() and any(r.glob("*/*.xml"))), None)
    if root is None:
        where = f"'{stated}' has none" if stated else "it is not set"
        raise UserError(
            f"No assets for robot 'menagerie/{name}': set MENAGERIE_ROOT to a checkout of "
            f"github.com/google-deepmind/mujoco_menagerie ({where})."
        )
    folder, _, file = name.partition("/")
    if not (root / folder).is_dir():
        raise UnknownName("menagerie model", folder, (p.parent.name for p in root.glob("*/*.xml")))
    files = {
        path.name: path
        for path in sorted((root / folder).glob("*.xml"))
        if not path.name.startswith(("scene", "mjx_"))
    }
    if file and file not in files:
        raise UnknownName("menagerie file", file, files)
    # the plain model: shortest name first (panda.xml before panda_nohand.xml)
    return str(files[file] if file else min(files.values(), key=lambda p: len(p.name)))


def _locate(file: str, folder: Path) -> str:
    if not file.startswith("package://"):
        return str(folder / file)
    package, _, inner = file.removeprefix("package://").partition("/")
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise UserError(f"'{file}' needs the Python package '{package}', which is not installed.")
    return str(Path(found.submodule_search_locations[0]) / inner)


# -- the model as a specification -----------------------------------------------------------


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


def _freeze_inertias(spec: mujoco.MjSpec, model: mujoco.MjModel) -> None:
    """State every inertia, so that changing geoms below does not change the dynamics."""
    for body in spec.bodies[1:]:
        compiled = model.body(body.id)
        if not body.explicitinertial and compiled.mass[0] > 0:
            body.explicitinertial = True
            body.mass, body.inertia = compiled.mass[0], compiled.inertia
            body.ipos, body.iquat = compiled.ipos, compiled.iquat


def _sort_geoms(spec: mujoco.MjSpec, model: mujoco.MjModel, hand: str) -> None:
    """Visual geoms to group 2, collision geoms to group 3, collision meshes to primitives."""
    in_hand = _subtree(model, model.body(hand).id)
    mesh_type = int(mujoco.mjtGeom.mjGEOM_MESH)
    for body in spec.bodies[1:]:
        touching = [geom for geom in body.geoms if geom.contype or geom.conaffinity]
        seen = [geom for geom in body.geoms if not (geom.contype or geom.conaffinity)]
        for geom in seen:
            geom.group = 2
        for geom in touching:
            if not seen:  # drawn by what it collides with: keep the look
                look = body.add_geom(
                    type=geom.type, size=geom.size, pos=geom.pos, quat=geom.quat,
                    meshname=geom.meshname, material=geom.material, rgba=geom.rgba,
                )  # fmt: skip
                look.fromto, look.alt = geom.fromto, geom.alt
                look.group, look.contype, look.conaffinity = 2, 0, 0
            geom.group = 3
            if int(geom.type) == mesh_type:
                fitted = "BOX" if body.id in in_hand else "CAPSULE"
                geom.type = getattr(mujoco.mjtGeom, f"mjGEOM_{fitted}")


def _decimate(spec: mujoco.MjSpec, model: mujoco.MjModel, share: float) -> None:
    """Leave out `share` of the faces of large, untextured meshes."""
    if share <= 0 or importlib.util.find_spec("fast_simplification") is None:
        return
    from fast_simplification import simplify

    for mesh in list(spec.meshes):
        compiled = model.mesh(mesh.name)
        count, start = compiled.facenum[0], compiled.faceadr[0]
        users = np.flatnonzero(model.geom_dataid == compiled.id)
        materials = {int(m) for m in model.geom_matid[users] if m >= 0}
        if count < MIN_FACES or any((model.mat_texid[m] >= 0).any() for m in materials):
            continue
        faces = model.mesh_face[start : start + count]
        first = compiled.vertadr[0]
        vertices = model.mesh_vert[first : first + compiled.vertnum[0]]
        welded, index = np.unique(vertices, axis=0, return_inverse=True)
        reduced = simplify(
            welded.astype(np.float64), index[faces].astype(np.int32), target_reduction=share
        )
        points, triangles = reduced[0], reduced[1]
        turn = np.empty(9)
        mujoco.mju_quat2Mat(turn, model.mesh_quat[compiled.id])
        points = points @ turn.reshape(3, 3).T + model.mesh_pos[compiled.id]
        light = spec.add_mesh(
            name=mesh.name + "_light", uservert=points.ravel(), userface=triangles.ravel()
        )
        for geom in spec.geoms:
            if geom.meshname == mesh.name:
                geom.meshname = light.name
        spec.delete(mesh)


def _servos(spec: mujoco.MjSpec, model: mujoco.MjModel, arm: list[str]) -> None:
    """Give every arm joint one position servo whose ctrl is the joint's target, in arm order."""
    inertia = _heaviest(model)
    for name in arm:
        joint = model.joint(name)
        drivers = _drivers(model, joint.id)
        if len(drivers) == 1 and _is_servo(model, drivers[0]):
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


# -- what is what ---------------------------------------------------------------------------


def _subtree(model: mujoco.MjModel, root: int) -> list[int]:
    """Bodies below and including `root`; children come after parents in MuJoCo."""
    inside = {root}
    for body in range(root + 1, model.nbody):
        if int(model.body_parentid[body]) in inside:
            inside.add(body)
    return sorted(inside)


def _chain(model: mujoco.MjModel, described: Description) -> tuple[list[str], str]:
    """Names of the arm's joints from the base to the hand, and of the hand's body."""
    if described.arm_joints is not None:
        for name in described.arm_joints:
            _check("joint", name, [model.joint(i).name for i in range(model.njnt)])
    body, hand, joints = 0, 0, []
    while True:
        below = [
            child
            for child in range(1, model.nbody)
            if model.body_parentid[child] == body
            and any(model.body_jntnum[inner] for inner in _subtree(model, child))
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


def _drivers(model: mujoco.MjModel, joint: int) -> list[int]:
    on_joint = model.actuator_trntype == int(mujoco.mjtTrn.mjTRN_JOINT)
    return list(map(int, np.flatnonzero(on_joint & (model.actuator_trnid[:, 0] == joint))))


def _is_servo(model: mujoco.MjModel, actuator: int) -> bool:
    gain, bias = model.actuator_gainprm[actuator, 0], model.actuator_biasprm[actuator, 1]
    return bool(gain > 0 and np.isclose(gain, -bias) and model.actuator_gear[actuator, 0] == 1)


def _gripper_actuator(model: mujoco.MjModel, arm: list[str], described: Description) -> str:
    names = [model.actuator(i).name for i in range(model.nu)]
    if described.gripper_actuator is not None:
        return _check("actuator", described.gripper_actuator, names)
    taken = {driver for name in arm for driver in _drivers(model, model.joint(name).id)}
    rest = [name for i, name in enumerate(names) if i not in taken]
    if len(rest) > 1:
        rest = [name for name in rest if FINGER.search(name)]
    if len(rest) != 1:
        raise UserError(
            f"'{described.model}' has {len(rest)} candidates for the gripper's actuator; state "
            f"'gripper_actuator' in its description (actuators: {', '.join(names)})."
        )
    return rest[0]


def _check(what: str, name: str, known: list[str]) -> str:
    if name not in known:
        raise UnknownName(what, name, known)
    return name


# -- what only the moving model tells ---------------------------------------------------------


def _measure(
    spec: mujoco.MjSpec, described: Description, arm: list[str], hand: str, servo: str
) -> Robot:
    """Add tcp and wrist camera, find home, open and close the gripper, exclude self-contact."""
    model = spec.compile()
    wrist = model.body(hand)
    low, high = model.actuator(servo).ctrlrange
    actuators = tuple(model.actuator(_drivers(model, model.joint(n).id)[0]).name for n in arm)
    ends = described.gripper_ctrl or (low, high)
    shut, wide = (_settled(model, arm, actuators, servo, ctrl) for ctrl in reversed(ends))
    left, right = _pads(model, wide, wrist.id, described)
    if described.gripper_ctrl is None and _gap(model, wide, left, right) < _gap(
        model, shut, left, right
    ):
        ends, shut, wide = (high, low), wide, shut
    gap = _gap(model, shut, left, right), _gap(model, wide, left, right)
    drives = _driven_joints(model, servo)
    address = [model.joint(name).qposadr[0] for name in drives]
    closed_at, open_at = shut.qpos[address].sum(), wide.qpos[address].sum()
    if gap[1] - gap[0] < 0.005 or np.isclose(closed_at, open_at):
        raise UserError(
            f"The gripper of '{described.model}' does not move its pads: gap {gap[0]:.4f} to "
            f"{gap[1]:.4f} m. State 'pads', 'gripper_actuator' or 'gripper_ctrl'."
        )
    scale = (gap[1] - gap[0]) / (open_at - closed_at)

    tcp = _add_tcp(spec, model, wide, wrist.id, left, right, described)
    model = spec.compile()
    home = described.home or _home(model, arm, tcp, wide.qpos)
    _exclude_self_contacts(spec, model, arm, home, (shut, wide), {*left, *right})
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


def _settled(
    model: mujoco.MjModel, arm: list[str], actuators: tuple[str, ...], servo: str, ctrl: float
) -> mujoco.MjData:
    """The state after two seconds with the gripper commanded to `ctrl` and the arm held."""
    data = mujoco.MjData(model)
    data.ctrl[model.actuator(servo).id] = ctrl
    for joint, actuator in zip(arm, actuators, strict=True):
        data.ctrl[model.actuator(actuator).id] = data.joint(joint).qpos[0]
    mujoco.mj_step(model, data, int(2.0 / model.opt.timestep))
    mujoco.mj_forward(model, data)
    return data


def _pads(
    model: mujoco.MjModel, wide: mujoco.MjData, hand: int, described: Description
) -> tuple[list[int], list[int]]:
    """Collision geoms of the fingertips, split into the two sides of the open gripper."""
    below = _subtree(model, hand)
    geoms = [g for g in range(model.ngeom) if model.geom_bodyid[g] in below]
    geoms = [g for g in geoms if model.geom_group[g] == 3]
    if described.pads is not None:
        known = [model.geom(g).name.removeprefix(PREFIX) for g in geoms]
        pads = [geoms[known.index(_check("geom", name, known))] for name in described.pads]
    else:
        pads = [g for g in geoms if PAD.search(model.geom(g).name)]
        leaves = {int(model.geom_bodyid[g]) for g in geoms} - set(map(int, model.body_parentid))
        pads = pads or [g for g in geoms if model.geom_bodyid[g] in leaves]
    if len(pads) < 2:
        raise UserError(f"'{described.model}' shows no two fingertips: state 'pads'.")
    spread = wide.geom_xpos[pads] - wide.geom_xpos[pads].mean(axis=0)
    axis = np.linalg.svd(spread)[2][0]
    side = spread @ axis > 0
    return [g for g, s in zip(pads, side, strict=True) if s], [
        g for g, s in zip(pads, side, strict=True) if not s
    ]


def _gap(model: mujoco.MjModel, data: mujoco.MjData, left: list[int], right: list[int]) -> float:
    pairs = product(left, right)
    return max(0.0, min(mujoco.mj_geomDistance(model, data, a, b, 1.0, None) for a, b in pairs))


def _driven_joints(model: mujoco.MjModel, servo: str) -> tuple[str, ...]:
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


def _add_tcp(
    spec: mujoco.MjSpec, model: mujoco.MjModel, wide: mujoco.MjData, hand: int,
    left: list[int], right: list[int], described: Description,
) -> str:  # fmt: skip
    """Add the tcp site (axes as `Robot.tcp_site` says) and the wrist camera to the hand."""
    sides = [wide.geom_xpos[side].mean(axis=0) for side in (left, right)]
    between, opening = (sides[0] + sides[1]) / 2, sides[0] - sides[1]
    sites = {model.site(i).name.removeprefix(PREFIX): i for i in range(model.nsite)}
    if described.tcp is not None:
        where = wide.site_xpos[sites[_check("site", described.tcp, list(sites))]]
    else:
        near = [
            wide.site_xpos[i]
            for name, i in sites.items()
            if TCP_SITE.search(name) and np.linalg.norm(wide.site_xpos[i] - between) < 0.05
        ]
        where = near[0] if near else between
    y = opening / np.linalg.norm(opening)
    reach = where - wide.xpos[hand]
    z = reach - (reach @ y) * y
    z /= np.linalg.norm(z)
    frame = np.stack([np.cross(y, z), y, z], axis=1)
    turn = wide.xmat[hand].reshape(3, 3).T
    body = spec.body(model.body(hand).name)
    pos = turn @ (where - wide.xpos[hand])
    site = PREFIX + "tcp"
    if spec.site(site) is not None:
        spec.site(site).name = PREFIX + "tcp_of_model"
    body.add_site(name=site, pos=pos, quat=_quat(turn @ frame), group=5, size=(0.004,) * 3)
    if not any(camera.name == PREFIX + "wrist" for camera in spec.cameras):
        tilt = np.radians(20)
        out = np.array([-np.sin(tilt), 0.0, np.cos(tilt)])
        right_hand = np.array([0.0, 1.0, 0.0])
        view = np.stack([right_hand, np.cross(-out, right_hand), -out], axis=1)
        start = turn @ (where + frame @ (0.09, 0.0, -0.10) - wide.xpos[hand])
        quat = _quat(turn @ frame @ view)
        body.add_camera(name=PREFIX + "wrist", pos=start, quat=quat, fovy=73)
    return site


def _quat(frame: Array) -> Array:
    quat = np.empty(4)
    mujoco.mju_mat2Quat(quat, frame.flatten())
    return quat


def _home(model: mujoco.MjModel, arm: list[str], tcp: str, start: Array) -> Array:
    """The posture with the tcp over the table pointing down that keeps the links highest."""
    data = mujoco.MjData(model)
    joints = [model.joint(name) for name in arm]
    address, dofs = [j.qposadr[0] for j in joints], [j.dofadr[0] for j in joints]
    low = np.array([j.range[0] if j.limited[0] else -np.pi for j in joints]).clip(-np.pi)
    high = np.array([j.range[1] if j.limited[0] else np.pi for j in joints]).clip(max=np.pi)
    site = model.site(tcp).id
    random = np.random.default_rng(0)
    starts = [(low + high) / 2, *random.uniform(low, high, (40, len(arm)))]
    for nearer in (1.0, 0.8, 0.6, 0.45):
        found = []
        for first in starts:
            data.qpos[:], data.qpos[address] = start, first
            if _reach(model, data, site, HOME_TARGET * nearer, address, dofs, low, high):
                found.append((data.xpos[1:, 2].min(), data.xpos[1:, 2].mean(), data.qpos[address]))
        if found:
            return max(found, key=lambda posture: posture[:2])[2]
    raise UserError("No posture points the gripper down over the table: state 'home'.")


def _reach(
    model: mujoco.MjModel, data: mujoco.MjData, site: int, target: Array,
    address: list[int], dofs: list[int], low: Array, high: Array,
) -> bool:  # fmt: skip
    """Damped least squares to `target` pointing down; whether it got there."""
    jacobian = np.zeros((6, model.nv))
    for _ in range(60):
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        axes = data.site_xmat[site].reshape(3, 3)
        error = np.concatenate(
            [target - data.site_xpos[site], np.cross(axes.T, DOWN.T).sum(axis=0) / 2]
        )
        facing = (np.trace(axes.T @ DOWN) - 1) / 2
        if np.abs(error).max() < 1e-4 and facing > 0:
            return True
        mujoco.mj_jacSite(model, data, jacobian[:3], jacobian[3:], site)
        part = jacobian[:, dofs]
        step = part.T @ np.linalg.solve(part @ part.T + 1e-3 * np.eye(6), error)
        data.qpos[address] = np.clip(data.qpos[address] + step, low, high)
    return False


def _exclude_self_contacts(
    spec: mujoco.MjSpec, model: mujoco.MjModel, arm: list[str], home: Array | tuple[float, ...],
    grips: tuple[mujoco.MjData, mujoco.MjData],
    pads: set[int],
) -> None:  # fmt: skip
    """Fitted primitives overlap where the meshes did not: ignore pairs that touch at home."""
    address = [model.joint(name).qposadr[0] for name in arm]
    pairs = set()
    for grip in grips:
        data = mujoco.MjData(model)
        data.qpos[:], data.qpos[address] = grip.qpos, home
        mujoco.mj_forward(model, data)
        for contact in data.contact:
            if pads.issuperset(map(int, contact.geom)):
                continue
            bodies = sorted(int(model.geom_bodyid[g]) for g in contact.geom)
            pairs.add((model.body(bodies[0]).name, model.body(bodies[1]).name))
    for first, second in sorted(pairs):
        spec.add_exclude(bodyname1=first, bodyname2=second)
