"""pi-0 (Black et al. 2024) through transformers' own class, with weights from a local folder.

For the original weights and for fine-tuning them; `vla.VLA` with a decoder as trunk and a
`GemmaExpert` is the same design with exchangeable parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, mse_loss, pad

from vla.errors import UnknownName, UserError

from .base import Inputs, ParameterGroup, Policy, Statistics
from .build import Config
from .pretrained import Lora, Pretrained, load, one_of, read_config, tokenizer
from .spec import PolicySpec

LONGEST = 48
"""Tokens of an instruction, beside those of the pictures."""


class PI0(Policy):
    """A vision-language model whose keys and values a flow-matching expert reads.

    States and actions are filled up with zeros to the model's own widths; only the numbers that
    are there count in the loss. Pictures are made as large as the model's, with black borders
    where they have another shape.

    Args:
        spec: `horizon` is the model's chunk, 50 for the published weights.
        folder: with `config.json`, `model.safetensors` and a tokenizer.
        statistics, datasets, normalisation: see `Policy`; pi-0 has mean and deviation.
        frozen: the vision-language model stays as it is, only the expert learns.
        rate: times the learning rate, for the vision-language model where it is trained.
        lora: low-rank adapters for the vision-language model instead; see `pretrained.LORA`.
        checkpointing: layers are computed again in the backward pass instead of remembered.
        steps: of the solver; the model's own by default.
        weights: false for the architecture only.

    Raises:
        UserError: no such folder, another kind of model, or a robot that it has no room for.
    """

    options = ("steps", "noise")
    """Of `sample`."""

    def __init__(
        self,
        spec: PolicySpec,
        folder: str,
        statistics: Sequence[Statistics] | None = None,
        datasets: int = 1,
        normalisation: str = "mean_std",
        frozen: bool = False,
        rate: float = 1.0,
        lora: Lora | None = None,
        checkpointing: bool = False,
        steps: int | None = None,
        weights: bool = True,
    ):
        super().__init__(spec, statistics, normalisation, datasets)
        self.architecture: Any = read_config(folder)
        one_of("policy", self.architecture.model_type, ("pi0",))
        self._check(self.architecture)
        model: Any = load(folder, self.architecture, weights, "PI0ForConditionalGeneration")
        vlm = Pretrained(model.model.vlm, frozen, rate, lora, checkpointing)
        model.model.vlm, self._rate = vlm.model, vlm.rate
        self.model, self.steps = model, steps
        self.tokenizer = tokenizer(folder)

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        """Mean squared error of the velocity, over what is there."""
        clean = self._filled(actions, self.architecture.max_action_dim)
        noise = torch.randn_like(clean)
        time = self._times(len(clean), clean)
        at = time[:, None, None]
        said = self.model(
            **self._prefix(inputs), noise=at * noise + (1 - at) * clean, timestep=time
        ).logits
        wanted = (noise - clean)[..., : actions.shape[-1]]
        each = mse_loss(said[..., : actions.shape[-1]], wanted, reduction="none").mean(-1)
        return (each * there).sum() / there.sum().clamp_min(1), {}

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        """Chunks (B, H, A), normalised, by Euler's method.

        Args:
            options: `steps` of the solver, and `noise` (B, H, A) to start from.
        """
        for name in options:
            if name not in self.options:
                raise UnknownName("option of PI0", name, self.options)
        noise = options.get("noise")
        if noise is not None:
            noise = self._filled(noise, self.architecture.max_action_dim)
        found = self.model.sample_actions(
            **self._prefix(inputs), noise=noise, num_steps=options.get("steps") or self.steps
        )
        return found[..., : self.spec.action_dim]

    def parameter_groups(self) -> list[ParameterGroup]:
        """The vision-language model and the expert; what no loss reaches is left out."""
        vlm = self.model.model.vlm
        dead = self._unreached()
        seen = [p for p in vlm.parameters() if p.requires_grad and id(p) not in dead]
        ours = {id(p) for p in vlm.parameters()} | dead
        rest = tuple(p for p in self.parameters() if p.requires_grad and id(p) not in ours)
        groups = [ParameterGroup("vision-language model", tuple(seen), self._rate)] if seen else []
        return [*groups, ParameterGroup("expert", rest)]

    def checkpoint_config(self, folder: Path) -> Config:
        """The architecture and the tokenizer stay in the checkpoint."""
        inside = folder / "pi0"
        inside.mkdir()
        self.architecture.save_pretrained(inside)
        self.tokenizer.save_pretrained(inside)
        rest = {k: v for k, v in self.config.items() if k not in ("folder", "weights")}
        return {**rest, "inside": "pi0"}

    # --- inside ----------------------------------------------------------------------------------

    def _check(self, config: Any) -> None:
        spec = self.spec
        if spec.horizon != config.chunk_size:
            raise UserError(
                f"policy.horizon={spec.horizon}: this model makes chunks of {config.chunk_size}"
                f" actions. Use policy.horizon={config.chunk_size}."
            )
        if spec.n_obs_steps != 1:
            raise UserError(f"policy.n_obs_steps={spec.n_obs_steps}: pi-0 sees one observation.")
        for what, ours, most in (
            ("state", spec.state_dim, config.max_state_dim),
            ("action", spec.action_dim, config.max_action_dim),
        ):
            if ours > most:
                raise UserError(f"The {what} has {ours} numbers, the model has room for {most}.")

    def _prefix(self, inputs: Inputs) -> dict[str, Tensor]:
        """What transformers' class calls the observation."""
        vision = self.architecture.vlm_config.vision_config
        seen = [_framed(inputs.images[key][:, 0], vision.image_size) for key in self.spec.cameras]
        pixels = torch.stack(seen, 1) * 2 - 1  # SigLIP's normalisation
        patches = (vision.image_size // vision.patch_size) ** 2
        image = self.architecture.vlm_config.image_token_id
        read = [self._ids(task) for task in inputs.task]
        longest = max(map(len, read))
        pictures = [image] * (patches * len(self.spec.cameras))
        ids = [pictures + words + [0] * (longest - len(words)) for words in read]
        attended = [[1] * (len(pictures) + len(words)) + [0] * (longest - len(words))
                    for words in read]  # fmt: skip
        device = pixels.device
        return {
            "state": self._filled(inputs.state[:, 0], self.architecture.max_state_dim),
            "input_ids": torch.tensor(ids, device=device),
            "attention_mask": torch.tensor(attended, device=device),
            "pixel_values": pixels,
            "pixel_attention_mask": torch.ones(pixels.shape[:2], dtype=torch.bool, device=device),
        }

    def _ids(self, task: str) -> list[int]:
        """Tokens of an instruction: the beginning, its words, and a line's end."""
        words = self.tokenizer(f"{task}\n", add_special_tokens=False)["input_ids"]
        begin = self.tokenizer.bos_token_id
        ids = words if begin is None else [begin, *words]
        if len(ids) > LONGEST:
            raise UserError(
                f"The instruction '{task[:80]}...' has {len(ids)} tokens, pi-0 reads {LONGEST}:"
                " say it shorter."
            )
        return ids

    def _times(self, count: int, like: Tensor) -> Tensor:
        """Flow times (B,) as pi-0 draws them: more where there is noise (appendix B)."""
        c = self.architecture
        beta = torch.distributions.Beta(
            torch.tensor(c.time_sampling_beta_alpha), torch.tensor(c.time_sampling_beta_beta)
        )
        drawn = beta.sample((count,)).to(like)
        return drawn * c.time_sampling_scale + c.time_sampling_offset

    def _filled(self, values: Tensor, width: int) -> Tensor:
        return pad(values, (0, width - values.shape[-1]))

    def _unreached(self) -> set[int]:
        """What has no part in the loss: the expert's words, and the last layer of the model,
        of which only keys and values are read."""
        model = self.model.model
        language = getattr(model.vlm, "model", model.vlm).language_model  # adapters wrap it
        last = language.layers[-1]
        idle: list[nn.Module] = [
            model.dit.get_input_embeddings(), last.self_attn.q_proj, last.self_attn.o_proj,
            last.mlp, last.post_attention_layernorm, language.norm,
        ]  # fmt: skip
        return {id(p) for module in idle for p in module.parameters()}


def _framed(pictures: Tensor, size: int) -> Tensor:
    """Pictures (n, 3, H, W) as squares of a size; the rest is black (openpi)."""
    height, width = pictures.shape[-2:]
    scale = size / max(height, width)
    new = max(1, round(height * scale)), max(1, round(width * scale))
    if new != (height, width):
        pictures = interpolate(pictures, new, mode="bilinear", antialias=True).clamp(0, 1)
    rest = size - new[1], size - new[0]
    return pad(pictures, (rest[0] // 2, rest[0] - rest[0] // 2, rest[1] // 2,
                          rest[1] - rest[1] // 2))  # fmt: skip
