"""PRIM, the patient rule induction method: boxes of assumptions in which failures are dense.

A box is peeled from the whole space in small steps, each time the step that raises the share of failures most per
sample given up; then limits that matter little are dropped and the others are moved to where the box is clearest.

Sources: Friedman and Fisher (1999), Statistics and Computing 9, 123-143; Bryant and Lempert (2010), Technological
Forecasting and Social Change 77(1) 34-49 (quasi-p-values, resampling). Written here because the EMA Workbench, which
has the same method, brings some 400 MB of packages and drops Python 3.11; tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from diplosim.analysis.discovery.boxes import (
    SMALLEST,
    Axis,
    Box,
    Found,
    Limit,
    Places,
    Truths,
    found_box,
    surprises,
    without_each,
)
from diplosim.analysis.discovery.peeling import peel

#: Share of the box that one peel takes away: small steps are patient where samples are many, large ones are less easily
#: led astray by chance where they are few, so both are tried.
PEELS = (0.05, 0.1, 0.2)
#: A limit whose quasi-p-value is above this is dropped.
SIGNIFICANT = 0.05


def quasi_p(axes: Sequence[Axis], failed: Truths, box: Box) -> dict[tuple[int, int], float]:
    """Per limit, the chance of as many failures in the box if that limit did nothing (one-sided binomial test).

    Small: the limit is needed. "Quasi" because the box was chosen by looking at these very samples.
    """
    from scipy.special import (
        bdtrc,
    )  # the tail of scipy.stats.binom without its overhead: this runs thousands of times

    whole = found_box(axes, failed, box)
    found = {}
    for key, mask in without_each(axes, box).items():
        share = int(failed[mask].sum()) / int(mask.sum())
        found[key] = float(bdtrc(whole.k - 1, whole.n, share)) if whole.k else 1.0
    return found


def find_box(axes: Sequence[Axis], failed: Truths, density: float | None = None) -> Found:
    """The clearest box: peeled, freed of limits that do not matter, its limits moved to where it is clearest.

    Of the trajectories the box farthest from chance is taken; with ``density``, the one with most failures among those
    in which at least this share of the samples fails (the densest if there is none).
    """
    trajectory = [found for step in PEELS for found in peel(axes, failed, step)]
    chosen = max(trajectory, key=lambda found: found.z)
    if density is not None:
        pure = [found for found in trajectory if found.k >= density * found.n]
        chosen = max(pure, key=lambda found: found.k) if pure else max(trajectory, key=lambda f: f.k / f.n)
    while chosen.box:
        chosen = paste(axes, failed, chosen, density)
        chances = quasi_p(axes, failed, chosen.box)
        weakest = max(chances, key=lambda key: chances[key])
        if chances[weakest] <= SIGNIFICANT:
            break
        freed = found_box(axes, failed, {key: limit for key, limit in chosen.box.items() if key != weakest})
        if density is not None and freed.k < density * freed.n <= chosen.k / chosen.n * freed.n:
            break  # the limit buys the purity that was asked for
        chosen = freed
    return chosen


def paste(axes: Sequence[Axis], failed: Truths, found: Found, density: float | None = None) -> Found:
    """Move one limit after the other, out or in, as long as the box gets clearer and stays as dense as asked."""
    samples, failures = len(failed), int(failed.sum())
    fewest = max(1, math.ceil(SMALLEST * samples))
    while True:
        best = found
        for key, reach in without_each(axes, found.box).items():
            limits, n, k = _moves(axes, failed, found.box[key], reach)
            allowed = (n >= fewest) & (k >= (density or 0.0) * n)
            z = np.where(allowed, surprises(n, k, samples, failures), -np.inf)
            at = int(z.argmax()) if len(z) else -1
            if at >= 0 and z[at] > best.z + 1e-9:
                best = Found({**found.box, key: limits(at)}, int(n[at]), int(k[at]), float(z[at]))
        if best is found:
            return found
        found = best


def _moves(
    axes: Sequence[Axis], failed: Truths, limit: Limit, reach: Truths
) -> tuple[Callable[[int], Limit], Places, Places]:
    """Every place that a limit may take in the ``reach`` of the others, with the samples and failures then inside."""
    values, places = axes[limit.axis].levels
    counts = np.bincount(places[reach], minlength=len(values))
    hits = np.bincount(places[reach & failed], minlength=len(values))
    there = counts > 0
    values, counts, hits = values[there], counts[there], hits[there]
    if limit.side == 0:
        words = [limit.kept ^ {int(value)} for value in values]
        chosen = np.array([np.isin(values, list(kept)) for kept in words])
        return lambda i: limit._replace(kept=words[i]), chosen @ counts, chosen @ hits
    if limit.side < 0:
        values, counts, hits = values[::-1], counts[::-1], hits[::-1]
    ends = (
        values[:-1] + values[1:]
    ) / 2  # midway to the value after; beyond the last value there is no limit
    return lambda i: limit._replace(value=float(ends[i])), np.cumsum(counts)[:-1], np.cumsum(hits)[:-1]
