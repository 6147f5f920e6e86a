"""The page: made of the findings and nothing else, and the shipped one is what its numbers say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import diplosim.evidence
from diplosim.analysis.claims.declared import Claims, read_claims
from diplosim.analysis.claims.findings import measure, read_stored, to_json
from diplosim.analysis.claims.page import page
from diplosim.analysis.claims.prose import headlines
from diplosim.wording.numbers import percent, rough
from tests.analysis.claims.planted import IOTA, sweep, table

ROOT = Path(__file__).parents[3]
SHIPPED = diplosim.evidence.file("claims.yaml")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("planted")
    return measure(table(), {"logodds": sweep(path / "1"), "ewma": sweep(path / "2", calm=1.0, seed=2)})


@pytest.mark.slow
def test_the_planted_effects_are_found_with_what_decides_them_and_where_they_fail(
    planted: dict[str, Any],
) -> None:
    calm, heal = planted["tests"]
    assert calm["drivers"]["decider"] == IOTA
    low, _, high = calm["drivers"]["thirds"]
    assert low < 0.3
    assert high > 0.95
    assert calm["place"]["limits"] == [[IOTA, 1]]
    assert calm["place"]["density"] > 0.9
    assert (heal["verdict"], heal["mean"]) == ("holds", pytest.approx(-0.1, abs=0.001))
    assert (heal["share"], heal["place"]["few"]) == (1.0, 0)


def test_a_verdict_on_the_other_side_under_another_rule_of_trust_is_told(planted: dict[str, Any]) -> None:
    assert [row["flips"] for row in planted["tests"]] == [["ewma"], []]
    text = " ".join(page(table(), planted).split())
    assert "Flipped to the other side: a lowers provocations (K1) (ewma)." in text


def test_a_claim_that_the_data_contradict_is_reported_so(tmp_path: Path) -> None:
    made = measure(table(), {"logodds": sweep(tmp_path / "s", heal=0.2)}, deep=False)
    assert "| P2 b heals (counter-hypothesis) | Park 2023 | fails |" in page(table(), made)


def test_the_numbers_of_the_page_are_those_of_the_results(planted: dict[str, Any]) -> None:
    calm, heal = planted["tests"]
    text = page(table(), planted)
    assert f"a lowers provocations in {percent(calm['share'])} of the samples" in text
    assert f"average change {rough(heal['mean'])} (" in text


def test_other_results_change_the_numbers_and_nothing_else(tmp_path: Path) -> None:
    folders = [sweep(tmp_path / str(seed), seed=seed) for seed in (3, 4)]
    texts = [page(table(), measure(table(), {"logodds": folder}, deep=False)) for folder in folders]
    assert texts[0] != texts[1]
    assert len({re.sub(r"[−+<>]?[\d.,]+", "#", text) for text in texts}) == 1


def test_no_number_of_a_result_is_typed_into_the_table() -> None:
    """Texts hold no digits but those of ids, of a year, and of the limits that a test itself sets."""
    for where, text in _texts(yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))):
        plain = re.sub(r"\{[A-Z]\d+\.\d+\.\w+\}|\b[KPHC]\d+\b|`b_N` below 0\.4|`omega` below 0\.1", "", text)
        assert not re.search(r"\d", plain), (where, text)


def _texts(table: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("headline", one["text"]) for one in table["headlines"]]
    for claim in table["claims"]:
        found += [(claim["id"], claim.get(key, "")) for key in ("claim", "short", "note")]
        found += [(claim["id"], test.get(key, "")) for test in claim["tests"] for key in ("says", "among")]
    return found + [(group["ids"][0], group["why"]) for group in table["untested"]]


def test_a_headline_that_the_findings_do_not_bear_out_is_left_out(planted: dict[str, Any]) -> None:
    told = [
        {"text": "B heals ({P2.1.share}).", "when": {"P2.1": ["holds"]}},
        {"text": "B harms.", "when": {"P2.1": ["fails"]}},
        {"text": "B turns on b_N.", "when": {"K1.1": ["holds mostly", "undecided", "holds"]},
         "turns_on": {"K1.1": "provocation.b_N"}},
    ]  # fmt: skip
    rows = {row["test"]: row for row in planted["tests"]}
    good, left = headlines(table(headlines=told), rows)
    assert good == ["B heals (100 %)."]
    assert left == ["B harms.", "B turns on b_N."]


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    folders = {"logodds": sweep(tmp_path / "1"), "ewma": sweep(tmp_path / "2")}
    one, two = measure(table(), folders), measure(table(), folders)
    assert to_json(one) == to_json(two)
    assert page(table(), one) == page(table(), two)


@pytest.fixture(scope="module")
def shipped() -> Claims:
    return read_claims(SHIPPED)


def test_the_shipped_page_is_what_its_numbers_say(shipped: Claims) -> None:
    made = page(shipped, read_stored(ROOT / "docs" / "findings.json"))
    assert made == (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")


def test_every_headline_of_the_shipped_page_is_borne_out(shipped: Claims) -> None:
    rows = {row["test"]: row for row in read_stored(ROOT / "docs" / "findings.json")["tests"]}
    assert headlines(shipped, rows)[1] == []


def test_every_claim_of_the_model_specification_is_tested_or_explained(shipped: Claims) -> None:
    ids = {claim.id for claim in shipped.claims} | {one for group in shipped.untested for one in group.ids}
    last = {"K": 17, "P": 14, "H": 7, "C": 6}
    assert ids == {f"{letter}{number}" for letter in last for number in range(1, last[letter] + 1)}


def test_the_table_names_arms_and_assumptions_of_its_experiment(shipped: Claims) -> None:
    from diplosim.experiment.reading import load_definition

    made = load_definition(ROOT / "experiments" / f"{shipped.experiment}.yaml")
    arms, varied = {arm.name for arm in made.arms}, {dimension.name for dimension in made.dimensions}
    for key, _, test in shipped.tests():
        assert {test.arm, test.reference or test.arm} <= arms, key
        assert {*test.within, test.watch or next(iter(varied))} <= varied, key


def test_the_shipped_page_points_closer_to_experiments_that_exist(shipped: Claims) -> None:
    for claim in shipped.claims:
        assert not claim.see or (ROOT / "experiments" / f"{claim.see}.yaml").is_file(), claim.id
