"""A design that lists its samples row by row."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.experiment.design import Sample
from diplosim.experiment.targets import Target, TargetError, find
from diplosim.experiment.vary import Dimension
from diplosim.scenario import Findings, Scenario, shown
from diplosim.scenario.nodes import Node


def read_rows(
    rows: Node | None, design: Node, arms: Sequence[Scenario], findings: Findings
) -> tuple[tuple[Dimension, ...], tuple[Sample, ...]]:
    """What varies and its samples, from ``rows: [{name: value, ...}, ...]`` in which all rows have the same names."""
    if rows is None or not rows.is_list or not rows.value or not all(row.is_map for row in rows.value):
        mark = design.mark if rows is None else rows.mark
        findings.problem(mark, "the design 'list' needs rows: [{provocation.iota: 0.2, ...}, ...]")
        return (), ()
    names = list(rows.value[0].value)
    targets = _targets(rows.value[0], arms, findings)
    samples = []
    for row in rows.value:
        if sorted(row.value) != sorted(names):
            findings.problem(row.mark, f"every row needs a value for each of {', '.join(names)}")
            continue
        samples.append(tuple(_value(targets.get(name), row.value[name], findings) for name in names))
    dimensions = tuple(
        Dimension(target, tuple(dict.fromkeys(_plain(sample[place]) for sample in samples)))
        for place, name in enumerate(names)
        if (target := targets.get(name)) is not None
    )
    return dimensions, tuple(samples)


def _targets(row: Node, arms: Sequence[Scenario], findings: Findings) -> dict[str, Target]:
    found = {}
    for name in row.value:
        try:
            found[name] = find(name, arms)
        except TargetError as error:
            if arms:
                findings.problem(row.key_mark(name), str(error))
    return found


def _value(target: Target | None, node: Node, findings: Findings) -> object:
    if target is None or node.is_bad:
        return None
    try:
        return target.check(node.plain())
    except ValueError as error:
        findings.problem(node.mark, f"{target.name} must be {error}, not {shown(node.plain())}")
        return None


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
