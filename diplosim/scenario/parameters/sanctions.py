"""Declarations of ``sanctions.``: Council votes, breadth, exemptions, economy (model section 4)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_CONVENTION = "convention, model 4"
_BREADTH = "resolutions 1718 (2006) to 2397 (2017)"

# fmt: off
SANCTIONS: tuple[Parameter, ...] = (
    Parameter("sanctions.V_veto", 0.95, 0.05, 0.95, "probability", "F",
              "Chance that a proposed sanctions resolution is vetoed: 0.05 before 2018, 0.95 now.",
              "about ten resolutions 2006-2017 without veto; double veto of 26 May 2022", limits=(0, 1)),
    Parameter("sanctions.V_relief_hawk", 0.9, 0.9, 0.9, "probability", "K",
              "Chance that broad relief is blocked under a hawkish US government.", _CONVENTION,
              limits=(0, 1)),
    Parameter("sanctions.V_relief_dove", 0.2, 0.2, 0.2, "probability", "K",
              "Chance that broad relief is blocked under a conciliatory US government.", _CONVENTION,
              limits=(0, 1)),
    Parameter("sanctions.p_prop", 0.5, 0.5, 0.5, "probability", "K",
              "Chance that a class 2 or 3 provocation leads to a proposed resolution.", _CONVENTION,
              limits=(0, 1)),
    Parameter("sanctions.dU", 0.15, 0.15, 0.15, "share", "K",
              "Share of what is still free that a new resolution closes.", _CONVENTION, limits=(0, 1)),
    Parameter("sanctions.U_bank", 0.9, 0.9, 0.9, "share", "K",
              "Breadth of UN sanctions on banking at the start.", _BREADTH, limits=(0, 1)),
    Parameter("sanctions.U_goods", 0.6, 0.6, 0.6, "share", "K",
              "Breadth of UN sanctions on equipment and goods at the start.", _BREADTH, limits=(0, 1)),
    Parameter("sanctions.U_fuel", 0.7, 0.7, 0.7, "share", "K",
              "Breadth of UN sanctions on fuel at the start.", _BREADTH, limits=(0, 1)),
    Parameter("sanctions.U_trade", 0.9, 0.9, 0.9, "share", "K",
              "Breadth of UN sanctions on trade at the start.", _BREADTH, limits=(0, 1)),
    Parameter("sanctions.O0", 0.6, 0.3, 0.9, "index", "C",
              "Over-compliance: how far banks and firms stay away beyond what the law asks.",
              "bank de-risking", limits=(0, 1)),
    Parameter("sanctions.r_O", 0.05, 0.05, 0.05, "1/month", "K",
              "How fast over-compliance follows the law.", _CONVENTION, limits=(0, 1)),
    Parameter("sanctions.e_law0", 0.1, 0.1, 0.1, "index", "K",
              "Humanitarian carve-out that is law already.",
              "resolution 2664 (2022): asset freezes, not goods bans", limits=(0, 1)),
    Parameter("sanctions.W0", 60.0, 15, 165, "days", "F",
              "How long the 1718 Committee takes to approve an exemption.",
              "mean 99 days in 2018, 15 in 2019", limits=(0, 3650)),
    Parameter("sanctions.enf_CHN", 0.5, 0.2, 0.9, "share", "C",
              "Share of the sanctions that China enforces.", "judgement; swept", limits=(0, 1)),
    Parameter("sanctions.enf_RUS", 0.3, 0.3, 0.3, "share", "K",
              "Share of the sanctions that Russia enforces.", _CONVENTION, limits=(0, 1)),
    Parameter("sanctions.eps_E", 0.15, 0.05, 0.25, "share", "C",
              "Share of the DPRK's economy that fully enforced trade sanctions cost.",
              "Bank of Korea: -3.5% (2017), -4.1% (2018)", limits=(0, 1)),
)
# fmt: on
