"""JPEG as a Zarr v3 codec, so that zarr-python opens our arrays (entry point `zarr.codecs`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from zarr.abc.codec import ArrayBytesCodec
from zarr.core.array_spec import ArraySpec
from zarr.core.buffer import Buffer, NDBuffer

from .codecs import Codec

NAME = "vla.jpeg"


@dataclass(frozen=True)
class JpegCodec(ArrayBytesCodec):
    """A chunk that is one picture (1, H, W, 3) uint8, as baseline JPEG without subsampling."""

    quality: int = 95
    is_fixed_size = False

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """From Zarr's metadata."""
        return cls(data.get("configuration", {}).get("quality", 95))

    def to_dict(self) -> dict[str, Any]:
        """Zarr's metadata."""
        return {"name": NAME, "configuration": {"quality": self.quality}}

    async def _decode_single(self, chunk_data: Buffer, chunk_spec: ArraySpec) -> NDBuffer:
        picture = np.empty(chunk_spec.shape, np.uint8)
        Codec("jpeg", self.quality).decode(chunk_data.to_bytes(), picture[0])
        return chunk_spec.prototype.nd_buffer.from_numpy_array(picture)

    async def _encode_single(self, chunk_data: NDBuffer, chunk_spec: ArraySpec) -> Buffer:
        data = Codec("jpeg", self.quality).encode(chunk_data.as_numpy_array()[0])
        return chunk_spec.prototype.buffer.from_bytes(data)

    def compute_encoded_size(self, input_byte_length: int, chunk_spec: ArraySpec) -> int:
        """Unknown before encoding."""
        raise NotImplementedError
