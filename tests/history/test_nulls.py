"""Forecasts without a model: right on small cases, and from nothing but what came before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diplosim.history import nulls, observed
from diplosim.history.observed import DECLARED, FTS, Answer, Series, Span, Value

START = 12 * 2016


def made(quantity: str, values: dict[int, float]) -> Series:
    declared = next(one for one in DECLARED if one.quantity == quantity)
    return Series(declared, tuple(Value(Span.of_year(year), value, "high") for year, value in values.items()))


@pytest.mark.parametrize("null", nulls.NULLS)
@pytest.mark.parametrize("place", range(len(DECLARED)))
def test_nothing_that_happens_later_changes_a_null(null: str, place: int) -> None:
    """The first year that a null could look at by mistake is the first of the episode."""
    series = observed.series()[place]
    later = tuple(v if v.span.last < START else v._replace(value=v.value + 1000.0) for v in series.years)
    before, after = (
        nulls.forecast(null, one, START, Span.of_year(2016)) for one in (series, replace(series, years=later))
    )
    if len(series.before(START)):
        assert np.array_equal(before, after)
    else:
        assert before is None
        assert after is None


@pytest.mark.parametrize("null", nulls.NULLS)
def test_answers_of_the_episode_itself_are_not_used(null: str) -> None:
    name = "ROK or US, before mid-2019"
    given = observed.answers()
    turned = [one._replace(refused=not one.refused) if one.span.last >= START else one for one in given]
    assert nulls.refusal(null, given, name, START) == nulls.refusal(null, turned, name, START)


def test_what_each_null_rests_on() -> None:
    values = [Value(Span.of_year(year), float(year), "high") for year in (1993, 1994, 2010, 2012, 2015)]
    rests = {null: [v.span.year for v in nulls.resting_on(null, values, START)] for null in nulls.NULLS}
    assert rests == {"persistence": [2015], "era": [2012, 2015], "constant": [1993, 1994, 2010, 2012, 2015]}


def test_counts_have_the_mean_and_the_spread_of_the_years() -> None:
    past = {2012: 4.0, 2013: 12.0, 2014: 4.0, 2015: 12.0}
    era = nulls.forecast("era", made("events", past), START, Span.of_year(2016))
    assert era is not None
    assert era.mean() == pytest.approx(8.125, rel=0.02)
    assert era.var() == pytest.approx(64 / 3, rel=0.05)
    last = nulls.forecast("persistence", made("events", past), START, Span.of_year(2016))
    assert last is not None
    assert last.mean() == pytest.approx(12.5, rel=0.02)
    assert last.var() == pytest.approx(64, rel=0.05)


def test_after_years_without_events_a_null_is_nearly_but_not_quite_sure_of_none() -> None:
    quiet = made("talks", dict.fromkeys(range(2012, 2016), 0.0))
    constant = nulls.forecast("constant", quiet, START, Span.of_year(2016))
    assert constant is not None
    assert 0.0 < constant.mean() < 0.2


def test_half_a_year_has_half_the_events() -> None:
    even = made("events", dict.fromkeys(range(2010, 2016), 10.0))
    whole, half = (nulls.forecast("constant", even, START, Span(START, START + n)) for n in (11, 5))
    assert whole is not None
    assert half is not None
    assert half.mean() == pytest.approx(whole.mean() / 2, rel=0.02)


def test_money_lies_around_the_last_year_and_is_never_negative() -> None:
    past = made(FTS, {2013: 40.0, 2014: 20.0, 2015: 40.0})
    said = nulls.forecast("persistence", past, START, Span.of_year(2016))
    assert said is not None
    assert np.median(said) == pytest.approx(40.0)
    assert np.quantile(np.log1p(said), 0.841) == pytest.approx(np.log(41) + np.log(41 / 21), abs=0.02)
    none = nulls.forecast("persistence", made(FTS, {2014: 20.0, 2015: 0.0}), START, Span.of_year(2016))
    assert none is not None
    assert none.min() == 0.0


def test_percent_stay_percent_and_gaps_count_as_years() -> None:
    said = nulls.forecast("persistence", made("dtp3", {2011: 80.0, 2015: 96.0}), START, Span.of_year(2016))
    assert said is not None
    assert (np.median(said), said.max()) == (96.0, 100.0)
    assert np.quantile(said, 0.159) == pytest.approx(88.0, abs=0.1), "16 points in four years: 8 in one"


def test_refusals_follow_the_rule_of_succession() -> None:
    def answer(year: int, refused: bool) -> Answer:
        return Answer(Span.of_year(year), "a class", ("rok",), "", refused, "high")

    known = [answer(2009, False), answer(2013, False), answer(2014, True), answer(2015, True)]
    said = {null: nulls.refusal(null, known, "a class", START) for null in nulls.NULLS}
    assert said == {"persistence": 2 / 3, "era": 3 / 5, "constant": 3 / 6}
    assert nulls.refusal("constant", known, "another class", START) == 0.5


def test_any_talks_in_a_window_follow_from_years_with_talks() -> None:
    talks = made("talks", {2012: 2.0, 2013: 0.0, 2014: 0.0, 2015: 0.0})
    two_years = Span(START, START + 23)
    assert nulls.any_talks("constant", talks, two_years) == pytest.approx(1 - (1 - 2 / 6) ** 2)
    assert nulls.any_talks("persistence", talks, two_years) == pytest.approx(1 - (1 - 1 / 3) ** 2)
