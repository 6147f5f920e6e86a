"""How many worlds the engines are compared on: by default what a minute allows.

``DIPLOSIM_EXAMPLES`` sets another number for the slow tests.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

REPLICATES = st.integers(0, 2**31 - 1)
MANY = int(os.environ.get("DIPLOSIM_EXAMPLES", "2000"))


def profile(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
    )  # fmt: skip
