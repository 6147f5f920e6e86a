"""What a figure of effects claims is what the summary says: order, marks, shares, findings, caption."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from diplosim.experiment import OUTCOMES
from diplosim.figures import alternative_text, effects
from diplosim.figures.charts.effect_panel import look
from diplosim.figures.charts.effect_rows import NOTHING, Effect, Target, gather_effects
from diplosim.figures.layout import roles
from diplosim.metrics.columns import title_of
from tests.figures import mock
from tests.figures.boxes import drawn_texts, faults

FEWER = Target("events_per_year", "Provocations a year", -1)
MORE = Target("trust_rivals_end", "DPRK trust in rivals, end", 1)
NEITHER = Target("relief_mean", "Relief", 0)


def effect(middle: float, spread: float = 1.0, pairs: int = 100) -> Effect:
    return Effect(middle, (middle - spread / 2, middle + spread / 2), (middle - spread, middle + spread),
                  0.5, 0.0, 0.5, pairs, 0)  # fmt: skip


def words(figure: Figure) -> list[str]:
    return [text.replace("\n", " ") for text, _, _ in drawn_texts(figure)]


def with_row(table: pd.DataFrame, arm: str, name: str, **changes: Any) -> pd.DataFrame:
    changed = table.astype(object)
    changed.loc[(table["arm"] == arm) & (table["outcome"] == name), list(changes)] = list(changes.values())
    return changed


def test_colour_and_shape_follow_the_declared_direction() -> None:
    assert look(effect(-2.0), FEWER) == (roles.BETTER.colour, "o") == look(effect(2.0), MORE)
    assert look(effect(2.0), FEWER) == (roles.WORSE.colour, "s") == look(effect(-2.0), MORE)
    for target in (FEWER, MORE, NEITHER):
        assert look(effect(0.0), target) == (roles.MUTED, "D") == look(NOTHING, target)
    assert look(effect(2.0), NEITHER) == (roles.MUTED, "D")


@pytest.mark.parametrize(
    ("middle", "pairs", "clear"), [(1.1, 20, True), (-1.1, 20, True), (0.9, 20, False), (1.1, 19, False)]
)
def test_a_mark_is_filled_if_the_middle_90_per_cent_of_enough_pairs_exclude_zero(
    middle: float, pairs: int, clear: bool
) -> None:
    assert effect(middle, 1.0, pairs).clear is clear


def test_the_best_policy_in_the_first_outcome_comes_first_and_those_without_pairs_last() -> None:
    names = ("events_per_year", "trust_rivals_end")
    table = mock.summary(["now", "a", "b", "c", "d"], names)
    for arm, value in zip("abcd", (0.5, -3.0, 2.0, None), strict=True):
        table = with_row(table, arm, names[0], diff_median=value, n_pairs=100 if value else 0)
        table = with_row(table, arm, names[1], diff_median=value, n_pairs=100 if value else 0)
    order = [gather_effects(table, None, part, ranked=True).arms for part in (names, names[::-1])]
    assert order == [("b", "a", "c", "d"), ("c", "a", "b", "d")]
    assert gather_effects(table, None, names, ranked=False).arms == ("a", "b", "c", "d")


def test_names_that_begin_alike_can_be_told_apart() -> None:
    arms = ["now", *(f"policy_{number}" for number in range(4))]
    alike = "Pooled five-year health fund with unconditional humanitarian easing and regional surveillance, version "
    figure = effects(mock.summary(arms), arms={arm: alike + arm for arm in arms})
    shown = [text for text in words(figure) if text.startswith("Pooled")]
    assert len({text for text in shown if "against" not in text}) == 4 and faults(figure) == []


def test_every_panel_says_which_way_is_better() -> None:
    table = mock.summary(outcomes=("events_per_year", "trust_rivals_end", "relief_mean"))
    shown = words(effects(table, outcomes=["events_per_year", "trust_rivals_end", "relief_mean"]))
    for phrase in ("← better", "worse →", "← worse", "better →", "← less", "more →"):
        assert shown.count(phrase) == 1
    assert shown.count("better") == 2 and shown.count("same") == 3  # a means has no share that is better


def test_numbers_are_those_of_the_summary() -> None:
    table = with_row(mock.summary(), "pooled_fund", "events_per_year", diff_median=-1.234, share_better=0.996,
                     share_equal=0.004)  # fmt: skip
    shown = words(effects(table, outcomes=["events_per_year"]))
    assert {"−1.23", ">99", "<1"} <= set(shown)


@pytest.mark.parametrize(
    ("pairs", "dropped", "told"), [(49, 51, True), (50, 50, False), (1, 99, True), (0, 100, True)]
)
def test_the_number_of_pairs_is_told_where_it_is_fewer_than_half(
    pairs: int, dropped: int, told: bool
) -> None:
    table = with_row(mock.summary(), "pooled_fund", "events_per_year", n_pairs=pairs, n_dropped=dropped,
                     **({} if pairs else dict.fromkeys(("diff_median", "diff_p05", "diff_p25", "diff_p75", "diff_p95",
                                                        "share_better", "share_equal", "share_worse"))))  # fmt: skip
    figure = effects(table)
    assert (f"n = {pairs}" in words(figure)) is told
    assert faults(figure) == []
    assert ("“n”: pairs in which both runs have a value" in alternative_text(figure)) is True


def test_an_outcome_that_nobody_has_is_drawn_empty() -> None:
    table = mock.summary(["now", "a", "b"])
    for arm in ("a", "b"):
        blank = dict.fromkeys([name for name in table.columns if name.startswith(("diff_", "share_"))])
        table = with_row(table, arm, "events_per_year", n_pairs=0, n_dropped=100, **blank)
    figure = effects(table)
    assert words(figure).count("n = 0") == 2 and faults(figure) == []


def test_all_zero_effects_claim_nothing() -> None:
    figure = effects(mock.summary(scale=0.0))
    assert alternative_text(figure).startswith(
        "Pooled fund against Status quo: no outcome is better or worse in 9 of 10 pairs"
    )
    assert words(figure).count("100") == 4 and faults(figure) == []  # the same in all pairs, in four outcomes


def cells(table: pd.DataFrame, shares: Sequence[tuple[str, str, float, float]]) -> pd.DataFrame:
    for arm, name, better, worse in shares:
        table = with_row(table, arm, name, share_better=better, share_worse=worse)
    return table


def test_the_title_states_what_nine_of_ten_pairs_share() -> None:
    names = ("events_per_year", "trust_rivals_end", "disease_burden_end")
    table = cells(mock.summary(outcomes=names), [("pooled_fund", names[0], 0.9, 0.1),
                                                 ("pooled_fund", names[1], 0.05, 0.95),
                                                 ("pooled_fund", names[2], 0.89, 0.11)])  # fmt: skip
    assert alternative_text(effects(table)).startswith(
        "Pooled fund against Status quo: better on provocations a year; worse on DPRK trust in rivals, "
        "in at least 9 of 10 pairs"
    )


def test_the_title_of_many_policies_counts_them_on_the_first_outcome() -> None:
    table = mock.summary(["now", "a", "b", "c"])
    some = [
        ("a", "events_per_year", 1.0, 0.0),
        ("b", "events_per_year", 0.95, 0.0),
        ("c", "events_per_year", 0.0, 0.9),
    ]
    assert alternative_text(effects(cells(table, some))).startswith(
        "3 policies against Now: 2 are better and 1 is worse on provocations a year in at least 9 of 10 pairs"
    )
    everyone = [(arm, "events_per_year", 1.0, 0.0) for arm in "abc"]
    assert "3 policies against Now: all are better on" in alternative_text(effects(cells(table, everyone)))
    nobody = [(arm, "events_per_year", 0.5, 0.5) for arm in "abc"]
    assert "3 policies against Now: none is better or worse on" in alternative_text(
        effects(cells(table, nobody))
    )


def test_few_pairs_make_no_finding() -> None:
    told = alternative_text(effects(mock.summary(pairs=19)))
    assert told.startswith("Pooled fund against Status quo, pair by pair") and "Filled" not in told


@pytest.mark.parametrize(("pairs", "samples"), [(1, 1), (50, 1), (50, 50), (200, 50)])
def test_caption_tells_pairs_samples_bars_seed_and_what_it_is_not(pairs: int, samples: int) -> None:
    text = alternative_text(effects(mock.summary(pairs=pairs), seed=0, samples=samples))
    assert "seed 0." in text and text.endswith("Thinking aid, not a forecast.")
    assert f"{pairs} {'pair' if pairs == 1 else 'pairs'} of runs per policy" in text
    assert ("Thick bar: their middle 50 %. Thin bar: their middle 90 %." in text) == (pairs > 1)
    assert ("(50 parameter samples × 4 replicates)" in text) == (pairs == 200)
    assert ("all samples meet the same history of shocks" in text) == (pairs == samples > 1)
    assert ("same assumptions" in text) == (samples > 1)


def test_every_outcome_has_a_title_in_words() -> None:
    for column in OUTCOMES:
        title = title_of(column.name)
        assert "_" not in title and title[:1] == title[:1].upper() and len(title) > 5, title
        assert not title.startswith("The same") and "(s_" not in title
    assert title_of("my_own_outcome") == "My own outcome"


def test_wrong_input_is_explained() -> None:
    table = mock.summary()
    with pytest.raises(
        ValueError, match="unknown outcome 'trust_rival_end'; did you mean 'trust_rivals_end'"
    ):
        effects(table, outcomes=["trust_rival_end"])
    with pytest.raises(ValueError, match="no runs of arm 'x'; the summary has: pooled_fund"):
        effects(table, arms={"x": "X"})
    with pytest.raises(ValueError, match="nothing to compare"):
        effects(table[table["arm"] == "status_quo"])
    with pytest.raises(ValueError, match="only the reference is to be drawn"):
        effects(table, arms={"status_quo": "Now"})
    with pytest.raises(ValueError, match="lacks diff_p25: an earlier version wrote it; run it again"):
        effects(table.drop(columns="diff_p25"))
    with pytest.raises(ValueError, match="none of the leading outcomes"):
        effects(mock.summary(outcomes=("relief_mean",)))


def test_quantities_that_exist_only_for_a_pair_are_no_differences() -> None:
    table = mock.summary()
    extra = table.iloc[[-1]].assign(outcome="pocketing", kind="paired", diff_median=math.nan)
    with pytest.raises(ValueError, match="unknown outcome 'pocketing'"):
        effects(pd.concat([table, extra]), outcomes=["pocketing"])
