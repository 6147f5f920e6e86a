"""Figures: each function takes result tables and returns a Matplotlib figure in the house style.

A new figure is one module with one function, entered in ``FIGURES``. Colours, dashes and marks come from
``roles``; text is measured with ``text`` and placed on a ``page``, so nothing leaves the canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from diplosim.figures.box_ranges import box_ranges
from diplosim.figures.effects import effects
from diplosim.figures.fan_chart import fan
from diplosim.figures.grid_map import grid_map
from diplosim.figures.history import history
from diplosim.figures.money_flow import money
from diplosim.figures.morris_bars import morris
from diplosim.figures.moving import Moment, MovingFigure
from diplosim.figures.page import alternative_text
from diplosim.figures.pareto_plot import pareto_plot
from diplosim.figures.pipeline import pipeline
from diplosim.figures.policy_grid import policies
from diplosim.figures.regret_map import regret_map
from diplosim.figures.save import FILM, FORMATS, render, save
from diplosim.figures.sobol_bars import sobol
from diplosim.figures.style import house_style, register_fonts, styled
from diplosim.figures.swim_lanes import lanes
from diplosim.figures.table_states import ripeness
from diplosim.figures.tornado import tornado
from diplosim.figures.trust_network import View, network

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
    "history": history,
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
    "history",
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
