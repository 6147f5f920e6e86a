"""How long an import, one run and the front door take, side by side with what was promised.

Wall time of this machine, whatever else it is doing. Every import and front-door time is that of a fresh process
with files already in the system's cache; the first start after an installation is slower. The run is 120 months of
the default cast on the Mesa engine, after import and one run to warm up.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "status_quo.yaml"
REPEATS = 20


def seconds(work: Callable[[], object], repeats: int) -> list[float]:
    """Wall time of each repetition, after one that does not count."""
    work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return taken


def process(*arguments: str) -> Callable[[], object]:
    """A fresh Python with these arguments."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)


def imports() -> list[float]:
    """What importing takes, as the fresh process itself measures it (the start of Python not included)."""
    code = "import time; began = time.perf_counter(); import diplosim; print(time.perf_counter() - began)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return [
        float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
        for _ in range(REPEATS + 1)
    ][1:]


def runs(log: bool) -> list[float]:
    """One run of the Mesa engine, every replicate a different history."""
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import Scenario

    scenario = Scenario.load(SCENARIO)
    replicates = iter(range(REPEATS + 1))
    return seconds(lambda: DiplomacyModel(scenario, replicate=next(replicates), log=log).run(), REPEATS)


def front_door(*options: str, repeats: int) -> list[float]:
    """``python run_sim.py`` for one run, from the shell and back."""
    seeds = iter(range(1, repeats + 2))  # a new seed each time, or the results of the same inputs are kept
    with tempfile.TemporaryDirectory() as folder:
        out = ["--replicates", "1", "--workers", "1", "--out", f"{folder}/out", "--force", *options]

        def run() -> None:
            process("run_sim.py", str(SCENARIO), *out, "--seed", str(next(seeds)))()

        return seconds(run, repeats)


def row(what: str, taken: Sequence[float], promised: float | None) -> str:
    """One line of the table."""
    limit = f"{promised:9.2f}" if promised is not None else f"{'':9}"
    return f"{what:52} {median(taken):8.3f} {min(taken):8.3f} {max(taken):8.3f} {limit}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument(
        "--repeats", type=int, default=5, help="starts of the front door (default %(default)s)"
    )
    repeats = parser.parse_args().repeats
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; seconds")
    print(f"{'':52} {'median':>8} {'least':>8} {'most':>8} {'promised':>9}")
    print(row(f"starting Python and nothing else (of {repeats})", seconds(process("-c", ""), repeats), None))
    print(row(f"import diplosim (of {REPEATS})", imports(), 0.3))
    print(row(f"one run, 120 months, with its log (of {REPEATS})", runs(log=True), 0.5))
    print(row(f"one run, 120 months, without log (of {REPEATS})", runs(log=False), 0.5))
    print(row(f"run_sim.py, one run, figures (of {repeats})", front_door(repeats=repeats), 6.0))
    print(
        row(
            f"run_sim.py, one run, no figures (of {repeats})",
            front_door("--no-figures", repeats=repeats),
            None,
        )
    )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
