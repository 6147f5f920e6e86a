"""The record of a stretch of months: what is known of it, what is not, and from which of two series."""

from __future__ import annotations

import pytest

from diplosim.history import observed
from diplosim.history.observed import FTS, ROK, Span


def series(quantity: str, place: int = 0) -> observed.Series:
    return [one for one in observed.series() if one.quantity == quantity][place]


def told(quantity: str, first: str, last: str) -> dict[str, float]:
    return {str(value.span): value.value for value in series(quantity).within(Span.of(first, last))}


def test_whole_years_are_those_of_the_table() -> None:
    assert told("events", "2016-01", "2017-12") == {"2016": 25, "2017": 19}
    assert told("talks", "1993-01", "1995-12") == {"1993": 10, "1994": 18, "1995": 18}


def test_a_part_of_a_year_is_known_only_if_the_rest_of_it_is() -> None:
    assert told("talks", "2008-05", "2012-04") == {"2009": 1, "2010": 0, "2011": 2, "2012-01 to 2012-04": 2}
    assert told("talks", "2005-08", "2007-02") == {"2006": 4}, "seven talks in 2005, but when?"
    assert told("events", "2016-01", "2017-06") == {"2016": 25, "2017-01 to 2017-06": 13}, "from the quarters"
    assert told(FTS, "2016-01", "2017-06") == {"2016": pytest.approx(43.1)}, (
        "money of half a year is not known"
    )


def test_quarters_with_balloons_among_them_are_not_used() -> None:
    parts = [value.span for value in series("events").parts]
    assert all(span.year != 2024 for span in parts)
    assert {span.year for span in parts} == {*range(2016, 2024), 2025}


def test_both_official_series_are_kept_and_one_is_first() -> None:
    csis, older = (series("events", place) for place in (0, 1))
    assert (csis.main, older.main) == (True, False)
    of_2016 = [[value.value for value in one.within(Span.of("2016"))] for one in (csis, older)]
    assert of_2016 == [[25], [22]]
    new, later = (series("dtp3", place) for place in (0, 1))
    assert [new.declared.source[-4:], later.declared.source[-4:]] == ["2024", "2025"]


def test_won_become_dollars_at_the_rate_of_the_year() -> None:
    assert told(ROK, "2015", "2015") == {"2015": pytest.approx(14.0e9 / 1131 / 1e6)}


@pytest.mark.parametrize(
    ("text", "found"), [("", None), ("unknown", None), ("44", (44, False)), ("~44", (44, True)), ("<5", (5, True)),
                        ("98-99", (98.5, True)), ("1,152", (1152, False))],
)  # fmt: skip
def test_cells_say_whether_they_are_approximate(text: str, found: tuple[float, bool] | None) -> None:
    assert observed.number(text) == found


def test_a_year_that_the_source_has_not_finished_is_left_out() -> None:
    assert max(value.span.year for value in series("events").years) == 2025


def test_answers_belong_to_the_window_that_holds_most_of_them() -> None:
    inside = observed.answers_within(Span.of("2006-03", "2015-12"))
    assert [(one.span.year, one.donors, one.refused) for one in inside][:3] == [
        (2006, ("rok",), False), (2008, ("usa",), False), (2009, ("usa",), True),
    ]  # fmt: skip
    assert all(one.span.year != 2000 for one in inside), "food of 2000 to 2007 is mostly of years before"
    assert {donor for one in observed.answers() for donor in one.donors} == {"usa", "rok", "eu", "ghf", "chn"}


def test_no_talks_is_said_only_where_every_month_is_known() -> None:
    assert observed.any_talks(Span.of("2016-01", "2017-12")) is False
    assert observed.any_talks(Span.of("1993-01", "1995-12")) is True
    assert observed.any_talks(Span.of("2005-08", "2005-12")) is None


def test_leaders_follow_each_other() -> None:
    led = [observed.leader(12 * year + 5) for year in (1994, 1995, 2011, 2012)]
    assert led == ["Kim Il Sung", "Kim Jong Il", "Kim Jong Il", "Kim Jong Un"]
