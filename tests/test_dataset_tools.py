"""Verify, repair, merge, split, filter, pack and diff: nothing is lost, nothing is silent."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_recordings import FEATURES, FRONT, RATE, SCHEMA, TINY, dataset, numbers_of, recording

from vla.datasets.codecs import JPEG, RAW, ZSTD, Codec
from vla.datasets.dataset import Dataset
from vla.datasets.difference import diff
from vla.datasets.entries import JOURNAL
from vla.datasets.journal import Damaged
from vla.datasets.merge import filter as filtered
from vla.datasets.merge import merge, split
from vla.datasets.pack import pack
from vla.datasets.repair import repair
from vla.datasets.schema import Schema
from vla.datasets.selection import held_out, select
from vla.datasets.verify import verify
from vla.datasets.writer import Writer
from vla.errors import UnknownName, UserError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("made") / "x.zarr", range(4))


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A dataset to spoil."""
    return Path(shutil.copytree(made, tmp_path / "x.zarr"))


def chunk(path: Path, key: str, episode: int = 1, shard: int = 0) -> Path:
    with Dataset(path) as found:
        number = found.episodes[episode].start // found.schema.stored[key].rows + shard
        shape = found.schema.features[key].shape
    return path / "data" / key / f"c.{number}{'.0' * len(shape)}"


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def texts(path: Path, deep: bool = False) -> str:
    return "\n".join(map(str, verify(path, deep).problems))


def test_a_good_dataset_has_no_problems(made: Path) -> None:
    done: list[int] = []
    report = verify(made, deep=True, progress=done.append)
    assert report.ok
    assert not report.problems
    assert (report.episodes, report.steps) == (4, 36)
    assert report.files == 4 * len(FEATURES) * 3
    assert done == [1, 2, 3, 4]
    assert repair(made) == []


def test_all_problems_are_listed_by_name(path: Path) -> None:
    chunk(path, "action", 0).unlink()
    file = chunk(path, FRONT, 1)
    file.write_bytes(file.read_bytes()[:-1])
    flip(chunk(path, "reward", 2), 0)
    (path / "data/observation.state/zarr.json").write_text("{")
    metadata = json.loads((path / "data/reward/zarr.json").read_text())
    metadata["shape"], metadata["data_type"] = [1], "float64"
    (path / "data/reward/zarr.json").write_text(json.dumps(metadata))
    (path / "data/reward/.c.9.7.tmp").touch()
    (path / "data/reward/c.99").touch()
    (path / "notes.txt").touch()
    with (path / JOURNAL).open("ab") as journal:
        journal.write(b'{"kind":"epi')
    found = texts(path)
    for line in (
        "error: episode 0 (0000000000000000), action, c.0.0: is missing",
        f"error: episode 1 (0000000000000001), {FRONT}, c.3.0.0.0: has 1027 bytes instead of 1028",
        "error: data/observation.state/zarr.json: is damaged (not JSON)",
        "error: data/reward/zarr.json: data_type is float64 instead of float32",
        "error: data/reward/zarr.json: has 1 rows, 48 are in use",
        "warning: meta/journal.jsonl: 12 bytes of an unfinished line",
        "warning: data/reward/c.99: belongs to no episode",
        "warning: data/reward/.c.9.7.tmp: half a file",
        "warning: notes.txt: is not part of the format",
    ):
        assert line in found
    assert "reward, c.6" not in found
    assert "error: episode 2 (0000000000000002), reward, c.6: is damaged" in texts(path, deep=True)


def test_deep_reads_what_is_inside(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "x", SCHEMA, RAW, 4)
    good = recording(0)

    def change(number: int, **data: np.ndarray) -> None:
        named = {FRONT if k == "front" else k: v for k, v in data.items()}
        made = recording(number)
        writer.append(replace(made, data={**made.data, **named}))

    writer.append(good)
    change(1, timestamp=np.arange(10) / (RATE / 2))
    change(2, timestamp=np.array([0, 0.05, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))
    change(3, action=recording(3).data["action"] * 3)
    change(4, front=np.zeros((10, 8, 10, 3), np.uint8))
    change(5, **{k: v for k, v in good.data.items() if k != FRONT}, front=good.data[FRONT])
    report = verify(tmp_path / "x", deep=True)
    found = "\n".join(map(str, report.problems))
    assert "episode 1 (0000000000000001), timestamp: recorded at 10 Hz instead of 20 Hz" in found
    assert "mixed frame rates: 20 Hz (4 episodes), 10 Hz (1 episodes)" in found
    assert "(0000000000000002), timestamp: time stands still or goes back at step 2" in found
    assert "of 9 are out of bounds, the farthest" in found
    assert "10 of 10 pictures are black" in found
    assert "frozen: 9 of 10 pictures" in found
    assert "episode 5 (0000000000000005), all of it: is the same as episode 0" in found
    assert len(report.problems) == 7


def test_deep_finds_numbers_that_are_none_and_frames_that_do_not_decode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vla.datasets.writer._misfits", lambda *ignored: [])
    encode = Codec.encode
    monkeypatch.setattr(Codec, "encode", lambda *given: encode(*given)[:-3])
    writer, made = Writer(tmp_path / "x", SCHEMA, ZSTD, 4), recording(0)
    made.data["observation.state"][3, 1] = np.nan
    writer.append(made)
    found = texts(tmp_path / "x", deep=True)
    assert "observation.state: is not a number at step 3" in found
    assert f"{FRONT}: 10 frames do not decode, the first at step 0" in found


@pytest.mark.parametrize("key", [FRONT, "action"])
@pytest.mark.parametrize("how", ["missing", "short", "flipped", "index"])
def test_repair_deletes_what_cannot_be_read(path: Path, key: str, how: str) -> None:
    file = chunk(path, key, 1, 2)
    if how == "missing":
        file.unlink()
    elif how == "short":
        file.write_bytes(file.read_bytes()[:-5])
    else:
        flip(file, 0 if how == "flipped" else -6)
    assert not verify(path, deep=True).ok
    before = {f: f.read_bytes() for f in path.rglob("*") if f.is_file()}
    planned = repair(path, dry_run=True)
    assert before == {f: f.read_bytes() for f in path.rglob("*") if f.is_file()}
    assert repair(path) == planned
    assert "episode 1 (0000000000000001)" in planned[0]
    assert file.name in planned[0]
    assert verify(path, deep=True).ok
    assert numbers_of(path) == [0, 2, 3]
    with Dataset(path) as found:
        assert found.log.records[-1]["reason"].startswith("repair: ")
    Writer(path).append(recording(1))  # from a copy
    assert numbers_of(path) == [0, 2, 3, 1]


def test_any_byte_of_the_journal_may_flip(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x.zarr", range(4), schema=TINY)
    Writer(path).delete("0000000000000002", "a cup fell")
    text = (path / JOURNAL).read_bytes()
    lines = text.splitlines(keepends=True)
    ends = np.cumsum([len(line) for line in lines])
    saved = Path(shutil.copytree(path, path.with_name("saved")))
    for at in [*range(0, len(text), 97), *(ends - 1), *(ends - 5)]:
        shutil.rmtree(path)
        shutil.copytree(saved, path, copy_function=shutil.copy)
        flip(path / JOURNAL, int(at))
        assert not verify(path).ok or at == len(text) - 1  # there it looks like a kill
        done = repair(path)
        assert verify(path).ok, (at, done)
        assert repair(path) == []
        kept = b"".join(f.read_bytes() for f in path.glob("meta/journal-damaged-*"))
        assert len(kept) == len(text), at
        with Dataset(path) as found:
            left = len(found)  # 3 were there, and one that was deleted
        assert left >= 2, (at, done)
        if left < 3:
            assert any(": lost." in line for line in done), (at, done)
            assert list(path.glob("meta/lost-*/data/action/c.*"))


def test_repair_makes_metadata_again(path: Path) -> None:
    (path / "zarr.json").write_text("{")
    (path / "data/zarr.json").unlink()
    shutil.rmtree(path / "data/action")
    shutil.copytree(path.with_name("x.zarr") / "data/reward", path / "data/action")
    (path / "meta/cache/action-00000000.npy").touch()
    (path / "data/reward/.c.9.7.tmp").touch()
    (path / "data/reward/c.99").touch()
    (path / "notes.txt").touch()
    shutil.rmtree(path / "meta/cache")
    (path / "meta/cache").mkdir()
    (path / "meta/cache/action-00000000.npy").touch()
    done = "\n".join(repair(path))
    assert "zarr.json made again from the journal" in done
    assert "data/action/zarr.json made again" in done
    assert "meta/cache/action-00000000.npy, which is out of date, removed" in done
    report = verify(path)
    assert report.ok
    assert [p.where for p in report.problems] == ["notes.txt"]


def test_a_changed_schema_is_noticed_and_mended(path: Path) -> None:
    file = path / "zarr.json"
    file.write_text(file.read_text().replace('"rate": 20.0', '"rate": 21.0', 1))
    assert "zarr.json: 'rate' is not what the journal says" in texts(path)
    repair(path)
    assert verify(path).ok
    assert Dataset(path).schema.rate == RATE


def test_without_a_journal_nothing_is_touched(path: Path) -> None:
    (path / JOURNAL).unlink()
    assert "is missing" in texts(path)
    before = sorted(path.rglob("*"))
    with pytest.raises(Damaged, match="Restore it from a copy"):
        repair(path)
    assert before == sorted(path.rglob("*"))


def test_writers_and_readers_go_on_after_a_repair(path: Path) -> None:
    writer, reader = Writer(path), Dataset(path)
    chunk(path, "action", 3).unlink()
    text = (path / JOURNAL).read_bytes().splitlines(keepends=True)
    (path / JOURNAL).write_bytes(b"".join([*text[:2], b"x" + text[2][1:], *text[3:]]))
    repair(path)
    assert reader.refresh()
    assert len(reader) == 2
    writer.append(recording(7))
    assert numbers_of(path) == [0, 2, 7]
    assert verify(path, deep=True).ok


# --- merge, split, filter ----------------------------------------------------------------------


def no_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames may not be encoded or decoded from here on."""

    def never(*ignored: object) -> None:
        raise AssertionError("a frame was encoded or decoded")

    monkeypatch.setattr(Codec, "encode", never)
    monkeypatch.setattr(Codec, "decode", never)


@pytest.mark.parametrize("move", [False, True])
def test_merge_moves_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: bool) -> None:
    one = dataset(tmp_path / "one", range(3), JPEG)
    two = dataset(tmp_path / "two", range(2, 5), JPEG)
    other = dataset(tmp_path / "other", range(5, 7), JPEG, rows=7)
    inode = chunk(one, FRONT, 0).stat().st_ino
    no_codec(monkeypatch)
    lines = merge([one, two], tmp_path / "out", move)
    lines += merge([other], tmp_path / "out", move)
    monkeypatch.undo()
    assert (chunk(tmp_path / "out", FRONT, 0).stat().st_ino == inode) == move
    assert any("1 episode of" in line and "already" in line for line in lines)
    assert verify(tmp_path / "out", deep=True).ok
    with Dataset(tmp_path / "out") as found:
        assert [int(e.id, 16) for e in found.episodes] == list(range(7))
    if move:
        assert not any(map(len, map(Dataset, (one, two, other))))
        assert not list(one.rglob("c.*"))
        assert verify(one).ok
    else:
        assert "content" not in "\n".join(diff(one, tmp_path / "out"))


def test_a_move_leaves_what_is_not_the_same(tmp_path: Path) -> None:
    one = dataset(tmp_path / "one", range(2))
    two = tmp_path / "two"
    Writer(two, SCHEMA, RAW, 4).append(replace(recording(8), id=recording(1).id))
    lines = merge([one], two, move=True)
    assert "differs" in "\n".join(lines)
    assert numbers_of(one) == [1]


def test_merge_shows_every_difference(tmp_path: Path) -> None:
    one = dataset(tmp_path / "one", range(1))
    less = {k: f for k, f in FEATURES.items() if k != FRONT}
    Writer(
        tmp_path / "two",
        Schema({**less, "reward": replace(FEATURES["reward"], dtype="float64")}, 10.0),
    )
    with pytest.raises(UserError) as caught:
        merge([one, tmp_path / "two"], tmp_path / "out")
    for part in (
        FRONT,
        "reward.dtype: float32 here, float64",
        "rate: 20.0 Hz here, 10.0",
        "action:",
    ):
        assert part in str(caught.value)
    assert not (tmp_path / "out").exists()
    with pytest.raises(UserError, match="into itself"):
        merge([one], one)


def test_merge_never_loses_a_picture_to_a_codec(tmp_path: Path) -> None:
    raw = dataset(tmp_path / "raw", range(2))
    packed = dataset(tmp_path / "zstd", range(2, 4), ZSTD)
    lossy = dataset(tmp_path / "jpeg", range(4, 5), JPEG)
    with pytest.raises(UserError, match="is raw there, jpeg 95"):
        merge([raw], lossy)
    merge([raw, packed], tmp_path / "out")
    assert numbers_of(tmp_path / "out") == [0, 1, 2, 3]


def test_split_and_held_out_do_not_change_their_minds(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(12), length=2)
    with Dataset(path) as found:
        before = held_out(found, 0.4)
        seeds = held_out(found, 0.4, by="seed")
        assert (held_out(found, 0.4, salt="other") != before).any()
    writer = Writer(path)
    for number in range(12, 20):
        writer.append(recording(number, 2))
    with Dataset(path) as found:
        assert (held_out(found, 0.4)[:12] == before).all()
        assert (held_out(found, 0.4, by="seed")[:12] == seeds).all()
        chosen = [int(found.episodes[n].id, 16) for n in np.flatnonzero(held_out(found, 0.25))]
        with pytest.raises(UnknownName):
            held_out(found, 0.2, by="task")
    lines = split(path, {tmp_path / "b": 0.25, tmp_path / "a": 0.75})
    assert numbers_of(tmp_path / "b") == chosen
    assert sorted(numbers_of(tmp_path / "a") + chosen) == list(range(20))
    assert len(lines) == 2
    with pytest.raises(UserError, match="exists"):
        split(path, {tmp_path / "a": 0.5})
    with pytest.raises(UserError, match="together at most 1"):
        split(path, {tmp_path / "c": 0.5, tmp_path / "d": 0.6})


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ("", [0, 1, 2, 3]),
        ("success=false", [0, 3]),
        ("success != false, task=sorting", [1]),
        ("seed>=2,length<10", [2, 3]),
        ("seed=none", []),
        ("instruction~STACK 2", [2]),
        ("instruction!~TOWER", []),
        ("source=expert,episode<=1", [0, 1]),
        ("id=0000000000000003", [3]),
        ("recorded<2027", [0, 1, 2, 3]),
        ("extra.operator=o1", [1, 3]),
    ],
)
def test_select(made: Path, where: str, numbers: list[int]) -> None:
    assert select(Dataset(made), where).tolist() == numbers


@pytest.mark.parametrize("where", ["seed>many", "success=maybe", "length", "=3", "length<true"])
def test_select_says_what_it_does_not_understand(made: Path, where: str) -> None:
    with pytest.raises(UserError, match=r"compared|chooses nothing"):
        select(Dataset(made), where)
    with pytest.raises(UnknownName, match="'success'"):
        select(Dataset(made), "sucess=true")


def test_filter(made: Path, tmp_path: Path) -> None:
    assert filtered(made, tmp_path / "out", "success=true") == [
        f"2 of 4 episodes copied to {tmp_path / 'out'}."
    ]
    assert numbers_of(tmp_path / "out") == [1, 2]
    with pytest.raises(UserError, match="None of the 4 episodes"):
        filtered(made, tmp_path / "none", "seed>100")
    assert not (tmp_path / "none").exists()


# --- pack --------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", [RAW, ZSTD, JPEG])
def test_pack_and_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: Codec) -> None:
    path = dataset(tmp_path / "x", range(5), codec)
    Writer(path).delete(recording(2).id, "a cup fell")
    monkeypatch.setattr("vla.datasets.pack.TABLE_ROWS", 16)
    no_codec(monkeypatch)
    lines = pack(path, tmp_path / "p", shard_mb=0.004)
    merge([tmp_path / "p"], tmp_path / "u")
    monkeypatch.undo()
    assert "last observation of 4 episodes" in lines[1]
    for made in (tmp_path / "p", tmp_path / "u"):
        report = verify(made, deep=True)
        assert not report.problems
        assert (report.episodes, report.steps) == (4, 36)
        assert all(
            "only" in line or "packed" in line or "storage" in line for line in diff(path, made)
        )
    with Dataset(tmp_path / "p") as packed, Dataset(path) as loose:
        rows = np.concatenate([o + np.arange(9) for o in loose.offsets[:-1]])
        for key in FEATURES:
            assert (packed.read(key, np.arange(36)) == loose.read(key, rows)).all()
            assert len(list((tmp_path / "p/data" / key).glob("c.*"))) > 1
    import zarr

    group = zarr.open_group(tmp_path / "p", mode="r")
    assert np.asarray(group["meta/episode_ends"]).tolist() == [9, 18, 27, 36]
    assert np.asarray(group["data/action"]).shape == (36, 7)
    with pytest.raises(UserError, match="is packed"):
        Writer(tmp_path / "p")
    with pytest.raises(UserError, match="is packed"):
        merge([tmp_path / "p"], tmp_path / "v", move=True)


def test_repair_of_a_packed_dataset(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(5))
    pack(path, tmp_path / "p", shard_mb=0.004)
    with Dataset(tmp_path / "p") as packed:
        rows = packed.schema.stored[FRONT].rows
    first = tmp_path / "p/data" / FRONT / "c.0.0.0.0"
    flip(first, 3)
    (tmp_path / "p/meta/episode_ends/c.0").unlink()
    assert "episode 0" in texts(tmp_path / "p", deep=True)
    assert "meta/episode_ends/c.0: is missing" in texts(tmp_path / "p")
    repair(tmp_path / "p")
    assert verify(tmp_path / "p", deep=True).ok
    with Dataset(tmp_path / "p") as packed:
        assert len(packed) == 5 - -(-rows // 9)
        packed.episode(0)


def test_diff(made: Path, tmp_path: Path) -> None:
    assert diff(made, made) == []
    other = dataset(tmp_path / "y", range(1, 3), ZSTD)
    changed = recording(9)
    changed.data["action"][0] = 0
    Writer(other).append(replace(changed, id=recording(3).id, extra={}))
    found = "\n".join(diff(made, other))
    assert f"only in {made}: 1 episodes: 0000000000000000" in found
    assert "episode 0000000000000003: content differs: action, contacts" in found
    assert "episode 0000000000000003: extra:" in found
    assert "episode 0000000000000001" not in found
    assert f"episodes: 4 here, 3 in {other}" in found


def test_nothing_is_copied_from_behind_damage(path: Path, tmp_path: Path) -> None:
    flip(path / JOURNAL, (path / JOURNAL).stat().st_size - 30)
    for copy in (
        lambda: merge([path], tmp_path / "out"),
        lambda: split(path, {tmp_path / "out": 0.5}),
        lambda: filtered(path, tmp_path / "out", ""),
        lambda: pack(path, tmp_path / "out"),
    ):
        with (
            pytest.warns(UserWarning, match="is damaged"),
            pytest.raises(Damaged, match="Run first: vla data repair"),
        ):
            copy()
    assert not (tmp_path / "out").exists()


def test_a_merged_dataset_says_where_its_parts_come_from(tmp_path: Path) -> None:
    schemas = [replace(TINY, provenance={"seed": n}, environment={"scene": n}) for n in range(3)]
    paths = [
        dataset(tmp_path / str(n), range(n, n + 1), schema=schema)
        for n, schema in enumerate(schemas)
    ]
    merge(paths[:2], tmp_path / "out")
    with Dataset(paths[1]) as part, Dataset(tmp_path / "out") as found:
        parts = found.schema.provenance["parts"]
        assert parts == {part.schema.id: {"environment": {"scene": 1}, "provenance": {"seed": 1}}}
    assert "comes from elsewhere" in "\n".join(merge(paths[2:], tmp_path / "out"))
