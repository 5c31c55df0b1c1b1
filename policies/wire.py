"""What goes over the wire between a policy and a robot: requests, answers, and their checks.

SERVING.md describes it for those who write a client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.features import IMAGES, STATE

from .predictor import Chunks, known_options
from .spec import PolicySpec

PROTOCOL = "vla/1"
ANSWERS = ("chunk", "action")
"""A whole chunk for every request, as openpi; or the action of now, the server keeping chunks."""
MOST_BYTES = 64 * 2**20
"""Of one message."""
MOST_STEPS = 1000
"""Of a solver, that a client may ask for."""
MOST_WORDS = 2000
"""Characters of an instruction."""

NUMBERS = ("steps", "guidance")
"""Options of samplers that a client may give; the policy may have only some."""

_TASK = ("task", "prompt")
_OTHERS = (*_TASK, "prefix", "prefix_length", "reset")


@dataclass(frozen=True)
class Request:
    """What a client wants."""

    observation: dict[str, Any]
    """Pictures (B, O, 3, H, W), state (B, O, S) and `task`; empty for a mere reset."""
    single: bool
    """One robot, without the axis B; the answer has none, either."""
    history: bool
    """Whether all O observations are there."""
    reset: bool
    """A new episode begins, with this observation if there is one."""
    prefix: Tensor | None = None
    prefix_length: Tensor | None = None
    options: Mapping[str, Any] | None = None


def metadata(predictor: Chunks, name: str, answer: str) -> dict[str, Any]:
    """What a server says of itself when somebody connects."""
    known = known_options(predictor.policy)
    return {
        "protocol": PROTOCOL,
        "policy": name,
        "answer": answer,
        "spec": predictor.spec.to_json(),
        "options": None if known is None else list(known),
    }


def read_request(message: Any, spec: PolicySpec, options: tuple[str, ...] | None) -> Request:
    """Check what a client sent.

    Args:
        options: those that the policy's sampler has; None where it does not say.

    Raises:
        UserError: something is missing, unknown, or not as the policy needs it.
    """
    if not isinstance(message, dict) or not all(isinstance(key, str) for key in message):
        raise UserError("A request is a map of text to values: an observation. See SERVING.md.")
    others = {k: v for k, v in message.items() if not k.startswith("observation.")}
    chosen = _options({k: v for k, v in others.items() if k not in _OTHERS}, options)
    reset = others.get("reset", False)
    if not isinstance(reset, bool):
        raise UserError(f"reset is true or false, not {str(reset)[:40]}.")
    if reset and set(message) == {"reset"}:
        return Request({}, True, False, True)
    state = _state(message, spec)
    lead = state.shape[:-1]
    if len(lead) and lead[-1] != spec.n_obs_steps:
        raise UserError(
            f"{STATE} holds {lead[-1]} observations, the policy sees {spec.n_obs_steps} together."
        )
    single = len(lead) < 2
    batch = 1 if single else lead[0]
    observation: dict[str, Any] = {
        STATE: torch.from_numpy(state).reshape(batch, -1, spec.state_dim),
        **{key: _pictures(message, key, spec, lead) for key in spec.cameras},
        "task": _task(others, batch, single),
    }
    history = bool(lead) or spec.n_obs_steps == 1
    prefix = _prefix(others, spec, batch, single)
    return Request(observation, single, history, reset, *prefix, chosen)


def write_request(
    batch: Mapping[str, Any], spec: PolicySpec, options: Mapping[str, Any]
) -> dict[str, Any]:
    """The request for chunks of a batch, as `vla.policies.base.Policy` takes it."""
    message: dict[str, Any] = {"task": list(batch["task"])}
    for key in (*spec.cameras, STATE):
        if key not in batch:
            raise UserError(f"The policy looks at {key}, which the batch does not hold.")
        value = batch[key].cpu()
        value = value if value.dim() > (2 if key == STATE else 4) else value[:, None]
        if key != STATE:
            value = _as_bytes(value)
        message[key] = value.numpy()
    for name, value in options.items():
        if value is not None:
            message[name] = value.cpu().numpy() if isinstance(value, Tensor) else value
    return message


def _as_bytes(pictures: Tensor) -> Tensor:
    """Pictures (..., 3, H, W) as (..., H, W, 3) uint8, where nothing is lost by it."""
    if pictures.is_floating_point():
        rounded = (255.0 * pictures).round().clamp(0, 255).to(torch.uint8)
        if not torch.equal(rounded.float() / 255.0, pictures):
            return pictures.float()
        pictures = rounded
    return pictures.movedim(-3, -1).contiguous()


def _state(message: Mapping[str, Any], spec: PolicySpec) -> np.ndarray:
    found = message.get(STATE)
    needed = ", ".join((*spec.cameras, STATE))
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "iuf":
        there = ", ".join(sorted(message)) or "nothing"
        raise UserError(f"The policy needs {needed} and task; the request holds {there}.")
    if not 1 <= found.ndim <= 3 or found.shape[-1] != spec.state_dim or not found.size:
        raise UserError(
            f"{STATE} has shape {found.shape}; the policy needs ({spec.state_dim},), or"
            f" ({spec.n_obs_steps}, {spec.state_dim}) with its last observations:"
            f" {', '.join(spec.state_names)}."
        )
    state = found.astype(np.float32)
    if not np.isfinite(state).all():
        wrong = int(np.argwhere(~np.isfinite(state))[0][-1])
        raise UserError(
            f"{STATE} is not finite: component {wrong} is {state[..., wrong].ravel()[0]}."
        )
    return state


def _pictures(
    message: Mapping[str, Any], key: str, spec: PolicySpec, lead: tuple[int, ...]
) -> Tensor:
    """Pictures of a camera (B, O, 3, H, W): uint8, or float in [0, 1]."""
    found, shape = message.get(key), tuple(spec.features[key].shape)
    if not isinstance(found, np.ndarray):
        sent = [name for name in message if name.startswith(IMAGES)]
        raise UserError(f"{key} is missing; pictures were sent of: {', '.join(sent) or 'nothing'}.")
    height, width, colours = shape
    if found.dtype == np.uint8:
        wanted, move = shape, True
    elif found.dtype.kind == "f":
        wanted, move = (colours, height, width), False
    else:
        raise UserError(f"{key} is {found.dtype}: send uint8, or floats from 0 to 1.")
    if found.shape != (*lead, *wanted):
        raise UserError(
            f"{key} is {found.dtype} of shape {found.shape}, the policy needs {(*lead, *wanted)}"
            f" beside a state of shape {(*lead, spec.state_dim)}."
        )
    pictures = torch.from_numpy(found.astype(found.dtype.newbyteorder("=")))
    if not move:
        pictures = pictures.float()
        if not bool(((pictures >= 0) & (pictures <= 1)).all()):
            raise UserError(f"{key} holds numbers that are not from 0 to 1.")
    pictures = pictures.movedim(-1, -3) if move else pictures
    batch = lead[0] if len(lead) == 2 else 1
    return pictures.reshape(batch, -1, colours, height, width)


def _task(others: Mapping[str, Any], batch: int, single: bool) -> list[str]:
    given = [name for name in _TASK if name in others]
    if len(given) != 1:
        raise UserError(
            f"Say once what to do: task (or prompt), not {' and '.join(given) or 'none'}."
        )
    said = others[given[0]]
    listed = [said] if single else said
    if (
        not isinstance(listed, list)
        or len(listed) != batch
        or not all(isinstance(one, str) and len(one) <= MOST_WORDS for one in listed)
    ):
        wanted = "text" if single else f"a list of {batch} texts"
        raise UserError(f"{given[0]} is {wanted} of up to {MOST_WORDS} characters.")
    return listed


def _prefix(
    others: Mapping[str, Any], spec: PolicySpec, batch: int, single: bool
) -> tuple[Tensor | None, Tensor | None]:
    """Actions (B, H, A) that are certain already, and how many of them (B,)."""
    given, length = others.get("prefix"), others.get("prefix_length")
    if given is None and length is None:
        return None, None
    lead = () if single else (batch,)
    shape = (*lead, spec.horizon, spec.action_dim)
    if not isinstance(given, np.ndarray) or given.shape != shape or given.dtype.kind != "f":
        got = given.shape if isinstance(given, np.ndarray) else type(given).__name__
        raise UserError(f"prefix is an array of floats of shape {shape}, not {got}.")
    counts = np.asarray(length)
    if counts.shape != lead or counts.dtype.kind not in "iu":
        raise UserError(
            f"prefix_length holds whole numbers, of shape {lead}, not {str(length)[:40]}."
        )
    if not np.isfinite(given).all() or (counts < 0).any() or (counts > spec.horizon).any():
        raise UserError(f"prefix must be finite, and prefix_length from 0 to {spec.horizon}.")
    prefix = torch.from_numpy(given.astype(np.float32)).reshape(batch, spec.horizon, -1)
    return prefix, torch.from_numpy(counts.astype(np.int64)).reshape(batch)


def _options(given: Mapping[str, Any], known: tuple[str, ...] | None) -> dict[str, Any]:
    """Options of the sampler, all of them numbers."""
    there = [name for name in NUMBERS if known is None or name in known]
    for name, value in given.items():
        if name not in there:
            raise UnknownName("key of a request", name[:80], ("observation.*", *_OTHERS, *there))
        if not isinstance(value, (int, float, np.generic)) or not np.isfinite(value):
            raise UserError(f"{name} is a number, not {str(value)[:40]}.")
    steps = given.get("steps", 1)
    if isinstance(steps, (float, np.floating)) or not 1 <= steps <= MOST_STEPS:
        raise UserError(f"steps={steps}: a whole number from 1 to {MOST_STEPS}.")
    return {k: v.item() if isinstance(v, np.generic) else v for k, v in given.items()}
