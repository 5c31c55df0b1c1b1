"""The VLA policy: parts put together, words that matter, frozen eyes, checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from vla import compose
from vla.action import ActionSpec
from vla.caption_text import caption_vocabulary
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, Feature
from vla.policies.base import FEATURES, Inputs, Policy
from vla.policies.build import build
from vla.policies.checkpoint import shipped
from vla.policies.clip.model import new_clip
from vla.policies.connectors import Grounding
from vla.policies.grounding import ClipPhrases
from vla.policies.spec import PolicySpec
from vla.policies.vla import VLA

PIXELS, STATES, ACTIONS, HORIZON, ROWS = 16, 5, 3, 8, 4
CAMERAS = (f"{IMAGES}front", f"{IMAGES}wrist")
SPEC = PolicySpec(
    {key: Feature((PIXELS, PIXELS, 3), "uint8", "rgb") for key in CAMERAS}
    | {STATE: Feature((STATES,), "float32", "state"),
       ACTION: Feature((ACTIONS,), "float32", "action")},
    ActionSpec("joint", ("a", "b", "gripper"), (-1.0,) * 3, (1.0,) * 3),
    horizon=HORIZON, n_action_steps=4, relative=False,
)  # fmt: skip
STATISTICS = [
    {key: {"min": -np.ones(n), "max": np.ones(n), "q01": -np.ones(n), "q99": np.ones(n)}
     for key, n in ((STATE, STATES), (ACTION, ACTIONS))}
]  # fmt: skip
HEADS = (
    "flow",
    "flow_mlp",
    "flow_one_step",
    "l1_mlp",
    "mip",
    "l1",
    "l2",
    "x0",
    "ddpm",
    "ddim",
    "ddim_mlp",
    "bins",
)
CONNECTORS = ("linear", "mlp", "perceiver", "qformer")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained CLIP in a folder."""
    folder = tmp_path_factory.mktemp("clip")
    torch.manual_seed(0)
    new_clip(caption_vocabulary(), PIXELS, 32, 2, 2, 1, 16).save(folder)
    return folder


PARTS = {"vision": "tiny_clip", "text": "tiny_clip", "connector": "perceiver", "head": "flow"}
GROUNDED = ("vision=clip_patches", "text=clip_phrases", "connector=grounding")


def config(clip: Path, *changes: str, **more: Any) -> dict[str, Any]:
    """`policy=tiny` with other parts, and all of it small."""
    given = {change.partition("=")[0] for change in changes}
    words = [f"{name}={part}" for name, part in PARTS.items() if name not in given]
    words += [*changes, f"vision.folder={clip}", f"text.folder={clip}"]
    values = dict(compose.settings("train", words)["policy"])
    apart = (*("cameras", "n_obs_steps", "horizon", "n_action_steps", "relative"), "training")
    made = {key: value for key, value in values.items() if key not in apart}
    if "size" in made["vision"]:
        made["vision"] = {**made["vision"], "size": None}
    if "latents" in made["connector"]:
        made["connector"] = {**made["connector"], "latents": 4}
    made["head"] = dict(made["head"])
    made["head"]["net"] = {**made["head"]["net"], "width": 32, "layers": 2, "heads": 2}
    if "start" in made["head"]:
        made["head"]["start"] = "zeros"  # no luck in what is sampled
    return {**made, "width": 32, **more}


def policy(clip: Path, *changes: str, seed: int = 0, **more: Any) -> VLA:
    torch.manual_seed(seed)
    made = config(clip, *changes, **more)
    found = build(made, spec=SPEC, statistics=STATISTICS)
    found.config = made
    return found


def batch(rows: int = ROWS, seed: int = 0) -> dict[str, Any]:
    rng = torch.Generator().manual_seed(seed)
    made: dict[str, Any] = {
        key: torch.randint(0, 256, (rows, 1, 3, PIXELS, PIXELS), generator=rng).byte()
        for key in CAMERAS
    }
    made[STATE] = 2 * torch.rand(rows, 1, STATES, generator=rng) - 1
    made[ACTION] = 2 * torch.rand(rows, HORIZON, ACTIONS, generator=rng) - 1
    made[f"{ACTION}_is_pad"] = torch.zeros(rows, HORIZON, dtype=torch.bool)
    made["task"] = [("put the red block in the bowl", "open the drawer")[i % 2]
                    for i in range(rows)]  # fmt: skip
    return made


def fitted(made: Policy, data: dict[str, Any], steps: int = 150, lr: float = 3e-3) -> Policy:
    """Trained on one batch."""
    chosen = [p for group in made.parameter_groups() for p in group.parameters]
    optimiser = torch.optim.AdamW(chosen, lr=lr)
    made.train()
    for _ in range(steps):
        optimiser.zero_grad()
        made(data)[0].backward()
        optimiser.step()
    return made.eval()


@pytest.mark.parametrize("head", HEADS)
def test_every_head_makes_chunks(clip: Path, head: str) -> None:
    made = policy(clip, f"head={head}")
    loss, figures = made(batch())
    loss.backward()
    assert loss.dim() == 0
    assert loss.isfinite()
    assert all(torch.as_tensor(value).isfinite() for value in figures.values())
    chunk = made.eval().predict_action_chunk(batch())
    assert chunk.shape == (ROWS, HORIZON, ACTIONS)
    assert chunk.isfinite().all()


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_connector_learns_a_batch(clip: Path, connector: str) -> None:
    made = policy(clip, f"connector={connector}", "head=l1", language_dropout=0.0)
    data = batch()
    before = made(data)[0].item()
    fitted(made, data, 80)
    assert made(data)[0].item() < 0.5 * before


@pytest.mark.parametrize("parts", [(), GROUNDED])
def test_it_learns_what_to_do_from_the_words(clip: Path, parts: tuple[str, ...]) -> None:
    data = batch(2)
    for key in (*CAMERAS, STATE):  # the same situation twice, and two instructions
        data[key][1] = data[key][0]
    made = fitted(policy(clip, *parts, "head=l1", language_dropout=0.0), data, 200)
    said = made.predict_action_chunk(data)
    assert (said - data[ACTION]).abs().mean() < 0.1
    swapped = made.predict_action_chunk({**data, "task": data["task"][::-1]})
    assert torch.allclose(swapped, said.flip(0), atol=1e-5)


def test_without_words_all_instructions_are_one(clip: Path) -> None:
    made = policy(clip).eval()
    inputs = made.inputs(batch(2))
    nobody = torch.zeros(2, dtype=torch.bool)
    other = made.inputs({**batch(2), "task": ["open the drawer", "put it down"]})
    quiet = torch.stack((made.head.sample(made.context(inputs, nobody)),
                         made.head.sample(made.context(other, nobody))))  # fmt: skip
    assert torch.allclose(quiet[0], quiet[1], atol=1e-6)


def test_guidance_goes_from_unguided_to_guided_and_beyond(clip: Path) -> None:
    made = fitted(policy(clip, "head=flow", "head.steps=1"), batch(), 30)
    data = batch()
    one, none, two = (made.predict_action_chunk(data, guidance=g) for g in (1.0, 0.0, 2.0))
    assert not torch.allclose(one, none, atol=1e-4)
    assert torch.allclose(two - one, one - none, atol=1e-4)  # one step is linear in the velocity


@pytest.mark.parametrize("parts", [(), GROUNDED])
def test_features_of_frozen_eyes_replace_pictures(clip: Path, parts: tuple[str, ...]) -> None:
    made = policy(clip, *parts).eval()
    data = batch()
    frozen = made.frozen_features()
    assert set(frozen) == set(CAMERAS)
    cached = {key: value for key, value in data.items() if key not in CAMERAS}
    for key, how in frozen.items():
        found = how.compute(data[key][:, 0].movedim(1, -1).numpy(), data["task"])
        assert found.shape == (ROWS, *how.shape)
        assert found.dtype == np.float16
        cached[key.replace(IMAGES, FEATURES)] = torch.from_numpy(found)[:, None]
    assert torch.allclose(
        made.predict_action_chunk(cached), made.predict_action_chunk(data), atol=2e-2
    )
    assert not policy(clip, "vision.frozen=false").frozen_features()
    other = policy(clip, "vision.layers=[0]").frozen_features()
    assert other[CAMERAS[0]].fingerprint != frozen[CAMERAS[0]].fingerprint
    assert policy(clip, *parts, seed=1).frozen_features()[CAMERAS[0]].fingerprint == (
        frozen[CAMERAS[0]].fingerprint
    )


def test_towers_learn_at_a_tenth_of_the_rate(clip: Path) -> None:
    made = policy(clip, "vision.frozen=false")
    rates = {group.name: group.rate for group in made.parameter_groups()}
    assert rates["vision"] == 0.1
    assert rates["matrices"] == 1.0
    counted = [p for group in made.parameter_groups() for p in group.parameters]
    assert len({id(p) for p in counted}) == len(counted)
    assert {id(p) for p in counted} == {id(p) for p in made.parameters() if p.requires_grad}
    still = policy(clip)
    for one, moves in ((made, True), (still, False)):
        before = [p.clone() for p in one.vision.parameters()]
        fitted(one, batch(), 3)  # the first step opens the gates of the head
        pairs = zip(before, one.vision.parameters(), strict=True)
        assert any(not torch.equal(a, b) for a, b in pairs) is moves


@pytest.mark.parametrize(
    "changes", [(), GROUNDED, ("vision=conv", "text=words"), ("trunk=identity",)]
)
def test_a_checkpoint_needs_nothing_else(
    clip: Path, tmp_path: Path, changes: tuple[str, ...]
) -> None:
    words = [c for c in changes if "words" in c]
    made = config(clip, *[c for c in changes if c not in ("vision=conv", "text=words")])
    if words:
        made["vision"] = {"_target_": "vla.policies.vision.ConvStem", "width": 32}
        made["text"] = {"_target_": "vla.policies.text.WordText", "width": 32,
                        "words": ["put", "open"]}  # fmt: skip
    torch.manual_seed(1)
    saved = build(made, spec=SPEC, statistics=STATISTICS)
    saved.config = made
    saved.eval()
    saved.save_pretrained(tmp_path / "one")
    again = Policy.from_pretrained(tmp_path / "one")
    assert torch.equal(again.predict_action_chunk(batch()), saved.predict_action_chunk(batch()))
    again.save_pretrained(tmp_path / "two")  # a checkpoint of a checkpoint
    twice = Policy.from_pretrained(tmp_path / "two")
    assert torch.equal(twice.predict_action_chunk(batch()), saved.predict_action_chunk(batch()))
    assert '"training"' not in (tmp_path / "two" / "config.json").read_text()


def test_what_is_wrong_with_weights_is_listed(clip: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    policy(clip).save_pretrained(tmp_path / "one")
    file = tmp_path / "one" / "model.safetensors"
    weights: dict[str, Tensor] = load_file(file)
    first = sorted(weights)[0]
    weights["stranger"] = weights.pop(first)
    save_file(weights, file)
    with pytest.raises(UserError, match=rf"1 missing: {first}; 1 unexpected: stranger"):
        Policy.from_pretrained(tmp_path / "one")
    with pytest.raises(UserError, match="there already"):
        policy(clip).save_pretrained(tmp_path / "one")
    file.unlink()
    with pytest.raises(UserError, match=r"model\.safetensors is missing"):
        Policy.from_pretrained(tmp_path / "one")


def test_a_camera_that_is_missing_is_named(clip: Path) -> None:
    data = batch()
    del data[CAMERAS[1]]
    with pytest.raises(UserError, match=CAMERAS[1]):
        policy(clip)(data)


def test_augmentation_changes_training_only(clip: Path) -> None:
    augment = {"_target_": "vla.policies.augment.Augment"}
    made = policy(clip, "vision.frozen=false", augment=augment, language_dropout=0.0)
    assert not made.frozen_features()
    data = batch()
    made.train()
    inputs = made.inputs(data)
    assert not torch.equal(made.context(inputs).tokens, made.context(inputs).tokens)
    made.eval()
    assert torch.equal(made.context(inputs).tokens, made.context(inputs).tokens)


def found(grounding: Grounding, patches: Tensor, *words: Tensor) -> Tensor:
    """Tokens of the things that are named, from patches."""
    return grounding(grounding.look(patches, *words[:2]), *words)


def test_grounding_finds_what_the_words_name(clip: Path) -> None:
    torch.manual_seed(0)
    text = ClipPhrases(str(clip))
    words, there, _ = text(["put the red block in the blue bowl"])
    space = words.shape[-1] - text.inner
    # an untrained tower says much the same of all texts
    words[0, 5, text.inner :] = torch.nn.functional.normalize(torch.randn(space), dim=-1)
    grounding = Grounding(space, 8, text.width, cameras=[None])
    phrase = words[0, 2, text.inner :]  # put the block in the bowl
    unlike = torch.nn.functional.normalize(0.01 * torch.randn(17, space) - phrase, dim=-1)
    patches, other = unlike[:16].view(1, 1, 16, space), unlike[16]
    assert torch.allclose(phrase, text.clip.texts(["a red block"])[0], atol=1e-6)

    def moved(place: int, vector: Tensor) -> Tensor:
        changed = patches.clone()
        changed[0, 0, place] = vector
        return found(grounding, changed, words, there)

    near, far = moved(2, phrase), moved(13, phrase)
    change = (near - far).norm(dim=-1)[0]
    assert change[0] > 3 * change[1]  # the block's token, not the bowl's
    assert change[0] > 3 * (moved(2, other) - moved(13, other))[0, 0].norm()
    assert torch.equal(near[0, 2], grounding.nothing)  # two things are named


def test_a_camera_that_does_not_see_a_thing_says_nothing(clip: Path) -> None:
    torch.manual_seed(0)
    text = ClipPhrases(str(clip))
    words = text(["take the red block"])[:2]
    grounding = Grounding(text.width - text.inner, 8, text.width, cameras=[None]).eval()
    phrase = words[0][0, words[0][0, :, text.inner :].any(-1).nonzero()[0, 0], text.inner :]

    @torch.no_grad()
    def change(height: float) -> float:
        """By how much the token changes when that which looks most like the thing moves."""
        tokens = []
        for place in (2, 13):
            patches = torch.zeros(1, 1, 16, grounding.space)
            patches[0, 0, place] = height * phrase
            tokens.append(found(grounding, patches, *words)[0, 0])
        return float((tokens[0] - tokens[1]).norm())

    assert change(0.1) < 0.02 * change(0.8)


def test_nouns_come_with_their_phrases(clip: Path) -> None:
    text = ClipPhrases(str(clip))
    said = ["put", "the", "large", "red", "block", "in", "a", "bowl"]
    assert text._phrases(said) == [None] * 4 + ["a red block", None, None, "a bowl"]
    assert text._phrases(["go", "there"]) == ["a go", "a go there"]
    tokens, there, pooled = text(["", "open the drawer"])
    assert there.sum(1).tolist() == [1, 4]
    assert torch.equal(pooled[1], tokens[1, 3])
    assert tokens[1, :, text.inner :].any(-1).tolist() == [False, False, True, False]
    plain, coloured = text(["take the block"])[0], text(["take the red block"])[0]
    assert torch.equal(plain[..., : text.inner], coloured[..., : text.inner])
    assert not torch.equal(plain, coloured)


def test_of_many_things_the_first_are_looked_for(clip: Path) -> None:
    text = ClipPhrases(str(clip))
    grounding = Grounding(text.width - text.inner, 8, text.width, cameras=[None], things=1)
    patches = torch.randn(2, 1, 16, grounding.space)
    one, _ = found(grounding, patches, *text(["take the red block"] * 2)[:2])
    other, _ = found(grounding, patches, *text(["take the red block to the bowl"] * 2)[:2])
    assert torch.allclose(one, other, atol=1e-6)  # the words before are the same


def test_grounding_says_what_it_goes_with(clip: Path) -> None:
    with pytest.raises(UserError, match="vision=clip_patches and text=clip_phrases"):
        policy(clip, "connector=grounding")


def test_what_is_hidden_of_the_state_changes_nothing() -> None:
    made = Policy.from_pretrained(shipped()["tiny"])
    names = made.spec.state_names
    seen = dict.fromkeys(made.spec.cameras, torch.rand(1, 1, 4, 3))
    state, tool = torch.rand(1, 1, len(names)), torch.rand(1, 1, 12)

    def chunk(name: str) -> Tensor:
        moved = state.clone()
        moved[..., names.index(name)] += 0.5
        return made.sample(Inputs({}, seen, moved, ["put the red block in the blue bowl"], tool))

    with torch.inference_mode():
        assert torch.equal(chunk("x"), chunk("y"))
        assert torch.equal(chunk("x"), chunk("joint4"))
        assert not torch.equal(chunk("x"), chunk("z"))
        assert not torch.equal(chunk("x"), chunk("gripper_width"))
