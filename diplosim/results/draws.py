"""What a results folder says about policies across draws: every outcome as an array ``[arm, sample, replicate]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import HEADLINES, FolderError, Results
from diplosim.experiment.assemble import KEYS
from diplosim.experiment.store import read_facts
from diplosim.metrics.columns import ordered, outcome
from diplosim.metrics.declared import OUTCOMES
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class AnalysisError(ValueError):
    """What is asked for cannot be answered from these results; the message says why and what to do."""

    wrong_input = True


@dataclass(frozen=True)
class Draws:
    """The runs of a results folder. A *draw* is one sample of the assumptions; its replicates differ in luck.

    Replicate 3 means the same shocks in every arm **and in every sample**, so samples and replicates are crossed.
    """

    results: Results
    arms: tuple[str, ...]
    """Names, the reference first."""
    varied: tuple[str, ...]
    """What the samples set; empty for a run of scenarios."""
    question: str = ""
    chosen: tuple[str, ...] = ()
    """Outcomes that the experiment names."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The numeric ranges that samples were drawn from, by what varies."""
    taken_apart: tuple[str, ...] = ()
    """Arms that the experiment's line ``ablate`` names."""
    _cubes: dict[str, Floats] = field(default_factory=dict, compare=False)

    @property
    def folder(self) -> Path:
        """The results folder."""
        return self.results.folder

    @property
    def reference(self) -> str:
        """The arm that the others are compared with."""
        return self.arms[0]

    @property
    def design(self) -> str:
        """Method of the design that the samples come from; empty for a run of scenarios."""
        return str((self.results.manifest["plan"].get("design") or {}).get("method", ""))

    @property
    def linked(self) -> bool:
        """Whether samples share most of their values with others, so that they are no independent draws."""
        return self.design in ("morris", "saltelli")

    @cached_property
    def keys(self) -> pd.DataFrame:
        """Arm, sample, replicate and status of every run."""
        return _columns(self.folder, ["arm", "sample", "replicate", "status"])

    @cached_property
    def samples(self) -> pd.DataFrame:
        """One row per sample: what varied."""
        table = _columns(self.folder, ["sample", *self.varied])
        return table.drop_duplicates("sample").set_index("sample").sort_index()

    @cached_property
    def replicates(self) -> int:
        """Runs of each arm in each sample."""
        return int(self.keys["replicate"].max()) + 1

    @cached_property
    def failed(self) -> dict[str, int]:
        """Failed runs by arm, those with none left out."""
        bad = self.keys[self.keys["status"] != "ok"]["arm"].value_counts()
        return {arm: int(bad[arm]) for arm in self.arms if arm in bad}

    @cached_property
    def outcomes(self) -> list[str]:
        """Every outcome of the runs, declared ones first."""
        import pyarrow.parquet as pq

        names = set(pq.read_schema(self.folder / "runs.parquet").names) - {*KEYS, *self.varied}
        return [name for name in ordered(OUTCOMES, names) if name in names]

    def cube(self, name: str) -> Floats:
        """One outcome by arm, sample and replicate; NaN where a run failed or the question does not arise."""
        import numpy as np
        import pandas as pd

        if name not in self._cubes:
            runs = self.keys.assign(value=_columns(self.folder, [name])[name].astype("float64"))
            runs = runs[runs["arm"].isin(self.arms) & (runs["status"] == "ok")]
            cube = np.full((len(self.arms), len(self.samples), self.replicates), np.nan)
            arms = runs["arm"].map({arm: place for place, arm in enumerate(self.arms)})
            rows = self.samples.index.get_indexer(pd.Index(runs["sample"]))
            cube[arms.to_numpy(), rows, runs["replicate"].to_numpy()] = runs["value"].to_numpy()
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
        found = list(names or self.chosen) or [column.name for column in HEADLINES]
        found = [name for name in dict.fromkeys(found) if name in self.outcomes]
        return [name for name in found if outcome(name).better] if directed else found

    def restricted(self, arms: Sequence[str] = (), reference: str | None = None) -> Draws:
        """Only some arms, compared with ``reference`` (default: that of the experiment)."""
        asked = [*arms, *([reference] if reference is not None else [])]
        wrong = [unknown("arm", name, self.arms) for name in dict.fromkeys(asked) if name not in self.arms]
        if wrong:
            raise AnalysisError("\n".join(wrong))
        first = self.reference if reference is None else reference
        others = [arm for arm in (arms or self.arms) if arm != first]
        return replace(self, arms=(first, *dict.fromkeys(others)), _cubes={})


def open_draws(folder: Path) -> Draws:
    """Read a results folder; raises ``FolderError`` if it is none, or if its sweep is not finished."""
    results = _finished(folder)
    facts = results.manifest["plan"]
    document = _document(folder) if "samples_sha256" in facts else {}
    return Draws(
        results, tuple(results.arms), tuple(facts.get("vary", ())), str(document.get("question", "")),
        tuple(document.get("outcomes", ())), _ranges(document.get("vary", {})),
        tuple(document.get("ablate", ())),
    )  # fmt: skip


def _ranges(vary: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """The ends of the ranges in a resolved ``vary``; lists of values and ranges of months have none."""
    ends = {name: form.get("uniform", form.get("log", ())) for name, form in vary.items()}
    return {
        name: (float(pair[0]), float(pair[1]))
        for name, pair in ends.items()
        if len(pair) == 2 and all(isinstance(end, int | float) for end in pair)
    }


def _finished(folder: Path) -> Results:
    facts = read_facts(folder)
    try:
        results = Results.open(folder)
    except FolderError:
        if facts is None:
            raise
        raise FolderError(_unfinished(folder, f"of {facts['runs']:,} runs")) from None
    if facts is not None and results.manifest.get("status") == "interrupted":
        counts = results.manifest["counts"]
        raise FolderError(
            _unfinished(folder, f"({counts['finished']:,} of {counts['planned']:,} runs so far)")
        )
    if not (folder / "runs.parquet").is_file():
        raise FolderError(f"{folder} has no runs.parquet; run the experiment again")
    return results


def _unfinished(folder: Path, how_far: str) -> str:
    return (
        f"{folder} holds an unfinished sweep {how_far}; give the command that began it again, it goes on where "
        "it stopped: diplosim sweep EXPERIMENT.yaml --out " + str(folder)
    )


def _document(folder: Path) -> dict[str, Any]:
    """The resolved experiment as plain data; its policies are not looked up, so plug-ins need not be loaded."""
    import yaml

    try:
        data = yaml.safe_load((folder / "experiment.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise FolderError(f"{folder / 'experiment.yaml'} cannot be read: {error}") from error
    return data if isinstance(data, dict) else {}


def _columns(folder: Path, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(folder / "runs.parquet", columns=list(names))
    except (OSError, ValueError) as error:
        raise FolderError(f"{folder / 'runs.parquet'} cannot be read: {error}") from error
