"""What all policies share: names, units, normalisation, checkpoints. Methods are LeRobot's.

A policy is written in normalised numbers: it fills in `loss` and `sample`, and everything between
them and the data or the worlds happens here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE
from vla.relative import ROTATION, to_absolute, to_relative

from .build import Config
from .checkpoint import load_policy, save_policy
from .normaliser import Normaliser, Summary
from .sight import tool_poses
from .spec import PolicySpec

FEATURES = "observation.features."
"""Cached features of a camera's frozen backbone, instead of its pictures."""
CHUNKS = "action.relative"
"""Statistics of actions relative to the state they begin at."""

Statistics = Mapping[str, Summary]
"""Feature -> its statistics, as `vla.datasets.statistics` gives them."""


@dataclass(frozen=True)
class Inputs:
    """What a policy sees at the last `n_obs_steps` (O) steps."""

    images: Mapping[str, Tensor]
    """Camera's key -> (B, O, 3, H, W) float in [0, 1]."""
    features: Mapping[str, Tensor]
    """Camera's key -> (B, O, P, D), made by what is frozen; its pictures may be missing."""
    state: Tensor
    """(B, O, S), normalised."""
    task: Sequence[str]
    """B instructions."""
    tool: Tensor | None = None
    """(B, O, 12) where the tool was: position [m], and the columns of its rotation matrix; `None`
    if the state does not tell."""


@dataclass(frozen=True)
class ParameterGroup:
    """Parameters that are trained alike."""

    name: str
    parameters: tuple[nn.Parameter, ...]
    rate: float = 1.0
    """Times the learning rate."""
    weight_decay: float | None = None
    """Instead of the optimiser's."""


class Policy(nn.Module):
    """Base of all trained policies; a `vla.rollout.Policy`.

    Args:
        spec: what it sees and does.
        statistics: of every data set it is trained on; None when they are loaded afterwards.
        normalisation: see `normaliser.MODES`; of state and actions.
        datasets: how many statistics a checkpoint holds, when they are loaded.
    """

    def __init__(
        self,
        spec: PolicySpec,
        statistics: Sequence[Statistics] | None = None,
        normalisation: str = "quantile",
        datasets: int = 1,
    ):
        super().__init__()
        self.spec = spec
        self.config: Config = {}
        """What `build` made it of."""
        self.recorded: Config = {}
        """`environment` and `tasks` of the demonstrations it was trained on, where known."""
        self.datasets = datasets if statistics is None else len(statistics)
        self._relative = spec.relative and spec.action.mode != "ee_delta"
        wanted = CHUNKS if self._relative else ACTION
        self.state_normaliser = Normaliser(
            _summaries(statistics, STATE, datasets), spec.state_dim, normalisation, STATE
        )
        self.action_normaliser = Normaliser(
            _summaries(statistics, wanted, datasets), spec.action_dim, normalisation, wanted,
            _bounds(spec),
        )  # fmt: skip

    @property
    def steerable(self) -> bool:
        """Whether `sample` follows `steer`, see `heads.sampling.Sampling`."""
        return False

    # --- what a policy fills in ------------------------------------------------------------------

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        """What training lowers, a scalar, and figures to log.

        Args:
            actions: (B, H, A), normalised.
            there: (B, H) bool: steps before the episode's end; the others do not count.
        """
        raise NotImplementedError

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        """Chunks (B, H, A), normalised. Options are the policy's own (solver steps, a prefix)."""
        raise NotImplementedError

    def parameter_groups(self) -> list[ParameterGroup]:
        """Trained parameters by learning rate; frozen ones are missing."""
        return [ParameterGroup("all", tuple(p for p in self.parameters() if p.requires_grad))]

    def checkpoint_config(self, folder: Path) -> Config:
        """The configuration that builds it again from a checkpoint, which is being written.

        Parts that were loaded from a folder keep what they need (never weights) in the new one.
        """
        return self.config

    # --- LeRobot's methods -----------------------------------------------------------------------

    def forward(self, batch: Mapping[str, Any]) -> tuple[Tensor, dict[str, Any]]:
        """Loss of a batch of `vla.datasets.sampler.Sampler`, and figures to log."""
        actions = self.targets(batch)
        padded = batch.get(f"{ACTION}_is_pad")
        there = torch.ones(actions.shape[:2], dtype=torch.bool, device=actions.device)
        return self.loss(self.inputs(batch), actions, there if padded is None else ~padded)

    @torch.no_grad()
    def predict_action_chunk(self, batch: Mapping[str, Any], **options: Any) -> Tensor:
        """Actions (B, H, A) in the units of the action's spec.

        Args:
            batch: pictures (B, O, 3, H, W) and state (B, O, S); the axis O of observation steps
                may be missing where it is one. `task`: B instructions.
            options: see `sample`. `prefix` (B, H, A) is in the action's units, and so are the
                actions that `steer` is given and what it takes away from them.
        """
        inputs = self.inputs(batch)
        dataset = batch.get("dataset_index")
        now = _in_time(batch[STATE], 2)[:, -1].float()
        if options.get("prefix") is not None:
            options["prefix"] = self._normalised(options["prefix"].float(), now, dataset)
        steer = options.get("steer")
        if steer is not None:

            def steered(clean: Tensor) -> Tensor:
                there = self._absolute(clean, now, dataset)
                # Not less `clean`: rotations come back as the nearest that are rotations.
                moved = self._normalised(there - steer(there), now, dataset)
                return self._normalised(there, now, dataset) - moved

            options["steer"] = steered
        return self._absolute(self.sample(inputs, **options).float(), now, dataset)

    def reset(self, worlds: Tensor | None = None) -> None:
        """Nothing is remembered from step to step; `vla.policies.engine` does that."""

    def save_pretrained(self, folder: str | Path) -> Path:
        """Write a checkpoint: `config.json`, `model.safetensors`; whole or not at all."""
        return save_policy(self, Path(folder))

    @classmethod
    def from_pretrained(cls, folder: str | Path, device: str | torch.device = "cpu") -> Policy:
        """A policy from a checkpoint, in evaluation mode.

        Raises:
            UserError: the folder is incomplete, of another version or with other weights.
        """
        made: Any = load_policy(Path(folder))
        if not isinstance(made, cls):
            raise UserError(f"{folder} holds a {type(made).__name__}, not a {cls.__name__}.")
        return made.to(device).eval()

    # --- inside ----------------------------------------------------------------------------------

    def targets(self, batch: Mapping[str, Any]) -> Tensor:
        """Chunks (B, H, A) of a batch as `loss` is given them: relative and normalised."""
        actions = batch[ACTION].float()
        now = batch[STATE][:, -1].to(actions)
        return self._normalised(actions, now, batch.get("dataset_index"))

    def _normalised(self, actions: Tensor, now: Tensor, dataset: Tensor | None) -> Tensor:
        """Actions (B, H, A) as `sample` gives them, of those in units and a state (B, S)."""
        if self._relative:
            actions = to_relative(self.spec.action, actions, now, self.spec.state_names)
        return self.action_normaliser(actions, dataset)

    def _absolute(self, actions: Tensor, now: Tensor, dataset: Tensor | None) -> Tensor:
        """Inverse of `_normalised`."""
        actions = self.action_normaliser.inverse(actions, dataset)
        if self._relative:
            actions = to_absolute(self.spec.action, actions, now, self.spec.state_names)
        return actions

    def inputs(self, batch: Mapping[str, Any]) -> Inputs:
        """What the policy sees of a batch, normalised."""
        images, features = {}, {}
        for key in self.spec.cameras:
            cached = batch.get(key.replace(IMAGES, FEATURES))
            if cached is not None:
                features[key] = _in_time(cached, 3)
            elif key in batch:
                picture = _in_time(batch[key], 4)
                images[key] = picture if picture.is_floating_point() else picture.float() / 255.0
            else:
                raise UserError(f"The policy looks through {key}, which the batch does not hold.")
        state = _in_time(batch[STATE], 2).float()
        if state.shape[1] != self.spec.n_obs_steps:
            raise UserError(
                f"The policy sees {self.spec.n_obs_steps} observations at a time, the batch holds"
                f" {state.shape[1]}."
            )
        tool = tool_poses(state, self.spec.state_names)
        state = self.state_normaliser(state, batch.get("dataset_index"))
        return Inputs(images, features, state, batch["task"], tool)


def held(actions: Tensor, there: Tensor) -> Tensor:
    """Actions (B, H, A) in which a step that is not there repeats the nearest one that is."""
    step = torch.arange(there.shape[1], device=there.device)
    before = torch.where(there, step, -1).cummax(1).values
    first = there.int().argmax(1, keepdim=True)
    return actions.gather(1, torch.maximum(before, first)[..., None].expand_as(actions))


def _bounds(spec: PolicySpec) -> list[float] | None:
    """Half of what increments and rotations can span; 0 where only the data know."""
    low, high, mode = spec.action.low, spec.action.high, spec.action.mode
    if mode == "joint":
        return None
    turns = [mode == "ee_delta" or name in ROTATION for name in spec.action.names]
    return [0.5 * (b - a) if turn else 0.0 for a, b, turn in zip(low, high, turns, strict=True)]


def _summaries(
    statistics: Sequence[Statistics] | None, key: str, datasets: int
) -> Sequence[Summary] | int:
    """The statistics of one feature, data set by data set; how many there will be otherwise."""
    if statistics is None:
        return datasets
    missing = [number for number, known in enumerate(statistics) if key not in known]
    if missing:
        raise UserError(f"Data set {missing[0]} has no statistics of '{key}'.")
    return [known[key] for known in statistics]


def _in_time(values: Tensor, axes: int) -> Tensor:
    """Values with an axis of observation steps, which may be missing where it is one."""
    return values if values.dim() > axes else values[:, None]
