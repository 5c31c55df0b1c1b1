"""Candidates: policies that are measured or served, wherever they come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vla import compose
from vla.action import ActionSpec
from vla.compose import Settings
from vla.errors import UserError
from vla.features import Features
from vla.rollout import Policy
from vla.settings import usage

ENGINE = ("mode", "n_action_steps", "latency", "decay")
"""Keys of a command that are settings of `vla.policies.engine.Engine`."""
SAMPLER = ("steps", "start", "guidance")
"""Keys that are told to the policy's sampler."""


@dataclass(frozen=True)
class Recorded:
    """What is known of the worlds in which a policy's demonstrations were recorded."""

    environment: Mapping[str, Any] = field(default_factory=dict)
    """See `vla.commands.collect.environment`; empty where nobody knows."""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A policy, and what it needs of the worlds."""

    name: str
    features: Features
    """Cameras, state and action."""
    action: ActionSpec
    recorded: Recorded
    play: Callable[[Any], tuple[Policy, int]]
    """Worlds with `features` -> somebody who acts in them, and the actions of every chunk that
    are carried out."""
    close: Callable[[], object] = lambda: None
    check_steer: Callable[[], object] = lambda: None
    """Complains if value maps cannot bend its sampler."""


def candidates(config: Settings) -> list[Candidate]:
    """The policy that is to be measured, and the one that it is compared with.

    Raises:
        UserError: none or several were named, or one of them is not there.
    """
    device = config["policy_device"] or config["device"]
    named = [key for key in ("checkpoint", "url") if config[key] is not None]
    named += ["policy"] if "policy" in config.chosen else []
    if len(named) != 1:
        raise UserError(
            "Say which policy: checkpoint=outputs/<run>, url=ws://..., or policy=nearest"
            f" policy.data=...; one of them, not {' and '.join(named) or 'none'}."
        )
    made = {"checkpoint": _checkpoint, "url": _remote}
    first = (
        _untrained(config)
        if named == ["policy"]
        else made[named[0]](str(config[named[0]]), config, device)
    )
    if config["against"] is None:
        return [first]
    said = str(config["against"])
    second = (_remote if "://" in said else _checkpoint)(said, config, device)
    return [first, second]


def predictor(folder: Path, device: str, config: Settings) -> Any:
    """A `vla.policies.predictor.Predictor` of a checkpoint."""
    import torch

    from vla.policies.base import Policy as Trained
    from vla.policies.predictor import Predictor

    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise UserError(f"device={device} cannot be used: {str(error).splitlines()[0]}") from None
    policy = Trained.from_pretrained(folder, device)
    return Predictor(policy, {key: config[key] for key in SAMPLER}, config["compile"])


def check_sampling(config: Settings) -> None:
    """Complain about settings of the engine and the sampler."""
    for name in ("n_action_steps", "steps"):
        value = config[name]
        if value is not None and not (is_number(value) and value == int(value) >= 1):
            raise UserError(f"{name}={value} is not understood: a whole number, at least 1.")
    for name in ("guidance", "decay"):
        if config[name] is not None and not is_number(config[name]):
            raise UserError(f"{name}={config[name]} is not understood: a number.")


def changed(verb: str, config: Settings, names: Sequence[str]) -> list[str]:
    """Those of some keys that do not have their default."""
    usual = {key.name: key.default.replace("null", "none") for key in usage(verb).keys}
    return [name for name in names if str(config[name]).lower() != usual[name]]


def is_number(value: Any) -> bool:
    """Whether it is a number, and finite."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def checkpoint_folder(said: str) -> Path:
    """The checkpoint that is meant by the name of a shipped policy, by a run, its folder of
    checkpoints, or one of these.

    Raises:
        UserError: there is none.
    """
    from vla.policies.checkpoint import shipped

    known, where = shipped(), Path(said)
    if said in known:
        return known[said]
    for folder in (where, where / "checkpoints" / "last", where / "last"):
        if (folder / "config.json").is_file():
            return folder
    names = f", or the name of one that ships: {', '.join(known)}" if known else ""
    raise UserError(
        f"There is no checkpoint in {where}. Give the folder of a run of vla train{names}."
    )


def _checkpoint(said: str, config: Settings, device: str) -> Candidate:
    folder = checkpoint_folder(said)
    network = predictor(folder, device, config)
    return _predicted(said, network, recorded(folder), config)


def _remote(said: str, config: Settings, device: str) -> Candidate:
    from vla.policies.client import RemotePolicy
    from vla.policies.predictor import Predictor

    if config["compile"]:
        raise UserError("A served policy is compiled by its server: vla serve compile=true.")
    policy = RemotePolicy(said)
    network = Predictor(policy, {key: config[key] for key in SAMPLER})
    known = _known(policy.metadata.get("recorded") or {})
    return _predicted(said, network, known, config, policy.close)


def _predicted(
    name: str,
    network: Any,
    known: Recorded,
    config: Settings,
    close: Callable[[], object] = lambda: None,
) -> Candidate:
    from vla.policies.engine import Engine

    spec, settings = network.spec, {key: config[key] for key in ENGINE}
    Engine(network, **settings)  # complains before anything is built

    def play(worlds: Any) -> tuple[Policy, int]:
        lines = spec.differences(worlds.features, worlds.env.worlds.action_spec, "the worlds")
        if lines:
            raise UserError(f"The policy does not fit the worlds: {'; '.join(lines)}.")
        return Engine(network, **settings), 1

    return Candidate(name, spec.features, spec.action, known, play, close, network.check_steer)


def _untrained(config: Settings) -> Candidate:
    """A policy that needs demonstrations, but no training."""
    from vla.datasets.dataset import Dataset

    name, part = config.chosen["policy"], config["policy"]
    if "data" not in part:
        raise UserError(
            f"policy={name} has to be trained first: vla train policy={name} data=...; then"
            " vla eval checkpoint=..."
        )
    if part["data"] in (None, "???"):
        raise UserError("The policy needs demonstrations: policy.data=outputs/<task>.zarr")
    others = changed("eval", config, (*ENGINE, *SAMPLER, "compile"))
    if others:
        raise UserError(f"{', '.join(others)}: for a trained policy, not for policy={name}.")
    with Dataset(part["data"]) as data:
        features, action, known = data.schema.features, data.schema.action_spec, of_dataset(data)
    if action is None:
        raise UserError(f"{part['data']} does not say what its actions mean.")

    def play(worlds: Any) -> tuple[Policy, int]:
        policy = compose.policy(part, worlds)
        return policy, getattr(policy, "horizon", 1)

    return Candidate(name, features, action, known, play)


def of_dataset(data: Any) -> Recorded:
    """What a dataset says of its worlds."""
    tasks = sorted({entry.task for entry in data.episodes})
    return Recorded(dict(data.schema.environment), tuple(tasks))


def recorded(folder: Path) -> Recorded:
    """What a checkpoint says of the worlds of its demonstrations."""
    from vla.policies.checkpoint import read_config

    return _known(read_config(folder).get("recorded") or {})


def _known(told: Mapping[str, Any]) -> Recorded:
    return Recorded(dict(told.get("environment", {})), tuple(told.get("tasks", ())))
