"""The vision-language-action policy: encoder -> connector -> trunk -> context -> action head.

Every part is exchangeable. The context is computed once per observation; the head's solver steps
then run the action tokens only, as in pi-0 (Black et al. 2024).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vla.errors import UserError
from vla.features import IMAGES

from .base import Inputs, ParameterGroup, Policy, Statistics
from .build import Config, build, takes
from .context import Context
from .parts import kept_parts, trained_parts
from .pretrained import PretrainedPart
from .sight import tells_pose
from .spec import PolicySpec


@dataclass(frozen=True)
class FrozenFeatures:
    """What a frozen tower makes of the pictures of one camera, the same in every epoch."""

    fingerprint: str
    """Of weights, layers and picture size."""
    shape: tuple[int, int]
    """(P, D) of one picture."""
    compute: Callable[[np.ndarray, Sequence[str]], np.ndarray]
    """(n, H, W, 3) uint8 and their instructions -> (n, P, D) float16."""


class VLA(Policy):
    """Cameras, words and the robot's state in, a chunk of actions out.

    Args:
        spec, statistics, datasets, normalisation: see `Policy`.
        vision, text, connector, trunk, head: the parts' configurations.
        width: of the tokens of trunk and context.
        augment: how pictures are changed in training; null for not at all.
        language_dropout: share of the training samples that are not told what to do, which is what
            classifier-free guidance needs (Ho and Salimans 2022).
        guidance: how far actions are pushed towards what the words change, 1 for not at all.
        hidden: patterns of the state's numbers that it is not told, if chunks are relative to a
            pose that the state tells: whoever knows where on the table the hand is learns a few
            demonstrations by heart.
    """

    shown: Tensor
    """(S,) 1 for what is told of the state, else 0."""

    def __init__(
        self,
        spec: PolicySpec,
        vision: Config,
        text: Config,
        connector: Config,
        trunk: Config,
        head: Config,
        statistics: Sequence[Statistics] | None = None,
        datasets: int = 1,
        normalisation: str = "quantile",
        width: int = 128,
        augment: Config | None = None,
        language_dropout: float = 0.1,
        guidance: float = 1.0,
        hidden: Sequence[str] = (),
    ):
        super().__init__(spec, statistics, normalisation, datasets)
        self.language_dropout, self.guidance = language_dropout, guidance
        self.augment = None if augment is None else build(augment)
        self.vision, self.text = build(vision), build(text)
        seen = self.vision.width
        sizes = {key: self.vision.tokens(*spec.features[key].shape[:2]) for key in spec.cameras}
        if len({*sizes.values()}) != 1:
            raise UserError(
                "The policy sees as many patches of every camera, and of one at least; here:"
                f" {', '.join(f'{n} of {key}' for key, n in sizes.items()) or 'no camera'}. Choose"
                " cameras by policy.cameras=..., or eyes that resize pictures (vision.size=...)."
            )
        patches = next(iter(sizes.values()))
        sources = len(spec.cameras) * spec.n_obs_steps
        seeing = [
            spec.features[key].camera for key in spec.cameras for _ in range(spec.n_obs_steps)
        ]
        several = {"cameras": seeing} if takes(connector, "cameras") else {}
        self.connector = build(
            connector, width_in=seen, width=width, text_width=self.text.width, **several
        )
        self.placed_by_cameras = bool(several)
        self.looks = hasattr(self.connector, "look")
        self.place = self.source = None
        if getattr(self.connector, "placed", True):
            self.place = nn.Parameter(_places(patches, seen))
            self.source = nn.Parameter(0.02 * torch.randn(sources, 1, seen))
        worded = getattr(self.connector, "worded", False)
        self.words = None if worded else nn.Linear(self.text.width, width)
        self.said = nn.Linear(self.text.width, width)
        self.unsaid = nn.Parameter(torch.zeros(width))
        self.register_buffer("shown", torch.tensor(_shown(spec, hidden)), persistent=False)
        self.state = nn.Sequential(
            nn.Linear(spec.state_dim, width), nn.GELU(), nn.Linear(width, width)
        )
        self.trunk = build(trunk, width=width)
        layers = getattr(self.trunk, "layer_shape", None)
        shape = {} if layers is None else {"layer_shape": layers}
        self.head = build(
            head, action_dim=spec.action_dim, horizon=spec.horizon, width=width, **shape
        )

    @property
    def steerable(self) -> bool:
        """Whether the head finds its actions step by step, and not word by word."""
        return getattr(self.head, "steerable", False)

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        """The head's loss; some of the samples are not told what to do."""
        told = torch.rand(len(actions), device=actions.device) >= self.language_dropout
        return self.head.loss(self.context(inputs, told), actions, there)

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        """Chunks (B, H, A), normalised; options are the head's, and `guidance`."""
        guidance = options.pop("guidance", self.guidance)
        seen = self._seen(inputs)
        context = self.context(inputs, seen=seen)
        if guidance == 1.0:
            return self.head.sample(context, **options)
        nobody = torch.zeros(len(inputs.state), dtype=torch.bool, device=inputs.state.device)
        unguided = self.context(inputs, nobody, seen)
        return self.head.sample(context, unguided=unguided, guidance=guidance, **options)

    def context(
        self, inputs: Inputs, told: Tensor | None = None, seen: Tensor | None = None
    ) -> Context:
        """What the head reads.

        Args:
            told: (B,) bool: samples that know their instruction; all by default.
            seen: what `_seen` made of the pictures, where it was asked before.
        """
        words, spoken, pooled = self.text(inputs.task)
        said = self.said(pooled)
        if told is not None:
            spoken = spoken & told[:, None]
            said = torch.where(told[:, None], said, self.unsaid)
        seen = self._seen(inputs) if seen is None else seen
        found = self.connector(seen, words, spoken, **self._where(inputs))
        state = self.state(inputs.state * self.shown)
        parts = {"state": state, "found": found}
        always = torch.ones(1, dtype=torch.bool, device=said.device)
        there = {name: always.expand(part.shape[:2]) for name, part in parts.items()}
        if self.words is not None:
            parts["words"], there["words"] = self.words(words), spoken
        return self.trunk(
            torch.cat(tuple(parts.values()), 1), torch.cat(tuple(there.values()), 1), said
        )

    def frozen_features(self) -> Mapping[str, FrozenFeatures]:
        """Camera's key -> features that may be computed once; empty where pictures change.

        They are patches, or the little that `Grounding` reads of them.
        """
        if self.vision.trained or self.augment is not None:
            return {}
        made, things = self.vision.fingerprint(), getattr(self.connector, "things", 0)
        if self.looks:
            both = f"{made} {self.text.fingerprint()} {things}"
            made = hashlib.sha256(both.encode()).hexdigest()
        found = {}
        for key in self.spec.cameras:
            height, width = self.spec.features[key].shape[:2]
            patches = (self.vision.tokens(height, width), self.vision.width)
            found[key] = FrozenFeatures(
                made, (things, 3) if self.looks else patches, self._computed
            )
        return found

    def parameter_groups(self) -> list[ParameterGroup]:
        """Pretrained parts at their own rates; of its own, what is no matrix without decay."""
        parts = {"vision": self.vision, "text": self.text, "trunk": self.trunk}
        towers = trained_parts({n: p for n, p in parts.items() if isinstance(p, PretrainedPart)})
        of_towers = {id(p) for group in towers for p in group.parameters}
        own = [p for p in self.parameters() if p.requires_grad and id(p) not in of_towers]
        matrices = tuple(p for p in own if p.dim() == 2)
        rest = tuple(p for p in own if p.dim() != 2)
        return [
            *towers,
            ParameterGroup("matrices", matrices),
            ParameterGroup("norms, biases, embeddings", rest, weight_decay=0.0),
        ]

    def checkpoint_config(self, folder: Path) -> Config:
        """Parts keep their architecture and tokenizer in the checkpoint."""
        parts = {name: getattr(self, name) for name in ("vision", "text", "trunk")}
        return kept_parts(self.config, parts, folder)

    # --- inside ----------------------------------------------------------------------------------

    def _seen(self, inputs: Inputs) -> Tensor:
        """Patches of all cameras and steps (B, K * O, P, D), with where they are from; or what the
        connector reads of them."""
        cameras = []
        for key in self.spec.cameras:
            if key in inputs.features:
                tokens = inputs.features[key].to(self.unsaid.dtype)
            else:
                pictures = inputs.images[key]
                if self.augment is not None:
                    pictures = self.augment(pictures, wrist="wrist" in key.removeprefix(IMAGES))
                tokens = self._looked(pictures, inputs.task)
            cameras.append(tokens)
        seen = torch.cat(cameras, 1)
        if self.place is None or self.source is None:
            return seen
        return seen + (self.source + self.place)

    def _where(self, inputs: Inputs) -> dict[str, Tensor]:
        """Where the tool was when the pictures of every source were taken, for who asks."""
        if self.placed_by_cameras and inputs.tool is not None:
            return {"tool": inputs.tool.repeat(1, len(self.spec.cameras), 1)}
        return {}

    def _looked(self, pictures: Tensor, task: Sequence[str]) -> Tensor:
        """What is kept of a camera's pictures (B, O, 3, H, W): (B, O, P, D)."""
        tokens = self.vision(pictures.flatten(0, 1)).unflatten(0, pictures.shape[:2])
        return self.connector.look(tokens, *self.text(task)[:2]) if self.looks else tokens

    @torch.inference_mode()
    def _computed(self, pictures: np.ndarray, task: Sequence[str]) -> np.ndarray:
        there = torch.from_numpy(pictures).to(self.unsaid.device).movedim(-1, 1).float() / 255.0
        return self._looked(there[:, None], task)[:, 0].half().cpu().numpy()


def _shown(spec: PolicySpec, hidden: Sequence[str]) -> list[float]:
    names = spec.state_names
    if not spec.relative or not tells_pose(names):
        return [1.0] * spec.state_dim
    return [0.0 if any(fnmatch(name, p) for p in hidden) else 1.0 for name in names]


def _places(patches: int, width: int) -> Tensor:
    """Sines and cosines of where patches lie in a square picture (P, D), small."""
    side = round(patches**0.5)
    if side * side != patches:
        return 0.02 * torch.randn(patches, width)
    quarter = width // 4
    waves = torch.pi * 2.0 ** torch.linspace(-1, np.log2(side) - 1, quarter)
    line = (torch.arange(side) + 0.5) / side
    angles = line[:, None] * waves
    one = torch.cat((angles.sin(), angles.cos()), -1)  # (side, width / 2)
    rows, columns = one[:, None].expand(-1, side, -1), one[None].expand(side, -1, -1)
    made = torch.cat((rows, columns), -1).reshape(patches, -1)
    return torch.nn.functional.pad(made, (0, width - made.shape[1]))
