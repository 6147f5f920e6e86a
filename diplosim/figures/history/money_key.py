"""The row that says what the colours of money mean."""

from __future__ import annotations

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page
from diplosim.figures.layout.text import width

KEY = 0.26
SIZE, SWATCH = 8.5, 0.16
FATES = (roles.REACHED, roles.WAITING, roles.SPENT, roles.BACK)


def money_key(page: Page, top: float, reached: str = roles.REACHED.label) -> None:
    """Draw the key from ``top`` down, ``KEY`` inches high; ``reached``: what blue means in this figure."""
    left, middle = MARGIN, top + KEY / 2 - 0.03
    for role in FATES:
        page.box(left, middle - 0.055, SWATCH, 0.11, facecolor=role.colour)
        label = reached if role == roles.REACHED else role.label
        words = label[0].upper() + label[1:]
        page.text(left + SWATCH + 0.07, middle, words, size=SIZE, color=roles.INK, va="center_baseline")
        left += SWATCH + 0.07 + width(words, SIZE) + 0.30
