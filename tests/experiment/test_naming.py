"""Codes as readers say them."""

from __future__ import annotations

import pytest

from diplosim.wording.names import arm_name, plain_name, value_name


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


def test_a_list_is_told_as_its_items_and_anything_else_as_it_is() -> None:
    assert value_name('["ROK", "EU"]') == "ROK, EU"
    assert (value_name("logodds"), value_name(0.5), value_name(True)) == ("logodds", "0.5", "True")
