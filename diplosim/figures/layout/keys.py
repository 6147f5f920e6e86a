"""Keys and labels that stand beside what they name: the row of policies, and numbers at line ends."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page, panel_size
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import line_height, shorten, spread, tick_labels, width

KEY_SIZE = 9.0
SWATCH = 0.34
KEY_ROW = 0.21
END_SIZE = 9.0
END_GAP = 5.0 / 72.0


def key_rows(labels: Sequence[str], room: float) -> list[list[tuple[int, float, str]]]:
    """Arrange labels in rows no wider than ``room`` inches: per row (index, left, text as it fits)."""
    rows: list[list[tuple[int, float, str]]] = [[]]
    left = 0.0
    for index, label in enumerate(labels):
        text = shorten(label, KEY_SIZE, room - SWATCH - 0.08, SEMIBOLD)
        need = SWATCH + 0.08 + width(text, KEY_SIZE, SEMIBOLD)
        if rows[-1] and left + need > room:
            rows.append([])
            left = 0.0
        rows[-1].append((index, left, text))
        left += need + 0.28
    return rows


def draw_key(
    page: Page, top: float, labels: Sequence[str], looks: Sequence[roles.LineRole], *, bands: bool
) -> None:
    """Draw the row (or rows) that name the policies, each with its line and band."""
    for row_number, row in enumerate(key_rows(labels, page.width - 2 * MARGIN)):
        middle = top + (row_number + 0.5) * KEY_ROW
        for index, offset, text in row:
            left, look = MARGIN + offset, looks[index]
            if bands:
                page.box(left, middle - 0.055, SWATCH, 0.11, alpha=roles.BAND_50, color=look.colour)
            page.line([(left, middle), (left + SWATCH, middle)], color=look.colour, linestyle=look.dash,
                      solid_capstyle="butt")  # fmt: skip
            page.text(left + SWATCH + 0.08, middle, text, size=KEY_SIZE, weight=SEMIBOLD, color=look.colour,
                      va="center_baseline")  # fmt: skip


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]], size: float = END_SIZE) -> None:
    """Write (value, text, colour) to the right of where lines end, pushed apart where they are close."""
    height = panel_size(axes)[1]
    low, high = axes.get_ylim()
    places = [(value - low) / (high - low) for value, _, _ in ends]
    half = 0.5 * line_height(size) / height
    shift = END_GAP * 72.0
    for place, (_, text, colour) in zip(spread(places, 2 * half, 0.0, 1.0), ends, strict=True):
        axes.annotate(text, (1.0, place), xycoords="axes fraction", xytext=(shift, 0),
                      textcoords="offset points", color=colour, size=size, weight=SEMIBOLD, va="center_baseline",
                      annotation_clip=False)  # fmt: skip


def few_ticks(axes: Axes, most: int = 4, *, whole: bool = False) -> None:
    """Give the y axis at most ``most`` intervals, whole numbers if asked."""
    low, high = axes.get_ylim()
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=whole)
    ticks = [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]
    axes.set_yticks(ticks, tick_labels(ticks))
