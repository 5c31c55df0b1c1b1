"""`mujoco_warp` behind the engine's face: every world on one CUDA device, float32.

The substeps of a control step are one captured graph. Nothing here waits for the device but
`data`, which copies one world to the host. Warp's own CPU device runs the same kernels, slowly,
which is how the two engines are compared without a GPU.
"""

from __future__ import annotations

import copy
from typing import Any

import mujoco
import mujoco_warp as mjw
import torch
import warp as wp
from torch import Tensor

from vla.errors import UserError

from .engine import CONTACTS_FULL, NOT_FINITE, ROWS_FULL, STATE, WORLD_FIELDS, Snapshots, masked
from .graphs import Graph, on_device

wp.config.log_level = wp.LOG_ERROR

_OVERFLOW = mjw.OverflowType
_CONTACT_BITS = int(_OVERFLOW.BROADPHASE | _OVERFLOW.NARROWPHASE | _OVERFLOW.CCD)
_ROW_BITS = int(_OVERFLOW.NEFC | _OVERFLOW.NJMAX_NNZ | _OVERFLOW.NVMAX)


@wp.kernel
def _take_controls(
    path: wp.array3d(dtype=float),  # type: ignore[valid-type]
    substep: int,
    controls: wp.array2d(dtype=float),  # type: ignore[valid-type]
):
    world, actuator = wp.tid()  # type: ignore[misc]
    controls[world, actuator] = path[world, substep, actuator]


class WarpEngine:
    """N worlds of `model` on a device; see `Engine`.

    Args:
        device: `cuda`, `cuda:1`, ... or `cpu`.
        substeps: rows of `controls` that `step` takes.
        contacts: contacts to provide for per world; all worlds share the buffer.
        rows: constraint rows per world, a hard limit.

    Raises:
        UserError: no such device, too little memory on it, or a model with features that
            mujoco_warp cannot run.
    """

    on_host = False
    dtype = torch.float32

    def __init__(
        self,
        model: mujoco.MjModel,
        num_worlds: int,
        device: str,
        substeps: int,
        contacts: int,
        rows: int,
    ):
        self.model, self.num_worlds = model, num_worlds
        self.device = torch.device(device)
        self._wp_device = _device(device)
        self._substeps = substeps
        with on_device(self.device):
            self._warp_model = _portable(model, num_worlds)
            self._warp_model.opt.warn_overflow = False  # printing would hold up the device
            try:
                self._data = mjw.put_data(
                    model, _defaults(model), nworld=num_worlds, nconmax=contacts, njmax=rows
                )
            except RuntimeError as error:
                raise _out_of_memory(error, num_worlds, device) from error
        data = self._data
        self._path = wp.zeros((num_worlds, substeps, model.nu), dtype=float, device=self._wp_device)
        self._mask = wp.ones(num_worlds, dtype=bool, device=self._wp_device)
        size = mujoco.mj_stateSize(model, STATE)
        self._states: Any = wp.zeros((num_worlds, size), dtype=float, device=self._wp_device)
        self._scratch = mujoco.MjData(model)
        self._graphs = {name: Graph(self.device) for name in ("step", "forward", "get", "set")}
        shape = (num_worlds, model.nv)  # what mujoco_warp computes anew in every step
        self._unused = {"dof_M0": torch.zeros(shape, dtype=self.dtype, device=self.device)}
        self.qpos, self.qvel = wp.to_torch(data.qpos), wp.to_torch(data.qvel)
        self.forward()

    @property
    def warp(self) -> tuple[Any, Any]:
        """mujoco_warp's own `Model` and `Data`, for cameras."""
        return self._warp_model, self._data

    @property
    def xpos(self) -> Tensor:
        """Positions of the body frames (N, nbody, 3) [m]."""
        return wp.to_torch(self._data.xpos)

    @property
    def xquat(self) -> Tensor:
        """Orientations of the body frames (N, nbody, 4), wxyz."""
        return wp.to_torch(self._data.xquat)

    def field(self, name: str) -> Tensor:
        """One of `WORLD_FIELDS` with a value per world, (N, ...), writable."""
        if name in self._unused:
            return self._unused[name]
        view = wp.to_torch(getattr(self._warp_model, name))
        return view.reshape(self.num_worlds, *getattr(self.model, name).shape)

    def step(self, controls: Tensor, worlds: Tensor | None = None) -> None:
        """One substep per row of `controls` (N, S, nu); worlds outside the mask stand still."""
        wp.to_torch(self._path).copy_(controls)
        before = None if worlds is None else self.get_states()
        self._graphs["step"].run(self._run_substeps)
        if before is not None and worlds is not None:
            self.set_states(before, ~worlds)

    def forward(self, worlds: Tensor | None = None) -> None:
        """Bring derived quantities up to the state that was written, in every world."""
        self._graphs["forward"].run(self._run_forward)

    def load(self, worlds: Tensor, snapshots: Snapshots, rows: Tensor) -> None:
        """Put row `rows[i]` of some snapshots into every world i of the mask `worlds` (N,)."""
        for name, values in snapshots.fields.items():
            own = self.field(name)
            own.copy_(masked(worlds, values[rows], own))
        self.set_states(snapshots.states[rows], worlds)

    def get_states(self) -> Tensor:
        """The integration state of every world, (N, S)."""
        self._graphs["get"].run(self._run_get)
        return wp.to_torch(self._states).clone()

    def set_states(self, states: Tensor, worlds: Tensor | None = None) -> None:
        """Return the worlds of a mask to saved states (N, S)."""
        wp.to_torch(self._states).copy_(states)
        mask = wp.to_torch(self._mask)
        mask.fill_(True) if worlds is None else mask.copy_(worlds)
        # what an overflow has spoiled is over once the world begins again
        overflow = wp.to_torch(self._data.overflow)
        overflow.copy_(torch.where(mask, torch.zeros_like(overflow), overflow))
        self._graphs["set"].run(self._run_set)

    def touching(self, groups: Tensor, count: int, worlds: Tensor | None = None) -> Tensor:
        """Which groups of geoms touch, (N, count, count) bool, symmetric."""
        contact = self._data.contact
        world = wp.to_torch(contact.worldid).long()
        geoms = wp.to_torch(contact.geom).long()
        number = torch.arange(len(world), device=self.device)
        real = wp.to_torch(contact.dist) < wp.to_torch(contact.includemargin)
        real = real & (number < wp.to_torch(self._data.nacon))
        real = real & (geoms >= 0).all(-1)
        world, geoms = torch.where(real, world, 0), torch.where(real[:, None], geoms, 0)
        first, second = groups[world, geoms[:, 0]].long(), groups[world, geoms[:, 1]].long()
        real = real & (first >= 0) & (second >= 0)
        nowhere = self.num_worlds * count * count
        flat = torch.zeros(nowhere + 1, dtype=torch.bool, device=self.device)
        for a, b in ((first, second), (second, first)):
            index = torch.where(real, (world * count + a) * count + b, nowhere)
            flat.index_fill_(0, index, True)
        return flat[:-1].view(self.num_worlds, count, count)

    def faults(self) -> Tensor:
        """(N,) int64 bit mask per world, 0 for none."""
        bad = ~(self.qpos.isfinite().all(-1) & self.qvel.isfinite().all(-1))
        overflow = wp.to_torch(self._data.overflow)
        contacts, rows = (overflow & _CONTACT_BITS) != 0, (overflow & _ROW_BITS) != 0
        return bad * NOT_FINITE + contacts * CONTACTS_FULL + rows * ROWS_FULL

    def data(self, world: int) -> mujoco.MjData:
        """A copy of one world's `MjData` with its contacts; the next call overwrites it."""
        mjw.get_data_into(self._scratch, self.model, self._data, world)
        return self._scratch

    def write_model(self, world: int, model: mujoco.MjModel) -> None:
        """Give a copy of the model one world's own colours, sizes and masses."""
        for name in WORLD_FIELDS:
            getattr(model, name)[...] = self.field(name)[world].cpu().numpy()

    # --- what is captured ----------------------------------------------------------------------

    def _run_substeps(self) -> None:
        """Second halves first, as the first half of the next step is done already."""
        for substep in range(self._substeps):
            size = (self.num_worlds, self.model.nu)
            wp.launch(_take_controls, size, [self._path, substep, self._data.ctrl])
            mjw.step2(self._warp_model, self._data)
            self._run_forward()

    def _run_forward(self) -> None:
        mjw.step1(self._warp_model, self._data)

    def _run_get(self) -> None:
        mjw.get_state(self._warp_model, self._data, self._states, STATE)

    def _run_set(self) -> None:
        mjw.set_state(self._warp_model, self._data, self._states, STATE, self._mask)
        self._run_forward()


def _device(name: str) -> Any:
    wp.init()
    kind = torch.device(name).type
    if kind == "cuda" and not (torch.cuda.is_available() and wp.is_cuda_available()):
        raise UserError(f"device='{name}': this machine has no CUDA device. Use device='cpu'.")
    if kind not in ("cuda", "cpu"):
        raise UserError(f"device='{name}': worlds run on 'cpu' or 'cuda'.")
    return wp.device_from_torch(torch.device(name))


def _portable(model: mujoco.MjModel, num_worlds: int) -> Any:
    own = copy.copy(model)
    # boxes meet in up to eight points then, as on the CPU; it changes nothing else
    own.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_NATIVECCD)
    try:
        fields = [name for name in WORLD_FIELDS if name != "dof_M0"]
        return mjw.put_model(own, batch_sizes=dict.fromkeys(fields, num_worlds))
    except (NotImplementedError, ValueError) as error:
        raise UserError(f"mujoco_warp cannot run this model: {error}") from error


def _defaults(model: mujoco.MjModel) -> mujoco.MjData:
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return data


def _out_of_memory(error: RuntimeError, num_worlds: int, device: str) -> UserError:
    if torch.device(device).type != "cuda":
        return UserError(f"{num_worlds} worlds do not fit into memory: {error}")
    free, _ = torch.cuda.mem_get_info(device)
    return UserError(
        f"{num_worlds} worlds do not fit on {device}, which has {free / 2**30:.1f} GiB free."
        f" Use fewer: num_envs=... ({error})"
    )
