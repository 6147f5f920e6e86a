"""Reports in a real browser: on a desktop, on a phone, on paper, and for those who cannot see them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diplosim.report import write_report
from tests.report.folders import pair, single, sweep

pytestmark = pytest.mark.browser
KINDS = ("single", "pair", "sweep")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
#: A4 between the margins of the report, at 96 dots an inch.
PAPER = (688, 1009)
#: Everything that a reader of paper would miss: drawings cut off at the right edge or longer than a page.
CUT = """height => [...document.querySelectorAll('figure svg, table')].filter(one => {
    const box = one.getBoundingClientRect();
    const wide = box.right > document.documentElement.clientWidth + 1;
    return box.width === 0 || wide || (one.tagName === 'svg' && box.height > height);
}).map(one => one.outerHTML.slice(0, 120))"""
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
HIDDEN = """[...document.querySelectorAll('*')].filter(one => getComputedStyle(one).overflowX === 'auto'
    && one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("browser")
    return {
        "single": write_report(single(root / "single", replicates=3)),
        "pair": write_report(pair(root / "pair")),
        "sweep": write_report(sweep(root / "sweep", arms=6, samples=3)),
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("there is no Chromium on this machine; on Debian: apt-get install chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install -e '.[browser]'"
    )
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = SIZES[request.param]
    return found


def opened(
    browser: Any, path: Path, size: tuple[int, int], *, scripts: bool = False
) -> tuple[Any, list[str]]:
    """The page, and what went wrong or left the file while it was loaded; ``scripts`` lets a checker in."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=scripts)
    page = context.new_page()
    wrong: list[str] = []
    own = path.as_uri()

    def asked(request: Any) -> None:
        if request.url != own and not request.url.startswith("data:"):
            wrong.append(request.url)

    page.on("request", asked)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(own)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page, wrong


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_file_and_only_boxes_scroll_sideways(
    browser: Any, reports: dict[str, Path], kind: str, size: tuple[int, int]
) -> None:
    page, wrong = opened(browser, reports[kind], size)
    assert not wrong
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length") == 2
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Any, reports: dict[str, Path], kind: str, size: tuple[int, int]) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e '.[browser]'"
    )
    page, _ = opened(browser, reports[kind], size, scripts=True)
    page.evaluate(OPEN)
    found = axe.Axe().run(page).response["violations"]
    assert [(one["impact"], one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_there_are_pages_with_whole_drawings_and_open_tables(
    browser: Any, reports: dict[str, Path], kind: str
) -> None:
    page, _ = opened(browser, reports[kind], PAPER)
    data = page.pdf(prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page") - data.count(b"/Type /Pages") > 1
    page.emulate_media(media="print")
    assert page.evaluate(CUT, PAPER[1]) == []
    page.context.close()


def test_keys_reach_the_skip_link_first_and_every_box_that_scrolls(
    browser: Any, reports: dict[str, Path]
) -> None:
    page, _ = opened(browser, reports["pair"], SIZES["phone"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate(HIDDEN) == []
    page.context.close()
