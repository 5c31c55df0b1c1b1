"""What was found out about things on joints, kept in a folder: one small JSON file for each.

A file is good for one thing in one place: it carries the thing's name and a digest of the
furniture around it, and is refused anywhere else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vla.errors import UserError
from vla.scene import Scene, Vec3

from .mechanisms import Mechanism

FORMAT = 1


@dataclass(frozen=True)
class Experience:
    """A folder of mechanisms."""

    folder: Path

    def file(self, scene: Scene, name: str) -> Path:
        """Where the mechanism of a thing in a scene is kept."""
        return self.folder / f"{name}-{surroundings(scene, name)}.json"

    def recall(self, scene: Scene, name: str) -> Mechanism | None:
        """What is known of a thing; `None` if nobody has tried it.

        Raises:
            UserError: the file is damaged, of another version, or of another thing or scene.
        """
        file = self.file(scene, name)
        return load_mechanism(file, scene, name) if file.is_file() else None

    def keep(self, scene: Scene, name: str, mechanism: Mechanism, tries: int, steps: int) -> None:
        """Write down what was found out about a thing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        record = {
            "format": FORMAT,
            "thing": name,
            "surroundings": surroundings(scene, name),
            "mechanism": asdict(mechanism),
            "tries": tries,
            "control_steps": steps,
        }
        file = self.file(scene, name)
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        fresh.replace(file)


def load_mechanism(file: Path, scene: Scene, name: str) -> Mechanism:
    """The mechanism in a file, if it is that of a thing in a scene.

    Raises:
        UserError: it is damaged, of another version, or of another thing or scene.
    """
    try:
        record: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if record["format"] != FORMAT:
            raise UserError(
                f"{file} has format {record['format']}, this toolkit reads {FORMAT}."
                " Delete it to learn anew."
            )
        thing, around = record["thing"], record["surroundings"]
        mechanism = _mechanism(record["mechanism"])
    except UserError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file} is damaged: {error!r}. Delete it to learn anew.") from None
    if thing != name:
        raise UserError(f"{file} says how '{thing}' moves, not '{name}'.")
    if around != surroundings(scene, name):
        raise UserError(
            f"{file} is of another scene (digest {around}, this one has"
            f" {surroundings(scene, name)}): what was learned there does not hold here."
        )
    return mechanism


def surroundings(scene: Scene, name: str) -> str:
    """A digest of a thing, and of all furniture that stands where it stands for good."""
    fixed = [e for e in scene if e.affords.shape == "fixture"]
    told = [
        (e.name, e.kind, _rounded(e.extent),
         _rounded(e.position) if e.openness is None or e.name == name else ())
        for e in sorted(fixed, key=lambda e: e.name)
    ]  # fmt: skip
    return hashlib.sha256(json.dumps([name, told]).encode()).hexdigest()[:16]


def _rounded(values: Vec3) -> tuple[float, ...]:
    return tuple(round(value, 2) + 0.0 for value in values)


def _mechanism(record: dict[str, Any]) -> Mechanism:
    center = record["center"]
    return Mechanism(
        _vec(record["shut"]),
        _vec(record["ahead"]),
        None if center is None else _vec(center),
        float(record["farthest"]),
        bool(record["ended"]),
        float(record["error"]),
    )


def _vec(values: Any) -> Vec3:
    x, y, z = (float(value) for value in values)
    return (x, y, z)
