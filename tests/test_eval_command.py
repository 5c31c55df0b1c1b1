"""`vla eval` and `vla serve`: what they write and print, and that a socket changes nothing."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from rich.console import Console
from test_collection import batch, record
from test_report import Page
from toy_policy import toy

from vla import cli, compose
from vla.commands import candidates, serve
from vla.commands import eval as evaluation
from vla.commands.eval_result import ALL, Measured, Report
from vla.envs.cameras import Shot
from vla.envs.features import features_of
from vla.features import Features
from vla.policies.spec import PolicySpec
from vla.task import Rewordable, Setup
from vla.trials import Outcome

SIZE, STEPS = 32, 12
TASKS = ("attribute_pick_place", "region_placement")


class Brief:
    """A family whose episodes are over soon."""

    def __init__(self, task: Any):
        self._task, self.name, self.scene, self.wordings = (
            task,
            task.name,
            task.scene,
            task.wordings,
        )

    def sample(self, rng: np.random.Generator) -> Setup:
        return replace(self._task.sample(rng), horizon=STEPS)


class BriefOther(Brief):
    """One that can ask for something else."""

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        other = self._task.reworded(setup, rng)
        return None if other is None else replace(other, horizon=STEPS)


def brief(task: Any) -> Brief:
    return BriefOther(task) if isinstance(task, Rewordable) else Brief(task)


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = compose.tasks
    monkeypatch.setattr(compose, "tasks", lambda names="all": [*map(brief, made(names))])
    monkeypatch.setattr(evaluation, "FILM", (48, 64))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def seen() -> Features:
    env = compose.batch(compose.tasks(TASKS[0]), 1, cameras=(), setups=1)
    try:
        return features_of(env.worlds, Shot(("front",), SIZE, SIZE))
    finally:
        env.close()


@pytest.fixture(scope="module")
def checkpoints(seen: Features, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two policies that wave about; the first says what it was trained on."""
    from vla.action import action_spec

    folder = tmp_path_factory.mktemp("checkpoints")
    spec = PolicySpec.of(
        seen, action_spec("ee_delta"), n_obs_steps=2, horizon=6, n_action_steps=3, relative=False
    )
    environment = {
        "scene": "tabletop",
        "model": "another",
        "randomisation": "mild",
        "robot": "panda",
    }
    for number in range(2):
        torch.manual_seed(number)
        policy = toy(spec, None, normalisation="identity").eval()
        if number == 0:
            policy.recorded = {"environment": environment, "tasks": list(TASKS)}
        policy.save_pretrained(folder / f"run{number}" / "checkpoints" / "last")
    return [folder / f"run{number}" for number in range(2)]


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = cli.main(list(words))
    said = capsys.readouterr()
    return code, " ".join((said.out + said.err).split())


def episodes(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "episodes.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_policy_is_measured(
    checkpoints: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = call(
        capsys, "eval", f"checkpoint={checkpoints[0]}", "episodes=2", "worlds=3", "films=1",
        f"against={checkpoints[1]}", "gate=0.5", "out=here", "seed=7",
    )  # fmt: skip
    assert code == 1
    assert "gate 50%: not reached with 0.0%" in said
    assert "not what it was" in said  # another scene model than when it was recorded
    assert "0/4" in said
    assert "network" in said
    assert "McNemar" in said
    found = json.loads((tmp_path / "here" / "eval.json").read_text("utf-8"))
    first, second = found["policies"]
    assert set(first["tasks"]) == set(TASKS)
    assert first["all"]["episodes"] == 4
    assert first["all"]["interval"][0] == 0.0
    assert first["environment"]["randomisation"] == "mild"
    assert set(first["latency"]) == {"observation", "network", "post"}
    assert set(first["wall_seconds"]) == {"physics and judging", "pictures", "policy", "total"}
    assert found["paired"][ALL]["neither"] == 4
    assert found["paired"][ALL]["p_value"] == 1.0
    assert found["gate"] == {"rate": 0.5, "passed": False}
    rows = episodes(tmp_path / "here")
    assert [(r["task"], r["seed"]) for r in rows] == 2 * [(t, s) for t in TASKS for s in (7, 8)]
    assert all(r["failure"] == "timeout" and r["steps"] == STEPS for r in rows)
    films = [*(tmp_path / "here" / "films").iterdir()]
    assert [film.name for film in films] == first["films"]
    assert films[0].name.startswith("failure-")
    assert len(second["films"]) == 1
    page = Page((tmp_path / "here" / "eval_report.html").read_text("utf-8"))
    assert all(source.startswith("data:") for source in page.sources)
    assert "0.0% succeeded" in page.words
    for words in ("McNemar", *TASKS, "gate 50% not reached", "timeout", rows[0]["instruction"]):
        assert words in page.words


def test_over_a_socket_it_is_the_same(
    checkpoints: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("episodes=2", "worlds=2", "films=0", "randomisation=none", "mode=ensemble", "gate=0")
    assert call(capsys, "eval", f"checkpoint={checkpoints[0]}", "out=here", *words)[0] == 0
    config = compose.settings("serve", [f"checkpoint={checkpoints[0]}", "port=0"])
    with serve.made(config) as server:
        told = " ".join(serve.told(server))
        assert server.url in told
        assert "5 actions of 7 numbers (ee_delta), 20 per second" in told
        assert call(capsys, "eval", f"url={server.url}", "out=there", *words)[0] == 0
        assert call(capsys, "eval", f"url={server.url}", "out=no", "compile=true")[0] == 2
    here, there = (episodes(tmp_path / name) for name in ("here", "there"))
    for row in (*here, *there):
        row.pop("policy")
    assert here == there
    assert len(here) == 4
    traces = [
        json.loads((tmp_path / n / "eval.json").read_text("utf-8")) for n in ("here", "there")
    ]
    assert traces[0]["policies"][0]["environment"] == traces[1]["policies"][0]["environment"]


def test_other_words_in_the_same_scenes(
    checkpoints: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = call(
        capsys, "eval", f"checkpoint={checkpoints[1]}", "task=attribute_pick_place", "episodes=2",
        "instruction=other", "films=0", "out=other",
    )  # fmt: skip
    assert code == 0
    assert "0 obeyed, 0 did what was not said, 2 neither" in said
    (task,) = compose.tasks("attribute_pick_place")
    for row in episodes(tmp_path / "other"):
        usual = task.sample(np.random.default_rng(row["seed"]))
        assert row["instruction"] != usual.instruction
    row = json.loads((tmp_path / "other" / "eval.json").read_text("utf-8"))["policies"][0]["all"]
    assert (row["obeyed"], row["did_other"], row["neither"]) == (0, 0, 2)
    code, said = call(
        capsys, "eval", f"checkpoint={checkpoints[1]}", "task=watch_out", "instruction=other"
    )
    assert code == 2
    assert "None of these tasks" in said


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demonstration") / "one.zarr"
    record(path, batch(1), 1)
    return path


def test_a_policy_without_training_is_measured(
    demonstration: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = call(
        capsys, "eval", "policy=nearest", f"policy.data={demonstration}", "episodes=2", "films=0",
        "seed=0", "policy.horizon=4", "out=nearest",
    )  # fmt: skip
    assert code == 0
    rows = episodes(tmp_path / "nearest")
    assert [(row["task"], row["seed"]) for row in rows] == [(TASKS[0], 0), (TASKS[0], 1)]
    code, said = call(capsys, "eval", "policy=nearest", f"policy.data={demonstration}", "steps=3")
    assert code == 2
    assert "steps: for a trained policy" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["episodes=1"], "Say which policy"),
        (["checkpoint=RUN", "url=ws://x"], "checkpoint and url"),
        (["checkpoint=nowhere"], "no checkpoint in nowhere"),
        (["checkpoint=OTHER"], "name the tasks"),
        (["checkpoint=OTHER", "task=stackin"], "stacking"),
        (["checkpoint=RUN", "gate=1.5"], "0 to 1"),
        (["checkpoint=RUN", "gate=high"], "0 to 1"),
        (["checkpoint=RUN", "episodes=0"], "episodes=0"),
        (["checkpoint=RUN", "n_action_steps=0"], "n_action_steps"),
        (["checkpoint=RUN", "start=noisy"], "noise"),
        (["checkpoint=RUN", "n_action_steps=9"], "n_action_steps=9"),
        (["checkpoint=RUN", "guidance=much"], "guidance"),
        (["checkpoint=RUN", "policy_device=cuda:77"], "cuda:77"),
        (["policy=tiny"], "vla train policy=tiny"),
        (["policy=nearest"], "policy.data"),
        (["url=ws://127.0.0.1:9"], "vla serve"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str], says: str, checkpoints: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"RUN": str(checkpoints[0]), "OTHER": str(checkpoints[1])}
    given = [re.sub("RUN|OTHER", lambda m: names[m[0]], word) for word in words]
    code, said = call(capsys, "eval", *given)
    assert code == 2
    assert says in said
    assert not Path("outputs").exists()


def test_a_policy_for_other_worlds_is_refused(
    seen: Features, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from vla.action import action_spec

    state = replace(seen["observation.state"], shape=(3,), names=(), units=())
    spec = PolicySpec.of(
        {**seen, "observation.state": state}, action_spec("ee_delta"), relative=False
    )
    toy(spec, None, normalisation="identity").save_pretrained(tmp_path / "odd")
    code, said = call(capsys, "eval", "checkpoint=odd", "task=region_placement", "episodes=1")
    assert code == 2
    assert "observation.state.shape" in said


def test_what_was_measured_is_not_lost(
    checkpoints: list[Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = evaluation.play

    def interrupted(policy: Any, worlds: Any, many: int, hear: Any) -> Any:
        def once(outcome: Outcome) -> None:
            hear(outcome)
            raise KeyboardInterrupt

        return real(policy, worlds, many, once)

    monkeypatch.setattr(evaluation, "play", interrupted)
    code, said = call(
        capsys, "eval", f"checkpoint={checkpoints[0]}", "episodes=3", "worlds=1", "out=part"
    )
    assert code == cli.INTERRUPTED
    assert len(episodes(tmp_path / "part")) == 1
    assert "0/1" in said


def test_what_a_checkpoint_says_of_its_worlds(checkpoints: list[Path]) -> None:
    known = candidates.recorded(candidates.checkpoint_folder(str(checkpoints[0])))
    assert known.tasks == TASKS
    assert known.environment["randomisation"] == "mild"
    for folder in (
        checkpoints[0],
        checkpoints[0] / "checkpoints",
        checkpoints[0] / "checkpoints" / "last",
    ):
        assert candidates.checkpoint_folder(str(folder)) == checkpoints[0] / "checkpoints" / "last"
    unknown = candidates.checkpoint_folder(str(checkpoints[1]))
    assert candidates.recorded(unknown) == candidates.Recorded()


def test_serving_is_checked_and_ends_with_ctrl_c(
    checkpoints: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from vla.policies.server import PolicyServer

    def stop(server: PolicyServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PolicyServer, "wait", stop)
    code, said = call(
        capsys, "serve", f"checkpoint={checkpoints[0]}", "port=0", "answer=action", "latency=1"
    )
    assert code == 0
    assert "serving at ws://127.0.0.1:" in said
    assert "answers with 1 action of 7" in said
    assert "stopped" in said
    for words, says in (
        ([], "Say what to serve"),
        (["port=99999"], "port=99999"),
        (["latency=2"], "answer=chunk"),
        (["answer=action", "latency=5"], "latency=5"),
        (["steps=3.5"], "steps"),
    ):
        given = [f"checkpoint={checkpoints[0]}", *words] if words else []
        code, said = call(capsys, "serve", *given)
        assert code == 2
        assert says in said


# --- figures -----------------------------------------------------------------------------------


def outcome(task: str, seed: int, success: bool, **more: Any) -> Outcome:
    usual: dict[str, Any] = {"ever": success, "did_other": False, "steps": 10, "failure": ""}
    return Outcome(task, seed, "do it", success, **{**usual, **more})


def test_tasks_count_by_their_episodes_and_by_themselves() -> None:
    one = [outcome("a", seed, seed < 3) for seed in range(4)]
    one += [outcome("b", 0, False, ever=True, did_other=True)]
    two = [outcome("a", seed, seed > 1, steps=20) for seed in range(4)]
    report = Report([Measured("x", one), Measured("y", two)], {"instruction": "own"}, gate=0.6)
    rows = report.results[0].rows
    assert list(rows) == ["a", "b", ALL]
    assert rows[ALL].rate == 0.6
    assert report.mean_of_tasks == pytest.approx((0.75 + 0) / 2)
    assert report.passed
    assert (rows["b"].ever, rows["b"].did_other, rows["b"].steps) == (1, 1, None)
    pair = report.paired
    assert list(pair) == ["a"]
    assert (pair["a"].both, pair["a"].first, pair["a"].second, pair["a"].neither) == (1, 2, 1, 0)
    assert not Report([Measured("x", one)], {"instruction": "own"}, gate=0.61).passed
    plain = json.loads(json.dumps(report.to_json()))
    assert plain["policies"][1]["all"]["steps_of_success"] == 20
    assert "obeyed" not in plain["policies"][0]["all"]


def test_the_tables_hold_everything() -> None:
    from vla.commands.eval_tables import show

    rows = [outcome("a", 0, True), outcome("a", 1, False, did_other=True), outcome("b", 0, False)]
    latency = {"network": {"calls": 3, "mean_ms": 1.5, "p50_ms": 1.25, "p95_ms": 2.0}}
    result = Measured("[x]", rows, {"policy": 1.0, "total": 2.0}, latency)
    console = Console(width=140, record=True, file=io.StringIO())
    show(Report([result], {"instruction": "other"}), console)
    said = console.export_text()
    for words in (
        "[x]",
        "1/3",
        "33%",
        "1.50 ms",
        "1 obeyed, 1 did what was not said, 1 neither",
        "mean of the tasks: 25.0%",
        "policy 50%",
        "1.50 episodes/s",
    ):
        assert words in said, words
