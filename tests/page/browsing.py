"""The live page in Chromium: opened from a file, with the network cut, and nothing said on the console."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
DESKTOP, PHONE = (1440, 900), (390, 844)
#: Futures of a page under test: enough to draw, few enough for a busy machine.
FEW = 24
PATIENCE = 120.0
#: A step of a slider, and the time until the first and the whole drawing of it.
MOVE = """() => new Promise(done => {
    const slider = document.querySelector('[data-key="strength:pooled_fund"]'), began = performance.now();
    const before = Number(document.body.dataset.frame);
    let early = null;
    const seen = new MutationObserver(() => {
        if (Number(document.body.dataset.frame) === before) return;
        early ??= performance.now() - began;
        if (document.body.dataset.replicates !== '1000') return;
        seen.disconnect();
        done({early, whole: performance.now() - began});
    });
    seen.observe(document.body, {attributes: true});
    slider.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}));
})"""


#: What is no number is nowhere to be set or said: the console tells, and so the test fails.
CHECKED = """(() => {
    const bad = text => /NaN|undefined|Infinity|\\[object/.test(text);
    const check = (what, text) => { if (bad(String(text))) console.error(`${what}: ${text}`); };
    const wrapped = (kind, name, place) => {
        const plain = kind.prototype[name];
        kind.prototype[name] = function (...given) {
            check(`${this.tagName ?? 'style'} ${given[0]}`, given[place]);
            return plain.apply(this, given);
        };
    };
    wrapped(Element, 'setAttribute', 1);
    wrapped(CSSStyleDeclaration, 'setProperty', 1);
    const {get} = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'style');
    Object.defineProperty(HTMLElement.prototype, 'style', {get() {
        const own = get.call(this), bound = value => (typeof value === 'function' ? value.bind(own) : value);
        const set = (_, name, value) => { check(`style ${name}`, value); own[name] = value; return true; };
        return new Proxy(own, {set, get: (_, name) => bound(own[name])});
    }});
    addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
        for (const {type, target, addedNodes} of changes) {
            for (const one of type === 'characterData' ? [target] : addedNodes) check(target.nodeName, one.textContent);
        }
    }).observe(document.body, {childList: true, characterData: true, subtree: true}));
})()"""


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser of the system."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "there is no Chromium on this machine; on Debian: apt-get install chromium"
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield running
        running.close()


class Live:
    """A page that is open, what went wrong in it, and what a reader does."""

    def __init__(
        self, browser: Any, file: Path, link: str, size: tuple[int, int], checked: bool = True, **context: Any
    ):
        self.wrong: list[str] = []
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, offline=True, accept_downloads=True, **context
        )
        if checked:
            self.context.add_init_script(CHECKED)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.file = file
        self.page.goto(file.as_uri() + link)
        self.page.wait_for_selector("body[data-ready]", timeout=PATIENCE * 1000)
        self.until("Number(document.body.dataset.frame) > 0")
        self.settle()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.file.as_uri(), "data:", "blob:")):
            self.wrong.append(url)

    def ask(self, script: str, given: Any = None) -> Any:
        """What a script says in the page."""
        return self.page.evaluate(script, given)

    def until(self, condition: str) -> None:
        """Wait until a condition holds; the page's own policy forbids the browser to be asked in another way."""
        end = time.monotonic() + PATIENCE
        while not self.ask(condition):
            assert time.monotonic() < end, (
                f"{condition}: {self.ask('({...document.body.dataset})')}, {self.wrong}"
            )
            self.page.wait_for_timeout(30)

    def settle(self) -> None:
        """Wait until everything wished for is drawn, and the link has followed."""
        self.until("document.body.dataset.settled === '1'")

    def charts(self) -> dict[str, str]:
        """The lines as they are drawn, by chart."""
        found: dict[str, str] = self.ask(
            "Object.fromEntries([...document.querySelectorAll('svg.fan')].map(svg => "
            "[svg.dataset.chart, [...svg.querySelectorAll('path')].map(path => path.getAttribute('d')).join()]))"
        )
        return found

    def text(self, selector: str) -> str:
        """The words of a part."""
        return str(self.page.locator(selector).first.text_content())

    def state(self) -> dict[str, Any]:
        """What the page takes as chosen."""
        found: dict[str, Any] = self.ask("modules.app.opened.then(page => page.state)")
        return found

    def download(self, press: Any) -> str:
        """The text of the file that pressing something saves."""
        with self.page.expect_download() as waiting:
            press()
        return Path(waiting.value.path()).read_text(encoding="utf-8")

    def close(self) -> None:
        """Leave the page; whatever it said on the console or asked the network for is a failure."""
        self.context.close()
        assert self.wrong == [], self.wrong
