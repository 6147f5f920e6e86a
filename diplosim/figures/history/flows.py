"""Flows between upright bars, whose height is the amount, and the key that says what the colours of money mean."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page
from diplosim.figures.layout.typography import width

BAR = 0.11
"""Width of a bar, in inches."""
THIN = 0.012
"""A bar is at least this tall, so that a small amount still has a place; ribbons are never widened."""


@dataclass(frozen=True)
class Bar:
    """An upright bar: its left edge, its top and its height, in inches from the panel's top left corner."""

    left: float
    top: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + BAR

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.top + self.height / 2


def draw_bar(axes: Axes, bar: Bar, colour: str) -> None:
    """Draw a bar; one too thin to be seen gets a mark of constant height."""
    tall = max(bar.height, THIN)
    axes.add_patch(Rectangle((bar.left, bar.middle - tall / 2), BAR, tall, facecolor=colour, zorder=4))


def draw_flow(
    axes: Axes, start: Bar, end: Bar, height: float, offsets: tuple[float, float], colour: str, alpha: float
) -> PathPatch:
    """Draw a ribbon ``height`` inches high between two bars, beginning ``offsets`` below their tops."""
    x0, x1 = start.right, end.left
    y0, y1 = start.top + offsets[0], end.top + offsets[1]
    middle = (x0 + x1) / 2
    upper = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    lower = [(x1, y1 + height), (middle, y1 + height), (middle, y0 + height), (x0, y0 + height)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    patch = PathPatch(
        Path([*upper, *lower, (x0, y0)], codes), facecolor=colour, alpha=alpha, linewidth=0.0, zorder=2
    )
    axes.add_patch(patch)
    return patch


KEY = 0.26
KEY_SIZE, SWATCH = 8.5, 0.16
FATES = (roles.REACHED, roles.WAITING, roles.SPENT, roles.BACK)


def money_key(page: Page, top: float, reached: str = roles.REACHED.label) -> None:
    """Draw the key from ``top`` down, ``KEY`` inches high; ``reached``: what blue means in this figure."""
    left, middle = MARGIN, top + KEY / 2 - 0.03
    for role in FATES:
        page.box(left, middle - 0.055, SWATCH, 0.11, facecolor=role.colour)
        label = reached if role == roles.REACHED else role.label
        words = label[0].upper() + label[1:]
        page.text(left + SWATCH + 0.07, middle, words, size=KEY_SIZE, color=roles.INK, va="center_baseline")
        left += SWATCH + 0.07 + width(words, KEY_SIZE) + 0.30
