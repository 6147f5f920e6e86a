"""What a policy can move: the levers L1-L18 of model section 9, as one month sees them."""

from __future__ import annotations

from dataclasses import dataclass

#: Levels of each issue of a package, in the order of the outcome index (model section 2.1).
MONEY_LEVELS = (0.25, 0.50, 0.75, 1.00)
ACCESS_LEVELS = (0.2, 0.5, 0.8)


@dataclass(frozen=True)
class Levers:
    """Lever settings in force during one month; the defaults are the status quo.

    Graded levers lie in [0, 1] and already include the policy's ``strength``.
    Menus list the levels that may be offered; ``None`` keeps the status-quo rule of that menu.
    """

    e_policy: float = 0.0
    """L1: unilateral humanitarian carve-out, 0-1."""
    menu_r: tuple[int, ...] = (0,)
    """L2: sanctions relief on offer: 0 none, 1 humanitarian channels, 2 broad."""
    menu_q: tuple[int, ...] = (0, 1)
    """L3: conditions on offer: 0 none, 1 behaviour-linked, 2 denuclearisation first."""
    precond: bool = False
    """L4: talks need denuclearisation steps first."""
    press: float = 0.0
    """L5: pressure campaign, 0-1."""
    pool: bool = False
    """L6: contributors negotiate through one pooled fund."""
    prefund: float = 0.0
    """L6: share of a pooled programme deposited at signing, 0-1."""
    pi_pool: float = 0.0
    """L6: protection of a pooled programme from donor politics, 0-1."""
    contributors: tuple[str, ...] | None = None
    """L6: codes of the donors in the pool; ``None`` means every donor with a budget."""
    menu_D: tuple[int, ...] = (12,)
    """L7: durations on offer, months."""
    menu_c: tuple[float, ...] = (0.0,)
    """L8: co-financing shares on offer."""
    own: float = 0.0
    """L8: DPRK ownership of programmes, 0-1."""
    menu_f: tuple[int, ...] | None = None
    """L9: framings on offer: 0 universal, 1 singled out; ``None``: {1} at rival tables, {0, 1} elsewhere."""
    d: float = 0.0
    """L10: de-linking of security from health, 0-1."""
    W_policy: float | None = None
    """L11: exemption delay that the policy aims at, days."""
    W_strength: float = 0.0
    """L11: how far the delay moves from its formula to ``W_policy``, 0-1."""
    menu_k: tuple[str, ...] = ("direct", "un")
    """L12: channels on offer: direct, un, third."""
    gamma_m: float = 0.0
    """L12: mediator effort, 0-1."""
    comp: float = 0.0
    """L13: comprehensive rather than fragmented programmes, 0-1."""
    dig: float = 0.0
    """L14: digital health, 0-1."""
    surv: float = 0.0
    """L15: regional disease surveillance network, 0-1."""
    posture: tuple[float, float, float, float] | None = None
    """L16: probability of allied restraint after (own, DPRK) = CC, CD, DC, DD; ``None``: no rule."""
    grit: bool = False
    """L16: the GRIT ladder instead of a memory-one rule."""
    posture_first: bool = True
    """L16: whether the rule opens with restraint."""
    posture_strength: float = 0.0
    """L16: how far restraint reaches, 0-1."""
    posture_since: int = 0
    """L16: month in which the rule in force started (a later rule restarts)."""
    uncond: float = 0.0
    """L17: relief is given, not traded; above 0 the switch is on, its size is the strength."""
    uncond_since: int = 0
    """L17: first month with unconditional relief."""
    unsol: bool = True
    """L18: donors make unsolicited offers."""


STATUS_QUO = Levers()
