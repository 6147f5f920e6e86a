"""Call-outs: a refusal told in its own words, in a box with a line to its mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diplosim.figures.history.story import Record, notable_refusals
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import Page
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import line_height, wrap
from diplosim.figures.layout.timeaxis import Calendar
from diplosim.wording.explain import sentence
from diplosim.wording.sentences import reason

SIZE = 8.0
PAD = 0.08
BOX_GAP = 0.16
"""Room between the boxes and the first lane, for the slanted part of the line."""
BETWEEN = 0.14
LINES_MOST = 4


@dataclass(frozen=True)
class Callout:
    """One box: where it points, its heading and its sentence as they fit."""

    year: float
    heading: str
    lines: tuple[str, ...]
    width: float
    height: float


def callouts(
    events: Sequence[Record], calendar: Calendar, most: int, room: float, names: Mapping[str, str]
) -> list[Callout]:
    """Return the call-outs of a history, that together fit into ``room`` inches."""
    picked = notable_refusals(events, most)
    if not picked:
        return []
    wide = (room - BETWEEN * (len(picked) - 1)) / max(2, len(picked)) - 0.01
    texts = []
    for why, record in picked:
        heading = f"{calendar.name(int(record['month']))}{f', {why}' if why else ''}"
        body = wrap(sentence(reason(record, names)), SIZE, wide - 2 * PAD, most=LINES_MOST)
        texts.append((record, heading, tuple(body)))
    return [
        Callout(float(calendar.place(int(record["month"]))), heading, body, wide,
                (1 + len(body)) * line_height(SIZE) + 2 * PAD)
        for record, heading, body in texts
    ]  # fmt: skip


def _lefts(centres: Sequence[float], wide: float, low: float, high: float) -> list[float]:
    """Return left edges of boxes centred on ``centres`` as nearly as fits side by side."""
    lefts: list[float] = []
    for rank, centre in enumerate(centres):
        after = len(centres) - 1 - rank
        floor = lefts[-1] + wide + BETWEEN if lefts else low
        lefts.append(min(max(centre - wide / 2, floor), high - wide - after * (wide + BETWEEN)))
    return lefts


def draw_callouts(
    page: Page,
    boxes: Sequence[Callout],
    *,
    plot: tuple[float, float],
    ground: float,
    target: float,
    limits: tuple[float, float],
) -> None:
    """Draw boxes that end above ``ground`` and lines from them down to ``target``.

    Places are inches from the top left corner; ``plot`` is the left edge and width of the panels, ``limits``
    the years at their edges.
    """
    left, room = plot
    centres = [left + room * (box.year - limits[0]) / (limits[1] - limits[0]) for box in boxes]
    lefts = _lefts(centres, boxes[0].width, left, left + room) if boxes else []
    for box, centre, edge in zip(boxes, centres, lefts, strict=True):
        base = ground - BOX_GAP
        inside = min(max(centre, edge + 0.1), edge + box.width - 0.1)
        path = [(inside, base), (centre, ground - 0.02), (centre, target)]
        page.line(path, color=roles.INK, linewidth=0.8, solid_capstyle="butt", zorder=6)
        page.box(edge, base - box.height, box.width, box.height, facecolor=roles.PAPER, edgecolor=roles.FAINT,
                 linewidth=0.8, zorder=7)  # fmt: skip
        step = line_height(SIZE)
        for number, line in enumerate((box.heading, *box.lines)):
            page.text(edge + PAD, base - box.height + PAD + (number + 0.78) * step, line, size=SIZE,
                      va="baseline", weight=SEMIBOLD if number == 0 else "normal", zorder=8)  # fmt: skip
