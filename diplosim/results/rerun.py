"""Single runs of an experiment repeated on the Mesa engine, with the record of every decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.experiment import How, definition_of, load_definition, make_plan, run_one, run_plan
from diplosim.experiment.blocks import Run
from diplosim.experiment.owned import RERUNS
from diplosim.experiment.plan import Plan
from diplosim.results.reader import AnalysisError, Results

if TYPE_CHECKING:
    from diplosim.experiment import RunResult


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
        values = ", ".join(f"{name} {value}" for name, value in self.plan.values(self.run.sample).items())
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


def rerun_folder(folder: Path, number: int) -> Path:
    """Where a repeated run of the results in ``folder`` goes."""
    return folder / RERUNS / f"{number:06d}"


def differing(folder: Path, repeated: Repeated) -> list[str]:
    """Outcomes in which the run is not the stored one; raises ``OSError`` or ``ValueError`` if it cannot tell."""
    import pyarrow.parquet as pq

    path, number = folder / "runs.parquet", repeated.run.number
    [row] = pq.read_table(path, filters=[("run", "=", number)]).to_pylist()
    if row["status"] != "ok":
        raise StoredRunFailedError(f"the stored run failed ({row['error']}); this time it did not")
    now = repeated.result.outcomes
    return [name for name in now if not bool(row.get(name) == now[name])]
