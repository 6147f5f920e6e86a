"""``diplosim new``: start a scenario from a template."""

from __future__ import annotations

import re
from pathlib import Path

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option

_TEMPLATE = """\
# What question does this scenario ask? Write it here, in one sentence.
scenario: 1
name: "{name}"
title: "{title}"
start: 2026-01
months: 120
seed: 20260101          # the same seed in two files means the same shocks, so that they can be compared
replicates: 100

# Policies: "diplosim policies" lists them, "diplosim policies NAME" tells about one.
policies:
{policies}

# Give only what differs from the default cast and parameters ("diplosim parameters" lists them).
# actors:
#   ROK: {{ceiling_musd: 40, hawkish: false}}
# parameters: {{trust.lam_neg: 2.5}}

# Dated events.
# events:
#   - {{at: 2027-08, kind: flood, severity: 0.05}}
#   - {{at: 2028-02, kind: government, actor: USA, hawkish: false}}
"""


@click.command("new", cls=GuardedCommand, context_settings=HELP)
@click.argument("name")
@click.option("--policy", "policy_names", multiple=True, metavar="NAME", help="Policy to start with.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File to write; default NAME.yaml.")
@debug_option
def command(name: str, policy_names: tuple[str, ...], out: Path | None) -> int:
    """Start a scenario called NAME from a template; never overwrites a file."""
    from diplosim.scenario import Scenario

    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", stem):
        raise InputError(f"name {name!r}: use letters, digits, _ and -; choose the folder with --out")
    path = out if out is not None else Path(f"{stem}.yaml")
    text = template(stem, policy_names)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} exists and is left as it is; choose another name or --out") from None
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path}: there is no folder {path.parent}") from None
    Scenario.load(path)
    click.echo(f"Wrote {path}. Edit it, then: diplosim run {path}")
    return DONE


def template(name: str, policies: tuple[str, ...]) -> str:
    """The text of a new scenario, checked names of policies included."""
    from diplosim.policies import names
    from diplosim.scenario import unknown

    wrong = [unknown("policy", policy, list(names())) for policy in policies if policy not in names()]
    if wrong:
        raise InputError("\n".join(wrong))
    chosen = policies or ("unconditional_easing",)
    listed = "\n".join(f"  - {policy}: {{from: 2026-07}}" for policy in chosen)
    title = name.replace("_", " ").replace("-", " ").capitalize()
    return _TEMPLATE.format(name=name, title=title, policies=listed)
