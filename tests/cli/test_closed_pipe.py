"""Commands whose reader leaves early (``| head``) have kept their answers all the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

import diplosim as ds

KEPT = {
    "compare": "compare.csv",
    "robustness": "robustness.csv",
    "sensitivity": "sensitivity.csv",
    "discover": "discover_unconditional_easing_events_per_year_boxes.csv",
    "ablation": "ablation.csv",
    "structure": "structure.csv",
}
MORE = {
    "discover": ("--arm", "unconditional_easing", "--outcome", "events_per_year", "--fails", "level > 22"),
    "structure": ("--by", "trust.rule"),
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = {
        "experiment": 1, "name": "piped", "scenario": {"scenario": 1, "name": "tiny", "months": 12, "seed": 7},
        "replicates": 1, "outcomes": ["events_per_year", "trust_rivals_end"], "ablate": ["both"],
        "arms": {"status_quo": [], "unconditional_easing": ["unconditional_easing"],
                 "both": ["unconditional_easing", "corridor"]},
        "vary": {"provocation.lam0": {"uniform": [0.3, 1.0]}, "trust.rule": {"values": ["logodds", "beta"]}},
        "design": {"method": "lhs", "samples": 60, "seed": 1},
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("pipe") / "r"
    ds.Experiment.from_dict(document).run(folder, workers=1)
    return folder


@pytest.mark.parametrize("name", KEPT)
def test_tables_are_written_before_anything_is_printed(
    name: str, swept: Path, command: list[str], environment: dict[str, str]
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)  # nobody reads
    try:
        done = subprocess.run(
            [*command, name, str(swept), *MORE.get(name, ()), *(() if name == "compare" else ("--no-figures",))],
            stdout=theirs, stderr=subprocess.PIPE, env=environment, check=False, text=True, timeout=120,
        )  # fmt: skip
    finally:
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert (swept / "analysis" / KEPT[name]).stat().st_size > 100
    assert f"analysis/{KEPT[name]}" in yaml.safe_load((swept / "manifest.json").read_text())["files"]
