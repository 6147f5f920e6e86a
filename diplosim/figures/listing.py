"""Every figure: what it answers, what it needs, and when it is drawn by itself. Loads no drawing library.

A new figure is a function and an entry here; the command line, the end of a run, the report and the docs follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.results import Results

HISTORIES_MOST = 4
"""With more arms than this no single histories are drawn by themselves, nor told in the report."""
FEW = 4
"""Up to this many arms the fan chart shows all that small multiples would show."""
Kind = Literal["runs", "pipeline", "history", "film", "analysis"]
Rule = Callable[["Results"], bool]


def _always(results: Results) -> bool:
    return True


def _never(results: Results) -> bool:
    return False


def _several(results: Results) -> bool:
    return len(results.arms) > 1


def _many(results: Results) -> bool:
    return len(results.arms) > FEW


def _on_a_grid(results: Results) -> bool:
    from diplosim.figures.charts.map import is_map

    return is_map(results)


def _several_traced(results: Results) -> bool:
    return results.traced and _several(results)


def _few_traced(results: Results) -> bool:
    return results.traced and len(results.arms) <= HISTORIES_MOST


def _one_traced(results: Results) -> bool:
    return results.traced and not _several(results)


def _one_arm(results: Results) -> str:
    if _several(results):
        return ""
    return f"{results.folder} holds one arm, so nothing is compared; run two scenarios or an experiment"


def _no_search(results: Results) -> str:
    if (results.folder / "analysis" / "tried.csv").exists():
        return ""
    return f"{results.folder} holds no search for portfolios; diplosim design SCENARIO makes one"


def _no_decisions(results: Results) -> str:
    if results.traced:
        return ""
    again = results.folder / "reruns" / "000000"
    return (
        "an experiment keeps no decisions of its runs (events.jsonl, tables.parquet); repeat one run with them: "
        f"diplosim rerun {results.folder} 0, then diplosim plot {again}"
    )


@dataclass(frozen=True)
class Listed:
    """One figure."""

    name: str
    kind: Kind
    """``runs``: of all runs; ``pipeline``: of one history of every arm in one figure; ``history``: of one history;
    ``film``: of one history, moving; ``analysis``: of what an analysis found."""
    question: str
    """What it answers, as readers are told."""
    needs: str
    """What results must hold, as readers are told."""
    by_itself: str
    """When it is drawn without being asked for, as readers are told; `usual` and `plotted` are the rules."""
    function: str
    """Module and function that draw it, below ``diplosim.figures``."""
    usual: Rule = _never
    """Whether the end of a run draws it, and the report shows it. What analyses left in a folder comes on top."""
    plotted: Rule = _never
    """Whether ``diplosim plot`` draws it if no figure is named. Of analyses it draws those that were asked for."""
    refusal: Callable[[Results], str] = lambda results: ""
    """Why results cannot have it, and what to do; empty if they can, as far as can be said before it is tried."""
    designs: tuple[str, ...] = ()
    """The designs of an experiment of which one is needed."""
    file: str = ""
    """A file that older results folders lack."""

    def draw(self) -> Callable[..., Figure]:
        """The function that draws it from tables."""
        module, name = self.function.split(":")
        found: Callable[..., Figure] = getattr(import_module(f"diplosim.figures.{module}"), name)
        return found


def _traced(name: str, question: str, by_itself: str, function: str, usual: Rule, *, file: str = "",
            kind: Kind = "history", plotted: Rule = _always) -> Listed:  # fmt: skip
    return Listed(
        name, kind, question, "traced runs", by_itself, function, usual, plotted, _no_decisions, file=file
    )


def _drivers(name: str, question: str, *designs: str) -> Listed:
    listed = " or ".join(part for part in (", ".join(designs[:-1]), designs[-1]) if part)
    by_itself = "at the end of an experiment and by `diplosim sensitivity`"
    needs = f"an experiment with design {listed}"
    return Listed(name, "analysis", question, needs, by_itself, f"charts.drivers:{name}", designs=designs)


_ROBUST = "at the end of an experiment and by `diplosim robustness`"

FIGURES: Final[dict[str, Listed]] = {
    figure.name: figure
    for figure in (
        Listed("fan", "runs", "how do futures unfold, and what differs in the same future?", "any results", "yes",
               "charts.fan:fan", _always, _always),
        Listed("health", "runs", "what reaches people: access, coverage, burden, and the deaths read from them?",
               "any results", "yes, for up to four scenarios", "charts.fan:health", _few_traced, _always),
        Listed("effects", "runs", "what does each policy change, pair by pair?", "two arms",
               "yes, with arms to compare", "charts.effects:effects", _several, _several, _one_arm),
        Listed("map", "runs", "where does each policy do better and where worse, cell by cell?",
               "an experiment on a grid of two quantities", "yes, on such a grid", "charts.map_panels:grid_map",
               _on_a_grid, _on_a_grid),
        Listed("policies", "runs", "how does one metric go under every policy, the best first?", "two arms",
               "by `plot`, with more than four arms", "charts.policies:policies", _never, _many, _one_arm),
        _traced("pipeline", "how much of what was pledged was paid, arrived and was absorbed, and where did the rest "
                "get stuck?", "yes, with several scenarios", "charts.pipeline:pipeline", _several_traced,
                file="tables.parquet", kind="pipeline"),
        _traced("lanes", "what happened in one history?", "yes, for up to four scenarios", "history.lanes:lanes",
                _few_traced),
        _traced("ripeness", "when were both sides ready to talk, and what became of every table of negotiation?",
                "yes, for one scenario", "history.ripeness:ripeness", _one_traced, file="tables.parquet"),
        _traced("money", "where did the money pledged in one history go?", "yes, for one scenario",
                "history.money:money", _one_traced, file="tables.parquet"),
        _traced("network", "who trusted whom at the start and at the end?", "yes, for up to four scenarios",
                "history.network:network", _few_traced),
        _traced("history", "how did trust and events go on, month by month, as a film?", "no, on request only",
                "history.film:film", _never, kind="film", plotted=_never),
        _drivers("sobol", "which assumptions drive the outcome, by their shares of its variance?", "saltelli"),
        _drivers("morris", "which assumptions matter at all, changed one at a time?", "morris"),
        _drivers("tornado", "how far does each assumption move the outcome?", "lhs", "sobol", "grid", "saltelli"),
        Listed("regret", "analysis", "how far behind the best policy is each one?", "two arms", _ROBUST,
               "charts.rivals:regret_map", refusal=_one_arm),
        Listed("pareto", "analysis", "which policies are beaten in calm, health and cost at once?", "two arms",
               _ROBUST, "charts.rivals:pareto_plot", refusal=_one_arm),
        Listed("portfolios", "analysis", "which portfolios of policies hold up, and what had the search promised?",
               "a search for portfolios", "by `diplosim design`", "charts.portfolios:portfolios_plot",
               refusal=_no_search),
        Listed("boxes", "analysis", "under which assumptions does a policy fail?", "an experiment",
               "at the end of an experiment and by `diplosim discover`", "charts.boxes:box_ranges"),
    )
}  # fmt: skip
"""Every figure by name, in the order in which readers are told of them."""

DRIVERS: Final = tuple(figure.name for figure in FIGURES.values() if figure.designs)
"""The charts of what drives an outcome."""
GROUPS: Final[dict[str, tuple[Kind, ...]]] = {
    "Of all runs": ("runs",),
    "Of one history of each scenario": ("pipeline", "history"),
    "On request only": ("film",),
    "Of analyses": ("analysis",),
}


def of_kind(*kinds: Kind) -> tuple[str, ...]:
    """Names of the figures of these kinds."""
    return tuple(figure.name for figure in FIGURES.values() if figure.kind in kinds)


def drawn_by_itself(results: Results) -> list[str]:
    """The figures that the end of a run draws and the report shows; those of its analyses come on top."""
    return [figure.name for figure in FIGURES.values() if figure.usual(results)]


def why_not(results: Results, name: str) -> str:
    """Why results cannot have a figure, and what to do; empty if they can.

    What an analysis cannot answer is only known once it is tried; drawing raises then.
    """
    from diplosim.results.memory import ResultsInMemory

    figure, memory = FIGURES[name], isinstance(results, ResultsInMemory)
    if memory and (figure.kind == "analysis" or name == "map"):
        return "it reads a results folder; save(), then diplosim plot"
    refused = figure.refusal(results)
    if refused or memory:
        return refused
    if name == "effects" and not (results.folder / "summary.csv").exists():
        return f"{results.folder} has no summary.csv"
    if figure.file and not (results.folder / figure.file).exists():
        return f"{results.folder} has no {figure.file} (an earlier version wrote it); run it again"
    return ""
