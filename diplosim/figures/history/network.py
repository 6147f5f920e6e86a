"""Trust network: who trusts whom in two snapshots, side by side on the same ring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from diplosim.cases import present
from diplosim.figures.history.log import Record, in_force
from diplosim.figures.history.ring import (
    ASIDE,
    FEW,
    NUMBER_SIZE,
    Label,
    Node,
    actor_role,
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
from diplosim.figures.layout.typography import SEMIBOLD, line_height, shorten, styled
from diplosim.wording.names import with_recipient
from diplosim.wording.numbers import number

if TYPE_CHECKING:
    import pandas as pd

DOMAINS = ("both", "security", "health")
PANEL_TITLE = 0.36
ACROSS = 1.22
Edges = dict[tuple[str, str], float]


@dataclass(frozen=True)
class View:
    """One snapshot: a month, of one arm if the table holds several."""

    month: int
    arm: str | None = None
    title: str | None = None


@styled
def network(
    trust: pd.DataFrame,
    cast: Iterable[Any] | None = None,
    *,
    start: str = "2026-01",
    seed: int | None = None,
    label: str = "",
    views: tuple[View, View] | None = None,
    domain: str = "both",
    events: Sequence[Record] = (),
    title: str | None = None,
) -> Figure:
    """Draw the recipient's trust in each actor and theirs in it, at two months or in two arms.

    Args:
        trust: records with ``month``, ``actor``, ``domain``, ``direction`` (out: the recipient's trust) and ``trust``.
        cast: the scenario's actors (or mappings with code, name, kind, rival); without it codes are shown.
        start: calendar month of month 0.
        seed: told in the caption.
        label: name of the scenario or policy, for the headline.
        views: the two snapshots; by default the first and the last month.
        domain: ``security``, ``health`` or the mean of ``both``.
        events: log of the run; agreements in force are drawn as a grey band behind the lines.
        title: headline; by default how mean trust changes.

    Raises:
        ValueError: no trust in a snapshot, or an unknown domain.
    """
    if domain not in DOMAINS:
        raise ValueError(f"unknown domain {domain!r}; choose from {', '.join(DOMAINS)}")
    if trust.empty:
        raise ValueError("no trust to draw: the table is empty")
    pair = views or (View(int(trust["month"].min())), View(int(trust["month"].max())))
    calendar = Calendar(start)
    snapshots = [edges_in(trust, view, domain) for view in pair]
    means = [float(np.mean(list(edges.values()))) for edges in snapshots]
    codes = list(dict.fromkeys(str(code) for code in trust["actor"]))
    actors = read_cast(
        cast, [code for code in codes if any((code, way) in e for e in snapshots for way in WAYS)]
    )
    head = headline(title or _title(label, pair, means, calendar))
    gaps = any((row[0], way) not in e for row in actors for e in snapshots for way in WAYS)
    foot = caption(*_caption(domain, seed, named=len(actors) <= FEW, gaps=gaps))
    tall = 3.5 if len(actors) <= 24 else min(9.0, 3.5 + 0.075 * (len(actors) - 24))
    top = MARGIN + head.height + 0.12
    kinds = list(dict.fromkeys(["recipient", *(row[2] for row in actors)]))
    height = top + PANEL_TITLE + tall + 0.12 + legend_height(kinds) + 0.06 + foot.height + MARGIN
    page = Page(WIDTH, height, head, foot)
    wide = (WIDTH - 2 * MARGIN) / 2
    nodes = place(actors, ACROSS, tall / 2 - 0.28)
    for index, (view, edges, mean) in enumerate(zip(pair, snapshots, means, strict=True)):
        left = MARGIN + index * wide
        words = f"{view.title or calendar.name(view.month)}: mean trust {number(mean, 2)}"
        words = shorten(words, 10, wide - 0.2, SEMIBOLD)
        page.text(left + wide / 2, top + 0.2, words, size=10, weight=SEMIBOLD, ha="center", va="baseline")
        axes = page.axes(left, top + PANEL_TITLE, wide, tall)
        mine = [e for e in events if view.arm is None or e.get("arm", view.arm) == view.arm]
        _panel(axes, nodes, edges, in_force(mine, view.month), wide=wide, tall=tall)
    draw_legend(page, top + PANEL_TITLE + tall + 0.12, kinds, agreements=bool(events))
    return page.figure


WAYS = ("out", "in")


def edges_in(trust: pd.DataFrame, view: View, domain: str) -> Edges:
    """Return mean trust by (actor, direction) in one snapshot."""
    rows = trust[trust["month"] == view.month]
    if view.arm is not None:
        rows = rows[rows["arm"] == view.arm]
    if domain != "both":
        rows = rows[rows["domain"] == domain]
    if rows.empty:
        of_arm = f" of arm {view.arm!r}" if view.arm is not None else ""
        raise ValueError(f"no trust recorded for month {view.month}{of_arm}")
    means = rows.groupby(["actor", "direction"], sort=False)["trust"].mean().reset_index()
    keys = zip(means["actor"].astype(str), means["direction"].astype(str), strict=True)
    return dict(zip(keys, means["trust"].astype(float), strict=True))


def _title(label: str, pair: tuple[View, View], means: Sequence[float], calendar: Calendar) -> str:
    """Return what happens to mean trust between the snapshots, at the precision that is shown."""
    subject = f"{label}: mean trust" if label else "Mean trust"
    first, last = (number(mean, 2) for mean in means)
    names = [view.title or calendar.name(view.month) for view in pair]
    if pair[0].month == pair[1].month:
        return f"{subject} between {present().called} and others: {first} in {names[0]}, {last} in {names[1]}"
    moves = "stays at" if first == last else ("rises from" if means[1] > means[0] else "falls from")
    numbers = first if first == last else f"{first} to {last}"
    return f"{subject} between {present().called} and others {moves} {numbers}, {names[0]} to {names[1]}"


def _caption(domain: str, seed: int | None, *, named: bool, gaps: bool) -> list[str]:
    what = "the mean of trust in security and in health" if domain == "both" else f"trust in {domain}"
    seeded = f", seed {seed}" if seed is not None else ""
    return [
        f"One run{seeded}. Lines show {what}; an arrow points from who trusts to who is trusted.",
        with_recipient(
            "Beside a name: → the recipient’s trust in the actor, ← the actor’s trust in the recipient."
        )
        if named
        else with_recipient(
            "Beside a code: the recipient’s trust in the actor, then the actor’s trust in the recipient."
        ),
        "No line: no trust is recorded that way." if gaps else "",
    ]


def _panel(
    axes: Axes, nodes: Sequence[Node], edges: Edges, agreed: Iterable[str], *, wide: float, tall: float
) -> None:
    """Draw one snapshot; the panel's coordinates are inches from the centre."""
    axes.set_axis_off()
    axes.set_xlim(-wide / 2, wide / 2)
    axes.set_ylim(-tall / 2, tall / 2)
    bound = set(agreed)
    for node in nodes:
        draw_tie(axes, node, [edges.get((node.code, way)) for way in WAYS], agreed=node.code in bound)
    draw_nodes(axes, nodes)
    numbers = {node.code: numbers_beside(edges, node.code, arrows=len(nodes) <= FEW) for node in nodes}
    for node, label in label_nodes(nodes, numbers, half_width=wide / 2, half_height=tall / 2, across=ACROSS):
        write_label(axes, node, label, numbers[node.code])


def draw_nodes(axes: Axes, nodes: Sequence[Node]) -> None:
    """Draw every actor's mark, and the recipient in the middle."""
    for node in nodes:
        role = actor_role(node.kind)
        axes.plot([node.x], [node.y], marker=role.marker, markersize=role.size, markerfacecolor=roles.PAPER,
                  markeredgecolor=roles.INK, markeredgewidth=1.2, zorder=5)  # fmt: skip
    centre = actor_role("recipient")
    axes.plot([0], [0], marker=centre.marker, markersize=30, markerfacecolor=roles.INK,
              markeredgecolor=roles.PAPER, zorder=6)  # fmt: skip
    axes.text(
        0,
        0,
        present().code,
        size=8,
        weight=SEMIBOLD,
        color=roles.PAPER,
        ha="center",
        va="center_baseline",
        zorder=7,
    )


def numbers_beside(edges: Mapping[tuple[str, str], float], code: str, *, arrows: bool) -> str:
    """Return trust both ways as it stands beside a name (with arrows) or a code."""
    if not arrows:
        return " · ".join(number(edges[code, way], 2) if (code, way) in edges else "–" for way in WAYS)
    signs = zip(("→", "←"), WAYS, strict=True)
    return "  ".join(f"{sign} {number(edges[code, way], 2)}" for sign, way in signs if (code, way) in edges)


def write_label(axes: Axes, node: Node, label: Label, numbers: str) -> list[Text]:
    """Write a label's lines, and a hairline to the node where the label had to move."""
    written = []
    if abs(label.y - node.y) > 0.12 or abs(label.x - node.x) > ASIDE + 0.12:
        axes.plot([node.x, label.x - label.side * 0.03], [node.y, label.y], color=roles.FAINT, linewidth=0.6)
    step = line_height(label.size)
    for row, line in enumerate(label.lines):
        y = label.y + ((len(label.lines) - 1) / 2 - row) * step
        quiet = line == numbers
        text = axes.text(label.x, y, line, size=NUMBER_SIZE if quiet else label.size, va="center_baseline",
                         color=roles.MUTED if quiet else roles.INK, weight="normal" if quiet else SEMIBOLD,
                         ha="left" if label.side > 0 else "right", zorder=8)  # fmt: skip
        written.append(text)
    return written
