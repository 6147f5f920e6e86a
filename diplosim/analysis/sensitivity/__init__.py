"""What drives an outcome: screening, variance shares, distributions and ranks over the samples of a sweep.

``sensitivity(folder)`` reads a finished sweep, refuses what cannot be answered from it, and says for each
outcome which of the varied assumptions move it, how sure that is, and how much is the chance of the runs.
"""

from diplosim.analysis.sensitivity.answer import sensitivity
from diplosim.analysis.sensitivity.indices import Indices, Measure, Noise, noise_of
from diplosim.analysis.sensitivity.refusals import CannotAnalyseError
from diplosim.analysis.sensitivity.result import CSV_COLUMNS, Finding, Sensitivity

__all__ = [
    "CSV_COLUMNS",
    "CannotAnalyseError",
    "Finding",
    "Indices",
    "Measure",
    "Noise",
    "Sensitivity",
    "noise_of",
    "sensitivity",
]
