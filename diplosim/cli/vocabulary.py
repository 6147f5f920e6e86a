"""The commands that list what is spoken of: actors, events, metrics, outcomes, and what is known of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cases import DEFAULT
from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option
from diplosim.cli.printing import case_option, format_options, print_rows

if TYPE_CHECKING:
    from pydantic import BaseModel

    from diplosim.metrics.column import Column


@click.command("actors", cls=GuardedCommand, context_settings=HELP)
@click.argument("code", required=False)
@format_options
@case_option
@debug_option
def actors(code: str | None, style: str | None, case: Path) -> int:
    """List the cast of a case, or tell every attribute of the actor called CODE, with its limits and meaning."""
    from diplosim.scenario import Actor, find_case
    from diplosim.scenario.frozen import thaw

    cast = {actor.code: actor for actor in find_case(str(case))[0].actors}
    if code is None:
        rows = [{"code": a.code, **thaw(a.model_dump(exclude={"id", "code"}))} for a in cast.values()]
        print_rows(rows, style, ["code", "name", "kind", "ceiling_musd", "rival"])
        if style is None:
            click.echo("\nceiling_musd: M$ a year. Every attribute of one: diplosim actors CODE")
        return DONE
    _known("actor", code, cast)
    values = thaw(cast[code].model_dump())
    rows = [{**row, "value": values[row["attribute"]]} for row in _attributes(Actor, "id", "code")]
    print_rows(rows, style, ["attribute", "value", "allowed", "meaning"])
    return DONE


@click.command("events", cls=GuardedCommand, context_settings=HELP)
@click.argument("kind", required=False)
@format_options
@debug_option
def events(kind: str | None, style: str | None) -> int:
    """List the kinds of dated events, or tell what the one called KIND takes, with limits and units.

    To make dated events of a record of your own: diplosim events from FILE.
    """
    from diplosim.scenario import EVENT_KINDS

    if kind is None:
        rows = [
            {
                "kind": name,
                "what happens": (model.__doc__ or "").strip(),
                "takes": [row["attribute"] for row in _takes(model)],
            }
            for name, model in EVENT_KINDS.items()
        ]
        print_rows(rows, style, ["kind", "what happens", "takes"])
        if style is None:
            click.echo(
                "\nEach also takes at (a month such as 2027-08) and note. More about one: diplosim events KIND"
            )
        return DONE
    _known("kind of event", kind, EVENT_KINDS)
    print_rows(_takes(EVENT_KINDS[kind]), style, ["attribute", "default", "allowed", "meaning"])
    return DONE


@click.command("outcomes", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False)
@format_options
@plugin_option
@case_option
@debug_option
def outcomes(name: str | None, style: str | None, plugins: Sequence[str]) -> int:
    """List what is measured once a run: unit, which direction is better, meaning; or the outcome called NAME."""
    from diplosim.metrics import columns

    load_plugins(plugins)
    return _columns("outcome", columns.outcomes(), name, style)


@click.command("metrics", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False)
@format_options
@plugin_option
@case_option
@debug_option
def metrics(name: str | None, style: str | None, plugins: Sequence[str]) -> int:
    """List what is measured every month: unit, which direction is better, meaning; or the metric called NAME."""
    from diplosim.metrics import columns

    load_plugins(plugins)
    kept = set(columns.kept_metrics())
    return _columns("metric", [column for column in columns.metrics() if column.name in kept], name, style)


def _columns(what: str, declared: Sequence[Column], name: str | None, style: str | None) -> int:
    known = {column.name: column for column in declared}
    if name is not None:
        _known(what, name, known)
    chosen = list(known.values()) if name is None else [known[name]]
    rows = [
        {
            "name": c.name, "label": c.label, "unit": c.unit, "better": c.better or "neither",
            "meaning": c.meaning, "source": c.source,
        }
        for c in chosen
    ]  # fmt: skip
    if name is None or style is not None:
        print_rows(rows, style, ["name", "unit", "better", "meaning"])
        return DONE
    for key, text in rows[0].items():
        if text:
            click.echo(f"{key:<8} {text}")
    return DONE


@click.command("evidence", cls=GuardedCommand, context_settings=HELP)
@click.argument("table", required=False)
@format_options
@case_option
@debug_option
def evidence(table: str | None, style: str | None, case: Path) -> int:
    """List the tables of what is known outside the model, or print the TABLE of that name, as its sources have it."""
    from diplosim.evidence import file, load, names, require

    require("evidence", case, "*.csv")
    if table is None:
        print_rows(evidence_tables(case), style, ["table", "rows", "confidence", "holds"])
        return DONE
    _known("evidence table", table, dict.fromkeys(names(case)))
    rows = load(table, case)
    if not rows:
        raise InputError(f"{file(f'{table}.csv', case)}: the table has no rows")
    print_rows(rows, style, list(rows[0]))
    return DONE


def evidence_tables(case: str | Path = DEFAULT) -> list[dict[str, Any]]:
    """Every table of a case: how many rows it has, of which confidence, and what it holds."""
    from collections import Counter

    from diplosim import evidence

    rows = []
    for name, holds in evidence.holds(case).items():
        counts = Counter(row.get("confidence") or "not said" for row in evidence.load(name, case))
        told = ", ".join(f"{level} {count}" for level, count in counts.most_common())
        rows.append({"table": name, "rows": sum(counts.values()), "confidence": told, "holds": holds})
    return rows


def _known(what: str, name: str, known: Mapping[str, Any]) -> None:
    from diplosim.scenario import unknown

    if name not in known:
        raise InputError(unknown(what, name, list(known)))


def _takes(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The attributes of an event besides its month and remark."""
    return _attributes(model, "month", "kind", "note")


def _attributes(model: type[BaseModel], *hidden: str) -> list[dict[str, Any]]:
    """The attributes of a model: name as files write it, default, limits and meaning."""
    from diplosim.scenario.checking import allowed, schema_of

    fields = {field.alias or name: field for name, field in model.model_fields.items() if name not in hidden}
    return [
        {
            "attribute": key,
            "default": "needed" if field.is_required() else schema_of(model)[key].get("default"),
            "allowed": _mapping(schema_of(model)[key]) or allowed(model, key),
            "meaning": field.description or "",
        }
        for key, field in fields.items()
    ]


def _mapping(schema: Mapping[str, Any]) -> str:
    return "a mapping from names to values" if schema.get("type") == "object" else ""
