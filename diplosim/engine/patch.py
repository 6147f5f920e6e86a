"""Many worlds of one scenario that differ in parameters: a packed scenario whose numbers are written over.

Checking a changed scenario anew takes thirty times as long. What is made is what `pack` makes of the scenario with
these parameters (`tests/engine/test_patch.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from diplosim.engine.pack import Packed, pack
from diplosim.engine.records import Records
from diplosim.engine.world import fill_priors, fill_references
from diplosim.metrics.record import Floats
from diplosim.policies import get
from diplosim.rules.params import Params
from diplosim.scenario import PARAMETERS, Scenario, unknown_parameter


class Patch:
    """A packed scenario, and the parameters that are written over."""

    def __init__(self, scenario: Scenario, names: Sequence[str]) -> None:
        _check(scenario, names)
        self.scenario, self.names = scenario, tuple(names)
        self._packed = pack(scenario)
        #: Months in which a stretch of the same parameters begins, the first of them 0.
        self.since: tuple[int, ...] = tuple(int(month) for month in self._packed.params["since"])
        #: What the scenario itself says: stretches by names.
        self.own: Floats = np.stack([_column(self._packed.params, name) for name in self.names], axis=1)

    def worlds(self, values: Floats) -> list[Packed]:
        """A world for each draw; ``values`` by draw, stretch of months and name."""
        rows = np.repeat(self._packed.params[None], len(values), axis=0)
        for place, name in enumerate(self.names):
            _column(rows, name)[...] = values[:, :, place]
        worlds = np.repeat(self._packed.worlds[None], len(values), axis=0)
        for world, first in zip(worlds, values[:, 0], strict=True):
            params = self._first(first)
            fill_priors(world[0], self.scenario, params)
            fill_references(world[0], self.scenario, params)
        return [
            self._packed._replace(worlds=world, params=row) for world, row in zip(worlds, rows, strict=True)
        ]

    def _first(self, values: Floats) -> Params:
        """The parameters of month 0, as the rules take them."""
        found = self.scenario.params(0)
        by_group: dict[str, dict[str, float | int]] = {}
        for name, value in zip(self.names, values, strict=True):
            group, _, symbol = name.partition(".")
            whole = PARAMETERS[name].kind != "float"
            by_group.setdefault(group, {})[symbol] = int(value) if whole else float(value)
        changed = {group: getattr(found, group)._replace(**symbols) for group, symbols in by_group.items()}
        return found._replace(**changed)


def _column(rows: Records, name: str) -> Floats:
    """One symbol of rows of parameters; writing into it writes into the rows."""
    group, _, symbol = name.partition(".")
    return np.asarray(rows["symbols"][group][symbol])


def _check(scenario: Scenario, names: Sequence[str]) -> None:
    """Menus and levers stay as they are packed: what moves them cannot be written over."""
    followed = {
        option.parameter for use in scenario.policies for option in get(use.name).options if option.parameter
    }
    for name in names:
        if name not in PARAMETERS:
            raise KeyError(unknown_parameter(name))
        if name.startswith("mechanisms."):
            raise ValueError(f"{name} is a switch: menus depend on it, so pack the changed scenario instead")
        if name in followed:
            raise ValueError(f"a policy of {scenario.name} follows {name}: pack the changed scenario instead")
