"""The outcome space of a table: every package that may be offered (model section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Package(NamedTuple):
    """One outcome of the bargaining space."""

    x: float
    """Money: share of the donor's yearly ceiling, (0, 1]."""
    D: int
    """Duration, months, at least 12."""
    c: float
    """Co-financing: share of the programme that the DPRK pays, [0, 1)."""
    a: float
    """Monitoring access, [0, 1]."""
    k: int
    """Channel slot: 0 direct, i the i-th implementer in order of actor id."""
    r: int
    """Sanctions relief: 0 none, 1 humanitarian channels, 2 broad."""
    f: int
    """Framing: 0 universal, 1 singled out."""
    q: int
    """Condition: 0 none, 1 behaviour-linked, 2 denuclearisation first."""


#: Name of every issue of a package.
ISSUES = {
    "x": "money_share", "D": "months", "c": "cofinancing", "a": "access", "k": "channel",
    "r": "relief", "f": "framing", "q": "condition",
}  # fmt: skip
#: Names of the levels of the issues that are not numbers, from level 0 on.
LEVEL_NAMES = {
    "r": ("none", "humanitarian channels", "broad"),
    "f": ("universal", "singled out"),
    "q": ("none", "behaviour-linked", "denuclearisation first"),
}


def enumerate_packages(
    menu_x: Sequence[float],
    menu_D: Sequence[int],
    menu_c: Sequence[float],
    menu_a: Sequence[float],
    menu_k: Sequence[int],
    menu_r: Sequence[int],
    menu_f: Sequence[int],
    menu_q: Sequence[int],
) -> list[Package]:
    """All packages over the menus, row-major, first issue slowest, levels ascending (ruling A10).

    Ties between packages go to the lower index, so this order is part of the model.
    """
    return [
        Package(x, D, c, a, k, r, f, q)
        for x in sorted(menu_x)
        for D in sorted(menu_D)
        for c in sorted(menu_c)
        for a in sorted(menu_a)
        for k in sorted(menu_k)
        for r in sorted(menu_r)
        for f in sorted(menu_f)
        for q in sorted(menu_q)
    ]
