"""The metrics: one number per run and month (``trajectories.parquet``), end-of-month stocks and the month's own flows.

A metric is declared once, here: both engines, the files, their dictionary, the command line and the figures follow. Its
place in the list is its place among the columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.metrics.care import CARE
from diplosim.metrics.column import DONORS, Metric
from diplosim.rules import outcomes as rules
from diplosim.rules.content import CONTENTS
from diplosim.rules.delivery import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from diplosim.metrics.record import Floats
    from diplosim.metrics.state import State, World

    Reading = Callable[[World, State], float]

OTHERS, RIVALS = range(2)


def _mean_trust(w: World, trust: Floats, group: int) -> float:
    return rules.mean_trust(trust, w.n_donors, w.rival, w.counts, group)


def _by_donor(number: int, code: str, name: str) -> tuple[Metric, ...]:
    """What one donor offered and paid; 0 where it takes no part."""
    return (
        Metric(f"offers_{code}", f"offers outside talks by {name} this month, as a member of a pool too", "count",
               source="model section 2.3",
               read=lambda w, s: rules.of_donor(s.offered, w.donor_id, w.n_donors, number)),
        Metric(f"refused_{code}", f"offers outside talks by {name} that the recipient refused this month", "count",
               source="model section 2.3",
               read=lambda w, s: rules.of_donor(s.refused, w.donor_id, w.n_donors, number)),
        Metric(f"paid_musd_{code}", f"what {name} paid; payments to a pool are shared out by ceilings", "M$ a month",
               source="model section 5.4",
               read=lambda w, s: rules.musd(rules.of_donor(s.paid, w.donor_id, w.n_donors, number))),
    )  # fmt: skip


def _offers(code: str, words: str, offered: Reading, refused: Reading) -> tuple[Metric, ...]:
    """Offers outside talks of one kind, and what the recipient said to them."""
    return (
        Metric(f"offers_{code}", f"offers outside talks {words} this month", "count", source="model section 2.3",
               read=offered),
        Metric(f"refused_{code}", f"offers outside talks {words} that the recipient refused this month", "count",
               source="model section 2.3", read=refused),
    )  # fmt: skip


def _by_channel(name: str, place: int) -> tuple[Metric, ...]:
    words = {
        "direct": "delivered by the donor",
        "un": "through UN bodies",
        "third": "through third countries",
    }
    return _offers(name, words[name], lambda w, s: s.flow.offers_by_channel[place],
                   lambda w, s: s.flow.refused_by_channel[place])  # fmt: skip


def _by_content(name: str, place: int) -> tuple[Metric, ...]:
    return _offers(name, f"of {name}", lambda w, s: s.flow.offers_by_content[place],
                   lambda w, s: s.flow.refused_by_content[place])  # fmt: skip


METRICS: tuple[Metric, ...] = (
    Metric("events", "provocations this month, all classes", "count", better="lower", label="Provocations",
           source="model section 3.1; Hawkes (1971)", read=lambda w, s: s.flow.events),
    Metric("events_major", "provocations of class 2 and 3 this month", "count", better="lower",
           label="Major provocations", source="model section 3.1",
           read=lambda w, s: s.flow.by_class[1] + s.flow.by_class[2]),
    Metric("events_class1", "provocations of class 1 this month (short-range tests, drills with fire)", "count",
           better="lower", source="model section 3.1", read=lambda w, s: s.flow.by_class[0]),
    Metric("events_class2", "provocations of class 2 this month (long-range tests, lethal incidents at the border)",
           "count", better="lower", source="model section 3.1", read=lambda w, s: s.flow.by_class[1]),
    Metric("events_class3", "provocations of class 3 this month (nuclear tests)", "count",
           better="lower", source="model section 3.1", read=lambda w, s: s.flow.by_class[2]),
    Metric("severity", "severity summed over the month's provocations", "severity units", better="lower",
           source="model section 3.1", read=lambda w, s: s.flow.severity),
    Metric("deescalation",
           "de-escalation: ln((s_ref + 1) / (the month's severity + 1)); above 0: calmer than the reference; the "
           "outcome deescalation_index takes the mean severity instead", "log ratio",
           better="higher", label="De-escalation", source="model section 10",
           read=lambda w, s: rules.deescalation_index(s.flow.severity, w.reference_severity)),
    Metric("tension", "stock of remembered severity", "severity units", better="lower", label="Tension",
           source="model section 3.1; Hawkes (1971)", read=lambda w, s: s.tension),
    Metric("trust_rivals_security", "Recipient's trust in rival donors, security domain, mean", "probability",
           better="higher", label="Recipient’s trust in its rivals, security", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_out_security, RIVALS)),
    Metric("trust_rivals_health", "Recipient's trust in rival donors, health domain, mean", "probability",
           better="higher", label="Recipient’s trust in its rivals, health", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_out_health, RIVALS)),
    Metric("trust_others_security", "Recipient's trust in the other donors, security domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_out_security, OTHERS)),
    Metric("trust_others_health", "Recipient's trust in the other donors, health domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_out_health, OTHERS)),
    Metric("trust_rivals_security_in", "rival donors' trust in the recipient, security domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_in_security, RIVALS)),
    Metric("trust_rivals_health_in", "rival donors' trust in the recipient, health domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_in_health, RIVALS)),
    Metric("trust_others_security_in", "other donors' trust in the recipient, security domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_in_security, OTHERS)),
    Metric("trust_others_health_in", "other donors' trust in the recipient, health domain, mean", "probability",
           better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: _mean_trust(w, s.tau_in_health, OTHERS)),
    Metric("trust_un_health", "Recipient's trust in the implementers (UN agencies, third countries), health "
           "domain, mean", "probability", better="higher", source="model section 1.1; Kydd (2005)",
           read=lambda w, s: rules.mean_of_places(s.tau_out_health, w.n_donors, w.n_implementers)),
    Metric("rival_table_open", "a table with a rival is open at the end of the month", "0 or 1",
           source="model section 8; Zartman (2000)", read=lambda w, s: s.rival_open),
    Metric("stance_open", "the recipient is open to its rivals", "0 or 1", source="model section 14.1; Hamilton (1989)",
           read=lambda w, s: s.stance),
    Metric("rival_meetings", "meetings with rivals this month", "count", source="model section 14.4",
           read=lambda w, s: s.flow.rival_meetings),
    Metric("engagement", "engagement index: how far talks and agreements show the rivals at work", "0-1",
           label="Engagement", source="model section 3.2", read=lambda w, s: s.engagement),
    Metric("agreements_active", "agreements in force, suspended ones included", "count", label="Agreements in force",
           source="model section 8", read=lambda w, s: rules.in_force(s.in_force, w.n_tables)),
    Metric("suspended_agreements", "agreements in force but suspended", "count", better="lower",
           source="model section 5.2", read=lambda w, s: rules.suspended(s.in_force, s.agreement, w.n_tables)),
    Metric("agreements_signed", "agreements signed this month", "count", source="model section 8",
           read=lambda w, s: s.flow.agreements_signed),
    Metric("offers_made", "unsolicited offers made this month", "count", source="model section 2.3",
           read=lambda w, s: s.flow.offers_made),
    Metric("offers_refused", "unsolicited offers that the recipient refused this month", "count",
           source="model section 2.3",
           read=lambda w, s: s.flow.offers_refused),
    Metric("walk_outs", "tables that a party left this month", "count", source="model section 8",
           read=lambda w, s: s.flow.walk_outs),
    Metric("lapses", "tables that ended without agreement because time ran out", "count", source="model section 8",
           read=lambda w, s: s.flow.lapses),
    Metric("failed_ratifications", "accepted packages that failed to be ratified at home", "count", better="lower",
           source="model section 2.3; Putnam (1988)", read=lambda w, s: s.flow.failed_ratifications),
    Metric("suspensions", "agreements suspended this month", "count", better="lower", source="model section 5.2",
           read=lambda w, s: s.flow.suspensions),
    Metric("cancellations", "agreements cancelled this month", "count", better="lower", source="model section 2.3",
           read=lambda w, s: s.flow.cancellations),
    Metric("resolutions", "Security Council resolutions adopted this month", "count",
           source="model section 4; Tsebelis (2002)", read=lambda w, s: s.flow.resolutions),
    Metric("aid_disbursed_musd", "bilateral payments and fund payouts, before overhead", "M$ a month",
           label="Aid disbursed", source="model section 5.4", read=lambda w, s: rules.musd(s.flow.disbursed)),
    Metric("aid_arrived_musd", "donor-funded aid that arrived in the country, what is then diverted included",
           "M$ a month", source="model section 6", read=lambda w, s: rules.musd(s.flow.arrived)),
    Metric("aid_absorbed_musd", "donor-funded aid that reached the health system, net of waste", "M$ a month",
           better="higher", label="Aid absorbed", source="model section 6",
           read=lambda w, s: rules.musd(s.flow.absorbed)),
    Metric("aid_diverted_musd", "donor-funded aid diverted on arrival", "M$ a month", better="lower",
           source="model section 6; Haggard and Noland", read=lambda w, s: rules.musd(s.flow.diverted)),
    Metric("donors_paid_musd", "what donors paid: deposits, instalments and bilateral payments", "M$ a month",
           source="model section 5.4", read=lambda w, s: rules.musd(s.flow.donors_paid)),
    Metric("returned_musd", "money returned to donors", "M$ a month", better="lower", source="model section 5.4",
           read=lambda w, s: rules.musd(s.flow.returned)),
    Metric("overhead_musd", "overhead kept by implementers and the fund", "M$ a month", source="model section 5.4",
           read=lambda w, s: rules.musd(s.flow.overhead)),
    Metric("un_breadth", "breadth of UN sanctions in effect, mean over the sectors", "0-1", source="model section 4",
           read=lambda w, s: s.mean_breadth),
    Metric("over_compliance", "chilling of legal trade and banking beyond what the sanctions ask", "0-1",
           source="model section 4", read=lambda w, s: s.over_compliance),
    Metric("carve_out", "humanitarian carve-out in force", "0-1", source="model section 4",
           read=lambda w, s: s.carve_out),
    Metric("economy", "Recipient economy", "index, 1 = no sanctions", source="model section 4",
           read=lambda w, s: s.economy),
    Metric("health_system", "Recipient health system, mean of its six blocks", "0-1", better="higher",
           label="Health system", source="model section 6; WHO (2007)", read=lambda w, s: s.health_index),
    Metric("disease_burden", "disease burden: 0 best attainable, 1 worst", "0-1", better="lower",
           label="Disease burden", source="model section 6", read=lambda w, s: s.burden),
    Metric("wait_days", "waiting time of a sanctions exemption", "days", source="model section 4",
           read=lambda w, s: s.delay_days),
    Metric("hold", "how far requests are held in the sanctions committee", "0-1", source="model section 14.7",
           read=lambda w, s: s.hold),
    Metric("throughput", "share of what waits at the border that gets through", "0-1", source="model section 4",
           read=lambda w, s: s.throughput),
    Metric("border_closed", "the border is closed", "0 or 1", source="model section 6",
           read=lambda w, s: rules.flag(s.border_closed > 0)),
    Metric("qcap", "weapons capability index (an output; nothing depends on it in the core model)", "0-1",
           source="model section 3.1", read=lambda w, s: s.capability),
    Metric("g_posture", "allied restraint posture", "0-1", source="model section 9, row 13; Osgood (1962)",
           read=lambda w, s: s.restraint),
    Metric("eta_eff", "how many further provocations one provocation sets off at present", "events per event",
           source="model section 3.1; Richardson (1960)", read=lambda w, s: s.branching_ratio),
    Metric("supercritical", "provocations feed on themselves: eta_eff at or above 1, or the cap binding", "0 or 1",
           better="lower", source="model section 3.1; Richardson (1960)",
           read=lambda w, s: rules.supercritical(s.branching_ratio, s.flow.cap_binds)),
    Metric("eta_talk", "effect of talks on the intensity of provocation", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[1]),
    Metric("eta_stake", "effect of what the recipient has to lose", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[2]),
    Metric("eta_reassurance", "effect of trust in the security domain", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[3]),
    Metric("eta_fungible", "effect of resources that aid sets free", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[4]),
    Metric("eta_sanctions", "effect of sanctions pressure", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[5]),
    Metric("eta_exercise", "effect of military exercises", "log intensity", source="model section 3.2",
           read=lambda w, s: s.eta[0]),
    Metric("eta_stance", "effect of the recipient's stance towards its rivals", "log intensity",
           source="model section 14.1",
           read=lambda w, s: s.eta[6]),
    Metric("eta_restraint", "effect of allied restraint as such", "log intensity",
           source="model section 14.9; Osgood (1962)", read=lambda w, s: s.eta[7]),
    *CARE,
    *(metric for donor in DONORS for metric in _by_donor(*donor)),
    Metric("aid_pledged_musd", "what agreements signed or renewed this month promise over their whole term, of the "
           "donors' money", "M$ a month", label="Aid pledged", source="model section 5.4",
           read=lambda w, s: rules.musd(s.flow.pledged)),
    *(metric for channel in CHANNELS.items() for metric in _by_channel(*channel)),
    *(metric for place, name in enumerate(CONTENTS) for metric in _by_content(name, place)),
)  # fmt: skip
