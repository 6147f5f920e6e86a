"""A table of claims and sweeps made by hand, so that every finding has a known answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from diplosim.analysis.claims.declared import Claims
from tests.analysis.results import entered, folder, uniform

SAMPLES, REPLICATES = 60, 6
IOTA = "provocation.iota"


def table(**changes: Any) -> Claims:
    """Two claims about the arms ``a`` and ``b``, and one that is not tested."""
    given: dict[str, Any] = {
        "experiment": "planted", "rule": "logodds", "other_rules": ["ewma"], "calm": ["K1.1"],
        "sources": {"K": "Kim 2022", "P": "Park 2023"},
        "claims": [
            {"id": "K1", "group": "Calm", "claim": "A calms.", "short": "a calms",
             "tests": [{"says": "a lowers provocations", "arm": "a", "outcome": "events_per_year", "expect": "lower",
                        "watch": "provocation.b_N", "prototype": 0.5}]},
            {"id": "P2", "group": "Health", "claim": "B heals.", "short": "b heals", "counter": True,
             "tests": [{"says": "b lowers the burden", "arm": "b", "outcome": "disease_burden_end",
                        "expect": "lower"}]},
        ],
        "untested": [{"ids": ["K3"], "kind": "outside", "why": "There is no such thing in the model."}],
    }  # fmt: skip
    return Claims.model_validate(given | changes)


def sweep(path: Path, *, calm: float = -1.0, heal: float = -0.1, samples: int = SAMPLES,
          replicates: int = REPLICATES, seed: int = 1) -> Path:  # fmt: skip
    """A sweep in which ``a`` changes provocations by ``calm`` where iota is above 0.3 and by the opposite below it, and
    ``b`` changes the burden by ``heal`` everywhere, both with a little noise."""
    source = np.random.default_rng(seed)
    varied = uniform(samples, [IOTA, "provocation.b_N"], seed)
    effect = np.where(np.array(varied[IOTA]) > 0.3, calm, -calm)[:, None]
    noise = source.normal(size=(2, samples, replicates))
    events = np.broadcast_to(10.0, (samples, replicates)) + source.normal(size=(samples, replicates))
    burden = np.full((samples, replicates), 0.5)
    values = {
        "events_per_year": [events, events + effect + 0.1 * noise[0], events],
        "disease_burden_end": [burden, burden, burden + heal + 0.001 * noise[1]],
    }
    made = folder(path, values, arms=("status_quo", "a", "b"), varied=varied)
    definition = {
        "experiment": 1, "name": "planted", "scenario": {"scenario": 1, "months": 12, "replicates": replicates},
        "arms": {"status_quo": [], "a": ["pooled_fund"], "b": ["delinking"]},
        "vary": {IOTA: {"uniform": [0, 1]}, "provocation.b_N": {"uniform": [0, 1]}},
        "design": {"method": "lhs", "samples": samples, "seed": 1}, "replicates": replicates,
    }  # fmt: skip
    (made / "experiment.yaml").write_text(yaml.safe_dump(definition))
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["plan"]["replicates"] = replicates
    (made / "manifest.json").write_text(json.dumps(manifest))
    pd.DataFrame({"sample": range(samples), **varied}).to_parquet(made / "samples.parquet")
    # A sweep orders its runs by sample, then arm.
    runs = pd.read_parquet(made / "runs.parquet")
    order = {"status_quo": 0, "a": 1, "b": 2}
    runs = runs.assign(place=runs["arm"].map(order)).sort_values(["sample", "place", "replicate"])
    runs.drop(columns="place").to_parquet(made / "runs.parquet", index=False)
    return entered(made)
