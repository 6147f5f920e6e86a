"""Months of the calendar, ``YYYY-MM``, as numbers that can be counted with."""

from __future__ import annotations

import re

#: First and last year that a scenario may name.
YEARS = (1900, 2299)
_FORM = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def parse_month(text: str) -> int | None:
    """Months since year 0 of ``YYYY-MM``, or ``None`` if the text is not such a month."""
    match = _FORM.fullmatch(text)
    if match is None or not YEARS[0] <= int(match[1]) <= YEARS[1]:
        return None
    return int(match[1]) * 12 + int(match[2]) - 1


def month_name(absolute: int) -> str:
    """``YYYY-MM`` of a number of months since year 0."""
    return f"{absolute // 12:04d}-{absolute % 12 + 1:02d}"
