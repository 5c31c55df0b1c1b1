"""Parquet tables of LeRobot's datasets: the door to pyarrow.

A file holds the steps of many episodes, as a rule a row group each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vla.errors import UserError

from .lerobot_layout import TASKS


def parquet() -> Any:
    """The module `pyarrow.parquet`.

    Raises:
        UserError: it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise UserError(
            "LeRobot's datasets are Parquet files, and pyarrow is not installed."
            ' Install it: pip install "vla-toolkit[data]"'
        ) from None
    return pyarrow.parquet


def open_table(path: Path) -> Any:
    """A Parquet file, open for reading.

    Raises:
        UserError: it is missing or damaged.
    """
    try:
        return parquet().ParquetFile(path)
    except (OSError, ValueError) as error:
        raise _broken(path, error) from None


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a small table."""
    try:
        return open_table(path).read(list(columns)).to_pylist()
    except (OSError, ValueError) as error:
        raise _broken(path, error) from None


class DataFile:
    """A file with the steps of episodes; keeps the row groups of one of them in memory."""

    def __init__(self, path: Path):
        """Reads where its episodes are. Raises `UserError` if it is missing or damaged."""
        self.path, self._file = path, open_table(path)
        self.columns = tuple(self._file.schema_arrow.names)
        metadata = self._file.metadata
        groups = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
        self._ends = np.cumsum(groups)
        self._held: tuple[Any, Any] = (None, None)
        try:
            table = self._file.read(["episode_index"])
        except (OSError, ValueError) as error:
            raise _broken(path, error) from None
        self._numbers = self.numbers(table, "episode_index", (table.num_rows,))

    def episode(self, number: int, length: int, columns: Sequence[str]) -> Any:
        """The rows of an episode, as a pyarrow table.

        Raises:
            UserError: there are not `length` of them in a row, or the file is damaged.
        """
        found = np.flatnonzero(self._numbers == number)
        if len(found) != length or found[-1] - found[0] + 1 != length:
            raise UserError(
                f"{self.path} has {len(found)} rows of episode {number}, meta/episodes says"
                f" {length} in a row. Download both again."
            )
        first, last = np.searchsorted(self._ends, found[[0, -1]], side="right").tolist()
        key = (first, last, tuple(columns))
        if self._held[0] != key:
            self._held = (None, None)  # let go of the last ones first
            try:
                groups = list(range(first, last + 1))
                self._held = (key, self._file.read_row_groups(groups, list(columns)))
            except (OSError, ValueError) as error:
                raise _broken(self.path, error) from None
        before = int(self._ends[first - 1]) if first else 0
        return self._held[1].slice(int(found[0]) - before, length)

    def numbers(self, table: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
        """A column of a table as an array of a shape (rows, ...).

        Raises:
            UserError: it holds something else.
        """
        values = table.column(key).combine_chunks()
        nested, missing = 0, values.null_count
        while hasattr(values, "flatten") and hasattr(values.type, "value_type"):
            values, nested = values.flatten(), nested + 1
            missing += values.null_count
        plain = values.to_numpy(zero_copy_only=False)
        wanted = int(np.prod(shape, dtype=np.int64))
        if missing or plain.dtype.kind not in "biuf" or plain.size != wanted:
            what = "empty cells" if missing else f"{plain.size} values of type {values.type}"
            raise UserError(
                f"{self.path}: column '{key}' has {what} in {table.num_rows} rows;"
                f" {wanted} numbers are expected (steps of shape {shape[1:]})."
            )
        return plain.reshape(shape)


class DataWriter:
    """A file to which episodes are added, a row group each."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._writer, self._sink = path, None, None

    @property
    def size(self) -> int:
        """Bytes on the disk so far."""
        return 0 if self._sink is None else self._sink.tell()

    def add(self, table: Any) -> None:
        """Add a table; all have the same columns."""
        if self._sink is None:
            self._sink = self._path.open("wb")
            self._writer = parquet().ParquetWriter(
                self._sink, table.schema, compression="snappy", use_dictionary=True
            )
        assert self._writer is not None
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> None:
        """Finish the file. Safe to call twice."""
        if self._writer is not None:
            self._writer.close()
        if self._sink is not None:
            self._sink.close()
        self._writer = None


def number_column(values: np.ndarray) -> Any:
    """A pyarrow array of (n, ...) numbers: plain ones, vectors of fixed size, or nested lists."""
    import pyarrow

    flat = pyarrow.array(np.ascontiguousarray(values).reshape(-1))
    if values.ndim == 1 or values.shape[1:] == (1,):
        return flat
    if values.ndim == 2:
        return pyarrow.FixedSizeListArray.from_arrays(flat, values.shape[1])
    for size in reversed(values.shape[1:]):
        ends = np.arange(0, len(flat) + 1, size, dtype=np.int32)
        flat = pyarrow.ListArray.from_arrays(ends, flat)
    return flat


def picture_column(files: Sequence[bytes]) -> Any:
    """A pyarrow array of encoded pictures."""
    import pyarrow

    kind = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    return pyarrow.array([{"bytes": file, "path": None} for file in files], kind)


def make_table(columns: Mapping[str, Any]) -> Any:
    """A pyarrow table of columns."""
    import pyarrow

    return pyarrow.table(dict(columns))


def write_tasks(root: Path, tasks: Sequence[str]) -> None:
    """What was to be done, by number; pandas finds the texts as its index."""
    import pyarrow

    note = {
        "index_columns": ["task"],
        "column_indexes": [
            {"name": None, "field_name": None, "pandas_type": "unicode", "numpy_type": "object",
             "metadata": {"encoding": "UTF-8"}}
        ],
        "columns": [
            {"name": "task_index", "field_name": "task_index", "pandas_type": "int64",
             "numpy_type": "int64", "metadata": None},
            {"name": "task", "field_name": "task", "pandas_type": "unicode",
             "numpy_type": "object", "metadata": None},
        ],
        "creator": {"library": "pyarrow", "version": pyarrow.__version__},
        "pandas_version": "2.2.0",
    }  # fmt: skip
    table = pyarrow.table(
        {
            "task_index": pyarrow.array(range(len(tasks)), pyarrow.int64()),
            "task": pyarrow.array(tasks, pyarrow.string()),
        }
    )
    table = table.replace_schema_metadata({"pandas": json.dumps(note)})
    (root / TASKS).parent.mkdir(parents=True, exist_ok=True)
    parquet().write_table(table, root / TASKS)


def episode_table(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A pyarrow table of rows about episodes; all have the same columns."""
    import pyarrow

    texts = pyarrow.list_(pyarrow.string())
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    return pyarrow.table(
        {key: pyarrow.array(v, texts if key == "tasks" else None) for key, v in columns.items()}
    )


def _broken(path: Path, error: Exception) -> UserError:
    if isinstance(error, FileNotFoundError):
        return UserError(f"{path} is missing. Download the dataset again, or copy it as a whole.")
    return UserError(f"{path} is not a Parquet file that can be read: {error}. Download it again.")
