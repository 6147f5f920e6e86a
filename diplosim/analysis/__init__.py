"""Reading results: paired comparison of arms under common shocks, the summary table, what drives an outcome."""

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import (
    mean_interval,
    paired_statistics,
    quantiles,
    variance_reduction,
)
from diplosim.analysis.pairs import pair_quantities
from diplosim.analysis.sensitivity import sensitivity
from diplosim.analysis.sensitivity.conversions import to_ema, to_salib
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
    "sensitivity",
    "summarise",
    "summarise_sweep",
    "to_ema",
    "to_salib",
    "variance_reduction",
]
