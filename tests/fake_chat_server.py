"""A chat server on this machine that answers as it is told, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[["Handler", dict[str, Any]], None]
"""Answers one request, whose JSON it is given."""


class Handler(BaseHTTPRequestHandler):
    """One request; the server's plays are acted in order, the last again and again."""

    server: FakeServer  # type: ignore[assignment]

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.answer(200, {"data": [{"id": name} for name in self.server.models]})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        request = json.loads(self.rfile.read(length))
        self.server.requests.append(request)
        self.server.headers.append(dict(self.headers))
        plays = self.server.plays
        play = plays.pop(0) if len(plays) > 1 else plays[0]
        play(self, request)

    def answer(self, status: int, content: Any, **headers: str) -> None:
        """Send JSON, text or bytes."""
        if isinstance(content, str):
            content = content.encode()
        elif not isinstance(content, bytes):
            content = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class FakeServer(ThreadingHTTPServer):
    """What was asked, and what will be answered."""

    daemon_threads = True

    def __init__(self, *plays: Play, models: tuple[str, ...] = ("fake",)):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plays, self.models = list(plays), models
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves early is no news."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(*plays: Play, models: tuple[str, ...] = ("fake",)) -> Iterator[FakeServer]:
    """A server that acts these plays."""
    server = FakeServer(*plays, models=models)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def says(text: str | None, finish: str | None = "stop", **message: Any) -> Play:
    """A good answer."""
    record = {
        "choices": [{"message": {"content": text, **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 30},
    }
    return lambda handler, _: handler.answer(200, record)


def fails(status: int, words: str = "no", **headers: str) -> Play:
    """An error in the form of OpenAI's."""
    record = {"error": {"message": words, "type": "error"}}
    return lambda handler, _: handler.answer(status, record, **headers)


def sends(content: bytes) -> Play:
    """Anything at all, with status 200."""
    return lambda handler, _: handler.answer(200, content)


def hangs_up(handler: Handler, _: dict[str, Any]) -> None:
    """Close the connection in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.close()
