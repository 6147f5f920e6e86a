"""More replicates or samples go on from what a folder has, and give the bytes of a fresh run of the larger size."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from diplosim.experiment import chunk, store
from diplosim.experiment.owned import BEFORE

Call = Callable[..., Result]
Write = Callable[..., str]
QUICK = ("--engine", "mesa", "--workers", "1", "-q", "--no-figures")
SWEPT = """\
experiment: 1
name: swept
scenario: {{scenario: 1, months: 3, seed: 5}}
arms:
  status_quo: []
  eased: [unconditional_easing]
vary: {{provocation.lam0: default_range}}
design: {{method: {method}, samples: 4, seed: 1}}
replicates: 2
outcomes: [events_per_year]
"""


@pytest.fixture
def sweep(here: Path) -> Callable[..., str]:
    def write(method: str = "sobol") -> str:
        (here / "swept.yaml").write_text(SWEPT.format(method=method))
        return "swept.yaml"

    return write


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The replicates of the runs that are computed."""
    played: list[int] = []
    real = chunk.run_one

    def counting(world: object, replicate: int, **how: object) -> object:
        played.append(replicate)
        return real(world, replicate, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(chunk, "run_one", counting)
        yield played


def stop_after(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Interrupt when so many chunks have been written."""
    real, left = store.Store.add, [count]

    def stop(self: store.Store, index: int, data: bytes) -> None:
        real(self, index, data)
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    monkeypatch.setattr(store.Store, "add", stop)


def same(one: str, two: str) -> None:
    """The files of two folders are the same, but for what says when and how they were made."""
    names = {str(path.relative_to(one)) for path in Path(one).rglob("*") if path.is_file()}
    assert names == {str(path.relative_to(two)) for path in Path(two).rglob("*") if path.is_file()}
    for name in names - {"manifest.json", "run.lock"}:
        assert Path(one, name).read_bytes() == Path(two, name).read_bytes(), name
    files = [json.loads(Path(folder, "manifest.json").read_text()) for folder in (one, two)]
    assert files[0]["files"] == files[1]["files"] and files[0]["plan"] == files[1]["plan"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "new"), [(("-n", "5"), 24), (("--samples", "8"), 16), (("--samples", "8", "-n", "3"), 32)]
)
def test_a_finished_sweep_grows_by_what_is_missing(
    call: Call, sweep: Callable[..., str], monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], new: int
) -> None:
    file = sweep()
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0
    with counted(monkeypatch) as played:
        done = call("run", file, *more, *QUICK, "--out", "r")
    assert done.exit_code == 0, done.stderr
    assert len(played) == new
    assert call("run", file, *more, *QUICK, "--out", "fresh").exit_code == 0
    same("r", "fresh")


@pytest.mark.slow
def test_scenarios_grow_too_with_their_figures(call: Call, scenario_file: Write) -> None:
    files = scenario_file("one"), scenario_file("two", "policies: [unconditional_easing]\n")
    how = ("--engine", "mesa", "--workers", "1")
    assert call("run", *files, *how, "--out", "r").exit_code == 0
    done = call("run", *files, *how, "-n", "3", "--out", "r")
    assert done.exit_code == 0 and "growing: 4 of 6 runs are kept from before" in done.stderr
    assert call("run", *files, *how, "-n", "3", "--out", "fresh").exit_code == 0
    same("r", "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_an_interrupted_sweep_grows_and_so_does_an_interrupted_growth(
    call: Call, sweep: Callable[..., str], monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    file = sweep()
    for more in ((), ("-n", "4")):  # the second is a growth, which is interrupted as well
        with monkeypatch.context() as patched:
            stop_after(patched, chunks)
            assert call("run", file, *more, *QUICK, "--out", "r").exit_code == 130
    with counted(monkeypatch) as played:
        done = call("run", file, "-n", "4", "--samples", "8", *QUICK, "--out", "r")
    assert done.exit_code == 0, done.stderr
    assert len(played) <= 64 - 5 * chunks and not Path("r", BEFORE).exists()
    assert call("run", file, "-n", "4", "--samples", "8", *QUICK, "--out", "fresh").exit_code == 0
    same("r", "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["clear_chunks", "write_files", "clear_results"])
def test_a_growth_that_is_killed_while_it_begins_loses_nothing(
    call: Call, sweep: Callable[..., str], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    file = sweep()
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, where, killed)
        assert call("run", file, "-n", "3", *QUICK, "--out", "r").exit_code == 130
    with counted(monkeypatch) as played:
        assert call("run", file, "-n", "3", *QUICK, "--out", "r").exit_code == 0
    assert len(played) == 8
    assert call("run", file, "-n", "3", *QUICK, "--out", "fresh").exit_code == 0
    same("r", "fresh")


@pytest.mark.slow
def test_all_months_may_be_asked_for_later(
    call: Call, sweep: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from diplosim.experiment import plan

    monkeypatch.setattr(plan, "KEPT_ROWS", 20)
    file = sweep()
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0
    with counted(monkeypatch) as played:
        assert call("run", file, *QUICK, "--trajectories", "--out", "r").exit_code == 0
    assert 0 < len(played) < 16  # those whose months were not kept
    assert call("run", file, *QUICK, "--trajectories", "--out", "fresh").exit_code == 0
    same("r", "fresh")
    assert call("run", file, *QUICK, "-n", "5", "--out", "r").exit_code == 0  # and now fewer are kept
    assert call("run", file, *QUICK, "-n", "5", "--out", "five").exit_code == 0
    same("r", "five")


@pytest.mark.slow
def test_samples_that_are_drawn_together_do_not_go_on_and_replicates_do(
    call: Call, sweep: Callable[..., str]
) -> None:
    file = sweep("lhs")
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0
    before = Path("r/runs.parquet").read_bytes()
    done = call("run", file, "--samples", "8", *QUICK, "--out", "r")
    assert done.exit_code == 2
    words = " ".join(done.stderr.split())
    assert (
        "samples 4, now 8; its 4 samples are not the first of the 8: lhs and morris draw all samples together"
        in words
    )
    assert "sobol and saltelli are sequences that go on" in words
    assert Path("r/runs.parquet").read_bytes() == before
    assert call("run", file, "-n", "3", *QUICK, "--out", "r").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "told"),
    [(("--seed", "6"), "seed 5, now 6"), (("-n", "1"), "replicates 2, now 1"), (("--samples", "2"), "samples 4, now 2"),
     (("--set", "trust.chi=0.3"), "has changed")],
)  # fmt: skip
def test_what_is_smaller_or_other_is_still_refused(
    call: Call, sweep: Callable[..., str], change: tuple[str, ...], told: str
) -> None:
    file = sweep()
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0
    done = call("run", file, *change, *QUICK, "--out", "r")
    assert done.exit_code == 2 and told in done.stderr


@pytest.mark.slow
def test_results_that_were_edited_are_not_built_upon(call: Call, sweep: Callable[..., str]) -> None:
    file = sweep()
    assert call("run", file, *QUICK, "--out", "r").exit_code == 0
    path = Path("r/runs.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = call("run", file, "-n", "3", *QUICK, "--out", "r")
    assert done.exit_code == 2 and "runs.parquet" in done.stderr and "--force" in done.stderr


def commands(text: str) -> set[str]:
    """What the reader is told to type, but for the first word."""
    return set(
        re.findall(r"diplosim (run r/experiment\.yaml --replicates \d+ --out r)", " ".join(text.split()))
    )


@pytest.mark.slow
def test_the_command_that_is_hinted_at_makes_the_folder_larger(call: Call, scenario_file: Write) -> None:
    files = (
        scenario_file("one", replicates=1, months=2),
        scenario_file("two", "parameters: {trust.chi: 0}\n", 1, 2),
    )
    assert call("run", *files, *QUICK, "--out", "r").exit_code == 0
    [command] = commands(call("compare", "r").stdout)
    done = call(*shlex.split(command), *QUICK)
    assert done.exit_code == 0, done.stderr
    counts = json.loads(Path("r/manifest.json").read_text())["counts"]
    assert (counts["planned"], counts["resumed"]) == (100, 2)


@pytest.mark.slow
def test_sensitivity_says_how_chance_is_made_small(call: Call, sweep: Callable[..., str]) -> None:
    assert call("run", sweep(), "--samples", "32", "--set", "months=9", *QUICK, "--out", "r").exit_code == 0
    told = call("sensitivity", "r", "--outcome", "events_per_year", "--absolute", "--no-figures")
    assert told.exit_code == 0, told.stderr
    [count] = re.findall(r"(\d+) replicates would make it 5 %", " ".join(told.stdout.split()))
    assert commands(told.stdout) == {f"run r/experiment.yaml --replicates {count} --out r"} and int(count) > 2


@pytest.mark.slow
def test_figures_of_fewer_replicates_do_not_go_without_a_word(call: Call, sweep: Callable[..., str]) -> None:
    command = ("run", sweep(), "--engine", "mesa", "--no-figures", "-q", "--out", "r")
    assert call(*command).exit_code == 0
    assert call("plot", "r", "--figure", "effects", "--format", "svg").exit_code == 0
    done = call(*command, "--replicates", "3")
    assert done.exit_code == 0 and not Path("r/figures").exists()
    words = "removed, since the folder holds other runs now and --no-figures draws none: 1 figure file"
    assert words in done.stderr
