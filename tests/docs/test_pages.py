"""The pages: links lead somewhere, examples are valid, and code blocks run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from diplosim.scenario import Scenario

ROOT = Path(__file__).parents[2]
FOLDERS = ("results", "benchmarks")
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(p for f in FOLDERS for p in (ROOT / f).glob("*.md")),
    ]
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
ROOMS = ("diplosim", "tests", "benchmarks", "docs/examples")
OF_USERS = {"my_policy.py"}
#: Pages whose blocks belong together, as cells of a notebook; building the site runs them.
NOTEBOOKS = ROOT / "docs" / "tutorials"
#: What only the built site has, below docs/.
MADE = ("reference", "gallery.md", "live.html")
KINDS = {"bash", "python", "yaml", "text", "json", "toml"}


def blocks(kind: str) -> list[tuple[str, str]]:
    """Page and content of every code block of a kind."""
    return [
        (page.relative_to(ROOT).as_posix(), body)
        for page in PAGES
        for language, body in FENCE.findall(page.read_text(encoding="utf-8"))
        if language == kind and page.parent != NOTEBOOKS
    ]


def numbered(found: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(body, id=f"{page}-{n}") for n, (page, body) in enumerate(found)]


def commands() -> list[tuple[str, str]]:
    """The bash blocks without those that install: CI runs these in environments of their own."""
    return [(page, body) for page, body in blocks("bash") if "pip install" not in body]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if not target.startswith(("http://", "https://", "mailto:")):
            path = (page.parent / target).resolve()
            made = path.is_relative_to(ROOT / "docs") and path.relative_to(ROOT / "docs").parts[:1]
            assert path.exists() or (made and made[0] in MADE), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_files_that_a_page_names_are_there(page: Path) -> None:
    ours = [path.as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    ours += [path.as_posix() for path in ROOT.glob("*.py")]
    named = re.findall(r"`([\w/]+\.py)`", FENCE.sub("", page.read_text(encoding="utf-8")))
    told = {name for name in named if name not in OF_USERS}
    assert {name for name in told if not any(path.endswith(f"/{name}") for path in ours)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_says_what_it_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert {language for language, _ in FENCE.findall(text)} <= KINDS
    assert text.count("```") == 2 * len(FENCE.findall(text))


@pytest.mark.parametrize("body", numbered([item for item in blocks("yaml") if "scenario: 1" in item[1]]))
def test_complete_scenarios_in_the_pages_are_valid(body: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(body, encoding="utf-8")
    assert Scenario.load(path).months > 0


@pytest.mark.slow
@pytest.mark.parametrize("body", numbered(blocks("python")))
def test_python_blocks_run(body: str, tmp_path: Path) -> None:
    _run([sys.executable, "-c", body], _copy(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("body", numbered(commands()))
def test_the_commands_of_a_block_run_one_after_the_other(body: str, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    for line in filter(str.strip, body.splitlines()):
        words = shlex.split(line)
        if words[0] == ".venv/bin/diplosim":
            words = [sys.executable, "-m", "diplosim", *words[1:]]
        elif words[0] == ".venv/bin/python":
            words = [sys.executable, *words[1:]]
        else:
            pytest.fail(f"commands of the pages start with .venv/bin/diplosim or .venv/bin/python: {line}")
        _run(words, folder)


def sources() -> list[Path]:
    """Every Python file of the package and its tests."""
    return sorted([*(ROOT / "diplosim").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


def test_every_ruling_that_the_code_cites_is_explained() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    explained = set()
    for entry in re.findall(r"^\| ([AB][0-9][^|]*) \|", page, re.MULTILINE):
        explained |= _codes(entry)
    cited = {
        (code, path.name)
        for path in sources()
        for text in re.findall(r"rulings? ((?:[AB][0-9]+|, | and |-)+)", path.read_text(encoding="utf-8"))
        for code in _codes(text)
    }
    assert {code for code, _ in cited} & explained, "the pattern no longer finds citations"
    assert sorted((code, name) for code, name in cited if code not in explained) == []


def test_every_section_and_statement_that_the_code_cites_exists() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## ([0-9]+)\. ", page, re.MULTILINE))
    statements = set(re.findall(r"\b[KPHC][0-9]+\b", page))
    for path in sources():
        text = path.read_text(encoding="utf-8")
        cited = re.findall(r"model(?:\.md)? (?:section )?([0-9]+)(?:\.[0-9]+)?\b", text)
        assert set(cited) <= sections, path.name
        for group in re.findall(r"\(((?:[KPHC][0-9]+(?:, )?)+)\)", text):
            assert set(group.split(", ")) <= statements, path.name


def _codes(text: str) -> set[str]:
    """Codes of ``B22``, ``B9 and B22`` or ``B35-B38``."""
    codes = set(re.findall(r"[AB][0-9]+", text))
    for letter, first, last in re.findall(r"([AB])([0-9]+)-[AB]?([0-9]+)", text):
        codes |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    return codes


def test_the_readme_installs_and_runs_in_two_commands_each_of_which_works_alone() -> None:
    first, second = (body for page, body in blocks("bash") if page == "README.md" and "pip install" in body)
    assert first.strip() == (
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python run_sim.py "
        "scenarios/status_quo.yaml scenarios/pooled_fund.yaml --replicates 50"
    )
    assert second.strip() == (
        'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/python -m pytest'
    )


def _copy(folder: Path) -> Path:
    """What the pages refer to, in a folder where anything may be written: the user's results are left alone."""
    for name in ("scenarios", "experiments", "docs"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "run_sim.py", folder)
    return folder


def _run(words: list[str], folder: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'docs' / 'examples'}",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
