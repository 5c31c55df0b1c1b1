"""Where a result comes from: command, commit and versions, kept beside it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import vla

LIBRARIES = ("mujoco", "mujoco-warp", "numpy", "torch")


def provenance(**more: Any) -> dict[str, Any]:
    """Plain values; the commit is missing where the toolkit is no checkout."""
    found: dict[str, Any] = {
        "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "toolkit": vla.__version__,
        "versions": {name: v for name in LIBRARIES if (v := _version(name))},
    }
    commit = _commit()
    return {**found, **({"commit": commit} if commit else {}), **more}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """The checkout's commit, with a plus if files differ from it."""
    folder = Path(__file__).resolve().parents[1]
    if not (folder / ".git").exists():
        return None
    try:
        said = [
            subprocess.run(
                ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True,
                timeout=10,
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "-uno"))
        ]  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return said[0] + ("+" if said[1] else "")
