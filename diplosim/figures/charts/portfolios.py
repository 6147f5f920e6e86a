"""Portfolios that a search tried and tested, in calm and health at once: what each reaches in nearly all draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.analysis.output import label
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, styled, tick_labels, wrap
from diplosim.metrics.columns import outcome
from diplosim.portfolio.judging import ROBUST, TOO_FEW
from diplosim.portfolio.question import REFERENCE
from diplosim.wording.names import capital, noun
from diplosim.wording.numbers import percent, rough

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.portfolio.design import Designed

    Floats = NDArray[np.float64]

PANEL, TICKS, LIST, GAP = 4.4, 0.62, 3.75, 0.42
TITLE, NOTE, NAME = 8.5, 8.0, 9.0
SMALLEST, LARGEST, DUST = 6.0, 19.0, 3.0
#: Points that a name keeps from marks and other names, and in how many rings around its mark a place is looked for.
CLEAR, RINGS = 14.0, 12
#: Share of what was tried that the panel must hold; far-away failures would press the rest together.
HELD = 0.8


class Shown(NamedTuple):
    """A tested portfolio: what it reached in the search and on the fresh draws (across, up), and its cost there."""

    name: str
    title: str
    verdict: str
    robust: bool
    on_front: bool
    before: tuple[float, float]
    after: tuple[float, float]
    cost: float


def drawn(designed: Designed) -> dict[str, bytes]:
    """``figures/portfolios.png`` and ``.svg`` of a design, by path."""
    from diplosim.figures import render

    frames = designed.frames()
    [answer] = frames["design"][0]
    figure = portfolios_figure(answer, designed.rows, frames["tried"][0], designed.unit)
    return {f"figures/portfolios.{form}": render(figure, form) for form in ("png", "svg")}


def portfolios_figure(
    answer: Mapping[str, Any],
    standings: Sequence[Mapping[str, Any]],
    tried: Sequence[Mapping[str, Any]],
    unit: str,
) -> Figure:
    """The search as dust, the tested portfolios as marks, the reference where both differences are zero.

    Args:
        answer: the row of ``design.csv``.
        standings: those of ``portfolios.csv``.
        tried: those of ``tried.csv``.
        unit: what the futures of the test are, ``draws`` or ``replicates``.
    """
    up, across, *_ = columns = list(
        dict.fromkeys(row["outcome"] for row in standings)
    )  # of one outcome, money
    signs = {name: -1.0 if outcome(name).better == "higher" else 1.0 for name in (up, across)}
    searched = {row["title"]: (row[across] * signs[across], row[up] * signs[up]) for row in tried}
    rows = {(row["portfolio"], row["outcome"]): row for row in standings}
    shown = []
    for name in dict.fromkeys(row["portfolio"] for row in standings if row["portfolio"] != REFERENCE):
        first = rows[name, up]
        after = (rows[name, across]["reached"], first["reached"])
        before = searched.get(first["title"], after)
        shown.append(Shown(name, first["title"], first["verdict"], first["verdict"] == ROBUST, first["on_front"],
                           before, after, rows[name, columns[-1]]["reached"]))  # fmt: skip
    share, futures = percent(answer["share"]), answer["futures"]
    dust = np.array(list(searched.values())).reshape(-1, 2)
    return portfolios_plot(
        shown, dust, across=_axis(across), up=_axis(up),
        title=_title(shown, answer["answer"], f"{share} of {futures} fresh {unit}"),
        notes=[
            f"Differences from the reference (diamond) that a portfolio reaches or betters in {share} of the "
            f"{unit}. Marks: {futures} fresh {unit}, each tied by a line to what the search "
            f"had promised; dots: all {len(tried)} portfolios of the search, on its own {unit}. "
            "Filled: robust. Pale: another one, or the reference, is on average as good or better in everything. "
            "Area grows with what donors pay beyond the reference."
        ],
    )  # fmt: skip


def _title(shown: Sequence[Shown], answer: str, where: str) -> str:
    count, held = len(shown), sum(each.robust for each in shown)
    if any(each.verdict == TOO_FEW for each in shown):
        return answer.removesuffix(".")
    if held:
        return f"{held} of {count} portfolios tested {noun(held, 'holds', 'hold')} up: better in at least {where}"
    return f"Nothing robust found: none of {count} portfolios tested is surely better in at least {where}"


class Side(NamedTuple):
    """An axis: what it shows, and whether less is better."""

    words: str
    lower: bool
    good: str = "better"
    """``cheaper`` for money, which is weighed but need not get better."""


def _axis(name: str) -> Side:
    column = outcome(name)
    return Side(
        f"{capital(label(name).removesuffix(' musd'))}, change",
        column.better != "higher",
        "better" if column.better else "cheaper",
    )


@styled
def portfolios_plot(
    shown: Sequence[Shown], dust: Floats, *, across: Side, up: Side, title: str, notes: Sequence[str]
) -> Figure:
    """Draw portfolios so that better is up and to the right, with a list of them beside the panel."""
    head, foot = headline(title), caption(*notes)
    left = MARGIN + TICKS
    wide = WIDTH - left - LIST - GAP - MARGIN
    texts = [wrap(_told(each), NOTE, LIST - 0.36, most=4) for each in shown]
    tall = max(PANEL, sum(len(lines) * line_height(NOTE) + 0.09 for lines in texts) + 0.1)
    top = MARGIN + head.height + 0.34
    page = Page(WIDTH, top + tall + 0.62 + foot.height + MARGIN, head, foot)
    axes = page.axes(left, top, wide, tall)
    page.text(MARGIN, top - 0.1, f"{up.words}: {up.good} ↑", size=TITLE, color=roles.MUTED, va="baseline")
    page.text(left + wide, top + tall + 0.44, f"{across.words}: {across.good} →", size=TITLE,
              color=roles.MUTED, ha="right", va="baseline")  # fmt: skip
    _scales(axes, shown, dust, (across, up))
    _ground(axes, dust, across)
    largest = max((each.cost for each in shown), default=0.0)
    for each in shown:
        _mark(axes, each, largest)
    _names(axes, shown, largest)
    _list(page, shown, texts, left + wide + GAP, top)
    return page.figure


def _told(each: Shown) -> str:
    return f"{capital(each.title)}. {rough(each.cost, signed=True)} M$, {each.verdict}"


def _scales(axes: Axes, shown: Sequence[Shown], dust: Floats, sides: tuple[Side, Side]) -> None:
    """Limits that hold every mark, zero and most of the dust; an axis on which less is better runs down."""
    for place, side in enumerate(sides):
        tested = np.array([(each.before[place], each.after[place]) for each in shown]).ravel()
        most = np.quantile(dust[:, place], [0.5 - HELD / 2, 0.5 + HELD / 2]) if len(dust) else np.zeros(1)
        values = np.concatenate([tested, most, [0.0]])
        low, high = float(values.min()), float(values.max())
        pad = 0.08 * (high - low) or 1.0
        ends = (low - pad, high + pad)
        axis, limits = (axes.xaxis, axes.set_xlim) if place == 0 else (axes.yaxis, axes.set_ylim)
        limits(*(ends[::-1] if side.lower else ends))
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(*ends)
        kept = [float(tick) for tick in ticks if ends[0] <= tick <= ends[1]]
        axis.set_ticks(kept, tick_labels(kept))
    axes.grid(True, axis="both")


def _ground(axes: Axes, dust: Floats, across: Side) -> None:
    """Where all that must get better does, the reference itself, and what the search tried."""
    (left, right), (_, ceiling) = axes.get_xlim(), axes.get_ylim()
    axes.fill_between(
        [0.0 if across.good == "better" else left, right],
        0.0,
        ceiling,
        color=roles.BETTER.colour,
        alpha=0.06,
        linewidth=0,
        zorder=0,
    )
    axes.axhline(0.0, color=roles.FAINT, linewidth=0.9, zorder=1)
    axes.axvline(0.0, color=roles.FAINT, linewidth=0.9, zorder=1)
    axes.plot(
        dust[:, 0],
        dust[:, 1],
        "o",
        markersize=DUST,
        color=roles.FAINT,
        alpha=0.6,
        markeredgewidth=0,
        zorder=2,
    )
    axes.plot([0.0], [0.0], "D", markersize=7, color=roles.REFERENCE.colour, zorder=5)


def _size(each: Shown, largest: float) -> float:
    """Diameter in points: the area grows with the cost."""
    share = max(0.0, each.cost) / largest if largest > 0 else 0.0
    return float(np.sqrt(SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)))


def _look(each: Shown) -> str:
    return roles.BETTER.colour if each.robust else roles.WORSE.colour


def _mark(axes: Axes, each: Shown, largest: float) -> None:
    """What was promised, what was found, and the line between."""
    look, pale = _look(each), 1.0 if each.on_front else 0.4
    axes.plot(
        *zip(each.before, each.after, strict=True), color=look, linewidth=0.8, alpha=0.45 * pale, zorder=3
    )
    axes.plot([each.after[0]], [each.after[1]], "o", markersize=_size(each, largest), markeredgecolor=look,
              markeredgewidth=1.3, markerfacecolor=look if each.robust else roles.PAPER, alpha=pale,
              zorder=4)  # fmt: skip


def _names(axes: Axes, shown: Sequence[Shown], largest: float) -> None:
    """Every name near its mark where it covers no mark, promise or other name; farther off only if it must be."""
    scale = axes.figure.dpi / 72.0
    places = [axes.transData.transform(point) for each in shown for point in (each.after, each.before)]
    places.append(axes.transData.transform((0.0, 0.0)))
    room = axes.get_window_extent()
    for each in shown:
        own, out = axes.transData.transform(each.after), _size(each, largest) / 2 + 8.5
        best, apart = (out, 0.0), -1.0
        others = [place for place in places if not np.allclose(place, own)]
        for ring in range(RINGS):
            far = out + ring * CLEAR * 0.75
            for angle in np.pi * (0.25 + np.arange(8 + 4 * ring) / (4 + 2 * ring)):
                turn = (float(far * np.cos(angle)), float(far * np.sin(angle)))
                spot = own + np.array(turn) * scale
                near = min(float(np.hypot(*(spot - other))) for other in others) / scale
                if near > apart and room.contains(*spot):
                    best, apart = turn, near
            if apart >= CLEAR:
                break
        places.append(own + np.array(best) * scale)
        axes.annotate(each.name, each.after, xytext=best, textcoords="offset points", color=_look(each), size=NAME,
                      weight=SEMIBOLD, ha="center", va="center", zorder=6)  # fmt: skip


def _list(
    page: Page, shown: Sequence[Shown], texts: Sequence[Sequence[str]], left: float, top: float
) -> None:
    """The portfolios by name, each with what it is."""
    for each, lines in zip(shown, texts, strict=True):
        page.text(left, top, each.name, size=NAME, weight=SEMIBOLD, color=_look(each), va="top")
        page.text(left + 0.36, top, "\n".join(lines), size=NOTE, color=roles.INK if each.on_front else roles.MUTED,
                  va="top")  # fmt: skip
        top += len(lines) * line_height(NOTE) + 0.09
