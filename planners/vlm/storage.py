"""Readers in folders: `config.json` and `model.safetensors`, nothing that could run.

Weights go by the names of atoms and kinds: those that came later are never said or not known, so
old weights still work when the toolkit learns new words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, numpy
from safetensors.torch import load_file, save_file

from vla.errors import UserError
from vla.provenance import provenance
from vla.vocabulary import KINDS

from .atoms import ATOMS
from .model import Reader, Shape
from .sights import same

FORMAT, READ = 2, (1, 2)
"""The second has eyes."""
_BLIND = {"seen": 0, "eyes": "", "glance": ()}
CONFIG, WEIGHTS = "config.json", "model.safetensors"
SHIPPED = Path(__file__).resolve().parent.parent / "weights"
"""Readers that come with the toolkit."""


def save_reader(reader: Reader, folder: Path) -> None:
    """Write a reader into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"format": FORMAT, "shape": reader.shape.to_json(), "provenance": provenance()}
    weights = {key: value.contiguous().clone() for key, value in reader.state_dict().items()}
    save_file(weights, folder / WEIGHTS)
    (folder / CONFIG).write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def load_reader(folder: Path, grown: Shape | None = None) -> Reader:
    """The reader of a folder.

    Args:
        grown: it will be trained further, and may learn the words, the atoms and the sight of this
            shape; width, layers and heads stay what they were.

    Raises:
        UserError: it is incomplete, damaged, of another version, or its weights do not fit.
    """
    for needed in (CONFIG, WEIGHTS):
        if not (folder / needed).is_file():
            raise UserError(
                f"{folder} holds no tiny planner: {needed} is missing. Give the folder that"
                " 'vla vlm train' wrote, or the name of one that is shipped."
            )
    stored = _shape(folder / CONFIG)
    shape = replace(stored, kinds=tuple(KINDS))
    if grown is not None:
        shape = replace(shape, words=grown.words, atoms=grown.atoms)
        if grown.eyes:  # without, it keeps those that it has
            shape = replace(shape, seen=grown.seen, eyes=grown.eyes, glance=grown.glance)
    reader = Reader(shape)
    try:
        weights = load_file(folder / WEIGHTS)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{folder / WEIGHTS} cannot be read: {error}.") from None
    none, unknown = "<none>", "<unknown>"
    for key, names, today in (
        ("atom.weight", stored.atoms, ATOMS),
        ("kind.weight", (none, *stored.kinds), (none, *KINDS)),
        ("word.weight", (none, unknown, *stored.words), (none, unknown, *shape.words)),
    ):
        if key in weights and len(weights[key]) == len(names):
            weights[key] = _by_name(weights[key], names, today)
    if not same(shape.glance, stored.glance):  # other eyes: to be learned anew
        weights = {key: value for key, value in weights.items() if not key.startswith("sight.")}
        weights |= {k: v for k, v in reader.state_dict().items() if k.startswith("sight.")}
    try:
        reader.load_state_dict(weights)
    except RuntimeError as error:
        lines = " ".join(str(error).split())[:300]
        raise UserError(f"The weights in {folder / WEIGHTS} do not fit: {lines}") from None
    return reader.eval()


def located(name: str) -> Path:
    """A folder, or one that is shipped by its name."""
    folder = Path(name)
    return folder if folder.exists() or not (SHIPPED / name).is_dir() else SHIPPED / name


def save_tables(tables: Mapping[str, np.ndarray], file: Path) -> None:
    """Keep arrays that took long to make, whole or not at all."""
    draft = file.with_suffix(".part")
    numpy.save_file({name: np.ascontiguousarray(table) for name, table in tables.items()}, draft)
    draft.replace(file)


def load_tables(file: Path) -> dict[str, np.ndarray] | None:
    """Arrays that were kept; `None` if there are none that can be read."""
    try:
        return numpy.load_file(file) if file.is_file() else None
    except (SafetensorError, OSError):
        return None


def _shape(file: Path) -> Shape:
    try:
        about: dict[str, Any] = json.loads(file.read_text("utf-8"))
        number, told = about["format"], _BLIND | about["shape"]
        values = {field.name: told[field.name] for field in fields(Shape)}
        for name in ("words", "atoms", "kinds"):
            values[name] = tuple(str(word) for word in values[name])
        for name in ("width", "layers", "heads", "seen"):
            values[name] = int(values[name])
        values["eyes"] = str(values["eyes"])
        values["glance"] = tuple(float(value) for value in values["glance"])
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file} is damaged: {error!r}.") from None
    if number not in READ:
        raise UserError(f"{file} has format {number}, this toolkit reads {max(READ)}.")
    if min(values["width"], values["layers"], values["heads"]) < 1 or values["seen"] < 0:
        raise UserError(f"{file} is damaged: sizes below one.")
    return Shape(**values)


def _by_name(weight: torch.Tensor, names: tuple[str, ...], today: tuple[str, ...]) -> torch.Tensor:
    """Rows in the order of today; those of names that were not known are zero."""
    rows = dict(zip(names, weight, strict=True))
    return torch.stack([rows.get(name, torch.zeros_like(weight[0])) for name in today])
