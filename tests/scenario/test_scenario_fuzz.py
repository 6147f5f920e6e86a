"""Whatever the file holds: a scenario that survives being written out, or a ScenarioError. Never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from malformed_scenarios import CASES

from diplosim.errors import HIDDEN
from diplosim.scenario import PARAMETERS, Scenario, ScenarioError
from tests.fuzz import PIECES

VALID = """\
# A file with something of everything
scenario: 1
name: example
start: 2026-01
months: 60
actors:
  ROK: {ceiling_musd: 40, hawkish: false, ties: {DPRK: 0.2}}
  MNG: &mng {kind: donor, ceiling_musd: 0.5}
  VNM: *mng
parameters: {trust.lam_neg: 2.5, provocation.r_nb: poisson}
policies:
  - universal_framing
  - pooled_fund: {from: 2026-07, until: 2029-01, contributors: [ROK, EU, GHF], prefund: 0.5}
events:
  - {at: 2027-08, kind: flood, severity: 0.05}
  - {at: 12, kind: government, actor: USA, hawkish: false}
  - {at: 13, kind: leadership, parameters: {provocation.lam0: 0.5}}
"""
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def load(content: bytes) -> Scenario | None:
    """The scenario, or ``None`` after checking that the refusal is in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_bytes(content)
        try:
            return Scenario.load(path)
        except ScenarioError as error:
            assert error.problems
            for problem in error.problems:
                assert problem.line >= 1
                assert problem.column >= 1
                assert problem.message
                assert "\n" not in str(problem)
            return None


def survives(scenario: Scenario | None) -> None:
    if scenario is not None:
        again = load(scenario.to_yaml().encode())
        assert again == scenario


def test_the_unmutated_file_is_valid() -> None:
    assert load(VALID.encode()) is not None


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    survives(load(content))


@QUICK
@given(st.text(max_size=300))
def test_any_text(content: str) -> None:
    survives(load(("scenario: 1\n" + content).encode("utf-8", "surrogatepass")))


FRAGMENTS = st.sampled_from(
    [*PIECES, "*mng", "!!str ", "0", "-1", "true", "null", "~", "\x85", "\ufeff", "actors", "kind", "2026-01"]
)


@pytest.mark.slow
@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 8), FRAGMENTS | st.text(max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_mutated_valid_files(edits: list[tuple[int, int, str]]) -> None:
    text = VALID
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    survives(load(text.encode("utf-8", "surrogatepass")))


@QUICK
@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_malformed_files_stay_errors_in_any_company(one: Any, other: Any) -> None:
    survives(load((one.text + other.text).encode()))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "scenario",
        "name",
        "title",
        "start",
        "months",
        "seed",
        "replicates",
        "actors",
        "parameters",
        "policies",
        "events",
        "extends",
    ]
)


@pytest.mark.slow
@QUICK
@given(st.dictionaries(KEYS, ANYTHING, max_size=5))
def test_any_python_data(data: dict[str, Any]) -> None:
    try:
        scenario = Scenario.from_dict(data)
    except ScenarioError as error:
        assert error.problems
    else:
        survives(scenario)


ENTRY_KEYS = st.sampled_from(
    [
        "USA",
        "MNG",
        "kind",
        "ceiling_musd",
        "hawkish",
        "ties",
        "present",
        "trust.rule",
        "trust.omega",
        "pooled_fund",
        "from",
        "until",
        "strength",
        "at",
        "severity",
        "class",
        "sectors",
        "actor",
        "months",
        "parameters",
    ]
)
VALUES = SCALARS | st.sampled_from(["donor", "flood", "resolution", "leadership", "2026-05", "USA", "beta"])
NESTED = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ENTRY_KEYS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@QUICK
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "actors": st.dictionaries(
                ENTRY_KEYS, st.dictionaries(ENTRY_KEYS, NESTED, max_size=4), max_size=3
            ),
            "parameters": st.dictionaries(ENTRY_KEYS, NESTED, max_size=3),
            "policies": st.lists(NESTED, max_size=3),
            "events": st.lists(st.dictionaries(ENTRY_KEYS, NESTED, max_size=5), max_size=3),
        },
    )
)
def test_almost_right_python_data(data: dict[str, Any]) -> None:
    try:
        scenario = Scenario.from_dict(data)
    except ScenarioError as error:
        assert error.problems
    else:
        survives(scenario)


def numbers_of(name: str) -> st.SearchStrategy[Any]:
    parameter = PARAMETERS[name]
    if parameter.kind == "category":
        return st.sampled_from(parameter.choices)
    low, high = parameter.limits
    if parameter.kind == "int":
        return st.integers(int(low), int(high))
    high = 0.3 if name in ("provocation.p2", "provocation.p3") else high
    return st.floats(low, high, exclude_max=parameter.open_high)


def visible(most: int) -> st.SearchStrategy[str]:
    """Texts without characters that cannot be seen, which are refused."""
    return st.text(max_size=most).filter(lambda text: not HIDDEN.search(text))


MONTHS = st.integers(0, 59)
SHARES = st.floats(0, 1)
EVENTS = st.one_of(
    st.fixed_dictionaries({"at": MONTHS, "kind": st.just("flood")}, optional={"severity": SHARES}),
    st.fixed_dictionaries({"at": MONTHS, "kind": st.just("pandemic"), "months": st.integers(0, 30)}),
    st.fixed_dictionaries(
        {"at": MONTHS, "kind": st.just("exercise"), "intensity": st.floats(0, 5)},
        optional={"note": visible(20)},
    ),
    st.fixed_dictionaries({"at": MONTHS, "kind": st.just("provocation"), "class": st.integers(1, 3)}),
    st.fixed_dictionaries(
        {"at": MONTHS, "kind": st.just("resolution")},
        optional={
            "breadth": SHARES,
            "sectors": st.lists(st.sampled_from(["bank", "goods", "fuel", "trade"]), min_size=1, unique=True),
        },
    ),
    st.fixed_dictionaries(
        {
            "at": MONTHS,
            "kind": st.just("government"),
            "actor": st.sampled_from(["USA", "EU"]),
            "hawkish": st.booleans(),
        }
    ),
    st.fixed_dictionaries({"at": MONTHS, "kind": st.just("exemption_delay"), "days": st.floats(0, 3650)}),
)
ACTORS = st.fixed_dictionaries(
    {},
    optional={
        "USA": st.fixed_dictionaries(
            {},
            optional={
                "ceiling_musd": st.floats(0, 1e5),
                "hawkish": st.booleans(),
                "cycle": st.none() | st.integers(1, 99),
            },
        ),
        "JPN": st.just({"present": False}),
        "MNG": st.fixed_dictionaries(
            {"kind": st.just("donor")},
            optional={
                "name": visible(20),
                "ties": st.fixed_dictionaries({"DPRK": SHARES}),
                "present": st.booleans(),
                "trust_prior": st.floats(0.01, 0.99),
            },
        ),
        "VNM": st.fixed_dictionaries({"kind": st.sampled_from(["implementer", "patron"])}),
    },
)


@pytest.mark.slow
@example({"title": "\u2028\u2029", "months": 60})
@QUICK
@given(
    st.fixed_dictionaries(
        {
            "title": visible(50),
            "seed": st.integers(0, 2**64 - 1),
            "months": st.integers(60, 1200),
            "start": st.sampled_from(["1993-05", "2026-01", "2199-12"]),
            "actors": ACTORS,
            "parameters": st.sets(st.sampled_from(list(PARAMETERS)), max_size=6).flatmap(
                lambda names: st.fixed_dictionaries({name: numbers_of(name) for name in sorted(names)})
            ),
            "events": st.lists(EVENTS, max_size=4, unique_by=lambda event: (event["at"], event["kind"])),
            "policies": st.lists(
                st.fixed_dictionaries(
                    {"digital_health": st.fixed_dictionaries({"from": MONTHS, "strength": SHARES})}
                ),
                max_size=1,
            ),
        }
    )
)
def test_every_valid_scenario_survives_being_written_out(data: dict[str, Any]) -> None:
    scenario = Scenario.from_dict(data)
    again = load(scenario.to_yaml().encode())
    assert again == scenario
    assert Scenario.from_dict(scenario.to_dict()) == scenario
    assert again is not None
    assert again.params(59) == scenario.params(59)
