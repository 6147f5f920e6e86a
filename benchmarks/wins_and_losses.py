"""Where does each policy win, and where does it lose, over the ranges of what nobody knows?

Samples of all parameters of class U (Latin hypercube) in three shipped worlds: closed to rivals in 2026, the years from
2014, and open to them in 1998. Each sample has shocks of its own; within it a policy and the world without it meet the
same. A policy is better or worse in a sample where its mean paired difference is more than three standard errors from
0, which chance alone makes of one sample in seventy; so it wins or loses only where a tenth of the samples say so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
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
#: Where policies are asked: little can be signed with rivals in the first, most in the last.
WORLDS = ("status_quo", "status_quo_2014", "episode_e2_sunshine")
#: Share of samples from which on a policy wins or loses somewhere: four of 40 come by chance in one cell of 5,000.
SOMEWHERE = 0.1


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


def scores(
    count: int,
    replicates: int,
    policies: list[str],
    seed: int = 1,
    start: str = WORLDS[0],
    fixed: Mapping[str, float] | None = None,
) -> dict[str, dict[str, Score]]:
    """Every policy in every outcome, in one of the worlds, with some parameters ``fixed``."""
    world = Scenario.load(start)
    drawn = [
        differences(
            world.with_(parameters=sample | dict(fixed or {}), seed=1_000 * seed + number),
            policies,
            replicates,
        )
        for number, sample in enumerate(samples(count, seed))
    ]
    return {p: {n: judged([one[p][n] for one in drawn], SIGN[n]) for n in JUDGED} for p in policies}


def most(by_world: dict[str, dict[str, Score]], side: str) -> str:
    """Where a policy is ``better`` or ``worse`` in most samples, in words; "nowhere" below `SOMEWHERE`."""
    shares = {
        (world, name): getattr(s, side) for world, score in by_world.items() for name, s in score.items()
    }
    (world, name), share = max(shares.items(), key=lambda item: item[1])
    return f"{world}: {name} ({share:.2f})" if share >= SOMEWHERE else "nowhere"


def main() -> None:
    """Print the table: for each policy, where it wins most and where it loses most."""
    every = [policy.name for policy in builtin_policies()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--replicates", type=int, default=40)
    parser.add_argument("--policy", action="append", choices=every, help="only these; default: all")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter, fixed")
    options = parser.parse_args()
    chosen = options.policy or every
    fixed = {name: float(value) for name, value in (one.split("=") for one in options.set)}
    tables = {w: scores(options.samples, options.replicates, chosen, start=w, fixed=fixed) for w in WORLDS}
    print(
        "| policy | events a year, median in 2026 [5, 95 %] | better most often (share) | worse most often (share) |"
    )
    print("|---|---|---|---|")
    for policy in chosen:
        by_world = {world: table[policy] for world, table in tables.items()}
        events = by_world[WORLDS[0]]["events_per_year"].differences
        middle, low, high = np.quantile(events, [0.5, 0.05, 0.95])
        told = f"{middle:+.2f} [{low:+.2f}, {high:+.2f}]"
        print(f"| `{policy}` | {told} | {most(by_world, 'better')} | {most(by_world, 'worse')} |")


if __name__ == "__main__":
    main()
