"""Checkpoints of policies: folders of JSON and safetensors, there whole or not at all.

config.json           format, the policy's configuration and spec, where it comes from, and in
                      what worlds its demonstrations were recorded
model.safetensors     weights and statistics
<part>/               what a part needs to be built again: a tower's architecture, a tokenizer
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from vla.errors import UserError
from vla.provenance import provenance

from .build import Config, build
from .pretrained import SHIPPED
from .spec import PolicySpec

FORMAT = 1
CONFIG, WEIGHTS = "config.json", "model.safetensors"
INSIDE = "inside"
"""A part's `folder` that lies in the checkpoint itself, and has no weights of its own."""
LISTED = 5
"""Keys of weights that are named in a complaint."""


class Saved(Protocol):
    """What is kept of a policy (`base.Policy`)."""

    spec: PolicySpec
    datasets: int
    recorded: Config

    def checkpoint_config(self, folder: Path) -> Config: ...

    def state_dict(self) -> Mapping[str, Tensor]: ...


def save_policy(policy: Saved, folder: Path) -> Path:
    """Write a checkpoint into a folder that is not there yet.

    Raises:
        UserError: something is there, or it cannot be written.
    """
    with whole_folder(folder) as inside:
        about = {
            "format": FORMAT,
            "policy": policy.checkpoint_config(inside),
            "spec": policy.spec.to_json(),
            "datasets": policy.datasets,
            "recorded": policy.recorded,
            "provenance": provenance(),
        }
        weights = {key: value.detach().cpu() for key, value in policy.state_dict().items()}
        save_weights(weights, inside / WEIGHTS)
        (inside / CONFIG).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return folder


def load_policy(folder: Path) -> Any:
    """The policy of a checkpoint, on the CPU.

    Raises:
        UserError: the folder is incomplete, of another version or with other weights.
    """
    about = read_config(folder)
    config = _with_folders(about["policy"], folder)
    spec = PolicySpec.from_json(about["spec"])
    policy = build(config, spec=spec, statistics=None, datasets=about["datasets"])
    policy.config, policy.recorded = config, about.get("recorded", {})
    load_weights(policy, folder / WEIGHTS)
    return policy


def shipped() -> dict[str, Path]:
    """Name -> checkpoint of the policies that come with the toolkit."""
    files = sorted(SHIPPED.glob(f"*/{CONFIG}"))
    about = {file.parent: json.loads(file.read_text("utf-8")) for file in files}
    return {folder.name: folder for folder, known in about.items() if "policy" in known}


def read_config(folder: Path) -> dict[str, Any]:
    """The `config.json` of a checkpoint.

    Raises:
        UserError: there is no checkpoint, or one of another version.
    """
    file = folder / CONFIG
    for needed in (file, folder / WEIGHTS):
        if not needed.is_file():
            raise UserError(
                f"{folder} is no checkpoint of a policy: {needed.name} is missing. Give the folder"
                " that 'vla train' wrote, such as outputs/train/checkpoints/last."
            )
    try:
        about = json.loads(file.read_text("utf-8"))
        number = about["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file} is damaged: {error}. Use an older checkpoint.") from None
    if number != FORMAT:
        raise UserError(f"{folder} has format {number}, this toolkit reads {FORMAT}.")
    return about


def save_weights(weights: Mapping[str, Tensor], file: Path) -> None:
    """Write tensors; those that share memory are written once each."""
    save_file({key: value.contiguous().clone() for key, value in weights.items()}, file)


def load_weights(module: torch.nn.Module, file: Path) -> None:
    """Fill a module from a file. Raises `UserError` that lists what does not fit."""
    try:
        weights = load_file(file)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{file} cannot be read: {error}.") from None
    ours = module.state_dict()
    missing, unexpected = sorted(set(ours) - set(weights)), sorted(set(weights) - set(ours))
    shapes = [
        f"{key} {tuple(weights[key].shape)} for {tuple(ours[key].shape)}"
        for key in sorted(set(ours) & set(weights))
        if ours[key].shape != weights[key].shape
    ]
    lines = [
        f"{len(keys)} {what}: {_listed(keys)}"
        for keys, what in ((missing, "missing"), (unexpected, "unexpected"),
                           (shapes, "of another shape"))
        if keys
    ]  # fmt: skip
    if lines:
        raise UserError(f"The weights in {file} do not fit: {'; '.join(lines)}.")
    module.load_state_dict(weights)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name when all is on the disk.

    Raises:
        UserError: something is there already, or it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already: name another folder, or remove it.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}.") from None
    try:
        yield made
        made.chmod(0o755)
        for path in [*made.rglob("*"), made]:
            _flush(path)
        made.replace(folder)
        _flush(folder.parent)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _with_folders(config: Any, folder: Path) -> Any:
    """A configuration whose parts find what the checkpoint keeps for them."""
    if not isinstance(config, Mapping):
        return config
    made = {key: _with_folders(value, folder) for key, value in config.items()}
    if INSIDE in made:
        made["folder"] = str(folder / made.pop(INSIDE))
        made["weights"] = False
    return made


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _listed(keys: Sequence[str]) -> str:
    rest = f" and {len(keys) - LISTED} more" if len(keys) > LISTED else ""
    return ", ".join(keys[:LISTED]) + rest
