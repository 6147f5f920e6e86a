"""The test kit that every policy passes, for your own policies too.

Put this in a test file and run it with pytest::

    from diplosim.policies.kit import PolicyKit
    from my_policy import POLICY

    class TestMyPolicy(PolicyKit):
        policy = POLICY

A policy with options can be tested with other values than the defaults by setting ``options`` as well.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from diplosim.policies import registry
from diplosim.policies.compose import Schedule, compose
from diplosim.policies.levers import GRADED, SCOPES, STATUS_QUO, Levers
from diplosim.policies.policy import Policy
from diplosim.scenario import Scenario, ScenarioError

START, END, MONTHS = 8, 20, 30
_TEXTS = ("name", "title", "summary", "hypothesis", "source", "risk")
_SHOCKS = ("flood", "pandemic")
_SEED = 12  # a flood and two pandemics within the months of the test


class PolicyKit:
    """Tests of one policy; a subclass sets ``policy`` and, if it likes, ``options``."""

    policy: ClassVar[Policy]
    options: ClassVar[Mapping[str, Any]] = {}
    _added: ClassVar[bool] = False

    @classmethod
    def setup_class(cls) -> None:
        """Make the policy known by its name while its tests run."""
        cls._added = registry.origin_of(cls.policy.name) is None
        if cls._added:
            registry.add(cls.policy, "the policy kit")

    @classmethod
    def teardown_class(cls) -> None:
        """Leave the registry as it was."""
        if cls._added:
            registry.remove(cls.policy.name)

    def use(self, **schedule: Any) -> dict[str, Any]:
        """An entry of the policy as a scenario file has it."""
        return {self.policy.name: {**schedule, **self.options}}

    def timed(self, **schedule: Any) -> dict[str, Any]:
        """The same, in force from month ``START`` to before month ``END``."""
        return self.use(**{"from": _date(START), "until": _date(END), **schedule})

    # What it says about itself

    def test_says_what_it_is(self) -> None:
        """Every documented field has text, and every option has a meaning, a unit and a valid default."""
        for field in _TEXTS:
            assert str(getattr(self.policy, field)).strip(), f"{field} is empty"
        for option in self.policy.options:
            assert option.meaning.strip() and option.unit.strip(), f"option {option.name} is not explained"
            if option.default is not None:
                assert option.check(option.default) == option.default, f"default of {option.name}"

    def test_moves_something(self) -> None:
        """At full strength some lever leaves its status quo, and nothing is said to be idle."""
        schedule = _compose(self.use())
        assert schedule.changes == (0,)
        assert schedule.at(0) != STATUS_QUO
        assert not any("changes nothing" in text for text in schedule.warnings)

    # Strength

    def test_strength_zero_equals_absent(self) -> None:
        """With strength 0 the levers are those of the status quo, and a warning names the policy."""
        schedule = _compose(self.use(strength=0))
        assert schedule.changes == ()
        assert any(self.policy.name in warning for warning in schedule.warnings)

    def test_strength_scales_graded_levers_alone(self) -> None:
        """Graded levers grow with strength; menus and switches are on in full above 0."""
        full = _compose(self.use()).at(0)
        if self.policy.switches_only:
            message = _refusal(self.use(strength=0.5))
            assert self.policy.name in message and "0 or 1" in message
            assert not any(_graded(full).values()), "a policy with a graded lever is not switches_only"
            return
        steps = [_compose(self.use(strength=s)).at(0) for s in (0.25, 0.5, 0.75, 1)]
        for weaker, stronger in pairwise(steps):
            low, high = _graded(weaker), _graded(stronger)
            assert all(low[name] <= high[name] for name in low)
            assert low != high, "nothing grows with strength: set switches_only=True"
            assert _ungraded(weaker) == _ungraded(stronger)

    # Time

    def test_nothing_differs_before_from_and_after_until(self) -> None:
        """Outside its months the levers are those of the status quo."""
        schedule = _compose(self.timed())
        assert schedule.changes == (START, END)
        assert all(schedule.at(t) == STATUS_QUO for t in range(MONTHS) if not START <= t < END)
        assert all(schedule.at(t) == schedule.at(START) for t in range(START, END))

    # With others

    def test_composes_with_every_other_or_is_refused_by_name(self) -> None:
        """With any other policy there is a schedule, the same in either order, or an error naming both."""
        for other in registry.all_policies():
            if other.name == self.policy.name:
                continue
            both = [self.use(), {other.name: {}}]
            try:
                levers = _compose(*both).at(0)
            except ScenarioError as error:
                assert self.policy.name in str(error) and other.name in str(error), str(error)
            else:
                assert levers == _compose(*reversed(both)).at(0)

    def test_is_refused_twice_at_once(self) -> None:
        """The same policy in overlapping months is an error that names it."""
        assert self.policy.name in _refusal(self.use(), self.timed())

    # Files

    def test_survives_yaml_and_json(self, tmp_path: Path) -> None:
        """With every option written out it comes back from YAML and JSON as it went in."""
        given = {o.name: o.default for o in self.policy.options if o.default is not None} | dict(self.options)
        entry = {self.policy.name: {"from": _date(START), "strength": 1, **_plain(given)}}
        scenario = _scenario(entry)
        path = tmp_path / "policy.yaml"
        path.write_text(scenario.to_yaml(), encoding="utf-8")
        for copy in (Scenario.load(path), Scenario.from_dict(json.loads(json.dumps(scenario.to_dict())))):
            assert copy == scenario
            assert compose(copy) == compose(scenario)

    # In the model

    def test_strength_zero_gives_the_same_history(self) -> None:
        """A run with strength 0 equals a run without the policy, bit for bit."""
        assert _history(_scenario(self.use(strength=0))) == _status_quo()

    def test_same_history_before_from(self) -> None:
        """Before it starts, months and events are those of the run without it, bit for bit."""
        columns, events = _history(_scenario(self.timed()))
        expected_columns, expected_events = _status_quo()
        assert {name: values[:START] for name, values in columns.items()} == {
            name: values[:START] for name, values in expected_columns.items()
        }
        assert [e for e in events if e["month"] < START] == [e for e in expected_events if e["month"] < START]

    def test_same_shocks(self) -> None:
        """Floods and pandemics strike in the same months with and without it."""
        expected = _shocks(_status_quo()[1])
        assert expected, "the test needs a run with shocks"
        assert _shocks(_history(_scenario(self.use()))[1]) == expected


def _scenario(*uses: Mapping[str, Any]) -> Scenario:
    data = {"scenario": 1, "name": "policy_kit", "start": "2026-01", "months": MONTHS, "seed": _SEED}
    return Scenario.from_dict({**data, "policies": list(uses)})


def _compose(*uses: Mapping[str, Any]) -> Schedule:
    return compose(_scenario(*uses))


def _refusal(*uses: Mapping[str, Any]) -> str:
    try:
        _compose(*uses)
    except ScenarioError as error:
        return str(error)
    raise AssertionError(f"{uses} should be refused")


def _date(month: int) -> str:
    return f"{2026 + month // 12}-{month % 12 + 1:02d}"


def _graded(levers: Levers) -> dict[str, float]:
    own = {name: getattr(levers, name) for name in (*GRADED, "W_strength", "posture_strength")}
    for scope in SCOPES:
        if (there := getattr(levers, scope)) is not None:
            own |= {f"{scope}.{name}": value for name, value in _graded(there).items()}
    return own


def _ungraded(levers: Levers) -> Levers:
    changes: dict[str, Any] = {name: 0.0 for name in _graded(levers) if "." not in name}
    changes |= {scope: _ungraded(there) for scope in SCOPES if (there := getattr(levers, scope)) is not None}
    return replace(levers, **changes)


def _plain(value: Any) -> Any:
    """Tuples as lists, as files have them."""
    return json.loads(json.dumps(value))


def _history(scenario: Scenario) -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Every monthly number, written so that not-a-number equals itself, and every event of one run."""
    # By name: the model stands above the policies, which must not import it.
    model = importlib.import_module("diplosim.model.model").DiplomacyModel(scenario)
    model.run()
    columns = {name: [repr(value) for value in values] for name, values in model.trajectory().items()}
    return columns, [dict(event.to_dict()) for event in model.log]


@cache
def _status_quo() -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    return _history(_scenario())


def _shocks(events: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(event["month"], event["kind"]) for event in events if event["kind"] in _SHOCKS]
