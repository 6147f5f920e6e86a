"""The same history to the last digit: whatever the hash seed, the Python, and the Mesa that is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HISTORY = """
import json, sys
import mesa
import diplosim as ds
scenario = ds.Scenario.load(sys.argv[1])
model = ds.DiplomacyModel(scenario, replicate=3).run()
print(json.dumps({"mesa": mesa.__version__, "python": sys.version}))
print(json.dumps([model.trajectory(), model.trust_records(), model.outcomes(),
                  [event.to_dict() for event in model.log]]))
"""


def interpreters() -> list[Path]:
    """This Python, and those of the environments that CI makes in the project's folder."""
    here = Path(sys.executable)
    folder = "Scripts" if os.name == "nt" else "bin"
    others = [path for path in sorted(ROOT.glob(f".venv*/{folder}/python*")) if path.stem == "python"]
    return [here, *(path for path in others if Path(path.parents[1]).resolve() != Path(sys.prefix).resolve())]


def history(python: Path, hash_seed: str, scenario: str) -> tuple[str, str]:
    """Who ran it, and everything that happened, as text (Python writes a float with all its digits)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    command = [str(python), "-c", HISTORY, str(ROOT / "scenarios" / scenario)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True
    )
    who, what = done.stdout.splitlines()
    return who, what


def works(python: Path) -> bool:
    """Whether an environment is complete: one that is still being made is no witness."""
    command = [str(python), "-c", "import mesa, networkx, pydantic, yaml"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["pooled_fund.yaml", "episode_e3_first_test.yaml"])
def test_a_run_has_the_same_bytes_under_every_hash_seed_and_every_installed_mesa(scenario: str) -> None:
    here, *others = interpreters()
    expected = history(here, "0", scenario)[1]
    assert len(expected) > 10_000
    assert history(here, "1", scenario)[1] == expected
    for python in filter(works, others):
        who, what = history(python, "2", scenario)
        assert what == expected, who
