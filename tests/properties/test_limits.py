"""Exact limits of the whole model (model section 12.1): what must hold when a mechanism is switched off."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diplosim as ds
from diplosim.model.model import DiplomacyModel
from diplosim.rules import delivery, health, ledger
from diplosim.rules.trust_rules import update_dyad
from tests.first_model import first_model
from tests.properties.worlds import POLICIES, played, world

NO_SHOCKS = {"health.p_pan": 0.0, "health.p_flood": 0.0}
NO_FEEDBACK = {f"provocation.b_{x}": 0.0 for x in ("X", "S", "N", "K", "tau", "F", "O")}


@pytest.mark.slow
def test_v3_without_feedback_the_mean_rate_is_background_over_one_minus_branching() -> None:
    """Mean 2.0, standard error about 0.06 (overdispersed, autocorrelated): false alarm below 1 in 10 000.

    By the portable engine, which has Mesa's bits (tests/engine/test_bit_identity.py) in a hundredth of the time.
    """
    scenario = world(months=1200, parameters=NO_FEEDBACK | {"provocation.Qcap_growth": 0.0})
    counts = ds.simulate(scenario, replicates=8, engine="portable").trajectories["events"]
    mean = counts.mean()
    assert len(counts) == 8 * 1200
    standard_error = math.sqrt(5.690 * (1 + 2 * 0.4255 / (1 - 0.8)) / len(counts))
    assert abs(mean - 2.0) < 4 * standard_error


def test_v5_without_sanctions_goods_flow_and_the_economy_is_whole() -> None:
    open_world = {
        "sanctions.U_bank": 0.0, "sanctions.U_goods": 0.0, "sanctions.U_fuel": 0.0, "sanctions.U_trade": 0.0,
        "sanctions.O0": 0.0, "sanctions.W_fast": 0.0, "sanctions.hold_hawk": 0.0, "sanctions.p_prop": 0.0,
        "provocation.lam0": 0.0,
    }  # fmt: skip
    model = DiplomacyModel(world(parameters=open_world | NO_SHOCKS), log=False)
    rho_tr = ledger.ppm(model.params.delivery.rho_tr)
    moved = 0
    while model.running:
        before = {table: table.money for table in model.tables}
        model.step()
        assert model.council.throughput == 1.0
        assert model.recipient.economy == 1.0
        for table in model.tables:
            assert table.money.held == 0
            if table.agreement is not None or before[table].transit:
                entered = table.money.overhead + table.money.transit + _arrived(table.money)
                entered -= before[table].overhead + before[table].transit + _arrived(before[table])
                paid_in = entered - (table.money.overhead - before[table].overhead)
                in_transit = before[table].transit + paid_in
                left = in_transit - ledger.part(in_transit, rho_tr)
                assert table.money.transit == left
                moved += in_transit
    assert moved > 0


def _arrived(money: ledger.DonorLedger) -> int:
    return money.stock + money.absorbed + money.wasted + money.diverted


def test_v8_constant_spending_brings_every_block_to_its_steady_state_and_burden_follows() -> None:
    # In the second model aid goes to the blocks by its content, and products follow medicine.
    model = DiplomacyModel(world(**first_model(parameters=NO_SHOCKS)), log=False)
    p, system, spend = model.params.health, model.recipient.health, 2.0
    model.month.absorbed = round(spend * ledger.KUSD_PER_MUSD)
    for _ in range(5000):
        model.recipient.live_through_month()
    for b, block in enumerate(system.blocks):
        there = health.block_steady_state(p, health.B0[b], health.block_spend(b, spend, 0.0, 0.0), 1.0, 1.0)
        assert block == pytest.approx(there, abs=1e-12)
    assert system.burden == pytest.approx(1.0 - system.index, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["status quo", *POLICIES]), st.integers(0, 2**32), st.integers(0, 5))
def test_v9_money_is_conserved_every_month_of_every_run(policy: str, seed: int, replicate: int) -> None:
    scenario = world(
        48, [] if policy == "status quo" else [policy], seed, parameters={"bargaining.h_can": 0.05}
    )
    model = DiplomacyModel(scenario, replicate=replicate, log=False)
    while model.running:
        model.step()
        for table in model.tables:
            assert ledger.donor_imbalance(table.money) == 0
            assert ledger.local_imbalance(table.local) == 0
            assert min(table.money) >= 0
            assert min(table.local) >= 0


def test_v9_cumulative_flows_never_overtake_each_other() -> None:
    model = DiplomacyModel(world(120, ["pooled_fund"]), log=False)
    paid = 0
    while model.running:
        model.step()
        paid += model.month.donors_paid
        pledged = sum(t.money.pledged for t in model.tables)
        used = sum(t.money.absorbed + t.money.wasted + t.money.diverted for t in model.tables)
        arrived = used + sum(t.money.stock for t in model.tables)
        assert pledged >= paid >= arrived >= used
    assert used > 0


@pytest.mark.slow
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("policy", ["status quo", "pooled_fund", "ghd_bundle", "comprehensive"])
def test_v11_without_shocks_to_agreements_all_reach_their_term(policy: str, first: bool) -> None:
    """In the second model one may be renewed at its term, and that of a member ends when the pool signs."""
    calm = {"politics.k_d": 0.0, "bargaining.h_can": 0.0}
    policies = [] if policy == "status quo" else [policy]
    scenario = world(120, policies, **(first_model(parameters=calm) if first else {"parameters": calm}))
    signed = ended = 0
    for replicate in range(4):
        model = played(scenario, replicate, log=True)
        outcomes = model.outcomes()
        assert outcomes["suspensions"] == 0
        assert outcomes["cancellations"] == 0
        assert outcomes["months_suspended"] == 0
        terms: dict[str, int] = {}
        for event in model.log:
            if event.kind in ("agreement_signed", "agreement_renewed"):
                signed += event.month + event.package["months"] < 120
            elif event.kind == "agreement_ended":
                ended += 1
            elif event.kind == "agreement_folded":
                ended += terms[event.actor] < 120
            if event.kind in ("agreement_signed", "agreement_renewed"):
                terms[event.actor] = event.month + event.package["months"]
    assert signed == ended > 0


@pytest.mark.slow
def test_v12_complete_delinking_ends_walk_outs_and_suspensions() -> None:
    scenario = world(120, [{"delinking": {"degree": 1.0}}], parameters={"provocation.lam0": 2.0})
    for replicate in range(4):
        model = played(scenario, replicate, log=True)
        trajectory = model.trajectory()
        assert sum(trajectory["events_major"]) > 10
        assert not [event for event in model.log if event.kind == "walk_out"]
        ended_by_stance = [event for event in model.log if event.kind == "stance_ended_talks"]
        assert sum(trajectory["walk_outs"]) == len(ended_by_stance)  # the DPRK closes whatever donors de-link
        assert sum(trajectory["suspensions"]) == 0


@given(st.floats(0, 20), st.floats(0, 20))
def test_v12_under_complete_delinking_health_trust_ignores_security(P: float, N: float) -> None:
    p = world().params(0).trust
    calm = update_dyad(p, 1.0, -2.0, 30.0, -2.0, 0.4, 0.1, -2.0, 30.0, -2.0, 0.0, 0.0)
    stormy = update_dyad(p, 1.0, -2.0, 30.0, -2.0, 0.4, 0.1, -2.0, 30.0, -2.0, P, N)
    assert calm[0] == stormy[0]


@pytest.mark.parametrize("p_hawk", [0.0, 1.0])
def test_v13_without_doubt_or_audience_governments_never_change_after_an_election(p_hawk: float) -> None:
    scenario = world(120, parameters={"politics.p_hawk": p_hawk, "politics.b_aud": 0.0})
    model = DiplomacyModel(scenario, log=False)
    while model.running:
        model.step()
        for donor in model.donors:
            if donor.spec.partisan:
                assert donor.hawkish == int(p_hawk)


def test_pipelines_of_closed_borders_do_not_move() -> None:
    closed = [{"at": "2026-01", "kind": "border_closure", "months": 1200}]
    model = played(world(120, events=closed, parameters={"delivery.L_goods": 1200}))
    assert sum(model.trajectory()["aid_arrived_musd"]) == 0
    assert sum(t.money.transit for t in model.tables) > 0


def test_attribution_and_monitoring_constants_cover_all_channels() -> None:
    for channel in (delivery.DIRECT, delivery.UN, delivery.THIRD):
        assert 0 < delivery.attribution(channel, False) <= 1
        assert 0 < delivery.monitoring_strength(channel, False) <= 1
