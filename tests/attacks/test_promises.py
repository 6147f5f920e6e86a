"""What SECURITY.md promises: every line names a test that is there, and no door to code is open in the package."""

from __future__ import annotations

import ast
import json
import re
import runpy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diplosim
from diplosim.cli import cli

ROOT = Path(__file__).parents[2]
PACKAGE = Path(diplosim.__file__).parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
#: Libraries whose files make code run when they are read.
PICKLES = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "dbm"}
#: Calls that make code of text, or of what a library has pickled.
CODE = {
    "eval",
    "exec",
    "__import__",
    "unsafe_load",
    "full_load",
    "load_all",
    "read_pickle",
    "to_pickle",
    "run_path",
}
#: Where such a call is made of nothing that comes from a file of anybody's.
OWN = {"engine/kernel.py: exec": "a function that writes out the names of its own arrays"}


def promises() -> list[tuple[str, str]]:
    """Promise and test of every line of the table."""
    rows = re.findall(r"^\| (.+?) \| (`.+`) \|$", PAGE, re.MULTILINE)
    return [(promise, test) for promise, tests in rows for test in re.findall(r"`([^`]+)`", tests)]


@pytest.mark.parametrize(("promise", "test"), promises(), ids=lambda text: text[:40])
def test_every_promise_names_a_test_that_is_there(promise: str, test: str) -> None:
    file, _, name = test.partition("::")
    assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), promise


def test_the_page_makes_promises_says_what_is_none_and_how_to_report() -> None:
    assert len(promises()) >= 9
    assert "Not promised:" in PAGE and "## To report" in PAGE


def doors(module: ast.Module) -> Iterator[str]:
    """What in a module could make code of data: its name, in the order of the file."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in PICKLES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PICKLES:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = {word.arg: ast.unparse(word.value) for word in node.keywords}
            placed = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
            of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if name in CODE:
                yield name
            elif (of, name) == ("yaml", "load") and "Safe" not in given.get("Loader", placed):
                yield "yaml.load"
            elif (of, name) in (("np", "load"), ("numpy", "load")) and given.get("allow_pickle") != "False":
                yield "np.load"


#: Without one of these words a file has no door, and need not be taken apart.
WORD = re.compile("|".join(sorted({*PICKLES, *CODE, r"\bload\b"})))


@cache
def found() -> set[str]:
    """The doors in all files of the package."""
    texts = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    return {
        f"{path.relative_to(PACKAGE).as_posix()}: {door}"
        for path, text in texts.items()
        if WORD.search(text)
        for door in doors(ast.parse(text))
    }


def test_nothing_in_the_package_makes_code_of_data() -> None:
    assert found() - {"engine/cache.py: pickle"} == OWN.keys()


def test_pickles_are_read_in_one_place() -> None:
    assert [door for door in found() if door.split(": ")[1].split(".")[0] in PICKLES] == [
        "engine/cache.py: pickle"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from joblib import load",
        "eval(text)",
        "builtins.exec(text)",
        "yaml.load(text, Loader=yaml.Loader)",
        "yaml.load(text, yaml.Loader)",
        "yaml.load(text)",
        "yaml.unsafe_load(text)",
        "np.load(file)",
        "np.load(file, allow_pickle=True)",
        "pd.read_pickle(file)",
    ],
)
def test_the_search_for_doors_notices_them(text: str) -> None:
    assert len(list(doors(ast.parse(text)))) == 1
    loads = (
        "yaml.load(t, Loader=yaml.SafeLoader)\nyaml.load(t, yaml.SafeLoader)\nnp.load(f, allow_pickle=False)"
    )
    allowed = f"import json\n{loads}\nre.compile(p)"
    assert list(doors(ast.parse(allowed))) == []


@pytest.mark.slow
def test_a_plugin_that_nobody_named_does_not_run(here: Path, call: Callable[..., Result]) -> None:
    """One that lies beside the scenario, and that results name as theirs."""
    (here / "evil.py").write_text("from pathlib import Path\nPath('ran').touch()\n")
    (here / "w.yaml").write_text("scenario: 1\nname: w\nmonths: 2\npolicies: [evil]\n")
    refused = CliRunner().invoke(cli, ["validate", "w.yaml"])
    assert refused.exit_code == 2 and "'evil'" in refused.output
    (here / "w.yaml").write_text("scenario: 1\nname: w\nmonths: 2\n")
    assert call("run", "w.yaml", "--engine", "mesa", "--no-figures", "--quiet", "--out", "out").exit_code == 0
    manifest = json.loads((here / "out" / "manifest.json").read_text())
    manifest["plugins"] = [{"name": "evil.py", "sha256": None}]
    (here / "out" / "manifest.json").write_text(json.dumps(manifest))
    (here / "out" / "evil.py").write_text((here / "evil.py").read_text())
    for command in (
        ["explain", "out"],
        ["verify", "out", "--runs", "1"],
        ["compare", "out"],
        ["rerun", "out", "0"],
    ):
        call(*command, *(["--unverified"] if command[0] != "verify" else []))
    assert not (here / "ran").exists()
    assert call("validate", "w.yaml", "--plugin", "evil.py").exit_code == 2
    assert (here / "ran").exists(), "named, it runs: the test can fail"


def test_the_audit_fails_on_a_known_vulnerability_only_and_says_where_it_was_not_run() -> None:
    verdict = runpy.run_path(str(ROOT / ".ci" / "audit.py"))["verdict"]
    fine = {"name": "numpy", "version": "2.4", "vulns": []}
    bad = {
        "name": "pillow",
        "version": "1.0",
        "vulns": [{"id": "X-1", "fix_versions": ["1.1"], "aliases": []}],
    }
    away = {"name": "scipy", "skip_reason": "could not be looked up"}
    ours = {"name": "diplosim", "skip_reason": "not on PyPI"}
    assert verdict([fine, bad, away]) == (1, "known vulnerabilities:\npillow 1.0: X-1; mended in: 1.1")
    assert verdict([fine, ours]) == (0, "no known vulnerability in 1 packages")
    assert verdict([fine, away]) == (0, "no known vulnerability in 1 packages, 1 could not be looked up")
    for nothing in ([away, ours], [ours], []):
        assert verdict(nothing) == (0, "NOT RUN: no advisories can be reached from here")
    verdict.__globals__["ACCEPTED"]["X-1"] = "not reached by us, until 2027-01"
    assert verdict([bad])[0] == 0


def test_ci_holds_the_dependencies_against_advisories() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert ".ci/audit.py" in steps and re.search(r"^two_at_a_time .*\baudit\b", steps, re.MULTILINE)
