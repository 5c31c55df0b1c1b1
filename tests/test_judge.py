"""The judge of N worlds says what `vla.evaluate.judge` says, world by world."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from small_scenes import changed, tabletop
from test_predicates import CASES

from vla.envs.claims import Claim
from vla.envs.conditions import compile_conditions
from vla.envs.judge import Judge
from vla.envs.layout import random_scene
from vla.envs.predicates import CLAIMS, Sensed
from vla.envs.tasks import TASKS
from vla.errors import UnknownName, UserError
from vla.evaluate import judge
from vla.plan import (
    And,
    Atom,
    Condition,
    Count,
    Either,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Query,
    Sorted,
    Take,
    Value,
    Var,
    Where,
    Without,
)
from vla.predicates import AXES, VOCABULARY, half_width
from vla.scene import Entity, Quat, Scene, Vec3, to_local, to_world
from vla.skills import DIRECTIONS, PARTS, REGIONS

ENTITIES = 24
IT = Var("it")
SCENES = [
    *(random_scene("tabletop", np.random.default_rng(seed), 8) for seed in range(6)),
    *(random_scene("kitchen", np.random.default_rng(seed), 4) for seed in range(3)),
    tabletop(),  # with a vase and a drawer, and things whose beginning is not known
]

Episode = tuple[Sequence[Condition], Scene, Sequence[str], Scene]
"""Conditions, the scene at the beginning, what is watched, and the scene now."""


# --- the two judges ------------------------------------------------------------------------------


def sensed(scenes: Sequence[Scene]) -> Sensed:
    """What a device would have read off the worlds that these scenes describe."""
    padding = [Entity("", "block", speed=0.0)] * ENTITIES
    rows = [[*scene, *padding][:ENTITIES] for scene in scenes]
    each = [(scene, e) for scene, row in zip(scenes, rows, strict=True) for e in row]

    def table(values: list, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        return torch.tensor(values, dtype=dtype).reshape(len(scenes), ENTITIES, -1).squeeze(-1)

    touching = [
        [bool(scene.touching(a.name, b.name)) for b in row]
        for scene, row in zip(scenes, rows, strict=True)
        for a in row
    ]
    return Sensed(
        position=table([e.position for _, e in each]),
        quaternion=table([e.quaternion for _, e in each]),
        speed=table([e.speed or 0.0 for _, e in each]),
        openness=table([e.openness or 0.0 for _, e in each]),
        start=table([e.start or e.position for _, e in each]),
        touching=table(touching, torch.bool),
        held=table([e.name == scene.held for scene, e in each], torch.bool),
        clearance=table([scene.clearance.get(e.name, 0.3) for scene, e in each]),
        tool=torch.tensor([scene.tool for scene in scenes], dtype=torch.float64),
        tool_turn=torch.tensor([scene.tool_turn for scene in scenes], dtype=torch.float64),
        tool_speed=torch.tensor([scene.tool_speed for scene in scenes], dtype=torch.float64),
    )


def judge_of(episodes: Sequence[Episode]) -> Judge:
    judges = Judge(len(episodes))
    for row, (conditions, scene, watched, _) in enumerate(episodes):
        judges.put(row, compile_conditions(conditions, scene, watched))
    return judges


def compare(episodes: Sequence[Episode]) -> list[bool | None]:
    """Hold the two judges against each other; returns what they said, in the order given."""
    now = [scene for *_, scene in episodes]
    truth, known = judge_of(episodes).evaluate(torch.arange(len(now)), sensed(now))
    said: list[bool | None] = []
    for world, (conditions, *_) in enumerate(episodes):
        for number, condition in enumerate(conditions):
            answer = bool(truth[world, number]) if known[world, number] else None
            reading = judge(condition, now[world])
            assert answer is reading.truth, f"{condition}: {reading.evidence}"
            said.append(answer)
        rest = slice(len(conditions), None)
        assert not truth[world, rest].any()
        assert known[world, rest].all()
    assert not (truth & ~known).any()
    return said


# --- scenes in which much is true ----------------------------------------------------------------


def later(scene: Scene, watched: Sequence[str], rng: np.random.Generator) -> Scene:
    """The scene as it is observed after things have happened that predicates ask for.

    Half of it happens to a thing and the one that follows it in the scene.
    """
    entities, touching, count = list(scene), set(), len(scene.entities)
    loose = [i for i, e in enumerate(entities) if e.affords.shape != "fixture"]
    for i, entity in enumerate(entities):
        if entity.openness is not None:
            openness = float(rng.choice((0.0, 0.03, 0.3, 0.5, 0.72, 1.0)))
            entities[i] = replace(entity, openness=openness)
        if entity.affords.shape == "fixture" and entity.kind != "table":
            entities[i] = replace(entities[i], speed=0.0)
    for i in loose:
        step = 1 if rng.random() < 0.5 else int(rng.integers(count))
        b, c = entities[(i + step) % count], entities[(i + step + 1) % count]
        entity = moved(entities[i], *happened(entities[i], b, c, rng))
        speed = float(rng.choice((0.0, 0.02, 0.3), p=(0.6, 0.2, 0.2)))
        entities[i] = replace(entity, speed=speed, start=scene.entities[i].position)
        if rng.random() < 0.7 and step % count:
            touching.add(frozenset((entity.name, b.name)))
    x, y, z = (entities[int(rng.integers(count))].position + rng.normal(0.0, 0.08, 3)).tolist()
    held = entities[int(rng.choice(loose))] if rng.random() < 0.5 else None
    (apart,) = rng.spawn(1)
    if held is not None and apart.random() < 0.3:
        x, y, z = (held.position + apart.normal(0.0, 0.03, 3)).tolist()
    turn = apart.normal(0.0, 1.0, 4)
    w, qx, qy, qz = (turn / np.linalg.norm(turn)).tolist()
    return replace(
        scene,
        entities=tuple(entities),
        tool=(x, y, z),
        tool_turn=(w, qx, qy, qz),
        held=None if held is None else held.name,
        contacts=frozenset(touching),
        clearance={name: float(rng.choice((0.0, 0.04, 0.07, 0.12))) for name in watched},
        tool_speed=float(rng.uniform(0.0, 0.4)),
    )


def happened(a: Entity, b: Entity, c: Entity, rng: np.random.Generator) -> tuple[Vec3, Quat]:
    """Where `a` got to: into, onto, beside `b`, between it and `c`; pushed, upset, or anywhere."""
    position, quaternion = np.array(a.position), a.quaternion
    way = str(rng.choice(("in", "on", "beside", "between", "pushed", "upset", "anywhere")))
    u = np.array((*AXES[str(rng.choice(DIRECTIONS))], 0.0))
    gap = float(rng.choice((0.05, 0.1, 0.3))) + rng.normal(0.0, 0.008)
    if way == "in" and b.interior is not None:
        position = b.interior[0] + 1.2 * rng.uniform(-1.0, 1.0, 3) * b.interior[1]
    elif way == "on":
        position = np.array((*b.position[:2], b.top + a.height / 2)) + rng.normal(0.0, 0.008, 3)
    elif way == "beside":
        direction = str(rng.choice(DIRECTIONS))
        u = np.array((*AXES[direction], 0.0))
        reach = half_width(a, direction) + half_width(b, direction)
        position = b.position + (reach + gap) * u + rng.normal(0.0, 0.01, 3)
    elif way == "between":
        share = rng.uniform(0.0, 1.0)
        position = share * np.array(b.position) + (1 - share) * np.array(c.position)
        position = position + rng.normal(0.0, 0.04, 3)
    elif way == "pushed":
        position = position + gap * u + rng.normal(0.0, 0.01, 3)
    elif way == "upset":
        tilt, about = rng.uniform(0.0, 1.0), rng.uniform(0.0, 2 * math.pi)
        x, y = math.sin(tilt) * math.cos(about), math.sin(tilt) * math.sin(about)
        quaternion = (math.cos(tilt), x, y, 0.0)
    else:
        position = rng.uniform((0.3, -0.36, 0.0), (0.7, 0.36, 0.2))
    x, y, z = position.tolist()
    return (x, y, z), quaternion


def moved(entity: Entity, position: Vec3, quaternion: Quat) -> Entity:
    """An entity in another pose, with its inside."""
    interior = entity.interior
    if interior is not None:
        local = to_local(interior[0], entity.position, entity.quaternion)
        interior = (to_world(local, position, quaternion), interior[1])
    return replace(entity, position=position, quaternion=quaternion, interior=interior)


def served(scene: Scene, claim: Claim) -> Scene:
    """The scene made such that a claim of a task's goal holds."""
    numbers = claim.numbers
    if claim.name.startswith("hand_"):
        return replace(scene, tool=served_hand(scene, claim))
    a, *others = (scene.entities[row] for row in claim.rows)
    if claim.name == "open_between":
        return changed(scene, a.name, openness=float(np.clip(sum(numbers) / 2, 0.0, 1.0)))
    position = np.array(a.position)
    if claim.name == "inside":
        assert others[0].interior is not None
        position = np.array(others[0].interior[0])
    elif claim.name == "on":
        position = np.array((*others[0].position[:2], others[0].top + a.height / 2))
        touching = {*(scene.contacts or ()), frozenset((a.name, others[0].name))}
        scene = replace(scene, contacts=frozenset(touching))
    elif claim.name == "at":
        position[:2] = (numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2
    elif claim.name == "beside":
        direction = next(d for d in DIRECTIONS if AXES[d] == numbers[1:3])
        reach = half_width(a, direction) + half_width(others[0], direction) + numbers[0]
        position[:2] = others[0].position[:2] + reach * np.array(numbers[1:3])
    x, y, z = position.tolist()
    there = moved(a, (x, y, z), a.quaternion)
    held = None if scene.held == a.name else scene.held
    return replace(
        changed(scene, a.name, position=there.position, interior=there.interior, speed=0.0),
        held=held,
    )


def served_hand(scene: Scene, claim: Claim) -> Vec3:
    """Where the tool must be for a claim about the hand."""
    numbers = claim.numbers
    if claim.name == "hand_at":
        return ((numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2, 0.1)
    a = scene.entities[claim.rows[0]]
    x, y, _ = a.position
    if claim.name == "hand_over":
        return (x, y, a.top + 0.05)
    direction = next(d for d in DIRECTIONS if AXES[d] == numbers[5:7])
    far = half_width(a, direction) + numbers[0]
    return (x + far * numbers[5], y + far * numbers[6], a.top)


# --- tasks, predicates, any condition ------------------------------------------------------------


@pytest.mark.parametrize("family", TASKS)
def test_tasks(family: str) -> None:
    rng = np.random.default_rng(1)
    episodes: list[Episode] = []
    for seed in range(4):
        setup = TASKS[family]().sample(np.random.default_rng(seed))
        goal = compile_conditions((setup.goal,), setup.scene)
        for _ in range(8):
            now = later(setup.scene, setup.watch, rng)
            for claim in goal.nodes:
                if isinstance(claim, Claim) and rng.random() < 0.85:
                    now = served(now, claim)
            episodes.append(((setup.goal, *setup.never), setup.scene, setup.watch, now))
    said = compare(episodes)
    assert None not in said
    truths = said, [judge(conditions[0], now).truth for conditions, *_, now in episodes]
    for answers in truths:  # of everything, and of the goals alone
        assert min(answers.count(True), answers.count(False)) >= len(answers) // 20


def random_atom(
    name: str, scene: Scene, rng: np.random.Generator, first: str | Var | None = None
) -> Atom:
    """A predicate with random arguments, the first of them perhaps given."""
    signature, names = VOCABULARY[name], scene.names
    at = int(rng.integers(len(names)))
    words = {"direction": DIRECTIONS, "region": REGIONS, "part": PARTS}
    args: list[Value] = []
    for kind in signature.args:
        if kind == "entity":
            args.append(names[at])
            at = (at + (1 if rng.random() < 0.5 else int(rng.integers(len(names))))) % len(names)
        elif kind == "number":
            args.append(float(rng.choice((0.05, 0.1, 0.3, 0.5, 1.0))))
        else:
            args.append(str(rng.choice(words[kind])))
    if first is not None and signature.args[:1] == ("entity",):
        args[0] = first
    return Atom(name, tuple(args[: rng.integers(signature.arity[0], len(args), endpoint=True)]))


@pytest.mark.parametrize("name", VOCABULARY)
def test_predicates(name: str) -> None:
    rng = np.random.default_rng(2)
    episodes: list[Episode] = []
    for scene in SCENES:
        for _ in range(8):
            watched = [str(n) for n in rng.choice(scene.names, 3, replace=False)]
            rare = ("on", "inside", "beside", "moved_by", "hand_beside")
            count = 120 if name in rare else 20
            atoms = [random_atom(name, scene, rng) for _ in range(count)]
            episodes.append((atoms, scene, watched, later(scene, watched, rng)))
    said = compare(episodes)
    assert min(said.count(True), said.count(False)) >= 10
    unsure = ("clear_of", "settled", "moved", "moved_by", "on_line")
    assert (None in said) == (name in unsure)


def random_condition(
    scene: Scene, rng: np.random.Generator, depth: int, it: Var | None = None
) -> Condition:
    """A condition of any shape; `it` is the variable, where there is one."""
    if depth == 0:
        often_unknown = ["clear_of"] * 4
        return random_atom(str(rng.choice([*VOCABULARY, *often_unknown])), scene, rng, it)

    def inner(variable: Var | None = it) -> Condition:
        return random_condition(scene, rng, int(rng.integers(depth)), variable)

    shape = rng.choice(("not", "and", "or", "exists", "count", "for all"))
    if shape == "not":
        return Not(inner())
    if shape in ("and", "or"):
        parts = tuple(inner() for _ in range(rng.integers(4)))
        return And(parts) if shape == "and" else Or(parts)
    query = random_query(scene, rng, depth - 1)
    if shape == "exists":
        return Exists(query)
    if shape == "count":
        op = str(rng.choice(("==", ">=", "<=", ">", "<")))
        return Count(query, op, int(rng.integers(-1, 5)))
    return ForAll(query, inner(IT))


def random_query(scene: Scene, rng: np.random.Generator, depth: int) -> Query:
    if depth <= 0:
        if rng.random() < 0.5:
            return Objects(*((None, "block", "container")[rng.integers(3)],))
        return Names(tuple(str(name) for name in rng.choice(scene.names, rng.integers(5))))
    one, two = (random_query(scene, rng, int(rng.integers(depth))) for _ in range(2))
    shape = rng.choice(("where", "without", "either", "where"))
    if shape == "without":
        return Without(one, two)
    if shape == "either":
        return Either((one, two))
    return Where(one, random_condition(scene, rng, int(rng.integers(depth)), IT))


def random_episodes(seed: int, count: int) -> list[Episode]:
    rng = np.random.default_rng(seed)
    episodes: list[Episode] = []
    for scene in (SCENES[i % len(SCENES)] for i in range(count)):
        watched = scene.names[1:5]
        conditions = [random_condition(scene, rng, 3) for _ in range(rng.integers(1, 9))]
        episodes.append((conditions, scene, watched, later(scene, watched, rng)))
    return episodes


def test_any_condition() -> None:
    said = compare(random_episodes(3, 200))
    assert min(said.count(True), said.count(False)) >= len(said) // 5
    assert said.count(None) >= len(said) // 50


@pytest.mark.parametrize("name", VOCABULARY)
def test_where_predicates_turn(name: str) -> None:
    """Thresholds are stated twice; the cases of the one reading lie close to either side."""
    episodes: list[Episode] = []
    for scene, _, args, _ in (case for case in CASES if case[1] == name):
        entities = tuple(
            replace(e, speed=e.speed or 0.0, start=e.start or e.position)
            if e.affords.shape != "fixture"
            else replace(e, speed=None if e.kind == "table" else 0.0)
            for e in scene
        )
        touching = scene.contacts
        if touching is None and name == "on":
            touching = frozenset((frozenset((str(args[0]), str(args[1]))),))
        now = replace(scene, entities=entities, contacts=touching or frozenset())
        episodes.append(([Atom(name, args)], scene, tuple(scene.clearance), now))
    compare(episodes)


# --- what is not judged, and how it is judged ----------------------------------------------------


TOP = Take(Sorted(Objects("block"), "left"), 1)
HELD = Where(Objects(), Atom("holding", (IT,)))


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (Exists(TOP), "exists"),
        (Not(Count(Sorted(Objects(), "largest"), "==", 2)), "not count"),
        (ForAll(Objects(), Atom("near", (IT, TOP))), "for_all"),
        (Atom("inside", (HELD, "green_bowl")), "inside"),
        (Exists(Where(Objects(), Atom("on", (IT, HELD)))), "exists"),
    ],
)
def test_what_depends_on_the_state_is_refused(condition: Condition, message: str) -> None:
    with pytest.raises(UserError, match=f"'{message}.*many worlds at once"):
        compile_conditions((condition,), tabletop())


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        (Atom("hovering", ("vase",)), UnknownName),
        (Atom("holding", ("nobody",)), UnknownName),
        (Atom("holding", (IT,)), UnknownName),
        (Atom("holding", (Objects("block"),)), UserError),
        (Atom("near", ("vase",)), UserError),
        (Exists(Names(("nobody",))), UnknownName),
        (Count(Objects(), "!=", 1), UnknownName),
    ],
)
def test_errors_are_those_of_the_other_judge(condition: Condition, error: type[Exception]) -> None:
    with pytest.raises(error) as ours:
        compile_conditions((condition,), tabletop())
    with pytest.raises(error) as theirs:
        judge(condition, tabletop())
    assert str(ours.value) == str(theirs.value)


def test_a_query_may_mean_one_thing() -> None:
    scene = tabletop()
    near = Atom(
        "near", (Objects("bowl"), Where(Objects("ball"), Atom("same_color", (IT, "button"))))
    )
    circuit = compile_conditions((near,), scene)
    assert circuit == compile_conditions((Atom("near", ("green_bowl", "red_ball")),), scene)


def test_a_world_is_judged_alike_alone() -> None:
    episodes = random_episodes(4, 7)
    judges, now = judge_of(episodes), [scene for *_, scene in episodes]
    together = judges.evaluate(torch.arange(7), sensed(now))
    for world in range(7):
        alone = judges.evaluate(torch.tensor([world]), sensed([now[world]]))
        for one, all_ in zip(alone, together, strict=True):
            assert torch.equal(one[0], all_[world])


def test_worlds_may_play_any_episode() -> None:
    episodes = random_episodes(5, 9)
    rows = torch.tensor([4, 1, 4, 8])
    scenes = [episodes[row][3] for row in rows.tolist()]
    judges = judge_of(episodes)
    everywhere, _ = judges.evaluate(torch.arange(9), sensed([scene for *_, scene in episodes]))
    assert torch.equal(judges.evaluate(rows, sensed(scenes))[0], everywhere[rows])


def test_an_episode_can_be_replaced() -> None:
    wide, narrow = random_episodes(6, 2)
    judges = judge_of([wide, narrow])
    for conditions, scene, watched, now in (narrow, wide):
        judges.put(0, compile_conditions(conditions, scene, watched))
        fresh = judge_of([(conditions, scene, watched, now)])
        expected, _ = fresh.evaluate(torch.tensor([0]), sensed([now]))
        found, _ = judges.evaluate(torch.tensor([0]), sensed([now]))
        assert torch.equal(found[:, : len(conditions)], expected)
        assert not found[:, len(conditions) :].any()


def test_no_value_is_looked_at() -> None:
    """A meta tensor has none; so a device never waits for the host."""
    rng = np.random.default_rng(7)
    conditions = [random_atom(name, SCENES[-1], rng) for name in VOCABULARY for _ in range(9)]
    conditions += [random_condition(SCENES[-1], rng, 3) for _ in range(20)]
    circuit = compile_conditions(conditions, SCENES[-1], SCENES[-1].names)
    assert {node.name for node in circuit.nodes if isinstance(node, Claim)} == set(CLAIMS)
    judges = Judge(3, "meta")
    judges.put(1, circuit)
    now = Sensed(**{n: v.to("meta") for n, v in vars(sensed([SCENES[-1]] * 2)).items()})
    truth, known = judges.evaluate(torch.tensor([0, 1], device="meta"), now)
    assert truth.shape == known.shape == (2, len(conditions))
