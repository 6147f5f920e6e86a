"""The memory of the compiled engine: records for the fixed world of a run, its levers, and the state that changes.

Records (NumPy structured dtypes) go through compiled code as one pointer each, and their fields read as attributes:
``state.tau_out_health[i]``. Arrays inside a record have room for a capacity of donors, implementers and mediators; a
larger cast gets larger records (and is compiled once for them). Flags are int8, 0 or 1.
"""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diplosim.rules.params import Params
from diplosim.rules.sanctions import SECTORS

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Records: TypeAlias = NDArray[np.void]
#: One record; its fields are attributes in compiled code.
Record: TypeAlias = Any

FLOAT, INT, FLAG = "f8", "i8", "i1"


def record_of(fields: dict[str, Any]) -> np.dtype[np.void]:
    """A record with these fields: name -> kind, or (kind, shape). Aligned as C aligns it."""
    return np.dtype(
        [(name, *(kind if isinstance(kind, tuple) else (kind,))) for name, kind in fields.items()], align=True
    )


#: The symbols from a month on, by group: ``params.trust.lam_neg``. All as floats.
PARAMS = record_of(
    {
        group: record_of(dict.fromkeys(symbols._fields, FLOAT))
        for group, symbols in typing.get_type_hints(Params).items()
    }
    | {"since": INT}
)

LEVERS = (
    "e_policy", "precond", "press", "pool", "prefund", "pi_pool", "own", "d", "W_policy", "W_strength",
    "gamma_m", "comp", "dig", "surv", "has_posture", "grit", "p_cc", "p_cd", "p_dc", "p_dd", "posture_first",
    "posture_strength", "posture_since", "uncond", "unsol",
)  # fmt: skip


class Capacity(NamedTuple):
    """How many of each the records have room for."""

    donors: int
    implementers: int
    mediators: int
    traders: int

    @property
    def others(self) -> int:
        """Everybody that the DPRK holds a belief about: donors, implementers, the fund; in full eights."""
        return -(-(self.donors + self.implementers + 1) // 8) * 8

    @property
    def tables(self) -> int:
        """One a donor, and the pooled one."""
        return self.donors + 1

    @property
    def slots(self) -> int:
        """Direct, and one an implementer."""
        return self.implementers + 1


LEAST = Capacity(donors=8, implementers=4, mediators=4, traders=4)


def room_for(needed: Capacity) -> Capacity:
    """The least capacity, doubled until everything fits: few distinct records, few compilations."""
    return Capacity(*(_doubled(least, count) for least, count in zip(LEAST, needed, strict=True)))


def _doubled(least: int, count: int) -> int:
    room = least
    while room < count:
        room *= 2
    return room


@lru_cache(maxsize=16)
def levers_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of the levers from a month on.

    ``contributes``: by donor, in the pool while the lever is on; ``menu``: by table and (without, with) a member that
    can bring broad relief.
    """
    return record_of(
        {
            **dict.fromkeys(LEVERS, FLOAT), "since": INT, "contributes": (FLAG, (room.donors,)),
            "menu": (INT, (room.tables, 2)),
        }
    )  # fmt: skip


@lru_cache(maxsize=16)
def world_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of everything about a run that does not change while it is played, apart from its `Book`."""
    donors, others, tables = (room.donors,), (room.others,), (room.tables,)
    return record_of(
        {
            "months": INT, "first_month_of_year": INT,
            "n_donors": INT, "n_implementers": INT, "n_others": INT, "n_tables": INT, "n_mediators": INT,
            "n_traders": INT, "n_slots": INT, "fund_id": INT, "fund_table": INT, "surveillance_live": INT,
            # Quantities of the start that all policies share; no levers enter (ruling B10).
            "usual_tension": FLOAT, "usual_rate": FLOAT, "reference_severity": FLOAT, "initial_breadth": FLOAT,
            "initial_fuel_breadth": FLOAT, "initial_economy": FLOAT, "usual_trust_in_rivals": FLOAT,
            "initial_mass": FLOAT, "e_law0": FLOAT,
            # Donors (j), in order of actor id. first_government -1: drawn; cycle 0: no elections.
            "donor_id": (INT, donors), "rival": (FLAG, donors), "security_weight": (FLOAT, donors),
            "ceiling": (FLOAT, donors), "cycle": (INT, donors), "phase": (INT, donors), "partisan": (FLAG, donors),
            "first_government": (INT, donors), "donor_tie0": (FLOAT, donors), "broad_relief": (FLAG, donors),
            "surveillance": (FLAG, donors), "counts": (FLAG, donors), "own_table": (INT, donors),
            # Resting log-odds of the DPRK's trust: donors, implementers, then the fund.
            "other_prior": (FLOAT, others),
            "implementer_channel": (INT, (room.implementers,)), "channel_of_slot": (INT, (room.slots,)),
            # Mediators: place among donors or implementers, tie to the DPRK, static tie W to each donor.
            "mediator_is_donor": (FLAG, (room.mediators,)), "mediator_place": (INT, (room.mediators,)),
            "mediator_tie0": (FLOAT, (room.mediators,)), "third_party": (FLOAT, (room.mediators, room.donors)),
            # Donor index of a table; -1 for the pooled one.
            "table_party": (INT, tables),
            # Share of trade; share enforced (-1: parameter enf_CHN, -2: parameter enf_RUS).
            "trade_share": (FLOAT, (room.traders,)), "enforcement": (FLOAT, (room.traders,)),
        }
    )  # fmt: skip


# Kinds of dated events.
FLOOD, PANDEMIC, CLOSURE, GOVERNMENT, PROVOCATION, RESOLUTION, EXERCISE = range(7)

# Sectors of UN sanctions, in the order of the council's breadth.
BANK, GOODS, FUEL, TRADE = range(4)
N_SECTORS = len(SECTORS)

# Where a table stands.
CLOSED, OPEN, AGREED, COOLING = range(4)

# Accounts of a table's donor ledger, in the order of `rules.ledger.DonorLedger`.
(PLEDGED, UNDISBURSED, FUND_BALANCE, OVERHEAD, HELD, TRANSIT, STOCK, ABSORBED, WASTED, DIVERTED, RETURNED,
 CANCELLED) = range(12)  # fmt: skip
N_ACCOUNTS = 12

# Accounts of a table's co-financing ledger, in the order of `rules.ledger.LocalLedger`.
LOCAL_PLEDGED, LOCAL_UNPAID, LOCAL_STOCK, LOCAL_ABSORBED, LOCAL_CANCELLED = range(5)
N_LOCAL_ACCOUNTS = 5

# Numbers of a signed agreement.
AG_X, AG_C, AG_A, AG_PREFUND, AG_PI_POOL, AG_OWN, AG_RELIEF = range(7)
N_AG_FLOATS = 7
(
    AG_D,
    AG_K,
    AG_R,
    AG_F,
    AG_Q,
    AG_SIGNED,
    AG_PLEDGED,
    AG_LOCAL,
    AG_POOLED,
    AG_CHANNEL,
    AG_SUSPENDED,
    AG_SNAPPED,
) = range(12)
N_AG_INTS = 12

# Scalars of the state.
(TENSION, AVERAGE, RESTRAINT, GRIT_LEVEL, OVER_COMPLIANCE, CARVE_OUT, DELAY, THROUGHPUT, ECONOMY, CAPABILITY,
 BURDEN, EXERCISE_SIZE, THAT, TRUST_IN_RIVALS, PAIN, RESERVATION, FUNGIBLE, ENGAGEMENT, RESPONSE, BRANCHING,
 INDEX, RELEASE) = range(22)  # fmt: skip
N_SCALARS = 22
MAJOR_LAST, ANNOUNCED, BORDER_CLOSED, BROAD_TABLE, FUND_EXPELLED = range(5)
N_COUNTERS = 5

# Flows (k$) and counts of the month.
(DISBURSED, DONORS_PAID, OVERHEAD_PAID, ARRIVED, DIVERTED_NOW, ABSORBED_NOW, LOCAL_ABSORBED_NOW, RETURNED_NOW,
 RESOLUTIONS, EVENTS, CLASS1, CLASS2, CLASS3, SEV, SEV2, CAP_BINDS, OFFERS_MADE, OFFERS_REFUSED,
 AGREEMENTS_SIGNED, FAILED_RATIFICATIONS, LAPSES, WALK_OUTS, SUSPENSIONS, CANCELLATIONS) = range(24)  # fmt: skip
N_FLOWS = 24


@lru_cache(maxsize=16)
def state_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of what changes from month to month."""
    donors, others, tables = (room.donors,), (room.others,), (room.tables,)
    return record_of(
        {
            "scalar": (FLOAT, (N_SCALARS,)), "counter": (INT, (N_COUNTERS,)), "flow": (INT, (N_FLOWS,)),
            "eta": (FLOAT, (6,)), "breadth": (FLOAT, (N_SECTORS,)), "blocks": (FLOAT, (6,)),
            "government": (INT, donors), "appetite": (FLOAT, donors), "failures": (INT, donors),
            "tie": (FLOAT, donors), "contributes": (FLAG, donors),
            "in_health": (FLOAT, donors), "in_health_mass": (FLOAT, donors), "in_security": (FLOAT, donors),
            "in_security_mass": (FLOAT, donors), "tau_in_health": (FLOAT, donors), "tau_in_security": (FLOAT, donors),
            "out_health": (FLOAT, others), "out_health_mass": (FLOAT, others), "out_security": (FLOAT, others),
            "out_security_mass": (FLOAT, others), "tau_out_health": (FLOAT, others),
            "tau_out_security": (FLOAT, donors),
            # This month's evidence by kind (`rules.trust`) and holder.
            "seen_in_health": (FLOAT, (6, room.donors)), "seen_in_security": (FLOAT, (2, room.donors)),
            "seen_out_health": (FLOAT, (6, room.others)), "seen_out_security": (FLOAT, (8, room.others)),
            "expelled_until": (INT, (room.implementers,)),
            "table": (INT, tables), "round": (INT, tables), "cool": (INT, tables), "menu": (INT, (room.tables, 2)),
            "money": (INT, (room.tables, N_ACCOUNTS)), "local": (INT, (room.tables, N_LOCAL_ACCOUNTS)),
            "in_force": (FLAG, tables), "signed_once": (FLAG, tables),
            "agreement": (FLOAT, (room.tables, N_AG_FLOATS)), "agreement_int": (INT, (room.tables, N_AG_INTS)),
            "agreement_donors": (FLAG, (room.tables, room.donors)), "n_members": INT, "member": (INT, donors),
            "ratifies": (FLAG, donors), "live": (FLAG, donors), "ratio": (FLOAT, tables),
            "pi": (FLOAT, (room.slots,)), "face": (FLOAT, (room.slots,)), "monitoring": (FLOAT, (room.slots,)),
        }
    )  # fmt: skip
