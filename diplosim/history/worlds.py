"""The worlds that are played for the stylised facts: shipped scenarios, and what is different in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from diplosim.history.ensemble import Runs
from diplosim.history.patterns import COLUMNS, COVAX, SOUTH_KOREAN
from diplosim.scenario import Scenario

Change = Callable[[Scenario], Scenario]


class World(NamedTuple):
    """A world that is played for the facts."""

    scenario: str
    """Name of a shipped scenario."""
    words: str
    """In what it differs from it."""
    vary: Change


def as_it_is(scenario: Scenario) -> Scenario:
    """Nothing is different."""
    return scenario


def _building(scenario: Scenario) -> Scenario:
    border = [e for e in scenario.to_dict()["events"] if e["kind"] not in ("border_closure", "pandemic")]
    low = {"capability_vaccines": 0.37, "vaccine_stock": 0.0}
    return scenario.with_(months=240, health=low, events=border)


def _washington(hawkish: bool) -> Change:
    return lambda s: s.with_(actors={"USA": {"hawkish": hawkish, "cycle": None, "phase": None}})


def _offering(donor: str, months: Sequence[str], **terms: object) -> Change:
    return lambda s: s.with_(offers=[{"at": at, "donor": donor, "months": 12, **terms} for at in months])


_VACCINES = _offering("GHF", COVAX, money_share=0.5, access=0.8)
WORLDS: dict[str, World] = {
    "since 2014": World("status_quo_2014", "", as_it_is),
    "calm": World(
        "status_quo_2014", "no resolution", lambda s: s.with_(parameters={"sanctions.p_prop": 0.0})
    ),
    "covax": World("status_quo_2014", "four dated offers of vaccines", _VACCINES),
    "building": World("status_quo_2014", "DTP3 begins at .37, no closure, 240 months", _building),
    "long": World("long_1990", "", as_it_is),
    "rok": World(
        "long_1990",
        "South Korea may give 200 M$ a year",
        lambda s: s.with_(actors={"ROK": {"ceiling_musd": 200.0}}),
    ),
    **{
        f"rok {channel}": World(
            "long_1990",
            f"dated South Korean offers, channel {channel}",
            _offering("ROK", SOUTH_KOREAN, money_share=0.5, access=0.5, channel=channel),
        )
        for channel in ("direct", "un")
    },
    "hawk": World("status_quo", "Washington hawkish throughout", _washington(True)),
    "dove": World("status_quo", "Washington dovish throughout", _washington(False)),
    "project": World("episode_e4_who_unicef_project", "", as_it_is),
}


class Ensembles(Mapping[str, Runs]):
    """The worlds, each played when it is first asked for; ``changes`` of every scenario share the runs evenly."""

    def __init__(
        self, replicates: int, seed: int | None = None, changes: Sequence[Change] = (as_it_is,)
    ) -> None:
        self._each, self._seed, self._changes = max(1, replicates // len(changes)), seed, tuple(changes)
        self.played: dict[str, Runs] = {}

    def __getitem__(self, name: str) -> Runs:
        if name not in self.played:
            world = WORLDS[name]
            scenario = Scenario.load(world.scenario)
            changed = [world.vary(change(scenario)) for change in self._changes]
            self.played[name] = Runs.joined([Runs.of(s, self._each, self._seed, COLUMNS) for s in changed])
        return self.played[name]

    def __iter__(self) -> Iterator[str]:
        return iter(WORLDS)

    def __len__(self) -> int:
        return len(WORLDS)
