"""Common random numbers on the compiled engine: the four properties of addressed draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplosim.engine import engine
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
from diplosim.metrics import columns
from diplosim.policies import compose, names
from diplosim.scenario import Scenario
from tests.first_model import first_model

from .compare import bits

MONTHS, RUNS = 48, 24
QUIET = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def world(**changes: Any) -> Scenario:
    return Scenario.from_dict({"name": "world", "months": MONTHS, "seed": 7, **changes})


def played(scenario: Scenario, replicates: list[int] | None = None, threads: int = 1) -> engine.Histories:
    numbers = np.array(list(range(RUNS)) if replicates is None else replicates, dtype=np.int64)
    return play([Job(pack(scenario), scenario.seed, numbers)], threads)[0]


def same(one: engine.Histories, other: engine.Histories) -> bool:
    return all(np.array_equal(bits(a), bits(b)) for a, b in zip(one[:2], other[:2], strict=True))


@pytest.mark.parametrize("policy", names())
def test_two_policies_under_one_seed_meet_the_same_shocks(policy: str) -> None:
    scenario = world(policies=[policy], parameters={"health.p_pan": 0.02, "health.p_warn": 0.0})
    without = played(world(parameters={"health.p_pan": 0.02})).trajectories[
        :, :, columns.METRIC_NAMES.index("border_closed")
    ]
    closed = played(scenario).trajectories[:, :, columns.METRIC_NAMES.index("border_closed")]
    assert 0 < without.mean() < 1
    if compose(scenario).at(0).surv > 0.0:  # disease surveillance shortens closures; the shocks are the same
        assert (closed <= without).all() and (closed < without).any()
    else:
        assert np.array_equal(closed, without)


@pytest.mark.parametrize("policy", names())
def test_nothing_differs_before_a_policy_starts_and_something_does_after(policy: str) -> None:
    later = played(world(policies=[{policy: {"from": 20}}]))
    without = played(world())
    differs = bits(later.trajectories) != bits(without.trajectories)
    assert not differs[:, :20].any()
    assert differs[:, 20:].any()


@QUIET
@given(st.sampled_from(names()), st.integers(0, 2**64 - 1))
def test_an_inert_policy_changes_nothing(policy: str, seed: int) -> None:
    assert same(played(world(seed=seed, policies=[{policy: {"strength": 0}}])), played(world(seed=seed)))


@QUIET
@given(st.integers(0, 2**64 - 1), st.floats(0, 1))
def test_an_extra_actor_without_weight_changes_nobody_else(seed: int, tie: float) -> None:
    extra = world(seed=seed, actors={"MNG": {"kind": "donor", "ties": {"DPRK": tie}}})
    assert same(played(extra), played(world(seed=seed)))


def test_removing_an_actor_leaves_the_elections_of_others_alone() -> None:
    fixed = {"politics.k_e": 0.0} if "politics.k_e" in world().parameters else {}
    full, less = (
        world(**first_model(parameters=fixed, actors=cast)) for cast in ({}, {"GHF": {"present": False}})
    )
    first = [engine.trace(pack(s), s.seed, 3)[1][0] for s in (full, less)]
    start = 26  # 11 scalars, 5 counters, 4 sectors, 6 blocks; then 8 numbers a donor
    for donor in range(4):  # USA, ROK, JPN, EU come before GHF
        assert first[0][start + 8 * donor] == first[1][start + 8 * donor]


@QUIET
@given(st.permutations(list(range(RUNS))), st.sampled_from([1, 2, 3, 8]), st.sampled_from([1, 3, 8, 100]))
def test_results_do_not_depend_on_threads_order_or_chunks(order: list[int], threads: int, chunk: int) -> None:
    scenario = world(policies=["pooled_fund"])
    plain, before = played(scenario), engine.CHUNK
    engine.CHUNK = chunk
    try:
        mixed = played(scenario, order, threads)
    finally:
        engine.CHUNK = before
    back = engine.Histories(*(part[np.argsort(order)] for part in mixed[:2]), {})
    assert same(back, plain)


def test_many_jobs_at_once_are_the_same_as_one_by_one_and_keeping_nothing_changes_nothing() -> None:
    scenarios = [world(policies=[policy]) for policy in names()[:5]]
    jobs = [Job(pack(s), s.seed, np.arange(RUNS)) for s in scenarios]
    together = play(jobs, 2)
    assert all(same(one, played(s)) for one, s in zip(together, scenarios, strict=True))
    lean = play(jobs, 2, keep=False)
    assert all(not len(one.trajectories) for one in lean)
    assert all(
        np.array_equal(bits(a.outcomes), bits(b.outcomes)) for a, b in zip(lean, together, strict=True)
    )


def test_replicates_and_seeds_are_different_histories() -> None:
    tension = played(world()).trajectories[:, :, columns.METRIC_NAMES.index("tension")]
    assert len({row.tobytes() for row in tension}) == RUNS
    other = played(world(seed=8)).trajectories[:, :, columns.METRIC_NAMES.index("tension")]
    assert not set(map(bytes, tension)) & set(map(bytes, other))


def test_pairing_reduces_the_variance_of_differences() -> None:
    runs = list(range(400))
    base, policy = played(world(), runs, 2), played(world(policies=["unconditional_easing"]), runs, 2)
    for name in ("disease_burden_end", "trust_rivals_end", "events_per_year"):
        place = columns.OUTCOME_NAMES.index(name)
        one, other = base.outcomes[:, place], policy.outcomes[:, place]
        assert np.var(other - one) < 0.8 * np.var(np.roll(other, 1) - one), name
