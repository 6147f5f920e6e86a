"""The example for Mesa's own page (Solara): it starts and steps the model, with nothing fetched from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browsing import DESKTOP, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The example behind Solara's server, whose way to the outside leads nowhere."""
    port = free_port()
    command = [sys.executable, "-m", "solara", "run", str(ROOT / "docs/examples/mesa_page.py"), "--production",
               "--no-open", "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **nowhere})
        try:
            deadline = time.monotonic() + 90
            while not answers(port):
                assert server.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(1)
        return door.connect_ex(("127.0.0.1", port)) == 0


def test_the_example_plays_on_mesas_page_without_internet(address: str) -> None:
    outside: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(
            (address, address.replace("http", "ws"), "data:", "blob:")) else None)  # fmt: skip
        page.goto(address)
        for month in (1, 2, 3):
            page.get_by_role("button", name="Step").click(timeout=90_000)
            page.get_by_text(f"Month {month}", exact=True).wait_for(timeout=60_000)
        assert page.get_by_text("2026-03 (month 2)").count() > 0  # the reasons of what was decided last
        page.get_by_role("button", name="Reset").click()
        page.get_by_text("Step the model to begin.").wait_for(timeout=60_000)
    assert not outside
