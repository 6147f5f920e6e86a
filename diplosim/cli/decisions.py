"""Records of a traced run on a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from diplosim.cli.guard import InputError
from diplosim.wording.explain import Record, paragraph

if TYPE_CHECKING:
    from rich.console import Console


def month_number(text: str, start: str, months: int | None = None) -> int:
    """``14`` or ``2027-03`` as a month of a run that starts in ``start`` and has so many ``months``."""
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    first, past = (int(part) for part in start.split("-"))
    if re.fullmatch(r"\d{1,4}", text):
        number = int(text)
    elif match is not None:
        number = 12 * (int(match[1]) - first) + int(match[2]) - past
    else:
        raise InputError(f"--month {text}: give a number from 0 or a calendar month such as 2027-03")
    if months is not None and not 0 <= number < months:
        last = 12 * first + past - 1 + months - 1
        span = f"{start} to {last // 12}-{last % 12 + 1:02d}"
        raise InputError(f"--month {text}: outside the run ({span}, months 0 to {months - 1})")
    return number


def print_record(out: Console, record: Record, names: Mapping[str, str]) -> None:
    """Print one record, its heading in bold."""
    from rich.text import Text

    head, *body = paragraph(record, names, out.width)
    out.print(Text(head, style="bold"))
    for line in body:
        out.print(Text(line))
    out.print()
