"""The benchmark command measures what it says; ``.ci/run`` runs every section of it."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

from benchmarks import bulk, timing
from benchmarks.run import SECTIONS

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "benchmarks/run.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_section_is_refused_by_name() -> None:
    done = run("spede")
    assert done.returncode == 2
    assert "spede" in done.stderr and "slider" in done.stderr


def test_the_page_explains_every_section_and_each_has_a_function() -> None:
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(SECTIONS)
    for module, function in SECTIONS.values():
        assert callable(getattr(importlib.import_module(f"benchmarks.{module}"), function))


def test_the_functions_whose_time_is_told_apart_are_where_a_sweep_looks_them_up() -> None:
    places = bulk._places()
    assert len(places) >= 6
    assert [place for place in places if not callable(getattr(place.owner, place.name, None))] == []


def test_contestants_take_turns_and_ratios_pair_them_by_round() -> None:
    order: list[str] = []
    one = timing.Contestant("one", lambda: order.append("one"), 2)
    two = timing.Contestant("two", lambda: order.append("two"))
    timing.race(one, two, rounds=2)
    assert order == ["one", "two", "one", "two", "two", "one"]
    assert len(one.wall) == len(two.cpu) == 2
    one.cpu, two.cpu = [6.0, 8.0, 30.0], [2.0, 4.0, 10.0]
    assert timing.ratio(one, two) == timing.Spread(3.0, 2.0, 3.0)


def test_verdicts_say_which_side_of_the_goal() -> None:
    assert "reached" in timing.verdict(300.0, 300.0)
    assert "MISSED" in timing.verdict(299.0, 300.0)
    assert "MISSED" in timing.verdict(1.31, 1.3, at_least=False)
