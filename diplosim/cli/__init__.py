"""The command line. Commands are thin: they read options, call the package, and print for people."""

from __future__ import annotations

from diplosim.cli.front import Front, cli

__all__ = ["Front", "cli", "main", "run_sim"]


def main() -> None:
    """Entry point of the console script ``diplosim`` and of ``python -m diplosim``."""
    cli.main(prog_name="diplosim")


def run_sim() -> None:
    """Entry point of ``run_sim.py``: scenario files or one experiment file, whichever is given."""
    import sys

    from diplosim.cli.options import holds_experiment

    if holds_experiment(sys.argv[1:]):
        from diplosim.cli.sweep import command
    else:
        from diplosim.cli.run import command

    command.main(prog_name="run_sim.py")
