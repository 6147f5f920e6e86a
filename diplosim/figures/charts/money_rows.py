"""One bar for each of many arms: what of the pledges was absorbed, is on its way, was lost, or never came."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.figures.charts.money_arms import MoneyArm
from diplosim.figures.history.money import KUSD, Money, musd, share_of
from diplosim.figures.history.money_key import FATES, KEY, money_key
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, Paragraph
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import balanced, line_height, tick_labels

NAMES, BAR, TICKS, HEADER = 2.45, 0.17, 0.30, 0.20
NUMBERS = (0.72, 1.42, 2.10)
"""Right edges of the columns of numbers, in inches from the end of the bars."""
NAME_SIZE, NUMBER_SIZE = 8.5, 8.5


def money_rows(arms: Sequence[MoneyArm], head: Paragraph, foot: Paragraph) -> Figure:
    """Draw the arms in the order given, all on one scale."""
    names = [balanced(arm.label, NAME_SIZE, NAMES - 0.15, most=2) for arm in arms]
    steps = [max(0.28, len(lines) * line_height(NAME_SIZE) + 0.06) for lines in names]
    top = MARGIN + head.height + 0.12
    body, tall = top + KEY + HEADER, sum(steps)
    page = Page(WIDTH, body + tall + TICKS + foot.height + MARGIN, head, foot)
    money_key(page, top)
    room = WIDTH - 2 * MARGIN - NAMES - NUMBERS[-1] - 0.06
    right = MARGIN + NAMES + room
    for edge, words in zip(NUMBERS, ("pledged", "absorbed", "share"), strict=True):
        page.text(right + edge, body - 0.06, words, size=8, color=roles.MUTED, ha="right", va="baseline")
    panel = page.axes(MARGIN + NAMES, body, room, tall)
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
        page.text(MARGIN + NAMES - 0.12, body + middle, "\n".join(lines), size=NAME_SIZE, ha="right",
                  va="center_baseline" if len(lines) == 1 else "center")  # fmt: skip
        left = 0.0
        for role, amount in by_fate(arm.money):
            panel.barh(middle, amount / KUSD, BAR, left=left, color=role.colour, edgecolor=roles.PAPER,
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
