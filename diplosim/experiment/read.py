"""Reading a results folder back."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
    def summary(self) -> pd.DataFrame:
        """One row per arm and outcome: quantiles and paired differences."""
        return read_summary(self.folder)

    @property
    def is_sweep(self) -> bool:
        """Whether the folder holds an experiment, of whose runs only outcomes and some months are kept."""
        return "samples_sha256" in self.manifest["plan"]

    @property
    def samples(self) -> int:
        """Number of samples of what varies; 1 if nothing does."""
        return int(self.manifest["plan"].get("samples", 1))

    @cached_property
    def document(self) -> dict[str, Any]:
        """The resolved experiment as plain data; empty for a folder of scenarios."""
        import yaml

        if not self.is_sweep:
            return {}
        try:
            document = yaml.load(  # the C loader of the same safe kind: a resolved experiment is long
                (self.folder / "experiment.yaml").read_text(encoding="utf-8"),
                Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
            )
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise FolderError(f"{self.folder / 'experiment.yaml'} cannot be read: {error}") from error
        return document if isinstance(document, dict) else {}

    @property
    def asked(self) -> list[str] | None:
        """The outcomes that an experiment names, if it names any."""
        return [str(name) for name in self.document.get("outcomes") or ()] or None

    @property
    def varied(self) -> dict[str, Any]:
        """What an experiment varies, by name: a range, a list of values, or the values in its rows."""
        design = self.document.get("design") or {}
        rows = design.get("rows") or ()
        listed = {str(name): None for row in rows if isinstance(row, dict) for name in row}
        values = {
            name: {"values": list(dict.fromkeys(map(str, (row[name] for row in rows if name in row))))}
            for name in listed
        }
        return {**values, **{str(name): how for name, how in (self.document.get("vary") or {}).items()}}

    def months_of(self, columns: Sequence[str]) -> pd.DataFrame:
        """The trajectories with some of their metrics only: a large experiment holds far more than a figure shows."""
        return self._table("trajectories.parquet", ["arm", "sample", "replicate", "month", *columns])

    @cached_property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs."""
        return self._table("trust.parquet")

    @cached_property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and money by table and month of the traced runs."""
        return self._table("tables.parquet")

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs."""
        try:
            with (self.folder / "events.jsonl").open(encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / 'events.jsonl'} cannot be read: {error}") from error

    def _table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        import pandas as pd

        try:
            return pd.read_parquet(self.folder / name, columns=columns)
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / name} cannot be read: {error}") from error


def read_summary(folder: Path) -> pd.DataFrame:
    """``summary.csv`` of a results folder; names stay text whatever they look like (an arm may be called 1 or NA)."""
    import pandas as pd

    texts = ("arm", "reference", "outcome", "kind", "unit", "better")
    try:
        return pd.read_csv(
            folder / "summary.csv", dtype=dict.fromkeys(texts, "str"), keep_default_na=False, na_values=[""]
        )
    except (OSError, ValueError) as error:
        raise FolderError(f"{folder / 'summary.csv'} cannot be read: {error}") from error
