"""``diplosim schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import load_plugins, plugin_option


@click.command("schema", cls=GuardedCommand, context_settings=HELP)
@click.argument("what", type=click.Choice(["scenario"]))
@plugin_option
@debug_option
def command(what: str, plugins: Sequence[str]) -> int:
    """Print the JSON Schema of scenario files.

    Save it (diplosim schema scenario > scenario.schema.json) and put this on the first line of a file, and
    editors complete and check it: # yaml-language-server: $schema=scenario.schema.json
    """
    from diplosim.policies import all_policies
    from diplosim.scenario import PolicyHelp, scenario_schema

    load_plugins(plugins)
    policies = {
        policy.name: PolicyHelp(policy.summary, {o.name: o.json_schema() for o in policy.options})
        for policy in all_policies()
    }
    click.echo(json.dumps(scenario_schema(policies), indent=2, ensure_ascii=False))
    return DONE
