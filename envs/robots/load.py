"""Robots by name."""

from __future__ import annotations

from vla.errors import UnknownName, UserError

from .robot import Robot

NAMES = ("panda", "mjcf", "menagerie/<model>")


def load_robot(name: str = "panda", path: str | None = None) -> Robot:
    """A robot by name: `panda`, `mjcf` with `path`, or `menagerie/<model>`.

    `path` is an MJCF file or a YAML / JSON description of one (see `mjcf.Description`). Raises
    `UnknownName` for another name and `UserError` when the file is missing or does not describe
    an arm with a gripper.
    """
    if name == "panda":
        if path is not None:
            raise UserError(f"Robot 'panda' is built in and takes no path (got '{path}').")
        from .panda import panda

        return panda()
    if name == "mjcf":
        if path is None:
            raise UserError("Robot 'mjcf' needs the path of its file, e.g. robot.path=arm.xml")
        from .mjcf import load_mjcf

        return load_mjcf(path)
    if name.startswith("menagerie/"):
        from .mjcf import load_mjcf, menagerie_file

        return load_mjcf(menagerie_file(name.removeprefix("menagerie/")))
    raise UnknownName("robot", name, NAMES)
