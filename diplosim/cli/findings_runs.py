"""The sweeps behind the findings: one for each rule of trust, run where they are missing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.cli.guard import InputError
from diplosim.cli.running import say

if TYPE_CHECKING:
    from diplosim.analysis.claims.table import Claims


@dataclass(frozen=True)
class Runs:
    """What to run, how large, and where."""

    claims: Claims
    samples: int | None = None
    replicates: int | None = None
    experiments: Path = Path("experiments")
    results: Path = Path("results")
    workers: int | None = None
    force: bool = False
    quiet: bool = False

    @contextmanager
    def scratch(self) -> Iterator[Runs]:
        """The same in a folder that is deleted afterwards."""
        with tempfile.TemporaryDirectory(prefix="diplosim_findings_") as folder:
            yield replace(self, results=Path(folder))

    def folders(self) -> dict[str, Path]:
        """Rule of trust -> folder with its finished sweep."""
        return {rule: self._run(rule) for rule in (self.claims.rule, *self.claims.other_rules)}

    def _run(self, rule: str) -> Path:
        from diplosim.api import execute
        from diplosim.cli.progress import ProgressBar
        from diplosim.experiment import How, choose_engine, load_definition, make_plan, quietly, to_stderr

        name = self.claims.experiment
        given = {"samples": self.samples, "replicates": self.replicates}
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        if rule != self.claims.rule:
            name = f"{name}_{rule}"
            changes |= {"name": name, "set": {"trust.rule": rule}}
        definition = load_definition(self.experiments / f"{self.claims.experiment}.yaml", changes)
        plan = make_plan(definition, choose_engine("auto").name)
        with ProgressBar(self.quiet) as bar:
            ended = execute(
                definition, plan, self.results / name,
                How(workers=self.workers, force=self.force, progress=bar, say=quietly if self.quiet else to_stderr),
            )  # fmt: skip
        if ended.interrupted:
            raise KeyboardInterrupt
        if ended.failures:
            raise InputError(
                f"{len(ended.failures)} of {plan.runs} runs failed in {ended.folder}; runs.parquet says why"
            )
        if not self.quiet:
            say(f"{rule}: {plan.runs:,} runs in {ended.folder}")
        return ended.folder
