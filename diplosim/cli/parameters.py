"""``diplosim parameters``: every parameter with default, range, unit, meaning and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.rows import format_options, print_rows

if TYPE_CHECKING:
    from diplosim.scenario import Parameter


@click.command("parameters", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False, metavar="[NAME|GROUP]")
@format_options
@debug_option
def command(name: str | None, style: str | None) -> int:
    """List the parameters: all, those of a GROUP (trust), or the one called NAME (trust.lam_neg).

    Classes: F fitted to data, U deeply uncertain, C calibrated to patterns, K convention.
    """
    chosen = choose(name)
    rows = [parameter_row(parameter) for parameter in chosen]
    if style is None and len(rows) == 1:
        print_parameter(rows[0])
    else:
        print_rows(rows, style, ["name", "default", "range", "meaning"])
    return DONE


def choose(name: str | None) -> list[Parameter]:
    """The parameters meant by a name, a group or nothing."""
    from diplosim.scenario import PARAMETERS, unknown

    if name is None:
        return list(PARAMETERS.values())
    if name in PARAMETERS:
        return [PARAMETERS[name]]
    groups = list(dict.fromkeys(key.partition(".")[0] for key in PARAMETERS))
    if name.rstrip(".") in groups:
        return [p for key, p in PARAMETERS.items() if key.partition(".")[0] == name.rstrip(".")]
    by_symbol = [p for key, p in PARAMETERS.items() if key.partition(".")[2] == name]
    if by_symbol:
        return by_symbol
    raise InputError(unknown("parameter", name, [*PARAMETERS, *groups]))


def parameter_row(parameter: Parameter) -> dict[str, Any]:
    """A parameter as one row."""
    low, high = parameter.low, parameter.high
    choices = list(parameter.choices)
    same = low == high
    return {
        "name": parameter.name,
        "default": parameter.default,
        "range": " | ".join(map(str, choices)) if choices else "fixed" if same else f"{low:g} to {high:g}",
        "unit": parameter.unit,
        "class": parameter.cls,
        "kind": parameter.kind,
        "meaning": parameter.meaning,
        "source": parameter.source,
    }


def print_parameter(row: dict[str, Any]) -> None:
    """Print one parameter for people."""
    from rich.text import Text

    from diplosim.scenario.parameters import CLASSES
    from diplosim.wording.listing import console

    out = console()
    out.print(Text(str(row["name"]), style="bold"))
    told = {**row, "class": f"{row['class']}: {CLASSES[row['class']]}"}
    for key in ("meaning", "default", "range", "unit", "class", "source"):
        out.print(Text(f"  {key:<8} {told[key]}"))
