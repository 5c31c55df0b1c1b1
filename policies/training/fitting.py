"""Vocabularies: what parts of a policy have to know of the data before the first step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from vla.features import ACTION, STATE
from vla.relative import to_relative

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
        head.fit(torch.cat([normalised_actions(policy, batch) for batch in batches()]))


def normalised_actions(policy: Policy, batch: Mapping[str, Any]) -> Tensor:
    """Chunks (B, H, A) as `Policy.loss` is given them."""
    actions = batch[ACTION].float()
    if policy.spec.relative and policy.spec.action.mode != "ee_delta":
        now = batch[STATE][:, -1].to(actions)
        actions = to_relative(policy.spec.action, actions, now, policy.spec.state_names)
    return policy.action_normaliser(actions, batch.get("dataset_index"))
