"""Moving figures as GIF files: one palette for all pictures, no dither, nothing that depends on the day."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from diplosim.figures.layout.moving import MovingFigure, Picture
from diplosim.figures.layout.page import alternative_text

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
    colours, nearest = palette(list(figure.pictures([figure.moments[place] for place in chosen])))
    table = colours.tobytes()
    frames = []
    for picture in figure.pictures():
        places = nearest[_cell(picture)]
        frames.append(Image.frombytes("P", (picture.shape[1], picture.shape[0]), places.tobytes()))
        frames[-1].putpalette(table)
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], palette=table, transparency=AS_BEFORE, disposal=1,
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
    found = np.concatenate([picture.reshape(-1, 3) for picture in pictures]).astype(np.int64)
    exact, often = np.unique((found << np.array([16, 8, 0])).sum(axis=1), return_counts=True)
    ranked = exact[np.argsort(-often, kind="stable")]
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
