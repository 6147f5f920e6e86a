"""Scenario files of the page: the command line plays them with the same numbers, and the page reads them back."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml

from diplosim.engine.pack import pack
from diplosim.engine.portable import image
from diplosim.page.build import packed, unpacked
from diplosim.page.data import kernel_bytes
from diplosim.scenario import Scenario
from tests.page.conftest import Ask
from tests.page.random_states import played
from tests.page.random_states import state as state_of

BASE = 4096


def test_what_the_page_carries_is_unpacked_to_the_last_byte_whatever_it_is(node: Ask) -> None:
    chance = random.Random(2)
    far = chance.randbytes(9000)
    kinds = [b"", b"a", b"abc" * 5, bytes(9000), far, far + bytes(300) + far, kernel_bytes()[:40_000]]
    kinds.append(b"".join(chance.randbytes(3) * chance.randrange(40) for _ in range(300)))
    told = node([{"kind": "unpacked", "texts": [packed(data) for data in kinds]}])[0]
    assert told == [hashlib.sha256(data).hexdigest() for data in kinds]
    assert [unpacked(packed(data)) for data in kinds] == kinds


def states(presets: dict[str, Scenario], count: int) -> list[tuple[dict[str, Any], Scenario]]:
    chance, found = random.Random(8), []
    while len(found) < count:
        name = chance.choice(list(presets))
        state = state_of(chance, name, presets[name]) | {"seed": chance.randrange(2**53), "replicates": 7}
        made, _ = played(presets[name], state)
        if made is not None:
            found.append((state, made.with_(seed=state["seed"], replicates=7)))
    return found


def test_a_file_of_the_page_is_the_same_world_on_the_command_line(
    node: Ask, presets: dict[str, Scenario], tmp_path: Path
) -> None:
    chosen = states(presets, 5)
    told = node([{"kind": "file", "state": state} for state, _ in chosen])
    for (state, made), answer in zip(chosen, told, strict=True):
        path = tmp_path / "world.yaml"
        path.write_text(answer["text"], encoding="utf-8")
        loaded = Scenario.load(path)
        assert image(pack(loaded), BASE)[0] == image(pack(made), BASE)[0], answer["text"]
        assert (loaded.seed, loaded.replicates) == (made.seed, made.replicates)
        assert answer["back"]["problems"] == []
        for key in ("preset", "parameters", "actors", "seed", "replicates"):
            assert answer["back"]["state"][key] == state[key], answer["text"]
        same = [{**use, "until": use["until"]} for use in answer["back"]["state"]["policies"]]
        assert same == state["policies"], answer["text"]


def test_what_the_page_cannot_change_is_said_in_sentences(node: Ask) -> None:
    head = "scenario: 1\nextends: status_quo\n"
    files = {
        head + "months: 60\n": "the page cannot change 'months'; run the file with the command line",
        head + "actors: {USA: {cycle: 12}}\n":
            "the page cannot change 'actors.USA.cycle'; run the file with the command line",
        "scenario: 1\nextends: elsewhere.yaml\n":
            "'extends' must name one of the page's presets, not \"elsewhere.yaml\"",
        head + "parameters: {trust.lam_ng: 2}\n": "there is no parameter 'trust.lam_ng'",
        head + "parameters: {provocation.iota: 7}\n": "provocation.iota must be a number from 0 to 1, not 7",
        head + "policies: [pooled_fnd]\n": "there is no policy 'pooled_fnd'",
        head + "seed: {\n": "line 3 lacks a '}'",
        head + "seed 5\n": "line 3 is not of the form 'key: value': seed 5",
        head + "seed: 1\nseed: 2\n": "line 4 says 'seed' a second time",
        head + "policies: 5\n": "'policies' must be a list",
        head + "actors: [USA]\n": "'actors' must be a mapping",
        head + "actors: {USA: {hawkish: perhaps}}\n": "actors.USA.hawkish must be true, false or empty",
        head + "replicates: many\n": "replicates must be a whole number from 1 to 10000, not many",
        head + "policies: [pooled_fund: {from: 2050-01}]\n":
            "policy 'pooled_fund' must begin in a month of the run, 0 to 119",
        head + "policies: [pooled_fund: {strength: '0.5'}]\n":
            "policy 'pooled_fund': strength must lie between 0 and 1, not 0.5",
        head + "__proto__: {a: 1}\n": "line 3 has a key that no scenario has",
        head + "#" * 100_001: "a scenario file of the page has at most 100000 letters",
        "- 1\n": "a scenario file holds lines of the form 'key: value', starting with 'scenario: 1'",
    }  # fmt: skip
    for text, answer in zip(files, node([{"kind": "read", "text": text} for text in files]), strict=True):
        assert answer == {"state": None, "problems": [files[text]]}, text


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # remark\nb: 'x # y'\nc: \"q\\n\"\nd: 1.0e-7\ne: ~\nf: true\ng: 2026-01\n",
        "list:\n  - one\n  - two: {a: 1, b: [x, 'y, z', 3.5]}\n  - three:\n      from: 2026-01\n      until: null\n",
        "list:\n- a: 1\n  b: 2\n- c\nmap:\n  deep:\n    deeper: [ ]\n",
        "long: {a: 1,\n  b: [1,\n  2]}\nnext: word with spaces\n",
    ],
)
def test_yaml_is_read_as_everywhere(node: Ask, text: str) -> None:
    (told,) = node([{"kind": "yaml", "text": text}])
    assert told == pyyaml.load(text, Loader=pyyaml.BaseLoader) or told == pyyaml.safe_load(text)
