"""What decides a test, and where among the assumptions it fails (or, if it mostly fails, where it holds)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.analysis.discovery.failures import FEWEST
from diplosim.analysis.discovery.search import counts_in, discover
from diplosim.analysis.discovery.words import axes_of, meaning, where
from diplosim.analysis.sensitivity.ranks import rank_indices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.analysis.claims.declared import Test
    from diplosim.analysis.claims.judge import Compared
    from diplosim.analysis.sensitivity.inputs import Input
    from diplosim.analysis.sensitivity.source import Source
    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

Row = dict[str, Any]


def deciders(source: Source, found: Compared, test: Test) -> Row:
    """The assumption that the compared value goes with most, by partial rank correlation over the samples.

    ``decider`` with ``rank_correlation`` and its interval, ``clear`` of chance or not, and ``thirds``: the share
    in which the test holds where the assumption is in the lower, middle and upper third of its values. ``watch``
    has the same for the assumption that the claim is about, with its ``place`` among all.
    """
    kept = found.kept.nonzero()[0].tolist()
    inputs = [given for given in source.inputs if len(set(given.values)) > 1]
    part = [_part(given, kept) for given in inputs]
    means = found.means
    if float(np.ptp(means)) == 0.0 or len(means) < 2 * (len(inputs) + 2):
        return {"decider": None, "watch": None}
    indices = rank_indices(part, means)
    order, clear, measure = indices.order, indices.clear, indices.measures[indices.main]

    def told(place: int) -> Row:
        return {
            "decider": inputs[place].name, "meaning": meaning(inputs[place].name).rstrip("."),
            "place": order.index(place) + 1, "of": len(inputs), "clear": clear[place],
            "rank_correlation": float(measure.value[place]), "low": float(measure.low[place]),
            "high": float(measure.high[place]), "thirds": _thirds(part[place].positions, found.held),
        }  # fmt: skip

    watched = [place for place, given in enumerate(inputs) if given.name == test.watch]
    return {**told(order[0]), "watch": told(watched[0]) if watched else None}


def _part(given: Input, kept: list[int]) -> Input:
    """The input over some of the samples."""
    return replace(given, values=tuple(given.values[row] for row in kept), positions=given.positions[kept])


def _thirds(positions: Floats, held: Truths) -> list[float]:
    """Share that holds in the lower, middle and upper third of the samples by an assumption."""
    parts = np.array_split(np.argsort(positions, kind="stable"), 3)
    return [float(held[part].mean()) for part in parts]


def place(results: Results, found: Compared) -> Row:
    """The clearest box of failures; of successes, if failures are the rule.

    ``side``: what the box holds, ``fails`` or ``holds``; ``box`` in words, empty if noise might have given it, or if
    that side has fewer than ten samples (``few`` then says how many); ``coverage``, ``density``, ``base_rate``.
    """
    held = found.held
    wanted = ~held if held.mean() >= 0.5 else held
    row: Row = {"side": "fails" if held.mean() >= 0.5 else "holds", "box": "", "few": None}
    if wanted.sum() < FEWEST:
        return row | {"few": int(wanted.sum())}
    axes = axes_of(results, found.kept)
    boxes = [box for box in discover(axes, wanted, boxes=1) if box.real]
    if not boxes:
        return row
    best, counted = boxes[0], counts_in(axes, wanted, boxes[0])
    return row | {
        "box": where(axes, best.found.box), "coverage": counted.k / int(wanted.sum()),
        "density": counted.k / counted.n, "base_rate": float(wanted.mean()), "p_value": best.p_value,
        "limits": [[axes[axis].name, side] for axis, side in sorted(best.found.box)],
    }  # fmt: skip
