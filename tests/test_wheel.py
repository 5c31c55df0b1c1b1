"""The built wheel is whole: install it elsewhere, import every module, find every YAML."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("envs", "policies", "planners", "datasets")
PARTS = (*ROOMS, "configs", "vla", "pyproject.toml", "README.md", "LICENSE")

IMPORT_ALL = """
import importlib, pathlib, pkgutil, vla
print(pathlib.Path(vla.__file__).parent)
for module in pkgutil.walk_packages(vla.__path__, "vla."):
    importlib.import_module(module.name)
    print(module.name)
"""


def _run(*command: str | Path, cwd: Path, **env: str) -> list[str]:
    """The lines a command prints; on failure its error output is the test's message."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds nothing but what the wheel of a clean copy brings."""
    source = tmp_path_factory.mktemp("source")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name,
                source / name,
                symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        else:
            shutil.copy(ROOT / name, source)
    pip = (sys.executable, "-P", "-m", "pip", "--quiet", "--disable-pip-version-check")
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("target")
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, source, cwd=wheels)
    (wheel,) = wheels.glob("vla_toolkit-*.whl")
    _run(*pip, "install", "--no-deps", "--target", target, wheel, cwd=wheels)
    return target


@pytest.mark.slow
def test_every_module_imports_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where, *modules = _run(
        sys.executable, "-P", "-c", IMPORT_ALL, cwd=tmp_path, PYTHONPATH=str(installed)
    )
    assert Path(where) == installed / "vla", "the wheel was not what got imported"
    files = [p for room in (*ROOMS, "configs") for p in (ROOT / room).rglob("*.py")]
    files += [*(ROOT / "vla").glob("*.py"), *(ROOT / "vla/commands").glob("*.py")]
    assert len(modules) == len(files) - 1, "one module a file, vla itself aside"


@pytest.mark.slow
def test_the_wheel_carries_its_data(installed: Path) -> None:
    assert (installed / "vla" / "py.typed").exists()
    weights = (p for p in (ROOT / "policies" / "weights").rglob("*") if p.is_file())
    for path in (*(ROOT / "configs").rglob("*.yaml"), *weights):
        assert (installed / "vla" / path.relative_to(ROOT)).exists(), f"{path} is not in the wheel"
    assert not (installed / "datasets").exists(), "the wheel would shadow Hugging Face's package"


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_refuses_a_second_name(room: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import {room}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert f"write 'import vla.{room}'" in done.stderr
