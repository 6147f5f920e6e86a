"""A results folder read back: runs, months, summary, records, and every outcome by arm, sample and replicate."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim import files
from diplosim.cases import speak_of
from diplosim.errors import HIDDEN, DiplosimError, hidden
from diplosim.experiment import FolderError
from diplosim.experiment.assemble import KEYS
from diplosim.experiment.attribution import Change, changes
from diplosim.experiment.folder import digest
from diplosim.metrics import columns as declared
from diplosim.metrics.columns import expect, headlines, ordered, outcome
from diplosim.metrics.declared import OUTCOMES, SUMMARY_COLUMNS
from diplosim.results import stored
from diplosim.results.described import Described, asked_arms
from diplosim.scenario import unknown
from diplosim.wording.names import titled

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]


#: A hidden character in JSON, as it is or as an escape.
ESCAPED = re.compile(HIDDEN.pattern + r"|\\u(00[01][0-9a-f]|007f|00[89][0-9a-f]|202[a-e]|206[6-9])", re.I)
#: What every record of a decision has.
RECORD = {"arm", "kind", "month", "date"}


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
        """Open a results folder, finished or not.

        Raises:
            FolderError: it is none, or its files are not what was written and nobody has asked for them as they are.
        """
        manifest = stored.read_manifest(folder)
        if not stored.is_unverified(folder):
            stored.verify(folder, manifest)
        found = cls(folder, manifest, asked_arms(manifest["plan"]))
        speak_of(found.spoken_of)
        return found

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
    def run_count(self) -> int:
        """Runs of these arms that did not fail; those added to tell world and policy apart are not among them."""
        return int((self.keys["arm"].isin(self.arms) & (self.keys["status"] == "ok")).sum())

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the outcomes of the runs, declared ones first."""
        return self._named_outcomes(stored.column_names(self.folder / "runs.parquet", self.folder))

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
        records = read_events(self.folder)
        if not records and self.manifest["files"]["events.jsonl"] != digest(b""):
            raise stored.damaged(self.folder / "events.jsonl", self.folder, "it is empty")
        return records

    def _frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        table = stored.table(self.folder / name, self.folder, columns)
        if columns is None and (absent := _keys(name) - set(table.column_names)):
            raise stored.damaged(
                self.folder / name, self.folder, f"it has no column {', '.join(sorted(absent))}"
            )
        if name == "runs.parquet" and not len(table):
            raise stored.damaged(self.folder / name, self.folder, "it has no rows")
        found: pd.DataFrame = table.to_pandas()
        return found


def _keys(name: str) -> set[str]:
    """Columns that a table must have: all that are declared, but outcomes and metrics, which may be a user's own."""
    own = {*declared.outcome_names(), *declared.metric_names()}
    return {column.name for column in declared.files().get(name, ())} - own


def open_results(folder: Path) -> Results:
    """Read a results folder whose runs are all there.

    Raises:
        FolderError: it is no results folder, or not all of its runs are there.
    """
    results = Results.open(folder)
    if results.manifest.get("status") == "interrupted":
        counts = results.manifest["counts"]
        raise FolderError(
            stored.unfinished(folder, f"({counts['finished']:,} of {counts['planned']:,} runs so far)")
        )
    return results


def read_summary(folder: Path) -> pd.DataFrame:
    """``summary.csv`` of a results folder; names stay text whatever they look like (an arm may be called 1 or NA)."""
    import pandas as pd

    path, texts = folder / "summary.csv", ("arm", "reference", "outcome", "kind", "unit", "better")
    try:
        text = files.read_text(path, files.DOCUMENT).replace("\r\n", "\n")
        found = pd.read_csv(
            io.StringIO(text), dtype=dict.fromkeys(texts, "str"), keep_default_na=False, na_values=[""]
        )
    except (files.UnreadableError, *stored.DAMAGE) as error:
        raise stored.damaged(path, folder, error) from error
    if absent := {column.name for column in SUMMARY_COLUMNS} - set(found.columns):
        raise stored.damaged(path, folder, f"it has no column {', '.join(sorted(absent))}")
    if why := hidden(text) or ("" if text.endswith("\n") else "a last line without its end"):
        raise stored.damaged(path, folder, f"it holds {why}")
    return found


def read_events(folder: Path) -> list[dict[str, Any]]:
    """The records of the traced runs of a results folder."""
    path = folder / "events.jsonl"
    try:
        text = files.read_text(path, files.RECORDS)
        records = [json.loads(line) for line in text.split("\n") if line]
    except (files.UnreadableError, ValueError, RecursionError) as error:
        raise stored.damaged(path, folder, error) from error
    if not all(isinstance(record, dict) and record.keys() >= RECORD for record in records):
        raise stored.damaged(path, folder, "it holds no records of decisions")
    if ESCAPED.search(text):
        raise stored.damaged(path, folder, "it holds characters that cannot be seen")
    return records
