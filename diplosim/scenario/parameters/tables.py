"""Declarations of ``tables.``: when talks open and how long they pause (model section 8)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

# fmt: off
TABLES: tuple[Parameter, ...] = (
    Parameter("tables.o0", -4.2, -5, -3, "log-odds", "C",
              "Readiness to open talks when nothing hurts.",
              "share of months with talks 0.15-0.25", limits=(-20, 20)),
    Parameter("tables.o1", 8.0, 4, 12, "log-odds", "C",
              "How much a stalemate that hurts both sides, with a way out, opens talks.",
              "Zartman 2000; judgement", limits=(-50, 50)),
    Parameter("tables.o2", 1.5, 0, 3, "log-odds", "C",
              "How much a recent class 2 or 3 provocation keeps talks from opening.",
              "judgement; swept", limits=(-20, 20)),
    Parameter("tables.o3", 2.0, 0, 4, "log-odds", "U",
              "How much a precondition keeps talks from opening.", "no estimate", limits=(-20, 20)),
    Parameter("tables.L_cool", 6, 6, 6, "months", "K",
              "How long both sides stay away after talks failed.", "convention, model 8", kind="int",
              limits=(0, 1200)),
)
# fmt: on
