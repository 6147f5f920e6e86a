"""The fan of what was simulated, counted by month, quarter or year, and on it the points of what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplosim.figures.charts.fan import OVERLAY_MOST, Points, fan
from diplosim.figures.charts.metrics import Metric
from diplosim.history.coding import SERIES
from diplosim.history.ensemble import PERIODS
from diplosim.history.own_record import adds_up
from diplosim.history.own_scores import Compared, period_name, unit_of
from diplosim.metrics.columns import metrics as declared
from diplosim.scenario.header import parse_month
from diplosim.wording.names import capital, plain_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Panels of one figure.
MOST = 6
_LABELS = {
    "talks": "Meetings with rivals", "nuclear_tests": "Nuclear tests", "aid_fts_musd": "Aid paid without China's",
}  # fmt: skip


def record(
    compared: Sequence[Compared], labels: Mapping[str, str], start: str, seed: int | None, file: str
) -> Figure:
    """Draw every series of a record over the runs of up to four arms.

    Args:
        compared: series of arms beside the record, of one period length.
        labels: arms in order, the reference first, and their names.
        start: calendar month of month 0.
        seed: told in the caption.
        file: name of the file of the record.

    Raises:
        ValueError: more arms or series than one figure holds.
    """
    import pandas as pd

    arms = [arm for arm in labels if any(one.arm == arm for one in compared)]
    names = list(dict.fromkeys(one.series for one in compared))
    if len(arms) > OVERLAY_MOST:
        raise ValueError(
            f"a figure with a record shows up to {OVERLAY_MOST} arms, not {len(arms)}; choose with --arm"
        )
    if len(names) > MOST:
        raise ValueError(f"a figure with a record shows up to {MOST} series, not {len(names)}; leave some out of the "
                         "record, with --map COLUMN=ignore")  # fmt: skip
    every = compared[0].every
    chosen = [one for one in compared if one.series in names]
    zero = parse_month(start) or 0
    whole = [first for one in chosen for first in one.first]
    span = range(min(whole), max(whole) + 1)
    frames = [_frame(arm, [one for one in chosen if one.arm == arm], zero, span) for arm in arms]
    observed: dict[str, Points] = {}
    for one in chosen:
        months = np.array(one.first, dtype=float) - zero + PERIODS[every] // 2
        observed.setdefault(one.series, (months, one.observed))
    first, last = (period_name(months, every) for months in (min(whole), max(whole)))
    whose = labels[arms[0]] if len(arms) == 1 else f"{len(arms)} scenarios"
    return fan(
        pd.concat(frames), title=f"{whose}: simulated runs beside the record, {first} to {last}",
        arms={arm: labels[arm] for arm in arms}, start=start, seed=seed,
        metrics=[_panel(name, every) for name in names], observed=observed,
        note=f"Points: the record ({Path(file).name}), counted by {every}; none of it was simulated.",
    )  # fmt: skip


def _frame(arm: str, compared: Sequence[Compared], zero: int, span: range) -> pd.DataFrame:
    """Runs by periods as a table of months: all periods of a span, also those of which nothing is on record.

    A period stands at its middle.
    """
    import pandas as pd

    places = [place for place, first in enumerate(compared[0].played) if first in span]
    middles = [compared[0].played[place] - zero + PERIODS[compared[0].every] // 2 for place in places]
    runs = len(compared[0].runs)
    table = {
        "arm": arm, "sample": 0, "replicate": np.repeat(np.arange(runs), len(places)),
        "month": np.tile(middles, runs),
    }  # fmt: skip
    return pd.DataFrame({**table, **{one.series: one.runs[:, places].ravel() for one in compared}})


def _panel(series: str, every: str) -> Metric:
    """How a series is drawn: as it is counted, from zero."""
    columns = {metric.name: metric for metric in declared()}
    label = _LABELS.get(series) or (columns[series].label if series in columns else "")
    words = label or capital(plain_name(series))
    unit = unit_of(series)
    scale = "" if unit == "count" else f" ({unit})"
    per = f" a {every}" if adds_up(series) else f", mean of a {every}"
    whole = unit == "count" and series in SERIES
    return Metric(series, f"{words}{per}{scale}", (series,), digits=1, least_span=1.0 if whole else 0.0)
