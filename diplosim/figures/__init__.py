"""Figures: each function takes result tables and returns a Matplotlib figure in the house style.

A new figure is one module with one function, entered in ``FIGURES``. Colours, dashes and marks come from
``roles``; text is measured with ``text`` and placed on a ``page``, so nothing leaves the canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from diplosim.figures.charts.boxes import box_ranges
from diplosim.figures.charts.driver_bars import morris, sobol, tornado
from diplosim.figures.charts.effects import effects
from diplosim.figures.charts.fan import fan
from diplosim.figures.charts.map_panels import grid_map
from diplosim.figures.charts.pareto import pareto_plot
from diplosim.figures.charts.pipeline import pipeline
from diplosim.figures.charts.policies import policies
from diplosim.figures.charts.regret import regret_map
from diplosim.figures.history.film import film
from diplosim.figures.history.lanes import lanes
from diplosim.figures.history.money import money
from diplosim.figures.history.network import View, network
from diplosim.figures.history.ripeness import ripeness
from diplosim.figures.layout.moving import Moment, MovingFigure
from diplosim.figures.layout.page import alternative_text
from diplosim.figures.layout.save import FILM, FORMATS, render, save
from diplosim.figures.layout.style import house_style, register_fonts, styled

#: Every figure by name.
FIGURES: Final[dict[str, Callable[..., Figure]]] = {
    "fan": fan,
    "policies": policies,
    "effects": effects,
    "map": grid_map,
    "pipeline": pipeline,
    "lanes": lanes,
    "ripeness": ripeness,
    "money": money,
    "network": network,
    "history": film,
    "sobol": sobol,
    "morris": morris,
    "tornado": tornado,
    "regret": regret_map,
    "pareto": pareto_plot,
    "boxes": box_ranges,
}

__all__ = [
    "FIGURES",
    "FILM",
    "FORMATS",
    "Moment",
    "MovingFigure",
    "View",
    "alternative_text",
    "effects",
    "fan",
    "house_style",
    "lanes",
    "money",
    "network",
    "pipeline",
    "policies",
    "register_fonts",
    "render",
    "ripeness",
    "save",
    "styled",
]
