"""A month, a run, and a range of runs: the compiled counterpart of `diplosim.model.DiplomacyModel.step`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diplosim.ensemble import layout as at
from diplosim.ensemble import phases
from diplosim.ensemble.context import levers_of, params_of, row_in_force
from diplosim.ensemble.jit import kernel, phase
from diplosim.ensemble.learning import trust_and_ties
from diplosim.ensemble.money import money_and_pipeline
from diplosim.ensemble.reactions import reactions
from diplosim.ensemble.record import record
from diplosim.ensemble.start import begin
from diplosim.ensemble.tables import negotiations
from diplosim.rules import chance
from diplosim.rules.outcomes import outcome_row

if TYPE_CHECKING:
    from diplosim.ensemble.layout import Floats, State, World


@phase
def play_month(world: World, s: State, key: int, t: int, row: Floats) -> None:
    """One month, in the order of model section 11.1."""
    p = params_of(world.params[row_in_force(world.param_month, t)])
    lever = row_in_force(world.lever_month, t)
    lv = levers_of(world.levers[lever])
    s.flow[:] = 0
    phases.calendar_and_shocks(world, s, p, lv, key, t)
    phases.donor_politics(world, s, p, key, t)
    phases.beliefs(world, s, p, lv, t)
    negotiations(world, s, p, lv, lever, key, t)
    money_and_pipeline(world, s, p, lv, t)
    phases.health_month(world, s, p, lv, t)
    phases.provoke(world, s, p, lv, key, t)
    reactions(world, s, p, lv, key, t)
    phases.economy_and_capability(world, s, p, lv)
    trust_and_ties(world, s, p, lv, lever)
    record(world, s, lever, row)


@phase
def play(world: World, s: State, seed: int, replicate: int, rows: Floats) -> None:
    """One run: its monthly metrics into ``rows``."""
    key = chance.month_key(np.uint64(seed), np.uint64(replicate), np.uint64(0))
    begin(world, s, params_of(world.params[row_in_force(world.param_month, 0)]), key)
    for t in range(world.months):
        key = chance.month_key(np.uint64(seed), np.uint64(replicate), np.uint64(t))
        play_month(world, s, key, t, rows[t])


@kernel
def play_range(
    world: World, s: State, seed: int, replicates: at.Ints, trajectories: Floats, outcomes: Floats
) -> None:
    """Play the listed replicates of one world: metrics by run, month and column, and outcomes by run."""
    for i in range(len(replicates)):
        play(world, s, seed, replicates[i], trajectories[i])
        outcome_row(
            trajectories[i], world.references.reference_severity, world.references.e_law0, outcomes[i]
        )
