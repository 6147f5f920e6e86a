"""Where does each policy win, and where does it lose, over the ranges of what nobody knows?

Samples of all parameters of class U (Latin hypercube), each with shocks of its own; within a sample a policy and the
status quo meet the same shocks. A policy is better or worse in a sample where its mean paired difference is more than
three standard errors from 0, and alike elsewhere: by chance alone, one sample in seventy is called better or worse.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name

import diplosim as ds  # noqa: E402
from diplosim.metrics.outcomes import OUTCOMES  # noqa: E402
from diplosim.policies.registry import builtin_policies  # noqa: E402
from diplosim.scenario import PARAMETERS, Scenario  # noqa: E402

Floats = NDArray[np.float64]
#: What a policy may win or lose: calm, health, aid that arrives, trust; and what it costs donors.
JUDGED = ("events_per_year", "disease_burden_end", "aid_absorbed_musd", "trust_rivals_end", "donor_cost_musd")
#: +1 where more is better.
SIGN = {o.name: (1.0 if o.better == "higher" else -1.0) for o in OUTCOMES if o.name in JUDGED}
ERRORS = 3.0


class Score(NamedTuple):
    """One policy in one outcome, over the samples."""

    differences: Floats
    """Mean paired difference to the status quo in each sample."""
    better: float
    """Share of samples in which it is better by more than its noise."""
    worse: float


def samples(count: int, seed: int) -> list[dict[str, float]]:
    """Draws over the plausible ranges of class U."""
    axes = [name for name, p in PARAMETERS.items() if p.cls == "U" and p.kind == "float"]
    low, high = (
        np.array([getattr(PARAMETERS[n], end) for n in axes], dtype=float) for end in ("low", "high")
    )
    unit = qmc.LatinHypercube(len(axes), seed=seed).random(count)
    return [dict(zip(axes, map(float, row), strict=True)) for row in low + unit * (high - low)]


def differences(world: Scenario, policies: list[str], replicates: int) -> dict[str, dict[str, Floats]]:
    """Paired differences to the world without a policy, by policy and outcome, one for each replicate."""
    arms = [world.with_(name="none", policies=[])]
    arms += [world.with_(name=policy, policies=[policy]) for policy in policies]
    runs = ds.compare(arms, replicates=replicates).runs.sort_values("replicate").groupby("arm")
    made = {str(arm): rows for arm, rows in runs}
    return {
        policy: {name: (made[policy][name].to_numpy() - made["none"][name].to_numpy()) for name in JUDGED}
        for policy in policies
    }


def judged(by_sample: list[Floats], sign: float) -> Score:
    """How often an outcome is better or worse than without the policy."""
    values = np.array(by_sample)
    mean, error = values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(values.shape[1])
    good = sign * mean
    return Score(mean, float((good > ERRORS * error).mean()), float((-good > ERRORS * error).mean()))


def scores(count: int, replicates: int, policies: list[str], seed: int = 1) -> dict[str, dict[str, Score]]:
    """Every policy in every outcome."""
    world = Scenario.load("status_quo")
    drawn = [
        differences(world.with_(parameters=sample, seed=1_000 * seed + number), policies, replicates)
        for number, sample in enumerate(samples(count, seed))
    ]
    return {p: {n: judged([one[p][n] for one in drawn], SIGN[n]) for n in JUDGED} for p in policies}


def wins_and_loses(score: dict[str, Score]) -> tuple[list[str], list[str]]:
    """The outcomes in which a policy is better somewhere, and those in which it is worse somewhere."""
    return [n for n, s in score.items() if s.better > 0], [n for n, s in score.items() if s.worse > 0]


def main() -> None:
    """Print the table."""
    every = [policy.name for policy in builtin_policies()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--policy", action="append", choices=every, help="only these; default: all")
    options = parser.parse_args()
    table = scores(options.samples, options.replicates, options.policy or every)
    print(
        f"{options.samples} samples x {options.replicates} replicates; better/worse: share of samples, 3 s.e."
    )
    print(
        f"{'policy':28s} {'events a year, median [5, 95 %]':>32s}" + "".join(f"{n[:18]:>20s}" for n in JUDGED)
    )
    for policy, score in table.items():
        middle, low, high = np.quantile(score["events_per_year"].differences, [0.5, 0.05, 0.95])
        line = f"{policy:28s} {middle:+12.2f} [{low:+6.2f}, {high:+6.2f}]  "
        print(line + "".join(f"{s.better:12.2f} / {s.worse:.2f}" for s in score.values()))
    for policy, score in table.items():
        won, lost = wins_and_loses(score)
        if not won or not lost:
            print(f"{policy}: " + ", ".join(["wins nowhere"] * (not won) + ["loses nowhere"] * (not lost)))


if __name__ == "__main__":
    main()
