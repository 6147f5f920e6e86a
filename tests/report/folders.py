"""Small results folders of every kind for the tests of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import diplosim as ds

HOSTILE = '<script>alert("1")</script> & </title> "x"'
MONTHS = 18


def single(folder: Path, replicates: int = 1, **changes: Any) -> Path:
    """One scenario."""
    scenario = ds.Scenario.from_dict(
        {"name": "alone", "title": "All alone", "months": MONTHS, "seed": 0, **changes}
    )
    return ds.simulate(scenario, replicates=replicates, engine="mesa").save(folder)


def pair(folder: Path, **changes: Any) -> Path:
    """Two scenarios, of which the second changes a policy, a parameter and an event."""
    base = ds.Scenario.from_dict({"name": "plain", "months": MONTHS, "seed": 3, **changes})
    other = base.with_(
        name="eased", policies=["unconditional_easing"], parameters={"trust.lam_neg": 3.5},
        events=[{"at": base.date(2), "kind": "flood", "severity": 0.1}],
    )  # fmt: skip
    return ds.compare(base, other, replicates=3, engine="mesa").save(folder)


def sweep(folder: Path, arms: int = 3, samples: int = 4, replicates: int = 2, **changes: Any) -> Path:
    """An experiment with the status quo and some policies."""
    names = ["unconditional_easing", "pooled_fund", "maximum_pressure", "grit", "corridor"][: arms - 1]
    document = {
        "experiment": 1, "name": "small", "title": "A small sweep", "question": "Which one?",
        "scenario": {"scenario": 1, "name": "tiny", "months": 12, "seed": 7}, "replicates": replicates,
        "arms": {"status_quo": [], **{name: [name] for name in names}},
        "vary": {"provocation.iota": {"uniform": [0, 1]}}, "design": {"method": "lhs", "samples": samples, "seed": 1},
        "outcomes": ["events_per_year", "trust_rivals_end"], **changes,
    }  # fmt: skip
    ds.Experiment.from_dict(document).run(folder, engine="mesa", workers=1)
    return folder
