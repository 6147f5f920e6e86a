"""A draw is a pure function of its address, the one published, and behaves like chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diplosim.rules import chance

GOLDEN = [
    ((0, 0, 0, 0, 0, 0), 0xCBD37AD29B93B094, 0.7961956752947817),
    ((1, 0, 0, 0, 0, 0), 0xFC1F9D47C1A5266C, 0.9848573970972622),
    ((20240101, 3, 17, 2, 5, 0), 0x2DEA964546F4325F, 0.179360763467188),
    ((20240101, 3, 17, 2, 5, 1), 0x20955A34660E2E6A, 0.1272789361883545),
    ((7, 999, 119, 11, 31, 7), 0x731678B2AF5E30C6, 0.4495616375200989),
]

words = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(("address", "word", "u"), GOLDEN)
def test_the_published_vectors_come_out_exactly(address, word, u):
    h = chance.month_key(*address[:3])
    for w in address[3:]:
        h = chance.mix64((h + chance.GAMMA + w) & chance.MASK64)
    assert h == word
    assert chance.uniform(*address) == u


def test_channels_keep_their_published_numbers():
    names = (
        *("PANDEMIC", "FLOOD", "ELECTION", "TABLE_OPENS", "WALK_OUT", "TASTE", "RATIFICATION"),
        *("UNSOLICITED_OFFER", "UNSOLICITED_TASTE", "RESUMPTION", "EVENT_COUNT", "EVENT_CLASS"),
        *("UN_VOTE", "SUSPENSION", "CANCELLATION", "RELIEF_VOTE", "POSTURE"),
    )
    assert [getattr(chance, name) for name in names] == list(range(1, 18))
    assert chance.GOVERNMENT == 50


@given(words, words, words, words, words, words)
def test_a_draw_is_its_address_and_strictly_inside_the_unit_interval(
    seed, replicate, month, actor, channel, i
):
    u = chance.uniform(seed, replicate, month, actor, channel, i)
    assert u == chance.draw(chance.month_key(seed, replicate, month), actor, channel, i)
    assert 0.0 < u < 1.0


@given(words)
def test_scrambling_loses_nothing(z):
    """mix64 is a bijection: undoing its steps gives the word back."""
    mixed = chance.mix64(z)
    x = mixed ^ (mixed >> 31) ^ (mixed >> 62)
    x = (x * pow(0x94D049BB133111EB, -1, 2**64)) & chance.MASK64
    x = x ^ (x >> 27) ^ (x >> 54)
    x = (x * pow(0xBF58476D1CE4E5B9, -1, 2**64)) & chance.MASK64
    x = x ^ (x >> 30) ^ (x >> 60)
    assert x == z


def test_the_largest_hash_still_gives_less_than_one():
    assert ((chance.MASK64 >> 12) + 0.5) * chance.ULP52 < 1.0
    assert chance.ULP52 == 2.0**-52


def correlation(x, y):
    return stats.pearsonr(x, y).statistic


@pytest.mark.slow
def test_addresses_look_uniform_and_neighbours_independent():
    seed, months, actors, channels = 20260101, 120, 12, 17
    grid = {
        (r, t, a, c): chance.uniform(seed, r, t, a, c, 0)
        for r in range(2)
        for t in range(months)
        for a in range(actors)
        for c in range(1, channels + 1)
    }
    assert len(grid) == 48960
    assert stats.kstest(list(grid.values()), "uniform").pvalue > 0.001
    for axis in range(4):
        pairs = []
        for address, u in grid.items():
            neighbour = list(address)
            neighbour[axis] += 1
            if tuple(neighbour) in grid:
                pairs.append((u, grid[tuple(neighbour)]))
        x, y = zip(*pairs, strict=True)
        assert abs(correlation(x, y)) * math.sqrt(len(pairs)) < 3.5


def test_neighbouring_seeds_are_unrelated():
    x = [chance.uniform(1, 0, t, 0, 11, 0) for t in range(20000)]
    y = [chance.uniform(2, 0, t, 0, 11, 0) for t in range(20000)]
    assert abs(correlation(x, y)) * math.sqrt(20000) < 3.5
