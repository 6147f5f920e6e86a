"""All runs of some arms, on the engine that was chosen."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from diplosim.experiment.plan import Engine
from diplosim.experiment.replicates import Ensemble, Progress, run_replicates

if TYPE_CHECKING:
    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario


def to_stderr(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def quietly(text: str) -> None:
    """Tell nobody."""


def run_arms(
    arms: Sequence[Scenario],
    engine: Engine,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
    quiet: bool = False,
    trace: bool = True,
) -> Ensemble:
    """Run every replicate of every arm; both engines give the same numbers to the last bit.

    ``trace=False`` lets the compiled engine leave out the records of the first run of each arm
    (`diplosim.experiment.compiled.trace_arms` gets them later); the Mesa engine always keeps them.
    """
    if engine.name == "compiled":
        from diplosim.experiment.compiled import run_compiled

        say = quietly if quiet else to_stderr
        return run_compiled(arms, threads=workers, progress=progress, say=say, trace=trace)
    from diplosim.policies import loaded_plugins

    plugins = [str(plugin) for plugin in loaded_plugins()]
    return run_replicates(arms, workers=workers, plugins=plugins, progress=progress, actors=actors)
