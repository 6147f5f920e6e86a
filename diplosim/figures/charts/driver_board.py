"""The board behind the charts of drivers: a row for each assumption, a panel for each outcome, and the key of marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, Paragraph
from diplosim.figures.layout.typography import (
    SEMIBOLD,
    balanced,
    line_height,
    shorten,
    tick_labels,
    width,
    wrap,
)
from diplosim.metrics.columns import title_of
from diplosim.wording.names import arm_name, inside
from diplosim.wording.numbers import interval, number

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.analysis.sensitivity.result import Finding, Sensitivity

KEY_SIZE = 8.0
KEY_HEIGHT = 0.24

#: Kind of mark -> colour, opacity, thickness in the key (inches).
MARKS = {
    "total": (roles.POLICIES[0].colour, 0.30, 0.15),
    "alone": (roles.POLICIES[0].colour, 1.0, 0.07),
    "raises": (roles.TRUST_OTHERS.colour, 0.85, 0.12),
    "lowers": ("#8a6d00", 0.85, 0.12),
    "both": (roles.FAINT, 0.85, 0.12),
    "low": (roles.POLICIES[1].colour, 0.85, 0.12),
    "high": (roles.POLICIES[0].colour, 0.85, 0.12),
    "interval": (roles.INK, 1.0, 0.0),
    "chance": (roles.MUTED, 1.0, 0.0),
    "sigma": (roles.INK, 1.0, 0.0),
    "first": (roles.POLICIES[0].colour, 1.0, 0.0),
    "second": (roles.POLICIES[1].colour, 1.0, 0.0),
    "third": (roles.POLICIES[2].colour, 1.0, 0.0),
    "fourth": ("#a8447f", 1.0, 0.0),
    "fifth": ("#8a6d00", 1.0, 0.0),
    "hollow": (roles.MUTED, 1.0, 0.0),
}
POINTS = {
    "chance": "|", "sigma": "D", "first": "o", "second": "s", "third": "D", "fourth": "^", "fifth": "v", "hollow": "o",
}  # fmt: skip
#: Marks of quantities side by side, in their order.
SERIES = ("first", "second", "third", "fourth", "fifth")


def key_lines(key: Sequence[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """The key on as many lines as it needs: (left, kind of mark, words)."""
    lines: list[list[tuple[float, str, str]]] = [[]]
    left, room = 0.0, WIDTH - 2 * MARGIN
    for mark, words in key:
        need = 0.36 + width(words, KEY_SIZE)
        if lines[-1] and left + need > room:
            lines.append([])
            left = 0.0
        lines[-1].append((left, mark, shorten(words, KEY_SIZE, room - 0.36)))
        left += need + 0.25
    return lines


def draw_key(page: Page, middle: float, line: Sequence[tuple[float, str, str]]) -> None:
    """Draw one line of the key."""
    for offset, mark, words in line:
        left = MARGIN + offset
        colour, alpha, thick = MARKS[mark]
        if mark == "interval":
            page.line([(left, middle), (left + 0.26, middle)], color=colour, linewidth=1.1)
        elif mark in POINTS:
            fill = roles.PAPER if mark in ("sigma", "hollow") else colour
            page.line([(left + 0.13, middle)], color=colour, marker=POINTS[mark], markersize=5.5, linestyle="none",
                      markerfacecolor=fill, markeredgewidth=1.1)  # fmt: skip
        else:
            page.box(left, middle - thick / 2, 0.26, thick, color=colour, alpha=alpha)
        page.text(left + 0.33, middle, words, size=KEY_SIZE, color=roles.INK, va="center_baseline")


NAMES, GAP, BOTTOM = 3.05, 0.30, 0.34
LABEL_SIZE, CODE_SIZE, HEADER_SIZE, NUMBER_SIZE = 8.5, 7.0, 9.0, 7.5
#: Most rows and panels of a board.
MOST_ROWS, MOST_PANELS = 12, 3


@dataclass(frozen=True)
class Names:
    """What codes are called in the figure."""

    arm: str
    effect: bool
    """Whether numbers are differences from the reference."""
    outcomes: Mapping[str, str]
    parameters: Mapping[str, str]
    """Their meanings in words."""
    caption: str
    """How many samples and runs."""

    def finding(self, outcome: str, first: str | None) -> str:
        """The headline: what drives the first outcome most."""
        about = inside(self.outcomes[outcome])
        subject = f"the effect of {self.arm} on {about}" if self.effect else f"{about} under {self.arm}"
        start = f"What drives {subject}"
        if first is None:
            return f"{start}? Nothing stands out from chance"
        return f"{start}? Most clearly: {inside(self.parameters.get(first, first).rstrip('.'))}"


DESIGNS = {
    "saltelli": "Saltelli design", "morris": "Morris trajectories", "lhs": "Latin hypercube", "sobol": "Sobol sequence",
    "grid": "a grid", "list": "a list",
}  # fmt: skip


def names_of(found: Sensitivity, findings: Sequence[Finding]) -> Names:
    """The words for a figure of some findings of one arm."""
    asked = findings[0].question
    shown = [finding.question.outcome for finding in findings]
    against = "" if asked.reference is None else f", less {arm_name(asked.reference)} under the same shocks"
    return Names(
        arm=arm_name(asked.arm),
        effect=asked.effect,
        outcomes={name: title_of(name) for name in shown},
        parameters={given.name: given.meaning for given in findings[0].inputs},
        caption=f"{found.experiment}: {findings[0].samples:,} samples ({DESIGNS[found.design]}), mean of "
                f"{found.replicates} runs in each{against}.",
    )  # fmt: skip


def first_clear(table: pd.DataFrame, outcome: str) -> str | None:
    """The driver of the outcome that ranks first, if any is clear of chance."""
    rows = table[(table["outcome"] == outcome) & table["clear"].eq(True)]
    rows = rows[rows["method"] == rows["method"].iloc[0]] if len(rows) else rows
    return str(rows.sort_values("rank")["parameter"].iloc[0]) if len(rows) else None


def leading(table: pd.DataFrame, main: str, outcomes: Sequence[str], most: int = MOST_ROWS) -> list[str]:
    """The parameters worth a row: the largest share of the outcome's largest measure, over all outcomes."""
    rows = table[table["measure"] == main]
    sizes: dict[str, float] = {}
    for name in outcomes:
        own = rows[rows["outcome"] == name]
        top = float(own["value"].abs().max()) or 1.0
        for parameter, value in zip(own["parameter"], own["value"], strict=True):
            sizes[parameter] = max(sizes.get(parameter, 0.0), abs(float(value)) / top)
    first = {
        p: i for i, p in enumerate(rows[rows["outcome"] == outcomes[0]].sort_values("rank")["parameter"])
    }
    kept = sorted(sizes, key=lambda p: (-sizes[p], p))[:most]
    return sorted(kept, key=lambda p: (first.get(p, len(first)), p))


def spread_words(table: pd.DataFrame, outcome: str) -> str:
    """Mean of the outcome and between which values nine in ten sample means lie."""
    rows = table[(table["outcome"] == outcome) & table["parameter"].isna()].set_index("measure")["value"]
    centre, low, high = (float(rows[key]) for key in ("mean", "mean_p05", "mean_p95"))
    size = max(abs(high - low) / 2, abs(centre) / 50)
    digits = next((d for d in range(4) if size * 10**d >= 10), 4)
    return f"mean {number(centre, digits)}; 9 in 10: {interval(low, high, digits)}"


class Board:
    """The page with its row labels, headers and key; panels are drawn on by the charts."""

    def __init__(
        self,
        title: Paragraph,
        below: Paragraph,
        key: Sequence[tuple[str, str]],
        headers: Sequence[tuple[str, str]],
        rows: Sequence[tuple[str, str]],
    ) -> None:
        """Lay out ``rows`` (words, code) and panels with ``headers`` (outcome, its spread).

        ``key`` pairs a kind of mark with words.
        """
        count = len(headers)
        room = (WIDTH - 2 * MARGIN - NAMES - GAP * count) / count
        heads = [wrap(text, HEADER_SIZE, room, SEMIBOLD, most=3) for text, _ in headers]
        labels = [balanced(words, LABEL_SIZE, NAMES - 0.2, most=2) for words, _ in rows]
        heights = [len(lines) * line_height(LABEL_SIZE) + line_height(CODE_SIZE) + 0.10 for lines in labels]
        self.row = max(heights)
        key_top = MARGIN + title.height + 0.10
        key_rows = key_lines(key)
        head_top = key_top + KEY_HEIGHT * len(key_rows) + 0.08
        spread_top = head_top + max(len(lines) for lines in heads) * line_height(HEADER_SIZE) + 0.01
        spreads = [wrap(words, CODE_SIZE, room + GAP / 2) for _, words in headers]
        self.top = spread_top + max(map(len, spreads)) * line_height(CODE_SIZE) + 0.09
        self.height = self.row * len(rows)
        self.page = Page(WIDTH, self.top + self.height + BOTTOM + 0.06 + below.height + MARGIN, title, below)
        for place, line in enumerate(key_rows):
            draw_key(self.page, key_top + (place + 0.5) * KEY_HEIGHT, line)
        self._labels(labels, [code for _, code in rows])
        self.panels = [self._panel(place, room, head_top, lines) for place, lines in enumerate(heads)]
        for place, words in enumerate(spreads):
            left = self._left(place, room)
            self.page.text(left, spread_top, "\n".join(words), size=CODE_SIZE, color=roles.MUTED, va="top")

    @property
    def figure(self) -> Figure:
        """The figure."""
        return self.page.figure

    def _labels(self, labels: Sequence[Sequence[str]], codes: Sequence[str]) -> None:
        """What varies, in words, and below it the name that files use."""
        for place, (lines, code) in enumerate(zip(labels, codes, strict=True)):
            top = self.top + place * self.row
            if place % 2 == 0:
                self.page.box(
                    MARGIN - 0.06, top, WIDTH - 2 * MARGIN + 0.12, self.row, color=roles.LANE, zorder=0
                )
            high = len(lines) * line_height(LABEL_SIZE) + line_height(CODE_SIZE)
            first = top + (self.row - high) / 2
            self.page.text(MARGIN, first, "\n".join(lines), size=LABEL_SIZE, va="top")
            self.page.text(
                MARGIN, first + len(lines) * line_height(LABEL_SIZE) + 0.01, shorten(code, CODE_SIZE, NAMES - 0.2),
                size=CODE_SIZE, color=roles.MUTED, va="top",
            )  # fmt: skip

    @staticmethod
    def _left(place: int, room: float) -> float:
        return MARGIN + NAMES + GAP / 2 + place * (room + GAP)

    def _panel(self, place: int, room: float, head_top: float, lines: Sequence[str]) -> Axes:
        left = self._left(place, room)
        self.page.text(left, head_top, "\n".join(lines), size=HEADER_SIZE, weight=SEMIBOLD, va="top")
        axes = self.page.axes(left, self.top, room, self.height)
        axes.set_ylim(self.height / self.row - 0.5, -0.5)
        axes.set_yticks([])
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
        axes.patch.set_alpha(0.0)
        return axes


def few_across(axes: Axes, most: int = 4) -> None:
    """Give the x axis at most ``most`` intervals with labels that do not run into the next panel."""
    low, high = axes.get_xlim()
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = [float(tick) for tick in found if low <= tick <= high]
    axes.set_xticks(ticks, tick_labels(ticks))
