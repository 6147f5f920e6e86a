"""Records inside the state of a run: what happens within one month, and the numbers of an agreement."""

from __future__ import annotations

from typing import Annotated

from diplosim.metrics.record import INT, Ints, kept, seen
from diplosim.rules import content, delivery


class Flow:
    """What happens within one month and is gone with it: money in k$, counts."""

    disbursed: int = seen(lambda month: month.disbursed)
    donors_paid: int = seen(lambda month: month.donors_paid)
    overhead: int = seen(lambda month: month.overhead)
    arrived: int = seen(lambda month: month.arrived)
    diverted: int = seen(lambda month: month.diverted)
    absorbed: int = seen(lambda month: month.absorbed)
    local_absorbed: int = seen(lambda month: month.local_absorbed)
    returned: int = seen(lambda month: month.returned)
    own_import: int = seen(lambda month: month.own_import)
    own_programme: int = seen(lambda month: month.own_programme)
    own_hospital: int = seen(lambda month: month.own_hospital)
    kept_out: int = seen(lambda month: month.kept_out)
    compliance: int = seen(lambda month: month.compliance)
    spoiled: int = seen(lambda month: month.spoiled)
    aid_freed: int = seen(lambda month: month.aid_freed)
    pledged: int = seen(lambda month: month.pledged)
    offers_by_channel: Annotated[Ints, INT, len(delivery.CHANNELS)] = seen(
        lambda month: month.offers_by_channel
    )
    refused_by_channel: Annotated[Ints, INT, len(delivery.CHANNELS)] = seen(
        lambda month: month.refused_by_channel
    )
    offers_by_content: Annotated[Ints, INT, len(content.CONTENTS)] = seen(
        lambda month: month.offers_by_content
    )
    refused_by_content: Annotated[Ints, INT, len(content.CONTENTS)] = seen(
        lambda month: month.refused_by_content
    )
    resolutions: int = seen(lambda month: month.resolutions)
    events: int = seen(lambda month: month.n)
    by_class: Annotated[Ints, INT, 3] = seen(lambda month: [month.count(cls) for cls in (1, 2, 3)])
    severity: int = seen(lambda month: month.sev)
    major_severity: int = seen(lambda month: month.sev2)
    cap_binds: int = seen(lambda month: month.cap_binds)
    offers_made: int = seen(lambda month: month.tally["offers_made"])
    offers_refused: int = seen(lambda month: month.tally["offers_refused"])
    agreements_signed: int = seen(lambda month: month.tally["agreements_signed"])
    failed_ratifications: int = seen(lambda month: month.tally["failed_ratifications"])
    lapses: int = seen(lambda month: month.tally["lapses"])
    walk_outs: int = seen(lambda month: month.tally["walk_outs"])
    suspensions: int = seen(lambda month: month.tally["suspensions"])
    cancellations: int = seen(lambda month: month.tally["cancellations"])
    rival_talks_failed: int = seen(lambda month: month.rival_talks_failed)
    rival_meetings: int = seen(lambda month: month.rival_meetings)


class Agreement:
    """The numbers of a table's latest agreement; zeros before the first."""

    x: float = kept(lambda a: a.package.x)
    c: float = kept(lambda a: a.package.c)
    a: float = kept(lambda a: a.package.a)
    prefund: float = kept(lambda a: a.prefund)
    pi_pool: float = kept(lambda a: a.pi_pool)
    own: float = kept(lambda a: a.own)
    relief: float = kept(lambda a: a.relief)
    D: int = kept(lambda a: a.package.D)
    k: int = kept(lambda a: a.package.k)
    r: int = kept(lambda a: a.package.r)
    f: int = kept(lambda a: a.package.f)
    q: int = kept(lambda a: a.package.q)
    g: int = kept(lambda a: a.package.g, second=True)
    signed: int = kept(lambda a: a.signed)
    pledged: int = kept(lambda a: a.pledged)
    local_pledged: int = kept(lambda a: a.local_pledged)
    pooled: int = kept(lambda a: a.pooled)
    channel: int = kept(lambda a: a.channel)
    suspended: int = kept(lambda a: a.suspended)
    snapped_until: int = kept(lambda a: a.snapped_until)
