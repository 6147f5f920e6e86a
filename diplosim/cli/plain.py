"""The last step before a terminal or file: letters that its encoding lacks are written with others, never as ``?``."""

from __future__ import annotations

import codecs
import contextlib
import sys
import unicodedata
import warnings
from typing import Any, Final, TextIO

from diplosim.errors import DiplosimWarning, printable

HANDLER: Final = "diplosim.plain"
"""Name of the error handler of encodings."""
PLAIN: Final = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "·": ".", "…": "...", "≥": ">=", "≤": "<=",
    "≠": "!=", "±": "+/-", "→": "->", "←": "<-", "↑": "^", "↓": "v", "’": "'", "‘": "'", "“": '"', "”": '"',
    "•": "*", "●": "*", "○": "o", "■": "#", "─": "-", "━": "-", "│": "|", "┃": "|", "╸": "-", "╺": "-", "╴": "-",
    "╶": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "█": "#",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ",
}  # fmt: skip
"""What stands for a sign where an encoding lacks it."""


def speak_plainly() -> None:
    """Let stdout and stderr take every text whatever their encoding, and tell warnings of ours in one line."""
    codecs.register_error(HANDLER, _in_other_letters)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # a replaced stream, as under a test runner
            stream.reconfigure(errors=HANDLER)  # type: ignore[union-attr]
    warnings.showwarning = _show


def _in_other_letters(error: UnicodeError) -> tuple[str, int]:
    """What is written for letters that an encoding lacks, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(
        plain(letter, error.encoding) for letter in error.object[error.start : error.end]
    ), error.end


def plain(letter: str, encoding: str) -> str:
    """A letter in signs that ``encoding`` has: by the table, without its accent, else as its number (``\\ub0a8``)."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    for found in (PLAIN.get(letter, ""), bare):
        with contextlib.suppress(UnicodeEncodeError):
            if found.encode(encoding):
                return found
    return letter.encode("ascii", "backslashreplace").decode("ascii")


_usual = warnings.showwarning


def _show(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: TextIO | None = None,
    line: str | None = None,
) -> Any:  # fmt: skip
    """A warning of ours as a line for readers; others as Python shows them."""
    if issubclass(category, DiplosimWarning):
        print(printable(f"warning: {message}"), file=file or sys.stderr)
    else:
        _usual(message, category, filename, lineno, file, line)
