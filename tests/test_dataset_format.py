"""The format on the disk, held against other readers and against everything that can go wrong."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_recordings import FEATURES, FRONT, SCHEMA, TINY, dataset, numbers_of, recording, same

from vla.datasets import journal, shards
from vla.datasets.codecs import JPEG, RAW, ZSTD, Codec
from vla.datasets.dataset import Dataset
from vla.datasets.entries import JOURNAL, shard_names
from vla.datasets.journal import Damaged
from vla.datasets.jpeg import NAME, JpegCodec
from vla.datasets.verify import verify
from vla.datasets.writer import Writer
from vla.errors import UserError

FORMAT = Path(__file__).parents[1] / "datasets/FORMAT.md"


def zarr_rows(path: Path, key: str) -> np.ndarray:
    """All rows of an array, read by zarr-python."""
    import zarr
    import zarr.registry

    zarr.registry.register_codec(NAME, JpegCodec)
    return np.asarray(zarr.open_group(path, mode="r")[f"data/{key}"])


def crc32c(data: bytes) -> int:
    """CRC-32C, bit by bit, by its definition."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


# --- the page says what the code does ----------------------------------------------------------


def test_the_example_of_the_page_is_right() -> None:
    text = FORMAT.read_text("utf-8")
    example = re.search(r"```jsonl\n(.*?)```", text, re.DOTALL)
    assert example is not None
    lines = example[1].encode()
    log = journal.parse(lines)
    assert (len(log.records), log.size, log.bad_line, log.torn) == (3, len(lines), None, 0)
    bodies = b""
    for line in lines.splitlines():
        body, seal = line[:-18], line[-18:]
        bodies += body
        assert seal == b',"crc":"%08x"}' % crc32c(bodies)
    assert journal.sealed_all(log.records) == lines
    assert f"{crc32c(b'123456789'):08x}" in text
    assert f"of the {len(lines.splitlines()[0][:-18])} bytes" in text


def test_the_page_lists_what_is_written(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x.zarr", range(1))
    text = FORMAT.read_text("utf-8")
    schema = json.loads((path / "zarr.json").read_text())["attributes"]["vla"]
    record = json.loads((path / JOURNAL).read_bytes().splitlines()[1])
    members = {*schema, *record, *schema["features"][FRONT]} - {"crc", "stored"}
    assert not [name for name in members if f"`{name}`" not in text]


@pytest.mark.parametrize("codec", [RAW, ZSTD, JPEG])
@pytest.mark.parametrize("length", [1, 3, 4, 8, 9])
@pytest.mark.parametrize("last", [True, False])
def test_every_length_reads_the_same_here_and_in_zarr(
    tmp_path: Path, codec: Codec, length: int, last: bool
) -> None:
    made = [recording(n, length, last) for n in range(2)]
    writer = Writer(tmp_path / "x", SCHEMA, codec, 4, durable=False)
    entries = [writer.append(episode) for episode in made]
    with Dataset(tmp_path / "x") as found:
        for number, (episode, entry) in enumerate(zip(made, entries, strict=True)):
            read = found.episode(number)
            if codec.lossless:
                assert same(read, episode)
            assert entry.start % 4 == 0
            assert entry.rows == length + last
            for key in FEATURES if length == 9 or codec == RAW else (FRONT, "action"):
                rows = zarr_rows(tmp_path / "x", key)
                kept = rows[entry.start : entry.start + len(read.data[key])]
                assert kept.tobytes() == read.data[key].tobytes()
                unused = rows[entry.start + entry.rows : entry.start + -(-entry.rows // 4) * 4]
                assert not unused.any()
                assert len(shard_names(found.schema, key, entry)) == -(-entry.rows // 4)
    assert verify(tmp_path / "x", deep=True).ok


def test_jpeg_loses_little(tmp_path: Path) -> None:
    made = recording(0)
    ramp = np.linspace(0, 255, 80).reshape(8, 10, 1).astype(np.uint8)
    made.data[FRONT][:] = ramp
    Writer(tmp_path / "x", SCHEMA, JPEG).append(made)
    with Dataset(tmp_path / "x") as found:
        read = found.read(FRONT, np.arange(10))
        assert np.abs(read.astype(int) - made.data[FRONT]).max() <= 6
        assert found.schema.stored["observation.depth.front"].codec == ZSTD


@pytest.mark.parametrize("codec", [RAW, ZSTD, JPEG])
def test_black_frames_are_written(tmp_path: Path, codec: Codec) -> None:
    made = recording(0)
    for values in made.data.values():
        values[:] = 0
    entry = Writer(tmp_path / "x", SCHEMA, codec, 4).append(made)
    with Dataset(tmp_path / "x") as found:
        assert same(found.episode(0), replace(made, recorded=entry.recorded))
        name = shard_names(found.schema, FRONT, entry)[0]
        index = shards.read_index((tmp_path / "x" / name).read_bytes(), 4, name)
        assert (index[:, 1] > 0).all()
        assert (index[:, 0] < 2**32).all()
    assert not zarr_rows(tmp_path / "x", FRONT).any()


def test_a_reader_of_the_page_alone(tmp_path: Path) -> None:
    """Reads an episode with nothing of ours, as section 6 says."""
    path = dataset(tmp_path / "x", range(3))
    schema = json.loads((path / "zarr.json").read_bytes())["attributes"]["vla"]
    bodies, records = b"", []
    for line in (path / JOURNAL).read_bytes().split(b"\n")[:-1]:
        bodies += line[:-18]
        assert line[-18:] == b',"crc":"%08x"}' % crc32c(bodies)
        records.append(json.loads(line))
    episode = [r for r in records if r["kind"] == "episode"][1]
    made = recording(1)
    for key, feature in schema["features"].items():
        rows, shape, kept = feature["stored"]["rows"], feature["shape"], []
        first, end = episode["start"], episode["start"] + episode["rows"]
        for shard in range(first // rows, (end - 1) // rows + 1):
            name = f"data/{key}/c.{shard}" + ".0" * len(shape)
            data = (path / name).read_bytes()
            assert episode["files"][name] == [len(data), crc32c(data)]
            size = int(np.prod(shape)) * np.dtype(feature["dtype"]).itemsize
            if feature["stored"]["framewise"]:
                text = data[-4 - 16 * rows : -4]
                assert crc32c(text) == int.from_bytes(data[-4:], "little")
                index = np.frombuffer(text, "<u8").reshape(rows, 2).tolist()
                kept += [data[a : a + n] for a, n in index if a < 2**64 - 1]
            else:
                used = min(end - shard * rows, rows)
                kept += [data[n * size : (n + 1) * size] for n in range(used)]
        wanted = made.data[key].tobytes()
        assert b"".join(kept)[: len(wanted)] == wanted


# --- versions ----------------------------------------------------------------------------------


def change(path: Path, version: str, more: dict[str, Any]) -> None:
    text = json.loads((path / "zarr.json").read_text())
    schema = text["attributes"]["vla"]
    schema["version"] = version
    for part in (text, schema, *schema["features"].values()):
        part.update(more)
    for feature in schema["features"].values():
        feature["stored"].update(more)
    (path / "zarr.json").write_text(json.dumps(text))


def test_later_minor_versions_are_read(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(2))
    change(path, "1.7", {"colour": "blue"})
    lines = [json.loads(line) for line in (path / JOURNAL).read_bytes().splitlines()]
    for line in lines:
        del line["crc"]
        line["colour"] = "blue"
    lines[0].pop("schema")
    lines.insert(2, {"kind": "remark", "text": "hello"})
    (path / JOURNAL).write_bytes(journal.sealed_all(lines))
    assert numbers_of(path) == [0, 1]
    assert verify(path, deep=True).ok
    Writer(path).append(recording(2))
    assert numbers_of(path) == [0, 1, 2]


def test_later_major_versions_are_refused(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(1))
    change(path, "2.0", {})
    for opened in (Dataset, Writer, verify):
        with pytest.raises(UserError, match=r"version 2\.0.*reads up to 1\.0.*pip install"):
            opened(path)


# --- what is none ------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [Dataset, Writer, verify])
def test_what_is_no_dataset_is_told_apart(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(UserError, match="There is no dataset at"):
        opened(tmp_path / "none")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match=r"has no zarr\.json"):
        opened(tmp_path / "folder")
    (tmp_path / "folder/.zgroup").touch()
    with pytest.raises(UserError, match=r"Zarr store of format 2\. Convert it: vla data convert"):
        opened(tmp_path / "folder")
    import zarr

    zarr.create_group(tmp_path / "dp.zarr").create_group("meta")
    with pytest.raises(UserError, match="diffusion_policy's or UMI's: vla data convert"):
        opened(tmp_path / "dp.zarr")


def test_a_schema_that_is_none(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(1))
    text = (path / "zarr.json").read_text()
    for changed in ("{", "[]", '{"attributes": {"vla": {}}}', text.replace('"rows"', '"rose"')):
        (path / "zarr.json").write_text(changed)
        with pytest.raises(Damaged, match="vla data repair"):
            Dataset(path)
        assert not verify(path).ok


def test_nothing_is_written_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UserError, match="exists already"):
        Writer(tmp_path, SCHEMA)
    path = dataset(tmp_path / "x", range(1))
    with pytest.raises(UserError, match="Give another out=") as caught:
        Writer(path, TINY)
    assert "observation.state: not in the new recording" in str(caught.value)


# --- episodes that do not fit ------------------------------------------------------------------


def spoil(what: str) -> Any:
    made = recording(5)
    data = dict(made.data)
    if what == "missing":
        del data[FRONT]
    elif what == "shape":
        data[FRONT] = data[FRONT][:, :7]
    elif what == "dtype":
        data["action"] = data["action"].astype(np.float64)
    elif what == "nan":
        data["observation.state"][3, 1] = np.nan
    elif what == "short":
        data["reward"] = data["reward"][:-1]
    elif what == "strange":
        data["smell"] = data["reward"]
    elif what == "empty":
        return replace(made, length=0)
    elif what == "extra":
        return replace(made, extra={"load": float("nan")})
    elif what == "seed":
        return replace(made, seed=np.int64(3))
    elif what == "again":
        return recording(0)
    return replace(made, data=data)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("missing", f"'{FRONT}' is missing"),
        ("shape", r"steps of shape \(7, 10, 3\) instead of \(8, 10, 3\)"),
        ("dtype", "'action' is float64 instead of float32"),
        ("nan", "'observation.state' is not a number at step 3"),
        ("short", "'reward' has 8 steps instead of 9"),
        ("strange", "'smell' is not in the dataset"),
        ("empty", "0 steps"),
        ("extra", "not JSON"),
        ("seed", "not JSON"),
        ("again", "has the episode 0000000000000000 already"),
    ],
)
def test_an_episode_that_does_not_fit_is_refused(tmp_path: Path, what: str, text: str) -> None:
    writer = Writer(dataset(tmp_path / "x", range(1)))
    with pytest.raises(UserError, match=text):
        writer.append(spoil(what))
    assert not verify(tmp_path / "x").problems
    writer.append(recording(1))
    assert numbers_of(tmp_path / "x") == [0, 1]


# --- bytes that are not what was written -------------------------------------------------------


@pytest.fixture(scope="module")
def compressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("made") / "x.zarr", range(3), ZSTD)


@pytest.mark.parametrize("key", [FRONT, "action"])
@pytest.mark.parametrize("how", ["missing", "short", "empty", "flipped", "index"])
def test_readers_say_which_file_is_damaged(
    compressed: Path, tmp_path: Path, key: str, how: str
) -> None:
    path = Path(shutil.copytree(compressed, tmp_path / "x.zarr"))
    with Dataset(path) as found:
        file = path / shard_names(found.schema, key, found.episodes[1])[1]
    data = file.read_bytes()
    at = {"flipped": 1, "index": len(data) - 6}.get(how, 0)
    file.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])
    if how == "missing":
        file.unlink()
    elif how in ("short", "empty"):
        file.write_bytes(data[:-7] if how == "short" else b"")
    with Dataset(path) as found:
        if key == FRONT:
            assert len(found.read(FRONT, np.arange(10))) == 10  # another episode's
        with pytest.raises(Damaged, match=f"episode 1, data/{key}/{file.name}"):
            found.episode(1)


def test_a_damaged_journal_is_noticed(compressed: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(compressed, tmp_path / "x.zarr"))
    text = bytearray((path / JOURNAL).read_bytes())
    at = text.rindex(b"stacking")
    text[at] ^= 1
    (path / JOURNAL).write_bytes(text)
    with pytest.warns(UserWarning, match=r"line 4 is damaged; what was recorded after.*repair"):
        found = Dataset(path)
    assert [entry.id[-1] for entry in found.episodes] == ["0", "1"]
    with pytest.raises(Damaged, match="line 4 of its journal is damaged"):
        Writer(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not verify(path).ok
    text[9] ^= 1
    (path / JOURNAL).write_bytes(text)
    with pytest.raises(Damaged, match="line 1 is damaged"):
        Dataset(path)
    (path / JOURNAL).unlink()
    for opened in (Dataset, Writer):
        with pytest.raises(Damaged, match="is missing"):
            opened(path)


def test_a_torn_line_is_nothing(compressed: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(compressed, tmp_path / "x.zarr"))
    text = (path / JOURNAL).read_bytes()
    start = text.rindex(b"\n", 0, -1) + 1
    for end in range(start, len(text), 31):
        (path / JOURNAL).write_bytes(text[:end])
        with Dataset(path) as found:
            assert [entry.id[-1] for entry in found.episodes] == ["0", "1"]
    Writer(path).append(recording(7))
    assert numbers_of(path) == [0, 1, 7]


def test_a_broken_cache_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vla.datasets.dataset.WORTH_CACHING", 1)
    path = dataset(tmp_path / "x", range(2))
    with Dataset(path) as found:
        wanted = found.table("action").copy()
        cache = path / f"meta/cache/action-{found.head}.npy"
    for text in (cache.read_bytes()[:-9], b"", b"rubbish"):
        cache.write_bytes(text)
        assert (Dataset(path).table("action") == wanted).all()


# --- disks that do not write -------------------------------------------------------------------


def test_a_full_disk_costs_nothing_but_the_last_episode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset(tmp_path / "x", range(2), schema=TINY)
    writer, made = Writer(path), recording(2, features=TINY.features)
    before = {f.name: f.read_bytes() for f in path.rglob("c.*")}
    write = os.write
    for room in range(0, 6000, 600):
        left = room

        def full(file: int, data: Any) -> int:
            nonlocal left
            if left <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            done = write(file, bytes(data)[:left])
            left -= done
            return done

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(UserError, match=r"No space left.*Free some space and.*the 2 episodes"):
            writer.append(made)
        monkeypatch.undo()
        assert {f.name: f.read_bytes() for f in path.rglob("c.*")} == before
        assert numbers_of(path) == [0, 1]
        assert not verify(path).problems
    writer.append(made)
    assert numbers_of(path) == [0, 1, 2]


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dataset(tmp_path / "x", range(1))
    opened = os.open

    def refuse(name: Any, flags: int, *mode: int, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(name, flags, *mode, **named)

    monkeypatch.setattr(os, "open", refuse)
    for out in (path, tmp_path / "y"):
        with pytest.raises(UserError, match=r"Read-only file system\. Give a folder that can be"):
            Writer(out, SCHEMA)
    assert numbers_of(path) == [0]
    assert verify(path).ok
    assert not (tmp_path / "y").exists()


# --- readers beside writers --------------------------------------------------------------------


def test_a_reader_follows_a_writer(tmp_path: Path) -> None:
    path = dataset(tmp_path / "x", range(1), schema=TINY)
    pid = os.fork()
    if not pid:
        writer = Writer(path, durable=False)
        for number in range(1, 20):
            writer.append(recording(number, features=TINY.features))
        os._exit(0)
    with Dataset(path) as found:
        while len(found) < 20:
            known = len(found)
            if found.refresh():
                assert len(found) > known
                made = recording(len(found) - 1, features=TINY.features)
                assert same(found.episode(len(found) - 1), made)
        assert not found.refresh()
    assert os.waitpid(pid, 0)[1] == 0


def test_features_with_other_numbers_of_rows(tmp_path: Path) -> None:
    from vla.datasets.schema import storage_plan

    plan = storage_plan(TINY.features, RAW, 4)
    plan["action"] = replace(plan["action"], rows=6)
    writer = Writer(tmp_path / "x", replace(TINY, stored=plan))
    for number in range(3):
        assert writer.append(recording(number, features=TINY.features)).start == number * 12
    assert numbers_of(tmp_path / "x") == [0, 1, 2]
    assert not verify(tmp_path / "x", deep=True).problems


def test_few_files_may_be_open_at_once(tmp_path: Path) -> None:
    path = dataset(tmp_path / "a.zarr", range(80), RAW)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Dataset(path) as opened:
        rows = np.arange(opened.num_rows)
        wanted = opened.read(FRONT, rows)
    used = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 64
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 30, hard))
    try:
        with Dataset(path) as opened:
            assert np.array_equal(opened.read(FRONT, rows), wanted)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
