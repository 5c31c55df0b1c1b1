"""What `vla train` was asked for: its keys, the policy's own defaults, a run to go on with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vla import compose
from vla.errors import UnknownName, UserError
from vla.preparation import result_folder, slug
from vla.settings import checked, choices, usage

VERB = "train"
SPEC_KEYS = ("cameras", "n_obs_steps", "horizon", "n_action_steps", "relative")
"""Settings of a policy that belong to its `PolicySpec`."""
OWN = "training"
"""What a policy's YAML says of the command's keys."""
WHOLE = (
    "steps", "batch", "accumulation", "warmup", "threads", "workers", "seed", "log_every",
    "held_out_every", "eval_every", "eval_episodes", "eval_worlds", "save_every", "keep",
)  # fmt: skip
REAL = ("held_out", "lr", "weight_decay", "clip", "ema_power", "ema_max", "minutes")
LEAST = {
    "batch": 1, "log_every": 1, "save_every": 1, "keep": 1, "eval_worlds": 1, "workers": 0,
    "threads": 0, "seed": 0, "held_out_every": 0, "eval_every": 0, "eval_episodes": 0,
}  # fmt: skip
FREE = (
    "data", "check_replay", "cache", "workers", "device", "threads", "log_every", "held_out_every",
    "eval_every", "eval_episodes", "eval_worlds", "save_every", "keep", "resume", "out",
)  # fmt: skip
"""Keys that may be others when a run goes on; what the data are is compared by their contents."""


@dataclass(frozen=True)
class Job:
    """What is to be done; see `configs/train.yaml`."""

    values: Mapping[str, Any]
    """Every key, of the type it should have."""
    words: Mapping[str, str]
    """What was given, to compose it again."""
    policy_name: str
    policy: Mapping[str, Any]
    """What `vla.policies.build.build` makes the policy of."""
    spec: Mapping[str, Any]
    """Arguments of `PolicySpec.of`."""
    data: tuple[str, ...]
    weights: tuple[float, ...] | None
    recipe: Any
    """`vla.policies.training.optimise.Recipe`"""
    out: Path
    resume: Path | None = None
    """The checkpoint to go on from."""
    saved: Any = None
    """`vla.policies.training.state.Saved`: what that checkpoint says."""

    @property
    def goes_on(self) -> bool:
        """Whether it is a run that goes on in its own folder."""
        run = None if self.resume is None else self.resume.resolve().parent.parent
        return run == self.out.resolve()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


def read(overrides: Sequence[str]) -> Job:
    """Understand the arguments.

    Raises:
        UserError: keys or values that do not fit, a policy that is not trained, a folder that is
            taken, or settings that are not those of the run to go on with.
    """
    now = checked(VERB, overrides)
    given, folder, saved = now, None, None
    if now.get("resume", "null") != "null":
        from vla.policies.training import checkpoints, state

        folder = checkpoints.find(Path(now["resume"]))
        saved = state.read(folder)
        given = {**saved.about["words"], **now}
    name, values = _composed(given)
    if saved is not None:
        _refuse_changes(saved.about["values"], values)
    data = _names(values["data"])
    if not data:
        raise UserError(
            "Say what to learn from: data=outputs/stacking.zarr. Record it first:"
            " vla collect task=stacking episodes=200"
        )
    weights = _weights(values["weights"], data)
    policy = {k: v for k, v in values["policy"].items() if k not in (*SPEC_KEYS, OWN)}
    _check_trained(name, policy)
    out = _out(now.get("out", "null"), name, data, folder)
    words = {key: value for key, value in given.items() if key not in ("resume", "out")}
    return Job(
        values, words, name, policy, _spec(values["policy"]), data, weights, _recipe(values),
        out, folder, saved,
    )  # fmt: skip


def _composed(given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The policy's name and every key's value: as given, else the policy's, else the YAML's."""
    config = compose.settings(VERB, [f"{name}={value}" for name, value in given.items()])
    values = dict(config.values)
    own = values["policy"].get(OWN) or {}
    known = {key.name for key in usage(VERB).keys if not key.group}
    for key, value in own.items():
        if key not in known:
            raise UnknownName(f"key of 'vla train' in policy={config.chosen['policy']}", key, known)
        if key not in given:
            values[key] = value
    for key in (*WHOLE, *REAL):
        values[key] = _number(key, values[key])
    return config.chosen["policy"], values


def _number(key: str, value: Any) -> int | float | None:
    if value is None and key == "minutes":
        return None
    whole = key in WHOLE
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise UserError(f"'{key}={value}' is not understood: {key} is {kind}.")
    if number < LEAST.get(key, -math.inf):
        raise UserError(f"{key}={value}: {LEAST[key]} is the least.")
    if key == "held_out" and not 0 <= number < 1:
        raise UserError(f"held_out={value} is a share of the episodes, from 0 to less than 1.")
    return int(number) if whole else number


def _recipe(values: Mapping[str, Any]) -> Any:
    import torch

    from vla.policies.precision import precision_on
    from vla.policies.training.optimise import Recipe

    on_gpu = values["device"] != "cpu" and torch.cuda.is_available()
    precision = precision_on("cuda" if on_gpu else "cpu", values["precision"])
    betas = values["betas"]
    listed = betas if isinstance(betas, list) else _names(betas)
    if len(listed) != 2:
        raise UserError(f"betas={betas}: two numbers with a comma between them, as in 0.9,0.95.")
    one, two = (float(_number("betas", beta) or 0.0) for beta in listed)
    plain = ("steps", "minutes", "lr", "weight_decay", "warmup", "clip", "ema_power", "ema_max",
             "accumulation")  # fmt: skip
    return Recipe(betas=(one, two), precision=precision, **{key: values[key] for key in plain})


def _spec(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `PolicySpec.of`, as far as the policy's YAML has them."""
    found = {key: policy[key] for key in SPEC_KEYS if policy.get(key) is not None}
    if isinstance(found.get("cameras"), str):
        found["cameras"] = _names(found["cameras"])
    if "cameras" in found:
        found["cameras"] = tuple(found["cameras"])
    return found


def _weights(given: Any, data: Sequence[str]) -> tuple[float, ...] | None:
    if given is None:
        return None
    weights = tuple(float(_number("weights", w) or 0.0) for w in _names(given))
    if len(weights) != len(data):
        raise UserError(
            f"weights={given}: {len(weights)} for {len(data)} datasets; one for each of"
            f" {', '.join(data)}."
        )
    return weights


def _check_trained(name: str, policy: Mapping[str, Any]) -> None:
    """Complain about policies that are not trained."""
    from vla.policies.base import Policy
    from vla.policies.build import target

    made: Any = target(policy)
    if not (isinstance(made, type) and issubclass(made, Policy)):
        others = [other for other in choices("policy") if other != name]
        raise UserError(
            f"policy={name} is not trained: it works as it is. Policies to train: policy="
            f"{' or '.join(others) or '...'}"
        )


def _out(given: str, name: str, data: Sequence[str], resumed: Path | None) -> Path:
    """The folder of the run. Raises `UserError` where there is another."""
    from vla.policies.training.checkpoints import CHECKPOINTS, numbered

    chosen = None if given == "null" else given
    if resumed is not None and chosen is None:
        if resumed.parent.name != CHECKPOINTS:
            raise UserError(f"{resumed} lies in no run: say where to go on with it, out=...")
        return resumed.parent.parent
    stem = slug(Path(data[0].rstrip("/")).name.removesuffix(".zarr"))
    out = result_folder(chosen or f"outputs/{name}-{stem or 'data'}", "")
    if numbered(out) and (resumed is None or resumed.resolve().parent.parent != out.resolve()):
        raise UserError(
            f"{out} holds a run already. Go on with it: resume={out}; or begin another: out=..."
        )
    return out


def _refuse_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Complain about settings that would make it another run."""
    old, new = flat(before), flat(now)
    lines = [
        f"{key}={old.get(key)} then, {new.get(key)} now"
        for key in sorted({*old, *new})
        if key.split(".")[0] not in FREE and old.get(key) != new.get(key)
    ]
    if lines:
        raise UserError(
            f"The run that is resumed had other settings: {'; '.join(lines)}. Leave them out, or"
            " begin another run without resume."
        )


def flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested settings by the names by which they are given: `policy.horizon`, `head.steps`."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping) and key != OWN:
            found |= flat(value, f"{name.removeprefix('policy.')}.")
        elif key != OWN:
            found[name] = value
    return found


def _names(listed: Any) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(n.strip() for n in str(listed or "").split(",") if n.strip())
