"""Server: a policy behind a websocket, one connection per robot; the protocol is openpi's.

SERVING.md describes it. What a client sends wrong is answered in words, and the server lives on.
"""

from __future__ import annotations

import asyncio
import http
import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

import torch
from torch import Tensor
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request as Handshake
from websockets.http11 import Response

from vla.errors import UnknownName, UserError
from vla.features import STATE

from .engine import Engine
from .history import History
from .msgpack_arrays import pack, unpack
from .predictor import Chunks, known_options
from .together import Together
from .wire import ANSWERS, MOST_BYTES, Request, metadata, read_request

log = logging.getLogger(__name__)


class PolicyServer:
    """Serves a policy until it is left; a context manager, which runs in a thread of its own.

    Args:
        predictor: calls the network.
        name: of the policy, for clients.
        host, port: where it listens; port 0 for any that is free.
        answer: one of `wire.ANSWERS`.
        clients: connections at the same time; more are turned away.
        engine: settings of the engines (`mode`, `latency`, ...) that keep chunks for clients, with
            `answer="action"`.
        about: plain values that clients are told, too.

    Raises:
        UserError: nobody can listen there.
    """

    def __init__(
        self,
        predictor: Chunks,
        name: str,
        host: str = "127.0.0.1",
        port: int = 8000,
        answer: str = "chunk",
        clients: int = 16,
        engine: Mapping[str, Any] | None = None,
        about: Mapping[str, Any] | None = None,
    ):
        if answer not in ANSWERS:
            raise UnknownName("answer", answer, ANSWERS)
        self._predictor, self._host, self._port = predictor, host, port
        self.metadata = {**(about or {}), **metadata(predictor, name, answer)}
        self._answer, self._clients, self._engine = answer, clients, dict(engine or {})
        Engine(predictor, **self._engine)  # complains now, not to the first client
        self._robots: set[ServerConnection] = set()
        self._stop: asyncio.Event | None = None
        self._ready, self._trouble = threading.Event(), ""

    @property
    def url(self) -> str:
        """Where clients find it."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"ws://{host}:{self._port}"

    def __enter__(self) -> PolicyServer:
        self._together = Together(self._predictor)
        self._threads = ThreadPoolExecutor(self._clients, "robot")
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="server")
        self._thread.start()
        self._ready.wait()
        if self._trouble:
            self._close()
            raise UserError(self._trouble)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._close()

    def wait(self) -> None:
        """Until it is stopped by a signal."""
        self._thread.join()

    def _close(self) -> None:
        self._thread.join()
        self._threads.shutdown()
        self._together.close()

    # --- connections -----------------------------------------------------------------------------

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with serve(
                self._robot,
                self._host,
                self._port,
                compression=None,
                max_size=MOST_BYTES,
                process_request=self._receive,
            ) as server:
                self._port = _port(server)
                self._ready.set()
                await self._stop.wait()
        except (OSError, OverflowError) as error:
            self._trouble = (
                f"Nobody can listen at {self._host}:{self._port}: {error}. Give another port=..."
                " or host=..."
            )
        finally:
            self._ready.set()

    def _receive(self, connection: ServerConnection, request: Handshake) -> Response | None:
        """Say how it goes, or turn a client away, before the websocket begins."""
        if request.path == "/healthz":
            return connection.respond(http.HTTPStatus.OK, "OK\n")
        if len(self._robots) >= self._clients:
            said = f"{self._clients} clients are connected, which is the most.\n"
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, said)
        return None

    async def _robot(self, connection: ServerConnection) -> None:
        """One client, from beginning to end."""
        self._robots.add(connection)
        log.info("%s connected", connection.remote_address)
        robot = _Robot(self._together, self._answer, self._engine)
        try:
            await connection.send(pack(self.metadata))
            before: float | None = None
            async for content in connection:
                began = time.monotonic()
                answer = await self._answered(robot, content)
                if isinstance(answer, dict):
                    timing = {"infer_ms": 1e3 * (time.monotonic() - began)}
                    if before is not None:
                        timing["prev_total_ms"] = 1e3 * before
                    answer = pack({**answer, "server_timing": timing})
                await connection.send(answer)
                before = time.monotonic() - began
        except ConnectionClosed:
            pass
        except Exception as error:  # ours; this client has to begin anew, the others need not
            log.exception("%s: the policy failed", connection.remote_address)
            await connection.send(f"The policy failed: {type(error).__name__}: {error}")
            await connection.close(CloseCode.INTERNAL_ERROR, "The policy failed.")
        finally:
            self._robots.discard(connection)
            log.info("%s left", connection.remote_address)

    async def _answered(self, robot: _Robot, content: str | bytes) -> dict[str, Any] | str:
        """The answer to a message, or in words what is wrong with it."""
        try:
            if isinstance(content, str):
                raise UserError("Requests are MessagePack in binary frames. See SERVING.md.")
            return await self._loop.run_in_executor(self._threads, robot.answer, content)
        except UserError as error:
            return str(error)


class _Robot:
    """What the server keeps of one client."""

    def __init__(self, together: Together, answer: str, engine: Mapping[str, Any]):
        self._together, self._spec = together, together.spec
        self._known = known_options(together.policy)
        self._engine = Engine(together, **engine) if answer == "action" else None
        self._history = History((*self._spec.cameras, STATE), self._spec.n_obs_steps)
        self._here = torch.ones(1, dtype=torch.bool)
        self._begun = self._here.clone()
        if self._engine is not None:
            self._engine.reset(self._here)

    def answer(self, content: bytes) -> dict[str, Any]:
        """The answer to a request. Raises `UserError` for a bad one."""
        request = read_request(unpack(content), self._spec, self._known)
        if request.reset:
            self._begun = self._here.clone()
            if self._engine is not None:
                self._engine.reset(self._here)
        if not request.observation:
            return {}
        began = time.monotonic()
        acting = self._acting if self._engine is not None else self._chunk
        actions = acting(request)
        actions = (actions[0] if request.single else actions).cpu().numpy()
        return {"actions": actions, "policy_timing": {"infer_ms": 1e3 * (time.monotonic() - began)}}

    def _chunk(self, request: Request) -> Tensor:
        """Whole chunks (B, T, A)."""
        rows, task = request.observation, request.observation["task"]
        if not request.history:
            self._history.add(_now(rows), self._here, self._begun)
            self._begun = ~self._here
            rows = {**self._history.rows(torch.zeros(1, dtype=torch.long)), "task": task}
        options = dict(request.options or {})
        return self._together(rows, request.prefix, request.prefix_length, **options)

    def _acting(self, request: Request) -> Tensor:
        """The action of now (1, 1, A)."""
        assert self._engine is not None
        shape = request.observation[STATE].shape
        if shape[:2] != (1, 1) or request.prefix is not None or request.options:
            raise UserError(
                "This server keeps the chunks (answer=action): send one observation of one robot,"
                " without prefix or options."
            )
        return self._engine.predict_action_chunk(
            {**_now(request.observation), "worlds": self._here}
        )


def _now(rows: Mapping[str, Any]) -> dict[str, Any]:
    """One observation, without the axis of steps."""
    return {key: v[:, -1] if isinstance(v, Tensor) else v for key, v in rows.items()}


def _port(server: Server) -> int:
    """The port that was found."""
    return next(iter(server.sockets)).getsockname()[1]
