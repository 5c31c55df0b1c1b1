"""`vla clip collect`: pictures and the scenes they show, while experts are at work."""

from __future__ import annotations

import itertools
import math
import time
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from torch import Tensor

from vla import compose
from vla.captions import visible
from vla.commands.bars import episode_bar
from vla.compose import Settings
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.expert import Expert
from vla.preparation import make_folder, result_folder
from vla.provenance import provenance
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Task

INTERVAL = 5, 20
"""Fewest and most control steps from one picture of a world to the next."""
EPISODE = 160
"""Most control steps after which a world goes on to another episode; mostly it is far fewer:
other scenes teach more than later moments of the same."""
TRIES = 8
"""Things and places that are tried to put one into the other."""
SETTLE = 8
"""Control steps in which what was put somewhere comes to rest before its picture is taken."""


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Collect; 0 when all was collected, 130 with what there was after Ctrl-C."""
    from vla.datasets.pairs import Pairs, PairWriter

    config = compose.settings("clip_collect", overrides)
    _check(config)
    cameras = tuple(name.strip() for name in str(config["cameras"]).split(","))
    tasks = compose.tasks(str(config["task"]))
    path = result_folder(config["out"], "pairs")
    known = set(Pairs(path).episodes()) if path.exists() else set()
    settings = {**config.values, "randomisation": config.chosen["randomisation"]}
    tally, sets = _Tally(cameras), []
    try:
        for scene in dict.fromkeys(task.scene for task in tasks):
            played = [task for task in tasks if task.scene == scene]
            sets.append(_Set(played, cameras, known, config))
        make_folder(path.parent)  # all that could be wrong has been complained about
        size = config["size"], config["size"]
        with PairWriter(path, cameras, size, settings, provenance()) as writer:
            code = _collect(writer, sets, config["pictures"], tally, console)
    finally:
        for one in sets:
            one.close()
    console.print(tally.table())
    console.print(tally.speed())
    console.print(f"  {escape(str(path))}")
    return code


def _check(config: Settings) -> None:
    for name in ("pictures", "worlds", "size"):
        if config[name] < 1:
            raise UserError(f"{name}={config[name]} is not at least 1.")
    if config["seed"] < 0:
        raise UserError(f"seed={config['seed']} is negative.")
    if not 0 <= float(config["done"]) <= 1:
        raise UserError(f"done={config['done']} is not 0 to 1.")


def _collect(
    writer: Any, sets: Sequence[_Set], pictures: int, tally: _Tally, console: Console
) -> int:
    """Let the scenes take turns until there are enough pictures; the exit code."""
    with episode_bar(console) as bar:
        row = bar.add_task("pictures", total=pictures)
        try:
            while tally.pictures < pictures:
                late = min(sets, key=lambda one: one.taken / one.share)
                for snapshot in late.go_on():
                    if tally.pictures < pictures:
                        writer.add(snapshot.scene, snapshot.pictures, snapshot.task, snapshot.seed)
                        tally.add(snapshot)
                bar.update(row, completed=min(tally.pictures, pictures))
        except KeyboardInterrupt:
            return 130
    return 0


@dataclass(frozen=True)
class Snapshot:
    """One moment in one world."""

    scene: Scene
    pictures: dict[str, tuple[np.ndarray, np.ndarray]]
    """Camera -> image (H, W, 3) uint8 and segmentation (H, W) uint8, as `vla.datasets.pairs`."""
    task: str
    seed: int


class _Set:
    """The worlds of one scene, in which experts play all of its task families.

    Worlds step without cameras, and are photographed once in a while.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        cameras: tuple[str, ...],
        known: Container[tuple[str, int]],
        config: Settings,
    ):
        from vla.envs.cameras import Shot, camera_ids

        self.taken = 0
        self.share = math.sqrt(len(tasks))  # few families are no reason to see little of a scene
        many = config["worlds"]
        self._env = compose.batch(
            tasks[:1], many, cameras=(), setups=1, randomisation=config.chosen["randomisation"]
        )
        worlds = self._env.worlds
        camera_ids(worlds.stage, cameras)
        self._expert = Expert(worlds, compose.skills(worlds), self._env.episodes.setup)
        self._shot = Shot(cameras, config["size"], config["size"], ("rgb", "segmentation"))
        self._done = float(config["done"])
        self._rng = np.random.default_rng([config["seed"], many, len(tasks)])
        self._episodes = _episodes(tasks, config["seed"], known)
        self._playing: list[tuple[str, int]] = [("", 0)] * many
        self._due = torch.zeros(many, dtype=torch.long)
        self._left = torch.zeros(many, dtype=torch.long)

    def go_on(self) -> Iterator[Snapshot]:
        """One control step, and the pictures that are due before and after it."""
        over = self._left <= 0
        if bool(over.any()):
            self._begin(over)
        yield from self._photograph(self._due <= 0)
        everywhere = torch.ones_like(over)
        actions = self._expert.predict_action_chunk({"worlds": everywhere})[:, 0]
        _, _, terminated, truncated, _ = self._env.step(actions)
        self._due -= 1
        self._left -= 1
        ended = terminated | truncated
        self._left[ended] = 0
        yield from self._photograph(terminated)

    def close(self) -> None:
        """Free the cameras."""
        self._env.close()

    def _begin(self, worlds: Tensor) -> None:
        for world in worlds.nonzero()[:, 0].tolist():
            task, seed = next(self._episodes)
            setup = task.sample(np.random.default_rng(seed))
            self._due[world] = 0
            if self._done and self._rng.random() < self._done:
                setup = replace(setup, scene=put_somewhere(setup.scene, self._rng))
                self._due[world] = SETTLE
            only = torch.zeros_like(worlds)
            only[world] = True
            seeds: list[int | None] = [None] * len(worlds)
            seeds[world] = seed
            self._env.reset(seed=seeds, options={"reset_mask": only, "setup": setup})
            self._playing[world] = task.name, seed
            self._left[world] = self._due[world] + int(EPISODE * self._rng.random() ** 3)
        self._expert.reset(worlds)

    def _photograph(self, worlds: Tensor) -> Iterator[Snapshot]:
        from vla.datasets.pairs import entity_numbers

        chosen = worlds.nonzero()[:, 0].tolist()
        if not chosen:
            return
        taken = self._env.take_pictures(self._shot, worlds)
        most = self._env.worlds.stage.most_entities
        for world in chosen:
            pictures = {
                name: (
                    taken["pixels"][name][world].numpy(),
                    entity_numbers(taken["segmentation"][name][world].numpy(), most),
                )
                for name in self._shot.cameras
            }
            self._due[world] = int(self._rng.integers(INTERVAL[0], INTERVAL[1] + 1))
            self.taken += len(pictures)
            yield Snapshot(self._env.worlds.scene(world), pictures, *self._playing[world])


def put_somewhere(scene: Scene, rng: np.random.Generator) -> Scene:
    """The scene after one or two things were put into or onto others, as a plan would; as it was
    where nothing can be."""
    for _ in range(int(rng.integers(1, 3))):
        pairs = [(skill, a.name, b.name) for a in scene if a.affords.graspable for b in scene
                 if a.name != b.name for skill in _takes(b)]  # fmt: skip
        for index in rng.permutation(len(pairs))[:TRIES]:
            done = dry_run(plan(*put(*pairs[int(index)])), scene)
            if done.finished:
                scene = replace(done.scene, held=None, tool=scene.tool)
                break
    return scene


def _takes(entity: Entity) -> Iterator[str]:
    """Skills that put something into or onto a thing."""
    if entity.affords.container:
        yield "place_in"
    elif entity.affords.support and entity.affords.shape != "fixture":
        yield "place_on"


def _episodes(
    tasks: Sequence[Task], seed: int, known: Container[tuple[str, int]]
) -> Iterator[tuple[Task, int]]:
    """Tasks in turn, each with the next seed of which there is no picture yet."""
    for number in itertools.count(seed):
        for task in tasks:
            if (task.name, number) not in known:
                yield task, number


class _Tally:
    """What was collected so far."""

    def __init__(self, cameras: Sequence[str]):
        self._began, self._cameras = time.perf_counter(), cameras
        self._seen: Counter[str] = Counter()
        self._scenes: Counter[str] = Counter()
        self._episodes: set[tuple[str, int]] = set()

    @property
    def pictures(self) -> int:
        """Of all cameras."""
        return self._scenes.total() * len(self._cameras)

    def add(self, snapshot: Snapshot) -> None:
        """Count one moment."""
        self._scenes[snapshot.task] += 1
        self._episodes.add((snapshot.task, snapshot.seed))
        for camera, (_, segmentation) in snapshot.pictures.items():
            self._seen[camera] += len(visible(snapshot.scene, segmentation))

    def table(self) -> Table:
        """Camera by camera."""
        table = Table(header_style="bold")
        table.add_column("camera")
        for column in ("pictures", "entities visible in one"):
            table.add_column(column, justify="right")
        count = self._scenes.total()
        for camera in self._cameras:
            table.add_row(camera, f"{count}", f"{self._seen[camera] / max(count, 1):.1f}")
        return table

    def speed(self) -> str:
        """In one line."""
        seconds = time.perf_counter() - self._began
        return (
            f"{self.pictures} pictures of {self._scenes.total()} scenes from {len(self._episodes)}"
            f" episodes of {len(self._scenes)} task families in {seconds:.0f} s:"
            f" {self.pictures / seconds:.0f} pictures/s"
        )
