"""Processes and devices, by Accelerate: one process on a CPU or GPU, or several by torchrun."""

from __future__ import annotations

from datetime import timedelta

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedDataParallelKwargs, InitProcessGroupKwargs

from vla.errors import UserError

PATIENCE = timedelta(hours=3)
"""For which the others wait, as while the first process plays episodes."""
DEVICES = ("auto", "cpu", "cuda")


def processes(device: str = "auto", accumulation: int = 1) -> Accelerator:
    """This process among those that torchrun started, and its device.

    Args:
        device: one of `DEVICES`; `auto` is a GPU where there is one.
        accumulation: batches whose gradients make one step.

    Raises:
        UserError: a GPU that is not there.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise UserError("device=cuda: torch finds no GPU here. Use device=cpu, or device=auto.")
    return Accelerator(
        cpu=device == "cpu" or not torch.cuda.is_available(),
        gradient_accumulation_steps=accumulation,
        kwargs_handlers=[
            # heads and towers may leave out parameters, such as those of an unused last layer
            DistributedDataParallelKwargs(find_unused_parameters=True),
            InitProcessGroupKwargs(timeout=PATIENCE),
        ],
    )
