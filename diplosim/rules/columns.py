"""Names and places of the monthly metrics and of the outcomes, shared by all engines."""

from __future__ import annotations

#: One number per run and month, in the order of the columns of a trajectory.
METRICS = (
    "events", "events_major", "events_class1", "events_class2", "events_class3", "severity", "tension",
    "trust_rivals_security", "trust_rivals_health", "trust_others_security", "trust_others_health",
    "trust_rivals_security_in", "trust_rivals_health_in", "trust_others_security_in", "trust_others_health_in",
    "trust_un_health", "rival_table_open", "engagement", "agreements_active", "suspended_agreements",
    "agreements_signed", "offers_made", "offers_refused", "walk_outs", "lapses", "failed_ratifications",
    "suspensions", "cancellations", "resolutions",
    "aid_disbursed_musd", "aid_arrived_musd", "aid_absorbed_musd", "aid_diverted_musd", "donors_paid_musd",
    "returned_musd", "overhead_musd",
    "un_breadth", "over_compliance", "carve_out", "economy", "health_system", "disease_burden", "wait_days",
    "throughput", "border_closed", "qcap", "g_posture", "eta_eff", "supercritical",
    "eta_exercise", "eta_talk", "eta_stake", "eta_reassurance", "eta_fungible", "eta_sanctions",
)  # fmt: skip

#: One number per run, in the order in which `diplosim.rules.outcomes.outcome_row` fills them.
OUTCOMES = (
    "events_per_year", "events_major_per_year", "events_class1_per_year", "events_class2_per_year",
    "events_class3_per_year", "longest_quiet_months", "deescalation_index", "deescalation_index_24",
    "supercritical_share", "trust_rivals_end", "trust_rivals_24", "trust_rivals_60",
    "trust_rivals_security_end", "trust_rivals_health_end", "trust_others_security_end",
    "trust_others_health_end", "trust_in_rivals_end",
    "aid_disbursed_musd", "aid_absorbed_musd", "aid_diverted_musd", "aid_returned_musd", "diverted_share",
    "overhead_share", "donor_cost_musd",
    "offers_made", "offers_refused", "refusal_rate", "suspensions", "cancellations",
    "interruptions_per_agreement_year", "interruptions_per_covered_year", "months_suspended",
    "agreements_signed", "failed_ratifications", "first_agreement_month", "rival_table_share", "engagement_mean",
    "relief_mean", "un_breadth_mean", "disease_burden_end", "disease_burden_mean", "health_system_end",
    "economy_end", "exploitation_rate", "talks_events_correlation",
)  # fmt: skip

EVENTS = METRICS.index("events")
EVENTS_MAJOR = METRICS.index("events_major")
EVENTS_CLASS1 = METRICS.index("events_class1")
EVENTS_CLASS2 = METRICS.index("events_class2")
EVENTS_CLASS3 = METRICS.index("events_class3")
SEVERITY = METRICS.index("severity")
TENSION = METRICS.index("tension")
TRUST_RIVALS_SECURITY = METRICS.index("trust_rivals_security")
TRUST_RIVALS_HEALTH = METRICS.index("trust_rivals_health")
TRUST_OTHERS_SECURITY = METRICS.index("trust_others_security")
TRUST_OTHERS_HEALTH = METRICS.index("trust_others_health")
TRUST_RIVALS_SECURITY_IN = METRICS.index("trust_rivals_security_in")
TRUST_RIVALS_HEALTH_IN = METRICS.index("trust_rivals_health_in")
TRUST_OTHERS_SECURITY_IN = METRICS.index("trust_others_security_in")
TRUST_OTHERS_HEALTH_IN = METRICS.index("trust_others_health_in")
TRUST_UN_HEALTH = METRICS.index("trust_un_health")
RIVAL_TABLE_OPEN = METRICS.index("rival_table_open")
ENGAGEMENT = METRICS.index("engagement")
AGREEMENTS_ACTIVE = METRICS.index("agreements_active")
SUSPENDED_AGREEMENTS = METRICS.index("suspended_agreements")
AGREEMENTS_SIGNED = METRICS.index("agreements_signed")
OFFERS_MADE = METRICS.index("offers_made")
OFFERS_REFUSED = METRICS.index("offers_refused")
WALK_OUTS = METRICS.index("walk_outs")
LAPSES = METRICS.index("lapses")
FAILED_RATIFICATIONS = METRICS.index("failed_ratifications")
SUSPENSIONS = METRICS.index("suspensions")
CANCELLATIONS = METRICS.index("cancellations")
RESOLUTIONS = METRICS.index("resolutions")
AID_DISBURSED = METRICS.index("aid_disbursed_musd")
AID_ARRIVED = METRICS.index("aid_arrived_musd")
AID_ABSORBED = METRICS.index("aid_absorbed_musd")
AID_DIVERTED = METRICS.index("aid_diverted_musd")
DONORS_PAID = METRICS.index("donors_paid_musd")
RETURNED = METRICS.index("returned_musd")
OVERHEAD = METRICS.index("overhead_musd")
UN_BREADTH = METRICS.index("un_breadth")
OVER_COMPLIANCE = METRICS.index("over_compliance")
CARVE_OUT = METRICS.index("carve_out")
ECONOMY = METRICS.index("economy")
HEALTH_SYSTEM = METRICS.index("health_system")
DISEASE_BURDEN = METRICS.index("disease_burden")
WAIT_DAYS = METRICS.index("wait_days")
THROUGHPUT = METRICS.index("throughput")
BORDER_CLOSED = METRICS.index("border_closed")
QCAP = METRICS.index("qcap")
G_POSTURE = METRICS.index("g_posture")
ETA_EFF = METRICS.index("eta_eff")
SUPERCRITICAL = METRICS.index("supercritical")
ETA_EXERCISE = METRICS.index("eta_exercise")
