"""`vla bench composer`: what is measured, under which disturbances, beside which numbers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_worlds import FakeSkills, FakeWorlds
from rich.console import Console

from vla import cli, compose
from vla.commands import bench_composer
from vla.commands.bench_composer import AVOID, CELLS, GROUPS, PUBLISHED, disturbances
from vla.envs.disturbances import Blackout, Intrude, Reopen, Shove, Steal, Strike, Undo
from vla.envs.tasks.templates import TEMPLATES, of
from vla.errors import UnknownName
from vla.plan import Atom, Keep
from vla.task import Setup


def setup_of(template: str) -> Setup:
    return of(template).sample(np.random.default_rng([1, 2]))


@pytest.mark.parametrize(
    ("template", "codes"),
    [
        ("close_drawer", {"D3": Reopen, "D5": Strike, "D6": Blackout}),
        ("grasp_pace", {"D1": Shove, "D2": Steal, "D5": Strike, "D6": Blackout}),
        ("drop_at", {"D1": Shove, "D2": Steal, "D3": Undo, "D5": Strike, "D6": Blackout}),
        ("push_by", {"D5": Strike, "D6": Blackout}),  # its goal counts from where it was at first
        ("move_clear", {"D4": Intrude, "D5": Strike, "D6": Blackout}),
        ("move_prep", {"D1": Shove, "D5": Strike, "D6": Blackout}),
    ],
)
def test_what_can_happen_happens(template: str, codes: dict[str, type]) -> None:
    setup = setup_of(template)
    for code in ("D0", "D1", "D2", "D3", "D4", "D5", "D6"):
        made = disturbances(code, setup, None)
        assert [type(one) for one in made] == ([codes[code]] if code in codes else []), code


def test_an_obstacle_keeps_the_distance_that_is_demanded() -> None:
    setup = setup_of("move_clear")
    (intrusion,) = disturbances("D4", setup, None)
    keep = setup.plan.body.steps[0]
    assert isinstance(keep, Keep)
    (kept,) = keep.conditions
    assert isinstance(kept, Atom)
    assert (intrusion.target, intrusion.keep) == kept.args


def test_published_numbers_belong_to_what_is_measured() -> None:
    assert {name for name, _ in PUBLISHED} <= {*TEMPLATES, AVOID}
    assert {cell for _, cell in PUBLISHED} <= set(CELLS)
    assert {group for group, _ in GROUPS} == {t.group for t in TEMPLATES.values()}
    assert GROUPS["object", "SISA"][2] == 64.0
    assert PUBLISHED["move_slow_near", "SIUA"] == (0.0, 0.0, 95.0)


class Fakes:
    """Worlds and skills without physics, in place of the real ones."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.env = FakeWorlds(2)
        monkeypatch.setattr(compose, "worlds", lambda *_: self.env)
        monkeypatch.setattr(compose, "sight", lambda env: env)
        monkeypatch.setattr(compose, "skills", lambda env, seen=None: FakeSkills(self.env))


def test_a_run_prints_and_writes_what_it_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Fakes(monkeypatch)
    console = Console(width=200, record=True)
    overrides = ["templates=move_slow_near,grasp_pace", "cells=SISA,SIUA", "episodes=3",
                 f"out={tmp_path}"]  # fmt: skip
    assert bench_composer.run("", overrides, console) == 0
    printed = console.export_text()
    assert "move_slow_near" in printed
    assert "77.5 %" in printed  # the group's published number
    record = json.loads((tmp_path / "composer.json").read_text("utf-8"))
    assert [(r["template"], r["cell"], r["episodes"]) for r in record["rows"]] == [
        ("move_slow_near", "SISA", 3), ("move_slow_near", "SIUA", 3),
        ("grasp_pace", "SISA", 3), ("grasp_pace", "SIUA", 3),
    ]  # fmt: skip
    first = record["rows"][0]
    assert first["published"] == {"U-Net": 80.0, "LLM + Prim.": 10.0, "VoxPoser": 100.0}
    assert first["successes"] + sum(first["categories"].values()) == 3
    assert {g["group"] for g in record["groups"]} == {"object", "spatial"}


def test_what_is_measured_is_written_while_the_others_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody stops it when the fourth episode begins."""
    fakes, begun = Fakes(monkeypatch), []
    begin = fakes.env.begin

    def begins(world: int, setup: Setup, *rest: Any, **options: Any) -> None:
        begun.append(world)
        if len(begun) == 4:
            record = json.loads((tmp_path / "composer.json").read_text("utf-8"))
            (row,) = record["rows"]
            assert row["episodes"] >= 1
            assert row["episodes"] == row["successes"] + len(row["failures"])
            raise KeyboardInterrupt
        begin(world, setup, *rest, **options)

    monkeypatch.setattr(fakes.env, "begin", begins)
    overrides = ["templates=grasp_pace", "cells=SISA", "episodes=6", "worlds=2", f"out={tmp_path}"]
    assert bench_composer.run("", overrides, Console(quiet=True)) == 130
    (row,) = json.loads((tmp_path / "composer.json").read_text("utf-8"))["rows"]
    assert row["episodes"] == 2  # the one that was stopped is none
    assert row["processor_seconds"] >= 0.0


@pytest.mark.parametrize(
    ("override", "suggestion"),
    [("templates=move_cleer", "move_clear"), ("cells=SIUB", "SIUA"), ("disturb=D9", "D0")],
)
def test_unknown_names_are_told(override: str, suggestion: str) -> None:
    with pytest.raises(UnknownName, match=suggestion):
        bench_composer.run("", [override, "episodes=1"], Console(quiet=True))


def test_the_command_line_knows_both_benches(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "composer", "--help"]) == 0
    assert "disturb" in capsys.readouterr().out
    assert cli.main(["bench", "compsoer"]) == 2
    assert "composer" in capsys.readouterr().err
    assert cli.main(["bench"]) == 2
    assert "composer" in capsys.readouterr().err
