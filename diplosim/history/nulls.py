"""Forecasts without a model of the world, from what was known before an episode's first month.

``persistence``: as in the last year. ``era``: as in the years before under the same leader of the DPRK. ``constant``:
as in all years before. Each is a distribution, the same for every year of the episode, and is scored as the model is:

* counts: negative binomial, whose mean is (events + 1/2) / years (Jeffreys' prior, so that no rate is nought); its
  variance is that of the years it rests on, of persistence the mean squared change from year to year, or Poisson's;
* money: normal in ln(1 + M$), around the last year or the mean of the years; spread as above, of ln(1 + M$);
* percent: normal around the same, kept between 0 and 100.

Where too few years are known for a spread, it is that of the changes from year to year, and without these a factor of e
of money and ten points of percent. Parts of a year get their share of a count. Probabilities: Laplace's rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from diplosim.history.observed import Answer, Series, Span, Value, leader
from diplosim.history.scores import Floats, chance

NULLS = ("persistence", "era", "constant")
#: An ensemble of a null: so many evenly spaced quantiles of its distribution.
MEMBERS = 999
#: Spread where nothing is known of it: of ln(1 + M$), and points of percent.
UNKNOWN_SPREAD = {"money": 1.0, "percent": 10.0}
#: A year belongs to whoever led in its June: 1994 to Kim Il Sung, 2011 to Kim Jong Il.
JUNE = 5


def resting_on(null: str, values: Sequence[Value], start: int) -> list[Value]:
    """The values before an episode that a null rests on; ``start`` is its first month."""
    if null == "persistence":
        return list(values[-1:])
    if null == "era":
        now = leader(start)
        return [value for value in values if leader(value.span.first + JUNE) == now]
    return list(values)


def forecast(null: str, series: Series, start: int, span: Span) -> Floats | None:
    """What a null says of some months of an episode, as an ensemble; ``None`` if it has nothing to rest on."""
    known = series.before(start)
    years = resting_on(null, known, start)
    if not years:
        return None
    kind = series.declared.kind
    level = np.array([value.value for value in years])
    past = np.array([value.value for value in known])
    if kind == "count":
        return _count(level, past, null, span.months / 12.0)
    if kind == "money":
        centre, spread = _normal(np.log1p(level), np.log1p(past), _steps(known), null, kind)
        return np.maximum(0.0, np.expm1(centre + spread * _normal_quantiles()))
    centre, spread = _normal(level, past, _steps(known), null, kind)
    return np.clip(centre + spread * _normal_quantiles(), 0.0, 100.0)


def _count(level: Floats, past: Floats, null: str, share: float) -> Floats:
    """Quantiles of a negative binomial."""
    from scipy.stats import nbinom, poisson

    mean = (float(level.sum()) + 0.5) / len(level)
    variance = float(level.var(ddof=1)) if null != "persistence" and len(level) > 1 else _change(past)
    mean, variance = mean * share, max(variance, mean) * share
    numbers = np.arange(int(mean + 12.0 * math.sqrt(variance)) + 20)
    if variance <= mean * (1.0 + 1e-9):
        upto = poisson.cdf(numbers, mean)
    else:
        size = mean * mean / (variance - mean)
        upto = nbinom.cdf(numbers, size, size / (size + mean))
    return np.searchsorted(upto, _places()).astype(float)


def _normal(level: Floats, past: Floats, steps: Floats, null: str, kind: str) -> tuple[float, float]:
    """Centre and spread."""
    if null != "persistence" and len(level) > 1:
        return float(level.mean()), float(level.std(ddof=1))
    changes = np.diff(past) / np.sqrt(steps)
    spread = math.sqrt(float((changes**2).mean())) if len(changes) else UNKNOWN_SPREAD[kind]
    return float(level.mean()), spread


def _steps(known: Sequence[Value]) -> Floats:
    """Years between values that follow each other: a change over four years is twice that of one (a random walk)."""
    return np.diff(np.array([value.span.year for value in known], dtype=float))


def _change(past: Floats) -> float:
    """Mean squared change from year to year; 0 of a single year."""
    return float((np.diff(past) ** 2).mean()) if len(past) > 1 else 0.0


def _places() -> Floats:
    return (np.arange(MEMBERS) + 0.5) / MEMBERS


def _normal_quantiles() -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(_places()), dtype=float)


def refusal(null: str, answers: Sequence[Answer], donor_class: str, start: int) -> float:
    """Probability of a refusal after what the same class of donors heard before an episode."""
    before = sorted(one for one in answers if one.span.last < start and one.donor_class == donor_class)
    if null == "persistence":
        before = before[-1:]
    elif null == "era":
        before = [one for one in before if leader(one.span.last) == leader(start)]
    return chance(sum(one.refused for one in before), len(before))


def any_talks(null: str, talks: Series, window: Span) -> float | None:
    """Probability of any talks in a window: of a year with talks among those that a null rests on, for every year."""
    years = resting_on(null, talks.before(window.first), window.first)
    if not years:
        return None
    yearly = chance(sum(value.value > 0 for value in years), len(years))
    return float(1.0 - (1.0 - yearly) ** (window.months / 12.0))
