"""What is recorded of a month: one row of metrics, and trust by actor (model section 10, ruling B38)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from diplosim.metrics.column import ModelMetric
from diplosim.metrics.columns import metrics, own_metrics, value_of
from diplosim.metrics.monthly import METRICS
from diplosim.model.actors.donor import Donor
from diplosim.model.state import views

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


def row(model: DiplomacyModel) -> dict[str, float]:
    """All metrics of the month just played by column, the user's own included.

    Raises `diplosim.metrics.columns.OwnColumnError` for a fault in the user's function.
    """
    world, state = views(model)
    values = {metric.name: metric.read(world, state) for metric in METRICS}
    for metric in own_metrics():
        inputs = (model,) if isinstance(metric, ModelMetric) else (world, state)
        values[metric.name] = value_of(metric, metric.read, *inputs)
    return values


def trust_rows(model: DiplomacyModel) -> list[dict[str, Any]]:
    """Trust by actor, domain and direction at the end of the month."""
    rows = []
    for code, belief in model.dprk.trust.items():
        rows.append(_trust_row(model.t, code, "health", "out", belief.tau_health))
        if isinstance(model.cast[code], Donor):
            rows.append(_trust_row(model.t, code, "security", "out", belief.tau_security))
    for donor in model.donors:
        rows.append(_trust_row(model.t, donor.code, "health", "in", donor.belief.tau_health))
        rows.append(_trust_row(model.t, donor.code, "security", "in", donor.belief.tau_security))
    return rows


def _trust_row(month: int, actor: str, domain: str, direction: str, value: float) -> dict[str, Any]:
    return {"month": month, "actor": actor, "domain": domain, "direction": direction, "trust": value}


def _read(name: str, model: DiplomacyModel) -> float:
    return model.row[name]


def reporters() -> dict[str, Callable[..., float]]:
    """Mesa reporters for every metric; they read the row that the model made this month."""
    names = [metric.name for metric in metrics()]
    return {name: partial(_read, name) for name in names}
