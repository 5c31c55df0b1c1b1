"""The report: one page that loads nothing, tells every step and cannot be tricked by names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import tabletop

from vla.agent import Job, run
from vla.plan import And, Atom
from vla.program import code_lines, to_code
from vla.report import Picture, Story, write_report
from vla.steps import plan, put
from vla.task import Setup
from vla.telemetry import Telemetry
from vla.video import encode


class Page(HTMLParser):
    """What a browser would see: tags in balance, sources, and text."""

    VOID = ("meta", "img", "link", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href", "poster")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words += data


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    body = plan(
        *put("place_in", "red_block", "green_bowl"), keep=(Atom("clear_of", ("vase", 0.05)),)
    )
    env = FakeWorlds()
    skills = FakeSkills(env)
    skills.faults["pick"] = ["miss"]
    telemetry = Telemetry(("red_block",))
    job = Job(Setup(tabletop(), "", And(()), body), plan=body, sinks=(telemetry,))
    (outcome,) = run(env, skills, [job])
    assert outcome.success
    still = encode(np.zeros((48, 64, 3), np.uint8))
    folder = tmp_path_factory.mktemp("report")
    (folder / "video.mp4").write_bytes(b"film")
    story = Story(
        "put </script><b>it</b> in",
        True,
        "done",
        to_code(body),
        code_lines(body),
        outcome.job.trace.events,
        [Picture("before", still), Picture("pick('red_block')", still, False, 1.0)],
        telemetry,
        {"vase": 0.05},
        {"time": "3 s"},
        folder / "video.mp4",
    )
    write_report(folder / "report.html", story)
    return Page((folder / "report.html").read_text("utf-8"))


def test_it_loads_nothing(page: Page) -> None:
    assert page.sources
    assert all(source.startswith("data:") for source in page.sources)
    assert "link" not in page.tags
    assert "iframe" not in page.tags


def test_it_tells_every_step(page: Page) -> None:
    assert "put </script><b>it</b> in" in page.words
    assert "b" not in [tag for tag in page.tags if tag == "script"]
    assert page.tags.count("img") == 2
    assert "place_in('red_block', 'green_bowl')" in page.words
    assert "clear_of('vase', 0.05)" in page.words
    assert "✗" in page.words
    assert "✓" in page.words
    assert "holds red_block" in page.words, "the evidence of the grasp"
    assert page.words.count("[cm]") == 3, "distance, height and clearance"


def test_telemetry_has_an_entry_per_tick() -> None:
    body = plan(*put("place_in", "red_block", "green_bowl"))
    env = FakeWorlds()
    telemetry = Telemetry(("red_block", "vase"))
    job = Job(Setup(tabletop(), "", And(()), body), plan=body, sinks=(telemetry,))
    (outcome,) = run(env, FakeSkills(env), [job])
    series = (telemetry.height, telemetry.speed, telemetry.width, telemetry.held)
    lengths = {len(values) for values in (*series, *telemetry.distance.values())}
    assert lengths == {outcome.counts["ticks"] + 1}
    assert "red_block" in telemetry.held


def test_the_plots_are_valid_json(tmp_path: Path) -> None:
    telemetry = Telemetry(("x",), [0.0, 0.1], [0.1, 0.2], [0.0, 0.1], [0.08, 0.08], [None, None])
    telemetry.distance["x"] = [0.1, 0.2]
    telemetry.clearance["vase"] = [None, 0.2]
    story = Story("text", False, "no", "pick('x')", {}, [], [], telemetry, {"vase": 0.1})
    write_report(tmp_path / "r.html", story)
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "NaN" not in re.findall(r"const charts=(.*?);document", text)[0]
