"""An outcome has one interval and one verdict, wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.attribution import PARTS, split, told_apart
from diplosim.analysis.compare import Effect, compare, side
from diplosim.analysis.output import STAR, starred
from diplosim.figures.charts.bands import ending, gather
from diplosim.figures.charts.effect_rows import gather_effects
from diplosim.figures.charts.metrics import METRICS
from diplosim.figures.charts.multiples import paired_look
from diplosim.figures.layout import roles
from diplosim.report.blocks import Table
from diplosim.report.material import Material
from diplosim.report.sections.attribution import tables_of_parts
from diplosim.report.sections.compare import compared, results_of_arms
from diplosim.report.words import title
from diplosim.results import Results, open_results, read_summary
from diplosim.wording.numbers import DASH, decimals, of_pairs, signed
from diplosim.wording.verdicts import BETTER, FEWEST_FUTURES, FEWEST_PAIRS, NEARLY_ALL, SIDES, WORSE
from tests.report.folders import pair, sweep

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

SHOWN = ("diff_mean", "diff_low", "diff_high", "share_better", "share_equal", "share_worse", "n_pairs")


@pytest.fixture(scope="module", params=["sweep", "comparison", "many arms"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "r"
    if request.param == "comparison":
        return pair(folder)
    few = request.param == "sweep"
    return sweep(folder, arms=3 if few else 5, samples=5, replicates=4)


@pytest.fixture(scope="module")
def folder(results: Path) -> Results:
    return open_results(results)


@pytest.fixture(scope="module")
def rows(folder: Results) -> list[Effect]:
    return compare(folder, folder.outcomes)


def test_summary_and_compare_say_the_same_of_every_outcome(
    results: Path, folder: Results, rows: list[Effect]
) -> None:
    summary = read_summary(results).set_index(["arm", "outcome"])
    assert len(rows) == len(folder.outcomes) * (len(folder.arms) - 1) > 40
    for row in rows:
        other = summary.loc[(row["arm"], row["outcome"])]
        assert other["verdict"] == row["verdict"]
        for name in SHOWN:
            one = float("nan") if row[name] is None else row[name]
            assert other[name] == pytest.approx(one, rel=1e-12, nan_ok=True), (row["outcome"], name)


def test_every_row_that_is_compared_has_a_verdict_and_no_other(results: Path) -> None:
    summary = read_summary(results)
    compared = summary["share_equal"].notna() | (summary["n_pairs"] == 0) & (summary["kind"] == "outcome")
    assert (summary["verdict"].notna() == compared).all()


def told(row: Effect) -> list[str]:
    """Mean, interval, shares, pairs and verdict as the report writes them."""
    places = decimals(row["diff_mean"], row["diff_low"], row["diff_high"])
    low, high = row["diff_low"], row["diff_high"]
    interval = DASH if low is None else f"{signed(low, places)} to {signed(high, places)}"
    shares = [of_pairs(row[f"share_{word}"], row["n_pairs"]) for word in ("better", "equal", "worse")]
    return [signed(row["diff_mean"], places), interval, *shares, f"{row['n_pairs']:,}", row["verdict"]]


def tables(material: Material) -> Iterator[tuple[str, str, list[str], str]]:
    """Caption, first cell, the other cells without the quantiles, and the tone of the verdict, line by line."""
    section = compared(material)
    assert section is not None
    for table in section.blocks:
        if isinstance(table, Table) and "Middle 90 % of pairs" in [column.title for column in table.columns]:
            at = [column.title for column in table.columns].index("Middle 90 % of pairs")
            for first, *cells in table.cells():
                words = [cell.text for cell in cells]
                yield table.caption, first.text, words[: at - 1] + words[at:], cells[-1].tone


def test_the_cells_of_the_report_are_what_compare_says(folder: Results, rows: list[Effect]) -> None:
    material = Material(folder)
    known = {(material.label(row["arm"]), title(row["outcome"])): row for row in rows}
    seen = set()
    for caption, first, cells, tone in tables(material):
        keys = [
            key for key in known if first in key and all(caption.startswith(k) or k == first for k in key)
        ]
        if first == title("burden_averted_months"):
            continue
        assert len(keys) == 1, (caption, first)
        row = known[keys[0]]
        assert cells == told(row), keys
        assert tone == (row["verdict"] if row["verdict"] in (BETTER, WORSE) else "")
        seen.add(keys[0])
    assert len(seen) == (len(folder.arms) - 1) * len(material.outcomes) >= 2


def test_what_is_whose_doing_obeys_the_same_interval_and_verdict(folder: Results, rows: list[Effect]) -> None:
    whole = {(row["arm"], row["outcome"]): row for row in rows}
    alone = {
        (row["arm"], row["outcome"]): row
        for row in compare(folder.restricted(list(folder.added)), folder.outcomes)
    }
    split_arms = told_apart(folder)
    assert len(split_arms) == (len(folder.arms) == 2)  # the comparison changes its world as well
    for change in split_arms:
        parts = {(part["part"], part["outcome"]): part for part in split(folder, change, folder.outcomes)}
        for name in folder.outcomes:
            for part, other in (
                ("together", whole[change.arm, name]),
                ("world", alone[str(change.bridge), name]),
            ):
                assert {key: parts[part, name][key] for key in (*SHOWN, "verdict")} == {  # type: ignore[literal-required]
                    key: other[key]
                    for key in (*SHOWN, "verdict")  # type: ignore[literal-required]
                }
    material = Material(folder)
    shown = [block for block in tables_of_parts(material) if isinstance(block, Table)]
    assert len(shown) == len(split_arms)
    for change, table in zip(split_arms, shown, strict=True):
        parts = {
            (part["part"], title(part["outcome"])): part for part in split(folder, change, material.outcomes)
        }
        for first, *cells in table.cells():
            for place, name in enumerate(PARTS):
                words = told({**whole[change.arm, folder.outcomes[0]], **parts[name, first.text]})
                assert [cell.text for cell in cells[2 * place : 2 * place + 2]] == [
                    f"{words[0]} ({words[1]})",
                    words[-1],
                ]


def test_the_results_of_two_arms_hold_the_same_difference_and_verdict(
    folder: Results, rows: list[Effect]
) -> None:
    if len(folder.arms) != 2:  # only two arms have their difference beside their levels
        assert len(folder.arms) > 2
        return
    known = {title(row["outcome"]): told(row) for row in rows}
    [table] = [block for block in results_of_arms(Material(folder)).blocks if isinstance(block, Table)]
    for first, *_, difference, verdict in table.cells():
        words = known[first.text.partition(" (")[0]]
        assert (difference.text, verdict.text) == (f"{words[0]} ({words[1]})", words[-1])


def test_the_effects_that_are_drawn_are_those_of_the_same_pairs(
    results: Path, folder: Results, rows: list[Effect]
) -> None:
    drawn = gather_effects(read_summary(results), None, folder.outcomes, ranked=False)
    for row in rows:
        cell = drawn.cells[row["arm"], row["outcome"]]
        cube = folder.cube(row["outcome"])
        differences = cube[folder.arms.index(row["arm"])] - cube[0]
        kept = differences[np.isfinite(differences)]
        assert cell.pairs == row["n_pairs"] == len(kept)
        if not len(kept):
            continue
        assert (cell.outer[0], cell.inner[0], cell.median, cell.inner[1], cell.outer[1]) == pytest.approx(
            np.quantile(kept, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist(), rel=1e-12
        )
        for mine, name in ((cell.better, "better"), (cell.equal, "equal"), (cell.worse, "worse")):
            one = float("nan") if row[f"share_{name}"] is None else row[f"share_{name}"]
            assert mine == pytest.approx(one, rel=1e-12, nan_ok=True)
        nearly_all = cell.pairs >= FEWEST_FUTURES and (row["share_better"] or 0) >= NEARLY_ALL
        assert cell.surely_better == nearly_all


def test_the_last_month_of_a_figure_counts_the_pairs_that_the_outcome_counts(
    results: Path, folder: Results, rows: list[Effect]
) -> None:
    drawn = gather_effects(read_summary(results), None, folder.outcomes, ranked=False)
    metric = METRICS["disease_burden"]
    cube = gather(folder.trajectories, folder.arms).cube(metric)
    ends = [row for row in rows if row["outcome"] == "disease_burden_end"]
    assert [row["arm"] for row in ends] == list(folder.arms[1:])
    for row in ends:
        found = ending(cube[0], cube[folder.arms.index(row["arm"])], metric)
        assert found.pairs == row["n_pairs"]
        assert found.better(metric) / found.pairs == pytest.approx(row["share_better"])
        assert found.worse(metric) / found.pairs == pytest.approx(row["share_worse"])
        cell = drawn.cells[row["arm"], row["outcome"]]
        look = paired_look(metric, found)
        assert (look is roles.BETTER, look is roles.WORSE) == (cell.surely_better, cell.surely_worse)


def test_a_star_and_a_side_follow_the_verdict(rows: list[Effect]) -> None:
    enough = max(row["n_pairs"] for row in rows) >= FEWEST_PAIRS
    assert any(row["verdict"] in SIDES for row in rows) == enough
    for row in rows:
        assert (side(row) != 0) == (row["verdict"] in SIDES)
        if row["verdict"] not in SIDES:
            assert STAR not in starred(row)
