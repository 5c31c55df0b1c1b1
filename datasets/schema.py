"""The schema of a dataset: what is recorded, and how it lies on the disk (`FORMAT.md`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vla.action import ActionSpec
from vla.episode import new_id
from vla.errors import UserError
from vla.features import Feature, Features

from .codecs import RAW, ZSTD, Codec

VERSION = "1.0"
"""Major versions are refused when they are higher than ours; minor ones only add."""
ROWS = 256
"""Rows of a shard: an episode begins a new one."""
FRAME_BYTES = 1024
"""A feature with at least as many bytes a step is kept frame by frame, smaller ones as a table."""
ATTRIBUTE = "vla"


@dataclass(frozen=True)
class Stored:
    """How one feature lies on the disk."""

    codec: Codec
    rows: int
    """Of a shard."""
    framewise: bool
    """Every step is a chunk of its own inside the shard; otherwise a shard is one plain chunk."""

    def to_json(self) -> dict[str, Any]:
        return {"codec": self.codec.to_json(), "rows": self.rows, "framewise": self.framewise}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Stored:
        """Inverse of `to_json`."""
        return Stored(Codec.from_json(values["codec"]), values["rows"], values["framewise"])


@dataclass(frozen=True)
class Schema:
    """What a dataset holds, and where it comes from."""

    features: Features
    rate: float
    """Control steps per second."""
    action_spec: ActionSpec | None = None
    """What the numbers of `action` mean; None for data from elsewhere that does not say."""
    robot: str = ""
    environment: Mapping[str, Any] = field(default_factory=dict)
    """What `replay` needs to make the worlds again."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Command, commit, versions, source, licence."""
    stored: Mapping[str, Stored] = field(default_factory=dict)
    packed: bool = False
    """Rows of episodes follow each other without gaps; nothing can be appended."""
    id: str = field(default_factory=new_id)
    created: str = ""
    """UTC, ISO 8601."""

    def to_json(self) -> dict[str, Any]:
        """The attribute `vla` of the group."""
        return {
            "version": VERSION,
            "id": self.id,
            "created": self.created,
            "rate": self.rate,
            "robot": self.robot,
            "packed": self.packed,
            "action": None if self.action_spec is None else self.action_spec.to_json(),
            "features": {
                key: {**feature.to_json(), "stored": self.stored[key].to_json()}
                for key, feature in self.features.items()
            },
            "environment": dict(self.environment),
            "provenance": dict(self.provenance),
        }

    @staticmethod
    def from_json(values: Mapping[str, Any], where: str) -> Schema:
        """Inverse of `to_json`.

        Raises:
            UserError: a later major version.
        """
        version = str(values.get("version", "0"))
        if int(version.split(".")[0]) > int(VERSION.split(".")[0]):
            raise UserError(
                f"{where} has format version {version}, this toolkit reads up to {VERSION}."
                " Update it: pip install --upgrade vla-toolkit"
            )
        action = values.get("action")
        return Schema(
            {k: Feature.from_json(v) for k, v in values["features"].items()},
            values["rate"],
            None if action is None else ActionSpec.from_json(action),
            values.get("robot", ""),
            values.get("environment", {}),
            values.get("provenance", {}),
            {k: Stored.from_json(v["stored"]) for k, v in values["features"].items()},
            values.get("packed", False),
            values["id"],
            values.get("created", ""),
        )


def storage_plan(features: Features, pictures: Codec = ZSTD, rows: int = ROWS) -> dict[str, Stored]:
    """How features are kept: colour pictures by the codec given, other large ones by Zstandard
    unless everything is raw, small ones as plain tables."""
    plan = {}
    for key, feature in features.items():
        framewise = feature.is_picture or feature.row_bytes >= FRAME_BYTES
        lossless = RAW if pictures == RAW else ZSTD
        rgb = feature.role == "rgb" and feature.dtype == "uint8" and feature.shape[-1:] == (3,)
        chosen = (pictures if rgb else lossless) if framewise else RAW
        plan[key] = Stored(chosen, rows, framewise)
    return plan


def array_metadata(feature: Feature, stored: Stored, rows: int) -> bytes:
    """`zarr.json` of a feature's array, of so many rows."""
    shape = list(feature.shape)
    codecs = stored.codec.zarr()
    if stored.framewise:
        index = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
        inner = {"chunk_shape": [1, *shape], "codecs": codecs,
                 "index_codecs": index, "index_location": "end"}  # fmt: skip
        codecs = [{"name": "sharding_indexed", "configuration": inner}]
    return _json(
        {
            "zarr_format": 3,
            "node_type": "array",
            "shape": [rows, *shape],
            "data_type": feature.dtype,
            "chunk_grid": {
                "name": "regular",
                "configuration": {"chunk_shape": [stored.rows, *shape]},
            },
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "."}},
            "fill_value": False if feature.dtype == "bool" else 0,
            "codecs": codecs,
            "attributes": {},
            "dimension_names": ["row", *(f"dim_{n}" for n in range(len(shape)))],
        }
    )


def group_metadata(attributes: Mapping[str, Any]) -> bytes:
    """`zarr.json` of a group."""
    return _json({"zarr_format": 3, "node_type": "group", "attributes": dict(attributes)})


def shard_name(key: str, shard: int, feature: Feature) -> str:
    """File of a feature's shard, relative to the dataset."""
    return f"data/{key}/c.{shard}{'.0' * len(feature.shape)}"


def _json(values: Mapping[str, Any]) -> bytes:
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
