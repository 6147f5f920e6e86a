"""The content of aid: the golden numbers of the prototype, and what the table claims."""

from __future__ import annotations

import pytest

from diplosim.rules import bargaining, content, delivery, sanctions
from diplosim.rules.content import EQUIPMENT, MIXTURE, SUPPLIES, TRAINING
from diplosim.rules.numeric import sigmoid
from diplosim.scenario.parameters import DEFAULTS, to_params

P = to_params(DEFAULTS).bargaining
ALL = (SUPPLIES, EQUIPMENT, TRAINING, MIXTURE)


@pytest.mark.parametrize(
    ("what", "rate"),
    [(SUPPLIES, 0.11827035609311604), (EQUIPMENT, 0.03684340104131171), (TRAINING, 0.3896973535847136)],
)
def test_sanctions_hold_equipment_longest_and_training_least(what: int, rate: float) -> None:
    """The hold of a hawkish Washington: 85.5 days; banking .9, goods .6, over-compliance .6, carve-out .1."""
    xi = content.HINDERED[what]
    released = sanctions.release_fraction(85.5 * xi)
    through = sanctions.throughput(0.9, 0.6, 0.6, 0.1, 0.0, xi)
    assert delivery.held_release_rate(released, through) == pytest.approx(rate, rel=1e-12)


def test_what_the_dprk_wants() -> None:
    assert [content.wanted(P, g, False) for g in ALL] == pytest.approx([1.0, 0.88, 0.76, 0.88])
    assert [content.wanted(P, g, True) for g in ALL] == pytest.approx([1.0, 0.98, 0.76, 0.93])
    off = P._replace(pref=0.0, dem_E=0.0)
    assert [content.wanted(off, g, True) for g in ALL] == [1.0] * 4


def test_what_donors_hold_against_it() -> None:
    hawk = bargaining.security_weight(1.0, 1)
    against = [content.misgiving(P.x_eq, P.x_f, hawk, content.DUAL_USE[g], content.FUNGIBLE[g]) for g in ALL]
    assert against == pytest.approx([0.1, 0.06 + 0.06, 0.02, 0.018 + 0.06])
    assert [content.misgiving(0.0, 0.0, hawk, content.DUAL_USE[g], content.FUNGIBLE[g]) for g in ALL] == [
        0.0
    ] * 4


def test_every_content_divides_the_whole_over_the_blocks() -> None:
    for g in ALL:
        assert sum(content.share(g, b) for b in range(6)) == pytest.approx(1.0)


def eu(g: int, drive: bool = False) -> tuple[float, float]:
    """What half a year's ceiling of 30 M$ a year over 12 months through the UN is worth to the DPRK and to the EU."""
    neutral, un = sigmoid(-0.5), sigmoid(0.2)
    pi = bargaining.promise(bargaining.effective_trust(delivery.UN, False, neutral, un))
    worth = bargaining.size_value(P, 15.0, bargaining.size_scale(P))
    theirs = bargaining.recipient_terms(
        P, P.J, pi, worth, 0.0, 0.0, 0.5, 0.0, 0.02, 0.0, 0.05, 0.0, 0.6, 1.0, content.wanted(P, g, drive),
        content.FACE[g],
    )  # fmt: skip
    diverted = delivery.diversion_share(0.3, 0.5, 0.8, False) * content.DIVERTED[g]
    against = content.misgiving(P.x_eq, P.x_f, 0.4, content.DUAL_USE[g], content.FUNGIBLE[g])
    ours = bargaining.donor_terms(
        P._replace(w_cost=0.15), 0.4, neutral, neutral, 0.5, 0.0, False, worth, diverted, 0.5, 12, 0.0, 0.5,
        0.0, 0, 0.0, 0.0, 0.0, 0.1, against,
    )  # fmt: skip
    return bargaining.add_terms(theirs), bargaining.add_terms(ours)


def test_packages_are_worth_what_the_golden_numbers_say() -> None:
    theirs = [0.1716637303235919, 0.1450640826847609, 0.09846443504592983, 0.1350640826847609]
    ours = [0.053108401997386576, 0.05889196852826683, 0.0886755350591471, 0.06729196852826683]
    assert [eu(g)[0] for g in ALL] == pytest.approx(theirs, rel=1e-12)
    assert [eu(g)[1] for g in ALL] == pytest.approx(ours, rel=1e-12)
    with_drive = [0.1716637303235919, 0.16723045571712009, 0.09846443504592983, 0.1461472692009405]
    assert [eu(g, True)[0] for g in ALL] == pytest.approx(with_drive, rel=1e-12)
