"""The recipes of CONTRIBUTING.md: every step is done in a copy of the project, by the very words of the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WANTED = {"a policy", "a donor", "a rule", "a metric, an outcome", "a figure", "a language"}
#: A step is a paragraph that begins so and ends with a colon, and a block below it.
STEP = re.compile(
    r"^((?:In|At the end of|New file|Then)\b[^\n]*):\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
PLACE = re.compile(
    r"In `([^`]+)`, (before|behind|instead of) (`+) ?(.+?) ?\3(?: \(the (first|last) time\))?$"
)
NEEDED = (
    "diplosim",
    "docs",
    "experiments",
    "scenarios",
    "tests",
    "pyproject.toml",
    "run_sim.py",
    "CITATION.cff",
    "README.md",
)
TOOLS = {".venv/bin/python": [], ".venv/bin/diplosim": ["-m", "diplosim"]}


@dataclass(frozen=True)
class Step:
    """What to do and the block that goes with it."""

    words: str
    block: str


def recipes() -> dict[str, list[Step]]:
    """Name -> steps of every recipe of the page."""
    section = PAGE.split("\n## Recipes\n")[1].split("\n## ")[0]
    parts = re.split(r"^### (.+)$", section, flags=re.MULTILINE)[1:]
    return {
        name[0].lower() + name[1:]: [Step(*found) for found in STEP.findall(text)]
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def edit(step: Step, folder: Path) -> None:
    """Do a step that changes a file; a place that is not there, or is not one, fails."""
    name = re.search(r"`([^`]+)`", step.words)
    assert name is not None
    path = folder / name[1]
    if step.words.startswith("New file"):
        assert not path.exists() and path.parent.is_dir(), path
        path.write_text(step.block, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if step.words.startswith("At the end of"):
        path.write_text(text.rstrip("\n") + "\n" + step.block, encoding="utf-8")
        return
    found = PLACE.match(step.words)
    assert found is not None, f"this names no place: {step.words}"
    _, where, _, anchor, which = found.groups()
    lines = text.splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if line.strip().startswith(anchor)]
    assert len(at) == 1 or (at and which), f"{len(at)} lines begin with {anchor!r} in {path.name}"
    first = at[-1 if which == "last" else 0]
    begin, end = {
        "before": (first, first),
        "behind": (first + 1, first + 1),
        "instead of": (first, first + 1),
    }[where]
    path.write_text("".join([*lines[:begin], step.block, *lines[end:]]), encoding="utf-8")


def run(line: str, folder: Path) -> None:
    """Run a command in the copy."""
    tool, *words = shlex.split(line)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        [sys.executable, *TOOLS[tool], *words], cwd=folder, env=environment, text=True, capture_output=True,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert "deselected" not in done.stdout or " passed" in done.stdout, f"no test ran: {line}"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WANTED))
def test_the_steps_of_a_recipe_work_as_they_are_written(name: str, tmp_path: Path) -> None:
    for part in NEEDED:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, tmp_path / part, ignore=shutil.ignore_patterns(".hypothesis", ".pytest_cache")
            )
        else:
            shutil.copy(source, tmp_path / part)
    for step in recipes()[name]:
        if step.words.startswith("Then"):
            for line in step.block.splitlines():
                run(line, tmp_path)
        else:
            edit(step, tmp_path)


def test_every_recipe_that_is_wanted_is_there_changes_something_and_ends_with_a_check() -> None:
    found = recipes()
    assert found.keys() == WANTED
    for name, steps in found.items():
        assert len(steps) >= 2, name
        assert [step.words.startswith("Then") for step in steps] == [False] * (len(steps) - 1) + [True], name


def test_every_block_of_the_recipes_belongs_to_a_step() -> None:
    section = PAGE.split("\n### A policy\n")[1].split("\n## ")[0]
    assert section.count("```text\n") == sum(len(steps) for steps in recipes().values())


def test_every_place_that_a_recipe_names_is_there_now() -> None:
    """Quick, so that a change that moves a place is told of at once: the steps themselves are slow."""
    for name, steps in recipes().items():
        for step in steps:
            if (found := PLACE.match(step.words)) is not None:
                lines = (ROOT / found[1]).read_text(encoding="utf-8").splitlines()
                at = [line for line in lines if line.strip().startswith(found[4])]
                made_before = any(found[4] in one.block for one in steps if one is not step)
                assert len(at) == 1 or found[5] or made_before, (name, step.words, len(at))
