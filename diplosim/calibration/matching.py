"""Before the fit: which parameters move what is fitted (Morris), and which of their values the record rules out.

History matching by waves of plain runs: a draw is ruled out where some summary lies more than three standard deviations
from the record, counting the error of the record, chance (history happened once) and how often the draw was played.
A wave plays the survivors of the last one more often. If nothing is left, the model is wrong somewhere: that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.experiment.design import global_generators_kept
from diplosim.experiment.engines import PlanError

Floats = NDArray[np.float64]
#: Draws (places in the cube), and the replicates each is played with -> draws by replicates by summaries.
Play = Callable[[Floats, int], Floats]
IMPLAUSIBLE = 3.0
#: How often a draw is played in each wave.
PLAYS = (4, 16)
#: How often a place of the screening is played.
SCREENED = 2


class Wave(NamedTuple):
    """What one wave left."""

    draws: int
    plays: int
    left: int
    ruled_out: Floats
    """By summary: the share of the draws that it alone rules out."""


class Matched(NamedTuple):
    """What the waves left of the prior."""

    waves: list[Wave]
    signal: Floats
    """By summary: variance between the first draws over that of the record's error and chance together."""
    chance: Floats
    """By summary: how much it varies from run to run of a draw that is left, or of any if none is."""

    @property
    def share(self) -> float:
        """Of the prior, what is not ruled out."""
        share = 1.0
        for wave in self.waves:
            share *= wave.left / wave.draws
        return share


def rounded(values: Floats) -> Floats:
    """Six digits: the same on every machine, whatever the last bits of its sums are."""
    return np.array([float(f"{value:.6g}") for value in values])


def waves(play: Play, first: Floats, most: int, recorded: Floats, error: Floats) -> Matched:
    """Rule out, beginning with these draws; a further wave has no more than ``most``."""
    found: list[Wave] = []
    signal = np.zeros(len(recorded))
    places = first
    for plays in PLAYS:
        runs = play(places, plays)
        mean, varied = runs.mean(axis=1), runs.var(axis=1, ddof=1)
        chance = np.sqrt(varied.mean(axis=0))
        if not found:
            between = np.maximum(0.0, mean.var(axis=0, ddof=1) - varied.mean(axis=0) / plays)
            signal = between / (error**2 + chance**2)
        for _ in range(2):  # chance is that of the draws that are left
            allowed = np.sqrt(error**2 + chance**2 * (1.0 + 1.0 / plays))
            beyond = np.abs(mean - recorded) / allowed >= IMPLAUSIBLE
            left = ~beyond.any(axis=1)
            if left.any():
                chance = np.sqrt(varied[left].mean(axis=0))
        found.append(Wave(len(places), plays, int(left.sum()), beyond.mean(axis=0)))
        places = places[left][:most]
        if not left.any():
            break
    return Matched(found, signal, rounded(chance))


def screen(
    play: Play, names: Sequence[str], scale: Floats, trajectories: int, seed: int
) -> list[tuple[str, int, float, float]]:
    """For every parameter: the summary that it moves most, by how many of its standard deviations, and how unevenly.

    Morris' mean absolute elementary effect over the whole range, and the standard deviation of the effects.
    """
    try:
        from SALib.analyze import morris as analyse
        from SALib.sample import morris
    except ModuleNotFoundError as error:
        raise PlanError(
            "the screening needs the package SALib; install it with: pip install 'diplosim[sweep]'"
        ) from error
    problem: dict[str, Any] = {
        "num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)
    }  # fmt: skip
    with global_generators_kept():
        rows = morris.sample(problem, trajectories, num_levels=4, seed=seed + 1)
        made = play(np.asarray(rows, dtype=float), SCREENED).mean(axis=1) / scale
        effects = [
            analyse.analyze(problem, rows, made[:, place], num_levels=4, seed=seed + 1)
            for place in range(made.shape[1])
        ]
    told = []
    for place, name in enumerate(names):
        sizes = [float(effect["mu_star"][place]) for effect in effects]
        most = max(range(len(sizes)), key=sizes.__getitem__)
        told.append((name, most, sizes[most], float(effects[most]["sigma"][place])))
    return told
