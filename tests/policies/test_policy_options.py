"""Options: exact errors at exact places."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_helpers import levers, refusal

from diplosim.policies import Option, Policy, Settings
from diplosim.scenario import Scenario, ScenarioError

FILE = """\
scenario: 1
name: errors
policies:
  - pooled_fnd
  - pooled_fund:
      comitment_months: 60
  - corridor: {from: 2026-07,
               delay_days: 1000}
  - ghd_bundle:
      contributors: [ROK, EU, XYZ]
  - universal_framing: {strength: 0.5}
"""


def test_every_problem_is_reported_at_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "errors.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    places = {(p.line, p.column): p.message for p in caught.value.problems}
    assert "did you mean 'pooled_fund'" in places[4, 5]
    assert "did you mean 'commitment_months'" in places[6, 7]
    assert "'delay_days' must be a number from 1 to 165, not 1000" in places[8, 28]
    assert "unknown contributor 'XYZ'; donors with a budget are USA" in places[10, 21]
    assert "strength must be 0 or 1, not 0.5" in places[11, 35]
    assert len(places) == len(caught.value.problems) == 5


def test_a_mistyped_option_hides_no_other_fault_of_its_entry() -> None:
    told = refusal({"pooled_fund": {"strenth": 0.5, "prefund": 7, "contributors": ["ROC", "USA", "JPN"]}})
    assert "did you mean 'strength'" in told and "'prefund' must be a number from 0 to 1, not 7" in told
    assert "unknown contributor 'ROC'; did you mean 'ROK'?" in told
    apart = {"comitment_months": 60, "without": ["pooled_fund"], "contributors": ["ROC", "USA", "JPN"]}
    assert "unknown contributor" not in refusal(
        {"ghd_bundle": apart}
    )  # whether there is a fund depends on others


def test_a_conflict_is_reported_at_the_later_entry(tmp_path: Path) -> None:
    path = tmp_path / "conflict.yaml"
    path.write_text("scenario: 1\npolicies:\n  - grit\n  - corridor\n  - tit_for_tat\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"conflict\.yaml:5:5: policies 'grit' and 'tit_for_tat'"):
        Scenario.load(path)


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ({"corridor": {"delay_days": "15"}}, "write it without quotes"),
        ({"corridor": {"delay_days": True}}, "a number from 1 to 165, not true"),
        ({"corridor": {"carve_out": "40%"}}, "write 0.4"),
        ({"corridor": {"carve_out": None}}, "not an empty value"),
        ({"pooled_fund": {"commitment_months": 24}}, "12, 36 or 60, not 24"),
        ({"ghd_bundle": {"commitment_months": 12}}, "36 or 60, not 12"),
        ({"comprehensive": {"commitment_months": 36}}, "a list out of 12, 36 and 60, not 36"),
        ({"comprehensive": {"commitment_months": []}}, "not an empty list"),
        ({"cofinancing": {"shares": [0.3, 0.95]}}, "from 0 to 0.9, not 0.95"),
        ({"ghd_bundle": {"without": ["grit"]}}, "not 'grit'"),
        ({"ghd_bundle": {"without": ["delinkin"]}}, "did you mean 'delinking'"),
        ({"ghd_bundle": {"without": ["pooled_fund"], "prefund": 0.2}}, "which 'without' leaves out"),
        ({"grit": {"step": 0.1}}, "it has no options of its own"),
        ({"corridor": {"strenght": 0.5}}, "did you mean 'strength'"),
    ],
)
def test_wrong_options_are_explained(use: object, words: str) -> None:
    assert words in refusal(use)


def test_leaving_out_every_member_is_refused() -> None:
    from diplosim.policies.catalogue.bundles import CONDITIONAL_BUNDLE_PARTS as PARTS

    everybody = list(PARTS.parts)
    assert "leaves out every member" in refusal({"conditional_bundle": {"without": everybody}})


def test_whole_numbers_and_fractions_are_one() -> None:
    assert levers({"corridor": {"delay_days": 30}}) == levers({"corridor": {"delay_days": 30.0}})
    assert Option("n", 1, "integer", "-", "count", 0, 5).check(2.0) == 2
    with pytest.raises(ValueError, match="whole number"):
        Option("n", 1, "integer", "-", "count", 0, 5).check(2.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"d": 1.5},
        {"menu_r": ()},
        {"menu_r": (3,)},
        {"menu_k": ("mail",)},
        {"menu_D": (6,)},
        {"menu_c": (1.0,)},
        {"menu_q": (1, 1)},
        {"W_policy": -1.0},
        {"press": -0.1},
    ],
)
def test_settings_outside_the_model_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


def test_declarations_that_would_mislead_are_refused() -> None:
    texts = dict.fromkeys(("title", "summary", "hypothesis", "source", "risk"), "for a test")
    option = Option("from", 1, "integer", "-", "hides the schedule")
    with pytest.raises(ValueError, match="hide"):
        Policy(name="a", settings=lambda s, o: Settings(), options=(option,), **texts)
    with pytest.raises(ValueError, match="small letters"):
        Policy(name="A b", settings=lambda s, o: Settings(), **texts)
    twice = Option("x", 1, "integer", "-", "given twice")
    with pytest.raises(ValueError, match="twice"):
        Policy(name="a", settings=lambda s, o: Settings(), options=(twice, twice), **texts)
