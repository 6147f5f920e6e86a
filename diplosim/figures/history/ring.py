"""Where actors stand around the DPRK, and where their names go."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diplosim.figures.layout import roles
from diplosim.figures.layout.style import SEMIBOLD
from diplosim.figures.layout.text import line_height, spread, wrap

CENTRE = "DPRK"
NAME_SIZE, NUMBER_SIZE = 8.5, 7.5
FEW = 16
"""Up to this many actors are labelled by name; more by code."""
GROUPS = ("rival", "donor", "fund", "patron", "council", "implementer")
ASIDE = 0.16
"""Room in inches between a node and its label."""


CLEAR = 0.07
"""Half the height in inches of a node, which labels stay clear of."""


@dataclass(frozen=True)
class Node:
    """One actor on the ring; ``x`` and ``y`` in inches from the ring's centre."""

    code: str
    name: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A node's name beside it: its lines, and the middle of the first and of the whole."""

    lines: tuple[str, ...]
    x: float
    y: float
    side: int
    size: float


def read_cast(cast: Iterable[Any] | None, codes: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Return (code, name, kind, group) of the actors among ``codes``, groups together.

    ``cast`` holds a scenario's actors or mappings with ``code``, ``name``, ``kind`` and maybe ``rival``.
    """
    rows = {}
    for actor in cast or ():
        field = actor.get if isinstance(actor, Mapping) else lambda key, it=actor: getattr(it, key, None)
        code, kind = str(field("code")), str(field("kind"))
        rows[code] = (code, str(field("name") or code), kind, "rival" if field("rival") else kind)
    found = [rows.get(code, (code, code, "", "")) for code in codes if code != CENTRE]
    rank = {group: place for place, group in enumerate(GROUPS)}
    return sorted(found, key=lambda row: rank.get(row[3], len(rank)))


def place(actors: Sequence[tuple[str, str, str, str]], across: float, down: float) -> list[Node]:
    """Place actors clockwise from the top on an ellipse of half-axes in inches, a gap between groups."""
    gaps = [0.5 * (row[3] != actors[index - 1][3]) for index, row in enumerate(actors)]
    total = len(actors) + sum(gaps)
    nodes, walked = [], 0.0
    for (code, name, kind, _), gap in zip(actors, gaps, strict=True):
        walked += gap
        angle = math.pi / 2 - 2 * math.pi * (walked + 0.5) / total
        nodes.append(Node(code, name, kind, across * math.cos(angle), down * math.sin(angle)))
        walked += 1.0
    return nodes


def label_nodes(
    nodes: Sequence[Node], numbers: Mapping[str, str], *, half_width: float, half_height: float, across: float
) -> list[tuple[Node, Label]]:
    """Give every node a label outside the ring, on its side, pushed apart so that none overlap."""
    named = len(nodes) <= FEW
    size = NAME_SIZE if named else 7.0
    placed = []
    for side in (1, -1):
        mine = [node for node in nodes if (node.x >= 0) == (side > 0)]
        room = half_width - across - ASIDE
        texts = [_lines(node, numbers.get(node.code, ""), named, size, room) for node in mine]
        tallest = max((len(lines) for lines in texts), default=1) * line_height(size) + 0.03
        limit = half_height - tallest / 2
        heights = spread([node.y for node in mine], tallest, -limit, limit)
        for node, lines, y in zip(mine, texts, heights, strict=True):
            reach = len(lines) * line_height(size) / 2 + CLEAR
            beside = [abs(other.x) for other in mine if abs(other.y - y) < reach]
            placed.append((node, Label(lines, side * (max([abs(node.x), *beside]) + ASIDE), y, side, size)))
    return placed


def _lines(node: Node, numbers: str, named: bool, size: float, room: float) -> tuple[str, ...]:
    """Return a label's lines: the name (or code), then the numbers."""
    if named:
        return (*wrap(node.name, size, room, SEMIBOLD, most=2), *([numbers] if numbers else []))
    return (wrap(f"{node.code} {numbers}".strip(), size, room, SEMIBOLD, most=1)[0],)


def actor_role(kind: str) -> roles.ActorRole:
    """Return shape and name of an actor's kind."""
    return roles.ACTORS.get(kind, roles.OTHER_ACTOR)
