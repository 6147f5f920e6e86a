"""Pareto plot: calm against health, the cost as the size of the mark; what no policy dominates is filled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.figures.charts.regret import policy_name
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.style import SEMIBOLD, styled
from diplosim.figures.layout.text import line_height, shorten, spread, tick_labels, width
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.robustness.answer import Placed
    from diplosim.results import Results


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
    head, foot = headline(title), caption(*notes)
    room = min(3.2, 0.9 + max(width(_label(p), NAME, SEMIBOLD) for p in points))
    top = MARGIN + head.height + 0.34
    height = max(PANEL, len(points) * line_height(NAME) + 0.1)
    page = Page(WIDTH, top + height + 0.56 + foot.height + MARGIN, head, foot)
    left, across = MARGIN + TICKS, WIDTH - 2 * MARGIN - TICKS - room
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
