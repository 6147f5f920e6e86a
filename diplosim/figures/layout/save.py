"""Writing a figure to files whose bytes depend on nothing but the figure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from diplosim.figures.layout.moving import MovingFigure
from diplosim.figures.layout.page import alternative_text
from diplosim.figures.layout.style import font_faces, house_style

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

    Args:
        figure: a figure of this package.
        form: ``png``, ``svg`` or ``pdf``; ``gif`` for a figure that moves (`history`).
    """
    if form == FILM and isinstance(figure, MovingFigure):
        from diplosim.figures.layout.moving import gif

        return gif(figure)
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
    data = buffer.getvalue()
    if form == "svg":
        data = data.replace(b"<defs>", f"<defs><style>{font_faces()}</style>".encode(), 1)
    return data


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
