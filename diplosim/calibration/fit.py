"""A fit from beginning to end: screening, waves, a population near the record, and what is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from diplosim.calibration import matching, smc, summaries
from diplosim.calibration.batch import Batch, Floats, World, until
from diplosim.calibration.kept import Ints, Kept
from diplosim.calibration.priors import NAMES, from_unit
from diplosim.calibration.summaries import FASTEST_FIRST, LAST_MONTH, LONG, TARGETS, Fit, Target
from diplosim.experiment import PlanError, choose_engine
from diplosim.experiment.engines import code_digest
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
        own = [(here / name).read_bytes() for name in ("batch.py", "priors.py", "summaries.py")]
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
    matched: matching.Matched
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
    matched = matching.waves(play.several, first, further, recorded, error)
    spread = matching.rounded(np.sqrt(error**2 + matched.chance**2))
    screened = matching.screen(play.several, NAMES, spread, trajectories, settings.seed % 2**31)
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
    waves = wave * matching.PLAYS[0] + further * matching.PLAYS[1]
    return settings.draws + waves + trajectories * (len(NAMES) + 1) * matching.SCREENED + ROWS
