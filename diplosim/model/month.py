"""What happens within one month and is gone with it: flows, events and counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from diplosim.rules import content, delivery, ledger, provocation

TALLIES = (
    "offers_made",
    "offers_refused",
    "agreements_signed",
    "failed_ratifications",
    "lapses",
    "walk_outs",
    "suspensions",
    "cancellations",
)


class Month:
    """Flows (k$), provocations and derived quantities of the month that is being played."""

    def __init__(self) -> None:
        self.disbursed = 0
        self.donors_paid = 0
        self.overhead = 0
        self.kept_out = 0
        self.compliance = 0
        self.spoiled = 0
        self.arrived = 0
        self.diverted = 0
        self.absorbed = 0
        self.local_absorbed = 0
        self.returned = 0
        self.own_import = 0
        self.own_programme = 0
        self.own_hospital = 0
        self.aid_freed = 0
        self.pledged = 0
        self.resolutions = 0
        self.tally = dict.fromkeys(TALLIES, 0)
        # By code of the donor.
        self.offered: dict[str, int] = defaultdict(int)
        self.refused: dict[str, int] = defaultdict(int)
        self.paid: dict[str, float] = defaultdict(float)
        # Offers outside talks, by channel and by content.
        self.offers_by_channel = [0] * len(delivery.CHANNELS)
        self.refused_by_channel = [0] * len(delivery.CHANNELS)
        self.offers_by_content = [0] * len(content.CONTENTS)
        self.refused_by_content = [0] * len(content.CONTENTS)
        self.engagement = 0.0
        self.fungible = 0.0
        self.response = 0.0
        self.branching_ratio = 0.0
        self.classes: list[int] = []
        self.rival_talks_failed = False
        self.rival_meetings = 0
        self.sev = 0
        self.sev2 = 0
        self.eta_terms: tuple[float, ...] = (0.0,) * len(provocation.MODULATORS)
        self.cap_binds = False

    def set_provocations(self, classes: list[int], eta_terms: Sequence[float], cap_binds: bool) -> None:
        """Note this month's provocations by class, and what drove them."""
        self.classes = classes
        self.sev = 0
        self.sev2 = 0
        for cls in classes:
            self.sev += provocation.severity(cls)
            self.sev2 += provocation.major_severity(cls)
        self.eta_terms = tuple(eta_terms)
        self.cap_binds = cap_binds

    def count(self, cls: int) -> int:
        """Provocations of one class."""
        return self.classes.count(cls)

    @property
    def n(self) -> int:
        """Provocations."""
        return len(self.classes)

    @property
    def class3(self) -> int:
        """Nuclear tests."""
        return self.count(3)

    @property
    def absorbed_musd(self) -> float:
        """Donor-funded goods absorbed net of waste, M$ (ruling B17)."""
        return self.absorbed / ledger.KUSD_PER_MUSD

    @property
    def diverted_musd(self) -> float:
        """Goods diverted on arrival, M$."""
        return self.diverted / ledger.KUSD_PER_MUSD

    @property
    def effective_musd(self) -> float:
        """What reached the health system, the recipient's own part included, M$."""
        return (self.absorbed + self.local_absorbed) / ledger.KUSD_PER_MUSD
