"""What a package is worth to each side (model section 2.2).

The functions use + - * / only, so they work on one package (floats) and on columns of packages (arrays) with
the same bits. Utilities are sums of named terms, added left to right: what a decision's explanation
lists is what was decided on.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from diplosim.rules.numeric import at_most, det_log, sigmoid
from diplosim.rules.params import BargainingParams

#: A float, or an array of floats with one entry per package.
Column: TypeAlias = Any

RECIPIENT_TERMS = (
    "money",
    "relief",
    "framing",
    "access",
    "condition",
    "channel",
    "ownership",
    "taint",
    "content",
)
DONOR_TERMS = (
    "health",
    "monitoring",
    "cost",
    "relief",
    "condition",
    "audience",
    "visibility",
    "reluctance",
    "content",
)

#: Places of these terms: R_ the recipient's, D_ a donor's.
(R_MONEY, R_RELIEF, R_FRAMING, R_ACCESS, R_CONDITION, R_CHANNEL, R_OWNERSHIP, R_TAINT, R_CONTENT) = range(9)
(D_HEALTH, D_MONITORING, D_COST, D_RELIEF, D_CONDITION, D_AUDIENCE, D_VISIBILITY, D_RELUCTANCE, D_CONTENT) = (
    range(9)
)
#: Terms without size, co-financing and access in them; a donor's audience cost is so but for the factor `size_seen`.
D_UNSIZED = (D_RELIEF, D_CONDITION, D_VISIBILITY, D_RELUCTANCE, D_CONTENT)

FACE_FRAMING = 0.10  # face cost of being singled out
FACE_ACCESS = 0.12  # face cost of full monitoring access
FACE_CONDITION = (0.0, 0.08, 0.60)  # by level of q
FACE_DIRECT_RIVAL = 0.12  # taking goods from a rival's hand
FACE_UN = 0.02  # a UN body or the pooled fund on the ground
FACE_RIVAL_MONEY = 0.05  # a rival's money through others, not pooled
RELIEF_VALUE = (0.0, 1.0, 4.0)  # rho(r)
CONDITION_VALUE = (0.0, 0.5, 4.0)  # psi_q
PROMISE_FLOOR = 0.2  # perceived chance of delivery at zero trust
VISIBLE_DIRECT = 0.02  # donor's gain of direct visibility
POOLED_CONTROL_LOSS = 0.03
MIN_RATIFIERS = 3  # a pooled programme starts if at least so many donors ratify
NEED_REFERENCE = 0.5  # burden at which need does not move the reservation value


class RatificationTerms(NamedTuple):
    """What speaks for ratification; the terms add up, left to right, to the log-odds."""

    margin_over_its_limit: float
    base: float


def programme_size(x: float, budget_musd: float, D: int) -> float:
    """Total programme V in M$ over ``D`` months at money share ``x`` of a yearly budget (ceiling x appetite)."""
    return x * budget_musd * D / 12.0


def donors_part(V_musd: float, c: float) -> float:
    """What the donors pay, M$, of a programme of ``V_musd`` M$ with co-financing share ``c``."""
    return (1.0 - c) * V_musd


def size_scale(p: BargainingParams) -> float:
    """Logarithm that makes a programme of ``Vmax`` worth 1."""
    return det_log(1.0 + p.Vmax / p.V0)


def size_value(p: BargainingParams, V_musd: float, scale: float) -> float:
    """Concave worth R of a programme of ``V_musd`` M$: 0 at nothing, 1 at ``Vmax`` (model 2.2)."""
    return det_log(1.0 + V_musd / p.V0) / scale


def promise(tau_eff: float) -> float:
    """Perceived chance pi that promises are kept, from effective trust."""
    return PROMISE_FLOOR + (1.0 - PROMISE_FLOOR) * tau_eff


def effective_trust(channel: int, pooled: bool, tau_donor: float, tau_carrier: float) -> float:
    """The recipient's effective health trust in a package by who delivers it.

    ``channel``: 0 direct, 1 UN, 2 third country; ``tau_carrier``: trust in the implementer, or in the
    pooled fund when ``pooled`` (then ``tau_donor`` is the mean over its donors).
    """
    if pooled:
        return tau_donor / 4.0 + 3.0 * tau_carrier / 4.0
    if channel == 0:
        return tau_donor
    if channel == 1:
        return (tau_donor + tau_carrier) / 2.0
    return tau_donor / 4.0 + 3.0 * tau_carrier / 4.0


def channel_face(channel: int, pooled: bool, rival: bool) -> float:
    """Face cost phi_k of the channel through which goods arrive."""
    if pooled:
        return FACE_UN
    cost = 0.0
    if channel == 0 and rival:
        cost = FACE_DIRECT_RIVAL
    elif channel == 1:
        cost = FACE_UN
    if rival:
        cost = cost + FACE_RIVAL_MONEY
    return cost


def ownership_gain(p: BargainingParams, own: float) -> float:
    """Worth of co-financing per share: the base, moved by the ownership lever to ``own_gain``."""
    return p.own_gain_base + own * (p.own_gain - p.own_gain_base)


def estimated_face_scale(p: BargainingParams, mediation: float) -> float:
    """Donors' estimate of the recipient's face scale J; mediation in [0, 1] corrects part of the error."""
    return p.J * (1.0 - p.misp * (1.0 - 0.7 * mediation))


def recipient_terms(
    p: BargainingParams,
    J: float,
    pi: Column,
    gain: Column,
    rho: Column,
    f: Column,
    a: Column,
    q_face: Column,
    k_face: Column,
    c: Column,
    own_gain: float,
    taint: Column = 0.0,
    seen: Column = 1.0,
    intrusion: float = 1.0,
    wanted: Column = 1.0,
    taught: Column = 0.0,
) -> tuple[Column, ...]:
    """The recipient's utility terms of a package, in the order of ``RECIPIENT_TERMS``.

    ``J``: face scale (true or estimated); ``pi``: chance that promises are kept; ``gain``: worth of the
    donors' part; ``rho``: worth of relief; ``f``, ``a``, ``c``: framing, access, co-financing; ``q_face``,
    ``k_face``: face costs of condition and channel. ``taint``, ``seen``, ``intrusion``: see `rules.givers`,
    ``wanted``, ``taught``: `rules.content`; as they stand there is none. Floats or columns.
    """
    return (
        pi * (gain * (1.0 - taint) * wanted),
        pi * (p.w_rel * rho),
        -J * (FACE_FRAMING * f * seen),
        -J * (FACE_ACCESS * (a * a) * intrusion),
        -J * q_face,
        -J * k_face,
        own_gain * c,
        -J * (p.kap_pol * taint),
        -J * (taught * intrusion),
    )


def donor_terms(
    p: BargainingParams,
    weight: float,
    tau_h: float,
    tau_s: float,
    That: float,
    d: float,
    pooled: bool,
    worth: Column,
    diverted: Column,
    x: Column,
    D: Column,
    c: Column,
    a: Column,
    rho: Column,
    q: Column,
    q_value: Column,
    direct: Column,
    reluctance: Column = 0.0,
    g_D: float = 0.0,
    misgiving: Column = 0.0,
) -> tuple[Column, ...]:
    """A donor's utility terms of a package, in the order of ``DONOR_TERMS``.

    ``weight``: security weight times (1 + hawkish); ``tau_h``, ``tau_s``: its trust in the recipient; ``That``:
    relative tension; ``d``: de-linking; ``worth``: R of the whole programme; ``diverted``: expected diverted
    share; ``q_value``: value of the condition; ``direct``: 1 if delivered by the donor itself;
    ``reluctance``: what giving to the recipient at all costs it at home; ``g_D``: cost of each further year;
    ``misgiving``: what is held against the content of the aid.
    ``q`` and the rest as in ``Package``. Floats or columns.
    """
    control = POOLED_CONTROL_LOSS if pooled else 0.0
    half_if_denuclearisation = 1.0 - 0.5 * (q == 2)
    return (
        p.w_h * worth * (1.0 - diverted),
        p.w_mon * a * (1.0 - tau_h),
        programme_cost(p, x, D, c, g_D),
        -p.x_rel * weight * (rho / 2.0) * half_if_denuclearisation * (1.0 - tau_s),
        p.y_q * weight * q_value,
        audience_cost(p, weight, That, d, pooled, q) * size_seen(x),
        VISIBLE_DIRECT * direct - control,
        -reluctance,
        -misgiving,
    )


def programme_cost(p: BargainingParams, x: Column, D: Column, c: Column, g_D: float) -> Column:
    """What a programme's money and length cost a donor, below 0."""
    return -p.w_cost * x * (1.0 - c) * (0.7 + 0.3 * D / 60.0 + g_D * (D / 12.0 - 1.0))


def audience_cost(
    p: BargainingParams, weight: float, That: float, d: float, pooled: bool, q: Column
) -> Column:
    """What giving to a provoker costs at home under a condition ``q``, below 0; times `size_seen`."""
    pooled_share = 0.5 if pooled else 1.0
    return -p.z_aud * weight * That * (1.0 - q / 2.0) * (1.0 - 0.5 * d) * pooled_share


def size_seen(x: Column) -> Column:
    """How much of a programme its size makes the public see."""
    return 0.4 + 0.6 * x


def add_terms(terms: tuple[Column, ...]) -> Column:
    """Sum of the nine utility terms, left to right (float addition is not associative)."""
    total = terms[0] + terms[1] + terms[2] + terms[3] + terms[4] + terms[5] + terms[6]
    return total + terms[7] + terms[8]


def security_weight(s: float, hawkish: int) -> float:
    """How heavily a donor weighs security: its weight, doubled under a hawkish government."""
    return s * (1.0 + hawkish)


def patron_support(p: BargainingParams, partner: float) -> float:
    """Support of patrons, 0-1: the scenario's, and more with a patron as ``partner`` in health (0-1).

    Who buys and learns from a patron needs others less: he asks more of them, and opens to rivals more rarely.
    """
    return at_most(p.Pi + p.Pi_partner * partner, 1.0)


def recipient_reservation(p: BargainingParams, burden: float, support: float) -> float:
    """Reservation value: higher with the `patron_support` it has (0 towards the patron), lower with need."""
    return p.r0_R + p.r_pat * support - p.r_need * (burden - NEED_REFERENCE)


def ratification_terms(p: BargainingParams, utility: float) -> RatificationTerms:
    """Terms of the log-odds of domestic ratification."""
    return RatificationTerms(p.kap_rat * (utility - p.r_D), 1.0)


def ratification_probability(p: BargainingParams, utility: float) -> float:
    """Chance that a donor ratifies a package worth ``utility`` to it (Putnam 1988)."""
    terms = ratification_terms(p, utility)
    return sigmoid(terms[0] + terms[1])


def renewal_probability(p: BargainingParams, utility: float, p_ren: float, inert: float) -> float:
    """Chance that incumbents renew a package worth ``utility`` to them: going on counts ``inert`` for itself."""
    return p_ren * sigmoid(p.kap_rat * (utility - p.r_D + inert) + 1.0)


def unsolicited_probability(p: BargainingParams, hawkish: float) -> float:
    """Monthly chance of an unsolicited offer; ``hawkish`` is 0/1, or a pool's weighted hawk share."""
    return p.p_unsol * (1.0 - 0.7 * hawkish)
