"""Declarations of ``politics.``, ``delivery.`` and ``health.``: donors at home, delivery, health (model 5-6)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_MODEL_5 = "convention, model 5"

# fmt: off
POLITICS: tuple[Parameter, ...] = (
    Parameter("politics.m_hawk", 0.3, 0.02, 0.6, "ratio", "F",
              "Share of one-year aid that a hawkish government still pays.",
              "ROK government aid 2000-07 against 2008-16", limits=(0, 1)),
    Parameter("politics.m_direct", 1.0, 0.1, 1, "ratio", "K",
              "Further factor on direct aid under a hawkish government "
              "(0.1 with m_hawk 0.5 is the hindcast variant).",
              "ROK table: direct 0.02, through international bodies 0.49", limits=(0, 1)),
    Parameter("politics.p_hawk", 0.5, 0.3, 0.7, "probability", "C",
              "Chance that an election brings a hawkish government in usual times.",
              "judgement; swept", limits=(0, 1)),
    Parameter("politics.b_aud", 0.5, 0, 1, "exponent", "C",
              "How much recent provocations help hawks at the polls.", "Fearon 1994; judgement",
              limits=(-5, 5)),
    Parameter("politics.phi_fat", 0.05, 0.05, 0.05, "share", "K",
              "Share by which new offers shrink after a refusal, lapse or cancellation.", _MODEL_5,
              limits=(0, 1)),
    Parameter("politics.k_d", 0.25, 0.1, 0.5, "1/severity", "U",
              "How readily a provocation derails talks and suspends aid.", "no estimate", limits=(0, 10)),
    Parameter("politics.p_res", 0.15, 0.05, 0.3, "1/month", "K",
              "Chance that suspended aid resumes in a month.", "mean 6.7 months; one case of 18",
              limits=(0, 1)),
    Parameter("politics.pi_pool", 0.8, 0.3, 0.95, "share", "U",
              "How well a pooled fund shields a programme from donors' politics.", "no estimate",
              limits=(0, 1)),
    Parameter("politics.prefund", 0.3, 0, 1, "share", "K",
              "Share of a pooled programme that is deposited at signing.", "lever of the pooled fund",
              limits=(0, 1)),
    Parameter("politics.oh0", 0.10, 0.10, 0.10, "share", "K",
              "Share of payments that administration takes.", _MODEL_5, limits=(0, 0.5)),
    Parameter("politics.om_frag", 0.05, 0, 0.1, "share", "C",
              "Further overhead for each two additional projects side by side.",
              "Knack and Rahman 2007 (sign)", limits=(0, 0.5)),
)
# fmt: on


_MODEL_6 = "convention, model 6"

# fmt: off
DELIVERY: tuple[Parameter, ...] = (
    Parameter("delivery.rho_tr", 0.5, 0.5, 0.5, "1/month", "K",
              "Share of goods in transit that arrives in a month.", _MODEL_6, limits=(0, 1)),
    Parameter("delivery.cap0", 5.0, 3, 10, "M$/month", "C",
              "How much aid the health system can absorb in a month.", "judgement; swept",
              limits=(0, 1e6)),
    Parameter("delivery.v0", 0.30, 0.10, 0.50, "share", "F",
              "Share of unmonitored aid that is diverted.",
              "Haggard and Noland: span of estimates for food aid", limits=(0, 1)),
    Parameter("delivery.el0", 0.5, 0.5, 0.5, "share", "K",
              "Share of time with electricity at health facilities.", _MODEL_6,
              limits=(0.001, 1)),
    Parameter("delivery.c_cold", 0.3, 0.3, 0.3, "share", "K",
              "Share of medical products that a complete lack of electricity spoils.",
              "Sempungu et al. 2025: routine storage adequate", limits=(0, 1)),
)
# fmt: on


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
