"""The model against the record: what many runs of an episode give, year by year, with what was observed as points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import TICK_GAP, TICK_SIZE, few_ticks
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline, panel_size
from diplosim.figures.layout.typography import SEMIBOLD, styled, width
from diplosim.history import observed
from diplosim.history.hindcast import Ensemble, known
from diplosim.history.observed import FTS, ROK, WORDS, Series, Span
from diplosim.wording.names import capital

#: What has a panel; of money the first that is on record.
PANELS = (("events",), ("talks",), (FTS, ROK))
#: From so many years on, panels lie below each other.
LONG = 15
TITLE, PANEL, LOW_PANEL, YEARS, GAP, TICKS = 0.30, 1.85, 1.20, 0.28, 0.10, 0.40
LOOK = roles.POLICIES[0].colour
#: How far beside the first series the second is drawn, as a part of the box.
SIDE = 0.22
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


class Box(NamedTuple):
    """A year, or what is known of it: quantiles of the runs, and the record's numbers, the first series first."""

    span: Span
    runs: tuple[float, ...]
    observed: tuple[float, ...]

    @property
    def outside(self) -> bool:
        """Whether the record lies where fewer than one run in ten does."""
        return bool(self.observed) and not self.runs[0] <= self.observed[0] <= self.runs[-1]


@styled
def record(ensemble: Ensemble) -> Figure:
    """Draw an episode: a box for each year that the model played, a point for each number that was observed."""
    found = [next((q for q in names if _series(ensemble, q)), names[0]) for names in PANELS]
    panels = [(quantity, list(boxes(ensemble, quantity))) for quantity in found]
    window = ensemble.episode.window
    below = window.months >= 12 * LONG
    across, high = (1, LOW_PANEL) if below else (len(panels), PANEL)
    head, foot = headline(_title(ensemble, panels)), caption(*_words(ensemble, panels))
    top, cell = MARGIN + head.height + 0.10, TITLE + high + YEARS + GAP
    page = Page(WIDTH, top + -(-len(panels) // across) * cell + foot.height + MARGIN, head, foot)
    column = (WIDTH - 2 * MARGIN) / across
    for place, (quantity, drawn) in enumerate(panels):
        left, upper = MARGIN + place % across * column + TICKS, top + place // across * cell + TITLE
        axes = page.axes(left, upper, column - TICKS - 0.12, high)
        page.text(left, upper - 0.09, _panel_title(quantity), size=10, weight=SEMIBOLD, va="baseline")
        _draw(axes, drawn)
        _years(axes, window)
    return page.figure


def _panel_title(quantity: str) -> str:
    words, unit = WORDS[quantity]
    return capital(f"{words} a year" if unit.endswith(" a year") and "$" not in unit else f"{words}, {unit}")


def _years(axes: Axes, window: Span) -> None:
    """A line between years, and their names in the middle of them, every one or every fifth."""
    years = range(window.year, window.last // 12 + 1)
    parts = {year: Span.of_year(year).within(window) for year in years}
    axes.set_xlim(window.first / 12, (window.last + 1) / 12)
    axes.set_xticks([part.first / 12 for part in parts.values()] + [(window.last + 1) / 12], minor=False)
    axes.set_xticklabels([])
    room = panel_size(axes)[0] / (window.months / 12)
    step = next(n for n in (1, 2, 5, 10) if n == 10 or n * room > width("2000", TICK_SIZE) + TICK_GAP)
    for year, part in parts.items():
        fits = part.months / 12 * room > width("2000", TICK_SIZE) or step > 1
        if year % step == 0 and fits:
            axes.annotate(str(year), ((part.first + part.last + 1) / 24, 0), xycoords=("data", "axes fraction"),
                          xytext=(0, -6), textcoords="offset points", ha="center", va="top", size=TICK_SIZE,
                          color=roles.MUTED, annotation_clip=False)  # fmt: skip


def _series(ensemble: Ensemble, quantity: str) -> list[Series]:
    """The series of a quantity that say something of the episode, the first one first."""
    window = ensemble.episode.window
    return [one for one in observed.series() if one.quantity == quantity and known(one, window)]


def boxes(ensemble: Ensemble, quantity: str) -> Iterator[Box]:
    """The years of an episode; where only a part of one is on record, that part."""
    window = ensemble.episode.window
    told = [{v.span.year: v for v in known(one, window)} for one in _series(ensemble, quantity)]
    for year in range(window.year, window.last // 12 + 1):
        values = [series[year] for series in told if year in series]
        span = values[0].span if values else Span.of_year(year).within(window)
        runs = np.quantile(ensemble.values(quantity, span), LEVELS)
        same = [value.value for value in values if value.span == span]
        yield Box(span, tuple(float(q) for q in runs), tuple(dict.fromkeys(same)))


def _draw(axes: Axes, drawn: Sequence[Box]) -> None:
    """Boxes of the runs, points of the record."""
    for box in drawn:
        left, right = box.span.first / 12, (box.span.last + 1) / 12
        edge = 0.10 * (right - left)
        for low, high, shade in ((0, 4, roles.BAND_90), (1, 3, 2 * roles.BAND_50)):
            axes.fill_between(
                [left + edge, right - edge], box.runs[low], box.runs[high], color=LOOK, alpha=shade
            )
        axes.hlines(box.runs[2], left + edge, right - edge, color=LOOK, linewidth=1.6)
        for place, value in enumerate(box.observed):
            first = place == 0
            middle = (left + right) / 2 + place * SIDE * (right - left)
            axes.plot(
                middle, value, "o" if first and not box.outside else "D", zorder=4 if first else 3.5, clip_on=False,
                markersize=5.0 if first else 4.2, markeredgewidth=1.1,
                color=(roles.WORSE.colour if box.outside else roles.INK) if first else roles.MUTED,
                markerfacecolor=roles.PAPER if not first else None,
            )  # fmt: skip
    top = max((number for box in drawn for number in (box.runs[-1], *box.observed)), default=0.0)
    axes.set_ylim(-0.02 * max(top, 1.0), 1.06 * max(top, 1.0))
    few_ticks(axes, 4, whole=top > 4)


def _title(ensemble: Ensemble, panels: Sequence[tuple[str, Sequence[Box]]]) -> str:
    """What the figure shows, as far as it can be counted."""
    scenario = ensemble.episode.scenario
    points = [box for _, drawn in panels for box in drawn if box.observed]
    outside = sum(box.outside for box in points)
    found = f"{outside or 'none'} of {len(points)} numbers on record lie outside the model’s middle 90 %"
    return f"{scenario.title or scenario.name}: {found if points else 'nothing of this is on record'}"


def _words(ensemble: Ensemble, panels: Sequence[tuple[str, Sequence[Box]]]) -> list[str]:
    """The sentences below."""
    sources = [_series(ensemble, quantity) for quantity, _ in panels]
    named = list(dict.fromkeys(one.declared.source for found in sources for one in found[:1]))
    seconds = [one.declared.source for found in sources for one in found[1:]]
    shown = any(len(box.observed) > 1 for _, drawn in panels for box in drawn)
    return [
        f"Boxes: {ensemble.runs.count} runs of the model, seed {ensemble.episode.scenario.seed}, a year or a part of "
        "one each; dark: the middle 50 %, light: the middle 90 %, line: median.",
        f"Points: the record ({'; '.join(named)})." if named else "",
        f"Hollow: a second series ({'; '.join(seconds)})." if seconds and shown else "",
        "Orange: outside the light box. No point: not on record for these months.",
        "Dated facts of the outside world are given to the model; what the recipient and its partners decide is not.",
    ]  # fmt: skip
