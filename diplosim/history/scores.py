"""Scores of a forecast that is an ensemble: what was forecast against what happened. Lower is better for all of them.

All are proper: nobody scores better by saying something else than they expect (Gneiting and Raftery 2007).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Central intervals whose coverage is told: their nominal share and the quantiles at their ends.
INTERVALS = {0.5: (0.25, 0.75), 0.9: (0.05, 0.95)}


def crps(ensemble: Floats, observed: float, fair: bool = False) -> float:
    """Continuous ranked probability score, in the unit of the quantity; of one number it is the distance.

    ``fair``: as an ensemble of any size would score on average, so that small ones can be compared with large ones
    (Ferro 2014); else the ensemble is taken as it is. Hersbach (2000); Zamo and Naveau (2018).
    """
    size = len(ensemble)
    ordered = np.sort(np.asarray(ensemble, dtype=float))
    away = float(np.abs(ordered - observed).mean())
    pairs = size * (size - 1) if fair else size * size
    if pairs == 0:
        raise ValueError("a fair score needs two numbers or more")
    return away - float((ordered * (2 * np.arange(1, size + 1) - size - 1)).sum()) / pairs


def inside(ensemble: Floats, observed: float, share: float) -> bool:
    """Whether the central interval that holds this share of the ensemble holds what happened, its ends included.

    Counts lie on the ends of their intervals often, so intervals of counts cover more than their nominal share.
    """
    low, high = np.quantile(ensemble, INTERVALS[share])
    return bool(low <= observed <= high)


def brier(probability: float, happened: bool) -> float:
    """Squared distance of a probability from what happened (1 or 0); Brier (1950)."""
    return (probability - float(happened)) ** 2


def log_score(probability: float, happened: bool) -> float:
    """Minus the logarithm of the probability that was given to what happened; Good (1952)."""
    return -math.log(probability if happened else 1.0 - probability)


def chance(successes: float, trials: float) -> float:
    """A probability from counts that is never 0 nor 1: of nothing known a half (Laplace's rule of succession)."""
    return (successes + 1.0) / (trials + 2.0)


def skill(score: float, null: float | None) -> float | None:
    """The part of a null's score that a forecast saves: 1 is perfect, 0 no better, below 0 worse; missing without one.

    Where the null is perfect there is nothing to save: 0 if the forecast is perfect too, else missing.
    """
    if null is None:
        return None
    if null == 0.0:
        return 0.0 if score == 0.0 else None
    return 1.0 - score / null
