"""Metrics, outcomes and columns by name: those that come with diplosim, and the user's own.

A user declares an outcome or a metric in a plug-in file, like a policy, or in an installed package under the entry
points of `GROUP`. What is said of a column (unit, direction, meaning) is looked up here wherever it is shown.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from diplosim.cases import DEFAULT, present
from diplosim.errors import (
    DiplosimError,
    OwnCodeError,
    is_interruption,
    no_way_out,
    place_of,
    place_of_code,
    said,
)
from diplosim.metrics.column import DONORS, Column, Metric, ModelMetric, Outcome
from diplosim.metrics.declared import (
    EVENT_COLUMNS,
    PAIRED,
    RUN_KEYS,
    SUMMARY_COLUMNS,
    TABLE_COLUMNS,
    TRAJECTORY_KEYS,
    TRUST_COLUMNS,
)
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.wording.names import capital, plain_name

#: Entry points by which an installed package offers metrics and outcomes (one, a module, or a list of them).
GROUP = "diplosim.metrics"
Declared: TypeAlias = Metric | ModelMetric | Outcome
METRIC_NAMES = tuple(metric.name for metric in METRICS)
OUTCOME_NAMES = tuple(outcome.name for outcome in OUTCOMES)
#: What a table or figure of many policies shows if nothing else is asked for.
LEADING = (
    "events_per_year", "trust_rivals_end", "aid_absorbed_musd", "disease_burden_end", "interruptions_per_covered_year",
)  # fmt: skip
_KEYS = {"run", *(column.name for column in (*RUN_KEYS, *TRAJECTORY_KEYS))}
_added: dict[str, tuple[Declared, str]] = {}
#: Outcomes found in results whose plug-in is not loaded -> the plug-ins of these results.
_expected: dict[str, str] = {}


class OwnColumnError(DiplosimError, RuntimeError):
    """A metric or outcome of the user's own could not be computed; the message says which, whose and why."""


def own_metrics() -> tuple[Metric | ModelMetric, ...]:
    """Metrics of plug-ins and installed packages; they need the Mesa engine."""
    return tuple(column for column, _ in _own().values() if not isinstance(column, Outcome))


def own_outcomes() -> tuple[Outcome, ...]:
    """Outcomes of plug-ins and installed packages; any engine will do."""
    return tuple(column for column, _ in _own().values() if isinstance(column, Outcome))


def metrics() -> tuple[Metric | ModelMetric, ...]:
    """All metrics, diplosim's own first: one number per run and month each."""
    return (*METRICS, *own_metrics())


def outcomes() -> tuple[Outcome, ...]:
    """All outcomes, diplosim's own first: one number per run each."""
    return (*OUTCOMES, *own_outcomes())


def headlines() -> tuple[Outcome, ...]:
    """The outcomes with a label, the user's own last: what tables show if nothing else is asked for."""
    return tuple(column for column in outcomes() if column.label)


def metric_names() -> tuple[str, ...]:
    """Names of all metrics: the columns of a trajectory in their order."""
    return tuple(metric.name for metric in metrics())


def outcome_names() -> tuple[str, ...]:
    """Names of all outcomes: the columns of a run in their order."""
    return tuple(outcome.name for outcome in outcomes())


def value_of(column: Declared, compute: Callable[..., Any], *inputs: Any) -> float:
    """What a user's function returns, as a number; raises `OwnColumnError` if it does not."""
    kind = "outcome" if isinstance(column, Outcome) else "metric"
    whose = f"{kind} '{column.name}' of {_own()[_key(column)][1] if _key(column) in _own() else 'diplosim'}"
    try:
        with no_way_out():
            value = compute(*inputs)
            found = float("nan") if value is None else float(value)
    except BaseException as error:
        if is_interruption(error):
            raise
        place, text = place_of(error) or place_of_code(compute), f"{whose} raises {said(error)}"
        if isinstance(error, Exception):
            raise OwnColumnError(f"{text} ({_brief(place)})") from error
        raise OwnCodeError(place, text) from error
    if math.isinf(found):
        raise OwnColumnError(
            f"{whose} returns {found:g}, which is no number of a result; it may return None where it has none "
            f"({_brief(place_of_code(compute))})"
        )
    return found


def _brief(place: str) -> str:
    """Name of the file and line of a place: what is kept with results tells nothing of anybody's folders."""
    return Path(place.removesuffix(":1")).name


def add(column: Declared, origin: str) -> None:
    """Make a metric or outcome known; ``origin`` says where it comes from, for messages.

    Raises ``ValueError`` if the name is taken or no name for a column.
    """
    name, kind = column.name, "outcome" if isinstance(column, Outcome) else "metric"
    if not name.isidentifier() or name != name.lower():
        raise ValueError(f"{kind} {name!r}: use small letters, digits and underscores")
    if name in _KEYS:
        raise ValueError(f"{kind} '{name}': every row has a column of this name; choose another")
    taken = origin_of(column)
    if taken not in (None, origin):
        raise ValueError(f"{kind} '{name}' is already defined by {taken}; choose another name")
    _added[_key(column)] = (column, origin)


def remove(column: Declared) -> None:
    """Forget a metric or outcome that was added."""
    _added.pop(_key(column), None)


def origin_of(column: Declared) -> str | None:
    """Who defines a metric (or an outcome) of this name: diplosim, a package or a plug-in; ``None`` if nobody."""
    if column.name in (OUTCOME_NAMES if isinstance(column, Outcome) else METRIC_NAMES):
        return "diplosim itself"
    return _own().get(_key(column), (None, None))[1]


def declared_in(thing: object) -> list[Declared]:
    """The metrics and outcomes in a module's namespace or a list, or the thing itself; imported ones are left out."""
    if isinstance(thing, ModuleType):
        candidates = list(vars(thing).values())
    else:
        candidates = list(thing) if isinstance(thing, list | tuple) else [thing]
    built_in = {id(column) for column in (*METRICS, *OUTCOMES)}
    found = {
        id(item): item
        for item in candidates
        if isinstance(item, Metric | ModelMetric | Outcome) and id(item) not in built_in
    }
    keys = [_key(item) for item in found.values()]
    for item in found.values():
        if keys.count(_key(item)) > 1:
            raise ValueError(f"{_key(item)!r} is declared twice")
    return list(found.values())


def _key(column: Declared) -> str:
    """A metric and an outcome may share a name, as ``offers_made`` does."""
    return f"{'outcome' if isinstance(column, Outcome) else 'metric'} {column.name}"


def _own() -> dict[str, tuple[Declared, str]]:
    return _installed() | _added


@cache
def _installed() -> dict[str, tuple[Declared, str]]:
    """Metrics and outcomes of installed packages; those that cannot be used are left out with a warning."""
    from importlib.metadata import entry_points

    found: dict[str, tuple[Declared, str]] = {}
    for entry in entry_points(group=GROUP):
        try:
            for column in declared_in(entry.load()):
                found[_key(column)] = (column, f"the package '{entry.name}'")
        except (ImportError, AttributeError, ValueError, TypeError) as error:
            warnings.warn(f"metrics of the package '{entry.name}' left out: {error}", stacklevel=2)
    return found


# --- what is said of a column ------------------------------------------------------------------------------


def outcome(name: str) -> Column:
    """The declaration of an outcome or a paired quantity; an undeclared one gets a bare entry."""
    known = {column.name: column for column in (*outcomes(), *PAIRED)}
    where = _expected.get(name, "its file")
    return known.get(
        name, Column(name, f"declared by a plug-in that is not loaded: give {where} with --plugin", "")
    )


def expect(names: Iterable[str], plugins: Sequence[str]) -> None:
    """Remember which plug-ins declare the outcomes that results hold and nobody has declared here."""
    _expected.update(dict.fromkeys(set(names) - set(outcome_names()), " or ".join(plugins) or "its file"))


def title_of(name: str) -> str:
    """An outcome in words: its label, or what it means up to the first pause, or its name."""
    column = outcome(name)
    if column.label:
        return column.label
    if not column.unit:
        return plain_name(name)
    meaning = column.meaning.split(";")[0].split(":")[0].strip()
    return capital(meaning)


def ordered(declared: Sequence[Column], present: set[str]) -> list[str]:
    """The declared names, then any undeclared ones by name, so that no result is lost silently."""
    names = [column.name for column in declared]
    return names + sorted(present - set(names))


def kept_metrics(case: str = "") -> tuple[str, ...]:
    """Metrics that results of a case (default: the one of whom is spoken) hold.

    Results of another case have no columns of single donors: these are donors of the default one.
    """
    if (case or present().case) == DEFAULT:
        return metric_names()
    others = {f"{what}_{code}" for what in ("offers", "refused", "paid_musd") for _, code, _ in DONORS}
    return tuple(name for name in metric_names() if name not in others)


def files() -> dict[str, tuple[Column, ...]]:
    """The files of a results folder and their columns, as ``data_dictionary.csv`` tells them (with what varies)."""
    kept = {*kept_metrics()}
    return {
        "runs.parquet": (*RUN_KEYS, *outcomes()),
        "trajectories.parquet": (*TRAJECTORY_KEYS, *(one for one in metrics() if one.name in kept)),
        "trust.parquet": TRUST_COLUMNS,
        "tables.parquet": TABLE_COLUMNS,
        "events.jsonl": EVENT_COLUMNS,
        "summary.csv": SUMMARY_COLUMNS,
    }
