"""Regret map: policies by outcomes, how far behind the best policy each one falls; one colour scale per outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from diplosim.analysis.robustness.regret import sparse
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.style import SEMIBOLD, styled
from diplosim.figures.layout.text import line_height, shorten, width, wrap
from diplosim.metrics.columns import title_of
from diplosim.wording.names import arm_name
from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    units = [shorten(column.unit, 8.0, across - 0.1) for column in columns]
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
