"""Policies, parameters and actors mean the same on the page: the same memory to the bit, or the same sentences."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest

from diplosim.engine.pack import pack
from diplosim.engine.portable import image
from diplosim.page.data import page_data
from diplosim.page.presets import playable, use_data
from diplosim.policies import load_plugin, unload_plugin
from diplosim.scenario import Scenario
from tests.page.conftest import DIFFERENT, Ask, answers
from tests.page.random_states import played, use
from tests.page.random_states import state as state_of

BASE = 4096


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
    assert 0 < sum(bool(problems) for _, problems, _ in expected) < 0.6 * count


def test_policies_at_random_give_the_same_image_or_the_same_sentences(
    node: Ask, presets: dict[str, Scenario]
) -> None:
    assert_composed(node, presets, 8, seed=1)


@pytest.mark.slow
def test_thousands_of_combinations_of_policies_agree(node: Ask, presets: dict[str, Scenario]) -> None:
    assert_composed(node, presets, 2000, seed=2)


@pytest.mark.slow
def test_policies_of_ones_own_agree_too(presets: dict[str, Scenario]) -> None:
    plugin = Path(__file__).parents[2] / "docs" / "examples" / "vaccine_initiative.py"
    (own,) = load_plugin(plugin)
    try:
        chance, questions, expected = random.Random(4), [], []
        data = page_data({"world": presets["status_quo"]})
        for _ in range(60):
            state = state_of(chance, "world", presets["status_quo"])
            mine = use(chance, presets["status_quo"].months, own)
            state["policies"] = [*state["policies"][:1], mine]
            made, problems = played(presets["status_quo"], state)
            questions.append({"kind": "composed", "state": state, "base": BASE})
            expected.append((sorted(problems), None if made is None else digest(made)))
    finally:
        unload_plugin(plugin)
    told = [(sorted(one["problems"]), one.get("image")) for one in answers(data, questions)]
    assert told == expected
    assert sum(not problems for problems, _ in expected) > 20


@pytest.mark.slow
def test_every_scenario_that_ships_is_packed_to_the_bit() -> None:
    presets = playable()
    assert len(presets) > 40
    uses = {name: [use_data(use) for use in scenario.policies] for name, scenario in presets.items()}
    asked = [
        {"kind": "composed", "base": BASE, "state": {"preset": name, "policies": uses[name]}}
        for name in presets
    ]
    told = dict(zip(presets, answers(page_data(), asked), strict=True))
    assert told == {name: {"problems": [], "image": digest(one)} for name, one in presets.items()}
