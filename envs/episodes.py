"""Which episode every world plays: seeds, their order, and making them in time.

A seed names an episode of a task: what `Task.sample` draws from it. When a world goes on without
a new seed, a hash of its seed and of how many episodes it has had picks the next one from a pool
that all worlds share. So a world's episodes do not depend on how many others there are, nor on
the device; and a device need not wait for the host, as the pool lies ready on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from vla.errors import UserError
from vla.progress import track
from vla.task import Setup, Task

from .bank import Cast
from .conditions import compile_conditions
from .engine import mask_of
from .judge import Judge
from .randomise import Randomisation, Randomiser, mix, resize
from .realise import Actor
from .sensing import Senses
from .worlds import Worlds

_POOL = 0x706F6F6C
"""Keeps the pool's episodes apart from those that seeds name."""
GIVEN = -1
"""The seed of an episode that somebody gave as a `Setup`."""


class Episodes:
    """The episodes of N worlds; world i plays `tasks[i]`.

    Rows of the worlds' bank: N for episodes named by seeds, then `pool` per task.

    Attributes:
        seeds: (N,) int64 on the device.
        counts: (N,) int64, episodes that a world has had since it was given its seed.
        judge: says whether goals hold and what is forbidden happens.
        horizon: (rows,) control steps after which an episode is truncated.
        setups: what every row of the bank holds.
    """

    def __init__(
        self, worlds: Worlds, tasks: Sequence[Task], pool: int, randomisation: Randomisation
    ):
        self._worlds, self._tasks, self._size = worlds, tasks, pool
        self._distinct = list({task.name: task for task in tasks}.values())
        self._randomisation = randomisation
        self._randomiser = Randomiser(worlds.engine, worlds.stage, randomisation)
        count, device = worlds.num_worlds, worlds.rig.device
        rows = rows_needed(count, tasks, pool)
        names = [task.name for task in self._distinct]
        first = [count + pool * names.index(task.name) for task in tasks]
        self._first = torch.tensor(first, device=device)
        self._ready = False
        self.seeds = torch.zeros(count, dtype=torch.long, device=device)
        self.counts = torch.zeros(count, dtype=torch.long, device=device)
        self.horizon = torch.zeros(rows, dtype=torch.long, device=device)
        self.judge = Judge(rows, device)
        self._contacts = torch.zeros(rows, dtype=torch.bool, device=device)
        self._senses = Senses(worlds.rig)
        self._watched = 0
        self.setups: list[Setup | None] = [None] * rows

    def prepare(self) -> None:
        """Make the whole pool now."""
        missing = [row for row in range(len(self._tasks), len(self.setups)) if not self.setups[row]]
        for row in track(missing, f"preparing {len(missing)} episodes"):
            self._make(row)
        self._ready = True

    def setup(self, world: int) -> Setup:
        """What a world plays now."""
        setup = self.setups[int(self._worlds.rows[world])]
        assert setup is not None
        return setup

    def instruction(self, world: int) -> str:
        """What the robot is asked to do in a world; nothing in one that has not begun."""
        setup = self.setups[int(self._worlds.rows[world])]
        return "" if setup is None else setup.instruction

    def cast(self) -> Cast:
        """Who plays whom, a row per world."""
        return self._worlds.bank.cast.take(self._worlds.rows)

    def judge_all(self) -> Tensor:
        """(N, C) whether the goal (the first) and each of what is forbidden is true now."""
        rows, cast = self._worlds.rows, self.cast()
        asked = self._contacts[rows]
        if not self._worlds.engine.on_host:
            sensed = self._senses(cast, asked, self._watched)
            return self.judge.evaluate(rows, sensed)[0]
        # On a CPU, reading contacts costs the most: only where they decide.
        sensed = self._senses(cast, torch.zeros_like(asked), self._watched)
        if bool(asked.any()):
            asked = asked & self.judge.touch_matters(rows, sensed)
            if bool(asked.any()):
                sensed = self._senses(cast, asked, self._watched)
        return self.judge.evaluate(rows, sensed)[0]

    def give(self, world: int, seed: int | None, setup: Setup | None = None) -> None:
        """Let a world's next episode be the one a seed names, or a given one; see `begin`."""
        if setup is None:
            assert seed is not None
            setup = self._tasks[world].sample(np.random.default_rng(seed))
        elif seed is None:
            seed = GIVEN
        self._put(world, setup, seed)
        self.seeds[world], self.counts[world] = seed, 0
        self._worlds.rows[world] = world

    def draw(self) -> None:
        """Let all worlds go on from seeds that nobody can know; see `advance`."""
        random = np.random.default_rng().integers(0, 2**62, len(self._tasks))
        self.seeds.copy_(torch.from_numpy(random))
        self.counts.zero_()

    def advance(self, worlds: Tensor) -> None:
        """Let the worlds of a mask (N,) play the episode after the present one; see `begin`."""
        self.counts.add_(worlds)
        following = self._first + mix(self.seeds, self.counts) % self._size
        self._worlds.rows.copy_(torch.where(worlds, following, self._worlds.rows))
        if not self._ready:
            for row in following[worlds].tolist():
                if self.setups[row] is None:
                    self._make(row)

    def begin(self, worlds: Tensor) -> None:
        """Begin the episodes that have been chosen, in the worlds of a mask (N,)."""
        self._worlds.load(worlds)
        self._randomiser.apply(worlds, mix(self.seeds, self.counts))

    def get_state(self) -> dict[str, Tensor]:
        """Which episode every world plays."""
        return {"seed": self.seeds.clone(), "episode": self.counts.clone()}

    def set_state(self, state: Mapping[str, Tensor]) -> None:
        """Choose the episodes of `get_state`; see `begin`."""
        there = zip(state["seed"].tolist(), state["episode"].tolist(), strict=True)
        here = zip(self.seeds.tolist(), self.counts.tolist(), strict=True)
        for world, (wanted, now) in enumerate(zip(there, here, strict=True)):
            if wanted == now:
                continue
            seed, count = wanted
            if seed == GIVEN and count == 0:
                raise UserError(f"World {world} no longer plays the setup this state is of.")
            if count == 0:
                self.give(world, seed)
            else:
                only = mask_of(world, len(self._tasks), self.seeds.device)
                self.seeds[world], self.counts[world] = seed, count - 1
                self.advance(only)

    def _make(self, row: int) -> None:
        """Make an episode of the pool."""
        kind, number = divmod(row - len(self._tasks), self._size)
        rng = np.random.default_rng((_POOL, number))
        self._put(row, self._distinct[kind].sample(rng), number)

    def _put(self, row: int, setup: Setup, number: int) -> None:
        worlds = self._worlds
        begun = worlds.stager.begin(resize(setup.scene, self._randomisation, number, worlds.stage))
        scene = replace(setup.scene, entities=tuple(actor.entity for actor in begun.actors))
        if not worlds.engine.on_host:
            _check_watched(begun.actors, setup.watch)
        program = compile_conditions((setup.goal, *setup.never), scene, setup.watch)
        worlds.bank.put(row, begun, setup.watch)
        self.judge.put(row, program)
        self._contacts[row] = program.needs_contacts
        self._watched = max(self._watched, len(setup.watch))
        self.horizon[row] = setup.horizon
        self.setups[row] = setup


def _check_watched(actors: Sequence[Actor], names: Sequence[str]) -> None:
    """On a GPU, clearances are measured to what is loose."""
    for actor in actors:
        if actor.slot is None and actor.entity.name in names:
            raise UserError(
                f"'{actor.entity.name}' is fixed to the scene: on a GPU, distance can only be kept"
                " from loose things. Use device='cpu'."
            )


def rows_needed(num_worlds: int, tasks: Sequence[Task], pool: int) -> int:
    """Rows of a bank that holds a world's own episode each, and a pool for every task."""
    if pool < 1:
        raise UserError(f"setups={pool}: the pool of episodes needs at least one.")
    return num_worlds + pool * len({task.name for task in tasks})
