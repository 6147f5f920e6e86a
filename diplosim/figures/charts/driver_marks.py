"""The marks of the charts of drivers, and the key that names them."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page
from diplosim.figures.layout.text import shorten, width

KEY_SIZE = 8.0
KEY_HEIGHT = 0.24

#: Kind of mark -> colour, opacity, thickness in the key (inches).
MARKS = {
    "total": (roles.POLICIES[0].colour, 0.30, 0.15),
    "alone": (roles.POLICIES[0].colour, 1.0, 0.07),
    "raises": (roles.TRUST_OTHERS.colour, 0.85, 0.12),
    "lowers": ("#8a6d00", 0.85, 0.12),
    "both": (roles.FAINT, 0.85, 0.12),
    "low": (roles.POLICIES[1].colour, 0.85, 0.12),
    "high": (roles.POLICIES[0].colour, 0.85, 0.12),
    "interval": (roles.INK, 1.0, 0.0),
    "chance": (roles.MUTED, 1.0, 0.0),
    "sigma": (roles.INK, 1.0, 0.0),
    "first": (roles.POLICIES[0].colour, 1.0, 0.0),
    "second": (roles.POLICIES[1].colour, 1.0, 0.0),
    "third": (roles.POLICIES[2].colour, 1.0, 0.0),
    "fourth": ("#a8447f", 1.0, 0.0),
    "fifth": ("#8a6d00", 1.0, 0.0),
    "hollow": (roles.MUTED, 1.0, 0.0),
}
POINTS = {
    "chance": "|", "sigma": "D", "first": "o", "second": "s", "third": "D", "fourth": "^", "fifth": "v", "hollow": "o",
}  # fmt: skip
#: Marks of quantities side by side, in their order.
SERIES = ("first", "second", "third", "fourth", "fifth")


def key_lines(key: Sequence[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """The key on as many lines as it needs: (left, kind of mark, words)."""
    lines: list[list[tuple[float, str, str]]] = [[]]
    left, room = 0.0, WIDTH - 2 * MARGIN
    for mark, words in key:
        need = 0.36 + width(words, KEY_SIZE)
        if lines[-1] and left + need > room:
            lines.append([])
            left = 0.0
        lines[-1].append((left, mark, shorten(words, KEY_SIZE, room - 0.36)))
        left += need + 0.25
    return lines


def draw_key(page: Page, middle: float, line: Sequence[tuple[float, str, str]]) -> None:
    """Draw one line of the key."""
    for offset, mark, words in line:
        left = MARGIN + offset
        colour, alpha, thick = MARKS[mark]
        if mark == "interval":
            page.line([(left, middle), (left + 0.26, middle)], color=colour, linewidth=1.1)
        elif mark in POINTS:
            fill = roles.PAPER if mark in ("sigma", "hollow") else colour
            page.line([(left + 0.13, middle)], color=colour, marker=POINTS[mark], markersize=5.5, linestyle="none",
                      markerfacecolor=fill, markeredgewidth=1.1)  # fmt: skip
        else:
            page.box(left, middle - thick / 2, 0.26, thick, color=colour, alpha=alpha)
        page.text(left + 0.33, middle, words, size=KEY_SIZE, color=roles.INK, va="center_baseline")
