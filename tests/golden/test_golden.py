"""Nothing moves unnoticed: states of every scenario and policy, two comparisons and a sweep, as recorded.

A change on purpose: ``python -m tests.golden --update``, and an entry in docs/model_changes.md.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.golden import __main__ as command
from tests.golden.house import ENGINES, REPLICATES, first_difference, results, states, worlds
from tests.golden.report import told
from tests.golden.tables import FOLDER, KEYS, Table, cell, moved, read

STATES = read("states")
SLOW = pytest.mark.slow


def check(world: str, replicates: range, engine: str) -> None:
    keys = [(world, str(replicate)) for replicate in replicates]
    recorded = {key: STATES[key] for key in keys}
    found: Table = {
        key: states(world, replicate, engine) for key, replicate in zip(keys, replicates, strict=True)
    }
    assert told({"states": recorded}, {"states": found}) == []


def test_every_scenario_and_every_policy_is_recorded() -> None:
    assert list(STATES) == [(world, str(replicate)) for world in worlds() for replicate in range(REPLICATES)]


@pytest.mark.parametrize("world", worlds())
def test_the_states_of_all_replicates_are_as_recorded(world: str) -> None:
    """On the compiled engine; the Mesa engine plays the first of each in ``tests/engine/test_bit_identity.py``."""
    pytest.importorskip("numba")
    check(world, range(REPLICATES), "compiled")


@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=SLOW if name != ENGINES[-1] else ()) for name in ENGINES]
)
def test_comparisons_and_a_sweep_give_the_recorded_numbers(engine: str) -> None:
    names = ("runs", "summaries")
    found = dict(zip(names, results(engine), strict=True))
    assert told({name: read(name) for name in names}, found) == []


def test_the_files_stay_small_enough_to_be_read() -> None:
    assert sum((FOLDER / f"{name}.csv").stat().st_size for name in KEYS) < 220_000


# --- the command that checks and updates ----------------------------------------------------------------------

SMALL: dict[str, Table] = {
    "states": {
        ("scenario calm", "0"): {"hash": "aaaa", "months": "001002 003"},
        ("policy loud", "1"): {"hash": "bbbb", "months": "004005 006"},
    },
    "runs": {("sweep", "pooled", "0", "events"): {"replicate 0": "0.1", "replicate 1": ""}},
    "summaries": {("sweep", "pooled", "events"): {"diff_mean": "0.5", "n_pairs": "2"}},
}


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, Table]]:
    """What each engine gives; to begin with the same, and recorded."""
    found = {engine: copy.deepcopy(SMALL) for engine in ("mesa", "compiled")}
    monkeypatch.setattr(command, "everything", lambda engine: found[engine])
    monkeypatch.setattr(command, "ENGINES", ("mesa", "compiled"))
    assert command.main(["--update"], tmp_path) == 0
    return found


def test_the_command_says_what_moved_and_records_it_only_when_asked(
    played: dict[str, dict[str, Table]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([], tmp_path) == 0
    for found in played.values():
        found["states"]["policy loud", "1"] = {"hash": "cccc", "months": "004007 008"}
        found["runs"]["sweep", "pooled", "0", "events"]["replicate 1"] = "0.30000000000000004"
        found["summaries"]["sweep", "pooled", "events"]["diff_mean"] = "0.25"
    capsys.readouterr()
    expected = [
        "states: policy loud, replicate 1: bbbb -> cccc, first differing month 1",
        "runs: sweep, pooled, 0, events, replicate 1: missing -> 0.30000000000000004",
        "summaries: sweep, pooled, events, diff_mean: 0.5 -> 0.25",
    ]
    before = (tmp_path / "states.csv").read_bytes()
    assert command.main([], tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [*expected, "3 moved"]
    assert (tmp_path / "states.csv").read_bytes() == before
    assert command.main(["--update"], tmp_path) == 0
    assert capsys.readouterr().out.splitlines() == [*expected, "3 moved and recorded"]
    assert command.main([], tmp_path) == 0
    assert capsys.readouterr().out == "nothing moved\n"


def test_engines_that_disagree_are_told_and_nothing_is_recorded(
    played: dict[str, dict[str, Table]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played["compiled"]["runs"]["sweep", "pooled", "0", "events"]["replicate 0"] = "0.2"
    before = (tmp_path / "runs.csv").read_bytes()
    capsys.readouterr()
    for arguments in ([], ["--update"]):
        assert command.main(arguments, tmp_path) == 1
        assert "events, replicate 0: 0.1 -> 0.2" in capsys.readouterr().out
    assert (tmp_path / "runs.csv").read_bytes() == before


def test_what_is_new_and_what_is_gone_is_told(played: dict[str, dict[str, Table]], tmp_path: Path) -> None:
    new: Table = {
        ("scenario calm", "0"): SMALL["states"]["scenario calm", "0"],
        ("scenario new", "0"): {"hash": "d"},
    }
    assert told({"states": SMALL["states"]}, {"states": new}) == [
        "states: policy loud, replicate 1: bbbb -> (not there)",
        "states: scenario new, replicate 0: (not there) -> d",
    ]


def test_rounding_in_summaries_is_no_move_and_rewrites_nothing(
    played: dict[str, dict[str, Table]], tmp_path: Path
) -> None:
    before = (tmp_path / "summaries.csv").read_bytes()
    for found in played.values():
        found["summaries"]["sweep", "pooled", "events"]["diff_mean"] = "0.5000000000001"
    assert command.main(["--update"], tmp_path) == 0
    assert (tmp_path / "summaries.csv").read_bytes() == before
    row = ("sweep", "pooled", "events")
    for value in ("0.50000000001", "", "-0.5"):
        new: Table = {row: SMALL["summaries"][row] | {"diff_mean": value}}
        assert moved("summaries", SMALL["summaries"], new) == [(row, "diff_mean", "0.5", value)]
    assert moved("runs", {row: {"replicate 0": "0.1"}}, {row: {"replicate 0": "0.10000000000000002"}})


def test_the_first_month_that_differs_is_found() -> None:
    assert first_difference("001002 003", "001002 003") is None
    assert first_difference("001002 003", "001002 004") == 2
    assert first_difference("001002 003", "001002") == 2


def test_cells_give_the_same_number_again() -> None:
    assert [cell(value) for value in (None, float("nan"), 3.0, 0.1 + 0.2)] == [
        "",
        "",
        "3",
        "0.30000000000000004",
    ]


def test_arguments_that_do_not_exist_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--updat3"])
    assert stopped.value.code == 2
    assert "unrecognized arguments: --updat3" in capsys.readouterr().err
