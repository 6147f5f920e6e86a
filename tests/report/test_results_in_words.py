"""What the table of results concludes, and how columns are headed, from known numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from diplosim.report.sections import compare, robustness


def row(mean: float | None, pairs: int = 100) -> dict[str, Any]:
    half = None if mean is None else 0.5
    return {"diff_mean": mean, "diff_low": mean and mean - half, "diff_high": mean and mean + half, "n_pairs": pairs,
            "share_better": 0.8, "share_equal": 0.0, "share_worse": 0.2}  # fmt: skip


def ends(name: str, *rows: dict[str, Any]) -> str:
    arms = [SimpleNamespace(name=f"p{place}") for place in range(len(rows) + 1)]
    known = {(arm.name, name): own for arm, own in zip(arms[1:], rows, strict=True)}
    return compare._ends(SimpleNamespace(arms=arms, rows=known, label=str, whole=lambda arm: ""), name)  # type: ignore[arg-type]


def test_policies_with_too_few_pairs_are_not_counted_as_without_a_clear_difference() -> None:
    words = ends("events_per_year", row(-2.0), row(0.1), row(None, 0), row(-2.0, 3))
    assert words.startswith(
        "1 of 4 policies better, most of all p1 (−2.00 on average, better in 80 % of pairs)"
    )
    assert words.endswith("1 without a clear difference; 2 with too few pairs to say.")


def test_an_outcome_without_a_better_direction_tells_how_many_change_it() -> None:
    assert (
        ends("agreements_signed", row(2.0), row(-2.0), row(0.1))
        == "1 clearly higher; 1 clearly lower; 1 without a clear difference."
    )


def test_a_unit_that_the_name_says_already_is_not_said_twice() -> None:
    assert robustness._with_unit("aid_absorbed_musd", "M$") == "Health aid absorbed, M$"
    assert robustness._with_unit("events_per_year", "events a year") == "Provocations a year, events a year"
