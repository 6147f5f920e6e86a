"""What a reader must know before the first number."""

from __future__ import annotations

from diplosim.report.blocks import Block, Bullets, Section, Text
from diplosim.report.material import Material
from diplosim.wording.lists import plural


def read_this_first(material: Material) -> Section:
    """A thinking aid, not a forecast; what the numbers are."""
    blocks: list[Block] = [
        Text(
            "This report shows what a small model’s assumptions imply. It is a thinking aid, never a forecast: no "
            "number in it is a prediction about the real DPRK.",
            "strong",
        ),
        Bullets([*_numbers(material), *_pairs(material), (
            "What cannot be known.",
            f"{_deep()} assumptions of the model are deeply uncertain: they have ranges, not values, and some ranges "
            "include zero or both signs. Quote a result with its interval and its assumptions. Health need comes "
            "first: aid is not justified here by the leverage that it may give.",
        )]),
    ]  # fmt: skip
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
    runs = material.counts["finished"] - material.counts["failed"]
    if runs == 1:
        return [("What the numbers are.", "One simulated history: one of many that the same assumptions allow. It "
                 "says nothing about how likely anything is.")]  # fmt: skip
    what = (
        f"{material.results.sample_count:,} draws of the uncertain assumptions, each with several histories of chance"
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
    return [
        ("What is compared.",
         f"Each policy with “{material.label(material.reference.name)}” in the same future: the same chance events, "
         "only the policy differs. The 95 % interval says how well the mean difference is known; the middle 90 % says "
         "how far single futures differ."),
        ("What “better” means.",
         "A declared value judgement on behalf of civilians and of peace: fewer provocations, more trust, less "
         "disease, more aid that arrives. Means such as money spent or offers made have no better direction."),
    ]  # fmt: skip
