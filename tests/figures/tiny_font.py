"""A font of a few letters, made for a test, and matplotlib with no other installed fonts than those of the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager

from diplosim.figures.layout import fonts, typography

ADVANCE = 920
"""Width of every letter, in thousandths of the size."""


def make_font(file: Path, letters: str, family: str = "NanumGothic") -> Path:
    """A TrueType font that has just these letters, each a block."""
    pen = TTGlyphPen(None)
    pen.moveTo((60, 0))
    pen.lineTo((60, 700))
    pen.lineTo((860, 700))
    pen.lineTo((860, 0))
    pen.closePath()
    block, names = pen.glyph(), {ord(letter): f"uni{ord(letter):04X}" for letter in letters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, block))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (ADVANCE, 60)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": f"{family}-Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    builder.save(file)
    return file


def _forget() -> None:
    for found in (
        fonts.register_fonts,
        fonts.families,
        fonts._letters_of,
        typography.width,
        typography._ruler,
    ):
        found.cache_clear()
    fonts._told.clear()


@contextmanager
def installed(*files: Path) -> Iterator[None]:
    """A machine whose Korean, Chinese and Japanese fonts are ``files``, installed after matplotlib listed its fonts."""
    manager = font_manager.fontManager
    with pytest.MonkeyPatch.context() as patch:
        kept = [font for font in manager.ttflist if font.name not in fonts.CJK_FAMILIES]
        patch.setattr(manager, "ttflist", kept)
        patch.setattr(font_manager, "findSystemFonts", lambda *args, **kwargs: [str(file) for file in files])
        _forget()
        yield
    _forget()
