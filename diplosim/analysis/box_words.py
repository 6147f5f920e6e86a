"""Boxes in plain words: "iota < 0.35 and b_N > 0.9"."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.analysis.axes import short_names
from diplosim.analysis.discover import told
from diplosim.analysis.failures import Failures
from diplosim.analysis.limits import Axis, Box
from diplosim.metrics.columns import outcome, title_of
from diplosim.wording.lists import inside
from diplosim.wording.names import arm_name
from diplosim.wording.numbers import brief, number


def failing(found: Failures) -> str:
    """``the bundle raises provocations a year``, or ``the bundle fails`` under a rule of the user's own."""
    if not found.rule.default:
        return f"{arm_name(found.arm)} fails"
    column = outcome(found.outcome)
    verb = "raises" if column.better == "lower" else "lowers"
    return f"{arm_name(found.arm)} {verb} {inside(title_of(found.outcome))}"


def where(axes: Sequence[Axis], box: Box) -> str:
    """The limits of a box, axis by axis in their order; ``everywhere`` for none."""
    names = short_names([axis.name for axis in axes])
    parts = []
    for place in sorted({axis for axis, _ in box}):
        axis, name = axes[place], names[axes[place].name]
        low, high = (
            (told(axis, box[place, side].value, side) if (place, side) in box else None) for side in (-1, 1)
        )
        if (place, 0) in box:
            kept = sorted(box[place, 0].kept)
            parts.append(f"{name} is {' or '.join(axis.names[word] for word in kept)}")
        elif low is not None and high is not None:
            months, numbers = (
                f"{name} {amount(low)} to {amount(high)}",
                f"{amount(low)} < {name} < {amount(high)}",
            )
            parts.append(months if axis.names else numbers)
        elif axis.names:
            parts.append(
                f"{name} {amount(low)} or later" if low is not None else f"{name} {amount(high)} or earlier"
            )
        else:
            parts.append(f"{name} > {amount(low)}" if low is not None else f"{name} < {amount(high)}")
    return " and ".join(parts) or "everywhere"


def amount(value: float | str | None) -> str:
    """A limit with about three significant figures."""
    if value is None or isinstance(value, str):
        return value or ""
    return brief(value) if abs(value) < 1000 else number(value, 0)
