"""Domain randomisation: worlds that differ in colour, size, mass, friction, light and cameras.

Random numbers are counted, not drawn in turn: a number depends on the episode's key, on what it is
for and on nothing else, so that a world looks the same alone, among thousands, and on any device.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import mujoco
import numpy as np
import torch
from torch import Tensor

from vla.geometry import quat_exp, quat_multiply
from vla.scene import Entity, Scene

from .engine import Engine, masked
from .robots.robot import PREFIX
from .scenes.scene_model import SceneModel

UNCHOSEN = (0.5, 0.5, 0.5, 1.0)
"""MuJoCo's colour of geoms that were given none."""
_GOLDEN = -7046029254386353131
_MIX = (-4658895280553007687, -7723592293110705685)


@dataclass(frozen=True)
class Randomisation:
    """How far a world may differ from the scene as it is; 0 leaves a thing alone.

    Shares are uniform in [1 - x, 1 + x], angles and offsets in [-x, x] on every axis.
    """

    color: float = 0.0
    """Share of the brightness of whatever is loose; the colour's name stays true."""
    surface: float = 0.0
    """Most that a colour drawn at random takes of the table's, the room's and every piece of
    furniture's own; textures stay."""
    size: float = 0.0
    """Share of the size of blocks, balls and cans."""
    mass: float = 0.0
    """Share of the mass of whatever is loose."""
    friction: float = 0.0
    """Share of every geom's sliding friction."""
    light: float = 0.0
    """Share of every light's brightness."""
    light_angle: float = 0.0
    """Of the direction light comes from [rad]."""
    camera_offset: float = 0.0
    """Of every camera's position [m]."""
    camera_angle: float = 0.0
    """Of every camera's direction [rad]."""


def mix(keys: Tensor, number: Tensor | int) -> Tensor:
    """A hash of two integers (SplitMix64; Steele, Lea and Flood 2014), int64 on any device."""
    x = keys + (torch.zeros_like(keys) + number + 1) * _GOLDEN  # all in 64 bits, that wrap
    for shift, factor in ((30, _MIX[0]), (27, _MIX[1])):
        x = (x ^ _shift(x, shift)) * factor
    return x ^ _shift(x, 31)


def uniform(keys: Tensor, stream: int, count: int) -> Tensor:
    """(N, count) float64 in [0, 1) from the keys (N,); other streams give other numbers."""
    number = torch.arange(count, device=keys.device)
    bits = mix(mix(keys, stream)[:, None], number[None])
    return _shift(bits, 11).double() * 2.0**-53


def _shift(x: Tensor, bits: int) -> Tensor:
    """Shift to the right without the sign."""
    return (x >> bits) & ((1 << (64 - bits)) - 1)


class Randomiser:
    """Writes an episode's own looks and masses into the worlds that begin it."""

    def __init__(self, engine: Engine, stage: SceneModel, config: Randomisation):
        self._engine, self._config, model = engine, config, stage.model
        device, dtype = engine.device, engine.dtype

        def numbers(values: object, kind: torch.dtype = torch.long) -> Tensor:
            return torch.as_tensor(values, dtype=kind, device=device)

        loose = [model.body(slot.name).id for slot in stage.slots]
        self._slot_of_geom = numbers([_index(loose, int(b)) for b in model.geom_bodyid])
        self._slot_of_body = numbers([_index(loose, body) for body in range(model.nbody)])
        self._slot_of_dof = numbers([_index(loose, int(b)) for b in model.dof_bodyid])
        self._slots = len(loose)
        self._bodies = numbers(model.geom_bodyid)
        self._is_surface = numbers(_surfaces(model, loose), torch.bool)
        self._plain = torch.as_tensor(_colors(model)).to(device, torch.float64)
        self._nominal = {
            name: torch.as_tensor(getattr(model, name)).to(device, dtype)
            for name in ("geom_friction", "light_diffuse", "light_dir", "cam_pos", "cam_quat")
        }
        self._changes: list[tuple[float, str, Callable[[Tensor], Tensor]]] = [
            (config.color, "geom_rgba", self._colors),
            (config.surface, "geom_rgba", self._surfaces),
            (config.friction, "geom_friction", self._friction),
            (config.light, "light_diffuse", self._brightness),
            (config.light_angle, "light_dir", self._light_dir),
            (config.camera_offset, "cam_pos", self._cam_pos),
            (config.camera_angle, "cam_quat", self._cam_quat),
        ]

    def apply(self, worlds: Tensor, keys: Tensor) -> None:
        """Randomise the worlds of a mask (N,), whose episodes have just been loaded.

        Args:
            keys: (N,) int64, one number per episode.
        """
        for amount, name, change in self._changes:
            if amount:
                self._write(name, worlds, change(keys))
        if self._config.mass:
            self._weigh(worlds, keys)

    def _write(self, name: str, worlds: Tensor, values: Tensor) -> None:
        own = self._engine.field(name)
        own.copy_(masked(worlds, values.reshape(own.shape).to(own.dtype), own))

    def _share(self, keys: Tensor, stream: int, count: int, amount: float) -> Tensor:
        return 1.0 + amount * (2.0 * uniform(keys, stream, count) - 1.0)

    def _of_slots(self, share: Tensor, slots: Tensor) -> Tensor:
        """(N, slots) spread over geoms, bodies or joints; 1 for what is not loose."""
        padded = torch.cat((share, torch.ones_like(share[:, :1])), 1)
        return padded[:, slots]

    def _colors(self, keys: Tensor) -> Tensor:
        rgba = self._engine.field("geom_rgba").double()
        share = self._share(keys, 0, self._slots, self._config.color)
        color = (rgba[..., :3] * self._of_slots(share, self._slot_of_geom)[..., None]).clamp(0, 1)
        return torch.cat((color, rgba[..., 3:]), -1)

    def _surfaces(self, keys: Tensor) -> Tensor:
        """One colour for all of a body, taken on to a share that is drawn, too."""
        rgba, count = self._engine.field("geom_rgba").double(), int(self._bodies.max()) + 1
        drawn = uniform(keys, 8, 4 * count).reshape(-1, count, 4)[:, self._bodies]
        share = self._config.surface * drawn[..., 3:]
        color = (1.0 - share) * self._plain[:, :3] + share * drawn[..., :3]
        painted = torch.cat((color, rgba[..., 3:]), -1)
        return torch.where(self._is_surface[:, None], painted, rgba)

    def _friction(self, keys: Tensor) -> Tensor:
        nominal = self._nominal["geom_friction"]
        share = self._share(keys, 1, len(nominal), self._config.friction)
        return torch.cat((nominal[:, :1] * share[..., None],
                          nominal[:, 1:].expand(len(keys), -1, -1)), -1)  # fmt: skip

    def _brightness(self, keys: Tensor) -> Tensor:
        nominal = self._nominal["light_diffuse"]
        return nominal * self._share(keys, 2, len(nominal), self._config.light)[..., None]

    def _light_dir(self, keys: Tensor) -> Tensor:
        nominal = self._nominal["light_dir"]
        bend = self._around(keys, 3, len(nominal), self._config.light_angle)
        turned = nominal + torch.linalg.cross(bend, nominal.expand_as(bend).double())
        return turned / turned.norm(dim=-1, keepdim=True)

    def _cam_pos(self, keys: Tensor) -> Tensor:
        nominal = self._nominal["cam_pos"]
        return nominal + self._around(keys, 4, len(nominal), self._config.camera_offset)

    def _cam_quat(self, keys: Tensor) -> Tensor:
        nominal = self._nominal["cam_quat"].double()
        turn = quat_exp(self._around(keys, 5, len(nominal), self._config.camera_angle))
        return quat_multiply(nominal.expand_as(turn), turn)

    def _around(self, keys: Tensor, stream: int, count: int, amount: float) -> Tensor:
        """(N, count, 3) offsets."""
        return amount * (2.0 * uniform(keys, stream, 3 * count) - 1.0).reshape(-1, count, 3)

    def _weigh(self, worlds: Tensor, keys: Tensor) -> None:
        """Masses, and what follows from them: of a free body, all of it scales with its mass."""
        share = self._share(keys, 6, self._slots, self._config.mass)
        bodies, dofs = (
            self._of_slots(share, self._slot_of_body),
            self._of_slots(share, self._slot_of_dof),
        )
        factors = {
            "body_mass": bodies,
            "body_inertia": bodies[..., None],
            "body_subtreemass": bodies,
            "body_invweight0": 1.0 / bodies[..., None],
            "dof_invweight0": 1.0 / dofs,
            "dof_M0": dofs,
        }
        for name, factor in factors.items():
            self._write(name, worlds, self._engine.field(name).double() * factor)


def resize(scene: Scene, config: Randomisation, seed: int, stage: SceneModel) -> Scene:
    """The scene with other sizes of what can change its size and stands on the table by itself."""
    if not config.size:
        return scene
    kinds = {slot.kind for slot in stage.slots if slot.resizable}
    shares = uniform(torch.tensor([seed]), 7, len(scene.entities))[0].tolist()
    entities = []
    for entity, share in zip(scene, shares, strict=True):
        factor = 1.0 + config.size * (2.0 * share - 1.0)
        if entity.kind in kinds and _stands_alone(entity, scene):
            x, y, z = entity.position
            dx, dy, dz = (side * factor for side in entity.extent)
            lifted = (x, y, z + 0.5 * (dz - entity.extent[2]))
            entity = replace(entity, extent=(dx, dy, dz), position=lifted)
        entities.append(entity)
    return replace(scene, entities=tuple(entities))


def _stands_alone(entity: Entity, scene: Scene) -> bool:
    """Whether neither carries the other, for all others but the table."""
    others = (e for e in scene if e.name != entity.name and e.affords.shape != "fixture")
    return abs(entity.bottom) < 0.005 and all(
        math.dist(entity.position[:2], other.position[:2]) > entity.radius + other.radius
        for other in others
    )


def _surfaces(model: mujoco.MjModel, loose: list[int]) -> np.ndarray:
    """(ngeom,) whether a geom is of the table, the room or the furniture."""
    names = [model.body(body).name for body in range(model.nbody)]
    fixed = [not name.startswith(PREFIX) and n not in loose for n, name in enumerate(names)]
    return np.array(fixed)[model.geom_bodyid]


def _colors(model: mujoco.MjModel) -> np.ndarray:
    """(ngeom, 4) colours as they show: one that nobody chose leaves it to the material."""
    of_material = (model.geom_matid >= 0) & (model.geom_rgba == UNCHOSEN).all(-1)
    return np.where(of_material[:, None], model.mat_rgba[model.geom_matid], model.geom_rgba)


def _index(bodies: list[int], body: int) -> int:
    """Number of a slot by its body; -1, the last, for what is none."""
    return bodies.index(body) if body in bodies else -1
