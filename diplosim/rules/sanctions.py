"""Sanctions: legal breadth, over-compliance beyond the law, carve-outs and delays, and the economy under them.

Implements model section 4. Breadths ``U``, over-compliance ``O``, carve-out ``e`` and campaign strength
``press`` are shares from 0 to 1; delays are in days; the economy is an index, 1 without sanctions.
"""

from __future__ import annotations

from typing import NamedTuple

from .numeric import clip, hazard_probability
from .params import SanctionsParams

#: What UN sanctions cover, in the order of the breadths ``U``, and their places.
SECTORS = ("bank", "goods", "fuel", "trade")
BANK, GOODS, FUEL, TRADE = range(4)
#: The sectors that broad relief eases.
RELIEVED = ("goods", "fuel", "trade")
#: Days in the model's month.
DAYS_PER_MONTH = 30.4
#: Carve-out ``e`` that an agreement with sanctions relief brings.
AGREED_CARVE_OUT = 0.8
#: Months without the agreed carve-out after a major provocation, if the agreement is conditional.
SNAP_BACK_MONTHS = 6
#: Share by which a full carve-out calms over-compliance.
CARVE_OUT_CALMS = 0.6
#: Factor by which a full pressure campaign raises over-compliance (capped at 1).
PRESSURE_CHILLS = 1.4
#: Jump of over-compliance in a month with a major provocation, as a share of what is left.
MAJOR_JUMP = 0.03
#: How much a full pressure campaign adds to that jump (times the jump).
PRESSURE_JUMP = 2.0
#: Share of over-compliance that acts on banks, and that blunts a carve-out.
CHILLING = 0.5
#: Weight of the banking channel in the friction of deliveries.
BANK_WEIGHT = 0.5
#: Weight of the ban on goods in the friction of deliveries.
GOODS_WEIGHT = 0.5
#: The same weight with digital health: bits need no customs clearance (seed C4).
GOODS_WEIGHT_DIGITAL = 0.3
#: Share by which a full carve-out shortens the exemption delay.
CARVE_OUT_SHORTENS = 0.6
#: What broad relief leaves of the breadth in goods, fuel and trade.
BROAD_RELIEF_KEEPS = 0.5
#: Share of the distance to its target that the economy moves in a month.
ECONOMY_SPEED = 0.05
#: How much a full pressure campaign deepens the effect of trade sanctions.
PRESSURE_BITES = 0.3
#: Bounds of the economy index.
E_MIN = 0.5
E_MAX = 1.2


class AdoptionFactors(NamedTuple):
    """What the chance of a new resolution is made of; the factors are multiplied left to right."""

    tabled: float
    no_veto: float


def ratchet(U: float, dU: float) -> float:
    """Breadth after an adopted resolution: a share ``dU`` of what is not yet covered is added."""
    return U + dU * (1.0 - U)


def adoption_probability(p: SanctionsParams, by_class: bool = False, tested: bool = False) -> float:
    """Chance, 0-1, that a month with a major provocation ends in an adopted resolution; see `adoption_factors`."""
    factors = adoption_factors(p, by_class, tested)
    return factors.tabled * factors.no_veto


def adoption_factors(p: SanctionsParams, by_class: bool = False, tested: bool = False) -> AdoptionFactors:
    """The chances that a draft is tabled, and that nobody vetoes it.

    Sponsors who reckon with a veto table less, by ``hide`` of its chance (the hidden veto; Nahory 2004).
    ``by_class``: as the Council votes in the second model: nearly always after a nuclear test (``tested``), rarely
    after less; never where ``p_prop`` is 0, as in files that date their resolutions.
    """
    if not by_class or p.p_prop <= 0.0:
        return AdoptionFactors(p.p_prop, 1.0 - p.V_veto)
    dared = 1.0 - p.hide * p.V_veto
    if tested:
        return AdoptionFactors(p.pi3 * dared, 1.0 - p.V_veto)
    return AdoptionFactors(p.pi2 * dared, 1.0 - p.V_veto)


def relief_probability(p: SanctionsParams, hawkish: bool) -> float:
    """Chance, 0-1, that the Security Council lets broad relief pass.

    ``hawkish`` is the government of the USA, which stands for the Western permanent members (Tsebelis 2002).
    """
    if hawkish:
        return 1.0 - p.V_relief_hawk
    return 1.0 - p.V_relief_dove


def over_compliance_target(O0: float, e: float, press: float) -> float:
    """Level to which over-compliance drifts, 0-1.

    Carve-outs and comfort letters lower it; a pressure campaign replaces that formula by a higher level.
    ``press`` moves that share of the way between the two and is exact at 0 and at 1.
    """
    calm = O0 * (1.0 - CARVE_OUT_CALMS * e)
    pressed = min(1.0, PRESSURE_CHILLS * O0)
    return (1.0 - press) * calm + press * pressed


def over_compliance_next(O: float, target: float, r_O: float, major: bool, press: float) -> float:
    """Over-compliance at the end of the month, 0-1: first the drift, then the jump of a major month."""
    drifted = O + r_O * (target - O)
    if major:
        drifted = drifted + MAJOR_JUMP * (1.0 + PRESSURE_JUMP * press) * (1.0 - drifted)
    return clip(drifted, 0.0, 1.0)


def carve_out(e_law0: float, e_policy: float, e_agreed: float) -> float:
    """Humanitarian carve-out in force, 0-1: the widest of law, unilateral policy and agreement."""
    return max(e_law0, e_policy, e_agreed)


def bank_friction(U_bank: float, O: float) -> float:
    """Share of payments that banks do not make, 0-1: by law, or out of caution."""
    return 1.0 - (1.0 - U_bank) * (1.0 - CHILLING * O)


def compliance_cost(oh_s: float, s_bank: float, e: float) -> float:
    """Share of payments that complying with sanctions costs, by friction of banks ``s_bank`` and carve-out ``e``."""
    return oh_s * s_bank * (1.0 - e)


def throughput(U_bank: float, U_goods: float, O: float, e: float, dig: float, hindered: float = 1.0) -> float:
    """Share of supplies that gets past sanctions in an ordinary month, 0-1.

    A carve-out helps only as far as banks trust it: with ``e = 1`` and ``O = 1`` half of the friction stays.
    ``dig`` (0-1) is the digital-health lever, which lowers the weight of banned goods; ``hindered`` multiplies that
    weight by what is sent.
    """
    goods_weight = (1.0 - dig) * GOODS_WEIGHT + dig * GOODS_WEIGHT_DIGITAL
    goods_weight = min(1.0, goods_weight * hindered)
    friction = BANK_WEIGHT * bank_friction(U_bank, O) + goods_weight * U_goods
    return 1.0 - friction * (1.0 - e * (1.0 - CHILLING * O))


def exemption_delay(W0: float, e: float, W_policy: float, W_strength: float) -> float:
    """Days until the sanctions committee releases a shipment.

    ``W_policy`` is the delay that a policy aims at, negative if there is none; ``W_strength`` (0-1) says how
    far it gets. Evidence: 99 days on average in 2018, 15 in 2019 after a change of procedure.
    """
    usual = W0 * (1.0 - CARVE_OUT_SHORTENS * e)
    if W_policy < 0.0:
        return usual
    return (1.0 - W_strength) * usual + W_strength * W_policy


def hold(p: SanctionsParams, hawkish: bool, press: float, e: float, waiver: float = 0.0) -> float:
    """How far requests for exemptions are held in the committee, 0-1.

    One member is enough; ``hawkish`` is the government of the USA. Pressure holds everything, a carve-out shortens.
    ``waiver`` (0-1): how far members have given up holds, whoever governs and however hard the pressure.
    """
    held = p.hold0
    if hawkish:
        held = max(held, p.hold_hawk)
    return max(held, press) * (1.0 - CARVE_OUT_SHORTENS * e) * (1.0 - waiver)


def held_delay(p: SanctionsParams, held: float, W_policy: float, W_strength: float) -> float:
    """Days until a shipment is released, given how far requests are `hold`; a dated delay overrules that.

    A policy's ``W_policy`` (negative: none) can only shorten it, as far as ``W_strength`` says.
    """
    usual = p.W_fast + held * (p.W_slow - p.W_fast)
    if p.W_dated >= 0.0:
        usual = p.W_dated
    if W_policy < 0.0:
        return usual
    return (1.0 - W_strength) * usual + W_strength * min(usual, W_policy)


def release_fraction(W: float) -> float:
    """Share of waiting supplies released within a month, 0-1, for a delay of ``W`` days (0 or less: all)."""
    if W <= 0.0:
        return 1.0
    return hazard_probability(DAYS_PER_MONTH / W)


def effective_breadth(U: float, broad: bool) -> float:
    """Breadth in goods, fuel or trade as it acts now, while broad relief is or is not in force."""
    if broad:
        return BROAD_RELIEF_KEEPS * U
    return U


def mean_breadth(bank: float, goods: float, fuel: float, trade: float) -> float:
    """Mean effective breadth over the four sectors, 0-1."""
    return (bank + goods + fuel + trade) / 4.0


def leak_part(trade_share: float, enforcement: float) -> float:
    """Share of all trade that one neighbour lets through despite sanctions, 0-1; parts add up over actors."""
    return trade_share * (1.0 - enforcement)


def economy_target(eps_E: float, U_trade: float, leak: float, press: float) -> float:
    """Level to which the economy drifts.

    ``eps_E`` is the loss under complete, leak-proof trade sanctions; 0.15 matches the Bank of Korea's -3.5 %
    (2017) and -4.1 % (2018).
    """
    return 1.0 - eps_E * U_trade * (1.0 - leak) * (1.0 + PRESSURE_BITES * press)


def economy_next(E: float, target: float) -> float:
    """Economy index next month, 0.5-1.2."""
    return clip(E + ECONOMY_SPEED * (target - E), E_MIN, E_MAX)
