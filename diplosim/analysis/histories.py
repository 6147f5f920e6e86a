"""Which runs of an experiment are told as histories: those nearest to the middle of all futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplosim.metrics.columns import outcome, title_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.results import Results

    Floats = NDArray[np.float64]

Row = dict[str, Any]
#: Columns of ``analysis/histories.csv``.
HISTORY_NAMES = ("run", "arm", "sample", "replicate", "why")


def histories(results: Results) -> list[Row]:
    """The runs that are told: of the reference, and of the policy that helps most, in the same future.

    That future is the one whose largest distance from the median is smallest, over the outcomes of the experiment in
    both arms; distances are in ranks. Empty if no pair of runs has finished.
    """
    import numpy as np

    names = results.named(())
    first = next((name for name in names if outcome(name).better), names[0])
    arm = _helps_most(results, first)
    arms = [0] if arm is None else [0, results.arms.index(arm)]
    runs = np.stack([results.cube(name)[arms].reshape(len(arms), -1) for name in names], axis=1)
    far = _distance(runs.reshape(len(arms) * len(names), -1))
    if not np.isfinite(far).any():
        return []
    sample, replicate = divmod(int(np.nanargmin(far)), results.replicates)
    labels = [title_of(name) for name in names]
    why = (
        f"Of {far.size:,} futures this one lies nearest to the middle in: {'; '.join(labels)}."
        if far.size > 1
        else ""
    )
    if arm is not None:
        change = "does best in" if outcome(first).better else "changes most"
        about = labels[names.index(first)]
        why += f" It is told for the reference and for the policy that on average {change}: {about}."
    count = len(results.all_arms)
    return [
        {"run": (sample * count + results.all_arms.index(results.arms[place])) * results.replicates + replicate,
         "arm": results.arms[place], "sample": sample, "replicate": replicate, "why": why.strip()}
        for place in arms
    ]  # fmt: skip


def _helps_most(results: Results, name: str) -> str | None:
    """The arm whose mean paired difference is best; without a better direction, largest."""
    import numpy as np

    cube, better = results.cube(name), outcome(name).better
    changes = {}
    for place, arm in enumerate(results.arms[1:], start=1):
        differences = cube[place] - cube[0]
        if np.isfinite(differences).any():
            mean = float(np.nanmean(differences))
            changes[arm] = mean if better == "higher" else -mean if better == "lower" else abs(mean)
    return max(changes, key=lambda arm: changes[arm], default=None)


def _distance(rows: Floats) -> Floats:
    """For each future the largest distance of its ranks from the middle one, 0 to 1; NaN where a run failed.

    ``rows`` are outcomes by future. An outcome that some futures lack (the question does not arise) counts where it is
    there; a future without it is as far from the middle as can be.
    """
    import numpy as np
    from scipy.stats import rankdata

    far = np.full(rows.shape[1], np.nan)
    for row in rows:
        there = np.isfinite(row)
        if not there.any():
            continue
        own = np.where(np.isfinite(rows).any(axis=0), 1.0, np.nan)
        own[there] = np.abs(2 * (rankdata(row[there]) - 0.5) / there.sum() - 1)
        far = np.fmax(far, own)
    return far
