"""The small planner's sight: what it is shown, what it is asked, what it learns from that."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console
from small_scenes import tabletop

from vla import cli, compose
from vla.commands import vlm_train
from vla.commands.vlm_pictures import albums, entities_of, eyes_of
from vla.datasets.pairs import PairWriter, entity_numbers
from vla.envs.photographs import Photographs
from vla.errors import UserError
from vla.plan import Objects
from vla.planners.seeing.parting import parted
from vla.planners.seeing.patches import patches
from vla.planners.seeing.reading import ReaderPerception, asked
from vla.planners.vlm.atoms import ATOMS, INDEX, POINTER
from vla.planners.vlm.comparing import compared, looked_up
from vla.planners.vlm.decode import Description, Reply, decode
from vla.planners.vlm.encode import (
    encode_description,
    encode_looked,
    encode_pointer,
    encode_reply,
)
from vla.planners.vlm.evaluation import Case, answered
from vla.planners.vlm.grammar import State, follows
from vla.planners.vlm.lessons import collate, of_picture
from vla.planners.vlm.model import Reader, Shape
from vla.planners.vlm.picture_questions import MAKERS, Shown, question
from vla.planners.vlm.reading import of_picture as around
from vla.planners.vlm.reading import of_scene
from vla.planners.vlm.sights import GRID, PLACE
from vla.planners.vlm.storage import load_reader, save_reader
from vla.planners.vlm.training import fit
from vla.planners.vlm.vocabulary import trained_words
from vla.planners.vlm.watching import answers
from vla.planners.vlm.words import vocabulary
from vla.predicates import read
from vla.scene import Scene
from vla.seeing import Mask, Picture
from vla.vocabulary import COLORS, KINDS

WORDS = trained_words()
KNOWN = vocabulary(WORDS)
QUIET = Console(quiet=True)
SIDE, FEATURES = 192, 4 + PLACE


def reader(
    seen: int = FEATURES, width: int = 32, seed: int = 0, glance: tuple[float, ...] = ()
) -> Reader:
    torch.manual_seed(seed)
    shape = Shape(WORDS, width=width, layers=2, heads=2, seen=seen, eyes="some", glance=glance)
    return Reader(shape).eval()


def shown(scene: Scene) -> Shown:
    """A scene as a picture that shows all of it, in made-up tokens: kind, colour, place."""
    loose = [e for e in scene if e.affords.shape != "fixture"]
    tokens = np.zeros((len(loose), FEATURES), np.float32)
    for row, entity in zip(tokens, loose, strict=True):
        row[:2] = tuple(KINDS).index(entity.kind) / 5, tuple(COLORS).index(str(entity.color)) / 5
        row[4:6] = -4 * entity.position[1], -4 * entity.position[0]
        row[-3], row[-1] = 1.0, 1.0
    names = tuple(entity.name for entity in loose)
    return Shown(around(tokens, len(loose)), scene, scene.names, names)


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some drawn scenes, photographed."""
    path = tmp_path_factory.mktemp("pairs") / "drawn.zarr"
    env = compose.worlds("tabletop", compose.part_config("robot", "panda"))
    photographs = Photographs(env, "front", SIDE)
    with PairWriter(path, ("front",), (SIDE, SIDE)) as writer:
        for seed in (*range(10), 15, 22):  # a hash holds out the last two
            env.begin_scene(0, compose.draw_scene("tabletop", (), seed, 6))
            scene = env.scene(0)
            picture = photographs.take(0, scene)
            assert picture.segmentation is not None
            numbers = entity_numbers(picture.segmentation, len(scene.names))
            writer.add(scene, {"front": (picture.rgb, numbers)}, "drawn", seed)
    photographs.close()
    env.close()
    return path


def test_pictures_become_tokens(photographs: Path) -> None:
    eyes = eyes_of("tiny_conv_clip")
    learn, out = albums(str(photographs), eyes, QUIET)
    every = [*learn, *out]
    assert len(learn) == 10
    assert len(out) == 2
    things = named = 0
    for one in every:
        assert one.around.seen.shape == (one.around.things + GRID**2 + 1, eyes.numbers)
        assert not one.around.looks.any()  # nothing of the simulator
        assert not one.around.measures.any()
        assert len(one.things) == one.around.things
        things += len(one.loose)
        named += sum(entity.name in one.things for entity in one.loose)
    assert named > 0.85 * things  # 0.97 of 250 in other scenes
    (file,) = photographs.parent.glob("*.safetensors")
    before = file.stat().st_mtime_ns
    blind = replace(eyes, look=None)
    again, _ = albums(str(photographs), blind, QUIET)  # looks at nothing twice
    assert np.array_equal(again[0].around.seen, learn[0].around.seen)
    assert file.stat().st_mtime_ns == before


class Colours:
    """A CLIP whose patches are their mean colour, and which counts how many it saw."""

    size, patch, scale = 192, 8, torch.tensor(30.0)

    def __init__(self) -> None:
        self.cells = 0

    def images(self, pictures: torch.Tensor, native: bool = False) -> tuple:
        cells = torch.nn.functional.avg_pool2d(pictures, self.patch).flatten(2).transpose(1, 2)
        self.cells += cells.shape[1]
        found = cells - 0.5
        found = found / found.norm(dim=-1, keepdim=True).clamp(min=0.2)
        return found.mean(1), found

    def texts(self, texts: object = None) -> torch.Tensor:
        colors = torch.tensor(list(COLORS.values())) - 0.5
        return colors / colors.norm(dim=-1, keepdim=True)


def squares(*drawn: tuple[int, int, int, str]) -> Picture:
    """Left, top, side and colour of squares on gray, the later in front."""
    rgb = np.full((96, 144, 3), 128, np.uint8)
    for left, top, side, color in drawn:
        rgb[top : top + side, left : left + side] = np.array(COLORS[color]) * 255
    return Picture("front", rgb, Scene(()))


def test_what_lies_in_a_thing_is_told_apart() -> None:
    clip = Colours()
    picture = squares((24, 24, 48, "red"), (40, 40, 12, "blue"))
    outer, inner = sorted(
        parted(clip, patches(clip, picture, 1.0), clip.texts(), 1.0),
        key=lambda one: -int(one[0].pixels.sum()),
    )
    within = np.zeros((96, 144), bool)
    within[40:52, 40:52] = True
    assert inner[0].overlap(Mask(within)) > 0.6
    assert outer[0].overlap(Mask((picture.rgb[..., 0] > 180) & ~within)) > 0.85
    red, blue = (clip.texts()[list(COLORS).index(name)] for name in ("red", "blue"))
    assert float(outer[1] @ red) > 0.9
    assert float(inner[1] @ blue) > float(inner[1] @ red)


def test_only_where_there_is_something_is_looked_again() -> None:
    clip = Colours()
    nothing = patches(clip, squares(), 1.0)
    assert clip.cells == 12 * 18
    assert parted(clip, nothing, clip.texts(), 1.0) == []
    assert clip.cells == 12 * 18  # nothing to be looked at again
    whole = patches(clip, squares((48, 48, 24, "green")), 1.0)
    before = clip.cells
    assert len(parted(clip, whole, clip.texts(), 1.0)) == 1
    assert clip.cells - before < 0.8 * 24 * 36


def test_a_part_of_a_picture_is_where_it_was() -> None:
    clip, picture = Colours(), squares((48, 48, 24, "green"), (60, 30, 30, "pink"))
    whole = patches(clip, picture, 2.0).vectors
    part = patches(clip, picture, 2.0, (1 / 4, 1 / 3, 3 / 4, 1.0)).vectors
    assert part.shape == whole.shape
    assert torch.allclose(part[6:18, 12:], whole[6:18, 12:])
    assert not part[:6].any()
    assert not part[18:].any()
    assert not part[:, :12].any()


def test_a_mask_is_one_entity_and_an_entity_one_mask() -> None:
    marked = np.full((10, 10), 255, np.uint8)
    marked[:, :4], marked[:, 6:] = 0, 1
    left, half, right = (np.zeros((10, 10), bool) for _ in range(3))
    left[:, :4], half[:5, :4], right[:, 5:] = True, True, True
    masks = [Mask(half), Mask(left), Mask(right), Mask(marked == 255)]
    assert entities_of(masks, marked, 2) == [-1, 0, 1, -1]


def test_questions_about_pictures_are_true() -> None:
    rng, found = random.Random(0), dict.fromkeys(MAKERS, 0)
    for seed in range(20):
        scene = compose.draw_scene("tabletop", (), seed, 7)
        picture = shown(scene)
        for kind in MAKERS:
            made = question(picture, kind, rng)
            if made is None:
                continue
            tokens = made.answer
            found[kind] += 1
            words = made.said.canonical.split()
            assert looked_up(tuple(made.tokens), picture.around.seen) == tuple(tokens)
            atom = ATOMS[tokens[1]] if tokens[1] < POINTER else ""
            if kind == "colour":
                (entity,) = [e for e in picture.loose if e.kind == words[-1]]
                assert atom == f"color:{entity.color}"
            elif kind == "is there":
                alike = [e for e in picture.loose if words[-1] == e.kind
                         and (len(words) == 4 or words[-2] == e.color)]  # fmt: skip
                assert atom == ("yes" if alike else "no")
            elif kind == "where":
                name = picture.things[tokens[1] - POINTER]
                assert {words[-1]} <= {scene[str(name)].kind, "thing"}
    quiet = {"success", "open"}  # nothing lies in anything, and fixtures do not show here
    assert all(count > 3 for kind, count in found.items() if kind not in quiet)


def test_relations_are_asked_where_both_answers_occur() -> None:
    scene = tabletop()
    rng, seen = random.Random(0), {"yes": 0, "no": 0}
    for _ in range(200):
        made = question(shown(scene), "relation", rng)
        if made is None:
            continue
        said, answer = made.said, ATOMS[made.answer[1]]
        assert ATOMS[made.tokens[0]] == "look"
        assert sum(token >= POINTER for token in made.tokens) == 2  # first what, then how they lie
        assert ATOMS[made.tokens[-1]].startswith("is:")
        seen[answer] += 1
        if said.canonical.startswith("is the") and " left of " in said.canonical:
            first, second = said.canonical.removeprefix("is ").split(" left of ")
            names = [_meant(scene, words) for words in (first, second)]
            assert read(scene, "left_of", tuple(names)).truth is (answer == "yes")
    assert min(seen.values()) > 0.35 * sum(seen.values())


def _meant(scene: Scene, words: str) -> str:
    told = words.split()[1:]
    (entity,) = [e for e in scene if e.kind == told[-1]
                 and all(word in (e.color, e.size) for word in told[:-1])]  # fmt: skip
    return entity.name


def test_descriptions_come_back() -> None:
    looks = (Objects("block", "red"), Objects("bowl", "green"), Objects("block", "red"))
    tokens = encode_description(zip((4, None, 0), looks, strict=True), tabletop())
    assert follows(tokens) == State(())
    said = decode(tokens, Scene(()))
    assert isinstance(said, Description)
    assert said.looks == looks
    assert said.text == "2 red blocks, a green bowl"
    assert Description(()).text == "nothing"


def test_what_an_answer_rests_on_comes_first() -> None:
    tokens = encode_looked((3, 1), encode_reply("yes", Scene(())))
    assert follows(tokens) == State(())
    assert decode(tokens, Scene(())) == Reply("yes")
    seen = np.zeros((4, FEATURES), np.float32)
    assert looked_up(tuple(tokens), seen) == tuple(encode_reply("yes", Scene(())))
    pointing = tuple(encode_looked((), encode_pointer(2)))
    assert looked_up(pointing, seen) == tuple(encode_pointer(2))


@pytest.mark.parametrize(
    ("relation", "a", "b", "true"),
    [
        ("left_of", (-1.0, 0.0), (1.0, 0.0), True),
        ("left_of", (1.0, 0.0), (-1.0, 0.0), False),
        ("right_of", (1.0, 0.0), (-1.0, 0.0), True),
        ("behind", (0.0, -1.0), (0.0, 1.0), True),
        ("in_front_of", (0.0, -1.0), (0.0, 1.0), False),
        ("inside", (0.1, 0.1), (0.0, 0.0), True),
        ("inside", (1.0, 0.1), (0.0, 0.0), False),
    ],
)
def test_the_program_compares(relation: str, a: tuple, b: tuple, true: bool) -> None:
    """From overhead; x grows to the robot's right and y towards it."""
    seen = np.zeros((3, FEATURES), np.float32)
    seen[1, 4:8], seen[2, 4:8] = (*a, 0.3, 0.3), (*b, 0.8, 0.8)
    seen[:, -1] = 1.0
    reply = [INDEX["say"], INDEX[f"is:{relation}"]]
    plain = looked_up(tuple(encode_looked((1, 2), reply)), seen)
    assert plain == tuple(encode_reply("yes" if true else "no", Scene(())))
    alone = looked_up(tuple(encode_looked((1,), reply)), seen)  # nothing to compare it with
    assert alone == tuple(encode_reply("no", Scene(())))


@pytest.mark.parametrize(
    ("relation", "camera", "a", "b", "true"),
    [
        # what is higher is seen farther from the middle of a picture from above
        ("on", "overhead", (1.1, 0.0, 0.3, 0.3), (1.0, 0.0, 0.3, 0.3), True),
        ("on", "overhead", (1.0, 0.0, 0.3, 0.3), (1.1, 0.0, 0.3, 0.3), False),
        ("on", "overhead", (1.0, 0.2, 0.3, 0.3), (1.0, 0.0, 0.3, 0.3), False),
        ("on", "overhead", (0.8, 0.1, 0.3, 0.3), (1.0, 0.0, 1.0, 1.0), True),
        ("inside", "overhead", (0.8, 0.1, 0.3, 0.3), (1.0, 0.0, 1.0, 1.0), True),
        ("inside", "overhead", (0.3, 0.1, 0.3, 0.3), (1.0, 0.0, 1.0, 1.0), False),
        # pictures from the front are turned, so that up is where y grows
        ("on", "front", (0.0, 0.3, 0.3, 0.3), (0.0, 0.0, 0.3, 0.3), True),
        ("on", "front", (0.0, 0.0, 0.3, 0.3), (0.0, 0.3, 0.3, 0.3), False),
        ("inside", "front", (0.1, 0.1, 0.3, 0.3), (0.0, 0.0, 0.8, 0.6), True),
        ("inside", "front", (0.1, 0.4, 0.3, 0.3), (0.0, 0.0, 0.8, 0.6), False),  # behind it
    ],
)
def test_in_and_on_as_cameras_see_them(
    relation: str, camera: str, a: tuple, b: tuple, true: bool
) -> None:
    places = np.zeros((2, PLACE), np.float32)
    places[:, :4] = a, b
    places[:, -1 if camera == "overhead" else -2] = 1.0
    assert compared(relation, *places) == true


def test_the_program_picks_what_stands_out() -> None:
    seen = np.zeros((3, FEATURES), np.float32)
    seen[:, 4], seen[:, 5] = (0.0, -1.0, 1.0), (1.0, 0.0, -1.0)
    for key, place in (("left", 1), ("right", 2), ("front", 0), ("back", 2)):
        reply = [INDEX["say"], INDEX[f"sorted:{key}"]]
        plain = looked_up(tuple(encode_looked((0, 1, 2), reply)), seen)
        assert plain == tuple(encode_pointer(place))
        assert looked_up(tuple(encode_looked((), reply)), seen) == (INDEX["unable"],)


def lessons(count: int, seed: int, kinds: tuple[str, ...]) -> list[Case]:
    rng = random.Random(seed)
    cases: list[Case] = []
    while len(cases) < count:
        picture = shown(compose.draw_scene("tabletop", (), rng.randrange(10**6), 4))
        lesson = of_picture(picture, rng.choice(kinds), rng)
        if lesson is not None:
            cases.append(Case(lesson, lesson.said.canonical))
    return cases


def test_it_learns_to_look() -> None:
    """Answers about pictures it never saw; they cannot be guessed."""
    learn, test = lessons(300, 0, ("where",)), lessons(50, 1, ("where",))
    model, rng = reader(width=48), random.Random(0)

    def batches():
        while True:
            drawn = rng.sample(learn, 32)
            yield collate([(case.lesson, case.text) for case in drawn], KNOWN)

    fit(model, batches(), steps=200, lr=3e-3)
    found = answered(model, "where", test)
    assert found.right > 0.7 * found.of
    assert found.blind < 0.5 * found.of
    assert found.wordless < 0.6 * found.of
    (said,) = answers(model, [test[0].text], [test[0].lesson.around])
    assert said.things


def test_only_the_projector_learns_where_that_is_asked() -> None:
    model = reader()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    batch = collate([(c.lesson, c.text) for c in lessons(8, 0, ("where", "colour"))], KNOWN)

    def forever():
        while True:
            yield batch

    fit(model, forever(), steps=3, only="sight.")
    changed = {k for k, v in model.state_dict().items() if not torch.equal(v, before[k])}
    assert changed
    assert all(key.startswith("sight.") for key in changed)


def test_company_without_pictures_changes_nothing() -> None:
    cases = lessons(3, 0, ("where",))
    model, other = reader(), of_scene(tabletop())
    (alone,) = answers(model, [cases[0].text], [cases[0].lesson.around])
    beside, _ = answers(model, [cases[0].text, "pick up the ball"], [cases[0].lesson.around, other])
    assert alone.text == beside.text
    assert alone.things == beside.things
    assert alone.confidence == pytest.approx(beside.confidence, abs=1e-4)


def test_readers_grow_eyes_and_words(tmp_path: Path) -> None:
    old = Reader(Shape(("bowl", "red"), width=32, layers=2, heads=2)).eval()
    save_reader(old, tmp_path / "old")
    eyes = {"seen": 9, "eyes": "some", "glance": (0.5, 0.25)}
    grown = load_reader(tmp_path / "old", Shape(("a", "bowl", "red"), **eyes))
    assert grown.shape.eyes == "some"
    assert torch.equal(grown.word.weight[[0, 1, 3, 4]], old.word.weight)
    save_reader(grown, tmp_path / "grown")
    kept = load_reader(tmp_path / "grown", Shape(("bowl",)))  # no others: it keeps its eyes
    assert kept.shape.eyes == "some"
    key = "sight.0.weight"
    assert torch.equal(kept.state_dict()[key], grown.state_dict()[key])
    alike = {**eyes, "glance": (0.501, 0.25)}  # another machine
    same = load_reader(tmp_path / "grown", Shape(("bowl",), **alike))
    assert torch.equal(same.state_dict()[key], grown.state_dict()[key])
    other = load_reader(tmp_path / "grown", Shape(("bowl",), **{**eyes, "glance": (0.6, 0.25)}))
    assert not torch.equal(other.state_dict()[key], grown.state_dict()[key])


def test_perception_by_a_reader(photographs: Path, tmp_path: Path) -> None:
    eyes = eyes_of("tiny_conv_clip")
    save_reader(reader(eyes.numbers, glance=eyes.glance), tmp_path / "seeing")
    save_reader(reader(eyes.numbers, glance=eyes.glance[::-1]), tmp_path / "other")
    save_reader(reader(0), tmp_path / "blind")
    rgb = np.full((96, 96, 3), 90, np.uint8)
    rgb[30:50, 30:50] = 200, 20, 20
    picture = Picture("front", rgb, Scene(()))
    perception = ReaderPerception(lambda: compose.scorer("tiny_conv_clip"),
                                  str(tmp_path / "seeing"), sure=0.0)  # fmt: skip
    said = perception.vqa(picture, "what do you see?")
    assert 0 <= said.score <= 1
    assert perception.verify(picture, "the ball is in the bowl").truth in (True, False, None)
    blind = ReaderPerception(lambda: compose.scorer("tiny_conv_clip"), str(tmp_path / "blind"))
    with pytest.raises(UserError, match="never learned to see"):
        blind.vqa(picture, "what do you see?")
    other = ReaderPerception(lambda: compose.scorer("tiny_conv_clip"), str(tmp_path / "other"))
    with pytest.raises(UserError, match="not through these eyes"):
        other.vqa(picture, "what do you see?")
    with pytest.raises(UserError, match="not 0 to 1"):
        ReaderPerception(lambda: compose.scorer("tiny_conv_clip"), sure=2)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("the ball is in the bowl", "is the ball in the bowl?"),
        ("there is a mug.", "is there a mug?"),
        ("the blocks are red", "are the blocks red?"),
        ("nothing to ask", "nothing to ask"),
    ],
)
def test_statements_are_asked(statement: str, words: str) -> None:
    assert asked(statement) == words


def test_the_commands_learn_from_pictures(
    photographs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, out, scores = tmp_path / "text", tmp_path / "vlm", tmp_path / "scores.json"
    small = ["batch=4", "workers=0", "tests=0", "threads=1", "width=16", "layers=1", "heads=2"]
    assert vlm_train.train("", [f"out={text}", "steps=1", *small], QUIET) == 0
    words = [f"out={out}", f"start={text}", f"pictures={photographs}", "align=0.01", "steps=2"]
    assert vlm_train.train("", [*words, *small], QUIET) == 0
    assert load_reader(out).shape.eyes == "tiny_conv_clip"
    few = ["episodes=0", "sentences=0", "questions=2", "threads=1", f"out={scores}"]
    assert cli.main(["vlm", "eval", f"model={out}", f"pictures={photographs}", *few]) == 0
    assert "no picture" in capsys.readouterr().out
    kinds = {row["kind"] for row in json.loads(scores.read_text()) if "kind" in row}
    assert {"colour", "how many"} <= kinds
    assert cli.main(["vlm", "eval", f"model={text}", f"pictures={photographs}", *few]) == 2
    assert "learned through none" in capsys.readouterr().err
    gone = ["vlm", "train", f"pictures={tmp_path / 'gone'}", f"out={tmp_path / 'x'}", *small]
    assert cli.main(gone) == 2
    assert "does not exist" in capsys.readouterr().err
