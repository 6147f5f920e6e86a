"""Worlds in which nothing moves but the talks, and the worked package table of the model in such a world.

They are worlds of the model as it is. The worked table is one of the first model, to which its numbers belong; tests
that state other numbers or rulings of that model are marked with ``FIRST``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from diplosim.model.actors.agreement import Agreement
from diplosim.model.actors.table import Table
from diplosim.model.model import DiplomacyModel
from diplosim.policies.levers import STATUS_QUO, Levers
from diplosim.rules.protocol import Package
from diplosim.scenario import Scenario
from tests.first_model import first_model as of_first_model

#: No provocations, shocks, learning, moods, expulsions or failed ratifications; every closed table opens.
STILL: dict[str, Any] = {
    "provocation.lam0": 1e-9, "provocation.d_T": 1e-12, "provocation.p3": 0.0, "health.p_pan": 0.0,
    "health.p_flood": 0.0, "trust.a_ev": 0.0, "trust.d_trust": 0.0, "trust.psi": 0.0, "bargaining.sigma_u": 0.0,
    "bargaining.p_unsol": 0.0, "bargaining.r_pat": 0.0, "bargaining.r_need": 0.0, "bargaining.kap_rat": 1000.0,
    "bargaining.h_can": 0.0, "politics.k_d": 0.0, "tables.o0": 20.0,
}  # fmt: skip
DONORS = ("USA", "ROK", "JPN", "EU", "GHF", "CHN")
DOVES = {code: {"hawkish": False, "cycle": None, "phase": None} for code in ("USA", "ROK", "JPN")}


class Fixed:
    """A schedule whose levers never change (policies choose from a catalogue; tests need any menu)."""

    def __init__(self, levers: Levers) -> None:
        self.levers = levers

    def at(self, month: int) -> Levers:
        return self.levers


def scenario(
    parameters: dict[str, Any] | None = None,
    actors: dict[str, Any] | None = None,
    months: int = 40,
    **more: Any,
) -> Scenario:
    """A still world, with changes."""
    sections = {"parameters": STILL | (parameters or {}), "actors": actors or {}}
    if _first:
        sections = of_first_model(**sections)
    return Scenario.from_dict(
        {"scenario": 1, "name": "still", "start": "2026-01", "months": months, "seed": 1} | sections | more
    )


#: Whether still worlds are of the first model at the moment.
_first: list[bool] = []


@pytest.fixture
def first_model() -> Iterator[None]:
    """Still worlds of the first model."""
    with _of_first_model():
        yield


@contextmanager
def _of_first_model() -> Iterator[None]:
    _first.append(True)
    try:
        yield
    finally:
        _first.pop()


#: Marks a test, or a file, as one of the first model.
FIRST = pytest.mark.usefixtures("first_model")


def still(
    levers: Levers = STATUS_QUO, parameters: dict[str, Any] | None = None, **more: Any
) -> DiplomacyModel:
    """A model of a still world under fixed levers, before its first month."""
    classes = more.pop("classes", None)
    model = DiplomacyModel(scenario(parameters, **more), actors=classes)
    model.schedule = Fixed(levers)  # type: ignore[assignment]
    model.levers = levers
    return model


def only(*codes: str, **changes: Any) -> dict[str, Any]:
    """A cast without other donors than these."""
    absent: dict[str, Any] = {code: {"present": False} for code in DONORS if code not in codes}
    return absent | changes


#: The worked table: the donor and the UN body, and the menus that leave 108 packages.
EU_LIKE = only("EU", EU={"trust_prior": 0.38, "broad_relief": True}, UNA={"trust_prior": 0.55})
GOLDEN_MENU = replace(
    STATUS_QUO,
    menu_D=(36,),
    menu_c=(0.0, 0.15, 0.3),
    menu_k=("un",),
    menu_r=(0, 1, 2),
    menu_f=(0,),
    menu_q=(0,),
)
MEDIATED = replace(GOLDEN_MENU, gamma_m=1.0)


def golden(levers: Levers, parameters: dict[str, Any] | None = None, **more: Any) -> DiplomacyModel:
    """The worked table, with changes."""
    with _of_first_model():
        return still(
            levers,
            {"bargaining.r0_R": 0.05, "bargaining.misp": 0.0} | (parameters or {}),
            actors=EU_LIKE,
            **more,
        )


def table(model: DiplomacyModel, code: str = "EU") -> Table:
    """The table of a donor, or of the pooled fund."""
    return model.fund.table if code == "PF" else model.donor(code).table


def first_agreement(model: DiplomacyModel, code: str = "EU") -> Agreement | None:
    """Play until a table signs, or to the end."""
    while model.running and table(model, code).agreement is None:
        model.step()
    return table(model, code).agreement


def signed(model: DiplomacyModel, code: str = "EU") -> tuple[int, Package] | None:
    """Round (counted from the month after the first opening) and package of a table's first signature."""
    agreement = first_agreement(model, code)
    if agreement is None:
        return None
    opened = next(e.month for e in model.log if e.kind == "table_opened" and e.actor == code)
    return agreement.signed - opened - 1, agreement.package


def kinds(model: DiplomacyModel, code: str, *wanted: str) -> list[tuple[int, str]]:
    """Months and kinds of the events of one actor."""
    return [(e.month, e.kind) for e in model.log if e.actor == code and (not wanted or e.kind in wanted)]
