"""What a sweep asks at its end: which policies are searched for failures, and which runs are told as histories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplosim.analysis.failures import labelled, read_rule
from diplosim.metrics.columns import outcome, title_of
from diplosim.wording.names import arm_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.results import Results

    Floats = NDArray[np.float64]

Row = dict[str, Any]
#: A policy that fails less often than the one or more often than the other has no "where".
SOME, MOST = 0.05, 0.95
#: From this share of labels on that luck decides, a search tells about luck.
BLURRED = 0.1
#: Policies that are searched, and boxes that are looked for in each.
SEARCHED, BOXES = 3, 2
#: Relabellings that a box is held against: enough to see noise at one in twenty; ``diplosim discover`` takes more.
SHUFFLES = 39
#: Columns of ``analysis/failure_shares.csv``.
SHARE_NAMES = ("arm", "outcome", "samples", "failures", "share", "luck", "searched")
#: Columns of ``analysis/histories.csv``.
HISTORY_NAMES = ("run", "arm", "sample", "replicate", "why")


def failure_shares(results: Results, name: str) -> list[Row]:
    """How often each policy does worse than the reference, and which are searched for the reasons.

    Searched are policies that fail in 5 to 95 % of the samples, those first whose failures depend little on
    chance, and of these the ones nearest to one half: there most depends on the assumptions. Arms that only take
    another one apart are not asked about.
    """
    rule, rows = read_rule(None, name), []
    for arm in whole_arms(results):
        found = labelled(results, arm, name, rule)
        rows.append({
            "arm": arm, "outcome": name, "samples": len(found.failed), "failures": int(found.failed.sum()),
            "share": found.rate, "luck": found.luck,
            "searched": found.searchable and SOME <= found.rate <= MOST,
        })  # fmt: skip
    chosen = sorted((row for row in rows if row["searched"]), key=_telling)[:SEARCHED]
    return [row | {"searched": row in chosen} for row in rows]


def whole_arms(results: Results) -> list[str]:
    """The policies without the arms that the line ``ablate`` wrote to take them apart."""
    pieces = tuple(f"{arm}_{kind}_" for arm in results.taken_apart for kind in ("without", "only"))
    return [arm for arm in results.arms[1:] if not arm.startswith(pieces)]


def _telling(row: Row) -> tuple[bool, float]:
    return (row["luck"] or 0.0) > BLURRED, abs(row["share"] - 0.5)


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


def listed(rows: Sequence[Row], most: int = 3) -> str:
    """Policies with their shares, for a sentence on why nothing is searched."""
    from diplosim.wording.numbers import percent

    told = [f"{arm_name(row['arm'])} {percent(row['share'])}" for row in rows[:most]]
    return ", ".join(told) + (f" and {len(rows) - most} more" if len(rows) > most else "")
