"""Videos that play, also when they were cut short; stills that decode."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import tabletop

from vla.agent import Job, run
from vla.errors import UserError
from vla.plan import And
from vla.steps import plan, put
from vla.task import Setup
from vla.video import Film, Video, encode, grid


def picture(value: int, width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def frames(path: Path) -> list[tuple[float, int]]:
    """Time and brightness of every picture."""
    with av.open(str(path)) as container:
        return [
            (float(frame.time or 0.0), int(frame.to_ndarray(format="rgb24").mean()))
            for frame in container.decode(video=0)
        ]


def test_a_browser_can_play_it(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    with Video(path, (64, 48)) as video:
        for n in range(10):
            video.add(picture(20 * n), n / 20)
    with av.open(str(path)) as container:
        (stream,) = container.streams.video
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    content = path.read_bytes()
    assert content.find(b"moov") < content.find(b"mdat"), "the index comes first"
    shown = frames(path)
    assert [round(20 * time) for time, _ in shown] == list(range(10))
    assert all(abs(value - 20 * n) < 4 for n, (_, value) in enumerate(shown))


def test_it_is_whole_after_an_interrupt(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"

    def film() -> None:
        with Video(path, (64, 48)) as video:
            video.add(picture(10), 0.0)
            video.add(picture(200), 0.05)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film()
    assert len(frames(path)) == 2


def test_nothing_filmed_leaves_nothing(tmp_path: Path) -> None:
    with Video(tmp_path / "video.mp4", (64, 48)):
        pass
    assert not list(tmp_path.iterdir())


def test_odd_sizes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="even"):
        Video(tmp_path / "video.mp4", (65, 48))


@pytest.mark.parametrize("every", [None, 1, 2])
def test_a_film_runs_in_real_time(tmp_path: Path, every: int | None) -> None:
    path = tmp_path / "video.mp4"
    env = FakeWorlds()
    body = plan(*put("place_in", "red_block", "green_bowl"))
    with Video(path, (64, 48)) as video:
        film = Film(video, "front", (64, 48), every)
        job = Job(Setup(tabletop(), "", And(()), body), sinks=(film,))
        (outcome,) = run(env, FakeSkills(env), [job])
    assert outcome.success
    times = [time for time, _ in frames(path)]
    assert times[0] == 0.0
    assert times[-1] == pytest.approx(outcome.seconds + 1.0, abs=0.01)
    assert times == sorted(times)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_stills_decode(kind: str) -> None:
    colours = np.zeros((48, 64, 3), np.uint8)
    colours[:, :32], colours[:, 32:] = (220, 30, 40), (20, 120, 240)
    with av.open(io.BytesIO(encode(colours, kind)), "r") as container:
        (frame,) = container.decode(video=0)
        back = frame.to_ndarray(format="rgb24")
    assert np.abs(back.astype(int) - colours)[:, [5, 60]].max() <= (6 if kind == "jpeg" else 0)


def test_a_grid_shows_every_picture() -> None:
    sheet = grid([picture(10 * n) for n in range(5)], columns=3, gap=2)
    assert sheet.shape == (98, 196, 3)
    assert sheet[60, 10, 0] == 30
    assert sheet[60, 190, 0] == 255
