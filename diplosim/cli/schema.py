"""``diplosim schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json

import click

from diplosim.cli.guard import DONE, GuardedCommand, debug_option


@click.command("schema", cls=GuardedCommand, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", type=click.Choice(["scenario"]))
@debug_option
def command(what: str) -> int:
    """Print the JSON Schema of scenario files.

    Save it (diplosim schema scenario > scenario.schema.json) and put this on the first line of a file, and
    editors complete and check it: # yaml-language-server: $schema=scenario.schema.json
    """
    from diplosim.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return DONE
