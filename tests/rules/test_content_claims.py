"""The content of aid: the golden numbers of the prototype, and what the table claims."""

from __future__ import annotations

import pytest

from diplosim.rules import bargaining, content, delivery, sanctions
from diplosim.rules.content import EQUIPMENT, MIXTURE, SUPPLIES, TRAINING
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
    against = [content.misgiving(P, hawk, content.DUAL_USE[g], content.FUNGIBLE[g]) for g in ALL]
    assert against == pytest.approx([0.1, 0.06 + 0.06, 0.02, 0.018 + 0.06])
    off = P._replace(x_eq=0.0, x_f=0.0)
    assert [content.misgiving(off, hawk, content.DUAL_USE[g], content.FUNGIBLE[g]) for g in ALL] == [0.0] * 4


def test_every_content_divides_the_whole_over_the_blocks() -> None:
    for g in ALL:
        assert sum(content.share(g, b) for b in range(6)) == pytest.approx(1.0)
