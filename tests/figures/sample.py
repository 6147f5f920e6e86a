"""Cases of a figure: a sample in every run of the suite, in which each value has its turn; the others with the slow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

slow = pytest.mark.slow


def sampled(*axes: Sequence[Any]) -> list[Any]:
    """All combinations of the values; a sample that holds every value at least once is not marked ``slow``.

    The sample takes the first values together, then the second ones and so on; a shorter axis begins again.
    """
    shown = {tuple(i % len(axis) for axis in axes) for i in range(max(map(len, axes)))}
    cases = product(*(range(len(axis)) for axis in axes))
    return [
        pytest.param(
            *(axis[i] for axis, i in zip(axes, case, strict=True)), marks=() if case in shown else slow
        )
        for case in cases
    ]
