"""Windows and batches, held against loops that are slow and obvious."""

from __future__ import annotations

import gc
import itertools
import math
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_recordings import FEATURES, FRONT, RATE, recording

from vla.action import action_spec
from vla.datasets import decoded
from vla.datasets.ahead import ahead
from vla.datasets.codecs import JPEG, RAW, ZSTD, Codec
from vla.datasets.dataset import Dataset
from vla.datasets.draws import Draws
from vla.datasets.entries import CACHE
from vla.datasets.journal import Damaged
from vla.datasets.sampler import Part, Sampler
from vla.datasets.schema import Schema
from vla.datasets.selection import held_out, select
from vla.datasets.windows import Anchors, Windows
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UnknownName, UserError
from vla.features import ACTION, INTERVENTION, PERTURBED, STATE, Features

DEPTH = "observation.depth.front"
CONTACTS = "contacts"
MARKED = {**FEATURES, INTERVENTION: FEATURES[PERTURBED]}
MARKS = {key: MARKED[key] for key in (ACTION, PERTURBED, INTERVENTION, "timestamp")}
LENGTHS = (9, 3, 1, 14, 6, 2, 11)
"""Shorter and longer than any window; every other episode has no last observation."""
WINDOWS = Windows({FRONT: (-1, 0), STATE: (-1, 0), ACTION: tuple(range(-1, 7))}, 2)
WIDE = Windows({
    FRONT: (-3, 0, 2), DEPTH: (0,), STATE: (-20, -1, 0, 1, 20), ACTION: tuple(range(-2, 6)),
    "reward": (0, 1), CONTACTS: (-1, 0, 1), "timestamp": (0, 1),
})  # fmt: skip


def made(numbers: Iterable[int], features: Features = FEATURES) -> list[Episode]:
    """Recordings of all lengths."""
    return [recording(n, LENGTHS[n % 7], n % 2 == 0, features) for n in numbers]


def written(
    path: Path, episodes: Sequence[Episode], codec: Codec = RAW, features: Features = FEATURES
) -> Dataset:
    """A dataset of these episodes."""
    schema = Schema(features, RATE, action_spec("ee_delta"))
    writer = Writer(path, schema, codec, 4, durable=False)
    for episode in episodes:
        writer.append(episode)
    return Dataset(path)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven episodes, uncompressed; never changed."""
    return Path(written(tmp_path_factory.mktemp("raw") / "x", made(range(7))).url)


@pytest.fixture(scope="module")
def packed_tight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven other episodes, compressed; never changed."""
    return Path(written(tmp_path_factory.mktemp("zstd") / "x", made(range(7, 14)), ZSTD).url)


def window(episode: Episode, key: str, now: int, deltas: Sequence[int]) -> tuple[list, list]:
    """What a window holds, step by step, and what of it is padding."""
    rows, values, padding = episode.data[key], [], []
    for delta in deltas:
        step = now + delta
        padding.append(step < 0 or step >= len(rows))
        values.append(rows[0 if step < 0 else min(step, len(rows) - 1)])
    return values, padding


def moments(episodes: Sequence[Episode], drop_last: int = 0) -> list[tuple[int, int]]:
    """All pairs of episode and step that are anchors."""
    return [(e, t) for e, made in enumerate(episodes) for t in range(made.length - drop_last)]


def firsts(batches: Iterable[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Copies of the next batches, as plain numbers; the iterator is closed."""
    found, stream = [], iter(batches)
    for batch in itertools.islice(stream, count):
        found.append({k: v.numpy().copy() if torch.is_tensor(v) else v for k, v in batch.items()})
    if isinstance(stream, Iterator) and hasattr(stream, "close"):
        stream.close()  # type: ignore[attr-defined]
    return found


def alike(ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]) -> bool:
    """Whether batches are the same, bit for bit and name for name."""
    return len(ours) == len(theirs) and all(
        a.keys() == b.keys() and a["task"] == b["task"]
        and all(a[k].dtype == b[k].dtype and np.array_equal(a[k], b[k]) for k in a if k != "task")
        for a, b in zip(ours, theirs, strict=True)
    )  # fmt: skip


def drawn(batches: Sequence[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """Dataset, episode and step of all samples."""
    names = ("dataset_index", "episode_index", "frame_index")
    return [where for b in batches for where in zip(*(b[n].tolist() for n in names), strict=True)]


def prefetching() -> list[threading.Thread]:
    """Threads that make batches."""
    return [t for t in threading.enumerate() if t.name == "prefetch"]


# --- windows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("windows", [WINDOWS, WIDE, replace(WIDE, drop_last=5)])
def test_windows_are_those_of_a_slow_loop(raw: Path, windows: Windows) -> None:
    episodes = made(range(7))
    anchors = moments(episodes, windows.drop_last)
    with Dataset(raw) as dataset:
        sampler = Sampler(dataset, windows, 5, shuffle=False, prefetch=0)
        assert len(sampler) == len(anchors)
        batches = firsts(sampler, -(-len(anchors) // 5))
    samples = [(batch, row) for batch in batches for row in range(5)]
    samples.sort(key=lambda s: (s[0]["episode_index"][s[1]], s[0]["frame_index"][s[1]]))
    seen = set()
    for batch, row in samples:  # the last batch begins the next epoch
        e, t = int(batch["episode_index"][row]), int(batch["frame_index"][row])
        seen.add((e, t))
        assert batch["task"][row] == episodes[e].instructions[0]
        for key, deltas in windows.deltas.items():
            values, padding = window(episodes[e], key, t, deltas)
            wanted = np.stack(values)
            if key == FRONT:
                wanted = wanted.transpose(0, 3, 1, 2)
            assert batch[key].dtype == wanted.dtype
            assert np.array_equal(batch[key][row], wanted), (key, e, t)
            assert batch[f"{key}_is_pad"][row].tolist() == padding, (key, e, t)
    assert sorted(seen) == anchors


def diffusion_policy(
    episodes: Sequence[Episode], horizon: int, pad_before: int, pad_after: int
) -> list[tuple[int, list[int]]]:
    """Episode and the steps of every window, by the rule of its `create_indices`, where the
    first and last step of an episode are repeated for padding."""
    found = []
    for number, episode in enumerate(episodes):
        for start in range(-pad_before, episode.length - horizon + pad_after + 1):
            steps = range(start, start + horizon)
            found.append((number, [min(max(s, 0), episode.length - 1) for s in steps]))
    return found


@pytest.mark.parametrize(("seen", "horizon", "done"), [(2, 8, 4), (1, 6, 6), (3, 4, 1), (2, 16, 8)])
def test_diffusion_policy_cuts_the_same_windows(
    raw: Path, seen: int, horizon: int, done: int
) -> None:
    episodes = made(range(7))
    with Dataset(raw) as dataset:
        windows = Windows.of_policy(dataset.schema.features, seen, horizon, done)
        anchors = Anchors(dataset, windows)
        where = anchors.locate(np.arange(len(anchors)))
        actions = anchors.rows(ACTION, *where)[0] - dataset.offsets[where[0]][:, None]
        states = anchors.rows(STATE, *where)[0] - dataset.offsets[where[0]][:, None]
    wanted = diffusion_policy(episodes, horizon, seen - 1, done - 1)
    assert list(zip(where[0].tolist(), actions.tolist(), strict=True)) == wanted
    assert states.tolist() == [steps[:seen] for _, steps in wanted]
    assert windows.drop_last == horizon - done - seen + 1  # LeRobot's drop_n_last_frames
    assert set(windows.deltas) == {FRONT, DEPTH, STATE, ACTION}


@pytest.mark.parametrize(("seen", "horizon"), [(1, 16), (2, 16), (3, 3)])
def test_any_padding_makes_every_moment_an_anchor(raw: Path, seen: int, horizon: int) -> None:
    with Dataset(raw) as dataset:
        windows = Windows.of_policy(dataset.schema.features, seen, horizon)
        assert len(Anchors(dataset, windows)) == sum(LENGTHS)


@pytest.mark.parametrize(("seen", "horizon", "done"), [(0, 8, 4), (2, 8, 8), (2, 8, 0), (3, 2, 1)])
def test_numbers_that_do_not_go_together(seen: int, horizon: int, done: int) -> None:
    with pytest.raises(UserError, match="do not go together"):
        Windows.of_policy(FEATURES, seen, horizon, done)


def test_times_fall_on_steps() -> None:
    windows = Windows.of_times({STATE: [-0.1, 0.0], ACTION: [0.05 * k for k in range(40)]}, 20.0)
    assert windows.deltas == {STATE: (-2, 0), ACTION: tuple(range(40))}
    assert Windows.of_times({STATE: [-1 / 30, 0.1 + 0.2]}, 30.0).deltas == {STATE: (-1, 9)}
    for second in (0.02, 0.0252, -0.075, 0.0499):
        with pytest.raises(UserError, match=r"delta_timestamps.*between two steps of 0\.05 s"):
            Windows.of_times({ACTION: [0.0, second]}, 20.0)
    assert Windows.of_times({ACTION: [0.0499]}, 20.0, tolerance=1e-3).deltas == {ACTION: (1,)}


@pytest.mark.parametrize("deltas", [(0,), (-2, -1), tuple(range(-1, 4)), (3, 5)])
def test_perturbed_moments_are_left_out(tmp_path: Path, deltas: tuple[int, ...]) -> None:
    episodes = made(range(10, 17), MARKS)
    with written(tmp_path / "x", episodes, features=MARKS) as dataset:
        anchors = Anchors(dataset, Windows({ACTION: deltas}, 1, skip_perturbed=True))
        found = zip(*(a.tolist() for a in anchors.locate(np.arange(len(anchors)))), strict=True)
    wanted = []
    for e, t in moments(episodes, 1):
        data = episodes[e].data
        astray = data[PERTURBED] & ~data[INTERVENTION]
        reached = [t, *(t + d for d in deltas if d >= 0)]
        if not any(astray[min(step, episodes[e].length - 1)] for step in reached):
            wanted.append((e, t))
    assert list(found) == wanted
    assert 0 < len(wanted) < len(moments(episodes, 1))


def test_masks_are_masks(raw: Path) -> None:
    with Dataset(raw) as dataset:
        mask = held_out(dataset, 0.5)
        assert 0 < mask.sum() < 7
        for chosen in (mask, ~mask):
            anchors = Anchors(dataset, WIDE, chosen)
            where = anchors.locate(np.arange(len(anchors)))[0]
            assert sorted(set(where.tolist())) == np.flatnonzero(chosen).tolist()
        for wrong in (select(dataset, ""), np.ones(6, bool)):  # numbers look much like a mask
            with pytest.raises(UserError, match="mask"):
                Anchors(dataset, WIDE, wrong)


# --- what is drawn -----------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [1, 5, 40])
def test_an_epoch_holds_every_window_once(raw: Path, batch_size: int) -> None:
    wanted = [(0, *where) for where in moments(made(range(7)), 2)]
    with Dataset(raw) as dataset:
        sampler = Sampler(dataset, WINDOWS, batch_size, seed=3, prefetch=0)
        assert sampler.steps_per_epoch == -(-len(wanted) // batch_size)
        samples = drawn(firsts(sampler, 2 * len(wanted)))
    epochs = [samples[a : a + len(wanted)] for a in range(0, 2 * len(wanted), len(wanted))]
    if len(wanted) % batch_size == 0 or batch_size == 1:
        assert [sorted(epoch) for epoch in epochs] == [wanted, wanted]
        assert epochs[0] != epochs[1]
    whole = samples[: len(wanted) * batch_size]
    assert {whole.count(where) for where in wanted} == {batch_size}


def test_another_seed_is_another_order(raw: Path) -> None:
    with Dataset(raw) as dataset:
        orders = [drawn(firsts(Sampler(dataset, WINDOWS, 1, seed=s), 29)) for s in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]


def test_without_shuffling_time_goes_on(raw: Path) -> None:
    wanted = [(0, *where) for where in moments(made(range(7)), 2)]
    with Dataset(raw) as dataset:
        sampler = Sampler(dataset, WINDOWS, 4, shuffle=False)
        assert drawn(firsts(sampler, len(wanted) // 4)) == wanted[: len(wanted) // 4 * 4]


@pytest.mark.parametrize(
    ("sizes", "weights"),
    [
        ([50, 70], [1, 1]),
        ([50, 70], [1, 2**0.5]),
        ([9, 1000], [0.037, 1.0]),
        ([40, 9, 30], [5, 0, 2]),
        ([10, 20, 30], [1, 1, 1]),
        ([100, 3, 17], [0.7, 0.02, 0.28]),
        ([5, 3, 2, 300], [1, 1, 1, 100]),
    ],
)
def test_a_mixture_keeps_its_weights(sizes: list[int], weights: list[float]) -> None:
    draws = Draws(sizes, weights, 0, shuffle=True)
    shares = np.array(weights) / sum(weights)
    streams: list[list[int]] = [[] for _ in sizes]
    for first in range(0, 4000, 7):
        for stream, drawn in zip(streams, draws(first, 7), strict=True):
            stream += drawn.tolist()
        assert np.abs([len(s) for s in streams] - shares * (first + 7)).max() <= 1
    for part, size in enumerate(sizes):
        single = [draws(n, 1)[part].tolist() for n in range(4000)]
        stream = [window for drawn in single for window in drawn]
        for first in range(0, len(stream) - size, size):
            assert sorted(stream[first : first + size]) == list(range(size))
    assert all(len(draws(0, draws.epoch)[p]) >= n for p, n in enumerate(sizes) if weights[p])
    least = draws(0, draws.epoch - 2 * math.ceil(1 / min(s for s in shares if s)))
    assert any(len(least[p]) < n for p, n in enumerate(sizes) if weights[p])


def test_parts_have_orders_of_their_own() -> None:
    draws = Draws([40, 40], [1.0, 1.0], 0, shuffle=True)
    orders = [[draws(n, 1)[part].tolist() for n in range(80)] for part in range(2)]
    one, other = ([w for drawn in order for w in drawn] for order in orders)
    assert sorted(one) == sorted(other) == list(range(40))
    assert one != other


def test_draws_far_ahead_are_those_of_the_way_there() -> None:
    ours, theirs = (Draws([999, 3001, 50], [0.2, 0.7, 0.1], 5, shuffle=True) for _ in range(2))
    far = 3_000_017
    for first in range(far - 64, far, 8):
        theirs(first, 8)
    for a, b in zip(ours(far, 64), theirs(far, 64), strict=True):
        assert np.array_equal(a, b)
    assert np.array_equal(ours(5, 9)[1], theirs(5, 9)[1])  # and back


def test_a_mixture_of_codecs_has_the_right_values(raw: Path, packed_tight: Path) -> None:
    episodes = [made(range(7)), made(range(7, 14))]
    for cache in ("none", "memory", "device"):
        with Dataset(raw) as one, Dataset(packed_tight) as other:
            sampler = Sampler([Part(one, 0.1), Part(other, 0.9)], WIDE, 2, cache=cache)
            for batch in firsts(sampler, 30):  # many without the first
                for row in range(2):
                    index, e, t = (int(batch[f"{n}_index"][row]) for n in
                                   ("dataset", "episode", "frame"))  # fmt: skip
                    episode = episodes[index][e]
                    assert batch["task"][row] == episode.instructions[0]
                    for key in (FRONT, DEPTH, CONTACTS, ACTION):
                        wanted = np.stack(window(episode, key, t, WIDE.deltas[key])[0])
                        if key == FRONT:
                            wanted = wanted.transpose(0, 3, 1, 2)
                        assert np.array_equal(batch[key][row], wanted)


def test_ranks_share_an_epoch(raw: Path) -> None:
    wanted = [(0, *where) for where in moments(made(range(7)), 2)]
    with Dataset(raw) as dataset:
        alone = Sampler(dataset, WINDOWS, 3)
        ranks = [Sampler(dataset, WINDOWS, 3, rank=rank, ranks=3) for rank in range(3)]
        assert {r.steps_per_epoch for r in ranks} == {-(-len(wanted) // 9)}
        shared = [drawn(firsts(r, len(wanted))) for r in ranks]
        single = drawn(firsts(alone, 3 * len(wanted)))
    by_step = [s for k in range(0, 3 * len(wanted), 3) for r in shared for s in r[k : k + 3]]
    assert by_step == single
    whole = 9 * (len(wanted) // 9)
    assert len(set(by_step[:whole])) == whole


# --- the same from whomever --------------------------------------------------------------------

WAYS: list[dict[str, Any]] = [
    {"prefetch": 2}, {"prefetch": 5, "threads": 2}, {"cache": "none"}, {"cache": "memory"},
    {"cache": "disk"}, {"cache": "device"}, {"cache": "none", "threads": 2, "prefetch": 0},
    {"workers": 2},
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_batches_are_the_same_however_they_are_made(
    raw: Path, packed_tight: Path, way: dict[str, Any]
) -> None:
    def batches(**options: Any) -> list[dict[str, Any]]:
        with Dataset(raw) as one, Dataset(packed_tight) as other:
            parts = [Part(one, 2.0), Part(other, 1.0, np.arange(7) != 3)]
            sampler = Sampler(parts, WIDE, 6, seed=4, **options)
            found = firsts(sampler, 12)
            assert sampler.step == 12
            single = firsts([sampler.batch(n) for n in (7, 2)], 2)
            assert alike(single, [found[7], found[2]])
            later = Sampler(parts, WIDE, 6, seed=4, **options)
            later.load_state_dict({**sampler.state_dict(), "step": 9})
            assert alike(firsts(later, 3), found[9:])
            return found

    assert alike(batches(**way), batches(prefetch=0, cache="none"))
    assert not prefetching()


@pytest.mark.parametrize("way", [{}, {"prefetch": 0}, {"shuffle": False}])
def test_a_stream_resumes_where_it_stood(raw: Path, way: dict[str, Any]) -> None:
    with Dataset(raw) as dataset:
        whole = firsts(Sampler(dataset, WINDOWS, 4, seed=9, **way), 25)
        for stop in (0, 1, 7, 20):
            before = Sampler(dataset, WINDOWS, 4, seed=9, **way)
            assert alike(firsts(before, stop), whole[:stop])
            state = before.state_dict()
            after = Sampler(dataset, WINDOWS, 4, seed=9, **way)
            after.load_state_dict(state)
            assert alike(firsts(after, 25 - stop), whole[stop:])
            assert alike(firsts(before, 2), [*whole, *whole][stop : stop + 2])  # and itself


def test_a_batch_is_valid_until_the_next(raw: Path) -> None:
    with Dataset(raw) as dataset:
        sampler = Sampler(dataset, WIDE, 4)
        wanted = firsts(Sampler(dataset, WIDE, 4, prefetch=0), 8)
        with closing(iter(sampler)) as stream:  # type: ignore[type-var]
            for number, batch in enumerate(itertools.islice(stream, 8)):
                time.sleep(0.03)  # the thread fills whatever it may
                found = {k: v.numpy() if torch.is_tensor(v) else v for k, v in batch.items()}
                assert alike([found], [wanted[number]])
        own = sampler.batch(0)
        sampler.batch(1)
        assert alike(firsts([own], 1), wanted[:1])


def test_prefetching_goes_no_farther_than_asked() -> None:
    begun = []
    slots: list[int] = []

    def make(number: int, buffers: dict[str, torch.Tensor]) -> dict[str, Any]:
        begun.append(number)
        buffers["x"].fill_(number)
        return {"x": buffers["x"]}

    def allocate() -> dict[str, torch.Tensor]:
        slots.append(0)
        return {"x": torch.zeros(1)}

    stream = ahead(make, allocate, 10, 3, torch.device("cpu"))
    assert not begun
    for number in range(10, 30):
        assert int(next(stream)["x"]) == number
        wait(lambda number=number: len(begun) > number - 10 + 3)
        time.sleep(0.01)
        assert begun[-1] <= number + 4  # three that are ready and one in the making
    stream.close()  # type: ignore[attr-defined]
    assert len(slots) == 5
    assert not prefetching()


# --- trouble -----------------------------------------------------------------------------------


def wait(until: Callable[[], bool], seconds: float = 5.0) -> None:
    """Until something is so."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.mark.parametrize("codec", [RAW, ZSTD])
@pytest.mark.parametrize("way", [{"prefetch": 2}, {"prefetch": 0}, {"cache": "memory"}], ids=str)
def test_damage_reaches_the_caller(tmp_path: Path, codec: Codec, way: dict[str, Any]) -> None:
    written(tmp_path / "x", made(range(4)), codec).close()
    shard = tmp_path / "x/data" / FRONT / "c.3.0.0.0"
    shard.write_bytes(shard.read_bytes()[:-30])
    with Dataset(tmp_path / "x") as dataset:
        sampler = Sampler(dataset, WINDOWS, 8, **{"cache": "none", **way})
        for _ in range(2):  # and again
            with pytest.raises(Damaged, match="episode"):
                firsts(sampler, 9)
            assert not prefetching()
        assert not list((tmp_path / "x" / CACHE).glob("*.tmp"))


def test_damage_in_a_worker_reaches_the_caller(tmp_path: Path) -> None:
    written(tmp_path / "x", made(range(4))).close()
    with Dataset(tmp_path / "x") as dataset:
        sampler = Sampler(dataset, WINDOWS, 4, workers=1)
        Writer(tmp_path / "x").delete(dataset.episodes[0].id, "a trial")
        with pytest.raises(UserError, match=r"^\S+/x has changed since the sampler was made\."):
            firsts(sampler, 1)  # in one line, not with the worker's traceback


def test_closing_ends_the_thread(raw: Path) -> None:
    with Dataset(raw) as dataset:
        stream = iter(Sampler(dataset, WINDOWS, 4))
        next(stream)
        assert len(prefetching()) == 1
        stream.close()  # type: ignore[attr-defined]
        assert not prefetching()
        for _ in Sampler(dataset, WINDOWS, 4):
            break
        gc.collect()
        assert not prefetching()


def test_nothing_is_left_of_fifty_samplers(raw: Path, packed_tight: Path) -> None:
    def once() -> None:
        with Dataset(raw) as one, Dataset(packed_tight) as other:
            firsts(Sampler([Part(one), Part(other)], WIDE, 4, cache="none", threads=2), 3)

    once()
    gc.collect()
    files, threads = os.listdir("/proc/self/fd"), threading.active_count()
    for _ in range(50):
        once()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= len(files)
    assert threading.active_count() <= threads


def test_a_cache_on_the_disk_is_kept_and_replaced(tmp_path: Path) -> None:
    left = FRONT + "-left"
    features = {k: FEATURES[FRONT if k == left else k] for k in (FRONT, left, ACTION)}
    windows = Windows({left: (0,), FRONT: (0,), ACTION: (0,)})  # one name begins the other
    written(tmp_path / "x", made(range(3), {**features, "timestamp": FEATURES["timestamp"]}), JPEG,
            {**features, "timestamp": FEATURES["timestamp"]}).close()  # fmt: skip
    folder = tmp_path / "x" / CACHE
    folder.rmdir()  # whatever is in there may be deleted, and it too

    def held() -> dict[str, int]:
        with Dataset(tmp_path / "x") as dataset:
            wanted = firsts(Sampler(dataset, windows, 5, cache="none"), 3)
            assert alike(firsts(Sampler(dataset, windows, 5, cache="disk"), 3), wanted)
            return {f.name: f.stat().st_mtime_ns for f in folder.glob("*")}

    first = held()
    assert len(first) == 2
    assert held() == first
    Writer(tmp_path / "x", durable=False).append(
        recording(9, features={**features, "timestamp": FEATURES["timestamp"]})
    )
    assert len(held()) == 2
    assert not held().keys() & first.keys()


def test_a_full_disk_is_said(raw: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*ignored: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with written(tmp_path / "x", made(range(3))) as dataset:
        with pytest.raises(UserError, match=r"no room.*No space left.*cache=none"):
            firsts(Sampler(dataset, WINDOWS, 5, cache="disk"), 1)
        assert not list((tmp_path / "x" / CACHE).iterdir())


def test_auto_settles_by_the_room_there_is(
    raw: Path, packed_tight: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Dataset(raw) as one, Dataset(packed_tight) as other:

        def modes(*datasets: Dataset) -> list[str]:
            sampler = Sampler([Part(d) for d in datasets], WINDOWS, 2)
            return [choice.mode for choice in sampler.choices]

        need = one.num_rows * 240
        assert modes(one, other) == ["memory", "memory"]
        monkeypatch.setattr(decoded, "_free_memory", lambda: int(1.5 * need / 0.4))
        assert modes(one) == ["memory"]
        assert modes(one, other) == ["none", "disk"]  # not both of them
        monkeypatch.setattr(decoded, "_free_disk", lambda path: need)
        assert modes(one, other) == ["none", "none"]


def test_wrong_inputs_are_said(raw: Path, tmp_path: Path) -> None:
    other = {**FEATURES, STATE: replace(FEATURES[STATE], shape=(4,))}
    foreign = written(tmp_path / "x", [recording(1, features=other)], features=other)
    with Dataset(raw) as dataset, foreign:
        one = Part(dataset)
        wrong: list[tuple[Any, Windows, dict[str, Any], str]] = [
            (dataset, Windows({"observation.sate": (0,)}), {}, "'observation.state'"),
            (dataset, WINDOWS, {"batch_size": 0}, "batch_size=0"),
            (dataset, WINDOWS, {"cache": "memry"}, "'memory'"),
            (dataset, WINDOWS, {"rank": 2, "ranks": 2}, "rank=2"),
            (dataset, replace(WINDOWS, drop_last=14), {}, "no window to draw: 7 of 7"),
            ([], WINDOWS, {}, "weights"),
            ([one, Part(dataset, -1.0)], WINDOWS, {}, "weights"),
            ([Part(dataset, 0.0)], WINDOWS, {}, "weights"),
            ([one, Part(dataset, float("nan"))], WINDOWS, {}, "weights"),
            ([Part(dataset, 1.0, np.zeros(7, bool))], WINDOWS, {}, "0 of 7 episodes take part"),
            ([one, Part(foreign)], WINDOWS, {}, r"state\.shape: \[5\] here, \[4\] in .*x"),
        ]
        for parts, windows, options, text in wrong:
            with pytest.raises(UserError, match=text):
                Sampler(parts, windows, **{"batch_size": 4, **options})
        assert len(Sampler([one, Part(foreign)], Windows({ACTION: (0,)}), 4)) == 46 + 9
        with pytest.raises(UnknownName):
            Sampler(dataset, Windows({"nothing": (0,)}), 4)
        state = Sampler(dataset, WINDOWS, 4).state_dict()
        for options, text in (
            ({"seed": 1}, "seed=0, not 1"), ({"batch_size": 5}, "batch_size=4, not 5"),
            ({"ranks": 2}, "ranks=1, not 2"), ({"windows": WIDE}, "windows=.*, not 46"),
        ):  # fmt: skip
            sampler = Sampler(dataset, **{"windows": WINDOWS, "batch_size": 4, **options})
            with pytest.raises(UserError, match=text):
                sampler.load_state_dict(state)


def test_other_rates_and_actions_do_not_mix(raw: Path, tmp_path: Path) -> None:
    for number, schema in enumerate(
        (Schema(FEATURES, 10.0, action_spec("ee_delta")), Schema(FEATURES, RATE))
    ):
        writer = Writer(tmp_path / f"{number}", schema, durable=False)
        writer.append(recording(1))
    with Dataset(raw) as dataset:
        for number, text in enumerate(("rate: 20.0 here, 10.0 in", "ActionSpec.* here, None in")):
            with Dataset(tmp_path / f"{number}") as other, pytest.raises(UserError, match=text):
                Sampler([Part(dataset), Part(other)], WINDOWS, 4)
