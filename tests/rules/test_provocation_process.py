"""Run for long, the process has the moments, the limits and the identifiability that theory promises."""

import math

import numpy as np
import pytest
from scipy import optimize, signal, stats

from diplosim.rules import chance
from diplosim.rules import provocation as pv
from diplosim.rules.params import ProvocationParams

# No modulators, feedback on, no posture, capability frozen.
P = ProvocationParams(
    lam0=0.8,
    eta0=0.6,
    d_T=0.5,
    r_nb=2.4,
    p2=0.2,
    p3=0.02,
    k_resp=0.5,
    spi=0.5,
    b_X=0.0,
    b_S=0.0,
    b_N=0.0,
    iota=0.0,
    zeta=0.0,
    b_K=0.0,
    b_tau=0.0,
    b_F=0.0,
    fung=0.0,
    F_ref=20.0,
    K_ref=4.0,
    Qcap0=0.5,
    Qcap_growth=0.0,
    b_O=0.0,
    b_R=0.0,
    mu_meet=1.0,
)


def simulate(p, months, seed=1, eta=0.0):
    """Counts and severities of one long run, drawn at the addresses a real run would use."""
    kap, T = pv.tension_gain(p), pv.reference_tension(p)
    counts, severities = [], []
    for t in range(months):
        key = chance.month_key(seed, 0, t)
        lam = pv.intensity(p, eta, kap, T)
        n, _ = pv.event_count(chance.draw(key, 0, chance.EVENT_COUNT, 0), lam, p.r_nb)
        sev = 0
        for i in range(n):
            sev += pv.severity(pv.event_class(chance.draw(key, 0, chance.EVENT_CLASS, i), p, p.Qcap0))
        T = pv.tension_next(p, T, sev, pv.response_strength(p, 0.0, 0.0))
        counts.append(n)
        severities.append(sev)
    return np.array(counts, float), np.array(severities, float)


@pytest.fixture(scope="module")
def long_run():
    return simulate(P, 200_000)


def closed_form(p):
    """Mean, variance and first autocorrelation of the counts: INGARCH(1,1) with marks."""
    sbar = pv.mean_severity(p)
    p1 = 1.0 - p.p2 - p.p3
    sigma2 = p1 + 9.0 * p.p2 + 81.0 * p.p3 - sbar * sbar
    mu = pv.mean_rate(p)
    a = p.eta0 * p.d_T
    c = a / sbar
    g = 1.0 - p.d_T * (1.0 - p.eta0)
    V_lam = (a * a * (mu + mu * mu / p.r_nb) + c * c * sigma2 * mu) / (1.0 - g * g - a * a / p.r_nb)
    var_n = mu + (mu * mu + V_lam) / p.r_nb + V_lam
    return mu, var_n, ((1.0 - p.d_T) * V_lam + a * var_n) / var_n, g


def autocovariance(x, lag):
    m = x.mean()
    return float(np.mean((x[lag:] - m) * (x[:-lag] - m))) if lag else float(np.var(x))


def with_error(x, statistic, batches=40):
    """A statistic's mean over batches of a long run, and the standard error of that mean."""
    values = [statistic(b) for b in np.array_split(x, batches)]
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(batches))


def test_V3_the_closed_forms_are_those_of_the_specification():
    mu, var_n, acf1, g = closed_form(P)
    assert mu == pytest.approx(2.0)
    assert var_n == pytest.approx(5.6902, abs=5e-5)
    assert acf1 == pytest.approx(0.42551, abs=5e-6)
    assert g == pytest.approx(0.8)


@pytest.mark.slow
def test_V3_a_long_run_has_the_closed_form_moments(long_run):
    counts, _ = long_run
    mu, var_n, acf1, g = closed_form(P)
    for statistic, expected, largest_error in (
        (lambda x: x.mean(), mu, 0.02),
        (lambda x: float(np.mean((x - mu) ** 2)), var_n, 0.12),
        (lambda x: float(np.mean((x[1:] - mu) * (x[:-1] - mu))), acf1 * var_n, 0.1),
        (lambda x: float(np.mean((x[3:] - mu) * (x[:-3] - mu))), acf1 * g * g * var_n, 0.1),
    ):
        estimate, error = with_error(counts, statistic)
        assert error < largest_error
        assert abs(estimate - expected) < 3.5 * error
    acf = [autocovariance(counts, k) / autocovariance(counts, 0) for k in (1, 2, 3)]
    assert acf[0] == pytest.approx(acf1, abs=0.015)
    assert acf[1] / acf[0] == pytest.approx(g, abs=0.03)
    assert acf[2] / acf[1] == pytest.approx(g, abs=0.03)


def test_mean_over_background_tends_to_one_over_one_minus_eta0(long_run):
    ratio, error = with_error(long_run[0], lambda x: x.mean() / P.lam0)
    assert error < 0.02
    assert abs(ratio - 1.0 / (1.0 - P.eta0)) < 3.5 * error


@pytest.mark.parametrize("press", [0.0, 1.0])
def test_long_run_mean_scales_with_the_modulators_and_the_response(press):
    """lam0 e^x / (1 - eta_eff): a modulator is a long-run log rate ratio."""
    x = -0.7
    p = P._replace(k_resp=0.2, spi=0.5)
    k = pv.response_strength(p, press, 0.0)
    expected = p.lam0 * math.exp(x) / (1.0 - pv.branching_ratio(p, k))
    T, kap = pv.reference_tension(p), pv.tension_gain(p)
    for _ in range(400):  # the mean process, without chance
        lam = pv.intensity(p, x, kap, T)
        T = pv.tension_next(p, T, lam * pv.mean_severity(p), k)
    assert lam == pytest.approx(expected, rel=1e-12)


def test_V4_without_feedback_and_dispersion_months_are_independent_poisson():
    p = P._replace(eta0=0.0, r_nb=math.inf)
    counts, _ = simulate(p, 40_000, seed=4, eta=0.5)
    lam = p.lam0 * math.exp(0.5)
    top = 5
    observed = np.array([np.sum(counts == k) for k in range(top)] + [np.sum(counts >= top)])
    law = stats.poisson(lam)
    expected = np.array([law.pmf(k) for k in range(top)] + [law.sf(top - 1)]) * len(counts)
    assert stats.chisquare(observed, expected).pvalue > 0.001
    for lag in (1, 2, 12):
        assert abs(autocovariance(counts, lag) / autocovariance(counts, 0)) * math.sqrt(len(counts)) < 3.5


def test_relation_1_a_higher_background_never_lowers_a_month():
    for seed in range(5):
        low, _ = simulate(P, 240, seed)
        high, _ = simulate(P._replace(lam0=0.95), 240, seed)
        assert np.all(high >= low)
        assert high.sum() > low.sum()


def test_negative_feedback_keeps_the_relation_as_long_as_responses_do_not_cancel():
    p = P._replace(spi=-0.6)
    low, _ = simulate(p, 240, 3)
    high, _ = simulate(p._replace(lam0=1.0), 240, 3)
    assert np.all(high >= low)


# --- Hawkes: maximum likelihood ------------------------------------------------------------------------


def negative_log_likelihood(theta, counts, severities):
    """Of (log lam0, logit eta0, logit d_T, log r), written apart from the rules that made the data."""
    lam0, r = math.exp(theta[0]), math.exp(theta[3])
    eta0, d_T = 1.0 / (1.0 + math.exp(-theta[1])), 1.0 / (1.0 + math.exp(-theta[2]))
    excitation = signal.lfilter([0.0, 1.0], [1.0, -(1.0 - d_T)], severities)
    lam = lam0 + eta0 * d_T / 1.56 * excitation
    return -float(np.sum(stats.nbinom.logpmf(counts[50:], r, r / (r + lam[50:]))))


def fit(counts, severities, start):
    found = optimize.minimize(
        negative_log_likelihood, start, args=(counts, severities), method="BFGS", options={"gtol": 1e-2}
    )
    return found.x


def natural(theta):
    squash = 1.0 / (1.0 + np.exp(-np.array(theta[1:3])))
    return np.array([math.exp(theta[0]), squash[0], squash[1], math.exp(theta[3])])


@pytest.mark.slow
def test_hawkes_maximum_likelihood_recovers_the_parameters(long_run):
    """Sixteen stretches of 5000 months: the mean estimate is right within its bootstrap standard error."""
    counts, severities = long_run
    start = (math.log(0.6), 0.0, 0.3, math.log(2.0))
    estimates = np.array(
        [
            natural(fit(counts[a : a + 5000], severities[a : a + 5000], start))
            for a in range(0, 16 * 5000, 5000)
        ]
    )
    truth = np.array([P.lam0, P.eta0, P.d_T, P.r_nb])
    rng = np.random.default_rng(5)
    resampled = np.array([estimates[rng.integers(0, 16, 16)].mean(axis=0) for _ in range(2000)])
    error = resampled.std(axis=0)
    assert np.all(error < 0.03 * truth)
    assert np.all(np.abs(estimates.mean(axis=0) - truth) < 3.5 * error)
    background_share = estimates[:, 0] / np.array(
        [counts[a : a + 5000].mean() for a in range(0, 80000, 5000)]
    )
    assert 1.0 / background_share.mean() == pytest.approx(1.0 / (1.0 - P.eta0), rel=0.05)
