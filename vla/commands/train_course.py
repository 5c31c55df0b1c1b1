"""The course of a training: what is measured, shown and saved between its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from vla.commands.run import interrupts
from vla.commands.train_board import Board, one_line, summary
from vla.commands.train_data import Source
from vla.commands.train_evaluate import Evaluation, Simulation
from vla.commands.train_log import TENSORBOARD, Log
from vla.commands.train_report import write_train_report
from vla.commands.train_settings import Job, flat
from vla.preparation import make_folder

REPORT = "train_report.html"


class Course:
    """A training from its first step to its report; a context manager.

    Of several processes the first one measures, shows and saves; the others only take their part.

    Args:
        training: a `vla.policies.training.loop.Training`.
        held: batches that are held out.

    Raises:
        UserError: nothing can be written, or the worlds do not fit the policy.
    """

    def __init__(
        self,
        job: Job,
        training: Any,
        data: Sequence[Source],
        held: Sequence[Mapping[str, Any]],
        console: Console,
    ):
        from vla.policies.training.meter import Meter

        self._job, self._training, self._data = job, training, data
        self._held, self._console = held, console
        self._main: bool = training.processes.is_main_process
        self._meter = Meter(training.processes)
        self._seconds = 0.0  # until the last step
        self._evaluation: Evaluation | None = None
        self._checkpoint: Path | None = job.resume if job.goes_on else None
        self._saved = training.step if job.goes_on else None
        self._simulation: Simulation | None = None
        names = ", ".join(Path(source.dataset.url).name for source in data)
        self._title = f"{job.policy_name} on {names}"
        self._facts = _facts(job, training, data)
        self._stack = ExitStack()
        console.print(f"[bold]{escape(self._title)}[/]")
        console.print(summary(self._facts))
        if self._main:
            self._build_worlds()
            make_folder(job.out)
            self._log = Log(job.out, training.step)
            self._stack.callback(self._log.close)
            self._board = Board(console, self._title, job.recipe.steps, self._log)

    def __enter__(self) -> Course:
        if self._main:
            self._stack.enter_context(self._board)
        return self

    def __exit__(self, *ignored: object) -> None:
        self._stack.close()

    def run(self) -> int:
        """All steps; 0, or 130 after Ctrl-C."""
        job, training = self._job, self._training

        def due(every: int) -> bool:
            return bool(every) and training.step % every == 0

        with interrupts() as pressed:
            for step in training.steps():
                self._meter.add(step)
                if due(job["log_every"]):
                    self._note()
                if due(job["held_out_every"]):
                    self._hold_out()
                if due(job["eval_every"]):
                    self._evaluate(pressed)
                if due(job["save_every"]):
                    self._save()
                training.stop = training.stop or pressed()
            self._seconds = training.seconds
            if self._saved != training.step:
                self._save()
            if not training.stop:
                self._finish(pressed)
        self._conclude()
        return 130 if training.stop else 0

    # --- between the steps -----------------------------------------------------------------------

    def _note(self) -> None:
        """Log means since the last time; in all processes."""
        if self._meter.steps:
            self._write(self._meter.read())

    def _hold_out(self) -> None:
        """Measure the held-out loss."""
        if self._main and self._held:
            with self._board.doing("measuring the held-out loss"):
                loss = self._training.held_out_loss(self._held, self._job["seed"])
            self._write({"held_out_loss": loss})
            self._tell()

    def _evaluate(self, stop: Callable[[], bool]) -> None:
        """Play episodes; given up at Ctrl-C."""
        if self._simulation is None:
            return
        each = self._job["eval_episodes"]
        done = good = 0

        def hear(episode: Any) -> None:
            nonlocal done, good
            done, good = done + 1, good + episode.success
            self._board.show(self._training.share, f"playing episodes: {good} of {done} succeed")

        with self._board.doing("playing episodes"), suppress(KeyboardInterrupt):
            with self._training.measured(self._job["seed"]) as policy:
                found = self._simulation.evaluate(policy, each, hear, stop)
            self._evaluation = found
            low, high = found.interval
            self._write({
                "success": found.successes / len(found.episodes),
                "success_low": low, "success_high": high,
                "successes": found.successes, "episodes": len(found.episodes),
                **{f"success/{task}": won / many for task, (won, many) in found.tasks.items()},
            })  # fmt: skip
            self._tell()

    def _save(self) -> None:
        """Write a checkpoint; in all processes."""
        from vla.policies.training import checkpoints

        self._note()  # complains about a loss that is not a number
        about = {
            "words": dict(self._job.words),
            "values": dict(self._job.values),
            "data": [source.about() for source in self._data],
        }
        shown: AbstractContextManager[Any] = nullcontext()
        if self._main:
            shown = self._board.doing("writing a checkpoint")
        with shown:
            self._checkpoint = checkpoints.write(
                self._training, self._job.out, self._job["keep"], about
            )
        self._saved = self._training.step

    def _finish(self, stop: Callable[[], bool]) -> None:
        """What is measured at the end, unless it was just now."""
        if not self._main:
            return
        if self._log.when("held_out_loss") != self._training.step:
            self._hold_out()
        if self._log.when("success") != self._training.step or self._evaluation is None:
            self._evaluate(stop)

    def _conclude(self) -> None:
        """The report, and where everything is."""
        if not self._main:
            return
        self._board.close()
        log, training, job = self._log, self._training, self._job
        found = {
            "steps": f"{training.step:,} in {self._seconds / 60:.1f} min",
            "loss": _number(log.last("loss")),
            "held-out loss": _number(log.last("held_out_loss")),
            "samples/s": _number(log.last("samples_per_second"), "{:,.0f}"),
            "data wait": f"{100 * self._meter.data_wait:.1f} % of the steps' time",
        }
        report = job.out / REPORT
        facts = {**self._facts, **found}
        write_train_report(report, self._title, facts, log, self._evaluation, flat(job.values))
        if self._evaluation is not None:
            found["success"] = self._evaluation.summary
        found |= {
            "checkpoint": str(self._checkpoint),
            "report": str(report),
            "curves": f"tensorboard --logdir {job.out / TENSORBOARD}",
        }
        self._console.print(summary(found))
        if training.stop:
            self._console.print(f"Interrupted. Go on with: vla train resume={escape(str(job.out))}")

    # --- inside ----------------------------------------------------------------------------------

    def _build_worlds(self) -> None:
        """What the policy is measured in; so that complaints come before the first step."""
        if not self._job["eval_episodes"]:
            return
        device = self._training.processes.device
        simulation = Simulation(self._data, self._job["eval_worlds"], device)
        self._stack.callback(simulation.close)
        if not simulation.tasks:
            self._console.print(
                "[yellow]note:[/] the data do not say in which worlds they were recorded:"
                " success is not measured"
            )
            return
        with self._console.status("Building the worlds"):
            simulation.build(self._training.policy.spec, self._job["eval_episodes"])
        self._simulation = simulation

    def _write(self, figures: Mapping[str, Any]) -> None:
        if self._main:
            self._log.write(self._training.step, self._training.seconds, figures)
            self._board.show(self._training.share)

    def _tell(self) -> None:
        """A line where there is no live table."""
        if not self._console.is_terminal:
            self._console.print(escape(one_line(self._log, self._training.step)))


def _facts(job: Job, training: Any, data: Sequence[Source]) -> dict[str, str]:
    """What is known before the first step."""
    crew = training.processes
    total = sum(p.numel() for p in training.policy.parameters())
    trained = sum(p.numel() for p in training.trained.values())
    steps = sum(int(source.dataset.lengths[source.learned].sum()) for source in data)
    episodes, held = (
        sum(int(mask.sum()) for mask in masks)
        for masks in ([s.learned for s in data], [s.held_out for s in data])
    )
    cached = any(source.derived for source in data)
    return {
        "parameters": f"{total / 1e6:.2f} M, of which {trained / 1e6:.2f} M are trained",
        "learned from": f"{steps:,} steps of {episodes:,} episodes, {held:,} more held out",
        "pictures": "features of the frozen backbone, computed once" if cached else "as recorded",
        "runs on": f"{crew.num_processes} x {crew.device.type}, {job.recipe.precision}",
    }


def _number(value: float | None, form: str = "{:.4f}") -> str:
    return "not measured" if value is None else form.format(value)
