"""A page laid out in inches from its top left corner: headline, panels, caption.

Every text is measured before the canvas is made, so nothing can leave it and no layout solver has to run.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from diplosim.figures.layout import roles
from diplosim.figures.layout.typography import SEMIBOLD, balanced, house_style, line_height, wrap
from diplosim.results import stored
from diplosim.wording.names import capital

WIDTH = 9.6
MARGIN = 0.14
HEADLINE_SIZE = 12.5
CAPTION_SIZE = 8.0
DISCLAIMER = "Thinking aid, not a forecast."


@dataclass(frozen=True)
class Paragraph:
    """Wrapped text of one size, with the height that it takes."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Height in inches."""
        return len(self.lines) * line_height(self.size)

    @property
    def text(self) -> str:
        """The lines as one string for matplotlib."""
        return "\n".join(self.lines)


def headline(text: str, width: float = WIDTH) -> Paragraph:
    """Wrap a figure's title, at most three lines; it begins with a capital whatever it begins with."""
    room = width - 2 * MARGIN
    text = capital(text)
    return Paragraph(tuple(balanced(text, HEADLINE_SIZE, room, SEMIBOLD, most=3)), HEADLINE_SIZE)


def caption(*sentences: str, width: float = WIDTH) -> Paragraph:
    """Wrap the sentences below a figure, and that its results are unverified if so; the last says what it is not."""
    text = " ".join([s for s in (*sentences, stored.mark(), DISCLAIMER) if s])
    return Paragraph(tuple(wrap(text, CAPTION_SIZE, width - 2 * MARGIN)), CAPTION_SIZE)


class Shown(Figure):
    """A figure that a notebook shows by itself, as the PNG file that it would be."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Its bytes, and the width that they take on a screen."""
        buffer = io.BytesIO()
        with house_style():
            self.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue(), {"width": round(self.bbox.width)}


class Page:
    """A figure whose parts are placed in inches, measured from the left and from the top."""

    def __init__(
        self, width: float, height: float, title: Paragraph, below: Paragraph, figure: Figure | None = None
    ) -> None:
        self.width, self.height = width, height
        self.figure = figure or Shown()
        self.figure.set_size_inches(width, height)
        FigureCanvasAgg(self.figure)
        self.text(MARGIN, MARGIN, title.text, size=title.size, weight=SEMIBOLD, va="top", gid="headline")
        self.text(
            MARGIN, height - MARGIN - below.height, below.text,
            size=below.size, color=roles.MUTED, va="top", gid="caption",
        )  # fmt: skip

    def x(self, inches: float) -> float:
        """Return the figure coordinate of a place ``inches`` from the left."""
        return inches / self.width

    def y(self, inches: float) -> float:
        """Return the figure coordinate of a place ``inches`` from the top."""
        return 1.0 - inches / self.height

    def axes(self, left: float, top: float, width: float, height: float, **options: Any) -> Axes:
        """Add a panel."""
        box = (self.x(left), self.y(top + height), width / self.width, height / self.height)
        return self.figure.add_axes(box, **options)

    def box(self, left: float, top: float, width: float, height: float, **options: Any) -> Rectangle:
        """Add a rectangle."""
        corner = (self.x(left), self.y(top + height))
        size = (width / self.width, height / self.height)
        box = Rectangle(corner, *size, transform=self.figure.transFigure, **options)
        self.figure.add_artist(box)
        return box

    def line(self, path: Sequence[tuple[float, float]], **options: Any) -> Line2D:
        """Add a line through places (left, top)."""
        xs, ys = [self.x(x) for x, _ in path], [self.y(y) for _, y in path]
        line = Line2D(xs, ys, transform=self.figure.transFigure, **options)
        self.figure.add_artist(line)
        return line

    def text(self, left: float, top: float, words: str, **options: Any) -> Text:
        """Add text; ``top`` is where the alignment ``va`` says."""
        options.setdefault("linespacing", 1.2)
        return self.figure.text(self.x(left), self.y(top), words, **options)


def panel_size(axes: Axes) -> tuple[float, float]:
    """Return the width and height of a panel in inches."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    box = axes.get_position()
    return box.width * figure.get_figwidth(), box.height * figure.get_figheight()


def alternative_text(figure: Figure) -> str:
    """Return the words that stand for a figure where it cannot be seen: its headline and caption."""
    found = {text.get_gid(): text.get_text().replace("\n", " ") for text in figure.texts}
    return ". ".join(found[key] for key in ("headline", "caption") if key in found)
