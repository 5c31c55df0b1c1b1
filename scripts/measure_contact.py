"""How deep things penetrate each other while experts work: `python scripts/measure_contact.py`.

Prints, per task family, the deepest penetration at any tick (impacts included) and the deepest
while everything is at rest or held still. Options: `episodes=20 tasks=all worlds=8`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vla.agent import Job, run
from vla.envs.robots import load_robot
from vla.envs.scenes import build_scene
from vla.envs.tasks import TASKS
from vla.envs.worlds import Worlds
from vla.planners.skills import SkillSet
from vla.protocols import Env
from vla.scene import Scene
from vla.task import Setup

STILL = 0.02
"""Speed below which a thing counts as at rest [m/s]."""


@dataclass
class DepthGauge:
    """An episode sink that keeps the deepest penetrations [m]."""

    impact: float = 0.0
    rest: float = 0.0

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        assert isinstance(env, Worlds)
        self._env, self._world = env, world

    def step(self, action: np.ndarray, scene: Scene) -> None:
        deepest = self._env.deepest(self._world)
        self.impact = max(self.impact, deepest)
        if scene.tool_speed < STILL and all((e.speed or 0.0) < STILL for e in scene):
            self.rest = max(self.rest, deepest)

    def end(self, success: bool) -> None:
        pass


def main() -> None:
    """Measure and print."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    episodes, worlds = int(given.get("episodes", 20)), int(given.get("worlds", 8))
    wanted = given.get("tasks", "all")
    families = list(TASKS) if wanted == "all" else wanted.split(",")
    console = Console()
    table = Table("family", "episodes", "success", "deepest, impacts [mm]", "deepest at rest [mm]")
    robot = load_robot("panda")
    stages: dict[str, Worlds] = {}
    for family in track(families, "measuring", console=console):
        task = TASKS[family]()
        if task.scene not in stages:
            stages[task.scene] = Worlds(build_scene(task.scene, robot), robot, worlds)
        env = stages[task.scene]
        gauges = [DepthGauge() for _ in range(episodes)]
        jobs = [
            Job(task.sample(np.random.default_rng(seed)), seed=seed, sinks=(gauges[seed],))
            for seed in range(episodes)
        ]
        outcomes = run(env, SkillSet(env), jobs)
        won = sum(outcome.success for outcome in outcomes)
        impact = 1000 * max(gauge.impact for gauge in gauges)
        rest = 1000 * max(gauge.rest for gauge in gauges)
        table.add_row(family, str(episodes), str(won), f"{impact:.2f}", f"{rest:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
