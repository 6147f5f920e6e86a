"""All that the golden numbers ask of diplosim, gathered here: worlds, states, comparisons and a small sweep."""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

import diplosim as ds
from diplosim.policies import names
from tests.golden.tables import Table, cell

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATES = 3
ENGINES = ("mesa", "compiled") if importlib.util.find_spec("numba") else ("mesa",)
#: Hexadecimal digits of a month's hash: another state has the same ones once in 4096.
DIGITS = 3
RUN = ["arm", "sample", "replicate"]
COMPARISONS = ("pooled_fund", "maximum_pressure")
SCENARIO = {"scenario": 1, "name": "golden", "start": "2026-01", "months": 60, "seed": 7}
SWEEP = {
    "experiment": 1,
    "name": "golden",
    "replicates": 2,
    "arms": {"status_quo": [], "pooled": ["pooled_fund"], "easing": ["unconditional_easing"]},
    "vary": {"provocation.iota": {"values": [0.0, 1.0]}},
    "design": {"method": "grid"},
}
#: What a summary says besides numbers, and quantiles of single arms, which follow from the runs.
LEFT_OUT = ["reference", "kind", "unit", "better", "p05", "p25", "p75", "p95"]


def worlds() -> list[str]:
    """Every shipped scenario, and every policy of the catalogue on its own in the status quo."""
    files = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    return [f"scenario {name}" for name in files] + [f"policy {name}" for name in names()]


def scenario_of(world: str, folder: Path = SCENARIOS) -> ds.Scenario:
    """The scenario of a world."""
    kind, name = world.split()
    scenario = ds.Scenario.load(folder / f"{'status_quo' if kind == 'policy' else name}.yaml")
    return scenario.with_(policies=[name]) if kind == "policy" else scenario


def states(world: str, replicate: int, engine: str, folder: Path = SCENARIOS) -> dict[str, str]:
    """The recorded form of all states of a run."""
    return entry(ds.state_hashes(scenario_of(world, folder), replicate, engine))


def entry(hashes: list[str]) -> dict[str, str]:
    """Hash of all states of a run together, and the first digits of the hash of each month, year by year."""
    months = [one[:DIGITS] for one in hashes]
    years = ["".join(months[first : first + 12]) for first in range(0, len(months), 12)]
    return {
        "hash": hashlib.sha256("".join(hashes).encode()).hexdigest()[:16],
        "months": " ".join(years),
    }


def first_difference(old: str, new: str) -> int | None:
    """The first month (from 0) whose digits differ between two entries of the column ``months``."""
    one, two = old.replace(" ", ""), new.replace(" ", "")
    for start in range(0, max(len(one), len(two)), DIGITS):
        if one[start : start + DIGITS] != two[start : start + DIGITS]:
            return start // DIGITS
    return None


def all_states(engine: str) -> Table:
    """The states of all worlds and replicates on one engine."""
    return {(w, str(r)): states(w, r, engine) for w in worlds() for r in range(REPLICATES)}


def results(
    engine: str, folder: Path = SCENARIOS, base: Mapping[str, Any] = MappingProxyType({})
) -> tuple[Table, Table]:
    """Outcomes of every run, and summaries, of the comparisons and of the sweep, whose scenario adds to ``base``."""
    runs: Table = {}
    summaries: Table = {}
    reference = ds.Scenario.load(folder / "status_quo.yaml")
    for name in COMPARISONS:
        arms = reference, ds.Scenario.load(folder / f"{name}.yaml")
        pair = ds.compare(*arms, replicates=REPLICATES, engine=engine, workers=1)
        _add_runs(runs, "compare", pair.outcomes)
        _add_sums(runs, "compare", pair.trajectories)
        _add_summary(summaries, f"compare {name}", pair.table)
    plan = SWEEP | {"scenario": {**base, **SCENARIO}}
    with tempfile.TemporaryDirectory() as out:
        sweep = ds.Experiment.from_dict(plan).run(Path(out) / "out", engine=engine, workers=1)
        _add_runs(runs, "sweep", sweep.runs.drop(columns=[*SWEEP["vary"]]))
        _add_summary(summaries, "sweep", sweep.summary)
    return runs, summaries


def everything(engine: str) -> dict[str, Table]:
    """All golden tables as an engine gives them, by the name of their file."""
    runs, summaries = results(engine)
    return {"states": all_states(engine), "runs": runs, "summaries": summaries}


def _add_runs(table: Table, work: str, frame: pd.DataFrame) -> None:
    """One row per arm, sample and outcome, one column per replicate."""
    assert (frame["status"] == "ok").all()
    for row in frame.drop(columns=["run", "seed", "status", "error"]).to_dict("records"):
        _add_run(table, work, row)


def _add_sums(table: Table, work: str, frame: pd.DataFrame) -> None:
    """Every metric summed over the months: what the outcomes do not show is held as well."""
    for run, months in frame.sort_values("month").groupby(RUN):
        sums = {
            f"sum of {name}": _sum(months[name])
            for name in months.columns.drop([*RUN, "run", "month", "date"])
        }
        _add_run(table, work, dict(zip(RUN, run, strict=True)) | sums)


def _add_run(table: Table, work: str, row: Mapping[Any, Any]) -> None:
    arm, sample, replicate = (str(row[name]) for name in RUN)
    for name, value in row.items():
        if name not in RUN:
            entry = table.setdefault((work, arm, sample, str(name)), {})
            text = cell(value)
            assert entry.setdefault(f"replicate {replicate}", text) == text  # the reference is there twice


def _sum(values: pd.Series[Any]) -> float:
    """From the first month to the last, as the model adds; missing values count as nothing."""
    total = 0.0
    for value in values:
        total = total if pd.isna(value) else total + float(value)
    return total


def _add_summary(table: Table, work: str, frame: pd.DataFrame) -> None:
    for key, row in frame.drop(columns=LEFT_OUT).iterrows():
        table[work, *map(str, key)] = {str(name): cell(value, ".14g") for name, value in row.items()}
