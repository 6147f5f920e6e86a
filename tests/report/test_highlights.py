"""The sentences that close a sweep, from tables with known shares."""

from __future__ import annotations

from typing import Any

import pytest

from diplosim.report import ending as told
from diplosim.report.sections import sensitivity

Row = dict[str, Any]


def robust(arm: str, best: float, worst: float, **more: Any) -> Row:
    head = {"arm": arm, "outcome": "events_per_year", "n_samples": "10", "n_missing": "0"}
    row = head | {"share_best": str(best), "share_worst": str(worst)}
    return row | {"share_beats_reference": "", "share_loses_to_reference": "", **more}


def test_one_policy_is_better_and_worse_than_the_reference() -> None:
    against = {"share_beats_reference": "0.6", "share_loses_to_reference": "0.3"}
    rows = [robust("status_quo", 0.4, 0.7), robust("ghd_bundle", 0.6, 0.3, **against)]
    assert told._winner(rows) == [
        "Provocations a year: GHD bundle is better in 6 of 10 and worse in 3 of 10 samples of the assumptions "
        "than status quo."
    ]


def test_where_a_value_is_missing_only_pairs_are_counted_and_nobody_is_counted_twice() -> None:
    against = {"share_beats_reference": "0.6", "share_loses_to_reference": "0.4"}
    gaps = (
        robust("status_quo", 0.4, 0.6, n_samples="5", n_missing="5"),
        robust("ghd_bundle", 0.6, 0.4, **against),
    )
    assert (
        "better in 60 % and worse in 40 % of the samples of the assumptions in which both"
        in told._winner([*gaps])[0]
    )
    rows = [
        robust(arm, best, 1 - best, n_samples="8", n_missing="2")
        for arm, best in (("a", 0.0), ("b", 0.5), ("c", 1.0))
    ]
    assert (
        "C wins in 8 of 8 samples" in told._winner(rows)[0] and "A loses in 8 of 8." in told._winner(rows)[0]
    )


def test_several_policies_are_told_by_who_wins_and_who_loses() -> None:
    rows = [robust("status_quo", 0.1, 0.2), robust("grit", 0.7, 0.1), robust("maximum_pressure", 0.2, 0.7)]
    assert (
        "GRIT wins in 7 of 10 samples" in told._winner(rows)[0]
        and "Maximum pressure loses in 7 of 10" in told._winner(rows)[0]
    )


def test_a_policy_that_wins_and_loses_most_is_not_said_to_be_nothing_special() -> None:
    rows = [robust("status_quo", 0.3, 0.2), robust("grit", 0.3, 0.3), robust("maximum_pressure", 0.4, 0.5)]
    assert "Maximum pressure both wins and loses most often, in 4 of 10 and 5 of 10" in told._winner(rows)[0]
    same = [robust("status_quo", 0.9, 0.9), robust("grit", 0.1, 0.0), robust("corridor", 0.0, 0.1)]
    assert told._winner(same) == ["Provocations a year: no policy stands out."]


def test_a_policy_without_a_value_in_most_samples_neither_wins_nor_loses() -> None:
    rare = robust("maximum_pressure", 1.0, 0.0, n_samples="2", n_missing="8")
    rows = [robust("status_quo", 0.1, 0.2), robust("grit", 0.7, 0.1), robust("corridor", 0.2, 0.7), rare]
    assert "GRIT wins" in told._winner(rows)[0]


@pytest.mark.parametrize(("reference", "words"), [("status_quo", "Effects on “Provocations a year” depend most on"),
                                                  ("", "Provocations a year depends most on")])  # fmt: skip
def test_what_drives_an_effect_is_not_said_to_drive_the_level(reference: str, words: str) -> None:
    row = {"arm": "grit", "reference": reference, "outcome": "events_per_year", "parameter": "provocation.b_N",
           "measure": "prcc", "rank": "1", "clear": "True"}  # fmt: skip
    assert told._driver([row])[0].startswith(words)


class Names:
    """As much of the material of a report as a table of drivers asks for."""

    def label(self, arm: str) -> str:
        return arm


def test_the_strongest_driver_comes_first_however_other_methods_rank_it() -> None:
    def rows(measure: str, order: str) -> list[Row]:
        return [
            {"arm": "a", "reference": "", "outcome": "events_per_year", "parameter": f"provocation.{name}",
             "measure": measure, "rank": str(place), "value": str(1 / place), "clear": "True"}
            for place, name in enumerate(order.split(), start=1)
        ]  # fmt: skip

    found = [*rows("pawn", "eta0 lam0 b_N iota"), *rows("prcc", "iota b_N lam0 eta0")]
    table = sensitivity._table(Names(), found, found)  # type: ignore[arg-type]
    assert table.rows[0][1] == "iota +1.00; b_N +0.50; lam0 +0.33"
