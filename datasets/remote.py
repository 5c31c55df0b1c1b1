"""Datasets that lie elsewhere: s3://, gs://, https:// and http://, with a cache on the disk.

Files of episodes never change once the journal names them, so each is downloaded once, whole,
and then mapped like a local one. The journal and every `zarr.json` are asked for anew each time,
which is how a reader follows writers. Nothing is asked of any network before `far` is called.

Two environment variables rule the cache:

    VLA_CACHE     its folder; usually $XDG_CACHE_HOME/vla or ~/.cache/vla
    VLA_CACHE_GB  what all far datasets together may take there, in 10^9 bytes; usually 10

Files that were not used for longest go first. Those that some process has mapped stay, so the
bound can be passed by what is open at the moment. Credentials come from the environment alone,
under the providers' own names (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL, ...; GOOGLE_APPLICATION_CREDENTIALS, ...). Where there are none, requests are
not signed, which is right for public buckets; AWS_SKIP_SIGNATURE=false, or
GOOGLE_SKIP_SIGNATURE=false, asks for the machine's own role instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from vla.errors import UserError

from .cache import Cache, cache_bound, cache_folder
from .connection import checked, explained, open_store, status_of
from .entries import JOURNAL
from .journal import Damaged
from .storage import Buffer, Storage, cannot_write

IN_FLIGHT = 64
"""Downloads at once; one that somebody waits for does not queue."""
_PIECE = 1 << 20

Value = TypeVar("Value")


def far(url: str) -> Storage:
    """The files of a dataset at s3://bucket/path, gs://bucket/path, or an http(s) address.

    Nothing is asked of the network yet.

    Raises:
        UnknownName: another scheme.
        UserError: the address holds a password or a query, `obstore` is not installed, or
            VLA_CACHE_GB is no number.
    """
    return Far(url)


class Far:
    """A `Storage` of files far away, behind a cache. See the module's text."""

    def __init__(self, url: str):
        self.url = checked(url)
        self._store = open_store(self.url)
        self._cache = Cache(cache_folder(self.url), cache_bound())
        self._process = os.getpid()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._lock = threading.RLock()  # cancelling one download calls `_forget` at once
        self._coming: dict[str, Future[None]] = {}
        self._begun: set[str] = set()
        self._sizes: dict[str, int] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return far, (self.url,)  # another process opens its own connections

    def read(self, name: str, start: int = 0) -> bytes:
        """A file from a byte on; the journal and `zarr.json` always as they are now.

        Raises:
            FileNotFoundError: the server has no such file.
            UserError: it cannot be had; says why and what to do.
        """
        if not _followed(name):
            return bytes(memoryview(self.view(name))[start:])
        self._check_process()
        data = self._wait(self._ask(name, start), name)
        if name == JOURNAL:
            self._sizes.update(_sizes(data))
        elif name == "zarr.json":
            self._cache.belongs_to(_identity(data))
        return data

    def view(self, name: str) -> Buffer:
        """A file as a memory map of its copy in the cache. Raises as `read`.

        Where the cache is too small for it to stay until it is mapped, its bytes.
        """
        for _ in range(2):
            found = self._cache.map(name, self._sizes.get(name))
            if found is not None:
                return found
            self._wait(self._urgent(name), name)
        found = self._cache.map(name, self._sizes.get(name))
        return self._wait(self._ask(name, 0), name) if found is None else found

    def fetch(self, names: Sequence[str]) -> None:
        """Begin to download files that are not in the cache, and return at once."""
        for name in names:
            if not _followed(name) and not self._cache.has(name):
                self._begin(name)

    # --- inside --------------------------------------------------------------------------------

    def _wait(self, coming: Coroutine[Any, Any, Value] | Future[Value], name: str) -> Value:
        """The result of something that runs on the thread of the downloads."""
        try:
            return (coming if isinstance(coming, Future) else self._run(coming)).result()
        except (FileNotFoundError, UserError):
            raise
        except OSError as error:
            raise cannot_write(
                error, self._cache.folder, "VLA_CACHE may name another folder"
            ) from None
        except Exception as error:
            # without the cause: its text may hold what the server said of the credentials
            raise explained(error, self.url, name) from None

    def _run(self, work: Coroutine[Any, Any, Value]) -> Future[Value]:
        return asyncio.run_coroutine_threadsafe(work, _loop(self._process))

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise UserError(
                f"{self.url} was opened in another process, which was forked; its connections"
                " do not survive that. Open it in the worker, or start workers with"
                " multiprocessing_context='spawn'."
            )

    def _begin(self, name: str, at_once: bool = False) -> Future[None]:
        self._check_process()
        with self._lock:
            known = self._coming.get(name)
            if known is not None:
                if not at_once or name in self._begun:
                    return known
                known.cancel()  # it waits for its turn; somebody needs it now
            coming = self._run(self._download(name, at_once))
            self._coming[name] = coming
        coming.add_done_callback(lambda done: self._forget(name, done))
        return coming

    def _forget(self, name: str, done: Future[None]) -> None:
        with self._lock:
            if self._coming.get(name) is done:
                del self._coming[name]
                self._begun.discard(name)

    def _urgent(self, name: str) -> Future[None]:
        """A download for which somebody waits; done when this returns, well or not."""
        while True:
            coming = self._begin(name, at_once=True)
            try:
                coming.exception()
                return coming
            except CancelledError:  # another thread needed it at the same moment
                continue

    async def _ask(self, name: str, start: int) -> bytes:
        """A file from a byte on, in memory."""
        from zarr.abc.store import OffsetByteRequest
        from zarr.buffer import default_buffer_prototype

        whole = OffsetByteRequest(start) if start else None
        try:
            found = await self._store.get(name, default_buffer_prototype(), whole)
        except Exception as error:
            if start and status_of(error) == 416:  # there is nothing from that byte on
                return b""
            if start and type(error).__name__ == "NotSupportedError":  # it cannot give parts
                return (await self._ask(name, 0))[start:]
            raise
        if found is None:
            raise await self._missing(name)
        return found.to_bytes()

    async def _missing(self, name: str) -> Exception:
        """What to say of a file that is not there: perhaps the bucket is not there either."""
        import obstore

        try:  # zarr's store does not say why
            await obstore.get_async(self._store.store, name)
        except FileNotFoundError as error:
            if re.search(r"NoSuchBucket|bucket does not exist", str(error)):
                bucket = urlsplit(self.url).netloc
                return UserError(
                    f"{self.url}: there is no bucket '{bucket}' at this provider. Check its name,"
                    " and AWS_ENDPOINT_URL if it is not Amazon's."
                )
        return FileNotFoundError(f"{self.url}/{name}")

    async def _download(self, name: str, at_once: bool) -> None:
        """Bring a file into the cache; a connection that breaks is taken up a few times."""
        async with contextlib.AsyncExitStack() as turn:
            if not at_once:
                await turn.enter_async_context(self._slots)
            with self._lock:
                self._begun.add(name)
            await asyncio.sleep(0)  # who called it off before that has begun another
            if self._cache.has(name):  # it came between the question for it and this answer
                return
            for attempt in range(3):
                try:
                    await self._copy(name)
                    return
                except (OSError, UserError):
                    raise
                except Exception as error:
                    # requests were sent again already; what broke off in the middle was not
                    if attempt == 2 or "RetryError" in str(error):
                        raise
                await asyncio.sleep(0.2 * 2**attempt)

    async def _copy(self, name: str) -> None:
        import obstore

        try:
            response = await obstore.get_async(self._store.store, name)
        except FileNotFoundError:
            raise FileNotFoundError(f"{self.url}/{name}") from None
        size, wanted = int(response.meta["size"]), self._sizes.get(name)
        if wanted is not None and size != wanted:
            raise Damaged(
                f"{self.url}/{name} has {size} bytes there, but {wanted} were recorded. Copy the"
                " dataset there again, from where it was recorded."
            )
        await self._cache.keep(name, response.stream(min_chunk_size=_PIECE), size)


@cache
def _loop(process: int) -> asyncio.AbstractEventLoop:
    """The event loop of all downloads of a process, on a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name=f"downloads-{process}", daemon=True).start()
    return loop


def _followed(name: str) -> bool:
    """Whether a file may change, and is therefore never kept."""
    return name == JOURNAL or name.endswith("zarr.json")


def _sizes(text: bytes) -> dict[str, int]:
    """Bytes of the files that lines of a journal name; torn lines are for the reader."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        with contextlib.suppress(ValueError, AttributeError, TypeError):
            for name, (size, _) in json.loads(line).get("files", {}).items():
                found[name] = int(size)
    return found


def _identity(text: bytes) -> str:
    """The id of the dataset that a `zarr.json` describes."""
    with contextlib.suppress(ValueError, AttributeError, KeyError, TypeError):
        return str(json.loads(text)["attributes"]["vla"]["id"])
    return ""
