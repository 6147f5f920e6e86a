"""Functions whose drivers are known exactly, and a way to take them from design to analysis."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from diplosim.analysis.sensitivity.answer import analyse
from diplosim.analysis.sensitivity.question import Question
from diplosim.analysis.sensitivity.result import Finding
from diplosim.analysis.sensitivity.source import Input, make_input
from diplosim.experiment.design import Design, samples_of
from diplosim.experiment.targets import Target
from diplosim.experiment.vary import Dimension
from tests.analysis.results import entered
from tests.experiment.sweeps import plan_of, run, small

ISHIGAMI = {"x1": (-math.pi, math.pi), "x2": (-math.pi, math.pi), "x3": (-math.pi, math.pi)}


def real(name: str, low: float, high: float, log: bool = False) -> Dimension:
    return Dimension(Target(name, "float", low, high, (), float), low=low, high=high, log=log)


def whole(name: str, low: int, high: int, kind: Any = "int") -> Dimension:
    return Dimension(Target(name, kind, low, high, (), int), low=low, high=high)


def listed(name: str, values: Sequence[Any]) -> Dimension:
    return Dimension(Target(name, "category", 0, 1, tuple(values), lambda v: v), tuple(values))


def ishigami(row: Sequence[float], a: float = 7.0, b: float = 0.1) -> float:
    x1, x2, x3 = row
    return math.sin(x1) + a * math.sin(x2) ** 2 + b * x3**4 * math.sin(x1)


def ishigami_indices(a: float = 7.0, b: float = 0.1) -> tuple[list[float], list[float]]:
    """First-order and total indices in closed form (Ishigami & Homma 1990)."""
    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    return [v1 / v, v2 / v, 0.0], [(v1 + v13) / v, v2 / v, v13 / v]


def sobol_g(row: Sequence[float], a: Sequence[float]) -> float:
    return math.prod((abs(4 * x - 2) + ai) / (1 + ai) for x, ai in zip(row, a, strict=True))


def sobol_g_indices(a: Sequence[float]) -> tuple[list[float], list[float]]:
    """First-order and total indices in closed form (Saltelli & Sobol 1995)."""
    own = [1 / (3 * (1 + ai) ** 2) for ai in a]
    whole_variance = math.prod(1 + v for v in own) - 1
    total = [v * math.prod(1 + w for j, w in enumerate(own) if j != i) for i, v in enumerate(own)]
    return [v / whole_variance for v in own], [v / whole_variance for v in total]


def inputs_of(dimensions: Sequence[Dimension], rows: Sequence[Sequence[Any]]) -> tuple[Input, ...]:
    return tuple(make_input(d, c) for d, c in zip(dimensions, zip(*rows, strict=True), strict=True))


def study(
    design: Design,
    dimensions: Sequence[Dimension],
    function: Callable[[Sequence[Any]], float],
    *methods: str,
    noise: float = 0.0,
    replicates: int = 1,
    seed: int = 0,
) -> Finding:
    """From the design to the finding; ``noise``: standard deviation of luck that is each sample's own."""
    rows = samples_of(design, dimensions)
    values = np.array([[function(row)] * replicates for row in rows], dtype=np.float64)
    values += noise * np.random.default_rng(99).standard_normal(values.shape)
    return analyse(Question("y", "arm", None), design, inputs_of(dimensions, rows), values, methods, seed)


def planted(folder: Path, outcomes: Mapping[str, Callable[[pd.DataFrame], Any]], **changes: Any) -> Path:
    """The folder of a tiny sweep whose stored outcomes are replaced by functions of the table of runs."""
    definition = small(months=1, **changes)
    run(definition, plan_of(definition, chunk=1000), folder)
    path = folder / "runs.parquet"
    table = pd.read_parquet(path)
    for name, function in outcomes.items():
        table[name] = np.asarray(function(table), dtype=np.float64)
    table.to_parquet(path)
    return entered(folder)
