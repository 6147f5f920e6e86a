"""Declarations of ``health.``: the health system and its shocks (model section 6)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

# fmt: off
HEALTH: tuple[Parameter, ...] = (
    Parameter("health.kap_B", 0.012, 0.006, 0.02, "1/M$", "C",
              "How much a million dollars well spent strengthens a part of the health system.",
              "judgement; swept", limits=(0, 1)),
    Parameter("health.d_B", 0.01, 0.005, 0.02, "1/month", "C",
              "How fast a part of the health system falls back without support.",
              "judgement; swept", limits=(0, 1)),
    Parameter("health.r_Y", 0.03, 0.015, 0.06, "1/month", "C",
              "How fast the disease burden follows the health system.", "half-life 23 months",
              limits=(0, 1)),
    Parameter("health.p_pan", 1 / 240, 1 / 240, 1 / 240, "1/month", "K",
              "Chance of a pandemic in a month.", "one in twenty years", limits=(0, 1)),
    Parameter("health.p_flood", 0.08, 0.08, 0.08, "1/month", "K",
              "Chance of a flood or typhoon in a month of July to September.", "convention, model 6",
              limits=(0, 1)),
    Parameter("health.L_close", 18, 18, 18, "months", "K",
              "How long a pandemic closes the border.", "border closure from January 2020",
              kind="int", limits=(0, 1200)),
    Parameter("health.reform_drift", 0.0, 0, 0.005, "1/year", "K",
              "How much the DPRK's own building drive lifts health services in a year.",
              "0 by default; 0.005 for the drive of 20 hospitals a year", limits=(-0.05, 0.05)),
)
# fmt: on
