"""Windows: the steps around a moment that a policy sees and predicts, and where they may begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vla.errors import UnknownName, UserError
from vla.features import ACTION, INTERVENTION, PERTURBED, Features, outlasts

from .dataset import Dataset


@dataclass(frozen=True)
class Windows:
    """Which steps a sample holds, counted from its moment, the anchor.

    A step before the beginning or behind the end of the episode repeats the nearest one there is,
    and is marked in `<key>_is_pad`.
    """

    deltas: Mapping[str, tuple[int, ...]]
    """Feature -> steps from now on: `(-1, 0)` is the last observation and the present one."""
    drop_last: int = 0
    """Moments at the end of every episode that are no anchors."""
    skip_perturbed: bool = False
    """Whether moments are left out at which, or in whose window of actions, the robot was led
    astray on purpose."""

    @staticmethod
    def of_policy(
        features: Features, n_obs_steps: int, horizon: int, n_action_steps: int | None = None
    ) -> Windows:
        """Windows as Diffusion Policy cuts them (Chi et al. 2023, and LeRobot's `diffusion`).

        The window of actions begins with the first observation and has `horizon` steps. At most
        `n_action_steps - 1` of them are padding behind the end; None allows any padding.

        Raises:
            UserError: numbers that do not go together.
        """
        n_action_steps = horizon - n_obs_steps + 1 if n_action_steps is None else n_action_steps
        if n_obs_steps < 1 or not 1 <= n_action_steps <= horizon - n_obs_steps + 1:
            raise UserError(
                f"n_obs_steps={n_obs_steps}, horizon={horizon}, n_action_steps={n_action_steps}"
                " do not go together: 1 <= n_action_steps <= horizon - n_obs_steps + 1."
            )
        seen = tuple(range(1 - n_obs_steps, 1))
        deltas = {k: seen for k, f in features.items() if f.is_picture or f.role == "state"}
        deltas[ACTION] = tuple(range(1 - n_obs_steps, 1 - n_obs_steps + horizon))
        return Windows(deltas, horizon - n_action_steps - n_obs_steps + 1)

    def swapped(self, keys: Mapping[str, str]) -> Windows:
        """The same moments of other features: camera -> what was derived from its pictures.

        Raises:
            UnknownName: a feature that the windows do not hold.
        """
        for key in keys:
            if key not in self.deltas:
                raise UnknownName("feature of the windows", key, self.deltas)
        return replace(self, deltas={keys.get(k, k): steps for k, steps in self.deltas.items()})

    @staticmethod
    def of_times(
        times: Mapping[str, Sequence[float]], rate: float, tolerance: float = 1e-4
    ) -> Windows:
        """Windows from seconds, LeRobot's `delta_timestamps`.

        Raises:
            UserError: a time that lies between two steps.
        """
        deltas = {}
        for key, seconds in times.items():
            steps = [round(second * rate) for second in seconds]
            for second, step in zip(seconds, steps, strict=True):
                if abs(second - step / rate) > tolerance:
                    raise UserError(
                        f"delta_timestamps['{key}']: {second} s lies between two steps of"
                        f" {1 / rate:.4g} s."
                    )
            deltas[key] = tuple(steps)
        return Windows(deltas)


def mask(dataset: Dataset, episodes: np.ndarray | None) -> np.ndarray:
    """Which episodes (E,) take part; all of them for None.

    Raises:
        UserError: no mask of this dataset, as when it holds the numbers of episodes.
    """
    if episodes is None:
        return np.ones(len(dataset), bool)
    episodes = np.asarray(episodes)
    if episodes.dtype != bool or episodes.shape != (len(dataset),):
        raise UserError(
            f"{dataset.url} has {len(dataset)} episodes: their mask has as many booleans,"
            f" not {episodes.dtype} {episodes.shape}."
        )
    return episodes


class Anchors:
    """The moments of a dataset at which windows are cut.

    Args:
        episodes: mask (E,) of those that take part; all by default.
        features: what there is; by default what the dataset holds, without what was derived.

    Raises:
        UnknownName: a feature that is not there.
        UserError: no moment is left, or what is no mask.
    """

    def __init__(
        self,
        dataset: Dataset,
        windows: Windows,
        episodes: np.ndarray | None = None,
        features: Features | None = None,
    ):
        features = dataset.schema.features if features is None else features
        for key in windows.deltas:
            if key not in features:
                raise UnknownName("feature", key, features)
        self.dataset, self.windows = dataset, windows
        usable = mask(dataset, episodes)
        rows = np.diff(dataset.offsets)
        self._deltas, self._last = {}, {}
        for key, deltas in windows.deltas.items():
            self._deltas[key] = np.asarray(deltas)
            self._last[key] = (rows if outlasts(key, features[key]) else dataset.lengths) - 1
        counts = np.maximum(dataset.lengths - windows.drop_last, 0) * usable
        self._ends = np.cumsum(counts)
        self._chosen: np.ndarray | None = None
        if windows.skip_perturbed and PERTURBED in features:
            everything = np.arange(self._ends[-1] if len(self._ends) else 0)
            self._chosen = everything[~self._astray(*self._at(everything))]
        if not len(self):
            raise UserError(
                f"{dataset.url} has no window to draw: {int(usable.sum())} of {len(dataset)}"
                f" episodes take part, the longest has {int(dataset.lengths.max(initial=0))} steps,"
                f" and the last {windows.drop_last} steps are no beginning of a window."
            )

    def __len__(self) -> int:
        if self._chosen is not None:
            return len(self._chosen)
        return int(self._ends[-1]) if len(self._ends) else 0

    def locate(self, anchors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Episode and step (n,) of anchors (n,)."""
        return self._at(anchors if self._chosen is None else self._chosen[anchors])

    def rows(
        self, key: str, episodes: np.ndarray, steps: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows (n, W) of the dataset that the windows hold, and which of them are padding."""
        wanted = steps[:, None] + self._deltas[key]
        found = np.minimum(np.maximum(wanted, 0), self._last[key][episodes][:, None])
        return self.dataset.offsets[episodes][:, None] + found, found != wanted

    def _at(self, anchors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        episodes = np.searchsorted(self._ends, anchors, side="right")
        before = np.where(episodes > 0, self._ends[episodes - 1], 0)
        return episodes, anchors - before

    def _astray(self, episodes: np.ndarray, steps: np.ndarray) -> np.ndarray:
        """Where the robot is led astray, now or within the window of actions; not where somebody
        has taken over meanwhile."""
        marks = self.dataset.table(PERTURBED)
        if INTERVENTION in self.dataset.schema.features:
            marks = marks & ~self.dataset.table(INTERVENTION)
        reach = {0, *(delta for delta in self.windows.deltas.get(ACTION, ()) if delta > 0)}
        last = self.dataset.lengths[episodes] - 1
        offsets = self.dataset.offsets[episodes]
        return np.any([marks[offsets + np.minimum(steps + delta, last)] for delta in reach], axis=0)
