"""``diplosim policies``: what policies there are, what each one does, claims and risks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, plugin_option
from diplosim.cli.rows import format_options, print_rows

if TYPE_CHECKING:
    from diplosim.policies import Policy


@click.command("policies", cls=GuardedCommand, context_settings=HELP)
@click.argument("name", required=False)
@format_options
@plugin_option
@debug_option
def command(name: str | None, style: str | None, plugins: Sequence[str]) -> int:
    """List the policies, or tell all about the one called NAME."""
    from diplosim.policies import get, names
    from diplosim.scenario import unknown

    load_plugins(plugins)
    if name is not None and name not in names():
        raise InputError(unknown("policy", name, list(names())))
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
