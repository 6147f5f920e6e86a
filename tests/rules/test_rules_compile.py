"""Compiled by Numba, the rules give the same bits as in plain Python."""

import math
import random
import types

import pytest

from diplosim.rules import chance, numeric, posture, provocation, trust, trust_rules
from diplosim.rules.params import TrustParams

numba = pytest.importorskip("numba")

MODULES = (numeric, chance, trust, trust_rules, provocation, posture)


@pytest.fixture(scope="module")
def compiled():
    """A function that compiles one rule together with every rule it calls."""
    from numba.extending import register_jitable

    for module in MODULES:
        for f in list(vars(module).values()):
            if isinstance(f, types.FunctionType) and f.__module__ == module.__name__:
                register_jitable(f)
    return numba.njit


def test_draws_of_uint64_words(compiled):
    import numpy as np

    fast = compiled(chance.uniform)
    rng = random.Random(1)
    for _ in range(3000):
        address = [rng.getrandbits(64), *(rng.getrandbits(rng.choice((4, 8, 63))) for _ in range(5))]
        assert fast(*[np.uint64(w) for w in address]) == chance.uniform(*address)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [numeric.det_exp, numeric.det_log, numeric.sigmoid, numeric.logit])
def test_functions_of_one_number(compiled, rule):
    fast = compiled(rule)
    rng = random.Random(2)
    points = [rng.uniform(-720, 720) for _ in range(3000)] + [rng.random() for _ in range(3000)]
    assert [fast(x) for x in points] == [rule(x) for x in points]


def test_power_and_counts(compiled):
    rng = random.Random(3)
    fast_power, fast_count = compiled(numeric.power), compiled(provocation.event_count)
    for _ in range(3000):
        x, y, u = rng.random() * 3, rng.random() * 4, rng.random()
        assert fast_power(x, y) == numeric.power(x, y)
        size = rng.choice((1.5, 2.4, math.inf))
        assert fast_count(u, 8 * x, size) == provocation.event_count(u, 8 * x, size)


@pytest.mark.slow
def test_trust_update_under_every_rule(compiled):
    fast = compiled(trust_rules.update_dyad)
    rng = random.Random(4)
    for _ in range(3000):
        p = TrustParams(rng.randrange(3), 0.03, 2.0, 0.02, 0.25, 0.5, 0.5, 0.02, -2.0, -0.5, 0.5, 0.2, 0.5)
        state = [
            rng.random(),
            *(rng.gauss(0, 1) if i in (0, 2, 5, 7) else 6 * rng.random() for i in range(10)),
        ]
        assert fast(p, *state) == trust_rules.update_dyad(p, *state)
