"""Where a reader may start: the scenarios that come with diplosim, each with the world that its runs are played in.

Scenarios that differ only in policies, title and question share what else there is (``bases``).
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np

from diplosim.engine.pack import pack
from diplosim.engine.records import LEAST, Records
from diplosim.engine.start import FILLED, OWN_LEVEL
from diplosim.engine.world import donors_of
from diplosim.errors import DiplosimError
from diplosim.scenario import PARAMETERS, Actor, Scenario
from diplosim.scenario.files import shipped_files
from diplosim.scenario.moves import as_plain

#: Of an actor: what the page tells, and what decides which policies and menus fit the cast.
ACTOR_KEYS = (
    "id", "code", "name", "kind", "rival", "ceiling_musd", "partisan", "hawkish", "channel", "broad_relief",
    "health_fund",
)  # fmt: skip
#: How far from its own value a ceiling may be moved on the page.
CEILING_SPAN = (0.25, 4.0)
#: The scenario that a page shows first, and compares with.
FIRST = "status_quo"


def playable() -> dict[str, Scenario]:
    """The scenarios that come with diplosim and fit the kernel of the page, the first one first."""
    names = sorted(shipped_files("scenarios"), key=lambda name: (name != FIRST, name))
    loaded = {name: Scenario.load(name) for name in names}
    return {name: scenario for name, scenario in loaded.items() if pack(scenario).room == LEAST}


def presets_data(scenarios: dict[str, Scenario] | None = None) -> dict[str, Any]:
    """``presets`` in their order, and the ``bases`` that they share."""
    bases: dict[str, int] = {}
    presets = []
    for name, scenario in (playable() if scenarios is None else scenarios).items():
        base = json.dumps(base_data(scenario), allow_nan=False)
        presets.append(
            {
                "name": name, "title": scenario.title or name.replace("_", " ").capitalize(),
                "question": scenario.question, "seed": scenario.seed, "replicates": scenario.replicates,
                "policies": [use_data(use) for use in scenario.policies],
                "base": bases.setdefault(base, len(bases)), **moves_data(scenario),
            }
        )  # fmt: skip
    return {"presets": presets, "bases": [json.loads(base) for base in bases]}


def moves_data(scenario: Scenario) -> dict[str, Any]:
    """Decisions taken in an actor's place, if there are any; months count from 0."""
    plain = as_plain(scenario.moves, scenario.calendar)
    moves = [{**told, "at": move.at, "table": move.table or move.actor}
             for move, told in zip(scenario.moves, plain, strict=True)]  # fmt: skip
    return {"moves": moves} if moves else {}


def use_data(use: Any) -> dict[str, Any]:
    """A policy in a scenario; months count from 0."""
    return {
        "name": use.name, "strength": use.strength, "from": use.start, "until": use.end,
        "options": {key: list(value) if isinstance(value, tuple) else value for key, value in use.options.items()},
    }  # fmt: skip


def base_data(scenario: Scenario) -> dict[str, Any]:
    """Everything about a scenario but its policies, its name and its runs."""
    packed = pack(scenario.with_(policies=[], moves=[]))
    plain = scenario.to_dict()
    defaults = {name: p.default for name, p in PARAMETERS.items()}
    return {
        "start": scenario.start, "months": scenario.months,
        "actors": [actor_data(actor) for actor in scenario.actors],
        "parameters": {
            name: value for name, value in plain["parameters"].items() if value != _file(defaults[name])
        },
        "changes": [[event.month, changes(event.changes)] for event in scenario.events if event.changes],
        "world": [[at, base64.b64encode(run).decode("ascii")] for at, run in runs(_unfilled(packed.worlds))],
        "rows": packed.book.event.tolist(),
        "offers": [_offer(scenario, offer) for offer in scenario.offers],
    }  # fmt: skip


def _unfilled(worlds: Records) -> bytes:
    """A world without what the kernel of the page fills in."""
    block = bytearray(worlds.tobytes())
    bare = np.frombuffer(
        block, dtype=worlds.dtype
    )  # a copy of records would leave what lies between them to chance
    for name in FILLED:
        bare[name] = (
            np.where(bare["trust_level"] == OWN_LEVEL, bare[name], 0.0) if name == "other_prior" else 0.0
        )
    return bytes(block)


def runs(block: bytes) -> list[tuple[int, bytes]]:
    """What is not zero in a block, as places and bytes: most of a world's room is empty."""
    return [(match.start(), match[0]) for match in re.finditer(rb"[^\0](?:\0{0,7}[^\0])*", block)]


def changes(values: dict[str, Any]) -> dict[str, Any]:
    """Parameters that an event changes, as files write them."""
    return {name: _file(value) for name, value in values.items()}


def _file(value: Any) -> Any:
    return "poisson" if value == float("inf") else value


def actor_data(actor: Actor) -> dict[str, Any]:
    """An actor as far as the page needs it; what is not there is off."""
    found = {key: getattr(actor, key) for key in ACTOR_KEYS}
    kept = {key: value for key, value in found.items() if value not in (None, False) or key == "hawkish"}
    if actor.kind == "donor" and actor.ceiling_musd > 0:
        kept["ceiling_range"] = [round(part * actor.ceiling_musd, 6) for part in CEILING_SPAN]
    return kept


def _offer(scenario: Scenario, offer: Any) -> list[Any]:
    """A dated offer: month, donor's place, and the levels of its one package."""
    carriers = tuple(actor.channel or "un" for actor in scenario.actors if actor.kind == "implementer")
    place = [donor.code for donor in donors_of(scenario)].index(offer.donor)
    package = (offer.money_share, offer.months, offer.cofinancing, offer.access, offer.slot(carriers), 0)
    return [offer.at, place, *package, *offer.levels]


def problem_of(scenario: Scenario) -> str:
    """Why a scenario cannot be shown on the page; empty if it can."""
    try:
        room = pack(scenario).room
    except DiplosimError as error:
        return str(error)
    return "" if room == LEAST else f"the page has room for {LEAST.donors} donors"
