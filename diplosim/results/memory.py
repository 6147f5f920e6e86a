"""Finished runs in memory, read as if they lay in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import Definition, FolderError, Memory, Numbers
from diplosim.experiment.assemble import FRAMES, frame
from diplosim.experiment.traced import event_lines, tables_table, trust_table
from diplosim.metrics.declared import SUMMARY_COLUMNS
from diplosim.results.reader import Results

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from diplosim.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class ResultsInMemory(Results):
    """The runs of a plan that has no folder; what lies in files elsewhere is made when it is first asked for."""

    memory: Memory
    definition: Definition
    summarise: Callable[[Numbers], Sequence[Mapping[str, Any]]]
    """Makes the rows of the summary."""
    _tables: dict[str, pa.Table] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls,
        memory: Memory,
        definition: Definition,
        summarise: Callable[[Numbers], Sequence[Mapping[str, Any]]],
    ) -> ResultsInMemory:
        """The results of an experiment that was run in memory."""
        plan = memory.plan
        failed = len(memory.numbers.failures())
        manifest = {
            "status": "failed runs" if failed else "done",
            "engine": plan.engine,
            "counts": {"planned": plan.runs, "finished": plan.runs, "failed": failed},
            "experiment": definition.name,
            "plan": {**plan.facts, "design": definition.design.model_dump()},
            "files": {"events.jsonl": ""} if plan.traced else {},
        }
        names = tuple(arm.name for arm in plan.asked)
        return cls(
            Path("(in memory)"), manifest, names, memory=memory, definition=definition, summarise=summarise
        )

    @property
    def document(self) -> dict[str, Any]:
        """The resolved experiment as plain data."""
        return self.definition.document

    @cached_property
    def every_scenario(self) -> list[Scenario]:
        """The scenarios, the reference first, those that were added last."""
        return list(self.memory.plan.arms)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per arm and outcome: quantiles and paired differences."""
        import pandas as pd

        names = [column.name for column in SUMMARY_COLUMNS]
        return pd.DataFrame(self.summarise(self.memory.numbers), columns=names)

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the outcomes of the runs, declared ones first."""
        return self._named_outcomes(self._table("runs.parquet").column_names)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs."""
        return [json.loads(line) for line in event_lines(self.memory.traced)]

    def _frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        table = self._table(name)
        found: pd.DataFrame = (table if columns is None else table.select(list(columns))).to_pandas()
        return found

    def _table(self, name: str) -> pa.Table:
        if name not in self._tables:
            if name in FRAMES:
                self._tables[name] = frame(self.memory.numbers, name)
            elif name in ("trust.parquet", "tables.parquet"):
                make = trust_table if name == "trust.parquet" else tables_table
                self._tables[name] = make(self.memory.traced)
            else:
                raise FolderError(
                    f"these results are in memory and have no {name}; save them first: .save(FOLDER)"
                )
        return self._tables[name]
