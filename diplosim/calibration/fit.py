"""A fit from beginning to end: waves and screening, a population near the record, and what is said about it.

History matching by waves of plain runs: a draw is ruled out where some summary lies more than three standard deviations
from the record, counting the error of the record, chance (history happened once) and how often the draw was played.
A wave plays the survivors of the last one more often. If nothing is left, the model is wrong somewhere: that is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.calibration import smc, summaries
from diplosim.calibration.batch import NAMES, Batch, Floats, World, from_unit, until
from diplosim.calibration.smc import Ints, Kept
from diplosim.calibration.summaries import FASTEST_FIRST, LAST_MONTH, LONG, TARGETS, Fit, Target
from diplosim.experiment.design import global_generators_kept
from diplosim.experiment.engines import PlanError, choose_engine, code_digest
from diplosim.scenario import Scenario

DRAWS = 100_000
#: Fewest draws from which a population can be kept.
FEWEST = 1000
SEED = 20_171_231
#: Of a summary's variance between draws over that from run to run: below, it tells no draw from another, and its
#: chance would blur those that do. It is compared after the fit all the same.
SIGNAL = 0.3
#: Rows that are shipped.
ROWS = 500
#: Draws of the first wave, most draws of a further one, and trajectories of the screening; fewer for small fits.
WAVE, FURTHER, TRAJECTORIES = 1000, 200, 20


@dataclass(frozen=True)
class Settings:
    """What to fit, and how long to look."""

    fit: Fit = "full"
    draws: int = DRAWS
    seed: int = SEED

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What is fitted."""
        fitted = [target for target in TARGETS if self.fit in target.fits]
        return tuple(sorted(fitted, key=lambda target: FASTEST_FIRST.index(target.scenario)))

    @property
    def before(self) -> tuple[int, int, int]:
        """Draws of the first wave, most of a further one, trajectories of the screening."""
        return (
            min(WAVE, self.draws // 10), min(FURTHER, self.draws // 50), min(TRAJECTORIES, max(2, self.draws // 1000))
        )  # fmt: skip

    @property
    def identity(self) -> str:
        """All that a simulation depends on besides its draw."""
        here = Path(__file__).parent
        own = [(here / name).read_bytes() for name in ("batch.py", "summaries.py")]
        seal = hashlib.sha256(b"".join(own)).hexdigest()
        return f"{self.fit} {self.seed} {seal} {code_digest()}"


@dataclass(frozen=True)
class Fitted:
    """What a fit found."""

    settings: Settings
    recorded: Floats
    scale: Floats
    """By target: how far a run may be off, error of the record and chance together."""
    used: NDArray[np.bool_]
    """Which targets the distance counts."""
    screened: list[tuple[str, int, float, float]]
    matched: Matched
    near: smc.Population
    chosen: Floats
    """The members that are shipped, in the units of the parameters."""
    predicted: Floats
    """What new runs of these give, errors of the record included: by member and target."""


def batch_of(targets: tuple[Target, ...], seed: int) -> Batch:
    """The scenarios of these targets, with nothing that happened after 2017 but in E8."""
    worlds = []
    for name in dict.fromkeys(target.scenario for target in targets):
        scenario = Scenario.load(name)
        worlds.append(World(until(scenario, LAST_MONTH) if name == LONG else scenario, NAMES))
    made = {
        world.scenario.name: {t.name: t.made for t in targets if t.scenario == world.scenario.name}
        for world in worlds
    }
    return Batch(worlds, made, summaries.COLUMNS, seed)


def fit(settings: Settings, folder: Path, told: Callable[[int], None], threads: int | None = None) -> Fitted:
    """Fit; ``told`` hears of every simulation that is there. Raises ``PlanError`` where it cannot begin."""
    if settings.draws < FEWEST:
        raise PlanError(f"a fit needs at least {FEWEST} draws, not {settings.draws}")
    choose_engine("compiled")
    batch = batch_of(settings.targets, settings.seed)
    recorded = np.array([target.recorded() for target in settings.targets])
    error = np.array([target.error for target in settings.targets])
    scale = np.full(len(error), np.inf)  # until the waves have told what chance does

    def run(places: Floats, numbers: Ints, errors: Floats, limit: float) -> Floats:
        def beyond(rows: Ints, found: Floats) -> NDArray[np.bool_]:
            known = slice(found.shape[1])
            away = smc.distances(found + errors[rows, known], recorded[known], scale[known])
            return np.asarray(away > limit)

        return batch(from_unit(places), numbers, threads, beyond)

    play = Kept(run, len(error), folder / "simulations", settings.identity, told)
    wave, further, trajectories = settings.before
    first = smc.generator(settings.seed + 1).random((wave, len(NAMES)))
    matched = waves(play.several, first, further, recorded, error)
    spread = rounded(np.sqrt(error**2 + matched.chance**2))
    screened = screen(play.several, NAMES, spread, trajectories, settings.seed % 2**31)
    used = matched.signal >= SIGNAL
    scale = np.where(used, spread, np.inf)
    blurred = smc.generator(settings.seed + 2)

    def simulate(places: Floats, limit: float) -> Floats:
        """Summaries as they would be recorded, errors included."""
        errors = error * smc.about_normal(blurred, (len(places), len(error)))
        return np.asarray(play(places, errors, limit) + errors)

    near = smc.sample(
        simulate,
        lambda found: smc.distances(found, recorded, scale),
        len(NAMES),
        settings.draws,
        settings.seed,
    )
    order = smc.generator(settings.seed + 3).permutation(len(near.places))[:ROWS]
    places = near.places[order]
    return Fitted(
        settings, recorded, spread, used, screened, matched, near, from_unit(places), simulate(places, np.inf)
    )


def simulations(settings: Settings) -> int:
    """How many runs of all scenarios a fit takes, at most."""
    wave, further, trajectories = settings.before
    waves = wave * PLAYS[0] + further * PLAYS[1]
    return settings.draws + waves + trajectories * (len(NAMES) + 1) * SCREENED + ROWS


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
