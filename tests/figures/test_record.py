"""The model against the record, drawn: the right boxes, the points where they were, nothing over anything else."""

from __future__ import annotations

import pytest

from diplosim.figures.charts.record import boxes, record
from tests.figures.boxes import drawn_texts, faults
from tests.history.handmade import ensemble

SAID = {"events": 2.0, "donors_paid_musd": 3.0}


@pytest.mark.parametrize(
    "name",
    ["E3", *(pytest.param(name, marks=pytest.mark.slow) for name in ("E1", "E2", "E4", "E5", "long_1990"))],
)
def test_no_text_covers_another(name: str) -> None:
    assert faults(record(ensemble(name, SAID, {}, 0.5))) == []


def test_boxes_are_years_and_points_the_record() -> None:
    found = list(boxes(ensemble("E6", SAID, {}, 0.5), "events"))
    assert [str(box.span) for box in found] == ["2016", "2017"]
    assert [box.observed for box in found] == [(25.0, 22.0), (19.0, 18.0)]
    assert found[0].runs == pytest.approx((24 - 5.4, 24 - 3, 24, 24 + 3, 24 + 5.4))
    assert [box.outside for box in found] == [False, False]


def test_a_part_of_a_year_is_compared_with_the_same_part_of_the_runs() -> None:
    found = {str(box.span): box for box in boxes(ensemble("E5", {"rival_meetings": 1.0}, {}), "talks")}
    assert found["2012-01 to 2012-04"].runs[2] == pytest.approx(4.0)
    assert found["2012-01 to 2012-04"].observed == (2.0,)
    assert found["2008-05 to 2008-12"].observed == ()


def test_the_title_counts_what_lies_outside() -> None:
    texts = [words.replace("\n", " ") for words, _, _ in drawn_texts(record(ensemble("E6", SAID, {}, 0.5)))]
    assert any("2 of 6 numbers on record lie outside" in words for words in texts)
