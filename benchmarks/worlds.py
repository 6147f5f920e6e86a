"""What is measured: scenarios, casts of any size, and how large a run of them is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from diplosim.engine.book import LANES
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
from diplosim.model.model import DiplomacyModel
from diplosim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STATUS_QUO = SCENARIOS / "status_quo.yaml"
#: Shipped scenarios measured by the quick run: the baseline, many levers at once, a pooled table.
QUICK = ("status_quo", "ghd_bundle", "pooled_fund")
SIZE_COLUMNS = ("months", "actors", "tables", "packages", "open table-months", "draws")


def load(name: str) -> Scenario:
    """A shipped scenario by the name of its file."""
    return Scenario.load(SCENARIOS / f"{name}.yaml")


def shipped() -> list[str]:
    """Names of all shipped scenario files."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def with_donors(donors: int, months: int = 120) -> Scenario:
    """The status quo with further neutral donors, or with some of its own taken out."""
    base = load("status_quo").with_(months=months)
    own = [a.code for a in base.actors if a.kind == "donor"]
    changes: dict[str, Any] = {code: {"present": False} for code in own[donors:]}
    changes |= {
        f"D{n}": {"kind": "donor", "ceiling_musd": 5.0, "trust_class": "neutral", "ties": {"DPRK": 0.5}}
        for n in range(len(own), donors)
    }
    return Scenario.from_dict(
        {"scenario": 1, "name": f"donors_{donors}", "months": months, "actors": changes}
    )


def player(
    scenario: Scenario, runs: int, threads: int = 1, keep: bool = True, first: int = 0
) -> Callable[[], Any]:
    """Play some replicates on the compiled engine; packing the scenario is not part of it."""
    job = Job(pack(scenario), scenario.seed, np.arange(first, first + runs, dtype=np.int64))
    return lambda: play([job], threads, keep)[0]


class Size(NamedTuple):
    """What a run consists of; the last two are means over some runs."""

    months: int
    actors: int
    tables: int
    packages: int
    open_table_months: float
    draws: float

    def cells(self) -> tuple[str, ...]:
        """For a table with `SIZE_COLUMNS`."""
        whole = self.months, self.actors, self.tables, self.packages
        return (*(str(n) for n in whole), f"{self.open_table_months:.0f}", f"{self.draws:.0f}")


class _Counting(DiplomacyModel):
    """The Mesa model, counting its draws."""

    draws = 0

    def draw(self, *address: Any, **named: Any) -> float:
        self.draws += 1
        return float(super().draw(*address, **named))


def size_of(scenario: Scenario, runs: int = 3) -> Size:
    """Count months, actors, tables, packages of the largest menu, months of talks and draws."""
    tables, talks, draws = 0, 0, 0
    for replicate in range(runs):
        model = _Counting(scenario, replicate=replicate, log=False)
        tables = len(model.tables)
        while model.running:
            model.step()
            talks += sum(table.state.name == "OPEN" for table in model.tables)
        draws += model.draws
    packages = LANES * int(np.diff(pack(scenario).book.menu["block"]).max())
    return Size(scenario.months, len(scenario.actors), tables, packages, talks / runs, draws / runs)
