"""The status quo from 2014 settings against the target patterns of 2014-2025 (T1-T11).

T1-T5 were used to fit the provocation process; T6-T13 are tests. T8-T10, T12 and T13 need money, cases or
procedures that this scenario takes as given (dated exemption regimes, the border closure) and are not scored.
"""

from __future__ import annotations

import argparse

import numpy as np

from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario

TARGETS = {
    "T1 mean events a month": 1.72,
    "T2 dispersion (variance / mean)": 2.6,
    "T3 share of months without events": 0.35,
    "T4 autocorrelation, one month": 0.36,
    "T5 share of events of class 2 and 3": 0.23,
    "T6 rate in talk months / other months": 0.29,
    "T7 share of months with a rival table open": 0.14,
    "T11 share of rivals' unsolicited offers refused": 1.0,
}


def patterns(model: DiplomacyModel) -> dict[str, float]:
    """The patterns of one run, NaN where one has no basis."""
    t = {name: np.array(values) for name, values in model.trajectory().items()}
    n, talk = t["events"], t["rival_table_open"] > 0
    rivals = {donor.code for donor in model.rivals}
    answers = [
        e.kind for e in model.log if e.kind in ("offer_refused", "offer_accepted") and e.target in rivals
    ]
    values = [
        n.mean(),
        n.var() / n.mean() if n.any() else np.nan,
        (n == 0).mean(),
        np.corrcoef(n[:-1], n[1:])[0, 1] if n.std() else np.nan,
        t["events_major"].sum() / n.sum() if n.any() else np.nan,
        n[talk].mean() / n[~talk].mean() if talk.any() and n[~talk].any() else np.nan,
        talk.mean(),
        answers.count("offer_refused") / len(answers) if answers else np.nan,
    ]
    return dict(zip(TARGETS, map(float, values), strict=True))


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="scenarios/status_quo_2014.yaml")
    parser.add_argument("--replicates", type=int, default=40)
    options = parser.parse_args()
    scenario = Scenario.load(options.scenario)
    runs = [patterns(DiplomacyModel(scenario, replicate=r).run()) for r in range(options.replicates)]
    print(f"{options.scenario}: {options.replicates} runs of {scenario.months} months, seed {scenario.seed}")
    print(f"{'pattern':50s} {'data':>6s} {'mean':>6s} {'5 %':>6s} {'95 %':>6s}")
    for name, target in TARGETS.items():
        values = np.array([run[name] for run in runs])
        low, high = np.nanquantile(values, [0.05, 0.95])
        print(f"{name:50s} {target:6.2f} {np.nanmean(values):6.2f} {low:6.2f} {high:6.2f}")


if __name__ == "__main__":
    main()
