"""How diplosim reaches others: hooks and workflow run the checks of the project; container, recipe build what ships."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_package import BUILD, KEPT, names

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
CONTAINER = (ROOT / "packaging" / "Containerfile").read_text(encoding="utf-8")
#: conda-forge has some packages under names of its own.
ON_CONDA = {"matplotlib": "matplotlib-base", "wasmtime": "wasmtime-py"}
#: Extras that nobody needs who only simulates and analyses.
FOR_DEVELOPERS = {"test", "browser", "docs", "viz", "peers", "mutants"}


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return found


def recipe() -> dict[str, Any]:
    return document("packaging/recipe.yaml")


def test_the_recipe_needs_what_the_package_needs_in_the_same_versions() -> None:
    wanted = {}
    for one in PROJECT["dependencies"]:
        name = names([one])[0]
        wanted[ON_CONDA.get(name, name)] = one[len(name) :]
    wanted["python"] = PROJECT["requires-python"]
    asked = recipe()["requirements"]
    assert {line.split()[0]: line.split()[1] for line in asked["run"]} == wanted
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    host = [
        f"python {PROJECT['requires-python']}",
        "pip",
        *(f"{names([one])[0]} {one[10:]}" for one in build),
    ]
    assert asked["host"] == host


def test_the_recipe_says_of_the_package_what_the_package_says() -> None:
    found = recipe()
    assert found["context"]["version"] == PROJECT["version"] and found["package"]["name"] == PROJECT["name"]
    assert found["source"]["path"] == f"../dist/{PROJECT['name']}-${{{{ version }}}}.tar.gz"
    scripts = [f"{name} = {where}" for name, where in PROJECT["scripts"].items()]
    assert found["build"]["python"]["entry_points"] == scripts
    about = found["about"]
    assert (about["license"], about["summary"]) == (PROJECT["license"], PROJECT["description"])
    assert (ROOT / about["license_file"]).is_file()


def steps(word: str) -> list[str]:
    """What follows one word of the Containerfile, line by line, in order."""
    return re.findall(rf"^{word} (.+)$", CONTAINER, re.MULTILINE)


def test_the_container_is_made_of_a_supported_python_runs_the_command_and_is_not_root() -> None:
    images = {image.split()[0] for image in steps("FROM")}
    [version] = {re.sub(r"^docker.io/library/python:([\d.]+)-slim$", r"\1", image) for image in images}
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]
    [install] = [line for line in steps("RUN") if "pip install" in line]
    extras = re.findall(r"\.\[(.+)\]", install)[0].split(",")
    assert set(extras) == PROJECT["optional-dependencies"].keys() - FOR_DEVELOPERS
    assert steps("ENTRYPOINT") == [f'["{next(iter(PROJECT["scripts"]))}"]']
    assert steps("USER")[-1] not in ("root", "0")
    assert CONTAINER.index("RUN useradd") < CONTAINER.index("USER ")


@pytest.mark.slow
def test_what_the_container_copies_is_enough_to_build_all_that_is_shipped(tmp_path: Path) -> None:
    source, whole = tmp_path / "source", tmp_path / "whole"
    source.mkdir()
    for line in steps("COPY"):
        *given, target = line.split()
        if line.startswith("--from"):
            continue
        for name in given:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / target, ignore=KEPT)
            else:
                shutil.copy(ROOT / name, source / target)
    shutil.copytree(ROOT, whole, ignore=KEPT)
    held = []
    for folder in (source, whole):
        subprocess.run(
            [sys.executable, "-c", BUILD, "wheel", str(folder)], cwd=folder, check=True, capture_output=True
        )
        held.append(sorted(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist()))
    assert held[0] == held[1] and len(held[0]) > 400


def test_the_workflow_runs_the_checks_of_the_project_and_may_do_nothing_else() -> None:
    found = document(".github/workflows/ci.yml")
    assert found["permissions"] == {"contents": "read"}
    [job] = found["jobs"].values()
    assert job["steps"][-1]["run"] == "bash .ci/run"
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used == ["actions/checkout@v4"]
    floor, ceiling = re.findall(r"3\.(\d+)", PROJECT["requires-python"])
    assert job["container"].startswith(f"python:3.{floor}-")
    assert f"python3.{int(ceiling) - 1}-venv" in job["steps"][0]["run"]
    assert "secrets" not in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def hooks() -> dict[str, dict[str, Any]]:
    """The hooks by their names; all of them local."""
    repos = document(".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"], "another place would be asked over the network"
    return {hook["id"]: hook for repo in repos for hook in repo["hooks"]}


def test_the_hooks_are_the_quick_checks_of_ci_and_need_no_network() -> None:
    asked = re.findall(r"^  (\.venv/bin/(?:ruff|mypy|lint-imports).*)$", CI, re.MULTILINE)
    wanted = [line.removesuffix(" .") for line in asked]
    assert sorted(hook["entry"].replace(" --force-exclude", "") for hook in hooks().values()) == sorted(
        wanted
    )
    assert all(hook["language"] == "system" for hook in hooks().values())


@pytest.mark.slow
def test_the_hooks_refuse_a_commit_in_bad_style_and_let_a_good_one_pass(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for tool in ("ruff", "mypy", "lint-imports"):
        (tmp_path / ".venv" / "bin" / tool).symlink_to(Path(sys.executable).parent / tool)
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    environment = {**os.environ, "SKIP": "mypy,lint-imports", "PRE_COMMIT_HOME": str(tmp_path / ".home")}

    def check(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "run_sim.py").write_text(text)
        subprocess.run(shlex.split("git add run_sim.py .pre-commit-config.yaml"), cwd=tmp_path, check=True)
        command = [sys.executable, "-m", "pre_commit", "run"]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert check("import os\nx = 1\n").returncode == 1
    good = check('"""A page."""\n\nx = 1\n')
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.count("Passed") == 2
