"""The pages of the repository as pages of the site: the same words, with links that lead to where things are there."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

#: The dialog of the theme.
SEARCH = 'data-md-component="search" role="dialog">'
ROOT = Path(__file__).parents[2]
#: Pages that stand elsewhere in the repository than on the site.
ELSEWHERE = {
    "README.md": "index.md",
    "docs/README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "results/README.md": "results.md",
    "benchmarks/README.md": "benchmarks.md",
}
#: Parts of docs/ that are not copied: they are made into something else.
NO_PAGES = ("README.md", "__init__.py", "site", "tutorials")
FENCE = re.compile(r"^```.*?^```\n?", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)")
LISTED = re.compile(r"^( *)(?:[*-]|\d+\.) ")


def copy_pages(target: Path) -> None:
    """Write every page of docs/, and those that stand elsewhere, below the folder that the site is made of."""
    for source in sorted((ROOT / "docs").iterdir()):
        if source.name in NO_PAGES or source.name.startswith((".", "_")):
            continue
        if source.is_dir():
            shutil.copytree(source, target / source.name)
        elif source.suffix == ".md":
            (target / source.name).write_text(site_text(f"docs/{source.name}"), encoding="utf-8")
        else:
            shutil.copy(source, target)
    for source_name, name in ELSEWHERE.items():
        if name != "index.md":
            (target / name).write_text(site_text(source_name), encoding="utf-8")


def site_text(page: str) -> str:
    """The text of a page of the repository, ready for the site."""
    return adapted((ROOT / page).read_text(encoding="utf-8"), page, place(page))


def place(path: str) -> str:
    """Where the site has a file of the repository; empty if nowhere."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    folder, _, name = path.partition("/")
    if folder in ("scenarios", "experiments"):
        stem = name.removesuffix(".yaml")
        return f"reference/{folder}.md" + (f"#{stem.lower()}" if stem else "")
    inside = name.partition("/")[0]
    if folder == "docs" and (inside not in NO_PAGES or inside == "tutorials"):
        return name
    return ""


def adapted(text: str, source: str, site: str) -> str:
    """Turn links of a repository's page into links of the site, and lists into lists that Markdown sees."""
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [_prose(text[end : fence.start()], source, site), fence.group()]
        end = fence.end()
    return "".join([*parts, _prose(text[end:], source, site)])


def _prose(text: str, source: str, site: str) -> str:
    def link(found: re.Match[str]) -> str:
        picture, words, target, anchor = found.groups()
        if not target or "://" in target or target.startswith("mailto:"):
            return found.group()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        where, _, fixed = place(path).partition("#")
        if not where:
            return words if words.startswith("`") else f"{words} (`{path}`)"
        relative = posixpath.relpath(where, posixpath.dirname(site) or ".")
        return f"{picture}[{words}]({relative}{f'#{fixed}' if fixed else anchor or ''})"

    return _spaced_lists(LINK.sub(link, text))


def _spaced_lists(text: str) -> str:
    """A list begins after an empty line; what readers of plain text need not have, Markdown does."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        if LISTED.match(line) and before.strip() and not LISTED.match(before) and not before.startswith("  "):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def on_post_page(output: str, **_: object) -> str:
    """Called by MkDocs for every page: the theme's search is a dialog without a name, which screen readers need."""
    if SEARCH not in output:
        raise ValueError(
            "the theme writes its search another way than it did: name it anew, in docs/site/pages.py"
        )
    return output.replace(SEARCH, f'{SEARCH[:-1]} aria-label="Search">')
