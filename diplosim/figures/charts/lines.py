"""Medians and bands in one panel, and the limits that hold them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from diplosim.figures.charts.bands import bands
from diplosim.figures.charts.metrics import Floats, Metric
from diplosim.figures.layout import roles
from diplosim.figures.layout.keys import end_labels, few_ticks
from diplosim.wording.numbers import compact


def draw_lines(
    axes: Axes,
    years: Floats,
    arms: Sequence[Floats],
    looks: Sequence[roles.LineRole],
    metric: Metric,
    *,
    outer: bool,
    signed: bool = False,
) -> None:
    """Draw bands and medians of each arm's runs, the limits that hold them, and the numbers at the ends."""
    thin = 1.0 if len(arms) <= 2 else 0.65  # three bands or more on top of each other turn to mud
    tables = [bands(runs, metric) for runs in arms]
    for table, look in zip(tables, looks, strict=True):
        if outer:
            axes.fill_between(years, *table.outer, color=look.colour, alpha=thin * roles.BAND_90)
        axes.fill_between(years, *table.inner, color=look.colour, alpha=thin * roles.BAND_50)
    if signed:
        axes.axhline(0.0, color=roles.INK, linewidth=0.9, zorder=1.9)
    for table, look in zip(tables, looks, strict=True):
        dot = "o" if np.count_nonzero(~np.isnan(table.centre)) == 1 else ""
        axes.plot(years, table.centre, color=look.colour, linestyle=look.dash, marker=dot, markersize=4,
                  dash_capstyle="butt", zorder=3)  # fmt: skip
    edges = [table.outer if outer else table.inner for table in tables]
    shown = np.vstack([*edges, *(table.centre for table in tables)])
    set_limits(axes, shown, metric, signed=signed)
    few_ticks(axes, 2 if signed else 5, whole=metric.least_span >= 1.0)
    ends = [
        (float(table.centre[-1]), compact(float(table.centre[-1]), metric.digits, signed=signed), look.colour)
        for table, look in zip(tables, looks, strict=True)
        if not np.isnan(table.centre[-1])
    ]
    end_labels(axes, ends)


def set_limits(axes: Axes, shown: Floats, metric: Metric, *, signed: bool = False) -> None:
    """Set y limits around what is shown, with the metric's least span and its zero."""
    known = shown[~np.isnan(shown)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if signed or metric.from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    least = metric.least_span * (0.5 if signed else 1.0)
    if high - low < (least or 1e-9):
        missing = (least or 1.0) - (high - low)
        share_below = 0.0 if metric.from_zero and not signed and low >= 0 else 0.5
        low, high = low - share_below * missing, high + (1 - share_below) * missing
    pad = 0.05 * (high - low)
    floor = low if metric.from_zero and not signed and low >= 0 else low - pad
    axes.set_ylim(floor, high + pad)
