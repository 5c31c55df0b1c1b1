"""A tiny trained policy, and a folder of configurations that has it, for the tests of training."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

import vla.settings
from vla.errors import UserError
from vla.policies.base import Inputs, ParameterGroup, Policy, Statistics
from vla.policies.build import Config, build
from vla.policies.spec import PolicySpec

CONFIG = """\
# A toy, for tests.
defaults:
  - /head@head: toy
  - _self_
_target_: vla.policies.toy.Toy
width: 8  # of the hidden layer
cameras: null  # names
n_obs_steps: 2  # observations
horizon: 4  # actions
n_action_steps: 2  # carried out
relative: false  # as they are
training:
  lr: 0.01
  batch: 4
"""
HEAD = """\
# A toy, for tests.
_target_: vla.policies.toy.Head
times: 1  # noises per sample
"""


class Head(nn.Module):
    """One linear layer; its loss is disturbed by random numbers."""

    def __init__(self, width: int, out: int, times: int = 1):
        super().__init__()
        self.times, self.layer = times, nn.Linear(width, out)


class Toy(Policy):
    """A hidden layer on the state and grey thumbnails, and a frozen one that does nothing."""

    def __init__(
        self,
        spec: PolicySpec,
        head: Config,
        statistics: Sequence[Statistics] | None = None,
        datasets: int = 1,
        normalisation: str = "quantile",
        width: int = 8,
    ):
        super().__init__(spec, statistics, normalisation, datasets)
        seen = spec.n_obs_steps * (spec.state_dim + 3 * len(spec.cameras))
        self.frozen = nn.Linear(2, 2).requires_grad_(False)
        self.blocks = nn.ModuleList([nn.Linear(seen, width), nn.Linear(width, width)])
        self.drop, self.noise = nn.Dropout(0.1), 0.1
        self.head: Head
        self.head = build(head, width=width, out=spec.horizon * spec.action_dim)

    def _hidden(self, inputs: Inputs) -> Tensor:
        colours = [picture.mean((-1, -2)).flatten(1) for picture in inputs.images.values()]
        hidden = torch.cat((inputs.state.flatten(1), *colours), 1)
        for block in self.blocks:
            hidden = torch.tanh(block(hidden))
        return self.drop(hidden)

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        noisy = actions + self.noise * torch.randn_like(actions)
        gap = (self._sampled(inputs) - noisy).square().mean(-1)
        loss = (gap * there).sum() / there.sum().clamp_min(1)
        return loss, {"squared": gap.detach().mean()}

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        return self._sampled(inputs)

    def _sampled(self, inputs: Inputs) -> Tensor:
        out = self.head.layer(self._hidden(inputs))
        return out.reshape(len(inputs.state), self.spec.horizon, -1)

    def parameter_groups(self) -> list[ParameterGroup]:
        return [
            ParameterGroup("blocks", tuple(self.blocks.parameters()), 0.1),
            ParameterGroup("head", tuple(self.head.parameters()), 1.0, 0.0),
        ]


def install() -> None:
    """Let `vla.policies.toy` be found, as configurations and checkpoints name it."""
    module = ModuleType("vla.policies.toy")
    vars(module).update(Toy=Toy, Head=Head)
    sys.modules[module.__name__] = module


def configs(folder: Path, patch: Any) -> Path:
    """A folder with the project's configurations and the toy's; `patch(owner, name, value)`."""
    from vla import compose

    folder.mkdir()
    for path in vla.settings.CONFIGS.iterdir():
        if path.name not in ("policy", "head", "__pycache__"):
            (folder / path.name).symlink_to(path.resolve())
    for group, name, text in (("policy", "toy", CONFIG), ("head", "toy", HEAD)):
        (folder / group).mkdir()
        real = vla.settings.CONFIGS / group
        for path in real.glob("*.yaml") if real.is_dir() else ():
            (folder / group / path.name).symlink_to(path.resolve())
        (folder / group / f"{name}.yaml").write_text(text, "utf-8")
    patch(vla.settings, "CONFIGS", folder)
    patch(compose, "CONFIGS", folder)
    return folder


def toy(spec: PolicySpec, statistics: Sequence[Mapping[str, Any]] | None, **options: Any) -> Toy:
    """A toy as a configuration builds it."""
    install()
    config = {"_target_": "vla.policies.toy.Toy", "head": {"_target_": "vla.policies.toy.Head"}}
    made = build({**config, **options}, spec=spec, statistics=statistics)
    if not isinstance(made, Toy):
        raise UserError("no toy")
    made.config = {**config, **options}
    return made
