"""The finished sweep behind an analysis: what varied, as numbers, and outcomes by sample, arm and replicate."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.sensitivity.refusals import CannotAnalyseError, nothing_varies
from diplosim.experiment.definition import Definition
from diplosim.experiment.design import Design
from diplosim.experiment.reading import load_definition
from diplosim.policies import get
from diplosim.results import open_results
from diplosim.results.stored import damaged, table
from diplosim.scenario import PARAMETERS
from diplosim.wording.names import capital, inside
from diplosim.wording.numbers import brief

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.experiment.vary import Dimension

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


#: Up to so many different values an input is looked at value by value, not in slices of its range.
FEW = 10
#: Where the details of a meaning begin.
_DETAIL = re.compile(r"[;:(]")


@dataclass(frozen=True)
class Input:
    """One varied quantity over the samples."""

    name: str
    values: tuple[Any, ...]
    """What each sample set, in its own type."""
    positions: Floats
    """Place of each value between the ends: 0 lowest, 1 highest; without an order, the number of the level."""
    levels: tuple[Any, ...]
    """The possible values if they were listed."""
    ordered: bool
    """Whether more and less mean anything: numbers, dates and pairs of levels."""
    date: Callable[[int], str] | None = field(default=None, compare=False)
    """The calendar month of a number of a month, if the values are dates."""

    @property
    def discrete(self) -> bool:
        """Whether it took only a few different values."""
        return not self.ordered or len(set(self.positions.tolist())) <= FEW

    @property
    def meaning(self) -> str:
        """What it is, in words."""
        return meaning_of(self.name)

    def shown(self, value: Any) -> str:
        """A value in few letters."""
        if self.date is not None:
            return self.date(value)
        if isinstance(value, float):
            return brief(value, 2)
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def meaning_of(varied: str) -> str:
    """What something that varies is, as a sentence."""
    if varied in PARAMETERS:
        return PARAMETERS[varied].meaning
    head, name, *rest = varied.split(".")
    key = ".".join(rest)
    if head != "policies":
        return f"{key.replace('_', ' ').capitalize()} of {name}."
    words = {"from": "Start of", "until": "End of", "strength": "Strength of"}
    if key in words:
        return f"{words[key]} the policy {name}."
    meaning = next(option.meaning for option in get(name).options if option.name == key).rstrip(".")
    return f"{capital(meaning)} ({name})."


def named(varied: str) -> str:
    """The same inside a sentence, with its code: "how much talks restrain provocation (b_N)"."""
    words = _DETAIL.split(meaning_of(varied))[0].strip().rstrip(".")
    return f"{inside(words)} ({varied.rpartition('.')[2] if varied in PARAMETERS else varied})"


def make_input(
    dimension: Dimension, values: Sequence[Any], date: Callable[[int], str] | None = None
) -> Input:
    """The input that a dimension became in the samples with these values; ``date`` names months."""
    import numpy as np

    date = date if dimension.target.kind == "month" else None

    levels = dimension.values
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in levels)
    if levels and not numeric:
        index = {_key(level): place for place, level in enumerate(levels)}
        places = [float(index[_key(value)]) for value in values]
        return Input(dimension.name, tuple(values), np.asarray(places), levels, ordered=len(levels) <= 2)
    low, high = (min(levels), max(levels)) if levels else (dimension.low, dimension.high)
    scale = math.log if dimension.log else float
    ends = scale(low), scale(high)
    width = (ends[1] - ends[0]) or 1.0
    places = [(scale(value) - ends[0]) / width for value in values]
    return Input(dimension.name, tuple(values), np.asarray(places), levels, ordered=True, date=date)


def stored_values(dimension: Dimension, column: Sequence[Any]) -> list[Any]:
    """The values of a dimension as ``samples.parquet`` holds them, back in their own type.

    Columns of mixed types and of lists are stored as text (see ``samples_table``).
    """
    if not dimension.values:
        return [int(value) if dimension.whole else float(value) for value in column]
    known: dict[Any, Any] = {}
    for value in dimension.values:
        known[_key(value)] = value
        known.setdefault(_key(value if isinstance(value, str) else json.dumps(_plain(value))), value)
    return [known[_key(value)] for value in column]


def _key(value: Any) -> Any:
    """Something to look a value up by: 1 and 1.0 are one value, 1 and True are two."""
    if isinstance(value, list | tuple):
        return ("list", json.dumps(_plain(value)))
    return (isinstance(value, bool), isinstance(value, str), value)


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Source:
    """A finished sweep."""

    folder: Path
    definition: Definition
    inputs: tuple[Input, ...]
    replicates: int
    played: int
    """How many arms were run: those of the definition, and those added behind them."""
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
        """An outcome as ``[sample, arm, replicate]``, added arms last; NaN where a run has none."""
        import numpy as np

        if name not in self._outcomes:
            values = np.asarray(self._table([name])[name], dtype=np.float64)
            self._outcomes[name] = values.reshape(self._shape)
        return self._outcomes[name]

    @property
    def _shape(self) -> tuple[int, int, int]:
        return self.samples, self.played, self.replicates

    @cached_property
    def failed(self) -> Flags:
        """Which runs failed, ``[sample, arm, replicate]``."""
        found: Flags = (self._table(["status"])["status"].to_numpy() != "ok").reshape(self._shape)
        return found

    def reason(self, run: int) -> str:
        """Why a run failed."""
        return str(self._table(["error"])["error"].iloc[run])

    def _table(self, names: Sequence[str]) -> pd.DataFrame:
        path = self.folder / "runs.parquet"
        found = _parquet(path, names)
        if len(found) != math.prod(self._shape):
            raise damaged(path, self.folder, f"it has {len(found):,} runs of {math.prod(self._shape):,}")
        return found


def open_sweep(folder: Path) -> Source:
    """Read what a finished sweep varied; raises :class:`CannotAnalyseError` or ``FolderError``."""
    manifest = open_results(folder).manifest
    definition = load_definition(folder / "experiment.yaml")
    if not definition.dimensions:
        raise CannotAnalyseError(nothing_varies(folder))
    names = [dimension.name for dimension in definition.dimensions]
    drawn = _parquet(folder / "samples.parquet", names)
    if len(drawn) < 2:
        raise CannotAnalyseError(nothing_varies(folder))
    date = definition.arms[0].date
    inputs = tuple(
        make_input(d, stored_values(d, drawn[d.name].tolist()), date) for d in definition.dimensions
    )
    plan = manifest["plan"]
    return Source(folder, definition, inputs, int(plan["replicates"]), len(plan["arms"]))


def _parquet(path: Path, names: Sequence[str]) -> pd.DataFrame:
    found: pd.DataFrame = table(path, path.parent, names).to_pandas()
    return found
