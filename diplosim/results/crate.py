"""Metadata of a results folder as an RO-Crate: which software made which files of which inputs, for archives.

`RO-Crate 1.1 <https://w3id.org/ro/crate/1.1>`_ with the profile of a process run: one action, whose instrument is
diplosim, whose object are the resolved inputs, and whose result is every other file of the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment.folder import MANIFEST
from diplosim.experiment.owned import CRATE, PLAN
from diplosim.results import stored
from diplosim.wording.listing import DISCLAIMER
from diplosim.wording.names import plural

if TYPE_CHECKING:
    from diplosim.results.reader import Results

SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_INPUTS = ("experiment.yaml", "scenario.yaml", "scenarios/")
#: How archives call the formats of the files.
FORMATS = {
    ".csv": "text/csv", ".gif": "image/gif", ".html": "text/html", ".json": "application/json",
    ".jsonl": "application/jsonl", ".nc": "application/netcdf", ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml", ".yaml": "application/yaml",
}  # fmt: skip
#: What the files are, by the beginning of their names.
MEANING = {
    MANIFEST: "what was run, with which versions, and the SHA-256 of every file",
    PLAN: "the plan of the runs",
    "experiment.yaml": "the resolved experiment: diplosim run experiment.yaml repeats it",
    "scenario": "a resolved scenario",
    "runs.": "one row per run: what varied, outcomes",
    "samples.": "one row per sample: what varied",
    "trajectories.": "one row per kept run and month: metrics",
    "quantiles.": "quantiles of the metrics over the runs, by arm and month",
    "trust.": "trust by pair and month of the traced runs",
    "tables.": "state and money of every negotiation table by month, of the traced runs",
    "events.jsonl": "the decisions of the traced runs, with reasons",
    "summary.csv": "outcomes and paired differences by arm",
    "data_dictionary.csv": "meaning and unit of every column",
    "report.html": "the report on all of it",
    "results.nc": "all numbers as labelled arrays",
    "figures/": "a figure",
    "analysis/": "the table of an analysis",
}


def crate_bytes(results: Results) -> bytes:
    """``ro-crate-metadata.json`` of a results folder; it is the same whenever the manifest is."""
    software = [*_software(results.manifest), *_plugins(results.manifest)]
    graph = [_descriptor(), _root(results), _profile(), *software, _action(results), *_files(results)]
    whole = {"@context": f"{SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _descriptor() -> dict[str, Any]:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": SPECIFICATION},
    }


def _names(results: Results) -> list[str]:
    """Every file of the crate: those of the manifest and the manifest itself."""
    return [MANIFEST, *(name for name in results.manifest["files"] if name != CRATE)]


def _root(results: Results) -> dict[str, Any]:
    manifest, document = results.manifest, results.document
    arms = "; ".join(results.labels[arm] for arm in results.arms)
    runs = f"{plural(results.run_count, 'simulated run')} ({manifest['status']}): {arms}."
    more = f"Beside them {results.added_words}." if results.added else ""
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": str(document.get("title") or manifest["experiment"]),
        "description": " ".join(
            part for part in (results.question, runs, more, DISCLAIMER, stored.mark()) if part
        ),
        "datePublished": str(manifest.get("created", "")),
        "license": "not stated: whoever publishes these results chooses one",
        "conformsTo": {"@id": PROFILE},
        "identifier": str(manifest["plan"].get("digest", "")),
        "mentions": {"@id": "#run"},
        "hasPart": [{"@id": name} for name in _names(results)],
    }


def _profile() -> dict[str, Any]:
    """The profile that the crate follows, described as the profile asks."""
    return {
        "@id": PROFILE,
        "@type": "CreativeWork",
        "name": "Process Run Crate",
        "version": PROFILE.rpartition("/")[2],
    }


def _software(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """diplosim as the instrument, and the packages that it used."""
    packages = manifest.get("packages", {})
    needed = [*(f"#{name}" for name in packages), *(own["@id"] for own in _plugins(manifest))]
    commit: dict[str, Any] = {"softwareRequirements": [{"@id": name} for name in needed]}
    if manifest.get("git"):
        commit["identifier"] = manifest["git"]
    version = str(manifest.get("diplosim", ""))
    first = {
        "@id": "#diplosim",
        "@type": "SoftwareApplication",
        "name": "diplosim",
        "softwareVersion": version,
    }
    return [
        {**first, "license": "https://spdx.org/licenses/Apache-2.0", **commit},
        *(
            {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": str(number)}
            for name, number in packages.items()
        ),
    ]


def _plugins(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plug-in files that the runs depend on, by name and SHA-256; they stay where their authors have them."""
    return [
        {
            "@id": f"#plugin-{place}",
            "@type": "SoftwareSourceCode",
            "name": plugin["name"],
            "description": "a plug-in that the runs depend on: diplosim run --plugin; not in this folder",
            **({"sha256": plugin["sha256"]} if plugin.get("sha256") else {}),
        }
        for place, plugin in enumerate(manifest.get("plugins", ()), start=1)
    ]


def _action(results: Results) -> dict[str, Any]:
    """The run: software, inputs, results, how it ended."""
    manifest, names = results.manifest, _names(results)
    own = [plugin["@id"] for plugin in _plugins(manifest)]
    done = manifest["status"] == "done"
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run of {manifest['experiment']}",
        "description": str(manifest.get("repeat", "")),
        "endTime": str(manifest.get("created", "")),
        "actionStatus": {"@id": f"http://schema.org/{'Completed' if done else 'Failed'}ActionStatus"},
        "instrument": {"@id": "#diplosim"},
        "object": [{"@id": name} for name in (*(n for n in names if n.startswith(_INPUTS)), *own)],
        "result": [{"@id": name} for name in names if not name.startswith(_INPUTS)],
    }


def _files(results: Results) -> list[dict[str, Any]]:
    """Every file: what it is, its format, size and SHA-256."""
    return [_file(results.folder, name, results.manifest["files"].get(name)) for name in _names(results)]


def _file(folder: Path, name: str, sha256: str | None) -> dict[str, Any]:
    meaning = next((text for begin, text in MEANING.items() if name.startswith(begin)), "")
    path = folder / name
    told = {
        "@id": name,
        "@type": "File",
        "name": Path(name).name,
        "description": meaning,
        "encodingFormat": FORMATS.get(path.suffix, ""),
        "contentSize": "" if name == MANIFEST else str(path.stat().st_size),
        "sha256": sha256 or "",
    }
    return {key: value for key, value in told.items() if value}
