"""How to get the same numbers again, and what the report leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.report.blocks import Block, Code, Column, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.wording.lists import plural

#: Files of tables whose hashes are told.
TABLES = (
    "runs.parquet",
    "trajectories.parquet",
    "summary.csv",
    "events.jsonl",
    "experiment.yaml",
    "samples.parquet",
)


def left_out(missing: Sequence[Missing]) -> Section | None:
    """Parts that are missing, each with the reason and the command that asks for it."""
    if not missing:
        return None
    blocks: list[Block] = []
    for one in missing:
        blocks += [Text(f"{one.title}: {one.why.rstrip('.')}. To ask again:"), Code(one.command)]
    blocks.append(
        Text(
            "RESULTS is the folder that holds this report. Then build it again: diplosim report RESULTS.",
            "note",
        )
    )
    return Section("left-out", "Not in this report", blocks, "Not here")


def reproducibility(material: Material) -> Section:
    """Command, seed, versions, hashes."""
    manifest, arms = material.results.manifest, material.arms
    seeds = sorted({arm.seed for arm in arms})
    counts = material.counts
    packages = ", ".join(f"{name} {version}" for name, version in manifest["packages"].items())
    rows = [
        ["Seed", ", ".join(map(str, seeds))],
        ["Runs", f"{counts['finished']:,} finished of {counts['planned']:,} planned, {counts['failed']:,} failed"],
        ["Design", _design(material)],
        ["Engine", f"{manifest['engine']} (both engines give the same numbers)"],
        ["diplosim", f"{manifest['diplosim']}, code {manifest.get('git') or 'of an installed package'}"],
        ["Python and platform", f"{manifest['python']}, {manifest['platform']}"],
        ["Packages", packages],
    ]  # fmt: skip
    hashes = [[f"Scenario {arm['name']}", arm["digest"]] for arm in manifest["plan"]["arms"]]
    hashes += [[name, manifest["files"][name]] for name in TABLES if name in manifest["files"]]
    return Section("reproducibility", "How to repeat this", [
        Text("In the results folder, this command repeats the same runs to the last bit:"),
        Code(str(manifest["repeat"])),
        Table("Seed, runs and versions", [Column("What", numeric=False), Column("Value", numeric=False)], rows),
        Table("Hashes (SHA-256) of the scenarios and of the tables",
              [Column("What", numeric=False), Column("SHA-256", numeric=False)], hashes, folded=True),
    ], "Repeat this")  # fmt: skip


def _design(material: Material) -> str:
    first = material.reference
    design = material.results.manifest["plan"].get("design") or {}
    drawn = (
        f" ({design['method']} design, seed {design['seed']})" if material.results.sample_count > 1 else ""
    )
    samples = (
        f"{plural(material.results.sample_count, 'sample')}{drawn} × " if material.results.is_sweep else ""
    )
    return (f"{plural(len(material.arms), 'arm')} × {samples}{plural(first.replicates, 'replicate')}, "
            f"{first.months} months from {first.start}")  # fmt: skip
