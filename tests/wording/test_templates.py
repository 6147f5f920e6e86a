"""The one table of sentences: complete for the model, told from fields that exist, and plain data for any page."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import diplosim as ds
from diplosim.metrics.declared import EVENT_COLUMNS
from diplosim.model.log import Event, EventLog
from diplosim.scenario.events import EVENT_KINDS
from diplosim.wording import sentences, templates
from diplosim.wording.sentences import headline, reason, told, would_change
from tests.first_model import FOLDER, first_model
from tests.model.actors.still import EU_LIKE, still
from tests.model.actors.test_relief_and_ties import CONDITIONAL
from tests.properties.worlds import played, world

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

MODEL = Path(ds.__file__).parent / "model"
FIELD = re.compile(r"\{(\w+)(?::([^}]+))?\}")
DERIVED = {"most_for", "for_it", "most_against", "against_it", "spare", "by_recipient"}
#: What is counted over many runs.
COUNTED = {f"{what}{part}" for what in ("largest", "next", "enough", "enough_next", "issue", "issue_next")
           for part in ("", "_part")} | {"told"}  # fmt: skip

Record = dict[str, Any]


def texts(value: Any) -> list[str]:
    """Every text in a piece of the table."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in texts(item)]


def logged_kinds() -> set[str]:
    """Every kind that the model's code hands to its log, and the dated changes, which are logged by their kind."""
    found: set[str] = set()
    for path in MODEL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("log.event", "log.decision")):
                found |= constants(node.args[0])
    dated = {kind for kind, made in EVENT_KINDS.items() if "changes" in vars(made)}
    return found | dated


def constants(node: ast.expr) -> set[str]:
    """The strings that an argument may be."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def test_every_kind_that_the_model_logs_has_a_template_and_no_other() -> None:
    assert len(logged_kinds()) > 30
    assert set(templates.TEMPLATES) == logged_kinds()


def test_every_field_of_a_template_exists_and_every_form_is_known() -> None:
    known = {column.name for column in EVENT_COLUMNS} | DERIVED | COUNTED
    pieces = [FIELD.findall(text) for text in texts(sentences.as_json()) if "{" in text]
    fields = {name for piece in pieces for name, _ in piece}
    forms = {form for piece in pieces for _, form in piece if form}
    assert fields - known == set() and len(fields) > 20
    named = {form for form in forms if not re.fullmatch(r"\+?(\.\d)?[fg]", form)}
    assert named <= set(templates.FORMS) == set(sentences._FORMS)
    asked = {
        name for variants in templates.TEMPLATES.values() for one in variants for name in one.get("when", {})
    }
    assert asked <= known
    keys = {key for variants in templates.TEMPLATES.values() for one in variants for key in one}
    assert keys == {"when", "what", "more", "change"}


def test_the_table_is_plain_json_that_another_page_can_fill() -> None:
    table = json.loads(json.dumps(sentences.as_json(), allow_nan=False))
    assert table == sentences.as_json()


DATED: list[Record] = [
    {"at": 1, "kind": "flood"},
    {"at": 2, "kind": "pandemic"},
    {"at": 3, "kind": "border_closure", "months": 1},
    {"at": 3, "kind": "government", "actor": "ROK", "hawkish": True},
    {"at": 4, "kind": "provocation", "class": 3},
    {"at": 4, "kind": "resolution"},
    {"at": 5, "kind": "exercise", "intensity": 0.5},
    {"at": 6, "kind": "exercise", "intensity": 0},
    {"at": 7, "kind": "patron_support", "level": 0.2},
    {"at": 7, "kind": "veto_regime", "veto": 0.1},
    {"at": 8, "kind": "exemption_delay", "days": 20},
    {"at": 6, "kind": "stance", "to": "open"},
    {"at": 60, "kind": "stance", "to": "closed"},
    {"at": 9, "kind": "leadership", "parameters": {"provocation.iota": 0.4}},
    {"at": 10, "kind": "access", "level": 0.5},
    {"at": 11, "kind": "expulsion"},
    {"at": 12, "kind": "hospital_drive", "per_year": 20},
    {"at": 13, "kind": "koryo_drive", "effort": 0.5},
    {"at": 14, "kind": "vaccine_line", "musd": 1.5},
    {"at": 15, "kind": "insurance_transition"},
]
OFFERS: list[Record] = [
    {"at": at, "donor": "EU", "months": 12, "money_share": share, "access": access}
    for at, share, access in ((1, 0.9, 0.0), (2, 0.8, 0.0), (30, 0.01, 1.0))
]
MOVES: list[Record] = [
    {"at": 1, "actor": "USA", "do": "pass"},
    {"at": 2, "actor": "USA", "do": "offer", "money_share": 0.33, "months": 12},
    {"at": 3, "actor": "DPRK", "table": "USA", "do": "accept"},
]
CARE = {"mechanisms.access": 1, "mechanisms.network": 1}  # fmt: skip


STANCES = {"mechanisms.stance": 1, "stance.h_o": 0.2, "stance.h_c": 0.2, "stance.o4": 6.0}
TAINTED = {"mechanisms.taint": 1, "bargaining.p_unsol": 0.5}
FOLDING = {
    "mechanisms.donors": 1, "mechanisms.renewal": 1, "tables.o0": 1.0, "bargaining.p_unsol": 0.5,
    "bargaining.kap_rat": 100.0,
    "bargaining.r_D": -0.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Records of worlds in which, together, everything happens."""
    found: list[Record] = []
    for policies, more in (
        (["conditional_bundle"], {"parameters": {"bargaining.kap_rat": 2.0}}),
        ([{"comprehensive": {"until": 100}}, "grit"], {"parameters": {"politics.k_d": 0.6}}),
        (
            ["triangular", {"unconditional_easing": {"from": 2, "strength": 0.5}}],
            {"events": DATED, "parameters": CARE, "dprk": {"joins_network": 20}},
        ),
        (["regional_network"], {"parameters": CARE | {"health.p_warn": 0.2}}),
        ([], first_model(parameters={"bargaining.p_unsol": 0.3, "bargaining.h_can": 0.1})),
        (
            [],
            {
                "parameters": STANCES | TAINTED,
                "events": DATED,
                "agreements": [{"donor": "EU", "months": 12, "money_share": 0.5}],
            },
        ),
        ([{"pooled_fund": {"from": 24}}], {"parameters": FOLDING}),
        ([], {"offers": OFFERS}),
        ([], {"moves": MOVES}),
    ):
        for replicate in range(2):
            found += played(world(120, list(policies), **more), replicate, log=True).records()
    first = ds.Scenario.load(
        FOLDER / "scenarios" / "triangular.yaml"
    )  # talks that lapse although a deal was there
    found += played(first, 1, log=True).records()
    for veto in (0.0, 1.0):
        relief = {"sanctions.V_relief_dove": veto, "sanctions.V_relief_hawk": veto}
        eager = {"bargaining.J": 0.0, "bargaining.x_rel": 0.0, **relief}
        test = [{"at": 30, "kind": "provocation", "class": 3}]
        found += still(CONDITIONAL, eager, actors=EU_LIKE, events=test).run().records()
    return found


def test_everything_that_happens_is_told_with_all_its_fields(records: list[Record]) -> None:
    seen: Counter[str] = Counter()
    for record in records:
        variant = sentences._variant(sentences._with_derived(record))
        assert variant, record
        assert headline(record, {}) not in ("", sentences._first(templates.ANY, record, {}))
        seen[record["kind"]] += 1
    assert set(templates.TEMPLATES) - set(seen) == set()


def test_every_variant_of_every_kind_is_told_somewhere(records: list[Record]) -> None:
    told_ones = {id(sentences._variant(sentences._with_derived(record))) for record in records}
    silent = [
        one for variants in templates.TEMPLATES.values() for one in variants if id(one) not in told_ones
    ]
    assert silent == []


def test_what_would_have_changed_a_no_is_data(records: list[Record]) -> None:
    no = [r for r in records if r["kind"] in ("offer_refused", "proposal_rejected")]
    assert any(r["alternatives"] for r in no) and not all(r["alternatives"] for r in no)
    for record in no:
        assert record["missing"] == record["threshold"] - record["value"] > 0
        for one in record["alternatives"]:
            assert set(one) == {"issue", "level", "instead_of"} and one["issue"] in record["package"]
    assert all(r["missing"] is None for r in records if r["threshold"] is None)


def test_sentences_are_told_from_the_fields_alone(records: list[Record]) -> None:
    """Whoever has the record, also after it went through a file, tells the same."""
    for record in records[::25]:
        again = json.loads(json.dumps(record))
        names = {"EU": "European donors"}
        assert told({**again, "reason": "", "would_change": ""}, names)["reason"] == reason(record, names)
        assert would_change(again, names) == would_change(record, names)


def test_nothing_in_a_field_is_taken_for_a_template() -> None:
    strange = "{actor:name} [{x}] %s {{0}}"
    record = Event(0, "2026-01", 3, "walk_out", "EU", "DPRK", "walked out").to_dict()
    assert headline(record, {"EU": strange}) == f"{strange} walked out of the talks"


def test_an_event_of_another_kind_or_without_its_fields_is_told_by_its_kind() -> None:
    """Actors of a user's own may log what they like."""
    log = EventLog()
    log.event("press_release", "EU", "DPRK", "sent", words=3)
    log.event("agreement_signed", "EU", None, "signed")
    assert [reason(event.to_dict(), {}) for event in log] == [
        "EU, DPRK: press release",
        "EU: agreement signed",
    ]


def test_no_sentence_is_composed_in_the_model() -> None:
    """Formatted strings in the model are codes of classes and errors, never words about what happened."""
    found = []
    for path in sorted(MODEL.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("log.event", "log.decision")):
                found += [
                    ast.unparse(node) for node in ast.walk(call)
                    if isinstance(node, ast.JoinedStr)
                    or (isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 24)
                ]  # fmt: skip
    assert set(found) <= {"f'class {worst}'"}
