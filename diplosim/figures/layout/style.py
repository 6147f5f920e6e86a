"""The house style: the shipped font and the style file, in force only while a figure is made or saved."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import matplotlib.style
from matplotlib import font_manager

HERE = Path(__file__).parent
STYLE_FILE = HERE / "diplosim.mplstyle"
FONT_FILES = (HERE / "Inter-Regular.ttf", HERE / "Inter-SemiBold.ttf")
FONT_FAMILY = "Inter Diplosim"
FALLBACK_FAMILY = "DejaVu Sans"
SEMIBOLD = "semibold"
"""Weight of headings, by name: older matplotlib cannot write a numeric weight into SVG text."""

#: Weight and file of the fonts as a browser takes them; made of the others with ``fonttools ttLib.woff2 compress``.
WEB_FONTS = ((400, HERE / "Inter-Regular.woff2"), (600, HERE / "Inter-SemiBold.woff2"))

P = ParamSpec("P")
R = TypeVar("R")


@cache
def register_fonts() -> str:
    """Make the shipped font known to matplotlib (once per process) and return its family name."""
    manager = font_manager.fontManager
    # The fallback for letters that Inter lacks has no weight 600; without this entry matplotlib logs a
    # warning each time it then takes the bold one.
    manager.ttflist.extend(
        replace(font, weight=600)
        for font in list(manager.ttflist)
        if (font.name, font.style, font.weight) == (FALLBACK_FAMILY, "normal", 700)
    )
    for file in FONT_FILES:
        manager.addfont(file)
    return FONT_FAMILY


@cache
def font_faces() -> str:
    """The shipped fonts as rules of a style sheet that asks for no file: for pages and for SVG files."""
    return "".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-weight:{weight};src:url(data:font/woff2;base64,'
        f'{base64.b64encode(file.read_bytes()).decode("ascii")}) format("woff2")}}'
        for weight, file in WEB_FONTS
    )


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside the block; the caller's own matplotlib settings come back after it."""
    register_fonts()
    # after_reset: a user's matplotlibrc must not change how figures look.
    with matplotlib.style.context(STYLE_FILE, after_reset=True):
        yield


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that makes a figure so that it runs in the house style."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with house_style():
            return draw(*args, **kwargs)

    return inside
