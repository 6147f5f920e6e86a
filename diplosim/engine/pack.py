"""From a scenario to the arrays of the compiled engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from diplosim.engine import layout
from diplosim.engine.book import EVENT, Book, Menus, menus_of
from diplosim.engine.layout import Capacity, room_for
from diplosim.policies import compose
from diplosim.policies.levers import Levers
from diplosim.policies.menus import Menu, menu_for, package_table
from diplosim.rules import economy, provocation, sanctions
from diplosim.rules.delivery import DIRECT, THIRD, UN
from diplosim.rules.numeric import logit, sigmoid
from diplosim.rules.params import Params
from diplosim.rules.trust_rules import initial_mass
from diplosim.scenario import Actor, Scenario

CHANNELS = {"un": UN, "third": THIRD}


class Packed(NamedTuple):
    """A scenario as the compiled engine takes it."""

    worlds: layout.Records
    params: layout.Records
    levers: layout.Records
    book: Book
    room: Capacity


def pack(scenario: Scenario) -> Packed:
    """All that a run of this scenario needs; raises ScenarioError if policies conflict."""
    donors, implementers = _donors(scenario), _implementers(scenario)
    mediators = [a for a in scenario.actors if a.mediator and a.kind in ("donor", "implementer")]
    traders = [a for a in scenario.actors if a.trade_share > 0.0]
    room = room_for(Capacity(len(donors), len(implementers), len(mediators), len(traders)))
    worlds = np.zeros(1, dtype=layout.world_dtype(room))
    world = worlds[0]
    world["months"] = scenario.months
    world["first_month_of_year"] = scenario.month_of_year(0)
    _fill_cast(world, scenario, donors, implementers)
    fill_priors(world, scenario)
    _fill_mediators(world, mediators, donors, implementers)
    _fill(world, "trade_share", [a.trade_share for a in traders])
    _fill(world, "enforcement", [_enforcement_code(a) for a in traders])
    world["n_traders"] = len(traders)
    fill_references(world, scenario)
    schedule = compose(scenario)
    months = [0, *(month for month in schedule.changes if month > 0)]
    rows = [schedule.at(month) for month in months]
    menus, places = _menus(world, rows, tuple(m.channel or "un" for m in implementers))
    levers = _levers(rows, months, donors, places, room)
    book = Book(event=np.array(_events(scenario, donors), dtype=EVENT), **menus._asdict())
    return Packed(worlds, params_of(scenario), levers, book, room)


def params_of(scenario: Scenario) -> layout.Records:
    """The parameters of every stretch of months in which they stand."""
    months = sorted({0, *scenario.parameter_months})
    return np.array([(*_nested(scenario.params(month)), month) for month in months], dtype=layout.PARAMS)


def _nested(params: Params) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in group) for group in params)


def _levers(
    rows: list[Levers], months: list[int], donors: list[Actor], places: layout.Ints, room: Capacity
) -> layout.Records:
    """One record per lever row; ``places`` are the menus by row, table and broad relief."""
    records = np.zeros(len(rows), dtype=layout.levers_dtype(room))
    for record, levers, month, menus in zip(records, rows, months, places, strict=True):
        record["since"] = month
        for name in layout.LEVERS:
            record[name] = _lever(levers, name)
        _fill(record, "contributes", _contributors(donors, levers))
        _fill(record, "menu", menus)
    return records


def _lever(levers: Levers, name: str) -> float:
    vector = levers.posture or (0.0, 0.0, 0.0, 0.0)
    special = {
        "W_policy": -1.0 if levers.W_policy is None else levers.W_policy,
        "has_posture": levers.posture is not None,
        "p_cc": vector[0], "p_cd": vector[1], "p_dc": vector[2], "p_dd": vector[3],
    }  # fmt: skip
    return float(special[name] if name in special else getattr(levers, name))


def _fill(record: Any, name: str, values: Sequence[Any]) -> None:
    """Write values into the first places of an array field."""
    record[name][: len(values)] = values


def _donors(scenario: Scenario) -> list[Actor]:
    return [a for a in scenario.actors if a.kind == "donor"]


def _implementers(scenario: Scenario) -> list[Actor]:
    return [a for a in scenario.actors if a.kind == "implementer"]


def _contributors(donors: list[Actor], levers: Levers) -> list[bool]:
    return [
        levers.pool
        and d.ceiling_musd > 0.0
        and (levers.contributors is None or d.code in levers.contributors)
        for d in donors
    ]


def prior(params: Params, actor: Actor) -> float:
    """Resting log-odds of trust between the DPRK and an actor."""
    if actor.trust_prior is not None:
        return logit(actor.trust_prior)
    return float(getattr(params.trust, f"L0_{actor.trust_class or 'neutral'}"))


def fill_priors(world: Any, scenario: Scenario) -> None:
    """Resting log-odds of trust of everybody but the DPRK: donors, implementers, the fund."""
    fund = next(a for a in scenario.actors if a.kind == "fund")
    params = scenario.params(0)
    others = (*_donors(scenario), *_implementers(scenario), fund)
    _fill(world, "other_prior", [prior(params, a) for a in others])


def _fill_cast(world: Any, scenario: Scenario, donors: list[Actor], implementers: list[Actor]) -> None:
    fund = next(a for a in scenario.actors if a.kind == "fund")
    with_budget = [(d.id, j) for j, d in enumerate(donors) if d.ceiling_musd > 0.0]
    parties = [j for _, j in sorted([*with_budget, (fund.id, -1)])]
    channels = [CHANNELS[m.channel or "un"] for m in implementers]
    world["n_donors"], world["n_implementers"] = len(donors), len(implementers)
    world["n_others"], world["n_tables"] = len(donors) + len(implementers) + 1, len(parties)
    world["n_slots"] = len(implementers) + 1
    world["fund_id"], world["fund_table"] = fund.id, parties.index(-1)
    world["surveillance_live"] = any(a.surveillance and a.kind != "recipient" for a in scenario.actors)
    _fill(world, "table_party", parties)
    _fill(world, "own_table", [parties.index(j) if j in parties else -1 for j in range(len(donors))])
    _fill(world, "implementer_channel", channels)
    _fill(world, "channel_of_slot", [DIRECT, *channels])
    columns: dict[str, Callable[[Actor], Any]] = {
        "donor_id": lambda d: d.id,
        "rival": lambda d: d.rival,
        "security_weight": lambda d: d.security_weight,
        "ceiling": lambda d: d.ceiling_musd,
        "cycle": lambda d: d.cycle or 0,
        "phase": lambda d: d.phase or 0,
        "partisan": lambda d: d.partisan,
        "first_government": _first_government,
        "donor_tie0": lambda d: d.ties.get("DPRK", 0.0),
        "broad_relief": lambda d: d.broad_relief,
        "surveillance": lambda d: d.surveillance,
        "counts": lambda d: d.ceiling_musd > 0.0 or d.rival,
    }
    for name, read in columns.items():
        _fill(world, name, [read(d) for d in donors])


def _fill_mediators(
    world: Any, mediators: list[Actor], donors: list[Actor], implementers: list[Actor]
) -> None:
    world["n_mediators"] = len(mediators)
    for i, m in enumerate(mediators):
        world["mediator_is_donor"][i] = m.kind == "donor"
        world["mediator_place"][i] = (donors if m.kind == "donor" else implementers).index(m)
        world["mediator_tie0"][i] = m.ties.get("DPRK", 0.0)
        for j, d in enumerate(donors):
            world["third_party"][i, j] = 0.0 if m is d else m.ties.get(d.code, m.ties.get("donors", 0.0))


def _first_government(donor: Actor) -> int:
    if donor.hawkish is not None:
        return int(donor.hawkish)
    return -1 if donor.partisan else 0


def _enforcement_code(actor: Actor) -> float:
    if actor.enforcement is not None:
        return actor.enforcement
    return {"CHN": -1.0, "RUS": -2.0}.get(actor.code, 1.0)


def fill_references(world: Any, scenario: Scenario) -> None:
    """Quantities of the start that all policies share; no levers enter (ruling B10)."""
    p = scenario.params(0)
    s = p.sanctions
    leak = 0.0
    for i in range(int(world["n_traders"])):
        code = float(world["enforcement"][i])
        enforced = s.enf_CHN if code == -1.0 else s.enf_RUS if code == -2.0 else code
        leak = leak + economy.leak_part(float(world["trade_share"][i]), enforced)
    total, rivals = 0.0, 0
    for j in range(int(world["n_donors"])):
        if world["rival"][j]:
            total, rivals = total + sigmoid(float(world["other_prior"][j])), rivals + 1
    world["usual_tension"] = provocation.reference_tension(p.provocation)
    world["usual_rate"] = provocation.mean_rate(p.provocation)
    world["reference_severity"] = provocation.reference_severity(p.provocation)
    world["initial_breadth"] = sanctions.mean_breadth(s.U_bank, s.U_goods, s.U_fuel, s.U_trade)
    world["initial_fuel_breadth"] = s.U_fuel
    world["initial_economy"] = economy.economy_target(s.eps_E, s.U_trade, leak, 0.0)
    world["usual_trust_in_rivals"] = total / rivals if rivals else 0.0
    world["initial_mass"] = initial_mass(p.trust)
    world["e_law0"] = s.e_law0


def _events(scenario: Scenario, donors: list[Actor]) -> list[tuple[int, int, float, float]]:
    """Dated events as (month, kind, a, b), in the order of the scenario."""
    codes = [d.code for d in donors]
    out = []
    for e in scenario.events:
        numbers = _event_numbers(e, codes)
        if numbers is not None:
            out.append((e.month, *numbers))
    return out


def _event_numbers(e: Any, codes: list[str]) -> tuple[int, float, float] | None:
    """Kind and numbers of a dated event; ``None`` for those that act through the parameters."""
    match e.kind:
        case "flood":
            numbers = (layout.FLOOD, e.severity, 0.0)
        case "pandemic":
            numbers = (layout.PANDEMIC, e.severity, float(e.months))
        case "border_closure":
            numbers = (layout.CLOSURE, float(e.months), 0.0)
        case "government":
            numbers = (layout.GOVERNMENT, float(codes.index(e.actor)), float(e.hawkish))
        case "provocation":
            numbers = (layout.PROVOCATION, float(e.severity_class), float(e.count))
        case "resolution":
            bits = sum(1 << sanctions.SECTORS.index(sector) for sector in e.sectors or sanctions.SECTORS)
            numbers = (layout.RESOLUTION, -1.0 if e.breadth is None else e.breadth, float(bits))
        case "exercise":
            numbers = (layout.EXERCISE, e.intensity, 0.0)
        case _:
            return None
    return numbers


def _menus(world: Any, rows: list[Levers], carriers: tuple[str, ...]) -> tuple[Menus, layout.Ints]:
    """All distinct menus of the schedule, and which one each table has under each lever row."""
    place: dict[Menu, int] = {}
    tables = int(world["n_tables"])
    menu = np.zeros((len(rows), tables, 2), dtype=np.int64)
    for i, levers in enumerate(rows):
        for k in range(tables):
            party = int(world["table_party"][k])
            rival = party >= 0 and bool(world["rival"][party])
            for broad in (0, 1):
                wanted = menu_for(levers, carriers, rival, party < 0, bool(broad))
                menu[i, k, broad] = place.setdefault(wanted, len(place))
    return _columns(tuple(place)), menu


@lru_cache(maxsize=256)
def _columns(menus: tuple[Menu, ...]) -> Menus:
    return menus_of([package_table(menu) for menu in menus])
