"""The manifest of a results folder: what was run, with which inputs and versions, and how it ended."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplosim.experiment.replicates import Ensemble
    from diplosim.scenario import Scenario

#: Version of the layout of a results folder.
FORMAT = 1
_PACKAGES = ("mesa", "numpy", "pandas", "scipy", "pyarrow", "networkx", "pydantic", "matplotlib", "numba")


def digest(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def plan_of(arms: Sequence[Scenario], own_classes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What decides the results: the resolved scenarios in order, their seeds and replicates, own classes.

    Not the engine: all engines give the same bits.
    """
    own = {"own_classes": dict(own_classes)} if own_classes else {}
    return {
        **own,
        "arms": [
            {
                "name": arm.name,
                "digest": arm.digest,
                "seed": arm.seed,
                "replicates": arm.replicates,
                "start": arm.start,
                "months": arm.months,
            }
            for arm in arms
        ],
    }


def make_manifest(
    ensemble: Ensemble, files: Mapping[str, bytes], plugins: Sequence[str] = ()
) -> dict[str, Any]:
    """The manifest of finished (or interrupted) work whose files are given."""
    from diplosim import __version__

    failed = len(ensemble.failed)
    status = "interrupted" if ensemble.interrupted else "failed runs" if failed else "done"
    return {
        "diplosim": __version__,
        "format": FORMAT,
        "note": "A thinking aid, not a forecast.",
        "status": status,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(ensemble.wall_s, 3),
        "engine": ensemble.engine,
        "workers": ensemble.workers,
        "counts": {"planned": ensemble.planned, "finished": len(ensemble.results), "failed": failed},
        "plan": plan_of(ensemble.arms, ensemble.own_classes),
        "sources": [_source(arm.source) for arm in ensemble.arms],
        "plugins": [{"name": Path(p).name, "sha256": _sha256_of_file(Path(p))} for p in plugins],
        "repeat": "diplosim run " + " ".join(name for name in files if _is_scenario(name)),
        "files": {name: digest(data) for name, data in files.items()},
        **environment(),
    }


def environment() -> dict[str, Any]:
    """Where something was run: Python, platform, versions of packages, commit of the code."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": _versions(),
        "git": _git_commit(),
    }


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as a JSON file."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _is_scenario(name: str) -> bool:
    return name == "scenario.yaml" or name.startswith("scenarios/")


def _source(path: Path | None) -> dict[str, str | None] | None:
    """Name and hash of the file that a scenario came from; its folder is nobody's business."""
    return None if path is None else {"name": Path(path).name, "sha256": _sha256_of_file(Path(path))}


def _sha256_of_file(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except OSError:  # a module name, or a file that is gone by now
        return None


def _versions() -> dict[str, str]:
    """Versions of the packages on which results may depend."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _git_commit() -> str | None:
    """Commit of the code, with ``+changes`` if it has been edited; nothing for an installed package."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "diplosim")
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+changes" if changed else "")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()
