"""The fixed world of a run, from a scenario: the cast, who mediates and trades, priors, quantities of the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from diplosim.engine import start
from diplosim.engine.records import Capacity, Records, room_for, world_dtype
from diplosim.engine.start import OWN_LEVEL
from diplosim.metrics.state import World
from diplosim.rules import health
from diplosim.rules.delivery import CHANNELS, DIRECT
from diplosim.rules.numeric import logit
from diplosim.rules.params import Params
from diplosim.rules.start import LEVELS
from diplosim.scenario import Actor, Scenario


def world_of(scenario: Scenario) -> tuple[Records, Capacity]:
    """The world of a scenario, and the room that its cast needs."""
    donors, implementers = donors_of(scenario), implementers_of(scenario)
    mediators = [a for a in scenario.actors if a.mediator and a.kind in ("donor", "implementer")]
    traders = [a for a in scenario.actors if a.trade_share > 0.0]
    room = room_for(Capacity(len(donors), len(implementers), len(mediators), len(traders)))
    worlds: Records = np.zeros(1, dtype=world_dtype(room))
    world = worlds[0]
    world["months"] = scenario.months
    world["first_month_of_year"] = scenario.month_of_year(0)
    world["first_stance"] = scenario.stance == "open"
    _fill_start(world, scenario)
    _fill_cast(world, scenario, donors, implementers)
    _fill_trust(world, scenario, donors, implementers)
    _fill_mediators(world, scenario, mediators, donors, implementers)
    fill(world, "trade_share", [a.trade_share for a in traders])
    fill(world, "enforcement", [_enforcement_code(a) for a in traders])
    world["n_traders"] = len(traders)
    _fill_agreements(world, scenario, donors, implementers)
    fill_start(worlds, scenario.params(0))
    return worlds, room


def _fill_start(world: Any, scenario: Scenario) -> None:
    """Where tension, access and health start, and the drives of the recipient; a month of -1: never."""
    world["second_model"] = scenario.second_model
    world["tension_at_start"] = scenario.tension
    first, drives = scenario.health, scenario.recipient
    world["initial_access"] = scenario.access
    blocks = first.blocks.levels
    fill(world, "initial_blocks", blocks)
    usual = health.burden0(health.health_system(*blocks))
    world["initial_burden"] = usual if first.burden is None else first.burden
    fill(world, "initial_capability", (first.capability_vaccines, first.capability_tb))
    world["initial_vaccine_stock"] = first.vaccine_stock
    world["initial_vaccine_line"] = first.vaccine_line
    world["hospitals_a_year"] = drives.hospitals_per_year
    world["koryo_drive"] = drives.koryo_drive
    world["insurance_from"] = -1 if drives.insurance_from is None else drives.insurance_from
    world["joins_network"] = -1 if drives.joins_network is None else drives.joins_network


def _fill_agreements(world: Any, scenario: Scenario, donors: list[Actor], implementers: list[Actor]) -> None:
    """What is in force at the start, by table."""
    carriers = tuple(m.channel or "un" for m in implementers)
    codes = [donor.code for donor in donors]
    world["n_start"] = len(scenario.agreements)
    for place, agreement in enumerate(scenario.agreements):
        k = int(world["own_table"][codes.index(agreement.donor)])
        world["start_tables"][place] = k
        for name, value in (("D", agreement.months), ("age", agreement.age), ("x", agreement.money_share)):
            world[f"start_{name}"][k] = value
        world["start_c"][k], world["start_a"][k] = agreement.cofinancing, agreement.access
        world["start_levels"][k] = (agreement.slot(carriers), *agreement.levels)


def fill(record: Any, name: str, values: Sequence[Any]) -> None:
    """Write values into the first places of an array field."""
    record[name][: len(values)] = values


def donors_of(scenario: Scenario) -> list[Actor]:
    """The donors of a cast, in order of actor id."""
    return [a for a in scenario.actors if a.kind == "donor"]


def implementers_of(scenario: Scenario) -> list[Actor]:
    """The implementers of a cast, in order of actor id."""
    return [a for a in scenario.actors if a.kind == "implementer"]


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
    fill(world, "table_party", parties)
    fill(world, "own_table", [parties.index(j) if j in parties else -1 for j in range(len(donors))])
    fill(world, "implementer_channel", channels)
    fill(world, "channel_of_slot", [DIRECT, *channels])
    columns: dict[str, Callable[[Actor], Any]] = {
        "donor_id": lambda d: d.id,
        "rival": lambda d: d.rival,
        "security_weight": lambda d: d.security_weight,
        "ceiling": lambda d: d.ceiling_musd,
        "cycle": lambda d: d.cycle or 0,
        "phase": lambda d: d.phase or 0,
        "partisan": lambda d: d.partisan,
        "first_government": _first_government,
        "donor_tie0": lambda d: d.ties.get(scenario.recipient_code, 0.0),
        "broad_relief": lambda d: d.broad_relief,
        "reluctance": lambda d: d.reluctance,
        "health_fund": lambda d: d.health_fund,
        "patron": lambda d: d.trust_class == "patron",
        "surveillance": lambda d: d.surveillance,
        "traditional_medicine": lambda d: d.traditional_medicine,
        "counts": lambda d: d.ceiling_musd > 0.0 or d.rival,
    }
    for name, read in columns.items():
        fill(world, name, [read(d) for d in donors])


def _fill_mediators(
    world: Any, scenario: Scenario, mediators: list[Actor], donors: list[Actor], implementers: list[Actor]
) -> None:
    world["n_mediators"] = len(mediators)
    for i, m in enumerate(mediators):
        world["mediator_is_donor"][i] = m.kind == "donor"
        world["mediator_place"][i] = (donors if m.kind == "donor" else implementers).index(m)
        world["mediator_tie0"][i] = m.ties.get(scenario.recipient_code, 0.0)
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


def _fill_trust(world: Any, scenario: Scenario, donors: list[Actor], implementers: list[Actor]) -> None:
    """Which starting level of trust everybody but the recipient has: donors, implementers, the fund."""
    fund = next(a for a in scenario.actors if a.kind == "fund")
    for i, actor in enumerate((*donors, *implementers, fund)):
        own = actor.trust_prior
        world["trust_level"][i] = LEVELS.index(actor.trust_class or "neutral") if own is None else OWN_LEVEL
        world["other_prior"][i] = 0.0 if own is None else logit(own)


def fill_start(worlds: Records, params: Params) -> None:
    """Fill in what of a world follows from the parameters of month 0."""
    world = worlds[0]
    plain = SimpleNamespace(**{name: world[name].tolist() for name in worlds.dtype.names or ()})
    start.fill_start(cast(World, plain), params)  # a record's own attributes take ten times as long
    for name in start.FILLED:
        world[name] = getattr(plain, name)
