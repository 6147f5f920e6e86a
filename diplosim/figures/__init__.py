"""Figures: each function takes result tables and returns a Matplotlib figure in the house style.

A new figure is one module with one function, entered in `diplosim.figures.listing`. Colours, dashes and marks come from
``roles``; text is measured with ``typography`` and placed on a ``page``, so nothing leaves the canvas. What draws is
loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from diplosim.figures.listing import FIGURES

if TYPE_CHECKING:
    from diplosim.figures.charts.effects import effects
    from diplosim.figures.charts.fan import fan, health
    from diplosim.figures.charts.pipeline import pipeline
    from diplosim.figures.charts.policies import policies
    from diplosim.figures.history.lanes import lanes
    from diplosim.figures.history.money import money
    from diplosim.figures.history.network import View, network
    from diplosim.figures.history.ripeness import ripeness
    from diplosim.figures.layout.fonts import register_fonts
    from diplosim.figures.layout.page import alternative_text
    from diplosim.figures.layout.save import FILM, FORMATS, Moment, MovingFigure, render, save
    from diplosim.figures.layout.typography import house_style, styled

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
    "health",
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

_HOMES = {
    "history.network": ("View",),
    "layout.fonts": ("register_fonts",),
    "layout.page": ("alternative_text",),
    "layout.save": ("FILM", "FORMATS", "Moment", "MovingFigure", "render", "save"),
    "layout.typography": ("house_style", "styled"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562) and remember it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), None)
    value: Any = FIGURES[name].draw() if home is None else getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
