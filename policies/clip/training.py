"""Training of a CLIP: whole pictures against captions, regions against names."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn

from .batches import Batch, shares
from .losses import LOSSES
from .model import Clip

WARM_UP = 0.05
"""Share of the training in which the learning rate rises."""
SHARPEST = 100.0
"""Inverse temperature at most (CLIP, Radford et al. 2021, section 2.5)."""


def train(
    clip: Clip,
    batches: Iterable[Batch],
    *,
    steps: int = 10**9,
    minutes: float = math.inf,
    lr: float = 1e-3,
    weight_decay: float = 0.05,
    loss: str = "infonce",
    region_weight: float = 1.0,
    precision: str = "fp32",
    cells: bool = True,
    on_step: Callable[[int, float, Mapping[str, float]], None] = lambda step, share, figures: None,
) -> int:
    """Train until the steps or the minutes are over; the learning rate ends at zero either way.

    Args:
        loss: `infonce` or `sigmoid`.
        precision: `fp32`, or `bf16` of the matrix products in the towers.
        cells: train the convolutions, too; else what they show stays exactly as it is, and the
            towers that read it learn several times as fast.
        region_weight: of the loss of regions, beside that of captions.
        on_step: told of the step, the share of the training that is done, and figures.

    Returns:
        How many steps were made.
    """
    bias = nn.Parameter(torch.tensor(-10.0 if loss == "sigmoid" else 0.0))
    if not cells:
        _keep_cells(clip)
    learned = [p for p in clip.parameters() if p.requires_grad]
    matrices = [p for p in learned if p.dim() >= 2]
    rest = [p for p in learned if p.dim() < 2] + [bias] * (loss == "sigmoid")
    groups = [{"params": matrices}, {"params": rest, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay)
    clip.model.set_attn_implementation("eager")  # for few tokens, and in bf16, the fastest
    clip.train()
    clip.model.vision_model.stem.train(cells)
    clip.model.vision_model.blocks.train(cells)
    began = time.perf_counter()
    done = 0
    for batch in batches:
        share = max(done / steps, (time.perf_counter() - began) / (60.0 * minutes))
        if share >= 1.0:
            break
        for group in optimiser.param_groups:
            group["lr"] = lr * _schedule(share)
        lost, figures = losses(clip, batch, loss, region_weight, bias, precision)
        optimiser.zero_grad()
        lost.backward()
        nn.utils.clip_grad_norm_(clip.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            clip.model.logit_scale.clamp_(max=math.log(SHARPEST))
        done += 1
        on_step(done, share, {"loss": float(lost.detach()), **figures})
    clip.eval()
    return done


def _keep_cells(clip: Clip) -> None:
    """No gradients for the convolutions, and for how cells meet texts."""
    eyes = clip.model.vision_model
    for part in (eyes.stem, eyes.blocks, eyes.post_layernorm, clip.model.visual_projection):
        part.requires_grad_(False)


def losses(
    clip: Clip, batch: Batch, loss: str, region_weight: float, bias: Tensor,
    precision: str = "fp32",
) -> tuple[Tensor, dict[str, float]]:  # fmt: skip
    """The loss of a batch, and how often a right text is the most similar."""
    compare = LOSSES[loss]
    with torch.autocast(batch.pictures.device.type, torch.bfloat16, precision == "bf16"):
        whole, patches = clip.images(batch.pictures, native=True)
        texts = clip.texts(batch.texts)
    whole, patches, texts = whole.float(), patches.float(), texts.float()
    scores = clip.scale * whole @ texts[batch.said].T + bias
    lost = compare(scores, batch.holds)
    true = scores.gather(1, batch.captions)[..., None]
    missed = scores.gather(1, batch.misses.clip(0).flatten(1)).view_as(batch.misses)
    figures = {
        "captions": float(batch.holds.gather(1, scores.argmax(1, keepdim=True)).float().mean()),
        "misses": float((true > missed)[batch.misses >= 0].float().mean()),
    }
    if region_weight:
        of_patches = _partly(shares(batch.regions))
        regions = nn.functional.normalize(of_patches @ patches, dim=-1)
        there = of_patches.any(-1)
        named = clip.scale * regions[there] @ texts[batch.names].T + bias
        fits = batch.fits[there]
        lost = lost + region_weight * compare(named, fits)
        right = fits.gather(1, named.argmax(1, keepdim=True))
        figures["regions"] = float(right[fits.any(1)].float().mean())
        best = named.argmax(0, keepdim=True)
        figures["found"] = float(fits.gather(0, best)[:, fits.any(0)].float().mean())
        maps = clip.scale * patches @ texts[batch.names].T
        pointed, figures["pointed"] = pointing(maps, batch.regions, batch.fits)
        lost = lost + region_weight * pointed
    return lost, figures


def pointing(maps: Tensor, regions: Tensor, fits: Tensor) -> tuple[Tensor, float]:
    """How little of a name's map lies on what it names: what policies that look there miss.

    Opponents are all patches of the same picture: other things, the robot, the table.

    Args:
        maps: (B, P, T) of every name in every picture, times the inverse temperature.
        regions: (B, R, P) pixels of every named region in each patch.
        fits: (B, R, T) bool, which names are true of a region.

    Returns:
        The mean of -log of the map's share there, over names of what a picture shows; and how
        often the highest patch is one of those.
    """
    there = torch.einsum("brp,brt->bpt", regions, fits.to(regions)) / regions.amax().clamp_min(1.0)
    shown = there.amax(1) > 0
    share = (maps.softmax(1) * there.clamp_max(1.0)).sum(1)[shown]
    highest = there.gather(1, maps.argmax(1, keepdim=True))[:, 0][shown]
    return -share.clamp_min(1e-6).log().mean(), float((highest > 0).float().mean())


def _partly(shares: Tensor) -> Tensor:
    """Half of the regions (B, R, P) as one of their patches each, so that every patch has the name
    of what it shows, as maps of names need it."""
    rows = shares.flatten(0, 1)
    there = rows.any(1)
    single = torch.zeros_like(rows)
    single[there] = nn.functional.one_hot(
        torch.multinomial(rows[there], 1)[:, 0], rows.shape[1]
    ).to(rows)
    coin = torch.rand(len(rows), 1) < 0.5
    return torch.where(coin, single, rows).view_as(shares)


def _schedule(share: float) -> float:
    """Rises, then falls as a cosine to zero."""
    return min(1.0, share / WARM_UP) * 0.5 * (1.0 + math.cos(math.pi * share))
