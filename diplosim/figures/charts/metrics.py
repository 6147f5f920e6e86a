"""What a fan chart can show: each metric's columns, its words, and which way is better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from diplosim.wording.names import plain_name

Floats = NDArray[np.float64]
WINDOW = 12
"""Months over which "in the last 12 months" counts."""


@dataclass(frozen=True)
class Metric:
    """One panel: the mean of ``columns`` by month, or its sum over a window or from the start."""

    name: str
    label: str
    columns: tuple[str, ...]
    running: Literal["level", "window", "total"] = "level"
    better: Literal[-1, 0, 1] = 0
    """1: more is better, -1: less is better, 0: no judgement."""
    more: str = ""
    """Words for a rise, as in "more trust"."""
    less: str = ""
    digits: int = 2
    notable: float = 0.0
    """A median paired difference smaller than this is not worth a headline."""
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


METRICS = {
    metric.name: metric
    for metric in (
        Metric("trust_rivals", "DPRK’s trust in its rivals (0–1)",
               ("trust_rivals_security", "trust_rivals_health"), better=1,
               more="more trust", less="less trust", notable=0.01, least_span=0.1),
        Metric("provocations", "Provocations", ("events",), running="window", better=-1,
               more="more provocations", less="fewer provocations", digits=1, notable=0.1, least_span=1.0,
               centre="mean"),
        Metric("provocations_major", "Major provocations", ("events_major",), running="window", better=-1,
               more="more major provocations", less="fewer major provocations", digits=1, notable=0.05,
               least_span=1.0, centre="mean"),
        Metric("aid_absorbed", "Aid absorbed since the start (M$)", ("aid_absorbed_musd",), running="total",
               better=1, more="more aid", less="less aid", digits=0, notable=1.0, least_span=1.0),
        Metric("aid_disbursed", "Aid disbursed since the start (M$)", ("aid_disbursed_musd",),
               running="total", more="more aid paid", less="less aid paid", digits=0, notable=1.0,
               least_span=1.0),
        Metric("disease_burden", "Disease burden (0 best, 1 worst)", ("disease_burden",), better=-1,
               more="more disease", less="less disease", notable=0.005, least_span=0.1, from_zero=False),
        Metric("health_system", "Health system (0–1)", ("health_system",), better=1,
               more="a stronger health system", less="a weaker health system", notable=0.005, least_span=0.1,
               from_zero=False),
        Metric("tension", "Tension (severity units)", ("tension",), better=-1,
               more="more tension", less="less tension", digits=1, notable=0.1, least_span=1.0),
        Metric("engagement", "Engagement (0–1)", ("engagement",), more="more engagement",
               less="less engagement", notable=0.01, least_span=0.1),
        Metric("agreements_active", "Agreements in force", ("agreements_active",), more="more agreements",
               less="fewer agreements", digits=0, notable=1.0, least_span=1.0),
    )
}  # fmt: skip

DEFAULT = ("trust_rivals", "provocations", "aid_absorbed", "disease_burden")


def choose(names: Sequence[str], columns: Iterable[str]) -> list[Metric]:
    """Return the metrics called ``names``; any column of the trajectories is a metric too.

    Raises:
        ValueError: a name is neither, or the table lacks a column that a metric needs.
    """
    have = [str(column) for column in columns]
    chosen = []
    for name in names:
        metric = METRICS.get(name)
        if metric is None and name in have:
            metric = Metric(name, plain_name(name), (name,), from_zero=False)
        if metric is None:
            near = get_close_matches(name, [*METRICS, *have], 1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise ValueError(f"unknown metric {name!r}{hint} Metrics: {', '.join(METRICS)}, or any column.")
        lacking = [column for column in metric.columns if column not in have]
        if lacking:
            raise ValueError(f"metric {name!r} needs the trajectory column {lacking[0]!r}, which is missing")
        chosen.append(metric)
    return chosen
