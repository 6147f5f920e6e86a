"""A month, a run, and a range of runs: the compiled counterpart of `diplosim.model.model.DiplomacyModel.step`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import phases
from diplosim.engine.context import in_force, month_key
from diplosim.engine.jit import kernel, phase
from diplosim.engine.learning import trust_and_ties
from diplosim.engine.money import money_and_pipeline
from diplosim.engine.pointers import clear
from diplosim.engine.reactions import reactions
from diplosim.engine.record import record
from diplosim.engine.snapshot import write_state
from diplosim.engine.start import begin
from diplosim.engine.tables import negotiations
from diplosim.rules.outcomes import outcome_row

if TYPE_CHECKING:
    from diplosim.engine.layout import Floats, Ints, Record, Records


@phase
def play_month(
    world: Record, s: Record, params: Records, levers: Records, book: Record, key: int, t: int, row: Floats
) -> None:
    """One month, in the order of model section 11.1."""
    p = in_force(params, t)
    lv = in_force(levers, t)
    _take_levers(world, s, lv, t)
    clear(s.flow)
    phases.calendar_and_shocks(world, s, p, lv, book, key, t)
    phases.donor_politics(world, s, p, book, key, t)
    phases.beliefs(world, s, p, lv, t)
    negotiations(world, s, p, lv, book, key, t)
    money_and_pipeline(world, s, p, lv, t)
    phases.health_month(world, s, p, lv, t)
    phases.provoke(world, s, p, lv, book, key, t)
    reactions(world, s, p, lv, book, key, t)
    phases.economy_and_capability(world, s, p, lv)
    trust_and_ties(world, s, p, lv)
    record(world, s, row)


@phase
def _take_levers(world: Record, s: Record, lv: Record, t: int) -> None:
    """Contributors and menus go into the state when their lever row starts."""
    if t == lv.since:
        for j in range(world.n_donors):
            s.contributes[j] = lv.contributes[j]
        for k in range(world.n_tables):
            s.menu[k, 0] = lv.menu[k, 0]
            s.menu[k, 1] = lv.menu[k, 1]


@phase
def begin_run(world: Record, s: Record, params: Records, seed: int, replicate: int) -> None:
    """Set up a run; month 0's chance draws the first governments."""
    begin(world, s, in_force(params, 0), month_key(seed, replicate, 0))


@kernel
def play_range(
    worlds: Records, states: Records, params: Records, levers: Records, books: Records, seed: int, replicates: Ints,
    trajectories: Floats, outcomes: Floats, snapshots: Floats,
) -> None:  # fmt: skip
    """Play the listed replicates of one world.

    ``trajectories``: metrics by run, month and column; with room for one run only, each run overwrites the last.
    ``outcomes``: by run. ``snapshots``: whole states by run and month, or empty.
    """
    world, s, book = worlds[0], states[0], books[0]
    for i in range(len(replicates)):
        rows = trajectories[i] if len(trajectories) > 1 else trajectories[0]
        begin_run(world, s, params, seed, replicates[i])
        for t in range(world.months):
            key = month_key(seed, replicates[i], t)
            play_month(world, s, params, levers, book, key, t, rows[t])
            if len(snapshots) > 0:
                write_state(world, s, snapshots[i, t])
        outcome_row(rows, world.reference_severity, world.e_law0, outcomes[i])
