"""Whatever actors are called, what they did is told rightly: no sentence is ever read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import diplosim as ds
from diplosim.cli.explain import command as explain
from diplosim.figures.history.film import film as history
from diplosim.figures.history.lanes import lanes
from diplosim.figures.history.log import news, notable_refusals
from diplosim.report.decisions import important
from diplosim.wording.explain import sentence
from tests.figures.boxes import drawn_texts
from tests.first_model import first_model

NAMES = {
    "ROK": "Seoul (Ministry of Unification)",
    "USA": "Alpha, Beta and Gamma (worth 3 % of it): {actor:name} [x]",
    "EU": "D. E. F, paid by nobody. Then more",
    "PF": "Fund {0} %s - a chance of 5",
}


@pytest.fixture(scope="module")
def scenario() -> ds.Scenario:
    actors = {code: {"name": name} for code, name in NAMES.items()}
    often = {"bargaining.p_unsol": 0.5}
    # The first model, where everybody is refused now and then, for several reasons.
    return ds.Scenario.from_dict({"months": 72, "seed": 3, **first_model(parameters=often, actors=actors)})


@pytest.fixture(scope="module")
def model(scenario: ds.Scenario) -> ds.DiplomacyModel:
    return ds.DiplomacyModel(scenario, replicate=1).run()


@pytest.fixture(scope="module")
def records(model: ds.DiplomacyModel) -> list[dict[str, Any]]:
    found = [one for one in model.records() if {one["actor"], one["target"]} & set(NAMES)]
    assert {"offer_refused", "table_opened"} <= {one["kind"] for one in found}
    return found


def inside(name: str) -> str:
    """The name as it stands inside a sentence."""
    return f"the {name}" if name.startswith("Fund") else name


def test_explain_tells_the_whole_name(scenario: ds.Scenario, tmp_path: Path) -> None:
    file = tmp_path / "named.yaml"
    file.write_text(scenario.to_yaml(), encoding="utf-8")
    for code, kind, words in (
        ("ROK", "offer_refused", "The DPRK refused an offer from {} (worth "),
        ("EU", "offer_refused", "The DPRK refused an offer from {} (worth "),
        ("USA", "table_stayed_closed", "Talks with {} did not begin (a chance of "),
    ):
        asked = [str(file), "--replicate", "1", "--actor", code, "--kind", kind, "--limit", "1"]
        told = " ".join(CliRunner().invoke(explain, asked).output.split())
        assert words.replace("{}", inside(NAMES[code])) in told, told


def test_the_report_splits_no_name(records: list[dict[str, Any]]) -> None:
    steps = important(records, NAMES, most=1000)
    assert steps
    refused = {
        sentence(f"the DPRK refused an offer from {inside(NAMES[r['target']])}")
        for r in records if r["kind"] == "offer_refused"
    }  # fmt: skip
    told = [step for step in steps if step.heading.startswith("The DPRK refused an offer")]
    assert told and {step.heading for step in told} <= refused
    assert all(step.reason.startswith("Worth ") and "most against it: " in step.reason for step in told)


def test_the_film_cuts_no_name(records: list[dict[str, Any]]) -> None:
    told = {one.words for one in news(records, NAMES)}
    for record in records:
        if record["kind"] == "offer_refused":
            assert f"the DPRK refused an offer from {inside(NAMES[record['target']])}" in told
        if record["kind"] == "walk_out":
            assert f"{inside(NAMES[record['actor']])} walked out of the talks" in told


def test_call_outs_tell_other_reasons_apart_by_terms_not_by_words(records: list[dict[str, Any]]) -> None:
    picked = [record for _, record in notable_refusals(records, 2)]
    assert len(picked) == 2
    told = {(one["target"], min(one["terms"], key=one["terms"].get)) for one in picked}
    assert len(told) == 2


@pytest.mark.slow
def test_figures_write_the_names_as_they_are(model: ds.DiplomacyModel, scenario: ds.Scenario) -> None:
    import pandas as pd

    run = model.datacollector.get_model_vars_dataframe().rename_axis("month").reset_index()
    records = model.records()
    shown = " ".join(text for text, _, _ in drawn_texts(lanes(run, records, names=scenario.names)))
    picked = [record for _, record in notable_refusals(records, 2)]
    for record in picked:
        name = scenario.names[record["target"]]
        assert f"The DPRK refused an offer from {inside(name)}" in shown
    film = history(run, pd.DataFrame(model.trust_records()), records, cast=scenario.actors)
    film.bring_to(picked[0]["month"])
    told = "\n".join(text for text, _, _ in drawn_texts(film))
    assert f"the DPRK refused an offer from {scenario.names[picked[0]['target']]}"[:60] in told
