"""Map of two quantities: where each policy does better and where worse, from a sweep on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplosim.analysis.discovery.boxes import amount, meaning, short_names
from diplosim.analysis.grid import Changes, Grid, changes_on, grid_of
from diplosim.experiment import FolderError
from diplosim.metrics.columns import outcome, title_of
from diplosim.results import AnalysisError, Results
from diplosim.wording.names import inside, noun, plain_name

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from diplosim.analysis.discovery.boxes import Axis
    from diplosim.figures.charts.map_panels import MapAxis, MapPanel


def is_map(results: Results) -> bool:
    """Whether the sweep compares arms on a grid of two quantities."""
    if not results.is_sweep or len(results.arms) < 2 or results.sample_count < 4:
        return False
    try:
        grid_of(results)
    except AnalysisError:
        return False
    return True


def map_figures(results: Results, outcomes: Sequence[str] = ()) -> dict[str, Figure]:
    """A map for every outcome asked for, by file name; by default for those of the experiment with a better direction.

    Raises:
        AnalysisError: an outcome is unknown or neither direction of it is better.
        FolderError: the sweep is no grid of two quantities, or compares nothing; with what would help.
    """
    return {f"map_{each.outcome}": each.figure() for each in maps_of(results, outcomes)}


def maps_of(results: Results, outcomes: Sequence[str] = ()) -> list[Map]:
    """The maps, not yet drawn; raises what `map_figures` raises."""
    try:
        grid = grid_of(results)
    except AnalysisError as error:
        raise FolderError(f"not drawn: map: {error}") from error
    names = results.named(outcomes, directed=True)
    if len(results.arms) < 2 or not names:
        missing = "one arm" if len(results.arms) < 2 else "no outcome with a better direction"
        raise FolderError(f"not drawn: map: {results.folder} has {missing}, so nothing is better or worse")
    found = [
        Map(results, grid, name, {arm: changes_on(results, grid, arm, name) for arm in results.arms[1:]})
        for name in names
    ]
    return [each for each in found if any(_cells(changes) for changes in each.changes.values())]


@dataclass(frozen=True)
class Map:
    """What every arm changes in one outcome, cell by cell."""

    results: Results
    grid: Grid
    outcome: str
    changes: dict[str, Changes]

    @property
    def lower(self) -> bool:
        """Whether less is better."""
        return outcome(self.outcome).better == "lower"

    def counts(self, arm: str) -> tuple[int, int, int]:
        """In how many cells the arm is surely better, in how many surely worse, and how many have a value."""
        return (*_counts(self.changes[arm], self.lower), _cells(self.changes[arm]))

    def figure(self) -> Figure:
        """The map, drawn."""
        from diplosim.figures.charts.map_panels import grid_map

        column, results = outcome(self.outcome), self.results
        short = short_names([self.grid.across.name, self.grid.upwards.name])
        return grid_map(
            [_panel(arm, changes, self.lower) for arm, changes in self.changes.items()],
            _side(self.grid.across, short), _side(self.grid.upwards, short),
            less_is_better=self.lower,
            title=f"{title_of(self.outcome)}: {_finding(self.changes, self.lower)}",
            notes=["Every cell is a world with its own pair of values: mean difference from "
                   f"{plain_name(results.reference)} in the same futures ({column.unit}), {results.replicates:,} "
                   f"replicates, seed {results.scenarios[0].seed}. Better or worse: the 95 % interval of the "
                   "mean excludes zero. All cells meet the same futures, so chance moves neighbours together. All "
                   "panels share the scale."],
        )  # fmt: skip


def _cells(changes: Changes) -> int:
    import numpy as np

    return int((~np.isnan(changes.mean)).sum())


def _counts(changes: Changes, lower: bool) -> tuple[int, int]:
    """In how many cells the arm is surely better, and surely worse."""
    sign = -1.0 if lower else 1.0
    decided: NDArray[np.bool_] = changes.decided()
    return int((decided & (sign * changes.mean > 0)).sum()), int((decided & (sign * changes.mean < 0)).sum())


def _panel(arm: str, changes: Changes, lower: bool) -> MapPanel:
    from diplosim.figures.charts.map_panels import MapPanel

    better, worse = _counts(changes, lower)
    note = f"better in {better}, worse in {worse} of {_cells(changes)} worlds"
    return MapPanel(plain_name(arm), note, changes.mean, changes.decided())


def _finding(found: dict[str, Changes], lower: bool) -> str:
    """Who is better everywhere, and who fails somewhere."""
    from diplosim.wording.names import listed

    counts = {arm: _counts(changes, lower) for arm, changes in found.items()}
    everywhere = [arm for arm, changes in found.items() if counts[arm][0] == _cells(changes) > 0]
    failing = [arm for arm, (_, worse) in counts.items() if worse]
    of = len(found)
    if of == 1:
        [(better, worse)] = counts.values()
        [arm] = found
        return f"{plain_name(arm)} is better in {better} and worse in {worse} of {_cells(found[arm])} worlds"
    if len(everywhere) == of:
        return f"all {of} policies are better in every world"
    parts = [
        f"{len(arms)} of {of} policies {noun(len(arms), 'is', 'are')} {words}"
        for arms, words in ((everywhere, "better in every world"), (failing, "worse in some"))
        if arms
    ]
    return listed(parts) or f"none of {of} policies is better in every world or worse in some"


def _side(axis: Axis, short: dict[str, str]) -> MapAxis:
    """The values of a quantity in words, in their order."""
    import numpy as np

    from diplosim.figures.charts.map_panels import MapAxis

    values = np.unique(axis.values)
    texts = [axis.names[int(value)] if axis.names else amount(float(value)) for value in values]
    words = meaning(axis.name).rstrip(".")
    return MapAxis(short[axis.name], inside(words), texts)
