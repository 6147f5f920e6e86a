"""The house rules that no other tool holds: sizes, broad handlers, chance from addressed draws only, light imports."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

import diplosim
from diplosim.experiment.engines import _READERS, _READING_FILES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "diplosim"
FILES = sorted(PACKAGE.rglob("*.py"))
HOUSE_PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LONGEST_FILE, LONGEST_FUNCTION, SHORT_FILE = 300, 60, 60
#: How many files there may be, and how many short ones (packages' own aside). Both numbers may only go down; room for
#: the mechanisms of the second model, for history, calibration and the search for portfolios, and for what the
#: findings rest on, for the live page, for arrays and archives of results, and for other countries, was made once.
MOST_FILES, MOST_SHORT_FILES = 371, 4
#: Files that are still too long; the list may only shrink.
STILL_TOO_LONG: set[str] = set()

# Where an error of any kind is reported instead of raised, each with its reason in the code.
BOUNDARIES = {"cli/guard.py", "experiment/run.py"}

# What runs the model, down to the rules. Mesa's `rng=` may be anything NumPy accepts: `as_seed` makes a seed of it.
ENGINES = {"rules", "metrics", "policies", "model", "engine"}
MODEL = [path for path in FILES if path.relative_to(PACKAGE).parts[0] in ENGINES]
CHANCE_OF_OTHERS = {"random", "secrets", "uuid", "time", "datetime"}
SEED_OF_USERS = ("setting.py", "as_seed")

HEAVY = {"mesa", "pandas", "numpy", "scipy", "matplotlib", "networkx", "pyarrow", "rich", "numba"}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imported(module: ast.Module) -> set[str]:
    """First part of the name of every module that is imported, wherever that stands."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def uses_numpy_random(node: ast.AST) -> bool:
    """Whether `np.random` or `numpy.random` is reached for, by attribute or by import."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr == "random" and isinstance(inner.value, ast.Name):
            if inner.value.id in ("np", "numpy"):
                return True
        elif isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("numpy"):
            if "random" in (inner.module or "") or any(alias.name == "random" for alias in inner.names):
                return True
        elif isinstance(inner, ast.Import) and any(
            alias.name.startswith("numpy.random") for alias in inner.names
        ):
            return True
    return False


def broad_handlers(module: ast.Module) -> list[ast.ExceptHandler]:
    """Handlers of anything at all that do not raise."""
    broad = []
    for node in ast.walk(module):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            catches = {kind.id if isinstance(kind, ast.Name) else None if kind else "" for kind in kinds}
            if catches & {"", "Exception", "BaseException"} and not any(
                isinstance(inner, ast.Raise) for inner in ast.walk(node)
            ):
                broad.append(node)
    return broad


def test_files_hold_one_idea() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert 100 < len(lengths) <= MOST_FILES
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}.keys() <= STILL_TOO_LONG
    short = {
        path: n
        for path, n in lengths.items()
        if n < SHORT_FILE and not path.endswith(("__init__.py", "__main__.py"))
    }
    assert len(short) <= MOST_SHORT_FILES, short


@pytest.mark.slow
def test_functions_fit_on_a_screen() -> None:
    lengths = {
        (name(path), function.name): length(function) for path in FILES for function in functions(tree(path))
    }
    assert len(lengths) > 500
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def rooms() -> list[tuple[str, str]]:
    """The rows of the table of rooms in the page of the house: room and the file to begin with."""
    section = HOUSE_PAGE.split("## The rooms")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*?) ?\|$", section, re.MULTILINE)


def test_the_page_of_the_house_names_the_rooms_in_the_order_of_the_layers() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    told = [room for room, _ in rooms()]
    assert sorted(told) == sorted(packages | modules)
    assert told == [room for layer in layers for room in layer.split(" | ")]


def test_the_fingerprint_of_the_code_leaves_out_just_what_reads_results_or_words_them() -> None:
    told = [room for room, _ in rooms()]
    above = told[: told.index("experiment")]
    left_out = {*_READERS, *(Path(file).stem for file in _READING_FILES)}
    assert left_out == {*above, "wording", "evidence"}


def test_every_file_that_the_page_of_the_house_names_exists() -> None:
    named = re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py)?|[a-z_]+\.py)`", HOUSE_PAGE)
    assert len(named) > 20
    roots = (PACKAGE, ROOT)
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []


def test_the_page_of_the_house_tells_the_limits_of_the_gate() -> None:
    for sentence in (
        f"No module is longer than {LONGEST_FILE} lines, and no function than {LONGEST_FUNCTION};",
        f"A module under {SHORT_FILE} lines",
    ):
        assert sentence in HOUSE_PAGE


@pytest.mark.slow
def test_errors_of_any_kind_are_kept_from_rising_only_at_the_two_boundaries() -> None:
    found = {name(path) for path in FILES if broad_handlers(tree(path))}
    assert found == BOUNDARIES


@pytest.mark.parametrize("path", MODEL, ids=name)
def test_the_model_knows_no_chance_but_the_addressed_draw(path: Path) -> None:
    module = tree(path)
    assert imported(module) & CHANCE_OF_OTHERS == set()
    guilty = [part for part in module.body if uses_numpy_random(part)]
    allowed = [part for part in module.body if (path.name, getattr(part, "name", "")) == SEED_OF_USERS]
    assert guilty == allowed


def test_the_checks_of_chance_and_handlers_notice_what_they_look_for() -> None:
    guilty = [
        "import numpy.random",
        "from numpy import random",
        "from numpy.random import rand",
        "np.random.rand()",
    ]
    assert all(uses_numpy_random(ast.parse(text)) for text in guilty)
    assert not uses_numpy_random(ast.parse("import numpy as np\nmodel.random.choice(np.array([1]))"))
    assert imported(ast.parse("def f():\n    from random import choice\nimport time")) == {"random", "time"}
    for kind in ("", " Exception", " BaseException as error", " (ValueError, Exception)"):
        assert broad_handlers(ast.parse(f"try:\n    f()\nexcept{kind}:\n    pass"))
        assert not broad_handlers(ast.parse(f"try:\n    f()\nexcept{kind}:\n    raise"))
    assert not broad_handlers(ast.parse("try:\n    f()\nexcept (ValueError, click.Abort):\n    pass"))


def test_no_module_imports_itself_by_a_detour() -> None:
    """Circles of imports at run time; an import that only types need makes none."""
    grimp = pytest.importorskip("grimp", reason="comes with import-linter")
    graph = grimp.build_graph("diplosim", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: sorted(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    assert sum(map(len, imports.values())) > 1000
    circles = [
        sorted(circle) for circle in nx.strongly_connected_components(nx.DiGraph(imports)) if len(circle) > 1
    ]
    assert circles == []


def test_importing_the_package_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys, diplosim; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "diplosim" in loaded
    assert loaded & HEAVY == set()


def test_reading_a_scenario_loads_no_library_of_results_or_figures() -> None:
    code = (
        "import sys, diplosim; diplosim.Scenario.load('scenarios/pooled_fund.yaml');"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "yaml" in loaded
    assert loaded & HEAVY == set()


def test_the_oldest_python_and_the_version_are_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    floor, ceiling = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["project"]["requires-python"]).groups()  # type: ignore[union-attr]
    supported = [f"3.{minor}" for minor in range(int(floor), int(ceiling))]
    prefix = "Programming Language :: Python :: "
    listed = [
        line.removeprefix(prefix) for line in project["project"]["classifiers"] if line.startswith(prefix)
    ]
    assert listed == supported
    assert project["tool"]["ruff"]["target-version"] == f"py3{floor}"
    assert project["tool"]["mypy"]["python_version"] == f"3.{floor}"
    assert f"{', '.join(supported[:-1])} or {supported[-1]}" in readme
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = project["project"]["version"]
    assert diplosim.__version__ == version
    assert f"\nversion: {version}\n" in citation


def test_every_dependency_has_its_one_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    required = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    assert len(required) >= 20
    assert [
        one for one in required if not re.search(rf'^  "{re.escape(one)}", +# \w+', text, re.MULTILINE)
    ] == []


def test_results_hold_nothing_but_their_page_in_git() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        assert {"results/*", "!results/README.md"} <= set(ignored)
        return
    tracked = subprocess.run(
        ["git", "ls-files", "results"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert tracked.stdout.split() == ["results/README.md"]
