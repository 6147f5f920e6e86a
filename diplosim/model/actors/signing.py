"""From a proposal to a signature: moves, answers, ratification, and take-it-or-leave-it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.model.actors.agreement import Agreement, State
from diplosim.model.actors.talks import Talks
from diplosim.policies.menus import menu_of, package_table
from diplosim.rules import bargaining, chance, ledger, protocol, trust
from diplosim.rules.bargaining import MIN_RATIFIERS

if TYPE_CHECKING:
    from diplosim.model.actors.donor import Donor
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario.agreements import DatedOffer


def move(table: Table, talks: Talks, n: int) -> int | None:
    """Play round ``n``; return the index of the package that both sides accept, if any."""
    party, recipient = table.party, talks.recipient
    if talks.mediation > 0.0:
        i = talks.text()
        if i is None:
            _log_no_proposal(table, n, mediated=True)
            return None
        answers = (_recipient_answers(table, talks, i, n), _party_answers(table, talks, i, n))
        return i if all(answers) else None
    if n % 2 == 0:
        i = table.model.seats.offer(party, table, talks, party.propose(talks, n))
        if i is None:
            _log_no_proposal(table, n, mediated=False)
            return None
        return i if _recipient_answers(table, talks, i, n) else None
    i = table.model.seats.offer(recipient, table, talks, recipient.propose(talks, n))
    if i is None:
        _log_no_proposal(table, n, mediated=False)
        return None
    return i if _party_answers(table, talks, i, n) else None


def _log_no_proposal(table: Table, n: int, *, mediated: bool) -> None:
    model = table.model
    model.log.event("no_proposal", table.party.code, model.recipient.code, "none", round=n, mediated=mediated)


def _recipient_answers(table: Table, talks: Talks, i: int, n: int) -> bool:
    threshold = talks.aspiration_R(n)
    accepted = talks.recipient.accepts(talks, i, threshold)
    accepted = table.model.seats.says(talks.recipient, table, "answer", talks, i, accepted)
    log = table.model.log
    if log.enabled:
        verb = "accepted" if accepted else "rejected"
        log.decision(
            "proposal_accepted" if accepted else "proposal_rejected",
            talks.recipient.code, table.party.code, verb, talks.reasons_R(i), float(talks.felt_R[i]), threshold,
            alternatives=talks.alternatives(i, talks.felt_R, threshold), package=talks.described(i), round=n,
            together=talks.together(i, talks.felt_R, threshold), estimated_value=float(talks.U_R_hat[i]),
            **table.model.seats.note(talks.recipient, table, "answer"),
        )  # fmt: skip
    return accepted


def _party_answers(table: Table, talks: Talks, i: int, n: int) -> bool:
    accepted = table.party.accepts(talks, i, n)
    accepted = table.model.seats.says(table.party, table, "answer", talks, i, accepted)
    log = table.model.log
    if log.enabled:
        verb = "accepted" if accepted else "rejected"
        threshold = talks.aspiration_D(n)
        log.decision(
            "proposal_accepted" if accepted else "proposal_rejected",
            table.party.code, talks.recipient.code, verb, talks.reasons_D(i), float(talks.U_D[i]), threshold,
            alternatives=talks.alternatives(i, talks.U_D, threshold), package=talks.described(i), round=n,
            together=talks.together(i, talks.U_D, threshold), **table.model.seats.note(table.party, table, "answer"),
        )  # fmt: skip
    return accepted


def take_it_or_leave_it(table: Table, talks: Talks, wanted: bool) -> None:
    """An unsolicited offer: withheld if hopeless as estimated, else accepted or refused as it is.

    ``wanted``: the rules would make one; otherwise only a move does.
    """
    party, model = table.party, table.model
    best = party.unsolicited(talks)
    hopeful = best is not None and protocol.meets(talks.U_R_hat[best], talks.r_R)
    i = model.seats.offer(party, table, talks, best if wanted and hopeful else None)
    if i is None and wanted and not hopeful:
        model.log.event(
            "offer_withheld", party.code, model.recipient.code, "withheld",
            package=talks.described(best) if model.log.enabled and best is not None else None,
            estimated_value=None if best is None else float(talks.U_R_hat[best]),
        )  # fmt: skip
    if i is not None and _recipient_takes(table, talks, i):
        ratify(table, talks, i)


def offer_at_a_date(table: Table, offer: DatedOffer, position: int) -> None:
    """An offer that the scenario dates, at any table of its donor; ``position``: its place in the file.

    Accepted beside an agreement, or while a pool speaks for the donor, it is only recorded.
    """
    party, model = table.party, table.model
    menu = menu_of(offer, model.carriers, bool(model.params.mechanisms.content))
    mood = protocol.taste(party.chance(chance.OFFER_TASTE, position))
    talks = Talks(party, model.recipient, package_table(menu), party.mediation, mood, position + 1)
    bound = table.state is State.AGREED or table.dormant
    if _recipient_takes(table, talks, 0, by_date=True, bound=bound) and not bound:
        ratify(table, talks, 0)


def _recipient_takes(table: Table, talks: Talks, i: int, **occasion: bool) -> bool:
    """The recipient accepts package ``i`` as it is, or refuses it, which wears on the donors."""
    party, model = table.party, table.model
    o = talks.package(i)
    channel = model.carrier_channels[o.k]
    model.month.tally["offers_made"] += 1
    model.month.offers_by_channel[channel] += 1
    model.month.offers_by_content[o.g] += 1
    for donor in party.members:
        model.month.offered[donor.code] += 1
    accepted = talks.recipient.accepts(talks, i, talks.r_R)
    accepted = model.seats.says(talks.recipient, table, "answer", talks, i, accepted)
    if model.log.enabled:
        verb = "accepted" if accepted else "refused"
        model.log.decision(
            "offer_accepted" if accepted else "offer_refused", model.recipient.code, party.code, verb,
            talks.reasons_R(i), float(talks.felt_R[i]), talks.r_R,
            alternatives=talks.alternatives(i, talks.felt_R, talks.r_R), package=talks.described(i),
            together=talks.together(i, talks.felt_R, talks.r_R),
            estimated_value=float(talks.U_R_hat[i]),
            identity=not occasion and talks.refused_for_identity(i), **occasion,
            **model.seats.note(talks.recipient, table, "answer"),
        )  # fmt: skip
    if not accepted:
        model.month.tally["offers_refused"] += 1
        model.month.refused_by_channel[channel] += 1
        model.month.refused_by_content[o.g] += 1
        for donor in party.members:
            donor.belief.see_health(trust.HI_REFUSED, trust.REFUSED)
            model.month.refused[donor.code] += 1
        party.note_failure()
    return accepted


def ratify(table: Table, talks: Talks, i: int) -> None:
    """Put the package to every member at home; sign with those that ratify, or fail."""
    party, model = table.party, table.model
    ratifiers: list[Donor] = []
    failing: list[Donor] = []
    for donor in party.members:
        (ratifiers if donor.ratifies(talks, i) else failing).append(donor)
    needed = MIN_RATIFIERS if party.pooled else 1
    if len(ratifiers) < needed:
        for donor in failing:
            model.recipient.trust[donor.code].see_health(
                trust.HO_RATIFICATION_FAILED, trust.RATIFICATION_FAILED
            )
        table.cool_off()
        table.note_broken_talks()
        model.month.tally["failed_ratifications"] += 1
        model.log.event(
            "ratification_failed", party.code, model.recipient.code, "failed",
            opposed=[donor.code for donor in failing],
            package=talks.described(i) if model.log.enabled else None,
        )  # fmt: skip
        return
    _sign(table, talks, i, tuple(ratifiers))


def _sign(table: Table, talks: Talks, i: int, donors: tuple[Donor, ...]) -> None:
    model = table.model
    agreement = _conclude(table, talks, i, donors)
    model.month.tally["agreements_signed"] += 1
    _credit_signature(table, agreement)
    if agreement.pooled and model.folds:
        for donor in donors:
            donor.table.fold()


def renew(table: Table, ended: Agreement, broad: bool) -> None:
    """Those who paid may go on: they and the recipient bargain once over the current menu (model section 14.10).

    ``broad``: broad relief came with the agreement that ended; no new vote confirms it.
    """
    model, party, inert = table.model, table.party, table.model.params.politics.inert
    party.incumbents = ended.donors
    talks = Talks(party, model.recipient, package_table(party.menu()), party.mediation, 0.0)
    product = protocol.nash_product(talks.U_R - (talks.r_R - inert), talks.U_D - (talks.r_D - inert))
    i = talks.best(product, product > 0.0)
    if i is not None:
        p_ren = model.params.politics.p_ren
        probability = bargaining.renewal_probability(talks.p, float(talks.U_D[i]), p_ren, inert)
        if party.chance(chance.RENEWAL) < probability:
            agreement = _conclude(table, talks, i, ended.donors, renewed=True)
            agreement.snapped_until = ended.snapped_until
            _prolong_relief(table, agreement, broad)
    party.incumbents = ()


def _prolong_relief(table: Table, agreement: Agreement, broad: bool) -> None:
    """Relief goes on with a renewed agreement."""
    if agreement.package.r == 0 or not _relief_signed(table.model, agreement):
        return
    agreement.relief = trust.relief_level(1)
    if agreement.package.r == 2 and broad:
        agreement.relief = trust.relief_level(2)
        table.model.council.broad_relief = table


def _conclude(
    table: Table, talks: Talks, i: int, donors: tuple[Donor, ...], renewed: bool = False
) -> Agreement:
    """An agreement comes into force between the recipient and these donors."""
    model, o = table.model, talks.package(i)
    levers = model.levers
    budget = 0.0
    for donor in donors:
        budget = budget + donor.budget_alone
    V = bargaining.programme_size(o.x, budget, o.D)
    agreement = Agreement(
        package=o, donors=donors, signed=model.t,
        pledged=ledger.pledged(V, o.c), local_pledged=ledger.local_pledged(V, o.c),
        pooled=table.party.pooled, prefund=levers.prefund, pi_pool=levers.pi_pool, own=levers.own,
        channel=model.carrier_channels[o.k],
    )  # fmt: skip
    table.agreement = table.latest = agreement
    model.month.pledged += agreement.pledged
    table.state = State.AGREED
    table.round = 0
    table.money = table.money._replace(
        pledged=table.money.pledged + agreement.pledged,
        undisbursed=table.money.undisbursed + agreement.pledged,
    )
    table.local = table.local._replace(
        local_pledged=table.local.local_pledged + agreement.local_pledged,
        local_unpaid=table.local.local_unpaid + agreement.local_pledged,
    )
    if model.log.enabled:
        model.log.event(
            "agreement_renewed" if renewed else "agreement_signed", table.party.code, model.recipient.code,
            "renewed" if renewed else "signed",
            package=talks.described(i), programme_musd=V, months=o.D, pledged_kusd=agreement.pledged,
            donors=[d.code for d in donors],
        )  # fmt: skip
    return agreement


def _relief_signed(model: DiplomacyModel, agreement: Agreement) -> bool:
    """With taint, relief comes only from a ratifier who can bring it."""
    return not model.params.mechanisms.taint or any(donor.spec.broad_relief for donor in agreement.donors)


def _credit_signature(table: Table, agreement: Agreement) -> None:
    """Both sides note the signature; agreed relief takes effect (a costly signal)."""
    model = table.model
    if agreement.package.r > 0 and _relief_signed(model, agreement):
        agreement.relief = trust.relief_level(1)
        if agreement.package.r == 2 and model.council.votes_relief(table):
            agreement.relief = trust.relief_level(2)
    for donor in agreement.donors:
        recipient_view = model.recipient.trust[donor.code]
        recipient_view.see_health(trust.HO_SIGNED, trust.SIGNED)
        donor.belief.see_health(trust.HI_SIGNED, trust.SIGNED)
        if agreement.relief > 0.0:
            recipient_view.see_security(trust.SO_RELIEF_GRANTED, trust.relief_granted(agreement.relief))
