"""A terminal of 80, 60 or 40 columns shows every number that a wide one shows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import diplosim as ds
from diplosim.cli import cli
from diplosim.wording.tables import cells

WIDE, WIDTHS = 240, (80, 60, 40)
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")
SECONDS = re.compile(r"about [^(]*\([^)]*ms a run\)|unknown before the engine.*")
EASING = "easing_without_conditions_until_2030_and_later"
ASKED = {
    "compare": ("compare", "SWEEP"),
    "compare, every outcome": ("compare", "PAIR", "--outcome", "all"),
    "run": ("run", "SCENARIOS", "--no-figures", "--out", "PAIR"),
    "sweep": ("run", "EXPERIMENT", "--no-figures", "--out", "SWEEP"),
    "plan": ("run", "EXPERIMENT", "--dry-run"),
    "sensitivity": ("sensitivity", "SWEEP", "--no-figures"),
    "sensitivity of one": ("sensitivity", "SWEEP", "--no-figures", "--outcome", "events_per_year", "--arm", EASING),
    "robustness": ("robustness", "SWEEP", "--no-figures"),
    "discover": ("discover", "SWEEP", "--no-figures", "--arm", EASING, "--outcome", "events_per_year", "--fails",
                 "level > 22"),
    "ablation": ("ablation", "SWEEP", "--no-figures"),
    "structure": ("structure", "SWEEP", "--no-figures", "--by", "trust.rule"),
    "explain": ("explain", "PAIR"),
    "explain records": ("explain", "PAIR", "--limit", "40"),
    "policies": ("policies",),
    "one policy": ("policies", "pooled_fund"),
    "parameters": ("parameters",),
    "one parameter": ("parameters", "trust.lam_neg"),
    "scenarios": ("scenarios",),
    "experiments": ("experiments",),
    "events": ("events",),
    "actors": ("actors",),
    "outcomes": ("outcomes",),
    "metrics": ("metrics",),
}  # fmt: skip

WITH_HINTS = {"policies", "scenarios", "experiments", "events", "actors", "outcomes", "metrics"}
"""Lists that end with a command to type, which is not wrapped."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("narrow")
    for name, more in (
        ("today", ""),
        ("pooled_health_fund_of_2027_with_all_donors", "policies: [pooled_fund]\n"),
    ):
        text = f"scenario: 1\nname: {name}\nmonths: 36\nseed: 5\nreplicates: 6\n{more}"
        (here / f"{name}.yaml").write_text(text, encoding="utf-8")
    document = {
        "experiment": 1, "name": "narrow", "scenario": {"scenario": 1, "name": "tiny", "months": 12, "seed": 7},
        "replicates": 2, "outcomes": ["events_per_year", "trust_rivals_end"], "ablate": ["both"],
        "arms": {"status_quo": [], EASING: ["unconditional_easing"], "both": ["unconditional_easing", "corridor"]},
        "vary": {"provocation.lam0": {"uniform": [0.3, 1.0]}, "trust.rule": {"values": ["logodds", "beta"]}},
        "design": {"method": "lhs", "samples": 48, "seed": 1},
    }  # fmt: skip
    experiment = ds.Experiment.from_dict(document)
    experiment.run(here / "sweep", workers=1)
    (here / "narrow.yaml").write_text((here / "sweep" / "experiment.yaml").read_text(encoding="utf-8"))
    return here


def told(folder: Path, command: tuple[str, ...], columns: int) -> str:
    places = {
        "PAIR": [str(folder / "pair")], "SWEEP": [str(folder / "sweep")], "EXPERIMENT": [str(folder / "narrow.yaml")],
        "SCENARIOS": [str(folder / "today.yaml"), str(folder / "pooled_health_fund_of_2027_with_all_donors.yaml")],
    }  # fmt: skip
    arguments = [word for part in command for word in places.get(part, [part])]
    done = CliRunner(env={"COLUMNS": str(columns)}).invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    return SECONDS.sub("", done.stdout).replace(str(folder), "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_no_number_is_lost(name: str, folder: Path) -> None:
    if "PAIR" in ASKED[name] and not (folder / "pair").exists():
        told(folder, ASKED["run"], WIDE)
    wide = told(folder, ASKED[name], WIDE)
    known = Counter(NUMBER.findall(wide))
    assert known or name in ("experiments", "policies")
    for columns in WIDTHS:
        narrow = told(folder, ASKED[name], columns)
        lost = known - Counter(NUMBER.findall(narrow))
        assert not lost, f"{columns} columns: {lost}"
        assert narrow.count("…") <= wide.count("…")
        if name not in WITH_HINTS:
            long = [line for line in narrow.splitlines() if cells(line) > columns and " " in line.strip()]
            whole = ("Written in", "Results:", "Report:", "  diplosim ")  # to be copied
            assert [line for line in long if not line.startswith(whole)] == []
