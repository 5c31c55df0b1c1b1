"""How well those who look see: `python scripts/bench_perception.py perceive=clip`.

Scenes are drawn from seeds that no training used; what is right is read from their entities and
from the segmentation of the picture, not from anybody's modules. Options, as `key=value`:

    perceive    truth or clip, or both with a comma between them (truth,clip)
    scenes      in which each is asked (40)
    first       seed of the first (5000)
    scene       model of the scenes (tabletop)
    camera      that takes the pictures (front)
    distractors things besides vessels (6)
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from vla import compose
from vla.errors import UserError
from vla.predicates import read
from vla.seeing import Detection, Perception, Picture, count, crop, select, things
from vla.settings import script_options
from vla.stats import wilson
from vla.vocabulary import COLORS, KINDS

OPTIONS = {"perceive": "truth,clip", "scenes": "40", "first": "5000", "scene": "tabletop",
           "camera": "front", "distractors": "6"}  # fmt: skip
HIT = 0.5
"""Intersection over union from which a box is right."""
LOOSE = tuple(name for name, kind in KINDS.items() if kind.shape != "fixture")
SIDES = {"left_of": "left of", "right_of": "right of", "behind": "behind"}

Tally = dict[str, list[float]]
"""Test -> 1 for each right answer and 0 for each wrong one; or measures."""


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    try:
        options = script_options(words, OPTIONS)
    except UserError as wrong:
        sys.exit(str(wrong))
    pictures = list(taken(options))
    console, table = Console(), Table(header_style="bold")
    table.add_column("test")
    for name in ("perceive", "of", "right", "95 % interval"):
        table.add_column(name, justify="right")
    for name in options["perceive"].split(","):
        perception = compose.part(compose.part_config("perceive", name))
        tally: Tally = defaultdict(list)
        began = time.perf_counter()
        for number, picture in enumerate(pictures):
            asked(perception, picture, np.random.default_rng(number), tally)
        seconds = (time.perf_counter() - began) / len(pictures)
        for test, marks in tally.items():
            if set(marks) <= {0.0, 1.0}:
                low, high = wilson(int(sum(marks)), len(marks))
                shown = f"{np.mean(marks):.1%}", f"{low:.1%} - {high:.1%}"
            else:
                shown = f"{np.mean(marks):.3f}", f"median {np.median(marks):.3f}"
            table.add_row(test, name, str(len(marks)), *shown)
        table.add_row(
            "all questions of a scene", name, "", f"{seconds:.2f} s", "", end_section=True
        )
    console.print(table)


def taken(options: dict[str, str]) -> Iterator[Picture]:
    """Pictures of scenes, one by one."""
    name, first = options["scene"], int(options["first"])
    env = compose.worlds(name, compose.part_config("robot", "panda"))
    _, photographs = compose.eyes(env, None, options["camera"])
    for seed in range(first, first + int(options["scenes"])):
        scene = compose.draw_scene(name, (), seed, int(options["distractors"]))
        env.begin_scene(0, scene)
        yield photographs.take(0, env.scene(0))
    photographs.close()
    env.close()


def asked(perception: Perception, picture: Picture, rng: np.random.Generator, tally: Tally) -> None:
    """Every test on one picture."""
    scene = picture.scene
    shown = [one for one in things(picture) if scene[str(one.name)].kind in LOOSE]
    looks: dict[str, list[Detection]] = defaultdict(list)
    kinds: dict[str, list[Detection]] = defaultdict(list)
    for one in shown:
        entity = scene[str(one.name)]
        looks[f"{entity.color} {entity.kind}"].append(one)
        kinds[entity.kind].append(one)
    _detection(perception, picture, looks, tally, "colour and kind")
    _detection(perception, picture, kinds, tally, "kind")
    every = product({look.split()[0] for look in looks}, kinds)
    for absent in sorted({f"{c} {k}" for c, k in every} - set(looks)):
        tally["nothing found that is not there (its colour and kind are)"].append(
            float(not perception.detect(picture, absent))
        )
    for kind in LOOSE:
        right = count(perception, picture, KINDS[kind].plural) == len(kinds.get(kind, ()))
        tally["count of a kind, exact (often none)"].append(float(right))
    for one in shown:
        entity, mask = scene[str(one.name)], one.mask
        assert mask is not None
        alone = crop(picture, one.box)
        said = perception.classify(alone, LOOSE).name
        tally["classify a crop: kind, of 9"].append(float(said == entity.kind))
        said = perception.classify(alone, [f"{color} thing" for color in COLORS]).name
        tally["classify a crop: colour, of 12"].append(float(said == f"{entity.color} thing"))
        tally["segment a given box, IoU"].append(perception.segment(picture, one.box).overlap(mask))
        if len(kinds[entity.kind]) > 1 and len(looks[f"{entity.color} {entity.kind}"]) == 1:
            best = select(perception, picture, kinds[entity.kind], f"{entity.color} {entity.kind}")
            tally["select among things of a kind by colour"].append(
                float(best is not None and best.name == one.name)
            )
        if len(kinds[entity.kind]) == 1:
            said = perception.vqa(picture, f"what color is the {entity.kind}?").text
            tally["vqa: what color is the ..."].append(float(said == entity.color))
    _statements(perception, picture, shown, looks, rng, tally)


def _detection(
    perception: Perception,
    picture: Picture,
    wanted: dict[str, list[Detection]],
    tally: Tally,
    by: str,
) -> None:
    for phrase, truths in wanted.items():
        left = list(truths)
        for found in perception.detect(picture, phrase):
            best = max(left, key=lambda one: one.box.overlap(found.box), default=None)
            hit = best is not None and best.box.overlap(found.box) >= HIT
            tally[f"detect by {by}: found boxes that are right"].append(float(hit))
            if hit and best is not None:
                left.remove(best)
                if found.mask is not None and best.mask is not None:
                    tally["segment by phrase, IoU"].append(found.mask.overlap(best.mask))
        misses = len(left)
        tally[f"detect by {by}: things that are found"] += [0.0] * misses
        tally[f"detect by {by}: things that are found"] += [1.0] * (len(truths) - misses)


def _statements(
    perception: Perception,
    picture: Picture,
    shown: Sequence[Detection],
    looks: dict[str, list[Detection]],
    rng: np.random.Generator,
    tally: Tally,
) -> None:
    """As many true as false ones of each form."""
    absent = sorted({f"{c} {k}" for c, k in product(COLORS, LOOSE)} - set(looks))
    for look in looks:
        other = absent[int(rng.integers(len(absent)))]
        for phrase, truth in ((look, True), (other, False)):
            judged = perception.verify(picture, f"there is a {phrase}")
            tally["verify: there is a ..."].append(float(judged.truth is truth))
    alone = [ones[0] for ones in looks.values() if len(ones) == 1]
    holds: dict[bool, list[str]] = {True: [], False: []}
    for one, other in product(alone, alone):
        for name, said in SIDES.items():
            if one is not other:
                truth = read(picture.scene, name, (str(one.name), str(other.name))).truth
                a, b = (_look(picture, thing) for thing in (one, other))
                holds[truth is True].append(f"the {a} is {said} the {b}")
    fewest = min(3, *(len(statements) for statements in holds.values()))
    for truth, statements in holds.items():
        for index in rng.permutation(len(statements))[:fewest]:
            judged = perception.verify(picture, statements[int(index)])
            tally["verify: ... left of, right of, behind ..."].append(float(judged.truth is truth))


def _look(picture: Picture, one: Detection) -> str:
    entity = picture.scene[str(one.name)]
    return f"{entity.color} {entity.kind}"


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1:])
