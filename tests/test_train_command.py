"""`vla train`: what it does, prints, writes and resumes, and what bad input gets before a step."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
import toy_policy
from rich.console import Console
from safetensors.torch import load_file
from small_recordings import FEATURES, RATE, SCHEMA, dataset, recording
from test_report import Page

from vla.action import action_spec
from vla.cli import main
from vla.commands import train_board, train_data, train_evaluate, train_settings
from vla.commands.train_evaluate import Evaluation, Simulation, Strip, Watched, check_replay
from vla.commands.train_log import Log
from vla.commands.train_report import write_train_report
from vla.datasets.dataset import Dataset
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.errors import UserError
from vla.features import Features
from vla.policies.base import Policy
from vla.policies.training.loop import Training
from vla.policies.training.meter import Meter
from vla.rollout import EpisodeResult

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two datasets, where the toy is a policy like any other."""
    monkeypatch.chdir(tmp_path)
    toy_policy.install()
    toy_policy.configs(tmp_path / "configs", monkeypatch.setattr)
    dataset(tmp_path / "a.zarr", range(6))
    dataset(tmp_path / "b.zarr", range(6, 14))
    return tmp_path


@pytest.fixture
def train(here: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*words: str) -> tuple[int, str]:
        known = (
            ["policy=toy"] if not any(w.startswith(("policy=", "resume=")) for w in words) else []
        )
        code = main(["train", *known, *words])
        out, err = capsys.readouterr()
        return code, " ".join((out + err).split())

    return run


def weights(run: Path, checkpoint: str = "last") -> dict[str, torch.Tensor]:
    """Everything that a checkpoint holds."""
    folder = run / "checkpoints" / checkpoint
    return {
        f"{file.name}/{key}": value
        for file in folder.rglob("*.safetensors") for key, value in load_file(file).items()
    }  # fmt: skip


def same(one: Mapping[str, torch.Tensor], other: Mapping[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


# --- what it does --------------------------------------------------------------------------------


def test_a_run(train: Said, here: Path) -> None:
    code, said = train("data=a.zarr", "steps=8", "held_out_every=4", "save_every=3", "log_every=2")
    assert code == 0, said
    assert "a.zarr does not say in which worlds it was recorded" in said
    assert "45 steps of 5 episodes, 1 more held out" in said
    assert "step 4: loss" in said
    run = here / "outputs/toy-a"
    assert f"checkpoint {Path('outputs/toy-a/checkpoints/000008')}" in said
    records = metrics(run)
    assert [r["step"] for r in records if "loss" in r] == [2, 3, 4, 6, 8]
    assert [r["step"] for r in records if "held_out_loss" in r] == [4, 8]
    assert records[0]["learning_rate"] == pytest.approx(0.01 * 2 / 200, rel=0.1), "the policy's own"
    assert {"gradient/blocks", "gradient/head", "squared", "data_wait"} <= records[0].keys()
    policy = Policy.from_pretrained(run / "checkpoints/last")
    assert policy.spec.horizon == 4
    assert sorted(path.name for path in (run / "checkpoints").iterdir()) == [
        "000003", "000006", "000008", "last",
    ]  # fmt: skip
    assert list((run / "tensorboard").glob("events*"))
    page = Page((run / "train_report.html").read_text("utf-8"))
    assert "toy on a.zarr" in page.words
    assert "learned from" in page.words
    assert page.tags.count("figure") == 5, "curves of what was measured"


def test_settings_of_the_policy_and_its_parts(train: Said, here: Path) -> None:
    words = ["data=a.zarr,b.zarr", "weights=3,1", "steps=2", "lr=0.5", "head.times=3"]
    code, said = train(*words, "policy.width=4", "policy.horizon=5", "out=run", "betas=0.5,0.6")
    assert code == 0, said
    about = json.loads((here / "run/checkpoints/last/config.json").read_text())
    assert about["policy"]["width"] == 4
    assert about["policy"]["head"]["times"] == 3
    assert "training" not in about["policy"]
    assert about["spec"]["horizon"] == 5
    assert about["datasets"] == 2
    state = json.loads((here / "run/checkpoints/last/training_state/state.json").read_text())
    assert state["about"]["values"]["lr"] == 0.5
    assert state["about"]["values"]["batch"] == 4, "as the policy says"
    assert about["recorded"]["tasks"] == ["sorting", "stacking"]


def test_help_lists_the_parts_of_policies(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--help"]) == 0
    said = capsys.readouterr().out
    for name in ("policy", "vision", "head", "connector", "trunk", "text", "resume", "features"):
        assert f"\n  {name} " in said
    assert "flow" in said


def test_a_resumed_run_is_the_same(train: Said, here: Path) -> None:
    run = here / "outputs/toy-a"
    assert train("data=a.zarr", "steps=9", "save_every=3", "held_out_every=2")[0] == 0
    whole, before = weights(run), metrics(run)
    assert train("resume=outputs/toy-a/checkpoints/000003")[0] == 0
    assert same(weights(run), whole)
    timeless = ("seconds", "samples_per_second", "data_wait")
    for one, other in zip(before, metrics(run), strict=True):
        assert {k: v for k, v in one.items() if k not in timeless} == {
            k: v for k, v in other.items() if k not in timeless
        }
    assert not same(weights(run, "000006"), whole)
    code, said = train("resume=outputs/toy-a", "eval_episodes=3", "log_every=5")
    assert code == 0, said
    assert same(weights(run), whole), "it was complete already"


def test_ctrl_c_leaves_a_checkpoint_to_go_on_from(
    train: Said, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train("data=a.zarr", "steps=7", "out=whole")[0] == 0
    add = Meter.add

    def pressed(self: Meter, step: Any) -> None:
        add(self, step)
        if step.number == 4:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Meter, "add", pressed)
    code, said = train("data=a.zarr", "steps=7", "out=run")
    assert code == 130
    assert "Go on with: vla train resume=run" in said
    assert (here / "run/checkpoints/last").resolve().name == "000004"
    assert (here / "run/train_report.html").exists()
    monkeypatch.setattr(Meter, "add", add)
    assert train("resume=run")[0] == 0
    assert same(weights(here / "run"), weights(here / "whole"))


def test_a_run_that_was_moved_goes_on_in_its_new_place(train: Said, here: Path) -> None:
    assert train("data=a.zarr", "steps=4", "save_every=2", "out=first")[0] == 0
    (here / "first").rename(here / "second")
    code, said = train("resume=second/checkpoints/000002")
    assert code == 0, said
    assert not (here / "first").exists()


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Say what to learn from: data="),
        (["data=none.zarr"], "no dataset at none.zarr"),
        (["data=a.zarr", "policy=nearest"], "policy=nearest is not trained"),
        (["data=a.zarr", "policy=tyo"], "Did you mean"),
        (["data=a.zarr", "vision=conv"], "vision=... does not go with this policy: it has head"),
        (["data=a.zarr", "head.tims=3"], "head.times"),
        (["data=a.zarr", "policy.horizon=40"], "policy.horizon=40 is longer than every episode"),
        (["data=a.zarr", "policy.horizon=2"], "n_action_steps"),
        (["data=a.zarr", "policy.cameras=front,side"], "There is no observation.images.side"),
        (["data=a.zarr", "weights=1,2"], "2 for 1 datasets"),
        (["data=a.zarr,b.zarr", "weights=1,-2"], "weights"),
        (["data=a.zarr", "lr=fast"], "'lr=fast' is not understood"),
        (["data=a.zarr", "lr=0"], "lr=0"),
        (["data=a.zarr", "betas=0.9"], "two numbers"),
        (["data=a.zarr", "batch=0"], "batch=0: 1 is the least"),
        (["data=a.zarr", "batch=x"], "whole number"),
        (["data=a.zarr", "held_out=1.5"], "held_out=1.5 is a share"),
        (["data=a.zarr", "minutes=0"], "no time"),
        (["data=a.zarr", "where=success=maybe"], "not true, false or none"),
        (["data=a.zarr", "where=seed=99"], "None of the 6 episodes"),
        (["data=a.zarr", "features=cache"], "features=cache: this policy"),
        (["data=a.zarr", "device=cuda"], "finds no GPU"),
        (["resume=nowhere"], "no checkpoint in nowhere"),
    ],
)
def test_bad_input(train: Said, here: Path, words: list[str], says: str) -> None:
    if "device=cuda" in words and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    code, said = train(*words)
    assert code == 2
    assert says in said
    assert not (here / "outputs").exists(), "nothing was written"


def changed(path: Path, features: Features = FEATURES, **schema: Any) -> Path:
    """A dataset like the others but for something."""
    made = Schema(features, **{"rate": RATE, "action_spec": action_spec("ee_delta"), **schema})
    writer = Writer(path, made, rows=4, durable=False)
    for number in range(20, 24):
        writer.append(recording(number, features=features))
    return path


def without(key: str) -> Features:
    return {k: f for k, f in FEATURES.items() if k != key}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rate": 10.0}, "rate: 20.0 Hz here, 10.0 Hz in c.zarr"),
        ({"action_spec": replace(action_spec("ee_delta"), translation_scale=0.1)},
         "translation_scale=0.1"),
        ({"features": without("observation.images.front")}, "front: not in c.zarr"),
        ({"features": {**FEATURES, "observation.state": replace(
            FEATURES["observation.state"], names=tuple("vwxyz"))}}, "['v', 'w', 'x', 'y', 'z']"),
    ],
)  # fmt: skip
def test_datasets_that_differ(train: Said, here: Path, changes: Any, says: str) -> None:
    changed(here / "c.zarr", **changes)
    code, said = train("data=a.zarr,c.zarr")
    assert code == 2
    assert "c.zarr differs from a.zarr ('here')" in said
    assert says in said


def test_actions_that_nobody_explains(train: Said, here: Path) -> None:
    changed(here / "c.zarr", action_spec=None)
    code, said = train("data=c.zarr")
    assert code == 2
    assert "does not say what its actions mean" in said


def spoiled(path: Path, spoil: Callable[[dict[str, np.ndarray], int], None]) -> Path:
    """A dataset with something in its numbers."""
    writer = Writer(path, SCHEMA, rows=4, durable=False)
    for number in range(4):
        made = recording(number)
        data = {key: values.copy() for key, values in made.data.items()}
        spoil(data, number)
        writer.append(replace(made, data=data))
    return path


def test_what_is_not_a_number_is_found(
    train: Said, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # our own writer refuses it; others', or a disk, do not
    monkeypatch.setattr("vla.datasets.writer._misfits", lambda *ignored: [])

    def spoil(data: dict[str, np.ndarray], number: int) -> None:
        if number == 2:
            data["action"][5, 3] = np.nan
            data["action"][7, 1] = np.inf

    spoiled(here / "c.zarr", spoil)
    code, said = train("data=c.zarr")
    assert code == 2
    assert "episode 2, frame 5: action component 3 is nan (2 such numbers in 1 episodes)" in said
    assert "where=episode!=2" in said
    assert train("data=c.zarr", "where=episode!=2", "steps=1")[0] == 0


def test_numbers_that_never_change(train: Said, here: Path) -> None:
    def still(data: dict[str, np.ndarray], number: int) -> None:
        data["action"][:] = 1.0

    def partly(data: dict[str, np.ndarray], number: int) -> None:
        data["action"][:, 4] = 1.0

    spoiled(here / "c.zarr", still)
    code, said = train("data=c.zarr")
    assert code == 2
    assert "no component of action ever changes" in said
    spoiled(here / "d.zarr", partly)
    code, said = train("data=d.zarr", "steps=1")
    assert code == 0
    assert "d.zarr: action never changes in component 4" in said


def test_relative_actions_need_a_state_that_says_where_the_robot_is(
    train: Said, here: Path
) -> None:
    spec = action_spec("ee_pose")
    features = {**FEATURES, "action": replace(FEATURES["action"], shape=(10,))}
    changed(here / "c.zarr", features, action_spec=spec)
    code, said = train("data=c.zarr", "policy.relative=true")
    assert code == 2
    assert "policy.relative=false" in said


def test_a_taken_folder_and_another_run(train: Said, here: Path) -> None:
    assert train("data=a.zarr", "steps=2")[0] == 0
    code, said = train("data=a.zarr", "steps=2")
    assert code == 2
    assert "outputs/toy-a holds a run already. Go on with it: resume=outputs/toy-a" in said
    code, said = train("resume=outputs/toy-a", "lr=0.02", "head.times=5", "seed=1")
    assert code == 2
    assert "head.times=1 then, 5 now; lr=0.01 then, 0.02 now; seed=0 then, 1 now" in said
    code, said = train("resume=outputs/toy-a", "data=b.zarr")
    assert code == 2
    assert "b.zarr is another dataset" in said
    dataset(here / "a.zarr", range(30, 31))
    code, said = train("resume=outputs/toy-a")
    assert code == 2
    assert "a.zarr has changed since" in said


def test_a_policy_with_a_wrong_default(train: Said, here: Path) -> None:
    file = here / "configs/policy/toy.yaml"
    file.write_text(file.read_text().replace("  lr: 0.01", "  learning_rate: 0.01"))
    code, said = train("data=a.zarr")
    assert code == 2
    assert "Unknown key of 'vla train' in policy=toy 'learning_rate'" in said


def test_out_of_memory_names_what_to_lower(train: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*ignored: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has")

    monkeypatch.setattr(Training, "_step", full)
    code, said = train("data=a.zarr", "batch=32", "head.times=4")
    assert code == 2
    assert "Tried to allocate 2.00 GiB" in said
    for way in ("batch=16 accumulation=2", "activation_checkpointing=true", "head.times=2"):
        assert way in said


def test_a_loss_that_is_no_number_ends_it(train: Said, here: Path) -> None:
    code, said = train("data=a.zarr", "steps=50", "lr=1e30", "warmup=0", "save_every=1", "out=run")
    assert code == 2
    assert "Lower lr or clip" in said
    policy = Policy.from_pretrained(here / "run/checkpoints/last")
    assert all(bool(torch.isfinite(p).all()) for p in policy.parameters())


# --- data ----------------------------------------------------------------------------------------


def test_held_out_episodes_are_not_learned_from(here: Path) -> None:
    job = train_settings.read(["policy=toy", "data=a.zarr,b.zarr", "held_out=0.3"])
    data = train_data.sources(job)
    for source in data:
        assert not (source.learned & source.held_out).any()
        assert (source.learned | source.held_out).all()
        assert source.held_out.any()
    assert [source.weight for source in data] == [
        float(source.dataset.lengths[source.learned].sum()) for source in data
    ], "as much as each has"
    spec = train_data.policy_spec(job, data)
    data = train_data.with_statistics(data, spec, Console(quiet=True))
    one = data[0]
    rows = np.concatenate([
        one.dataset.table("action")[one.dataset.offsets[n]:][: one.dataset.lengths[n]]
        for n in one.learned.nonzero()[0]
    ])  # fmt: skip
    assert one.statistics["action"]["max"] == pytest.approx(rows.max(0))
    crew = SimpleNamespace(device=torch.device("cpu"), process_index=0, num_processes=1)
    for batch in train_data.held_out_batches(job, data, spec, crew):
        for index, episode in zip(batch["dataset_index"], batch["episode_index"], strict=True):
            assert data[index].held_out[episode]
    batch = train_data.batches(job, data, spec, crew).batch(0)
    for index, episode in zip(batch["dataset_index"], batch["episode_index"], strict=True):
        assert data[index].learned[episode]
    assert train_settings.read(["policy=toy", "data=a.zarr", "held_out=0"])["held_out"] == 0
    alone = train_settings.read(["policy=toy", "data=a.zarr", "held_out=0"])
    assert not train_data.held_out_batches(alone, train_data.sources(alone), spec, crew)


def test_held_out_samples_know_their_dataset(here: Path) -> None:
    job = train_settings.read(["policy=toy", "data=a.zarr,b.zarr", "held_out=0.3"])
    data = train_data.sources(job)
    data[0] = replace(data[0], held_out=np.zeros(6, bool))
    spec = train_data.policy_spec(job, data)
    crew = SimpleNamespace(device=torch.device("cpu"), process_index=0, num_processes=1)
    batches = train_data.held_out_batches(job, data, spec, crew)
    assert batches
    assert all(batch["dataset_index"].unique().tolist() == [1] for batch in batches)


def test_features_of_a_frozen_backbone_are_computed_once(here: Path) -> None:
    calls = []

    def compute(pictures: np.ndarray, said: Sequence[str]) -> np.ndarray:
        calls.append(len(pictures))
        return pictures.mean((1, 2)).astype(np.float16)[:, None]

    how = SimpleNamespace(fingerprint="0123456789abcdef", shape=(1, 3), compute=compute)
    policy = SimpleNamespace(frozen_features=lambda: {"observation.images.front": how})
    job = train_settings.read(["policy=toy", "data=a.zarr"])
    quiet = Console(quiet=True)
    crew = SimpleNamespace(device=torch.device("cpu"), process_index=0, num_processes=1)
    plain = train_data.sources(job)
    spec = train_data.policy_spec(job, plain)
    train_data.with_features(plain, policy, "auto", quiet)
    data = train_data.with_features(plain, policy, "auto", quiet)
    assert sum(calls) == 60, "every picture once"
    batch = train_data.batches(job, data, spec, crew).batch(0)
    assert "observation.images.front" not in batch
    assert batch["observation.features.front"].shape == (4, 2, 1, 3)
    pictures = train_data.batches(job, plain, spec, crew).batch(0)["observation.images.front"]
    seen = pictures.float().mean((-1, -2))[:, :, None]
    assert torch.allclose(batch["observation.features.front"].float(), seen, rtol=1e-2)
    assert train_data.with_features(plain, policy, "compute", quiet)[0].derived == {}


# --- demonstrations and simulation ---------------------------------------------------------------


def recorded(path: Path) -> Dataset:
    """A dataset that says where it was recorded."""
    writer = Writer(path, replace(SCHEMA, environment={"scene": "tabletop", "model": "x"}), rows=4,
                    durable=False)  # fmt: skip
    for number in range(40):
        writer.append(recording(number))
    return Dataset(path)


def test_demonstrations_that_do_not_replay_are_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = recorded(here / "c.zarr")
    asked: list[int] = []

    def replay(dataset: Any, episodes: Sequence[int], **options: Any) -> list[bool]:
        asked[:] = episodes
        return [number < limit for number in range(len(episodes))]

    monkeypatch.setattr(train_evaluate, "replay", replay)
    everything = np.arange(40)
    limit = 8
    assert "8 of 10 demonstrations" in check_replay(data, everything)
    assert len(asked) == 10
    assert all(data.episodes[number].success for number in asked)
    assert asked[-1] - asked[0] > 30, "from all over the dataset"
    limit = 7
    with pytest.raises(UserError, match=r"Of 10 demonstrations .* 7 do so again .*These fail"):
        check_replay(data, everything)
    assert "note: a.zarr does not say" in check_replay(Dataset("a.zarr"), np.arange(6))

    def broken(*ignored: Any, **options: Any) -> list[bool]:
        raise UserError("It was another scene.")

    monkeypatch.setattr(train_evaluate, "replay", broken)
    with pytest.raises(UserError, match=r"another scene\. .*check_replay=false"):
        check_replay(data, everything)


def test_the_command_refuses_them(train: Said, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(here / "c.zarr")
    monkeypatch.setattr(train_evaluate, "replay", lambda d, numbers, **o: [False] * len(numbers))
    code, said = train("data=c.zarr", "eval_episodes=0")
    assert code == 2
    assert "0 do so again" in said
    assert train("data=c.zarr", "eval_episodes=0", "check_replay=false", "steps=1")[0] == 0


def result(seed: int, success: bool) -> EpisodeResult:
    return EpisodeResult(seed, "stack <it>", success, 40, float(success), -1, 0)


def evaluation(successes: int) -> Evaluation:
    episodes = tuple(result(seed, seed < successes) for seed in range(4))
    pictures = tuple(np.full((8, 10, 3), 30 * n, np.uint8) for n in range(5))
    return Evaluation(episodes, {"stacking": (successes, 4)}, (Strip(episodes[0], pictures),))


def test_only_what_is_learned_is_played() -> None:
    """Families of a dataset that `where=` leaves out take no part."""
    recorded = SimpleNamespace(schema=SimpleNamespace(environment={"scene": "tabletop"}))
    elsewhere = SimpleNamespace(schema=SimpleNamespace(environment={}))
    learned = SimpleNamespace(dataset=recorded, tasks=lambda: ["stacking"])
    unknown = SimpleNamespace(dataset=elsewhere, tasks=lambda: ["sorting"])
    made = Simulation(cast(Any, [learned, unknown]), 4, torch.device("cpu"))
    assert made.tasks == ("stacking",)


def test_success_is_logged_and_shown(
    train: Said, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter([1, 3, 4])
    monkeypatch.setattr(Simulation, "tasks", property(lambda self: ("stacking",)))
    monkeypatch.setattr(Simulation, "build", lambda self, spec, episodes: None)

    def play(self: Simulation, policy: Any, episodes: int, hear: Any, stop: Any) -> Evaluation:
        assert not policy.training
        assert episodes == 4
        torch.rand(5)  # whatever is drawn here disturbs nothing
        made = evaluation(next(found))
        for episode in made.episodes:
            hear(episode)
        return made

    monkeypatch.setattr(Simulation, "evaluate", play)
    code, said = train("data=a.zarr", "steps=6", "eval_every=2", "eval_episodes=4", "out=run")
    assert code == 0, said
    assert "success 4 of 4 episodes succeed (51% - 100%)" in said
    played = [r for r in metrics(here / "run") if "success" in r]
    assert [(r["step"], r["success"]) for r in played] == [(2, 0.25), (4, 0.75), (6, 1.0)]
    assert played[0]["success/stacking"] == 0.25
    assert train("data=a.zarr", "steps=6", "eval_episodes=0", "out=plain")[0] == 0
    assert same(weights(here / "run"), weights(here / "plain"))
    page = Page((here / "run/train_report.html").read_text("utf-8"))
    assert "4 of 4 episodes succeed" in page.words
    assert "stack <it>" in page.words
    assert sum(source.startswith("data:image/jpeg") for source in page.sources) == 1


def test_an_evaluation_is_given_up_at_ctrl_c(
    train: Said, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Simulation, "tasks", property(lambda self: ("stacking",)))
    monkeypatch.setattr(Simulation, "build", lambda self, spec, episodes: None)

    def play(self: Simulation, policy: Any, episodes: int, hear: Any, stop: Any) -> Evaluation:
        os.kill(os.getpid(), signal.SIGINT)
        if stop():
            raise KeyboardInterrupt
        return evaluation(1)

    monkeypatch.setattr(Simulation, "evaluate", play)
    code, _ = train("data=a.zarr", "steps=6", "eval_every=2", "out=run")
    assert code == 130
    assert (here / "run/checkpoints/last").resolve().name == "000002"


def test_watching_keeps_what_was_seen_in_the_first_episodes() -> None:
    class Player:
        def reset(self, worlds: torch.Tensor) -> None:
            pass

        def looks(self, worlds: torch.Tensor) -> torch.Tensor:
            return worlds & torch.tensor([True, asked % 2 == 0, True])

        def predict_action_chunk(self, batch: Mapping[str, Any]) -> torch.Tensor:
            return torch.zeros(3, 1, 7)

    watched = Watched(Player(), ("observation.images.front",), 2, lambda: False)
    watched.reset(torch.ones(3, dtype=torch.bool))
    for asked in range(4):
        if asked == 2:
            watched.reset(torch.tensor([True, False, False]))
        pictures = torch.full((3, 3, 4, 5), asked / 255)
        worlds = torch.tensor([True, True, True])
        watched.predict_action_chunk({"observation.images.front": pictures, "worlds": worlds})
    assert [[int(p[0, 0, 0]) for p in seen] for seen in watched.pictures] == [[0, 1], [0, 2]]
    assert watched.pictures[0][0].shape == (4, 5, 3)
    stopped = Watched(Player(), (), 1, lambda: True)
    with pytest.raises(KeyboardInterrupt):
        stopped.predict_action_chunk({})


# --- what is written -----------------------------------------------------------------------------


def test_the_log_forgets_what_came_later(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for step in range(1, 5):
        log.write(step, 0.1 * step, {"loss": 1.0 / step})
    log.write(4, 0.5, {"success": 0.5})
    log.close()
    with (tmp_path / "metrics.jsonl").open("a") as out:
        out.write('{"step": 5, "lo')  # cut off by a kill
    again = Log(tmp_path, 2)
    assert again.curve("loss") == ([1, 2], [1.0, 0.5])
    assert again.last("success") is None
    assert again.when("loss") == 2
    again.write(3, 0.3, {"loss": 7.0})
    again.close()
    assert [record["step"] for record in metrics(tmp_path)] == [1, 2, 3]


def test_the_table_shows_where_it_stands(tmp_path: Path) -> None:
    console = Console(force_terminal=True, width=100, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    log = Log(tmp_path)
    log.write(20, 30.0, {"loss": 0.5, "data_wait": 0.031, "learning_rate": 3e-4,
                         "samples_per_second": 812.0})  # fmt: skip
    log.write(20, 31.0, {"success": 0.7, "success_low": 0.4, "success_high": 0.89,
                         "successes": 7, "episodes": 10})  # fmt: skip
    with train_board.Board(console, "toy on a.zarr", 40, log) as board:
        board.show(0.5, "playing episodes")
    said = console.export_text()
    for words in ("toy on a.zarr", "20 of 40", "0:31 left", "3.1 %", "812", "3.00e-04",
                  "7 of 10, 40% - 89% (step 20)", "playing episodes"):  # fmt: skip
        assert words in said
    log.close()


def test_the_report_without_anything_measured(tmp_path: Path) -> None:
    log = Log(tmp_path)
    write_train_report(tmp_path / "r.html", "<toy>", {"loss": "?"}, log, None, {"a": "</script>"})
    page = Page((tmp_path / "r.html").read_text("utf-8"))
    assert "<toy>" in page.words
    assert "a=</script>" in page.words
    log.close()


@pytest.mark.slow
def test_from_demonstrations_to_a_measured_policy(train: Said, here: Path) -> None:
    words = ["task=attribute_pick_place", "episodes=3", "worlds=3", "size=32", "cameras=front"]
    assert main(["collect", *words, "out=real.zarr"]) == 0
    code, said = train("data=real.zarr", "steps=3", "eval_episodes=2", "eval_worlds=2", "out=run")
    assert code == 0, said
    assert "3 of 3 demonstrations of real.zarr succeed again when replayed" in said
    (played,) = [r for r in metrics(here / "run") if "success" in r]
    assert played["episodes"] == 2
    page = Page((here / "run/train_report.html").read_text("utf-8"))
    assert sum(source.startswith("data:image/jpeg") for source in page.sources) == 2
