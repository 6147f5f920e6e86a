"""Boxes of scenario discovery: for each limited assumption the range inside the box, within all that was sampled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, spread, styled, width, wrap
from diplosim.wording.names import inside
from diplosim.wording.numbers import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.discovery.boxes import Axis, Limit
    from diplosim.analysis.discovery.failures import Failures
    from diplosim.analysis.discovery.search import Finding


def boxes_figure(axes: Sequence[Axis], found: Failures, findings: Sequence[Finding]) -> Figure:
    """The boxes that noise does not explain."""
    from diplosim.analysis.discovery.failures import failing

    panels = []
    for number_, finding in enumerate((f for f in findings if f.real), start=1):
        places = sorted({place for place, _ in finding.found.box})
        sentence = (
            f"Box {number_}: {percent(finding.coverage)} of the failures, {percent(finding.density)} pure "
            f"({finding.found.k} of {finding.found.n} samples fail{_of_the_rest(finding) if number_ > 1 else ''})"
        )
        panels.append(BoxPanel(sentence, [_range_row(axes, finding, place) for place in places]))
    n, k = len(found.failed), int(found.failed.sum())
    return box_ranges(
        panels,
        title=f"Where {failing(found)}",
        notes=[f"Coloured: inside the box. Grey: all that was sampled. It fails in {k} of {n} samples "
               f"({percent(found.rate)}).",
               "Quasi-p: chance of a box as pure without this limit. “Back in” counts random halves of the samples in "
               "which the search finds the limit again."],
    )  # fmt: skip


def _of_the_rest(finding: Finding) -> str:
    """How often it fails where no earlier box lies."""
    return f"; of all that lies outside the earlier boxes {percent(finding.rest)} fail"


def _range_row(axes: Sequence[Axis], finding: Finding, place: int) -> RangeRow:
    from diplosim.analysis.discovery.boxes import amount, meaning, short_names, told

    axis = axes[place]
    sides = {side: limit for (at, side), limit in finding.found.box.items() if at == place}
    spans, limits = _spans(axis, sides)
    quasi = max(finding.quasi_p[place, side] for side in sides)
    back = min(finding.reproduced[place, side] for side in sides)
    shown = "< 0.001" if quasi < 0.001 else f"= {quasi:.3f}"
    words = meaning(axis.name)
    return RangeRow(
        short_names([one.name for one in axes])[axis.name], inside(words), spans,
        ("", "") if 0 in sides else (amount(told(axis, axis.low, -1)), amount(told(axis, axis.high, 1))), limits,
        f"quasi-p {shown}, back in {percent(back)}", axis.names if 0 in sides else (),
    )  # fmt: skip


def _spans(axis: Axis, sides: dict[int, Limit]) -> tuple[list[tuple[float, float]], list[tuple[float, str]]]:
    """What lies inside, as shares of the range, and the words of the limits."""
    from diplosim.analysis.discovery.boxes import amount, told

    if 0 in sides:  # words without order: equal parts of the bar
        count = len(axis.names)
        return [(word / count, (word + 1) / count) for word in sorted(sides[0].kept)], []
    limits = [
        (side, (limit.value - axis.low) / (axis.high - axis.low)) for side, limit in sorted(sides.items())
    ]
    low = next((at for side, at in limits if side < 0), 0.0)
    high = next((at for side, at in limits if side > 0), 1.0)
    return [(low, high)], [(at, amount(told(axis, sides[side].value, side))) for side, at in limits]


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
