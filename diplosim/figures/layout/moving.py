"""A figure with moments: drawn once, then again only where a moment differs from the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from diplosim.figures.layout.style import house_style

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Moment:
    """One picture of a moving figure: the month that it shows, and for how many seconds."""

    month: int
    seconds: float


class MovingFigure(Figure):
    """A figure that can show each of its moments; as a still it shows the last one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments: tuple[Moment, ...] = ()
        self._moving: list[Artist] = []
        self._show: Callable[[int], None] = _stand_still

    def move(self, moments: Sequence[Moment], moving: Sequence[Artist], show: Callable[[int], None]) -> None:
        """Say how the figure moves, and show its last moment.

        Args:
            moments: in the order of time.
            moving: panels and texts that differ between moments; all else is drawn once.
            show: brings the moving parts to a month.
        """
        self.moments, self._moving, self._show = tuple(moments), list(moving), show
        self.bring_to(self.moments[-1].month)

    def bring_to(self, month: int) -> None:
        """Bring the figure to a month."""
        self._show(month)

    def pictures(self, moments: Sequence[Moment] | None = None) -> Iterator[Picture]:
        """Yield the picture of every moment (or of some), as rows of pixels of red, green and blue (0-255).

        What stands still is drawn once and laid under the moving parts. Afterwards the figure shows its last moment.
        """
        canvas: Any = FigureCanvasAgg(self)  # matplotlib does not type what follows
        visible = [artist for artist in self._moving if artist.get_visible()]
        for artist in visible:
            artist.set_visible(False)
        with house_style():
            canvas.draw()
        ground = canvas.copy_from_bbox(self.bbox)
        for artist in visible:
            artist.set_visible(True)
        moving = sorted(self._moving, key=_layer)
        for moment in self.moments if moments is None else moments:
            self.bring_to(moment.month)
            canvas.restore_region(ground)
            with house_style():  # not around the loop: what the reader of a picture does is theirs
                for artist in moving:
                    artist.draw(canvas.get_renderer())
            yield np.array(canvas.buffer_rgba(), dtype=np.uint8)[..., :3]
        self.bring_to(self.moments[-1].month)


def _layer(artist: Artist) -> tuple[float, float]:
    """Return how high an artist lies: that of its panel first."""
    panel = artist.axes
    return (artist.get_zorder(), 0.0) if panel is None else (panel.get_zorder(), artist.get_zorder())


def _stand_still(month: int) -> None:
    """Show nothing else."""
