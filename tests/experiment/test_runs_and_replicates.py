from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diplosim
from diplosim.experiment import mesa_engine, replicates, result_files, run_one, run_replicates
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
    monkeypatch.setattr(replicates, "pool_pays", lambda left, seconds, workers: workers > 1 and left > 1)


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


def test_a_run_has_every_month_and_replicates_differ(tiny: Make) -> None:
    runs = run_replicates([tiny()], workers=1).results
    assert [r.replicate for r in runs] == [0, 1, 2]
    assert all(len(values) == 18 for r in runs for values in r.trajectory.values())
    assert len({r.trajectory["tension"].tobytes() for r in runs}) == 3


def test_tracing_does_not_change_the_run(tiny: Make) -> None:
    traced, plain = run_one(tiny(), 1, trace=True), run_one(tiny(), 1)
    assert traced.outcomes == plain.outcomes
    assert all(np.array_equal(traced.trajectory[m], plain.trajectory[m]) for m in plain.trajectory)
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
    runs = run_replicates([tiny()], workers=1)
    assert [r.status for r in runs.results] == ["ok", "failed", "ok"]
    failed = runs.failed[0]
    assert failed.error == "ZeroDivisionError: nothing to divide"
    assert failed.seed == 7 and not failed.outcomes and "divide" in str(failed.detail)


def test_files_have_the_same_bytes_whatever_the_workers(tiny: Make, always_pool: None) -> None:
    arms = [tiny("a"), tiny("b", policies=["unconditional_easing"])]
    one, two = run_replicates(arms, workers=1), run_replicates(arms, workers=2)
    assert (one.workers, two.workers) == (1, 2)
    assert result_files(one, csv=True) == result_files(two, csv=True)


def test_workers_load_the_policies_of_users(
    tiny: Make, always_pool: None, plugin: Callable[[str, bool], str]
) -> None:
    path = plugin("of_a_user", False)
    arm = tiny(policies=["of_a_user"])
    here, there = run_replicates([arm], workers=1), run_replicates([arm], workers=2, plugins=[path])
    assert there.workers == 2 and not there.failed
    assert result_files(here) == result_files(there)


def test_a_dying_worker_fails_its_runs_and_keeps_the_finished_ones(
    tiny: Make, always_pool: None, plugin: Callable[[str, bool], str]
) -> None:
    path = plugin("deadly", True)
    runs = run_replicates([tiny()], workers=2, plugins=[path])
    assert [r.status for r in runs.results] == ["ok", "failed", "failed"]
    assert "worker process ended" in str(runs.results[1].error)
    assert not runs.interrupted


def test_ctrl_c_keeps_whole_pairs_in_the_order_of_the_plan(tiny: Make) -> None:
    def stop(finished: int, failed: int, total: int) -> None:
        if finished == 4:
            raise KeyboardInterrupt

    runs = run_replicates([tiny("a"), tiny("b")], workers=1, progress=stop)
    assert runs.interrupted and runs.planned == 6
    assert [(r.arm, r.replicate) for r in runs.results] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]


def test_progress_counts_every_run(tiny: Make) -> None:
    seen: list[Any] = []
    run_replicates([tiny()], workers=1, progress=lambda *state: seen.append(state))
    assert seen == [(1, 0, 3), (2, 0, 3), (3, 0, 3)]


@pytest.mark.parametrize(
    ("left", "seconds", "workers", "pays"),
    [(1000, 0.1, 2, True), (10, 0.1, 2, False), (1000, 0.1, 1, False), (1, 60.0, 8, False)],
)
def test_a_pool_is_used_only_where_it_pays(left: int, seconds: float, workers: int, pays: bool) -> None:
    assert replicates.pool_pays(left, seconds, workers) is pays


def test_importing_the_engine_leaves_the_start_method_of_the_process_alone() -> None:
    code = (
        "import multiprocessing as m; before = m.get_start_method(allow_none=True); import diplosim\n"
        "diplosim.DiplomacyModel; assert m.get_start_method(allow_none=True) == before, before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert multiprocessing.get_start_method() is not None


def test_a_script_without_main_guard_may_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from diplosim.experiment import replicates, run_replicates\n"
        "from diplosim.scenario import Scenario\n"
        "print('once')\n"
        "replicates.pool_pays = lambda left, seconds, workers: True\n"
        "s = Scenario.from_dict({'scenario': 1, 'name': 's', 'months': 6, 'seed': 1, 'replicates': 3})\n"
        "runs = run_replicates([s], workers=2)\n"
        "print(runs.workers, len(runs.results), len(runs.failed))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(diplosim.__file__).parents[1])}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert (done.stdout, done.returncode) == ("once\n2 3 0\n", 0), done.stderr
