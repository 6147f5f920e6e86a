"""Declarations of ``trust.``: how evidence moves trust (model section 1)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_L0 = "judgement; swept"

# fmt: off
TRUST: tuple[Parameter, ...] = (
    Parameter("trust.rule", "logodds", 0, 2, "-", "K",
              "How evidence changes trust: additive log-odds, exponential average, or beta reputation.",
              "model 1.4; Josang and Ismail 2002", kind="category", choices=("logodds", "ewma", "beta")),
    Parameter("trust.a_ev", 0.03, 0.01, 0.06, "log-odds per unit of evidence", "U",
              "How much one month of perfect delivery adds to trust.",
              "scale: perfect delivery adds 1.5 log-odds in the limit", limits=(0, 1)),
    Parameter("trust.lam_neg", 2.0, 1, 4, "ratio", "U",
              "How many times more bad news weighs than good news.",
              "Slovic 1993; disputed", limits=(0, 20)),
    Parameter("trust.d_trust", 0.02, 0.01, 0.05, "1/month", "C",
              "How fast trust returns to its starting level when nothing happens.",
              "half-life 34 months (14-69)", limits=(0, 1)),
    Parameter("trust.omega", 0.25, 0, 0.5, "share", "U",
              "Share of good health evidence that spills over into security trust.",
              "functionalism; no estimate", limits=(0, 1)),
    Parameter("trust.chi", 0.5, 0, 1, "share", "U",
              "Share of bad security evidence that contaminates health trust.",
              "KDI: trade follows relations under conservative, not under progressive governments",
              limits=(0, 1)),
    Parameter("trust.fw_sym", 0.5, 0, 1, "share", "U",
              "How far a firewall that protects health from security also stops the spill-over back.",
              "open question; 0 as advocates hope, 1 as a sceptic says", limits=(0, 1)),
    Parameter("trust.psi", 0.02, 0, 0.1, "1/month", "K",
              "How fast donors' health trust in the DPRK converges on their common mean.",
              "small; DeGroot 1974, Friedkin and Johnsen 1990", limits=(0, 1)),
    Parameter("trust.L0_rival", -2.0, -3, -1, "log-odds", "C",
              "Starting trust between the DPRK and its rivals (-2 is 12%).",
              "Park 2023: 'zero trust environment'", limits=(-5, 5)),
    Parameter("trust.L0_neutral", -0.5, -1.5, 0.5, "log-odds", "C",
              "Starting trust between the DPRK and donors that are not rivals (-0.5 is 38%).",
              _L0, limits=(-5, 5)),
    Parameter("trust.L0_patron", 0.5, -0.5, 1.5, "log-odds", "C",
              "Starting trust between the DPRK and China (0.5 is 62%).", _L0, limits=(-5, 5)),
    Parameter("trust.L0_impl", 0.2, -0.8, 0.8, "log-odds", "C",
              "Starting trust of the DPRK in UN agencies and the pooled fund (0.2 is 55%).",
              "judgement; expulsions of aid workers cut against more", limits=(-5, 5)),
    Parameter("trust.L0_third", 0.5, -0.5, 1.5, "log-odds", "C",
              "Starting trust of the DPRK in third-country implementers (0.5 is 62%).",
              _L0, limits=(-5, 5)),
)
# fmt: on
