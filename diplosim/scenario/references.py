"""What is usual at the start of a scenario, for both engines: no levers enter, so that no policy is its own reference.

Access to medicine, coverage and the baselines of the health system are those of the start with the aid that is in
force then, one month ahead and without drives of the recipient. So a policy or a drive that begins in month 0 acts.
"""

from __future__ import annotations

from typing import NamedTuple

from diplosim.rules import coverage, delivery, health, start
from diplosim.rules.params import Params
from diplosim.scenario.scenario import Scenario


class StartAid(NamedTuple):
    """Effective aid of one table as the run starts."""

    musd: float
    """M$ a month that reach the health system."""
    payer: int
    """Whose earmarks it has, see `diplosim.rules.coverage.payer`."""


class References(NamedTuple):
    """What the present is compared with."""

    baselines: tuple[float, ...]
    """Where each block would go without aid."""
    medicine: float
    """Access to medicine without aid."""
    dtp3: float
    """Coverage of vaccination."""
    detection: float
    """Detection of tuberculosis."""


def start_aid(scenario: Scenario, params: Params | None = None) -> list[StartAid]:
    """Effective aid of the agreements in force at the start, each as its first month would bring it.

    Of what is due a government that is hawkish at the start pays its part (one that is drawn counts as dovish), and
    access, overhead, diversion and waste take theirs.
    """
    p = params or scenario.params(0)
    complying = start.compliance(p.sanctions, bool(p.mechanisms.compliance))
    found = []
    for agreement in scenario.agreements:
        donor, g = scenario.actor(agreement.donor), agreement.levels[2]
        channel = delivery.CHANNELS[agreement.channel]
        paid = start.paid_kusd(
            p, agreement.money_share, donor.ceiling_musd, agreement.months, agreement.cofinancing, channel,
            int(donor.hawkish is True), donor.trust_class == "patron", scenario.access,
        )  # fmt: skip
        effective = start.effective_musd(
            p, paid, channel, g, agreement.access, len(scenario.agreements), complying
        )
        found.append(StartAid(effective, coverage.payer(False, donor.health_fund)))
    return found


def references_of(scenario: Scenario, params: Params | None = None) -> References:
    """The references of a scenario with the aid in force at its start; ``params``: instead of its own of month 0."""
    p = params or scenario.params(0)
    first = scenario.health
    total, vaccines, tuberculosis = 0.0, 0.0, 0.0
    for aid in start_aid(scenario, p):
        total = total + aid.musd
        vaccines = vaccines + start.earmarked(coverage.VACCINES, aid.payer, aid.musd)
        tuberculosis = tuberculosis + start.earmarked(coverage.TUBERCULOSIS, aid.payer, aid.musd)
    blocks = first.blocks.levels
    return References(
        tuple(start.baseline(p.health, b, blocks[b], total) for b in range(health.N_BLOCKS)),
        start.medicine_access(p, scenario.access, total),
        start.vaccination(
            p.health, first.capability_vaccines, first.vaccine_stock, first.vaccine_line, vaccines
        ),
        start.detection(p.health, first.capability_tb, tuberculosis),
    )
