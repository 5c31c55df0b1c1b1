"""Making batches ahead of time in a thread, in memory that is used again and again."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Generator, Mapping
from typing import Any

import torch
from torch import Tensor

Batch = dict[str, Any]
Buffers = dict[str, Tensor]


def ahead(
    make: Callable[[int, Buffers], Batch],
    allocate: Callable[[], Buffers],
    first: int,
    many: int,
    device: torch.device,
) -> Generator[Batch]:
    """Batches `first`, `first + 1`, ... on a device; on a CPU each is valid until the next.

    Args:
        make: fills buffers with a batch.
        many: batches that are ready at most.
    """
    ready: queue.Queue[Any] = queue.Queue(many)
    stop = threading.Event()
    ring = [allocate() for _ in range(many + 2)]  # waiting, in use, and in the making
    copied: list[Any] = [None] * len(ring)

    def work() -> None:
        for number in itertools.count(first):
            slot = (number - first) % len(ring)
            try:
                if copied[slot] is not None:
                    copied[slot].synchronize()
                item: Any = make(number, ring[slot])
            except Exception as error:  # raised where the batch is asked for
                item = error
            while not stop.is_set():
                try:
                    ready.put((slot, item), timeout=0.1)
                    break
                except queue.Full:
                    continue
            if stop.is_set() or isinstance(item, Exception):
                return

    thread = threading.Thread(target=work, name="prefetch", daemon=True)
    thread.start()
    try:
        while True:
            slot, item = ready.get()
            if isinstance(item, Exception):
                raise item
            batch = sent(item, device)
            if device.type == "cuda":
                copied[slot] = torch.cuda.Event()
                copied[slot].record()
            yield batch
    finally:
        stop.set()
        thread.join()


def sent(batch: Mapping[str, Any], device: torch.device) -> Batch:
    """A batch with its tensors on a device."""
    return {
        key: value.to(device, non_blocking=True) if isinstance(value, Tensor) else value
        for key, value in batch.items()
    }
