"""Sentences made from events: the table of templates, filled with the fields of a record.

Only the templates are read for their syntax, never what stands in a field: names may hold braces, brackets,
colons or commas. Sentences are made for people and never read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from diplosim.cases import present
from diplosim.wording.names import called, listed, with_recipient
from diplosim.wording.templates import (
    ANY,
    ARGUMENTS,
    BY_MOVE,
    FORMS,
    ISSUES,
    NUMBERS,
    OVER_ALL_RUNS,
    TEMPLATES,
    TERMS,
)

Record = Mapping[str, Any]
Names = Mapping[str, str]

FIELD = re.compile(r"\{(\w+)(?::([^}]+))?\}")
OPTIONAL = re.compile(r"\[([^\]]*)\]")
#: Terms on a logarithm that are told as raising a rate.
NOTABLE = 0.005


def told(record: Record, names: Names) -> dict[str, Any]:
    """The record with its sentences: ``reason`` and ``would_change``, as the files of a run hold it."""
    return {**record, "reason": reason(record, names), "would_change": would_change(record, names)}


def headline(record: Record, names: Names) -> str:
    """What happened, in a clause without the numbers behind it; ``names`` by code, a code stands for itself."""
    fields = _with_derived(record)
    return _first(_variant(fields).get("what", ANY), fields, names) or _first(ANY, fields, names)


def statement(record: Record, names: Names) -> str:
    """What happened in a whole sentence: the headline, and what follows it where there is room."""
    fields = _with_derived(record)
    return headline(record, names) + _first(_variant(fields).get("more", ""), fields, names)


def weighed(record: Record, names: Names) -> str:
    """The numbers behind a decision and its largest terms on either side; empty for what nobody decided."""
    fields = _with_derived(record)
    numbers = _first(NUMBERS, fields, names)
    arguments = _first(ARGUMENTS, fields, names) if record.get("terms") else ""
    return "; ".join(part for part in (numbers, arguments) if part)


def reason(record: Record, names: Names) -> str:
    """What happened and why: the statement, and what was weighed in brackets."""
    behind = weighed(record, names)
    return statement(record, names) + (f" ({behind})" if behind else "")


def would_change(record: Record, names: Names) -> str:
    """What would have changed a decision; empty where there is nothing to say."""
    if record.get("by_move"):
        return BY_MOVE
    fields = _with_derived(record)
    return _first(_variant(fields).get("change", ""), fields, names)


def over_all_runs(counted: Record) -> tuple[str, str]:
    """What many decisions of one kind come to, and what would have changed how many of them."""
    texts = OVER_ALL_RUNS[counted["sign"]]
    return _first(texts["what"], counted, {}), _first(texts["change"], counted, {})


def strongest(terms: Mapping[str, float]) -> tuple[str | None, str | None]:
    """Names of the largest positive and the largest negative term, ``None`` where there is none."""
    name_for = max(terms, key=lambda name: terms[name], default=None)
    name_against = min(terms, key=lambda name: terms[name], default=None)
    if name_for is not None and terms[name_for] <= 0.0:
        name_for = None
    if name_against is not None and terms[name_against] >= 0.0:
        name_against = None
    return name_for, name_against


def _with_derived(record: Record) -> dict[str, Any]:
    """The fields of a record, and those that follow from them: the largest terms, and what was to spare."""
    terms: Mapping[str, float] = record.get("terms") or {}
    name_for, name_against = strongest(terms)
    missing = record.get("missing")
    return {
        **record,
        "by_recipient": record.get("actor") == present().code,
        "most_for": name_for,
        "for_it": None if name_for is None else terms[name_for],
        "most_against": name_against,
        "against_it": None if name_against is None else terms[name_against],
        "spare": None if missing is None else max(0.0, -missing),
    }


def _variant(fields: Record) -> Mapping[str, Any]:
    """The variant of the record's kind that fits it; none of a kind without templates, or without the fields."""
    for variant in TEMPLATES.get(str(fields["kind"]), ()):
        when: Mapping[str, Any] = variant.get("when", {})
        fits = all(
            (None if _is_missing(fields.get(name)) else fields[name]) == value for name, value in when.items()
        )
        if fits and _first(variant["what"], fields, {}):
            return variant
    return {}


def _first(texts: str | Sequence[str], fields: Record, names: Names) -> str:
    """The first of some templates that finds its fields, filled; empty if none does."""
    for text in [texts] if isinstance(texts, str) else texts:
        filled = _fill(text, fields, names)
        if filled is not None:
            return filled
    return ""


def _fill(text: str, fields: Record, names: Names) -> str | None:
    """One template with its fields, or ``None`` if one is missing outside of square brackets."""
    words: list[str] = []
    for place, part in enumerate(OPTIONAL.split(with_recipient(text))):
        filled = _fill_part(part, fields, names)
        if filled is not None:
            words.append(filled)
        elif place % 2 == 0:
            return None
    return "".join(words)


def _fill_part(part: str, fields: Record, names: Names) -> str | None:
    pieces = FIELD.split(part)
    words = [pieces[0]]
    for name, form, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        value = fields.get(name)
        filled = "" if _is_missing(value) else _in_form(value, form, names)
        if not filled:
            return None
        words += [filled, after]
    return "".join(words)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str | Sequence | Mapping) and len(value) == 0)


def _in_form(value: Any, form: str | None, names: Names) -> str:
    if form is None:
        return str(value)
    return _FORMS[form](value, names) if form in _FORMS else format(value, form)


def term_name(code: str) -> str:
    """A term of a decision by its name for people."""
    return TERMS.get(code, code.replace("_", " "))


def shown(value: Any) -> str:
    """A setting as a reader would write it."""
    if isinstance(value, list | tuple):
        return " + ".join(shown(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _percent(probability: float) -> str:
    if probability < 0.01:
        return "under 1 %"
    return "over 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def _level(value: Any, names: Names) -> str:
    return names.get(value, value) if isinstance(value, str) else shown(float(value))


def _changes(changes: Sequence[Record], names: Names, word: str) -> str:
    return word.join(
        f"{ISSUES.get(one['issue'], one['issue'])} {_level(one['level'], names)} instead of "
        f"{_level(one['instead_of'], names)}"
        for one in changes
    )


def _raising(terms: Mapping[str, float], names: Names) -> str:
    return ", ".join(f"{term_name(name)} {term:+.2f}" for name, term in terms.items() if term >= NOTABLE)


_FORMS: dict[str, Callable[[Any, Names], str]] = {
    "name": lambda code, names: called(names.get(code, code)),
    "names": lambda codes, names: listed([called(names.get(code, code)) for code in codes]),
    "level": _level,
    "turn": lambda number, names: str(number + 1),
    "percent": lambda probability, names: _percent(probability),
    "words": lambda code, names: str(code).replace("_", " "),
    "term": lambda code, names: term_name(code),
    "issue": lambda code, names: ISSUES.get(code, code.replace("_", " ")),
    "settings": lambda values, names: ", ".join(f"{name} {shown(value)}" for name, value in values.items()),
    "now": lambda values, names: ", ".join(f"{name} is now {shown(value)}" for name, value in values.items()),
    "raising": _raising,
    "alternatives": lambda changes, names: _changes(changes, names, ", or "),
    "together": lambda changes, names: _changes(changes, names, " and "),
}


def _spoken(texts: Any) -> Any:
    """Templates with the name of the recipient of whom is spoken."""
    if isinstance(texts, dict):
        return {key: _spoken(text) for key, text in texts.items()}
    if isinstance(texts, list):
        return [_spoken(text) for text in texts]
    return with_recipient(texts) if isinstance(texts, str) else texts


def as_json() -> dict[str, Any]:
    """Everything that a page needs to say what happened, as JSON data."""
    code = present().code
    events = {
        kind: [
            {**_spoken(one), "when": {"actor": code}}
            if "by_recipient" in one.get("when", {})
            else _spoken(one)
            for one in variants
        ]
        for kind, variants in TEMPLATES.items()
    }
    return {
        "forms": FORMS, "events": events, "any": ANY, "numbers": NUMBERS, "arguments": ARGUMENTS,
        "terms": TERMS, "issues": ISSUES, "over_all_runs": OVER_ALL_RUNS,
    }  # fmt: skip
