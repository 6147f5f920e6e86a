"""Offers and payments by donor: columns of the default cast, whatever else takes part."""

from __future__ import annotations

import pytest

import diplosim as ds
from diplosim.metrics.column import DONORS
from diplosim.scenario import named_case

BUSY = {"bargaining.p_unsol": 1.0, "bargaining.sigma_u": 0.3, "tables.o0": 0.0}
CODES = [code for _, code, _ in DONORS]


def run(**more: object) -> dict[str, list[float]]:
    data = {"name": "x", "months": 40, "parameters": BUSY, **more}
    return ds.DiplomacyModel(ds.Scenario.from_dict(data), log=False).run().trajectory()


def test_they_are_the_donors_of_the_default_cast() -> None:
    given = [(a.id, a.code.lower()) for a in named_case().actors if a.kind == "donor"]
    assert [(number, code) for number, code, _ in DONORS] == given


def test_without_a_pool_they_add_up_month_by_month() -> None:
    rows = run()
    for whole, parts in (
        ("offers_made", "offers"),
        ("offers_refused", "refused"),
        ("donors_paid_musd", "paid_musd"),
    ):
        assert sum(rows[whole]) > 0
        for month, total in enumerate(rows[whole]):
            assert sum(rows[f"{parts}_{code}"][month] for code in CODES) == pytest.approx(total)
    assert all(sum(rows[f"refused_{code}"]) <= sum(rows[f"offers_{code}"]) for code in CODES)


def test_a_pools_payments_are_shared_out_by_ceilings_of_those_who_signed() -> None:
    rows = run(policies=["pooled_fund"], parameters=BUSY | {"bargaining.kap_rat": 0.1})
    for month, total in enumerate(rows["donors_paid_musd"]):
        assert sum(rows[f"paid_musd_{code}"][month] for code in CODES) == pytest.approx(total)
    shared = [
        month for month in range(40) if rows["paid_musd_rok"][month] > 0 and rows["paid_musd_usa"][month] > 0
    ]
    assert shared and all(
        rows["paid_musd_rok"][month] == pytest.approx(3 * rows["paid_musd_usa"][month]) for month in shared
    )


def test_who_takes_no_part_has_zeros_and_an_added_donor_no_column() -> None:
    actors = {"JPN": {"present": False}, "MNG": {"kind": "donor", "ceiling_musd": 30}}
    rows = run(actors=actors)
    assert not any(rows["offers_jpn"]) and not any(rows["paid_musd_jpn"]) and "offers_mng" not in rows
    assert sum(rows["offers_made"]) > sum(sum(rows[f"offers_{code}"]) for code in CODES)
