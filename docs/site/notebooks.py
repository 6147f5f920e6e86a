"""Tutorials: text files of docs/tutorials/ as notebooks, executed from first to last cell and written as pages.

A cell that fails ends the build. The executed notebook can be downloaded from its page.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from docs.site.pages import ROOT, adapted

FOLDER = ROOT / "docs" / "tutorials"
SECONDS = 300
"""Longest time of one cell."""
LINES = 60
"""So many lines of an output are shown; the notebook has all."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def write_tutorials(target: Path, execute: bool = True) -> None:
    """Execute every tutorial and write it below ``tutorials/`` of the folder that the site is made of."""
    (target / "tutorials").mkdir(parents=True)
    for source in sorted(FOLDER.glob("*.md")):
        text = source.read_text(encoding="utf-8")
        if execute and re.search(r"^```(python|bash)$", text, re.MULTILINE):
            write_tutorial(source, target / "tutorials")
        else:
            name = f"tutorials/{source.name}"
            (target / name).write_text(adapted(text, f"docs/{name}", name), encoding="utf-8")


def write_tutorial(source: Path, target: Path) -> None:
    """Execute one text file, and write its page, its pictures and its notebook."""
    notebook = executed(source.read_text(encoding="utf-8"))
    nbformat.write(notebook, target / f"{source.stem}.ipynb")
    parts = [_page(cell, f"{source.stem}-{n}", target) for n, cell in enumerate(notebook.cells)]
    parts.append(f"[Download this page as a notebook]({source.stem}.ipynb){{ .notebook download }}")
    name = f"tutorials/{source.name}"
    (target / source.name).write_text(adapted("\n\n".join(parts), f"docs/{name}", name), encoding="utf-8")


def executed(text: str) -> nbformat.NotebookNode:
    """The notebook of a text, with the outputs of its cells, played in a folder of its own."""
    notebook = jupytext.reads(text.replace("\n```bash\n", "\n```python\n%%bash\n"), fmt="md")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    with tempfile.TemporaryDirectory() as folder:
        _furnish(Path(folder))
        client = NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": folder}})
        kernel = client.create_kernel_manager()  # spoken to through files of this machine, not the network
        kernel.transport, kernel.ip = "ipc", str(Path(folder) / ".kernel")
        client.execute(env=_environment(Path(folder)))
    return notebook


def _furnish(folder: Path) -> None:
    """What a reader's folder holds: the examples, and the command under its name."""
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
    command = folder / ".bin" / "diplosim"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m diplosim "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join([str(folder / ".bin"), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"}


def _page(cell: nbformat.NotebookNode, name: str, target: Path) -> str:
    """One cell as Markdown, its outputs after it."""
    if cell.cell_type != "code":
        return str(cell.source) if cell.cell_type == "markdown" else ""
    magic, _, rest = cell.source.partition("\n")
    shell = magic.startswith("%%bash")
    parts = [f"```{'bash' if shell else 'python'}\n{rest if shell else cell.source}\n```"]
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    if printed.strip():
        parts.append(_text(printed))
    for n, output in enumerate(
        o for o in cell.outputs if o.output_type in ("execute_result", "display_data")
    ):
        parts.append(_output(output.data, f"{name}-{n}.png", target))
    return "\n\n".join(parts)


def _output(data: dict[str, str], picture: str, target: Path) -> str:
    if "image/png" in data:
        (target / picture).write_bytes(base64.b64decode(data["image/png"]))
        return f"![What the cell above draws]({picture})"
    if "text/html" in data:
        html = re.sub(r"\n\s*\n", "\n", data["text/html"])
        return f'<div class="output">\n{html}\n</div>'
    return _text(data["text/plain"])


def _text(printed: str) -> str:
    lines = COLOURS.sub("", printed).rstrip().splitlines()
    if len(lines) > LINES:
        lines = [*lines[:LINES], f"... and {len(lines) - LINES} lines more"]
    return "```{ .text .output }\n" + "\n".join(lines) + "\n```"
