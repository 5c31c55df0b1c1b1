"""Captions: what is said holds, what contrasts does not, and no word is outside the vocabulary."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest
from small_scenes import changed, tabletop

from vla import caption_text, compose
from vla.caption_contrast import NEGATIVES, TURNED, negative, positive
from vla.caption_text import (
    COLOR_SYNONYMS,
    FACTS,
    NOUNS,
    SIZE_SYNONYMS,
    STRANGERS,
    caption_vocabulary,
    disturbed,
    phrase,
    region,
    text,
    words,
)
from vla.captions import (
    FORMS,
    LOOSE,
    RELATIONS,
    Count,
    Fact,
    Statement,
    There,
    Thing,
    describe,
    doubtful_of,
    fits,
    true_of,
    visible,
)
from vla.errors import UnknownName
from vla.planners.language import lexicon
from vla.scene import Entity, Scene

RED, BLUE, BALL = Thing("block", "red"), Thing("block", "blue"), Thing("ball", "red", "small")
BOWL = Thing("bowl", "green")
SCENE = tabletop()
ALL = SCENE.names


@cache
def scenes() -> list[tuple[Scene, tuple[str, ...]]]:
    """Scenes of both kinds with some of their things visible."""
    found = []
    for seed in range(20):
        scene = compose.draw_scene(("tabletop", "kitchen")[seed % 2], (), seed, 6)
        rng = np.random.default_rng(seed)
        found.append((scene, tuple(name for name in scene.names if rng.random() < 0.8)))
    return found


def statements(each: int = 8) -> Iterator[tuple[Statement, Scene, tuple[str, ...]]]:
    rng = np.random.default_rng(1)
    for scene, seen in scenes():
        for _ in range(each):
            yield describe(scene, seen, rng), scene, seen


def test_a_thing_is_visible_from_some_pixels_on() -> None:
    segmentation = np.full((20, 20), 255, np.uint8)
    segmentation[:5, :8] = 1
    segmentation[5:6, :] = 2
    segmentation[9] = 254
    assert visible(SCENE, segmentation) == ("blue_block",)
    assert visible(SCENE, segmentation, least=1) == ("blue_block", "red_ball")
    assert visible(SCENE, np.full((4, 4), -1)) == ()


@pytest.mark.parametrize(
    ("statement", "truth"),
    [
        (There((RED, BOWL)), True),
        (There((RED, RED)), False),
        (There((Thing(color="red"), Thing(color="red"))), True),
        (There((Thing("block", "green"),)), False),
        (There((Thing("block", size="large"),)), False),
        (Fact("left_of", (RED, BOWL)), True),
        (Fact("left_of", (BOWL, RED)), False),
        (Fact("in_front_of", (RED, BLUE)), True),
        (Fact("behind", (RED, BLUE)), False),
        (Fact("closed", (Thing("drawer", name="top_drawer"),)), True),
        (Fact("opened", (Thing("drawer"),)), False),
        (Fact("at", (Thing("vase"), "center")), True),
        (Fact("holding", (RED,)), False),
        (Count(2, Thing("block")), True),
        (Count(1, Thing("block")), False),
        (Count(0, Thing("can")), True),
    ],
)
def test_what_holds(statement: Statement, truth: bool) -> None:
    assert true_of(statement, SCENE, ALL) is truth


def test_what_holds_of_things_that_are_held_or_inside() -> None:
    held = changed(tabletop(held="red_block"), "red_ball", position=(0.5, -0.2, 0.03), speed=0.0)
    assert true_of(Fact("holding", (RED,)), held, ALL)
    assert true_of(Fact("inside", (BALL, BOWL)), held, ALL)
    assert not true_of(Fact("inside", (BOWL, BALL)), held, ALL)


def test_what_is_not_seen_is_not_said_nor_denied() -> None:
    seen = tuple(name for name in ALL if name != "green_bowl")
    assert not true_of(There((BOWL,)), SCENE, seen)
    assert doubtful_of(There((BOWL,)), SCENE, seen)  # some of its pixels may show
    assert true_of(Count(0, Thing("bowl")), SCENE, seen)
    assert doubtful_of(Count(1, Thing("bowl")), SCENE, seen)
    with pytest.raises(UnknownName, match="zebra"):
        true_of(There((BOWL,)), SCENE, ("zebra",))


def test_what_only_just_fails_is_doubtful() -> None:
    assert doubtful_of(There((Thing("block", "red", "large"),)), SCENE, ALL)  # it is medium
    assert not doubtful_of(There((Thing("ball", "red", "large"),)), SCENE, ALL)
    askew = changed(SCENE, "red_block", position=(0.70, -0.10, 0.02))  # behind it, a bit left
    left, behind = Fact("left_of", (RED, BOWL)), Fact("behind", (RED, BOWL))
    assert true_of(behind, askew, ALL)
    assert not true_of(left, askew, ALL)
    assert doubtful_of(left, askew, ALL)
    assert not doubtful_of(Fact("right_of", (RED, BOWL)), askew, ALL)
    ajar = changed(SCENE, "top_drawer", openness=0.5)
    drawer = (Thing("drawer"),)
    assert not any(true_of(Fact(p, drawer), ajar, ALL) for p in ("opened", "closed"))
    assert doubtful_of(Fact("opened", drawer), ajar, ALL)


def test_what_is_described_holds_in_all_forms() -> None:
    forms: Counter[str] = Counter()
    predicates: Counter[str] = Counter()
    for statement, scene, seen in statements(24):
        assert true_of(statement, scene, seen), statement
        form = {There: "thing", Fact: "fact", Count: "count"}[type(statement)]
        form = "pair" if isinstance(statement, There) and len(statement.things) == 2 else form
        forms[form] += 1
        predicates[getattr(statement, "predicate", "")] += 1
    for form, share in FORMS.items():
        assert forms[form] / forms.total() == pytest.approx(share, abs=0.08), form
    assert {"left_of", "right_of", "in_front_of", "behind", "near", "at", "closed"} <= set(
        predicates
    )


def test_of_an_empty_picture_something_can_be_said() -> None:
    rng = np.random.default_rng(0)
    for seen in ((), ("table",)):
        statement = describe(SCENE, seen, rng)
        assert isinstance(statement, Count)
        assert statement.number == 0
        assert not any(fits(statement.thing, entity) for entity in SCENE)


def test_the_same_numbers_describe_the_same() -> None:
    def say() -> list[str]:
        rng = np.random.default_rng(4)
        return [text(describe(SCENE, ALL, rng), rng) for _ in range(20)]

    assert say() == say()


@pytest.mark.parametrize("kind", NEGATIVES)
def test_negatives_do_not_hold(kind: str) -> None:
    rng = np.random.default_rng(2)
    found = 0
    for statement, scene, seen in statements():
        other = negative(statement, scene, seen, rng, kind)
        if other is None:
            continue
        found += 1
        assert not true_of(other, scene, seen), (statement, other)
        assert not true_of(other, scene, scene.names), (statement, other)
        assert isinstance(other, type(statement))
        differ = _differing(statement, other)
        if kind == "replace":
            assert differ == 1, (statement, other)
        elif kind == "swap_attributes":
            assert differ == 2, (statement, other)
            assert Counter(_attributes(statement)) == Counter(_attributes(other))
        elif kind == "swap_order":
            assert set(_things(statement)) == set(_things(other))
    assert found > 30


def test_negatives_of_examples() -> None:
    rng = np.random.default_rng(0)
    left = Fact("left_of", (RED, BOWL))
    assert negative(left, SCENE, ALL, rng, "swap_order") == Fact("left_of", (BOWL, RED))
    swapped = Fact("left_of", (Thing("block", "green"), Thing("bowl", "red")))
    assert negative(left, SCENE, ALL, rng, "swap_attributes") == swapped
    assert negative(There((RED, BLUE)), SCENE, ALL, rng, "swap_attributes") is None  # as true
    assert negative(Fact("near", (RED, BLUE)), SCENE, ALL, rng, "swap_order") is None
    assert negative(There((RED,)), SCENE, ALL, rng, "swap_order") is None
    more = negative(There((RED,)), SCENE, ALL, rng, "add")
    assert isinstance(more, There)
    assert len(more.things) == 2 or more.things[0].size == "small"
    with pytest.raises(UnknownName, match="swap_order"):
        negative(left, SCENE, ALL, rng, "swap_ordre")


def test_positives_hold_and_are_turned_where_they_can_be() -> None:
    rng = np.random.default_rng(3)
    assert positive(Fact("left_of", (RED, BOWL)), rng) == Fact("right_of", (BOWL, RED))
    pairs = {positive(There((RED, BOWL)), rng) for _ in range(20)}
    assert pairs == {There((RED, BOWL)), There((BOWL, RED))}
    turned = 0
    for statement, scene, seen in statements():
        other = positive(statement, rng)
        assert true_of(other, scene, seen), (statement, other)
        turned += isinstance(statement, Fact) and other != statement
    assert turned > 30
    assert set(TURNED) < set(RELATIONS)


def test_words() -> None:
    assert words("Put the RED block, please!") == ["put", "the", "red", "block", ",", "please", "!"]
    assert words("non-red; 10cm") == ["non", "-", "red", ";", "10", "cm"]
    assert words("") == []
    assert words("é") == ["é"]  # nothing is lost


def test_captions_are_made_of_known_words() -> None:
    known = set(caption_vocabulary())
    assert caption_vocabulary() == tuple(sorted(known))
    rng = np.random.default_rng(5)
    said: set[str] = set()
    for statement, scene, seen in statements():
        caption = text(statement, rng, held_out=bool(rng.random() < 0.5))
        things = [region(scene[name], scene, rng) for name in seen]
        for line in (caption, *things):
            assert " ".join(words(line)) == line  # lower case, single blanks, marks apart
            said.update(words(line))
    assert said <= known, said - known
    assert not any(re.search(r"[{}_A-Z]", word) for word in known)


def test_held_out_wordings_are_never_learnt() -> None:
    tables = [value for name, value in vars(caption_text).items() if _is_wordings(name, value)]
    tables += list(FACTS.values())
    assert len(tables) > 10
    for learnt, held_out in tables:
        assert learnt
        assert held_out
        assert not set(learnt) & set(held_out)
    rng = np.random.default_rng(6)
    for statement in (There((RED,)), Fact("left_of", (RED, BOWL)), Count(2, Thing("block")),
                      Fact("on", (RED, BOWL)), Count(0, RED), Count(1, RED)):  # fmt: skip
        learnt = {text(statement, rng) for _ in range(300)}
        assert not learnt & {text(statement, rng, held_out=True) for _ in range(100)}
        assert len(learnt) > 5


def test_only_words_that_say_nothing_are_exchanged_for_strangers() -> None:
    rng = np.random.default_rng(8)
    for statement, _, _ in statements():
        said = text(statement, rng, held_out=bool(rng.random() < 0.5))
        assert disturbed(said, rng, share=0.0) == said
        assert not set(words(said)) & set(STRANGERS)
        before, after = words(said), words(disturbed(said, rng, share=1.0))
        for word, now in zip(before, after, strict=True):
            assert now in STRANGERS if word in caption_text.FILLERS else now == word
    meant = {word for value in (*NOUNS.items(), *caption_text.RELATIONS.items())
             for phrase in (value[0], *value[1]) for word in words(phrase)}  # fmt: skip
    assert not caption_text.FILLERS & meant
    assert set(STRANGERS) < set(caption_vocabulary())


def test_examples_of_wordings() -> None:
    rng = np.random.default_rng(7)
    large = Thing("block", "orange", "large")
    assert {phrase(large, rng) for _ in range(99)} >= {"a large orange block", "a big orange cube"}
    assert phrase(Thing("drawer", name="top_drawer"), rng) == "the top drawer"
    assert phrase(Thing("drawer"), rng) == "a drawer"
    assert phrase(Thing("cabinet"), rng) == "the cabinet"
    assert "an orange ball" in {phrase(Thing("ball", "orange"), rng) for _ in range(9)}
    assert "three red blocks" in {text(Count(3, RED), rng) for _ in range(50)}
    assert "no red block" in {text(Count(0, RED), rng) for _ in range(50)}
    on = {text(Fact("on", (RED, Thing("plate"))), rng) for _ in range(200)}
    assert {"a red block on top of a plate", "a plate with a red block on it"} <= on
    corner = {text(Fact("at", (RED, "front_left")), rng) for _ in range(50)}
    assert "a red block in the front left corner" in corner
    switch = {text(Fact("opened", (Thing("switch"),)), rng) for _ in range(20)}
    assert switch == {"the switch is on", "the switch that is on"}


def test_regions_fit_their_entity() -> None:
    rng = np.random.default_rng(8)
    said = {region(SCENE["red_ball"], SCENE, rng) for _ in range(300)}
    assert {"a red ball", "the ball", "red ball", "small red ball"} <= said
    assert not any("block" in line for line in said)
    assert "the block" not in {region(SCENE["red_block"], SCENE, rng) for _ in range(300)}


def test_the_parser_knows_our_synonyms() -> None:
    for kind, nouns in NOUNS.items():
        for noun in nouns:
            assert lexicon.NOUNS[noun][0] == kind, noun
    for color, others in COLOR_SYNONYMS.items():
        assert {lexicon.COLOR_WORDS[other] for other in others} == {color}
    for size, others in SIZE_SYNONYMS.items():
        assert {lexicon.SIZE_WORDS[other] for other in others} == {size}
    for predicate, phrases in caption_text.RELATIONS.items():
        meant = "in" if predicate == "inside" else predicate
        assert {lexicon.RELATIONS[said] for said in phrases} == {meant}
    for name, places in caption_text.PLACES.items():
        for place in places:
            assert lexicon.REGION_WORDS[re.sub(r"^\w+ the ", "", place)] == name, place


def test_the_vocabulary_covers_the_instructions_of_all_tasks() -> None:
    known = set(caption_vocabulary())
    for task in compose.tasks("all"):
        for wording in getattr(task, "wordings", ()):
            assert set(words(re.sub(r"\{\w+\}s?", " ", wording))) <= known, wording
        for seed in range(10):
            instruction = task.sample(np.random.default_rng(seed)).instruction
            assert set(words(instruction)) <= known, instruction
    assert len(known) < 512


def _is_wordings(name: str, value: Any) -> bool:
    return name.isupper() and isinstance(value, tuple) and all(isinstance(v, tuple) for v in value)


def _things(statement: Statement) -> tuple[Thing, ...]:
    args = {There: "things", Fact: "args"}.get(type(statement))
    if isinstance(statement, Count):
        return (statement.thing,)
    return tuple(arg for arg in getattr(statement, str(args)) if isinstance(arg, Thing))


def _attributes(statement: Statement) -> list[str | None]:
    return list(chain(*((t.kind, t.color, t.size) for t in _things(statement))))


def _differing(a: Statement, b: Statement) -> int:
    """In how many words two statements of one form differ."""
    fixed = {entity for entity in (*_things(a), *_things(b)) if entity.kind not in (None, *LOOSE)}
    pairs = list(zip(_things(a), _things(b), strict=False))
    count = sum(
        int(x != y) if {x, y} & fixed
        else sum(getattr(x, n) != getattr(y, n) for n in ("kind", "color", "size"))
        for x, y in pairs
    )  # fmt: skip
    for name in ("predicate", "number"):
        count += getattr(a, name, None) != getattr(b, name, None)
    if isinstance(a, Fact) and isinstance(b, Fact) and a.predicate == "at":
        count += a.args[1] != b.args[1]
    return count


def test_a_scene_comes_back_from_json_exactly() -> None:
    odd = Entity("can", "can", position=(0.1, 1 / 3, -0.0), start=None, hinge=(1.0, 2.0, 3.0))
    for scene in (
        SCENE,
        tabletop(held="red_block", clearance={"vase": 0.1}),
        tabletop(contacts=frozenset({frozenset({"red_block", "robot"}), frozenset({"a", "b"})})),
        Scene((odd,), contacts=frozenset()),
        compose.draw_scene("kitchen", (), 0, 4),
    ):
        assert Scene.from_json(json.loads(json.dumps(scene.to_json()))) == scene
