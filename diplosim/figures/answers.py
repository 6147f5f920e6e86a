"""The figures of what analyses found: of an answer that was just given, or of what was asked in a folder before.

The analyses are cheap next to the runs, so `analysed` does them again from what the commands were asked (kept in the
folder's ``analysis/``): a figure never shows less, or older, than its frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim import files
from diplosim.experiment import FolderError
from diplosim.figures import render
from diplosim.figures.listing import DRIVERS, FIGURES
from diplosim.results import Results
from diplosim.results.stored import DAMAGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.analysis.ablation.effects import Ablation
    from diplosim.analysis.discovery.answer import Discovery
    from diplosim.analysis.robustness.answer import Robustness
    from diplosim.analysis.sensitivity.answer import SensitivityAnswer
    from diplosim.analysis.structure.findings import Structure

    Answer = Ablation | Discovery | Robustness | SensitivityAnswer | Structure

MADE_FOR_DRIVERS = ("saltelli", "morris")
"""Designs whose samples exist for the charts of drivers."""


def drawn(answer: Answer) -> dict[str, bytes]:
    """``figures/NAME.png`` and ``figures/NAME.svg`` of an answer, by path; empty if it has none."""
    return {
        f"figures/{name}.{form}": render(figure, form)
        for name, figure in figures_of_answer(answer).items()
        for form in ("png", "svg")
    }


def figures_of_answer(answer: Answer) -> dict[str, Figure]:
    """The figures of an answer by name."""
    from diplosim.analysis.ablation.effects import Ablation
    from diplosim.analysis.robustness.answer import Robustness
    from diplosim.analysis.sensitivity.answer import SensitivityAnswer
    from diplosim.analysis.structure.findings import Structure
    from diplosim.figures.charts.dots import ablation_figures, structure_figures
    from diplosim.figures.charts.drivers import driver_figures

    if isinstance(answer, SensitivityAnswer):
        # Of the arms that were asked for, else of the most telling ones.
        return driver_figures(answer.found, None if answer.asked["arms"] else answer.found.telling())
    if isinstance(answer, Ablation):
        return ablation_figures(answer.results, answer.wholes, answer.rows)
    if isinstance(answer, Structure):
        return structure_figures(answer.results, answer.split, answer.outcomes, answer.rows)
    return _robust(answer) if isinstance(answer, Robustness) else _discovery(answer)


def _robust(answer: Robustness) -> dict[str, Figure]:
    """The map of regret and, where calm, health and cost have values, the Pareto set."""
    from diplosim.figures.charts.rivals import pareto_figure, regret_figure

    figures = {"regret": regret_figure(answer.results, answer.outcomes, answer.rows)}
    if any(row["n_samples"] for row in answer.front):
        figures["pareto"] = pareto_figure(answer.results, answer.front)
    return figures


def _discovery(answer: Discovery) -> dict[str, Figure]:
    """The boxes that noise does not explain, if there are any."""
    from diplosim.figures.charts.boxes import boxes_figure

    if not any(finding.real for finding in answer.findings):
        return {}
    return {answer.stem: boxes_figure(answer.axes, answer.found, answer.findings)}


def asked_before(results: Results) -> list[str]:
    """The figures whose analysis has been asked for in this folder, or for which its samples were made."""
    kept = results.folder / "analysis"
    design = (results.manifest["plan"].get("design") or {}).get("method", "")
    asked = (kept / "sensitivity.csv").exists()
    made = design in MADE_FOR_DRIVERS and not asked
    found = [name for name in DRIVERS if made and design in FIGURES[name].designs]
    if asked:
        measures = set(_csv(kept / "sensitivity.csv")["measure"].dropna())
        needed = {"sobol": "ST", "morris": "mu_star", "tornado": "mean_at_low_end"}
        found += [name for name, measure in needed.items() if measure in measures]
    if (kept / "robustness.csv").exists():
        found += ["regret", "pareto"]
    if not FIGURES["portfolios"].refusal(results):
        found.append("portfolios")
    return found + (["boxes"] if list(kept.glob("discover_*_asked.csv")) else [])


def analysed(results: Results, names: Sequence[str], *, every: bool = True) -> dict[str, Figure]:
    """The figures of analyses called ``names``, by file name.

    With ``every``, what drives each arm; without, what drives the most telling arms, unless others were asked for.

    Drivers and robustness are computed for what was asked before, else for all that the experiment names; boxes need
    ``diplosim discover`` to have been asked, unless there is one policy and one outcome to ask about.

    Raises:
        FolderError: the folder cannot answer this, with what would help.
    """
    drivers = [name for name in names if name in DRIVERS]
    figures = _drivers(results, drivers, every) if drivers else {}
    for name in names:
        if name in ("regret", "pareto"):
            figures |= _robustness(results, name)
        elif name == "boxes":
            figures |= _boxes(results)
        elif name == "portfolios":
            figures[name] = _portfolios(results)
    return figures


def _csv(file: Path) -> pd.DataFrame:
    import pandas as pd

    texts = ("arm", "reference", "outcome", "fails", "measure", "parameter", "note")
    try:
        path = files.checked(file, files.DOCUMENT)
        return pd.read_csv(path, dtype=dict.fromkeys(texts, "str"), keep_default_na=False, na_values=[""])
    except (files.UnreadableError, *DAMAGE) as error:
        raise FolderError(f"{file} cannot be read: {error}; delete it, and ask the analysis again") from error


def _drivers(results: Results, names: Sequence[str], every: bool) -> dict[str, Figure]:
    """The charts of these names, for what ``diplosim sensitivity`` was last asked, if it was."""
    from diplosim.analysis.sensitivity import sensitivity
    from diplosim.figures.charts.drivers import driver_figures

    if not results.is_sweep:
        raise FolderError(
            f"not drawn: {', '.join(names)}: {results.folder} varies nothing; run an experiment with vary:"
        )
    file = results.folder / "analysis" / "sensitivity_asked.csv"
    asked = _given(_csv(file).iloc[0]) if file.exists() else {}
    found = sensitivity(
        results.folder,
        str(asked.get("outcomes", "")).split(),
        method=asked.get("method", "auto"),
        effects=bool(asked["effects"]) if "effects" in asked else None,
        arms=str(asked.get("arms", "")).split(),
        seed=int(asked.get("seed", 0)),
    )
    drawn = driver_figures(found, None if every or "arms" in asked else found.telling())
    for name in names:
        if not any(key.startswith(name) for key in drawn):
            refused = "; ".join(f"{f.question.outcome}: {f.refused}" for f in found.findings if f.refused)
            raise FolderError(
                f"not drawn: {name}: it needs {FIGURES[name].needs}, and {results.folder} has design {found.design}"
                + (f" ({refused})" if refused else "")
            )
    return {key: figure for key, figure in drawn.items() if key.startswith(tuple(names))}


def _robustness(results: Results, name: str) -> dict[str, Figure]:
    from diplosim.analysis.robustness.answer import pareto
    from diplosim.analysis.robustness.regret import robustness
    from diplosim.figures.charts.rivals import pareto_figure, regret_figure

    outcomes = list[str]()
    file = results.folder / "analysis" / "robustness.csv"
    if file.exists():
        rows = _csv(file)
        outcomes = list(rows["outcome"].unique())
        first, *others = rows["arm"].unique()  # the reference comes first
        results = results.restricted(others, first)
    if name == "regret":
        names = results.named(outcomes, directed=True)
        if not names:
            raise FolderError(f"not drawn: {name}: none of the experiment's outcomes has a better direction")
        return {name: regret_figure(results, names, robustness(results, names))}
    front = pareto(results)
    if not any(row["n_samples"] for row in front):
        raise FolderError(f"not drawn: {name}: calm, health and cost have no value in any sample")
    return {name: pareto_figure(results, front)}


def _portfolios(results: Results) -> Figure:
    """What ``diplosim design`` found, from its tables."""
    from diplosim.figures.charts.portfolios import portfolios_figure

    def rows(name: str) -> list[dict[str, Any]]:
        table = _csv(results.folder / "analysis" / f"{name}.csv")
        return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]

    unit = "draws" if results.is_sweep else "replicates"
    return portfolios_figure(rows("design")[0], rows("portfolios"), rows("tried"), unit)


def _boxes(results: Results) -> dict[str, Figure]:
    """The boxes of every question that ``diplosim discover`` was asked."""
    from diplosim.analysis.discovery.answer import discovery_of

    files = sorted((results.folder / "analysis").glob("discover_*_asked.csv"))
    asked = [_given(row) for file in files for row in _csv(file).to_dict("records")]
    if not asked:
        outcomes = results.named((), directed=True)
        if len(results.arms) != 2 or len(results.chosen) != 1 or not outcomes:
            raise FolderError(
                f"not drawn: boxes: say where which policy fails: diplosim discover {results.folder} --arm ARM "
                f"--outcome NAME (arms: {', '.join(results.arms[1:]) or 'none'}); then diplosim plot draws it"
            )
        asked = [{"arm": results.arms[1], "outcome": outcomes[0]}]
    figures: dict[str, Figure] = {}
    for row in asked:
        how: dict[str, Any] = {key: row[key] for key in ("fails", "density", "reference") if key in row}
        how |= {key: int(row[key]) for key in ("boxes", "shuffles") if key in row}
        found = discovery_of(results.folder, row["arm"], row["outcome"], tree=False, **how)
        figures |= figures_of_answer(found)
    if not figures:
        raise FolderError("not drawn: boxes: no box was found that noise does not explain as well")
    return figures


def _given(row: Mapping[Any, Any] | pd.Series[Any]) -> dict[str, Any]:
    """The options that were given."""
    import pandas as pd

    return {str(key): value for key, value in row.items() if not pd.isna(value)}
