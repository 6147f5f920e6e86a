"""The gallery: every figure with the command that draws it, drawn when the site is built; and the live page.

Runs are few, so that the site is built in a minute or two: the pictures show what a figure looks like, not findings.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from diplosim.figures.listing import FIGURES, GROUPS
from docs.site.pages import ROOT

#: Folder of results -> the commands that make it, and the figures that are drawn from it.
SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "results/status_quo_vs_pooled_fund": (
        "diplosim run status_quo pooled_fund --replicates 20 --no-figures",
        ("fan", "health", "effects", "pipeline", "lanes", "ripeness", "money", "network", "history"),
    ),
    "results/student_sweep": ("diplosim run student_sweep --replicates 2 --no-figures", ("map",)),
    "results/what_drives_provocations": (
        "diplosim run what_drives_provocations --samples 4 --replicates 1 --no-figures",
        ("morris",),
    ),
    "results/what_drives_the_bundle": (
        "diplosim run what_drives_the_bundle --samples 32 --replicates 1 --no-figures\n"
        "diplosim discover results/what_drives_the_bundle --arm conditional_bundle --outcome events_per_year",
        ("policies", "sobol", "tornado", "regret", "pareto", "boxes"),
    ),
    "results/quick": (
        "diplosim design who_should_do_what --draws 2 --population 8 --generations 1 -n 2 --no-figures "
        "--out results/quick",
        ("portfolios",),
    ),
}
#: What the file of a figure begins with, where that is not its name.
BEGINS = {"boxes": "discover"}
#: Of several files of one figure, the one of this arm.
ARMS = ("pooled_fund", "conditional_bundle")


def write_gallery(target: Path, draw: bool = True) -> None:
    """Write the page of all figures; without `draw`, the commands alone."""
    pictures: Mapping[str, str] = {}
    if draw:
        with tempfile.TemporaryDirectory() as folder:
            pictures = drawn(Path(folder), target / "pictures" / "gallery")
    (target / "gallery.md").write_text(gallery_page(pictures), encoding="utf-8")


def drawn(folder: Path, target: Path) -> dict[str, str]:
    """Run every command, draw every figure, and give the file of each."""
    target.mkdir(parents=True)
    found = {}
    for results, (command, names) in SOURCES.items():
        for line in command.splitlines():
            play(line, folder)
        play(plot_command(results, *names), folder)
        for name in names:
            files = sorted((folder / results / "figures").glob(f"{BEGINS.get(name, name)}*.svg"))
            chosen = next((file for file in files if file.stem.endswith(ARMS)), files[0])
            shutil.copy(chosen, target / f"{name}.svg")
            found[name] = f"pictures/gallery/{name}.svg"
    return found


def plot_command(results: str, *names: str) -> str:
    """The command that draws figures of a folder."""
    return f"diplosim plot {results} {' '.join(f'--figure {name}' for name in names)} --format svg"


def play(command: str, folder: Path) -> None:
    """Run a command of the page in a folder."""
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command}\n{done.stderr}")


def gallery_page(pictures: Mapping[str, str]) -> str:
    """Every figure in the order of the listing: question, command, picture."""
    parts = [
        "# Gallery",
        "Every figure, with the commands that draw it. Runs are few here: this is what a figure looks like, not a "
        "finding. What a figure needs and when it is drawn by itself: [figures](figures.md).",
    ]
    for group, kinds in GROUPS.items():
        parts.append(f"## {group}")
        for figure in (figure for figure in FIGURES.values() if figure.kind in kinds):
            results, command = next((r, c) for r, (c, names) in SOURCES.items() if figure.name in names)
            parts += [
                f"### {figure.name}",
                f"{figure.question[0].upper()}{figure.question[1:]} Needs {figure.needs}.",
                f"```bash\n{command}\n{plot_command(results, figure.name)}\n```",
            ]
            if figure.name in pictures:
                parts.append(f"![{figure.name}: {figure.question}]({pictures[figure.name]})")
    return "\n\n".join(parts) + "\n"


def write_live_page(target: Path) -> None:
    """The live page, as ``diplosim explore`` writes it, beside the pages of the site."""
    play(f"diplosim explore -o {shlex.quote(str(target / 'live.html'))}", target)
