"""The built-in planner: a grammar that reads a sentence in every way, and a scene that decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from re import findall

from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Call, Ensure, ForEach, If, Keep, Node, Plan, Seq
from vla.planner import Question, Refusal
from vla.scene import Scene
from vla.skills import SKILLS
from vla.task import Wanted

from .build import Builder
from .gist import gist, spoken_of
from .gist_check import accounts_for
from .ground import Grounder
from .mentions import wanted
from .phrases import Reading
from .queries import Absent, Unclear
from .sentences import Program
from .syntax import Clause, Noun, Put, Stack
from .tokens import Words, check
from .twice import given_twice
from .understanding import Sentence, about_space, recast_as_a_whole, understood

MAX_READINGS = 40
"""Readings of a sentence that are tried on the scene."""
HOPELESS = ("unreachable", "out of reach", "where nobody may be")
"""Said of a failure that would come again."""
EXAMPLES = (
    '"put the red block in the green bowl" or "open the top drawer, then put all blocks in it"'
)


class SemanticParser:
    """Exact, explains itself, needs no weights: refuses what it does not understand entirely.

    Args:
        grounder: what ties phrases to the things of a scene.
    """

    def __init__(self, grounder: Callable[[Scene], Grounder] = Grounder):
        self._grounder = grounder

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """A plan for an instruction in a scene, a question about it, or why it cannot be.

        Every word must have been understood. Where a sentence can be read in several ways, the
        scene decides; if it cannot, the answer is a question.

        Raises:
            UserError: the text is empty, too long or not text; the scene lacks what is named.
        """
        check(instruction)
        words, sentences = understood(instruction)
        if not words.words:
            raise UserError(f"The instruction says nothing to do. Try {EXAMPLES}.")
        try:
            answer = self._planned(instruction, words, sentences, scene)
        except UserError:
            other = self._otherwise(instruction, words, sentences, scene)
            if other is None:
                raise
            return other
        if isinstance(answer, Plan):
            return answer
        other = self._otherwise(instruction, words, sentences, scene)
        if other is None and isinstance(answer, Refusal) and not answer.understood:
            other = self._gist(instruction, words, sentences, scene)
        return other or answer

    def _otherwise(
        self, instruction: str, words: Words, sentences: Sequence[Sentence], scene: Scene
    ) -> Plan | None:
        """A second opinion: where the order of words led astray, or in plainer words, where what
        was read as it stands cannot be done."""
        space = about_space(words)
        plan = self._tried(instruction, words, (space,) if space else (), scene)
        return plan or self._tried(instruction, words, recast_as_a_whole(sentences), scene)

    def _gist(
        self, instruction: str, words: Words, sentences: Sequence[Sentence], scene: Scene
    ) -> Plan | None:
        """What is meant if some words are left out, where the scene leaves only one way."""
        islands = gist(sentences)
        plan = self._tried(instruction, words, islands, scene)
        with suppress(UserError):
            if plan is not None and accounts_for(plan, spoken_of(islands), scene):
                return plan
        return None

    def _tried(
        self, instruction: str, words: Words, sentences: Sequence[Sentence], scene: Scene
    ) -> Plan | None:
        """The plan of sentences, if there are any and they come to one."""
        with suppress(UserError):
            answer = self._planned(instruction, words, sentences, scene) if sentences else None
            return answer if isinstance(answer, Plan) else None
        return None

    def _planned(
        self, instruction: str, words: Words, sentences: Sequence[Sentence], scene: Scene
    ) -> Plan | Question | Refusal:
        builder = Builder(self._grounder(scene))
        for sentence in sentences:
            if not sentence.words:
                continue
            if not sentence.programs:
                return _not_understood(words, sentence)
            answer = _carried_out(builder, sentence, scene)
            if not isinstance(answer, Builder):
                return answer
            unlikely = given_twice(answer.steps[len(builder.steps) :], instruction)
            if unlikely is not None:
                return unlikely
            builder = answer
        try:
            plan = builder.plan(instruction)
        except Unclear as unclear:
            return unclear.answer
        one = not findall(r"[.!?;]\s", instruction)
        unlikely = given_twice(builder.steps, instruction) if one else None
        if unlikely is not None:
            return unlikely
        if not builder.steps:
            return Refusal(f"The instruction says what to mind, but nothing to do. Try {EXAMPLES}.")
        return plan

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """What remains of a failed plan: the same plan, as steps whose effect holds are skipped.

        If something it needs is gone from the scene, the answer is a refusal that says so.
        """
        gone = sorted({name for name in _names(failed.body) if name not in scene})
        if gone:
            return Refusal(f"{', '.join(gone)} can no longer be found. {' '.join(facts)}".strip())
        final = [fact for fact in facts if any(words in fact for words in HOPELESS)]
        if final:
            return Refusal(final[0])
        return failed

    def mentions(self, instruction: str) -> tuple[Wanted, ...]:
        """What an instruction names, so that a scene can be made up for it.

        Raises:
            UserError: the text cannot be an instruction.
        """
        check(instruction)
        _, sentences = understood(instruction)
        programs = [s.programs[0] for s in gist(sentences) or sentences if s.programs]
        return wanted(statement for program in programs for statement in program)

    def explain(self, instruction: str) -> tuple[Reading, ...]:
        """How words were understood: slips corrected, politeness and small talk dropped, speeds."""
        check(instruction)
        words, sentences = understood(instruction)
        left = (
            Reading(" ".join(s.aside), "(small talk, left aside)")
            for s in gist(sentences) or sentences
            if s.aside
        )
        return *words.readings, *left


def _carried_out(
    builder: Builder, sentence: Sentence, scene: Scene
) -> Builder | Question | Refusal:
    """The best reading: one that works, else the best question, refusal or error."""
    done: list[Builder] = []
    answers: list[Question | Refusal] = []
    absent: Absent | None = None
    error: UserError | None = None
    for program in sentence.programs[:MAX_READINGS]:
        attempt = builder.copy()
        try:
            attempt = _built(attempt, program, sentence.speeds)
        except Unclear as unclear:
            answers.append(unclear.answer)
        except Absent as problem:
            absent = absent or problem
        except UserError as problem:
            error = error or problem
        else:
            if not any(_same(attempt, other, scene) for other in done):
                done.append(attempt)
    if len(done) == 1:
        return done[0]
    if done:
        return _which_reading(done, len(builder.steps), scene)
    questions = [answer for answer in answers if isinstance(answer, Question)]
    if questions:
        return questions[0]
    if answers:
        return answers[0]
    raise absent or error or UserError("The instruction cannot be carried out.")


def _built(builder: Builder, program: Program, speeds: dict[int, float]) -> Builder:
    """A reading carried out; what is stacked from the top down is stacked from the bottom up."""
    if _one_on_another(program):
        plain = builder.copy()
        plain.ground.default_kind = "block"
        with suppress(UserError, Unclear):
            plain.add(program, speeds)
            plain.plan("")
            plain.ground.default_kind = None
            return plain
    turned = builder.copy() if _stacks(program) else None
    if _by_color_alone(program):
        builder.ground.default_kind = "block"
    try:
        builder.add(program, speeds)
        builder.plan("")
    except Unclear as unclear:
        if turned is None or isinstance(unclear.answer, Question):
            raise
        for order in (program[::-1], program):
            with suppress(UserError, Unclear):
                return _stacked(turned.copy(), order, speeds)
        raise
    builder.ground.default_kind = None
    return builder


def _stacked(builder: Builder, program: Program, speeds: dict[int, float]) -> Builder:
    """With what is in the way set aside: `the blue one on the green one`."""
    builder.ground.default_kind, builder.clears = "block", True
    builder.add(program, speeds)
    builder.plan("")
    if not builder.stands(program):
        raise Unclear(Refusal("One of them would have to be taken away again."))
    builder.ground.default_kind, builder.clears = None, False
    return builder


def _by_color_alone(program: Program) -> bool:
    """`put blue on green and then red on blue`: blocks are meant."""
    commands = [s.command if isinstance(s, Clause) else None for s in program]
    nouns = [noun for c in commands if isinstance(c, Put) and c.places
             for noun in (c.thing, c.places[0].target)]  # fmt: skip
    plain = [isinstance(n, Noun) and n.kind is None and not n.pronoun and n.colors for n in nouns]
    return _stacks(program) and len(nouns) == 2 * len(commands) and all(plain)


def _one_on_another(program: Program) -> bool:
    """`put red on top of green`: blocks are meant, if there are such."""
    put = program[0].command if len(program) == 1 and isinstance(program[0], Clause) else None
    if not isinstance(put, Put) or [place.relation for place in put.places] != ["on"]:
        return False
    nouns = (put.thing, put.places[0].target)
    return all(isinstance(n, Noun) and n.kind is None and n.quantity == "bare" and n.colors
               and not n.pronoun for n in nouns)  # fmt: skip


def _stacks(program: Program) -> bool:
    """Whether a reading only says what stands on what, in several clauses."""
    commands = [s.command if isinstance(s, Clause) else None for s in program]
    return len(commands) > 1 and all(
        isinstance(c, Stack)
        or (isinstance(c, Put) and c.places[:1] and c.places[0].relation == "on")
        for c in commands
    )


def _same(a: Builder, b: Builder, scene: Scene) -> bool:
    """Whether two readings come to the same thing in this scene."""

    def deeds(builder: Builder) -> tuple[object, ...]:
        run = dry_run(builder.plan(""), scene)
        return [(c.skill, c.args, c.options, c.keep) for c in run.calls], run.finished, run.problems

    return deeds(a) == deeds(b)


def _which_reading(done: list[Builder], known: int, scene: Scene) -> Builder | Question:
    """What to ask; of readings that sound alike, the one that leaves out more is taken."""

    def words(builder: Builder) -> str:
        return ", then ".join(step.node.comment for step in builder.steps[known:])

    done = [b for b in done if words(b) and dry_run(b.plan(""), scene).calls] or done
    if len(done) == 1:
        return done[0]
    meanings = tuple(dict.fromkeys(words(builder) for builder in done))[:4]
    if len(meanings) == 1:
        return min(done, key=lambda builder: len(dry_run(builder.plan(""), scene).calls))
    listed = " or ".join(f'"{meaning}"' for meaning in meanings)
    return Question(f"This can be read in several ways: {listed}?", meanings)


def _not_understood(words: Words, sentence: Sentence) -> Refusal:
    unknown = [word for word in words.unknown if word in sentence.words] or words.unknown
    if unknown:
        shown = ", ".join(f'"{word}"' for word in unknown[:6])
        what = f"I do not know the word{'s' if len(unknown) > 1 else ''} {shown}"
    else:
        rest = sentence.words[sentence.furthest :] or sentence.words
        what = f'I do not understand "{" ".join(rest[:12])}"'
        if sentence.furthest and len(rest) < len(sentence.words):
            what += f' after "{" ".join(sentence.words[: sentence.furthest][-6:])}"'
    return Refusal(f"{what}. I understand sentences such as {EXAMPLES}.", understood=False)


def _names(node: Node) -> Iterator[str]:
    """Entities that the calls of a plan name."""
    match node:
        case Seq(steps, _):
            for step in steps:
                yield from _names(step)
        case Keep(_, body) | ForEach(_, _, body, _) | Ensure(_, body, _):
            yield from _names(body)
        case If(_, then, otherwise):
            yield from _names(then)
            yield from _names(otherwise)
        case Call(skill, args, _):
            named = zip(SKILLS[skill].positional, args, strict=True)
            yield from (a for param, a in named if param.type == "entity" and isinstance(a, str))
