"""A server over HTTP: tries again when that may help, waits its turn, keeps its key to itself."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from vla.errors import UserError

MAX_RESPONSE = 4_000_000
"""Bytes of an answer."""
MAX_WAIT = 60.0
"""Longest pause before another try; a server that asks for more is given up [s]."""
FIRST_WAIT = 0.5
"""Pause before the second try; it doubles with every other [s]."""
MAX_SAID = 200
"""Characters of a server's complaint that are passed on."""

PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Answers after which the same request may succeed."""


class Server:
    """Requests to one address, with one key.

    Args:
        url: what paths are added to.
        key_variable: name of the environment variable that holds the key. It goes into the
            request's header and nowhere else: what is told of the server's words is without it.
        timeout: for one whole answer [s].
        retries: tries after the first when the server is busy, stumbles or hangs up.
        rate: requests per minute at most.
        sleep: how to wait [s].

    Raises:
        UserError: no such address, or no such key.
    """

    def __init__(
        self,
        url: str,
        key_variable: str | None = None,
        timeout: float = 120.0,
        retries: int = 3,
        rate: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.url, self.key_variable = _address(url), key_variable
        self._key = _key(key_variable)
        self._timeout, self._retries, self._sleep = timeout, retries, sleep
        self._pause, self._last = 60.0 / rate if rate else 0.0, -float("inf")

    def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        passing: Collection[int] = PASSING,
    ) -> tuple[int, bytes]:
        """Status and content of an answer, after as many tries as it takes.

        Args:
            method: of HTTP.
            path: begins with a slash.
            body: sent as JSON.
            passing: statuses after which it is tried again.

        Raises:
            UserError: there is no answer.
        """
        problem = ""
        for attempt in range(self._retries + 1):
            wait = FIRST_WAIT * 2**attempt
            try:
                self._in_turn()
                status, content, asked = self._once(method, path, body)
                if status not in passing:
                    return status, content
                problem = f"answers {status}: {self.complaint(content)}".rstrip(" :")
                wait = wait if asked is None else asked
            except httpx2.TimeoutException:
                raise UserError(
                    f"{self.url} gave no answer within {self._timeout:g} s. Give it more time:"
                    " planner.timeout=..., or take a smaller model."
                ) from None
            except httpx2.ConnectError as error:
                raise UserError(
                    f"{self.url} cannot be reached: {self._clean(str(error))}. Start the server,"
                    " or give its address: planner.url=..."
                ) from None
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                problem = f"hangs up: {self._clean(str(error)) or type(error).__name__}"
            if wait > MAX_WAIT:
                raise UserError(f"{self.url} {problem}. It asks to wait {wait:.0f} s.")
            if attempt < self._retries:
                self._sleep(wait)
        advice = "Ask less often: planner.rate=10." if "429" in problem else "Try again later."
        times = f"{self._retries + 1} times" if self._retries else "once"
        raise UserError(f"{self.url} {problem} (tried {times}). {advice}")

    def record(self, content: bytes) -> dict[str, Any]:
        """The JSON object in an answer. Raises `UserError` when it is something else."""
        try:
            record = json.loads(content.decode())
        except UnicodeDecodeError:
            raise UserError(f"{self.url} answers with bytes that are no UTF-8 text.") from None
        except (ValueError, RecursionError):
            said = self.complaint(content) or "nothing"
            raise UserError(
                f"{self.url} answers with broken JSON: {said}. Is it a chat server? Its address"
                " usually ends in /v1."
            ) from None
        if not isinstance(record, dict):
            raise UserError(f"{self.url} does not answer as a chat server does.")
        return record

    def complaint(self, content: object) -> str:
        """What a server says is wrong, in one short line, without the key."""
        record = content
        if isinstance(content, bytes):
            try:
                record = json.loads(content)
            except (ValueError, RecursionError):
                record = content.decode(errors="replace")
        for _ in range(3):
            if isinstance(record, dict):
                said = (record.get(name) for name in ("error", "message", "detail"))
                record = next((words for words in said if words), record)
        return self._clean(record if isinstance(record, str) else json.dumps(record, default=str))

    def _once(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> tuple[int, bytes, float | None]:
        """One request: status, content, and how long the server asks to wait [s]."""
        headers = {"accept": "application/json"}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        began, content = time.monotonic(), bytearray()
        options: dict[str, Any] = {"timeout": self._timeout, "follow_redirects": False}
        with httpx2.stream(
            method, self.url + path, json=body, headers=headers, **options
        ) as response:
            for part in response.iter_bytes():
                content += part
                if time.monotonic() - began > self._timeout:
                    raise httpx2.ReadTimeout("it drips")
                if len(content) > MAX_RESPONSE:
                    raise UserError(f"{self.url} answers with more than {MAX_RESPONSE:,} bytes.")
            return response.status_code, bytes(content), _seconds(response.headers)

    def _in_turn(self) -> None:
        """Wait until another request is allowed."""
        early = self._pause - (time.monotonic() - self._last)
        if early > 0.0:
            self._sleep(early)
        self._last = time.monotonic()

    def _clean(self, text: str) -> str:
        return printable(text.replace(self._key, "[key]") if self._key else text).rstrip(".")


def printable(text: str) -> str:
    """One printable line of bounded length."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= MAX_SAID else words[: MAX_SAID - 3] + "..."


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable, parts = False, urlsplit("")
    if parts.username or parts.password:
        raise UserError("planner.url holds a password. Give a key by planner.key_variable=NAME.")
    if not usable:
        raise UserError(
            f"planner.url={printable(url)} is no address such as http://localhost:8000/v1."
        )
    return url.rstrip("/")


def _key(variable: str | None) -> str:
    """The key in an environment variable; empty where none is named."""
    if variable is None:
        return ""
    name, key = printable(variable), os.environ.get(variable, "").strip()
    if not key:
        raise UserError(f"${name} is not set. Put the key there: export {name}=...")
    if not (key.isascii() and key.isprintable()):
        raise UserError(f"${name} holds characters that no key has. Set it again.")
    return key


def _seconds(headers: Mapping[str, str]) -> float | None:
    """How long a server asks to wait; dates and nonsense count as not asked."""
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
