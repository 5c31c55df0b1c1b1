"""Training: from lessons to a reader, for some minutes, and on from where it was stopped."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from vla.errors import UserError

from .atoms import PAD
from .lessons import Batch
from .model import Prefix, Reader
from .words import UNKNOWN

WARM = 200
"""Steps in which the learning rate rises."""
DECAY = 0.02
"""Of weights of more than one dimension."""
UNSEEN = 0.04
"""How often a word is read by its letters alone."""
BLIND = 0.02
"""How often no entities are shown, and how often no words: so that guessing can be measured."""
LEAST = 0.03
"""Of the learning rate, at the end."""
PROGRESS, WEIGHTS = "progress.json", "progress.safetensors"

Hear = Callable[[int, float, Mapping[str, float]], None]
"""Step, share of the time, figures."""


def fit(
    reader: Reader,
    batches: Iterator[Batch],
    *,
    minutes: float = math.inf,
    steps: int = 10**9,
    lr: float = 1e-3,
    bf16: bool = False,
    seed: int = 0,
    on_step: Hear = lambda step, share, figures: None,
    keep: Path | None = None,
    every: float = 60.0,
    only: str = "",
) -> int:
    """Train until the minutes or the steps are over; returns the steps in all.

    Args:
        only: the part of the reader that learns, by the beginning of its weights' names; all of
            it, if empty.
        bf16: products of matrices in bfloat16.
        keep: a folder for the state of the training, in which it goes on if it has one.
        every: seconds between two times that it is kept.

    Raises:
        UserError: what is kept there does not fit.
    """
    learning = [p for name, p in reader.named_parameters() if name.startswith(only)]
    wide = [p for p in learning if p.dim() > 1]
    narrow = [p for p in learning if p.dim() <= 1]
    groups = [{"params": wide, "weight_decay": DECAY}, {"params": narrow, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98))
    done = resumed(reader, optimiser, keep) if keep is not None else {"step": 0, "seconds": 0.0}
    step, spent = int(done["step"]), float(done["seconds"])
    generator = torch.Generator().manual_seed(seed + step)
    began = kept = time.perf_counter()
    reader.train()
    while step < steps:
        passed = spent + time.perf_counter() - began
        share = max(step / steps, passed / (60 * minutes))
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = lr * pace(step, share)
        batch = next(batches)
        figures = _step(reader, optimiser, batch, generator, bf16)
        step += 1
        on_step(step, share, figures)
        if keep is not None and time.perf_counter() - kept > every:
            kept = time.perf_counter()
            save_progress(reader, optimiser, keep, step, spent + kept - began)
    reader.eval()
    if keep is not None:
        save_progress(reader, optimiser, keep, step, spent + time.perf_counter() - began)
    return step


def pace(step: int, share: float) -> float:
    """The part of the learning rate for a step: up in a line, down in half a cosine."""
    fall = LEAST + (1 - LEAST) * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))
    return min(1.0, (step + 1) / WARM) * fall


def loss_of(reader: Reader, batch: Batch) -> tuple[Tensor, Tensor]:
    """Cross entropy of the tokens to say, and the share of answers right token by token."""
    told, wanted = batch.tokens[:, :-1], batch.tokens[:, 1:]
    scores = reader(batch.prefix, told).float()
    loss = F.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=PAD)
    right = (scores.argmax(-1) == wanted) | (wanted == PAD)
    return loss, right.all(1).float().mean()


def blurred(prefix: Prefix, generator: torch.Generator) -> Prefix:
    """With some words read by their letters alone, and now and then no entities or no words."""
    words, grams, looks, measures = prefix.words, prefix.grams, prefix.looks, prefix.measures
    seen = prefix.seen
    count = len(words)
    unseen = (torch.rand(words.shape, generator=generator) < UNSEEN) & (words > 0)
    words = torch.where(unseen, UNKNOWN, words)
    draw = torch.rand(count, generator=generator)
    deaf, blind = draw < BLIND, draw > 1 - BLIND
    words = torch.where(deaf[:, None], words.clamp(max=UNKNOWN), words)
    grams = torch.where(deaf[:, None, None], 0, grams)
    looks = torch.where(blind[:, None, None], 0, looks)
    measures = torch.where(blind[:, None, None], 0.0, measures)
    seen = torch.where(blind[:, None, None], 0.0, seen)
    return Prefix(words, grams, looks, measures, seen, prefix.present, prefix.pointed)


def _step(
    reader: Reader,
    optimiser: torch.optim.Optimizer,
    batch: Batch,
    generator: torch.Generator,
    bf16: bool,
) -> dict[str, float]:
    shown = Batch(blurred(batch.prefix, generator), batch.tokens)
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        loss, right = loss_of(reader, shown)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
    optimiser.step()
    return {"loss": float(loss.detach()), "exact": float(right), "samples": len(batch.tokens)}


# --- going on -------------------------------------------------------------------------------------


def save_progress(
    reader: Reader, optimiser: torch.optim.Optimizer, folder: Path, step: int, seconds: float
) -> None:
    """Write weights and moments, whole or not at all."""
    tensors = {f"model.{k}": v for k, v in reader.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"moments.{number}.{k}": torch.as_tensor(v) for k, v in state.items()}
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{WEIGHTS}"
    about = {"step": str(step), "seconds": str(seconds)}
    save_file({k: v.contiguous().clone() for k, v in tensors.items()}, draft, about)
    draft.replace(folder / WEIGHTS)
    (folder / PROGRESS).write_text(json.dumps({"step": step, "seconds": seconds}), "utf-8")


def steps_done(folder: Path) -> int:
    """How far a training that is kept in a folder has come; 0 if there is none."""
    file = folder / PROGRESS
    try:
        return int(json.loads(file.read_text("utf-8"))["step"]) if file.is_file() else 0
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file} is damaged, remove it to begin anew: {error!r}.") from None


def resumed(reader: Reader, optimiser: torch.optim.Optimizer, folder: Path) -> dict[str, Any]:
    """Fill both from a folder, if there is something; returns how far it was.

    Raises:
        UserError: it is damaged, or belongs to a reader of another shape.
    """
    if not (folder / PROGRESS).is_file():
        return {"step": 0, "seconds": 0.0}
    try:
        tensors = load_file(folder / WEIGHTS)
        about = json.loads((folder / PROGRESS).read_text("utf-8"))
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(f"{folder} cannot be read, remove it to begin anew: {error}.") from None
    model = {k.removeprefix("model."): v for k, v in tensors.items() if k.startswith("model.")}
    try:
        reader.load_state_dict(model)
    except RuntimeError:
        raise UserError(f"{folder} holds the training of a model of another shape.") from None
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("moments."):
            _, number, name = key.split(".")
            state.setdefault(int(number), {})[name] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    return about
