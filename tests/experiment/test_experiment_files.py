from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diplosim.experiment.definition import definition_of, resolved_yaml
from diplosim.experiment.plan import make_plan
from diplosim.experiment.reading import definition_from_dict, load_definition
from diplosim.scenario import PARAMETERS, Scenario, ScenarioError
from tests.experiment.sweeps import document, small

EXPERIMENTS = sorted(
    path
    for path in (Path(__file__).parents[2] / "experiments").glob("*.yaml")
    if "\nexperiment: 1\n" in path.read_text(encoding="utf-8")  # not the designs
)

BROKEN = """\
# What?
experiment: 1
scenario: base.yaml
reference: nobody
arms:
  a: [pooled_fnd]
  b: [{pooled_fund: {strength: 3}}]
  c: {polices: []}
  d: [pooled_fund]
vary:
  provocation.iotta: {uniform: [0, 1]}
  provocation.iota: {uniform: [1, 0]}
  provocation.spi: {value: [1]}
  actors.ROC.ceiling_musd: default_range
  actors.ROK.ceiling: {uniform: [0, 1]}
  trust.lam_neg: {uniform: [-3, high]}
  trust.rule: {uniform: [0, 1]}
design: {method: lsh, samples: 500}
outcomes: [events_per_yeer]
replicate: 3
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "base.yaml").write_text("scenario: 1\nname: base\nmonths: 12\n")
    path = folder / "x.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load_definition(path)
    return [str(problem).replace(f"{path}:", "") for problem in caught.value.problems]


def test_all_problems_are_told_at_once_each_at_its_place(tmp_path: Path) -> None:
    assert problems(tmp_path, BROKEN) == [
        "4:12: unknown arm 'nobody'; allowed: a, b, c, d",
        "6:7: unknown policy 'pooled_fnd'; did you mean 'pooled_fund'?",
        "7:32: policies[0] (pooled_fund).strength must be a number from 0 to 1, not 3",
        "8:7: arms.c: unknown key 'polices'; did you mean 'policies'?",
        "11:3: unknown parameter 'provocation.iotta'; did you mean 'provocation.iota'?",
        "12:31: provocation.iota.uniform must be two values, the lower one first",
        "13:21: provocation.spi: unknown form 'value'; did you mean 'values'?",
        "14:3: unknown actor 'ROC'; did you mean 'ROK'?",
        "15:3: unknown attribute of actors 'ceiling'; did you mean 'ceiling_musd'?",
        "16:29: trust.lam_neg must be a number from 0 to 20, not -3",
        "16:33: trust.lam_neg must be a number from 0 to 20, not 'high'",
        "17:26: trust.rule must be one of logodds, ewma, beta, not 0",
        "17:29: trust.rule must be one of logodds, ewma, beta, not 1",
        "18:18: design.method must be one of grid, list, lhs, sobol, saltelli, morris, not 'lsh'; "
        "did you mean 'lhs'?",
        "19:12: unknown outcome 'events_per_yeer'; did you mean 'events_per_year'?",
        "20:1: unknown key 'replicate'; did you mean 'replicates'?",
    ]


def test_problems_of_the_scenario_file_are_told_in_that_file(tmp_path: Path) -> None:
    text = "experiment: 1\nscenario: other.yaml\n"
    (tmp_path / "other.yaml").write_text("scenario: 1\nmonth: 3\n")
    assert problems(tmp_path, text) == [
        f"{tmp_path}/other.yaml:2:1: unknown key 'month'; did you mean 'months'?"
    ]
    assert "there is no such file" in problems(tmp_path, "experiment: 1\nscenario: gone.yaml\n")[0]
    assert "this is a scenario file" in problems(tmp_path, "scenario: 1\n")[0]
    assert "needs 'scenario'" in problems(tmp_path, "experiment: 1\n")[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"design": {"method": "sobol", "samples": 500}}, "256 or 512"),
        ({"design": {"method": "lhs"}}, "needs 'samples'"),
        ({"design": {"method": "morris", "samples": 3, "levels": 5}}, "levels must be even"),
        ({"design": {"method": "list"}}, "leave out 'vary'"),
        ({"vary": {"policies.pooled_fund.strenth": {"values": [1]}}}, "did you mean 'strength'"),
        ({"vary": {"policies.grit.strength": {"values": [1]}}}, "no arm uses a policy 'grit'"),
        ({"vary": {"policies.pooled_fund.from": {"values": ["2026-09"]}}}, "a month from 2026-01 to 2026-04"),
        ({"vary": {"actors.ROK.ceiling_musd": "default_range"}, "arms": {}}, ""),
        ({"vary": {"delivery.rho_tr": "default_range"}}, "has no declared range"),
        ({"vary": {"provocation.spi": {"log": [-1, 1]}}}, "above 0"),
        ({"arms": {"a b": []}}, "letters, digits"),
        ({"arms": {"a": 3}}, "must be a list of policies"),
        ({"vary": {"provocation.iota": {"values": [0.1, 0.1]}}}, "twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(changes: dict[str, Any], message: str) -> None:
    data = document(**changes)
    if not message:  # the range of a budget is declared: it may be sampled
        assert definition_from_dict(data).dimensions[0].high == 100_000
        return
    with pytest.raises(ScenarioError, match=message):
        definition_from_dict(data)


def test_an_arm_may_change_circumstances_too() -> None:
    arms = {"base": [], "rich": {"policies": ["grit"], "actors": {"ROK": {"ceiling_musd": 99}},
                                 "parameters": {"trust.omega": 0.4},
                                 "events": [{"at": 2, "kind": "flood", "severity": 0.1}]}}  # fmt: skip
    definition = definition_from_dict(document(arms=arms, vary={}, design={}))
    base, rich = definition.arms
    assert (base.actor("ROK").ceiling_musd, rich.actor("ROK").ceiling_musd) == (30, 99)
    assert rich.parameters["trust.omega"] == 0.4
    assert [use.name for use in rich.policies] == ["grit"]
    assert [event.month for event in rich.events] == [2]
    assert base.seed == rich.seed == 7


def test_a_scenario_written_out_in_an_experiment_may_extend_another() -> None:
    arms = {"whole": [], "begin": {"scenario": {"scenario": 1, "extends": "status_quo", "months": 1}}}
    whole, begin = definition_from_dict({"experiment": 1, "scenario": "status_quo", "arms": arms}).arms
    assert begin.months == 1
    assert (begin.actors, begin.agreements, begin.parameters) == (
        whole.actors,
        whole.agreements,
        whole.parameters,
    )


def test_the_reference_comes_first_and_without_arms_the_scenario_is_the_only_one() -> None:
    assert [arm.name for arm in small(reference="pooled").arms] == ["pooled", "status_quo", "easing"]
    data = document(vary={}, design={})
    del data["arms"]
    assert [arm.name for arm in definition_from_dict(data).arms] == ["tiny"]


def test_options_replace_lines_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("scenario: 1\nmonths: 12\n")
    (tmp_path / "x.yaml").write_text("experiment: 1\nscenario: base.yaml\nreplicates: 5\n")
    changes = {"seed": 3, "replicates": 2, "set": {"trust.omega": 0.1, "months": 7}}
    [arm] = load_definition(tmp_path / "x.yaml", changes).arms
    assert (arm.seed, arm.replicates, arm.months, arm.parameters["trust.omega"]) == (3, 2, 7, 0.1)


@pytest.mark.slow
@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_shipped_experiments_begin_with_their_question_and_resolve_to_themselves(
    path: Path, tmp_path: Path
) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Question: ")
    definition = load_definition(path)
    assert definition.name == path.stem
    assert definition.question.endswith("?")
    assert not definition.warnings
    plan = make_plan(definition, "mesa")
    assert f"{plan.runs:,}".replace(",", " ") in path.read_text(encoding="utf-8")
    again = tmp_path / "experiment.yaml"
    again.write_text(resolved_yaml(definition.document), encoding="utf-8")
    assert make_plan(load_definition(again), "mesa").facts == plan.facts


def test_the_policy_sweep_has_every_policy() -> None:
    from diplosim.policies import names

    assert len(EXPERIMENTS) >= 4
    arms = load_definition(next(path for path in EXPERIMENTS if path.stem == "policy_sweep")).arms
    assert {arm.name for arm in arms} == {"status_quo", *names()}


def test_the_screening_varies_every_number_that_has_a_range() -> None:
    """Fitted, calibrated and deeply uncertain ones; the pages of the experiment and of sensitivity say how many."""
    [file] = [path for path in EXPERIMENTS if path.stem == "what_drives_provocations"]
    ranged = [n for n, p in PARAMETERS.items() if p.kind == "float" and p.cls in "FCU" and p.low is not None]
    assert [one.name for one in load_definition(file).dimensions] == ranged
    page = (file.parents[1] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    assert (
        f"{len(ranged)} in all" in file.read_text(encoding="utf-8") and f"Morris, all {len(ranged)} |" in page
    )


@pytest.mark.slow
def test_a_comparison_of_every_policy_can_be_read_again(tmp_path: Path) -> None:
    from diplosim.policies import names

    base = Scenario.from_dict({"scenario": 1, "name": "now", "months": 2})
    definition = definition_of([base, *(base.with_(name=name, policies=[name]) for name in names())])
    path = tmp_path / "experiment.yaml"
    path.write_text(resolved_yaml(definition.document), encoding="utf-8")
    assert make_plan(load_definition(path), "mesa").facts == make_plan(definition, "mesa").facts


def test_a_definition_holds_checked_scenarios() -> None:
    assert all(isinstance(arm, Scenario) for arm in small().arms)
