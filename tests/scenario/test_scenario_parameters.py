"""One declaration for each symbol of the model, coinciding with what the rules take."""

from __future__ import annotations

import math

import pytest

from diplosim.rules.params import Params
from diplosim.scenario import DEFAULTS, PARAMETERS, Parameter, Scenario
from diplosim.scenario.parameters import CLASSES, to_params


def test_declarations_and_rules_name_the_same_symbols_in_the_same_order() -> None:
    import typing

    from diplosim.rules import params

    hints = typing.get_type_hints(Params, vars(params))
    expected = [f"{group}.{symbol}" for group, kind in hints.items() for symbol in kind._fields]
    assert list(PARAMETERS) == expected
    for group, kind in hints.items():
        for symbol, wanted in typing.get_type_hints(kind, vars(params)).items():
            declared = PARAMETERS[f"{group}.{symbol}"].kind
            assert declared == ("float" if wanted is float else "category" if symbol == "rule" else "int")


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda p: p.name)
def test_every_declaration_is_complete_and_coherent(parameter: Parameter) -> None:
    assert parameter.accept(parameter.default) == parameter.default
    assert parameter.cls in CLASSES
    assert parameter.unit
    assert parameter.source
    assert parameter.meaning.endswith(".")
    assert parameter.meaning[0].isupper()
    if parameter.kind != "category":
        assert parameter.low <= float(parameter.default) <= parameter.high
        assert parameter.accept(int(parameter.low) if parameter.kind == "int" else parameter.low) is not None
        assert (
            parameter.accept(int(parameter.high) if parameter.kind == "int" else parameter.high) is not None
        )
        assert (parameter.low < parameter.high) or parameter.cls == "K"


@pytest.mark.parametrize(
    "parameter", [p for p in PARAMETERS.values() if p.kind != "category"], ids=lambda p: p.name
)
def test_outside_the_hard_limits_is_refused(parameter: Parameter) -> None:
    low, high = parameter.limits
    wrong: list[object] = [math.nan, -math.inf, True, "1", None, [1.0], low - 1, high + 1, 10**400]
    wrong += [] if parameter.infinite else [math.inf]
    wrong += [high] if parameter.open_high else []
    for value in wrong:
        with pytest.raises(ValueError, match="number"):
            parameter.accept(value)


def test_outside_the_plausible_range_is_accepted() -> None:
    scenario = Scenario.from_dict({"scenario": 1, "parameters": {"trust.lam_neg": 10}})
    assert scenario.params().trust.lam_neg == 10


def test_defaults_reach_the_rules() -> None:
    params = to_params(DEFAULTS)
    assert params.trust.rule == 0
    assert params.provocation.eta0 == 0.6
    assert params.health.p_pan == 1 / 240
    assert params.bargaining.Vmax == 300


def test_categories_become_numbers_and_poisson_is_infinite() -> None:
    scenario = Scenario.from_dict(
        {"scenario": 1, "parameters": {"trust.rule": "beta", "provocation.r_nb": "poisson"}}
    )
    assert scenario.params().trust.rule == 2
    assert scenario.params().provocation.r_nb == math.inf
    assert scenario.to_dict()["parameters"]["provocation.r_nb"] == "poisson"


def test_parameters_change_in_the_months_of_their_events() -> None:
    scenario = Scenario.from_dict(
        {
            "scenario": 1,
            "events": [
                {"at": 10, "kind": "patron_support", "level": 0.8},
                {"at": 10, "kind": "leadership", "parameters": {"provocation.lam0": 0.5}},
                {"at": "2028-01", "kind": "veto_regime", "veto": 0.05},
                {"at": 30, "kind": "exemption_delay", "days": 15},
                {"at": 40, "kind": "exemption_delay", "days": 15},
            ],
        }
    )
    assert scenario.parameter_months == (10, 24, 30)
    assert scenario.params(9).bargaining.Pi == 0.5
    assert (scenario.params(10).bargaining.Pi, scenario.params(10).provocation.lam0) == (0.8, 0.5)
    assert (scenario.params(23).sanctions.V_veto, scenario.params(24).sanctions.V_veto) == (0.95, 0.05)
    assert (scenario.params(119).sanctions.W0, scenario.params(119).bargaining.Pi) == (15, 0.8)
    assert any("exemption_delay in month 40" in warning.message for warning in scenario.warnings)


def test_params_at_month_zero_includes_events_of_month_zero() -> None:
    scenario = Scenario.from_dict(
        {"scenario": 1, "events": [{"at": 0, "kind": "patron_support", "level": 0.2}]}
    )
    assert scenario.params().bargaining.Pi == 0.2
    assert scenario.parameter_months == (0,)
