"""What varies: the values that a quantity may take, as ranges and lists, or row by row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diplosim.experiment.targets import Target, TargetError, find
from diplosim.scenario import Findings, Scenario, shown, unknown
from diplosim.scenario.checking import wrong_value
from diplosim.scenario.nodes import BAD, Node

#: One value for each dimension.
Sample = tuple[Any, ...]
#: How values may be given.
FORMS = ("uniform", "log", "values", "default_range")


@dataclass(frozen=True)
class Dimension:
    """A target with either a list of values or a range, even or even in the logarithm."""

    target: Target
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    @property
    def name(self) -> str:
        """Dotted name of what varies."""
        return self.target.name

    @property
    def whole(self) -> bool:
        """Whether the range holds whole numbers only."""
        return self.target.kind in ("int", "month")

    def at(self, u: float) -> Any:
        """The value at a place in [0, 1]: even steps of equal weight for lists and whole numbers."""
        if self.values:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return int(self.low) + min(int(u * (self.high - self.low + 1)), int(self.high - self.low))
        if self.log:
            value = math.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + u * (self.high - self.low)
        return min(max(value, self.low), self.high)

    def levels(self, count: int) -> tuple[Any, ...]:
        """All values of a list; of a range, ``count`` of them from end to end."""
        if self.values:
            return self.values
        if self.whole:
            steps = min(count, int(self.high - self.low) + 1)
            found = [round(self.low + i * (self.high - self.low) / max(steps - 1, 1)) for i in range(steps)]
            return tuple(dict.fromkeys(int(value) for value in found))
        return tuple(self.at(i / (count - 1)) for i in range(count))

    def ends(self) -> tuple[Any, ...]:
        """The values whose effect on the arms is checked before anything runs."""
        return self.values or (self.at(0.0), self.at(1.0))


def read_dimension(target: Target, node: Node, findings: Findings) -> Dimension | None:
    """What a line of ``vary`` says; ``None`` after noting what is wrong."""
    if node.value == "default_range":
        return _default(target, node, findings)
    if not node.is_map or len(node.value) != 1:
        if not node.is_bad or node.is_map:
            findings.problem(
                node.mark,
                f"{target.name} must be {{uniform: [low, high]}}, {{log: [low, high]}}, {{values: [...]}} or "
                "default_range",
            )
        return None
    form, given = next(iter(node.value.items()))
    if form not in FORMS[:-1]:
        findings.problem(node.key_mark(form), f"{target.name}: {unknown('form', form, list(FORMS))}")
        return None
    if not given.is_list or not given.value:
        findings.problem(given.mark, f"{target.name}.{form} must be a list such as [0, 1]")
        return None
    values = [_accepted(target, item, findings) for item in given.value]
    if BAD in values:
        return None
    return (
        _listed(target, values, given, findings)
        if form == "values"
        else _range(target, values, form, given, findings)
    )


def _accepted(target: Target, node: Node, findings: Findings) -> Any:
    """A value in its own type; ``BAD`` after noting why not."""
    if node.is_bad:
        return BAD
    try:
        return target.check(node.plain())
    except ValueError as error:
        findings.problem(node.mark, wrong_value(target.name, node, str(error)))
        return BAD


def _listed(target: Target, values: list[Any], node: Node, findings: Findings) -> Dimension | None:
    for place, value in enumerate(values):
        if value in values[:place]:
            findings.problem(node.value[place].mark, f"{target.name} lists {shown(value)} twice")
            return None
    return Dimension(target, tuple(values))


def _range(target: Target, values: list[Any], form: str, node: Node, findings: Findings) -> Dimension | None:
    if target.kind in ("category", "bool", "any"):
        findings.problem(node.mark, f"{target.name} has no range; give {{values: [...]}}")
    elif None in values:
        findings.problem(
            node.mark, f"{target.name}.{form} needs numbers; an empty value goes into {{values: [...]}}"
        )
    elif len(values) != 2 or not values[0] < values[1]:
        findings.problem(node.mark, f"{target.name}.{form} must be two values, the lower one first")
    elif form == "log" and (target.kind != "float" or values[0] <= 0):
        findings.problem(node.mark, f"{target.name}.log needs numbers above 0; use uniform")
    elif not all(math.isfinite(value) for value in values):
        findings.problem(node.mark, f"{target.name}.{form} needs finite numbers")
    else:
        return Dimension(target, low=values[0], high=values[1], log=form == "log")
    return None


def _default(target: Target, node: Node, findings: Findings) -> Dimension | None:
    if target.choices:
        return Dimension(target, target.choices)
    if not (math.isfinite(target.low) and math.isfinite(target.high)) or target.low >= target.high:
        findings.problem(
            node.mark,
            f"{target.name} has no declared range; give {{uniform: [low, high]}} or {{values: [...]}}",
        )
        return None
    return Dimension(target, low=target.low, high=target.high)


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
        findings.problem(node.mark, wrong_value(target.name, node, str(error)))
        return None


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
