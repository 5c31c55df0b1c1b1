"""`mujoco.batch` behind the engine's face: C threads, float64.

The result does not depend on the number of worlds or threads.
"""

from __future__ import annotations

import copy
import warnings

import mujoco
import numpy as np
import torch
from mujoco.batch import Batch
from torch import Tensor

from .engine import CONTACTS_FULL, NOT_FINITE, Snapshots

_CURRENT = int(mujoco.mjtStage.mjSTAGE_POS)
"""How far a world is brought up to its state: poses and contacts."""
_CONTROL = int(mujoco.mjtState.mjSTATE_CTRL)
_CONTACTS_FULL = int(mujoco.mjtWarning.mjWARN_CONTACTFULL)


class CpuEngine:
    """N worlds of `model` on the CPU; see `Engine`. `threads=0` uses every core."""

    on_host = True
    device = torch.device("cpu")
    dtype = torch.float64

    def __init__(self, model: mujoco.MjModel, num_worlds: int, threads: int = 0):
        self.model = model
        self.num_worlds = num_worlds
        own = copy.copy(model)
        own.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_AUTORESET)
        self._batch = Batch(own, num_worlds, threads, persistent=True)
        self._scratch = mujoco.MjData(model)
        self._fields: dict[str, np.ndarray] = {}
        self._states = torch.from_numpy(self._batch.state)
        self.qpos = self._view("qpos")
        self.qvel = self._view("qvel")
        self._derived = {name: self._view(name) for name in ("xpos", "xquat")}
        self._batch.reset()
        self._stale = np.ones(num_worlds, bool)

    def _view(self, name: str) -> Tensor:
        array = self._batch.bind(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # derived fields are read-only
            return torch.from_numpy(array)

    @property
    def xpos(self) -> Tensor:
        """Positions of the body frames (N, nbody, 3) [m]."""
        self._refresh()
        return self._derived["xpos"]

    @property
    def xquat(self) -> Tensor:
        """Orientations of the body frames (N, nbody, 4), wxyz."""
        self._refresh()
        return self._derived["xquat"]

    def _refresh(self, worlds: np.ndarray | slice = slice(None)) -> None:
        """Bring poses and contacts of some worlds up to their states. That costs as much as a
        substep, so it is left until somebody looks."""
        late = np.zeros_like(self._stale)
        late[worlds] = self._stale[worlds]
        ids = np.flatnonzero(late).astype(np.int32)
        if len(ids):
            self._batch.forward(ids, stage=_CURRENT)
            self._stale[ids] = False

    def field(self, name: str) -> Tensor:
        """A model field with one value per world, (N, ...), writable."""
        self._fields[name] = self._batch.expand(name)
        return torch.from_numpy(self._fields[name])

    def step(self, controls: Tensor, worlds: Tensor | None = None) -> None:
        """One substep per row of `controls` (N, S, nu); worlds outside the mask stand still."""
        ids = self._ids(worlds)
        if len(ids) == 0:
            return
        path, some = controls.numpy(), None
        if len(ids) < self.num_worlds:
            path, some = path[ids], ids
        self._batch.rollout(path.shape[1], path, _CONTROL, record=(), ids=some)
        self._stale[ids] = True

    def forward(self, worlds: Tensor | None = None) -> None:
        """Poses and contacts are to follow what was written, once somebody looks."""
        self._stale[self._ids(worlds)] = True

    def load(self, worlds: Tensor, snapshots: Snapshots, rows: Tensor) -> None:
        """Put row `rows[i]` of some snapshots into every world i of the mask `worlds` (N,)."""
        ids = worlds.nonzero()[:, 0]
        if len(ids) == 0:
            return
        for name, values in snapshots.fields.items():
            self.field(name)[ids] = values[rows[ids]]
        self._states[ids] = snapshots.states[rows[ids]]
        self._batch.warning[ids.numpy()] = 0
        self._stale[ids.numpy()] = True

    def get_states(self) -> Tensor:
        """The integration state of every world, (N, S)."""
        return self._states.clone()

    def set_states(self, states: Tensor, worlds: Tensor | None = None) -> None:
        """Return the worlds of a mask to saved states (N, S)."""
        ids = self._ids(worlds)
        self._states[ids] = states[ids].to(self._states)
        self._stale[ids] = True

    def touching(self, groups: Tensor, count: int, worlds: Tensor | None = None) -> Tensor:
        """Which groups of geoms touch, (N, count, count) bool, symmetric."""
        found = np.zeros((self.num_worlds, count, count), bool)
        known, ids = groups.numpy(), self._ids(worlds)
        self._refresh(ids)
        for world in ids.tolist():
            contact = self._batch.get_data(world, self._scratch).contact
            pairs = known[world][contact.geom[contact.dist < contact.includemargin]]
            a, b = pairs[(pairs >= 0).all(axis=1)].T
            found[world, a, b] = found[world, b, a] = True
        return torch.from_numpy(found)

    def faults(self) -> Tensor:
        """(N,) int64 bit mask per world, 0 for none."""
        bad = ~(self.qpos.isfinite().all(-1) & self.qvel.isfinite().all(-1))
        full = torch.from_numpy(self._batch.warning[:, _CONTACTS_FULL, 1] > 0)
        return bad * NOT_FINITE + full * CONTACTS_FULL

    def data(self, world: int) -> mujoco.MjData:
        """A copy of one world's `MjData` with its contacts; the next call overwrites it."""
        self._refresh()
        return self._batch.get_data(world, self._scratch)

    def write_model(self, world: int, model: mujoco.MjModel) -> None:
        """Give a copy of the model one world's own colours, sizes and masses."""
        for name, values in self._fields.items():
            getattr(model, name)[...] = values[world]

    # --- while a scene is being made ---------------------------------------------------------

    def reset(self, world: int) -> None:
        """Back to the model's defaults."""
        self._batch.reset(np.array([world], np.int32))
        self._stale[world] = True

    def refresh_constants(self, world: int) -> None:
        """Recompute what MuJoCo derives from masses and sizes (`mj_setConst`)."""
        self._batch.set_const(np.array([world], np.int32))

    def _ids(self, worlds: Tensor | None) -> np.ndarray:
        if worlds is None:
            return np.arange(self.num_worlds, dtype=np.int32)
        return np.flatnonzero(worlds.numpy()).astype(np.int32)
