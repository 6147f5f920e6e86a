"""One history as it went on: who trusted whom, and what happened, month by month."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist

from diplosim.figures.history.film_lanes import GrowingLanes
from diplosim.figures.history.film_network import GrowingNetwork
from diplosim.figures.history.lanes import history_title, lanes_caption, mean_of
from diplosim.figures.history.log import News, Record, moments, news
from diplosim.figures.history.network import PANEL_TITLE
from diplosim.figures.history.ring import draw_legend, legend_height
from diplosim.figures.layout import roles
from diplosim.figures.layout.moving import MovingFigure
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.style import SEMIBOLD, styled
from diplosim.figures.layout.text import line_height, shorten
from diplosim.figures.layout.timeaxis import Calendar

if TYPE_CHECKING:
    import pandas as pd

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
        trust: records with ``month``, ``actor``, ``direction`` (out: the DPRK's trust) and ``trust``.
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
    sides = ("name", "→ the DPRK’s trust in the actor, ← the actor’s trust in the DPRK")
    if not network.named:
        sides = ("code", "the DPRK’s trust in the actor, then the actor’s trust in the DPRK")
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
