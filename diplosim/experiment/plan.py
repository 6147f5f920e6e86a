"""The plan of an experiment: every run counted and numbered, and the chunks in which they are computed and stored."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from diplosim.cases import default_names
from diplosim.experiment.arms import Worlds
from diplosim.experiment.attribution import Change, changes, with_worlds
from diplosim.experiment.blocks import Block, Run, Runs, blocks_of
from diplosim.experiment.definition import Definition
from diplosim.experiment.engines import PlanError, code_digest
from diplosim.experiment.vary import Sample
from diplosim.scenario import Scenario
from diplosim.wording.names import plural

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.engine.pack import Packed
    from diplosim.model.actors.base import CastMember

    Ints = NDArray[np.int64]

#: Runs of 120 months in a chunk: a quarter of a second of work on the compiled engine, two seconds on the other.
CHUNK_RUNS = {"compiled": 800, "portable": 800, "mesa": 20}
#: Small plans are cut into so many chunks, for progress and for Ctrl-C, but not into smaller ones than these.
PIECES, SMALLEST_CHUNK = 16, {"compiled": 50, "portable": 50, "mesa": 5}
#: Monthly rows that are kept unless all are asked for: whole pairs, evenly spread over the plan.
KEPT_ROWS = 600_000
#: Runs that one folder may hold: some days on a good machine, and 40 GB.
MOST_RUNS = 100_000_000
#: Roughly what a run of 120 months takes on the compiled engine, for a sum that is refused anyway.
SECONDS_A_RUN, SECONDS_A_YEAR = 0.002, 31_557_600
#: Marks in the facts of a plan an arm that nobody asked for; its value is the arm whose world it is.
WORLD_OF = "world_of"
#: What people call the recipient, in the facts of a plan, if not what they call that of the default case.
NAMED = "named"


@dataclass(frozen=True)
class Plan:
    """Arms x samples x replicates, in an order that holds whole pairs together."""

    name: str
    arms: tuple[Scenario, ...]
    names: tuple[str, ...]
    """What varies."""
    samples: tuple[Sample, ...]
    engine: str
    stride: int
    """One pair in this many keeps its months."""
    chunk: int
    """Runs in a chunk."""
    code: str
    """Digest of the code and of the plug-ins that decide the results."""
    first: int = 0
    """Number of the first replicate."""
    own: Mapping[str, type[CastMember]] = field(default_factory=dict)
    """Classes of the user's own by actor code; the Mesa engine alone can run them."""
    added: Mapping[str, str] = field(default_factory=dict)
    """Arms that nobody asked for, last of all, and the arm whose world each is: they tell world and policy apart."""
    held: bytes = b""
    """A bit for every run that need not be computed, since a smaller plan has it; empty if there is none."""

    @property
    def asked(self) -> tuple[Scenario, ...]:
        """The arms that were asked for, the reference first."""
        return tuple(arm for arm in self.arms if arm.name not in self.added)

    @cached_property
    def changes(self) -> list[Change]:
        """The arms whose world is not that of the reference."""
        return changes(self.arms, [arm.name for arm in self.asked], self.names)

    @property
    def replicates(self) -> int:
        """Runs of each arm in each sample."""
        return self.arms[0].replicates

    @property
    def runs(self) -> int:
        """Number of all runs."""
        return len(self.samples) * len(self.arms) * self.replicates

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.runs // self.chunk)

    @property
    def pairs(self) -> int:
        """Runs of each arm."""
        return len(self.samples) * self.replicates

    @property
    def traced(self) -> bool:
        """Whether the first run of each arm is kept with its records: where it does not stand for many samples."""
        return len(self.samples) == 1

    @property
    def kept_pairs(self) -> int:
        """Runs of each arm that keep their months."""
        return -(-self.pairs // self.stride)

    def run(self, number: int) -> Run:
        """The run with this number."""
        rest, place = divmod(number, self.replicates)
        sample, arm = divmod(rest, len(self.arms))
        kept = (sample * self.replicates + place) % self.stride == 0
        return Run(number, sample, arm, self.first + place, kept)

    def numbers(self, chunk: int) -> range:
        """The numbers of the runs of a chunk."""
        first = chunk * self.chunk
        return range(first, min(first + self.chunk, self.runs))

    def runs_of(self, numbers: Ints) -> Runs:
        """What the runs with these numbers are."""
        import numpy as np

        rest, place = np.divmod(numbers, self.replicates)
        sample, arm = np.divmod(rest, len(self.arms))
        return Runs(numbers, sample, arm, self.first + place, sample * self.replicates + place)

    def blocks(self, chunk: int) -> Iterator[Block]:
        """The runs of a chunk that are to be computed, world by world."""
        return blocks_of(self, self.numbers(chunk))

    def values(self, sample: int) -> dict[str, Any]:
        """What the sample sets."""
        return dict(zip(self.names, self.samples[sample], strict=True))

    def world(self, run: Run | Block) -> Scenario:
        """The scenario of a run; raises ``ScenarioError`` if its values do not fit together."""
        return self.worlds.world(run.arm, self.values(run.sample))

    @property
    def portable(self) -> bool:
        """Whether the portable kernel plays it."""
        return self.engine == "portable"

    def packed(self, run: Run | Block, world: Scenario) -> Packed:
        """The scenario of a run as the compiled engine takes it."""
        return self.worlds.packed(run.arm, self.values(run.sample), world)

    @cached_property
    def worlds(self) -> Worlds:
        """Maker of scenarios, with its memory."""
        return Worlds(self.arms)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What decides the results and how they are cut into chunks, as plain data; both engines give the same."""
        keys = ("name", "digest", "seed", "replicates", "start", "months")
        marks = {name: {WORLD_OF: arm} for name, arm in self.added.items()}
        named = self.arms[0].named
        return ({} if named == default_names() else {NAMED: list(named)}) | {
            "arms": [{key: getattr(arm, key) for key in keys} | marks.get(arm.name, {}) for arm in self.arms],
            "vary": list(self.names),
            "samples": len(self.samples),
            "samples_sha256": samples_digest(self.samples),
            "replicates": self.replicates,
            "first_replicate": self.first,
            "own_classes": {
                code: f"{kind.__module__}.{kind.__qualname__}" for code, kind in self.own.items()
            },
            "runs": self.runs,
            "chunk": self.chunk,
            "stride": self.stride,
            "code": self.code,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the facts: two plans with the same digest have the same bytes."""
        return _sha256(self.facts)

    def cut_like(self, facts: Mapping[str, Any] | None) -> Plan:
        """This plan in the chunks of one that was begun, if that is the same plan."""
        if facts is None or {**facts, "chunk": self.chunk} != self.facts:
            return self
        return replace(self, chunk=facts["chunk"])

    def document(self) -> dict[str, Any]:
        """The plan for another process or machine."""
        fields = (
            "name",
            "names",
            "samples",
            "engine",
            "stride",
            "chunk",
            "code",
            "first",
            "own",
            "added",
            "held",
        )
        return {**{key: getattr(self, key) for key in fields}, "arms": [arm.to_dict() for arm in self.arms]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Plan:
        """The plan that another process described."""
        arms = tuple(Scenario.from_dict(arm) for arm in document["arms"])
        return cls(**{**document, "arms": arms})


def make_plan(
    definition: Definition,
    engine: str,
    *,
    plugins: Sequence[str] = (),
    keep_all: bool = False,
    own: Mapping[str, type[CastMember]] | None = None,
) -> Plan:
    """The plan of an experiment on an engine that is there; ``keep_all`` stores every run's months.

    ``own`` are classes of the user's own by actor code.

    Raises:
        PlanError: there would be more runs than a folder may hold.
    """
    _check_size(definition)
    samples = tuple(definition.samples())
    names = tuple(dimension.name for dimension in definition.dimensions)
    arms, added = with_worlds(definition.arms, names)
    months = sum(arm.months for arm in arms) / len(arms)
    runs = len(samples) * len(arms) * arms[0].replicates
    least = 1 if keep_all else math.ceil(runs * months / KEPT_ROWS)
    return Plan(
        name=definition.name,
        arms=arms,
        names=names,
        samples=samples,
        engine=engine,
        stride=_stride(least, arms[0].replicates),
        chunk=_chunk(engine, runs, months),
        code=code_digest(plugins),
        first=definition.first_replicate,
        own=dict(own or {}),
        added=added,
    )


def months_of(definition: Definition) -> int:
    """Months of all runs together."""
    return definition.count * sum(arm.months * arm.replicates for arm in definition.arms)


def _check_size(definition: Definition) -> None:
    """Refuse more runs than a folder may hold, before any sample is drawn."""
    arms, replicates = len(definition.arms), definition.arms[0].replicates
    runs = definition.count * arms * replicates
    if runs > MOST_RUNS:
        years = runs * SECONDS_A_RUN / SECONDS_A_YEAR
        raise PlanError(
            f"{plural(definition.count, 'sample')} x {plural(arms, 'arm')} x {plural(replicates, 'replicate')} = "
            f"{runs:,} runs; at most {MOST_RUNS:,} may be in one folder. At {1000 * SECONDS_A_RUN:g} ms a run "
            f"these would take {years:,.1f} years on one core"
        )


def _chunk(engine: str, runs: int, months: float) -> int:
    """Runs in a chunk: about as much work in each, less where there is little to do."""
    usual = min(1000, max(5, round(CHUNK_RUNS[engine] * 120 / months)))
    return min(usual, max(SMALLEST_CHUNK[engine], -(-runs // PIECES)))


def _stride(least: int, replicates: int) -> int:
    """Every how many runs one keeps its months, at least so many; in the long run every replicate has its turn."""
    return next(stride for stride in count(max(1, least)) if math.gcd(stride, replicates) == 1)


def samples_digest(samples: Sequence[Sample]) -> str:
    """SHA-256 of some samples in their order."""
    return _sha256(list(samples))


def _sha256(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
