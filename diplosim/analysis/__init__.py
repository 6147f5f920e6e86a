"""Reading results: paired comparison of arms under common shocks, and the summary table."""

from diplosim.analysis.paired import (
    Crossing,
    mean_interval,
    paired_statistics,
    quantiles,
    variance_reduction,
)
from diplosim.analysis.pairs import pair_quantities
from diplosim.analysis.summary import SUMMARY_NAMES, aligned, outcome_names, summarise
from diplosim.analysis.sweeps import summarise_sweep

__all__ = [
    "SUMMARY_NAMES",
    "Crossing",
    "aligned",
    "mean_interval",
    "outcome_names",
    "pair_quantities",
    "paired_statistics",
    "quantiles",
    "summarise",
    "summarise_sweep",
    "variance_reduction",
]
