"""What the tests of sweeps share: a small experiment, and running it in many ways."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from diplosim.api import execute
from diplosim.experiment import Definition, Ended, How, Plan, definition_from_dict, make_plan
from diplosim.experiment.chunk import compute
from diplosim.experiment.computed import to_bytes

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


def run(definition: Definition, plan: Plan, folder: Path, **how: Any) -> Ended:
    return execute(definition, plan, folder, How(**{"workers": 1, **how}))


def chunk_bytes(plan: Plan, index: int) -> bytes:
    return to_bytes(compute(plan, index))


def sums(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}
