"""Recording: an environment that writes down what happens in it, episode by episode.

It stands between a policy and N worlds. What the policy wants is what is recorded as `action`;
noise may lead the worlds astray meanwhile (DART, Laskey et al. 2017), so that recoveries are seen
too: the label at every state, also at one that the policy would not have come to, is the
policy's own. What was really carried out is kept beside it, for replays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.action import ActionSpec
from vla.episode import Episode
from vla.errors import UserError
from vla.features import (
    ACTION,
    EXECUTED,
    INTERVENTION,
    PERTURBED,
    REWARD,
    SIMULATOR,
    TIMESTAMP,
    Feature,
    Features,
)
from vla.geometry import quat_exp, quat_from_6d, quat_multiply, quat_to_6d
from vla.rollout import BatchEnv, lerobot_names

DRIFT_STEPS = (6, 16)
"""Control steps that a drift lasts."""
DRIFT_SPEED = (0.03, 0.5)
"""Of the greatest translation per step, uniform in its logarithm: many miss by a little."""
DRIFT_BEFORE = 140
"""Control steps within which drifts begin."""
RETURN = 0.15
"""Of the greatest translation per step, at which a hand that drifted comes back to where it should
be: who snapped back would hardly show how."""
SLIPS = 1 / 3
"""Share of the drifts in which the fingers do the opposite, and the hand goes where it should."""


@dataclass(frozen=True)
class Noise:
    """How the worlds are led astray; for end-effector actions.

    With `ee_pose` the label stays where the hand is to go; with `ee_delta` the next one also takes
    back what noise has just done, so that labels are noisy themselves.

    Args:
        spread: standard deviation of what is added to every translation and rotation, as a share
            of the greatest increment there is (1 is 5 cm or half a radian).
        drift: how many drifts an episode has on average: for about half a second the hand goes
            somewhere else, whatever the policy wants, or the fingers open or close when they
            should not, so that things are lost and picked up again.
    """

    spread: float = 0.0
    drift: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.spread <= 0.5 or not 0.0 <= self.drift <= 10.0:
            raise UserError(
                f"noise={self.spread}, recovery={self.drift}: noise is 0 to 0.5, a share of the"
                " greatest action; recovery is 0 to 10 times in an episode."
            )

    def __bool__(self) -> bool:
        return self.spread > 0 or self.drift > 0


class _Astray:
    """The noise of one episode; depends on its seed alone."""

    def __init__(self, noise: Noise, seed: int, spec: ActionSpec):
        self._rng = np.random.default_rng([seed, 0x6E6F6973])
        self._noise, self._spec = noise, spec
        self._drifts: dict[int, np.ndarray] = {}  # control step -> share of the translation
        self._slips: set[int] = set()
        self._drifted: np.ndarray | None = None
        for _ in range(self._rng.poisson(noise.drift)):
            first = int(self._rng.integers(DRIFT_BEFORE))
            direction: np.ndarray = self._rng.normal(size=3)
            slowest, fastest = np.log(DRIFT_SPEED)
            speed = float(np.exp(self._rng.uniform(slowest, fastest)))
            direction *= speed / np.linalg.norm(direction)
            steps = range(first, first + int(self._rng.integers(*DRIFT_STEPS)))
            if self._rng.random() < SLIPS:
                self._slips.update(steps)
            else:
                self._drifts.update(dict.fromkeys(steps, direction))

    def __call__(self, step: int, action: np.ndarray) -> tuple[np.ndarray, bool]:
        """What is carried out instead of an action (A,), and whether that is a drift."""
        added = np.zeros(6)
        if self._noise.spread:
            added = self._rng.normal(scale=self._noise.spread, size=6)
        drift = self._drifts.get(step)
        if self._spec.mode == "ee_delta":
            led = action.copy()
            led[:6] += added
            if drift is not None:
                led[:3] = drift
        else:
            led = self._moved(action, added, drift)
        if step in self._slips:
            led[-1] = 1.0 if led[-1] < 0.5 else -1.0
        led = np.clip(led, self._spec.low, self._spec.high).astype(np.float32)
        return led, drift is not None or self._drifted is not None or step in self._slips

    def _moved(self, action: np.ndarray, added: np.ndarray, drift: np.ndarray | None) -> np.ndarray:
        """A pose (10,) moved and turned, or led on from where a drift began, and slowly back."""
        scale = self._spec.translation_scale
        led = torch.from_numpy(action.astype(np.float64))
        wanted = led[:3].numpy().copy()
        if drift is not None:
            self._drifted = (wanted if self._drifted is None else self._drifted) + scale * drift
        elif self._drifted is not None:
            back = wanted - self._drifted
            far = float(np.linalg.norm(back))
            stride = RETURN * scale
            self._drifted = None if far <= stride else self._drifted + stride / far * back
        if self._drifted is not None:
            led[:3] = torch.from_numpy(self._drifted)
        led[:3] += scale * torch.from_numpy(added[:3])
        turn = quat_exp(self._spec.rotation_scale * torch.from_numpy(added[3:]))
        led[3:9] = quat_to_6d(quat_multiply(turn, quat_from_6d(led[3:9])))
        return led.numpy()


@dataclass
class _Tape:
    """What has been written down of the episode in one world."""

    seed: int
    seen: list[dict[str, np.ndarray]] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)
    astray: _Astray | None = None


class Recorder(BatchEnv):
    """A `vla.rollout.BatchEnv` around another that hands every episode to `keep` when it ends.

    Args:
        env: N worlds without autoreset, whose `features` say what they show.
        keep: takes an episode; called in the order in which they end.
        source: who acts.
        noise: leads the worlds astray.
        states: whether the simulator's state is kept at every step, so that any of them can be
            gone on from.
        overseer: says in which worlds (N,) somebody has taken over from the policy.

    Raises:
        UserError: noise, but the actions are joint angles.
    """

    def __init__(
        self,
        env: Any,
        keep: Callable[[Episode], None],
        source: str,
        noise: Noise | None = None,
        states: bool = True,
        overseer: Callable[[], Sequence[bool]] | None = None,
    ):
        spec: ActionSpec = env.worlds.action_spec
        self._noise = noise or Noise()
        if self._noise and spec.mode == "joint":
            raise UserError("Noise goes with action_mode=ee_pose or ee_delta, not with joint.")
        self._spec = spec
        self.env, self.num_envs, self.device = env, env.num_envs, env.device
        self.autoreset_mode = getattr(env, "autoreset_mode", None)
        self._keep, self._source, self._states = keep, source, states
        self._dt, self._overseer = 1.0 / spec.rate, overseer
        self._tapes: dict[int, _Tape] = {}
        self.features = recorded_features(env.features, self._noise, states, overseer is not None)

    @property
    def task_description(self) -> list[str]:
        """What the robot is asked to do in every world."""
        return self.env.task_description

    def reset(
        self, *, seed: Sequence[int | None], options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin episodes, and tapes for them."""
        observation, infos = self.env.reset(seed=seed, options=options)
        mask = (options or {}).get("reset_mask")
        worlds = range(self.num_envs) if mask is None else np.flatnonzero(np.asarray(mask)).tolist()
        seen = self._look(observation)
        for world in worlds:
            number = seed[world]
            assert number is not None
            tape = self._tapes[world] = _Tape(number)
            if self._noise:
                tape.astray = _Astray(self._noise, number, self._spec)
            tape.seen.append({key: value[world] for key, value in seen.items()})
        return observation, infos

    def step(self, actions: Any) -> tuple[dict[str, Any], Any, Any, Any, dict[str, Any]]:
        """One control step; what it brought is written down."""
        wanted = torch.as_tensor(actions).float()  # as it will be read back
        executed, drifting = wanted.clone(), [False] * self.num_envs
        for world, tape in self._tapes.items():
            if tape.astray is not None:
                led, drifting[world] = tape.astray(len(tape.done), wanted[world].cpu().numpy())
                executed[world] = torch.from_numpy(led)
        hands = self._overseer() if self._overseer is not None else None
        result = self.env.step(executed)
        observation, reward, terminated, truncated, infos = result
        seen = self._look(observation)
        ended = np.asarray(_numpy(terminated)) | np.asarray(_numpy(truncated))
        rewards = _numpy(reward)
        for world, tape in list(self._tapes.items()):
            tape.done.append({
                ACTION: wanted[world].cpu().numpy(), EXECUTED: executed[world].cpu().numpy(),
                REWARD: rewards[world], PERTURBED: drifting[world],
                INTERVENTION: hands is not None and bool(hands[world]),
            })  # fmt: skip
            tape.seen.append({key: value[world] for key, value in seen.items()})
            if ended[world]:
                del self._tapes[world]
                success, fault = bool(infos["is_success"][world]), int(infos["fault"][world])
                failed = self.env.failure_text(world) is not None
                how = ((success, "success"), (fault, "fault"), (failed, "failure"))
                ended_by = next((name for came, name in how if came), "timeout")
                self._keep(self._episode(world, tape, success, ended_by))
        return result

    def cut(self, world: int) -> None:
        """End the episode of a world here; whether it succeeded is not said."""
        tape = self._tapes.pop(world, None)
        if tape is not None and tape.done:
            self._keep(self._episode(world, tape, None, "cut"))

    def discard(self) -> None:
        """Forget the episodes that have not ended."""
        self._tapes.clear()

    def _look(self, observation: Mapping[str, Any]) -> dict[str, np.ndarray]:
        found = {k: _numpy(v) for k, v in lerobot_names(observation).items() if k in self.features}
        if self._states:
            found[SIMULATOR] = _numpy(self.env.worlds.flat_states())
        return found

    def _episode(self, world: int, tape: _Tape, success: bool | None, ended: str) -> Episode:
        length = len(tape.done)
        data = {key: np.stack([row[key] for row in tape.seen]) for key in tape.seen[0]}
        for key in tape.done[0].keys() & self.features.keys():
            feature = self.features[key]
            data[key] = np.stack([row[key] for row in tape.done]).astype(feature.dtype)
        data[TIMESTAMP] = np.arange(length + 1) * self._dt
        failure = self.env.failure_text(world)
        return Episode(
            data, length, self.env.task[world], (self.env.task_description[world],), success,
            tape.seed, ended, self._source, extra={"failure": failure} if failure else {},
        )  # fmt: skip


def recorded_features(
    features: Features, noise: Noise, states: bool, overseen: bool
) -> dict[str, Feature]:
    """What is recorded of an environment with these features."""
    found = dict(features)
    if not states:
        found.pop(SIMULATOR)
    if noise:
        found[EXECUTED] = features[ACTION]
        found[PERTURBED] = Feature((), "bool", "record")
    if overseen:
        found[INTERVENTION] = Feature((), "bool", "record")
    found[REWARD] = Feature((), "float32", "record")
    found[TIMESTAMP] = Feature((), "float64", "record", units=("s",))
    return found


def _numpy(value: Any) -> np.ndarray:
    return value.cpu().numpy() if isinstance(value, Tensor) else np.asarray(value)
