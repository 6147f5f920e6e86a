"""What is shipped: the source archive builds the wheel, and the wheel alone, in an empty folder, has a baseline."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[1]
BUILD = (
    "import sys; from setuptools import build_meta; getattr(build_meta, f'build_{sys.argv[1]}')(sys.argv[2])"
)
KEPT = shutil.ignore_patterns(
    "__pycache__", "*.egg-info", ".venv*", ".git", "build", ".*_cache", "[0-9a-z]*_vs_*"
)
KINDS = ("scenarios", "experiments")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What CFF 1.2.0 asks of the keys that we use; it knows others, so CI holds the file to the whole schema, too.
CFF: dict[str, Any] = {
    "required": [
        "cff-version",
        "message",
        "title",
        "authors",
        "type",
        "version",
        "date-released",
        "license",
        "abstract",
    ],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "type": {"const": "software"},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "authors": {
            "minItems": 1,
            "items": {"additionalProperties": False, "properties": {"name": {"minLength": 1}}},
        },
        "keywords": {"uniqueItems": True, "items": {"type": "string", "minLength": 1}},
        **{
            key: {"type": "string", "minLength": 1}
            for key in ("message", "title", "abstract", "version", "license")
        },
    },
}


def names(requirements: list[str]) -> list[str]:
    """Names of packages, without versions, in small letters."""
    return [re.split(r"[<>=!\[ ]", one)[0].lower() for one in requirements]


def build(what: str, source: Path, out: Path) -> Path:
    """The archive that setuptools makes of a source folder."""
    command = [sys.executable, "-c", BUILD, what, str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(out.glob("*.tar.gz" if what == "sdist" else "*.whl"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive."""
    place = tmp_path_factory.mktemp("sdist")
    shutil.copytree(ROOT, place / "copy", ignore=KEPT)
    return build("sdist", place / "copy", place)


@pytest.fixture(scope="module")
def wheel(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from nothing but the source archive."""
    place = tmp_path_factory.mktemp("wheel")
    with tarfile.open(archive) as packed:
        packed.extractall(place / "source", filter="data")
    return build("wheel", next((place / "source").iterdir()), place)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs, as ``pip install --target`` leaves it."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return site


def diplosim(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line of the installed package, in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "diplosim", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
def test_the_source_archive_holds_what_git_holds(archive: Path) -> None:
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    wanted = {
        "CITATION.cff",
        "codemeta.json",
        "CONTRIBUTING.md",
        "run_sim.py",
        "LICENSE",
        "README.md",
        "results/README.md",
        "SECURITY.md",
        ".pre-commit-config.yaml",
    }
    for folder in ("diplosim", "docs", "tests", ".ci", ".github", "packaging", "benchmarks", *KINDS):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        wanted |= {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert len(wanted) > 500
    assert wanted - names == set()


@pytest.mark.slow
def test_the_wheel_holds_the_package_the_scenarios_and_the_experiments(wheel: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "check_wheel.py"), str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        f"diplosim/shipped/{kind}/{name}"
        for kind, name in zip(KINDS, ("status_quo.yaml", "policy_sweep.yaml"), strict=True)
    } <= set(names)


@pytest.mark.slow
def test_tests_run_from_the_source_archive_alone(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "tests/wording",
        "tests/evidence",
        "tests/docs/test_glossary.py",
    ]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout


@pytest.mark.slow
def test_an_installed_user_compares_a_policy_with_the_baseline_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    done = diplosim(
        installed, tmp_path, "run", "status_quo", "pooled_fund", "-n", "1", "--no-figures", "--engine", "mesa"
    )
    assert done.returncode == 0, done.stderr
    assert "(pooled_fund) compared with" in done.stdout
    assert (tmp_path / "results/status_quo_vs_pooled_fund/runs.parquet").is_file()
    where = "import diplosim.scenario.files as s; print(s.shipped_files('scenarios')['status_quo'])"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", where]
    found = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed)


@pytest.mark.slow
def test_an_installed_user_reads_what_is_found_about_a_claim_and_the_evidence_of_any_case(
    installed: Path, tmp_path: Path
) -> None:
    claim = diplosim(installed, tmp_path, "findings", "--claim", "K14")
    assert claim.returncode == 0 and "diplosim compare results/seed_claims" in claim.stdout, claim.stderr
    for case, table in (("dprk", "offers"), ("norvania", "incidents")):
        told = diplosim(installed, tmp_path, "evidence", "--case", case)
        assert told.returncode == 0 and table in told.stdout, told.stderr


@pytest.mark.slow
def test_an_installed_user_copies_extends_and_runs_with_hangul(installed: Path, tmp_path: Path) -> None:
    mine = (
        "scenario: 1\nname: mine\ntitle: 보건 기금\nextends: status_quo\nmonths: 6\npolicies: [pooled_fund]\n"
    )
    (tmp_path / "mine.yaml").write_text(mine, encoding="utf-8")
    sweep = "experiment: 1\nname: sweep\ntitle: 남북 보건 협력\nscenario: mine.yaml\narms: {a: [], b: [pooled_fund]}\n"
    (tmp_path / "sweep.yaml").write_text(sweep, encoding="utf-8")
    steps = [
        ["copy", "status_quo"],
        ["copy", "student_sweep"],
        ["new", "question", "--policy", "grit"],
        ["validate", "status_quo.yaml", "question.yaml", "mine.yaml"],
        ["run", "student_sweep.yaml", "--dry-run"],
        ["run", "mine.yaml", "-n", "1", "--engine", "mesa"],
        ["run", "sweep.yaml", "-n", "1", "--engine", "mesa", "--no-figures"],
    ]
    for step in steps:
        done = diplosim(installed, tmp_path, *step)
        assert done.returncode == 0, (step, done.stderr)
    resolved = (tmp_path / "results/sweep/experiment.yaml").read_text(encoding="utf-8")
    assert "남북 보건 협력" in resolved
    assert "보건 기금" in (tmp_path / "results/mine/report.html").read_text(encoding="utf-8")


def test_the_citation_is_complete_and_says_what_the_package_says() -> None:
    citation = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    jsonschema.validate(citation, CFF)
    assert (citation["version"], citation["license"]) == (PROJECT["version"], PROJECT["license"])
    assert citation["authors"] == PROJECT["authors"]
    assert citation["title"].startswith(f"{PROJECT['name']}: ")


def test_the_metadata_for_archives_say_what_the_package_and_its_citation_say() -> None:
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    citation = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert {key: meta[key] for key in ("name", "version", "description", "keywords")} == {
        key: PROJECT[key] for key in ("name", "version", "description", "keywords")
    }
    assert meta["license"] == f"https://spdx.org/licenses/{PROJECT['license']}"
    assert [author["name"] for author in meta["author"]] == [author["name"] for author in PROJECT["authors"]]
    assert meta["dateModified"] == citation["date-released"]
    assert meta["softwareRequirements"] == names(PROJECT["dependencies"])
    assert meta["runtimePlatform"] == f"Python {PROJECT['requires-python']}"
    prefix = "Programming Language :: "
    listed = [
        one.removeprefix(prefix).replace(" :: ", " ")
        for one in PROJECT["classifiers"]
        if one.startswith(prefix)
    ]
    assert meta["programmingLanguage"] == listed
