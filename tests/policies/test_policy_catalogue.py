"""The rows of the policy table (model section 9, with rulings B9 and B22) lever by lever."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policy_helpers import levers, refusal, schedule

from diplosim.policies import STATUS_QUO, Levers, names
from diplosim.policies.registry import builtin_policies

EASING = {"e_policy": 0.8, "uncond": 1.0, "menu_q": (0,)}
POOL = {
    "pool": True,
    "menu_D": (60,),
    "prefund": 0.3,
    "pi_pool": 0.8,
    "menu_k": ("un", "third"),
    "gamma_m": 1.0,
}
OWNERSHIP = {"menu_c": (0.15, 0.30), "own": 1.0}
FAST = {"W_policy": 15.0, "W_strength": 1.0}

ROWS = {
    "unconditional_easing": EASING,
    "denuclearisation_first": {"menu_q": (2,), "precond": True, "menu_r": (0, 1, 2)},
    "maximum_pressure": {"press": 1.0, "precond": True, "menu_q": (2,)},
    "strategic_patience": {"precond": True, "unsol": False},
    "pooled_fund": POOL,
    "cofinancing": OWNERSHIP,
    "universal_framing": {"menu_f": (0,)},
    "delinking": {"d": 0.8, "menu_q": (0, 1)},
    "corridor": {**FAST, "e_policy": 0.4},
    "triangular": {"menu_k": ("third",), "gamma_m": 1.0},
    "comprehensive": {"comp": 1.0, "menu_D": (36, 60)},
    "digital_health": {"dig": 1.0},
    "regional_network": {"surv": 1.0},
    "grit": {"posture": (1.0, 1.0, 1.0, 1.0), "grit": True, "posture_strength": 1.0},
    "tit_for_tat": {"posture": (1.0, 0.0, 1.0, 0.0), "posture_strength": 1.0},
    "generous_tit_for_tat": {"posture": (1.0, 1 / 3, 1.0, 1 / 3), "posture_strength": 1.0},
    "ghd_bundle": {**POOL, **OWNERSHIP, **FAST, **EASING, "menu_f": (0,), "d": 0.8, "comp": 1.0},
    "conditional_bundle": {
        **POOL,
        **OWNERSHIP,
        **FAST,
        "e_policy": 0.4,
        "menu_f": (0,),
        "comp": 1.0,
        "menu_q": (1,),
        "menu_r": (0, 1),
        "d": 0.0,
    },
    "equipment_package": {"menu_g": ("equipment",)},
    "training_governance": {"menu_g": ("training",)},
    "supplies_only": {"menu_g": ("supplies",)},
    "insurance_support": {"menu_g": ("training",)},
    # Without `mechanisms.scope` what binds the rivals' own tables binds every table.
    "china_partnership": {"china": 1.0, "partner": 1.0, "menu_k": ("un", "third"), "gamma_m": 1.0},
    "vietnam_partnership": {
        "menu_g": ("training", "mixture"),
        "menu_f": (0,),
        "menu_k": ("third",),
        "gamma_m": 1.0,
    },
    "traditional_medicine_russia": {
        "koryo": 1.0,
        "contact": 1.0,
        "partner": 1.0,
        "menu_g": ("supplies", "training"),
        "menu_f": (0,),
        "menu_k": ("third",),
        "gamma_m": 1.0,
    },
    "hold_waiver": {"hold_waiver": 1.0},
}


def test_all_names_exist_in_the_order_of_the_table() -> None:
    assert tuple(policy.name for policy in builtin_policies()) == tuple(ROWS)
    assert names()[: len(ROWS)] == tuple(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_policy_moves_the_levers_of_its_row_and_no_other(name: str) -> None:
    assert levers(name) == replace(STATUS_QUO, **ROWS[name])


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("unconditional_easing", {"e_policy": 0.4, "uncond": 0.5, "menu_q": (0,)}),
        ("maximum_pressure", {"press": 0.5, "precond": True, "menu_q": (2,)}),
        ("pooled_fund", {**POOL, "prefund": 0.15, "pi_pool": 0.4, "gamma_m": 0.5}),
        ("cofinancing", {**OWNERSHIP, "own": 0.5}),
        ("corridor", {"W_policy": 15.0, "W_strength": 0.5, "e_policy": 0.2}),
        ("tit_for_tat", {"posture": (1.0, 0.0, 1.0, 0.0), "posture_strength": 0.5}),
    ],
)
def test_half_strength_moves_numbers_half_way_and_menus_in_full(name: str, moved: dict[str, object]) -> None:
    assert levers({name: {"strength": 0.5}}) == replace(STATUS_QUO, **moved)


def test_bundles_equal_their_members_side_by_side() -> None:
    members = [
        "unconditional_easing",
        "pooled_fund",
        "cofinancing",
        "universal_framing",
        "delinking",
        "corridor",
        "comprehensive",
    ]
    assert levers("ghd_bundle") == levers(*members)
    for name in members:
        rest = [other for other in members if other != name]
        assert levers({"ghd_bundle": {"without": [name]}}) == levers(*rest)


def test_the_conditional_bundle_keeps_its_conditions_whatever_is_left_out() -> None:
    left = levers({"conditional_bundle": {"without": ["pooled_fund", "corridor"]}})
    assert (left.menu_q, left.menu_r, left.pool, left.e_policy) == ((1,), (0, 1), False, 0.0)


def test_options_reach_their_levers() -> None:
    fund = levers(
        {
            "pooled_fund": {
                "contributors": ["GHF", "ROK", "EU"],
                "commitment_months": 36,
                "prefund": 0.5,
                "pi_pool": 0.9,
                "mediation": 0.25,
            }
        }
    )
    assert fund.contributors == ("ROK", "EU", "GHF")
    assert (fund.menu_D, fund.prefund, fund.pi_pool, fund.gamma_m) == ((36,), 0.5, 0.9, 0.25)
    assert levers({"cofinancing": {"shares": [0.3, 0.1], "ownership": 0.5}}).menu_c == (0.1, 0.3)
    assert levers({"corridor": {"delay_days": 30, "carve_out": 0.6}}).W_policy == 30.0
    assert levers({"generous_tit_for_tat": {"generosity": 0.5}}).posture == (1.0, 0.5, 1.0, 0.5)
    assert levers({"comprehensive": {"commitment_months": [60]}}).menu_D == (60,)
    bundle = levers(
        {"ghd_bundle": {"delinking_degree": 0.5, "easing_carve_out": 0.3, "corridor_carve_out": 0.2}}
    )
    assert (bundle.d, bundle.e_policy) == (0.5, 0.3)


def test_the_fund_follows_the_scenarios_parameters_unless_told() -> None:
    given = {"politics.prefund": 0.6, "politics.pi_pool": 0.7}
    for name in ("pooled_fund", "ghd_bundle"):
        assert levers(name, parameters=given).prefund == 0.6
        assert levers(name, parameters=given).pi_pool == 0.7
        assert levers({name: {"prefund": 0.1}}, parameters=given).prefund == 0.1


def test_dated_parameters_move_the_fund_from_their_month_on() -> None:
    event = {"at": "2027-01", "kind": "leadership", "parameters": {"politics.prefund": 0.9}}
    plan = schedule("pooled_fund", events=[event])
    assert plan.changes == (0, 12)
    assert (plan.at(11).prefund, plan.at(12).prefund) == (0.3, 0.9)


@pytest.mark.parametrize("name", ["denuclearisation_first", "strategic_patience", "universal_framing"])
def test_policies_of_switches_take_only_zero_and_one(name: str) -> None:
    assert "0 or 1" in refusal({name: {"strength": 0.99}})
    assert isinstance(levers({name: {"strength": 1}}), Levers)
