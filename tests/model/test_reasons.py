"""Every decision says why: its terms add up to its value, and the sentence names the largest of them."""

from __future__ import annotations

import json

import pytest

from diplosim.log import Event
from tests.properties.worlds import played, world


@pytest.fixture(scope="module", params=["status quo", "pooled_fund", "triangular", "maximum_pressure", "ghd_bundle"])
def decisions(request: pytest.FixtureRequest) -> list[Event]:
    policies = [] if request.param == "status quo" else [request.param]
    return [e for r in range(3) for e in played(world(120, policies), r, log=True).log]


def test_terms_add_up_to_the_stated_value_exactly(decisions: list[Event]) -> None:
    explained = [e for e in decisions if e.terms]
    assert len(explained) > 100
    for event in explained:
        total = 0.0
        for i, term in enumerate(event.terms.values()):
            total = term if i == 0 else total + term
        assert total == event.value


def test_the_sentence_names_the_largest_term_on_either_side(decisions: list[Event]) -> None:
    for event in decisions:
        if event.terms:
            name, size = max(event.terms.items(), key=lambda item: abs(item[1]))
            assert size == 0 or f"{name} ({size:+.3f})" in event.reason


YES = {
    "table_opened", "offer_accepted", "proposal_accepted", "ratified", "election", "suspension", "cancellation",
    "walk_out", "resolution_adopted",
}  # fmt: skip
NO = {
    "table_stayed_closed", "offer_refused", "proposal_rejected", "ratification_refused", "agreement_withstood",
    "resolution_vetoed",
}  # fmt: skip


def test_the_value_decides_against_the_threshold(decisions: list[Event]) -> None:
    seen = set()
    for event in decisions:
        if event.value is None or event.threshold is None:
            continue
        reaches = event.value >= event.threshold - 1e-9
        if event.kind in YES and event.outcome != "dove":
            assert reaches, event
        elif event.kind in NO or event.outcome == "dove":
            assert event.value < event.threshold + 1e-9, event
        seen.add(event.kind)
    assert seen & YES
    assert seen & NO


def test_a_refused_offer_says_what_would_have_changed_the_answer() -> None:
    refused = [
        e for r in range(6) for e in played(world(120), r, log=True).log if e.kind == "offer_refused"
    ]  # fmt: skip
    assert refused
    for event in refused:
        assert event.package is not None
        assert event.package["programme_musd"] > 0
        missing = f"{event.threshold - event.value:.3f} more"
        assert missing in event.would_change
        assert "instead of" in event.would_change or "no change of a single issue" in event.would_change


def test_every_event_is_plain_json_with_the_same_keys(decisions: list[Event]) -> None:
    keys = {"month", "date", "phase", "kind", "actor", "target", "outcome", "package", "terms", "value"}
    keys |= {"threshold", "reason", "would_change"}
    for event in decisions:
        record = event.to_dict()
        assert keys <= set(record)
        assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_logging_changes_nothing_but_the_log() -> None:
    silent, spoken = played(world(60)), played(world(60), log=True)
    assert silent.trajectory() == spoken.trajectory()
    assert len(silent.log) == 0 < len(spoken.log)


def test_explain_tells_the_reasons_of_one_month_and_one_kind() -> None:
    model = played(world(120), 1, log=True)
    event = next(e for e in model.log if e.kind == "offer_refused")
    text = model.explain(month=event.month, kind="offer_refused")
    assert event.reason in text
    assert "what would have changed it" in text
    assert model.explain(month=5, kind="no such kind") == "Nothing in the log matches."
