"""The page's modules in Node.js, which imports them as they are."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diplosim.engine.module import module_path
from diplosim.engine.records import LEAST
from diplosim.page.data import page_data
from diplosim.page.presets import playable
from diplosim.scenario import Scenario

SCRIPT = Path(__file__).with_name("answer.mjs")
Ask = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def presets() -> dict[str, Scenario]:
    return playable()


@pytest.fixture(scope="session")
def data(presets: dict[str, Scenario]) -> dict[str, Any]:
    """The page's data as the page reads it."""
    read: dict[str, Any] = json.loads(json.dumps(page_data(presets), allow_nan=False))
    return read


@pytest.fixture(scope="session")
def node(data: dict[str, Any]) -> Ask:
    """Asks the page's modules; without Node.js (Debian: ``apt install nodejs``) these tests fail."""

    def ask(questions: list[dict[str, Any]]) -> list[Any]:
        given = json.dumps({"data": data, "wasm": str(module_path(LEAST)), "questions": questions})
        done = subprocess.run(["node", str(SCRIPT)], input=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        answers: list[Any] = json.loads(done.stdout)
        assert len(answers) == len(questions)
        return answers

    return ask
