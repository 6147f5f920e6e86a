"""Declarations of ``politics.``: donor governments, appetite, suspension, overhead (model section 5)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_CONVENTION = "convention, model 5"

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
              "Share by which new offers shrink after a refusal, lapse or cancellation.", _CONVENTION,
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
              "Share of payments that administration takes.", _CONVENTION, limits=(0, 0.5)),
    Parameter("politics.om_frag", 0.05, 0, 0.1, "share", "C",
              "Further overhead for each two additional projects side by side.",
              "Knack and Rahman 2007 (sign)", limits=(0, 0.5)),
)
# fmt: on
