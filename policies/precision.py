"""In which numbers a device multiplies matrices fastest."""

from __future__ import annotations

import torch

PRECISIONS = ("auto", "fp32", "bf16")
NATIVE = ("avx512_bf16", "amx_bf16")
"""Instructions of processors that multiply bf16."""


def precision_on(device: str, asked: str = "auto") -> str:
    """`bf16` or `fp32`; `auto` is bf16 on GPUs and on processors that have instructions for it."""
    if asked != "auto":
        return asked
    if device == "cuda":
        return "bf16"
    has = getattr(torch.cpu, "get_capabilities", dict)()  # torch 2.10 and later
    return "bf16" if any(has.get(name) for name in NATIVE) else "fp32"
