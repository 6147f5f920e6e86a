"""The reference: commands, files, vocabulary and Python, each read from where it is declared."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from diplosim.cli import cli
from diplosim.cli.front import COMMANDS
from docs.site.pages import ROOT
from docs.site.python_api import python_page

#: Pages that are the listing of a command, and the sentences before it.
LISTINGS = {
    "actors": "Every attribute of one: `diplosim actors CODE`. In a scenario file, give only what differs.",
    "events": "Each kind also takes `at` (a month such as 2027-08) and `note`. What one takes, with limits and units: "
    "`diplosim events KIND`.",
    "metrics": "One number per run and month. How they are made: [metrics and outcomes](../metrics.md).",
    "outcomes": "One number per run. How they are made: [metrics and outcomes](../metrics.md).",
    "evidence": "What is known outside the model. Rows of one table: `diplosim evidence TABLE`. What they are for: "
    "[evidence](../evidence.md).",
}


def write_reference(target: Path) -> None:
    """Write the reference below the folder that the site is made of."""
    folder = target / "reference"
    folder.mkdir()
    pages = {
        "commands": commands_page(),
        "parameters": parameters_page(),
        "policies": policies_page(),
        "scenario_file": schema_page("scenario", "The scenario file"),
        "experiment_file": schema_page("experiment", "The experiment file"),
        "scenarios": shipped_page("scenarios"),
        "experiments": shipped_page("experiments"),
        "columns": columns_page(),
        "python": python_page(),
        **{name: listing_page(name, words) for name, words in LISTINGS.items()},
    }
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def said(*words: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(cli, [*words], env={"COLUMNS": "100"})
    if done.exit_code != 0:
        raise RuntimeError(f"diplosim {' '.join(words)}: {done.output}")
    return done.stdout


def cell(value: Any) -> str:
    """A value in a cell of a table."""
    text = (
        ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    )
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], code: str = "") -> str:
    """Rows as a Markdown table; the values of one column may be code."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    for row in rows:
        cells = [f"`{row[c]}`" if c == code else cell(row.get(c, "")) for c in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def commands_page() -> str:
    """Every command: usage, what it does, options."""
    parts = ["# Commands", "Every command also answers `--help`. Results go to the standard output, messages to the "
             "standard error stream. Exit status: 0 done, 1 a finding against (`verify`, `validate`), 2 a mistake in "
             "what was given."]  # fmt: skip
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        context = click.Context(command, info_name=f"diplosim {name}")
        help_text = inspect.cleandoc(command.help or "").replace("\b\n", "\n  ")
        options = [
            {"option": record[0], "meaning": record[1]}
            for parameter in command.get_params(context)
            if (record := parameter.get_help_record(context)) is not None and record[1]
        ]
        parts += [
            f"## {name}",
            f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```",
            "\n\n".join(_paragraphs(help_text)),
            table(options, ["option", "meaning"], "option"),
        ]
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of a help page; indented ones are examples."""
    for part in text.strip().split("\n\n"):
        example = part.startswith("\n  ")
        yield (
            f"```text\n{inspect.cleandoc(part)}\n```"
            if example
            else " ".join(part.split()).replace("<", "&lt;")
        )


def listing_page(name: str, words: str) -> str:
    """A page that is what `diplosim NAME --markdown` prints."""
    rows = json.loads(said(name, "--json"))
    columns = [c for c in rows[0] if c not in ("label",)][:9]
    return f"# {name.capitalize()}\n\n{words}\n\n{table(rows, columns, columns[0])}\n"


def parameters_page() -> str:
    """Every parameter, group by group."""
    rows = json.loads(said("parameters", "--json"))
    parts = [
        "# Parameters",
        "Class: F fitted to data, U deeply uncertain, C calibrated to patterns, K convention. Set one with "
        "`--set NAME=VALUE`, or in a scenario under `parameters:`.",
    ]
    for group in dict.fromkeys(row["name"].partition(".")[0] for row in rows):
        chosen = [row for row in rows if row["name"].startswith(f"{group}.")]
        columns = ["name", "default", "range", "unit", "class", "meaning", "source"]
        parts += [f"## {group}", table(chosen, columns, "name")]
    return "\n\n".join(parts) + "\n"


def policies_page() -> str:
    """Every policy with its claim, its source, its risk and its options."""
    parts = ["# Every policy", "What they move and how they combine: [policies](../policies.md)."]
    for row in json.loads(said("policies", "--json")):
        told = said("policies", row["name"]).rstrip().split("\n", 2)
        parts += [f"## {row['name']}", f"**{row['title']}.** {row['summary']}", f"*Claim.* {row['hypothesis']}",
                  f"*Source.* {row['source']}", f"*Known risk.* {row['risk']}"]  # fmt: skip
        settings = told[-1].partition("  Strength:")
        parts.append(f"```text\n{textwrap.dedent(settings[1] + settings[2]).strip()}\n```")
    return "\n\n".join(parts) + "\n"


def schema_page(kind: str, title: str) -> str:
    """The keys of a file, from its JSON Schema."""
    schema = json.loads(said("schema", kind))
    rows = [{"key": k, **_described(v)} for k, v in schema["properties"].items()]
    columns = ["key", "value", "default", "meaning"]
    parts = [f"# {title}", f"{schema.get('description', '')} The whole schema: `diplosim schema {kind}`.",
             table(rows, columns, "key")]  # fmt: skip
    for name, part in schema.get("definitions", {}).items():
        if "properties" in part:
            rows = [{"key": k, **_described(v)} for k, v in part["properties"].items()]
            parts += [f"## {name}", part.get("description", ""), table(rows, columns, "key")]
    return "\n\n".join(part for part in parts if part) + "\n"


def _described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Value, default and meaning of one key."""
    kinds = schema.get("type", "")
    value = " or ".join(k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null")
    if "enum" in schema:
        value = " | ".join(str(one) for one in schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        value += f", {'' if low is None else low} to {'' if high is None else high}"
    return {"value": value, "default": schema.get("default", ""), "meaning": schema.get("description", "")}


def shipped_page(folder: str) -> str:
    """Every scenario or experiment that comes with diplosim, with its question and its text."""
    one = folder.removesuffix("s")
    parts = [
        f"# {folder.capitalize()} that come along",
        f"They go by their bare names: `diplosim run NAME`; `diplosim copy NAME` copies one to be changed. How such a "
        f"file is written: [{one} files](../{folder}.md).",
    ]
    for path in sorted((ROOT / folder).glob("*.yaml")):
        parts += [f"## {path.stem}", f"```yaml\n{path.read_text(encoding='utf-8').strip()}\n```"]
    return "\n\n".join(parts) + "\n"


def columns_page() -> str:
    """What every column of the files of a results folder means."""
    from diplosim.metrics import declared

    files = {
        "runs.parquet": declared.RUN_KEYS,
        "trajectories.parquet": declared.TRAJECTORY_KEYS,
        "trust.parquet": declared.TRUST_COLUMNS,
        "tables.parquet": declared.TABLE_COLUMNS,
        "events.jsonl": declared.EVENT_COLUMNS,
        "summary.csv": declared.SUMMARY_COLUMNS,
        "paired quantities of summary.csv": declared.PAIRED,
    }
    parts = ["# Columns of the files", "`runs.parquet` also holds the [outcomes](outcomes.md), `trajectories.parquet` "
             "the [metrics](metrics.md). `data_dictionary.csv` in every results folder says the same."]  # fmt: skip
    for name, columns in files.items():
        rows = [{"column": c.name, "unit": c.unit, "meaning": c.meaning} for c in columns]
        parts += [f"## {name}", table(rows, ["column", "unit", "meaning"], "column")]
    return "\n\n".join(parts) + "\n"
