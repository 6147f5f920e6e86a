"""A figure as files: the moments of one that moves, and bytes that depend on nothing but the figure."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from diplosim.figures.layout.fonts import font_faces, for_any_machine, tell_missing
from diplosim.figures.layout.page import Shown, alternative_text
from diplosim.figures.layout.typography import house_style

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Moment:
    """One picture of a moving figure: the month that it shows, and for how many seconds."""

    month: int
    seconds: float


class MovingFigure(Shown):
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


COLOURS = 255
"""Colours of the palette; the last place of 256 means "as before"."""
AS_BEFORE = 255
BITS = 5
"""Bits of each of red, green and blue that tell colours apart; in each such cell the most frequent colour is kept."""
SAMPLES = 9
"""How many pictures the palette is made from."""


def gif(figure: MovingFigure) -> bytes:
    """Return the moments of a figure as a GIF that plays once and stays at the last picture.

    No repetition: what moves for longer than five seconds and cannot be stopped keeps readers from the page around it
    (WCAG 2.2, criterion 2.2.2). The words for those who cannot see it are the file's comment.
    """
    last = len(figure.moments) - 1
    chosen = sorted({round(place * last / (SAMPLES - 1)) for place in range(SAMPLES)})
    drawn = dict(zip(chosen, figure.pictures([figure.moments[place] for place in chosen]), strict=True))
    colours, nearest = palette(list(drawn.values()))
    table = colours.tobytes()

    def framed(picture: Picture) -> Image.Image:
        frame = Image.frombytes("P", (picture.shape[1], picture.shape[0]), nearest[_cell(picture)].tobytes())
        frame.putpalette(table)
        return frame

    frames = {place: framed(picture) for place, picture in drawn.items()}
    others = [place for place in range(last + 1) if place not in drawn]
    pictures = figure.pictures([figure.moments[place] for place in others])
    frames |= {place: framed(picture) for place, picture in zip(others, pictures, strict=True)}
    first, *rest = (frames[place] for place in range(last + 1))
    buffer = io.BytesIO()
    first.save(
        buffer, "GIF", save_all=True, append_images=rest, palette=table, transparency=AS_BEFORE, disposal=1,
        duration=[round(1000 * moment.seconds) for moment in figure.moments], optimize=True, interlace=0,
        comment=alternative_text(figure).encode(),
    )  # fmt: skip
    return buffer.getvalue()


def _cell(picture: Picture) -> NDArray[np.int64]:
    """Return for each pixel the number of the cell of the colour cube that it lies in."""
    levels: NDArray[np.int64] = picture.astype(np.int64) >> (8 - BITS)
    found: NDArray[np.int64] = levels @ np.array([1 << 2 * BITS, 1 << BITS, 1])
    return found


def palette(pictures: Sequence[Picture]) -> tuple[Picture, Picture]:
    """Choose the colours that pictures share, so that flat areas keep theirs exactly.

    Returns:
        256 different colours, the most frequent first, shape (256, 3); and for each cell of the colour cube the place
        of the colour that is nearest to it, shape (32768,).
    """
    red, green, blue = np.concatenate([picture.reshape(-1, 3) for picture in pictures]).astype(np.uint32).T
    exact, often = np.unique(red << 16 | green << 8 | blue, return_counts=True)
    ranked = exact[np.argsort(-often, kind="stable")].astype(np.int64)
    rgb = ((ranked[:, None] >> np.array([16, 8, 0])) & 255).astype(np.uint8)
    first = np.unique(_cell(rgb), return_index=True)[1]
    kept = np.sort(first)[:COLOURS]
    colours = rgb[kept].astype(np.int64)
    side = np.arange(1 << BITS) * (1 << (8 - BITS)) + (1 << (7 - BITS))
    cube = np.stack(np.meshgrid(side, side, side, indexing="ij"), axis=-1).reshape(-1, 3)
    # |a - b|² without the |a|² that is the same for all colours: one product instead of a cube of differences.
    away = (colours**2).sum(axis=1) - 2 * cube @ colours.T
    nearest = away.argmin(axis=1).astype(np.uint8)
    nearest[_cell(rgb[kept])] = np.arange(len(kept), dtype=np.uint8)
    return _filled(rgb[kept]), nearest


def _filled(colours: Picture) -> Picture:
    """Fill a palette up to 256 colours with ones that differ: Pillow tells places apart by their colours."""
    taken = {tuple(colour) for colour in colours.tolist()}
    spare = (shade for grey in range(256) if (shade := (grey, grey, grey ^ 1)) not in taken)
    missing = [next(spare) for _ in range(256 - len(colours))]
    return np.array([*colours.tolist(), *missing], dtype=np.uint8)


FORMATS = ("png", "svg", "pdf")
FILM = "gif"
"""The format of figures that move; of no others."""


def _metadata(figure: Figure, form: str) -> dict[str, Any]:
    """Return metadata without dates and versions, and with words for those who cannot see the figure."""
    words = alternative_text(figure)
    if form == "png":
        return {"Software": None, "Description": words}
    if form == "svg":
        return {"Date": None, "Creator": None, "Title": words}
    return {"CreationDate": None, "Creator": None, "Producer": None, "Title": words}


def render(figure: Figure, form: str) -> bytes:
    """Return the figure as the bytes of a PNG, SVG or PDF file, or of a GIF if it moves.

    Letters of an SVG file are text, which can be searched, read aloud and edited; it brings its fonts for browsers.
    Letters that no installed font has are told once, in a :class:`DiplosimWarning`.

    Args:
        figure: a figure of this package.
        form: ``png``, ``svg`` or ``pdf``; ``gif`` for a figure that moves (`history`).
    """
    if form == FILM and isinstance(figure, MovingFigure):
        data = gif(figure)
        tell_letters(figure)
        return data
    if form == FILM:
        raise ValueError(
            f"only the figure 'history' moves and can be a GIF; choose from {', '.join(FORMATS)}"
        )
    if form not in FORMATS:
        raise ValueError(f"unknown figure format {form!r}; choose from {', '.join(FORMATS)}")
    buffer = io.BytesIO()
    with house_style():
        # Level 4 packs a few per cent less than the default and takes half the time.
        extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if form == "png" else {}
        figure.savefig(buffer, format=form, metadata=_metadata(figure, form), **extra)
    if form != "svg":
        tell_letters(figure)
        return buffer.getvalue()
    data = for_any_machine(buffer.getvalue(), _words(figure))
    return data.replace(b"<defs>", f"<defs><style>{font_faces()}</style>".encode(), 1)


def tell_letters(figure: Figure) -> None:
    """Warn, once in a process, of letters of a figure that no installed font has."""
    tell_missing(_words(figure))


def _words(figure: Figure) -> str:
    """All that is written in a figure that has been drawn."""
    return "".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))


def save(figure: Figure, path: str | Path, formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Write ``figure`` to ``path`` plus ``.png`` and so on, and return the files.

    A file appears complete or not at all; missing folders are made.
    """
    base = Path(path)
    base.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for form in formats:
        target = base.with_name(f"{base.name}.{form}")
        partial = target.with_name(f".{target.name}.part")
        partial.write_bytes(render(figure, form))
        partial.replace(target)
        written.append(target)
    return written
