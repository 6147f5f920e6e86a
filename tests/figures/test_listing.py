"""One table of figures: the command line, Python, the end of a run, the report and the docs follow it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

import diplosim as ds
from diplosim.cli.plot import plot
from diplosim.errors import DiplosimError
from diplosim.figures.folder import applicable, draw_figures
from diplosim.figures.listing import FIGURES, GROUPS, drawn_by_itself, of_kind, why_not
from diplosim.report.blocks import Picture, Section
from diplosim.report.material import Material
from diplosim.report.page import SECTIONS
from diplosim.results import Results
from tests.experiment.sweeps import plan_of, run, small

ROOT = Path(__file__).parents[2]
BASE = {"name": "plain", "months": 12, "seed": 3}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One scenario, a pair, five scenarios, and an experiment on a grid."""
    target = tmp_path_factory.mktemp("results")
    base = ds.Scenario.from_dict(BASE)
    others = [base.with_(name=f"eased{i}", policies=["unconditional_easing"]) for i in range(4)]
    ds.simulate(base, replicates=2, engine="mesa").save(target / "one")
    ds.compare(base, others[0], replicates=2, engine="mesa").save(target / "pair")
    ds.compare(base, *others, replicates=2, engine="mesa").save(target / "five")
    grid = small(
        arms={"status_quo": [], "easing": ["unconditional_easing"]},
        vary={"provocation.iota": {"values": [0, 1]}, "provocation.b_N": {"values": [0, 1, 2]}},
        design={"method": "grid"},
        outcomes=["events_per_year"],
    )
    run(grid, plan_of(grid), target / "grid")
    return {name: target / name for name in ("one", "pair", "five", "grid")}


def test_the_table_in_the_docs_is_the_table_of_figures() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    told = [line for line in page.splitlines() if line.startswith("| `")]
    assert told == [
        f"| `{figure.name}` | {figure.question} | {figure.needs} | {figure.by_itself} |"
        for figure in FIGURES.values()
    ]


def test_every_figure_is_drawn_by_a_function_that_says_what_it_draws() -> None:
    functions = {name: figure.draw() for name, figure in FIGURES.items()}
    assert len(set(functions.values())) == len(functions) > 10
    assert all(callable(draw) and draw.__doc__ for draw in functions.values())


def test_help_page_and_docstring_name_every_figure() -> None:
    page = " ".join(CliRunner().invoke(plot, ["--help"]).output.split())
    grouped = [name for kinds in GROUPS.values() for name in of_kind(*kinds)]
    assert sorted(grouped) == sorted(FIGURES)
    assert all(f"{name} ({FIGURES[name].question.rstrip('?')})" in page for name in FIGURES)
    assert set(FIGURES) <= set(re.findall(r"``(\w+)``", str(ds.Results.plot.__doc__)))


def test_choosing_a_figure_loads_nothing_that_draws() -> None:
    code = "import sys, diplosim.cli.plot; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "click" in done.stdout.split()
    assert {"matplotlib", "pandas", "numpy"} & set(done.stdout.split()) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("kind", ["one", "pair", "grid"])
def test_every_figure_is_drawn_or_refused_with_its_reason(
    folders: dict[str, Path], kind: str, name: str, tmp_path: Path
) -> None:
    results = ds.open_results(folders[kind])
    try:
        files = draw_figures(folders[kind], (name,), ("svg",), tmp_path / "out")
    except DiplosimError as refusal:
        assert len(str(refusal).split()) > 5
        assert why_not(results.reader, name) in str(refusal)
        with pytest.raises(DiplosimError, match=re.escape(str(refusal))):
            results.plot(figure=name)
        return
    assert files and all(file.name.startswith((name, "discover")) for file in files)
    assert why_not(results.reader, name) == ""
    assert isinstance(results.plot(figure=name), Figure)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("one", ["fan", "health", "lanes", "ripeness", "money", "network"]),
        ("pair", ["fan", "health", "effects", "pipeline", "lanes", "network"]),
        ("five", ["fan", "effects", "pipeline"]),
        ("grid", ["fan", "effects", "map"]),
    ],
)
def test_the_report_shows_just_what_the_end_of_a_run_draws(
    folders: dict[str, Path], kind: str, expected: list[str]
) -> None:
    results = Results.open(folders[kind])
    assert drawn_by_itself(results) == expected
    made = [make(Material(results)) for make in SECTIONS]
    blocks = [block for section in made if isinstance(section, Section) for block in section.blocks]
    shown = {block.key.split("_")[0] for block in blocks if isinstance(block, Picture)}
    assert shown == set(expected) - ({"pipeline"} if kind == "five" else set())


def test_small_multiples_are_plotted_where_the_fan_chart_is_full(folders: dict[str, Path]) -> None:
    plotted = {kind: applicable(Results.open(folder)) for kind, folder in folders.items()}
    assert [kind for kind, names in plotted.items() if "policies" in names] == ["five"]
    assert [kind for kind, names in plotted.items() if "effects" in names] == ["pair", "five", "grid"]
    assert all("history" not in names for names in plotted.values())
