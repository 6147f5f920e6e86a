"""Tables that fit any width without cutting a number, and text with letters that take two columns."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from diplosim.wording.numbers import interval
from diplosim.wording.tables import Listing, cells, folded

NUMBERS = st.floats(-1e6, 1e6).map(lambda value: f"{value:+,.3f}".replace("-", "−"))
NAMES = st.text("abc_ 남북/", min_size=1, max_size=40).map(lambda text: " ".join(text.split()) or "a")


def shown(table: Listing, columns: int) -> str:
    out = io.StringIO()
    Console(file=out, width=columns, highlight=False).print(table)
    return out.getvalue()


@given(st.lists(st.tuples(NAMES, NUMBERS, NUMBERS, NAMES), min_size=1, max_size=6), st.integers(40, 120))
def test_every_number_is_shown_whole_at_any_width(rows: list[tuple[str, ...]], columns: int) -> None:
    headers = [
        ("Outcome", "left"),
        ("Difference (95 %)", "right"),
        ("better/\nworse", "right"),
        ("Verdict", "left"),
    ]
    text = shown(Listing(headers, rows), columns)
    found = re.findall(r"[−+][\d,.]+", text)
    assert sorted(found) == sorted(number for row in rows for number in row[1:3])
    assert max(map(cells, text.splitlines())) <= columns
    letters = [letter for row in rows for cell in (row[0], row[3]) for letter in cell if not letter.isspace()]
    assert all(text.count(letter) >= letters.count(letter) for letter in set(letters))


def test_rows_stand_side_by_side_or_as_blocks() -> None:
    table = Listing([("Policy", "left"), ("better/\nworse", "right")], [["a_fund", "−1.25 (−2.00 to −0.50)"]])
    assert shown(table, 60).splitlines()[-1].split() == ["a_fund", "−1.25", "(−2.00", "to", "−0.50)"]
    assert shown(table, 30).splitlines() == ["a_fund", "  better/worse:", "    −1.25 (−2.00 to −0.50)"]


def test_wide_letters_take_two_columns() -> None:
    assert (cells("남북 ab"), cells("e\u0301"), cells("−…")) == (7, 1, 2)
    assert folded("남북보건", 4) == ["남북", "보건"] and folded("  a bb ccc", 6) == ["  a bb", "  ccc"]
    assert folded("12,345.678", 4) == ["12,345.678"] and folded("one_two", 4) == ["one_", "two"]
    assert folded("33\N{NO-BREAK SPACE}% of", 4) == ["33\N{NO-BREAK SPACE}%", "of"]


def test_intervals_read_alike() -> None:
    assert (
        interval(-0.31, 0.6, 2) == "−0.31 to 0.60" and interval(-0.31, 0.6, 2, signs=True) == "−0.31 to +0.60"
    )
    assert interval(None, 0.6) == interval(float("nan"), 1.0) == "–" and interval(0.0, 0.0) == "0 to 0"
