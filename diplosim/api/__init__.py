"""The Python front door."""

from diplosim.api.experiments import Experiment, compare, default_folder, execute, open_results, simulate
from diplosim.api.results import Results

__all__ = ["Experiment", "Results", "compare", "default_folder", "execute", "open_results", "simulate"]
