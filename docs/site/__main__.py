"""Build the documentation site, offline: ``python -m docs.site`` (extra ``docs``), then open site/index.html."""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from docs.site.pages import ROOT, copy_pages

#: What a page could load from elsewhere: scripts, styles, fonts, pictures, frames. Links that a reader follows may.
LOADED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//[^\"'> ]*")


def stage(target: Path, quick: bool) -> None:
    """Write everything that the site is made of: pages, tutorials, reference, gallery, the live page."""
    from docs.site import gallery, notebooks, reference

    copy_pages(target)
    reference.write_reference(target)
    fonts = (ROOT / "diplosim" / "figures" / "layout").glob("Inter*.woff2")
    for file in (*(ROOT / "docs" / "site").glob("*.css"), *(ROOT / "docs" / "site").glob("*.js"), *fonts):
        shutil.copy(file, target)
    notebooks.write_tutorials(target, execute=not quick)
    gallery.write_gallery(target, draw=not quick)
    gallery.write_live_page(target)


def build(out: Path, quick: bool) -> None:
    """Build the site in a folder; anything that MkDocs warns of is an error."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # about a version that is not used here
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder), quick)
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
        settings = str(ROOT / "docs" / "site" / "mkdocs.yml")
        build_site(load_config(settings, docs_dir=folder, site_dir=str(out.resolve()), strict=True))
    foreign = [
        f"{page.relative_to(out)}: {found}"
        for page in sorted(out.rglob("*.html"))
        for found in LOADED.findall(page.read_text(encoding="utf-8"))
        if "canonical" not in found
    ]
    if foreign:
        sys.exit("pages load something from the network:\n" + "\n".join(foreign))


def main() -> None:
    """Read the options, build, and say where the site is."""
    parser = argparse.ArgumentParser(prog="python -m docs.site", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="folder of the site (default: site)")
    parser.add_argument(
        "--quick", action="store_true", help="show tutorials and figures without executing them"
    )
    arguments = parser.parse_args()
    os.environ["NUMBA_DISABLE_JIT"] = "1"  # small runs: the portable engine begins at once
    build(arguments.out, arguments.quick)
    print(f"{arguments.out / 'index.html'}")


if __name__ == "__main__":
    main()
