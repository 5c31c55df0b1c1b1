"""A model behind an OpenAI-compatible server: vLLM, Ollama, llama.cpp, `transformers serve`, ...

Every way in which this can fail ends in one line that says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from vla.errors import UnknownName, UserError

from .chat import Completion, Message
from .pictures import data_url
from .server import PASSING, Server, printable
from .structure import IN_JSON, SCHEMA, as_json

Structure = Literal["auto", "grammar", "json", "none"]

_FORMS = ("grammar", "json", "none")
_UNKNOWN_FORM = (400, 422, 500, 501)
"""Answers of servers that do not know the form of a request."""


class EndpointChat:
    """Chat by `POST {url}/chat/completions`.

    Args:
        server: its address ends in `/v1`.
        model: the model's name there; left out, the only one that the server offers.
        max_tokens: that may be written.
        structure: how the server is asked to write nothing but the language: by the `grammar`, by
            a `json` schema, or not at all; `auto` begins with the grammar and goes on with what
            the server does not refuse.

    Raises:
        UnknownName: no such structure.
    """

    def __init__(
        self,
        server: Server,
        model: str | None = None,
        max_tokens: int = 800,
        structure: Structure = "auto",
    ):
        if structure not in ("auto", *_FORMS):
            raise UnknownName("structure", structure, ("auto", *_FORMS))
        self._server, self._model, self._max_tokens = server, model, max_tokens
        self._forms = list(_FORMS if structure == "auto" else (structure,))

    @property
    def name(self) -> str:
        """The model, or the server that offers it."""
        return printable(self._model or self._server.url)

    def complete(self, messages: Sequence[Message], grammar: str = "") -> Completion:
        """The model's answer.

        Raises:
            UserError: there is none; it says why and what to do.
        """
        model = self._model = self._model or self._only_model()
        while True:
            probing = len(self._forms) > 1
            request = self._request(model, messages, grammar)
            passing = PASSING - {500} if probing else PASSING
            status, content = self._server.send("POST", "/chat/completions", request, passing)
            if not (probing and status in _UNKNOWN_FORM):
                break
            self._forms.pop(0)
        if status != 200:
            pictures = any(message.images for message in messages)
            raise self._refused(status, content, model, pictures)
        del self._forms[1:]
        return self._completion(self._server.record(content))

    def models(self) -> list[str]:
        """What the server offers. Raises `UserError` when it does not say."""
        status, content = self._server.send("GET", "/models")
        if status != 200:
            raise self._refused(status, content)
        data = self._server.record(content).get("data")
        rows = data if isinstance(data, list) else []
        return [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row]

    def _only_model(self) -> str:
        offered = self.models()
        if len(offered) == 1:
            return offered[0]
        listed = ", ".join(map(printable, offered[:12])) or "no models"
        raise UserError(f"{self._server.url} offers {listed}. Choose one: planner.model=...")

    def _request(self, model: str, messages: Sequence[Message], grammar: str) -> dict[str, Any]:
        form = self._forms[0]
        body: dict[str, Any] = {
            "model": model,
            "messages": [_message(message, form == "json") for message in messages],
            "temperature": 0.0,
            "max_tokens": self._max_tokens,
            "stream": False,
        }
        if form == "grammar" and grammar:
            body["structured_outputs"] = {"grammar": grammar}
        if form == "json":
            schema = {"name": "program", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def _completion(self, record: Mapping[str, Any]) -> Completion:
        match record:
            case {"choices": [{"message": {**message}, **choice}, *_]}:
                pass
            case _:
                said = self._server.complaint(record)
                raise UserError(f"{self._server.url} does not answer as a chat server does: {said}")
        usage = record.get("usage")
        counts = usage if isinstance(usage, dict) else {}
        spent = (_count(counts, "prompt_tokens"), _count(counts, "completion_tokens"))
        finish = str(choice.get("finish_reason") or "stop")
        declined = message.get("refusal")
        if declined or finish == "content_filter":
            return Completion(str(declined or "its filter stopped it"), "refusal", *spent)
        text = message.get("content")
        if isinstance(text, str) and text.strip():
            return Completion(text, finish, *spent)
        if finish == "length":
            raise UserError(
                f"{self.name} used up {self._max_tokens} tokens before it answered. Allow more:"
                " planner.max_tokens=..."
            )
        raise UserError(f"{self.name} gives an empty answer. Take another: planner.model=...")

    def _refused(
        self, status: int, content: bytes, model: str = "", pictures: bool = False
    ) -> UserError:
        """What to do about an answer that is none."""
        server, said = self._server, self._server.complaint(content)
        variable = server.key_variable
        if status in (401, 403) and variable is None:
            return UserError(
                f"{server.url} wants a key ({status}). Put it into an environment variable and"
                " name that: planner.key_variable=NAME"
            )
        if status in (401, 403):
            return UserError(
                f"{server.url} does not accept the key in ${variable} ({status}). Set it:"
                f" export {variable}=..."
            )
        if status == 404:
            offered: list[str] = []
            with suppress(UserError):
                offered = self.models() if model else []
            if offered and model not in offered:
                return UnknownName("model", printable(model), map(printable, offered))
            return UserError(
                f"{server.url} answers 404: {said or 'nothing there'}. Its address usually ends in"
                " /v1: planner.url=..."
            )
        hint = (
            " If the model reads only text, leave the pictures out: planner.cameras=null"
            if pictures
            else ""
        )
        return UserError(
            f"{server.url} refuses the request ({status}): {said or 'no reason'}.{hint}"
        )


def _message(message: Message, wrapped: bool) -> dict[str, Any]:
    """A message as the protocol has it; `wrapped` programs are JSON."""
    text = message.text
    if wrapped and message.role == "assistant":
        text = as_json(text)
    if wrapped and message.role == "system":
        text += IN_JSON
    if not message.images:
        return {"role": message.role, "content": text}
    shown = [
        {"type": "image_url", "image_url": {"url": data_url(image)}} for image in message.images
    ]
    return {"role": message.role, "content": [*shown, {"type": "text", "text": text}]}


def _count(record: Mapping[str, Any], name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0
