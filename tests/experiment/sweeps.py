"""What the tests of sweeps share: a small experiment, and running it in many ways."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from diplosim.experiment.definition import Definition, definition_from_dict
from diplosim.experiment.sweep_plan import Plan, make_plan
from diplosim.experiment.sweep_run import How, Sweep
from diplosim.sweep import execute

#: The files whose bytes must not depend on how a sweep was run.
TABLES = ("runs.parquet", "trajectories.parquet", "quantiles.parquet", "samples.parquet", "summary.csv",
          "experiment.yaml", "data_dictionary.csv")  # fmt: skip


def document(months: int = 4, replicates: int = 3, samples: int = 4, **changes: Any) -> dict[str, Any]:
    base = {
        "experiment": 1,
        "name": "small",
        "scenario": {"scenario": 1, "name": "tiny", "months": months, "seed": 7},
        "replicates": replicates,
        "arms": {
            "status_quo": [],
            "easing": ["unconditional_easing"],
            "pooled": [{"pooled_fund": {"prefund": 0.4}}],
        },
        "vary": {
            "provocation.iota": {"uniform": [0, 1]},
            "policies.pooled_fund.strength": {"uniform": [0.1, 1]},
        },
        "design": {"method": "lhs", "samples": samples, "seed": 1},
    }
    return {**base, **changes}


def small(**changes: Any) -> Definition:
    return definition_from_dict(document(**changes))


def plan_of(definition: Definition, chunk: int = 5, engine: str = "mesa", stride: int = 1) -> Plan:
    return replace(make_plan(definition, engine), chunk=chunk, stride=stride)


def run(definition: Definition, plan: Plan, folder: Path, **how: Any) -> Sweep:
    return execute(definition, plan, folder, How(**{"workers": 1, **how}))


def sums(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}
