from __future__ import annotations

from pathlib import Path

import pytest

from diplosim.experiment.ablate import parts_of, variants
from diplosim.experiment.definition import Definition
from diplosim.experiment.reading import definition_from_dict, load_definition
from diplosim.policies import all_policies, compose, get
from diplosim.scenario import ScenarioError
from tests.experiment.sweeps import document


def taken_apart(**changes: object) -> Definition:
    return definition_from_dict(document(**{"vary": {}, "design": {"method": "grid"}, **changes}))


def policies(definition: Definition) -> dict[str, object]:
    return {arm.name: arm.to_dict()["policies"] for arm in definition.arms}


def test_a_bundle_is_taken_apart_into_its_members() -> None:
    found = policies(taken_apart(arms={"none": [], "b": ["ghd_bundle"]}, ablate=["b"]))
    members = get("ghd_bundle").components
    names = [f"b_{kind}_{member}" for member in members for kind in ("without", "only")]
    assert list(found) == ["none", "b", *names]
    assert found["b_without_delinking"][0]["ghd_bundle"]["without"] == ["delinking"]  # type: ignore[index]


def test_a_list_of_policies_is_taken_apart_into_its_policies_and_a_policy_into_its_levers() -> None:
    arms = {"none": [], "two": ["grit", {"corridor": {"delay_days": 30}}], "fund": ["pooled_fund"]}
    found = policies(taken_apart(arms=arms, ablate=["two", "fund"]))
    assert [next(iter(use)) for use in found["two_without_grit"]] == ["corridor"]  # type: ignore[union-attr]
    assert found["two_only_corridor"][0]["corridor"]["delay_days"] == 30  # type: ignore[index]
    fund = [name for name in found if name.startswith("fund_only_")]
    assert fund == [f"fund_only_{lever}" for lever in ("pooling", "durations", "channels", "mediation")]


@pytest.mark.parametrize("policy", [p for p in all_policies() if len(p.components) > 1], ids=lambda p: p.name)
def test_every_policy_with_parts_can_be_taken_apart(policy: object) -> None:
    name = policy.name  # type: ignore[attr-defined]
    found = taken_apart(arms={"none": [], name: [name]}, ablate=name)
    assert len(found.arms) == 2 + 2 * len(policy.components)  # type: ignore[attr-defined]
    for arm in found.arms:
        compose(arm)


def test_options_that_only_concern_what_is_left_out_are_left_out_too() -> None:
    uses = [{"ghd_bundle": {"from": "2027-01", "prefund": 0.9, "delay_days": 30}}]
    found = {(variant.kind, variant.part): variant.policies[0]["ghd_bundle"] for variant in variants(uses)}
    assert found["without", "pooled_fund"] == {
        "from": "2027-01",
        "delay_days": 30,
        "without": ["pooled_fund"],
    }
    alone = found["only", "pooled_fund"]
    assert alone["prefund"] == 0.9 and alone["from"] == "2027-01" and "delay_days" not in alone


def test_what_is_already_left_out_is_no_part() -> None:
    assert "delinking" not in parts_of([{"ghd_bundle": {"without": ["delinking"]}}])
    assert parts_of([]) == () and parts_of(["digital_health"]) == ()


def test_the_other_circumstances_of_an_arm_stay() -> None:
    arms = {"none": [], "rich": {"policies": ["grit", "corridor"], "actors": {"ROK": {"ceiling_musd": 90}}}}
    for arm in taken_apart(arms=arms, ablate=["rich"]).arms[1:]:
        assert next(actor.ceiling_musd for actor in arm.actors if actor.code == "ROK") == 90


def test_the_resolved_experiment_lists_the_arms_and_repeats_them() -> None:
    once = taken_apart(arms={"none": [], "b": ["grit", "corridor"]}, ablate=["b"])
    assert list(once.document["arms"]) == ["none", "b", "b_without_grit", "b_only_grit", "b_without_corridor",
                                           "b_only_corridor"]  # fmt: skip
    assert definition_from_dict(once.document).arms == once.arms


def test_mistakes_are_told_at_their_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "experiment: 1\nscenario: {scenario: 1}\narms:\n  none: []\n  a: [digital_health]\n  b: [grid]\n"
        "ablate: [none, a, bb, 3, b]\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load_definition(path)
    assert [str(problem).replace(f"{path}:", "") for problem in caught.value.problems] == [
        "6:7: unknown policy 'grid'; did you mean 'grit'?",
        "7:10: 'ablate': the arm 'none' has no policies, so there is nothing to take apart",
        "7:16: 'ablate': the arm 'a' moves a single lever, so there is nothing to take apart",
        "7:19: unknown arm 'bb'; did you mean 'b'?",
        "7:23: 'ablate' must list names of arms, such as [ghd_bundle], not 3",
    ]
