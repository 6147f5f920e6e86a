"""``diplosim validate``: check scenario files without running them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import load_plugins, load_scenarios, plugin_option


@click.command("validate", cls=GuardedCommand, context_settings=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--resolved", is_flag=True, help="Print the resolved scenarios (everything spelt out).")
@plugin_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def command(files: Sequence[str], resolved: bool, plugins: Sequence[str], quiet: bool) -> int:
    """Check scenario FILEs and list every problem as file:line:column.

    Exit status: 0 all fine, 2 problems.
    """
    from diplosim.cli.run import inert_policies

    load_plugins(plugins)
    scenarios = load_scenarios(files, (), ())
    for text in inert_policies(scenarios):
        print(f"warning: {text}", file=sys.stderr)
    for name, scenario in zip(files, scenarios, strict=True):
        if resolved:
            click.echo(scenario.to_yaml(), nl=False)
        elif not quiet:
            policies = ", ".join(use.name for use in scenario.policies) or "no policy"
            click.echo(
                f"{name}: fine. {scenario.name}: {scenario.months} months from {scenario.start}, "
                f"{len(scenario.actors)} actors, {policies}, {len(scenario.events)} dated events"
            )
    return DONE
