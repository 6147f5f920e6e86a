"""A checked experiment: its arms, what varies, how it is sampled; scenarios alone are one, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diplosim.experiment.arms import prepare
from diplosim.experiment.design import Design, samples_of
from diplosim.experiment.folder import safe_name
from diplosim.experiment.resolved import document_of
from diplosim.experiment.vary import Dimension, Sample
from diplosim.scenario import Problem, Scenario

#: Letters that the name of an experiment may have.
LONGEST_NAME = 80


@dataclass(frozen=True)
class Definition:
    """A checked experiment: the reference arm first."""

    name: str
    title: str
    question: str
    arms: tuple[Scenario, ...]
    dimensions: tuple[Dimension, ...]
    design: Design
    rows: tuple[Sample, ...] | None
    """The samples of a design that lists them."""
    outcomes: tuple[str, ...]
    document: dict[str, Any] = field(compare=False)
    """The experiment as a file that needs no other file."""
    sources: tuple[Path, ...] = ()
    """The files that it was read from: its own, or those of its scenarios."""
    first_replicate: int = 0
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def samples(self) -> list[Sample]:
        """Every sample: one value for each dimension."""
        return list(self.rows) if self.rows is not None else samples_of(self.design, self.dimensions)


def definition_of(
    scenarios: Sequence[Scenario], name: str | None = None, first_replicate: int = 0
) -> Definition:
    """The experiment whose arms are these scenarios, the reference first, with nothing varied.

    Warnings about them are their own.

    Raises:
        PlanError: their runs could not be paired.
    """
    arms = prepare(scenarios)
    named = (name or name_of(arms))[:LONGEST_NAME]
    return Definition(
        name=named, title="", question="", arms=arms, dimensions=(), design=Design(), rows=None, outcomes=(),
        document=document_of(named, arms, Design(), first_replicate), first_replicate=first_replicate,
        sources=tuple(arm.source for arm in arms if arm.source),
    )  # fmt: skip


def name_of(arms: Sequence[Scenario]) -> str:
    """``<name>``; for comparisons ``<first>_vs_<second>``, further ones counted: it names the results folder."""
    names = [safe_name(arm.name) for arm in arms]
    if len(names) == 1:
        return names[0]
    more = f"_and_{len(names) - 2}_more" if len(names) > 2 else ""
    return f"{names[0]}_vs_{names[1]}{more}"
