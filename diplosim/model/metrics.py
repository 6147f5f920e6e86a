"""One row of numbers a month: end-of-month stocks and the month's own flows (model section 10, ruling B38)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from diplosim.model.actors.agreement import State
from diplosim.model.actors.donor import Donor
from diplosim.model.month import TALLIES
from diplosim.rules.columns import METRICS
from diplosim.rules.ledger import KUSD_PER_MUSD

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel

ETA_COLUMNS = (
    "eta_exercise",
    "eta_talk",
    "eta_stake",
    "eta_reassurance",
    "eta_fungible",
    "eta_sanctions",
)
FLOWS = {
    "aid_disbursed_musd": "disbursed",
    "aid_arrived_musd": "arrived",
    "aid_absorbed_musd": "absorbed",
    "aid_diverted_musd": "diverted",
    "donors_paid_musd": "donors_paid",
    "returned_musd": "returned",
    "overhead_musd": "overhead",
}


def row(model: DiplomacyModel) -> dict[str, float]:
    """All metrics of the month just played, by column."""
    return _provocations(model) | _trust(model) | _tables(model) | _aid(model) | _state(model)


def _provocations(model: DiplomacyModel) -> dict[str, float]:
    m = model.month
    supercritical = m.branching_ratio >= 1.0 or m.cap_binds
    return {
        "events": m.n,
        "events_major": m.count(2) + m.count(3),
        "events_class1": m.count(1),
        "events_class2": m.count(2),
        "events_class3": m.count(3),
        "severity": m.sev,
        "tension": model.tension,
        "eta_eff": m.branching_ratio,
        "supercritical": int(supercritical),
        "g_posture": model.restraint,
        "resolutions": m.resolutions,
        **dict(zip(ETA_COLUMNS, m.eta_terms, strict=True)),
    }


def _trust(model: DiplomacyModel) -> dict[str, float]:
    others = [donor for donor in model.donors if donor.counts and not donor.spec.rival]
    out: dict[str, float] = {}
    for group, donors in (("rivals", model.rivals), ("others", others)):
        for domain in ("security", "health"):
            out[f"trust_{group}_{domain}"] = _mean_trust(model, donors, domain, "out")
            out[f"trust_{group}_{domain}_in"] = _mean_trust(model, donors, domain, "in")
    taus = [model.dprk.trust[carrier.code].tau_health for carrier in model.implementers]
    out["trust_un_health"] = _mean(taus)
    return out


def _mean_trust(model: DiplomacyModel, donors: Sequence[Donor], domain: str, direction: str) -> float:
    beliefs = [donor.belief if direction == "in" else model.dprk.trust[donor.code] for donor in donors]
    return _mean([getattr(belief, f"tau_{domain}") for belief in beliefs])


def _mean(values: Sequence[float]) -> float:
    """Mean, added left to right; missing (NaN) for an empty group."""
    if not values:
        return float("nan")
    total = 0.0
    for value in values:
        total = total + value
    return total / len(values)


def _tables(model: DiplomacyModel) -> dict[str, float]:
    open_tables = [table for table in model.tables if table.state is State.OPEN]
    agreements = [table.agreement for table in model.tables if table.agreement is not None]
    return {
        "rival_table_open": int(any(table.party.rival_present for table in open_tables)),
        "engagement": model.month.engagement,
        "agreements_active": len(agreements),
        "suspended_agreements": sum(agreement.suspended for agreement in agreements),
        **{name: model.month.tally[name] for name in TALLIES},
    }


def _aid(model: DiplomacyModel) -> dict[str, float]:
    return {column: getattr(model.month, flow) / KUSD_PER_MUSD for column, flow in FLOWS.items()}


def _state(model: DiplomacyModel) -> dict[str, float]:
    council, dprk = model.council, model.dprk
    return {
        "un_breadth": council.mean_breadth,
        "over_compliance": council.over_compliance,
        "carve_out": council.carve_out,
        "wait_days": council.delay_days,
        "throughput": council.throughput,
        "economy": dprk.economy,
        "health_system": dprk.health.index,
        "disease_burden": dprk.burden,
        "border_closed": int(dprk.border_closed > 0),
        "qcap": dprk.capability,
    }


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
    return {name: partial(_read, name) for name in METRICS}
