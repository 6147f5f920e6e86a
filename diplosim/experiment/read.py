"""Reading a results folder back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.results import FolderError, read_manifest

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.scenario import Scenario


@dataclass(frozen=True)
class Results:
    """A results folder; its tables are read when first asked for."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Results:
        """Open a results folder, or raise :class:`FolderError`."""
        manifest = read_manifest(folder)
        if manifest is None:
            raise FolderError(f"{folder} is not a results folder (it has no readable manifest.json)")
        return cls(folder, manifest)

    @property
    def arms(self) -> list[str]:
        """Names of the scenarios, the reference first."""
        return [arm["name"] for arm in self.manifest["plan"]["arms"]]

    def start(self, arm: str) -> str:
        """Calendar month of an arm's month 0."""
        return next(str(a["start"]) for a in self.manifest["plan"]["arms"] if a["name"] == arm)

    def months(self, arm: str) -> int:
        """Number of months of an arm."""
        return next(int(a["months"]) for a in self.manifest["plan"]["arms"] if a["name"] == arm)

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """The resolved scenarios, the reference first."""
        from diplosim.scenario import Scenario

        files = [name for name in self.manifest["files"] if name.startswith("scenario")]
        return [Scenario.load(self.folder / name) for name in files]

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        return self._table("runs.parquet")

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row per run and month."""
        return self._table("trajectories.parquet")

    @cached_property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs."""
        return self._table("trust.parquet")

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs."""
        try:
            with (self.folder / "events.jsonl").open(encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / 'events.jsonl'} cannot be read: {error}") from error

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        try:
            return pd.read_parquet(self.folder / name)
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / name} cannot be read: {error}") from error
