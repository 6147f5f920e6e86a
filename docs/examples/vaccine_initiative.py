"""A policy of one's own in one file: a regional vaccine initiative.

Try it with:  python run_sim.py scenarios/status_quo.yaml --plugin docs/examples/vaccine_initiative.py \
                  --policy vaccine_initiative:delay_days=20
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies import Option, Policy, Settings


def settings(strength: float, options: Mapping[str, Any]) -> Settings:
    """State the levers at full strength, then scale: menus and switches apply in full, numbers by share."""
    return Settings(
        menu_f=(0,),  # the same offer that every country gets
        menu_k=("un", "third"),  # through WHO and UNICEF, or a third country
        surv=options["network"],  # joint surveillance
        W_policy=options["delay_days"],  # vaccines are exempted fast
    ).scaled(strength)


POLICY = Policy(
    name="vaccine_initiative",
    title="Regional vaccine initiative",
    summary="Vaccines for the whole region, delivered by neutral hands, with joint surveillance.",
    hypothesis="An offer to everybody is not a favour to anybody, so it is accepted.",
    source="an example, after Kim 2022 (K6, K9) and the Seoul conference of 2025 (C2)",
    risk="Vaccines were declined before, and a narrow programme moves little trust.",
    options=(
        Option("network", 0.5, "number", "share", "how fully the regional network is revived", 0, 1),
        Option("delay_days", 30.0, "number", "days", "exemption delay for vaccines", 1, 165),
    ),
    settings=settings,
)
