"""Whether a plan that was read off the gist of a text does something with all that was named."""

from __future__ import annotations

from collections.abc import Sequence

from vla.dryrun import dry_run
from vla.plan import Plan
from vla.scene import Scene

from .ground import Grounder
from .syntax import Group, NounPhrase


def accounts_for(plan: Plan, things: Sequence[NounPhrase], scene: Scene) -> bool:
    """Whether a plan runs through, changes the scene, and does so with each of some things."""
    run = dry_run(plan, scene)
    if not run.finished or run.scene == scene:
        return False
    used = {arg for call in run.calls for arg in call.args}
    ground = Grounder(scene)
    named = (n for t in things for n in (t.members if isinstance(t, Group) else (t,)))
    return all(used & {*ground.candidates(noun)} for noun in named)
