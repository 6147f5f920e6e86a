"""Reading what runs left behind: one folder, one reader."""

from diplosim.results.reader import AnalysisError, Results, open_results, read_summary

__all__ = ["AnalysisError", "Results", "open_results", "read_summary"]
