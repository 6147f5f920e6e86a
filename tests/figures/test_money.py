"""Pipeline and money flow: every stage is the next one plus what fell off, and widths are true to the k$."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from diplosim.figures import alternative_text, money, pipeline
from diplosim.figures.charts.pipeline import by_fate
from diplosim.figures.history.accounts import musd, reached
from diplosim.figures.history.money import TINY, WHOLE, read_money
from tests.figures import mock
from tests.figures.boxes import drawn_texts, faults

LONG = "Pooled five-year health fund with unconditional humanitarian easing, regional surveillance and restraint, no. "


def words(figure: Figure) -> str:
    return " | ".join(text for text, _, _ in drawn_texts(figure))


def test_stages_and_fates_add_up_to_the_k_dollar() -> None:
    found = read_money(*mock.ledgers(codes=("EU", "PF", "ROK", "USA"), scale=98_765))
    for stage, after in pairwise(found.stages):
        assert stage.amount == after.amount + sum(fate.amount for fate in stage.lost)
    assert found.pledged == found.absorbed + sum(fate.amount for fate in found.fates)
    assert sum(amount for _, amount in by_fate(found)) == found.pledged
    assert sum(amount for _, amount in found.partners) == found.pledged
    assert all(fate.amount > 0 for fate in found.stages[0].lost), "the mock has money in every place"


def test_what_lost_access_and_complying_with_sanctions_took_is_told_apart() -> None:
    tables, months = mock.ledgers(scale=400_000)
    told = {fate.label: fate.amount for fate in read_money(tables, months).fates}
    lost = round(
        1000 * months.loc[months["replicate"] == 0, ["kept_out_musd", "compliance_musd"]].sum().sum()
    )
    assert told["kept out by lost access"] + told["cost of complying with sanctions"] == lost > 0
    older = months.drop(columns=["kept_out_musd", "compliance_musd"])
    before = {fate.label: fate.amount for fate in read_money(tables, older).fates}
    assert before["overhead"] == told["overhead"] + told["cost of complying with sanctions"]
    assert before["never paid"] == told["never paid"] + told["kept out by lost access"]


def test_amounts_are_those_of_the_columns_of_the_run_and_what_they_leave_out_is_named() -> None:
    """At the start agreements were in force, and a cancellation left goods behind: no column of a run counts these."""
    tables, months = mock.ledgers(scale=400_000)
    last = tables[tables["month"] == tables["month"].max()]
    pledged, diverted = last["pledged"].sum() - 19_200, last["diverted"].sum() - 800
    first = months["month"] == 0
    at_once = months.assign(
        aid_pledged_musd=first * pledged / 1000, aid_diverted_musd=first * diverted / 1000
    )
    found = read_money(tables, at_once)
    told = {fate.label: fate.amount for fate in found.fates}
    assert (told["diverted"], told["left behind at a cancellation"]) == (diverted, 800)
    assert found.pledged - found.standing == pledged
    for figure in (money(tables, at_once), pipeline(tables, at_once)):
        assert "agreements in force at the start count too (19.2 M$)" in alternative_text(figure)
    assert "at the start" not in alternative_text(money(tables, months))


def test_the_headline_of_policies_is_the_median_of_their_runs_and_of_what_was_paid() -> None:
    """The history that is drawn may run against the rest, and money that is not due yet is not lost."""
    tables, months = mock.ledgers(["a", "b"], replicates=3, scale=400_000)
    months.loc[months["replicate"] > 0, ["aid_absorbed_musd", "donors_paid_musd"]] /= 2
    sums = months.groupby(["arm", "replicate"])[["aid_absorbed_musd", "donors_paid_musd"]].sum()
    middle = sums.groupby("arm").median()
    words_of = [f"{musd(1000 * got)} of {musd(1000 * paid)} M$ paid under" for got, paid in middle.to_numpy()]
    assert alternative_text(pipeline(tables, months)).startswith(
        f"Aid that reached the health system, median of 3 runs: {words_of[1]} B and {words_of[0]} A"
    )
    worst = reached(
        read_money(tables[tables["arm"] == "a"], months[(months["arm"] == "a") & (months["replicate"] == 0)])
    )
    assert "not paid yet" not in worst and "largest loss: " in worst


def test_money_that_is_not_accounted_for_is_refused() -> None:
    tables, months = mock.ledgers()
    tables.loc[(tables["month"] == 59) & (tables["table"] == "EU"), "held"] += 1
    with pytest.raises(ValueError, match="do not add up between 'Disbursed' and 'Arrived': -1 k"):
        read_money(tables, months)


def test_heights_of_ribbons_are_true_to_the_k_dollar() -> None:
    tables, months = mock.ledgers(codes=("EU", "PF", "USA"), scale=98_765)
    found = read_money(tables, months)
    [panel] = money(tables, months).axes
    ribbons = [patch for patch in panel.patches if isinstance(patch, PathPatch)]
    drawn = [round(_height(patch) / WHOLE * found.pledged) for patch in ribbons]
    stages = found.stages
    expected = [after.amount for after in stages[1:]]
    expected += [fate.amount for fate in found.fates if fate.amount > TINY * found.pledged]
    assert sorted(drawn) == sorted(expected)


def _height(patch: PathPatch) -> float:
    """Both ends of a ribbon have the height."""
    at = np.asarray(patch.get_path().vertices)
    assert at[4, 1] - at[3, 1] == pytest.approx(at[7, 1] - at[0, 1])
    return float(at[4, 1] - at[3, 1])


def test_what_is_too_thin_to_draw_is_named() -> None:
    tables, months = mock.ledgers(months=120, scale=50_000)
    last = tables["month"] == 119
    for name in ("held", "stock"):  # all but a little of what waits has been absorbed
        moved = (tables.loc[last, name] - 1).clip(lower=0)
        tables.loc[last, "absorbed"] += moved
        tables.loc[last, name] -= moved
        if name == "held":
            months.loc[months["month"] == 119, "aid_arrived_musd"] += moved.sum() / 1000
    text = alternative_text(money(tables, months))
    assert "Too thin to draw: " in text and "held < 0.1" in text and "in stock < 0.1" in text


def test_the_headline_is_the_share_that_was_absorbed() -> None:
    tables, months = mock.ledgers(scale=400_000)
    found = read_money(tables, months)
    share = f"({100 * found.absorbed / found.pledged:.0f} %) reached the health system"
    text = alternative_text(money(tables, months, label="Plan", seed=7))
    assert text.startswith("One history of Plan: of ") and share in text and "seed 7" in text
    assert "co-financing" in text
    assert share in alternative_text(pipeline(tables, months))


def test_a_history_without_pledges_is_told_in_a_sentence() -> None:
    tables, months = mock.ledgers(scale=0)
    for figure in (money(tables, months), pipeline(tables, months)):
        assert faults(figure) == []
        assert "no agreement was signed, so nothing was pledged" in alternative_text(figure)
    several = pipeline(*mock.ledgers(["a", "b"], scale=0))
    assert "nothing was pledged" in alternative_text(several) and faults(several) == []


@pytest.mark.slow
@pytest.mark.parametrize(("count", "replicates"), [(1, 1), (1, 3), (2, 1), (4, 3), (5, 1), (20, 1)])
def test_pipeline_of_any_number_of_policies(count: int, replicates: int) -> None:
    arms = [f"policy_{i:02d}" for i in range(count)]
    tables, months = mock.ledgers(arms, months=24, replicates=replicates, scale=123_456)
    for labels in (None, {arm: f"{LONG}{i}" for i, arm in enumerate(arms)}):
        figure = pipeline(tables, months, arms=labels, seed=20260101)
        assert faults(figure) == []
    assert ("middle 90 % of all 3 runs" in alternative_text(figure)) == (replicates == 3 and count <= 4)


def test_many_policies_are_ranked_by_what_was_absorbed() -> None:
    tables, months = mock.ledgers([f"p{i}" for i in range(6)])
    shown = words(pipeline(tables, months))
    assert shown.index("P5") < shown.index("P3") < shown.index("P0 (reference)")


@pytest.mark.slow
@pytest.mark.parametrize("tables", [2, 9, 30])
@pytest.mark.parametrize("scale", [1, 7_777, 99_999_999])
def test_money_flow_of_any_size_and_number_of_donors(tables: int, scale: int) -> None:
    codes = [f"X{i}" for i in range(tables)]
    names = {code: f"Additional donor country number {code} and partners" for code in codes}
    figure = money(*mock.ledgers(codes=codes, scale=scale), names=names, label=LONG, seed=1)
    assert faults(figure) == []


@pytest.mark.slow
@pytest.mark.parametrize("months", [1, 13, 36, 360])
def test_money_of_any_horizon(months: int) -> None:
    tables, trajectory = mock.ledgers(months=months)
    assert faults(money(tables, trajectory)) == [] == faults(pipeline(tables, trajectory))


def test_wrong_input_is_explained() -> None:
    tables, months = mock.ledgers(["a", "b"], months=13)
    with pytest.raises(ValueError, match="one run; choose one arm"):
        money(tables, months)
    with pytest.raises(ValueError, match="no money to draw"):
        money(tables.iloc[:0], months)
    with pytest.raises(ValueError, match="no money to draw"):
        pipeline(tables.iloc[:0], months)
    with pytest.raises(ValueError, match="no accounts of arm 'x'; the table has: a, b"):
        pipeline(tables, months, arms=["x"])
    assert isinstance(pipeline(pd.concat([tables]), months, arms=["b"]), Figure)
