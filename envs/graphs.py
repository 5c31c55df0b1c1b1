"""Work on a device that is recorded once and replayed: launches from Python cost much more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch
import warp as wp


def on_device(device: torch.device) -> AbstractContextManager[Any]:
    """Warp on a device and, on CUDA, in torch's stream, so that the two never race."""
    if device.type == "cuda":
        return wp.ScopedStream(wp.stream_from_torch(torch.cuda.current_stream(device)))
    return wp.ScopedDevice(wp.device_from_torch(device))


class Graph:
    """Kernels that run with the same arguments every time.

    The first run compiles them, the second records them, all later ones replay.
    """

    def __init__(self, device: torch.device):
        self._device = device
        self._compiled = False
        self._recorded: Any = None

    def run(self, work: Callable[[], None]) -> None:
        """Launch the kernels that `work` launches; it must be the same at every call."""
        if not self._compiled:
            with on_device(self._device):
                work()
            self._compiled = True
            return
        if self._recorded is None:
            # In Warp's own stream: CUDA cannot record the default stream, which torch uses.
            with wp.ScopedDevice(wp.device_from_torch(self._device)), wp.ScopedCapture() as tape:
                work()
            self._recorded = tape.graph
        with on_device(self._device):
            wp.capture_launch(self._recorded)
