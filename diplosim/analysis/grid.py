"""A sweep over two quantities as a map: where on it an arm does better or worse than the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplosim.analysis.discovery.boxes import Axis, axes_of
from diplosim.analysis.paired import mean_interval
from diplosim.results import AnalysisError, Results
from diplosim.wording.verdicts import FEWEST_PAIRS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

#: A map with more columns or rows than this has cells too small to see.
MOST = 60


@dataclass(frozen=True)
class Grid:
    """Two quantities, every pair of whose values is one sample."""

    across: Axis
    upwards: Axis
    samples: Integers
    """Place of the sample of each cell, by row (upwards) and column (across)."""


@dataclass(frozen=True)
class Changes:
    """What an arm changes in every cell, arm less reference; rows go upwards."""

    mean: Floats
    """NaN where no pair has a value."""
    low: Floats
    high: Floats
    """The 95 % interval of the mean over replicates; NaN with fewer pairs than a verdict needs."""

    def decided(self) -> NDArray[np.bool_]:
        """Where the interval excludes zero."""
        found: NDArray[np.bool_] = (self.low > 0.0) | (self.high < 0.0)
        return found


def grid_of(results: Results) -> Grid:
    """The grid that the samples form.

    Raises:
        AnalysisError: not two quantities vary, or their values do not meet in every pair just once.
    """
    import numpy as np

    axes = axes_of(results, np.ones(len(results.samples), dtype=bool))
    if len(axes) != 2:
        raise AnalysisError(f"a map has two quantities; in {results.folder} {len(axes)} vary")
    values = [np.unique(axis.values) for axis in axes]
    columns, rows = (np.searchsorted(known, axis.values) for known, axis in zip(values, axes, strict=True))
    size = (len(values[1]), len(values[0]))
    if len(results.samples) != size[0] * size[1] or len(set(zip(rows, columns, strict=True))) != len(rows):
        raise AnalysisError(
            f"a map needs every pair of values once, as design grid draws them; {results.folder} has "
            f"{len(results.samples):,} samples of {size[1]:,} values of {axes[0].name} and {size[0]:,} of "
            f"{axes[1].name}"
        )
    if max(size) > MOST:
        raise AnalysisError(f"a map has at most {MOST} values a side; {results.folder} has {max(size)}")
    cells = np.empty(size, dtype=np.int64)
    cells[rows, columns] = np.arange(len(rows))
    return Grid(axes[0], axes[1], cells)


def changes_on(results: Results, grid: Grid, arm: str, outcome: str) -> Changes:
    """The mean paired difference of an outcome in every cell, and its interval."""
    import numpy as np

    cube = results.cube(outcome)
    pairs = (cube[results.arms.index(arm)] - cube[0])[grid.samples]
    found = np.full((3, *grid.samples.shape), np.nan)
    for place in np.ndindex(grid.samples.shape):
        own = pairs[place][~np.isnan(pairs[place])]
        if len(own):
            low, high = mean_interval(own) if len(own) >= FEWEST_PAIRS else (None, None)
            found[(slice(None), *place)] = (
                own.mean(),
                np.nan if low is None else low,
                np.nan if high is None else high,
            )
    return Changes(*found)
