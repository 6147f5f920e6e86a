"""Who trusts whom, at the start and at the end of one history."""

from __future__ import annotations

from diplosim.figures.history.traced import History
from diplosim.report.blocks import Block, Column, Heading, Section, Table
from diplosim.report.material import Material
from diplosim.wording.lists import capital
from diplosim.wording.numbers import DASH, number


def network(material: Material) -> Section | None:
    """The network of every history that is told."""
    if not material.histories:
        return None
    blocks: list[Block] = []
    for rank, (suffix, history) in enumerate(material.histories.items()):
        rows = _rows(history)
        if not rows:
            continue
        told = "; ".join(f"{row[0]}: DPRK’s trust {row[1]} to {row[2]}, trust in the DPRK {row[3]} to {row[4]}"
                         for row in rows)  # fmt: skip
        blocks += [Heading(capital(history.label))] if len(material.histories) > 1 else []
        blocks.append(material.drawn(f"network{suffix}", history.network, f"{told}.", 5 + rank))
        columns = [Column("Actor", numeric=False), Column("DPRK’s trust, start"), Column("end"),
                   Column("Trust in the DPRK, start"), Column("end")]  # fmt: skip
        caption = f"Trust in this history of {history.label}, mean of security and health (0 to 1)"
        blocks.append(Table(caption, columns, rows, folded=True))
    return Section("network", "Who trusts whom", blocks, "Trust network") if blocks else None


def _rows(history: History) -> list[list[str]]:
    """Trust of and in every actor, in the first and in the last month."""
    trust = history.traced(history.results.trust)
    if trust.empty:
        return []
    means = trust.groupby(["actor", "direction", "month"], sort=False)["trust"].mean()
    first, last = int(trust["month"].min()), int(trust["month"].max())
    names = {actor.code: actor.name for actor in history.arm.actors}

    def at(actor: str, way: str, month: int) -> str:
        return number(float(means[actor, way, month]), 2) if (actor, way, month) in means.index else DASH

    actors = dict.fromkeys(str(code) for code in trust["actor"])
    return [
        [
            names.get(actor, actor),
            *(at(actor, way, month) for way in ("out", "in") for month in (first, last)),
        ]
        for actor in actors
    ]
