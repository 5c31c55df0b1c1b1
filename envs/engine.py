"""The physics engine behind the worlds: a small private face over `mujoco.batch`.

N simulations of one compiled model advance together on a C thread pool in float64, and the
result does not depend on N or on the number of threads. State arrays are torch views of the
engine's own memory: writing to them writes the simulation. MuJoCo's silent reset of a broken
simulation is off, so that one policy for faults can live above.
"""

from __future__ import annotations

import copy
import warnings

import mujoco
import numpy as np
import torch
from mujoco.batch import Batch
from torch import Tensor

_CURRENT = int(mujoco.mjtStage.mjSTAGE_VEL)
"""After a step, bring poses, velocities and contacts up to the new state."""

_STATE = int(mujoco.mjtState.mjSTATE_INTEGRATION)


class CpuEngine:
    """N worlds of `model` on the CPU.

    Attributes:
        qpos, qvel: (N, nq), (N, nv) views, writable.
        xpos, xquat: (N, nbody, 3 | 4) body frames, refreshed after every call.
        site_xpos, site_xmat: (N, nsite, 3 | 9), likewise.
        cvel: (N, nbody, 6) rotational and linear velocity of the bodies (com-based), likewise.
    """

    device = torch.device("cpu")

    def __init__(self, model: mujoco.MjModel, num_worlds: int, threads: int = 0):
        self.model = model
        self.num_worlds = num_worlds
        own = copy.copy(model)
        own.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_AUTORESET)
        self._batch = Batch(own, num_worlds, threads, persistent=True)
        self._scratch = mujoco.MjData(model)
        self._fields: dict[str, np.ndarray] = {}
        self.qpos = self._view("qpos")
        self.qvel = self._view("qvel")
        self.xpos = self._view("xpos")
        self.xquat = self._view("xquat")
        self.site_xpos = self._view("site_xpos")
        self.site_xmat = self._view("site_xmat")
        self.cvel = self._view("cvel")
        self.reset(range(num_worlds))

    def _view(self, name: str) -> Tensor:
        array = self._batch.bind(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # derived fields are read-only
            return torch.from_numpy(array)

    def field(self, name: str) -> Tensor:
        """A model field with one value per world, (N, ...), writable.

        After changing one that constants are derived from, call `refresh_constants`.
        """
        self._fields[name] = self._batch.expand(name)
        return torch.from_numpy(self._fields[name])

    def step(self, controls: Tensor, worlds: np.ndarray | None = None) -> None:
        """One substep per row of `controls` (N, S, nu); worlds outside the mask stand still."""
        ids = np.arange(self.num_worlds) if worlds is None else np.flatnonzero(worlds)
        if len(ids) == 0:
            return
        path = controls.numpy()[ids]
        spec = int(mujoco.mjtState.mjSTATE_CTRL)
        self._batch.rollout(path.shape[1], path, spec, record=(), ids=ids)
        self._batch.forward(ids, stage=_CURRENT)

    def forward(self, worlds: range | list[int]) -> None:
        """Bring derived quantities up to the state that was written."""
        self._batch.forward(np.asarray(worlds, np.int32), stage=_CURRENT)

    def reset(self, worlds: range | list[int]) -> None:
        """Back to the model's defaults."""
        self._batch.reset(np.asarray(worlds, np.int32), stage=_CURRENT)

    def refresh_constants(self, worlds: range | list[int]) -> None:
        """Recompute what MuJoCo derives from masses and sizes (`mj_setConst`)."""
        self._batch.set_const(np.asarray(worlds, np.int32))

    def get_state(self, world: int) -> np.ndarray:
        """The full integration state of one world (`mjSTATE_INTEGRATION`)."""
        return self._batch.state[world].copy()

    def set_state(self, world: int, state: np.ndarray) -> None:
        """Return one world to a saved state."""
        self._batch.state[world] = state
        self.forward([world])

    def data(self, world: int) -> mujoco.MjData:
        """A copy of one world's `MjData` with its contacts; the next call overwrites it."""
        return self._batch.get_data(world, self._scratch)

    def write_model(self, world: int, model: mujoco.MjModel) -> None:
        """Give a copy of the model one world's own colours, sizes and masses."""
        for name, values in self._fields.items():
            getattr(model, name)[...] = values[world]

    def unstable(self) -> np.ndarray:
        """(N,) bool: worlds whose state is not finite."""
        state = np.concatenate((self.qpos.numpy(), self.qvel.numpy()), axis=1)
        return ~np.isfinite(state).all(axis=1)
