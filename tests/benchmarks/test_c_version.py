"""The C version of the benchmarks plays the same runs as the compiled engine, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import c_version
from diplosim.rules.columns import METRICS
from diplosim.scenario import Scenario

if c_version.compiler() is None:
    pytest.skip("no C compiler", allow_module_level=True)
pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

from benchmarks.worlds import load, player, with_donors

REPLICATES = 25


def differences(scenario: Scenario) -> list[str]:
    """Metrics and outcomes that differ in any bit."""
    ours = player(scenario, REPLICATES)()
    theirs = c_version.CVersion(scenario).play(np.arange(REPLICATES))
    found = [
        name
        for place, name in enumerate(METRICS)
        if not c_version.same_bits(
            np.ascontiguousarray(ours.trajectories[:, :, place]),
            np.ascontiguousarray(theirs.trajectories[:, :, place]),
        )
    ]
    return found if c_version.same_bits(ours.outcomes, theirs.outcomes) else [*found, "outcomes"]


@pytest.mark.parametrize(
    "name", ["status_quo", "cofinancing", "comprehensive", "corridor", "maximum_pressure"]
)
def test_c_gives_the_same_bits(name: str) -> None:
    assert differences(load(name)) == []


def test_c_gives_the_same_bits_under_other_parameters_and_casts() -> None:
    hostile = load("status_quo").with_(
        seed=9,
        parameters={
            "provocation.lam0": 1.2,
            "bargaining.h_can": 0.05,
            "bargaining.p_unsol": 0.2,
            "health.p_pan": 0.05,
        },
    )
    assert differences(hostile) == []
    assert (
        differences(load("status_quo").with_(parameters={"provocation.r_nb": "poisson", "tables.o0": 1.0}))
        == []
    )
    assert differences(with_donors(3, months=60)) == []
    assert differences(with_donors(8, months=30)) == []


def test_c_says_what_it_does_not_cover() -> None:
    uncovered = {
        "pooled_fund": "pooling", "triangular": "mediation", "denuclearisation_first": "sanctions relief",
        "grit": "a posture rule", "regional_network": "surveillance", "unconditional_easing": "unconditional relief",
        "episode_e2_sunshine": "dated events",
    }  # fmt: skip
    for name, why in uncovered.items():
        reason = c_version.reason_not_covered(load(name))
        assert reason is not None and why in reason, name
        with pytest.raises(ValueError, match="not covered"):
            c_version.CVersion(load(name))


def test_a_different_bit_is_noticed() -> None:
    one = np.array([[0.1, np.nan, 0.0]])
    other = one.copy()
    assert c_version.same_bits(one, other)
    other[0, 2] = -0.0
    assert not c_version.same_bits(one, other)
    assert not c_version.same_bits(one, np.array([[0.1, 1.0, 0.0]]))


def test_c_counts_what_a_run_consists_of() -> None:
    scenario = load("status_quo").with_(months=24)
    counts = c_version.CVersion(scenario, counting=True).play(np.arange(4)).counts
    donors = sum(a.kind == "donor" and a.ceiling_musd > 0 for a in scenario.actors)
    assert counts["table_months"] == 4 * 24 * donors
    assert counts["appraisals"] <= counts["packages"] / 48
    assert counts["draws"] > counts["table_months"]
