"""What one actor believes of another, and what it saw this month."""

from __future__ import annotations

from diplosim.rules import trust, trust_rules
from diplosim.rules.numeric import logit, sigmoid
from diplosim.rules.params import TrustParams
from diplosim.scenario import Actor as ActorSpec


def prior_log_odds(p: TrustParams, spec: ActorSpec) -> float:
    """Resting log-odds of trust between the DPRK and this actor, both ways and in both domains."""
    if spec.trust_prior is not None:
        return logit(spec.trust_prior)
    return {
        "rival": p.L0_rival,
        "neutral": p.L0_neutral,
        "patron": p.L0_patron,
        "impl": p.L0_impl,
        "third": p.L0_third,
    }[spec.trust_class or "neutral"]


class Belief:
    """One holder's trust in one other: health and security log-odds, and this month's evidence.

    Evidence is kept by row of the table of model section 1.2, so that it is added in that order
    whatever the order in which things happened.
    """

    __slots__ = (
        "health",
        "health_mass",
        "health_rows",
        "prior",
        "security",
        "security_mass",
        "security_rows",
    )

    def __init__(self, prior: float, mass: float, health_rows: int, security_rows: int) -> None:
        self.prior = prior
        self.health = prior
        self.security = prior
        self.health_mass = mass
        self.security_mass = mass
        self.health_rows = [0.0] * health_rows
        self.security_rows = [0.0] * security_rows

    @property
    def tau_health(self) -> float:
        """Trust in health matters, 0-1."""
        return sigmoid(self.health)

    @property
    def tau_security(self) -> float:
        """Trust in security matters, 0-1."""
        return sigmoid(self.security)

    def see_health(self, row: int, weight: float) -> None:
        """Add to one row of this month's health evidence."""
        self.health_rows[row] += weight

    def see_security(self, row: int, weight: float) -> None:
        """Add to one row of this month's security evidence."""
        self.security_rows[row] += weight

    def forget_month(self) -> None:
        """Clear the evidence once it is digested."""
        for i in range(len(self.health_rows)):
            self.health_rows[i] = 0.0
        for i in range(len(self.security_rows)):
            self.security_rows[i] = 0.0

    def digest(self, p: TrustParams, d: float) -> None:
        """Learn from the month's evidence in both domains, then start a new page. ``d``: de-linking."""
        of_dprk = len(self.security_rows) == trust.N_SECURITY_IN
        P_h, N_h = trust.health_in(self.health_rows) if of_dprk else trust.health_out(self.health_rows)
        P_s, N_s = (
            trust.security_in(self.security_rows) if of_dprk else trust.security_out(self.security_rows)
        )
        self.health, self.health_mass, self.security, self.security_mass = trust_rules.update_dyad(
            p, d,
            self.health, self.health_mass, self.prior, P_h, N_h,
            self.security, self.security_mass, self.prior, P_s, N_s,
        )  # fmt: skip
        self.forget_month()
