"""Which decisions a report tells, and what it counts."""

from __future__ import annotations

from typing import Any

import pytest

import diplosim as ds
from diplosim.report.decisions import MOST, TOLD, against, counted, important


def record(kind: str, month: int = 0, **more: Any) -> dict[str, Any]:
    return {"month": month, "date": f"2026-{month + 1:02d}", "kind": kind, "actor": "EU", "target": "DPRK",
            "outcome": kind, "classes": [3], "terms": {}, **more}  # fmt: skip


def test_steps_are_in_order_of_time_and_few_of_each_kind() -> None:
    records = [record(kind, month) for month in range(12) for kind in TOLD]
    steps = important(records, {})
    assert len(steps) == MOST
    assert [step.date for step in steps] == sorted(step.date for step in steps)


def test_the_nearest_miss_and_the_largest_agreement_are_told() -> None:
    missed = [record("offer_refused", m, value=-m, threshold=0.5) for m in range(9, 3, -1)]
    signed = [record("agreement_signed", m, pledged_kusd=1000 * m) for m in range(10)]
    dates = [step.date for step in important([*missed, *signed], {})]
    assert {"2026-05", "2026-06", "2026-10", "2026-09", "2026-08", "2026-07"} == set(dates)


def test_a_signature_takes_its_reason_from_the_yes_before_it() -> None:
    yes = record(
        "proposal_accepted", actor="DPRK", target="EU", round=0, terms={"money": 0.5, "access": -0.25}, value=0.25,
        threshold=0.125, missing=-0.125, package={"channel": "UNA"},
    )  # fmt: skip
    signed = record("agreement_signed", programme_musd=3.0, months=12, donors=["EU"])
    step = important([yes, signed], {"UNA": "UN agencies", "EU": "European donors"})[0]
    assert step.heading == (
        "European donors and the DPRK signed an agreement: 3.0 M$ over 12 months, paid by European donors."
    )
    assert step.reason == (
        "In round 1 of the talks with European donors the DPRK accepted the proposal: worth 0.250 against a threshold "
        "of 0.125; most for it: money (+0.500); most against it: access (−0.250)."
    )
    assert step.change == "More than 0.125 less in the sum of its terms."
    assert step.package == "Channel UN agencies."


@pytest.mark.parametrize(("name", "months"), [("pooled_fund", 22), ("episode_e9_covid_closure", 36)])
def test_counts_are_those_of_the_columns(name: str, months: int) -> None:
    """A pool that is signed without three of its members did not fail; talks ended by a closed stance were left."""
    model = ds.DiplomacyModel(
        ds.Scenario.from_dict({**ds.Scenario.load(name).to_dict(), "months": months})
    ).run()
    records = [event.to_dict() for event in model.log]
    told, sums = dict(counted(records)), model.datacollector.get_model_vars_dataframe().sum()
    offers = [told[f"Offers from outside talks {answer}"] for answer in ("refused", "accepted")]
    assert told["Provocations of class 1"] + told["Provocations of class 2 or 3"] == sums["events"]
    assert told["Resolutions of the Security Council"] == sums["resolutions"]
    assert told["Talks that lapsed or were left"] == sums["lapses"] + sums["walk_outs"]
    assert offers == [sums["offers_refused"], sums["offers_made"] - sums["offers_refused"]]
    assert told["Packages not ratified"] == sums["failed_ratifications"]
    assert told["Agreements signed"] == sums["agreements_signed"]
    assert told["Agreements suspended"] == sums["suspensions"]
    assert told["Agreements cancelled"] == sums["cancellations"]
    refusals = sum(record["kind"] == "ratification_refused" for record in records)
    assert told["Ratifications refused by single members"] == refusals
    no = [r for r in records if r["kind"] in ("offer_refused", "proposal_rejected")]
    refused = [r for r in no if min(r["terms"].values()) < 0]
    assert sum(count for _, count in against(records)) == len(refused)


def test_a_failure_of_one_party_alone_is_told_once() -> None:
    alone = [record("ratification_refused", 3), record("ratification_failed", 3, opposed=["EU"])]
    pool = [record("ratification_refused", 5, actor="USA"),
            record("ratification_failed", 5, actor="PF", opposed=["USA"])]  # fmt: skip
    assert [step.date for step in important([*alone, *pool], {})] == ["2026-04", "2026-06", "2026-06"]


def test_an_empty_history_has_no_steps() -> None:
    assert important([], {}) == [] == against([])
    assert all(count == 0 for _, count in counted([]))
