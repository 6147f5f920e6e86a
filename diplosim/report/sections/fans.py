"""How futures unfold: the fan chart, and its numbers; a record of the user's own over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.figures.listing import drawn_by_itself
from diplosim.report.blocks import Block, Column, Section, Table, Text
from diplosim.report.material import Line, Material
from diplosim.wording.names import listed
from diplosim.wording.numbers import DASH, interval, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.figures.charts.bands import Bands, Futures
    from diplosim.figures.charts.metrics import Metric

#: Points of the run that the table tells, as shares of its length.
POINTS = (0.25, 0.5, 0.75, 1.0)


def fans(material: Material) -> Section | None:
    """Medians and bands over time."""
    from diplosim.figures.charts.metrics import DEFAULT, HEALTH

    blocks = _chart(material, "fan", DEFAULT)
    if "health" in drawn_by_itself(material.results):
        blocks += _chart(material, "health", HEALTH)
    return Section("fans", "How futures unfold", [*blocks, *_which(material)], "Futures")


def beside_record(material: Material) -> Section | None:
    """What happened, as points over the fan, and the scores; ``None`` where no record was held against the runs."""
    scores = material.analysis("score")
    picture = material.kept("record", ". ".join(map(_in_one_line, scores)) or "Points over bands.", 1)
    if picture is None:
        return None
    numbers = [] if not scores else [_scores(material, scores)]
    return Section("record", "What happened, beside the runs", [picture, *numbers], "Record")


def _in_one_line(score: Line) -> str:
    means = (number(float(score[key])) for key in ("observed_mean", "simulated_mean"))
    return f"{score['arm']}, {score['series']} by {score['every']}: record {next(means)}, runs {next(means)} on average"


def _scores(material: Material, scores: Sequence[Line]) -> Table:
    """What ``diplosim score`` prints."""
    rows = [
        [f"{material.label(row['arm'])}: {row['series']} ({row['unit']}), {row['first']} to {row['last']}",
         *(number(float(row[key])) for key in ("observed_mean", "simulated_mean", "crps")),
         *(f"{row[key]} of {row['periods']}" for key in ("inside_50", "inside_90"))]
        for row in scores
    ]  # fmt: skip
    heads = ("Record, mean", "Runs, mean", "CRPS", "In middle 50 %", "In middle 90 %")
    return Table(
        f"The record {scores[0]['record']} against the runs, by {scores[0]['every']}",
        [Column("Series", numeric=False), *map(Column, heads)],
        rows,
        note="CRPS: mean distance of the runs from the record less half that from each other; lower is better.",
    )


def _chart(material: Material, name: str, panels: Sequence[str]) -> list[Block]:
    """A fan chart of some panels, and its numbers."""
    from diplosim.figures.arms import months_of
    from diplosim.figures.charts.bands import bands, gather
    from diplosim.figures.charts.metrics import choose

    months = months_of(material.results, *panels)
    present = set(months["arm"])
    futures = gather(months, {arm: material.label(arm) for arm in material.labels if arm in present})
    metrics = choose(panels, months.columns)
    found = [[bands(cube, metric) for cube in futures.cube(metric)] for metric in metrics]
    picture = material.picture(name, _in_words(futures, metrics, found))
    numbers = (
        _over_time(material, futures, metrics, found) if material.few else _at_end(futures, metrics, found)
    )
    return [numbers] if picture is None else [picture, numbers]


def _which(material: Material) -> list[Block]:
    """Which futures keep their months, if not all do."""
    plan = material.results.manifest["plan"]
    every = int(plan.get("stride", 1))
    if every == 1:
        return []
    pairs = int(plan["runs"]) // len(material.arms)
    return [
        Text(f"Of {pairs:,} futures one in {every} keeps its months, whatever came of it. So these numbers differ a "
             "little from those of the other sections, which rest on all runs, and the last month, or the last twelve, "
             "from outcomes of the whole run.", "note")
    ]  # fmt: skip


def _at(band: Bands, metric: Metric, place: int) -> str:
    """``0.11 (0.09 to 0.14)`` in one month."""
    import numpy as np

    middle, (low, high) = float(band.centre[place]), (float(edge[place]) for edge in band.outer)
    if not np.isfinite(middle):
        return DASH
    text = number(middle, metric.digits)
    return text if low == high else f"{text} ({interval(low, high, metric.digits)})"


def _in_words(
    futures: Futures,
    metrics: list[Metric],
    found: list[list[Bands]],
    end: str = ". The table below has the numbers.",
) -> str:
    """The last month of every panel, for up to four arms."""
    parts = []
    for metric, own in zip(metrics, found, strict=True):
        ends = [
            f"{label} {_at(band, metric, -1)}" for label, band in zip(futures.labels[:4], own, strict=False)
        ]
        parts.append(f"{metric.label} in the last month: {listed(ends)}")
    return ". ".join(parts) + ". The table below has the numbers."


def _over_time(
    material: Material, futures: Futures, metrics: list[Metric], found: list[list[Bands]]
) -> Table:
    """Metrics and points in time down, arms across."""
    places = _places(futures.months)
    rows = [
        [f"{metric.label}, {material.reference.date(int(futures.months[place]))}",
         *(_at(band, metric, place) for band in own)]
        for metric, own in zip(metrics, found, strict=True)
        for place in places
    ]  # fmt: skip
    columns = [Column("Quantity and month", numeric=False), *(Column(label) for label in futures.labels)]
    return Table("Numbers of this chart: middle [middle 90 %]", columns, rows, folded=True)


def _places(months: NDArray[np.int64]) -> list[int]:
    """Places of the points in time, each once."""
    return sorted({max(0, round(share * len(months)) - 1) for share in POINTS})


def _at_end(futures: Futures, metrics: list[Metric], found: list[list[Bands]]) -> Table:
    """Arms down, metrics across, in the last month."""
    rows = [
        [label, *(_at(own[index], metric, -1) for metric, own in zip(metrics, found, strict=True))]
        for index, label in enumerate(futures.labels)
    ]
    columns = [Column("Policy", numeric=False), *(Column(metric.label) for metric in metrics)]
    return Table("Numbers of this chart in the last month: middle [middle 90 %]", columns, rows, folded=True)
