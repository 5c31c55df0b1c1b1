"""Vocabularies: what parts of a policy have to know of the data before the first step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from ..base import Policy


@torch.no_grad()
def fit(
    policy: Policy, tasks: Iterable[str], batches: Callable[[], Iterable[Mapping[str, Any]]]
) -> None:
    """Let the text encoder learn words, and the action head its own.

    Args:
        tasks: instructions that are trained on.
        batches: actions and states of samples, asked for where a head needs them.
    """
    learn = getattr(getattr(policy, "text", None), "fit", None)
    if learn is not None:
        learn(tasks)
    head = getattr(policy, "head", None)
    if head is not None and not getattr(head, "fitted", True):
        head.fit(torch.cat([policy.targets(batch) for batch in batches()]))
