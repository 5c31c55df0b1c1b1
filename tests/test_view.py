"""Pictures of value maps: searches are told, pages show what was asked and found, and load nothing.

Geometry is compared with the regions' own distances, not with what drew it.
"""

from __future__ import annotations

import base64
import json
import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import changed, tabletop

from vla import cli, compose
from vla.agent import Job
from vla.agent import run as run_jobs
from vla.commands.map_window import shapes
from vla.commands.map_zones import painted, survey
from vla.maps_page import Survey, write_maps_page
from vla.plan import And, Atom, Plan
from vla.planners.composer.follow import AGAIN, Follower, problem
from vla.planners.composer.grid import Grid
from vla.planners.composer.maps import ValueMap, ValueMaps
from vla.planners.composer.regions import distance, half_space, located, of, stacked
from vla.planners.composer.route import values_on
from vla.scene import DOWN, Entity, Scene
from vla.space_figure import shape
from vla.steps import plan, put
from vla.task import Setup, Wanted
from vla.trace import Searched, SkillEnded, SkillPhase, SkillStarted, Trace, read_trace
from vla.ways import Journey, Ways, Zone, Zones
from vla.ways_section import ways_section

START, GOAL = (0.5, 0.33, 0.15), (0.5, -0.33, 0.15)
VASE = Entity("vase", "vase", "white", None, (0.5, 0.0, 0.16), extent=(0.08, 0.08, 0.32))
BLOCK = Entity("red_block", "block", "red", None, (0.7, 0.3, 0.02))
SCENE = Scene((VASE, BLOCK), tool=START)
FENCE = replace(half_space((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)), entity="vase", turns=False)
MAPS = ValueMaps(
    avoidance=ValueMap("avoidance").painted(of(VASE, 0.06)),
    velocity=ValueMap("velocity").painted(of(VASE, 0.16), 0.4),
)


class Still:
    """A world that changes only when it is told to."""

    num_worlds, control_dt = 1, 0.05

    def __init__(self, scene: Scene = SCENE) -> None:
        self.seen = scene
        self.command = torch.tensor([[*START, *DOWN]], dtype=torch.float64)

    def scene(self, world: int) -> Scene:
        return self.seen

    def push(self, name: str, x: float, y: float) -> None:
        z = self.seen[name].position[2]
        self.seen = changed(self.seen, name, position=(x, y, z))


def led(env: Still, maps: ValueMaps = MAPS) -> Callable[..., Searched | None]:
    """What each control step searches."""
    follower = Follower(env)  # type: ignore[arg-type]
    follower.begin(0, maps, env.command[0, 3:], 0.4, ("red_block",))

    def step(goal: tuple[float, float, float] = GOAL) -> Searched | None:
        follower.step(torch.tensor([goal], dtype=torch.float64))
        return follower.searched(0)

    return step


def journey(maps: ValueMaps = MAPS, scene: Scene = SCENE) -> Journey:
    first = led(Still(scene), maps)()
    assert first is not None
    return Journey("move_to('red_block')", scene, [first], "reach for red_block")


@pytest.fixture(scope="module")
def surveyed() -> Survey:
    return survey(journey())


# --- searches are told ----------------------------------------------------------------------------


def test_every_search_says_why() -> None:
    env = Still()
    step = led(env)
    first = step()
    assert first is not None
    assert first.because == "first"
    assert step() is None, "nothing has changed"
    goal = (0.5, -0.30, 0.15)
    moved = step(goal)
    assert moved is not None
    assert moved.because == "goal moved"
    env.push("red_block", 0.7, 0.28)  # far from the way: looked at again when it is time
    waited = [step(goal) for _ in range(AGAIN)]
    assert [search.because for search in waited if search] == ["obstacle moved"]
    x, y, _ = moved.points[16]
    env.push("vase", x, y)
    narrow = step(goal)
    assert narrow is not None
    assert narrow.because == "too narrow"


def test_a_search_is_told_as_it_is() -> None:
    first = led(Still())()
    assert first is not None
    points = np.array(first.points)
    assert points[0] == pytest.approx(START)
    assert points[-1] == pytest.approx(GOAL)
    assert (points.round(3) == points).all()
    assert first.length == pytest.approx(
        np.linalg.norm(np.diff(points, axis=0), axis=1).sum(), 0.01
    )
    assert first.length > math.dist(START, GOAL) + 0.02, "around the vase"
    assert len(first.speeds) == len(first.room) == len(points)
    assert first.least == pytest.approx(min(first.room), abs=1e-4)
    assert first.milliseconds > 0
    assert not first.missing
    maps = ValueMaps.from_json(first.maps)
    assert maps.avoidance == MAPS.avoidance
    assert maps.affordance.paints[0].region.center == pytest.approx(GOAL)


def test_where_there_is_no_way_the_search_says_so() -> None:
    first = led(Still(changed(SCENE, "vase", position=(*GOAL[:2], 0.16))))()
    assert first is not None
    assert first.points == first.speeds == ()
    assert first.least is None
    assert "nobody may be" in first.missing
    assert "no way (first)" in str(first)


class Searching(FakeSkills):
    """Skills that search once, in the first step of each."""

    def __init__(self, env: FakeWorlds, search: Searched) -> None:
        super().__init__(env)
        self.search = search
        self._told: set[int] = set()

    def happened(self, world: int) -> Sequence[Searched]:
        number = len(self.started)
        if number in self._told or not number:
            return ()
        self._told.add(number)
        return (self.search,)


def searching(env: FakeWorlds, seen: FakeWorlds | None = None) -> Searching:
    """The search is around the vase of `tabletop`, and so are its maps."""
    vase = tabletop()["vase"]
    maps = ValueMaps(avoidance=ValueMap("avoidance").painted(of(vase, 0.05)))
    (first,) = journey(maps, tabletop(tool=START)).searches
    return Searching(seen or env, first)


def test_the_trace_has_a_line_for_every_search(tmp_path: Path) -> None:
    env = FakeWorlds()
    skills, ways, file = searching(env), Ways(), tmp_path / "trace.jsonl"
    skills.faults["place_in"] = ["drop", "drop", "drop"]
    body = plan(*put("place_in", "red_block", "green_bowl"))
    job = Job(Setup(tabletop(), "", And(()), body), plan=body, sinks=(ways,), trace=Trace(file))
    (outcome,) = run_jobs(env, skills, [job], on_event=lambda world, event: ways.hear(event))
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    searched = [line for line in lines if line["event"] == "Searched"]
    assert len(searched) == len(skills.started)
    assert {line["path"] for line in searched} >= {"1", "2"}
    assert searched[0]["because"] == "first"
    again = [event for event in read_trace(file).events if isinstance(event, Searched)]
    assert again[0].points == skills.search.points
    assert (
        ValueMaps.from_json(again[0].maps).avoidance
        == ValueMaps.from_json(skills.search.maps).avoidance
    )
    facts = " ".join(fact for line in lines for fact in line.get("facts", ()))
    assert "searched" not in facts, "planners are told what happened to things"
    assert len(ways.journeys) == len(searched)
    assert ways.journeys[0].call == "pick('red_block')"
    assert ways.journeys[0].tool
    assert outcome.counts["calls"] == len(searched)


def test_journeys_end_where_the_next_leg_begins() -> None:
    search, ways = journey().searches[0], Ways()
    tick = np.zeros(1)
    ways.hear(SkillStarted(0.0, "1", "pick('a')", "pick", ("a",), {}, {}, 1))
    ways.step(tick, SCENE)
    ways.hear(search)
    ways.hear(SkillPhase(0.1, "1", "pick('a')", "reach for a"))
    for because in ("goal moved", "too narrow"):
        ways.step(tick, SCENE)
        ways.hear(replace(search, because=because))
    ways.hear(SkillPhase(0.3, "1", "pick('a')", "go down to a"))
    ways.step(tick, SCENE)
    ways.hear(SkillEnded(0.4, "1", "pick('a')", True, "", "", 1, 0.4))
    (found,) = ways.journeys
    assert (found.title, len(found.searches), len(found.tool)) == ("reach for a", 3, 2)


# --- what is shown --------------------------------------------------------------------------------


def test_zones_are_where_the_maps_are_painted(surveyed: Survey) -> None:
    zones = surveyed.zones
    assert [zone.kind for zone in zones.every] == ["affordance", "avoidance", "velocity"]
    there = torch.from_numpy(np.stack(np.meshgrid(*zones.axes, indexing="ij"), -1)).double()
    for zone, margin in zip(zones.every[1:], (0.06, 0.16), strict=True):
        region = stacked([[located(of(VASE, margin), SCENE)]], dtype=torch.float64)
        gap = distance(region, there.flatten(0, 2)[None])[0, 0].view(there.shape[:3])
        assert np.allclose(zone.gap, gap.numpy(), atol=1e-4)
        assert "vase" in zone.words
    assert zones.every[2].value == (0.4,)
    assert min(surveyed.slow) == pytest.approx(0.4)
    assert surveyed.slow[0] == 1.0


def test_costs_go_down_along_the_way(surveyed: Survey) -> None:
    first = surveyed.journey.searches[0]
    grid = Grid(shape=surveyed.cost.shape)  # type: ignore[arg-type]
    cells = grid.index(torch.tensor(first.points))
    costs = surveyed.cost[tuple(cells.T.numpy())]
    assert np.isfinite(costs).all()
    assert (np.diff(costs[::6]) < 0).all()
    assert costs[0] == pytest.approx(first.length, rel=0.25)
    assert np.isinf(surveyed.cost[tuple(grid.index(torch.tensor(VASE.position)).numpy())])


def test_costs_are_infinite_where_no_way_leads() -> None:
    wall = Entity("wall", "block", None, None, (0.5, 0.0, 0.3), extent=(0.8, 0.04, 0.65))
    target = led(Still())()
    assert target is not None
    asked = problem(ValueMaps.from_json({**target.maps, "velocity": ValueMap("velocity").to_json(),
                                         "avoidance": ValueMap("avoidance").to_json()}),
                    Scene((wall,), tool=START), torch.tensor([*START, *DOWN]), torch.tensor(DOWN),
                    frozenset())  # fmt: skip
    grid = Grid(shape=(25, 25, 25))
    values = values_on(asked, grid)[0]
    x, y, z = grid.index(torch.tensor(START)).tolist()
    assert values[x, y, z].isinf()
    x, y, z = grid.index(torch.tensor(GOAL)).tolist()
    assert values[x, y, z] == 0


def test_the_hand_is_shown_where_it_is_tightest(surveyed: Survey) -> None:
    centers, radii = zip(*surveyed.hand, strict=True)
    region = stacked([[located(of(VASE, 0.06), SCENE)]], dtype=torch.float64)
    gap = distance(region, torch.tensor([centers], dtype=torch.float64))[0, 0] - torch.tensor(radii)
    assert float(gap.min()) == pytest.approx(surveyed.journey.searches[0].least, abs=2e-3)


@pytest.mark.parametrize("thing", tabletop().entities, ids=lambda thing: thing.name)
def test_things_are_drawn_as_large_as_they_are(thing: Entity) -> None:
    corners, faces = shape(thing)
    assert (np.abs(corners) <= 0.5 * np.array(thing.extent) + 1e-9).all()
    assert np.ptp(corners, axis=0) == pytest.approx(thing.extent, rel=0.02)
    assert {i for face in faces for i in face} == set(range(len(corners)))


def figures_of(page: str) -> list[Any]:
    """Figures of the tabs, pane by pane."""
    return [json.loads(found) for found in re.findall(r"figures=(.*?),options=", page)]


def unpacked(values: dict[str, Any]) -> np.ndarray:
    assert values["dtype"] == "i2"
    return np.frombuffer(base64.b64decode(values["bdata"]), "<i2")


def test_the_page_shows_it_all_and_loads_nothing(tmp_path: Path, surveyed: Survey) -> None:
    maps = replace(
        MAPS,
        avoidance=MAPS.avoidance.painted(FENCE, whole=False),
        rotation=ValueMap("rotation").painted(of(VASE, 0.1), 1.0, 0.0, 0.0, 0.0),
        gripper=ValueMap("gripper").painted(of(BLOCK, 0.05), 1.0),
    )
    blocked = changed(SCENE, "vase", position=(*GOAL[:2], 0.16))
    every = [surveyed, survey(journey(maps)), survey(journey(scene=blocked))]
    path = tmp_path / "maps.html"
    write_maps_page(path, "go </script><b>there</b>", "pick('a')", every)
    page = path.read_text("utf-8")
    assert path.stat().st_size < 6_000_000
    own = page[: page.index("<script>")] + page[page.index("</head>") :]
    assert not re.search(r"\b(src|href)=|@import|url\(", own)
    assert page.count("<script>") == page.count("</script>") == 2
    (panes,) = figures_of(page)
    assert [len(pane) for pane in panes] == [6, 6, 4]
    assert "1 without a way" in page
    assert "nobody may be" in page

    (space, above, _, _, room, speed), painted_all, _ = panes
    for trace in space["data"]:
        if trace["type"] == "isosurface":
            values = unpacked(trace["value"])
            assert len(values) == math.prod(map(len, trace["cells"]))
            assert values.min() < 0 < values.max() or trace["name"] == "the goal"
    names = [trace["name"] for trace in painted_all[0]["data"] if trace["type"] == "isosurface"]
    assert names == ["the goal", "keep away from vase", "fingertips stay on a side of vase",
                     "0.4 times the speed near vase", "turn the tool near vase",
                     "close the gripper near red block"]  # fmt: skip
    assert "cone" in {trace["type"] for trace in painted_all[0]["data"]}
    first = surveyed.journey.searches[0]
    assert room["data"][0]["y"] == pytest.approx([100 * r for r in first.room], abs=0.06)
    assert speed["data"][0]["y"] == pytest.approx([100 * s for s in first.speeds], abs=0.06)
    assert len(speed["layout"]["shapes"]) > 1, "where it is to be slow"
    heat = above["data"][0]
    assert len(heat["z"]) == len(heat["y"])
    assert len(heat["z"][0]) == len(heat["x"])
    flat = [value for row in heat["z"] for value in row]
    assert None in flat
    at = np.unravel_index(np.argmin([v if v is not None else 1e9 for v in flat]),
                          (len(heat["y"]), len(heat["x"])))  # fmt: skip
    assert heat["x"][at[1]] == pytest.approx(100 * GOAL[1], abs=4)
    assert heat["y"][at[0]] == pytest.approx(100 * GOAL[0], abs=4)


def test_the_report_shows_searches_from_faint_to_strong() -> None:
    assert ways_section(()) == ""
    led_way = journey()
    led_way.searches += [replace(led_way.searches[0], time=t, because="goal moved")
                         for t in (0.5, 1.0)]  # fmt: skip
    led_way.searches.append(replace(led_way.searches[0], points=(), least=None, missing="blocked"))
    led_way.tool = [START, GOAL]
    section = ways_section([(led_way, painted(led_way))])
    (((space,),),) = figures_of(section)
    lines = [t for t in space["data"] if t.get("mode") == "lines"]
    assert [t.get("opacity") for t in lines] == [0.2, 0.6, 1.0, None]
    assert lines[-1]["name"] == "the tool"
    assert lines[-1]["y"] == [33.0, -33.0]
    assert section.count("<tr>") == 5
    assert "first: no way, blocked" in section


# --- the commands ---------------------------------------------------------------------------------


class Words:
    """A planner of one sentence, with a caution or without."""

    def mentions(self, text: str) -> tuple[Wanted, ...]:
        return ()

    def plan(self, instruction: str, scene: Scene) -> Plan:
        keep = (Atom("clear_of", ("vase", 0.05)),) if "vase" in instruction else ()
        if "button" in instruction:
            keep = (Atom("near", ("vase", "plate", 0.9)),)
        return plan(*put("place_in", "red_block", "green_bowl"), keep=keep)

    def replan(self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]) -> Plan:
        return failed


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Said:
    scene = changed(changed(tabletop(tool=START), "red_ball", speed=0.0), "vase",
                    position=(0.78, -0.05, 0.08))  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compose, "worlds", lambda *args, **options: FakeWorlds())
    monkeypatch.setattr(compose, "skills", searching)
    monkeypatch.setattr(compose, "draw_scene", lambda *args: scene)
    monkeypatch.setattr(compose, "part", lambda config: Words())

    def call(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_view_maps_writes_a_page(said: Said) -> None:
    code, out, _ = said("view", "maps", "put it in, but keep away from the vase", "out=there")
    assert code == 0
    assert "there/maps.html" in out
    assert out.count("✓") == 2
    assert [path.name for path in Path("there").iterdir()] == ["maps.html"]
    (panes,) = figures_of(Path("there/maps.html").read_text("utf-8"))
    assert len(panes) == 2


def test_run_tells_of_the_ways(said: Said) -> None:
    assert said("run", "put it in, but keep away from the vase", "out=there")[0] == 0
    page = Path("there/report.html").read_text("utf-8")
    assert "The way through the value maps" in page
    assert len(figures_of(page)[0]) == 2
    assert '"event": "Searched"' in Path("there/trace.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("put it in",), "but keep away from the vase"),
        ((), "instruction"),
        (("put", "it"), "Quote it"),
        (("keep away from the vase", "sed=1"), "'seed'"),
        (("keep away from the vase", "scene=tabeltop"), "'tabletop'"),
        (("keep away from the vase", "window=1"), "true or false"),
        (("keep away from the vase", "out=/proc/nowhere"), "out=/proc/nowhere"),
    ],
)
def test_a_clear_line_and_nothing_written(
    said: Said, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    code, _, err = said("view", "maps", *words)
    assert code == 2
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_invariants_without_maps(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "skills", FakeSkills)
    code, _, err = said("view", "maps", "keep away from the vase")
    assert code == 2
    assert "led by value maps" in err


# --- the window -----------------------------------------------------------------------------------


def test_no_window_without_a_display_or_the_library(
    said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform == "linux":
        pytest.importorskip("open3d")
        code, _, err = said("view", "maps", "keep away from the vase", "window=true")
        assert code == 2
        assert "no display" in err
    monkeypatch.setitem(sys.modules, "open3d", None)
    code, _, err = said("view", "maps", "keep away from the vase", "window=true")
    assert code == 2
    assert 'pip install "vla-toolkit[perception]"' in err
    assert len(err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_window_shows_points_voxels_and_the_way(surveyed: Survey) -> None:
    library = pytest.importorskip("open3d")
    made = shapes(surveyed)
    geometry = library.geometry
    clouds = [each for each in made if isinstance(each, geometry.PointCloud)]
    grids = [each for each in made if isinstance(each, geometry.VoxelGrid)]
    (way,) = (each for each in made if isinstance(each, geometry.LineSet))
    assert len(clouds) == len(SCENE.entities)
    low, high = (np.array(VASE.position) + sign * 0.5 * np.array(VASE.extent) for sign in (-1, 1))
    assert clouds[0].get_min_bound() == pytest.approx(low, abs=4e-3)
    assert clouds[0].get_max_bound() == pytest.approx(high, abs=4e-3)
    assert np.asarray(way.points) == pytest.approx(np.array(surveyed.journey.searches[0].points))
    shell = grids[-2]
    middles = np.array([shell.get_voxel_center_coordinate(v.grid_index)
                        for v in shell.get_voxels()])  # fmt: skip
    region = stacked([[located(of(VASE, 0.06), SCENE)]], dtype=torch.float64)
    gap = distance(region, torch.from_numpy(middles)[None])[0, 0]
    assert float(gap.abs().max()) < 0.035


def test_a_zone_out_of_sight_is_left_out() -> None:
    axes = tuple(np.linspace(0.0, 1.0, 8) for _ in range(3))
    far = Zone("avoidance", "far away", (1.0,), np.full((8, 8, 8), 2.0))
    section = ways_section([(journey(), Zones(axes, [far]))])  # type: ignore[arg-type]
    (((space,),),) = figures_of(section)
    assert "isosurface" not in {trace["type"] for trace in space["data"]}
