"""`vla data repair | merge | split | filter | pack | convert`: they check before they write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.commands.bars import episode_bar
from vla.errors import UserError


def repair(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Mend a dataset and say how."""
    from vla.datasets.repair import repair as mend

    config = compose.settings("data repair", overrides)
    with _counting(console, "looking") as progress:
        lines = mend(paths[0], config["dry_run"], progress)
    return _say(lines or ["There was nothing to do."], console)


def merge(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Put datasets together."""
    from vla.datasets.merge import merge as join

    config = compose.settings("data merge", overrides)
    out = _out(config["out"], "outputs/all.zarr")
    with _counting(console, "merging") as progress:
        lines = join(paths, out, config["move"], progress)
    return _say(lines, console)


def split(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Divide a dataset."""
    from vla.datasets.merge import split as divide

    config = compose.settings("data split", overrides)
    share = float(config["held_out"])
    if not 0.0 < share < 1.0:
        raise UserError(f"held_out={share}: a share above 0 and below 1.")
    source = Path(paths[0])
    folder = Path(config["out"] or source.with_name(f"{source.name.removesuffix('.zarr')}-split"))
    parts: dict[str | Path, float] = {
        folder / "validation.zarr": share,
        folder / "train.zarr": 1.0 - share,
    }
    with console.status("Copying"):
        lines = divide(source, parts, config["by"], str(config["salt"] or ""))
    return _say(lines, console)


def select(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Copy some episodes."""
    from vla.datasets.merge import filter as copy_some
    from vla.datasets.selection import EXAMPLE

    config = compose.settings("data filter", overrides)
    if not config["where"]:
        raise UserError(f"Say which episodes: where={EXAMPLE}")
    out = _out(config["out"], "outputs/chosen.zarr")
    with console.status("Copying"):
        lines = copy_some(paths[0], out, str(config["where"]))
    return _say(lines, console)


def pack(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Make the form for object stores."""
    from vla.datasets.pack import pack as contract

    config = compose.settings("data pack", overrides)
    source = Path(paths[0])
    out = config["out"] or source.with_name(f"{source.name.removesuffix('.zarr')}.packed.zarr")
    with _counting(console, "packing") as progress:
        lines = contract(source, out, float(config["shard_mb"]), progress)
    return _say(lines, console)


def convert(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """From or to another format."""
    from vla.datasets.convert import export_to, import_from

    config = compose.settings("data convert", overrides)
    out = Path(_out(config["out"], "outputs/converted.zarr"))
    with _counting(console, "converting") as progress:
        if config["to"] == "vla":
            lines = import_from(Path(paths[0]), out, config["codec"], config["rate"], progress)
        else:
            lines = export_to(paths[0], out, config["to"], progress)
    return _say(lines, console)


def _out(given: str | None, example: str) -> str:
    if not given:
        raise UserError(f"Say where to: out={example}")
    return str(given)


def _say(lines: Sequence[str], console: Console) -> int:
    for line in lines:
        console.print(escape(line))
    return 0


@contextmanager
def _counting(console: Console, what: str) -> Iterator[Callable[[int], None]]:
    """A bar, and what tells it how many are done."""
    with episode_bar(console) as bar:
        row = bar.add_task(what, total=None)
        yield lambda done: bar.update(row, completed=done)
