"""Every file that somebody names goes through one door: ordinary, of a stated size, or refused with its place."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import diplosim

Call = Callable[..., Result]
PACKAGE = Path(diplosim.__file__).parent
LONG = "x" * 300


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 * 2**30)


def folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    pass


BAD = {pipe: "not an ordinary file", endless: "not an ordinary file", huge: "the file has 4 GiB, and the limit is",
       folder: "this is a folder", nothing: "no such file"}  # fmt: skip


@pytest.fixture(params=BAD, ids=lambda make: make.__name__)
def bad(request: pytest.FixtureRequest, here: Path) -> tuple[Callable[[str], str], str]:
    """Makes a bad file of a name, and what is said of it."""

    def make(name: str) -> str:
        (here / name).parent.mkdir(exist_ok=True)
        request.param(here / name)
        return name

    return make, BAD[request.param]


def refused(done: Result, name: str, reason: str) -> None:
    assert done.exit_code == 2, done.output
    assert name in done.stderr and reason in done.stderr, done.stderr
    assert "fault of diplosim" not in done.stderr


def test_scenarios_and_experiments(call: Call, bad: tuple[Callable[[str], str], str]) -> None:
    make, reason = bad
    name = make("w.yaml")
    for command in ("run", "validate"):
        refused(call(command, name), "w.yaml:1:1", reason)
    if reason != "this is a folder":  # explain takes a folder for results
        refused(call("explain", name), "w.yaml:1:1", reason)


def test_what_they_extend_or_name(call: Call, bad: tuple[Callable[[str], str], str]) -> None:
    make, reason = bad
    make("base.yaml")
    Path("w.yaml").write_text("scenario: 1\nextends: base.yaml\n")
    refused(call("run", "w.yaml"), "w.yaml:2:10", reason)
    Path("x.yaml").write_text("experiment: 1\nscenario: base.yaml\n")
    refused(call("run", "x.yaml"), "x.yaml:2:11", reason)


def test_plugins(call: Call, bad: tuple[Callable[[str], str], str]) -> None:
    make, reason = bad
    Path("w.yaml").write_text("scenario: 1\n")
    refused(call("run", "w.yaml", "--plugin", make("p.py")), "p.py:1:1", reason)


def test_records_of_what_happened(call: Call, bad: tuple[Callable[[str], str], str]) -> None:
    make, reason = bad
    refused(call("events", "from", make("e.csv")), "e.csv", reason)
    Path("w.yaml").write_text("scenario: 1\n")
    refused(call("run", "w.yaml", "--observed", "e.csv"), "e.csv", reason)


def test_claims_and_findings(call: Call, bad: tuple[Callable[[str], str], str]) -> None:
    make, reason = bad
    refused(call("findings", make("claims.yaml")), "claims.yaml", reason)
    make("docs/findings.json")
    told = call("findings", "--claim", "K1")
    if reason == "no such file":  # then those that come with diplosim are read
        assert told.exit_code == 0, told.output
    else:
        refused(told, "findings.json", reason)


@pytest.mark.parametrize(
    "command",
    [("run", f"{LONG}.yaml"), ("validate", f"{LONG}.yaml"), ("explain", f"{LONG}.yaml"), ("explain", LONG),
     ("compare", LONG), ("plot", LONG), ("report", LONG), ("rerun", LONG, "0"), ("verify", LONG),
     ("run", "w.yaml", "--plugin", f"{LONG}.py"), ("run", "w.yaml", "--out", LONG), ("run", "x.yaml"),
     ("findings", f"{LONG}.yaml"), ("new", "a", "--to", LONG), ("events", "from", f"{LONG}.csv"),
     ("events", "from", "e.csv", "--out", LONG), ("run", "w.yaml", "--observed", f"{LONG}.csv")],
    ids=lambda parts: " ".join(part[:6] for part in parts),
)  # fmt: skip
def test_a_name_of_300_characters(call: Call, here: Path, command: tuple[str, ...]) -> None:
    (here / "w.yaml").write_text("scenario: 1\nmonths: 2\nreplicates: 1\n")
    (here / "x.yaml").write_text(f"experiment: 1\nscenario: {LONG}.yaml\n")
    (here / "e.csv").write_text("date,type\n2014-01-01,missile\n")
    done = call(*command)
    assert done.exit_code == 2, done.output
    assert LONG in done.stderr or "x.yaml:2:11" in done.stderr or command[0] == "new"
    assert "fault of diplosim" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
def test_no_memory_is_spent_on_a_huge_file(call: Call, here: Path) -> None:
    import resource

    huge(here / "w.yaml")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call("run", "w.yaml")
    call("explain", "w.yaml")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


#: Calls that open a file to read it.
OPENING = {"read_text", "read_bytes", "read_csv", "read_parquet", "read_table", "read_schema", "ParquetFile", "OSFile",
           "memory_map", "genfromtxt", "loadtxt"}  # fmt: skip
#: Where files are opened that came with diplosim, or that this process has just written or checked.
OWN = {
    "page/build.py": "files of the package",
    "page/data.py": "the kernel of the package",
    "files.py": "the door itself",
    "engine/cache.py": "its own sources; files of the cache go through the door",
    "experiment/engines.py": "its own sources",
    "figures/layout/fonts.py": "fonts that come with diplosim",
    "report/page.py": "the style that comes with diplosim",
    "policies/listing.py": "a page of the project itself",
    "cli/reference.py": "scenarios that come with diplosim",
    "cli/guard.py": "the null device",
    "figures/answers.py": "tables of analyses that the door has checked",
    "results/reader.py": "a text that the door has read",
    "cli/new.py": "the file that comes with diplosim and is copied; new files are opened to be written",
    "experiment/folder.py": "what is being written, and the lock",
    "experiment/computed.py": "chunks whose checksum was compared when the folder was opened",
    "experiment/grown.py": "tables whose hashes were compared with the manifest, and its own copy of finished runs",
    "experiment/numbers.py": "the table that was written a moment ago",
    "experiment/pipeline.py": "the plan that was written a moment ago",
    "experiment/store.py": "chunks that are being written",
    "experiment/cluster.py": "plug-ins on a worker",
    "results/stored.py": "tables that the door has checked",
    "cases/__init__.py": "the case that comes with diplosim",
    "calibration/fit.py": "its own sources",
    "engine/module.py": "its own sources",
    "engine/portable.py": "the module that comes with diplosim",
    "engine/emit.py": "the modules that it makes",
}


def opens(call: ast.Call) -> bool:
    """Whether a call opens a file by itself: `files.read_text(path)` and the like are the door's."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "open"
    if not isinstance(function, ast.Attribute):
        return False
    door = isinstance(function.value, ast.Name) and function.value.id == "files"
    if function.attr == "open":
        return not (
            isinstance(function.value, ast.Name) and function.value.id in ("Results", "Store", "webbrowser")
        )
    return function.attr in OPENING and not door


@pytest.mark.slow
def test_nothing_else_opens_files() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        if any(opens(call) for call in calls):
            found.add(path.relative_to(PACKAGE).as_posix())
    assert found <= OWN.keys(), sorted(found - OWN.keys())


def test_the_check_notices_what_it_looks_for() -> None:
    for text in (
        "open(p)",
        "p.open()",
        "p.read_text()",
        "pq.read_table(p)",
        "os.open(p, 0)",
        "pd.read_csv(p)",
    ):
        assert opens(ast.parse(text, mode="eval").body)  # type: ignore[arg-type]
    for text in ("files.read_text(p)", "read_bytes(p)", "Results.open(p)"):
        assert not opens(ast.parse(text, mode="eval").body)  # type: ignore[arg-type]
