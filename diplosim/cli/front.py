"""The group of commands; a command is imported when it is called or listed."""

from __future__ import annotations

import difflib
from importlib import import_module

import click

from diplosim.cli.guard import HELP, GuardedMain, debug_option
from diplosim.version import __version__

#: Command -> module of this package and function in it, in the order of the help page.
COMMANDS = {
    "run": "run:command",
    "sweep": "run:command",
    "rerun": "rerun:command",
    "verify": "rerun:verify",
    "compare": "compare:command",
    "score": "own_record:score",
    "sensitivity": "analyses:sensitivity",
    "robustness": "analyses:robustness",
    "discover": "analyses:discover",
    "ablation": "analyses:ablation",
    "structure": "analyses:structure",
    "design": "design:command",
    "findings": "findings:command",
    "calibrate": "facts:calibrate",
    "hindcast": "hindcast:command",
    "facts": "facts:command",
    "explain": "explain:command",
    "play": "play:command",
    "plot": "plot:plot",
    "report": "plot:report",
    "explore": "plot:explore",
    "export": "export:command",
    "validate": "validate:validate",
    "new": "new:new",
    "copy": "new:copy",
    "scenarios": "reference:scenarios",
    "experiments": "reference:experiments",
    "policies": "reference:policies",
    "parameters": "reference:parameters",
    "actors": "vocabulary:actors",
    "events": "vocabulary:events",
    "outcomes": "vocabulary:outcomes",
    "metrics": "vocabulary:metrics",
    "evidence": "vocabulary:evidence",
    "schema": "reference:schema",
}


class Front(GuardedMain, click.Group):
    """Finds commands by name and turns every ending into an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in their declared order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"diplosim.cli.{module}"), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names; a file or a typing error gets a hint."""
        name = args[0]
        if args[:2] == [
            "events",
            "from",
        ]:  # the other form of the command: it writes events instead of listing them
            from diplosim.cli.own_record import events_from

            return "events from", events_from, args[2:]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Commands: {', '.join(COMMANDS)}."
            if name.endswith((".yaml", ".yml")):
                hint = f"To run a file: diplosim run {name}"
            raise click.UsageError(f"No such command '{name}'. {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Front, context_settings=HELP)
@click.version_option(__version__, "-V", "--version", prog_name="diplosim")
@debug_option
def cli() -> None:
    """Simulate health-diplomacy negotiations of a closed country: scenarios in, trajectories with reasons out.

    A thinking aid, not a forecast.

    \b
    diplosim run status_quo pooled_fund
    diplosim run policy_sweep
    diplosim robustness results/policy_sweep
    diplosim explain results/status_quo_vs_pooled_fund --refused
    diplosim new my_question
    """
