"""Every state variable of the model with its meaning, unit and range, for docs/odd.md."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

from diplosim.metrics.parts import Agreement
from diplosim.metrics.record import fields, lasting
from diplosim.metrics.state import OWN_ACCOUNTS, TABLE_STATES, State
from diplosim.rules import health, ledger, sanctions

PACKAGE = Path(__file__).parents[2] / "diplosim" / "rules" / "protocol.py"
#: What a state variable is counted by, as readers say it.
ENTITIES = {
    "": "recipient, Council and world (once)",
    "donors": "donor",
    "others": "the recipient's belief about a donor, an implementer or the fund",
    "implementers": "implementer",
    "tables": "negotiation table",
}
#: The entity that `Agreement` records.
AGREEMENT = "agreement (the latest of a table)"
_TRUST = "as {of}, log-odds of being trustworthy"
_MASS = "how much evidence {of} rests on (trust rule `beta`)"
#: What the state variables are, in the order of their declarations; a test holds that all are here, and no other.
MEANINGS = {
    "tension": "recent provocations by severity, 0 and up; halves in about a month",
    "provocation_average": "provocations a month, moving average over about ten months",
    "restraint": "restraint of the allies in force, 0-1",
    "grit_level": "step of the GRIT ladder, 0-1",
    "over_compliance": "banks and suppliers staying away beyond the law, 0-1",
    "carve_out": "humanitarian exemption in force, by law, policy or agreement, 0-1",
    "delay_days": "wait for an exemption, days",
    "throughput": "share of supplies that gets past sanctions in an ordinary month, 0-1",
    "economy": "the recipient's economy, an index, 0.5-1.2",
    "capability": "weapons capability, 0-1",
    "burden": "disease burden, 0-1",
    "major_last_month": "severity of last month's major provocations",
    "relief_announced": "1 if relief has been announced",
    "border_closed": "months for which the border is still closed",
    "closed_months": "months without a break for which people could not enter",
    "access": "share of agreed aid that can be turned into payments in the country, 0-1",
    "own_spent": f"what the recipient has spent of its own, k$ since the start: {', '.join(OWN_ACCOUNTS)}",
    "tb_supply": "share of the need for tuberculosis medicine that was met, 0-1",
    "koryo": "supply of Koryo medicine above that of the start, 0-1",
    "vaccine_stock": "months of vaccine in stock",
    "vaccine_line": "vaccines that come as goods alone, M$ a year",
    "capability_vaccines": "capability to vaccinate, 0-1",
    "capability_tb": "capability to find and treat tuberculosis, 0-1",
    "hospitals": "share of counties with a renewed hospital, 0-1",
    "hospitals_a_year": "hospitals that it renews in a year",
    "koryo_drive": "effort for Koryo medicine, 0-1",
    "insurance_from": "month from which it moves to health insurance; -1: none",
    "joined": "1 if it is a member of the disease network",
    "broad_table": "table whose agreement gives broad relief; -1: none",
    "fund_expelled_until": "last month for which the pooled fund is expelled; -1: none",
    "breadth": f"breadth of sanctions by sector, 0-1: {', '.join(sanctions.SECTORS)}",
    "blocks": f"building blocks of the health system, 0-1: {', '.join(health.BLOCKS)}",
    "stance": "1 if the recipient is open to its rivals",
    "absorbed_before": "aid that arrived in the health system last month, k$",
    "resolved_before": "1 if the Council resolved last month",
    "failed_before": "rivals' talks that failed last month",
    "government": "1 if hawkish",
    "appetite": "readiness to give, 0.2-1: fatigue after refusals, lapses and cancellations",
    "failures": "its refusals, lapses and cancellations of last month",
    "tie": "tie to the recipient, 0-1",
    "in_health": _TRUST.format(of="its trust in the recipient, health"),
    "in_health_mass": _MASS.format(of="that"),
    "in_security": _TRUST.format(of="its trust in the recipient, security"),
    "in_security_mass": _MASS.format(of="that"),
    "out_health": _TRUST.format(of="the recipient's trust in the other, health"),
    "out_health_mass": _MASS.format(of="that"),
    "out_security": _TRUST.format(of="the recipient's trust in the other, security"),
    "out_security_mass": _MASS.format(of="that"),
    "expelled_until": "last month for which it is expelled; -1: none",
    "table": f"where talks stand: {', '.join(f'{n} {s}' for n, s in enumerate(TABLE_STATES))}",
    "round": "round of the talks; 0: none yet",
    "cool": "months for which it still cools off",
    "money": f"where the donors' money is, k$: {', '.join(ledger.DonorLedger._fields)}",
    "local": f"where the recipient's own money is, k$: {', '.join(ledger.LocalLedger._fields)}",
    "in_force": "1 if an agreement is in force",
    "agreement_donors": "by donor, 1 if it has signed the latest agreement",
    "prefund": "share of a pooled programme deposited at signing, 0-1",
    "pi_pool": "protection of a pooled programme from donor politics, 0-1",
    "own": "ownership by the recipient, 0-1",
    "relief": "relief in force, 0, 0.5 or 1; a vetoed broad relief counts as 0.5",
    "signed": "month of signature; the first payment falls in it",
    "pledged": "the donors' part, k$",
    "local_pledged": "the recipient's own part, k$",
    "pooled": "1 if it is the fund's",
    "channel": "0 direct, 1 UN, 2 third country",
    "suspended": "1 if suspended",
    "snapped_until": "last month in which its carve-out is switched off by snap-back",
}


def state_variables() -> dict[str, list[str]]:
    """Every quantity that the next month depends on, by the entity that has it."""
    found: dict[str, list[str]] = {words: [] for words in ENTITIES.values()}
    for field in lasting(State, True):
        if field.name != "agreement":  # told by its own variables
            found[ENTITIES[field.by]].append(field.name)
    return found | {AGREEMENT: [field.name for field in fields(Agreement)]}


def meanings() -> dict[str, str]:
    """What each state variable is: of an agreement's terms as `Package` says it, of the others as `MEANINGS` does."""
    (package,) = [
        node
        for node in ast.parse(PACKAGE.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "Package"
    ]
    terms = {}
    for declared, text in pairwise(package.body):
        if isinstance(declared, ast.AnnAssign) and isinstance(text, ast.Expr):
            terms[ast.unparse(declared.target)] = str(ast.literal_eval(text.value)).rstrip(".")
    return MEANINGS | terms
