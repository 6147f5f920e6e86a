"""Which texts a figure really draws, where, and which of them leave the canvas or cover each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from diplosim.figures import house_style

ROWS = 200
"""Rows and columns of the grid by which coverage is counted."""
SLACK = 0.24
"""Share of a line box that letters do not fill (ascender and descender room)."""


def drawn_texts(figure: Figure) -> list[tuple[str, Bbox, Text]]:
    """Every text that reaches the canvas when the figure is drawn, with its box in pixels; no pixel is coloured."""
    seen: list[Text] = []
    original = Text.draw

    def record(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            seen.append(self)
        return original(self, renderer, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch, house_style():
        patch.setattr(Text, "draw", record)
        canvas = figure.canvas
        assert isinstance(canvas, FigureCanvasAgg)
        figure.draw_without_rendering()
        renderer = canvas.get_renderer()
        return [
            (text.get_text(), Text.get_window_extent(text, renderer), text) for text in dict.fromkeys(seen)
        ]


def faults(figure: Figure) -> list[str]:
    """Return a line for each text that is outside the canvas or overlaps another."""
    found = []
    boxes = []
    for words, box, _ in drawn_texts(figure):
        if box.x0 < 0 or box.y0 < -1 or box.x1 > figure.bbox.width or box.y1 > figure.bbox.height + 1:
            found.append(f"outside: {words!r} {box.extents.round(1)} of {figure.bbox.size}")
        lines = words.count("\n") + 1
        trim = SLACK * box.height / lines / 2
        boxes.append((words, Bbox.from_extents(box.x0 + 0.5, box.y0 + trim, box.x1 - 0.5, box.y1 - trim)))
    for (a, first), (b, second) in combinations(boxes, 2):
        if first.x0 < second.x1 and second.x0 < first.x1 and first.y0 < second.y1 and second.y0 < first.y1:
            found.append(f"overlap: {a!r} {first.extents.round(1)} and {b!r} {second.extents.round(1)}")
    return found


def covered(figure: Figure) -> float:
    """Share of the canvas that panels, boxes and texts cover, each as the rectangle that it fills."""
    wide, high = figure.bbox.width, figure.bbox.height
    boxes = [axes.bbox for axes in figure.axes] + [box for _, box, _ in drawn_texts(figure)]
    boxes += [artist.get_window_extent() for artist in figure.patches + figure.artists]
    shown = np.zeros((ROWS, ROWS), dtype=bool)
    for box in boxes:
        left, right = (int(np.clip(round(ROWS * x / wide), 0, ROWS)) for x in (box.x0, box.x1))
        low, top = (int(np.clip(round(ROWS * y / high), 0, ROWS)) for y in (box.y0, box.y1))
        shown[low:top, left:right] = True
    return float(shown.mean())
