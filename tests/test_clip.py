"""The small CLIP: losses, batches, what it learns from pictures made of squares, its tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, logsigmoid, pixel_unshuffle

from vla.caption_text import caption_vocabulary, words
from vla.caption_truth import fits_of, truths
from vla.captions import DIRECTED, Fact, Thing, describe, fits, true_of, visible
from vla.errors import UserError
from vla.policies.clip import batches as batches_module
from vla.policies.clip.batches import Batch, CaptionBatches, patch_pixels, shares
from vla.policies.clip.conv import CELL, Layout
from vla.policies.clip.evaluation import (
    compositionality,
    linear_probe,
    retrieval,
    things,
    zero_shot,
)
from vla.policies.clip.losses import info_nce, pairwise_sigmoid
from vla.policies.clip.model import Clip, begun_anew, load_clip, new_clip
from vla.policies.clip.training import pointing, train
from vla.scene import Entity, Scene
from vla.vocabulary import COLORS

SIZE, PATCH = 32, 8
SHADES = ("red", "green", "blue", "yellow")


class Squares:
    """Pictures of two or three coloured squares; kinds differ in how they are filled."""

    def __init__(self, count: int, seed: int = 0):
        rng = np.random.default_rng(seed)
        self._images = np.full((count, SIZE, SIZE, 3), 128, np.uint8)
        self._segmentation = np.full((count, SIZE, SIZE), 255, np.uint8)
        self._scenes = []
        for number in range(count):
            entities, cells = [], rng.permutation(16)[: rng.integers(2, 4)]
            for index, cell in enumerate(cells.tolist()):
                color, kind = str(rng.choice(SHADES)), str(rng.choice(("block", "bowl")))
                y, x = divmod(cell, 4)
                rows, columns = slice(8 * y, 8 * y + 8), slice(8 * x, 8 * x + 8)
                self._images[number, rows, columns] = 255 * np.array(COLORS[color])
                if kind == "bowl":
                    self._images[number, 8 * y + 2 : 8 * y + 6, 8 * x + 2 : 8 * x + 6] = 255
                self._segmentation[number, rows, columns] = index
                where = (0.3 + 0.1 * (3 - y), 0.3 - 0.2 * x, 0.02)
                name = f"{color}_{kind}_{index}"
                entities.append(Entity(name, kind, color, "medium", where))
            self._scenes.append(Scene(tuple(entities)))

    def __len__(self) -> int:
        return len(self._images)

    def images(self) -> np.ndarray:
        return self._images

    def segmentation(self) -> np.ndarray:
        return self._segmentation

    def scene(self, picture: int) -> Scene:
        return self._scenes[picture]

    def steady(self, picture: int) -> bool:
        return True


class Fine(Squares):
    """The same pictures, twice as large."""

    def images(self) -> np.ndarray:
        return super().images().repeat(2, 1).repeat(2, 2)

    def segmentation(self) -> np.ndarray:
        return super().segmentation().repeat(2, 1).repeat(2, 2)


def small(seed: int = 0) -> Clip:
    torch.manual_seed(seed)
    return new_clip(caption_vocabulary(), SIZE, 32, 2, 2, 1, 32)


def named(batch: Batch) -> torch.Tensor:
    """Shares (B, R, P) of the regions that have names."""
    return batch.regions[:, : batches_module.REGIONS]


def test_info_nce_is_cross_entropy_where_one_pair_matches() -> None:
    scores = torch.randn(6, 6, generator=torch.Generator().manual_seed(0))
    target = torch.arange(6)
    expected = 0.5 * (cross_entropy(scores, target) + cross_entropy(scores.T, target))
    assert torch.allclose(info_nce(scores, torch.eye(6, dtype=torch.bool)), expected)


def test_other_right_answers_are_no_opponents() -> None:
    same = torch.tensor([[True, True, False], [False, False, True]])
    scores = torch.tensor([[1.0, 9.0, 0.0], [0.0, 0.0, 3.0]])
    changed = scores.clone()
    changed[0, 1] = 20.0  # it matches as well: the other match does not suffer
    one = info_nce(scores[:, [0, 2]], same[:, [0, 2]])
    assert info_nce(changed, same) < one


def test_texts_that_match_nothing_are_opponents_only() -> None:
    scores, same = torch.zeros(4, 5), torch.eye(4, 5, dtype=torch.bool)
    scores[:, :4] = 5.0 * torch.eye(4)
    before = info_nce(scores, same)
    scores[1, 4] = 5.0
    assert info_nce(scores, same) > before + 0.05


def test_sigmoid_judges_pairs_alone() -> None:
    scores = torch.randn(3, 4, generator=torch.Generator().manual_seed(1))
    same = torch.zeros(3, 4, dtype=torch.bool)
    same[0, 2] = same[1, 1] = True
    each = [logsigmoid(s if m else -s)
            for s, m in zip(scores.flatten(), same.flatten(), strict=True)]  # fmt: skip
    assert torch.allclose(pairwise_sigmoid(scores, same), -torch.stack(each).sum() / 3)


def test_a_saved_clip_is_the_same(tmp_path: Path) -> None:
    clip = small().eval()
    clip.save(tmp_path)
    again = load_clip(tmp_path)
    pictures, said = torch.rand(2, 3, SIZE, SIZE), ["a red block", "no ball , i see"]
    for ours, theirs in zip(clip.images(pictures), again.images(pictures), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-6)
    assert torch.allclose(clip.texts(said), again.texts(said), atol=1e-6)
    # a text's vector does not depend on those beside it
    assert torch.allclose(clip.texts(said)[0], clip.texts(said[:1])[0], atol=1e-6)
    assert clip.texts([""]).isfinite().all()


def test_what_a_cell_shows_is_the_same_elsewhere_in_the_picture() -> None:
    """Convolutions: what lies beyond the picture's borders is all that makes a difference."""
    clip, scene = small().eval(), torch.rand(1, 3, 320, 320)
    whole = clip.images(scene, native=True)[1].unflatten(1, (320 // CELL, -1))
    part = clip.images(scene[..., 80:, 80:], native=True)[1].unflatten(1, (240 // CELL, -1))
    assert torch.allclose(whole[:, 25, 25], part[:, 15, 15], atol=1e-5)
    assert not torch.allclose(whole[:, 11, 11], part[:, 1, 1], atol=1e-3)  # near the border


def test_pictures_of_another_size_are_resized() -> None:
    clip, pictures = small().eval(), torch.rand(2, 3, 2 * SIZE, 2 * SIZE)
    assert clip.images(pictures)[1].shape[1] == (SIZE // CELL) ** 2
    assert clip.images(pictures, native=True)[1].shape[1] == 4 * (SIZE // CELL) ** 2


def test_the_tokenizer_splits_as_captions_do() -> None:
    clip, said = small(), "Put the red block, 12 cm left of it!"
    ids = clip.tokens([said])["input_ids"][0].tolist()[1:-1]
    assert clip.tokenizer.convert_ids_to_tokens(ids) == words(said)
    assert "[UNK]" in clip.tokenizer.convert_ids_to_tokens(clip.tokens(["zork"])["input_ids"][0])


def test_what_is_no_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"config\.json is missing"):
        load_clip(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(UserError, match="holds a 'llama'"):
        load_clip(tmp_path)
    with pytest.raises(UserError, match="cells of 8 px"):
        new_clip(("a",), 30)


def test_batches_depend_on_their_number_alone() -> None:
    data, rows = Squares(40), np.arange(5, 40)
    one, other = (CaptionBatches(data, rows, 16, seed=3) for _ in range(2))
    in_turn = [batch for _, batch in zip(range(3), one, strict=False)]
    again = other.batch(2)
    assert again.texts == in_turn[2].texts
    assert torch.equal(again.pictures, in_turn[2].pictures)
    assert again.texts != in_turn[1].texts


def test_batches_say_what_is_true_of_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "SHIFT", 0)
    monkeypatch.setattr(batches_module, "ZOOM", 1.0)
    monkeypatch.setattr(batches_module, "CLOSE", 0.0)
    data = Squares(24)
    batch = CaptionBatches(data, np.arange(24), 24, patch=1).batch(0)
    order = np.random.default_rng([0, 0, 0]).permutation(24)
    assert batch.fits.any(-1).sum() > 24
    for at, row in enumerate(order.tolist()):
        scene = data.scene(row)
        assert torch.equal(batch.pictures[at], torch.from_numpy(data.images()[row]).movedim(-1, 0))
        for region in range(batches_module.REGIONS):
            mask = batch.regions[at, region].view(SIZE, SIZE).numpy() > 0
            if not mask.any():
                assert not batch.fits[at, region].any()
                continue
            entity = scene.entities[int(data.segmentation()[row][mask][0])]
            right = {batch.texts[i] for i in batch.names[batch.fits[at, region]].tolist()}
            assert right
            assert all(entity.color in said for said in right
                       if any(shade in said for shade in SHADES))  # fmt: skip
    misses = batch.misses.flatten(1)
    assert (misses >= 0).float().mean() > 0.5
    assert batch.holds.gather(1, batch.captions).all()
    assert not batch.holds.gather(1, misses.clip(0))[misses >= 0].any()


def test_pictures_move_with_their_segmentation() -> None:
    data = Squares(24)
    batch = CaptionBatches(data, np.arange(24), 24, patch=1).batch(0)
    order = np.random.default_rng([0, 0, 0]).permutation(24)
    moved, sizes = 0, set()
    for at, row in enumerate(order.tolist()):
        moved += not np.array_equal(batch.pictures[at].movedim(0, -1), data.images()[row])
        for region in named(batch)[at][named(batch)[at].any(1)]:
            sizes.add(int((region > 0).sum()))
            shades = batch.pictures[at].movedim(0, -1)[region.view(SIZE, SIZE) > 0]
            assert (shades != 128).any(-1).all()  # nothing of the background
    assert moved > 12
    assert min(sizes) < PATCH**2 < max(sizes)


def test_no_text_names_the_ground() -> None:
    data = Squares(24)
    batch = CaptionBatches(data, np.arange(24), 24, patch=PATCH).batch(0)
    grounds = batch.regions[:, batches_module.REGIONS :]
    assert grounds.any(2).float().mean() > 0.9
    assert not batch.fits[:, batches_module.REGIONS :].any()
    patches = pixel_unshuffle(batch.pictures, PATCH).view(24, 3 * PATCH**2, -1)
    for picture, chosen in zip(patches, grounds, strict=True):
        for ground in chosen[chosen.any(1)]:
            assert ground.sum() == ground.amax() == 1
            assert (picture[:, ground > 0] == 128).all()


def test_parts_of_pictures_show_things() -> None:
    data = Squares(24)
    batches = CaptionBatches(data, np.arange(24), 24, patch=PATCH, parts=0.5)
    whole, parts = batches.batch(0), batches.batch(1)
    assert whole.pictures.shape == (12, 3, SIZE, SIZE)
    assert parts.pictures.shape == (24, 3, SIZE // 2, SIZE // 2)
    assert parts.regions.shape[2] == 4
    assert named(parts).any(2).any(1).float().mean() > 0.9
    assert parts.holds.gather(1, parts.captions).all()
    patches = pixel_unshuffle(parts.pictures, PATCH).view(24, 3, PATCH**2, -1)
    background = (patches == 128).all(1).all(1)
    assert not (named(parts).any(1) & background).any()


def test_larger_pictures_are_shown_as_small_as_asked():
    every = np.arange(24)
    coarse = CaptionBatches(Squares(24), every, 24, patch=PATCH, parts=0.5)
    fine = CaptionBatches(Fine(24), every, 24, patch=PATCH, parts=0.5, size=SIZE)
    whole, same = (batches.batch(0).pictures for batches in (coarse, fine))
    assert whole.shape == same.shape == (12, 3, SIZE, SIZE)
    apart = (whole.float() - same.float()).abs()
    assert apart.mean() < 12  # at edges alone: means of finer pixels
    assert (apart > 40).float().mean() < 0.2
    assert coarse.batch(1).pictures.shape == fine.batch(1).pictures.shape


def test_another_reader_of_whole_pictures_begins_anew_beside_the_same_cells() -> None:
    clip = small().eval()
    other = begun_anew(clip, whole_layers=3, together=2, bound=8).eval()
    pictures = torch.from_numpy(Squares(4).images()).movedim(-1, 1)
    (whole, cells), (anew, same) = clip.images(pictures), other.images(pictures)
    assert torch.equal(cells, same)
    assert not torch.allclose(whole, anew)
    assert torch.equal(clip.texts(["a red block"]), other.texts(["a red block"]))
    assert other.model.vision_model.place.shape[1:] == (SIZE // CELL // 2,) * 2
    assert len(other.model.vision_model.encoder.layers) == 3
    assert other.model.vision_model.layout is not None
    first, again = (c.model.vision_model.encoder.layers[0].state_dict() for c in (clip, other))
    assert all(torch.equal(value, again[name]) for name, value in first.items())  # goes on


@pytest.mark.parametrize("side", [6, 9])
def test_sums_of_products_of_what_and_where_tell_who_is_left_of_whom(side: int) -> None:
    """Two pictures with the same things in other places; of other sizes than trained, too."""
    torch.manual_seed(0)
    layout = Layout(8, 4)
    squares = torch.zeros(2, 8, side, side)
    for picture, (one, two) in enumerate(((0, side - 1), (side - 1, 0))):
        squares[picture, 1, 2, one] = squares[picture, 5, 2, two] = 10.0
    mirrored, same = layout(torch.zeros(2, 1, 8), squares), squares.mean((2, 3))
    assert torch.allclose(same[0], same[1])  # what a mean over squares would say
    assert (mirrored[0] - mirrored[1]).abs().max() > 0.05
    assert torch.allclose(layout(torch.zeros(2, 1, 8), squares.flip(3)), mirrored.flip(0))


def test_truths_are_those_of_single_statements() -> None:
    data, rng = Squares(40), np.random.default_rng(0)
    scenes = [data.scene(row) for row in range(40)]
    seen = [visible(scene, data.segmentation()[row]) for row, scene in enumerate(scenes)]
    statements = [describe(scene, names, rng) for scene, names in zip(scenes, seen, strict=True)]
    expected = [[true_of(said, scene, names) for said in statements]
                for scene, names in zip(scenes, seen, strict=True)]  # fmt: skip
    found = truths(statements, scenes, seen)
    assert found.tolist() == expected
    assert found.diagonal().all()
    assert not found.all()


def test_a_camera_that_turns_shows_no_directions() -> None:
    data, rng = Squares(10), np.random.default_rng(0)
    said = [describe(data.scene(row % 10), data.scene(row % 10).names, rng, steady=False)
            for row in range(300)]  # fmt: skip
    told = {one.predicate for one in said if isinstance(one, Fact)}
    assert told
    assert not told & set(DIRECTED)


def test_fits_is_the_captions_own_rule() -> None:
    entities = [*Squares(6).scene(0), Entity("top_drawer", "drawer")]
    asked = [Thing("block"), Thing(None, "red"), Thing(None), Thing("bowl", "blue"),
             Thing("drawer", name="top_drawer"), Thing("block", None, "large")]  # fmt: skip
    expected = [[fits(thing, entity) for thing in asked] for entity in entities]
    assert fits_of(asked, [*entities, None])[:-1].tolist() == expected
    assert not fits_of(asked, [None]).any()


def test_shares_of_patches_sum_to_one() -> None:
    segmentation = np.full((SIZE, SIZE), 255, np.uint8)
    segmentation[4:8, 6:10] = 7
    pixels = torch.from_numpy(patch_pixels(segmentation, PATCH))
    assert pixels[:, 7].nonzero()[:, 0].tolist() == [0, 1]
    assert pixels.sum() == SIZE**2
    found = shares(pixels.T[None, [7, 3]])
    assert torch.allclose(found.sum(-1), torch.tensor([[1.0, 0.0]]))


@pytest.mark.parametrize(("loss", "steps", "least"), [("infonce", 90, 0.8), ("sigmoid", 200, 0.5)])
def test_it_learns_names_and_passes_its_tests(loss: str, steps: int, least: float) -> None:
    data = Squares(300)
    clip = small()
    before = {s.name: s.right / s.of for s in zero_shot(clip, things(clip, data, range(250, 300)))}
    figures: list[dict[str, float]] = []
    made = train(
        clip, CaptionBatches(data, np.arange(250), 24), steps=steps, lr=3e-3, loss=loss,
        on_step=lambda step, share, found: figures.append(dict(found)),
    )  # fmt: skip
    assert made == steps
    assert figures[-1]["loss"] < 0.7 * figures[0]["loss"]
    seen = things(clip, data, range(250, 300))
    after = {s.name: s.right / s.of for s in zero_shot(clip, seen)}
    assert after["zero-shot colour"] > max(least, before["zero-shot colour"])
    probe = {s.name: s.right / s.of for s in linear_probe(things(clip, data, range(100)), seen)}
    assert probe["linear probe colour"] > 0.9
    for score in (
        *retrieval(clip, data, range(200)),
        *compositionality(clip, data, range(250, 300)),
    ):
        assert 0 <= score.right <= score.of
        assert score.of > 0 or score.name == "swap order"


def test_visible_things_of_squares() -> None:
    data = Squares(2)
    assert len(visible(data.scene(0), data.segmentation()[0])) == len(data.scene(0).entities)


def test_pointing_is_lost_where_the_map_lies_elsewhere() -> None:
    regions = torch.zeros(1, 2, 4)
    regions[0, 0, 1] = regions[0, 1, 2] = 64.0  # whole patches of 8 x 8 px
    fits = torch.tensor([[[True, False, False], [False, True, False]]])  # nothing is the third

    def lost(*highest: int) -> tuple[float, float]:
        maps = torch.zeros(1, 4, 3)
        for name, patch in enumerate(highest):
            maps[0, patch, name] = 20.0
        loss, share = pointing(maps, regions, fits)
        return float(loss), share

    assert lost(1, 2, 0) == pytest.approx((0.0, 1.0), abs=1e-6)
    right, wrong = lost(1, 2, 0), lost(1, 3, 0)
    assert wrong[0] > right[0] + 5.0
    assert wrong[1] == 0.5
    assert lost(0, 0, 0)[1] == 0.0
