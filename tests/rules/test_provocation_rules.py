"""Each equation of the provocation process gives the numbers and signs of the specification."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from diplosim.rules import provocation as pv
from diplosim.rules.params import ProvocationParams

P = ProvocationParams(
    lam0=0.8,
    eta0=0.6,
    d_T=0.5,
    r_nb=2.4,
    p2=0.2,
    p3=0.02,
    k_resp=0.5,
    spi=0.5,
    b_X=1.2,
    b_S=0.1,
    b_N=1.0,
    iota=0.7,
    zeta=0.3,
    b_K=0.3,
    b_tau=1.0,
    b_F=0.3,
    fung=0.3,
    F_ref=20.0,
    K_ref=4.0,
    Qcap0=0.5,
    Qcap_growth=0.004,
    b_O=1.3,
    b_R=0.0,
    mu_meet=1.0,
)
unit = st.floats(0, 1)
sizes = st.one_of(st.floats(1.5, 8.6), st.just(math.inf))


def terms(**changes):
    """Modulator terms of a month in which nothing modulates, with changes."""
    calm = {
        "X_eff": 0.0,
        "G": 0.0,
        "K": 0.0,
        "d": 0.0,
        "uncond_on": False,
        "tbar": 0.12,
        "tbar0": 0.12,
        "has_rivals": True,
        "F": 0.0,
        "U_ratio": 1.0,
        "press": 0.0,
        "stance": 0,
        "g_post": 0.0,
    }
    return pv.modulator_terms(P, **(calm | changes))


def test_reference_values_of_the_specification():
    assert pv.mean_severity(P) == pytest.approx(1.56, rel=1e-15)
    assert pv.tension_gain(P) == pytest.approx(0.153846, abs=5e-7)
    assert pv.mean_rate(P) == pytest.approx(2.0, rel=1e-15)
    assert pv.reference_tension(P) == pytest.approx(7.8, rel=1e-15)
    assert pv.reference_severity(P) == pytest.approx(3.12, rel=1e-15)


def test_severity_has_the_stated_mean_and_variance():
    share = {3: pv.class3_probability(P, 0.5), 2: P.p2}
    share[1] = 1.0 - share[2] - share[3]
    mean = sum(w * pv.severity(c) for c, w in share.items())
    assert mean == pytest.approx(pv.mean_severity(P))
    assert sum(w * pv.severity(c) ** 2 for c, w in share.items()) - mean**2 == pytest.approx(1.7664)


def test_classes_and_severities():
    assert [pv.severity(c) for c in (1, 2, 3)] == [1, 3, 9]
    assert [pv.major_severity(c) for c in (1, 2, 3)] == [0, 1, 3]
    assert pv.event_class(0.0199, P, 0.5) == 3
    assert pv.event_class(0.02, P, 0.5) == 2
    assert pv.event_class(0.2199, P, 0.5) == 2
    assert pv.event_class(0.23, P, 0.5) == 1
    assert pv.event_class(0.0299, P, 1.0) == 3  # capability makes tests likelier


@given(unit, unit, unit)
def test_more_capability_never_makes_an_event_milder(v, low, high):
    low, high = min(low, high), max(low, high)
    assert pv.event_class(v, P, high) >= pv.event_class(v, P, low)


# --- modulators -----------------------------------------------------------------------------------


def test_a_month_without_modulators_has_none():
    assert terms() == (0.0,) * 8


@pytest.mark.parametrize(
    ("changes", "position", "value"),
    [
        ({"X_eff": 1.0}, 0, 1.2),
        ({"G": 0.7}, 1, -0.7),
        ({"K": 0.5}, 2, -0.15),
        ({"K": 0.5, "uncond_on": True}, 2, -0.09),
        ({"K": 0.5, "d": 0.8}, 2, -0.03),
        ({"K": 0.5, "d": 1.0}, 2, 0.0),
        ({"tbar": 0.32}, 3, -0.2),
        ({"tbar": 0.02}, 3, 0.1),
        ({"tbar": 0.32, "has_rivals": False}, 3, 0.0),
        ({"F": 0.5}, 4, 0.15),
        ({"F": -1.0}, 4, -0.3),
        ({"U_ratio": 1.5}, 5, 0.05),
        ({"press": 1.0}, 5, 0.03),
    ],
)
def test_each_modulator_moves_its_own_term_only(changes, position, value):
    got = terms(**changes)
    assert got[position] == pytest.approx(value, abs=1e-15)
    assert [t for i, t in enumerate(got) if i != position] == [0.0] * 7


@given(
    unit,
    unit,
    unit,
    unit,
    st.booleans(),
    unit,
    st.floats(-1, 2),
    st.floats(0, 2),
    st.sampled_from([0.0, 1.0]),
)
def test_the_terms_sum_to_the_formula(X, G, K, d, uncond, tbar, F, ratio, press):
    u_st = 0.6 if uncond else 1.0
    eta = (
        P.b_X * X
        - P.b_N * G
        - P.b_K * K * (1 - d) * u_st
        - P.b_tau * (tbar - 0.12)
        + P.b_F * F
        + P.b_S * (ratio - 1 + 0.3 * press)
    )
    got = terms(X_eff=X, G=G, K=K, d=d, uncond_on=uncond, tbar=tbar, F=F, U_ratio=ratio, press=press)
    total = 0.0
    for t in got:
        total = total + t
    assert total == eta


def test_breadth_is_measured_against_its_start_but_at_least_against_one_half():
    assert pv.breadth_ratio(0.3, 0.6) == 0.5
    assert pv.breadth_ratio(0.0, 0.0) == 1.0
    assert pv.breadth_ratio(0.3, 0.0) == pytest.approx(1.6)


def test_exercises_follow_the_calendar_and_shrink_with_restraint():
    assert [m for m in range(12) if pv.scheduled_exercise(m) > 0] == [2, 7]
    assert pv.scheduled_exercise(2) == 1.0
    assert pv.scheduled_exercise(7) == 0.25
    assert pv.exercise_effect(0.25, 0.5) == 0.125
    assert pv.exercise_effect(1.0, 1.0) == 0.0


def test_the_stake_counts_aid_and_carve_out_up_to_one():
    assert pv.stake(P, 1.0, 0.4) == pytest.approx(0.45)
    assert pv.stake(P, 0.0, 0.0) == 0.0
    assert pv.stake(P, 4.0, 0.4) == 1.0


def test_fungible_resources_add_aid_and_subtract_a_squeezed_economy():
    def fungible(diverted=0.0, absorbed=0.0, e=0.0, broad=0.0, E=0.93, eps_E=0.15):
        return pv.fungible(P, diverted, pv.freed_by_aid(P, absorbed), e, broad, 0.93, E, eps_E)

    assert fungible() == 0.0
    assert fungible(diverted=1.0, absorbed=2.0) == pytest.approx(1.6 / 20)
    assert fungible(diverted=100.0) == 1.0
    assert fungible(e=0.8) == pytest.approx(0.08)
    assert fungible(broad=1.0) == 1.0
    assert fungible(E=0.93 - 0.0225) == pytest.approx(-0.5)
    assert fungible(E=0.5) == -1.0
    assert fungible(E=1.0) == 0.0
    assert fungible(E=0.5, eps_E=0.0) == 0.0


# --- tension and Richardson ------------------------------------------------------------------------


def test_allied_response_rises_with_pressure_and_falls_with_restraint():
    assert pv.response_strength(P, 0.0, 0.0) == 0.5
    assert pv.response_strength(P, 1.0, 0.0) == pytest.approx(0.8)
    assert pv.response_strength(P, 0.0, 0.5) == pytest.approx(0.35)


def test_tension_decays_and_takes_severity_times_the_response():
    assert pv.tension_next(P, 10.0, 0.0, 0.5) == 5.0
    assert pv.tension_next(P, 10.0, 4.0, 0.5) == 10.0
    assert pv.tension_next(P._replace(spi=-3.0), 10.0, 4.0, 0.5) == 5.0  # response cannot go below 0


def test_reference_tension_is_where_the_mean_process_rests():
    Tbar = pv.reference_tension(P)
    assert pv.tension_next(P, Tbar, pv.reference_severity(P), P.k_resp) == pytest.approx(Tbar)
    assert pv.intensity(P, 0.0, pv.tension_gain(P), Tbar) == pytest.approx(pv.mean_rate(P))


@given(st.floats(0.35, 0.75), st.floats(0.2, 0.8), st.floats(0.1, 1.0), st.floats(0.32, 0.84))
def test_richardson_the_spiral_starts_exactly_at_the_computed_response(eta0, k_resp, spi, d_T):
    p = P._replace(eta0=eta0, k_resp=k_resp, spi=spi, d_T=d_T)
    critical = ((1.0 + k_resp * spi) / eta0 - 1.0) / spi
    assert pv.branching_ratio(p, k_resp) == pytest.approx(eta0)
    assert pv.branching_ratio(p, critical) == pytest.approx(1.0)
    assert pv.branching_ratio(p, critical * (1 - 1e-9)) < 1.0 < pv.branching_ratio(p, critical * (1 + 1e-9))
    # the mean process itself: expected tension shrinks below the critical response and grows above it
    for k, grows in ((critical * 0.99, False), (critical * 1.01, True)):
        expected_severity = pv.tension_gain(p) * 1.0 * pv.mean_severity(p)
        assert (pv.tension_next(p, 1.0, expected_severity, k) > 1.0) == grows


@given(st.floats(-0.6, 1.0), st.floats(0, 2))
def test_the_two_forms_of_the_branching_ratio_agree(spi, k_eff):
    p = P._replace(spi=spi)
    by_gain = pv.tension_gain(p) * pv.mean_severity(p) * max(0.0, 1 + k_eff * spi) / p.d_T
    assert pv.branching_ratio(p, k_eff) == pytest.approx(by_gain)


def test_deterrence_that_cancels_all_response_leaves_no_feedback():
    p = P._replace(spi=-2.0)
    assert pv.tension_gain(p) == pv.reference_tension(p) == pv.branching_ratio(p, 0.1) == 0.0
    assert pv.relative_tension(0.0, pv.reference_tension(p)) == 0.0


def test_relative_tension_is_one_half_at_the_reference():
    assert pv.relative_tension(7.8, 7.8) == 0.5
    assert pv.relative_tension(0.0, 7.8) == 0.0
    assert pv.relative_tension(1.0, 0.0) == 1.0


def test_capability_grows_towards_one_and_stops_when_resources_do():
    assert pv.capability_next(P, 0.5, 0.0) == pytest.approx(0.502)
    assert pv.capability_next(P, 0.5, 1.0) == pytest.approx(0.504)
    assert pv.capability_next(P, 0.5, -2.0) == 0.5
    assert pv.capability_next(P, 1.0, 1.0) == 1.0
    assert pv.capability_next(P._replace(Qcap_growth=0.0), 0.5, 1.0) == 0.5


# --- intensity and counts ----------------------------------------------------------------------------


def test_modulators_act_on_the_background_only_and_the_cap_holds():
    assert pv.intensity(P, math.log(2.0), 0.1, 5.0) == pytest.approx(1.6 + 0.5)
    assert pv.intensity(P, 0.0, 1.0, 1000.0) == 25.0
    assert pv.intensity(P._replace(lam0=0.0), 2.0, 0.1, 0.0) == 0.0


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.01, 20), sizes)
def test_counts_are_the_quantiles_of_the_stated_distribution(u, lam, r):
    law = stats.poisson(lam) if math.isinf(r) else stats.nbinom(r, r / (r + lam))
    n, capped = pv.event_count(u, lam, r)
    below = law.cdf(n - 1) if n else 0.0
    assume(abs(u - below) > 1e-9 and abs(u - law.cdf(n)) > 1e-9)
    assert below < u
    assert capped == (law.cdf(80) <= u)
    assert capped or u < law.cdf(n)


def test_counts_have_the_stated_mean_and_variance():
    grid = [(i + 0.5) / 20000 for i in range(20000)]
    for lam in (0.3, 2.0, 6.0):
        for r in (1.5, 2.4, 8.6, math.inf):
            counts = [pv.event_count(u, lam, r)[0] for u in grid]
            mean = sum(counts) / len(counts)
            variance = sum(n * n for n in counts) / len(counts) - mean * mean
            assert mean == pytest.approx(lam, rel=2e-3)
            assert variance == pytest.approx(lam + lam * lam / r, rel=1e-2)


def test_no_intensity_no_events_and_the_limit_is_reported():
    assert pv.event_count(0.999999, 0.0, 2.4) == (0, False)
    assert pv.event_count(0.999999, 0.0, math.inf) == (0, False)
    assert pv.event_count(0.9999, 25.0, 2.4) == (80, True)
    assert pv.event_count(0.5, 25.0, 2.4)[1] is False


def test_the_tail_beyond_the_limit_is_the_documented_one_percent():
    beyond = float(stats.nbinom.sf(80, 2.4, 2.4 / 27.4))
    assert beyond == pytest.approx(0.009, abs=0.0005)
    assert pv.event_count(1.0 - 1.01 * beyond, 25.0, 2.4)[1] is False
    assert pv.event_count(1.0 - 0.99 * beyond, 25.0, 2.4) == (80, True)


draws = st.floats(1e-12, 1 - 1e-12)


@given(draws, draws, st.floats(0, 25), st.floats(0, 25), sizes)
def test_counts_never_fall_when_the_draw_or_the_intensity_rises(u, v, lam, mu, r):
    u, v = min(u, v), max(u, v)
    lam, mu = min(lam, mu), max(lam, mu)
    assert pv.event_count(u, lam, r)[0] <= pv.event_count(v, lam, r)[0] <= pv.event_count(v, mu, r)[0]


def test_every_modulator_enters_the_sum_once():
    assert pv.add_modulators((1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)) == 255.0
