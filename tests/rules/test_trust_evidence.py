"""Every row of the evidence table weighs what the specification says, and rows add in its order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.rules import delivery, trust

BOOKS = {
    trust.health_out: (
        [trust.HO_DELIVERED, trust.HO_SIGNED, trust.HO_SURVEILLANCE],
        [trust.HO_SUSPENDED, trust.HO_RATIFICATION_FAILED, trust.HO_SINGLED_OUT],
        trust.N_HEALTH_OUT,
    ),
    trust.health_in: (
        [trust.HI_SURVEILLANCE, trust.HI_MONITORED, trust.HI_SIGNED],
        [trust.HI_DIVERSION, trust.HI_REFUSED, trust.HI_CANCELLED],
        trust.N_HEALTH_IN,
    ),
    trust.security_out: (
        [trust.SO_NO_RESPONSE, trust.SO_RELIEF_GRANTED, trust.SO_RELIEF_IN_FORCE, trust.SO_EXERCISE_CUT],
        [trust.SO_EXERCISE, trust.SO_RESPONSE, trust.SO_SANCTION, trust.SO_PRESSURE],
        trust.N_SECURITY_OUT,
    ),
    trust.security_in: ([trust.SI_QUIETER], [trust.SI_LOUDER], trust.N_SECURITY_IN),
}


@pytest.mark.parametrize("book", BOOKS)
def test_every_row_is_either_good_news_or_bad_news(book):
    good, bad, size = BOOKS[book]
    assert sorted(good + bad) == list(range(size))
    for row in range(size):
        page = [0.0] * size
        page[row] = 0.7
        assert book(page) == ((0.7, 0.0) if row in good else (0.0, 0.7))


@pytest.mark.parametrize("book", BOOKS)
def test_rows_add_in_the_order_of_the_table(book):
    good, bad, size = BOOKS[book]
    page = [0.1 * (row + 1) / 3.0 for row in range(size)]
    for rows, sum_of_book in ((good, book(page)[0]), (bad, book(page)[1])):
        total = 0.0
        for row in rows:
            total = total + page[row]
        assert sum_of_book == total


@given(st.lists(st.floats(0, 10), min_size=6, max_size=6))
def test_for_and_against_share_out_all_rows(values):
    good, bad = trust.health_out(values)
    assert good + bad == pytest.approx(sum(values))


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (trust.delivered(0.6, 0.5), 0.3),
        (trust.SIGNED, 2.0),
        (trust.suspended(False), 6.0),
        (trust.suspended(True), 2.4),
        (trust.RATIFICATION_FAILED, 1.0),
        (trust.SINGLED_OUT, 0.15),
        (trust.SURVEILLANCE, 0.3),
        (trust.monitored(0.0), 0.2),
        (trust.monitored(1.0), 1.0),
        (trust.diversion_seen(0.5, 0.35), 0.2),
        (trust.diversion_seen(1.0, 0.15), 0.0),
        (trust.diversion_seen(1.0, 0.05), 0.0),
        (trust.REFUSED, 0.5),
        (trust.CANCELLED, 6.0),
        (trust.exercise(0.25), 0.125),
        (trust.response(2.0), 0.3),
        (trust.response(40.0), 0.6),
        (trust.SANCTION, 1.5),
        (trust.pressure(1.0), 0.3),
        (trust.no_response(0.0), 0.3),
        (trust.no_response(0.1), 0.0),
        (trust.relief_granted(trust.relief_level(1)), 3.0),
        (trust.relief_granted(trust.relief_level(2)), 6.0),
        (trust.relief_in_force(0.6, trust.relief_level(2)), 0.3),
        (trust.exercise_cut(0.25, 0.5), 1.5),
        (trust.exercise_cut(0.0, 0.5), 0.0),
        (trust.quieter(1.0, 0.0, 3.12), 1.0),
        (trust.quieter(0.4, 1.56, 3.12), 0.2),
        (trust.quieter(1.0, 6.0, 3.12), 0.0),
        (trust.louder(1.0, 6.24, 3.12), 1.0),
        (trust.louder(0.4, 100.0, 3.12), 1.2),
        (trust.louder(1.0, 3.0, 3.12), 0.0),
        (trust.witness_weight(True), 1.0),
        (trust.witness_weight(False), 0.4),
    ],
)
def test_weights(weight, expected):
    assert weight == pytest.approx(expected, rel=1e-15)


def test_credit_is_the_price_of_acceptability():
    shares = [delivery.attribution(0, False), delivery.attribution(1, False), delivery.attribution(2, False)]
    assert shares == [1.0, 0.6, 0.3]
    assert delivery.attribution(1, True) == delivery.attribution(2, True) == 0.4


def test_relief_levels():
    assert [trust.relief_level(r) for r in (0, 1, 2)] == [0.0, 0.5, 1.0]


def test_without_a_reference_quiet_is_no_news_and_any_noise_is_the_loudest():
    assert trust.quieter(1.0, 0.0, 0.0) == trust.louder(1.0, 0.0, 0.0) == 0.0
    assert trust.louder(1.0, 1.0, 0.0) == 3.0


@given(st.floats(0, 50), st.floats(0.1, 10), st.sampled_from([0.4, 1.0]))
def test_a_month_is_never_both_quieter_and_louder(sev, s_ref, weight):
    good, bad = trust.quieter(weight, sev, s_ref), trust.louder(weight, sev, s_ref)
    assert good == 0.0 or bad == 0.0
    assert 0.0 <= good <= weight
    assert 0.0 <= bad <= 3.0 * weight


def test_severity_counts_in_references_however_small():
    assert trust.severity_ratio(3.0, 1.5) == 2.0
    assert trust.severity_ratio(0.25, 0.5) == 0.5
    assert trust.severity_ratio(0.0, 0.5) == 0.0
    assert trust.severity_ratio(0.5, 0.0) == 4.0
    assert trust.severity_ratio(0.0, 0.0) == 1.0
