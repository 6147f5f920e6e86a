"""Row 2: denuclearisation steps come first, relief and aid talks after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_q=(2,), precond=True, menu_r=(0, 1, 2)).scaled(strength)


POLICY = Policy(
    name="denuclearisation_first",
    title="Denuclearisation first",
    summary=(
        "Talks need denuclearisation steps first, and every package is conditional on denuclearisation; "
        "in return humanitarian and broad sanctions relief are on offer."
    ),
    hypothesis="Without relief that is contingent on denuclearisation cooperation stays difficult.",
    source="South Korean institute brief c. 2019 (H6); model.md section 9, row 2",
    risk=(
        "The condition costs so much face that no package is acceptable to both sides unless broad relief "
        "meets high trust; tables hardly open, and health waits."
    ),
    switches_only=True,
    settings=_settings,
)
