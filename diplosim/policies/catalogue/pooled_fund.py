"""Row 4: a pooled multi-year fund with a neutral committee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(
        pool=True,
        contributors=options["contributors"],
        menu_D=(options["commitment_months"],),
        prefund=options["prefund"],
        pi_pool=options["pi_pool"],
        menu_k=("un", "third"),
        gamma_m=options["mediation"],
    ).scaled(strength)


POLICY = Policy(
    name="pooled_fund",
    title="Pooled multi-year fund",
    summary=(
        "Donors negotiate and pay through one trust fund with a neutral committee, which commits for years, "
        "banks part of the money at signing and works through the UN or a third country."
    ),
    hypothesis="Fewer interruptions: no single capital can stop the flow, and no yearly appeal is needed.",
    source="Park 2023 (P9, P10); model.md section 9, row 4",
    risk=(
        "Needs three ratifications; each donor gets less credit and less control and pays more overhead; "
        "long agreements mean fewer rounds of talks, which may be what restrains provocations."
    ),
    options=(
        Option("contributors", None, "donors", "codes", "who pays in"),
        Option(
            "commitment_months", 60, "choice", "months", "how long the fund commits", choices=(12, 36, 60)
        ),
        Option(
            "prefund",
            0.3,
            "number",
            "share",
            "part of the programme banked at signing",
            0,
            1,
            parameter="politics.prefund",
        ),
        Option(
            "pi_pool",
            0.8,
            "number",
            "share",
            "protection of the programme from suspension",
            0,
            1,
            parameter="politics.pi_pool",
        ),
        Option("mediation", 1.0, "number", "share", "effort of the neutral committee as mediator", 0, 1),
    ),
    settings=_settings,
)
