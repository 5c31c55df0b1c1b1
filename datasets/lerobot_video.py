"""Pictures of LeRobot's datasets: episodes one after another in MP4 files, or single ones.

Needs PyAV only. Pictures are (H, W, 3) uint8 RGB. A picture's number in a file is its time times
the frame rate, so that gaps and doubles in the file cannot shift what follows.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.error import FFmpegError
from av.video.stream import VideoStream

from vla.errors import UnknownName, UserError

NEAR = 90
"""Pictures ahead that are decoded and thrown away rather than looked for."""
OPTIONS = {
    "libsvtav1": {"g": "2", "crf": "30", "preset": "12"},
    # x264 looks worse than AV1 at the same number.
    "libx264": {"g": "2", "crf": "23", "preset": "veryfast"},
}
"""Encoder -> its options: every second picture is a key frame, which makes random access cheap."""
SMALLEST = 16
"""[px] below which encoders refuse."""


def pick_codec(wanted: str | None) -> str:
    """The encoder that was asked for, or the best one this PyAV has.

    Raises:
        UnknownName: it has no such encoder.
    """
    have = [name for name in OPTIONS if _has(name)]
    if wanted is None and have:
        return have[0]
    if wanted is None or not _has(wanted):
        raise UnknownName("video encoder", wanted or "libsvtav1", [*have, "png"])
    return wanted


def fits_video(height: int, width: int) -> bool:
    """Whether pictures of this size [px] can be kept as video with halved colour resolution."""
    return height % 2 == 0 and width % 2 == 0 and min(height, width) >= SMALLEST


class VideoFile:
    """An MP4 to which the pictures of episodes are added one after another."""

    def __init__(self, path: Path, codec: str, height: int, width: int, rate: float):
        """`rate` in pictures per second. Raises `UserError` if the encoder refuses."""
        # SVT-AV1 otherwise prints thirty lines for every file.
        os.environ.setdefault("SVT_LOG", "1")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.count, self._codec = path, 0, codec
        self._step = 1 / Fraction(rate).limit_denominator(1001)
        self._container = av.open(str(path), "w", format="mp4")
        try:
            stream = self._container.add_stream(
                codec, rate=1 / self._step, options=dict(OPTIONS.get(codec, {"g": "2"}))
            )
        except (FFmpegError, ValueError) as error:
            self._container.close()
            raise UserError(f"Encoder {codec} cannot write {path}: {error}.") from None
        self._stream = cast(VideoStream, stream)
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = self._step

    @property
    def size(self) -> int:
        """Bytes on the disk so far; there is no file before the first picture is encoded."""
        return self.path.stat().st_size if self.path.exists() else 0

    def add(self, pictures: np.ndarray) -> None:
        """Add pictures (n, H, W, 3)."""
        try:
            for picture in pictures:
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                frame.pts, frame.time_base = self.count, self._step
                self._container.mux(self._stream.encode(frame))
                self.count += 1
        except FFmpegError as error:
            if isinstance(error, OSError):
                raise
            raise UserError(f"Encoder {self._codec} failed on {self.path}: {error}.") from None

    def close(self) -> dict[str, Any]:
        """Finish the file; what `info.json` says of it."""
        context = self._stream.codec_context
        facts = {
            "video.height": context.height,
            "video.width": context.width,
            "video.codec": context.codec.canonical_name,
            "video.pix_fmt": context.pix_fmt,
            "video.is_depth_map": False,
            "video.fps": _plain(1 / self._step),
            "video.channels": 3,
            "has_audio": False,
        }
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return facts

    def abandon(self) -> None:
        """Let go of the file, which will not be used."""
        with suppress(FFmpegError, ValueError):
            self._stream.encode(None)  # SVT-AV1 complains otherwise
            self._container.close()


class Clip:
    """An MP4 that is decoded forwards; looks for a place only when it has to."""

    def __init__(self, path: Path, rate: float):
        self.path, self._rate, self._next = path, rate, -1
        self._container: Any = None
        self._frames: Iterator[Any] = iter(())

    def read(self, first: int, out: np.ndarray) -> None:
        """Fill `out` (n, H, W, 3) with the pictures from number `first` on.

        Raises:
            UserError: the file is damaged, ends too early, has a gap, or its pictures have
                another size.
        """
        try:
            if self._container is None or not 0 <= first - self._next <= NEAR:
                self._seek(first)
            self._read(first, out)
        except (FFmpegError, EOFError) as error:
            self.close()
            raise UserError(
                f"{self.path} cannot be decoded: {error}. The file is damaged or was not copied"
                " as a whole: download it again."
            ) from None

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        if self._container is not None:
            self._container.close()
        self._container, self._next = None, -1

    # --- inside --------------------------------------------------------------------------------

    def _seek(self, first: int) -> None:
        """Go to the key frame at or before a picture."""
        if self._container is None:
            self._container = av.open(str(self.path), "r")
            for stream in self._container.streams.video[:1]:
                stream.thread_type = "AUTO"
        if not self._container.streams.video:
            raise UserError(f"{self.path} has no video in it: download it again.")
        stream = self._container.streams.video[0]
        # Half a picture early: stamps are rounded differently from file to file.
        stamp = max(0, int((first - 0.5) / self._rate / stream.time_base))
        for place in (stamp, 0):
            self._container.seek(place, stream=stream, backward=True)
            frames = self._container.decode(stream)
            frame = next(frames, None)
            if frame is None or frame.pts is None or self._number(frame) <= first:
                break
        self._frames = chain((frame,) if frame is not None else (), frames)
        self._next = first

    def _number(self, frame: Any) -> int:
        return round(float(frame.pts * frame.time_base) * self._rate)

    def _read(self, first: int, out: np.ndarray) -> None:
        done = 0
        while done < len(out):
            frame = next(self._frames, None)
            if frame is None:
                raise self._missing(first, first + done, len(out), "ends before it")
            if frame.pts is None:
                raise UserError(f"{self.path} has pictures without time stamps: encode it again.")
            number = self._number(frame)
            if number > first + done:
                raise self._missing(first, first + done, len(out), "has a gap there")
            if number == first + done:
                if (frame.height, frame.width) != out.shape[1:3]:
                    raise UserError(
                        f"{self.path} has pictures of {frame.height} x {frame.width} pixels,"
                        f" meta/info.json says {out.shape[1]} x {out.shape[2]}."
                    )
                out[done] = frame.to_ndarray(format="rgb24")
                done += 1
        self._next = first + done

    def _missing(self, first: int, number: int, count: int, why: str) -> UserError:
        self.close()
        return UserError(
            f"{self.path}: picture {number} is missing, the file {why} (pictures {first} to"
            f" {first + count - 1} are one episode). Download it again."
        )


def decode_picture(data: bytes, out: np.ndarray) -> None:
    """Fill `out` (H, W, 3) with a JPEG, PNG or other single picture.

    Raises:
        ValueError: it is none, or of another size.
    """
    if data[:2] == b"\xff\xd8":
        import simplejpeg

        picture = simplejpeg.decode_jpeg(data, colorspace="RGB")
    else:
        try:
            with av.open(io.BytesIO(data), "r") as container:
                picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
        except (FFmpegError, IndexError, StopIteration) as error:
            raise ValueError(f"no picture: {error}") from None
    if picture.shape != out.shape:
        raise ValueError(f"a picture of shape {picture.shape} instead of {out.shape}")
    out[:] = picture


def _has(name: str) -> bool:
    try:
        return av.Codec(name, "w").type == "video"
    except (FFmpegError, ValueError):
        return False


def _plain(rate: Fraction) -> int | float:
    return int(rate) if rate.denominator == 1 else float(rate)
