"""The policies take part in checking through a registered function; its findings get their places in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diplosim.scenario import PolicyFault, Scenario, ScenarioError, register_checker, uses


@pytest.fixture
def only_own_checkers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uses, "_checkers", [])
    monkeypatch.setattr(uses, "PROVIDERS", ())


@pytest.mark.usefixtures("only_own_checkers")
def test_faults_are_shown_where_they_are(tmp_path: Path) -> None:
    @register_checker
    def complain(scenario: Scenario) -> Iterator[PolicyFault]:
        for use in scenario.policies:
            yield PolicyFault(use, f"{use.name} of {len(scenario.actors)}")
            for option in use.options:
                yield PolicyFault(use, f"value of {option}", option)
                yield PolicyFault(use, f"name of {option}", option, at_value=False)
            yield PolicyFault(use, "the strength", "strength")

    path = tmp_path / "x.yaml"
    path.write_text("scenario: 1\nmonths: x\npolicies:\n  - one\n  - two: {strength: 0.5, size: 3}\n")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    assert [(p.line, p.column, p.message) for p in caught.value.problems] == [
        (2, 9, "'months' must be a whole number from 1 to 1200, not 'x'"),
        (4, 5, "one of 12"),
        (4, 5, "the strength"),
        (5, 5, "two of 12"),
        (5, 21, "the strength"),
        (5, 26, "name of size"),
        (5, 32, "value of size"),
    ]


@pytest.mark.usefixtures("only_own_checkers")
def test_without_checkers_any_name_passes() -> None:
    assert Scenario.from_dict({"policies": ["anything"]}).policies[0].name == "anything"


def test_loading_always_checks_policies_even_if_nobody_imported_them(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="unknown policy 'anything'"):
        Scenario.from_dict({"policies": ["anything"]})
