"""Figures: each function takes result tables and returns a Matplotlib figure in the house style.

A new figure is one module with one function, entered in ``FIGURES``. Colours, dashes and marks come from
``roles``; text is measured with ``text`` and placed on a ``page``, so nothing leaves the canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from diplosim.figures.effects import effects
from diplosim.figures.fan_chart import fan
from diplosim.figures.page import alternative_text
from diplosim.figures.save import FORMATS, render, save
from diplosim.figures.style import house_style, register_fonts, styled
from diplosim.figures.swim_lanes import lanes
from diplosim.figures.trust_network import View, network

#: Every figure by name.
FIGURES: Final[dict[str, Callable[..., Figure]]] = {
    "fan": fan,
    "effects": effects,
    "lanes": lanes,
    "network": network,
}

__all__ = [
    "FIGURES",
    "FORMATS",
    "View",
    "alternative_text",
    "effects",
    "fan",
    "house_style",
    "lanes",
    "network",
    "register_fonts",
    "render",
    "save",
    "styled",
]
