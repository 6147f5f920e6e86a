"""The commands ablation and structure on small sweeps of the real model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from diplosim.cli import cli

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

Call = Callable[..., Result]
EXPERIMENT = """\
experiment: 1
name: parts
question: Which part matters?
scenario: {scenario: 1, months: 8, seed: 5}
arms:
  status_quo: []
  both: [unconditional_easing, corridor]
ablate: both
vary: {trust.rule: default_range, provocation.iota: default_range}
design: {method: lhs, samples: 9, cross: [trust.rule]}
replicates: 3
outcomes: [events_per_year, relief_mean]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A finished sweep, in which the commands leave their tables and figures."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "parts.yaml").write_text(EXPERIMENT)
    few = ("--engine", "mesa", "--samples", "2", "--no-figures", "--quiet", "--out", str(folder / "r"))
    done = CliRunner().invoke(cli, ["sweep", str(folder / "parts.yaml"), *few])
    assert done.exit_code == 0, done.output
    return str(folder / "r")


def test_ablation_tells_what_each_part_does_and_leaves_table_and_figure(call: Call, swept: str) -> None:
    assert not list(Path(swept).rglob("ablation*"))
    done = call("ablation", swept)
    assert done.exit_code == 0, done.output
    assert "both: Provocations a year (events_per_year) (lower is better)" in done.stdout
    table = pd.read_csv(Path(swept) / "analysis" / "ablation.csv").set_index(["part", "effect", "outcome"])[
        "diff_mean"
    ]
    relief = table.xs("relief_mean", level="outcome")
    assert relief["corridor", "added last"] == pytest.approx(0, abs=1e-12)  # the larger carve-out counts
    assert relief["corridor", "alone"] > 0
    assert relief["corridor", "interaction"] == pytest.approx(-relief["corridor", "alone"])
    assert (Path(swept) / "figures" / "ablation_both.png").is_file()


def test_structure_sets_the_rules_of_trust_side_by_side(call: Call, swept: str) -> None:
    assert not list(Path(swept).rglob("structure*"))
    done = call("structure", swept)
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    assert "6 findings" not in words and "trust.rule = logodds, ewma, beta: 2 samples" in words
    assert "Flip: clearly one way under one value, clearly the other way under another" in words
    table = pd.read_csv(Path(swept) / "analysis" / "structure.csv")
    assert table["value"].unique().tolist() == ["logodds", "ewma", "beta"]
    assert (Path(swept) / "figures" / "structure.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["ablation", "{}", "--arm", "bth"], "did you mean 'both'"),
        (["ablation", "{}", "--outcome", "x"], "unknown outcome 'x'"),
        (["structure", "{}", "--by", "provocation.iot"], "did you mean 'provocation.iota'"),
        (["structure", "{}", "--arm", "status_quo"], "there is no policy to compare with"),
        (["ablation", "nowhere"], "nowhere is not a results folder"),
    ],
)
def test_what_cannot_be_answered_is_explained_with_exit_status_2(
    call: Call, swept: str, arguments: list[str], answer: str
) -> None:
    done = call(*[word.format(swept) for word in arguments])
    assert done.exit_code == 2
    assert answer in done.stderr and "Traceback" not in done.stderr


def test_a_folder_without_parts_says_how_to_get_them(call: Call, here: Path) -> None:
    (here / "parts.yaml").write_text(EXPERIMENT.replace("ablate: both\n", ""))
    assert (
        call("sweep", "parts.yaml", "--engine", "mesa", "--samples", "1", "--no-figures", "--quiet").exit_code
        == 0
    )
    done = call("ablation", "results/parts")
    assert done.exit_code == 2 and "ablate: [both]" in done.stderr
