"""Lines of trust between the DPRK and an actor, and the key that explains them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from diplosim.figures.history.ring import Node, actor_role
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import width

APART = 0.042
"""Half the distance in inches between the two lines of a spoke."""
INNER, OUTER = 0.27, 0.13
"""Where lines begin and end, in inches from the DPRK's and the actor's centre."""
KEY_SIZE, KEY_ROW, HEAD = 8.5, 0.23, 0.92
AGREED = "#e3e6ea"


def draw_spoke(axes: Axes, node: Node, trust: Sequence[float | None], *, agreed: bool) -> list[Line2D]:
    """Draw trust of the DPRK in the actor and back, as two lines that drive on the right; returns what was drawn."""
    drawn: list[Line2D] = []
    distance = math.hypot(node.x, node.y)
    ux, uy = node.x / distance, node.y / distance
    if agreed:
        drawn += axes.plot([INNER * ux, node.x], [INNER * uy, node.y], color=AGREED, linewidth=11, zorder=1,
                           solid_capstyle="butt")  # fmt: skip
    for value, outward in zip(trust, (True, False), strict=True):
        if value is None:
            continue
        step = roles.trust_step(value)
        side = APART if outward else -APART
        near = (INNER * ux + side * uy, INNER * uy - side * ux)
        far = ((distance - OUTER) * ux + side * uy, (distance - OUTER) * uy - side * ux)
        (x0, y0), (x1, y1) = (near, far) if outward else (far, near)
        turn = math.degrees(math.atan2(y1 - y0, x1 - x0)) - 90.0
        # The line stops inside the arrow head, which alone makes the point.
        length = math.hypot(x1 - x0, y1 - y0)
        stop = 1.0 - 0.05 / length
        xe, ye = x0 + stop * (x1 - x0), y0 + stop * (y1 - y0)
        drawn += axes.plot([x0, xe], [y0, ye], color=step.colour, linestyle=step.dash, zorder=3,
                           linewidth=roles.trust_width(value), solid_capstyle="butt", dash_capstyle="butt")  # fmt: skip
        drawn += axes.plot([xe], [ye], marker=(3, 0, turn), color=step.colour,
                           markersize=5.0 + 2.5 * value, markeredgewidth=0, zorder=4)  # fmt: skip
    return drawn


def legend_height(kinds: Sequence[str]) -> float:
    """Return the height in inches of the key's two rows."""
    return 2 * KEY_ROW if kinds else KEY_ROW


def draw_legend(page: Page, top: float, kinds: Sequence[str], *, agreements: bool) -> None:
    """Draw the key: trust by colour, dash and width; actors by shape."""
    middle = top + KEY_ROW / 2
    left = _heading(page, middle, "Trust")
    low = 0.0
    for step in roles.TRUST_RAMP:
        mean = (low + min(step.upper, 1.0)) / 2
        low = step.upper
        page.line([(left, middle), (left + 0.3, middle)], color=step.colour, linestyle=step.dash,
                  linewidth=roles.trust_width(mean), solid_capstyle="butt", dash_capstyle="butt")  # fmt: skip
        left = _entry(page, left + 0.37, middle, step.label)
    if agreements:
        page.line([(left, middle), (left + 0.3, middle)], color=AGREED, linewidth=9, solid_capstyle="butt")
        _entry(page, left + 0.37, middle, "agreement in force")
    middle += KEY_ROW
    left = _heading(page, middle, "Actor")
    for kind in kinds:
        role = actor_role(kind)
        solid = kind == "recipient"
        page.line([(left + 0.09, middle)], marker=role.marker, markersize=min(role.size, 9.5), linestyle="none",
                  markerfacecolor=roles.INK if solid else roles.PAPER, markeredgecolor=roles.INK,
                  markeredgewidth=1.1)  # fmt: skip
        left = _entry(page, left + 0.23, middle, role.label)


def _heading(page: Page, middle: float, words: str) -> float:
    page.text(MARGIN, middle, words, size=KEY_SIZE, weight=SEMIBOLD, va="center_baseline")
    return MARGIN + 0.55


def _entry(page: Page, left: float, middle: float, words: str) -> float:
    """Write one entry's words and return where the next entry begins."""
    page.text(left, middle, words, size=KEY_SIZE, color=roles.MUTED, va="center_baseline")
    return left + width(words, KEY_SIZE) + 0.22
