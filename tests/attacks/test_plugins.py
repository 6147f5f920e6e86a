"""What ends a plug-in is the plug-in's fault, and what it says cannot change a terminal or a page."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.policies import unload_plugin

Call = Callable[..., Result]
ENDS = {
    "sys.exit(0)": "SystemExit: 0",
    "sys.exit('bye')": "SystemExit: bye",
    "raise SystemExit": "SystemExit",
    "import os; os._exit(0)": "SystemExit: os._exit(0)",
    "raise KeyboardInterrupt": "KeyboardInterrupt",
    "raise EOFError('x')": "EOFError: x",
    "raise RuntimeError('\\x1b[2J\\u202egone')": "RuntimeError: \\x1b[2J\\u202egone",
}
IMPORT = "import sys\n\n{end}\n"
POLICY = """import sys
from diplosim.policies import Policy, Settings

def settings(strength, options):
    {end}

POLICY = Policy(name='ends', title='t', summary='s', hypothesis='h', source='s', risk='r', settings=settings)
"""
OUTCOME = """import sys
from diplosim.metrics import Outcome

def made(months, world):
    {end}

OUTCOME = Outcome('ends', 'what ends', 'count', made=made)
"""
METRIC = """import sys
from diplosim.metrics import ModelMetric

def read(model):
    {end}

METRIC = ModelMetric('ends_too', 'what ends', 'count', read=read)
"""


@pytest.fixture
def plugin(here: Path) -> Callable[[str], str]:
    (here / "w.yaml").write_text("scenario: 1\nmonths: 2\nreplicates: 1\n")

    def write(text: str) -> str:
        (here / "p.py").write_text(text)
        return "p.py"

    yield write  # type: ignore[misc]
    unload_plugin(here / "p.py")


RUN = ("--engine", "mesa", "--no-figures", "-q", "--out", "r")


@pytest.mark.parametrize("end", ENDS)
def test_at_import(call: Call, plugin: Callable[[str], str], end: str) -> None:
    done = call("run", "w.yaml", "--plugin", plugin(IMPORT.format(end=end)), *RUN)
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("p.py:3:1: the plug-in raises ") and ENDS[end] in done.stderr
    assert "interrupted" not in done.stderr and "\x1b" not in done.stderr and "\u202e" not in done.stderr


def test_at_import_of_a_module(
    call: Call, plugin: Callable[[str], str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "ends_here.py").write_text(IMPORT.format(end="sys.exit(0)"))
    monkeypatch.syspath_prepend(here)
    plugin("")
    done = call("run", "w.yaml", "--plugin", "ends_here", *RUN)
    assert done.exit_code == 2
    assert f"{here / 'ends_here.py'}:3:1: the plug-in raises SystemExit: 0" in done.stderr


@pytest.mark.parametrize("end", ENDS)
def test_in_a_policy(call: Call, plugin: Callable[[str], str], end: str) -> None:
    done = call("run", "w.yaml", "--policy", "ends", "--plugin", plugin(POLICY.format(end=end)), *RUN)
    assert done.exit_code == 2, done.output
    assert "p.py:5:1: " in done.stderr and f"raises {ENDS[end]}" in done.stderr, done.stderr
    assert "fault of diplosim" not in done.stderr and "\x1b" not in done.stderr
    assert "OwnCodeError" not in done.stderr and done.stderr.count("p.py:") == 1


def test_settings_that_are_none(call: Call, plugin: Callable[[str], str]) -> None:
    done = call("run", "w.yaml", "--policy", "ends", "--plugin", plugin(POLICY.format(end="return 5")), *RUN)
    assert done.exit_code == 2
    assert done.stderr == "p.py:4:1: policy 'ends': its settings return 5, not Settings(...)\n"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mesa", "compiled"])
def test_an_outcome_that_is_infinite_fails_its_run_and_one_without_value_is_counted(
    call: Call, plugin: Callable[[str], str], engine: str
) -> None:
    quiet = ("--engine", engine, "--no-figures", "-q", "--out")
    done = call("run", "w.yaml", "--plugin", plugin(OUTCOME.format(end="return float('inf')")), *quiet, "r")
    assert done.exit_code == 1
    assert "run 0 failed" in done.stderr and "outcome 'ends' of p.py returns inf" in done.stderr
    assert "(p.py:4)" in done.stderr and "Error:" not in done.stderr
    unload_plugin("p.py")
    done = call("run", "w.yaml", "--plugin", plugin(OUTCOME.format(end="return None")), *quiet, "s")
    assert done.exit_code == 0
    words = (
        "outcome 'ends' of p.py has no value (None or NaN) in 1 of 1 finished runs, the first of them run 0"
    )
    assert words in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("text", [OUTCOME, METRIC], ids=["outcome", "metric"])
@pytest.mark.parametrize("end", ENDS)
def test_in_an_outcome_or_a_metric(call: Call, plugin: Callable[[str], str], end: str, text: str) -> None:
    done = call("run", "w.yaml", "--plugin", plugin(text.format(end=end)), *RUN)
    ends = "SystemExit" in ENDS[end] or "Keyboard" in ENDS[end]
    assert done.exit_code == (2 if ends else 1), done.output  # other exceptions cost their run alone
    assert f"raises {ENDS[end]}" in done.stderr and "\x1b" not in done.stderr
    if ends:
        assert "p.py:5:1: " in done.stderr


@pytest.mark.slow
def test_a_real_interruption_is_one(
    here: Path, command: list[str], environment: dict[str, str], plugin: Callable[[str], str]
) -> None:
    plugin("import time, pathlib\npathlib.Path('begun').touch()\nwhile True:\n    time.sleep(0.01)\n")
    process = subprocess.Popen(
        [*command, "run", "w.yaml", "--plugin", "p.py"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while process.poll() is None and not (here / "begun").exists():
        time.sleep(0.05)
    process.send_signal(2)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, "error: interrupted")
