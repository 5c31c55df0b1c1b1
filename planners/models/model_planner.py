"""A planner by a language model: prompt, reply, translation, check, and one chance to mend it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from vla.check import check
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Fail, Keep, Node, Plan, Seq
from vla.planner import Question, Refusal, Spent
from vla.program import ProgramError, from_code, to_code
from vla.scene import Scene
from vla.task import Wanted
from vla.watching import Answer, GoOn, Reached, StepReport

from ..language import tokens
from . import following, reply
from .chat import Chat, Completion, Message
from .naming import named
from .prompt import conversation, nameable
from .structure import grammar

ATTEMPTS = 2
"""Replies that are asked for: the second with the error of the first."""
MAX_SHOWN = 4000
"""Characters of a reply that are shown to the model again."""
MAX_WORDS = 300
"""Characters of a reason, or of a reply that is quoted."""

Look = Callable[[], Sequence[np.ndarray]]
"""Pictures (H, W, 3) uint8 of the scene as it is now."""


Meant = TypeVar("Meant")


class NoProgram(UserError):
    """A model's replies mean nothing."""


class LanguageModelPlanner:
    """Plans that a language model writes; each is checked and dry-run before anybody sees it.

    A plan that comes out has no error in the scene it was made for: what the model wrote is
    translated, never executed, and names nothing that is not there.

    Args:
        chat: the model.
        examples: how many solved examples the prompt holds.
        look: gives pictures for the prompt; else it holds those that were shown (`see`), if any.
        cameras: whose pictures are wanted.
        picture_size: width and height of these [px].
        watches: whether the model sees what every step brought; see `vla.watching`.
        maps: whether it may answer with value maps, as VoxPoser's do.
    """

    draws = 3
    """Made-up scenes that are worth asking a model about; see `vla.preparation`."""

    def __init__(
        self,
        chat: Chat,
        examples: int = 4,
        look: Look | None = None,
        cameras: Sequence[str] = (),
        picture_size: tuple[int, int] = (448, 336),
        watches: bool = False,
        maps: bool = False,
    ):
        if examples < 0:
            raise UserError(f"examples={examples} is negative.")
        self.chat, self._examples, self._look = chat, examples, look
        self.cameras, self.picture_size, self.watches = tuple(cameras), picture_size, watches
        self._maps = maps
        self._shown: tuple[np.ndarray, ...] = ()
        self.notes: tuple[str, ...] = ()
        """What the last answer cost."""
        self.spent = Spent()
        """Likewise, in numbers."""

    def see(self, pictures: Sequence[np.ndarray]) -> None:
        """Pictures (H, W, 3) uint8 of the scene that it is asked about next, and only then."""
        self._shown = tuple(pictures)

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """A plan that can be carried out in the scene, a question about it, or why not.

        Raises:
            UserError: the text cannot be an instruction, or the model gives no answer.
        """
        tokens.check(instruction)
        return self._answer(instruction, scene, None, ())

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """What remains to be done, by a model that is told what was tried and what happened."""
        return self._answer(instruction, scene, failed, facts)

    def follow(
        self, instruction: str, scene: Scene, plan: Plan, reports: Sequence[StepReport]
    ) -> Answer:
        """Whether a plan still stands, by a model that is told what its steps brought.

        Raises:
            UserError: the model gives no answer that has a meaning.
        """
        messages = conversation(
            instruction, scene, self._examples, self._pictures(), maps=self._maps
        )
        last = messages[-1]
        messages[-1] = replace(last, text=f"{last.text}\n{following.told(plan, reports)}")
        language = following.rules(self._language(scene))

        def read_answer(completion: Completion) -> Answer:
            code = reply.program(completion)
            if following.goes_on(code):
                return GoOn()
            claims = following.claims(code)
            if claims is None:
                return read(completion, instruction, scene, idle=True)
            for claim in claims:
                judge(claim, scene)  # complains about what is not there
            return Reached(claims)

        return self._asked(messages, language, read_answer)

    def mentions(self, instruction: str) -> tuple[Wanted, ...]:
        """What an instruction names, so that a scene can be made up for it."""
        return named(instruction)

    def _answer(
        self, instruction: str, scene: Scene, failed: Plan | None, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        images = self._pictures()
        messages = conversation(
            instruction, scene, self._examples, images, facts, failed, self._maps
        )
        language = self._language(scene)
        idle = failed is not None
        try:
            return self._asked(messages, language, lambda c: read(c, instruction, scene, idle))
        except NoProgram as error:
            return Refusal(str(error))

    def _language(self, scene: Scene) -> str:
        """What it may write about a scene; all it wants where it may write value maps, which the
        grammar does not have."""
        names = (entity.name for entity in nameable(scene))
        return "" if self._maps else grammar(names, scene.seen is not None)

    def _pictures(self) -> tuple[np.ndarray, ...]:
        """Those that belong to the question that is asked now."""
        shown, self._shown = self._shown, ()
        return shown if self._look is None else tuple(self._look())

    def _asked(
        self, messages: list[Message], language: str, meaning: Callable[[Completion], Meant]
    ) -> Meant | Refusal:
        """What the model's reply means; a reply that means nothing is sent back once.

        Raises:
            NoProgram: none means anything.
            UserError: there is none.
        """
        spent: list[Completion] = []
        began, complaint = time.monotonic(), ""
        try:
            for _ in range(ATTEMPTS):
                completion = self.chat.complete(messages, language)
                spent.append(completion)
                if completion.finish == "refusal":
                    said = _shown(completion.text) or "it does not say why"
                    return Refusal(f"{self.chat.name} declines: {said}")
                try:
                    return meaning(completion)
                except UserError as error:
                    complaint = str(error)
                messages = [
                    *messages,
                    Message("assistant", completion.text[:MAX_SHOWN] or "(nothing)"),
                    Message("user", f"That does not work. {complaint}\nWrite the whole program."),
                ]
        finally:
            cost = _cost(self.chat.name, spent, time.monotonic() - began)
            self.notes = (cost,) if spent else ()
            self.spent = Spent(
                len(spent), sum(c.prompt_tokens for c in spent), sum(c.tokens for c in spent)
            )
        quoted = _shown(spent[-1].text)
        raise NoProgram(
            f"{self.chat.name} wrote no program that works: {_shown(complaint)}"
            + (f' It wrote: "{quoted}"' if quoted else "")
        )


def read(
    completion: Completion, instruction: str, scene: Scene, idle: bool = False
) -> Plan | Question | Refusal:
    """The answer that a reply means in a scene.

    Args:
        idle: whether a plan that does nothing will do.

    Raises:
        UserError: no program, one that is not in the language, or one that cannot work; in words
            for the model.
    """
    code = reply.program(completion)
    asked = reply.question(code)
    if asked is not None:
        return asked
    try:
        plan = from_code(code, instruction)
    except ProgramError as error:
        raise UserError(f"{error}{_line(code, error.line)}") from None
    reason = _gives_up(plan.body)
    if reason is not None:
        return Refusal(_shown(reason) or "The model gives no reason.")
    errors = [problem for problem in check(plan, scene) if problem.severity == "error"]
    if errors:
        where = errors[0].where.removeprefix("line ")
        row = _line(to_code(plan), int(where)) if where.isdecimal() else ""
        raise UserError(f"{errors[0].message}{row}")
    if not idle and not dry_run(plan, scene).calls:
        raise UserError(
            "The program does nothing in this scene. Its queries may find nothing: name what is"
            " there, or write fail('reason')."
        )
    return plan


def _gives_up(node: Node) -> str | None:
    """Why a plan refuses: it begins with `fail`."""
    match node:
        case Fail(reason):
            return reason
        case Seq([first, *_]):
            return _gives_up(first)
        case Keep(_, body):
            return _gives_up(body)
    return None


def _line(code: str, number: int) -> str:
    rows = code.split("\n")
    row = rows[number - 1].strip() if 0 < number <= len(rows) else ""
    return f" In `{row[:MAX_WORDS]}`." if row else ""


def _shown(text: str) -> str:
    """A model's words on one line of bounded length."""
    words = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 3] + "..."


def _cost(name: str, spent: Sequence[Completion], seconds: float) -> str:
    written, read_ = sum(c.tokens for c in spent), sum(c.prompt_tokens for c in spent)
    times = "once" if len(spent) == 1 else f"{len(spent)} times"
    return f"{name} was asked {times}: {read_:,} tokens read, {written:,} written, {seconds:.1f} s."
