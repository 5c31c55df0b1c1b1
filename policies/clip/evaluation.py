"""What a CLIP knows of the simulator's pictures: names, captions, and who does what to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, normalize

from vla.caption_contrast import NEGATIVES, negative, positive
from vla.caption_text import text
from vla.caption_truth import truths
from vla.captions import describe, visible
from vla.vocabulary import COLORS, KINDS

from .batches import Pictures
from .model import Clip

BLOCK = 128
"""Pictures that are looked at together."""
CLEAR = 0.004
"""Share of a picture that a thing covers which is to be named: 24 x 24 px of 384 x 384."""
LOOKS = (1 / 8, 1 / 6, 1 / 4, 1 / 3)
"""Shares of a look's side that a thing takes up."""
POOL = 100
"""Pictures and captions among which a right one is looked for."""


@dataclass(frozen=True)
class Score:
    """A share of right answers."""

    name: str
    right: int
    of: int
    chance: float
    """Share of right answers of somebody who guesses."""


@dataclass(frozen=True)
class Things:
    """Things in pictures as a CLIP sees them: unit vectors (n, D), and what they are."""

    vectors: Tensor
    colors: Sequence[str]
    kinds: Sequence[str]


@torch.inference_mode()
def things(
    clip: Clip, data: Pictures, rows: Sequence[int], clear: float = CLEAR,
    on_picture: Callable[[int], None] = lambda done: None,
) -> Things:  # fmt: skip
    """Everything that covers at least such a share of some pictures, looked at from near."""
    vectors, colors, kinds = [], [], []
    images, segmentation = data.images(), data.segmentation()
    for row in rows:
        scene, numbers = data.scene(row), segmentation[row]
        for name in visible(scene, numbers, round(clear * numbers.size)):
            entity = scene[name]
            if entity.color is None or entity.kind not in KINDS:
                continue
            vectors.append(looked_at(clip, images[row], numbers == scene.names.index(name)))
            colors.append(entity.color)
            kinds.append(entity.kind)
        on_picture(1)
    return Things(torch.stack(vectors), colors, kinds)


@torch.inference_mode()
def looked_at(clip: Clip, image: np.ndarray, mask: np.ndarray) -> Tensor:
    """A thing as a unit vector (D,): the mean of looks that magnify it differently.

    Args:
        image: (H, W, 3) uint8.
        mask: (H, W) bool, the pixels that show it.
    """
    lines, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    extent = max(lines[-1] - lines[0], columns[-1] - columns[0]) + 1
    looks, shown = [], []
    for share in LOOKS:
        side = min(round(extent / share), *mask.shape)
        window = tuple(
            slice(first := int(np.clip((at[0] + at[-1] + 1 - side) // 2, 0, length - side)),
                  first + side)
            for at, length in ((lines, mask.shape[0]), (columns, mask.shape[1]))
        )  # fmt: skip
        part = torch.from_numpy(image[window].copy()).movedim(-1, 0)[None].float() / 255.0
        looks.append(interpolate(part, (clip.size,) * 2, mode="bicubic", antialias=True))
        there = torch.from_numpy(mask[window].astype(np.float32))[None, None]
        shown.append(interpolate(there, (clip.size // clip.patch,) * 2, mode="area").flatten())
    _, patches = clip.images(torch.cat(looks).clamp(0.0, 1.0))
    each = normalize(torch.einsum("lp,lpd->ld", torch.stack(shown), patches), dim=-1)
    return normalize(each.mean(0), dim=-1)


@torch.inference_mode()
def zero_shot(clip: Clip, seen: Things) -> list[Score]:
    """Which colour, and which kind, by the name that is most similar."""
    scores = []
    for name, truth, options, prompt in (
        ("colour", seen.colors, list(COLORS), "a {} thing"),
        ("kind", seen.kinds, sorted(set(seen.kinds)), "a {}"),
    ):
        names = clip.texts([prompt.format(option) for option in options])
        said = [options[i] for i in (seen.vectors @ names.T).argmax(1).tolist()]
        right = sum(a == b for a, b in zip(said, truth, strict=True))
        scores.append(Score(f"zero-shot {name}", right, len(said), 1 / len(options)))
    return scores


def linear_probe(learned: Things, asked: Things, decay: float = 1e-3) -> list[Score]:
    """Colour and kind by logistic regression on frozen vectors (LBFGS, as CLIP section 3.2)."""
    scores = []
    for name in ("colors", "kinds"):
        truth, wanted = getattr(learned, name), getattr(asked, name)
        options = sorted({*truth, *wanted})
        labels = torch.tensor([options.index(t) for t in truth])
        layer = nn.Linear(learned.vectors.shape[1], len(options))
        x = learned.vectors.clone()
        optimiser = torch.optim.LBFGS(
            layer.parameters(), max_iter=100, line_search_fn="strong_wolfe"
        )

        def closure(x=x, layer=layer, labels=labels, optimiser=optimiser) -> Tensor:
            optimiser.zero_grad()
            lost = nn.functional.cross_entropy(10 * layer(x), labels)
            lost = lost + decay * layer.weight.square().sum()
            lost.backward()
            return lost

        optimiser.step(closure)  # type: ignore[arg-type]
        said = layer(asked.vectors.clone()).argmax(1).tolist()
        right = sum(options[i] == t for i, t in zip(said, wanted, strict=True))
        word = {"colors": "colour", "kinds": "kind"}[name]
        scores.append(Score(f"linear probe {word}", right, len(said), 1 / len(options)))
    return scores


@torch.inference_mode()
def retrieval(clip: Clip, data: Pictures, rows: Sequence[int], seed: int = 0) -> list[Score]:
    """A caption that is true of a picture among those of others, and a picture for a caption."""
    rng = np.random.default_rng(seed)
    images, segmentation = data.images(), data.segmentation()
    rows = list(rows)[: len(rows) // POOL * POOL]
    hits, true = np.zeros(2, int), 0
    for first in range(0, len(rows), POOL):
        block = rows[first : first + POOL]
        scenes = [data.scene(row) for row in block]
        seen = [visible(scene, segmentation[row]) for scene, row in zip(scenes, block, strict=True)]
        said = [describe(scene, names, rng, data.steady(row))
                for scene, names, row in zip(scenes, seen, block, strict=True)]  # fmt: skip
        whole, _ = clip.images(_pictures(images[block]))
        scores = whole @ clip.texts([text(one, rng) for one in said]).T
        holds = torch.from_numpy(truths(said, scenes, seen))
        true += int(holds.sum())
        for axis, best in enumerate((scores.argmax(1, keepdim=True), scores.argmax(0)[None])):
            hits[axis] += int(holds.gather(1 - axis, best).sum())
    names = (f"a caption that is true, of {POOL}", f"a picture of which it is, of {POOL}")
    chance = true / max(1, len(rows) * POOL)
    return [Score(n, int(h), len(rows), chance) for n, h in zip(names, hits, strict=True)]


@torch.inference_mode()
def compositionality(clip: Clip, data: Pictures, rows: Sequence[int], seed: int = 0) -> list[Score]:
    """A caption against one that is nearly right, with wordings that were never trained.

    `<kind>`: the true caption is more similar to the picture than the false one (SugarCrepe, Hsieh
    et al. 2023). `hard positives`: a caption that says the same otherwise is as well (Kamath et
    al. 2024), counted over all kinds.
    """
    rng = np.random.default_rng(seed)
    images, segmentation = data.images(), data.segmentation()
    right: dict[str, int] = dict.fromkeys(NEGATIVES, 0)
    asked = dict(right)
    both = 0
    for block in _blocks(rows):
        whole, _ = clip.images(_pictures(images[block]))
        said: list[tuple[int, str]] = []
        texts: list[list[str]] = []
        for at, row in enumerate(block):
            scene = data.scene(row)
            seen = visible(scene, segmentation[row])
            for kind in NEGATIVES:
                truth = describe(scene, seen, rng, data.steady(row))
                wrong = negative(truth, scene, seen, rng, kind)
                if wrong is not None:
                    said.append((at, kind))
                    every = truth, wrong, positive(truth, rng)
                    texts.append([text(one, rng, held_out=True) for one in every])
        if not said:
            continue
        pictures = whole[torch.tensor([at for at, _ in said])]
        one, other, again = (
            (pictures * clip.texts([row[n] for row in texts])).sum(1) for n in range(3)
        )
        for (_, kind), first, second in zip(said, one > other, again > other, strict=True):
            asked[kind] += 1
            right[kind] += bool(first)
            both += bool(first == second)
    scores = [Score(kind.replace("_", " "), right[kind], asked[kind], 0.5) for kind in NEGATIVES]
    return [*scores, Score("hard positives agree", both, sum(asked.values()), 0.5)]


def _pictures(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).movedim(-1, 1)


def _blocks(rows: Sequence[int]) -> Iterator[list[int]]:
    rows = [int(row) for row in rows]
    for first in range(0, len(rows), BLOCK):
        yield rows[first : first + BLOCK]
