"""The cache of compiled code: keyed by its sources, never in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import diplosim
from diplosim.engine import cache, module
from diplosim.experiment.engines import COMPILING, NOT_KEPT

PACKAGE = Path(diplosim.__file__).parent
DIGEST = "from diplosim.engine import cache, module; print(module.native_digest(), cache.cache_folder())"
RUN = """
import diplosim as ds
scenario = ds.Scenario.from_dict({"name": "x", "months": 60, "seed": 5, "replicates": 20})
runs = ds.simulate(scenario, engine="compiled")
print(repr(runs.outcomes["events_per_year"].tolist()), repr(runs.outcomes["events_major_per_year"].tolist()))
"""


def start(code: str, root: Path, cache: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "NUMBA_OPT": "0", "PYTHONPATH": str(root), "DIPLOSIM_CACHE_DIR": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code], env=environment, text=True, cwd=root,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    return out, err


def untouched_copy(folder: Path) -> Path:
    """A copy of the package at another place."""
    shutil.copytree(PACKAGE, folder / "diplosim", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def small_copy(folder: Path) -> Path:
    """A copy whose month is its provocations and two numbers: what is tested is the cache, not what lies in it."""
    kernel = untouched_copy(folder) / "diplosim" / "engine" / "kernel.py"
    text = kernel.read_text(encoding="utf-8")
    for every in ("if metric.name in ALWAYS}", "if metric.name not in ALWAYS}", "in enumerate(OUTCOMES)}"):
        assert text.count(every) == 1
    text = text.replace("if metric.name in ALWAYS}", "if i < 2}").replace(
        "if metric.name not in ALWAYS}", "if i < 1}"
    )
    text = text.replace("in enumerate(OUTCOMES)}", "in enumerate(OUTCOMES[:2])}")  # what RUN prints
    lines = text.splitlines(keepends=True)
    first = lines.index("    phases.calendar_and_shocks(world, s, p, lv, book, key, t)\n")
    last = lines.index("    record(world, s, p, book, key, row)\n")
    month = [line for line in lines[first:last] if "provoke(" in line]
    kernel.write_text("".join([*lines[:first], *month, *lines[last:]]), encoding="utf-8")
    return folder


def edited(root: Path) -> Path:
    """The package there, after one constant of one rule was changed."""
    rule = root / "diplosim" / "rules" / "provocation.py"
    text = rule.read_text(encoding="utf-8")
    assert text.count("INTENSITY_CAP = ") == 1
    rule.write_text(text.replace("INTENSITY_CAP = ", "INTENSITY_CAP = 0.01 * "), encoding="utf-8")
    return root


@pytest.mark.slow
def test_an_edited_rule_has_another_digest_and_an_untouched_copy_the_same(tmp_path: Path) -> None:
    roots = (untouched_copy(tmp_path / "same"), edited(untouched_copy(tmp_path / "edited")))
    copies = [start(DIGEST, root, tmp_path / "cache") for root in roots]
    same, other = (end(copy)[0].split() for copy in copies)
    assert same[0] == module.native_digest() != other[0]
    assert same[1].endswith(same[0]) and other[1].endswith(other[0])


@pytest.mark.parametrize("variable", ["DIPLOSIM_CACHE_DIR", "XDG_CACHE_HOME"])
def test_where_the_cache_lives(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIPLOSIM_CACHE_DIR", raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.cache_folder() == tmp_path / "diplosim" / module.native_digest()


def test_a_place_that_cannot_be_written_means_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIPLOSIM_CACHE_DIR", str(tmp_path / "file"))
    assert cache.cache_folder() is None


def test_a_filled_cache_that_cannot_be_written_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "diplosim" / module.native_digest() / "ensemble"
    folder.mkdir(parents=True)
    (folder / "kernel.nbi").write_bytes(b"compiled")
    monkeypatch.setenv("DIPLOSIM_CACHE_DIR", str(tmp_path))

    def refuse(**_: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(cache.tempfile, "TemporaryFile", refuse)
    place = cache.cache_folder()
    assert place is not None and not place.is_relative_to(tmp_path)
    assert (place / "ensemble" / "kernel.nbi").read_bytes() == b"compiled"


class Warm(NamedTuple):
    """A cache that two processes filled at the same time."""

    package: Path
    place: Path
    outcomes: list[str]
    """What each of the two computed."""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Warm:
    package, place = small_copy(tmp_path_factory.mktemp("small")), tmp_path_factory.mktemp("cache")
    both = [start(RUN, package, place) for _ in range(2)]
    ends = [end(process) for process in both]
    assert any(COMPILING in said for _, said in ends)
    return Warm(package, place, [out for out, _ in ends])


@pytest.mark.slow
def test_two_processes_at_once_and_cold_agree_and_leave_a_cache_that_is_warm_from_any_place(
    warm: Warm, tmp_path: Path
) -> None:
    elsewhere = shutil.copytree(warm.package, tmp_path / "elsewhere")
    third, said = end(start(RUN, elsewhere, warm.place))
    assert warm.outcomes == [third, third]
    assert COMPILING not in said


@pytest.mark.slow
def test_an_edited_rule_takes_effect_whatever_was_compiled_before(warm: Warm, tmp_path: Path) -> None:
    after, said = end(start(RUN, edited(small_copy(tmp_path / "edited")), warm.place))
    assert after not in warm.outcomes and said.count(COMPILING) == 1


@pytest.mark.slow
def test_without_a_place_to_write_the_engine_works_and_says_that_it_cannot_be_kept(
    warm: Warm, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    without, said = end(start(RUN, warm.package, tmp_path / "file"))
    assert NOT_KEPT in said
    assert without in warm.outcomes


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_run_survives_an_emptied_cache(warm: Warm, tmp_path: Path, ending: str) -> None:
    cache = shutil.copytree(warm.place, tmp_path / "cache")
    paths = list(cache.rglob(f"*.{ending}"))
    assert paths
    for path in paths:
        path.write_bytes(b"")
    again, said = end(start(RUN, warm.package, cache))
    assert again in warm.outcomes
    assert said.count("is damaged, and is compiled again") == 1
