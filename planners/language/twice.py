"""Whether one sentence gives a thing to two places, which it cannot mean unless it says `then`."""

from __future__ import annotations

from collections.abc import Sequence
from re import findall

from vla.dryrun import dry_run
from vla.plan import Plan, Seq
from vla.planner import Question

from .script import Step

ORDERED = frozenset(
    (
        "then", "first", "afterwards", "afterward", "after", "later", "finally", "lastly",
        "before", "again", "back", "once", "until", "till", "return", "twice", "subsequently",
        "following", "followed", "turn", "thereafter", "else", "otherwise", "if",
    )
)  # fmt: skip
"""Words that tell one time or case from another, or bring a thing back."""


def given_twice(steps: Sequence[Step], instruction: str) -> Question | None:
    """What to ask if the steps of one sentence bring a thing to one place and on to another.

    Args:
        instruction: as it was said; `the next largest` has no `then` in it.
    """
    if len(steps) < 2 or ORDERED & {*findall(r"[a-z]+", instruction.lower())}:
        return None
    before = steps[0].before
    brought: dict[object, object] = {}
    for call in dry_run(Plan(Seq(tuple(step.node for step in steps))), before).calls:
        if call.skill not in ("place_in", "place_on"):
            continue
        thing, place = call.args[:2]
        if place not in before or before[str(place)].kind == "table":
            continue  # set aside only
        if brought.setdefault(thing, place) != place:
            name, one, other = (before[str(n)].describe() for n in (thing, brought[thing], place))
            return Question(
                f'Should the {name} go to the {one} or to the {other}? Say "then" if both.',
                (str(brought[thing]), str(place)),
            )
    return None
