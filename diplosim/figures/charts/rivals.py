"""Policies as rivals: how far each is behind the best (regret), and which are beaten in calm, health and cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.analysis.robustness.regret import sparse
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import (
    SEMIBOLD,
    line_height,
    shorten,
    spread,
    styled,
    tick_labels,
    width,
    wrap,
)
from diplosim.metrics.columns import title_of
from diplosim.wording.names import arm_name, unit_words
from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.robustness.answer import Placed
    from diplosim.analysis.robustness.regret import Standing
    from diplosim.results import Results


def regret_figure(results: Results, names: Sequence[str], rows: Sequence[Standing]) -> Figure:
    """The 90 % quantile of regret, policies by outcomes; policies in the order of the first outcome."""
    found = {
        (row["arm"], row["outcome"]): math.nan if sparse(row) else float(row["regret_p90"]) for row in rows
    }
    first = {arm: found[arm, names[0]] for arm in results.arms}
    arms = sorted(results.arms, key=lambda arm: (math.isnan(first[arm]), first[arm]))
    columns = []
    for name in names:
        values = [found[arm, name] for arm in arms]
        places = decimals(*values)
        unit = next(row["unit"] for row in rows if row["outcome"] == name)
        columns.append(
            RegretColumn(title_of(name), unit, values, [number(value, places) for value in values])
        )
    one = len(results.samples) == 1
    worlds = (
        f"{results.replicates} replicates" if one else f"{len(results.samples):,} samples of the assumptions"
    )
    return regret_map(
        [policy_name(results, arm) for arm in arms], columns,
        title="Regret: how far each policy falls behind the best one, in all but the worst tenth of worlds",
        notes=[f"90 % quantile of regret over {worlds}, in the unit of the outcome; the smallest of each column is "
               "bold. Each column has its own colour scale; outcomes are never added up. Policies are in the order of "
               "the first column. Grey: no value in most samples."],
    )  # fmt: skip


def policy_name(results: Results, arm: str) -> str:
    """An arm in words, the reference told apart."""
    words = arm_name(arm)
    return f"{words} (reference)" if arm == results.reference else words


ROW, GAP, LARGEST_CELL = 0.30, 0.03, 1.55
LABEL, CELL = 9.5, 9.5
#: From no regret to the largest of an outcome.
RAMP = LinearSegmentedColormap.from_list("regret", ["#fff5eb", "#fdd0a2", "#fd9a4e", "#e8590c", "#b03a00"])


class RegretColumn(NamedTuple):
    """One outcome: its name, the regret of every policy (NaN: no value) and how to write them."""

    label: str
    unit: str
    values: Sequence[float]
    texts: Sequence[str]


@styled
def regret_map(
    policies: Sequence[str], columns: Sequence[RegretColumn], *, title: str, notes: Sequence[str]
) -> Figure:
    """Draw a table of regrets, dark where a policy falls far behind.

    Args:
        policies: names, in the order of the values.
        columns: outcomes; each is coloured from zero to its own largest regret, since units differ.
        title: headline.
        notes: sentences of the caption.

    Returns:
        A figure as high as there are policies; the smallest regret of each outcome is set in bold.
    """
    names = max((width(name, LABEL) for name in policies), default=0.0)
    names = min(names, 3.0) + 0.16
    across = min(LARGEST_CELL, (WIDTH - 2 * MARGIN - names) / max(1, len(columns)))
    wide = max(5.5, 2 * MARGIN + names + across * len(columns))
    head, foot = headline(title, wide), caption(*notes, width=wide)
    titles = [wrap(column.label, LABEL, across - 0.1, SEMIBOLD, most=3) for column in columns]
    units = [shorten(unit_words(column.unit), 8.0, across - 0.1) for column in columns]
    lines = max(len(lines) for lines in titles)
    top = MARGIN + head.height + 0.14 + lines * line_height(LABEL) + line_height(8.0) + 0.08
    page = Page(wide, top + ROW * len(policies) + 0.16 + foot.height + MARGIN, head, foot)
    left = MARGIN + names
    for row, name in enumerate(policies):
        page.text(left - 0.12, top + (row + 0.5) * ROW, shorten(name, LABEL, names - 0.12), size=LABEL, ha="right",
                  va="center_baseline")  # fmt: skip
    for place, column in enumerate(columns):
        middle = left + (place + 0.5) * across
        page.text(middle, top - 0.08 - line_height(8.0), "\n".join(titles[place]), size=LABEL, weight=SEMIBOLD,
                  ha="center", va="bottom")  # fmt: skip
        page.text(middle, top - 0.08, units[place], size=8.0, color=roles.MUTED, ha="center", va="bottom")
        _cells(page, column, (left + place * across, top, across))
    return page.figure


def _cells(page: Page, column: RegretColumn, where: tuple[float, float, float]) -> None:
    """The cells of one outcome."""
    left, top, across = where
    there = [value for value in column.values if math.isfinite(value)]
    largest, least = max(there, default=0.0), min(there, default=0.0)
    for row, (value, text) in enumerate(zip(column.values, column.texts, strict=True)):
        known = math.isfinite(value)
        colour = RAMP(value / largest if largest > 0 else 0.0) if known else to_rgb(roles.LANE)
        page.box(left + GAP / 2, top + row * ROW + GAP / 2, across - GAP, ROW - GAP, color=colour)
        light = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
        page.text(left + across / 2, top + (row + 0.5) * ROW, text, size=CELL, ha="center", va="center_baseline",
                  color=roles.PAPER if known and light < 0.48 else roles.INK if known else roles.MUTED,
                  weight=SEMIBOLD if known and value == least else "normal")  # fmt: skip


def pareto_figure(results: Results, rows: Sequence[Placed]) -> Figure:
    """Mean calm, burden and cost of every policy."""
    points = [
        ParetoPoint(policy_name(results, row["arm"]), row["deescalation_index"], row["disease_burden_end"],
                    row["donor_cost_musd"], row["on_front"], row["arm"] == results.reference)
        for row in rows
    ]  # fmt: skip
    beaten = sum(not point.on_front for point in points)
    return pareto_plot(
        points,
        title=f"Calm, health and cost: {beaten} of {len(points)} policies are dominated by another one",
        notes=[f"Means over {rows[0]['n_samples']:,} samples; area of a mark grows with what donors pay (M$ beside the "
               "name).",
               "Filled: no other policy is at least as good in all three and better in one. Diamond: the reference."],
    )  # fmt: skip


PANEL, TICKS, NAME = 4.3, 0.62, 8.5
SMALLEST, LARGEST = 5.0, 17.0
NARROWEST, EACH_ACROSS, EACH_DOWN = 6.2, 0.5, 0.45
"""Least width of the canvas, and by how much each policy makes the panel wider and higher, in inches."""


class ParetoPoint(NamedTuple):
    """One policy: mean calm (higher is better), mean burden (lower is better), mean cost in M$."""

    name: str
    calm: float
    burden: float
    cost: float
    on_front: bool
    reference: bool = False


@styled
def pareto_plot(points: Sequence[ParetoPoint], *, title: str, notes: Sequence[str]) -> Figure:
    """Draw policies by calm (up is better) and burden (right is better), named on the right in the order of calm.

    Args:
        points: the policies.
        title: headline.
        notes: sentences of the caption.
    """
    room = min(3.2, 0.9 + max(width(_label(p), NAME, SEMIBOLD) for p in points))
    beside = 2 * MARGIN + TICKS + room
    wide = min(WIDTH, max(NARROWEST, beside + 2.0 + EACH_ACROSS * len(points)))
    head, foot = headline(title, wide), caption(*notes, width=wide)
    top = MARGIN + head.height + 0.34
    height = max(min(PANEL, 1.0 + EACH_DOWN * len(points)), len(points) * line_height(NAME) + 0.1)
    page = Page(wide, top + height + 0.56 + foot.height + MARGIN, head, foot)
    left, across = MARGIN + TICKS, wide - beside
    axes = page.axes(left, top, across, height)
    axes.patch.set_visible(False)  # the lines to the names run beneath the marks
    page.text(
        MARGIN, top - 0.1, "Calmer ↑  (de-escalation index)", size=9.0, color=roles.MUTED, va="baseline"
    )
    page.text(left + across, top + height + 0.42, "Disease burden at the end, healthier →", size=9.0, color=roles.MUTED,
              ha="right", va="baseline")  # fmt: skip
    _scales(axes, points)
    largest = max((p.cost for p in points), default=0.0)
    for point in points:
        _mark(axes, point, _size(point.cost, largest))
    _names(page, axes, points, (left + across, top, height, room))
    return page.figure


def _label(point: ParetoPoint) -> str:
    return f"{point.name}, {number(point.cost, 0)} M$"


def _size(cost: float, largest: float) -> float:
    """Diameter in points: the area grows with the cost."""
    share = max(0.0, cost) / largest if largest > 0 else 0.0
    return math.sqrt(SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2))


def _scales(axes: Axes, points: Sequence[ParetoPoint]) -> None:
    """Limits with room around the marks, burden running down to the right, and few ticks."""
    for values, set_limits, axis, label in (
        ([p.burden for p in points], axes.set_xlim, axes.xaxis, axes.set_xticks),
        ([p.calm for p in points], axes.set_ylim, axes.yaxis, axes.set_yticks),
    ):
        low, high = min(values), max(values)
        pad = 0.09 * (high - low) or 0.05 * max(abs(high), 1e-3)
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low - pad, high + pad)
        chosen = [float(t) for t in ticks if low - pad <= t <= high + pad]
        set_limits(*((high + pad, low - pad) if axis is axes.xaxis else (low - pad, high + pad)))
        label(chosen, tick_labels(chosen))
    axes.grid(True, axis="both")


def _mark(axes: Axes, point: ParetoPoint, size: float) -> None:
    look = roles.BETTER.colour if point.on_front else roles.FAINT
    shape = "D" if point.reference else "o"
    axes.plot([point.burden], [point.calm], shape, markersize=size * (0.85 if point.reference else 1.0), clip_on=False,
              markerfacecolor=look if point.on_front else roles.PAPER, markeredgecolor=look, markeredgewidth=1.3,
              alpha=0.85 if point.on_front else 1.0, zorder=4 if point.reference else 3)  # fmt: skip


def _names(
    page: Page, axes: Axes, points: Sequence[ParetoPoint], where: tuple[float, float, float, float]
) -> None:
    """The names in a column beside the panel, each tied to its mark by a thin line."""
    edge, top, height, room = where
    low, high = axes.get_ylim()
    right, left = axes.get_xlim()[::-1]
    order = sorted(points, key=lambda p: -p.calm)
    wanted = [height * (high - p.calm) / (high - low) for p in order]
    gap = line_height(NAME)
    across = axes.get_position().width * page.width
    for point, place in zip(order, spread(wanted, gap, gap / 2, height - gap / 2), strict=True):
        at = edge - across * (point.burden - right) / (left - right)
        down = height * (high - point.calm) / (high - low)
        colour = roles.BETTER.colour if point.on_front else roles.MUTED
        page.line([(at, top + down), (edge + 0.05, top + place), (edge + 0.32, top + place)], color=roles.FAINT,
                  linewidth=0.5, alpha=0.8, zorder=-1)  # fmt: skip
        page.text(edge + 0.38, top + place, shorten(_label(point), NAME, room - 0.4, SEMIBOLD), size=NAME, color=colour,
                  weight=SEMIBOLD if point.on_front else "normal", va="center_baseline")  # fmt: skip
