"""Together: calls of several threads, joined into one call of the network."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from vla.errors import UserError

from .predictor import Chunks, Rows

MOST_ROWS = 64
"""Rows up to which calls are joined; one call may have more."""


@dataclass
class _Call:
    rows: Rows
    prefix: tuple[Tensor, ...]
    """And its length, if there is one."""
    options: dict[str, Any]
    answer: Future[Tensor] = field(default_factory=Future)

    @property
    def count(self) -> int:
        return len(self.rows["task"])

    @property
    def kind(self) -> tuple[Any, ...]:
        """Calls of one kind can be joined."""
        types = {key: str(v.dtype) for key, v in self.rows.items() if isinstance(v, Tensor)}
        both = tuple(sorted(types.items())), tuple(sorted(self.options.items()))
        return len(self.prefix), *both


class Together(Chunks):
    """A `Predictor` for many threads, first come, first served.

    Whatever waits while the network is busy is answered by its next call, as far as it is of one
    kind. The network itself is only ever called by one thread, as CUDA graphs want it.
    """

    def __init__(self, predictor: Chunks):
        self._predictor = predictor
        self.policy, self.spec, self.latency = predictor.policy, predictor.spec, predictor.latency
        self._waiting: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="network", daemon=True)
        self._thread.start()

    @property
    def steps(self) -> int:
        """T, actions of a chunk from now on."""
        return self._predictor.steps

    def check_steer(self) -> None:
        """Raise `UserError`: calls that are joined would be steered together."""
        raise UserError("Policies that many share cannot be steered; each can be filtered.")

    def __call__(
        self,
        rows: Rows,
        prefix: Tensor | None = None,
        prefix_length: Tensor | None = None,
        **options: Any,
    ) -> Tensor:
        """See `Predictor`; waits for the answer."""
        known = () if prefix is None or prefix_length is None else (prefix, prefix_length)
        call = _Call(rows, known, options)
        self._waiting.put(call)
        return call.answer.result()

    def close(self) -> None:
        """Answer what waits, and no more."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        following: _Call | None = None
        while True:
            call = following or self._waiting.get()
            if call is None:
                return
            calls, following, over = self._joined(call)
            self._answer(calls)
            if over:
                return

    def _joined(self, first: _Call) -> tuple[list[_Call], _Call | None, bool]:
        """A call and those that wait and can be joined; the next that cannot; whether to stop."""
        calls, count = [first], first.count
        while True:
            try:
                call = self._waiting.get_nowait()
            except queue.Empty:
                return calls, None, False
            if call is None:
                return calls, None, True
            if call.kind != first.kind or count + call.count > MOST_ROWS:
                return calls, call, False
            calls.append(call)
            count += call.count

    def _answer(self, calls: list[_Call]) -> None:
        try:
            rows: dict[str, Any] = {
                key: torch.cat([call.rows[key] for call in calls])
                for key, value in calls[0].rows.items()
                if isinstance(value, Tensor)
            }
            rows["task"] = [said for call in calls for said in call.rows["task"]]
            known = [torch.cat(parts) for parts in zip(*(c.prefix for c in calls), strict=True)]
            chunks = self._predictor(rows, *known, **calls[0].options)
        except Exception as error:  # whose it is only that one hears, and the next calls go on
            if len(calls) == 1:
                calls[0].answer.set_exception(error)
            else:
                for call in calls:
                    self._answer([call])
            return
        for call, chunk in zip(calls, chunks.split([c.count for c in calls]), strict=True):
            call.answer.set_result(chunk)
