"""Far datasets: a server on this machine, the cache, its bound, failures, following."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import torch

from vla.datasets import cache
from vla.datasets import connection as connections
from vla.datasets.codecs import RAW
from vla.datasets.dataset import Dataset
from vla.datasets.journal import Damaged
from vla.datasets.remote import Far, far
from vla.datasets.sampler import Sampler
from vla.datasets.schema import Schema
from vla.datasets.windows import Windows
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UnknownName, UserError
from vla.features import Feature, outlasts

pytest.importorskip("obstore")

IMAGE = "observation.images.front"
FEATURES = {
    IMAGE: Feature((16, 16, 3), "uint8", "rgb"),
    "observation.state": Feature((5,), "float32", "state"),
    "action": Feature((3,), "float32", "action"),
}
ROWS = 8


class Site:
    """A server for the files of a folder that counts what is asked of it."""

    def __init__(self, root: Path):
        self.root, self.asked = root, Counter[str]()
        self.ranges = True
        self.answer: dict[str, int] = {}
        """Part of a path -> status instead of the file."""
        self.fail_first = 0
        """Requests that are answered with 503 before things go well."""
        self.cut = 0
        """Answers that break off in the middle."""
        self.delay = 0.0
        self.lock, self.now, self.most = threading.Lock(), 0, 0
        self.port = 0
        self.open: list[socket.socket] = []
        self.start()

    def start(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # one packet for head and body

            def setup(self) -> None:
                super().setup()
                self.connection.settimeout(5)
                site.open.append(self.connection)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

            def do_GET(self) -> None:
                site.reply(self)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        for connection in self.open:  # those that were kept alive
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/set.zarr"

    @property
    def shards(self) -> int:
        """Files of episodes that were asked for."""
        return sum(n for name, n in self.asked.items() if "/data/" in name)

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        path = unquote(handler.path)
        with self.lock:
            self.asked[path] += 1
            self.now += 1
            self.most = max(self.most, self.now)
            failing, self.fail_first = self.fail_first > 0, max(0, self.fail_first - 1)
        time.sleep(self.delay)
        status, body, extra = 200, b"", {}
        file = self.root / path.lstrip("/")
        refused = [code for part, code in self.answer.items() if part in path]
        if failing or refused:
            status, body = (503 if failing else refused[0]), b"<Code>Secret</Code> key=hidden"
        elif not file.is_file():
            status = 404
        else:
            body = file.read_bytes()
            span = handler.headers.get("Range")
            if span and self.ranges:
                first = int(span.removeprefix("bytes=").split("-")[0])
                status = 206 if first < len(body) else 416
                extra = {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}
                body = body[first:] if status == 206 else b""
        with self.lock:
            self.now -= 1
            cut = self.cut > 0 and status == 200 and "/data/" in path
            self.cut -= cut
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **extra}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            handler.wfile.flush()
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("VLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(connections, "RETRIES", 1)
    monkeypatch.setattr(connections, "LONGEST_PAUSE", 0.1)
    (tmp_path / "www").mkdir()
    made = Site(tmp_path / "www")
    yield made
    made.stop()


def episode(length: int, seed: int = 0) -> Episode:
    rng = np.random.default_rng(seed)
    data = {}
    for key, feature in FEATURES.items():
        shape = (length + outlasts(key, feature), *feature.shape)
        data[key] = (rng.random(shape) * 255).astype(feature.dtype)
    return Episode(data, length, "stacking", ("stack it",), True, seed=seed)


def record(site: Site, *lengths: int) -> list[Episode]:
    made = [episode(length, seed) for seed, length in enumerate(lengths)]
    with Writer(site.root / "set.zarr", Schema(FEATURES, 20.0), RAW, ROWS, durable=False) as into:
        for one in made:
            into.append(one)
    return made


def assert_same(dataset: Dataset, made: list[Episode]) -> None:
    assert len(dataset) == len(made)
    for number, one in enumerate(made):
        found = dataset.episode(number)
        for key in FEATURES:
            np.testing.assert_array_equal(found.data[key], one.data[key])


def test_episodes_are_equal_bit_for_bit_and_downloaded_once(site: Site) -> None:
    made = record(site, 20, 7, 9)
    with Dataset(site.url) as dataset:
        assert site.shards == 0  # opening reads what the dataset is, nothing of the episodes
        assert_same(dataset, made)
        np.testing.assert_array_equal(dataset.table("action")[21:28], made[1].data["action"])
    shards = sum(len(entry.files) for entry in dataset.episodes)
    assert site.shards == shards
    assert max(site.asked.values()) == 1
    site.asked.clear()
    with Dataset(site.url) as again:
        assert_same(again, made)
    assert site.shards == 0
    assert sum(site.asked.values()) == 2  # zarr.json and the journal


def test_fetch_returns_at_once_and_downloads_side_by_side(site: Site) -> None:
    record(site, 100)
    with Dataset(site.url) as dataset:
        site.delay = 0.2
        frames = dataset.frames(IMAGE)
        start = time.perf_counter()
        frames.fetch(np.arange(100))
        assert time.perf_counter() - start < 0.15
        out = np.empty((100, 16, 16, 3), np.uint8)
        frames.read(np.arange(100), out)
        assert time.perf_counter() - start < 13 * 0.2 / 2
    assert site.most > 4
    assert site.shards == 13  # of 101 rows


def test_the_sampler_reads_far_datasets_and_asks_ahead(site: Site, tmp_path: Path) -> None:
    record(site, *(9 + n for n in range(12)))
    near, away = Dataset(site.root / "set.zarr"), Dataset(site.url)
    windows = Windows.of_policy(FEATURES, 2, 4)
    ours, theirs = Sampler(near, windows, 16, cache="none"), Sampler(away, windows, 16)
    assert theirs.choices[0].mode == "memory"
    site.delay, site.most = 0.02, 0
    theirs = Sampler(away, windows, 16, cache="none", prefetch=0)
    for number in range(4):
        one, other = ours.batch(number), theirs.batch(number)
        assert one["task"] == other["task"]
        for key in (IMAGE, "action", f"{IMAGE}_is_pad"):
            assert torch.equal(one[key], other[key])
    assert site.most > 4, "downloads go side by side"


def test_a_refusal_reaches_whoever_opens(site: Site) -> None:
    record(site, 9)
    site.answer["zarr.json"] = 403
    with pytest.raises(UserError, match="403"):
        Dataset(site.url)


def test_what_is_viewed_does_not_queue(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vla.datasets.remote.IN_FLIGHT", 1)
    record(site, 100)
    dataset = Dataset(site.url)
    site.delay = 0.2
    dataset.frames(IMAGE).fetch(np.arange(100))
    start = time.perf_counter()
    dataset.read(IMAGE, np.array([96]))  # the last of them
    assert time.perf_counter() - start < 0.2 * 6
    assert max(site.asked.values()) == 1


def test_the_cache_is_bounded(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record(site, 80)
    shard = (site.root / f"set.zarr/data/{IMAGE}/c.0.0.0.0").stat().st_size
    monkeypatch.setenv("VLA_CACHE_GB", str(3.5 * shard / 1e9))
    names = [f"data/{IMAGE}/c.{number}.0.0.0" for number in range(10)]

    def there() -> list[str]:
        return [name for name in names if storage._cache.has(name)]

    storage = Far(site.url)
    held = storage.view(names[0])
    for name in names[1:]:
        storage.view(name)
    assert len(there()) <= 3
    assert names[0] in there()  # it is mapped
    assert names[-1] in there()
    again = Far(site.url)  # as another process would see it
    again.view(names[5])
    assert again._cache.has(names[0])
    del held
    for name in names[6:]:
        storage.view(name)
    assert not storage._cache.has(names[0])
    assert sum(f.stat().st_size for f in (tmp_path / "cache").glob("*/f_*")) <= 3.5 * shard


def test_without_any_room_everything_can_be_read(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = record(site, 20, 7)
    monkeypatch.setenv("VLA_CACHE_GB", "0")
    with Dataset(site.url) as dataset:
        dataset.frames(IMAGE).fetch(np.arange(20))
        assert_same(dataset, made)


def test_a_server_that_dies_is_an_error_and_its_return_is_seen(site: Site) -> None:
    made = record(site, 20)
    with Dataset(site.url) as dataset:
        dataset.read(IMAGE, np.arange(8))
        site.stop()
        np.testing.assert_array_equal(dataset.read(IMAGE, np.arange(8)), made[0].data[IMAGE][:8])
        dataset.frames(IMAGE).fetch(np.arange(20))  # nobody is told yet
        with pytest.raises(UserError, match=r"no connection\. Check the network"):
            dataset.read(IMAGE, np.arange(20))
        with pytest.raises(UserError, match="no connection"):
            dataset.refresh()
        site.start()
        assert_same(dataset, made)


def test_what_breaks_off_or_fails_for_a_moment_is_tried_again(site: Site) -> None:
    made = record(site, 20)
    with Dataset(site.url) as dataset:
        site.cut, site.fail_first = 2, 1
        assert_same(dataset, made)


def test_appends_are_followed(site: Site) -> None:
    made = record(site, 9)
    with Dataset(site.url) as dataset:
        assert_same(dataset, made)
        assert not dataset.refresh()
        made += [episode(12, 5)]
        Writer(site.root / "set.zarr").append(made[-1])
        assert dataset.refresh()
        assert_same(dataset, made)


def test_a_server_that_cannot_give_parts_of_files_will_do(site: Site) -> None:
    made = record(site, 9)
    site.ranges = False
    with Dataset(site.url) as dataset:
        made += [episode(12, 5)]
        Writer(site.root / "set.zarr").append(made[-1])
        assert dataset.refresh()
        assert_same(dataset, made)
        assert not dataset.refresh()


def test_another_dataset_at_the_same_address_is_not_mixed_up(site: Site) -> None:
    record(site, 9)
    with Dataset(site.url) as dataset:
        dataset.episode(0)
    (site.root / "set.zarr").rename(site.root / "old.zarr")
    with Writer(site.root / "set.zarr", Schema(FEATURES, 20.0), RAW, ROWS) as into:
        into.append(episode(9, 7))
    with Dataset(site.url) as dataset:
        assert_same(dataset, [episode(9, 7)])


def test_files_of_a_wrong_size_are_not_believed(site: Site, tmp_path: Path) -> None:
    made = record(site, 9)
    with Dataset(site.url) as dataset:
        dataset.episode(0)
    for file in (tmp_path / "cache").glob("*/f_*"):
        file.write_bytes(file.read_bytes()[:-1])
    with Dataset(site.url) as dataset:
        assert_same(dataset, made)  # the copies were bad
    file = site.root / f"set.zarr/data/{IMAGE}/c.1.0.0.0"
    for copy in (tmp_path / "cache").glob("*/f_*"):
        copy.unlink()
    file.write_bytes(file.read_bytes()[:-1])
    with Dataset(site.url) as dataset, pytest.raises(Damaged, match="were recorded"):
        dataset.episode(0)


def test_missing_files_and_refusals(site: Site) -> None:
    with pytest.raises(UserError, match=r"is not a dataset: it has no zarr\.json"):
        Dataset(site.url)
    record(site, 9)
    (site.root / f"set.zarr/data/{IMAGE}/c.1.0.0.0").unlink()
    with Dataset(site.url) as dataset:
        with pytest.raises(Damaged, match=r"episode 0, data/.*c\.1\.0\.0\.0 is missing"):
            dataset.episode(0)
        site.answer = {"/data/action": 403}
        with pytest.raises(UserError, match=r"may not be read \(403 Secret") as caught:
            dataset.table("action")
        assert "hidden" not in str(caught.value)
        assert caught.value.__suppress_context__
        site.answer = {"/data/action": 500}
        with pytest.raises(UserError, match=r"the server failed \(500"):
            dataset.table("action")
        site.answer = {"/data/action": 410}
        with pytest.raises(UserError, match=r"the server refused \(410"):
            dataset.table("action")


def test_addresses_and_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="ftp"):
        far("ftp://somewhere/set")
    for url in ("https://me:secret@host/set", "https://host/set?token=secret"):
        with pytest.raises(UserError, match="environment") as caught:
            far(url)
        assert "secret" not in str(caught.value)
    with pytest.raises(UserError, match="names no bucket"):
        far("s3:///set")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("VLA_CACHE", raising=False)
    assert cache.cache_folder("s3://a/b").parent == tmp_path / "vla"
    assert far("s3://bucket/set.zarr/").url == "s3://bucket/set.zarr"
    assert far("gs://bucket/set.zarr").url == "gs://bucket/set.zarr"
    assert list(tmp_path.iterdir()) == []  # nothing was asked or written yet
    monkeypatch.setenv("VLA_CACHE_GB", "lots")
    with pytest.raises(UserError, match="VLA_CACHE_GB='lots'"):
        far("s3://bucket/set.zarr")


def test_names_do_not_lead_out_of_the_cache(site: Site, tmp_path: Path) -> None:
    (site.root / "evil").write_bytes(b"evil")
    storage = Far(site.url)
    with pytest.raises((UserError, FileNotFoundError)):
        storage.view("../../../evil")
    assert not (tmp_path / "evil").exists()
