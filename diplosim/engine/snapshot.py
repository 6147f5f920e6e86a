"""The state as one vector, in the order of `diplosim.model.state.state_vector`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import layout as at
from diplosim.engine.jit import phase

if TYPE_CHECKING:
    from diplosim.engine.layout import Floats, Record

SCALARS = 11
FIXED = SCALARS + at.N_COUNTERS + at.N_SECTORS + 6
PER_DONOR = 8
PER_OTHER = 4
PER_TABLE = 3 + at.N_ACCOUNTS + at.N_LOCAL_ACCOUNTS + 1 + at.N_AG_FLOATS + at.N_AG_INTS


def length(world: Record) -> int:
    """Numbers in the vector of a world."""
    per_table = PER_TABLE + int(world["n_donors"])
    donors, others, implementers = (
        int(world["n_donors"]),
        int(world["n_others"]),
        int(world["n_implementers"]),
    )
    return FIXED + PER_DONOR * donors + PER_OTHER * others + implementers + per_table * int(world["n_tables"])


@phase
def write_state(world: Record, s: Record, out: Floats) -> None:
    """Fill ``out`` with the state at the end of a month."""
    n = 0
    for i in range(SCALARS):
        out[n + i] = s.scalar[i]
    n += SCALARS
    for i in range(at.N_COUNTERS):
        out[n + i] = s.counter[i]
    n += at.N_COUNTERS
    for i in range(at.N_SECTORS):
        out[n + i] = s.breadth[i]
    n += at.N_SECTORS
    for i in range(6):
        out[n + i] = s.blocks[i]
    n += 6
    for j in range(world.n_donors):
        out[n] = s.government[j]
        out[n + 1] = s.appetite[j]
        out[n + 2] = s.failures[j]
        out[n + 3] = s.tie[j]
        out[n + 4] = s.in_health[j]
        out[n + 5] = s.in_health_mass[j]
        out[n + 6] = s.in_security[j]
        out[n + 7] = s.in_security_mass[j]
        n += PER_DONOR
    for i in range(world.n_others):
        out[n] = s.out_health[i]
        out[n + 1] = s.out_health_mass[i]
        out[n + 2] = s.out_security[i]
        out[n + 3] = s.out_security_mass[i]
        n += PER_OTHER
    for i in range(world.n_implementers):
        out[n] = s.expelled_until[i]
        n += 1
    for k in range(world.n_tables):
        n = _write_table(world, s, k, out, n)


@phase
def _write_table(world: Record, s: Record, k: int, out: Floats, n: int) -> int:
    out[n] = s.table[k]
    out[n + 1] = s.round[k]
    out[n + 2] = s.cool[k]
    n += 3
    for i in range(at.N_ACCOUNTS):
        out[n + i] = s.money[k, i]
    n += at.N_ACCOUNTS
    for i in range(at.N_LOCAL_ACCOUNTS):
        out[n + i] = s.local[k, i]
    n += at.N_LOCAL_ACCOUNTS
    out[n] = s.in_force[k]
    n += 1
    for i in range(at.N_AG_FLOATS):
        out[n + i] = s.agreement[k, i]
    n += at.N_AG_FLOATS
    for i in range(at.N_AG_INTS):
        out[n + i] = s.agreement_int[k, i]
    n += at.N_AG_INTS
    for j in range(world.n_donors):
        out[n + j] = s.agreement_donors[k, j]
    return int(n + world.n_donors)
