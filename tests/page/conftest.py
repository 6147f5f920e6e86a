"""The page's modules in Node.js, which imports them as they are, and the page itself in Chromium."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from diplosim.engine.module import module_path
from diplosim.engine.records import LEAST
from diplosim.page.build import page as built
from diplosim.page.data import page_data
from diplosim.scenario import Scenario
from tests.page.browsing import DESKTOP, FEW, Live, chromium

SCRIPT = Path(__file__).with_name("answer.mjs")
Ask = Callable[[list[dict[str, Any]]], list[Any]]
Open = Callable[..., Live]
PLAIN = f"#world=status_quo&policy=&n={FEW}"
#: Worlds that differ in more than policies: dated parameters, events and offers, mechanisms, length.
DIFFERENT = (
    "status_quo", "status_quo_2014", "first_model", "long_1990", "student_example", "episode_e1_agreed_framework",
    "episode_e8_global_fund",
)  # fmt: skip


def answers(data: dict[str, Any], questions: list[dict[str, Any]]) -> list[Any]:
    """Asks the page's modules; without Node.js (Debian: ``apt install nodejs``) these tests fail."""
    given = json.dumps(
        {"data": data, "wasm": str(module_path(LEAST)), "questions": questions}, allow_nan=False
    )
    done = subprocess.run(["node", str(SCRIPT)], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told: list[Any] = json.loads(done.stdout)
    assert len(told) == len(questions)
    return told


@pytest.fixture(scope="session")
def presets() -> dict[str, Scenario]:
    return {name: Scenario.load(name) for name in DIFFERENT}


@pytest.fixture(scope="session")
def node(presets: dict[str, Scenario]) -> Ask:
    """The page's modules with these presets."""
    data = page_data(presets)
    return lambda questions: answers(data, questions)


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, written."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(built(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def live(browser: Any, file: Path) -> Iterator[Open]:
    """Opens the page; a word of it on the console is a failure."""
    pages: list[Live] = []

    def opened(link: str = PLAIN, size: tuple[int, int] = DESKTOP, **context: Any) -> Live:
        pages.append(Live(browser, file, link, size, **context))
        return pages[-1]

    yield opened
    for one in pages:
        one.close()
