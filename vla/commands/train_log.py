"""What is measured while a policy is trained: `metrics.jsonl`, TensorBoard, and for the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from vla.errors import UserError

METRICS, TENSORBOARD = "metrics.jsonl", "tensorboard"

Record = dict[str, Any]


class Log:
    """Records by step, each with some of the figures.

    Args:
        folder: of the run.
        step: of the checkpoint that is gone on from; what was noted later is forgotten.

    Raises:
        UserError: nothing can be written there, or TensorBoard is missing.
    """

    def __init__(self, folder: Path, step: int = 0):
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise UserError(
                'Training needs TensorBoard: pip install "vla-toolkit[policies]"'
            ) from None
        file = folder / METRICS
        self.records: list[Record] = [r for r in _known(file) if r["step"] <= step]
        try:
            with file.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(record) + "\n" for record in self.records)
            self._file = file.open("a", encoding="utf-8")
            self._board = SummaryWriter(str(folder / TENSORBOARD), purge_step=step + 1)
        except OSError as error:
            raise UserError(f"{folder} cannot be written: {error.strerror}.") from None

    def write(self, step: int, seconds: float, figures: Mapping[str, Any]) -> None:
        """Note figures of a step, after so many seconds of training."""
        record = {"step": step, "seconds": round(seconds, 3), **figures}
        self.records.append(record)
        self._file.write(json.dumps(record) + "\n")
        self._file.flush()
        for name, value in figures.items():
            if isinstance(value, int | float):
                self._board.add_scalar(name, value, step)

    def last(self, name: str) -> Any:
        """The newest value of a figure; None before the first."""
        return next((r[name] for r in reversed(self.records) if name in r), None)

    def when(self, name: str) -> int | None:
        """The step at which a figure was measured last; None before the first time."""
        return next((r["step"] for r in reversed(self.records) if name in r), None)

    def curve(self, name: str) -> tuple[list[int], list[float]]:
        """Steps and values of a figure."""
        found = [(r["step"], r[name]) for r in self.records if name in r]
        return [step for step, _ in found], [value for _, value in found]

    def close(self) -> None:
        """Write what is left. Safe to call twice."""
        self._file.close()
        self._board.close()


def _known(file: Path) -> list[Record]:
    """The lines of a run so far; one that was cut off is left out."""
    found: list[Record] = []
    with suppress(OSError):
        for line in file.read_text("utf-8").splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
    return found
