"""A record of the user's own is read whole, or what is wrong is named by line; it is counted as the model counts."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.evidence import load
from diplosim.files import UnreadableError
from diplosim.history.own_columns import UnmappedError
from diplosim.history.own_file import MOST_BYTES, MOST_TOLD, RecordError, read_sheet
from diplosim.history.own_record import Record, read_record
from diplosim.history.own_scores import counts

QUICK = settings(max_examples=50, deadline=None)
EVIDENCE = Path(__file__).parents[2] / "diplosim" / "cases" / "dprk" / "evidence"


def read(content: str | bytes, maps: Mapping[str, str] = {}, *, into: Path | None = None) -> Record:
    """The record that a file of this content holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = (into or Path(folder)) / "x.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_record(path, maps)


def wrong(content: str | bytes, maps: Mapping[str, str] = {}) -> list[str]:
    """What is said to be wrong with it: ``line:column: message``."""
    with pytest.raises(RecordError) as caught:
        read(content, maps)
    return [f"{p.line}:{p.column}: {p.message}" for p in caught.value.problems]


# What is wrong, and where.


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        ("date,type\n2014-13-01,missile\n", "2:1", "there is no month 13"),
        ("date,type\n2014-02-30,missile\n", "2:1", "February 2014 has no day 30"),
        ("date,type\nsoon,missile\n", "2:1", "'soon' is no date; write a date like 2006-07-05"),
        ("date,type\n05/07/06,missile\n", "2:1", "is no date"),
        ("date,type\n,missile\n", "2:1", "the date is missing"),
        ("date,type\n05/07/2006,missile\n", "2:1", "may be 5 July 2006 or 7 May 2006"),
        ("date,type\n25/07/2006,missile\n07/25/2006,missile\n", "3:1", "another order than line 2"),
        ("date,type\n2014-01-01,misile\n", "2:12", "did you mean 'missile'?"),
        ("date,type\n2014-01-01,missile\n2014-01-01,missile\n", "3:1", "the same row as line 2"),
        ("date,type\n2014-01-01,missile,x\n", "2:1", "the row has 3 cells, and the header has 2"),
        ("date,class\n2014-01-01,4\n", "2:12", "1, 2 or 3, not '4'"),
        ("date,type,count\n2014-01-01,missile,-1\n", "2:20", "a whole number of 0 or more, not '-1'"),
        ('year,events\n2014,"1,200"\n', "2:6", "; write 1200"),
        ("year,events\n2014,~44\n", "2:6", "not '~44'"),
        ("year,events\n2014,1.5\n", "2:6", "a whole number of 0 or more"),
        ("year,events\n2014,3\n2014,4\n", "3:1", "2014 is given twice, first in line 2"),
        ("year,month,events\n2014,x,3\n", "2:6", "write the month as a number"),
        ("date,amountUSD\n2014-01-01,-5\n", "2:12", "a number of 0 or more"),
        (
            "date,amountUSD\n2014-01-01,\n",
            "2:12",
            "the number is missing; write a number of 0 or more, or leave",
        ),
        ('date,type,note\n2014-01-01,missile,"far\n2015-01-01,missile,x\n', "2:20", "never closed"),
        ('date,type,note\n2014-01-01,missile,"far" off\n', "2:20", "ends in line 2"),
        ("date,date,type\n", "1:6", "two columns are called 'date'"),
        ("date,type\n", "1:1", "a header and no rows"),
        ("", "1:1", "the file is empty"),
        ("\n\n", "1:1", "the file is empty"),
        ("when,what happened\n2014-01-01,x\n", "1:1", "no column is recognised as a date; there are: when"),
        ("date,where\n2014-01-01,x\n", "1:1", "no column is recognised as a type"),
        ("date,type\n2014-01-01,mis\x1bsile\n", "2:15", "cannot be seen"),
        ("date,type\n2014-01-01,missile\n".encode("utf-16"), "1:1", "this is UTF-16 text; save it as UTF-8"),
        ("date,type\n2014-01-01,missile\n".encode("utf-16-le"), "1:1", "this is UTF-16 text"),
        ("date,type,note\n2014-01-01,missile,über\n".encode("latin-1"), "2:20", "0xfc is not UTF-8"),
        (b"PK\x03\x04 and so on", "1:1", "a workbook of Excel"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(content: str | bytes, place: str, words: str) -> None:
    told = wrong(content)
    assert len(told) == 1
    assert told[0].startswith(f"{place}: ") and words in told[0], told


def test_all_problems_are_told_at_once_and_very_many_are_counted() -> None:
    assert len(wrong("date,type,count\nx,missile,y\n2014-01-01,z,1\n")) == 3
    many = wrong("date,type\n" + "x,missile\n" * 1 + "".join(f"x{n},missile\n" for n in range(100)))
    assert len(many) == MOST_TOLD and "(81 more problems follow)" in many[-1]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.truncate(500 * 1024**2)
    assert MOST_BYTES < 500 * 1024**2
    with pytest.raises(UnreadableError, match="the file has 500 MiB, and the limit is 16 MiB"):
        read_record(path)
    with pytest.raises(UnreadableError, match="there is no such file"):
        read_record(tmp_path / "y.csv")


def test_a_column_or_role_that_there_is_not_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UnmappedError, match=r"--map dat=date: .*unknown column 'dat'; did you mean 'date'\?"):
        read("date,type\n2014-01-01,missile\n", {"dat": "date"})
    with pytest.raises(UnmappedError, match=r"--map n=evnts: .*did you mean 'events'\?"):
        read("year,n\n2014,3\n", {"n": "evnts"})


# What is read as it is meant.


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffdate,type\n2006-07-05,missile\n",
        "date;type\r\n2006-07-05;missile\r\n",
        "date\ttype\r2006-07-05\tmissile\r",
        "date,type\n#date,#type\n2006-07-05T00:00:00Z,missile",
        'Date,Type\n"July 5, 2006","missile"\n,\n\n',
        "date,type\n5 Jul 2006,missile\n",
        "date,type\n05/07/2006,missile\n13/07/2006,balloon missile\n",
        "date,type\n20060705,missile\n",
    ],
)
def test_usual_forms_of_the_same_event_are_read_alike(content: str) -> None:
    record = read(content)
    assert [(str(one.when), one.kind, one.times) for one in record.occurrences] == [
        ("2006-07-05", "provocation", 1)
    ]


def test_the_order_of_day_and_month_can_be_said() -> None:
    content = "Date,type\n05/07/2006,missile\n"
    assert str(read(content, {"Date": "date_dmy"}).occurrences[0].when) == "2006-07-05"
    assert str(read(content, {"Date": "date_mdy"}).occurrences[0].when) == "2006-05-07"


CSIS = """\
date,year,month,weekday,type,event,description,media
2017-11-29,2017,11,4,Missile Provocation,Inter-continential Ballistic Missile Launch,"a ""new"" missile,
on a lofted trajectory",x
2017-09-03,2017,9,1,Nuclear Provocation,Nuclear Test,the sixth,x
2017-03-24,2017,3,6,Other,Rocket Engine Test,an engine for long-range ballistic missiles at the satellite station,x
2016-03-03,2016,3,5,Missile Provocation,Short-range Ballistic Missile Launch,six of them,x
2016-02-07,2016,2,1,Missile Provocation,Satellite Launch (Other Provocation),into orbit,x
2010-03-26,2010,3,6,Other,Naval incident,"corvette sunk, 46 dead",x
2024-05-28,2024,5,3,Other,Trash balloons,over the border,x
"""


def test_the_columns_of_csis_are_recognised_and_its_events_classed_by_their_words() -> None:
    record = read(CSIS)
    assert [one.severity_class for one in record.occurrences] == [2, 3, 1, 1, 2, 2]
    assert record.notes == ["1 row left out: balloons, which the model does not count as provocations"]
    found, _ = counts(record, "year", (2010 * 12, 2017 * 12 + 11))
    assert [found[name][2017 * 12] for name in ("events", "events_major", "nuclear_tests")] == [3, 2, 1]
    assert found["events"][2013 * 12] == 0


def test_landmarks_of_the_evidence_without_their_class_are_classed_as_the_evidence_does() -> None:
    rows = [
        row for row in load("landmark_events") if "balloon" not in row["event"] and "ICBM" in row["event"]
    ]
    text = "date,type,event\n" + "".join(f'{row["date"]},Missile,"{row["event"]}"\n' for row in rows)
    assert [str(one.severity_class) for one in read(text).occurrences] == [row["model_class"] for row in rows]


FTS = """\
date,budgetYear,description,amountUSD,srcOrganization,srcLocations,boundary,status
#date,#date+year,#description,#value+funding+total+usd,#org+name,#country,#direction,#status
2014-05-05,2014,,3000000,"Korea, Republic of, Government of",KOR,incoming,paid
2015-06-05,2015,,1500000,"Sweden, Government of",SWE,incoming,commitment
2015-07-05,2015,,250000,Central Emergency Response Fund,,incoming,paid
2015-07-06,2015,,9000000,"China, Government of",CHN,incoming,paid
2015-08-06,2015,,1000000,"Sweden, Government of",SWE,incoming,pledge
2015-09-06,2015,,1000000,World Food Programme,,internal,paid
2016-12-06,2016,,1000000,"Korea, Democratic People's Republic of, Government of",PRK,incoming,paid
"""


def test_the_columns_of_ocha_are_recognised_and_its_money_counted_by_donor_in_millions() -> None:
    record = read(FTS)
    found, _ = counts(record, "year", (2014 * 12, 2016 * 12 + 11))
    assert found["aid_fts_musd"] == {24168: 3.0, 24180: 1.75, 24192: 1.0}, (
        "China's money is not in OCHA's total"
    )
    assert found["aid_rok_musd"] == {24168: 3.0, 24180: 0.0, 24192: 0.0}
    assert found["aid_eu_musd"][24180] == 1.5 and found["aid_chn_musd"][24180] == 9.0
    assert len(record.notes) == 3 and "2 rows by donors that the model does not have" in record.notes[0]


def test_appeals_of_hdx_are_summed_by_year_and_a_year_without_a_row_is_unknown() -> None:
    record = read(
        "countryCode,id,name,year,requirements,funding,percentFunded\n#country,,,#date+year,#a,#b,#c\n"
        "PRK,1,plan,2014,5,2000000,40\nPRK,2,Not specified,2014,,500000,\nPRK,3,plan,2016,,1000000,\n"
    )
    assert counts(record, "year")[0] == {"aid_fts_musd": {24168: 2.5, 24192: 1.0}}


def test_a_table_of_values_leaves_unknown_what_is_empty_and_incomplete_years_out() -> None:
    record = read(
        "year,quarter,events,wait_days\n2014,1,1,10\n2014,2,2,\n2014,3,3,30\n2014,4,4,40\n2015,1,5,50\n"
    )
    years, _ = counts(record, "year")
    assert years == {"events": {24168: 10.0}, "wait_days": {}}
    assert counts(record, "quarter")[0]["wait_days"] == {24168: 10.0, 24174: 30.0, 24177: 40.0, 24180: 50.0}
    with pytest.raises(RecordError, match=r"x.csv:2:6|x.csv:2:8"):
        counts(record, "month")


def test_an_unfinished_first_and_last_year_are_left_out_and_said_unless_the_record_is_said_to_be_complete() -> (
    None
):
    record = read("date,type\n2014-03-01,missile\n2015-06-01,missile\n2016-11-30,missile\n")
    found, notes = counts(record, "year")
    assert found["events"] == {24180: 1.0}
    assert "2014, 2016: left out, since the record is taken to go from 2014-03 to 2016-11" in notes[0]
    found, notes = counts(record, "year", (24168, 24203))
    assert found["events"] == {24168: 1.0, 24180: 1.0, 24192: 1.0} and notes == []


def test_a_year_alone_is_counted_by_year_and_refused_by_month() -> None:
    record = read("date,type\n2014,missile\n2015-02,missile\n")
    assert counts(record, "year")[0]["events"][24168] == 1
    with pytest.raises(RecordError, match=r":2:1: this is dated to a year \(2014\), which tells no month"):
        counts(record, "month")


# Whatever the file holds.

PIECES = st.sampled_from(
    ["date", "type", "count", "year", "events", "amountUSD", "missile", "2014-01-05", "05/07/2006", "2014", "3", "-1",
     "1,200", ",", ";", "\t", '"', '""', "\n", "\r\n", "\r", " ", "#date", "\ufeff", "\x00", "\u202e", "nuclear test"]
)  # fmt: skip


@QUICK
@given(
    st.one_of(
        st.binary(max_size=60), st.lists(PIECES, max_size=40).map(lambda found: "".join(found).encode())
    )
)
def test_any_file_is_read_or_its_problems_are_named_by_line(content: bytes) -> None:
    try:
        record = read(content)
    except RecordError as error:
        lines = content.decode("utf-8", "replace").count("\n") + content.count(b"\r") + 1
        assert all(1 <= p.line <= lines and p.column >= 1 and p.message for p in error.problems)
    else:
        assert record.values or record.left_out
        found, _ = counts(record, "year")
        assert set(found) <= set(record.series)


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf"]), max_size=8).map(str.strip)


@QUICK
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_python_writes_as_csv_is_read_back_cell_by_cell(rows: list[list[str]], end: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end).writerows([["a", "b", "c"], ["x", "y", "z"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(buffer.getvalue().encode())
        sheet = read_sheet(path)
    assert [[cell.text for cell in row] for row in sheet.rows] == [["x", "y", "z"], *filter(any, rows)]


DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2013, 12, 31))


@QUICK
@given(st.lists(st.tuples(DAYS, st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=30))
def test_counting_by_month_and_summing_by_year_is_counting_by_year(
    events: list[tuple[object, int, int]],
) -> None:
    rows = "".join(f"{day},{kind},{times},{place}\n" for place, (day, kind, times) in enumerate(events))
    record = read(f"date,class,count,id\n{rows}")
    span = (2010 * 12, 2013 * 12 + 11)
    by = {every: counts(record, every, span)[0] for every in ("month", "quarter", "year")}
    for series, years in by["year"].items():
        for first, total in years.items():
            assert total == sum(by["month"][series][first + n] for n in range(12))
            assert total == sum(by["quarter"][series][first + 3 * n] for n in range(4))
    assert sum(by["year"]["events"].values()) == sum(times for *_, times in events)


@QUICK
@given(st.lists(st.integers(0, 50), min_size=12, max_size=12))
def test_means_of_months_and_of_years_agree(values: list[int]) -> None:
    rows = "".join(f"2014-{month:02d},{value},{value}\n" for month, value in enumerate(values, 1))
    record = read(f"date,wait_days,events\n{rows}")
    year = counts(record, "year")[0]
    assert year["wait_days"][24168] == pytest.approx(sum(values) / 12)
    assert year["events"][24168] == sum(values)


def test_the_examples_of_the_page_are_rows_of_the_evidence() -> None:
    examples = Path(__file__).parents[2] / "docs" / "examples"
    quarters = list(csv.DictReader((examples / "own_quarters.csv").open(encoding="utf-8")))
    rows = [row for row in load("provocations_by_quarter") if row["year"] in ("2016", "2017")]
    assert [(row["year"], row["quarter"], int(row["events"])) for row in quarters] == [
        (row["year"], row["quarter"], int(row["missile_and_nuclear"]) + int(row["other"])) for row in rows
    ]
    events = list(csv.DictReader((examples / "own_events.csv").open(encoding="utf-8")))
    landmarks = [row for row in load("landmark_events") if row["date"][:4] in ("2016", "2017")]
    assert [(row["date"], row["event"], row["class"]) for row in events] == [
        (row["date"], row["event"], row["model_class"]) for row in landmarks
    ]


def test_the_tables_of_the_evidence_can_be_brought_as_records() -> None:
    maps = {"csis_total_without_balloons": "events", "us_dprk_talks": "talks"}
    record = read_record(EVIDENCE / "provocations.csv", maps)
    assert counts(record, "year")[0]["events"][2017 * 12] == 19 and record.series == ["events", "talks"]
