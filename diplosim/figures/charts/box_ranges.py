"""Boxes of scenario discovery: for each limited assumption the range inside the box, within all that was sampled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.style import SEMIBOLD, styled
from diplosim.figures.layout.text import line_height, shorten, spread, width, wrap

ROW, BAR, HEAD_GAP = 0.70, 0.16, 0.12
NAME, LIMIT, SMALL = 10.0, 9.0, 8.0
LABELS, SIDE = 3.25, 1.55


class RangeRow(NamedTuple):
    """One limited assumption; places are shares of the sampled range, from 0 to 1."""

    name: str
    meaning: str
    spans: Sequence[tuple[float, float]]
    """The parts of the range that lie inside the box."""
    ends: tuple[str, str]
    """The ends of the sampled range."""
    limits: Sequence[tuple[float, str]]
    """Where the limits are, and what they say."""
    note: str
    """How sure the limit is."""
    words: Sequence[str] = ()
    """For what has no numbers: its words, each an equal part of the bar."""


class BoxPanel(NamedTuple):
    """One box: a sentence about it, and its rows."""

    sentence: str
    rows: Sequence[RangeRow]


@styled
def box_ranges(panels: Sequence[BoxPanel], *, title: str, notes: Sequence[str]) -> Figure:
    """Draw each box as rows of ranges, under the sentence that says what it covers.

    Args:
        panels: the boxes in the order in which they were found.
        title: headline.
        notes: sentences of the caption.
    """
    room = WIDTH - 2 * MARGIN
    head, foot = headline(title), caption(*notes)
    told = [wrap(panel.sentence, NAME, room, SEMIBOLD, most=4) for panel in panels]
    heights = [len(lines) * line_height(NAME) + HEAD_GAP + len(panel.rows) * ROW + 0.16
               for lines, panel in zip(told, panels, strict=True)]  # fmt: skip
    top = MARGIN + head.height + 0.16
    page = Page(WIDTH, top + sum(heights) + foot.height + MARGIN, head, foot)
    for panel, lines, height in zip(panels, told, heights, strict=True):
        page.text(
            MARGIN, top, "\n".join(lines), size=NAME, weight=SEMIBOLD, color=roles.WORSE.colour, va="top"
        )
        below = top + len(lines) * line_height(NAME) + HEAD_GAP
        for place, row in enumerate(panel.rows):
            _range(page, row, below + place * ROW)
        top += height
    return page.figure


def _range(page: Page, row: RangeRow, top: float) -> None:
    """One row: name and meaning, the bar with its limits, and how sure they are."""
    left, across = MARGIN + LABELS, WIDTH - 2 * MARGIN - LABELS - SIDE
    middle = top + 0.34
    name = shorten(row.name, NAME, LABELS - 0.25, SEMIBOLD)
    page.text(left - 0.2, middle, name, size=NAME, weight=SEMIBOLD, ha="right",
              va="center_baseline" if not row.meaning else "bottom")  # fmt: skip
    if row.meaning:
        lines = wrap(row.meaning, SMALL, LABELS - 0.25, most=2)
        page.text(
            left - 0.2, middle + 0.02, "\n".join(lines), size=SMALL, color=roles.MUTED, ha="right", va="top"
        )
    page.box(left, middle - BAR / 2, across, BAR, color=roles.GRID)
    for start, end in row.spans:
        length = max(0.03, (end - start) * across - (0.03 if row.words else 0.0))
        page.box(left + start * across, middle - BAR / 2, length, BAR, color=roles.WORSE.colour)
    for place, _ in row.limits:
        page.line([(left + place * across, middle - BAR), (left + place * across, middle + BAR / 2)], color=roles.INK,
                  linewidth=1.0)  # fmt: skip
    _limit_labels(page, row, (left, middle - BAR - 0.04, across))
    part = across / max(1, len(row.words))
    for place, word in enumerate(row.words):
        page.text(left + (place + 0.5) * part, middle + BAR / 2 + 0.05, shorten(word, SMALL, part - 0.06), size=SMALL,
                  color=roles.MUTED, ha="center", va="top")  # fmt: skip
    for (words, side), at in zip(
        ((row.ends[0], "left"), (row.ends[1], "right")), (left, left + across), strict=True
    ):
        page.text(at, middle + BAR / 2 + 0.05, words, size=SMALL, color=roles.MUTED, ha=side, va="top")
    page.text(left + across + 0.16, middle, "\n".join(wrap(row.note, SMALL, SIDE - 0.16, most=2)), size=SMALL,
              color=roles.MUTED, va="center")  # fmt: skip


def _limit_labels(page: Page, row: RangeRow, where: tuple[float, float, float]) -> None:
    """The words of the limits above their marks, pushed apart where they would meet."""
    left, top, across = where
    if not row.limits:
        return
    widest = max(width(words, LIMIT, SEMIBOLD) for _, words in row.limits)
    wanted = [place * across for place, _ in row.limits]
    placed = spread(wanted, widest + 0.08, 0.0, across)
    for (_, words), at in zip(row.limits, placed, strict=True):
        page.text(left + at, top, words, size=LIMIT, weight=SEMIBOLD, ha="center", va="bottom")
