"""Pictures and the scenes they show, for learning from captions: one plain Zarr v3 group.

    image         (n, H, W, 3) uint8
    segmentation  (n, H, W)    uint8   number of the entity in its scene, or ROBOT, or NOBODY
    camera        (n,)         uint8   index into the attribute `cameras`
    scene         (n,)         int64   which scene; several cameras look at one
    scene_text    (bytes,)     uint8   all scenes, one JSON text after the other
    scene_end     (s,)         int64   where each of them ends in `scene_text`
    seed          (s,)         int64   of the episode a scene is taken from
    task          (s,)         int64   index into the attribute `tasks`

A block of pictures is written first, its rows of `scene` last: they make it count. So a reader
sees whole blocks only, while somebody writes and after they were killed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import ZstdCodec

from vla.errors import UserError
from vla.scene import Scene

from .storage import cannot_write

ROBOT, NOBODY = 254, 255
"""Values of `segmentation` that are no entity."""
KIND, VERSION = "vla-pairs", 1
ROWS = 64
"""Pictures of a chunk, and of a block."""
_LEVEL = 1
_TEXT = 1 << 20
"""Bytes of text in a chunk."""
_TABLES = {"camera": "uint8", "scene": "int64", "scene_end": "int64", "seed": "int64",
           "task": "int64"}  # fmt: skip
_PER_PICTURE = ("image", "segmentation", "camera", "scene")
_PER_SCENE = ("scene_end", "seed", "task")


class PairWriter:
    """Makes a folder of pairs, or goes on with one.

    Args:
        cameras: names; every scene is seen by each of them once.
        size: height and width of the pictures.
        settings: how they were made, for the record; of a folder that exists, its own are kept.
        provenance: likewise.

    Raises:
        UserError: there is something else, or pictures of other cameras or another size.
    """

    def __init__(
        self,
        path: str | Path,
        cameras: Sequence[str],
        size: tuple[int, int],
        settings: Mapping[str, Any] | None = None,
        provenance: Mapping[str, Any] | None = None,
    ):
        self.path, self.cameras, self.size = Path(path), tuple(cameras), tuple(size)
        with _writing(self.path):
            if self.path.exists():
                self._open()
            else:
                self._create(dict(settings or {}), dict(provenance or {}))
        self._tasks = _texts(self._group, "tasks")
        self._clear()

    def add(
        self, scene: Scene, pictures: Mapping[str, tuple[np.ndarray, np.ndarray]], task: str,
        seed: int,
    ) -> None:  # fmt: skip
        """Keep a scene and what each camera sees of it.

        Args:
            pictures: camera -> image (H, W, 3) uint8 and segmentation (H, W) uint8.
            task, seed: of the episode.

        Raises:
            UserError: other cameras, another size, or the disk is full.
        """
        for name in self.cameras:
            shapes = tuple(taken.shape for taken in pictures[name]) if name in pictures else None
            if shapes != ((*self.size, 3), self.size):
                raise UserError(
                    f"{self.path} takes pictures of {self.size} pixels by {self.cameras};"
                    f" '{name}' gave {shapes or 'none'}."
                )
        self._scenes.append((scene, task, seed))
        self._pictures += [pictures[name] for name in self.cameras]
        if len(self._pictures) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits; then readers see it."""
        if not self._scenes:
            return
        texts = [json.dumps(scene.to_json()).encode() for scene, _, _ in self._scenes]
        tasks = [task for _, task, _ in self._scenes]
        fresh = [task for task in dict.fromkeys(tasks) if task not in self._tasks]
        first, images, segmentations = self._number_of_scenes, *zip(*self._pictures, strict=True)
        many = len(self.cameras)
        with _writing(self.path):
            if fresh:
                self._tasks += fresh
                self._group.attrs["tasks"] = self._tasks
            ends = self._text_end + np.cumsum([len(text) for text in texts])
            self._append("scene_text", np.frombuffer(b"".join(texts), np.uint8))
            self._append("scene_end", ends)
            self._append("seed", [seed for _, _, seed in self._scenes])
            self._append("task", [self._tasks.index(task) for task in tasks])
            self._append("image", np.stack(images))
            self._append("segmentation", np.stack(segmentations))
            self._append("camera", np.tile(np.arange(many), len(texts)))
            self._append("scene", np.repeat(first + np.arange(len(texts)), many))
        self._number_of_scenes, self._text_end = first + len(texts), int(ends[-1])
        self._clear()

    def __enter__(self) -> PairWriter:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.flush()

    def _clear(self) -> None:
        self._scenes: list[tuple[Scene, str, int]] = []
        self._pictures: list[tuple[np.ndarray, np.ndarray]] = []

    def _append(self, name: str, values: Any) -> None:
        array = self._array(name)
        array.append(np.asarray(values, array.dtype))

    def _array(self, name: str) -> Any:
        return self._group[name]

    def _create(self, settings: dict[str, Any], provenance: dict[str, Any]) -> None:
        attributes = {
            "kind": KIND, "version": VERSION, "cameras": list(self.cameras), "tasks": [],
            "robot": ROBOT, "nobody": NOBODY, "settings": settings, "provenance": provenance,
        }  # fmt: skip
        self._group = zarr.create_group(self.path, zarr_format=3, attributes=attributes)
        plain: dict[str, Any] = {"compressors": None, "fill_value": 0}
        packed = {**plain, "compressors": ZstdCodec(level=_LEVEL)}
        for name, dtype in _TABLES.items():
            self._group.create_array(name, shape=(0,), chunks=(1 << 14,), dtype=dtype, **plain)
        self._group.create_array("scene_text", shape=(0,), chunks=(_TEXT,), dtype="uint8", **packed)
        for name, shape in (("image", (*self.size, 3)), ("segmentation", self.size)):
            self._group.create_array(
                name, shape=(0, *shape), chunks=(ROWS, *shape), dtype="uint8", **packed
            )
        self._number_of_scenes = self._text_end = 0

    def _open(self) -> None:
        """Go on; what a killed writer did not finish is cut off."""
        there = Pairs(self.path)
        if (there.cameras, there.size) != (self.cameras, self.size):
            raise UserError(
                f"{self.path} holds pictures of {there.size} pixels by {', '.join(there.cameras)},"
                f" not of {self.size} by {', '.join(self.cameras)}. Give another folder: out=..."
            )
        self._group = zarr.open_group(self.path, mode="r+")
        self._number_of_scenes = there.number_of_scenes
        self._text_end = int(there.ends[-1]) if there.number_of_scenes else 0
        wanted = {
            **dict.fromkeys(_PER_PICTURE, len(there)),
            **dict.fromkeys(_PER_SCENE, self._number_of_scenes),
            "scene_text": self._text_end,
        }
        for name, rows in wanted.items():
            array = self._array(name)
            if array.shape[0] > rows:
                array.resize((rows, *array.shape[1:]))


class Pairs:
    """A folder that `PairWriter` made, as it is at this moment.

    Attributes:
        cameras: names.
        camera: (n,) index into them of every picture.
        scene_of: (n,) number of the scene every picture shows.
        size: height and width of the pictures.
        tasks: names.
        settings, provenance: how the pictures were made.
        ends: (s,) where the scenes' texts end [bytes].

    Raises:
        UserError: nothing is there, or something else.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        if not self.path.exists():
            raise UserError(f"{path} does not exist. Make it: vla clip collect out={path}")
        try:
            self._group = zarr.open_group(self.path, mode="r")
            attributes = dict(self._group.attrs)
        except (OSError, ValueError, KeyError) as error:
            raise UserError(self._nothing()) from error
        if attributes.get("kind") != KIND:
            raise UserError(self._nothing())
        if attributes["version"] != VERSION:
            raise UserError(
                f"{path} has version {attributes['version']} of the format, this toolkit reads"
                f" {VERSION}. Update it: pip install --upgrade vla-toolkit"
            )
        self.cameras = tuple(_texts(self._group, "cameras"))
        self.settings, self.provenance = attributes["settings"], attributes["provenance"]
        self.scene_of: np.ndarray = self._read("scene")  # first: whatever it names is there
        self.camera: np.ndarray = self._read("camera")[: len(self.scene_of)]
        self.number_of_scenes = int(self.scene_of.max()) + 1 if len(self.scene_of) else 0
        self.ends: np.ndarray = self._read("scene_end")[: self.number_of_scenes]
        _, height, width, _ = self._array("image").shape
        self.size = height, width
        self.tasks = tuple(_texts(zarr.open_group(path, mode="r"), "tasks"))  # none is missing now
        self._text = lru_cache(1)(lambda: self._read("scene_text").tobytes())
        self._scene = lru_cache(None)(self._parse)

    def __len__(self) -> int:
        """How many pictures."""
        return len(self.scene_of)

    def images(self, rows: slice = slice(None)) -> np.ndarray:
        """(n, H, W, 3) uint8 in memory; all, or consecutive ones."""
        return self._read("image", self._whole(rows))

    def segmentation(self, rows: slice = slice(None)) -> np.ndarray:
        """(n, H, W) uint8 in memory: the entity's number in the scene, `ROBOT` or `NOBODY`."""
        return self._read("segmentation", self._whole(rows))

    def scene(self, picture: int) -> Scene:
        """What a picture shows; pictures of one scene share it."""
        return self._scene(int(self.scene_of[picture]))

    def steady(self, picture: int) -> bool:
        """Whether the camera of a picture stands still, so that it shows directions."""
        return "wrist" not in self.cameras[self.camera[picture]]

    def episodes(self) -> list[tuple[str, int]]:
        """Task and seed of every scene."""
        many = self.number_of_scenes
        numbers, seeds = self._read("task")[:many].tolist(), self._read("seed")[:many].tolist()
        return [(self.tasks[task], seed) for task, seed in zip(numbers, seeds, strict=True)]

    def split(self, held_out: float = 0.1, salt: str = "") -> tuple[np.ndarray, np.ndarray]:
        """Rows of the pictures to learn from, and of those held out.

        All scenes of an episode fall on one side. A hash of task and seed decides, so that the
        side never changes, and is the same in other folders.

        Args:
            held_out: share of the episodes.
            salt: another text, another division.
        """

        def share(episode: tuple[str, int]) -> float:
            digest = blake2b(f"{salt}/{json.dumps(episode)}".encode(), digest_size=6).digest()
            return int.from_bytes(digest, "little") / 2**48

        shares = {episode: share(episode) for episode in set(self.episodes())}
        out = np.array([shares[episode] < held_out for episode in self.episodes()], bool)
        of_picture = out[self.scene_of] if len(self) else np.zeros(0, bool)
        return np.flatnonzero(~of_picture), np.flatnonzero(of_picture)

    def _whole(self, rows: slice) -> slice:
        first, end, step = rows.indices(len(self))
        if step != 1:
            raise ValueError("Pictures are read in their order, one after the other.")
        return slice(first, max(first, end))

    def _array(self, name: str) -> Any:
        return self._group[name]

    def _read(self, name: str, rows: slice = slice(None)) -> Any:
        try:
            return np.asarray(self._array(name)[rows])
        except (KeyError, RuntimeError, ValueError) as error:
            raise UserError(f"{self.path}: '{name}' does not read ({error}).") from None

    def _parse(self, scene: int) -> Scene:
        first = int(self.ends[scene - 1]) if scene else 0
        return Scene.from_json(json.loads(self._text()[first : int(self.ends[scene])]))

    def _nothing(self) -> str:
        return (
            f"{self.path} is something else than pictures with scenes, which"
            " 'vla clip collect' makes. Give another folder."
        )


def entity_numbers(segmentation: np.ndarray, most_entities: int) -> np.ndarray:
    """An environment's segmentation as it is kept, uint8: from `most_entities` on it is the robot,
    -1 nobody.

    Raises:
        UserError: the scenes have too many entities.
    """
    if most_entities > ROBOT:
        raise UserError(f"Scenes have at most {ROBOT} entities here, not {most_entities}.")
    numbers = np.where(segmentation >= most_entities, ROBOT, segmentation)
    return np.where(numbers < 0, NOBODY, numbers).astype(np.uint8)


def _texts(group: zarr.Group, attribute: str) -> list[str]:
    values = group.attrs[attribute]
    assert isinstance(values, list)
    return [str(value) for value in values]


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(error, path, "the blocks before are safe") from error
