"""Killed at any instant: what was acknowledged is there, bit for bit, and work goes on.

Processes are killed at random instants (`VLA_KILLS` of them), and, one after the other, at every
single call that changes something on the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_recordings import FRONT, TINY, dataset, numbers_of, recording

from vla.datasets.codecs import RAW
from vla.datasets.dataset import Dataset
from vla.datasets.entries import JOURNAL
from vla.datasets.merge import merge
from vla.datasets.repair import repair
from vla.datasets.verify import verify
from vla.datasets.writer import Writer
from vla.errors import UserError

KILLS = int(os.environ.get("VLA_KILLS", "24"))
LENGTH = 5
CHANGES = ("open", "write", "replace", "rename", "unlink", "link", "mkdir", "rmdir", "ftruncate")
"""Functions of `os` by which files change."""

Say = Callable[[int], None]


def forked(work: Callable[[Say], object]) -> tuple[int, int]:
    """A process that does some work and says numbers; its id, and where to read them."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        os.close(read)
        os.setpgid(0, 0)
        work(lambda number: _say(write, number))
        _write(write, b"done\n")
    except BaseException:
        _write(write, traceback.format_exc().encode())
    finally:
        os._exit(0)


_write = os.write


def _say(pipe: int, number: int) -> None:
    _write(pipe, b"%d\n" % number)


def heard(pid: int, read: int) -> tuple[list[int], bool]:
    """What a process said until it ended, and whether it did all it had to."""
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as pipe:
        lines = pipe.read().decode().split("\n")[:-1]
    assert all(line.isdigit() or line == "done" for line in lines), "\n".join(lines)
    return [int(line) for line in lines if line != "done"], "done" in lines


def killed(work: Callable[[Say], object], after: float) -> tuple[list[int], bool]:
    """What a process said before it was killed, so many seconds after it began."""
    pid, read = forked(work)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    return heard(pid, read)


def dying(work: Callable[[Say], object], call: int) -> tuple[list[int], bool]:
    """What a process said that dies at its `call`-th change; a write is half done then."""

    def fragile(say: Say) -> None:
        left = call

        def wrap(name: str) -> None:
            real = getattr(os, name)

            def perhaps(*given: Any, **named: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    if name == "write":
                        real(given[0], bytes(given[1])[: len(given[1]) // 2])
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*given, **named)

            setattr(os, name, perhaps)

        for name in CHANGES:
            wrap(name)
        work(say)

    return heard(*forked(fragile))


def tiny(number: int) -> Any:
    return recording(number, LENGTH, features=TINY.features)


def appending(path: Path, numbers: range) -> Callable[[Say], object]:
    def work(say: Say) -> None:
        writer = Writer(path, TINY, RAW, 4, durable=False)
        for number in numbers:
            writer.append(tiny(number))
            say(number)

    return work


def sound(path: Path) -> list[int]:
    """Repair a dataset, look at all of it, and say what it holds."""
    before = numbers_of(path)
    repair(path)
    assert verify(path, deep=True).problems == ()
    assert repair(path) == []
    assert numbers_of(path) == before
    return before


def check_append(path: Path, said: list[int]) -> int:
    """Whether all that was acknowledged is there, perhaps one more; the next number."""
    if not (path / "zarr.json").exists():
        assert not said
        return 0
    found = numbers_of(path)
    assert found == list(range(len(found)))
    assert not said or len(found) - 1 - said[-1] in (0, 1)
    assert sound(path) == found
    return len(found)


def parts(folder: Path) -> tuple[list[Path], Path]:
    """Two small datasets, and where they are to go, which holds one episode of the second."""
    one = dataset(folder / "one", range(3), length=LENGTH, schema=TINY)
    two = dataset(folder / "two", range(3, 6), length=LENGTH, schema=TINY)
    return [one, two], dataset(folder / "out", range(3, 4), length=LENGTH, schema=TINY)


def check_move(sources: list[Path], out: Path) -> None:
    """Whether every episode is somewhere, whole; then whether a second run ends the move."""
    there = [numbers_of(path) for path in (*sources, out)]
    assert sorted({n for numbers in there for n in numbers}) == list(range(6))
    assert sorted(sound(out)) == sorted(there[-1])
    for path in sources:
        sound(path)
    merge(sources, out, move=True)
    assert sorted(sound(out)) == list(range(6))
    assert all(sound(path) == [] and not list(path.rglob("c.*")) for path in sources)


def spoilt(path: Path) -> Path:
    """A dataset with everything that can be mended, of which episodes 0, 3 and 4 can be saved."""
    dataset(path, range(6), length=LENGTH, schema=TINY)
    lines = (path / JOURNAL).read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"kind"', b'"kine"')
    (path / JOURNAL).write_bytes(b"".join(lines) + b'{"kind":"epis')
    with pytest.warns(UserWarning, match="line 3 is damaged"), Dataset(path) as found:
        assert len(found) == 1
    shard = sorted((path / "data/action").glob("c.*"), key=lambda f: int(f.name.split(".")[1]))
    shard[4].unlink()  # of episode 2
    data = shard[10].read_bytes()  # of episode 5
    shard[10].write_bytes(data[:5] + bytes([data[5] ^ 4]) + data[6:])
    (path / "data" / FRONT / "zarr.json").unlink()
    (path / "data/action/.c.99.0.1.tmp").write_bytes(b"half")
    (path / "data/action/c.99.0").write_bytes(b"whole")
    return path


def check_repair(path: Path) -> None:
    repair(path)
    assert repair(path) == []
    assert verify(path, deep=True).problems == ()
    assert numbers_of(path) == [0, 3, 4]
    assert list(path.glob("meta/lost-*/data/action/c.*"))
    Writer(path).append(tiny(9))
    assert numbers_of(path) == [0, 3, 4, 9]


def test_killed_writers_lose_nothing(tmp_path: Path) -> None:
    rng, number, total = np.random.default_rng(0), 0, 0
    for kill in range(KILLS):
        number = number if kill % 6 else 0
        path, after = tmp_path / f"{kill // 6}.zarr", float(rng.uniform(0, 0.08))
        said, _ = killed(appending(path, range(number, number + 1000)), after)
        number = check_append(path, said)
        total += len(said)
    print(f"{KILLS} kills, {total} episodes acknowledged, none lost")


def test_killed_moves_lose_nothing(tmp_path: Path) -> None:
    rng, ended = np.random.default_rng(1), 0
    sources, out = parts(tmp_path / "whole")
    took = -time.monotonic()
    heard(*forked(lambda say: merge(sources, out, True)))
    took += time.monotonic()
    for kill in range(-(-KILLS // 6)):
        sources, out = parts(tmp_path / str(kill))
        after = float(rng.uniform(0, took))
        ended += killed(lambda say: merge(sources, out, True, say), after)[1]  # noqa: B023
        check_move(sources, out)
    print(f"{-(-KILLS // 6)} kills of a move, of which {ended} had ended")


def test_killed_repairs_can_be_repeated(tmp_path: Path) -> None:
    rng, ended = np.random.default_rng(2), 0
    saved, whole = spoilt(tmp_path / "saved"), spoilt(tmp_path / "whole")
    took = -time.monotonic()
    heard(*forked(lambda say: repair(whole)))
    took += time.monotonic()
    for kill in range(-(-KILLS // 6)):
        path = Path(shutil.copytree(saved, tmp_path / str(kill)))
        ended += killed(lambda say: repair(path), float(rng.uniform(0, took)))[1]  # noqa: B023
        check_repair(path)
    print(f"{-(-KILLS // 6)} kills of a repair, of which {ended} had ended")


def test_a_writer_may_die_at_every_single_change(tmp_path: Path) -> None:
    saved = dataset(tmp_path / "saved", range(2), length=LENGTH, schema=TINY)
    done, call = False, 0
    while not done:
        path = Path(shutil.copytree(saved, tmp_path / "x.zarr"))
        said, done = dying(appending(path, range(2, 4)), call)
        number = check_append(path, said)
        Writer(path).append(tiny(number))
        assert len(numbers_of(path)) == number + 1
        shutil.rmtree(path)
        call += 1 if call < 60 else 7
    assert call > 60


def test_a_creation_may_die_at_every_single_change(tmp_path: Path) -> None:
    done, call = False, 0
    while not done:
        path = tmp_path / f"{call}.zarr"
        said, done = dying(appending(path, range(1)), call)
        number = check_append(path, said)
        appending(path, range(number, 2))(lambda number: None)
        assert numbers_of(path) == [0, 1]
        call += 3
    assert call > 40


def test_a_move_may_die_at_every_single_change(tmp_path: Path) -> None:
    (sources, out), done, call = parts(tmp_path / "saved"), False, 0
    while not done:
        folder = Path(shutil.copytree(tmp_path / "saved", tmp_path / "x"))
        moved = [folder / source.name for source in sources]
        _, done = dying(lambda say: merge(moved, folder / out.name, True, say), call)  # noqa: B023
        check_move(moved, folder / out.name)
        shutil.rmtree(folder)
        call += 11
    assert call > 150


def test_a_repair_may_die_at_every_single_change(tmp_path: Path) -> None:
    saved, done, call = spoilt(tmp_path / "saved"), False, 0
    while not done:
        path = Path(shutil.copytree(saved, tmp_path / "x"))
        _, done = dying(lambda say: repair(path), call)  # noqa: B023
        check_repair(path)
        shutil.rmtree(path)
        call += 1
    assert call > 12


def test_two_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "x.zarr"  # which both would create
    running = [forked(appending(path, range(n, n + 20))) for n in (0, 100)]
    for process in running:
        assert heard(*process)[1]
    assert sorted(numbers_of(path)) == [*range(20), *range(100, 120)]
    assert verify(path, deep=True).problems == ()


def test_a_writer_that_hangs_is_named_and_a_dead_one_lets_go(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x.zarr", range(1), length=LENGTH, schema=TINY)

    def hang(say: Say) -> None:
        from vla.datasets.lock import turn

        with turn(path):
            say(1)
            time.sleep(60)

    pid, read = forked(hang)
    assert os.read(read, 2) == b"1\n"
    writing = f"is being written by process {pid} on "
    with pytest.raises(UserError, match=writing):
        Writer(path, patience=0.1)
    with pytest.raises(UserError, match=writing):
        repair(path, patience=0.1)
    os.kill(pid, signal.SIGKILL)
    heard(pid, read)
    Writer(path, patience=0.1).append(tiny(1))
    assert numbers_of(path) == [0, 1]


def test_a_fork_does_not_keep_the_lock(tmp_path: Path) -> None:
    from vla.datasets.lock import turn

    path = dataset(tmp_path / "x.zarr", range(1), length=LENGTH, schema=TINY)
    with turn(path):
        pid, read = forked(lambda say: time.sleep(60))
    with turn(path, patience=0.1):
        pass
    os.kill(pid, signal.SIGKILL)
    heard(pid, read)
