"""The model held against the record: observed series, coding, stylised facts, hindcasts and their scores.

What is named here is for users; it is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplosim.history.coding import SERIES, coded
    from diplosim.history.ensemble import Runs
    from diplosim.history.facts import evaluate
    from diplosim.history.hindcast import Ensemble, Episode, Line, episodes, lines
    from diplosim.history.observed import answers, series
    from diplosim.history.scores import brier, crps, log_score, skill

__all__ = [
    "SERIES",
    "Ensemble",
    "Episode",
    "Line",
    "Runs",
    "answers",
    "brier",
    "coded",
    "crps",
    "episodes",
    "evaluate",
    "lines",
    "log_score",
    "series",
    "skill",
]
_HOMES = {
    "coding": ("SERIES", "coded"),
    "ensemble": ("Runs",),
    "facts": ("evaluate",),
    "hindcast": ("Ensemble", "Episode", "Line", "episodes", "lines"),
    "observed": ("answers", "series"),
    "scores": ("brier", "crps", "log_score", "skill"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562) and remember it."""
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: Any = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
