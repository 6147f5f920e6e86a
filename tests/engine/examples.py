"""How many worlds the engines are compared on: a fault that shows in one world of 167 is found 19 times in 20.

``DIPLOSIM_EXAMPLES`` sets another number than five hundred for the slow tests.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

REPLICATES = st.integers(0, 2**31 - 1)
MANY = int(os.environ.get("DIPLOSIM_EXAMPLES", "500"))


def profile(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
    )  # fmt: skip
