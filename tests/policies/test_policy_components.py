from __future__ import annotations

from dataclasses import fields

import pytest

from diplosim.policies import STATUS_QUO, all_policies, get
from diplosim.policies.levers import SCOPES, Settings
from diplosim.policies.policy import LEVERS, leave_out, levers_of
from tests.policies.policy_helpers import levers, refusal


def test_every_setting_belongs_to_one_lever() -> None:
    named = [name for names in LEVERS.values() for name in names]
    assert sorted([*named, *SCOPES]) == sorted(field.name for field in fields(Settings))


def test_a_policy_with_one_lever_has_nothing_to_leave_out() -> None:
    assert get("digital_health").components == ()
    assert "unknown option 'without'" in refusal({"universal_framing": {"without": ["framing"]}})


@pytest.mark.parametrize("policy", [p for p in all_policies() if p.by_lever], ids=lambda p: p.name)
def test_without_a_lever_it_stays_at_the_status_quo_and_the_others_move(policy: object) -> None:
    name, components = policy.name, policy.components  # type: ignore[attr-defined]
    whole = levers(name)
    for word in components:
        less = levers({name: {"without": [word]}})
        for other in components:
            same = [getattr(less, key) == getattr(whole, key) for key in LEVERS[other] if hasattr(whole, key)]
            if other != word:
                assert all(same)
        for key in LEVERS[word]:
            assert getattr(less, key) == getattr(STATUS_QUO, key)


def test_components_put_back_together_are_the_policy() -> None:
    fund = get("pooled_fund")
    whole = fund.moves()
    rest = leave_out(whole, ["pooling"])
    assert levers_of(rest) == ("durations", "channels", "mediation")
    assert levers_of(whole) == fund.components


def test_leaving_out_every_lever_is_refused() -> None:
    everything = list(get("maximum_pressure").components)
    assert "leaves out every lever" in refusal({"maximum_pressure": {"without": everything}})


def test_an_option_that_only_sets_what_is_left_out_is_refused() -> None:
    assert "only sets what 'without' leaves out" in refusal(
        {"pooled_fund": {"without": ["pooling"], "prefund": 0.9}}
    )


def test_the_conditions_of_the_conditional_bundle_can_be_left_out_and_can_stand_alone() -> None:
    members = [name for name in get("conditional_bundle").components if name != "conditions"]
    assert levers({"conditional_bundle": {"without": ["conditions"]}}) == levers(*members)
    alone = levers({"conditional_bundle": {"without": members}})
    assert (alone.menu_q, alone.menu_r, alone.pool) == ((1,), (0, 1), False)
