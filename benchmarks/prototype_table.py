"""The policies over draws of the deep-uncertain parameters, beside the signs of the throw-away prototype.

The prototype's table (130 draws, 4 replicates, 120 months) tests equations; neither it nor this is a finding
about Korea. Here, too, the first model plays: the same axes (class U, with eta0, V_veto and m_hawk), Latin
hypercube, lam0 at its default. ``--set provocation.iota=0`` holds one axis fixed. ``+-`` is the standard error of
the median over draws (bootstrap).
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.stats import qmc

import diplosim as ds
from diplosim.scenario import PARAMETERS, Scenario
from diplosim.scenario.files import shipped_files

#: Prototype: median change in events a year, share of draws calmer, share with less burden, suspensions a year.
PROTOTYPE = {
    "unconditional_easing": (-0.3, 0.57, 0.95, 0.42),
    "denuclearisation_first": (4.4, 0.02, 0.00, None),
    "maximum_pressure": (2.2, 0.35, 0.00, None),
    "strategic_patience": (4.0, 0.01, 0.00, 0.37),
    "pooled_fund": (0.1, 0.49, 0.98, 0.23),
    "cofinancing": (-0.5, 0.68, 1.0, 0.48),
    "universal_framing": (-0.1, 0.62, 0.83, 0.46),
    "delinking": (-0.7, 0.74, 0.98, 0.11),
    "corridor": (-0.3, 0.65, 0.93, 0.39),
    "triangular": (-3.2, 1.0, 0.73, 0.44),
    "comprehensive": (-1.2, 0.68, 1.0, 0.83),
    "digital_health": (0.0, 0.36, 0.98, 0.40),
    "regional_network": (-0.1, 0.71, 0.99, 0.40),
    "grit": (-1.9, 0.88, 0.72, 0.36),
    "tit_for_tat": (-1.5, 0.88, 0.68, 0.36),
    "generous_tit_for_tat": (-1.6, 0.88, 0.68, 0.36),
    "ghd_bundle": (0.2, 0.45, 1.0, 0.08),
    "conditional_bundle": (-1.3, 0.63, 1.0, 0.22),
}
Floats = NDArray[np.float64]
OUTCOMES = ("events_per_year", "disease_burden_end", "interruptions_per_covered_year")
EXTRA_AXES = ("provocation.eta0", "sanctions.V_veto", "politics.m_hawk")


def draws(count: int, fixed: dict[str, float]) -> list[dict[str, float]]:
    """Parameter draws over the plausible ranges of class U and the three extra axes, some of them held fixed."""
    axes = [n for n, p in PARAMETERS.items() if p.cls == "U" and p.kind == "float"]
    axes += [n for n in EXTRA_AXES if n not in axes]
    low = np.array([PARAMETERS[n].low for n in axes], dtype=float)
    high = np.array([PARAMETERS[n].high for n in axes], dtype=float)
    unit = qmc.LatinHypercube(len(axes), seed=1).random(count)
    return [dict(zip(axes, map(float, row), strict=True)) | fixed for row in low + unit * (high - low)]


def one_draw(job: tuple[dict[str, float], int, list[str]]) -> dict[str, list[float]]:
    """Mean outcomes over the replicates, by policy, for one parameter draw."""
    parameters, replicates, policies = job
    first = yaml.safe_load(shipped_files("scenarios")["first_model"].read_text(encoding="utf-8"))
    world = {"name": "draw", "start": "2026-01", "months": 120, "seed": 1, "actors": first["actors"]}
    base = Scenario.from_dict({**world, "parameters": first["parameters"] | parameters})
    means = {}
    for policy in ("status quo", *policies):
        arm = base if policy == "status quo" else base.with_(policies=[policy])
        runs = ds.simulate(arm, replicates=replicates, workers=1).outcomes
        means[policy] = [float(runs[name].mean()) for name in OUTCOMES]  # missing values are left out
    return means


def noise_of_median(values: Floats) -> float:
    """Standard error of the median, from 1000 draws with replacement."""
    picks = np.random.default_rng(1).integers(len(values), size=(1000, len(values)))
    return float(np.median(values[picks], axis=1).std())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=130)
    parser.add_argument("--replicates", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--policy", action="append", choices=list(PROTOTYPE), help="only these; default: all")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=NUMBER", help="hold a parameter fixed"
    )
    options = parser.parse_args()
    chosen = options.policy or list(PROTOTYPE)
    fixed = {name: float(value) for name, value in (text.split("=") for text in options.set)}
    jobs = [(parameters, options.replicates, chosen) for parameters in draws(options.draws, fixed)]
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(one_draw, jobs))
    held = "".join(f", {text}" for text in options.set)
    print(
        f"{options.draws} draws x {options.replicates} replicates x 120 months{held}; prototype in brackets"
    )
    print(
        f"{'policy':24s} {'events a year: median +- noise [5, 95 %]':>46s} {'calmer':>14s} {'less burden':>14s}"
        f" {'suspensions':>14s}"
    )
    for policy in chosen:
        median, calmer, less, suspensions = PROTOTYPE[policy]
        events = np.array([r[policy][0] - r["status quo"][0] for r in results])
        burden = np.array([r[policy][1] - r["status quo"][1] for r in results])
        seen = [r[policy][2] for r in results if r[policy][2] == r[policy][2]]
        low, high = np.quantile(events, [0.05, 0.95])
        rate = f"{np.mean(seen):.2f}" if seen else "-"
        known = "-" if suspensions is None else f"{suspensions:.2f}"
        print(
            f"{policy:24s} {np.median(events):+6.2f} +- {noise_of_median(events):.2f} [{low:+5.1f}, {high:+5.1f}]"
            f" ({median:+4.1f})"
            f"{'':6s} {np.mean(events < 0):7.2f} ({calmer:.2f})"
            f" {np.mean(burden < 0):7.2f} ({less:.2f}) {rate:>7s} ({known})"
        )


if __name__ == "__main__":
    main()
