"""What the journal says of episodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .journal import Log

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


def live_episodes(log: Log) -> tuple[Entry, ...]:
    """The episodes that were recorded and not deleted."""
    gone = {record["id"] for record in log.records if record["kind"] == "delete"}
    return tuple(
        Entry.from_record(record)
        for record in log.records
        if record["kind"] == "episode" and record["id"] not in gone
    )
