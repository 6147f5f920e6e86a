"""The live page in the engines of Safari and of Firefox: it starts, has Python's numbers, and tells a history."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diplosim.engine.engine import Job, play
from diplosim.engine.pack import pack
from diplosim.experiment.numbers import LEVELS, quantiles_of
from diplosim.metrics.columns import METRIC_NAMES
from diplosim.page.build import series
from diplosim.scenario import Scenario
from tests.page.browsing import FEW, PATIENCE
from tests.page.conftest import PLAIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: A command of WebDriver with what it is given.
Call = Callable[[str, dict[str, Any]], Any]
#: Charts of a mean of metrics, or of their sum from the start.
CHARTS = {"trust": "trust_rivals", "money": "aid_absorbed", "health": "disease_burden"}


@contextmanager
def started(*command: str, **how: Any) -> Iterator[subprocess.Popen[str]]:
    """A program, ended with all that it has started."""
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True, **how
    )
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def free_port() -> int:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return int(there.getsockname()[1])


def answered(attempt: Callable[[], Any]) -> Any:
    """What is said as soon as a program that has just been started answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except OSError:
            assert time.monotonic() < end, "a browser did not start"
            time.sleep(0.05)


@contextmanager
def webkit(_: Path) -> Iterator[Call]:
    """WebKit, the engine of Safari, by HTTP; it needs a screen."""
    for needed in ("WebKitWebDriver", "Xvfb"):
        assert shutil.which(needed), (
            f"there is no {needed}; on Debian: apt-get install webkit2gtk-driver xvfb"
        )
    base = f"http://127.0.0.1:{free_port()}"

    def call(command: str, given: dict[str, Any]) -> Any:
        told = urllib.request.Request(f"{base}/{command}", json.dumps(given).encode())
        told.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(told, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    with started("Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp") as screen:
        assert screen.stdout is not None
        there = {"DISPLAY": f":{screen.stdout.readline().strip()}", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
        with started("WebKitWebDriver", f"--port={base.rpartition(':')[2]}", env={**os.environ, **there}):
            session = answered(lambda: call("session", {"capabilities": {}}))
            base = f"{base}/session/{session['sessionId']}"
            yield call


@contextmanager
def firefox(home: Path) -> Iterator[Call]:
    """Firefox by its own socket: the same commands as lists, each after its length."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    assert found, "there is no Firefox on this machine; on Debian: apt-get install firefox-esr"
    port = free_port()
    (home / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    names = {"session": "NewSession", "url": "Navigate", "execute/sync": "ExecuteScript"}
    flags = ("--headless", "--no-remote", "--marionette", "--profile", str(home))
    with started(found, *flags, env={**os.environ, "HOME": str(home)}):
        line = answered(lambda: socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
        with line, line.makefile("rb") as heard:

            def read() -> Any:
                return json.loads(heard.read(int(b"".join(iter(lambda: heard.read(1), b":")))))

            def call(command: str, given: dict[str, Any]) -> Any:
                told = json.dumps([0, 1, f"WebDriver:{names[command]}", {**given, "sandbox": None}]).encode()
                line.sendall(b"%d:%b" % (len(told), told))
                _, _, wrong, value = read()
                assert wrong is None, wrong
                return value.get("value")

            read()
            call("session", {})
            yield call


STATE = "return [{...document.body.dataset}, document.querySelector('#state').textContent, wrong]"


class Shown:
    """The page in a browser that takes commands."""

    def __init__(self, call: Call, address: str):
        self.call = call
        call("url", {"url": address})
        self.run(
            "window.wrong = []; window.saved = []; const made = URL.createObjectURL.bind(URL);"
            "addEventListener('error', told => wrong.push(told.message));"
            "addEventListener('unhandledrejection', told => wrong.push(String(told.reason)));"
            "URL.createObjectURL = blob => { blob.text().then(text => saved.push(text)); return made(blob); };"
        )
        self.until("document.body.dataset.ready || document.body.dataset.broken")
        assert not self.run("return document.body.dataset.broken"), self.run(STATE)
        self.settle()

    def run(self, script: str) -> Any:
        return self.call("execute/sync", {"script": script, "args": []})

    def until(self, condition: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.run(f"return Boolean({condition})"):
            assert time.monotonic() < end, (condition, self.run(STATE))
            time.sleep(0.05)

    def settle(self) -> None:
        self.until("document.body.dataset.settled === '1'")

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def table(self, card: str) -> list[dict[str, str]]:
        """What the reader of a chart saves as CSV."""
        self.run("window.saved = []")
        self.click(f"#card-{card} .drop button:last-child")
        self.until("saved.length")
        return list(csv.DictReader(self.run("return saved[0]").splitlines()))


@pytest.fixture(params=[webkit, firefox], ids=lambda browser: browser.__name__)
def shown(request: pytest.FixtureRequest, file: Path, tmp_path: Path) -> Iterator[Shown]:
    with request.param(tmp_path) as call:
        yield Shown(call, file.as_uri() + PLAIN)


#: Elements that say or hold what is no number.
NO_NUMBER = """return [...document.querySelectorAll('body *:not(script)')].filter(one =>
    [...one.attributes].map(({value}) => value).concat(one.children.length ? '' : one.textContent)
        .some(text => /NaN|undefined|Infinity|\\[object/.test(text))).map(one => one.outerHTML.slice(0, 200))"""


def test_a_policy_is_answered_with_the_numbers_of_python_and_a_history_is_told(shown: Shown) -> None:
    shown.click('[data-key="policy:pooled_fund"]')
    shown.settle()
    assert shown.run("return document.querySelectorAll('.paired b').length") == 5
    tables = {card: shown.table(card) for card in CHARTS}
    status_quo = Scenario.load("status_quo")
    for arm, policies in {"reference": [], "policy": ["pooled_fund"]}.items():
        scenario = status_quo.with_(policies=policies)
        found = play([Job(pack(scenario), scenario.seed, np.arange(FEW), portable=True)])[0]
        for card, metric in CHARTS.items():
            for level, line in zip(
                LEVELS, quantiles_of(charted(found.trajectories, metric), LEVELS), strict=True
            ):
                told = [float(row[f"{arm}_q{round(100 * level):02d}"]) for row in tables[card]]
                assert told == list(line), (arm, metric, level)
    tell_a_history(shown)
    assert shown.run(NO_NUMBER) == [] == shown.run("return wrong")


def charted(trajectories: Any, metric: str) -> Any:
    """What a chart draws, by replicate and month."""
    setting = series()[metric]
    mean = sum(trajectories[:, :, METRIC_NAMES.index(name)] for name in setting["of"]) / len(setting["of"])
    return mean.cumsum(axis=1) if setting["running"] == "total" else mean


def tell_a_history(shown: Shown) -> None:
    """Months pass when they are played, a refusal is explained, and a key that is held brings future after future."""
    shown.until("document.body.dataset.story")
    shown.run("document.querySelector('#month').value = 0")
    shown.click("#play")
    dates = set()
    while len(dates) < 3:
        dates.add(shown.run("return document.querySelector('#date').textContent"))
    shown.click("#play")
    shown.click("#log li[data-kind=offer_refused]")
    assert shown.run("return document.querySelectorAll('#why .bar').length") > 2
    shown.run(
        "try { for (let i = 0; i < 120; i += 1) history.replaceState(null, '', location.href) } catch {}"
    )
    before = shown.run("return document.body.dataset.story")
    shown.run("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true}))")
    assert shown.run("return document.body.dataset.story") == str(int(before) + 1)
