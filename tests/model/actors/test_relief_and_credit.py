"""Who may block relief, when relief counts as evidence, and how much credit a carrier gets: on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import diplosim as ds
from diplosim.policies import unload_plugin
from tests.model.actors.still import only, scenario

A_EV = 0.1
#: Evidence moves trust by ``A_EV`` a unit, and nothing else does: no fading, no spill-over between domains.
LEARNING = {"trust.a_ev": A_EV, "trust.d_trust": 0.0, "trust.omega": 0.0}
#: A DPRK without face to lose and open to its rivals, so that what is offered is signed, for one term.
EAGER = {
    "bargaining.J": 0.0, "bargaining.x_rel": 0.0, "bargaining.r0_R": 0.0, "stance.h_c": 0.0,
    "politics.p_ren": 0.0,
}  # fmt: skip
POLICY = """
from diplosim.policies import Policy, Settings


def settings(strength, options):
    return Settings(menu_r={relief}, menu_k=({channel!r},), menu_q=(0,), menu_f=(0,))


POLICY = Policy(
    name="one_menu", title="t", summary="s", hypothesis="h", source="s", risk="r", settings=settings, switches_only=True
)
"""


@pytest.fixture(params=["mesa", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "compiled":
        pytest.importorskip("numba")
    return str(request.param)


@pytest.fixture
def menu(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A policy that leaves one relief and one channel on every menu."""
    relief, channel = request.param
    plugin = tmp_path / "one_menu.py"
    plugin.write_text(POLICY.format(relief=relief, channel=channel), encoding="utf-8")
    ds.load_plugin(plugin)
    yield
    unload_plugin(plugin)


def played(engine: str, actors: dict[str, Any], **parameters: Any) -> pd.DataFrame:
    """The months of a still world in which everybody who can sign does, under the menu's policy."""
    world = scenario(EAGER | parameters, actors, months=30, policies=["one_menu"], stance="open")
    months: pd.DataFrame = ds.simulate(world, replicates=1, engine=engine, workers=1).trajectories
    assert months["agreements_signed"].sum() >= 1
    return months


def government(hawkish: bool) -> dict[str, Any]:
    return {"hawkish": hawkish, "cycle": None, "phase": None}


@pytest.mark.parametrize("menu", [((1, 2), "un")], indirect=True)
@pytest.mark.usefixtures("menu")
@pytest.mark.parametrize(
    ("usa", "rok", "veto_of_hawks", "passes"),
    [(False, True, 1.0, True), (True, False, 1.0, False), (True, False, 0.0, True)],
)
def test_only_a_hawk_with_a_say_in_the_council_blocks_broad_relief(
    engine: str, usa: bool, rok: bool, veto_of_hawks: float, passes: bool
) -> None:
    """The government in Washington decides; that in Seoul has no vote, hawk or dove."""
    indifferent = {
        "security_weight": 0.0,
        "reluctance": 0.0,
    }  # so that a hawk, too, signs what has relief in it
    actors = only("USA", "ROK", USA=government(usa) | indifferent, ROK=government(rok))
    vote = {"sanctions.V_relief_dove": 0.0, "sanctions.V_relief_hawk": veto_of_hawks}
    breadth = played(engine, actors, **vote)["un_breadth"]
    assert bool(breadth.iloc[-1] < breadth.iloc[0]) is passes


@pytest.mark.parametrize("menu", [((1,), "direct")], indirect=True)
@pytest.mark.usefixtures("menu")
def test_relief_is_a_signal_in_the_month_of_signature_and_stands_from_the_month_after(engine: str) -> None:
    """Humanitarian relief weighs 0.5: 6 * 0.5 units once, then 0.5 * 0.5 a month; never both in one month."""
    months = played(engine, only("EU", EU={"broad_relief": True}), **LEARNING)
    trust = months["trust_others_security"].to_numpy(dtype=float)
    units = np.diff(np.log(trust / (1 - trust))) / A_EV
    signed = int(np.argmax(months["agreements_signed"] > 0))
    assert signed >= 2
    assert units[: signed - 1] == pytest.approx(0.0, abs=1e-4)
    assert units[signed - 1] == pytest.approx(3.0, abs=1e-4)
    assert units[signed : signed + 3] == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize("menu", [((0,), "un")], indirect=True)
@pytest.mark.usefixtures("menu")
def test_a_carrier_of_two_programmes_earns_the_trust_of_one_that_carries_one(engine: str) -> None:
    """Credit is the mean over what is carried: two programmes paid in full are one full month, not two."""
    donor = {"kind": "donor", "ceiling_musd": 15.0, "trust_class": "neutral"}
    one = played(engine, only(ONE=donor), **LEARNING)
    two = played(engine, only(ONE=donor, TWO=donor), **LEARNING)
    assert (one["agreements_active"].max(), two["agreements_active"].max()) == (1, 2)
    assert one["trust_un_health"].iloc[-1] > one["trust_un_health"].iloc[0]
    assert two["trust_un_health"].tolist() == one["trust_un_health"].tolist()
