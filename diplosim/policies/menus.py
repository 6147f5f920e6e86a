"""What may be offered at a table under given levers, and its packages as columns (shared by both engines)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.policies.levers import ACCESS_LEVELS, MONEY_LEVELS, Levers
from diplosim.rules import bargaining
from diplosim.rules.content import CONTENTS, DIVERTED, DUAL_USE, FACE, FUNGIBLE, MIXTURE, SUPPLIES
from diplosim.rules.protocol import Package, enumerate_packages
from diplosim.scenario.agreements import DatedOffer
from diplosim.scenario.moves import RELIEFS, MoveTerms

Floats = NDArray[np.float64]
#: What donors offer as things are: supplies, equipment, training.
USUAL_CONTENTS = tuple(range(MIXTURE))


class Menu(NamedTuple):
    """What may be offered at one table in one month."""

    D: tuple[int, ...]
    c: tuple[float, ...]
    k: tuple[int, ...]
    r: tuple[int, ...]
    f: tuple[int, ...]
    q: tuple[int, ...]
    g: tuple[int, ...] = (SUPPLIES,)
    x: tuple[float, ...] = MONEY_LEVELS
    a: tuple[float, ...] = ACCESS_LEVELS


class Seat(NamedTuple):
    """Who gives at a table, as far as the menu depends on it."""

    rival: bool
    """A rival's own table."""
    pooled: bool
    health_fund: bool
    """The donor is a health fund, which has no staff in the country; asked only with taint."""
    broad: bool
    """Somebody at the table can bring broad relief."""


def contents_for(levers: Levers, seat: Seat) -> tuple[int, ...]:
    """The contents of aid on offer at one table, where content is part of the model.

    A health fund's mandate is vaccines and tuberculosis: no policy narrows what it may give, a comprehensive one aside.
    """
    if levers.menu_g is not None and not seat.health_fund:
        return tuple(sorted(CONTENTS.index(name) for name in levers.menu_g))
    if levers.comp > 0.0:
        return (MIXTURE,)
    return USUAL_CONTENTS


def menu_for(
    levers: Levers, carriers: tuple[str, ...], seat: Seat, taint: bool, content: bool = False
) -> Menu:
    """The menu of one table.

    ``carriers``: channel (un, third) of each implementer in order of actor id; ``taint``: whether `mechanisms.taint` is
    on; then relief is traded only where somebody can bring it, and a health fund delivers through others; ``content``:
    whether `mechanisms.content` is on; otherwise all aid is supplies, divided as the lever ``comp`` says.
    """
    slots = [i + 1 for i, channel in enumerate(carriers) if channel in levers.menu_k]
    if not seat.pooled and "direct" in levers.menu_k and not (taint and seat.health_fund and slots):
        slots = [0, *slots]
    framings = levers.menu_f
    if framings is None:
        framings = (1,) if seat.rival else (0, 1)
    reliefs = tuple(r for r in levers.menu_r if r < (1 if taint else 2) or seat.broad)
    return Menu(
        D=levers.menu_D,
        c=levers.menu_c,
        k=tuple(slots),
        r=reliefs or ((0,) if taint else ()),
        f=framings,
        q=levers.menu_q,
        g=contents_for(levers, seat) if content else (SUPPLIES,),
    )


def menu_of(offer: DatedOffer, carriers: tuple[str, ...], content: bool) -> Menu:
    """The menu of a dated offer: its one package, whatever the levers put on other menus; it trades no relief."""
    framing, condition, kind = offer.levels
    return Menu(
        D=(offer.months,), c=(offer.cofinancing,), k=(offer.slot(carriers),), r=(0,), f=(framing,), q=(condition,),
        g=(kind if content else SUPPLIES,), x=(offer.money_share,), a=(offer.access,),
    )  # fmt: skip


class PackageTable:
    """All packages of a menu, with one array per issue and per constant read off an issue."""

    def __init__(self, menu: Menu) -> None:
        self.levels: tuple[tuple[float, ...], ...] = (
            menu.x, menu.D, menu.c, menu.a, menu.k, menu.r, menu.f, menu.q, menu.g,
        )  # fmt: skip
        self.packages: list[Package] = enumerate_packages(
            menu.x, menu.D, menu.c, menu.a, menu.k, menu.r, menu.f, menu.q, menu.g
        )
        self.x = self._column("x")
        self.D = self._column("D")
        self.c = self._column("c")
        self.a = self._column("a")
        self.f = self._column("f")
        self.k = np.array([o.k for o in self.packages], dtype=np.int64)
        self.q = np.array([o.q for o in self.packages], dtype=np.int64)
        self.r = np.array([o.r for o in self.packages], dtype=np.int64)
        self.g = np.array([o.g for o in self.packages], dtype=np.int64)
        self.fungible = np.array(FUNGIBLE)[self.g]
        self.diverted = np.array(DIVERTED)[self.g]
        self.dual_use = np.array(DUAL_USE)[self.g]
        self.taught = np.array(FACE)[self.g]
        self.rho = np.array(bargaining.RELIEF_VALUE)[self.r]
        self.q_face = np.array(bargaining.FACE_CONDITION)[self.q]
        self.q_value = np.array(bargaining.CONDITION_VALUE)[self.q]
        self.direct = (self.k == 0).astype(np.float64)
        self.sizes, self.size_index = self._distinct(("x", "D"))
        self.donor_sizes, self.donor_size_index = self._distinct(("x", "D", "c"))

    def neighbours(self, i: int, issue: str) -> list[int]:
        """Packages that differ from package ``i`` in this issue only, in order of its levels."""
        place = Package._fields.index(issue)
        stride = 1
        for levels in self.levels[place + 1 :]:
            stride *= len(levels)
        size = len(self.levels[place])
        own = i // stride % size
        return [i + (other - own) * stride for other in range(size) if other != own]

    def _column(self, issue: str) -> Floats:
        return np.array([float(getattr(o, issue)) for o in self.packages], dtype=np.float64)

    def _distinct(self, issues: tuple[str, ...]) -> tuple[list[tuple[float, ...]], NDArray[np.int64]]:
        """Distinct level combinations of some issues, and which one each package has."""
        seen: dict[tuple[float, ...], int] = {}
        index = [seen.setdefault(tuple(getattr(o, i) for i in issues), len(seen)) for o in self.packages]
        return list(seen), np.array(index, dtype=np.int64)


def place_of(terms: MoveTerms, menu: PackageTable, implementers: Sequence[tuple[str, str]]) -> int | None:
    """Where a package is on a menu; ``None`` if it is not.

    Where both framings are on the menu singling out is not among what can be put forward: it costs the recipient face,
    gives the donors nothing, and no engine looks at it (`diplosim.engine.book.worth_a_look`).
    """
    framing, condition, content = terms.levels
    wanted = Package(
        terms.money_share, terms.months, terms.cofinancing, terms.access, terms.slot_among(implementers),
        RELIEFS.index(terms.relief), framing, condition, content,
    )  # fmt: skip
    if framing == 1 and menu.f.min(initial=1.0) == 0.0:
        return None
    return menu.packages.index(wanted) if wanted in menu.packages else None


@lru_cache(maxsize=512)
def package_table(menu: Menu) -> PackageTable:
    """The columns of a menu; menus repeat month after month and run after run."""
    return PackageTable(menu)
