"""The site: every page has its place, links lead to where things are there, figures and tables follow the code."""

from __future__ import annotations

import ast
import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from diplosim.figures.listing import FIGURES
from docs.site import gallery, odd, state_variables
from docs.site.__main__ import LOADED, build
from docs.site.pages import ELSEWHERE, NO_PAGES, adapted

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))


def named(nav: Any) -> list[str]:
    """The pages of a navigation."""
    if isinstance(nav, str):
        return [nav]
    return [page for part in (nav.values() if isinstance(nav, dict) else nav) for page in named(part)]


def test_every_page_has_one_place_in_the_navigation() -> None:
    settings = yaml.safe_load((ROOT / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = {path.name for path in (ROOT / "docs").glob("*.md") if path.name not in NO_PAGES}
    pages |= {f"tutorials/{path.name}" for path in TUTORIALS} | set(ELSEWHERE.values())
    found = [page for page in named(settings["nav"]) if not page.startswith(("reference/", "gallery"))]
    assert sorted(found) == sorted(pages)


def test_the_gallery_draws_every_figure_once() -> None:
    drawn = [name for _, names in gallery.SOURCES.values() for name in names]
    assert sorted(drawn) == sorted(FIGURES)
    page = gallery.gallery_page({})
    assert all(f"--figure {name} " in page for name in FIGURES)


def test_the_tables_of_the_model_description_are_those_of_the_code() -> None:
    text = odd.PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- made: (\w+) -->", text)) == set(odd.MADE)
    assert odd.renewed(text) == text, "python -m docs.site.odd writes them anew"


def test_every_state_variable_has_one_meaning_and_no_other_has_one() -> None:
    names = [name for found in state_variables.state_variables().values() for name in found]
    assert set(names) == set(state_variables.meanings()) and len(names) == len(set(names))
    assert {"x", "c", "D", "k", "q"}.isdisjoint(state_variables.MEANINGS), (
        "terms are told by their declaration"
    )
    assert all(len(text) > 4 and "\n" not in text for text in state_variables.meanings().values())


@pytest.mark.browser
def test_axe_finds_nothing_on_the_front_page_and_a_tutorial(tmp_path: Path) -> None:
    """Built as readers get it, without what is executed."""
    from playwright import sync_api

    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    build(tmp_path / "site", quick=True)
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name in ("index.html", "tutorials/first_run.html"):
            page = browser.new_page(bypass_csp=True)
            page.goto((tmp_path / "site" / name).as_uri())
            wrong = axe.run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in wrong] == [], name
        browser.close()


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_the_cells_of_a_tutorial_are_python(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    for cell in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        ast.parse(re.sub(r"^%%.*", "", cell))


def test_links_lead_to_where_things_are_on_the_site() -> None:
    def of(text: str, source: str = "docs/model.md", site: str = "model.md") -> str:
        return adapted(text, source, site)

    assert of("[a](../README.md)") == "[a](index.md)"
    assert of("[a](limits.md#x)") == "[a](limits.md#x)"
    assert of("[a](../experiments/iota_and_b_N.yaml)") == "[a](reference/experiments.md#iota_and_b_n)"
    assert of("[a](../LICENSE)") == "a (`LICENSE`)"
    assert of("[a](docs/limits.md)", "CONTRIBUTING.md", "contributing.md") == "[a](limits.md)"
    assert of("[a](../limits.md)", "docs/tutorials/x.md", "tutorials/x.md") == "[a](../limits.md)"
    assert of("```text\n[a](../LICENSE)\n```\n") == "```text\n[a](../LICENSE)\n```\n"
    assert of("so:\n* one\n* two") == "so:\n\n* one\n* two"


def test_what_a_page_would_load_from_elsewhere_is_noticed() -> None:
    assert LOADED.search('<script async src="https://x.org/y.js"></script>')
    assert LOADED.search('<link rel="stylesheet" href="//fonts.org/css">')
    assert not LOADED.search('<a href="https://x.org">x</a> <script src="assets/y.js"></script>')
