"""The most important findings in a sentence or two, for the end of a sweep on the terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from diplosim.analysis.sensitivity.source import named
from diplosim.report.material import Material
from diplosim.report.sections.sensitivity import leading
from diplosim.report.words import title
from diplosim.results import Results
from diplosim.wording.names import arm_name, plain_name
from diplosim.wording.numbers import percent

Row = dict[str, Any]


def highlights(results: Results) -> list[str]:
    """Who wins and loses most often in the first outcome that robustness judges, and what drives the first outcome."""
    material = Material(results)
    return [*_winner(material.analysis("robustness")), *_driver(material.analysis("sensitivity"))]


def _winner(rows: list[Row]) -> list[str]:
    own = [row for row in rows if row["outcome"] == rows[0]["outcome"] and row["share_best"]]
    if not own:
        return []
    if len(rows) == len({row["outcome"] for row in rows}) * 2:
        return _pair(own)
    own = [row for row in own if int(row["n_samples"]) > int(row["n_missing"])] or own
    best = max(own, key=lambda row: float(row["share_best"]))
    worst = max(own, key=lambda row: float(row["share_worst"]))
    if best is worst and best is own[0]:  # the reference: most policies are the same in most samples
        return [f"{title(own[0]['outcome'])}: no policy stands out."]
    if best is worst:
        return [
            f"{title(own[0]['outcome'])}: {plain_name(best['arm'])} both wins and loses most often, in "
            f"{percent(float(best['share_best']))} and {percent(float(best['share_worst']))} of the samples of the "
            "assumptions."
        ]
    return [
        f"{title(own[0]['outcome'])}: {plain_name(best['arm'])} wins in {percent(float(best['share_best']))} of the "
        f"samples of the assumptions, {plain_name(worst['arm'])} loses in {percent(float(worst['share_worst']))}."
    ]


def _pair(own: list[Row]) -> list[str]:
    """The only policy against the reference."""
    policy = own[-1]
    if not policy["share_beats_reference"]:
        return []
    shares = [percent(float(policy[f"share_{word}_reference"])) for word in ("beats", "loses_to")]
    return [
        f"{title(policy['outcome'])}: {plain_name(policy['arm'])} is better in {shares[0]} and worse in {shares[1]} of "
        f"the samples of the assumptions than {arm_name(own[0]['arm'])}."
    ]


def _driver(rows: list[Row]) -> list[str]:
    if not rows:
        return []
    name = rows[0]["outcome"]
    first = leading([row for row in rows if row["clear"] == "True"], name)
    if not first:
        return [f"{title(name)}: no assumption drives it beyond chance."]
    arms = len({row["arm"] for row in rows})
    counts = Counter(first.values()).most_common(2 if arms > 1 else 1)
    told = [
        f"{named(parameter)}{f', for {count} of {arms} policies' if arms > 1 else ''}"
        for parameter, count in counts
    ]
    about = f"Effects on “{title(name)}” depend" if rows[0]["reference"] else f"{title(name)} depends"
    return [f"{about} most on {'; on '.join(told)}."]
