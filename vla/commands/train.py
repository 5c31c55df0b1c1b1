"""`vla train`: data that replay in, a policy that was measured in simulation out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from vla.commands.bars import episode_bar
from vla.commands.train_course import Course
from vla.commands.train_data import (
    Source,
    action_batches,
    batches,
    check_numbers,
    held_out_batches,
    policy_spec,
    recorded,
    sources,
    with_features,
    with_statistics,
)
from vla.commands.train_evaluate import REPLAYED, check_replay
from vla.commands.train_settings import Job, read


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Train; 0 when the budget is used up, 130 with a checkpoint after Ctrl-C."""
    job = read(overrides)
    import torch

    from vla.policies.training.memory import out_of_memory
    from vla.policies.training.processes import processes

    crew = processes(job["device"], job["accumulation"])
    if job["threads"]:
        torch.set_num_threads(job["threads"])
    if not crew.is_main_process:
        console = Console(quiet=True)
    with out_of_memory(advice(job)):
        training, data, held = _prepared(job, crew, console)
        with Course(job, training, data, held, console) as course:
            code = course.run()
    crew.end_training()
    return code


def advice(job: Job) -> str:
    """What to lower where there is too little memory."""
    half, twice = max(1, job["batch"] // 2), 2 * job["accumulation"]
    ways = [f"batch={half} accumulation={twice} learns the same"] if job["batch"] > 1 else []
    if not job["activation_checkpointing"]:
        ways.append("activation_checkpointing=true")
    times = (job.policy.get("head") or {}).get("times", 1)
    if isinstance(times, int) and times > 1:
        ways.append(f"head.times={times // 2}")
    if job.recipe.precision == "fp32":
        ways.append("precision=bf16")
    return f"Lower what it needs: {'; '.join(ways)}; or a smaller policy or pictures."


def _prepared(job: Job, crew: Any, console: Console) -> tuple[Any, list[Source], list[Any]]:
    """The training before its first step, its data, and batches that are held out."""
    from vla.policies.training import checkpoints, state
    from vla.policies.training.loop import Training
    from vla.policies.training.memory import recompute_activations
    from vla.policies.training.randomness import seed_all

    with console.status("Looking at the data"), crew.main_process_first():
        data = sources(job)
        spec = policy_spec(job, data)
        check_numbers(data)
        data = with_statistics(data, spec, console)
    if job["check_replay"] and job.resume is None and crew.is_main_process:
        replay_all(data, console)
    crew.wait_for_everyone()
    seed_all(job["seed"])
    with console.status("Building the policy"):
        policy = build_policy(job, spec, data).to(crew.device)
    data = with_features(data, policy, job["features"], console)
    if job["activation_checkpointing"]:
        recompute_activations(policy)
    stream = batches(job, data, spec, crew)
    held = held_out_batches(job, data, spec, crew) if crew.is_main_process else []
    training = Training(policy, stream, job.recipe, crew)
    seed_all(job["seed"] + 1 + crew.process_index)
    if job.resume is not None:
        state.resume(training, job.resume)
        if crew.is_main_process and job.goes_on:
            checkpoints.point(job.resume)
    return training, data, held


def build_policy(job: Job, spec: Any, data: Sequence[Source]) -> Any:
    """The policy with fresh weights, and the statistics of all datasets together."""
    from vla.datasets.statistics import pooled
    from vla.policies.build import build
    from vla.policies.training.fitting import fit

    together = pooled([source.statistics for source in data])
    policy = build(job.policy, spec=spec, statistics=[together] * len(data))
    policy.config, policy.recorded = job.policy, recorded(data)
    said = (
        words
        for source in data for number in source.learned.nonzero()[0].tolist()
        for words in source.dataset.episodes[number].instructions
    )  # fmt: skip
    fit(policy, said, lambda: action_batches(job, data, spec))
    return policy


def replay_all(data: Sequence[Source], console: Console) -> None:
    """Carry out some demonstrations of every dataset again. Raises `UserError` if they fail."""
    with episode_bar(console) as bar:
        for source in data:
            row = bar.add_task("replaying demonstrations", total=REPLAYED)
            numbers = source.used.nonzero()[0]
            found = check_replay(source.dataset, numbers, lambda row=row: bar.advance(row))
            bar.remove_task(row)
            console.print(escape(found))
