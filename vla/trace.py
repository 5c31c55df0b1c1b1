"""Trace: every decision of a run as typed events, written as JSON lines while it goes.

Each line is flushed as it is written, so that a run that was stopped leaves a valid file.
Times are simulated seconds since the episode began. `path` says where in the plan an event
belongs (see `vla.dryrun.GroundedCall.path`); empty for events about the whole plan.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from vla.errors import UserError


@dataclass(frozen=True)
class Event:
    """Something that happened in one world."""

    time: float
    path: str


@dataclass(frozen=True)
class Planned(Event):
    """A plan was accepted: the first one, or one made after a failure."""

    instruction: str
    code: str
    plan: Mapping[str, Any]

    def __str__(self) -> str:
        return f"plan for '{self.instruction}'"


@dataclass(frozen=True)
class Grounded(Event):
    """What a query of the plan turned out to mean."""

    expression: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.expression} means {', '.join(self.names) or 'nothing'}"


@dataclass(frozen=True)
class Checked(Event):
    """A condition was evaluated; `role` is requires, achieves, if, ensure, require, keep, never,
    done (a planner takes it to be reached) or goal."""

    role: str
    condition: str
    truth: bool | None
    evidence: str

    def __str__(self) -> str:
        word = {True: "holds", False: "fails", None: "unknown"}[self.truth]
        return f"{self.role} {self.condition} {word} ({self.evidence})"


@dataclass(frozen=True)
class Looked(Event):
    """A picture was taken and asked something."""

    module: str
    """`detect`, `select`, `verify` or `vqa`."""
    words: str
    answer: str
    truth: bool | None
    """Of `verify`; of others, whether there is an answer."""
    by: str
    """Who looked."""
    camera: str
    boxes: tuple[tuple[str, float, float, float, float, float], ...]
    """What was found: words, score, and left, top, right, bottom in the picture [px]."""
    picture: str
    """File with the picture and what was found in it, beside the trace; empty if none was kept."""
    milliseconds: float

    def __str__(self) -> str:
        return f"{self.module} '{self.words}': {self.answer} ({self.by}, {self.camera})"


@dataclass(frozen=True)
class SkillStarted(Event):
    """A skill begins to move the robot."""

    call: str
    skill: str
    args: tuple[str | float, ...]
    options: Mapping[str, Any]
    """Numbers, words and value maps (`vla.plan.Painting`)."""
    avoid: Mapping[str, float]
    attempt: int

    def __str__(self) -> str:
        return f"{self.call} begins, attempt {self.attempt}"


@dataclass(frozen=True)
class SkillPhase(Event):
    """A running skill enters another phase."""

    call: str
    phase: str

    def __str__(self) -> str:
        return f"{self.call}: {self.phase}"


@dataclass(frozen=True)
class Searched(Event):
    """A way for the tool was searched through value maps, or found to be missing."""

    because: str
    """`first`, `goal moved`, `obstacle moved` or `too narrow`."""
    points: tuple[tuple[float, float, float], ...]
    """Of the tool on the way, to the millimetre [m]; none if there is no way."""
    speeds: tuple[float, ...]
    """There [m/s]."""
    room: tuple[float, ...]
    """Gap there between the hand with what it holds and what it must keep out of [m]."""
    length: float
    """[m]"""
    least: float | None
    """Smallest room [m]; `None` if there is no way."""
    milliseconds: float
    """That the search took."""
    missing: str
    """Why there is no way."""
    start: tuple[float, ...]
    """Pose of the tool: position [m], wxyz."""
    turn: tuple[float, ...]
    """Orientation of the tool at the end, wxyz."""
    ignore: tuple[str, ...]
    """Things that may be touched."""
    maps: Mapping[str, Any]
    """The value maps as JSON, kind by kind; the affordance is the goal."""

    def __str__(self) -> str:
        if self.least is None:
            return f"no way ({self.because}): {self.missing}"
        return (
            f"way searched ({self.because}): {100 * self.length:.0f} cm long,"
            f" {100 * self.least:.1f} cm of room, {self.milliseconds:.0f} ms"
        )


@dataclass(frozen=True)
class SkillEnded(Event):
    """A skill came to its end and its purpose was checked (`ok`)."""

    call: str
    ok: bool
    reason: str
    evidence: str
    attempt: int
    duration: float
    """[s]"""

    def __str__(self) -> str:
        result = "succeeded" if self.ok else f"failed: {self.reason}"
        return f"{self.call} {result} ({self.evidence})"


@dataclass(frozen=True)
class SkillSkipped(Event):
    """A step was left out because what it is for already holds."""

    call: str
    evidence: str

    def __str__(self) -> str:
        return f"{self.call} is not needed ({self.evidence})"


@dataclass(frozen=True)
class Recovered(Event):
    """A step was put in because the next one could not begin without it."""

    call: str
    because: str

    def __str__(self) -> str:
        return f"{self.call} is put in: {self.because}"


@dataclass(frozen=True)
class Violated(Event):
    """An invariant broke: by how much and for the how-manieth time."""

    condition: str
    evidence: str
    margin: float | None
    """Measured distance minus the limit [m]; `None` for conditions that are no distances."""
    count: int

    def __str__(self) -> str:
        return f"invariant {self.condition} broken ({self.evidence})"


@dataclass(frozen=True)
class Replanned(Event):
    """The plan failed and the planner was asked again."""

    failure: str
    facts: tuple[str, ...]
    attempt: int

    def __str__(self) -> str:
        return f"replan {self.attempt}: {self.failure}"


@dataclass(frozen=True)
class Consulted(Event):
    """A planner that watches was shown what a step brought."""

    step: str
    changes: tuple[str, ...]
    pictures: int
    """That were shown."""
    answer: str
    """`go on`, `another plan`, `done`, `cannot`, or `no answer`."""
    words: str
    """Of the planner; or what speaks against its answer, which then does not count."""

    def __str__(self) -> str:
        return f"after {self.step}: {self.answer}" + (f" ({self.words})" if self.words else "")


@dataclass(frozen=True)
class Verdict(Event):
    """The end of an episode."""

    success: bool
    category: str
    reason: str
    counts: Mapping[str, int]
    min_clearance: Mapping[str, float]

    def __str__(self) -> str:
        return "success" if self.success else f"failure ({self.category}): {self.reason}"


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        Planned, Grounded, Checked, Looked, SkillStarted, SkillPhase, Searched, SkillEnded,
        SkillSkipped, Recovered, Violated, Replanned, Consulted, Verdict,
    )
}  # fmt: skip
"""Name in the file -> type."""


@dataclass
class Trace:
    """The events of one episode; with a `path`, each is also written to that file at once."""

    path: Path | None = None
    events: list[Event] = field(default_factory=list)
    _file: TextIO | None = field(default=None, init=False, repr=False)

    def add(self, event: Event) -> None:
        """Append an event."""
        self.events.append(event)
        if self.path is None:
            return
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8")
        record = {"event": type(event).__name__, **asdict(event)}
        self._file.write(json.dumps(_plain(record), ensure_ascii=False, allow_nan=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def of(self, *kinds: type[Event]) -> Iterator[Event]:
        """Events of these types, in order."""
        return (event for event in self.events if isinstance(event, kinds))


def read_trace(path: Path) -> Trace:
    """A trace from its file.

    Raises:
        UserError: a line that is no event.
    """
    trace = Trace()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            kind = KINDS[record.pop("event")]
            values: dict[str, Any] = {key: _tuples(value) for key, value in record.items()}
            trace.events.append(kind(**values))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f"{path}, line {number} is no event of a trace: {error}") from None
    return trace


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples; records stay as they are."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Numbers that JSON can say: infinities and NaN become null, floats are rounded."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    return value
