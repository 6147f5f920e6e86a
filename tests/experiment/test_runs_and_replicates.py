from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diplosim
from diplosim.experiment import (
    How,
    Memory,
    definition_of,
    make_plan,
    mesa_engine,
    pipeline,
    prepare,
    run_in_memory,
    run_one,
)
from diplosim.experiment.assemble import frame
from diplosim.experiment.executors import pool_pays
from diplosim.policies import load_plugin, plugins, registry
from diplosim.scenario import Scenario

Make = Callable[..., Scenario]

PLUGIN = """
import os
from multiprocessing import parent_process

from diplosim.policies import Policy, Settings

if parent_process() is not None and {dies}:
    os._exit(9)

POLICY = Policy(
    name="{name}", title="Of a user", summary="s", hypothesis="h", source="s", risk="r",
    settings=lambda strength, options: Settings(d=0.9 * strength),
)
"""


@pytest.fixture
def always_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pipeline, "pool_pays", lambda plan, pending, workers: workers > 1 and len(pending) > 1
    )


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Callable[[str, bool], str]]:
    names = []

    def make(name: str, dies: bool) -> str:
        path = tmp_path / f"{name}.py"
        path.write_text(PLUGIN.format(name=name, dies=dies))
        names.append((name, str(path.resolve())))
        load_plugin(path)
        return str(path)

    yield make
    for name, path in names:
        registry.remove(name)
        plugins._loaded.pop(path, None)


def memory(*arms: Scenario, chunk: int = 2, **how: Any) -> Memory:
    plan = replace(make_plan(definition_of(prepare(arms)), "mesa", keep_all=True), chunk=chunk)
    return run_in_memory(plan, How(**{"workers": 1, **how}))


def frames(memory: Memory) -> list[Any]:
    return [frame(memory.numbers, f"{name}.parquet") for name in ("runs", "trajectories", "quantiles")]


def test_a_run_has_every_month_and_replicates_differ(tiny: Make) -> None:
    found = memory(tiny())
    assert frame(found.numbers, "runs.parquet")["replicate"].to_pylist() == [0, 1, 2]
    (tension,) = found.numbers.months(["tension"])["tension"]
    assert tension.shape == (3, 18) and len({run.tobytes() for run in tension}) == 3


def test_tracing_does_not_change_the_run(tiny: Make) -> None:
    traced, plain = run_one(tiny(), 1, trace=True), run_one(tiny(), 1)
    assert traced.outcomes == plain.outcomes
    assert all(np.array_equal(traced.months[m], plain.months[m]) for m in plain.months)
    assert traced.events and traced.trust and not plain.events and not plain.trust


def test_a_failing_run_is_a_row_with_its_reason_and_the_others_go_on(
    tiny: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = mesa_engine()

    class Fails(engine):  # type: ignore[misc, valid-type]
        def step(self) -> None:
            super().step()
            if self.replicate == 1 and self.t == 5:
                raise ZeroDivisionError("nothing\nto divide")

    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: Fails)
    found = memory(tiny())
    assert frame(found.numbers, "runs.parquet")["status"].to_pylist() == ["ok", "failed", "ok"]
    [failed] = found.numbers.failures()
    assert failed.error == "ZeroDivisionError: nothing to divide"
    assert (failed.run, failed.replicate, failed.seed) == (1, 1, 7)
    assert "divide" in str(run_one(tiny(), 1).detail)


@pytest.mark.slow
def test_frames_are_the_same_whatever_the_workers(tiny: Make, always_pool: None) -> None:
    arms = [tiny("a"), tiny("b", policies=["unconditional_easing"])]
    assert frames(memory(*arms)) == frames(memory(*arms, workers=2))


@pytest.mark.slow
def test_workers_load_the_policies_of_users(
    tiny: Make, always_pool: None, plugin: Callable[[str, bool], str]
) -> None:
    path = plugin("of_a_user", False)
    arm = tiny(policies=["of_a_user"])
    there = memory(arm, workers=2, plugins=[path])
    assert not there.numbers.failures() and frames(there) == frames(memory(arm))


@pytest.mark.slow
def test_a_worker_that_always_dies_fails_its_runs_with_the_reason(
    tiny: Make, always_pool: None, plugin: Callable[[str, bool], str]
) -> None:
    found = memory(tiny(replicates=2), chunk=1, workers=2, plugins=[plugin("deadly", True)])
    assert [failure.run for failure in found.numbers.failures()] == [0, 1]
    assert all("worker process ended" in failure.error for failure in found.numbers.failures())


def test_arms_may_have_different_horizons_and_starts(tiny: Make) -> None:
    found = memory(tiny("a"), tiny("b", months=12, start="2027-03"), chunk=4)
    table = frame(found.numbers, "trajectories.parquet").to_pandas()
    assert table.groupby("arm").size().to_dict() == {"a": 54, "b": 36}
    one = table[(table["arm"] == "b") & (table["replicate"] == 2)]
    assert one["month"].tolist() == list(range(12))
    expected = run_one(tiny("b", months=12, start="2027-03"), 2).months["tension"].astype(np.float32)
    assert one["tension"].tolist() == expected.tolist()
    quantiles = frame(found.numbers, "quantiles.parquet").to_pandas()
    assert quantiles.groupby("arm").size().to_dict() == {"a": 18 * 5, "b": 12 * 5}


def test_ctrl_c_ends_runs_in_memory(tiny: Make) -> None:
    def stop(finished: int, failed: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory(tiny("a"), tiny("b"), progress=stop)


def test_progress_counts_every_run(tiny: Make) -> None:
    seen: list[Any] = []
    memory(tiny(), progress=lambda *state: seen.append(state))
    assert seen == [(2, 0, 3), (3, 0, 3)]


@pytest.mark.parametrize(
    ("replicates", "workers", "pays"), [(1000, 2, True), (10, 2, False), (1000, 1, False), (1, 8, False)]
)
def test_a_pool_is_used_only_where_it_pays(tiny: Make, replicates: int, workers: int, pays: bool) -> None:
    plan = make_plan(definition_of([tiny(months=120, replicates=replicates)]), "mesa")
    assert pool_pays(plan, range(plan.chunks), workers) is pays


@pytest.mark.slow
def test_importing_the_engine_leaves_the_start_method_of_the_process_alone() -> None:
    code = (
        "import multiprocessing as m; before = m.get_start_method(allow_none=True); import diplosim\n"
        "diplosim.DiplomacyModel; assert m.get_start_method(allow_none=True) == before, before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert multiprocessing.get_start_method() is not None


@pytest.mark.slow
def test_a_script_without_main_guard_may_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import diplosim as ds\n"
        "from diplosim.experiment import pipeline\n"
        "print('once')\n"
        "pipeline.pool_pays = lambda plan, pending, workers: True\n"
        "s = ds.Scenario.from_dict({'scenario': 1, 'name': 's', 'months': 6, 'seed': 1, 'replicates': 3})\n"
        "print(len(ds.simulate(s, engine='mesa', workers=2).runs))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(diplosim.__file__).parents[1])}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert (done.stdout, done.returncode) == ("once\n3\n", 0), done.stderr
