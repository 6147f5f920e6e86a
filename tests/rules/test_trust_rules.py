"""The three trust rules obey their closed forms and share one interface."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.rules.numeric import logit, sigmoid
from diplosim.rules.params import TrustParams
from diplosim.rules.trust_rules import (
    BETA,
    EWMA,
    LOGODDS,
    beta_next,
    ewma_next,
    gossip,
    initial_mass,
    logodds_next,
    own_evidence,
    update_dyad,
)

DEFAULT = TrustParams(
    rule=LOGODDS,
    a_ev=0.03,
    lam_neg=2.0,
    d_trust=0.02,
    omega=0.25,
    chi=0.5,
    fw_sym=0.5,
    psi=0.02,
    L0_rival=-2.0,
    L0_neutral=-0.5,
    L0_patron=0.5,
    L0_impl=0.2,
    L0_third=0.5,
)

rules = st.sampled_from([LOGODDS, EWMA, BETA])
beliefs = st.floats(-5, 5)
weights = st.floats(0, 12)
unit = st.floats(0, 1)
symbols = st.builds(
    DEFAULT._replace,
    rule=rules,
    a_ev=st.floats(0.01, 0.06),
    lam_neg=st.floats(1, 4),
    d_trust=st.floats(0.01, 0.05),
    omega=st.floats(0, 0.5),
    chi=unit,
    fw_sym=unit,
)


def month(p, *, d=0.0, L=(0.0, 0.0), L0=(0.0, 0.0), mass=None, h=(0.0, 0.0), s=(0.0, 0.0)):
    """One update; pairs are (health, security) or (P, N)."""
    m = initial_mass(p) if mass is None else mass
    return update_dyad(p, d, L[0], m, L0[0], h[0], h[1], L[1], m, L0[1], s[0], s[1])


def isolated(**changes):
    return DEFAULT._replace(chi=0.0, omega=0.0, **changes)


# --- the default rule ------------------------------------------------------------------------------


def test_V1_constant_delivery_follows_the_closed_form():
    L = -2.0
    for t in range(1, 121):
        L = month(isolated(), L=(L, 0.0), L0=(-2.0, 0.0), h=(1.0, 0.0))[0]
        assert pytest.approx(-0.5 + 0.98**t * -1.5, abs=1e-13) == L
    assert sigmoid(L) == pytest.approx(0.3468743750689, abs=1e-12)


def test_routine_delivery_alone_never_makes_a_rival_trusted():
    """The reassurance needed for one half is 0.04 a month; perfect delivery yields 0.03."""
    assert DEFAULT.d_trust * (logit(0.5) - DEFAULT.L0_rival) == pytest.approx(0.04)
    L = DEFAULT.L0_rival
    for _ in range(2000):
        L = month(isolated(), L=(L, 0.0), L0=(DEFAULT.L0_rival, 0.0), h=(1.0, 0.0))[0]
    assert sigmoid(L) == pytest.approx(sigmoid(-0.5), abs=1e-9)


@given(beliefs, beliefs, st.floats(0, 3), st.floats(0, 3), st.floats(0, 3), st.floats(0, 3), unit)
def test_log_odds_update_is_the_formula(Lh, Ls, Ph, Nh, Ps, Ns, d):
    p = DEFAULT
    e_h = p.a_ev * (Ph - p.lam_neg * Nh)
    e_s = p.a_ev * (Ps - p.lam_neg * Ns)
    E_h = e_h + p.chi * (1 - d) * min(0.0, e_s)
    E_s = e_s + p.omega * (1 - p.fw_sym * d) * max(0.0, e_h)
    got = month(p, d=d, L=(Lh, Ls), L0=(-2.0, -0.5), h=(Ph, Nh), s=(Ps, Ns))
    assert got[0] == min(5.0, max(-5.0, Lh - p.d_trust * (Lh - -2.0) + E_h))
    assert got[2] == min(5.0, max(-5.0, Ls - p.d_trust * (Ls - -0.5) + E_s))


def test_V2_gossip_shrinks_differences_and_keeps_the_mean():
    a, b = 1.0, -1.5
    L0 = -0.25
    for t in range(1, 61):
        a, b = logodds_next(DEFAULT, a, L0, 0.0), logodds_next(DEFAULT, b, L0, 0.0)
        mean = (a + b) / 2.0
        a, b = gossip(DEFAULT.psi, a, mean), gossip(DEFAULT.psi, b, mean)
        assert a - b == pytest.approx(2.5 * ((1 - DEFAULT.psi) * (1 - DEFAULT.d_trust)) ** t, abs=1e-12)
        assert (a + b) / 2.0 == pytest.approx(L0 + 0.98**t * (-0.25 - L0), abs=1e-12)


# --- all rules ---------------------------------------------------------------------------------------


@given(symbols, unit, beliefs, beliefs, beliefs, weights, weights, weights, weights)
def test_belief_stays_in_bounds_and_mass_stays_sound(p, d, Lh, Ls, L0, Ph, Nh, Ps, Ns):
    out = month(p, d=d, L=(Lh, Ls), L0=(L0, L0), h=(Ph, Nh), s=(Ps, Ns))
    assert -5.0 <= out[0] <= 5.0
    assert -5.0 <= out[2] <= 5.0
    if p.rule == BETA:
        assert out[1] >= 0.0
        assert out[3] >= 0.0
    else:
        assert out[1] == out[3] == initial_mass(p)


@given(symbols, unit, beliefs, beliefs, weights, weights, weights, weights, st.floats(0.1, 3))
def test_more_good_news_never_hurts_and_more_bad_news_never_helps(p, d, Lh, Ls, Ph, Nh, Ps, Ns, more):
    def trust(h, s):
        out = month(p, d=d, L=(Lh, Ls), h=h, s=s)
        return out[0], out[2]

    base = trust((Ph, Nh), (Ps, Ns))
    for better in (trust((Ph + more, Nh), (Ps, Ns)), trust((Ph, Nh), (Ps + more, Ns))):
        assert better[0] >= base[0] - 1e-12
        assert better[1] >= base[1] - 1e-12
    for worse in (trust((Ph, Nh + more), (Ps, Ns)), trust((Ph, Nh), (Ps, Ns + more))):
        assert worse[0] <= base[0] + 1e-12
        assert worse[1] <= base[1] + 1e-12


@given(symbols, beliefs, weights, weights, weights, weights, weights, weights)
def test_full_delinking_keeps_security_out_of_health(p, L, Ph, Nh, Ps, Ns, Ps2, Ns2):
    quiet = month(p, d=1.0, L=(L, L), h=(Ph, Nh), s=(Ps, Ns))
    loud = month(p, d=1.0, L=(L, L), h=(Ph, Nh), s=(Ps2, Ns2))
    assert quiet[:2] == loud[:2]


@given(symbols, beliefs, st.floats(0.1, 12), st.floats(0, 12))
def test_a_two_way_firewall_also_keeps_health_out_of_security(p, L, Ph, Ps):
    p = p._replace(fw_sym=1.0)
    with_aid = month(p, d=1.0, L=(L, L), h=(Ph, 0.0), s=(Ps, 0.0))
    without = month(p, d=1.0, L=(L, L), h=(0.0, 0.0), s=(Ps, 0.0))
    assert with_aid[2:] == without[2:]


@given(symbols, unit, beliefs, beliefs, weights, weights)
def test_left_to_themselves_both_domains_learn_alike(p, d, L, L0, good, bad):
    p = p._replace(chi=0.0, omega=0.0)
    out = month(p, d=d, L=(L, L), L0=(L0, L0), h=(good, bad), s=(good, bad))
    assert out[:2] == out[2:]


@pytest.mark.parametrize("rule", [LOGODDS, EWMA, BETA])
def test_bad_security_news_contaminates_health_and_good_health_news_spills_over(rule):
    p = DEFAULT._replace(rule=rule)
    rest = month(p)
    shocked = month(p, s=(0.0, 2.0))
    shielded = month(p, d=0.8, s=(0.0, 2.0))
    assert shocked[0] < shielded[0] < rest[0]
    aided = month(p, h=(2.0, 0.0))
    assert aided[2] > rest[2]
    # not the other way round: good security news and bad health news stay where they are
    assert month(p, s=(2.0, 0.0))[0] == rest[0]
    assert month(p, h=(0.0, 2.0))[2] == rest[2]


@pytest.mark.parametrize("rule", [LOGODDS, EWMA, BETA])
@pytest.mark.parametrize("lam_neg", [0.5, 1.0, 2.0, 4.0])
def test_slovic_equal_good_and_bad_news_wears_trust_down_iff_losses_weigh_more(rule, lam_neg):
    p = isolated(rule=rule, lam_neg=lam_neg, d_trust=0.0 if rule != BETA else 0.02)
    L, mass = 0.0, initial_mass(p)
    trail = []
    for t in range(1600):
        news = (0.5, 0.0) if t % 2 == 0 else (0.0, 0.5)
        L, mass, _, _ = month(p, L=(L, 0.0), mass=mass, h=news)
        trail.append(sigmoid(L))
    level = sum(trail[-200:]) / 200
    if lam_neg > 1.0:
        assert level < 0.45
    elif lam_neg < 1.0:
        assert level > 0.55
    else:
        assert level == pytest.approx(0.5, abs=0.01)


# --- EWMA --------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.floats(0.01, 0.06),
    st.floats(1, 4),
    st.floats(0.01, 0.05),
    st.floats(0, 2),
    st.floats(0, 2),
    st.floats(-2, 2),
)
def test_ewma_settles_where_its_affine_map_says(a, lam_neg, d, P, N, L0):
    p = isolated(rule=EWMA, a_ev=a, lam_neg=lam_neg, d_trust=d)
    up, down, anchor = a * P, a * lam_neg * N, sigmoid(L0)
    steady = ((1 - down) * up * (1 - d) + d * anchor) / (1 - (1 - d) * (1 - down) * (1 - up))
    L = 0.0
    for _ in range(3000):
        L = month(p, L=(L, 0.0), L0=(L0, 0.0), h=(P, N))[0]
    expected = min(sigmoid(5.0), max(sigmoid(-5.0), steady))
    assert sigmoid(L) == pytest.approx(expected, abs=1e-9)


def test_ewma_fades_to_its_anchor():
    p = isolated(rule=EWMA)
    L = 2.0
    for t in range(1, 61):
        L = month(p, L=(L, 0.0), L0=(-1.0, 0.0))[0]
        expected = sigmoid(-1.0) + 0.98**t * (sigmoid(2.0) - sigmoid(-1.0))
        assert sigmoid(L) == pytest.approx(expected, abs=1e-12)


def test_one_month_cannot_move_ewma_trust_past_its_ends():
    p = isolated(rule=EWMA, a_ev=0.06, lam_neg=4.0)
    assert ewma_next(p, 0.0, 0.0, 0.0, 100.0) < -4.0
    assert ewma_next(p, 0.0, 0.0, 100.0, 0.0) > 4.0


# --- Beta --------------------------------------------------------------------------------------------


@given(st.floats(0.01, 0.06), st.floats(0.01, 0.05), st.floats(-3, 3))
def test_the_first_unit_of_evidence_moves_beta_trust_as_far_as_ewma(a_ev, d_trust, L):
    p = isolated(rule=BETA, a_ev=a_ev, d_trust=d_trust)
    after = sigmoid(beta_next(p, L, initial_mass(p), 1.0, 0.0)[0])
    assert after - sigmoid(L) == pytest.approx(a_ev * (1 - sigmoid(L)), abs=1e-12)


@given(st.floats(0.01, 0.05), unit, st.floats(0.2, 3))
def test_beta_is_ewma_with_gain_one_minus_rho_when_evidence_mass_is_constant(d_trust, share, mass_a_month):
    p = isolated(rule=BETA, d_trust=d_trust, lam_neg=2.0)
    P, N = share * mass_a_month, (1.0 - share) * mass_a_month / p.lam_neg
    L, mass, tau = 0.3, mass_a_month / d_trust, sigmoid(0.3)
    for _ in range(40):
        L, mass, _, _ = month(p, L=(L, 0.0), mass=mass, h=(P, N))
        tau = (1.0 - d_trust) * tau + d_trust * share
        assert sigmoid(L) == pytest.approx(tau, abs=1e-11)
    assert mass == pytest.approx(mass_a_month / d_trust)


@pytest.mark.parametrize("news", [(1.0, 0.0), (0.0, 0.5)])
def test_beta_and_ewma_walk_together_through_months_of_one_kind(news):
    beta = isolated(rule=BETA, d_trust=0.03)
    ewma = isolated(rule=EWMA, a_ev=0.03, d_trust=0.0)
    mass = 1.0 / 0.03
    L_beta = L_ewma = 0.4
    for _ in range(60):
        L_beta, mass, _, _ = month(beta, L=(L_beta, 0.0), mass=mass, h=news)
        L_ewma = month(ewma, L=(L_ewma, 0.0), h=news)[0]
        assert L_beta == pytest.approx(L_ewma, abs=1e-10)


def test_beta_mass_settles_at_evidence_over_forgetting():
    p = isolated(rule=BETA)
    L, mass = 0.0, initial_mass(p)
    for _ in range(2000):
        L, mass = beta_next(p, L, mass, 0.7, 0.6)
    assert mass == pytest.approx(1.3 / p.d_trust, rel=1e-12)
    assert sigmoid(L) == pytest.approx(0.7 / 1.3, abs=1e-12)


@given(beliefs, st.floats(0.01, 100))
def test_beta_does_not_drift_when_nothing_happens(L, mass):
    p = isolated(rule=BETA)
    assert beta_next(p, L, mass, 0.0, 0.0) == (L, (1.0 - p.d_trust) * mass)


def test_beta_slows_with_history():
    p = isolated(rule=BETA)
    fresh = beta_next(p, 0.0, 10.0, 1.0, 0.0)[0]
    seasoned = beta_next(p, 0.0, 50.0, 1.0, 0.0)[0]
    assert fresh > seasoned > 0.0


def test_own_evidence_weighs_losses_by_lam_neg():
    assert own_evidence(DEFAULT, 2.0, 1.0) == 0.0
    assert own_evidence(DEFAULT, 0.0, 1.0) == -2.0 * own_evidence(DEFAULT, 1.0, 0.0)


def test_the_mass_of_a_beta_belief_stays_finite_for_the_tiniest_weight_of_evidence():
    assert 0 < initial_mass(DEFAULT._replace(a_ev=1e-311)) <= 1e12


def test_a_beta_belief_has_no_mass_to_begin_with_where_its_first_news_decide_or_nothing_lasts():
    """And otherwise the mass at which the first unit of good news moves trust by a_ev of the distance to 1."""
    for changes in ({"a_ev": 0.0}, {"a_ev": 1.0}, {"a_ev": 1.5}, {"d_trust": 1.0}, {"d_trust": 1.5}):
        assert initial_mass(DEFAULT._replace(**changes)) == 0.0
    assert initial_mass(DEFAULT._replace(a_ev=0.5, d_trust=0.5)) == 2.0
    assert initial_mass(DEFAULT._replace(a_ev=0.2, d_trust=0.2)) == pytest.approx(5.0)
