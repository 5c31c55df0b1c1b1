"""The small planner: tokens and back, answers that can always be read, lessons, training, files."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from parser_scenes import SCENES
from rich.console import Console
from safetensors.torch import load_file, save_file

from vla import compose
from vla.commands import vlm_eval, vlm_train
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Call, Plan, Seq
from vla.planner import Planner, Question, Refusal
from vla.planners.language import SemanticParser
from vla.planners.vlm import TinyVlm
from vla.planners.vlm.atoms import ATOMS, INDEX, MAX_TOKENS, POINTER
from vla.planners.vlm.decode import Reply, Spoken, decode
from vla.planners.vlm.encode import encode_plan, encode_reply
from vla.planners.vlm.evaluation import Case, equivalent, hidden, score
from vla.planners.vlm.grammar import State, advance, allowed, follows
from vla.planners.vlm.heldout import held_out, held_out_pair
from vla.planners.vlm.lessons import Batch, Lesson, Lessons, collate, of_text, recolored
from vla.planners.vlm.model import Reader, Shape
from vla.planners.vlm.phrases import chosen
from vla.planners.vlm.plain import Unspeakable, plain
from vla.planners.vlm.questions import question
from vla.planners.vlm.sentences import deed, misspelt
from vla.planners.vlm.speaking import speak
from vla.planners.vlm.storage import CONFIG, WEIGHTS, load_reader, save_reader
from vla.planners.vlm.teacher import taught
from vla.planners.vlm.training import fit
from vla.planners.vlm.vocabulary import trained_words
from vla.planners.vlm.words import GRAMS, numbers, split, vocabulary
from vla.scene import Scene

WORDS = ("put", "the", "pick", "up", "in", "red", "blue", "block", "bowl")
KNOWN = vocabulary(WORDS)
QUIET = Console(quiet=True)
SLOW_TO_DRAW = {"watch_out", "spatial_referent"}


def small(width: int = 32, layers: int = 2, seed: int = 0, **other: object) -> Reader:
    torch.manual_seed(seed)
    return Reader(Shape(WORDS, width=width, layers=layers, heads=2, **other)).eval()  # type: ignore[arg-type]


def shown(tokens: list[int] | None, scene: Scene) -> str:
    assert tokens is not None
    return " ".join(
        ATOMS[token] if token < POINTER else f"@{scene.names[token - POINTER]}" for token in tokens
    )


def random_answers(count: int, scene: Scene, seed: int) -> Iterator[list[int]]:
    """Whatever the grammar lets through."""
    rng = random.Random(seed)
    for _ in range(count):
        tokens, state = [], State()
        while not state.done:
            may = np.flatnonzero(allowed(state, MAX_TOKENS - len(tokens)))
            token = int(rng.choice(may.tolist()))
            if token == POINTER:
                token += rng.randrange(len(scene.entities))
            tokens.append(token)
            after = advance(state, token)
            assert after is not None
            state = after
        yield tokens


# --- tokens and back ----------------------------------------------------------------------------


@pytest.mark.parametrize("family", compose.tasks(), ids=lambda family: family.name)
def test_plans_of_all_families_come_back(family: object) -> None:
    rng = np.random.default_rng(7)
    for _ in range(1 if family.name in SLOW_TO_DRAW else 3):  # type: ignore[attr-defined]
        setup = family.sample(rng)  # type: ignore[attr-defined]
        parsed = SemanticParser().plan(setup.instruction, setup.scene)
        assert isinstance(parsed, Plan)
        for plan in (setup.plan, parsed):
            tokens = encode_plan(plan, setup.scene)
            again = decode(tokens, setup.scene, plan.instruction)
            assert isinstance(again, Plan)
            assert again == plain(plan)
            state = follows(tokens)
            assert state is not None
            assert state.done
            assert dry_run(again, setup.scene).scene == dry_run(plan, setup.scene).scene


def test_what_the_grammar_lets_through_can_be_read() -> None:
    scene = SCENES["kitchen"]
    lengths, plans = [], 0
    for tokens in random_answers(500, scene, 0):
        answer = decode(tokens, scene)
        lengths.append(len(tokens))
        if isinstance(answer, Plan):
            plans += 1
            dry_run(answer, scene)  # raises nothing
            assert decode(encode_plan(answer, scene), scene) == plain(answer)
    assert plans > 20
    assert max(lengths) <= MAX_TOKENS
    assert max(lengths) > 60


@pytest.mark.parametrize(
    "told",
    [
        "plan",
        "plan put:place_in end",
        "plan end end",
        "put:place_in",
        "plan do:pick var:it end",
        "plan do:pick var:thing end",
        "plan do:push_to region:left region:left end",
    ],
)
def test_what_cannot_be_read_does_not_get_through(told: str) -> None:
    state = follows([INDEX[atom] for atom in told.split()])
    assert state is None or not state.done


def test_a_description_is_looked_up_by_the_program() -> None:
    scene = SCENES["many"]
    text = "put the second block from the left in the bin"
    tokens = taught(text, scene)
    assert "the take 1 1 sorted:left kind:block" in shown(tokens, scene)
    mirrored = replace(scene, entities=tuple(
        replace(e, position=(e.position[0], -e.position[1], e.position[2])) for e in scene
    ))  # fmt: skip
    for where in (scene, mirrored):
        plan, right = decode(tokens or (), where), SemanticParser().plan(text, where)
        assert isinstance(right, Plan)
        assert equivalent(plan, right, where)


def test_looks_are_pointed_at() -> None:
    tokens = taught("put the red block in the bowl", SCENES["table"])
    assert shown(tokens, SCENES["table"]) == "plan put:place_in @red_block @green_bowl end"


def test_questions_and_refusals_are_looked_up_too() -> None:
    scene = SCENES["table"]
    asked = taught("put the block in the bowl", scene)
    assert shown(asked, scene) == "ask kind:block end"
    answer = decode(asked or (), scene)
    assert isinstance(answer, Question)
    assert set(answer.candidates) == {"red_block", "blue_block", "green_block"}
    absent = taught("put the purple block in the bowl", scene)
    assert shown(absent, scene) == "absent kind:block color:purple end"
    assert isinstance(decode(absent or (), scene), Refusal)
    several = [INDEX[a] for a in ["plan", "do:pick", "the", "kind:block", "end"]]
    unclear = decode(several, scene)
    assert isinstance(unclear, Question)
    assert len(unclear.candidates) == 3
    nothing = [INDEX[a] for a in ["plan", "do:pick", "the", "kind:block", "color:pink", "end"]]
    refused = decode(nothing, scene)
    assert isinstance(refused, Refusal)
    assert "pink block" in refused.reason
    assert taught("sing me a song", scene) is None


def test_replies() -> None:
    scene = SCENES["table"]
    for word in ("yes", "no", "7", "red", "small", "mug", "red_block"):
        assert decode(encode_reply(word, scene), scene) == Reply(word)


def test_what_has_no_atom_is_not_told() -> None:
    scene = SCENES["table"]
    for call in (
        Call("pick", ("lemon",)),
        Call("pick", ()),
        Call("push", ("red_block", "left"), (("distance", 0.0712),)),
        Call("juggle", ("red_block",)),
    ):
        with pytest.raises(Unspeakable):
            encode_plan(Plan(Seq((call,))), scene)


# --- telling --------------------------------------------------------------------------------------


def test_untrained_readers_tell_what_can_be_read_of_things_that_are_there() -> None:
    scenes = [SCENES[name] for name in ("table", "many", "kitchen", "tower")] * 8
    texts = ["put the red block in the bowl", "", "qwxz", "7 7 7"] * 8
    for seed in range(3):
        planner = TinyVlm.of(small(seed=seed), 0.0)
        for spoken, scene in zip(planner.read(texts, scenes), scenes, strict=True):
            state = follows(list(spoken.tokens))
            assert state is not None
            assert state.done
            assert max(spoken.tokens) < POINTER + len(scene.entities)
            assert 0 < spoken.confidence <= 1
            decode(spoken.tokens, scene)


def test_the_order_of_entities_does_not_matter_and_neither_does_company() -> None:
    scene, text = SCENES["table"], "put the red block in the bowl"
    planner = TinyVlm.of(small(), 0.0)
    (alone,) = planner.read([text], [scene])
    beside, _ = planner.read([text, text * 4], [scene, SCENES["kitchen"]])
    assert alone.tokens == beside.tokens
    assert alone.confidence == pytest.approx(beside.confidence, abs=1e-4)
    turned = replace(scene, entities=scene.entities[::-1])
    (other,) = planner.read([text], [turned])
    assert shown(list(other.tokens), turned) == shown(list(alone.tokens), scene)


def test_asks_where_it_is_not_sure() -> None:
    scene = SCENES["table"]
    assert isinstance(TinyVlm.of(small(), 0.0), Planner)
    answer = TinyVlm.of(small(), 1.0).plan("put the red block in the bowl", scene)
    assert not isinstance(answer, Plan)
    with pytest.raises(UserError, match="empty"):
        TinyVlm.of(small()).plan("  ", scene)


# --- lessons --------------------------------------------------------------------------------------


def lessons(seed: int, test: bool = False) -> Lessons:
    scenes = [SCENES["table"], SCENES["many"], SCENES["kitchen"]]
    return Lessons(lambda rng: scenes[int(rng.integers(3))], None, KNOWN, seed, test)


def test_lessons_are_drawn_the_same_for_the_same_seed() -> None:
    first, again, other = (next(lessons(seed).batches(8)) for seed in (0, 0, 1))
    assert torch.equal(first.tokens, again.tokens)
    assert torch.equal(first.prefix.words, again.prefix.words)
    assert first.tokens.shape != other.tokens.shape or not torch.equal(first.tokens, other.tokens)


def test_labels_are_what_the_parser_does_with_the_plain_sentence() -> None:
    source, plans = lessons(3), 0
    for _ in range(60):
        lesson = source.lesson()
        answer = decode(lesson.tokens, lesson.scene)
        if isinstance(answer, Plan):
            right = SemanticParser().plan(lesson.said.canonical, lesson.scene)
            assert isinstance(right, Plan)
            assert equivalent(answer, right, lesson.scene), lesson.said.canonical
            plans += 1
    assert plans > 20


def test_what_is_held_out_is_never_trained_on() -> None:
    source, rng = lessons(4), random.Random(0)
    for _ in range(40):
        lesson, _ = source.sample()
        loose = [e for e in lesson.scene if e.affords.shape != "fixture"]
        assert not any(map(held_out_pair, loose))
    kept = 0
    for seed in range(300):
        said = deed(SCENES["table"], random.Random(seed))
        if said is None or not any(map(held_out, said.templates)):
            continue
        kept += 1
        tested = [said.vary(rng, test=True) for _ in range(3)]
        trained = {said.vary(rng) for _ in range(40)}
        assert not trained & set(tested)
    assert kept > 50


def test_scenes_in_other_colours_stay_whole() -> None:
    rng = random.Random(0)
    for _ in range(20):
        scene = recolored(SCENES["many"], rng)
        assert len(set(scene.names)) == len(scene.entities)
        assert [e.kind for e in scene] == [e.kind for e in SCENES["many"]]
        assert all(e.name.startswith(e.color or e.kind) for e in scene)


def test_questions_have_true_answers() -> None:
    rng, found = random.Random(1), set()
    for _ in range(1000):
        made = question(SCENES["kitchen"], rng)
        if made is None:
            continue
        said, tokens = made
        reply = decode(tokens, SCENES["kitchen"])
        assert isinstance(reply, Reply)
        found.add((said.canonical, reply.text))
    assert ("is the middle drawer open", "yes") in found
    assert ("what do you hold", "no") in found
    assert any(text == "how many blocks are there" and word == "2" for text, word in found)


def test_words_are_read_by_their_letters_too() -> None:
    assert split("Put it in, please! 5cm") == ["put", "it", "in", ",", "please", ".", "5", "cm"]
    ids, grams = numbers("put the blcok", KNOWN)
    assert ids.tolist() == [KNOWN["put"], KNOWN["the"], 1]
    _, right = numbers("block", KNOWN)
    assert grams.shape == (3, GRAMS)
    assert set(grams[2]) & set(right[0]) - {0}
    slips = {misspelt("yellow", random.Random(seed), 1.0) for seed in range(20)}
    assert len(slips) > 5
    assert chosen("[a|b] c", random.Random(0), lambda word: word != "a") == "b c"
    assert "put" in trained_words()


# --- training -------------------------------------------------------------------------------------


def picking(count: int, seed: int) -> list[tuple[Lesson, str]]:
    """The sub-task: which thing is to be picked up, in scenes of ever other colours."""
    rng = random.Random(seed)
    made: list[tuple[Lesson, str]] = []
    while len(made) < count:
        scene = recolored(SCENES["table"], rng)
        entity = rng.choice([e for e in scene if e.affords.graspable])
        text = f"pick up the {entity.color} {entity.kind}"
        lesson = of_text(scene, text)
        if lesson is not None and ATOMS[lesson.tokens[0]] == "plan":
            made.append((lesson, text))
    return made


def forever(drawn: list[tuple[Lesson, str]], known: dict[str, int], seed: int) -> Iterator[Batch]:
    rng = random.Random(seed)
    while True:
        yield collate(rng.sample(drawn, 64), known)


def test_learns_to_point() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    words = tuple(sorted({w for _, text in picking(80, 9) for w in split(text)}))
    known = vocabulary(words)
    reader = Reader(Shape(words, width=48, layers=2, heads=2))
    train, test = picking(500, 0), picking(80, 1)
    fit(reader, forever(train, known, 0), steps=350, lr=3e-3)
    cases = [Case(lesson, text) for lesson, text in test]
    spoken = speak(reader, collate(test, known).prefix)
    assert score("test", cases, spoken, 0.0).exact >= 0.9 * len(cases)
    blind = hidden(collate(test, known).prefix, "entities")
    assert score("blind", cases, speak(reader, blind), 0.0).exact < 0.5 * len(cases)


def test_training_is_the_same_for_the_same_seed_and_goes_on(tmp_path: Path) -> None:
    drawn = picking(70, 0)

    def weights(steps: int, keep: Path | None) -> dict[str, torch.Tensor]:
        reader = small(seed=1)
        batch = collate(drawn[:64], KNOWN)
        done = fit(reader, itertools.repeat(batch), steps=steps, keep=keep, every=0.0)
        assert done == steps
        return reader.state_dict()

    once, again = weights(4, None), weights(4, None)
    assert all(torch.equal(once[key], again[key]) for key in once)
    weights(3, tmp_path / "p")
    assert json.loads((tmp_path / "p" / "progress.json").read_text())["step"] == 3
    further = weights(6, tmp_path / "p")
    assert not all(torch.equal(once[key], further[key]) for key in once)
    with pytest.raises(UserError, match="another shape"):
        fit(small(width=16), iter(()), steps=9, keep=tmp_path / "p")


def test_scores_tell_wrong_plans_from_questions() -> None:
    scene = SCENES["table"]
    lesson = of_text(scene, "put the red block in the bowl")
    other = of_text(scene, "put the blue ball in the bowl")
    assert lesson is not None
    assert other is not None
    case = Case(lesson, "")
    right, wrong = (Spoken(found.tokens, 0.9) for found in (lesson, other))
    seen = score("", [case] * 3, [right, wrong, replace(wrong, confidence=0.1)], 0.5)
    assert (seen.exact, seen.same, seen.wrong, seen.asked) == (1, 1, 1, 1)


# --- files ----------------------------------------------------------------------------------------


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    reader = small()
    save_reader(reader, tmp_path / "a")
    again = load_reader(tmp_path / "a")
    assert again.shape == reader.shape
    assert all(torch.equal(v, again.state_dict()[k]) for k, v in reader.state_dict().items())
    texts, scenes = ["put the red block in the bowl"], [SCENES["table"]]
    planner = TinyVlm.from_pretrained(tmp_path / "a", 0.0)
    assert planner.read(texts, scenes) == TinyVlm.of(reader, 0.0).read(texts, scenes)
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".json", ".safetensors"}


def test_weights_go_by_names_and_never_say_what_came_later(tmp_path: Path) -> None:
    reader = small()
    save_reader(reader, tmp_path / "old")
    file = tmp_path / "old" / CONFIG
    about = json.loads(file.read_text())
    gone = INDEX["do:home"]
    about["shape"]["atoms"].pop(gone)
    weights = load_file(tmp_path / "old" / WEIGHTS)
    kept = [at for at in range(len(ATOMS)) if at != gone]
    weights["atom.weight"] = weights["atom.weight"][kept]
    about["shape"]["kinds"].reverse()
    weights["kind.weight"][1:] = weights["kind.weight"][1:].flip(0)
    save_file(weights, tmp_path / "old" / WEIGHTS)
    file.write_text(json.dumps(about))
    old = load_reader(tmp_path / "old")
    batch = collate(picking(4, 0), KNOWN)
    new, scores = reader(batch.prefix, batch.tokens), old(batch.prefix, batch.tokens)
    assert torch.all(scores[..., gone] == -torch.inf)
    assert torch.allclose(new[..., kept], scores[..., kept], atol=1e-5)
    further = load_reader(tmp_path / "old", reader.shape)
    assert torch.all(further(batch.prefix, batch.tokens)[..., gone] == 0)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda f: (f / CONFIG).unlink(), "config.json is missing"),
        (lambda f: (f / WEIGHTS).unlink(), "model.safetensors is missing"),
        (lambda f: (f / CONFIG).write_text("{"), "damaged"),
        (lambda f: (f / CONFIG).write_text('{"format": 1, "shape": {}}'), "damaged"),
        (lambda f: (f / WEIGHTS).write_bytes(b"PK not weights"), "cannot be read"),
        (lambda f: save_reader(small(width=16), f.parent / "b"), None),
    ],
)
def test_broken_folders_are_refused(harm, message: str | None, tmp_path: Path) -> None:
    save_reader(small(), tmp_path / "a")
    harm(tmp_path / "a")
    if message is None:
        (tmp_path / "b" / WEIGHTS).replace(tmp_path / "a" / WEIGHTS)
        message = "do not fit"
    with pytest.raises(UserError, match=message):
        TinyVlm.from_pretrained(tmp_path / "a")


def test_the_commands_train_test_and_talk(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out, found = tmp_path / "vlm", tmp_path / "scores.json"
    words = [f"out={out}", "steps=2", "batch=4", "workers=0", "tests=0", "width=16", "layers=1",
             "heads=2", "threads=1"]  # fmt: skip
    assert vlm_train.train("", words, QUIET) == 0
    assert json.loads((out / "training.json").read_text())["steps"] == 2
    with pytest.raises(UserError, match="already"):
        vlm_train.train("", words, QUIET)
    with pytest.raises(UserError, match="batch"):
        vlm_train.train("", [f"out={tmp_path / 'x'}", "batch=0"], QUIET)
    asked = [f"model={out}", "episodes=1", "task=region_placement", "sentences=4", "questions=2",
             f"out={found}"]  # fmt: skip
    assert vlm_eval.evaluate("", asked, QUIET) == 0
    assert {row["name"] for row in json.loads(found.read_text())} >= {"region_placement"}
    console = Console(width=200)
    assert vlm_eval.chat("pick up the bowl", [f"model={out}"], console) == 0
    assert "confidence" in capsys.readouterr().out
