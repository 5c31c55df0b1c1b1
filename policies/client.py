"""Client: a policy that another process serves (`vla serve`), as if it were here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import numpy as np
import torch
from torch import Tensor
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from vla.errors import UserError

from .msgpack_arrays import pack, unpack
from .spec import PolicySpec
from .wire import PROTOCOL, write_request


class RemotePolicy:
    """Chunks of a policy elsewhere; stands wherever a `vla.policies.base.Policy` would.

    Observations, history and chunks are kept here, by an `Engine` around it; what the server
    gets is what its policy would see in this process, and the answers are the same.

    Args:
        url: `ws://host:port`; the scheme may be left out.
        timeout: for connecting, and for one answer [s].

    Raises:
        UserError: there is no server, or one that speaks another protocol.
    """

    def __init__(self, url: str, timeout: float = 60.0):
        self.url = url if "://" in url else f"ws://{url}"
        self._timeout, self._open = timeout, ExitStack()
        try:
            connection = connect(self.url, compression=None, max_size=None, open_timeout=timeout)
            self._socket = self._open.enter_context(connection)
            self.metadata = self._received()
        except (OSError, WebSocketException) as error:
            raise UserError(
                f"{self.url} cannot be reached: {error or type(error).__name__}. Start it with:"
                " vla serve checkpoint=..."
            ) from None
        if self.metadata.get("protocol") != PROTOCOL or self.metadata.get("answer") != "chunk":
            self.close()
            said = {key: self.metadata.get(key) for key in ("protocol", "answer")}
            raise UserError(
                f"{self.url} says {said}; needed is a server of protocol {PROTOCOL} that answers"
                " with chunks: vla serve answer=chunk."
            )
        self.spec = PolicySpec.from_json(self.metadata["spec"])
        self.options = self.metadata["options"]
        """What the policy's sampler can be told; None where it does not say."""
        self.timing: Mapping[str, Any] = {}
        """Of the last answer: `server_timing` and `policy_timing` [ms]."""

    def reset(self, worlds: Tensor | None = None) -> None:
        """Nothing is remembered from step to step."""

    def predict_action_chunk(self, batch: Mapping[str, Any], **options: Any) -> Tensor:
        """Actions (B, H, A), as `vla.policies.base.Policy`.

        Those of the steps before now are not sent, and not a number.

        Raises:
            UserError: the server refused the request, or is gone.
        """
        request = write_request(batch, self.spec, options)
        try:
            self._socket.send(pack(request))
            answer = self._received()
        except (OSError, WebSocketException) as error:
            self.close()  # a late answer would be taken for that to the next request
            reason = str(error) or type(error).__name__
            raise UserError(f"{self.url} is gone: {reason}. Start it again.") from None
        self.timing = {k: v for k, v in answer.items() if k.endswith("_timing")}
        actions = torch.from_numpy(np.array(answer["actions"], np.float32))
        past = (len(actions), self.spec.n_obs_steps - 1, self.spec.action_dim)
        return torch.cat((torch.full(past, torch.nan), actions), 1)

    def close(self) -> None:
        """Hang up. Safe to call twice."""
        self._open.close()

    def _received(self) -> dict[str, Any]:
        """The next answer. Raises `UserError` with what the server complains about."""
        content = self._socket.recv(self._timeout)
        if isinstance(content, str):
            raise UserError(f"{self.url}: {content}")
        answer = unpack(content)
        if not isinstance(answer, dict):
            raise UserError(f"{self.url} does not answer as a policy does.")
        return answer
