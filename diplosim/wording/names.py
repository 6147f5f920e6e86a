"""Codes as readers say them."""

from __future__ import annotations

import json
import re
from typing import Any

from diplosim.wording.lists import capital

#: Parts of codes that are written with capitals.
CAPITALS = {"ghd": "GHD", "grit": "GRIT", "un": "UN", "who": "WHO", "us": "US", "seoul": "Seoul"}


def arm_name(code: str) -> str:
    """The code of an arm as words inside a sentence: ``pooled_fund`` is "pooled fund"."""
    return " ".join(CAPITALS.get(word, word) for word in code.split("_")).strip() or code


def plain_name(code: str) -> str:
    """A readable label for a code: ``pooled_fund`` is "Pooled fund"."""
    return capital(arm_name(code))


def value_name(value: Any) -> str:
    """A value of what varies, as tables hold it: a list is kept there as JSON and told as its items."""
    text = str(value)
    return ", ".join(map(str, json.loads(text))) if text.startswith("[") else text


#: Names that take an article inside a sentence: the Republic of Korea, the United States, the Pooled fund.
ARTICLE = re.compile(
    r"^(united|pooled|un)\b|\b(republic|kingdom|states|emirates|union|federation|council|committee|fund|bank)\b",
    re.IGNORECASE,
)


def called(name: str) -> str:
    """An actor's name inside a sentence; sentences use the past tense, which fits one actor and many."""
    return f"the {name}" if ARTICLE.search(name) else name
