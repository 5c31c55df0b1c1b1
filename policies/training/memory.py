"""Memory: activations that are computed again instead of kept, and what to do when it runs out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from vla.errors import UserError

_CPU = ("DefaultCPUAllocator", "can't allocate memory", "std::bad_alloc")


def recompute_activations(policy: nn.Module) -> int:
    """Let every trained block keep its input only (Chen et al. 2016); how many there are.

    Blocks are the outermost members of `nn.ModuleList`s: layers of transformers, stages of UNets.
    """
    done = 0
    waiting: list[nn.Module] = [policy]
    while waiting:
        module = waiting.pop()
        for child in module.children():
            block = isinstance(module, nn.ModuleList) and _worthwhile(child)
            if block and not isinstance(child.__dict__.get("forward"), partial):
                child.forward = partial(checkpoint, child.forward, use_reentrant=False)
                done += 1
            elif not block:
                waiting.append(child)
    return done


def _worthwhile(module: nn.Module) -> bool:
    """Whether something in it is trained, and it is called itself (a list of lists is not)."""
    listed = isinstance(module, nn.ModuleList | nn.ModuleDict)
    return not listed and any(parameter.requires_grad for parameter in module.parameters())


@contextmanager
def out_of_memory(advice: str) -> Iterator[None]:
    """Turn running out of memory, of a GPU or of the machine, into advice."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise UserError(f"Out of memory: {_first_line(error)} {advice}") from error
    except RuntimeError as error:
        if not any(sign in str(error) for sign in _CPU):
            raise
        raise UserError(f"Out of memory: {_first_line(error)} {advice}") from error


def _first_line(error: BaseException) -> str:
    """What could not be had, without the allocator's own advice."""
    text = (str(error).splitlines() or [""])[0]
    sentences = [s for s in text.split(". ") if "alloc" in s.lower() or "tried" in s.lower()]
    return f"{(sentences or ['the last step did not fit'])[0].rstrip('.')[:200]}."
