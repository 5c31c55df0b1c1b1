"""Checkpoints to go on from: a policy's folder with the state of its training beside it.

    config.json, model.safetensors    the policy, with averaged parameters (`checkpoint`)
    training_state/state.json         step, time, stream of batches, and what the command notes
    training_state/parameters.safetensors    the trained parameters themselves
    training_state/optimiser.safetensors     moments of Adam, by parameter
    training_state/random.safetensors        random generators, of every process

All of it is there, or nothing of it: the folder gets its name when everything is on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from vla.errors import UserError

from ..checkpoint import WEIGHTS, load_weights, read_config, save_weights, whole_folder
from .loop import Training
from .randomness import random_state, set_random_state

FORMAT = 1
FOLDER = "training_state"
STATE, PARAMETERS = "state.json", "parameters.safetensors"
OPTIMISER, RANDOM = "optimiser.safetensors", "random.safetensors"
LISTED = 5
"""Names that are given in a complaint."""


@dataclass(frozen=True)
class Saved:
    """What a checkpoint says of its training."""

    step: int
    seconds: float
    average_steps: int
    batches: Mapping[str, int]
    about: Mapping[str, Any]
    """Whatever the command noted: its settings and datasets."""


def save(training: Training, folder: Path, about: Mapping[str, Any]) -> None:
    """Write a checkpoint into a folder that is not there yet; called in all processes.

    Raises:
        UserError: something is there, or it cannot be written.
    """
    processes = training.processes
    random = {name: processes.gather(value[None].to(processes.device)).cpu()  # type: ignore
              for name, value in random_state().items()}  # fmt: skip
    if not processes.is_main_process:
        return
    state = {
        "format": FORMAT,
        "step": training.step,
        "seconds": training.seconds,
        "average_steps": training.average.steps,
        "batches": training.batches.state_dict(),
        "about": dict(about),
    }
    with whole_folder(folder) as inside:
        with training.average.in_place():
            training.policy.save_pretrained(inside)
        beside = inside / FOLDER
        beside.mkdir()
        parameters = {name: p.detach().cpu() for name, p in training.trained.items()}
        save_weights(parameters, beside / PARAMETERS)
        save_weights(_moments(training), beside / OPTIMISER)
        save_weights(random, beside / RANDOM)
        (beside / STATE).write_text(json.dumps(state, indent=1) + "\n", "utf-8")


def read(folder: Path) -> Saved:
    """What a checkpoint says of its training.

    Raises:
        UserError: it is incomplete, damaged or of another version.
    """
    read_config(folder)
    for name in (STATE, PARAMETERS, OPTIMISER, RANDOM):
        if not (folder / FOLDER / name).is_file():
            raise UserError(
                f"{folder} cannot be gone on from: {FOLDER}/{name} is missing. Use another"
                " checkpoint of the run, or begin anew."
            )
    file = folder / FOLDER / STATE
    try:
        known = json.loads(file.read_text("utf-8"))
        number = known.pop("format")
        if number == FORMAT:
            return Saved(**known)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{file} is damaged: {error}. Use an older checkpoint.") from None
    raise UserError(f"{file} has format {number}, this toolkit reads {FORMAT}.")


def resume(training: Training, folder: Path) -> None:
    """Go on exactly from where a checkpoint was written; called in all processes.

    Raises:
        UserError: it is incomplete, of another version, or of another policy; what does not fit
            is listed.
    """
    saved = read(folder)
    load_weights(training.policy, folder / WEIGHTS)
    training.average.restart(saved.average_steps)  # the weights of a checkpoint are the average
    beside = folder / FOLDER
    parameters = _tensors(beside / PARAMETERS)
    _same(set(parameters), set(training.trained), beside / PARAMETERS)
    with torch.no_grad():
        for name, parameter in training.trained.items():
            parameter.copy_(parameters[name])
    _set_moments(training, _tensors(beside / OPTIMISER), beside / OPTIMISER)
    training.batches.load_state_dict(saved.batches)
    training.step, training.seconds = saved.step, saved.seconds
    random = _tensors(beside / RANDOM)
    set_random_state({k: v[training.processes.process_index] for k, v in random.items()})


def _moments(training: Training) -> dict[str, Tensor]:
    """`<parameter>/<moment>` -> tensor; parameters that were never used have none."""
    return {
        f"{name}/{moment}": value.detach().cpu()
        for name, parameter in training.trained.items()
        for moment, value in training.optimiser.state.get(parameter, {}).items()
    }


def _set_moments(training: Training, moments: Mapping[str, Tensor], file: Path) -> None:
    found: dict[str, dict[str, Tensor]] = {}
    for key, value in moments.items():
        name, _, moment = key.rpartition("/")
        found.setdefault(name, {})[moment] = value
    _same(set(found), set(found) & set(training.trained), file)
    names = {id(parameter): name for name, parameter in training.trained.items()}
    plain = training.optimiser.state_dict()
    order = [p for group in training.optimiser.param_groups for p in group["params"]]
    plain["state"] = {
        number: found[names[id(parameter)]]
        for number, parameter in enumerate(order) if names[id(parameter)] in found
    }  # fmt: skip
    training.optimiser.load_state_dict(plain)


def _same(theirs: set[str], ours: set[str], file: Path) -> None:
    lines = [
        f"{len(names)} {what}: {', '.join(sorted(names)[:LISTED])}"
        for names, what in ((ours - theirs, "missing"), (theirs - ours, "unexpected")) if names
    ]  # fmt: skip
    if lines:
        raise UserError(f"{file} is of another policy: {'; '.join(lines)}.")


def _tensors(file: Path) -> dict[str, Tensor]:
    try:
        return load_file(file)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{file} cannot be read: {error}. Use an older checkpoint.") from None
