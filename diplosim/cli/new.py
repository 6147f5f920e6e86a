"""``diplosim new`` and ``diplosim copy``: a file to begin with, with its schema beside it for the editor."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click

from diplosim import cases
from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import experiment_line, load_plugins, plugin_option
from diplosim.cli.printing import case_option
from diplosim.cli.reference import FORMATS, schema_of_files
from diplosim.files import DOCUMENT, MISSING, UnreadableError, read_text

DEFAULT = cases.folder_of(cases.DEFAULT)
_SCHEMA_LINE = "# yaml-language-server: $schema={file}\n"
_TEMPLATE = """\
# What question does this scenario ask? Write it here, in one sentence.
scenario: 1
name: "{name}"
title: "{title}"
{world}

# Policies: "diplosim policies" lists them, "diplosim policies NAME" tells about one.
{policies}

# What else differs from {base} ("diplosim parameters", "diplosim actors" and "diplosim events" list it):
# actors:
#   {donor}: {{ceiling_musd: 40, hawkish: false}}
# parameters: {{trust.lam_neg: 2.5}}
# events:
#   - {{at: 2027-08, kind: flood, severity: 0.05}}
#   - {{at: 2028-02, kind: government, actor: {rival}, hawkish: false}}
"""
_STATUS_QUO = """\
extends: status_quo     # the world of January 2026 ("diplosim copy status_quo" shows it); say only what differs"""
_NO_POLICY = """\
# policies:
#   - unconditional_easing: {from: 2026-07, strength: 0.8}"""


@click.command("new", cls=GuardedCommand, context_settings=HELP)
@click.argument("name")
@click.option("--policy", "policy_names", multiple=True, metavar="NAME", help="Policy to start with.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File to write; default NAME.yaml.")
@plugin_option
@case_option
@debug_option
def new(
    name: str, policy_names: tuple[str, ...], out: Path | None, plugins: tuple[str, ...], case: Path
) -> int:
    """Start a scenario called NAME, the status quo (or another --case) plus what you add; never overwrites a file."""
    from diplosim.scenario.header import DEVICES

    load_plugins(plugins)
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", stem):
        raise InputError(f"name {name!r}: use letters, digits, _ and -; choose the folder with --out")
    path = out if out is not None else Path(f"{stem}.yaml")
    for each in (stem, path.stem):
        if each.lower() in DEVICES:
            raise InputError(f"'{each}' cannot be the name of a file on Windows; call it '{each}_1'")
    _write(path, template(stem, policy_names, case, path.parent), "scenario", case)
    return DONE


@click.command("copy", cls=GuardedCommand, context_settings=HELP)
@click.argument("name")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder; default: this one.",
)
@debug_option
def copy(name: str, to: Path) -> int:
    """Copy the scenario or experiment NAME that comes with diplosim, to be changed; never overwrites a file."""
    from diplosim.scenario import unknown
    from diplosim.scenario.files import KINDS, shipped_files

    stem = name.removesuffix(".yaml").removesuffix(".yml")
    kind = next((kind for kind in KINDS if stem in shipped_files(kind)), None)
    if kind is None:
        known = [each for kind in KINDS for each in shipped_files(kind)]
        lists = "; 'diplosim scenarios' and 'diplosim experiments' list them"
        raise InputError(unknown("scenario or experiment", stem, known) + lists)
    source = shipped_files(kind)[stem]
    design = not experiment_line(stem) and experiment_line(stem, "design:")
    shipped = "design" if design else kind.removesuffix("s")
    _write(to / source.name, source.read_text(encoding="utf-8"), shipped)
    return DONE


def template(name: str, policies: tuple[str, ...], case: Path, folder: Path) -> str:
    """The text of a new scenario of a case, checked names of policies included."""
    from diplosim.policies import names, unknown_policy
    from diplosim.scenario import find_case

    wrong = [unknown_policy(policy) for policy in policies if policy not in names()]
    if wrong:
        raise InputError("\n".join(wrong))
    listed = "\n".join(["policies:", *(f"  - {policy}" for policy in policies)]) if policies else _NO_POLICY
    title = name.replace("_", " ").replace("-", " ").capitalize()
    told = find_case(str(case))[0]
    donors = [actor for actor in told.actors if actor.kind == "donor"] or list(told.actors)
    donors.sort(key=lambda actor: not actor.rival)
    rival, donor = donors[0].code, donors[min(1, len(donors) - 1)].code
    base = "the status quo" if case == DEFAULT else f"the case of {told.called}"
    return _TEMPLATE.format(
        name=name,
        title=title,
        policies=listed,
        world=world_line(case, folder),
        base=base,
        rival=rival,
        donor=donor,
    )


def world_line(case: Path, folder: Path) -> str:
    """The line of a scenario file in ``folder`` that says in whose world it begins."""
    if case == DEFAULT:
        return _STATUS_QUO
    shipped = case in cases.shipped().values()
    return f"case: {json.dumps(case.name if shipped else Path(os.path.relpath(case, folder)).as_posix())}"


def _write(path: Path, text: str, kind: str, case: Path = DEFAULT) -> None:
    """Write a new file of a kind, its schema beside it, and say what to do next."""
    other = "" if case == DEFAULT else f"{case.name}."  # each case has a cast of its own
    schema = path.with_name(other + FORMATS[kind])
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_SCHEMA_LINE.format(file=schema.name) + text)
    except FileExistsError:
        raise InputError(f"{path} exists and is left as it is; choose another name or folder") from None
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path}: there is no folder {path.parent}") from None
    command = "design" if kind == "design" else "run"
    also = f", and {schema} for the editor" if _write_schema(schema, kind, case) else ""
    click.echo(f"Wrote {path}{also}. Edit it, then: diplosim {command} {path}")


def _write_schema(path: Path, kind: str, case: Path) -> bool:
    """Write a schema, or renew one of ours; whether that was necessary. A file of somebody else stays."""
    wanted = schema_of_files(kind, case)
    try:
        found = json.loads(read_text(path, DOCUMENT))
    except UnreadableError as error:
        if error.reason != MISSING:
            return False
        found = {"$id": wanted["$id"]}
    except (ValueError, RecursionError):
        return False
    if found == wanted or not isinstance(found, dict) or found.get("$id") != wanted["$id"]:
        return False
    path.write_text(json.dumps(wanted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return True
