"""Every YAML: documented line by line, composable, and its parts can be built."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from hydra.utils import get_object

from vla import compose
from vla.cli import VERBS
from vla.commands.train_settings import OWN, SPEC_KEYS
from vla.errors import UnknownName, UserError
from vla.settings import CONFIGS, checked, choices, config_name, script_options, usage

PARTS = sorted(path.relative_to(CONFIGS).as_posix() for path in CONFIGS.glob("*/*.yaml"))


def test_a_verb_has_a_yaml_and_the_other_way_round() -> None:
    assert {path.stem for path in CONFIGS.glob("*.yaml")} == set(map(config_name, VERBS))


@pytest.mark.parametrize("verb", VERBS)
def test_commands(verb: str) -> None:
    about = usage(verb)
    assert about.doc.endswith(".")
    assert about.example.startswith("vla ")
    config = compose.settings(verb, [])
    assert {key.name for key in about.keys} >= set(config.values), "a key without a line of help"
    for key in about.keys:
        assert key.doc, f"{verb}: {key.name} has no meaning"
        assert not key.choices or key.default in (*key.choices, "null")
    given = [f"{key.name}={key.default}" for key in about.keys if key.default != "null"]
    assert compose.settings(verb, given).values == config.values


@pytest.mark.parametrize("name", PARTS)
def test_parts(name: str) -> None:
    group, file = name.split("/")
    config = compose.part_config(group, Path(file).stem)
    if group == "policy":  # made of parts, and of what is the trainer's
        composed = compose.settings("train", [f"policy={Path(file).stem}"])["policy"]
        config = {k: v for k, v in composed.items() if k not in (*SPEC_KEYS, OWN)}
    target = get_object(config["_target_"])
    known = inspect.signature(target).parameters
    if not any(p.kind is p.VAR_KEYWORD for p in known.values()):
        assert set(config) - {"_target_"} <= set(known), f"{name} gives what nobody takes"
    if group == "task":
        task = compose.part(config)
        assert task.name == Path(file).stem
        assert task.scene in choices("scene")
    if group == "planner":
        assert compose.part(config).plan
    if group == "perceive" and name != "perceive/local.yaml":  # that one needs a folder
        assert compose.part(config).verify


def test_overrides_reach_their_part() -> None:
    config = compose.settings("run", ["robot=menagerie/some_arm", "out=/tmp/a (b) c", "fps=5"])
    assert config["robot"]["name"] == "menagerie/some_arm"
    assert config["out"] == "/tmp/a (b) c"
    assert config["fps"] == 5
    assert config.chosen["robot"] == "menagerie/some_arm"
    assert "scene" not in config.chosen
    assert compose.settings("run", ["scene=tabletop"]).chosen["scene"] == "tabletop"
    with pytest.raises(UserError, match="path"):
        compose.part(compose.settings("run", ["robot=mjcf"])["robot"])


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("sed=3", "'seed'"),
        ("scene=tabeltop", "'tabletop'"),
        ("robot=pandaa", "'panda'"),
        ("camera=fornt", "'front'"),
        ("robot.pth=x", "'robot.path'"),
        ("planner=languge", "'language'"),
        ("seed.x=3", "seed"),
    ],
)
def test_the_nearest_names(word: str, says: str) -> None:
    with pytest.raises(UnknownName, match=says):
        checked("run", [word])


@pytest.mark.parametrize("words", [["seed=x"], ["viewer=yes"], ["seed=1", "seed=2"], ["seed=1.5"]])
def test_values_of_the_wrong_type(words: list[str]) -> None:
    with pytest.raises(UserError, match=r"understood|twice"):
        checked("run", words)


def test_unknown_tasks() -> None:
    with pytest.raises(UnknownName):
        compose.tasks("no_such_family")


def test_options_of_scripts_are_like_their_usual_values() -> None:
    usual = {"episodes": 20, "times": 1.0, "out": "here"}
    told = script_options(["episodes=3", "out=a=b"], usual)
    assert told == {"episodes": 3, "times": 1.0, "out": "a=b"}
    with pytest.raises(UnknownName, match="'episodes'"):
        script_options(["episode=3"], usual)
    for wrong in ("episodes=many", "episodes=3.5", "out"):
        with pytest.raises(UserError, match="not understood"):
            script_options([wrong], usual)
