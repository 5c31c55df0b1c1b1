"""Reading LeRobot's datasets, episode by episode: Parquet for numbers, MP4 for pictures.

What is not there, damaged, or of another shape than `meta/info.json` says is named by its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from vla.action import ActionSpec
from vla.episode import Episode, new_id
from vla.errors import UserError
from vla.features import ACTION, Feature

from .conversion import Source
from .lerobot_layout import (
    DONE,
    EPISODE_NOTE,
    EPISODES,
    INDEX,
    INFO,
    OURS,
    SUCCESS,
    TASKS,
    VIDEOS,
    channels_first,
    our_names,
    place,
    read_info,
    read_json,
)
from .lerobot_tables import DataFile, open_table, parquet, read_rows
from .lerobot_video import Clip, decode_picture
from .schema import Schema

PICTURES = ("image", "video")


@dataclass(frozen=True)
class Plan:
    """How a dataset is read: what is taken from where."""

    root: Path
    info: Mapping[str, Any]
    features: Mapping[str, Feature]
    """Their name -> what we make of it; what is not here is left out."""
    names: Mapping[str, str]
    """Their name -> ours."""
    rows: Sequence[Mapping[str, Any]]
    """The table of episodes, in order."""
    tasks: Mapping[int, str]
    lost: Sequence[str]
    clips: dict[str, Clip] = field(default_factory=dict)
    """The file that is being decoded, of each camera."""
    ids: set[str] = field(default_factory=set)
    """Of the episodes that were read."""

    def is_video(self, key: str) -> bool:
        return self.info["features"][key]["dtype"] == "video"

    def data_path(self, row: Mapping[str, Any]) -> Path:
        """Where the numbers of an episode are."""
        values = {"chunk_index": row["data/chunk_index"], "file_index": row["data/file_index"]}
        return place(self.root, self.info["data_path"], values)

    def video_path(self, key: str, row: Mapping[str, Any]) -> Path:
        """Where the pictures of an episode are."""
        values = {
            "video_key": key,
            "chunk_index": row[f"videos/{key}/chunk_index"],
            "file_index": row[f"videos/{key}/file_index"],
        }
        return place(self.root, self.info.get("video_path") or VIDEOS, values)


def open_source(root: Path) -> Source:
    """A LeRobot dataset of version 3 in a folder.

    Raises:
        UserError: a file is missing, damaged or of another version; names the file.
    """
    parquet()
    info = read_info(root)
    note = read_json(root, OURS) if (root / OURS).exists() else {}
    try:
        features, names, lost = _map_features(info, note)
        spec = note.get("action")
        schema = Schema(
            {names[key]: feature for key, feature in features.items()},
            float(info["fps"]),
            None if spec is None else ActionSpec.from_json(spec),
            note.get("robot") or str(info.get("robot_type") or ""),
            note.get("environment", {}),
            {**note.get("provenance", {}), "source": _origin(root, info, features, names)},
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise UserError(
            f"{root / OURS if note else root / INFO} cannot be understood: {error!r}."
            + (" Delete it to read the dataset without what this toolkit noted." if note else "")
        ) from None
    rows = _read_episodes(root, info, features)
    plan = Plan(root, info, features, names, rows, _read_tasks(root), lost)
    _check_files(plan)
    return Source(schema, len(rows), lambda: _episodes(plan), [*lost, *_lost_in(root, rows)])


# --- what is there -----------------------------------------------------------------------------


def _map_features(
    info: Mapping[str, Any], note: Mapping[str, Any]
) -> tuple[dict[str, Feature], dict[str, str], list[str]]:
    """Their name -> feature, their name -> our name, what is lost."""
    declared, noted, lost = info["features"], note.get("features", {}), []
    features: dict[str, Feature] = {}
    for key, given in declared.items():
        if key in INDEX or key in note.get("made", ()):
            continue
        made = _map_feature(key, given)
        if isinstance(made, str):
            lost.append(made)
            continue
        if key in noted:
            kept = Feature.from_json({k: v for k, v in noted[key].items() if k != "key"})
            same = np.prod(kept.shape, dtype=int) == np.prod(made.shape, dtype=int)
            made = kept if same and kept.is_picture == made.is_picture else made
        features[key] = made
    if not features:
        raise UserError("no feature that can be read")
    names = our_names(features, [k for k in features if declared[k]["dtype"] in PICTURES])
    names.update({key: noted[key]["key"] for key in features if key in noted})
    lost += [
        f"'{key}': sound is left out."
        for key in features
        if (declared[key].get("info") or {}).get("has_audio")
    ]
    return features, names, lost


def _map_feature(key: str, given: Mapping[str, Any]) -> Feature | str:
    """What we make of a feature, or why nothing."""
    dtype, shape, names = given["dtype"], given["shape"], given.get("names")
    if dtype in PICTURES:
        facts = given.get("info") or {}
        if len(shape) != 3:
            return f"'{key}': pictures of shape {shape} are not read."
        height, width, channels = (*shape[1:], shape[0]) if channels_first(shape, names) else shape
        if facts.get("is_depth_map") or facts.get("video.is_depth_map") or channels != 3:
            return f"'{key}': only colour pictures are read, not depth or {channels} channels."
        return Feature((height, width, 3), "uint8", "rgb")
    try:
        kind = np.dtype(dtype)
    except TypeError:
        return f"'{key}': values of type '{dtype}' are not read."
    if kind.kind not in "biuf":
        return f"'{key}': values of type '{dtype}' are not read."
    role = "record"
    if key.startswith("observation."):
        role = "state"
    elif key == ACTION:
        role = "action"
    # There, a number is a vector of one; what is felt and done stays a vector.
    shape = () if shape == [1] and role == "record" else tuple(shape)
    return Feature(shape, kind.name, role, _component_names(names, shape))


def _component_names(names: Any, shape: tuple[int, ...]) -> tuple[str, ...]:
    """Names of a vector's components, where there is one for each."""
    if isinstance(names, dict):  # {"motors": [...]} and the like, or {"x": 0, "y": 1}
        values = list(names.values())
        names = values[0] if len(values) == 1 and isinstance(values[0], list) else list(names)
    fits = isinstance(names, list) and len(shape) == 1 and len(names) == shape[0]
    return tuple(map(str, names)) if fits else ()


def _origin(
    root: Path, info: Mapping[str, Any], features: Mapping[str, Feature], names: Mapping[str, str]
) -> dict[str, Any]:
    """What to remember of where a dataset comes from."""
    kept = ("dtype", "names", "info")
    return {
        "format": "lerobot",
        "version": info["codebase_version"],
        "path": str(root),
        "robot_type": info.get("robot_type"),
        "names": {names[key]: key for key in features},
        "features": {
            key: {k: info["features"][key][k] for k in kept if info["features"][key].get(k)}
            for key in features
        },
    }


def _read_episodes(
    root: Path, info: Mapping[str, Any], features: Mapping[str, Feature]
) -> list[dict[str, Any]]:
    """The rows of the table of episodes, sorted, without its statistics."""
    files = sorted((root / EPISODES).parents[1].glob("*/*.parquet"))
    if not files:
        raise UserError(f"{root / EPISODES.format(chunk_index=0, file_index=0)} is missing.")
    wanted: dict[str, type] = {"episode_index": int, "length": int}
    wanted |= {"data/chunk_index": int, "data/file_index": int}
    for key in features:
        if info["features"][key]["dtype"] == "video":
            wanted |= {f"videos/{key}/{n}_index": int for n in ("chunk", "file")}
            wanted[f"videos/{key}/from_timestamp"] = float
    rows = []
    for file in files:
        known = set(open_table(file).schema_arrow.names)
        missing = sorted(wanted.keys() - known)
        if missing:
            raise UserError(f"{file} has no column '{missing[0]}'. Download it again.")
        more = sorted({"tasks", EPISODE_NOTE} & known)
        for row in read_rows(file, [*wanted, *more]):
            empty = [k for k, kind in wanted.items() if not isinstance(row[k], kind)]
            if empty or row["length"] < 1:
                what = empty[0] if empty else "length"
                raise UserError(f"{file}: episode {row['episode_index']} has no '{what}'.")
            rows.append(row)
    if not rows:
        raise UserError(f"{files[0]} lists no episodes: there is nothing to read.")
    return sorted(rows, key=lambda row: row["episode_index"])


def _read_tasks(root: Path) -> dict[int, str]:
    """Number -> what was to be done."""
    path = root / TASKS
    if not path.exists():
        raise UserError(f"{path} is missing. Download the dataset again.")
    names = open_table(path).schema_arrow.names
    text = next((n for n in ("task", "__index_level_0__") if n in names), None)
    if text is None or "task_index" not in names:
        raise UserError(f"{path} has columns {names}; 'task' and 'task_index' are expected.")
    return {row["task_index"]: str(row[text]) for row in read_rows(path, [text, "task_index"])}


def _check_files(plan: Plan) -> None:
    """That every file is there, and has the columns that it should have."""
    checked: set[Path] = set()
    for row in plan.rows:
        paths = [plan.data_path(row)]
        paths += [plan.video_path(key, row) for key in plan.features if plan.is_video(key)]
        for path in paths:
            if path in checked:
                continue
            checked.add(path)
            if not path.is_file():
                raise UserError(
                    f"{path} is missing: episode {row['episode_index']} is in it."
                    f" Download the dataset again, or copy it as a whole."
                )
            if path == paths[0]:
                wanted = [key for key in plan.features if not plan.is_video(key)]
                known = open_table(path).schema_arrow.names
                missing = [k for k in (*wanted, "episode_index", "task_index") if k not in known]
                if missing:
                    raise UserError(
                        f"{path} has no column '{missing[0]}', which {plan.root / INFO} lists"
                        " as a feature. Take it out of there, or download the dataset again."
                    )


def _lost_in(root: Path, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of the episodes cannot be mapped."""
    lost = []
    changing = sum(len(row.get("tasks") or ()) > 1 and not row.get(EPISODE_NOTE) for row in rows)
    if changing:
        lost.append(
            "Tasks that change within an episode: the texts are kept, the first as what was said,"
            f" but not the steps at which they change (episodes: {changing})."
        )
    if (root / "meta/subtasks.parquet").exists():
        lost.append("meta/subtasks.parquet: the texts of subtasks are left out.")
    return lost


# --- episodes ----------------------------------------------------------------------------------


def _episodes(plan: Plan) -> Iterator[Episode]:
    file: DataFile | None = None
    plan.ids.clear()
    try:
        for row in plan.rows:
            path = plan.data_path(row)
            if file is None or file.path != path:
                file = DataFile(path)
            yield _read_episode(plan, row, file)
    finally:
        for clip in plan.clips.values():
            clip.close()
        plan.clips.clear()


def _read_episode(plan: Plan, row: Mapping[str, Any], file: DataFile) -> Episode:
    number, length = row["episode_index"], row["length"]
    extra = [k for k in (SUCCESS, DONE) if k in plan.info["features"] and k in file.columns]
    columns = [key for key in plan.features if not plan.is_video(key)]
    table = file.episode(number, length, list(dict.fromkeys([*columns, "task_index", *extra])))
    data: dict[str, np.ndarray] = {}
    for key, feature in plan.features.items():
        if feature.is_picture:
            pictures = np.empty((length, *feature.shape), np.uint8)
            if plan.is_video(key):
                _read_clip(plan, row, key, pictures)
            else:
                _read_stills(plan, file.path, number, table.column(key), pictures)
            data[plan.names[key]] = pictures
        else:
            values = file.numbers(table, key, (length, *feature.shape))
            data[plan.names[key]] = values.astype(feature.dtype)
    spoken = file.numbers(table, "task_index", (length,))
    unknown = sorted(set(spoken.tolist()) - plan.tasks.keys())
    if unknown:
        raise UserError(
            f"{file.path}: episode {number} has task {unknown[0]}, which {plan.root / TASKS}"
            " does not list. Download both again."
        )
    said = dict.fromkeys(plan.tasks[task] for task in spoken.tolist())
    success = None
    if SUCCESS in extra:
        success = bool(file.numbers(table, SUCCESS, (length,))[-1])
    return _with_note(plan, row, data, tuple(t for t in said if t), success)


def _with_note(
    plan: Plan, row: Mapping[str, Any], data: dict[str, np.ndarray],
    said: tuple[str, ...], success: bool | None,
) -> Episode:  # fmt: skip
    """The episode, with what we noted beside it if it is ours."""
    try:
        note = json.loads(row.get(EPISODE_NOTE) or "{}")
        name = note.get("id")
        if not name or name in plan.ids:  # copied by somebody's tool: another episode now
            name = new_id()
        plan.ids.add(name)
        return Episode(
            data, row["length"], note.get("task", ""),
            tuple(note.get("instructions", said)), note.get("success", success),
            note.get("seed"), note.get("ended", ""), note.get("source", ""),
            note.get("recorded", ""), name, note.get("extra", {}),
        )  # fmt: skip
    except (AttributeError, TypeError, ValueError) as error:
        raise UserError(
            f"{plan.root / EPISODES}: column '{EPISODE_NOTE}' of episode {row['episode_index']}"
            f" cannot be understood: {error}."
        ) from None


def _read_clip(plan: Plan, row: Mapping[str, Any], key: str, out: np.ndarray) -> None:
    """Fill `out` with an episode's pictures; episodes in a row are decoded in one go."""
    path, rate = plan.video_path(key, row), float(plan.info["fps"])
    clip = plan.clips.get(key)
    if clip is None or clip.path != path:
        if clip is not None:
            clip.close()
        clip = plan.clips[key] = Clip(path, rate)
    clip.read(round(row[f"videos/{key}/from_timestamp"] * rate), out)


def _read_stills(plan: Plan, path: Path, number: int, column: Any, out: np.ndarray) -> None:
    """Fill `out` with pictures that lie in the table, or in files that it names."""
    for step, cell in enumerate(column):
        value = cell.as_py() or {}
        try:
            data = value.get("bytes")
            if data is None:
                data = place(plan.root, "{name}", {"name": value["path"]}).read_bytes()
            decode_picture(data, out[step])
        except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
            raise UserError(
                f"{path}: picture of episode {number} at step {step} cannot be read: {error}."
                " Download it again."
            ) from None
