"""Which analysis a design carries: chosen, or checked before anything is computed."""

from __future__ import annotations

from typing import Literal

from diplosim.analysis.drivers.pawn import IN_SLICE
from diplosim.analysis.drivers.refusals import CannotAnalyseError, other_design, too_few
from diplosim.analysis.drivers.sobol import base_rows
from diplosim.analysis.drivers.source import Source

Method = Literal["auto", "morris", "sobol", "pawn", "rank"]
METHODS: tuple[Method, ...] = ("auto", "morris", "sobol", "pawn", "rank")
#: Least trajectories of Morris, base samples of Saltelli, samples of ranks and of PAWN.
LEAST_TRAJECTORIES, LEAST_BASE, LEAST_RANKED, LEAST_PAWN = 4, 32, 20, 5 * IN_SLICE
_MORRIS = "{method: morris, samples: 20, levels: 4, seed: 1}"
_SALTELLI = "{method: saltelli, samples: 256, seed: 1}"
_SPREAD = "{method: lhs, samples: 500, seed: 1}"


def chosen(method: Method, source: Source) -> list[str]:
    """The analyses to compute; raises :class:`CannotAnalyseError` if they do not fit the design.

    ``auto`` takes what the design was made for; samples that were made for neither Morris nor Sobol get ranks,
    and PAWN beside them if there are enough, because ranks overlook effects that go up and down again.
    """
    design = source.design.method
    if method == "auto":
        made_for = {"saltelli": "sobol", "morris": "morris"}.get(design)
        spread = ["rank", "pawn"] if source.samples >= LEAST_PAWN else ["rank"]
        found = spread if made_for is None else [made_for]
    else:
        found = [method]
    for name in found:
        _check(name, source)
    return found


def _check(method: str, source: Source) -> None:
    """Refuse a design that the method cannot read, or one that is too small for it."""
    design, folder, wide = source.design, source.folder, len(source.inputs)
    if method == "sobol":
        if design.method != "saltelli":
            raise CannotAnalyseError(
                other_design(method, design.method, _SALTELLI, _instead(design.method), folder)
            )
        if design.samples < LEAST_BASE:
            raise CannotAnalyseError(
                too_few(method, design.samples, LEAST_BASE, "base samples", "samples: 256", folder)
            )
    elif method == "morris":
        if design.method != "morris":
            raise CannotAnalyseError(
                other_design(method, design.method, _MORRIS, _instead(design.method), folder)
            )
        if design.samples < LEAST_TRAJECTORIES:
            raise CannotAnalyseError(
                too_few(method, design.samples, LEAST_TRAJECTORIES, "trajectories", "samples: 20", folder)
            )
    else:
        if design.method == "morris":
            raise CannotAnalyseError(other_design(method, design.method, _SPREAD, "morris", folder))
        count = len(base_rows(design, wide, source.samples))
        least = LEAST_PAWN if method == "pawn" else max(LEAST_RANKED, 2 * (wide + 2))
        if count < least:
            line = "levels: 10" if design.method == "grid" else "samples: 512"
            raise CannotAnalyseError(
                too_few(method, count, least, "samples spread over the space", line, folder)
            )


def _instead(design: str) -> str:
    """What the samples at hand allow."""
    return {"saltelli": "sobol", "morris": "morris"}.get(design, "rank")
