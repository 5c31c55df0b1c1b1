"""Derived features, held against computing them directly from the pictures of every batch."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import time
import traceback
from collections import namedtuple
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import zarr
from small_recordings import FRONT, TINY, dataset, numbers_of, recording

from vla.datasets import derived as module
from vla.datasets import derived_store, journal
from vla.datasets.codecs import JPEG, RAW
from vla.datasets.dataset import Dataset
from vla.datasets.derived import Derived, derive, derived_caches, forget
from vla.datasets.journal import Damaged
from vla.datasets.lock import turn
from vla.datasets.merge import merge
from vla.datasets.pack import pack
from vla.datasets.repair import repair
from vla.datasets.sampler import Part, Sampler
from vla.datasets.summary import summary
from vla.datasets.verify import verify
from vla.datasets.windows import Windows
from vla.datasets.writer import Writer
from vla.errors import UnknownName, UserError
from vla.features import ACTION

NAME = "0123456789abcdef"
FEATURES = "observation.features.front"
SHAPE = (2, 3)
PICTURES = Windows({FRONT: (-3, -1, 0), ACTION: tuple(range(-1, 5))}, 1)
DERIVED = PICTURES.swapped({FRONT: FEATURES})


def backbone(frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
    """Something that a picture decides, and no other picture."""
    return frames[:, ::4, ::4, 0] / 7.0


class Counted:
    """The same, and how many pictures it was given at a time."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
        self.calls.append(len(frames))
        return backbone(frames)


def computed(data: Dataset, compute: Any = backbone, **options: Any) -> Derived:
    return derive(data, FRONT, NAME, SHAPE, compute, **options)


def directly(data: Dataset) -> np.ndarray:
    """Features (rows, ...) of all pictures of a dataset."""
    return backbone(data.read(FRONT, np.arange(data.num_rows))).astype(np.float16)


def right(data: Dataset, found: Derived) -> bool:
    """Whether all rows of all episodes are there, and what they ought to be."""
    return bool(found.complete.all()) and np.array_equal(found.load(), directly(data))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four episodes of 9 steps and a last observation: three files each."""
    return dataset(tmp_path / "x", range(4), schema=TINY)


# --- what is computed --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["raw", "jpeg", "packed by rows", "packed by size"])
def test_features_are_those_of_the_pictures(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "packed by size":
        monkeypatch.setattr(derived_store, "PACKED_MB", 11 * 12 / 1e6)
    if kind == "packed by rows":
        monkeypatch.setattr(derived_store, "PACKED_ROWS", 11)
    path = dataset(tmp_path / "x", range(5), RAW if kind == "raw" else JPEG, schema=TINY)
    if kind.startswith("packed"):
        pack(path, tmp_path / "packed")
        path = tmp_path / "packed"
    count, told = Counted(), []
    with Dataset(path) as data:
        found = computed(data, count, batch=3, on_progress=lambda *done: told.append(done))
        assert right(data, found)
        assert found.stored.rows == (11 if kind.startswith("packed") else 4)  # across episodes
        assert sum(count.calls) == data.num_rows
        assert max(count.calls) == 3
        assert told[-1] == (data.num_rows, data.num_rows)
        assert [done for done, _ in told] == sorted({done for done, _ in told})
        rows = np.array([7, 0, 21, 8, 9, 10, 7])
        out = np.empty((len(rows), *SHAPE), np.float16)
        found.read(rows, out)
        assert np.array_equal(out, directly(data)[rows])
        assert right(data, Derived(data, FRONT, NAME))


def test_zarr_reads_the_same_numbers(path: Path) -> None:
    with Dataset(path) as data:
        found = computed(data)
        Writer(path, durable=False).append(recording(9, features=TINY.features))
        data.refresh()
        computed(data)
        array = zarr.open_array(found.path, mode="r")
        pictures = zarr.open_array(path / "data" / FRONT, mode="r")
        assert array.dtype == np.float16
        assert array.shape == (pictures.shape[0], *SHAPE)
        rows = data.array_rows(np.arange(data.num_rows))
        assert np.array_equal(np.asarray(array[:])[rows], directly(data))
        used = np.isin(np.arange(array.shape[0]), rows)
        wanted = backbone(np.asarray(pictures[:])).astype(np.float16)
        assert np.array_equal(np.asarray(array[:])[used], wanted[used])
        assert not np.asarray(array[:])[~used].any()


def test_nothing_is_computed_twice(path: Path) -> None:
    def work(**options: Any) -> list[int]:
        count = Counted()
        with Dataset(path) as data:
            found = computed(data, count, **options)
            asked = options.get("episodes", np.ones(len(data), bool))
            assert found.complete[asked].all()
            where = np.isin(data.locate(np.arange(data.num_rows))[0], np.flatnonzero(asked))
            assert np.array_equal(found.load()[where], directly(data)[where])
        return count.calls

    assert work(episodes=np.array([False, True, False, False])) == [4, 4, 2]
    assert work(episodes=np.array([False, True, True, False])) == [4, 4, 2]
    assert sum(work()) == 20
    assert work() == []
    writer = Writer(path, durable=False)
    writer.append(recording(7, 5, features=TINY.features))
    assert work() == [4, 2]
    with Dataset(path) as data:
        writer.delete(data.episodes[1].id, "a trial")
    assert work() == []
    writer.append(recording(1, features=TINY.features))  # again, at other rows
    assert work() == [4, 4, 2]


def test_a_lost_episode_leaves_nothing_to_its_successor(path: Path) -> None:
    with Dataset(path) as data:
        computed(data)
    text = (path / "meta/journal.jsonl").read_bytes().splitlines(keepends=True)
    (path / "meta/journal.jsonl").write_bytes(b"".join(text[:-1]))  # as a repair might
    Writer(path, durable=False).append(recording(9, features=TINY.features))
    count = Counted()
    with Dataset(path) as data:
        assert right(data, computed(data, count))
    assert sum(count.calls) == 10


@pytest.mark.parametrize("rows", [5, 1024])
def test_deleted_episodes_of_a_packed_dataset_are_skipped(
    tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived_store, "PACKED_ROWS", rows)
    pack(dataset(tmp_path / "x", range(4), schema=TINY), tmp_path / "y")
    with Dataset(tmp_path / "y") as data:
        gone = {"kind": "delete", "id": data.episodes[1].id, "reason": "", "at": ""}
        journal.append(tmp_path / "y/meta/journal.jsonl", data.log, gone)
        data.refresh()
        count = Counted()
        assert right(data, computed(data, count))
        assert sum(count.calls) == data.num_rows == 27


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int64"])
def test_other_types(path: Path, dtype: str) -> None:
    def means(frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
        return frames.reshape(len(frames), -1).mean(1, keepdims=True).astype(dtype)

    with Dataset(path) as data:
        found = derive(data, FRONT, NAME, (1,), means, dtype=dtype, threads=2)
        wanted = means(data.read(FRONT, np.arange(data.num_rows)))
        assert found.load().dtype == dtype
        assert np.array_equal(found.load(), wanted)


def test_a_cache_is_no_part_of_the_dataset(path: Path, tmp_path: Path) -> None:
    with Dataset(path) as data:
        computed(data)
        head = data.head
    assert verify(path, deep=True).problems == ()
    assert repair(path) == []
    merge([path], tmp_path / "y")
    assert numbers_of(tmp_path / "y") == [0, 1, 2, 3]
    with Dataset(path) as data, Dataset(tmp_path / "y") as other:
        assert data.head == head
        assert computed(data, Counted()).complete.all()
        assert derived_caches(other) == []
    shutil.copytree(path, tmp_path / "z")
    shutil.rmtree(path / "meta/cache")
    with Dataset(path) as data, Dataset(tmp_path / "z") as other:
        assert numbers_of(path) == [0, 1, 2, 3]
        count = Counted()
        assert right(data, computed(data, count))
        assert sum(count.calls) == data.num_rows
        assert right(other, Derived(other, FRONT, NAME))  # it went along


def test_old_features_are_listed_and_removed(path: Path) -> None:
    with Dataset(path) as data:
        assert derived_caches(data) == []
        first = computed(data)
        derive(data, FRONT, "f" * 64, (5, 1), lambda frames, said: np.ones((len(frames), 5, 1)))
        one, other = derived_caches(data)
        assert (one.name, one.sources, other.name) == (NAME, (FRONT,), "f" * 64)
        assert one.size >= data.num_rows * first.feature.row_bytes
        assert summary(data, range(4))["derived"].keys() == {NAME, "f" * 64}
        with turn(first.path), pytest.raises(UserError, match="is being written by process"):
            forget(data, NAME)
        forget(data, NAME)
        assert [cache.name for cache in derived_caches(data)] == ["f" * 64]
        assert [f.name for f in first.path.parents[1].iterdir()] == ["f" * 64]
        with pytest.raises(UnknownName):
            forget(data, NAME)
        with pytest.raises(UserError, match=f"has no features '{NAME}' of {FRONT}"):
            Derived(data, FRONT, NAME)
        assert right(data, computed(data))


# --- killed, and at the same time --------------------------------------------------------------

CHANGES = ("open", "write", "replace", "rename", "mkdir", "ftruncate")
"""Functions of `os` by which files change."""


def forked(work: Callable[[], object]) -> tuple[int, int]:
    """A process that does some work and says what came of it; its id, and where to read that."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    said = ""
    try:
        said = str(work())
    except BaseException:
        said = traceback.format_exc()
    finally:
        _write(write, said.encode())
        os._exit(0)


_write = os.write


def heard(pid: int, read: int) -> str:
    """What a process said; nothing if it was killed."""
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as pipe:
        return pipe.read().decode()


def dying(path: Path, call: int) -> Callable[[], str]:
    """Computing that dies at its `call`-th change; a write is half done then."""

    def work() -> str:
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

        data = Dataset(path)
        for name in CHANGES:
            wrap(name)
        computed(data)
        return "done"

    return work


def test_killed_at_any_change_it_goes_on(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(1), length=5, schema=TINY)  # two files
    seen, said = set(), ""
    for call in range(1000):
        shutil.rmtree(path / "meta/cache/derived", ignore_errors=True)
        said = heard(*forked(dying(path, call)))
        assert said in ("", "done"), said
        count = Counted()
        with Dataset(path) as data:
            try:
                before = Derived(data, FRONT, NAME)
                whole = right(data, before) if before.complete.all() else None
            except UserError:  # killed before there was anything
                whole = None
            found = computed(data, count)
            assert right(data, found)
            assert whole in (None, True)
            assert whole is None or count.calls == []
            assert not list(found.path.glob(".*"))
            seen.add(sum(count.calls))
        if said:
            break
    assert said == "done"
    assert seen == {0, 2, 6}  # pictures that were left: nothing but whole files


@pytest.mark.parametrize("survived", [0, 1, 7])
def test_killed_while_computing_it_goes_on(path: Path, survived: int) -> None:
    def work() -> None:
        count = Counted()

        def fragile(frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
            if len(count.calls) == survived:
                os.kill(os.getpid(), signal.SIGKILL)
            return count(frames)

        computed(Dataset(path), fragile)

    assert heard(*forked(work)) == ""
    count = Counted()
    with Dataset(path) as data:
        assert right(data, computed(data, count))
    assert count.calls == [4, 4, 2, 4, 4, 2, 4, 4, 2, 4, 4, 2][survived:]


def test_of_several_processes_one_computes(path: Path) -> None:
    def work() -> int:
        count = Counted()

        def slow(frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
            time.sleep(0.01)
            return count(frames)

        with Dataset(path) as data:
            assert right(data, computed(data, slow))
        return sum(count.calls)

    said = [heard(*process) for process in [forked(work) for _ in range(3)]]
    assert sum(map(int, said)) == 40, said
    with Dataset(path) as data:
        assert len(Derived(data, FRONT, NAME)._log.records) == 1 + 12


def test_who_is_killed_is_succeeded(path: Path) -> None:
    def stuck(frames: np.ndarray, said: Sequence[str] = ()) -> np.ndarray:
        (path / "begun").touch()
        time.sleep(60)
        return backbone(frames)

    one = forked(lambda: computed(Dataset(path), stuck))
    while not (path / "begun").exists():
        time.sleep(0.01)
    other = forked(lambda: right(data := Dataset(path), computed(data)))
    time.sleep(0.1)
    os.kill(one[0], signal.SIGKILL)
    assert heard(*one) == ""
    assert heard(*other) == "True"


def test_who_is_stuck_is_not_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALLED", 0.1)
    with Dataset(path) as data:
        found = computed(data, episodes=np.array([True, False, False, False]))
        with turn(found.path), pytest.raises(UserError, match="is being written by process"):
            computed(data)
        assert computed(data, episodes=np.arange(4) == 0).complete.sum() == 1  # nothing to wait for


# --- the sampler -------------------------------------------------------------------------------

WAYS: list[dict[str, Any]] = [
    {}, {"prefetch": 0}, {"prefetch": 5, "threads": 2}, {"shuffle": False}, {"cache": "none"},
    {"cache": "memory"}, {"cache": "disk"}, {"cache": "device"}, {"workers": 1},
]  # fmt: skip


def firsts(sampler: Sampler, count: int) -> list[dict[str, Any]]:
    """Copies of the next batches."""
    return [
        {k: v.clone() if torch.is_tensor(v) else v for k, v in batch.items()}
        for batch in islice(sampler, count)
    ]


def same(ours: Any, theirs: Any) -> bool:
    """Whether two values of a batch are the same."""
    if not torch.is_tensor(ours):
        return ours == theirs
    return ours.dtype == theirs.dtype and torch.equal(ours, theirs)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two datasets with features; never changed."""
    root = tmp_path_factory.mktemp("two")
    paths = (
        dataset(root / "one", range(3), schema=TINY),
        dataset(root / "other", range(3, 10), JPEG, rows=8, length=14, schema=TINY),
    )
    for path in paths:
        with Dataset(path) as data:
            computed(data)
    return paths


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_batches_hold_features_instead_of_pictures(
    two: tuple[Path, Path], way: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Dataset(two[0]) as one, Dataset(two[1]) as other:
        shares = ((one, 1.0, None), (other, 2.0, np.arange(7) != 3))
        plain = [Part(*share) for share in shares]
        wanted = firsts(Sampler(plain, PICTURES, 6, seed=4, prefetch=0,
                                shuffle=way.get("shuffle", True)), 9)  # fmt: skip

        def never(*ignored: object) -> None:
            raise AssertionError("a picture was read")

        monkeypatch.setattr(Dataset, "frames", never)
        parts = [
            Part(*share, {FEATURES: Derived(share[0], FRONT, NAME)}) for share in shares
        ]  # fmt: skip
        sampler = Sampler(parts, DERIVED, 6, seed=4, **way)
        assert sampler.features[FEATURES].shape == SHAPE
        found = firsts(sampler, 9)
        later = Sampler(parts, DERIVED, 6, seed=4, **way)
        later.load_state_dict({**sampler.state_dict(), "step": 6})
        again = firsts(later, 2)
        again.append(sampler.batch(8))
    for ours, theirs in zip([*found, *again], [*wanted, *wanted[6:]], strict=True):
        pictures = theirs.pop(FRONT) if FRONT in theirs else None
        if pictures is not None:
            theirs[FEATURES] = directly_of(pictures)
            theirs[f"{FEATURES}_is_pad"] = theirs.pop(f"{FRONT}_is_pad")
        assert ours.keys() == theirs.keys()
        assert all(same(ours[key], theirs[key]) for key in ours)
        assert ours[FEATURES].shape == (6, 3, *SHAPE)
        assert ours[FEATURES].dtype == torch.float16


def directly_of(pictures: torch.Tensor) -> torch.Tensor:
    """Features (B, W, ...) of pictures (B, W, 3, H, W)."""
    frames = pictures.movedim(2, -1).numpy()
    found = backbone(frames.reshape(-1, *frames.shape[2:])).astype(np.float16)
    return torch.from_numpy(found.reshape(*frames.shape[:2], *SHAPE))


@pytest.mark.parametrize("cache", ["auto", "device"])
def test_features_beside_the_pictures(two: tuple[Path, Path], cache: str) -> None:
    windows = Windows({**PICTURES.deltas, FEATURES: (-3, -1, 0)})
    with Dataset(two[1]) as data:
        part = Part(data, derived={FEATURES: Derived(data, FRONT, NAME)})
        for batch in islice(Sampler([part], windows, 5, cache=cache), 5):
            assert torch.equal(batch[FEATURES], directly_of(batch[FRONT]))
            assert torch.equal(batch[f"{FEATURES}_is_pad"], batch[f"{FRONT}_is_pad"])


def test_episodes_without_features_can_be_left_out(path: Path) -> None:
    some = np.array([False, True, False, True])
    with Dataset(path) as data:
        found = computed(data, episodes=some)
        for cache in ("auto", "device"):
            part = Part(data, 1.0, some, {FEATURES: found})
            batch = next(iter(Sampler([part], DERIVED, 16, cache=cache)))
            assert set(batch["episode_index"].tolist()) == {1, 3}
        with pytest.raises(UserError, match=rf"2 episodes that take part have no '{FEATURES}'"):
            Sampler([Part(data, derived={FEATURES: found})], DERIVED, 4)


def test_windows_of_a_policy_are_swapped() -> None:
    windows = Windows.of_policy(TINY.features, 2, 8, 4)
    swapped = windows.swapped({FRONT: FEATURES})
    assert swapped.deltas[FEATURES] == windows.deltas[FRONT] == (-1, 0)
    assert swapped.deltas.keys() == {FEATURES, ACTION}
    assert swapped.drop_last == windows.drop_last
    with pytest.raises(UnknownName):
        windows.swapped({"observation.images.fron": FEATURES})


def test_parts_that_do_not_go_together(two: tuple[Path, Path], path: Path) -> None:
    with Dataset(two[0]) as one, Dataset(two[1]) as other, Dataset(path) as third:
        mine, theirs = Derived(one, FRONT, NAME), Derived(other, FRONT, NAME)
        foreign = derive(third, FRONT, "a" * 8, SHAPE, backbone)
        wider = derive(third, FRONT, "b" * 8, (4,), lambda frames, said: np.ones((len(frames), 4)))
        good = Part(one, derived={FEATURES: mine})
        wrong: list[tuple[list[Part], Windows, str]] = [
            ([good, Part(other)], DERIVED, f"{FEATURES}: not in"),
            ([good, Part(third, derived={FEATURES: foreign})], DERIVED, f"fingerprint {NAME} here"),
            ([good, Part(third, derived={FEATURES: wider})], DERIVED, r"shape: \[2, 3\] here"),
            ([Part(one, derived={FEATURES: theirs})], DERIVED, "is derived from .*other, not"),
            ([good], PICTURES, rf"windows\.swapped\({{'{FRONT}': '{FEATURES}'}}\)"),
            ([Part(one)], DERIVED, f"Unknown feature '{FEATURES}'"),
            ([Part(one, derived={FRONT: mine})], PICTURES, "records a feature"),
        ]
        for parts, windows, text in wrong:
            with pytest.raises(UserError, match=text):
                Sampler(parts, windows, 4)


# --- trouble -----------------------------------------------------------------------------------


def test_bad_input_is_said(path: Path) -> None:
    good: dict[str, Any] = {"source": FRONT, "name": NAME, "shape": SHAPE, "compute": backbone}
    with Dataset(path) as data:
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"source": "observation.images.fornt"}, f"Unknown camera .*'{FRONT}'"),
            ({"source": ACTION}, "Unknown camera"),
            ({"dtype": "bfloat16"}, "Unknown dtype 'bfloat16'"),
            ({"name": "../../evil"}, "not 8 to 64 hexadecimal digits"),
            ({"name": "ABCDEF012345"}, "not 8 to 64 hexadecimal digits"),
            ({"shape": ()}, r"shape=\(\)"),
            ({"shape": (3, 0)}, r"shape=\(3, 0\)"),
            ({"batch": 0}, "batch=0"),
            ({"episodes": np.array([0, 1])}, "mask has as many booleans"),
        ]
        for options, text in wrong:
            with pytest.raises(UserError, match=text):
                derive(data, **{**good, **options})
        assert derived_caches(data) == []
        for compute, text in (
            (lambda frames, said: backbone(frames)[1:], r"gave float64 \(3, 2, 3\) for 4 pictures"),
            (lambda frames, said: backbone(frames) * 1e5, "float16 cannot hold"),
            (lambda frames, said: backbone(frames) * np.nan, "float16 cannot hold"),
            (lambda frames, said: backbone(frames) * 1j, "gave complex128"),
        ):
            with pytest.raises(UserError, match=text):
                derive(data, **{**good, "compute": compute})
        assert not Derived(data, FRONT, NAME).complete.any()
        computed(data)
        for options, text in (
            ({"shape": (3, 2)}, r"float16 \(2, 3\) a picture, not float16 \(3, 2\).*another"),
            ({"dtype": "float32"}, "not float32"),
        ):
            with pytest.raises(UserError, match=text):
                derive(data, **{**good, **options})
        assert right(data, computed(data, Counted()))


def test_too_little_room_is_said_before_anything_is_computed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage(1247))
    count = Counted()
    with Dataset(path) as data:
        with pytest.raises(UserError, match=r"40 pictures need 1,248 bytes, 1,247 are free"):
            computed(data, count)
        assert count.calls == []
        monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage(1248))
        assert right(data, computed(data, count))


def test_a_full_disk_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, done = derived_store.replace_file, []

    def full(*given: Any) -> int:
        if len(done) == 8:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done.append(given)
        return real(*given)

    with Dataset(path) as data:
        with monkeypatch.context() as patch:
            patch.setattr(derived_store, "replace_file", full)
            with pytest.raises(UserError, match=r"No space left.*what was computed is safe"):
                computed(data)
        count = Counted()
        assert right(data, computed(data, count))
        assert 0 < sum(count.calls) < data.num_rows


def test_a_folder_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open, os.mkdir

    def refuse(name: Any, flags: int, *mode: int, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real[0](name, flags, *mode, **named)

    with Dataset(path) as data:
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refuse)
            with pytest.raises(UserError, match=r"Read-only file system\. Give a folder"):
                computed(data)
        computed(data, episodes=np.arange(4) < 2)
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refuse)
            with pytest.raises(UserError, match=r"Read-only file system\. Give a folder"):
                computed(data)
            assert computed(data, episodes=np.arange(4) < 2).complete.sum() == 2


def test_what_was_damaged_is_computed_again(path: Path) -> None:
    with Dataset(path) as data:
        found = computed(data)
        file = found.path / "c.4.0.0"
        for harm in (lambda: file.write_bytes(file.read_bytes()[:-9]), file.unlink):
            harm()
            fresh = Derived(data, FRONT, NAME)
            sampler = Sampler([Part(data, derived={FEATURES: fresh})], DERIVED, 32)
            with pytest.raises(Damaged, match=r"c\.4\.0\.0 .*Compute it again"):
                next(iter(sampler))
            count = Counted()
            assert right(data, computed(data, count))
            assert count.calls == [4]
        (found.path / "zarr.json").unlink()
        file.unlink()
        computed(data)
        assert zarr.open_array(found.path, mode="r").shape[0] == 48
        lines = found.path / "meta/journal.jsonl"
        lines.write_bytes(lines.read_bytes().replace(b'"shard":4', b'"shard":5'))
        with pytest.raises(Damaged, match=rf"is damaged\. Remove it: .*forget\(dataset, '{NAME}'"):
            computed(data)
        forget(data, NAME)
        assert right(data, computed(data))
        lines.unlink()  # whoever deletes a cache may be stopped half way
        assert right(data, computed(data))


def test_features_of_another_dataset_are_refused(path: Path, two: tuple[Path, Path]) -> None:
    shutil.copytree(two[0] / "meta/cache/derived", path / "meta/cache/derived")
    with Dataset(path) as data:
        with pytest.raises(UserError, match=r"is of another dataset\. Remove it"):
            computed(data)
        forget(data, NAME)
        assert right(data, computed(data))


def test_what_is_computed_may_depend_on_what_was_said(tmp_path: Path) -> None:
    def said_of(frames: np.ndarray, said: Sequence[str]) -> np.ndarray:
        return np.array([[len(words)] for words in said], np.float32)

    with Dataset(dataset(tmp_path / "a.zarr", range(8, 12))) as data:
        assert len({len(entry.instruction) for entry in data.episodes}) == 2
        found = derive(data, FRONT, NAME, (1,), said_of, batch=4).load()[:, 0]
        for number, entry in enumerate(data.episodes):
            first, end = data.offsets[number : number + 2]
            assert set(found[first:end]) == {len(entry.instruction)}
