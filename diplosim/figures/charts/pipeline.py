"""Aid pipeline: what was pledged, paid, disbursed, arrived and absorbed in each arm, and where the rest got stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from diplosim.figures.charts.pipeline_bars import funnels, money_rows
from diplosim.figures.history.accounts import MoneyArm, money_arms, reached, share_of
from diplosim.figures.layout.page import caption, headline
from diplosim.figures.layout.style import styled
from diplosim.figures.layout.timeaxis import Calendar
from diplosim.wording.names import listed

if TYPE_CHECKING:
    import pandas as pd

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
        title: headline; by default what share of the pledges reached the health system.

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
    """Return what share of the pledges was absorbed, in the arms with the largest and the smallest share."""
    if len(arms) == 1:
        return f"One history of {arms[0].label}: {reached(arms[0].money)}"
    pledged = [arm for arm in arms if arm.money.pledged]
    if not pledged:
        return f"Aid in one history of each of {len(arms)} policies, {span}: nothing was pledged"
    ranked = sorted(pledged, key=lambda arm: -arm.money.absorbed / arm.money.pledged)
    words = [f"{share_of(arm.money.absorbed, arm.money.pledged)} under {arm.label}" for arm in ranked]
    told = listed(words) if len(words) <= 2 else f"from {words[0]} to {words[-1]}"
    return f"Share of pledges that reached the health system in one history of each policy: {told}"


def _caption(arms: Sequence[MoneyArm], seed: int | None, span: str) -> list[str]:
    seeded = f", seed {seed}" if seed is not None else ""
    runs = max(arm.runs for arm in arms)
    few = len(arms) <= FUNNELS_MOST
    return [
        f"Bars: one run{'' if len(arms) == 1 else ' of each policy, under the same shocks'}{seeded}, {span}, in M$.",
        "Each stage is the next one plus what fell off; nothing is lost. Held: waiting for an exemption or a bank."
        if few
        else "",
        "" if few else "In the order of what was absorbed.",
        f"Thin line: middle 90 % of all {runs:,} runs, tick: their median." if few and runs > 1 else "",
        "" if runs > 1 else "One run says nothing about spread.",
    ]
