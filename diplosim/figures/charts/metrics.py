"""What a fan chart can show: panels of declared metrics, and how each is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from diplosim.metrics.column import Column, Direction
from diplosim.metrics.columns import metrics as declared
from diplosim.wording.names import Spoken, as_declared, plain_name

Floats = NDArray[np.float64]
Running = Literal["level", "window", "total"]
WINDOW = 12
"""Months over which "in the last 12 months" counts."""


@dataclass(frozen=True)
class Metric(Spoken):
    """One panel: the mean of ``columns`` by month, or its sum over a window or from the start."""

    name: str
    label: str
    columns: tuple[str, ...]
    running: Running = "level"
    better: Literal[-1, 0, 1] = 0
    """1: more is better, -1: less is better, 0: no judgement."""
    more: str = ""
    """Words for a rise, as in "more trust"."""
    less: str = ""
    digits: int = 2
    least_span: float = 0.0
    """The axis shows at least this range, so that noise does not fill the panel."""
    from_zero: bool = True
    centre: Literal["median", "mean"] = "median"
    """Middle of the runs: the median, or for small counts the mean, because their median only jumps."""

    def title(self, months: int) -> str:
        """Return the panel's title for a run of ``months``."""
        if self.running != "window":
            return self.label
        if months == 1:
            return f"{self.label}, this month"
        return f"{self.label}, last {min(WINDOW, months)} months"

    def series(self, monthly: Floats) -> Floats:
        """Return the shown series from monthly values (months on the last axis)."""
        if self.running == "level":
            return monthly
        total: Floats = np.cumsum(monthly, axis=-1)
        if self.running == "total":
            return total
        window = min(WINDOW, monthly.shape[-1])
        rolled = total.copy()
        rolled[..., window:] -= total[..., :-window]
        rolled[..., : window - 1] = np.nan  # a year is not known before it is over
        return rolled


_BETTER: dict[Direction | None, Literal[-1, 0, 1]] = {"lower": -1, None: 0, "higher": 1}


def _words(columns: Sequence[Column], running: Running, scale: str) -> str:
    """The declared label of one column, or what the labels of several have in common, with the scale."""
    first = columns[0]
    label = as_declared(first, "label")
    if len(columns) > 1:
        label = label.partition(",")[0]
    if running == "total":
        return f"{label} since the start ({first.unit.removesuffix(' a month')})"
    scale = scale or {"count": "", "probability": "0–1"}.get(first.unit, first.unit.replace("-", "–"))
    return f"{label} ({scale})" if scale else label


def _panel(
    name: str, *columns: str, running: Running = "level", scale: str = "", digits: int = 2,
    least_span: float = 0.0, words: tuple[str, str] = ("", ""), from_zero: bool = True,
    centre: Literal["median", "mean"] = "median",
) -> Metric:  # fmt: skip
    """A panel of declared columns: label, unit and better direction are theirs; how it is drawn is said here."""
    known = {metric.name: metric for metric in declared()}
    own = [known[column] for column in columns]
    return Metric(
        name, _words(own, running, scale), columns, running, _BETTER[own[0].better], *words, digits,
        least_span, from_zero, centre,
    )  # fmt: skip


METRICS = {
    panel.name: panel
    for panel in (
        _panel("trust_rivals", "trust_rivals_security", "trust_rivals_health", least_span=0.05,
               words=("more trust", "less trust")),
        _panel("provocations", "events", running="window", digits=1, least_span=1.0, centre="mean",
               words=("more provocations", "fewer provocations")),
        _panel("provocations_major", "events_major", running="window", digits=1, least_span=1.0,
               centre="mean", words=("more major provocations", "fewer major provocations")),
        _panel("aid_absorbed", "aid_absorbed_musd", running="total", digits=0, least_span=1.0,
               words=("more aid", "less aid")),
        _panel("aid_disbursed", "aid_disbursed_musd", running="total", digits=0, least_span=1.0,
               words=("more aid paid", "less aid paid")),
        _panel("disease_burden", "disease_burden", scale="0 best, 1 worst", least_span=0.1,
               from_zero=False, words=("more disease", "less disease")),
        _panel("health_system", "health_system", least_span=0.1, from_zero=False,
               words=("a stronger health system", "a weaker health system")),
        _panel("tension", "tension", digits=1, least_span=1.0, words=("more tension", "less tension")),
        _panel("engagement", "engagement", least_span=0.1, words=("more engagement", "less engagement")),
        _panel("access", "access", least_span=0.1, words=("more access", "less access")),
        _panel("coverage", "coverage_dtp3", least_span=0.1,
               words=("more children vaccinated", "fewer children vaccinated")),
        _panel("tb_detection", "tb_detection", least_span=0.1, from_zero=False,
               words=("more tuberculosis detected", "less tuberculosis detected")),
        _panel("deaths_under_five", "u5mr_per_1000", digits=1, least_span=2.0, from_zero=False,
               words=("more deaths under five", "fewer deaths under five")),
        _panel("deaths_tuberculosis", "tb_deaths_per_100k", scale="per 100,000", digits=1,
               least_span=5.0, from_zero=False,
               words=("more deaths from tuberculosis", "fewer deaths from tuberculosis")),
        _panel("agreements_active", "agreements_active", digits=0, least_span=1.0,
               words=("more agreements", "fewer agreements")),
    )
}  # fmt: skip

HEALTH = ("access", "coverage", "tb_detection", "disease_burden", "deaths_under_five", "deaths_tuberculosis")
DEFAULT = ("trust_rivals", "provocations", "aid_absorbed", "disease_burden")


def choose(names: Sequence[str | Metric], columns: Iterable[str]) -> list[Metric]:
    """Return the metrics called ``names`` (or given as they are); any column of the trajectories is a metric too.

    Raises:
        ValueError: a name is neither, or the table lacks a column that a metric needs.
    """
    have = [str(column) for column in columns]
    chosen = []
    for name in names:
        metric = name if isinstance(name, Metric) else METRICS.get(name)
        if metric is None and name in have:
            metric = _of_column(str(name))
        if metric is None:
            near = get_close_matches(str(name), [*METRICS, *have], 1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise ValueError(f"unknown metric {name!r}{hint} Metrics: {', '.join(METRICS)}, or any column.")
        lacking = [column for column in metric.columns if column not in have]
        if lacking:
            raise ValueError(
                f"metric {metric.name!r} needs the trajectory column {lacking[0]!r}, which is missing"
            )
        chosen.append(metric)
    return chosen


def _of_column(name: str) -> Metric:
    """A panel of any column as it stands: of a declared one, the user's own too, label and direction are known."""
    column = next((metric for metric in declared() if metric.name == name), None)
    better = _BETTER[None if column is None else column.better]
    label = plain_name(name) if column is None or not column.label else column.label
    return Metric(name, label, (name,), better=better, from_zero=False)
