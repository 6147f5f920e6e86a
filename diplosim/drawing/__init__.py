"""Figures of results: what ``run`` and ``sweep`` draw, ``diplosim plot`` draws again and ``Results.plot`` shows."""

from diplosim.drawing.analysed import ANALYSES, MADE_FOR, analysed
from diplosim.drawing.arms import effects_of, fan_of, labels, pipeline_of, policies_of
from diplosim.drawing.folder import (
    FILMS,
    FORMATS,
    HISTORIES,
    HISTORIES_MOST,
    HISTORIES_OF_SEVERAL,
    FormatError,
    check_finished,
    check_formats,
    draw_figures,
    figures_of,
    why_not,
)
from diplosim.drawing.history import History
from diplosim.drawing.maps import is_map
from diplosim.drawing.plots import plot_results

__all__ = [
    "ANALYSES",
    "FILMS",
    "FORMATS",
    "HISTORIES",
    "HISTORIES_MOST",
    "HISTORIES_OF_SEVERAL",
    "MADE_FOR",
    "FormatError",
    "History",
    "analysed",
    "check_finished",
    "check_formats",
    "draw_figures",
    "effects_of",
    "fan_of",
    "figures_of",
    "is_map",
    "labels",
    "pipeline_of",
    "plot_results",
    "policies_of",
    "why_not",
]
