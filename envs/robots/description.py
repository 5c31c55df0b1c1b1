"""What is stated about an arm from an MJCF file, and where its files lie.

    model: package://ogbench/manipspace/descriptions/universal_robots_ur5e/ur5e.xml
    gripper: package://ogbench/manipspace/descriptions/robotiq_2f85/2f85.xml
    mount: attachment_site

A description is YAML or JSON, or an MJCF file with an optional `<stem>.robot.yaml` beside it.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from vla.errors import UnknownName, UserError


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
