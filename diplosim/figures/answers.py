"""The figures of what an analysis found, as files of the results folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.figures import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.ablation.effects import Ablation
    from diplosim.analysis.discovery.answer import Discovery
    from diplosim.analysis.robustness.answer import Robustness
    from diplosim.analysis.sensitivity.answer import SensitivityAnswer
    from diplosim.analysis.structure.findings import Structure

    Answer = Ablation | Discovery | Robustness | SensitivityAnswer | Structure


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

    if isinstance(
        answer, SensitivityAnswer
    ):  # of the arms that were asked for, else of the most telling ones
        return driver_figures(answer.found, None if answer.asked["arms"] else answer.found.telling())
    if isinstance(answer, Ablation):
        return ablation_figures(answer.results, answer.wholes, answer.rows)
    if isinstance(answer, Structure):
        return structure_figures(answer.results, answer.split, answer.outcomes, answer.rows)
    return _robustness(answer) if isinstance(answer, Robustness) else _discovery(answer)


def _robustness(answer: Robustness) -> dict[str, Figure]:
    """The map of regret and, where calm, health and cost have values, the Pareto set."""
    from diplosim.figures.charts.pareto import pareto_figure
    from diplosim.figures.charts.regret import regret_figure

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
