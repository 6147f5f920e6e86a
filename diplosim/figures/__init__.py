"""Figures: each function takes result tables and returns a Matplotlib figure in the house style.

A new figure is one module with one function, entered in ``FIGURES``. Colours, dashes and marks come from
``roles``; text is measured with ``text`` and placed on a ``page``, so nothing leaves the canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from diplosim.figures.charts.box_ranges import box_ranges
from diplosim.figures.charts.effects import effects
from diplosim.figures.charts.fan_chart import fan
from diplosim.figures.charts.grid_map import grid_map
from diplosim.figures.charts.morris_bars import morris
from diplosim.figures.charts.pareto_plot import pareto_plot
from diplosim.figures.charts.pipeline import pipeline
from diplosim.figures.charts.policy_grid import policies
from diplosim.figures.charts.regret_map import regret_map
from diplosim.figures.charts.sobol_bars import sobol
from diplosim.figures.charts.tornado import tornado
from diplosim.figures.history.film import film
from diplosim.figures.history.money_flow import money
from diplosim.figures.history.swim_lanes import lanes
from diplosim.figures.history.table_states import ripeness
from diplosim.figures.history.trust_network import View, network
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
