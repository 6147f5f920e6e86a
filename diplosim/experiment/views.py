"""The numbers of a run by name: a view of a row or a table of an array, made when asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Outcomes(Mapping[str, "float | None"]):
    """Outcomes of a run by name; ``None`` where a number is missing."""

    __slots__ = ("names", "row")

    def __init__(self, names: tuple[str, ...] = (), row: Any = ()) -> None:
        self.names, self.row = names, row

    def __getitem__(self, name: str) -> float | None:
        if name not in self.names:
            raise KeyError(name)
        value = float(self.row[self.names.index(name)])
        return None if math.isnan(value) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]


class Trajectory(Mapping[str, "NDArray[np.float32]"]):
    """Metrics of a run by name, one number per month: single precision, as they are stored.

    ``exact`` holds the numbers of the engine, in double precision, by month and metric.
    """

    __slots__ = ("exact", "names")

    def __init__(self, names: tuple[str, ...] = (), exact: Any = ()) -> None:
        self.names, self.exact = names, exact

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        if name not in self.names:
            raise KeyError(name)
        column: NDArray[np.float32] = self.exact[:, self.names.index(name)].astype("float32")
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def months(self) -> int:
        """Months of the run."""
        return len(self.exact)
