"""Money ledger as a flow: from the pledges of each table to the health system, and everything that fell off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.history.accounts import (
    Fate,
    Money,
    Stage,
    musd,
    reached,
    read_money,
    share_of,
    standing_words,
)
from diplosim.figures.history.flows import BAR, KEY, Bar, draw_bar, draw_flow, money_key
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, spread, styled, width
from diplosim.wording.names import listed, with_recipient

if TYPE_CHECKING:
    import pandas as pd

SOURCES, ENDS = 2.05, 1.30
"""Room for the names of those who pledged, and right of the last bar."""
HEADS, WHOLE = 0.42, 2.3
"""Height of the stages' names, and of the bar of everything pledged."""
SIZE, HEAD_SIZE = 8.5, 9.0
LEAF = 0.215
"""Least distance between what fell off, so that every name has its line."""
PALE = 0.38
TINY = 0.001
"""What is a smaller share of the pledges than this is named in the caption only."""
MOST_PARTNERS = 8


@styled
def money(
    tables: pd.DataFrame,
    trajectory: pd.DataFrame,
    *,
    start: str = "2026-01",
    seed: int | None = None,
    label: str = "",
    names: Mapping[str, str] | None = None,
    note: str = "",
    title: str | None = None,
) -> Figure:
    """Draw the ledger of one history as a flow; the height of every ribbon is true to the k$.

    Args:
        tables: the history's rows of ``tables.parquet``.
        trajectory: its rows of ``trajectories.parquet``.
        start: calendar month of month 0.
        seed: told in the caption.
        label: name of the scenario or policy, for the headline.
        names: readable names of actor codes.
        note: a sentence for the caption, such as how this run compares with others.
        title: headline; by default how much of the pledges reached the health system.

    Raises:
        ValueError: no accounts, those of several histories, or accounts that do not add up.
    """
    found = read_money(tables, trajectory)
    span = Calendar(start).span(int(tables["month"].min()), int(tables["month"].max()))
    subject = f"One history of {label}" if label else "One history"
    head = headline(title or f"{subject}: {reached(found)}")
    seeded = f", seed {seed}" if seed is not None else ""
    foot = caption(
        f"One run{seeded}, {span}: one of many possible histories. Heights are amounts in M$ (per cent of what was "
        "pledged); every bar is the sum of its ribbons."
        if found.pledged
        else f"One run{seeded}, {span}.",
        standing_words([found]),
        note,
        _tiny_words(found),
        _own_words(found),
    )
    top = MARGIN + head.height + 0.12
    if not found.pledged:
        return Page(WIDTH, top + foot.height + MARGIN, head, foot).figure
    stages = _merged(found.stages)
    tall = HEADS + _depth(stages, found.pledged)
    page = Page(WIDTH, top + KEY + tall + 0.06 + foot.height + MARGIN, head, foot)
    money_key(page, top, "goes on to the next stage")
    axes = page.axes(0.0, top + KEY, WIDTH, tall)
    axes.set_axis_off()
    axes.set_xlim(0.0, WIDTH)
    axes.set_ylim(tall, 0.0)
    bars = _stages(axes, stages, found.pledged)
    _sources(axes, bars[0], found, names or {})
    return page.figure


def _tiny_words(found: Money) -> str:
    """What is too thin to be drawn, so that nothing is missing."""
    tiny = [fate for fate in found.fates if 0 < fate.amount <= TINY * found.pledged]
    if not tiny:
        return ""
    return f"Too thin to draw: {listed([f'{f.label} {musd(f.amount)}' for f in tiny])}."


def _own_words(found: Money) -> str:
    """The recipient's own part in words: it is another ledger."""
    if not found.own.amount:
        return ""
    rest = sum(fate.amount for fate in found.own.lost)
    parts = [f"{fate.label} {musd(fate.amount)}" for fate in found.own.lost if fate.amount]
    return (
        f"Not drawn: {with_recipient('the recipient’s')} own co-financing of {musd(found.own.amount)} M$, of which "
        f"{musd(found.own.amount - rest)} reached the health system"
        + (f" ({', '.join(parts)})." if parts else ".")
    )


def _merged(stages: Sequence[Stage]) -> list[Stage]:
    """Leave out what is disbursed where it is what the donors paid: then no fund stood between."""
    return [s for i, s in enumerate(stages) if not (i == 1 and not sum(f.amount for f in s.lost))]


def _seen(stage: Stage, pledged: int) -> list[Fate]:
    """What is thick enough to be drawn; the caption names the rest."""
    return [fate for fate in stage.lost if fate.amount > TINY * pledged]


def _leaf_tops(stages: Sequence[Stage], pledged: int) -> list[list[float]]:
    """Return the top of each bar of what fell off; earlier stages lie lower, so that no flow crosses a name."""
    scale, place = WHOLE / pledged, stages[-1].amount * WHOLE / pledged
    tops: list[list[float]] = []
    for number in range(len(stages) - 2, -1, -1):
        place = max(place, stages[number + 1].amount * scale) + 0.10
        mine = []
        for fate in _seen(stages[number], pledged):
            tall = fate.amount * scale
            step = max(LEAF, tall + 0.07)
            mine.append(place + (step - tall) / 2)
            place += step
        tops.insert(0, mine)
    return tops


def _depth(stages: Sequence[Stage], pledged: int) -> float:
    """Return how far down the lowest bar reaches, in inches below the stages' names."""
    scale = WHOLE / pledged
    ends = [WHOLE]
    for stage, tops in zip(stages[:-1], _leaf_tops(stages, pledged), strict=True):
        ends += [
            top + fate.amount * scale / 2 + max(LEAF, fate.amount * scale) / 2
            for fate, top in zip(_seen(stage, pledged), tops, strict=True)
        ]
    return max(ends) + 0.06


def _stages(axes: Axes, stages: Sequence[Stage], pledged: int) -> list[Bar]:
    """Draw the bars of the stages along the top, the ribbons between them, and what falls off."""
    scale = WHOLE / pledged
    step = (WIDTH - 2 * MARGIN - SOURCES - ENDS - BAR) / (len(stages) - 1)
    lefts = [MARGIN + SOURCES + number * step for number in range(len(stages))]
    bars = [Bar(left, HEADS, stage.amount * scale) for left, stage in zip(lefts, stages, strict=True)]
    tops = _leaf_tops(stages, pledged)
    for number, (stage, bar) in enumerate(zip(stages, bars, strict=True)):
        draw_bar(axes, bar, roles.REACHED.colour)
        share = f" ({share_of(stage.amount, pledged)})" if number else " M$"
        for line, (words, weight) in enumerate(
            ((stage.label, SEMIBOLD), (f"{musd(stage.amount)}{share}", "normal"))
        ):
            axes.text(
                bar.left, HEADS - 0.25 + line * 0.16, words, size=HEAD_SIZE, weight=weight, va="baseline"
            )
        if number == len(stages) - 1:
            continue
        after = bars[number + 1]
        draw_flow(axes, bar, after, after.height, (0.0, 0.0), roles.REACHED.colour, PALE)
        begin = after.height
        for fate, leaf_top in zip(_seen(stage, pledged), tops[number], strict=True):
            leaf = Bar(after.left, HEADS + leaf_top, fate.amount * scale)
            draw_flow(axes, bar, leaf, leaf.height, (begin, 0.0), fate.role.colour, PALE + 0.1)
            draw_bar(axes, leaf, fate.role.colour)
            _name(axes, leaf, fate, pledged)
            begin += leaf.height
    return bars


def _name(axes: Axes, leaf: Bar, fate: Fate, pledged: int) -> None:
    words = f"{fate.label[0].upper()}{fate.label[1:]} {musd(fate.amount)}"
    share = share_of(fate.amount, pledged)
    full = f"{words} ({share})" if share != "0 %" else words
    room = WIDTH - MARGIN - leaf.right - 0.07
    text = full if width(full, SIZE) <= room else shorten(words, SIZE, room)
    axes.text(leaf.right + 0.07, leaf.middle, text, size=SIZE, va="center_baseline")


def _sources(axes: Axes, pledged: Bar, found: Money, names: Mapping[str, str]) -> None:
    """Divide the first bar by who pledged, with a name and a line to each part."""
    scale = pledged.height / found.pledged
    rows = _partners(found, names)
    middles, place = [], pledged.top
    for _, amount in rows:
        middles.append(place + amount * scale / 2)
        place += amount * scale
        if place < pledged.top + pledged.height - 1e-6:
            axes.plot(
                [pledged.left, pledged.right], [place, place], color=roles.PAPER, linewidth=1.2, zorder=5
            )
    high = pledged.top + pledged.height + 0.08
    labels = spread(middles, line_height(SIZE) + 0.02, pledged.top + 0.08, max(high, pledged.top + 0.09))
    room = SOURCES - 0.34
    for (label, amount), middle, at in zip(rows, middles, labels, strict=True):
        amount_words = f" {musd(amount)}"
        words = shorten(label, SIZE, room - width(amount_words, SIZE)) + amount_words
        axes.text(pledged.left - 0.28, at, words, size=SIZE, ha="right", va="center_baseline")
        axes.plot([pledged.left - 0.24, pledged.left - 0.04], [at, middle], color=roles.FAINT, linewidth=0.8)


def _partners(found: Money, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Who pledged, the largest first; beyond eight the smallest together."""
    rows = sorted(((names.get(code, code), amount) for code, amount in found.partners), key=lambda r: -r[1])
    if len(rows) <= MOST_PARTNERS:
        return rows
    rest = rows[MOST_PARTNERS - 1 :]
    return [*rows[: MOST_PARTNERS - 1], (f"{len(rest)} others", sum(amount for _, amount in rest))]
