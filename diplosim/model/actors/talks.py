"""One table in one month: what every package is worth to both sides, and where their limits lie."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diplosim.policies.menus import Floats, PackageTable
from diplosim.rules import bargaining, givers, protocol
from diplosim.rules.protocol import ISSUES, LEVEL_NAMES, Package

if TYPE_CHECKING:
    from diplosim.model.actors.party import Party
    from diplosim.model.actors.recipient import Recipient


class Talks:
    """Both sides' view of a table's menu this month. Utilities are arrays over packages."""

    def __init__(
        self,
        party: Party,
        recipient: Recipient,
        table: PackageTable,
        mediation: float,
        mood: float,
        vote: int = 0,
    ) -> None:
        self.vote = vote
        """Which vote of the month ratifies, so that no two share their chance; 0 is that of the table's own turn."""
        self.party = party
        self.recipient = recipient
        self.table = table
        self.p = recipient.model.params.bargaining
        self.mediation = mediation
        self.mood = self.p.sigma_u * mood
        self.r_R = recipient.reservation_at(party)
        self.r_D = self.p.r_D
        self._worths: dict[float, Floats] = {}
        self.recipient_terms = recipient.appraise(self, self.p.J, 1.0)
        self.U_R: Floats = bargaining.add_terms(self.recipient_terms)
        self.felt_R: Floats = self.U_R + self.mood
        self.donor_terms = party.appraise(self)
        self.U_D: Floats = bargaining.add_terms(self.donor_terms)

    @cached_property
    def U_R_hat(self) -> Floats:
        """What the donors believe each package to be worth to the recipient: they misjudge face and taint."""
        known = self.party.knows_the_recipient
        estimate = self.p.J if known else bargaining.estimated_face_scale(self.p, self.mediation)
        return np.asarray(bargaining.add_terms(self.recipient.appraise(self, estimate, self.mediation)))

    def worth_of(self, part: float) -> Floats:
        """R(V) of a part of the whole programme."""
        if part not in self._worths:
            self._worths[part] = self._size_values(self.table.sizes, part)[self.table.size_index]
        return self._worths[part]

    @cached_property
    def gain(self) -> Floats:
        """R((1-c)V) of the donors' part, as far as it can be absorbed where money tastes of its giver."""
        return self._size_values(self.table.donor_sizes, 1.0)[self.table.donor_size_index]

    def _size_values(self, sizes: list[tuple[float, ...]], part: float) -> Floats:
        scale, params = bargaining.size_scale(self.p), self.recipient.model.params
        values = []
        for size in sizes:
            V = bargaining.programme_size(size[0], self.party.budget, int(size[1]))
            if len(size) == 3:
                V = bargaining.donors_part(V, size[2])
                if params.mechanisms.taint:
                    V = givers.absorbable(V, int(size[1]), params.delivery.cap0)
            values.append(bargaining.size_value(self.p, V * part, scale))
        return np.array(values)

    @cached_property
    def best_R(self) -> float:
        """The most that any package gives the recipient (its mood left aside)."""
        return float(self.U_R.max())

    @cached_property
    def best_D(self) -> float:
        """The most that any package gives the donors."""
        return float(self.U_D.max())

    def aspiration_R(self, n: int) -> float:
        """What the recipient asks for in round ``n``."""
        return protocol.aspiration(self.r_R, self.best_R, n, self.p.N_dl, self.p.beta_R)

    def aspiration_D(self, n: int) -> float:
        """What the donors ask for in round ``n``."""
        return protocol.aspiration(self.r_D, self.best_D, n, self.p.N_dl, self.p.beta_D)

    def best(self, score: Floats, allowed: NDArray[np.bool_]) -> int | None:
        """Index of the highest allowed score, the lowest index on ties; ``None`` if nothing is allowed."""
        if not allowed.any():
            return None
        return int(np.argmax(np.where(allowed, score, -np.inf)))

    def text(self) -> int | None:
        """The mediator's single text: the estimated Nash point, if both sides can gain at all."""
        product = protocol.nash_product(self.U_R_hat - self.r_R, self.U_D - self.r_D)
        return self.best(product, product > 0.0)

    def has_zone(self) -> bool:
        """Whether some package is acceptable to both sides at their limits."""
        both = protocol.meets(self.U_R, self.r_R) & protocol.meets(self.U_D, self.r_D)
        return bool(both.any())

    def package(self, i: int) -> Package:
        """The package of an index."""
        return self.table.packages[i]

    @property
    def issues(self) -> dict[str, str]:
        """The issues of a package by name; content only where it is part of the model."""
        on = self.recipient.model.params.mechanisms.content
        return ISSUES if on else {issue: name for issue, name in ISSUES.items() if issue != "g"}

    # --- data for the log ---------------------------------------------------------------------------------

    def reasons_R(self, i: int) -> dict[str, float]:
        """The recipient's terms of package ``i``, mood included; they add up to what it felt."""
        terms = {
            name: float(t[i])
            for name, t in zip(bargaining.RECIPIENT_TERMS, self.recipient_terms, strict=True)
        }
        return terms | {"mood": self.mood}

    def reasons_D(self, i: int) -> dict[str, float]:
        """The donors' terms of package ``i``."""
        return {name: float(t[i]) for name, t in zip(bargaining.DONOR_TERMS, self.donor_terms, strict=True)}

    def described(self, i: int) -> dict[str, Any]:
        """Package ``i`` by the names of its issues and levels, with its size in M$."""
        levels = {
            name: self.level(issue, getattr(self.package(i), issue)) for issue, name in self.issues.items()
        }
        o = self.package(i)
        size = round(bargaining.programme_size(o.x, self.party.budget, o.D), 6)
        return {"money_share": levels.pop("money_share"), "programme_musd": size, **levels}

    def level(self, issue: str, value: float) -> float | str:
        """A level of an issue by its name; of a channel the code of who delivers."""
        if issue == "k":
            return self.recipient.model.carrier_name(int(value))
        return LEVEL_NAMES[issue][int(value)] if issue in LEVEL_NAMES else value

    def refused_for_identity(self, i: int) -> bool:
        """Whether who gives is why package ``i`` is refused: taint weighs most against it, and no size would do."""
        sizes = [i, *self.table.neighbours(i, "x")]
        if protocol.meets(self.felt_R[sizes], self.r_R).any():
            return False
        terms = self.reasons_R(i)
        return terms["taint"] < 0.0 and min(terms, key=lambda name: terms[name]) == "taint"

    def alternatives(self, i: int, felt: Floats, threshold: float) -> list[dict[str, Any]]:
        """Changes of one issue that alone would have turned a no to package ``i``, the best level of each issue."""
        if protocol.meets(felt[i], threshold):
            return []
        single = {issue: self._single_change(i, issue, felt, threshold) for issue in self.issues}
        return [self._changed(i, j, issue) for issue, j in single.items() if j is not None]

    def together(self, i: int, felt: Floats, threshold: float) -> list[dict[str, Any]]:
        """Changes of two issues that together would have turned a no to package ``i`` where no single one would."""
        if protocol.meets(felt[i], threshold) or self.alternatives(i, felt, threshold):
            return []
        best: tuple[int, str, str] | None = None
        for one, two in combinations(self.issues, 2):
            for k in self.table.neighbours(i, one):
                j = self._single_change(k, two, felt, threshold)
                if j is not None and (best is None or felt[j] > felt[best[0]]):
                    best = j, one, two
        return [] if best is None else [self._changed(i, best[0], issue) for issue in best[1:]]

    def _changed(self, i: int, j: int, issue: str) -> dict[str, Any]:
        """One issue of package ``j`` that package ``i`` has otherwise."""
        level, instead_of = (self.level(issue, getattr(self.package(n), issue)) for n in (j, i))
        return {"issue": self.issues[issue], "level": level, "instead_of": instead_of}

    def _single_change(self, i: int, issue: str, felt: Floats, threshold: float) -> int | None:
        """The best package that differs from ``i`` in one issue only and would do."""
        best = None
        for j in self.table.neighbours(i, issue):
            if protocol.meets(felt[j], threshold) and (best is None or felt[j] > felt[best]):
                best = j
        return best
