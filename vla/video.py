"""Moving and still pictures: H.264 in MP4 that plays in browsers, JPEG and PNG, picture grids.

Pictures are (H, W, 3) uint8 RGB arrays.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

from vla.errors import UserError
from vla.protocols import Env
from vla.scene import Scene
from vla.task import Setup

CLOCK = 1000
"""Time stamps per second."""
PACE = 0.022
"""[s] of computing per control step that an unhurried film may cost (see `Film`)."""
SLOWEST = 4
"""Control steps between two pictures at most: 5 pictures per second at 20 Hz."""


class Video:
    """An MP4 written picture by picture; a context manager, so that it is always finished.

    Constant quality, yuv420p and the index at the front (`faststart`): any browser plays it
    while it loads. Pictures may come at any distance in time.
    """

    def __init__(self, path: Path, size: tuple[int, int] = (640, 480), fps: int = 20):
        """`size` is (width, height) in even numbers. Raises `UserError` otherwise."""
        width, height = size
        if width % 2 or height % 2 or min(size) < 16:
            raise UserError(f"A video's size must be even and at least 16, got {width}x{height}.")
        self.path, self.pictures = path, 0
        self._last = -1
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = cast(VideoStream, self._container.add_stream("libx264", rate=fps))
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"preset": "veryfast", "crf": "21", "tune": "animation"}
        self._stream.codec_context.time_base = Fraction(1, CLOCK)
        self._open = True

    def add(self, picture: np.ndarray, seconds: float) -> None:
        """Show a picture from `seconds` on; ignored unless it is later than the one before."""
        stamp = round(seconds * CLOCK)
        if stamp <= self._last:
            return
        self._last = stamp
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        frame.pts, frame.time_base = stamp, Fraction(1, CLOCK)
        self._container.mux(self._stream.encode(frame))
        self.pictures += 1

    def close(self) -> None:
        """Finish the file; safe to call twice. A video without pictures leaves no file."""
        if not self._open:
            return
        self._open = False
        if self.pictures:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if not self.pictures:
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Video:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Film:
    """Films an episode (an `EpisodeSink`), in real time, into a `Video`.

    With `every=None` it measures what a picture costs and takes one every so many control steps
    that filming does not dominate the run: a software rasteriser still ends in seconds.
    """

    def __init__(self, video: Video, camera: str, size: tuple[int, int], every: int | None = None):
        self.video, self.camera, self.size = video, camera, size
        self._every = every or 1
        self._measured = every is not None
        self._costs: list[float] = []
        self._tick = 0

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        """The first picture, before anything moves. It also warms up the renderer."""
        self._env, self._world, self._tick = env, world, 0
        self.video.add(self._env.render(world, self.camera, *self.size), 0.0)

    def step(self, action: np.ndarray, scene: Scene) -> None:
        """A picture if one is due."""
        self._tick += 1
        if self._tick % self._every:
            return
        began = time.perf_counter()
        picture = self._env.render(self._world, self.camera, *self.size)
        self.video.add(picture, self._tick * self._env.control_dt)
        self._costs.append(time.perf_counter() - began)
        if not self._measured and len(self._costs) == 5:
            self._every = max(1, min(SLOWEST, round(float(np.median(self._costs)) / PACE)))
            self._measured = True

    def end(self, success: bool) -> None:
        """The last picture stays for a moment."""
        picture = self._env.render(self._world, self.camera, *self.size)
        end = self._tick * self._env.control_dt
        self.video.add(picture, end + self._env.control_dt)
        self.video.add(picture, end + 1.0)


def encode(picture: np.ndarray, kind: str = "jpeg") -> bytes:
    """The bytes of a `jpeg` or `png` file."""
    codec, pixels = {"jpeg": ("mjpeg", "yuvj444p"), "png": ("png", "rgb24")}[kind]
    context = cast(av.VideoCodecContext, av.CodecContext.create(codec, "w"))
    context.width, context.height = picture.shape[1], picture.shape[0]
    context.pix_fmt, context.time_base = pixels, Fraction(1, 1)
    context.color_range = 2  # full range, as JPEG wants it
    if kind == "jpeg":
        context.options = {"qmin": "3", "qmax": "3"}
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    packets = context.encode(frame.reformat(format=pixels, dst_color_range=2))
    return b"".join(bytes(packet) for packet in (*packets, *context.encode(None)))


def grid(pictures: Sequence[np.ndarray], columns: int = 4, gap: int = 6) -> np.ndarray:
    """Pictures of one size in rows of `columns`, on white."""
    height, width, _ = pictures[0].shape
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap, 3)
    sheet = np.full(size, 255, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet
