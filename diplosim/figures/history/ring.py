"""Actors around the recipient: where they stand, where their names go, and the ties of trust between them and it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from diplosim.cases import present
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, Page
from diplosim.figures.layout.typography import SEMIBOLD, line_height, spread, width, wrap
from diplosim.wording.names import with_recipient

NAME_SIZE, NUMBER_SIZE = 8.5, 7.5
FEW = 16
"""Up to this many actors are labelled by name; more by code."""
GROUPS = ("rival", "donor", "fund", "patron", "council", "implementer")
ASIDE = 0.16
"""Room in inches between a node and its label."""


CLEAR = 0.07
"""Half the height in inches of a node, which labels stay clear of."""


@dataclass(frozen=True)
class Node:
    """One actor on the ring; ``x`` and ``y`` in inches from the ring's centre."""

    code: str
    name: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A node's name beside it: its lines, and the middle of the first and of the whole."""

    lines: tuple[str, ...]
    x: float
    y: float
    side: int
    size: float


def read_cast(cast: Iterable[Any] | None, codes: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Return (code, name, kind, group) of the actors among ``codes``, groups together.

    ``cast`` holds a scenario's actors or mappings with ``code``, ``name``, ``kind`` and maybe ``rival``.
    """
    rows = {}
    for actor in cast or ():
        field = actor.get if isinstance(actor, Mapping) else lambda key, it=actor: getattr(it, key, None)
        code, kind = str(field("code")), str(field("kind"))
        rows[code] = (code, str(field("name") or code), kind, "rival" if field("rival") else kind)
    found = [rows.get(code, (code, code, "", "")) for code in codes if code != present().code]
    rank = {group: place for place, group in enumerate(GROUPS)}
    return sorted(found, key=lambda row: rank.get(row[3], len(rank)))


def place(actors: Sequence[tuple[str, str, str, str]], across: float, down: float) -> list[Node]:
    """Place actors clockwise from the top on an ellipse of half-axes in inches, a gap between groups."""
    gaps = [0.5 * (row[3] != actors[index - 1][3]) for index, row in enumerate(actors)]
    total = len(actors) + sum(gaps)
    nodes, walked = [], 0.0
    for (code, name, kind, _), gap in zip(actors, gaps, strict=True):
        walked += gap
        angle = math.pi / 2 - 2 * math.pi * (walked + 0.5) / total
        nodes.append(Node(code, name, kind, across * math.cos(angle), down * math.sin(angle)))
        walked += 1.0
    return nodes


def label_nodes(
    nodes: Sequence[Node], numbers: Mapping[str, str], *, half_width: float, half_height: float, across: float
) -> list[tuple[Node, Label]]:
    """Give every node a label outside the ring, on its side, pushed apart so that none overlap."""
    named = len(nodes) <= FEW
    size = NAME_SIZE if named else 7.0
    placed = []
    for side in (1, -1):
        mine = [node for node in nodes if (node.x >= 0) == (side > 0)]
        room = half_width - across - ASIDE
        texts = [_lines(node, numbers.get(node.code, ""), named, size, room) for node in mine]
        tallest = max((len(lines) for lines in texts), default=1) * line_height(size) + 0.03
        limit = half_height - tallest / 2
        heights = spread([node.y for node in mine], tallest, -limit, limit)
        for node, lines, y in zip(mine, texts, heights, strict=True):
            reach = len(lines) * line_height(size) / 2 + CLEAR
            beside = [abs(other.x) for other in mine if abs(other.y - y) < reach]
            placed.append((node, Label(lines, side * (max([abs(node.x), *beside]) + ASIDE), y, side, size)))
    return placed


def _lines(node: Node, numbers: str, named: bool, size: float, room: float) -> tuple[str, ...]:
    """Return a label's lines: the name (or code), then the numbers."""
    if named:
        return (*wrap(node.name, size, room, SEMIBOLD, most=2), *([numbers] if numbers else []))
    return (wrap(f"{node.code} {numbers}".strip(), size, room, SEMIBOLD, most=1)[0],)


def actor_role(kind: str) -> roles.ActorRole:
    """Return shape and name of an actor's kind."""
    role = roles.ACTORS.get(kind, roles.OTHER_ACTOR)
    return role._replace(label=with_recipient(role.label))


APART = 0.042
"""Half the distance in inches between the two lines of a tie."""
INNER, OUTER = 0.27, 0.13
"""Where lines begin and end, in inches from the recipient's and the actor's centre."""
KEY_SIZE, KEY_ROW, HEAD = 8.5, 0.23, 0.92
AGREED = "#e3e6ea"


def draw_tie(axes: Axes, node: Node, trust: Sequence[float | None], *, agreed: bool) -> list[Line2D]:
    """Draw trust of the recipient in the actor and back, as two lines that drive on the right; what was drawn."""
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
