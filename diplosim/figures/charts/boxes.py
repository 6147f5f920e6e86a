"""From the rows of ``diplosim discover`` to its figure: the boxes in which a policy fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.wording.lists import inside
from diplosim.wording.numbers import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.analysis.discovery.boxes import Axis, Limit
    from diplosim.analysis.discovery.failures import Failures
    from diplosim.analysis.discovery.search import Finding
    from diplosim.figures.charts.box_ranges import RangeRow


def boxes_figure(axes: Sequence[Axis], found: Failures, findings: Sequence[Finding]) -> Figure:
    """The boxes that noise does not explain."""
    from diplosim.analysis.discovery.words import failing
    from diplosim.figures.charts.box_ranges import BoxPanel, box_ranges

    panels = []
    for number_, finding in enumerate((f for f in findings if f.real), start=1):
        places = sorted({place for place, _ in finding.found.box})
        sentence = (
            f"Box {number_}: {percent(finding.coverage)} of the failures, {percent(finding.density)} pure "
            f"({finding.found.k} of {finding.found.n} samples fail{_of_the_rest(finding) if number_ > 1 else ''})"
        )
        panels.append(BoxPanel(sentence, [_range_row(axes, finding, place) for place in places]))
    n, k = len(found.failed), int(found.failed.sum())
    return box_ranges(
        panels,
        title=f"Where {failing(found)}",
        notes=[f"Coloured: inside the box. Grey: all that was sampled. It fails in {k} of {n} samples "
               f"({percent(found.rate)}).",
               "Quasi-p: chance of a box as pure without this limit. “Back in” counts random halves of the samples in "
               "which the search finds the limit again."],
    )  # fmt: skip


def _of_the_rest(finding: Finding) -> str:
    """How often it fails where no earlier box lies."""
    return f"; of all that lies outside the earlier boxes {percent(finding.rest)} fail"


def _range_row(axes: Sequence[Axis], finding: Finding, place: int) -> RangeRow:
    from diplosim.analysis.discovery.search import told
    from diplosim.analysis.discovery.words import amount, meaning, short_names
    from diplosim.figures.charts.box_ranges import RangeRow

    axis = axes[place]
    sides = {side: limit for (at, side), limit in finding.found.box.items() if at == place}
    spans, limits = _spans(axis, sides)
    quasi = max(finding.quasi_p[place, side] for side in sides)
    back = min(finding.reproduced[place, side] for side in sides)
    shown = "< 0.001" if quasi < 0.001 else f"= {quasi:.3f}"
    words = meaning(axis.name)
    return RangeRow(
        short_names([one.name for one in axes])[axis.name], inside(words), spans,
        ("", "") if 0 in sides else (amount(told(axis, axis.low, -1)), amount(told(axis, axis.high, 1))), limits,
        f"quasi-p {shown}, back in {percent(back)}", axis.names if 0 in sides else (),
    )  # fmt: skip


def _spans(axis: Axis, sides: dict[int, Limit]) -> tuple[list[tuple[float, float]], list[tuple[float, str]]]:
    """What lies inside, as shares of the range, and the words of the limits."""
    from diplosim.analysis.discovery.search import told
    from diplosim.analysis.discovery.words import amount

    if 0 in sides:  # words without order: equal parts of the bar
        count = len(axis.names)
        return [(word / count, (word + 1) / count) for word in sorted(sides[0].kept)], []
    limits = [
        (side, (limit.value - axis.low) / (axis.high - axis.low)) for side, limit in sorted(sides.items())
    ]
    low = next((at for side, at in limits if side < 0), 0.0)
    high = next((at for side, at in limits if side > 0), 1.0)
    return [(low, high)], [(at, amount(told(axis, sides[side].value, side))) for side, at in limits]
