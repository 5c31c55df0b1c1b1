"""Composition: builds worlds, skills, planners and tasks from YAML; the only door to Hydra.

`configs/<verb>.yaml` picks the parts, Hydra's `_target_` names what builds each. Rooms are
imported here, inside functions, and nowhere else in the core.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from hydra.utils import instantiate
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from vla.dryrun import GroundedCall, dry_run
from vla.errors import UnknownName, UserError
from vla.features import IMAGES
from vla.plan import Condition
from vla.planner import Planner
from vla.scene import Scene
from vla.settings import AUTO, CONFIGS, checked, choices, config_name, usage
from vla.task import Setup, Task, Wanted
from vla.vocabulary import KINDS

POLICY_PARTS = ("vision", "text", "connector", "trunk", "head")
"""Groups of parts that a policy is made of: `head=ddim head.steps=10` changes `policy.head`."""


@dataclass(frozen=True)
class Settings:
    """The settings of a command."""

    values: Mapping[str, Any]
    """Plain values; a part (`scene`, `robot`, `planner`) is a mapping with its `_target_`."""
    chosen: Mapping[str, str]
    """Part -> the name of its YAML; parts that the command itself chooses are missing."""

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


def settings(verb: str, overrides: Sequence[str]) -> Settings:
    """The settings of a verb with `key=value` arguments applied.

    Raises:
        UserError: keys, choices or values that do not fit, with what would.
    """
    given = {name: v for name, v in checked(verb, overrides).items() if v != AUTO}
    words, plain = [], {}
    groups = {key.name for key in usage(verb).keys if key.group}
    for name, value in given.items():
        kind, slash, _ = value.partition("/")
        part_name, dot, _ = name.partition(".")
        if name not in groups and (CONFIGS / name).is_dir():
            plain[name] = value  # Hydra would take it for the choice of a part
        elif name in groups and value == "null":
            words += [f"~{name}@policy.{name}"] if name in POLICY_PARTS else []
        elif part_name in groups and part_name in POLICY_PARTS:
            where = f"policy.{name}" if dot else f"{name}@policy.{name}"
            words.append(f"{where}={_quoted(value)}")
        elif slash and name == "robot":
            words += [f"robot={kind}", f"robot.name={_quoted(value)}"]
        else:
            words.append(f"{name}={_quoted(value)}")
    changed = {name.partition(".")[0] for name in given} & groups & {*POLICY_PARTS}
    if changed:
        _check_parts(changed, _composed(verb, [w for w in words if w.startswith("policy=")]))
    values = {**_composed(verb, words), **plain}
    parts = {key.name: given.get(key.name, key.default) for key in usage(verb).keys if key.group}
    chosen = {name: value for name, value in parts.items() if value not in (AUTO, "null")}
    return Settings(values, chosen)


def _composed(verb: str, words: Sequence[str]) -> dict[str, Any]:
    """The YAML of a verb as plain values, with Hydra's overrides."""
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(CONFIGS.resolve()), version_base="1.3"):
            values = OmegaConf.to_container(compose(config_name(verb), list(words)))
    except (HydraException, OmegaConfBaseException) as error:
        raise UserError(str(error).splitlines()[0]) from None
    assert isinstance(values, dict)
    return {str(key): value for key, value in values.items()}


def _check_parts(changed: Iterable[str], values: Mapping[str, Any]) -> None:
    """Complain about parts that the policy chosen is not made of."""
    there = [name for name in POLICY_PARTS if isinstance(values["policy"].get(name), dict)]
    for name in sorted({*changed} - {*there}):
        made_of = f"it has {', '.join(there)}" if there else "it is all of one piece"
        raise UserError(
            f"{name}=... does not go with this policy: {made_of}. See: vla train --help"
        )


def part_config(group: str, name: str) -> Mapping[str, Any]:
    """The YAML of one part as plain values. Raises `UnknownName` when there is none."""
    known = choices(group)
    if name not in known:
        raise UnknownName(group, name, known)
    values = OmegaConf.to_container(OmegaConf.load(CONFIGS / group / f"{name}.yaml"))
    assert isinstance(values, dict)
    return {str(key): value for key, value in values.items()}


def part(config: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
    """Call what a part's `_target_` names, with the YAML's values and these arguments.

    Raises:
        UserError: a value that is missing, or one that the part itself complains about.
    """
    missing = [name for name, value in config.items() if value == "???"]
    if missing:
        raise UserError(f"{config['_target_']} also needs: {', '.join(missing)}=...")
    build = instantiate(dict(config), _partial_=True, _convert_="all")
    return build(*args, **kwargs)


def worlds(
    scene: str, robot: Mapping[str, Any], num_worlds: int = 1, action_mode: str = "ee_pose"
) -> Any:
    """`num_worlds` simulated worlds of a scene model with a robot: a `vla.agent.Stage`."""
    from vla.envs.worlds import Worlds

    arm = part(robot)
    return Worlds(part(part_config("scene", scene), arm.spec), arm, num_worlds, action_mode)


def batch(tasks: Sequence[Task], num_envs: int, **options: Any) -> Any:
    """A `vla.envs.vector.BatchedEnv` without autoreset, in torch; options are its own."""
    from vla.envs.vector import BatchedEnv

    chosen = options.pop("randomisation", "none")
    made = part(part_config("randomisation", chosen))
    options = {"obs_type": "torch", "autoreset_mode": "Disabled", **options}
    return BatchedEnv(tasks, num_envs, randomisation=made, **options)


def viewer(env: Any) -> Any:
    """A window on the first world, with `sync` and `close`."""
    from vla.envs.viewer import Viewer

    return Viewer(env)


def sight(env: Any) -> Any:
    """What skills see of these worlds, which can be covered: a `vla.envs.sight.Sight`."""
    from vla.envs.sight import Sight

    return Sight(env)


def skills(env: Any, seen: Any = None) -> Any:
    """The robot's skills in these worlds, with copies of them to try things out in:
    `vla.protocols.Skills`; `seen` is what they see, where that is not the truth."""
    from vla.envs.rehearsal import Rehearsal
    from vla.planners.skills import SkillSet

    return SkillSet(seen or env, Rehearsal(env, believed=seen.scene if seen else None))


def scorer(folder: str) -> Any:
    """A CLIP or SigLIP from a local folder, or one that is shipped: `ImageTextScorer`."""
    from vla.policies.clip.model import load_clip
    from vla.policies.pretrained import locate

    return load_clip(locate(folder))


def eyes(
    env: Any, perception: Any, camera: str, folder: Path | None = None, side: int | None = None
) -> tuple[Any, Any]:
    """Who answers what plans ask of pictures of these worlds, a `vla.protocols.Eyes`, and the
    camera that they look through, to be closed.

    Args:
        perception: a `vla.seeing.Perception`.
        folder: for the pictures with what was found in them.
        side: height and width of pictures [px].
    """
    from vla.envs.photographs import SIDE, Photographs
    from vla.looker import Looker

    photographs = Photographs(env, camera, side or SIDE)
    return Looker(perception, photographs.take, folder), photographs


def trained(folder: Path) -> Any:
    """A trained policy that acts step by step: a `vla.policies.engine.Engine`."""
    from vla.policies.base import Policy
    from vla.policies.engine import Engine
    from vla.policies.predictor import Predictor

    return Engine(Predictor(Policy.from_pretrained(folder)))


def guidance(env: Any, keeping: Callable[[int], Sequence[Condition]]) -> Any:
    """A `vla.guidance.Guidance` by the distances that conditions of every world demand now."""
    from vla.planners.composer.steer import Steer, distances

    return Steer(env, lambda world: distances(env.scene(world), keeping(world)))


def learned_skills(
    env: Any,
    engine: Any,
    calls: Sequence[GroundedCall],
    steer: float | None = None,
    filtering: bool = True,
) -> tuple[Any, Any]:
    """Skills of which a trained policy does those that it can, and the eyes it needs for that.

    Args:
        steer: see `vla.policies.engine.Engine.guide`; `None` leaves steps with distances to keep
            to the robot's own skills.
        filtering: see there.

    Raises:
        UserError: the worlds are not as those it was trained in, or the policy cannot be steered.
    """
    from vla.envs.cameras import Shot
    from vla.envs.entity_cameras import EntityCameras
    from vla.envs.features import features_of
    from vla.learned import LearnedSkills

    spec = engine.spec
    height, width = spec.features[spec.cameras[0]].shape[:2]
    shot = Shot(tuple(key.removeprefix(IMAGES) for key in spec.cameras), height, width)
    lines = spec.differences(features_of(env, shot), env.action_spec, "the worlds")
    if lines:
        raise UserError(f"The policy does not fit the worlds: {'; '.join(lines)}.")
    eyes = EntityCameras(env, shot)

    def look() -> dict[str, Any]:
        return {"agent_pos": env.rig.agent_pos.float(), **eyes.render()}

    made = LearnedSkills(env, skills(env), engine, look, calls, guided=steer is not None)
    if steer is not None:
        engine.guide(guidance(env, made.keeping), steer, filtering)
    return made, eyes


def policy(config: Mapping[str, Any], env: Any) -> Any:
    """A policy for the worlds of a batched environment: a `vla.rollout.Policy`."""
    from vla.datasets.dataset import Dataset

    if config.get("data", "???") in (None, "???"):
        raise UserError("The policy needs demonstrations: policy.data=outputs/<task>.zarr")
    with Dataset(config["data"]) as demonstrations:
        return part({**config, "data": None}, data=demonstrations, features=env.features)


def operator(name: str, env: Any) -> tuple[Any, Any]:
    """Somebody at a device who moves the robot of a single world, and the window they look at."""
    from vla.envs.teleoperation import Teleoperator, open_device
    from vla.envs.viewer import Viewer

    window = Viewer(env.worlds)
    return Teleoperator(env.worlds, open_device(name, window), window), window


def scene_name(wanted: Sequence[Wanted]) -> str:
    """The scene that can hold these things: fixtures stand in the kitchen."""
    fixed = any(KINDS[w.kind].shape == "fixture" and w.kind != "table" for w in wanted)
    return "kitchen" if fixed else "tabletop"


def draw_scene(
    name: str | None, wanted: Sequence[Wanted], seed: int, distractors: int, draw: int = 0
) -> Scene:
    """A scene to plan in: of the given model, or made up to hold what is wanted."""
    from vla.envs.layout import made_up_scene, random_scene

    rng = np.random.default_rng([seed, draw])
    if name is None:
        return made_up_scene(wanted, rng, distractors)
    return random_scene(name, rng, distractors)


def wanted_things(planner: Planner, text: str) -> tuple[Wanted, ...]:
    """What an instruction names, as far as the planner can tell without a scene."""
    mentions = getattr(planner, "mentions", None)
    return tuple(mentions(text)) if mentions is not None else ()


def tasks(names: str = "all") -> list[Task]:
    """Task families by name, with commas between them, or all of them."""
    known = choices("task")
    chosen = known if names == "all" else [n for n in re.split(r"\s*,\s*", names) if n]
    return [part(part_config("task", name)) for name in chosen]


def disturbances(kind: str, setup: Setup) -> tuple[Any, ...]:
    """Somebody pushes (`push`) or takes (`steal`) the first thing the expert picks, or moves its
    `goal`, or the `obstacle` that is to be kept away from, while the thing is carried."""
    if kind == "none":
        return ()
    from vla.envs.disturbances import Shove, Steal

    calls = dry_run(setup.plan, setup.scene).calls
    picked = [str(call.args[0]) for call in calls if call.skill == "pick"][:1]
    goals = [str(call.args[1]) for call in calls if len(call.args) > 1 and call.args[0] in picked][
        :1
    ]
    if kind == "goal":
        return tuple(Shove(goal, aim=goal, carrying=True) for goal in goals if goal in setup.scene)
    if kind == "obstacle":
        return tuple(Shove(thing, aim=goal, carrying=True)
                     for goal in goals for thing in setup.watch)  # fmt: skip
    make = {"push": Shove, "steal": Steal}[kind]
    return tuple(make(name) for name in picked)


def mishap(setup: Setup, seed: int) -> Any:
    """What goes wrong in an episode, drawn by its seed: a `vla.envs.mishaps.Witness`, or `None`
    where nothing can."""
    from vla.envs import mishaps

    return mishaps.mishap(setup, seed)


def photographs(
    name: str,
    scene: Scene,
    cameras: Sequence[str],
    size: tuple[int, int],
    robot: Mapping[str, Any] | None = None,
) -> list[np.ndarray]:
    """What cameras show of a scene in a scene model before anything moves, (H, W, 3) uint8 each.

    Raises:
        UnknownName: no such camera.
    """
    env = worlds(name, robot or part_config("robot", "panda"))
    try:
        env.begin_scene(0, scene)
        return [env.render(0, camera, *size) for camera in cameras]
    finally:
        env.close()


def _quoted(value: str) -> str:
    """A value that Hydra's grammar takes as it is."""
    if re.fullmatch(r"[\w.+-]*|\[[\w\s,.+-]*\]", value) or value == "???":
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
