"""Phase 10: what a month leaves behind, as a row of metrics and as the state vector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.engine import council, parties
from diplosim.engine.jit import phase
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.record import FLOAT, Field, fields
from diplosim.metrics.state import OPEN, State
from diplosim.rules import politics

if TYPE_CHECKING:
    from diplosim.engine.records import Records
    from diplosim.metrics.record import Floats
    from diplosim.metrics.state import World

#: A month's metrics by name, as outcomes read them.
ROW = np.dtype([(metric.name, FLOAT) for metric in METRICS])


def filling(readings: Sequence[Callable[[Any, Any], float]]) -> Callable[[Any, Any, Floats], None]:
    """A compiled function ``fill(a, b, out)`` that puts ``reading(a, b)`` of each reading into its place of ``out``."""
    names: dict[str, Any] = {f"read_{i}": phase(reading) for i, reading in enumerate(readings)}
    lines = [f"    out[{i}] = {name}(a, b)" for i, name in enumerate(names)]
    # Written out, as dataclasses write their methods: compiled code cannot loop over functions of many types.
    exec("\n".join(["def fill(a, b, out):", *lines]), names)
    fill: Callable[[Any, Any, Floats], None] = phase(names["fill"])
    return fill


fill_metrics = filling([metric.read for metric in METRICS])
fill_outcomes = filling([outcome.made for outcome in OUTCOMES])


@phase
def record(world: World, s: State, row: Floats) -> None:
    """Close the month: the running mean of provocations, what tables will see, and the metrics."""
    s.provocation_average = politics.provocation_average_next(s.provocation_average, s.flow.events)
    s.major_last_month = s.flow.major_severity
    s.mean_breadth = council.mean_breadth(s)
    s.rival_open = 0
    for k in range(world.n_tables):
        if s.table[k] == OPEN:
            parties.set_members(world, s, k)
            if parties.rival_present(world, s):
                s.rival_open = 1
    fill_metrics(world, s, row)


def vectors(states: Records, world: Any) -> Floats:
    """State vectors, one a month, in the order of `diplosim.model.state.state_vector`; ``states``: by month."""
    counts = {by: int(world[f"n_{by}"]) for by in ("donors", "others", "implementers", "tables")}
    kept = [field for field in fields(State) if field.source is not None and field.source.lasting]
    columns = [c for field in kept if not field.by for c in _numbers(field, states[field.name], counts)]
    for by, count in counts.items():
        for place in range(count):
            for field in (field for field in kept if field.by == by):
                columns += _numbers(field, states[field.name][:, place], counts)
    return np.stack(columns, axis=1)


def _numbers(field: Field, values: Any, counts: dict[str, int]) -> Iterator[Floats]:
    """The numbers of one quantity, each month by month."""
    if values.dtype.names:
        for name in values.dtype.names:
            yield values[name].astype(np.float64)
    elif values.ndim == 1:
        yield values.astype(np.float64)
    else:
        size = field.shape[-1]
        for i in range(size if isinstance(size, int) else counts[size]):
            yield values[:, i].astype(np.float64)
