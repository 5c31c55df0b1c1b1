"""The pictures of a dataset page: sheets of small frames, as fine as a budget of bytes allows."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from vla.features import IMAGES, Feature

from .dataset import Dataset

LADDER = ((160, 82), (160, 70), (128, 68), (112, 64), (96, 60))
"""Height [px] and JPEG quality, best first. Heights are whole blocks of JPEG, as widths are, so
that frames that lie side by side on a sheet do not run into each other."""
BLOCK = 16
WANTED = (8.0, 4.0, 2.0)
"""Pictures per second of the episode, best first: rather smaller than fewer."""
SIDE = 2560
"""[px] of a sheet at most: every browser and every phone can draw it."""
SAMPLE_EPISODES, SAMPLE_ROWS = 8, 6
CAUTION = 1.1
"""The sample may have been easier to encode than the rest."""


@dataclass(frozen=True)
class Camera:
    """One camera, and how its frames lie on a sheet."""

    key: str
    width: int
    height: int
    """As recorded [px]."""
    cell: tuple[int, int]
    """Width and height on the sheet [px]."""

    @property
    def name(self) -> str:
        return self.key.removeprefix(IMAGES)

    @property
    def columns(self) -> int:
        return max(1, SIDE // self.cell[0])

    @property
    def rows(self) -> int:
        return max(1, SIDE // self.cell[1])


@dataclass(frozen=True)
class Fineness:
    """What the budget allows."""

    cameras: tuple[Camera, ...]
    every: int
    """Each `every`-th frame is there, and the last."""
    quality: int


def picture_keys(dataset: Dataset) -> list[str]:
    """Features that can be shown as they are."""
    return [
        key
        for key, feature in dataset.schema.features.items()
        if feature.role == "rgb" and feature.dtype == "uint8" and feature.shape[2:] == (3,)
    ]


def choose(dataset: Dataset, episodes: Sequence[int], budget: float) -> Fineness:
    """The finest pictures that fit into so many bytes of base64, judged by a sample."""
    keys = picture_keys(dataset)
    sample = {key: _sample(dataset, key, episodes) for key in keys}
    frames = sum(dataset.episodes[number].rows for number in episodes)
    found: Fineness | None = None
    options: list[tuple[float, Fineness]] = []
    for height, quality in LADDER:
        cameras = tuple(_camera(key, dataset.schema.features[key], height) for key in keys)
        cost = sum(_cost(sample[camera.key], camera, quality) for camera in cameras)
        every = max(1, math.ceil(CAUTION * frames * cost / budget))
        found = Fineness(cameras, every, quality)
        options.append((dataset.schema.rate / every, found))
    for wanted in WANTED:
        least = min(wanted, dataset.schema.rate)
        for rate, fineness in options:
            if rate >= least:
                return fineness
    assert found is not None
    return found


def shown_rows(rows: int, every: int) -> np.ndarray:
    """Which of the rows of an episode have a picture on the page."""
    count = -(-(rows - 1) // every) + 1
    return np.minimum(np.arange(count) * every, rows - 1)


def sheets(dataset: Dataset, number: int, camera: Camera, fineness: Fineness) -> Iterator[str]:
    """The sheets of an episode, as JPEG in base64."""
    steps = shown_rows(dataset.episodes[number].rows, fineness.every)
    most = camera.columns * camera.rows
    for start in range(0, len(steps), most):
        rows = int(dataset.offsets[number]) + steps[start : start + most]
        frames = _shrink(dataset.read(camera.key, rows), camera.cell)
        yield base64.b64encode(_jpeg(_arranged(frames, camera), fineness.quality)).decode("ascii")


def _camera(key: str, feature: Feature, height: int) -> Camera:
    """Never larger than recorded, but for whole blocks."""
    tall, wide = feature.shape[:2]
    down = min(tall, height)
    cell = _blocks(wide * down / tall), _blocks(down)
    return Camera(key, wide, tall, cell)


def _blocks(size: float) -> int:
    return min(SIDE, max(1, round(size / BLOCK)) * BLOCK)


def _sample(dataset: Dataset, key: str, episodes: Sequence[int]) -> np.ndarray:
    """Frames from all over the episodes."""
    rows = []
    for place in np.unique(np.linspace(0, len(episodes) - 1, SAMPLE_EPISODES).astype(int)):
        if not episodes:
            break
        number = episodes[place]
        steps = np.linspace(0, dataset.episodes[number].rows - 1, SAMPLE_ROWS).astype(int)
        rows.append(int(dataset.offsets[number]) + np.unique(steps))
    if not rows:
        return np.zeros((0, *dataset.schema.features[key].shape), np.uint8)
    return dataset.read(key, np.concatenate(rows))


def _cost(frames: np.ndarray, camera: Camera, quality: int) -> float:
    """Bytes of base64 per frame."""
    if not len(frames):
        return 0.0
    data = _jpeg(_arranged(_shrink(frames, camera.cell), camera), quality)
    return 4 / 3 * len(data) / len(frames)


def _shrink(frames: np.ndarray, cell: tuple[int, int]) -> np.ndarray:
    """(n, H, W, 3) to the size of a cell, every pixel the mean of those that it covers."""
    width, height = cell
    if frames.shape[1:3] == (height, width):
        return frames
    pixels = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float()
    small = torch.nn.functional.interpolate(
        pixels, (height, width), mode="bilinear", antialias=True
    )
    return small.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def _arranged(frames: np.ndarray, camera: Camera) -> np.ndarray:
    """Frames in rows, left to right, as the page expects them; unused cells stay grey."""
    (width, height), count = camera.cell, len(frames)
    columns = min(camera.columns, count)
    rows = -(-count // columns)
    sheet = np.full((rows * height, columns * width, 3), 128, np.uint8)
    for index, frame in enumerate(frames):
        top, left = index // columns * height, index % columns * width
        sheet[top : top + height, left : left + width] = frame
    return sheet


def _jpeg(picture: np.ndarray, quality: int) -> bytes:
    import simplejpeg

    return simplejpeg.encode_jpeg(
        np.ascontiguousarray(picture), quality=quality, colorspace="RGB", colorsubsampling="420"
    )
