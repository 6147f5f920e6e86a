"""What a plain install weighs, and what each way of using it loads: of the environment that runs this, offline.

A package's size is that of the files that pip lists for it, without what Python compiles of them later. Where extras
are installed, too, only what diplosim needs without any is counted, and what that needs in turn.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from benchmarks.timing import show

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
#: Whatever is smaller is told as one line.
SMALL_MB = 3.0
#: Runs a command line in a fresh process, and says on the last line what that took and loaded.
LOADED = """
import json, sys, time
wall, cpu = time.perf_counter(), time.process_time()
import diplosim
if len(sys.argv) > 1:
    from diplosim.cli import cli
    cli.main(sys.argv[1:], standalone_mode=False)
found = [name for name in sys.modules]
print()
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, found]))
"""
RUN = ["run", "status_quo", "--set", "months=12", "-n", "1", "--workers", "1", "--quiet", "--out", "OUT"]
USES = {
    "import diplosim": [],
    "diplosim --help": ["--help"],
    "diplosim validate": ["validate", "status_quo"],
    "diplosim run, no figures": [*RUN, "--no-figures"],
    "diplosim run": RUN,
}
HEAVY = {
    "numpy",
    "pandas",
    "scipy",
    "pyarrow",
    "matplotlib",
    "mesa",
    "numba",
    "wasmtime",
    "networkx",
    "fontTools",
    "PIL",
    "pydantic",
}


def plain() -> dict[str, set[str]]:
    """Every package of a plain install -> the packages that ask for it."""
    found: dict[str, set[str]] = {"diplosim": set()}
    waiting = ["diplosim"]
    while waiting:
        asking = waiting.pop()
        for text in PROJECT["dependencies"] if asking == "diplosim" else distribution(asking).requires or ():
            one = Requirement(text)
            name = re.sub(r"[-_.]+", "-", one.name).lower()
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                if name not in found:
                    waiting.append(name)
                found.setdefault(name, set()).add(asking)
    return found


def megabytes(name: str) -> float:
    """Size of a package's files, in millions of bytes; of this one, which may be installed as a link, its folder."""
    if name == "diplosim":
        files = [path for path in (ROOT / "diplosim").rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files if path.suffix != ".pyc") / 1e6
    sizes = [file.size or 0 for file in distribution(name).files or () if not str(file).endswith(".pyc")]
    return sum(sizes) / 1e6


def reasons() -> dict[str, str]:
    """Why each direct need is one: the comment behind its line in pyproject.toml."""
    found = re.findall(r'^  "([\w-]+)[^"]*", +# (.+)$', PYPROJECT, re.MULTILINE)
    return {name.lower(): why for name, why in found if name != PROJECT["name"]}


def used(arguments: list[str]) -> tuple[float, float, list[str]]:
    """Seconds on the wall and of the processor of one use in a fresh process, and the modules that it loads."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    with tempfile.TemporaryDirectory() as folder:
        given = [word.replace("OUT", folder + "/out") for word in arguments]
        done = subprocess.run(
            [sys.executable, "-c", LOADED, *given],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    wall, cpu, modules = json.loads(done.stdout.splitlines()[-1])
    return wall, cpu, modules


def packages() -> list[tuple[str, ...]]:
    """The packages of a plain install, the heaviest first."""
    why, asked = reasons(), plain()
    try:
        sizes = {name: megabytes(name) for name in asked}
    except PackageNotFoundError as error:
        sys.exit(f"not installed here: {error.name}")
    order = sorted(sizes, key=lambda name: -sizes[name])
    rows = [
        (name, f"{sizes[name]:.1f}", ", ".join(sorted(asked[name] - {"diplosim"})), why.get(name, ""))
        for name in order
        if sizes[name] >= SMALL_MB
    ]
    rest = [name for name in order if sizes[name] < SMALL_MB]
    rows.append((f"{len(rest)} smaller ones", f"{sum(sizes[name] for name in rest):.1f}", "", ""))
    return [*rows, ("together", f"{sum(sizes.values()):.1f}", "", "")]


def tables() -> list[tuple[str, ...]]:
    """What the tables of 20 runs of ten years take as Parquet and as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "-m",
            "diplosim",
            "run",
            "status_quo",
            "-n",
            "20",
            "--csv",
            "--no-figures",
            "--quiet",
            "--out",
            f"{folder}/out",
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, check=True
        )
        names = ("runs", "trajectories", "quantiles")
        sizes = {
            n: [(Path(folder) / "out" / f"{n}.{form}").stat().st_size for form in ("parquet", "csv")]
            for n in names
        }
    return [
        (n, f"{one / 1e3:.0f}", f"{two / 1e3:.0f}", f"{two / one:.1f}") for n, (one, two) in sizes.items()
    ]


def main(quick: bool) -> None:
    """Print the tables."""
    show(
        "Weight of a plain install",
        ("package", "MB", "asked for by", "why diplosim itself needs it"),
        packages(),
    )
    lines = []
    for what, arguments in USES.items():
        wall, cpu, modules = min(used(arguments) for _ in range(1 if quick else 3))
        heavy = sorted(HEAVY & {name.partition(".")[0] for name in modules})
        lines.append((what, f"{wall:.2f}", f"{cpu:.2f}", f"{len(modules):,}", ", ".join(heavy) or "none"))
    show("What each use loads", ("use", "wall s", "processor s", "modules", "heavy libraries"), lines)
    show("What results weigh", ("table", "Parquet kB", "CSV kB", "ratio"), tables())
