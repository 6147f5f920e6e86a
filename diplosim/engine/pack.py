"""From a scenario to the arrays of the compiled engine, and from a packed scenario to its variants."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from diplosim.engine import records
from diplosim.engine.book import DATED, EVENT, Book, Menus, menus_of, worth_a_look
from diplosim.engine.records import MOVES, PARAMS, QUESTIONS, Capacity, LeverRow, Records
from diplosim.engine.world import donors_of, fill, fill_start, implementers_of, world_of
from diplosim.metrics.record import FLOAT, Ints, fields
from diplosim.policies import compose
from diplosim.policies.levers import Levers
from diplosim.policies.menus import Menu, Seat, menu_for, menu_of, package_table, place_of
from diplosim.rules.params import MechanismParams, Params
from diplosim.rules.sanctions import SECTORS
from diplosim.scenario import Actor, Scenario
from diplosim.scenario.moves import Move, MoveTerms

LEVERS = tuple(field.name for field in fields(LeverRow) if field.kind == FLOAT)


class Packed(NamedTuple):
    """A scenario as the compiled engine takes it."""

    worlds: Records
    params: Records
    levers: Records
    book: Book
    room: Capacity


def pack(scenario: Scenario) -> Packed:
    """All that a run of this scenario needs; raises ScenarioError if policies conflict."""
    worlds, room = world_of(scenario)
    donors = donors_of(scenario)
    schedule = compose(scenario)
    changes = {*schedule.changes, *_mechanism_changes(scenario)}
    months = [0, *sorted(month for month in changes if month > 0)]
    rows = [schedule.at(month) for month in months]
    tables, places, offers = _menus(worlds[0], scenario, months, rows)
    levers = _levers(rows, months, worlds[0], donors, places, room)
    events = np.array(_events(scenario, donors), dtype=EVENT)
    moves = _moves(worlds[0], scenario, tables, months, places)
    dated = _offers(scenario, donors, offers)
    book = Book(event=events, dated=dated, moves=moves, **_columns(tables)._asdict())
    return Packed(worlds, params_of(scenario), levers, book, room)


class Template:
    """A packed scenario from which its variants are made in a third of the time."""

    def __init__(self, scenario: Scenario) -> None:
        self._schedule = compose(scenario)
        self._mechanisms = mechanisms_of(scenario)
        self._packed = pack(scenario)

    def pack(self, variant: Scenario) -> Packed:
        """What ``pack(variant)`` gives, for a variant with other parameters and nothing else.

        Policies may follow parameters, or contradict each other through them (raises ScenarioError): they are composed
        anew, and all is packed anew where a lever or a mechanism moves: menus depend on both.
        """
        if variant.policies and compose(variant) != self._schedule:
            return pack(variant)
        if mechanisms_of(variant) != self._mechanisms:
            return pack(variant)
        worlds = self._packed.worlds.copy()
        fill_start(worlds, variant.params(0))
        return self._packed._replace(worlds=worlds, params=params_of(variant))


def mechanisms_of(scenario: Scenario) -> list[tuple[int, MechanismParams]]:
    """Which mechanisms are on, from month 0 and from every month in which the parameters change."""
    months = sorted({0, *scenario.parameter_months})
    return [(month, scenario.params(month).mechanisms) for month in months]


def _mechanism_changes(scenario: Scenario) -> list[int]:
    """Months in which a mechanism is switched."""
    stretches = mechanisms_of(scenario)
    return [month for (_, old), (month, new) in pairwise(stretches) if new != old]


def params_of(scenario: Scenario) -> Records:
    """The parameters of every stretch of months in which they stand."""
    months = sorted({0, *scenario.parameter_months})
    return np.array([(_nested(scenario.params(month)), month) for month in months], dtype=PARAMS)


def _nested(params: Params) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in group) for group in params)


def _levers(
    rows: list[Levers], months: list[int], world: Any, donors: list[Actor], places: Ints, room: Capacity
) -> Records:
    """One record per lever row; ``places`` are the menus by row, table and broad relief."""
    table = np.zeros(len(rows), dtype=records.levers_dtype(room))
    for record, levers, month, menus in zip(table, rows, months, places, strict=True):
        record["since"] = month
        for name in LEVERS:
            record[name] = _lever(levers, name)
        fill(record, "contributes", _contributors(donors, levers))
        there = [levers.at(*_seat(world, k)) for k in range(int(world["n_tables"]))]
        for name in ("precond", "unsol", "gamma_m"):
            fill(record, name, [getattr(own, name) for own in there])
        fill(record, "menu", menus)
    return table


def _seat(world: Any, k: int) -> tuple[bool, bool]:
    """Whether table ``k`` is a rival's own, and whether it is the pooled one."""
    party = int(world["table_party"][k])
    return party >= 0 and bool(world["rival"][party]), party < 0


def _contributors(donors: list[Actor], levers: Levers) -> list[bool]:
    return [
        levers.pool
        and d.ceiling_musd > 0.0
        and (levers.contributors is None or d.code in levers.contributors)
        for d in donors
    ]


def _lever(levers: Levers, name: str) -> float:
    vector = levers.posture or (0.0, 0.0, 0.0, 0.0)
    special = {
        "W_policy": -1.0 if levers.W_policy is None else levers.W_policy,
        "has_posture": levers.posture is not None,
        "p_cc": vector[0], "p_cd": vector[1], "p_dc": vector[2], "p_dd": vector[3],
    }  # fmt: skip
    return float(special[name] if name in special else getattr(levers, name))


def _events(scenario: Scenario, donors: list[Actor]) -> list[tuple[int, int, float, float]]:
    """Dated events as (month, kind, a, b), in the order of the scenario."""
    codes = [d.code for d in donors]
    out = []
    for e in scenario.events:
        numbers = _event_numbers(e, codes)
        if numbers is not None:
            out.append((e.month, *numbers))
    return out


#: Dated events of which the engine needs one number, or none: their kind, and its name.
PLAIN_EVENTS = {
    "flood": (records.FLOOD, "severity"), "border_closure": (records.CLOSURE, "months"),
    "access": (records.ACCESS, "level"), "expulsion": (records.EXPULSION, ""),
    "hospital_drive": (records.HOSPITAL_DRIVE, "per_year"), "koryo_drive": (records.KORYO_DRIVE, "effort"),
    "vaccine_line": (records.VACCINE_LINE, "musd"), "insurance_transition": (records.INSURANCE, ""),
    "exercise": (records.EXERCISE, "intensity"),
}  # fmt: skip


def _event_numbers(e: Any, codes: list[str]) -> tuple[int, float, float] | None:
    """Kind and numbers of a dated event; ``None`` for those that act through the parameters."""
    if e.kind in PLAIN_EVENTS:
        kind, name = PLAIN_EVENTS[e.kind]
        return kind, float(getattr(e, name)) if name else 0.0, 0.0
    match e.kind:
        case "pandemic":
            numbers = (records.PANDEMIC, -1.0 if e.severity is None else e.severity, float(e.months))
        case "government":
            numbers = (records.GOVERNMENT, float(codes.index(e.actor)), float(e.hawkish))
        case "provocation":
            numbers = (records.PROVOCATION, float(e.severity_class), float(e.count))
        case "resolution":
            bits = sum(1 << SECTORS.index(sector) for sector in e.sectors or SECTORS)
            numbers = (records.RESOLUTION, -1.0 if e.breadth is None else e.breadth, float(bits))
        case "stance":
            numbers = (records.STANCE, float(e.to == "open"), 0.0)
        case _:
            return None
    return numbers


def _offers(scenario: Scenario, donors: list[Actor], menus: list[int]) -> Records:
    """Dated offers in the order of the file."""
    codes = [d.code for d in donors]
    rows = [(o.at, codes.index(o.donor), menu) for o, menu in zip(scenario.offers, menus, strict=True)]
    return np.array(rows, dtype=DATED)


def _menus(
    world: Any, scenario: Scenario, months: list[int], rows: list[Levers]
) -> tuple[tuple[Menu, ...], Ints, list[int]]:
    """All distinct menus; which one each table has under each lever row, and those of dated offers."""
    carriers = tuple(m.channel or "un" for m in implementers_of(scenario))
    place: dict[Menu, int] = {}
    tables = int(world["n_tables"])
    menu = np.zeros((len(rows), tables, 2), dtype=np.int64)
    for i, (month, levers) in enumerate(zip(months, rows, strict=True)):
        on = scenario.params(month).mechanisms
        for k in range(tables):
            party = int(world["table_party"][k])
            rival, pooled = _seat(world, k)
            health_fund = party >= 0 and bool(world["health_fund"][party])
            for broad in (0, 1):
                seat = Seat(rival, pooled, health_fund, bool(broad))
                wanted = menu_for(levers.at(rival, pooled), carriers, seat, bool(on.taint), bool(on.content))
                menu[i, k, broad] = place.setdefault(wanted, len(place))
    content = [bool(scenario.params(offer.at).mechanisms.content) for offer in scenario.offers]
    ones = [menu_of(offer, carriers, on) for offer, on in zip(scenario.offers, content, strict=True)]
    dated = [place.setdefault(one, len(place)) for one in ones]
    return tuple(place), menu, dated


def _moves(
    world: Any, scenario: Scenario, menus: tuple[Menu, ...], months: list[int], places: Ints
) -> Records:
    """The moves of a scenario; packages by their place among those of their menu that can be chosen at all."""
    codes = [donor.code for donor in donors_of(scenario)]
    carriers = [(m.code, m.channel or "un") for m in implementers_of(scenario)]
    rows = []
    for move in scenario.moves:
        k = int(world["own_table"][codes.index(move.table)] if move.table in codes else world["fund_table"])
        stretch = sum(month <= move.at for month in months) - 1
        packages = [
            -1 if move.terms is None else _kept(move.terms, menus[menu], carriers)
            for menu in places[stretch, k]
        ]
        donor = codes.index(move.actor) if move.question == "vote" else -1
        rows.append((move.at, k, _question(move, codes), donor, move.do in ("accept", "ratify"), *packages))
    return np.array(rows, dtype=MOVES)


def _question(move: Move, donors: list[str]) -> int:
    """The number of the question that a move answers."""
    side = "party" if move.actor in donors or move.actor == move.table else "recipient"
    return QUESTIONS.index("vote" if move.question == "vote" else f"{side}_{move.question}s")


def _kept(terms: MoveTerms, menu: Menu, carriers: Sequence[tuple[str, str]]) -> int:
    table = package_table(menu)
    i = place_of(terms, table, carriers)
    return -1 if i is None else int(worth_a_look(table)[:i].sum())


@lru_cache(maxsize=256)
def _columns(menus: tuple[Menu, ...]) -> Menus:
    return menus_of([package_table(menu) for menu in menus])
