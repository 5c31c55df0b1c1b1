"""The planner that learned to read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Question, Refusal
from vla.scene import Scene
from vla.task import Wanted

from ..language import SemanticParser
from ..language.tokens import check
from .decode import Answer, Description, Reply, Spoken, decode

UNSURE = "I am not sure that I understand. Can you say it in other words?"
HOPELESS = ("unreachable", "out of reach", "where nobody may be")
"""Said of a failure that would come again."""


class TinyVlm:
    """A small transformer that reads words and entities and tells a plan that points at them.

    What it tells can always be read, and names nothing that is not there. Where it is not sure, or
    where its plan could not be carried out, it refuses.

    Args:
        folder: of the weights, or the name of some that are shipped.
        ask_below: confidence under which it asks for other words instead of guessing.
    """

    def __init__(self, folder: str = "tiny_vlm", ask_below: float = 0.7):
        if not 0 <= ask_below <= 1:
            raise UserError(f"ask_below={ask_below} is not between 0 and 1.")
        self._folder, self._ask_below = folder, ask_below

    @classmethod
    def from_pretrained(cls, folder: str | Path, ask_below: float = 0.7) -> TinyVlm:
        """The planner of a folder that `vla vlm train` wrote, loaded at once.

        Raises:
            UserError: there is none, or it is damaged.
        """
        made = cls(str(folder), ask_below)
        _ = made.reader  # now, not when it is first needed
        return made

    @classmethod
    def of(cls, reader: Any, ask_below: float = 0.7) -> TinyVlm:
        """A planner with this reader."""
        made = cls("", ask_below)
        made.reader = reader.eval()
        return made

    @cached_property
    def reader(self) -> Any:
        """The model (`model.Reader`), loaded with torch when there is something to read.

        Raises:
            UserError: the folder holds none, or it is damaged.
        """
        from .storage import load_reader, located

        return load_reader(located(self._folder))

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """A plan for an instruction in a scene, a question about it, or a refusal.

        Raises:
            UserError: the text cannot be an instruction.
        """
        check(instruction)
        (spoken,) = self.read([instruction], [scene])
        answer = decode(spoken.tokens, scene, instruction)
        if spoken.confidence < self._ask_below and not isinstance(answer, Question):
            return Refusal(UNSURE, understood=False)
        if isinstance(answer, (Reply, Description)):
            said = f"There is nothing to do. To the question, I would say: {answer.text}."
            return Refusal(said, understood=False)
        if isinstance(answer, Plan):
            run = dry_run(answer, scene)
            if not run.finished:
                return Refusal(f"As I understand it, it cannot be done. {run.problems[0]}")
        return answer

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """The plan for the scene as it is now, unless the facts say that nothing will help."""
        final = [fact for fact in facts if any(words in fact for words in HOPELESS)]
        return Refusal(final[0]) if final else self.plan(instruction, scene)

    def mentions(self, instruction: str) -> tuple[Wanted, ...]:
        """What an instruction names, as far as the exact parser can tell."""
        return SemanticParser().mentions(instruction)

    def answer(self, question: str, scene: Scene) -> str:
        """A short answer to a question about the scene: yes, no, a number, a word, a name.

        Raises:
            UserError: the text cannot be a question.
        """
        check(question)
        (spoken,) = self.read([question], [scene])
        answer: Answer = decode(spoken.tokens, scene)
        known = isinstance(answer, (Reply, Description))
        return answer.text if known else "I do not know."

    def read(self, texts: Sequence[str], scenes: Sequence[Scene]) -> list[Spoken]:
        """Answers as tokens, to many texts at once."""
        from .reading import of_scene
        from .speaking import tell

        return tell(self.reader, texts, [*map(of_scene, scenes)])
