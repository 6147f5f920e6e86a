"""The finished sweep behind an analysis: its inputs, and outcomes by sample, arm and replicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.sensitivity.inputs import Input, make_input, stored_values
from diplosim.analysis.sensitivity.refusals import CannotAnalyseError, not_a_sweep, nothing_varies, unfinished
from diplosim.experiment import FolderError
from diplosim.experiment.definition import Definition, load_definition
from diplosim.experiment.design import Design
from diplosim.experiment.store import PLAN
from diplosim.results import Results

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Source:
    """A finished sweep."""

    folder: Path
    definition: Definition
    inputs: tuple[Input, ...]
    replicates: int
    _outcomes: dict[str, Floats] = field(default_factory=dict, compare=False)

    @property
    def design(self) -> Design:
        """How the samples were chosen."""
        return self.definition.design

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the reference first."""
        return [arm.name for arm in self.definition.arms]

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.inputs[0].values)

    def outcome(self, name: str) -> Floats:
        """An outcome as ``[sample, arm, replicate]``; NaN where a run has none."""
        import numpy as np

        if name not in self._outcomes:
            values = np.asarray(self._table([name])[name], dtype=np.float64)
            self._outcomes[name] = values.reshape(self._shape)
        return self._outcomes[name]

    @property
    def _shape(self) -> tuple[int, int, int]:
        return self.samples, len(self.arms), self.replicates

    @cached_property
    def failed(self) -> Flags:
        """Which runs failed, ``[sample, arm, replicate]``."""
        found: Flags = (self._table(["status"])["status"].to_numpy() != "ok").reshape(self._shape)
        return found

    def reason(self, run: int) -> str:
        """Why a run failed."""
        return str(self._table(["error"])["error"].iloc[run])

    def _table(self, names: Sequence[str]) -> pd.DataFrame:
        return _parquet(self.folder / "runs.parquet", names)


def open_sweep(folder: Path) -> Source:
    """Read what a finished sweep varied; raises :class:`CannotAnalyseError` or ``FolderError``."""
    manifest = _finished_manifest(folder)
    definition = load_definition(folder / "experiment.yaml")
    if not definition.dimensions:
        raise CannotAnalyseError(nothing_varies(folder))
    names = [dimension.name for dimension in definition.dimensions]
    table = _parquet(folder / "samples.parquet", names)
    if len(table) < 2:
        raise CannotAnalyseError(nothing_varies(folder))
    date = definition.arms[0].date
    inputs = tuple(
        make_input(d, stored_values(d, table[d.name].tolist()), date) for d in definition.dimensions
    )
    return Source(folder, definition, inputs, int(manifest["plan"]["replicates"]))


def _finished_manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of a sweep that ran to its end."""
    try:
        manifest = Results.open(folder).manifest
    except FolderError:
        if (folder / PLAN).exists():
            raise CannotAnalyseError(unfinished(folder, None, None)) from None
        raise
    if "samples_sha256" not in manifest["plan"]:
        raise CannotAnalyseError(not_a_sweep(folder))
    if manifest.get("status") not in ("done", "failed runs"):
        counts = manifest.get("counts", {})
        raise CannotAnalyseError(unfinished(folder, counts.get("finished"), counts.get("planned")))
    return manifest


def _parquet(path: Path, names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(path, columns=list(names))
    except (OSError, ValueError) as error:
        raise FolderError(f"{path} cannot be read: {error}") from error
