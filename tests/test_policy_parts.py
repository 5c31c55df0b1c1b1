"""Towers, text encoders, connectors, trunks and augmentation, as a policy is built from them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor, nn
from transformers import (
    CLIPConfig,
    CLIPModel,
    Dinov2Config,
    Dinov2Model,
    Dinov2WithRegistersConfig,
    Dinov2WithRegistersModel,
    DINOv3ViTConfig,
    DINOv3ViTModel,
    DynamicCache,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Siglip2Config,
    Siglip2Model,
    SiglipConfig,
    SiglipModel,
    SmolVLMConfig,
    SmolVLMForConditionalGeneration,
)  # fmt: skip

from vla.errors import UnknownName, UserError
from vla.policies import pretrained
from vla.policies.augment import GREY, Augment
from vla.policies.build import build
from vla.policies.connectors import Linear, Mlp, Perceiver, QFormer
from vla.policies.pretrained import Pretrained
from vla.policies.text import CausalText, ClipText, WordText
from vla.policies.transformer import GatedCrossBlock, attend
from vla.policies.trunk import Bidirectional, Decoder, Identity
from vla.policies.vision import ConvStem, Tower

WORDS = ["put", "the", "red", "green", "block", "in", "bowl", "on", "and"]
SHAPE: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 2}
VISION: dict[str, Any] = {**SHAPE, "num_hidden_layers": 3, "image_size": 32, "patch_size": 8}
PATCHES: dict[str, Any] = {**SHAPE, "num_hidden_layers": 3, "num_patches": 16, "patch_size": 8}
MARKS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 3, "vocab_size": 16}
TEXT: dict[str, Any] = {**SHAPE, **MARKS, "num_hidden_layers": 2, "max_position_embeddings": 12}
HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8}
DECODER: dict[str, Any] = {
    **SHAPE, **MARKS, **HEADS, "num_hidden_layers": 4, "max_position_embeddings": 64,
}  # fmt: skip
MODELS: dict[str, Callable[[], Any]] = {
    "clip": lambda: CLIPModel(CLIPConfig(
        vision_config=VISION, text_config={**TEXT, "eos_token_id": 4}, projection_dim=8)),
    "siglip": lambda: SiglipModel(SiglipConfig(
        vision_config=VISION, text_config={**TEXT, "projection_size": 32})),
    "siglip2": lambda: Siglip2Model(Siglip2Config(
        vision_config=PATCHES, text_config={**TEXT, "projection_size": 32})),
    "dinov2": lambda: Dinov2Model(Dinov2Config(**VISION)),
    "registers": lambda: Dinov2WithRegistersModel(Dinov2WithRegistersConfig(**VISION)),
    "dinov3": lambda: DINOv3ViTModel(DINOv3ViTConfig(**VISION, num_register_tokens=3)),
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**DECODER)),
    "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**DECODER)),
    "gemma3": lambda: Gemma3ForCausalLM(Gemma3TextConfig(**DECODER, sliding_window=4)),
}  # fmt: skip
TOWERS = ("clip", "siglip", "siglip2", "dinov2", "registers", "dinov3")
DECODERS = ("llama", "qwen2", "gemma3")


def words_tokenizer() -> Any:
    """A tokenizer of whole words, with marks of beginning and end."""
    vocabulary = {w: n for n, w in enumerate(["[UNK]", "[BOS]", "[EOS]", "[PAD]", "[END]", *WORDS])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()  # type: ignore[assignment]
    made.post_processor = processors.TemplateProcessing(  # type: ignore[assignment]
        single="[BOS] $A [END]", special_tokens=[("[BOS]", 1), ("[END]", 4)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="[UNK]", bos_token="[BOS]", eos_token="[EOS]",
        pad_token="[PAD]",
    )  # fmt: skip


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Folders with tiny random models, by name; made once, never changed."""
    root, made = tmp_path_factory.mktemp("models"), set()

    def folder(name: str) -> str:
        path = root / name
        if name not in made:
            torch.manual_seed(len(made))
            model = MODELS[name]()
            for parameter in model.parameters():  # biases and gates, too, which begin at 0
                nn.init.normal_(parameter, std=0.2)
            model.save_pretrained(path)
            words_tokenizer().save_pretrained(path)
            made.add(name)
        return str(path)

    return folder


def rebuilt(part: Any, folder: Path, **settings: Any) -> Any:
    """The part from what it saved, without weights, then with those of the checkpoint."""
    folder.mkdir()
    part.save(folder)
    assert not list(folder.glob("*.safetensors"))
    made = type(part)(folder=str(folder), weights=False, **settings)
    made.load_state_dict(part.state_dict())
    return made.eval()


# --- vision --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOWERS)
def test_towers(name: str, folders: Callable[[str], str], tmp_path: Path) -> None:
    settings = {"layers": [0, -2], "size": 32}
    tower = Tower(folders(name), **settings)
    pictures = torch.rand(2, 3, 48, 40)
    with torch.no_grad():
        tokens = tower(pictures)
    assert tokens.shape == (2, tower.tokens(48, 40), tower.width) == (2, 16, 64)
    assert tokens.std(-1) == pytest.approx(torch.ones(2, 16), rel=0.1)
    assert not any(p.requires_grad for p in tower.parameters())
    assert not tower.trained
    again = rebuilt(tower, tmp_path / "x", **settings)
    assert torch.equal(again(pictures), tokens)
    assert again.fingerprint() == tower.fingerprint()

    native = Tower(folders(name), layers=[-2])
    assert native(pictures).shape == (2, native.tokens(48, 40), 32) == (2, 30, 32)
    with pytest.raises(UserError, match=r"50 x 40 px.*vision\.size=48"):
        native(torch.rand(2, 3, 50, 40))


@pytest.mark.parametrize("name", TOWERS)
def test_the_patches_of_the_chosen_layers(name: str, folders: Callable[[str], str]) -> None:
    """Against the model itself: its hidden states, of which the last ones are the patches."""
    model, pictures = MODELS[name](), torch.rand(2, 3, 32, 32)
    model.load_state_dict(pretrained.load(folders(name), model.config, True).state_dict())
    tower = Tower(folders(name), layers=[-1, 1])
    vision = getattr(model, "vision_model", model).eval()
    seen = {"pixel_values": (pictures - tower.mean) / tower.std}
    if name == "siglip2":  # its own image processor cuts patches like this
        cut = seen["pixel_values"].reshape(2, 3, 4, 8, 4, 8).permute(0, 2, 4, 3, 5, 1)
        seen = {"pixel_values": cut.reshape(2, 16, -1), "pixel_attention_mask": torch.ones(2, 16),
                "spatial_shapes": torch.tensor([[4, 4]] * 2)}  # fmt: skip
    hidden: list[Tensor] = []
    for layer in vision.modules():
        if type(layer).__name__.endswith(("EncoderLayer", "Layer")) and hasattr(layer, "mlp"):
            layer.register_forward_hook(lambda module, given, out: hidden.append(out))
    with torch.no_grad():
        vision(**seen)
        tokens = tower(pictures)
    assert len(hidden) == 3
    for number, layer in ((0, 2), (1, 0)):
        wanted = torch.nn.functional.layer_norm(hidden[layer][:, -16:], (32,))
        assert torch.allclose(tokens[..., 32 * number : 32 * (number + 1)], wanted, atol=1e-5)


def test_layers_that_are_not_read_are_not_there(folders: Callable[[str], str]) -> None:
    deep, shallow = (Tower(folders("clip"), layers=[layer], frozen=False) for layer in (-1, -3))
    assert len(list(deep.parameters())) == len(list(shallow.parameters())) + 2 * 16
    for tower in (deep, shallow):
        tower(torch.rand(1, 3, 32, 32))[..., 0].sum().backward()
        assert all(p.grad is not None for p in tower.parameters())
    for layers in ([4], [-5], []):
        with pytest.raises(UserError, match="hidden states 0 to 3"):
            Tower(folders("clip"), layers=layers)


def test_frozen_and_trained(folders: Callable[[str], str]) -> None:
    pictures = torch.rand(2, 3, 32, 32, requires_grad=True)
    frozen = Tower(folders("clip")).train()
    assert not frozen.model.training
    assert not frozen(pictures).requires_grad
    trained = Tower(folders("clip"), frozen=False, rate=0.2).train()
    assert trained.model.training
    assert trained.trained
    assert trained.rate == 0.2
    lean = Tower(folders("clip"), frozen=False, checkpointing=True).train()
    for tower in (trained, lean):
        tower(pictures)[..., :5].square().sum().backward()
    for one, other in zip(trained.parameters(), lean.parameters(), strict=True):
        assert one.grad is not None
        assert torch.allclose(one.grad, other.grad)  # type: ignore[arg-type]
    twin = copy.deepcopy(lean)  # an average's copy computes with its own weights
    nn.init.zeros_(twin.model.model.encoder.layers[0].mlp.fc2.weight)
    assert not torch.equal(twin(pictures), lean(pictures))


def test_fingerprints_tell_towers_apart(folders: Callable[[str], str], tmp_path: Path) -> None:
    first = Tower(folders("clip"))
    others = [Tower(folders("clip"), layers=[-1]), Tower(folders("clip"), size=64),
              Tower(folders("siglip")), Tower(folders("clip"))]  # fmt: skip
    others[-1].model.model.embeddings.class_embedding.data[3] += 1e-3
    first.save(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text(json.dumps({"image_mean": [0.4, 0.5, 0.6]}))
    others.append(Tower(str(tmp_path), weights=False))
    others[-1].load_state_dict(first.state_dict())
    assert others[-1].mean.flatten().tolist() == pytest.approx([0.4, 0.5, 0.6])
    assert others[-1].std.flatten().tolist() == first.std.flatten().tolist()
    prints = {tower.fingerprint() for tower in (first, *others)}
    assert len(prints) == 6
    assert Tower(folders("clip")).fingerprint() == first.fingerprint()


def test_adapters_merge(folders: Callable[[str], str], tmp_path: Path) -> None:
    pictures = torch.rand(2, 3, 32, 32)
    plain = Tower(folders("clip"))
    tower = Tower(folders("clip"), lora={"rank": 2, "targets": ["q_proj", "v_proj"]}).train()
    assert torch.equal(tower(pictures), plain(pictures))
    trained = [p for p in tower.parameters() if p.requires_grad]
    assert sum(p.numel() for p in trained) == 2 * 2 * (2 * 32 * 2)  # layers, places, A and B
    assert tower.trained
    assert tower.rate == 1.0
    optimiser = torch.optim.SGD(trained, 0.1)
    for _ in range(2):
        tower(pictures)[..., 0].sum().backward()
        optimiser.step()
    kept = rebuilt(tower, tmp_path / "x", lora={"rank": 2, "targets": ["q_proj", "v_proj"]})
    tower.eval()
    adapted = tower(pictures)
    assert torch.equal(kept(pictures), adapted)
    assert not torch.allclose(adapted, plain(pictures), atol=1e-3)
    tower.merge()
    assert not tower.trained
    assert tower.lora is None
    assert not any(p.requires_grad for p in tower.parameters())
    assert torch.allclose(tower(pictures), adapted, atol=1e-5)
    plain.load_state_dict(tower.state_dict())  # with nothing left of them
    assert torch.equal(plain(pictures), tower(pictures))
    for wrong, says in (({"rnk": 2}, "rank"), ({"targets": ["nothing"]}, "nothing")):
        with pytest.raises(UserError, match=says):
            Tower(folders("clip"), lora=wrong)
    with pytest.raises(UserError, match="frozen=true"):
        Tower(folders("clip"), frozen=False, lora={})


def test_folders(
    folders: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretrained, "SHIPPED", Path(folders("clip")).parent)
    folders("siglip")
    assert Tower("clip").fingerprint() == Tower(folders("clip")).fingerprint()
    with pytest.raises(UserError, match=r"folder=big_clip.*clip.*siglip"):
        Tower("big_clip")
    with pytest.raises(UserError, match=r"llama.*no vision tower.*dinov2"):
        Tower(folders("llama"))
    with pytest.raises(UserError, match=r"dinov2.*no text tower"):
        ClipText(folders("dinov2"))
    Tower(folders("clip")).save(tmp_path)
    with pytest.raises(UserError, match=r"safetensors"):  # an architecture, but no weights
        Tower(str(tmp_path))
    with pytest.raises(UserError, match="tokenizer"):
        ClipText(str(tmp_path), weights=False)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(UserError, match="cannot be used"):
        Tower(str(tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "nothing"}')
    with pytest.raises(UserError, match="no known model"):
        Tower(str(tmp_path))


def test_missing_weights_are_not_made_up(folders: Callable[[str], str], tmp_path: Path) -> None:
    MODELS["clip"]().save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config["vision_config"]["num_hidden_layers"] = 4
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(UserError, match=r"lack 16 of CLIPVisionModel"):
        Tower(str(tmp_path), layers=[-1])


def test_convolutions() -> None:
    stem = build({"_target_": "vla.policies.vision.ConvStem", "width": 64})
    pictures = torch.rand(2, 3, 48, 32)
    tokens = stem(pictures)
    assert tokens.shape == (2, stem.tokens(48, 32), stem.width) == (2, 6, 64)
    tokens[..., 0].sum().backward()
    assert all(p.grad is not None for p in stem.parameters())
    assert not [m for m in stem.modules() if isinstance(m, nn.BatchNorm2d)]
    changed = pictures.clone()
    changed[:, :, :4, :4] = 0  # rows first: the upper left is the first token
    assert (stem(changed) - tokens).abs().amax((0, 2)).argmax() == 0
    with pytest.raises(UserError, match="multiples of 16"):
        stem(torch.rand(1, 3, 40, 32))
    with pytest.raises(UserError, match="multiple of 32"):
        ConvStem(40)


# --- text ----------------------------------------------------------------------------------------

TASKS = ["put the red block in the green bowl", "", "put the red block in the green bowl", "block"]


def encoders(folders: Callable[[str], str]) -> list[Any]:
    """One of each, with all of its words."""
    torch.manual_seed(0)
    return [
        ClipText(folders("clip")), ClipText(folders("siglip")), CausalText(folders("llama")),
        CausalText(folders("gemma3"), keep=2), WordText(WORDS, 32),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(5))
def test_text(number: int, folders: Callable[[str], str], tmp_path: Path) -> None:
    text = encoders(folders)[number].eval()
    with torch.no_grad():
        tokens, there, pooled = text(TASKS)
        alone = [text([task]) for task in TASKS]
    length = int(there.sum(1).max())
    assert tokens.shape == (4, length, text.width)
    assert pooled.shape == (4, text.width)
    assert there.dtype == torch.bool
    assert there.any(1).all()  # also of nothing said
    assert torch.isfinite(tokens).all()
    for row, (one, seen, whole) in enumerate(alone):  # neighbours and padding do not matter
        assert seen.all()
        assert torch.allclose(tokens[row][there[row]], one[0], atol=1e-5)
        assert torch.allclose(pooled[row], whole[0], atol=1e-5)
    assert torch.equal(tokens[0], tokens[2])
    assert not torch.allclose(pooled[1], pooled[3], atol=1e-2)
    with torch.no_grad():  # the order of words is heard in the pooled token
        orders = text(["put red on green", "put green on red"])[2]
    assert not torch.allclose(orders[0], orders[1], atol=1e-5)

    assert text.unknown("put the teapot in the bowl") == ["teapot"]
    assert text.unknown("") == []
    assert torch.isfinite(text(["put the teapot in the bowl"])[0]).all()
    with pytest.raises(UserError, match=r"say it shorter|at most|are read"):
        text(["put the red block " * 20])
    settings: dict[str, Any] = {"width": 32} if isinstance(text, WordText) else {}
    if number == 3:
        settings = {"keep": 2}
    again = rebuilt(text, tmp_path / "x", **settings)
    with torch.no_grad():
        assert torch.equal(again(TASKS)[0], tokens)
    assert again.unknown("the teapot") == ["teapot"]


def test_frozen_text_is_encoded_once(folders: Callable[[str], str]) -> None:
    text, calls = ClipText(folders("clip")).train(), []
    text.model.register_forward_hook(lambda *ignored: calls.append(1))
    with torch.inference_mode():
        first = text(TASKS)[0]
    with torch.autocast("cpu", torch.bfloat16):
        second = text(TASKS[::-1])[0].flip(0)
    assert len(calls) == len(set(TASKS))
    assert second.dtype == torch.float32
    assert torch.equal(first, second)
    layer = nn.Linear(32, 1)
    layer(second).sum().backward()  # although it was first asked for in inference mode
    changed = {key: value * 1.1 for key, value in text.state_dict().items()}
    text.load_state_dict(changed)
    assert not torch.equal(text(TASKS)[0], first)
    before = len(calls)
    text.double()
    assert text(TASKS)[0].dtype == torch.float64
    assert len(calls) == before + len(set(TASKS))


def test_the_memory_is_bounded(
    folders: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vla.policies.text.REMEMBERED", 3)
    text = ClipText(folders("clip"))
    tasks = [" ".join(WORDS[:n]) for n in range(6)]
    for _ in range(2):
        assert text(tasks)[0].shape[0] == 6
        assert len(text.remembered) == 3


def test_trained_text(folders: Callable[[str], str]) -> None:
    text = ClipText(folders("clip"), frozen=False).train()
    tokens, _, pooled = text(TASKS)
    (tokens[..., 0].sum() + pooled[..., 1].sum()).backward()
    assert all(p.grad is not None for p in text.parameters())
    assert not text.remembered


def test_words_are_learnt_from_instructions() -> None:
    text = WordText(width=32)
    with pytest.raises(UserError, match=r"fit\(tasks\)"):
        text(["put the block"])
    text.fit(["Put the block, now.", "put the bowl"])
    assert text.unknown("PUT the block, then the bowl.") == ["then"]
    text.eval()
    before = text(["put the bowl"])[0]
    text.fit(["stack the blocks"])
    assert text.unknown("stack the blocks") == []
    assert torch.equal(text(["put the bowl"])[0], before)
    text(["put the bowl", ""])[0].square().sum().backward()
    assert text.trained
    assert all(p.grad is not None for p in text.parameters())
    with pytest.raises(UserError, match="vocabulary"):
        WordText(folder="nowhere")


# --- connectors ----------------------------------------------------------------------------------

SHAPES: dict[str, Any] = {"width_in": 12, "width": 16, "text_width": 20}
CONNECTORS = [Linear, Mlp, Perceiver, QFormer]


@pytest.mark.parametrize("kind", CONNECTORS)
def test_connectors(kind: Any) -> None:
    torch.manual_seed(0)
    fixed = kind in (Perceiver, QFormer)
    connector = kind(**SHAPES, **({"latents": 5, "layers": 2, "heads": 2} if fixed else {}))
    for module in connector.modules():
        if isinstance(module, GatedCrossBlock):
            nn.init.ones_(module.gates)
    seen, words = torch.randn(3, 7, 12), torch.randn(3, 4, 20)
    there = torch.tensor([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]], dtype=torch.bool)
    tokens = connector(seen, words, there)
    assert tokens.shape == (3, 5 if fixed else 7, 16)
    assert torch.isfinite(tokens).all()
    tokens[..., 0].sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in connector.parameters())

    padded = words.masked_fill(~there[..., None], 9.0)
    assert torch.allclose(connector(seen, padded, there), tokens, atol=1e-6)
    moved = connector(seen, words + 1, there)
    assert torch.allclose(moved[2], tokens[2])  # was told nothing
    assert torch.allclose(moved, tokens) == (not fixed)
    order = torch.randperm(7)
    other = connector(seen[:, order], words, there)
    assert torch.allclose(other, tokens if fixed else tokens[:, order], atol=1e-5)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.allclose(connector(seen, words, there).float(), tokens, atol=0.1)


def test_attention_is_single_precision_on_processors() -> None:
    made = torch.manual_seed(0)
    query, key, value = torch.randn(3, 2, 2, 5, 8, generator=made).requires_grad_().unbind(0)
    expected = attend(query, key, value)
    with torch.autocast("cpu", torch.bfloat16):
        found = attend(query.bfloat16(), key.bfloat16(), value.bfloat16())
    assert found.dtype == torch.float32
    assert torch.allclose(found, expected, atol=0.02)


def test_gates_are_closed_at_first() -> None:
    block = GatedCrossBlock(16, 2, 20)
    tokens, words = torch.randn(2, 3, 16), torch.randn(2, 4, 20)
    assert torch.equal(block(tokens, words), tokens)
    connector = Perceiver(**SHAPES)
    there = torch.ones(2, 4, dtype=torch.bool)
    seen = torch.randn(2, 7, 12)
    before = connector(seen, words, there)
    assert torch.equal(connector(seen, 2 * words, there), before)
    before[..., 0].sum().backward()
    gates = [m.gates.grad for m in connector.modules() if isinstance(m, GatedCrossBlock)]
    assert all(grad is not None and grad.all() for grad in gates)  # but they open
    with pytest.raises(UserError, match=r"width=16.*heads=3"):
        Perceiver(**SHAPES, heads=3)


# --- trunks --------------------------------------------------------------------------------------

THERE = torch.tensor([[1, 1, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1]], dtype=torch.bool)


def made_trunk(name: str, folders: Callable[[str], str]) -> Any:
    """A trunk of width 24."""
    torch.manual_seed(0)
    if name in DECODERS:
        return Decoder(24, folders(name), keep=3).eval()
    return {"identity": Identity, "bidirectional": Bidirectional}[name](24)


@pytest.mark.parametrize("name", ["identity", "bidirectional", *DECODERS])
def test_trunks(name: str, folders: Callable[[str], str]) -> None:
    trunk, tokens, pooled = made_trunk(name, folders), torch.randn(2, 6, 24), torch.randn(2, 24)
    context = trunk(tokens, THERE, pooled)
    assert context.tokens.shape == tokens.shape
    assert context.there is THERE
    assert context.pooled is pooled
    assert trunk(tokens, THERE).pooled is None
    padded = trunk(tokens.masked_fill(~THERE[..., None], 9.0), THERE)
    assert torch.allclose(padded.tokens[THERE], context.tokens[THERE], atol=1e-5)
    without = trunk(tokens[:1][:, THERE[0]], THERE[:1, THERE[0]])  # as if it were not there
    assert torch.allclose(without.tokens, context.tokens[:1][:, THERE[0]], atol=1e-5)
    if name != "identity":  # the first token hears the last one
        later = tokens.clone()
        later[:, -1] = torch.randn(2, 24)
        assert not torch.allclose(trunk(later, THERE).tokens[:, 0], context.tokens[:, 0], atol=1e-3)
    with torch.autocast("cpu", torch.bfloat16):
        rough = trunk(tokens, THERE)
    assert torch.allclose(rough.tokens.float()[THERE], context.tokens[THERE], atol=0.3)


@pytest.mark.parametrize("name", DECODERS)
def test_what_a_decoder_keeps(name: str, folders: Callable[[str], str]) -> None:
    """Further tokens that attend to it come out as they do in one pass through all."""
    trunk = made_trunk(name, folders)
    assert trunk.layer_shape == (3, 2, 8)
    tokens, more = torch.randn(2, 6, 24), torch.randn(2, 4, 24)
    with torch.no_grad():
        context = trunk(tokens, torch.ones(2, 6, dtype=torch.bool))
        assert [key.shape for key, _ in context.layers] == [(2, 2, 6, 8)] * 3
        # All attend to the first six; the last four also to each other, as an action expert does.
        reach = torch.ones(10, 10, dtype=torch.bool)
        reach[:6, 6:] = False
        model, into = trunk.model, trunk.into
        whole = model(
            inputs_embeds=into(torch.cat([tokens, more], 1)),
            attention_mask=reach.expand(2, 1, -1, -1), use_cache=False,
        )  # fmt: skip
        cache = DynamicCache(context.layers)
        rest = model(
            inputs_embeds=into(more), past_key_values=cache, position_ids=torch.arange(6, 10)[None],
            attention_mask=torch.ones(2, 1, 4, 10, dtype=torch.bool),
        )  # fmt: skip
    assert torch.allclose(trunk.out(whole.last_hidden_state[:, :6]), context.tokens, atol=1e-5)
    assert torch.allclose(rest.last_hidden_state, whole.last_hidden_state[:, 6:], atol=1e-5)


def test_decoders_are_trained_frozen_or_adapted(
    folders: Callable[[str], str], tmp_path: Path
) -> None:
    tokens = torch.randn(2, 6, 24, requires_grad=True)

    def gradients(**settings: Any) -> tuple[Decoder, dict[str, Tensor | None]]:
        torch.manual_seed(0)
        trunk = Decoder(24, folders("llama"), **settings).train()
        context = trunk(tokens, THERE)
        (
            context.tokens.square().sum() + sum(k.sum() * v.sum() for k, v in context.layers)
        ).backward()
        return trunk, {name: p.grad for name, p in trunk.named_parameters()}

    frozen, found = gradients()
    assert {name for name, grad in found.items() if grad is not None} == {
        "into.weight", "into.bias", "out.weight", "out.bias"
    }  # fmt: skip
    assert tokens.grad is not None  # although nothing of it is trained, what is below can be
    assert not any("embed_tokens" in name for name in found)
    _, trained = gradients(frozen=False)
    assert None not in trained.values()
    _, lean = gradients(frozen=False, checkpointing=True)
    assert all(torch.allclose(trained[k], lean[k], atol=1e-4) for k in lean)  # type: ignore[arg-type]
    adapted, found = gradients(lora={"rank": 2})
    assert all(
        "lora" in k or k.startswith(("into", "out")) for k, g in found.items() if g is not None
    )
    torch.manual_seed(1)
    for name, parameter in adapted.named_parameters():
        if "lora" in name:
            nn.init.normal_(parameter, std=0.2)
    with torch.no_grad():
        before = adapted.eval()(tokens, THERE)
        adapted.merge()
        after = adapted(tokens, THERE)
        assert torch.allclose(before.tokens, after.tokens, atol=1e-5)
        assert not torch.allclose(frozen.eval()(tokens, THERE).tokens, after.tokens, atol=1e-2)
        again = rebuilt(adapted, tmp_path / "x", width=24)
        assert torch.equal(again(tokens, THERE).tokens, after.tokens)
    pretrained_parts = [m for m in adapted.modules() if isinstance(m, Pretrained)]
    assert [m.trained for m in pretrained_parts] == [False]


def test_the_language_part_of_a_vision_language_model(tmp_path: Path) -> None:
    text = {**DECODER, "model_type": "llama"}
    whole = SmolVLMForConditionalGeneration(SmolVLMConfig(
        text_config=text, vision_config=VISION, scale_factor=2, image_token_id=5
    ))  # fmt: skip
    whole.save_pretrained(tmp_path)
    trunk = Decoder(24, str(tmp_path), keep=2).eval()
    assert trunk.layer_shape == (2, 2, 8)
    given = [trunk.state_dict()["model.model.layers.1.mlp.up_proj.weight"],
             whole.model.text_model.layers[1].mlp.up_proj.weight]  # fmt: skip
    assert torch.equal(*given)
    assert not [name for name in trunk.state_dict() if "vision" in name]
    tokens = torch.randn(2, 6, 24)
    again = rebuilt(trunk, tmp_path / "x", width=24, keep=2)
    assert torch.equal(again(tokens, THERE).tokens, trunk(tokens, THERE).tokens)


def test_a_decoder_from_scratch() -> None:
    shape = {**DECODER, "model_type": "qwen3"}
    trunk = Decoder(24, architecture=shape, frozen=False, rate=1.0)
    assert trunk(torch.randn(2, 6, 24), THERE).tokens.shape == (2, 6, 24)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"architecture": shape}, "frozen=false"),
        ({"frozen": False}, "architecture="),
        ({"architecture": {"model_type": "nothing"}, "frozen": False}, "nothing"),
        ({"architecture": shape, "frozen": False, "keep": 5}, "5 layers.*has 4"),
    ]
    for settings, says in wrong:
        with pytest.raises(UserError, match=says):
            Decoder(24, **settings)
    with pytest.raises(UnknownName, match="keep"):
        build({"_target_": "vla.policies.trunk.Decoder", "kep": 3}, width=24)


# --- augmentation --------------------------------------------------------------------------------


def test_evaluation_sees_the_centre() -> None:
    row = (torch.arange(64) + 0.5) / 64
    pictures = row.expand(2, 1, 3, 64, 64)  # as bright as it is far to the right
    for rotation in (0, 20):
        seen = Augment(crop=0.5, rotation=rotation).eval()(pictures)
        assert seen.shape == pictures.shape
        assert torch.allclose(seen, (0.25 + 0.5 * row).expand_as(seen), atol=1e-5)
    assert Augment(crop=1).eval()(pictures) is pictures
    up = pictures.transpose(-1, -2)
    assert torch.allclose(Augment(0.5).eval()(up), seen.transpose(-1, -2), atol=1e-5)


def test_training_draws_once_per_sample() -> None:
    torch.manual_seed(0)
    one = torch.rand(1, 1, 3, 32, 48)
    pictures = one.expand(4, 2, -1, -1, -1)
    augment = Augment(rotation=10).train()
    state = torch.get_rng_state()
    seen = augment(pictures)
    assert torch.equal(seen[:, 0], seen[:, 1])  # the same at all steps
    assert not any(torch.allclose(seen[0], seen[row], atol=1e-2) for row in (1, 2, 3))
    assert not torch.equal(augment(pictures), seen)
    torch.set_rng_state(state)
    assert torch.equal(augment(pictures), seen)  # resumed
    assert seen.min() >= 0
    assert seen.max() <= 1
    torch.set_rng_state(state)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(augment(pictures), seen)


def test_crops_stay_inside_and_rotate_rightly() -> None:
    torch.manual_seed(0)
    flat = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0}
    row, column = (torch.arange(48) + 0.5) / 48, (torch.arange(32) + 0.5) / 32
    where = torch.stack([row.expand(32, 48), column[:, None].expand(32, 48), torch.ones(32, 48)])
    seen = Augment(crop=0.8, **flat).train()(where.expand(64, 1, -1, -1, -1))[:, 0]
    first, last = seen[..., 0, 0], seen[..., -1, -1]
    assert (last - first)[:, 0] == pytest.approx(torch.full((64,), 0.8 * 47 / 48), abs=1e-4)
    left = first[:, :2] - torch.tensor([0.4 / 48, 0.4 / 32])
    assert left.min() >= -1e-3
    assert 0.15 < left.max() <= 0.2 + 1e-3
    # Rotation keeps lengths, in pixels, also of pictures that are not square.
    turned = Augment(crop=0.5, rotation=30, **flat).train()(where.expand(64, 1, -1, -1, -1))[:, 0]
    across = (turned[:, :2, 16, 30] - turned[:, :2, 16, 18]) * torch.tensor([48.0, 32.0])
    assert across.norm(dim=1) == pytest.approx(torch.full((64,), 6.0), abs=0.3)
    angles = torch.atan2(across[:, 1], across[:, 0]).rad2deg()
    assert 20 < angles.abs().max() < 31
    wrist = Augment(crop=0.5, rotation=30, **flat).train()
    level = wrist(where.expand(64, 1, -1, -1, -1), wrist=True)[:, 0]
    assert torch.allclose(level[:, 1, 16, 30], level[:, 1, 16, 18], atol=1e-4)


def test_colours_change_one_after_the_other() -> None:
    augment = Augment(crop=1.0).train()
    pictures = torch.rand(3, 2, 3, 8, 8)
    torch.manual_seed(5)
    draws = (torch.rand(3, 6) * 2 - 1)[:, 3:]
    b, c, s = (1 + draws * torch.tensor(augment.colours)).T[:, :, None, None, None, None]

    def grey(picture: Tensor) -> Tensor:
        return (picture * torch.tensor(GREY)[:, None, None]).sum(2, keepdim=True)

    wanted = b * pictures
    wanted = c * wanted + (1 - c) * grey(wanted).mean((-1, -2), keepdim=True)
    wanted = s * wanted + (1 - s) * grey(wanted)
    torch.manual_seed(5)
    assert torch.allclose(augment(pictures), wanted.clamp(0, 1), atol=1e-5)
    for wrong in ({"crop": 0.0}, {"crop": 1.1}, {"contrast": -0.1}, {"rotation": 200.0}):
        with pytest.raises(UserError, match=next(iter(wrong))):
            Augment(**wrong)
