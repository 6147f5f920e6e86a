"""The memory of the compiled engine: records for the fixed world of a run, its levers, its symbols, and its state.

Records (NumPy structured dtypes) go through compiled code as one pointer each, and their fields read as attributes:
``s.tau_out_health[i]``. Their classes say what they hold (`diplosim.metrics.record`), so that a misspelt field is a
type error. Arrays inside a record have room for a capacity of donors, implementers and mediators; a larger cast gets
larger records (and is compiled once for them).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diplosim.metrics.record import (
    FLOAT,
    INT,
    DonorFlags,
    Flag,
    Floats,
    Ints,
    TableFlags,
    TableFloats,
    fields,
)
from diplosim.metrics.state import State, World
from diplosim.rules.params import Params

#: Records as NumPy keeps them.
Records: TypeAlias = NDArray[np.void]


class LeverRow:
    """The levers from a month on."""

    e_policy: float
    press: float
    pool: float
    prefund: float
    pi_pool: float
    own: float
    d: float
    W_policy: float
    W_strength: float
    comp: float
    dig: float
    surv: float
    china: float
    partner: float
    koryo: float
    contact: float
    hold_waiver: float
    has_posture: float
    grit: float
    p_cc: float
    p_cd: float
    p_dc: float
    p_dd: float
    posture_first: float
    posture_strength: float
    posture_since: float
    uncond: float
    since: int
    contributes: DonorFlags
    """By donor, in the pool while the lever is on."""
    precond: TableFlags
    unsol: TableFlags
    gamma_m: TableFloats
    menu: Annotated[Ints, INT, "tables", 2]
    """By table and (without, with) a member that can bring broad relief."""


class ParamsRow:
    """The symbols from a month on, all as floats: ``row.symbols.trust.lam_neg``."""

    symbols: Params
    since: int


# Kinds of dated events.
(FLOOD, PANDEMIC, CLOSURE, GOVERNMENT, PROVOCATION, RESOLUTION, EXERCISE, ACCESS, EXPULSION,
 HOSPITAL_DRIVE, KORYO_DRIVE, VACCINE_LINE, INSURANCE, STANCE) = range(14)  # fmt: skip

# Accounts of a table's donor ledger, in the order of `rules.ledger.DonorLedger`.
(PLEDGED, UNDISBURSED, FUND_BALANCE, OVERHEAD, HELD, TRANSIT, STOCK, ABSORBED, WASTED, DIVERTED, RETURNED,
 CANCELLED) = range(12)  # fmt: skip

# Accounts of a table's co-financing ledger, in the order of `rules.ledger.LocalLedger`.
LOCAL_PLEDGED, LOCAL_UNPAID, LOCAL_STOCK, LOCAL_ABSORBED, LOCAL_CANCELLED = range(5)


#: What a trace tells, by number; the names are those of the kinds of Mesa's log.
KINDS = (
    "hospital_drive", "koryo_drive", "vaccine_line", "insurance_transition", "network_joined", "pandemic", "flood",
    "outbreak_warning", "border_closure", "access", "expulsion", "election", "government", "stance_changed",
    "stance_kept", "stance", "table_opened", "table_stayed_closed", "walk_out", "stance_ended_talks", "no_proposal",
    "proposal_accepted",
    "proposal_rejected", "lapse", "offer_withheld", "offer_accepted", "offer_refused", "ratified",
    "ratification_refused", "ratification_failed", "agreement_signed", "agreement_renewed", "agreement_ended",
    "agreement_folded", "relief_granted", "relief_vetoed", "snap_back", "suspension", "agreement_withstood",
    "resumption", "cancellation", "resolution_adopted", "resolution_vetoed", "provocation", "posture_move",
)  # fmt: skip
#: Most terms of a decision: those of the recipient's utility, and its mood.
TRACE_TERMS = 10
#: Issues of a package whose single change may turn a no, and last the place of two changes together.
TRACE_CHANGES = 10
#: Donors have one bit each in a row of a trace.
TRACE_DONORS = 63
Short: TypeAlias = Annotated[int, "i4"]


class TraceRow:
    """One thing that happened in a run, as the kernel writes it; what a kind does not have is 0."""

    terms: Annotated[Floats, FLOAT, TRACE_TERMS]
    """What was weighed; of a provocation its two sources, then what moved the background."""
    value: float
    threshold: float
    draw: float
    probability: float
    estimate: float
    """Of a package to the recipient, as the donors see it."""
    before: float
    amount: float
    """A level after a change, or M$: of a drive a year, of an agreement in all."""
    musd: float
    """Size of the package at the members' budget, M$."""
    kusd: int
    """Pledged."""
    donors: int
    """A bit for each, by place in the cast: who signed, or who failed to ratify."""
    changes: Annotated[Ints, "i4", TRACE_CHANGES]
    """Packages that would have been accepted, as below; of a provocation the classes drawn, fifteen to a number."""
    package: Short
    """Place among all packages of the book, counted from 1."""
    run: Short
    """Place among the replicates of the call."""
    month: Short
    kind: Short
    """Place in ``KINDS``."""
    table: Short
    """Place among the tables; -1: at none."""
    actor: Short
    """Who decides, by actor id; -1: the recipient, or whom the kind names."""
    target: Short
    number: Short
    """Round of the talks, months, sectors (a bit each), provocations."""
    drawn: Short
    """Provocations of chance."""
    outcome: Flag
    """Of two outcomes of one kind: 1 open, hawkish, restrained."""
    dated: Flag
    flag: Flag
    """Mediated, bound by another agreement, without a zone of agreement, with the end of broad relief, quiet month."""
    identity: Flag
    """Refused because of who gives."""
    moved: Flag
    """Decided by a move."""


#: What is asked at a table, once a month each: what to put forward, yes or no to a package, yes or no at home.
QUESTIONS = ("party_offers", "recipient_offers", "party_answers", "recipient_answers", "vote")


class MoveRow:
    """A decision taken in an actor's place (`diplosim.engine.seats`)."""

    month: int
    table: int
    question: int
    donor: int
    """Who votes at home, by place; -1: another question."""
    yes: int
    """Accepts, or ratifies."""
    package: int
    """What is put forward: place in the menu of the table; -1: nothing."""
    package_broad: int
    """The same in the menu of a table where somebody can bring broad relief."""


class QuestionRow:
    """What somebody who sits in an actor's place is asked: who and which is written before a run, the rest by it."""

    seat: int
    """Actor id; -1: the recipient; 0: nobody is asked anything."""
    passed: int
    """Questions of the run that come before the one that is asked for."""
    asked: int
    """Questions to this seat in the run; not more than ``passed``: there was none any more."""
    month: int
    table: int
    question: int
    menu: int
    """-1: a vote at home, which is on one package."""
    package: int
    """What the rules put forward, or what is answered: place among all packages of the book, from 1; 0: nothing."""
    usual: int
    """Whether the rules would offer, accept, ratify."""
    open: int
    """Whether talks are under way; otherwise an offer is to be taken or left."""
    round: int
    limit_R: float
    limit_D: float
    """What each side must get at least."""
    ask_R: float
    ask_D: float
    """What each side asks for in this round."""
    mood: float
    utility: float
    probability: float
    """Of a vote: what the package is worth to the donor alone, and the chance that it passes."""


class Capacity(NamedTuple):
    """How many of each the records have room for."""

    donors: int
    implementers: int
    mediators: int
    traders: int

    @property
    def others(self) -> int:
        """Everybody that the recipient holds a belief about: donors, implementers, the fund; in full eights."""
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
LARGE = Capacity(donors=16, implementers=8, mediators=8, traders=8)


def room_for(needed: Capacity) -> Capacity:
    """The first of two usual capacities that fits, else doubled until all fits: few records, few compilations."""
    for usual in (LEAST, LARGE):
        if all(count <= most for count, most in zip(needed, usual, strict=True)):
            return usual
    return Capacity(*(_doubled(least, count) for least, count in zip(LEAST, needed, strict=True)))


def _doubled(least: int, count: int) -> int:
    room = least
    while room < count:
        room *= 2
    return room


@lru_cache(maxsize=64)
def dtype_of(record: type, room: Capacity = LEAST, integer: str = INT) -> np.dtype[np.void]:
    """A record as NumPy and compiled code see it, aligned as C aligns it; ``integer``: kind of its single integers."""
    layout: list[tuple[Any, ...]] = []
    for field in fields(record):
        shape = tuple(size if isinstance(size, int) else getattr(room, size) for size in field.shape)
        kind = integer if field.kind == INT and not shape else field.kind
        layout.append((field.name, kind if isinstance(kind, str) else dtype_of(kind, room, integer), shape))
    return np.dtype(layout, align=True)


#: Rows of symbols; their numbers are floats, whole ones included.
PARAMS = np.dtype([("symbols", dtype_of(Params, integer=FLOAT)), ("since", INT)], align=True)


#: Rows of a trace, moves, and the question to whoever plays.
TRACE, MOVES, QUESTION = map(dtype_of, (TraceRow, MoveRow, QuestionRow))


def levers_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of the levers from a month on."""
    return dtype_of(LeverRow, room)


def world_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of everything about a run that does not change while it is played, apart from its `Book`."""
    return dtype_of(World, room)


def state_dtype(room: Capacity) -> np.dtype[np.void]:
    """Record of what changes from month to month."""
    return dtype_of(State, room)


def address_of(table: np.ndarray[Any, Any]) -> int:
    """Where the rows of a table lie one after the other."""
    if not table.flags.c_contiguous:
        raise ValueError("the rows of a table must lie one after the other")
    return int(table.ctypes.data)
