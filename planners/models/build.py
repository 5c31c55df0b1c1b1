"""Planners by language models from plain settings, as `configs/planner/*.yaml` give them."""

from __future__ import annotations

import re
from typing import Any

from vla.errors import UserError

from ..built_in import built_in
from .cascade import Cascade
from .chat import Chat
from .model_planner import LanguageModelPlanner


def endpoint(
    url: str,
    model: str | int | None = None,
    key_variable: str | None = None,
    timeout: float = 120.0,
    retries: int = 3,
    rate: float | None = None,
    max_tokens: int = 800,
    examples: int = 4,
    structure: Any = "auto",
    cameras: str | None = None,
    picture: int = 448,
    follow: bool = False,
    maps: bool = False,
) -> LanguageModelPlanner:
    """A planner by a model behind an OpenAI-compatible server.

    Raises:
        UserError: settings that cannot be.
    """
    from .endpoint import EndpointChat
    from .server import Server

    server = Server(
        url,
        key_variable,
        _number("timeout", timeout, 0.1, 3600),
        _whole("retries", retries, 0, 20),
        None if rate is None else _number("rate", rate, 0.01, 100_000),
    )
    tokens = _whole("max_tokens", max_tokens, 1, 100_000)
    chat = EndpointChat(server, None if model is None else str(model), tokens, structure)
    return _planner(chat, examples, cameras, picture, follow, maps)


def local(
    folder: str,
    max_tokens: int = 400,
    timeout: float = 300.0,
    device: str | None = None,
    examples: int = 4,
    constrained: bool = True,
    cameras: str | None = None,
    picture: int = 448,
    follow: bool = False,
    maps: bool = False,
) -> LanguageModelPlanner:
    """A planner by a model in a local folder.

    Raises:
        UserError: settings that cannot be.
    """
    from .local import LocalChat

    chat = LocalChat(
        folder,
        _whole("max_tokens", max_tokens, 1, 100_000),
        _number("timeout", timeout, 0.1, 3600),
        device,
        bool(constrained),
    )
    return _planner(chat, examples, cameras, picture, follow, maps)


def cascade(
    url: str | None,
    model: str | int | None = None,
    key_variable: str | None = None,
    folder: str | None = None,
    timeout: float = 120.0,
    examples: int = 4,
    small: str | None = "tiny_vlm",
    ask_below: float = 0.7,
) -> Cascade:
    """`built_in`, then a model behind a server, a model in a folder, or both.

    Raises:
        UserError: settings that cannot be.
    """
    others = []
    if folder is not None:
        others.append(local(folder, timeout=timeout, examples=examples))
    if url is not None:
        others.append(endpoint(url, model, key_variable, timeout, retries=1, examples=examples))
    return Cascade(built_in(small, ask_below), others)


def _planner(
    chat: Chat, examples: int, cameras: str | None, picture: int, follow: bool, maps: bool
) -> LanguageModelPlanner:
    """A planner by a model, with what it is shown."""
    names = tuple(name for name in re.split(r"[\s,]+", cameras or "") if name)
    width = _whole("picture", picture, 16, 4096)
    return LanguageModelPlanner(
        chat,
        _whole("examples", examples, 0, 20),
        cameras=names,
        picture_size=(width, max(1, round(0.75 * width))),
        watches=bool(follow),
        maps=bool(maps),
    )


def _number(name: str, value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise UserError(f"planner.{name}={value} is not a number from {low:g} to {high:g}.")
    return float(value)


def _whole(name: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise UserError(f"planner.{name}={value} is not a whole number from {low} to {high}.")
    return value
