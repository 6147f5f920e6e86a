"""Policies, parameters and actors mean the same on the page: the same memory to the bit, or the same sentences."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import pytest

from diplosim.engine.pack import pack
from diplosim.engine.portable import image
from diplosim.page.presets import use_data
from diplosim.scenario import Scenario
from tests.page.conftest import Ask
from tests.page.random_states import played
from tests.page.random_states import state as state_of

BASE = 4096
#: Worlds that differ in more than policies: dated parameters, events and offers, mechanisms, length.
DIFFERENT = (
    "status_quo", "status_quo_2014", "first_model", "long_1990", "student_example", "episode_e1_agreed_framework",
    "episode_e8_global_fund",
)  # fmt: skip


def digest(scenario: Scenario) -> str:
    return hashlib.sha256(image(pack(scenario), BASE)[0]).hexdigest()


def assert_composed(node: Ask, presets: dict[str, Scenario], count: int, seed: int) -> None:
    chance = random.Random(seed)
    questions, expected = [], []
    for _ in range(count):
        name = chance.choice(DIFFERENT)
        state = state_of(chance, name, presets[name])
        made, problems = played(presets[name], state)
        questions.append({"kind": "composed", "state": state, "base": BASE})
        expected.append((state, sorted(problems), None if made is None else digest(made)))
    wrong: list[Any] = []
    for (state, problems, bits), answer in zip(expected, node(questions), strict=True):
        if (sorted(answer["problems"]), answer.get("image")) != (problems, bits):
            wrong.append((state, problems, answer))
    assert not wrong, wrong[0]
    assert 0.05 < sum(bool(problems) for _, problems, _ in expected) / count < 0.6


def test_every_preset_is_packed_to_the_bit(node: Ask, presets: dict[str, Scenario]) -> None:
    asked = [
        {"kind": "composed", "base": BASE, "state": {"preset": name, "policies": [*map(use_data, one.policies)]}}
        for name, one in presets.items()
    ]  # fmt: skip
    assert len(asked) > 40
    told = dict(zip(presets, node(asked), strict=True))
    assert told == {name: {"problems": [], "image": digest(one)} for name, one in presets.items()}


def test_policies_at_random_give_the_same_image_or_the_same_sentences(
    node: Ask, presets: dict[str, Scenario]
) -> None:
    assert_composed(node, presets, 20, seed=1)


@pytest.mark.slow
def test_thousands_of_combinations_of_policies_agree(node: Ask, presets: dict[str, Scenario]) -> None:
    assert_composed(node, presets, 2500, seed=2)
