"""Ripeness and the state of every negotiation table over the months of one history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.metrics import Floats
from diplosim.figures.history.bars import (
    NAMES,
    STATE_KEY,
    STATE_ROW,
    State,
    draw_row,
    spells,
    state_key,
    states_of,
)
from diplosim.figures.history.log import Record
from diplosim.figures.history.tracks import GUTTER, PLOT, draw_ground, lane_name
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar, end_labels, few_ticks
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import dated, shorten, styled
from diplosim.wording.names import plural
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    import pandas as pd

CURVE, GAP, TICKS = 0.86, 0.16, 0.26
COUNT_SIZE = 8.0
LINES = (
    ("hurting", roles.LineRole("#c85400", (0, (1.6, 1.4)))),
    ("way out", roles.LineRole("#007a5e", (0, (4, 2)))),
    ("ripe", roles.LineRole(roles.INK, "-")),
)


@dataclass(frozen=True)
class Row:
    """One table: its name, its state and its ripeness by month (NaN while it cannot talk)."""

    code: str
    name: str
    states: tuple[State, ...]
    ripe: Floats

    def months(self, state: State) -> int:
        """How many months it was in a state."""
        return self.states.count(state)


@styled
def ripeness(
    tables: pd.DataFrame,
    trajectory: pd.DataFrame,
    *,
    start: str = "2026-01",
    seed: int | None = None,
    label: str = "",
    names: Mapping[str, str] | None = None,
    events: Sequence[Record] = (),
    title: str | None = None,
) -> Figure:
    """Draw how ripe one history was for talks, engagement, and what became of every table.

    Args:
        tables: the history's rows of ``tables.parquet``.
        trajectory: its rows of ``trajectories.parquet``; ``engagement`` is drawn, ``agreements_signed`` counted.
        start: calendar month of month 0.
        seed: told in the caption.
        label: name of the scenario or policy, for the headline.
        names: readable names of actor codes.
        events: log of the run; major provocations are drawn through all rows.
        title: headline; by default what was counted.

    Raises:
        ValueError: no rows, or those of more than one history.
    """
    if tables.empty or trajectory.empty:
        raise ValueError("no tables to draw: the table of negotiation tables is empty")
    if tables.duplicated(["month", "table"]).any() or trajectory["month"].duplicated().any():
        raise ValueError("ripeness draws one run; choose one arm, sample and replicate")
    rows, silent = _rows(tables, names or {})
    months = np.sort(tables["month"].unique()).astype(float)
    first, last = int(months[0]), int(months[-1])
    calendar = Calendar(start)
    head = headline(title or _title(rows, trajectory, label, calendar.span(first, last)))
    foot = caption(*_caption(seed, silent, bool(events)))
    top = MARGIN + head.height + 0.16
    lower = top + 2 * (CURVE + GAP)
    body = lower + STATE_KEY
    bottom = body + max(1, len(rows)) * STATE_ROW
    page = Page(WIDTH, bottom + 0.40 + foot.height + MARGIN, head, foot)
    years = calendar.place(months)
    panels = [_ripe_panel(page, top, tables, years), _engagement(page, top + CURVE + GAP, trajectory, years)]
    state_key(page, lower)
    board = page.axes(MARGIN + NAMES, body, PLOT, bottom - body, facecolor="none")
    _board(page, board, body, rows, calendar, first)
    for axes in (*panels, board):
        calendar.apply(axes, first, last, labels=axes is board)
    for axes in panels:
        axes.set_xlim(board.get_xlim())
    draw_ground(page, (top, bottom), board, events, calendar)
    return page.figure


def _rows(tables: pd.DataFrame, names: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """Return the tables that could talk at some time or had an agreement, and the names of the others."""
    rows, silent = [], []
    for code, found in tables.groupby("table", sort=False):
        ordered = found.sort_values("month")
        name = names.get(str(code), str(code))
        states = tuple(states_of(ordered))
        if set(states) == {State.SILENT}:
            silent.append(name)
        else:
            rows.append(Row(str(code), name, states, ordered["ripeness"].to_numpy(dtype=float)))
    return rows, silent


def _title(rows: Sequence[Row], trajectory: pd.DataFrame, label: str, span: str) -> str:
    """Return a headline of counts: months with open talks, how often they opened, agreements."""
    subject = f"One history of {dated(label, span)}" if label else f"One history, {span}"
    months = len(trajectory)
    talking = sum(any(row.states[at] is State.OPEN for row in rows) for at in range(months))
    opened = sum(state is State.OPEN for row in rows for _, _, state in spells(row.states))
    signed = int(trajectory["agreements_signed"].sum())
    if not opened and not signed:
        return f"{subject}: no table opened"
    times = {0: "never", 1: "once", 2: "twice"}.get(opened, f"{opened} times")
    deals = plural(signed, "agreement")
    return f"{subject}: tables opened {times}, talks in {talking} of {months} months, {deals}"


def _caption(seed: int | None, silent: Sequence[str], threads: bool) -> list[str]:
    seeded = f", seed {seed}" if seed is not None else ""
    return [
        f"One run{seeded}: one of many possible histories. Ripe = hurting x way out: the smaller of both sides’ "
        "pain times trust on the best path between them; mean of the tables that can talk that month, and as the thin "
        "line of each table (same scale) while nothing is agreed.".replace(" x ", " × "),
        "Vertical lines: major provocations." if threads else "",
        f"Without a table of their own (no money, or pooled): {', '.join(silent)}." if silent else "",
    ]


def _ripe_panel(page: Page, top: float, tables: pd.DataFrame, years: Floats) -> Axes:
    """Draw the hurting stalemate, the way out and their product: means of the tables that can talk."""
    axes = _panel(page, top, "Ripeness", "0–1")
    known = tables[["month", "pain_recipient", "pain_donors", "way_out", "ripeness"]].astype(float)
    pain = known[["pain_recipient", "pain_donors"]].min(axis=1, skipna=False)
    parts = known.assign(hurting=pain).groupby("month", sort=True)[["hurting", "way_out", "ripeness"]].mean()
    ends, highest = [], 0.0
    for (words, look), column in zip(LINES, parts.columns, strict=True):
        values = parts[column].to_numpy(dtype=float)
        there = values[~np.isnan(values)]
        axes.plot(years, values, color=look.colour, linestyle=look.dash, linewidth=1.5, dash_capstyle="butt",
                  marker="o" if len(there) == 1 else "", markersize=3)  # fmt: skip
        if len(there):
            highest = max(highest, float(there.max()))
            ends.append((float(there[-1]), f"{words} {number(float(there[-1]), 2)}", look.colour))
    axes.set_ylim(0.0, max(1.08 * highest, 0.25))
    few_ticks(axes, 3)
    end_labels(axes, ends, 8.5)
    return axes


def _engagement(page: Page, top: float, trajectory: pd.DataFrame, years: Floats) -> Axes:
    axes = _panel(page, top, "Engagement", "0–1")
    values = trajectory.sort_values("month")["engagement"].to_numpy(dtype=float)
    look = roles.POLICIES[0]
    axes.fill_between(years, 0.0, values, step="mid", color=look.colour, alpha=roles.BAND_50)
    axes.plot(years, values, color=look.colour, drawstyle="steps-mid", linewidth=1.3,
              marker="o" if len(values) == 1 else "", markersize=3)  # fmt: skip
    axes.set_ylim(0.0, 1.05)
    few_ticks(axes, 2)
    if not np.isnan(values[-1]):
        end_labels(axes, [(float(values[-1]), number(float(values[-1]), 2), look.colour)], 8.5)
    return axes


def _panel(page: Page, top: float, name: str, detail: str) -> Axes:
    axes = page.axes(MARGIN + NAMES, top, PLOT, CURVE, facecolor="none")
    lane_name(page, top + CURVE / 2, name, detail, TICKS)
    axes.tick_params(axis="y", labelsize=7.5, pad=3)
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_color(roles.GRID)
    return axes


def _board(page: Page, board: Axes, top: float, rows: Sequence[Row], calendar: Calendar, first: int) -> None:
    """Draw a row for each table, its name at the left and its months of talks and agreement at the right."""
    board.set_ylim(max(1, len(rows)), 0.0)
    board.set_yticks([])
    board.grid(False)
    known = [row.ripe[~np.isnan(row.ripe)] for row in rows]
    most = max((float(values.max()) for values in known if len(values)), default=0.0) or 1.0
    for place, row in enumerate(rows):
        draw_row(board, place, row.states, row.ripe / most, calendar, first)
        middle = top + (place + 0.5) * STATE_ROW
        words = shorten(row.name, 8.5, NAMES - GUTTER)
        page.text(MARGIN + NAMES - GUTTER, middle, words, size=8.5, ha="right", va="center_baseline")
        agreed = row.months(State.AGREED) + row.months(State.SUSPENDED)
        told = [
            f"{count} {word}"
            for count, word in ((row.months(State.OPEN), "open"), (agreed, "agreed"))
            if count
        ]
        page.text(MARGIN + NAMES + PLOT + 0.07, middle, "\n".join(told) or "–", size=7.0, color=roles.MUTED,
                  va="center", linespacing=1.05)  # fmt: skip
