"""The weights that come with the toolkit do what their cards say."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from vla.commands import clip_collect
from vla.commands import eval as eval_command
from vla.datasets.pairs import Pairs
from vla.policies.clip.evaluation import Score, things, zero_shot
from vla.policies.clip.model import load_clip
from vla.policies.pretrained import SHIPPED, locate

MOST = 60_000_000
"""Bytes of all weights together."""


def share(score: Score) -> float:
    return score.right / score.of


def test_weights_are_small_safe_and_have_cards() -> None:
    folders = [path for path in SHIPPED.iterdir() if path.is_dir()]
    assert folders
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < MOST
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".md"}
    for folder in folders:
        card = (folder / "README.md").read_text("utf-8")
        assert "95 % interval" in card
        assert "made with" in card


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), [("tiny_clip", 96), ("tiny_conv_clip", 192)])
def test_the_small_clips_know_colours_in_scenes_they_never_saw(
    name: str, size: int, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.zarr"
    words = ["pictures=180", f"size={size}", "seed=700000", "worlds=8", f"out={out}",
             "task=sorting,spatial_referent"]  # fmt: skip
    assert clip_collect.run("", words, Console(quiet=True)) == 0
    clip, data = load_clip(locate(name)), Pairs(out)
    colour, kind = zero_shot(clip, things(clip, data, range(len(data))))
    assert colour.of > 150
    assert share(colour) > 0.96
    assert share(kind) > 0.5


@pytest.mark.slow
def test_the_small_policy_puts_blocks_into_bowls(tmp_path: Path) -> None:
    words = ["checkpoint=tiny", "episodes=24", "worlds=12", "films=0", "seed=300000",
             f"out={tmp_path / 'eval'}", "gate=0.75"]  # fmt: skip
    assert eval_command.run("", words, Console(quiet=True)) == 0
