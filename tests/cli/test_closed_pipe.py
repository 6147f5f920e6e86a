"""Commands whose reader leaves early (``| head``) have kept their answers all the same."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import diplosim as ds
from diplosim.cli import cli

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


@pytest.fixture
def unread() -> Iterator[int]:
    """The writing end of a pipe that nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    yield theirs
    os.close(theirs)


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_tables_are_written_before_anything_is_printed(
    name: str, swept: Path, unread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [*MORE.get(name, ()), *(() if name == "compare" else ("--no-figures",))]
    with os.fdopen(os.dup(unread), "w", buffering=1) as stdout, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stdout)
        with pytest.raises(SystemExit) as ended:
            cli.main([name, str(swept), *options])
        assert stat.S_ISCHR(os.fstat(stdout.fileno()).st_mode), (
            "the reader had left; the null device took over"
        )
    assert ended.value.code == 0
    assert (swept / "analysis" / KEPT[name]).stat().st_size > 100
    assert f"analysis/{KEPT[name]}" in yaml.safe_load((swept / "manifest.json").read_text())["files"]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["--help", "events --csv"])
def test_what_is_printed_by_click_itself_ends_well_too(words: str, unread: int) -> None:
    command = [sys.executable, "-m", "diplosim", *words.split()]
    done = subprocess.run(command, stdout=unread, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
