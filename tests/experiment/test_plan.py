from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplosim.experiment import plan as planning
from diplosim.experiment.arms import Worlds
from diplosim.experiment.plan import Plan, make_plan
from diplosim.experiment.store import difference
from diplosim.scenario import ScenarioError
from tests.experiment.sweeps import document, plan_of, small

DEFINITION = small()
BASE = plan_of(DEFINITION)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 40), st.integers(1, 9))
def test_every_run_is_planned_once_in_some_chunk(
    samples: int, replicates: int, chunk: int, stride: int
) -> None:
    arms = tuple(arm.model_copy(update={"replicates": replicates}) for arm in BASE.arms)
    plan = replace(BASE, arms=arms, samples=((0.5, 0.5),) * samples, chunk=chunk, stride=stride)
    runs = [run for index in range(plan.chunks) for run in map(plan.run, plan.numbers(index))]
    assert [run.number for run in runs] == list(range(plan.runs))
    keys = {(run.arm, run.sample, run.replicate) for run in runs}
    assert keys == {(a, s, r) for a in range(3) for s in range(samples) for r in range(replicates)}
    kept = {(run.sample, run.replicate) for run in runs if run.kept}
    assert len(kept) == plan.kept_pairs
    assert all(run.kept == ((run.sample, run.replicate) in kept) for run in runs)  # whole pairs
    by_block = [
        (block.sample, block.arm, replicate, kept, place + plan.numbers(index).start)
        for index in range(plan.chunks)
        for block in plan.blocks(index)
        for place, replicate, kept in zip(block.places, block.replicates, block.kept, strict=True)
    ]
    assert by_block == [(run.sample, run.arm, run.replicate, run.kept, run.number) for run in runs]


def test_the_digest_tells_apart_what_changes_results_and_nothing_else() -> None:
    assert plan_of(small(title="another", question="why?")).digest == BASE.digest
    others = [
        plan_of(small(replicates=4)), plan_of(small(samples=5)), plan_of(small(months=5)),
        plan_of(small(vary={"provocation.iota": {"uniform": [0, 0.9]}})), plan_of(small(seed=8)),
        plan_of(small(arms={"status_quo": []}, vary={}, design={})), replace(BASE, code="edited"),
        replace(BASE, stride=2), replace(BASE, first=3),
        plan_of(small(design={"method": "lhs", "samples": 4, "seed": 2})),
    ]  # fmt: skip
    assert len({plan.digest for plan in [BASE, *others]}) == len(others) + 1
    assert replace(BASE, engine="compiled").digest == BASE.digest  # both engines give the same bytes
    assert all(difference(BASE.facts, plan.facts) != "written by another version" for plan in others)


def test_a_plan_that_begins_at_another_replicate_has_the_runs_from_there_on() -> None:
    later = replace(BASE, first=2)
    assert [later.run(n).replicate for n in range(3)] == [2, 3, 4]
    assert [r for block in later.blocks(0) for r in block.replicates.tolist()] == [2, 3, 4, 2, 3]


def test_a_plan_takes_the_chunks_of_what_was_begun_if_it_is_the_same() -> None:
    begun = replace(BASE, chunk=7)
    assert BASE.cut_like(begun.facts).chunk == 7 and BASE.cut_like(None) is BASE
    assert BASE.cut_like(replace(begun, stride=2).facts).chunk == BASE.chunk


def test_a_plan_travels_to_another_process_whole() -> None:
    again = Plan.from_document(BASE.document())
    assert again.digest == BASE.digest
    assert [again.world(again.run(n)).digest for n in (0, 17, 35)] == [
        BASE.world(BASE.run(n)).digest for n in (0, 17, 35)
    ]


def test_the_quick_way_to_a_world_gives_what_the_checked_way_gives() -> None:
    worlds = Worlds(DEFINITION.arms)
    values = {"provocation.iota": 0.25, "provocation.p2": 0.2, "actors.ROK.ceiling_musd": 12.5,
              "actors.USA.ties.DPRK": 0.4, "policies.pooled_fund.strength": 0.5,
              "policies.pooled_fund.from": 2}  # fmt: skip
    checked = DEFINITION.arms[2].with_(
        parameters={"provocation.iota": 0.25, "provocation.p2": 0.2},
        actors={"ROK": {"ceiling_musd": 12.5}, "USA": {"ties": {"DPRK": 0.4}}},
        policies=[{"pooled_fund": {"from": 2, "strength": 0.5, "prefund": 0.4}}],
    )
    assert worlds.world(2, values).digest == checked.digest
    assert worlds.world(2, values).params(0) == checked.params(0)
    assert worlds.world(0, {"policies.pooled_fund.strength": 0.5}) == DEFINITION.arms[0]
    with pytest.raises(ScenarioError, match="exceeds 1"):
        worlds.world(0, {"provocation.p2": 0.5, "provocation.p3": 0.5})


def test_months_are_kept_of_whole_pairs_spread_evenly_unless_all_are_asked_for() -> None:
    definition = small(replicates=50_000, months=4)
    plan = make_plan(definition, "mesa")
    assert plan.stride == 7, (
        "at least 4 for the room there is, and without a divisor in common with the replicates"
    )
    assert plan.kept_pairs * 3 * 4 <= 600_000
    assert make_plan(definition, "mesa", keep_all=True).stride == 1


def test_a_document_without_anything_varied_has_one_sample() -> None:
    assert plan_of(small(vary={}, design={})).samples == ((),)
    assert document()["arms"]


@pytest.mark.parametrize("replicates", [1, 2, 6, 20])
@pytest.mark.parametrize("least", [0, 1, 2, 38, 60])
def test_every_replicate_has_its_turn_to_keep_its_months(least: int, replicates: int) -> None:
    stride = planning._stride(least, replicates)
    assert stride >= max(1, least)
    assert {number % replicates for number in range(0, stride * replicates, stride)} == set(range(replicates))
