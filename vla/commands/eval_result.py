"""Figures of an evaluation: of every task and of all of them, and of two policies side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from vla.paired import Paired
from vla.provenance import provenance
from vla.stats import wilson
from vla.trials import Outcome

ALL = "all"
"""Instead of a task: all episodes together."""
RATE = 20.0
"""Control steps per second."""


@dataclass
class Measured:
    """What came of one policy."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """Of wall time, part by part, and `total`."""
    latency: dict[str, dict[str, float]] = field(default_factory=dict)
    """Part of the policy -> what one call took."""
    films: list[Path] = field(default_factory=list)
    environment: dict[str, Any] = field(default_factory=dict)
    """Options of the worlds."""
    guided: dict[str, int] = field(default_factory=dict)
    """Control steps under a filter, see `vla.policies.engine.Engine.guided`."""

    @property
    def rows(self) -> dict[str, Row]:
        """Task -> its row; behind them `all`, where there are several."""
        tasks = list(dict.fromkeys(outcome.task for outcome in self.outcomes))
        rows = {t: Row([o for o in self.outcomes if o.task == t]) for t in tasks}
        return rows if len(rows) == 1 else {**rows, ALL: self.whole}

    @property
    def whole(self) -> Row:
        """All episodes together."""
        return Row(self.outcomes)


@dataclass(frozen=True)
class Row:
    """How some episodes went."""

    outcomes: Sequence[Outcome]

    @property
    def episodes(self) -> int:
        return len(self.outcomes)

    @property
    def successes(self) -> int:
        """The goal was reached, and held at the end."""
        return sum(outcome.success for outcome in self.outcomes)

    @property
    def ever(self) -> int:
        """The goal was reached, if only for a moment."""
        return sum(outcome.ever for outcome in self.outcomes)

    @property
    def did_other(self) -> int:
        """What was done is what was not said."""
        return sum(outcome.did_other for outcome in self.outcomes)

    @property
    def rate(self) -> float:
        """Success rate."""
        return self.successes / self.episodes

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the success rate (Wilson)."""
        return wilson(self.successes, self.episodes)

    @property
    def steps(self) -> float | None:
        """Control steps that a success takes, on the average; None without any."""
        taken = [outcome.steps for outcome in self.outcomes if outcome.success]
        return fmean(taken) if taken else None

    def to_json(self, reworded: bool) -> dict[str, Any]:
        """Plain values."""
        steps = self.steps
        obeyed = {"obeyed": self.successes, "did_other": self.did_other,
                  "neither": self.episodes - self.successes - self.did_other}  # fmt: skip
        return {
            "episodes": self.episodes,
            "successes": self.successes,
            "rate": self.rate,
            "interval": self.interval,
            "ever": self.ever,
            "steps_of_success": steps,
            "seconds_of_success": None if steps is None else steps / RATE,
            **(obeyed if reworded else {}),
        }


@dataclass(frozen=True)
class Report:
    """Everything an evaluation found; the first policy is the one that is measured."""

    results: Sequence[Measured]
    settings: Mapping[str, Any]
    gate: float | None = None

    @property
    def reworded(self) -> bool:
        """Whether it is a wrong-instruction test."""
        return self.settings["instruction"] == "other"

    @property
    def passed(self) -> bool:
        """Whether the success rate of all episodes together reaches the gate."""
        return self.gate is None or self.results[0].whole.rate >= self.gate

    @property
    def mean_of_tasks(self) -> float:
        """Mean of the tasks' success rates, where every task counts the same."""
        return fmean(row.rate for task, row in self.results[0].rows.items() if task != ALL)

    @property
    def paired(self) -> dict[str, Paired]:
        """Task -> both policies on the episodes that both have played; empty without a second,
        and where one is guided in several ways."""
        if len(self.results) < 2 or self.settings.get("avoid") is not None:
            return {}
        first, second = (
            {(outcome.task, outcome.seed): outcome.success for outcome in result.outcomes}
            for result in self.results
        )
        both = [key for key in first if key in second]
        tasks = list(dict.fromkeys(task for task, _ in both))
        found = {
            name: Paired.of((first[key], second[key]) for key in both if key[0] == name)
            for name in tasks
        }
        if len(found) > 1:
            found[ALL] = Paired.of((first[key], second[key]) for key in both)
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "settings": {k: v for k, v in self.settings.items() if v is not None},
            "provenance": provenance(),
            "gate": {"rate": self.gate, "passed": self.passed} if self.gate is not None else None,
            "mean_of_tasks": self.mean_of_tasks,
            "policies": [
                {
                    "name": result.name,
                    "tasks": {t: row.to_json(self.reworded) for t, row in result.rows.items()
                              if t != ALL},
                    "all": result.whole.to_json(self.reworded),
                    "wall_seconds": result.seconds,
                    "latency": result.latency,
                    "environment": result.environment,
                    **({"guided": result.guided} if result.guided else {}),
                    "films": [path.name for path in result.films],
                }
                for result in self.results
            ],
            "paired": {
                name: {**asdict(pair), "difference": pair.difference,
                       "interval": pair.interval(), "p_value": pair.p_value}
                for name, pair in self.paired.items()
            },
        }  # fmt: skip

    def write(self, folder: Path) -> None:
        """`eval.json`, and `episodes.jsonl` with a line per episode and policy."""
        text = json.dumps(self.to_json(), indent=2, ensure_ascii=False)
        (folder / "eval.json").write_text(text + "\n", "utf-8")
        lines = [
            json.dumps({"policy": result.name, **asdict(outcome)}, ensure_ascii=False)
            for result in self.results for outcome in result.outcomes
        ]  # fmt: skip
        (folder / "episodes.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
