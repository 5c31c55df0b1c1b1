"""Models of others that see, with random weights: loaded from folders, asked, complained about."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from seen_scene import BOXES, picture

from vla.errors import UserError
from vla.planners.seeing.detectors import Detector
from vla.planners.seeing.local import LocalPerception
from vla.planners.seeing.segmenters import Segmenter, _full
from vla.seeing import Box, Detection, crop

pytest.importorskip("transformers")

SMALL: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
                         "num_attention_heads": 2}  # fmt: skip
DECODER: dict[str, Any] = {"hidden_size": 16, "mlp_dim": 16, "num_hidden_layers": 1,
                           "num_attention_heads": 2, "iou_head_hidden_dim": 16,
                           "iou_head_depth": 2}  # fmt: skip
TEMPLATE = (
    "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}"
    "{% for part in m.content %}{{ part.text if part.type == 'text' else '<image>' }}{% endfor %}"
    "{% endif %}{% endfor %}"
)


def _bytes(path: Path, *more: str) -> Any:
    """A tokenizer that knows bytes, saved."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {symbol: index for index, symbol in enumerate([*alphabet, "<end>", *more])}
    inner = Tokenizer(models.BPE(vocabulary, []))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # type: ignore
    inner.decoder = decoders.ByteLevel()  # type: ignore
    made = PreTrainedTokenizerFast(tokenizer_object=inner, eos_token="<end>", pad_token="<end>")
    if more:
        made.add_special_tokens({"additional_special_tokens": [*more]})
    made.chat_template = TEMPLATE
    made.save_pretrained(path)
    return made


def _prepared(path: Path, **size: int) -> None:
    (path / "preprocessor_config.json").write_text(json.dumps({"size": size}))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for each type of model."""
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        GroundingDinoConfig,
        GroundingDinoForObjectDetection,
        LlamaConfig,
        LlamaForCausalLM,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        Owlv2Config,
        Owlv2ForObjectDetection,
        Sam2Config,
        Sam2Model,
        SamConfig,
        SamModel,
        SwinConfig,
    )

    root = tmp_path_factory.mktemp("seeing")
    torch.manual_seed(0)
    size = len(_bytes(root / "owlv2"))
    owl = Owlv2ForObjectDetection(
        Owlv2Config(
            text_config={**SMALL, "vocab_size": size, "max_position_embeddings": 16},
            vision_config={**SMALL, "image_size": 32, "patch_size": 8},
            projection_dim=16,
        )
    )
    for weight in owl.box_head.parameters():
        weight.data *= 0.01  # boxes of random weights have no size
    owl.save_pretrained(root / "owlv2")
    _prepared(root / "owlv2", height=32, width=32)

    _bytes(root / "grounding")
    GroundingDinoForObjectDetection(
        GroundingDinoConfig(
            backbone_config=SwinConfig(  # type: ignore
                embed_dim=8, depths=[1, 1, 1], num_heads=[1, 1, 1], window_size=2, image_size=32,
                out_features=["stage1", "stage2", "stage3"],  # type: ignore
            ),
            text_config={"model_type": "bert", **SMALL, "vocab_size": size,
                         "max_position_embeddings": 64},
            d_model=32, encoder_layers=1, decoder_layers=2, encoder_ffn_dim=16, decoder_ffn_dim=16,
            encoder_attention_heads=2, decoder_attention_heads=2, num_queries=6, max_text_len=32,
            num_feature_levels=3,
        )
    ).save_pretrained(root / "grounding")  # fmt: skip
    _prepared(root / "grounding", shortest_edge=48, longest_edge=96)

    prompts = {"hidden_size": 16, "patch_size": 8, "mask_input_channels": 4}
    SamModel(
        SamConfig(
            vision_config={
                "hidden_size": 16, "output_channels": 16, "num_hidden_layers": 1,
                "num_attention_heads": 2, "image_size": 32, "patch_size": 8, "mlp_dim": 16,
                "window_size": 0, "num_pos_feats": 8, "global_attn_indexes": [0],
            },
            prompt_encoder_config={**prompts, "image_size": 32},
            mask_decoder_config=DECODER,
        )
    ).save_pretrained(root / "sam")  # fmt: skip
    _prepared(root / "sam", longest_edge=32)
    backbone = {
        "model_type": "sam2_hiera_det_model", "hidden_size": 8, "num_attention_heads": 1,
        "image_size": [64, 64], "blocks_per_stage": [1, 1, 2, 1],
        "embed_dim_per_stage": [8, 16, 32, 64], "num_attention_heads_per_stage": [1, 1, 1, 1],
        "window_size_per_stage": [8, 8, 8, 8], "global_attention_blocks": [3],
        "window_positional_embedding_background_size": [2, 2],
    }  # fmt: skip
    Sam2Model(
        Sam2Config(
            vision_config={
                "model_type": "sam2_vision_model", "backbone_config": backbone,
                "backbone_channel_list": [64, 32, 16, 8], "fpn_hidden_size": 16,
                "backbone_feature_sizes": [[16, 16], [8, 8], [4, 4]],
            },
            prompt_encoder_config={**prompts, "patch_size": 16, "image_size": 64},
            mask_decoder_config=DECODER,
        )
    ).save_pretrained(root / "sam2")  # fmt: skip
    _prepared(root / "sam2", height=64, width=64)

    tokenizer = _bytes(root / "answers", "<image>")
    text = LlamaConfig(**SMALL, vocab_size=len(tokenizer), num_key_value_heads=2,
                       eos_token_id=tokenizer.eos_token_id, bos_token_id=None)  # fmt: skip
    LlavaForConditionalGeneration(
        LlavaConfig(
            vision_config=CLIPVisionConfig(**SMALL, image_size=16, patch_size=8),
            text_config=text,
            image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        )
    ).save_pretrained(root / "answers")
    edges = {"height": 16, "width": 16}
    LlavaProcessor(
        CLIPImageProcessorPil(size=edges, crop_size=edges), tokenizer, patch_size=8,
        vision_feature_select_strategy="default", num_additional_image_tokens=1,
        chat_template=TEMPLATE,
    ).save_pretrained(root / "answers")  # fmt: skip
    _bytes(root / "words")
    LlamaForCausalLM(text).save_pretrained(root / "words")
    return root


@pytest.mark.parametrize("kind", ["owlv2", "grounding"])
def test_detectors_find_boxes_within_the_picture(folders: Path, kind: str) -> None:
    detector, shown = Detector(str(folders / kind), 0.2), picture()
    found = detector.detect(shown, "red block", 0.0)
    assert found
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= v <= side for one in found
               for v, side in zip(one.box.corners, (96, 72, 96, 72), strict=True))  # fmt: skip
    assert all(a.box.overlap(b.box) < 0.5 for a in found for b in found if a is not b)
    assert detector.detect(shown, "red block", 1.0) == ()
    part = crop(shown, BOXES["green_bowl"])
    assert all(one.box.left >= 64 and one.box.top >= 32
               for one in detector.detect(part, "red block", 0.0))  # fmt: skip


class Silent:
    """A processor without a tokenizer, whose words nobody needs."""

    def batch_decode(self, ids: Any) -> list[str]:
        return [""] * len(ids)


@pytest.mark.parametrize("kind", ["owlv2", "grounding"])
def test_boxes_are_those_of_the_librarys_own_processor(
    folders: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.models.grounding_dino.processing_grounding_dino import (
        GroundingDinoProcessor,
    )
    from transformers.models.owlv2.image_processing_pil_owlv2 import Owlv2ImageProcessorPil

    detector, shown = Detector(str(folders / kind), 0.2), picture()
    model, seen = detector._loaded.model, []
    forward = model.forward
    monkeypatch.setattr(model, "forward", lambda **given: seen.append(forward(**given)) or seen[-1])
    scores, corners = detector._scored(shown, "red block")
    (output,) = seen
    if kind == "owlv2":
        theirs = Owlv2ImageProcessorPil().post_process_object_detection(
            output, threshold=0.0, target_sizes=[(72, 96)]
        )[0]
    else:
        theirs = GroundingDinoProcessor.post_process_grounded_object_detection(
            Silent(),  # type: ignore[arg-type]
            output, threshold=0.0, input_ids=torch.zeros(1, 32, dtype=torch.long),  # type: ignore
            text_threshold=2.0, target_sizes=[(72, 96)],
        )[0]  # fmt: skip
    assert torch.allclose(theirs["scores"], scores, atol=1e-6)
    most = torch.tensor([96.0, 72.0, 96.0, 72.0])
    assert torch.allclose(theirs["boxes"].clamp_min(0).minimum(most), corners, atol=1e-3)


@pytest.mark.parametrize("kind", ["sam", "sam2"])
def test_segmenters_draw_outlines(folders: Path, kind: str) -> None:
    segmenter = Segmenter(str(folders / kind))
    shown = picture()
    mask = segmenter.segment(shown, BOXES["green_bowl"])
    assert mask.pixels.shape == (72, 96)
    assert mask.pixels.dtype == bool
    part = crop(shown, Box(32, 0, 96, 72))
    assert segmenter.segment(part, BOXES["green_bowl"]).origin == (32, 0)


def test_masks_come_back_to_the_picture_they_are_of() -> None:
    coarse = torch.full((8, 8), -1.0)
    coarse[:3, 4:] = 1.0  # the upper half of the inner 6 rows, right half
    mask = _full(coarse, 32, (24, 32), (72, 96))
    rows, columns = np.nonzero(mask)
    assert (rows.min(), columns.max()) == (0, 95)
    assert abs(int(rows.max()) - 36) <= 2
    assert abs(int(columns.min()) - 48) <= 2


def test_several_models_together(folders: Path) -> None:
    both = LocalPerception(str(folders / "owlv2"), str(folders / "sam"), threshold=0.0)
    shown = picture()
    assert both.name == "owlv2+sam"
    found = both.detect(shown, "red block")
    assert all(one.mask is not None for one in found)
    union = np.logical_or.reduce([one.mask.pixels for one in found if one.mask])
    assert (both.segment(shown, "red block").pixels == union).all()
    choices = [Detection("?", box, 0.0, name) for name, box in BOXES.items()]
    ranked = both.rank(shown, choices, "red block")
    assert {one.name for one in ranked} == set(BOXES)
    assert [one.score for one in ranked] == sorted((o.score for o in ranked), reverse=True)
    chosen = both.classify(shown, ("red block", "bowl"))
    assert chosen.name in ("red block", "bowl")
    assert sum(score for _, score in chosen.scores) == pytest.approx(1.0)
    with pytest.raises(UserError, match=r"perceive\.answerer=<folder>"):
        both.vqa(shown, "what is it?")
    with pytest.raises(UserError, match=r"perceive\.segmenter=<folder>"):
        LocalPerception(str(folders / "owlv2")).segment(shown, "bowl")
    with pytest.raises(UserError, match="needs a folder"):
        LocalPerception()


def test_a_model_answers_in_words(folders: Path) -> None:
    answers = LocalPerception(answerer=str(folders / "answers"), device="cpu")
    shown = picture()
    assert isinstance(answers.vqa(shown, "what color is the bowl?").text, str)
    pytest.importorskip("llguidance")
    assert answers.verify(shown, "the bowl is green").truth in (True, False)
    assert answers.classify(shown, ("bowl", "block")).name in ("bowl", "block")


def test_complaints_are_one_clear_line(folders: Path, tmp_path: Path) -> None:
    shown = picture()

    def asked(**parts: Any) -> None:
        seer = LocalPerception(**parts)
        if "answerer" in parts:
            seer.verify(shown, "x")
        elif "segmenter" in parts:
            seer.segment(shown, BOXES["red_block"])
        else:
            seer.detect(shown, "x")

    def complaint(**parts: Any) -> str:
        with pytest.raises(UserError) as caught:
            asked(**parts)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    def changed(kind: str, file: str, content: str | None) -> str:
        copy = tmp_path / f"{kind}{len(list(tmp_path.iterdir()))}"
        shutil.copytree(folders / kind, copy)
        (copy / file).unlink()
        if content is not None:
            (copy / file).write_text(content)
        return str(copy)

    assert "there is no model" in complaint(detector=str(tmp_path / "nowhere"))
    assert "holds a 'llama'; what finds boxes" in complaint(detector=str(folders / "words"))
    assert "holds a 'owlv2'; what finds outlines" in complaint(segmenter=str(folders / "owlv2"))
    assert "reads only text" in complaint(answerer=str(folders / "words"))
    assert "reads only text" in complaint(answerer=str(folders / "owlv2"))
    assert "damaged" in complaint(detector=changed("owlv2", "config.json", "{"))
    assert "no weights" in complaint(detector=changed("owlv2", "model.safetensors", None))
    assert "cannot be used" in complaint(detector=changed("owlv2", "model.safetensors", "x"))
    wrong = changed("owlv2", "preprocessor_config.json", '{"size": {"height": 64, "width": 64}}')
    assert "prepared in 64 px, but the model sees 32 px" in complaint(detector=wrong)
    wrong = changed("sam", "preprocessor_config.json", '{"size": {"longest_edge": 1024}}')
    assert "prepared in 1024 px, but the model sees 32 px" in complaint(segmenter=wrong)
    assert "no tokenizer" in complaint(detector=changed("owlv2", "tokenizer.json", None))
