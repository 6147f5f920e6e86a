"""The trust network of one history, which can be shown at any month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from diplosim.figures.history.log import Record, in_force
from diplosim.figures.history.network import (
    ACROSS,
    PANEL_TITLE,
    WAYS,
    Edges,
    View,
    draw_nodes,
    edges_in,
    numbers_beside,
    write_label,
)
from diplosim.figures.history.ring import FEW, Node, draw_tie, label_nodes, place, read_cast
from diplosim.figures.layout.page import Page
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import shorten, width
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    import pandas as pd

TITLE_SIZE = 10.0
DIGITS = 2
"""Trust is drawn at the precision at which it is told, so that nothing moves that cannot be read."""


class GrowingNetwork:
    """Who trusts whom, at one month after the other; ``moving`` are the parts that `show` changes."""

    def __init__(self, trust: pd.DataFrame, cast: Iterable[Any] | None, events: Sequence[Record]) -> None:
        """Read the trust of every month that is recorded."""
        self.events = events
        self.edges: dict[int, Edges] = {
            month: {
                pair: round(value, DIGITS) for pair, value in edges_in(trust, View(month), "both").items()
            }
            for month in sorted(int(month) for month in trust["month"].unique())
        }
        codes = list(dict.fromkeys(str(code) for code in trust["actor"]))
        self.actors = read_cast(cast, codes)
        self.kinds = list(dict.fromkeys(["recipient", *(row[2] for row in self.actors)]))
        self.moving: list[Artist] = []

    @property
    def tall(self) -> float:
        """Inches that the ring and its labels need, without the heading."""
        count = len(self.actors)
        return 3.5 if count <= 24 else min(9.0, 3.5 + 0.075 * (count - 24))

    @property
    def named(self) -> bool:
        """Whether actors stand with their names; else with codes."""
        return len(self.actors) <= FEW

    @property
    def gaps(self) -> bool:
        """Whether some trust is not recorded."""
        return any((row[0], way) not in e for row in self.actors for way in WAYS for e in self.edges.values())

    def draw(self, page: Page, left: float, top: float, wide: float, tall: float) -> None:
        """Draw what stands still: marks, names, the heading without its number."""
        self.title = page.text(left, top + 0.2, "", size=TITLE_SIZE, weight=SEMIBOLD, va="baseline")
        self.wide = wide
        axes = page.axes(left, top + PANEL_TITLE, wide, tall)
        axes.set_axis_off()
        axes.set_xlim(-wide / 2, wide / 2)
        axes.set_ylim(-tall / 2, tall / 2)
        self.axes = axes
        self.nodes = place(self.actors, ACROSS, tall / 2 - 0.28)
        draw_nodes(axes, self.nodes)
        names = page.axes(left, top + PANEL_TITLE, wide, tall, facecolor="none", zorder=-1)
        names.set_axis_off()
        names.set_xlim(axes.get_xlim())
        names.set_ylim(axes.get_ylim())
        self._labels(names, wide, tall)
        self.ties: dict[str, list[Any]] = {node.code: [] for node in self.nodes}
        self.shown: dict[str, object] = {}
        self.moving = [axes, self.title, *(text for text in self.numbers.values() if text is not None)]

    def _labels(self, axes: Axes, wide: float, tall: float) -> None:
        """Write names once, each with room for the widest of its numbers."""
        widest = {
            node.code: max((self._numbers(e, node) for e in self.edges.values()), key=lambda n: width(n, TITLE_SIZE))
            for node in self.nodes
        }  # fmt: skip
        placed = label_nodes(self.nodes, widest, half_width=wide / 2, half_height=tall / 2, across=ACROSS)
        self.numbers = {}
        for node, label in placed:
            text = write_label(axes, node, label, widest[node.code])[-1]
            self.numbers[node.code] = text if widest[node.code] else None

    def _numbers(self, edges: Edges, node: Node) -> str:
        return numbers_beside(edges, node.code, arrows=self.named)

    def show(self, month: int) -> None:
        """Show trust at a month (or when it was last recorded), and the agreements in force."""
        edges = self.edges[max((m for m in self.edges if m <= month), default=min(self.edges))]
        mean = number(float(np.mean(list(edges.values()))), DIGITS)
        heading = f"Trust between the DPRK and others: mean {mean}"
        self.title.set_text(shorten(heading, TITLE_SIZE, self.wide - 0.1, SEMIBOLD))
        agreed = in_force(self.events, month)
        for node in self.nodes:
            trust = [edges.get((node.code, way)) for way in WAYS]
            state = (*trust, node.code in agreed)
            if self.shown.get(node.code) != state:
                self.shown[node.code] = state
                self._redraw(node, trust, edges, agreed=node.code in agreed)

    def _redraw(self, node: Node, trust: Sequence[float | None], edges: Edges, *, agreed: bool) -> None:
        """Draw one tie again, and write its numbers."""
        for artist in self.ties[node.code]:
            artist.remove()
        self.ties[node.code] = draw_tie(self.axes, node, trust, agreed=agreed)
        text = self.numbers[node.code]
        if text is not None:
            told = self._numbers(edges, node)
            text.set_text(told if self.named else f"{node.code} {told}".strip())
