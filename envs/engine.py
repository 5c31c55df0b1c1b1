"""What the worlds need of a physics engine: a small private face with two implementations.

`CpuEngine` runs N simulations of one compiled model on a C thread pool in float64, `WarpEngine`
on a CUDA device (or, for tests, on the CPU) in float32. State arrays are torch views of the
engine's own memory: writing to them writes the simulation. MuJoCo's silent reset of a broken
simulation is off, so that one policy for faults can live above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import mujoco
import torch
from torch import Tensor

STATE = int(mujoco.mjtState.mjSTATE_INTEGRATION)
"""What a state row holds; both engines share the layout."""

SCENE_FIELDS = (
    "geom_rgba", "geom_size", "geom_rbound", "geom_aabb",
    "body_mass", "body_inertia", "body_gravcomp",
)  # fmt: skip
"""Model fields that a scene decides, one value per world ..."""
DERIVED_FIELDS = ("body_subtreemass", "body_invweight0", "dof_invweight0", "dof_M0")
"""... those that MuJoCo derives from them (`mj_setConst`) ..."""
RANDOM_FIELDS = (
    "geom_friction", "cam_pos", "cam_quat", "light_dir", "light_diffuse",
)  # fmt: skip
"""... and those that only randomisation changes."""
WORLD_FIELDS = (*SCENE_FIELDS, *DERIVED_FIELDS, *RANDOM_FIELDS)

NOT_FINITE, CONTACTS_FULL, ROWS_FULL, BAD_ACTION = 1, 2, 4, 8
"""Bits of a world's fault mask: a number that is not finite, too many contacts or constraint
rows for the buffers, an action that is not a number."""
FAULTS = {
    NOT_FINITE: "the simulation is no longer finite",
    CONTACTS_FULL: "too many contacts for the buffer",
    ROWS_FULL: "too many constraint rows for the buffer",
    BAD_ACTION: "the action is not a number",
}


@dataclass(frozen=True)
class Snapshots:
    """States of K episodes at their beginning, and what their models differ in.

    Attributes:
        states: (K, S) rows in the layout of `STATE`.
        fields: model field -> (K, ...) values, of `SCENE_FIELDS` and `DERIVED_FIELDS`.
    """

    states: Tensor
    fields: Mapping[str, Tensor]


class Engine(Protocol):
    """N worlds of one model.

    Attributes:
        on_host: the worlds live in this process's memory; looking into one costs little.
        qpos, qvel: (N, nq), (N, nv) views, writable; call `forward` after writing.
        xpos, xquat: (N, nbody, 3 | 4) body frames, current whenever they are read.
    """

    on_host: bool
    model: mujoco.MjModel
    num_worlds: int
    device: torch.device
    dtype: torch.dtype
    qpos: Tensor
    qvel: Tensor

    @property
    def xpos(self) -> Tensor: ...

    @property
    def xquat(self) -> Tensor: ...

    def field(self, name: str) -> Tensor:
        """One of `WORLD_FIELDS` with a value per world, (N, ...), writable."""
        ...

    def step(self, controls: Tensor, worlds: Tensor | None = None) -> None:
        """One substep per row of `controls` (N, S, nu); worlds outside the mask stand still."""
        ...

    def forward(self, worlds: Tensor | None = None) -> None:
        """Bring derived quantities up to the state that was written."""
        ...

    def load(self, worlds: Tensor, snapshots: Snapshots, rows: Tensor) -> None:
        """Put row `rows[i]` of some snapshots into every world i of the mask `worlds` (N,)."""
        ...

    def get_states(self) -> Tensor:
        """The integration state of every world, (N, S)."""
        ...

    def set_states(self, states: Tensor, worlds: Tensor | None = None) -> None:
        """Return the worlds of a mask to saved states (N, S)."""
        ...

    def touching(self, groups: Tensor, count: int, worlds: Tensor | None = None) -> Tensor:
        """Which groups of geoms touch, (N, count, count) bool, symmetric.

        `groups` (N, ngeom) numbers every geom's group, -1 for none. Worlds outside the mask
        may be left out: nothing touches there.
        """
        ...

    def faults(self) -> Tensor:
        """(N,) int64 bit mask per world, 0 for none."""
        ...

    def data(self, world: int) -> mujoco.MjData:
        """A copy of one world's `MjData` with its contacts; the next call overwrites it."""
        ...

    def write_model(self, world: int, model: mujoco.MjModel) -> None:
        """Give a copy of the model one world's own colours, sizes and masses."""
        ...


def masked(worlds: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """(N, ...) of the new values in the worlds of a mask (N,), of the old ones elsewhere."""
    return torch.where(worlds.reshape(-1, *[1] * (old.dim() - 1)), new, old)


def fault_text(bits: int) -> str:
    """A fault mask in words."""
    return " and ".join(text for bit, text in FAULTS.items() if bits & bit)


def mask_of(world: int, count: int, device: torch.device) -> Tensor:
    """(count,) bool mask of one world."""
    mask = torch.zeros(count, dtype=torch.bool, device=device)
    mask[world] = True
    return mask
