"""Every file named runs through the front door: two replicates, few samples, no figures.

Each has a process of its own, as on the command line; it begins with libraries and engine loaded, because loading them
takes longer than such a run.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from pathlib import Path

import diplosim.analysis.sensitivity
import diplosim.api.experiments
import diplosim.cli.run
import diplosim.model.model  # noqa: F401  what a run loads by the way, like the others
from diplosim.cli import main as front_door
from diplosim.engine.pack import pack
from diplosim.experiment.engines import prepare
from diplosim.scenario import Scenario


def arguments(file: Path, out: Path) -> list[str]:
    """The command line of one file."""
    text = file.read_text(encoding="utf-8")
    if re.search(r"^design: 1$", text, re.MULTILINE):
        few = ["--draws", "4", "--population", "12", "--generations", "2"]
        return [
            "design",
            str(file),
            "-n",
            "2",
            *few,
            "--workers",
            "1",
            "--no-figures",
            "--quiet",
            "--out",
            str(out),
        ]
    sampled = re.search(r"^design: .*samples:", text, re.MULTILINE)
    few = ["--samples", "4"] if sampled else []
    return [
        "run",
        str(file),
        "--replicates",
        "2",
        *few,
        "--workers",
        "1",
        "--no-figures",
        "--quiet",
        "--out",
        str(out),
    ]


def run(file: Path, folder: Path) -> None:
    """Run one file in a process of its own; what it prints goes into a file beside its results."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        printed = os.open(folder / f"{file.stem}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(printed, sys.stdout.fileno())
        sys.argv = ["diplosim", *arguments(file, folder / file.stem)]
        front_door()
        sys.exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(f"{file} ended with status {status}")


def main() -> None:
    """``every_file.py FOLDER FILE...``: results go to FOLDER."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    prepare(pack(Scenario.from_dict({"scenario": 1, "months": 1})), print)
    gc.freeze()  # what is loaded stays shared between the processes
    for file in sys.argv[2:]:
        run(Path(file), folder)


if __name__ == "__main__":
    main()
