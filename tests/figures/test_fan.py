"""What a fan chart claims is what the runs say: bands, pairs, findings, caption."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from diplosim.figures import alternative_text, fan
from diplosim.figures.charts.bands import bands, ending, gather, quantiles
from diplosim.figures.charts.metrics import METRICS, Metric, choose
from diplosim.metrics import monthly as declared
from diplosim.metrics.column import Column
from tests.figures import mock
from tests.figures.boxes import drawn_texts

LEVEL = Metric("level", "Level", ("disease_burden",), better=-1)


DIRECTIONS = {"lower": -1, None: 0, "higher": 1}


@pytest.mark.parametrize("column", declared.METRICS, ids=lambda column: column.name)
def test_a_panel_of_a_column_has_the_declared_label_and_direction(column: Column) -> None:
    panels = [panel for panel in METRICS.values() if column.name in panel.columns]
    [alone] = choose([column.name], [column.name]) if column.name not in METRICS else [METRICS[column.name]]
    assert all(panel.better == DIRECTIONS[column.better] for panel in (*panels, alone))
    assert all(panel.label.startswith(column.label.partition(",")[0]) for panel in (*panels, alone))
    assert column.label or not panels


def words(figure) -> list[str]:
    return [text for text, _, _ in drawn_texts(figure)]


def shifted(sizes: list[float], months: int = 24) -> pd.DataFrame:
    """Two arms whose disease burden differs by ``sizes`` in the pairs and is equal in everything else."""
    base = mock.trajectories(("a",), months=months, replicates=len(sizes))
    other = base.assign(
        arm="b", disease_burden=base["disease_burden"] + base["replicate"].map(dict(enumerate(sizes)))
    )
    return pd.concat([base, other], ignore_index=True)


def test_quantiles_are_those_of_numpy_and_leave_out_missing_runs() -> None:
    runs = np.random.default_rng(1).normal(size=(40, 7))
    expected = np.quantile(runs, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    assert np.allclose(quantiles(runs), expected)
    assert np.allclose(quantiles(np.vstack([runs, np.full((3, 7), np.nan)])), expected)
    cut = runs.copy()
    cut[0, 3:] = np.nan
    assert np.allclose(quantiles(cut)[:, :3], expected[:, :3])
    assert np.allclose(quantiles(cut)[2, 3:], np.median(runs[1:, 3:], axis=0))
    assert np.isnan(quantiles(np.full((2, 4), np.nan))).all()


def test_pairs_do_not_depend_on_the_order_of_rows() -> None:
    table = mock.trajectories(months=6, replicates=5, samples=2)
    mixed = table.sample(frac=1.0, random_state=3)
    straight, other = (gather(t, ["status_quo", "pooled_fund"]) for t in (table, mixed))
    difference = [f.cube(LEVEL)[1] - f.cube(LEVEL)[0] for f in (straight, other)]
    assert np.allclose(np.sort(difference[0], axis=0), np.sort(difference[1], axis=0))
    one = table[(table["sample"] == 1) & (table["replicate"] == 2) & (table["month"] == 5)].set_index("arm")
    gap = one.loc["pooled_fund", "disease_burden"] - one.loc["status_quo", "disease_burden"]
    assert np.isclose(difference[1][:, 5], gap).any()


def test_a_failed_run_is_left_out_of_its_pair_only() -> None:
    table = mock.trajectories(months=6, replicates=5)
    table = table[~((table["arm"] == "pooled_fund") & (table["replicate"] == 3))]
    futures = gather(table, None)
    assert futures.counts() == [5, 4]
    cube = futures.cube(LEVEL)
    assert ending(cube[0], cube[1], LEVEL).pairs == 4
    assert "4 to 5 simulated futures per policy" in alternative_text(fan(table))


def test_running_sums() -> None:
    monthly = np.arange(30.0)[None, :]
    window = METRICS["provocations"].series(monthly)
    assert np.isnan(window[0, :11]).all()
    assert window[0, 11] == sum(range(12)) and window[0, 29] == sum(range(18, 30))
    assert METRICS["aid_absorbed"].series(monthly)[0, 29] == sum(range(30))
    assert METRICS["provocations"].series(monthly[:, :5])[0, 4] == sum(range(5))


def test_counts_show_the_mean_and_say_so() -> None:
    runs = np.array([[0.0, 1.0], [0.0, 1.0], [3.0, 4.0]])
    assert np.allclose(bands(runs, METRICS["provocations"]).centre, [1.0, 2.0])
    assert np.allclose(bands(runs, METRICS["disease_burden"]).centre, [0.0, 1.0])
    assert "For provocations the line is the mean." in alternative_text(
        fan(mock.trajectories(months=24, replicates=3))
    )


def test_a_finding_needs_nine_of_ten_futures() -> None:
    clear = fan(shifted([-0.05] * 36 + [0.05] * 4), arms={"a": "Now", "b": "Plan"})
    assert alternative_text(clear).startswith(
        "Plan against Now: less disease in at least 9 of 10 futures by 2027"
    )
    unclear = fan(shifted([-0.05] * 35 + [0.05] * 5), arms={"a": "Now", "b": "Plan"})
    assert alternative_text(unclear).startswith("Plan against Now: no clear difference in at least 9 of 10")
    worse = fan(shifted([0.05] * 40), arms={"a": "Now", "b": "Plan"})
    assert alternative_text(worse).startswith("Plan against Now: more disease")


def test_a_tiny_difference_is_a_finding_as_in_every_headline_and_few_pairs_are_none() -> None:
    tiny = fan(shifted([-0.001] * 40), arms={"a": "Now", "b": "Plan"})
    assert "Plan against Now: less disease in at least 9 of 10" in alternative_text(tiny)
    few = fan(shifted([-0.05] * 19), arms={"a": "Now", "b": "Plan"})
    assert alternative_text(few).startswith("Plan against Now, Jan 2026 to Dec 2027. ")


def test_the_strip_counts_better_and_same_futures() -> None:
    shown = words(fan(shifted([-0.05] * 30 + [0.0] * 4 + [0.05] * 6)))
    assert "Difference in the same future: better in 30 of 40, same in 4 of 40" in shown
    assert shown.count("Difference in the same future: none at the end") == 3


def test_numbers_at_the_line_ends_are_the_medians() -> None:
    table = shifted([-0.05] * 9)
    last = table[table["month"] == 23].groupby("arm")["disease_burden"].median()
    shown = words(fan(table, metrics=["disease_burden"]))
    assert f"{last['a']:.2f}" in shown and f"{last['b']:.2f}" in shown and "−0.05" in shown


def test_rows_of_many_policies_tell_the_paired_difference() -> None:
    table = shifted([-0.05] * 40)
    more = [table] + [table[table["arm"] == "b"].assign(arm=name) for name in "cde"]
    shown = words(fan(pd.concat(more), metrics=["disease_burden"]))
    assert shown.count("● −0.05, better in 40 of 40") == 4
    assert "4 policies against A, Jan 2026 to Dec 2027" in shown


@pytest.mark.parametrize("replicates", [1, 7])
def test_caption_tells_bands_runs_seed_and_what_it_is_not(replicates: int) -> None:
    text = alternative_text(fan(mock.trajectories(months=24, replicates=replicates), seed=99))
    assert "seed 99" in text and text.endswith("Thinking aid, not a forecast.")
    if replicates == 1:
        assert "One simulated future per policy" in text and "no bands" in text and "middle" not in text
    else:
        assert "median of 7 simulated futures per policy" in text
        assert "Dark band: middle 50 %" in text and "Light band: middle 90 %" in text


def test_samples_are_told() -> None:
    text = alternative_text(fan(mock.trajectories(months=6, replicates=2, samples=3)))
    assert "median of 6 simulated futures per policy (3 parameter samples)" in text


def test_arms_choose_order_and_names() -> None:
    futures = gather(mock.trajectories(("a", "b", "c"), months=3, replicates=2), {"c": "Third", "a": "First"})
    assert futures.labels == ("Third", "First")
    assert gather(mock.trajectories(("pooled_fund",), months=3, replicates=1), None).labels == (
        "Pooled fund",
    )


def test_wrong_input_is_explained() -> None:
    table = mock.trajectories(months=3, replicates=1)
    with pytest.raises(ValueError, match="unknown metric 'trust_rival'; did you mean 'trust_rivals'"):
        fan(table, metrics=["trust_rival"])
    with pytest.raises(ValueError, match="no runs of arm 'x'; the table has: status_quo, pooled_fund"):
        fan(table, arms=["x"])
    with pytest.raises(ValueError, match="no completed runs"):
        fan(table.iloc[:0])
    with pytest.raises(ValueError, match="needs the trajectory column 'events'"):
        fan(table.drop(columns="events"))
    with pytest.raises(ValueError, match="start must look like 2026-01"):
        fan(table, start="2026-13")


def test_any_column_is_a_metric() -> None:
    (metric,) = choose(["events_class3"], ["events_class3"])
    assert metric.label == "Events class3" and metric.columns == ("events_class3",)
