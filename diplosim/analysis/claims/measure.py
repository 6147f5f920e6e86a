"""All tests of a table of claims over finished sweeps, as plain data that can be stored, shown and checked."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from diplosim.analysis.claims.declared import Claims
from diplosim.analysis.claims.judge import compared, judge
from diplosim.analysis.claims.places import deciders, place
from diplosim.analysis.sensitivity.source import open_sweep
from diplosim.results import AnalysisError, open_results
from diplosim.wording.verdicts import TOO_FEW_SAMPLES, claim_side

Row = dict[str, Any]
#: Significant figures that are kept: more would be noise, and differ between versions of numerical libraries.
FIGURES = 6


def measure(
    claims: Claims,
    folders: Mapping[str, Path],
    *,
    deep: bool = True,
    say: Callable[[str], None] | None = None,
) -> Row:
    """Judge every test under every rule of trust.

    Args:
        claims: the table.
        folders: rule of trust -> results folder of the experiment under it.
        deep: also what decides each test and where it fails, under the main rule (minutes).
        say: told the key of each test as it begins.

    Raises:
        AnalysisError: a folder lacks an arm, an outcome or an assumption that the table names.
        FolderError: a folder holds no finished sweep.
    """
    results = {rule: open_results(folder) for rule, folder in folders.items()}
    main = results[claims.rule]
    source = open_sweep(main.folder) if deep else None
    rows = []
    for key, claim, test in claims.tests():
        if say is not None:
            say(key)
        try:
            row: Row = {"test": key, "claim": claim.id, **judge(main, test)}
            others = {rule: judge(own, test) for rule, own in results.items() if rule != claims.rule}
            if source is not None and row["verdict"] != TOO_FEW_SAMPLES:
                looked = compared(main, test)
                row |= {"drivers": deciders(source, looked, test), "place": place(main, looked)}
        except AnalysisError as error:
            raise AnalysisError(f"{key}: {error}") from error
        rows.append(row | {"others": others, "flips": flips(row, others)})
    found: Row = {
        "experiment": claims.experiment, "rule": claims.rule, "samples": len(main.samples),
        "replicates": main.replicates, "arms": len(main.arms), "varied": list(main.varied), "tests": rows,
    }  # fmt: skip
    return {key: _rounded(value) for key, value in found.items()}


def flips(row: Row, others: Mapping[str, Row]) -> list[str]:
    """The rules of trust under which the verdict is on the other side."""
    return [
        rule
        for rule, other in others.items()
        if claim_side(row["verdict"]) * claim_side(other["verdict"]) < 0
    ]


def _rounded(value: Any) -> Any:
    """Floats with ``FIGURES`` significant figures; what is no number becomes missing."""
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def to_json(found: Row) -> bytes:
    """The findings as stable bytes: keys in their order, one number in one way."""
    return (json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_stored(path: Path) -> Row:
    """Read ``findings.json``; raises ``AnalysisError`` if it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AnalysisError(f"there is no {path}; make it with: diplosim findings") from None
    except json.JSONDecodeError as error:
        raise AnalysisError(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict) or "tests" not in found:
        raise AnalysisError(f"{path} holds no findings; make them with: diplosim findings")
    return found
