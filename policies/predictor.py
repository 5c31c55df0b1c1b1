"""Predictor: a policy's network, called for some rows at a time, on its device, timed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad

from vla.errors import UnknownName, UserError

from .latency import Latency
from .spec import PolicySpec

Rows = Mapping[str, Any]
"""Pictures (B, O, 3, H, W) and state (B, O, S) by LeRobot's names, and `task`, B instructions."""


class ChunkPolicy(Protocol):
    """What predicts chunks: `base.Policy`, or one behind a socket (`client.RemotePolicy`)."""

    @property
    def spec(self) -> PolicySpec:
        """What it sees and does."""
        ...

    def predict_action_chunk(self, batch: Rows, **options: Any) -> Tensor:
        """Chunks (B, H, A), from the oldest observation on."""
        ...


class Chunks(Protocol):
    """What gives chunks from now on: a `Predictor`, or one that many share (`together`)."""

    policy: ChunkPolicy
    spec: PolicySpec
    latency: Latency

    @property
    def steps(self) -> int: ...

    def check_steer(self) -> None: ...

    def __call__(
        self,
        rows: Rows,
        prefix: Tensor | None = None,
        prefix_length: Tensor | None = None,
        **options: Any,
    ) -> Tensor: ...


class Predictor(Chunks):
    """Chunks from now on, for any number of rows.

    Args:
        policy: moved to its device already, in evaluation mode.
        options: for its sampler in every call, such as `steps` and `guidance`; those that are
            None are left out.
        compiled: let torch.compile make the sampler faster, with CUDA graphs on a GPU. Batches
            are then padded to powers of two, so that few shapes are compiled.

    Raises:
        UnknownName: an option that the policy does not have.
    """

    def __init__(
        self,
        policy: ChunkPolicy,
        options: Mapping[str, Any] | None = None,
        compiled: bool = False,
    ):
        self.policy, self.spec = policy, policy.spec
        self.options = {k: v for k, v in (options or {}).items() if v is not None}
        known = known_options(policy)
        for name in self.options:
            if known is not None and name not in known:
                raise UnknownName(f"option of {type(policy).__name__}", name, known)
        parameter = next(getattr(policy, "parameters", lambda: iter(()))(), None)
        self.device = torch.device("cpu") if parameter is None else parameter.device
        self.latency = Latency(self.device)
        self._padded = compiled
        if compiled:
            _compile(policy, self.device)

    @property
    def steps(self) -> int:
        """T, actions of a chunk from now on."""
        return self.spec.horizon - self.spec.n_obs_steps + 1

    def check_steer(self) -> None:
        """Raise `UserError` if the sampler cannot be told `steer`."""
        if not getattr(self.policy, "steerable", False):
            raise UserError(
                "This policy does not find its actions step by step (or not here, but behind a"
                " socket), so nothing can steer it on the way: steer=0 filter=true, which corrects"
                " what comes out, goes with all policies."
            )
        if self._padded:
            raise UserError("What steers a policy is not compiled: compile=false, or steer=0.")

    def __call__(
        self,
        rows: Rows,
        prefix: Tensor | None = None,
        prefix_length: Tensor | None = None,
        **options: Any,
    ) -> Tensor:
        """Chunks (B, T, A) in the units of the action's spec; the first action is of now.

        Args:
            prefix: (B, H, A) actions that are certain already, from the oldest observation on.
            prefix_length: (B,) how many of them.
            options: of the sampler, in this call only. `steer` is given chunks as they are
                returned here, and answers with what is to be taken away from them.
        """
        count = len(rows["task"])
        options = {**self.options, **options}
        if options.get("steer") is not None:
            options["steer"] = self._from_now(options["steer"])
        if prefix is not None:
            options |= {"prefix": prefix, "prefix_length": prefix_length}
        with self.latency.part("network", waits=True), torch.inference_mode():
            wanted = 1 << (count - 1).bit_length() if self._padded else count
            batch = {key: self._ready(value, wanted) for key, value in rows.items()}
            options = {key: self._ready(value, wanted) for key, value in options.items()}
            chunks = self.policy.predict_action_chunk(batch, **options)
        return chunks[:count, self.spec.n_obs_steps - 1 :].float()

    def _from_now(self, steer: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        """What is past stays as it is."""
        past = self.spec.n_obs_steps - 1
        return lambda chunks: pad(steer(chunks[:, past:]), (0, 0, past, 0))

    def _ready(self, value: Any, rows: int) -> Any:
        """A value on the device, its last row repeated until there are enough."""
        if isinstance(value, Tensor):
            there = value.to(self.device)
            missing = rows - len(there)
            return (
                there
                if missing <= 0
                else torch.cat((there, there[-1:].repeat_interleave(missing, 0)))
            )
        if isinstance(value, list):
            return value + value[-1:] * (rows - len(value))
        return value


def _compile(policy: Any, device: torch.device) -> None:
    """Let the sampler be compiled, but not the reading of words: they would be compiled in."""
    words = getattr(policy, "text", None)
    if words is not None:
        words.forward = torch.compiler.disable(words.forward)
    mode = "reduce-overhead" if device.type == "cuda" else "default"
    policy.sample = torch.compile(policy.sample, mode=mode)


def known_options(policy: ChunkPolicy) -> tuple[str, ...] | None:
    """What a policy's sampler can be told; None where it does not say."""
    said = getattr(policy, "options", None)
    if said is not None:
        return tuple(said)
    sample = getattr(policy, "sample", None)
    if sample is None:
        return None
    parameters = list(inspect.signature(sample).parameters.values())[1:]
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return tuple(p.name for p in parameters)
