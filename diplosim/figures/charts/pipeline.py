"""Where the aid of one history of each scenario got to: the bars by fate, drawn and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.figures.history.accounts import (
    KUSD,
    Money,
    MoneyArm,
    Range,
    Stage,
    money_arms,
    musd,
    reached,
    share_of,
    standing_words,
)
from diplosim.figures.history.flows import FATES, KEY, money_key
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import Calendar
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, Paragraph, caption, headline
from diplosim.figures.layout.typography import (
    SEMIBOLD,
    balanced,
    line_height,
    shorten,
    styled,
    tick_labels,
    wrap,
)
from diplosim.wording.names import listed

if TYPE_CHECKING:
    import pandas as pd

STAGE_NAMES, WORDS = 1.62, 2.95
BAR, STEP, HEAD, GAP, AXIS = 0.17, 0.27, 0.30, 0.16, 0.30
LABEL_SIZE, STAGE_SIZE, WORDS_SIZE = 9.5, 8.5, 8.0


def funnels(arms: Sequence[MoneyArm], head: Paragraph, foot: Paragraph) -> Figure:
    """Draw the arms one below the other on one scale; a single arm needs no name."""
    named = len(arms) > 1
    texts = [[wrap(_lost(stage), WORDS_SIZE, WORDS - 0.12) for stage in arm.money.stages] for arm in arms]
    steps = [[max(STEP, len(lines) * line_height(WORDS_SIZE) + 0.08) for lines in block] for block in texts]
    above = HEAD if named else 0.06
    blocks = [above + sum(block) + GAP for block in steps]
    top = MARGIN + head.height + 0.12
    body = top + KEY + 0.04
    tall = sum(blocks)
    page = Page(WIDTH, body + tall + AXIS + foot.height + MARGIN, head, foot)
    money_key(page, top, "goes on to the next stage")
    panel = page.axes(MARGIN + STAGE_NAMES, body, WIDTH - 2 * MARGIN - STAGE_NAMES - WORDS, tall)
    _scale(panel, arms, tall)
    place = body
    for arm, lines, block in zip(arms, texts, steps, strict=True):
        if named:
            words = shorten(arm.label, LABEL_SIZE, WIDTH - 2 * MARGIN, SEMIBOLD)
            page.box(MARGIN, place, WIDTH - 2 * MARGIN, HEAD - 0.06, facecolor=roles.LANE, zorder=1)
            page.text(MARGIN + 0.06, place + 0.165, words, size=LABEL_SIZE, weight=SEMIBOLD, va="baseline")
        _funnel(page, panel, arm, lines, block, at=(place + above, body))
        place += above + sum(block) + GAP
    return page.figure


def _lost(stage: Stage) -> str:
    """Name what fell off; less than one part in two thousand cannot be seen and is not named."""
    return ", ".join(
        f"{fate.label} {musd(fate.amount)}" for fate in stage.lost if fate.amount > 0.0005 * stage.amount
    )


def _scale(panel: Axes, arms: Sequence[MoneyArm], tall: float) -> None:
    """Give the panel M$ across and inches from its top down."""
    ends = [high for arm in arms for _, _, high in arm.spread.values()]
    panel.set_xlim(0.0, 1.03 * max([1.0, *ends, *(arm.money.pledged / KUSD for arm in arms)]))
    panel.set_ylim(tall, 0.0)
    panel.set_yticks([])
    panel.grid(True, axis="x")
    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(*panel.get_xlim())
    ticks = [float(tick) for tick in found if 0.0 <= tick <= panel.get_xlim()[1]]
    panel.set_xticks(ticks, tick_labels(ticks))


def _funnel(
    page: Page,
    panel: Axes,
    arm: MoneyArm,
    texts: Sequence[Sequence[str]],
    steps: Sequence[float],
    *,
    at: tuple[float, float],
) -> None:
    """Draw one arm's stages; ``at``: top of the first, and of the panel, on the page."""
    place, origin = at
    for stage, lines, step in zip(arm.money.stages, texts, steps, strict=True):
        middle = place + step / 2
        _bar(panel, stage, middle - origin)
        if stage.label in arm.spread:
            _whisker(panel, arm.spread[stage.label], middle - origin + BAR / 2 + 0.025)
        page.text(
            MARGIN + STAGE_NAMES - 0.62,
            middle,
            stage.label,
            size=STAGE_SIZE,
            ha="right",
            va="center_baseline",
        )
        page.text(MARGIN + STAGE_NAMES - 0.10, middle, musd(stage.amount), size=STAGE_SIZE, weight=SEMIBOLD,
                  ha="right", va="center_baseline")  # fmt: skip
        first = middle - (len(lines) - 1) * line_height(WORDS_SIZE) / 2
        for number, line in enumerate(lines):
            page.text(WIDTH - MARGIN - WORDS + 0.12, first + number * line_height(WORDS_SIZE), line,
                      size=WORDS_SIZE, color=roles.INK, va="center_baseline")  # fmt: skip
        place += step


def _bar(panel: Axes, stage: Stage, middle: float) -> None:
    """Draw what goes on in blue, and after it what falls off, each in the colour of its fate."""
    goes_on = (stage.amount - sum(fate.amount for fate in stage.lost)) / KUSD
    panel.barh(middle, goes_on, BAR, color=roles.REACHED.colour, zorder=3)
    left = goes_on
    for fate in stage.lost:
        panel.barh(middle, fate.amount / KUSD, BAR, left=left, color=fate.role.colour, edgecolor=roles.PAPER,
                   linewidth=0.5 if fate.amount else 0.0, zorder=3)  # fmt: skip
        left += fate.amount / KUSD


def _whisker(panel: Axes, found: Range, height: float) -> None:
    """Draw the range of all runs below the bar, with a tick at the median."""
    low, middle, high = found
    panel.plot([low, high], [height, height], color=roles.INK, linewidth=0.9, zorder=4, solid_capstyle="butt")
    panel.plot([middle, middle], [height - 0.022, height + 0.022], color=roles.INK, linewidth=1.4, zorder=4,
               solid_capstyle="butt")  # fmt: skip


ARM_NAMES, ARM_BAR, AXIS_BELOW, HEADER = 2.45, 0.17, 0.30, 0.20
NUMBERS = (0.72, 1.42, 2.10)
"""Right edges of the columns of numbers, in inches from the end of the bars."""
NAME_SIZE, NUMBER_SIZE = 8.5, 8.5


def money_rows(arms: Sequence[MoneyArm], head: Paragraph, foot: Paragraph) -> Figure:
    """Draw the arms in the order given, all on one scale."""
    names = [balanced(arm.label, NAME_SIZE, ARM_NAMES - 0.15, most=2) for arm in arms]
    steps = [max(0.28, len(lines) * line_height(NAME_SIZE) + 0.06) for lines in names]
    top = MARGIN + head.height + 0.12
    body, tall = top + KEY + HEADER, sum(steps)
    page = Page(WIDTH, body + tall + AXIS_BELOW + foot.height + MARGIN, head, foot)
    money_key(page, top)
    room = WIDTH - 2 * MARGIN - ARM_NAMES - NUMBERS[-1] - 0.06
    right = MARGIN + ARM_NAMES + room
    for edge, words in zip(NUMBERS, ("pledged", "absorbed", "share"), strict=True):
        page.text(right + edge, body - 0.06, words, size=8, color=roles.MUTED, ha="right", va="baseline")
    panel = page.axes(MARGIN + ARM_NAMES, body, room, tall)
    panel.set_ylim(tall, 0.0)
    panel.set_xlim(0.0, 1.02 * max([1.0, *(arm.money.pledged / KUSD for arm in arms)]))
    panel.set_yticks([])
    panel.grid(True, axis="x")
    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(*panel.get_xlim())
    ticks = [float(tick) for tick in found if 0.0 <= tick <= panel.get_xlim()[1]]
    panel.set_xticks(ticks, tick_labels(ticks))
    place = 0.0
    for arm, lines, step in zip(arms, names, steps, strict=True):
        middle = place + step / 2
        page.text(MARGIN + ARM_NAMES - 0.12, body + middle, "\n".join(lines), size=NAME_SIZE, ha="right",
                  va="center_baseline" if len(lines) == 1 else "center")  # fmt: skip
        left = 0.0
        for role, amount in by_fate(arm.money):
            panel.barh(middle, amount / KUSD, ARM_BAR, left=left, color=role.colour, edgecolor=roles.PAPER,
                       linewidth=0.5 if amount else 0.0, zorder=3)  # fmt: skip
            left += amount / KUSD
        money = arm.money
        told = (musd(money.pledged), musd(money.absorbed), share_of(money.absorbed, money.pledged))
        for edge, words in zip(NUMBERS, told, strict=True):
            page.text(right + edge, body + middle, words, size=NUMBER_SIZE, ha="right", va="center_baseline",
                      weight=SEMIBOLD if edge == NUMBERS[1] else "normal")  # fmt: skip
        place += step
    return page.figure


def by_fate(money: Money) -> list[tuple[roles.MoneyRole, int]]:
    """What was pledged, by what became of it (k$); adds up to the pledges exactly."""
    lost = {role: sum(f.amount for f in money.fates if f.role == role) for role in FATES}
    lost[roles.REACHED] += money.absorbed
    return list(lost.items())


PAID, ABSORBED = "Paid by donors", "Absorbed"
FUNNELS_MOST = 4
"""Up to this many arms get a funnel each; more become one bar each."""


@styled
def pipeline(
    tables: pd.DataFrame,
    trajectories: pd.DataFrame,
    *,
    arms: Mapping[str, str] | Sequence[str] | None = None,
    start: str = "2026-01",
    seed: int | None = None,
    title: str | None = None,
) -> Figure:
    """Draw where the aid of one history of each arm got to.

    Args:
        tables: ``tables.parquet``: the accounts of one history of each arm, by table and month.
        trajectories: the months of all runs, those of the histories among them.
        arms: arms to draw in order, the reference first; a mapping also gives their labels. Default: all.
        start: calendar month of month 0.
        seed: told in the caption.
        title: headline; by default what of the money paid reached the health system.

    Returns:
        Up to four arms as funnels with what fell off at each stage; more arms as one bar each.

    Raises:
        ValueError: no accounts, an unknown arm, or accounts that do not add up.
    """
    found = money_arms(tables, trajectories, arms)
    span = Calendar(start).span(int(tables["month"].min()), int(tables["month"].max()))
    head, foot = headline(title or _title(found, span)), caption(*_caption(found, seed, span))
    if len(found) <= FUNNELS_MOST:
        return funnels(found, head, foot)
    named = [MoneyArm(f"{arm.label} (reference)", arm.money, arm.runs, {}) for arm in found[:1]] + found[1:]
    return money_rows(sorted(named, key=lambda arm: -arm.money.absorbed), head, foot)


def _title(arms: Sequence[MoneyArm], span: str) -> str:
    """Return what donors paid and what of it was absorbed, most first; the median of the runs, where there are more."""
    if len(arms) == 1:
        return f"One history of {arms[0].label}: {reached(arms[0].money)}"
    if not any(arm.money.pledged or arm.typical(PAID) for arm in arms):
        return f"Aid in one history of each of {len(arms)} policies, {span}: nothing was pledged"
    ranked = sorted(arms, key=lambda arm: -arm.typical(ABSORBED))
    words = [
        f"{_musd(arm.typical(ABSORBED))} of {_musd(arm.typical(PAID))} M$ paid under {arm.label}"
        for arm in ranked
    ]
    told = listed(words) if len(words) <= 2 else f"from {words[0]} to {words[-1]}"
    runs = min(arm.runs for arm in arms)
    of = f"median of {runs:,} runs" if runs > 1 else "one run of each policy"
    return f"Aid that reached the health system, {of}: {told}"


def _musd(amount: float) -> str:
    return musd(KUSD * amount)


def _caption(arms: Sequence[MoneyArm], seed: int | None, span: str) -> list[str]:
    seeded = f", seed {seed}" if seed is not None else ""
    runs = max(arm.runs for arm in arms)
    few = len(arms) <= FUNNELS_MOST
    return [
        f"Bars: one run{'' if len(arms) == 1 else ' of each policy, under the same shocks'}{seeded}, {span}, in M$.",
        "Each stage is the next one plus what fell off; no k$ is missing. Held: waiting for an exemption or a bank."
        if few
        else "",
        standing_words(arm.money for arm in arms),
        "" if few else "In the order of what was absorbed.",
        f"Thin line: middle 90 % of all {runs:,} runs, tick: their median." if few and runs > 1 else "",
        "" if runs > 1 else "One run says nothing about spread.",
    ]
