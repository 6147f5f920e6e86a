"""Lanes: one simulated history, with what was provoked, sanctioned, offered, refused and agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.cases import present
from diplosim.figures.charts.metrics import Floats
from diplosim.figures.history.bars import NAMES
from diplosim.figures.history.log import Record, agreements, notable_refusals
from diplosim.figures.history.tracks import (
    GAP,
    INSET,
    PLOT,
    draw_ground,
    draw_tracks,
    lane_height,
    lane_name,
)
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar, end_labels, few_ticks
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, dated, line_height, styled, wrap
from diplosim.wording.explain import sentence
from diplosim.wording.names import noun, with_recipient
from diplosim.wording.numbers import number
from diplosim.wording.sentences import reason

if TYPE_CHECKING:
    import pandas as pd

CURVE = 0.72
TICKS = 0.26


@styled
def lanes(
    trajectory: pd.DataFrame,
    events: Sequence[Record],
    *,
    start: str = "2026-01",
    seed: int | None = None,
    label: str = "",
    names: Mapping[str, str] | None = None,
    call_outs: int = 2,
    note: str = "",
    title: str | None = None,
) -> Figure:
    """Draw one history: trust and tension above, one lane for each kind of event below.

    Args:
        trajectory: one row per ``month`` of one run, with the trust and ``tension`` columns.
        events: records of that run as in ``events.jsonl`` (month, kind, actor, target, terms ...).
        start: calendar month of month 0.
        seed: told in the caption.
        label: name of the scenario or policy, for the headline.
        names: readable names of actor codes.
        call_outs: how many refusals are told with their reason (0-2).
        note: a sentence for the caption, such as how this run compares with others.
        title: headline; by default what was counted.

    Raises:
        ValueError: the trajectory is empty or holds more than one run.
    """
    run = trajectory.sort_values("month")
    if run.empty:
        raise ValueError("no months to draw: the trajectory is empty")
    if run["month"].duplicated().any():
        raise ValueError("lanes draws one run; choose one arm, sample and replicate of the trajectories")
    months = run["month"].to_numpy(dtype=float)
    first, last = int(months[0]), int(months[-1])
    calendar, known = Calendar(start), sorted(events, key=lambda e: int(e["month"]))
    spans = agreements(known, last + 1)
    head = headline(title or history_title(label, calendar.span(first, last), known))
    spells = open_spells(run)
    shade = with_recipient("Green shade: the recipient is open to its rivals.") if spells else ""
    foot = caption(*lanes_caption(seed, {str(e["kind"]) for e in known}), shade, note)
    boxes = callouts(known, calendar, call_outs, PLOT, names or {})
    heights = [lane_height(lane, known, spans, last - first) for lane in roles.LANES]
    top = MARGIN + head.height + 0.16
    strip = top + 2 * (CURVE + 0.16)
    lane_top = strip + (max(box.height for box in boxes) + BOX_GAP if boxes else 0.0)
    bottom = lane_top + sum(heights) + GAP * (len(heights) - 1)
    page = Page(WIDTH, bottom + 0.40 + foot.height + MARGIN, head, foot)
    curves = _curves(page, top, run, calendar.place(months))
    drawn = draw_tracks(
        page, lane_top, heights, events=known, spans=spans, calendar=calendar, ends=(first, last)
    )
    for axes in (*curves, *drawn):
        calendar.apply(axes, first, last, labels=axes is drawn[-1], inset=INSET)
    draw_ground(page, (top, bottom), drawn[0], known, calendar, spells)
    _draw_boxes(page, boxes, lane_top, heights, drawn[0])
    return page.figure


def history_title(label: str, span: str, events: Sequence[Record]) -> str:
    """Return the headline of one history: whose it is, and what was counted in it."""
    subject = f"One simulated history of {dated(label, span)}" if label else f"One simulated history, {span}"
    return f"{subject}: {_counted(events)}"


def _counted(events: Sequence[Record]) -> str:
    """Return the headline's counts."""
    counts = {lane.label: sum(e["kind"] in lane.kinds for e in events) for lane in roles.LANES}
    refused, accepted, signed = (counts[key] for key in ("Offer refused", "Offer accepted", "Agreement"))
    offers = f"{refused + accepted or 'no'} {noun(refused + accepted, 'offer')}"
    fate = f", {accepted or 'none'} accepted" if refused + accepted else ""
    return f"{offers} to {present().called}{fate}; {signed or 'no'} {noun(signed, 'agreement')} signed"


def lanes_caption(seed: int | None, kinds: set[str]) -> list[str]:
    """Return what the marks mean, for the marks that are there."""
    seeded = f", seed {seed}" if seed is not None else ""
    lines = {
        "provocation": "Dark triangles and vertical lines: provocations of class 2 or 3; pale triangles: class 1.",
        "resolution_vetoed": "Pale squares: a major provocation and no resolution adopted.",
        "offer_accepted": "Offers are made without talks; an accepted one still has to be ratified.",
        "agreement_signed": "Bars: an agreement, from an offer or from talks, is in force; pale: suspended.",
        "agreement_renewed": "Without a diamond: renewed, or in force before the start.",
        "ratification_failed": "Pale diamonds: not ratified.",
    }
    return [
        f"One run{seeded}: one of many possible histories.",
        *(words for kind, words in lines.items() if kind in kinds),
    ]


def open_spells(run: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the spells in which the recipient is open to its rivals: first month, and first month after."""
    if "stance_open" not in run:
        return []
    months, spells = run["month"].to_numpy(dtype=int), list[tuple[int, int]]()
    for month in months[run["stance_open"].to_numpy(dtype=float) > 0]:
        if spells and spells[-1][1] == month:
            spells[-1] = (spells[-1][0], int(month) + 1)
        else:
            spells.append((int(month), int(month) + 1))
    return spells


def mean_of(run: pd.DataFrame, *columns: str) -> Floats | None:
    """Return the mean of columns by month; None if the run lacks one."""
    if not set(columns) <= set(run.columns):
        return None
    return run[list(columns)].mean(axis=1).to_numpy(dtype=float)


def _curves(page: Page, top: float, run: pd.DataFrame, years: Floats) -> list[Axes]:
    """Draw trust and tension, each with its own scale."""
    trust = [
        ("rivals", mean_of(run, "trust_rivals_security", "trust_rivals_health"), roles.TRUST_RIVALS),
        ("others", mean_of(run, "trust_others_security", "trust_others_health"), roles.TRUST_OTHERS),
    ]
    tension = [("", mean_of(run, "tension"), roles.TENSION)]
    panels = []
    for place, (name, detail, series, digits) in enumerate(
        ((with_recipient("Recipient’s trust"), "0–1", trust, 2), ("Tension", "severity units", tension, 1))
    ):
        upper = top + place * (CURVE + 0.16)
        axes = page.axes(MARGIN + NAMES, upper, PLOT, CURVE, facecolor="none")
        lane_name(page, upper + CURVE / 2, name, detail, TICKS)
        ends, highest = [], 0.0
        for whom, values, look in series:
            if values is None:
                continue
            axes.plot(years, values, color=look.colour, linestyle=look.dash, linewidth=1.5,
                      marker="o" if len(values) == 1 else "", markersize=3)  # fmt: skip
            highest = max(highest, float(values.max()))
            last = float(values[-1])
            ends.append((last, f"{whom} {number(last, digits)}".strip(), look.colour))
        axes.set_ylim(0.0, max(1.08 * highest, 0.25 if digits == 2 else 1.0))
        few_ticks(axes, 3, whole=digits == 1)
        axes.tick_params(axis="y", labelsize=7.5, pad=3)
        axes.spines["bottom"].set_color(roles.GRID)
        axes.tick_params(axis="x", length=0)
        end_labels(axes, ends, 8.5)
        panels.append(axes)
    return panels


def _draw_boxes(
    page: Page, boxes: Sequence[Callout], lane_top: float, heights: Sequence[float], axes: Axes
) -> None:
    """Place the call-outs above the lanes with a line down to the refusal they tell of."""
    index = next(i for i, lane in enumerate(roles.LANES) if lane.label == "Offer refused")
    target = lane_top + sum(heights[:index]) + GAP * index + 0.04
    draw_callouts(
        page, boxes, plot=(MARGIN + NAMES, PLOT), ground=lane_top, target=target, limits=axes.get_xlim()
    )


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
        for row, line in enumerate((box.heading, *box.lines)):
            page.text(edge + PAD, base - box.height + PAD + (row + 0.78) * step, line, size=SIZE,
                      va="baseline", weight=SEMIBOLD if row == 0 else "normal", zorder=8)  # fmt: skip
