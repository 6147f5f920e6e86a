"""Declarations of ``provocation.``, ``sanctions.``, ``politics.``, ``delivery.``, ``health.`` (model sections 3-6)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_FIT = "fit to 248 dated provocations, model section 13"

# fmt: off
PROVOCATION: tuple[Parameter, ...] = (
    Parameter("provocation.lam0", 0.80, 0.42, 1.09, "events/month", "F",
              "Provocations a month that nothing in particular set off.",
              "0.57 in the reduced fit; 0.80 meets targets T1-T5", limits=(0, 25)),
    Parameter("provocation.eta0", 0.60, 0.35, 0.75, "events per event", "F",
              "How many further provocations one provocation sets off.", _FIT,
              limits=(0, 1), open_high=True),
    Parameter("provocation.d_T", 0.5, 0.32, 0.84, "1/month", "F",
              "How fast tension dies down.", _FIT, limits=(1e-12, 1)),
    Parameter("provocation.r_nb", 2.4, 1.5, 8.6, "size", "F",
              "How evenly provocations spread over months; 'poisson' means without clusters.", _FIT,
              limits=(0.001, 1e6), infinite=True),
    Parameter("provocation.p2", 0.20, 0.15, 0.25, "probability", "F",
              "Share of provocations of class 2 (long-range missile, satellite, lethal attack).",
              "53 of 248 events", limits=(0, 1)),
    Parameter("provocation.p3", 0.02, 0.01, 0.04, "probability", "F",
              "Share of provocations of class 3 (nuclear test) at mid capability.",
              "5 of 248 events", limits=(0, 0.6)),
    Parameter("provocation.k_resp", 0.5, 0.2, 0.8, "ratio", "C",
              "How strongly the allies answer a provocation.", "Richardson 1960; judgement, swept",
              limits=(0, 5)),
    Parameter("provocation.spi", 0.5, -0.6, 1, "ratio", "U",
              "Whether an allied answer feeds the spiral (above 0) or deters (below 0).",
              "Jervis 1976", limits=(-5, 5)),
    Parameter("provocation.b_X", 1.2, 0, 2.1, "log rate ratio", "U",
              "How much a large allied exercise provokes.",
              "fit 1.67, halfway to the studies that find nothing", limits=(-5, 5)),
    Parameter("provocation.b_S", 0.1, -0.5, 0.5, "log rate ratio", "U",
              "Whether broader sanctions provoke (above 0) or deter (below 0).", "contested",
              limits=(-5, 5)),
    Parameter("provocation.b_N", 1.0, 0, 2, "log rate ratio", "U",
              "How much talks restrain provocation.", "fit 1.9 on one episode of talks (2018-19)",
              limits=(-5, 5)),
    Parameter("provocation.iota", 0.7, 0, 1, "share", "U",
              "How much carrying out an agreement counts as talking.", "unknown; the key open question",
              limits=(0, 1)),
    Parameter("provocation.zeta", 0.3, 0, 1, "share", "C",
              "How much health talks without a rival count as talking.", "judgement; swept",
              limits=(0, 1)),
    Parameter("provocation.b_K", 0.3, -0.5, 1, "log rate ratio", "U",
              "How much having aid and relief to lose restrains provocation (below 0: it is pocketed).",
              "Khachatryan 2013 against Yoon 2011", limits=(-5, 5)),
    Parameter("provocation.b_tau", 1.0, 0, 2, "log rate ratio per unit of trust", "U",
              "How much security trust in rivals reassures.", "Kydd 2005; Bernhardt and Sukin 2021",
              limits=(-10, 10)),
    Parameter("provocation.b_F", 0.3, 0, 0.8, "log rate ratio", "U",
              "How much extra fungible resources fuel provocation.", "fungibility literature",
              limits=(-5, 5)),
    Parameter("provocation.fung", 0.3, 0, 0.6, "share", "C",
              "Share of absorbed aid that frees the regime's own money.",
              "Haggard and Noland: crowding-out of own imports", limits=(0, 1)),
    Parameter("provocation.F_ref", 20.0, 5, 60, "M$/month", "C",
              "The regime's hard currency income, against which aid is measured.",
              "aid is small against it; judgement", limits=(0.001, 1e6)),
    Parameter("provocation.K_ref", 4.0, 4, 4, "M$/month", "K",
              "Aid absorbed a month at which the DPRK has all to lose.", "model 3.1",
              limits=(0.001, 1e6)),
    Parameter("provocation.Qcap0", 0.5, 0.5, 0.5, "index", "K",
              "Weapons capability at the start.", "model 3.1", limits=(0, 1)),
    Parameter("provocation.Qcap_growth", 0.004, 0.004, 0.004, "1/month", "K",
              "How fast weapons capability grows (0 freezes it).", "model 3.1", limits=(0, 1)),
)
# fmt: on


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
_JUDGEMENT = "judgement"

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
    Parameter("delivery.a_c", 0.09, 0.06, 0.12, "1/month", "C",
              "How fast access falls in a month in which people cannot enter, from the twelfth on.",
              "FTS 2019-25: 97, 41, 6 % of the usual", limits=(0, 1)),
    Parameter("delivery.A_floor", 0.05, 0.02, 0.1, "share", "C",
              "Access that is left in the longest closure.", "FTS 2022-23", limits=(0, 1)),
    Parameter("delivery.A_exp", 0.8, 0.5, 1, "ratio", "C",
              "What an expulsion leaves of access.", _JUDGEMENT, limits=(0, 1)),
    Parameter("delivery.r_ret", 0.002, 0, 0.01, "1/month", "C",
              "How fast access returns by itself while people can enter.", "FTS 2023-25", limits=(0, 1)),
    Parameter("delivery.r_adm", 0.005, 0, 0.015, "1/month", "U",
              "How much faster access returns while staff are admitted or talks are open.",
              "nothing observed: UN staff not admitted by 2025", limits=(0, 1)),
    Parameter("delivery.L_goods", 18, 12, 24, "months", "F",
              "Months after which a closed border lets goods through.", "freight trains from January 2022",
              kind="int", limits=(0, 1200)),
    Parameter("delivery.spoil", 0.1, 0, 0.2, "1/month", "C",
              "Share of goods in transit that is lost in a month in which goods cannot cross.", _JUDGEMENT,
              limits=(0, 1)),
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
