"""Which fonts letters are drawn with: the shipped one, then installed ones for what it lacks, Korean above all."""

from __future__ import annotations

import base64
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from matplotlib import font_manager
from matplotlib.font_manager import FontEntry

from diplosim.errors import DiplosimWarning

HERE = Path(__file__).parent
FONT_FILES = (HERE / "Inter-Regular.ttf", HERE / "Inter-SemiBold.ttf")
FONT_FAMILY = "Inter Diplosim"
FALLBACK_FAMILY = "DejaVu Sans"
#: Weight and file of the fonts as a browser takes them; made of the others with ``fonttools ttLib.woff2 compress``.
WEB_FONTS = ((400, HERE / "Inter-Regular.woff2"), (600, HERE / "Inter-SemiBold.woff2"))
SEMIBOLD_WEIGHT = 600

CJK_FAMILIES: Final = (
    "Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "Source Han Sans K", "Pretendard", "Apple SD Gothic Neo",
    "Malgun Gothic", "NanumGothic", "Nanum Gothic", "NanumBarunGothic", "AppleGothic", "Noto Sans CJK JP",
    "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK HK", "Source Han Sans", "Baekmuk Dotum", "Baekmuk Gulim",
    "UnDotum", "Gulim", "Dotum", "Batang", "Noto Sans JP", "Noto Sans SC", "Noto Sans TC", "Hiragino Sans",
    "PingFang SC", "PingFang HK", "Yu Gothic", "Meiryo", "MS Gothic", "Microsoft YaHei", "Microsoft JhengHei", "SimHei",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "IPAGothic", "TakaoGothic", "VL Gothic", "Droid Sans Fallback",
    "Arial Unicode MS", "Unifont",
)  # fmt: skip
"""Families with Korean, Chinese or Japanese letters, those first that suit Korean text; used as far as installed."""
WEB_FAMILIES: Final = (
    "Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", "sans-serif",
)  # fmt: skip
"""What an SVG file or a page asks a reader's machine for, whatever the machine that wrote it had."""
_FILES: Final = (
    "notosanscjk", "notosanskr", "sourcehansans", "pretendard", "nanum", "malgun", "applesdgothic", "baekmuk", "dotum",
    "gulim", "wqy", "unifont", "droidsansfallback", "ipag", "takao",
)  # fmt: skip
"""How the names of their files begin or go on, in small letters without marks."""
_SHOWN = 24
"""Letters that a message names."""
_told: set[str] = set()
"""The letters without a font of which this process has been told."""


@cache
def register_fonts() -> str:
    """Make the shipped font known to matplotlib (once per process) and return its family name."""
    if not _installed():
        _look_again()
    for family in (FALLBACK_FAMILY, *_installed()):
        _give_semibold(family)
    for file in FONT_FILES:  # last: it makes matplotlib forget what it found before
        font_manager.fontManager.addfont(file)
    return FONT_FAMILY


def _installed() -> tuple[str, ...]:
    there = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(family for family in CJK_FAMILIES if family in there)


def _look_again() -> None:
    """Add fonts that were installed after matplotlib wrote its list of fonts, which it does once."""
    manager = font_manager.fontManager
    listed = {font.fname for font in manager.ttflist}
    for file in sorted(font_manager.findSystemFonts()):
        name = Path(file).stem.lower().replace("-", "").replace("_", "").replace(" ", "")
        if file not in listed and any(part in name for part in _FILES):
            try:
                manager.addfont(file)
            except (OSError, RuntimeError):  # a damaged font is as good as none
                continue


def _give_semibold(family: str) -> None:
    """Enter the bold face of a family as its semibold one too: matplotlib logs a warning each time it takes another."""
    manager = font_manager.fontManager
    own = [font for font in manager.ttflist if font.name == family and font.style == "normal"]
    if own and not any(font.weight == SEMIBOLD_WEIGHT for font in own):
        nearest = min(own, key=_from_bold)
        manager.ttflist.append(replace(nearest, weight=SEMIBOLD_WEIGHT))


def _from_bold(font: FontEntry) -> float:
    weight = (
        font_manager.weight_dict.get(font.weight, font.weight)
        if isinstance(font.weight, str)
        else font.weight
    )
    return abs(float(weight) - 700.0)


@cache
def families() -> tuple[str, ...]:
    """The families that letters are taken from on this machine, each letter from the first that has it."""
    register_fonts()
    return (FONT_FAMILY, FALLBACK_FAMILY, *_installed())


@cache
def _letters_of(family: str) -> frozenset[int]:
    """The letters that a family has, as code points."""
    register_fonts()
    file = font_manager.findfont(font_manager.FontProperties(family=family), fallback_to_default=False)
    return frozenset(font_manager.get_font(file).get_charmap())


def without_font(text: str, among: Iterable[str] | None = None) -> str:
    """The letters of ``text`` that no family (of this machine, or of ``among``) has, each once, in order."""
    left = [letter for letter in dict.fromkeys(text) if not _invisible(letter)]
    for family in families() if among is None else among:
        if not left:
            break
        left = [letter for letter in left if ord(letter) not in _letters_of(family)]
    return "".join(left)


def _invisible(letter: str) -> bool:
    return letter.isascii() or unicodedata.category(letter)[0] in "CZ"


def tell_missing(text: str) -> None:
    """Warn, once in a process, of letters that a picture can only show as boxes: what to do is the same for all."""
    found = without_font(text)
    if _told or not found:
        return
    _told.update(found)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    warnings.warn(
        f"no installed font has {''.join(found[:_SHOWN])}{more}: PNG, PDF and GIF files show a box for each, SVG files "
        "and the report keep the text. For Korean, Chinese or Japanese install NanumGothic or Noto Sans CJK (Debian, "
        "Ubuntu: apt install fonts-nanum, or fonts-noto-cjk)", DiplosimWarning, stacklevel=2,
    )  # fmt: skip


@cache
def font_faces() -> str:
    """The shipped fonts as rules of a style sheet that asks for no file: for pages and for SVG files."""
    return "".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-weight:{weight};src:url(data:font/woff2;base64,'
        f'{base64.b64encode(file.read_bytes()).decode("ascii")}) format("woff2")}}'
        for weight, file in WEB_FONTS
    )


def for_any_machine(svg: bytes, text: str) -> bytes:
    """An SVG file with the same families whatever this machine has; with Korean ones where ``text`` needs them."""
    base = (FONT_FAMILY, FALLBACK_FAMILY)
    wanted = (*base, *WEB_FAMILIES) if without_font(text, base) else base
    return svg.replace(_as_css(families()), _as_css(wanted))


def _as_css(names: Iterable[str]) -> bytes:
    return ", ".join(name if name == "sans-serif" else f"'{name}'" for name in names).encode()
