"""Codes as readers say them."""

from __future__ import annotations

#: Parts of codes that are written with capitals.
CAPITALS = {"ghd": "GHD", "grit": "GRIT", "un": "UN", "who": "WHO", "us": "US", "seoul": "Seoul"}


def arm_name(code: str) -> str:
    """The code of an arm as words inside a sentence: ``pooled_fund`` is "pooled fund"."""
    return " ".join(CAPITALS.get(word, word) for word in code.split("_")).strip() or code


def plain_name(code: str) -> str:
    """A readable label for a code: ``pooled_fund`` is "Pooled fund"."""
    words = arm_name(code)
    return words[:1].upper() + words[1:]
