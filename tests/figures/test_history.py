"""Swim-lanes and network say what the log and the trust table say."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.figures import View, alternative_text, lanes, network
from diplosim.figures.history.bars import dodge, rows_of
from diplosim.figures.history.lanes import open_spells
from diplosim.figures.history.log import agreements, in_force, notable_refusals, provocations
from diplosim.figures.layout.roles import TRUST_RAMP, trust_step
from tests.figures import mock
from tests.figures.boxes import drawn_texts, faults


def record(month: int, kind: str, actor: str = "EU", target: str | None = "DPRK", **more: object) -> dict:
    return {"month": month, "kind": kind, "actor": actor, "target": target, **more}


def test_agreements_run_from_signing_to_end_with_their_pauses() -> None:
    log = [
        record(2, "agreement_signed"),
        record(4, "agreement_signed", "PF"),
        record(6, "suspension"),
        record(9, "resumption"),
        record(14, "agreement_ended"),
        record(20, "suspension", "PF"),
        record(22, "cancellation", "DPRK", "PF"),
        record(30, "agreement_signed"),
        record(33, "suspension"),
    ]
    found = [(a.partner, a.start, a.end, a.pauses) for a in agreements(log, 40)]
    assert found == [
        ("EU", 2, 14, [(6, 9)]),
        ("PF", 4, 22, [(20, 22)]),
        ("EU", 30, 40, [(33, 40)]),
    ]
    assert in_force(log, 5) == {"EU", "PF"}
    assert in_force(log, 14) == {"PF"}
    assert in_force(log, 25) == set()


def test_one_record_may_tell_several_provocations() -> None:
    log = [
        record(3, "provocation", "DPRK", None, classes=[1, 2]),
        record(5, "provocation", "DPRK", None, classes=[3]),
    ]
    assert provocations(log) == [(3, 1), (3, 2), (5, 3)]
    dated = [
        record(3, "provocation", "DPRK", None, classes=[1], dated=[3]),
        record(4, "provocation", classes=[], dated=[2]),
    ]
    assert provocations(dated) == [(3, 1), (3, 3), (4, 2)]
    run = mock.trajectories(("a",), months=12, replicates=1)
    assert "3, 2 major" in [text for text, _, _ in drawn_texts(lanes(run, log))]


def test_call_outs_are_the_nearest_miss_and_another_reason() -> None:
    def refusal(month: int, value: float, against: str) -> dict:
        terms = {"money": 1.0, against: value - 1.0}
        return record(month, "offer_refused", "DPRK", "EU", value=value, threshold=0.1, terms=terms)

    log = [
        refusal(1, -0.9, "ownership"),
        refusal(8, 0.05, "ownership"),
        refusal(5, -0.2, "access"),
        record(9, "offer_refused", "DPRK", "EU", value=0.09, threshold=0.1),
    ]
    picked = notable_refusals(log, 2)
    assert [(why, e["month"]) for why, e in picked] == [("", 5), ("nearest miss", 8)]
    assert notable_refusals(log, 0) == [] and notable_refusals([], 2) == []
    shown = " ".join(text for text, _, _ in drawn_texts(lanes(mock.trajectories(("a",), 12, 1), log)))
    assert "Sep 2026, nearest miss" in shown and "most against it: access (−1.200)" in shown


def test_headline_counts_the_log() -> None:
    log = mock.history(120)
    text = alternative_text(lanes(mock.trajectories(("a",), 120, 1), log, seed=7, label="Plan"))
    refused = sum(e["kind"] == "offer_refused" for e in log)
    signed = sum(e["kind"] == "agreement_signed" for e in log)
    accepted = sum(e["kind"] == "offer_accepted" for e in log)
    offers = f"{refused + accepted} offers to the DPRK, {accepted} accepted"
    assert text.startswith(f"One simulated history of Plan, 2026–2035: {offers}; {signed} agreements signed")
    assert "seed 7" in text


@pytest.mark.slow
@pytest.mark.parametrize("lost", [1, 36, 4000])
def test_a_month_without_a_resolution_is_told_as_not_adopted(lost: int) -> None:
    """It may have been vetoed or never tabled: the record does not say which, so neither does the figure."""
    log = [record(month % 120, "resolution_vetoed", "UNSC", "DPRK") for month in range(lost)]
    log += [record(5, "resolution_adopted", "UNSC", "DPRK")]
    figure = lanes(mock.trajectories(("a",), 120, 1), sorted(log, key=lambda event: int(event["month"])))
    shown = [text for text, _, _ in drawn_texts(figure)]
    assert any(text.startswith(f"1 adopted, {lost} not") for text in shown) and faults(figure) == []
    assert "a major provocation and no resolution adopted" in alternative_text(figure)
    assert "veto" not in " ".join([*shown, alternative_text(figure)])


def test_an_open_stance_is_shaded_and_renewals_are_bars_without_a_mark() -> None:
    months = pd.DataFrame({"month": range(8), "stance_open": [0, 1, 1, 0, 0, 0, 1, 1]})
    assert open_spells(months) == [(1, 3), (6, 8)] and open_spells(months[["month"]]) == []
    log = [{"month": m, "kind": kind, "actor": "EU", "target": "DPRK"} for m, kind in (
        (0, "agreement_in_force"), (3, "agreement_ended"), (3, "agreement_renewed"), (5, "agreement_folded"),
        (6, "agreement_signed"))]  # fmt: skip
    spans = [(a.start, a.end, a.signed) for a in agreements(log, 8)]
    assert spans == [(0, 3, False), (3, 5, False), (6, 8, True)]


def test_lanes_wants_one_run() -> None:
    with pytest.raises(ValueError, match="draws one run"):
        lanes(mock.trajectories(("a",), 6, 2), [])
    with pytest.raises(ValueError, match="trajectory is empty"):
        lanes(mock.trajectories(("a",), 6, 1).iloc[:0], [])


def test_trajectory_without_trust_is_drawn_without_it() -> None:
    run = mock.trajectories(("a",), 6, 1).drop(columns=["trust_rivals_health", "trust_others_health"])
    shown = [text for text, _, _ in drawn_texts(lanes(run, []))]
    assert not any("rivals" in text for text in shown) and "none" in shown


@given(st.lists(st.floats(0.0, 7.0), max_size=60))
def test_dodged_marks_do_not_cover_each_other(places: list[float]) -> None:
    places = sorted(places)
    placed = dodge(places, 0.65)
    assert len(placed.offsets) == len(places)
    assert all(abs(offset) + placed.size / 2 <= 0.65 / 2 + 1e-9 for offset in placed.offsets)
    if placed.fits:
        marks = list(zip(places, placed.offsets, strict=True))
        for index, (x, y) in enumerate(marks):
            for other, height in marks[index + 1 :]:
                assert other - x >= 0.9 * placed.size or abs(height - y) >= placed.size - 1e-9


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), max_size=30))
def test_spans_in_one_row_do_not_overlap(raw: list[tuple[int, int]]) -> None:
    spans = sorted((start, start + length) for start, length in raw)
    rows = rows_of(spans)
    for i, (first, row) in enumerate(zip(spans, rows, strict=True)):
        for second, other in zip(spans[i + 1 :], rows[i + 1 :], strict=True):
            assert row != other or second[0] >= first[1]
    if rows:
        crowd = max(sum(s <= moment < e for s, e in spans) for moment in range(141))
        assert max(rows) + 1 == crowd


def test_trust_ramp_covers_everything_once() -> None:
    assert [trust_step(x).label for x in (0.0, 0.19999, 0.20, 0.35, 0.50, 0.65, 1.0)] == [
        TRUST_RAMP[0].label, TRUST_RAMP[0].label, *(step.label for step in TRUST_RAMP[1:]), TRUST_RAMP[4].label,
    ]  # fmt: skip


def test_network_numbers_are_the_means_of_both_domains() -> None:
    start = [("security", "out", 0.2), ("health", "out", 0.4), ("health", "in", 0.7)]
    end = [("security", "out", 0.5), ("health", "out", 0.5), ("health", "in", 0.9)]
    rows = [(month, "EU", *row) for month, part in ((0, start), (9, end)) for row in part]
    table = pd.DataFrame(rows, columns=["month", "actor", "domain", "direction", "trust"])
    shown = [text for text, _, _ in drawn_texts(network(table, mock.cast(), label="Plan"))]
    assert "→ 0.30  ← 0.70" in shown and "→ 0.50  ← 0.90" in shown and shown.count("European") == 2
    assert "Jan 2026: mean trust 0.50" in shown and "Oct 2026: mean trust 0.70" in shown
    head = "Plan: mean trust between the DPRK and others rises from 0.50 to 0.70"
    assert any(text.replace("\n", " ").startswith(head) for text in shown)
    security = [text for text, _, _ in drawn_texts(network(table, domain="security"))]
    assert "→ 0.20" in security and "EU" in security


def test_network_of_two_arms() -> None:
    table = pd.concat([mock.trust().assign(arm="a"), mock.trust((119, 0)).assign(arm="b")])
    text = alternative_text(
        network(table, mock.cast(), views=(View(119, "a", "Now"), View(119, "b", "Plan")))
    )
    assert " in Now, " in text and " in Plan" in text


def test_network_explains_wrong_input() -> None:
    with pytest.raises(ValueError, match="no trust recorded for month 5"):
        network(mock.trust(), views=(View(0), View(5)))
    with pytest.raises(ValueError, match="unknown domain 'money'; choose from both, security, health"):
        network(mock.trust(), domain="money")
    with pytest.raises(ValueError, match="table is empty"):
        network(mock.trust().iloc[:0])


@pytest.mark.slow
def test_network_takes_objects_as_cast() -> None:
    class Actor:
        code, name, kind, rival = "ROK", "South Korea", "donor", True

    shown = [text for text, _, _ in drawn_texts(network(mock.trust(), [Actor()]))]
    assert shown.count("South Korea") == 2


def test_offers_accepted_are_counted_like_offers_refused_and_proposals_at_the_table_are_not() -> None:
    """At a mediated table both sides answer every proposal, so acceptances there are no deals."""
    log = [
        record(2, "offer_refused", "DPRK", "EU", reason="No.", value=0.0, threshold=0.1),
        record(3, "proposal_accepted", "DPRK", "PF"),
        record(3, "proposal_rejected", "PF", "DPRK"),
        record(5, "offer_accepted", "DPRK", "EU"),
        record(5, "agreement_signed", "EU", "DPRK"),
    ]
    run = mock.trajectories(("a",), months=12, replicates=1)
    headline = next(text for text, _, _ in drawn_texts(lanes(run, log, label="x")) if "history" in text)
    assert "2 offers to the DPRK, 1 accepted; 1 agreement signed" in " ".join(headline.split())


def test_headlines_begin_with_a_capital() -> None:
    told = [text for text, _, _ in drawn_texts(network(mock.trust(), mock.cast(), label="pooled fund"))]
    assert any(text.startswith("Pooled fund: mean trust") for text in told)


def test_a_package_that_is_not_ratified_is_marked_and_counted() -> None:
    """An accepted offer without an agreement is explained by the figure itself."""
    log = [record(5, "offer_accepted", "DPRK", "EU"), record(5, "ratification_failed", "EU", "DPRK")]
    run = mock.trajectories(("a",), months=12, replicates=1)
    figure = lanes(run, log)
    shown = [text for text, _, _ in drawn_texts(figure)]
    assert "1 failed" in shown and "not ratified" in alternative_text(figure) and faults(figure) == []
    log += [record(month, "ratification_failed", "EU", "DPRK") for month in range(6, 12)]
    log += [record(8, "agreement_signed", "CHN")]
    figure = lanes(run, log)
    assert (
        "1 signed, 4 months; 7 failed" in [text for text, _, _ in drawn_texts(figure)]
        and faults(figure) == []
    )


def test_the_note_is_told_in_the_caption() -> None:
    run = mock.trajectories(("a",), months=12, replicates=1)
    assert "In this run it rained." in alternative_text(lanes(run, [], note="In this run it rained."))
