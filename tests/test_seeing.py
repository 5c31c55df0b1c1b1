"""What plans ask of pictures: the language, the eyes of a run, the truth, a CLIP, the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from fake_worlds import FakeSkills, FakeWorlds
from seen_scene import BOXES, SCENE, picture
from torch import Tensor
from torch.nn.functional import avg_pool2d, normalize

from vla.agent import Job, run
from vla.check import check
from vla.commands.look import ask, module_of
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge, members
from vla.finding import Finding
from vla.lettering import lettered, lines
from vla.looker import Looker, answered
from vla.looking import asked, same_answer
from vla.markings import marked
from vla.plan import And, Answered, Best, Count, Objects, Plan, Seen, Verified
from vla.plan_json import from_json, to_json
from vla.planners.models import prompt
from vla.planners.models.structure import grammar
from vla.planners.seeing.clip import ClipPerception
from vla.planners.seeing.contrasts import instead, spoken
from vla.planners.seeing.meaning import (
    HowMany,
    IsIt,
    NotUnderstood,
    WhatColor,
    WhatKind,
    Which,
    meaning_of,
)
from vla.planners.seeing.truth import Truth
from vla.program import ProgramError, from_code, to_code
from vla.scene import Scene
from vla.seeing import Box, Detection, Mask, count, crop, named, select, things
from vla.task import Setup
from vla.trace import Looked, SkillStarted, Trace, read_trace
from vla.vocabulary import COLORS

PROGRAM = """\
if count('red block') > 1 and not vqa('what color is the bowl?') == 'blue':
    pick(select(detect('block'), 'blue block'))
    assert verify('it is held'), 'lost it'
else:
    fail('too few')
"""


# --- the language ---------------------------------------------------------------------------------


def test_programs_ask_pictures() -> None:
    plan = from_code(PROGRAM)
    assert from_code(to_code(plan)) == plan
    assert from_json(to_json(plan)) == plan
    assert asked(plan.body) == (
        ("detect", "red block"),
        ("vqa", "what color is the bowl?"),
        ("select", "blue block"),
        ("detect", "block"),
        ("verify", "it is held"),
    )
    counted = from_code("assert count(detect('mug')) == 2").body.steps[0]
    assert counted == from_code("assert count('mug') == 2").body.steps[0]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("assert vqa('what?')", "must be compared by =="),
        ("assert vqa('what?') != 'red'", "no condition"),
        ("assert verify('a', 'b')", "verify is called differently"),
        ("assert verify(it)", "text in quotes"),
        ("pick(detect(red))", "text in quotes"),
        ("pick(select('block'))", "select is called differently"),
        ("for detect in objects('block'):\n    home()", "word of the language"),
    ],
)
def test_other_spellings_are_refused(code: str, says: str) -> None:
    with pytest.raises(ProgramError, match=says):
        from_code(code)


def test_checks_of_what_is_asked() -> None:
    plan, looking = from_code("assert verify('the bowl is green')"), replace(SCENE, seen={})
    assert "perceive=truth" in str(check(plan, SCENE)[0])
    assert not [p for p in check(plan, looking) if p.severity == "error"]
    kept = from_code("keep(verify('nothing falls'))\nhome()")
    assert "watched at every moment" in str(check(kept, looking)[0])
    assert "asks nothing" in str(check(from_code("assert verify(' ')"), looking)[0])
    unknown = from_code("for x in detect('block'):\n    pick(x)\n    pick('nobody')")
    assert any(p.severity == "error" for p in check(unknown, looking))


def test_what_only_a_picture_tells_is_unknown_before() -> None:
    assert judge(Verified("x"), SCENE).truth is None
    assert judge(Count(Seen("block"), ">", 0), SCENE).truth is None
    branch = dry_run(from_code("if verify('x'):\n    pick('red_block')"), SCENE)
    assert not branch.finished
    assert not branch.problems
    assert "What comes after it was not tried" in branch.notes[0]
    asserted = dry_run(from_code("assert verify('x')\npick('red_block')"), SCENE)
    assert asserted.finished
    assert len(asserted.calls) == 1


def test_findings_are_judged() -> None:
    found = {
        ("detect", "block"): Finding(names=("blue_block", "gone"), number=3),
        ("select", "darkest"): Finding(names=("green_bowl", "blue_block", "red_block")),
        ("verify", "it rains"): Finding(truth=False, evidence="dry"),
        ("vqa", "what is it?"): Finding(text="A grey Can."),
        ("vqa", "why?"): Finding(),
    }
    scene = replace(SCENE, seen=found)
    assert members(Seen("block"), scene) == ("blue_block",)
    assert judge(Count(Seen("block"), "==", 3), scene).truth is True  # also those without a name
    assert members(Best(Objects("block"), "darkest"), scene) == ("blue_block",)
    assert judge(Verified("it rains"), scene).truth is False
    assert judge(Answered("what is it?", "gray can"), scene).truth is True
    assert judge(Answered("why?", "because"), scene).truth is None
    assert same_answer("two", "2")
    assert not same_answer("no", "none")


def test_the_prompt_and_the_grammar_tell_of_looking_only_where_somebody_looks() -> None:
    looking = replace(SCENE, seen={})
    told = prompt.conversation("tidy up", looking, 0)[0].text
    for form in ("detect('", "select(query", "count('", "verify('", "vqa('"):
        assert form in told
        assert form not in prompt.rules()
    for rule in ("verify", "vqa", "detect", "select"):
        assert f"\n{rule} ::=" in grammar(SCENE.names, True)
        assert rule not in grammar(SCENE.names)


# --- in a run -------------------------------------------------------------------------------------


def _carried_out(code: str, folder: Path, perception: object = None) -> tuple[bool, Trace]:
    env = FakeWorlds()
    seer = Truth() if perception is None else perception
    env.eyes = Looker(  # type: ignore[attr-defined]
        seer, lambda world, scene: picture(scene), folder / "looks"  # type: ignore[arg-type]
    )  # fmt: skip
    trace = Trace(folder / "trace.jsonl")
    plan = from_code(code)
    setup = Setup(SCENE, "look", And(()), plan, horizon=500)
    (outcome,) = run(env, FakeSkills(env), [Job(setup, 0, plan, trace=trace)])
    return outcome.success, trace


def test_a_run_looks_and_keeps_what_it_saw(tmp_path: Path) -> None:
    code = """\
if count('red block') == 2 and vqa('what color is the bowl?') == 'green':
    pick(select(detect('block'), 'blue block'))
    assert verify('the blue block is in the gripper'), 'lost it'
else:
    fail('not seen')
"""
    success, _ = _carried_out(code, tmp_path)
    assert success
    looks = [event for event in read_trace(tmp_path / "trace.jsonl").events
             if isinstance(event, Looked)]  # fmt: skip
    assert [(look.module, look.words) for look in looks] == [
        ("detect", "red block"),
        ("vqa", "what color is the bowl?"),
        ("select", "blue block"),
        ("detect", "block"),
        ("verify", "the blue block is in the gripper"),
    ]
    assert looks[0].boxes == (
        ("red_block", 1.0, *BOXES["red_block"].corners),
        ("red_block_2", 1.0, *BOXES["red_block_2"].corners),
    )
    assert looks[0].answer == "2: red_block, red_block_2"
    assert {look.path for look in looks} == {"1", "1.then.1", "1.then.2"}
    for look in looks:
        assert (tmp_path / look.picture).read_bytes()[:2] == b"\xff\xd8"


def test_a_run_goes_by_what_it_sees(tmp_path: Path) -> None:
    failed, trace = _carried_out("assert verify('there is a red bowl'), 'no bowl'", tmp_path)
    assert not failed
    assert "no bowl" in str(trace.events[-1])
    many = "for thing in detect('red blocks'):\n    pick(thing)\n    place_in(thing, 'green_bowl')"
    _, trace = _carried_out(many, tmp_path)
    assert [event.call for event in trace.events if isinstance(event, SkillStarted)] == [
        "pick('red_block')",
        "place_in('red_block', 'green_bowl')",
        "pick('red_block_2')",
        "place_in('red_block_2', 'green_bowl')",
    ]


def test_eyes_that_cannot_answer_end_in_a_grounding_failure(tmp_path: Path) -> None:
    failed, trace = _carried_out("assert verify('it rains'), 'x'", tmp_path)
    assert not failed
    assert "perceive=local" in str(trace.events[-1])


# --- pictures -------------------------------------------------------------------------------------


def test_boxes_masks_and_crops() -> None:
    with pytest.raises(UserError, match="is none"):
        Box(3, 0, 3, 5)
    assert Box(0, 0, 2, 2).overlap(Box(1, 0, 3, 2)) == pytest.approx(1 / 3)
    assert Mask(np.zeros((4, 4), bool)).box is None
    shown = picture()
    part = crop(shown, BOXES["green_bowl"])
    assert part.origin == (64, 32)
    assert part.rgb.shape == (32, 32, 3)
    (bowl,) = things(part)
    assert bowl.box == BOXES["green_bowl"]  # in the whole picture
    left = crop(shown, BOXES["blue_block"], "left")
    assert [one.name for one in things(left)] == ["red_block"]
    above = things(crop(shown, BOXES["red_block"], "above"))
    assert [one.name for one in above] == ["red_block_2", "green_bowl"]
    assert above[1].box == Box(64, 32, 96, 40)
    with pytest.raises(UserError, match="below of the box"):
        crop(crop(shown, BOXES["green_bowl"]), BOXES["green_bowl"], "below")
    with pytest.raises(UserError, match="relation"):
        crop(shown, BOXES["red_block"], "beside")


def test_detections_get_the_names_of_what_they_lie_on() -> None:
    off = Detection("bowl", Box(66, 30, 96, 62), 0.9)
    nowhere = Detection("bowl", Box(0, 0, 6, 6), 0.8)
    again = Detection("bowl", BOXES["green_bowl"], 0.7)
    assert [one.name for one in named(picture(), (off, nowhere, again))] == [
        "green_bowl",
        None,
        None,
    ]
    assert named(replace(picture(), segmentation=None), (off,)) == (off,)


def test_pictures_explain_themselves() -> None:
    shown = picture()
    found = Truth().detect(shown, "bowl")
    drawn = marked(shown, found, "detect: bowl", "1: green_bowl")
    assert drawn.shape[1] == 96
    assert drawn.shape[0] > 72
    assert drawn.shape[0] % 2 == 0
    assert (drawn[34:60, 67:93] != shown.rgb[34:60, 67:93]).any()
    assert (drawn[:8, :30] == shown.rgb[:8, :30]).all()
    assert lettered("ab", 2).shape == (18, 24)
    assert lettered("l").any()
    assert (lettered("Ä") == lettered("?")).all()
    assert lines("one two three", 6 * 2 * 7) == ["one two", "three"]


# --- the truth ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("red block", ["red_block", "red_block_2"]),
        ("the block left of the blue block", ["red_block"]),
        ("gray can", []),  # it does not show
        ("thing", ["red_block", "red_block_2", "blue_block", "green_bowl"]),
        ("unicorn", None),
    ],
)
def test_the_truth_finds_what_shows(phrase: str, names: list[str] | None) -> None:
    if names is None:
        with pytest.raises(NotUnderstood):
            Truth().detect(picture(), phrase)
        return
    found = Truth().detect(picture(), phrase)
    assert sorted(str(one.name) for one in found) == sorted(names)
    assert [one.box for one in found] == [BOXES[str(one.name)] for one in found]
    assert count(Truth(), picture(), phrase) == len(names)


@pytest.mark.parametrize(
    ("words", "meaning", "answer"),
    [
        ("how many red blocks are there on the table?", HowMany("red blocks"), "2"),
        ("what colour is the bowl?", WhatColor("the bowl"), "green"),
        ("what is the blue thing?", WhatKind("the blue thing"), "block"),
        ("what is left of the blue block?", Which("thing left of the blue block"), "red block"),
        ("is the bowl empty?", IsIt("the bowl is empty"), "yes"),
        ("is there a yellow ball?", IsIt("is there a yellow ball"), "no"),
    ],
)
def test_the_truth_answers(words: str, meaning: object, answer: str) -> None:
    assert meaning_of(words) == meaning
    assert Truth().vqa(picture(), words).text == answer


def test_the_truth_judges_selects_classifies_and_segments() -> None:
    truth, shown = Truth(), picture()
    assert truth.verify(shown, "the bowl is right of the blue block").truth is True
    assert truth.verify(shown, "the bowl is left of the blue block").truth is False
    with pytest.raises(UserError, match="Which block do you mean"):
        truth.verify(shown, "the bowl is right of the red block")
    assert truth.verify(shown, "there are two red blocks").truth is True
    assert truth.verify(shown, "the drawer is open").truth is None
    best = select(truth, shown, things(shown), "the leftmost block")
    assert best is not None
    assert best.name == "red_block"
    part = crop(shown, BOXES["blue_block"])
    assert truth.classify(part, ("bowl", "blue block", "block")).name == "blue block"
    assert truth.segment(shown, BOXES["green_bowl"]).box == BOXES["green_bowl"]
    assert int(truth.segment(shown, "red block").pixels.sum()) == 2 * 16 * 16


# --- a CLIP ---------------------------------------------------------------------------------------


class Colours:
    """Knows colours only: a vector has one component for each, and one for everything else."""

    size, patch, scale = 96, 8, torch.tensor(30.0)

    def images(self, pictures: Tensor, native: bool = False) -> tuple[Tensor, Tensor]:
        assert native
        cells = avg_pool2d(pictures, 8).flatten(2).transpose(1, 2)
        known = torch.tensor([*COLORS.values()], dtype=cells.dtype)
        near = (-60 * torch.cdist(cells, known[None]) ** 2).exp()
        ground = (cells > 0.96).all(-1, keepdim=True) * 1.0
        vectors = normalize(torch.cat((near * (1 - ground), ground), -1) + 1e-4, dim=-1)
        return normalize(vectors.mean(1), dim=-1), vectors

    def texts(self, texts: Sequence[str]) -> Tensor:
        rows = torch.full((len(texts), len(COLORS) + 1), 1e-4)
        for row, text in enumerate(texts):
            for column, color in enumerate(COLORS):
                rows[row, column] += color in text.split()
        return normalize(rows, dim=-1)


def test_a_clip_sees_what_it_knows() -> None:
    loaded = []
    clip = ClipPerception(lambda: loaded.append(1) or Colours(), 1.0, 0.6, 0.4)
    assert not loaded
    shown = replace(picture(), segmentation=None)  # it is never told
    found = clip.detect(shown, "red things")
    named_ones = named(picture(), found)
    assert {one.name for one in named_ones} == {"red_block", "red_block_2"}
    assert all(one.box.overlap(BOXES[str(one.name)]) > 0.7 for one in named_ones)
    assert clip.detect(shown, "a pink thing") == ()
    for what, name in (("green thing", "green_bowl"), (Box(36, 36, 60, 60), "blue_block")):
        box = clip.segment(shown, what).box
        assert box is not None
        assert box.overlap(BOXES[name]) > 0.7
    best = select(clip, shown, things(picture()), "blue thing")
    assert best is not None
    assert best.name == "blue_block"
    assert clip.classify(crop(shown, BOXES["blue_block"]), ("red thing", "blue thing")).name == (
        "blue thing"
    )
    assert clip.vqa(shown, "how many red things are there?").text == "2"
    assert clip.verify(shown, "there are three red things").truth is False
    assert clip.verify(shown, "there is no pink thing").truth is True
    assert clip.verify(shown, "the robot dreams").truth is None
    assert clip.verify(shown, "the bowl is left of the red block").truth is None  # it cannot tell
    assert len(loaded) == 1


def test_contrasts_and_settings() -> None:
    assert spoken("the red blocks") == "a red block"
    assert "a blue block" in instead("a red block")
    assert "a red block" not in instead("a red block")
    assert instead("a thing") == ()
    with pytest.raises(UserError, match=r"perceive\.sure"):
        ClipPerception(Colours, sure=2.0)


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "module"),
    [
        ("how many balls are there", "vqa"),
        ("the bowl is empty", "verify"),
        ("red block", "detect"),
        ("anything red?", "vqa"),
    ],
)
def test_the_command_goes_by_the_words(words: str, module: str) -> None:
    assert module_of(words) == module


def test_the_command_asks_every_module() -> None:
    told = {module: ask(Truth(), picture(), module, "red block")[0]
            for module in ("detect", "count", "select", "segment")}  # fmt: skip
    assert told == {
        "detect": "2: red_block, red_block_2",
        "count": "2",
        "select": "red_block",
        "segment": "512 pixels",
    }
    with pytest.raises(UserError, match="module"):
        answered(Truth(), picture(), ("smell", "it"))


def test_a_plan_of_a_scene_without_eyes_is_as_before() -> None:
    scene = Scene.from_json(replace(SCENE, seen={}).to_json())
    assert scene == SCENE
    assert Plan(from_code("home()").body) == from_code("home()")
