"""What a policy can move: the levers L1-L24 of model section 9 as a month sees them, and as one policy sets them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from diplosim.rules.content import CONTENTS

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
    """L8: the recipient's ownership of programmes, 0-1."""
    menu_f: tuple[int, ...] | None = None
    """L9: framings on offer: 0 universal, 1 singled out; ``None``: {1} at rival tables, {0, 1} elsewhere."""
    d: float = 0.0
    """L10: de-linking of security from health, 0-1."""
    W_policy: float | None = None
    """L11: exemption delay that the policy aims at, days."""
    W_strength: float = 0.0
    """L11: how far the delay moves from its formula to ``W_policy``, 0-1."""
    menu_g: tuple[str, ...] | None = None
    """L21: contents of aid on offer; ``None``: the mixture under L13, else supplies, equipment and training."""
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
    china: float = 0.0
    """L19: partnership with China, which gives credit for medicine, 0-1."""
    partner: float = 0.0
    """L24: how far a patron is partner in health, whose support makes others less needed, 0-1."""
    posture: tuple[float, float, float, float] | None = None
    """L16: probability of allied restraint after (own, recipient) = CC, CD, DC, DD; ``None``: no rule."""
    grit: bool = False
    """L16: the GRIT ladder instead of a memory-one rule."""
    posture_first: bool = True
    """L16: whether the rule opens with restraint."""
    posture_strength: float = 0.0
    """L16: how far restraint reaches, 0-1."""
    posture_since: int = 0
    """L16: month in which the rule in force started (a later rule restarts)."""
    koryo: float = 0.0
    """L20: support for Koryo (traditional) medicine, 0-1."""
    contact: float = 0.0
    """L22: regular contact in the network for traditional medicine, 0-1."""
    hold_waiver: float = 0.0
    """L23: members of the 1718 Committee give up holds, 0-1."""
    uncond: float = 0.0
    """L17: relief is given, not traded; above 0 the switch is on, its size is the strength."""
    uncond_since: int = 0
    """L17: first month with unconditional relief."""
    unsol: bool = True
    """L18: donors make unsolicited offers."""
    rivals: Levers | None = None
    """The levers at the rivals' own tables, where they differ: of these only `AT_TABLES` are read."""
    pooled: Levers | None = None
    """The same at the pooled fund's table."""

    def at(self, rival: bool, pooled: bool) -> Levers:
        """The levers at one table: a rival's own, the fund's, or another donor's."""
        own = self.pooled if pooled else self.rivals if rival else None
        return own or self


STATUS_QUO = Levers()


#: Levels that a menu may list; durations and co-financing shares are checked by range instead.
RELIEF_LEVELS = (0, 1, 2)
CONDITION_LEVELS = (0, 1, 2)
FRAMING_LEVELS = (0, 1)
CHANNELS = ("direct", "un", "third")

#: Levers that a policy may move at some tables only.
AT_TABLES = ("menu_k", "menu_q", "precond", "gamma_m", "unsol")
#: Which tables those may be: the rivals' own, and the fund's.
SCOPES = ("rivals", "pooled")

#: Levers that ``strength`` scales; their status quo is 0, so a share of the way is a plain product.
GRADED = (
    "e_policy",
    "press",
    "prefund",
    "pi_pool",
    "own",
    "d",
    "gamma_m",
    "comp",
    "dig",
    "surv",
    "china",
    "partner",
    "koryo",
    "contact",
    "hold_waiver",
    "uncond",
)

#: Menus of the bargaining table, in the order of the outcome index (model section 2.1).
MENUS = ("menu_D", "menu_c", "menu_k", "menu_r", "menu_f", "menu_q", "menu_g")


class Posture(NamedTuple):
    """A rule of allied restraint in exercises and responses (lever L16)."""

    vector: tuple[float, float, float, float]
    """Probability of restraint after (own move, the recipient's) = CC, CD, DC, DD."""
    grit: bool = False
    """The GRIT ladder instead of a memory-one rule."""
    first: bool = True
    """Whether the rule opens with restraint."""
    strength: float = 1.0
    """How far restraint reaches, 0-1."""


@dataclass(frozen=True)
class Settings:
    """The levers that one policy moves; ``None`` means that it leaves the lever alone.

    Names and meanings are those of :class:`diplosim.policies.levers.Levers`. A policy states its settings at
    full strength and calls :meth:`scaled`.
    """

    e_policy: float | None = None
    menu_r: tuple[int, ...] | None = None
    menu_q: tuple[int, ...] | None = None
    precond: bool | None = None
    press: float | None = None
    pool: bool | None = None
    prefund: float | None = None
    pi_pool: float | None = None
    contributors: tuple[str, ...] | None = None
    menu_D: tuple[int, ...] | None = None
    menu_c: tuple[float, ...] | None = None
    own: float | None = None
    menu_f: tuple[int, ...] | None = None
    d: float | None = None
    W_policy: float | None = None
    W_strength: float | None = None
    menu_k: tuple[str, ...] | None = None
    menu_g: tuple[str, ...] | None = None
    gamma_m: float | None = None
    comp: float | None = None
    dig: float | None = None
    surv: float | None = None
    china: float | None = None
    partner: float | None = None
    koryo: float | None = None
    contact: float | None = None
    hold_waiver: float | None = None
    posture: Posture | None = None
    uncond: float | None = None
    unsol: bool | None = None
    rivals: Settings | None = None
    """What it moves at the rivals' own tables only: levers out of `AT_TABLES`."""
    pooled: Settings | None = None
    """What it moves at the fund's table only."""

    def __post_init__(self) -> None:
        for scope in SCOPES:
            part: Settings | None = getattr(self, scope)
            if part is not None and (strange := [name for name in part.moved() if name not in AT_TABLES]):
                raise ValueError(f"{scope} may move {', '.join(AT_TABLES)} only, not {', '.join(strange)}")
        _check_graded(self)
        _check_menus(self)
        if self.W_policy is not None and not 0 <= self.W_policy <= 365:
            raise ValueError(f"W_policy must lie in 0 to 365 days, not {self.W_policy!r}")
        if self.posture is not None:
            _check_posture(self.posture)

    def scaled(self, strength: float) -> Settings:
        """These settings at a strength between 0 and 1.

        Graded levers move that share of the way from the status quo; menus and switches apply in full.
        """
        changes: dict[str, Any] = {
            name: strength * value for name in GRADED if (value := getattr(self, name)) is not None
        }
        if self.W_policy is not None:
            changes["W_strength"] = strength * (1.0 if self.W_strength is None else self.W_strength)
        if self.posture is not None:
            changes["posture"] = self.posture._replace(strength=strength * self.posture.strength)
        changes |= {scope: part.scaled(strength) for scope in SCOPES if (part := getattr(self, scope))}
        return replace(self, **changes)

    def bound_to(self, scope: str) -> Settings:
        """The same, with its levers of single tables binding the rivals' own (``rivals``), or every table (``all``)."""
        if scope == "all":
            return self
        here = {name: value for name, value in self.moved().items() if name in AT_TABLES}
        return replace(self, **dict.fromkeys(here), rivals=Settings(**here))

    def moved(self) -> dict[str, Any]:
        """The levers that are set, by name."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


def _check_graded(settings: Settings) -> None:
    for name in (*GRADED, "W_strength"):
        value = getattr(settings, name)
        if value is not None and not 0 <= value <= 1:
            raise ValueError(f"{name} must lie between 0 and 1, not {value!r}")


def _check_menus(settings: Settings) -> None:
    allowed: dict[str, tuple[Any, ...]] = {
        "menu_r": RELIEF_LEVELS,
        "menu_q": CONDITION_LEVELS,
        "menu_f": FRAMING_LEVELS,
        "menu_k": CHANNELS,
        "menu_g": CONTENTS,
    }
    for name in MENUS:
        menu = getattr(settings, name)
        if menu is None:
            continue
        if not menu or len(set(menu)) != len(menu):
            raise ValueError(f"{name} must list at least one level, each once, not {menu!r}")
        unknown = [level for level in menu if level not in allowed.get(name, menu)]
        if unknown:
            raise ValueError(f"{name} may list {allowed[name]}, not {unknown!r}")
    if any(not 12 <= months <= 120 for months in settings.menu_D or ()):
        raise ValueError(f"menu_D must list months from 12 to 120, not {settings.menu_D!r}")
    if any(not 0 <= share < 1 for share in settings.menu_c or ()):
        raise ValueError(f"menu_c must list shares from 0 to below 1, not {settings.menu_c!r}")


def _check_posture(posture: Posture) -> None:
    if len(posture.vector) != 4 or any(not 0 <= p <= 1 for p in posture.vector):
        raise ValueError(f"a posture needs four probabilities between 0 and 1, not {posture.vector!r}")
    if not 0 <= posture.strength <= 1:
        raise ValueError(f"posture strength must lie between 0 and 1, not {posture.strength!r}")
