"""Codes as readers say them."""

from __future__ import annotations

import pytest

from diplosim.experiment.naming import arm_name, plain_name


@pytest.mark.parametrize(
    ("code", "inside", "label"),
    [
        ("pooled_fund", "pooled fund", "Pooled fund"),
        ("ghd_bundle", "GHD bundle", "GHD bundle"),
        ("grit", "GRIT", "GRIT"),
        ("_", "_", "_"),
    ],
)
def test_codes_become_words_and_keep_their_capitals(code: str, inside: str, label: str) -> None:
    assert arm_name(code) == inside
    assert plain_name(code) == label
