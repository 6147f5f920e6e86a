"""One panel of effects: a row for each policy, with mark, bars and shares of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor, isnan, log10

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from diplosim.figures.charts.effect_rows import Effect, Target
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import Page, panel_size
from diplosim.figures.layout.typography import POINTS, SEMIBOLD, tick_labels, width
from diplosim.wording.numbers import compact, percent

SIZE = 7.5
"""Points of everything but the titles."""
BETTER_COLUMN, SAME_COLUMN, VALUE_COLUMN = 0.36, 0.31, 0.56
HEADER = 0.32
"""Room above the rows for the heads of the columns of numbers."""
FOOT = 0.40
"""Room below the rows for tick labels and the words that say which way is better."""
EDGE = 0.07
"""Room at the sides of a panel, so that marks do not lie on its edge."""
OVERHANG = 0.14
"""How far a tick label may reach beyond its panel."""


def draw_effects(
    page: Page,
    place: tuple[float, float, float],
    row: float,
    target: Target,
    effects: Sequence[Effect],
    *,
    values: bool,
) -> None:
    """Draw an outcome for every policy; ``place`` is left, top and width in inches, ``row`` a row's height.

    ``values`` writes the medians too.
    """
    left, top, wide = place
    high = row * len(effects)
    axes = page.axes(left, top, wide, high, facecolor="none")
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_ylim(len(effects) - 0.5, -0.5)
    axes.set_yticks([])
    axes.axvline(0.0, color=roles.INK, linewidth=0.9, zorder=1.9)
    _limits(axes, effects)
    _ticks(axes)
    for number, effect in enumerate(effects):
        _mark(axes, number, effect, target)
    _directions(page, (left, top + high, wide), target)
    _columns(page, (left + wide, top, row), target, effects, values=values)


def level(middle: float, size: float) -> float:
    """Where the baseline of a line of text lies, so that its letters are centred on ``middle`` (inches)."""
    return middle + 0.35 * size / POINTS


def look(effect: Effect, target: Target) -> tuple[str, str]:
    """Colour and shape of a mark: better, worse, or neither."""
    side = effect.side(target)
    if side > 0:
        return roles.BETTER.colour, "o"
    return (roles.WORSE.colour, "s") if side < 0 else (roles.MUTED, "D")


def _mark(axes: Axes, row: int, effect: Effect, target: Target) -> None:
    """Draw the median with its bars; nothing where there is no pair."""
    if effect.pairs == 0:
        return
    colour, marker = look(effect, target)
    if effect.pairs > 1:
        axes.plot(effect.outer, (row, row), color=colour, linewidth=1.3, alpha=0.85, clip_on=False, zorder=3)
        axes.plot(effect.inner, (row, row), color=colour, linewidth=4.2, alpha=0.6, clip_on=False, zorder=3.1)
    axes.plot([effect.median], [row], marker=marker, markersize=4.8 if marker == "D" else 5.8, zorder=4,
              markerfacecolor=colour if effect.clear else roles.PAPER, markeredgecolor=colour,
              markeredgewidth=1.2, clip_on=False)  # fmt: skip


def _limits(axes: Axes, effects: Sequence[Effect]) -> None:
    """Hold all bars and zero, with room for the marks."""
    ends = [end for effect in effects for end in (*effect.outer, effect.median) if not isnan(end)]
    low, high = min(0.0, *ends, 0.0), max(0.0, *ends, 0.0)
    if high - low <= 0.0:
        low, high = -1.0, 1.0
    pad = EDGE * (high - low) / (panel_size(axes)[0] - 2 * EDGE)
    axes.set_xlim(low - pad, high + pad)


def _ticks(axes: Axes) -> None:
    """Give the x axis as many ticks as its labels leave room for."""
    low, high = axes.get_xlim()
    wide = panel_size(axes)[0]
    chosen: tuple[list[float], list[str]] = ([0.0], ["0"])
    for most in (4, 3, 2, 1):
        found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        ticks = [float(tick) for tick in found if low <= tick <= high]
        labels = [
            "0" if tick == 0.0 else label for tick, label in zip(ticks, tick_labels(ticks), strict=True)
        ]
        spans = [
            (wide * (tick - low) / (high - low), width(label, SIZE) / 2)
            for tick, label in zip(ticks, labels, strict=True)
        ]
        inside = all(middle - half > -OVERHANG and middle + half < wide + OVERHANG for middle, half in spans)
        apart = all(b - a > one + two + 0.06 for (a, one), (b, two) in pairwise(spans))
        if len(ticks) > 1 and inside and apart:
            chosen = (ticks, labels)
            break
    axes.set_xticks(*chosen)
    axes.tick_params(axis="x", labelsize=SIZE, length=2.5, pad=2.5)


def _directions(page: Page, place: tuple[float, float, float], target: Target) -> None:
    """Say below the axis which way is better."""
    left, bottom, wide = place
    words = {
        1: (("← worse", roles.WORSE.colour), ("better →", roles.BETTER.colour)),
        -1: (("← better", roles.BETTER.colour), ("worse →", roles.WORSE.colour)),
        0: (("← less", roles.MUTED), ("more →", roles.MUTED)),
    }[target.better]
    base = bottom + FOOT - 0.08
    room = wide + BETTER_COLUMN
    need = sum(width(text, SIZE) for text, _ in words) + 0.08
    (less, one), (more, two) = words
    page.text(left, base, less, size=SIZE, color=one, va="baseline")
    page.text(left + min(room, max(wide, need)), base, more, size=SIZE, color=two, va="baseline", ha="right")


def _columns(
    page: Page,
    place: tuple[float, float, float],
    target: Target,
    effects: Sequence[Effect],
    *,
    values: bool,
) -> None:
    """Write to the right of the panel the medians and the shares of pairs that are better and the same."""
    edge, top, row = place
    first = edge + (VALUE_COLUMN if values else 0.0)
    better, same = first + BETTER_COLUMN, first + BETTER_COLUMN + SAME_COLUMN
    head = {"size": SIZE, "color": roles.MUTED, "ha": "right", "va": "baseline"}
    if values:
        page.text(first, top - 0.05, "median", **head)
    page.text(same, top - 0.05 - 0.13, "% of pairs", **head)
    page.text(same, top - 0.05, "same", **head)
    if target.better:
        page.text(better, top - 0.05, "better", **head)
    digits = _digits(effects)
    for number, effect in enumerate(effects):
        colour = look(effect, target)[0]
        cell = {"size": SIZE, "ha": "right", "va": "baseline"}
        middle = level(top + (number + 0.5) * row, SIZE)
        if values and effect.pairs:
            words = compact(effect.median, digits, signed=True)
            page.text(first, middle, words, weight=SEMIBOLD, color=colour, **cell)
        if 2 * effect.pairs < effect.pairs + effect.dropped or effect.pairs == 0:
            page.text(same, middle, f"n = {effect.pairs:,}", color=roles.MUTED, **cell)
            continue
        page.text(same, middle, percent(effect.equal, ""), color=roles.MUTED, **cell)
        if target.better:
            page.text(better, middle, percent(effect.better, ""), color=roles.INK, **cell)


def _digits(effects: Sequence[Effect]) -> int:
    """Decimal places that show three figures of the largest median; over three only where all pairs hardly differ."""
    largest = max((abs(e.median) for e in effects if e.pairs), default=0.0)
    places = 2 - floor(log10(largest)) if largest > 0.0 else 0
    spread = max((abs(end) for e in effects if e.pairs for end in e.outer), default=0.0)
    return min(max(0, places), 3 if spread >= 0.001 else 6)
