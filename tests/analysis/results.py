"""Results folders made by hand, with known answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from diplosim.experiment.folder import FORMAT, manifest_bytes, sha256_of


def folder(
    path: Path,
    values: Mapping[str, Any],
    /,
    *,
    arms: Sequence[str] = ("status_quo", "a", "b"),
    varied: Mapping[str, Sequence[Any]] | None = None,
    failed: Sequence[tuple[int, int, int]] = (),
    **document: Any,
) -> Path:
    """A finished sweep whose outcomes are cubes ``[arm, sample, replicate]``; ``failed`` names failed runs."""
    cubes = {name: np.asarray(cube, dtype=float) for name, cube in values.items()}
    shape = next(iter(cubes.values())).shape
    rows = []
    for (arm, sample, replicate), _ in np.ndenumerate(np.empty(shape)):
        bad = (arm, sample, replicate) in failed
        row: dict[str, Any] = {"run": len(rows), "arm": arms[arm], "sample": sample, "replicate": replicate, "seed": 1,
                               "status": "failed" if bad else "ok", "error": "it broke" if bad else None}  # fmt: skip
        row |= {name: column[sample] for name, column in (varied or {}).items()}
        row |= {name: None if bad else float(cube[arm, sample, replicate]) for name, cube in cubes.items()}
        rows.append(row)
    path.mkdir(parents=True)
    pd.DataFrame(rows).to_parquet(path / "runs.parquet")
    listed = [{"name": arm, "digest": "-", "start": "2026-01", "months": 12} for arm in arms[: shape[0]]]
    plan = {"arms": listed, "vary": list(varied or {}), "samples_sha256": "-",
            "samples": shape[1], "replicates": shape[2], "first_replicate": 0, "runs": len(rows),
            "chunk": len(rows), "stride": 1}  # fmt: skip
    (path / "plan.json").write_text(json.dumps(plan))
    counts = {"planned": len(rows), "finished": len(rows), "failed": len(failed)}
    manifest = {
        "format": FORMAT,
        "experiment": "by_hand",
        "engine": "mesa",
        "status": "done",
        "plan": plan,
        "counts": counts,
        "files": {},
    }
    (path / "manifest.json").write_text(json.dumps(manifest))
    (path / "experiment.yaml").write_text(yaml.safe_dump({"experiment": 1, **document}))
    return entered(path)


def entered(path: Path) -> Path:
    """The folder with its plan and all its files as its manifest tells them, whatever was done to them by hand."""
    manifest = json.loads((path / "manifest.json").read_text())
    facts = {key: value for key, value in manifest["plan"].items() if key not in ("digest", "design")}
    (path / "plan.json").write_text(json.dumps(facts))
    names = [file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()]
    manifest["files"] = {name: sha256_of(path / name) for name in sorted(names) if name != "manifest.json"}
    (path / "manifest.json").write_bytes(manifest_bytes(manifest))
    return path


def uniform(samples: int, names: Sequence[str], seed: int = 1) -> dict[str, list[float]]:
    """Uniform samples of some assumptions between 0 and 1."""
    table = np.random.default_rng(seed).uniform(size=(len(names), samples))
    return {name: list(row) for name, row in zip(names, table.tolist(), strict=True)}
