"""A results folder read back: runs, months, summary, records, and every outcome by arm, sample and replicate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.errors import DiplosimError
from diplosim.experiment import FolderError
from diplosim.experiment.assemble import KEYS
from diplosim.experiment.attribution import Change, changes
from diplosim.experiment.folder import FORMAT, read_manifest
from diplosim.experiment.owned import read_facts
from diplosim.metrics.columns import expect, headlines, ordered, outcome
from diplosim.metrics.declared import OUTCOMES
from diplosim.results.described import Described, asked_arms
from diplosim.scenario import unknown
from diplosim.wording.names import titled

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]


class AnalysisError(DiplosimError, ValueError):
    """What is asked for cannot be answered from these results; the message says why and what to do."""


@dataclass(frozen=True)
class Results(Described):
    """A results folder; its frames are read when first asked for.

    Replicate 3 means the same shocks in every arm **and in every sample**, so samples and replicates are crossed.
    """

    _cubes: dict[str, Floats] = field(default_factory=dict, compare=False)

    @classmethod
    def open(cls, folder: Path) -> Results:
        """Open a results folder, finished or not; raises :class:`FolderError` if it is none."""
        manifest = read_manifest(folder)
        if manifest is None:
            raise FolderError(f"{folder} is not a results folder (it has no readable manifest.json)")
        if manifest.get("format") != FORMAT:
            raise FolderError(
                f"{folder} was written by another version of diplosim (layout {manifest.get('format')}, this one reads "
                f"{FORMAT}); make it again from its scenarios: diplosim run FILE... --out {folder} --force"
            )
        return cls(folder, manifest, asked_arms(manifest["plan"]))

    # The runs.

    @cached_property
    def keys(self) -> pd.DataFrame:
        """Arm, sample, replicate and status of every run."""
        return self._frame("runs.parquet", ["arm", "sample", "replicate", "status"])

    @cached_property
    def samples(self) -> pd.DataFrame:
        """One row per sample: what varied."""
        frame = self._frame("runs.parquet", ["sample", *self.varied])
        return frame.drop_duplicates("sample").set_index("sample").sort_index()

    @property
    def replicates(self) -> int:
        """Runs of each arm in each sample."""
        return int(self.manifest["plan"]["replicates"])

    @cached_property
    def failed(self) -> dict[str, int]:
        """Failed runs by arm, those with none left out."""
        bad = self.keys[self.keys["status"] != "ok"]["arm"].value_counts()
        return {arm: int(bad[arm]) for arm in self.arms if arm in bad}

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the outcomes of the runs, declared ones first."""
        import pyarrow.parquet as pq

        return self._named_outcomes(pq.read_schema(self.folder / "runs.parquet").names)

    def _named_outcomes(self, columns: Sequence[str]) -> list[str]:
        """Those of the columns of the runs that are outcomes, declared ones first."""
        names = set(columns) - {*KEYS, *self.varied}
        expect(names, [plugin["name"] for plugin in self.manifest.get("plugins", ())])
        return [name for name in ordered(OUTCOMES, names) if name in names]

    def cube(self, name: str) -> Floats:
        """One outcome by arm, sample and replicate; NaN where a run failed or the question does not arise."""
        import numpy as np
        import pandas as pd

        if name not in self._cubes:
            values = self._frame("runs.parquet", [name])[name].astype("float64")
            runs = self.keys.assign(value=values)
            runs = runs[runs["arm"].isin(self.arms) & (runs["status"] == "ok")]
            cube = np.full((len(self.arms), len(self.samples), self.replicates), np.nan)
            arms = runs["arm"].map({arm: place for place, arm in enumerate(self.arms)})
            rows = self.samples.index.get_indexer(pd.Index(runs["sample"]))
            places = runs["replicate"].to_numpy() - int(self.manifest["plan"]["first_replicate"])
            cube[arms.to_numpy(), rows, places] = runs["value"].to_numpy()
            self._cubes[name] = cube
        return self._cubes[name]

    def named(self, names: Sequence[str], *, directed: bool = False) -> list[str]:
        """The outcomes asked for; by default those of the experiment, else the headline ones.

        ``directed`` leaves out (or refuses, if asked for) outcomes that have no better direction.
        """
        wrong = [unknown("outcome", name, self.outcomes) for name in names if name not in self.outcomes]
        if wrong:
            raise AnalysisError("\n".join(wrong))
        if directed:
            aimless = [name for name in names if outcome(name).better is None]
            if aimless:
                ends = ", ".join(name for name in self.outcomes if outcome(name).better)
                raise AnalysisError(f"{', '.join(aimless)}: neither direction is better, so no policy can do better "
                                    f"than another in it; these have one: {ends}")  # fmt: skip
        found = list(names or self.chosen) or [column.name for column in headlines()]
        found = [name for name in dict.fromkeys(found) if name in self.outcomes]
        return [name for name in found if outcome(name).better] if directed else found

    def restricted(self, arms: Sequence[str] = (), reference: str | None = None) -> Results:
        """Only some arms, compared with ``reference`` (default: that of the experiment)."""
        asked = [*arms, *([reference] if reference is not None else [])]
        known = [*self.arms, *(arm for arm in self.added if arm not in self.arms)]
        wrong = [unknown("arm", name, known) for name in dict.fromkeys(asked) if name not in known]
        if wrong:
            raise AnalysisError("\n".join(wrong))
        first = self.reference if reference is None else reference
        others = [arm for arm in (arms or self.arms) if arm != first]
        return replace(self, arms=(first, *dict.fromkeys(others)), _cubes={})

    # The files.

    @property
    def scenarios(self) -> list[Scenario]:
        """The resolved scenarios of the arms that were asked for, the reference first."""
        return [scenario for scenario in self.every_scenario if scenario.name not in self.added]

    @cached_property
    def every_scenario(self) -> list[Scenario]:
        """The same, and behind them those that were added to tell world and policy apart."""
        from diplosim.scenario import Scenario

        files = [name for name in self.manifest["files"] if name.startswith("scenario")]
        return [Scenario.load(self.folder / name) for name in files]

    @cached_property
    def changes(self) -> list[Change]:
        """The arms whose world is not that of the reference; none if the folder holds no scenarios."""
        known = {scenario.name for scenario in self.every_scenario}
        return changes(self.every_scenario, self.arms, self.varied) if known.issuperset(self.arms) else []

    @cached_property
    def labels(self) -> dict[str, str]:
        """Arm -> what people read: the title of its scenario, else its name."""
        titles = {scenario.name: scenario.title for scenario in self.every_scenario}
        return {**{arm: arm for arm in self.arms}, **titled(titles)}

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        return self._frame("runs.parquet")

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row per run and month."""
        return self._frame("trajectories.parquet")

    def months_of(self, columns: Sequence[str]) -> pd.DataFrame:
        """The trajectories with some of their metrics only: a large experiment holds far more than a figure shows."""
        return self._frame("trajectories.parquet", ["arm", "sample", "replicate", "month", *columns])

    @cached_property
    def quantiles(self) -> pd.DataFrame:
        """Quantiles over the kept runs by arm and month."""
        return self._frame("quantiles.parquet")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per arm and outcome: quantiles and paired differences."""
        return read_summary(self.folder)

    @cached_property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs."""
        return self._frame("trust.parquet")

    @cached_property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and money by table and month of the traced runs."""
        return self._frame("tables.parquet")

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs."""
        if not self.traced:
            raise FolderError(
                f"{self.folder} keeps no decisions of its runs, since there are many samples; repeat one with them: "
                f"diplosim rerun {self.folder} 0, then read {self.folder / 'reruns' / '000000'}"
            )
        try:
            with (self.folder / "events.jsonl").open(encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / 'events.jsonl'} cannot be read: {error}") from error

    def _frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        import pandas as pd

        try:
            return pd.read_parquet(self.folder / name, columns=None if columns is None else list(columns))
        except (OSError, ValueError) as error:
            raise FolderError(f"{self.folder / name} cannot be read: {error}") from error


def open_results(folder: Path) -> Results:
    """Read a results folder whose runs are all there.

    Raises:
        FolderError: it is no results folder, or not all of its runs are there.
    """
    facts = read_facts(folder)
    if facts is not None and read_manifest(folder) is None:
        raise FolderError(_unfinished(folder, f"of {facts['runs']:,} runs"))
    results = Results.open(folder)
    if results.manifest.get("status") == "interrupted":
        counts = results.manifest["counts"]
        raise FolderError(
            _unfinished(folder, f"({counts['finished']:,} of {counts['planned']:,} runs so far)")
        )
    if not (folder / "runs.parquet").is_file():
        raise FolderError(f"{folder} has no runs.parquet; run the experiment again")
    return results


def _unfinished(folder: Path, how_far: str) -> str:
    return (
        f"{folder} holds unfinished results {how_far}; give the command that began it again, it goes on where "
        f"it stopped: diplosim run FILE... --out {folder}"
    )


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
