"""Finding everything that is wrong with a dataset; nothing is changed, no lock is taken."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from google_crc32c import value as crc32c

from vla.errors import UserError

from . import journal
from .contents import Contents
from .dataset import Dataset, read_schema
from .entries import CACHE, JOURNAL, Entry, packed_files, shard_names
from .journal import Damaged, Log
from .pack import ENDS, episode_ends
from .schema import ATTRIBUTE, Schema, array_metadata
from .storage import Folder
from .writer import alignment

LOCK = "meta/lock"
ASIDE = ("meta/journal-damaged-", "meta/lost-")
"""How the names begin of what a repair has put aside."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong."""

    kind: str
    """`error`: something cannot be read, or is not what it says; `warning`: look at it."""
    where: str
    """Episode, array and chunk, or the file."""
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.text}"


@dataclass(frozen=True)
class Report:
    """What `verify` found."""

    path: str
    problems: tuple[Problem, ...]
    episodes: int = 0
    steps: int = 0
    files: int = 0
    """Which the journal refers to."""
    size: int = 0
    """Of those [bytes]."""

    @property
    def ok(self) -> bool:
        """Nothing is wrong; there may be warnings."""
        return all(problem.kind != "error" for problem in self.problems)


def verify(
    path: str | Path, deep: bool = False, progress: Callable[[int], None] = lambda done: None
) -> Report:
    """Look for all that is wrong.

    Args:
        deep: also read every byte and decode every frame.
        progress: told the number of episodes done.

    Raises:
        UserError: there is no dataset, or one of a later version.
    """
    path = Path(path)
    found: list[Problem] = []
    try:
        schema = read_schema(Folder(path))
        with warnings.catch_warnings(action="ignore"):  # it is said below
            dataset = Dataset(path)
    except Damaged as error:
        return Report(str(path), (Problem("error", str(path), str(error)),))
    except UserError as error:
        if (path / "zarr.json").exists() or not (path / JOURNAL).exists():
            raise
        return Report(str(path), (Problem("error", "zarr.json", str(error)),))
    with dataset:
        found += _journal(path, dataset)
        found += [Problem("error", name, text) for name, text in metadata_faults(path, dataset)]
        found += _places(dataset)
        found += _files(path, dataset)
        found += _leftovers(path, schema, dataset.log)
        if deep:
            found += _deep(dataset, progress)
        sizes = {name: size for entry in dataset.episodes for name, size in entry.files.items()}
        sizes.update(packed_files(dataset.log))
        total = sum(size for size, _ in sizes.values())
        return Report(
            str(path), tuple(found), len(dataset), dataset.num_steps, len(sizes), total
        )  # fmt: skip


def whose(number: int, entry: Entry) -> str:
    """An episode in words."""
    return f"episode {number} ({entry.id})"


def file_fault(path: Path, size: int, crc: int | None = None) -> str:
    """What is wrong with a file; empty if nothing is. Without `crc` it is not read."""
    if not path.is_file():
        return "is missing"
    here = path.stat().st_size
    if here != size:
        return f"has {here} bytes instead of {size}"
    if crc is not None and crc32c(path.read_bytes()) != crc:
        return "is damaged (checksum)"
    return ""


def metadata_faults(path: Path, dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What is wrong with the metadata of groups and arrays: file, and what."""
    for name, wanted in metadata(dataset.schema, dataset.episodes, dataset.log).items():
        for text in unlike_metadata(path / name, json.loads(wanted)):
            yield name, text


def metadata(schema: Schema, episodes: Sequence[Entry], log: Log) -> dict[str, bytes]:
    """File -> what it ought to say, of all groups and arrays but the uppermost.

    An array says the least number of rows that it may have.
    """
    end = max((entry.start + entry.rows for entry in episodes), default=0)
    rows = -(-end // alignment(schema)) * alignment(schema) if not schema.packed else end
    group = json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {}}, indent=2)
    files = {f"{name}/zarr.json": f"{group}\n".encode() for name in ("data", "meta")}
    for key, feature in schema.features.items():
        files[f"data/{key}/zarr.json"] = array_metadata(feature, schema.stored[key], rows)
    if schema.packed:
        files[f"{ENDS}/zarr.json"] = episode_ends(packed_ends(log))[0]
    return files


def packed_ends(log: Log) -> list[int]:
    """The row after the last of every episode that was packed."""
    return [r["start"] + r["rows"] for r in log.records if r["kind"] == "episode"]


def leftovers(path: Path, schema: Schema, log: Log) -> tuple[list[str], list[str], list[str]]:
    """Files that do not belong to the dataset: temporary ones, shards of nobody, others."""
    known = {name for r in log.records if r["kind"] == "episode" for name in r["files"]}
    known |= {"zarr.json", JOURNAL, LOCK, *packed_files(log), *metadata(schema, (), log)}
    temporary, orphans, others = [], [], []
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if name in known or file.is_dir() or name.startswith((f"{CACHE}/", *ASIDE)):
            continue
        if file.name.startswith(".") and file.name.endswith(".tmp"):
            temporary.append(name)
        elif file.name.startswith("c.") and name.startswith("data/"):
            orphans.append(name)
        else:
            others.append(name)
    return temporary, orphans, others


# --- inside ------------------------------------------------------------------------------------


def _journal(path: Path, dataset: Dataset) -> Iterator[Problem]:
    log = dataset.log
    if log.torn:
        yield Problem(
            "warning", JOURNAL,
            f"{log.torn} bytes of an unfinished line: a writer is at work, or was killed",
        )  # fmt: skip
    if log.bad_line is not None:
        lines = journal.salvage((path / JOURNAL).read_bytes())
        for line in lines:
            if not line.whole and line.ended:
                yield Problem("error", f"{JOURNAL}, line {line.number}", "damaged (checksum)")
        behind = sum(line.whole and line.number > log.bad_line for line in lines)
        if behind:
            yield Problem(
                "error", JOURNAL, f"{behind} lines behind the damage are not read until a repair"
            )
    first = log.records[0] if log.records else {}
    if first.get("kind") != "dataset" or first.get("id") != dataset.schema.id:
        yield Problem("error", f"{JOURNAL}, line 1", "is not of this dataset")
    elif "schema" in first:
        here = json.loads((path / "zarr.json").read_bytes())["attributes"][ATTRIBUTE]
        for member in sorted({*here, *first["schema"]}):
            if here.get(member) != first["schema"].get(member):
                text = f"'{member}' is not what the journal says it was when it was made"
                yield Problem("error", "zarr.json", text)
    live: set[str] = set()
    for number, record in enumerate(log.records, 1):
        where = f"{JOURNAL}, line {number}"
        if record["kind"] == "episode":
            if record["id"] in live:
                yield Problem("error", where, f"episode {record['id']} is recorded twice")
            live.add(record["id"])
        elif record["kind"] == "delete":
            if record["id"] not in live:
                yield Problem("warning", where, f"deletes {record['id']}, which is not there")
            live.discard(record["id"])


def unlike_metadata(file: Path, wanted: Mapping[str, Any]) -> Iterator[str]:
    """What a `zarr.json` says that it ought not to; more rows are no harm."""
    try:
        found = json.loads(file.read_bytes())
        here = {name: found.get(name) for name in wanted}
    except FileNotFoundError:
        yield "is missing"
        return
    except (ValueError, AttributeError):
        yield "is damaged (not JSON)"
        return
    for name in sorted(wanted.keys() - {"attributes", "dimension_names", "shape"}):
        if here[name] != wanted[name]:
            yield f"{name} is {here[name]} instead of {wanted[name]}"
    shape, least = here.get("shape"), wanted.get("shape")
    if least is None:
        return
    if not isinstance(shape, list) or shape[1:] != least[1:] or not isinstance(shape[0], int):
        yield f"shape is {shape} instead of {least}"
    elif shape[0] < least[0]:
        yield f"has {shape[0]} rows, {least[0]} are in use"


def _places(dataset: Dataset) -> Iterator[Problem]:
    """Lengths, rows and where they lie."""
    step = 1 if dataset.schema.packed else alignment(dataset.schema)
    for number, entry in enumerate(dataset.episodes):
        if entry.length < 1 or entry.rows not in (entry.length, entry.length + 1):
            text = f"{entry.length} steps in {entry.rows} rows"
            yield Problem("error", whose(number, entry), text)
        if entry.start < 0 or entry.start % step:
            text = f"begins at row {entry.start}, which is no multiple of {step}"
            yield Problem("error", whose(number, entry), text)
    order = sorted(range(len(dataset)), key=lambda n: dataset.episodes[n].start)
    for before, after in pairwise(order):
        one, two = dataset.episodes[before], dataset.episodes[after]
        if -(-(one.start + one.rows) // step) * step > two.start:
            text = f"shares rows with {whose(before, one)}, from row {two.start} on"
            yield Problem("error", whose(after, two), text)


def _files(path: Path, dataset: Dataset) -> Iterator[Problem]:
    """Whether all files are there in their size; packed ones are named once."""
    schema, seen = dataset.schema, set[str]()
    for number, entry in enumerate(dataset.episodes):
        wanted = {n: k for k in schema.features for n in shard_names(schema, k, entry)}
        for name in sorted(entry.files.keys() - wanted.keys()):
            yield Problem("error", whose(number, entry), f"{name} is none of its files")
        for name, key in wanted.items():
            if name in seen:
                continue
            seen.add(name)
            sizes = dataset.recorded(number, name)
            where = f"{whose(number, entry)}, {key}, {Path(name).name}"
            fault = file_fault(path / name, sizes[0]) if sizes else "is not in the journal"
            if fault:
                yield Problem("error", where, fault)
    if schema.packed:
        chunk = episode_ends(packed_ends(dataset.log))[1]
        fault = file_fault(path / ENDS / "c.0", len(chunk), crc32c(chunk))
        if fault:
            yield Problem("error", f"{ENDS}/c.0", fault)


def _leftovers(path: Path, schema: Schema, log: Log) -> Iterator[Problem]:
    temporary, orphans, others = leftovers(path, schema, log)
    if log.bad_line is None:  # else nobody knows whose they are
        for name in orphans:
            text = "belongs to no episode: a writer is at work, or was killed"
            yield Problem("warning", name, text)
    for name in temporary:
        yield Problem("warning", name, "half a file: a writer is at work, or was killed")
    for name in others:
        yield Problem("warning", name, "is not part of the format; it is left alone")


def _deep(dataset: Dataset, progress: Callable[[int], None]) -> Iterator[Problem]:
    contents = Contents(dataset)
    for number, entry in enumerate(dataset.episodes):
        for kind, where, text in contents.faults(number):
            yield Problem(kind, f"{whose(number, entry)}, {where}", text)
        progress(number + 1)
    for kind, where, text in contents.faults_of_all():
        yield Problem(kind, where, text)
