"""How one frame becomes bytes: as it is, Zstandard, or JPEG.

The same codecs as Zarr v3 metadata describes; `jpeg.py` teaches zarr-python the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numcodecs import zstd  # pyright: ignore[reportAttributeAccessIssue]

from vla.errors import UnknownName, UserError

NAMES = ("raw", "zstd", "jpeg")


@dataclass(frozen=True)
class Codec:
    """One of `NAMES` with its level (zstd, 1 to 22) or quality (jpeg, 1 to 100)."""

    name: str = "raw"
    level: int = 0

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise UnknownName("codec", self.name, NAMES)
        low, high = {"raw": (0, 0), "zstd": (1, 22), "jpeg": (1, 100)}[self.name]
        if not low <= self.level <= high:
            raise UserError(f"Codec {self.name} with level {self.level}: {low} to {high} is known.")

    def __str__(self) -> str:
        return self.name if self.name == "raw" else f"{self.name} {self.level}"

    @property
    def lossless(self) -> bool:
        return self.name != "jpeg"

    def encode(self, frame: np.ndarray) -> bytes:
        """The bytes of a frame."""
        frame = np.ascontiguousarray(frame)
        if self.name == "zstd":
            return zstd.compress(frame, self.level)
        if self.name == "jpeg":
            import simplejpeg

            return simplejpeg.encode_jpeg(
                frame, quality=self.level, colorspace="RGB", colorsubsampling="444"
            )
        return frame.tobytes()

    def decode(self, data: Any, out: np.ndarray) -> None:
        """Fill a contiguous frame from its bytes. Raises `ValueError` if they do not fit."""
        if self.name == "zstd":
            try:
                zstd.decompress(data, out)
            except RuntimeError as error:
                raise ValueError(str(error)) from None
        elif self.name == "jpeg":
            import simplejpeg

            simplejpeg.decode_jpeg(data, colorspace="RGB", buffer=out)
        elif len(data) != out.nbytes:
            raise ValueError(f"{len(data)} bytes instead of {out.nbytes}")
        else:
            out.reshape(-1).view(np.uint8)[:] = np.frombuffer(data, np.uint8)

    def zarr(self) -> list[dict[str, Any]]:
        """The codecs of one chunk as Zarr v3 metadata."""
        if self.name == "jpeg":
            return [{"name": "vla.jpeg", "configuration": {"quality": self.level}}]
        plain: list[dict[str, Any]] = [{"name": "bytes", "configuration": {"endian": "little"}}]
        if self.name == "zstd":
            level = {"level": self.level, "checksum": False}
            plain.append({"name": "zstd", "configuration": level})
        return plain

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "level": self.level}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Codec:
        """Inverse of `to_json`."""
        return Codec(values["name"], values["level"])


RAW = Codec()
ZSTD = Codec("zstd", 3)
JPEG = Codec("jpeg", 95)
DEFAULTS = {"raw": RAW, "zstd": ZSTD, "jpeg": JPEG}


def codec(name: str) -> Codec:
    """The codec of a name with its usual level. Raises `UnknownName`."""
    if name not in DEFAULTS:
        raise UnknownName("codec", name, DEFAULTS)
    return DEFAULTS[name]
