"""What the journal says of episodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .journal import Log
from .schema import Schema, shard_name

JOURNAL = "meta/journal.jsonl"
CACHE = "meta/cache"


@dataclass(frozen=True)
class Entry:
    """An episode as the journal knows it."""

    id: str
    start: int
    """First row of the arrays."""
    length: int
    """Steps that have an action."""
    rows: int
    """`length`, or one more with the last observation."""
    files: Mapping[str, tuple[int, int]]
    """File -> its bytes and CRC-32C; empty in a packed dataset."""
    task: str = ""
    instructions: tuple[str, ...] = ()
    success: bool | None = None
    seed: int | None = None
    ended: str = ""
    source: str = ""
    recorded: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def instruction(self) -> str:
        """What was said; empty if nothing was."""
        return self.instructions[0] if self.instructions else ""

    def to_record(self) -> dict[str, Any]:
        """The line of the journal."""
        return {
            "kind": "episode", "id": self.id, "start": self.start, "length": self.length,
            "rows": self.rows, "task": self.task, "instructions": list(self.instructions),
            "success": self.success, "seed": self.seed, "ended": self.ended,
            "source": self.source, "recorded": self.recorded, "extra": dict(self.extra),
            "files": {name: list(sizes) for name, sizes in self.files.items()},
        }  # fmt: skip

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> Entry:
        """Inverse of `to_record`; members of later versions are ignored."""
        return Entry(
            record["id"], record["start"], record["length"], record["rows"],
            record["files"], record["task"], tuple(record["instructions"]), record["success"],
            record["seed"], record["ended"], record["source"], record["recorded"],
            record["extra"],
        )  # fmt: skip


def shard_names(schema: Schema, key: str, entry: Entry) -> list[str]:
    """The files of a feature that hold rows of an episode, in order."""
    rows, feature = schema.stored[key].rows, schema.features[key]
    shards = range(entry.start // rows, (entry.start + entry.rows - 1) // rows + 1)
    return [shard_name(key, shard, feature) for shard in shards]


def live_episodes(log: Log) -> tuple[Entry, ...]:
    """The episodes that were recorded and not deleted since."""
    found: dict[str, Mapping[str, Any]] = {}
    for record in log.records:
        if record["kind"] == "episode":
            found[record["id"]] = record
        elif record["kind"] == "delete":
            found.pop(record["id"], None)  # and may be recorded again, from a copy
    return tuple(map(Entry.from_record, found.values()))


def packed_files(log: Log) -> Mapping[str, tuple[int, int]]:
    """File -> its bytes and CRC-32C, of a packed dataset."""
    found: dict[str, tuple[int, int]] = {}
    for record in log.records:
        if record["kind"] == "pack":
            found.update(record["files"])
    return found
