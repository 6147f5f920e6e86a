"""Ensembles without a simulation: every run of an episode has what it is told to have."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from diplosim.history.ensemble import Runs
from diplosim.history.hindcast import _COLUMNS, Ensemble, Episode, episodes


def runs(episode: Episode, monthly: Mapping[str, float], spread: float = 0.0, count: int = 21) -> Runs:
    """Runs with these numbers each month, spread evenly by so much around them."""
    by_run = np.linspace(-spread, spread, count)[:, None] * np.ones((count, episode.scenario.months))
    columns = {name: np.full_like(by_run, monthly.get(name, 0.0)) for name in _COLUMNS}
    columns["events"] = np.maximum(columns["events"] + by_run, 0.0)
    first = episode.scenario.start
    return Runs(int(first[:4]), int(first[5:7]), columns)


def ensemble(
    name: str, monthly: Mapping[str, float], off: Mapping[str, float], spread: float = 0.0
) -> Ensemble:
    """An episode in which the model says one thing, and another with its diplomatic terms off."""
    episode = episodes(name)[0]
    without = runs(episode, off, spread)
    return Ensemble(episode, runs(episode, monthly, spread), without, without)
