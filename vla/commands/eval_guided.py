"""`vla eval avoid=vase`: something in the way that the policy is not told of, guided and not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from rich.markup import escape
from rich.table import Table

from vla import compose
from vla.commands.candidates import Candidate, changed, is_number
from vla.commands.eval_result import Measured
from vla.compose import Settings
from vla.errors import UserError
from vla.paired import Paired
from vla.plan import Atom
from vla.rollout import Policy
from vla.task import Setup, Task
from vla.trials import Outcome

TOUCH = 0.001
"""[m] within which the robot touches a thing."""
KEYS = ("distance", "steer", "filter")
"""Keys that say nothing without `avoid`."""
HEAD = ("success", "too near", "touched", "least", "median", "pushed", "stopped",
        "success against", "kept against")  # fmt: skip
"""Columns of the table."""
NARROW = 7
"""Of these, as many as a terminal has room for."""


def strengths(config: Settings) -> list[float]:
    """Those of `steer`, in order.

    Raises:
        UserError: something that is not a number or below 0.
    """
    said = config["steer"]
    words = [word.strip() for word in said.split(",")] if isinstance(said, str) else [said]
    try:
        found = [float(word) for word in words]
    except (TypeError, ValueError):
        found = []
    if not found or not all(is_number(value) and value >= 0 for value in found):
        raise UserError(f"steer={said} is not understood: numbers from 0 on, as in steer=0,1,2.")
    return list(dict.fromkeys(found))


def check_guided(config: Settings) -> None:
    """Complain about keys that do not go together."""
    if config["avoid"] is None:
        idle = changed("eval", config, KEYS)
        if idle:
            raise UserError(f"{', '.join(idle)}: say what is to be avoided, as in avoid=vase.")
        return
    from vla.envs.layout import CAPACITY, MAKES

    if config["avoid"] not in MAKES:
        names = ", ".join(kind for kind in MAKES if kind in CAPACITY["tabletop"])
        raise UserError(f"avoid={config['avoid']} is no thing that can be put in the way: {names}.")
    distance = config["distance"]
    if not (is_number(distance) and 0.01 <= distance <= 0.10):
        raise UserError(f"distance={distance} is not understood: from 0.01 to 0.10 metres.")
    for key, plain, why in (
        ("against", None, "what is compared are strengths of one policy"),
        ("instruction", "own", "the words stay as they are"),
        ("gate", None, "nobody could tell which strength it is for"),
    ):
        if config[key] != plain:
            raise UserError(f"{key}={config[key]} does not go with avoid: {why}.")
    if (any(strengths(config)) or config["filter"]) and "policy" in config.chosen:
        raise UserError(
            f"policy={config.chosen['policy']} has no sampler and no engine to guide; measure a"
            " checkpoint."
        )


def blocked(task: Task, config: Settings) -> Task:
    """The family with something in the way."""
    from vla.envs.tasks.past import Past

    return Past(task, config["avoid"], config["distance"])


def guided(candidate: Candidate, config: Settings) -> list[Candidate]:
    """The policy as it is, and guided in every way that is asked for."""
    found = [candidate]
    for strength in strengths(config):
        filtering = config["filter"]
        if not strength and not filtering:
            continue
        if strength:
            candidate.check_steer()
        name = f"{candidate.name} steer={strength:g}" + (" filter" if filtering else "")
        play = _guided_play(candidate, strength, filtering, config["distance"])
        found.append(replace(candidate, name=name, play=play, close=lambda: None))
    return found


def _guided_play(
    candidate: Candidate, strength: float, filtering: bool, distance: float
) -> Callable[[Any], tuple[Policy, int]]:
    def play(worlds: Any) -> tuple[Policy, int]:
        policy, many = candidate.play(worlds)
        engine: Any = policy
        if not measured:
            engine.latency.clear()  # the network's, and so also of those who asked it before
            measured.append(strength)
        env = worlds.env

        def keeping(world: int) -> tuple[Atom, ...]:
            setup: Setup = env.episodes.setup(world)
            return tuple(Atom("clear_of", (name, distance)) for name in setup.watch)

        engine.guide(compose.guidance(env.worlds, keeping), strength, filtering)
        return policy, many

    measured: list[float] = []
    return play


@dataclass(frozen=True)
class Avoided:
    """How near one way of guiding let the robot come, on all episodes."""

    name: str
    episodes: int
    successes: int
    near: int
    """Episodes in which the robot came nearer than it was to."""
    touched: int
    least: float
    """[m] in all episodes."""
    median: float
    """[m] of the episodes' least distances."""
    pushed: float
    """Share of the control steps in which the filter changed what was to come."""
    stopped: float
    """Share in which it found no way."""
    success_pair: Paired | None = None
    """Beside the policy as it is."""
    kept_pair: Paired | None = None
    """The same for distances that were kept."""


def avoided(results: Sequence[Measured], distance: float) -> list[Avoided]:
    """A row for each; the first is what the others are compared with."""
    rows = []
    for result in results:
        gaps = [_gap(outcome) for outcome in result.outcomes]
        steps = max(result.guided.get("steps", 0), 1)
        success, kept = None, None
        if result is not results[0]:
            success = _pair(results[0], result, lambda o: o.success)
            kept = _pair(results[0], result, lambda o: _gap(o) >= distance)
        rows.append(
            Avoided(
                result.name, len(gaps), sum(o.success for o in result.outcomes),
                sum(gap < distance for gap in gaps), sum(gap < TOUCH for gap in gaps),
                min(gaps), median(gaps), result.guided.get("pushed", 0) / steps,
                result.guided.get("stopped", 0) / steps, success, kept,
            )
        )  # fmt: skip
    return rows


def cells(row: Avoided) -> list[str]:
    """What stands in a row of the table, behind the name."""

    def against(pair: Paired | None) -> str:
        if pair is None:
            return "-"
        low, high = pair.interval()
        middle, least, most = (100 * (0.0 - value) for value in (pair.difference, high, low))
        return f"{middle:+.0f} pp ({least:+.0f} to {most:+.0f})"

    return [
        f"{row.successes}/{row.episodes}", f"{row.near}", f"{row.touched}",
        f"{100 * row.least:.1f} cm", f"{100 * row.median:.1f} cm", f"{row.pushed:.1%}",
        f"{row.stopped:.1%}", against(row.success_pair), against(row.kept_pair),
    ]  # fmt: skip


def guided_table(results: Sequence[Measured], distance: float) -> Table:
    """All strengths on the same episodes, as narrow as a terminal; differences stand below."""
    title = f"on the same episodes, {100 * distance:g} cm to keep; differences to the first"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("policy", overflow="fold")
    for column in HEAD[:NARROW]:
        table.add_column(column, justify="right")
    notes = []
    for row in avoided(results, distance):
        told = cells(row)
        table.add_row(escape(row.name), *told[:NARROW])
        if row.success_pair is not None:
            different = zip(HEAD[NARROW:], told[NARROW:], strict=True)
            notes.append(
                f"{row.name}: " + "; ".join(f"{name} {value}" for name, value in different)
            )
    table.caption, table.caption_justify = escape("\n".join(notes)), "left"
    return table


def _gap(outcome: Outcome) -> float:
    return float("inf") if outcome.clearance is None else outcome.clearance


def _pair(one: Measured, other: Measured, good: Callable[[Outcome], bool]) -> Paired:
    first, second = ({(o.task, o.seed): good(o) for o in r.outcomes} for r in (one, other))
    return Paired.of((first[key], second[key]) for key in first if key in second)
