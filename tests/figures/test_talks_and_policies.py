"""Ripeness and states of tables, and small multiples: they say what the tables say, and no text collides."""

from __future__ import annotations

import numpy as np
import pytest

from diplosim.figures import alternative_text, policies, ripeness
from diplosim.figures.history.bars import State, spells, states_of
from tests.figures import mock
from tests.figures.boxes import drawn_texts, faults

LONG = "Pooled five-year health fund with unconditional humanitarian easing, regional surveillance and restraint, no. "


def test_a_closed_table_that_cannot_talk_is_silent_and_a_suspended_agreement_is_seen() -> None:
    tables, _ = mock.ledgers(codes=("EU", "USA"))
    mine = {code: list(states_of(rows)) for code, rows in tables.groupby("table")}
    assert set(mine["USA"]) == {State.SILENT}
    assert spells(mine["EU"])[:5] == [
        (0, 6, State.CLOSED),
        (6, 12, State.OPEN),
        (12, 29, State.AGREED),
        (29, 34, State.SUSPENDED),
        (34, 40, State.COOLING),
    ]
    tables.loc[3, "state"] = "haggling"
    with pytest.raises(ValueError, match="unknown state of a table: 'haggling'"):
        list(states_of(tables))


def test_the_headline_counts_and_rows_tell_months() -> None:
    tables, months = mock.ledgers(codes=("EU", "PF", "USA"))
    figure = ripeness(tables, months, label="Plan", names=mock.names(), seed=5)
    text = alternative_text(figure)
    assert text.startswith(
        "One history of Plan, 2026–2030: tables opened 4 times, talks in 12 of 60 months, 1 agree"
    )
    assert "(no money, or pooled): United States." in text and "seed 5" in text
    shown = [words for words, _, _ in drawn_texts(figure)]
    assert shown.count("12 open\n30 agreed") == 2 and "European donors" in shown


def test_a_history_in_which_nobody_can_talk_is_drawn() -> None:
    tables, months = mock.ledgers(codes=("USA",))
    figure = ripeness(tables, months.assign(agreements_signed=0, engagement=np.nan))
    assert faults(figure) == [] and "no table opened" in alternative_text(figure)


@pytest.mark.slow
@pytest.mark.parametrize(("months", "count"), [(1, 2), (2, 9), (13, 30), (60, 9), (360, 3)])
def test_ripeness_of_any_horizon_and_number_of_tables(months: int, count: int) -> None:
    codes = [f"X{i}" for i in range(count)]
    names = {code: f"Additional donor country number {code} and partners" for code in codes}
    figure = ripeness(
        *mock.ledgers(months=months, codes=codes), names=names, label=LONG, events=mock.history(months)
    )
    assert faults(figure) == []


@pytest.mark.slow
@pytest.mark.parametrize(("count", "long"), [(2, False), (2, True), (3, True), (9, True), (20, False)])
def test_small_multiples_of_any_number_of_policies(count: int, long: bool) -> None:
    arms = [f"policy_{i:02d}" for i in range(count)]
    labels = {arm: f"{LONG}{i}" if long else arm for i, arm in enumerate(arms)}
    assert faults(policies(mock.trajectories(arms, months=36, replicates=2), arms=labels, seed=1)) == []


@pytest.mark.slow
@pytest.mark.parametrize("months", [1, 2, 13, 360])
@pytest.mark.parametrize("metric", ["provocations", "aid_absorbed", "events_major"])
def test_small_multiples_of_any_horizon_and_metric(months: int, metric: str) -> None:
    table = mock.trajectories(["a", "b", "c", "d", "e"], months=months, replicates=2)
    assert faults(policies(table, metric=metric, start="2026-07")) == []


def shifts(*sizes: float, replicates: int = 30):
    """Arms whose disease burden differs from the first by a constant."""
    table = mock.trajectories([f"p{i}" for i in range(len(sizes))], months=24, replicates=replicates)
    base = table[table["arm"] == "p0"]["disease_burden"].to_numpy()
    for place, size in enumerate(sizes):
        table.loc[table["arm"] == f"p{place}", "disease_burden"] = base + size
    return table


def test_policies_are_sorted_by_the_difference_and_counted_however_small_it_is() -> None:
    figure = policies(shifts(0.0, 0.05, -0.001, -0.1))
    shown = [words for words, _, _ in drawn_texts(figure)]
    assert [words for words in shown if words in ("P1", "P2", "P3")] == ["P3", "P2", "P1"]
    assert "● −0.10, better in 30 of 30" in shown and "■ +0.05, better in 0 of 30" in shown
    assert "● 0.00, better in 30 of 30" in shown
    assert "3 policies against P0, 2 better and 1 worse in at least 9 of 10" in alternative_text(figure)


def test_few_runs_and_failed_ones_give_no_finding_but_a_figure() -> None:
    table = shifts(0.0, -0.1, -0.2, replicates=3)
    table.loc[table["arm"] == "p1", "disease_burden"] = np.nan
    figure = policies(table)
    shown = [words for words, _, _ in drawn_texts(figure)]
    assert faults(figure) == [] and "no pair of runs" in shown
    assert alternative_text(figure).startswith(
        "Disease burden (0 best, 1 worst): 2 policies against P0, Jan 2026"
    )
    with pytest.raises(ValueError, match="one arm only"):
        policies(table[table["arm"] == "p0"])
