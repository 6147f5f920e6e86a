"""The commands that tell what a scenario may say: policies, parameters and schema, and what comes with diplosim."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from diplosim.cases import DEFAULT
from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option
from diplosim.cli.printing import case_option, format_options, print_rows

if TYPE_CHECKING:
    from pathlib import Path

    from diplosim.policies import Policy
    from diplosim.scenario import Parameter
    from diplosim.scenario.files import Kind

#: Kind of file -> the file that its schema is written to.
FORMATS = {kind: f"{kind}.schema.json" for kind in ("scenario", "experiment", "design")}


@click.command("policies", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False)
@format_options
@plugin_option
@case_option
@debug_option
def policies(name: str | None, style: str | None, plugins: Sequence[str]) -> int:
    """List the policies, or tell all about the one called NAME."""
    from diplosim.policies import get, names

    load_plugins(plugins)
    chosen = [get(each) for each in (names() if name is None else [name])]
    if style is None and name is not None:
        print_policy(chosen[0])
    else:
        print_rows([policy_row(policy) for policy in chosen], style, ["name", "title"])
        if style is None:
            click.echo("\nMore about one of them: diplosim policies NAME")
    return DONE


def policy_row(policy: Policy) -> dict[str, Any]:
    """A policy as one row."""
    return {
        "name": policy.name,
        "title": policy.title,
        "summary": policy.summary,
        "hypothesis": policy.hypothesis,
        "source": policy.source,
        "risk": policy.risk,
        "strength": "0 or 1" if policy.switches_only else "0 to 1",
        "options": [option.name for option in policy.options],
    }


def print_policy(policy: Policy) -> None:
    """Print one policy for people."""
    from rich.text import Text

    from diplosim.wording.listing import console, indented

    out = console()
    row = policy_row(policy)

    def tell(name: str, text: str, columns: int) -> None:
        for line, words in enumerate(indented(f"{name}: {text}", out.width, columns)):
            told = Text(words)
            if line == 0:
                told.stylize("bold", 0, columns + len(name) + 1)
            out.print(told)

    out.print(Text(f"{policy.name}: {policy.title}", style="bold"))
    for name, key in (
        ("What it does", "summary"), ("Claim", "hypothesis"), ("Source", "source"), ("Known risk", "risk"),
        ("Strength", "strength"),
    ):  # fmt: skip
        out.print()
        tell(name, str(row[key]), 2)
    if policy.options:
        out.print()
        out.print(Text("  Options:", style="bold"))
    for option in policy.options:
        tell(option.name, f"{option.meaning} ({option.unit})", 4)
        for line in indented(f"{option.allowed()}; default: {option.default_words()}", out.width, 8):
            out.print(Text(line))


@click.command("parameters", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False, metavar="[NAME|GROUP]")
@format_options
@case_option
@debug_option
def parameters(name: str | None, style: str | None) -> int:
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


@click.command("schema", cls=GuardedCommand, context_settings=HELP)
@click.argument("what", type=click.Choice(list(FORMATS)))
@plugin_option
@case_option
@debug_option
def schema(what: str, plugins: Sequence[str], case: Path) -> int:
    """Print the JSON Schema of scenario, experiment or design files, with the cast of a case.

    diplosim new and diplosim copy write it beside their file, and name it in the first line, by which editors complete
    and check the file: # yaml-language-server: $schema=scenario.schema.json
    """
    load_plugins(plugins)
    click.echo(json.dumps(schema_of_files(what, case), indent=2, ensure_ascii=False))
    return DONE


def schema_of_files(kind: str, folder: Path | str = DEFAULT) -> dict[str, Any]:
    """The JSON Schema of a kind of file of a case, with all policies that are known."""
    from diplosim.experiment.definition import experiment_schema
    from diplosim.policies import all_policies
    from diplosim.scenario import PolicyHelp, find_case, scenario_schema

    policies = {
        policy.name: PolicyHelp(policy.summary, {o.name: o.json_schema() for o in policy.options})
        for policy in all_policies()
    }
    case = find_case(str(folder))[0]
    if kind == "design":
        from diplosim.portfolio.question import design_schema

        return design_schema(policies, case)
    return scenario_schema(policies, case) if kind == "scenario" else experiment_schema(policies, case)


def _listing(kind: Kind, what: str) -> click.Command:
    """The command that lists what comes with diplosim."""

    @click.command(kind, cls=GuardedCommand, context_settings=HELP)
    @format_options
    @case_option
    @debug_option
    def listing(style: str | None, case: Path) -> int:
        from diplosim.cases import folder_of
        from diplosim.scenario.files import shipped_files

        if case != folder_of(DEFAULT):  # what ships is of the default case
            text = f"no {what} come with diplosim for the case '{case.name}'"
            raise InputError(f"{text}; begin one with: diplosim new NAME --case {case.name}")
        rows = [_told(name, path) for name, path in shipped_files(kind).items()]
        print_rows(rows, style, ["name", "question"])
        if style is None:
            first = "status_quo" if kind == "scenarios" else "student_sweep"
            click.echo(
                f"\nRun one, or copy it here to change it: diplosim run {first}; diplosim copy {first}"
            )
        return DONE

    listing.help = f"List the {what} that come with diplosim; each runs anywhere by its bare name."
    return listing


def _told(name: str, path: Path) -> dict[str, Any]:
    """What a file says about itself: its title, and its question, which is also its first line."""
    from diplosim.scenario.errors import Findings
    from diplosim.scenario.files import load_document

    root = load_document(path, Findings()).plain()
    comment = path.read_text(encoding="utf-8").removeprefix("# Question: ").partition("?")[0] + "?"
    question = root.get("question") or comment[0].upper() + comment[1:]
    return {"name": name, "title": root.get("title", ""), "question": question, "file": str(path)}


scenarios = _listing("scenarios", "scenarios")
experiments = _listing("experiments", "experiments")
