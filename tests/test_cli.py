"""The command line: what it prints, how it ends, what it writes, and what bad input gets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import changed, tabletop

import vla
from vla import cli, compose
from vla.errors import UserError
from vla.plan import Atom, Plan
from vla.planner import Question, Refusal
from vla.scene import Scene
from vla.steps import plan, put
from vla.task import Setup, Wanted
from vla.trace import Verdict, read_trace

RED = put("place_in", "red_block", "green_bowl")
CRAMPED = changed(tabletop(), "red_ball", speed=0.0)
SCENE = changed(CRAMPED, "vase", position=(0.78, -0.05, 0.08))


class Words:
    """A planner that knows four sentences."""

    def mentions(self, text: str) -> tuple[Wanted, ...]:
        return (Wanted("drawer"),) if "drawer" in text else (Wanted("block", "red"),)

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        if "which" in instruction:
            return Question("Which block do you mean?", ("red_block", "blue_block"))
        if "fly" in instruction:
            return Refusal("A table-top arm cannot fly.")
        if "lemon" in instruction:
            return plan(*put("place_in", "lemon", "green_bowl"), instruction=instruction)
        if "xyzzy" in instruction:
            raise UserError("Cannot understand 'xyzzy'.")
        keep = (Atom("clear_of", ("vase", 0.05)),) if "vase" in instruction else ()
        return plan(*RED, instruction=instruction, keep=keep)

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        return failed


class Stack:
    """A task family on the fake worlds."""

    name, scene = "put", "tabletop"
    wordings = ("put the red block in the bowl", "red block, bowl")

    def sample(self, rng: np.random.Generator) -> Setup:
        goal = Atom("inside", ("red_block", "green_bowl"))
        if rng.random() < 0.2:
            goal = Atom("inside", ("blue_block", "green_bowl"))
        return Setup(SCENE, self.wordings[0], goal, plan(*RED))


class Fakes:
    """What the commands were given."""

    def __init__(self) -> None:
        self.scene_names: list[str] = []
        self.on_tick: Callable[[FakeWorlds, int], None] = lambda worlds, world: None
        self.faults: dict[str, list[str]] = {}
        self.env = FakeWorlds()

    def worlds(
        self, scene: str, robot: Any, num_worlds: int = 1, action_mode: str = "ee_pose"
    ) -> FakeWorlds:
        self.scene_names.append(scene)
        self.env = FakeWorlds(num_worlds)
        self.env.on_tick = self.on_tick
        return self.env

    def skills(self, env: FakeWorlds, seen: FakeWorlds | None = None) -> FakeSkills:
        skills = FakeSkills(seen or env)
        skills.faults = self.faults
        return skills


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fakes:
    made = Fakes()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compose, "worlds", made.worlds)
    monkeypatch.setattr(compose, "skills", made.skills)
    monkeypatch.setattr(compose, "draw_scene", lambda *args: SCENE)
    monkeypatch.setattr(compose, "tasks", lambda names="all": [Stack()])
    monkeypatch.setattr(compose, "part", lambda config: Words())
    return made


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


Said = Callable[..., tuple[int, str, str]]


# --- help ----------------------------------------------------------------------------------


def test_help_and_version(said: Said) -> None:
    for words in ((), ("--help",), ("-h",)):
        code, out, _ = said(*words)
        assert code == 0
        assert all(verb.split()[0] in out for verb in cli.VERBS)
    for words in (("data",), ("data", "--help")):
        code, out, _ = said(*words)
        assert code == 0
        assert all(verb in out for verb in cli.VERBS if verb.startswith("data "))
    assert said("--version")[1].strip() == f"vla {vla.__version__}"


@pytest.mark.parametrize("verb", cli.VERBS)
def test_help_of_a_verb_lists_its_keys(said: Said, verb: str) -> None:
    code, out, _ = said(*verb.split(), "--help")
    assert code == 0
    for key in compose.settings(verb, []).values:
        assert key in out
    if verb == "run":
        assert "tabletop" in out
        assert "front | wrist | overhead" in out
        assert "640x480" in out


def test_help_is_fast() -> None:
    began = time.perf_counter()
    command = [sys.executable, "-P", "-m", "vla.cli", "--help"]
    environment = {**os.environ, "PYTHONPATH": str(Path(vla.__file__).parents[1])}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60)
    assert time.perf_counter() - began < 2.0, "half a second on an idle machine"


# --- bad input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rnu", "x"), "'run'"),
        (("run",), "instruction"),
        (("run", ""), "instruction"),
        (("plan", "  \n"), "instruction"),
        (("run", "x" * 10_000), "10,000"),
        (("run", "put \udcff\udcfe"), "UTF-8"),
        (("run", "put", "it", "there"), "Quote it"),
        (("run", "put it", "--sed"), "'seed='"),
        (("run", "put it", "camera=fornt"), "'front'"),
        (("run", "put it", "scene=tabeltop"), "'tabletop'"),
        (("run", "put it", "robot=pando"), "'panda'"),
        (("run", "put it", "sead=1"), "'seed'"),
        (("run", "put it", "size=10by10"), "size"),
        (("run", "put it", "size=641x480"), "even"),
        (("run", "put it", "fps=100"), "fps"),
        (("run", "put it", "seed=-1"), "negative"),
        (("run", "put it", "distractors=99"), "0 to 8"),
        (("run", "put it", "out=/proc/nowhere"), "out=/proc/nowhere"),
        (("run", "put it", "out=/etc/hostname/x"), "file"),
        (("run", "put the lemon away"), "lemon"),
        (("plan", "put the lemon away"), "lemon"),
        (("run", "which block"), "red_block, blue_block"),
        (("run", "fly to the moon"), "cannot fly"),
        (("plan", "fly to the moon"), "cannot fly"),
        (("run", "xyzzy"), "xyzzy"),
        (("tasks", "now"), "now"),
        (("bench",), "skills"),
        (("bench", "skils"), "'skills'"),
        (("bench", "skills", "mode=exprt"), "'expert'"),
        (("bench", "skills", "episodes=0"), "episodes"),
    ],
)
def test_a_clear_line_and_nothing_written(
    fakes: Fakes, said: Said, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    code, _, err = said(*words)
    assert code == 2
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert err.startswith(("error:", "question:"))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_writable(
    fakes: Fakes, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    code, _, err = said("run", "put it", "out=results")
    assert (code, "not writable" in err) == (2, True)
    assert not fakes.scene_names, "nothing was built"


# --- vla plan, vla tasks -------------------------------------------------------------------


def test_plan(fakes: Fakes, said: Said) -> None:
    code, out, _ = said("plan", "put it, mind the vase")
    assert code == 0
    assert "keep(clear_of('vase', 0.05))" in out
    assert "place_in('red_block', 'green_bowl')" in out
    code, out, _ = said("plan", "put it", "format=json")
    assert json.loads(out)["instruction"] == "put it"


def test_a_scene_without_room_for_the_hand_is_not_used(
    fakes: Fakes, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose, "draw_scene", lambda *args: CRAMPED)
    code, _, err = said("plan", "put it, mind the vase")
    assert code == 2
    assert "not enough room" in err


def test_tasks(fakes: Fakes, said: Said) -> None:
    code, out, _ = said("tasks")
    assert code == 0
    assert "red block, bowl" in out
    assert "red block, bowl" not in said("tasks", "where=kitchen")[1]


# --- vla run -------------------------------------------------------------------------------


def test_run(fakes: Fakes, said: Said, tmp_path: Path) -> None:
    fakes.faults["pick"] = ["miss"]
    code, out, err = said("run", "put it, mind the vase!", "size=96x64")
    assert (code, err) == (0, "")
    folder = tmp_path / "outputs" / "put-it-mind-the-vase"
    assert {path.name for path in folder.iterdir()} == {
        "video.mp4", "trace.jsonl", "report.html", "storyboard.png",
    }  # fmt: skip
    marks = [line[0] for line in out.splitlines() if line[:1] in "✓✗" and "(" in line]
    assert marks == ["✗", "✓", "✓"]
    assert "outputs/put-it-mind-the-vase/video.mp4" in out
    assert "never closer than 50.0 cm to vase" in out
    with av.open(str(folder / "video.mp4"), "r") as container:
        assert len(list(container.decode(video=0))) > 3
    assert fakes.scene_names == ["tabletop"]
    assert fakes.env.closed


def test_fixtures_are_in_the_kitchen(fakes: Fakes, said: Said) -> None:
    said("run", "put it in the drawer", "size=96x64")
    said("run", "put it", "size=96x64", "scene=tabletop")
    assert fakes.scene_names == ["kitchen", "tabletop"]


def test_a_run_that_does_not_succeed(fakes: Fakes, said: Said) -> None:
    fakes.faults["pick"] = ["miss"] * 1000
    code, out, _ = said("run", "put it", "size=96x64", "out=here")
    assert code == 1
    assert "Not achieved (post-condition)" in out
    assert (Path("here") / "report.html").exists()


@pytest.mark.parametrize("tick", [1, 4, 8])
def test_ctrl_c(fakes: Fakes, said: Said, tick: int) -> None:
    """The robot stops, the film plays, the trace and the report are whole, the code is 130."""

    def press(env: FakeWorlds, world: int) -> None:
        if env.steps == tick:
            os.kill(os.getpid(), signal.SIGINT)

    fakes.on_tick = press
    before = signal.getsignal(signal.SIGINT)
    code, out, _ = said("run", "put it", "size=96x64", "out=here")
    assert code == 130
    assert "stopped" in out
    assert signal.getsignal(signal.SIGINT) is before
    assert fakes.env.steps <= tick + 2, "it goes on after Ctrl-C"
    with av.open("here/video.mp4", "r") as container:
        assert list(container.decode(video=0))
    last = read_trace(Path("here/trace.jsonl")).events[-1]
    assert isinstance(last, Verdict)
    assert last.category == "stopped"
    assert Path("here/report.html").exists()


# --- vla bench -----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["expert", "language"])
def test_bench(fakes: Fakes, said: Said, tmp_path: Path, mode: str) -> None:
    code, out, _ = said("bench", "skills", "episodes=20", "worlds=3", f"mode={mode}", "out=b")
    assert code == 0
    record = json.loads((tmp_path / "b" / "skills.json").read_text())
    family = record["families"]["put"]
    assert family["episodes"] == 20
    assert 0 < len(family["failures"]) == 20 - family["successes"]
    assert family["failures"][0]["category"] == "wrong done"
    low, high = family["interval"]
    assert low < family["successes"] / 20 < high
    assert f"{family['successes']}/20" in out


def test_bench_gives_the_same_episodes_again(fakes: Fakes, said: Said, tmp_path: Path) -> None:
    said("bench", "skills", "episodes=9", "worlds=2", "out=a")
    said("bench", "skills", "episodes=9", "worlds=9", "out=b")
    first, second = (
        json.loads((tmp_path / name / "skills.json").read_text())["families"] for name in "ab"
    )
    assert first == second


def test_a_missing_library_is_named_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking(name: str) -> None:
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)

    for name, extra in (("transformers.models.clip", "policies"), ("websockets", "serve")):
        monkeypatch.setattr(cli.importlib, "import_module", lambda _, name=name: lacking(name))
        assert cli.main(["tasks"]) == 2
        assert f'pip install "vla-toolkit[{extra}]"' in capsys.readouterr().err
    monkeypatch.setattr(cli.importlib, "import_module", lambda _: lacking("vla.nothing"))
    with pytest.raises(ModuleNotFoundError):
        cli.main(["tasks"])
