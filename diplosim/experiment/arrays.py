"""Runs as an xarray dataset, for those who think in labelled arrays."""

from __future__ import annotations

import importlib
from typing import Any

from diplosim.experiment.replicates import Ensemble
from diplosim.metrics.columns import metric_names, outcome_names


def dataset(ensemble: Ensemble) -> Any:
    """``metrics[arm, replicate, month, metric]`` and ``outcomes[arm, replicate, outcome]``, in double precision.

    What is missing (failed runs, months beyond an arm's horizon) is NaN.
    """
    import numpy as np

    try:
        xr = importlib.import_module("xarray")
    except ImportError as error:
        raise ImportError("to_xarray needs the package xarray; get it with pip install xarray") from error

    arms = {arm.name: place for place, arm in enumerate(ensemble.arms)}
    replicates = max(arm.replicates for arm in ensemble.arms)
    months = max(arm.months for arm in ensemble.arms)
    metrics = np.full((len(arms), replicates, months, len(metric_names())), np.nan)
    outcomes = np.full((len(arms), replicates, len(outcome_names())), np.nan)
    for run in ensemble.results:
        if run.ok:
            place = arms[run.arm], run.replicate
            metrics[place][: run.trajectory.months] = run.trajectory.exact
            outcomes[place] = run.outcomes.row
    return xr.Dataset(
        {
            "metrics": (("arm", "replicate", "month", "metric"), metrics),
            "outcomes": (("arm", "replicate", "outcome"), outcomes),
        },
        coords={
            "arm": list(arms), "replicate": np.arange(replicates), "month": np.arange(months),
            "metric": list(metric_names()), "outcome": list(outcome_names()),
        },
        attrs={"note": "A thinking aid, not a forecast."},
    )  # fmt: skip
