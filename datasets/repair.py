"""Making a dataset whole again: all that can be saved is saved, and what is lost is said.

First everything is looked at, then one step after the other is done. Each leaves a dataset that
can be repaired again, so a repair may be killed at any instant.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from google_crc32c import value as crc32c

from . import journal
from .dataset import read_schema
from .entries import CACHE, JOURNAL, Entry, live_episodes, packed_files, shard_names
from .journal import Damaged, Line, Log
from .lock import PATIENCE, turn
from .pack import ENDS, episode_ends
from .schema import ATTRIBUTE, Schema, group_metadata
from .storage import Folder, cannot_write, replace_file, sync_folder
from .verify import file_fault, leftovers, metadata, packed_ends, unlike_metadata, whose
from .writer import alignment, now


@dataclass(frozen=True)
class Step:
    """Something to do."""

    said: str
    """Empty if it belongs to another step."""
    do: Callable[[], object]


def repair(
    path: str | Path,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    patience: float = PATIENCE,
) -> list[str]:
    """Bring a dataset back to what its journal and its files agree on.

    Episodes whose files are missing or damaged are deleted, with the reason, in a new line of the
    journal; what is left of their files stays. Lines behind a damaged one are kept if they are
    whole, or if all the files they name are; the damaged journal and files of lost lines are put
    aside in `meta`.

    Args:
        dry_run: only say what would be done.
        progress: told the number of episodes looked at.
        patience: seconds to wait for a writer's turn to end.

    Returns:
        What was done, a sentence each; none if there was nothing to do.

    Raises:
        UserError: there is no dataset, or it cannot be written.
        Damaged: so much is lost that only a copy helps; nothing was changed.
    """
    path = Path(path)
    if not (path / JOURNAL).exists():
        read_schema(Folder(path))  # says what there is instead
        raise Damaged(
            f"{path}/{JOURNAL} is missing: nothing else says what the episodes are."
            " Restore it from a copy; nothing was changed."
        )
    with nullcontext() if dry_run else turn(path, patience):
        steps = list(_steps(path, progress))
        try:
            for step in steps if not dry_run else ():
                step.do()
        except OSError as error:
            raise cannot_write(error, path, "the repair can be run again") from None
    return [step.said for step in steps if step.said]


def _steps(path: Path, progress: Callable[[int], None]) -> Iterator[Step]:
    """All that is to be done, in order; reads only."""
    text = (path / JOURNAL).read_bytes()
    log, lines = journal.parse(text), journal.salvage(text)
    attributes = _attributes(path, lines)
    schema = Schema.from_json(attributes, str(path))
    yield from _uppermost(path, attributes)

    judge, new, rescued = _Judge(path, schema, attributes), text, log
    if log.bad_line is not None or log.torn:
        records = judge.records(lines)
        new = journal.sealed_all(records)
        rescued = journal.parse(new)
    damaged = log.bad_line is not None or rescued.records != log.records
    if not damaged:  # a line that was never finished, at most
        new, rescued = text[: log.size], replace(log, torn=0)
    deletions, head = list(judge.deletions(rescued, progress)), rescued.head
    for record in deletions:
        line, head = journal.sealed(record, head)
        new += line
    final = journal.parse(new)

    yield from _metadata(path, schema, final)
    yield from _strays(path, schema, rescued, damaged)
    yield from map(_told, judge.said)
    if log.torn and not damaged:
        yield _told(f"{log.torn} bytes of an unfinished line cut off the journal.")
    if damaged:
        kept = path / f"meta/journal-damaged-{_stamp()}.jsonl"
        yield Step(
            f"The damaged journal is kept as {kept.name}.",
            lambda: shutil.copyfile(path / JOURNAL, kept),
        )
    if new != text:
        yield Step("", lambda: _replace(path / JOURNAL, new))
    yield from _caches(path, final.head_text)


class _Judge:
    """Decides what of a journal is true, by the files it names."""

    def __init__(self, path: Path, schema: Schema, attributes: Mapping[str, Any]):
        self.path, self.schema, self.attributes = path, schema, attributes
        self.said: list[str] = []
        self._faults: dict[tuple[str, int, int], str] = {}

    def records(self, lines: Sequence[Line]) -> list[Mapping[str, Any]]:
        """What all lines say that can be believed.

        Raises:
            Damaged: the line is lost that a packed dataset cannot be read without.
        """
        first = {"kind": "dataset", "id": self.attributes["id"], "schema": self.attributes}
        records: list[Mapping[str, Any]] = []
        sure = {
            line.record["id"]
            for line in lines
            if line.whole and line.record is not None and line.record["kind"] == "episode"
        }
        for line in lines:
            if not line.ended and not line.whole:
                continue  # of a writer that was killed
            if line.whole and line.record is not None:
                records.append(line.record)
            elif line.number == 1:
                records.append(first)
                self.said.append("Line 1 of the journal is damaged: made again from zarr.json.")
            elif line.record is not None and self._believed(line.record, records, sure):
                records.append(line.record)
                self.said.append(
                    f"Line {line.number} of the journal is damaged, but all that can be checked"
                    f" of it is right: kept ({line.record['kind']} {line.record.get('id', '')})."
                )
            else:
                self.said.append(f"Line {line.number} of the journal is damaged: lost.")
        if not records or records[0]["kind"] != "dataset":
            records.insert(0, first)
        if self.schema.packed and not any(r["kind"] == "pack" for r in records):
            raise Damaged(
                f"{self.path}/{JOURNAL}: the line with the sizes of the packed files is damaged."
                " Pack it again, or restore the journal from a copy; nothing was changed."
            )
        return records

    def deletions(self, log: Log, progress: Callable[[int], None]) -> Iterator[dict[str, Any]]:
        """A record for every episode that cannot be read any more."""
        packed = packed_files(log)
        for number, entry in enumerate(live_episodes(log)):
            faults = self._episode_faults(entry, entry.files or packed)
            if faults:
                reason = f"repair: {'; '.join(faults)}"
                self.said.append(f"Deleted {whose(number, entry)}: {'; '.join(faults)}.")
                yield {"kind": "delete", "id": entry.id, "reason": reason, "at": now()}
            progress(number + 1)

    def _episode_faults(self, entry: Entry, files: Mapping[str, Any]) -> list[str]:
        faults = []
        for key in self.schema.features:
            for name in shard_names(self.schema, key, entry):
                sizes = files.get(name)
                fault = self._fault(name, *sizes) if sizes else "is not in the journal"
                if fault:
                    faults.append(f"{name.removeprefix('data/')} {fault}")
        return faults

    def _fault(self, name: str, size: int, crc: int) -> str:
        asked = name, size, crc
        if asked not in self._faults:
            self._faults[asked] = file_fault(self.path / name, size, crc)
        return self._faults[asked]

    def _believed(
        self, record: Mapping[str, Any], before: Sequence[Mapping[str, Any]], sure: Set[str]
    ) -> bool:
        """Whether a line whose checksum is wrong can be taken at its word.

        Args:
            sure: episodes that lines tell of which are right.
        """
        kind = record.get("kind")
        known = sure | {r["id"] for r in before if r["kind"] == "episode"}
        if kind == "delete":
            return record.get("id") in known and isinstance(record.get("reason"), str)
        if kind == "pack":
            return self._sizes_fit(record.get("files"))
        if kind != "episode" or record.get("id") in known:
            return False
        try:
            entry = Entry.from_record(record)
            names = {n for k in self.schema.features for n in shard_names(self.schema, k, entry)}
            sane = entry.length >= 1 and 0 <= entry.rows - entry.length <= 1
            if self.schema.packed:
                taken = {r["start"] for r in before if r["kind"] == "episode"}
                return sane and entry.start not in taken
            fits = entry.start >= 0 and entry.start % alignment(self.schema) == 0
            return sane and fits and entry.files.keys() == names and self._sizes_fit(entry.files)
        except (KeyError, TypeError, ValueError, AttributeError):
            return False

    def _sizes_fit(self, files: Any) -> bool:
        try:
            return not any(self._fault(name, size, crc) for name, (size, crc) in files.items())
        except (TypeError, ValueError, AttributeError):
            return False


# --- inside ------------------------------------------------------------------------------------


def _attributes(path: Path, lines: Sequence[Line]) -> Mapping[str, Any]:
    """The schema as it was written: the journal's if its line is whole, else `zarr.json`'s."""
    first = lines[0] if lines else None
    if first is not None and first.whole and first.record is not None and "schema" in first.record:
        return first.record["schema"]
    try:
        read_schema(Folder(path))
    except Damaged as error:
        raise Damaged(
            f"{error} Line 1 of its journal, which says the same, is damaged too:"
            " restore one of them from a copy; nothing was changed."
        ) from None
    return json.loads((path / "zarr.json").read_bytes())["attributes"][ATTRIBUTE]


def _uppermost(path: Path, attributes: Mapping[str, Any]) -> Iterator[Step]:
    wanted = group_metadata({ATTRIBUTE: attributes})
    try:
        found = json.loads((path / "zarr.json").read_bytes())
        right = found["attributes"][ATTRIBUTE] == attributes and found["zarr_format"] == 3
    except (OSError, ValueError, KeyError, TypeError):
        right = False
    if not right:
        yield Step(
            "zarr.json made again from the journal.", lambda: _replace(path / "zarr.json", wanted)
        )


def _metadata(path: Path, schema: Schema, log: Log) -> Iterator[Step]:
    """Metadata of groups and arrays, and the packed ends, made again where they are wrong."""
    wanted = metadata(schema, live_episodes(log), log)
    if schema.packed:
        chunk = episode_ends(packed_ends(log))[1]
        if file_fault(path / ENDS / "c.0", len(chunk), crc32c(chunk)):
            yield _make(path, f"{ENDS}/c.0", chunk)
    for name, data in wanted.items():
        if next(unlike_metadata(path / name, json.loads(data)), None):
            yield _make(path, name, data)


def _make(path: Path, name: str, data: bytes) -> Step:
    return Step(f"{name} made again.", lambda: _replace(path / name, data))


def _strays(path: Path, schema: Schema, log: Log, lost: bool) -> Iterator[Step]:
    """Half files are removed; so are files of nobody, unless a lost line may have named them."""
    temporary, orphans, _ = leftovers(path, schema, log)
    for name in temporary:
        yield Step(f"{name}, half a file, removed.", (path / name).unlink)
    aside = path / f"meta/lost-{_stamp()}"
    for name in orphans:
        if not lost:
            yield Step(f"{name}, which belongs to no episode, removed.", (path / name).unlink)
            continue
        said = f"{name}, which no line that is left knows, put into {aside.name}."
        yield Step(said, lambda name=name: _move(path / name, aside / name))


def _caches(path: Path, head: str) -> Iterator[Step]:
    folder = path / CACHE
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file() and head not in file.name:
            yield Step(
                f"{CACHE}/{file.name}, which is out of date, removed.",
                lambda file=file: file.unlink(missing_ok=True),
            )


def _told(said: str) -> Step:
    return Step(said, lambda: None)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, [data])
    sync_folder(path.parent)


def _move(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file, to)


def _stamp() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
