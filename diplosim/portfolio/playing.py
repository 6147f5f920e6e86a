"""What portfolios do: their outcomes by draw and replicate on the compiled engine, each world played once and kept.

All portfolios meet the same draws and the same shocks (common random numbers). What a world gave is kept in a file
named after all that decides it: a search that was killed asks again, is answered from the files, and ends with the same
bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import PlanError, choose_engine, write_files
from diplosim.experiment.arms import Worlds
from diplosim.experiment.engines import code_digest, prepare
from diplosim.experiment.folder import array_bytes, read_array
from diplosim.experiment.plan import samples_digest
from diplosim.experiment.vary import Sample
from diplosim.metrics.columns import outcome_names
from diplosim.portfolio.adaptive import Rule, spliced
from diplosim.portfolio.levers import Genes, Space
from diplosim.scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.engine.engine import Histories, Job

    Floats = NDArray[np.float64]

#: Worlds that are played together, so that memory stays small.
TOGETHER = 512


@dataclass(frozen=True)
class Draws:
    """The futures in which portfolios are judged: samples of the assumptions x replicates."""

    names: tuple[str, ...]
    samples: tuple[Sample, ...]
    seed: int
    first: int
    replicates: int

    @property
    def digest(self) -> str:
        """SHA-256 of what decides the futures."""
        facts = [list(self.names), samples_digest(self.samples), self.seed, self.first, self.replicates]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass
class Player:
    """Plays worlds in the draws, and remembers what came of them."""

    space: Space
    draws: Draws
    columns: tuple[str, ...]
    """The outcomes that are kept."""
    folder: Path | None = None
    """Where results are kept; without one in memory only."""
    threads: int | None = None
    plugins: Sequence[str] = ()
    say: Callable[[str], None] = lambda text: None
    _known: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._engine = choose_engine("auto", arms=[self.space.base])
        if self._engine.name == "mesa":
            raise PlanError(f"a search needs a faster engine than Mesa's ({self._engine.note})")
        metrics = [(rule.signpost.model_dump(), rule.by) for rule in self.space.rules]
        facts = [self.draws.digest, list(self.columns), metrics, code_digest(self.plugins)]
        self._seal = json.dumps(facts, sort_keys=True)

    def reference(self) -> Floats:
        """Outcomes of the scenario as it is: ``[sample, replicate, outcome]``."""
        return self.worlds([self.space.base])[0][..., : len(self.columns)]

    def portfolios(self, genes: Sequence[Genes]) -> list[Floats]:
        """Outcomes of portfolios; those that follow a rule are spliced run by run."""
        worlds = [self.space.worlds(each) for each in genes]
        played = iter(self.worlds([world for pair in worlds for world in pair]))
        found = []
        for each, pair in zip(genes, worlds, strict=True):
            arms = [next(played) for _ in pair]
            rule = self.space.rule(each)
            found.append(self._outcomes(arms[0]) if rule is None else self._spliced(rule, *arms))
        return found

    def switched_share(self, genes: Genes) -> float:
        """Share of the runs of a portfolio in which its rule switches."""
        rule = self.space.rule(genes)
        if rule is None:
            return 0.0
        return float(self._met(rule, self.worlds([self.space.worlds(genes)[0]])[0]).mean())

    def _outcomes(self, played: Floats) -> Floats:
        return played[..., : len(self.columns)]

    def _met(self, rule: Rule, played: Floats) -> Any:
        return played[..., len(self.columns) + self.space.rules.index(rule)] > 0

    def _spliced(self, rule: Rule, static: Floats, after: Floats) -> Floats:
        return spliced(self._met(rule, static), self._outcomes(static), self._outcomes(after))

    def worlds(self, scenarios: Sequence[Scenario]) -> list[Floats]:
        """Outcomes, then whether each rule's signpost is met, by sample and replicate; NaN where a world cannot be."""
        keys = [self._key(scenario) for scenario in scenarios]
        new = {
            key: s
            for key, s in zip(keys, scenarios, strict=True)
            if key not in self._known and not self._read(key)
        }
        size = max(1, TOGETHER // len(self.draws.samples))
        batches = list(new.items())
        for start in range(0, len(batches), size):
            batch = dict(batches[start : start + size])
            for key, values in zip(batch, self._play(list(batch.values())), strict=True):
                self._known[key] = values
            self._write(list(batch))
        return [self._known[key] for key in keys]

    def _key(self, scenario: Scenario) -> str:
        """Name of a world's results; its name and title do not matter."""
        facts = {k: v for k, v in scenario.to_dict().items() if k not in ("name", "title", "question")}
        text = json.dumps(facts, sort_keys=True) + self._seal
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _read(self, key: str) -> bool:
        """Whether the results of a world are kept; a damaged file counts as none."""
        kept = None if self.folder is None else read_array(self.folder / f"{key}.npy")
        if kept is not None:
            self._known[key] = kept
        return kept is not None

    def _write(self, keys: Sequence[str]) -> None:
        if self.folder is not None:
            write_files(self.folder, {f"{key}.npy": array_bytes(self._known[key]) for key in keys})

    def _play(self, scenarios: Sequence[Scenario]) -> list[Floats]:
        import numpy as np

        from diplosim.engine.engine import play

        width = len(self.columns) + len(self.space.rules)
        shape = (len(self.draws.samples), self.draws.replicates, width)
        found = [np.full(shape, np.nan) for _ in scenarios]
        places, jobs = self._jobs(scenarios)
        read = [rule.column for rule in self.space.rules]
        histories = play(jobs, threads=self.threads, keep=bool(read), columns=read or None)
        for (world, sample), history in zip(places, histories, strict=True):
            found[world][sample] = self._row(history)
        return found

    def _row(self, history: Histories) -> Floats:
        """What is kept of the replicates of one world."""
        import numpy as np

        names = list(outcome_names())
        values = history.outcomes[:, [names.index(name) for name in self.columns]]
        signs = [rule.met(history.trajectories[..., place]) for place, rule in enumerate(self.space.rules)]
        return np.column_stack([values, *signs])

    def _jobs(self, scenarios: Sequence[Scenario]) -> tuple[list[tuple[int, int]], list[Job]]:
        """What is to be played, and where its results belong: world and sample."""
        import numpy as np

        from diplosim.engine.engine import Job

        worlds = Worlds(scenarios)
        replicates = np.arange(self.draws.first, self.draws.first + self.draws.replicates)
        places, jobs = [], []
        for sample, values in enumerate(self.draws.samples):
            named = dict(zip(self.draws.names, values, strict=True))
            for arm in range(len(scenarios)):
                try:
                    packed = worlds.packed(arm, named, worlds.world(arm, named))
                except ScenarioError:
                    continue
                prepare(packed, self.say, self._engine.name)
                places.append((arm, sample))
                jobs.append(Job(packed, self.draws.seed, replicates, self._engine.name == "portable"))
        return places, jobs
