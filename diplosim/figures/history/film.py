"""One history as it went on: who trusted whom, and what happened, month by month."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from diplosim.figures.history.film_lanes import GrowingLanes
from diplosim.figures.history.lanes import history_title, lanes_caption, mean_of
from diplosim.figures.history.log import News, Record, in_force, moments, news
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
from diplosim.figures.history.ring import (
    FEW,
    Node,
    draw_legend,
    draw_tie,
    label_nodes,
    legend_height,
    place,
    read_cast,
)
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.save import MovingFigure
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, styled, width
from diplosim.wording.names import with_recipient
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
        heading = with_recipient(f"Trust between the recipient and others: mean {mean}")
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


DATE, DATE_SIZE = 1.42, 17.0
"""Room in inches for the date, and its points."""
NEWEST, OLDER = 10.5, 8.5
TOLD = 3
"""How many news stand beside the date: the newest, and those before it for who reads slowly."""
BAND = 0.76
PIXELS = 50.0
"""The height is a whole number of these per inch, so that pictures end where the page does."""
HALF = (WIDTH - 2 * MARGIN) / 2


@styled
def film(
    trajectory: pd.DataFrame,
    trust: pd.DataFrame,
    events: Sequence[Record],
    *,
    cast: Iterable[Any] | None = None,
    start: str = "2026-01",
    seed: int | None = None,
    label: str = "",
    note: str = "",
    title: str | None = None,
) -> MovingFigure:
    """Draw one history month by month; as a still its last month, as a GIF (`render`) all of it.

    Args:
        trajectory: one row per ``month`` of one run, with ``tension``.
        trust: records with ``month``, ``actor``, ``direction`` (out: the recipient's trust) and ``trust``.
        events: records of that run as in ``events.jsonl`` (month, kind, actor, target, terms ...).
        cast: the scenario's actors (or mappings with code, name, kind, rival); without it codes are shown.
        start: calendar month of month 0.
        seed: told in the caption.
        label: name of the scenario or policy, for the headline.
        note: a sentence for the caption, such as how this run compares with others.
        title: headline; by default what was counted.

    Raises:
        ValueError: the trajectory or the trust is empty, or the trajectory holds more than one run.
    """
    run = trajectory.sort_values("month")
    if run.empty or trust.empty:
        raise ValueError(f"no months to draw: the {'trajectory' if run.empty else 'trust'} is empty")
    if run["month"].duplicated().any():
        raise ValueError("film draws one run; choose one arm, sample and replicate of the trajectories")
    months = run["month"].to_numpy(dtype=float)
    ends = int(months[0]), int(months[-1])
    known, calendar = sorted(events, key=lambda e: int(e["month"])), Calendar(start)
    network, lanes = GrowingNetwork(trust, cast, known), GrowingLanes(known, ends, calendar, HALF)
    head = headline(title or history_title(label, calendar.span(*ends), known))
    foot = caption(*_caption(seed, {str(e["kind"]) for e in known}, network), note)
    top = MARGIN + head.height + 0.10
    panels = top + BAND
    tall = max(network.tall, lanes.height - PANEL_TITLE)
    keys = panels + PANEL_TITLE + tall + 0.10
    height = keys + legend_height(network.kinds) + 0.06 + foot.height + MARGIN
    figure = MovingFigure()
    height = math.ceil(PIXELS * height) / PIXELS
    page = Page(WIDTH, height, head, foot, figure)
    network.draw(page, MARGIN, panels, HALF, tall)
    lanes.draw(page, MARGIN + HALF, panels + 0.06, months, mean_of(run, "tension"))
    draw_legend(page, keys, network.kinds, agreements=bool(known))
    told = news(known, {code: name for code, name, *_ in network.actors})
    teller = _Teller(page, top, calendar, ends, told)

    def show(month: int) -> None:
        for part in (network, lanes, teller):
            part.show(month)

    figure.move(moments(*ends, told), [*network.moving, *lanes.moving, *teller.moving], show)
    return figure


def _caption(seed: int | None, kinds: set[str], network: GrowingNetwork) -> list[str]:
    """Return what the lines, numbers and marks mean, for those that are there."""
    first, *marks = lanes_caption(seed, kinds)
    sides = (
        "name",
        with_recipient("→ the recipient’s trust in the actor, ← the actor’s trust in the recipient"),
    )
    if not network.named:
        sides = (
            "code",
            with_recipient("the recipient’s trust in the actor, then the actor’s trust in the recipient"),
        )
    return [
        first,
        "Lines show the mean of trust in security and in health; an arrow points from who trusts to who is trusted.",
        f"Beside a {sides[0]}: {sides[1]}.",
        "No line: no trust is recorded that way." if network.gaps else "",
        *marks,
    ]


class _Teller:
    """The date, and the latest news beside it."""

    def __init__(
        self, page: Page, top: float, calendar: Calendar, ends: tuple[int, int], told: Sequence[News]
    ) -> None:
        self.calendar, self.ends, self.told = calendar, ends, told
        self.date = page.text(MARGIN, top + 0.27, "", size=DATE_SIZE, weight=SEMIBOLD, va="baseline")
        self.place = page.text(MARGIN, top + 0.49, "", size=OLDER, color=roles.MUTED, va="baseline")
        self.lines = []
        baseline = top + 0.22
        for row in range(TOLD):
            size, colour = (OLDER, roles.MUTED) if row else (NEWEST, roles.INK)
            baseline += row and line_height(size) + 0.05 * (row == 1)
            self.lines.append(page.text(MARGIN + DATE, baseline, "", size=size, color=colour, va="baseline"))
        self.moving: list[Artist] = [self.date, self.place, *self.lines]

    def show(self, month: int) -> None:
        """Tell what has happened up to a month."""
        first, last = self.ends
        self.date.set_text(self.calendar.name(month))
        self.place.set_text(f"month {month - first + 1} of {last - first + 1}")
        latest = [one for one in self.told if one.month <= month][: -TOLD - 1 : -1]
        for row, line in enumerate(self.lines):
            words = (
                f"{self.calendar.name(latest[row].month)}: {latest[row].words}" if row < len(latest) else ""
            )
            line.set_text(shorten(words, OLDER if row else NEWEST, WIDTH - 2 * MARGIN - DATE))
