"""Codes and lists as readers say them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from diplosim.cases import present


def listed(items: Iterable[object], word: str = "and") -> str:
    """``a``, ``a and b`` or ``a, b and c``; nothing for no items."""
    names = [str(item) for item in items]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def noun(count: int, one: str, many: str = "") -> str:
    """The noun that goes with a count: ``run`` for one, ``runs`` for any other; ``many`` where an s is not enough."""
    return one if count == 1 else many or f"{one}s"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: ``1 run``, ``1,200 runs``."""
    return f"{count:,} {noun(count, one, many)}"


def capital(words: str) -> str:
    """The words with a capital at the start."""
    return words[:1].upper() + words[1:]


def inside(words: str) -> str:
    """The words inside a sentence: a small letter at the start, unless they start with an abbreviation."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


#: Parts of codes that are written with capitals.
CAPITALS = {"ghd": "GHD", "grit": "GRIT", "un": "UN", "who": "WHO", "us": "US", "seoul": "Seoul"}


def arm_name(code: str) -> str:
    """The code of an arm as words inside a sentence: ``pooled_fund`` is "pooled fund"."""
    return " ".join(CAPITALS.get(word, word) for word in code.split("_")).strip() or code


def plain_name(code: str) -> str:
    """A readable label for a code: ``pooled_fund`` is "Pooled fund"."""
    return capital(arm_name(code))


#: Titles longer than this many letters do not label lines; names do.
LABEL_MOST = 55


def titled(titles: Mapping[str, str | None], most: int = LABEL_MOST) -> dict[str, str]:
    """Arm -> its title where that is short and no other arm has it; the others are left out."""
    given = list(titles.values())
    return {arm: title for arm, title in titles.items()
            if title and len(title) <= most and given.count(title) == 1}  # fmt: skip


def in_full(arm: str, label: str) -> str:
    """The label of an arm with the name by which options know it, if that is another."""
    return arm if label == arm else f"{label} ({arm})"


def value_name(value: Any) -> str:
    """A value of what varies, as tables hold it: a list is kept there as JSON and told as its items."""
    text = str(value)
    return ", ".join(map(str, json.loads(text))) if text.startswith("[") else text


def unit_words(unit: str) -> str:
    """A unit as a figure shows it below a name: a scale from 0 to 1 has none, so it is told as one."""
    return "on a scale from 0 to 1" if unit == "0-1" else unit


#: Names that take an article inside a sentence: the Republic of Korea, the United States, the Pooled fund.
ARTICLE = re.compile(
    r"^(united|pooled|un)\b|\b(republic|kingdom|states|emirates|union|federation|council|committee|fund|bank)\b",
    re.IGNORECASE,
)


def called(name: str) -> str:
    """An actor's name inside a sentence; sentences use the past tense, which fits one actor and many."""
    return f"the {name}" if ARTICLE.search(name) else name


_SAID = re.compile(r"\b(?:(T|t)he recipient|Recipient)\b")


def with_recipient(text: str) -> str:
    """A text of the model, with the recipient's name for "the recipient" and, at the start, for "Recipient".

    Declarations and templates know nobody; `diplosim.cases` tells of whom is spoken.
    """
    if "ecipient" not in text:
        return text
    name = present().called
    said = {"t": name, "T": capital(name), None: name.removeprefix("the ")}
    return _SAID.sub(lambda found: said[found[1]], text)


class Spoken:
    """A declaration whose texts have the name of the recipient of whom is spoken when they are read."""

    def __getattribute__(self, name: str) -> Any:
        """The attribute, with its name for "the recipient" if people read it."""
        value = super().__getattribute__(name)
        return with_recipient(value) if name in READ and isinstance(value, str) else value


def as_declared(declaration: Spoken, name: str) -> str:
    """A text of a declaration without anybody's name, to declare another one with it."""
    return str(vars(declaration)[name])


#: Attributes of declarations that people read.
READ = frozenset({"meaning", "label", "title", "summary", "hypothesis", "risk"})
