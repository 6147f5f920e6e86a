"""diplosim: health-diplomacy negotiations with the DPRK as an agent-based model.

A thinking aid, not a forecast. Everything named here is loaded when it is first used, so that importing
the package is quick::

    import diplosim as ds

    scenario = ds.Scenario.load("pooled_fund")
    results = ds.simulate(scenario, replicates=100)
    pair = ds.compare(ds.Scenario.load("status_quo"), scenario)
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from diplosim.version import __version__

if TYPE_CHECKING:
    from diplosim.api import Experiment, Results, compare, open_results, simulate
    from diplosim.errors import DiplosimError
    from diplosim.experiment import Fan, fan, state_hashes
    from diplosim.model.model import DiplomacyModel
    from diplosim.page.explore import explore
    from diplosim.policies import load_plugin
    from diplosim.scenario import Scenario, ScenarioError

# Arrow's own allocator keeps what a thread leaves behind when it ends, some MiB with every sweep (benchmarks/soak.py).
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

__all__ = [
    "DiplomacyModel",
    "DiplosimError",
    "Experiment",
    "Fan",
    "Results",
    "Scenario",
    "ScenarioError",
    "__version__",
    "compare",
    "explore",
    "fan",
    "load_plugin",
    "open_results",
    "simulate",
    "state_hashes",
]

_HOMES = {
    "DiplosimError": "diplosim.errors",
    "Experiment": "diplosim.api",
    "Fan": "diplosim.experiment",
    "Results": "diplosim.api",
    "Scenario": "diplosim.scenario",
    "ScenarioError": "diplosim.scenario",
    "compare": "diplosim.api",
    "explore": "diplosim.page.explore",
    "fan": "diplosim.experiment",
    "load_plugin": "diplosim.policies",
    "open_results": "diplosim.api",
    "simulate": "diplosim.api",
    "state_hashes": "diplosim.experiment",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562) and remember it."""
    if name == "DiplomacyModel":
        from diplosim.experiment import mesa_engine

        value: Any = mesa_engine()
    elif name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'diplosim' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
