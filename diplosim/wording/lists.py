"""Lists, counts and the first letter: how words are put together in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


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
