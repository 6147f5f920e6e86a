"""Every decision says why: its terms add up to its value, and the sentence names the largest of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from diplosim.model.actors.donor import Donor
from diplosim.model.actors.talks import Talks
from diplosim.model.log import Event
from diplosim.rules.numeric import det_exp, hazard_probability, sigmoid
from diplosim.wording.explain import paragraph, selected, sentence
from diplosim.wording.sentences import reason, shown, term_name, would_change
from tests.properties.worlds import played, world

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may


@pytest.fixture(
    scope="module", params=["status quo", "pooled_fund", "triangular", "maximum_pressure", "ghd_bundle"]
)
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
            assert size == 0 or f"{term_name(name)} ({size:+.3f})" in reason(event.to_dict(), {})


#: From a decision's value to the chance that its rule computed: log-odds, log hazards, logarithms of chances.
SCALES: dict[str, Callable[[float], float]] = {
    **dict.fromkeys(
        ("table_opened", "table_stayed_closed", "ratified", "ratification_refused", "election"), sigmoid
    ),
    **dict.fromkeys(
        ("walk_out", "suspension", "agreement_withstood", "cancellation"),
        lambda x: hazard_probability(det_exp(x)),
    ),
    **dict.fromkeys(("resolution_adopted", "resolution_vetoed"), det_exp),
}


def test_what_a_chance_decision_shows_is_what_its_rule_computed(decisions: list[Event]) -> None:
    seen = set()
    for event in decisions:
        if event.kind in SCALES and event.value is not None and event.threshold is not None:
            chance_of = SCALES[event.kind]
            assert chance_of(event.value) == pytest.approx(event.data["probability"], rel=1e-9, abs=1e-12)
            assert chance_of(event.threshold) == pytest.approx(event.data["draw"], rel=1e-9)
            seen.add(event.kind)
    assert len(seen) > 5


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
        change = would_change(event.to_dict(), {})
        assert f"{event.threshold - event.value:.3f} more" in change
        if event.alternatives:
            for one in event.alternatives:
                assert f"{shown(one['level'])} instead of {shown(one['instead_of'])}" in change
                assert event.package[one["issue"]] == one["instead_of"] != one["level"]
        elif together := event.data["together"]:
            assert "no change of a single issue" in change and "but together: " in change
            assert len(together) == 2
            for one in together:
                assert f"{shown(one['level'])} instead of {shown(one['instead_of'])}" in change
                assert event.package[one["issue"]] == one["instead_of"] != one["level"]
        else:
            assert "no change of one or two issues" in change


def test_every_event_is_plain_json_with_the_same_keys(decisions: list[Event]) -> None:
    keys = {"month", "date", "phase", "kind", "actor", "target", "outcome", "package", "terms", "value"}
    keys |= {"threshold", "missing", "alternatives"}
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
    record = next(one for one in model.records() if one["kind"] == "offer_refused")
    text = model.explain(month=record["month"], kind="offer_refused")
    assert sentence(record["reason"]) in " ".join(text.split())
    assert "What would have changed it: " in text
    assert model.explain(month=5, kind="no such kind") == "Nothing in the log matches."


class NeverRatifies(Donor):
    """A donor whose parliament passes nothing."""

    def ratifies(self, talks: Talks, i: int) -> bool:
        return False


def test_explain_tells_of_a_package_that_was_agreed_and_failed_at_home() -> None:
    """A no at home is a refusal like a no at the table: whoever asks for what was refused is told of it."""
    model = played(world(120), 1, log=True, actors={"EU": NeverRatifies})
    failed = [event for event in model.log if event.kind == "ratification_failed" and event.actor == "EU"]
    refused = model.explain(actor="EU", refused=True)
    assert refused.count("EU → DPRK: ratification failed") == len(failed) >= 1
    assert "was not ratified by" in refused
    told = model.explain(month=failed[0].month, kind="ratification_failed")
    assert sentence(reason(failed[0].to_dict(), model.world.names)) in " ".join(told.split())


def test_everything_that_somebody_refused_is_among_the_refusals(decisions: list[Event]) -> None:
    """Kinds of the log that are a no to a package, to an offer or to agreed relief, by the words of their names."""
    kinds = {event.kind for event in decisions if event.kind.endswith(("_refused", "_rejected", "_failed"))}
    kinds |= {event.kind for event in decisions if event.kind == "relief_vetoed"}
    assert {record["kind"] for record in selected([e.to_dict() for e in decisions], refused=True)} == kinds


def test_sentences_fit_one_actor_and_many() -> None:
    """Donors whose names are plural, or take an article, are told of in the same words."""
    told = {
        record["reason"]
        for r in range(4)
        for record in played(world(120, ["comprehensive"]), r, log=True).records()
    }
    text = "\n".join(told)
    for wrong in (
        "European donors rejects",
        "European donors resumes",
        "its programme",
        "of Republic of Korea",
    ):
        assert wrong not in text
    assert "the Republic of Korea" in text
    assert "the European donors" not in text
    assert "the China" not in text


def test_a_chance_decision_tells_its_probability_and_is_held_against_its_draw(decisions: list[Event]) -> None:
    drawn = [event for event in decisions if event.threshold is not None and "draw" in event.data]
    assert drawn
    for event in drawn:
        assert 0 <= event.data["probability"] <= 1
        assert "a chance of" in reason(event.to_dict(), {})
        assert any("draw of chance" in line for line in paragraph(event.to_dict(), {}))
    argued = [event.to_dict() for event in decisions if event.kind in ("offer_refused", "proposal_rejected")]
    assert all("worth" in reason(one, {}) and "threshold" in reason(one, {}) for one in argued)


def test_an_accepted_package_says_what_was_to_spare() -> None:
    accepted = [
        e for r in range(4) for e in played(world(120), r, log=True).log if e.kind == "proposal_accepted"
    ]
    assert accepted
    for event in accepted:
        assert event.value is not None and event.threshold is not None
        spare = max(0.0, event.value - event.threshold)
        assert would_change(event.to_dict(), {}) == f"more than {spare:.3f} less in the sum of its terms"


def test_unconditional_relief_is_told_once_when_it_begins() -> None:
    easing: list[Any] = [
        {"unconditional_easing": {"from": 5, "until": 20}},
        {"unconditional_easing": {"from": 30}},
    ]
    model = played(world(40, easing), log=True)
    granted = [event for event in model.log if event.kind == "relief_granted"]
    assert [(event.month, event.actor, event.target) for event in granted] == [(5, "donors", "DPRK")]
    assert "without asking for anything in return" in reason(granted[0].to_dict(), {})
    assert (granted[0].data["before"], granted[0].data["after"]) == (0.0, 0.5)


def test_the_log_tells_when_policies_start_and_end_and_when_the_world_is_changed() -> None:
    scenario = world(
        30, [{"delinking": {"from": 3, "until": 9, "strength": 0.5}}, {"pooled_fund": {"strength": 0}}],
        events=[
            {"at": 4, "kind": "patron_support", "level": 0.8}, {"at": 5, "kind": "exercise", "intensity": 0},
            {"at": 6, "kind": "leadership", "title": "New doctrine", "parameters": {"provocation.iota": 0.1}},
        ],
    )  # fmt: skip
    log = played(scenario, log=True).records()
    policies = [(e["month"], e["outcome"], e["policy"], e["reason"]) for e in log if e["kind"] == "policy"]
    assert policies == [
        (3, "started", "delinking", "De-linking framework starts, with strength 0.5"),
        (9, "ended", "delinking", "De-linking framework ends"),
    ]
    dated = [e for e in log if e["actor"] in ("scenario", "allies") and e["kind"] != "policy"]
    changes = {e["kind"]: (e["month"], e["reason"]) for e in dated}
    assert changes["patron_support"] == (4, "patron support: bargaining.Pi is now 0.8 (dated event)")
    assert changes["leadership"] == (6, "New doctrine: provocation.iota is now 0.1 (dated event)")
    assert changes["exercise"] == (5, "the exercise of this month is cancelled (dated event)")
