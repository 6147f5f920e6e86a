"""Shorter outlines: the same lines in relative coordinates with as many decimals as an eye can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[MLQCZz]|-?\d*\.?\d+(?:[eE][-+]?\d+)?")
#: Pairs of numbers that a command takes.
_PAIRS = {"M": 1, "L": 1, "Q": 2, "C": 3}
#: From so many numbers on a path is a curve over months, where a tenth of a point is enough.
MANY = 80
FINE, COARSE = 2, 1


def shorter(path: str) -> str:
    """The ``d`` of a path in relative coordinates, rounded without drifting.

    Anything but absolute M, L, Q, C and Z (all that matplotlib writes) is returned as it is.
    """
    tokens = _TOKEN.findall(path)
    if not tokens or re.sub(r"[\s,]+", "", path) != "".join(tokens):
        return path
    return "".join(_relative(tokens, COARSE if len(tokens) > MANY else FINE))


def _relative(tokens: list[str], digits: int) -> Iterator[str]:
    scale = 10**digits
    x = y = start_x = start_y = place = 0
    before = ""
    while place < len(tokens):
        command = tokens[place]
        place += 1
        if command in "Zz":
            yield "z"
            x, y, before = start_x, start_y, ""
            continue
        count = 2 * _PAIRS[command]
        numbers = [round(float(token) * scale) for token in tokens[place : place + count]]
        place += count
        steps = [value - (y if odd % 2 else x) for odd, value in enumerate(numbers)]
        text = _joined([decimal(step, digits) for step in steps])
        name = command.lower()
        # A further pair after m or the same command needs no letter.
        if name == before:
            yield text if text.startswith("-") else f" {text}"
        else:
            yield name + text
        before = "l" if name == "m" else name
        x, y = numbers[-2], numbers[-1]
        if command == "M":
            start_x, start_y = x, y


def decimal(scaled: int, digits: int) -> str:
    """A whole number of 10^-digits as a decimal without needless characters: 5 of 2 digits is ``.05``."""
    whole, rest = divmod(abs(scaled), 10**digits)
    fraction = f"{rest:0{digits}d}".rstrip("0")
    text = f"{whole or ''}.{fraction}" if fraction else str(whole)
    return f"-{text}" if scaled < 0 else text


def rounded(number: str) -> str:
    """A number of an attribute with two decimals."""
    return decimal(round(float(number) * 100), 2)


def _joined(numbers: list[str]) -> str:
    """Numbers with a space where a sign does not part them."""
    return "".join(n if not place or n.startswith("-") else f" {n}" for place, n in enumerate(numbers))
