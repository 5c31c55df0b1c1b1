"""An episode as a recording for Rerun's viewer: pictures, curves and words on common time lines."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from vla.errors import UserError
from vla.features import TIMESTAMP, Feature, outlasts

from .dataset import Dataset

MAX_CURVES = 64
"""Components of one feature."""
QUALITY = 90
"""Of colour pictures, as JPEG."""


def write_recording(dataset: Dataset, episode: int, out: Path) -> None:
    """Write an episode as an `.rrd` file; look at it with `rerun FILE`.

    Time lines are `step` and `seconds` since the episode began. Pictures and curves are named as
    in the dataset, the instruction stands under `instruction`.

    Raises:
        UserError: no such episode, Rerun is not installed, or the file cannot be written.
    """
    entry = dataset.entry(episode)
    rr = _rerun()
    name = Path(dataset.url.rstrip("/")).name.removesuffix(".zarr")
    # one recording of many is told from the others by its id
    stream = rr.RecordingStream(name, recording_id=f"{entry.id}-{episode}")
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        stream.save(temporary)
        _write(rr, stream, dataset, episode)
        stream.flush()
        stream.disconnect()  # closes the file
        temporary.replace(out)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            f"{out} cannot be written: {reason}. Give a folder that can be written."
        ) from None
    finally:
        stream.disconnect()
        with suppress(OSError):
            temporary.unlink()


def _rerun() -> Any:
    try:
        import rerun  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise UserError(
            "Recordings for Rerun need its library, which is not installed. Install it:"
            " pip install rerun-sdk"
        ) from None
    return rerun


def _write(rr: Any, stream: Any, dataset: Dataset, episode: int) -> None:
    entry = dataset.entry(episode)
    said = "\n\n".join(
        (f"**{entry.instruction or 'no instruction'}**", *entry.instructions[1:], _facts(entry))
    )
    words = rr.TextDocument(said, media_type=rr.MediaType.MARKDOWN)
    stream.log("instruction", words, static=True)
    first = int(dataset.offsets[episode])
    seconds = np.arange(entry.rows) / dataset.schema.rate
    stamp = dataset.schema.features.get(TIMESTAMP)
    if stamp is not None and stamp.shape in ((), (1,)):
        measured = dataset.read(TIMESTAMP, np.arange(first, first + entry.rows))
        seconds = measured.reshape(-1).astype(np.float64)
    for key, feature in dataset.schema.features.items():
        count = entry.rows if outlasts(key, feature) else entry.length
        path = key.replace(".", "/")
        if feature.is_picture:
            _pictures(rr, stream, dataset, path, key, first, seconds[:count])
        elif key != TIMESTAMP and _drawn(feature):
            values = dataset.read(key, np.arange(first, first + count))
            values = values.reshape(count, -1)[:, :MAX_CURVES].astype(np.float64)
            _curves(rr, stream, path, feature, values, seconds[:count])


def _facts(entry: Any) -> str:
    verdict = {True: "success", False: "no success", None: "not judged"}[entry.success]
    seed = "" if entry.seed is None else f"seed {entry.seed}"
    return " · ".join(word for word in (entry.task, verdict, seed, entry.source) if word)


def _drawn(feature: Feature) -> bool:
    """Vectors and single numbers; the simulator's whole state is for machines."""
    size = int(np.prod(feature.shape, dtype=np.int64))
    known = feature.role in ("state", "action") or size <= MAX_CURVES
    return known and len(feature.shape) <= 1 and np.dtype(feature.dtype).kind in "fiub"


def _times(rr: Any, seconds: np.ndarray) -> list[Any]:
    return [
        rr.TimeColumn("step", sequence=np.arange(len(seconds))),
        rr.TimeColumn("seconds", duration=seconds),
    ]


def _curves(
    rr: Any, stream: Any, path: str, feature: Feature, values: np.ndarray, seconds: np.ndarray
) -> None:
    """All components as the lines of one plot."""
    units = feature.units * values.shape[1] if len(feature.units) == 1 else feature.units
    names = [
        (feature.names[dim] if dim < len(feature.names) else str(dim))
        + (f" [{units[dim]}]" if dim < len(units) and units[dim] != "1" else "")
        for dim in range(values.shape[1])
    ]
    stream.log(path, rr.SeriesLines(names=names), static=True)
    columns = rr.Scalars.columns(scalars=values)
    stream.send_columns(path, indexes=_times(rr, seconds), columns=columns)


def _pictures(
    rr: Any, stream: Any, dataset: Dataset, path: str, key: str, first: int, seconds: np.ndarray
) -> None:
    """One picture at a time: an episode of them may not fit into memory."""
    feature = dataset.schema.features[key]
    as_kept = dataset.schema.stored[key].codec.name == "jpeg"
    for step, time in enumerate(seconds.tolist()):
        stream.set_time("step", sequence=step)
        stream.set_time("seconds", duration=time)
        if as_kept:
            data = dataset.frames(key).encoded(first + step)
            stream.log(path, rr.EncodedImage(contents=data, media_type="image/jpeg"))
            continue
        picture = dataset.read(key, np.array([first + step]))[0]
        if feature.role == "depth":
            metre = 1.0 / feature.scale if feature.scale else 1.0
            stream.log(path, rr.DepthImage(picture, meter=metre))
        elif feature.role == "segmentation":
            stream.log(path, rr.SegmentationImage(picture))
        elif picture.dtype == np.uint8:
            stream.log(path, rr.Image(picture).compress(jpeg_quality=QUALITY))
        else:
            stream.log(path, rr.Image(picture))
    stream.reset_time()
