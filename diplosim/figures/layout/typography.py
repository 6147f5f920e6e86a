"""The house style, in force only while a figure is made or saved; and text that fits."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, wraps
from itertools import pairwise
from pathlib import Path
from typing import ParamSpec, TypeVar

import matplotlib.style
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from diplosim.figures.layout.fonts import families
from diplosim.wording.numbers import brief, compact

STYLE_FILE = Path(__file__).parent / "diplosim.mplstyle"
SEMIBOLD = "semibold"
"""Weight of headings, by name: older matplotlib cannot write a numeric weight into SVG text."""

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside the block; the caller's own matplotlib settings come back after it."""
    family = {"font.family": list(families())}
    # after_reset: a user's matplotlibrc must not change how figures look.
    with matplotlib.style.context([STYLE_FILE, family], after_reset=True), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ ")  # told once, by `tell_missing`
        yield


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that makes a figure so that it runs in the house style."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with house_style():
            return draw(*args, **kwargs)

    return inside


POINTS = 72.0
LINE = 1.32
"""Distance between lines of text, as a multiple of the size."""
UNBROKEN = re.compile(r"\s+(?!%|M\$)")
"""Where a line may break: not between a number and its unit."""
UNSURE = 0.08
"""How far, as a share of the room, the sum of words and spaces may lie from the width of their line."""


@cache
def _ruler() -> TextToPath:
    return TextToPath()


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of ``text`` in inches at ``size`` points."""
    font = FontProperties(family=list(families()), size=size, weight=weight)
    return float(_ruler().get_text_width_height_descent(text, font, False)[0]) / POINTS


def line_height(size: float) -> float:
    """Return the height in inches that one line of text of ``size`` points takes."""
    return size * LINE / POINTS


def shorten(text: str, size: float, room: float, weight: str = "normal") -> str:
    """Return ``text``, cut with an ellipsis where it is wider than ``room`` inches."""
    if width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if width(text[:middle].rstrip() + "…", size, weight) <= room else (low, middle - 1)
        )
    return text[:low].rstrip() + "…"


def _split_long(word: str, size: float, room: float, weight: str) -> list[str]:
    """Break a word wider than ``room``, after an underscore, hyphen or slash where there is one."""
    pieces: list[str] = []
    while width(word, size, weight) > room and len(word) > 1:
        cut = max(1, len(shorten(word, size, room, weight)) - 1)
        soft = max(word.rfind(mark, 0, cut) for mark in "_-/") + 1
        cut = soft if soft > cut // 3 else cut
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def _fits(text: str, estimate: float, size: float, room: float, weight: str) -> bool:
    """Whether a line fits; only a line whose estimated width is near the room is measured, which is slow."""
    if abs(estimate - room) > UNSURE * room:
        return estimate < room
    return width(text, size, weight) <= room


def wrap(text: str, size: float, room: float, weight: str = "normal", most: int = 0) -> list[str]:
    """Break ``text`` into lines no wider than ``room`` inches.

    With ``most`` > 0 at most that many lines come back, the last one cut with an ellipsis.
    """
    lines: list[str] = []
    current, reach = "", 0.0
    space = width("n n", size, weight) - 2 * width("n", size, weight)
    for whole in re.split(UNBROKEN, text.strip()):
        pieces = _split_long(whole, size, room, weight)
        for place, piece in enumerate(pieces):
            wide = width(piece, size, weight)
            longer, further = (f"{current} {piece}", reach + space + wide) if current else (piece, wide)
            if current and (place > 0 or not _fits(longer, further, size, room, weight)):
                lines.append(current)
                current, reach = piece, wide
            else:
                current, reach = longer, further
    lines.append(current)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), size, room, weight)]
    return lines


def balanced(text: str, size: float, room: float, weight: str = "normal", most: int = 0) -> list[str]:
    """Wrap like ``wrap``, with lines of about equal length instead of a last line of one word."""
    lines = wrap(text, size, room, weight, most)
    for percent in range(50, 100, 5):
        narrower = wrap(text, size, room * percent / 100, weight)
        if len(narrower) == len(lines) and len(lines) > 1:
            return narrower
    return lines


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Push positions apart until neighbours are ``gap`` apart, moving each as little as possible.

    Keeps the order and stays inside ``low``..``high``; where all do not fit the gap shrinks evenly.
    """
    count = len(positions)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(1, count - 1)) if count > 1 else gap
    order = sorted(range(count), key=lambda i: (positions[i], i))
    # Subtracting the wished offsets turns "gap apart" into "not decreasing": pool neighbours that violate it.
    blocks: list[list[float]] = []
    for rank, i in enumerate(order):
        blocks.append([positions[i] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + mean * weight) / (before[1] + weight)
            before[1] += weight
    flat = [mean for mean, weight in blocks for _ in range(int(weight))]
    top = high - (count - 1) * gap
    placed = [0.0] * count
    for rank, i in enumerate(order):
        placed[i] = min(max(flat[rank], low), top) + rank * gap
    return placed


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Return labels of evenly spaced ticks with just the decimals that tell them apart."""
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    for digits in range(5):
        if abs(round(step, digits) - step) < 1e-6 * step:
            return [compact(tick, digits) for tick in ticks]
    return [brief(tick, 2) for tick in ticks]


def dated(label: str, span: str) -> str:
    """Return "pooled fund, 2026–2035"; the label alone where it names the first year itself."""
    first = re.search(r"\d{4}", span)
    return label if first and first[0] in label else f"{label}, {span}"
