"""Figures of results: what ``run`` and ``sweep`` draw, ``diplosim plot`` draws again and ``Runs.plot`` shows."""

from diplosim.drawing.arms import effects_of, fan_of, labels
from diplosim.drawing.folder import FORMATS, HISTORIES, HISTORIES_MOST, draw_figures, why_not
from diplosim.drawing.history import History

__all__ = [
    "FORMATS",
    "HISTORIES",
    "HISTORIES_MOST",
    "History",
    "draw_figures",
    "effects_of",
    "fan_of",
    "labels",
    "why_not",
]
