"""A small classification tree (CART) of failures: another cut through the same samples as the boxes of PRIM.

Source: Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees; the code is scikit-learn's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from diplosim.analysis.discovery.boxes import SMALLEST, Axis, Box, Limit
from diplosim.results import AnalysisError

if TYPE_CHECKING:
    import numpy as np

    from diplosim.analysis.discovery.boxes import Floats, Truths

#: Questions asked one after the other, folds of the cross-validation, fewest samples in a leaf.
DEPTH, FOLDS, FEWEST = 3, 5, 5


class LeafRow(TypedDict):
    """A row of ``analysis/discover_..._tree.csv``: one leaf, and what lies in it."""

    leaf: int
    """Number of the leaf, from 1."""
    where: str
    samples: int
    failures: int
    share: float
    """Of its samples that fail, 0 to 1."""
    base_rate: float
    """Of all samples that fail."""


@dataclass(frozen=True)
class Leaf:
    """The samples that answer the questions alike."""

    box: Box
    n: int
    k: int


@dataclass(frozen=True)
class Tree:
    """The leaves, the one with most failures per sample first, and how much the tree is worth."""

    leaves: tuple[Leaf, ...]
    right: float
    """Share of samples told rightly by a tree that had not seen them (cross-validated)."""
    guess: float
    """The same for always guessing the commoner answer."""


def grow(axes: Sequence[Axis], failed: Truths) -> Tree:
    """A tree of at most ``DEPTH`` questions; raises ``AnalysisError`` without scikit-learn."""
    import numpy as np

    try:
        from sklearn.model_selection import StratifiedKFold, cross_val_score
        from sklearn.tree import DecisionTreeClassifier
    except ModuleNotFoundError as error:
        raise AnalysisError(
            "the tree needs the package scikit-learn; install it with: pip install 'diplosim[analysis]'"
        ) from error
    table, columns = _table(axes)
    smallest = max(FEWEST, math.ceil(SMALLEST * len(failed)))
    model = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=smallest, random_state=0)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    right = float(np.mean(cross_val_score(model, table, failed, cv=folds)))
    inner = model.fit(table, failed).tree_
    leaves = [
        Leaf(_box(axes, columns, path), int(inner.n_node_samples[node]), round(_failures(inner, node)))
        for node, path in _paths(inner)
    ]
    leaves.sort(key=lambda leaf: (-leaf.k / leaf.n, -leaf.n))
    rate = float(failed.mean())
    return Tree(tuple(leaves), right, max(rate, 1 - rate))


def _table(axes: Sequence[Axis]) -> tuple[Floats, list[tuple[int, int | None]]]:
    """A column per axis, or per word of an axis without order; with the axis and word of each column."""
    import numpy as np

    parts: list[Floats] = []
    columns: list[tuple[int, int | None]] = []
    for place, axis in enumerate(axes):
        if axis.names and not axis.ordered:
            for word in range(len(axis.names)):
                parts.append((axis.values == word).astype(np.float64))
                columns.append((place, word))
        else:
            parts.append(axis.values)
            columns.append((place, None))
    return np.column_stack(parts), columns


def _failures(inner: Any, node: int) -> float:
    """Failures in a node: scikit-learn keeps shares of the classes from version 1.3 on."""
    share: np.ndarray[Any, Any] = inner.value[node][0]
    return float(share[1] / share.sum() * inner.n_node_samples[node])


def _paths(inner: Any) -> Iterator[tuple[int, list[tuple[int, bool, float]]]]:
    """Every leaf with its questions: column, whether the value is above, and above what."""
    waiting: list[tuple[int, list[tuple[int, bool, float]]]] = [(0, [])]
    while waiting:
        node, path = waiting.pop()
        left, right = int(inner.children_left[node]), int(inner.children_right[node])
        if left < 0:
            yield node, path
            continue
        column, cut = int(inner.feature[node]), float(inner.threshold[node])
        waiting += [(right, [*path, (column, True, cut)]), (left, [*path, (column, False, cut)])]


def _box(
    axes: Sequence[Axis], columns: Sequence[tuple[int, int | None]], path: Sequence[tuple[int, bool, float]]
) -> Box:
    """The answers of a path as limits; a later answer on the same side is the narrower one."""
    box: dict[tuple[int, int], Limit] = {}
    for column, above, cut in path:
        place, word = columns[column]
        if word is None:
            side = -1 if above else 1
            box[place, side] = Limit(place, side, cut)
            continue
        kept = box[place, 0].kept if (place, 0) in box else frozenset(range(len(axes[place].names)))
        box[place, 0] = Limit(place, 0, kept=kept & {word} if above else kept - {word})
    return box
