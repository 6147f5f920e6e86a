"""The global random generators of a user's own script: libraries that disturb them do it in here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def global_generators_kept() -> Iterator[None]:
    """Put the states of ``random`` and ``numpy.random`` back as they were."""
    import random

    import numpy as np

    plain, numeric = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(numeric)
