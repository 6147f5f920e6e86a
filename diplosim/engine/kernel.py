"""A month, what it leaves behind (phase 10), a run, and a range of runs.

The compiled counterpart of `diplosim.model.model.DiplomacyModel.step`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from diplosim.engine import parties, phases, stance, start
from diplosim.engine.jit import kernel, phase
from diplosim.engine.learning import trust_and_ties
from diplosim.engine.money import money_and_pipeline
from diplosim.engine.reactions import mean_breadth, reactions
from diplosim.engine.rows import clear
from diplosim.engine.setting import begin, draw, in_force, month_key
from diplosim.engine.tables import negotiations
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES, always_recorded
from diplosim.metrics.state import OPEN, State
from diplosim.rules import chance, politics, tables

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow, ParamsRow, Records
    from diplosim.metrics.record import Floats, Ints, Rows
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


def filling(readings: Mapping[int, Callable[[Any, Any], float]]) -> Callable[[Any, Any, Floats], None]:
    """A compiled function ``fill(a, b, out)`` that puts ``reading(a, b)`` of each reading into its place of ``out``."""
    names: dict[str, Any] = {f"read_{i}": phase(reading) for i, reading in readings.items()}
    lines = [f"    out[{i}] = read_{i}(a, b)" for i in readings]
    # Written out, as dataclasses write their methods: compiled code cannot loop over functions of many types.
    exec("\n".join(["def fill(a, b, out):", *lines]), names)
    fill: Callable[[Any, Any, Floats], None] = phase(names["fill"])
    return fill


ALWAYS = always_recorded()
fill_always = filling({i: metric.read for i, metric in enumerate(METRICS) if metric.name in ALWAYS})
fill_others = filling({i: metric.read for i, metric in enumerate(METRICS) if metric.name not in ALWAYS})
fill_outcomes = filling({i: outcome.made for i, outcome in enumerate(OUTCOMES)})


@phase
def record(world: World, s: State, p: Params, book: BookRow, key: int, row: Floats) -> None:
    """Close the month: the running mean of provocations, what tables will see, and the metrics."""
    s.provocation_average = politics.provocation_average_next(s.provocation_average, s.flow.events)
    s.major_last_month = s.flow.major_severity
    s.absorbed_before = s.flow.absorbed
    s.resolved_before = 1 if s.flow.resolutions > 0 else 0
    s.failed_before = s.flow.rival_talks_failed
    s.mean_breadth = mean_breadth(s)
    s.rival_open = 0
    own_open = False
    for k in range(world.n_tables):
        if s.table[k] == OPEN:
            parties.set_members(world, s, k)
            if parties.rival_present(world, s):
                s.rival_open = 1
                own_open = own_open or world.table_party[k] >= 0
    if own_open and p.mechanisms.engagement:
        s.flow.rival_meetings = tables.meetings(p.provocation, draw(key, 0, chance.MEETINGS, 0))
    fill_always(world, s, row)
    if not book.brief:
        fill_others(world, s, row)


@phase
def play_month(
    world: World, s: State, params: Rows[ParamsRow], levers: Rows[LeverRow], book: BookRow, key: int, t: int,
    row: Floats,
) -> None:  # fmt: skip
    """One month, in the order of model section 11.1."""
    p = in_force(params, t).symbols
    lv = in_force(levers, t)
    _take_levers(world, s, lv, t)
    clear(s.flow)
    clear(s.offered)
    clear(s.refused)
    clear(s.paid)
    s.folds = 1 if p.mechanisms.donors else 0
    phases.calendar_and_shocks(world, s, p, lv, book, key, t)
    phases.donor_politics(world, s, p, book, key, t)
    stance.reconsider(world, s, p, lv, book, key, t)
    phases.beliefs(world, s, p, lv, t)
    negotiations(world, s, p, lv, book, key, t)
    money_and_pipeline(world, s, p, lv, t)
    phases.health_month(world, s, p, lv, t)
    phases.provoke(world, s, p, lv, book, key, t)
    reactions(world, s, p, lv, book, key, t)
    phases.economy_and_capability(world, s, p, lv)
    trust_and_ties(world, s, p, lv)
    record(world, s, p, book, key, row)


@phase
def _take_levers(world: World, s: State, lv: LeverRow, t: int) -> None:
    """Contributors and menus go into the state when their lever row starts."""
    if t == lv.since:
        for j in range(world.n_donors):
            s.contributes[j] = lv.contributes[j]
        for k in range(world.n_tables):
            s.menu[k, 0] = lv.menu[k, 0]
            s.menu[k, 1] = lv.menu[k, 1]


@phase
def begin_run(world: World, s: State, params: Rows[ParamsRow], seed: int, replicate: int) -> None:
    """Set up a run; month 0's chance draws the first governments."""
    begin(world, s, in_force(params, 0).symbols, month_key(seed, replicate, 0))


@phase
def prepare(worlds: Rows[World], params: Rows[ParamsRow]) -> None:
    """Fill in what of a world follows from the parameters of month 0; only the portable kernel is asked to."""
    start.fill_start(worlds[0], in_force(params, 0).symbols)


@kernel
def play_range(
    worlds: Rows[World], states: Rows[State], params: Rows[ParamsRow], levers: Rows[LeverRow], books: Rows[BookRow],
    seed: int, replicates: Ints, trajectories: Floats, named: Records, outcomes: Floats, snapshots: Records,
) -> None:  # fmt: skip
    """Play the listed replicates of one world.

    ``trajectories``: metrics by run, month and column; with room for one run only, each run overwrites the last.
    ``named``: the same memory with a name for every metric. ``outcomes``: by run. ``snapshots``: whole states by run
    and month, or empty. Where the book has room for a trace, rows of it are added (`diplosim.engine.notes`); where it
    is ``brief``, columns of metrics that are not always recorded keep whatever stood there.
    """
    world, s, book = worlds[0], states[0], books[0]
    for i in range(len(replicates)):
        place = i if len(trajectories) > 1 else 0
        begin_run(world, s, params, seed, replicates[i])
        book.run = i
        for t in range(world.months):
            book.month = t
            key = month_key(seed, replicates[i], t)
            play_month(world, s, params, levers, book, key, t, trajectories[place, t])
            if len(snapshots) > 0:
                snapshots[i, t] = s
        fill_outcomes(named[place], world, outcomes[i])
