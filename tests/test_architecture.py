"""The house's law, read from the source: who may import whom, and what nobody may do.

The core by absolute name, a neighbour in the same room by dot, another room never.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("envs", "policies", "planners", "datasets")

COMPOSERS = {"vla/cli.py", "vla/compose.py"}
"""Core modules that put rooms together, as commands do; they may import one, inside a function."""

DOORS: dict[str, tuple[str, ...]] = {
    "accelerate": ("policies/training/",),
    "av": ("vla/video.py", "datasets/lerobot_video.py"),
    "datasets": (),
    "diffusers": ("policies/",),
    "fast_simplification": ("envs/",),
    "gymnasium": ("envs/",),
    "h5py": ("datasets/",),
    "hid": ("envs/spacemouse.py",),
    "httpx2": ("planners/models/server.py",),
    "hydra": ("vla/compose.py",),
    "imagecodecs": ("datasets/",),
    "llguidance": ("planners/models/local.py",),
    "mink": ("planners/",),
    "msgpack": ("policies/msgpack_arrays.py",),
    "mujoco": ("envs/",),
    "mujoco_menagerie": ("envs/",),
    "mujoco_warp": ("envs/",),
    "omegaconf": ("vla/compose.py",),
    "numcodecs": ("datasets/",),
    "obstore": ("datasets/",),
    "open3d": ("planners/perception/clouds.py",),
    "peft": ("policies/pretrained.py",),
    "plotly": ("vla/report.py",),
    "pyarrow": ("datasets/lerobot_tables.py",),
    "rerun": ("datasets/rerun_recording.py",),
    "rich": ("vla/",),
    "ruckig": ("planners/",),
    "safetensors": ("planners/vlm/", "policies/"),
    "simplejpeg": ("datasets/",),
    "tensorboard": (),
    "tensorstore": (),
    "timm": (),
    "tokenizers": ("policies/",),
    "torchcodec": (),
    "torchvision": (),
    "transformers": (
        "planners/models/local.py",
        "planners/seeing/",
        "policies/",
        "vla/quiet.py",
    ),
    "warp": ("envs/",),
    "websockets": ("policies/server.py", "policies/client.py"),
    "zarr": ("datasets/",),
}
"""Library -> the files, or folders with a closing slash, that may import it."""

LIGHT_ENTRY = ("av", "gymnasium", "hydra", "mujoco", "plotly", "scipy", "torch")
"""Libraries that importing the command line must not load."""

MAX_LINES = 400
LONGER: dict[str, int] = {}
"""File -> the lines it may have at most. A ratchet: shorten, never lengthen, never add."""

UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_IMPORTS = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
EMPTY_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}


@dataclass(frozen=True)
class Import:
    """One imported module: its absolute name, and how the source says so."""

    target: str
    line: int
    relative: bool
    top_level: bool
    """Runs when the module is imported, not later inside a function."""


def _room(path: str) -> str:
    """The first folder of a path: `vla`, a room, `scripts` or `tests`."""
    return path.split("/")[0]


def _module(path: str) -> str:
    """`envs/tasks/stack.py` -> `vla.envs.tasks.stack`."""
    parts = list(Path(path).with_suffix("").parts)
    if parts[0] in ROOMS:
        parts.insert(0, "vla")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _sources() -> dict[str, ast.Module]:
    """Path relative to the root -> syntax tree, of everything but the tests."""
    paths = sorted((ROOT / "vla").glob("*.py")) + sorted((ROOT / "vla/commands").glob("*.py"))
    for folder in (*ROOMS, "scripts"):
        paths += sorted((ROOT / folder).rglob("*.py"))
    return {p.relative_to(ROOT).as_posix(): ast.parse(p.read_text("utf-8")) for p in paths}


def _imports(path: str, tree: ast.Module) -> Iterator[Import]:
    package = _module(path).split(".")
    if not path.endswith("__init__.py"):
        package.pop()

    def visit(node: ast.AST, top_level: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, False, top_level)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from vla import scene` names a module, `from vla.scene import Scene` does not.
                target = f"{name}.{alias.name}"
                yield Import(
                    target if target in _modules() else name,
                    node.lineno,
                    node.level > 0,
                    top_level,
                )
        inside = top_level and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(tree, True)


@cache
def _modules() -> frozenset[str]:
    return frozenset(map(_module, _sources())) | {f"vla.{room}" for room in ROOMS}


def _all_imports() -> Iterator[tuple[str, Import]]:
    for path, tree in _sources().items():
        for found in _imports(path, tree):
            yield path, found


def _target_room(target: str) -> str | None:
    """The room, or `vla` for the core, that a module belongs to; None for other libraries."""
    parts = target.split(".")
    if parts[0] != "vla":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "vla"


def _report(breaches: list[str]) -> None:
    assert not breaches, "\n" + "\n".join(sorted(set(breaches)))


def test_the_links_stand() -> None:
    for name in (*ROOMS, "configs"):
        link = ROOT / "vla" / name
        assert link.resolve() == (ROOT / name).resolve(), f"{link} must be a link to ../{name}"


def test_types_are_checked_in_every_room() -> None:
    """Pyright does not follow links: what is not named is not read."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pyright"]
    assert {"vla", *(f"vla/{room}" for room in ROOMS)} <= set(told["include"])


def test_no_room_knows_another() -> None:
    breaches = []
    for path, found in _all_imports():
        room, target = _room(path), _target_room(found.target)
        where = f"{path}:{found.line} imports {found.target}"
        if target is None or room == "scripts":
            continue
        if room == "vla" and target in ROOMS:
            if path not in COMPOSERS and not path.startswith("vla/commands/"):
                breaches.append(f"{where}: the core never knows a room")
            elif found.top_level:
                breaches.append(f"{where}: import a room inside the function that needs it")
        elif room in ROOMS and target in ROOMS and target != room:
            breaches.append(f"{where}: a room never knows another room")
    _report(breaches)


def test_the_core_by_name_and_neighbours_by_dot() -> None:
    breaches = []
    for path, found in _all_imports():
        room, target = _room(path), _target_room(found.target)
        where = f"{path}:{found.line} imports {found.target}"
        if found.relative and target == "vla":
            breaches.append(f"{where}: the core by its absolute name")
        elif not found.relative and target in ROOMS and target == room:
            breaches.append(f"{where}: a neighbour in the same room by dot")
        elif found.target.split(".")[0] in set(ROOMS) - {"datasets"}:
            breaches.append(f"{where}: rooms are called vla.<room>")
    _report(breaches)


def test_no_type_checking_back_door() -> None:
    _report(
        [
            f"{path}:{node.lineno} uses TYPE_CHECKING: an import that only types need is an import"
            for path, tree in _sources().items()
            for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute)
            and (node.id if isinstance(node, ast.Name) else node.attr) == "TYPE_CHECKING"
        ]
    )


def test_no_import_cycle() -> None:
    arrows: dict[str, set[str]] = {_module(path): set() for path in _sources()}
    for path, found in _all_imports():
        source = _module(path)
        if found.top_level and found.target in arrows and found.target != source:
            arrows[source].add(found.target)

    finished: set[str] = set()

    def follow(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, "import cycle: " + " -> ".join(
            [*trail[trail.index(module) :], module]
        )
        if module not in finished:
            for target in sorted(arrows[module]):
                follow(target, (*trail, module))
            finished.add(module)

    for module in sorted(arrows):
        follow(module, ())


def _may(path: str, library: str) -> bool:
    """Whether the file may import the library."""
    return any(
        path.startswith(door) if door.endswith("/") else path == door
        for door in DOORS.get(library, ())
    )


def test_heavy_libraries_come_through_their_doors() -> None:
    breaches = []
    for path, found in _all_imports():
        library = found.target.split(".")[0]
        if library in DOORS and _room(path) != "scripts" and not _may(path, library):
            doors = ", ".join(DOORS[library]) or "nowhere"
            breaches.append(f"{path}:{found.line} imports {library}; its door: {doors}")
    _report(breaches)


def test_files_stay_short() -> None:
    breaches = []
    for path in _sources():
        lines = len((ROOT / path).read_text("utf-8").splitlines())
        limit = LONGER.get(path, MAX_LINES)
        if lines > limit:
            breaches.append(f"{path} has {lines} lines, at most {limit}: split it by purpose")
    for path, limit in LONGER.items():
        if limit <= MAX_LINES or path not in _sources():
            breaches.append(f"{path} needs no exception any more")
    _report(breaches)


def test_names_say_a_purpose() -> None:
    breaches = [f"{path}: name it after its purpose" for path in _sources()
                if EMPTY_NAMES & set(Path(path).with_suffix("").parts)]  # fmt: skip
    for path, tree in _sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if EMPTY_NAMES & set(node.name.lower().split("_")):
                breaches.append(f"{path}:{node.lineno} {node.name}: name it after its purpose")
    _report(breaches)


def test_every_module_says_what_it_is_for() -> None:
    _report(
        [
            f"{path} has no docstring"
            for path, tree in _sources().items()
            if not Path(path).stem.startswith("_") or Path(path).stem == "__init__"
            if not ast.get_docstring(tree)
        ]
    )


def test_nothing_unsafe() -> None:
    breaches = [
        f"{path}:{found.line} imports {found.target}: data is never code here"
        for path, found in _all_imports()
        if found.target.split(".")[0] in UNSAFE_IMPORTS
    ]
    for path, tree in _sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            keywords = {k.arg: ast.unparse(k.value) for k in node.keywords}
            if (
                called in UNSAFE_CALLS
                or called == "torch.load"
                or keywords.get("allow_pickle") == "True"
                or keywords.get("shell") == "True"
            ):
                breaches.append(f"{path}:{node.lineno} calls {called}: data is never code here")
    _report(breaches)


def test_the_command_line_is_light() -> None:
    code = f"import sys, vla.cli; print(*sorted(set(sys.modules) & {set(LIGHT_ENTRY)!r}))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split(), f"importing vla.cli loads {done.stdout.strip()}"
