"""`vla clip train` and `vla clip eval`: what they write, what they go on from, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_clip import SIZE, Squares

from vla import cli
from vla.datasets.pairs import PairWriter

SMALL = ("batch=24", "width=32", "layers=1", "text_layers=1", "threads=1")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, data = tmp_path_factory.mktemp("pairs") / "squares.zarr", Squares(128)
    with PairWriter(path, ("front",), (SIZE, SIZE)) as writer:
        for row in range(len(data)):
            picture = data.images()[row], data.segmentation()[row]
            writer.add(data.scene(row), {"front": picture}, "squares", row)
    return path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = cli.main(["clip", *words])
    said = capsys.readouterr()
    return code, " ".join((said.out + said.err).split())


def test_train_go_on_and_test(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, scores = tmp_path / "one", tmp_path / "two", tmp_path / "scores.json"
    code, said = call(capsys, "train", f"data={pairs}", f"out={one}", "steps=4", *SMALL)
    assert code == 0
    assert "4 steps in" in said
    settings = json.loads((one / "training.json").read_text())
    assert settings["steps"] == 4
    assert settings["before"] is None
    code, _ = call(
        capsys, "train", f"start={one}", f"data={pairs}", f"out={two}", "steps=2", *SMALL
    )
    assert code == 0
    assert json.loads((two / "training.json").read_text())["before"] == settings
    assert (one / "model.safetensors").read_bytes() != (two / "model.safetensors").read_bytes()
    code, said = call(capsys, "eval", f"model={two}", f"data={pairs}", f"out={scores}")
    assert code == 0
    assert "hard positives agree" in said
    found = json.loads(scores.read_text())
    assert 0 <= found["zero-shot colour"]["right"] <= found["zero-shot colour"]["of"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("parts=0",), "parts=0 is not a share"),
        (("precision=fp16",), "Unknown precision 'fp16'"),
        (("start=nowhere",), "there is no model"),
        (("minutes=0",), "minutes=0 is not above zero"),
    ],
)
def test_what_is_refused(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...],
    complaint: str,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    code, said = call(capsys, "train", f"data={pairs}", f"out={out}", *words)
    assert code == 2
    assert complaint in said
    assert not out.exists()
