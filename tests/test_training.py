"""Training: exact steps and resumption, what is averaged, clipped, saved and refused."""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.training_utils import EMAModel
from small_recordings import dataset
from torch import nn
from torch.nn.utils import clip_grad_norm_
from toy_policy import Toy, toy

from vla.datasets.dataset import Dataset
from vla.datasets.mixture import Part
from vla.datasets.sampler import Sampler
from vla.datasets.statistics import statistics
from vla.datasets.windows import Windows
from vla.errors import UserError
from vla.policies.base import ParameterGroup, Policy
from vla.policies.checkpoint import load_weights, save_weights
from vla.policies.spec import PolicySpec
from vla.policies.training import checkpoints, state
from vla.policies.training.loop import Training
from vla.policies.training.memory import out_of_memory, recompute_activations
from vla.policies.training.meter import Meter, refuse_nonsense
from vla.policies.training.optimise import (
    Average,
    Recipe,
    adamw,
    clip,
    learning_rate,
    set_learning_rate,
)
from vla.policies.training.processes import processes
from vla.policies.training.randomness import random_state, set_random_state, undisturbed

RECIPE = Recipe(
    steps=200, minutes=None, lr=0.01, betas=(0.9, 0.95), weight_decay=1e-3, warmup=10, clip=1.0,
    ema_power=0.75, ema_max=0.9999, accumulation=1, precision="fp32",
)  # fmt: skip
STEPS = {"n_obs_steps": 2, "horizon": 4, "n_action_steps": 2, "relative": False}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return Dataset(dataset(tmp_path_factory.mktemp("data") / "a.zarr", range(6)))


def spec_of(data: Dataset) -> PolicySpec:
    assert data.schema.action_spec is not None
    return PolicySpec.of(data.schema.features, data.schema.action_spec, **STEPS)


def training(data: Dataset, recipe: Recipe = RECIPE, seed: int = 0, **options: Any) -> Training:
    """A toy before its first step."""
    torch.manual_seed(seed)
    spec = spec_of(data)
    policy = toy(spec, [statistics(data, horizon=4)], **options)
    windows = Windows.of_policy(spec.features, 2, 4, 2)
    return Training(
        policy, Sampler(data, windows, 4), recipe, processes("cpu", recipe.accumulation)
    )


def finished(made: Training, until: int | None = None) -> Training:
    """After all steps, or so many."""
    for step in made.steps():
        if step.number == until:
            break
    return made


def everything(made: Training) -> dict[str, torch.Tensor]:
    """Weights, averaged weights and moments."""
    weights = {k: v.clone() for k, v in made.policy.state_dict().items()}
    with made.average.in_place():
        averaged = {f"average/{k}": v.clone() for k, v in made.policy.state_dict().items()}
    return {**weights, **averaged, **state._moments(made)}


def draw() -> tuple[Any, ...]:
    """Some random numbers of every kind."""
    return (
        torch.rand(2).tolist(), random.random(), random.gauss(), np.random.rand(2).tolist(),
        np.random.randn(),
    )  # fmt: skip


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)


# --- exactness -----------------------------------------------------------------------------------


def test_a_resumed_training_is_the_same(data: Dataset, tmp_path: Path) -> None:
    whole = training(data)
    before = everything(whole)
    for step in whole.steps():
        if step.number % 30 == 0:  # whatever is done between the steps
            with whole.measured(step.number) as policy:
                draw()
                assert not policy.training
            whole.held_out_loss([Sampler(data, whole.batches.windows, 4).batch(0)])  # type: ignore
        if step.number == 70:
            checkpoints.write(whole, tmp_path / "run", 3, {"note": 1})
    assert whole.step == 200
    assert not same(before, everything(whole))
    assert same(everything(whole), everything(finished(training(data)))), (
        "it depends on the seed alone"
    )
    again = training(data, seed=7)
    draw()
    state.resume(again, checkpoints.find(tmp_path / "run"))
    assert (again.step, again.average.steps) == (70, 70)
    assert same(everything(whole), everything(finished(again)))


def test_another_seed_is_another_training(data: Dataset) -> None:
    recipe = replace(RECIPE, steps=3)
    assert not same(everything(finished(training(data, recipe))),
                    everything(finished(training(data, recipe, seed=1))))  # fmt: skip


def test_random_generators_go_on_where_they_were() -> None:
    draw()  # Python and NumPy keep half of a pair of normal numbers
    before = random_state()
    first = draw()
    set_random_state(before)
    with undisturbed(3):
        inside = draw()
    with undisturbed(3):
        assert draw() == inside
    assert draw() == first
    assert inside != first


def test_accumulated_batches_are_one_large_batch(data: Dataset) -> None:
    spec = spec_of(data).with_steps(n_obs_steps=1, n_action_steps=1)  # nothing is padded
    windows, known = Windows.of_policy(spec.features, 1, 4, 1), [statistics(data, horizon=4)]
    results = []
    for many in (1, 2):
        torch.manual_seed(0)
        policy = toy(spec, known)
        policy.drop.p = 0.0
        policy.noise = 0.0
        recipe = replace(RECIPE, steps=4, accumulation=many)
        sampler = Sampler(data, windows, 8 // many)
        made = Training(policy, sampler, recipe, processes("cpu", many))
        results.append(finished(made))
    one, two = (everything(made) for made in results)
    assert all(torch.allclose(one[key], two[key], atol=1e-4) for key in one)
    assert results[1].batches.state_dict()["step"] == 8


def test_bf16_and_recomputed_activations(data: Dataset) -> None:
    short = replace(RECIPE, steps=5)
    plain = everything(finished(training(data, short)))
    made = training(data, short)
    assert recompute_activations(made.policy) == 2
    assert same(plain, everything(finished(made)))
    half = everything(finished(training(data, replace(short, precision="bf16"))))
    key = "blocks.0.weight"
    assert not torch.equal(half[key], plain[key])
    assert torch.allclose(half[key], plain[key], atol=0.02)
    assert half[key].dtype == torch.float32


# --- what is optimised ---------------------------------------------------------------------------


def test_groups_learn_at_their_rates(data: Dataset) -> None:
    made = training(data, replace(RECIPE, weight_decay=0.5))
    groups = made.optimiser.param_groups
    assert [(group["rate"], group["weight_decay"]) for group in groups] == [(0.1, 0.5), (1.0, 0.0)]
    set_learning_rate(made.optimiser, 0.02)
    assert [group["lr"] for group in groups] == [pytest.approx(0.002), 0.02]
    frozen = {k: v.clone() for k, v in made.policy.state_dict().items() if "frozen" in k}
    finished(made, until=2)
    assert all(torch.equal(made.policy.state_dict()[key], value) for key, value in frozen.items())
    assert set(made.trained) == {
        f"{layer}.{kind}" for layer in ("blocks.0", "blocks.1", "head.layer")
        for kind in ("weight", "bias")
    }  # fmt: skip
    assert len(made.optimiser.state) == 6, "frozen parameters have no moments"


def test_gradients_that_are_no_numbers_are_refused_before_the_loss_is_none() -> None:
    refuse_nonsense({"loss": 1.0, "gradient/head": 2.0})
    for loss, norm in ((math.nan, 2.0), (1.0, math.inf), (1.0, math.nan)):
        with pytest.raises(UserError, match="Lower lr or clip"):
            refuse_nonsense({"loss": loss, "gradient/head": norm})


def test_parameters_in_two_groups_are_refused() -> None:
    layer = nn.Linear(2, 2)
    group = ParameterGroup("one", tuple(layer.parameters()))
    with pytest.raises(ValueError, match="two groups"):
        adamw([group, group], RECIPE)


def test_every_group_is_clipped_by_itself() -> None:
    layers = nn.Linear(3, 3), nn.Linear(3, 3)
    groups = [ParameterGroup(n, tuple(m.parameters())) for n, m in zip("ab", layers, strict=True)]
    for layer, size in zip(layers, (100.0, 0.01), strict=True):
        for parameter in layer.parameters():
            parameter.grad = torch.full_like(parameter, size)
    norms = clip(groups, 1.0)
    assert norms["a"] == pytest.approx(100 * math.sqrt(12), rel=1e-5)
    assert clip_grad_norm_(layers[0].parameters(), math.inf) == pytest.approx(1.0, rel=1e-4)
    small = layers[1].weight.grad
    assert small is not None
    assert torch.equal(small, torch.full((3, 3), 0.01)), "it was small enough"
    layers[0].weight.grad = large = torch.full((3, 3), 100.0)
    clip(groups, 0.0)
    assert torch.equal(large, torch.full((3, 3), 100.0)), "0 clips nothing"


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    recipe = replace(RECIPE, steps=100, warmup=10, lr=2.0)
    rates = [learning_rate(recipe, step, step / 100) for step in range(101)]
    assert rates[0] == pytest.approx(0.2, rel=1e-3)
    assert rates[4] == pytest.approx(0.5 * 2.0 * 0.5 * (1 + math.cos(0.04 * math.pi)))
    assert max(rates) == rates[9]
    assert rates[50] == pytest.approx(1.0)
    assert rates[100] == pytest.approx(0.0)
    layer = nn.Linear(1, 1)
    optimiser = torch.optim.SGD(layer.parameters(), 2.0)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 100)
    plain = replace(recipe, warmup=0)
    for step in range(100):
        assert learning_rate(plain, step, step / 100) == pytest.approx(theirs.get_last_lr()[0])
        optimiser.step()
        theirs.step()


def test_the_average_is_that_of_diffusers() -> None:
    torch.manual_seed(0)
    layer = nn.Linear(4, 4)
    average = Average(dict(layer.named_parameters()), 0.75, 0.9)
    theirs = EMAModel(list(layer.parameters()), decay=0.9, use_ema_warmup=True, power=0.75)
    by_hand = layer.weight.detach().clone()
    for step in range(1, 60):
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter.add_(torch.randn_like(parameter))
        average.update()
        theirs.step(layer.parameters())
        decay = 0.0 if step == 1 else min(1 - step**-0.75, 0.9)
        by_hand = decay * by_hand + (1 - decay) * layer.weight.detach()
    raw = layer.weight.detach().clone()
    with average.in_place():
        assert torch.allclose(layer.weight, theirs.shadow_params[0], atol=1e-6)
        assert torch.allclose(layer.weight, by_hand, atol=1e-5)
        assert not torch.allclose(layer.weight, raw)
    assert torch.equal(layer.weight, raw)
    nothing = Average(dict(layer.named_parameters()), 0.75, 0.0)
    with torch.no_grad():
        layer.weight.zero_()
    nothing.update()
    with nothing.in_place():
        assert torch.equal(layer.weight, torch.zeros(4, 4)), "0 averages nothing"


def test_time_is_a_budget_too(data: Dataset) -> None:
    made = training(data, replace(RECIPE, steps=10**6, minutes=0.5 / 60, warmup=0))
    began, rates = time.perf_counter(), []
    for step in made.steps():
        rates.append(step.rate)
        time.sleep(0.01)
    assert 0.4 < time.perf_counter() - began < 2.0
    assert rates[0] > 0.0099
    assert rates[-1] < 0.0005
    assert rates == sorted(rates, reverse=True)


def test_a_stopped_training_makes_no_more_steps(data: Dataset) -> None:
    made = training(data)
    for step in made.steps():
        made.stop = step.number == 3
    assert made.step == 3


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"steps": 0}, "steps=0"), ({"minutes": 0.0}, "minutes"), ({"lr": 0.0}, "lr=0.0"),
        ({"betas": (0.9, 1.0)}, "betas"), ({"clip": -1.0}, "clip"), ({"ema_max": 1.0}, "ema_max"),
        ({"accumulation": 0}, "accumulation"), ({"warmup": -1}, "warmup"),
    ],
)  # fmt: skip
def test_recipes_that_cannot_work(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(UserError, match=says):
        replace(RECIPE, **changed)


# --- mixtures ------------------------------------------------------------------------------------


def test_every_dataset_has_its_own_statistics(tmp_path: Path) -> None:
    one, two = (Dataset(dataset(tmp_path / f"{n}.zarr", range(6 * n, 6 * n + 6))) for n in (0, 1))
    known = [statistics(one, horizon=4), statistics(two, horizon=4)]
    known[1] = {**known[1], "action": {k: 10.0 * v for k, v in known[1]["action"].items()}}
    spec = spec_of(one)
    policy = toy(spec, known)
    windows = Windows.of_policy(spec.features, 2, 4, 2)
    parts = [Part(one, 3.0), Part(two, 1.0)]
    sampler = Sampler(parts, windows, 8)
    batch = sampler.batch(0)
    assert batch["dataset_index"].tolist() == [0] * 6 + [1] * 2
    scale = policy.action_normaliser.scale
    assert torch.allclose(scale[1], 10 * torch.from_numpy(
        0.5 * (known[1]["action"]["q99"] - known[1]["action"]["q01"]) / 10).float())  # fmt: skip
    normal = policy.action_normaliser(batch["action"], batch["dataset_index"])
    assert normal[:6].abs().max() > 5 * normal[6:].abs().max()
    made = finished(Training(policy, sampler, replace(RECIPE, steps=5), processes("cpu")))
    made.policy.save_pretrained(tmp_path / "saved")
    again = Policy.from_pretrained(tmp_path / "saved")
    assert torch.equal(again.action_normaliser.scale, scale)


# --- checkpoints ---------------------------------------------------------------------------------


def written(data: Dataset, run: Path, steps: int = 4) -> Training:
    """A run with a checkpoint at every step."""
    made = training(data)
    for step in made.steps():
        checkpoints.write(made, run, 3, {"step": step.number})
        if step.number == steps:
            break
    return made


def test_checkpoints_are_policies_with_averaged_weights(data: Dataset, tmp_path: Path) -> None:
    made = written(data, tmp_path / "run", 5)
    assert [path.name for path in checkpoints.numbered(tmp_path / "run")] == [
        "000003", "000004", "000005",
    ]  # fmt: skip
    last = checkpoints.find(tmp_path / "run")
    assert last.name == "000005"
    assert state.read(last).about == {"step": 5}
    loaded = Policy.from_pretrained(last)
    assert isinstance(loaded, Toy)
    assert not loaded.training
    with made.average.in_place():
        for name, parameter in loaded.named_parameters():
            assert torch.equal(parameter, made.policy.get_parameter(name))
    name = "head.layer.weight"
    assert not torch.equal(loaded.get_parameter(name), made.policy.get_parameter(name))
    left = sorted(path.name for path in last.parent.iterdir())
    assert left == ["000003", "000004", "000005", "last"]


def test_checkpoints_are_found_by_several_names(data: Dataset, tmp_path: Path) -> None:
    run = tmp_path / "run"
    written(data, run, 2)
    for name in ("", "checkpoints", "checkpoints/last", "checkpoints/000002"):
        assert checkpoints.find(run / name).resolve() == (run / "checkpoints/000002").resolve()
    assert checkpoints.find(run / "checkpoints/000001").name == "000001"
    (run / "checkpoints/last").unlink()
    assert checkpoints.find(run).name == "000002", "killed before the first link"
    with pytest.raises(UserError, match="no checkpoint in"):
        checkpoints.find(tmp_path / "elsewhere")


def test_going_on_from_an_earlier_checkpoint_replaces_later_ones(
    data: Dataset, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    written(data, run, 3)
    again = training(data)
    state.resume(again, run / "checkpoints/000001")
    checkpoints.point(run / "checkpoints/000001")
    assert checkpoints.find(run).name == "000001"
    for _ in again.steps():
        checkpoints.write(again, run, 1, {"again": True})
        break
    assert checkpoints.find(run).name == "000002"
    assert state.read(checkpoints.find(run)).about == {"again": True}
    assert [path.name for path in checkpoints.numbered(run)] == ["000002", "000003"]


CHILD = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
import test_training as tests
from vla.policies import checkpoint
from vla.policies.training import checkpoints
from vla.datasets.dataset import Dataset
from pathlib import Path

where, run, ready = sys.argv[2], Path(sys.argv[4]), Path(sys.argv[5])
data = Dataset(sys.argv[3])
made = tests.training(data)

def hang(*ignored):
    ready.touch()
    time.sleep(600)

for step in made.steps():
    if step.number == 20:
        checkpoints.write(made, run, 3, {})
    if step.number == 40:
        if where == "writing":
            checkpoint._flush = hang
        else:
            checkpoints.point = hang
        checkpoints.write(made, run, 3, {})
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["writing", "naming"])
def test_a_kill_while_a_checkpoint_is_written(data: Dataset, tmp_path: Path, where: str) -> None:
    run, ready = tmp_path / "run", tmp_path / "ready"
    folder = Path(__file__).parent
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), where, data.url, str(run), str(ready)],
        cwd=folder.parent, env={**os.environ, "PYTHONPATH": str(folder.parent)},
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not ready.exists():
        assert child.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    hidden = list((run / "checkpoints").glob(".*"))
    assert bool(hidden) == (where == "writing"), "it was killed in the middle"
    found = checkpoints.find(run)
    assert found.name == "000020"
    Policy.from_pretrained(found)
    whole, again = finished(training(data)), training(data, seed=3)
    state.resume(again, found)
    for step in again.steps():
        if step.number == 40:
            checkpoints.write(again, run, 3, {})
    assert same(everything(again), everything(whole))
    assert checkpoints.find(run).name == "000040"
    assert not list((run / "checkpoints").glob(".*")), "what was left is tidied up"


def test_a_disk_that_is_full_leaves_the_last_checkpoint(
    data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    made = written(data, run, 2)

    def full(*ignored: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vla.policies.training.state.save_weights", full)
    made.step += 1
    with pytest.raises(UserError, match="No space left"):
        checkpoints.write(made, run, 3, {})
    assert checkpoints.find(run).name == "000002"
    assert not list((run / "checkpoints").glob(".*"))


def test_checkpoints_that_cannot_be_gone_on_from(data: Dataset, tmp_path: Path) -> None:
    written(data, tmp_path / "run", 1)
    good = tmp_path / "run/checkpoints/000001"

    def broken(name: str) -> Path:
        copy = tmp_path / name / "000001"
        shutil.copytree(good, copy)
        return copy

    def refused(folder: Path, says: str) -> None:
        with pytest.raises(UserError, match=says):
            state.resume(training(data), checkpoints.find(folder))

    folder = broken("incomplete")
    (folder / "training_state/optimiser.safetensors").unlink()
    refused(folder, "optimiser.safetensors is missing")
    folder = broken("no policy")
    (folder / "model.safetensors").unlink()
    refused(folder, "model.safetensors is missing")
    folder = broken("version")
    file = folder / "training_state/state.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 9}))
    refused(folder, "format 9, this toolkit reads 1")
    file.write_text("{")
    refused(folder, "is damaged")
    folder = broken("cut off")
    file = folder / "training_state/parameters.safetensors"
    file.write_bytes(file.read_bytes()[:100])
    refused(folder, "cannot be read")
    folder = broken("other weights")
    weights = {f"other.{n}": torch.zeros(1) for n in range(7)}
    save_weights(weights, folder / "model.safetensors")
    refused(folder, r"missing: .*7 unexpected: other\.0, other\.1")
    folder = broken("other parameters")
    save_weights({"blocks.0.weight": torch.zeros(1), "new": torch.zeros(1)},
                 folder / "training_state/parameters.safetensors")  # fmt: skip
    refused(folder, r"5 missing: blocks\.0\.bias, .*1 unexpected: new")
    folder = broken("other sampler")
    file = folder / "training_state/state.json"
    known = json.loads(file.read_text())
    known["batches"]["batch_size"] = 5
    file.write_text(json.dumps(known))
    refused(folder, "batch_size=5, not 4")
    with pytest.raises(UserError, match="missing"):
        load_weights(nn.Linear(2, 2), good / "model.safetensors")


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_loss_that_is_not_a_number_is_told(data: Dataset) -> None:
    made = training(data)
    meter = Meter(made.processes)
    with torch.no_grad():
        made.policy.get_parameter("head.layer.bias").fill_(math.nan)
    for step in made.steps():
        meter.add(step)
        break
    with pytest.raises(UserError, match=r"loss is nan .*Lower lr"):
        meter.read()


def test_the_meter_tells_where_the_time_goes(data: Dataset) -> None:
    made = training(data)
    plain = made.batches

    class Slow:
        def __iter__(self) -> Any:
            for batch in plain:
                time.sleep(0.02)
                yield batch

    made.batches = Slow()  # type: ignore[assignment]
    meter = Meter(made.processes)
    for step in made.steps():
        meter.add(step)
        time.sleep(0.03)  # between the steps: counts for nothing
        if step.number == 5:
            break
    found = meter.read()
    assert 0.6 < found["data_wait"] < 1.0
    assert found["samples_per_second"] == pytest.approx(4 / 0.024, rel=0.4)
    assert meter.data_wait == pytest.approx(found["data_wait"])
    assert meter.steps == 0


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has ..."),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to"),
        MemoryError(),
    ],
)
def test_out_of_memory_says_what_to_lower(error: Exception) -> None:
    with (
        pytest.raises(UserError, match=r"Out of memory: .* Lower batch"),
        out_of_memory("Lower batch."),
    ):
        raise error
    with pytest.raises(RuntimeError, match="other"), out_of_memory("Lower batch."):
        raise RuntimeError("other")


def test_a_missing_gpu_is_told() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(UserError, match="no GPU"):
        processes("cuda")


RANKS = """
import os, sys
sys.path.insert(0, sys.argv[1])
import torch
torch.set_num_threads(1)
import test_training as tests
from toy_policy import toy
from vla.datasets.dataset import Dataset
from vla.datasets.sampler import Sampler
from vla.datasets.statistics import statistics
from vla.datasets.windows import Windows
from vla.policies.training import checkpoints, state
from vla.policies.training.loop import Training
from vla.policies.training.processes import processes
from dataclasses import replace
from pathlib import Path

data, run = Dataset(sys.argv[2]), Path(sys.argv[3])
crew = processes("cpu")

def make(seed):
    torch.manual_seed(seed)
    spec = tests.spec_of(data)
    policy = toy(spec, [statistics(data, horizon=4)])
    sampler = Sampler(data, Windows.of_policy(spec.features, 2, 4, 2), 2, rank=crew.process_index,
                      ranks=crew.num_processes)
    made = Training(policy, sampler, replace(tests.RECIPE, steps=12), crew)
    torch.manual_seed(100 + crew.process_index)
    return made

made = make(0)
for step in made.steps():
    if step.number == 6:
        checkpoints.write(made, run, 3, {})
weights = torch.cat([p.detach().flatten() for p in made.policy.parameters()])
both = crew.gather(weights[None])
assert torch.equal(both[0], both[1]), "ranks differ"
again = make(5)
state.resume(again, checkpoints.find(run))
for step in again.steps():
    pass
theirs = torch.cat([p.detach().flatten() for p in again.policy.parameters()])
drawn = crew.gather(torch.rand(1))
assert drawn[0] != drawn[1], "ranks draw the same noise"
assert torch.equal(weights, theirs), "not resumed"
crew.end_training()
(run / f"agreed.{crew.process_index}").touch()  # one stream would mix two ranks' words
"""


@pytest.mark.slow
def test_processes_agree(data: Dataset, tmp_path: Path) -> None:
    script = tmp_path / "ranks.py"
    script.write_text(RANKS, "utf-8")
    folder = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
         str(script), str(folder), data.url, str(tmp_path / "run")],
        cwd=folder.parent, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(folder.parent), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert {path.suffix for path in (tmp_path / "run").glob("agreed.*")} == {".0", ".1"}
