"""Executor: walks one plan in one world, a tick at a time.

A Python generator descends the plan and yields whenever time must pass, so the agent can
interleave many worlds and stop between any two ticks. Values are resolved on the scene as it is
right before each skill; every post-condition is checked and retried; a pre-condition that was
lost is restored by the skill that achieves it; what cannot be mended is a `PlanFailure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from vla.clearance import clearances
from vla.dryrun import GroundedCall, dry_run, mapped
from vla.errors import UserError
from vla.evaluate import Bindings, ground, judge, members, resolve, since
from vla.map_effects import checked
from vla.monitor import Invariant, pinned
from vla.plan import (
    Call,
    Condition,
    Done,
    Ensure,
    Execute,
    Fail,
    ForEach,
    If,
    Keep,
    Node,
    Plan,
    Query,
    Repeat,
    Require,
    Seq,
    Value,
    Var,
)
from vla.predicates import Reading
from vla.program_print import condition_code, value_code
from vla.recovery import achiever, filled
from vla.runner import EpisodeOver, PlanFailure, Runner, Ticks, plan_path
from vla.scene import Scene
from vla.skills import PICKS, SKILLS
from vla.trace import Grounded, Recovered, SkillSkipped

RETRIES = 2
"""Repetitions of a skill whose purpose was not reached."""
RECOVERIES = 3
"""Skills put in before one call."""


After = Callable[[Node, Scene], None]
"""Told of every outermost step that ran, with the scene before it; may raise to end the plan."""


class PlanDone(Exception):
    """The plan said `Done`."""


@dataclass(frozen=True)
class Decision:
    """A call as it was grounded the first time, and the scene before it began."""

    call: GroundedCall
    before: Scene


class Executor:
    """Carries out plans through the `Runner` of one world."""

    def __init__(self, runner: Runner):
        self.runner = runner
        self.recoveries = self.statements = self.turns = 0
        self._decided: dict[str, Decision | Execute | tuple[str, ...] | bool] = {}
        self._again = False
        self._grasped: tuple[Value, str] | None = None
        self._began, self._mended = runner.scene, set[str]()
        self._outermost: set[str] = set()
        """Keys of the blocks whose steps are the plan's outermost: its own, and those of what is
        kept around them."""
        self._after: After = lambda step, before: None

    @property
    def scene(self) -> Scene:
        return self.runner.scene

    def carry_out(
        self, plan: Plan, again: bool = False, after: After = lambda step, before: None
    ) -> Ticks[None]:
        """Run a plan to its end.

        Args:
            again: the same plan ran before and failed. Referents, branches and loops stay as
                they were decided then, and steps whose purpose still holds are left out.
            after: told of every outermost step that ran.

        Raises:
            PlanFailure: something did not work out.
            EpisodeOver: a budget is spent or the task has failed for good.
        """
        self._again, self._after, self._outermost = again, after, {""}
        if not again:
            self._decided.clear()
            self._began, self._mended = self.scene, set()
        self._grasped = None
        try:
            yield from self._block(plan.body, "", {})
        except PlanDone:
            pass
        finally:
            self.runner.keeps.clear()
            self.runner.skills.cancel(self.runner.world)

    def lost(self, plan: Plan) -> Iterator[PlanFailure]:
        """What a plan that ran to its end achieved and should still hold, but does not.

        What should hold is what does where the plan is carried out symbolically. Each purpose is
        missed once: what does not last when it is mended is not for lack of trying.
        """
        meant = dry_run(plan, self._began)
        if not meant.finished:
            return
        for key, known in list(self._decided.items()):
            achieves = SKILLS[known.call.skill].achieves if isinstance(known, Decision) else None
            if not isinstance(known, Decision) or achieves is None or key in self._mended:
                continue
            purpose = filled(achieves, known.call)
            named = (arg for arg in known.call.args if isinstance(arg, str) and arg in self.scene)
            if not all(name in meant.scene for name in named):
                continue
            if judge(purpose, since(known.before, meant.scene)).truth is not True:
                continue
            reading = judge(purpose, since(known.before, self.scene))
            if reading.truth is False:
                self._mended.add(key)
                path = plan_path(key)
                self.runner.check("achieves", key, purpose, reading)
                yield PlanFailure("post-condition", str(known.call), reading.evidence, path=path)

    # --- control flow ----------------------------------------------------------------------

    def _block(self, seq: Seq, key: str, bound: Bindings) -> Ticks[None]:
        keys = [f"{key}.{n}" if key else str(n) for n in range(1, len(seq.steps) + 1)]
        index = 0
        if key in self._outermost and len(keys) == 1 and isinstance(seq.steps[0], Seq):
            self._outermost = self._outermost - {key} | {keys[0]}  # a sub-goal that is all there is
        while index < len(keys):
            if index + 1 < len(keys) and self._superfluous(seq.steps[index], keys[index + 1]):
                index += 2
                continue
            before, calls = self.scene, self.runner.calls
            yield from self._node(seq.steps[index], keys[index], bound)
            told = isinstance(seq.steps[index], Keep)  # step by step, as they ran
            if key in self._outermost and self.runner.calls > calls and not told:
                self._after(seq.steps[index], before)
            index += 1

    def _node(self, node: Node, key: str, bound: Bindings) -> Ticks[None]:
        limit = self.runner.budget.statements
        self.statements += not isinstance(node, Seq)
        if self.statements > limit:
            raise EpisodeOver("budget", f"more than {limit} statements")
        try:
            yield from self._statement(node, key, bound)
        except UserError as error:
            what = node.skill if isinstance(node, Call) else type(node).__name__.lower()
            raise PlanFailure("grounding", what, str(error), path=plan_path(key)) from None

    def _statement(self, node: Node, key: str, bound: Bindings) -> Ticks[None]:
        match node:
            case Seq():
                yield from self._block(node, key, bound)
            case Call():
                yield from self._call(node, key, bound)
            case Execute():
                yield from self._execute(node, key, bound)
            case If(condition, then, otherwise):
                holds = self._decided.get(key)
                if not isinstance(holds, bool):
                    holds = self.runner.judge("if", key, condition, bound).truth is True
                    self._decided[key] = holds
                branch, name = (then, "then") if holds else (otherwise, "otherwise")
                yield from self._block(branch, f"{key}.{name}", bound)
            case ForEach(var, query, body, limit):
                names = self._decided.get(key)
                if not isinstance(names, tuple):
                    scene = self.runner.looked(query, key)
                    names = self._decided[key] = members(query, scene, bound)[:limit]
                    self._found(key, query, names)
                for turn, name in enumerate(names, 1):
                    self._turn(turn)
                    yield from self._block(body, f"{key}.body[{turn}]", {**bound, var: name})
            case Repeat(count, body):
                for turn in range(1, count + 1):
                    self._turn(turn)
                    yield from self._block(body, f"{key}.body[{turn}]", bound)
            case Ensure(condition, recover, retries):
                yield from self._ensure(condition, recover, retries, key, bound)
            case Keep(conditions, body):
                yield from self._keep(conditions, body, key, bound)
            case Require(condition, reason):
                reading = self.runner.judge("require", key, condition, bound)
                if reading.truth is not True:
                    raise EpisodeOver("pre-condition", reason or reading.evidence)
            case Fail(reason):
                raise EpisodeOver("pre-condition", reason)
            case Done():
                raise PlanDone

    def _turn(self, turn: int) -> None:
        budget = self.runner.budget
        self.turns += 1
        if turn > budget.turns or self.turns > budget.all_turns:
            most = f"{budget.turns} turns of a loop or {budget.all_turns} of all"
            raise EpisodeOver("budget", f"more than {most}")

    def _ensure(
        self, condition: Condition, recover: Seq, retries: int, key: str, bound: Bindings
    ) -> Ticks[None]:
        reading = self.runner.judge("ensure", key, condition, bound)
        attempt = 0
        while reading.truth is not True and attempt < retries:
            attempt += 1
            # Counted on, so that a later recovery decides anew.
            yield from self._block(recover, f"{key}.recover[{self.statements}]", bound)
            reading = yield from self.runner.settle(condition, bound, path=key)
            self.runner.check("ensure", key, condition, reading)
        if reading.truth is not True:
            what, tries = f"ensure {condition_code(condition)}", attempt + 1
            raise PlanFailure("post-condition", what, reading.evidence, tries, plan_path(key))

    def _keep(
        self, conditions: tuple[Condition, ...], body: Seq, key: str, bound: Bindings
    ) -> Ticks[None]:
        run = self.runner
        added = pinned([ground(condition, bound) for condition in conditions], self.scene)
        run.env.watch(run.world, tuple(clearances(added)))
        run.scene = run.now(run.env.scene(run.world))
        invariants = [Invariant(condition) for condition in added]
        for invariant in invariants:
            if run.judge("keep", key, invariant.condition, {}).truth is None:
                what = f"keep {invariant.code}"
                raise PlanFailure("invariant", what, "it cannot be checked", path=plan_path(key))
            invariant.check(run.scene)
        outer = list(run.keeps)
        run.keeps += invariants
        if key.rpartition(".")[0] in self._outermost:
            self._outermost.add(f"{key}.body")
        yield from self._block(body, f"{key}.body", bound)
        run.keeps[:] = outer

    # --- calls -----------------------------------------------------------------------------

    def _call(self, node: Call, key: str, bound: Bindings) -> Ticks[None]:
        path = plan_path(key)
        if node.skill not in SKILLS:
            raise PlanFailure("static rejection", node.skill, "no such skill", path=path)
        spec, known = SKILLS[node.skill], self._decided.get(key)
        if not isinstance(known, Decision):
            known = self._decided[key] = Decision(self._ground(node, key, bound), self.scene)
        elif self._again and spec.achieves is not None:
            reading = self._reached(known)
            if reading.truth is True:
                self._skip(known.call, path, reading)
                return
        call = known.call
        if node.skill in PICKS:
            lasting = not isinstance(node.args[0], Var)  # a Var means another thing every turn
            self._grasped = (node.args[0], str(call.args[0])) if lasting else None

        recoveries, result = 0, None
        for attempt in range(1, RETRIES + 2):
            while spec.requires is not None:
                needed = filled(spec.requires, call)
                reading = self.runner.judge("requires", key, needed, {})
                if reading.truth is True:
                    break
                reached = self._reached(known)
                if reached.truth is True:
                    self._skip(call, path, reached)
                    return
                fix = achiever(needed, self.scene) if recoveries < RECOVERIES else None
                if fix is None:
                    raise PlanFailure("pre-condition", str(call), reading.evidence, attempt, path)
                recoveries += 1
                self.recoveries += 1
                self.runner.emit(Recovered(self.scene.time, path, str(fix), reading.evidence))
                yield from self.runner.attempt(fix, self.scene, path, recoveries)
            result = yield from self.runner.attempt(call, known.before, path, attempt)
            if result is None:
                return
        category, evidence = result or ("motion", "")
        raise PlanFailure(category, str(call), evidence, RETRIES + 1, path)

    def _execute(self, node: Execute, key: str, bound: Bindings) -> Ticks[None]:
        """Follow value maps; when it is tried again, to where they led the first time."""
        step, path, result = self._decided.get(key), plan_path(key), None
        if not isinstance(step, Execute):
            step = self._decided[key] = checked(node, self.scene, bound)
        call = mapped(step, path=path)
        for attempt in range(1, RETRIES + 2):
            result = yield from self.runner.attempt(call, self.scene, path, attempt)
            if result is None:
                return
        category, evidence = result or ("motion", "")
        raise PlanFailure(category, str(call), evidence, RETRIES + 1, path)

    def _ground(self, node: Call, key: str, bound: Bindings) -> GroundedCall:
        spec, pick = SKILLS[node.skill], SKILLS["pick"]
        if len(node.args) != len(spec.positional):
            raise UserError(f"Expected {spec.signature}, got {len(node.args)} arguments.")
        options = tuple((name, self._value(value, key, bound)) for name, value in node.options)
        args: list[str | float] = []
        for value in node.args:
            # "The leftmost block" is still that block once it hangs in the gripper.
            lifted = not args and spec.requires == pick.achieves and self._grasped is not None
            if lifted and self._grasped and value == self._grasped[0]:
                args.append(self._grasped[1])
            else:
                args.append(self._value(value, key, bound))
        return GroundedCall(node.skill, tuple(args), options, (), plan_path(key))

    def _value(self, value: Value, key: str, bound: Bindings) -> str | float:
        found = resolve(value, self.runner.looked(value, key), bound)
        if not isinstance(value, (str, int, float, Var)):
            self._found(key, value, (str(found),))
        return found

    def _reached(self, decision: Decision) -> Reading:
        """Whether a call's purpose holds now; unknown for calls without one."""
        call, scene = decision.call, since(decision.before, self.scene)
        achieves = SKILLS[call.skill].achieves
        if achieves is None:
            return Reading(None, "")
        if scene.held not in call.args:  # A later step took it: that the hand was free is past.
            scene = replace(scene, held=None)
        return judge(filled(achieves, call), scene)

    def _superfluous(self, step: Node, next_key: str) -> bool:
        """Whether a step only prepares the next one, which was done before and still stands."""
        following = self._decided.get(next_key)
        if not (self._again and isinstance(step, Call) and isinstance(following, Decision)):
            return False
        needed = SKILLS[following.call.skill].requires
        if step.skill not in PICKS or needed != SKILLS["pick"].achieves:
            return False
        reading = self._reached(following)
        if reading.truth is True:
            self._skip(following.call, plan_path(next_key), reading)
        return reading.truth is True

    # --- what is written down --------------------------------------------------------------

    def _found(self, key: str, query: Query, names: tuple[str, ...]) -> None:
        now = self.scene.time
        self.runner.emit(Grounded(now, plan_path(key), value_code(query), names))

    def _skip(self, call: GroundedCall, path: str, reading: Reading) -> None:
        self.runner.emit(SkillSkipped(self.scene.time, path, str(call), reading.evidence))
