"""Reading results: paired comparison of arms under common shocks, the summary table, what drives an outcome."""

from diplosim.analysis.crossed import Crossing
from diplosim.analysis.paired import (
    mean_interval,
    paired_statistics,
    quantiles,
    variance_reduction,
)
from diplosim.analysis.sensitivity import sensitivity
from diplosim.analysis.sensitivity.conversions import to_ema, to_salib
from diplosim.analysis.summary import SUMMARY_NAMES, summarise, summary_file

__all__ = [
    "SUMMARY_NAMES",
    "Crossing",
    "mean_interval",
    "paired_statistics",
    "quantiles",
    "sensitivity",
    "summarise",
    "summary_file",
    "to_ema",
    "to_salib",
    "variance_reduction",
]
