"""Traces: whole after every line, read back as they were, and the interval of rates."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from scipy.stats import binomtest

from vla.errors import UserError
from vla.stats import wilson
from vla.trace import (
    Checked,
    Event,
    Grounded,
    Recovered,
    Replanned,
    SkillEnded,
    SkillPhase,
    SkillStarted,
    Trace,
    Verdict,
    Violated,
    read_trace,
)

EVENTS: list[Event] = [
    Grounded(0.0, "1", "objects('block')", ("red_block",)),
    Checked(0.5, "1", "achieves", "holding('red_block')", None, "„not“ sensed"),
    SkillStarted(0.5, "1", "push('a', 0.1)", "push", ("a", 0.1), {"speed": 1.0}, {"vase": 0.1}, 1),
    SkillPhase(0.6, "1", "push", "approach"),
    Violated(0.7, "", "clear_of('vase')", "2.0 cm away", -0.08, 1),
    SkillEnded(1.0, "1", "push", False, "no way", "moved 0 cm", 1, 0.5),
    Recovered(1.0, "1", "pick('a')", "lost"),
    Replanned(1.1, "1", "it slipped", ("fact one", "fact two"), 1),
    Verdict(2.0, "", False, "motion", "no way", {"calls": 3}, {"vase": 0.02}),
]


def test_every_line_is_whole_at_once(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.jsonl")
    for count, event in enumerate(EVENTS, 1):
        trace.add(event)
        lines = (tmp_path / "trace.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == count
        assert json.loads(lines[-1])["event"] == type(event).__name__
    trace.close()
    assert read_trace(tmp_path / "trace.jsonl").events == EVENTS


def test_what_json_cannot_say(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.jsonl")
    trace.add(Verdict(0.0, "", True, "", "", {}, {"vase": math.inf}))
    trace.close()
    (verdict,) = read_trace(tmp_path / "trace.jsonl").events
    assert isinstance(verdict, Verdict)
    assert verdict.min_clearance == {"vase": None}


@pytest.mark.parametrize("line", ["{", "[]", '{"event": "Nonsense"}', '{"event": "Verdict"}'])
def test_a_foreign_file_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "t.jsonl").write_text(line)
    with pytest.raises(UserError, match="line 1"):
        read_trace(tmp_path / "t.jsonl")


def test_without_a_path_nothing_is_written(tmp_path: Path) -> None:
    trace = Trace()
    for event in EVENTS:
        trace.add(event)
    trace.close()
    assert list(trace.of(SkillEnded, Recovered)) == EVENTS[5:7]


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 100), (98, 100), (100, 100), (7, 20), (1, 3)])
def test_wilson_agrees_with_scipy(k: int, n: int) -> None:
    truth = binomtest(k, n).proportion_ci(0.95, "wilson")
    assert wilson(k, n) == pytest.approx((truth.low, truth.high), abs=1e-6)


def test_wilson_without_trials() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 successes of 2"):
        wilson(3, 2)
