"""The weights that come with the toolkit do what their cards say."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from held_out_paraphrases import HELD_OUT
from held_out_requests import REQUESTS
from parser_scenes import SCENES
from rich.console import Console

from vla.commands import clip_collect, vlm_eval
from vla.commands import eval as eval_command
from vla.commands.vlm_lessons import about_pictures
from vla.commands.vlm_pictures import albums, eyes_of
from vla.datasets.pairs import Pairs
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Plan
from vla.planners.built_in import built_in
from vla.planners.language import SemanticParser
from vla.planners.vlm.evaluation import answered
from vla.planners.vlm.storage import SHIPPED as PLANNERS
from vla.planners.vlm.storage import load_reader
from vla.policies.clip.evaluation import Score, things, zero_shot
from vla.policies.clip.model import load_clip
from vla.policies.pretrained import SHIPPED, locate

MOST = 60_000_000
"""Bytes of all weights together."""


def share(score: Score) -> float:
    return score.right / score.of


def test_weights_are_small_safe_and_have_cards() -> None:
    folders = [path for room in (SHIPPED, PLANNERS) for path in room.iterdir() if path.is_dir()]
    assert {folder.name for folder in folders} >= {"tiny", "tiny_conv_clip", "tiny_vlm"}
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < MOST
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".md"}
    for folder in folders:
        card = (folder / "README.md").read_text("utf-8")
        assert "95 % interval" in card
        assert "made with" in card


@pytest.mark.slow
def test_the_small_clips_know_colours_and_kinds_in_scenes_they_never_saw(tmp_path: Path) -> None:
    out = tmp_path / "pairs.zarr"
    words = ["pictures=180", "size=384", "seed=700000", "worlds=8", f"out={out}",
             "task=sorting,spatial_referent"]  # fmt: skip
    assert clip_collect.run("", words, Console(quiet=True)) == 0
    data = Pairs(out)
    for name, kinds in (("tiny_clip", 0.9), ("tiny_conv_clip", 0.88)):
        clip = load_clip(locate(name))
        colour, kind = zero_shot(clip, things(clip, data, range(len(data))))
        assert colour.of > 150
        assert share(colour) > 0.96
        assert share(kind) > kinds


@pytest.mark.slow
def test_the_small_policy_puts_blocks_into_bowls(tmp_path: Path) -> None:
    words = ["checkpoint=tiny", "episodes=24", "worlds=12", "films=0", "seed=300000",
             f"out={tmp_path / 'eval'}", "gate=0.75"]  # fmt: skip
    assert eval_command.run("", words, Console(quiet=True)) == 0


def test_the_small_planner_reads_what_it_was_never_told(tmp_path: Path) -> None:
    out = tmp_path / "scores.json"
    words = ["episodes=3", "sentences=120", "questions=40", f"out={out}"]
    assert vlm_eval.evaluate("", words, Console(quiet=True)) == 0
    scores = {score["name"]: score for score in json.loads(out.read_text("utf-8"))}
    others = ("new wordings", "... about new looks", "questions")
    families = [s for name, s in scores.items() if name not in others and "hidden" not in name]
    right, of = (sum(score[key] for score in families) for key in ("same", "of"))
    assert right / of > 0.8
    new, hidden = scores["new wordings"], scores["new wordings, words hidden"]
    assert new["same"] / new["of"] > 0.35
    assert new["wrong"] / new["of"] < 0.2
    assert hidden["same"] / hidden["of"] < 0.15
    assert scores["questions"]["same"] / scores["questions"]["of"] > 0.5


def test_the_small_planner_helps_the_parser_out() -> None:
    """What other people say, none of which is impossible."""
    exact, both = SemanticParser(), built_in()
    right, possible = {"exact": 0, "both": 0}, 0
    for said in (*HELD_OUT, *REQUESTS):
        if isinstance(said.expected, str):
            continue
        scene, possible = SCENES[said.scene], possible + 1
        for name, planner in (("exact", exact), ("both", both)):
            answer = None
            with suppress(UserError):
                answer = planner.plan(said.text, scene)
            if isinstance(answer, Plan):
                run = dry_run(answer, scene)
                right[name] += run.finished and judge(said.expected, run.scene).truth is True
    assert right["both"] >= right["exact"] + 6
    assert right["both"] / possible > 0.83


@pytest.mark.slow
def test_the_small_planner_sees(tmp_path: Path) -> None:
    """Pictures of episodes it never saw, alone; all guesses stand beside."""
    out = tmp_path / "shown.zarr"
    words = ["pictures=160", "done=0.5", "cameras=front,overhead", "seed=900000", "worlds=8",
             "task=block_in_bowl,stacking,sorting", f"out={out}"]  # fmt: skip
    assert clip_collect.run("", words, Console(quiet=True)) == 0
    reader, eyes = load_reader(PLANNERS / "tiny_vlm"), eyes_of("tiny_conv_clip")
    pictures = [shown for part in albums(str(out), eyes, Console(quiet=True)) for shown in part]
    found = {
        kind: answered(reader, kind, cases)
        for kind, cases in about_pictures(pictures, 80, 0).items()
        if len(cases) >= 40
    }
    shares = {kind: one.right / one.of for kind, one in found.items()}
    assert shares["colour"] > 0.85
    assert shares["how many"] > 0.65
    assert shares["relation"] > 0.65
    assert shares["where"] > 0.85
    assert found["relation"].blind / found["relation"].of < 0.65
    assert found["where"].wordless / found["where"].of < 0.4
