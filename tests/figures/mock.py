"""Made-up result tables of plausible size: they show layout and nothing about the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from diplosim.analysis import SUMMARY_NAMES, paired_statistics
from diplosim.metrics.columns import outcome

KINDS = {
    "DPRK": ("DPRK", "recipient"),
    "USA": ("United States", "donor"),
    "ROK": ("Republic of Korea", "donor"),
    "JPN": ("Japan", "donor"),
    "EU": ("European donors", "donor"),
    "GHF": ("Global health funds", "donor"),
    "CHN": ("China", "donor"),
    "RUS": ("Russia", "patron"),
    "UNA": ("WHO and UNICEF", "implementer"),
    "TCI": ("Third-country implementers", "implementer"),
    "UNSC": ("Security Council", "council"),
    "PF": ("Pooled fund", "fund"),
}


def cast(extra: int = 0) -> list[dict[str, Any]]:
    rows = [{"code": code, "name": name, "kind": kind} for code, (name, kind) in KINDS.items()]
    return rows + [
        {"code": f"X{i:02d}", "name": f"Additional donor country number {i}", "kind": "donor"}
        for i in range(extra)
    ]


def names() -> dict[str, str]:
    return {code: name for code, (name, _) in KINDS.items()}


def trajectories(
    arms: Sequence[str] = ("status_quo", "pooled_fund"),
    months: int = 120,
    replicates: int = 50,
    samples: int = 1,
) -> pd.DataFrame:
    parts = []
    for index, arm in enumerate(arms):
        for sample in range(samples):
            for replicate in range(replicates):
                rng = np.random.default_rng([sample, replicate])
                push = 0.25 * index / max(1, len(arms) - 1)
                t = np.arange(months)
                walk = np.cumsum(rng.normal(0, 0.05, months))
                rise = push * (1 - np.exp(-t / 40)) * (0.6 + rng.random())
                security = 1 / (1 + np.exp(2.2 - 2.5 * rise - walk))
                health = 1 / (1 + np.exp(1.6 - 4 * rise - walk))
                events = rng.poisson(0.35 * np.exp(-2.2 * rise))
                major = rng.binomial(events, 0.25)
                aid = rng.gamma(1.5, 0.4 + 4 * rise)
                burden = 0.55 - 0.5 * rise * t / 120 + np.cumsum(rng.normal(0, 0.003, months))
                tension = np.zeros(months)
                level = 1.0
                for m in range(months):
                    level = 0.93 * level + events[m] + major[m]
                    tension[m] = level
                parts.append(
                    pd.DataFrame(
                        {
                            "arm": arm, "sample": sample, "replicate": replicate, "month": t,
                            "events": events, "events_major": major, "tension": tension,
                            "trust_rivals_security": security, "trust_rivals_health": health,
                            "trust_others_security": np.clip(security + 0.2, 0, 1),
                            "trust_others_health": np.clip(health + 0.25, 0, 1),
                            "aid_absorbed_musd": aid, "disease_burden": burden,
                        }
                    )
                )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def summary(
    arms: Sequence[str] = ("status_quo", "pooled_fund"),
    outcomes: Sequence[str] = (
        "events_per_year",
        "trust_rivals_end",
        "aid_absorbed_musd",
        "disease_burden_end",
    ),
    pairs: int = 100,
    scale: float = 1.0,
) -> pd.DataFrame:
    """Rows as in summary.csv, the first arm the reference; the later an arm, the larger its effects."""
    rows: list[dict[str, Any]] = []
    for place, arm in enumerate(arms):
        for name in outcomes:
            row = {
                "arm": arm,
                "reference": None if place == 0 else arms[0],
                "outcome": name,
                "kind": "outcome",
            }
            rows.append(row | dict.fromkeys(SUMMARY_NAMES[4:]))
            if place:
                rng = np.random.default_rng([place, len(name)])
                before = rng.normal(0, 1, pairs)
                after = before + scale * (0.5 * place * (-1) ** place + rng.normal(0, 1, pairs))
                rows[-1] |= paired_statistics(before, after, outcome(name))
    return pd.DataFrame(rows, columns=list(SUMMARY_NAMES))


TERMS = (
    {"money": 0.04, "access": -0.42},
    {"money": 0.02, "framing": -0.31, "access": -0.12},
    {"ownership": 0.05, "channel": -0.26},
)


def history(months: int = 120, busy: float = 1.0, seed: int = 7) -> list[dict[str, Any]]:
    """Event records as in events.jsonl, for one run."""
    rng = np.random.default_rng(seed)
    donors = ["ROK", "EU", "GHF", "USA", "PF"]
    events: list[dict[str, Any]] = []

    def add(month: int, kind: str, **more: Any) -> None:
        events.append({"month": month, "phase": 3, "kind": kind, "actor": "DPRK", "target": None, **more})

    signed: dict[str, int] = {}
    for m in range(months):
        for _ in range(rng.poisson(0.12 * busy)):
            severity = int(rng.choice([1, 2, 3], p=[0.7, 0.25, 0.05]))
            add(m, "provocation", count=1, gravest=severity, classes=[severity], dated=[], terms={"tension": 0.4},
                value=0.4)  # fmt: skip
            if severity >= 2 and rng.random() < 0.6:
                add(m, "resolution_adopted", actor="UNSC", target="DPRK", draw=0.01, probability=0.02)
        for _ in range(rng.poisson(0.35 * busy)):
            terms = TERMS[int(rng.integers(3))]
            add(m, "offer_refused", target=str(rng.choice(donors)), value=float(-rng.random()), threshold=0.1,
                terms=terms)  # fmt: skip
        if rng.random() < 0.06 * busy:
            donor = str(rng.choice(donors))
            if donor not in signed:
                add(m, "offer_accepted", target=donor)
                add(
                    m,
                    "agreement_signed",
                    actor=donor,
                    target="DPRK",
                    programme_musd=6.0,
                    months=24,
                    donors=[donor],
                )
                signed[donor] = m
        for donor, since in list(signed.items()):
            if m - since == 9 and rng.random() < 0.6:
                add(m, "suspension", actor=donor, target="DPRK")
            if m - since == 14:
                add(m, "resumption", actor=donor, target="DPRK")
            if m - since >= 24:
                add(m, "agreement_ended", actor=donor, target="DPRK", months=24)
                del signed[donor]
    return events


def trust(months: Sequence[int] = (0, 119), extra: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    rows = []
    for place, month in enumerate(months):
        for row in cast(extra):
            if row["kind"] in ("recipient", "council"):
                continue
            for domain in ("security", "health"):
                for direction in ("out", "in"):
                    value = float(np.clip(rng.beta(2, 4) + 0.25 * place, 0.01, 0.99))
                    rows.append((month, row["code"], domain, direction, value))
    return pd.DataFrame(rows, columns=["month", "actor", "domain", "direction", "trust"])


def ledgers(
    arms: Sequence[str] = ("status_quo",),
    months: int = 60,
    codes: Sequence[str] = ("EU", "PF", "USA"),
    replicates: int = 1,
    scale: int = 1000,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows as in tables.parquet and trajectories.parquet whose accounts agree: goods trickle from stage to stage.

    The last of the ``codes`` never talks; the others open, agree, are suspended and cool off in turn. ``scale``: k$
    pledged a table.
    """
    rows: list[dict[str, Any]] = []
    flows = [
        trajectories(arms, months, replicates).assign(
            donors_paid_musd=0.0, aid_disbursed_musd=0.0, aid_arrived_musd=0.0, aid_absorbed_musd=0.0,
            engagement=0.3, agreements_signed=0,
        )
    ]  # fmt: skip
    table = flows[0]
    for number, arm in enumerate(arms):
        for replicate in range(replicates):
            mine = (table["arm"] == arm) & (table["replicate"] == replicate)
            paid = np.zeros(months, dtype=np.int64)
            moved = np.zeros((3, months), dtype=np.int64)
            for place, code in enumerate(codes):
                _ledger(rows if replicate == 0 else [], arm, code, paid, moved, place == len(codes) - 1,
                        (number + 1) * (place + 1) * scale)  # fmt: skip
            table.loc[mine, "donors_paid_musd"] = paid / 1000
            table.loc[mine, "kept_out_musd"] = (paid // 200) / 1000
            table.loc[mine, "compliance_musd"] = np.where(moved[0] > 630, moved[0] // 30, 0) / 1000
            for name, values in zip(("disbursed", "arrived", "absorbed"), moved, strict=True):
                table.loc[mine, f"aid_{name}_musd"] = values / 1000
            table.loc[mine, "agreements_signed"] = (np.arange(months) == 12).astype(int)
    return pd.DataFrame(rows), table


def _ledger(
    rows: list[dict[str, Any]], arm: str, code: str, paid: Any, moved: Any, silent: bool, pledge: int
) -> None:
    """One table's months; its flows are added to ``paid`` and ``moved``."""
    kinds = ("undisbursed", "fund_balance", "overhead", "held", "transit", "stock", "absorbed", "wasted", "diverted",
             "returned", "cancelled")  # fmt: skip
    a = dict.fromkeys(("pledged", *kinds), 0)
    for month in range(len(paid)):
        phase = month % 40
        state = "closed" if phase < 6 else "open" if phase < 12 else "agreed" if phase < 34 else "cooling off"
        if not silent:
            if phase == 12:
                a["pledged"] += pledge
                a["undisbursed"] += pledge
            if phase == 34:
                a["returned"] += a["fund_balance"]
                a["cancelled"] += a["undisbursed"]
                a["fund_balance"] = a["undisbursed"] = 0
            fill = a["undisbursed"] // 9
            out = (a["fund_balance"] + fill) // 2
            cost, go = out // 7, a["held"] // 3
            come, take = a["transit"] // 2, a["stock"] // 2
            a["undisbursed"] -= fill
            a["fund_balance"] += fill - out
            a["overhead"] += cost
            a["held"] += out - cost - go
            a["transit"] += go - come
            a["diverted"] += come // 10
            a["stock"] += come - come // 10 - take
            a["wasted"] += take // 12
            a["absorbed"] += take - take // 12
            paid[month] += fill
            moved[:, month] += (out, come, take - take // 12)
        ripe = None if silent else 0.1 + 0.05 * np.sin(month / 5)
        rows.append({"arm": arm, "sample": 0, "replicate": 0, "month": month, "table": code,
                     "state": "closed" if silent else state, "suspended": state == "agreed" and phase > 28,
                     "pain_recipient": None if silent else 0.4, "pain_donors": None if silent else 0.3,
                     "way_out": None if silent else 0.35, "ripeness": ripe, **a,
                     "local_pledged": a["pledged"] // 2, "local_unpaid": a["pledged"] // 6,
                     "local_absorbed": a["pledged"] // 2 - a["pledged"] // 6, "local_stock": 0,
                     "local_cancelled": 0})  # fmt: skip
