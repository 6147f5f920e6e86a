"""The outcomes: one number per run (``runs.parquet``), made of its months; missing where the question does not arise.

An outcome is declared once, here: both engines, the files, their dictionary, summaries and the command line follow. Its
place in the list is its place among the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from diplosim.metrics.care import CARE_OUTCOMES
from diplosim.metrics.column import Outcome
from diplosim.rules import outcomes as rules

if TYPE_CHECKING:
    from diplosim.metrics.record import Floats


#: The live page draws the months of this one, which no outcome is made of.
DRAWN = ("deescalation",)


def _trust_in_rivals(m: Mapping[str, Floats], months: int) -> float:
    return rules.average_after(m["trust_rivals_security"], m["trust_rivals_health"], months)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("events_per_year", "provocations a year, all classes", "events a year", better="lower",
            label="Provocations a year", source="model section 10; Hawkes (1971)",
            made=lambda m, w: rules.per_year(m["events"])),
    Outcome("events_major_per_year", "provocations of class 2 and 3 a year", "events a year", better="lower",
            label="Major provocations a year", source="model section 10",
            made=lambda m, w: rules.per_year(m["events_major"])),
    Outcome("events_class1_per_year", "provocations of class 1 a year", "events a year", better="lower",
            source="model section 10", made=lambda m, w: rules.per_year(m["events_class1"])),
    Outcome("events_class2_per_year", "provocations of class 2 a year", "events a year", better="lower",
            source="model section 10", made=lambda m, w: rules.per_year(m["events_class2"])),
    Outcome("events_class3_per_year", "provocations of class 3 a year", "events a year", better="lower",
            source="model section 10", made=lambda m, w: rules.per_year(m["events_class3"])),
    Outcome("longest_quiet_months", "longest spell without a provocation of class 2 or 3", "months", better="higher",
            source="model section 10", made=lambda m, w: rules.longest_quiet_spell(m["events_major"])),
    Outcome("deescalation_index",
            "de-escalation: ln((s_ref + 1) / (mean monthly severity + 1)), whole run; above 0: calmer than the "
            "reference", "log ratio", better="higher", source="model section 10",
            made=lambda m, w: rules.deescalation_index(rules.mean(m["severity"]), w.reference_severity)),
    Outcome("deescalation_index_24", "de-escalation, last 24 months: the same over these", "log ratio", better="higher",
            source="model section 10",
            made=lambda m, w: rules.deescalation_index(rules.mean_of_last(m["severity"], 24), w.reference_severity )),
    Outcome("supercritical_share", "months in which provocations feed on themselves", "share of months", better="lower",
            source="model section 10; Richardson (1960)", made=lambda m, w: rules.mean(m["supercritical"])),
    Outcome("trust_rivals_end", "Recipient's trust in rivals, mean of both domains, last month", "probability",
            better="higher", label="Recipient trust in rivals, end", source="model section 10; Kydd (2005)",
            made=lambda m, w: _trust_in_rivals(m, len(m["events"]))),
    Outcome("trust_rivals_24", "Recipient's trust in rivals, mean of both domains, after 24 months", "probability",
            better="higher", source="model section 10; Kydd (2005)", made=lambda m, w: _trust_in_rivals(m, 24)),
    Outcome("trust_rivals_60", "Recipient's trust in rivals, mean of both domains, after 60 months", "probability",
            better="higher", source="model section 10; Kydd (2005)", made=lambda m, w: _trust_in_rivals(m, 60)),
    Outcome("trust_rivals_security_end", "Recipient's trust in rivals, security domain, last month", "probability",
            better="higher", source="model section 10; Kydd (2005)",
            made=lambda m, w: rules.last(m["trust_rivals_security"])),
    Outcome("trust_rivals_health_end", "Recipient's trust in rivals, health domain, last month", "probability",
            better="higher", source="model section 10; Kydd (2005)",
            made=lambda m, w: rules.last(m["trust_rivals_health"])),
    Outcome("trust_others_security_end", "Recipient's trust in other donors, security domain, last month",
            "probability",
            better="higher", source="model section 10; Kydd (2005)",
            made=lambda m, w: rules.last(m["trust_others_security"])),
    Outcome("trust_others_health_end", "Recipient's trust in other donors, health domain, last month", "probability",
            better="higher", source="model section 10; Kydd (2005)",
            made=lambda m, w: rules.last(m["trust_others_health"])),
    Outcome("trust_in_rivals_end", "rivals' trust in the recipient, mean of both domains, last month", "probability",
            better="higher", source="model section 10; Kydd (2005)", made=lambda m, w: rules.average_after(
                m["trust_rivals_security_in"], m["trust_rivals_health_in"], len(m["events"]))),
    Outcome("aid_disbursed_musd", "bilateral payments and fund payouts, before overhead, whole run", "M$",
            source="model section 5.4", made=lambda m, w: rules.total(m["aid_disbursed_musd"])),
    Outcome("aid_absorbed_musd", "donor-funded aid that reached the health system, net of waste, whole run", "M$",
            better="higher", label="Health aid absorbed, M$", source="model section 10",
            made=lambda m, w: rules.total(m["aid_absorbed_musd"])),
    Outcome("aid_diverted_musd", "donor-funded aid diverted, whole run", "M$", better="lower",
            source="model section 10; Haggard and Noland", made=lambda m, w: rules.total(m["aid_diverted_musd"])),
    Outcome("aid_returned_musd", "money returned to donors, whole run", "M$", better="lower", source="model section 10",
            made=lambda m, w: rules.total(m["returned_musd"])),
    Outcome("diverted_share", "aid diverted, as a share of what arrived", "share of arrivals", better="lower",
            source="model section 10; Haggard and Noland",
            made=lambda m, w: rules.ratio(rules.total(m["aid_diverted_musd"]), rules.total(m["aid_arrived_musd"]))),
    Outcome("overhead_share", "overhead, as a share of what was disbursed", "share of disbursed", better="lower",
            source="model section 10",
            made=lambda m, w: rules.ratio(rules.total(m["overhead_musd"]), rules.total(m["aid_disbursed_musd"]))),
    Outcome("offers_made", "unsolicited offers made", "count", source="model section 10",
            made=lambda m, w: rules.total(m["offers_made"])),
    Outcome("offers_refused", "unsolicited offers refused", "count", source="model section 10",
            made=lambda m, w: rules.total(m["offers_refused"])),
    Outcome("refusal_rate", "unsolicited offers refused, as a share of those made", "share of offers", better="lower",
            label="Offers refused, share", source="model section 10",
            made=lambda m, w: rules.ratio(rules.total(m["offers_refused"]), rules.total(m["offers_made"]))),
    Outcome("agreements_signed", "agreements signed", "count", label="Agreements signed", source="model section 10",
            made=lambda m, w: rules.total(m["agreements_signed"])),
    Outcome("failed_ratifications", "accepted packages that failed to be ratified", "count", better="lower",
            source="model section 10; Putnam (1988)", made=lambda m, w: rules.total(m["failed_ratifications"])),
    Outcome("first_agreement_month", "month of the first agreement", "month, from 0", source="model section 10",
            made=lambda m, w: rules.first_above_zero(m["agreements_signed"])),
    Outcome("suspensions", "agreements suspended", "count", better="lower", source="model section 10",
            made=lambda m, w: rules.total(m["suspensions"])),
    Outcome("cancellations", "agreements cancelled", "count", better="lower", source="model section 10",
            made=lambda m, w: rules.total(m["cancellations"])),
    Outcome("months_suspended", "months that agreements spent suspended", "agreement-months", better="lower",
            source="model section 10", made=lambda m, w: rules.total(m["suspended_agreements"])),
    Outcome("interruptions_per_agreement_year", "suspensions per year of agreement in force", "per year",
            better="lower", source="model section 10",
            made=lambda m, w: rules.yearly_rate(rules.total(m["suspensions"]), rules.total(m["agreements_active"]))),
    Outcome("interruptions_per_covered_year", "suspensions per year with any agreement in force", "per year",
            better="lower", label="Suspensions a year in force", source="model section 10",
            made=lambda m, w: rules.yearly_rate(
                rules.total(m["suspensions"]), rules.months_above_zero(m["agreements_active"]))),
    Outcome("rival_table_share", "months with a rival table open", "share of months", label="Talks with rivals, share",
            source="model section 10; Zartman (2000)", made=lambda m, w: rules.mean(m["rival_table_open"])),
    Outcome("engagement_mean", "mean engagement index", "0-1", source="model section 10",
            made=lambda m, w: rules.mean(m["engagement"])),
    Outcome("relief_mean", "mean humanitarian carve-out in force", "0-1", source="model section 10",
            made=lambda m, w: rules.mean(m["carve_out"])),
    Outcome("un_breadth_mean", "mean breadth of UN sanctions in effect", "0-1", source="model section 10",
            made=lambda m, w: rules.mean(m["un_breadth"])),
    Outcome("disease_burden_end", "disease burden in the last month", "0-1", better="lower",
            label="Disease burden, end", source="model section 10", made=lambda m, w: rules.last(m["disease_burden"])),
    Outcome("disease_burden_mean", "mean disease burden", "0-1", better="lower", source="model section 10",
            made=lambda m, w: rules.mean(m["disease_burden"])),
    Outcome("health_system_end", "health system in the last month", "0-1", better="higher",
            source="model section 10; WHO (2007)", made=lambda m, w: rules.last(m["health_system"])),
    Outcome("economy_end", "economy in the last month", "index", source="model section 4",
            made=lambda m, w: rules.last(m["economy"])),
    Outcome("exploitation_rate",
            "months of concession with severity above the reference, as a share of months of concession; read it as a "
            "paired difference", "share of months", better="lower", label="Exploitation, share",
            source="model section 10", made=lambda m, w: rules.exploitation(
                m["carve_out"], m["aid_absorbed_musd"], m["severity"], w.reference_severity, w.e_law0)),
    Outcome("donor_cost_musd", "donor payments less money returned", "M$", source="model section 5.4",
            made=lambda m, w: rules.total(m["donors_paid_musd"]) - rules.total(m["returned_musd"])),
    Outcome("talks_events_correlation",
            "correlation over months of open talks with rivals and provocations; missing if there were no talks",
            "correlation", source="model section 0.2, K1",
            made=lambda m, w: rules.correlation(m["rival_table_open"], m["events"])),
    *CARE_OUTCOMES,
    Outcome("aid_pledged_musd", "what agreements signed or renewed promise of the donors' money, whole run", "M$",
            source="model section 5.4", made=lambda m, w: rules.total(m["aid_pledged_musd"])),
)  # fmt: skip


@cache
def always_recorded() -> frozenset[str]:
    """The metrics that runs have of which nobody keeps the months: what outcomes are made of, and `DRAWN`."""
    months, world = _Asked(), _AnyWorld()
    for outcome in OUTCOMES:
        outcome.made(months, world)  # type: ignore[arg-type]
    return frozenset((*months.names, *DRAWN))


class _Asked(dict[str, Any]):
    """One month of whatever is asked for, and what that was."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __missing__(self, name: str) -> list[float]:
        self.names.add(name)
        return [1.0]


class _AnyWorld:
    def __getattr__(self, name: str) -> float:
        return 1.0
