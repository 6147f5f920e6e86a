"""About the report: what a reader must know before the first number, what is not in it, and how to repeat it."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.cases import present
from diplosim.report.blocks import Block, Bullets, Code, Column, Missing, Section, Table, Text
from diplosim.report.material import Material
from diplosim.report.sections.attribution import whose_doing
from diplosim.results import stored
from diplosim.wording.names import plural

#: Files of tables whose hashes are told.
TABLES = (
    "runs.parquet",
    "trajectories.parquet",
    "summary.csv",
    "events.jsonl",
    "experiment.yaml",
    "samples.parquet",
)


def read_first(material: Material) -> Section:
    """A thinking aid, not a forecast; what the numbers are."""
    blocks: list[Block] = [
        Text(
            "This report shows what a small model’s assumptions imply. It is a thinking aid, never a forecast: no "
            f"number in it is a prediction about the real {present().called.removeprefix('the ')}.",
            "strong",
        ),
        Bullets([*_numbers(material), *_pairs(material), (
            "What cannot be known.",
            f"{_deep()} assumptions of the model are deeply uncertain: they have ranges, not values, and some ranges "
            "include zero or both signs. Quote a result with its interval and its assumptions. Health need comes "
            "first: aid is not justified here by the leverage that it may give.",
        )]),
    ]  # fmt: skip
    results = material.results
    if results.unverified:
        blocks.append(Text(stored.unverified_words(results.folder, results.manifest), "strong"))
    failed = material.counts["failed"]
    if failed:
        blocks.append(
            Text(f"{plural(failed, 'run')} of {material.counts['planned']:,} failed and are left out of every number; "
                 "runs.parquet says which and why.", "strong")
        )  # fmt: skip
    if material.results.manifest["status"] == "interrupted":
        finished = material.counts["finished"]
        blocks.append(
            Text(
                f"The work was interrupted: these are {finished:,} of {material.counts['planned']:,} runs.",
                "strong",
            )
        )
    return Section("read-this-first", "Read this first", blocks)


def _deep() -> int:
    """How many parameters are declared deeply uncertain."""
    from diplosim.scenario import PARAMETERS

    return sum(parameter.cls == "U" for parameter in PARAMETERS.values())


def _numbers(material: Material) -> list[tuple[str, str]]:
    runs = material.results.run_count
    if runs == 1:
        return [("What the numbers are.", "One simulated history: one of many that the same assumptions allow. It "
                 "says nothing about how likely anything is.")]  # fmt: skip
    what = (
        f"{material.results.sample_count:,} samples of the uncertain assumptions, each with several histories of chance"
        if material.results.sample_count > 1
        else "histories of chance under one set of assumptions"
    )
    return [("What the numbers are.",
             f"{plural(runs, 'simulated run')}: {what}. The median is the middle run; “middle 90 %” is where nine in "
             "ten runs end up. It is the spread of the model’s futures, not the chance that the world follows "
             "them.")]  # fmt: skip


def _pairs(material: Material) -> list[tuple[str, str]]:
    if len(material.arms) < 2:
        return []
    differs = "only the policy differs, but for what the next points name" if material.results.changes else (
        "only the policy differs")  # fmt: skip
    return [
        ("What is compared.",
         f"Each policy with “{material.label(material.reference.name)}” in the same future: the same chance events, "
         f"{differs}. The 95 % interval says how well the mean difference is known; the middle 90 % says "
         "how far single futures differ."),
        *whose_doing(material),
        ("What “better” means.",
         "A declared value judgement on behalf of civilians and of peace: fewer provocations, more trust, less "
         "disease, more aid that arrives. Means such as money spent or offers made have no better direction."),
    ]  # fmt: skip


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


def repeat(material: Material) -> Section:
    """Command, seed, versions, hashes."""
    manifest, arms = material.results.manifest, material.arms
    seeds = sorted({arm.seed for arm in arms})
    counts = material.counts
    added = f"; among them {material.results.added_words}" if material.results.added else ""
    packages = ", ".join(f"{name} {version}" for name, version in manifest["packages"].items())
    rows = [
        ["Seed", ", ".join(map(str, seeds))],
        ["Runs", f"{counts['finished']:,} finished of {counts['planned']:,} planned, {counts['failed']:,} failed"
                 f"{added}"],
        ["Design", _design(material)],
        ["Engine", f"{manifest['engine']} (both engines give the same numbers)"],
        ["diplosim", f"{manifest['diplosim']}, code {manifest.get('git') or 'of an installed package'}"],
        ["Python and platform", f"{manifest['python']}, {manifest['platform']}"],
        ["Packages", packages],
    ]  # fmt: skip
    hashes = [[f"Scenario {arm['name']}", arm["digest"]] for arm in manifest["plan"]["arms"]]
    hashes += [[name, manifest["files"][name]] for name in TABLES if name in manifest["files"]]
    return Section("repeat", "How to repeat this", [
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
