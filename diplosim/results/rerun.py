"""Runs of an experiment repeated: single ones on the Mesa engine with every record, many with their decisions only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.experiment import How, definition_of, load_definition, make_plan, run_one, run_plan
from diplosim.experiment.blocks import Run
from diplosim.experiment.owned import RERUNS
from diplosim.experiment.plan import Plan
from diplosim.experiment.targets import is_month
from diplosim.results import stored
from diplosim.results.reader import AnalysisError, Results

if TYPE_CHECKING:
    from diplosim.engine.decisions import Reader
    from diplosim.engine.records import Records
    from diplosim.experiment import RunResult

#: Runs whose decisions are in memory at a time.
TOGETHER = 50


class StoredRunFailedError(AnalysisError):
    """The stored run failed, and now it does not."""


@dataclass(frozen=True)
class Repeated:
    """A run once more."""

    plan: Plan
    run: Run
    result: RunResult

    def place(self) -> str:
        """Arm, sample with its values, and replicate, in words."""
        date = self.plan.arms[0].date
        values = ", ".join(
            f"{name} {date(value) if is_month(name) and value is not None else value}"
            for name, value in self.plan.values(self.run.sample).items()
        )
        drawn = f" ({values})" if values else ""
        return f"arm {self.result.arm}, sample {self.run.sample}{drawn}, replicate {self.run.replicate}"

    def write(self, folder: Path, force: bool = False) -> None:
        """Write the run into a folder of its own, with everything that it says.

        Raises:
            FolderError: it cannot be written there, or other results lie there and ``force`` does not replace them.
        """
        world = self.plan.world(self.run).with_(replicates=1)
        definition = definition_of([world], first_replicate=self.run.replicate)
        plan = make_plan(definition, "mesa", own=self.plan.own)
        run_plan(definition, plan, folder, How(workers=1, force=force), lambda numbers: {})


def plan_of(folder: Path, plugins: Sequence[str] = ()) -> Plan:
    """The plan of the results in a folder.

    Raises:
        FolderError: it holds no results.
    """
    manifest = Results.open(folder).manifest
    return make_plan(load_definition(folder / "experiment.yaml"), manifest["engine"], plugins=plugins)


def repeat(plan: Plan, number: int) -> Repeated:
    """Run one run of a plan again, with its log; raises ``AnalysisError`` for a number beyond the plan."""
    if number >= plan.runs:
        raise AnalysisError(f"run {number}: there are runs 0 to {plan.runs - 1}")
    chosen = plan.run(number)
    result = run_one(plan.world(chosen), chosen.replicate, arm=plan.arms[chosen.arm].name, trace=True)
    return Repeated(plan, chosen, result)


def spread(plan: Plan, count: int) -> list[int]:
    """The numbers of ``count`` runs of a plan, evenly spread from the first to the last."""
    most = min(count, plan.runs)
    return [place * (plan.runs - 1) // max(1, most - 1) for place in range(most)]


def spread_over_samples(plan: Plan, count: int) -> list[tuple[int, list[int]]]:
    """Samples, each with some replicates: ``count`` runs of one arm in all, evenly spread, a few at a time."""
    by_sample: dict[int, list[int]] = {}
    for n in range(count):
        sample, place = divmod(n * plan.pairs // count, plan.replicates)
        by_sample.setdefault(sample, []).append(plan.first + place)
    return [
        (sample, numbers[start : start + TOGETHER])
        for sample, numbers in by_sample.items()
        for start in range(0, len(numbers), TOGETHER)
    ]


def decided_again(
    plan: Plan, arm: int, sample: int, replicates: Sequence[int], portable: bool
) -> tuple[Reader, Records]:
    """The decisions of some replicates of an arm in one sample, and who reads them."""
    import numpy as np

    from diplosim.engine.decisions import Reader, traced

    run = Run(0, sample, arm, replicates[0], kept=False)
    world = plan.world(run)
    packed = plan.packed(run, world)
    rows = traced(packed, world.seed, np.array(replicates, dtype=np.int64), portable)
    return Reader(world, packed), rows


class Disagreement(NamedTuple):
    """A run that is not the stored one."""

    run: int
    why: str


def disagreements(folder: Path, plan: Plan, numbers: Sequence[int]) -> list[Disagreement]:
    """Run some runs of a plan again, without their log, and compare them with the stored rows to the last bit."""
    found = []
    for number in numbers:
        run = plan.run(number)
        arm = plan.arms[run.arm].name
        result = run_one(plan.world(run), run.replicate, arm=arm)
        row = stored_row(folder, number)
        expected = {"arm": arm, "sample": run.sample, "replicate": run.replicate, "seed": result.seed,
                    "status": result.status, "error": result.error, **plan.values(run.sample)}  # fmt: skip
        wrong = [name for name, value in expected.items() if name in row and not _same(row[name], value)]
        wrong += [name for name, value in result.outcomes.items() if not _same(row.get(name), value)]
        if wrong:
            found.append(Disagreement(number, ", ".join(dict.fromkeys(wrong))))
    return found


def _same(stored_value: Any, value: Any) -> bool:
    """Whether a stored value is the one at hand; lists and mixed columns are stored as text."""
    if isinstance(stored_value, str) and not isinstance(value, str):
        return stored_value in (str(value), json.dumps(value))
    return bool(stored_value == value)


def stored_row(folder: Path, number: int) -> dict[str, Any]:
    """The stored row of a run; raises ``FolderError`` if there is not exactly one."""
    path = folder / "runs.parquet"
    rows: list[dict[str, Any]] = stored.table(path, folder, filters=[("run", "=", number)]).to_pylist()
    if len(rows) != 1:
        raise stored.damaged(path, folder, f"it has {len(rows)} rows of run {number}")
    return rows[0]


def rerun_folder(folder: Path, number: int) -> Path:
    """Where a repeated run of the results in ``folder`` goes."""
    return folder / RERUNS / f"{number:06d}"


def differing(folder: Path, repeated: Repeated) -> list[str]:
    """Outcomes in which the run is not the stored one; raises ``FolderError`` if it cannot tell."""
    row = stored_row(folder, repeated.run.number)
    if row["status"] != "ok":
        raise StoredRunFailedError(f"the stored run failed ({row['error']}); this time it did not")
    now = repeated.result.outcomes
    return [name for name in now if not bool(row.get(name) == now[name])]
