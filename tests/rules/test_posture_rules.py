"""Posture rules are the memory-one strategies of the literature: strings, scores and noisy self-play."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplosim.rules import posture
from diplosim.rules.posture import ALLC, ALLD, TFT, WSLS, grit_next, gtft, restraint_probability

PAYOFF = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
SCRIPT = "CCDCDDCCCDCC"


def reply(vector, own, other):
    """Next move of a rule whose probabilities are all 0 or 1."""
    p = restraint_probability(vector, own == "C", other == "C")
    assert p in (0.0, 1.0)
    return "C" if p > 0.5 else "D"


def against_script(vector, script, first="C"):
    moves = first
    for t in range(len(script) - 1):
        moves += reply(vector, moves[t], script[t])
    return moves


def match(a, b, turns=200, first=("C", "C")):
    x, y = first
    scores = [0, 0]
    for _ in range(turns):
        gain = PAYOFF[x, y]
        scores = [scores[0] + gain[0], scores[1] + gain[1]]
        x, y = reply(a, x, y), reply(b, y, x)
    return tuple(scores)


def test_moves_against_a_scripted_opponent():
    assert against_script(TFT, SCRIPT) == "CCCDCDDCCCDC"
    assert against_script(WSLS, SCRIPT) == "CCCDDCDDDDCC"
    assert against_script(ALLC, SCRIPT) == "C" * 12
    assert against_script(ALLD, SCRIPT, first="D") == "D" * 12


def test_scores_over_200_turns():
    alternator = (0.0, 0.0, 1.0, 1.0)
    assert match(TFT, ALLD, first=("C", "D")) == (199, 204)
    assert match(TFT, TFT) == (600, 600)
    assert match(WSLS, ALLD, first=("C", "D")) == (100, 600)
    assert match(TFT, alternator) == (498, 503)


def noisy_self_play(vector, noise):
    """Share of cooperation in the long run when each intended move flips with probability ``noise``."""
    states = [(a, b) for a in (True, False) for b in (True, False)]
    step = np.zeros((4, 4))
    for i, (a, b) in enumerate(states):
        p = restraint_probability(vector, a, b)
        q = restraint_probability(vector, b, a)
        p, q = p * (1 - noise) + (1 - p) * noise, q * (1 - noise) + (1 - q) * noise
        for j, (c, d) in enumerate(states):
            step[i, j] = (p if c else 1 - p) * (q if d else 1 - q)
    system = np.vstack([step.T - np.eye(4), np.ones(4)])
    rest = np.linalg.lstsq(system, np.array([0, 0, 0, 0, 1.0]), rcond=None)[0]
    return rest[0] + rest[1]


def test_cooperation_in_noisy_self_play():
    assert noisy_self_play(TFT, 0.01) == pytest.approx(0.5, abs=1e-12)
    assert noisy_self_play(gtft(1 / 3), 0.01) == pytest.approx(0.97115, abs=5e-6)
    assert noisy_self_play(WSLS, 0.01) == pytest.approx(0.97060, abs=5e-6)


@pytest.mark.parametrize("vector", [TFT, WSLS, ALLD, ALLC, gtft(0.3)])
def test_every_strategy_is_four_chances(vector):
    assert len(vector) == 4 and all(0.0 <= chance <= 1.0 for chance in vector)


def test_letters_are_own_move_then_the_DPRKs():
    vector = (0.1, 0.2, 0.3, 0.4)
    got = [restraint_probability(vector, own, other) for own in (True, False) for other in (True, False)]
    assert got == [0.1, 0.2, 0.3, 0.4]
    assert gtft(0.3) == (1.0, 0.3, 1.0, 0.3)


def test_restraint_sets_half_posture_scaled_by_strength():
    assert posture.g_post_of(True, 1.0) == 0.5
    assert posture.g_post_of(True, 0.4) == 0.2
    assert posture.g_post_of(False, 1.0) == 0.0


def test_grit_climbs_after_calm_and_answers_provocation_in_proportion():
    level = posture.GRIT_START
    assert level == 0.5
    trail = []
    for defected in (False, False, True, False, True, True, False):
        level = grit_next(level, defected)
        trail.append(round(level, 12))
    assert trail == [0.6, 0.7, 0.3, 0.4, 0.0, 0.0, 0.1]


@given(st.lists(st.booleans(), max_size=60))
def test_grit_stays_on_its_ladder(months):
    level = posture.GRIT_START
    for defected in months:
        before, level = level, grit_next(level, defected)
        assert 0.0 <= level <= 1.0
        assert level <= before if defected else level >= before


# --- Axelrod-Python ----------------------------------------------------------------------------------


@pytest.mark.peers
@pytest.mark.parametrize("name", ["TFT", "WSLS", "ALLC", "ALLD"])
def test_axelrod_plays_the_same_moves(name):
    axl = pytest.importorskip("axelrod")
    mine = {"TFT": TFT, "WSLS": WSLS, "ALLC": ALLC, "ALLD": ALLD}[name]
    theirs = {
        "TFT": axl.TitForTat,
        "WSLS": axl.WinStayLoseShift,
        "ALLC": axl.Cooperator,
        "ALLD": axl.Defector,
    }
    first = "D" if name == "ALLD" else "C"

    @settings(max_examples=60, deadline=None)
    @given(st.text("CD", min_size=2, max_size=40))
    def check(script):
        actions = [axl.Action.from_char(c) for c in script]
        match_ = axl.Match((theirs[name](), axl.MockPlayer(actions)), turns=len(script))
        assert "".join(str(pair[0]) for pair in match_.play()) == against_script(mine, script, first)

    check()


@pytest.mark.peers
def test_axelrod_memory_one_player_with_our_vectors_plays_the_same():
    axl = pytest.importorskip("axelrod")
    for vector in (TFT, WSLS, ALLC):
        player = axl.MemoryOnePlayer(four_vector=vector, initial=axl.Action.C)
        actions = [axl.Action.from_char(c) for c in SCRIPT]
        moves = axl.Match((player, axl.MockPlayer(actions)), turns=len(SCRIPT)).play()
        assert "".join(str(pair[0]) for pair in moves) == against_script(vector, SCRIPT)


@pytest.mark.peers
def test_axelrod_scores_and_generosity_agree():
    axl = pytest.importorskip("axelrod")
    for players, expected in (
        ((axl.TitForTat(), axl.Defector()), (199, 204)),
        ((axl.TitForTat(), axl.TitForTat()), (600, 600)),
        ((axl.WinStayLoseShift(), axl.Defector()), (100, 600)),
        ((axl.TitForTat(), axl.Alternator()), (498, 503)),
    ):
        game = axl.Match(players, turns=200)
        game.play()
        assert game.final_score() == expected
    state = {(a, b): p for (a, b), p in axl.GTFT(p=1 / 3)._four_vector.items()}
    C, D = axl.Action.C, axl.Action.D
    assert tuple(state[s] for s in ((C, C), (C, D), (D, C), (D, D))) == pytest.approx(gtft(1 / 3))


@pytest.mark.peers
def test_axelrod_noisy_self_play_reaches_the_stationary_cooperation():
    axl = pytest.importorskip("axelrod")
    turns = 40_000
    for vector, expected in ((gtft(1 / 3), 0.97115), (WSLS, 0.97060)):
        players = [axl.MemoryOnePlayer(four_vector=vector, initial=axl.Action.C) for _ in range(2)]
        game = axl.Match(players, turns=turns, noise=0.01, seed=1)
        moves = [m == axl.Action.C for pair in game.play() for m in pair]
        assert sum(moves) / len(moves) == pytest.approx(expected, abs=0.006)
